"""前后一致: the goals of the year against the indicators — which of the two texts has the numbers, which paid work has no indicator."""

from __future__ import annotations

import re
from collections.abc import Iterator

from xltoolkit.findings import HINT, WARNING
from xltoolkit.reader.submission import Submission
from xltoolkit.rules.engine import Hit, NotApplicable, rule
from xltoolkit.rules.knowledge.claims import EXACT, MAYBE, SURE, claims
from xltoolkit.rules.knowledge.facts import (
    indicators,
    known_period,
    narratives,
)
from xltoolkit.rules.knowledge.mismatches import RATE, sort_of_number
from xltoolkit.rules.knowledge.passages import sentence_before, sentence_end
from xltoolkit.rules.knowledge.statements import Statement, passage, quantities, statements
from xltoolkit.rules.knowledge.thresholds import threshold
from xltoolkit.rules.knowledge.words import words
from xltoolkit.text import unit
from xltoolkit.text.words import Words

GROUP = "前后一致"


@rule(
    "X026",
    "年度目标与总目标像是写反了",
    group=GROUP,
    severity=HINT,
    review_point="相关性",
    tier=2,
    message={
        "": "“{other}”里有{more}个数能与指标对上，“{field}”里只有{fewer}个。",
        "texts": "“{field}”写的像是“{other}”的内容，两栏也许填反了。",
    },
    advice="请核对两段是不是写反了：年度目标应写今年要完成的、与指标对应的量。",
)
def goals_exchanged(submission: Submission) -> Iterator[Hit]:
    """检查什么：总目标（或实施计划）里与指标对得上的数，比年度目标里多三个以上，而年度目标里至多一个（与总目标比时不限）；总目标里写着一连串月份、实施计划里一个也没有；年度目标写的是背景、概况写的是要达到的指标。
    为什么：考核看的是年度目标（相关性）。依据：惯例。目录之外新增，只作建议。
    错例：总目标写“巡检12次、网站8个、满意率95%”，年度目标写“保障稳定运行”。
    正例：年度目标写“巡检12次、网站8个、满意率95%”。
    修改：由填报人核对。
    """
    texts = narratives(submission)
    if "/annual_goal" not in texts:
        raise NotApplicable
    if (swapped := _in_each_others_place(texts)) is not None:
        pointer, other = swapped
        name = {"other": submission.form.fields[other].name}
        yield Hit(pointer, texts[pointer][:20], "本栏的内容", name, variant="texts", severity=WARNING, related=(other,))
        return
    counts = dict.fromkeys(texts, 0)
    for own in claims(submission, threshold(submission, "scale_difference")).values():
        for pointer in {claim.statement.pointer for claim in own if claim.fits == EXACT and claim.sure >= MAYBE}:
            if pointer in counts:
                counts[pointer] += 1
    fewer = counts["/annual_goal"]
    project = known_period(submission)
    for other in ("/overall_goal", "/implementation_plan"):
        more = counts.get(other, 0)
        reversed_goals = other == "/overall_goal" and (project is None or project.one_year) and more >= fewer + 3
        if reversed_goals or (more >= 4 and fewer == 0):
            shown = {"other": submission.form.fields[other].name, "more": more, "fewer": fewer}
            yield Hit("/annual_goal", texts["/annual_goal"], "与指标对应的量", shown, related=(other,))
            return


_MONTH = r"(?<![\d.])(?:1[0-2]|[1-9])月"
_DATED_STEP = r"\s*(?:[（(]?[1一][)）.、．])?\s*(?:20\d\d年)?\d{1,2}(?:[—–~～至到-]\d{1,2})?月"
_OPENING = 80  # characters
_BACKGROUND = words(
    "实施以来 总投资 实施期 为落实 为贯彻 为加强 根据 依据 按照《 截至 近年来 目前 现有 背景 主要用于 存在问题 为此 由于"
)
_REACHED = words("不低于 不少于 不高于 不超过 达到 以上 满意度 满意率 完成")


def _in_each_others_place(texts: dict[str, str]) -> tuple[str, str] | None:
    """A pair of texts that stand in each other's cells, by what kind of text they are."""
    plan, whole = texts.get("/implementation_plan", ""), texts.get("/overall_goal", "")
    if plan and len(re.findall(_MONTH, whole)) >= _MANY and not re.search(_MONTH, plan):
        return "/overall_goal", "/implementation_plan"
    dated_step = re.match(_DATED_STEP, texts.get("/overview", ""))
    if plan and dated_step and (_kinds(plan[:_OPENING], _BACKGROUND) or not re.search(_MONTH, plan)):
        return "/overview", "/implementation_plan"
    overview, goal = texts.get("/overview", ""), texts["/annual_goal"]
    tells_why = _kinds(goal, _BACKGROUND) >= 2 and _kinds(overview, _BACKGROUND) == 0
    if tells_why and _kinds(overview, _REACHED) >= _MANY and _kinds(goal, _REACHED) <= 1:
        return "/annual_goal", "/overview"
    return None


_MANY = 4


def _kinds(text: str, signs: Words) -> int:
    return sum(sign in text for sign in signs)


GOAL = "/annual_goal"
_COUNTED_ELSEWHERE = 3
"""So many statements of the goal must surely have their indicator: only then is one without it the exception."""


@rule(
    "X036",
    "年度目标里安排了钱的工作没有指标",
    group="前后一致",
    severity=HINT,
    review_point="相关性",
    tier=2,
    message="“{field}”写“{found}”，也写了金额，没有一条指标与它有关。",
    advice="建议补一条数量指标；已在别的指标里的，不用改。",
)
def funded_work_without_indicator(submission: Submission) -> Iterator[Hit]:
    """检查什么：年度目标的一项（一句或分号之间）写了做多少，又写了金额，而没有一条指标的名称与这一项沾边；目标里另有三处以上的数都有对应的指标。
    全覆盖的、每月每次的、时间和比率不查。
    为什么：安排了钱的工作应当能考核（相关性）。依据：惯例。目录之外新增，只作建议。
    错例：（三）为80户商户贴息，64万元；指标里没有贴息。
    正例：（三）为80户商户贴息，64万元；贷款贴息户数 =80户。
    修改：由填报人补写。
    """
    text = narratives(submission).get(GOAL, "")
    if not any(one.is_money for one in quantities(submission).get(GOAL, ())):
        raise NotApplicable
    own = claims(submission, threshold(submission, "scale_difference")).values()
    touched = {id(claim.statement) for several in own for claim in several}
    sure = {id(claim.statement) for several in own for claim in several if claim.sure == SURE}
    said = [one for one in statements(submission) if one.pointer == GOAL and one.usable and _counts(one)]
    if sum(id(one) in sure for one in said) < _COUNTED_ELSEWHERE:
        raise NotApplicable
    told = -1
    for saying in said:
        at, end = saying.quantity.start, sentence_end(text, saying.quantity.end)
        begin = at - len(sentence_before(text, at))
        part = text[begin:end]
        inside = [one for one in statements(submission) if one.pointer == GOAL and begin <= one.quantity.start < end]
        amounts = any(one.is_money and not one.per for one in quantities(submission)[GOAL] if begin <= one.start < end)
        if begin == told or not amounts or "覆盖" in part or "每" in part or any(id(one) in touched for one in inside):
            continue
        if not any(_has_number(row.target.low, row.target.high, saying) for row in indicators(submission)):
            told = begin
            yield Hit(
                GOAL, passage(saying), "有数量指标", {"field": submission.name_of(GOAL)}, related=("/indicators",)
            )


def _counts(saying: Statement) -> bool:
    measure = unit.unit_of(saying.quantity.unit)
    return (
        not saying.quantity.is_money
        and measure is not None
        and measure.family != unit.TIME
        and sort_of_number(saying.quantity) != RATE
        and saying.quantity.low > 1
    )


def _has_number(low: object, high: object, saying: Statement) -> bool:
    return saying.quantity.low in (low, high)
