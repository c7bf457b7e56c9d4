"""Mutation bench of the rule book: single faults put into well-filled forms, and what the rules say about each.

    python -m bench.mutation [FAULTS] [SEED] [--missed] [--cascades]

The operators know nothing of a form but form.json: which fields there are, of what kind, the tree, the tables. Every fault
changes one thing (a swap: two). Computed cells follow their inputs, as in a workbook, unless they are the cell that is changed.
`found`: a finding that the well-filled form has not. `right cell`: its cell, or one that it names as related, is the faulty one.
`cascade`: further error-level findings beyond the first.
`telling`: whether the form alone tells that something is wrong, judged without the rules (`tells`): a required cell is blank, a
declared equation fails, the old number stands elsewhere in the form, a sign is turned round, a text stops in mid-sentence …
What is left (≥ for =, 92% for 95% that is written nowhere else) is as correct as before.
"""

from __future__ import annotations

import datetime
import json
import random
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from copy import deepcopy
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

from xltoolkit.findings import ERROR, Finding
from xltoolkit.form.equation import Undetermined, evaluate, in_row, row_table
from xltoolkit.form.load import load_form
from xltoolkit.form.model import Equation, Field, Form
from xltoolkit.reader.submission import NotDeclared, Submission, Unreadable, get, put
from xltoolkit.rules import run_rules
from xltoolkit.text.target import parse_target
from xltoolkit.text.unit import unit_of

FORMS = Path(__file__).resolve().parent.parent / "tests" / "rules" / "fixtures" / "forms"
UNITS = ("次", "人", "个", "%", "万元", "元", "家", "天", "小时", "公里", "平方米", "场", "户", "台", "分钟")


class Filled(NamedTuple):
    """A well-filled form: what the bench starts from."""

    name: str
    form: Form
    year: int
    data: dict[str, Any]
    known: frozenset[tuple[str, str]]


class Fault(NamedTuple):
    """One fault: the operator, the cells that it touched, old and new content, the document."""

    operator: str
    pointers: tuple[str, ...]
    old: str
    new: str
    data: dict[str, Any]


class Outcome(NamedTuple):
    """What the rules say about one fault."""

    form: str
    fault: Fault
    findings: tuple[Finding, ...]
    at_cell: bool
    telling: bool

    @property
    def cascade(self) -> int:
        return max(0, sum(finding.severity == ERROR for finding in self.findings) - 1)


def well_filled() -> list[Filled]:
    """The fixtures of tests/rules."""
    found = []
    for path in sorted(FORMS.glob("*.json")):
        content = json.loads(path.read_text("utf-8"), parse_float=Decimal)
        form = load_form(content["form"])
        data = _as_decimals(form, content["data"])
        known = frozenset((finding.code, finding.pointer) for finding in _findings(form, data, content["year"]))
        found.append(Filled(path.stem, form, content["year"], data, known))
    return found


def _findings(form: Form, data: dict[str, Any], year: int) -> tuple[Finding, ...]:
    return run_rules(Submission.from_document(form, data, year)).findings


def _as_decimals(form: Form, data: dict[str, Any]) -> dict[str, Any]:
    return deepcopy(Submission.from_document(form, data).data)


# -- where faults can be put: (pointer, field, value)
Cell = tuple[str, Field, Any]


def cells(filled: Filled, *kinds: str, computed: bool = False) -> list[Cell]:
    """The filled cells of these kinds, scalars and table cells."""
    found = []
    for pointer, field in filled.form.fields.items():
        if (
            field.kind in kinds
            and (value := get(filled.data, pointer)) is not None
            and (computed or field.computed is None)
        ):
            found.append((pointer, field, value))
    for table in filled.form.tables.values():
        for index, row in enumerate(filled.data[table.pointer[1:]]):
            for column in table.columns:
                if column.kind in kinds and row.get(column.key) is not None:
                    found.append((f"{table.pointer}/{index}/{column.key}", column, row[column.key]))
    return found


def changed(filled: Filled, *changes: tuple[str, Any]) -> dict[str, Any]:
    """The document with some cells changed and the computed cells worked out again."""
    data = deepcopy(filled.data)
    for pointer, value in changes:
        _set(data, pointer, value)
    touched = {pointer for pointer, _ in changes}
    for pointer, field in filled.form.fields.items():
        if field.computed is not None and pointer not in touched:
            submission = Submission.from_document(filled.form, data, filled.year)
            try:
                put(data, pointer, evaluate(field.computed, filled.form, submission))
            except (Undetermined, Unreadable, NotDeclared):
                continue
    return data


def _set(data: dict[str, Any], pointer: str, value: Any) -> None:
    *parents, last = pointer.split("/")[1:]
    node: Any = data
    for token in parents:
        node = node[int(token)] if isinstance(node, list) else node[token]
    node[last] = value


Operator = Callable[[Filled, random.Random], Fault | None]
OPERATORS: dict[str, Operator] = {}


def operator(function: Operator) -> Operator:
    OPERATORS[function.__name__.replace("_", " ")] = function
    return function


def _one(filled: Filled, name: str, cell: Cell, new: Any) -> Fault:
    return Fault(name, (cell[0],), str(cell[2]), str(new), changed(filled, (cell[0], new)))


@operator
def blank(filled: Filled, chance: random.Random) -> Fault | None:
    kinds = ("text", "long_text", "person", "phone", "choice", "date", "amount", "percent", "target")
    return _one(filled, "blank", chance.choice(cells(filled, *kinds)), None)


@operator
def swap(filled: Filled, chance: random.Random) -> Fault | None:
    kind = chance.choice(("date", "amount", "target", "text", "long_text"))
    found = cells(filled, kind)
    if len(found) < 2:
        return None
    (first, _, one), (second, _, other) = chance.sample(found, 2)
    if one == other or (
        first.rpartition("/")[2] != second.rpartition("/")[2] and first.count("/") != second.count("/")
    ):
        return None
    return Fault(
        "swap", (first, second), f"{one} | {other}", f"{other} | {one}", changed(filled, (first, other), (second, one))
    )


@operator
def ten_thousand_times(filled: Filled, chance: random.Random) -> Fault | None:
    cell = chance.choice(cells(filled, "amount"))
    return _one(filled, "ten thousand times", cell, cell[2] * 10000) if cell[2] else None


def _other_digit(text: str, chance: random.Random) -> str:
    places = [found.start() for found in re.finditer(r"\d", text)]
    if not places:
        return text
    at = chance.choice(places)
    digit = chance.choice(
        [one for one in "0123456789" if one != text[at] and not (one == "0" and at == places[0])] or ["1"]
    )
    return text[:at] + digit + text[at + 1 :]


@operator
def digit_of_an_amount(filled: Filled, chance: random.Random) -> Fault | None:
    cell = chance.choice(cells(filled, "amount", "percent", computed=True))
    new = Decimal(_other_digit(f"{cell[2]:.2f}", chance))
    return _one(filled, "digit of an amount", cell, new) if new != cell[2] else None


@operator
def digit_of_a_target(filled: Filled, chance: random.Random) -> Fault | None:
    cell = chance.choice(cells(filled, "target"))
    new = _other_digit(cell[2], chance)
    return _one(filled, "digit of a target", cell, new) if new != cell[2] else None


@operator
def digit_of_a_text(filled: Filled, chance: random.Random) -> Fault | None:
    cell = chance.choice(cells(filled, "text", "long_text"))
    new = _other_digit(cell[2], chance)
    return _one(filled, "digit of a text", cell, new) if new != cell[2] else None


@operator
def comparison(filled: Filled, chance: random.Random) -> Fault | None:
    cell = chance.choice(cells(filled, "target"))
    if cell[2][:1] not in "≥≤=":
        return None
    new = chance.choice([sign for sign in ("≥", "≤", "=") if sign != cell[2][0]]) + cell[2][1:]
    return _one(filled, "comparison", cell, new)


@operator
def unit(filled: Filled, chance: random.Random) -> Fault | None:
    cell = chance.choice(cells(filled, "target"))
    found = re.fullmatch(r"([≥≤=]?\d[\d.,]*)(\(?[^\d]{0,8})", cell[2])
    if found is None:
        return None
    return _one(filled, "unit", cell, found[1] + chance.choice([one for one in UNITS if one != found[2]]))


@operator
def date(filled: Filled, chance: random.Random) -> Fault | None:
    cell = chance.choice(cells(filled, "date"))
    new = _other_digit(cell[2], chance)
    return _one(filled, "date", cell, new) if new != cell[2] else None


@operator
def category(filled: Filled, chance: random.Random) -> Fault | None:
    table = filled.form.tables["/indicators"]
    if table.tree is None:
        return None
    index = chance.randrange(len(filled.data["indicators"]))
    row = filled.data["indicators"][index]
    root, child = chance.choice([(name, below) for name, _, children in table.tree.nodes for below in children])
    if (root, child) == (row["level1"], row["level2"]):
        return None
    pointers = tuple(f"/indicators/{index}/{key}" for key in table.tree.levels)
    data = changed(filled, *zip(pointers, (root, child), strict=True))
    return Fault(
        "category",
        (*pointers, f"/indicators/{index}/name"),
        f"{row['level1']}—{row['level2']} {row['name']}",
        f"{root}—{child}",
        data,
    )


@operator
def row_twice(filled: Filled, chance: random.Random) -> Fault | None:
    table = chance.choice(list(filled.form.tables.values()))
    rows = filled.data[table.pointer[1:]]
    index = chance.randrange(len(rows))
    data = deepcopy(filled.data)
    data[table.pointer[1:]].insert(index + 1, deepcopy(rows[index]))
    both = tuple(f"{table.pointer}/{at}/{column.key}" for at in (index, index + 1) for column in table.columns)
    return Fault("row twice", both, "", str(next(iter(rows[index].values()))), data)


@operator
def truncated(filled: Filled, chance: random.Random) -> Fault | None:
    cell = chance.choice(cells(filled, "long_text"))
    keep = int(len(cell[2]) * chance.uniform(0.3, 0.95))
    return _one(filled, "truncated", cell, cell[2][:keep])


def faults(filled: list[Filled], count: int, seed: int) -> Iterator[tuple[Filled, Fault]]:
    """`count` faults, operators and forms in turn, at places that depend on the seed alone."""
    chance = random.Random(seed)
    names = list(OPERATORS)
    made = 0
    while made < count:
        one = filled[made % len(filled)]
        fault = OPERATORS[names[(made // len(filled)) % len(names)]](one, chance)
        if fault is not None:
            made += 1
            yield one, fault


def judge(filled: Filled, fault: Fault) -> Outcome:
    """What is new in the findings, and whether one of them leads to the faulty cell."""
    new = tuple(
        finding
        for finding in _findings(filled.form, fault.data, filled.year)
        if (finding.code, finding.pointer) not in filled.known
    )
    touched = set(fault.pointers)
    tables = {"/" + pointer.split("/")[1] for pointer in touched if pointer.count("/") > 2}
    at_cell = any(
        finding.pointer in touched
        or finding.pointer in tables
        or any(other.pointer in touched for other in finding.related)
        for finding in new
    )
    return Outcome(filled.name, fault, new, at_cell, tells(filled, fault))


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
    """Not 次 for 个 or 家 for 户, which count as before."""
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
}


def run(count: int = 600, seed: int = 2020) -> list[Outcome]:
    return [judge(one, fault) for one, fault in faults(well_filled(), count, seed)]


def table(outcomes: list[Outcome]) -> str:
    """One line per operator: faults, found, at the right cell, cascades; then the same of the telling ones alone."""
    lines = [
        "| fault | faults | right cell | telling | right cell | share | cascades |",
        "|---|---:|---:|---:|---:|---:|---:|",
    ]
    counts: dict[str, Counter[str]] = {}
    for outcome in outcomes:
        for name in (outcome.fault.operator, "all"):
            own = counts.setdefault(name, Counter())
            own["faults"] += 1
            own["cell"] += outcome.at_cell
            own["telling"] += outcome.telling
            own["told"] += outcome.telling and outcome.at_cell
            own["cascades"] += outcome.cascade
    lines += [
        f"| {name} | {own['faults']} | {own['cell']} | {own['telling']} | {own['told']} | {own['told'] / max(1, own['telling']):.1%} | {own['cascades']} |"
        for name, own in sorted(counts.items(), key=lambda pair: pair[0] == "all")
    ]
    return "\n".join(lines)


def _where(fault: Fault) -> str:
    """Old and new content round the first character that differs."""
    old, new = fault.old, fault.new
    at = next(
        (at for at, (one, other) in enumerate(zip(old, new, strict=False)) if one != other), min(len(old), len(new))
    )
    start = max(0, at - 14)
    return f"{old[start : at + 14]} → {new[start : at + 14]}"


def main(words: list[str]) -> None:
    numbers = [int(word) for word in words if word.isdecimal()]
    outcomes = run(*numbers[:2])
    print(table(outcomes))
    if "--missed" in words:
        for outcome in outcomes:
            if not outcome.at_cell:
                fault = outcome.fault
                print(
                    "!" if outcome.telling else " ",
                    f"{fault.operator} [{outcome.form}] {fault.pointers[0]}: {_where(fault)}",
                    [f.code for f in outcome.findings],
                )
    if "--cascades" in words:
        for outcome in outcomes:
            if outcome.cascade:
                print(
                    outcome.fault.operator,
                    outcome.form,
                    outcome.fault.pointers,
                    [(f.code, f.severity, f.pointer) for f in outcome.findings],
                )


if __name__ == "__main__":
    main(sys.argv[1:])
