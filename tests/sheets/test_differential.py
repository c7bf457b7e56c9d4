"""The exact reader beside openpyxl and calamine: the same file, three readers, one content.

Where they differ on purpose, the difference is written down here: calamine shows errors and uncalculated formulas as
blank. (openpyxl leaves `_x000D_` undecoded; test_ooxml.py has the escapes.)
"""

from __future__ import annotations

import datetime
import io
import random
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import python_calamine
import xlsxwriter
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.workbook.defined_name import DefinedName

from tests.office import convert, needs_office
from xltoolkit.package.archive import Archive
from xltoolkit.sheets.model import BOOLEAN, DATE, ERROR_VALUE, NUMBER, TEXT, Cell, Sheets
from xltoolkit.sheets.ooxml import read_ooxml
from xltoolkit.sheets.open import open_sheets

FORMATS = (
    "General",
    "0.00",
    "0.00%",
    "@",
    "#,##0.00;[Red]-#,##0.00",
    'yyyy"年"m"月"d"日"',
    "yyyy-mm-dd",
    "h:mm:ss",
    "[h]:mm",
    '0.0"万元"',
)
TEXTS = (
    "项目名称",
    "=12次",
    "≥95%",
    " 前后 ",
    "第一行\n第二行",
    "00123",
    "<p>甲&乙</p>",
    "'引号",
    "１２",
    "😀",
    "a\tb",
    "-",
)
ERRORS = ("#REF!", "#DIV/0!", "#NAME?", "#N/A", "#VALUE!")


def some_values(seed: int) -> Iterator[tuple[Any, str]]:
    """Values and formats as people type them."""
    source = random.Random(seed)
    for _ in range(120):
        kind = source.randrange(8)
        number: Any = source.choice(
            [0, 1, 300, 9.88, 432.49, -5, 0.1 + 0.2, 1e15, 123456789.12, source.random(), source.randrange(10**9)]
        )
        day = datetime.datetime(1904, 3, 1) + datetime.timedelta(
            days=source.randrange(60_000), seconds=source.randrange(86_400)
        )
        if kind < 3:
            yield source.choice(TEXTS) + "好" * source.choice([0, 0, 3, 300]), source.choice(["General", "@"])
        elif kind < 5:
            yield number, source.choice(FORMATS[:5])
        elif kind == 5:
            yield day.date(), "yyyy-mm-dd"
        elif kind == 6:
            yield day.replace(microsecond=0), 'yyyy"年"m"月"d"日" h:mm:ss'
        else:
            yield source.choice([True, False, None]), "General"


def openpyxl_workbook(path: Path, seed: int, mac: bool = False) -> None:
    source = random.Random(seed)
    book = openpyxl.Workbook()
    if mac:
        book.epoch = CALENDAR_MAC_1904
    for number, name in enumerate(("基本信息", "目标 内容", "it's", "字典")):
        sheet = book.active if number == 0 else book.create_sheet()
        sheet.title = name
        for place, (value, code) in enumerate(some_values(seed + number)):
            cell = sheet.cell(place // 7 + 1 + place % 3, place % 7 + 2 * number + 1)
            cell.value = value
            if isinstance(value, str):
                cell.data_type = "s"
            cell.number_format = code
        sheet.cell(40, 3).value = "=SUM(A1:A9)"
        sheet.cell(41, 3).value = source.choice(ERRORS)
        sheet.cell(42, 3).value = CellRichText("每", TextBlock(InlineFont(b=True), "季度 "), "4次")
        sheet.merge_cells(start_row=50, start_column=2, end_row=52, end_column=5)
        sheet.cell(50, 2).value = "合并"
        sheet.row_dimensions[41].hidden = True
        sheet.column_dimensions["H"].hidden = True
        sheet.protection.sheet = number == 1
    book["字典"].sheet_state = "veryHidden"
    book["it's"].sheet_state = "hidden"
    book.defined_names["L_类型"] = DefinedName("L_类型", attr_text="字典!$A$1:$A$3")
    book.save(path)


def xlsxwriter_workbook(path: Path, seed: int) -> None:
    book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_numbers": False})
    for number, name in enumerate(("基本信息", "目标内容")):
        sheet = book.add_worksheet(name)
        for place, (value, code) in enumerate(some_values(seed + number)):
            style = book.add_format({"num_format": code})
            row, column = place // 7, place % 7
            if isinstance(value, bool):
                sheet.write_boolean(row, column, value, style)
            elif isinstance(value, str):
                sheet.write_string(row, column, value, style)
            elif isinstance(value, (datetime.date, datetime.datetime)):
                sheet.write_datetime(row, column, value, style)
            elif value is None:
                sheet.write_blank(row, column, None, style)
            else:
                sheet.write_number(row, column, value, style)
        sheet.write_formula(40, 2, "=SUM(A1:A9)", None, 12.5)
        sheet.write_formula(41, 2, '="甲"&"乙"', None, "甲乙")
        sheet.write_rich_string(42, 2, "每", book.add_format({"bold": True}), "季度 ", "4次")
        sheet.merge_range(49, 1, 51, 4, "合并")
        sheet.set_row(41, None, None, {"hidden": True})
        sheet.set_column(7, 7, None, None, {"hidden": True})
        sheet.data_validation("A1", {"validate": "list", "source": ["甲", "乙"]})
        sheet.conditional_format("A1:A9", {"type": "blanks", "format": book.add_format({"bg_color": "red"})})
        sheet.write_comment("A1", "批注")
    book.get_worksheet_by_name("目标内容").hide()
    book.define_name("L_类型", "=目标内容!$A$1:$A$3")
    book.close()


def plain(value: Any) -> Any:
    """A value as all three readers can be compared: numbers to 15 digits, midnight as a day, elapsed time as days."""
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, datetime.timedelta):
        return plain(value / datetime.timedelta(days=1))
    if isinstance(value, (int, float, Decimal)):
        return f"{float(value):.12g}"
    if isinstance(value, datetime.datetime):
        value = (value + datetime.timedelta(microseconds=500)).replace(microsecond=0)  # each rounds in its own way
        return value.date() if value.time() == datetime.time() else value
    if isinstance(value, datetime.time):
        return value.replace(microsecond=0)
    return value if isinstance(value, datetime.date) else str(value)


def ours(cell: Cell | None) -> Any:
    return None if cell is None or cell.value == "" else plain(cell.value)


def compare_with_openpyxl(path: Path, sheets: Sheets) -> int:
    """How many filled cells were compared."""
    formulas, values = openpyxl.load_workbook(path), openpyxl.load_workbook(path, data_only=True)
    assert [sheet.name for sheet in sheets.sheets] == formulas.sheetnames
    compared = 0
    for sheet in sheets.sheets:
        theirs = formulas[sheet.name]
        assert sheet.state == theirs.sheet_state
        assert sheet.protected == theirs.protection.sheet
        assert sorted(sheet.merges) == sorted(
            (m.min_row, m.min_col, m.max_row, m.max_col) for m in theirs.merged_cells.ranges
        )
        assert sheet.hidden_rows == {row for row, dimension in theirs.row_dimensions.items() if dimension.hidden}
        seen = set()
        for row in theirs.iter_rows():
            for other in row:
                place = (other.row, other.column)
                cell = sheet.cells.get(place)
                if other.data_type == "f":
                    assert cell is not None
                    assert cell.formula is not None
                    assert cell.formula in ("", str(getattr(other.value, "text", other.value)).lstrip("="))
                    value = values[sheet.name].cell(*place).value
                else:
                    assert cell is None or cell.formula is None
                    value = other.value
                value = value or None if isinstance(value, str) else value
                assert ours(cell) == plain(value), place
                if cell is not None and cell.kind is not None:
                    assert cell.format == other.number_format or cell.format.startswith("yyyy/m/d"), place
                    assert (cell.kind == ERROR_VALUE) == (values[sheet.name].cell(*place).data_type == "e")
                    compared += 1
                seen.add(place)
        assert set(sheet.cells) <= seen
    for name, defined in formulas.defined_names.items():
        assert sheets.names[name] == defined.attr_text
    return compared


def compare_with_calamine(path: Path, sheets: Sheets) -> int:
    book = python_calamine.load_workbook(str(path))
    assert [sheet.name for sheet in sheets.sheets] == book.sheet_names
    states = {
        "SheetVisibleEnum.Visible": "visible",
        "SheetVisibleEnum.Hidden": "hidden",
        "SheetVisibleEnum.VeryHidden": "veryHidden",
    }
    compared = 0
    for sheet, metadata in zip(sheets.sheets, book.sheets_metadata, strict=True):
        assert sheet.state == states[str(metadata.visible)]
        theirs = book.get_sheet_by_name(sheet.name)
        areas = [
            (top + 1, left + 1, bottom + 1, right + 1)
            for (top, left), (bottom, right) in theirs.merged_cell_ranges or []
        ]
        assert sorted(sheet.merges) == sorted(areas)
        seen = set()
        for row, line in enumerate(theirs.to_python(skip_empty_area=False), 1):
            for column, value in enumerate(line, 1):
                cell = sheet.cells.get((row, column))
                seen.add((row, column))
                if cell is not None and (cell.kind in (None, ERROR_VALUE)):
                    continue  # calamine shows these as blank
                assert ours(cell) == plain(None if value == "" else value), (row, column)
                compared += 1
        assert set(sheet.cells) <= seen
    return compared


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("mac", [False, True])
def test_a_workbook_saved_by_openpyxl(tmp_path: Path, seed: int, mac: bool) -> None:
    path = tmp_path / "申报表.xlsx"
    openpyxl_workbook(path, seed, mac)
    sheets = open_sheets(str(path))
    assert compare_with_openpyxl(path, sheets) > 300
    assert compare_with_calamine(path, sheets) > 300


@pytest.mark.parametrize("seed", range(4))
def test_a_workbook_saved_by_xlsxwriter(tmp_path: Path, seed: int) -> None:
    path = tmp_path / "申报表.xlsx"
    xlsxwriter_workbook(path, seed)
    sheets = open_sheets(str(path))
    assert compare_with_openpyxl(path, sheets) > 150
    assert compare_with_calamine(path, sheets) > 150


@pytest.mark.slow
@needs_office
@pytest.mark.parametrize("writer", [openpyxl_workbook, xlsxwriter_workbook])
def test_a_workbook_saved_by_an_office_program(tmp_path: Path, writer: Any) -> None:
    source = tmp_path / "原件.xlsx"
    writer(source, 7)
    path = convert(source, "xlsx")
    sheets = open_sheets(str(path))
    assert compare_with_openpyxl(path, sheets) > 150
    assert compare_with_calamine(path, sheets) > 150
    assert read_ooxml(Archive.from_bytes(without_sieves(path.read_bytes()))) == sheets


def test_every_kind_of_cell_was_among_them(tmp_path: Path) -> None:
    path = tmp_path / "申报表.xlsx"
    openpyxl_workbook(path, 0)
    kinds = {cell.kind for sheet in open_sheets(str(path)).sheets for cell in sheet.cells.values()}
    assert kinds == {TEXT, NUMBER, BOOLEAN, DATE, ERROR_VALUE, None}


def test_rewriting_every_part_leaves_the_same_content(tmp_path: Path) -> None:
    path, again = tmp_path / "申报表.xlsx", tmp_path / "另存.xlsx"
    xlsxwriter_workbook(path, 3)
    archive = Archive.open(str(path))
    again.write_bytes(archive.rewritten({name: archive.read(name) for name in archive.names}))
    assert open_sheets(str(again)) == open_sheets(str(path))
    assert openpyxl.load_workbook(io.BytesIO(again.read_bytes())).sheetnames == ["基本信息", "目标内容"]


def without_sieves(data: bytes) -> bytes:
    """The same package with a comment in every part: then nothing is taken by patterns, all goes through the parser."""
    archive = Archive.from_bytes(data)
    parts: dict[str, bytes | None] = {}
    for name in archive.names:
        if name.startswith("xl/") and name.endswith(".xml"):
            body = archive.read(name)
            end = body.find(b"?>") + 2 if body.startswith(b"<?xml") else 0
            parts[name] = body[:end] + b"<!-- -->" + body[end:]
    return archive.rewritten(parts)


@pytest.mark.parametrize("writer", [openpyxl_workbook, xlsxwriter_workbook])
@pytest.mark.parametrize("seed", range(3))
def test_patterns_and_parser_read_the_same(tmp_path: Path, writer: Any, seed: int) -> None:
    path = tmp_path / "申报表.xlsx"
    writer(path, seed)
    data = path.read_bytes()
    assert read_ooxml(Archive.from_bytes(without_sieves(data))) == read_ooxml(Archive.from_bytes(data))
