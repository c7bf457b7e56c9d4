"""What stands in the cells that are about to be marked, and how sheets are protected: read from a saved copy too."""

from __future__ import annotations

import re
from collections.abc import Iterable

from xltoolkit.excel.traces import Traces, notes_of
from xltoolkit.findings import Place
from xltoolkit.marks.book import Book
from xltoolkit.marks.cells import Position, position_of
from xltoolkit.marks.fill_colours import portable
from xltoolkit.marks.record import theme_text
from xltoolkit.marks.sheet_outline import anchored
from xltoolkit.marks.sheet_rows import without_note_text
from xltoolkit.marks.splices import outline
from xltoolkit.marks.styles import Styles, solid_colour
from xltoolkit.package.archive import Archive
from xltoolkit.package.xml import relationships
from xltoolkit.records import NamedTuple

_PROTECTION = re.compile(rb"<(?:[^\s<>/:]+:)?sheetProtection\s([^>]*)>")
_ATTRIBUTE = re.compile(r"""(\w+)\s*=\s*["']([^"']*)["']""")


class Spot(NamedTuple):
    """What a cell has before it is marked.

    anchor     the cell that stands for it: of a merged area the top left one, which alone takes notes
    fill       RRGGBB, '' for none, None for a pattern or gradient, which could not be given back from a colour
    noted      a note of the person's stands on it
    discussed  a discussion (threaded comment) stands on it
    """

    anchor: Place
    fill: str | None
    noted: bool
    discussed: bool


class Ground(NamedTuple):
    """A workbook before it is marked.

    titles       names of all its sheets, chart sheets too
    spots        what stands in the cells that are asked for, and in those that stand for them
    protections  sheet → the attributes of its sheetProtection (ECMA-376 part 1, §18.3.1.85); unprotected ones are left out
    """

    titles: tuple[str, ...]
    spots: dict[Place, Spot]
    protections: dict[str, dict[str, str]]


def ground(archive: Archive, found: Traces, places: Iterable[Place] = ()) -> Ground:
    """Look at these cells of a saved copy, our earlier marks (`found`) thought away. Raises Refused."""
    book = Book(archive)
    by_sheet: dict[str, list[Place]] = {}
    for place in places:
        by_sheet.setdefault(place.sheet, []).append(place)
    styles, theme = Styles(book), theme_text(book)
    spots: dict[Place, Spot] = {}
    protections: dict[str, dict[str, str]] = {}
    for entry in book.sheets:
        if not entry.part or entry.kind != "worksheet":
            continue
        data = book.draft.text(entry.part)
        if attributes := _protection(data):
            protections[entry.name] = attributes
        wanted = by_sheet.get(entry.name, [])
        if not wanted:
            continue
        cells = anchored(data, entry.part, {(place.row, place.column) for place in wanted})
        notes, discussed = notes_of(archive, entry.part), _discussed(archive, entry.part)
        for place in wanted:
            position = cells.top_left((place.row, place.column))
            anchor = Place(place.sheet, *position)
            fill = found.cells.get(anchor)
            if fill is None:
                fill = _colour(styles.fill_of(cells.style_of(position)), theme)
            noted = bool(without_note_text(notes.get(position, "")).strip())
            spots[place] = spots[anchor] = Spot(anchor, fill, noted, position in discussed)
    return Ground(tuple(entry.name for entry in book.sheets), spots, protections)


def _colour(fill: str, theme: str) -> str | None:
    return (solid_colour(portable(fill, theme)) or None) if fill else ""


def _discussed(archive: Archive, sheet_part: str) -> set[Position]:
    links = relationships(archive, sheet_part).values()
    part = next((link.target for link in links if link.type == "threadedComment" and link.target in archive), "")
    if not part:
        return set()
    places = (position_of(node.attributes.get("ref", "")) for node in outline(archive.read(part), part, 1).children)
    return {place for place in places if place}


def _protection(data: bytes) -> dict[str, str]:
    """The attributes of the sheet's protection, {} if nothing is protected."""
    found = _PROTECTION.search(data, max(data.rfind(b"sheetData"), 0))
    attributes = dict(_ATTRIBUTE.findall(found[1].decode(errors="replace"))) if found else {}
    return (
        attributes if any(attributes.get(part) in ("1", "true") for part in ("sheet", "objects", "scenarios")) else {}
    )
