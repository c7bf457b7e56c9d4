"""Reads .xlsb through calamine: the shown values and no more. What calamine hides is named in `unseen`."""

from __future__ import annotations

import datetime
from io import BytesIO
from typing import Any

import python_calamine

from xltoolkit.package.archive import Archive
from xltoolkit.package.refusals import refusal
from xltoolkit.sheets.formats import GENERAL
from xltoolkit.sheets.model import BOOLEAN, DATE, ERROR_VALUE, NUMBER, TEXT, Cell, Sheet, Sheets
from xltoolkit.sheets.values import number_of_float
from xltoolkit.sheets.worksheet import MOST_CELLS

_UNSEEN = frozenset(("error", "formula", "format", "merge", "hidden", "protection", "name", "property", "link"))


def read(data: bytes) -> Sheets:
    """Read the bytes of an .xlsb. Raises Refused, and whatever calamine raises (a panic is a BaseException)."""
    archive = Archive.from_bytes(data)  # the gate: limits, overlaps, names
    has_macros = any(name.lower().endswith("vbaproject.bin") for name in archive.names)
    book: Any = python_calamine.load_workbook(BytesIO(data))
    sheets = []
    filled = 0
    for metadata in book.sheets_metadata:
        if metadata.typ != python_calamine.SheetTypeEnum.WorkSheet:
            continue
        sheet = _sheet(book.get_sheet_by_name(metadata.name), str(metadata.visible).rpartition(".")[2])
        filled += len(sheet.cells)
        if filled > MOST_CELLS:
            raise refusal("too_many_cells")
        sheets.append(sheet)
    return Sheets(sheets, {}, {}, "xlsb", has_macros, "", (), _UNSEEN)


def _sheet(read: Any, visible: str) -> Sheet:
    cells: dict[tuple[int, int], Cell] = {}
    first_column = read.start[1] + 1 if read.start else 1  # iter_rows skips the columns before it, not the rows
    for row, values in enumerate(read.iter_rows(), 1):
        for column, value in enumerate(values, first_column):
            cell = _cell(value)
            if cell is not None:
                cells[row, column] = cell
    state = visible[:1].lower() + visible[1:]
    return Sheet(read.name, state, cells, [], frozenset(), frozenset(), False)


def _cell(value: Any) -> Cell | None:
    if value is None or value == "":
        return None
    if isinstance(value, str):
        return Cell(TEXT, value, value, None, GENERAL)
    if isinstance(value, bool):
        return Cell(BOOLEAN, value, str(int(value)), None, GENERAL)
    if isinstance(value, datetime.timedelta):
        return _number(value / datetime.timedelta(days=1), "[h]:mm:ss")
    if isinstance(value, (datetime.date, datetime.time)):
        raw = value.isoformat()
        if isinstance(value, datetime.datetime) and value.time() == datetime.time():
            value = value.date()
        return Cell(DATE, value, raw, None, "yyyy-mm-dd")
    return _number(float(value), GENERAL)


def _number(value: float, format: str) -> Cell:
    number = number_of_float(value)
    if number is None:
        return Cell(ERROR_VALUE, "#NUM!", "#NUM!", None, format)
    return Cell(NUMBER, number, repr(value).removesuffix(".0"), None, format)
