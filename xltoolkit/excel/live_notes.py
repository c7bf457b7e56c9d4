"""Notes on the cells of an open workbook: our lines stand below the person's own, whose bold and colours survive."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from xltoolkit.excel.office import first_way
from xltoolkit.marks.sheet_rows import without_note_text
from xltoolkit.text.wrapping import text_lines

TEXT_AT_ONCE = 250  # characters; older versions of Excel cut a longer text of a note at 255


def add(cell: Any, text: str) -> Any:
    """Put a note on a cell that has none; the program's own object for it. Call complete_new then."""
    return first_way(lambda: cell.api.AddComment(text), lambda: cell.add_note(text))


def complete_new(cell: Any, added: Any, text: str) -> None:
    """Excel's box for a new note is too small for a sentence, and its text may be cut: as in an annotated copy (points)."""
    with suppress(Exception):
        shape = added.Shape
        shape.Width, shape.Height = 180, min(9 + 12 * text_lines(text, 36), 315)
    if len(text) > TEXT_AT_ONCE:
        _complete(cell.note, text, 0)


def extend(note: Any, text: str, own: int) -> None:
    """Make a person's note say `text`, of which the first `own` characters are the person's and stand there."""
    if not _append(note, text[own:], own):
        note.text = text
    _complete(note, text, own)


def shorten(cell: Any) -> None:
    """Take our lines out of a cell's note; a note that holds nothing else is deleted."""
    note = cell.note
    if note is None:
        return
    text = note.text
    kept = without_note_text(text)
    if not kept.strip():
        note.delete()
    elif text.startswith(kept) and _cut(note, len(kept), len(text)):
        return
    else:
        note.text = kept


def _complete(note: Any, text: str, own: int) -> None:
    """If the program cut the text, what is missing follows in pieces."""
    kept = len(note.text)
    if kept < len(text):
        for start in range(max(kept, own), len(text), TEXT_AT_ONCE):
            _append(note, text[start : start + TEXT_AT_ONCE], start)


def _append(note: Any, text: str, length: int) -> bool:
    """Insert text behind the `length` characters that are there; False if the program knows no such call."""
    try:
        note.api.Text(text, length + 1, False)
    except Exception:
        return False
    return True


def _cut(note: Any, start: int, end: int) -> bool:
    """Delete the characters from `start` to `end`; False if the program knows no such call."""
    try:
        note.api.Shape.TextFrame.Characters(start + 1, end - start).Delete()
    except Exception:
        return False
    return bool(len(note.text) == start)
