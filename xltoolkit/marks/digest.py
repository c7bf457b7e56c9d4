"""What a workbook says, as one number: how an untouched copy of ours is told from a mended one."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from decimal import Decimal

from xltoolkit.marks.sheet_rows import HEADINGS
from xltoolkit.marks.signs import RESULT_SHEET
from xltoolkit.reader.locate import is_reference
from xltoolkit.sheets.model import Cell, Sheets

_WRITTEN, _CALCULATED = 20, 12  # hexadecimal digits
_CONSTANTS = ("TRUE()", "FALSE()")  # what LibreOffice makes of a written TRUE
_NOT_CALCULATED = "0" * _CALCULATED


def content_digest(sheets: Sheets, without: Collection[str] = ()) -> str:
    """32 hexadecimal digits over every value of every sheet; those named in `without`, our help and library do not count.

    Looks do not count, nor the order of the sheets, nor how a program spells a number or a line break: the same
    workbook saved again by another program keeps its digest as long as no value changed. The first digits stand for
    what people wrote, the last for what formulas gave (zeros if one was never calculated); compare with `same_content`.
    """
    written, calculated = hashlib.sha256(), hashlib.sha256()
    all_calculated = True
    for sheet in sorted(sheets.sheets, key=lambda sheet: sheet.name):
        if sheet.name in without or is_reference(sheet.name):
            continue
        lines, results = [f"\f{sheet.name}"], [f"\f{sheet.name}"]
        for (row, column), cell in sorted(sheet.cells.items()):
            text = _value(cell)
            if cell.formula is not None and cell.formula.upper() not in _CONSTANTS:
                all_calculated = all_calculated and cell.value is not None
                results.append(f"{row},{column}={text}")
                text = "="
            if text:
                lines.append(f"{row},{column}={text}")
        written.update("\0".join(lines).encode(errors="surrogatepass"))
        calculated.update("\0".join(results).encode(errors="surrogatepass"))
    return written.hexdigest()[:_WRITTEN] + (
        calculated.hexdigest()[:_CALCULATED] if all_calculated else _NOT_CALCULATED
    )


def same_content(one: str, other: str) -> bool:
    """Whether two digests stand for the same content: a program that calculates on saving changes nothing that people wrote."""
    results = {one[_WRITTEN:], other[_WRITTEN:]}
    return bool(one) and one[:_WRITTEN] == other[:_WRITTEN] and (len(results) == 1 or _NOT_CALCULATED in results)


def without_result_sheet(sheets: Sheets, result_sheet: str | None) -> Sheets:
    """The sheets that people filled in: ours left out (MarksInfo.result_sheet, else the one that looks like it)."""
    result_sheet = result_sheet or looks_like_result_sheet(sheets)
    if result_sheet is None:
        return sheets
    return sheets._replace(sheets=[sheet for sheet in sheets.sheets if sheet.name != result_sheet])


def looks_like_result_sheet(sheets: Sheets) -> str | None:
    """The sheet called 检查结果… that carries our headings in one row: what is left where a copy was saved as .xls or .ods."""
    for sheet in sheets.sheets:
        if sheet.name.startswith(RESULT_SHEET):
            for row in {row for row, _ in sheet.cells}:
                found = (sheet.cells.get((row, column)) for column in range(1, len(HEADINGS) + 1))
                if tuple(cell.value if cell else "" for cell in found) == HEADINGS:
                    return sheet.name
    return None


def _value(cell: Cell) -> str:
    value = cell.value
    if isinstance(value, str):
        text = value.replace("\r\n", "\n").replace("\r", "\n") if "\r" in value else value
        return f"{cell.kind}{text}" if text and not text.isspace() else ""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return f"{value.normalize():f}" if value else "0"
    return f"{cell.kind}{value}"
