"""Several deeds on one form, in any order: whatever people do, no field is read wrong without a word."""

from __future__ import annotations

import copy
import json
import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example as known_case
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.reader.judging import wrong
from tests.reader.paper import Paper, cell
from xltoolkit.errors import Refused
from xltoolkit.form.load import load_form
from xltoolkit.form.model import Form
from xltoolkit.reader.read import read
from xltoolkit.reader.submission import Submission, put

NOTES = ("注：见附件", "联系人", "项目名称", "备注", "合计", "填表人：张三", "=12次", "金额", "n:300")


class Clerk:
    """Somebody at a workbook; every method is one deed, chosen and aimed by chance."""

    def __init__(self, paper: Paper, source: random.Random) -> None:
        self.paper = paper
        self.source = source

    def do(self) -> None:
        deeds = [name for name in dir(self) if name.startswith("deed_")]
        getattr(self, self.source.choice(deeds))(self.source.choice(self.paper.order))

    def deed_insert_rows(self, sheet: str) -> None:
        row = self.source.randrange(1, self.paper.last_row(sheet) + 2)
        self.paper.insert_row(sheet, row, self.source.choice([1, 1, 2, 5]))

    def deed_insert_columns(self, sheet: str) -> None:
        self.paper.insert_column(sheet, self.source.randrange(1, 8), self.source.choice([1, 1, 2]))

    def deed_rename(self, sheet: str) -> None:
        name = f"表{self.source.randrange(10**6)}"
        self.paper.rename(sheet, name)

    def deed_copy(self, sheet: str) -> None:
        name = f"{sheet} ({len(self.paper.order)})"
        if name not in self.paper.order:
            self.paper.copy(sheet, name, self.source.randrange(len(self.paper.order) + 1))

    def deed_unmerge(self, sheet: str) -> None:
        self.paper.unmerge(sheet)

    def deed_reorder(self, sheet: str) -> None:
        self.source.shuffle(self.paper.order)

    def deed_hide(self, sheet: str) -> None:
        self.paper.states[sheet] = "hidden"

    def deed_space_labels(self, sheet: str) -> None:
        for at, one in self.paper.cells[sheet].items():
            if self.source.random() < 0.2 and str(one.value).endswith(":"):
                text = str(one.value).replace("*", "")
                self.paper.cells[sheet][at] = cell(f"t:{text[:2]}　{text[2:]}")

    def deed_note_below(self, sheet: str) -> None:
        row = max([self.paper.last_row(sheet), *(merge[2] for merge in self.paper.merges[sheet])])
        at = row + self.source.randrange(2, 6), self.source.randrange(1, 9)
        self.paper.cells[sheet][at] = cell(self.source.choice(NOTES))

    def deed_note_beside(self, sheet: str) -> None:
        row = self.source.randrange(1, self.paper.last_row(sheet) + 1)
        self.paper.cells[sheet][row, self.source.randrange(14, 18)] = cell(self.source.choice(NOTES))

    def deed_delete_label(self, sheet: str) -> None:
        labels = self.labels(sheet)
        if labels:
            del self.paper.cells[sheet][self.source.choice(labels)]

    def deed_reword_label(self, sheet: str) -> None:
        labels = self.labels(sheet)
        if labels:
            at = self.source.choice(labels)
            text = str(self.paper.cells[sheet][at].value)
            place = self.source.randrange(len(text))
            self.paper.cells[sheet][at] = cell(
                f"t:{text[:place]}{self.source.choice('的之项单')}{text[place + self.source.choice([0, 1]) :]}"
            )

    def labels(self, sheet: str) -> list[tuple[int, int]]:
        return [at for at, one in self.paper.cells[sheet].items() if str(one.value) in self.texts]

    @property
    def texts(self) -> set[str]:
        return {field.label for section in self.paper.form.sections for field in section.fields}


def unexplained(submission: Submission, data: dict[str, Any]) -> list[str]:
    """What was read wrong and of which nothing is said. Computed cells have stories of their own."""
    told = {remark.pointer for remark in submission.remarks}
    form = submission.form
    return [
        pointer
        for pointer in wrong(submission, data)
        if pointer.split(":")[0] not in told and not ((field := form.field(pointer)) and field.computed is not None)
    ]


def filled(form: Form, source: random.Random) -> dict[str, Any]:
    """The form's example with a quarter of its fields left blank."""
    content = json.loads((Path(form.folder) / "example.json").read_text("utf-8"))
    data: dict[str, Any] = copy.deepcopy(content["data"])
    for pointer, field in form.fields.items():
        if source.random() < 0.25 and field.computed is None:
            put(data, pointer, None)
    return data


@pytest.mark.parametrize("name", ["jiangyin-project", "putuo-project", "sichuan-self-eval"])
@settings(max_examples=150, deadline=None)
@given(seed=st.integers(0, 2**32))
@known_case(seed=463)
@known_case(seed=6799)
@known_case(seed=12123)
@known_case(seed=12094451)
def test_nothing_is_read_wrong_without_a_word(name: str, seed: int) -> None:
    form = load_form(name)
    source = random.Random(seed)
    data = filled(form, source)
    paper = Paper(form, data, stamped=source.random() < 0.5)
    clerk = Clerk(paper, source)
    for _ in range(source.randrange(1, 6)):
        clerk.do()
    try:
        submission = read(paper.sheets())
    except Refused:
        return
    assert submission.form is form
    assert unexplained(submission, data) == []
