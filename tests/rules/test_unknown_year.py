"""A workbook that lost its stamp and its printed year: what needs the year is 未能检查, never silently 通过 or 不适用."""

from __future__ import annotations

import copy
from typing import Any

from xltoolkit.findings import FAILED, NOT_CHECKED
from xltoolkit.form.model import Form
from xltoolkit.reader.submission import Submission
from xltoolkit.rules import run_rules


def _outcomes(form: Form, data: dict[str, Any], year: int | None) -> dict[str, str]:
    submission = Submission.from_document(form, data)
    submission.year = year
    return run_rules(submission).outcomes


def test_what_needs_the_year_is_not_checked(form: Form, example: dict[str, Any]) -> None:
    known, unknown = _outcomes(form, example["data"], 2020), _outcomes(form, example["data"], None)
    changed = {code for code in known if known[code] != unknown[code]}
    assert changed
    assert {unknown[code] for code in changed} == {NOT_CHECKED}
    assert unknown["X001"] == NOT_CHECKED


def test_what_is_wrong_in_any_year_is_still_told(form: Form, example: dict[str, Any]) -> None:
    data = copy.deepcopy(example["data"])
    data["start_date"], data["end_date"] = data["end_date"], data["start_date"]
    assert _outcomes(form, data, None)["X001"] == FAILED


def test_a_name_without_a_year_needs_none(form: Form, example: dict[str, Any]) -> None:
    data = copy.deepcopy(example["data"])
    data["project_name"] = "人社局维保项目"
    assert NOT_CHECKED not in {
        outcomes["X002"] for outcomes in (_outcomes(form, data, None), _outcomes(form, data, 2020))
    }
