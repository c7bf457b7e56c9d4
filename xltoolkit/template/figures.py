"""What the formulas of a prefilled template give: the cached values, worked out by the form's own equations."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from xltoolkit.form.equation import Undetermined, evaluate
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
        field = self.form.fields.get(pointer)
        if field is not None and field.computed is not None:
            return evaluate(field.computed, self.form, self)
        return self._submission.amount(pointer)

    def column(self, pattern: str) -> list[Decimal | None]:
        return self._submission.column(pattern)

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


def inputs(expression: Expression, form: Form) -> list[str]:
    """Pointers of the cells that people type and an expression rests on, through computed cells and the base amount."""
    found: dict[str, None] = {}

    def collect(part: Expression) -> None:
        if isinstance(part, str):
            field = form.fields.get(part)
            if field is not None and field.computed is not None:
                collect(field.computed)
            else:
                found[part] = None
        elif isinstance(part, list):
            if part[0] == "base":
                collect(form.base)
            for operand in part[3:] if part[0] == "single_year" else part[1:]:
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
