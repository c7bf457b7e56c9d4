"""A text as a cell of a sheet holds it: escaped, cut where a cell ends, and how tall a row it needs."""

from __future__ import annotations

import re
from functools import lru_cache

from xltoolkit.text.wrapping import text_lines

LONGEST_TEXT = 32_767
"""UTF-16 units that a cell holds (Excel specifications and limits)."""

TALLEST_ROW = 409.0
LONGEST_SHARED = 200
"""Characters of a text that is kept in memory for the rows that follow: names, paths, units."""

_LINE_POINTS, _ROW_POINTS = 14.5, 15.0
"""Height of a line of 宋体 10 and of a row with one line, in points."""

_SPECIAL = re.compile("[&<>\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
_MARKUP = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}


def text_in_column(text: str, width: int) -> tuple[str, int]:
    """A text's cell (`inline_text`) and the lines that it takes in a column so wide. What many rows share is made once."""
    return _shared(text, width) if len(text) <= LONGEST_SHARED else _made(text, width)


def _made(text: str, width: int) -> tuple[str, int]:
    plain = 2 * len(text) <= width and "\n" not in text
    return inline_text(text), 1 if plain else text_lines(text, width)


_shared = lru_cache(4096)(_made)


def inline_text(text: str) -> str:
    """What follows `<c r="A1" s="1"` in a cell that holds this text, up to `</c>`."""
    return f' t="inlineStr"><is><t xml:space="preserve">{escaped(fitting(text))}</t></is>'


def escaped(text: str) -> str:
    """A text as the XML of a sheet holds it: markup escaped, control characters and `_x000D_` in Excel's own notation."""
    if _SPECIAL.search(text) is None:
        return text
    return _SPECIAL.sub(lambda found: _MARKUP.get(found[0]) or f"_x{ord(found[0]):04X}_", text)


def row_height(lines: int) -> float:
    """Points of a row with so many lines."""
    return min(TALLEST_ROW, _ROW_POINTS + (lines - 1) * _LINE_POINTS)


def fitting(text: str) -> str:
    """A text as far as a cell holds it; what is cut says so."""
    if 2 * len(text) <= LONGEST_TEXT:
        return text
    units = text.encode("utf-16-le", "replace")
    if len(units) <= 2 * LONGEST_TEXT:
        return text
    note = "……（过长，其余见来源文件）"
    return units[: 2 * (LONGEST_TEXT - len(note))].decode("utf-16-le", "ignore") + note
