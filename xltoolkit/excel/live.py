"""The hand that marks a workbook while it is open: the Marker of xltoolkit.marks through xlwings.

Only what xlwings offers on both desktop engines is used (a test holds it against their sources); the few things for
which it has no word are asked of the program's own object model and left out where that does not know them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from itertools import count
from typing import Any

from xltoolkit.excel.live_sheet import write_result_sheet
from xltoolkit.excel.office import asked
from xltoolkit.excel.traces import Traces
from xltoolkit.findings import Place
from xltoolkit.marks.colours import HIGHEST_KEY, NO_FILL_KEY, mark_colour
from xltoolkit.marks.marker import CellMark
from xltoolkit.marks.record import facts, signature
from xltoolkit.marks.result_sheet import quoted_sheet
from xltoolkit.marks.sheet_rows import RESULT_SHEET, ResultTable, without_note_text
from xltoolkit.marks.signs import MARKS_NAME, NAMESPACE, RESULT_NAME
from xltoolkit.marks.styles import solid_fill

PLAIN_PATTERNS = (1, -4142)  # xlPatternSolid, xlPatternNone: the fills that our colours can stand for
TEXT_AT_ONCE = 250  # characters; older versions of Excel cut a longer text of a note at 255


class LiveMarker:
    """Marks of one open workbook. The sheets that have or get marks must be unprotected.

    traces   what stands there of earlier marks (from a saved copy)
    digest   content_digest of the workbook without our sheet: by it an unmended copy is known later
    """

    def __init__(self, book: Any, traces: Traces, digest: str) -> None:
        self._book = book
        self._digest = digest
        self._sheets = {sheet.name: sheet for sheet in book.sheets}
        self._keys = {"": NO_FILL_KEY}
        self._highlighted = dict(traces.cells)
        self._noted = list(traces.notes)
        self._result_sheet = traces.info.result_sheet if traces.info else None
        self._remembered = traces.info is not None

    def clear(self) -> None:
        """Give the fills back, take our lines out of the notes, delete our sheet, names and record."""
        self._take_out(lambda step: step())

    def undo(self) -> None:
        """After a failure: take out whatever of our marks still can be taken out."""
        self._take_out(lambda step: asked(step, None))

    def _take_out(self, do: Callable[[Callable[[], None]], object]) -> None:
        for place, fill in self._highlighted.items():
            do(partial(setattr, self._cell(place), "color", _rgb(fill) if fill else None))
        self._highlighted.clear()
        for place in self._noted:
            do(partial(_shorten, self._cell(place)))
        self._noted.clear()
        if self._result_sheet is not None:
            do(self._sheets.pop(self._result_sheet).delete)
            self._result_sheet = None
        if self._remembered:
            do(self._forget)
            self._remembered = False

    def mark_cells(self, marks: Sequence[CellMark]) -> list[Place]:
        """Colours and notes; places on sheets that the workbook does not have are left out."""
        without_note = []
        for place, severity, note in marks:
            if place.sheet in self._sheets:
                self._highlight(place, severity)
                if not self._annotate(place, note):
                    without_note.append(place)
        return without_note

    def remarks(self) -> list[str]:
        return ["在打开的工作簿中，也可以按“清除标记”去掉这些标记；检查以后，Excel 的“撤销”不能退回检查以前的操作。"]

    def results(self, table: ResultTable) -> None:
        """Write the result sheet in front, and the hidden names by which file and live marks are known."""
        titles = (RESULT_SHEET if number == 1 else f"{RESULT_SHEET}{number}" for number in count(1))
        title = next(title for title in titles if title not in self._sheets)
        first = self._book.sheets[0]
        sheet = self._sheets[title] = self._book.sheets.add(before=first)
        self._result_sheet = title
        sheet.name = title
        write_result_sheet(self._book, sheet, table)
        self._remembered = True
        fills = {key: solid_fill(fill) if fill else "" for fill, key in self._keys.items()}
        for number, text in enumerate(signature(facts(self._digest, fills, "")), start=1):
            self._remember(MARKS_NAME if number == 1 else f"{MARKS_NAME}_{number}", f'="{text}"')
        self._remember(RESULT_NAME, f"={quoted_sheet(title)}!$A$1")

    def _cell(self, place: Place) -> Any:
        return self._sheets[place.sheet].range(place.cell)

    def _highlight(self, place: Place, severity: str) -> None:
        """A pattern or gradient could not be given back from a number, so such a cell keeps it and gets a note only."""
        cell = self._cell(place)
        if asked(lambda: cell.api.Interior.Pattern, PLAIN_PATTERNS[0]) not in PLAIN_PATTERNS:
            return
        colour = cell.color
        fill = "{:02X}{:02X}{:02X}".format(*colour) if colour else ""
        if fill not in self._keys and len(self._keys) < HIGHEST_KEY:
            self._keys[fill] = NO_FILL_KEY + len(self._keys)
        if fill in self._keys:
            self._highlighted[place] = fill
            cell.color = _rgb(mark_colour(severity, self._keys[fill]))

    def _annotate(self, place: Place, text: str) -> bool:
        """Put our lines into the cell's note, below the person's own. False where a discussion stands."""
        cell = self._cell(place)
        if asked(lambda: cell.api.CommentThreaded, None) is not None:
            return False
        self._noted.append(place)
        note = cell.note
        if note is None:
            note, begins = cell.add_note(text), 0
            _widen(note, text)
        else:
            begins, text = len(note.text), f"{note.text}\n{text}"
            if not _append(note, text[begins:], begins):
                note.text = text
        kept = len(note.text)
        if kept < len(text):  # the program cut the text: the rest follows in pieces
            for start in range(max(kept, begins), len(text), TEXT_AT_ONCE):
                _append(note, text[start : start + TEXT_AT_ONCE], start)
        return True

    def _remember(self, name: str, refers_to: str) -> None:
        added = self._book.names.add(name, refers_to)
        with suppress(Exception):
            added.api.Visible = False

    def _forget(self) -> None:
        for name in [name for name in self._book.names if _is_ours(name.name)]:
            name.delete()
        for item in asked(lambda: list(self._book.api.CustomXMLParts.SelectByNamespace(NAMESPACE)), ()):
            item.Delete()


def _append(note: Any, text: str, length: int) -> bool:
    """Insert text behind the `length` characters that are there, whose bold or colour survives; False if unknown here."""
    try:
        note.api.Text(text, length + 1, False)
    except Exception:
        return False
    return True


def _shorten(cell: Any) -> None:
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


def _cut(note: Any, start: int, end: int) -> bool:
    """Delete the characters behind the person's own, whose bold or colour survives; False if unknown here."""
    try:
        note.api.Shape.TextFrame.Characters(start + 1, end - start).Delete()
    except Exception:
        return False
    return bool(len(note.text) == start)


def _widen(note: Any, text: str) -> None:
    """A new note's box is too small for a sentence: as wide and tall as in an annotated copy (points)."""
    lines = sum(max(-(-_units(line) // 36), 1) for line in text.split("\n"))
    with suppress(Exception):
        shape = note.api.Shape
        shape.Width, shape.Height = 180, min(9 + 12 * lines, 315)


def _units(line: str) -> int:
    return sum(2 if ord(character) > 0x2E7F else 1 for character in line)


def _rgb(colour: str) -> tuple[int, int, int]:
    return int(colour[:2], 16), int(colour[2:4], 16), int(colour[4:6], 16)


def _is_ours(name: str) -> bool:
    return name in (RESULT_NAME, MARKS_NAME) or name.startswith(f"{MARKS_NAME}_")
