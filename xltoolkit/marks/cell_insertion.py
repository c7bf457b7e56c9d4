"""New cells put where a sheet part has none yet, with their rows where those are missing too."""

from __future__ import annotations

from xltoolkit.marks.cells import Position, number
from xltoolkit.marks.sheet_outline import WORKSHEET_ORDER, Row, SheetOutline
from xltoolkit.marks.splices import Splice, end_of_start_tag, place_of_child, prefix_at, set_attribute


def insert_cells(sheet: SheetOutline, cells: dict[Position, bytes]) -> list[Splice]:
    """Put new <c> elements (given whole) where the sheet has none yet, with their rows where those are missing too."""
    splices: list[Splice] = []
    by_row: dict[int, list[int]] = {}
    for row, column in sorted(cells):
        by_row.setdefault(row, []).append(column)
    new_rows: dict[int, list[bytes]] = {}
    for row_number, columns in by_row.items():
        line = sheet.rows.get(row_number)
        if line is None:
            content = b"".join(cells[row_number, column] for column in columns)
            tag = f"{sheet.prefix}row"
            new = f'<{tag} r="{row_number}">'.encode() + content + f"</{tag}>".encode()
            new_rows.setdefault(sheet.following.get(row_number, -1), []).append(new)
        else:
            splices += _into_row(sheet, line, {column: cells[row_number, column] for column in columns})
    for offset, rows in new_rows.items():
        splices.append(_rows_splice(sheet, offset, b"".join(rows)))
    return splices


def _into_row(sheet: SheetOutline, row: Row, cells: dict[int, bytes]) -> list[Splice]:
    splices: list[Splice] = []
    at_end: list[bytes] = []
    for column, content in sorted(cells.items()):
        offset = next((offset for other, offset in row.cells if other > column), None)
        if offset is None:
            at_end.append(content)
        else:
            splices.append(Splice(offset, offset, content))
    opened = end_of_start_tag(sheet.data, row.start)
    if at_end and row.end == opened:  # <row r="9"/>
        closing = f"</{prefix_at(sheet.data, row.start)}row>".encode()
        splices.append(Splice(opened - 2, opened, b">" + b"".join(at_end) + closing))
    elif at_end:
        splices.append(Splice(row.inner_end, row.inner_end, b"".join(at_end)))
    first, _, last = row.attributes.get("spans", "").partition(":")
    if first and not all(number(first) <= column <= number(last) for column in cells):
        splices.append(set_attribute(sheet.data, row.start, "spans", None))  # a mere hint, and wrong from now on
    return splices


def _rows_splice(sheet: SheetOutline, offset: int, content: bytes) -> Splice:
    if offset >= 0:
        return Splice(offset, offset, content)
    data = sheet.root.first("sheetData")
    if data is None:  # the schema asks for one, some programs do without
        place = place_of_child(sheet.root, "sheetData", WORKSHEET_ORDER)
        tag = f"{sheet.prefix}sheetData>".encode()
        return Splice(place, place, b"<" + tag + content + b"</" + tag)
    if not data.empty:
        return Splice(data.inner_end, data.inner_end, content)
    closing = f"</{data.prefix}sheetData>".encode()
    return Splice(data.end - 2, data.end, b">" + content + closing)
