"""The ledger's database: one SQLite file that holds everything read from the workbooks. Every output is a view of it.

Workers write shards (the same tables, the ids given by the parent); the parent copies them in with one statement a table, so its
memory does not grow with the number of workbooks. Amounts are exact decimal text in 万元; `dsum` adds them in Decimal.

The database outlives its process: every shard goes in as one transaction with a rollback journal, so that after a kill -9 it holds
whole shards only and `--resume` goes on from there. (Flushing to the disk is left out: what is lost with the power is read again.)
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

SCHEMA_VERSION = 3

# What reading a file gave. READ: rows of a workbook; OWN_COPY: our annotated copy, unmended (with rows), or our list of findings.
PENDING, READ, REFUSED, CRASHED = "pending", "read", "refused", "crashed"
OWN_COPY, OWN_LEDGER = "own_copy", "own_ledger"

FILES = """
CREATE TABLE IF NOT EXISTS files (
    id INTEGER PRIMARY KEY,
    position INTEGER NOT NULL DEFAULT 0,     -- order in which the files were given
    path TEXT NOT NULL UNIQUE,               -- as shown to people
    location BLOB,                           -- the path's bytes: a name that is no UTF-8 still opens
    below TEXT NOT NULL DEFAULT '',          -- folder below the given one
    size INTEGER, modified INTEGER,          -- bytes; mtime in ns: --resume reads a file again if they changed
    state TEXT NOT NULL DEFAULT 'pending',
    cause TEXT NOT NULL DEFAULT '',          -- Chinese sentence of a refusal
    cause_code TEXT NOT NULL DEFAULT '',
    form TEXT, form_title TEXT, year INTEGER,
    content_digest TEXT,                     -- of what it says
    mended_copy INTEGER NOT NULL DEFAULT 0,  -- 1: our annotated copy, mended by the person
    project_name TEXT, project_code TEXT, declared_unit TEXT, declared_department TEXT,
    errors INTEGER NOT NULL DEFAULT 0, warnings INTEGER NOT NULL DEFAULT 0, hints INTEGER NOT NULL DEFAULT 0,
    unit TEXT NOT NULL DEFAULT '', department TEXT NOT NULL DEFAULT '',
    project_key TEXT NOT NULL DEFAULT '',    -- equal for versions of one project
    subject_key TEXT NOT NULL DEFAULT '',    -- equal for one project in two years
    fate TEXT NOT NULL DEFAULT '', fate_note TEXT NOT NULL DEFAULT '',
    duplicate_of INTEGER,                    -- id of the file that counts instead of this one
    counts INTEGER NOT NULL DEFAULT 0,       -- 1: its rows are in the ledger
    rank INTEGER                             -- order in the ledger: what counts, by department, unit, position
)
"""

TABLES = {
    "projects": """
CREATE TABLE IF NOT EXISTS projects (
    file_id INTEGER PRIMARY KEY, form TEXT, year INTEGER, money_unit TEXT,
    project_name TEXT, total_amount TEXT, annual_amount TEXT, prior_budget TEXT,   -- 万元
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
    file_id INTEGER, pointer TEXT, name TEXT, section TEXT, period TEXT, computed INTEGER, amount TEXT, written TEXT, sheet TEXT, row INTEGER
)""",
    "estimates": """
CREATE TABLE IF NOT EXISTS estimates (
    file_id INTEGER, number INTEGER, item TEXT, amount TEXT, written TEXT, purpose TEXT, sheet TEXT, row INTEGER
)""",
    "findings": """
CREATE TABLE IF NOT EXISTS findings (
    file_id INTEGER, code TEXT, severity TEXT, review_point TEXT, sheet TEXT, cell TEXT, row INTEGER, field TEXT, subject TEXT, pointer TEXT,
    message TEXT, found TEXT, expected TEXT, suggestion TEXT, across INTEGER NOT NULL DEFAULT 0,   -- 1: found by comparing workbooks
    owner_department TEXT, owner_unit TEXT   -- of a finding that concerns no file
)""",
}

INDEXES = """
CREATE INDEX IF NOT EXISTS files_by_key ON files (project_key);
CREATE INDEX IF NOT EXISTS files_by_subject ON files (subject_key);
CREATE INDEX IF NOT EXISTS files_by_rank ON files (rank);
CREATE INDEX IF NOT EXISTS files_by_position ON files (position);
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


def connect(path: str, *, shard: bool = False) -> sqlite3.Connection:
    """Open or create a database file with all tables. Rows come as sqlite3.Row. `shard`: written once, read once, needs no index."""
    connection = sqlite3.connect(path)
    connection.row_factory = sqlite3.Row
    connection.create_aggregate("dsum", 1, _DecimalSum)  # type: ignore[arg-type]
    connection.execute(f"PRAGMA journal_mode={'OFF' if shard else 'TRUNCATE'}")
    connection.execute("PRAGMA synchronous=OFF")
    connection.execute("PRAGMA cache_size=-8000")
    with connection:
        for statement in (FILES, *TABLES.values()):
            connection.execute(statement)
    if not shard:
        connection.executescript(INDEXES)
    return connection


def insert(connection: sqlite3.Connection, table: str, rows: Iterable[dict[str, Any]]) -> None:
    """Insert rows given as dicts of column → value, all with the same columns."""
    statement = ""
    for row in rows:
        if not statement:
            statement = f"INSERT INTO {table} ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})"
        try:
            connection.execute(statement, tuple(row.values()))
        except UnicodeEncodeError:
            connection.execute(statement, tuple(whole_characters(value) for value in row.values()))


def whole_characters(value: Any) -> Any:
    """A text without halves of characters (a file can hold `_xD83D_` alone), which no database and no workbook stores."""
    if not isinstance(value, str):
        return value
    return value.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def absorb(connection: sqlite3.Connection, shard: str) -> None:
    """Take a worker's shard in, as one transaction: its files' rows replace the pending ones, its other rows are added. Then it is deleted.

    A shard whose files are no longer pending was taken in before (the process was killed before the deletion) and is only deleted.
    """
    connection.execute("ATTACH DATABASE ? AS shard", (shard,))
    try:
        pending = connection.execute(
            "SELECT COUNT(*) FROM shard.files s JOIN files f ON f.id = s.id WHERE f.state = ?", (PENDING,)
        ).fetchone()[0]
        if pending:
            _copy(connection)
    finally:
        connection.execute("DETACH DATABASE shard")
    os.unlink(shard)


def _copy(connection: sqlite3.Connection) -> None:
    kept = {"id", "position", "path", "location", "below"}
    names = [row["name"] for row in connection.execute("PRAGMA shard.table_info(files)") if row["name"] not in kept]
    update = f"UPDATE files SET {', '.join(f'{name} = ?' for name in names)} WHERE id = ?"
    with connection:
        for row in connection.execute(f"SELECT {', '.join(names)}, id FROM shard.files").fetchall():
            connection.execute(update, tuple(row))
        for table in TABLES:
            connection.execute(f"INSERT INTO {table} SELECT * FROM shard.{table}")


def forget(connection: sqlite3.Connection, file_id: int) -> None:
    """Drop everything read from a file: it is to be read again, or is no longer given."""
    for table in TABLES:
        connection.execute(f"DELETE FROM {table} WHERE file_id = ?", (file_id,))
