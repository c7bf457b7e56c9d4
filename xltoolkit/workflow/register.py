"""The database of one merge and the files entered in it: all that were given, and what an interrupted run had read of them."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable
from contextlib import suppress

from xltoolkit import __version__
from xltoolkit.errors import Refused, UsageError
from xltoolkit.form.stamp import LEDGER_DATABASE
from xltoolkit.ledger.database import CRASHED, PENDING, SCHEMA_VERSION, absorb, connect, forget, whole_characters
from xltoolkit.workflow.inputs import Input, modified
from xltoolkit.workflow.intake import OWN_LEDGER, take_in
from xltoolkit.workflow.workplace import Workplace


def run_database(place: Workplace, resume: bool) -> sqlite3.Connection:
    """The database of this run; with `resume` the one an interrupted run left, if the same version of the program wrote it."""
    if resume and os.path.exists(place.database):
        with suppress(sqlite3.Error):
            connection = connect(place.database)
            if _version_of(connection) == (SCHEMA_VERSION, __version__):
                place.keep = True
                for shard in place.shards():
                    absorb(connection, shard)
                return connection
            connection.close()
    place.clear()
    connection = connect(place.database)
    with connection:
        connection.execute("CREATE TABLE written_by (version TEXT)")
        connection.execute("INSERT INTO written_by VALUES (?)", (__version__,))
        connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
        connection.execute(f"PRAGMA application_id = {LEDGER_DATABASE}")
    return connection


def _version_of(connection: sqlite3.Connection) -> tuple[int, str]:
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    row = connection.execute("SELECT version FROM written_by").fetchone()
    return version, row["version"] if row else ""


def register(connection: sqlite3.Connection, inputs: Iterable[Input], output: str) -> int:
    """Enter every file given as pending, unless it was read in an earlier run and has not changed since.

    Returns how many files were given. Raises Refused if there are none, UsageError if the output is one of them and no ledger.
    """
    own = os.path.abspath(output)
    given = 0
    with connection:
        connection.execute("UPDATE files SET position = -1")
        for item in inputs:
            if os.path.abspath(item.path) == own:
                _refuse_input_as_output(item.path)
                continue
            given += 1
            _enter(connection, given, item)
        gone = connection.execute("SELECT id FROM files WHERE position = -1").fetchall()
        for row in gone:
            forget(connection, row["id"])
        connection.execute("DELETE FROM files WHERE position = -1")
    if not given:
        raise Refused("empty_folder", "没有可以汇总的文件。")
    return given


def _enter(connection: sqlite3.Connection, position: int, item: Input) -> None:
    path, below = whole_characters(os.fsencode(item.path).decode("utf-8", "replace")), whole_characters(item.below)
    location = os.fsencode(item.path)
    statement = "SELECT id, size, modified, state FROM files WHERE location = ?"
    known = connection.execute(statement, (location,)).fetchone()
    if known is None:
        if connection.execute("SELECT 1 FROM files WHERE path = ?", (path,)).fetchone():
            path = f"{path}（第 {position} 个文件）"  # two names that show alike
        statement = "INSERT INTO files (position, path, location, below) VALUES (?, ?, ?, ?)"
        connection.execute(statement, (position, path, location, below))
        return
    connection.execute("UPDATE files SET position = ?, below = ? WHERE id = ?", (position, below, known["id"]))
    changed = (known["size"], known["modified"]) != modified(item.path)
    if known["state"] == CRASHED or (known["state"] != PENDING and changed):
        forget(connection, known["id"])
        connection.execute("UPDATE files SET state = ?, errors = 0, cause = '' WHERE id = ?", (PENDING, known["id"]))


def _refuse_input_as_output(path: str) -> None:
    """The ledger may replace an earlier ledger that lies among the workbooks, never a workbook."""
    if os.path.exists(path) and take_in(path).state != OWN_LEDGER:
        raise UsageError(f"“{path}”在要汇总的文件里，又不是台账，不能当输出文件，请换一个文件名。")
