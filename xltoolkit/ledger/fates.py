"""What becomes of every file: which unit and project it is, which of several versions counts, which is a duplicate."""

from __future__ import annotations

import os
import re
import sqlite3
from collections.abc import Callable

from xltoolkit.ledger.database import CRASHED, OWN_COPY, OWN_LEDGER, READ, REFUSED
from xltoolkit.text.normal import narrow, without_blanks

COUNTED, DUPLICATE, SUPERSEDED, REJECTED = "已汇总", "重复", "被新版本代替", "拒收"
SKIPPED_COPY, SKIPPED_LEDGER = "我们的检查副本", "我们的台账"

UnitOf = Callable[[str, str], tuple[str, str]]
"""(declared unit, folder below the given one) → (unit, department)."""


def folder_unit(declared: str, below: str) -> tuple[str, str]:
    """Without a roster: the declared unit, else the deepest folder; the folder above it is the department (主管部门)."""
    parts = [part for part in below.replace("\\", "/").split("/") if part]
    unit = declared or (parts[-1] if parts else "")
    department = parts[-2] if len(parts) > 1 else (parts[0] if parts and declared and parts[0] != declared else "")
    return unit, department


def name_key(name: str) -> str:
    """A project's name as two people might write it: width, blanks and punctuation do not count."""
    return re.sub(r"[\W_]", "", without_blanks(narrow(name))).lower()


def decide(connection: sqlite3.Connection, unit_of: UnitOf = folder_unit) -> None:
    """Set unit, department, project_key, fate, fate_note and counts of every file. Runs anew over the whole database."""
    with connection:
        connection.execute("UPDATE files SET fate = '', fate_note = '', duplicate_of = NULL, counts = 0")
        for row in connection.execute(
            "SELECT id, declared_unit, below, project_code, project_name, year, form FROM files WHERE state = ?",
            (READ,),
        ):
            unit, department = unit_of(row["declared_unit"] or "", row["below"])
            key = row["project_code"] or f"{name_key(row['project_name'] or '')}|{name_key(unit)}"
            connection.execute(
                "UPDATE files SET unit = ?, department = ?, project_key = ? WHERE id = ?",
                (
                    unit,
                    department,
                    f"{row['form']}|{row['year']}|{key}"
                    if row["project_name"] or row["project_code"]
                    else f"#{row['id']}",
                    row["id"],
                ),
            )
        for state, fate in (
            (REFUSED, REJECTED),
            (CRASHED, REJECTED),
            (OWN_COPY, SKIPPED_COPY),
            (OWN_LEDGER, SKIPPED_LEDGER),
        ):
            connection.execute("UPDATE files SET fate = ?, fate_note = cause WHERE state = ?", (fate, state))
        _duplicates(connection)
        _versions(connection)
        connection.execute("UPDATE files SET fate = ?, counts = 1 WHERE state = ? AND fate = ''", (COUNTED, READ))


def _full_key(row: sqlite3.Row, key: str) -> str:
    """Same form, same year, same project. A workbook without name and code is a project of its own."""
    return f"{row['form']}|{row['year']}|{key}" if row["project_name"] or row["project_code"] else f"#{row['id']}"


def _duplicates(connection: sqlite3.Connection) -> None:
    """The same content twice counts once: the first given."""
    content, first = "", None
    statement = """SELECT id, path, content_digest FROM files WHERE state = ? AND content_digest IN
        (SELECT content_digest FROM files WHERE state = ? GROUP BY content_digest HAVING COUNT(*) > 1) ORDER BY content_digest, position"""
    for row in connection.execute(statement, (READ, READ)).fetchall():
        if first is None or row["content_digest"] != content:
            content, first = row["content_digest"], row
            continue
        note = f"与“{os.path.basename(first['path'])}”内容完全相同：{first['path']}"
        _replaced(connection, row["id"], DUPLICATE, note, first["id"])


def _versions(connection: sqlite3.Connection) -> None:
    """Of several versions of one project the newest counts: a mended copy first, then the file saved last."""
    key, newest = "", None
    statement = """SELECT id, path, project_key FROM files WHERE state = ? AND fate = '' AND project_key IN
        (SELECT project_key FROM files WHERE state = ? AND fate = '' GROUP BY project_key HAVING COUNT(*) > 1)
        ORDER BY project_key, mended_copy DESC, modified DESC, position DESC"""
    for row in connection.execute(statement, (READ, READ)).fetchall():
        if newest is None or row["project_key"] != key:
            key, newest = row["project_key"], row
            continue
        _replaced(connection, row["id"], SUPERSEDED, f"同一项目有更新的版本：{newest['path']}", newest["id"])


def _replaced(connection: sqlite3.Connection, file_id: int, fate: str, note: str, by: int) -> None:
    connection.execute(
        "UPDATE files SET fate = ?, fate_note = ?, duplicate_of = ? WHERE id = ?", (fate, note, by, file_id)
    )
