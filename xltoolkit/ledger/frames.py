"""The ledger's tables as data for others: pandas frames, CSV with BOM, Parquet, JSON documents."""

from __future__ import annotations

import csv
import json
import os
import sqlite3
import unicodedata
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from decimal import Context, Decimal
from typing import TYPE_CHECKING, Any

from xltoolkit.errors import OutputError, UsageError
from xltoolkit.form.stamp import LEDGER_PROPERTY
from xltoolkit.ledger.sheets import COUNT, MONEY, LedgerSheet
from xltoolkit.ledger.workbook import ledger_sheets

if TYPE_CHECKING:
    import pandas

ENGLISH = {
    "项目一览": "projects", "绩效指标": "indicators", "资金来源": "funding", "项目概算": "estimates",
    "问题清单": "findings", "读取情况": "files", "报送情况": "units", "整改情况": "progress",
}  # fmt: skip
_DANGEROUS = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
_UNSEEN = ("Cc", "Cf", "Zs", "Zl", "Zp")
_ROWS_AT_ONCE = 20_000
PARQUET_DECIMALS = 18
"""Decimals of an amount (万元) in Parquet, whose columns have a fixed number; what is left of 1/3 beyond them is rounded."""


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
    """Every sheet as CSV (UTF-8 with BOM, so that Excel shows Chinese); returns the paths. Each file is whole or absent.

    A text that a spreadsheet program could take for a formula gets an apostrophe in front; one that begins with an apostrophe gets a
    second one: `unescape_csv` gives every text back character for character. Raises OutputError.
    """
    paths = []
    for sheet in ledger_sheets(connection):
        path = os.path.join(folder, f"{sheet.title}.csv")
        with _whole(path) as part, open(part, "w", encoding="utf-8-sig", newline="") as stream:
            writer = csv.writer(stream)
            writer.writerow([column.heading for column in sheet.columns])
            for row in connection.execute(sheet.statement):
                writer.writerow([_csv_value(row[column.name], column.kind) for column in sheet.columns])
        paths.append(path)
    return paths


@contextmanager
def _whole(path: str) -> Iterator[str]:
    """The name to write to; put in its place when the block ends well, else nothing is left. Raises OutputError."""
    part = os.path.join(os.path.dirname(path), f".~{os.path.basename(path)}.{os.getpid()}.tmp")
    try:
        os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
        yield part
        os.replace(part, path)
    except (OSError, sqlite3.Error) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise OutputError(
            f"没有写成：{path}（{reason}）。如果它正被其他程序打开，请先关闭；如果磁盘已满，请先清理。"
        ) from None
    finally:
        with suppress(OSError):
            os.unlink(part)


def _csv_value(value: Any, kind: str) -> str:
    if value is None:
        return ""
    text = str(value)
    return text if kind in (MONEY, COUNT) else escape_csv(text)


def escape_csv(text: str) -> str:
    """Inert in every spreadsheet program. Leading blanks and unseen characters hide nothing: what follows them counts."""
    seen = next((character for character in text if unicodedata.category(character) not in _UNSEEN), "")
    return "'" + text if seen in _DANGEROUS or text.startswith(("'", "\t", "\r", "\n")) else text


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
    paths = []
    types = {MONEY: pyarrow.decimal128(38, PARQUET_DECIMALS), COUNT: pyarrow.int64()}
    for sheet in ledger_sheets(connection):
        schema = pyarrow.schema(
            [(column.name, types.get(column.kind, pyarrow.string())) for column in sheet.columns],
            {LEDGER_PROPERTY: "1"},
        )
        path = os.path.join(folder, f"{ENGLISH[sheet.title]}.parquet")
        with _whole(path) as part, pyarrow.parquet.ParquetWriter(part, schema, compression="zstd") as writer:
            for rows in _batches(connection.execute(sheet.statement)):
                columns = [
                    pyarrow.array([_parquet_value(row[c.name], c.kind) for row in rows], schema.field(c.name).type)
                    for c in sheet.columns
                ]
                writer.write_table(pyarrow.Table.from_arrays(columns, schema=schema))
        paths.append(path)
    return paths


def parquet_is_installed() -> bool:
    from importlib.util import find_spec

    return find_spec("pyarrow") is not None


def _parquet_value(value: Any, kind: str) -> Any:
    if value in (None, ""):
        return None
    if kind == MONEY:
        return Decimal(value).quantize(Decimal(1).scaleb(-PARQUET_DECIMALS), context=Context(prec=60))
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


def keep_database(connection: sqlite3.Connection, target: str) -> None:
    """Put the finished database where the user wants it, whole or not at all. Raises OutputError."""
    with _whole(target) as part, closing(sqlite3.connect(part)) as copy:
        connection.backup(copy)
