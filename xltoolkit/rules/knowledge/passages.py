"""Where the clause and the sentence of a number begin and end, and how a message quotes them."""

from __future__ import annotations

import re

from xltoolkit.text.chinese import before_first, behind_last
from xltoolkit.text.quantity import Quantity


def clause_of(text: str, quantity: Quantity) -> str:
    """The quantity with its clause, from a mark or a word's begin to a mark; what is left out at an end is shown by …."""
    start = behind_last(text, _MARKS, quantity.start)
    head, tail = text[start : quantity.start], text[quantity.end : quantity.end + _LONGEST_NOUN + 1]
    head = re.sub(_OPENING, "", head.strip())
    if len(head) > _LONGEST_HEAD:
        head = f"…{head[-_LONGEST_HEAD:]}"
    length = next((at for at, character in enumerate(tail) if not character.isalpha()), len(tail))
    rest = f"{tail[:_LONGEST_NOUN]}…" if length > _LONGEST_NOUN else tail[:length]
    return f"{head}{quantity.quote}{rest}".strip()


_MARKS = "，。；：、（）();:,\n！"
_LONGEST_HEAD, _LONGEST_NOUN = 16, 10  # characters
# Numbers of items and dates that begin a clause: 一是, （二）, 3., 2026年, 8月25日前, 12月底前
_OPENING = (
    r"^(?:[一二三四五六七八九十]+是|\d{1,2}[.．](?!\d))?"
    r"(?:20\d\d年度?)?(?:\d{1,2}月(?:\d{1,2}日|底|末|初|[上中下]旬)?(?:以?前)?)?"
)


def sentence_before(text: str, at: int) -> str:
    return text[behind_last(text, "。；;\n！", at, max(0, at - LONGEST_SENTENCE)) : at]


LONGEST_SENTENCE = 400  # characters; what stands further back does not speak of the number


def sentence_end(text: str, at: int) -> int:
    """Where the sentence ends that holds this position."""
    return before_first(text, "。；;\n！", at)


def for_each(before: str) -> bool:
    """6月、11月各大修一次 is said of each of several; 各类, 各项 are all of them together."""
    at = before.rfind("各")
    return at >= 0 and before[at + 1 : at + 2] not in _ALL_OF_A_KIND


_ALL_OF_A_KIND = frozenset("类项级种方界地部")
