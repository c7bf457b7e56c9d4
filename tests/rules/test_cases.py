"""Every rule's examples: what must fail fails at its cell, what must pass is left alone, and the clean document is clean."""

from __future__ import annotations

import pytest

from tests.rules.casebook import Case, all_cases, clean_document, submission_of
from xltoolkit.findings import Finding, Report
from xltoolkit.reader.submission import Submission
from xltoolkit.rules import all_rules, run_rules
from xltoolkit.rules.engine import check, selected

CASES = all_cases()
DEFAULTS = [item.code for item in selected(all_rules())]


def report_on(case: Case) -> Report:
    """All default rules, and the case's own where it is not run by default."""
    wanted = {*DEFAULTS, case.code}
    return check(submission_of(case), [item for item in all_rules() if item.code in wanted])


def shown(findings: tuple[Finding, ...]) -> str:
    return "\n".join(f"{finding.code} {finding.severity} {finding.pointer}: {finding.message}" for finding in findings)


@pytest.mark.parametrize("case", [case for case in CASES if case.fails], ids=str)
def test_a_bad_example_is_found_at_its_cell(case: Case) -> None:
    report = report_on(case)
    own = [finding for finding in report.findings if finding.code == case.code]
    assert own, f"{case.code} is silent; others said:\n{shown(report.findings)}"
    for pointer in case.expected:
        assert pointer in [finding.pointer for finding in own], shown(report.findings)
    assert len(own) <= max(1, len(case.expected)), shown(report.findings)
    if case.severity:
        assert {finding.severity for finding in own} == {case.severity}, shown(report.findings)


@pytest.mark.parametrize("case", [case for case in CASES if not case.fails], ids=str)
def test_a_good_example_is_left_alone(case: Case) -> None:
    report = report_on(case)
    assert not [finding for finding in report.findings if finding.code == case.code], shown(report.findings)


@pytest.mark.parametrize("case", [case for case in CASES if case.fails], ids=str)
def test_a_message_is_a_sentence_for_a_clerk(case: Case) -> None:
    for finding in report_on(case).findings:
        text = finding.message + finding.suggestion
        assert finding.message.endswith(("。", "？"))
        assert finding.suggestion.endswith("。")
        assert not [
            word for word in ("None", "True", "False", "Decimal", "{", "}", "[]", "Traceback") if word in text
        ], text
        assert len(finding.message) <= 180
        assert len(finding.found) <= 40
        assert finding.place is not None or not finding.pointer


def test_the_clean_document_is_clean(form: object) -> None:
    submission = Submission.from_document(form, clean_document())  # type: ignore[arg-type]
    report = run_rules(submission)
    assert not report.findings, shown(report.findings)
    assert "failed" not in report.outcomes.values()


@pytest.mark.parametrize("code", [item.code for item in all_rules()])
def test_every_rule_has_two_bad_and_two_good_examples(code: str) -> None:
    own = [case for case in CASES if case.code == code]
    assert sum(case.fails for case in own) >= 2
    assert sum(not case.fails for case in own) >= 2


def test_no_examples_are_left_of_rules_that_are_gone() -> None:
    assert {case.code for case in CASES} <= {item.code for item in all_rules()}
