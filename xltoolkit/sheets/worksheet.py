"""One worksheet part: its filled cells, merges, hidden rows and columns, protection. Source: ECMA-376 part 1, §18.3.1."""

from __future__ import annotations

import re

from xltoolkit.errors import Refused
from xltoolkit.package.archive import LARGEST_PACKAGE, Archive
from xltoolkit.package.parsing import SMALL_PART, LocalNames, new_parser, parse, parse_pieces, sifted_part
from xltoolkit.package.refusals import refusal
from xltoolkit.records import TYPE_CHECKING, NamedTuple
from xltoolkit.sheets.cells import TRUE, Context, make_cell
from xltoolkit.sheets.columns import COLUMNS, LAST_COLUMN, LAST_ROW
from xltoolkit.sheets.model import Cell, Sheet
from xltoolkit.sheets.plain_cells import take_plain_cells
from xltoolkit.sheets.values import XML_BLANKS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pyexpat import XMLParserType

MOST_CELLS = 500_000  # filled ones of a whole workbook
MOST_MERGES = 20_000  # of one sheet
LARGEST_MERGE = 10_000  # cells; a merge dragged further is cut to the rows and columns in use

_READ = frozenset({"c", "v", "t", "f", "row", "rPh", "mergeCell", "col", "sheetData", "sheetProtection"})
_HIDDEN = re.compile(b"\1")

_LARGEST_REMEMBERED = 16 << 10  # bytes
_MOST_REMEMBERED = 64


class _Frame(NamedTuple):
    """What stands around the cells of a sheet; areas as written."""

    merges: list[tuple[int, int, int, int]]
    hidden_rows: frozenset[int]
    hidden_columns: frozenset[int]
    protected: bool


_frames: dict[bytes, _Frame] = {}
"""What the sieve leaves of a sheet without odd cells → what it says: the same in all workbooks filled in on one template."""


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
    cells: dict[tuple[int, int], Cell] = {}

    def sieve(piece: str) -> str:
        rest = take_plain_cells(piece, context, cells)
        if len(cells) > MOST_CELLS:
            raise refusal("too_many_cells", f"工作表“{name}”")
        return rest

    if sifted and archive.size(part) <= SMALL_PART:
        frame = _frame_of(sifted_part(archive, part, sieve), name, context, cells)
    else:

        def feed(parser: XMLParserType) -> None:
            parse(parser, archive, part, sieve if sifted else None, LARGEST_PACKAGE)

        frame, _ = _parse(feed, name, context, sifted, cells)
    places = sorted(cells)
    if places and not (places[0][0] >= 1 and places[-1][0] <= LAST_ROW):
        raise refusal("damaged")  # a row that no sheet has
    if places != list(cells):
        cells = {place: cells[place] for place in places}
    return Sheet(
        name, state, cells, _cut(frame.merges, cells), frame.hidden_rows, frame.hidden_columns, frame.protected
    )


def _frame_of(left: bytes, name: str, context: Context, cells: dict[tuple[int, int], Cell]) -> _Frame:
    """What the sieve has left of a small part, read once for equal ones, unless there are cells in it."""
    frame = _frames.get(left)
    if frame is None:
        frame, odd_cells = _parse(lambda parser: parse_pieces(parser, [left], len(left)), name, context, True, cells)
        if not odd_cells and len(left) <= _LARGEST_REMEMBERED:
            if len(_frames) >= _MOST_REMEMBERED:  # memory stays flat
                _frames.clear()
            _frames[left] = frame
    return frame


def _parse(
    feed: Callable[[XMLParserType], None],
    name: str,
    context: Context,
    sifted: bool,
    cells: dict[tuple[int, int], Cell],
) -> tuple[_Frame, bool]:
    """Put the cells that the parser is fed into `cells`; gives the rest, and whether there was any cell. KeyError, IndexError
    and ValueError of the handlers mean a damaged part; what feeds the parser turns them into Refused.
    """
    merges: list[tuple[int, int, int, int]] = []
    hidden_rows: list[int] = []
    hidden_columns = bytearray(LAST_COLUMN + 1)
    in_data = complete = protected = odd_cells = False
    local = LocalNames()

    # The cell being read: `raw` is the text of <v> (None: there is none), `runs` are the texts of an inline string.
    row = column = 0
    type = style = ""
    raw: str | None = None
    formula: str | None = None
    runs: list[str] = []
    pieces: list[str] = []
    in_cell = keeps_blanks = phonetic = False

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal \
            row, \
            column, \
            type, \
            style, \
            raw, \
            formula, \
            in_cell, \
            keeps_blanks, \
            phonetic, \
            in_data, \
            complete, \
            protected, \
            odd_cells
        element = local[tag]
        if element not in _READ:
            return
        if element == "c":
            if in_cell:
                raise ValueError("a cell inside a cell")
            in_cell = odd_cells = True
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
    feed(parser)
    if not complete:
        raise refusal("damaged")  # some other part and no blank sheet
    columns = (
        frozenset(match.start() for match in _HIDDEN.finditer(hidden_columns)) if 1 in hidden_columns else frozenset()
    )
    return _Frame(merges, frozenset(hidden_rows), columns, protected), odd_cells


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
