"""How rules are declared and run: the `rule` decorator, Hit, the four outcomes, root causes first, one finding per cause.

A rule is a pure function of a Submission. It asks for what it needs; if the form has no such field the question raises and the
rule is 不适用; if the cell could not be understood the question raises and the rule is 未能检查. So no rule tests its inputs twice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

from xltoolkit.findings import FAILED, NOT_APPLICABLE, NOT_CHECKED, PASSED, Finding, Fix, Located, Report
from xltoolkit.form.equation import Undetermined
from xltoolkit.reader.submission import NotDeclared, Row, Submission, Unreadable


class NotApplicable(Exception):
    """Raised by a rule whose condition does not arise here (a one-year project, no prior year)."""


class Hit(NamedTuple):
    """What a rule yields: where, what was found, what is expected. The engine makes the sentence.

    pointer   what it concerns; its cell is where a person must look first
    words     further words of the rule's message
    variant   which of the rule's messages, where it has several
    severity  where it differs from the rule's own
    related   pointers of every other cell that takes part in the comparison
    """

    pointer: str
    found: str = ""
    expected: str = ""
    words: dict[str, Any] = {}  # noqa: RUF012 - never changed
    variant: str = ""
    severity: str = ""
    related: tuple[str, ...] = ()
    fix: Fix | None = None


class Rule(NamedTuple):
    """One rule: identity, sentence, and the function that finds.

    group       完整性 格式 选项 指标 预算 前后一致 工作簿 汇总
    tier        1 and 2 run by default, 3 only when selected
    messages    variant → sentence with {field} {row} {found} {expected} and the hit's own words
    advice      variant → what to do, same words
    over        '' for the whole submission, or a table's pointer: the function is called once per row
    suppresses  codes whose findings at the same cell have this one as their cause
    """

    code: str
    title: str
    group: str
    severity: str
    review_point: str
    tier: int
    messages: dict[str, str]
    advice: dict[str, str]
    over: str
    suppresses: tuple[str, ...]
    run: Callable[[Any], Iterable[Hit]]


REGISTRY: dict[str, Rule] = {}


def rule(
    code: str,
    title: str,
    *,
    group: str,
    severity: str,
    review_point: str,
    message: str | dict[str, str],
    advice: str | dict[str, str],
    tier: int = 1,
    over: str = "",
    suppresses: Sequence[str] = (),
) -> Callable[[Callable[[Any], Iterable[Hit]]], Callable[[Any], Iterable[Hit]]]:
    """Declare a rule. The function's docstring is its page: 检查什么 / 为什么 / 错例 / 正例 / 修改."""

    def declare(run: Callable[[Any], Iterable[Hit]]) -> Callable[[Any], Iterable[Hit]]:
        assert code not in REGISTRY, f"two rules are called {code}"
        REGISTRY[code] = Rule(
            code, title, group, severity, review_point, tier, _variants(message), _variants(advice), over, tuple(suppresses), run
        )
        return run

    return declare


def _variants(text: str | dict[str, str]) -> dict[str, str]:
    return {"": text} if isinstance(text, str) else text


def selected(rules: Iterable[Rule], select: Sequence[str] = (), ignore: Sequence[str] = ()) -> list[Rule]:
    """Rules to run. Codes may be prefixes (BUD). Without `select`, tiers 1 and 2."""

    def named(code: str, names: Sequence[str]) -> bool:
        return any(code.startswith(name) for name in names)

    return [
        item for item in rules if (named(item.code, select) if select else item.tier < 3) and not named(item.code, ignore)
    ]


def check(submission: Submission, rules: Iterable[Rule]) -> Report:
    """Run rules over one submission. Findings in form order, top to bottom, by code; one finding per cause."""
    findings: list[Finding] = []
    outcomes: dict[str, str] = {}
    suppressed: dict[str, set[str]] = {}  # pointer → codes that have their cause there
    for item in rules:
        hits, outcome = _run(item, submission)
        outcomes[item.code] = outcome
        for hit in hits:
            findings.append(_finding(item, hit, submission))
            suppressed.setdefault(hit.pointer, set()).update(item.suppresses)
    kept = [finding for finding in findings if finding.code not in suppressed.get(finding.pointer, ())]
    remaining = {finding.code for finding in kept}
    for code, outcome in outcomes.items():
        if outcome == FAILED and code not in remaining:
            outcomes[code] = NOT_CHECKED
    kept.sort(key=lambda finding: _position(finding, submission))
    return Report(submission.file, None, submission.form.id, submission.year, tuple(kept), outcomes)


def _run(item: Rule, submission: Submission) -> tuple[list[Hit], str]:
    hits: list[Hit] = []
    if not item.over:
        outcome = _collect(item, submission, hits)
    else:
        try:
            rows: list[Row] = submission.rows(item.over)
        except NotDeclared:
            return [], NOT_APPLICABLE
        seen = {_collect(item, row, hits) for row in rows}
        outcome = next((one for one in (NOT_CHECKED, PASSED) if one in seen), NOT_APPLICABLE)
    return hits, FAILED if hits else outcome


def _collect(item: Rule, subject: Submission | Row, hits: list[Hit]) -> str:
    try:
        hits.extend(item.run(subject))
    except (NotDeclared, NotApplicable):
        return NOT_APPLICABLE
    except (Unreadable, Undetermined):
        return NOT_CHECKED
    return PASSED


def _finding(item: Rule, hit: Hit, submission: Submission) -> Finding:
    words = {"field": field_name(submission, hit.pointer), "row": _row_number(hit.pointer), "found": hit.found,
             "expected": hit.expected, **hit.words}
    return Finding(
        code=item.code,
        severity=hit.severity or item.severity,
        review_point=item.review_point,
        place=submission.place(hit.pointer),
        pointer=hit.pointer,
        message=item.messages[hit.variant].format_map(words),
        found=hit.found,
        expected=hit.expected,
        suggestion=item.advice.get(hit.variant, item.advice.get("", "")).format_map(words),
        related=tuple(Located(pointer, submission.place(pointer)) for pointer in hit.related),
        fix=hit.fix,
    )


def field_name(submission: Submission, pointer: str) -> str:
    """What a message calls the thing at a pointer: the field's name, or the table's title."""
    field = submission.form.field(pointer)
    if field is not None:
        return field.name
    table = submission.form.tables.get("/" + pointer.split("/")[1]) if "/" in pointer else None
    return (table.title or table.row_name) if table else ""


def _row_number(pointer: str) -> str:
    parts = pointer.split("/")
    return str(int(parts[2]) + 1) if len(parts) > 2 and parts[2].isdigit() else ""


def _position(finding: Finding, submission: Submission) -> tuple[int, int, int, str]:
    row, column = (finding.place.row, finding.place.column) if finding.place else (0, 0)
    return submission.form.order(finding.pointer), row, column, finding.code


