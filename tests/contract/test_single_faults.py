"""One fault in a well-filled form, as people make it: told at its cell. Faults that were once overlooked."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.contract.test_judged_forms import filled, findings
from xltoolkit import check, load_form, make_template
from xltoolkit.findings import ERROR, HINT, WARNING
from xltoolkit.reader.understand import understand
from xltoolkit.sheets.model import TEXT, Cell


def indicator(data: dict[str, Any], name: str) -> tuple[str, dict[str, Any]]:
    """Pointer and row of the indicator of this name."""
    return next((f"/indicators/{at}", row) for at, row in enumerate(data["indicators"]) if row["name"] == name)


@pytest.mark.parametrize(
    ("form", "name", "target"),
    [
        ("air", "监测数据有效率", "≥95次"),  # 有效率 is a rate, 效率 is none
        ("air", "监测数据有效率", "≤95%"),
        ("meals", "补贴发放次数", "=21次"),
        ("archive", "图像合格率", "≤5分钟"),
        ("ambulance", "车辆交付时间", "2020年17月31日前"),
    ],
)
def test_a_target_that_cannot_be_meant(form: str, name: str, target: str) -> None:
    envelope = filled(form)
    pointer, row = indicator(envelope["data"], name)
    row["target"] = target
    assert f"{pointer}/target" in {one.pointer for one in findings(envelope)}


@pytest.mark.parametrize(
    ("old", "new", "name"),
    [
        ("每半年委托第三方开展一次比对核查", "每季度委托第三方开展一次比对核查", "比对核查次数"),
        ("每季度更换一次标准气体", "每月更换一次标准气体", "标准气体更换次数"),
    ],
)
def test_a_plan_that_says_another_frequency(old: str, new: str, name: str) -> None:
    envelope = filled("air")
    envelope["data"]["implementation_plan"] = envelope["data"]["implementation_plan"].replace(old, new)
    for text in ("annual_goal", "estimates"):
        assert envelope["data"][text]
    pointer, _ = indicator(envelope["data"], name)
    told = [one for one in findings(envelope) if one.severity != HINT]
    assert [(one.code, one.pointer) for one in told] == [("X004", f"{pointer}/target")], told


@pytest.mark.parametrize("name", ["13800000000", "0510-86123456"])
def test_a_telephone_where_a_name_is_meant(name: str) -> None:
    envelope = filled("farm")
    envelope["data"]["project_leader"] = name
    assert [(one.code, one.severity) for one in findings(envelope) if one.pointer == "/project_leader"] == [
        ("FMT003", WARNING)
    ]


@pytest.mark.parametrize(
    ("parts", "told"),
    [
        ({"operator": None}, ["operator"]),
        ({"value": None}, ["value"]),
        ({"operator": None, "value": None, "unit": None}, ["operator", "value"]),
        ({"operator": None, "value": "≥320公里", "unit": None}, ["operator"]),
    ],
)
def test_every_required_part_of_a_target_that_is_split_over_columns(parts: dict[str, Any], told: list[str]) -> None:
    envelope = filled("rural")
    envelope["data"]["indicators"][0].update(parts)
    found = [(one.code, one.pointer.rpartition("/")[2]) for one in findings(envelope)]
    assert found == [("COM011", key) for key in told]


def test_dates_that_are_reversed_say_nothing_of_the_sums() -> None:
    envelope = filled("bridge")
    envelope["data"]["end_date"] = "2025-06-30"
    assert [one.code for one in findings(envelope) if one.severity == ERROR] == ["X001"]


def test_a_progress_typed_as_a_fraction_is_one_fault(tmp_path: Path) -> None:
    envelope = filled("meals")
    envelope["data"]["prior_year"]["progress"] = Decimal("0.98")
    path = tmp_path / "申报表.xlsx"
    path.write_bytes(make_template(load_form(envelope["form"]), envelope["year"], envelope["data"]))
    assert [one.code for one in check(str(path)).findings if one.pointer == "/prior_year/progress"] == ["FMT013"]


@pytest.mark.parametrize(
    ("typed", "value"), [("420.5（万元）", "420.5"), ("4205000元", "420.5"), ("6000000元", "600"), ("0.06亿元", "600")]
)
def test_an_amount_that_says_its_unit(typed: str, value: str) -> None:
    read = understand(load_form("jiangyin-project").fields["/total_amount"], ())(Cell(TEXT, typed, typed, None, "@"))
    assert (read.value, read.meant) == (Decimal(value), value)


@pytest.mark.parametrize(
    ("form", "name", "level", "other"),
    [
        ("air", "监测数据有效率", "level1", "效果目标"),  # the rows beside it are 产出目标
        ("meals", "老年人满意率", "level1", "产出目标"),
        ("air", "监测数据有效率", "level2", "社会效益"),
        ("farm", "项目区农户满意率", "level2", "数量"),
    ],
)
def test_of_two_levels_that_do_not_go_together_the_odd_one_is_told(
    form: str, name: str, level: str, other: str
) -> None:
    envelope = filled(form)
    pointer, row = indicator(envelope["data"], name)
    row[level] = other
    told = [(one.code, one.pointer) for one in findings(envelope) if one.severity == ERROR or one.code == "IND028"]
    assert told == [("VOC004", f"{pointer}/{level}")], told


def test_an_estimate_without_name_is_one_fault() -> None:
    envelope = filled("farm")
    envelope["data"]["estimates"][1]["item"] = None
    assert [one.code for one in findings(envelope) if one.pointer == "/estimates/1/item"] == ["COM011"]


@pytest.mark.parametrize(
    ("form", "name", "target", "code"),
    [
        ("library", "更新图书册数", "≥2000人", "X022"),
        ("meals", "助餐人次", "≥15万人次", "X006"),
        ("farm", "受益农户", "≥5550户", "X006"),  # more in a year than all the years together
        ("farm", "工程质量验收合格率", "=93%", "X016"),
        ("meals", "每餐补贴标准", "=6元", "X023"),
        ("library", "更新图书册数", "尽快完成", "IND011"),
        ("library", "服务读者人次", "≥9万人次", "X006"),
    ],
)
def test_a_target_that_the_texts_contradict(form: str, name: str, target: str, code: str) -> None:
    envelope = filled(form)
    pointer, row = indicator(envelope["data"], name)
    row["target"] = target
    told = [(one.code, one.pointer) for one in findings(envelope) if one.pointer.startswith(pointer)]
    assert told == [(code, f"{pointer}/target")]


@pytest.mark.parametrize("form", ["farm", "meals", "bridge", "rural"])
def test_a_negative_amount_is_one_fault_whatever_it_adds_up_to(form: str) -> None:
    envelope = filled(form)
    data = envelope["data"]
    row = data["estimates"][0] if "estimates" in data else data.get("annual_funding") or data["money"]["fiscal"]
    key = next(key for key in ("amount", "current_appropriation", "executed") if row.get(key))
    row[key] = -row[key]
    assert [one.code for one in findings(envelope) if one.severity != HINT] == ["FMT009"]


def test_a_sum_names_every_cell_that_takes_part() -> None:
    envelope = filled("farm")
    envelope["data"]["estimates"][2]["amount"] += 3
    [told] = [one for one in findings(envelope) if one.severity == ERROR]
    assert told.code == "BUD001"
    assert "/estimates/2/amount" in {other.pointer for other in told.related}


@pytest.mark.parametrize(("form", "name"), [("rural", "养护里程"), ("rural", "路面完好率")])
def test_what_was_reached_is_held_against_the_text(form: str, name: str) -> None:
    envelope = filled(form)
    pointer, row = indicator(envelope["data"], name)
    row["actual"] = "99"
    told = [(one.code, one.pointer) for one in findings(envelope) if one.severity != HINT]
    assert told == [("X031", f"{pointer}/actual")]


def test_of_a_row_whose_levels_do_not_go_together_only_that_is_told() -> None:
    envelope = filled("bridge")
    pointer, row = indicator(envelope["data"], "沿线居民满意度")
    row["level2"] = "社会效益指标"
    told = [(one.code, one.pointer.rpartition("/")[0]) for one in findings(envelope) if one.severity != HINT]
    assert told == [("VOC004", pointer)]
