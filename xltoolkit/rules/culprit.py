"""Which single cell, written otherwise, would make every equation hold: the root cause behind several sums that do not agree."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from xltoolkit.form.equation import Undetermined, evaluate, pointers, row_table
from xltoolkit.form.model import Equation
from xltoolkit.reader.submission import NotDeclared, Submission, Unreadable
from xltoolkit.records import NamedTuple

TEN_THOUSAND = Decimal(10000)


class Culprit(NamedTuple):
    """A cell, what it holds, what it would have to hold, and the equations that fail because of it."""

    pointer: str
    value: Decimal
    meant: Decimal
    failing: tuple[Equation, ...]

    @property
    def slipped(self) -> bool:
        """The cell was filled in 元 where the form is in 万元, or the other way round."""
        return bool(self.meant) and self.value in (self.meant * TEN_THOUSAND, self.meant / TEN_THOUSAND)


class _Instead:
    """The submission's values with one cell changed; computed cells that nobody overwrote follow."""

    def __init__(self, submission: Submission, pointer: str, value: Decimal | None, frozen: frozenset[str]) -> None:
        self._submission, self._pointer, self._value, self._frozen = submission, pointer, value, frozen

    def amount(self, pointer: str) -> Decimal | None:
        if pointer == self._pointer:
            return self._value
        form = self._submission.form
        field = form.fields.get(pointer)
        if field is not None and field.computed is not None and pointer not in self._frozen:
            found = evaluate(field.computed, form, self)
            if found is not None:
                return found
        return self._submission.amount(pointer)

    def column(self, pattern: str) -> list[Decimal | None]:
        table, _, key = pattern.partition("/*/")
        return [self.amount(row.at(key)) for row in self._submission.rows(table)]

    def date(self, pointer: str) -> date | None:
        return self._submission.date(pointer)

    def value(self, pointer: str) -> object:
        return self._submission.value(pointer)


def culprits(submission: Submission) -> list[Culprit]:
    """Every single input cell whose change would make all equations hold, with the value it would need. Empty if all hold."""
    return submission.fact("culprits", lambda: _culprits(submission))


def _culprits(submission: Submission) -> list[Culprit]:
    equations = [equation for equation in submission.form.equations if not row_table(equation.left, equation.right)]
    frozen: frozenset[str] = frozenset()
    states = {index: _difference(equation, submission, submission) for index, equation in enumerate(equations)}
    failing = [
        index
        for index, state in states.items()
        if state is not None and not satisfied(equations[index], state, submission)
    ]
    if not failing:
        return []
    frozen = frozenset(equations[index].computed for index in failing if equations[index].computed)
    found = []
    difference = states[failing[0]]
    assert difference is not None
    for pointer in _inputs(submission, [equations[index] for index in failing], frozen):
        value = submission.amount(pointer)
        held = value or Decimal(0)
        for meant in (held - difference, held + difference):
            if meant < 0 or meant == held:
                continue
            changed = _Instead(submission, pointer, meant, frozen)
            if all(
                (state := _difference(equation, submission, changed)) is None or satisfied(equation, state, submission)
                for equation in equations
            ):
                found.append(Culprit(pointer, held, meant, tuple(equations[index] for index in failing)))
                break
    return found


def _difference(equation: Equation, submission: Submission, values: Submission | _Instead) -> Decimal | None:
    """Left minus right; None where the relation cannot be judged."""
    try:
        left = evaluate(equation.left, submission.form, values)
        right = evaluate(equation.right, submission.form, values)
    except (NotDeclared, Unreadable, Undetermined):
        return None
    return None if left is None or right is None else left - right


def speaker(culprit: Culprit) -> Equation | None:
    """The equation whose own rule says it all at the culprit's cell: the only one that fails, or the one about this very cell.

    None where several fail and none is about the cell: then the cell itself must be named (BUD019).
    """
    failing = [equation for equation in culprit.failing if equation.relation == "="] or list(culprit.failing)
    about = [equation for equation in failing if equation.left == culprit.pointer]
    if about:
        return about[0]
    return failing[0] if len(failing) == 1 else None


def satisfied(equation: Equation, difference: Decimal, submission: Submission) -> bool:
    """Whether left minus right fits the relation, within the form's tolerance."""
    tolerance = submission.form.tolerance
    if equation.relation == "=":
        # a computed percentage is rounded: a digit in its last place is no fault
        field = submission.form.fields.get(equation.computed)
        return abs(difference) < (
            max(tolerance, Decimal("0.011")) if field is not None and field.kind == "percent" else tolerance
        )
    return difference < tolerance if equation.relation == "<=" else difference > -tolerance


def _inputs(submission: Submission, equations: list[Equation], frozen: frozenset[str]) -> list[str]:
    """The cells that people type and that take part in these equations; behind a computed cell stand its own inputs."""
    found: dict[str, None] = {}

    def collect(pointer: str) -> None:
        table, star, key = pointer.partition("/*/")
        for one in [row.at(key) for row in submission.rows(table)] if star else [pointer]:
            field = submission.form.field(one)
            if field is None or field.kind not in ("amount", "number") or one in submission.unreadable:
                continue
            if field.computed is None or one in frozen:
                found[one] = None
            if field.computed is not None:
                for inner in pointers(field.computed, submission.form):
                    collect(inner)

    for equation in equations:
        for side in (equation.left, equation.right):
            for pointer in pointers(side, submission.form):
                collect(pointer)
    return list(found)
