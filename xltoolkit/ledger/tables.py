"""A finished ledger read back as tables: what `report` and `--previous` start from. The workbook, or the database of `--db`."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from xltoolkit.errors import Refused, UsageError
from xltoolkit.ledger.database import connect
from xltoolkit.ledger.sheets import COUNT, MONEY, LedgerSheet
from xltoolkit.reader.open import open_sheets
from xltoolkit.reader.sheets import Sheet, Sheets
from xltoolkit.records import NamedTuple

LineValue = str | Decimal
Line = dict[str, LineValue]
_SQLITE = b"SQLite format 3\0"


class LedgerTables:
    """An open ledger: `lines(sheet)` gives the rows of one of its sheets. A context manager."""

    def __init__(self, path: str) -> None:
        """Raises Refused if the file cannot be read, UsageError if it is a database of something else."""
        self.path = path
        self._connection = _database(path)
        self._sheets: Sheets | None = open_sheets(path) if self._connection is None else None

    def __enter__(self) -> LedgerTables:
        return self

    def __exit__(self, *_: object) -> None:
        if self._connection is not None:
            self._connection.close()

    def lines(self, wanted: LedgerSheet) -> Iterator[Line]:
        """Rows of one of the ledger's sheets and its continuations, by the columns' names; blank is ''.

        Raises UsageError if the sheet is not there or a column is missing: not a ledger of ours, or one that was rebuilt.
        """
        if self._connection is not None:
            for row in self._connection.execute(wanted.statement):
                yield {column.name: _value(row[column.name], column.kind) for column in wanted.columns}
            return
        assert self._sheets is not None
        found = [
            sheet
            for sheet in self._sheets.sheets
            if sheet.name == wanted.title or sheet.name.startswith(f"{wanted.title}_")
        ]
        if not found:
            raise UsageError(f"这不是汇总台账，没有“{wanted.title}”工作表：{self.path}")
        for sheet in found:
            yield from self._sheet_lines(sheet, wanted)

    def _sheet_lines(self, sheet: Sheet, wanted: LedgerSheet) -> Iterator[Line]:
        table = _as_table(sheet)
        missing = [column.heading for column in wanted.columns if column.heading not in table.columns]
        if missing:
            raise UsageError(f"台账的“{sheet.name}”缺少列：{'、'.join(missing)}（{self.path}）")
        for row in sorted(table.rows):
            cells = table.rows[row]
            yield {column.name: cells.get(table.columns[column.heading], "") for column in wanted.columns}


class _Table(NamedTuple):
    """One sheet: heading → column, and row → column → value."""

    columns: dict[str, int]
    rows: dict[int, dict[int, LineValue]]


def _as_table(sheet: Sheet) -> _Table:
    columns: dict[str, int] = {}
    rows: dict[int, dict[int, LineValue]] = {}
    for (row, column), cell in sheet.cells.items():
        if row == 1:
            columns.setdefault(str(cell.value), column)
        else:
            value = cell.value
            text = value if isinstance(value, Decimal) else "" if value is None else str(value)
            rows.setdefault(row, {})[column] = text
    return _Table(columns, rows)


def _value(value: Any, kind: str) -> LineValue:
    if value is None or value == "":
        return ""
    return Decimal(str(value)) if kind in (MONEY, COUNT) else str(value)


def _database(path: str) -> sqlite3.Connection | None:
    """The database if the file is one, None for anything else."""
    try:
        with open(path, "rb") as file:
            if file.read(len(_SQLITE)) != _SQLITE:
                return None
    except OSError:
        return None  # the reader says why
    try:
        connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
        connection.close()
        connection = connect(path)
        connection.execute("SELECT rank FROM files LIMIT 1")
        return connection
    except sqlite3.Error:
        raise Refused("own_ledger", f"这个数据库不是本工具写的台账：{path}") from None
