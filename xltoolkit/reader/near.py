"""How alike two short Chinese texts are, and the one candidate that is nearest. Two that are equally near are none."""

from __future__ import annotations

from collections.abc import Iterable

_MOST_LONGER = 6


def likeness(one: str, other: str) -> float:
    """0 … 1: twice the longest common subsequence over the length of both; 0 for a name and a text many times as long.

    >>> likeness("明细名称", "项目明细名称")
    0.8
    """
    if not one or not other or min(len(one), len(other)) * _MOST_LONGER < max(len(one), len(other)):
        return 0.0
    above = [0] * (len(other) + 1)
    for character in one:
        row = [0]
        for position, opposite in enumerate(other, 1):
            row.append(above[position - 1] + 1 if character == opposite else max(above[position], row[-1]))
        above = row
    return 2 * above[-1] / (len(one) + len(other))


def nearest(text: str, candidates: Iterable[str], least: float = 0.5, margin: float = 0.1) -> str:
    """The candidate most like `text`, '' if none reaches `least` or a second one comes within `margin` of it."""
    ranked = sorted(((likeness(text, candidate), candidate) for candidate in dict.fromkeys(candidates)), reverse=True)
    if not ranked or ranked[0][0] < least:
        return ""
    if len(ranked) > 1 and ranked[0][0] - ranked[1][0] < margin:
        return ""
    return ranked[0][1]
