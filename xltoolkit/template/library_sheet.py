"""The sheet 指标库: ready-made indicators to look through, filter and copy. Its headings are never those of the form."""

from __future__ import annotations

from typing import Any

from openpyxl.utils import get_column_letter

from xltoolkit.form.measure import PAGE_WIDTH, row_height, text_lines
from xltoolkit.form.model import Form, TableSection
from xltoolkit.form.stamp import LIBRARY_SHEET
from xltoolkit.template import page, styles
from xltoolkit.template.input_sheet import column_width
from xltoolkit.template.values import put_text

_SIZE = 9.0
_NOTE = "本页供参考：可按列筛选，选中后复制到填报的表格里再改；数值只是示例，请按本项目实际填写。本页不用填、不上报。"


def write_library(workbook: Any, form: Form, rows: list[dict[str, str]]) -> None:
    """Add the sheet behind the input sheets. `rows`: by column key, as `form.load.load_library` gives them."""
    table = _table_of(form, rows)
    columns = [column for column in table.columns if any(row.get(column.key) for row in rows)]
    sheet = workbook.create_sheet(LIBRARY_SHEET)
    natural = [_share(column.key, table) for column in columns]
    widths = [PAGE_WIDTH["portrait"] * share / sum(natural) for share in natural]
    last = get_column_letter(len(columns))
    sheet.merge_cells(f"A1:{last}1")
    put_text(sheet["A1"], _NOTE)
    styles.dress(sheet["A1"], font=styles.font(), alignment=styles.aligned("left"))
    sheet.row_dimensions[1].height = row_height(2)
    sheet.row_dimensions[2].height = row_height(1) + 2
    for number, (column, width) in enumerate(zip(columns, widths, strict=True), 1):
        sheet.column_dimensions[get_column_letter(number)].width = column_width(width)
        _put(sheet.cell(2, number), f"参考{column.name}", styles.font(_SIZE, styles.HEI), heading=True)
        for row, values in enumerate(rows, 3):
            _put(sheet.cell(row, number), str(values.get(column.key) or ""), styles.font(_SIZE))
    for row, values in enumerate(rows, 3):
        lines = max(
            text_lines(str(values.get(column.key) or ""), width, _SIZE)
            for column, width in zip(columns, widths, strict=True)
        )
        sheet.row_dimensions[row].height = row_height(lines, _SIZE)
    sheet.auto_filter.ref = f"A2:{last}{len(rows) + 2}"
    sheet.freeze_panes = "A3"
    page.set_page(sheet)
    sheet.print_area = f"A1:{last}{len(rows) + 2}"
    sheet.print_title_rows = "2:2"
    sheet.sheet_view.showGridLines = False
    sheet.sheet_properties.tabColor = "7F7F7F"
    page.protect(sheet, filters=True)


def _put(cell: Any, text: str, look: Any, heading: bool = False) -> None:
    put_text(cell, text)
    background = styles.fill(styles.LABEL_FILL) if heading else None
    alignment = styles.aligned("center" if heading else "left")
    styles.dress(
        cell,
        font=look,
        alignment=alignment,
        border=styles.ALL_BORDERS,
        fill=background,
        number_format=styles.TEXT_FORMAT,
    )


def _table_of(form: Form, rows: list[dict[str, str]]) -> TableSection:
    """The table that the rows are meant for: the one with the most of their keys."""
    keys = {key for row in rows for key in row}
    return max(form.tables.values(), key=lambda table: len(keys & {column.key for column in table.columns}))


def _share(key: str, table: TableSection) -> int:
    """Relative width: names and notes are long, levels and targets short."""
    column = table.column(key)
    return (
        2
        if column is not None and (column.kind in ("choice", "target") or column.schema.get("maxLength", 100) <= 20)
        else 4
    )
