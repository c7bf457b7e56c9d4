"""Dates as people write them, and the months between two dates.

`parse_date` reads a whole date or says why it is none: an impossible day (2020-02-30), an order that two people
read differently (01/02/2020), a month without a day (2020年1月). Looser wording is read in deadline.py.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

from xltoolkit.records import NamedTuple
from xltoolkit.text.chinese import places
from xltoolkit.text.normal import narrow, trimmed, without_blanks

BLANK, NOT_A_DATE, IMPOSSIBLE, AMBIGUOUS = "blank", "not_a_date", "impossible", "ambiguous"
NO_DAY, NO_YEAR, SHORT_YEAR, SERIAL, SPAN = "no_day", "no_year", "short_year", "serial", "span"
REASON_NAMES = {
    BLANK: "没有填写",
    NOT_A_DATE: "不是日期",
    IMPOSSIBLE: "日历上没有这一天",
    AMBIGUOUS: "分不清哪个是月、哪个是日",
    NO_DAY: "没有写到哪一天",
    NO_YEAR: "没有写年份",
    SHORT_YEAR: "年份只写了两位",
    SERIAL: "像是日期变成的序号",
    SPAN: "写了不止一个日期",
}

FIRST_YEAR, LAST_YEAR = 1949, 2149  # a year outside is a slip of the keyboard


def is_year(numeral: str) -> bool:
    """Four digits that can be a year of a project: 2020, not 5000."""
    return len(numeral) == 4 and numeral.isdecimal() and FIRST_YEAR <= int(numeral) <= LAST_YEAR


class DateReading(NamedTuple):
    """value: the date, None if there is none for certain; reason: '' or one of REASON_NAMES' keys."""

    value: date | None
    reason: str = ""


_ISO = r"(\d{4})-(\d\d)-(\d\d)"
_CLOCK = r"(?:[上下]午)?\d{1,2}[:：时]\d{1,2}(?:[:：分]\d{1,2}(?:\.\d+)?秒?|分)?"
_TAIL = rf"(?:T|\s*)(?:{_CLOCK}|[(（]?(?:星期|周)[一二三四五六日天][)）]?|[上下]午)?"
_YEAR_FIRST = rf"(\d{{4}})\s*[-/.年、_,，。·]\s*(\d{{1,2}})\s*[-/.月、_,，。·]\s*(\d{{1,2}})\s*[日号]?{_TAIL}"
_YEAR_LAST = rf"(\d{{1,2}})\s*[-/.]\s*(\d{{1,2}})\s*[-/.]\s*(\d{{4}}){_TAIL}"
_CHINESE_DIGITS = str.maketrans("〇○零一二三四五六七八九ＯOo壹贰叁肆伍陆柒捌玖", "000123456789000123456789")
_DASHES = str.maketrans(dict.fromkeys("—–―‐‑−", "-"))
_CHINESE_DATE = (
    r"([〇○零ＯOo0一二三四五六七八九壹贰叁肆伍陆柒捌玖]{4})年"
    r"([零〇一二三四五六七八九十]{1,3})月([零〇一二三四五六七八九十廿]{1,3})[日号]"
)


def parse_date(text: str) -> DateReading:
    """Read one whole date: `2020-01-01`, `2020/1/1`, `2020.1.1`, `20200101`, `2020年1月1日`, `二〇二〇年一月一日`.

    Full-width digits, blanks and a time of day behind it do not matter. Never raises.
    """
    iso = re.fullmatch(_ISO, text, re.ASCII)
    if iso:
        return _day(int(iso[1]), int(iso[2]), int(iso[3]))
    written = narrow(trimmed(text)).removeprefix("'").translate(_DASHES)
    if not written:
        return DateReading(None, BLANK)
    if len(written) > 40:
        return DateReading(None, NOT_A_DATE)
    parts = re.fullmatch(_YEAR_FIRST, written, re.ASCII) or re.fullmatch(r"(\d{4})(\d\d)(\d\d)", written, re.ASCII)
    if parts:
        return _day(int(parts[1]), int(parts[2]), int(parts[3]))
    parts = re.fullmatch(_YEAR_LAST, written, re.ASCII)
    if parts:
        return _year_last(int(parts[1]), int(parts[2]), int(parts[3]))
    compact = without_blanks(written)
    parts = re.fullmatch(_CHINESE_DATE, compact)
    if parts:
        return _day(int(parts[1].translate(_CHINESE_DIGITS)), _below_hundred(parts[2]), _below_hundred(parts[3]))
    arabic = arabic_date(compact)
    parts = re.fullmatch(_YEAR_FIRST, arabic, re.ASCII) if arabic != compact else None
    if parts:  # 2020年十二月三十一日
        return _day(int(parts[1]), int(parts[2]), int(parts[3]))
    return DateReading(None, _why_not(compact))


def _day(year: int, month: int, day: int) -> DateReading:
    try:
        value = date(year, month, day)
    except ValueError:
        return DateReading(None, IMPOSSIBLE)
    return DateReading(value) if FIRST_YEAR <= year <= LAST_YEAR else DateReading(None, IMPOSSIBLE)


def _year_last(first: int, second: int, year: int) -> DateReading:
    """1/2/2020 is the 2nd of January or the 1st of February; 31/12/2020 can be only one day."""
    readings = [_day(year, first, second), _day(year, second, first)]
    possible = {reading.value for reading in readings if reading.value}
    if len(possible) == 2:
        return DateReading(None, AMBIGUOUS)
    return DateReading(possible.pop()) if possible else DateReading(None, IMPOSSIBLE)


def arabic_date(text: str) -> str:
    """Chinese numerals before 年 月 日 as digits: 二〇二〇年十二月底 → 2020年12月底. Other numerals stay."""
    text = re.sub(r"[〇○零Ｏ一二三四五六七八九]{4}(?=年)", lambda year: year[0].translate(_CHINESE_DIGITS), text)
    return re.sub(
        r"[一二三四五六七八九十廿]{1,3}(?=[月日号])", lambda part: str(_below_hundred(part[0]) or part[0]), text
    )


_MONTH_NUMERALS = ("十一", "十二", "一", "二", "三", "四", "五", "六", "七", "八", "九", "十")
_DAY_NUMERALS = frozenset("一二三四五六七八九十")
_DIGITS = frozenset("〇零一二三四五六七八九")


def arabic_in_text(text: str) -> str:
    """The dates of a running text as digits: 二〇二七年十一月三十日前 → 2027年11月30日前; 每一月, 三月三, 三年 stay."""
    for at in reversed(places(text, ("年",)) if "二〇" in text or "二零" in text else ()):
        if text[at - 4 : at - 2] in ("二〇", "二零") and _DIGITS.issuperset(text[at - 2 : at]):
            text = f"{text[: at - 4]}{text[at - 4 : at].translate(_CHINESE_DIGITS)}{text[at:]}"
    for at in reversed(places(text, ("月",)) if any(f"{numeral}月" in text for numeral in _MONTH_NUMERALS) else ()):
        numeral = next((one for one in _MONTH_NUMERALS if text.endswith(one, 0, at)), "")
        start, end = at - len(numeral), at + 1
        while text[end : end + 1] in _DAY_NUMERALS:
            end += 1
        day = str(_below_hundred(text[at + 1 : end])) if text[end : end + 1] in ("日", "号") else ""
        if numeral and text[start - 1 : start] not in ("每", "十") and (day != "" or end == at + 1):
            text = f"{text[:start]}{_below_hundred(numeral)}月{day}{text[end:]}"
    return text


def _below_hundred(text: str) -> int:
    """十二 → 12, 三十一 → 31, 廿五 → 25, 〇八 → 8; 0 for what is no number."""
    text = text.replace("廿", "二十")
    tens, ten, ones = text.rpartition("十")
    high = tens.translate(_CHINESE_DIGITS) if tens else "1" if ten else "0"
    low = ones.translate(_CHINESE_DIGITS) or "0"
    return int(high) * 10 + int(low) if high.isdecimal() and low.isdecimal() and len(low) <= 2 else 0


_MONTH_ONLY = r"\d{4}[-/.年]?\d{1,2}月?(?:[初底末]|[上中下]旬)?(?:之?前)?|\d{4}年?(?:[初底末]|[上下]半年|度)?(?:之?前)?"


def _why_not(text: str) -> str:
    """Name the reason for which a text without blanks is no date."""
    if re.fullmatch(r"[34]\d{4}(?:\.\d+)?", text, re.ASCII):
        return SERIAL  # days since 1899-12-30: 30000 is in 1982, 49999 in 2036
    if re.fullmatch(_MONTH_ONLY, text, re.ASCII):
        return NO_DAY
    if re.fullmatch(r"\d{1,2}[-/.月]\d{1,2}[日号]?", text, re.ASCII):
        return NO_YEAR
    if re.fullmatch(r"\d{2}[-/.年]\d{1,2}[-/.月]\d{1,2}[日号]?", text, re.ASCII):
        return SHORT_YEAR
    if len(re.findall(r"\d{4}[-/.年]\d{1,2}", text, re.ASCII)) > 1:
        return SPAN
    return NOT_A_DATE


def months_between(first: date, last: date) -> int:
    """Calendar months that the span touches: 2020-01-01 … 2020-12-31 → 12; 0 if it ends before it begins."""
    return max(0, (last.year - first.year) * 12 + last.month - first.month + 1) if first <= last else 0


def whole_months(first: date, last: date) -> int:
    """Complete months in the span, both days included: 03-15 … 06-14 → 3, 01-01 … 12-31 → 12."""
    if last < first:
        return 0
    after = last + timedelta(days=1) if last < date.max else last
    return (after.year - first.year) * 12 + after.month - first.month - (after.day < first.day)
