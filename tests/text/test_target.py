"""What clerks write into 目标值, in every trade and every spelling, is understood or told apart — never guessed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from xltoolkit.text import target as words
from xltoolkit.text.target import BAD, BLANK, DATE, NUMBER, QUALITATIVE, RANGE, canonical, is_safe, parse_target


def bounds(text: str) -> tuple[str | None, str | None]:
    found = parse_target(text)
    return tuple(None if bound is None else f"{bound.normalize():f}" for bound in (found.low, found.high))  # type: ignore[return-value]


# Well-written values of many trades: (value, low, high, unit without scale).
WELL_WRITTEN = [
    # the real form
    ("≤10%", None, "10", "%"),
    ("≥300条", "300", None, "条"),
    ("=12次", "12", "12", "次"),
    ("=364个", "364", "364", "个"),
    ("≥5000人次", "5000", None, "人次"),
    ("=0", "0", "0", ""),
    ("≤15分钟", None, "15", "分钟"),
    ("≤1工作日", None, "1", "工作日"),
    ("≥80万", "800000", None, ""),
    ("≥20000家", "20000", None, "家"),
    # schools
    ("≥99.5%", "99.5", None, "%"),
    ("≥1200名", "1200", None, "名"),
    ("=2所", "2", "2", "所"),
    ("≥48学时", "48", None, "学时"),
    ("≤45人/班", None, "45", "人"),
    # roads
    ("=3.65公里", "3.65", "3.65", "公里"),
    ("≥1.2万平方米", "12000", None, "平方米"),
    ("=985米", "985", "985", "米"),
    ("≤8个月", None, "8", "个月"),
    # health
    ("≥130万人", "1300000", None, "人"),
    ("≤3‰", None, "3", "‰"),
    ("≥500张", "500", None, "张"),
    ("≤12元/人次", None, "12", "元"),
    # culture
    ("≥60场", "60", None, "场"),
    ("≥10万册", "100000", None, "册"),
    ("≥3部", "3", None, "部"),
    # IT
    ("≤4小时", None, "4", "小时"),
    ("≥500GB", "500", None, "GB"),
    ("≥99.99%", "99.99", None, "%"),
    # environment, water, agriculture
    ("≤35微克/立方米", None, "35", "微克"),
    ("≥2000亩", "2000", None, "亩"),
    ("≥5000㎡", "5000", None, "㎡"),
    ("≥150公顷", "150", None, "公顷"),
    ("≥3.5万吨", "35000", None, "吨"),
    ("≥5千米", "5", None, "千米"),
    ("≥12.5万立方米", "125000", None, "立方米"),
    ("≥3000头", "3000", None, "头"),
    # police, subsidies, staff
    ("≥85分", "85", None, "分"),
    ("=1200元/人·月", "1200", "1200", "元"),
    ("≤300万元", None, "3000000", "元"),
    ("≤1.5亿元", None, "150000000", "元"),
    ("≥2000户", "2000", None, "户"),
    (">3%", "3", None, "%"),
    ("<5分钟", None, "5", "分钟"),
    ("≥12次/年", "12", None, "次"),
    ("≥1.2倍", "1.2", None, "倍"),
    ("≥-5%", "-5", None, "%"),
]


@pytest.mark.parametrize(("text", "low", "high", "unit"), WELL_WRITTEN)
def test_a_well_written_value_is_read_exactly_and_left_alone(
    text: str, low: str | None, high: str | None, unit: str
) -> None:
    found = parse_target(text)
    assert (found.kind, found.notes, found.reason) == (NUMBER, (), "")
    assert (*bounds(text), found.unit) == (low, high, unit)
    assert found.known_unit
    assert canonical(found) == text


# Odd spellings: (as typed, as the trade writes it).
MENDED = [
    (">=90%", "≥90%"),
    ("=>3", "≥3"),
    ("≧95%", "≥95%"),
    ("=<5天", "≤5天"),
    ("<=10%", "≤10%"),
    ("≯2小时", "≤2小时"),
    ("不低于95%", "≥95%"),
    ("不少于3次", "≥3次"),
    ("不小于2000亩", "≥2000亩"),
    ("大于等于90分", "≥90分"),
    ("至少2次", "≥2次"),
    ("不超过2小时", "≤2小时"),
    ("不高于10%", "≤10%"),
    ("不得超过300万元", "≤300万元"),
    ("大于95%", ">95%"),
    ("小于5分钟", "<5分钟"),
    ("95%以上", "≥95%"),
    ("95%及以上", "≥95%"),
    ("95%（含）以上", "≥95%"),
    ("达到95%以上", "≥95%"),
    ("控制在10%以内", "≤10%"),
    ("3个月内", "≤3个月"),
    ("15日内", "≤15日"),
    ("5%以下", "≤5%"),
    ("≥95%以上", "≥95%"),
    ("≥ 90 %", "≥90%"),
    (" =12次\u3000", "=12次"),
    ("＝１２次", "=12次"),
    ("≥９５％", "≥95%"),
    ("=100.00(%)", "=100.00%"),
    ("≥90.00（％）", "≥90.00%"),
    ("=12（次）", "=12次"),
    ("≥1,200户", "≥1200户"),
    ("<p>≥95%</p>", "≥95%"),
    ("≥95%。", "≥95%"),
    ("三次", "3次"),
    ("≥两次", "≥2次"),
    ("百分之九十五", "95%"),
    ("百分之九十五以上", "≥95%"),
    ("300－400条", "300-400条"),
    ("90（含）-95%", "90-95%"),
    ("≥95%（含）", "≥95%"),
    ("≥1，200户", "≥1200户"),
    ("≥1 200户", "≥1200户"),
    ("'=12次", "=12次"),
    ("“≥95%”", "≥95%"),
    ("≥（95）%", "≥95%"),
    ("达到或超过95%", "≥95%"),
    ("≤3天内", "≤3天"),
    ("&ge;95%", "≥95%"),
    ("≤300.00（万元）", "≤300.00万元"),
    ("两个工作日内", "≤2个工作日"),
]


@pytest.mark.parametrize(("typed", "meant"), MENDED)
def test_an_odd_spelling_is_understood_and_can_be_mended_without_deciding_anything(typed: str, meant: str) -> None:
    found = parse_target(typed)
    assert found.numeric
    assert found.notes
    assert canonical(found) == meant
    assert is_safe(found)
    assert parse_target(meant)[:8] == found[:8]


@pytest.mark.parametrize(
    ("typed", "likely"),
    [("》90", "≥90"), ("》=95%", "≥95%"), ("《5次", "≤5次"), ("达到95%", "≥95%"), ("控制在300万元", "≤300万元")],
)
def test_a_rewriting_that_decides_something_is_never_called_safe(typed: str, likely: str) -> None:
    found = parse_target(typed)
    assert canonical(found) == likely
    assert not is_safe(found)


@pytest.mark.parametrize(
    ("text", "note", "low", "high", "unit"),
    [
        ("约300人", words.comparison.APPROXIMATE, "300", "300", "人"),
        ("80余万人", words.comparison.APPROXIMATE, "800000", "800000", "人"),
        ("5万多户", words.comparison.APPROXIMATE, "50000", "50000", "户"),
        ("300条左右", words.comparison.APPROXIMATE, "300", "300", "条"),
        ("提高5%", words.comparison.CHANGE, "5", "5", "%"),
        ("降低10%以上", words.comparison.CHANGE, "10", None, "%"),
        ("100%完成", words.comparison.WORDS, "100", "100", "%"),
        ("满意度≥95%", words.comparison.WORDS, "95", None, "%"),
        ("完成率100%", words.comparison.WORDS, "100", "100", "%"),
        ("12次培训", words.comparison.WORDS, "12", "12", "次"),
        ("≤3个工作日内完成", words.comparison.WORDS, None, "3", "个工作日"),
        ("0事故", words.comparison.WORDS, "0", "0", ""),
        ("12次（每月1次）", words.REMARK, "12", "12", "次"),
        ("≥12次，每月不少于1次", words.REMARK, "12", None, "次"),
        ("每月1次", words.comparison.PERIOD, "1", "1", "次"),
        ("每季度不少于1次", words.comparison.PERIOD, "1", None, "次"),
        ("年均2次", words.comparison.WORDS, "2", "2", "次"),
        ("增长≥5%", words.comparison.CHANGE, "5", None, "%"),
        ("+5%", words.comparison.CHANGE, "5", "5", "%"),
        ("半年内", words.comparison.WORDS, None, "0.5", "年"),
        ("3次以上（含3次）", words.REMARK, "3", None, "次"),
    ],
)
def test_words_beside_the_number_are_noted_and_kept(
    text: str, note: str, low: str | None, high: str | None, unit: str
) -> None:
    found = parse_target(text)
    assert found.kind == NUMBER
    assert note in found.notes
    assert (*bounds(text), found.unit) == (low, high, unit)
    assert canonical(found) == text


@pytest.mark.parametrize(
    ("text", "low", "high", "unit"),
    [
        ("300-400条", "300", "400", "条"),
        ("90-95%", "90", "95", "%"),
        ("10-20万元", "100000", "200000", "元"),
        ("80%≤x≤100%", "80", "100", "%"),
        ("≥95%，≤100%", "95", "100", "%"),
        ("-5%~5%", "-5", "5", "%"),
        ("8000-1.2万人", "8000", "12000", "人"),
        ("±5%", "-5", "5", "%"),
        ("25±2℃", "23", "27", "℃"),
        ("≥90%且≤100%", "90", "100", "%"),
        ("3至5天", "3", "5", "天"),
        ("300至400条", "300", "400", "条"),
        ("90%~95%", "90", "95", "%"),
        ("5万-8万元", "50000", "80000", "元"),
    ],
)
def test_ranges(text: str, low: str, high: str, unit: str) -> None:
    found = parse_target(text)
    assert (found.kind, *bounds(text), found.unit) == (RANGE, low, high, unit)


@pytest.mark.parametrize(
    ("text", "earliest", "latest"),
    [
        ("2020年11月底前", date(2020, 11, 30), date(2020, 11, 30)),
        ("12月31日前", date(2020, 12, 31), date(2020, 12, 31)),
        ("12月底前完成验收", date(2020, 12, 31), date(2020, 12, 31)),
        ("≤2020年12月31日", date(2020, 12, 31), date(2020, 12, 31)),
        ("11月前", date(2020, 10, 31), date(2020, 11, 30)),
        ("6月中旬", date(2020, 6, 11), date(2020, 6, 20)),
        ("2021年3月31日前", date(2021, 3, 31), date(2021, 3, 31)),
        ("第三季度末", date(2020, 9, 30), date(2020, 9, 30)),
        ("上半年完成", date(2020, 1, 1), date(2020, 6, 30)),
        ("年底前", date(2020, 12, 31), date(2020, 12, 31)),
        ("2020年内", date(2020, 1, 1), date(2020, 12, 31)),
        ("3-6月", date(2020, 3, 1), date(2020, 6, 30)),
        ("20201231", date(2020, 12, 31), date(2020, 12, 31)),
        ("2020.11.30前", date(2020, 11, 30), date(2020, 11, 30)),
        ("12月", date(2020, 12, 1), date(2020, 12, 31)),
        ("十二月底前完成", date(2020, 12, 31), date(2020, 12, 31)),
        ("二〇二〇年底", date(2020, 12, 31), date(2020, 12, 31)),
        ("1月1日-12月31日", date(2020, 1, 1), date(2020, 12, 31)),
        ("2020年1月1日至2020年12月31日", date(2020, 1, 1), date(2020, 12, 31)),
        ("12.31前", date(2020, 12, 31), date(2020, 12, 31)),
        ("2020-12", date(2020, 12, 1), date(2020, 12, 31)),
        ("当年完成", date(2020, 1, 1), date(2020, 12, 31)),
    ],
)
def test_dates_keep_open_what_was_left_open(text: str, earliest: date, latest: date) -> None:
    found = parse_target(text)
    assert found.kind == DATE
    assert found.deadline is not None
    assert (found.deadline.earliest(2020), found.deadline.latest(2020)) == (earliest, latest)


@pytest.mark.parametrize("text", ["每月5日前", "2020-2022年", "2020.1-2020.12"])
def test_a_recurring_day_and_a_span_of_years_are_dates_without_a_deadline(text: str) -> None:
    assert parse_target(text).kind == DATE
    assert parse_target(text).deadline is None


@pytest.mark.parametrize(
    "text",
    [
        *(
            "健全",
            "合规",
            "有效",
            "完备",
            "规范",
            "足额到位",
            "可控",
            "及时",
            "达标",
            "优",
            "良好",
            "是",
            "无",
            "零投诉",
        ),
        *(
            "应保尽保",
            "一级",
            "二级以上",
            "一流",
            "三甲",
            "3A级景区",
            "7*24小时",
            "24小时不间断",
            "万无一失",
            "《标准》达标",
        ),
        *(
            "1：3",
            "1:19",
            "2/3以上",
            "≥良",
            "≥二级",
            "=健全",
            "达到国家标准",
            "≥上年水平",
            "不低于上年",
            "新建3条，改造5条",
        ),
        *(
            "≤T+3日",
            "1、2",
            "3条，5条",
            "=3+2",
            "0.5%o",
            "95\\%",
            "7天×24小时",
            "≥基本满意",
            "1/4",
            "PM2.5≤35",
            "月底前",
            "每周五",
        ),
        *("符合行业标准", "四好农村路", "双随机一公开", "Ⅲ类", "长期", "持续", "保持稳定", "零", "足额及时发放"),
    ],
)
def test_words_are_words_and_no_fault_of_reading(text: str) -> None:
    found = parse_target(text)
    assert found.kind == QUALITATIVE
    assert words.VAGUE not in found.notes


@pytest.mark.parametrize(
    "text",
    [
        "按照业务要求完成",
        "有所提升",
        "明显改善",
        "进一步加强",
        "按月安排",
        "按需要执行",
        "较好",
        "不断完善提高",
        "逐步优化营商环境",
    ],
)
def test_vague_words_are_told_apart(text: str) -> None:
    assert words.VAGUE in parse_target(text).notes or text == "不断完善提高"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("≥若干次", words.NO_NUMBER),
        ("≥", words.NO_NUMBER),
        ("=", words.NO_NUMBER),
        ("≥%", words.NO_NUMBER),
        ("=若干", words.NO_NUMBER),
        ("5,00", words.AMBIGUOUS),
        ("≥5,00次", words.AMBIGUOUS),
        ("=1.234.5", words.AMBIGUOUS),
        ("≥1,23,456元", words.AMBIGUOUS),
        ("1 2次", words.AMBIGUOUS),
        ("９ ５%", words.AMBIGUOUS),
        ("≥5，00次", words.AMBIGUOUS),
        ("≥.5", words.AMBIGUOUS),
        ("5.%", words.AMBIGUOUS),
        ("=O", words.NO_NUMBER),
        ("95%≥", words.OPERATORS),
        ("500≥", words.OPERATORS),
        ("≥≤95%", words.OPERATORS),
        ("≥≥95%", words.OPERATORS),
        ("≠3", words.OPERATORS),
        ("≤95%以上", words.OPERATORS),
        ("=95%以上", words.OPERATORS),
        ("≥90%且≤80%", words.OPERATORS),
        ("400-300条", words.REVERSED),
        ("XX", words.PLACEHOLDER),
        ("×××", words.PLACEHOLDER),
        ("待定", words.PLACEHOLDER),
        ("—", words.PLACEHOLDER),
        ("/", words.PLACEHOLDER),
        ("xx次", words.PLACEHOLDER),
    ],
)
def test_what_cannot_be_read_is_bad_with_a_reason_and_has_no_number(text: str, reason: str) -> None:
    found = parse_target(text)
    assert (found.kind, found.reason, found.low, found.high) == (BAD, reason, None, None)
    assert reason in words.REASON_NAMES
    assert not is_safe(found)


@pytest.mark.parametrize("text", ["", " ", "\u3000", "<p></p>", "&nbsp;", "\u200b"])
def test_nothing_written_is_blank(text: str) -> None:
    assert parse_target(text).kind == BLANK


def test_an_unknown_unit_is_kept_as_written() -> None:
    assert parse_target("=12词").unit == "词"
    assert not parse_target("=12词").known_unit
    assert parse_target("≥80万").bare_scale
    assert not parse_target("≥80万人").bare_scale


@pytest.mark.parametrize(
    ("text", "unit"), [("≤3月", "月"), ("≤3年", "年"), ("3年", "年"), ("≤12个月", "个月"), ("5天", "天")]
)
def test_a_length_of_time_is_no_date(text: str, unit: str) -> None:
    assert (parse_target(text).kind, parse_target(text).unit) == (NUMBER, unit)


PIECES = st.sampled_from(
    [
        *(
            "≥",
            "≤",
            "=",
            ">",
            "<",
            ">=",
            "》",
            "±",
            "不低于",
            "至少",
            "达到",
            "约",
            "每月",
            "提高",
            "全年",
            "完成",
            "满意度",
        ),
        *(
            "0",
            "12",
            "95",
            "1,200",
            "5,00",
            "1.5",
            "2020",
            "三",
            "百分之九十",
            "一百三十万",
            "-",
            "~",
            "至",
            "且",
            "，",
            "。",
        ),
        *(
            "%",
            "‰",
            "次",
            "万人",
            "万",
            "个工作日",
            "元/人·月",
            "(%)",
            "（次）",
            "年",
            "月",
            "底前",
            "以上",
            "以内",
            "内",
            "左右",
            "余",
        ),
        *("健全", "XX", "词", " ", "\u3000", "１２", "％", "<p>", "&nbsp;", "\u200b", "A", "：", "/", "季度", "上半年"),
    ]
)


@given(st.one_of(st.text(), st.lists(PIECES, max_size=7).map("".join)))
@example("2³")
@example("٣次")
@example("≥" + "9" * 5000 + "次")
def test_any_text_is_understood_or_told_and_writing_it_canonically_changes_no_meaning(text: str) -> None:
    found = parse_target(text)
    assert set(found.notes) <= set(words.NOTE_NAMES)
    assert (found.kind == BAD) == bool(found.reason)
    if found.numeric:
        assert found.low is not None or found.high is not None
        assert found.low is None or found.high is None or found.low <= found.high
        written = canonical(found)
        again = parse_target(written)
        assert again[:8] == found[:8]
        assert canonical(again) == written


@given(
    operator=st.sampled_from(["", "≥", "≤", "=", ">", "<"]),
    number=st.decimals(min_value=0, max_value=10**9, places=2),
    unit=st.sampled_from(["%", "次", "万人", "个工作日", "平方米", "元/人·月", "万元", "人次", "‰", "家", ""]),
)
def test_what_is_written_properly_is_read_back_as_it_was_meant(operator: str, number: Decimal, unit: str) -> None:
    text = f"{operator}{number:f}{unit}"
    found = parse_target(text)
    scale = 10_000 if unit.startswith("万") else 1
    assert found.kind == NUMBER
    assert {found.low, found.high} - {None} == {number * scale}
    assert canonical(found) == text
