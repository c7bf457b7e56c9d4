"""One worksheet part: its filled cells, merges, hidden rows and columns, protection. Source: ECMA-376 part 1, §18.3.1."""

from __future__ import annotations

import re

from xltoolkit.errors import Refused
from xltoolkit.package.archive import LARGEST_PACKAGE, Archive
from xltoolkit.package.parsing import LocalNames, new_parser, parse
from xltoolkit.package.refusals import refusal
from xltoolkit.sheets.cells import TRUE, Context, make_cell
from xltoolkit.sheets.columns import COLUMNS, LAST_COLUMN, LAST_ROW
from xltoolkit.sheets.model import Cell, Sheet
from xltoolkit.sheets.plain_cells import take_plain_cells
from xltoolkit.sheets.values import XML_BLANKS

MOST_CELLS = 500_000  # filled ones of a whole workbook
MOST_MERGES = 20_000  # of one sheet
LARGEST_MERGE = 10_000  # cells; a merge dragged further is cut to the rows and columns in use

_READ = frozenset({"c", "v", "t", "f", "row", "rPh", "mergeCell", "col", "sheetData", "sheetProtection"})
_HIDDEN = re.compile(b"\1")


class _PlaceUnknown(Exception):
    """A cell or row without a reference stands behind the one before it, which the sieve may have dropped."""


def read_worksheet(archive: Archive, part: str, name: str, state: str, context: Context) -> Sheet:
    """Read the part into a Sheet of that name and state.

    Raises Refused: 'damaged' (naming the sheet), 'too_many_cells', 'doctype', 'bomb'.
    """
    try:
        try:
            return _read(archive, part, name, state, context, sifted=True)
        except _PlaceUnknown:
            return _read(archive, part, name, state, context, sifted=False)
    except Refused as error:
        if error.code == "damaged":
            raise refusal("damaged", f"工作表“{name}”") from None
        raise


def _read(archive: Archive, part: str, name: str, state: str, context: Context, sifted: bool) -> Sheet:
    """KeyError, IndexError and ValueError of the handlers mean a damaged part; `parse` turns them into Refused."""
    cells: dict[tuple[int, int], Cell] = {}
    merges: list[tuple[int, int, int, int]] = []
    hidden_rows: list[int] = []
    hidden_columns = bytearray(LAST_COLUMN + 1)
    in_data = complete = protected = False
    local = LocalNames()

    # The cell being read: `raw` is the text of <v> (None: there is none), `runs` are the texts of an inline string.
    row = column = 0
    type = style = ""
    raw: str | None = None
    formula: str | None = None
    runs: list[str] = []
    pieces: list[str] = []
    in_cell = keeps_blanks = phonetic = False

    def sieve(piece: str) -> str:
        rest = take_plain_cells(piece, context, cells)
        if len(cells) > MOST_CELLS:
            raise refusal("too_many_cells", f"工作表“{name}”")
        return rest

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal row, column, type, style, raw, formula, in_cell, keeps_blanks, phonetic, in_data, complete, protected
        element = local[tag]
        if element not in _READ:
            return
        if element == "c":
            if in_cell:
                raise ValueError("a cell inside a cell")
            in_cell = True
            reference = attributes.get("r")
            if reference is not None:
                letters = reference.rstrip("0123456789")
                column, row = COLUMNS[letters], int(reference[len(letters) :])
            elif sifted:
                raise _PlaceUnknown
            else:
                column += 1
            type, style = attributes.get("t", "n"), attributes.get("s", "0")
            raw = formula = None
            runs.clear()
        elif element == "v" or element == "t" or element == "f":
            keeps_blanks = attributes.get("xml:space") == "preserve"
            pieces.clear()
        elif element == "row" and in_data:
            if in_cell:
                raise ValueError("a row inside a cell")
            if sifted and "r" not in attributes:
                raise _PlaceUnknown
            row, column = int(attributes.get("r", row + 1)), 0
            if attributes.get("hidden") in TRUE:
                hidden_rows.append(row)
        elif element == "rPh":
            phonetic = True
        elif element == "mergeCell":
            merges.append(_area(attributes["ref"]))
            if len(merges) > MOST_MERGES:
                raise refusal("too_many_cells", f"工作表“{name}”合并单元格过多")
        elif element == "col":
            if attributes.get("hidden") in TRUE:
                first, last = max(1, int(attributes["min"])), min(int(attributes["max"]), LAST_COLUMN)
                hidden_columns[first : last + 1] = b"\1" * (last - first + 1)
        elif element == "sheetData":
            in_data = complete = True
        elif element == "sheetProtection":
            protected = attributes.get("sheet") in TRUE

    def end(tag: str) -> None:
        nonlocal raw, formula, in_cell, phonetic, in_data
        element = local[tag]
        if element == "v":
            raw = "".join(pieces)
            if not keeps_blanks:
                raw = raw.strip(XML_BLANKS)
        elif element == "c":
            in_cell = False
            cell = make_cell(type, style, "".join(runs) if runs else raw, formula, context)
            if cell is not None and cells.setdefault((row, column), cell) is not cell:
                raise ValueError("a cell stands twice")
            if len(cells) > MOST_CELLS:
                raise refusal("too_many_cells", f"工作表“{name}”")
        elif element == "f":
            formula = "".join(pieces).strip(XML_BLANKS)
        elif element == "t":
            if not phonetic:
                text = "".join(pieces)
                runs.append(text if keeps_blanks else text.strip(XML_BLANKS))
        elif element == "rPh":
            phonetic = False
        elif element == "sheetData":
            in_data = False  # the anchors of controls have rows of their own

    parser = new_parser()
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = pieces.append
    parse(parser, archive, part, sieve if sifted else None, LARGEST_PACKAGE)
    places = sorted(cells)
    if not complete or (places and not (places[0][0] >= 1 and places[-1][0] <= LAST_ROW)):
        raise refusal("damaged")  # some other part and no blank sheet, or a row that no sheet has
    columns = (
        frozenset(match.start() for match in _HIDDEN.finditer(hidden_columns)) if 1 in hidden_columns else frozenset()
    )
    if places != list(cells):
        cells = {place: cells[place] for place in places}
    return Sheet(name, state, cells, _cut(merges, cells), frozenset(hidden_rows), columns, protected)


def _area(reference: str) -> tuple[int, int, int, int]:
    """'B2:D4' → (2, 2, 4, 4), whole columns ('B:D') and rows ('2:4') too. Raises ValueError."""
    first, colon, last = reference.partition(":")
    (left, top), (right, bottom) = _corner(first), _corner(last if colon else first)
    if colon and not top and not bottom:
        top, bottom = "1", str(LAST_ROW)
    elif colon and not left and not right:
        left, right = "A", "XFD"
    area = (int(top), COLUMNS[left], int(bottom), COLUMNS[right])
    if not (0 < area[0] <= area[2] <= LAST_ROW and area[1] <= area[3]):
        raise ValueError(reference)
    return area


def _corner(cell: str) -> tuple[str, str]:
    """Letters and digits of a cell's reference."""
    letters = cell.rstrip("0123456789")
    return letters, cell[len(letters) :]


def _cut(
    merges: list[tuple[int, int, int, int]], cells: dict[tuple[int, int], Cell]
) -> list[tuple[int, int, int, int]]:
    """The merged areas, those over LARGEST_MERGE cells cut to the rows and columns in use."""
    areas = []
    for top, left, bottom, right in merges:
        if (bottom - top + 1) * (right - left + 1) > LARGEST_MERGE:
            bottom = min(bottom, max((row for row, _ in cells), default=top))
            right = min(right, max((column for _, column in cells), default=left))
        areas.append((top, left, max(top, bottom), max(left, right)))
    return areas
