"""Of what a number of a text is: the words around it, the title of its item, the number before it."""

from __future__ import annotations

from itertools import pairwise

from xltoolkit.reader.submission import Submission
from xltoolkit.rules.knowledge.facts import items, narratives
from xltoolkit.rules.knowledge.passages import for_each
from xltoolkit.text.chinese import behind_last
from xltoolkit.text.quantity import Quantity
from xltoolkit.text.similar import core

PERSONS = ("人", "名")
_FOR_WHOM = ("为", "对", "给", "向")
_LONGEST_DEED = 24  # characters

_TOTALS = frozenset(("全年", "共", "全年共", "合计", "共计", "累计", "全年累计", "全年合计", "年内", "全年不少于"))


def subject_of(submission: Submission, pointer: str, quantity: Quantity, own: list[Quantity]) -> str:
    """The core of the words that say of what the quantity is; own: all quantities of its text."""
    text = narratives(submission)[pointer]
    if not quantity.noun and (quantity.before in _TOTALS or quantity.quote.startswith(("共", "计"))):
        named = _heading(submission, pointer, text, quantity, own) + _each_before(text, quantity, own)
        return core(named or _clause_of_total(text, quantity, own))
    if not (quantity.noun or quantity.before):
        return core(_beside(text, quantity, own))
    return core(own_words(quantity.before) + _thing(text, quantity))


def own_words(before: str) -> str:
    """The words before a quantity without another quantity that stands there in brackets: 佛教 of 活动场所42处（佛教28处）."""
    outside, bracket, inside = before.rpartition("（")
    return inside if bracket and outside[-2:-1].isdigit() else before


def _thing(text: str, quantity: Quantity) -> str:
    """The words behind it that say of what it is; of people for whom something is done also what that is: 为420名优抚对象按月发放抚恤补助."""
    if not quantity.before.endswith(_FOR_WHOM) or quantity.unit not in PERSONS:
        return quantity.noun[:8]
    clause = text[quantity.end : quantity.end + _LONGEST_DEED]
    return clause[: next((at for at, character in enumerate(clause) if not character.isalpha()), len(clause))]


def _one_before(quantity: Quantity, own: list[Quantity]) -> Quantity | None:
    """The quantity that stands before this one in its text."""
    return next((before for before, one in pairwise(own) if one.start == quantity.start), None)


def _each_before(text: str, total: Quantity, own: list[Quantity]) -> str:
    """What a total is of that stands right behind the number for each: 各开展推广活动12场，共120场; '' if none does."""
    each = _one_before(total, own)
    if each is None or each.unit != total.unit or not (for_each(each.before) or "每" in each.before):
        return ""
    end = each.end + len(each.noun)
    if total.start - end > _NEAR_TOTAL or text[end : end + 1] not in ("，", "（"):
        return ""
    words_before = own_words(each.before)
    if len(words_before) <= _ONLY_EACH:  # …安装智能门磁和烟感，每户1套，共6000套
        words_before = text[: each.start - len(words_before)].rstrip("，").rpartition("，")[2][-_LONGEST_DEED:]
    return words_before + each.noun[:8]


_ONLY_EACH = 3  # characters: 每户, 每小区


def _clause_of_total(text: str, total: Quantity, own: list[Quantity]) -> str:
    """The clause right before a bare total, if it has no number in this unit: 于4月底、8月底前提交排查报告，全年共3份."""
    start = behind_last(text, "，；。\n", total.start)
    clause = text[behind_last(text, "，；。\n", start - 1) : start - 1] if text[start - 1 : start] == "，" else ""
    counted = any(start - len(clause) - 1 <= one.start < start and one.unit == total.unit for one in own)
    composed = total.unit.endswith("次") and len(total.unit) > 1  # 1320只水箱每半年清洗1次，全年2640只次
    if counted or ("每" in clause and not composed):
        return ""
    return clause if len(clause) <= _LONGEST_DEED or composed else ""


def _beside(text: str, quantity: Quantity, own: list[Quantity]) -> str:
    """What a number is of that stands with nothing but a mark behind another: 考务培训12次、3200人次."""
    other = _one_before(quantity, own)
    if (
        other is None
        or text[other.end : quantity.start] != "、"
        or other.per
        or for_each(other.before)
        or "每" in other.before
    ):
        return ""
    return own_words(other.before)


_NEAR_TOTAL = 4  # characters: ，全年24个


def _heading(submission: Submission, pointer: str, text: str, quantity: Quantity, own: list[Quantity]) -> str:
    """What a bare total (全年40场) is of: the title of its item, if the item gives only this total in this unit; else nothing."""
    item = next(
        (
            one
            for one in reversed(items(submission, pointer))
            if one.start <= quantity.start and quantity.end <= one.end
        ),
        None,
    )
    if item is None or "、" in item.title or "和" in item.title:
        return ""
    totals = [
        one for one in own if item.start <= one.start < item.end and one.unit == quantity.unit and one.before in _TOTALS
    ]
    return item.title.removeprefix(item.marker) if len(totals) == 1 else ""
