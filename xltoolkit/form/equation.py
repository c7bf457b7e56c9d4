"""Equations declared as data: one expression, three readings (Decimal value, Excel formula, the cells that take part).

An expression is
    a pointer       "/prior_year/spent", or "/estimates/*/amount" inside a sum
    a number        100
    a list          [operator, operand, ...]
with the operators
    ["sum", a, b, ...]            blanks count as 0
    ["+", a, b] ["-", a, b] ["*", a, b] ["/", a, b]      blank if an operand is blank, or on division by zero
    ["round", a, digits]          half up, as Excel's ROUND
    ["min", a, b, ...] ["max", a, b, ...]
    ["first", a, b, ...]          the first that is not blank
    ["single_year", start, end, a]  a if both dates lie in one calendar year, else unknown
    ["base"]                      the form's own `base` expression (the amount that sums are held against)
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from xltoolkit.form.model import Expression, Form

OPERATORS = frozenset({"sum", "+", "-", "*", "/", "round", "min", "max", "first", "single_year", "base"})


class Undetermined(Exception):
    """The expression has no certain value here: a multi-year project without an annual amount, a date that is missing."""


class Values(Protocol):
    """Where an expression takes its numbers from (a Submission). Both may raise: unreadable is not blank."""

    def amount(self, pointer: str) -> Decimal | None: ...

    def column(self, pattern: str) -> list[Decimal | None]:
        """All values under '/estimates/*/amount', top to bottom."""

    def date(self, pointer: str) -> date | None: ...


def evaluate(expression: Expression, form: Form, values: Values) -> Decimal | None:
    """Exact value of an expression, None if blank. Raises Undetermined, and whatever `values` raises for unreadable cells."""
    if isinstance(expression, str):
        return values.amount(expression)
    if isinstance(expression, int):
        return Decimal(expression)
    operator, *operands = expression
    if operator == "base":
        return evaluate(form.base, form, values)
    if operator == "sum":
        total = Decimal(0)
        for operand in operands:
            many = values.column(operand) if isinstance(operand, str) and "*" in operand else [evaluate(operand, form, values)]
            total += sum((value for value in many if value is not None), Decimal(0))
        return total
    if operator == "single_year":
        start, end = values.date(operands[0]), values.date(operands[1])
        if start is None or end is None or start.year != end.year:
            raise Undetermined("project period is unknown or spans several years")
        return evaluate(operands[2], form, values)
    if operator == "first":
        return next((value for operand in operands if (value := evaluate(operand, form, values)) is not None), None)
    if operator == "round":
        number = evaluate(operands[0], form, values)
        return None if number is None else number.quantize(Decimal(1).scaleb(-operands[1]), ROUND_HALF_UP)
    numbers = [evaluate(operand, form, values) for operand in operands]
    if any(number is None for number in numbers):
        return None
    return _combine(operator, [number for number in numbers if number is not None])


def _combine(operator: str, numbers: list[Decimal]) -> Decimal | None:
    if operator == "min":
        return min(numbers)
    if operator == "max":
        return max(numbers)
    left, right = numbers
    if operator == "+":
        return left + right
    if operator == "-":
        return left - right
    if operator == "*":
        return left * right
    return left / right if right else None


def pointers(expression: Expression, form: Form) -> Iterator[str]:
    """Every pointer that takes part in the expression, in reading order ('/estimates/*/amount' stays as it is)."""
    if isinstance(expression, str):
        yield expression
    elif isinstance(expression, list):
        if expression[0] == "base" and form.base is not None:
            yield from pointers(form.base, form)
        for operand in expression[1:]:
            yield from pointers(operand, form)


def excel_formula(expression: Expression, form: Form, reference: Callable[[str], str]) -> str:
    """The same expression as an Excel formula without '='. `reference` gives the cell or range of a pointer.

    Arithmetic gives "" while an input is blank or a divisor is zero, where `evaluate` gives None. ROUND is Excel's own,
    half away from zero: the same as half up for the amounts ≥ 0 of a form.
    """
    formula = _formula(expression, form, reference)
    if isinstance(expression, list) and expression[0] in ("+", "-", "*", "/", "round"):
        inputs = list(dict.fromkeys(reference(pointer) for pointer in pointers(expression, form)))
        return f'IF(COUNT({",".join(inputs)})<{len(inputs)},"",IFERROR({formula},""))'
    return formula


def _formula(expression: Expression, form: Form, reference: Callable[[str], str]) -> str:
    if isinstance(expression, str):
        return reference(expression)
    if isinstance(expression, int):
        return str(expression)
    operator, *operands = expression
    if operator == "base":
        return _formula(form.base, form, reference)
    inner = [_formula(operand, form, reference) for operand in operands]
    if operator in ("sum", "min", "max", "round"):
        return f"{operator.upper()}({','.join(inner)})"
    if operator == "single_year":
        start, end, value = inner
        return f'IF(AND(ISNUMBER({start}),ISNUMBER({end}),YEAR({start})=YEAR({end})),{value},"")'
    if operator == "first":
        formula = inner[-1]
        for value in reversed(inner[:-1]):
            formula = f'IF({value}<>"",{value},{formula})'
        return formula
    return f"({inner[0]}{operator}{inner[1]})"
