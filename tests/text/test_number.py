"""Amounts come in as text with commas, currency signs and units; only a certain number is ever given."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xltoolkit.text import number as say
from xltoolkit.text.number import convert, decimals_of, parse_amount, parse_percent, rounded, show_amount, shown_number


@pytest.mark.parametrize(
    ("typed", "value", "unit", "notes"),
    [
        ("300", "300", "", ()),
        ("300.00", "300.00", "", ()),
        ("-5", "-5", "", ()),
        ("0", "0", "", ()),
        ("1,234.50", "1234.50", "", (say.THOUSANDS,)),
        ("2,000,000", "2000000", "", (say.THOUSANDS,)),
        ("1，234", "1234", "", (say.FULL_WIDTH, say.THOUSANDS)),
        ("￥300", "300", "", (say.CURRENCY,)),
        ("¥1,200.00", "1200.00", "", (say.THOUSANDS, say.CURRENCY)),
        ("３００．００", "300.00", "", (say.FULL_WIDTH,)),
        ("300万元", "300", "万元", (say.SUFFIX,)),
        ("300 万元", "300", "万元", (say.INNER_BLANKS, say.SUFFIX)),
        ("人民币300万元整", "300", "万元", (say.CURRENCY, say.SUFFIX)),
        ("3000000元", "3000000", "元", (say.SUFFIX,)),
        ("0.3亿元", "0.3", "亿元", (say.SUFFIX,)),
        ("2千元", "2", "千元", (say.SUFFIX,)),
        ("300万", "300", "万元", (say.SUFFIX, say.BARE_SCALE)),
        ("（300.00）", "-300.00", "", (say.PARENTHESES,)),
        ("−5.5", "-5.5", "", ()),
        (".5", "0.5", "", (say.BARE_POINT,)),
        ("1E3", "1000", "", (say.SCIENTIFIC,)),
        ("'300", "300", "", (say.APOSTROPHE,)),
        ("1 234.00", "1234.00", "", (say.INNER_BLANKS,)),
        ("\u3000300.00\xa0", "300.00", "", ()),
    ],
)
def test_a_certain_amount_is_read_with_its_oddities(typed: str, value: str, unit: str, notes: tuple[str, ...]) -> None:
    amount = parse_amount(typed)
    assert (amount.value, amount.unit, amount.notes, amount.reason) == (Decimal(value), unit, notes, "")
    assert set(notes) <= set(say.NOTE_NAMES)


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("", say.BLANK),
        ("\u3000", say.BLANK),
        ("5,00", say.AMBIGUOUS),
        ("1.234.5", say.AMBIGUOUS),
        ("1.234,56", say.AMBIGUOUS),
        ("1,23,456", say.AMBIGUOUS),
        ("0,123", say.AMBIGUOUS),
        ("12 34", say.AMBIGUOUS),
        ("300。00", say.AMBIGUOUS),
        ("约300", say.APPROXIMATE),
        ("300余万元", say.APPROXIMATE),
        ("100万元左右", say.APPROXIMATE),
        ("300-400", say.RANGE),
        ("300万元至400万元", say.RANGE),
        ("二百万", say.WORDS),
        ("叁佰万元整", say.WORDS),
        ("12 次", say.OTHER_UNIT),
        ("300人", say.OTHER_UNIT),
        ("300美元", say.OTHER_UNIT),
        ("300%", say.OTHER_UNIT),
        ("—", say.NOT_A_NUMBER),
        ("无", say.NOT_A_NUMBER),
        ("=300", say.NOT_A_NUMBER),
        ("100+200", say.NOT_A_NUMBER),
        ("1e99", say.NOT_A_NUMBER),
        ("见附件", say.NOT_A_NUMBER),
        ("٣٠٠", say.NOT_A_NUMBER),
    ],
)
def test_what_is_not_certain_is_no_number_and_says_why(typed: str, reason: str) -> None:
    amount = parse_amount(typed)
    assert (amount.value, amount.reason) == (None, reason)
    assert reason in say.REASON_NAMES


@pytest.mark.parametrize(
    ("typed", "value", "unit"),
    [
        ("69.63%", "69.63", "%"),
        ("69.63", "69.63", ""),
        ("0.6963", "0.6963", ""),
        ("69.63(%)", "69.63", "%"),
        ("６９．６３％", "69.63", "%"),
        ("百分之69.63", "69.63", "%"),
        ("100.00 %", "100.00", "%"),
    ],
)
def test_a_percentage_is_never_scaled_by_guess(typed: str, value: str, unit: str) -> None:
    percent = parse_percent(typed)
    assert (percent.value, percent.unit) == (Decimal(value), unit)


@pytest.mark.parametrize("typed", ["69,63%", "约70%", "6.9.6%", "七成", "69.63‰"])
def test_an_uncertain_percentage_is_none(typed: str) -> None:
    assert parse_percent(typed).value is None


def test_units_of_money_convert_exactly() -> None:
    assert convert(Decimal("2000000"), "元", "万元") == Decimal("200")
    assert convert(Decimal("0.1"), "亿元", "元") == Decimal("10000000")
    assert convert(Decimal("724.2318"), "万元", "元") == Decimal("7242318")
    assert show_amount(convert(Decimal("3"), "万元", "元")) == "30000.00"
    with pytest.raises(ValueError, match="美元"):
        convert(Decimal(1), "美元", "元")


@given(st.decimals(allow_nan=False, allow_infinity=False), st.sampled_from(list(say.MONEY_EXPONENTS)))
def test_converting_there_and_back_changes_nothing(value: Decimal, unit: str) -> None:
    assert convert(convert(value, "万元", unit), unit, "万元") == value


def test_an_amount_is_shown_with_all_its_decimals() -> None:
    assert show_amount(Decimal("300")) == "300.00"
    assert show_amount(Decimal("9.880")) == "9.88"
    assert show_amount(Decimal("200.005")) == "200.005"
    assert show_amount(Decimal("-0")) == "0.00"
    assert show_amount(Decimal("1E+3"), 0) == "1000"
    assert decimals_of(Decimal("300.00")) == 0
    assert decimals_of(Decimal("9.880")) == 2
    assert rounded(Decimal("432.49") / Decimal("621.11") * 100, 2) == Decimal("69.63")
    assert rounded(Decimal("2.675"), 2) == Decimal("2.68")


@given(st.decimals(min_value=-(10**12), max_value=10**12, places=4), st.integers(0, 6))
def test_an_amount_that_was_shown_is_read_back_as_it_was(value: Decimal, decimals: int) -> None:
    assert parse_amount(show_amount(value, decimals)).value == value


PIECES = st.sampled_from(
    [*"0123456789.,，。-+（）() 　￥¥万亿千元%约至E'０９．％％ \xa0\u200b", "人民币", "万元", "百分之", "左右"]
)


@given(st.one_of(st.text(), st.lists(PIECES, max_size=10).map("".join)))
def test_no_text_makes_the_parsers_raise_and_every_answer_is_whole(text: str) -> None:
    for amount in (parse_amount(text), parse_percent(text)):
        assert (amount.value is None) == bool(amount.reason)
        assert amount.value is None or amount.value.is_finite()
        if amount.value is not None:
            assert parse_amount(show_amount(amount.value)).value == amount.value


@pytest.mark.parametrize(
    ("value", "code", "shown"),
    [
        ("0.95", "0%", "95%"),
        ("0.95", "0.00%", "95.00%"),
        ("0.125", "0.0%", "12.5%"),
        ("12", "General", "12"),
        ("12", "@", "12"),
        ("0.9", "General", "0.9"),
        ("86710000", "General", "86710000"),
        ("13800001111", "General", "13800001111"),
        ("51086710000", "0", "51086710000"),
        ("86710000", "0_ ", "86710000"),
        ("1234.5", "#,##0.00", "1,234.50"),
        ("12", '0"次"', "12次"),
        ("21", "000", "021"),
        ("-5", "00.0", "-05.0"),
        ("1234", "#,##0", "1,234"),
        ("300", '0.00"万元"', "300.00万元"),
        ("300", "¥#,##0.00", "¥300.00"),
        ("-300", "¥#,##0.00", "-¥300.00"),
        ("-3.5", "0.00_);[Red]\\(0.00\\)", "(3.50)"),
        ("2.5", "0", "3"),
        ("1.5", "0.##", "1.5"),
        ("0.333333333333333", "General", "0.333333333"),
        ("3.14159265358979", "General", "3.141592654"),
        ("1234.56789012", "General", "1234.56789"),
        ("0.00001", "General", "0.00001"),
        ("0.000012345678", "General", "1.23457E-05"),
        ("43831", "yyyy-mm-dd", "43831"),
        ("1E+20", "General", "100000000000000000000"),
        ("0", "General", "0"),
    ],
)
def test_a_typed_number_becomes_the_text_that_excel_shows(value: str, code: str, shown: str) -> None:
    assert shown_number(Decimal(value), code) == shown


@given(
    st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**20), max_value=10**20),
    st.one_of(
        st.text(max_size=12),
        st.sampled_from(["0", "0.00", "0%", "#,##0.00", "General", "0.00E+00", "# ?/?", "m/d/yyyy"]),
    ),
)
def test_no_format_makes_showing_a_number_raise(value: Decimal, code: str) -> None:
    assert isinstance(shown_number(value, code), str)
