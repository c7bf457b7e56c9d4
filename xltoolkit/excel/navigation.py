"""下一处: the next cell of the list 检查结果 in an open workbook."""

from __future__ import annotations

from typing import Any

from xltoolkit.errors import XltoolkitError
from xltoolkit.excel.office import TITLE, asked
from xltoolkit.marks.cells import position_of
from xltoolkit.marks.colours import mark_key
from xltoolkit.marks.sheet_rows import HEADINGS, NOTE_BEGINS
from xltoolkit.marks.signs import RESULT_NAME
from xltoolkit.records import NamedTuple

SHOWN = (True, -1)  # xlSheetVisible; hidden is 0, very hidden 2
LONGEST_STATUS = 200  # characters; the status bar takes 255 and shows fewer

_SHEET, _CELL, _MESSAGE = (HEADINGS.index(name) for name in ("工作表", "单元格", "问题"))


class Listed(NamedTuple):
    """One row of the list: where it leads and what it says."""

    sheet: str
    cell: str
    message: str


def select_next(book: Any) -> str:
    """Select the cell of the next finding and say it in the status bar; 工作表!A1.

    Raises XltoolkitError (Chinese) if the workbook has no list, or an empty one, or its cells are out of reach.
    """
    listed = _listed(book)
    if not listed:
        raise XltoolkitError("没有要看的问题：请先按“检查工作簿”；已经检查过的，说明没有发现问题。")
    sheets = book.sheets  # by number: xlwings gives up iterating when Excel is busy
    states = {sheet.name: sheet.visible for sheet in map(sheets, range(1, len(sheets) + 1))}
    found = [row for row in listed if states.get(row.sheet, False) in SHOWN]
    if not found:
        raise XltoolkitError(
            "问题所在的工作表都隐藏了，请先取消隐藏。"
            if any(row.sheet in states for row in listed)
            else "检查以后工作表改过名或被删除了，请重新按“检查工作簿”。"
        )
    asked(lambda: book.api.Activate(), None)
    number = _next(found, *_selected(book))
    sheet, cell, message = found[number]
    book.sheets[sheet].select()
    target = book.sheets[sheet].range(cell)
    asked(target.select, None)  # a protected sheet may let nobody select cells; the status bar names the place
    place = f"{TITLE}：第 {number + 1} 处，共 {len(found)} 处（{sheet}!{cell}）。"
    book.app.status_bar = f"{place}{_warning(target)}{message}"[:LONGEST_STATUS]
    return f"{sheet}!{cell}"


def _warning(target: Any) -> str:
    """What may keep a person from finding the fault there, '' if nothing does."""
    if asked(lambda: target.api.EntireRow.Hidden, False):
        return "（这一行被隐藏或筛掉了，请取消隐藏或筛选。）"
    colour = asked(lambda: target.color, None)
    if colour and mark_key("{:02X}{:02X}{:02X}".format(*colour)) is not None:
        return ""
    note = asked(lambda: target.note.text, "")  # a cell with a pattern has a note only
    return "" if NOTE_BEGINS in note else "（这一格没有检查标记：检查以后插入、删除过行的，请重新检查。）"


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
    if RESULT_NAME not in book.names:
        return None
    target = book.names[RESULT_NAME].refers_to.lstrip("=").rpartition("!")[0]
    if target.startswith("'"):
        target = target[1:-1].replace("''", "'")
    return asked(lambda: book.sheets[target], None)


def _selected(book: Any) -> tuple[str, tuple[int, int]]:
    """The active sheet and the selected cell; (0, 0) where a chart or drawing is selected."""
    selection = asked(lambda: book.app.selection, None)
    return book.sheets.active.name, (selection.row, selection.column) if selection is not None else (0, 0)


def _next(found: list[Listed], sheet: str, cell: tuple[int, int]) -> int:
    """After the selected finding the one behind it; from elsewhere the first one below, else the first of the list."""
    here = [(number, position_of(row.cell) or (0, 0)) for number, row in enumerate(found) if row.sheet == sheet]
    for number, position in here:
        if position == cell:
            return (number + 1) % len(found)
    return next((number for number, position in here if position > cell), 0)
