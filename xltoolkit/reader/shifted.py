"""Rows whose values stand one column off: how well they would fit where they belong, against how they fit where they are."""

from __future__ import annotations

from collections.abc import Sequence

from xltoolkit.form.model import NUMERIC_KINDS, Field
from xltoolkit.reader.reading import Reading
from xltoolkit.reader.remarks import NOT_IN_VOCABULARY, UNDERSTOOD_NOT
from xltoolkit.reader.table_rows import Column, TableRow, TableView
from xltoolkit.sheets.model import Cell
from xltoolkit.sheets.shown import shown_text
from xltoolkit.text.target import BAD, QUALITATIVE, parse_target

RIGHT, LEFT = "right", "left"


def shift_of(seen: TableView, row: TableRow) -> tuple[str, int]:
    """('right' or 'left', position of the first cell that stands wrong); ('', 0) where the row stands right.

    Said only where moving the cells by one makes at least two more of them fit, or the only one that can be judged.
    """
    columns = seen.columns
    cells = [row.cells[position][1] if position in row.cells else None for position in range(len(columns))]
    outer = seen.grid.cell(row.number, max(column.right for column in seen.columns) + 1)
    name = _misplaced_name(columns, cells)
    if name >= 0:
        return LEFT, name
    stands = [_fits(column, cell) for column, cell in zip(columns, cells, strict=True)]
    judged = sum(_can_be_judged(column.field) for column in columns)
    for first in range(len(columns)):
        if cells[first] is not None:
            continue
        moved = [*cells[first + 1 :], outer]
        gain = sum(_fits(column, cell) for column, cell in zip(columns[first:], moved, strict=True)) - sum(
            stands[first:]
        )
        if _enough(gain, judged, stands) and first + 1 < len(cells) and cells[first + 1] is not None:
            return RIGHT, first + 1
    for first in range(len(columns) - 1):
        if cells[-1] is not None or cells[first] is None:
            continue
        moved = cells[first:-1]
        gain = sum(_fits(column, cell) for column, cell in zip(columns[first + 1 :], moved, strict=True)) - sum(
            stands[first:]
        )
        if _enough(gain, judged, stands):
            return LEFT, first
    return "", 0


def _enough(gain: int, judged: int, stands: Sequence[int]) -> bool:
    return gain >= 2 or (gain == 1 and judged == 1 and not any(stands))


def _misplaced_name(columns: Sequence[Column], cells: Sequence[Cell | None]) -> int:
    """A name that stands in the column of choices left of its own blank one, while a target is written: position, else -1."""
    for position in range(len(columns) - 1):
        choice, name = columns[position], columns[position + 1].field
        cell = cells[position]
        if (
            not choice.closed
            or name.kind != "text"
            or not name.required
            or cells[position + 1] is not None
            or cell is None
        ):
            continue
        result = choice.read(cell)
        if (
            isinstance(result, Reading)
            and result.kind == NOT_IN_VOCABULARY
            and not result.detail
            and any(cells[position + 2 :])
        ):
            return position
    return -1


def _can_be_judged(field: Field) -> bool:
    return bool(field.choices) or field.kind == "target" or field.kind in NUMERIC_KINDS


def _fits(column: Column, cell: Cell | None) -> int:
    """1 if the cell is plainly a value of this field, 0 if it is not or if one cannot tell."""
    if cell is None or not _can_be_judged(column.field):
        return 0
    if column.field.kind == "target":
        return int(parse_target(shown_text(cell)).kind not in (BAD, QUALITATIVE))
    result = column.read(cell)
    if isinstance(result, Reading):
        return int(result.kind != NOT_IN_VOCABULARY and result.kind not in UNDERSTOOD_NOT)
    return int(result is not None)
