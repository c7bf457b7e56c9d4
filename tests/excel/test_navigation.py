"""Pressing 下一处: from finding to finding, wherever the person stands."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.excel.fake_excel import FakeExcel
from tests.excel.pywin32 import message_boxes
from xltoolkit.excel import check_workbook, next_finding
from xltoolkit.findings import Finding, Place, Report

PLACES = [("基本信息", "D10"), ("基本信息", "D10"), ("详细信息", "B2"), ("目标内容", "D3"), ("目标内容", "D7")]


def check(path: str) -> Report:
    def place(sheet: str, cell: str) -> Place:
        return Place(sheet, int(cell[1:]), ord(cell[0]) - 64)

    found = [
        Finding(f"T{i:03d}", "warning", "完整性", place(*p), "", f"第 {i} 条。", "", "", "")
        for i, p in enumerate(PLACES)
    ]
    found.append(Finding("STR001", "hint", "完整性", None, "", "整份工作簿。", "", "", ""))
    return Report(path, None, "jiangyin-project", 2020, tuple(found), {})


@pytest.fixture
def checked(excel: FakeExcel, workbook: Path) -> Any:
    book = excel.open(workbook)
    check_workbook(book, check=check)
    return book


def selected(excel: FakeExcel) -> str:
    active = excel.books[0].active
    return f"{active.ws.title}!{active.selection.address}"


def test_each_press_goes_one_cell_on_and_after_the_last_to_the_first(excel: FakeExcel, checked: Any) -> None:
    visited = []
    for _ in range(5):
        next_finding(checked)
        visited.append(selected(excel))
    assert visited == ["基本信息!D10", "详细信息!B2", "目标内容!D3", "目标内容!D7", "基本信息!D10"]
    assert message_boxes == []


def test_the_status_bar_says_which_one_and_what_it_is(excel: FakeExcel, checked: Any) -> None:
    next_finding(checked)
    assert excel.StatusBar == "绩效申报检查：第 1 处，共 4 处（基本信息!D10）。第 0 条。"
    check_workbook(checked, check=check)
    assert excel.StatusBar is False  # our own line is not put back


def test_from_a_cell_between_two_findings_it_goes_to_the_one_below(excel: FakeExcel, checked: Any) -> None:
    checked.sheets["目标内容"].select()
    checked.sheets["目标内容"].range("A5").select()
    assert next_finding(checked) == "目标内容!D7"


def test_findings_on_a_hidden_sheet_are_passed_over(excel: FakeExcel, checked: Any) -> None:
    next(one for one in excel.books[0].sheets if one.ws.title == "详细信息").ws.sheet_state = "hidden"
    assert [next_finding(checked) for _ in range(3)] == ["基本信息!D10", "目标内容!D3", "目标内容!D7"]


def test_the_list_is_found_after_its_sheet_was_renamed(excel: FakeExcel, checked: Any) -> None:
    result = excel.books[0].sheets[0]
    result.ws.title = "问题 (张三)"
    excel.books[0].workbook.defined_names["xltoolkit_result"].attr_text = "'问题 (张三)'!$A$1"
    assert next_finding(checked) == "基本信息!D10"


@pytest.mark.parametrize("deleted", [False, True])
def test_without_a_list_it_says_what_to_press(excel: FakeExcel, workbook: Path, deleted: bool) -> None:
    book = excel.open(workbook)
    if deleted:
        check_workbook(book, check=check)
        excel.__dict__["DisplayAlerts"] = False  # the person deletes our sheet; the name then leads nowhere
        excel.books[0].sheets[0].Delete()
    assert next_finding(book) == ""
    ((_, text),) = message_boxes
    assert text.startswith("没有要看的问题：请先按“检查工作簿”")


def test_a_very_hidden_sheet_is_passed_over_and_if_all_are_hidden_it_says_so(excel: FakeExcel, checked: Any) -> None:
    sheets = {one.ws.title: one.ws for one in excel.books[0].sheets}
    sheets["基本信息"].sheet_state = "veryHidden"
    assert next_finding(checked) == "详细信息!B2"
    sheets["详细信息"].sheet_state = sheets["目标内容"].sheet_state = "hidden"
    assert next_finding(checked) == ""
    assert message_boxes[-1][1] == "问题所在的工作表都隐藏了，请先取消隐藏。"


def test_after_the_sheets_were_renamed_it_asks_for_a_new_check(excel: FakeExcel, checked: Any) -> None:
    for one in excel.books[0].sheets[1:]:
        one.ws.title += "（改）"
    assert next_finding(checked) == ""
    assert "检查以后工作表改过名或被删除了，请重新按“检查工作簿”" in message_boxes[-1][1]


def test_a_row_that_is_filtered_away_is_said(excel: FakeExcel, checked: Any) -> None:
    excel.books[0].sheets[2].ws.row_dimensions[10].hidden = True
    assert next_finding(checked) == "基本信息!D10"
    assert "（这一行被隐藏或筛掉了，请取消隐藏或筛选。）" in excel.StatusBar


def test_after_rows_were_inserted_above_it_says_that_the_place_may_have_moved(excel: FakeExcel, checked: Any) -> None:
    next(one for one in excel.books[0].sheets if one.ws.title == "基本信息").insert_row(3)
    assert next_finding(checked) == "基本信息!D10"
    assert "（这一格没有检查标记：检查以后插入、删除过行的，请重新检查。）" in excel.StatusBar


def test_from_another_workbook_in_front_it_comes_to_the_front(
    excel: FakeExcel, checked: Any, workbook: Path, tmp_path: Path
) -> None:
    other = tmp_path / "另一个.xlsx"
    other.write_bytes(workbook.read_bytes())
    excel.open(other)
    assert next_finding(checked) == "基本信息!D10"
    assert excel.books[0].name == workbook.name
