"""One chunk of a merge: read and check some files, write a shard. Runs in whichever process an Executor puts it."""

from __future__ import annotations

import os
import sqlite3
from typing import Any

from xltoolkit.errors import Refused
from xltoolkit.ledger.database import OWN_COPY, OWN_LEDGER, READ, REFUSED, connect, insert, whole_characters
from xltoolkit.ledger.rows import file_row, table_rows
from xltoolkit.records import NamedTuple
from xltoolkit.workflow.inputs import modified
from xltoolkit.workflow.intake import Intake, refusal_report, take_in

_STATES = {"form": READ, "own_copy": OWN_COPY, "own_ledger": OWN_LEDGER, "refused": REFUSED}

Rows = dict[str, list[dict[str, Any]]]


class Chunk(NamedTuple):
    """Some files to read: (id, path) each; `shard` is the database file to write."""

    files: tuple[tuple[int, str], ...]
    shard: str

    def singles(self) -> list[Chunk]:
        """Every file as a chunk of its own."""
        return [Chunk((file,), f"{self.shard}.{position}") for position, file in enumerate(self.files)]


class ChunkDone(NamedTuple):
    """What a chunk gave: the shard's path and counts for the progress line. Never the rows themselves."""

    shard: str
    files: int
    errors: int


def read_chunk(chunk: Chunk) -> ChunkDone:
    """Read every file of the chunk into its shard, whole or absent. A file's own fault is a row, never an exception.

    Raises sqlite3.OperationalError, OSError if the shard cannot be written (the disk is full).
    """
    part = chunk.shard + ".part"
    if os.path.exists(part):
        os.unlink(part)
    connection = connect(part, shard=True)
    errors = 0
    try:
        with connection:
            for file_id, path in chunk.files:
                rows = rows_of(file_id, path)
                errors += rows["files"][0].get("errors", 0)
                for table, lines in rows.items():
                    insert(connection, table, lines)
    except (sqlite3.Error, OSError):
        connection.close()
        os.unlink(part)
        raise
    connection.close()
    os.replace(part, chunk.shard)
    return ChunkDone(chunk.shard, len(chunk.files), errors)


def rows_of(file_id: int, path: str) -> Rows:
    """Rows of every table for one file. One file must never cost the run: a fault of ours is told in this file's row."""
    size, time = modified(path)
    row: dict[str, Any] = {"id": file_id, "path": whole_characters(path), "size": size, "modified": time}
    try:
        intake = take_in(path, own_too=True)
        more = table_rows(file_id, intake.submission, intake.report) if intake.submission is not None else {}
        return {"files": [row | _file_columns(intake)], **more}
    except Exception as error:
        refused = Refused("internal", f"程序内部出错（{type(error).__name__}），请把这个文件发给维护人员")
        return {"files": [row | _file_columns(Intake("refused", refusal_report(path, refused), refused=refused))]}


def _file_columns(intake: Intake) -> dict[str, Any]:
    state = OWN_COPY if intake.unmended_copy else _STATES[intake.state]
    columns: dict[str, Any] = {"state": state, "mended_copy": int(intake.mended_copy)}
    if intake.refused is not None:
        columns |= {"cause": str(intake.refused), "cause_code": intake.refused.code}
    if intake.submission is not None:
        columns |= file_row(intake.submission, intake.report)
    return columns
