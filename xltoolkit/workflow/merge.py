"""Merging: many files in, one ledger out. Composes collecting, reading in a pool, deciding, comparing and writing."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor

from xltoolkit.errors import Refused
from xltoolkit.ledger.across import Batch, compare
from xltoolkit.ledger.database import CRASHED, PENDING, absorb, connect, forget
from xltoolkit.ledger.fates import REJECTED, decide, folder_unit
from xltoolkit.ledger.lists import Ceiling, Roster, read_ceilings, read_roster
from xltoolkit.ledger.workbook import write_ledger
from xltoolkit.records import NamedTuple
from xltoolkit.workflow.inputs import Input, collect, modified
from xltoolkit.workflow.pool import CHUNK_FILES, process_pool, run_chunks, worker_count
from xltoolkit.workflow.reading import Chunk


class Ledger(NamedTuple):
    """What a merge gave: where the ledger lies and what happened to the files."""

    path: str
    files: int
    counted: int
    refused: int
    errors: int

    @property
    def all_refused(self) -> bool:
        return self.refused == self.files


class Progress(NamedTuple):
    """How far a merge is: files done of all, error-level findings so far."""

    done: int
    total: int
    errors: int


def merge_files(
    paths: Sequence[str],
    output: str,
    *,
    resume: bool = False,
    roster: str = "",
    ceilings: str = "",
    open_executor: Callable[[], Executor] = process_pool,
    progress: Callable[[Progress], None] = lambda _: None,
) -> Ledger:
    """Read every file and folder given into the ledger workbook `output`.

    Raises Refused if a folder is empty, OutputError if the ledger cannot be written: the earlier ledger is untouched then.
    What was read so far stays beside the output in a hidden folder until the ledger is whole: `resume` goes on from there.
    """
    lists = _Lists(read_roster(roster) if roster else None, tuple(read_ceilings(ceilings)) if ceilings else ())
    work = _work_folder(output)
    database = os.path.join(work, "ledger.sqlite")
    if not resume and os.path.exists(database):
        os.unlink(database)
    os.makedirs(work, exist_ok=True)
    connection = connect(database)
    try:
        total = _register(connection, collect(paths), output)
        _read_pending(connection, work, total, open_executor, progress)
        decide(connection, lists.roster.unit_of if lists.roster else folder_unit)
        compare(Batch(connection, _year(connection), lists.roster, lists.ceilings))
        write_ledger(connection, output)
        result = _result(connection, output)
    finally:
        connection.close()
    _remove(work)
    return result


class _Lists(NamedTuple):
    """What the bureau gave beside the workbooks."""

    roster: Roster | None
    ceilings: tuple[Ceiling, ...]


def _year(connection: sqlite3.Connection) -> int | None:
    """The year of most workbooks that count."""
    statement = "SELECT year FROM files WHERE counts = 1 AND year IS NOT NULL GROUP BY year ORDER BY COUNT(*) DESC, year DESC LIMIT 1"
    row = connection.execute(statement).fetchone()
    return row["year"] if row else None


def _work_folder(output: str) -> str:
    folder, name = os.path.split(os.path.abspath(output))
    return os.path.join(folder, f".{name}.part")


def _register(connection: sqlite3.Connection, inputs: Sequence[Input], output: str) -> int:
    """Enter every file given as pending, unless it was read in an earlier run and has not changed since."""
    own = os.path.abspath(output)
    given = 0
    with connection:
        connection.execute("UPDATE files SET position = -1")
        for item in inputs:
            if os.path.abspath(item.path) == own:
                continue
            given += 1
            known = connection.execute(
                "SELECT id, size, modified, state FROM files WHERE path = ?", (item.path,)
            ).fetchone()
            if known is None:
                connection.execute(
                    "INSERT INTO files (position, path, below) VALUES (?, ?, ?)", (given, item.path, item.below)
                )
                continue
            connection.execute(
                "UPDATE files SET position = ?, below = ? WHERE id = ?", (given, item.below, known["id"])
            )
            if known["state"] != PENDING and (known["size"], known["modified"]) != modified(item.path):
                forget(connection, known["id"])
                connection.execute("UPDATE files SET state = ? WHERE id = ?", (PENDING, known["id"]))
        for row in connection.execute("SELECT id FROM files WHERE position = -1").fetchall():
            forget(connection, row["id"])
        connection.execute("DELETE FROM files WHERE position = -1")
    if not given:
        raise Refused("empty_folder", "没有可以汇总的文件。")
    return given


def _read_pending(
    connection: sqlite3.Connection,
    work: str,
    total: int,
    open_executor: Callable[[], Executor],
    progress: Callable[[Progress], None],
) -> None:
    """Read what is pending in chunks, and absorb each shard as it comes."""
    pending = connection.execute("SELECT COUNT(*) FROM files WHERE state = ?", (PENDING,)).fetchone()[0]
    done, errors = total - pending, connection.execute("SELECT COALESCE(SUM(errors), 0) FROM files").fetchone()[0]

    def died(file_id: int, path: str) -> None:
        sentence = "读取这个文件时程序意外中止，请用 Excel 打开另存后再交"
        with connection:
            connection.execute(
                "UPDATE files SET state = ?, cause = ?, cause_code = ? WHERE id = ?",
                (CRASHED, sentence, "crashed", file_id),
            )

    for result in run_chunks(_chunks(connection, work), open_executor, died, worker_count()):
        absorb(connection, result.shard)
        done += result.files
        errors += result.errors
        progress(Progress(done, total, errors))


def _chunks(connection: sqlite3.Connection, work: str) -> Iterator[Chunk]:
    """Pending files in the order given, CHUNK_FILES at a time; a page of the table is held at once, not all of it."""
    position, number = 0, 0
    while True:
        rows = connection.execute(
            "SELECT id, path, position FROM files WHERE state = ? AND position > ? ORDER BY position LIMIT ?",
            (PENDING, position, CHUNK_FILES),
        ).fetchall()
        if not rows:
            return
        position = rows[-1]["position"]
        yield Chunk(
            number, tuple((row["id"], row["path"]) for row in rows), os.path.join(work, f"shard-{number:06d}.sqlite")
        )
        number += 1


def _result(connection: sqlite3.Connection, output: str) -> Ledger:
    row = connection.execute(
        "SELECT COUNT(*) AS files, SUM(counts) AS counted, SUM(fate = ?) AS refused, SUM(counts * errors) AS errors FROM files",
        (REJECTED,),
    ).fetchone()
    return Ledger(output, row["files"], row["counted"] or 0, row["refused"] or 0, row["errors"] or 0)


def _remove(work: str) -> None:
    from shutil import rmtree

    rmtree(work, ignore_errors=True)
