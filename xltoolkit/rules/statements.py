"""What the narrative texts state in numbers, and how surely a statement speaks of an indicator.

Certainty before everything: a statement about the past, a part of a whole (其中), a share for each of several, or one whose
words only touch the indicator's name never makes a finding; any statement that agrees with the indicator ends the matter.
"""

from __future__ import annotations

from decimal import Decimal

from xltoolkit.reader.submission import Submission
from xltoolkit.records import NamedTuple
from xltoolkit.rules.facts import Indicator, indicators, known_period, narratives
from xltoolkit.rules.words import words
from xltoolkit.text import comparison, unit
from xltoolkit.text.frequency import Frequency, find_frequencies
from xltoolkit.text.items import Item, numbered_items
from xltoolkit.text.quantity import Quantity, find_quantities
from xltoolkit.text.similar import core, longest_common
from xltoolkit.text.target import Target
from xltoolkit.text.tendency import is_satisfaction

SURE, MAYBE, NOT = 2, 1, 0

_PAST = words(
    "上年 去年 往年 上一年 近年 近三年 近两年 近五年 历年 截至 截止 目前 现有 已建 已有 原有 现已 已完成 "
    "已累计 已达 此前 以往 前期 上半年已 至今 以来 十三五 十二五 全国 全省 平均水平 历史 调查显示 据统计 原来 "
    "当前"
)
_PART = words("其中 上半年 下半年 季度 分别 首批 第一批 第二批 月份 月底前 第一阶段 第二阶段 一期 二期")
_OTHER_MONEY = words(
    "中央 省级 市级 县级 区级 财政 自筹 配套 债券 贷款 节约 节省 增加 减少 收入 产值 税 利润 效益 "
    "补助标准 补贴标准 累计 分期 首付 尾款 质保 已支付 中标 上级 社会资本 合同总 罚款 损失 贷 返还 人均 每"
)


class Statement(NamedTuple):
    """A quantity in a narrative: where, and whether it may be held against an indicator (`usable`) or an amount (`usable_money`) at all."""

    pointer: str
    quantity: Quantity
    subject: str
    usable: bool
    usable_money: bool


def statements(submission: Submission) -> list[Statement]:
    """Every quantity of the narratives that is not for each of several (每人300元)."""
    return submission.fact("statements", lambda: _statements(submission))


def _statements(submission: Submission) -> list[Statement]:
    project, year = known_period(submission), submission.year
    found = []
    for pointer, text in narratives(submission).items():
        # over several years only the annual goal speaks of the year
        whole = project is None or project.one_year or pointer == "/annual_goal"
        for quantity in find_quantities(text):
            if not quantity.per:
                past = _looks_back(_sentence_before(text, quantity.start), year)
                part = any(word in quantity.before for word in _PART)
                usable = whole and pointer != "/remarks" and not past and not part
                subject = core(quantity.before + quantity.noun[:8])
                own_money = not past and not any(word in quantity.before for word in _OTHER_MONEY)
                found.append(Statement(pointer, quantity, subject, usable, own_money))
    return found


def _sentence_before(text: str, at: int) -> str:
    return text[max(text.rfind(mark, 0, at) for mark in "。；;\n！") + 1 : at]


def _looks_back(sentence: str, year: int | None) -> bool:
    if any(word in sentence for word in _PAST):
        return True
    return (
        year is not None
        and any(f"{past}年" in sentence for past in range(year - 5, year))
        and f"{year}年" not in sentence
    )


def certainty(statement: Statement, row: Indicator, submission: Submission) -> int:
    """How surely a statement speaks of what the indicator measures: SURE, MAYBE or NOT."""
    goal, quantity = row.readable_target, statement.quantity
    if goal is None or not goal.numeric or not same_kind(quantity.unit, goal):
        return NOT
    if quantity.unit == "%":
        return _same_rate(statement, row, submission)
    wanted = core(row.name)
    common = longest_common(wanted, statement.subject)
    if len(common) < 2:
        return NOT
    if (
        len(common) == len(wanted) >= 3
        or len(common) >= 4
        or (len(common) == 3 and len(wanted) <= 5)
        or _named(row, quantity)
    ):
        return SURE
    return (
        SURE
        if len(wanted) >= 3 and all(wanted[at : at + 2] in statement.subject for at in range(len(wanted) - 1))
        else MAYBE
    )


_COUNT_WORDS = words(
    "数量 次数 人数 人次 户数 家数 条数 件数 个数 台数 套数 期数 场次 场数 总数 总量 面积 里程 长度 金额 数"
)


def _named(row: Indicator, quantity: Quantity) -> bool:
    """The words before the quantity hold the whole name, the count word at its end not counted: 维护网站8个 for 维护网站数量."""
    ending = next((word for word in _COUNT_WORDS if row.key.endswith(word)), "")
    bare = row.key.removesuffix(ending)
    return len(bare) >= 3 and bare in quantity.before + quantity.noun


def _same_rate(statement: Statement, row: Indicator, submission: Submission) -> int:
    wanted, subject = core(row.name), core(statement.quantity.before)
    if is_satisfaction(row.name) and "满意" in statement.quantity.before:
        alone = sum(is_satisfaction(other.name) for other in indicators(submission)) == 1
        return SURE if alone or longest_common(wanted, subject) == wanted else MAYBE
    common = longest_common(wanted, subject)
    if len(common) < 2 or wanted[-2:] not in subject[-3:]:
        return NOT  # 合格率 against 合格率, never against 覆盖率
    return SURE if len(common) >= 4 and len(common) in (len(wanted), len(subject)) else MAYBE


def same_kind(name: str, goal: Target) -> bool:
    """Whether a quantity in this unit can be held against the target: 万 alone goes with everything counted."""
    if goal.per or comparison.CHANGE in goal.notes:
        return False
    if not name or goal.bare_scale:
        measure = unit.unit_of(name or goal.unit)
        return measure is None or measure.family in (unit.COUNT, unit.PEOPLE, unit.VISITS, unit.TIMES)
    return unit.comparable(name, goal.unit)


def agrees(quantity: Quantity, goal: Target, difference: Decimal) -> bool:
    """Whether text and target go together. `difference`: share by which they may differ where one bound is open or the text says 约."""
    measures = [unit.unit_of(quantity.unit), unit.unit_of(goal.unit)]
    scale, other = (Decimal(one.least) if one else Decimal(1) for one in measures)
    if any(one is not None and one.least != one.most for one in measures) and quantity.unit != goal.unit:
        return True  # a working day against a day: nothing certain
    if measures[0] is None or measures[1] is None or measures[0].family != measures[1].family:
        scale = other = Decimal(1)
    low, high = quantity.low * scale, quantity.high * scale
    least = None if goal.low is None else goal.low * other
    most = None if goal.high is None else goal.high * other
    if quantity.approximate or comparison.APPROXIMATE in goal.notes:
        low, high = low * (1 - difference), high * (1 + difference)
    if goal.operator in ("≥", ">") and least is not None:
        if quantity.unit == "%":
            return low == least or (quantity.operator == "" and low == 100 and least >= 98)
        return least <= high and low * (1 - difference) <= least
    if goal.operator in ("≤", "<") and most is not None:
        return low <= most and most * (1 - difference) <= high
    if least is None or most is None:
        return True
    if quantity.operator in ("≥", ">"):
        return most >= low and low >= least * (1 - difference)
    if quantity.operator in ("≤", "<"):
        return least <= high and high <= most * (1 + difference)
    return low <= most and least <= high


class Often(NamedTuple):
    """A frequency in a narrative, with the titles of the numbered items it stands in (innermost first)."""

    pointer: str
    frequency: Frequency
    titles: tuple[str, ...]


def frequencies(submission: Submission) -> list[Often]:
    """Every frequency of the narratives that names an action (巡检, 培训 …)."""
    return submission.fact("frequencies", lambda: _frequencies(submission))


def _frequencies(submission: Submission) -> list[Often]:
    found = []
    for pointer, text in narratives(submission).items():
        if pointer == "/remarks" or not ("每" in text or "次" in text):
            continue
        own = find_frequencies(text)
        items: list[Item] = numbered_items(text) if own else []
        for frequency in own:
            titles = tuple(item.title for item in reversed(items) if item.start <= frequency.start < item.end)
            if frequency.action and not _looks_back(_sentence_before(text, frequency.start), submission.year):
                found.append(Often(pointer, frequency, titles))
    return found
