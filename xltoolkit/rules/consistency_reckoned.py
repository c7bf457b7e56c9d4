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
from xltoolkit.rules.knowledge.facts import Indicator, indicators, narratives
from xltoolkit.rules.knowledge.frequencies import counted, frequencies, months_counted
from xltoolkit.rules.knowledge.statements import PART, PLAIN, passage, quantities, sentence_end
from xltoolkit.rules.knowledge.thresholds import threshold
from xltoolkit.text.similar import core, longest_common


@rule(
    "X039",
    "文字里的数合起来与指标不符",
    group="前后一致",
    severity=WARNING,
    review_point="相关性",
    tier=2,
    message={
        "": "“{field}”写“{quote}”，算下来是{found}，指标“{name}”的目标值是“{expected}”。",
        "periods": "“{field}”各{period}写的“{quote}”等加起来是{found}，指标“{name}”的目标值是“{expected}”。",
    },
    advice="请核对，把两边改成一样。",
    suppresses=("X027",),
)
def in_all_against_target(submission: Submission) -> Iterator[Hit]:
    """检查什么：各季度、上下半年写的同一件事的数，加起来超过“=”的指标，或者写到了年末、只差一个数字就加得到指标；
    “每季度1期、每期30人”“5月、9月各1期”算下来与唯一的同类指标不符的，只作建议。
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
            to_the_end = under[-1][-3:-1] in _LAST_PERIODS and one_slip_in([one.quantity for one in told], goal.high - total)
            if (alike and total > goal.high) or (to_the_end and total != goal.high):
                shown = {
                    "field": submission.form.name_of(pointer),
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
        people = [each for each in quantities(submission)[pointer] if frequency.end <= each.start < end and of_people(each)]
        each = re.search(r"每([期次场])约?$", people[0].before) if len(people) == 1 else None
        if each is None or each[1] not in frequency.quote or not exact(people[0]):
            continue
        rows = [
            row
            for row in indicators(submission)
            if frequency.action in row.name and row.readable_target is not None and row.target.unit in ("人", "人次")
        ]
        totals = {least * people[0].low for months in months_counted(submission) for least, most in (counted(frequency, months),) if least == most}
        if len(rows) == 1 and totals:
            quote = text[frequency.start : people[0].end]
            yield from _against(submission, pointer, rows[0], totals, quote)


_MONTHS_EACH = (
    r"(?<!\d)(\d{1,2}月[^，。；、\d]{0,3}(?:[、和及与]\d{1,2}月[^，。；、\d]{0,3})+|上半年[、和及与]?下半年|春季?[、和]?秋(?:两季|季)?)"
    r"各[^，。；\d]{0,8}(\d{1,4})([^\d\W])"
)


def _in_each_month(submission: Submission) -> Iterator[Hit]:
    """5月、9月各举办培训1期, and another number in the only indicator of that unit and deed; the same of the people: 每期30人."""
    for pointer, text in narratives(submission).items():
        for found in re.finditer(_MONTHS_EACH, text) if "各" in text else ():
            times, name = (found[1].count("月") or 2) * int(found[2]), found[3]
            clause = text[found.start() : found.end() + _LONGEST_OBJECT].partition("。")[0].partition("；")[0]
            row = _only_row(submission, (name,), clause)
            if row is not None:
                yield from _against(submission, pointer, row, {Decimal(times)}, found[0])
            people = re.search(rf"每{re.escape(name)}(\d{{1,5}})[人名]", clause)
            row = _only_row(submission, ("人", "人次"), clause) if people else None
            if people and row is not None:
                quote = text[found.start() : found.start() + people.end()]
                yield from _against(submission, pointer, row, {Decimal(times * int(people[1]))}, quote)


_LONGEST_OBJECT = 24  # characters behind the number: 各举办2期家庭护理员培训班，每期60人


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
    shown = {"field": submission.form.name_of(pointer), "name": row.name, "quote": quote}
    number = f"{max(totals).normalize():f}{goal.unit}"
    yield Hit(pointer, number, row.written, shown, "", HINT, (row.target_pointer,))
