"""Which cells of a workbook are held to a dropdown, a date or a number: what pasting over them takes away.

Source: ECMA-376 part 1 §18.3.1.32 (dataValidation); Excel writes a list on another sheet as an extension (MS-XLSX §2.6.34).
"""

from __future__ import annotations

import re

from xltoolkit.marks.book import Book
from xltoolkit.package.archive import Archive
from xltoolkit.package.parsing import LocalNames, new_parser, parse

HELD = frozenset(("list", "date", "whole", "decimal"))
"""Types of validation that hold a cell to something; lengths and mere prompts do not count."""

_AREA = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})(?::\$?([A-Z]{1,3})\$?(\d{1,7}))?")

Area = tuple[int, int, int, int]
"""Top, left, bottom, right; inclusive."""


def validated_areas(archive: Archive) -> dict[str, list[Area]]:
    """Sheet → areas whose cells are held to a dropdown, a date or a number. Raises Refused for a damaged part, CannotMark."""
    return {
        sheet.name: _areas(archive, sheet.part)
        for sheet in Book(archive).sheets
        if sheet.part and sheet.kind == "worksheet"
    }


def _areas(archive: Archive, part: str) -> list[Area]:
    found: list[Area] = []
    pieces: list[str] = []
    local = LocalNames()
    holds = False

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal holds
        if local[tag] == "dataValidation":
            holds = attributes.get("type", "none") in HELD
            if holds:
                found.extend(_spelled(attributes.get("sqref", "")))
        pieces.clear()

    def end(tag: str) -> None:
        if local[tag] == "sqref" and holds:
            found.extend(_spelled("".join(pieces)))

    parser = new_parser()
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = pieces.append
    parse(parser, archive, part, largest=archive.size(part))
    return found


def _spelled(references: str) -> list[Area]:
    """The areas of a sqref: 'B3 D5:E60'."""
    areas = []
    for first, top, last, bottom in _AREA.findall(references):
        areas.append((int(top), _number(first), int(bottom or top), _number(last or first)))
    return areas


def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number
