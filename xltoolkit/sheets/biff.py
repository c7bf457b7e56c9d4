"""Reads .xls, and .et as WPS writes it: BIFF 2 to 8 through xlrd, plus the few records that xlrd passes over.

Source: MS-XLS §2.4.127 (Formula), §2.4.207 (Protect). xlrd gives values, errors, formats, merges and hidden rows; which
cells hold a formula, and whether a sheet is protected, is read off the records themselves. A formula's text is not seen.
"""

from __future__ import annotations

import os
from struct import unpack_from
from typing import Any

import xlrd

from xltoolkit.package.ole import root_names
from xltoolkit.package.refusals import refusal
from xltoolkit.sheets.formats import BUILT_IN, GENERAL, date_of_serial, shows_date
from xltoolkit.sheets.model import BOOLEAN, DATE, ERROR_VALUE, NUMBER, TEXT, Cell, Sheet, Sheets
from xltoolkit.sheets.values import number_of_float
from xltoolkit.sheets.worksheet import MOST_CELLS

_STATES = ("visible", "hidden", "veryHidden")
_FORMULA, _PROTECT, _BOF, _EOF = (0x0006, 0x0206, 0x0406), 0x0012, (0x0009, 0x0209, 0x0409, 0x0809), 0x000A


def read(data: bytes) -> Sheets:
    """Read the bytes of an .xls. Raises Refused('encrypted'), and xlrd's own errors for what it cannot read."""
    try:
        book = _open(data)
    except xlrd.XLRDError as error:
        if "encrypted" in str(error).lower():
            raise refusal("encrypted") from None
        raise
    sheets = [_sheet(book, number) for number in range(book.nsheets)]
    if sum(len(sheet.cells) for sheet in sheets) > MOST_CELLS:
        raise refusal("too_many_cells")
    has_macros = not (root_names(data) or frozenset()).isdisjoint(("_VBA_PROJECT_CUR", "_VBA_PROJECT"))
    unseen = frozenset(("formula", "property", "link"))
    return Sheets(sheets, _names(book), {}, "xls", has_macros, "", (), unseen, book.datemode == 1)


def _open(data: bytes) -> Any:
    """Old files without a code page are Chinese; web systems write containers with harmless faults (PHPExcel)."""
    options: dict[str, Any] = {"file_contents": data, "formatting_info": True, "on_demand": True, "ragged_rows": True}
    with open(os.devnull, "w") as log:
        try:
            return xlrd.open_workbook(logfile=log, **options)
        except UnicodeDecodeError:
            return xlrd.open_workbook(logfile=log, encoding_override="gb18030", **options)
        except xlrd.compdoc.CompDocError:
            return xlrd.open_workbook(logfile=log, ignore_workbook_corruption=True, **options)


def _sheet(book: Any, number: int) -> Sheet:
    read = book.sheet_by_index(number)
    formulas, protected = _records(book, number)
    cells: dict[tuple[int, int], Cell] = {}
    for row in range(read.nrows):
        for column, (type, value) in enumerate(zip(read.row_types(row), read.row_values(row), strict=True)):
            if type in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK):
                continue
            formula = "" if (row, column) in formulas else None
            cell = _cell(book, type, value, formula, _format(book, read.cell_xf_index(row, column)))
            if cell is not None:
                cells[row + 1, column + 1] = cell
    merges = [(top + 1, left + 1, bottom, right) for top, bottom, left, right in read.merged_cells]
    hidden_rows = frozenset(row + 1 for row, info in read.rowinfo_map.items() if info.hidden)
    hidden_columns = frozenset(column + 1 for column, info in read.colinfo_map.items() if info.hidden)
    state = _STATES[read.visibility] if read.visibility in (0, 1, 2) else "visible"
    return Sheet(read.name, state, cells, merges, hidden_rows, hidden_columns, protected)


def _cell(book: Any, type: int, value: Any, formula: str | None, format: str) -> Cell | None:
    if type == xlrd.XL_CELL_TEXT:
        return Cell(TEXT, value, value, formula, format) if value or formula is not None else None
    if type == xlrd.XL_CELL_BOOLEAN:
        return Cell(BOOLEAN, bool(value), str(int(value)), formula, format)
    if type == xlrd.XL_CELL_ERROR:
        text = xlrd.error_text_from_code.get(value, "#VALUE!")
        return Cell(ERROR_VALUE, text, text, formula, format)
    date = date_of_serial(value, book.datemode == 1) if shows_date(format) else None
    if date is not None:
        return Cell(DATE, date, repr(value), formula, format)
    number = number_of_float(value)
    if number is None:
        return Cell(ERROR_VALUE, "#NUM!", "#NUM!", formula, format)
    return Cell(NUMBER, number, repr(value).removesuffix(".0"), formula, format)


def _format(book: Any, style: int) -> str:
    key = book.xf_list[style].format_key
    known = BUILT_IN.get(str(key))
    if known is not None:
        return known
    found = book.format_map.get(key)
    return (found.format_str if found else None) or GENERAL


def _records(book: Any, number: int) -> tuple[set[tuple[int, int]], bool]:
    """Where formulas stand on the sheet (rows and columns from 0), and whether the sheet is protected."""
    formulas: set[tuple[int, int]] = set()
    protected = False
    depth, position = 0, book._sh_abs_posn[number]  # private, but xlrd is finished: 2.0 is its last
    stream = book.mem or b""  # xlrd lets go of the old files that have one sheet and no container
    while position + 4 <= len(stream):
        kind, length = unpack_from("<HH", stream, position)
        position += 4
        if kind in _BOF:
            depth += 1
        elif kind == _EOF:
            depth -= 1
            if depth <= 0:
                break
        elif depth == 1 and kind in _FORMULA and length >= 4:
            formulas.add(unpack_from("<HH", stream, position))
        elif depth == 1 and kind == _PROTECT and length >= 2:
            protected = unpack_from("<H", stream, position)[0] == 1
        position += length
    return formulas, protected


def _names(book: Any) -> dict[str, str]:
    names: dict[str, str] = {}
    for name in book.name_obj_list:
        text = getattr(name.result, "text", None)
        if name.name.startswith("_xlnm.") or name.builtin or not text:
            continue
        scope = f"{book.sheet_names()[name.scope]}!" if 0 <= name.scope < book.nsheets else ""
        names[scope + name.name] = text
    return names
