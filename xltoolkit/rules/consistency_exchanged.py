"""前后一致: two targets, two sources or two purposes that stand in each other's rows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import combinations, pairwise

from xltoolkit.findings import HINT, WARNING
from xltoolkit.reader.submission import Submission
from xltoolkit.rules.engine import Hit, NotApplicable, rule
from xltoolkit.rules.knowledge.claims import MAYBE, SURE, Claim, claims, holds_the_name
from xltoolkit.rules.knowledge.facts import Estimate, Indicator, estimates, indicators, with_numbers
from xltoolkit.rules.knowledge.mismatches import mismatches
from xltoolkit.rules.knowledge.statements import Statement, quantities_in, statements
from xltoolkit.rules.knowledge.thresholds import threshold
from xltoolkit.rules.knowledge.words import words
from xltoolkit.text import unit
from xltoolkit.text.similar import core, longest_common
from xltoolkit.text.target import DATE, Target

GROUP, POINT = "前后一致", "相关性"


@rule(
    "X037",
    "两个目标值像是互相填反了",
    group=GROUP,
    severity=WARNING,
    review_point=POINT,
    tier=2,
    message="第{row}行“{name}”的目标值是“{found}”，“{other}”的是“{expected}”；按文字说的，两个数像是填反了。",
    advice="请对照文字核对这两行。",
)
def targets_exchanged(submission: Submission) -> Iterator[Hit]:
    """检查什么：两条指标，文字和概算用途说第一条的数正好是第二条的目标值，说第二条的数正好是第一条的，没有一处说法相反；单位不同的，两个名称都要原样写在文字里；比率的，两条都要说得确实。
    为什么：两行填反了，单看哪一行都像是对的（相关性）。依据：惯例。目录之外新增。
    错例：派遣书记员60人、配备导诉员8人；派遣人员数 =8人，导诉人员数 =60人。
    正例：派遣人员数 =60人，导诉人员数 =8人。
    修改：由填报人核对。
    """
    about = claims(submission, threshold(submission, "scale_difference"))
    told = {one.row.pointer for one in mismatches(submission) if one.agreed is None}
    rows = [
        (row, number, own)
        for row in indicators(submission)
        if (own := about.get(row.pointer)) and (number := _only_number(row.target)) is not None
    ]
    for at, (row, number, own) in enumerate(rows):
        for other, others, theirs in rows[at + 1 :]:
            surely = (_says(own, others, number, SURE), _says(theirs, number, others, SURE))
            if (
                row.target.unit == other.target.unit
                and number != others
                and not {row.pointer, other.pointer} <= told
                and (all(surely) if row.target.unit == "%" else any(surely))
                and _says(own, others, number, MAYBE)
                and _says(theirs, number, others, MAYBE)
            ):
                texts = dict.fromkeys(claim.statement.pointer for claim in (*own, *theirs))
                yield _exchange(row, other, texts)
                return
    yield from _exchanged_with_units(submission, [row for row in indicators(submission) if row.pointer not in about])


def _exchange(row: Indicator, other: Indicator, texts: Iterable[str]) -> Hit:
    shown = {"name": row.name, "other": other.name}
    return Hit(row.target_pointer, row.written, other.written, shown, related=(other.target_pointer, *texts))


def _exchanged_with_units(submission: Submission, rows: list[Indicator]) -> Iterator[Hit]:
    """Two indicators of which no text speaks in their own units, and texts that give each the number and the unit of the other."""
    said: dict[tuple[Decimal, str], list[Statement]] = {}
    for one in statements(submission) if len(rows) > 1 else ():
        if one.usable:
            said.setdefault((one.quantity.low, one.quantity.unit), []).append(one)
    aims = [
        (row, (number, goal.unit))
        for row in rows
        if (goal := row.readable_target) is not None and goal.numeric and (number := _only_number(goal)) is not None
        if (number, goal.unit) in said
    ]
    for at, (row, aim) in enumerate(aims):
        for other, others in aims[at + 1 :]:
            mine, theirs = _naming(row, said[others]), _naming(other, said[aim])
            if aim[1] != others[1] and mine and theirs:
                yield _exchange(row, other, dict.fromkeys((mine, theirs)))
                return


def _naming(row: Indicator, said: list[Statement]) -> str:
    """The cell of a statement that surely names the indicator's object, whatever its unit; '' if none does."""
    return next((one.pointer for one in said if holds_the_name(row, one.quantity)), "")


def _only_number(goal: Target) -> Decimal | None:
    """The one number of a target, None of a range."""
    low, high = goal.low, goal.high
    return None if low is not None and high is not None and low != high else high if low is None else low


def _says(own: list[Claim], said: Decimal, written: Decimal, least: int) -> bool:
    """Whether statements at least this sure give the one number, and none that is sure gives the other."""
    numbers = {claim.statement.quantity.low for claim in own if claim.sure >= least}
    sure = {claim.statement.quantity.low for claim in own if claim.sure == SURE}
    return said in numbers and written not in (sure or numbers)


@rule(
    "X043",
    "两条目标值来源像是互相填反了",
    group=GROUP,
    severity=WARNING,
    review_point=POINT,
    tier=2,
    message={
        "": "第{row}行“{name}”的来源写“{found}”，“{other}”的来源写“{expected}”，按算出来的数，两处像是填反了。",
        "other": "第{row}行“{name}”的来源写“{found}”，与这条指标对不上，像是别的行的来源。",
        "survey": "第{row}行“{name}”的目标值是时间，来源却写“{found}”，像是别的行的来源。",
    },
    advice={"": "请对照目标值核对这两行的来源。", "survey": "请核对来源。", "other": "请核对来源。"},
)
def sources_exchanged(submission: Submission) -> Iterator[Hit]:
    """检查什么：两条指标，来源里的数（或者一步乘出来的数）都与自己的目标值不符，却正好是对方的目标值。
    目标值是时间而来源是问卷的；个数的来源是问卷调查、资金的来源是与钱无关的除式的，只作建议。
    为什么：来源填到别的行，审核人无从核对（相关性）。依据：惯例。目录之外新增。
    错例：人均面授学时 =40学时，来源 春秋两批，每批45人；跟岗研修人数 =90人，来源 5天，每天8学时。
    正例：人均面授学时 =40学时，来源 5天，每天8学时；跟岗研修人数 =90人，来源 春秋两批，每批45人。
    修改：由填报人核对。
    """
    yield from _surveys_of_dates(submission)
    reckoned = [(row, found) for row in with_numbers(submission) if (found := _reckoned(submission, row))]
    odd = [(row, found) for row, found in reckoned if not _reaches(found, row)]
    if len(reckoned) < 2:
        raise NotApplicable
    for (row, found), (other, theirs) in combinations(odd, 2):
        if _reaches(found, other) and _reaches(theirs, row):
            shown = {"name": row.name, "other": other.name}
            yield Hit(row.at("source"), row.source, other.source, shown, related=(other.at("source"),))
            return


def _surveys_of_dates(submission: Submission) -> Iterator[Hit]:
    """问卷调查 as the source of 8月底前."""
    for row in indicators(submission):
        goal = row.readable_target
        if goal is None or not row.source:
            continue
        if goal.kind == DATE and row.source.startswith(_SURVEYS):
            shown, related = {"name": row.name}, (row.target_pointer,)
            yield Hit(row.at("source"), row.source, "计划、合同", shown, "survey", related=related)
            continue
        measure = unit.unit_of(goal.unit) if goal.numeric and not goal.per else None
        counted = measure is not None and measure.family in (unit.COUNT, unit.LENGTH, unit.AREA, unit.MASS)
        asked = "问卷调查" in row.source and not _ASKED.any_in(row.name) and not any(map(str.isdigit, row.source[3:]))
        if (counted and asked) or (row.name in _OF_MONEY and "÷" in row.source and not _of_money(row.source)):
            yield Hit(row.at("source"), row.source, "", {"name": row.name}, "other", HINT, (row.target_pointer,))


def _of_money(source: str) -> bool:
    return _MONEY.any_in(source) or any(map(str.isdigit, source))


_ASKED = words("问卷 调查 样本 满意 评价 知晓 测评 受访 走访")
_OF_MONEY = frozenset(("预算执行率", "资金到位率", "预算资金到位率", "资金使用率", "预算完成率"))
_MONEY = words("资金 预算 拨款 支出 到位 金额 支付 执行 决算 拨付 下达")
_SURVEYS = ("问卷", "满意度调查", "满意度问卷", "满意度测评")


def _reckoned(submission: Submission, row: Indicator) -> set[tuple[Decimal, str]]:
    """Numbers with their units that a source gives or comes to in one step: 两批，每批45人 gives 45人 and 90人."""
    if not any(map(str.isdigit, row.source)):
        return set()
    own = quantities_in(submission, row.at("source"), row.source)
    products = {
        (first.low * second.low, second.unit)
        for first, second in pairwise(own)
        if {first.unit[-1:], first.noun[:1]} & {second.per[-1:], second.before[-1:]} - {""}
        if "每" in second.before + second.per
    }
    products |= {
        (first.low * second.low, first.unit)
        for first, second in pairwise(own)
        if "每月" in first.before and second.unit in ("月", "个月")
    }  # 每月5000页，全年12个月
    steps = {
        (value, first.unit)
        for first, second in pairwise(own)
        if first.unit == second.unit
        for value in (first.low + second.low, abs(first.low - second.low))
    }  # 由12个增至30个 gives 18个
    shares = {
        (first.low * second.low / 100, first.unit)
        for first, second in pairwise(own)
        if second.unit == "%" != first.unit
    }  # 占240家的62.5%
    runs = {
        (sum((one.low for one in own[at:end]), Decimal(0)), own[at].unit)
        for at in range(len(own))
        for end in range(at + 3, len(own) + 1)
        if {one.unit for one in own[at:end]} == {own[at].unit}
    }  # 四批50家、70家、80家、40家
    return {(one.low, one.unit) for one in own if one.low > 1} | products | steps | shares | runs


def _reaches(found: set[tuple[Decimal, str]], row: Indicator) -> bool:
    bounds = (row.target.low, row.target.high)
    return any(value in bounds and unit.comparable(name, row.target.unit) for value, name in found)


@rule(
    "X049",
    "两行概算的名称与用途像是互换了",
    group=GROUP,
    severity=WARNING,
    review_point=POINT,
    tier=2,
    message="第{row}行“{name}”的用途写“{found}”，“{other}”的用途写“{expected}”；按指标和文字里的数，名称与用途像是互换了。",
    advice="请核对这两行的名称、用途和金额。",
)
def items_exchanged(submission: Submission) -> Iterator[Hit]:
    """检查什么：两行概算，用途里的数量在指标、文字里说的都不是自己这一行的东西，却正好是对方那一行的（协管员劳务 400只，绝育手术 8人）。
    名称是车辆、用途按人算，另一行名称是教师、用途按辆算的，也报。
    为什么：名称和用途张冠李戴，钱用在哪里就说不清（相关性）。依据：惯例。目录之外新增。
    错例：操作培训，用途 8个网站×5万元；网站信息维护，用途 60人×1000元；指标 培训人数 =60人，维护网站数量 =8个。
    正例：操作培训，用途 60人×1000元；网站信息维护，用途 8个网站×5万元。
    修改：由填报人核对。
    """
    rows = [row for row in estimates(submission) if row.key and any(map(str.isdigit, row.purpose))]
    if len(rows) < 2:
        raise NotApplicable
    yield from _vehicles_exchanged(rows)
    told = _named_numbers(submission)
    spoken = [(row, core(row.item), names) for row in rows if (names := _spoken_of(submission, row, told))]
    odd = [(row, item, names) for row, item, names in spoken if not _names(item, names)]
    for (row, item, names), (other, others, theirs) in combinations(odd, 2):
        if _names(item, theirs) and _names(others, names):
            shown = {"name": row.item, "other": other.item}
            related = (row.row.at("purpose"), other.row.at("item"), other.row.at("purpose"))
            yield Hit(row.row.at("item"), row.purpose, other.purpose, shown, related=related)
            return


def _vehicles_exchanged(rows: list[Estimate]) -> Iterator[Hit]:
    """接送车辆租赁 for so many teachers, and 带队教师补助 for so many 辆."""
    of_cars = [
        row for row in rows if _CARS.any_in(row.item) and "人" in row.purpose and not _OF_CARS.any_in(row.purpose)
    ]
    by_cars = [
        row for row in rows if re.search(r"\d辆", row.purpose) and _PEOPLE.any_in(row.item) and "车" not in row.item
    ]
    for row in of_cars[:1] if len(of_cars) == len(by_cars) == 1 else ():
        other = by_cars[0]
        shown = {"name": row.item, "other": other.item}
        related = (row.row.at("purpose"), other.row.at("item"), other.row.at("purpose"))
        yield Hit(row.row.at("item"), row.purpose, other.purpose, shown, related=related)


_CARS = words("车辆 用车 租车 包车 客车")
_OF_CARS = words("辆 车 公里 趟 台 套")
_PEOPLE = words("教师 人员 队员 专家 劳务")


def _named_numbers(submission: Submission) -> dict[tuple[Decimal, str], list[str]]:
    """Number and unit → what the indicators and the narratives say that it counts."""
    told: dict[tuple[Decimal, str], list[str]] = {}
    for row in with_numbers(submission) if submission.declares("/indicators") else ():
        if (number := _only_number(row.target)) is not None:
            told.setdefault((number, row.target.unit), []).append(core(row.name))
    for one in statements(submission):
        if not one.pointer.startswith("/estimates"):
            told.setdefault((one.quantity.low, one.quantity.unit), []).append(one.subject)
    return told


def _spoken_of(submission: Submission, row: Estimate, told: dict[tuple[Decimal, str], list[str]]) -> list[str]:
    """What is said elsewhere of the numbers of a purpose: 绝育犬只, for 400只×300元."""
    own = quantities_in(submission, row.row.at("purpose"), row.purpose)
    return [
        name
        for one in own
        if not one.is_money and one.unit not in _OF_EVERYTHING and one.low > 1
        for name in told.get((one.low, one.unit), ())
        if len(name) > 1
    ]


_OF_EVERYTHING = frozenset(("月", "个月", "天", "日", "年", "次", "%", ""))


def _names(item: str, names: list[str]) -> bool:
    return any(longest_common(item, name)[1:] for name in names)
