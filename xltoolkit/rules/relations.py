"""Equations that the form declares, held against one submission: a hit for each that does not hold, at the cell to look at first."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import partial

from xltoolkit.findings import Fix
from xltoolkit.form.equation import Undetermined, evaluate, in_row, pointers
from xltoolkit.form.model import Equation, Expression
from xltoolkit.form.wording import describe
from xltoolkit.reader import remarks as kinds
from xltoolkit.reader.submission import NotDeclared, Submission, Unreadable
from xltoolkit.records import NamedTuple
from xltoolkit.rules.engine import Hit, NotApplicable
from xltoolkit.rules.knowledge.culprit import Culprit, blamed, culprits, satisfied, speaker
from xltoolkit.text.number import show_amount

_PLAIN = {
    "": "“{left}”是{left_value}{unit}，“{right}”是{right_value}{unit}，相差{difference}{unit}，两者应当相等。",
    "sum": "“{left}”填的是{left_value}{unit}，各分项加起来是{right_value}{unit}，相差{difference}{unit}。",
    "number": "“{left}”是{left_value}{unit}，应当等于{right_value}{unit}，相差{difference}{unit}。",
    "computed": "“{left}”填的是{left_value}{unit}，按“{right}”应为{right_value}{unit}。",
    "<=": "“{left}”是{left_value}{unit}，超过了“{right}”的{right_value}{unit}。",
    ">=": "“{left}”是{left_value}{unit}，不到“{right}”的{right_value}{unit}。",
}
MESSAGES = {**_PLAIN, **{f"row {variant}": f"第{{row}}行的{sentence}" for variant, sentence in _PLAIN.items()}}


class _Judged(NamedTuple):
    """One equation with the values of its two sides."""

    equation: Equation
    left: Decimal
    right: Decimal

    @property
    def about_a_row(self) -> bool:
        return re.search(r"/\d+/", f"{self.equation.left}{self.equation.right}") is not None


def relations(submission: Submission, code: str) -> Iterator[Hit]:
    """A hit for every equation of this code that does not hold.

    Raises NotApplicable if the form declares none that can be judged here, Unreadable or Undetermined if one cannot be judged.
    """
    doubtful: Exception | None = None
    judged = False
    for equation in _written_out(submission, code):
        try:
            found = _judge(submission, equation)
        except (Unreadable, Undetermined) as doubt:
            doubtful = doubt
            continue
        if found is None:
            continue
        judged = True
        if not satisfied(equation, found.left - found.right, submission):
            suspects = [culprit for culprit in culprits(submission) if not culprit.slipped]
            speaking = speaker(suspects)
            if speaking is None or speaking.code != code or speaking == equation:
                yield _hit(submission, found, suspects if speaking == equation else [])
    if doubtful is not None:
        raise doubtful
    if not judged:
        raise NotApplicable


def _written_out(submission: Submission, code: str) -> Iterator[Equation]:
    """The form's equations of a code; one for each row where it is about the rows of a table."""
    for equation in submission.form.equations:
        if equation.code != code:
            continue
        if not equation.table:
            yield equation
            continue
        for row in submission.rows(equation.table):
            here = str(row.index)
            yield equation._replace(left=in_row(equation.left, here), right=in_row(equation.right, here))


def _judge(submission: Submission, equation: Equation) -> _Judged | None:
    """Both sides worked out. None where one is blank (that is for 完整性 to say), or the relation is not about this project."""
    try:
        for side in (equation.left, equation.right):
            if isinstance(side, list) and (_several_years(submission, side) or _all_blank(submission, side)):
                return None
        left = evaluate(equation.left, submission.form, submission)
        right = evaluate(equation.right, submission.form, submission)
    except NotDeclared:
        return None
    if left is None or right is None:
        return None
    return _Judged(equation, left, right)


def _several_years(submission: Submission, side: list[Expression]) -> bool:
    """The side is an amount of one-year projects, and this project is known to span several."""
    if side[0] != "single_year":
        return False
    start, end = submission.date(side[1]), submission.date(side[2])
    return start is not None and end is not None and start.year != end.year


def _all_blank(submission: Submission, side: list[Expression]) -> bool:
    """The side is a sum over a table in which no row has a value."""
    if side[0] not in ("sum", "sum_where"):
        return False
    columns = [
        operand
        for operand in side[1 : 2 if side[0] == "sum_where" else None]
        if isinstance(operand, str) and "*" in operand
    ]
    return bool(columns) and all(value is None for column in columns for value in submission.column(column))


def _hit(submission: Submission, judged: _Judged, suspects: list[Culprit]) -> Hit:
    """`suspects`: the cells any one of which may be the cause, if this equation speaks for them."""
    equation = judged.equation
    pointer = suspects[0].pointer if len(suspects) == 1 else _cell(submission, equation.left)
    field = submission.form.field(_first(submission, equation.left))
    decimals = field.decimals if field and field.decimals is not None else submission.form.decimals
    values = [show_amount(value, decimals) for value in (judged.left, judged.right)]
    left, right = _names(submission, judged)
    unit = field.unit if field else submission.form.unit
    words = {
        "left": left,
        "right": right,
        "left_value": values[0],
        "right_value": values[1],
        "difference": show_amount(abs(judged.left - judged.right), decimals),
        "unit": unit,
    }
    variant = equation.relation if equation.relation != "=" else ""
    if not isinstance(equation.right, (str, list)):
        variant = variant or "number"
    elif equation.computed:
        variant = "sum" if isinstance(equation.right, list) and equation.right[0] == "sum" else "computed"
    sides = [list(pointers(side, submission.form)) for side in (equation.left, equation.right)]
    in_a_row = blamed(submission, pointer) if judged.about_a_row else ()
    codes = [item.code for item in suspects[0].failing] if suspects else in_a_row
    others = [code for code in codes if code != equation.code]
    if equation.computed:
        others.append("COM020")  # what depends on a result that is wrong
    found, expected = values if pointer in map(partial(_cell, submission), sides[0]) else reversed(values)
    return Hit(
        pointer,
        found,
        expected,
        words,
        f"row {variant}" if judged.about_a_row else variant,
        related=tuple(dict.fromkeys(cell for cell in sides[0] + sides[1] if _takes_part(submission, equation, cell))),
        fix=_restored(submission, pointer),
        explains=tuple(dict.fromkeys(others)),
    )


def _first(submission: Submission, side: Expression) -> str:
    return next(pointers(side, submission.form), "")


def _cell(submission: Submission, side: Expression) -> str:
    """Where a person looks first: the cell itself, the table of a sum over its rows, the cell that the base amount stands in."""
    if side == ["base"]:
        amounts = [
            one
            for one in pointers(side, submission.form)
            if (field := submission.form.field(one)) and field.kind != "date"
        ]
        return next((one for one in amounts if submission.value(one) is not None), amounts[0] if amounts else "")
    first = _first(submission, side)
    return first.partition("/*/")[0]


def _takes_part(submission: Submission, equation: Equation, cell: str) -> bool:
    """Of a base amount only the cell that it was taken from; dates decide, but are not compared."""
    field = submission.form.field(cell)
    if field is not None and field.kind == "date":
        return False
    base = submission.form.base
    if equation.right != ["base"] or base is None or cell not in pointers(base, submission.form):
        return True
    return cell == _cell(submission, ["base"])


def _names(submission: Submission, judged: _Judged) -> tuple[str, str]:
    """What the message calls the two sides: the words of the equation's own text, the cell's name for the base amount."""
    equation = judged.equation
    if judged.about_a_row:
        return describe(equation.left, submission.form), describe(equation.right, submission.form)
    written = re.split(" [=≤≥] ", equation.text.rpartition("：")[2])
    left, right = (
        written if len(written) == 2 else (describe(side, submission.form) for side in (equation.left, equation.right))
    )
    if equation.right == ["base"]:
        right = submission.name_of(_cell(submission, equation.right)) or right
    return left, right


def _restored(submission: Submission, pointer: str) -> Fix | None:
    """A computed cell that somebody typed over can be computed again."""
    for remark in submission.remarks_of(kinds.OVERWRITTEN):
        if remark.pointer == pointer and remark.value:
            return Fix(True, remark.value)
    return None
