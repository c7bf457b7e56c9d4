"""Rows whose values stand one column off: how well they would fit where they belong, against how they fit where they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from xltoolkit.form.model import NUMERIC_KINDS, Field
from xltoolkit.reader.remarks import NOT_IN_VOCABULARY, UNDERSTOOD_NOT
from xltoolkit.reader.sheets import Cell
from xltoolkit.reader.shown import shown_text
from xltoolkit.reader.table_rows import TableRow, TableView
from xltoolkit.reader.understand import Reading, Understand
from xltoolkit.text.target import BAD, QUALITATIVE, parse_target

RIGHT, LEFT = "right", "left"


def shift_of(seen: TableView, row: TableRow, understand: Mapping[str, Understand]) -> tuple[str, int]:
    """('right' or 'left', position of the first cell that stands wrong); ('', 0) where the row stands right.

    Said only where moving the cells by one makes at least two more of them fit, or the only one that can be judged.
    """
    fields = [column.field for column in seen.columns]
    cells = [row.cells[position][1] if position in row.cells else None for position in range(len(fields))]
    outer = seen.grid.cell(row.number, max(column.right for column in seen.columns) + 1)
    name = _misplaced_name(fields, cells, understand)
    if name >= 0:
        return LEFT, name
    stands = [_fits(field, cell, understand) for field, cell in zip(fields, cells, strict=True)]
    judged = sum(_can_be_judged(field) for field in fields)
    for first in range(len(fields)):
        if cells[first] is not None:
            continue
        moved = [*cells[first + 1 :], outer]
        gain = sum(_fits(field, cell, understand) for field, cell in zip(fields[first:], moved, strict=True)) - sum(stands[first:])
        if _enough(gain, judged, stands) and first + 1 < len(cells) and cells[first + 1] is not None:
            return RIGHT, first + 1
    for first in range(len(fields) - 1):
        if cells[-1] is not None or cells[first] is None:
            continue
        gain = sum(_fits(field, cell, understand) for field, cell in zip(fields[first + 1 :], cells[first:], strict=False)) - sum(
            stands[first:]
        )
        if _enough(gain, judged, stands):
            return LEFT, first
    return "", 0


def _enough(gain: int, judged: int, stands: Sequence[int]) -> bool:
    return gain >= 2 or (gain == 1 and judged == 1 and not any(stands))


def _misplaced_name(fields: Sequence[Field], cells: Sequence[Cell | None], understand: Mapping[str, Understand]) -> int:
    """A name that stands in the column of choices left of its own blank one, while a target is written: position, else -1."""
    for position in range(len(fields) - 1):
        choice, name = fields[position], fields[position + 1]
        cell = cells[position]
        if not choice.choices or name.kind != "text" or not name.required or cells[position + 1] is not None or cell is None:
            continue
        result = understand[choice.pointer](cell)
        if isinstance(result, Reading) and result.kind == NOT_IN_VOCABULARY and not result.detail and any(cells[position + 2 :]):
            return position
    return -1


def _can_be_judged(field: Field) -> bool:
    return bool(field.choices) or field.kind == "target" or field.kind in NUMERIC_KINDS


def _fits(field: Field, cell: Cell | None, understand: Mapping[str, Understand]) -> int:
    """1 if the cell is plainly a value of this field, 0 if it is not or if one cannot tell."""
    if cell is None or not _can_be_judged(field):
        return 0
    if field.kind == "target":
        return int(parse_target(shown_text(cell)).kind not in (BAD, QUALITATIVE))
    result = understand[field.pointer](cell)
    if isinstance(result, Reading):
        return int(result.kind != NOT_IN_VOCABULARY and result.kind not in UNDERSTOOD_NOT)
    return int(result is not None)
