"""Indicators whose target is another number than the texts surely give for the same thing."""

from __future__ import annotations

from collections.abc import Iterator

from xltoolkit.reader.submission import Submission
from xltoolkit.records import NamedTuple
from xltoolkit.rules.knowledge.claims import (
    APART,
    EXACT,
    MAYBE,
    NEAR,
    SURE,
    Claim,
    beyond_the_whole,
    claims,
    own_part,
    uncounted,
)
from xltoolkit.rules.knowledge.facts import Indicator, indicators, narratives
from xltoolkit.rules.knowledge.passages import sentence_before, sentence_end
from xltoolkit.rules.knowledge.statements import PART, PLAIN, Statement, quantities
from xltoolkit.rules.knowledge.thresholds import threshold
from xltoolkit.text import unit
from xltoolkit.text.quantity import Quantity

SERVED, WORK, RATE = "served", "work", "rate"
"""Sorts of numbers: who is served (人, 户, 家), what is done (次, 条, 个), how much of a hundred."""

_SERVED = frozenset((unit.PEOPLE, unit.VISITS))
_SERVED_UNITS = frozenset(("户", "家", "万", ""))


class Mismatch(NamedTuple):
    """An indicator with the statements that surely speak of it and give another number.

    agreed  a statement that gives the indicator's own number: then the text is the odd one, not the indicator
    near    the numbers differ, but one bound is open and they lie close together
    """

    row: Indicator
    wrong: list[Statement]
    agreed: Statement | None
    near: bool


def mismatches(submission: Submission) -> list[Mismatch]:
    """Indicators and statements that surely speak of one thing and give different numbers."""
    return submission.fact("mismatches", lambda: list(_mismatches(submission)))


def _mismatches(submission: Submission) -> Iterator[Mismatch]:
    about = claims(submission, threshold(submission, "scale_difference"))
    told_elsewhere = {id(claim.statement) for own in about.values() for claim in own if claim.fits == EXACT}
    for row in indicators(submission):
        own = about.get(row.pointer, [])
        if own:
            apart = [claim.statement for claim in own if claim.fits == APART]
            parts = {id(saying) for saying in apart if _in_a_sum(submission, saying, row)}
            yield from _mismatch(row, own, told_elsewhere | parts)


def _in_a_sum(submission: Submission, saying: Statement, row: Indicator) -> bool:
    """Whether quantities written side by side in one sentence, this one among them, add up to the target: 消防车1辆、水罐车2辆、救援车1辆."""
    if saying.quantity.unit == "%" or (
        saying.quantity.before.endswith(uncounted(row.key)) and len(row.key) >= _WHOLE_NAME
    ):
        return False
    text = narratives(submission).get(saying.pointer, "")
    own, goal = saying.quantity, row.target
    before = sentence_before(text, own.start)
    first, last = own.start - len(before), sentence_end(text, own.end)
    beside = [
        one
        for one in quantities(submission).get(saying.pointer, ())
        if first <= one.start < last and one.unit == own.unit and not one.per
    ]
    numbers = [one.low for one in beside]
    at = next((at for at, one in enumerate(beside) if one.start == own.start), -1)
    return at >= 0 and any(
        sum(numbers[start:end]) in (goal.low, goal.high)
        for start in range(at + 1)
        for end in range(max(at + 1, start + 2), len(numbers) + 1)
    )


_WHOLE_NAME = 5  # characters: what bears the whole name is no part of it


def _mismatch(row: Indicator, own: list[Claim], told_elsewhere: set[int]) -> Iterator[Mismatch]:
    exact = next((claim.statement for claim in own if claim.fits == EXACT and claim.sure == SURE), None)
    sure = [
        claim
        for claim in own
        if claim.sure == SURE
        and (claim.statement.usable or own_part(claim.statement, claim.row) or beyond_the_whole(claim) or _limit(claim))
    ]
    shares = sum(claim.statement.sort == PART and claim.statement.pointer.startswith("/estimates") for claim in own)
    if shares > 1:  # each of the cost items has a share of what the indicator counts
        sure = [claim for claim in sure if claim.statement.sort != PART]
    apart = [claim.statement for claim in sure if claim.fits == APART and id(claim.statement) not in told_elsewhere]
    if (
        exact is not None
        and exact.quantity.approximate
        and exact.quantity.low in {saying.quantity.low for saying in apart}
    ):
        exact = None  # 约250 agrees with 280, and the same text says 250
    apart = [] if _make_up(apart, row) else apart
    if apart:
        maybe = next((claim.statement for claim in own if claim.fits != APART and claim.sure == MAYBE), None)
        said_there = {claim.statement.pointer for claim in own if claim.fits == EXACT}
        if exact is not None or maybe is None:
            yield Mismatch(row, apart, exact, False)
        elif not said_there & {saying.pointer for saying in apart}:
            yield Mismatch(row, apart, maybe, True)  # one that may speak of it agrees: a doubt is left
    elif not any(claim.fits == EXACT for claim in own):
        near = [
            claim.statement
            for claim in sure
            if claim.fits == NEAR
            and (_plain(claim.statement) or _same_bound(claim))
            and (claim.statement.pointer == "/annual_goal" or sort_of_number(claim.statement.quantity) == WORK)
        ]
        if near:
            yield Mismatch(row, near, None, True)
    elif exact is not None:
        bounds = [claim.statement for claim in sure if claim.fits == NEAR and _same_bound(claim)]
        if bounds:
            yield Mismatch(row, bounds, exact, True)


def _limit(claim: Claim) -> bool:
    """A limit of time is the same in every year of a longer project: 4小时内修复, ≤4小时."""
    quantity, goal = claim.statement.quantity, claim.row.target
    return claim.statement.sort == PLAIN and {quantity.unit, goal.unit} <= _SHORT and goal.operator == "≤"


_SHORT = frozenset(("分钟", "小时", "天", "日", "工作日", "个工作日"))


def _measure_of(source: str, saying: Statement) -> bool:
    """Whether the source itself starts from the text's number: 1860件×90% of ≤1674件, 目前83.9%."""
    number = f"{saying.quantity.low.normalize():f}"
    return number in source and any(map(source.__contains__, ("×", "上年", "目前", "现", "去年")))


def _same_bound(claim: Claim) -> bool:
    """Both promise at least that many, and give two numbers: 办结1540件以上, ≥1450件."""
    quantity = claim.statement.quantity
    return bool(quantity.operator) and quantity.operator == claim.row.target.operator and not quantity.approximate


def _plain(saying: Statement) -> bool:
    """One number without 约, 不少于, 以上."""
    quantity = saying.quantity
    return not quantity.operator and not quantity.approximate and quantity.low == quantity.high


def _make_up(apart: list[Statement], row: Indicator) -> bool:
    """Whether several statements of one text are parts of the target: 主体班6期 and 6期 of 12期."""
    goal = row.target
    for pointer in {saying.pointer for saying in apart}:
        parts = [saying.quantity.low for saying in apart if saying.pointer == pointer]
        if len(parts) > 1 and sum(parts) in (goal.low, goal.high):
            return True
    return False


def sort_of_number(quantity: Quantity) -> str:
    """SERVED, WORK or RATE, by its unit."""
    if quantity.unit == "%":
        return RATE
    measure = unit.unit_of(quantity.unit)
    served = quantity.unit in _SERVED_UNITS or (measure is not None and measure.family in _SERVED)
    return SERVED if served else WORK
