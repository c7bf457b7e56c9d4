"""One input sheet of a template: titles, labels, values, tables, drawn where the layout says."""

from __future__ import annotations

from typing import Any

from openpyxl.styles import Protection
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.pagebreak import Break

from xltoolkit.form.equation import excel_formula
from xltoolkit.form.layout import Area, Layout, PlacedTable
from xltoolkit.form.measure import TEXT_SIZE, row_height, text_lines, text_size
from xltoolkit.form.model import Expression, Field, FieldsSection, SheetSpec, TableSection
from xltoolkit.reader.submission import get
from xltoolkit.template import conditional, page, styles
from xltoolkit.template.addresses import Addresses, spelled
from xltoolkit.template.cached_values import Results
from xltoolkit.template.figures import Figures, computed_at
from xltoolkit.template.lists import Lists
from xltoolkit.template.validation import validation
from xltoolkit.template.values import put_text, put_value

GUTTER_WIDTH, CHECK_WIDTH = 9.0, 280.0  # points: the bar beside a table, the column of the checks
_PIXEL = 0.75  # points at 96 dots per inch
_DIGIT_PIXELS = 7  # of Arial 10, the workbook's normal font: what a column width counts in


class InputSheet:
    """Draws one sheet of the form."""

    def __init__(
        self,
        workbook: Any,
        layout: Layout,
        spec: SheetSpec,
        lists: Lists,
        figures: Figures,
        results: Results,
        year: int,
        data: dict[str, Any],
    ) -> None:
        self.sheet = workbook.create_sheet(spec.name)
        self.layout, self.spec, self.lists, self.year, self.data = layout, spec, lists, year, data
        self.figures, self.results = figures, results
        self.form = layout.form
        self.tables = [table for table in layout.tables.values() if table.section.sheet == spec.name]
        self.unframed = {
            field.pointer
            for section in self.form.sections_on(spec.name)
            if isinstance(section, FieldsSection) and not section.framed
            for field in section.fields
        }

    def draw(self, header: str) -> None:
        """Everything but the live checks."""
        self.draw_grid()
        for title in self.layout.titles:
            if title.area.sheet == self.spec.name:
                self.draw_title(title.text, title.area, title.role)
        for text, area, framed in self.layout.captions:
            if area.sheet == self.spec.name:
                self.draw_label(text, area, framed)
        for pointer, area in self.layout.labels.items():
            if area.sheet == self.spec.name:
                field = self.form.fields[pointer]
                self.draw_label(field.label, area, pointer not in self.unframed, text_size(field))
        for pointer, area in self.layout.values.items():
            if area.sheet == self.spec.name:
                self.draw_value(self.form.fields[pointer], area)
        for table in self.tables:
            self.draw_table(table)
        self.finish(header)

    def draw_grid(self) -> None:
        widths = [*self.layout.widths[self.spec.name], GUTTER_WIDTH, CHECK_WIDTH]
        for column, points in enumerate(widths, 1):
            self.sheet.column_dimensions[get_column_letter(column)].width = column_width(points)
        for row, height in self.layout.heights[self.spec.name].items():
            self.sheet.row_dimensions[row].height = height

    def merged(self, area: Area) -> Any:
        """The area's top left cell, the area merged."""
        if not area.single:
            self.sheet.merge_cells(spelled(area))
        return self.sheet.cell(area.top, area.left)

    def each(self, area: Area) -> list[Any]:
        rows, columns = range(area.top, area.bottom + 1), range(area.left, area.right + 1)
        return [self.sheet.cell(row, column) for row in rows for column in columns]

    def draw_title(self, text: str, area: Area, role: str) -> None:
        put_text(self.merged(area), text.format(year=self.year) if role == "year" else text)
        fonts = {"title": styles.font(18, styles.HEI), "year": styles.font(12), "section": styles.font(12, styles.HEI)}
        for cell in self.each(area):
            styles.dress(cell, font=fonts[role], alignment=styles.aligned("center"))

    def draw_label(self, text: str, area: Area, framed: bool = True, size: float = TEXT_SIZE) -> None:
        """A label or heading. Without a frame it is a line of text above or below the table: 填报单位：, at the right edge 单位：元."""
        put_text(self.merged(area), text)
        side = "right" if area.right == len(self.layout.widths[self.spec.name]) else "left"
        for cell in self.each(area):
            styles.dress(
                cell,
                font=styles.font(size),
                alignment=styles.aligned("center") if framed else styles.aligned(side, "bottom"),
                border=styles.ALL_BORDERS if framed else None,
                fill=styles.fill(styles.LABEL_FILL) if framed else None,
            )

    def draw_value(self, field: Field, area: Area) -> None:
        cell = self.merged(area)
        framed = field.pointer not in self.unframed
        for part in self.each(area):
            styles.dress(
                part,
                font=styles.font(text_size(field)),
                alignment=styles.value_alignment(field) if framed else styles.aligned("left", "bottom"),
                border=styles.ALL_BORDERS if framed else styles.UNDERLINE,
                number_format=styles.number_format(field),
                locked=field.computed is not None,
            )
        self.validate(field, cell.coordinate, self.lists.choices(field))
        if field.computed is not None:
            cell.value = "=" + self.formula(field.computed)
            self.results.put(self.spec.name, cell.coordinate, self.figures.result(field.computed))
            return
        self.put(cell, field, get(self.data, field.pointer))
        if field.required:
            conditional.tint_required(self.sheet, area)

    def formula(self, expression: Expression) -> str:
        addresses = Addresses(self.layout)
        return excel_formula(expression, self.form, lambda pointer: addresses.from_sheet(self.spec.name, pointer))

    def compute_column(self, table: PlacedTable, column: Field) -> None:
        """A formula in every prepared row, showing nothing in a row that nobody uses. Open, as the whole row must be."""
        used = len(get(self.data, table.section.pointer) or [])
        for index, row in enumerate(range(table.first_row, table.last_row + 1)):
            pointer = f"{table.section.pointer}/{index}/{column.key}"
            computed = computed_at(pointer, self.form)
            cell = self.sheet.cell(row, table.columns[column.key])
            blank = f"COUNTA({conditional.filled_cells(table, str(row), str(row))})=0"
            cell.value = f'=IF({blank},"",{self.formula(computed)})'
            self.results.put(self.spec.name, cell.coordinate, self.figures.result(computed) if index < used else "")

    def put(self, cell: Any, field: Field, value: Any) -> None:
        number = put_value(cell, field, value)
        if number is not None:
            self.results.put(self.spec.name, cell.coordinate, number)

    def validate(self, field: Field, cells: str, list_formula: str, parent: str = "") -> None:
        rule = validation(field, list_formula, self.year, parent)
        rule.add(cells)
        self.sheet.add_data_validation(rule)

    def draw_table(self, table: PlacedTable) -> None:
        section, first, last = table.section, table.first_row, table.last_row
        for column in section.columns:
            number = table.columns[column.key]
            letter = get_column_letter(number)
            self.draw_label(column.label, Area(self.spec.name, table.heading_row, number, table.heading_row, number))
            for row in range(first, last + 1):
                styles.dress(
                    self.sheet.cell(row, number),
                    font=styles.font(),
                    alignment=styles.value_alignment(column, table=True),
                    border=styles.ALL_BORDERS if table.prints_unused_rows else None,
                    number_format=styles.number_format(column),
                    locked=False,
                )
            choices = self.lists.choices(column, section, first, table.columns)
            self.validate(column, f"{letter}{first}:{letter}{last}", choices, self.parent_name(section, column))
        for row in range(first, last + 1):
            # Excel deletes a row of a protected sheet only if every cell of it is open, to XFD: the row's own style says so
            self.sheet.row_dimensions[row].protection = Protection(locked=False)
            # the bar shows how far the table reaches; where Excel fits a row, its larger font gives one line some air
            bar, look = self.sheet.cell(row, len(self.layout.widths[self.spec.name]) + 1), styles.font(14)
            styles.dress(bar, font=look, fill=styles.fill(styles.TABLE_BAR), locked=False)
        for column in section.columns:
            if column.computed is not None:
                self.compute_column(table, column)
        for row, values in enumerate(get(self.data, section.pointer) or [], first):
            for column in section.columns:
                if column.computed is None:
                    self.put(self.sheet.cell(row, table.columns[column.key]), column, values.get(column.key))
            self.sheet.row_dimensions[row].height = self.height_of(table, values)
            self.results.grows(self.spec.name, row)
        conditional.format_table(self.sheet, table)
        if section.title:
            hint = self.sheet.cell(table.heading_row - 1, len(self.layout.widths[self.spec.name]) + 2)
            unused = "未用的行打印成空行" if table.prints_unused_rows else "未用的行不打印"
            put_text(hint, f"← 蓝条左边可填写，可插入、删除整行；{unused}。")
            styles.dress(hint, font=styles.font(9, color="7F7F7F"), alignment=styles.aligned("left"))

    def height_of(self, table: PlacedTable, values: dict[str, Any]) -> float:
        """Height of a prefilled row: programs fit a row when somebody types into it, LibreOffice not when it opens a file."""
        widths = self.layout.widths[self.spec.name]
        lines = [
            text_lines(str(values.get(column.key) or ""), widths[table.columns[column.key] - 1])
            for column in table.section.columns
        ]
        return row_height(max(lines))

    @staticmethod
    def parent_name(section: TableSection, column: Field) -> str:
        """Name of the column that this one's choices depend on, '' if they depend on none."""
        levels = section.tree.levels if section.tree is not None else ()
        if column.key not in levels[1:]:
            return ""
        parent = section.column(levels[levels.index(column.key) - 1])
        return parent.name if parent is not None else ""

    def finish(self, header: str) -> None:
        last_row = max([*self.layout.heights[self.spec.name], *(table.last_row for table in self.tables)], default=1)
        inputs = [
            area
            for pointer, area in self.layout.values.items()
            if area.sheet == self.spec.name and self.form.fields[pointer].computed is None
        ]
        firsts = [(area.top, area.left) for area in inputs] + [(table.first_row, table.left) for table in self.tables]
        first_input = min(firsts, default=(1, 1))
        page.set_page(self.sheet, self.spec.orientation, header)
        page.set_print_area(self.sheet, self.layout, self.tables, last_row)
        for row in self.layout.breaks[self.spec.name]:
            self.sheet.row_breaks.append(Break(id=row - 1))
        page.set_view(self.sheet, self.tables, f"{get_column_letter(first_input[1])}{first_input[0]}")
        page.protect(self.sheet, rows=bool(self.tables))
        self.sheet.sheet_properties.tabColor = "2F75B5"


def column_width(points: float) -> float:
    """Width of a column in the digits that the file counts in (ECMA-376 part 1 §18.3.1.13)."""
    return round(points / _PIXEL / _DIGIT_PIXELS, 2)
