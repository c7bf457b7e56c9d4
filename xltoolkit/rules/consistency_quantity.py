"""前后一致: numbers in the texts against the indicators, and against each other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from xltoolkit.findings import HINT, WARNING
from xltoolkit.reader.submission import Submission
from xltoolkit.rules.engine import Hit, NotApplicable, rule
from xltoolkit.rules.knowledge.claims import (
    uncounted,
)
from xltoolkit.rules.knowledge.facts import indicators, known_period, narratives, with_numbers
from xltoolkit.rules.knowledge.mismatches import RATE, SERVED, WORK, mismatches, sort_of_number
from xltoolkit.rules.knowledge.passages import sentence_before
from xltoolkit.rules.knowledge.statements import looks_back, passage, statements
from xltoolkit.rules.knowledge.words import words
from xltoolkit.text.chinese import behind_last, places
from xltoolkit.text.similar import core

GROUP, POINT = "前后一致", "相关性"


def _hits(submission: Submission, wanted: str) -> Iterator[Hit]:
    if not statements(submission):
        raise NotApplicable
    for row, wrong, agreed, near in mismatches(submission):
        if agreed is None and sort_of_number(wrong[0].quantity) == wanted:
            first = wrong[0]
            if row.name.endswith(("总数", "总量", "保有量")) and first.pointer.startswith("/estimates"):
                continue  # 望远镜总数 =8台, 望远镜购置 2台
            shown = {"name": row.name, "quote": passage(first), "text": submission.name_of(first.pointer)}
            related = tuple(saying.pointer for saying in wrong)
            severity = HINT if near else ""
            yield Hit(row.target_pointer, row.written, first.quantity.quote, shown, severity=severity, related=related)


@rule(
    "X006",
    "文字里的规模与指标差得多",
    group=GROUP,
    severity=WARNING,
    review_point=POINT,
    message="“{text}”写“{quote}”，指标“{name}”的目标值是“{found}”，两个数不一样。",
    advice="请核对，或在“{remarks}”里说明两个数的口径。",
)
def scale_against_target(submission: Submission) -> Iterator[Hit]:
    """检查什么：文字里服务对象的人数、户数、家数等，与名称说的是同一对象的指标相差超过20%（表样可改）；区间按上下限比，有一处说法相符就不报；差得不多的只作建议。
    说往年、现有的，“其中”的一部分，按每个计的，跨年项目除年度目标以外的文字，都不比。
    为什么：规模说法不一，审核人不知道哪个对（相关性）。依据：2020年真实表：“近130万人”与 ≥80万。
    错例：共涉及各类参保人员近130万人；服务参保人员数量 ≥80万人。
    正例：共涉及各类参保人员近130万人；服务参保人员数量 ≥130万人。
    修改：由填报人核对。
    """
    yield from _hits(submission, SERVED)


@rule(
    "X015",
    "文字承诺的量与指标不一致",
    group=GROUP,
    severity=WARNING,
    review_point=POINT,
    tier=2,
    message="“{text}”写“{quote}”，指标“{name}”的目标值是“{found}”，两个数不一样。",
    advice="请核对，把两边改成一样。",
)
def promise_against_target(submission: Submission) -> Iterator[Hit]:
    """检查什么：文字、概算用途写“新增知识库300-400条”“巡检12次”等，与同单位、同对象的指标不符。
    = 的要相等；≥ 的，文字不能少于目标值、也不能多出20%以上，差得不多的只作建议。
    “其中”的一部分，只与名称以它开头、结尾的指标比（其中锡剧180场，锡剧演出场次）。跨年项目的总目标，只在几年的总数还不到今年的数时才报。
    文字写不发生某种事故，同一种事故的指标却是“≤N起”的，也报。
    为什么：写的和考核的要一致（相关性）。依据：2020年真实表：“300-400条”与 ≥300条 一致，不得误报。
    错例：2020年完成硬件巡检6次；硬件平台巡检次数 =12次。
    正例：2020年完成硬件巡检12次；硬件平台巡检次数 =12次。
    修改：由填报人核对。
    """
    yield from _hits(submission, WORK)
    yield from _none_promised(submission)


_EVENTS = ("事故", "事件", "伤亡")
_NONE_BEFORE = words("不发生 未发生 不出现 杜绝 零 无")
_NONE_BEHIND = words("为零 为0 零发生 发生数为零 发生数为0 起数为零 起数为0 发生率为零 发生率为0")


def _none_promised(submission: Submission) -> Iterator[Hit]:
    """火灾事故为零 in a text, ≤3起 in the indicator of the same accidents. 重大事故为零 says nothing of the small ones."""
    yield from _named_as_none(submission)
    rows = [
        (row, uncounted(row.key))
        for row in indicators(submission)
        if any(word in row.name for word in _EVENTS)
        and (goal := row.readable_target) is not None
        and goal.numeric
        and goal.operator in ("≤", "<")
        and (goal.high or 0) > (goal.operator == "<")
        and goal.unit in ("起", "次", "件", "例", "宗", "人", "个")
    ]
    for pointer, text in narratives(submission).items() if rows else ():
        for end in sorted(at + 2 for at in places(text, _EVENTS)):
            clause = text[behind_last(text, "，。；：、\n", end) : end]
            behind = text.startswith(_NONE_BEHIND, end)
            before = next((word for word in _NONE_BEFORE if word in clause), "")
            said = clause if behind else clause.partition(before)[2] if before else ""
            told = next(
                (row for row, key in rows if len(said) >= 4 and set(core(said)) - {"人", "员"} <= set(key)), None
            )
            if told is not None and not looks_back(sentence_before(text, end), submission.year):
                shown = {
                    "name": told.name,
                    "quote": f"{clause}为零" if behind else clause,
                    "text": submission.name_of(pointer),
                }
                yield Hit(told.target_pointer, told.written, clause, shown, related=(pointer,))
                rows = [one for one in rows if one[0] is not told]


_SHORTEST_NAME = 5  # characters


def _named_as_none(submission: Submission) -> Iterator[Hit]:
    """“湖泛”发生次数为零 in a text, ≤3次 in the indicator of that very name."""
    texts = {pointer: text for pointer, text in narratives(submission).items() if "为零" in text or "为0" in text}
    for row in indicators(submission) if texts else ():
        goal = row.readable_target
        if (
            goal is None
            or not goal.numeric
            or not (goal.high or goal.low)
            or goal.unit == "%"
            or len(row.name) < _SHORTEST_NAME
        ):
            continue
        for pointer, text in texts.items():
            if f"{row.name}为零" in text or f"{row.name}为0" in text:
                shown = {"name": row.name, "quote": f"{row.name}为零", "text": submission.name_of(pointer)}
                yield Hit(row.target_pointer, row.written, "0", shown, related=(pointer,))
                break


@rule(
    "X016",
    "文字里的比率与指标不一致",
    group=GROUP,
    severity=WARNING,
    review_point=POINT,
    tier=2,
    message="“{text}”写“{quote}”，指标“{name}”的目标值是“{found}”，两个数不一样。",
    advice="请核对，把两边改成一样。",
    suppresses=("IND027",),
)
def rate_against_target(submission: Submission) -> Iterator[Hit]:
    """检查什么：文字“…率达到/不低于X%”与同名的指标不是一个数。全表只有一条满意度指标的，文字里的满意率、满意度都与它比。
    跨年项目的总目标，只在到项目期末的率还不如今年的时才报。
    年度目标写“比上年下降10%”而下降率的指标是另一个数的，只有一条指标以那个率结尾的（到课率），只作建议。
    为什么：写的和考核的要一致（相关性）。依据：惯例。
    错例：网上服务满意率达到98%以上；网上服务满意率 ≥95%。
    正例：网上服务满意率达到95%以上；网上服务满意率 ≥95%。
    修改：由填报人核对。
    """
    yield from _hits(submission, RATE)
    yield from _changes(submission)
    yield from _bare_rates(submission)


_OF_MANY_THINGS = words(
    "成活率 合格率 完好率 覆盖率 完成率 及时率 准确率 满意率 满意度 知晓率 优良率 达标率 保存率 整改率 办结率 处置率 处理率 通过率 参与率"
)
_BARE_RATE = r"([^\d，。；、：（]{2,6}(?:率|度))(?:达到|不低于|不少于|保持在|稳定在|达|为|≥)?(\d[\d.]*)[%％]"


def _bare_rates(submission: Submission) -> Iterator[Hit]:
    """到课率不低于85% in the year's goal, the only one that a text gives, and 老年大学到课率 ≥45%, the only such rate."""
    project = known_period(submission)
    for pointer in ("/annual_goal", "/overall_goal") if project is not None and project.one_year else ("/annual_goal",):
        yield from _bare_rates_of(submission, pointer)


def _bare_rates_of(submission: Submission, pointer: str) -> Iterator[Hit]:
    text = narratives(submission).get(pointer, "")
    found = (
        [(one[1], Decimal(one[2].rstrip(".")), one[0]) for one in re.finditer(_BARE_RATE, text)] if "率" in text else []
    )
    rates = [row for row in with_numbers(submission) if row.target.unit == "%"]
    aims = {bound for row in rates for bound in (row.target.low, row.target.high)}
    told = {row.pointer for row, wrong, _, _ in mismatches(submission) if wrong}
    for name, number, quote in found:
        bare = name.removeprefix("全年").removeprefix("年").lstrip("，")
        rare = len(bare) > 2 and not bare.endswith(_OF_MANY_THINGS)
        same = [row for row in rates if rare and row.key.endswith(bare) and row.key != bare]
        alone = sum(other.endswith(bare) for other, _, _ in found) == 1
        if len(same) == 1 and alone and number not in aims and same[0].pointer not in told:
            row = same[0]
            shown = {"name": row.name, "quote": quote, "text": submission.name_of(pointer)}
            yield Hit(row.target_pointer, row.written, quote, shown, severity=HINT, related=(pointer,))


_CHANGED_NAME = r"(.{4,}?)(下降|降低|减少|增长|提高|提升|上升)(?:率|幅度|比例|幅)?"
_LESS_OR_MORE = {"下降": "(?:下降|降低|减少)", "降低": "(?:下降|降低|减少)", "减少": "(?:下降|降低|减少)"}
_OF_A_CHANGE = 20  # characters before the number


def _changes(submission: Submission) -> Iterator[Hit]:
    """扬尘超标次数比2026年下降10%以上 in the texts, 扬尘超标次数下降率 ≥50% in the indicator."""
    project = known_period(submission)
    one_year = project is not None and project.one_year
    told_already = {one.row.pointer for one in mismatches(submission) if one.agreed is None}
    for row in indicators(submission):
        goal = row.readable_target
        named = re.fullmatch(_CHANGED_NAME, row.name) if goal is not None and goal.unit == "%" else None
        if goal is None or named is None or row.pointer in told_already:
            continue
        deed, told = _LESS_OR_MORE.get(named[2], "(?:增长|增加|提高|提升|上升)"), []
        for pointer in ("/annual_goal", "/overall_goal") if one_year else ("/annual_goal",):
            text = narratives(submission).get(pointer, "")
            for found in re.finditer(rf"{deed}(?:到|至)?(\d[\d.]*)[%％]", text) if "%" in text else ():
                before = text[max(0, found.start() - _OF_A_CHANGE) : found.start()]
                if named[1][-4:] in before[behind_last(before, "。；\n", len(before)) :] and "到" not in found[0]:
                    told.append((pointer, found[1], before[-_OF_A_CHANGE:].rpartition("，")[2] + found[0]))
        numbers = {Decimal(number) for _, number, _ in told}
        if len(numbers) == 1 and not numbers & {goal.low, goal.high}:
            pointer, _, quote = told[0]
            shown = {"name": row.name, "quote": quote, "text": submission.name_of(pointer)}
            yield Hit(row.target_pointer, row.written, quote, shown, severity=HINT, related=(pointer,))
