"""勾稽关系: amounts that do not agree are told once, at the cell to look at first, whatever the form is called."""

from __future__ import annotations

import copy
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from xltoolkit.findings import NOT_APPLICABLE, NOT_CHECKED, PASSED, Finding, Report
from xltoolkit.form.load import load_form
from xltoolkit.reader.submission import Submission
from xltoolkit.rules import run_rules

JIANGYIN, PUTUO, SICHUAN = "jiangyin-project", "putuo-project", "sichuan-self-eval"
AMOUNT_RULES = [f"BUD{number:03}" for number in (1, 2, 3, 4, 5, 7, 8, 12, 16, 19)] + [
    "COM020",
    "IND040",
    "IND041",
    "COM014",
]


def filled(name: str, changes: dict[str, Any]) -> Submission:
    """The form's shipped example with some values changed, as if it had been read from its own template."""
    form = load_form(name)
    content = json.loads((Path(form.folder) / "example.json").read_text("utf-8"), parse_float=Decimal)
    data = copy.deepcopy(content["data"])
    for pointer, value in changes.items():
        node: Any = data
        *parents, last = pointer.split("/")[1:]
        for token in parents:
            node = node[int(token)] if isinstance(node, list) else node[token]
        node[int(last) if isinstance(node, list) else last] = value
    return Submission.from_document(form, data, content["year"])


def checked(name: str, changes: dict[str, Any]) -> Report:
    return run_rules(filled(name, changes), AMOUNT_RULES)


def only(report: Report) -> Finding:
    [finding] = report.findings
    return finding


@pytest.mark.parametrize("name", [JIANGYIN, PUTUO, SICHUAN])
def test_the_shipped_examples_add_up(name: str) -> None:
    assert checked(name, {}).findings == ()


@pytest.mark.parametrize(
    ("name", "changes", "code", "pointer", "found", "expected"),
    [
        (JIANGYIN, {"/estimates/2/amount": 86}, "BUD001", "/estimates", "301.00", "300.00"),
        (JIANGYIN, {"/funding/special_appropriation": 280}, "BUD002", "/funding/total", "300.00", "280.00"),
        (JIANGYIN, {"/funding/total": 310}, "BUD002", "/funding/total", "310.00", "300.00"),
        (JIANGYIN, {"/funding/special_appropriation": 280, "/funding/total": 280}, "BUD003", "/funding/total", "280.00", "300.00"),
        (JIANGYIN, {"/annual_amount": 400}, "BUD005", "/annual_amount", "400.00", "300.00"),
        (JIANGYIN, {"/total_amount": 310}, "BUD005", "/total_amount", "310.00", "300.00"),
        (JIANGYIN, {"/total_amount": 200, "/end_date": "2022-12-31"}, "BUD004", "/total_amount", "200.00", "300.00"),
        (JIANGYIN, {"/annual_amount": 400, "/end_date": "2022-12-31"}, "BUD019", "/annual_amount", "400.00", "300.00"),
        (JIANGYIN, {"/prior_year/balance": 20}, "BUD007", "/prior_year/balance", "20.00", "188.62"),
        (JIANGYIN, {"/prior_year/usage_rate": Decimal("96.3")}, "BUD008", "/prior_year/usage_rate", "96.30", "69.63"),
        (JIANGYIN, {"/prior_year/budget": Decimal("721.11")}, "BUD019", "/prior_year/budget", "721.11", "621.11"),
        (JIANGYIN, {"/estimates/2/amount": 850000}, "BUD012", "/estimates/2/amount", "850000.00", "85.00"),
        (PUTUO, {"/annual_funding/other": 10}, "BUD002", "/annual_funding/other", "3498010.00", "3498000.00"),
        (PUTUO, {"/annual_funding/other": 10, "/annual_funding/current_appropriation": 3497990}, "BUD004", "/annual_funding/other", "10.00", "0.00"),
        (PUTUO, {"/total_amount": 1030800}, "BUD002", "/total_amount", "1030800.00", "10308000.00"),
        (SICHUAN, {"/indicators/0/weight": 20, "/indicators/0/score": 20, "/weight_total": 90, "/score_total": 90},
         "IND040", "/indicators", "80.00", "90.00"),
        (SICHUAN, {"/indicators/0/score": 35, "/score_total": 105}, "IND041", "/indicators/0/score", "35.00", "30.00"),
        (SICHUAN, {"/money/total/rate": 99}, "BUD016", "/money/total/rate", "99.00", "100.00"),
    ],
)  # fmt: skip
def test_one_wrong_number_is_one_finding_at_its_cell(
    name: str, changes: dict[str, Any], code: str, pointer: str, found: str, expected: str
) -> None:
    finding = only(checked(name, changes))
    assert (finding.code, finding.pointer, finding.found, finding.expected) == (code, pointer, found, expected)
    assert finding.place is not None
    assert found in finding.message
    assert expected in finding.message


def test_the_other_cells_of_the_comparison_are_named() -> None:
    finding = only(checked(JIANGYIN, {"/estimates/2/amount": 86}))
    assert [(other.pointer, other.place.address) for other in finding.related if other.place] == [
        *((f"/estimates/{row}/amount", f"预算测算!B{row + 20}") for row in range(13)),
        ("/annual_amount", "基本信息!D10"),
    ]
    finding = only(checked(PUTUO, {"/annual_funding/other": 10}))
    parts = {f"/annual_funding/{key}" for key in ("current_appropriation", "carried_over")}
    assert {other.pointer for other in finding.related} == {*parts, "/annual_amount"}
    finding = only(checked(JIANGYIN, {"/total_amount": 310}))
    assert [other.pointer for other in finding.related][-2:] == ["/start_date", "/end_date"]


def test_the_message_names_the_amount_that_really_was_compared() -> None:
    """本年度项目金额 is blank: a one-year project is held against 项目总金额, and the clerk must read that name."""
    finding = only(checked(JIANGYIN, {"/annual_amount": None, "/estimates/2/amount": 86}))
    assert finding.message == "“项目概算合计”是301.00万元，“项目总金额”是300.00万元，相差1.00万元，两者应当相等。"
    assert [other.pointer for other in finding.related][-1:] == ["/total_amount"]


def test_a_project_over_several_years_without_an_annual_amount_is_not_checked() -> None:
    outcomes = checked(JIANGYIN, {"/annual_amount": None, "/end_date": "2022-12-31"}).outcomes
    assert outcomes["BUD001"] == outcomes["BUD003"] == NOT_CHECKED
    assert outcomes["BUD005"] == NOT_APPLICABLE


def test_an_unreadable_amount_is_not_checked_and_a_missing_table_is_said_elsewhere() -> None:
    assert checked(JIANGYIN, {"/annual_amount": "5,00"}).outcomes["BUD001"] == NOT_CHECKED
    report = checked(JIANGYIN, {"/estimates": []})
    assert only(report).code == "COM014"
    assert report.outcomes["BUD001"] == NOT_APPLICABLE


def test_a_form_without_estimates_is_not_asked_for_their_sum() -> None:
    outcomes = checked(PUTUO, {}).outcomes
    assert outcomes["BUD001"] == outcomes["BUD003"] == outcomes["BUD007"] == outcomes["COM020"] == NOT_APPLICABLE
    assert outcomes["BUD002"] == outcomes["BUD004"] == PASSED


def test_several_faults_are_each_told() -> None:
    """A wrong sum and, independently, a wrong balance: nobody may have to send the form back twice."""
    report = checked(JIANGYIN, {"/estimates/2/amount": 86, "/prior_year/balance": 20})
    assert [finding.code for finding in report.findings] == ["BUD007", "BUD001"]


def test_a_rate_below_ninety_percent_asks_for_a_reason() -> None:
    spent = {
        f"/money/{row}/{column}": value
        for row in ("total", "fiscal")
        for column, value in (("executed", 200), ("rate", Decimal("79.40")))
    }
    finding = only(checked(SICHUAN, {**spent, "/money/total/reason": " "}))
    assert (finding.code, finding.pointer) == ("COM020", "/money/total/reason")
    assert "预算执行率低于90%" in finding.message
    assert checked(SICHUAN, {**spent, "/money/total/reason": "尾款结转下年支付。"}).findings == ()
    assert checked(SICHUAN, {"/money/total/reason": None}).outcomes["COM020"] == PASSED


def test_a_rate_that_cannot_be_read_leaves_the_reason_unchecked() -> None:
    assert (
        checked(SICHUAN, {"/money/total/rate": "约九成", "/money/total/reason": ""}).outcomes["COM020"] == NOT_CHECKED
    )


def test_an_amount_at_odds_with_two_sums_names_both_in_one_quotation() -> None:
    """Two equations speak against 本年度项目金额: they stand in one pair of quotation marks, which opens once and closes once."""
    submission = filled(JIANGYIN, {"/annual_amount": Decimal("1300.5"), "/total_amount": None})
    (finding,) = [one for one in run_rules(submission).findings if one.code == "BUD019"]
    assert "“项目概算合计 = 本年度项目金额；项目资金总额 = 本年度项目金额”" in finding.message
