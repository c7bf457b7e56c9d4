"""Sending back: for every unit a folder with the annotated copies of its failing workbooks and a 退回清单 to sign."""

from __future__ import annotations

import os
import re
import sqlite3
from collections import Counter
from collections.abc import Iterator

from xltoolkit.errors import Refused
from xltoolkit.findings import Finding
from xltoolkit.ledger.database import whole_characters
from xltoolkit.ledger.return_list import ReturnedProject, return_list
from xltoolkit.marks.book import CannotMark
from xltoolkit.package.files import make_folder, write_whole
from xltoolkit.records import NamedTuple
from xltoolkit.workflow.copies import annotate_file
from xltoolkit.workflow.intake import take_in
from xltoolkit.workflow.pool import Crew, run_tasks

LIST_NAME = "退回清单.xlsx"
LONGEST_FOLDER = 80
_DEVICES = re.compile("(?:con|prn|aux|nul|com[0-9]|lpt[0-9])", re.I)
_UNSAFE = re.compile(r'[\\/:*?"<>|\x00-\x1f]')


class Return(NamedTuple):
    """One workbook to send back: which file, into which folder, what comparing it with others found.

    `turn`: (which, of how many) in that folder with its name.
    """

    file_id: int
    path: str
    folder: str
    across: tuple[Finding, ...]
    turn: tuple[int, int]

    def singles(self) -> list[Return]:
        return [self]


class Returned(NamedTuple):
    """The copy that was written, or why it could not be."""

    file_id: int
    copy: str
    problem: str


def write_returns(connection: sqlite3.Connection, folder: str, crew: Crew) -> int:
    """Write the returns of every workbook that counts and has error-level findings; gives the number of workbooks.

    All faults of a form stand in one return: the copy carries every finding, not only the errors, and those that only a comparison
    with other workbooks, the roster or the ceilings shows. Raises OutputError.
    """
    statement = """SELECT id, path, location, below, unit, department, project_name,
                          (SELECT COUNT(*) FROM findings n WHERE n.file_id = f.id AND n.severity = 'error') AS errors,
                          (SELECT COUNT(*) FROM findings n WHERE n.file_id = f.id AND n.severity = 'warning') AS warnings
                   FROM files f WHERE counts = 1 AND (f.errors > 0 OR EXISTS
                          (SELECT 1 FROM findings n WHERE n.file_id = f.id AND n.across = 1 AND n.severity = 'error')) ORDER BY rank"""
    rows = connection.execute(statement).fetchall()
    by_owner: dict[tuple[str, str], list[sqlite3.Row]] = {}
    for row in rows:
        by_owner.setdefault((row["unit"], row["department"]), []).append(row)
    folders = _folders(list(by_owner))
    copies: dict[int, Returned] = {}

    def died(task: Return) -> None:
        copies[task.file_id] = Returned(task.file_id, "", "写副本时程序意外中止")

    tasks = (
        task
        for owner, found in by_owner.items()
        for task in _tasks(connection, os.path.join(folder, folders[owner]), found)
    )
    for done in run_tasks(send_back, tasks, crew, died):
        copies[done.file_id] = done
    for (unit, department), found in by_owner.items():
        own = os.path.join(folder, folders[unit, department])
        projects = [_returned(connection, row, copies[row["id"]]) for row in found]
        make_folder(own)
        write_whole(os.path.join(own, LIST_NAME), return_list(unit or "未写单位", department, projects))
    return len(rows)


def _folders(owners: list[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """A folder of its own for every (unit, department): of units whose folders would have one name, each carries its department's."""
    plain = {owner: folder_name(owner[0]) for owner in owners}
    made: dict[tuple[str, str], str] = {}
    taken: set[str] = set()
    for owner, name in plain.items():
        if sum(other.lower() == name.lower() for other in plain.values()) > 1:
            name = folder_name(f"{name}（{owner[1]}）")
        wanted, number = name, 1
        while name.lower() in taken:
            number += 1
            name = f"{wanted}_{number}"
        taken.add(name.lower())
        made[owner] = name
    return made


def _tasks(connection: sqlite3.Connection, folder: str, found: list[sqlite3.Row]) -> Iterator[Return]:
    """One task per workbook; those of one name (every section's 申报表.xlsx) take turns at the names of their copies."""
    paths = {row["id"]: os.fsdecode(row["location"]) for row in found}
    stems = {key: os.path.splitext(os.path.basename(path))[0].lower() for key, path in paths.items()}
    many, seen = Counter(stems.values()), Counter[str]()
    for key, path in paths.items():
        yield Return(key, path, folder, _across(connection, key), (seen[stems[key]], many[stems[key]]))
        seen[stems[key]] += 1


def _across(connection: sqlite3.Connection, file_id: int) -> tuple[Finding, ...]:
    """What comparing found in this workbook; the worker that has it open knows where."""
    statement = "SELECT * FROM findings WHERE file_id = ? AND across = 1 ORDER BY rowid"
    return tuple(
        Finding(
            row["code"], row["severity"], row["review_point"], None, row["pointer"], row["message"], row["found"], row["expected"],
            row["suggestion"],
        )
        for row in connection.execute(statement, (file_id,))
    )  # fmt: skip


def send_back(task: Return) -> Returned:
    """Annotate one workbook into its unit's folder. Runs in a worker."""
    try:
        make_folder(task.folder)
        intake = take_in(task.path, own_too=True)
        places = intake.submission.cells if intake.submission is not None else {}
        across = tuple(finding._replace(place=places.get(finding.pointer)) for finding in task.across)
        report = intake.report._replace(findings=intake.report.findings + across)
        try:
            return Returned(task.file_id, annotate_file(report, task.folder, turn=task.turn), "")
        except CannotMark:
            return Returned(task.file_id, annotate_file(report, task.folder, turn=task.turn, alone=True), "")
    except (CannotMark, Refused) as error:  # a disk that is full is another matter: it ends the run
        return Returned(task.file_id, "", str(error))


def folder_name(unit: str) -> str:
    """A unit's name as a folder's name: what Windows forbids becomes a blank, a device's name gets a line behind it."""
    name = _UNSAFE.sub(" ", unit).strip(" .")[:LONGEST_FOLDER].rstrip(" .")
    return f"{name}_" if _DEVICES.fullmatch(name) else name or "未写单位"


def _returned(connection: sqlite3.Connection, row: sqlite3.Row, done: Returned) -> ReturnedProject:
    statement = "SELECT sheet, cell, message FROM findings WHERE file_id = ? AND severity = 'error' ORDER BY rowid"
    problems = tuple(
        f"{found['sheet']}!{found['cell']} {found['message']}" if found["cell"] else found["message"]
        for found in connection.execute(statement, (row["id"],))
    )
    copy = whole_characters(os.path.basename(done.copy)) if done.copy else f"没有写成副本：{done.problem}"
    return ReturnedProject(row["project_name"] or "", row["path"], copy, row["errors"], row["warnings"], problems)
