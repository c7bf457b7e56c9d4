"""Target values (目标值): what ≤10%, =12次, ≥80万人, 300-400条, 11月底前, 不低于95%, 健全 mean, and how to write them.

One parser for all of them. Bounds are exact and without scale (≥80万人 has low 800000). A value that can be read
in two ways (`≥5,00次`) is BAD, never a number; what is not a number and not unreadable is QUALITATIVE.
"""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache

from xltoolkit.records import NamedTuple
from xltoolkit.text import comparison
from xltoolkit.text.date import is_year, parse_date
from xltoolkit.text.deadline import Deadline
from xltoolkit.text.unit import NO_MEASURE, take_unit, unit_of

NUMBER, RANGE, DATE, QUALITATIVE, BAD, BLANK = "number", "range", "date", "qualitative", "bad", "blank"

# Why a value is BAD (Target.reason).
NO_NUMBER, AMBIGUOUS, OPERATORS, PLACEHOLDER, REVERSED = (
    "no_number",
    "ambiguous",
    "operators",
    "placeholder",
    "reversed",
)
REASON_NAMES = {
    NO_NUMBER: "比较符号后面没有数字",
    AMBIGUOUS: "逗号或小数点的位置不对，看不出是多少",
    OPERATORS: "比较符号重复、矛盾或不认识",
    PLACEHOLDER: "还是占位符，没有填写",
    REVERSED: "范围的前一个数比后一个大",
}

# Oddities of spelling that canonical() mends (Target.notes, beside those of comparison.py).
FULL_WIDTH, BLANKS, HTML, PUNCTUATION = "full_width", "blanks", "html", "punctuation"
BRACKETED_UNIT, THOUSANDS, CHINESE_NUMERAL = "bracketed_unit", "thousands", "chinese_numeral"
# What stands beside the number: such a value keeps its wording.
REMARK, COMPOUND = "remark", "compound"
# What kind of words a QUALITATIVE value is.
RATIO, BENCHMARK, VAGUE = "ratio", "benchmark", "vague"
NOTE_NAMES = {
    comparison.TYPED_SIGN: "比较符号用两个字符拼成",
    comparison.SYNONYM: "用文字代替了比较符号",
    comparison.REPEATED: "比较符号写了两遍",
    comparison.MISTAKEN_SIGN: "比较符号像是打错了",
    comparison.LOOSE_WORD: "文字没有说清是不低于还是等于",
    comparison.APPROXIMATE: "是约数",
    comparison.CHANGE: "写的是变化幅度",
    comparison.WORDS: "数字前后带有文字",
    comparison.PERIOD: "按周期计数",
    FULL_WIDTH: "有全角字符",
    BLANKS: "有空格",
    HTML: "残留网页标签",
    PUNCTUATION: "前后多了标点",
    BRACKETED_UNIT: "单位写在括号里",
    THOUSANDS: "带千分位",
    CHINESE_NUMERAL: "用了中文数字",
    REMARK: "带有说明",
    COMPOUND: "不止一个数",
    RATIO: "是两数之比",
    BENCHMARK: "与另一个标准相比",
    VAGUE: "笼统，无法考核",
}
_KEEPS_WORDING = frozenset(
    (comparison.APPROXIMATE, comparison.CHANGE, comparison.WORDS, comparison.PERIOD, REMARK, COMPOUND)
)
_DECIDES = frozenset((comparison.MISTAKEN_SIGN, comparison.LOOSE_WORD))


_IN_NUMBERS = frozenset((NUMBER, RANGE))


class Target(NamedTuple):
    """One target value.

    kind      NUMBER, RANGE, DATE, QUALITATIVE, BAD or BLANK
    operator  ≥ ≤ = > < or '' where none is written; ± for a range around zero
    low, high bounds in the unit without scale; equal for = and for a bare number; None is open
    unit      without its scale: 人 of 万人, % of (%); '' if none; as written if it is not known
    per       what follows a slash or 每: 年 of 12次/年, 人·月 of 300元/人·月
    scale     10000 for 万, 1 if none; `scale_word` as written
    numerals  the numbers as written, thousands separators taken out: ('100.00',)
    notes     what is odd or special about the wording, keys of NOTE_NAMES
    text      the value on one line in narrow characters
    reason    why it is BAD, a key of REASON_NAMES
    deadline  of a DATE; None where only a day of every month or a span of years is meant
    """

    kind: str
    operator: str = ""
    low: Decimal | None = None
    high: Decimal | None = None
    unit: str = ""
    per: str = ""
    scale: int = 1
    scale_word: str = ""
    numerals: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    text: str = ""
    reason: str = ""
    deadline: Deadline | None = None

    @property
    def numeric(self) -> bool:
        return self.kind in _IN_NUMBERS

    @property
    def bare_scale(self) -> bool:
        """Only 万 or 亿 is written, not what is counted (≥80万)."""
        return self.scale > 1 and not self.unit

    @property
    def known_unit(self) -> bool:
        """The unit is in the table of units, or none is written."""
        return not self.unit or unit_of(self.unit) is not None


_DIGITS = "0123456789"
_NOT_IN_A_UNIT = frozenset(f"{_DIGITS} \t\n\r\f\v")


@lru_cache(8192)
def parse_target(text: str) -> Target:
    """Read one target value as it stands in its cell. Never raises; an unreadable value is BAD with a reason."""
    operator, numeral, rest = _common(text)
    if numeral:
        measure, tail = take_unit(rest) if rest else (NO_MEASURE, "")
        if not tail and (operator or not _looks_like_a_date(numeral, measure.unit)):
            value = Decimal(numeral) * measure.scale if measure.scale > 1 else Decimal(numeral)
            low, high = bounds(operator, value)
            scale, scale_word, unit, per = measure
            return Target(NUMBER, operator, low, high, unit, per, scale, scale_word, (numeral,), (), text, "", None)
    from xltoolkit.text.target_grammar import read_target  # it needs the names above

    return read_target(text)


def _common(text: str) -> tuple[str, str, str]:
    """Operator, numeral, and up to six characters behind it, as nearly every target is written; no numeral if it is not."""
    operator = text[:1] if text[:1] in _OPERATORS else ""
    number = text[len(operator) :]
    rest = number.lstrip(_DIGITS)
    if rest[:1] == "." and rest[1:2] in _DIGITS and len(rest) > 1:
        rest = rest[1:].lstrip(_DIGITS)
    numeral = number[: len(number) - len(rest)]
    whole, _, decimals = numeral.partition(".")
    usual = 0 < len(whole) <= 12 and len(decimals) <= 6 and len(rest) <= 6 and _NOT_IN_A_UNIT.isdisjoint(rest)
    return (operator, numeral, rest) if usual else ("", "", "")


_OPERATORS = frozenset("≥≤=><")


def _looks_like_a_date(numeral: str, unit: str) -> bool:
    """12月 and 2020年 are no counts, 20201231 is no number."""
    if unit == "年":
        return is_year(numeral)
    return unit == "月" or (not unit and len(numeral) == 8 and parse_date(numeral).value is not None)


def bounds(operator: str, value: Decimal) -> tuple[Decimal | None, Decimal | None]:
    """Lowest and highest value that `operator value` admits; None is open."""
    return (None if operator in ("≤", "<") else value), (None if operator in ("≥", ">") else value)


def canonical(target: Target) -> str:
    """The value as the trade writes it: `>=90%` → `≥90%`, `不低于95%` → `≥95%`, `＝１２ 次` → `=12次`.

    A value with words, a remark or an approximate number beside it keeps its wording (blanks and width apart).
    """
    if not target.numeric or not target.notes or _KEEPS_WORDING.intersection(target.notes):
        return target.text
    unit = target.scale_word + target.unit + (f"/{target.per}" if target.per else "")
    return target.operator + "-".join(target.numerals) + unit


def is_safe(target: Target) -> bool:
    """Whether canonical() only rewrites: no sign was guessed, no loose word (达到95%) decided."""
    return target.kind != BAD and not _DECIDES.intersection(target.notes)
