"""Deadlines and spans as target values and plans word them: 11月底前, 第三季度末, 年内, 3-6月, 2020年1月至12月31日.

What the wording leaves open (the year, the day) stays open as earliest and latest day that can be meant.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

from xltoolkit.records import NamedTuple
from xltoolkit.text.date import FIRST_YEAR, LAST_YEAR, arabic_date, is_year, parse_date
from xltoolkit.text.normal import without_blanks


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
            if parse_date(f"{year or 2020}-{month:02}-{day:02}").value is None:  # 2020 is a leap year
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


_TO = r"(?:-|~|—|–|至|到)+"
_SPAN_OF_YEARS = rf"\d{{4}}年?度?{_TO}\d{{4}}年度?|\d{{4}}[.年/-]\d{{1,2}}月?{_TO}\d{{4}}[.年/-]\d{{1,2}}月?"
_YEAR_AND_MONTH = r"(\d{4})[-/.](0?[1-9]|1[0-2])"
_DAY_BEFORE = r"(\d{1,2})[./-](\d{1,2})[日号]?(?:[以之]?前)"  # 12.31前; 12.31 alone is a number
_LONGEST_TAIL = 14  # characters of words behind it: 完成竣工验收并投入使用


def read_deadline(text: str) -> tuple[Deadline | None] | None:
    """Read a text without blanks that is a date, a deadline or a span of dates, words without a number behind it.

    The answer is wrapped: `(None,)` is a span that has no single end in one year (2020-2022年), None is no date at all.
    """
    text = arabic_date(text)
    if re.fullmatch(_SPAN_OF_YEARS, text, re.ASCII):
        return (None,)
    span = parse_month_span(text)
    if span:
        one_year = span.first_year == span.last_year
        return (Deadline(span.first_year, (span.first_month, 1), (span.last_month, 31)) if one_year else None,)
    month = re.fullmatch(_YEAR_AND_MONTH, text, re.ASCII)
    if month and is_year(month[1]):
        return (Deadline(int(month[1]), (int(month[2]), 1), (int(month[2]), 31)),)
    whole = parse_date(text).value
    if whole:
        return (Deadline(whole.year, (whole.month, whole.day), (whole.month, whole.day)),)
    found = re.match(_DEADLINE, text, re.ASCII)
    deadline = _deadline(found) if found else None
    if found and deadline:
        return (deadline,) if _only_words(text[found.end() :]) else _from_to(deadline, text[found.end() :])
    found = re.match(_DAY_BEFORE, text, re.ASCII)
    if found and _only_words(text[found.end() :]) and parse_date(f"2020-{found[1]:0>2}-{found[2]:0>2}").value:
        day = (int(found[1]), int(found[2]))
        return (Deadline(None, day, day),)
    return None


def _only_words(tail: str) -> bool:
    return len(tail) <= _LONGEST_TAIL and not any(
        character.isdecimal() or character in "%％~-—至到" for character in tail
    )


def _from_to(first: Deadline, tail: str) -> tuple[Deadline | None] | None:
    """1月1日-12月31日: from the first day of the first to the last of the second."""
    to = re.match(_TO, tail)
    last = parse_deadline(tail[to.end() :]) if to else None
    if last is None:
        return None
    one_year = first.year == last.year or last.year is None
    return (Deadline(first.year, first.start, last.end) if one_year else None,)
