"""A clerk opens the template: sheets, labels, tables, what is open and what is locked."""

from __future__ import annotations

from typing import Any

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from xltoolkit.form.layout import place
from xltoolkit.form.model import NUMERIC_KINDS, Form
from xltoolkit.form.stamp import HELP_SHEET, LISTS_SHEET
from xltoolkit.text.normal import key


def spans(sheet: Any) -> dict[str, Any]:
    """Cell → the merged range that it begins."""
    return {f"{get_column_letter(area.min_col)}{area.min_row}": area for area in sheet.merged_cells.ranges}


def test_sheets_stand_in_order_with_the_instructions_in_front_and_the_lists_hidden(
    any_form: Form, template_of: Any
) -> None:
    workbook = load_workbook(template_of(any_form))
    visible = [sheet.title for sheet in workbook if sheet.sheet_state == "visible"]
    assert visible[: len(any_form.sheets) + 1] == [HELP_SHEET, *(sheet.name for sheet in any_form.sheets)]
    assert workbook[LISTS_SHEET].sheet_state == "hidden"  # never very hidden: LibreOffice would show it


def test_every_label_is_printed_as_declared_and_its_value_stands_immediately_to_the_right(
    any_form: Form, template_of: Any
) -> None:
    workbook, layout = load_workbook(template_of(any_form)), place(any_form)
    for pointer, area in layout.labels.items():
        sheet = workbook[area.sheet]
        first = f"{get_column_letter(area.left)}{area.top}"
        assert sheet[first].value == any_form.fields[pointer].label
        merged = spans(sheet).get(first)
        assert ((merged.max_col if merged else area.left) + 1, area.top) == (
            layout.values[pointer].left,
            layout.values[pointer].top,
        )


def test_a_table_has_its_headings_in_one_row_and_its_rows_directly_below_never_merged(
    any_form: Form, template_of: Any
) -> None:
    workbook, layout = load_workbook(template_of(any_form)), place(any_form)
    for table in layout.tables.values():
        sheet = workbook[table.section.sheet]
        headings = [sheet.cell(table.heading_row, column).value for column in table.columns.values()]
        assert headings == [column.label for column in table.section.columns]
        assert table.first_row == table.heading_row + 1
        assert table.last_row - table.heading_row == table.section.prepared_rows
        assert not [
            area
            for area in sheet.merged_cells.ranges
            if table.heading_row <= area.max_row and area.min_row <= table.last_row
        ]


def test_sixty_indicators_and_thirty_estimates_are_prepared(form: Form) -> None:
    tables = place(form).tables
    assert {pointer: table.last_row - table.heading_row for pointer, table in tables.items()} == {
        "/indicators": 60,
        "/estimates": 30,
    }


def test_title_and_year_stand_on_top(form: Form, empty: Any) -> None:
    sheet = empty["基本信息"]
    assert [sheet["A1"].value, sheet["A2"].value] == ["江阴市市级财政支出项目绩效目标申报表", "(2020年)"]


def test_sheets_are_protected_without_a_password_and_only_inputs_are_open(any_form: Form, template_of: Any) -> None:
    workbook, layout = load_workbook(template_of(any_form)), place(any_form)
    for sheet in workbook:
        assert sheet.protection.sheet
        assert not sheet.protection.password
        assert not sheet.protection.hashValue
    for pointer, area in layout.values.items():
        cell = workbook[area.sheet].cell(area.top, area.left)
        assert cell.protection.locked == (any_form.fields[pointer].computed is not None), pointer
    for area in layout.labels.values():
        assert workbook[area.sheet].cell(area.top, area.left).protection.locked


def test_rows_can_be_inserted_and_deleted_inside_the_tables_to_the_last_column(
    any_form: Form, template_of: Any
) -> None:
    """Excel deletes a row of a protected sheet only if all its 16,384 cells are open: the row's own style opens them."""
    workbook, layout = load_workbook(template_of(any_form)), place(any_form)
    for table in layout.tables.values():
        sheet = workbook[table.section.sheet]
        assert not sheet.protection.insertRows  # the attribute says what is forbidden
        assert not sheet.protection.deleteRows
        assert not sheet.protection.formatRows
        for row in range(table.first_row, table.last_row + 1):
            style = sheet.row_dimensions[row]
            assert style.customFormat
            assert not style.protection.locked
            written = [cell for cell in sheet[row] if cell.has_style]
            assert not any(cell.protection.locked for cell in written)
        assert sheet.max_column < 20  # no 16,384 cells per row
    for name in {sheet.name for sheet in any_form.sheets} - {table.section.sheet for table in layout.tables.values()}:
        assert workbook[name].protection.insertRows


def test_texts_targets_and_phones_are_text_cells_numbers_and_dates_are_not(any_form: Form, template_of: Any) -> None:
    workbook, layout = load_workbook(template_of(any_form)), place(any_form)
    cells = [
        (any_form.fields[pointer], workbook[area.sheet].cell(area.top, area.left))
        for pointer, area in layout.values.items()
    ]
    for table in layout.tables.values():
        sheet = workbook[table.section.sheet]
        for column in table.section.columns:
            for row in (table.first_row, table.last_row):
                cells.append((column, sheet.cell(row, table.columns[column.key])))
    for field, cell in cells:
        if field.kind == "date":
            assert cell.number_format == "yyyy-mm-dd"
        else:
            assert (cell.number_format == "@") == (field.kind not in NUMERIC_KINDS), (field.pointer, cell.number_format)


def test_headings_stay_in_sight_while_the_indicators_are_typed(empty: Any) -> None:
    assert empty["目标内容"].freeze_panes == "A3"
    assert all(sheet.sheet_view.zoomScale in (None, 100) for sheet in empty)
    assert empty.active.title == HELP_SHEET
    assert [sheet.title for sheet in empty if sheet.sheet_view.tabSelected] == [HELP_SHEET]


def test_nothing_on_the_other_sheets_or_beside_the_form_can_be_taken_for_a_label(
    any_form: Form, template_of: Any
) -> None:
    workbook, layout = load_workbook(template_of(any_form)), place(any_form)
    columns = [column for table in any_form.tables.values() for column in table.columns]
    labels = {name for field in (*any_form.fields.values(), *columns) for name in field.label_keys}
    inputs = {sheet.name for sheet in any_form.sheets}
    for sheet in workbook:
        width = len(layout.widths[sheet.title]) if sheet.title in inputs else 0
        for row in sheet.iter_rows(min_col=width + 1):
            for cell in row:
                assert key(str(cell.value or "-")) not in labels, f"{sheet.title}!{cell.coordinate} {cell.value}"


def test_the_instructions_speak_of_every_field(any_form: Form, template_of: Any) -> None:
    sheet = load_workbook(template_of(any_form))[HELP_SHEET]
    told = "\n".join(str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value)
    for field in any_form.fields.values():
        assert field.name.rpartition("·")[2] in told
    for table in any_form.tables.values():
        assert all(column.name in told for column in table.columns)
    assert ".xlsx" in told
    assert all(f"“{sheet.name}”" in told for sheet in any_form.sheets)
