"""Dates as people write them, months between them, and deadlines such as 11月底前.

`parse_date` reads a whole date or says why it is none: an impossible day (2020-02-30), an order that two people
read differently (01/02/2020), a month without a day (2020年1月). `parse_deadline` reads the looser wording of
target values and plans; what it leaves open (the year, the day) stays open as earliest and latest day.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

from xltoolkit.records import NamedTuple
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
_TAIL = rf"(?:T|\s*)(?:{_CLOCK}|星期[一二三四五六日天]|[上下]午)?"
_YEAR_FIRST = rf"(\d{{4}})\s*[-/.年、_]\s*(\d{{1,2}})\s*[-/.月、_]\s*(\d{{1,2}})\s*[日号]?{_TAIL}"
_YEAR_LAST = rf"(\d{{1,2}})\s*[-/.]\s*(\d{{1,2}})\s*[-/.]\s*(\d{{4}}){_TAIL}"
_CHINESE_DIGITS = str.maketrans("〇○零一二三四五六七八九Ｏ壹贰叁肆伍陆柒捌玖", "0001234567890123456789")
_CHINESE_DATE = (
    r"([〇○零Ｏ一二三四五六七八九壹贰叁肆伍陆柒捌玖]{4})年"
    r"([零〇一二三四五六七八九十]{1,3})月([零〇一二三四五六七八九十廿]{1,3})[日号]"
)


def parse_date(text: str) -> DateReading:
    """Read one whole date: `2020-01-01`, `2020/1/1`, `2020.1.1`, `20200101`, `2020年1月1日`, `二〇二〇年一月一日`.

    Full-width digits, blanks and a time of day behind it do not matter. Never raises.
    """
    iso = re.fullmatch(_ISO, text, re.ASCII)
    if iso:
        return _day(int(iso[1]), int(iso[2]), int(iso[3]))
    written = narrow(trimmed(text))
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
    parts = re.fullmatch(_CHINESE_DATE, without_blanks(written))
    if parts:
        return _day(int(parts[1].translate(_CHINESE_DIGITS)), _below_hundred(parts[2]), _below_hundred(parts[3]))
    return DateReading(None, _why_not(without_blanks(written)))


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


class MonthSpan(NamedTuple):
    """A span of months as written, 3—6月 or 2020年3月至2021年2月. Years are None where none is written."""

    first_year: int | None
    first_month: int
    last_year: int | None
    last_month: int

    @property
    def months(self) -> int:
        """How many months, both ends included; a span without years that runs over New Year counts through."""
        years = (self.last_year - self.first_year) if self.first_year and self.last_year else 0
        months = years * 12 + self.last_month - self.first_month + 1
        return months + 12 if months <= 0 and not years else max(months, 0)


_MONTH_SPAN = r"(?:(\d{4})[年./-])?(\d{1,2})月?(?:份)?(?:-|—|–|~|至|到)+(?:(\d{4})[年./-])?(\d{1,2})月(?:份|底|末)?"


def parse_month_span(text: str) -> MonthSpan | None:
    """Read a text that is nothing but a span of months: `1-12月`, `2020年3月至2021年2月`; else None."""
    found = re.fullmatch(_MONTH_SPAN, without_blanks(text), re.ASCII)
    if not found or not (1 <= int(found[2]) <= 12 and 1 <= int(found[4]) <= 12):
        return None
    first_year = int(found[1]) if found[1] else None
    return MonthSpan(first_year, int(found[2]), int(found[3]) if found[3] else first_year, int(found[4]))


class Deadline(NamedTuple):
    """A day or a stretch of days by which something is to be done, as written.

    year     None where none is written
    start    (month, day) of the earliest day meant; day 0 is the last day of the month before
    end      (month, day) of the latest day meant; day 31 stands for the month's last day
    """

    year: int | None
    start: tuple[int, int]
    end: tuple[int, int]

    def earliest(self, year: int) -> date:
        """The earliest day that can be meant, in `year` if none is written."""
        return _clipped(self.year or year, *self.start)

    def latest(self, year: int) -> date:
        """The latest day that can be meant, in `year` if none is written."""
        return _clipped(self.year or year, *self.end)


def _clipped(year: int, month: int, day: int) -> date:
    first = date(min(max(year, 2), 9998), month, 1)
    following = date(first.year + month // 12, month % 12 + 1, 1)
    return min(first + timedelta(days=day - 1), following - timedelta(days=1))


_PARTS_OF_YEAR = {
    "上半年": (1, 6),
    "下半年": (7, 12),
    "年中": (6, 6),
    "年初": (1, 1),
    "年底": (12, 12),
    "年末": (12, 12),
}
_PARTS_OF_MONTH = {"上旬": (1, 10), "中旬": (11, 20), "下旬": (21, 31), "初": (1, 10), "底": (31, 31), "末": (31, 31)}
_DEADLINE = (
    r"(?:(?P<year>\d{4})(?:年度?|[-/.])|(?P<relative>(?:当|本|今)年度?))?"
    r"(?:(?P<month>\d{1,2})(?:月份?|[-/.](?=\d))(?:(?P<day>\d{1,2})[日号]?|(?P<part>[上中下]旬|[初底末]))?"
    r"|第?(?P<quarter>[一二三四1-4])季度(?P<end_of_quarter>[末底])?"
    r"|(?P<half>[上下]半年|年?[初中底末])|(?P<inside>年?度?内)?)"
    r"(?P<before>(?:之|以)?前|以内|之内|内)?"
)


def parse_deadline(text: str) -> Deadline | None:
    """Read a text that is nothing but a deadline: `2020年11月底前`, `12月31日前`, `6月中旬`, `第三季度末`, `年底前`.

    `11月前` may mean before November or before its end: start and end say so. None for everything else.
    """
    found = re.fullmatch(_DEADLINE, without_blanks(text), re.ASCII)
    return _deadline(found) if found else None


def match_deadline(text: str) -> tuple[Deadline, int] | None:
    """The deadline with which a text without blanks begins, and where it ends: `12月底前完成` → (…, 6)."""
    found = re.match(_DEADLINE, text, re.ASCII)
    deadline = _deadline(found) if found else None
    return (deadline, found.end()) if found and deadline else None


def _deadline(found: re.Match[str]) -> Deadline | None:
    year = int(found["year"]) if found["year"] else None
    if year is not None and not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    before = bool(found["before"]) and found["before"].endswith("前")
    if found["month"]:
        month = int(found["month"])
        if not 1 <= month <= 12:
            return None
        if not found["year"] and "月" not in found[0]:
            return None  # `12.5` is a number
        if found["day"]:
            day = int(found["day"])
            if _day(year or 2020, month, day).value is None:  # 2020 is a leap year
                return None
            return Deadline(year, (month, day), (month, day))
        if found["part"]:
            first_day, last_day = _PARTS_OF_MONTH[found["part"]]
            return Deadline(year, (month, first_day), (month, last_day))
        return Deadline(year, (month, 0 if before else 1), (month, 31))
    if found["quarter"]:
        quarter = "一二三四".find(found["quarter"]) + 1 or int(found["quarter"])
        first_month, last_month = (quarter * 3 if found["end_of_quarter"] else quarter * 3 - 2), quarter * 3
    elif found["half"]:
        part = found["half"] if len(found["half"]) > 1 else "年" + found["half"]
        if len(found["half"]) == 1 and not (found["year"] or found["relative"]):
            return None  # `底前` alone
        first_month, last_month = _PARTS_OF_YEAR[part]
        if part in ("年底", "年末"):
            return Deadline(year, (12, 31), (12, 31))
    else:
        if not (found["year"] or found["relative"] or found["inside"] == "年内"):
            return None
        first_month, last_month = 1, 12
    if found["end_of_quarter"]:
        return Deadline(year, (last_month, 31), (last_month, 31))
    return Deadline(year, (first_month, 0 if before else 1), (last_month, 31))
