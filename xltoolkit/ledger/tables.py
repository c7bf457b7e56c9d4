"""A finished ledger read back as tables: what `report` and `--previous` start from. The workbook, or the database of `--db`."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from xltoolkit.errors import Refused, UsageError
from xltoolkit.ledger.database import connect
from xltoolkit.ledger.sheets import COUNT, MONEY, LedgerSheet
from xltoolkit.package.gate import content_kind, read_regular_file, refused_content
from xltoolkit.sheets.values import unescaped

LineValue = str | Decimal
Line = dict[str, LineValue]
_SQLITE = b"SQLite format 3\0"


class LedgerTables:
    """An open ledger: `lines(sheet)` streams the rows of one of its sheets. A context manager.

    The workbook is read by openpyxl, row by row: a ledger of thousands is larger than what our reader takes for a form.
    """

    def __init__(self, path: str) -> None:
        """Raises Refused if the file cannot be read, UsageError if it is a database of something else."""
        self.path = path
        self._connection = _database(path)
        self._book: Any = None if self._connection is not None else _workbook(path)

    def __enter__(self) -> LedgerTables:
        return self

    def __exit__(self, *_: object) -> None:
        (self._connection if self._connection is not None else self._book).close()

    def lines(self, wanted: LedgerSheet) -> Iterator[Line]:
        """Rows of one of the ledger's sheets and its continuations, by the columns' names; blank is ''.

        Raises UsageError if the sheet is not there or a column is missing: not a ledger of ours, or one that was rebuilt.
        """
        if self._connection is not None:
            for row in self._connection.execute(wanted.statement):
                yield {column.name: _value(row[column.name], column.kind) for column in wanted.columns}
            return
        titles = [name for name in self._book.sheetnames if name == wanted.title or name.startswith(f"{wanted.title}_")]
        if not titles:
            raise UsageError(f"这不是汇总台账，没有“{wanted.title}”工作表：{self.path}")
        for title in titles:
            yield from self._sheet_lines(self._book[title], wanted)

    def has(self, wanted: LedgerSheet) -> bool:
        """Whether this ledger has the sheet: 报送情况 and 整改情况 are not in every one."""
        if self._connection is None:
            return wanted.title in self._book.sheetnames
        try:
            self._connection.execute(wanted.statement)
        except sqlite3.OperationalError:
            return False
        return True

    def _sheet_lines(self, sheet: Any, wanted: LedgerSheet) -> Iterator[Line]:
        sheet.reset_dimensions()
        rows = sheet.iter_rows(values_only=True)
        columns: dict[str, int] = {}
        for position, heading in enumerate(next(rows, ())):
            columns.setdefault(str(heading), position)
        missing = [column.heading for column in wanted.columns if column.heading not in columns]
        if missing:
            raise UsageError(f"台账的“{sheet.title}”缺少列：{'、'.join(missing)}（{self.path}）")
        places = [(column.name, columns[column.heading]) for column in wanted.columns]
        for row in rows:
            if any(value is not None for value in row):
                yield {name: _written(row[place]) if place < len(row) else "" for name, place in places}


def _workbook(path: str) -> Any:
    """Raises Refused."""
    import openpyxl

    try:
        with open(_regular(path), "rb") as file:
            head = file.read(4096)
    except OSError:
        head = read_regular_file(path)[:4096]  # says why
    kind = content_kind(head)
    if kind != "zip":
        raise refused_content(kind, read_regular_file(path))
    try:
        return openpyxl.load_workbook(path, read_only=True, data_only=True)
    except Exception as error:  # of many types, none of them its own
        raise Refused("damaged", f"台账读不出来（{type(error).__name__}），请用 Excel 打开另存后再试：{path}") from None


def _regular(path: str) -> str:
    """The path; OSError for a pipe or a device, which would never end."""
    if os.path.exists(path) and not os.path.isfile(path):
        raise OSError(path)
    return path


def _written(value: Any) -> LineValue:
    if value is None:
        return ""
    return Decimal(str(value)) if isinstance(value, int | float) else unescaped(str(value))


def _value(value: Any, kind: str) -> LineValue:
    if value is None or value == "":
        return ""
    return Decimal(str(value)) if kind in (MONEY, COUNT) else str(value)


def _database(path: str) -> sqlite3.Connection | None:
    """The database if the file is one, None for anything else."""
    try:
        with open(_regular(path), "rb") as file:
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
