"""What a workbook says, as one number: how an untouched copy of ours is told from a mended one."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from decimal import Decimal

from xltoolkit.reader.sheets import Cell, Sheets


def content_digest(sheets: Sheets, without: Collection[str] = ()) -> str:
    """32 hexadecimal digits over every value of every sheet, the sheets named in `without` left out.

    Looks do not count, nor the order of the sheets, nor how a program spells a number or a line break: the same
    workbook saved again by another program keeps its digest as long as no value changed.
    """
    digest = hashlib.sha256()
    for sheet in sorted(sheets.sheets, key=lambda sheet: sheet.name):
        if sheet.name in without:
            continue
        digest.update(f"\f{sheet.name}\n".encode(errors="surrogatepass"))
        for (row, column), cell in sorted(sheet.cells.items()):
            if text := _value(cell):
                digest.update(f"{row},{column}={text}\n".encode(errors="surrogatepass"))
    return digest.hexdigest()[:32]


def without_result_sheet(sheets: Sheets, result_sheet: str | None) -> Sheets:
    """The sheets that people filled in: ours left out (MarksInfo.result_sheet)."""
    if result_sheet is None:
        return sheets
    return sheets._replace(sheets=[sheet for sheet in sheets.sheets if sheet.name != result_sheet])


def _value(cell: Cell) -> str:
    value = cell.value
    if value is None:
        return f"={cell.formula}" if cell.formula is not None else ""
    if isinstance(value, Decimal):
        return f"n{value.normalize():f}" if value else "n0"
    if isinstance(value, str):
        text = value.replace("\r\n", "\n").replace("\r", "\n")
        return f"{(cell.kind or '')[0]}{text}" if text.strip() else ""
    return f"{(cell.kind or '')[:1]}{value}"
