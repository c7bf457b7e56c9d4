"""Numbers as people type them: amounts with separators and units, percentages, and the text that Excel shows.

A number is given only where exactly one reading is possible. Everything else comes back with a reason:
`5,00` may be 500 or 5.00, `约300` is no amount, `12 次` is no money. Money is Decimal, conversion is exact.
"""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Context, Decimal

from xltoolkit.records import NamedTuple
from xltoolkit.text.normal import narrow, trimmed, without_blanks

# Oddities of a number that was understood (Amount.notes).
THOUSANDS, CURRENCY, FULL_WIDTH, SUFFIX, INNER_BLANKS = "thousands", "currency", "full_width", "suffix", "blanks"
PARENTHESES, BARE_SCALE, BARE_POINT = "parentheses", "bare_scale", "bare_point"
SCIENTIFIC, APOSTROPHE = "scientific", "apostrophe"
NOTE_NAMES = {
    THOUSANDS: "带千分位",
    CURRENCY: "带货币符号",
    FULL_WIDTH: "有全角字符",
    SUFFIX: "数字后面带了单位",
    INNER_BLANKS: "有空格",
    PARENTHESES: "用括号表示负数",
    BARE_SCALE: "只写了“万”或“亿”",
    BARE_POINT: "小数点前后缺数字",
    SCIENTIFIC: "用了科学记数法",
    APOSTROPHE: "前面有撇号",
}

# Why a text is no certain number (Amount.reason).
BLANK, AMBIGUOUS, APPROXIMATE, RANGE = "blank", "ambiguous", "approximate", "range"
WORDS, OTHER_UNIT, NOT_A_NUMBER = "words", "other_unit", "not_a_number"
REASON_NAMES = {
    BLANK: "没有填写",
    AMBIGUOUS: "逗号、小数点或空格的位置不对，看不出是多少",
    APPROXIMATE: "写的是约数",
    RANGE: "写的是一个范围",
    WORDS: "写的是中文数字",
    OTHER_UNIT: "带了别的单位",
    NOT_A_NUMBER: "不是数字",
}

MONEY_EXPONENTS = {"元": 0, "百元": 2, "千元": 3, "万元": 4, "百万元": 6, "亿元": 8}  # powers of ten


class Amount(NamedTuple):
    """One number as typed.

    value   the number in the unit that was written, None if it is not certain
    unit    万元 | 元 | 亿元 | 千元 | 百元 | 百万元 as written behind (or before) it, % for a percentage, '' if none
    notes   the oddities of its spelling, a subset of NOTE_NAMES' keys
    reason  '' for a certain number, else one of REASON_NAMES' keys
    """

    value: Decimal | None
    unit: str = ""
    notes: tuple[str, ...] = ()
    reason: str = ""


# Patterns are compiled when first needed: most workbooks hold typed numbers and never come here.
_PLAIN = r"-?(?:0|[1-9]\d{0,14})(?:\.\d{1,8})?"
_AMOUNT = (
    r"(?P<before>人民币|RMB|CNY)?(?P<sign>[-+])?(?P<currency>[¥])?(?P<sign2>-)?(?P<number>\d[\d,.]*|\.\d+)"
    r"(?P<power>[eE][-+]?(?:\d|1[0-5]))?(?P<unit>(?:百万|[百千万亿])?元|万|亿)?(?P<tail>整|正|人民币|RMB)?"
)
_NUMBER = r"\d+(?:\.\d*)?|\.\d+"
_GROUPED = r"[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?"
_GROUPED_BY_BLANKS = r"^[^\d.,]*[1-9]\d{0,2}(?:\s\d{3})+(?:\.\d+)?[^\d.,]*$"  # `1 234.00`
_MINUS = str.maketrans({"−": "-", "﹣": "-", "–": "-", "，": ",", "（": "(", "）": ")", "￥": "¥"})
_EXACT = Context(prec=400, rounding=ROUND_HALF_UP)  # enough for every number of a workbook (up to 1E+308)
_LONGEST = 40  # characters; a longer text is no number


def parse_amount(text: str) -> Amount:
    """Read an amount of money (or a bare number) typed as text. Never raises, never guesses.

    `1,234.50` `￥300` `３００．００` `300万元` `人民币300万元整` `(300.00)` are numbers, each with its notes.
    """
    if re.fullmatch(_PLAIN, text, re.ASCII):
        return Amount(_unsigned_zero(Decimal(text)), "", (), "")
    return _read(text, _AMOUNT)


_PERCENT = (
    r"(?P<before>百分之)?(?P<sign>[-+])?(?P<currency>)(?P<sign2>)(?P<number>\d[\d,.]*|\.\d+)(?P<power>)"
    r"(?P<unit>%|\(%\))?(?P<tail>)"
)


def parse_percent(text: str) -> Amount:
    """Read a percentage: `69.63%`, `69.63(%)`, `百分之69.63` → 69.63 with unit '%'.

    `0.6963` stays 0.6963 without a unit: whether it means 69.63 % is not decided here.
    """
    if re.fullmatch(_PLAIN, text, re.ASCII):
        return Amount(_unsigned_zero(Decimal(text)), "", (), "")
    amount = _read(text, _PERCENT)
    return amount if amount.value is None or not amount.unit else amount._replace(unit="%")


def _read(text: str, grammar: str) -> Amount:
    written = trimmed(text)
    if not written:
        return Amount(None, reason=BLANK)
    if len(written) > _LONGEST:
        return Amount(None, reason=NOT_A_NUMBER)
    notes = []
    short = narrow(written).translate(_MINUS)
    if short != written and any(character in written for character in "０１２３４５６７８９．，％－＋"):
        notes.append(FULL_WIDTH)
    if short[0] in "'’‘`":
        short = short[1:]
        notes.append(APOSTROPHE)
    compact = without_blanks(short)
    if len(compact) != len(short):
        notes.append(INNER_BLANKS)
    compact = re.sub(r"\(((?:百万|[百千万亿])?元)\)$", r"\1", compact)  # 420.5（万元）, as labels print it
    if re.fullmatch(r"\(.*\)", compact) and not compact.startswith("(-"):
        compact = "-" + compact[1:-1]
        notes.append(PARENTHESES)
    match = re.fullmatch(grammar, compact, re.ASCII)
    if match is None:
        return Amount(None, reason=_why_not(compact))
    number = match["number"]
    if re.fullmatch(_GROUPED, number, re.ASCII):
        notes.append(THOUSANDS)
        number = number.replace(",", "")
    elif not re.fullmatch(_NUMBER, number, re.ASCII):
        return Amount(None, reason=AMBIGUOUS)
    if INNER_BLANKS in notes and re.search(r"[\d.,]\s+[\d.,]", short) and not re.search(_GROUPED_BY_BLANKS, short):
        return Amount(None, reason=AMBIGUOUS)  # `12 34`
    if match["sign"] and match["sign2"]:
        return Amount(None, reason=NOT_A_NUMBER)
    if number[0] == "." or number[-1] == ".":
        notes.append(BARE_POINT)
    if match["power"]:
        notes.append(SCIENTIFIC)
    if match["currency"] or match["before"]:
        notes.append(CURRENCY)
    unit = match["unit"] or ""
    if unit or match["tail"]:
        notes.append(SUFFIX)
    if unit in ("万", "亿"):
        notes.append(BARE_SCALE)
        unit += "元"
    if match["before"] == "百分之":
        notes.remove(CURRENCY)
        unit = "%"
    value = Decimal(number.rstrip(".") + (match["power"] or ""))
    if match["sign"] == "-" or match["sign2"]:
        value = -value
    return Amount(_unsigned_zero(value), unit, tuple(notes))


_CHINESE_WORDS = r"[零〇一二两三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟半点元圆角分整]+"
_ANY_UNIT = r"(?:%|[百千万亿]*元|万|亿)?"


def _why_not(compact: str) -> str:
    """Name the reason for which a text without blanks is no amount."""
    if not re.search(r"\d", compact, re.ASCII):
        return WORDS if re.fullmatch(_CHINESE_WORDS, compact) else NOT_A_NUMBER
    if re.search(r"^[约近超]|^大约|^大概|^将近|^接近|^不到|^不足|[余多几]|左右|上下", compact):
        return APPROXIMATE
    if re.fullmatch(rf"¥?[\d.,]+{_ANY_UNIT}(?:--|[-~—至到])¥?[\d.,]+{_ANY_UNIT}", compact):
        return RANGE
    if re.fullmatch(r"[-+]?[\d.,，。、'·]+(?:[百千万亿]*元|万|亿)?", compact):
        return AMBIGUOUS
    if re.fullmatch(r"[-+]?\d[\d.,]*\(?[^\d.,()]{1,6}\)?", compact):
        return OTHER_UNIT
    return NOT_A_NUMBER


def _unsigned_zero(value: Decimal) -> Decimal:
    return value if value else value.copy_abs()


def convert(value: Decimal, from_unit: str, to_unit: str) -> Decimal:
    """Exact conversion between units of money: 2000000 元 → 200.0000 万元. ValueError for a unit that is none."""
    try:
        shift = MONEY_EXPONENTS[from_unit] - MONEY_EXPONENTS[to_unit]
    except KeyError as unknown:
        raise ValueError(f"不认识的金额单位：{unknown.args[0]}") from None
    sign, digits, exponent = value.as_tuple()
    return value if not isinstance(exponent, int) else Decimal((sign, digits, exponent + shift))


def rounded(value: Decimal, decimals: int) -> Decimal:
    """Rounded half up, as the trade does (69.6318… → 69.63, 2.675 → 2.68)."""
    return value.quantize(Decimal((0, (1,), -decimals)), context=_EXACT)


def decimals_of(value: Decimal) -> int:
    """How many decimals the number really has: 300.00 → 0, 9.880 → 2."""
    exponent = value.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def show_amount(value: Decimal, decimals: int = 2) -> str:
    """The number for a message: at least `decimals` decimals, never fewer than it has (200.005 stays 200.005)."""
    text = f"{_unsigned_zero(value):f}"
    whole, _, fraction = text.partition(".")
    fraction = fraction.rstrip("0").ljust(decimals, "0")
    return f"{whole}.{fraction}" if fraction else whole


# Literals were replaced by NUL before; what may stand around the digits is a currency sign, brackets, Chinese words.
_DIGITS = r"([#,0?]*[0#?])(?:\.([0#?]+))?(%?)"
_FORMAT = rf"([\0¥$(+\-\u4e00-\u9fff]*){_DIGITS}([\0)\u4e00-\u9fff]*)"
_ONLY_DIGITS = frozenset("#,0?.%")


def shown_number(value: Decimal, format_code: str = "General") -> str:
    """The text that Excel shows for a number under General, `@`, `0`, `0.00`, `0%`, `#,##0.00`, `0"次"` and the like.

    A format of another kind (dates, fractions, conditions) is shown as General. Where General would turn to
    scientific notation for a long whole number, all digits are given: a telephone number must not lose any.
    """
    if format_code in ("General", "@", ""):
        return _general(value)
    section, magnitude = _section(format_code, value)
    literals: list[str] = []

    def keep(found: re.Match[str]) -> str:
        literals.append(found[1] if found[1] is not None else found[2])
        return "\0"

    if _ONLY_DIGITS.issuperset(section):  # 0.00 and its like: the pattern for the others takes long to compile
        layout = re.fullmatch(f"(){_DIGITS}()", section)
    else:
        section = re.sub(r"\[[^\]]*\]|_.|\*.", "", section)  # colours and locales, padding, filling
        section = re.sub(r'"([^"]*)"|\\(.)', keep, section).replace(" ", "")
        layout = re.fullmatch(_FORMAT, section)
    if layout is None or not value.is_finite():
        return _general(value)
    before, whole_digits, decimals, percent, after = layout.groups(default="")
    number = rounded(magnitude.scaleb(2, _EXACT) if percent else magnitude, len(decimals))
    sign = "-" if number < 0 else ""
    digits = f"{number.copy_abs():{',' if ',' in whole_digits else ''}f}"
    if "," not in whole_digits and (padded := whole_digits.count("0")) > 1:
        whole, point, fraction = digits.partition(".")
        digits = f"{whole.zfill(padded)}{point}{fraction}"
    least = decimals.count("0")
    if least < len(decimals):
        whole, _, fraction = digits.partition(".")
        fraction = fraction[:least] + fraction[least:].rstrip("0")
        digits = f"{whole}.{fraction}"
    shown = sign + before + digits + percent + after
    for literal in literals:
        shown = shown.replace("\0", literal, 1)
    return shown


def _section(format_code: str, value: Decimal) -> tuple[str, Decimal]:
    """The part of `positive;negative;zero` that applies, and the value that it is applied to."""
    sections = format_code.split(";")
    if value < 0 and len(sections) > 1:
        return sections[1], -value
    if value == 0 and len(sections) > 2:
        return sections[2], value
    return sections[0], value


def _general(value: Decimal) -> str:
    """General: at most 11 characters without the sign, trailing zeros dropped, scientific below 0.0001 if shorter."""
    value = _unsigned_zero(value)
    if not value.is_finite() or value == value.to_integral_value():
        return f"{value:f}".partition(".")[0]
    magnitude = value.adjusted()  # 0 for 3.14, -1 for 0.5
    plain = f"{value:f}".rstrip("0")
    if magnitude < -4:
        if len(plain.lstrip("-")) <= 11:
            return plain
        digits = f"{rounded(value.scaleb(-magnitude, _EXACT), 5):f}".rstrip("0").rstrip(".")
        return f"{digits}E{magnitude:+03d}"
    if len(plain.lstrip("-")) <= 11:
        return plain
    shown = f"{rounded(value, max(0, 9 - max(magnitude, 0))):f}"
    return shown.rstrip("0").rstrip(".") if "." in shown else shown
