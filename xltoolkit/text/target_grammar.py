"""The longer way to read a target value: tidying, dates, names before the number, plain words.

target.py calls it for every value that is not simply operator, number and known unit.
"""

from __future__ import annotations

import re

from xltoolkit.text import comparison
from xltoolkit.text.comparison import SIGNS, Comparison, take_comparison
from xltoolkit.text.deadline import read_deadline
from xltoolkit.text.normal import clean_text, full_width_digits, narrow, one_line, trimmed
from xltoolkit.text.target import (
    AMBIGUOUS,
    BAD,
    BENCHMARK,
    BLANK,
    BLANKS,
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
    THOUSANDS,
    VAGUE,
    Target,
    parse_target,
)
from xltoolkit.text.target_number import read_number

_PLACEHOLDER_SIGNS = frozenset("xX×✕*○_/\\—–-.…?？某")
_PLACEHOLDERS = frozenset(
    str.split("待定 待填 待填写 待补充 待确认 暂无 暂定 略 同上 n/a na none null tbd xx次 xx个 xx人 xx% ××% ××次")
)
_BENCHMARKS = tuple(
    str.split("上年 去年 往年 上一年 同期 预算 概算 标准 计划 合同 平均 上级 批复 控制数 基准 目标 规定 要求 下达 任务")
)
_GRADE = (
    r"(?:优秀?|优良|良好?|中|合格|及格|达标|(?:基本|比较|非常)?满意|较好|[一二三四五甲乙丙A-EⅠ-Ⅻ]+[级等类星档]?).{0,6}"
)
_MANNERS = ("有所", "明显", "显著", "进一步", "逐步", "不断", "持续", "较大", "大幅", "稳步", "切实", "得到", "有效")
_CHANGES = ("提升", "提高", "改善", "增强", "促进", "降低", "减少", "加强", "优化", "推动", "缓解")
_ACCORDING = ("按", "根据", "依照", "依据", "视")
_NEEDS = ("要求", "需要", "需求", "计划", "规定", "进度", "情况", "实际")
_VAGUE_WORDS = frozenset(str.split("较好 较高 较大 较多 较低 较少 较快 若干 一批 适量 多次 尽快 适时"))
_SOMETIME = ("基本", "尽快", "尽早", "及早", "适时", "抓紧")
_DATE_CHARACTERS = frozenset("年月季日号-/.")
_BRACKETS = str.maketrans("（）【】〔〕", "()()()")
_WRAPPING = "'‘’`“”\"。；;，,、!！"


_LONGEST = 400  # characters of a value that are looked at: longer ones are descriptions


def read_target(raw: str) -> Target:
    """Read a value of any wording: tidy up, then date, number, words, in this order."""
    notes: list[str] = []
    text = raw = raw[:_LONGEST]
    if "<" in raw or "&" in raw or "_x" in raw:
        text = clean_text(raw)
        if text != raw.strip():
            notes.append(HTML)
    if full_width_digits(text):
        notes.append(FULL_WIDTH)
    text = one_line(narrow(text))
    if " " in text or raw != trimmed(raw):
        notes.append(BLANKS)
    compact = text.replace(" ", "").translate(_BRACKETS)
    bare = compact.strip(_WRAPPING).replace("(含)", "")
    if bare != compact:
        notes.append(PUNCTUATION)
    if not bare:
        return Target(BLANK) if not text else Target(BAD, text=text, reason=PLACEHOLDER)
    found = _meant(_with_plain_commas(bare))
    if found.kind in (NUMBER, RANGE) and re.search(r"\d \d", text):
        if not re.search(_GROUPED_BY_BLANKS, text):
            found = Target(BAD, found.operator, reason=AMBIGUOUS)  # `1 2次`
        else:
            found = found._replace(notes=(*found.notes, THOUSANDS))
    return found._replace(text=text, notes=tuple(dict.fromkeys((*notes, *found.notes))))


_GROUPED_BY_BLANKS = r"(?<![\d.,])[1-9]\d{0,2}(?: \d{3})+(?![\d ])"


def _with_plain_commas(text: str) -> str:
    """A full-width comma inside a number is a comma: ≥1，200户."""
    return re.sub(r"(?<=\d)，(?=\d)", ",", text) if "，" in text else text


def _meant(compact: str) -> Target:
    if _PLACEHOLDER_SIGNS.issuperset(compact) or compact.lower() in _PLACEHOLDERS:
        return Target(BAD, reason=PLACEHOLDER)
    lead = take_comparison(compact)
    if lead is None:
        return Target(BAD, reason=OPERATORS)
    return _date(lead) or read_number(lead) or _named(compact) or _words(lead, compact)


def _date(lead: Comparison) -> Target | None:
    """11月底前完成, 每月5日前, 3-6月, 2020-2022年, 20201231; ≤3月 is a length of time."""
    rest = lead.rest
    if _DATE_CHARACTERS.isdisjoint(rest) and not (len(rest) == 8 and rest.isdecimal()):
        return None
    if re.fullmatch(r"\d{1,2}月(?:[以之]?内)?", rest, re.ASCII) and (lead.operator or rest.endswith("内")):
        return None
    if lead.per and re.fullmatch(r"\d{1,2}[日号](?:[以之]?前)?", rest, re.ASCII):
        return Target(DATE, lead.operator, per=lead.per, notes=lead.notes)
    found = read_deadline(rest)
    return Target(DATE, lead.operator, notes=lead.notes, deadline=found[0]) if found else None


def _named(compact: str) -> Target | None:
    """满意度≥95%, 完成率95%: the number stands behind a name."""
    if not any(character.isdecimal() for character in compact):
        return None
    end = next(at for at, character in enumerate(compact) if character in SIGNS or character.isdecimal())
    name = compact[:end]
    if compact[end] not in SIGNS:
        name = name.removesuffix(next((word for word in ("为", "达到", "达") if name.endswith(word)), ""))
        in_chinese = all("\u4e00" <= character <= "\u9fff" for character in name)
        named = in_chinese and len(name) <= 11 and name.endswith(("率", "度", "数", "量"))
    else:
        named = 1 <= end <= 14
    if not named:
        return None
    target = parse_target(compact[end:])
    return target._replace(notes=(*target.notes, comparison.WORDS)) if target.numeric else None


def _words(lead: Comparison, compact: str) -> Target:
    """No number: words, unless a sign stands before them that promised one."""
    if lead.signed and comparison.MISTAKEN_SIGN not in lead.notes:
        if _is_vague(lead.rest) and "若干" not in lead.rest and not re.fullmatch(_GRADE, lead.rest[:4]):
            return Target(QUALITATIVE, lead.operator, notes=(VAGUE,))
        if any(word in lead.rest for word in _BENCHMARKS):
            return Target(QUALITATIVE, lead.operator, notes=(BENCHMARK,))
        if any(character.isdecimal() for character in lead.rest):
            if lead.rest[0].isalpha():
                return Target(QUALITATIVE, lead.operator, notes=(COMPOUND,))  # ≤T+3日
            return Target(BAD, lead.operator, reason=AMBIGUOUS)
        graded = re.fullmatch(_GRADE, lead.rest) and not _counts_something(lead.rest)
        if (lead.operator == "=" and _is_wording(lead.rest)) or graded:
            return Target(QUALITATIVE, lead.operator)
        return Target(BAD, lead.operator, reason=NO_NUMBER)
    notes: tuple[str, ...] = ()
    if any(character.isdecimal() for character in compact):
        notes = (COMPOUND,)
    elif _is_vague(compact):
        notes = (VAGUE,)
    elif lead.operator and any(word in compact for word in _BENCHMARKS):
        notes = (BENCHMARK,)
    return Target(QUALITATIVE, notes=notes)


def _counts_something(text: str) -> bool:
    """较好个工作日: the unit of a number that is not there."""
    return text[:2] in _VAGUE_WORDS and len(text) > 2 and not text.endswith(("以上", "及以上"))


def _is_wording(text: str) -> bool:
    """健全 behind = is a value in words; 若干次, % and a single letter are not."""
    return "\u4e00" <= text[:1] <= "\u9fff" and not re.search("若干|[次个%万]", text)


# 按季度支付 says how often; 按月安排 says nothing.
_AT_INTERVALS = "按(?:日|周|月|季|年|季度|年度|月度|学期|半年)(?:足额|及时|逐月)?(?:发放|支付|拨付|考核|结算|报送|通报|调度|缴纳|公示|公开)?"


_SHARE = "[一二三四五六七八九十两半][成倍番]|一半|减半|分之"  # 减少三成以上 can be measured


def _is_vague(words: str) -> bool:
    """Words against which nothing can be measured: 有所提升, 按照业务要求完成, 按月安排, 较好."""
    if len(words) > 18:
        return False
    if words.startswith(_ACCORDING):
        if re.fullmatch(_AT_INTERVALS, words):
            return False
        return any(need in words for need in _NEEDS) or words[1:2] in "月季年时期"
    rest = words
    while rest.startswith(_MANNERS):
        rest = next(rest.removeprefix(manner) for manner in _MANNERS if rest.startswith(manner))
    vague = rest.startswith(_CHANGES) or words in _VAGUE_WORDS or words.startswith(_SOMETIME)
    return vague and not re.search(_SHARE, words)
