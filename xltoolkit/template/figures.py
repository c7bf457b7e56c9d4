"""What the formulas of a prefilled template give: the cached values, worked out by the form's own equations."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from xltoolkit.form.equation import Undetermined, evaluate, in_row
from xltoolkit.form.model import Equation, Expression, Form
from xltoolkit.reader.submission import NotDeclared, Submission, Unreadable


class Figures:
    """The numbers of a document; a computed cell has what the form computes, whatever the document says.

    The questions are those of `equation.Values`.
    """

    def __init__(self, form: Form, submission: Submission) -> None:
        self.form = form
        self._submission = submission

    def amount(self, pointer: str) -> Decimal | None:
        computed = computed_at(pointer, self.form)
        return self._submission.amount(pointer) if computed is None else evaluate(computed, self.form, self)

    def column(self, pattern: str) -> list[Decimal | None]:
        table, _, key = pattern.partition("/*/")
        return [self.amount(f"{row.pointer}/{key}") for row in self._submission.rows(table)]

    def date(self, pointer: str) -> date | None:
        try:
            return self._submission.date(pointer)
        except ValueError:
            raise Unreadable(pointer) from None

    def value(self, pointer: str) -> object:
        return self._submission.value(pointer)

    def result(self, expression: Expression) -> Decimal | str | None:
        """Number of a formula, '' where it shows nothing; None where only the office program can tell (a text in a sum)."""
        try:
            value = evaluate(expression, self.form, self)
        except Undetermined:
            return ""
        except (Unreadable, NotDeclared):
            return None
        return "" if value is None else value

    def any_number(self, pointers: list[str]) -> bool:
        """Whether a number stands in any of these inputs (`/estimates/*/amount` is all of a column)."""
        for pointer in pointers:
            try:
                values = self.column(pointer) if "*" in pointer else [self.amount(pointer)]
            except (Unreadable, NotDeclared):
                continue
            if any(value is not None for value in values):
                return True
        return False


def computed_at(pointer: str, form: Form) -> Expression | None:
    """How the form computes this cell, None for an input. In a table's row (`/indicators/3/rate`) made for that row."""
    field = form.field(pointer)
    if field is None or field.computed is None or pointer in form.fields:
        return None if field is None else field.computed
    return in_row(field.computed, pointer.split("/")[2])


_NUMBERS = {"single_year": slice(3, None), "sum_where": slice(1, 2)}
"""Operands that are numbers, of the operators that have others too."""


def inputs(expression: Expression, form: Form) -> list[str]:
    """Pointers of the cells that people type and an expression rests on, through computed cells and the base amount."""
    found: dict[str, None] = {}

    def collect(part: Expression) -> None:
        if isinstance(part, str):
            field = form.field(part)
            if field is not None and field.computed is not None:
                collect(field.computed)
            else:
                found[part] = None
        elif isinstance(part, list):
            if part[0] == "base":
                collect(form.base)
            for operand in part[_NUMBERS.get(part[0], slice(1, None))]:
                collect(operand)

    collect(expression)
    return list(found)


def agrees(equation: Equation, left: Decimal, right: Decimal, tolerance: Decimal) -> bool:
    """Whether two numbers stand in the equation's relation, differences below the tolerance not counted."""
    if equation.relation == "<=":
        return left - right < tolerance
    if equation.relation == ">=":
        return right - left < tolerance
    return abs(left - right) < tolerance
