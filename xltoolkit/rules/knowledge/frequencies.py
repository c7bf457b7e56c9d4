"""How often the texts say that something is done, and how many times that makes: for how many months, for how many things."""

from __future__ import annotations

import re
from decimal import Decimal

from xltoolkit.reader.submission import Submission
from xltoolkit.records import NamedTuple
from xltoolkit.rules.knowledge.facts import Indicator, items, known_period, narratives
from xltoolkit.rules.knowledge.passages import sentence_before
from xltoolkit.rules.knowledge.statements import looks_back
from xltoolkit.rules.knowledge.words import words
from xltoolkit.text import unit
from xltoolkit.text.chinese import places, whole_number
from xltoolkit.text.frequency import Frequency, expected_count, find_frequencies
from xltoolkit.text.interval import admits

_MANY = Decimal(10**9)
# With these words a source counts for each of several; what comes out is no longer how often.
EACH = words("各 分别 每个 每所 每家 每站 逐个 逐一 轮流 × * 乘 每次 每期 每场")
# A week or a day is no fixed part of a year: 48 or 50 times are every week, too.
LOOSE = frozenset(("周", "日", "工作日", "旬"))


class Often(NamedTuple):
    """A frequency in a narrative, with the titles of the numbered items it stands in (innermost first).

    before    its sentence up to it, which may say for how many things: 2个机房每月巡检1次
    sentence  all of its sentence, which may say from which month to which: 自3月起至11月
    """

    pointer: str
    frequency: Frequency
    titles: tuple[str, ...]
    before: str
    sentence: str


def frequencies(submission: Submission) -> list[Often]:
    """Every frequency of the narratives."""
    return submission.fact("frequencies", lambda: _frequencies(submission))


def _frequencies(submission: Submission) -> list[Often]:
    found = []
    for pointer, text in narratives(submission).items():
        if pointer == "/remarks" or not ("每" in text or "次" in text):
            continue
        own = find_frequencies(text)
        numbered = items(submission, pointer) if own else []
        for frequency in own:
            titles = tuple(item.title for item in reversed(numbered) if item.start <= frequency.start < item.end)
            before = sentence_before(text, frequency.start)
            whole = before + text[frequency.start :].partition("。")[0]
            near = (
                before.rpartition("；")[2][-_NEAR:]
                + text[frequency.start :].partition("。")[0].partition("；")[0][:_NEAR]
            )
            of_a_quarter = frequency.quote[1:3] == "季度" and frequency.quote[0] in "一二三四"  # 一季度10期、二季度18期
            if of_a_quarter and any(f"{one}季度" in text for one in "二三四" if one != frequency.quote[0]):
                continue
            if not looks_back(before, submission.year) and not in_season(whole) and not qualified(near):
                found.append(Often(pointer, frequency, titles, before, whole))
    return found


_THINGS = "个处座台套辆所家条口站村点人"
_NO_THINGS = frozenset("月季年次")
_FROM_TO = r"(?<![\d每])(\d{1,2})(?:月(?:份|起|开始)?)?\s*[至到—–~～-]+\s*(\d{1,2})月"


def things_in(text: str) -> tuple[int, ...]:
    """1, and every number of things in the words that lead to a frequency: it may be for each of them."""
    found = [_numeral_before(text, at) for at in places(text, _THINGS) if text[at + 1 : at + 2] not in _NO_THINGS]
    return tuple(dict.fromkeys((1, *(whole_number(numeral) or 1 for numeral in found))))


def things_of(often: Often) -> tuple[int, ...]:
    """For how many things a frequency may be: 每月召开1次（14个社区共168次）, 2个机房每月巡检1次."""
    behind = often.sentence[len(often.before) + len(often.frequency.quote) :]
    inside = behind[1:].partition("）")[0] if behind.startswith("（") else ""
    clause, comma, last = often.before.rstrip("，,").rpartition("，")
    return (*things_in(last if comma else clause or last), *things_in(inside))


def any_things_of(often: Often) -> tuple[int, ...]:
    """The same from its whole sentence: 流量测验6处断面，5—9月每月2次，共60次."""
    return (*things_of(often), *things_in(often.before))


def _numeral_before(text: str, at: int) -> str:
    """The numeral that ends here, '' if none does, or one that is an ordinal or has decimals: 第3个, 1.5个."""
    start = at
    while start and at - start < 4 and text[start - 1].isdecimal():
        start -= 1
    if start == at:
        while start and at - start < 2 and text[start - 1] in "两二三四五六七八九十":
            start -= 1
    before = text[start - 1 : start]
    return (
        "" if before.isdecimal() or before in (".", "第") or text[start : start + 1] in ("0", "０") else text[start:at]
    )


def months_named(text: str) -> tuple[int, ...]:
    """How many months the spans in the text have, and all of them together: 9 for 3月至11月; 3, 3 and 6 for 4—6月、9—11月."""
    if "月" not in text:
        return ()
    listed = _months_listed(text) if any(map(text.__contains__, _BEFORE_EACH)) else ()
    if not any(mark in text for mark in "至到—–~～-"):
        return listed
    spans = ((int(start), int(end)) for start, end in re.findall(_FROM_TO, text))
    lengths = tuple(end - start + 1 for start, end in spans if 1 <= start < end <= 12)
    return (*lengths, *([sum(lengths)] if len(lengths) > 1 else []), *listed)


_BEFORE_EACH = ("月每", "月：每", "月:每", "月，每")
_MONTHS_LISTED = r"((?:(?:\d{1,2}月?[—–~～至到-]+)?\d{1,2}月[、和]?)+)[：:，]?每"


def _months_listed(text: str) -> tuple[int, ...]:
    """How many months are named right before 每: 6 for 3月至6月、9月、10月每月一场; 2 for 7月、8月：每月12次."""
    found = []
    for run in re.findall(_MONTHS_LISTED, text):
        months: set[int] = set()
        for one in re.split("[、和]", run.rstrip("、和")):
            ends = [int(number) for number in re.findall(r"\d+", one)]
            last = ends[-1] + (12 if ends[-1] < ends[0] else 0)  # 11月至3月 goes over the year's end
            months.update(range(ends[0], last + 1))
        found.append(len(months))
    return tuple(found)


# Where something is done in a part of the year only, nobody knows how many months that are.
_SEASONS = words(
    "期间 汛期 供暖 采暖 防火期 作业期 施工期 寒假 暑假 寒暑假 旺季 淡季 春季 夏季 秋季 冬季 高温 节假日 其余 其他月份 开学 生长季 重点时段"
)


def in_season(text: str) -> bool:
    """Whether the text speaks of a part of the year that has no dates: 汛期每月, 施工期间每月."""
    return _SEASONS.any_in(text)


# What is left out or added in words, or goes by a year of one's own: no count follows from the frequency alone.
_QUALIFIERS = words(
    "加密 另加 另外 年终 平时 平日 教学周 教学日 学期 不开展 不安排 不组织 不巡 暂停 停课 起每 起，每 起按 工作日每 工作日内每 法定节假日"
)
_MONTHS_OUT = r"\d月(?:份)?(?:均|都|因)?(?:停|不|休|放假|暂)|不另安排"
_LEAVING_OUT = r"除[^，。；]{1,12}外|[一二三四]\s*[至到—–~～-]\s*[一二三四]季度|共\s*\d+\s*[天日]"
_NEAR = 40  # characters on either side of a frequency


def qualified(text: str) -> bool:
    """Whether a frequency is said with a reservation: 除7月、8月外每月1次, 自4月起每月1次, 每月1次，重大节日加密2次, 二至四季度每季度1次."""
    return (
        _QUALIFIERS.any_in(text)
        or ("月" in text and re.search(_MONTHS_OUT, text) is not None)
        or (("除" in text or "季度" in text or "共" in text) and re.search(_LEAVING_OUT, text) is not None)
    )


_RESERVES = words("停 除 不 加 起 开始 扣 减 暂 外 取消 月 季度 半年 寒 暑 假")


def reserved(rest: str) -> bool:
    """Whether what stands beside a frequency may change its count: 1月、2月停; 第三季度除外; 国庆前加1次."""
    return _RESERVES.any_in(rest)


def months_counted(submission: Submission) -> tuple[int, ...]:
    """For how many months a target may count: the whole year, and the months of the project."""
    return submission.fact("months counted", lambda: _months_counted(submission))


def _months_counted(submission: Submission) -> tuple[int, ...]:
    project = known_period(submission)
    told = _months_told(submission)
    if project is None:
        return (12, *told)
    year = submission.year or project.end.year
    in_year = sum(
        1
        for month in range(1, 13)
        if (project.start.year, project.start.month) <= (year, month) <= (project.end.year, project.end.month)
    )
    return tuple(dict.fromkeys(months for months in (12, project.months, in_year, *told) if months > 0))


_FOR_MONTHS = r"(?:服务期|期限|工期|[共计按期为，（]|训练|运行|运维|结算)(\d{1,2})个月"


def _months_told(submission: Submission) -> tuple[int, ...]:
    """For how many months the texts say that something goes on: 服务期10个月（3月至12月）, 7月、8月停运，按10个月计."""
    sentences = [
        sentence
        for text in narratives(submission).values()
        if "个月" in text
        for sentence in re.split("[。；\n]", text)
    ]
    told = [
        int(found)
        for sentence in sentences
        for found in re.findall(_FOR_MONTHS, sentence)
        if int(found) in (months_named(sentence) or (int(found),))
    ]
    return tuple(dict.fromkeys(months for months in told if 0 < months < 12))


def contradicts(frequency: Frequency, row: Indicator, months: tuple[int, ...], each: tuple[int, ...] = (1,)) -> bool:
    """Whether the target cannot be reached with this frequency, however the months are counted, and for however many of `each`."""
    goal = row.readable_target
    if goal is None or goal.per:
        return False  # 每季度1次 is a frequency itself
    for count in months:
        least, most = counted(frequency, count)
        if least == most and set(each) == {1} and _for_some_things(row, least):
            return False
        for things in each:
            if admits(goal, Decimal(least * things), _MANY if most is None else Decimal(most * things)) is not False:
                return False
    return True


def _for_some_things(row: Indicator, times: int) -> bool:
    """Whether 48辆次 may be so many times for each of several: nobody has said how many there are."""
    bound = row.target.low if row.target.low is not None else row.target.high
    measure = unit.unit_of(row.target.unit)
    composed = measure is not None and measure.family != unit.TIMES
    return composed and times > 0 and bound is not None and bound > times and bound % times == 0


def counted(frequency: Frequency, months: int) -> tuple[int, int | None]:
    """How often that makes in so many months; of weeks and days a fifth less or more."""
    least, most = expected_count(frequency, months)
    if frequency.period in LOOSE:
        return least * 8 // 10, None if most is None else most * 12 // 10
    return least, most


def times_in_words(frequency: Frequency, months: int) -> str:
    """How often that makes in so many months, as a message says it: 12, 1至2."""
    least, most = expected_count(frequency, months)
    return str(least) if most in (None, least) else f"{least}至{most}"


def counts_times(row: Indicator) -> bool:
    """The target is a number of times."""
    goal = row.readable_target
    measure = unit.unit_of(goal.unit) if goal is not None and goal.numeric and goal.unit else None
    return measure is not None and (measure.family == unit.TIMES or row.target.unit.endswith("次"))
