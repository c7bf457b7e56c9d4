"""Tables as people leave them: the heading repeated at the top of a page, another unit of money in it, a line of their own."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.contract.test_judged_forms import bare, filled
from xltoolkit import check, load_form, make_template
from xltoolkit.findings import ERROR, WARNING
from xltoolkit.reader.read import read_file

Change = Callable[[Any], None]


@pytest.fixture
def damaged(tmp_path: Path) -> Callable[[str, Change], str]:
    """Fill a form, let somebody change the workbook, save it: the path."""

    def make(name: str, change: Change) -> str:
        envelope = filled(name)
        content = make_template(load_form(envelope["form"]), envelope["year"], envelope["data"])
        book = load_workbook(BytesIO(content))
        change(book)
        path = tmp_path / "申报表.xlsx"
        book.save(path)
        return str(path)

    return make


def rows_down(sheet: Any, row: int, width: int) -> None:
    """Move the contents of a table one row down from `row`, as inserting a row does."""
    for number in range(sheet.max_row, row - 1, -1):
        for column in range(1, width + 1):
            sheet.cell(number + 1, column).value = sheet.cell(number, column).value
            sheet.cell(number, column).value = None


def test_a_heading_repeated_inside_the_table_hides_no_row(damaged: Callable[[str, Change], str]) -> None:
    def repeat(book: Any) -> None:
        sheet = book["目标内容"]
        rows_down(sheet, 10, 5)
        for column in range(1, 6):
            sheet.cell(10, column).value = sheet.cell(2, column).value

    path = damaged("air", repeat)
    assert bare(read_file(path).data["indicators"]) == bare(filled("air")["data"]["indicators"])
    assert not [one for one in check(path).findings if one.severity in (ERROR, WARNING)]


def test_amounts_below_another_unit_of_money_are_told_and_never_summed(damaged: Callable[[str, Change], str]) -> None:
    def in_yuan(book: Any) -> None:
        sheet = book["预算测算"]
        sheet["B19"] = "金额（元）"
        for row in (20, 21, 22):
            sheet.cell(row, 2).value = Decimal(sheet.cell(row, 2).value) * 10000

    found = [one for one in check(damaged("farm", in_yuan)).findings if one.severity in (ERROR, WARNING)]
    assert [(one.code, one.place and one.place.cell) for one in found] == [("STR003", "B19")], found


def test_a_line_of_ones_own_above_a_group_is_told_once_and_is_no_item(damaged: Callable[[str, Change], str]) -> None:
    def banner(book: Any) -> None:
        sheet = book["目标内容"]
        rows_down(sheet, 6, 5)
        sheet["A6"] = "一、产出类指标"

    path = damaged("air", banner)
    assert bare(read_file(path).data["indicators"]) == bare(filled("air")["data"]["indicators"])
    found = [(one.code, one.severity) for one in check(path).findings if one.place and one.place.row == 6]
    assert found == [("STR010", "hint")], found


def test_a_numbered_choice_is_the_choice(damaged: Callable[[str, Change], str]) -> None:
    def number(book: Any) -> None:
        for row in range(6, 11):
            book["目标内容"].cell(row, 1).value = "（二）产出目标"

    path = damaged("farm", number)
    assert bare(read_file(path).data["indicators"]) == bare(filled("farm")["data"]["indicators"])
    assert not [one for one in check(path).findings if one.severity == ERROR]


def test_one_word_that_is_no_choice_is_one_error_not_a_missing_category_too(
    damaged: Callable[[str, Change], str],
) -> None:
    def misname(book: Any) -> None:
        for row in range(6, 11):
            book["目标内容"].cell(row, 1).value = "产品类"

    codes = {one.code for one in check(damaged("farm", misname)).findings if one.severity == ERROR}
    assert codes == {"VOC003"}, codes


def test_a_text_that_goes_on_in_inserted_rows_is_read_whole(damaged: Callable[[str, Change], str]) -> None:
    whole = filled("air")["data"]["overview"]
    cut = whole.index("。") + 1

    def go_on_below(book: Any) -> None:
        sheet = book["详细信息"]
        sheet.unmerge_cells("A2:A3")
        sheet.unmerge_cells("B2:B3")
        sheet["B2"], sheet["B3"] = whole[:cut], whole[cut:]

    path = damaged("air", go_on_below)
    assert str(read_file(path).data["overview"]).replace("\n", "") == whole
    assert "STR004" in {one.code for one in check(path).findings}
