"""Real public forms of the same family, each declared as data alone: department-wide goals, scoring rules, schedules, monitoring.

Every folder of sister_forms is a form that the package has never seen. The official workbook is made from it, filled, read back, checked.
"""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from xltoolkit.findings import ERROR
from xltoolkit.form.load import load_form
from xltoolkit.form.schema import document_problems
from xltoolkit.form.validate import folder_problems
from xltoolkit.reader.read import read
from xltoolkit.reader.submission import Submission
from xltoolkit.rules import run_rules
from xltoolkit.sheets.open import open_sheets
from xltoolkit.template import make_template
from xltoolkit.template.workshop import export_form, import_form

FOLDERS = sorted(path.parent for path in Path(__file__).with_name("sister_forms").glob("*/form.json"))


@pytest.fixture(params=FOLDERS, ids=lambda folder: folder.name)
def folder(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XLTOOLKIT_FORMS", str(request.param))
    return request.param


def without_blanks(value: Any) -> Any:
    """A document as it is compared: blanks left out, numbers exact."""
    if isinstance(value, dict):
        kept = {key: without_blanks(inner) for key, inner in value.items()}
        return {key: inner for key, inner in kept.items() if inner not in (None, "", {}, [])}
    if isinstance(value, list):
        return [without_blanks(inner) for inner in value]
    return Decimal(str(value)).normalize() if isinstance(value, (int, float, Decimal)) else value


def example_of(folder: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((folder / "example.json").read_text("utf-8"))
    return content


def test_its_declaration_is_right(folder: Path) -> None:
    assert [str(problem) for problem in folder_problems(str(folder))] == []


def test_what_is_filled_in_is_read_back(folder: Path, tmp_path: Path) -> None:
    form, example = load_form(folder.name), example_of(folder)
    path = tmp_path / "填好的表.xlsx"
    path.write_bytes(make_template(form, example["year"], example["data"]))
    submission = read(open_sheets(str(path)), None, str(path))
    assert (submission.form.id, submission.year) == (form.id, example["year"])
    assert without_blanks(submission.data) == without_blanks(example["data"])
    assert submission.remarks == []
    assert document_problems(form, submission.data) == []
    assert [finding.message for finding in run_rules(submission).findings if finding.severity == ERROR] == []


def test_its_workshop_gives_back_the_same_form(folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "表样定义.xlsx"
    path.write_bytes(export_form(load_form(folder.name)))
    made = import_form(str(path), str(tmp_path / "新"))
    for name in ("form.json", "vocabularies.json"):
        assert json.loads(Path(made, name).read_text("utf-8")) == json.loads((folder / name).read_text("utf-8"))


def test_a_row_that_was_calculated_by_hand_is_told_in_its_row(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """单价 × 数量 = 金额, declared once for the column: the wrong row is named, the right ones are not."""
    folder = next(folder for folder in FOLDERS if folder.name == "mof-2013")
    form, data = load_form(str(folder)), example_of(folder)["data"]
    data["estimates"][1]["amount"] = 60
    findings = run_rules(Submission.from_document(form, data), ["BUD016"]).findings
    assert [(finding.pointer, finding.message) for finding in findings] == [
        ("/estimates/1/amount", "第4行的“金额”填的是60.00万元，按“单价 × 数量（保留2位小数）”应为6.00万元。")
    ]
