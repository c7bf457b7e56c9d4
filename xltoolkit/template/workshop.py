"""表样定义.xlsx: the editable parts of a form as a workbook for staff who know Excel and no JSON, and back. See docs/forms.md.

`export_form` writes it, `import_form` reads it (workshop_import.py). The parts that nobody edits here travel on a hidden sheet.
"""

from __future__ import annotations

from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Border, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from xltoolkit.form.build import read_json
from xltoolkit.form.measure import row_height, text_lines
from xltoolkit.form.model import Form
from xltoolkit.template import styles
from xltoolkit.template.page import set_page
from xltoolkit.template.values import put_text
from xltoolkit.template.workshop_import import import_form
from xltoolkit.template.workshop_plan import (
    CHOICE_HEADINGS,
    CHOICES_SHEET,
    FIELD_HEADINGS,
    FIELDS_SHEET,
    GROUP,
    LIBRARY_SHEET,
    LINES,
    NEEDED,
    NUMBER_CELL,
    OPEN_HEADINGS,
    PARAMETER_HEADINGS,
    PARAMETERS_SHEET,
    REQUIRED,
    WHOLE,
    YES_NO,
    Line,
    choice_groups,
    field_lines,
    library_columns,
    parameter_lines,
)
from xltoolkit.template.workshop_source import SOURCE_SHEET, pieces, value_at
from xltoolkit.text.number import MONEY_EXPONENTS

__all__ = ["export_form", "import_form"]

GUIDE_SHEET = "说明"
_SIDE = Side(style="thin", color="BFBFBF")
_THIN = Border(left=_SIDE, right=_SIDE, top=_SIDE, bottom=_SIDE)
_LONGEST_LIST = 253  # characters of choices inside a validation: Excel's 255 less the quotes
_LAST_LINE = 2000
_CHARACTER_POINTS = 5.5  # width of a column's unit, one digit of the standard font

_GUIDE = (
    "本工作簿用来修改表样，不是申报表。改好后保存，交给管理员导入，生成新一年的申报表模板。",
    "“字段”：栏目名称、必填、字数和数值的限制、填写提示。灰色的列和灰色的格不能改；栏目不能在这里增减。",
    "“选项”：各下拉列表的选项和指标分类。一行写一个选项，可以插入、删除、改动；同一组的行写相同的“选项组”。",
    "“指标库”：供填报单位挑选的常用指标，一行一条，可以增减。没有这个工作表的表样没有指标库。",
    "“参数”：年度、版本、表名、单位和检查规则的界线。换年度时请改“预算年度”和“版本”，并把新旧版本都写进“可接收的版本”。",
    "“其他写法”一行写一个（Alt+Enter 换行）：填报单位把名称写成这样也认得。",
    "导入时如有错误，会指出在哪个工作表的哪一格。改正后重新导入即可，不会影响原来的表样。",
)
_WIDTHS = {
    FIELDS_SHEET: (6, 11, 18, 16, 30, 22, 7, 10, 10, 10, 10, 46),
    CHOICES_SHEET: (20, 24, 24, 12, 26, 18),
    PARAMETERS_SHEET: (6, 34, 48, 44),
}


def export_form(form: Form) -> bytes:
    """The workbook 表样定义.xlsx of a form."""
    definition = form.definition
    vocabularies, library = read_json(form.folder, "vocabularies.json"), read_json(form.folder, "library.json")
    book = Workbook()
    guide = book.active
    guide.title = GUIDE_SHEET
    guide.column_dimensions["A"].width = 100
    for row, text in enumerate((f"表样：{form.title}（{form.year}年度，版本 {form.version}）", *_GUIDE), 1):
        _put(guide.cell(row, 1), text, bold=row == 1)
    _write_lines(book.create_sheet(FIELDS_SHEET), FIELD_HEADINGS, field_lines(definition), definition)
    _write_choices(book.create_sheet(CHOICES_SHEET), definition, vocabularies)
    if library_columns(definition):
        _write_library(book.create_sheet(LIBRARY_SHEET), library_columns(definition), library.get("rows", []))
    _write_lines(book.create_sheet(PARAMETERS_SHEET), PARAMETER_HEADINGS, parameter_lines(definition), definition)
    for sheet in book.worksheets:
        set_page(sheet, "landscape", sheet.title)
        _set_heights(sheet)
        sheet.print_title_rows = "1:1"
    source = book.create_sheet(SOURCE_SHEET)
    source.sheet_state = "hidden"
    for row, piece in enumerate(
        pieces({"form.json": definition, "vocabularies.json": vocabularies, "library.json": library}), 1
    ):
        for column, text in enumerate(piece, 1):
            _put(source.cell(row, column), text)
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def shown(value: Any, how: str) -> str:
    """A value of the definition as its cell shows it: '' for none."""
    if value is None:
        return ""
    if how == YES_NO:
        return "是" if value else "否"
    return "\n".join(value) if how == LINES else str(value)


def _write_lines(sheet: Any, headings: tuple[str, ...], lines: list[Line], definition: dict[str, Any]) -> None:
    """The sheets 字段 and 参数: fixed columns grey and locked, open cells white, cells without meaning grey."""
    _headings(sheet, headings)
    yes_no = _dropdown('"是,否"', "请选“是”或“否”。")
    units = _dropdown(f'"{",".join(MONEY_EXPONENTS)}"', "请从列表中选择。")
    numbers = DataValidation(type="decimal", operator="greaterThanOrEqual", formula1="-1000000000000", allow_blank=True)
    numbers.showErrorMessage, numbers.error = True, "请填数字。"
    for rule in (yes_no, units, numbers):
        sheet.add_data_validation(rule)
    for row, line in enumerate(lines, 2):
        fixed = dict(
            zip((heading for heading in headings[1:] if heading not in (*OPEN_HEADINGS, "值")), line.fixed, strict=True)
        )
        for column, heading in enumerate(headings, 1):
            cell = sheet.cell(row, column)
            slot = line.slots.get(heading)
            if slot is None:
                _put(cell, str(row - 1) if heading == "编号" else fixed.get(heading, ""), locked=True)
                continue
            _put(cell, shown(value_at(definition, slot.pointer), slot.how), numeric=slot.how in (WHOLE, NUMBER_CELL))
            if slot.how == YES_NO:
                yes_no.add(cell)
            elif slot.how in (WHOLE, NUMBER_CELL):
                numbers.add(cell)
            elif slot.pointer == "/unit":
                units.add(cell)
    _protect(sheet)


def _dropdown(choices: str, told: str) -> DataValidation:
    return DataValidation(type="list", formula1=choices, allow_blank=True, showErrorMessage=True, error=told)


def _write_choices(sheet: Any, definition: dict[str, Any], vocabularies: dict[str, Any]) -> None:
    _headings(sheet, CHOICE_HEADINGS)
    names = choice_groups(definition, vocabularies)
    listed = ",".join(names.values())
    if names and len(listed) <= _LONGEST_LIST and not any("," in name for name in names.values()):
        _over_column(sheet, GROUP, _dropdown(f'"{listed}"', "请从列表中选择选项组；这里不能增加新的组。"))
    _over_column(sheet, NEEDED, _dropdown('"是,否"', "请选“是”或“否”；没有下级选项的不填。"))
    row = 2
    for key, group in choice_groups(definition, vocabularies).items():
        for number, (choice, child, required, aliases) in enumerate(choice_rows(vocabularies[key])):
            status = vocabularies[key].get("status", "") if number == 0 else ""
            for column, text in enumerate((group, choice, child, required, "\n".join(aliases), status), 1):
                _put(sheet.cell(row, column), text)
            row += 1


def _over_column(sheet: Any, heading: str, rule: DataValidation) -> None:
    """A dropdown in all lines, those too that are added."""
    letter = get_column_letter(CHOICE_HEADINGS.index(heading) + 1)
    rule.add(f"{letter}2:{letter}{_LAST_LINE}")
    sheet.add_data_validation(rule)


def choice_rows(entry: dict[str, Any]) -> list[tuple[str, str, str, list[str]]]:
    """(选项, 下级选项, 必须有指标, 其他写法) of a vocabulary: a line per choice, of a tree a line per child."""
    if "nodes" in entry:
        return [
            (node["name"], child, shown(node.get("required", True), YES_NO), [])
            for node in entry["nodes"]
            for child in node["children"]
        ]
    aliases = entry.get("aliases", {})
    return [(value, "", "", [alias for alias, meant in aliases.items() if meant == value]) for value in entry["values"]]


def _write_library(sheet: Any, columns: dict[str, str], rows: list[dict[str, str]]) -> None:
    _headings(sheet, tuple(columns.values()))
    for number in range(1, len(columns) + 1):
        sheet.column_dimensions[get_column_letter(number)].width = 24
    for row, values in enumerate(rows, 2):
        for column, key in enumerate(columns, 1):
            _put(sheet.cell(row, column), values.get(key, ""))


def _headings(sheet: Any, headings: tuple[str, ...]) -> None:
    for column, heading in enumerate(headings, 1):
        _put(sheet.cell(1, column), heading, bold=True, locked=True)
    for column, width in enumerate(_WIDTHS.get(sheet.title, ()), 1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    if sheet.title in (CHOICES_SHEET, LIBRARY_SHEET):  # lines are added below: what is typed there is text as well
        for column in range(1, len(headings) + 1):
            sheet.column_dimensions[get_column_letter(column)].number_format = styles.TEXT_FORMAT
    sheet.freeze_panes = "E2" if REQUIRED in headings else "A2"


def _set_heights(sheet: Any) -> None:
    """Rows as high as their longest text: office programs do not all fit them by themselves."""
    for cells in sheet.iter_rows():
        lines = 1
        for cell in cells:
            width = sheet.column_dimensions[cell.column_letter].width * _CHARACTER_POINTS
            lines = max(lines, text_lines(str(cell.value or ""), width))
        sheet.row_dimensions[cells[0].row].height = row_height(lines)


def _put(cell: Any, text: str, bold: bool = False, locked: bool = False, numeric: bool = False) -> None:
    """Write a text as text, whatever it begins with; only a bare number into a cell for numbers becomes one."""
    background = styles.fill(styles.LABEL_FILL) if locked else None
    look = styles.font(name=styles.HEI) if bold else styles.font()
    styles.dress(cell, font=look, alignment=styles.aligned("left", "top"), border=_THIN, fill=background, locked=locked)
    if numeric and text:
        cell.value = float(text) if "." in text else int(text)
    else:
        cell.number_format = "General" if numeric else "@"
        if text:
            put_text(cell, text)


def _protect(sheet: Any) -> None:
    """Fixed cells cannot be typed into; no password. Columns and rows may be made wider."""
    sheet.protection.sheet = True
    sheet.protection.formatColumns = sheet.protection.formatRows = False
