"""The ledger's database: one SQLite file that holds everything read from the workbooks. Every output is a view of it.

Workers write shards (the same tables, the ids given by the parent); the parent copies them in with one statement a table, so its
memory does not grow with the number of workbooks. Amounts are exact decimal text in 万元; `dsum` adds them in Decimal.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

SCHEMA_VERSION = "1"

# What became of a file. `state` is what reading it gave, `fate` what the ledger made of it.
PENDING, READ, REFUSED, OWN_COPY, OWN_LEDGER, CRASHED = (
    "pending",
    "read",
    "refused",
    "own_copy",
    "own_ledger",
    "crashed",
)

FILES = """
CREATE TABLE IF NOT EXISTS files (
    id INTEGER PRIMARY KEY,
    position INTEGER NOT NULL DEFAULT 0,     -- order in which the files were given
    path TEXT NOT NULL UNIQUE,
    below TEXT NOT NULL DEFAULT '',          -- folder below the given one
    size INTEGER, modified INTEGER,          -- bytes; mtime in ns: --resume reads a file again if they changed
    state TEXT NOT NULL DEFAULT 'pending',
    cause TEXT NOT NULL DEFAULT '',          -- Chinese sentence of a refusal
    cause_code TEXT NOT NULL DEFAULT '',
    form TEXT, form_title TEXT, year INTEGER,
    bytes_digest TEXT, content_digest TEXT,  -- of the file; of what it says
    mended_copy INTEGER NOT NULL DEFAULT 0,  -- 1: our annotated copy, mended by the person
    project_name TEXT, project_code TEXT, declared_unit TEXT,
    errors INTEGER NOT NULL DEFAULT 0, warnings INTEGER NOT NULL DEFAULT 0, hints INTEGER NOT NULL DEFAULT 0,
    unit TEXT NOT NULL DEFAULT '', department TEXT NOT NULL DEFAULT '', project_key TEXT NOT NULL DEFAULT '',
    fate TEXT NOT NULL DEFAULT '', fate_note TEXT NOT NULL DEFAULT '',
    duplicate_of INTEGER,                    -- id of the file that counts instead of this one
    counts INTEGER NOT NULL DEFAULT 0        -- 1: its rows are in the ledger
)
"""

TABLES = {
    "projects": """
CREATE TABLE IF NOT EXISTS projects (
    file_id INTEGER PRIMARY KEY, form TEXT, year INTEGER, money_unit TEXT,
    project_name TEXT, total_amount TEXT, annual_amount TEXT,   -- 万元
    document TEXT,                                              -- JSON, in the form's own unit
    cells TEXT,                                                 -- JSON: pointer -> 工作表!A1
    sheet TEXT, row INTEGER                                     -- where the project's name stands
)""",
    "indicators": """
CREATE TABLE IF NOT EXISTS indicators (
    file_id INTEGER, number INTEGER, level1 TEXT, level2 TEXT, name TEXT, target TEXT,
    operator TEXT, low TEXT, high TEXT, target_unit TEXT, source TEXT, more TEXT, sheet TEXT, row INTEGER
)""",
    "funding": """
CREATE TABLE IF NOT EXISTS funding (
    file_id INTEGER, pointer TEXT, name TEXT, section TEXT, computed INTEGER, amount TEXT, written TEXT, sheet TEXT, row INTEGER
)""",
    "estimates": """
CREATE TABLE IF NOT EXISTS estimates (
    file_id INTEGER, number INTEGER, item TEXT, amount TEXT, written TEXT, purpose TEXT, sheet TEXT, row INTEGER
)""",
    "findings": """
CREATE TABLE IF NOT EXISTS findings (
    file_id INTEGER, code TEXT, severity TEXT, review_point TEXT, sheet TEXT, cell TEXT, row INTEGER, field TEXT, subject TEXT, pointer TEXT,
    message TEXT, found TEXT, expected TEXT, suggestion TEXT, across INTEGER NOT NULL DEFAULT 0   -- 1: found by comparing workbooks
)""",
}

INDEXES = """
CREATE INDEX IF NOT EXISTS files_by_key ON files (project_key);
CREATE INDEX IF NOT EXISTS files_by_content ON files (content_digest);
CREATE INDEX IF NOT EXISTS findings_by_file ON findings (file_id);
CREATE INDEX IF NOT EXISTS indicators_by_file ON indicators (file_id);
CREATE INDEX IF NOT EXISTS funding_by_file ON funding (file_id);
CREATE INDEX IF NOT EXISTS estimates_by_file ON estimates (file_id);
"""


class _DecimalSum:
    """SQL aggregate: exact sum of decimal texts, NULL and '' left out."""

    def __init__(self) -> None:
        self.total = Decimal(0)

    def step(self, value: str | None) -> None:
        if value not in (None, ""):
            self.total += Decimal(value)

    def finalize(self) -> str:
        return str(self.total)


def connect(path: str) -> sqlite3.Connection:
    """Open or create a database file with all tables. Rows come as sqlite3.Row."""
    connection = sqlite3.connect(path)
    connection.row_factory = sqlite3.Row
    connection.create_aggregate("dsum", 1, _DecimalSum)  # type: ignore[arg-type]
    connection.executescript(
        "PRAGMA journal_mode=MEMORY; PRAGMA synchronous=OFF; PRAGMA temp_store=MEMORY; PRAGMA cache_size=-8000;"
    )
    connection.execute(FILES)
    for statement in TABLES.values():
        connection.execute(statement)
    connection.executescript(INDEXES)
    return connection


def insert(connection: sqlite3.Connection, table: str, rows: Iterable[dict[str, Any]]) -> None:
    """Insert rows given as dicts of column → value."""
    for row in rows:
        names = ", ".join(row)
        marks = ", ".join(f":{name}" for name in row)
        connection.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", row)


def absorb(connection: sqlite3.Connection, shard: str) -> None:
    """Take a worker's shard in: its files' rows replace the pending ones, its other rows are added; then it is deleted."""
    connection.execute("ATTACH DATABASE ? AS shard", (shard,))
    try:
        columns = [row["name"] for row in connection.execute("PRAGMA shard.table_info(files)")]
        kept = {"id", "position", "path", "below"}
        update = ", ".join(f"{name} = s.{name}" for name in columns if name not in kept)
        with connection:
            connection.execute(f"UPDATE files SET {update} FROM shard.files AS s WHERE files.id = s.id")
            for table in TABLES:
                connection.execute(f"INSERT INTO {table} SELECT * FROM shard.{table}")
    finally:
        connection.execute("DETACH DATABASE shard")
    os.unlink(shard)


def forget(connection: sqlite3.Connection, file_id: int) -> None:
    """Drop everything read from a file: it is to be read again, or is no longer given."""
    for table in TABLES:
        connection.execute(f"DELETE FROM {table} WHERE file_id = ?", (file_id,))


def query(connection: sqlite3.Connection, statement: str, *values: Any) -> Iterator[sqlite3.Row]:
    """Rows of a SELECT, streamed."""
    yield from connection.execute(statement, values)
