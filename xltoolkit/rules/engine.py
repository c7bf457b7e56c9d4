"""How rules are declared and run: the `rule` decorator, Hit, the four outcomes, root causes first, one finding per cause.

A rule is a pure function of a Submission. It asks for what it needs; if the form has no such field the question raises and the
rule is 不适用; if the cell could not be understood the question raises and the rule is 未能检查. So no rule tests its inputs twice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from xltoolkit.findings import (
    FAILED,
    NOT_APPLICABLE,
    NOT_CHECKED,
    PASSED,
    SEVERITIES,
    Finding,
    Fix,
    Located,
    Place,
    Report,
)
from xltoolkit.form.equation import Undetermined
from xltoolkit.reader.submission import NotDeclared, Submission, Unreadable
from xltoolkit.records import TYPE_CHECKING, NamedTuple

LONGEST_QUOTE = 40
"""Characters of a quotation in a message: enough to find the passage, short enough to read."""

SUMMARISE_FROM = 3
"""So many findings of one rule that has a `summary` message become one, at the first place, the others named as related."""


_INNER_QUOTES = str.maketrans("“”", "‘’")
"""A passage stands in “” in a message; what is quoted inside it takes ‘’ (GB/T 15834)."""


class NotApplicable(Exception):
    """Raised by a rule whose condition does not arise here (a one-year project, no prior year)."""


class Hit(NamedTuple):
    """What a rule yields: where, what was found, what is expected. The engine makes the sentence.

    pointer   what it concerns; its cell is where a person must look first
    words     further words of the rule's message
    variant   which of the rule's messages, where it has several
    severity  where it differs from the rule's own
    related   pointers of every other cell that takes part in the comparison
    explains  codes whose findings anywhere in the workbook have this one as their cause (a wrong row explains a wrong sum)
    place     where the place is not that of the pointer (a sheet as a whole, a cell outside the form)
    """

    pointer: str
    found: str = ""
    expected: str = ""
    words: dict[str, Any] = {}  # noqa: RUF012 - never changed
    variant: str = ""
    severity: str = ""
    related: tuple[str, ...] = ()
    fix: Fix | None = None
    explains: tuple[str, ...] = ()
    place: Place | None = None


if TYPE_CHECKING:
    from typing import Any

    Over = str | Callable[[Submission], Iterable[Any]]


class Rule(NamedTuple):
    """One rule: identity, sentence, and the function that finds.

    group       完整性 格式 选项 指标 预算 前后一致 工作簿 汇总
    tier        1 and 2 run by default, 3 only when selected
    messages    variant → sentence with {field} {row} {found} {expected} and the hit's own words; the variant 'summary'
                stands for many findings with {count} and {rows}
    advice      variant → what to do, same words
    over        '' for the whole submission; a table's pointer, or a function that gives the subjects: called once for each
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
    over: Over
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
    over: Over = "",
    suppresses: Sequence[str] = (),
) -> Callable[[Callable[[Any], Iterable[Hit]]], Callable[[Any], Iterable[Hit]]]:
    """Declare a rule. The function's docstring is its page: 检查什么 / 为什么 / 错例 / 正例 / 修改."""

    def declare(run: Callable[[Any], Iterable[Hit]]) -> Callable[[Any], Iterable[Hit]]:
        assert code not in REGISTRY, f"two rules are called {code}"
        REGISTRY[code] = Rule(
            code,
            title,
            group,
            severity,
            review_point,
            tier,
            _variants(message),
            _variants(advice),
            over,
            tuple(suppresses),
            run,
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
        item
        for item in rules
        if (named(item.code, select) if select else item.tier < 3) and not named(item.code, ignore)
    ]


def check(submission: Submission, rules: Iterable[Rule], summarise: bool = True) -> Report:
    """Run rules over one submission. Findings in form order, top to bottom, by code; one finding per cause.

    `summarise` off: every single place is a finding of its own, so that each can carry its fix.
    """
    outcomes: dict[str, str] = {}
    found: list[tuple[Rule, list[Hit]]] = []
    same_cell: dict[str, set[str]] = {}  # pointer → codes that have their cause there
    anywhere: set[tuple[str, str]] = set()  # (explained code, code of the rule that explains it)
    for item in rules:
        hits, outcomes[item.code] = _run(item, submission)
        if hits:
            found.append((item, hits))
            for hit in hits:
                if item.suppresses:
                    same_cell.setdefault(hit.pointer, set()).update(item.suppresses)
                if hit.explains:
                    anywhere.update((code, item.code) for code in hit.explains)
    explained = {code for code, by in anywhere if code != by}
    findings: list[Finding] = []
    for item, hits in found:
        kept = (
            [] if item.code in explained else [hit for hit in hits if item.code not in same_cell.get(hit.pointer, ())]
        )
        if not kept:
            outcomes[item.code] = NOT_CHECKED
        elif summarise and "summary" in item.messages and len(kept) >= SUMMARISE_FROM:
            findings.append(_finding(item, _summary(kept, submission), submission))
        else:
            findings.extend(_finding(item, hit, submission) for hit in kept)
    # said once, though two searches of a rule have found it
    findings = list(
        {(finding.code, finding.pointer, finding.message): finding for finding in reversed(findings)}.values()
    )
    findings.sort(key=lambda finding: _position(finding, submission))
    return Report(submission.file, None, submission.form.id, submission.year, tuple(findings), outcomes)


def _run(item: Rule, submission: Submission) -> tuple[list[Hit], str]:
    try:
        subjects = _subjects(item.over, submission)
    except NotDeclared:
        return [], NOT_APPLICABLE
    except Unreadable:  # the table was not found at all
        return [], NOT_CHECKED
    run = item.run
    hits: list[Hit] = []
    passed = doubtful = False
    left = iter(subjects)
    while True:
        try:
            for subject in left:
                hits.extend(run(subject))
                passed = True
            break
        except (NotDeclared, NotApplicable):
            pass  # and on with the next subject
        except (Unreadable, Undetermined):
            doubtful = True
    return hits, FAILED if hits else NOT_CHECKED if doubtful else PASSED if passed else NOT_APPLICABLE


def _subjects(over: Over, submission: Submission) -> Iterable[Any]:
    """What the rule's function is called with, one after the other. Raises NotDeclared, Unreadable."""
    if over == "":
        return [submission]
    return submission.rows(over) if isinstance(over, str) else list(over(submission))


def _summary(hits: list[Hit], submission: Submission) -> Hit:
    """Many findings of the same kind as one: at the first place, the most serious severity, the others as related."""
    places = [hit.place or submission.place(hit.pointer) for hit in hits]
    ordered = [_order(hit.pointer, place, submission) for hit, place in zip(hits, places, strict=True)]
    first = hits[ordered.index(min(ordered))]
    severity = min({hit.severity for hit in hits}, key=lambda one: SEVERITIES.index(one) if one else len(SEVERITIES))
    others = tuple(hit.pointer for hit in hits if hit is not first)
    numbers = sorted({place.row for place in places if place})
    rows = "、".join(map(str, numbers[:6])) + ("等" if len(numbers) > 6 else "")
    words = {**first.words, "count": len(hits), "rows": rows}
    return first._replace(variant="summary", severity=severity, related=others, words=words, fix=None)


def _finding(item: Rule, hit: Hit, submission: Submission) -> Finding:
    place = hit.place or submission.place(hit.pointer)
    shown = _Shown(hit, place, submission)
    return Finding(
        item.code,
        hit.severity or item.severity,
        item.review_point,
        place,
        hit.pointer,
        message=item.messages[hit.variant].format_map(shown),
        found=quote(hit.found),
        expected=quote(hit.expected),
        suggestion=item.advice.get(hit.variant, item.advice.get("", "")).format_map(shown),
        related=tuple([Located(pointer, submission.place(pointer)) for pointer in _related(hit, submission)]),
        fix=hit.fix,
    )


class _Shown(dict[str, object]):
    """The words of a message as they are shown in it, each made when the message asks for it."""

    __slots__ = ("_hit", "_place", "_submission")

    def __init__(self, hit: Hit, place: Place | None, submission: Submission) -> None:
        self._hit, self._place, self._submission = hit, place, submission

    def __missing__(self, name: str) -> object:
        word = self._word(name)
        # an equation that is cut reads as another one
        self[name] = shown = _within(word) if isinstance(word, str) and name != "equation" else word
        return shown

    def _word(self, name: str) -> object:
        hit = self._hit
        if name in hit.words:
            return hit.words[name]
        if name == "field":
            return field_name(self._submission, hit.pointer)
        if name == "row":
            return self._place.row if self._place else ""
        if name == "remarks":
            return _remarks_name(self._submission)
        plain = {"found": hit.found, "expected": hit.expected, "unit": self._submission.form.unit}
        return plain[name] if name in plain else _level_names(self._submission)[name]


def _related(hit: Hit, submission: Submission) -> list[str]:
    """The other cells that take part, each once: '/estimates/*/amount' stands for every row, behind a computed cell stand its inputs."""
    found: dict[str, None] = {}

    def collect(pointer: str) -> None:
        table, star, key = pointer.partition("/*/")
        for one in [row.at(key) for row in submission.rows(table)] if star else [pointer]:
            found[one] = None
            if one in inputs and one not in seen:
                seen.add(one)
                for inner in inputs[one]:
                    collect(inner)

    seen: set[str] = set()
    fields, inputs = submission.form.fields, submission.form.inputs
    for pointer in (hit.pointer, *hit.related):
        if pointer in fields or "*" in pointer:
            collect(pointer)
        else:  # as most: one cell of a table
            found[pointer] = None
    found.pop(hit.pointer, None)
    return list(found)


def _level_names(submission: Submission) -> dict[str, str]:
    """What this form calls the levels of its indicators: {level1} 一级指标, {level2} 二级指标."""
    table = submission.form.tables.get("/indicators")
    columns = [table.column(key) for key in table.tree.levels] if table is not None and table.tree is not None else []
    own = {f"level{at}": column.name for at, column in enumerate(columns, 1) if column is not None}
    return {"level1": "一级目标", "level2": "二级目标", **own}


def _remarks_name(submission: Submission) -> str:
    """The field for explanations; in a form that has none, its last long text."""
    name = submission.name_of("/remarks")
    if not name:
        texts = [field.name for field in submission.form.fields.values() if field.kind == "long_text"]
        name = texts[-1] if texts else "备注"
    return name


def quote(text: str, longest: int = LONGEST_QUOTE) -> str:
    """A passage as a message shows it: one line, at most `longest` characters, cut in the middle."""
    if len(text) <= longest and text.isprintable() and " " not in text:  # as most
        return text
    line = " ".join(text.split())
    if len(line) <= longest:
        return line
    head = longest * 2 // 3
    return f"{line[:head]}…{line[head + 1 - longest :]}"


def _within(word: str) -> str:
    """A word of a message, which stands within quotation marks; its own become single ones."""
    shown = quote(word)
    return shown.translate(_INNER_QUOTES) if "“" in shown or "”" in shown else shown


def field_name(submission: Submission, pointer: str) -> str:
    """What a message calls the thing at a pointer: the field's name, or the table's title."""
    field = submission.form.field(pointer)
    if field is not None:
        return field.name
    table = submission.form.tables.get("/" + pointer.split("/")[1]) if "/" in pointer else None
    return (table.title or table.row_name) if table else ""


def _position(finding: Finding, submission: Submission) -> tuple[int, int, int, str]:
    return (*_order(finding.pointer, finding.place, submission), finding.code)


def _order(pointer: str, place: Place | None, submission: Submission) -> tuple[int, int, int]:
    return (submission.form.order(pointer), place.row if place else 0, place.column if place else 0)
