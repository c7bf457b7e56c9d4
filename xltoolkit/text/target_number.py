"""Numbers and ranges in target values, with all that may stand around them: 80余万人, 100.00(%), 90%-95%以上, 25±2℃.

A number is given only where it is certain; what follows it decides whether it is a target (95%以上), a remark
(12次，每月1次), one of several numbers, or no number at all (24小时不间断).
"""

from __future__ import annotations

import re
from decimal import Decimal

from xltoolkit.text import comparison
from xltoolkit.text.chinese import parse_chinese, parse_chinese_rate
from xltoolkit.text.comparison import SIGNS, Comparison, take_comparison, take_tail
from xltoolkit.text.target import (
    AMBIGUOUS,
    BAD,
    BRACKETED_UNIT,
    CHINESE_NUMERAL,
    COMPOUND,
    NUMBER,
    OPERATORS,
    QUALITATIVE,
    RANGE,
    RATIO,
    REMARK,
    REVERSED,
    THOUSANDS,
    Target,
    bounds,
    parse_target,
)
from xltoolkit.text.unit import GRADE, TIME, Measure, take_unit, unit_of

_NUMERAL = r"[-−]?\d+(?:[.,]\d+)*"
_EXACT_NUMERAL = r"-?\d{1,30}(?:\.\d{1,12})?"
_GROUPED_NUMERAL = r"-?[1-9]\d{0,2}(?:,\d{3})+(?:\.\d{1,12})?"
_CHINESE_NUMERALS = "零〇一二两三四五六七八九十百千万亿点半"
_CHINESE_RATE = r"[百千]分之(?:[\d.]+|[零〇一二两三四五六七八九十百点]+)|百分百"
_BRACKETED_NUMERAL = r"\((\d[\d.,]*)\)(?=.)"
_BETWEEN = r"(\d[\d.,]*)([^\d≤<]{0,4})[≤<][A-Za-zx%\u4e00-\u9fff]{0,6}([≤<]\d.*)"  # 80%≤x≤100%
_TO = r"[-~—–−至到]+(?=[-−]?\d)"
_DASHES = frozenset("-~—–−至到")
_ANY_NUMERAL = frozenset("0123456789零〇一二两三四五六七八九十百千万半-−+(")
_REMARK_SIGNS = frozenset("(，,；;。:：、")
_ROUGHLY = ("左右", "上下", "不等")


def read_number(lead: Comparison) -> Target | None:
    """A number or a range with what stands around it; None if the text does not go on with a number."""
    if lead.rest[:1] not in _ANY_NUMERAL:
        return None
    between = re.fullmatch(_BETWEEN, lead.rest, re.ASCII) if lead.rest[0].isdigit() and not lead.operator else None
    if between:
        return _between(between)
    numeral, after, notes = _numeral(lead.rest)
    if not numeral:
        return None
    value = _exact(numeral)
    if after[:1] in (":", "：") and after[1:2].isdigit():
        return Target(QUALITATIVE, lead.operator, notes=(RATIO,))
    if after[:1] in ("*", "×", "x", "X", "/") and after[1:2].isdigit():
        return Target(QUALITATIVE, lead.operator, notes=(COMPOUND,))
    if after[:1] == ".":
        value = None  # `5.%`
    measure, tail, unit_notes = _measure(after)
    if value is None:
        if lead.operator or not tail or after[:1] == ".":
            return Target(BAD, lead.operator, reason=AMBIGUOUS)
        return Target(QUALITATIVE, notes=(COMPOUND,))
    notes = (*lead.notes, *notes, *unit_notes, *((THOUSANDS,) if "," in numeral else ()))
    numeral = numeral.replace(",", "")
    to = re.match(_TO, tail) if tail[:1] in _DASHES else None
    if to or (tail.startswith("±") and tail[1:2].isdigit()):
        return _range(lead, (numeral, value), measure, tail[to.end() :] if to else tail[1:], notes, around=not to)
    if CHINESE_NUMERAL in notes and not _counted(measure, tail, lead):
        return None
    low, high = (-value, value) if lead.operator == "±" else bounds(lead.operator, value * measure.scale)
    kind = RANGE if lead.operator == "±" else NUMBER
    target = Target(
        kind, lead.operator, low, high, measure.unit, lead.per or measure.per, *measure[:2], (numeral,), notes
    )
    return _with_tail(target, tail, lead)


def _between(found: re.Match[str]) -> Target | None:
    """80%≤x≤100%: both bounds, if they are of one unit."""
    upper = parse_target(found[3])
    lower = parse_target("≥" + found[1] + (found[2] or upper.scale_word + upper.unit))
    if (
        lower.kind != NUMBER
        or upper.kind != NUMBER
        or lower.unit != upper.unit
        or lower.low is None
        or upper.high is None
    ):
        return None
    if lower.low > upper.high:
        return Target(BAD, reason=REVERSED)
    return upper._replace(
        kind=RANGE, operator="", low=lower.low, numerals=lower.numerals + upper.numerals, notes=(COMPOUND,)
    )


def _counted(measure: Measure, tail: str, lead: Comparison) -> bool:
    """Chinese numerals make a number only before a unit (三次) or behind an operator: 一级, 一流, 万无一失 are words."""
    unit = unit_of(measure.unit)
    if unit is None:
        return measure.unit == "" and not tail and bool(lead.operator)
    return unit.family != GRADE and (not tail or take_tail(tail)[0] != "" or not tail[0].isalpha())


def _numeral(text: str) -> tuple[str, str, tuple[str, ...]]:
    """The number with which the text begins (arabic, Chinese, 百分之…), what follows, and notes."""
    bracketed = re.match(_BRACKETED_NUMERAL, text, re.ASCII) if text[:1] == "(" else None
    if bracketed:
        return bracketed[1], text[bracketed.end() :], (BRACKETED_UNIT,)
    if text[:1] == "+" and text[1:2].isdigit():
        numeral, after, _ = _numeral(text[1:])
        return numeral, after, (comparison.CHANGE,)
    found = re.match(_NUMERAL, text, re.ASCII)
    if found:
        return found[0].replace("−", "-"), text[found.end() :], ()
    found = re.match(_CHINESE_RATE, text) if text[1:2] == "分" else None
    if found:
        rate = (Decimal(100), "%") if found[0] == "百分百" else parse_chinese_rate(found[0])
        if rate:
            return f"{rate[0]:f}", rate[1] + text[found.end() :], (CHINESE_NUMERAL,)
    after = text.lstrip(_CHINESE_NUMERALS)
    written = text[: len(text) - len(after)]
    value = parse_chinese(written)
    if value is None:
        return "", text, ()
    kept = (comparison.WORDS,) if "半" in written else ()  # 半年 is not to be rewritten as 0.5年
    return f"{value:f}", after, (CHINESE_NUMERAL, *kept)


def _exact(numeral: str) -> Decimal | None:
    if re.fullmatch(_EXACT_NUMERAL, numeral, re.ASCII):
        return Decimal(numeral)
    return Decimal(numeral.replace(",", "")) if re.fullmatch(_GROUPED_NUMERAL, numeral, re.ASCII) else None


def _measure(after: str) -> tuple[Measure, str, tuple[str, ...]]:
    """Scale and unit behind a number, also 80余万人, 5万多户, 100.00(%), 12(次)."""
    notes: list[str] = []
    if after[:1] in ("余", "多", "来"):
        after = after[1:]
        notes.append(comparison.APPROXIMATE)
    measure, tail = take_unit(after)
    if tail[:1] in ("余", "多") and not tail.startswith(("多个", "余额")):
        more, tail = take_unit(tail[1:])
        measure = measure._replace(unit=measure.unit or more.unit, per=measure.per or more.per)
        notes.append(comparison.APPROXIMATE)
    if not measure.unit and tail.startswith("("):
        inner, closing, behind = tail[1:].partition(")")
        bracketed, left = take_unit(inner)
        if closing and bracketed.unit and not left:
            scale, word = (bracketed.scale, bracketed.scale_word) if measure.scale == 1 else measure[:2]
            measure, tail = Measure(scale, word, bracketed.unit, bracketed.per), behind
            notes.append(BRACKETED_UNIT)
    return measure, tail, tuple(notes)


def _range(
    lead: Comparison, first: tuple[str, Decimal], measure: Measure, rest: str, notes: tuple[str, ...], *, around: bool
) -> Target:
    """300-400条, 5万-8万元, 90%至95%以上, 25±2℃."""
    numeral, after, _ = _numeral(rest)
    second = _exact(numeral) if numeral else None
    if second is None:
        return Target(BAD, lead.operator, reason=AMBIGUOUS)
    other, tail, unit_notes = _measure(after)
    if measure.unit and other.unit and measure.unit != other.unit:
        return Target(QUALITATIVE, lead.operator, notes=(COMPOUND,))
    scale, scale_word = measure[:2] if measure.scale > 1 else other[:2]
    low, high = first[1] * scale, second * (other.scale if other.scale > 1 else scale)
    notes = (*notes, *unit_notes, *((THOUSANDS,) if "," in numeral else ()))
    if around:
        low, high, notes = low - high, low + high, (*notes, COMPOUND)
    elif low > high and measure.scale == 1 and first[1] < high:
        low, notes = first[1], (*notes, COMPOUND)  # 8000-1.2万人
    if low > high:
        return Target(BAD, lead.operator, reason=REVERSED)
    if other.scale > 1 and other.scale != scale:
        notes = (*notes, COMPOUND)
    unit, per = other.unit or measure.unit, lead.per or other.per or measure.per
    numerals = (first[0], numeral.replace(",", ""))
    target = Target(RANGE, lead.operator, low, high, unit, per, scale, scale_word, numerals, notes)
    return _with_tail(target, tail, lead)


def _with_tail(target: Target, tail: str, lead: Comparison) -> Target:
    """What stands behind number and unit: 以上, 左右, 每年, a remark, a second bound, words."""
    notes = list(target.notes)
    operator, tail = take_tail(tail)
    if operator:
        loose = comparison.LOOSE_WORD in notes
        if target.operator not in ("", operator) and not loose:
            return Target(BAD, target.operator, reason=OPERATORS)
        if target.kind == NUMBER:
            value = target.low if target.low is not None else target.high
            low, high = bounds(operator, value) if value is not None else (None, None)
            target = target._replace(low=low, high=high)
            notes.append(comparison.REPEATED if target.operator and not loose else comparison.SYNONYM)
            if loose:
                notes.remove(comparison.LOOSE_WORD)
        else:
            notes.append(COMPOUND)
        target = target._replace(operator=operator)
    if tail.startswith(_ROUGHLY):
        tail = tail[2:]
        notes.append(comparison.APPROXIMATE)
    if tail.startswith("每") and not target.per:
        later = take_comparison(tail)
        if later and later.per and not later.operator:
            target, tail = target._replace(per=later.per), later.rest
            notes.append(comparison.PERIOD)
    if not tail:
        return target._replace(notes=tuple(notes))
    second = _second_bound(target, tail)
    if second:
        return second
    if not tail[0].isalnum():
        return _with_sign(target._replace(notes=tuple(notes)), tail, lead)
    if re.search(r"\d", tail) and not lead.signed:
        return Target(QUALITATIVE, notes=(COMPOUND,))
    return _with_words(target._replace(notes=tuple(notes)), tail, lead, limited=bool(operator))


def _with_sign(target: Target, tail: str, lead: Comparison) -> Target:
    """A remark in brackets or behind a comma; a sign where none belongs; several numbers."""
    if tail[0] in SIGNS:
        return Target(BAD, target.operator, reason=OPERATORS)  # 95%≥
    if tail[0] not in _REMARK_SIGNS or (tail[0] in ":：、" and tail[1:2].isdigit()):
        return Target(QUALITATIVE, target.operator, notes=(COMPOUND,))
    if not lead.signed and tail[0] != "(" and tail[1:2].isdigit():
        return Target(QUALITATIVE, notes=(COMPOUND,))  # 3条，5条
    return target._replace(notes=(*target.notes, REMARK))


def _second_bound(target: Target, tail: str) -> Target | None:
    """≥90%且≤100%."""
    text = tail.lstrip("且并和,，、;；")
    if target.kind != NUMBER or not text or text[0] not in SIGNS or sum(map(text.count, SIGNS)) > _SIGNS_OF_A_BOUND:
        return None
    other = parse_target(text)
    if other.kind != NUMBER or other.unit != target.unit or {target.operator, other.operator} not in _OPPOSITE:
        return None
    low, high = (target.low, other.high) if target.operator in ("≥", ">") else (other.low, target.high)
    if low is None or high is None or low > high:
        return Target(BAD, target.operator, reason=OPERATORS)
    return target._replace(kind=RANGE, operator="", low=low, high=high, notes=(*target.notes, COMPOUND))


_SIGNS_OF_A_BOUND = 2  # >= is two
_OPPOSITE = ({"≥", "≤"}, {">", "<"}, {"≥", "<"}, {">", "≤"})


def _with_words(target: Target, tail: str, lead: Comparison, *, limited: bool) -> Target:
    """A unit that is not known (=12词), or words behind a known one: 12次培训, 100%完成, 24小时不间断."""
    if target.unit and tail[0].isascii():
        return Target(QUALITATIVE, target.operator, notes=(COMPOUND,))  # 0.5%o
    if target.unit:
        unit = unit_of(target.unit)
        if unit and unit.family == TIME and not lead.operator and not limited:
            return Target(QUALITATIVE, notes=(COMPOUND,))  # 24小时不间断 is no length of time
        return target._replace(notes=(*target.notes, comparison.WORDS))
    if re.match(r"[A-Z]{1,5}级", tail):
        return Target(QUALITATIVE, target.operator)  # 3A级景区
    if target.low == target.high == 0:
        return target._replace(notes=(*target.notes, comparison.WORDS))  # 0事故
    if len(tail) <= (6 if lead.signed else 3) and (lead.signed or not re.search(r"[A-Za-z]", tail)):
        return target._replace(unit=tail)
    return Target(QUALITATIVE, notes=(COMPOUND,))
