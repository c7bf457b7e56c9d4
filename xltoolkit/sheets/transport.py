"""Sheets as JSON and back: how a child process hands over what it read. JSON, for a pickle could carry code."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

from xltoolkit.sheets.formats import date_of_text
from xltoolkit.sheets.model import DATE, NUMBER, Cell, Sheet, Sheets


def to_json(sheets: Sheets) -> str:
    """One line of JSON."""
    return json.dumps(
        [
            [[_sheet_out(sheet) for sheet in sheets.sheets], sheets.names, sheets.properties, sheets.format],
            [sheets.has_macros, sheets.macro_digest, sheets.external_links, sorted(sheets.unseen), sheets.from_1904],
        ]
    )


def from_json(text: str) -> Sheets:
    """What to_json was given."""
    (sheets, names, properties, format), (has_macros, digest, links, unseen, from_1904) = json.loads(text)
    content = [_sheet_in(sheet) for sheet in sheets]
    return Sheets(content, names, properties, format, has_macros, digest, tuple(links), frozenset(unseen), from_1904)


def _sheet_out(sheet: Sheet) -> list[Any]:
    cells = [
        [*place, cell.kind, _value_out(cell), cell.raw, cell.formula, cell.format]
        for place, cell in sheet.cells.items()
    ]
    hidden = sorted(sheet.hidden_rows), sorted(sheet.hidden_columns)
    return [sheet.name, sheet.state, cells, sheet.merges, *hidden, sheet.protected]


def _sheet_in(written: list[Any]) -> Sheet:
    name, state, cells, merges, rows, columns, protected = written
    content = {
        (row, column): Cell(kind, _value_in(kind, value), raw, formula, format)
        for row, column, kind, value, raw, formula, format in cells
    }
    areas = [(top, left, bottom, right) for top, left, bottom, right in merges]
    return Sheet(name, state, content, areas, frozenset(rows), frozenset(columns), protected)


def _value_out(cell: Cell) -> Any:
    value: Any = cell.value
    if cell.kind == NUMBER:
        return str(value)
    return value.isoformat() if cell.kind == DATE else value


def _value_in(kind: str | None, value: Any) -> object:
    if kind == NUMBER:
        return Decimal(value)
    return date_of_text(value) if kind == DATE else value
