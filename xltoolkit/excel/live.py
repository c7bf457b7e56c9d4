"""The hand that marks a workbook while it is open: the Marker of xltoolkit.marks through xlwings, in few calls.

Each call crosses from one process to another, so what the cells hold is read from a saved copy (traces, ground), and
cells of one colour are coloured together. Only what xlwings offers on both desktop engines is used (a test holds it
against their sources); the few things for which it has no word are asked of the program's own object model and left
out, or done cell by cell, where that does not know them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from itertools import count
from typing import Any

from xltoolkit.excel import live_notes
from xltoolkit.excel.ground import Ground
from xltoolkit.excel.live_sheet import addresses, paint, rgb, write_result_sheet
from xltoolkit.excel.office import asked, first_way
from xltoolkit.excel.traces import Traces
from xltoolkit.findings import SEVERITIES, Place, quoted_sheet
from xltoolkit.marks.colours import HIGHEST_KEY, NO_FILL_KEY, mark_colour
from xltoolkit.marks.marker import CellMark, hidden_line
from xltoolkit.marks.record import facts, signature
from xltoolkit.marks.sheet_rows import RESULT_SHEET, ResultTable, without_note_text
from xltoolkit.marks.signs import MARKS_NAME, NAMESPACE, RESULT_NAME
from xltoolkit.marks.styles import solid_fill


class LiveMarker:
    """Marks of one open workbook. The sheets that have or get marks must be unprotected.

    traces   what stands there of earlier marks (from a saved copy)
    ground   what stands in the cells that will be marked (from the same copy)
    digest   content_digest of the workbook without our sheet: by it an unmended copy is known later
    hidden   those of the cells that nobody sees
    """

    def __init__(self, book: Any, traces: Traces, ground: Ground, digest: str, hidden: Sequence[Place] = ()) -> None:
        self._book = book
        self._digest = digest
        self._hidden = hidden
        self._ground = ground
        self._keys = {"": NO_FILL_KEY}
        self._titles = {title.lower() for title in ground.titles}
        self._sheets: dict[str, Any] = {}
        self._highlighted = dict(traces.cells)
        self._noted = dict(traces.notes)
        self._result_sheet = traces.info.result_sheet if traces.info else None
        self._remembered = traces.info is not None
        self._has_record = bool(traces.info and traces.info.item)

    def clear(self) -> None:
        """Give the fills back, take our lines out of the notes, delete our sheet, names and record."""
        self._take_out(lambda step: step())

    def undo(self) -> None:
        """After a failure: take out whatever of our marks still can be taken out."""
        self._take_out(lambda step: asked(step, None))

    def _take_out(self, do: Callable[[Callable[[], None]], object]) -> None:
        for colour, places in _grouped((fill, place) for place, fill in self._highlighted.items()).items():
            do(partial(self._paint, places, rgb(colour) if colour else None))
        self._highlighted.clear()
        ours = [place for place, text in self._noted.items() if not without_note_text(text).strip()]
        do(partial(self._delete_notes, ours))
        for place in self._noted.keys() - set(ours):
            do(partial(live_notes.shorten, self._cell(place)))
        self._noted.clear()
        if self._result_sheet is not None:
            do(self._sheet(self._result_sheet).delete)
            self._titles.discard(self._result_sheet.lower())
            self._result_sheet = None
        if self._remembered:
            do(self._forget)
            self._remembered = False

    def mark_cells(self, marks: Sequence[CellMark]) -> list[Place]:
        """Colours and notes; places on sheets that the workbook does not have are left out."""
        spots = self._ground.spots
        by_anchor: dict[Place, list[CellMark]] = {}
        for mark in marks:
            if mark.place in spots:
                by_anchor.setdefault(spots[mark.place].anchor, []).append(mark)
        here = [_one(anchor, together) for anchor, together in by_anchor.items()]
        self._highlight(here)
        for place, _severity, note in here:
            if not spots[place].discussed:
                self._annotate(place, note)
        return [mark.place for mark in marks if mark.place in spots and spots[mark.place].discussed]

    def remarks(self) -> list[str]:
        line = "在打开的工作簿中，也可以按“清除标记”去掉这些标记；检查以后，Excel 的“撤销”不能退回检查以前的操作。"
        return [line, hidden_line(self._hidden)] if self._hidden else [line]

    def results(self, table: ResultTable) -> None:
        """Write the result sheet in front, and the hidden names by which file and live marks are known."""
        numbered = (RESULT_SHEET if number == 1 else f"{RESULT_SHEET}{number}" for number in count(1))
        title = next(title for title in numbered if title.lower() not in self._titles)
        sheets = self._book.sheets
        sheet = self._sheets[title] = sheets.add(before=sheets(1))
        self._result_sheet = title
        sheet.name = title
        write_result_sheet(self._book, sheet, table)
        self._remembered = True
        fills = {key: solid_fill(fill) if fill else "" for fill, key in self._keys.items()}
        for number, text in enumerate(signature(facts(self._digest, fills, "")), start=1):
            self._remember(_name(number), f'="{text}"')
        self._remember(RESULT_NAME, f"={quoted_sheet(title)}!$A$1")

    def _sheet(self, name: str) -> Any:
        if name not in self._sheets:
            self._sheets[name] = self._book.sheets[name]
        return self._sheets[name]

    def _cell(self, place: Place) -> Any:
        return self._sheet(place.sheet).range(place.cell)

    def _highlight(self, marks: Sequence[CellMark]) -> None:
        """A pattern or gradient could not be given back from a number, so such a cell keeps it and gets a note only."""
        colours: dict[Place, str] = {}
        for place, severity, _note in marks:
            fill = self._ground.spots[place].fill
            if fill is None:
                continue
            if fill not in self._keys and len(self._keys) < HIGHEST_KEY:
                self._keys[fill] = NO_FILL_KEY + len(self._keys)
            if fill in self._keys:
                self._highlighted[place] = fill
                colours[place] = mark_colour(severity, self._keys[fill])
        for colour, places in _grouped((colour, place) for place, colour in colours.items()).items():
            self._paint(places, rgb(colour))

    def _paint(self, places: Sequence[Place], colour: tuple[int, int, int] | None) -> None:
        for name, group in _grouped((place.sheet, place) for place in places).items():
            paint(self._sheet(name), [place.cell for place in group], colour)

    def _delete_notes(self, places: Sequence[Place]) -> None:
        for name, group in _grouped((place.sheet, place) for place in places).items():
            sheet = self._sheet(name)
            for address, cells in addresses([place.cell for place in group]):
                try:
                    sheet.range(address).api.ClearComments()
                except Exception:
                    for cell in cells:
                        live_notes.shorten(sheet.range(cell))

    def _annotate(self, place: Place, text: str) -> None:
        """Put our lines into the cell's note, below the person's own; remembered as soon as there is something to undo."""
        cell = self._cell(place)
        note = cell.note if self._ground.spots[place].noted else None
        if note is None:
            added = live_notes.add(cell, text)
            self._noted[place] = text
            live_notes.complete_new(cell, added, text)
        else:
            own = note.text
            self._noted[place] = f"{own}\n{text}"
            live_notes.extend(note, f"{own}\n{text}", len(own))

    def _remember(self, name: str, refers_to: str) -> None:
        book = self._book
        first_way(
            lambda: book.api.Names.Add(name, refers_to, False),  # hidden
            lambda: book.names.add(name, refers_to),
        )

    def _forget(self) -> None:
        names = self._book.names
        if RESULT_NAME in names:
            names[RESULT_NAME].delete()
        for number in count(1):
            if (name := _name(number)) not in names:
                break
            names[name].delete()
        if self._has_record:
            items = asked(lambda: self._book.api.CustomXMLParts.SelectByNamespace(NAMESPACE), None)
            for number in range(items.Count if items is not None else 0, 0, -1):
                items(number).Delete()


def _one(anchor: Place, marks: Sequence[CellMark]) -> CellMark:
    """The mark of a merged area, whose cells may have one each."""
    severity = min((mark.severity for mark in marks), key=SEVERITIES.index)
    return CellMark(anchor, severity, "\n".join(mark.note for mark in marks))


def _name(number: int) -> str:
    """The hidden name of a part of the signature, from 1."""
    return MARKS_NAME if number == 1 else f"{MARKS_NAME}_{number}"


def _grouped(pairs: Iterable[tuple[str, Place]]) -> dict[str, list[Place]]:
    groups: dict[str, list[Place]] = {}
    for key, place in pairs:
        groups.setdefault(key, []).append(place)
    return groups
