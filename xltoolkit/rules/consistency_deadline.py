"""前后一致: when a text says that something will be done, against the indicator with the same event."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

from xltoolkit.findings import HINT, WARNING
from xltoolkit.reader.submission import Submission
from xltoolkit.rules.engine import Hit, NotApplicable, rule
from xltoolkit.rules.knowledge.dates import EVENTS, Said, dates, dates_of
from xltoolkit.rules.knowledge.facts import Indicator, indicators, known_period, narratives
from xltoolkit.rules.knowledge.words import words
from xltoolkit.text import target
from xltoolkit.text.deadline import Deadline
from xltoolkit.text.similar import core, longest_common
from xltoolkit.text.tendency import head

GROUP, POINT = "前后一致", "可行性"


_SMALL_WORDS = words("完毕 到位 完成 通过 确保 全部 全面 力争 预计 计划")
_BEGINNINGS = words(
    "启动 开始 准备 方案 编制 组织 部署 动员 报名 申报 前期 着手 中期 初稿 初步 试 首 采购 整理 场地 勘察 设计"
)
_STARTS = words("启动 开始 开工 动工 准备 着手 方案 初稿")
_MONTH_OF_DAYS = timedelta(days=28)  # a plan may be some weeks ahead of the target


def _event(name: str) -> tuple[str, tuple[str, ...]]:
    """What happens and the words for it: 主体工程完工时间 → 主体, (完成, 完工 …); ('', ()) if the name says neither."""
    plain = (
        head(name)
        .removesuffix("时间")
        .removesuffix("时限")
        .removesuffix("日期")
        .removesuffix("节点")
        .removesuffix("试运行")
    )
    for group in EVENTS:
        word = next((word for word in group if plain.endswith(word)), "")
        if word:
            deed = plain.removesuffix(word)
            inner, meant = _event(deed) if group is EVENTS[0] and len(deed) >= 4 else ("", ())
            # 优待金发放完成时间: what is completed is itself an event
            return (
                (inner, meant)
                if meant and meant is not EVENTS[0]
                else (core(deed.removeprefix("首批").removeprefix("当年")), group)
            )
    if len(plain) >= 4 and plain != head(name):  # 苗木栽植时间: the deed itself
        return core(plain[:-2]), (plain[-2:],)
    return "", ()


@rule(
    "X028",
    "文字里的完成时间与指标不同",
    group=GROUP,
    severity=WARNING,
    review_point=POINT,
    tier=2,
    message={
        "": "“{text}”写“{quote}”，指标“{name}”的目标值却是“{found}”。",
        "source": "“{text}”写“{quote}”，指标“{name}”的来源却写“{found}”。",
    },
    advice="请核对，把两边改成一样。",
)
def date_against_target(submission: Submission) -> Iterator[Hit]:
    """检查什么：文字里某件事的完成、启动、发放等时间，晚于名称说的是同一件事的时效指标，或早一个月以上；只早几周的、对象只沾边的，只作建议。
    分批、分阶段的，以及有一处文字与指标相符的，不报。
    两处文字都写着别的日期的，题目就是这件事的一段里最后的日期，第几批的日期，都比；只有一处不同、别处都相符的，在那一处作建议。来源写“某日后”而文字写“某日前”的，也报。
    为什么：计划安排的时间要赶得上考核的时间（可行性）。依据：惯例。目录之外新增。
    错例：主体工程10月25日前完工；主体工程完工时间 8月25日前。
    正例：主体工程8月25日前完工；主体工程完工时间 2020年8月25日前。
    修改：由填报人核对。
    """
    yield from _day_of_every_month(submission)
    yield from _after_for_before(submission)
    yield from _after_in_a_source(submission)
    wanted = [(row, *_event(row.name)) for row in indicators(submission) if _dated(row)]
    if not wanted:
        raise NotApplicable
    said = dates(submission)
    for row, subject, group in wanted:
        about = [
            (sure, one)
            for one in said
            if (sure := _speaks_of(one, subject, group)) is not None and _same_year(submission, one, row)
        ]
        literal = head(row.name).removesuffix("时间").removesuffix("完成")
        about = about or [
            (True, one)
            for one in said
            if len(literal) >= _LONG_NAME and literal in one.clause and "前" in one.quote
            if not any(word in one.clause for word in _STARTS) and _same_year(submission, one, row)
        ]
        about = about or [(False, one) for one in _only_one(said, row, group, wanted)]
        about = about or [(False, one) for one in _agreed_elsewhere(submission, said, row, subject, group)]
        about = about or [(True, one) for one in _of_a_stage(submission, row)]
        about += [(True, one) for one in _of_source(submission, row)]
        signs = [
            (_stands(submission, one.deadline, one.of_year, row.target.deadline), sure, one) for sure, one in about
        ]
        agreeing = [one for sign, _, one in signs if sign == 0]
        if not signs:
            continue
        if agreeing:
            yield from _only_one_differs(submission, row, group, signs)
            continue
        sign, sure, first = max(signs, key=lambda found: found[:2])
        shown = {"name": row.name, "quote": first.quote, "text": submission.name_of(first.pointer)}
        sure = sure and (sign > 0 or _far_before(submission, first, row, group))
        yield Hit(
            row.target_pointer,
            row.written,
            first.quote,
            shown,
            severity="" if sure else HINT,
            related=(first.pointer,),
        )


_AFTER = r"(?<![\d])(\d{1,2})月(?:(\d{1,2})日|底|末)?[之以]?后[^，。；月]{0,20}"


def _after_for_before(submission: Submission) -> Iterator[Hit]:
    """8月底后发放助学金 in a text, 8月底前 in the indicator of it."""
    texts = {pointer: text for pointer, text in narratives(submission).items() if "后" in text and "月" in text}
    for row in indicators(submission) if texts else ():
        deadline = row.target.deadline if _dated(row) else None
        if deadline is None or "前" not in row.written:
            continue
        for pointer, text in texts.items():
            for found in re.finditer(_AFTER, text):
                same_month = int(found[1]) == deadline.end[0] and int(found[2] or 31) in (deadline.end[1], 31)
                if same_month and len(longest_common(row.key, found[0])) >= 2:
                    shown = {"name": row.name, "quote": found[0], "text": submission.name_of(pointer)}
                    yield Hit(row.target_pointer, row.written, found[0], shown, related=(pointer,))
                    return


def _after_in_a_source(submission: Submission) -> Iterator[Hit]:
    """4份合同1月31日后签完 in a source, 1月31日前全部签完 in a text."""
    for row in indicators(submission):
        found = re.search(_DAY_AFTER, row.source) if "后" in row.source else None
        if found is None:
            continue
        for pointer, text in narratives(submission).items():
            before = re.search(rf"(?<!\d){found[1]}(?:之?前|以前)([^，。；\n]{{0,8}})", text)
            if before is not None and len(longest_common(found[2], before[1])) >= 2:
                clause = before[0].strip()
                shown = {"name": row.name, "quote": clause, "text": submission.name_of(pointer)}
                yield Hit(row.at("source"), row.source, clause, shown, "source", related=(pointer,))
                return


_DAY_AFTER = r"(?<!\d)(\d{1,2}月(?:\d{1,2}日|底|末)?)[之以]?后([^，。；]{2,8})"


def _only_one(
    said: list[Said], row: Indicator, group: tuple[str, ...], wanted: list[tuple[Indicator, str, tuple[str, ...]]]
) -> list[Said]:
    """The only date of such an event in all the texts, where one indicator alone asks for it: 12月15日前全部投入使用."""
    deed = head(row.name).removesuffix("时间").removesuffix("完成")[-2:]
    events = (deed,) if group is EVENTS[0] else group  # 标牌更新完成时间, 6月底前更新标牌
    same = [one for one in said if any(word in one.clause for word in events)]
    names = [other.name for other, _, _ in wanted if any(word in other.name for word in events)]
    agreed = bool(same) and all(one.deadline == same[0].deadline for one in same)
    alone = agreed and len(names) == 1 and not set(events) & set(EVENTS[0])
    if not alone or any(word in same[0].clause for others in EVENTS[1:] for word in others if word not in events):
        return []  # 设备更换9月启动招标 is another event
    left = _left(same[0].subject, events)
    shared, whole = longest_common(left, row.key), longest_common(same[0].clause, row.key)
    named = len(shared) >= min(_SURELY, len(left)) or len(whole) > _SURELY
    return same if named or left[:_SURELY] in row.source else []


def _only_one_differs(
    submission: Submission, row: Indicator, group: tuple[str, ...], signs: list[tuple[int, bool, Said]]
) -> Iterator[Hit]:
    """3月底前完成 in one text, where another text and the indicator of it have 6月底前."""
    agreeing = {one.pointer for sign, _, one in signs if sign == 0}
    odd = [(sign, one) for sign, _, one in signs if sign and "前" in one.quote and one.pointer not in agreeing]
    if len(odd) != 1 or row.at("source") in (odd[0][1].pointer, *agreeing):
        return
    sign, one = odd[0]
    if sign > 0 or _far_before(submission, one, row, group):
        shown = {"name": row.name, "quote": one.quote, "text": submission.name_of(one.pointer)}
        related = (row.target_pointer,)
        yield Hit(one.pointer, row.written, one.quote, shown, severity=HINT, related=related)


_STAGED = r"(第[一二三四][批轮期次]|首批)"


def _of_a_stage(submission: Submission, row: Indicator) -> Iterator[Said]:
    """第二批在12月20日前 in a text, for the indicator that is named after the second batch."""
    stage = re.search(_STAGED, row.name)
    for pointer, text in narratives(submission).items() if stage is not None else ():
        for part in re.split("[，。；\n]", text):
            if stage is not None and stage[1] in part[:5] and "月" in part and "前" in part:
                yield from dates_of(submission, pointer, part.partition(stage[1])[2], submission.year)


def _agreed_elsewhere(
    submission: Submission, said: list[Said], row: Indicator, subject: str, group: tuple[str, ...]
) -> list[Said]:
    """Dates of a rarer event (入库) on which two texts agree; or the last one under a heading that is the deed: 拆除复垦：…11月底前累计完成180亩."""
    if group and group is not EVENTS[0]:
        same = [one for one in said if any(word in one.clause for word in group) and _same_year(submission, one, row)]
        agreed = len({one.pointer for one in same}) > 1 and all(one.deadline == same[0].deadline for one in same)
        return same[:1] if agreed and len(longest_common(same[0].clause, row.key)) >= 2 else []
    under = [
        one
        for one in said
        if one.context.startswith(subject)
        and any(word in one.clause for word in group)
        and not any(word in one.clause for others in EVENTS[1:] for word in others)
    ]
    headed = len(subject) >= _SURELY and len({one.pointer for one in under}) == 1 and row.target.deadline is not None
    if not headed or any(row.target.deadline and one.deadline.end[0] == row.target.deadline.end[0] for one in under):
        return []
    return [max(under, key=lambda one: one.deadline.end)]


_SURELY = 3  # characters


_DAY = r"\d{1,2}[日号](?:之?前|以前)"
_PERIODS = (
    ("每月", "每(?:月|季度|半年|年)"),
    ("次月", "次月"),
    *((each, each) for each in ("每季度首月", "每季首月", "每季度末月", "每季末月", "季后首月")),
)


def _day_of_every_month(submission: Submission) -> Iterator[Hit]:
    """每月15日前 in the only text that names such a day, 每月25日前 in the only such indicator of the same deed; 次月10日前 too."""
    periodic = [row for row in indicators(submission) if row.written[:1] in _BEGIN_A_PERIOD]
    for begin, period in _PERIODS if periodic else ():
        rows = [row for row in periodic if re.fullmatch(begin + _DAY, row.written)]
        told = [
            (pointer, found, text[max(0, found.start() - _BEFORE_A_DAY) : found.end()])
            for pointer, text in (narratives(submission).items() if len(rows) == 1 else ())
            if begin in ("每月", "次月") or begin in text
            if begin[0] in text and "日" in text
            for found in re.finditer(f"({period}{_DAY})[^，。；\n]{{0,12}}", text)
        ]
        days = {found[1] for _, found, _ in told}
        other = [one for one in told if one[1][1].rstrip("以之前") != rows[0].written.rstrip("以之前")] if rows else []
        if len(days) == 2 and len(other) == 1:
            told = other  # 每月10日前 in the plan and the indicator, 每月26日前 in the goal
        elif len(days) != 1:
            continue
        pointer, found, words_there = told[0]
        row = rows[0]
        alike = any(word in row.name and word in found[0] for group in EVENTS for word in group)
        alike = (
            alike or len(longest_common(row.key.replace(begin, ""), found[0] if begin == "每月" else words_there)) >= 2
        )
        if alike and found[1].rstrip("以之前") != row.written.rstrip("以之前"):
            shown = {"name": row.name, "quote": found[0], "text": submission.name_of(pointer)}
            yield Hit(row.target_pointer, row.written, found[0], shown, related=(pointer,))


_BEGIN_A_PERIOD = ("每", "次", "季")
_BEFORE_A_DAY = 12  # characters: 补助按月结算，次月10日前拨到学校


def _of_source(submission: Submission, row: Indicator) -> Iterator[Said]:
    """A deadline in the target's own source: 合同约定8月31日前到货; not the date of a document."""
    if "月" in row.source and "前" in row.source:
        found = [one for one in dates_of(submission, row.at("source"), row.source, submission.year) if not one.others]
        yield from (one for one in found if re.search(r"[日底末]前|月前", one.quote))


def _same_year(submission: Submission, said: Said, row: Indicator) -> bool:
    """Whether the text speaks of the target's year; in a project of one year it does."""
    project = known_period(submission)
    if said.deadline.year is not None or project is None or project.one_year or row.target.deadline is None:
        return True
    return said.of_year is None or said.of_year == (row.target.deadline.year or submission.year)


def _far_before(submission: Submission, said: Said, row: Indicator, group: tuple[str, ...]) -> bool:
    """Whether the text's earlier date is no mere head start: it is weeks before, and not of a beginning."""
    project = known_period(submission)
    year = said.of_year or submission.year or (project.start.year if project else 0)
    if row.target.deadline is None or not year:
        return False
    if "举办" in group or "启动" in group:
        return False  # one of several
    begins = any(word in said.clause and word not in row.name for word in _BEGINNINGS)
    return not begins and row.target.deadline.earliest(year) - said.deadline.latest(year) >= _MONTH_OF_DAYS


def _dated(row: Indicator) -> bool:
    goal = row.readable_target
    return goal is not None and goal.kind == target.DATE and goal.deadline is not None


_LONG_NAME = 4  # characters


def _speaks_of(said: Said, subject: str, group: tuple[str, ...]) -> bool | None:
    """Whether the date is surely (True) or perhaps (False) that of the indicator's event; None if it is of another."""
    named = said.clause.endswith(subject) or (len(subject) >= _LONG_NAME and subject in said.clause)
    itself = group is EVENTS[0] and named and "前" in said.quote  # 12月20日前通过初验
    deed = said.quote.rpartition("前")[2] if said.others == said.clause else ""
    own_half = deed if len(deed) >= 2 else said.clause  # 5月底前核定、8月1日前发放到位
    if len(subject) < 2 or not (itself or any(word in own_half for word in group)):
        return None
    if subject in said.subject:
        return True
    own = _named(subject, said.subject)
    if own == len(subject):
        return True  # 稻谷补贴, 稻谷种植补贴450万元
    if _named(subject, said.context + "，" + said.clause) < len(subject):
        return None
    alone = not any(word in said.others for word in group) and (not said.others or group is not EVENTS[0])
    if alone and (own >= 2 or not _left(said.subject, group)):
        return True  # 设备更新80台，于8月底前到货; 5月底前采购，6月底前配发到位
    return False if subject[:2] in said.subject and own * 2 >= len(subject) else None


def _named(subject: str, text: str) -> int:
    """How many characters of the subject the text has, in pieces of two and more."""
    at = named = 0
    while at < len(subject) - 1:
        size = 0
        while at + size < len(subject) and subject[at : at + max(2, size + 1)] in text and at + 2 <= len(subject):
            size = max(2, size + 1)
        named += size
        at += size or 1
    return named


def _left(text: str, group: tuple[str, ...]) -> str:
    """What a clause says besides the event: nothing in 于8月底前全部竣工."""
    for word in (*group, *_SMALL_WORDS, *"于在并前（）"):
        text = text.replace(word, "")
    return text


_MONTHS_END = 31


def _stands(submission: Submission, said: Deadline, of_year: int | None, wanted: Deadline | None) -> int:
    """1 if the text's date is surely after the target's, -1 if surely before, 0 if they may be one."""
    project = known_period(submission)
    year = submission.year or (project.start.year if project else 0)
    if wanted is None or not year:
        return 0
    if project and not project.one_year:
        said = said._replace(year=said.year or of_year or (None if wanted.year else submission.year))
        wanted = wanted._replace(year=wanted.year or submission.year)
        if None in (said.year, wanted.year):
            return 0
    first = said.earliest(year)
    if said.end[1] == _MONTHS_END:
        first = first.replace(day=1)  # 年底前, 8月底前 leave the days of that month open
    if first > wanted.latest(year):
        return 1
    return -1 if said.latest(year) < wanted.earliest(year) else 0
