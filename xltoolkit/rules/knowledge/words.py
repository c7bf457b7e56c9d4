"""Closed lists of the trade that rules share: placeholders, words that excuse, names of the other tree."""

from __future__ import annotations

from xltoolkit.text.chinese import before_first, behind_last
from xltoolkit.text.words import Words


def words(text: str) -> Words:
    """A closed list of words, written with blanks between them."""
    return Words(text.split())


_PLACEHOLDER_SIGNS = frozenset("*＊×xX○〇?？_＿/／\\—–-－.…。、某·")
_PLACEHOLDERS = frozenset(
    words("待定 待填 待填写 待补充 待补 待确认 暂定 略 填写 请填写 测试 示例 null none n/a na todo tbd")
)
_SAYS_NOTHING = frozenset(words("无 暂无 没有 / ／ - － — —— -- \\ 、 . 。"))
_FIRST_CHARACTERS = (
    _PLACEHOLDER_SIGNS
    | {word[0] for word in (*_PLACEHOLDERS, *_SAYS_NOTHING)}
    | set("请此同NTnt （）()【】[]<>《》“”\"'\t\n\u3000")
)
# What a template or a hasty writer leaves inside a text.
_UNWRITTEN = (
    "此处填",
    "此处请填",
    "（待补充",
    "（待填",
    "（待完善",
    "（待定）",
    "（略）",
    "(待补充",
    "(待填",
    "(待完善",
    "(待定)",
)
_UNWRITTEN_BEGINS = tuple({mark[:2] for mark in _UNWRITTEN})
_GAPS = words("XX xx ×× ＿＿ __ ** ＊＊ 〇〇 某某某")
_GAP_CHARACTERS = frozenset("".join(_GAPS)).union(word[0] for word in _UNWRITTEN)
_LONG = 50  # characters; to look for each gap in a longer text is quicker than to look at each of its characters


def is_placeholder(text: str, kind: str, required: bool) -> bool:
    """Whether the whole cell is a placeholder. In an optional cell 无 and / are a way to say nothing, and so is 无 in a target."""
    if text[:1] not in _FIRST_CHARACTERS:
        return False
    short = text.strip().strip("（）()【】[]<>《》“”\"'").lower()
    if not short:
        return False
    if short in _SAYS_NOTHING:
        return required and not (kind == "target" and "无" in short)
    if not required and len(short) == 1:
        return False
    if short == "同上":
        return required and kind in ("text", "person", "phone")
    return (
        short in _PLACEHOLDERS
        or short.startswith(("请填写", "请在此", "此处填", "请输入", "请选择"))
        or all(character in _PLACEHOLDER_SIGNS for character in short)
    )


def may_have_gaps(text: str) -> bool:
    """Whether any of the marks of a gap stands in the text at all."""
    return _GAPS.any_in(text) or any(map(text.__contains__, _UNWRITTEN_BEGINS))


def inner_placeholder(text: str) -> str:
    """A gap left inside a text: XX, ××, ＿＿; '' if there is none. One X belongs to a name (X光机)."""
    if len(text) < _LONG and _GAP_CHARACTERS.isdisjoint(text):
        return ""
    for mark in _UNWRITTEN if any(map(text.__contains__, _UNWRITTEN_BEGINS)) else ():
        if (at := text.find(mark)) >= 0:
            return text[at : _clause_end(text, at + len(mark))]
    for mark in _GAPS:
        at = text.find(mark)
        if at < 0:
            continue
        end = at + len(mark)
        before, after = text[at - 1 : at], text[end : end + 1]
        if mark in ("XX", "xx") and (_latin(before) or (_latin(after) and after not in "Xx")):
            continue  # XXL, MAXX
        return text[behind_last(text, _STOPS, at) : _clause_end(text, end)][-_LONGEST_GAP:]
    return ""


_STOPS = "，。；：、（）“”,;\n"
_LONGEST_GAP = 30  # characters


def _clause_end(text: str, at: int) -> int:
    """Where the clause ends that goes on here, a closing bracket included."""
    end = before_first(text, _STOPS, at)
    return min(end + text.startswith("）", end), at + _LONGEST_GAP)


def _latin(character: str) -> bool:
    return character.isascii() and character.isalpha()
