"""False alarms lose users: what careful departments write must stay (almost) without findings."""

from __future__ import annotations

import json
from collections.abc import Iterator
from copy import deepcopy
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.rules.casebook import clean_document
from tests.rules.short_forms import read_short_form
from xltoolkit.findings import ERROR, HINT, WARNING, Finding
from xltoolkit.form.load import load_form
from xltoolkit.form.model import Form
from xltoolkit.reader.submission import Submission
from xltoolkit.rules import run_rules

FIXTURES = Path(__file__).resolve().parent / "fixtures"
Rows = list[dict[str, str]]
COLUMNS = ("level1", "level2", "name", "target", "source")


def trades(name: str = "correct_indicators.md", columns: tuple[str, ...] = COLUMNS) -> Iterator[tuple[str, Rows]]:
    """Trade → its indicators, of one of the tables."""
    for part in (FIXTURES / name).read_text("utf-8").split("\n## ")[1:]:
        title, _, body = part.partition("\n")
        lines = [line for line in body.splitlines() if line.startswith("|")][2:]
        yield (
            title,
            [dict(zip(columns, (cell.strip() for cell in line.strip("|").split("|")), strict=True)) for line in lines],
        )


def findings_on(form: Form, rows: Rows) -> list[Finding]:
    """What the rules say about these indicators in an otherwise clean document whose texts name none of them."""
    document: dict[str, Any] = deepcopy(clean_document())
    document["indicators"] = rows
    document["annual_goal"] = "2020年按计划完成全部12项工作任务，年底前全部通过考核。"
    document["implementation_plan"] = "一季度制定方案，二季度组织采购，三季度实施，四季度验收并总结，按月调度。"
    document["overview"] = "本项目由财政资金保障，按照年度工作计划组织实施，服务本市居民和企业，保障各项任务落实。"
    document["overall_goal"] = "按时保质完成各项年度任务，资金使用规范，让群众和企业得到实惠。"
    report = run_rules(Submission.from_document(form, document, 2020))
    return [finding for finding in report.findings if finding.pointer.startswith("/indicators")]


def shown(findings: list[Finding]) -> str:
    return "\n".join(f"{finding.code} {finding.severity} {finding.pointer}: {finding.message}" for finding in findings)


@pytest.mark.parametrize(("trade", "rows"), list(trades()), ids=lambda value: value if isinstance(value, str) else "")
def test_correct_indicators_are_never_errors(form: Form, trade: str, rows: Rows) -> None:
    found = findings_on(form, rows)
    assert not [finding for finding in found if finding.severity == ERROR], shown(found)


def test_of_correct_indicators_at_most_two_in_a_hundred_get_a_warning_and_few_a_hint(form: Form) -> None:
    rows = [row for _, own in trades() for row in own]
    found = [finding for _, own in trades() for finding in findings_on(form, own)]
    assert len(rows) >= 250
    assert sum(finding.severity == WARNING for finding in found) <= len(rows) * 0.02, shown(found)
    assert sum(finding.severity == HINT for finding in found) <= len(rows) * 0.03, shown(found)


def findings_on_published(rows: Rows) -> list[Finding]:
    """What the rules say about these rows in a form with the tree of the published tables."""
    content = json.loads((FIXTURES / "forms" / "putuo-it.json").read_text("utf-8"), parse_float=Decimal)
    form, document = load_form(content["form"]), content["data"]
    tree = form.tables["/indicators"].tree
    assert tree is not None
    roots = {child: root for root, _, children in tree.nodes for child in children}
    document["indicators"] = [{"level1": roots[row["level2"]], **row} for row in rows]
    document["overall_goal"] = "按照部门职责和年度计划开展各项工作，提升服务能力和水平，保障辖区经济社会平稳发展。"
    document["annual_goal"] = "按时保质完成年度各项任务，资金使用规范，年底前全部通过考核，得分95分以上。"
    report = run_rules(Submission.from_document(form, document, content["year"]))
    return [finding for finding in report.findings if finding.pointer.startswith("/indicators/")]


def test_correct_indicators_in_published_wording_are_no_errors_and_hardly_ever_warnings() -> None:
    own = [rows for _, rows in trades("correct_published.md", ("level2", "name", "target"))]
    found = [finding for rows in own for finding in findings_on_published(rows)]
    total = sum(map(len, own))
    assert total >= 200
    assert not [finding for finding in found if finding.severity == ERROR], shown(found)
    assert sum(finding.severity == WARNING for finding in found) <= total * 0.02, shown(found)
    assert sum(finding.severity == HINT for finding in found) <= total * 0.08, shown(found)


def forms() -> list[Path]:
    return sorted((FIXTURES / "forms").glob("*.json"))


def submission_of_file(path: Path) -> Submission:
    """A complete form as written: numbers exact."""
    content = json.loads(path.read_text("utf-8"), parse_float=Decimal)
    return Submission.from_document(load_form(content["form"]), content["data"], content["year"], path.name)


@pytest.mark.parametrize("path", forms(), ids=lambda path: path.stem)
def test_a_well_filled_form_has_no_error_and_at_most_one_warning(path: Path) -> None:
    report = run_rules(submission_of_file(path))
    assert not report.count(ERROR), shown(list(report.findings))
    assert report.count(WARNING) <= 1, shown(list(report.findings))
    assert report.count(HINT) <= 3, shown(list(report.findings))
    assert "failed" not in {report.outcomes[code] for code in ("BUD001", "BUD003", "X004", "COM001")}


def test_there_are_well_filled_forms_of_many_trades_and_of_more_than_one_form() -> None:
    declared = {json.loads(path.read_text("utf-8"))["form"] for path in forms()}
    assert len(forms()) >= 6
    assert len(declared) >= 2


@pytest.mark.parametrize("path", sorted((FIXTURES / "adversarial").glob("*.json")), ids=lambda path: path.stem)
def test_correct_forms_written_in_odd_ways_are_no_errors(path: Path) -> None:
    report = run_rules(submission_of_file(path))
    assert not report.count(ERROR), shown(list(report.findings))
    assert report.count(WARNING) <= 1, shown(list(report.findings))


@pytest.mark.parametrize("path", sorted((FIXTURES / "trades").glob("*.txt")), ids=lambda path: path.stem)
def test_forms_of_trades_and_hands_that_differ_have_no_error_at_most_one_warning_and_few_hints(path: Path) -> None:
    report = run_rules(read_short_form(path))
    assert not report.count(ERROR), shown(list(report.findings))
    assert report.count(WARNING) <= 1, shown(list(report.findings))
    assert report.count(HINT) <= 4, shown(list(report.findings))


def test_of_all_those_forms_few_have_a_warning_at_all() -> None:
    reports = [run_rules(read_short_form(path)) for path in (FIXTURES / "trades").glob("*.txt")]
    assert len(reports) >= 30
    assert sum(report.count(WARNING) for report in reports) <= len(reports) * 0.1
    # most of these forms leave sources and purposes blank, which is told rightly
    asked = [finding for report in reports for finding in report.findings if finding.code not in ("COM012", "COM015")]
    assert sum(finding.severity == HINT for finding in asked) <= len(reports) * 0.6, shown(asked)
