"""Computed cells against the form's declaration, and what is said of the workbook as a whole."""

from __future__ import annotations

import copy
from decimal import Decimal
from typing import Any

import pytest

from tests.reader.judging import kinds, read_right
from tests.reader.paper import Paper, cell, draw
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
from xltoolkit.reader import remarks
from xltoolkit.reader.read import read
from xltoolkit.reader.submission import Remark, Submission, get
from xltoolkit.sheets.model import Cell

BALANCE, RATE, TOTAL = "/prior_year/balance", "/prior_year/usage_rate", "/funding/total"


@pytest.fixture
def data(example: dict[str, Any]) -> dict[str, Any]:
    return copy.deepcopy(example["data"])


def computed(form: Form, data: dict[str, Any], **results: Any) -> Paper:
    """The filled form with formulas in its computed cells; `results` changes what is stored, None: not calculated."""
    paper = Paper(form, data)
    stored = {"balance": Decimal("188.62"), "usage_rate": Decimal("69.63"), "total": Decimal(300)} | results
    for pointer in (BALANCE, RATE, TOTAL):
        value = stored[pointer.rpartition("/")[2]]
        made = cell(value) if value is not None else Cell(None, None, "", None, "General")
        paper.write(pointer, made._replace(formula="C3-C4"))
    return paper


def about(submission: Submission, pointer: str) -> list[Remark]:
    return [remark for remark in submission.remarks if remark.pointer == pointer]


def test_stored_results_that_agree_need_no_word(form: Form, data: dict[str, Any]) -> None:
    read_right(read(computed(form, data).sheets()), data)


def test_a_formula_without_result_takes_ours(form: Form, data: dict[str, Any]) -> None:
    submission = read(computed(form, data, balance=None, total=None).sheets())
    read_right(submission, data, remarks.RECOMPUTED)
    assert [(one.pointer, one.value) for one in submission.remarks_of(remarks.RECOMPUTED)] == [
        (BALANCE, "188.62"),
        (TOTAL, "300.00"),
    ]


def test_an_old_result_is_told_and_ours_counts(form: Form, data: dict[str, Any]) -> None:
    submission = read(computed(form, data, total=Decimal(280)).sheets())
    read_right(submission, data, remarks.STALE)
    (remark,) = submission.remarks_of(remarks.STALE)
    assert (remark.raw, remark.value, submission.raw[TOTAL]) == ("280", "300.00", "280")


def test_a_result_short_of_a_hair_is_the_same(form: Form, data: dict[str, Any]) -> None:
    read_right(read(computed(form, data, usage_rate=Decimal("69.6300000001")).sheets()), data | {})


def test_a_broken_formula_takes_ours_and_is_told(form: Form, data: dict[str, Any]) -> None:
    paper = computed(form, data).write(TOTAL, cell("e:#REF!")._replace(formula="SUM(#REF!)"))
    submission = read(paper.sheets())
    read_right(submission, data, remarks.STALE)


def test_the_number_typed_as_text_is_the_cause_and_not_the_sum(form: Form, data: dict[str, Any]) -> None:
    """Excel's SUM leaves the text out and shows 0; what must be mended is the text, and only that is told."""
    paper = computed(form, data, total=Decimal(0)).write("/funding/special_appropriation", "t:300万元")
    submission = read(paper.sheets())
    read_right(submission, data, remarks.UNIT_SUFFIX)
    assert submission.data["funding"]["total"] == 300


def test_an_error_shown_because_an_input_is_text(form: Form, data: dict[str, Any]) -> None:
    paper = (
        computed(form, data)
        .write("/prior_year/budget", "t:621.11万元")
        .write(BALANCE, cell("e:#VALUE!")._replace(formula="C3-C4"))
    )
    read_right(read(paper.sheets()), data, remarks.UNIT_SUFFIX)


def test_an_input_that_cannot_be_read_leaves_the_sum_unknown_and_is_told_once(form: Form, data: dict[str, Any]) -> None:
    submission = read(computed(form, data).write("/funding/special_appropriation", "t:3,00").sheets())
    assert submission.unreadable == {"/funding/special_appropriation", TOTAL}
    assert [one.kind for one in submission.remarks if one.kind != remarks.HTML] == [remarks.AMBIGUOUS_NUMBER]


def test_a_constant_over_the_formula(form: Form, data: dict[str, Any]) -> None:
    submission = read(computed(form, data).write(TOTAL, 300).sheets())
    read_right(submission, data, remarks.OVERWRITTEN)
    assert about(submission, TOTAL)[0].detail == "equal"
    submission = read(computed(form, data).write(TOTAL, 310).sheets())
    assert get(submission.data, TOTAL) == 310
    assert (about(submission, TOTAL)[0].detail, about(submission, TOTAL)[0].value) == ("different", "300.00")


def test_a_formula_that_was_deleted(form: Form, data: dict[str, Any]) -> None:
    submission = read(computed(form, data).write(TOTAL, None).sheets())
    assert get(submission.data, TOTAL) is None
    assert [(one.kind, one.detail) for one in about(submission, TOTAL)] == [(remarks.OVERWRITTEN, "blank")]


def test_constants_everywhere_are_a_form_pasted_as_values(form: Form, data: dict[str, Any]) -> None:
    read_right(read(Paper(form, data).sheets()), data)


def test_in_a_workbook_of_unknown_origin_a_typed_total_is_a_typed_total(form: Form, data: dict[str, Any]) -> None:
    data["funding"]["total"] = 310
    submission = read(Paper(form, data, stamped=False).sheets())
    read_right(submission, data, remarks.STAMP_LOST)


def test_a_percentage_computed_under_a_percent_format(form: Form, data: dict[str, Any]) -> None:
    paper = computed(form, data).write(RATE, cell(Decimal("0.6963"), "0.00%")._replace(formula="C4/C3"))
    read_right(read(paper.sheets()), data)


def test_a_blank_prior_year_computes_to_blank(form: Form, data: dict[str, Any]) -> None:
    data["prior_year"] = {}
    paper = computed(form, data)
    for pointer in (BALANCE, RATE):
        paper.write(pointer, cell("t:")._replace(formula='IF(COUNT(C3,C4)<2,"",C3-C4)'))
    read_right(read(paper.sheets()), data)


# -- stamp and year


def test_the_stamp_in_the_hidden_sheet_counts_where_the_properties_were_lost(form: Form, data: dict[str, Any]) -> None:
    sheets = Paper(form, data, stamped=False).sheets(draw(LISTS_SHEET, "jiangyin-project\n1\n2021", "hidden"))
    names = {FORM_NAME: f"{LISTS_SHEET}!$A$1", VERSION_NAME: f"'{LISTS_SHEET}'!$A$2", YEAR_NAME: f"${LISTS_SHEET}.$A$3"}
    submission = read(sheets._replace(names=names))
    assert remarks.STAMP_LOST not in kinds(submission)
    assert submission.year == 2020  # the third name is broken; the printed year is left
    submission = read(sheets._replace(names=names | {YEAR_NAME: f"{LISTS_SHEET}!$A$3"}))
    assert submission.year == 2021
    assert [(one.raw, one.value) for one in submission.remarks_of(remarks.YEAR_CHANGED)] == [("2020", "2021")]


@pytest.mark.parametrize(
    ("printed", "year"),
    [
        ("(2021年)", 2021),
        ("（2021年度）", 2021),
        ("２０２１年", 2021),
        ("( 2021 年 )", 2021),
        ("2021年江阴市申报表", 2021),
        ("", None),
        ("申报日期2021年3月", None),
    ],
)
def test_the_printed_year_counts_where_the_stamp_was_lost(
    form: Form, data: dict[str, Any], printed: str, year: int | None
) -> None:
    paper = Paper(form, data, stamped=False)
    paper.cells["基本信息"][2, 1] = cell(f"t:{printed}") if printed else cell("t:　")
    assert read(paper.sheets()).year == year


def test_another_version_and_another_form_in_the_stamp(form: Form, data: dict[str, Any]) -> None:
    paper = Paper(form, data)
    paper.properties[VERSION_PROPERTY] = "0"
    (remark,) = read(paper.sheets()).remarks_of(remarks.STAMP_VERSION)
    assert (remark.raw, remark.value, remark.detail) == ("0", "1", "version")
    paper.properties = {FORM_PROPERTY: "putuo-project", VERSION_PROPERTY: "1", YEAR_PROPERTY: "2020"}
    submission = read(paper.sheets())
    assert submission.form is form
    (remark,) = submission.remarks_of(remarks.STAMP_VERSION)
    assert (remark.raw, remark.detail) == ("putuo-project", "form")


def test_an_unknown_form_in_the_stamp_does_not_hinder(form: Form, data: dict[str, Any]) -> None:
    paper = Paper(form, data)
    paper.properties[FORM_PROPERTY] = "wuxi-project"
    assert read(paper.sheets()).form is form


# -- the package


def test_links_macros_extension_and_what_a_format_cannot_show(form: Form, data: dict[str, Any]) -> None:
    sheets = Paper(form, data).sheets()
    odd = sheets._replace(
        format="xlsm",
        external_links=("file:///C:/2019/申报表.xlsx",),
        has_macros=True,
        macro_digest="ab",
        unseen=frozenset({"error"}),
    )
    submission = read(odd, file="/tmp/申报表.xlsx")
    assert kinds(submission) == {remarks.EXTERNAL_LINK, remarks.UNKNOWN_MACRO, remarks.WRONG_EXTENSION, remarks.UNSEEN}
    (link,) = submission.remarks_of(remarks.EXTERNAL_LINK)
    assert (link.raw, link.place) == ("申报表.xlsx", None)
    assert read(sheets, file="申报表.xlsx").remarks_of(remarks.WRONG_EXTENSION) == []


def test_a_link_is_told_at_the_cell_whose_formula_leads_there(form: Form, data: dict[str, Any]) -> None:
    paper = Paper(form, data).write("/total_amount", cell(300)._replace(formula="[1]概算!B3"))
    (link,) = read(paper.sheets()._replace(external_links=("2019.xlsx",))).remarks_of(remarks.EXTERNAL_LINK)
    assert link.place is not None
    assert link.place.address == "基本信息!B10"


def test_copies_on_reference_sheets_are_not_read(form: Form, data: dict[str, Any]) -> None:
    guide = "\n".join(f"{field.label} | {field.help or '见说明'}" for field in form.fields.values())
    for name in ("填表说明", "填表说明 (2)", "检查结果"):
        read_right(read(Paper(form, data).sheets(draw(name, guide))), data)


def test_a_format_that_shows_neither_formulas_nor_names_says_so_once(form: Form, data: dict[str, Any]) -> None:
    """What an old format cannot show is neither lost nor overwritten."""
    paper = Paper(form, data, stamped=False).write(TOTAL, None)
    old = paper.sheets()._replace(format="xlsb", unseen=frozenset({"formula", "name", "property"}))
    submission = read(old, file="旧.xlsb")
    read_right(submission, data, remarks.UNSEEN, remarks.RECOMPUTED)
    (remark,) = submission.remarks_of(remarks.UNSEEN)
    assert remark.detail == "公式的内容、名称、文档属性"


def test_the_stamp_is_found_on_the_sheet_of_lists_where_even_the_names_were_lost(
    form: Form, data: dict[str, Any]
) -> None:
    lists = draw(
        LISTS_SHEET, f"{FORM_PROPERTY} | jiangyin-project\n{VERSION_PROPERTY} | t:1\n{YEAR_PROPERTY} | t:2021", "hidden"
    )
    submission = read(Paper(form, data, stamped=False).sheets(lists))
    assert submission.year == 2021
    assert remarks.STAMP_LOST not in kinds(submission)
