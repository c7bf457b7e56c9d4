"""The two halves of a frequency in running text: a stretch of time (每两个月, 半年, 全年) and a count (不少于2次, 1至2场).

Found by string methods: regular expressions for these would take two milliseconds to compile, a fifth of a bare start of
the interpreter, in every fresh check.
"""

from __future__ import annotations

from collections.abc import Iterator

from xltoolkit.records import NamedTuple
from xltoolkit.text.chinese import numeral_end, places, whole_number

WHOLE_YEAR = "全年"
BOUNDS = {"不少于": "≥", "不低于": "≥", "至少": "≥", "最少": "≥", "不超过": "≤", "最多": "≤", "至多": "≤"}

_PERIODS = ("工作日", "半年", "半月", "学期", "学年", "季度", "星期", *"年季月周旬天日")
_PERIODS_OF = {first: tuple(word for word in _PERIODS if word[0] == first) for first in {word[0] for word in _PERIODS}}
_CHINESE = frozenset("一二两三四五六七八九十")
_BOUND_STARTS = frozenset(word[0] for word in BOUNDS)
_COUNT_STARTS = _CHINESE.union("约", _BOUND_STARTS)
_STRETCH_STARTS = (*_PERIODS_OF, "全")
_COUNTED_IN_DIGITS = frozenset("个年周天")
_BY = frozenset(("月", "季", "季度", "周", "年", "日", "学期"))
_NOT_BEHIND = frozenset("每第前后上下近")
_UNITS = ("场次", "轮次", "批次", "次", "场", "期", "轮", "遍", "回", "趟")
_NO_UNIT_BEFORE = frozenset("性数品序生要第")  # 一次性, 次数, 期要
_NO_FILLING = frozenset("第首各每")
_DASHES = frozenset("-~—–～至到")
_FARTHEST = 12  # characters between stretch and count: 每月组织全体人员开展2次


class Stretch(NamedTuple):
    """`every` periods: 每两个月 is 2 × 月. period: one of _PERIODS, or 全年. start, end: where it stands."""

    start: int
    end: int
    every: int
    period: str


class Count(NamedTuple):
    """From least to most times. bound: 不少于 and its like, '' if none; above: 以上 follows. start: of the numeral."""

    least: int
    most: int
    bound: str
    above: bool
    start: int
    end: int


def every_so_often(text: str) -> Iterator[Stretch]:
    """每月, 每两个月, 每隔3天, 每季度."""
    at = text.find("每")
    while at >= 0:
        begin = at + 1 + text.startswith("隔", at + 1)
        middle = numeral_end(text, begin, 4, 3)
        period, end = _period_at(text, middle)
        if period:
            end += text[end : end + 1] in ("度", "份")
            yield Stretch(at, end, whole_number(text[begin:middle]) if middle > begin else 1, period)
        at = text.find("每", end if period else at + 1)


def by_period(text: str) -> Iterator[Stretch]:
    """按月, 逐年, 按季度."""
    for at in places(text, "按逐"):
        period, end = _period_at(text, at + 1)
        if period in _BY and text[at + 1] != "个":
            yield Stretch(at, end + text.startswith("度", end), 1, period)


def stretches(text: str) -> Iterator[Stretch]:
    """全年, 年内, 半年, 一年, 3个月: stretches without 每 before them."""
    end = 0
    for at in places(text, _STRETCH_STARTS):
        if at < end or (text[at] == "季" and text[at + 1 : at + 2] != "度"):
            continue  # 春、秋两季普查2次
        period, stop = _period_at(text, at)
        begin = at - (text[at - 1 : at] == "个")
        start = _numeral_start(text, begin, end) if period else begin
        every = 1
        if start < begin:
            if text[start].isdecimal() and text[begin] not in _COUNTED_IN_DIGITS:
                continue  # 3月 is March
            every = whole_number(text[start:begin])
        elif text.startswith(("全年", "年内"), at):
            start, stop, period = at, at + 2, WHOLE_YEAR
        elif period in ("半年", "半月"):
            start = at
        else:
            continue
        if not _goes_on(text, start):
            end = stop + (text[stop : stop + 1] in ("度", "内"))
            yield Stretch(start, end, every, period)


def _numeral_start(text: str, at: int, least: int) -> int:
    """Where the numeral of one or two characters begins that ends here, not before `least`; `at` if none does."""
    start = at
    numerals = str.isdecimal if text[at - 1 : at].isdecimal() else _CHINESE.__contains__
    while start > max(least, at - 2) and numerals(text[start - 1]):
        start -= 1
    if start == at - 2 and not text[start].isdecimal() and _goes_on(text, start):
        start += 1  # 第三五年
    return start


def _goes_on(text: str, at: int) -> bool:
    """Whether what begins here is a part of something else: 第三年, 近三年, 2020年."""
    before = text[at - 1 : at]
    return before in _NOT_BEHIND or before.isdecimal()


def count_in(text: str) -> Count | None:
    """The count with which the text begins, or that stands behind a few other words: 15日前上报一次."""
    at = _behind_day(text)
    for _ in range(_FARTHEST + 1):
        first = text[at : at + 1]
        digit = first.isdecimal()
        if digit or first in _COUNT_STARTS:
            found = _count_at(text, at)
            if found is not None:
                return found
        if first == "第" and text.startswith("第三方", at):
            at += 3
        elif first and first not in _NO_FILLING and not digit:
            at += 1
        else:
            return None
    return None


def _is_unit(behind: str) -> bool:
    """Whether these two letters behind 次, 期 … let it be a unit: 1次第三方巡查, not 次第, 次数."""
    return behind[:1] not in _NO_UNIT_BEFORE or behind == "第三"


def _count_at(text: str, at: int) -> Count | None:
    """The count that begins with the numeral or the bound that stands here."""
    bound = next((word for word in BOUNDS if text.startswith(word, at)), "") if text[at] in _BOUND_STARTS else ""
    start = at + len(bound)
    start += text.startswith("约", start)
    end = numeral_end(text, start, 4, 3)
    if end == start:
        return None
    least = most = text[start:end]
    behind = end
    while text[behind : behind + 1] in _DASHES:
        behind += 1
    if behind > end:
        end = numeral_end(text, behind, 4, 3)
        most = text[behind:end]
    unit = next(
        (
            unit
            for unit in _UNITS
            if text.startswith(unit, end) and _is_unit(text[end + len(unit) : end + len(unit) + 2])
        ),
        "",
    )
    if not unit or not most:
        return None
    end += len(unit)
    above = next((word for word in ("及以上", "以上") if text.startswith(word, end)), "")
    return Count(whole_number(least), whole_number(most), bound, bool(above), start, end + len(above))


def _behind_day(text: str) -> int:
    """Where the text goes on behind 15日, 15日前, 15号之前; 0 if it does not begin so."""
    end = numeral_end(text, 0, 2, 0)
    if not end or text[end : end + 1] not in ("日", "号"):
        return 0
    return end + 1 + len(next((word for word in ("之前", "前") if text.startswith(word, end + 1)), ""))


def _period_at(text: str, at: int) -> tuple[str, int]:
    """The period that stands here, a 个 before it or not, and where it ends; '' if none does."""
    at += text.startswith("个", at)
    for period in _PERIODS_OF.get(text[at : at + 1], ()):
        if text.startswith(period, at):
            return period, at + len(period)
    return "", at
