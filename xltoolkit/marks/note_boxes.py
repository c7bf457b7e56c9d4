"""How large the box of a note is and where it stands beside its cell, from the widths and heights of the sheet."""

from __future__ import annotations

from collections.abc import Callable

from xltoolkit.marks.cells import Position
from xltoolkit.marks.sheet_outline import SheetOutline
from xltoolkit.marks.vml import Box
from xltoolkit.text.wrapping import text_lines

_WIDTHS = (240, 360, 480, 600)  # pixels: a long text gets a wider box before it gets a taller one than people can see
_LINE_HEIGHT = 16
_UNIT_WIDTH = 6  # of a Latin character of 9 pt; a Chinese one counts twice
_MARGIN = 12  # all around
_TALLEST = 480
_GAP = 15
_LAST_ROW, _LAST_COLUMN = 1_048_575, 16_383


def note_box(sheet: SheetOutline, position: Position, text: str) -> Box:
    """The box right of the cell (of the whole merged area), left of it at the sheet's right edge; tall enough for the text."""
    row, column = position
    width, height = _size(text)
    right = next((m[3] for m in sheet.merges if m[:2] == position), column)
    left_column, left_offset = right, _GAP
    end_column, end_offset = _reach(left_column, left_offset, width, sheet.column_width, _LAST_COLUMN)
    if end_column > _LAST_COLUMN:
        left_column, left_offset = max(column - 2 - width // 64, 0), 0
        end_column, end_offset = _reach(left_column, 0, width, sheet.column_width, _LAST_COLUMN)
        end_column = min(end_column, _LAST_COLUMN)
    top_row = max(row - 2, 0)
    top_offset = max(sheet.row_height(top_row + 1) - 8, 0) if row > 1 else 2
    end_row, end_row_offset = _reach(top_row, top_offset, height, sheet.row_height, _LAST_ROW)
    if end_row > _LAST_ROW:
        top_row, top_offset, end_row, end_row_offset = _LAST_ROW - height // 20, 0, _LAST_ROW, 0
    return Box(
        position, (left_column, left_offset, top_row, top_offset, end_column, end_offset, end_row, end_row_offset)
    )


def _size(text: str) -> tuple[int, int]:
    """Width and height in pixels that show the whole text, if any of our widths does."""
    for width in _WIDTHS:
        height = _MARGIN + _LINE_HEIGHT * text_lines(text, (width - 2 * _MARGIN) // _UNIT_WIDTH)
        if height <= _TALLEST:
            return width, height
    return _WIDTHS[-1], _TALLEST


def _reach(start: int, offset: int, size: int, size_of: Callable[[int], int], last: int) -> tuple[int, int]:
    """Where `size` pixels from a corner end: index from 0 and pixels into it. `size_of` counts from 1."""
    left = size + offset
    while start <= last and left >= size_of(start + 1):
        left -= size_of(start + 1)
        start += 1
    return start, left
