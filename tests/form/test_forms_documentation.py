"""docs/forms.md teaches a bureau to declare a form: what it shows works, and what can be written is in it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from xltoolkit.form.equation import CONDITIONS, OPERATORS
from xltoolkit.form.load import load_form
from xltoolkit.form.model import KINDS
from xltoolkit.form.validate import folder_problems, schema_of
from xltoolkit.reader.submission import Submission
from xltoolkit.rules import all_rules, run_rules
from xltoolkit.rules.knowledge.thresholds import DEFAULTS

PAGE = Path(__file__).resolve().parents[2] / "docs" / "forms.md"
TEXT = PAGE.read_text("utf-8")


@pytest.fixture
def park(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The form of the page, as a reader would put it into a folder."""
    for name, content in re.findall(r"<!-- example: (\S+) -->\n```json\n(.*?)```", TEXT, re.DOTALL):
        (tmp_path / name).write_text(content, "utf-8")
    monkeypatch.setenv("XLTOOLKIT_FORMS", str(tmp_path))
    return "park-upkeep"


def keys_of(schema: Any) -> set[str]:
    """Every name of a `properties` object, however deep."""
    if isinstance(schema, list):
        return set().union(*map(keys_of, schema))
    if not isinstance(schema, dict):
        return set()
    own = set(schema["properties"]) if isinstance(schema.get("properties"), dict) else set()
    return own.union(*(keys_of(inner) for inner in schema.values()))


@pytest.mark.parametrize("schema", ["form.schema.json", "vocabularies.schema.json"])
def test_every_key_that_can_be_written_is_explained(schema: str) -> None:
    assert {key for key in keys_of(schema_of(schema)) if f"`{key}`" not in TEXT} == set()


def test_every_kind_and_operator_is_explained() -> None:
    assert {kind for kind in KINDS if f"`{kind}`" not in TEXT} == set()
    shown = TEXT[TEXT.index("## Expressions") :]
    assert {
        name for name in {**OPERATORS, **CONDITIONS} if f'["{name}"' not in shown and f"`{name}`" not in shown
    } == set()


def test_the_schema_knows_the_thresholds_of_the_rules() -> None:
    assert set(schema_of("form.schema.json")["$defs"]["thresholds"]["properties"]) == set(DEFAULTS)


def test_the_codes_of_equations_are_rules() -> None:
    codes = set(re.findall(r"\b(?:BUD|IND|COM)\d{3}\b", TEXT))
    assert codes <= {rule.code for rule in all_rules()}


def test_the_example_is_a_form(park: str, tmp_path: Path) -> None:
    assert folder_problems(str(tmp_path)) == []
    form = load_form(park)
    assert [equation.text for equation in form.equations if equation.code != "BUD002"] == [
        "项目概算合计 = 本年度金额",
        "资金总额 = 本年度金额",
    ]


def test_the_faults_that_the_page_shows_are_told_so(park: str, tmp_path: Path) -> None:
    for name, right, wrong, where in (
        (
            "form.json",
            '"label": "金额", "kind": "amount"',
            '"label": "金额", "kind": "amout"',
            "/sections/1/columns/1/kind",
        ),
        ("form.json", '["sum", "/estimates/*/amount"]', '["sum", "/estimates/*/amuont"]', "/equations/0/left/1"),
        ("vocabularies.json", '"绿化": "绿化养护"', '"绿化": "绿化养"', "vocabularies.json:/fund_use/aliases/绿化"),
    ):
        text = (tmp_path / name).read_text("utf-8")
        (tmp_path / name).write_text(text.replace(right, wrong), "utf-8")
        [problem] = folder_problems(str(tmp_path))
        assert problem.where == where
        shown = next(line for line in TEXT.splitlines() if line.startswith(f"{where}："))
        assert str(problem).startswith(shown.partition("…")[0])
        (tmp_path / name).write_text(text, "utf-8")


def test_a_toy_form_goes_the_whole_way_and_touches_no_python(park: str, tmp_path: Path) -> None:
    """Template made, filled in, read back, checked: for a form that the package has never seen."""
    from xltoolkit.reader.read import read
    from xltoolkit.sheets.open import open_sheets
    from xltoolkit.template import make_template

    form = load_form(park)
    data = {
        "project_name": "滨江公园养护", "fund_use": "绿化养护", "annual_amount": 80, "funding": {"fiscal": 80},
        "estimates": [{"item": "草坪", "amount": 60}, {"item": "座椅", "amount": 25, "purpose": "更换50把"}],
    }  # fmt: skip
    path = tmp_path / "滨江公园.xlsx"
    path.write_bytes(make_template(form, data=data))
    submission: Submission = read(open_sheets(str(path)), form, str(path))
    assert submission.text("/fund_use") == "绿化养护"
    assert submission.amount("/funding/total") == 80
    codes = {finding.code: finding.pointer for finding in run_rules(submission, ["BUD00", "COM020"]).findings}
    assert codes == {"BUD001": "/estimates", "COM020": "/estimates/0/purpose"}
