"""`template --data`: a document goes into the cells exactly as it is; formulas come with their results."""

from __future__ import annotations

import re
import zipfile
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.acceptance import person
from xltoolkit.errors import UsageError
from xltoolkit.form.layout import place
from xltoolkit.form.model import Form
from xltoolkit.form.stamp import (
    FORM_NAME,
    FORM_PROPERTY,
    LISTS_SHEET,
    VERSION_NAME,
    VERSION_PROPERTY,
    YEAR_NAME,
    YEAR_PROPERTY,
)
from xltoolkit.package.archive import Archive
from xltoolkit.template import make_template


def opened(content: bytes, **options: Any) -> Any:
    return load_workbook(BytesIO(content), **options)


def value_at(workbook: Any, form: Form, pointer: str) -> Any:
    found = place(form).place(pointer)
    assert found is not None
    return workbook[found.sheet].cell(found.row, found.column).value


def test_all_twelve_targets_that_begin_with_an_equals_sign_stay_text(form: Form, example: dict[str, Any]) -> None:
    workbook = opened(make_template(form, 2020, example["data"]))
    table = place(form).tables["/indicators"]
    begin_with_equals = 0
    for index, row in enumerate(example["data"]["indicators"]):
        cell = workbook["目标内容"].cell(table.first_row + index, table.columns["target"])
        assert (cell.value, cell.data_type) == (row["target"], "s")
        if row["target"].startswith("="):
            begin_with_equals += 1
            assert cell.quotePrefix
    assert begin_with_equals == 12


def test_amounts_are_exact_numbers_dates_are_dates_and_the_phone_is_a_text(form: Form, example: dict[str, Any]) -> None:
    content = make_template(form, 2020, {**example["data"], "contact_phone": 86710000})
    workbook = opened(content)
    assert value_at(workbook, form, "/start_date") == datetime(2020, 1, 1)
    assert value_at(workbook, form, "/contact_phone") == "86710000"
    assert value_at(workbook, form, "/estimates/5/amount") == 9.88
    assert value_at(workbook, form, "/funding/recurrent_appropriation") == 0  # a written zero is no blank
    assert value_at(workbook, form, "/remarks") is None
    assert b"<v>9.88</v>" in Archive.from_bytes(content).read("xl/worksheets/sheet5.xml")


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+86 510", "-", "@某某", "=cmd|' /C calc'!A0", "第一行\n第二行", "_x000D_", " 前后有空格 ", "<p>标签</p>"],
)
def test_no_text_becomes_anything_else(form: Form, text: str) -> None:
    content = make_template(form, 2020, {"project_name": text, "overview": text})
    cell = opened(content)["基本信息"]["B5"]
    assert cell.data_type == "s"
    assert cell.value == text.replace("_x000D_", "_x005F_x000D_")  # the file's spelling of the same characters


def test_a_text_where_a_number_or_a_date_is_meant_stays_what_was_handed_in(form: Form) -> None:
    workbook = opened(
        make_template(form, 2020, {"start_date": "2020年春", "total_amount": "约300", "end_date": "2020-02-30"})
    )
    for pointer, text in (("/start_date", "2020年春"), ("/total_amount", "约300"), ("/end_date", "2020-02-30")):
        assert value_at(workbook, form, pointer) == text
    workbook = opened(make_template(form, 2020, {"start_date": "20200101", "end_date": "1899-12-31"}))
    assert value_at(workbook, form, "/start_date") == "20200101"
    assert value_at(workbook, form, "/end_date") == "1899-12-31"


def test_more_rows_than_are_prepared_get_rows_of_their_own(form: Form, example: dict[str, Any]) -> None:
    many = [dict(example["data"]["indicators"][0], name=f"指标{number}") for number in range(75)]
    sheet = opened(make_template(form, 2020, {"indicators": many}))["目标内容"]
    assert [sheet.cell(3 + number, 3).value for number in range(75)] == [row["name"] for row in many]
    assert not sheet.row_dimensions[77].protection.locked
    assert (
        str(next(rule.sqref for rule in sheet.data_validations.dataValidation if rule.promptTitle == "目标值"))
        == "D3:D77"
    )


def test_data_that_has_no_place_in_the_form_is_refused_by_name(form: Form) -> None:
    with pytest.raises(UsageError, match="/project_code"):
        make_template(form, 2020, {"project_code": "A01"})
    with pytest.raises(UsageError, match="/indicators/\\*/weight"):
        make_template(form, 2020, {"indicators": [{"name": "培训人次", "weight": 10}]})
    with pytest.raises(UsageError, match="列表"):
        make_template(form, 2020, {"indicators": {"name": "培训人次"}})
    with pytest.raises(UsageError, match="32767"):
        make_template(form, 2020, {"overview": "长" * 40_000})
    with pytest.raises(UsageError, match="/project_name"):
        make_template(form, 2020, {"project_name": {"text": "维保"}})
    with pytest.raises(UsageError, match="/indicators/1/name 应是一个值"):
        make_template(form, 2020, {"indicators": [{"name": "培训人次"}, {"name": {"text": "培训"}}]})
    with pytest.raises(UsageError, match="有限"):
        make_template(form, 2020, {"estimates": [{"amount": float("nan")}]})
    make_template(
        form, 2020, {"project_code": None, "prior_year": None, "estimates": None}
    )  # absent, null and "" are equal


def test_computed_cells_are_formulas_with_results(form: Form, example: dict[str, Any]) -> None:
    content = make_template(form, 2020, example["data"])
    formulas, results = opened(content), opened(content, data_only=True)
    for pointer, expected in (
        ("/prior_year/balance", 188.62),
        ("/prior_year/usage_rate", 69.63),
        ("/funding/total", 300),
    ):
        assert str(value_at(formulas, form, pointer)).startswith("=")
        assert value_at(results, form, pointer) == expected


def test_a_computed_value_that_was_handed_in_wrong_is_computed_anew(form: Form) -> None:
    content = make_template(form, 2020, {"funding": {"total": 999, "special_appropriation": 300}})
    assert value_at(opened(content, data_only=True), form, "/funding/total") == 300


def test_an_empty_template_has_results_too(any_form: Form, template_of: Any) -> None:
    with zipfile.ZipFile(template_of(any_form)) as package:
        for name in package.namelist():
            if name.startswith("xl/worksheets/sheet"):
                formulas = re.findall(r"<c [^>]*><f>.*?</c>", package.read(name).decode())
                assert all("<v>" in cell for cell in formulas), name


def test_a_formula_whose_result_only_the_office_program_knows_gets_none(form: Form) -> None:
    """A text among the funding sources: Excel's SUM passes over it, and we do not say what comes out."""
    content = make_template(form, 2020, {"funding": {"special_appropriation": "三百", "other_income": 5}})
    assert value_at(opened(content, data_only=True), form, "/funding/total") is None


@pytest.mark.parametrize(
    ("change", "sheet", "cell", "shown"),
    [
        ({}, "预算测算", "E19", "✓ 项目概算合计 = 本年度项目金额"),
        ({}, "基本信息", "H10", "✓ 本年度项目金额 ≤ 项目总金额\n✓ 一年期项目：本年度项目金额 = 项目总金额"),
        (
            {"annual_amount": 310},
            "预算测算",
            "E19",
            "✗ 项目概算合计 = 本年度项目金额：左边是 300.00，右边是 310.00，相差 10.00，请核对。",
        ),
        ({"annual_amount": None, "end_date": "2021-12-31"}, "预算测算", "E19", ""),
        ({"estimates": []}, "预算测算", "E19", ""),
        (
            {"annual_amount": 310},
            "基本信息",
            "H10",
            "✗ 本年度项目金额 ≤ 项目总金额：左边是 310.00，右边是 300.00，相差 10.00，请核对。",
        ),
    ],
)
def test_the_checks_beside_the_form_say_at_once_whether_the_sums_agree(
    form: Form, example: dict[str, Any], change: dict[str, Any], sheet: str, cell: str, shown: str
) -> None:
    content = make_template(form, 2020, {**example["data"], **change})
    assert str(opened(content, data_only=True)[sheet][cell].value or "").startswith(shown)
    assert opened(content)[sheet][cell].value.startswith("=")


def test_the_stamp_stands_in_the_properties_and_on_the_hidden_sheet(any_form: Form) -> None:
    workbook = opened(make_template(any_form, 2031))
    properties = {item.name: item.value for item in workbook.custom_doc_props.props}
    expected = {FORM_PROPERTY: any_form.id, VERSION_PROPERTY: any_form.version, YEAR_PROPERTY: "2031"}
    assert properties == expected
    for name, text in zip((FORM_NAME, VERSION_NAME, YEAR_NAME), expected.values(), strict=True):
        sheet, cell = next(workbook.defined_names[name].destinations)
        assert (sheet, workbook[sheet][cell].value) == (LISTS_SHEET, text)
    first = any_form.sheets[0].name
    assert "2031" in workbook[first]["A2"].value


def test_equal_arguments_give_equal_bytes_and_carry_no_clock(form: Form, example: dict[str, Any]) -> None:
    first = make_template(form, 2020, example["data"])
    assert first == make_template(form, 2020, example["data"])
    archive = Archive.from_bytes(first)
    assert archive.read("docProps/core.xml").count(b"2000-01-01T00:00:00Z") == 2


def test_a_person_finds_every_label_and_types_into_the_right_cell(
    form: Form, example: dict[str, Any], template_of: Any, tmp_path: Path
) -> None:
    """The acceptance helper knows the printed labels alone."""
    where, missing = person.fill(template_of(form), example["data"], tmp_path / "filled.xlsx")
    assert missing == []
    layout = place(form)
    for pointer, (sheet, cell) in where.items():
        found = layout.place("/" + pointer)
        assert found is not None
        assert (found.sheet, found.cell) == (sheet, cell), pointer
    assert value_at(load_workbook(tmp_path / "filled.xlsx"), form, "/indicators/12/target") == "=12次"


@pytest.mark.parametrize("forbidden", ["\x00", "\x0b", "\x1f", "\ud800", "\ufffe", "\uffff"])
def test_a_character_that_no_workbook_can_hold_is_left_out(form: Form, forbidden: str) -> None:
    """A workbook may say _xFFFF_, a JSON document \\ud800: neither may keep last year's data from being carried over."""
    row = {"item": f"{forbidden}维护", "amount": 1}
    content = make_template(form, 2020, {"project_name": f"甲{forbidden}乙", "estimates": [row]})
    workbook = opened(content)
    assert value_at(workbook, form, "/project_name") == "甲乙"
    assert value_at(workbook, form, "/estimates/0/item") == "维护"
