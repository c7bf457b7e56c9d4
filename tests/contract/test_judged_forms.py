"""Well-filled forms of trades that no rule was written for: read back as typed, no error, hardly a warning."""

from __future__ import annotations

import json
from copy import deepcopy
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from xltoolkit import load_form, make_template
from xltoolkit.findings import ERROR, WARNING, Finding
from xltoolkit.reader.read import read_file
from xltoolkit.reader.submission import Submission
from xltoolkit.rules import run_rules

FORMS = Path(__file__).with_name("forms")
NAMES = sorted(path.stem for path in FORMS.glob("*.json"))


def filled(name: str) -> dict[str, Any]:
    """The envelope {form, year, data} of one well-filled form."""
    made: dict[str, Any] = json.loads((FORMS / f"{name}.json").read_text("utf-8"), parse_float=Decimal)
    return made


def findings(envelope: dict[str, Any]) -> list[Finding]:
    form = load_form(envelope["form"])
    return list(run_rules(Submission.from_document(form, envelope["data"], envelope["year"])).findings)


def after(name: str, **changes: Any) -> list[Finding]:
    """What is found when these fields of a well-filled form say something else."""
    envelope = deepcopy(filled(name))
    envelope["data"].update(changes)
    return findings(envelope)


@pytest.mark.parametrize("name", NAMES)
def test_a_careful_department_hears_nothing_but_hints(name: str) -> None:
    found = findings(filled(name))
    assert not [one for one in found if one.severity == ERROR], found
    assert not [one for one in found if one.severity == WARNING], found


@pytest.mark.parametrize("name", NAMES)
def test_what_was_typed_is_read_back(name: str, tmp_path: Path) -> None:
    envelope = filled(name)
    workbook = tmp_path / "申报表.xlsx"
    workbook.write_bytes(make_template(load_form(envelope["form"]), envelope["year"], envelope["data"]))
    submission = read_file(workbook)
    assert bare(submission.data) == bare(envelope["data"])
    assert submission.year == envelope["year"]


def bare(value: Any) -> Any:
    """Without blanks: absent, null and '' are equal; 190.0 and 190 too."""
    if isinstance(value, dict):
        return {key: kept for key, own in value.items() if (kept := bare(own)) not in (None, {}, [])}
    if isinstance(value, list):
        return [bare(one) for one in value]
    if isinstance(value, (int, Decimal)):
        return Decimal(value).normalize()
    return value or None


def test_two_thousand_books_are_not_the_year_two_thousand() -> None:
    found = after("library", annual_goal="全年开展社区流动服务120场次，更新图书2000册，车辆安全行驶无事故。")
    assert "X003" not in {one.code for one in found}
    found = after("library", annual_goal="2025年开展社区流动服务120场次，更新图书2000册，车辆安全行驶无事故。")
    assert [(one.code, one.found) for one in found if one.severity == WARNING] == [("X003", "2025")]


def test_where_a_text_says_from_what_to_what_only_the_end_is_promised() -> None:
    goal = "完成馆藏4.2万卷婚姻档案数字化，扫描120万页，建成查询数据库1个，群众查档时间由30分钟缩短到5分钟以内。"
    assert "X021" not in {one.code for one in after("archive", overall_goal=goal)}
    found = after("archive", overall_goal=goal.replace("缩短到5分钟", "缩短到25分钟"))
    assert any(one.code in ("X015", "X021") for one in found), found


def test_a_self_evaluation_may_reach_less_or_more_than_was_planned() -> None:
    done = "全年养护农村公路300公里，路面完好率91%，修补坑槽2.4万平方米，群众满意度93%。"
    rows = deepcopy(filled("rural")["data"]["indicators"])
    rows[0].update(actual="300", reason="桥梁改造路段未通车。")
    rows[2].update(actual="91")
    found = after("rural", goal_completion=done, indicators=rows)
    assert not [one for one in found if one.code.startswith("X")], found
    told = [(one.code, one.pointer) for one in after("rural", goal_completion=done)]
    assert told == [("X031", "/indicators/0/actual"), ("X031", "/indicators/2/actual")]


def test_a_part_that_has_its_own_indicator_is_held_against_it() -> None:
    plan = filled("food-sampling")["data"]["implementation_plan"]
    found = after("food-sampling", implementation_plan=plan.replace("餐饮环节2300批次", "餐饮环节3200批次"))
    assert [(one.code, one.pointer) for one in found] == [("X015", "/indicators/6/target")]


def test_a_quantity_told_with_its_price_in_words_is_multiplied() -> None:
    rows = deepcopy(filled("population")["data"]["estimates"])
    rows[0]["amount"] = Decimal(1120)
    found = after("population", estimates=rows)
    told = [(one.code, one.severity, one.pointer) for one in found if one.severity == ERROR]
    assert told == [("X018", ERROR, "/estimates/0/amount")]
