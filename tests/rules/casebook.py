"""The rules' examples: small Markdown tables that patch a clean document. `cases/CODE.md` holds two that fail and two that pass, or more.

    ## 不通过：计划每半年，指标四次
    | 位置 | 内容 |
    |---|---|
    | /implementation_plan | 一、硬件平台维护，每半年开展一次硬件巡检。 |

    找到：/indicators/1/target
    级别：error

A position is a JSON Pointer; a row beyond a table's end is added. Contents: `（空）` is blank, `（删除）` takes a row out, `（清空）` empties
a table, `\\n` is a line break. `年度` and `表样` stand for year and form
(a shipped one, or a folder of tests/form/sister_forms). A second table `| 读取时发现 | 位置 | 原文 | 读作 | 细节 |`
holds what the reader remarked. Numbers of numeric fields are given as numbers.
"""

from __future__ import annotations

import json
import re
from copy import deepcopy
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, NamedTuple

from xltoolkit.findings import Place
from xltoolkit.form.load import load_form
from xltoolkit.form.model import NUMERIC_KINDS, Form
from xltoolkit.reader import remarks as kinds
from xltoolkit.reader.submission import Remark, Submission

HERE = Path(__file__).resolve().parent
CASES = HERE / "cases"
SISTERS = HERE.parent / "form" / "sister_forms"
BASES = {"jiangyin-project": HERE / "base.json"}
BLANK, DELETED, EMPTIED = "（空）", "（删除）", "（清空）"


class Case(NamedTuple):
    """One example: patches over the clean document, what must be found at which pointers (fails) or not at all (passes)."""

    code: str
    title: str
    fails: bool
    patches: tuple[tuple[str, str], ...]
    remarks: tuple[tuple[str, ...], ...]
    expected: tuple[str, ...]
    severity: str

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


def read_cases(path: Path) -> list[Case]:
    """All cases of one file, in its order."""
    cases = []
    for part in path.read_text("utf-8").split("\n## ")[1:]:
        heading, _, body = part.partition("\n")
        kind, _, title = heading.partition("：")
        assert kind in ("不通过", "通过"), f"{path.name}: {heading}"
        patches, remarks, expected, severity = [], [], [], ""
        reading_remarks = False
        for line in body.splitlines():
            if line.startswith("|"):
                cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
                if cells[0] in ("位置", "读取时发现"):
                    reading_remarks = cells[0] == "读取时发现"
                elif set(cells[0]) <= set("-: "):
                    continue
                elif reading_remarks:
                    remarks.append(tuple(cells))
                else:
                    patches.append((cells[0], _content(cells[1])))
            elif line.startswith("找到："):
                expected = line.removeprefix("找到：").split("、")
            elif line.startswith("级别："):
                severity = line.removeprefix("级别：")
        cases.append(
            Case(path.stem, title, kind == "不通过", tuple(patches), tuple(remarks), tuple(expected), severity)
        )
    return cases


def _content(cell: str) -> str:
    """`␠` stands for a blank, `\\n` for a line break, `\\u200b` for a character that nobody sees."""
    cell = cell.replace("\\n", "\n").replace("␠", " ")
    return re.sub(r"\\u([0-9a-f]{4})", lambda found: chr(int(found[1], 16)), cell)


def all_cases() -> list[Case]:
    return [case for path in sorted(CASES.glob("*.md")) for case in read_cases(path)]


def clean_document(form_id: str = "jiangyin-project") -> dict[str, Any]:
    """The document that the cases patch; of another form its shipped example."""
    if form_id in BASES:
        return json.loads(BASES[form_id].read_text("utf-8"))  # type: ignore[no-any-return]
    return json.loads((Path(_form(form_id).folder) / "example.json").read_text("utf-8"))["data"]  # type: ignore[no-any-return]


def _form(form_id: str) -> Form:
    sister = SISTERS / form_id
    return load_form(str(sister) if sister.is_dir() else form_id)


def submission_of(case: Case) -> Submission:
    """The clean document with the case's patches and remarks."""
    settings = {place: content for place, content in case.patches if not place.startswith("/")}
    form = _form(settings.get("表样", "jiangyin-project"))
    document = deepcopy(clean_document(form.id))
    deleted: list[tuple[list[Any], int]] = []
    for place, content in case.patches:
        if place.startswith("/"):
            _patch(document, form, place, content, deleted)
    for rows, index in sorted(deleted, key=lambda pair: -pair[1]):
        del rows[index]
    year = int(settings["年度"]) if "年度" in settings else form.year
    submission = Submission.from_document(form, document, year)
    for kind, pointer, *rest in case.remarks:
        raw, value, detail = [*rest, "", "", ""][:3]
        known = getattr(kinds, kind.upper())
        place = submission.place(pointer) if pointer.startswith("/") else Place(pointer or "基本信息", 1, 1)
        submission.remarks.append(Remark(known, pointer if pointer.startswith("/") else "", place, raw, value, detail))
        if known in kinds.UNDERSTOOD_NOT:
            submission.unreadable.add(pointer)
    return submission


def _patch(
    document: dict[str, Any], form: Form, pointer: str, content: str, deleted: list[tuple[list[Any], int]]
) -> None:
    *parents, last = pointer.split("/")[1:]
    node: Any = document
    for token in parents:
        if isinstance(node, list):
            while len(node) <= int(token):
                node.append({})
            node = node[int(token)]
        else:
            node = node.setdefault(token, {})
    if content == DELETED:
        deleted.append((node, int(last)))
    elif content == EMPTIED:
        node[last] = []
    else:
        field = form.field(pointer)
        assert field is not None, f"the form has no {pointer}"
        node[last] = None if content == BLANK else _number(content) if field.kind in NUMERIC_KINDS else content


def _number(content: str) -> Any:
    try:
        return Decimal(content)
    except InvalidOperation:
        return content
