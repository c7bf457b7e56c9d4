"""指标: rows against each other and against the table — twice the same, contradictions, dates, shifted or blank levels."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from xltoolkit.findings import ERROR, WARNING
from xltoolkit.reader import remarks as kinds
from xltoolkit.reader.submission import Row, Submission
from xltoolkit.rules.engine import Hit, NotApplicable, rule
from xltoolkit.rules.knowledge.culprit import mended_by
from xltoolkit.rules.knowledge.facts import INDICATORS, Indicator, indicators, known_period
from xltoolkit.rules.knowledge.tree import place_in_tree
from xltoolkit.text import target
from xltoolkit.text.interval import disjoint
from xltoolkit.text.target import parse_target

GROUP = "指标"


def _same_names(submission: Submission) -> Iterator[tuple[Indicator, Indicator]]:
    """Pairs (first, later) of indicators with one and the same name."""
    seen: dict[str, Indicator] = {}
    for indicator in indicators(submission):
        if indicator.key:
            first = seen.setdefault(indicator.key, indicator)
            if first is not indicator:
                yield first, indicator


def sheet_row(submission: Submission, pointer: str) -> int:
    place = submission.place(pointer)
    return place.row if place else 0


@rule(
    "IND013",
    "指标名称重复",
    group=GROUP,
    severity=ERROR,
    review_point="完整性",
    message="第{row}行与第{other}行都是“{name}”。",
    advice="请合并成一条，或把名称写得不同。",
    suppresses=("IND015", "IND016", "IND028"),
)
def same_name_twice(submission: Submission) -> Iterator[Hit]:
    """检查什么：两条指标的名称相同（空白、标点不计，括号里的内容保留）。分在不同二级目标、目标值也不同的，只提示。
    为什么：同一条指标会重复计分（完整性）。依据：惯例。
    错例：两行都是“硬件平台巡检次数 =12次”。
    正例：硬件平台巡检次数；数据库巡检次数。
    修改：由填报人合并或改名。
    """
    for first, later in _same_names(submission):
        one, other = first.readable_target, later.readable_target
        if one is not None and other is not None and disjoint(one, other):
            continue  # IND014 says it
        apart = (first.level1, first.level2) != (later.level1, later.level2) and first.written != later.written
        words = {"name": later.name, "other": sheet_row(submission, first.pointer + "/name")}
        related = (first.at("name"), later.target_pointer, first.target_pointer)
        # the weight of a row that stands twice is counted twice
        counted = {later.at(key): Decimal(0) for key, value in later.row.values.items() if isinstance(value, Decimal)}
        explains = mended_by(submission, counted) if counted else ()
        severity = WARNING if apart else ""
        yield Hit(
            later.at("name"), later.name, "不重复的名称", words, severity=severity, related=related, explains=explains
        )


@rule(
    "IND014",
    "两条指标互相矛盾",
    group=GROUP,
    severity=ERROR,
    review_point="相关性",
    message="第{row}行与第{other}行都是“{name}”，一个写“{found}”，一个写“{expected}”，不可能同时做到。",
    advice="请核对哪一个对，删去或改名另一条。",
    suppresses=("IND009", "IND016", "IND028"),
)
def contradicting_targets(submission: Submission) -> Iterator[Hit]:
    """检查什么：名称相同的两条指标，目标值的范围没有交集（单位换算后比较）。
    为什么：两条不可能同时完成（相关性）。依据：惯例。
    错例：巡检次数 ≥12次；巡检次数 ≤6次。
    正例：巡检次数 ≥12次。
    修改：由填报人核对。
    """
    for first, later in _same_names(submission):
        one, other = first.readable_target, later.readable_target
        if one is not None and other is not None and disjoint(one, other):
            words = {"name": later.name, "other": sheet_row(submission, first.pointer + "/name")}
            yield Hit(
                later.target_pointer,
                later.written,
                first.written,
                words,
                related=(first.target_pointer, later.at("name"), first.at("name")),
            )


@rule(
    "IND022",
    "完成日期不在项目期内",
    group=GROUP,
    severity=ERROR,
    review_point="可行性",
    tier=2,
    message={
        "": "第{row}行“{name}”要求{found}，项目计划完成日期却是{expected}。",
        "before": "第{row}行“{name}”要求{found}，项目计划开始日期却是{expected}。",
    },
    advice="请核对目标值和项目起止日期，改成一致。",
)
def date_outside_project(submission: Submission) -> Iterator[Hit]:
    """检查什么：目标值是日期的，晚于计划完成日期，或早于计划开始日期（提示性）。没有写年份的按申报年度算，只提示；验收、审计、支付、质保等可以在项目之后。
    为什么：项目结束以后才完成，时间安排不可行（可行性）。依据：惯例；同类工具也查这一项。
    错例：软件开发完成时限 2021年3月31日前，项目期到 2020-12-31。
    正例：软件开发完成时限 2020年12月20日前。
    修改：由填报人核对。
    """
    project = known_period(submission)
    if project is None:
        raise NotApplicable
    after_all = ("验收", "审计", "支付", "质保", "决算", "结算", "评价", "归档", "公示", "回访", "总结", "考核", "公开")
    for indicator in indicators(submission):
        goal = indicator.readable_target
        if goal is None or goal.kind != target.DATE or goal.deadline is None:
            continue
        year = submission.year or project.end.year
        if goal.deadline.year is None and any(
            project.start <= goal.deadline.latest(one) and goal.deadline.earliest(one) <= project.end
            for one in range(project.start.year, project.end.year + 1)
        ):
            continue  # without a year any year of the project may be meant
        first, last = goal.deadline.earliest(year), goal.deadline.latest(year)
        words = {"name": indicator.name}
        if first > project.end:
            mild = goal.deadline.year is None or any(word in indicator.name for word in after_all)
            if not (goal.deadline.year is None and project.end.year > year):
                severity = WARNING if mild else ""
                yield Hit(
                    indicator.target_pointer,
                    indicator.written,
                    f"{project.end}",
                    words,
                    "",
                    severity,
                    related=("/end_date",),
                )
        elif last < project.start and (goal.deadline.year or project.start.year == year):
            yield Hit(
                indicator.target_pointer,
                indicator.written,
                f"{project.start}",
                words,
                "before",
                WARNING,
                related=("/start_date",),
            )


@rule(
    "IND023",
    "行错位，或读不出一级、二级目标",
    group=GROUP,
    severity=ERROR,
    review_point="完整性",
    message={
        "": "第{row}行“{name}”没有“{field}”。",
        "left": "第{row}行好像整行左移了一格：“{found}”写在了“{field}”一列。",
        "right": "第{row}行好像整行右移了一格：“{found}”写在了“{field}”一列。",
        "read": "第{row}行的内容错开了一列，没有读取：“{found}”。",
    },
    advice={
        "": "请补上“{field}”；每一行都要写。",
        "left": "请把这一行移回正确的列。",
        "right": "请把这一行移回正确的列。",
        "read": "请把这一行移回正确的列。",
    },
    suppresses=("VOC003", "VOC004", "COM011", "COM012", "IND016", "IND028"),
)
def shifted_or_without_level(submission: Submission) -> Iterator[Hit]:
    """检查什么：指标行的一级、二级目标（合并的格向下沿用后）还是空的；或者整行错开了一列。
    为什么：看不出属于哪一类，汇总不到（完整性）。依据：2020年真实表的效果目标五行都错开了一列。
    错例：二级目标格里写着“安全事故发生数”，指标格里写着“=0次”。
    正例：各列各填各的内容。
    修改：由填报人移动。
    """
    told = set()
    for remark in submission.remarks_of(kinds.SHIFTED_ROW):
        told.add("/".join(remark.pointer.split("/")[:3]))
        yield Hit(remark.pointer, remark.raw, "各列各填各的内容", variant="read", place=remark.place)
    table = submission.form.tables.get(INDICATORS)
    if table is None or table.tree is None:
        raise NotApplicable
    children = {child for _, _, names in table.tree.nodes for child in names}
    for row in submission.rows(INDICATORS):
        if row.pointer not in told:
            yield from _shifted(submission, row, table.tree.levels, children, submission.unreadable)


def _shifted(
    submission: Submission, row: Row, levels: tuple[str, ...], children: set[str], unreadable: set[str]
) -> Iterator[Hit]:
    name = str(row.values.get("name") or "")
    if name in children and not row.values.get(levels[-1]):
        yield Hit(row.at("name"), name, "指标名称", variant="right")
    elif name and parse_target(name).numeric and parse_target(name).operator and not place_in_tree(submission, row):
        yield Hit(row.at("name"), name, "指标名称", variant="left")
    else:
        blank = [
            key for key in levels if not row.values.get(key) and row.table.column(key) and row.at(key) not in unreadable
        ]
        for key in blank:
            yield Hit(row.at(key), expected="从下拉列表选一个", words={"name": name}, related=(row.at("name"),))
