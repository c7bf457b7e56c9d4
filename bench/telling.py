"""Whether a form with one fault in it tells, by itself, that something is wrong. Knows nothing of the rules."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from decimal import Decimal

from bench.planting import Fault, Filled, cells
from xltoolkit.form.equation import Undetermined, evaluate, in_row, row_table
from xltoolkit.form.model import Equation, Form
from xltoolkit.reader.submission import NotDeclared, Submission, Unreadable, get
from xltoolkit.text.target import parse_target
from xltoolkit.text.unit import unit_of


def tells(filled: Filled, fault: Fault) -> bool:
    """Whether a careful reader of the form alone can know that something is wrong. Knows nothing of the rules."""
    judge_of = _TELLING.get(fault.operator)
    return judge_of is None or judge_of(filled, fault)


def _equation_fails(filled: Filled, fault: Fault) -> bool:
    submission = Submission.from_document(filled.form, fault.data, filled.year)
    for equation in filled.form.equations:
        table = row_table(equation.left, equation.right)
        rows = range(len(fault.data[table[1:]])) if table else [0]
        if any(_fails(filled.form, equation, submission, f"{row}") for row in rows):
            return True
    return False


def _fails(form: Form, equation: Equation, submission: Submission, row: str) -> bool:
    try:
        left, right = (evaluate(in_row(side, row), form, submission) for side in (equation.left, equation.right))
    except (Undetermined, Unreadable, NotDeclared):
        return False
    if left is None or right is None:
        return False
    tolerance = Decimal("0.011") if equation.computed.endswith("rate") else form.tolerance
    return abs(left - right) >= tolerance if equation.relation == "=" else left - right >= tolerance


def _blank_tells(filled: Filled, fault: Fault) -> bool:
    field = filled.form.field(fault.pointers[0])
    return (field is not None and field.required) or _equation_fails(filled, fault)


def _swap_tells(filled: Filled, fault: Fault) -> bool:
    """Dates reversed, sums that no longer hold, a number where words stood; two names exchanged read as before."""
    if _equation_fails(filled, fault):
        return True
    first, second = (filled.form.field(pointer) for pointer in fault.pointers)
    if first is not None and first.kind == "date":
        return True
    one, other = fault.old.split(" | ", 1)
    return first is not None and first.kind == "target" and second is not None and _family(one) != _family(other)


def _family(target: str) -> str:
    goal = parse_target(target)
    measure = unit_of(goal.unit) if goal.numeric else None
    return measure.family if measure else goal.kind


def _number_elsewhere(filled: Filled, fault: Fault) -> bool:
    """The old number with its unit stands in another text of the form as well, with a pair of the same words beside it."""
    at = next((at for at, (one, other) in enumerate(zip(fault.old, fault.new, strict=False)) if one != other), 0)
    numeral = next(
        (
            found
            for found in re.finditer(r"\d[\d.,]*\s*[^\d\s，。；、≥≤=（）()]{1,2}", fault.old)
            if found.start() <= at < found.end()
        ),
        None,
    )
    if numeral is None:
        return False
    beside = _beside(filled, fault.pointers[0], fault.old, numeral.start(), numeral.end())
    return any(
        not beside.isdisjoint(_beside(filled, pointer, str(value), found.start(), found.end()))
        for pointer, _, value in cells(filled, "text", "long_text", "target")
        if pointer != fault.pointers[0]
        for found in re.finditer(rf"(?<![\d.]){re.escape(numeral[0])}", str(value))
    )


def _beside(filled: Filled, pointer: str, text: str, start: int, end: int) -> set[str]:
    """Pairs of characters round a number; in a row of a table, what stands in the row's other cells too."""
    around = [text[max(0, start - 8) : start], text[end : end + 8]]
    if pointer.count("/") > 2:
        row = get(filled.data, pointer.rpartition("/")[0])
        around += [str(row[key]) for key in ("name", "item") if row.get(key)]
    return {part[at : at + 2] for part in around for at in range(len(part) - 1) if part[at : at + 2].isalpha()}


def _turned_round(filled: Filled, fault: Fault) -> bool:
    return {fault.old[0], fault.new[0]} == {"≥", "≤"}


def _other_family(filled: Filled, fault: Fault) -> bool:
    """Not 次 for 个 or 家 for 户, which count as before; nor the unit that stands in the row anyway."""
    row, _, key = fault.pointers[0].rpartition("/")
    beside = get(filled.data, row).get("unit") or ""
    if key != "target" and beside:
        return _family(fault.new) != _family(fault.old + beside)
    families = {_family(fault.old), _family(fault.new)}
    return len(families) == 2 and not families <= {"count", "times", "people", "visits"}


def _date_tells(filled: Filled, fault: Fault) -> bool:
    try:
        start, end = (datetime.date.fromisoformat(str(fault.data[key])) for key in ("start_date", "end_date"))
    except ValueError:
        return True
    return end < start or not start.year <= filled.year <= end.year or end.year - start.year >= 10


def _other_root(filled: Filled, fault: Fault) -> bool:
    return fault.old.partition("—")[0] != fault.new.partition("—")[0]


def _cut_in_a_sentence(filled: Filled, fault: Fault) -> bool:
    """A text of one short sentence without its full stop may be whole."""
    return bool(fault.new) and fault.new[-1] not in "。；！？;" and not _AT_AN_END(fault.new) and len(fault.new) > 20


def _count_elsewhere(filled: Filled, fault: Fault) -> bool:
    """The old frequency makes a number of times that an indicator of the same words has as its target."""
    at = next((at for at, (one, other) in enumerate(zip(fault.old, fault.new, strict=False)) if one != other), 0)
    said = next((said for said in re.finditer("每(月|季度|半年)", fault.old) if said.start() <= at < said.end()), None)
    if said is None:
        return False
    times = {"月": "12", "季度": "4", "半年": "2"}[said[1]]
    clause = (
        re.split("[，。；：;]", fault.old[: said.start()])[-1] + re.split("[，。；：;]", fault.old[said.start() :])[0]
    )
    pairs = {clause[start : start + 2] for start in range(len(clause) - 1)}
    for row in filled.data["indicators"]:
        target = f"{row.get('operator') or ''}{row.get('value') or ''}{row.get('unit') or ''}" or ""
        name = re.sub("(?:次数|场次|期数)$", "", str(row["name"]))
        if str(row.get("target") or target) in (f"={times}次", f"={times}场", f"={times}期") and name[-2:] in pairs:
            return True
    return False


_AT_AN_END = re.compile(r"(?:以上|以下|以内|%|元)$").search
_TELLING: dict[str, Callable[[Filled, Fault], bool]] = {
    "blank": _blank_tells,
    "swap": _swap_tells,
    "digit of an amount": _equation_fails,
    "digit of a target": _number_elsewhere,
    "digit of a text": _number_elsewhere,
    "comparison": _turned_round,
    "unit": _other_family,
    "date": _date_tells,
    "category": _other_root,
    "truncated": _cut_in_a_sentence,
    "frequency": _count_elsewhere,
}
