"""Our lines taken out of notes again: whole notes that were ours go with their boxes, a person's words stay run by run."""

from __future__ import annotations

from xltoolkit.marks.book import Book
from xltoolkit.marks.cells import Position, position_of
from xltoolkit.marks.notes import COMMENTS_TYPE
from xltoolkit.marks.sheet_rows import NOTE_BEGINS, our_note_spans
from xltoolkit.marks.splices import Node, Splice, apply, as_utf8, character_data, outline
from xltoolkit.marks.vml import has_shapes, without_shapes
from xltoolkit.package.archive import Archive
from xltoolkit.package.xml import content_types, escape, relationships


def has_our_notes(archive: Archive) -> bool:
    """Whether a note anywhere in the package has lines of ours: a marked sheet may have been copied into this workbook."""
    types = content_types(archive)
    parts = (name for name in archive.names if types.of(name) == COMMENTS_TYPE)
    return any(NOTE_BEGINS.encode() in as_utf8(archive.read(part)) for part in parts)


def remove_notes(book: Book, sheet_part: str) -> None:
    """Take our lines out of every note of a sheet. Notes are known by our first line, since LibreOffice loses authors."""
    archive, draft = book.archive, book.draft
    links = relationships(archive, sheet_part)
    part = next((link.target for link in links.values() if link.type == "comments" and link.target in archive), "")
    if not part:
        return
    data = draft.text(part)
    if NOTE_BEGINS.encode() not in data:
        return
    root = outline(data, part, 5)
    listing = root.first("commentList")
    gone: set[Position] = set()
    splices: list[Splice] = []
    comments = list(listing.all("comment")) if listing else []
    for comment in comments:
        changes = _without_ours(data, comment)
        if changes is None:
            gone.add(position_of(comment.attributes.get("ref", "")) or (0, 0))
            splices.append(Splice(comment.start, comment.end, b""))
        else:
            splices += changes
    drawings = [link.target for link in links.values() if link.type == "vmlDrawing" and link.target in archive]
    if len(gone) == len(comments):
        draft.remove(part)
        draft.unrelate(sheet_part, [identifier for identifier, link in links.items() if link.target == part])
    else:
        draft.splice(part, *splices)
    for drawing in drawings:
        _remove_boxes(book, sheet_part, drawing, gone)


def _without_ours(data: bytes, comment: Node) -> list[Splice] | None:
    """The splices that leave only the person's words; None if there are none. [] if nothing in the note is ours."""
    body = comment.first("text")
    texts = [*body.all("t"), *(t for run in body.all("r") for t in run.all("t"))] if body else []
    texts.sort(key=lambda node: node.start)
    words = [character_data(b"<n>" + data[t.inner_start : t.inner_end] + b"</n>", "") for t in texts]
    spans = our_note_spans("".join(words))
    if not spans:
        return []
    splices: list[Splice] = []
    kept_anything = False
    position = 0
    runs = {t.start: run for run in (body.all("r") if body else ()) for t in run.all("t")}
    for node, word in zip(texts, words, strict=True):
        kept = "".join(
            character
            for index, character in enumerate(word, position)
            if not any(begin <= index < end for begin, end in spans)
        )
        position += len(word)
        kept_anything = kept_anything or bool(kept)
        if kept == word:
            continue
        holder = runs.get(node.start, node) if not kept else node
        splices.append(Splice(holder.start, holder.end, _text(kept, node.prefix) if kept else b""))
    return splices if kept_anything else None


def _remove_boxes(book: Book, sheet_part: str, drawing: str, gone: set[Position]) -> None:
    """Take the boxes out of the drawing; an empty drawing goes with its <legacyDrawing>."""
    draft = book.draft
    data = draft.text(drawing)
    splices = without_shapes(data, gone)
    if not splices:
        return
    if has_shapes(apply(data, splices)):
        draft.splice(drawing, *splices)
        return
    identifiers = [key for key, link in relationships(book.archive, sheet_part).items() if link.target == drawing]
    root = draft.outline(sheet_part, 1)
    for node in root.children:
        if node.tag in ("legacyDrawing", "legacyDrawingHF") and node.get("id") in identifiers:
            draft.splice(sheet_part, Splice(node.start, node.end, b""))
    draft.unrelate(sheet_part, identifiers)
    draft.remove(drawing)


def _text(words: str, x: str) -> bytes:
    return f'<{x}t xml:space="preserve">{escape(words)}</{x}t>'.encode()
