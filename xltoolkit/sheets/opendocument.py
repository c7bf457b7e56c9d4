"""Reads .ods and .fods: the cells of an OpenDocument spreadsheet. Source: OpenDocument 1.2 part 1, §9 and §19.

Errors are seen where the writer says so (calcext:value-type, LibreOffice) or where a formula shows one.
"""

from __future__ import annotations

import re
from decimal import Decimal
from pyexpat import XMLParserType

from xltoolkit.package.archive import LARGEST_PART, Archive
from xltoolkit.package.gate import content_kind
from xltoolkit.package.parsing import LocalNames, new_parser, parse, parse_pieces
from xltoolkit.package.refusals import refusal
from xltoolkit.sheets.columns import LAST_COLUMN, LAST_ROW
from xltoolkit.sheets.formats import date_of_text
from xltoolkit.sheets.model import BOOLEAN, DATE, ERROR_VALUE, NUMBER, TEXT, Cell, Sheet, Sheets
from xltoolkit.sheets.opendocument_styles import Styles
from xltoolkit.sheets.values import number_of_float, number_of_text
from xltoolkit.sheets.worksheet import LARGEST_MERGE, MOST_CELLS

_CELLS = ("table-cell", "covered-table-cell")
_PASSED_OVER = frozenset(
    (
        "annotation",
        "shapes",
        "frame",
        "custom-shape",
        "g",
        "tracked-changes",
        "dde-links",
        "content-validations",
        "forms",
    )
)
_ERROR = re.compile(r"#(?:NULL!|DIV/0!|VALUE!|REF!|NAME\?|NUM!|N/A)|Err:\d{3}").fullmatch
_CLOCK = re.compile(r"PT(\d{1,6})H(\d{1,2})M(\d{1,2})(?:[.,]\d+)?S").fullmatch
_REFERENCE = re.compile(r"\[([^\[\]]*)\]")
_ADDRESS = re.compile(r"\$?(?P<sheet>'(?:[^']|'')*'|[^.']*)\.(?P<cell>.+)").fullmatch


def read(data: bytes) -> Sheets:
    """Read the bytes of an .ods package or of a flat .fods. Raises Refused."""
    document = _Document()
    if content_kind(data) == "zip":
        archive = Archive.from_bytes(data)
        manifest = "META-INF/manifest.xml"
        if manifest in archive and b"encryption-data" in archive.read(manifest):
            raise refusal("encrypted")
        for part in ("meta.xml", "styles.xml", "content.xml"):
            if part in archive:
                parse(document.parser(), archive, part, largest=LARGEST_PART)
        has_macros = any(name.startswith(("Basic/", "Scripts/")) and name.endswith(".xml") for name in archive.names)
    else:
        parse_pieces(document.parser(), (data[at : at + (1 << 18)] for at in range(0, len(data), 1 << 18)), len(data))
        has_macros = b"<ooo:library " in data
    return Sheets(document.sheets, document.names, document.properties, "ods", has_macros, "", (), frozenset(("link",)))


class _Document:
    """Takes the elements of meta.xml, styles.xml and content.xml (or of the one flat file) in turn."""

    def __init__(self) -> None:
        self.sheets: list[Sheet] = []
        self.names: dict[str, str] = {}
        self.properties: dict[str, str] = {}
        self._styles = Styles()
        self._local = LocalNames()
        self._table: _Table | None = None
        self._passed_over = 0  # depth inside an element that is no content of the sheet
        self._property = ""

    def parser(self) -> XMLParserType:
        parser = new_parser()
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        return parser

    def _start(self, tag: str, written: dict[str, str]) -> None:
        element = self._local[tag]
        table = self._table
        if self._passed_over or element in _PASSED_OVER or (element == "table" and table is not None):
            self._passed_over += 1
            return
        attributes = {self._local[name]: value for name, value in written.items()}
        if table is not None:
            table.start(element, attributes, written)
        elif element == "table":
            self._table = _Table(attributes, self._styles)
        elif element == "named-range":
            self.names[attributes.get("name", "")] = _excel_address(attributes.get("cell-range-address", ""))
        elif element == "user-defined":
            self._property = attributes.get("name", "")
            self.properties[self._property] = ""
        else:
            self._styles.start(element, attributes)

    def _text(self, piece: str) -> None:
        if self._passed_over:
            return
        if self._table is not None:
            self._table.text(piece)
        elif self._property:
            self.properties[self._property] += piece
        else:
            self._styles.text(piece)

    def _end(self, tag: str) -> None:
        element = self._local[tag]
        if self._passed_over:
            self._passed_over -= 1
        elif self._table is None:
            self._property = ""
            self._styles.end(element)
        elif element == "table":
            self.sheets.append(self._table.sheet())
            self._table = None
            if sum(len(sheet.cells) for sheet in self.sheets) > MOST_CELLS:
                raise refusal("too_many_cells")
        else:
            self._table.end(element)


class _Table:
    """One table:table: rows and cells with their repetitions."""

    def __init__(self, attributes: dict[str, str], styles: Styles) -> None:
        self._name = attributes.get("name", "")
        self._state = "hidden" if styles.hides(attributes.get("style-name", "")) else "visible"
        self._protected = attributes.get("protected") == "true"
        self._styles = styles
        self._cells: dict[tuple[int, int], Cell] = {}
        self._merges: list[tuple[int, int, int, int]] = []
        self._column_styles: list[tuple[int, str]] = []  # last column of the run, its default cell style
        self._hidden_columns: list[tuple[int, int]] = []
        self._hidden_rows: list[tuple[int, int]] = []
        self._columns = 0
        self._row, self._row_repeat, self._row_style = 1, 1, ""
        self._filled: list[tuple[int, Cell]] = []  # cells of the row: column, content
        self._column = 1
        self._cell: dict[str, str] | None = None
        self._is_error = False
        self._paragraphs: list[str] = []
        self._in_paragraph = 0

    def start(self, element: str, attributes: dict[str, str], written: dict[str, str]) -> None:
        if element in _CELLS:
            self._cell = attributes
            self._is_error = written.get("calcext:value-type") == "error"
            self._paragraphs.clear()
            self._in_paragraph = 0
        elif element == "p" and self._cell is not None:
            self._in_paragraph += 1
            if self._in_paragraph == 1:
                self._paragraphs.append("")
        elif element == "s" and self._in_paragraph:
            self.text(" " * min(_count(attributes, "c"), 10_000))
        elif element in ("tab", "line-break") and self._in_paragraph:
            self.text("\t" if element == "tab" else "\n")
        elif element == "table-row":
            self._row_repeat = _count(attributes, "number-rows-repeated")
            self._row_style = attributes.get("default-cell-style-name", "")
            if attributes.get("visibility") in ("collapse", "filter"):
                self._hidden_rows.append((self._row, self._row + self._row_repeat))
            self._column = 1
        elif element == "table-column":
            first = self._columns + 1
            self._columns += _count(attributes, "number-columns-repeated")
            self._column_styles.append((self._columns, attributes.get("default-cell-style-name", "")))
            if attributes.get("visibility") in ("collapse", "filter"):
                self._hidden_columns.append((first, self._columns + 1))

    def text(self, piece: str) -> None:
        if self._in_paragraph:
            self._paragraphs[-1] += piece

    def end(self, element: str) -> None:
        if element == "p":
            self._in_paragraph = max(0, self._in_paragraph - 1)
        elif element in _CELLS:
            self._end_cell()
        elif element == "table-row":
            self._end_row()

    def _end_cell(self) -> None:
        assert self._cell is not None
        attributes, self._cell = self._cell, None
        repeat = _count(attributes, "number-columns-repeated")
        rows, columns = _count(attributes, "number-rows-spanned"), _count(attributes, "number-columns-spanned")
        if rows * columns > 1:
            bottom, right = min(self._row + rows - 1, LAST_ROW), min(self._column + columns - 1, LAST_COLUMN)
            self._merges.append((self._row, self._column, bottom, right))
        style = attributes.get("style-name") or self._row_style or self._column_style()
        cell = _cell(attributes, "\n".join(self._paragraphs), self._is_error, self._styles.format(style))
        if cell is not None:
            last = min(self._column + repeat, LAST_COLUMN + 1)
            self._filled += ((column, cell) for column in range(self._column, last))
        self._column += repeat

    def _end_row(self) -> None:
        if len(self._cells) + len(self._filled) * self._row_repeat > MOST_CELLS:
            raise refusal("too_many_cells", f"工作表“{self._name}”")
        if self._filled:
            for row in range(self._row, min(self._row + self._row_repeat, LAST_ROW + 1)):
                self._cells.update(((row, column), cell) for column, cell in self._filled)
            self._filled.clear()
        self._row += self._row_repeat

    def _column_style(self) -> str:
        return next((style for last, style in self._column_styles if self._column <= last), "")

    def sheet(self) -> Sheet:
        """The table as a Sheet; hidden rows, and huge merges, as far as something stands in them."""
        last_row = max((row for row, _ in self._cells), default=0)
        last_column = max((column for _, column in self._cells), default=0)
        hidden_rows = frozenset(row for first, end in self._hidden_rows for row in range(first, min(end, last_row + 1)))
        hidden_columns = frozenset(
            column for first, end in self._hidden_columns for column in range(first, min(end, LAST_COLUMN + 1))
        )
        merges = [
            (top, left, bottom, right)
            if (bottom - top + 1) * (right - left + 1) <= LARGEST_MERGE
            else (top, left, max(top, min(bottom, last_row)), max(left, min(right, last_column)))
            for top, left, bottom, right in self._merges
        ]
        return Sheet(self._name, self._state, self._cells, merges, hidden_rows, hidden_columns, self._protected)


def _count(attributes: dict[str, str], name: str) -> int:
    """A repetition or span, at least 1. Raises ValueError."""
    return max(1, min(int(attributes.get(name, "1")), LAST_ROW))


def _cell(attributes: dict[str, str], shown: str, is_error: bool, format: str) -> Cell | None:
    type = attributes.get("value-type", "")
    written = attributes.get("formula")
    formula = None if written is None else _excel_formula(written)
    if is_error or (formula is not None and _ERROR(shown)):
        return Cell(ERROR_VALUE, shown, shown, formula, format)
    if type in ("float", "percentage", "currency"):
        raw = attributes.get("value", "")
        number = number_of_text(raw)
        if number is not None:
            percent = type == "percentage" and "%" not in format
            return Cell(NUMBER, number, raw, formula, "0.00%" if percent else format)
    elif type == "boolean":
        raw = attributes.get("boolean-value", "")
        return Cell(BOOLEAN, raw == "true", raw, formula, format)
    elif type == "date":
        raw = attributes.get("date-value", "")
        date = date_of_text(raw)
        if date is not None:
            return Cell(DATE, date, raw, formula, format)
    elif type == "time":
        return _clock(attributes.get("time-value", ""), shown, formula, format)
    text = attributes.get("string-value", shown) if type == "string" else shown
    if formula is not None and type == "":
        return Cell(None, None, "", formula, format)
    return Cell(TEXT, text, text, formula, format) if text or formula is not None else None


def _clock(raw: str, shown: str, formula: str | None, format: str) -> Cell:
    """A time of day; from 24 hours on it counts hours, and is a number of days as in Excel."""
    match = _CLOCK(raw)
    if match is None:
        return Cell(TEXT, shown, shown, formula, format)
    hours, minutes, seconds = (int(part) for part in match.groups())
    time = date_of_text(f"{hours:02}:{minutes:02}:{seconds:02}")
    if time is not None:
        return Cell(DATE, time, raw, formula, format)
    days = number_of_float((hours * 3600 + minutes * 60 + seconds) / 86_400)
    return Cell(NUMBER, days if days is not None else Decimal(0), raw, formula, "[h]:mm:ss")


def _excel_formula(written: str) -> str:
    """of:=SUM([.A1:.A9]) → SUM(A1:A9)."""
    formula = written.partition("=")[2] if re.match(r"\w+:=", written) else written.removeprefix("=")
    return _REFERENCE.sub(lambda match: _excel_address(match[1]), formula)


def _excel_address(written: str) -> str:
    """$字典.$A$2:.$A$4 → 字典!$A$2:$A$4; .A1 → A1."""
    cells, sheet = [], ""
    for part in written.split(":"):
        match = _ADDRESS(part)
        if match is None:
            return written
        sheet = sheet or match["sheet"]
        cells.append(match["cell"])
    return f"{sheet}!{':'.join(cells)}" if sheet else ":".join(cells)
