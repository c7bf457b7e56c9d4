"""Numerals written out, and units that belong together: 一百三十万, 百分之九十, 亩 and 公顷, 工作日 and 天."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xltoolkit.text.chinese import LARGEST, parse_chinese, parse_chinese_rate, to_chinese
from xltoolkit.text.unit import comparable, take_unit, unit_of


@pytest.mark.parametrize(
    ("text", "value"),
    [
        *(
            ("三百六十四", "364"),
            ("两", "2"),
            ("十二", "12"),
            ("二十", "20"),
            ("廿五", "25"),
            ("一百三十万", "1300000"),
        ),
        *(
            ("1.2万", "12000"),
            ("3千", "3000"),
            ("12", "12"),
            ("一万二", "12000"),
            ("一百三", "130"),
            ("三千五", "3500"),
        ),
        *(
            ("两百零五", "205"),
            ("二〇二〇", "2020"),
            ("半", "0.5"),
            ("一点五", "1.5"),
            ("一点二万", "12000"),
            ("零", "0"),
        ),
        *(
            ("一万零五", "10005"),
            ("一亿二", "120000000"),
            ("叁佰万", "3000000"),
            ("一万亿", "1000000000000"),
            ("十五万", "150000"),
        ),
    ],
)
def test_numerals_are_read(text: str, value: str) -> None:
    assert parse_chinese(text) == Decimal(value)


@pytest.mark.parametrize(
    "text",
    ["", "三五", "几十", "数百", "百", "十百", "三三", "万", "一二", "三四百", "第三", "三个", "1,2", "一点", "点五"],
)
def test_what_is_not_exactly_one_number_is_none(text: str) -> None:
    assert parse_chinese(text) is None


def test_rates_in_words() -> None:
    assert parse_chinese_rate("百分之九十") == (Decimal(90), "%")
    assert parse_chinese_rate("百分之百") == (Decimal(100), "%")
    assert parse_chinese_rate("百分之九十五点五") == (Decimal("95.5"), "%")
    assert parse_chinese_rate("千分之三") == (Decimal(3), "‰")
    assert parse_chinese_rate("三分之一") is None


@given(st.integers(0, LARGEST - 1))
def test_what_is_written_in_numerals_is_read_back(number: int) -> None:
    assert parse_chinese(to_chinese(number)) == number


@given(st.one_of(st.text(), st.text("零〇一二两三四五六七八九十百千万亿点半壹拾佰0123456789.分之")))
def test_no_text_makes_the_numerals_raise(text: str) -> None:
    value = parse_chinese(text)
    assert value is None or (value.is_finite() and value >= 0)
    parse_chinese_rate(text)


def test_numbers_outside_the_range_are_refused() -> None:
    with pytest.raises(ValueError, match="超出范围"):
        to_chinese(LARGEST)


@pytest.mark.parametrize(
    ("text", "scale", "unit", "per", "rest"),
    [
        ("万人次以上", 10_000, "人次", "", "以上"),
        ("千米", 1, "千米", "", ""),
        ("百分点", 1, "百分点", "", ""),
        ("千人", 1000, "人", "", ""),
        ("万", 10_000, "", "", ""),
        ("亿元", 100_000_000, "元", "", ""),
        ("万元/人·月", 10_000, "元", "人·月", ""),
        ("次/年以上", 1, "次", "年", "以上"),
        ("个工作日内", 1, "个工作日", "", "内"),
        ("个系统", 1, "个", "", "系统"),
        ("百姓", 1, "", "", "百姓"),
        ("词", 1, "", "", "词"),
        ("", 1, "", "", ""),
    ],
)
def test_a_unit_is_taken_off_a_text(text: str, scale: int, unit: str, per: str, rest: str) -> None:
    measure, left = take_unit(text)
    assert (measure.scale, measure.unit, measure.per, left) == (scale, unit, per, rest)


@given(st.text(), st.sampled_from(["", "万", "次", "元/人", "%", "个工作日", "亿元", "百", "/"]))
def test_taking_a_unit_off_loses_nothing(text: str, unit: str) -> None:
    measure, rest = take_unit(unit + text)
    taken = measure.scale_word + measure.unit + (f"/{measure.per}" if measure.per else "")
    assert (unit + text).removeprefix(taken).removeprefix("/") == rest.removeprefix("/")


def test_units_of_one_kind_compare_and_others_do_not() -> None:
    for first, second in [
        ("分钟", "小时"),
        ("亩", "公顷"),
        ("米", "公里"),
        ("%", "‰"),
        ("人", "名"),
        ("个", "家"),
        ("公斤", "吨"),
        ("天", "工作日"),
    ]:
        assert comparable(first, second)
        assert comparable(second, first)
    for first, second in [
        ("次", "人次"),
        ("家", "辆"),
        ("元", "人"),
        ("分", "分钟"),
        ("", "次"),
        ("词", "次"),
        ("亩", "米"),
    ]:
        assert not comparable(first, second)
    assert comparable("词", "词")


def test_conversions_are_exact() -> None:
    mu, hectare, square_metre = unit_of("亩"), unit_of("公顷"), unit_of("平方米")
    assert mu is not None and hectare is not None and square_metre is not None  # noqa: PT018
    assert hectare.least == 15 * mu.least == 10_000 * square_metre.least
    assert unit_of("KM") == unit_of("公里")
