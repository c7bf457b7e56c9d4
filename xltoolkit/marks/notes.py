"""Notes on cells: the comments part of a sheet and the VML drawing that shows them (ECMA-376 part 1, §18.7; part 4, §19).

A note of the person keeps its text, author and box; our lines are appended to it. Discussions (threaded comments) are
left alone, since Excel rewrites the note that stands behind each of them.
"""

from __future__ import annotations

import re

from xltoolkit.findings import column_letters
from xltoolkit.marks.book import Book
from xltoolkit.marks.cells import Position, position_of, string_xml
from xltoolkit.marks.draft import DECLARATION
from xltoolkit.marks.note_boxes import note_box
from xltoolkit.marks.sheet_outline import WORKSHEET_ORDER, SheetOutline
from xltoolkit.marks.sheet_rows import NOTE_AUTHOR
from xltoolkit.marks.splices import Node, Splice, append, outline, place_of_child, prefix_of
from xltoolkit.marks.vml import VML_TYPE, Box, ShapeBlocks, can_take_shapes, new_drawing, with_shapes

COMMENTS_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_FONT = '<{x}rPr><{x}sz val="9"/><{x}rFont val="宋体"/><{x}family val="3"/><{x}charset val="134"/></{x}rPr>'
_LEGACY_DRAWING = re.compile(rb"""<(?:[^\s<>/:]+:)?legacyDrawing\s[^>]*?\bid\s*=\s*["']([^"']*)["']""")


class SheetNotes:
    """The notes of one sheet while ours are added."""

    def __init__(self, book: Book, sheet_part: str, blocks: ShapeBlocks) -> None:
        self._book = book
        self._sheet_part = sheet_part
        self._blocks = blocks
        self._relations = book.draft.links(sheet_part)
        self._comments_part = self._target("comments")
        self._texts: dict[Position, str] = {}
        self._discussions = self._discussed()
        self._drawing = self._drawing_part()

    def put(self, position: Position, text: str) -> bool:
        """Add a note of ours (once for a cell). False where a discussion stands, or the drawing cannot be extended."""
        if position in self._discussions or self._drawing is None:
            return False
        self._texts[position] = text
        return True

    def finish(self, sheet: SheetOutline) -> list[Splice]:
        """Write the notes into the draft; returns what must be spliced into the sheet itself. Call once."""
        if not self._texts:
            return []
        new = self._extend_comments() if self._comments_part else self._new_comments()
        boxes = [note_box(sheet, position, text) for position, text in sorted(new.items())]
        return self._draw(sheet, boxes) if boxes else []

    def _new_comments(self) -> dict[Position, str]:
        draft = self._book.draft
        part = draft.fresh("xl/comments%d.xml")
        body = "".join(_comment("", position, 0, text) for position, text in sorted(self._texts.items()))
        draft.add(
            part,
            f'{DECLARATION}<comments xmlns="{self._book.root.namespace}"><authors><author>{NOTE_AUTHOR}</author></authors>'
            f"<commentList>{body}</commentList></comments>",
            COMMENTS_TYPE,
        )
        draft.relate(self._sheet_part, "comments", part)
        return self._texts

    def _extend_comments(self) -> dict[Position, str]:
        """Append to the notes that are there; returns the texts of those cells that had none."""
        draft, part = self._book.draft, self._comments_part
        data = draft.text(part)
        root = outline(data, part, 4)
        x = root.prefix
        listing, authors = root.first("commentList"), root.first("authors")
        here: dict[Position, Node] = {}
        for comment in listing.children if listing else ():
            position = position_of(comment.attributes.get("ref", ""))
            if position:
                here.setdefault(position, comment)
        for position in self._texts.keys() & here.keys():
            draft.splice(part, *_appended(data, here[position], self._texts[position]))
        new = {position: text for position, text in self._texts.items() if position not in here}
        if new:
            author = len(authors.children) if authors else 0
            ours = f"<{x}author>{NOTE_AUTHOR}</{x}author>"
            body = "".join(_comment(x, position, author, text) for position, text in sorted(new.items()))
            if root.empty:
                whole = f"<{x}authors>{ours}</{x}authors><{x}commentList>{body}</{x}commentList>"
                draft.splice(part, append(root, data, whole.encode()))
            else:
                draft.splice(part, _placed(data, root, "authors", ours), _placed(data, root, "commentList", body))
        return new

    def _draw(self, sheet: SheetOutline, boxes: list[Box]) -> list[Splice]:
        """Give the new notes their boxes, in the drawing that the sheet has or in a new one."""
        draft = self._book.draft
        if self._drawing:
            draft.splice(self._drawing, *with_shapes(draft.text(self._drawing), boxes, self._blocks))
            return []
        part = draft.fresh("xl/drawings/vmlDrawing%d.vml")
        draft.add(part, new_drawing(boxes, self._blocks), VML_TYPE, by_extension=True)
        identifier = draft.relate(self._sheet_part, "vmlDrawing", part)
        prefix = prefix_of(sheet.data, sheet.root, draft.relationships_namespace)
        declared = "" if prefix else f' xmlns:r="{draft.relationships_namespace}"'
        element = f'<{sheet.prefix}legacyDrawing{declared} {prefix or "r:"}id="{identifier}"/>'.encode()
        place = place_of_child(sheet.root, "legacyDrawing", WORKSHEET_ORDER)
        return [Splice(place, place, element)]

    def _drawing_part(self) -> str | None:
        """The drawing of the sheet's notes and buttons, '' if it has none yet, None if it has one that cannot be extended."""
        data = self._book.draft.text(self._sheet_part)
        found = _LEGACY_DRAWING.search(data, max(data.rfind(b"sheetData"), 0)) if b"legacyDrawing" in data else None
        if found is None:
            return ""
        relation = self._relations.get(found[1].decode())
        if relation is None or relation.target not in self._book.archive:
            return None
        part = self._book.archive.actual_name(relation.target)
        return part if can_take_shapes(self._book.draft.text(part)) else None

    def _discussed(self) -> set[Position]:
        part = self._target("threadedComment")
        if not part:
            return set()
        root = outline(self._book.draft.text(part), part, 1)
        places = (position_of(node.attributes.get("ref", "")) for node in root.children)
        return {place for place in places if place}

    def _target(self, kind: str) -> str:
        archive = self._book.archive
        found = (r.target for r in self._relations.values() if r.type == kind and r.target in archive)
        return archive.actual_name(next(found, ""))


def _comment(x: str, position: Position, author: int, text: str) -> str:
    row, column = position
    return (
        f'<{x}comment ref="{column_letters(column)}{row}" authorId="{author}"><{x}text>'
        f"{_run(x, text)}</{x}text></{x}comment>"
    )


def _run(x: str, text: str) -> str:
    return f"<{x}r>{_FONT.format(x=x)}{string_xml(text, x)}</{x}r>"


def _appended(data: bytes, comment: Node, text: str) -> list[Splice]:
    """Our lines as a further run of the person's note; a plain text becomes a run first, since runs exclude it."""
    x = comment.prefix
    body = comment.first("text")
    if body is None:
        return [append(comment, data, f"<{x}text>{_run(x, text)}</{x}text>".encode())]
    plain = body.first("t")
    splices = []
    if plain is not None:
        splices.append(Splice(plain.start, plain.start, f"<{x}r>".encode()))
        splices.append(Splice(plain.end, plain.end, f"</{x}r>{_run(x, chr(10) + text)}".encode()))
        return splices
    runs = [child for child in body.children if child.tag == "r"]
    joint = "\n" if runs else ""
    content = _run(x, joint + text).encode()
    if runs:
        return [Splice(runs[-1].end, runs[-1].end, content)]
    return [append(body, data, content)]


def _placed(data: bytes, root: Node, tag: str, content: str) -> Splice:
    """Append to the child `tag` of the root, or make it where it belongs (§18.7.6)."""
    node = root.first(tag)
    if node is not None:
        return append(node, data, content.encode())
    place = place_of_child(root, tag, ("authors", "commentList"))
    return Splice(place, place, f"<{root.prefix}{tag}>{content}</{root.prefix}{tag}>".encode())
