"""Arithmetic on target values: what a target admits, whether two contradict each other, across units that convert.

Answers are True, False, or None where nothing certain can be said (words, approximate numbers, units that do not
compare, a working day against a day). Only certain contradictions may become findings.
"""

from __future__ import annotations

from decimal import Decimal

from xltoolkit.records import NamedTuple
from xltoolkit.text.comparison import APPROXIMATE, CHANGE
from xltoolkit.text.target import Target
from xltoolkit.text.unit import comparable, unit_of


class Interval(NamedTuple):
    """From low to high, None where open-ended; `low_open` / `high_open`: the bound itself is not included."""

    low: Decimal | None
    high: Decimal | None
    low_open: bool = False
    high_open: bool = False


def interval(target: Target) -> Interval | None:
    """What the target admits, in its own unit without scale; None if it is no certain number.

    A bare number (`12次`) admits exactly itself. ≥300-400 admits 300 and more, ≤300-400 admits up to 400.
    """
    if not target.numeric or APPROXIMATE in target.notes or CHANGE in target.notes:
        return None
    low = None if target.operator in ("≤", "<") else target.low
    high = None if target.operator in ("≥", ">") else target.high
    return Interval(low, high, target.operator == ">", target.operator == "<")


def disjoint(first: Target, second: Target) -> bool | None:
    """Whether no value can satisfy both (≥12次 and ≤6次; ≤1小时 and ≥2天); None if they do not compare."""
    one, other = interval(first), interval(second)
    if one is None or other is None or first.per != second.per or not comparable(first.unit, second.unit):
        return None
    if first.unit != second.unit:
        one, other = _in_steps(one, first.unit), _in_steps(other, second.unit)
    return _below(one, other) or _below(other, one)


def exceeds(first: Target, second: Target) -> bool | None:
    """Whether the first's bound is certainly greater than the second's (response ≤2小时 against recovery ≤15分钟).

    Compares upper bounds if both have one, else lower bounds; None if they do not compare.
    """
    one, other = interval(first), interval(second)
    if one is None or other is None or first.per != second.per or not comparable(first.unit, second.unit):
        return None
    if one.high is not None and other.high is not None:
        mine, theirs = one.high, other.high
    elif one.low is not None and other.low is not None:
        mine, theirs = one.low, other.low
    else:
        return None
    if first.unit == second.unit:
        return mine > theirs
    my_unit, their_unit = unit_of(first.unit), unit_of(second.unit)
    return my_unit is not None and their_unit is not None and mine * my_unit.least > theirs * their_unit.most


def admits(target: Target, low: Decimal, high: Decimal | None = None, unit: str | None = None) -> bool | None:
    """Whether a value from low to high (in `unit`, without scale; default the target's own) can satisfy the target.

    `=4次` does not admit 2; `≥300条` admits 300—400; None if the target is no number or the units do not compare.
    """
    own = interval(target)
    if own is None or (unit is not None and not comparable(target.unit, unit)):
        return None
    value = Interval(low, low if high is None else high)
    if unit is not None and unit != target.unit:
        own, value = _in_steps(own, target.unit), _in_steps(value, unit)
    return not (_below(own, value) or _below(value, own))


def _in_steps(own: Interval, name: str) -> Interval:
    """In the smallest step of the unit's family, as wide as the unit itself varies (a month: 28 to 31 days)."""
    unit = unit_of(name)
    if unit is None:
        return own
    low = None if own.low is None else own.low * (unit.least if own.low >= 0 else unit.most)
    high = None if own.high is None else own.high * (unit.most if own.high >= 0 else unit.least)
    return Interval(low, high, own.low_open, own.high_open)


def _below(one: Interval, other: Interval) -> bool:
    """Every value of one is less than every value of the other."""
    if one.high is None or other.low is None:
        return False
    return one.high < other.low or (one.high == other.low and (one.high_open or other.low_open))
