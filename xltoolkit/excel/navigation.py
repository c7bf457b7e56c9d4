"""下一处: the next cell of the list 检查结果 in an open workbook."""

from __future__ import annotations

from typing import Any

from xltoolkit.errors import XltoolkitError
from xltoolkit.excel.office import TITLE
from xltoolkit.marks.cells import position_of
from xltoolkit.marks.sheet_rows import HEADINGS
from xltoolkit.marks.signs import RESULT_NAME
from xltoolkit.records import NamedTuple

LONGEST_STATUS = 200  # characters; the status bar takes 255 and shows fewer

_SHEET, _CELL, _MESSAGE = (HEADINGS.index(name) for name in ("工作表", "单元格", "问题"))


class Listed(NamedTuple):
    """One row of the list: where it leads and what it says."""

    sheet: str
    cell: str
    message: str


def select_next(book: Any) -> str:
    """Select the cell of the next finding and say it in the status bar; 工作表!A1.

    Raises XltoolkitError (Chinese) if the workbook has no list, or an empty one, or all its cells are on hidden sheets.
    """
    visible = {sheet.name for sheet in book.sheets if sheet.visible}
    found = [row for row in _listed(book) if row.sheet in visible]
    if not found:
        raise XltoolkitError(
            "没有要看的问题：请先按“检查工作簿”；已经检查过的，说明没有发现问题或者问题都在隐藏的工作表里。"
        )
    number = _next(found, *_selected(book))
    sheet, cell, message = found[number]
    book.sheets[sheet].select()
    book.sheets[sheet].range(cell).select()
    book.app.status_bar = f"{TITLE}：第 {number + 1} 处，共 {len(found)} 处。{message}"[:LONGEST_STATUS]
    return f"{sheet}!{cell}"


def _listed(book: Any) -> list[Listed]:
    """The rows of our sheet that lead to a cell, each cell once, in the order of the list."""
    sheet = _result_sheet(book)
    if sheet is None:
        return []
    rows = sheet.used_range.value
    if not rows or not isinstance(rows[0], list):
        return []
    heading = next((number for number, row in enumerate(rows) if tuple(row[: len(HEADINGS)]) == HEADINGS), len(rows))
    first: dict[tuple[str, str], Listed] = {}
    for row in rows[heading + 1 :]:
        sheet_name, cell, message = (str(row[column] or "") for column in (_SHEET, _CELL, _MESSAGE))
        if sheet_name and position_of(cell):
            first.setdefault((sheet_name, cell), Listed(sheet_name, cell, message.split("\n")[0]))
    return list(first.values())


def _result_sheet(book: Any) -> Any:
    """Our sheet by the hidden name that follows it, whatever it is called now; None if there is none."""
    for name in book.names:
        if name.name == RESULT_NAME:
            target = name.refers_to.lstrip("=").rpartition("!")[0].strip("'").replace("''", "'")
            return next((sheet for sheet in book.sheets if sheet.name == target), None)
    return None


def _selected(book: Any) -> tuple[str, tuple[int, int]]:
    """The active sheet and the selected cell; (0, 0) where a chart or drawing is selected."""
    selection = book.app.selection
    return book.sheets.active.name, (selection.row, selection.column) if selection is not None else (0, 0)


def _next(found: list[Listed], sheet: str, cell: tuple[int, int]) -> int:
    """After the selected finding the one behind it; from elsewhere the first one below, else the first of the list."""
    here = [(number, position_of(row.cell) or (0, 0)) for number, row in enumerate(found) if row.sheet == sheet]
    for number, position in here:
        if position == cell:
            return (number + 1) % len(found)
    return next((number for number, position in here if position > cell), 0)
