"""前后一致: an indicator's source against its own target — frequencies, numbers, things listed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from xltoolkit.findings import ERROR, HINT, WARNING
from xltoolkit.reader.submission import Submission
from xltoolkit.rules.engine import Hit, rule
from xltoolkit.rules.knowledge.derivations import derived, other_unit, wrong_share
from xltoolkit.rules.knowledge.exact import one_numeral
from xltoolkit.rules.knowledge.facts import Indicator, indicators
from xltoolkit.rules.knowledge.frequencies import (
    EACH,
    LOOSE,
    contradicts,
    counted,
    counts_times,
    in_season,
    months_counted,
    months_named,
    qualified,
    reserved,
    things_in,
    times_in_words,
)
from xltoolkit.rules.knowledge.passages import clause_of
from xltoolkit.rules.knowledge.statements import counts_all_years, looks_back, quantities, quantities_in
from xltoolkit.rules.knowledge.words import words
from xltoolkit.text import target, unit
from xltoolkit.text.frequency import Frequency, find_frequencies
from xltoolkit.text.quantity import Quantity, find_quantities
from xltoolkit.text.similar import core, longest_common, one_slip_apart

POINT = "相关性"
_COUNTING = frozenset("0123456789一二三四五六七八九十两每半按逐")


@rule(
    "IND018",
    "目标值与来源里的数不一致",
    group="指标",
    severity=ERROR,
    review_point=POINT,
    message={
        "": "第{row}行“{name}”的目标值是“{found}”，来源里写“{quote}”（推得{expected}）。",
        "number": "第{row}行“{name}”的目标值是“{found}”，来源里写“{quote}”。",
        "sum": "第{row}行“{name}”的目标值是“{found}”，来源里各项“{quote}”加起来是{expected}。",
        "unit": "第{row}行“{name}”的目标值是“{found}”，来源里写“{quote}”，单位不同。",
    },
    advice="两边要一致，请改其中一处。",
    suppresses=("X004", "X006", "X015", "IND017"),
)
def source_against_target(submission: Submission) -> Iterator[Hit]:
    """检查什么：来源里写“每月一次”“全年共N次”等，推得的次数与目标值矛盾（按项目月数折算；≥ 要不少于目标值，≤ 要不多于目标值）。
    来源里的除式算错了的（211÷386＝94.7%），或者来源只写了一个乘式（8台×4次）的，乘出来不是目标值，只提示；单位按换算算（90瓦×4000小时是360千瓦时）。
    来源里只有一个同单位的数、又不是往年的（跨年项目里也不是全部年度的“二期共2500台”），与 = 的目标值（或 ≤ 的时限）不相等的，
    或者来源逐项列了数、加起来不相等的，只提示。写了“各”“分别”“每次”的不推算。
    为什么：依据和目标值说的不是一个数（相关性）。依据：2020年真实表：每月→12次、每季度→4次都一致。
    错例：目标值 =4次，来源 每月开展一次巡检。
    正例：目标值 =12次，来源 每月开展一次巡检。
    修改：由填报人核对。
    """
    months = months_counted(submission)
    for row in indicators(submission):
        goal = row.readable_target
        if not row.source or _COUNTING.isdisjoint(row.source):
            if goal is not None and goal.unit == "%" and "全覆盖" in row.source:
                yield from _of_everything(row)
            continue
        shown = {"name": row.name, "quote": row.source}
        if (wrong := wrong_share(row.source)) is not None:
            yield Hit(row.at("source"), row.written, f"{wrong:.2f}%", shown, "", WARNING, (row.target_pointer,))
        if goal is not None and goal.numeric and (own := derived(row.source, goal, months)) is not None:
            severity = WARNING if own.sure else HINT
            yield Hit(row.target_pointer, row.written, own.written, shown, "", severity, (row.at("source"),))
            continue
        if goal is not None and goal.numeric and (measure := other_unit(row.source, goal)):
            yield Hit(row.target_pointer, row.written, measure, shown, "unit", HINT, (row.at("source"),))
            continue
        if goal is not None and (each := _for_each_thing(submission, row)):
            yield Hit(row.target_pointer, row.written, each, shown, "", HINT, (row.at("source"),))
            continue
        if goal is None or not goal.numeric or EACH.any_in(row.source):
            continue
        papers = goal.unit == "份" and "份" in row.source  # 每月1份: a paper each time
        source = row.source.replace("份", "次") if papers else row.source
        often = (
            [one for one in find_frequencies(source) if one.explicit or _nothing_else(one, source, row)]
            if papers or counts_times(row)
            else []
        )
        if often:
            named = months_named(row.source)
            spans = named or months
            rest = row.source
            for one in often:
                rest = rest.replace(row.source[one.start : one.end], "", 1)
            if reserved(rest) and not (named and "除" not in rest and "停" not in rest):
                continue
            if len(often) > 1 and len(named) > 1:
                continue  # 3月—6月每月5次，7月、8月每月12次
            beside = sum((one.low for one in find_quantities(rest) if one.unit == goal.unit), Decimal(0))
            if beside and any(counted(one, count)[0] + beside == goal.low for one in often for count in spans):
                continue  # 6月6场，其余九个月每月1场
            if (
                not in_season(row.source)
                and not qualified(row.source)
                and all(contradicts(frequency, row, spans, things_in(row.source)) for frequency in often)
            ):
                first = often[0]
                times = f"{times_in_words(first, spans[0])}{'份' if papers else '次'}"
                severity = WARNING if papers or not first.explicit or first.period in LOOSE or len(often) > 1 else ""
                severity = HINT if _for_so_many(submission, row, counted(first, spans[0])[0]) else severity
                words = {"name": row.name, "quote": row.source[first.start : first.end]}
                yield Hit(row.target_pointer, row.written, times, words, severity=severity, related=(row.at("source"),))
        elif goal.unit == "%" and "全覆盖" in row.source:
            yield from _of_everything(row)
        elif (said := _of_this_year(submission, row)) is not None:
            shown = {"name": row.name, "quote": said.quote}
            yield Hit(row.target_pointer, row.written, said.quote, shown, "number", WARNING, (row.at("source"),))
        elif (grown := _grown(row)) is not None:
            shown = {"name": row.name, "quote": row.source}
            yield Hit(row.target_pointer, row.written, f"{grown}{goal.unit}", shown, "", WARNING, (row.at("source"),))
        elif goal.kind == target.NUMBER:
            yield from _other_number(submission, row)


def _of_everything(row: Indicator) -> Iterator[Hit]:
    """全覆盖 in the source of 覆盖率 ≥95%."""
    if row.target.numeric and (row.target.low or 0) < 100 and "覆盖" in row.name:
        shown = {"name": row.name, "quote": row.source}
        yield Hit(row.target_pointer, row.written, "100%", shown, "number", WARNING, (row.at("source"),))


_SEVERAL = 5  # things
_EACH_HAS = r"每个?([^\d，；。每个]{1,6})(\d{1,4})([^\d\W])(?=$|，)"


def _for_each_thing(submission: Submission, row: Indicator) -> str:
    """每个礼堂8人 for =85人, where all the texts count 85个礼堂: what they come to; '' if it goes together."""
    found = re.match(_EACH_HAS, row.source) if row.source.startswith("每") else None
    goal = row.target
    if found is None or goal.unit != found[3] or goal.low is None or goal.per or goal.operator not in ("=", ""):
        return ""
    counts = {
        one.low
        for own in quantities(submission).values()
        for one in own
        if one.noun.startswith(found[1]) and one.unit in _THINGS and not one.per and one.low > 1
    }
    if any(many * int(found[2]) == goal.low for many in counts):
        return ""
    many = next((many for many in sorted(counts, reverse=True) if many >= _SEVERAL and not goal.low % many), None)
    return "" if many is None else f"{many * int(found[2]):f}{goal.unit}"


def _for_so_many(submission: Submission, row: Indicator, times: int) -> bool:
    """Whether the target is that many times over, and a text counts as many things: 六部村志, 每季度指导一次, =24次."""
    low = row.target.low
    if low is None or times < 1 or low <= times or low % times:
        return False
    many = f"{low / times:f}"
    return any(
        one.low == low / times and one.unit in _THINGS for own in quantities(submission).values() for one in own
    ) or any(f"{many}{thing}" in row.source for thing in _THINGS)


_THINGS = frozenset("部个家所村站处座名户辆台点校镇条支组")


def _nothing_else(frequency: Frequency, source: str, row: Indicator) -> bool:
    """按月发放 is all that the source says, and the indicator counts how often that is done."""
    return bool(frequency.action) and frequency.action in row.name and len(source) <= len(frequency.quote) + 1


_NO_COUNT = words(
    "另 占 逢 年末 年初 期末 库存 存量 两年 三年 四年 五年 总 累计 全市 全区 全县 标准 以上 不低于 至少 原 增 减 每 人均 提高 下降"
)


_SHORT_NOUN = 4  # characters


def _slip_of_a_floor(said: Quantity, operator: str, floor: Decimal) -> bool:
    """53个部门 for ≥33个: enough, and yet one digit away; 60期 for ≥50期 may be meant."""
    plain = operator in ("≥", ">") and said.low == said.high and not (said.per or said.operator) and said.low > floor
    digits, written = f"{said.low.normalize():f}", f"{floor.normalize():f}"
    return plain and len(digits.strip("0")) > 1 and len(written.strip("0")) > 1 and one_slip_apart(digits, written)


def _other_number(submission: Submission, row: Indicator) -> Iterator[Hit]:
    """The only number in the source that has the target's own unit is another one."""
    goal, year = row.target, submission.year
    limit = goal.operator == "≤" and "内" in row.source
    if (
        not goal.unit
        or goal.per
        or not (limit or goal.unit in row.source)
        or looks_back(row.source, year)
        or _NO_COUNT.any_in(row.source)
        or "依次" in row.source
    ):
        return
    same = [
        one
        for one in quantities_in(submission, row.at("source"), row.source)
        if unit.comparable(one.unit, goal.unit) and not one.per and not one.approximate
    ]
    if len(same) > 1 and (added := _added_up(row.source, same, goal)) is not None:
        shown = {"name": row.name, "quote": row.source}
        yield Hit(
            row.target_pointer,
            row.written,
            f"{added.normalize():f}{goal.unit}",
            shown,
            "sum",
            WARNING,
            (row.at("source"),),
        )
    bare = len(same) == 1 and len(row.source) <= len(same[0].quote) + _SHORT_NOUN and not same[0].start
    if (
        bare
        and goal.low is not None
        and goal.unit not in ("%", "‰")
        and _slip_of_a_floor(same[0], goal.operator, goal.low)
    ):
        shown = {"name": row.name, "quote": clause_of(row.source, same[0])}
        yield Hit(row.target_pointer, row.written, same[0].quote, shown, "number", HINT, (row.at("source"),))
        return
    if len(same) != 1 or not _speaks_of(row, same[0]) or counts_all_years(submission, row.source, same[0]):
        return
    written, bound = same[0], goal.high if goal.operator == "≤" else goal.low
    measures = unit.unit_of(written.unit), unit.unit_of(goal.unit)
    if bound is None or any(one is not None and one.least != one.most for one in measures):
        return
    if goal.unit == "%" and written.low + bound == 100:
        return  # 财政补贴80%, 农户自缴20%
    scale, own = (Decimal(one.least) if one and goal.unit != written.unit else Decimal(1) for one in measures)
    if not written.low * scale <= bound * own <= written.high * scale:
        shown = {"name": row.name, "quote": clause_of(row.source, written)}
        named = len(longest_common(core(row.name), core(written.before + written.noun))) >= _SURELY_NAMED
        slip = one_slip_apart(f"{written.low.normalize():f}", f"{bound.normalize():f}") or one_numeral(
            written.low, bound
        )
        severity = WARNING if named or slip or goal.operator == "≤" else HINT
        yield Hit(row.target_pointer, row.written, written.quote, shown, "number", severity, (row.at("source"),))


_SURELY_NAMED = 3  # characters


def _of_this_year(submission: Submission, row: Indicator) -> Quantity | None:
    """What a source gives for this year among others, if the target is another number: 两年120公里（2027年90公里、2028年50公里）."""
    goal, year = row.target, f"{submission.year}年"
    if year not in row.source or row.source.count("20") < 2 or goal.operator not in ("=", "", "≥"):
        return None
    own = [one for one in quantities_in(submission, row.at("source"), row.source) if one.unit == goal.unit]
    if "累计" in row.name or sum((one.low for one in own), Decimal(0)) == goal.low:
        return None
    told = [one for one in own if one.before.endswith(year) and one.low == one.high]
    return told[0] if len(told) == 1 and goal.low is not None and told[0].low != goal.low else None


_GROWN = r"(?:20\d\d年|上年|去年|原有?|现有|已有)(?:底|末|为|已有|已)?(\d+)([^\d\W]{1,2})[，、；](?:本年|今年|当年|年内)?(?:新增|增加|再增|新建|扩大)(\d+)\2"


_MORE = words("新增 增加 再增 新建 扩大")


def _grown(row: Indicator) -> Decimal | None:
    """What a source comes to that says how many there were and how many are new (2026年38所，新增4所), if the target is neither."""
    found = re.fullmatch(_GROWN, row.source.rstrip("。")) if _MORE.any_in(row.source) else None
    goal = row.target
    if found is None or goal.unit != found[2] or goal.low is None or goal.operator not in ("=", "", "≥"):
        return None
    total = Decimal(found[1]) + Decimal(found[3])
    return None if goal.low in (total, Decimal(found[1]), Decimal(found[3])) else total


def _added_up(source: str, own: list[Quantity], goal: target.Target) -> Decimal | None:
    """What a source that is nothing but a list of names with numbers adds up to, if the target is another number: 东路1.20公里、南路1.45公里."""
    parts = re.split("[、，]", source.rstrip("。"))
    if len(parts) != len(own) or any(one.unit != goal.unit or one.operator or one.low != one.high for one in own):
        return None
    if not all(part.endswith(one.quote) and len(part) > len(one.quote) for part, one in zip(parts, own, strict=True)):
        return None
    total = sum((one.low for one in own), Decimal(0))
    if goal.low is None or goal.operator not in ("=", "≥"):
        return None
    return total if (total != goal.low if goal.operator == "=" else total < goal.low) else None


def _speaks_of(row: Indicator, written: Quantity) -> bool:
    """The number is of the target's kind: a limit of time for ≤, or a count of what the name says for =."""
    goal = row.target
    measure = unit.unit_of(goal.unit)
    if goal.operator == "≤":
        limit = measure is not None and measure.family == unit.TIME and (written.operator == "≤" or "内" in row.source)
        return limit and not _of_a_part(row, written)
    named = len(longest_common(core(row.name), core(written.before + written.noun))) >= 2
    return goal.operator == "=" and (named or goal.unit not in ("个", "项", "次"))


_AGREED = words("合同 约定 规定 标准 要求 承诺 办法 制度 协议 规范 按 依据 文件 方案 通知 细则 规程 指南 预案 服务")


def _of_a_part(row: Indicator, written: Quantity) -> bool:
    """Whether the limit is that of some of them only: 紧急类≤10分钟, 边远站9个≤48小时."""
    before = written.before
    return bool(before) and not _AGREED.any_in(before) and not longest_common(core(row.name), core(before))[1:]
