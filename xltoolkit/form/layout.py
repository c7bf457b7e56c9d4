"""Where everything of a form stands in its own template: the one function that template writer, marks and docs ask.

`place(form)` walks the sections of each sheet from top to bottom. Completed workbooks are never read by these addresses
(people insert rows); the reader finds labels, see reader/locate.py. Heights and widths are in points (1/72 inch).
"""

from __future__ import annotations

from math import ceil, inf, isinf

from xltoolkit.findings import Place
from xltoolkit.form.equation import row_table
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

PAGE_WIDTH = {"portrait": 509.0, "landscape": 758.0}
"""What a line of A4 can hold: 210 (297) mm less 15 mm on both sides."""

PAGE_HEIGHT = {"portrait": 779.0, "landscape": 532.0}
"""What a page of A4 can hold: 297 (210) mm less 22 mm for both margins."""

TEXT_SIZE, LONG_TEXT_SIZE = 10.5, 9.0
"""Font sizes: 五号, and 小五 for long texts, of which two stand on one page."""

LONG_TEXT_CHARACTERS = 1200
"""A long text of so many characters is printed whole, unless the form asks for a short one."""

_SHORT_TEXT = 500  # maxLength below which a long text gets the room that it may take, and no more

TALLEST_ROW = 200.0
"""A long text spans rows of at most this height: a row ends at 409 pt, and people scroll by rows. It is more than two long
texts leave free on a page, so that none is cut by a page's end even where a program takes no notice of `breaks`."""

LINE_SPACING = 1.45
"""Height of a line in font sizes: that of Noto CJK, the tallest of the fonts that stand in for 宋体."""

NO_CELL = "/"
"""What the official form prints at the crossing of a matrix where nothing is to be filled in."""

_SPARE_LINES = 3  # for the paragraphs of a text of 25 lines
_MOST_LINES = {
    "person": 1,
    "phone": 2,
}  # of a short text; the longest allowed would need more, and nobody has such a name
_CELL_PADDING = 6.0
_LOWEST_ROW, _TITLE_ROW, _SECTION_ROW = 26.0, 40.0, 22.0


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


class PlacedTable(NamedTuple):
    """A table's heading row and the rows prepared below it.

    end_row  the row below the last one if nothing of the form's values stands in it, else the last one
    columns  column key → sheet column
    """

    section: TableSection
    heading_row: int
    first_row: int
    last_row: int
    end_row: int
    columns: dict[str, int]

    @property
    def left(self) -> int:
        return min(self.columns.values())

    @property
    def right(self) -> int:
        return max(self.columns.values())


class Layout(NamedTuple):
    """Everything's place. Keys of `labels` and `values` are scalar pointers.

    headings  side headings, matrix corners, row labels and column headings
    checks    cell right of the form where live 勾稽 checks stand → the equations shown there
    widths    sheet → width of each of the form's columns
    heights   sheet → row → height; rows that grow with their text are not in it
    breaks    sheet → rows that begin a new page, so that no field is cut in two
    """

    form: Form
    titles: list[Title]
    headings: list[tuple[str, Area]]
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


def lines_needed(characters: float, width: float, size: float = TEXT_SIZE) -> int:
    """Lines that so many Chinese characters take in a cell of this width."""
    return max(1, ceil(characters / max(1, int((width - _CELL_PADDING) / size))))


def text_size(field: Field) -> float:
    """Font size of a field's label and value."""
    return LONG_TEXT_SIZE if field.kind == "long_text" else TEXT_SIZE


def text_lines(text: str, width: float, size: float = TEXT_SIZE) -> int:
    """Lines that a text takes in a cell of this width; letters and digits are half as wide as Chinese characters."""
    return sum(lines_needed(_characters(paragraph), width, size) for paragraph in text.split("\n"))


def row_height(lines: int, size: float = TEXT_SIZE) -> float:
    """Height of a row that shows so many lines."""
    return lines * size * LINE_SPACING + _CELL_PADDING


def _column_widths(sheet: SheetSpec) -> list[float]:
    """The declared characters, stretched to fill the page; a wider sheet keeps its width and is scaled down by the printer."""
    natural = [width * TEXT_SIZE / 2 for width in sheet.widths]
    factor = max(1.0, PAGE_WIDTH[sheet.orientation] / sum(natural))
    return [width * factor for width in natural]


def _check_place(layout: Layout, equation: Equation) -> Place | None:
    """Beside what the equation speaks of first (a value, a table's headings), right of the form and of one narrow column
    that is left free. None for equations about each row."""
    if row_table(equation.left, equation.right):
        return None
    for pointer in _written_pointers(equation.left):
        found = layout.place("/" + pointer.split("/")[1] if "*" in pointer else pointer)
        if found is not None:
            return Place(found.sheet, found.row, len(layout.widths[found.sheet]) + 2)
    return None


def _written_pointers(expression: Expression) -> list[str]:
    if isinstance(expression, str):
        return [expression]
    operands = expression[1:] if isinstance(expression, list) else ()
    return [pointer for operand in operands for pointer in _written_pointers(operand)]


class _Pen:
    """Moves down one sheet and notes what stands where."""

    def __init__(self, layout: Layout, sheet: SheetSpec, rows: dict[str, int]) -> None:
        self.layout = layout
        self.sheet = sheet.name
        self.rows = rows
        self.widths = layout.widths[sheet.name] = _column_widths(sheet)
        self.heights = layout.heights[sheet.name] = {}
        self.breaks = layout.breaks[sheet.name] = []
        self.page_height = PAGE_HEIGHT[sheet.orientation]
        self.row = 1
        self.filled = 0.0  # of the page, in points; without end below a table, whose rows grow

    def area(self, left: int, right: int, rows: int = 1) -> Area:
        return Area(self.sheet, self.row, left, self.row + rows - 1, right)

    def width(self, left: int, right: int) -> float:
        return sum(self.widths[left - 1 : right])

    def lines(self, text: str, left: int, right: int) -> int:
        return text_lines(text, self.width(left, right))

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
            self.table(section, following is None or bool(following.title))
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
            rows, height = self.row_heights(placed)
            self.keep_together(rows * height)
            for field, label, left, right in placed:
                self.layout.labels[field.pointer] = self.area(label, left - 1, rows)
                self.layout.values[field.pointer] = self.area(left, right, rows)
            self.next_row(height, rows)
            reaching = [entry for entry in (self.shortened(*entry) for entry in reaching) if entry is not None]

    def shortened(self, heading: Heading, top: int, left: int) -> tuple[Heading, int, int] | None:
        """The side heading with one row less to go; at its end it is noted, and None."""
        if heading.rows > 1:
            return heading._replace(rows=heading.rows - 1), top, left
        self.layout.headings.append((heading.text, Area(self.sheet, top, left, self.row - 1, left + heading.span - 1)))
        return None

    def row_heights(self, placed: list[tuple[Field, int, int, int]]) -> tuple[int, float]:
        """How many grid rows these fields take side by side, and the height of each."""
        wanted = _LOWEST_ROW
        for field, label, left, right in placed:
            size, most = text_size(field), int(field.schema.get("maxLength", 0))
            lines = text_lines(field.label, self.width(label, left - 1), size)
            if field.kind == "long_text":
                most = most if 0 < most < _SHORT_TEXT else LONG_TEXT_CHARACTERS
                needed = lines_needed(most, self.width(left, right), size)
                lines = max(lines, needed + ceil(_SPARE_LINES * needed / 25))
            elif field.schema.get("type") == "string" and "enum" not in field.schema:
                shown = most / 2 if field.kind == "phone" else most
                lines = max(lines, min(_MOST_LINES.get(field.kind, 3), lines_needed(shown, self.width(left, right))))
            wanted = max(wanted, row_height(lines, size))
        rows = ceil(wanted / TALLEST_ROW)
        return rows, wanted / rows

    def heading_height(self, texts: list[tuple[str, int]]) -> float:
        """Height of a row of headings; `texts` pairs each with its column."""
        lines = max(self.lines(text, column, column) for text, column in texts)
        return max(_LOWEST_ROW, row_height(lines))

    def table(self, section: TableSection, open_end: bool) -> None:
        columns = {column.key: position for position, column in enumerate(section.columns, 1)}
        heading = self.row
        self.next_row(self.heading_height([(column.label, columns[column.key]) for column in section.columns]))
        first = self.row
        self.next_row(None, max(section.prepared_rows, self.rows.get(section.pointer, 0)))
        self.layout.tables[section.pointer] = PlacedTable(
            section, heading, first, self.row - 1, self.row - 1 + open_end, columns
        )

    def matrix(self, section: MatrixSection) -> None:
        texts = [(text, column) for column, text in enumerate((section.corner, *section.headings), 1)]
        self.layout.headings.extend((text, self.area(column, column)) for text, column in texts)
        self.next_row(self.heading_height(texts))
        for label, cells in zip(section.row_labels, section.cells, strict=True):
            self.layout.headings.append((label, self.area(1, 1)))
            for column, field in enumerate(cells, 2):
                if field is None:
                    self.layout.headings.append((NO_CELL, self.area(column, column)))
                else:
                    self.layout.values[field.pointer] = self.area(column, column)
            self.next_row(self.heading_height([(label, 1)]))


def _characters(text: str) -> float:
    """Width of a text in Chinese characters."""
    return sum(0.5 if character.isascii() else 1.0 for character in text)
