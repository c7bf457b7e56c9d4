"""Whether and how a text breaks off: in mid-sentence, behind a number, inside a word."""

from __future__ import annotations

import re

from xltoolkit.text.chinese import places
from xltoolkit.text.items import BEFORE_MARKER, NUMERALS, numbered_items

# How a text that does not end with a sentence ends (truncated()).
COMMA, CONNECTIVE, OPEN_BRACKET, NUMBERING, MID_WORD, NO_END = (
    "comma",
    "connective",
    "open_bracket",
    "numbering",
    "mid_word",
    "no_end",
)
TRUNCATION_NAMES = {
    COMMA: "末尾是逗号、顿号或冒号",
    CONNECTIVE: "末尾的话没有说完",
    OPEN_BRACKET: "末尾的括号或引号没有合上",
    NUMBERING: "末尾只有编号，没有内容",
    MID_WORD: "末尾一个词只写了一半",
    NO_END: "末尾没有句号，前面的句子都有",
}
_END_MARKS = "。！？!?；;…"
_CLOSERS = "”’\"'）)】》」』〉］]"
_CONNECTIVES = tuple(str.split("和 及 与 或 的 对 在 将 为 并 以及 包括 通过 按照 根据 由 向 从 把 被 等的"))
_NUMERAL = rf"(?:[{NUMERALS}]{{1,3}}|\d{{1,2}})"
_NUMBER_AT_END = rf"(?:{_NUMERAL}|[（(]{_NUMERAL}[)）])[、.．]?$"


def truncated(text: str) -> str:
    """How the text breaks off, a key of TRUNCATION_NAMES, or '' if it ends like a text.

    NO_END alone is weak: a clerk may have left the last full stop out. MID_WORD: the last character stands elsewhere
    in the text, and there another always follows (…申报软, elsewhere always 软件).
    """
    body = text.rstrip()
    if not body:
        return ""
    last = body.rstrip(_CLOSERS)[-1:]
    if last in _END_MARKS and last:
        return ""
    tail = body[-80:]
    if (
        body[-1] in "、.．)）0123456789一二三四五六七八九十"
        and (number := re.search(_NUMBER_AT_END, tail))
        and (not number.start() or tail[number.start() - 1] in BEFORE_MARKER)
        and numbered_items(body)
    ):
        return NUMBERING
    if body.endswith(("、等", "，等")):
        return COMMA
    if body[-1] in "，,、：:（(“‘《—-":
        return OPEN_BRACKET if body[-1] in "（(“‘《" else COMMA
    if any(tail.rfind(opening) > tail.rfind(closing) for opening, closing in ("（）", "“”", "《》", "()", "【】")):
        return OPEN_BRACKET
    if body.endswith(_CONNECTIVES) and len(body) > 20:
        return CONNECTIVE
    if _half_a_word(body):
        return MID_WORD
    return NO_END if any(mark in body for mark in "。！？；") else ""


def _half_a_word(body: str) -> bool:
    """The last characters (three to eight, or two that recur) stand elsewhere, each time with one more behind them."""
    for length in range(min(8, len(body) - 1), 1, -1):
        elsewhere = places(body[:-2], (body[-length:],))
        following = {body[at + length] for at in elsewhere}
        if len(elsewhere) >= (1 if length > 2 else 2):
            return len(following) == 1 and "\u4e00" <= following.pop() <= "\u9fff"
    return False
