"""A narrative's numbered items are counted as its writer meant them, and a text cut off by the system is noticed."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xltoolkit.text import truncation as say
from xltoolkit.text.items import numbered_items
from xltoolkit.text.lists import announced_counts, enumeration
from xltoolkit.text.truncation import truncated

PLAN = (
    "本项目均为维保项目。\n一、金保一体化系统维护。1、做好全年度系统维护工作；2、新开发业务模块。\n二、硬件平台维保。1、日常维护，确保7*24小时运行；"
    "2、每月巡检一次；3、替换老旧设备。\n三、安全等级测评。每年测评一次。"
)


def test_nested_numbering_is_read_level_by_level() -> None:
    found = numbered_items(PLAN)
    assert [(item.level, item.number) for item in found] == [
        (0, 1),
        (1, 1),
        (1, 2),
        (0, 2),
        (1, 1),
        (1, 2),
        (1, 3),
        (0, 3),
    ]
    assert [item.title for item in found if item.level == 0] == ["金保一体化系统维护", "硬件平台维保", "安全等级测评"]
    assert found[3].text.startswith("硬件平台维保。1、日常维护")
    assert found[3].text.endswith("替换老旧设备。")
    assert all(PLAN[item.start :].startswith(item.marker) for item in found)


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        ("（一）宣传。（二）培训。（三）验收", ["宣传", "培训", "验收"]),
        ("1.道路整治 2.绿化提升 3.亮化工程", ["道路整治", "绿化提升", "亮化工程"]),
        ("(1)采购；(2)安装；(3)调试。", ["采购", "安装", "调试"]),
        ("①清淤②护岸③绿化", ["清淤", "护岸", "绿化"]),
        ("一是道路整治；二是绿化提升；三是亮化工程。", ["道路整治", "绿化提升", "亮化工程"]),
        ("第一，调研。第二，实施。", ["调研", "实施"]),
        ("费用： 一、维护费。 二、测评费。", ["维护费", "测评费"]),
        ("一、甲。二、乙。四、丁。", ["甲", "乙", "丁"]),
        ("1）甲；2）乙", ["甲", "乙"]),
    ],
)
def test_markers_of_many_kinds(text: str, titles: list[str]) -> None:
    assert [item.title for item in numbered_items(text)] == titles


@pytest.mark.parametrize(
    "text",
    [
        "统一、规范管理",
        "一、二季度开展检查",
        "标段：1、2、3号",
        "2020年1.5万元",
        "投入5、6万元",
        "之一、之二",
        "全年12次。",
        "1、只有一项",
        "",
        "二、三产业",
    ],
)
def test_what_is_no_running_numbering_gives_no_items(text: str) -> None:
    assert numbered_items(text) == []


@pytest.mark.parametrize(
    ("text", "number", "listed"),
    [
        ("包括如下7个子系统的维护：一、硬件。二、网站。服务对象为参保人员。", 7, (2, 2)),
        ("包括以下三项内容：一是整治；二是提升；三是亮化。", 3, (3, 3)),
        ("分为3个阶段：第一、调研；第二、实施；第三、验收。", 3, (3, 3)),
        ("共8个网站：甲网、乙网、丙网、丁网、戊网、己网、庚网和辛网。", 8, (7, 8)),
        ("完成以下3项：1.甲 2.乙 3.丙 4.丁", 3, (4, 4)),
        ("主要任务如下3个方面：(1)甲；(2)乙；(3)丙。其他2项。", 3, (3, 3)),
        ("涉及5个村：东村；西村；南村；北村；中村。", 5, (5, 5)),
        ("共有3所学校：一小、二小、三小等。", 3, (3, None)),
        ("共涉及12个村，分批实施。", 12, None),
        ("落实以下3个文件精神。一、甲。二、乙。", 3, None),
    ],
)
def test_an_announced_count_is_held_against_its_list(
    text: str, number: int, listed: tuple[int, int | None] | None
) -> None:
    found = announced_counts(text)[0]
    assert (found.number, found.listed) == (number, listed)
    assert found.quote in text


@pytest.mark.parametrize(
    ("text", "least", "most"),
    [
        ("维护项目：甲网；乙网；丙网", 3, 3),
        ("域名包括： www.example.com, www.example.com.cn", 2, 2),
        ("服务对象：小学、初中、高中", 3, 3),
        ("服务对象：小学、初中和高中", 2, 3),
        ("设备：水泵、阀门等", 2, None),
    ],
)
def test_what_is_listed_behind_a_colon(text: str, least: int, most: int | None) -> None:
    found = enumeration(text)
    assert found is not None
    assert (found.least, found.most) == (least, most)


@pytest.mark.parametrize(
    "text", ["", "合同约定", "依据：合同", "说明：按月巡检，形成报告、存档", "每季度一次：共4次", "时间8:30"]
)
def test_what_cannot_be_counted_is_not(text: str) -> None:
    assert enumeration(text) is None


@pytest.mark.parametrize(
    ("text", "how"),
    [
        ("企业网上申报软件正常运行；做好维护；做好网上申报软", say.MID_WORD),
        ("一、甲。二、乙。三、", say.NUMBERING),
        ("完成培训，", say.COMMA),
        ("包括：", say.COMMA),
        ("主要内容包括（甲、乙", say.OPEN_BRACKET),
        ("开展对全市中小学校的安全隐患排查工作。并根据排查结果对", say.CONNECTIVE),
        ("一、每月巡检。二、做好系统升级", say.NO_END),
        ("甲。乙。", ""),
        ("甲；乙；", ""),
        ("硬件平台维护", ""),
        ("用户认证设备（UKEY）", ""),
        ("群众少跑腿！”", ""),
        ("", ""),
        ("完成全部任务。（含税）", say.NO_END),
    ],
)
def test_how_a_text_ends(text: str, how: str) -> None:
    assert truncated(text) == how
    assert not how or how in say.TRUNCATION_NAMES


PIECES = st.sampled_from(
    [*"一二三、。；：（）12.①②，和等 \n", "第一", "二是", "如下", "共", "3个", "包括", "子系统", "甲", "www.a.com"]
)


@given(st.one_of(st.text(), st.lists(PIECES, max_size=20).map("".join)))
def test_no_text_makes_it_raise_and_items_do_not_overlap(text: str) -> None:
    found = numbered_items(text)
    assert [item.start for item in found] == sorted(item.start for item in found)
    for before, after in pairwise(found):
        assert before.end <= after.start or after.level > before.level
    announced_counts(text), enumeration(text), truncated(text)
