"""Where everything of a form stands in its own template: the one function that template writer, marks and docs ask.

`place(form)` walks the sections of each sheet from top to bottom. Completed workbooks are never read by these addresses
(people insert rows); the reader finds labels, see reader/locate.py. Heights and widths are in points (1/72 inch).
"""

from __future__ import annotations

from math import ceil, inf, isinf

from xltoolkit.findings import Place
from xltoolkit.form.measure import (
    LOWEST_ROW,
    PAGE_HEIGHT,
    TALLEST_ROW,
    column_widths,
    field_height,
    heading_height,
    value_height,
)
from xltoolkit.form.model import (
    Equation,
    Expression,
    Field,
    FieldsSection,
    Form,
    Heading,
    MatrixSection,
    Section,
    SheetSpec,
    TableSection,
)
from xltoolkit.records import NamedTuple

NO_CELL = "/"
"""What the official form prints at the crossing of a matrix where nothing is to be filled in."""


_TITLE_ROW, _SECTION_ROW = 40.0, 22.0


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


class Title(NamedTuple):
    """A line over the whole width. `role`: title | year (`{year}` still in it) | section."""

    text: str
    area: Area
    role: str


class Caption(NamedTuple):
    """What is printed beside labels and titles: a side heading (a piece of it on each page), a matrix's corner, row label or heading."""

    text: str
    area: Area
    framed: bool = True


class PlacedTable(NamedTuple):
    """A table's heading row and the rows prepared below it.

    end_row  the row below the last one if nothing of the form's values stands in it, else the last one
    columns  column key → sheet column
    followed something stands below it on its sheet
    """

    section: TableSection
    heading_row: int
    first_row: int
    last_row: int
    end_row: int
    columns: dict[str, int]
    followed: bool

    @property
    def left(self) -> int:
        return min(self.columns.values())

    @property
    def right(self) -> int:
        return max(self.columns.values())

    @property
    def prints_unused_rows(self) -> bool:
        """Rows that nobody used take room on the paper: something stands below them, or their formulas count as content."""
        return self.followed or any(column.computed is not None for column in self.section.columns)


class Layout(NamedTuple):
    """Everything's place. Keys of `labels` and `values` are scalar pointers.

    captions  side headings, matrix corners, row labels and column headings
    checks    cell right of the form where live 勾稽 checks stand → the equations shown there
    widths    sheet → width of each of the form's columns
    heights   sheet → row → height; rows that grow with their text are not in it
    breaks    sheet → rows that begin a new page, so that no field is cut in two
    """

    form: Form
    titles: list[Title]
    captions: list[Caption]
    labels: dict[str, Area]
    values: dict[str, Area]
    tables: dict[str, PlacedTable]
    checks: dict[Place, list[Equation]]
    widths: dict[str, list[float]]
    heights: dict[str, dict[int, float]]
    breaks: dict[str, list[int]]

    def place(self, pointer: str) -> Place | None:
        """Cell of a scalar value, of a table cell (`/indicators/0/target`) or of a table itself (its first heading)."""
        if pointer in self.values:
            return self.values[pointer].place
        parts = pointer.split("/")
        table = self.tables.get("/" + parts[1])
        if table is None:
            return None
        if len(parts) == 2:
            return Place(table.section.sheet, table.heading_row, table.left)
        return Place(table.section.sheet, table.first_row + int(parts[2]), table.columns[parts[3]])


def place(form: Form, rows: dict[str, int] | None = None) -> Layout:
    """Lay the form out on its sheets. `rows`: table pointer → rows wanted, where that is more than the form prepares."""
    layout = Layout(form, [], [], {}, {}, {}, {}, {}, {}, {})
    for index, sheet in enumerate(form.sheets):
        pen = _Pen(layout, sheet, rows or {})
        if index == 0:
            pen.title(form.title, "title", _TITLE_ROW)
            pen.title(form.year_line, "year", _SECTION_ROW)
        sections = form.sections_on(sheet.name)
        for section, following in zip(sections, (*sections[1:], None), strict=True):
            pen.section(section, following)
    for equation in form.equations:
        found = _check_place(layout, equation)
        if found is not None:
            layout.checks.setdefault(found, []).append(equation)
    return layout


def _check_place(layout: Layout, equation: Equation) -> Place | None:
    """Beside what the equation speaks of first (a value, a table's headings), right of the form and of one narrow column
    that is left free. None for equations about each row."""
    if equation.table:
        return None
    for pointer in _written_pointers(equation.left):
        found = layout.place("/" + pointer.split("/")[1] if "*" in pointer else pointer)
        if found is not None:
            return Place(found.sheet, found.row, len(layout.widths[found.sheet]) + 2)
    return None


def _written_pointers(expression: Expression) -> list[str]:
    if isinstance(expression, str):
        return [expression] if expression.startswith("/") else []
    operands = expression[1:] if isinstance(expression, list) else ()
    return [pointer for operand in operands for pointer in _written_pointers(operand)]


class _Pen:
    """Moves down one sheet and notes what stands where."""

    def __init__(self, layout: Layout, sheet: SheetSpec, rows: dict[str, int]) -> None:
        self.layout = layout
        self.sheet = sheet.name
        self.rows = rows
        self.widths = layout.widths[sheet.name] = column_widths(sheet)
        self.heights = layout.heights[sheet.name] = {}
        self.breaks = layout.breaks[sheet.name] = []
        self.page_height = PAGE_HEIGHT[sheet.orientation]
        self.row = 1
        self.filled = 0.0  # of the page, in points; without end below a table, whose rows grow

    def area(self, left: int, right: int, rows: int = 1) -> Area:
        return Area(self.sheet, self.row, left, self.row + rows - 1, right)

    def width(self, left: int, right: int) -> float:
        return sum(self.widths[left - 1 : right])

    def next_row(self, height: float | None, rows: int = 1) -> None:
        """Note the height of this row (None: grows with its text) and go on below it."""
        for _ in range(rows):
            if height is not None:
                self.heights[self.row] = height
            self.filled += inf if height is None else height
            self.row += 1

    def keep_together(self, height: float) -> None:
        """Begin a new page, with the section's title if that stands directly above, where this page ends too soon."""
        if self.filled + height <= self.page_height or isinf(self.filled):
            return
        above = self.layout.titles[-1].area if self.layout.titles else None
        title = above is not None and above.sheet == self.sheet and above.bottom == self.row - 1
        first = self.row - 1 if title else self.row
        self.filled = self.heights[first] if title else 0.0
        if first > 1:
            self.breaks.append(first)

    def title(self, text: str, role: str, height: float) -> None:
        self.layout.titles.append(Title(text, self.area(1, len(self.widths)), role))
        self.next_row(height)

    def section(self, section: Section, following: Section | None) -> None:
        if section.title:
            self.title(section.title, "section", _SECTION_ROW)
        if isinstance(section, TableSection):
            self.table(section, following)
        elif isinstance(section, MatrixSection):
            self.matrix(section)
        else:
            self.fields(section)

    def fields(self, section: FieldsSection) -> None:
        reaching: list[tuple[Heading, int, int]] = []  # side headings that go on, first row, left column
        for items in section.rows:
            column = 1 + sum(heading.span for heading, _, _ in reaching)
            placed: list[tuple[Field, int, int, int]] = []  # field, left of the label, left and right of the value
            last = next((item for item in reversed(items) if isinstance(item, Field)), None)
            for item in items:
                if isinstance(item, Heading):
                    reaching.append((item, self.row, column))
                    column += item.span
                    continue
                left = column + item.label_span
                right = len(self.widths) if item is last and not item.value_span else left + max(item.value_span, 1) - 1
                placed.append((item, column, left, right))
                column = right + 1
            wanted = max(
                (
                    field_height(field, self.width(label, left - 1), self.width(left, right))
                    for field, label, left, right in placed
                ),
                default=LOWEST_ROW,
            )
            rows = ceil(wanted / TALLEST_ROW)
            height = wanted / rows
            self.keep_together(rows * height)
            for field, label, left, right in placed:
                self.layout.labels[field.pointer] = self.area(label, left - 1, rows)
                self.layout.values[field.pointer] = self.area(left, right, rows)
            self.next_row(height, rows)
            for heading, top, at in reaching:
                if heading.rows == 1:
                    self.side_heading(
                        heading.text, Area(self.sheet, top, at, self.row - 1, at + heading.span - 1), section.framed
                    )
            reaching = [
                (heading._replace(rows=heading.rows - 1), top, at) for heading, top, at in reaching if heading.rows > 1
            ]

    def side_heading(self, text: str, area: Area, framed: bool) -> None:
        """One merged area on each page that it reaches over, so that every page has its frame and its words."""
        tops = [area.top, *(row for row in self.breaks if area.top < row <= area.bottom)]
        for top, following in zip(tops, (*tops[1:], area.bottom + 1), strict=True):
            self.layout.captions.append(Caption(text, area._replace(top=top, bottom=following - 1), framed))

    def table(self, section: TableSection, following: Section | None) -> None:
        columns = {column.key: position for position, column in enumerate(section.columns, 1)}
        heading = self.row
        self.next_row(
            heading_height([(column.label, width) for column, width in zip(section.columns, self.widths, strict=False)])
        )
        first = self.row
        self.next_row(None, max(section.prepared_rows, self.rows.get(section.pointer, 0)))
        end = self.row if following is None or following.title else self.row - 1
        self.layout.tables[section.pointer] = PlacedTable(
            section, heading, first, self.row - 1, end, columns, following is not None
        )

    def matrix(self, section: MatrixSection) -> None:
        """Its columns take what the form says, the last one what is left; a row is as high as its longest text needs."""
        spans = self.spans(section)
        texts = (section.corner, *section.headings)
        heading = heading_height([(text, self.width(*span)) for text, span in zip(texts, spans, strict=True)])
        heights = [
            max(
                heading_height([(label, self.width(*spans[0]))]),
                *(
                    value_height(field, self.width(*span))
                    for field, span in zip(cells, spans[1:], strict=True)
                    if field is not None
                ),
            )
            for label, cells in zip(section.row_labels, section.cells, strict=True)
        ]
        self.keep_together(heading + heights[0])
        self.layout.captions.extend(Caption(text, self.area(*span)) for text, span in zip(texts, spans, strict=True))
        self.next_row(heading)
        for label, cells, wanted in zip(section.row_labels, section.cells, heights, strict=True):
            rows = ceil(wanted / TALLEST_ROW)
            self.keep_together(wanted)
            self.layout.captions.append(Caption(label, self.area(*spans[0], rows)))
            for field, span in zip(cells, spans[1:], strict=True):
                if field is None:
                    self.layout.captions.append(Caption(NO_CELL, self.area(*span, rows)))
                else:
                    self.layout.values[field.pointer] = self.area(*span, rows)
            self.next_row(wanted / rows, rows)

    def spans(self, section: MatrixSection) -> list[tuple[int, int]]:
        """First and last sheet column of the row labels, then of every heading."""
        found, column = [], 1
        for number, span in enumerate(section.spans, 1):
            right = len(self.widths) if number == len(section.spans) and not span else column + max(span, 1) - 1
            found.append((column, right))
            column = right + 1
        return found
