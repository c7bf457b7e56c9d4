"""前后一致: one deed at two times in two texts, and steps of the plan that come before what they wait for."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise

from xltoolkit.findings import HINT, WARNING
from xltoolkit.reader.submission import Submission
from xltoolkit.records import NamedTuple
from xltoolkit.rules.consistency_planned import PLAN, months_of_sources, pairs_of_months
from xltoolkit.rules.engine import Hit, NotApplicable, rule
from xltoolkit.rules.knowledge.dates import EVENTS, Said, dates, dates_of
from xltoolkit.rules.knowledge.facts import estimates, indicators, known_period, narratives
from xltoolkit.rules.knowledge.words import words
from xltoolkit.text.quantity import Quantity, find_quantities
from xltoolkit.text.similar import core, longest_common

GROUP, POINT = "前后一致", "可行性"

_SMALL_WORDS = words("完毕 到位 完成 通过 确保 全部 全面 力争 预计 计划 结束 陆续 并于 于 并 在")
_BEGINNINGS = words(
    "启动 开始 准备 方案 编制 组织 部署 动员 报名 申报 前期 着手 中期 初稿 初步 试 首 整理 场地 勘察 设计"
)
_APART = timedelta(days=10)
_MONTHS_END = 31


@rule(
    "X041",
    "两处文字里同一件事的时间不同",
    group=GROUP,
    severity=WARNING,
    review_point=POINT,
    tier=2,
    message={
        "": "“{text}”写“{found}”，“{other}”写“{expected}”，说的像是同一件事，时间不同。",
        "twice": "“{text}”写“{found}”，同一个月写了两遍。",
    },
    advice={"": "请核对，改成一样。", "twice": "请核对月份。"},
)
def times_of_one_deed(submission: Submission) -> Iterator[Hit]:
    """检查什么：两处文字用同样的话，或者写着同样的数量，说同一件事的时间，差十天以上；计划里早于目标的，只作建议。
    一处列了三个以上的月份（4月、6月、9月各20家），另一处只有一个月不同的，也作建议。分批、分阶段的，启动与完成之类不同的事，跨年项目没有写明年份的，不比。
    来源里写的月份（起止月）与实施计划里同一件事的不同，只作建议。
    为什么：前后说法不一（可行性）。依据：惯例。目录之外新增。
    错例：5月底前完成60名儿童的辅具适配；60名儿童于8月底前配上辅助器具。
    正例：两处都写5月底前。
    修改：由填报人核对。
    """
    yield from _rows_of_months(submission)
    yield from months_of_sources(submission)
    said = [
        one
        for one in (*dates(submission), *_of_sources(submission), *_of_purposes(submission))
        if not any(word in one.clause for word in _BEGINNINGS)
    ]
    deeds = [_deed(submission, one) for one in said]
    told: set[str] = set()
    for at, one in enumerate(deeds):
        for other in deeds[:at]:
            if one.quote in told or other.quote in told or not _same(one, other) or not _apart(one, other):
                continue
            if any(_same(one, third) and not _apart(one, third) for third in deeds if third.pointer == other.pointer):
                continue  # that text gives this time, too
            told.update((one.quote, other.quote))
            planned = (one.pointer == PLAN and one.last < other.last) or (
                other.pointer == PLAN and other.last < one.last
            )
            shown = {"text": submission.name_of(one.pointer), "other": submission.name_of(other.pointer)}
            yield Hit(
                one.pointer, one.quote, other.quote, shown, severity=HINT if planned else "", related=(other.pointer,)
            )


def _of_sources(submission: Submission) -> Iterator[Said]:
    """Dates of sources that give a number of three figures too: 11月问卷调查（600份）."""
    for row in indicators(submission):
        if "月" in row.source and re.search(r"\d{3}", row.source):
            yield from dates_of(submission, row.at("source"), row.source, submission.year)


def _of_purposes(submission: Submission) -> Iterator[Said]:
    """Dates with which a purpose begins are of its item: 全民阅读月, 4月举办，开幕式4万元."""
    for row in estimates(submission) if submission.declares("/estimates") else ():
        first = re.split("[，；、]", row.purpose)[0] if "月" in row.purpose[:4] else ""
        for one in dates_of(submission, row.row.at("purpose"), first, submission.year) if first else ():
            yield one._replace(subject=core(row.item), clause=row.item + one.clause)


_MONTHS = r"(?<!\d)(?<!月、)\d{1,2}月(?:[、和]\d{1,2}月){2,}"


def _rows_of_months(submission: Submission) -> Iterator[Hit]:
    """4月、6月、9月 in one text, 4月、8月、9月 in another: one month was mistyped."""
    cells = [*narratives(submission).items(), *((row.at("source"), row.source) for row in indicators(submission))]
    rows = [
        (pointer, found[0], frozenset(re.findall(r"\d+", found[0])))
        for pointer, text in cells
        if text.count("月、") > 1 or ("月、" in text and "月和" in text)
        for found in re.finditer(_MONTHS, text)
    ]
    for pointer, quote, months in rows:
        if quote.count("月") > len(months):
            yield Hit(pointer, quote, "不重复的月份", {"text": submission.name_of(pointer)}, "twice", HINT)
            return
    for pointer, text in cells:
        found = re.search(r"(?<!\d)(\d{1,2})月[、和](\1)月各", text) if "月各" in text else None
        if found is not None:
            yield Hit(pointer, found[0], "不重复的月份", {"text": submission.name_of(pointer)}, "twice", HINT)
    yield from pairs_of_months(submission)
    places = Counter(months for _, _, months in rows)
    for at, (pointer, quote, months) in enumerate(rows):
        for other, written, others in rows[:at]:
            slip = len(months) == len(others) == len(months & others) + 1
            if slip and pointer != other and 1 in (places[months], places[others]):
                shown = {"text": submission.name_of(pointer), "other": submission.name_of(other)}
                yield Hit(pointer, quote, written, shown, severity=HINT, related=(other,))
                return


class _Deed(NamedTuple):
    """What is said to be done between two days, in words without small ones, with the quantities beside it."""

    pointer: str
    quote: str
    words: str
    events: frozenset[int]
    quantities: tuple[Quantity, ...]
    year: int | None
    first: date
    last: date


def _deed(submission: Submission, said: Said) -> _Deed:
    plain = said.subject
    for word in _SMALL_WORDS:
        plain = plain.replace(word, "")
    project = known_period(submission)
    of_year = said.deadline.year or said.of_year
    year = of_year or submission.year or (project.start.year if project else 2000)
    first, last = said.deadline.earliest(year), said.deadline.latest(year)
    if said.deadline.end[1] == _MONTHS_END and "31日" not in said.quote:
        first = first.replace(day=1)
    return _Deed(
        said.pointer,
        said.quote,
        plain,
        frozenset(at for at, group in enumerate(EVENTS) if at and any(word in said.clause for word in group)),
        tuple(one for one in find_quantities(said.quote) if one.low >= _TELLING and not one.per and one.unit != "%"),
        year if of_year or project is None or project.one_year else None,
        first,
        last,
    )


_TELLING, _UNCOMMON = 10, 100
_EVERYTHING = frozenset(("个", "次", "项", "人", "名", "天", "%", "元", "期", "场"))
_SHARED = 2  # characters, the unit among them
_ONCE = ("竣工", "完工", "开工", "验收", "竣工验收", "通车", "终验", "初验")  # what a project does once
_WORDS, _EQUAL_WORDS = 5, 4  # characters that say which deed is meant


def _same(one: _Deed, other: _Deed) -> bool:
    if one.pointer.endswith("/source") and other.pointer.endswith("/source"):
        return False  # each speaks of its own row
    if one.pointer == other.pointer or one.events != other.events or one.year is None or one.year != other.year:
        return False
    if one.words == other.words and one.words in _ONCE:
        return True
    shorter, longer = sorted((one.words, other.words), key=len)
    if (len(shorter) >= _EQUAL_WORDS and shorter == longer) or (len(shorter) >= _WORDS and shorter in longer):
        return True
    alike = len(longest_common(one.words, other.words)) >= 2
    return any(
        mine.low == theirs.low
        and mine.unit == theirs.unit
        and (
            (len(mine.noun) >= 2 and mine.noun[:2] == theirs.noun[:2])
            or (alike and mine.low >= _UNCOMMON)
            or (mine.unit not in _EVERYTHING and len(set(one.words) & set(other.words)) > _SHARED)
        )
        for mine in one.quantities
        for theirs in other.quantities
    )


def _apart(one: _Deed, other: _Deed) -> bool:
    return max(one.first, other.first) - min(one.last, other.last) >= _APART


_STEPS = (
    words("招标 政府采购 完成采购"),
    words("签订合同 合同签订 签合同"),
    words("施工 开工 动工 进场 安装 改造"),
    words("测绘 联调 调试 试运行 竣工 完工"),
    words("竣工验收 市级验收 总验收 项目验收 验收"),
    words("结算 决算 审计"),
)
_WHEN = r"(?<!\d)(\d{1,2})月(?:份)?(?:(\d{1,2})[日号]|底|末|[上中下]旬|初)?(?:[之以]?前)?(?:[至到\-—–~]+(\d{1,2})月)?"


@rule(
    "X042",
    "计划里的先后颠倒",
    group=GROUP,
    severity=WARNING,
    review_point=POINT,
    tier=2,
    message="“{field}”写“{found}”，却又写“{expected}”，先后颠倒。",
    advice="请核对这几步的时间。",
)
def steps_out_of_order(submission: Submission) -> Iterator[Hit]:
    """检查什么：实施计划的一句话里，招标、施工、测绘、验收、结算各只写了一次，前一步完成的月份却晚于后一步（5月底前完成招标，4月至9月施工）；支出进度写的月份和比例，先后颠倒的。
    “某日前报名，某日举办”，举办的日子却在前面的，也报。
    为什么：前一步没有做完，后一步做不了（可行性）。依据：惯例。目录之外新增。
    错例：5月底前完成招标，4月至9月施工，10月底前验收。
    正例：3月底前完成招标，4月至9月施工，10月底前验收。
    修改：由填报人核对。
    """
    text = narratives(submission).get(PLAN, "")
    if not text:
        raise NotApplicable
    yield from _spending_falls(text)
    yield from _days_backwards(text)
    for sentence in re.split(r"[。\n]", text):
        steps = _steps(sentence) if sentence.count("月") > 1 else []
        for (_, first, before), (_, second, behind) in pairwise(steps):
            if before.done > behind.begun:
                yield Hit(PLAN, first, second)
                return


_DAY_FIRST = r"(?<![\d月])(\d{1,2})月(\d{1,2})日前[^。；\n月]{2,20}，(?:于)?(\d{1,2})月(\d{1,2})日(?:起|至|到|—|开始|举办|举行|开营|开幕|开赛)"


def _days_backwards(text: str) -> Iterator[Hit]:
    """2月10日前报名，1月20日至2月1日举办: what has to be done before comes later."""
    for found in re.finditer(_DAY_FIRST, text) if "日前" in text else ():
        first, then = (int(found[1]), int(found[2])), (int(found[3]), int(found[4]))
        if first > then:
            early, _, late = found[0].partition("，")
            yield Hit(PLAN, early, late)
            return


_SPENT = r"(?<!\d)(\d{1,2})月(?:底|末|份)?[^，；。\d]{0,8}(?:支出|执行|进度)[^，；。\d]{0,6}(\d{1,3})%"


def _spending_falls(text: str) -> Iterator[Hit]:
    """6月底支出50%；5月底支出75%: later months, and a smaller part of the money spent."""
    for line in text.split("\n") if text.count("%") > 1 and "月" in text else ():
        told = [(int(found[1]), int(found[2]), found[0]) for found in re.finditer(_SPENT, line)]
        for (month, share, first), (later, more, second) in pairwise(told):
            if (later - month) * (more - share) < 0:
                yield Hit(PLAN, first, second)
                return


class _When(NamedTuple):
    """Month and day: by when it is done at the earliest, and when it may begin at the latest, of what the words leave open."""

    done: tuple[int, int]
    begun: tuple[int, int]


def _steps(sentence: str) -> list[tuple[int, str, _When]]:
    """The steps of a sentence in their natural order, each with its time (of several the one that excludes least); [] if there are batches."""
    found: dict[int, tuple[str, _When]] = {}
    led, years = "", set(re.findall(r"20\d\d年", sentence))
    sentence = re.sub(r"20\d\d年", "", sentence) if len(years) == 1 else sentence
    for part in re.split(r"[，；：:]", sentence):
        place, step = max((max(map(part.rfind, group)), at) for at, group in enumerate(_STEPS))
        clause, led = (f"{led}，{part}" if led and not re.search(_WHEN, part) else part), "" if place >= 0 else part
        times = list(re.finditer(_WHEN, clause))
        if len(times) != 1 or place < 0:
            continue
        if re.search(r"\d年|次年", clause) or "第" in clause or "批" in clause:
            return []
        month, day, last = times[0].groups()
        exact = bool(day) and not last
        done = (int(last or month), int(day) if exact else 0)
        when = _When(done, done if exact else (int(month if last else done[0]), _MONTHS_END))
        first, other = found.get(step, (clause.strip(), when))
        found[step] = (first, _When(min(other.done, when.done), max(other.begun, when.begun)))
    return [(at, *found[at]) for at in sorted(found)]
