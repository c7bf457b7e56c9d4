"""Where everything of a form stands in its own template: the one function that template writer, marks and docs ask.

`place(form)` walks the sections of each sheet from top to bottom. Completed workbooks are never read by these addresses
(people insert rows); the reader finds labels, see reader/locate.py.
"""

from __future__ import annotations

from typing import NamedTuple

from xltoolkit.findings import Place
from xltoolkit.form.model import Field, FieldsSection, Form, Heading, MatrixSection, Section, TableSection

LONG_TEXT_ROWS = 8
"""Grid rows of a long text: 8 × 68 pt prints 1,200 characters whole (one row ends at 409 pt, merged cells do not auto-fit)."""


class Area(NamedTuple):
    """A rectangle of cells, inclusive, rows and columns from 1."""

    sheet: str
    top: int
    left: int
    bottom: int
    right: int

    @property
    def place(self) -> Place:
        return Place(self.sheet, self.top, self.left)

    @property
    def single(self) -> bool:
        return self.top == self.bottom and self.left == self.right


class PlacedTable(NamedTuple):
    """A table's heading row and the rows prepared below it."""

    section: TableSection
    heading_row: int
    first_row: int
    last_row: int
    columns: dict[str, int]  # column key → sheet column


class Layout(NamedTuple):
    """Everything's place. Keys of `labels` and `values` are scalar pointers."""

    form: Form
    titles: list[tuple[str, Area]]                # text, area: form title, year line, section titles
    headings: list[tuple[str, Area]]              # side headings, matrix corners, row labels and column headings
    labels: dict[str, Area]
    values: dict[str, Area]
    tables: dict[str, PlacedTable]
    checks: dict[str, int]                        # sheet → first free row below everything (live 勾稽 checks stand there)

    def place(self, pointer: str) -> Place | None:
        """Cell of a scalar value, of a table cell (`/indicators/0/target`) or of a table itself (its first heading)."""
        if pointer in self.values:
            return self.values[pointer].place
        parts = pointer.split("/")
        table = self.tables.get("/" + parts[1])
        if table is None:
            return None
        if len(parts) == 2:
            return Place(table.section.sheet, table.heading_row, min(table.columns.values()))
        return Place(table.section.sheet, table.first_row + int(parts[2]), table.columns[parts[3]])


def place(form: Form) -> Layout:
    """Lay the form out on its sheets."""
    layout = Layout(form, [], [], {}, {}, {}, {})
    for index, sheet in enumerate(form.sheets):
        pen = _Pen(layout, sheet.name, len(sheet.widths))
        if index == 0:
            pen.title(form.title)
            pen.title(form.year_line)
        for section in form.sections_on(sheet.name):
            pen.section(section)
        layout.checks[sheet.name] = pen.row
    return layout


class _Pen:
    """Moves down one sheet and notes what stands where."""

    def __init__(self, layout: Layout, sheet: str, width: int) -> None:
        self.layout = layout
        self.sheet = sheet
        self.width = width
        self.row = 1

    def area(self, left: int, right: int, rows: int = 1) -> Area:
        return Area(self.sheet, self.row, left, self.row + rows - 1, right)

    def title(self, text: str) -> None:
        self.layout.titles.append((text, self.area(1, self.width)))
        self.row += 1

    def section(self, section: Section) -> None:
        if section.title:
            self.title(section.title)
        if isinstance(section, TableSection):
            self.table(section)
        elif isinstance(section, MatrixSection):
            self.matrix(section)
        else:
            self.fields(section)

    def fields(self, section: FieldsSection) -> None:
        indents: list[tuple[int, int]] = []  # (rows left, columns taken) of side headings that reach further down
        for items in section.rows:
            column = 1 + sum(span for _, span in indents)
            height = max((LONG_TEXT_ROWS for item in items if isinstance(item, Field) and item.kind == "long_text"), default=1)
            fields = [item for item in items if isinstance(item, Field)]
            for item in items:
                if isinstance(item, Heading):
                    self.layout.headings.append((item.text, self.area(column, column + item.span - 1, item.rows)))
                    indents.append((item.rows, item.span))
                    column += item.span
                    continue
                self.layout.labels[item.pointer] = self.area(column, column + item.label_span - 1, height)
                left = column + item.label_span
                right = self.width if item is fields[-1] and not item.value_span else left + max(item.value_span, 1) - 1
                self.layout.values[item.pointer] = self.area(left, right, height)
                column = right + 1
            indents = [(rows - 1, span) for rows, span in indents if rows > 1]
            self.row += height

    def table(self, section: TableSection) -> None:
        columns = {column.key: position for position, column in enumerate(section.columns, 1)}
        first = self.row + 1
        last = self.row + section.prepared_rows
        self.layout.tables[section.pointer] = PlacedTable(section, self.row, first, last, columns)
        self.row = last + 1

    def matrix(self, section: MatrixSection) -> None:
        self.layout.headings.append((section.corner, self.area(1, 1)))
        for position, heading in enumerate(section.headings, 2):
            self.layout.headings.append((heading, self.area(position, position)))
        self.row += 1
        for label, cells in zip(section.row_labels, section.cells, strict=True):
            self.layout.headings.append((label, self.area(1, 1)))
            for position, field in enumerate(cells, 2):
                if field is not None:
                    self.layout.values[field.pointer] = self.area(position, position)
            self.row += 1
