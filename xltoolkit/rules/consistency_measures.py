"""前后一致: numbers that stand elsewhere in the form with their right unit, and here with one that cannot be."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from xltoolkit.findings import HINT
from xltoolkit.reader.submission import Submission
from xltoolkit.rules.engine import Hit, NotApplicable, rule
from xltoolkit.rules.knowledge.facts import Estimate, Indicator, estimates, indicators, narratives, numbers
from xltoolkit.text import unit
from xltoolkit.text.number import convert

GROUP, POINT = "前后一致", "适当性"

_UNPRICED = r"[×xX*]\s*\d[\d.]*(?!万|元|角|亿|%)([^\d\W]{1,2})/"
_EACH_ONE = r"[月节一阳秋季旦”]各(\d+)([^\d\W，。；、]{1,2})$"
_DENSITY = r"(\d[\d.]*)([^\d\W]{1,4})/(立方米|平方米|平方公里·月|升|千克|公斤|公里)"


@rule(
    "X047",
    "数后面的单位像是写错了",
    group=GROUP,
    severity=HINT,
    review_point=POINT,
    tier=2,
    message={
        "": "“{field}”写“{found}”，表里这个数是{expected}万元。",
        "price": "“{field}”写“{found}”，没有一个数是元。",
        "source": "“{field}”写“{found}”，数后面的单位像是写错了，或者漏了。",
        "each": "“{field}”写“{found}”，目标值的单位却是“{expected}”。",
        "density": "“{field}”写“{found}”，指标的目标值写“{expected}”，单位不同。",
    },
    advice="请核对单位。",
)
def wrong_measures(submission: Submission) -> Iterator[Hit]:
    """检查什么：文字和来源里的数，正好是表里带小数的一笔金额，后面却不是万元、元；概算用途的单价不是元；
    来源写“某月、某月各1公里”而目标值是“=4期”；浓度一类的数与指标相同、单位不同（48套/立方米）。
    用途里没有一个数是元、乘起来却正好是金额；同一个单价一处是万元、别处都是元；来源里的月份、次数写成了别的单位或者漏了单位（3%举办；4，每期80人）。
    为什么：单位写错，数就没有意义（适当性）。依据：惯例。目录之外新增，只作建议。
    错例：来源 市财政专项540.4核；表里财政专项拨款 540.40。
    正例：来源 市财政专项540.4万元。
    修改：由填报人核对。
    """
    sources = {row.at("source"): row.source for row in indicators(submission)}
    texts = {**narratives(submission), **{pointer: text for pointer, text in sources.items() if text}}
    if not texts:
        raise NotApplicable
    yield from _amounts(submission, texts)
    yield from _prices(submission)
    yield from _scales_of_prices(submission, texts)
    for row in indicators(submission):
        yield from _total_of_source(row)
        yield from _unit_of_source(row)
        found = re.search(_EACH_ONE, row.source) if "各" in row.source else None
        goal = row.readable_target
        if found is None or goal is None or not goal.unit:
            continue
        said, wanted = unit.unit_of(found[2]), unit.unit_of(goal.unit)
        if said is not None and wanted is not None and said.family in _MEASURES and wanted.family not in _MEASURES:
            yield Hit(row.at("source"), row.source, goal.unit, variant="each", related=(row.target_pointer,))
    yield from _densities(submission)


_ODD_ENDS = ("问卷", "调查", "测评", "举办", "抽查")
_ODD_SOURCES = (
    r"(?:^|，|每年)(?:1[0-2]|[1-9])(?!月|[次轮场批份个]问卷|[次轮]测评)"
    r"(?:[%年期次场元份个台家]|[^\d\W]{2})(?=(?:问卷|测评|举办|抽查)(?:调查)?$)",  # 3%举办, 11分钟问卷调查
    r"^\d{1,3}(?=，每[期场批班次])",  # 4，每期80人
    r"每(?:季度|月|半年|年|季|周)\d{1,3}(?![次场期批班轮节天日个])[^\d\W]{1,2}(?=，每[期场批班]\d)",  # 每季度1台，每期30人
)


def _unit_of_source(row: Indicator) -> Iterator[Hit]:
    """A source whose number of times or month has another unit, or none; 中标均价28.5元 for ≤28.5万元."""
    goal = row.readable_target
    money = re.search(r"(?<![\d.])(\d[\d.]*)(万?)元", row.source) if "元" in row.source else None
    if money is not None and goal is not None and goal.unit == "元" and len(re.findall("元", row.source)) == 1:
        same = bool(goal.numerals) and money[1] == goal.numerals[0] and bool(money[2]) != (goal.scale > 1)
        if same:
            yield Hit(row.at("source"), row.source, row.written, variant="source", related=(row.target_pointer,))
    told = "，每" in row.source or row.source.endswith(_ODD_ENDS)
    for pattern in _ODD_SOURCES if told else ():
        if re.search(pattern, row.source) is not None:
            yield Hit(row.at("source"), row.source, "月、期、次", variant="source", related=(row.target_pointer,))
            return


_TOTAL = r"(?:全年|共|合计|共计|总计)(\d+)([^\d\W]{1,2})$"


def _total_of_source(row: Indicator) -> Iterator[Hit]:
    """每半个月保养一次，全年24台 for =24次."""
    found = re.search(_TOTAL, row.source) if "全年" in row.source or "共" in row.source or "计" in row.source else None
    goal = row.readable_target
    if found is None or goal is None or Decimal(found[1]) not in (goal.low, goal.high) or not goal.unit:
        return
    known = unit.unit_of(found[2]) is not None and unit.unit_of(goal.unit) is not None
    if known and found[2] != goal.unit and not unit.comparable(found[2], goal.unit):
        yield Hit(row.at("source"), row.source, goal.unit, variant="each", related=(row.target_pointer,))


_MEASURES = frozenset((unit.LENGTH, unit.AREA, unit.VOLUME, unit.MASS, unit.TIME))


def _amounts(submission: Submission, texts: dict[str, str]) -> Iterator[Hit]:
    """540.4核 in a text, 540.40万元 among the amounts of the form."""
    shown = {}
    for _, field, value in numbers(submission):
        if field.unit in ("元", "万元"):
            amount = convert(value, field.unit, "万元")
            if amount >= _TELLING and amount != amount.to_integral_value():
                shown[f"{amount.normalize():f}"] = amount
    if not shown:
        return
    for pointer, text in texts.items():
        for found in re.finditer(r"(?<![\d.])(\d+\.\d+)(?!\d)([^\d\W])", text) if "." in text else ():
            numeral = f"{Decimal(found[1]).normalize():f}"
            counted = found[2] in "万元亿" or unit.take_unit(text[found.end() - 1 : found.end() + 3])[0].unit
            exact = len(found[1].partition(".")[2]) == _CENTS and counted not in _MONEY_UNITS
            if numeral in shown and (not counted or (exact and _counts(str(counted)))):
                yield Hit(pointer, text[max(0, found.start() - 8) : found.end()], f"{shown[numeral]:.2f}")


_TELLING = Decimal(10)
_CENTS, _MONEY_UNITS = 2, ("元", "万元", "%", "")


def _counts(name: str) -> bool:
    """Whether so many of this unit are whole things: 133.20家."""
    measure = unit.unit_of(name)
    return measure is not None and measure.family in (unit.COUNT, unit.TIMES, unit.PEOPLE)


def _prices(submission: Submission) -> Iterator[Hit]:
    """40条×12个月×260年/条次."""
    for row in estimates(submission) if submission.declares("/estimates") else ():
        if "元" in row.purpose:
            continue
        found = re.search(_UNPRICED, row.purpose) if "/" in row.purpose else None
        if found is not None or _comes_to_yuan(submission, row):
            pointer = row.row.at("purpose")
            yield Hit(pointer, row.purpose, "元", variant="price", related=(row.row.at("amount"),))


_FACTORS = r"(\d[\d.]*)([^\d\W]{1,4})[×xX*](?:(\d[\d.]*)([^\d\W]{1,4})[×xX*])?(\d[\d.]*)([^\d\W]{1,4})"


def _comes_to_yuan(submission: Submission, row: Estimate) -> bool:
    """260盏×150小时 for 3.9万元: no price in it, and the numbers come to the amount in 元."""
    found = re.match(_FACTORS, row.purpose)
    if found is None or not row.amount or row.purpose[found.end() : found.end() + 1] in tuple("×xX*+÷"):
        return False
    value = Decimal(found[1]) * Decimal(found[3] or 1) * Decimal(found[5])
    return value == convert(row.amount, submission.form.unit, "元")


_PRICE = r"(?<![\d.])(\d[\d.]*)(万?)元/([^\d\W]{1,3}?)(?=[，。；、）降提由到]|$)"


def _scales_of_prices(submission: Submission, texts: dict[str, str]) -> Iterator[Hit]:
    """烘干成本92万元/吨 once, 92元/吨 in all other cells."""
    told: dict[tuple[str, str], dict[str, list[tuple[str, str]]]] = {}
    cells = [(pointer, text) for pointer, text in texts.items() if "元/" in text]
    cells += [(row.target_pointer, row.written) for row in indicators(submission) if "元/" in row.written]
    if not any("万元/" in text for _, text in cells):
        return
    for pointer, text in cells:
        for found in re.finditer(_PRICE, text):
            told.setdefault((found[1], found[3]), {}).setdefault(found[2], []).append((pointer, found[0]))
    for scales in told.values():
        for scale, places in scales.items():
            others = [one for name, those in scales.items() if name != scale for one in those]
            if len(places) == 1 and len({pointer for pointer, _ in others}) > 1:
                (pointer, quote), (other, written) = places[0], others[0]
                yield Hit(pointer, quote, written, variant="density", related=(other,))


def _densities(submission: Submission) -> Iterator[Hit]:
    """48套/立方米 in a text, ≤48微克/立方米 in an indicator."""
    aims: dict[tuple[str, str], tuple[str, Indicator]] = {}
    for row in indicators(submission):
        found = re.search(_DENSITY, row.written) if "/" in row.written else None
        if found is not None:
            aims[found[1], found[3]] = (found[2], row)
    for pointer, text in narratives(submission).items() if aims else ():
        for found in re.finditer(_DENSITY, text) if "/" in text else ():
            aim = aims.get((found[1], found[3]))
            if aim is not None and aim[0] != found[2] and not found[2].endswith(aim[0]):
                yield Hit(pointer, found[0], aim[1].written, variant="density", related=(aim[1].target_pointer,))
