"""前后一致: one number of one thing, written with two units."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from itertools import combinations

from xltoolkit.findings import HINT, WARNING
from xltoolkit.reader.submission import Submission
from xltoolkit.rules.engine import Hit, NotApplicable, rule
from xltoolkit.rules.knowledge.claims import APART, MAYBE, SURE, claims, names
from xltoolkit.rules.knowledge.exact import figures_of
from xltoolkit.rules.knowledge.facts import Indicator, indicators, narratives, texts_with_digits, with_numbers
from xltoolkit.rules.knowledge.statements import GOALS, IF, PAST, Statement, of_sources, passage, statements
from xltoolkit.rules.knowledge.thresholds import threshold
from xltoolkit.text import unit
from xltoolkit.text.chinese import behind_last, places
from xltoolkit.text.quantity import Quantity
from xltoolkit.text.similar import core
from xltoolkit.text.tendency import is_cost, is_rate
from xltoolkit.text.unit import NO_MEASURE, take_unit

GROUP, POINT = "前后一致", "相关性"

_IN_PIECES = (
    r"(?:均|都)?(?:达到|不低于|不高于|不超过|保持在|稳定在|控制在|提高到|达|为|≥|≤)?\d{1,3}(?:\.\d+)?"
    r"([^\d\W%分倍‰]{1,4}?)(?=以上|以内|以下|，|。|；|、|$)"
)
_LONGEST_RATE = 6  # characters


def _rates_in_pieces(submission: Submission) -> Iterator[Hit]:
    """满意度达到95个以上; 上年度使用率98期 in the source of a rate."""
    sources = {row.at("source"): row.source for row in indicators(submission) if row.target.unit == "%"}
    for pointer, text in (*narratives(submission).items(), *sources.items()):
        for at in places(text, ("率", "满意度")) if "率" in text or "满意度" in text else ():
            end = at + (1 if text[at] == "率" else 3)
            found = re.match(_IN_PIECES, text[end : end + 16])
            rate = text[max(0, at - _LONGEST_RATE) : end]
            rate = rate[behind_last(rate, "，。；、：（\n", len(rate)) :]
            if (
                found
                and is_rate(rate)
                and rate[-2:-1] not in "效频功"
                and take_unit(found[1]) != (NO_MEASURE, found[1])
            ):
                shown = {"text": submission.name_of(pointer), "quote": rate + found[0]}
                yield Hit(pointer, rate + found[0], "%", shown, "rate")


_THEN = r"(?:20\d\d年|上年|去年|上年度)(?:为|是|实际|实绩|完成|达到)?(?:\d[\d.,]*)(\D{1,8})"


def _unit_of_last_year(submission: Submission) -> Iterator[Hit]:
    """A source that gives nothing but the number of an earlier year, in a unit of another kind than the target's."""
    for row in with_numbers(submission):
        found = re.fullmatch(_THEN, row.source.rstrip("。")) if row.target.unit and "年" in row.source else None
        if found is None:
            continue
        measure, rest = take_unit(found[1])
        then, now = unit.unit_of(measure.unit), unit.unit_of(row.target.unit)
        if rest or then is None or now is None or now.family == unit.RATIO or measure.per != row.target.per:
            continue
        scales = then.family == now.family and then.family in _NO_COUNTING and then.least != now.least
        scales = scales and measure.scale == row.target.scale
        if scales or _unlike(measure.unit, row.target.unit):
            shown = {"name": row.name, "quote": row.source}
            yield Hit(row.target_pointer, row.written, measure.unit, shown, "source", related=(row.at("source"),))


def _costs_in_other_units(submission: Submission) -> Iterator[Hit]:
    """平台运维费用 ≤3.20%, where its cost item has 12个月×3.20万元."""
    for row in with_numbers(submission):
        goal = row.target
        if goal.unit == "元" or not is_cost(row.name) or not goal.numerals or not goal.unit:
            continue
        money = f"{goal.numerals[0]}万元"
        other = _cell_with(submission, money) if len(goal.numerals[0].strip("0.")) > 1 else ""
        if other:
            shown = {"name": row.name, "quote": money, "text": submission.name_of(other)}
            yield Hit(row.target_pointer, row.written, "万元", shown, severity=HINT, related=(other,))


_CALENDAR = frozenset(("月", "个月", "周", "季度", "年"))
_NO_COUNTING = frozenset((unit.LENGTH, unit.AREA, unit.VOLUME, unit.MASS))  # hours became minutes: that may be meant
_NUMBERS_OF_THINGS = frozenset((unit.COUNT, unit.TIMES, unit.PEOPLE, unit.VISITS, unit.LESSON, unit.OTHER, unit.WORK))


_TELLING = 10  # 分3批 and ≤3分钟 have nothing to do with each other
_OF_WATER = frozenset(("吨", "立方米", "立方", "方"))  # one cubic metre of it is one ton


def _unlike(name: str, other: str) -> bool:
    """Whether two units measure different things altogether: 家 and 公里. 12期 and 12份 may be one thing counted two ways."""
    if {name, other} <= _OF_WATER:
        return False
    measures = unit.unit_of(name), unit.unit_of(other)
    families = {measure.family for measure in measures if measure is not None}
    return None not in measures and len(families) == 2 and not families <= _NUMBERS_OF_THINGS


def _pieces_for_people(name: str, other: str) -> bool:
    """1250件 in the text and 1250人 in the indicator; 个 and 项 stand for anything."""
    measures = [unit.unit_of(one) for one in (name, other)]
    families = {measure.family for measure in measures if measure is not None}
    counted = ({unit.COUNT, unit.PEOPLE}, {unit.COUNT, unit.TIMES}, {unit.COUNT, unit.VISITS})
    return families in counted and not {"个", "项"} & {name, other}


_CLASSES = ("艘", "辆台套件架", "家户所", "株棵", "份篇册本", "座栋幢间", "块面", "公里米千米")
"""Counters that stand for one kind of thing each: what is counted in 艘 is no 家. 个, 处, 条, 次 and 期 stand for anything."""


def _of_another_class(quantity: Quantity, row: Indicator) -> bool:
    """4艘搜救艇 and =4家 of 搜救艇上排保养数量; 68所学校 are not what 报警装置 =68套 counts."""
    name, other = quantity.unit, row.target.unit
    if (quantity.noun[:2] or quantity.before[-2:]) not in row.key:
        return False
    classes = [
        next((one for one in _CLASSES if unit_name in one), "") for unit_name in (name, other) if len(unit_name) == 1
    ]
    return len(classes) == 2 and all(classes) and classes[0] != classes[1]


@rule(
    "X022",
    "文字里的单位与指标不一致",
    group=GROUP,
    severity=WARNING,
    review_point=POINT,
    tier=2,
    message={
        "": "“{text}”写“{quote}”，指标“{name}”的目标值却是“{found}”，数相同，单位不同。",
        "rate": "“{text}”写“{quote}”，率和满意度应当用%。",
        "source": "指标“{name}”的目标值是“{found}”，来源里写“{quote}”，单位不同。",
    },
    advice="请核对单位。",
    suppresses=("IND017",),
)
def unit_against_text(submission: Submission) -> Iterator[Hit]:
    """检查什么：文字与指标说的是同一对象、数也相同，单位却完全是另一种（36家与36公里）；文字里的满意度、合格率写成了“95个”；来源写的上年数是另一种单位（2025年为26公里/小时，≥29米/小时）。家与户、期与份之类都是个数，不比。
    成本指标用了别的单位、同一个数在别处写着万元的，只作建议。
    为什么：单位写错，目标值就没有意义（相关性）。依据：惯例。目录之外新增。
    错例：对36家社区食堂发放补贴；补贴食堂数量 =36公里。
    正例：对36家社区食堂发放补贴；补贴食堂数量 =36家。
    修改：由填报人核对。
    """
    yield from _rates_in_pieces(submission)
    yield from _unit_of_last_year(submission)
    yield from _costs_in_other_units(submission)
    about = claims(submission, threshold(submission, "scale_difference"))
    placed = {
        id(claim.statement) for own in about.values() for claim in own if claim.sure == SURE and claim.fits != APART
    }
    free = [
        (one, figures_of(one.quantity.low))
        for one in statements(submission)
        if one.usable
        and one.quantity.unit not in ("", "%", "元")
        and one.quantity.low == one.quantity.high
        and one.quantity.low > 1
        and id(one) not in placed
    ]
    stated: dict[tuple[Decimal, str], list[str]] = {}
    for one in statements(submission):
        stated.setdefault((one.quantity.low, one.quantity.unit), []).append(one.pointer)
    for row in with_numbers(submission) if free else ():
        goal = row.target
        if not goal.unit or goal.per or unit.unit_of(goal.unit) is None or is_rate(row.name):
            continue
        if is_cost(row.name) and goal.unit == "元":
            continue  # 单座改造成本 ≤22万元 has the unit that its name asks for: 22座 is another number
        numbers = [bound for bound in (goal.low, goal.high) if bound is not None]
        digits_wanted = [figures_of(bound) for bound in numbers]
        right = stated.get((numbers[0], goal.unit), ())
        for saying, digits in free:
            quantity = saying.quantity
            if quantity.unit in _CALENDAR and _of_times(quantity.unit, goal.unit):
                continue  # 运维12个月, 巡检 =12次
            same = quantity.low in numbers
            if not same and (len(digits) < 2 or digits not in digits_wanted):
                continue
            if right and (saying.pointer in right or not _unlike(quantity.unit, goal.unit)):
                continue  # 6000名老人, 共6000套
            often = len(stated[quantity.low, quantity.unit]) > 1
            counters = same and _of_two_counters(quantity, row, often)
            deed = saying.pointer in GOALS and len(quantity.before) > 1 and quantity.before[-2:] in row.key
            if not counters and not _unlike(quantity.unit, goal.unit):
                continue
            if names(saying, row, core(row.name))[0] >= _asked(quantity, goal.unit, same, counters, often, deed):
                shown = {"name": row.name, "quote": passage(saying), "text": submission.name_of(saying.pointer)}
                severity = HINT if counters else ""
                yield Hit(
                    row.target_pointer, row.written, quantity.unit, shown, severity=severity, related=(saying.pointer,)
                )
                break


def _of_two_counters(quantity: Quantity, row: Indicator, often: bool) -> bool:
    """Whether the two units are counters of two sorts of things; `often`: the texts write this quantity more than once."""
    name, other = quantity.unit, row.target.unit
    if quantity.low >= _TELLING and _pieces_for_people(name, other):
        return True
    return _of_another_class(quantity, row) or (often and _counted_otherwise(quantity, other))


def _asked(quantity: Quantity, name: str, same: bool, counters: bool, often: bool, deed: bool) -> int:
    """How surely the text must name the indicator before its unit is held against the target's."""
    families = {one.family for one in map(unit.unit_of, (quantity.unit, name)) if one}
    if families == {unit.COUNT, unit.TIME}:
        return SURE  # 维保探头24个, ≤24小时 of 探头故障修复
    if counters:
        return MAYBE if quantity.low >= _UNCOMMON and (often or deed) else SURE
    return MAYBE if same and quantity.low >= _TELLING else SURE


@rule(
    "X040",
    "两处文字里同一个数的单位不同",
    group=GROUP,
    severity=WARNING,
    review_point=POINT,
    tier=2,
    message="“{text}”写“{found}”，“{other}”写“{expected}”，数相同，单位不同。",
    advice="请核对单位，改成一样；不是一件事的，不用改。",
)
def units_of_texts(submission: Submission) -> Iterator[Hit]:
    """检查什么：两处文字（概况、计划、目标、概算用途、目标值来源）用同样的话写了同一个数，单位却是另一种（巡查12次与巡查12公里）；一处里两种单位都写了的，说的是两件事；“每周1次，按52周计算”的52周就是52次，不报。
    每期的人数写成了日，个数写成了月（11月镇街分馆），别处写对了的，也报；人和每人一套的东西不比。
    为什么：单位写错，数就没有意义（相关性）。依据：惯例。目录之外新增。
    错例：全年完成巡查12次；全年完成巡查12公里。
    正例：两处都写巡查12次。
    修改：由填报人核对。
    """
    yield from _months_for_counts(submission)
    yield from _sizes_of_groups(submission)
    of_value: dict[Decimal, list[Statement]] = {}
    for one in (*statements(submission), *of_sources(submission)):
        if _comparable(one):
            of_value.setdefault(one.quantity.low, []).append(one)
    if not of_value:
        raise NotApplicable
    told: set[str] = set()
    for value, alike in of_value.items():
        if len({one.quantity.unit for one in alike}) == 1:
            continue
        used = Counter(one.quantity.unit for one in alike)
        used.update(row.target.unit for row in with_numbers(submission) if value in (row.target.low, row.target.high))
        for one, other in combinations(alike, 2):
            if (
                not {one.pointer, other.pointer} & told
                and _one_thing(one, other, used)
                and not _both(alike, one, other)
            ):
                told.update((one.pointer, other.pointer))
                odd, right = sorted((one, other), key=lambda saying: used[saying.quantity.unit])
                shown = {"text": submission.name_of(odd.pointer), "other": submission.name_of(right.pointer)}
                yield Hit(odd.pointer, passage(odd), passage(right), shown, related=(right.pointer,))


_COUNTERS = ("个", "家", "座", "所", "处", "类", "项", "名", "台", "套", "条")
_MONTH_OF = r"(?<!\d)(\d{1,2})月([^\d\W]{3,8})(?=\W)"


def _months_for_counts(submission: Submission) -> Iterator[Hit]:
    """11月镇街分馆 in a text, 11个镇街分馆 in another."""
    for pointer, text in narratives(submission).items():
        for found in re.finditer(_MONTH_OF, text) if "月" in text else ():
            if text[found.start() - 1 : found.start()] in tuple("—–~～至到、年-"):
                continue
            for counted in [found[1] + counter + found[2][:4] for counter in _COUNTERS]:
                other = _cell_with(submission, counted, but=pointer)
                if other:
                    shown = {"text": submission.name_of(pointer), "other": submission.name_of(other)}
                    yield Hit(pointer, found[0], counted, shown, related=(other,))
                    return


def _cell_with(submission: Submission, said: str, but: str = "") -> str:
    """The first other cell in which this stands, behind no further digit; '' if it stands in none."""
    if said not in submission.fact(
        "all texts", lambda: "\n".join(text for _, _, text in texts_with_digits(submission))
    ):
        return ""
    for pointer, _, text in texts_with_digits(submission):
        at = text.find(said) if pointer != but else -1
        if at >= 0 and not (said[0].isdigit() and text[at - 1 : at].isdigit()):
            return pointer
    return ""


_SIZE = r"每(\w)约?(\d{2,4})([^\d\W])(?=\W|$)"


def _sizes_of_groups(submission: Submission) -> Iterator[Hit]:
    """每期60日 in a text, 2期×60人 in a source."""
    for pointer, text in narratives(submission).items():
        for found in re.finditer(_SIZE, text) if "每" in text else ():
            if (
                found[1] not in "期场班批"
                or found[3] in "人名元"
                or _cell_with(submission, f"{found[2]}{found[3]}", but=pointer)
            ):
                continue
            for lead in (f"每{found[1]}", f"每{found[1]}约", f"{found[1]}×"):
                other = _cell_with(submission, f"{lead}{found[2]}人")
                if other:
                    shown = {"text": submission.name_of(pointer), "other": submission.name_of(other)}
                    yield Hit(pointer, found[0], f"{lead}{found[2]}人", shown, related=(other,))
                    return


def _comparable(one: Statement) -> bool:
    quantity = one.quantity
    return (
        one.sort not in (PAST, IF)
        and bool(quantity.unit)
        and not quantity.per
        and "每" not in quantity.before[-3:]
        and quantity.low == quantity.high
        and quantity.low > 1
    )


def _both(alike: list[Statement], one: Statement, other: Statement) -> bool:
    """Whether one of the two texts writes the number with both units, and they are no two scales of one measure."""
    if _of_two_scales(one.quantity, other.quantity):
        return False
    units = {one.quantity.unit, other.quantity.unit}
    return any(
        {said.quantity.unit for said in alike if said.pointer == pointer} >= units
        for pointer in (one.pointer, other.pointer)
    )


_NO_DEED = frozenset("共计约为达近超至到的各等有年月")


def _one_thing(one: Statement, other: Statement, used: Counter[str]) -> bool:
    """Whether the same words stand beside the number twice, and the units are of two kinds."""
    mine, theirs = one.quantity, other.quantity
    if f"{mine.unit}次" == theirs.unit or mine.unit == f"{theirs.unit}次":
        return False  # 600家, each once: 600家次
    if mine.low < _TELLING:  # 吸油毡2米, 吸油毡2吨
        named = len(mine.before) >= _SURELY and mine.before[-_SURELY:] == theirs.before[-_SURELY:]
        return named and _unlike(mine.unit, theirs.unit) and not _of_times(mine.unit, theirs.unit)
    rare, usual = sorted((used[mine.unit], used[theirs.unit]))
    if not _of_two_kinds(mine, theirs):
        same = len(mine.before) >= 4 and mine.before[-4:] == theirs.before[-4:]
        return same and rare == 1 and _counted_otherwise(mine, theirs.unit)
    if len(mine.noun) >= 2 and mine.noun[:2] == theirs.noun[:2]:
        return True  # 44株生长势濒危的, 44%生长势濒危的
    last = mine.before[-1:]
    if not last or last in _NO_DEED:
        return False
    if len(mine.before) >= 2 and mine.before[-2:] == theirs.before[-2:]:
        return True  # 巡查12次, 巡查12公里
    if any(
        len(here.before) >= 4 and here.before[-4:] in there.subject for here, there in ((mine, other), (theirs, one))
    ):
        return True  # 协助巡护员12小时, and the cost item 协助巡护员补助 of 12人
    return last == theirs.before[-1:] and rare == 1 < usual and mine.low >= _UNCOMMON


_UNCOMMON = 100


def _counted_otherwise(quantity: Quantity, name: str) -> bool:
    """灯杆800基 and 灯杆800台: a number of three figures with another counter; 个, 项 and 次 stand for anything."""
    measures = unit.unit_of(quantity.unit), unit.unit_of(name)
    return (
        quantity.low >= _UNCOMMON
        and quantity.unit != name
        and unit.GENERIC.isdisjoint((quantity.unit, name))
        and all(one is not None and one.family == unit.COUNT for one in measures)
    )


_SURELY = 3  # characters before a small number that are the same


def _of_times(name: str, other: str) -> bool:
    """Once a week: 52次, 52周; twice a month: 2次, 2小时."""
    families = {measure.family for one in (name, other) if (measure := unit.unit_of(one))}
    return families == {unit.TIME, unit.TIMES}


def _of_two_kinds(mine: Quantity, theirs: Quantity) -> bool:
    if _of_times(mine.unit, theirs.unit):
        return False
    if _of_two_scales(mine, theirs):
        return True
    if _one_for_each(mine.unit, theirs.unit) and (mine.before[-1:] != theirs.before[-1:] or mine.before.endswith("员")):
        return False
    return _unlike(mine.unit, theirs.unit) or _pieces_for_people(mine.unit, theirs.unit)


_FOR_EACH = frozenset("套件份本册顶双")


def _one_for_each(name: str, other: str) -> bool:
    """新招60人, 配发装备60套: what everybody gets one of."""
    people = {one for one in (name, other) if (measure := unit.unit_of(one)) and measure.family == unit.PEOPLE}
    return len(people) == 1 and bool(_FOR_EACH & {name, other})


def _of_two_scales(mine: Quantity, theirs: Quantity) -> bool:
    """2650平方米, 2650亩."""
    one, other = unit.unit_of(mine.unit), unit.unit_of(theirs.unit)
    return one is not None and other is not None and one.family == other.family and one.least != other.least
