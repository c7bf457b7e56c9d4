"""Where our marks stand in an open workbook: read from a saved copy, so that one file says what thousands of calls would."""

from __future__ import annotations

from xltoolkit.findings import Place
from xltoolkit.marks import recognise
from xltoolkit.marks.book import Book, SheetEntry
from xltoolkit.marks.cells import position_of
from xltoolkit.marks.colours import mark_key
from xltoolkit.marks.record import MarksInfo
from xltoolkit.marks.sheet_rows import our_note_spans
from xltoolkit.marks.splices import Node, character_data, namespace_parser, outline, run
from xltoolkit.marks.styles import Styles, solid_colour
from xltoolkit.package.archive import Archive
from xltoolkit.package.xml import relationships
from xltoolkit.records import NamedTuple


class Traces(NamedTuple):
    """Marks of ours in a workbook.

    info    what the workbook remembers of them, None if it was never marked
    cells   highlighted cell → the fill below as RRGGBB, '' for none
    notes   cells whose note holds lines of ours
    """

    info: MarksInfo | None
    cells: dict[Place, str]
    notes: tuple[Place, ...]


def traces(archive: Archive) -> Traces:
    """What is left of our marks in a package."""
    info = recognise(archive)
    if info is None:
        return Traces(None, {}, ())
    book = Book(archive)
    styles = Styles(book)
    below: dict[str, str] = {}
    for style in range(styles.count):
        key = mark_key(solid_colour(styles.fill_of(style)))
        if key is not None and (key in info.fills or not info.fills):
            below[str(style)] = solid_colour(info.fills.get(key, ""))
    sheets = [
        entry for entry in book.sheets if entry.part and entry.kind == "worksheet" and entry.name != info.result_sheet
    ]
    cells = (
        {place: fill for entry in sheets for place, fill in _highlighted(book, entry, below).items()} if below else {}
    )
    notes = tuple(place for entry in sheets for place in _noted(archive, entry))
    return Traces(info, cells, notes)


def _highlighted(book: Book, entry: SheetEntry, below: dict[str, str]) -> dict[Place, str]:
    found: dict[Place, str] = {}

    def start(name: str, attributes: dict[str, str]) -> None:
        if name.rpartition(" ")[2] == "c" and (fill := below.get(attributes.get("s", ""))) is not None:
            position = position_of(attributes.get("r", ""))
            if position:
                found[Place(entry.name, *position)] = fill

    parser = namespace_parser()
    parser.StartElementHandler = start
    run(parser, book.draft.text(entry.part), entry.part)
    return found


def _noted(archive: Archive, entry: SheetEntry) -> list[Place]:
    links = relationships(archive, entry.part).values()
    part = next((link.target for link in links if link.type == "comments" and link.target in archive), "")
    if not part:
        return []
    data = archive.read(part)
    root = outline(data, part, 5)
    listing = root.first("commentList")
    positions = (
        position_of(comment.attributes.get("ref", ""))
        for comment in (listing.all("comment") if listing else ())
        if our_note_spans(_words(data, comment))
    )
    return [Place(entry.name, *position) for position in positions if position]


def _words(data: bytes, node: Node) -> str:
    """The text of a note, all runs together."""
    if node.tag == "t":
        return character_data(b"<n>" + data[node.inner_start : node.inner_end] + b"</n>", "")
    return "".join(_words(data, child) for child in node.children)
