"""Single faults for the mutation bench: what well-filled forms there are, where a fault can be put, and the operators that put it there.

The operators know nothing of a form but form.json: which fields there are, of what kind, the tree, the tables. Every fault
changes one thing (a swap: two). Computed cells follow their inputs, as in a workbook, unless they are the cell that is changed.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable, Iterator
from copy import deepcopy
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

from xltoolkit.findings import Finding
from xltoolkit.form.equation import Undetermined, evaluate
from xltoolkit.form.load import load_form
from xltoolkit.form.model import Field, Form
from xltoolkit.reader.submission import NotDeclared, Submission, Unreadable, get, put
from xltoolkit.rules import run_rules

_TESTS = Path(__file__).resolve().parent.parent / "tests"
FORMS = (_TESTS / "rules" / "fixtures" / "forms", _TESTS / "contract" / "forms")
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


def well_filled() -> list[Filled]:
    """The fixtures of tests/rules and tests/contract."""
    found = []
    for path in sorted(path for folder in FORMS for path in folder.glob("*.json")):
        content = json.loads(path.read_text("utf-8"), parse_float=Decimal)
        form = load_form(content["form"])
        data = _as_decimals(form, content["data"])
        found.append(with_known(Filled(path.stem, form, content["year"], data, frozenset())))
    return found


def with_known(filled: Filled) -> Filled:
    """The form, with what is said of it before there is a fault in it."""
    before = findings_of(filled.form, filled.data, filled.year)
    return filled._replace(known=frozenset((finding.code, finding.pointer) for finding in before))


def findings_of(form: Form, data: dict[str, Any], year: int) -> tuple[Finding, ...]:
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


class NoPlace(Exception):
    """The form has no cell for this fault."""


def _choose(chance: random.Random, found: list[Cell]) -> Cell:
    if not found:
        raise NoPlace
    return chance.choice(found)


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
    return _one(filled, "blank", _choose(chance, cells(filled, *kinds)), None)


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
    cell = _choose(chance, cells(filled, "amount"))
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
    cell = _choose(chance, cells(filled, "amount", "percent", computed=True))
    new = Decimal(_other_digit(f"{cell[2]:.2f}", chance))
    return _one(filled, "digit of an amount", cell, new) if new != cell[2] else None


@operator
def digit_of_a_target(filled: Filled, chance: random.Random) -> Fault | None:
    cell = _choose(chance, cells(filled, "target"))
    new = _other_digit(cell[2], chance)
    return _one(filled, "digit of a target", cell, new) if new != cell[2] else None


@operator
def digit_of_a_text(filled: Filled, chance: random.Random) -> Fault | None:
    cell = _choose(chance, cells(filled, "text", "long_text"))
    new = _other_digit(cell[2], chance)
    return _one(filled, "digit of a text", cell, new) if new != cell[2] else None


@operator
def comparison(filled: Filled, chance: random.Random) -> Fault | None:
    cell = _choose(chance, cells(filled, "target"))
    if cell[2][:1] not in "≥≤=":
        return None
    new = chance.choice([sign for sign in ("≥", "≤", "=") if sign != cell[2][0]]) + cell[2][1:]
    return _one(filled, "comparison", cell, new)


@operator
def unit(filled: Filled, chance: random.Random) -> Fault | None:
    cell = _choose(chance, cells(filled, "target"))
    found = re.fullmatch(r"([≥≤=]?\d[\d.,]*)(\(?[^\d]{0,8})", cell[2])
    if found is None:
        return None
    return _one(filled, "unit", cell, found[1] + chance.choice([one for one in UNITS if one != found[2]]))


@operator
def date(filled: Filled, chance: random.Random) -> Fault | None:
    cell = _choose(chance, cells(filled, "date"))
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
    cell = _choose(chance, cells(filled, "long_text"))
    keep = int(len(cell[2]) * chance.uniform(0.3, 0.95))
    return _one(filled, "truncated", cell, cell[2][:keep])


@operator
def placeholder(filled: Filled, chance: random.Random) -> Fault | None:
    cell = _choose(
        chance, [one for one in cells(filled, "text", "person", "phone", "target", "long_text") if one[1].required]
    )
    return _one(filled, "placeholder", cell, chance.choice(("XX", "×××", "待定", "待补充", "……", "***", "请填写")))


@operator
def web_tags(filled: Filled, chance: random.Random) -> Fault | None:
    cell = _choose(chance, cells(filled, "text", "long_text"))
    return _one(filled, "web tags", cell, chance.choice((f"<p>{cell[2]}</p>", f"{cell[2]}<br/>", f"&nbsp;{cell[2]}")))


@operator
def words_for_a_number(filled: Filled, chance: random.Random) -> Fault | None:
    cell = _choose(chance, cells(filled, "amount", "percent", "number"))
    return _one(filled, "words for a number", cell, chance.choice(("三百", "见附件", f"约{cell[2]}", "待定", "5,00")))


@operator
def sign_of_an_amount(filled: Filled, chance: random.Random) -> Fault | None:
    cell = _choose(chance, [one for one in cells(filled, "amount") if one[2]])
    return _one(filled, "sign of an amount", cell, -cell[2])


@operator
def name_for_a_telephone(filled: Filled, chance: random.Random) -> Fault | None:
    found = cells(filled, "phone")
    return _one(filled, "name for a telephone", found[0], chance.choice(("张三", "12", "见通讯录"))) if found else None


@operator
def telephone_for_a_name(filled: Filled, chance: random.Random) -> Fault | None:
    found = cells(filled, "person")
    new = chance.choice(("13861600021", "0510-86842233", "某市财政局"))
    return _one(filled, "telephone for a name", chance.choice(found), new) if found else None


@operator
def choice_that_is_none(filled: Filled, chance: random.Random) -> Fault | None:
    cell = _choose(chance, cells(filled, "choice"))
    return _one(filled, "choice that is none", cell, chance.choice(("不清楚", "一般", "其它类项目")))


@operator
def level_of_another_root(filled: Filled, chance: random.Random) -> Fault | None:
    """The second level alone is changed to one that does not belong to the first."""
    tree = filled.form.tables["/indicators"].tree
    if tree is None:
        return None
    index = chance.randrange(len(filled.data["indicators"]))
    row = filled.data["indicators"][index]
    own = next(below for name, _, below in tree.nodes if name == row[tree.levels[0]])
    child = chance.choice([one for _, _, below in tree.nodes for one in below if one not in own])
    pointers = tuple(f"/indicators/{index}/{key}" for key in tree.levels)
    return Fault("level of another root", pointers, row[tree.levels[1]], child, changed(filled, (pointers[1], child)))


@operator
def more_than_a_hundred(filled: Filled, chance: random.Random) -> Fault | None:
    found = [
        (cell, number)
        for cell in cells(filled, "target")
        if (number := re.fullmatch(r"([≥=]?)(\d\d)(%?)", cell[2]))
        and str(get(filled.data, cell[0].rpartition("/")[0] + "/name")).endswith(
            ("满意度", "满意率", "合格率", "及时率")
        )
    ]
    if not found:
        return None
    cell, number = chance.choice(found)
    return _one(filled, "more than a hundred", cell, f"{number[1]}1{number[2]}{number[3]}")


@operator
def frequency(filled: Filled, chance: random.Random) -> Fault | None:
    found = [
        (cell, said)
        for cell in cells(filled, "long_text", "text")
        for said in re.finditer("每(?:月|季度|半年)", cell[2])
    ]
    if not found:
        return None
    cell, said = chance.choice(found)
    new = chance.choice([one for one in ("每月", "每季度", "每半年") if one != said[0]])
    return _one(filled, "frequency", cell, cell[2][: said.start()] + new + cell[2][said.end() :])


@operator
def announced_number(filled: Filled, chance: random.Random) -> Fault | None:
    """`如下4个子项目：` with its list says another number."""
    found = [
        (cell, said)
        for cell in cells(filled, "long_text")
        for said in re.finditer(
            r"(?<![\d第])([2-9]|[二三四五六七八九])(?=(?:个|项|类)[^。；：]{1,8}：(?:一、|1[.、])?)", cell[2]
        )
    ]
    if not found:
        return None
    cell, said = chance.choice(found)
    digits = "0123456789" if said[0].isdecimal() else "零一二三四五六七八九"
    new = digits[
        (digits.index(said[0]) + 3) % 8 + 2 if (digits.index(said[0]) + 3) % 8 + 2 != digits.index(said[0]) else 2
    ]
    return _one(filled, "announced number", cell, cell[2][: said.start()] + new + cell[2][said.end() :])


def faults(filled: list[Filled], count: int, seed: int) -> Iterator[tuple[Filled, Fault]]:
    """`count` faults, operators and forms in turn, at places that depend on the seed alone."""
    chance = random.Random(seed)
    names = list(OPERATORS)
    made = turn = 0
    while made < count:
        one = filled[turn % len(filled)]
        plant = OPERATORS[names[(turn // len(filled)) % len(names)]]
        turn += 1
        try:
            fault = plant(one, chance)
        except NoPlace:  # a form without dates
            continue
        if fault is not None:
            made += 1
            yield one, fault
