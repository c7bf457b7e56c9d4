"""A definition that somebody mangled ends in sentences at places, never in an accident; one that passes makes a template."""

from __future__ import annotations

import copy
import json
import random
from pathlib import Path
from typing import Any

import pytest

from xltoolkit.form.build import build_form
from xltoolkit.form.validate import content_problems
from xltoolkit.reader.read import read
from xltoolkit.sheets.open import sheets_of
from xltoolkit.template import make_template

FOLDERS = sorted(path.parent for path in Path(__file__).with_name("sister_forms").glob("*/form.json"))
ATOMS: list[Any] = [
    None,
    True,
    0,
    -1,
    1.5,
    "",
    "x",
    "/a",
    "*",
    "/indicators/*/weight",
    [],
    {},
    ["sum"],
    ["base"],
    "标签",
    "名" * 70,
    10**9,
]


def places(node: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The path of everything inside a JSON value."""
    inner = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    return [place for key, value in inner for place in ((*path, key), *places(value, (*path, key)))]


def mangled(content: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    """A copy in which one thing is gone, replaced or there twice."""
    content = copy.deepcopy(content)
    *parents, last = chance.choice(places(content))
    node: Any = content
    for key in parents:
        node = node[key]
    deed = chance.choice(["gone", "replaced", "twice"])
    if deed == "gone":
        del node[last]
    elif deed == "twice" and isinstance(node, list):
        node.insert(last, copy.deepcopy(node[last]))
    else:
        node[last] = copy.deepcopy(chance.choice(ATOMS))
    return content


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_whatever_is_mangled_is_told_or_still_works(folder: Path) -> None:
    chance = random.Random(folder.name)
    definition, vocabularies = (
        json.loads((folder / name).read_text("utf-8")) for name in ("form.json", "vocabularies.json")
    )
    told = 0
    for _ in range(30):
        changed, lists = definition, vocabularies
        if chance.random() < 0.8:
            changed = mangled(definition, chance)
        else:
            lists = mangled(vocabularies, chance)
        problems = content_problems(changed, lists, {})
        told += bool(problems)
        assert all(problem.message.endswith("。") and "None" not in problem.message for problem in problems)
        if not problems:
            form = build_form(changed, lists)
            assert read(sheets_of(make_template(form))[0], form).form is form
    assert told > 10
