"""前后一致: when a text says that something will be done, against the indicator with the same event."""

from __future__ import annotations

import re
from collections.abc import Iterator

from xltoolkit.findings import HINT, WARNING
from xltoolkit.reader.submission import Submission
from xltoolkit.records import NamedTuple
from xltoolkit.rules.engine import Hit, NotApplicable, rule
from xltoolkit.rules.knowledge.facts import Indicator, indicators, known_period, narratives
from xltoolkit.rules.knowledge.statements import GOALS, looks_back
from xltoolkit.rules.knowledge.words import words
from xltoolkit.text import target
from xltoolkit.text.deadline import Deadline, parse_deadline
from xltoolkit.text.normal import key
from xltoolkit.text.similar import core
from xltoolkit.text.tendency import head

GROUP, POINT = "前后一致", "可行性"
_DATE = r"(?:\d{4}年)?(?<!\d)\d{1,2}月份?(?:\d{1,2}[日号]|[上中下]旬|[初底末])?(?:[之以]?前)?|(?:\d{4}|(?<=[，。；、]))年底[之以]?前"
_SPANNING = "至到-—~–和及"
# What happens at an end, in groups of words that mean one thing.
_EVENTS = (
    words("完成 完工 竣工 建成 结束 做完"),
    words("通车 投入使用 投用 启用 开通 上线 开放 开业 交付使用"),
    words("启动 开工 动工 开始 开幕"),
    words("验收 竣工验收"),
    words("发放 兑付 拨付 支付 到位 下达 发到"),
    words("交付 到货 配发 移交"),
    words("签订 签约"),
    words("招标 采购"),
    words("举办 召开 举行"),
)
_STAGES = words("第一 第二 首批 一期 二期 一标 二标 分批 部分 阶段 其中 上半年 陆续 剩余 其余")


class Said(NamedTuple):
    """A date in a clause of a text."""

    pointer: str
    clause: str
    subject: str
    quote: str
    deadline: Deadline


def _dates(submission: Submission) -> Iterator[Said]:
    told_afterwards = submission.form.family == "self_evaluation"
    for pointer, text in narratives(submission).items():
        if ("月" not in text and "年底" not in text) or (told_afterwards and pointer not in GOALS):
            continue  # a self-evaluation tells when it was done, not by when it has to be
        for clause in re.split(r"[，。；;：:\n]", text):
            found = re.findall(_DATE, clause)
            if len(found) != 1:
                continue  # none, or a span
            before, _, after = clause.partition(found[0])
            deadline = parse_deadline(found[0])
            if (
                deadline is not None
                and not (before[-1:] in _SPANNING and before)
                and not (after[:1] in _SPANNING and after)
                and not looks_back(clause, submission.year)
                and not any(word in clause for word in _STAGES)
            ):
                yield Said(pointer, key(before + after), core(before + after), clause, deadline)


def _event(name: str) -> tuple[str, tuple[str, ...]]:
    """What happens and the words for it: 主体工程完工时间 → 主体, (完成, 完工 …); ('', ()) if the name says neither."""
    plain = head(name).removesuffix("时间").removesuffix("时限").removesuffix("日期").removesuffix("节点")
    for group in _EVENTS:
        word = next((word for word in group if plain.endswith(word)), "")
        if word:
            return core(plain.removesuffix(word)), group
    return "", ()


@rule(
    "X028",
    "文字里的完成时间与指标不同",
    group=GROUP,
    severity=WARNING,
    review_point=POINT,
    tier=2,
    message="“{text}”写“{quote}”，指标“{name}”的目标值却是“{found}”。",
    advice="请核对，把两边改成一样。",
)
def date_against_target(submission: Submission) -> Iterator[Hit]:
    """检查什么：文字里某件事的完成、启动、发放等时间，晚于名称说的是同一件事的时效指标；早于指标的，只作建议。
    分批、分阶段的，以及有一处文字与指标相符的，不报。
    为什么：计划安排的时间要赶得上考核的时间（可行性）。依据：惯例。目录之外新增。
    错例：主体工程10月25日前完工；主体工程完工时间 8月25日前。
    正例：主体工程8月25日前完工；主体工程完工时间 2020年8月25日前。
    修改：由填报人核对。
    """
    wanted = [(row, *_event(row.name)) for row in indicators(submission) if _dated(row)]
    if not wanted:
        raise NotApplicable
    said = list(_dates(submission)) if any(subject for _, subject, _ in wanted) else []
    for row, subject, group in wanted:
        about = [one for one in said if _speaks_of(one, subject, group)]
        signs = [(_stands(submission, one.deadline, row.target.deadline), one) for one in about]
        if not signs or any(sign == 0 for sign, _ in signs):
            continue
        sign, first = max(signs, key=lambda pair: pair[0])
        shown = {"name": row.name, "quote": first.quote, "text": submission.form.name_of(first.pointer)}
        severity = "" if sign > 0 else HINT
        yield Hit(row.target_pointer, row.written, first.quote, shown, severity=severity, related=(first.pointer,))


def _dated(row: Indicator) -> bool:
    goal = row.readable_target
    return goal is not None and goal.kind == target.DATE and goal.deadline is not None


def _speaks_of(said: Said, subject: str, group: tuple[str, ...]) -> bool:
    return len(subject) >= 2 and subject in said.subject and any(word in said.clause for word in group)


_MONTHS_END = 31


def _stands(submission: Submission, said: Deadline, wanted: Deadline | None) -> int:
    """1 if the text's date is surely after the target's, -1 if surely before, 0 if they may be one."""
    project = known_period(submission)
    year = submission.year or (project.start.year if project else 0)
    if wanted is None or not year or (project and not project.one_year and None in (said.year, wanted.year)):
        return 0
    first = said.earliest(year)
    if said.end[1] == _MONTHS_END:
        first = first.replace(day=1)  # 年底前, 8月底前 leave the days of that month open
    if first > wanted.latest(year):
        return 1
    return -1 if said.latest(year) < wanted.earliest(year) else 0
