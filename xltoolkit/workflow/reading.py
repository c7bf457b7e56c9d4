"""One chunk of a merge: read and check some files, write a shard. Runs in whichever process an Executor puts it."""

from __future__ import annotations

import os
from typing import Any

from xltoolkit.errors import Refused
from xltoolkit.ledger.database import OWN_COPY, OWN_LEDGER, READ, REFUSED, connect, insert
from xltoolkit.ledger.rows import file_row, table_rows
from xltoolkit.records import NamedTuple
from xltoolkit.workflow.inputs import modified
from xltoolkit.workflow.intake import Intake, refusal_report, take_in

_STATES = {"form": READ, "own_copy": OWN_COPY, "own_ledger": OWN_LEDGER, "refused": REFUSED}


class Chunk(NamedTuple):
    """Some files to read: (id, path) each; `shard` is the database file to write."""

    number: int
    files: tuple[tuple[int, str], ...]
    shard: str


class ChunkDone(NamedTuple):
    """What a chunk gave: the shard's path and counts for the progress line. Never the rows themselves."""

    number: int
    shard: str
    files: int
    errors: int


def read_chunk(chunk: Chunk) -> ChunkDone:
    """Read every file of the chunk into its shard, whole or absent. A file's own fault is a row, never an exception."""
    part = chunk.shard + ".part"
    if os.path.exists(part):
        os.unlink(part)
    connection = connect(part)
    errors = 0
    with connection:
        for file_id, path in chunk.files:
            size, time = modified(path)
            intake = _guarded(path)
            row: dict[str, Any] = {"id": file_id, "path": path, "size": size, "modified": time, **_file_columns(intake)}
            insert(connection, "files", [row])
            if intake.state == "form" and intake.submission is not None:
                for table, rows in table_rows(file_id, intake.submission, intake.report).items():
                    insert(connection, table, rows)
                errors += row["errors"]
    connection.close()
    os.replace(part, chunk.shard)
    return ChunkDone(chunk.number, chunk.shard, len(chunk.files), errors)


def _guarded(path: str) -> Intake:
    """One file must never cost the run: a fault of ours is told in this file's row."""
    try:
        return take_in(path)
    except Exception as error:
        refused = Refused("internal", f"程序内部出错（{type(error).__name__}），请把这个文件发给维护人员")
        return Intake("refused", refusal_report(path, refused), refused=refused)


def _file_columns(intake: Intake) -> dict[str, Any]:
    columns: dict[str, Any] = {"state": _STATES[intake.state], "mended_copy": int(intake.mended_copy)}
    if intake.refused is not None:
        columns |= {"cause": str(intake.refused), "cause_code": intake.refused.code}
    if intake.submission is not None:
        columns |= file_row(intake.submission, intake.report)
    return columns
