"""The sheet 检查结果 of an open workbook: the words, order and colours of the annotated copy, written in few calls."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import groupby
from typing import Any

from xltoolkit.excel.office import first_way
from xltoolkit.findings import Place, column_letters, quoted_sheet
from xltoolkit.marks.colours import COLOURS
from xltoolkit.marks.sheet_rows import COUNT_AREAS, HEADINGS, LINK_COLUMN, WIDTHS, ResultTable
from xltoolkit.text.wrapping import text_lines

LAST = column_letters(len(HEADINGS))
NOTHING_FOUND = "没有发现问题。"
HEADING_FILL, HEADING_COLOUR, LINK_COLOUR = (0x44, 0x54, 0x6A), (255, 255, 255), (0x05, 0x63, 0xC1)
SEVERITY, LINK = column_letters(HEADINGS.index("级别") + 1), column_letters(LINK_COLUMN + 1)
UNITS_A_LINE = sum(WIDTHS) - 8  # characters across the sheet, a Chinese one counts twice
LONGEST_ADDRESS = 250  # characters; Range takes 255
LONGEST_TEXT = 8_000  # characters; a block with a longer text is refused by some versions of Excel (8,203)
CENTRED = [column_letters(HEADINGS.index(name) + 1) for name in ("序号", "级别", "规则", "单元格", "审核要点")]
CENTRE = -4108  # xlCenter


def write_result_sheet(book: Any, sheet: Any, table: ResultTable) -> None:
    """Fill a new, empty sheet of the book. Screen updating should be off."""
    rows, heading_row = _rows(table)
    area = sheet.range(f"A1:{LAST}{len(rows)}")
    for column, width in enumerate(WIDTHS, start=1):
        sheet.range(f"{column_letters(column)}1").column_width = width
    area.wrap_text = True
    area.raw_value = rows
    _top(sheet, table, heading_row)
    if table.rows:
        _body(sheet, table, heading_row)
    with suppress(Exception):  # niceties; a program that does not know them shows a plainer sheet
        _finish(book, sheet, area, heading_row, len(table.rows))


def _rows(table: ResultTable) -> tuple[list[list[str | float]], int]:
    """All cells of the sheet, and the row of the headings."""
    counts: list[str | float] = [""] * len(HEADINGS)
    for (first, _last), text in zip(COUNT_AREAS, [*(text for _, text in table.counts), table.outcomes], strict=True):
        counts[first] = as_text(text)
    lines = [_line(line) for line in table.lines]
    rows: list[list[str | float]] = [_line(table.title), counts, *lines, [as_text(text) for text in HEADINGS]]
    heading_row = len(rows)
    for row in table.rows:
        cells: list[str | float] = [float(row.texts[0]), *(as_text(text) for text in row.texts[1:])]
        if row.place is not None:
            cells[LINK_COLUMN] = link(row.place)
        rows.append(cells)
    if not table.rows:
        rows.append(_line(NOTHING_FOUND))
    return rows, heading_row


def _line(text: str) -> list[str | float]:
    return [as_text(text), *[""] * (len(HEADINGS) - 1)]


def as_text(text: str) -> str:
    """A text that no program reads as a formula, number or date (一月一日, １２): Excel's text mark, the apostrophe, leads it."""
    return f"'{text[:LONGEST_TEXT]}" if text else ""


def link(place: Place) -> str:
    """A formula that shows the cell's address and leads there: it moves with its row when the list is sorted."""
    target = f"#{quoted_sheet(place.sheet)}!{place.cell}".replace('"', '""')
    return f'=HYPERLINK("{target}","{place.cell}")'


def _top(sheet: Any, table: ResultTable, heading_row: int) -> None:
    """Title, counts and lines, each across the sheet; then the headings."""
    title = sheet.range(f"A1:{LAST}1")
    merge(title)
    font = title.font
    font.bold, font.size, title.row_height = True, 16, 26
    for (first, last), colour in zip(
        COUNT_AREAS, [*(COLOURS[severity] for severity, _ in table.counts), ""], strict=True
    ):
        area = sheet.range(f"{column_letters(first + 1)}2:{column_letters(last + 1)}2")
        if first != last:
            merge(area)
        if colour:
            area.color = rgb(colour)
            area.font.bold = True
    sheet.range("A2").row_height = 33
    if table.lines:
        merge(sheet.range(f"A3:{LAST}{heading_row - 1}"), across=True)
    for row, line in enumerate(table.lines, start=3):
        sheet.range(f"A{row}").row_height = 15 * text_lines(line, UNITS_A_LINE) + 3
    if not table.rows:
        merge(sheet.range(f"A{heading_row + 1}:{LAST}{heading_row + 1}"))
    headings = sheet.range(f"A{heading_row}:{LAST}{heading_row}")
    headings.color = HEADING_FILL
    font = headings.font
    font.color, font.bold = HEADING_COLOUR, True


def _body(sheet: Any, table: ResultTable, heading_row: int) -> None:
    """The colour of each severity, runs of rows together; the look of links."""
    first = heading_row + 1
    runs: dict[str, list[str]] = {}
    for severity, run in groupby(enumerate(table.rows, start=first), key=lambda numbered: numbered[1].severity):
        numbers = [number for number, _row in run]
        runs.setdefault(severity, []).append(f"{SEVERITY}{numbers[0]}:{SEVERITY}{numbers[-1]}")
    for severity, areas in runs.items():
        paint(sheet, areas, rgb(COLOURS[severity]))
    sheet.range(f"{LINK}{first}:{LINK}{heading_row + len(table.rows)}").font.color = LINK_COLOUR


def _finish(book: Any, sheet: Any, area: Any, heading_row: int, count: int) -> None:
    """What xlwings has no word for on every version: alignment, borders, filter, frozen headings, a red tab."""
    area.api.VerticalAlignment = CENTRE
    centred = [f"{column}{heading_row}:{column}{heading_row + count}" for column in CENTRED]
    sheet.range(",".join([f"A2:{LAST}2", *centred])).api.HorizontalAlignment = CENTRE
    body = sheet.range(f"A{heading_row}:{LAST}{heading_row + count}").api
    body.Borders.Color = 0xBFBFBF
    if count:
        body.EntireRow.AutoFit()
        body.AutoFilter()
    sheet.api.Tab.Color = 0x0000C0
    sheet.activate()
    window = book.api.Windows(1)
    window.DisplayGridlines = False
    window.SplitRow, window.SplitColumn = heading_row, 0
    window.FreezePanes = True


def paint(sheet: Any, areas: Sequence[str], colour: tuple[int, int, int] | None) -> None:
    """One fill for many cells or areas of a sheet (addresses without sheet), None for no fill."""
    for address, parts in addresses(areas):
        try:
            sheet.range(address).color = colour
        except Exception:  # this program takes no address of several areas
            for part in parts:
                sheet.range(part).color = colour


def merge(area: Any, across: bool = False) -> None:
    """One cell of an area, or one of each of its rows."""
    first_way(lambda: area.api.Merge(across), lambda: area.merge(across))


def addresses(areas: Sequence[str]) -> Iterator[tuple[str, list[str]]]:
    """(B3,D10,…, the same one by one), each short enough for Range."""
    parts: list[str] = []
    for area in areas:
        if parts and len(",".join([*parts, area])) > LONGEST_ADDRESS:
            yield ",".join(parts), parts
            parts = []
        parts.append(area)
    if parts:
        yield ",".join(parts), parts


def rgb(colour: str) -> tuple[int, int, int]:
    """RRGGBB → red, green, blue."""
    return int(colour[:2], 16), int(colour[2:4], 16), int(colour[4:6], 16)
