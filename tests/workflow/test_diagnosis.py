"""`doctor FILE` names what was changed on a template and says how the data is saved."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from xltoolkit.errors import Refused
from xltoolkit.form.stamp import LISTS_SHEET
from xltoolkit.package.archive import Archive
from xltoolkit.workflow.diagnosis import diagnose


@pytest.fixture
def damaged(filled_example: Path, tmp_path: Path) -> Callable[[Callable[[Any], None]], str]:
    """The filled form, opened and changed in another program."""

    def make(change: Callable[[Any], None]) -> str:
        book = openpyxl.load_workbook(filled_example)
        for row in book["目标内容"].iter_rows(min_row=3, min_col=4, max_col=4):
            for cell in row:
                if isinstance(cell.value, str):
                    cell.data_type = "s"
        change(book)
        path = tmp_path / "改过的 申报表.xlsx"
        book.save(path)
        return str(path)

    return make


def test_a_whole_template_needs_no_advice(filled_example: Path) -> None:
    lines = diagnose(str(filled_example))
    assert lines[0].endswith("江阴市市级财政支出项目绩效目标申报表，2020年。")
    assert lines[1:] == ["模板完好，没有发现改动。", "读出填写的栏目 32 个、明细 52 行。"]


def test_a_program_that_only_saved_it_did_no_damage(damaged: Callable[..., str]) -> None:
    assert "模板完好，没有发现改动。" in diagnose(damaged(lambda book: None))


def test_each_change_is_named_with_its_place_and_the_way_out(damaged: Callable[..., str]) -> None:
    def change(book: Any) -> None:
        book["基本信息"].title = "Sheet1"
        book["Sheet1"].protection.sheet = False
        book["Sheet1"]["A7"] = "经费用途"
        del book[LISTS_SHEET]
        book["预算测算"]["C7"] = 310
        for row in book["目标内容"].iter_rows(min_row=3, min_col=4, max_col=4):
            row[0].number_format = "General"

    path = damaged(change)
    text = "\n".join(diagnose(path))
    assert "工作表“基本信息”现在叫“Sheet1”" in text
    assert "“资金用途”现在写成“经费用途”" in text
    assert "工作表“Sheet1”的保护被撤销了" in text
    assert f"隐藏的工作表“{LISTS_SHEET}”不见了" in text
    assert "预算测算!C7：“项目资金总额”本来自动计算，现在是手填的 310" in text
    assert "目标内容!D3等 39 个目标值的格子不再是文本格式" in text
    assert f'xltoolkit upgrade "{path}" -o "新申报表.xlsx" --year 2020' in text


def test_what_pasting_and_typing_took_away_is_named(damaged: Callable[..., str]) -> None:
    """Dropdowns and checks are lost without a trace on the page, a formula under a typed text, a column slipped in reads well."""

    def change(book: Any) -> None:
        for sheet, area in (("基本信息", "B6"), ("基本信息", "B9"), ("预算测算", "B20:B49")):
            rules = book[sheet].data_validations
            rules.dataValidation = [rule for rule in rules.dataValidation if str(rule.sqref) != area]
        book["预算测算"]["C7"] = "三百"
        book["目标内容"].insert_cols(5)

    text = "\n".join(diagnose(damaged(change)))
    assert "基本信息!B6的下拉列表没有了" in text
    assert "基本信息!B9的日期校验没有了" in text
    assert "预算测算!B20等 13 格的数字校验没有了" in text
    assert "预算测算!C7：“项目资金总额”本来自动计算，现在是手填的文字“三百”" in text
    assert "目标内容!F3：“目标值来源”的左边多出了 1 列，已照常读取。" in text
    assert "模板有 5 处改动：" in text


def test_a_column_slipped_into_many_rows_is_told_once(damaged: Callable[..., str]) -> None:
    """On 基本信息 it parts two values of every row; the nearest pair says where."""

    def change(book: Any) -> None:
        sheet = book["基本信息"]
        for area in list(sheet.merged_cells.ranges):
            sheet.unmerge_cells(str(area))
        sheet.insert_cols(3)

    lines = [line for line in diagnose(damaged(change)) if "多出了" in line]
    assert lines == ["  1. 基本信息!E6：“项目类型”的左边多出了 1 列，已照常读取。请删去插入的列。"]


def test_a_list_that_excel_wrote_as_an_extension_is_there(filled_example: Path, tmp_path: Path) -> None:
    """Excel 2010 puts a dropdown whose list stands on another sheet into <extLst>, its cells into <xm:sqref>."""
    archive = Archive.open(str(filled_example))
    parts = {name: archive.read(name) for name in archive.names}
    sheet = "xl/worksheets/sheet2.xml"  # 基本信息
    text = parts[sheet].decode("utf-8")
    own = re.search(r'<dataValidation [^>]*sqref="B6"[^>]*>.*?</dataValidation>', text, re.DOTALL)
    assert own is not None
    extension = (
        '<extLst><ext uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}" xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main">'
        '<x14:dataValidations xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main" count="1"><x14:dataValidation type="list">'
        "<x14:formula1><xm:f>_lists!$F$2:$F$4</xm:f></x14:formula1><xm:sqref>B6</xm:sqref></x14:dataValidation></x14:dataValidations></ext></extLst>"
    )
    parts[sheet] = text.replace(own[0], "").replace("</worksheet>", extension + "</worksheet>").encode("utf-8")
    path = tmp_path / "扩展.xlsx"
    path.write_bytes(archive.rewritten(parts))
    assert "模板完好，没有发现改动。" in diagnose(str(path))


def test_a_sheet_that_is_gone_is_told_once(damaged: Callable[..., str]) -> None:
    lines = [
        line for line in diagnose(damaged(lambda book: book.remove(book["预算测算"]))) if "旧表里没有这张工作表" in line
    ]
    assert lines == ["  1. 工作表“预算测算”：旧表里没有这张工作表"]


def test_what_cannot_be_read_is_listed_for_a_person(damaged: Callable[..., str]) -> None:
    def change(book: Any) -> None:
        book["基本信息"]["B10"] = "3,00"
        book["预算测算"].merge_cells("B20:B21")

    lines = diagnose(damaged(change))
    assert any("项目总金额“3,00”：旧表里的内容读不准" in line for line in lines)
    assert any("项目概算金额（2处）：旧表里几行合并成了一格" in line for line in lines)


def test_a_file_that_is_no_form_is_refused(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active["A1"] = "名单"
    book.save(tmp_path / "名单.xlsx")
    with pytest.raises(Refused, match="不是绩效目标申报表"):
        diagnose(str(tmp_path / "名单.xlsx"))
