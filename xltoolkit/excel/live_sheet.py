"""The sheet 检查结果 of an open workbook: the words, order and colours of the annotated copy, written in few calls."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from xltoolkit.findings import column_letters
from xltoolkit.marks.colours import COLOURS
from xltoolkit.marks.result_sheet import quoted_sheet
from xltoolkit.marks.sheet_rows import HEADINGS, LINK_COLUMN, WIDTHS, ResultTable

LAST = column_letters(len(HEADINGS))
COUNT_AREAS = ((0, 2), (3, 5), (6, 6), (7, len(HEADINGS) - 1))  # columns of the three severities, then of all rules
NOTHING_FOUND = "没有发现问题。"
HEADING_FILL, HEADING_COLOUR, LINK_COLOUR = (0x44, 0x54, 0x6A), (255, 255, 255), (0x05, 0x63, 0xC1)
SEVERITY, LINK = column_letters(HEADINGS.index("级别") + 1), column_letters(LINK_COLUMN + 1)
UNITS_A_LINE = sum(WIDTHS) - 8  # characters across the sheet, a Chinese one counts twice
TOP, CENTRE = -4160, -4108  # xlTop, xlCenter


def write_result_sheet(book: Any, sheet: Any, table: ResultTable) -> None:
    """Fill a new, empty sheet of the book. Screen updating should be off."""
    rows, heading_row = _rows(table)
    area = sheet.range(f"A1:{LAST}{len(rows)}")
    area.value = rows
    area.wrap_text = True
    for column, width in enumerate(WIDTHS, start=1):
        sheet.range(f"{column_letters(column)}1").column_width = width
    _top(sheet, table, heading_row)
    _body(sheet, table, heading_row)
    with suppress(Exception):  # niceties; a program that does not know them shows a plainer sheet
        _finish(book, sheet, area, heading_row, len(rows))


def _rows(table: ResultTable) -> tuple[list[list[str | float]], int]:
    """All cells of the sheet, and the row of the headings."""
    counts: list[str | float] = [""] * len(HEADINGS)
    for (first, _last), text in zip(COUNT_AREAS, [*(text for _, text in table.counts), table.outcomes], strict=True):
        counts[first] = as_text(text)
    rows = [_line(table.title), counts, *(_line(line) for line in table.lines), list[str | float](HEADINGS)]
    heading_row = len(rows)
    rows += [[float(row.texts[0]), *(as_text(text) for text in row.texts[1:])] for row in table.rows]
    if not table.rows:
        rows.append(_line(NOTHING_FOUND))
    return rows, heading_row


def _line(text: str) -> list[str | float]:
    return [as_text(text), *[""] * (len(HEADINGS) - 1)]


def as_text(text: str) -> str:
    """A text that the program must not read as a formula, number or date gets Excel's text mark, the apostrophe."""
    return f"'{text}" if text and ord(text[0]) < 0x2E80 else text


def _top(sheet: Any, table: ResultTable, heading_row: int) -> None:
    """Title, counts and lines, each across the sheet; then the headings."""
    for row in (1, *range(3, heading_row), *([] if table.rows else [heading_row + 1])):
        sheet.range(f"A{row}:{LAST}{row}").merge()
    for (first, last), colour in zip(
        COUNT_AREAS, [*(COLOURS[severity] for severity, _ in table.counts), ""], strict=True
    ):
        area = sheet.range(f"{column_letters(first + 1)}2:{column_letters(last + 1)}2")
        if first != last:
            area.merge()
        if colour:
            area.color = "#" + colour
            area.font.bold = True
    title = sheet.range("A1")
    title.font.bold, title.font.size, title.row_height = True, 16, 26
    sheet.range("A2").row_height = 33
    for row, line in enumerate(table.lines, start=3):
        units = sum(2 if ord(character) > 0x2E7F else 1 for character in line)
        sheet.range(f"A{row}").row_height = 15 * max(-(-units // UNITS_A_LINE), 1) + 3
    headings = sheet.range(f"A{heading_row}:{LAST}{heading_row}")
    headings.color, headings.font.color, headings.font.bold = HEADING_FILL, HEADING_COLOUR, True


def _body(sheet: Any, table: ResultTable, heading_row: int) -> None:
    """The colour of each severity, and a link to each cell."""
    for number, row in enumerate(table.rows, start=heading_row + 1):
        sheet.range(f"{SEVERITY}{number}").color = "#" + COLOURS[row.severity]
        if row.place is not None:
            address = f"#{quoted_sheet(row.place.sheet)}!{row.place.cell}"
            sheet.range(f"{LINK}{number}").add_hyperlink(address, row.place.cell, f"跳到 {row.place.address}")


def _finish(book: Any, sheet: Any, area: Any, heading_row: int, last_row: int) -> None:
    """What xlwings has no word for on every version: alignment, borders, filter, frozen headings, a red tab."""
    area.api.VerticalAlignment = TOP
    sheet.range(f"A2:{LAST}2").api.HorizontalAlignment = CENTRE
    sheet.range(f"A1:{LAST}{heading_row}").api.VerticalAlignment = CENTRE
    body = sheet.range(f"A{heading_row}:{LAST}{last_row}")
    body.api.Borders.Color = 0xBFBFBF
    if last_row > heading_row:
        body.api.AutoFilter()
    sheet.api.Tab.Color = 0x0000C0
    sheet.select()
    window = book.app.api.ActiveWindow
    window.DisplayGridlines = False
    window.SplitRow, window.SplitColumn = heading_row, 0
    window.FreezePanes = True
