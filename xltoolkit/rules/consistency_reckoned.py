"""前后一致: what a text's numbers come to in all — quarter by quarter, so many each time, in each of these months — against the indicator."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from xltoolkit.findings import HINT, WARNING
from xltoolkit.reader.submission import Submission
from xltoolkit.rules.engine import Hit, NotApplicable, rule
from xltoolkit.rules.knowledge.claims import SURE, claims, uncounted
from xltoolkit.rules.knowledge.exact import exact, of_people, one_slip_in, plain
from xltoolkit.rules.knowledge.facts import Indicator, indicators, known_period, narratives
from xltoolkit.rules.knowledge.frequencies import (
    Often,
    counted,
    frequencies,
    in_season,
    months_counted,
    months_named,
    qualified,
)
from xltoolkit.rules.knowledge.passages import sentence_before, sentence_end
from xltoolkit.rules.knowledge.statements import PART, PLAIN, passage, quantities
from xltoolkit.rules.knowledge.thresholds import threshold
from xltoolkit.text.similar import core, digits_swapped, longest_common, one_slip_apart


@rule(
    "X039",
    "文字里的数合起来与指标不符",
    group="前后一致",
    severity=WARNING,
    review_point="相关性",
    tier=2,
    message={
        "": "“{field}”写“{quote}”，算下来是{found}，指标“{name}”的目标值是“{expected}”。",
        "cumulative": "“{field}”写“{expected}”，按“{quote}”算是{found}。",
        "periods": "“{field}”各{period}写的“{quote}”等加起来是{found}，指标“{name}”的目标值是“{expected}”。",
    },
    advice="请核对，把两边改成一样。",
    suppresses=("X027",),
)
def in_all_against_target(submission: Submission) -> Iterator[Hit]:
    """检查什么：各季度、上下半年写的同一件事的数，加起来超过“=”的指标，或者写到了年末、只差一个数字就加得到指标；
    “每季度1期、每期30人”“5月、9月各1期”“每月2场7个月共14场”、先做的加“其余”的算下来与唯一的同类指标不符的，只作建议。
    为什么：计划安排的量合起来要等于考核的量（相关性）。依据：惯例。目录之外新增。
    错例：二季度组织演练4场，三季度组织演练4场，四季度组织演练4场；演练场次 =8场。
    正例：二季度组织演练4场，三季度组织演练2场，四季度组织演练2场；演练场次 =8场。
    修改：由填报人核对。
    """
    if not any(len(own) > 1 for own in quantities(submission).values()):
        raise NotApplicable
    yield from _of_periods(submission)
    yield from _people_in_all(submission)
    yield from _in_each_month(submission)
    yield from _so_many_each_time(submission)
    yield from _half_by_half(submission)
    yield from _quarter_by_quarter(submission)
    yield from _batch_by_batch(submission)
    yield from _with_what_was_done(submission)
    yield from _every_month_in_all(submission)
    yield from _all_years(submission)
    yield from _the_rest(submission)


_MONTHLY = r"([^，。；、：\d]{2,16})每月(\d{1,3})([场次期])[，、]?(\d{1,2})个月共(\d{1,4})\3"


def _every_month_in_all(submission: Submission) -> Iterator[Hit]:
    """社区巡演每月2场7个月共14场, and another number in the indicator of it."""
    for pointer, text in narratives(submission).items():
        for found in re.finditer(_MONTHLY, text) if "个月共" in text else ():
            row = _only_row(submission, (found[3],), found[1])
            if row is not None and int(found[2]) * int(found[4]) == int(found[5]):
                yield from _against(submission, pointer, row, {Decimal(found[5])}, found[0])


def _all_years(submission: Submission) -> Iterator[Hit]:
    """Three years' 招聘会27场 where each year's target is 24场: the same digits as 72, in another order."""
    project = known_period(submission)
    years = 0 if project is None else project.end.year - project.start.year + 1
    if years < 2 or project is None or project.months != years * 12:
        return
    text = narratives(submission).get("/overall_goal", "")
    for one in quantities(submission).get("/overall_goal", ()) if text else ():
        rows = _counting(submission, one.unit) if plain(one) and not one.operator and one.low >= _TWO_DIGITS else []
        row = _only_row(submission, (one.unit,), sentence_before(text, one.start).rpartition("，")[2]) if rows else None
        if row is None or row not in rows or row.target.low is None:
            continue
        written, wanted = f"{one.low.normalize():f}", f"{(row.target.low * years).normalize():f}"
        if one.low != row.target.low and written != wanted and digits_swapped(written, wanted):
            shown = {
                "field": submission.name_of("/overall_goal"),
                "name": row.name,
                "quote": f"每年{row.written}、共{years}年",
            }
            yield Hit(
                "/overall_goal",
                f"{wanted}{one.unit}",
                f"{written}{one.unit}",
                shown,
                "cumulative",
                HINT,
                (row.target_pointer,),
            )


_TWO_DIGITS = 10


def _the_rest(submission: Submission) -> Iterator[Hit]:
    """田块整治2000亩…，完成其余1500亩田块整治: together they are one digit away from what an indicator asks for, and no other number."""
    for pointer, text in narratives(submission).items():
        if "其余" not in text:
            continue
        own = quantities(submission)[pointer]
        for at, rest in enumerate(own):
            if not rest.before.endswith("其余") or not plain(rest) or len(rest.noun) < 2:
                continue
            before = [one for one in own[:at] if one.unit == rest.unit and one.before.endswith(rest.noun[:4])]
            if len(before) != 1 or not plain(before[0]):
                continue
            total = before[0].low + rest.low
            rows = _counting(submission, rest.unit)
            wholes = {row.target.low: row for row in rows}
            said = {
                one.low
                for each in quantities(submission).values()
                for one in each
                if one.unit == rest.unit and one is not rest
            }
            if total in wholes or total in said:
                continue
            meant = [row for low, row in wholes.items() if low is not None and one_slip_in([rest.low], low - total)]
            if len(meant) == 1:
                quote = f"{before[0].quote}和其余{rest.quote}"
                yield from _against(submission, pointer, meant[0], {total}, quote)


_PERIODS = r"(?<!第)(?:第?[一二三四]季度|[上下]半年)"


_LAST_PERIODS = ("四季", "下半")


def _of_periods(submission: Submission) -> Iterator[Hit]:
    """What each quarter does of one thing (二季度4场, 三季度4场, 四季度4场) is more than the year's target, or one slip of the hand away from it."""
    texts = {
        pointer: found
        for pointer, text in narratives(submission).items()
        if "季度" in text or "半年" in text
        for found in ([(one.start(), one[0]) for one in re.finditer(_PERIODS, text)],)
        if len({name for _, name in found}) > 1
    }
    for row in indicators(submission) if texts else ():
        goal, own = row.target, claims(submission, threshold(submission, "scale_difference")).get(row.pointer, [])
        for pointer, heads in texts.items():
            told = [
                claim.statement
                for claim in own
                if claim.sure == SURE and claim.statement.pointer == pointer
                if claim.statement.sort in (PLAIN, PART)
            ]
            if len(told) < 2 or not all(plain(one.quantity) and one.quantity.unit == goal.unit for one in told):
                continue
            under = [max((head for head in heads if head[0] < one.quantity.start), default=(0, ""))[1] for one in told]
            total = sum((one.quantity.low for one in told), Decimal(0))
            if len(set(under)) < len(told) or not all(under) or goal.operator not in ("=", "") or goal.high is None:
                continue
            if any(one.quantity.low == goal.high for one in told):
                continue  # one of them says the whole
            alike = len({one.subject for one in told}) == 1
            to_the_end = under[-1][-3:-1] in _LAST_PERIODS and one_slip_in(
                [one.quantity.low for one in told], goal.high - total
            )
            if (alike and total > goal.high) or (to_the_end and total != goal.high):
                shown = {
                    "field": submission.name_of(pointer),
                    "period": under[0][-2:],
                    "quote": passage(told[0]),
                    "name": row.name,
                }
                found = f"{total.normalize():f}{goal.unit}"
                yield Hit(pointer, found, row.written, shown, "periods", related=(row.target_pointer,))


def _people_in_all(submission: Submission) -> Iterator[Hit]:
    """每季度举办1期操作培训，每期30人, and another number of people in the only indicator of that training."""
    often = [one for one in frequencies(submission) if one.frequency.explicit and one.frequency.action]
    for one in often:
        frequency, pointer = one.frequency, one.pointer
        text = narratives(submission)[pointer]
        end = sentence_end(text, frequency.end)
        people = [
            each for each in quantities(submission)[pointer] if frequency.end <= each.start < end and of_people(each)
        ]
        each = re.search(r"每([期次场])约?$", people[0].before) if len(people) == 1 else None
        if each is None or each[1] not in frequency.quote or not exact(people[0]):
            continue
        rows = [
            row
            for row in indicators(submission)
            if frequency.action in row.name and row.readable_target is not None and row.target.unit in ("人", "人次")
        ]
        totals = {times * people[0].low for times in _times(submission, one, each[1], people[0].start)}
        if len(rows) == 1 and totals:
            quote = text[frequency.start : people[0].end]
            yield from _against(submission, pointer, rows[0], totals, quote)


def _times(submission: Submission, one: Often, name: str, until: int) -> set[Decimal]:
    """How often that is: as the text adds itself (每月2期，共6期), for the months that it names (9—11月), or in the whole time."""
    frequency = one.frequency
    own = quantities(submission)[one.pointer]
    said = {
        each.low
        for each in own
        if frequency.end <= each.start < until and each.unit == name and exact(each) and "每" not in each.before[-3:]
    }
    if said:
        return said
    if in_season(one.sentence) or qualified(one.sentence):
        return set()
    spans = months_named(one.sentence) or months_counted(submission)
    both = [counted(frequency, months) for months in spans]
    return {Decimal(least) for least, most in both if least == most}


_EACH_OF_THEM = (
    "月各",
    "前各",
    "底各",
    "旬各",
    "末各",
    "初各",
    "份各",
    "年各",
    "季各",
    "秋各",
    "节各",
    "一各",
    "午各",
    "庆各",
    "阳各",
)
_MONTHS_EACH = (
    r"(?<!\d)(\d{1,2}月[^，。；、\d]{0,3}(?:[、和及与]\d{1,2}月[^，。；、\d]{0,3})+|上半年[、和及与]?下半年|春季?[、和]?秋(?:两季|季)?"
    r"|(?:元旦|春节|五一|端午|七一|八一|中秋|国庆|重阳)[、和及与](?:元旦|春节|五一|端午|七一|八一|中秋|国庆|重阳))"
    r"各[^，。；\d]{0,8}(\d{1,4})([^\d\W])"
)


def _in_each_month(submission: Submission) -> Iterator[Hit]:
    """5月、9月各举办培训1期, and another number in the only indicator of that unit and deed; the same of the people: 每期30人."""
    for pointer, text in narratives(submission).items():
        for found in re.finditer(_MONTHS_EACH, text) if any(map(text.__contains__, _EACH_OF_THEM)) else ():
            if (
                len(re.findall(rf"月各[^，。；\d]{{0,12}}\d{{1,4}}{re.escape(found[3])}", text)) > 1
                or f"第三{found[3]}" in text
            ):
                continue  # 4月、5月各1次…；10月、11月各1次: two halves of one count
            times, name = (found[1].count("月") or 2) * int(found[2]), found[3]
            clause = text[found.start() : found.end() + _LONGEST_OBJECT].partition("。")[0].partition("；")[0]
            clause = clause.partition("，其中")[0]
            lead = sentence_before(text, found.start())[-_LEAD:]
            row = _only_row(submission, (name,), clause)
            if row is None and lead.endswith("："):
                row = _only_row(submission, (name,), lead)
                row = row if row is not None and row.target.operator == "=" else None
            if row is not None:
                yield from _against(submission, pointer, row, {Decimal(times)}, found[0])
            people = re.search(rf"(?<![家村镇校站])每{re.escape(name)}(\d{{1,5}})[人名]", clause)
            row = _only_row(submission, ("人", "人次"), clause) if people else None
            if people and row is not None and not (row.target.unit == "人" and row.target.low == int(people[1])):
                quote = text[found.start() : found.start() + people.end()]
                yield from _against(submission, pointer, row, {Decimal(times * int(people[1]))}, quote)


_LEAD = 12  # characters before it: 业务培训：4月、9月各办2期
_LONGEST_OBJECT = 24  # characters behind the number: 各举办2期家庭护理员培训班，每期60人


_EACH_TIME = r"(?<![\d.])(\d{1,3})([期场批])[^。；，\d]{0,8}，每\2(\d{1,5})[人名](?![^。；\n]{0,16}人)"


def _so_many_each_time(submission: Submission) -> Iterator[Hit]:
    """组织政策培训2期，每期80人, and another number in the indicator of these people; where the text gives a total, X035 multiplies."""
    for pointer, text in narratives(submission).items():
        for found in re.finditer(_EACH_TIME, text) if "每" in text and "，每" in text else ():
            before = sentence_before(text, found.start())
            clause = before.rpartition("，")[2] + found[0]
            row = _only_row(submission, ("人", "人次"), clause)
            if row is not None and not any(word in clause[: -len(found[0])] for word in ("各", "每", "分")):
                yield from _against(submission, pointer, row, {Decimal(int(found[1]) * int(found[3]))}, found[0])


_CUMULATIVE = r"累计[^，。；\d]{0,8}(\d{1,7})([^\d\W])"


def _with_what_was_done(submission: Submission) -> Iterator[Hit]:
    """累计加装124台 by now, 70台 this year, and 到2026年底累计加装184台."""
    said = [
        (pointer, found, f"{submission.year}年" in text[max(0, found.start() - 12) : found.start()])
        for pointer, text in narratives(submission).items()
        if "累计" in text
        for found in re.finditer(_CUMULATIVE, text)
    ]
    then, by_the_end = ([one for one in said if one[2] == later] for later in (False, True))
    if len(then) != 1 or len(by_the_end) != 1 or then[0][1][2] != by_the_end[0][1][2]:
        return
    pointer, found, _ = by_the_end[0]
    goals = _counting(submission, found[2])
    if len(goals) == 1:
        total = int(then[0][1][1]) + (goals[0].target.low or 0)
        if total != int(found[1]) and one_slip_apart(f"{total}", found[1]):
            shown = {
                "field": submission.name_of(pointer),
                "name": goals[0].name,
                "quote": f"{then[0][1][0]}，加上今年的",
            }
            related = (then[0][0], goals[0].target_pointer)
            yield Hit(pointer, f"{total}{found[2]}", found[0], shown, "cumulative", HINT, related)


_HALVES = r"上半年[^，。；\d]{0,8}(\d{1,5})([^\d\W])[、，]下半年[^，。；\d]{0,8}(\d{1,5})\2"


def _half_by_half(submission: Submission) -> Iterator[Hit]:
    """上半年5场、下半年7场: both of them, and another number in the only indicator of that unit."""
    for pointer, text in narratives(submission).items():
        for found in re.finditer(_HALVES, text) if "上半年" in text else ():
            rows = _counting(submission, found[2], ("=", "", "≥"))
            if len(rows) == 1:
                yield from _against(submission, pointer, rows[0], {Decimal(int(found[1]) + int(found[3]))}, found[0])


_OF_A_QUARTER = r"[^，。；、\d]{0,6}(\d+)"
_QUARTERS = rf"一季度{_OF_A_QUARTER}([^\d\W]{{1,2}})" + "".join(
    rf"[，、；]{quarter}季度{_OF_A_QUARTER}\2" for quarter in "二三四"
)


def _quarter_by_quarter(submission: Submission) -> Iterator[Hit]:
    """一季度400批次，二季度700批次，三季度900批次，四季度500批次: all of them, one slip of the hand away from the only such indicator."""
    for pointer, text in narratives(submission).items():
        for found in re.finditer(_QUARTERS, text) if "二季度" in text else ():
            own = [Decimal(found[at]) for at in (1, 3, 4, 5)]
            rows = _counting(submission, found[2], ("=", "", "≥"))
            meant = [row for row in rows if one_slip_in(own, (row.target.low or Decimal(0)) - sum(own, Decimal(0)))]
            if len(meant) == 1 and not any(row.target.low == sum(own, Decimal(0)) for row in rows):
                yield from _against(submission, pointer, meant[0], {sum(own, Decimal(0))}, found[0])


_BATCH = r"第([一二三四五六])批(?:\d{1,2}月[^，。；\d]{0,3})?[^，。；\d]{0,6}?(\d{1,6})([^\d\W月])"


def _batch_by_batch(submission: Submission) -> Iterator[Hit]:
    """第一批25台…，第二批25台…，第三批20台: all of them, where the only indicator of that unit is one slip of the hand away."""
    for pointer, text in narratives(submission).items():
        for sentence in re.split("[。；\n]", text) if "第二批" in text else ():
            parts = re.findall(_BATCH, sentence)
            order = [number for number, _, _ in parts]
            if len(parts) < 2 or order != list("一二三四五六"[: len(parts)]) or len({name for *_, name in parts}) > 1:
                continue
            name, own = parts[0][2], [Decimal(number) for _, number, _ in parts]
            rows = _counting(submission, name)
            if len(rows) == 1 and one_slip_in(own, (rows[0].target.high or Decimal(0)) - sum(own, Decimal(0))):
                yield from _against(submission, pointer, rows[0], {sum(own, Decimal(0))}, sentence[-40:])


def _counting(submission: Submission, name: str, operators: tuple[str, ...] = ("=", "")) -> list[Indicator]:
    """The indicators that ask for so many in this unit."""
    rows = [row for row in indicators(submission) if row.readable_target is not None and row.target.unit == name]
    return [row for row in rows if row.target.numeric and row.target.operator in operators]


def _only_row(submission: Submission, units: tuple[str, ...], clause: str) -> Indicator | None:
    """The indicator in one of these units whose name has most in common with the clause, None if several have or none has."""
    said = core(clause)
    shared = [
        (len(longest_common(core(uncounted(row.name)), said)), row)
        for row in indicators(submission)
        if row.readable_target is not None and row.target.unit in units
    ]
    most = max((length for length, _ in shared), default=0)
    rows = [row for length, row in shared if length == most]
    return rows[0] if len(rows) == 1 and most >= 2 else None


def _against(submission: Submission, pointer: str, row: Indicator, totals: set[Decimal], quote: str) -> Iterator[Hit]:
    """None of the numbers that a text comes to is the target's (or as many as it asks for at least)."""
    goal = row.target
    most = Decimal("1.2") * (goal.low or 0)  # far more than at least so many is another number, too
    reached = goal.operator == "≥" and any((goal.low or 0) <= total <= most for total in totals)
    if goal.operator not in ("=", "", "≥") or reached or goal.low in totals or goal.low is None:
        return
    if goal.high is not None and any(goal.low <= total <= goal.high for total in totals):
        return
    shown = {"field": submission.name_of(pointer), "name": row.name, "quote": quote}
    number = f"{max(totals).normalize():f}{goal.unit}"
    yield Hit(pointer, number, row.written, shown, "", HINT, (row.target_pointer,))
