"""Quantities that can be reckoned with: exact ones, plain ones, people, and numbers that one slip of the hand keeps from adding up."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from xltoolkit.text import unit
from xltoolkit.text.quantity import Quantity
from xltoolkit.text.similar import figures, one_slip_apart

_PEOPLE = (unit.PEOPLE, unit.VISITS)


def plain(quantity: Quantity) -> bool:
    return not quantity.per and exact(quantity)


def exact(quantity: Quantity) -> bool:
    return not quantity.approximate and quantity.low == quantity.high


def of_people(quantity: Quantity) -> bool:
    measure = unit.unit_of(quantity.unit)
    return measure is not None and measure.family in _PEOPLE


def one_slip_in(parts: Iterable[Decimal], missing: Decimal) -> bool:
    """Whether one digit more or other in one of several parts makes them the whole."""
    return any(
        one >= _TELLING
        and one + missing > 0
        and one_slip_apart(f"{one.normalize():f}", f"{(one + missing).normalize():f}")
        for one in parts
    )


_TELLING = 10  # a single digit is changed into any other


def one_numeral(one: Decimal, other: Decimal) -> bool:
    """The same digits but for the scale: 6.5万 and 6.5, where the unit is wrong anyway. One digit alone says nothing."""
    return (digits := figures_of(one)) == figures_of(other) and len(digits) >= 2


def figures_of(value: Decimal) -> str:
    """The digits of a number, whatever its scale."""
    return figures(f"{value.normalize():f}")
