"""Merging: many files in, one ledger out. Composes collecting, reading in a pool, deciding, comparing and writing."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor
from shutil import rmtree

from xltoolkit.errors import Refused, UsageError
from xltoolkit.ledger.across import Batch, compare
from xltoolkit.ledger.database import CRASHED, PENDING, absorb, connect, forget
from xltoolkit.ledger.fates import decide, folder_unit
from xltoolkit.ledger.frames import keep_database, write_parquet
from xltoolkit.ledger.lists import Ceiling, Roster, read_ceilings, read_roster
from xltoolkit.ledger.previous import compare_with
from xltoolkit.ledger.workbook import write_ledger
from xltoolkit.records import NamedTuple
from xltoolkit.workflow.inputs import Input, collect, modified
from xltoolkit.workflow.ledger import Ledger
from xltoolkit.workflow.pool import CHUNK_FILES, executor_for, run_chunks, worker_count
from xltoolkit.workflow.reading import Chunk
from xltoolkit.workflow.returns import write_returns

ROUNDS = ("一上", "一下", "二上", "二下")


class Wishes(NamedTuple):
    """What a merge is asked for beside the ledger; '' means not asked for."""

    resume: bool = False
    roster: str = ""
    ceilings: str = ""
    previous: str = ""
    returns: str = ""
    db: str = ""
    parquet: str = ""
    scheduler: str = ""
    round: str = ""


class Progress(NamedTuple):
    """How far a merge is: files done of all, error-level findings so far."""

    done: int
    total: int
    errors: int


def merge_files(
    paths: Sequence[str], output: str, progress: Callable[[Progress], None] = lambda _: None, **wishes: str | bool
) -> Ledger:
    """Read every file and folder given into the ledger workbook `output`; `wishes` are the fields of Wishes.

    Raises Refused if a folder is empty, UsageError for a list or round that is wrong, OutputError if something cannot be written:
    the earlier ledger is untouched then. What was read stays in a hidden folder beside the output until the ledger is whole:
    `resume` goes on from there; the Ledger that is returned removes the folder when it is closed or forgotten.
    """
    asked = Wishes(**wishes)  # type: ignore[arg-type]
    if asked.round and asked.round not in ROUNDS:
        raise UsageError(f"轮次应是 {'、'.join(ROUNDS)} 之一，现在是“{asked.round}”。")
    roster = read_roster(asked.roster) if asked.roster else None
    ceilings = tuple(read_ceilings(asked.ceilings)) if asked.ceilings else ()
    open_executor = executor_for(asked.scheduler)
    work = _work_folder(output, asked.resume)
    database = os.path.join(work, "ledger.sqlite")
    connection = connect(database)
    try:
        total = _register(connection, collect(paths), output)
        _read_pending(connection, work, total, open_executor, progress)
        _judge(connection, roster, ceilings, asked)
        if asked.returns:
            write_returns(connection, asked.returns, open_executor)
        if asked.parquet:
            write_parquet(connection, asked.parquet)
        write_ledger(connection, output, asked.round)
        if asked.db:
            keep_database(database, asked.db)
    finally:
        connection.close()
    return Ledger(output, database)


def _judge(connection: sqlite3.Connection, roster: Roster | None, ceilings: tuple[Ceiling, ...], asked: Wishes) -> None:
    """Everything that needs all workbooks: fates, rules across workbooks, progress since the earlier ledger."""
    decide(connection, roster.unit_of if roster else folder_unit)
    compare(Batch(connection, _year(connection), roster, ceilings))
    if asked.previous:
        compare_with(connection, asked.previous)


def _year(connection: sqlite3.Connection) -> int | None:
    """The year of most workbooks that count."""
    statement = "SELECT year FROM files WHERE counts = 1 AND year IS NOT NULL GROUP BY year ORDER BY COUNT(*) DESC, year DESC LIMIT 1"
    row = connection.execute(statement).fetchone()
    return row["year"] if row else None


def _work_folder(output: str, resume: bool) -> str:
    """Hidden folder beside the output; emptied unless an interrupted run is to be resumed."""
    folder, name = os.path.split(os.path.abspath(output))
    if not os.path.isdir(folder):
        raise UsageError(f"输出文件夹不存在：{folder}")
    work = os.path.join(folder, f".{name}.part")
    if not resume:
        rmtree(work, ignore_errors=True)
    os.makedirs(work, exist_ok=True)
    return work


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
