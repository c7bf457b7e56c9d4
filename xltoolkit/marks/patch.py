"""Values written into cells of a package without loss: what `xltoolkit fix` changes, and nothing around it."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from decimal import Decimal

from xltoolkit.errors import OutputError
from xltoolkit.findings import Place
from xltoolkit.marks.book import Book, refuse_unmarkable
from xltoolkit.marks.cell_insertion import insert_cells
from xltoolkit.marks.cells import Position, address_of, string_xml
from xltoolkit.marks.formulas import FormulaCells, take_from_chain
from xltoolkit.marks.sheet_outline import SheetOutline, Spot
from xltoolkit.marks.splices import Splice, set_attribute, with_attributes
from xltoolkit.package.archive import Archive
from xltoolkit.package.xml import escape
from xltoolkit.records import NamedTuple


class Formula(NamedTuple):
    """A formula without its `=`, and the result that is stored with it."""

    text: str
    result: Decimal | None


Value = str | int | Decimal | datetime.date | Formula

_RESULT = re.compile(rb"<((?:[^\s<>/:]+:)?)v\s*(?:/>|>[^<]*</\1v\s*>)")
_FORMULA = re.compile(rb"<(?:[^\s<>/:]+:)?f[\s>/]")
# Day 0 of Excel's two date systems; that of 1900 has a 29 February 1900 (ECMA-376 part 1, §18.17.4.1).
_DAY_ZERO = {False: datetime.date(1899, 12, 30), True: datetime.date(1904, 1, 1)}


def set_values(source: bytes | Archive, values: Mapping[Place, Value]) -> bytes:
    """The package with these values in these cells: a text stays a text whatever it looks like (`=12次`), a number is a number, a
    Formula a formula with its result.

    The cell keeps its format; a formula in it gives way. A cell that does not exist is made; of a merged area the top
    left cell is written; a date becomes its number in the workbook's date system. The other formulas keep the results
    they have and are calculated anew when the workbook is opened. Raises OutputError (the sheet does not exist; the cell
    belongs to a formula that fills several cells), CannotMark, Refused.
    """
    archive = source if isinstance(source, Archive) else Archive.from_bytes(source)
    refuse_unmarkable(archive)
    book = Book(archive)
    by_part: dict[str, dict[Position, Value]] = {}
    for place, value in values.items():
        part = book.worksheet(place)
        if not part:
            raise OutputError(f"没有改写 {place.address}：工作簿里没有这张工作表")
        by_part.setdefault(part, {})[place.row, place.column] = value
    without_formula: set[tuple[int, str]] = set()
    for part, wanted in by_part.items():
        entry = next(entry for entry in book.sheets if entry.part == part)
        freed = _set_in_sheet(book, part, entry.name, wanted)
        without_formula |= {(entry.sheet_id, address_of(position)) for position in freed}
    if without_formula:
        take_from_chain(book, without_formula)
    if any(_FORMULA.search(book.draft.text(part)) for part in book.worksheet_parts()):
        _calculate_on_opening(book)
    return book.draft.finish()


def set_results(source: bytes | Archive, results: Mapping[Place, Decimal | None]) -> bytes:
    """The package with these stored results of formulas; the formulas stay. Places without a formula are left alone."""
    book = Book(source if isinstance(source, Archive) else Archive.from_bytes(source))
    for place, result in results.items():
        part = book.worksheet(place)
        if not part:
            continue
        position = place.row, place.column
        sheet = SheetOutline(book.draft.text(part), part, [position])
        spot = sheet.spots.get(position)
        cell = sheet.data[spot.start : spot.end] if spot else b""
        formula = _FORMULA.search(cell)
        if spot is not None and formula is not None:
            cell = _RESULT.sub(b"", with_attributes(cell, t=None))
            closing = cell.rindex(b"</")
            value = b"" if result is None else f"<{sheet.prefix}v>{result:f}</{sheet.prefix}v>".encode()
            book.draft.splice(part, Splice(spot.start, spot.end, cell[:closing] + value + cell[closing:]))
    return book.draft.finish()


def _calculate_on_opening(book: Book) -> None:
    """fullCalcOnLoad (§18.2.2): Excel would show the old sums of the new values until somebody types into one of them."""
    settings = book.root.first("calcPr")
    if settings is not None:
        book.draft.splice(book.part, set_attribute(book.text, settings.start, "fullCalcOnLoad", "1"))
        return
    place = book.place_of("calcPr")
    book.draft.splice(book.part, Splice(place, place, f'<{book.root.prefix}calcPr fullCalcOnLoad="1"/>'.encode()))


def _set_in_sheet(book: Book, part: str, name: str, wanted: Mapping[Position, Value]) -> list[Position]:
    """Splice one sheet; returns the cells that held a formula."""
    data = book.draft.text(part)
    sheet = SheetOutline(data, part, wanted)
    values = {sheet.top_left(position): value for position, value in wanted.items()}
    if values.keys() - wanted.keys():
        sheet = SheetOutline(data, part, values)
    formulas = FormulaCells(data, part) if b"f>" in data or b"f " in data or b"f/>" in data else None
    freed = [position for position in values if formulas is not None and position in formulas.kinds]
    for position in values:
        if formulas is not None and formulas.belongs_to_several(position):
            raise OutputError(
                f"没有改写 {name}!{address_of(position)}：它属于占几个单元格的数组公式，请在 Excel 中改写"
            )
    new_cells: dict[Position, bytes] = {}
    splices: list[Splice] = []
    for position, value in values.items():
        spot = sheet.spots.get(position)
        if isinstance(value, datetime.date):
            value = (value - _DAY_ZERO[book.from_1904]).days
        cell = _cell(sheet, position, spot, value)
        if spot is None:
            new_cells[position] = cell
        else:
            splices.append(Splice(spot.start, spot.end, cell))
    if formulas is not None:
        splices += formulas.handed_over(set(freed))
    book.draft.splice(part, *splices, *insert_cells(sheet, new_cells))
    return freed


def _cell(sheet: SheetOutline, position: Position, spot: Spot | None, value: str | int | Decimal | Formula) -> bytes:
    """The whole <c> with its value; its format is the old one, what belonged to the old value (t, cm, vm) is gone."""
    x = sheet.prefix
    if spot is None:
        tag = f'<{x}c r="{address_of(position)}" s="{sheet.style_of(position)}">'.encode()
    else:
        tag = sheet.data[spot.start : spot.opened]
        tag = with_attributes(tag, cm=None, vm=None, t=None)
        tag = tag[:-2].rstrip() + b">" if tag.endswith(b"/>") else tag
    if isinstance(value, str):
        tag = with_attributes(tag, t="inlineStr")
        body = f"<{x}is>{string_xml(value, x)}</{x}is>"
    elif isinstance(value, Formula):
        result = "" if value.result is None else f"<{x}v>{value.result:f}</{x}v>"
        body = f"<{x}f>{escape(value.text)}</{x}f>{result}"
    else:
        body = f"<{x}v>{value:f}</{x}v>" if isinstance(value, Decimal) else f"<{x}v>{value}</{x}v>"
    return tag + f"{body}</{x}c>".encode()
