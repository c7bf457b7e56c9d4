"""How much two short Chinese names have in common: longest common part, character pairs, generic words taken off.

Deterministic, without weights or dictionaries, so that a message can show the common part itself.
"""

from __future__ import annotations

import re
from functools import lru_cache

from xltoolkit.records import NamedTuple
from xltoolkit.text.normal import key

# Words that say nothing about which thing is meant. Longer ones first.
_GENERIC = tuple(
    str.split(
        "专项资金 专项经费 工作经费 服务项目 建设项目 运行维护 项目 工程 专项 经费 资金 费用 维护费 维保费 服务费 维护 维保 运维 服务 建设 管理 系统 平台 "
        "信息化 信息 设备 工作 活动 采购 购置 实施 开展 完成 新增 提供 组织 相关 各类 各项 综合 全市 全区 全县 本县 本市 我市 我局 全局 包括 用于 "
        "以及 数量 次数 人数 个数 条数 家数 户数 面积 情况 年度 两级 1级 2级 3级 及 和 与 的 类"
    )
)
_ENDS = ("费", "数", "率", "度", "等")
# Words that begin like a generic one and name a thing of their own.
_COMPOUNDS = tuple(
    str.split("服务器 服务站 服务点 服务员 活动室 管理员 管理站 信息员 信息点 工作站 工程师 设备间 设备房")
)


class Overlap(NamedTuple):
    """common: the longest common part; share: its part of the shorter core, 0 to 1; pairs: Dice of character pairs."""

    common: str
    share: float
    pairs: float


_LONGEST_NAME = 200
"""Characters of a name that are compared: what is longer is a text that somebody pasted."""


@lru_cache(4096)
def core(name: str) -> str:
    """The name without generic words and punctuation: `金保工程硬件平台维保费` → `金保硬件`; all of it if nothing is left."""
    plain = "".join(filter(str.isalnum, key(name[:_LONGEST_NAME])))
    if "19" in plain or "20" in plain:
        for year in re.findall(r"(?:19|20)\d\d年?度?", plain):
            plain = plain.replace(year, "")
    return _without_generic(plain) or plain


def _without_generic(text: str) -> str:
    kept = [word for word in _COMPOUNDS if word in text]
    for at, word in enumerate(kept):
        text = text.replace(word, chr(_PRIVATE + at))
    words = iter(_GENERIC)
    while word := next(filter(text.__contains__, words), ""):  # each is looked for in what the ones before it have left
        text = text.replace(word, "")
    text = text[:-1] if text.endswith(_ENDS) and len(text) > 2 else text
    for at, word in enumerate(kept):
        text = text.replace(chr(_PRIVATE + at), word)
    return text


_PRIVATE = 0xE000  # a character of Unicode's private use stands for a compound meanwhile


def longest_common(first: str, second: str) -> str:
    """The longest part that both texts contain, the first one in `first` of several."""
    best = ""
    start, end = 0, 1  # of a part one character longer than the best
    while end <= len(first):
        part = first[start:end]
        if part in second:
            best = part
        else:
            start += 1
        end += 1
    return best


def one_digit_apart(one: str, other: str) -> bool:
    """Whether two numerals of the same length differ in exactly one digit: 2880 and 2860, 6.5 and 6.1."""
    (whole, _, rest), (other_whole, _, other_rest) = one.partition("."), other.partition(".")
    if len(whole) != len(other_whole):
        return False
    length = max(len(rest), len(other_rest))
    first, second = whole + rest.ljust(length, "0"), other_whole + other_rest.ljust(length, "0")
    return sum(a != b for a, b in zip(first, second, strict=True)) == 1


def digits_swapped(one: str, other: str) -> bool:
    """Whether two numerals are the same but for two neighbouring digits that changed places: 1450 and 1540, 18 and 81."""
    if len(one) != len(other):
        return False
    apart = [at for at, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]
    if len(apart) != 2 or apart[1] - apart[0] != 1:
        return False
    return one[apart[0]] == other[apart[1]] and one[apart[1]] == other[apart[0]]


def one_slip_apart(one: str, other: str) -> bool:
    """Whether one slip of the hand separates two numerals: a wrong digit, or two that changed places."""
    return one_digit_apart(one, other) or digits_swapped(one, other)


def figures(numeral: str) -> str:
    """The digits of a numeral, whatever its scale: 65 of 6.5 and of 65000."""
    return numeral.replace(".", "").strip("0")


def powers_of_ten_apart(one: str, other: str) -> bool:
    """Whether two numerals differ in nothing but where the digits stand: 15000 and 1500, 1.5 and 15."""
    return one != other and figures(one) == figures(other)


def pairs_of(text: str) -> set[str]:
    """The pairs of neighbouring characters: 维护网站 → 维护, 护网, 网站."""
    return {text[at : at + 2] for at in range(len(text) - 1)}


def character_pairs(first: str, second: str) -> float:
    """Dice coefficient of the pairs of neighbouring characters, 0 to 1 (1 for equal texts)."""
    if first == second:
        return 1.0
    one, other = pairs_of(first), pairs_of(second)
    return 2 * len(one & other) / (len(one) + len(other)) if one and other else 0.0


@lru_cache(16384)
def overlap(first: str, second: str) -> Overlap:
    """What the cores of two names have in common."""
    one, other = core(first), core(second)
    if not one or not other:
        return Overlap("", 0.0, 0.0)
    common = longest_common(one, other)
    return Overlap(common, len(common) / min(len(one), len(other)), character_pairs(one, other))


def same_subject(first: str, second: str, least: int = 2) -> bool:
    """Whether two names probably speak of one thing: at least `least` characters of the cores in common, or one whole core."""
    found = overlap(first, second)
    return len(found.common) >= least or (found.share == 1.0 and bool(found.common))


def best_match(name: str, candidates: list[str]) -> tuple[int, Overlap] | None:
    """The candidate with the longest common part (then most pairs, then the first); None if none shares anything."""
    found = [(overlap(name, candidate), -at) for at, candidate in enumerate(candidates)]
    best = max(found, key=lambda pair: (len(pair[0].common), pair[0].pairs, pair[1]), default=None)
    return (-best[1], best[0]) if best and best[0].common else None


def mentioned(name: str, text: str) -> Overlap:
    """How much of a name's core a long text mentions; `pairs` is the share of its character pairs found there."""
    wanted, prose = core(name), _prose(text)
    if not wanted:
        return Overlap("", 0.0, 0.0)
    there = [wanted[at : at + 2] in prose for at in range(len(wanted) - 1)]
    # what has more than one character in common has a pair in common: looking for less is dear in a long text
    common = longest_common(wanted[there.index(True) :] if True in there else wanted, prose)
    hits = sum(there)
    return Overlap(common, len(common) / len(wanted), hits / len(there) if there else float(bool(common)))


@lru_cache(64)
def _prose(text: str) -> str:
    """A text as names are compared with it: generic words stay out there too, so that the cores line up."""
    return _without_generic("".join(filter(str.isalnum, key(text))))
