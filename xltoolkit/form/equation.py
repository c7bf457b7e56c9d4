"""Equations and conditions declared as data: one expression, three readings (exact value, Excel formula, cells that take part).

An expression is
    a pointer       "/prior_year/spent", or "/estimates/*/amount" inside a sum: every row of the table
    a number        100
    a list          [operator, operand, ...]
with the operators
    ["sum", a, b, ...]            blanks count as 0
    ["sum_where", column, key column, "text", ...]   of a table's column the rows whose key column holds one of the texts
    ["+", a, b] ["-", a, b] ["*", a, b] ["/", a, b]      blank if an operand is blank, or on division by zero
    ["round", a, digits]          half up, as Excel's ROUND
    ["min", a, b, ...] ["max", a, b, ...]                blank if an operand is blank
    ["first", a, b, ...]          the first that is not blank
    ["single_year", start, end, a]  a if both dates lie in one calendar year, else unknown
    ["base"]                      the form's own `base` expression (the amount that sums are held against)
A condition (required_when) is
    ["<", a, b] ["<=", a, b] [">", a, b] [">=", a, b] ["=", a, b] ["!=", a, b]      false if an operand is blank
    ["is", pointer, "text", ...]  the cell holds one of these texts
    ["filled", pointer] ["blank", pointer]
    ["and", c, d, ...] ["or", c, d, ...] ["not", c]
Outside a sum, `*` stands for one row: the row of the cell that is computed or required, or each row in turn (`in_row`).
"""

from __future__ import annotations

import operator as compare
import re
from collections.abc import Callable, Iterator
from decimal import ROUND_HALF_UP, Context, Decimal

from xltoolkit.records import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date
    from typing import Protocol

    from xltoolkit.form.model import Expression, Form

    class Values(Protocol):
        """Where an expression takes its values from (a Submission). All may raise: unreadable is not blank."""

        def amount(self, pointer: str) -> Decimal | None: ...

        def column(self, pattern: str) -> list[Decimal | None]:
            """All values under '/estimates/*/amount', top to bottom."""

        def date(self, pointer: str) -> date | None: ...

        def value(self, pointer: str) -> object:
            """Whatever stands there, None if blank."""


OPERATORS: dict[str, tuple[int, int]] = {
    "sum": (1, 255), "sum_where": (3, 30), "+": (2, 2), "-": (2, 2), "*": (2, 2), "/": (2, 2), "round": (2, 2), "min": (1, 255), "max": (1, 255),
    "first": (1, 30), "single_year": (3, 3), "base": (0, 0),
}  # fmt: skip
"""Operators of expressions, with the fewest and most operands."""

COMPARISONS: dict[str, Callable[[Decimal, Decimal], bool]] = {
    "<": compare.lt, "<=": compare.le, ">": compare.gt, ">=": compare.ge, "=": compare.eq, "!=": compare.ne,
}  # fmt: skip

CONDITIONS: dict[str, tuple[int, int]] = {
    **dict.fromkeys(COMPARISONS, (2, 2)), "is": (2, 255), "filled": (1, 1), "blank": (1, 1), "and": (1, 255), "or": (1, 255), "not": (1, 1),
}  # fmt: skip
"""Operators of conditions, with the fewest and most operands."""

_WIDE = Context(prec=200)  # an amount that somebody typed with forty digits must not raise InvalidOperation


class Undetermined(Exception):
    """The expression has no certain value here: a multi-year project without an annual amount, a date that is missing."""


def evaluate(expression: Expression, form: Form, values: Values) -> Decimal | None:
    """Exact value of an expression, None if blank. Raises Undetermined, and whatever `values` raises for unreadable cells."""
    if isinstance(expression, str):
        return values.amount(expression)
    if isinstance(expression, (int, float)):
        return Decimal(str(expression))
    if expression is None:
        return None  # a form without a base amount
    operator, *operands = expression
    if operator == "base":
        return evaluate(form.base, form, values)
    if operator == "sum":
        total = Decimal(0)
        for operand in operands:
            many = values.column(operand) if _is_column(operand) else [evaluate(operand, form, values)]
            total = sum((value for value in many if value is not None), total)
        return total
    if operator == "sum_where":
        return sum(_chosen(operands, values), Decimal(0))
    if operator == "single_year":
        start, end = values.date(operands[0]), values.date(operands[1])
        if start is None or end is None or end < start or start.year != end.year:
            raise Undetermined("project period is unknown or spans several years")
        return evaluate(operands[2], form, values)
    if operator == "first":
        return next((value for operand in operands if (value := evaluate(operand, form, values)) is not None), None)
    if operator == "round":
        number = evaluate(operands[0], form, values)
        return None if number is None else number.quantize(Decimal(1).scaleb(-operands[1]), ROUND_HALF_UP, _WIDE)
    numbers = [number for operand in operands if (number := evaluate(operand, form, values)) is not None]
    return _combine(operator, numbers) if len(numbers) == len(operands) else None


def _chosen(operands: list[Expression], values: Values) -> Iterator[Decimal]:
    """The numbers of a `sum_where`."""
    column, key, *texts = operands
    for row, value in enumerate(values.column(column)):
        if value is not None and values.value(key.replace("*", str(row))) in texts:
            yield value


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


def holds(condition: Expression, form: Form, values: Values) -> bool:
    """Whether a condition is met. Raises whatever `values` raises for unreadable cells, and Undetermined."""
    operator, *operands = condition
    if operator in COMPARISONS:
        left, right = (evaluate(operand, form, values) for operand in operands)
        return left is not None and right is not None and COMPARISONS[operator](left, right)
    if operator == "is":
        return values.value(operands[0]) in tuple(operands[1:])
    if operator in ("filled", "blank"):
        return (values.value(operands[0]) in (None, "")) is (operator == "blank")
    if operator == "not":
        return not holds(operands[0], form, values)
    return (all if operator == "and" else any)(holds(operand, form, values) for operand in operands)


def _is_column(operand: Expression) -> bool:
    return isinstance(operand, str) and "*" in operand


def in_row(expression: Expression, row: str, sums_too: bool = False) -> Expression:
    """The expression for one row: every `*` outside a sum (`sums_too`: every `*`) becomes `row`, an index or a matrix row's key.

    >>> in_row(["/", "/indicators/*/score", ["sum", "/indicators/*/weight"]], "3")
    ['/', '/indicators/3/score', ['sum', '/indicators/*/weight']]
    """
    if isinstance(expression, str):
        return expression.replace("*", row)
    if not isinstance(expression, list) or not expression:
        return expression
    operator, *operands = expression
    if operator == "sum_where":
        return expression
    if operator == "sum" and not sums_too:
        return [operator, *(operand if _is_column(operand) else in_row(operand, row) for operand in operands)]
    if operator == "is":
        return [operator, *(in_row(operand, row) for operand in operands[:1]), *operands[1:]]
    return [operator, *(in_row(operand, row, sums_too) for operand in operands)]


def row_table(*expressions: Expression) -> str:
    """Pointer of the table whose rows an equation is about ('/indicators'), '' if no `*` stands outside a sum."""
    for expression in expressions:
        if _is_column(expression):
            table: str = expression.partition("/*/")[0]
            return table
        if isinstance(expression, list) and expression:
            operands = _read_operands(expression) if expression[0] != "sum_where" else []
            inner = [operand for operand in operands if not (expression[0] == "sum" and _is_column(operand))]
            if found := row_table(*inner):
                return found
    return ""


def pointers(expression: Expression, form: Form) -> Iterator[str]:
    """Every pointer that takes part in the expression, in reading order ('/estimates/*/amount' stays as it is)."""
    if isinstance(expression, str):
        yield expression
    elif isinstance(expression, list):
        if expression[0] == "base" and form.base is not None:
            yield from pointers(form.base, form)
        for operand in _read_operands(expression):
            yield from pointers(operand, form)


def _read_operands(expression: list[Expression]) -> list[Expression]:
    """The operands whose cells are read: behind them may stand texts that these are compared with."""
    return expression[1 : {"is": 2, "sum_where": 3}.get(expression[0])]


def excel_formula(expression: Expression, form: Form, reference: Callable[[str], str]) -> str:
    """The same expression as an Excel formula without '='. `reference` gives the cell or range of a pointer.

    Gives "" where `evaluate` gives None. ROUND is Excel's own, half away from zero, as ROUND_HALF_UP.
    """
    formula = _formula(expression, form, reference)
    needed = list(dict.fromkeys(_needed(expression, form, reference)))
    if not isinstance(expression, list) or expression[0] in ("sum", "sum_where", "first", "single_year", "base"):
        return formula
    if not needed:  # sums are never blank, but may be a divisor of 0
        return f'IFERROR({formula},"")' if _divides(expression) else formula
    return f'IF(COUNT({",".join(needed)})<{len(needed)},"",IFERROR({formula},""))'


def _formula(expression: Expression, form: Form, reference: Callable[[str], str]) -> str:
    if isinstance(expression, str):
        return reference(expression)
    if isinstance(expression, (int, float)):
        return str(expression)
    operator, *operands = expression
    if operator == "base":
        return _formula(form.base, form, reference)
    if operator == "sum":
        # N("") is 0, where SUM("") is #VALUE!
        terms = [
            reference(term) if isinstance(term, str) else f"N({excel_formula(term, form, reference)})"
            for term in operands
        ]
        return f"SUM({','.join(terms)})"
    if operator == "sum_where":
        # a criterion begins with =, or Excel would read ≥5 or >5 as a comparison; ~ takes its meaning from a joker
        column, key = (reference(pointer) for pointer in operands[:2])
        criteria = [re.sub(r"[*?~]", r"~\g<0>", text).replace('"', '""') for text in dict.fromkeys(operands[2:])]
        chosen = [f'SUMIF({key},"={criterion}",{column})' for criterion in criteria]
        return f"SUM({','.join(chosen)})"
    if operator == "first":
        values = [excel_formula(operand, form, reference) for operand in operands]
        formula = '""'
        for value in reversed(values):
            formula = f'IF({value}<>"",{value},{formula})'
        return formula
    if operator == "single_year":
        start, end = reference(operands[0]), reference(operands[1])
        value = excel_formula(["first", operands[2]], form, reference)
        return f'IF(COUNT({start},{end})<2,"",IF(AND(YEAR({start})=YEAR({end}),{start}<={end}),{value},""))'
    inner = [_formula(operand, form, reference) for operand in operands]
    if operator in ("min", "max", "round"):
        return f"{operator.upper()}({','.join(inner)})"
    return f"({inner[0]}{operator}{inner[1]})"


def _divides(expression: Expression) -> bool:
    return isinstance(expression, list) and (expression[0] == "/" or any(map(_divides, expression[1:])))


def _needed(expression: Expression, form: Form, reference: Callable[[str], str]) -> Iterator[str]:
    """What must be a number before the formula has a value: cells, and parts of it that may be blank by themselves."""
    if isinstance(expression, str):
        yield reference(expression)
    elif isinstance(expression, list):
        operator, *operands = expression
        if operator == "base":
            yield from _needed(form.base, form, reference)
        elif operator in ("first", "single_year"):
            yield _formula(expression, form, reference)
        elif operator not in ("sum", "sum_where"):
            for operand in operands:
                yield from _needed(operand, form, reference)
