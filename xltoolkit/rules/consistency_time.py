"""前后一致: months, years and numbering inside the texts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from xltoolkit.findings import HINT, WARNING
from xltoolkit.reader.submission import Submission
from xltoolkit.records import NamedTuple
from xltoolkit.rules.engine import Hit, NotApplicable, rule
from xltoolkit.rules.knowledge.facts import Period, known_period, narratives, texts
from xltoolkit.rules.knowledge.words import words
from xltoolkit.text.chinese import places, whole_number

GROUP = "前后一致"
_NO_YEAR_BEHIND = frozenset("历前来以文间代")
_LONGEST_MONTHS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


@rule(
    "FMT018",
    "写了不存在的日期",
    group="格式",
    severity=WARNING,
    review_point="可行性",
    tier=2,
    message="“{field}”里写了“{found}”，没有这样的日期。",
    advice="请核对年、月、日，起止的先后。",
    suppresses=("IND011", "IND030"),
)
def impossible_date(submission: Submission) -> Iterator[Hit]:
    """检查什么：文字和目标值里的“13月”“4月39日”“6026年”“10年31日”，以及终点早于起点的“2026年12月至2026年1月”。“18个月”“五千年历史”不算。
    为什么：日期写错，进度就无从核对（可行性）。依据：惯例。目录之外新增。
    错例：4月39日前。
    正例：4月30日前。
    修改：由填报人核对。
    """
    for pointer, field, text in texts(submission):
        if field.kind not in ("long_text", "text", "target") or not ("月" in text or "年" in text):
            continue
        wrong = ""
        if "月" in text:
            wrong = next((text[found.start : found.end] for found in _months(text) if not _possible(found)), "")
        if "年" in text and not wrong:
            years = (
                text[at - 4 : at]
                for at in places(text, "年")
                if text[at + 1 : at + 2] not in _NO_YEAR_BEHIND and _four_digits(text, at)
            )
            wrong = next((f"{year}年" for year in years if _no_year(int(year), submission.year or 2049)), "")
        wrong = wrong or _backwards(text) or _days_backwards(text)
        if not wrong and "年" in text and "日" in text:
            found = re.search(r"(?<!\d)\d{1,2}年\d{1,2}日", text)  # 10年31日前
            wrong = found[0] if found else ""
        if wrong:
            yield Hit(pointer, wrong, "存在的日期")


# Years that plans of the state name.
_HORIZONS = frozenset((2025, 2027, 2030, 2035, 2040, 2045, 2049, 2050, 2060))


def _four_digits(text: str, at: int) -> bool:
    """Whether a number of four digits ends here."""
    return text[max(0, at - 4) : at].isdecimal() and at >= 4 and not text[at - 5 : at - 4].isdecimal()


def _no_year(year: int, current: int) -> bool:
    return year > 1000 and (year < 1900 or (year > current + 10 and year not in _HORIZONS))


class _Month(NamedTuple):
    """2020年4月30日, 4月30日, 4月: year and day are None where they are not written; where it begins and ends in the text."""

    start: int
    end: int
    year: int | None
    month: int
    day: int | None


def _months(text: str) -> Iterator[_Month]:
    """Every month with a numeral of one to three digits before it, in order."""
    at = text.find("月")
    while at >= 0:
        start = _digits_before(text, at, 3)
        month = text[start:at]
        year = text[max(0, start - 5) : start - 1] if text[start - 1 : start] == "年" else ""
        if len(year) == 4 and year.isdecimal() and _digits_before(text, start - 1, 4) == start - 5:
            start -= 5
        else:
            year = ""
        end = at + 1
        while end < at + 3 and text[end : end + 1].isdecimal():
            end += 1
        day = text[at + 1 : end] if text[end : end + 1] == "日" else ""
        end = end + 1 if day else at + 1
        if month:
            yield _Month(start, end, int(year) if year else None, int(month), int(day) if day else None)
        elif day and text[at - 1 : at] in _ANY_MONTH:
            yield _Month(at - 1, end, None, 1, int(day))  # 次月50日前
        at = text.find("月", end)


_ANY_MONTH = ("次", "每", "首", "末", "当", "下")


def _digits_before(text: str, at: int, most: int) -> int:
    """Where the number begins that ends here; `at` if there is none, or one of more digits, or one with decimals."""
    start = at
    while start and text[start - 1].isdecimal():
        start -= 1
    return at if at - start > most or text[start - 1 : start] == "." else start


def _possible(found: _Month) -> bool:
    return 1 <= found.month <= 12 and (found.day is None or 1 <= found.day <= _LONGEST_MONTHS[found.month - 1])


def _backwards(text: str) -> str:
    """A span with both years that ends before it begins: 2026年12月至2026年1月; '' if there is none."""
    if text.count("年") < 2 or text.count("月") < 2 or not any(mark in text for mark in "至到-—–~～"):
        return ""
    for found in re.finditer(_FULL_SPAN, text):
        start, end = (int(found[1]), int(found[2])), (int(found[4]), int(found[5]))
        days = (int(found[3] or 0), int(found[6] or 0))
        if start > end or (start == end and all(days) and days[0] > days[1]):
            return found[0]
    return ""


def _days_backwards(text: str) -> str:
    """6月12日至8日: days of one month that end before they begin."""
    for found in re.finditer(_DAYS, text) if "日" in text and "月" in text else ():
        if int(found[2]) < int(found[1]):
            return found[0]
    return ""


_DAYS = r"(?<!\d)\d{1,2}月(\d{1,2})日?[至到—–~-]+(\d{1,2})日"
_FULL_SPAN = r"(20\d\d)年(\d{1,2})月(?:(\d{1,2})日)?\s*[至到\-—–~～]+\s*(20\d\d)年(\d{1,2})月(?:(\d{1,2})日)?"


@rule(
    "X020",
    "编号不连续",
    group=GROUP,
    severity=HINT,
    review_point="完整性",
    tier=2,
    message="“{field}”的编号写成了 {found}。",
    advice="请核对编号，是不是写错了，或者漏了一项。",
)
def numbering_gap(submission: Submission) -> Iterator[Hit]:
    """检查什么：用阿拉伯数字编号的各项，只有一个编号与顺序不符（1、2、7、4），或者中间跳过了一个（1、2、4、5）。重新从1编起的不算。
    为什么：可能漏了一项，或者编号写错（完整性）。依据：惯例。目录之外新增。
    错例：1.…；7.…；3.…
    正例：1.…；2.…；3.…
    修改：由填报人核对。
    """
    for pointer, text in narratives(submission).items():
        if not any(mark in text for mark in _SECOND_ITEMS):
            continue
        numbers = list(_numbers(text))
        if len(numbers) < 3:
            numbers = [int(found[1]) for found in re.finditer(_IN_BRACKETS, text)]
        if len(numbers) < 3 and "一是" in text:
            numbers = [_NUMERALS.index(found[1]) for found in re.finditer(_FIRSTLY, text)]
        if len(numbers) < 3 or (numbers.count(1) > 1 and numbers[0] == 1 and _restarts(numbers)):
            continue
        wrong = [at for at, number in enumerate(numbers) if number != at + 1]
        steps = [later - earlier for earlier, later in pairwise(numbers)]
        left_out = numbers[0] == 1 and sorted(steps)[-1] == 2 and steps.count(1) == len(steps) - 1  # 1, 2, 4, 5
        if len(wrong) == 1 or (left_out and len(numbers) >= 4):
            yield Hit(pointer, "、".join(map(str, numbers)), "、".join(map(str, range(1, len(numbers) + 1))))


_SECOND_ITEMS = ("2.", "2、", "3、", "3.", "（2）", "(2)", "二是")
_NUMERALS = "零一二三四五六七八九"
_FIRSTLY = r"(?:^|[。；;：:，\n])\s*([一二三四五六七八九])是"
_IN_BRACKETS = r"(?:^|[。；;\n：:])\s*[（(](\d{1,2})[)）]"


def _numbers(text: str) -> Iterator[int]:
    """The arabic numbers of items: `1.` or `1、` at the beginning, on a line of its own, behind a sentence or a bracket."""
    for found in re.finditer(r"\d{1,2}", text):
        start, end = found.span()
        behind = text[end + 1 : end + 6]
        if text[end : end + 1] in (".", "．", "、") and (
            not behind[:1].isdecimal()
            or re.match(r"20\d\d年|\d{4}", behind)
            or (text[end] == "、" and text[start - 1 : start] == "\n")
        ):
            before = text[:start].rstrip()
            if not before or before[-1] in "。；;）)" or "\n" in text[len(before) : start]:
                yield int(found[0])


def _restarts(numbers: list[int]) -> bool:
    """Whether a second list begins at the second 1 and goes on from there."""
    second = numbers.index(1, 1)
    return second + 1 < len(numbers) and numbers[second + 1] == 2


@rule(
    "X025",
    "实施计划的时间不在项目期内",
    group=GROUP,
    severity=HINT,
    review_point="可行性",
    tier=2,
    message="“{field}”里有{found}的安排，项目期是 {expected}。",
    advice="请核对项目起止日期和实施计划的时间。",
)
def plan_outside_project(submission: Submission) -> Iterator[Hit]:
    """检查什么：实施计划里有项目最后一年之后某月的安排（质保、验收、决算、评价等事后的除外）；一年期项目的实施计划里写了两处以上的月份，最早的早于计划开始的月份，或最晚的晚于计划完成的月份；别的年份的（筛查2019年1月至12月的数据）不算。
    开始的那个月里，写了比开始日期还早的日子，也报。
    为什么：计划和起止日期要对得上（可行性）。依据：惯例。目录之外新增。
    错例：项目期 2020-05-01 至 2020-11-30，计划写“4月完成需求论证”。
    正例：项目期 2020-04-01 至 2020-11-30，计划写“4月完成需求论证”。
    修改：由填报人核对。
    """
    project = known_period(submission)
    text = narratives(submission).get("/implementation_plan", "")
    if project is None or not text:
        raise NotApplicable
    late = _after_the_end(text, project)
    if late:
        related = ("/start_date", "/end_date")
        yield Hit("/implementation_plan", late, f"{project.start} 至 {project.end}", related=related)
        return
    if not project.one_year:
        before = re.search(
            rf"{project.start.year}年(\d{{1,2}}|[一二三四五六七八九])月?(?:[至到—–~～-]+\d{{1,2}})?月", text
        )
        if before is None:
            raise NotApplicable
        if whole_number(before[1]) < project.start.month:
            related = ("/start_date", "/end_date")
            yield Hit("/implementation_plan", before[0], f"{project.start} 至 {project.end}", related=related)
        return
    own = re.sub(_WITH_YEAR, lambda span: span[0] if span[1] == f"{project.start.year}" else "", text)
    months = [found.month for found in _months(own) if 1 <= found.month <= 12]
    first, last = (min(months), max(months)) if len(months) > 1 else (project.start.month, project.end.month)
    outside = f"{first}月" if first < project.start.month else f"{last}月" if last > project.end.month else ""
    outside = outside or _half_outside(text, project) or _day_before(own, project)
    if outside:
        yield Hit(
            "/implementation_plan",
            outside,
            f"{project.start} 至 {project.end}",
            related=("/start_date", "/end_date"),
        )


def _day_before(text: str, project: Period) -> str:
    """1月15日 in the plan of a project that begins on the 30th."""
    days = (one for one in _months(text) if one.month == project.start.month and one.day is not None)
    return next((f"{one.month}月{one.day}日" for one in days if (one.day or 0) < project.start.day), "")


_OTHER_MONTH = r"(?:[至到、和—–~～-]+\d{1,2}月(?:\d{1,2}日)?)"
_WITH_YEAR = rf"(?:(20\d\d)|[上去前])年度?(?:\d{{1,2}}月?{_OTHER_MONTH}+|\d{{1,2}}月(?:\d{{1,2}}日)?{_OTHER_MONTH}*)"
"""Months with the year that they are of: 2026年1月至12月, 2026年1—12月, 上年11月、12月."""
_HALF = 6  # months
_FIRST_HALF, _SECOND_HALF = ("上半年", "第一季度", "一季度"), ("下半年", "第四季度", "四季度")


def _half_outside(text: str, project: Period) -> str:
    """上半年 in the plan of a project that begins in July, 下半年 of one that ends in June."""
    before = next((word for word in _FIRST_HALF if word in text), "") if project.start.month > _HALF else ""
    return before or (next((word for word in _SECOND_HALF if word in text), "") if project.end.month <= _HALF else "")


# What comes after a project's end by its nature, or is looked ahead to.
_AFTERWARDS = words(
    "质保 保修 验收 决算 结算 审计 评价 评估 总结 尾款 余款 规划 移交 养护 管护 归档 公示 清算 考核 报告 目标 力争 预算 申报"
    " 下一 后续 长期 备案 绩效 支付 月报 年报 季报 报送 提交"
)


def _after_the_end(text: str, project: Period) -> str:
    """The first date of the plan in a year after the project's last one, of something that is not for afterwards; '' if there is none."""
    last = f"{project.end.year}年"
    for clause in re.split(r"[。；;\n，：]", text) if last in text and project.end.month < 12 else ():
        span = re.search(rf"{last}(\d{{1,2}})月(?:[至到—\-－~～]+(\d{{1,2}})月)?", clause)
        if span is not None and int(span[2] or span[1]) > project.end.month and not _AFTERWARDS.any_in(clause):
            return span[0]
    later = [f"{project.end.year + more}年" for more in range(1, 6)]
    if not any(map(text.__contains__, (*later, "次年", "翌年"))):
        return ""
    one_calendar_year = project.start.year == project.end.year  # else 次年 may be the project's second year
    for sentence in re.split(r"[。；;\n]", text):
        if _AFTERWARDS.any_in(sentence):
            continue
        found = re.search(r"(?<![\d至到—\-－])20\d\d年\d{1,2}月", sentence)
        if found is not None and found[0][:5] in later:
            return found[0]
        found = re.search(r"(?<![至到—\-－])[次翌]年\d{1,2}月", sentence) if one_calendar_year else None
        if found is not None and not re.search(r"20\d\d年", sentence):
            return found[0]
    return ""
