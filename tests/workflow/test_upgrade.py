"""Last year's workbook becomes this year's draft; an old or damaged template becomes a clean one. What does not move is listed."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.reader.judging import wrong
from tests.reader.paper import Paper, cell, draw
from xltoolkit.errors import Refused
from xltoolkit.form.build import build_form, read_json
from xltoolkit.form.load import load_form
from xltoolkit.form.model import Form
from xltoolkit.form.stamp import LEFTOVERS_SHEET
from xltoolkit.reader.read import read, read_file
from xltoolkit.reader.submission import Submission, get
from xltoolkit.template import make_template
from xltoolkit.template.leftover_sheet import Leftover
from xltoolkit.workflow.upgrade import upgrade, upgrade_file


@pytest.fixture
def data(example: dict[str, Any]) -> dict[str, Any]:
    return copy.deepcopy(example["data"])


def moved(old: Submission, form: Form, year: int) -> tuple[dict[str, Any], list[Leftover]]:
    """The draft as a reader of the new workbook sees it, and what is left."""
    document, leftovers = upgrade(old, form, year)
    return read(Paper(form, document).sheets(), form).data, leftovers


def reasons(leftovers: list[Leftover]) -> dict[str, str]:
    return {one.name: one.reason for one in leftovers}


def test_within_the_year_everything_moves_into_a_clean_template(
    filled_example: Path, data: dict[str, Any], tmp_path: Path
) -> None:
    content, left = upgrade_file(str(filled_example))
    (tmp_path / "新.xlsx").write_bytes(content)
    submission = read_file(str(tmp_path / "新.xlsx"))
    assert left == []
    assert wrong(submission, data) == []
    assert LEFTOVERS_SHEET not in openpyxl.load_workbook(tmp_path / "新.xlsx").sheetnames


def test_the_next_year_gets_texts_and_indicators_as_a_draft(form: Form, data: dict[str, Any]) -> None:
    draft, leftovers = moved(read(Paper(form, data).sheets()), form, 2021)
    assert draft["overview"] == data["overview"]
    assert draft["contact_phone"] == "86710000"
    assert [row["target"] for row in draft["indicators"]] == [row["target"] for row in data["indicators"]]
    assert [row["item"] for row in draft["estimates"]] == [row["item"] for row in data["estimates"]]
    assert draft["prior_year"]["budget"] == 300  # last year's amount of the year
    for pointer in (
        "/total_amount",
        "/annual_amount",
        "/start_date",
        "/prior_year/spent",
        "/funding/special_appropriation",
    ):
        assert get(draft, pointer) is None
    assert {row["amount"] for row in draft["estimates"]} == {None}
    why = reasons(leftovers)
    assert why["项目总金额"] == why["项目概算第1行 金额"] == "新年度要重新填写"
    assert why["计划开始日期"] == "项目期不到2021年，新年度要重新填写"
    assert why["项目实际使用资金"] == "旧表里没有，请按上年决算填写"
    assert why["项目名称"] == "已转入，但里面有旧年度2020，请改写"
    assert Leftover("项目概算第1行 金额", "44.40", "新年度要重新填写", "预算测算!B20") in leftovers


def test_weights_belong_to_the_draft_and_what_was_reached_does_not() -> None:
    """A self-evaluation of another city: 分值 goes with its indicator, 得分 and 实际完成值 are next year's to find out."""
    folder = Path(__file__).resolve().parents[1] / "form" / "sister_forms" / "tianchang-self-eval"
    form = load_form(str(folder))
    old = json.loads((folder / "example.json").read_text("utf-8"))["data"]
    draft, leftovers = upgrade(Submission.from_document(form, old, 2022), form, 2023)
    assert [(row["target"], row["weight"]) for row in draft["indicators"]] == [
        (row["target"], row["weight"]) for row in old["indicators"]
    ]
    assert not {"actual", "score"} & set().union(*draft["indicators"])
    why = reasons(leftovers)
    assert why["绩效指标第1行 实际完成值"] == why["绩效指标第1行 得分"] == "新年度要重新填写"


def test_a_number_that_holds_the_years_digits_is_no_year(form: Form, data: dict[str, Any]) -> None:
    data |= {"project_name": "编号2020000123的维保项目", "submitting_unit": "2020服务中心"}
    _, leftovers = moved(read(Paper(form, data).sheets()), form, 2021)
    assert "项目名称" not in reasons(leftovers)
    assert "旧年度2020" in reasons(leftovers)["填报单位"]


def test_a_project_of_several_years_keeps_its_period(form: Form, data: dict[str, Any]) -> None:
    data["end_date"] = "2022-06-30"
    draft, _ = moved(read(Paper(form, data).sheets()), form, 2021)
    assert (draft["start_date"], draft["end_date"]) == ("2020-01-01", "2022-06-30")


def test_without_a_certain_amount_the_prior_year_stays_blank(form: Form, data: dict[str, Any]) -> None:
    data |= {"annual_amount": None, "end_date": "2022-06-30"}
    draft, _ = moved(read(Paper(form, data).sheets()), form, 2021)
    assert draft["prior_year"]["budget"] is None


def test_what_could_not_be_read_does_not_move_and_says_why(form: Form, data: dict[str, Any]) -> None:
    paper = (
        Paper(form, data)
        .write("/total_amount", "t:3,00")
        .write("/end_date", "t:年底")
        .write("/contact", cell("e:#REF!"))
    )
    paper.merge("预算测算", 20, 2, 21, 2)
    draft, leftovers = moved(read(paper.sheets()), form, 2020)
    assert draft["total_amount"] is None
    assert draft["estimates"][0] == {"item": data["estimates"][0]["item"], "amount": None, "purpose": None}
    why = reasons(leftovers)
    assert why["项目总金额"] == "旧表里的内容读不准：逗号、小数点或空格的位置不对，看不出是多少"
    assert why["计划完成日期"] == "旧表里的内容读不准：不是日期"
    assert why["联系人"] == "旧表里是错误值"
    assert why["项目概算第2行 金额"] == "旧表里几行合并成了一格，说不准每行是多少"
    assert {one.content for one in leftovers} >= {"3,00", "年底", "#REF!"}


def test_a_row_that_slipped_is_listed_cell_by_cell(form: Form, data: dict[str, Any]) -> None:
    data["indicators"] = data["indicators"][:2]
    paper = Paper(form, data)
    cells = paper.cells["目标内容"]
    for column in (5, 4, 3):
        cells[4, column + 1] = cells.pop((4, column))
    cells[4, 3] = cells.pop((4, 2))
    _, leftovers = moved(read(paper.sheets()), form, 2020)
    assert [one.content for one in leftovers] == ["投入管理", "预算执行率", "≥90%"]
    assert {one.reason for one in leftovers} == {"旧表的这一行错开了一列"}


def test_what_stands_beside_the_form_is_listed(form: Form, data: dict[str, Any]) -> None:
    paper = Paper(form, data).copy("基本信息", "基本信息 (2)")
    paper.cells["基本信息 (2)"][10, 2] = cell(200)
    last = paper.last_row("预算测算")
    paper.cells["预算测算"][last + 3, 1] = cell("t:注：含上年结转")
    paper.cells["预算测算"][last + 1, 1], paper.cells["预算测算"][last + 1, 2] = cell("合计"), cell(300)
    _, leftovers = moved(read(paper.sheets()), form, 2020)
    assert {(one.name, one.content) for one in leftovers} == {
        ("（表外内容）", "注：含上年结转"),
        ("（表外内容）", "合计"),
        ("（另一份）", "基本信息 (2)"),
    }


def test_a_sheet_that_is_gone_is_said_once(form: Form, data: dict[str, Any]) -> None:
    draft, leftovers = moved(read(Paper(form, data).remove("目标内容").sheets()), form, 2020)
    assert draft["indicators"] == []
    assert [one.name for one in leftovers] == ["工作表“目标内容”"]


# -- another version, another form


def other_version(form: Form, change: Callable[[dict[str, Any]], None]) -> Form:
    definition = copy.deepcopy(form.definition)
    definition["version"] = "2"
    change(definition)
    return build_form(definition, read_json(form.folder, "vocabularies.json"))


def test_a_field_that_the_new_version_has_no_more(form: Form, data: dict[str, Any]) -> None:
    def drop(definition: dict[str, Any]) -> None:
        basic = definition["sections"][1]
        basic["rows"] = [[item for item in row if item["pointer"] != "/project_leader"] for row in basic["rows"]]

    new = other_version(form, drop)
    draft, leftovers = moved(read(Paper(form, data).sheets()), new, 2020)
    assert "project_leader" not in draft
    assert leftovers == [Leftover("项目负责人", "王某某", "新表没有这一栏", "基本信息!B8")]


def test_amounts_follow_the_unit_of_the_new_form(form: Form, data: dict[str, Any]) -> None:
    yuan = other_version(form, lambda definition: definition.update(unit="元"))
    draft, leftovers = moved(read(Paper(form, data).sheets()), yuan, 2020)
    assert draft["total_amount"] == 3000000
    assert draft["estimates"][0]["amount"] == Decimal(444000)
    assert leftovers == []


def test_a_choice_that_is_none_any_more(form: Form, data: dict[str, Any]) -> None:
    vocabularies = read_json(form.folder, "vocabularies.json")
    vocabularies["fund_use"]["values"] = ["设备", "服务"]
    new = build_form(form.definition, vocabularies)
    draft, leftovers = moved(read(Paper(form, data).sheets()), new, 2020)
    assert draft["fund_use"] is None
    assert reasons(leftovers) == {"资金用途": "不在新表的选项里（可选：设备、服务）"}


@pytest.mark.parametrize(
    ("written", "split"),
    [
        ("≥95%", {"operator": "≥", "value": "95", "unit": "%"}),
        ("=12次", {"operator": "=", "value": "12", "unit": "次"}),
        ("=0", {"operator": "=", "value": "0", "unit": None}),
        ("健全", {"operator": "定性", "value": "健全", "unit": None}),
    ],
)
def test_a_target_is_split_where_the_new_form_splits_it(
    form: Form, data: dict[str, Any], written: str, split: dict[str, Any]
) -> None:
    data["indicators"] = [{"level1": "产出指标", "level2": "数量", "name": "巡检", "target": written, "source": None}]
    draft, _ = moved(read(Paper(form, data).sheets()), load_form("sichuan-self-eval"), 2020)
    (row,) = draft["indicators"]
    assert {key: row[key] for key in split} == split


def test_a_target_that_cannot_be_split_is_listed(form: Form, data: dict[str, Any]) -> None:
    data["indicators"] = [
        {"level1": "产出指标", "level2": "数量", "name": "巡检", "target": "300-400条", "source": None}
    ]
    draft, leftovers = moved(read(Paper(form, data).sheets()), load_form("sichuan-self-eval"), 2020)
    assert draft["indicators"][0]["value"] is None
    assert reasons(leftovers)["目标内容第1行 目标值"] == "新表的目标值分成几栏，这一条拆不开"


def test_split_targets_are_joined_again() -> None:
    old = load_form("sichuan-self-eval")
    data = json.loads((Path(old.folder) / "example.json").read_text("utf-8"))["data"]
    draft, _ = moved(read(Paper(old, data).sheets()), load_form("putuo-project"), old.year)
    first = data["indicators"][0]
    assert draft["indicators"][0]["target"] == first["operator"] + first["value"] + (first["unit"] or "")


# -- the file


def test_the_new_workbook_lists_what_did_not_move(form: Form, data: dict[str, Any], tmp_path: Path) -> None:
    old = tmp_path / "2020年.xlsx"
    old.write_bytes(make_template(form, 2020, data))
    before = old.read_bytes()
    content, left = upgrade_file(str(old), year=2021)
    new = tmp_path / "2021年.xlsx"
    new.write_bytes(content)
    submission = read_file(str(new))
    assert submission.year == 2021
    assert [remark.kind for remark in submission.remarks if remark.kind != "html"] == []
    sheet = openpyxl.load_workbook(new)[LEFTOVERS_SHEET]
    rows = [[one.value for one in row] for row in sheet.iter_rows(min_row=3)]
    assert ["4", "项目总金额", "300.00", "新年度要重新填写", "基本信息!B10"] in rows
    assert "项目概算金额（13处）：新年度要重新填写" in left
    assert old.read_bytes() == before
    assert upgrade_file(str(old), year=2021) == (content, left)


def test_the_default_year_is_never_earlier_than_the_workbooks(form: Form, data: dict[str, Any], tmp_path: Path) -> None:
    path = tmp_path / "2022年.xlsx"
    path.write_bytes(make_template(form, 2022, data))
    content, _ = upgrade_file(str(path))
    path.write_bytes(content)
    assert read_file(str(path)).year == 2022


def test_a_workbook_that_is_no_form_is_refused(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active["A1"] = "名单"
    book.save(tmp_path / "名单.xlsx")
    with pytest.raises(Refused):
        upgrade_file(str(tmp_path / "名单.xlsx"))


def test_a_form_rebuilt_on_paper_of_its_own_moves_into_the_template(form: Form, data: dict[str, Any]) -> None:
    paper = Paper(form, data, stamped=False)
    for sheet in ("详细信息", "目标内容", "预算测算"):
        paper.paste(sheet, "基本信息", down=paper.last_row("基本信息") + 2, merges=False).remove(sheet)
    notes = draw("说明", "请领导审阅")
    draft, leftovers = moved(read(paper.sheets(notes)), form, 2020)
    computed = {pointer for pointer, field in form.fields.items() if field.computed is not None}
    assert set(wrong(read(Paper(form, draft).sheets()), data)) <= computed  # the template computes them anew
    assert leftovers == []
