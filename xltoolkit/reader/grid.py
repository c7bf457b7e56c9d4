"""A sheet as the eye sees it: Grid (rows of filled cells, merged areas as one cell) and Span (an area of cells)."""

from __future__ import annotations

from xltoolkit.findings import Place
from xltoolkit.records import NamedTuple
from xltoolkit.sheets.model import Cell, Sheet

_new = tuple.__new__  # past the checks of a record's own constructor: there is an area or a place for every cell


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

    __slots__ = ("_merges", "name", "rows", "sheet", "tab")

    def __init__(self, sheet: Sheet, tab: int) -> None:
        self.sheet = sheet
        self.name = sheet.name
        self.tab = tab
        self.rows: dict[int, dict[int, Cell]] = {}
        last = 0
        cells: dict[int, Cell] = {}
        for (row, column), cell in sheet.cells.items():
            if row != last:
                last, cells = row, self.rows.setdefault(row, {})
            cells[column] = cell
        self._merges = {(merge[0], merge[1]): merge for merge in sheet.merges}

    @property
    def visible(self) -> bool:
        return self.sheet.state == "visible"

    def span(self, row: int, column: int) -> Span:
        """The merged area that begins at this cell, else the cell itself.

        A cell that stands covered inside somebody's merge counts for itself: programs that insert rows without moving the
        merges leave such cells behind, and what stands in them must not be lost.
        """
        return _new(Span, self._merges.get((row, column)) or (row, column, row, column))

    def cell(self, row: int, column: int) -> Cell | None:
        cells = self.rows.get(row)
        return cells.get(column) if cells else None

    def place(self, row: int, column: int) -> Place:
        return _new(Place, (self.name, row, column))
