"""指标: style of rows beside each other; not run by default, but for time limits that are reversed."""

from __future__ import annotations

from collections.abc import Iterator

from xltoolkit.findings import HINT, WARNING
from xltoolkit.reader.submission import Submission
from xltoolkit.rules.engine import Hit, rule
from xltoolkit.rules.indicator_rows import GROUP, sheet_row
from xltoolkit.rules.knowledge.category import TIMELINESS
from xltoolkit.rules.knowledge.facts import Indicator, indicators
from xltoolkit.text.frequency import find_frequencies
from xltoolkit.text.interval import exceeds
from xltoolkit.text.similar import pairs_of


@rule(
    "IND015",
    "指标意思相近",
    group=GROUP,
    severity=HINT,
    review_point="相关性",
    tier=3,
    message="第{row}行“{name}”与第{other}行“{found}”意思相近。",
    advice="可考虑合并，避免重复计分。",
)
def similar_names(submission: Submission) -> Iterator[Hit]:
    """检查什么：两条指标的名称大部分字相同，目标值也相同。
    为什么：意思相近的指标会重复计分（相关性）。依据：惯例。相近的名称常常是有意分开的，默认不运行。
    错例：网上服务满意率 ≥95%；网上服务的满意率 ≥95%。
    正例：小学生均经费；初中生均经费。
    修改：由填报人决定。
    """
    rows = [(row, pairs_of(row.key)) for row in indicators(submission) if len(row.key) > 3]
    for at, (later, own) in enumerate(rows):
        for first, other in rows[:at]:
            if (
                first.key != later.key
                and first.written == later.written
                and 2 * len(own & other) >= 0.7 * (len(own) + len(other))
            ):
                words = {"name": later.name, "other": sheet_row(submission, first.pointer + "/name")}
                yield Hit(later.at("name"), first.name, "不相近的名称", words, related=(first.at("name"),))
                break


@rule(
    "IND020",
    "同类指标的比较符号不统一",
    group=GROUP,
    severity=HINT,
    review_point="适当性",
    tier=3,
    message="第{row}行“{name}”用“{found}”，第{other}行依据相同，用的是“{expected}”。",
    advice="建议统一。",
)
def operators_differ(submission: Submission) -> Iterator[Hit]:
    """检查什么：同一二级目标下，来源写着同样频次的两条指标，一条用 =，一条用 ≥。
    为什么：标准不一（适当性）。依据：2020年真实表硬件巡检 =12次、数据库巡检 ≥12次。默认不运行。
    错例：每月一次，=12次；每月一次，≥12次。
    正例：都用 =12次。
    修改：由填报人决定。
    """
    seen: dict[tuple[str, str, str], Indicator] = {}
    for indicator in indicators(submission):
        goal = indicator.readable_target
        often = (
            find_frequencies(indicator.source) if goal is not None and goal.numeric and "每" in indicator.source else []
        )
        if goal is None or len(often) != 1:
            continue
        first = seen.setdefault((indicator.level2, often[0].period, goal.unit), indicator)
        if (
            first.readable_target
            and first.readable_target.operator != goal.operator
            and first.readable_target.low == goal.low
        ):
            words = {"name": indicator.name, "other": sheet_row(submission, first.pointer + "/name")}
            yield Hit(
                indicator.target_pointer, indicator.written, first.written, words, related=(first.target_pointer,)
            )


# What cannot take longer than what, of one and the same thing: (word in the name, word of the longer one).
_SHORTER = (
    ("响应时间", "恢复时间"),
    ("响应时间", "修复时间"),
    ("响应时间", "处理时间"),
    ("响应时间", "解决时间"),
    ("响应时限", "恢复时限"),
    ("响应时限", "修复时限"),
    ("一般故障", "故障"),
    ("一般故障", "重大故障"),
    ("一般故障", "严重故障"),
    ("无硬件更换", "有硬件更换"),
    ("到场时间", "修复时间"),
    ("到达时间", "修复时间"),
)


@rule(
    "IND024",
    "时限的长短颠倒",
    group=GROUP,
    severity=WARNING,
    review_point="可行性",
    tier=2,
    message="第{row}行“{name}”的“{found}”，比第{other}行“{longer}”的“{expected}”还长。",
    advice="请核对这两个时限，可能写反了或单位写错了。",
)
def time_limits_reversed(submission: Submission) -> Iterator[Hit]:
    """检查什么：同一对象的响应时间长于恢复时间，一般故障的恢复时限长于（重大）故障，不换硬件的长于要换硬件的（单位换算后比较）。
    为什么：先响应后恢复，顺序不会反（可行性）。依据：惯例；2020年真实表的顺序都对。原目录默认不运行，因判断确定，改为运行。
    错例：故障响应时间 ≤15小时；故障恢复时间 ≤4小时。
    正例：故障响应时间 ≤15分钟；故障恢复时间 ≤4小时。
    修改：由填报人核对。
    """
    rows = indicators(submission)
    by_name = {row.key: row for row in rows}
    names = "\n".join(by_name)
    named = [pair for pair in _SHORTER if pair[0] in names]
    for row in rows if named else ():
        name = row.key
        for shorter, longer in named:
            if shorter not in name:
                continue
            other = by_name.get(name.replace(shorter, longer))
            if other is None and name.endswith(shorter) and _only_one_of_a_fault(rows, shorter):
                other = _only_one_of_a_fault(rows, longer)
            if other is None or other is row:
                continue
            mine, theirs = row.readable_target, other.readable_target
            if mine is not None and theirs is not None and mine.operator in ("≤", "<") and exceeds(mine, theirs):
                words = {"name": row.name, "longer": other.name, "other": sheet_row(submission, other.target_pointer)}
                yield Hit(row.target_pointer, row.written, other.written, words, related=(other.target_pointer,))


def _only_one_of_a_fault(rows: list[Indicator], end: str) -> Indicator | None:
    """The only indicator whose name ends so, if it speaks of a fault: 系统故障响应时间, 一般故障修复时间."""
    found = [row for row in rows if row.key.endswith(end)]
    return found[0] if len(found) == 1 and "故障" in found[0].key else None


@rule(
    "IND025",
    "同类时限混用天和工作日",
    group=GROUP,
    severity=HINT,
    review_point="适当性",
    tier=3,
    message="时效指标里第{row}行用“工作日”，第{other}行用“天”。",
    advice="请统一，并说清节假日算不算。",
)
def days_and_working_days(submission: Submission) -> Iterator[Hit]:
    """检查什么：时效类指标里同时有“天”和“工作日”。
    为什么：节假日算不算会有争议（适当性）。依据：2020年真实表 ≤1工作日 与 ≤6天。默认不运行。
    错例：≤1工作日；≤6天。
    正例：≤1工作日；≤6工作日。
    修改：由填报人决定。
    """
    found: dict[str, Indicator] = {}
    for row in indicators(submission):
        goal = row.readable_target
        if goal is not None and row.category == TIMELINESS and goal.unit in ("工作日", "个工作日", "天", "日"):
            found.setdefault("工作日" if "工作" in goal.unit else "天", row)
    if len(found) == 2:
        working, calendar = found["工作日"], found["天"]
        words = {"other": sheet_row(submission, calendar.target_pointer)}
        yield Hit(working.target_pointer, working.written, "统一的单位", words, related=(calendar.target_pointer,))
