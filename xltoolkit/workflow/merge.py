"""Merging: many files in, one ledger out. Composes collecting, reading in a pool, deciding, comparing and writing."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator, Sequence

from xltoolkit.errors import OutputError, UsageError
from xltoolkit.ledger.across import Batch, compare
from xltoolkit.ledger.attendance import enter_units
from xltoolkit.ledger.database import CRASHED, PENDING, absorb
from xltoolkit.ledger.fates import batch_year, decide
from xltoolkit.ledger.frames import keep_database, parquet_is_installed, write_parquet
from xltoolkit.ledger.lists import Ceiling, read_ceilings, read_roster
from xltoolkit.ledger.owners import folder_owner
from xltoolkit.ledger.previous import EarlierLedger, compare_with, read_previous
from xltoolkit.ledger.roster import Roster
from xltoolkit.ledger.workbook import write_ledger
from xltoolkit.package.files import free_name
from xltoolkit.records import NamedTuple
from xltoolkit.workflow.inputs import walk
from xltoolkit.workflow.ledger import Ledger
from xltoolkit.workflow.pool import Crew, crew_for, run_tasks
from xltoolkit.workflow.reading import Chunk, read_chunk
from xltoolkit.workflow.register import register, run_database
from xltoolkit.workflow.returns import write_returns
from xltoolkit.workflow.workplace import Workplace

ROUNDS = ("一上", "一下", "二上", "二下")

CHUNK_FILES = 50
"""Most files in a chunk: starting a task costs a few ms, reading 50 workbooks some hundred."""

LOST_AT_MOST = 50
"""A chunk holds at most this part of a worker's share (one fiftieth): what a killed run has in hand is read again."""


class Progress(NamedTuple):
    """How far a merge is: files done of all, error-level findings so far; `known`: files that an interrupted run had read.

    `step`: what is being done when all files are read.
    """

    done: int
    total: int
    errors: int
    known: int = 0
    step: str = ""


class _Wishes(NamedTuple):
    """What a merge is asked for beside the ledger, as `merge_files` names it."""

    resume: bool
    roster: str
    ceilings: str
    previous: str
    returns: str
    db: str
    parquet: str
    scheduler: str
    round: str


class _Lists(NamedTuple):
    """What the bureau gave along, read before any workbook is."""

    roster: Roster | None
    ceilings: tuple[Ceiling, ...]
    previous: EarlierLedger | None


def merge_files(
    paths: Sequence[str],
    output: str,
    progress: Callable[[Progress], None] = lambda _: None,
    *,
    resume: bool = False,
    roster: str = "",
    ceilings: str = "",
    previous: str = "",
    returns: str = "",
    db: str = "",
    parquet: str = "",
    scheduler: str = "",
    round: str = "",
) -> Ledger:
    """Read every file and folder given into the ledger workbook `output`. What follows is asked for beside it, '' means not asked for.

    progress   is told how far the merge is, after every chunk of files
    resume     go on where an interrupted merge into the same output stopped
    roster     the list of units that must report (花名册): who is missing, which names are aliases
    ceilings   the list of ceilings (控制数) of departments, units or projects that the amounts are held against
    previous   an earlier ledger (上次台账), of the round before or of last year, that this one is compared with
    returns    folder for the annotated copies and lists that go back to the units
    db         SQLite file that the tables are kept in, too
    parquet    folder that gets a Parquet file of each table; needs pyarrow
    scheduler  address of a Dask cluster (tcp://host:port) that reads the workbooks
    round      the round of the budget (轮次), one of ROUNDS

    Raises Refused if a folder is empty, UsageError for a list, round or output that is wrong or another run at the same output,
    OutputError if something cannot be written: the earlier ledger is untouched then. What was read stays in a hidden folder beside
    the output until the ledger is whole: `resume` goes on from there. While `output` is open in another program the ledger is
    written beside it (汇总_2.xlsx); `Ledger.path` says where. The Ledger removes its database when it is closed or forgotten.
    """
    asked = _Wishes(resume, roster, ceilings, previous, returns, db, parquet, scheduler, round)
    lists = _prepared(asked, output)
    crew = crew_for(asked.scheduler)
    try:
        place = Workplace(output)
        try:
            return _merge(paths, output, place, crew, lists, asked, progress)
        except (sqlite3.OperationalError, OSError) as error:
            raise OutputError(
                f"汇总没有做完，原有台账没有动：{_reason(error)}。请清理磁盘后加 --resume 接着做。"
            ) from None
        finally:
            place.leave()
    finally:
        crew.close()


def _prepared(asked: _Wishes, output: str) -> _Lists:
    """Everything that can be wrong with the wishes is told before the first workbook is read."""
    if asked.round and asked.round not in ROUNDS:
        raise UsageError(f"轮次应是 {'、'.join(ROUNDS)} 之一，现在是“{asked.round}”。")
    if asked.parquet and not parquet_is_installed():
        raise UsageError("没有安装 pyarrow，请运行：pip install xltoolkit[parquet]")
    if asked.db and not os.path.isdir(os.path.dirname(os.path.abspath(asked.db))):
        raise UsageError(f"数据库的文件夹不存在：{asked.db}")
    if not output.lower().endswith(".xlsx"):
        raise UsageError(f"台账是 .xlsx 文件，“{output}”不是。")
    roster = read_roster(asked.roster) if asked.roster else None
    ceilings = tuple(read_ceilings(asked.ceilings)) if asked.ceilings else ()
    return _Lists(roster, ceilings, read_previous(asked.previous) if asked.previous else None)


def _merge(
    paths: Sequence[str],
    output: str,
    place: Workplace,
    crew: Crew,
    lists: _Lists,
    asked: _Wishes,
    progress: Callable[[Progress], None],
) -> Ledger:
    connection = run_database(place, asked.resume)
    try:
        aside = {os.path.abspath(path) for path in (asked.roster, asked.ceilings, asked.previous) if path}
        total = register(connection, (item for item in walk(paths) if os.path.abspath(item.path) not in aside), output)
        place.keep = True
        read = _read_pending(connection, place, total, crew, progress)
        progress(read._replace(step="正在比较各份申报表"))
        decide(connection, lists.roster.owner if lists.roster else folder_owner, asked.round)
        enter_units(connection, lists.roster)
        year = batch_year(connection)
        compare(Batch(connection, year, lists.roster, lists.ceilings, lists.previous, asked.round))
        connection.execute("DROP TABLE IF EXISTS progress")
        if lists.previous is not None and lists.previous.year in (None, year):
            compare_with(connection, lists.previous)
        if asked.returns:
            progress(read._replace(step="正在写退回的副本"))
            write_returns(connection, asked.returns, crew)
        if asked.parquet:
            write_parquet(connection, asked.parquet)
        progress(read._replace(step="正在写台账"))
        part = place.file("ledger.xlsx")
        _write(lambda: write_ledger(connection, part, output, asked.round))
        if asked.db:
            keep_database(connection, asked.db)
        output = _put(part, output)
    finally:
        connection.close()
    return Ledger(output, place.finish())


def _write(write: Callable[[], None]) -> None:
    """XlsxWriter wraps what the disk says into exceptions of its own."""
    from xlsxwriter.exceptions import FileCreateError

    try:
        write()
    except FileCreateError as error:
        raise OSError(str(error)) from None


def _put(part: str, output: str) -> str:
    """Put the whole ledger in its place, or beside it while the place is taken by another program; returns where it stands."""
    target = os.path.realpath(output)
    with open(part, "rb+") as file:
        os.fsync(file.fileno())
    try:
        os.replace(part, target)
        return output
    except PermissionError:
        if not os.path.isfile(target):
            raise
        beside = free_name(output)
        os.replace(part, beside)
        return beside


def _reason(error: Exception) -> str:
    text = error.strerror or str(error) if isinstance(error, OSError) else str(error)
    return f"磁盘空间不足，或文件不可写（{text}）"


def _read_pending(
    connection: sqlite3.Connection, place: Workplace, total: int, crew: Crew, progress: Callable[[Progress], None]
) -> Progress:
    """Read what is pending in chunks, and absorb each shard as it comes; returns how far it got."""
    pending = connection.execute("SELECT COUNT(*) FROM files WHERE state = ?", (PENDING,)).fetchone()[0]
    known = done = total - pending
    errors = connection.execute("SELECT COALESCE(SUM(errors), 0) FROM files").fetchone()[0]
    progress(Progress(done, total, errors, known))

    def died(chunk: Chunk) -> None:
        nonlocal done
        done += 1
        sentence = "读取这个文件时程序意外中止，请用 Excel 打开另存后再交"
        with connection:
            connection.execute(
                "UPDATE files SET state = ?, cause = ?, cause_code = ? WHERE id = ?",
                (CRASHED, sentence, "crashed", chunk.files[0][0]),
            )

    size = max(1, min(CHUNK_FILES, pending // (crew.workers * LOST_AT_MOST)))
    for result in run_tasks(read_chunk, _chunks(connection, place, size), crew, died):
        absorb(connection, result.shard)
        done += result.files
        errors += result.errors
        progress(Progress(done, total, errors, known))
    return Progress(done, total, errors, known)


def _chunks(connection: sqlite3.Connection, place: Workplace, size: int) -> Iterator[Chunk]:
    """Pending files in the order given; a chunk of the table is held at once, not all of it."""
    position, number = 0, 0
    statement = "SELECT id, location, position FROM files WHERE state = ? AND position > ? ORDER BY position LIMIT ?"
    while rows := connection.execute(statement, (PENDING, position, size)).fetchall():
        position = rows[-1]["position"]
        yield Chunk(tuple((row["id"], os.fsdecode(row["location"])) for row in rows), place.shard(number))
        number += 1
