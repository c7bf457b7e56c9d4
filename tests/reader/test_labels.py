"""Labels as people change them: spacing, stars, colons and units do not count; a new wording is understood only where it is plain."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from tests.reader.judging import kinds, read_right, wrong
from tests.reader.paper import Paper, book
from xltoolkit.form.model import Form
from xltoolkit.reader import remarks
from xltoolkit.reader.read import read
from xltoolkit.reader.submission import get


@pytest.fixture
def data(example: dict[str, Any]) -> dict[str, Any]:
    return copy.deepcopy(example["data"])


@pytest.fixture
def paper(form: Form, data: dict[str, Any]) -> Paper:
    return Paper(form, data)


COSMETIC = [
    ("/project_name", "项目名称"),
    ("/project_name", "项 目 名 称 ＊ ："),
    ("/project_name", "项目\n名称*:"),
    ("/project_name", "*项目名称："),
    ("/project_name", "　项目名称*　"),
    ("/project_name", "<p>项目名称*:</p>"),
    ("/total_amount", "项目总金额（万元）*："),
    ("/total_amount", "项目总金额"),
    ("/total_amount", "项目总金额\r\n（万元）"),
    ("/funding/recurrent_appropriation", "财政经常性拨款资金"),
    ("/funding/recurrent_appropriation", "其中:财政经常性拨款资金(万元)"),
    ("/prior_year/usage_rate", "资金使用率（％）"),
    ("/indicators/target", "目 标 值"),
    ("/indicators/level1", "一级目标*"),
    ("/estimates/amount", "金额（万元）"),
]


@pytest.mark.parametrize(("pointer", "text"), COSMETIC)
def test_cosmetics_do_not_count(paper: Paper, data: dict[str, Any], pointer: str, text: str) -> None:
    read_right(read(paper.label(pointer, text).sheets()), data)


REWORDED = [
    ("/project_name", "申报项目名称"),
    ("/project_leader", "负责人"),
    ("/contact", "联系人姓名"),
    ("/start_date", "计划开始时间"),
    ("/end_date", "计划完成时间"),
    ("/total_amount", "总金额(万元)"),
    ("/annual_amount", "本年度金额"),
    ("/remarks", "其他需要说明的问题"),
    ("/prior_year/spent", "实际使用资金"),
    ("/prior_year/progress", "项目进度"),
    ("/funding/other_income", "其它收入"),
    ("/indicators/source", "目标来源"),
    ("/indicators/name", "指标名称"),
    ("/estimates/item", "明细名称"),
    ("/estimates/purpose", "资金用途说明"),
]


@pytest.mark.parametrize(("pointer", "text"), REWORDED)
def test_a_small_rewording_is_understood_and_told(paper: Paper, data: dict[str, Any], pointer: str, text: str) -> None:
    submission = read(paper.label(pointer, text).sheets())
    assert wrong(submission, data) == []
    if kinds(submission) == {remarks.FIELD_MISSING}:
        pytest.fail(f"{text} was not understood")
    assert kinds(submission) == {remarks.LABEL_CHANGED}
    (remark,) = submission.remarks_of(remarks.LABEL_CHANGED)
    assert remark.raw == text
    assert submission.unreadable == set()


def test_two_labels_reworded_alike_are_not_guessed(paper: Paper, data: dict[str, Any]) -> None:
    paper.label("/start_date", "计划日期").label("/end_date", "计划日期")
    submission = read(paper.sheets())
    assert wrong(submission, data) == []
    assert submission.unreadable == {"/start_date", "/end_date"}


def test_a_label_with_quite_another_text_is_missing_not_blank(paper: Paper, data: dict[str, Any]) -> None:
    submission = read(paper.label("/fund_use", "经费类别").sheets())
    assert wrong(submission, data) == []
    assert submission.unreadable == {"/fund_use"}
    assert kinds(submission) == {remarks.FIELD_MISSING}


def test_a_blank_value_before_a_lost_label_does_not_take_the_neighbours_value(
    paper: Paper, data: dict[str, Any]
) -> None:
    paper.write("/fund_use", None).label("/government_procurement", "")
    submission = read(paper.sheets())
    assert get(submission.data, "/fund_use") is None
    assert submission.unreadable == {"/government_procurement"}


def test_the_value_typed_behind_the_label(paper: Paper, data: dict[str, Any]) -> None:
    paper.label("/submitting_unit", "填报单位：江阴市人社局").write("/submitting_unit", None)
    paper.label("/contact", "联系人：王某某").write("/contact", None)
    submission = read(paper.sheets())
    data.update(submitting_unit="江阴市人社局", contact="王某某")
    read_right(submission, data, remarks.BESIDE_LABEL)


def test_another_unit_in_the_label_leaves_the_amount_open(paper: Paper, data: dict[str, Any]) -> None:
    submission = read(paper.label("/total_amount", "项目总金额(元)*:").write("/total_amount", "n:3000000").sheets())
    assert submission.unreadable == {"/total_amount"}
    assert get(submission.data, "/total_amount") == "3000000"
    (remark,) = submission.remarks_of(remarks.LABEL_UNIT)
    assert (remark.raw, remark.value, remark.detail) == ("元", "万元", "3000000")


def test_an_amount_that_says_its_own_unit_is_certain_whatever_the_label_says(
    paper: Paper, data: dict[str, Any]
) -> None:
    submission = read(paper.label("/total_amount", "项目总金额(元)*:").write("/total_amount", "3000000元").sheets())
    read_right(submission, data, remarks.UNIT_SUFFIX)


def test_twins_side_by_side_keep_their_places() -> None:
    from xltoolkit.form.load import load_form

    sheets = book(
        Sheet1="""
            财政项目支出绩效目标申报表
            （2026年度）
            项目名称 | 拆违经费 | 项目性质 | 阶段性项目 | 项目类别 | 特定目标类
            主管部门 | 某局 | 实施单位 | 某队
            计划开始日期 | d:2026-01-01 | 计划完成日期 | d:2026-12-31
            项目资金总额 | n:30 | 年度资金申请总额 | n:13
            其中：财政资金 | n:10 | 其中：当年财政拨款 | n:7
            | | 上年结转资金 | n:2
            其他资金 | n:20 | 其他资金 | n:4
            项目总目标 | 做好拆违 | <
            年度总体目标 | 拆除若干 | <
        """
    )
    submission = read(sheets, load_form("putuo-project"))
    assert get(submission.data, "/total_funding/other") == 20
    assert get(submission.data, "/annual_funding/other") == 4


def test_of_twins_only_one_is_left_and_its_column_says_which() -> None:
    from xltoolkit.form.load import load_form

    sheets = book(
        Sheet1="""
            项目名称 | 拆违经费 | 项目性质 | 阶段性项目 | 项目类别 | 特定目标类
            主管部门 | 某局 | 实施单位 | 某队
            计划开始日期 | d:2026-01-01 | 计划完成日期 | d:2026-12-31
            项目资金总额 | n:30 | 年度资金申请总额 | n:13
            其中：财政资金 | n:10 | 其中：当年财政拨款 | n:7
            | | 上年结转资金 | n:2
            | | 其他资金 | n:4
            项目总目标 | 做好拆违
            年度总体目标 | 拆除若干
        """
    )
    submission = read(sheets, load_form("putuo-project"))
    assert get(submission.data, "/annual_funding/other") == 4
    assert get(submission.data, "/total_funding/other") is None
    assert "/total_funding/other" in submission.unreadable
