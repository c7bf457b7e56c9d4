"""Which single cell, written otherwise, would make every equation hold: the root cause behind several sums that do not agree."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal

from xltoolkit.form.equation import Undetermined, evaluate, pointers
from xltoolkit.form.model import Equation, Field, Form
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
    """The submission's values with some cells changed; computed cells that nobody overwrote follow."""

    def __init__(self, submission: Submission, values: Mapping[str, Decimal], frozen: frozenset[str]) -> None:
        self._submission, self._values, self._frozen = submission, values, frozen

    def amount(self, pointer: str) -> Decimal | None:
        if pointer in self._values:
            return self._values[pointer]
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


class _Sums(NamedTuple):
    """How the form's sums stand.

    failing  those that do not hold, with left minus right
    frozen   computed cells that somebody typed over: they do not follow when another cell is changed
    unmet    those that do not hold once the computed cells are computed anew
    of_cell  pointer of a cell → the sums that it takes part in, directly or behind a computed cell
    """

    failing: tuple[tuple[Equation, Decimal], ...]
    frozen: frozenset[str]
    unmet: list[Equation]
    of_cell: dict[str, list[Equation]]


def culprits(submission: Submission) -> list[Culprit]:
    """Every single input cell whose change would make all equations hold, with the value it would need. Empty if all hold."""
    return submission.fact("culprits", lambda: _culprits(submission))


def _culprits(submission: Submission) -> list[Culprit]:
    state = _state(submission)
    if not state.failing:
        return []
    equations = tuple(equation for equation, _ in state.failing)
    found = []
    difference = state.failing[0][1]
    for pointer in _inputs(submission, equations, state.frozen):
        value = submission.amount(pointer)
        held = value or Decimal(0)
        for meant in (held - difference, held + difference):
            if meant >= 0 and meant != held and _all_hold(submission, {pointer: meant}):
                found.append(Culprit(pointer, held, meant, equations))
                break
    return found


def sums(form: Form) -> list[Equation]:
    """The form's equations but for those about the rows of a table, which are judged row by row."""
    return [equation for equation in form.equations if not equation.table]


def _state(submission: Submission) -> _Sums:
    return submission.fact("sums", lambda: _judged(submission))


def _judged(submission: Submission) -> _Sums:
    equations = sums(submission.form)
    states = [(equation, _difference(equation, submission, submission)) for equation in equations]
    failing = tuple(
        (equation, state)
        for equation, state in states
        if state is not None and not satisfied(equation, state, submission)
    )
    if not failing:
        return _Sums((), frozenset(), [], {})
    frozen = frozenset(equation.computed for equation, _ in failing if equation.computed)
    unchanged = _Instead(submission, {}, frozen)
    of_cell: dict[str, list[Equation]] = {}
    for equation in equations:
        for pointer in _cells(submission, [equation]):
            of_cell.setdefault(pointer, []).append(equation)
    unmet = [equation for equation in equations if not _holds(equation, submission, unchanged)]
    return _Sums(failing, frozen, unmet, of_cell)


def mended_by(submission: Submission, values: Mapping[str, Decimal]) -> tuple[str, ...]:
    """Codes of the sums that fail now, if all of them would hold with these values in those cells."""
    failing = [equation for equation, _ in _state(submission).failing]
    if not failing or not _all_hold(submission, values):
        return ()
    return tuple(dict.fromkeys(equation.code for equation in failing))


def _all_hold(submission: Submission, values: Mapping[str, Decimal]) -> bool:
    state = _state(submission)
    own = list(dict.fromkeys(id(one) for pointer in values for one in state.of_cell.get(pointer, [])))
    if any(id(equation) not in own for equation in state.unmet):
        return False  # whatever stands in these cells
    changed = _Instead(submission, values, state.frozen)
    concerned = (equation for equation in sums(submission.form) if id(equation) in own)
    return all(_holds(equation, submission, changed) for equation in concerned)


def _holds(equation: Equation, submission: Submission, values: _Instead) -> bool:
    """Whether it holds, or cannot be judged."""
    state = _difference(equation, submission, values)
    return state is None or satisfied(equation, state, submission)


def blamed(submission: Submission, pointer: str) -> tuple[str, ...]:
    """Codes of the sums that fail, if this cell alone can be their cause."""
    found = next((culprit for culprit in culprits(submission) if culprit.pointer == pointer), None)
    return tuple(dict.fromkeys(equation.code for equation in found.failing)) if found else ()


def _difference(equation: Equation, submission: Submission, values: Submission | _Instead) -> Decimal | None:
    """Left minus right; None where the relation cannot be judged."""
    try:
        left = evaluate(equation.left, submission.form, values)
        right = evaluate(equation.right, submission.form, values)
    except (NotDeclared, Unreadable, Undetermined):
        return None
    return None if left is None or right is None else left - right


def speaker(found: list[Culprit]) -> Equation | None:
    """The equation whose own rule says it all: the only one that fails, or the one about the culprit's very cell.

    Where any of several cells may be the cause, the first of the equations that no computed cell repeats. None where one
    cell is the cause of several equations and none is about it: then the cell itself must be named (BUD019).
    """
    if not found:
        return None
    failing = [equation for equation in found[0].failing if equation.relation == "="] or list(found[0].failing)
    if len(found) > 1:
        return next((equation for equation in failing if not equation.computed), failing[0])
    about = [equation for equation in failing if equation.left == found[0].pointer]
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


def _inputs(submission: Submission, equations: Sequence[Equation], frozen: frozenset[str]) -> list[str]:
    """The numbers that people type and that take part in these equations."""

    def readable_number(pointer: str, field: Field) -> bool:
        return field.kind in ("amount", "number") and pointer not in submission.unreadable

    found = _cells(submission, equations, readable_number)
    return [pointer for pointer, field in found.items() if field.computed is None or pointer in frozen]


def _cells(
    submission: Submission, equations: Sequence[Equation], wanted: Callable[[str, Field], bool] = lambda *_: True
) -> dict[str, Field]:
    """The cells that take part in these equations; behind a computed cell stand its own inputs. One that is not wanted hides them."""
    found: dict[str, Field] = {}

    def collect(pointer: str) -> None:
        table, star, key = pointer.partition("/*/")
        rows = submission.rows(table) if star and submission.declares(table) and submission.readable(table) else []
        for one in [row.at(key) for row in rows] if star else [pointer]:
            field = submission.form.field(one)
            if field is None or one in found or not wanted(one, field):
                continue
            found[one] = field
            if field.computed is not None:
                for inner in submission.form.inputs[field.pointer]:
                    collect(inner)

    for equation in equations:
        for side in (equation.left, equation.right):
            for pointer in pointers(side, submission.form):
                collect(pointer)
    return found


def proves(submission: Submission, pointer: str, meant: Decimal) -> bool:
    """Whether writing this amount there would make every sum hold: then the cell is the cause of the sums."""
    return any(
        culprit.pointer == pointer and abs(culprit.meant - meant) < submission.form.tolerance
        for culprit in culprits(submission)
    )
