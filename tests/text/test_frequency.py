"""How often something is done is found in running text, with its quotation, and pay per month is not taken for it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xltoolkit.text.frequency import expected_count, find_frequencies

# (text, quote, count over a year, action, what it is about)
FOUND = [
    ("4、每半年开展一次巡检工作。", "每半年开展一次巡检", (2, 2), "巡检", ""),
    (
        "每月执行一次机房内所有设备的巡检工作，并生成报告",
        "每月执行一次机房内所有设备的巡检",
        (12, 12),
        "巡检",
        "机房内所有设备",
    ),
    ("每季度开展一次自助查询一体机的巡检工作", "每季度开展一次自助查询一体机的巡检", (4, 4), "巡检", "自助查询一体机"),
    (
        "每年组织开展一次信息系统安全等级保护测评工作",
        "每年组织开展一次信息系统安全等级保护测评",
        (1, 1),
        "测评",
        "信息系统安全等级保护",
    ),
    ("每两个月开展一次消防演练", "每两个月开展一次消防演练", (6, 6), "演练", "消防"),
    ("每个月组织2次教师培训", "每个月组织2次教师培训", (24, 24), "培训", "教师"),
    ("每学期开展一次家访", "每学期开展一次家访", (2, 2), "家访", ""),
    ("对河道每周巡查3次以上", "每周巡查3次以上", (156, None), "巡查", "河道"),
    ("每月不少于2次走访慰问", "每月不少于2次走访", (24, None), "走访", "慰问"),
    ("至少每月一次入户走访", "每月一次入户走访", (12, None), "走访", "入户"),
    ("每季度不超过1次", "每季度不超过1次", (0, 4), "", ""),
    ("每月1-2次义诊", "每月1-2次义诊", (12, 24), "义诊", ""),
    ("每天消毒两次", "每天消毒两次", (730, 732), "消毒", ""),
    ("半年一次审计", "半年一次审计", (2, 2), "审计", ""),
    ("一年两次体检", "一年两次体检", (2, 2), "体检", ""),
    ("全年共4次", "全年共4次", (4, 4), "", ""),
    ("全年组织文艺演出不少于60场", "全年组织文艺演出不少于60场", (60, None), "演出", "文艺"),
    ("水质监测12次/年", "12次/年", (12, 12), "监测", "水质"),
    ("每月15日前上报一次", "每月15日前上报一次", (12, 12), "上报", ""),
    ("道路养护每３个月检查１次", "每３个月检查１次", (4, 4), "检查", "道路养护"),
    ("每季度末召开一次调度会议", "每季度末召开一次调度会议", (4, 4), "会议", "调度"),
]


@pytest.mark.parametrize(("text", "quote", "count", "action", "about"), FOUND)
def test_a_frequency_is_found_with_its_quotation(
    text: str, quote: str, count: tuple[int, int | None], action: str, about: str
) -> None:
    (found,) = find_frequencies(text)
    assert found.quote == quote == text[found.start : found.end]
    assert found.explicit
    assert expected_count(found, 12) == count
    assert (found.action, found.about) == (action, about)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "每人每月补助300元",
            "每月工资5000元",
            "每年根据需求，替换掉部分老旧设备",
            "每户补助2000元",
            "每百人拥有床位5张",
        ),
        *(
            "每村每月走访一次",
            "每月对每个网点巡检一次",
            "每所学校每学期检查两次",
            "每季度上旬、下旬各检查一次",
            "第一次检查",
        ),
        *(
            "每周一巡检",
            "一次性补助",
            "12月3次会议",
            "2020年12月3次检查",
            "近一年3次",
            "每次培训",
            "每天24小时服务",
            "全年365天",
        ),
        *(
            "全年接待群众10万人次",
            "第三季度开展1次检查",
            "每月维护费1000元",
            "每平方米补贴200元",
            "每半年或者视情况开展",
            "首次检查",
        ),
        *(
            "做好每个年度的社保结转工作",
            "在一个服务年度内，提供服务",
            "每位工程师",
            "每名学生每年800元",
            "月初完成",
            "",
        ),
    ],
)
def test_pay_per_month_and_counts_per_object_are_no_frequencies(text: str) -> None:
    assert [found for found in find_frequencies(text) if found.explicit] == []


def test_an_action_without_a_number_is_found_but_marked() -> None:
    for text, count in [("每月开展巡检工作", 12), ("按季度检查", 4), ("逐月上报数据", 12), ("每日更新内容", 365)]:
        (found,) = find_frequencies(text)
        assert not found.explicit
        assert expected_count(found, 12)[0] == count


def test_a_shorter_project_makes_it_less_often() -> None:
    (monthly,) = find_frequencies("每月巡检一次")
    (quarterly,) = find_frequencies("每季度检查一次")
    (yearly,) = find_frequencies("每年测评一次")
    (total,) = find_frequencies("全年共4次")
    assert expected_count(monthly, 6) == (6, 6)
    assert expected_count(quarterly, 10) == (3, 4)
    assert expected_count(yearly, 6) == (0, 1)
    assert expected_count(monthly, 24) == (24, 24)
    assert expected_count(total, 24) == (4, 8)


def test_several_in_one_text_stand_in_its_order() -> None:
    text = "一、机房每月巡检一次；二、数据库每周备份一次，全年演练2次。三、每季度培训一次"
    quotes = [found.quote for found in find_frequencies(text)]
    assert quotes == ["每月巡检一次", "每周备份一次", "全年演练2次", "每季度培训一次"]


PIECES = st.sampled_from(
    [
        *"每月周年季次场期一两三12，。；第各个半/、日",
        "季度",
        "半年",
        "全年",
        "学期",
        "工作日",
        "不少于",
        "至少",
        "巡检",
        "开展",
        "以上",
        "按",
        "逐",
    ]
)


@given(st.one_of(st.text(), st.lists(PIECES, max_size=14).map("".join)), st.integers(1, 60))
def test_no_text_makes_it_raise_and_every_quotation_stands_in_the_text(text: str, months: int) -> None:
    for found in find_frequencies(text):
        assert text[found.start : found.end] == found.quote != ""
        least, most = expected_count(found, months)
        assert least >= 0
        assert most is None or least <= most
