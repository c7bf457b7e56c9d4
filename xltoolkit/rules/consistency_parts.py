"""前后一致: counts that one text divides or multiplies itself — parts and their total, a whole and what it is made of, so many times so many.

Amounts of money are for consistency_sums. Where the words between the numbers may mean another reckoning (每, 各, 其中, 等), nothing is said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import accumulate, pairwise

from xltoolkit.findings import HINT, WARNING
from xltoolkit.reader.submission import Submission
from xltoolkit.records import NamedTuple
from xltoolkit.rules.engine import Hit, NotApplicable, rule
from xltoolkit.rules.knowledge.exact import exact, of_people, one_slip_in, plain
from xltoolkit.rules.knowledge.facts import known_period, narratives
from xltoolkit.rules.knowledge.frequencies import in_season, months_counted, months_named, qualified
from xltoolkit.rules.knowledge.mismatches import mismatches
from xltoolkit.rules.knowledge.statements import broken_down, clause_of, quantities, sentence_before, sentence_end
from xltoolkit.rules.knowledge.words import words
from xltoolkit.text.chinese import behind_last, whole_number
from xltoolkit.text.quantity import Quantity
from xltoolkit.text.recurrence import every_so_often

GROUP, POINT = "前后一致", "相关性"


class _Division(NamedTuple):
    """A number of one text and what the numbers beside it make; how: they are added, multiplied, or are the parts of a whole."""

    stated: Quantity
    parts: tuple[Quantity, ...]
    reckoned: Decimal
    how: str
    sure: bool = True


@rule(
    "X035",
    "同一段里的分项数与合计数不符",
    group=GROUP,
    severity=WARNING,
    review_point=POINT,
    tier=2,
    message={
        "": "“{field}”写“{found}”，前面各项加起来是{expected}。",
        "whole": "“{field}”写“{found}”，后面列出的各项加起来是{expected}。",
        "product": "“{field}”写“{found}”，按前面的数相乘是{expected}。",
        "years": "“{field}”写“{found}”，按后面的数相乘是{expected}。",
    },
    advice="请核对各项的数和合计数。",
    suppresses=("X027",),
)
def parts_and_total(submission: Submission) -> Iterator[Hit]:
    """检查什么：一句话里分列几项后写“共N”“合计N”，几项加起来不是N；先写总数再写“其中”各项，各项加起来超过总数，或者分年度、“分别”列全了却不等于总数；
    先写“共N”再逐年列全，或者写“三年N座，每年M座”“N个，6月底前和11月底前各M个”，合起来不是N；
    写了期数、每期人数和人次，或者“N个…各M场，全年K场”，乘起来不相等。有“每、各、等、约”的，中间隔着别的话的，不报；金额见 X034。
    人可能重复计算，合计少于各项之和的，三项以上、改一个数字就加得到总数的，只作建议。
    为什么：分项和合计对不上，不知道做多少（相关性）。依据：惯例。目录之外新增。
    错例：新建泵站3座、改造泵站5座、维修泵站4座，共10座。
    正例：新建泵站3座、改造泵站5座、维修泵站4座，共12座；办班8期，每期50人，培训400人次。
    修改：由填报人核对。
    """
    if not any(len(own) > 1 for own in quantities(submission).values()):
        raise NotApplicable
    # a number that an indicator or another text contradicts is the odd one; that has been said
    told = {
        (saying.pointer, saying.quantity.start)
        for one in mismatches(submission)
        if one.agreed is None
        for saying in one.wrong
    }
    project = known_period(submission)
    years = None if project is None else project.end.year - project.start.year + 1
    for pointer, text in narratives(submission).items():
        own = [one for one in quantities(submission)[pointer] if one.unit not in ("", "%", "元")]
        divisions = (
            _added(text, own),
            _divided(text, own, years),
            _multiplied(text, own),
            _for_each_of(text, own),
            _every_so_often(text, own, months_counted(submission)),
            _every_year(text, own),
            _by_dates(text, own),
            _so_many_months(text, own),
        )
        for found in (one for several in divisions for one in several):
            if any((pointer, one.start) in told for one in (found.stated, *found.parts)):
                continue
            shown = {"field": submission.form.name_of(pointer)}
            expected = f"{found.reckoned.normalize():f}{found.stated.unit}"
            yield Hit(
                pointer,
                clause_of(text, found.stated),
                expected,
                shown,
                found.how,
                severity="" if found.sure else HINT,
            )


_OTHER_RECKONING = words("占 退出 补选 年末 仍 累计 每 各 均 等 × * 其中 约 近 余 倍 多 以上")
_TOTAL = (
    r"(?:以上|全年|年内|全市|本年|年度|预计)*(?:合计|共计|总计|累计|一共|总共|共)"
    r"\D{0,2}$"  # 共完成, 合计修缮
)
_FAR = 30  # characters between two parts; further off they are no list


def _lead(text: str, quantity: Quantity) -> tuple[int, str]:
    """Where the clause begins that the quantity stands in, and its words before the number."""
    number = quantity.start + next((at for at, one in enumerate(quantity.quote) if one.isdecimal()), 0)
    start = behind_last(text, "，。；：（、();:,\n", number)
    return start, text[start:number]


def _list_before(text: str, own: list[Quantity], start: int, names: tuple[str, ...]) -> list[Quantity]:
    """The quantities of this unit that stand in a row right before `start`, in its sentence."""
    first = start - len(sentence_before(text, start))
    found: list[Quantity] = []
    at = start
    for one in reversed(own):
        if one.end > at or one.start < first or one.unit not in names:
            continue
        if broken_down(text, one):  # 每组6人（医疗2人、财务4人）
            at = text.rfind("（", 0, one.start)
            continue
        between = text[one.end : at]
        if (
            not exact(one)
            or one.operator
            or len(between) > _FAR
            or between.count("，") > 1
            or _OTHER_RECKONING.any_in(between)
        ):
            break
        if "每" in one.before or "各" in one.before:
            return []  # 每组医疗2人、财务1人 are the parts of one of several
        found.append(one)
        at = one.start
    return found


def _added(text: str, own: list[Quantity]) -> Iterator[_Division]:
    """Parts, then 共12场: no run of the numbers right before it comes to the total."""
    if "共" not in text and "计" not in text:
        return
    for total in own:
        start, lead = _lead(text, total)
        if not plain(total) or total.operator not in ("", "=") or not re.match(_TOTAL, lead):
            continue
        parts = _list_before(text, own, start - 1, _units(text, total))
        if len(parts) < 2 or len(text[parts[0].end : start]) > 12 or _of_another(parts, total):
            continue
        sums = list(accumulate(one.low for one in parts))
        if total.low > sums[-1] and _other_numbers(text, parts, start):
            continue  # 秤5400台、加油机2600枪, 合计: what is counted in another way belongs to it too
        if total.low in sums[1:] or total.low == max(one.low for one in parts):
            continue
        if "每" in sentence_before(text, parts[-1].start) and total.low % sums[-1] == 0:
            continue  # 每组6人，其中医疗2人、财务4人，三组共18人
        yield _Division(total, tuple(parts), sums[-1], "", not (of_people(total) and total.low < sums[-1]))


def _of_another(parts: list[Quantity], total: Quantity) -> bool:
    """3个街道、12个社区，共40个网格: the total counts another thing."""
    return bool(total.noun) and any(one.noun and one.noun[:2] != total.noun[:2] for one in parts)


def _other_numbers(text: str, parts: list[Quantity], end: int) -> bool:
    """Whether a number stands between the parts that is none of them, nor a month or a day."""
    stops = [end, *(one.start for one in parts[:-1])]  # the parts stand from the last to the first
    between = "，".join(text[one.end : stop] for one, stop in zip(parts, stops, strict=True))
    return bool(re.search(r"\d", re.sub(r"（[^（）]*）|\d+[月日年]", "", between)))


def _divided(text: str, own: list[Quantity], years: int | None) -> Iterator[_Division]:
    """A whole, then 其中 or 分别 and its parts: together they are more, or not as many where the list is complete."""
    for at, whole in enumerate(own):
        if not plain(whole) or whole.operator:
            continue
        end = sentence_end(text, whole.end)
        opening = next(
            (word for word in ("其中", "分别为", "分别是", "（") if word in text[whole.end : whole.end + 16]), ""
        )
        if (
            not opening
            and (whole.quote[0] == "共" or whole.before.endswith("共"))
            and re.match(r"[，：]20\d\d年", text[whole.end : whole.end + 6])
        ):
            opening = text[whole.end]  # 共800万页，2025年180万页，2026年…
        begin = text.find(opening, whole.end) if opening else -1
        if begin < 0 or begin >= end or (opening == "（" and any(mark in text[whole.end : begin] for mark in "，、：")):
            continue
        if opening == "（":
            end = text.find("）", begin)
            if any(word in text[begin:end] for word in ("累计", "上年", "去年")) or re.search(
                r"20\d\d年", text[begin:end]
            ):
                continue
        parts = _list_behind(text, own[at + 1 :], begin + len(opening), end, _units(text, whole))
        sums = list(accumulate(one.low for one in parts))
        if len(parts) < 2 or whole.low in sums:
            continue
        complete = opening.startswith("分别") or (
            len(parts) == years and all(re.search(r"20\d\d年", one.before) for one in parts)
        )
        if opening in "，：" and not complete:
            continue
        if complete or (sums[-1] > whole.low and not of_people(whole)):
            yield _Division(whole, tuple(parts), sums[-1], "whole")
        elif (len(parts) > 2 or of_people(whole)) and one_slip_in([one.low for one in parts], whole.low - sums[-1]):
            yield _Division(whole, tuple(parts), sums[-1], "whole", sure=False)


_PRICE = r"每\w{1,2}约?[\d.]+万?元"  # 初级100名每月800元、中级80名


def _units(text: str, total: Quantity) -> tuple[str, ...]:
    """The unit of a total, and the one that stands in brackets behind it: 350台（架）."""
    beside = re.match("（([^\\d\\W])）", text[total.end : total.end + 3])
    return (total.unit, beside[1]) if beside else (total.unit,)


def _list_behind(text: str, own: list[Quantity], at: int, end: int, names: tuple[str, ...]) -> list[Quantity]:
    found: list[Quantity] = []
    for one in own:
        if one.start >= end:
            break
        between = re.sub(_PRICE, "", text[at : one.start])
        if one.unit not in names or _in_bracket(text, one.start, at):
            continue
        if (
            not plain(one)
            or one.operator
            or len(between) > _FAR
            or between.count("，") > 1
            or _OTHER_RECKONING.any_in(between)
        ):
            return found
        found.append(one)
        at = one.end
    return [] if any(word in text[at:end][:3] for word in ("等", "以上")) else found


def _in_bracket(text: str, at: int, since: int) -> bool:
    return text.rfind("（", since, at) > text.rfind("）", since, at)


_SERVED = r"^(?:全年|年内|预计|共|合计|共计|累计|计|培训|服务|参加|参训|参与|受益|惠及|覆盖|完成|总)*$"


def _multiplied(text: str, own: list[Quantity]) -> Iterator[_Division]:
    """24期，每期60人，培训1440人次."""
    if "每" not in text:
        return
    for at, size in enumerate(own):
        each = re.search(r"每(?:一)?(\w)\D{0,8}$", size.before)
        if each is None or not of_people(size) or size.approximate or size.low != size.high or at + 1 == len(own):
            continue
        start, lead = _lead(text, own[at + 1])
        total = own[at + 1]
        sentence = sentence_before(text, size.start)
        counts = [
            one
            for one in own[:at]
            if (one.unit == each[1] or (one.unit in ("个", "次") and each[1] in one.before[-3:]))
            and plain(one)
            and one.start >= size.start - len(sentence)
            and not any(word in one.before for word in ("每", "各", "分别"))
        ]
        if (
            not counts
            or not of_people(total)
            or total.per
            or start - size.end > 6
            or "。" in text[size.end : start]
            or not re.match(_SERVED, lead)
        ):
            continue
        products = [one.low * size.low for one in counts]
        least, most = min(products), max(products)
        margin = Decimal("0.2") if total.approximate else Decimal(0)
        too_few = total.low * (1 + margin) < least and size.operator in ("", "≥") and total.operator in ("", "≥")
        too_many = total.low * (1 - margin) > most and size.operator in ("", "≤") and not counts[-1].operator
        if too_few or too_many:
            yield _Division(total, (counts[-1], size), counts[-1].low * size.low, "product")


def _every_so_often(text: str, own: list[Quantity], months: tuple[int, ...]) -> Iterator[_Division]:
    """每月对21个村各采集1份，共252份; 10个司法所，每所每周1场，全年520场: things, how many for each in a stretch of time, and another total."""
    if "每" not in text:
        return
    for total in own:
        start, lead = _lead(text, total)
        sentence = sentence_before(text, start)
        lead = lead.removesuffix("不少于").removesuffix("不低于").removesuffix("至少")
        if (
            not re.match(_OVERALL, lead)
            or not plain(total)
            or total.operator not in ("", "=", "≥")
            or sentence.count("每") > 2
        ):
            continue
        stretch = [one for one in every_so_often(sentence) if one.every == 1 and one.period in _STRETCHES]
        before = [one for one in own if start - len(sentence) <= one.start < start]
        each = [one for one in before if one.unit == total.unit]
        things = [one for one in before if one.unit != total.unit]
        clause = _clause_with(sentence)
        possible = (*months, *months_named(sentence))
        if found := _in_one_clause(
            total, clause, [one for one in before if one.start >= start - len(clause)], possible
        ):
            yield found
            continue
        if len(stretch) != 1 or len(each) != 1 or len(things) != 1 or things[0].unit not in _PLACES:
            continue
        of_each = "各" in sentence or any(f"每{one}" in sentence for one in things[0].unit + things[0].noun[:6])
        if not of_each or not (exact(each[0]) and exact(things[0])) or in_season(sentence) or qualified(sentence):
            continue
        if start - each[0].end > _NEAR_TOTAL or "除" in sentence:
            continue
        least, most = _STRETCHES[stretch[0].period]
        product = each[0].low * things[0].low
        fits = any(
            product * (month * least // 12) <= total.low <= product * -(-month * most // 12)
            for month in (*months, *months_named(sentence))
        )
        if not fits and total.low != product:
            yield _Division(total, (things[0], each[0]), product * months[0] * most // 12, "product")


_MONTHS_IN_ALL = r"(?<!\d)(\d{1,2})月?[至到—–~～-]+(\d{1,2})月[^。；\d]{0,10}[，（]共?(\d{1,2})个月"


def _so_many_months(text: str, own: list[Quantity]) -> Iterator[_Division]:
    """4月至11月为打捞期，共9个月."""
    for found in re.finditer(_MONTHS_IN_ALL, text) if "个月" in text else ():
        first, last, said = (int(found[at]) for at in (1, 2, 3))
        total = next((one for one in own if found.start(3) - 1 <= one.start <= found.start(3)), None)
        if total is not None and 1 <= first < last <= 12 and last - first + 1 != said:
            yield _Division(total, (), Decimal(last - first + 1), "product")


_STRETCHES = {"周": (40, 53), "半月": (24, 24), "月": (12, 12), "季度": (4, 4), "半年": (2, 2)}
"""How often a stretch of time comes in a year, at least and at most."""


def _clause_with(sentence: str) -> str:
    """The last clause of a sentence that leads to a total, with the mark behind it."""
    return sentence[sentence.rstrip("，").rfind("，") + 1 :]


def _in_one_clause(total: Quantity, clause: str, own: list[Quantity], months: tuple[int, ...]) -> _Division | None:
    """每月对30所学校检查，全年360所次; 每季度抽检312个水样，全年1248个: clause and total are not of one size."""
    stretch = [one for one in every_so_often(clause) if one.every == 1 and one.period in _STRETCHES]
    if len(stretch) != 1 or clause.count("每") != 1 or in_season(clause) or qualified(clause):
        return None
    objects = [one for one in own if total.unit == f"{one.unit}次"]
    times = [one for one in own if one.unit == "次"]
    each = [one for one in own if one.unit == total.unit]
    least, most = _STRETCHES[stretch[0].period]
    if not each and len(objects) == 1 and len(times) <= 1 and least == most:
        product = objects[0].low * most * (times[0].low if times else 1)
        return _Division(total, (objects[0],), product, "product") if total.low != product else None
    if len(each) != 1 or len(own) != 1 or total.unit in _TIMES or not exact(each[0]) or each[0].operator:
        return None
    fits = any(
        each[0].low * (month * least // 12) <= total.low <= each[0].low * -(-month * most // 12)
        for month in (*months, *months_named(clause))
    )
    return None if fits else _Division(total, (each[0],), each[0].low * months[0] * most // 12, "product")


_TIMES = frozenset(("次", "场", "期", "轮", "批", "遍", "回"))  # X030 speaks of these
_PLACES = frozenset("个家所站村校镇处点户座")
_NEAR_TOTAL = 16  # characters between the count for each and the total

_EVERY_SO_OFTEN = ("每", "月月", "分别")


def _for_each_of(text: str, own: list[Quantity]) -> Iterator[_Division]:
    """10个街镇各举办5场，全年40场: so many, each of them so many, and another total."""
    if "各" not in text:
        return
    for total, count, each in zip(own, own[1:], own[2:], strict=False):
        behind, between = text[total.end : count.start], text[count.end : each.start]
        told_first = behind in ("，", "（") and "各" in between and not any(mark in between for mark in "，。；、\n")
        plainly = all(plain(one) and not one.operator for one in (total, count, each)) and each.unit == total.unit
        near = len(between) <= _FAR // 2 and "每" not in between
        if told_first and plainly and near and count.low > 1 and count.low * each.low != total.low:
            yield _Division(total, (count, each), count.low * each.low, "product")  # 宣传12场，10个街镇各1场
    for count, each, total in zip(own, own[1:], own[2:], strict=False):
        between = text[count.end : each.start]
        start, lead = _lead(text, total)
        if (
            "各" not in between
            or len(between) > _FAR // 2
            or any(mark in between for mark in "，。；、\n")
            or each.unit != total.unit
            or each.noun
            or count.low < 2
            or _said_before(text, own, count, each.unit)
            or not (plain(count) and plain(each) and plain(total))
            or any(one.operator for one in (count, each, total))
            or not re.match(_OVERALL, lead)
            or start - each.end > 2
            or any(word in text[max(0, count.start - 8) : total.start] for word in _EVERY_SO_OFTEN)
        ):
            continue
        if count.low * each.low != total.low:
            yield _Division(total, (count, each), count.low * each.low, "product")


def _every_year(text: str, own: list[Quantity]) -> Iterator[_Division]:
    """三年改造15座，每年5座: as many years, so many in each, and another total."""
    if "每年" not in text:
        return
    for total, each in pairwise(own):
        between = text[total.end : each.start]
        if total.unit != each.unit or not between.startswith("，每年") or len(between) > _NEAR_TOTAL // 2:
            continue
        years = re.search(r"([两二三四五2-5])年[^，。；、\n\d年]{0,14}$", text[: total.start][-16:])
        if years is None or any(map(str.isdecimal, between)):
            continue
        if not plain(total) or total.operator or each.operator or each.approximate or each.low != each.high:
            continue
        if each.noun[:2] not in ("", total.noun[:2]):
            continue
        product = each.low * (whole_number(years[1].replace("两", "二")) or 0)
        if product != total.low:
            yield _Division(total, (total, each), product, "years")


_DATE = r"\d{1,2}(?:月(?:\d{1,2}日|底|末|初|[上中下]旬)?前?)?"
_DATES_EACH = rf"(?<![\d月日至到—–~～-])({_DATE}(?:[和、及与]{_DATE})+)各(?:完成|举办|开展|组织|实施|检查|改造|建设)?$"


def _by_dates(text: str, own: list[Quantity]) -> Iterator[_Division]:
    """路口40个，6月底前和11月底前各完成20个; 60家，4月、6月、9月各20家: so many times each is the whole, or not."""
    if "各" not in text:
        return
    for total, each in pairwise(own):
        between = text[total.end : each.start]
        if total.unit != each.unit or each.noun or "，" not in between or any(mark in between for mark in "。；\n"):
            continue
        dates = re.search(_DATES_EACH, between) if len(between) <= _FAR else None
        if dates is None or "月" not in dates[1] or "每" in total.before or not (plain(total) and plain(each)):
            continue
        product = each.low * len(re.split("[和、及与]", dates[1]))
        if not total.operator and not each.operator and product != total.low:
            yield _Division(total, (total, each), product, "years")


def _said_before(text: str, own: list[Quantity], at: Quantity, name: str) -> bool:
    """Whether the sentence has counted in this unit before: 新年1场，两季各5场，共11场."""
    first = at.start - len(sentence_before(text, at.start))
    return any(one.unit == name and first <= one.start < at.start for one in own)


_OVERALL = r"^(?:全年|年内|共|合计|共计|总计|累计|一共|计)+\D{0,2}$"
