"""Dates in the spellings that people use are read; an impossible, incomplete or two-faced one says what is wrong."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xltoolkit.text import date as say
from xltoolkit.text.date import months_between, parse_date, whole_months
from xltoolkit.text.deadline import parse_deadline, parse_month_span


@pytest.mark.parametrize(
    "typed",
    [
        *(
            "2020-01-01",
            "2020/1/1",
            "2020.1.1",
            "2020年1月1日",
            "20200101",
            "２０２０－０１－０１",
            "二〇二〇年一月一日",
        ),
        *(
            "二零二零年一月一日",
            "2020-01-01 00:00:00",
            "2020-01-01T08:30",
            "2020年1月1日上午8时30分",
            "2020 年 1 月 1 日",
        ),
        *(
            "2020. 1. 1",
            " 2020-1-1\u3000",
            "2020年01月01日",
            "2020年1月1",
            "2020-1-1 星期三",
            "2020、1、1",
            "2020/01/01",
        ),
        *(
            "二O二O年一月一日",
            "二Ｏ二0年一月一日",
            "2020年一月一日",
            "2020—1—1",
            "2020–01–01",
            "2020。1。1",
            "2020，1，1",
            "'2020-01-01",
            "2020年1月1日（星期三）",
        ),
    ],
)
def test_one_day_in_many_spellings(typed: str) -> None:
    assert parse_date(typed) == (date(2020, 1, 1), "")


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("", say.BLANK),
        ("2020-02-30", say.IMPOSSIBLE),
        ("2021-02-29", say.IMPOSSIBLE),
        ("2020年13月1日", say.IMPOSSIBLE),
        ("20201301", say.IMPOSSIBLE),
        ("0202-01-01", say.IMPOSSIBLE),
        ("2020-00-10", say.IMPOSSIBLE),
        ("01/02/2020", say.AMBIGUOUS),
        ("5.6.2020", say.AMBIGUOUS),
        ("2020年1月", say.NO_DAY),
        ("2020.1", say.NO_DAY),
        ("2020年12月底", say.NO_DAY),
        ("2020年", say.NO_DAY),
        ("2020", say.NO_DAY),
        ("1月1日", say.NO_YEAR),
        ("20-1-1", say.SHORT_YEAR),
        ("43831", say.SERIAL),
        ("2020年十三月一日", say.IMPOSSIBLE),
        ("二O二O年二月三十日", say.IMPOSSIBLE),
        ("2020,1", say.NOT_A_DATE),
        ("2020-01-01至2020-12-31", say.SPAN),
        ("长期", say.NOT_A_DATE),
        ("合同签订后30日", say.NOT_A_DATE),
        ("#REF!", say.NOT_A_DATE),
    ],
)
def test_what_is_no_certain_day_says_why(typed: str, reason: str) -> None:
    assert parse_date(typed) == (None, reason)
    assert reason in say.REASON_NAMES


@pytest.mark.parametrize(("typed", "day"), [("31/12/2020", date(2020, 12, 31)), ("12/31/2020", date(2020, 12, 31))])
def test_an_order_that_only_one_calendar_allows_is_certain(typed: str, day: date) -> None:
    assert parse_date(typed).value == day


@given(st.dates(date(1949, 1, 1), date(2149, 12, 31)))
def test_every_way_of_writing_a_day_is_read_back(day: date) -> None:
    numerals = str.maketrans("0123456789", "〇一二三四五六七八九")

    def in_words(number: int) -> str:
        tens, ones = divmod(number, 10)
        return (
            ("" if tens < 2 else "一二三"[tens - 1])
            + ("十" if tens else "")
            + ("" if not ones else "一二三四五六七八九"[ones - 1])
        )

    for text in (
        day.isoformat(),
        f"{day:%Y%m%d}",
        f"{day.year}年{day.month}月{day.day}日",
        f"{day.year}/{day.month}/{day.day}",
        f"{str(day.year).translate(numerals)}年{in_words(day.month)}月{in_words(day.day)}日",
    ):
        assert parse_date(text).value == day


@given(
    st.one_of(
        st.text(),
        st.text("0123456789-/.年月日〇一二十底末前季度上下半内至 ０１"),
        st.from_regex(r"\d{1,8}[-/.年]?\d*[-/.月]?\d*日?"),
    )
)
def test_no_text_makes_the_readers_raise(text: str) -> None:
    reading = parse_date(text)
    assert (reading.value is None) == bool(reading.reason)
    parse_month_span(text)
    deadline = parse_deadline(text)
    if deadline:
        assert deadline.earliest(2020) <= deadline.latest(2020)


def test_months_are_counted_as_the_trade_counts_them() -> None:
    assert months_between(date(2020, 1, 1), date(2020, 12, 31)) == 12
    assert months_between(date(2020, 3, 15), date(2020, 6, 14)) == 4
    assert whole_months(date(2020, 3, 15), date(2020, 6, 14)) == 3
    assert whole_months(date(2020, 1, 1), date(2020, 12, 31)) == 12
    assert whole_months(date(2020, 1, 1), date(2020, 2, 29)) == 2
    assert months_between(date(2019, 11, 1), date(2020, 2, 1)) == 4
    assert months_between(date(2020, 2, 1), date(2020, 1, 1)) == whole_months(date(2020, 2, 1), date(2020, 1, 1)) == 0


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("1-12月", 12),
        ("3—6月", 4),
        ("2020年3月至2021年2月", 12),
        ("2020年1月-12月", 12),
        ("11-2月", 4),
        ("2020年10月至12月底", 3),
    ],
)
def test_spans_of_months(text: str, months: int) -> None:
    span = parse_month_span(text)
    assert span is not None
    assert span.months == months


@pytest.mark.parametrize("text", ["", "3-6个月", "13-14月", "1.5", "3月", "3-6"])
def test_what_is_no_span_of_months(text: str) -> None:
    assert parse_month_span(text) is None


@pytest.mark.parametrize(
    "text", ["", "12.5", "3/5", "底", "前", "内", "2月30日", "2021年2月29日", "完成", "1850年底", "95%", "3个月"]
)
def test_what_is_no_deadline(text: str) -> None:
    assert parse_deadline(text) is None
