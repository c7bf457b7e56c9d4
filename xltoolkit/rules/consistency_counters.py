"""前后一致: counters beside things that they never count, a share or a month for a number of times, money for hours (hits of X044)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from xltoolkit.reader.submission import Submission
from xltoolkit.rules.engine import Hit
from xltoolkit.rules.knowledge.counters import miscounted, never_of
from xltoolkit.rules.knowledge.facts import estimates, indicators, narratives, texts_with_digits
from xltoolkit.rules.knowledge.passages import clause_of
from xltoolkit.rules.knowledge.statements import quantities, quantities_in
from xltoolkit.rules.knowledge.words import words
from xltoolkit.text import unit
from xltoolkit.text.quantity import Quantity


def of_counters(submission: Submission) -> Iterator[Hit]:
    """All of them, the texts' and the tables'."""
    yield from _persons_in_pieces(submission)
    yield from _other_counters(submission)


_MISCOUNTED = (
    r"(?<![\d.第])\d[\d,]*(?:"
    r"(?:场|次|台|套|件|座)(?:学生|教师|老人|居民|职工|群众|儿童|患者|党员|学员|干部|村民|农户)"
    r"|[根条只块株张页起][^，。；、\d]{0,4}(?:单位|企业|机构|医院|学校|社区|路口|[^上一]站)(?=[，。；、）×的]|$))"
)
"""500场学生, 5根企业, 8起统计站."""
_WITHIN_PIECES = r"\d(?:份|次|家|户|台|套|条|张|册)内(?!容|部|外|的|设|含)"


def _persons_in_pieces(submission: Submission) -> Iterator[Hit]:
    """听众约500场学生."""
    for pointer, _, text in texts_with_digits(submission):
        for found in re.finditer(_MISCOUNTED, text):
            yield Hit(pointer, found[0], "人、家、个", variant="counter")
        if pointer.endswith("/name") and (found_in := re.search(_WITHIN_PIECES, text)) is not None:
            yield Hit(pointer, found_in[0], "小时、天", variant="counter")


def _other_counters(submission: Submission) -> Iterator[Hit]:
    """沙袋20000班, 8起统计站 in a text; 6只×80人 in the purpose of a training."""
    rows = [(row.at("source"), row.source, row.name) for row in indicators(submission)]
    rows += [
        (row.row.at("purpose"), row.purpose, row.item)
        for row in (estimates(submission) if submission.declares("/estimates") else ())
    ]
    for pointer, text, name in rows:
        if not any(map(str.isdigit, text)):
            continue
        own = quantities_in(submission, pointer, text)
        first = own[0] if own and not own[0].start and text[own[0].end : own[0].end + 1] in ("×", "x", "*") else None
        thing = never_of(name, first.unit, factor=True) if first is not None else ""
        if first is not None and thing:
            yield Hit(pointer, text[: first.end], "", {"thing": thing, "unit": first.unit}, "thing")
        else:
            yield from _miscounted(pointer, text, own)
    for pointer, text in narratives(submission).items():
        own = quantities(submission)[pointer]
        yield from _miscounted(pointer, text, own)
        for one in own:
            if one.before.endswith(_DEEDS) and _no_times(one.unit):
                yield Hit(pointer, clause_of(text, one), "次、场", variant="counter")
        clock = re.search(r"(?<!\d)7[÷+/-]24小?时?", text) if "24" in text else None
        if clock is not None:
            yield Hit(pointer, clock[0], "7×24小时", variant="clock")
        within = re.search(_NO_TIME_WITHIN, text) if "内" in text else None
        if within is not None:
            yield Hit(pointer, within[0], "小时、天", variant="within")
        months = _months_of_places(text) if "月" in text else ""
        if months:
            yield Hit(pointer, months, "个、家", variant="counter")


_LEADS = ("及", "和", "覆盖", "涉及", "共", "建成")
_PLACES = words("馆 站 所 校 院 村 园 镇 社区 企业 小区 中心 街道")


def _months_of_places(text: str) -> str:
    """覆盖总馆及11月镇街分馆; '' if there is none."""
    for found in re.finditer(r"(?<!\d)(?:1[0-2]|[1-9])月([^\d\W]{1,8})(?=\W)", text):
        if text.endswith(_LEADS, 0, found.start()) and found[1].endswith(_PLACES):
            return found[0]
    return ""


_NO_TIME_WITHIN = (
    r"\d(?:亿元|万元|元|份|次|家|户|台|套|条|张|册|人|名|个|件|只|辆|座|所|米|公里|吨|场|期|%)内"
    r"(?:完成|办结|响应|到场|到达|答复|反馈|处理|处置|转介|审核|拨付|送达|修复|上报|出具|回复|赶到)"
)


def _miscounted(pointer: str, text: str, own: Sequence[Quantity]) -> Iterator[Hit]:
    for one in own:
        if (
            (thing := miscounted(one))
            and not one.quote.startswith("每")
            and not re.match(_MISCOUNTED, text[one.start :])
        ):
            end = one.end + text[one.end : one.end + _NEAR].find(thing) + len(thing) if thing in one.noun else one.end
            start = max(0, one.start - len(thing)) if one.before.endswith(thing) else one.start
            yield Hit(pointer, text[start:end], "", {"thing": thing, "unit": one.unit}, "thing")


_DEEDS = words("举办 召开 值班 服务 培训 演练 走访 慰问 授课 接待 受理 调解 宣讲 演出 巡演")


def _no_times(name: str) -> bool:
    """Whether no deed is counted so: 每人每年服务12平方米, 每月巡回值班1%."""
    measure = unit.unit_of(name)
    return measure is not None and measure.family in (unit.AREA, unit.LENGTH, unit.VOLUME, unit.MASS, unit.RATIO)


_NEAR = 12  # characters behind a counter in which its thing stands
