"""Quantities that can be reckoned with: exact ones, plain ones, people, and numbers that one slip of the hand keeps from adding up."""

from __future__ import annotations

from decimal import Decimal

from xltoolkit.text import unit
from xltoolkit.text.quantity import Quantity
from xltoolkit.text.similar import one_slip_apart

_PEOPLE = (unit.PEOPLE, unit.VISITS)


def plain(quantity: Quantity) -> bool:
    return not quantity.per and exact(quantity)


def exact(quantity: Quantity) -> bool:
    return not quantity.approximate and quantity.low == quantity.high


def of_people(quantity: Quantity) -> bool:
    measure = unit.unit_of(quantity.unit)
    return measure is not None and measure.family in _PEOPLE


def one_slip_in(parts: list[Quantity], missing: Decimal) -> bool:
    """Whether one digit more or other in one of several parts makes them the whole."""
    return one_digit_in([one.low for one in parts], missing)


def one_digit_in(numbers: list[Decimal], missing: Decimal) -> bool:
    return any(
        one >= _TELLING
        and one + missing > 0
        and one_slip_apart(f"{one.normalize():f}", f"{(one + missing).normalize():f}")
        for one in numbers
    )


_TELLING = 10  # a single digit is changed into any other


def one_numeral(one: Decimal, other: Decimal) -> bool:
    """The same digits but for the scale: 6.5万 and 6.5, where the unit is wrong anyway. One digit alone says nothing."""
    return (digits := figures(one)) == figures(other) and len(digits) >= 2


def figures(value: Decimal) -> str:
    """The digits of a number, whatever its scale: 65 of 6.5 and of 65000."""
    return f"{value.normalize():f}".replace(".", "").strip("0")
