"""Counts that one text multiplies itself: so many times so many, each of several, every month, in each of these months — and another total."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from xltoolkit.rules.knowledge.divisions import FAR, Division, lead_of
from xltoolkit.rules.knowledge.exact import exact, of_people, plain
from xltoolkit.rules.knowledge.frequencies import in_season, months_named, qualified
from xltoolkit.rules.knowledge.passages import sentence_before
from xltoolkit.text.chinese import behind_last, whole_number
from xltoolkit.text.quantity import Quantity
from xltoolkit.text.recurrence import every_so_often

_SERVED = r"^(?:全年|年内|预计|共|合计|共计|累计|计|培训|服务|参加|参训|参与|受益|惠及|覆盖|完成|总)*$"


def multiplied(text: str, own: list[Quantity]) -> Iterator[Division]:
    """24期，每期60人，培训1440人次."""
    if "每" not in text:
        return
    for at, size in enumerate(own):
        each = re.search(r"每(?:一)?(\w)\D{0,8}$", size.before)
        if each is None or not of_people(size) or size.approximate or size.low != size.high or at + 1 == len(own):
            continue
        start, lead = lead_of(text, own[at + 1])
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
            or _of_several_sorts(text, own[:at], size, f"每{each[1]}")
        ):
            continue
        products = [one.low * size.low for one in counts]
        least, most = min(products), max(products)
        margin = Decimal("0.2") if total.approximate else Decimal(0)
        too_few = total.low * (1 + margin) < least and size.operator in ("", "≥") and total.operator in ("", "≥")
        too_many = total.low * (1 - margin) > most and size.operator in ("", "≤") and not counts[-1].operator
        if too_few or too_many:
            yield Division(total, (counts[-1], size), counts[-1].low * size.low, "product")


def _of_several_sorts(text: str, earlier: list[Quantity], size: Quantity, each: str) -> bool:
    """一类10座，每座2人；二类14座，每座1人，共34人: the total is of both."""
    begin = behind_last(text, "。\n", size.start)
    return any(one.start >= begin and each in one.before for one in earlier)


def so_often(text: str, own: list[Quantity], months: tuple[int, ...]) -> Iterator[Division]:
    """每月对21个村各采集1份，共252份; 10个司法所，每所每周1场，全年520场: things, how many for each in a stretch of time, and another total."""
    if "每" not in text:
        return
    for total in own:
        start, lead = lead_of(text, total)
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
        if any(one.unit.removeprefix("个") == every.period for one in before for every in stretch):
            continue  # 为期6周，每周5天，共30天
        each = [one for one in before if one.unit == total.unit]
        things = [one for one in before if one.unit != total.unit]
        clause = _clause_with(sentence)
        possible = (*months, *months_named(sentence))
        own_clause = [one for one in before if one.start >= start - len(clause)]
        several = len(list(every_so_often(sentence))) > 1  # 110人每月1次，210人每季度1次，全年共2160人次
        found = None if several else _in_one_clause(total, clause, own_clause, possible)
        if found is not None and not _so_many_of_them(text, total, found.reckoned):
            yield found
            continue
        if len(stretch) != 1 or len(each) != 1 or len(things) != 1 or things[0].unit not in _PLACES:
            continue
        thing = things[0].unit + things[0].noun[:6].partition("每")[0]
        of_each = "各" in sentence or any(f"每{one}" in sentence for one in thing)
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
            yield Division(total, (things[0], each[0]), product * months[0] * most // 12, "product")


def _so_many_of_them(text: str, total: Quantity, one: Decimal) -> bool:
    """Whether the total is as many times that as the text counts things: 重点管理单位每季度1份，全年1040份, and 260家."""
    times = total.low / one if one and total.low > one and total.low % one == 0 else None
    return times is not None and re.search(rf"(?<![\d.]){times:f}[^\d\W]", text) is not None


_MONTHS_IN_ALL = r"(?<!\d)(\d{1,2})月?[至到—–~～-]+(\d{1,2})月[^。；\d]{0,10}[，（]共?(\d{1,2})个月"


def so_many_months(text: str, own: list[Quantity]) -> Iterator[Division]:
    """4月至11月为打捞期，共9个月."""
    for found in re.finditer(_MONTHS_IN_ALL, text) if "个月" in text else ():
        first, last, said = (int(found[at]) for at in (1, 2, 3))
        total = next((one for one in own if found.start(3) - 1 <= one.start <= found.start(3)), None)
        before = sentence_before(text, found.start()) + found[0]
        in_all = sum(_lengths(before))
        if total is not None and 1 <= first < last <= 12 and said not in (last - first + 1, in_all):
            yield Division(total, (), Decimal(last - first + 1), "product")


def _lengths(text: str) -> Iterator[int]:
    """How many months each span of the text has: 6 and 4 for 1月至6月, 9月至12月."""
    for first, last in re.findall(r"(?<!\d)(\d{1,2})月?[至到—–~～-]+(\d{1,2})月", text):
        yield max(0, int(last) - int(first) + 1)


_STRETCHES = {"周": (40, 53), "半月": (24, 24), "月": (12, 12), "季度": (4, 4), "半年": (2, 2)}
"""How often a stretch of time comes in a year, at least and at most."""


def _clause_with(sentence: str) -> str:
    """The last clause of a sentence that leads to a total, with the mark behind it."""
    return sentence[sentence.rstrip("，").rfind("，") + 1 :]


def _in_one_clause(total: Quantity, clause: str, own: list[Quantity], months: tuple[int, ...]) -> Division | None:
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
        return Division(total, (objects[0],), product, "product") if total.low != product else None
    if len(each) != 1 or len(own) != 1 or total.unit in _TIMES or not exact(each[0]) or each[0].operator:
        return None
    fits = any(
        each[0].low * (month * least // 12) <= total.low <= each[0].low * -(-month * most // 12)
        for month in (*months, *months_named(clause))
    )
    return None if fits else Division(total, (each[0],), each[0].low * months[0] * most // 12, "product")


_TIMES = frozenset(("次", "场", "期", "轮", "批", "遍", "回"))  # X030 speaks of these
_PLACES = frozenset("个家所站村校镇处点户座")
_NEAR_TOTAL = 16  # characters between the count for each and the total

_EVERY_SO_OFTEN = ("每", "月月", "分别")


def for_each_of(text: str, own: list[Quantity]) -> Iterator[Division]:
    """10个街镇各举办5场，全年40场: so many, each of them so many, and another total."""
    if "各" not in text:
        return
    for total, count, each in zip(own, own[1:], own[2:], strict=False):
        behind, between = text[total.end : count.start], text[count.end : each.start]
        told_first = behind in ("，", "（") and "各" in between and not any(mark in between for mark in "，。；、\n")
        plainly = all(plain(one) and not one.operator for one in (total, count, each)) and each.unit == total.unit
        near = len(between) <= FAR // 2 and "每" not in between and "各" not in total.before
        near = near and not _leads_a_row(text, total)
        if (
            told_first
            and plainly
            and near
            and text[total.end + 1 : total.end + 2] != "，"
            and not _leads_a_row(text, total)
            and count.low > 1
            and count.low * each.low != total.low
        ):
            yield Division(total, (count, each), count.low * each.low, "product")  # 宣传12场，10个街镇各1场
    for count, each, total in zip(own, own[1:], own[2:], strict=False):
        between = text[count.end : each.start]
        start, lead = lead_of(text, total)
        if (
            "各" not in between
            or len(between) > FAR // 2
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
            or each.low * sentence_before(text, count.start).count("月")
            == total.low  # 2月、5月、8月、11月：6个点位各1次，全年4次
        ):
            continue
        listed = _counted_in_a_row(text, own, count)
        if total.low not in (count.low * each.low, listed * each.low):
            yield Division(total, (count, each), listed * each.low, "product")


def _leads_a_row(text: str, first: Quantity) -> bool:
    """Whether it stands in brackets behind the whole: 18台（院本部6台，6个法庭各2台）."""
    opened, closed = text.rfind("（", 0, first.start), text.rfind("）", 0, first.start)
    return opened > closed and text[first.end : first.end + 1] == "，"


def _counted_in_a_row(text: str, own: list[Quantity], last: Quantity) -> Decimal:
    """冷库10座、冷藏车15辆各装1台 are 25."""
    total, at = last.low, last.start
    for one in reversed([one for one in own if one.end <= last.start]):
        between = text[one.end : at]
        if not between.startswith("、") or any(mark in between for mark in "，。；") or not plain(one):
            break
        total, at = total + one.low, one.start
    return total


def every_year(text: str, own: list[Quantity]) -> Iterator[Division]:
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
            yield Division(total, (total, each), product, "years")


def years_of_money(text: str, own: list[Quantity]) -> Iterator[Division]:
    """每年90万元、三年共270元: money of each year, so many years, and another total."""
    for each, total in pairwise([one for one in own if one.is_money] if "每年" in text else []):
        if (division := _years_in_all(each, text[each.end : total.start], total)) is not None:
            yield division


def _years_in_all(each: Quantity, between: str, total: Quantity) -> Division | None:
    """每年90万元、三年共270万元: what each year has first."""
    years = re.fullmatch(r"[，、（]([两二三四五2-5])年", between)
    plainly = each.unit == total.unit and not (each.operator or each.approximate or total.operator or total.approximate)
    if years is None or not plainly or "每年" not in each.before[-4:] + each.quote or not total.quote.startswith("共"):
        return None
    product = each.low * (whole_number(years[1].replace("两", "二")) or 0)
    return Division(total, (each,), product, "years") if product != total.low else None


_DATE = r"\d{1,2}(?:月(?:\d{1,2}日|底|末|初|[上中下]旬)?前?)?"
_DATES_EACH = rf"(?<![\d月日至到—–~～-])({_DATE}(?:[和、及与]{_DATE})+)各(?:完成|举办|开展|组织|实施|检查|改造|建设)?$"


def by_dates(text: str, own: list[Quantity]) -> Iterator[Division]:
    """路口40个，6月底前和11月底前各完成20个; 60家，4月、6月、9月各20家: so many times each is the whole, or not."""
    if "各" not in text:
        return
    for total, each in pairwise(own):
        between = text[total.end : each.start]
        if total.unit != each.unit or each.noun or "，" not in between or any(mark in between for mark in "。；\n"):
            continue
        if re.search(r"\d月$", total.before):
            continue  # 3月4000人，4、5、6月各4500人
        dates = re.search(_DATES_EACH, between) if len(between) <= FAR else None
        if dates is None or "月" not in dates[1] or "每" in total.before or not (plain(total) and plain(each)):
            continue
        product = each.low * len(re.split("[和、及与]", dates[1]))
        if not total.operator and not each.operator and product != total.low:
            yield Division(total, (total, each), product, "years")


def _said_before(text: str, own: list[Quantity], at: Quantity, name: str) -> bool:
    """Whether the sentence has counted in this unit before: 新年1场，两季各5场，共11场."""
    first = at.start - len(sentence_before(text, at.start))
    return any(one.unit == name and first <= one.start < at.start for one in own)


_OVERALL = r"^(?:全年|年内|共|合计|共计|总计|累计|一共|计)+\D{0,2}$"


_EACH_TIME = r"每[次期场批轮][^，。；\d]{0,6}$"


def uneven(text: str, own: list[Quantity]) -> Iterator[Division]:
    """每次布置1.6万盆，全年共计6万盆: no number of times makes the one from the other."""
    if "每" not in text:
        return
    for each, total in pairwise(own):
        start, lead = lead_of(text, total)
        whole = re.match(_OVERALL, lead) and start - each.end <= 1 and total.unit == each.unit
        plainly = exact(each) and plain(total) and not (each.operator or total.operator)
        if whole and plainly and re.search(_EACH_TIME, text[: each.start][-10:]) and total.low % each.low:
            yield Division(total, (each,), total.low // each.low * each.low, "uneven")


_EACH_A_MONTH = r"(?<![\d.])(\d+)([人名个家辆组台])，每\2每月(\d+)([^\d\W]{1,2})，(?:全年|年内|共)(\d+)\4"
_MONTHS_EACH = r"(\d{1,2})月[至到—–~-]+(\d{1,2})月[：，]?[^，。；（\d]{0,12}(\d+)([^\d\W]{1,3})（每月(\d+)\4）"


def each_a_month(text: str, own: list[Quantity]) -> Iterator[Division]:
    """5人，每人每月20家次，全年1200家次; 1月至5月：清淤检测50公里（每月10公里）."""
    for found in re.finditer(_EACH_A_MONTH, text) if "每月" in text else ():
        total = next((one for one in own if found.start(5) - 3 <= one.start <= found.start(5)), None)
        product = Decimal(found[1]) * Decimal(found[3]) * 12
        if total is not None and total.low != product and product % total.low != 0:
            yield Division(total, (), product, "product")
    for found in re.finditer(_MONTHS_EACH, text) if "（每月" in text else ():
        total = next((one for one in own if found.start(3) - 2 <= one.start <= found.start(3)), None)
        product = Decimal(found[5]) * (int(found[2]) - int(found[1]) + 1)
        if total is not None and total.low != product and int(found[2]) > int(found[1]):
            yield Division(total, (), product, "years")
