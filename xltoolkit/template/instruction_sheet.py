"""The sheet 填表说明: the words of `instructions`, each row as high as its text needs."""

from __future__ import annotations

from typing import Any

from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.hyperlink import Hyperlink

from xltoolkit.form.measure import PAGE_WIDTH, row_height, text_lines
from xltoolkit.form.model import Form
from xltoolkit.form.stamp import HELP_SHEET
from xltoolkit.template import page, styles
from xltoolkit.template.input_sheet import column_width
from xltoolkit.template.instructions import FIELD_HEADINGS, Line, field_rows, parts, placeholder_names
from xltoolkit.template.values import put_text

_SHARES = (12, 26, 7, 55)  # per cent of the page: sheet, field, required, how
_TABLE_SIZE = 9.0


def write_instructions(workbook: Any, form: Form, year: int, library: bool) -> None:
    """Add the sheet in front. `library`: the workbook has a sheet 指标库."""
    writer = _Writer(workbook.create_sheet(HELP_SHEET, 0))
    writer.title(HELP_SHEET, 18)
    writer.title(f"《{form.title}》{form.year_line.format(year=year)}", 12)
    for heading, lines in parts(form, library).items():
        writer.part(heading, lines)
    writer.table("各栏目填写要求", form)
    placeholders = placeholder_names(form)
    if placeholders:
        writer.paragraph(f"注：{'、'.join(placeholders)}的选项为暂定，以财政部门当年的通知为准。")
    writer.finish()


class _Writer:
    """Writes downwards."""

    def __init__(self, sheet: Any) -> None:
        self.sheet = sheet
        self.widths = [PAGE_WIDTH["portrait"] * share / 100 for share in _SHARES]
        for column, points in enumerate(self.widths, 1):
            sheet.column_dimensions[get_column_letter(column)].width = column_width(points)
        self.row = 1
        self.parts = 0

    def title(self, text: str, size: float) -> None:
        self.wide(text, styles.font(size, styles.HEI), "center", row_height(1, size))

    def part(self, heading: str, lines: list[Line]) -> None:
        self.heading(heading)
        for number, line in enumerate(lines, 1):
            self.paragraph(f"{number}. {line.text}", line.link)

    def heading(self, text: str) -> None:
        self.parts += 1
        self.wide(f"{'一二三四五六七八'[self.parts - 1]}、{text}", styles.font(12, styles.HEI), "left", 26)

    def paragraph(self, text: str, link: str = "") -> None:
        look = styles.font(color="0563C1", u="single") if link else styles.font()
        row = self.row
        self.wide(text, look, "left", row_height(text_lines(text, sum(self.widths))) - 2)
        if link:
            target = Hyperlink(ref=f"A{row}", location=f"{quote_sheetname(link)}!A1", display=text)
            self.sheet.cell(row, 1).hyperlink = target

    def wide(self, text: str, look: Any, horizontal: str, height: float) -> None:
        """One line over the whole width."""
        last = get_column_letter(len(self.widths))
        self.sheet.merge_cells(f"A{self.row}:{last}{self.row}")
        cell = self.sheet.cell(self.row, 1)
        put_text(cell, text)
        styles.dress(cell, font=look, alignment=styles.aligned(horizontal))
        self.sheet.row_dimensions[self.row].height = height
        self.row += 1

    def table(self, heading: str, form: Form) -> None:
        self.heading(heading)
        self.heading_row = self.row
        self.cells(FIELD_HEADINGS, styles.font(_TABLE_SIZE, styles.HEI), styles.fill(styles.LABEL_FILL))
        for row in field_rows(form):
            self.cells(row, styles.font(_TABLE_SIZE), None)

    def cells(self, texts: tuple[str, ...], look: Any, background: Any) -> None:
        lines = 1
        for column, (text, width) in enumerate(zip(texts, self.widths, strict=True), 1):
            cell = self.sheet.cell(self.row, column)
            put_text(cell, text)
            horizontal = "left" if column in (2, 4) and background is None else "center"
            styles.dress(
                cell, font=look, alignment=styles.aligned(horizontal), border=styles.ALL_BORDERS, fill=background
            )
            lines = max(lines, text_lines(text, width, _TABLE_SIZE))
        self.sheet.row_dimensions[self.row].height = row_height(lines, _TABLE_SIZE)
        self.row += 1

    def finish(self) -> None:
        page.set_page(self.sheet)
        self.sheet.print_area = f"A1:{get_column_letter(len(self.widths))}{self.row - 1}"
        self.sheet.print_title_rows = f"{self.heading_row}:{self.heading_row}"
        self.sheet.sheet_view.showGridLines = False
        self.sheet.sheet_properties.tabColor = "7F7F7F"
        page.protect(self.sheet)
