"""A sheet as the eye sees it: Grid (rows of filled cells, merged areas as one cell) and Span (an area of cells)."""

from __future__ import annotations

from xltoolkit.findings import Place
from xltoolkit.reader.sheets import Cell, Sheet
from xltoolkit.records import NamedTuple

_TALLEST_MERGE = 2_000
"""A merge over more rows than this is no cell of a form; it is kept as an area, but not noted row by row."""


class Span(NamedTuple):
    """An area of cells, inclusive, rows and columns from 1. A single cell is an area too."""

    top: int
    left: int
    bottom: int
    right: int


class Grid:
    """One sheet, ready for looking around.

    rows    row number → column number → filled cell, in the file's order
    tab     position of the sheet in the workbook, from 0
    """

    __slots__ = ("_covered", "_merges", "name", "rows", "sheet", "tab")

    def __init__(self, sheet: Sheet, tab: int) -> None:
        self.sheet = sheet
        self.name = sheet.name
        self.tab = tab
        self.rows: dict[int, dict[int, Cell]] = {}
        for (row, column), cell in sheet.cells.items():
            try:
                self.rows[row][column] = cell
            except KeyError:
                self.rows[row] = {column: cell}
        self._merges = {(merge[0], merge[1]): merge for merge in sheet.merges}
        self._covered: dict[int, list[tuple[int, int, int, int]]] | None = None

    @property
    def visible(self) -> bool:
        return self.sheet.state == "visible"

    def span(self, row: int, column: int) -> Span:
        """The merged area that begins at this cell, else the cell itself.

        A cell that stands covered inside somebody's merge counts for itself: programs that insert rows without moving the
        merges leave such cells behind, and what stands in them must not be lost.
        """
        merge = self._merges.get((row, column))
        return Span(*merge) if merge else Span(row, column, row, column)

    def cell(self, row: int, column: int) -> Cell | None:
        cells = self.rows.get(row)
        return cells.get(column) if cells else None

    def place(self, row: int, column: int) -> Place:
        return Place(self.name, row, column)

    def merged_above(self, row: int, column: int) -> Span | None:
        """The merged area that covers this cell from a row above; None if the cell is its own or the area's first row."""
        if not self._merges:
            return None
        if self._covered is None:
            self._covered = _covered_rows(self.sheet.merges)
        for merge in self._covered.get(row, ()):
            if merge[1] <= column <= merge[3]:
                return Span(*merge)
        return None


def _covered_rows(merges: list[tuple[int, int, int, int]]) -> dict[int, list[tuple[int, int, int, int]]]:
    """Row → merged areas that reach into it from above."""
    covered: dict[int, list[tuple[int, int, int, int]]] = {}
    for merge in merges:
        if 0 < merge[2] - merge[0] <= _TALLEST_MERGE:
            for row in range(merge[0] + 1, merge[2] + 1):
                covered.setdefault(row, []).append(merge)
    return covered
