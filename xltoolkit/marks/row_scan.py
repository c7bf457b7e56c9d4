"""The rows of a sheet part by their tags alone, so that the parser need not look into rows that nobody asked for.

Without comments, CDATA sections and processing instructions a `<row` in the text of a sheet can be nothing but the tag of
a row. A sheet with one of those, or with a row that does not tell its number, is parsed whole.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from xltoolkit.records import NamedTuple

_ROW = re.compile(rb"<(?:[^\s<>/:]+:)?row(?=[\s/>])([^>]*)>")
_NUMBER = re.compile(rb"""\sr\s*=\s*["']([0-9]+)["']""")
_LOOKS = re.compile(rb"""\s(ht|hidden)\s*=\s*["']([^"']*)["']""")
_CONTENT_BEGINS = re.compile(rb"<(?:[^\s<>/:]+:)?sheetData[\s>]")
_NOT_LOOKED_INTO = re.compile(rb"<(dataValidations|conditionalFormatting)(?=[\s/>])[^<>]*>")
_CONTENT_ENDS = re.compile(rb"</(?:[^\s<>/:]+:)?sheetData\s*>")
NO_ROW = 1 << 30  # a number behind every row's, whatever a sheet calls its rows
_MEASURED_BELOW = 30  # rows below a wanted one: as far as the box of a note can reach


class RowScan(NamedTuple):
    """Which bytes of the part are worth parsing.

    pieces   (begin, end) in the part, in order; all of it where nothing may be stepped over
    starts   where each piece begins once they are joined
    heights  row → pixels, for rows near a wanted one whose height is not the default
    """

    pieces: list[tuple[int, int]]
    starts: list[int]
    heights: dict[int, int]

    def reduced(self, data: bytes) -> bytes:
        """The pieces joined: well-formed, since whole rows were left out."""
        return data if len(self.pieces) == 1 else b"".join(data[begin:end] for begin, end in self.pieces)

    def offset_of(self, index: int) -> int:
        """Where in the part a byte of the joined pieces stands."""
        piece = bisect_right(self.starts, index) - 1
        return index - self.starts[piece] + self.pieces[piece][0]


def scan_rows(data: bytes, wanted: list[int]) -> RowScan:
    """Look for the rows `wanted` (ascending) and, where one is missing, for the row that follows its place."""
    whole = RowScan([(0, len(data))], [0], {})
    begins, end = _CONTENT_BEGINS.search(data), _end_of_content(data)
    if begins is None or end < 0:
        return whole
    rows = list(_numbered_rows(data, begins.end(), end))
    heights = _heights(rows, wanted)
    plain = b"<!" not in data and data.find(b"<?", 5) < 0
    if not rows or not plain or any(number == 0 for number, _, _ in rows):
        return whole._replace(heights=heights)
    pieces = [(0, rows[0][1])]
    pending = iter((*wanted, NO_ROW))
    next_wanted = next(pending)
    asked = set(wanted)
    for (number, start, _), stop in zip(rows, [*(row[1] for row in rows[1:]), end], strict=True):
        keep = number in asked
        while next_wanted <= number:
            keep = True  # the wanted row itself, or the first behind its place
            next_wanted = next(pending)
        if keep:
            pieces.append((start, stop))
    pieces += _behind_rows(data, end)
    return RowScan(*_joined(pieces), heights)


def _behind_rows(data: bytes, begin: int) -> Iterator[tuple[int, int]]:
    """The rest of the part, the contents of its validations and conditional formats stepped over."""
    for found in _NOT_LOOKED_INTO.finditer(data, begin):
        opened, closing = found.end(), data.find(b"</" + found[1] + b">", found.end())
        if data[opened - 2 : opened] != b"/>" and closing >= 0:
            yield begin, opened
            begin = closing
    yield begin, len(data)


def _end_of_content(data: bytes) -> int:
    """Where </sheetData> stands, -1 if the element is empty."""
    end = len(data)
    while (end := data.rfind(b"sheetData", 0, end)) >= 0:
        start = data.rfind(b"<", 0, end)
        if _CONTENT_ENDS.match(data, start):
            return start
    return -1


def _numbered_rows(data: bytes, begin: int, end: int) -> Iterator[tuple[int, int, bytes]]:
    """(number, offset, attributes) of every row; number 0 where the row does not tell it."""
    for found in _ROW.finditer(data, begin, end):
        number = _NUMBER.search(found[1])
        yield min(int(number[1]), NO_ROW - 1) if number else 0, found.start(), found[1]


def _heights(rows: list[tuple[int, int, bytes]], wanted: list[int]) -> dict[int, int]:
    near = {row + step for row in wanted for step in range(-1, _MEASURED_BELOW)}
    heights: dict[int, int] = {}
    for number, _, attributes in rows:
        if number in near:
            looks = {name.decode(): value.decode() for name, value in _LOOKS.findall(attributes)}
            height = 0 if is_true(looks.get("hidden")) else row_pixels(looks.get("ht"))
            if height is not None:
                heights[number] = height
    return heights


def _joined(pieces: list[tuple[int, int]]) -> tuple[list[tuple[int, int]], list[int]]:
    """Neighbouring pieces made one, and where each begins in their sum."""
    merged = [pieces[0]]
    for begin, end in pieces[1:]:
        if begin == merged[-1][1]:
            merged[-1] = merged[-1][0], end
        else:
            merged.append((begin, end))
    starts, total = [], 0
    for begin, end in merged:
        starts.append(total)
        total += end - begin
    return merged, starts


def is_true(text: str | None) -> bool:
    return text in ("1", "true")


def column_pixels(width: str | None) -> int | None:
    """Characters of 7 pixels and 5 pixels of padding, §18.3.1.13."""
    return None if (value := _decimal(width)) is None else int(value * 7 + 5)


def row_pixels(height: str | None) -> int | None:
    return None if (value := _decimal(height)) is None else int(value * 4 / 3)


def _decimal(text: str | None) -> float | None:
    try:
        return float(text) if text else None
    except ValueError:
        return None
