"""Where our marks stand in an open workbook: read from a saved copy, so that one file says what thousands of calls would."""

from __future__ import annotations

from xltoolkit.findings import Place
from xltoolkit.marks import recognise
from xltoolkit.marks.book import Book, SheetEntry
from xltoolkit.marks.cells import Position, position_of
from xltoolkit.marks.colours import mark_key
from xltoolkit.marks.fill_colours import portable
from xltoolkit.marks.record import MarksInfo, theme_text
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
    notes   cell whose note holds lines of ours → all that the note says
    """

    info: MarksInfo | None
    cells: dict[Place, str]
    notes: dict[Place, str]


def traces(archive: Archive) -> Traces:
    """What is left of our marks in a package."""
    info = recognise(archive)
    if info is None:
        return Traces(None, {}, {})
    book = Book(archive)
    styles, theme = Styles(book), theme_text(book)
    below: dict[str, str] = {}
    for style in range(styles.count):
        key = mark_key(solid_colour(styles.fill_of(style)))
        if key is not None and (key in info.fills or not info.fills):
            below[str(style)] = solid_colour(portable(info.fills.get(key, ""), theme))
    sheets = [
        entry for entry in book.sheets if entry.part and entry.kind == "worksheet" and entry.name != info.result_sheet
    ]
    cells = (
        {place: fill for entry in sheets for place, fill in _highlighted(book, entry, below).items()} if below else {}
    )
    notes = {
        Place(entry.name, *position): text
        for entry in sheets
        for position, text in notes_of(archive, entry.part).items()
        if our_note_spans(text)
    }
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


def notes_of(archive: Archive, sheet_part: str) -> dict[Position, str]:
    """What every note of a sheet says, whoever wrote it."""
    links = relationships(archive, sheet_part).values()
    part = next((link.target for link in links if link.type == "comments" and link.target in archive), "")
    if not part:
        return {}
    data = archive.read(part)
    listing = outline(data, part, 5).first("commentList")
    comments = listing.all("comment") if listing else ()
    found = ((position_of(comment.attributes.get("ref", "")), _words(data, comment)) for comment in comments)
    return {position: text for position, text in found if position}


def _words(data: bytes, node: Node) -> str:
    """The text of a note, all runs together."""
    if node.tag == "t":
        return character_data(b"<n>" + data[node.inner_start : node.inner_end] + b"</n>", "")
    return "".join(_words(data, child) for child in node.children)
