"""Chinese numerals and numbers: 三百六十四 ↔ 364, 1.2万 → 12000, 百分之九十 → 90 %.

Written here although cn2an exists: its import takes five to eight bare interpreter starts, it refuses 百分之九十
and 半, and takes any run of digits (三五 is "three to five", no 35). What is ambiguous or approximate
(三五、几十、数百) is None.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal

DIGITS = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
SCALES = {"百": 10**2, "千": 10**3, "万": 10**4, "十万": 10**5, "百万": 10**6, "千万": 10**7, "亿": 10**8}
SCALES |= {"十亿": 10**9, "百亿": 10**10, "千亿": 10**11, "万亿": 10**12}
_STEPS = {"十": 10, "百": 100, "千": 1000}
_SPELLINGS = str.maketrans(
    {"〇": "零", "○": "零", "Ｏ": "零", "萬": "万", "億": "亿", "兩": "两", "廿": "二十", "卅": "三十", "拾": "十"}
    | dict(zip("壹贰叁肆伍陆柒捌玖佰仟", "一二三四五六七八九百千", strict=True))
)
_PLAIN = r"(\d{1,15}(?:\.\d{1,8})?)([十百千万亿]{0,2})"
LARGEST = 10**16  # exclusive bound of what is read and written
_UP_TO_99 = frozenset("一二两三四五六七八九十")


def parse_chinese(text: str) -> Decimal | None:
    """Read a number written with Chinese numerals or digits and a scale: `两`, `十二`, `一百三十万`, `1.2万`, `半`.

    The text is nothing but the number, without blanks. None for everything that is not exactly one number.
    """
    if text in DIGITS:
        return Decimal(DIGITS[text])
    found = re.fullmatch(_PLAIN, text, re.ASCII) if text[:1].isdecimal() else None
    if found:
        scale = SCALES.get(found[2], 10 if found[2] == "十" else 0) if found[2] else 1
        return Decimal(found[1]) * scale if scale else None
    if not text or len(text) > 40:
        return None
    text = text.translate(_SPELLINGS)
    if text == "半":
        return Decimal("0.5")
    if "点" in text:
        return _decimal(text)
    whole = _whole(text) if text != "零" else 0
    return None if whole is None or whole >= LARGEST else Decimal(whole)


def whole_number(numeral: str) -> int:
    """The number that digits or Chinese numerals make (12, 十二), cut to a whole one; 0 for what is none (三五)."""
    value = int(numeral) if numeral.isdecimal() else parse_chinese(numeral)
    return int(value) if value is not None else 0


def places(text: str, wanted: Iterable[str]) -> list[int]:
    """Where any of these characters or words stands, in order. Quicker than looking at each character of a text, or than a pattern."""
    found = []
    for word in wanted:
        if word[0] in text:  # a character is found much more quickly than a word
            at = text.find(word)
            while at >= 0:
                found.append(at)
                at = text.find(word, at + 1)
    found.sort()
    return found


def behind_last(text: str, marks: str, end: int, start: int = 0) -> int:
    """Where what stands behind the last of these marks begins, of the text from `start` to `end`; `start` if it has none."""
    for mark in marks:
        found = text.rfind(mark, start, end)
        if found >= 0:
            start = found + 1
    return start


def before_first(text: str, marks: str, start: int, end: int | None = None) -> int:
    """Where what stands before the first of these marks ends, of the text from `start` to `end`; there if it has none."""
    end = len(text) if end is None else min(end, len(text))
    for mark in marks:
        found = text.find(mark, start, end)
        if found >= 0:
            end = found
    return end


def numeral_end(text: str, at: int, digits: int, chinese: int) -> int:
    """Where the numeral ends that begins here: so many digits at most, or so many of 一 to 十 and 两; `at` if none does."""
    end = at
    if text[at : at + 1].isdecimal():
        while end < at + digits and text[end : end + 1].isdecimal():
            end += 1
    else:
        while end < at + chinese and text[end : end + 1] in _UP_TO_99:
            end += 1
    return end


def parse_chinese_rate(text: str) -> tuple[Decimal, str] | None:
    """Read `百分之九十五` → (95, '%'), `千分之三` → (3, '‰'), `百分之12.5` → (12.5, '%'); else None."""
    found = re.fullmatch(r"(百|千)分之(.+)", text)
    value = (Decimal(100) if found[2] == "百" else parse_chinese(found[2])) if found else None
    return (value, "%" if found[1] == "百" else "‰") if found and value is not None else None


def _decimal(text: str) -> Decimal | None:
    """一点五, 十二点零八, 一点二万."""
    whole_text, _, fraction = text.partition("点")
    scale = 1
    if fraction[-1:] in ("万", "亿"):
        scale, fraction = SCALES[fraction[-1]], fraction[:-1]
    whole = 0 if whole_text == "零" else _whole(whole_text)
    if whole is None or not 0 < len(fraction) <= 8:
        return None
    digits = "".join("0" if character == "零" else str(DIGITS.get(character, "?")) for character in fraction)
    value = Decimal(f"{whole}.{digits}") * scale if digits.isdigit() else None
    return value if value is None or value < LARGEST else None


def _whole(text: str) -> int | None:
    """A whole number above zero, split at 亿, then at 万."""
    for unit in ("亿", "万"):
        head, found, tail = text.rpartition(unit)
        if not found:
            continue
        high = _whole(head)
        if high is None:
            return None
        if not tail:
            return high * SCALES[unit]
        low = DIGITS[tail] * SCALES[unit] // 10 if tail in DIGITS else _whole(tail)  # 一万二 is 12,000
        return None if low is None or low >= SCALES[unit] else high * SCALES[unit] + low
    if len(text) >= 4 and all(character == "零" or character in DIGITS for character in text):
        return int("".join(str(DIGITS.get(character, 0)) for character in text)) or None  # 二零二零, a year
    return _below_ten_thousand(text)


def _below_ten_thousand(text: str) -> int | None:
    total, digit, step, zero = 0, 0, 10_000, False
    for character in text:
        if character in DIGITS:
            if digit:
                return None  # 三五
            digit = DIGITS[character]
        elif character == "零":
            if digit or zero:
                return None
            zero = True
        else:
            unit = _STEPS.get(character, 0)
            if not unit or unit >= step or not (digit or unit == 10):
                return None
            total += (digit or 1) * unit
            digit, step, zero = 0, unit, False
    if digit and step in (100, 1000) and not zero:
        digit *= step // 10  # 一百三 is 130
    return (total + digit) or None


def to_chinese(number: int) -> str:
    """Write a whole number from 0 to 9,999,999,999,999,999 in numerals: 12 → 十二, 10200 → 一万零二百."""
    if not 0 <= number < LARGEST:
        raise ValueError(f"超出范围：{number}")
    if number == 0:
        return "零"
    text = _written(number)
    return text.removeprefix("一") if text.startswith("一十") else text


def _written(number: int) -> str:
    for unit, value in (("亿", 10**8), ("万", 10**4), ("千", 1000), ("百", 100), ("十", 10)):
        if number >= value:
            high, low = divmod(number, value)
            gap = "零" if 0 < low < value // 10 else ""
            return _written(high) + unit + (gap + _written(low) if low else "")
    return "零一二三四五六七八九"[number]
