"""Which rows below a heading are items of the table: TableView, and what notes, totals and merged lines look like."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import pairwise

from xltoolkit.form.model import NUMERIC_KINDS, Field, TableSection
from xltoolkit.form.stamp import BAD_MARK, GOOD_MARK
from xltoolkit.reader.grid import Grid, Span
from xltoolkit.reader.locate import Block
from xltoolkit.reader.reading import Reading, Understand
from xltoolkit.reader.remarks import NOT_IN_VOCABULARY
from xltoolkit.records import NamedTuple
from xltoolkit.sheets.model import NUMBER, TEXT, Cell
from xltoolkit.sheets.shown import shown_text
from xltoolkit.text.normal import key, trimmed

_TOTALS = frozenset({"合计", "总计", "共计", "总合计", "合计金额", "总分", "总得分", "小计", "累计"})
_NOTE = r"\s*(?:注|附注|备注|说明|填表|填报|制表|审核|复核|经办|单位负责|负责人|联系|日期|单位)[^，。；]{0,12}[:：]"


_MOST_MERGED = 100_000
"""Merged cells of a table that are looked at; more are no work of people."""


class Column(NamedTuple):
    """A column of a table as it stands on the sheet; wider than one where its heading was merged over several.

    closed   only choices may stand in it
    computed  the template has formulas in it, in the unused rows too
    read     cell → value, see reader/understand.py
    """

    field: Field
    key: str
    left: int
    right: int
    closed: bool
    computed: bool
    read: Understand


class TableView(NamedTuple):
    """A table on its sheet.

    areas  (row, position of a column) → merged area of several rows that covers that cell
    keys   of all columns of the form, also of those that were not found
    """

    grid: Grid
    table: TableSection
    columns: tuple[Column, ...]
    heading: int
    end: int
    areas: dict[tuple[int, int], Span]

    keys: tuple[str, ...]

    @property
    def left(self) -> int:
        return min(column.left for column in self.columns)


class TableRow(NamedTuple):
    """A row with content. `cells`: position of a column → (sheet column, filled cell)."""

    number: int
    cells: dict[int, tuple[int, Cell]]
    after_gap: bool


def view(block: Block, end: int, understand: Mapping[str, Understand]) -> TableView:
    """The table of a block; row `end` belongs to something else already."""
    table = block.section
    assert isinstance(table, TableSection)
    columns = tuple(
        Column(
            field,
            field.key,
            block.anchors[number].left,
            block.anchors[number].right,
            bool(field.choices),
            field.computed is not None,
            understand[field.pointer],
        )
        for number, field in enumerate(table.columns)
        if number in block.anchors
    )
    heading = block.bottom
    last = min(end, max(block.grid.rows) + 1)
    areas: dict[tuple[int, int], Span] = {}
    for merge in block.grid.sheet.merges:
        top, left, bottom, right = merge
        if not heading < top < bottom or top >= last or len(areas) > _MOST_MERGED:
            continue
        for position, column in enumerate(columns):
            if left <= column.left <= right:
                areas.update(((row, position), Span(*merge)) for row in range(top, min(bottom, last - 1) + 1))
    return TableView(block.grid, table, columns, heading, end, areas, tuple(field.key for field in table.columns))


def rows_with_content(seen: TableView) -> list[TableRow]:
    """Rows with something typed in the table's own columns; blanks, live checks, prepared formulas alone are nothing."""
    found: list[TableRow] = []
    last = seen.heading
    headings = _headings(seen)
    columns = [(position, column.left, column.right, column.computed) for position, column in enumerate(seen.columns)]
    for number in sorted(row for row in seen.grid.rows if seen.heading < row < seen.end):
        filled = seen.grid.rows[number]
        cells: dict[int, tuple[int, Cell]] = {}
        typed = False
        for position, at, right, computed in columns:
            cell = filled.get(at)
            while cell is None and at < right:
                at += 1
                cell = filled.get(at)
            if cell is None:
                continue
            kind, value, _raw, formula, _format = cell
            if kind != TEXT or (text := str(value))[:1].isalnum() or _says_something(text):
                cells[position] = (at, cell)
                if not computed or formula is None:
                    typed = True
        if typed and not (len(cells) > 1 and all(_repeats(headings, at, cell) for at, cell in cells.values())):
            found.append(TableRow(number, cells, number > last + 1 and last > seen.heading))
            last = number
    return found


def _headings(seen: TableView) -> dict[int, str]:
    """Sheet column → the heading's own text."""
    row = seen.grid.rows.get(seen.heading, {})
    return {at: key(cell.value) for at, cell in row.items() if isinstance(cell.value, str)}


def _repeats(headings: Mapping[int, str], column: int, cell: Cell) -> bool:
    """Whether a cell says what its heading says: a heading row repeated at the top of a page is no item."""
    return isinstance(cell.value, str) and column in headings and key(cell.value) == headings[column]


def _says_something(text: str) -> bool:
    return bool(trimmed(text)) and text[0] not in (GOOD_MARK, BAD_MARK)


def notes(seen: TableView, found: Sequence[TableRow]) -> set[int]:
    """Numbers of rows that are no items: a line merged across the table; 注：…, 填表人：… below the last item."""
    numbers = {row.number for row in found if _is_line(seen, row)}
    numbers.update(row.number for row, below in pairwise(found) if _is_banner(seen, row, below))
    for row in reversed(found):
        if row.number not in numbers:
            if not _is_note(seen, row):
                break
            numbers.add(row.number)
    return numbers


def _is_line(seen: TableView, row: TableRow) -> bool:
    """A single text that is merged across most of the table's columns."""
    if len(row.cells) != 1 or len(seen.columns) < 2:
        return False
    ((column, _),) = row.cells.values()
    span = seen.grid.span(row.number, column)
    return sum(span.left <= other.left <= span.right for other in seen.columns) > len(seen.columns) / 2


def _is_banner(seen: TableView, row: TableRow, below: TableRow) -> bool:
    """A heading of somebody's own above a group, 一、产出类: no choice of its column, alone in a row, and the rows below have theirs."""
    if len(row.cells) != 1:
        return False
    ((position, (_, cell)),) = row.cells.items()
    column = seen.columns[position]
    covered = any((row.number, other) in seen.areas for other in range(len(seen.columns)))
    return column.closed and not covered and position in below.cells and _is_no_choice(column, cell)


def _is_no_choice(column: Column, cell: Cell) -> bool:
    result = column.read(cell)
    return isinstance(result, Reading) and result.kind == NOT_IN_VOCABULARY


def _is_note(seen: TableView, row: TableRow) -> bool:
    texts = [shown_text(cell) for _, cell in row.cells.values()]
    labels = [text for text in texts if ":" in text or "：" in text]
    if any(re.match(_NOTE, text) for text in labels):
        return True
    if not row.after_gap:
        return False
    if any(text.rstrip().endswith((":", "：")) for text in labels):
        return True
    position, (_, cell) = next(iter(row.cells.items()))
    column = seen.columns[position]
    covered = any((row.number, other) in seen.areas for other in range(len(seen.columns)))
    return len(row.cells) == 1 and not covered and not (column.closed and isinstance(column.read(cell), str))


def is_total(seen: TableView, row: TableRow) -> bool:
    """合计, and only numbers beside it."""
    first = next(iter(row.cells.values()))[1].value
    if not isinstance(first, str) or ("计" not in first and "分" not in first):
        return False
    texts = [position for position in row.cells if seen.columns[position].field.kind not in NUMERIC_KINDS]
    if not texts or key(shown_text(row.cells[texts[0]][1])) not in _TOTALS:
        return False
    return all(row.cells[position][1].kind == NUMBER for position in texts[1:])


def is_bare_sum(seen: TableView, found: Sequence[TableRow], row: TableRow) -> bool:
    """The last row, nothing but numbers that are each the sum of those above: a total without the word."""
    if (
        len(found) < 3
        or row is not found[-1]
        or any(seen.columns[at].field.kind not in NUMERIC_KINDS for at in row.cells)
    ):
        return False
    return all(_sum_above(found, position) == cell.value for position, (_, cell) in row.cells.items())


def _sum_above(found: Sequence[TableRow], position: int) -> Decimal:
    cells = (row.cells[position][1] for row in found[:-1] if position in row.cells)
    return sum((cell.value for cell in cells if isinstance(cell.value, Decimal)), Decimal(0))
