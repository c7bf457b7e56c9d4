"""Quantities in a narrative are found and quoted; years, numbers of documents and words with a numeral are not."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xltoolkit.text.quantity import find_quantities

# (text, quote, low, high, unit, operator, approximate)
FOUND = [
    ("共涉及各类参保人员近130万人。", "近130万人", 1_300_000, 1_300_000, "人", "", True),
    ("计划全年新增知识库300-400条，", "300-400条", 300, 400, "条", "", False),
    ("服务约2.5万平方米", "约2.5万平方米", 25_000, 25_000, "平方米", "", True),
    ("其中硬件投入44.4万元", "44.4万元", 444_000, 444_000, "元", "", False),
    ("全年培训不少于5次", "不少于5次", 5, 5, "次", "≥", False),
    ("设备购置12,500元", "12,500元", 12_500, 12_500, "元", "", False),
    ("开展三次培训", "三次", 3, 3, "次", "", False),
    ("建设十二个站点", "十二个", 12, 12, "个", "", False),
    ("近十万人受益", "近十万人", 100_000, 100_000, "人", "", True),
    ("覆盖120余个村", "120余个", 120, 120, "个", "", True),
    ("惠及80余万人", "80余万人", 800_000, 800_000, "人", "", True),
    ("涉及5千多户", "5千多户", 5_000, 5_000, "户", "", True),
    ("里程３．５公里", "３．５公里", Decimal("3.5"), Decimal("3.5"), "公里", "", False),
    ("改造道路5万-8万平方米", "5万-8万平方米", 50_000, 80_000, "平方米", "", False),
    ("全年累计接待群众超过10万人次", "超过10万人次", 100_000, 100_000, "人次", ">", False),
    ("预算金额500万元以内", "500万元以内", 5_000_000, 5_000_000, "元", "≤", False),
    ("满意率达到98%以上", "达到98%以上", 98, 98, "%", "≥", False),
    ("3个工作日内办结", "3个工作日", 3, 3, "个工作日", "", False),
    ("安排资金300万，用于清淤", "300万", 3_000_000, 3_000_000, "元", "", False),
    ("巡逻里程1200公里左右", "1200公里左右", 1200, 1200, "公里", "", True),
    ("补助二万五千元", "二万五千元", 25_000, 25_000, "元", "", False),
    ("种植水稻1200亩", "1200亩", 1200, 1200, "亩", "", False),
]


@pytest.mark.parametrize(("text", "quote", "low", "high", "unit", "operator", "approximate"), FOUND)
def test_a_quantity_is_found_and_quoted(
    text: str, quote: str, low: Decimal, high: Decimal, unit: str, operator: str, approximate: bool
) -> None:
    (found,) = find_quantities(text)
    assert text[found.start : found.end] == found.quote == quote
    assert (found.low, found.high, found.unit) == (low, high, unit)
    assert (found.operator, found.approximate) == (operator, approximate)


def test_a_number_of_people_is_never_money() -> None:
    (found,) = find_quantities("实现对全市130万各类参保人员的信息管理")
    assert not found.is_money
    assert (found.low, found.unit) == (1_300_000, "")
    assert found.noun.startswith("参保人员")
    assert found.before == "实现对全市"
    assert not any(quantity.is_money for quantity in find_quantities("服务130万人，维护8万家企业，接待2万人次"))
    assert find_quantities("投入130万元")[0].is_money


def test_what_each_one_gets_is_told_from_a_total() -> None:
    assert [
        (found.quote, found.per) for found in find_quantities("每人每月补助300元，人均200元，共补助1200元/人·月")
    ] == [
        ("300元", "人"),
        ("200元", "人"),
        ("1200元/人·月", "人·月"),
    ]
    assert find_quantities("每季度开展一次巡检")[0].per == "季度"
    assert find_quantities("全年共4次")[0].per == ""


@pytest.mark.parametrize(
    "text",
    [
        *(
            "2020年12月31日前完成",
            "发文〔2021〕101号",
            "财预[2015]88号",
            "电话0510-86710000",
            "联系13800001111",
            "2018-2020年",
        ),
        *(
            "第三方机构",
            "一体机巡检",
            "五险一金",
            "三农问题",
            "二级等保",
            "两级审核",
            "24小时在线服务",
            "7*24小时",
            "7×24小时不间断",
        ),
        *(
            "全年365天不间断",
            "一次性补助",
            "一个平台",
            "一系列措施",
            "两个维护",
            "四个意识",
            "千家万户",
            "第12次会议",
            "第3届",
        ),
        *(
            "GB3838-2002标准",
            "V2.0版本",
            "3A级景区",
            "一期工程",
            "百分之九十",
            "近三年",
            "上三项",
            "同一个",
            "每一次",
            "几十个",
            "数百家",
        ),
        *(
            "一站式服务",
            "一件事",
            "一张网",
            "三会一课",
            "12345热线",
            "110接处警",
            "双随机一公开",
            "1、甲 2、乙",
            "4G网络",
            "十分满意",
            "",
        ),
    ],
)
def test_what_only_looks_like_a_quantity(text: str) -> None:
    assert find_quantities(text) == []


def test_a_paragraph_of_many_trades() -> None:
    text = (
        "2020年计划新建学校2所，改造道路3.65公里，免费孕检1200人，送戏下乡60场，监测断面12个，清淤河道15条共8.5公里，"
        "高标准农田1.2万亩，安装监控探头300个，发放补贴资金420万元，惠及低收入家庭860户，供水管网改造12-15公里。"
    )
    assert [found.quote for found in find_quantities(text)] == [
        *(
            "2所",
            "3.65公里",
            "1200人",
            "60场",
            "12个",
            "15条",
            "共8.5公里",
            "1.2万亩",
            "300个",
            "420万元",
            "860户",
            "12-15公里",
        )
    ]


PIECES = st.sampled_from(
    [
        *"0123456789.，,。-～约近余多万亿千百一二三两十第每个次家人元%月年日号＊*×（(",
        "不少于",
        "以上",
        "万元",
        "人次",
        "工作日",
        "资金",
        "小时",
        "１２",
        "．",
    ]
)


@given(st.one_of(st.text(), st.lists(PIECES, max_size=16).map("".join)))
def test_no_text_makes_it_raise_and_every_quotation_stands_in_the_text(text: str) -> None:
    end = 0
    for found in find_quantities(text):
        assert text[found.start : found.end].startswith(found.quote) or found.quote.startswith(
            text[found.start : found.end]
        )
        assert found.low <= found.high
        assert found.end > end
        end = found.end


def test_capital_letters_are_a_unit_where_two_stand_together() -> None:
    told = {
        text: [(one.quote, one.unit) for one in find_quantities(text)]
        for text in ("存储1500TB", "5G基站120个", "购置3M胶带")
    }
    assert told == {"存储1500TB": [("1500TB", "TB")], "5G基站120个": [("120个", "个")], "购置3M胶带": []}


def test_rounds_of_work_are_counted_in_numerals_too() -> None:
    found = find_quantities("冬季修剪3遍，夏季剥芽两遍")
    assert [(one.low, one.unit) for one in found] == [(3, "遍"), (2, "遍")]
