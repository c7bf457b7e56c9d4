"""Whether a text stops in mid-sentence. People often leave out the last full stop, so a missing one alone proves little."""

from __future__ import annotations

import re

from xltoolkit.rules.knowledge.words import words
from xltoolkit.text.truncation import COMMA, CONNECTIVE, NO_END, OPEN_BRACKET, TRUNCATION_NAMES, truncated

_OPEN_ENDS = frozenset("，、：,:（(《“‘【")
_ENDS = "。！？；!?;…”』」）)】》>."
# A sentence that ends like this is whole also without its full stop.
_WHOLE_ENDINGS = words("以上 以下 以内 之内 左右 等 % ％ 元 次 人 个 项 户 家 件 天 年 月 日")
_SURELY_WHOLE = ("以上", "以下", "以内", "左右", "等", "%", "％")
# Words that end like a connective and are none.
_WHOLE_WORDS = words(
    "饱和 共和 缓和 调和 祥和 总和 参与 赠与 普及 涉及 波及 顾及 惠及 目的 应对 核对 校对 比对 面对 结对 存在 "
    "所在 潜在 行为 作为 有为 自由 理由 方向 取向 导向 服从 植被 合并 兼并 成为"
)


def finished(text: str) -> bool:
    """Whether the text ends with a full stop or what stands for one; 12. may be the beginning of 12.6."""
    text = text.rstrip()
    return text[-1:] in _ENDS and not (text[-1:] == "." and text[-2:-1].isdigit())


_OPENINGS = frozenset("（(“《【[")
_LEADING_ON = (
    "用于",
    "包括",
    "以及",
    "日均不",
    "不少",
    "不低",
    "不超",
    "均不",
    "约为",
    "结束之",
    "完成之",
    "签订之",
    "用前",
    "造前",
)
_SIGNS = "×*✕＊＋+÷"
_NO_FACTORS = ("", *(f"每{one}" for one in "人班场次个家户期校村月年天"), "每", "共")
_NUMBER_CUT = r"(?:资金|经费|预算|投入|安排|补助)\d{1,3}$"
_PEACE = frozenset(("和谐", "和平", "和解", "和好", "和睦", "及格", "及时", "和约"))
_THINGS = frozenset("税费款水电气油人物粮车房路桥图表书报")
_PAIRS = ("（）", "()", "“”", "《》", "【】", "[]")


def _breaks_off(text: str) -> str:
    """Of a short text only what proves itself: a comma at the end, an open bracket, half a product (34场×), half a word (甲和乙)."""
    if text[-1:] in _OPEN_ENDS:
        return TRUNCATION_NAMES[COMMA]
    if (text.endswith(_LEADING_ON) and len(text) > 2) or text.isdecimal():
        return TRUNCATION_NAMES[CONNECTIVE]
    last = text.rpartition("、")[2]
    if len(last) == 1 and last != text and "\u4e00" <= last <= "\u9fff" and len(text) > 2:
        return TRUNCATION_NAMES[NO_END]  # 码头、渡
    if text[-1:].isdigit() and re.search(_NUMBER_CUT, text):
        return TRUNCATION_NAMES[NO_END]  # 年度资金3
    if text[-1:] in (".", "．") and text[-2:-1].isdigit():
        return TRUNCATION_NAMES[NO_END]  # 上年96.
    factor = text[max(map(text.rfind, _SIGNS)) + 1 :]
    if factor != text and factor in _NO_FACTORS and any(map(str.isdecimal, text)):
        return TRUNCATION_NAMES[CONNECTIVE]
    if (
        text[-2:-1] in ("和", "及")
        and text[-3:-2].isalpha()
        and "，" in text
        and text[-2:] not in _PEACE
        and text[-1] not in _THINGS
    ):
        return TRUNCATION_NAMES[NO_END]
    if not _OPENINGS.isdisjoint(text) and any(
        text.rfind(pair[0]) > text.rfind(pair[1]) for pair in _PAIRS if pair[0] in text
    ):
        return (
            TRUNCATION_NAMES[OPEN_BRACKET]
            if not ("（" in text and ")" in text) and not ("(" in text and "）" in text)
            else ""
        )
    return ""


def how_unfinished(text: str, *, strict: bool, short: bool = False) -> str:
    """Why the text looks cut off, in Chinese; '' if it does not.

    strict  the person ends every other text with a full stop, so a missing one means something
    short   the text is a cell of a table: only what proves itself counts (a comma, an open bracket)
    """
    text = text.rstrip()
    if short:
        return _breaks_off(text)
    how = truncated(text)
    if how == CONNECTIVE and text.endswith(_WHOLE_WORDS):
        how = NO_END if "。" in text else ""
    if how not in ("", NO_END):
        return TRUNCATION_NAMES[how]
    closed = text[-1:] in "”’」』" and text[-2:-1] not in "。！？；…"
    if not text or (finished(text) and not (closed and strict)):
        return ""
    if text.endswith(_SURELY_WHOLE) and not (strict and text.endswith("等")):
        return ""
    if not strict and text.endswith(_WHOLE_ENDINGS):
        return ""
    return TRUNCATION_NAMES[NO_END] if how == NO_END or (strict and len(text) > 20) or text[-1] == "." else ""
