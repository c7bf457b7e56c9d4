"""What stands in a workbook's cells, as the file says it: Cell, Sheet, Sheets. No form knowledge here."""

from __future__ import annotations

from xltoolkit.records import NamedTuple

# Kinds of cell content.
TEXT, NUMBER, BOOLEAN, ERROR_VALUE, DATE = "text", "number", "boolean", "error", "date"

# What a format, or the library that reads it, may hide, in words for staff. docs/formats.md has the table.
UNSEEN = {
    "error": "错误值",
    "formula": "公式的内容",
    "format": "数字格式",
    "merge": "合并单元格",
    "hidden": "隐藏的行、列",
    "protection": "工作表保护",
    "name": "名称",
    "property": "文档属性",
    "macro": "宏",
    "link": "外部链接",
}


class Cell(NamedTuple):
    """One filled cell. Blank cells (styled or not) do not exist in a Sheet.

    kind     TEXT, NUMBER, BOOLEAN, ERROR_VALUE, or DATE (a number whose format is a date, or an ISO date cell).
             A formula without a cached value has kind None.
    value    TEXT: the string as Excel holds it (`_xHHHH_` decoded, rich text joined without phonetics, not trimmed);
             NUMBER: Decimal of the 15 significant digits that Excel shows; BOOLEAN: bool;
             ERROR_VALUE: '#REF!'; DATE: datetime.date, datetime.datetime or datetime.time; None: not calculated.
             A cell that is declared a number and holds none ('abc') is TEXT; a number that its date format cannot show
             (negative, 1900-02-29, after 9999) and a count of hours (`[h]:mm`) stay NUMBER.
    raw      the text that stands in the file for the value ('9.8800000000000008'), '' if none; of TEXT the text itself.
    formula  the formula's text without '=', None for a constant. A shared formula's follower has '' .
    format   the number format code ('General', '@', '0.00%').
    """

    kind: str | None
    value: object
    raw: str
    formula: str | None
    format: str


class Sheet(NamedTuple):
    """One worksheet. Rows and columns count from 1; `cells` stand row by row, from left to right.

    merges holds (top, left, bottom, right), inclusive. A merge dragged over more than 10,000 cells is cut to the rows and
    columns in use; still, ask whether a cell lies inside instead of walking over the area.
    """

    name: str
    state: str  # visible | hidden | veryHidden
    cells: dict[tuple[int, int], Cell]
    merges: list[tuple[int, int, int, int]]
    hidden_rows: frozenset[int]
    hidden_columns: frozenset[int]
    protected: bool


class Sheets(NamedTuple):
    """All worksheets of one workbook in tab order, and what the package says about itself.

    names           defined names → their text as written (`_xlnm.*` left out; sheet-scoped as 'sheet!name')
    properties      custom document properties (docProps/custom.xml), name → text
    format          xlsx | xlsm | xls | ods | xlsb | et …: what the content is, whatever the file is called
    has_macros      a VBA project or an Excel 4 macro sheet is present; `macro_digest` is that of its code (package.vba), else ''
    external_links  targets of external workbooks
    unseen          what reading this format cannot show, keys of UNSEEN: absent never means clean there
    from_1904       days are counted from 1904-01-01: a number that lost its date format means another day
    """

    sheets: list[Sheet]
    names: dict[str, str]
    properties: dict[str, str]
    format: str
    has_macros: bool
    macro_digest: str
    external_links: tuple[str, ...]
    unseen: frozenset[str]
    from_1904: bool = False
