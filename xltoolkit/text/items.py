"""Numbered items in running text: 一、 （一） 1、 ①. Only a numbering that runs counts. Positions count in the text as given."""

from __future__ import annotations

import re
from collections.abc import Iterator

from xltoolkit.records import NamedTuple
from xltoolkit.text.chinese import before_first, places, whole_number

_LONGEST_TITLE = 200  # characters in which its end is looked for


class Item(NamedTuple):
    """One numbered item.

    marker  as written: `一、` `（2）` `①`
    number  what it says
    level   0 for the outermost numbering, 1 for the one inside it …
    text    everything up to the next item of its own or an outer level, inner items included
    start, end  where it stands, marker included
    """

    marker: str
    number: int
    level: int
    text: str
    start: int
    end: int

    @property
    def title(self) -> str:
        """Its first clause, up to the first 。；：， or line break."""
        end = before_first(self.text, "。；;：:，,\n", 0, _LONGEST_TITLE)
        return (self.text[:end] if end < _LONGEST_TITLE else self.text).strip()


class _Mark(NamedTuple):
    start: int
    end: int
    number: int
    style: str


NUMERALS = "一二三四五六七八九十"
_CLOSING = ")）、．，,：:是."
_LONGEST_NUMERAL = 4  # characters, 第 included
_CIRCLED = r"[①-⒛][、．]?"
BEFORE_MARKER = frozenset("。；;：:！!？?\n\t \u3000）)”>，,.")


def numbered_items(text: str) -> list[Item]:
    """The numbered items of a text in its order, inner ones after their outer one.

    Only a numbering that runs (1, 2 … at least two items) counts; `2020年1.` and `统一、规范` are no markers.
    """
    marks, levels = _running(_marks(text))
    closes = [len(text)] * len(marks)
    still_open: list[int] = []
    for at, level in enumerate(levels):
        while still_open and levels[still_open[-1]] >= level:
            closes[still_open.pop()] = marks[at].start
        still_open.append(at)
    items = []
    for mark, level, close in zip(marks, levels, closes, strict=True):
        start, end = mark.start, mark.end
        items.append(Item(text[start:end], mark.number, level, text[end:close].strip(), start, close))
    return items


def _marks(text: str) -> list[_Mark]:
    """Whatever looks like a marker: behind punctuation or a blank, circled numbers anywhere."""
    marks = []
    for opening, numeral, closing, start, end in _numerals(text):
        if start and text[start - 1] not in BEFORE_MARKER:
            continue
        style = _style(opening, numeral, closing)
        number = whole_number(numeral) if style else 0
        if number:
            end += style == "（一）" and text[end : end + 1] in (",", "，") and len(closing) == 1
            marks.append(_Mark(start, end, number, style))
    if "①" in text or "⑴" in text or "⒈" in text:
        for found in re.finditer(_CIRCLED, text):
            code = ord(found[0][0])
            number = code - next(first for first in (0x2488, 0x2474, 0x2460) if code >= first) + 1
            marks.append(_Mark(found.start(), found.end(), number, "①"))
        marks.sort()
    return marks


def _numerals(text: str) -> Iterator[tuple[str, str, str, int, int]]:
    """What may be a marker: （ or 第 before it, the numeral, what closes it (）、 are two), where it begins and ends."""
    for at in places(text, _CLOSING):
        start = at
        while at - start < _LONGEST_NUMERAL and (
            text[start - 1 : start] in _NUMERAL or text[start - 1 : start].isdecimal()
        ):
            start -= 1
        numeral, opening, closing = text[start:at], text[start - 1 : start], text[at]
        if not numeral or opening.isalnum() or opening == "_":
            continue
        end = at + 1
        behind = text[end : end + 1]
        if closing == "." and behind.isdecimal():
            continue  # 1.5
        if opening in ("（", "("):
            start -= 1
        else:
            opening = ""
        if numeral[0] == "第" and not opening:
            opening, numeral = "第", numeral[1:]
        if closing in ")）" and behind and behind in "、．":
            closing, end = closing + behind, end + 1
        yield opening, numeral, closing, start, end


_NUMERAL = frozenset(f"第{NUMERALS}")


def _style(opening: str, numeral: str, closing: str) -> str:
    """The kind of marker that these make together, written as its first one; '' if they make none."""
    if numeral.isdecimal() and len(numeral) <= 2:
        one = "1"
    elif numeral and len(numeral) <= 3 and not numeral.strip(NUMERALS):
        one = "一"
    else:
        return ""
    closed = closing[0] in ")）"
    if opening == "第":
        return "第一" if one == "一" and closing in "、，,：:" else ""
    if opening:
        return f"（{one}）" if closed else ""
    if closed:
        return "1）" if one == "1" else ""
    if closing in "、．.":
        return f"{one}、"
    return "一是" if closing == "是" and one == "一" else ""


def _running(marks: list[_Mark]) -> tuple[list[_Mark], list[int]]:
    """The markers that belong to a running numbering, and their levels. One number may be left out by mistake."""
    runs: list[list[_Mark]] = []
    outer: list[int] = []  # of every run the run that it stands in, -1 for none
    open_runs: list[int] = []  # outermost first
    member_of: list[tuple[_Mark, int]] = []
    for mark in marks:
        same = next((depth for depth in range(len(open_runs)) if runs[open_runs[depth]][0].style == mark.style), None)
        if same is not None and 0 < mark.number - runs[open_runs[same]][-1].number <= 2:
            del open_runs[same + 1 :]
            runs[open_runs[same]].append(mark)
        elif mark.number == 1:
            del open_runs[len(open_runs) if same is None else same :]
            outer.append(open_runs[-1] if open_runs else -1)
            open_runs.append(len(runs))
            runs.append([mark])
        else:
            continue
        member_of.append((mark, open_runs[-1]))
    kept = [(mark, run) for mark, run in member_of if len(runs[run]) > 1]
    return [mark for mark, _ in kept], [_level(run, outer, runs) for _, run in kept]


def _level(run: int, outer: list[int], runs: list[list[_Mark]]) -> int:
    level = 0
    while (run := outer[run]) >= 0:
        level += len(runs[run]) > 1
    return level
