"""The real 2020 form: one error, and only warnings that a reviewer would agree with, each with a sentence in docs/seed-review.md."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from xltoolkit.findings import ERROR, HINT, WARNING, Report
from xltoolkit.form.model import Form
from xltoolkit.reader.submission import Submission
from xltoolkit.rules import run_rules

REVIEW = Path(__file__).resolve().parent.parent.parent / "docs" / "seed-review.md"
WARNINGS = {
    ("X011", "/government_procurement"),
    ("FMT007", "/overview"),
    ("X005", "/overview"),
    ("X008", "/overview"),
    ("COM005", "/implementation_plan"),
    ("X013", "/annual_goal"),
    ("IND011", "/indicators/23/target"),
    ("X006", "/indicators/30/target"),
    ("IND016", "/indicators/36/level2"),
    ("BUD010", "/prior_year/progress"),
    ("X009", "/estimates/0/item"),
}
HINTS = {
    ("BUD011", "/annual_amount"),
    ("COM012", "/indicators/2/source"),
    ("IND004", "/indicators/22/target"),
    ("IND005", "/indicators/30/target"),
    ("COM015", "/estimates/0/purpose"),
}


@pytest.fixture(scope="module")
def report(form: Form, example: dict[str, Any]) -> Report:
    return run_rules(Submission.from_document(form, example["data"], example["year"]))


def test_there_is_exactly_one_error_and_it_names_both_passages(report: Report) -> None:
    (error,) = [finding for finding in report.findings if finding.severity == ERROR]
    assert (error.code, error.pointer) == ("X004", "/indicators/17/target")
    assert "/implementation_plan" in [other.pointer for other in error.related]
    assert "每半年开展一次巡检" in error.message
    assert "=4次" in error.message


def test_the_warnings_are_those_that_a_reviewer_agrees_with(report: Report) -> None:
    assert {(finding.code, finding.pointer) for finding in report.findings if finding.severity == WARNING} == WARNINGS
    assert {(finding.code, finding.pointer) for finding in report.findings if finding.severity == HINT} == HINTS


def test_every_finding_has_a_sentence_in_the_review(report: Report) -> None:
    text = REVIEW.read_text("utf-8")
    for finding in report.findings:
        assert f"## {finding.code} " in text, finding.code
    assert text.count("\n## ") == len(report.findings)


def test_130_wan_against_80_wan_names_both_texts(report: Report) -> None:
    (found,) = [finding for finding in report.findings if finding.code == "X006"]
    assert [other.pointer for other in found.related] == ["/overview", "/overall_goal"]


def test_trivial_findings_are_drawn_together(report: Report) -> None:
    (found,) = [finding for finding in report.findings if finding.code == "COM012"]
    assert "22条" in found.message
    assert len(found.related) == 21
    apart = run_rules(Submission.from_document(_form(report), _data()), select=("COM012",), summarise=False)
    assert len(apart.findings) == 22


def _form(report: Report) -> Form:
    from xltoolkit.form.load import load_form

    assert report.form is not None
    return load_form(report.form)


def _data() -> dict[str, Any]:
    import json

    from xltoolkit.form.load import load_form

    return json.loads((Path(load_form("jiangyin-project").folder) / "example.json").read_text("utf-8"))["data"]  # type: ignore[no-any-return]


def test_what_is_quoted_inside_a_quotation_takes_single_quotes(report: Report) -> None:
    [finding] = [finding for finding in report.findings if finding.code == "X009"]
    assert "“‘E人E本’劳动监察分色预警平台流量费”" in finding.message
    assert finding.found.startswith("“E人E本”"), "what was found stays as it is written"
