"""A finished ledger workbook read back as tables: what `report` and `--previous` start from."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from xltoolkit.errors import UsageError
from xltoolkit.ledger.sheets import LedgerSheet
from xltoolkit.reader.open import open_sheets
from xltoolkit.reader.sheets import Sheet, Sheets

LineValue = str | Decimal


def open_ledger(path: str) -> Sheets:
    """Raises Refused if the file cannot be read."""
    return open_sheets(path)


def lines(sheets: Sheets, wanted: LedgerSheet, path: str) -> Iterator[dict[str, LineValue]]:
    """Rows of one of the ledger's sheets and its continuations, by the columns' names; blank is ''.

    Raises UsageError if the sheet is not there or a column is missing: not a ledger of ours, or one that was rebuilt.
    """
    found = [
        sheet for sheet in sheets.sheets if sheet.name == wanted.title or sheet.name.startswith(f"{wanted.title}_")
    ]
    if not found:
        raise UsageError(f"这不是汇总台账，没有“{wanted.title}”工作表：{path}")
    for sheet in found:
        yield from _lines(sheet, wanted, path)


def _lines(sheet: Sheet, wanted: LedgerSheet, path: str) -> Iterator[dict[str, LineValue]]:
    headings = {str(cell.value): column for (row, column), cell in sheet.cells.items() if row == 1}
    missing = [column.heading for column in wanted.columns if column.heading not in headings]
    if missing:
        raise UsageError(f"台账的“{sheet.name}”缺少列：{'、'.join(missing)}（{path}）")
    by_row: dict[int, dict[int, LineValue]] = {}
    for (row, column), cell in sheet.cells.items():
        value = cell.value
        by_row.setdefault(row, {})[column] = (
            value if isinstance(value, Decimal) else "" if value is None else str(value)
        )
    for row in sorted(by_row):
        if row > 1:
            yield {column.name: by_row[row].get(headings[column.heading], "") for column in wanted.columns}
