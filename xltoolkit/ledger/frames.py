"""The ledger's tables as data for others: pandas frames, CSV with BOM, Parquet, JSON documents."""

from __future__ import annotations

import csv
import json
import os
import sqlite3
from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from xltoolkit.errors import OutputError, UsageError
from xltoolkit.ledger.sheets import COUNT, MONEY, STREAMED, LedgerSheet

if TYPE_CHECKING:
    import pandas

ENGLISH = {
    sheet.title: name
    for sheet, name in zip(
        STREAMED, ("projects", "indicators", "funding", "estimates", "findings", "files"), strict=True
    )
}
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_ROWS_AT_ONCE = 20_000


def frame(connection: sqlite3.Connection, sheet: LedgerSheet) -> pandas.DataFrame:
    """One sheet of the ledger as a frame; columns are the English names, amounts Decimal in 万元."""
    import pandas

    rows = connection.execute(sheet.statement)
    return pandas.DataFrame(
        [[_value(row[c.name], c.kind) for c in sheet.columns] for row in rows], columns=[c.name for c in sheet.columns]
    )


def _value(value: Any, kind: str) -> Any:
    if kind == MONEY:
        return None if value in (None, "") else Decimal(value)
    return value


def write_csv(connection: sqlite3.Connection, folder: str) -> list[str]:
    """Every sheet as CSV (UTF-8 with BOM, so that Excel shows Chinese); returns the paths.

    A text that a spreadsheet program could take for a formula gets an apostrophe in front; one that begins with an apostrophe gets a
    second one: `unescape_csv` gives every text back character for character.
    """
    os.makedirs(folder, exist_ok=True)
    paths = []
    for sheet in STREAMED:
        path = os.path.join(folder, f"{sheet.title}.csv")
        with open(path, "w", encoding="utf-8-sig", newline="") as stream:
            writer = csv.writer(stream)
            writer.writerow([column.heading for column in sheet.columns])
            for row in connection.execute(sheet.statement):
                writer.writerow([_csv_value(row[column.name], column.kind) for column in sheet.columns])
        paths.append(path)
    return paths


def _csv_value(value: Any, kind: str) -> str:
    if value is None:
        return ""
    text = str(value)
    return text if kind in (MONEY, COUNT) else escape_csv(text)


def escape_csv(text: str) -> str:
    """Inert in every spreadsheet program. Leading blanks hide nothing: what follows them counts."""
    bare = text.lstrip(" \u00a0\u3000")
    return "'" + text if bare.startswith(_DANGEROUS) or text.startswith(("'", "\t", "\r", "\n")) else text


def unescape_csv(text: str) -> str:
    """The text as it was before `escape_csv`."""
    return text.removeprefix("'")


def write_parquet(connection: sqlite3.Connection, folder: str) -> list[str]:
    """Every sheet as a Parquet file (zstd), written in batches. Raises UsageError if pyarrow is not installed."""
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError:
        raise UsageError("没有安装 pyarrow，请运行：pip install xltoolkit[parquet]") from None
    os.makedirs(folder, exist_ok=True)
    paths = []
    types = {MONEY: pyarrow.decimal128(24, 8), COUNT: pyarrow.int64()}
    for sheet in STREAMED:
        schema = pyarrow.schema([(column.name, types.get(column.kind, pyarrow.string())) for column in sheet.columns])
        path = os.path.join(folder, f"{ENGLISH[sheet.title]}.parquet")
        part = path + ".part"
        with pyarrow.parquet.ParquetWriter(part, schema, compression="zstd") as writer:
            for rows in _batches(connection.execute(sheet.statement)):
                columns = [
                    pyarrow.array([_parquet_value(row[c.name], c.kind) for row in rows], schema.field(c.name).type)
                    for c in sheet.columns
                ]
                writer.write_table(pyarrow.Table.from_arrays(columns, schema=schema))
        os.replace(part, path)
        paths.append(path)
    return paths


def _parquet_value(value: Any, kind: str) -> Any:
    if value in (None, ""):
        return None
    if kind == MONEY:
        return Decimal(value)
    return int(value) if kind == COUNT else str(value)


def _batches(rows: Iterator[sqlite3.Row]) -> Iterator[list[sqlite3.Row]]:
    batch: list[sqlite3.Row] = []
    for row in rows:
        batch.append(row)
        if len(batch) == _ROWS_AT_ONCE:
            yield batch
            batch = []
    yield batch


def documents(connection: sqlite3.Connection) -> Iterator[tuple[str, dict[str, Any]]]:
    """(path, document) of every workbook that counts, in its form's own unit, as the form's JSON Schema describes it."""
    statement = "SELECT f.path, p.document FROM files f JOIN projects p ON p.file_id = f.id WHERE f.counts = 1 ORDER BY f.position"
    for row in connection.execute(statement):
        yield row["path"], json.loads(row["document"])


def keep_database(database: str, target: str) -> None:
    """Put the finished database where the user wants it, whole or not at all. Raises OutputError."""
    part = f"{target}.part"
    try:
        source = sqlite3.connect(database)
        copy = sqlite3.connect(part)
        source.backup(copy)
        copy.close()
        source.close()
        os.replace(part, target)
    except (OSError, sqlite3.Error) as error:
        if os.path.exists(part):
            os.unlink(part)
        raise OutputError(f"数据库没有写成：{target}（{error}）") from None
