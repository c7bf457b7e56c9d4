"""Counts that one text adds up itself: parts and their total, a whole and what it is made of. Amounts of money are for breakdowns.

Where the words between the numbers may mean another reckoning (每, 各, 其中, 等), nothing is said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import accumulate, pairwise

from xltoolkit.records import NamedTuple
from xltoolkit.rules.knowledge.exact import exact, of_people, one_slip_in, plain
from xltoolkit.rules.knowledge.passages import sentence_before, sentence_end
from xltoolkit.rules.knowledge.statements import broken_down
from xltoolkit.rules.knowledge.words import words
from xltoolkit.text.chinese import behind_last
from xltoolkit.text.quantity import Quantity
from xltoolkit.text.similar import one_slip_apart


class Division(NamedTuple):
    """A number of one text and what the numbers beside it make; how: they are added, multiplied, or are the parts of a whole."""

    stated: Quantity
    parts: tuple[Quantity, ...]
    reckoned: Decimal
    how: str
    sure: bool = True


_SEVERAL = 20  # people
_OTHER_RECKONING = words("占 退出 补选 年末 仍 累计 每 各 均 等 × * 其中 约 近 余 倍 多 以上")
_TOTAL = (
    r"(?:以上|全年|年内|全市|本年|年度|预计)*(?:合计|共计|总计|累计|一共|总共|共)"
    r"\D{0,2}$"  # 共完成, 合计修缮
)
FAR = 30  # characters between two parts; further off they are no list


def of_two_sorts(text: str, own: list[Quantity]) -> Iterator[Division]:
    """180名在编队员和320名辅助队员…, 560名队员: two sorts of people, and another number of them all, one slip of the hand away."""
    for first, second in pairwise(own):
        between = text[first.end : second.start]
        kind = between.rstrip("和及、与")[-2:]
        alike = first.unit == second.unit and of_people(first) and plain(first) and plain(second)
        if (
            not alike
            or between[-1:] not in "和及、与"
            or len(between) > FAR
            or "，" in between
            or kind not in second.noun[:8]
        ):
            continue
        total = first.low + second.low
        for third in own if total >= _SEVERAL else ():
            named = third.start > second.end and third.unit in (first.unit, "人", "名") and kind in third.noun[:4]
            if (
                named
                and third.low != total
                and one_slip_apart(f"{third.low:f}", f"{total:f}")
                and "每" not in third.before
            ):
                yield Division(third, (first, second), total, "")


def lead_of(text: str, quantity: Quantity) -> tuple[int, str]:
    """Where the clause begins that the quantity stands in, and its words before the number."""
    number = quantity.start + next((at for at, one in enumerate(quantity.quote) if one.isdecimal()), 0)
    start = behind_last(text, "，。；：（、();:,\n", number)
    return start, text[start:number]


def _no_row(between: str) -> bool:
    """Whether what stands between two quantities makes them no row of parts."""
    return len(between) > FAR or between.count("，") > 1 or _OTHER_RECKONING.any_in(between)


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
        if not exact(one) or one.operator or _no_row(between):
            break
        if "每" in one.before or "各" in one.before:
            return []  # 每组医疗2人、财务1人 are the parts of one of several
        found.append(one)
        at = one.start
    return found


def added(text: str, own: list[Quantity]) -> Iterator[Division]:
    """Parts, then 共12场: no run of the numbers right before it comes to the total."""
    if "共" not in text and "计" not in text:
        return
    for total in own:
        start, lead = lead_of(text, total)
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
        if _told_earlier(text, own, total, start):
            continue
        if "每" in sentence_before(text, parts[-1].start) and total.low % sums[-1] == 0:
            continue  # 每组6人，其中医疗2人、财务4人，三组共18人
        yield Division(total, tuple(parts), sums[-1], "", not (of_people(total) and total.low < sums[-1]))


def _told_earlier(text: str, own: list[Quantity], total: Quantity, start: int) -> bool:
    """Whether the total takes in what the sentences before say (春蚕9000张。…夏蚕3000张，秋蚕8000张，全年合计20000张), or the wholes
    of which the parts are told: 核查260家，其中…；核查300家，其中…，全年合计560家."""
    alike = [one for one in own if one.end <= start and one.unit == total.unit and plain(one)]
    suffixes = accumulate(one.low for one in reversed(alike[-_EARLIER:]))
    first = start - len(sentence_before(text, start))
    sentence = behind_last(text, "。\n", start)
    wholes = [
        one.low
        for one in alike
        if one.start >= min(first, sentence) and "其中" not in text[behind_last(text, "；。\n", one.start) : one.start]
    ]
    return total.low in suffixes or (len(wholes) > 1 and sum(wholes) == total.low)


_EARLIER = 8  # quantities


def _of_another(parts: list[Quantity], total: Quantity) -> bool:
    """3个街道、12个社区，共40个网格: the total counts another thing."""
    return bool(total.noun) and any(one.noun and one.noun[:2] != total.noun[:2] for one in parts)


def _other_numbers(text: str, parts: list[Quantity], end: int) -> bool:
    """Whether a number stands between the parts that is none of them, nor a month or a day."""
    stops = [end, *(one.start for one in parts[:-1])]  # the parts stand from the last to the first
    between = "，".join(text[one.end : stop] for one, stop in zip(parts, stops, strict=True))
    return bool(re.search(r"\d", re.sub(r"（[^（）]*）|\d+[月日年]", "", between)))


def divided(text: str, own: list[Quantity], years: int | None) -> Iterator[Division]:
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
        earlier = [one.low for one in own[:at] if one.unit == whole.unit and one.start >= whole.start - _SENTENCE]
        if len(parts) < 2 or whole.low in sums or sums[-1] in earlier:
            continue  # 预计火化11800具，增加150具，其中一季度3400具…
        complete = opening.startswith("分别") or (
            len(parts) == years and all(re.search(r"20\d\d年", one.before) for one in parts)
        )
        if opening in "，：" and not complete:
            continue
        if complete or (sums[-1] > whole.low and not of_people(whole)):
            yield Division(whole, tuple(parts), sums[-1], "whole")
        elif (len(parts) > 2 or of_people(whole)) and one_slip_in([one.low for one in parts], whole.low - sums[-1]):
            yield Division(whole, tuple(parts), sums[-1], "whole", sure=False)


_SENTENCE = 60  # characters
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
        if not plain(one) or one.operator or _no_row(between):
            return found
        found.append(one)
        at = one.end
    return [] if any(word in text[at:end][:3] for word in ("等", "以上")) else found


def _in_bracket(text: str, at: int, since: int) -> bool:
    return text.rfind("（", since, at) > text.rfind("）", since, at)
