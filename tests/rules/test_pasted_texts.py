"""Somebody pastes 32,767 characters, the most that a cell of Excel takes, into every cell: the check still ends, and says so."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from xltoolkit.form.load import load_form
from xltoolkit.reader.near import likeness
from xltoolkit.reader.submission import Submission
from xltoolkit.rules import run_rules
from xltoolkit.text.normal import clean_text, key
from xltoolkit.text.quantity import find_quantities
from xltoolkit.text.similar import core
from xltoolkit.text.target import BAD, parse_target

FULL = 32_767
BASE = json.loads((Path(__file__).parent / "base.json").read_text(encoding="utf-8"))

PATTERNS = {
    "one digit": "1",
    "bounds": "≥1",
    "rates": "1%",
    "days": "3天",
    "changes": "由3万元增加到5万元，",
    "every month": "每月",
    "quarters": "第一季度",
    "Chinese numerals": "一十",
    "blanks before a line break": "\t",
    "comments never closed": "<!--",
    "tags": "<a ",
    "entities": "&amp;",
    "numbered": "1、",
}


@pytest.mark.parametrize("pattern", PATTERNS.values(), ids=PATTERNS)
def test_a_text_as_long_as_a_cell_takes_stands_everywhere(pattern: str) -> None:
    text = ("甲-->" + pattern * FULL)[: FULL - 2] + "\n乙"
    form = load_form("jiangyin-project")
    data = json.loads(json.dumps(BASE))
    for pointer, field in form.fields.items():
        if field.kind in ("text", "long_text", "person"):
            data[pointer[1:]] = text
    for row in data["indicators"]:
        row.update(name=text, target=text, source=text)
    for row in data["estimates"]:
        row.update(item=text, purpose=text)
    report = run_rules(Submission.from_document(form, data, 2020))
    assert report.findings
    assert all(len(finding.message) < 2_000 for finding in report.findings)


def test_what_names_numbers_and_targets_are_made_of_is_bounded() -> None:
    assert len(core("长" * FULL)) < 1_000
    assert len(find_quantities("12次、" * 10_000)) < 1_000
    assert parse_target("≥1" * 16_000).kind == BAD  # and no error: a bound leads to the next
    assert likeness("数量", "数量" * 10_000) == 0.0


def test_comments_and_blank_lines_go_as_before() -> None:
    assert clean_text("甲<!-- a <!-- b -->乙<!---->丙<!-- never closed") == "甲乙丙<!-- never closed"
    assert clean_text(" 甲 \t\n \n\n  乙\r\n丙 \n ") == "甲\n乙\n丙"
    assert key("甲<!--\n-->乙") == "甲乙"
