"""The sheet 检查结果 as a part: the same for an annotated copy and for findings that stand alone."""

from __future__ import annotations

from collections.abc import Callable

from xltoolkit.findings import Place, column_letters, quoted_sheet
from xltoolkit.marks.cells import string_xml
from xltoolkit.marks.colours import COLOURS
from xltoolkit.marks.draft import DECLARATION
from xltoolkit.marks.sheet_rows import COUNT_AREAS, HEADINGS, LINK_COLUMN, WIDTHS, ResultRow, ResultTable
from xltoolkit.marks.styles import Format
from xltoolkit.package.xml import attribute, escape
from xltoolkit.records import NamedTuple
from xltoolkit.text.wrapping import text_lines

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"

_LETTERS = tuple(column_letters(column) for column in range(1, len(HEADINGS) + 1))
_LAST = _LETTERS[-1]
_CENTRED = ("序号", "级别", "规则", "单元格", "审核要点")
_SEVERITY = HEADINGS.index("级别")
_LINE_HEIGHT = 13.5  # points of a line of 10 pt
_TALLEST_ROW = 409  # Excel's limit
_NOTHING_FOUND = "没有发现问题。"

_TITLE = Format(size=16, bold=True, border=False)
_LINE = Format(border=False)
_HEADING = Format(bold=True, colour="FFFFFF", fill="44546A", align="center")
_FORMATS = tuple(
    Format(align="center" if name in _CENTRED else "left", indent=name not in _CENTRED, text=name == "当前内容")
    for name in HEADINGS
)
_SEVERITY_FORMATS = {severity: Format(align="center", fill=colour) for severity, colour in COLOURS.items()}
_LINK = Format(colour="0563C1", underline=True, align="center")


class ResultPart(NamedTuple):
    """The part, and what the workbook's defined names need: the heading's row and the filtered area ('' without rows)."""

    xml: str
    heading_row: int
    filter_area: str


def result_sheet(table: ResultTable, style: Callable[[Format], int], namespace: str, windows: int = 1) -> ResultPart:
    """The worksheet part of a result table. `style` gives the index of a format, `windows`: the workbook's windows."""
    rows: list[str] = []
    merges: list[str] = []

    def whole_width(text: str, wanted: Format, height: float) -> None:
        number = len(rows) + 1
        rows.append(_row(number, _text(f"A{number}", text, style(wanted)), height))
        merges.append(f"A{number}:{_LAST}{number}")

    whole_width(table.title, _TITLE, 26)
    rows.append(_counts(table, style, len(rows) + 1))
    merges += [f"{_at(first, 2)}:{_at(last, 2)}" for first, last in COUNT_AREAS if first != last]
    for line in table.lines:
        whole_width(line, _LINE, _LINE_HEIGHT * text_lines(line, sum(WIDTHS) - 8) + 4)
    heading_row = len(rows) + 1
    rows.append(
        _row(heading_row, "".join(_text(_at(c, heading_row), h, style(_HEADING)) for c, h in enumerate(HEADINGS)), 21)
    )
    links: list[str] = []
    for number, row in enumerate(table.rows, heading_row + 1):
        rows.append(_row(number, _cells(row, number, style), _height(row.texts), fitted=True))
        if row.place is not None:
            links.append(_link(_at(LINK_COLUMN, number), row.place))
    if not table.rows:
        whole_width(_NOTHING_FOUND, Format(), 21)
    last_row = len(rows)
    body = "".join((
        f'{DECLARATION}<worksheet xmlns="{namespace}"><sheetPr><tabColor rgb="FFC00000"/><pageSetUpPr fitToPage="1"/></sheetPr>',
        f'<dimension ref="A1:{_LAST}{last_row}"/><sheetViews>',
        *(_view(window, heading_row) for window in range(windows)),
        '</sheetViews><sheetFormatPr defaultRowHeight="15"/><cols>',
        *(f'<col min="{c}" max="{c}" width="{width}" customWidth="1"/>' for c, width in enumerate(WIDTHS, 1)),
        f'</cols><sheetData>{"".join(rows)}</sheetData>',
        f'<autoFilter ref="A{heading_row}:{_LAST}{last_row}"/>' if table.rows else "",
        f'<mergeCells count="{len(merges)}">', *(f'<mergeCell ref="{area}"/>' for area in merges), "</mergeCells>",
        f'<hyperlinks>{"".join(links)}</hyperlinks>' if links else "",
        '<printOptions horizontalCentered="1"/>',
        '<pageMargins left="0.4" right="0.4" top="0.5" bottom="0.6" header="0.3" footer="0.3"/>',
        '<pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/>',
        "<headerFooter><oddFooter>&amp;C第 &amp;P 页，共 &amp;N 页</oddFooter></headerFooter>",
        f'<ignoredErrors><ignoredError sqref="A1:{_LAST}{last_row}" numberStoredAsText="1"/></ignoredErrors></worksheet>',
    ))  # fmt: skip
    return ResultPart(body, heading_row, f"$A${heading_row}:${_LAST}${last_row}" if table.rows else "")


def sheet_names(prefix: str, title: str, sheet: ResultPart) -> str:
    """The <definedName> elements of the sheet itself, which stands first: its heading on every page, its filtered area."""
    x, name = prefix, escape(quoted_sheet(title))
    names = f'<{x}definedName name="_xlnm.Print_Titles" localSheetId="0">{name}!${sheet.heading_row}:${sheet.heading_row}</{x}definedName>'
    if sheet.filter_area:
        names = (
            f'<{x}definedName name="_xlnm._FilterDatabase" localSheetId="0" hidden="1">{name}!{sheet.filter_area}'
            f"</{x}definedName>{names}"
        )
    return names


def _counts(table: ResultTable, style: Callable[[Format], int], number: int) -> str:
    cells = []
    plain = Format(bold=True, align="center")
    coloured = [(text, plain._replace(fill=COLOURS[severity])) for severity, text in table.counts]
    blocks = [*coloured, (table.outcomes, plain._replace(bold=False))]
    for (first, last), (text, wanted) in zip(COUNT_AREAS, blocks, strict=True):
        cells += [_text(_at(c, number), text if c == first else "", style(wanted)) for c in range(first, last + 1)]
    return _row(number, "".join(cells), 33)


def _cells(row: ResultRow, number: int, style: Callable[[Format], int]) -> str:
    styles = [style(wanted) for wanted in _FORMATS]
    styles[_SEVERITY] = style(_SEVERITY_FORMATS[row.severity])
    if row.place is not None:
        styles[LINK_COLUMN] = style(_LINK)
    cells = [f'<c r="A{number}" s="{styles[0]}"><v>{row.texts[0]}</v></c>']
    for column in range(1, len(HEADINGS)):
        cells.append(_text(f"{_LETTERS[column]}{number}", row.texts[column], styles[column]))
    return "".join(cells)


def _link(address: str, place: Place) -> str:
    location, tip = attribute(f"{quoted_sheet(place.sheet)}!{place.cell}"), attribute(f"跳到 {place.address}")
    return f'<hyperlink ref="{address}" location={location} tooltip={tip} display={attribute(place.cell)}/>'


def _view(window: int, heading_row: int) -> str:
    first = f"A{heading_row + 1}"
    return (
        f'<sheetView showGridLines="0" tabSelected="1" workbookViewId="{window}">'
        f'<pane ySplit="{heading_row}" topLeftCell="{first}" activePane="bottomLeft" state="frozen"/>'
        f'<selection pane="bottomLeft" activeCell="{first}" sqref="{first}"/></sheetView>'
    )


def _row(number: int, cells: str, height: float, *, fitted: bool = False) -> str:
    """`fitted`: the program may fit the row anew when its text changes; rows of merged cells must be told their height."""
    fixed = "" if fitted else ' customHeight="1"'
    return f'<row r="{number}" ht="{height:g}"{fixed}>{cells}</row>'


def _height(texts: tuple[str, ...]) -> float:
    """Points for the tallest of the wrapped texts. Excel fits a row by itself, LibreOffice trusts what an Excel file says."""
    lines = max(text_lines(text, width - 3) for text, width in zip(texts, WIDTHS, strict=True) if text)
    return min(_LINE_HEIGHT * lines + 5, _TALLEST_ROW)


def _text(address: str, text: str, style: int) -> str:
    if not text:
        return f'<c r="{address}" s="{style}"/>'
    return f'<c r="{address}" s="{style}" t="inlineStr"><is>{string_xml(text)}</is></c>'


def _at(column: int, row: int) -> str:
    return f"{_LETTERS[column]}{row}"
