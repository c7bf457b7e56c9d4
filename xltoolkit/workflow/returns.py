"""Sending back: for every unit a folder with the annotated copies of its failing workbooks and a 退回清单 to sign."""

from __future__ import annotations

import os
import re
import sqlite3
from collections.abc import Callable
from concurrent.futures import Executor
from itertools import groupby

from xltoolkit.ledger.return_list import ReturnedProject, return_list
from xltoolkit.package.files import write_whole
from xltoolkit.records import NamedTuple
from xltoolkit.workflow.copies import annotate_file
from xltoolkit.workflow.intake import take_in

LIST_NAME = "退回清单.xlsx"
_UNSAFE = re.compile(r'[\\/:*?"<>|\x00-\x1f]')


class Return(NamedTuple):
    """One workbook to send back: which file, into which folder."""

    file_id: int
    path: str
    folder: str


class Returned(NamedTuple):
    """The copy that was written, or why it could not be."""

    file_id: int
    copy: str
    problem: str


def write_returns(connection: sqlite3.Connection, folder: str, open_executor: Callable[[], Executor]) -> int:
    """Write the returns of every workbook that counts and has error-level findings; gives the number of workbooks.

    All faults of a form stand in one return: the copy carries every finding, not only the errors.
    """
    statement = """SELECT id, path, unit, department, project_name, errors, warnings FROM files
                   WHERE counts = 1 AND errors > 0 ORDER BY department, unit, position"""
    rows = connection.execute(statement).fetchall()
    tasks = [
        Return(row["id"], row["path"], os.path.join(folder, folder_name(row["unit"] or "未写单位"))) for row in rows
    ]
    for task in tasks:
        os.makedirs(task.folder, exist_ok=True)
    with open_executor() as executor:
        copies = {done.file_id: done for done in executor.map(send_back, tasks, chunksize=8)}
    for (department, unit), group in groupby(rows, key=lambda row: (row["department"], row["unit"])):
        projects = [_returned(connection, row, copies[row["id"]]) for row in group]
        write_whole(
            os.path.join(folder, folder_name(unit or "未写单位"), LIST_NAME),
            return_list(unit or "未写单位", department, projects),
        )
    return len(tasks)


def send_back(task: Return) -> Returned:
    """Annotate one workbook into its unit's folder. Runs in a worker."""
    from xltoolkit.errors import XltoolkitError

    try:
        return Returned(task.file_id, annotate_file(take_in(task.path, own_too=True).report, task.folder), "")
    except XltoolkitError as error:
        return Returned(task.file_id, "", str(error))


def folder_name(unit: str) -> str:
    """A unit's name as a folder's name: what Windows forbids becomes a blank."""
    return _UNSAFE.sub(" ", unit).strip(" .") or "未写单位"


def _returned(connection: sqlite3.Connection, row: sqlite3.Row, done: Returned) -> ReturnedProject:
    statement = "SELECT sheet, cell, message FROM findings WHERE file_id = ? AND severity = 'error' ORDER BY rowid"
    problems = tuple(
        f"{found['sheet']}!{found['cell']} {found['message']}" if found["cell"] else found["message"]
        for found in connection.execute(statement, (row["id"],))
    )
    copy = os.path.basename(done.copy) if done.copy else f"没有写成副本：{done.problem}"
    return ReturnedProject(row["project_name"] or "", row["path"], copy, row["errors"], row["warnings"], problems)
