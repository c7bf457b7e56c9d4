"""Single faults in well-filled forms: a fault that the form itself betrays is found at its cell, and brings no other error along."""

from __future__ import annotations

from collections import Counter

import pytest

from bench.mutation import Outcome, judge, run
from bench.planting import OPERATORS, Fault, well_filled
from xltoolkit.findings import ERROR
from xltoolkit.reader.submission import Submission
from xltoolkit.rules import run_rules


@pytest.fixture(scope="module")
def outcomes() -> list[Outcome]:
    return run(900, 2020)


def share(outcomes: list[Outcome]) -> float:
    return sum(outcome.at_cell for outcome in outcomes) / max(1, len(outcomes))


def shown(outcomes: list[Outcome]) -> str:
    return "\n".join(
        f"{one.fault.operator} [{one.form}] {one.fault.pointers[0]}: {one.fault.old[-40:]} → {one.fault.new[-40:]}"
        for one in outcomes
    )


def test_the_well_filled_forms_have_no_error() -> None:
    for filled in well_filled():
        report = run_rules(Submission.from_document(filled.form, filled.data, filled.year))
        assert not [finding for finding in report.findings if finding.severity == ERROR], filled.name


def test_every_operator_makes_faults(outcomes: list[Outcome]) -> None:
    assert set(Counter(outcome.fault.operator for outcome in outcomes)) == set(OPERATORS)
    assert len(outcomes) >= 500


@pytest.mark.parametrize(
    "operator",
    [
        "blank", "ten thousand times", "digit of an amount", "sign of an amount", "words for a number", "date", "row twice", "truncated",
        "placeholder", "web tags", "name for a telephone", "telephone for a name", "choice that is none", "level of another root",
        "more than a hundred", "announced number",
    ],
)  # fmt: skip
def test_faults_of_form_and_sums_are_all_found_at_their_cell(outcomes: list[Outcome], operator: str) -> None:
    missed = [one for one in outcomes if one.fault.operator == operator and one.telling and not one.at_cell]
    assert not missed, shown(missed)


def test_nearly_all_telling_faults_are_found_at_their_cell(outcomes: list[Outcome]) -> None:
    telling = [outcome for outcome in outcomes if outcome.telling]
    assert len(telling) >= 600
    assert share(telling) >= 0.98, shown([one for one in telling if not one.at_cell])


def test_one_fault_is_one_error(outcomes: list[Outcome]) -> None:
    cascades = [outcome for outcome in outcomes if outcome.cascade and outcome.fault.operator != "swap"]
    assert not cascades, shown(cascades)


def test_a_fault_makes_no_error_elsewhere(outcomes: list[Outcome]) -> None:
    elsewhere = [
        one for one in outcomes if not one.at_cell and any(finding.severity == ERROR for finding in one.findings)
    ]
    assert not elsewhere, shown(elsewhere)


def test_the_same_seed_gives_the_same_faults() -> None:
    first, second = run(24, 5), run(24, 5)
    assert [(one.form, one.fault.pointers, one.fault.new) for one in first] == [
        (one.form, one.fault.pointers, one.fault.new) for one in second
    ]


def test_no_change_is_no_finding() -> None:
    filled = well_filled()[0]
    assert judge(filled, Fault("none", ("/project_name",), "", "", filled.data)).findings == ()
