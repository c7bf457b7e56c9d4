"""The longer way to read a target value: signs and words, dates, ranges, remarks, unknown units, plain words.

target.py calls it for every value that is not simply operator, number and known unit.
"""

from __future__ import annotations

import re
from decimal import Decimal

from xltoolkit.text import comparison
from xltoolkit.text.chinese import parse_chinese, parse_chinese_rate
from xltoolkit.text.comparison import SIGNS, Comparison, take_comparison, take_tail
from xltoolkit.text.date import Deadline, is_year, match_deadline, parse_date, parse_month_span
from xltoolkit.text.normal import clean_text, full_width_digits, narrow, one_line, trimmed
from xltoolkit.text.target import (
    AMBIGUOUS,
    BAD,
    BENCHMARK,
    BLANK,
    BLANKS,
    BRACKETED_UNIT,
    CHINESE_NUMERAL,
    COMPOUND,
    DATE,
    FULL_WIDTH,
    HTML,
    NO_NUMBER,
    NUMBER,
    OPERATORS,
    PLACEHOLDER,
    PUNCTUATION,
    QUALITATIVE,
    RANGE,
    RATIO,
    REMARK,
    REVERSED,
    THOUSANDS,
    VAGUE,
    Target,
    bounds,
    parse_target,
)
from xltoolkit.text.unit import GRADE, TIME, Measure, take_unit, unit_of

_NUMERAL = r"[-−]?\d+(?:[.,]\d+)*"
_EXACT_NUMERAL = r"-?\d{1,30}(?:\.\d{1,12})?"
_GROUPED_NUMERAL = r"-?[1-9]\d{0,2}(?:,\d{3})+(?:\.\d{1,12})?"
_CHINESE_NUMERAL = r"[零〇一二两三四五六七八九十百千万亿点半]+"
_CHINESE_RATE = r"[百千]分之(?:[\d.]+|[零〇一二两三四五六七八九十百点]+)|百分百"
_TO = r"(?:-|~|—|–|−|至|到)+(?=[-−]?\d)"
_PLACEHOLDER_SIGNS = frozenset("xX×✕*○_/\\—–-.…?？某")
_PLACEHOLDERS = frozenset(
    str.split("待定 待填 待填写 待补充 待确认 暂无 暂定 略 同上 n/a na none null tbd xx次 xx个 xx人 xx% ××% ××次")
)
_BENCHMARKS = tuple(
    str.split("上年 去年 往年 上一年 同期 预算 概算 标准 计划 合同 平均 上级 批复 控制数 基准 目标 规定 要求 下达 任务")
)
_GRADE = r"(?:优秀?|良好?|中|合格|及格|达标|[一二三四五甲乙丙A-EⅠ-Ⅻ]+[级等类星档]?).{0,6}"
_MANNERS = ("有所", "明显", "显著", "进一步", "逐步", "不断", "持续", "较大", "大幅", "稳步", "切实", "得到", "有效")
_CHANGES = ("提升", "提高", "改善", "增强", "促进", "降低", "减少", "加强", "优化", "推动", "缓解")
_ACCORDING = ("按", "根据", "依照", "依据", "视")
_NEEDS = ("要求", "需要", "需求", "计划", "规定", "进度", "情况", "实际")
_VAGUE_WORDS = frozenset(str.split("较好 较高 较大 较多 较低 较少 较快 若干 一批 适量 多次 尽快 适时"))
_ANY_NUMERAL = frozenset("0123456789零〇一二两三四五六七八九十百千万半")
_DATE_CHARACTERS = frozenset("年月季日号-/.")


def read_target(raw: str) -> Target:
    """Read a value of any wording: tidy up, then date, number, words, in this order."""
    notes: list[str] = []
    text = raw
    if "<" in raw or "&" in raw or "_x" in raw:
        text = clean_text(raw)
        if text != raw.strip():
            notes.append(HTML)
    if full_width_digits(text):
        notes.append(FULL_WIDTH)
    text = one_line(narrow(text))
    compact = text.replace(" ", "").translate(_BRACKETS)
    if " " in text or raw != trimmed(raw):
        notes.append(BLANKS)
    if len(compact) > 1 and compact[-1] in "。；;，,、":
        compact = compact.rstrip("。；;，,、")
        notes.append(PUNCTUATION)
    if not compact:
        return Target(BLANK) if not text else Target(BAD, text=text, reason=PLACEHOLDER)
    if _PLACEHOLDER_SIGNS.issuperset(compact) or compact.lower() in _PLACEHOLDERS:
        return Target(BAD, text=text, notes=tuple(notes), reason=PLACEHOLDER)
    lead = take_comparison(compact)
    if lead is None:
        return Target(BAD, text=text, notes=tuple(notes), reason=OPERATORS)
    found = _date(lead) or _number(lead) or _inside(compact) or _words(lead, compact)
    return found._replace(text=text, notes=tuple(dict.fromkeys((*notes, *found.notes))))


_BRACKETS = str.maketrans("（）【】〔〕", "()()()")


def _date(lead: Comparison) -> Target | None:
    """11月底前完成, 每月5日前, 3-6月, 2020-2022年, 20201231."""
    rest = lead.rest
    if _DATE_CHARACTERS.isdisjoint(rest) and not (len(rest) == 8 and rest.isdecimal()):
        return None
    if re.fullmatch(r"\d{1,2}月(?:[以之]?内)?", rest, re.ASCII) and (lead.operator or rest.endswith("内")):
        return None  # ≤3月 is a length of time
    if lead.per and re.fullmatch(r"\d{1,2}[日号](?:[以之]?前)?", rest, re.ASCII):
        return Target(DATE, lead.operator, per=lead.per, notes=lead.notes)
    years = re.fullmatch(r"(\d{4})年?度?(?:-|~|—|–|至|到)+(\d{4})年度?", rest, re.ASCII)
    if years:
        return Target(DATE, lead.operator, notes=lead.notes)
    span = parse_month_span(rest)
    if span and span.first_year == span.last_year and not lead.operator:
        return Target(DATE, deadline=Deadline(span.first_year, (span.first_month, 1), (span.last_month, 31)))
    month = re.fullmatch(r"(\d{4})[-/.](0?[1-9]|1[0-2])", rest, re.ASCII)
    if month and is_year(month[1]) and not lead.operator:
        return Target(DATE, deadline=Deadline(int(month[1]), (int(month[2]), 1), (int(month[2]), 31)))
    whole = parse_date(rest).value
    if whole:
        day = (whole.month, whole.day)
        return Target(DATE, lead.operator, notes=lead.notes, deadline=Deadline(whole.year, day, day))
    found = match_deadline(rest)
    if found is None or len(rest) - found[1] > 14 or re.search(r"[\d%]", rest[found[1] :]):
        return None
    return Target(DATE, lead.operator, notes=lead.notes, deadline=found[0])


def _number(lead: Comparison) -> Target | None:
    """A number or a range with what stands around it; None if the text does not go on with a number."""
    if lead.rest[:1] not in "-−" and lead.rest[:1] not in _ANY_NUMERAL:
        return None
    numeral, after, notes = _numeral(lead.rest)
    if not numeral:
        return None
    value = _exact(numeral)
    if after[:1] in (":", "：") and after[1:2].isdigit():
        return Target(QUALITATIVE, lead.operator, notes=(RATIO,))
    if after[:1] in ("*", "×", "x", "X", "/") and after[1:2].isdigit():
        return Target(QUALITATIVE, lead.operator, notes=(COMPOUND,))
    measure, tail, unit_notes = _measure(after)
    if value is None:
        if lead.operator or not tail:
            return Target(BAD, lead.operator, reason=AMBIGUOUS)
        return Target(QUALITATIVE, notes=(COMPOUND,))
    notes = (*lead.notes, *notes, *unit_notes, *((THOUSANDS,) if "," in numeral else ()))
    numeral = numeral.replace(",", "")
    to = re.match(_TO, tail)
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


def _counted(measure: Measure, tail: str, lead: Comparison) -> bool:
    """Chinese numerals make a number only before a unit (三次) or behind an operator: 一级, 一流, 万无一失 are words."""
    unit = unit_of(measure.unit)
    if unit is None:
        return measure.unit == "" and not tail and bool(lead.operator)
    return unit.family != GRADE and (not tail or take_tail(tail)[0] != "" or not tail[0].isalpha())


def _numeral(text: str) -> tuple[str, str, tuple[str, ...]]:
    """The number with which the text begins (arabic, Chinese, 百分之…), what follows, and notes."""
    found = re.match(_NUMERAL, text, re.ASCII)
    if found:
        return found[0].replace("−", "-"), text[found.end() :], ()
    found = re.match(_CHINESE_RATE, text)
    if found:
        rate = (Decimal(100), "%") if found[0] == "百分百" else parse_chinese_rate(found[0])
        if rate:
            return f"{rate[0]:f}", rate[1] + text[found.end() :], (CHINESE_NUMERAL,)
    found = re.match(_CHINESE_NUMERAL, text)
    value = parse_chinese(found[0]) if found else None
    if found and value is not None:
        return f"{value:f}", text[found.end() :], (CHINESE_NUMERAL,)
    return "", text, ()


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
    for word in ("左右", "上下", "不等"):
        if tail.startswith(word):
            tail = tail[len(word) :]
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
    if not tail[0].isalnum() and tail[0] not in "％%":
        return target._replace(notes=(*notes, REMARK))
    if re.search(r"\d", tail) and not lead.signed:
        return Target(QUALITATIVE, notes=(COMPOUND,))
    return _with_words(target._replace(notes=tuple(notes)), tail, lead, limited=bool(operator))


def _second_bound(target: Target, tail: str) -> Target | None:
    """≥90%且≤100%."""
    text = tail.lstrip("且并和,，、;；")
    if target.kind != NUMBER or not text or text[0] not in SIGNS:
        return None
    other = parse_target(text)
    if other.kind != NUMBER or other.unit != target.unit or {target.operator, other.operator} not in _OPPOSITE:
        return None
    low, high = (target.low, other.high) if target.operator in ("≥", ">") else (other.low, target.high)
    if low is None or high is None or low > high:
        return Target(BAD, target.operator, reason=OPERATORS)
    return target._replace(kind=RANGE, operator="", low=low, high=high, notes=(*target.notes, COMPOUND))


_OPPOSITE = ({"≥", "≤"}, {">", "<"}, {"≥", "<"}, {">", "≤"})


def _with_words(target: Target, tail: str, lead: Comparison, *, limited: bool) -> Target:
    """A unit that is not known (=12词), or words behind a known one: 12次培训, 100%完成, 24小时不间断."""
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


_NAMED = rf"[^\d{SIGNS}]{{1,14}}(?=[{SIGNS}])|[\u4e00-\u9fff]{{0,10}}[率度数量](?:为|达到?)?(?=\d)"


def _inside(compact: str) -> Target | None:
    """满意度≥95%, 完成率95%: the number stands behind a name."""
    if not any(character.isdecimal() for character in compact):
        return None
    found = re.match(_NAMED, compact)
    if found is None or found.end() == len(compact):
        return None
    target = parse_target(compact[found.end() :])
    return target._replace(notes=(*target.notes, comparison.WORDS)) if target.numeric else None


def _words(lead: Comparison, compact: str) -> Target:
    """No number: words, unless a sign stands before them that promised one."""
    if lead.signed and comparison.MISTAKEN_SIGN not in lead.notes:
        if any(word in lead.rest for word in _BENCHMARKS):
            return Target(QUALITATIVE, lead.operator, notes=(BENCHMARK,))
        plain = lead.operator == "=" and lead.rest and not re.search(rf"[\d{SIGNS}]|若干|[次个%万]", lead.rest)
        if not plain and not re.fullmatch(_GRADE, lead.rest):
            return Target(BAD, lead.operator, reason=NO_NUMBER)
        return Target(QUALITATIVE, lead.operator)
    notes: tuple[str, ...] = ()
    if any(character.isdecimal() for character in compact):
        notes = (COMPOUND,)
    elif _is_vague(compact):
        notes = (VAGUE,)
    elif lead.operator and any(word in compact for word in _BENCHMARKS):
        notes = (BENCHMARK,)
    return Target(QUALITATIVE, notes=notes)


def _is_vague(words: str) -> bool:
    """Words against which nothing can be measured: 有所提升, 按照业务要求完成, 按月安排, 较好."""
    if len(words) > 18:
        return False
    if words.startswith(_ACCORDING):
        return any(need in words for need in _NEEDS) or words[1:2] in "月季年时期"
    rest = words
    while rest.startswith(_MANNERS):
        rest = next(rest.removeprefix(manner) for manner in _MANNERS if rest.startswith(manner))
    return rest.startswith(_CHANGES) or words in _VAGUE_WORDS or words.startswith("基本")
