"""Quantities and amounts of money in running text: 近130万人, 300-400条, 投入44.4万元, 不少于5次, 三个系统.

Left out: years and dates, document and telephone numbers, ordinals (第三方), grades (二级等保), 7*24小时, 365天, 一体机 and
other words that merely begin with a numeral. 130万人 is never money. Positions count in the text as given.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from xltoolkit.records import NamedTuple
from xltoolkit.text.chinese import behind_last, parse_chinese, places
from xltoolkit.text.date import FIRST_YEAR, LAST_YEAR
from xltoolkit.text.normal import narrow
from xltoolkit.text.unit import (
    AREA,
    COUNT,
    GRADE,
    LENGTH,
    LESSON,
    MASS,
    MONEY,
    PEOPLE,
    TIME,
    TIMES,
    UNITS,
    VISITS,
    Measure,
    take_unit,
    unit_of,
)


class Quantity(NamedTuple):
    """One quantity.

    low, high    without scale (近130万人: 1300000); equal unless a range is written
    unit         人 of 万人; '' where only 万 or 亿 is written (130万各类参保人员)
    per          for each of what: 人 of 每人300元, 人·月 of 300元/人·月; '' for a plain quantity
    operator     ≥ (不少于, 以上), ≤ (不超过, 以内), > (超过, 逾), < (不足), '' if none
    approximate  约, 近, 余, 左右 stand beside it
    noun         what follows it in the clause: 参保人员; before: what stands before it: 新增知识库
    quote        the passage, to be quoted; start, end: where it stands in the text
    """

    low: Decimal
    high: Decimal
    unit: str
    per: str
    operator: str
    approximate: bool
    noun: str
    before: str
    quote: str
    start: int
    end: int

    @property
    def is_money(self) -> bool:
        return self.unit == "元"


_ARABIC = r"\d[\d,，]*(?:[.．]\d+)?"
_CHINESE = "一二两三四五六七八九十百千"  # not in a pattern: such a set of characters takes long to compile
_DIGITS_BEHIND = frozenset("一二三四五六七八九")  # 二百零四
_DASHES = "-~—–～－至到"
_STOPS = "，。；,;！!？?\n：:、"
_APPROXIMATELY = "约"
_MEANINGS = {  # longer words before the shorter ones that they end with
    "≥": ("不少于 不低于 不小于 至少 >= ≥", "及以上 以上"),
    "≤": ("不超过 不高于 不多于 不大于 最多 控制在 <= ≤", "以内 之内 及以下 以下"),
    ">": ("超过 多于 大于 高于 突破 逾 超 >", ""),
    "<": ("不足 不到 少于 小于 低于 <", ""),
    _APPROXIMATELY: ("大约 将近 接近 约 近", "左右 上下"),
    "": ("达到 达 预计 共计 共 =", ""),
}
_WORDS_BEFORE = tuple((word, sign) for sign, (before, _) in _MEANINGS.items() for word in before.split())
_WORDS_AFTER = tuple((word, sign) for sign, (_, after) in _MEANINGS.items() for word in after.split())
_FIRST_OF_WORDS_AFTER = frozenset(word[0] for word, _ in _WORDS_AFTER)
_LAST_OF_WORDS_BEFORE = frozenset(word[-1] for word, _ in _WORDS_BEFORE)
_NO_NUMBER_BEHIND = frozenset("第*×/／.．〔[【#№-－_")
_NO_NUMERAL_BEHIND = frozenset("第每逐同统单唯某任首哪另这那各其之几数上下前初周月年日天一二三四五六七八九十")
_COUNTED = frozenset(
    (COUNT, TIMES, PEOPLE, VISITS, MONEY, LESSON)
)  # what Chinese numerals may count; 三方, 两级, 三年 are words
_MEASURED = frozenset((LENGTH, AREA, MASS))  # 八千亩, 三十公里; 百米, 一亩 are words
_SPANS = frozenset(("工作日", "个工作日", "个月", "小时", "个小时", "分钟"))  # 十五个工作日
_ONE_OF = frozenset("次场名套台辆座所")  # 一 is an article before everything else: 一个平台, 一批
_FIXED_WORDS = tuple(
    str.split(
        "两个维护 两个确立 两个一百年 两个毫不动摇 三个代表 三个面向 四个意识 四个自信 四个全面 四个专项 五个一 六个统一 一个不 两不愁 三会一课 "
        "三支一扶 四套班子 一件事 一张网 一张图 一站式 一窗 一门式 一条龙 一盘棋 一本通 一点通 一条街 一号工程 一套表"
    )
)
_UNIT_STARTS = frozenset(name[0] for name in UNITS) | frozenset("百千万亿余多-~—–～－至到 (（％")
_MONEY_BEHIND = tuple(
    str.split("资金 投入 预算 安排 金额 经费 补助 补贴 费用 支出 投资 拨款 造价 合同价 资金为 投入约 资金约")
)
_ROUND_THE_CLOCK = ("不间断", "在线", "值班", "值守", "服务", "开放", "监控", "自助", "热线", "运行", "全天", "响应")
_EACH_OF = ("平方米", "立方米", "公里", "半年", "季度", "学期", "工作日", *"季周人户亩名头村校班天日月年次台辆吨")


_MANY_TIMES = 12
_MOST = 200
"""Quantities of one text that are looked at; more are no work of people, and rules hold them against each other."""


def find_quantities(text: str) -> list[Quantity]:
    """The quantities with a unit (or at least 万, 亿) in the text, in its order."""
    found: list[Quantity] = []
    end = 0
    for start, stop in sorted([*[arabic.span() for arabic in re.finditer(_ARABIC, text)], *_in_chinese(text)]):
        if start >= end:
            start = _behind_marker(text, start, stop)
            quantity = (
                _quantity(text, start, stop)
                if text[stop : stop + 1].lower() in _UNIT_STARTS
                else _told_before(text, start, stop)
            )
            if quantity:
                found.append(quantity)
                end = quantity.end
                if len(found) == _MOST:
                    break
    return found


def _behind_marker(text: str, start: int, end: int) -> int:
    """Where the number begins that an item's number stands right before: 8座 of 3.水质监测…；4.8座自动站运行维护."""
    marker, dot, rest = text[start:end].partition(".")
    begins = dot and rest and len(marker) <= 2 and text[start - 1 : start] in ("", *"；;。\n：:")
    if not begins or not marker.isdecimal() or not rest[0].isdecimal():
        return start
    before = f"{int(marker) - 1}." in text[:start] if marker != "1" else "2." in text[end:]
    return start + len(marker) + 1 if before else start


def _in_chinese(text: str) -> Iterator[tuple[int, int]]:
    """Where Chinese numerals begin and end: 三, 十二, 一百三十万."""
    end = 0
    for start in places(text, _CHINESE):
        if start >= end:
            end = _end_in_chinese(text, start)
            yield start, end


def _end_in_chinese(text: str, at: int) -> int:
    start = at
    while text[at : at + 1] and (
        text[at] in _CHINESE or (text[at] == "零" and at > start and text[at + 1 : at + 2] in _DIGITS_BEHIND)
    ):
        at += 1
    if text[at : at + 1] == "点" and text[at + 1 : at + 2] and text[at + 1] in _CHINESE:
        at += 2  # 六点五公里
        while text[at : at + 1] and text[at] in _CHINESE:
            at += 1
    if text[at : at + 1] in ("万", "亿"):
        at += 1
        while text[at : at + 1] and (text[at] in _CHINESE or text[at] == "零"):
            at += 1
    return at


def _quantity(text: str, start: int, end: int) -> Quantity | None:
    """The quantity whose number stands here, before what may begin a unit; None if it is none."""
    written, before = text[start:end], text[start - 1 : start]
    arabic = written[0].isdecimal()
    if before and (
        before in (_NO_NUMBER_BEHIND if arabic else _NO_NUMERAL_BEHIND) or (before.isascii() and before.isalnum())
    ):
        return None
    low = _value(written)
    if low is None or (not arabic and text.startswith(_FIXED_WORDS, start)):
        return None
    first, width = _unit_at(text, end)
    upper = _upper(text, end, low) or (_upper(text, end + width, low) if width else None)
    high, end = upper or (low, end)
    approximate = text[end : end + 1] in ("余", "多") and text[end : end + 2] not in ("余额", "余款", "多个", "多种")
    end += approximate
    measure, width = _unit_at(text, end) if upper or approximate else (first, width)
    end += width
    if measure.scale > 1 and not measure.unit and text[end : end + 1] in ("余", "多"):
        more, width = _unit_at(text, end + 1)
        if more.unit:
            measure, approximate, end = measure._replace(unit=more.unit, per=more.per), True, end + 1 + width
    if not _is_quantity(text, start, end, low, measure, arabic=arabic):
        return None
    low_scale = first.scale if upper and first.scale > 1 else measure.scale
    return _finished(text, (start, end), (low * low_scale, high * measure.scale), measure, approximate=approximate)


_COUNTS_BEFORE = {
    "人次": "人次",
    "人数": "人",
    "户数": "户",
    "次数": "次",
    "场次": "场",
    "件数": "件",
    "份数": "份",
    "家数": "家",
}


def _told_before(text: str, start: int, end: int) -> Quantity | None:
    """A bare number at the end of a clause whose count word stands before it: 参赛总人次不少于16600."""
    end = start + len(text[start:end].rstrip(",，"))
    if text[end : end + 1] not in _STOPS or not text[start].isdecimal() or end - start < 2:
        return None
    before = text[max(0, start - 12) : start].rstrip("：:")
    while meaning := _ending_word(before):
        before = before.removesuffix(meaning[0])
    unit = _COUNTS_BEFORE.get(before.removesuffix("为")[-2:])
    low = _value(text[start:end]) if unit else None
    if unit is None or low is None:
        return None
    return _finished(text, (start, end), (low, low), Measure(1, "", unit, ""), approximate=False)


def _value(written: str) -> Decimal | None:
    if not written[0].isdecimal():
        return parse_chinese(written)
    digits = narrow(written).replace("，", ",").rstrip(",")
    if "," in digits and not re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?", digits):
        return None
    return Decimal(digits.replace(",", ""))


def _unit_at(text: str, at: int) -> tuple[Measure, int]:
    """Scale and unit that stand here, and how many characters they take."""
    ahead = text[at : at + 8]
    measure, rest = take_unit(ahead)
    if measure.unit or measure.scale > 1 or ahead.isascii():
        return measure, len(ahead) - len(rest)
    narrowed = narrow(ahead)
    if len(narrowed) != len(ahead):
        return measure, len(ahead) - len(rest)
    measure, rest = take_unit(narrowed)
    return measure, len(ahead) - len(rest)


def _upper(text: str, at: int, low: Decimal) -> tuple[Decimal, int] | None:
    """The second number of a range that goes on here, and where it ends."""
    first = text[at : at + 1]
    if first not in _DASHES and not first.isspace():
        return None
    ahead = text[at : at + 24]
    number = ahead.lstrip()
    if number[:1] not in _DASHES or not number:
        return None
    number = number.lstrip(_DASHES).lstrip()
    arabic = re.match(_ARABIC, number)
    end = arabic.end() if arabic else _end_in_chinese(number, 0) if number[:1] in _CHINESE else 0
    value = _value(number[:end]) if end else None
    if value is None or value < low:
        return None
    return value, at + len(ahead) - len(number) + end


def _is_quantity(text: str, start: int, end: int, low: Decimal, measure: Measure, *, arabic: bool) -> bool:
    """Whether number and unit are a quantity and not a date, a grade, an ordinal or a word."""
    unit, rest = unit_of(measure.unit), text[end : end + 6]
    if text[end - 1].isascii() and text[end - 1].isupper() and not text[end - 2].isalpha():
        return False  # 5G, 4K; 1500TB is one
    if unit is None:
        return measure.scale >= 10_000 and arabic
    if (
        unit.family == GRADE
        or measure.unit == "号"
        or (measure.unit == "届" and low > _MANY_TIMES)  # 2026届毕业生
        or (rest.startswith(("性", "公交", "级")) and not rest.startswith("级别"))
    ):
        return False
    if not arabic:
        if measure.unit == "期" and rest.startswith(("工程", "项目", "建设")):
            return False
        if text[start - 1 : start] == "后" and measure.unit not in _SPANS:
            return False  # 后三批; 结算后十五个工作日 is a limit
        long = unit.family in _MEASURED and end - len(measure.unit) - start > 1
        if not (unit.family in _COUNTED or long or measure.unit in _SPANS):
            return False
        return text[start] != "一" or end - start > 2 or measure.unit in _ONE_OF
    if unit.family != TIME:
        return True
    if measure.unit == "年":
        return not FIRST_YEAR <= low <= LAST_YEAR
    if measure.unit == "月" or low in (365, 366):
        return False
    if measure.unit == "日":
        return text[start - 1 : start] != "月" and rest.startswith(("内", "以内", "之内"))
    return not (low == 24 and rest.startswith(_ROUND_THE_CLOCK))


def _finished(
    text: str, span: tuple[int, int], bounds: tuple[Decimal, Decimal], measure: Measure, *, approximate: bool
) -> Quantity | None:
    """Add what stands around the number: 不少于 and 以上, 每人, the noun, the words before."""
    start, end = span
    before, operator = text[max(0, start - 24) : start], ""
    before = before[behind_last(before, _STOPS, len(before)) :]
    while meaning := _ending_word(before):
        word, sign = meaning
        before, start = before[: -len(word)], start - len(word)
        approximate = approximate or sign == _APPROXIMATELY
        operator = operator or sign.strip(_APPROXIMATELY)
    for word, sign in _WORDS_AFTER if text[end : end + 1] in _FIRST_OF_WORDS_AFTER else ():
        if text.startswith(word, end):
            end += len(word)
            approximate = approximate or sign == _APPROXIMATELY
            operator = operator or sign.strip(_APPROXIMATELY)
            break
    noun, noun_end = _noun(text, end)
    unit = measure.unit
    if not unit:
        if before.endswith(_MONEY_BEHIND):
            unit = "元"
        elif not noun:
            return None
    per = measure.per or (_each(before) if "每" in before or "均" in before or "日" in before else "")
    quote = text[start : end if unit else noun_end]
    return Quantity(*bounds, unit, per, operator, approximate, noun, before[-14:], quote, start, end)


def _each(before: str) -> str:
    """For each of what: 人 of 每人补助, 每一个人, 人均补助; '' if nothing of the kind stands in the eight letters before."""
    for at, character in enumerate(before):
        unit, behind = "", before[at + 1 :]
        if character == "每":
            behind = behind.removeprefix("一").removeprefix("个")
            unit = next((word for word in _EACH_OF if behind.startswith(word)), "")
            behind = behind[len(unit) :]
        elif character == "均" and before[at - 1 : at] in _MEAN_OF:
            unit = before[at - 1]
        elif character == "日" and behind[:1] in _DONE_IN_A_DAY and before[at - 1 : at] not in _NO_SUCH_DAY:
            unit = "日"
        if unit and len(behind) <= 8 and not any(map(str.isdecimal, behind)):
            return unit
    return ""


_MEAN_OF = tuple("人户亩日月")
_DONE_IN_A_DAY = frozenset("产供处")  # 日产, 日供水, 日处理
_NO_SUCH_DAY = tuple("近今昨本次当生节假0123456789")


def _noun(text: str, at: int) -> tuple[str, int]:
    """The words that stand here, up to twelve letters, without 的 各类 等 before them; and where they end."""
    while text[at : at + 1] in _BEFORE_NOUN:
        at += 1
    end = at
    while end < len(text) and end < at + 12 and (text[end].isalpha() or text[end] in "“”"):
        end += 1
    return text[at:end], end


_BEFORE_NOUN = frozenset("的各类等个名")


def _ending_word(before: str) -> tuple[str, str] | None:
    if before[-1:] not in _LAST_OF_WORDS_BEFORE or before.endswith(("送达", "到达")):
        return None
    return next((pair for pair in _WORDS_BEFORE if before.endswith(pair[0])), None)
