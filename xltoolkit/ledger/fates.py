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

_YEAR_WORDS = re.compile(r"(?:19|20)\d\d年?度?|年度|项目")
_CODE = re.compile(r"[0-9A-Za-z]{3,}")


def folder_unit(declared: str, below: str) -> tuple[str, str]:
    """Without a roster: the declared unit, else the deepest folder; the folder above it is the department (主管部门)."""
    parts = folders(below)
    unit = declared or (parts[-1] if parts else "")
    above = parts[:-1] if parts and name_key(parts[-1]) == name_key(unit) else parts
    return unit, above[-1] if above else ""


def folders(below: str) -> list[str]:
    """The folders of a relative path, from the top down."""
    return [part for part in below.replace("\\", "/").split("/") if part]


def name_key(name: str) -> str:
    """A name as two people might write it: width, blanks, punctuation and case do not count."""
    return re.sub(r"[\W_]", "", without_blanks(narrow(name))).lower()


def subject(name: str) -> str:
    """What a project's name keeps from year to year: 2019年维保项目 and 2020年度维保 are 维保; the whole name if nothing is left."""
    key = name_key(name)
    return _YEAR_WORDS.sub("", key) or key


def decide(connection: sqlite3.Connection, unit_of: UnitOf = folder_unit) -> None:
    """Set unit, department, keys, fate, fate_note, counts and rank of every file. Runs anew over the whole database."""
    with connection:
        connection.execute("UPDATE files SET fate = '', fate_note = '', duplicate_of = NULL, counts = 0, rank = NULL")
        _owners(connection, unit_of)
        for state, fate in ((REFUSED, REJECTED), (CRASHED, REJECTED), (OWN_LEDGER, SKIPPED_LEDGER)):
            connection.execute("UPDATE files SET fate = ?, fate_note = cause WHERE state = ?", (fate, state))
        _copies(connection)
        _duplicates(connection)
        _versions(connection)
        _last_year(connection)
        connection.execute("UPDATE files SET fate = ?, counts = 1 WHERE fate = ''", (COUNTED,))
        _rank(connection)


def _rank(connection: sqlite3.Connection) -> None:
    """The order of the ledger, once and for all, what counts first: no sheet has to be sorted when it is written."""
    connection.execute("CREATE TABLE ranks (id INTEGER PRIMARY KEY, rank INTEGER)")
    connection.execute(
        """INSERT INTO ranks SELECT id, ROW_NUMBER() OVER (ORDER BY counts DESC, department = '', department, unit = '', unit, position) FROM files"""
    )
    connection.execute("UPDATE files SET rank = (SELECT r.rank FROM ranks r WHERE r.id = files.id)")
    connection.execute("DROP TABLE ranks")


def batch_year(connection: sqlite3.Connection) -> int | None:
    """The year of most workbooks, of two the later one."""
    statement = """SELECT year FROM files WHERE year IS NOT NULL AND fate IN ('', ?)
                   GROUP BY year ORDER BY COUNT(*) DESC, year DESC LIMIT 1"""
    row = connection.execute(statement, (COUNTED,)).fetchone()
    return row["year"] if row else None


def _owners(connection: sqlite3.Connection, unit_of: UnitOf) -> None:
    """Unit, department and keys of everything that was read. A workbook without name and code is a project of its own."""
    statement = """SELECT id, declared_unit, declared_department, below, project_code, project_name, year, form FROM files
                   WHERE state IN (?, ?) AND content_digest IS NOT NULL"""
    update = "UPDATE files SET unit = ?, department = ?, project_key = ?, subject_key = ? WHERE id = ?"
    known: dict[tuple[str, str, str], tuple[str, str]] = {}
    for row in connection.execute(statement, (READ, OWN_COPY)).fetchall():
        name, code = row["project_name"] or "", usable_code(row["project_code"] or "")
        said = (row["declared_unit"] or "", row["declared_department"] or "", row["below"])
        if said not in known:
            unit, department = unit_of(said[0], said[2])
            known[said] = unit, department or said[1]
        unit, department = known[said]
        owner = name_key(unit)
        key = f"{row['form']}|{row['year']}|{code or name_key(name) + '|' + owner}" if name or code else f"#{row['id']}"
        connection.execute(update, (unit, department, key, f"{code or subject(name) + '|' + owner}", row["id"]))


def usable_code(code: str) -> str:
    """A project's code as far as it tells projects apart: 无 and / are none."""
    code = without_blanks(narrow(code)).upper()
    return code if _CODE.search(code) else ""


def _copies(connection: sqlite3.Connection) -> None:
    """Our annotated copies that nobody mended: skipped where the original, or any version of the project, was given as well.

    A copy that comes back alone is all there is of its project, and counts.
    """
    connection.execute("UPDATE files SET fate = ?, fate_note = cause WHERE state = ? AND content_digest IS NULL", (SKIPPED_COPY, OWN_COPY))
    statement = """SELECT c.id, (SELECT o.id FROM files o WHERE o.state = ? AND o.content_digest = c.content_digest ORDER BY o.position LIMIT 1) AS same,
                          (SELECT o.id FROM files o WHERE o.state = ? AND o.project_key = c.project_key ORDER BY o.position LIMIT 1) AS version
                   FROM files c WHERE c.state = ? AND c.fate = ''"""
    for row in connection.execute(statement, (READ, READ, OWN_COPY)).fetchall():
        original = row["same"] or row["version"]
        if original is None:
            connection.execute("UPDATE files SET fate_note = ? WHERE id = ?", ("这是没有改动过的检查副本，原件没有交，按副本汇总", row["id"]))
            continue
        path = connection.execute("SELECT path FROM files WHERE id = ?", (original,)).fetchone()["path"]
        note = f"没有改动过的检查副本，原件是：{path}" if row["same"] else f"没有改动过的检查副本，同一项目另有：{path}"
        _replaced(connection, row["id"], SKIPPED_COPY, note, original)


def _duplicates(connection: sqlite3.Connection) -> None:
    """The same content twice counts once: the first given. Among versions it stands as new as the newest of the equal files."""
    content, first = "", None
    statement = """SELECT id, path, content_digest, mended_copy, modified FROM files WHERE fate = '' AND content_digest IN
        (SELECT content_digest FROM files WHERE fate = '' GROUP BY content_digest HAVING COUNT(*) > 1) ORDER BY content_digest, position"""
    for row in connection.execute(statement).fetchall():
        if first is None or row["content_digest"] != content:
            content, first = row["content_digest"], row
            continue
        note = f"与“{os.path.basename(first['path'])}”内容完全相同：{first['path']}"
        _replaced(connection, row["id"], DUPLICATE, note, first["id"])


def _versions(connection: sqlite3.Connection) -> None:
    """Of several versions of one project the newest counts: a mended copy first, then the file saved last."""
    key, newest = "", None
    statement = """SELECT f.id, f.path, f.project_key,
               (SELECT MAX(s.mended_copy) FROM files s WHERE s.content_digest = f.content_digest AND s.state = f.state) AS mended,
               (SELECT MAX(s.modified) FROM files s WHERE s.content_digest = f.content_digest AND s.state = f.state) AS saved
        FROM files f WHERE f.fate = '' AND f.project_key IN
        (SELECT project_key FROM files WHERE fate = '' GROUP BY project_key HAVING COUNT(*) > 1)
        ORDER BY f.project_key, mended DESC, saved DESC, f.position DESC"""
    for row in connection.execute(statement).fetchall():
        if newest is None or row["project_key"] != key:
            key, newest = row["project_key"], row
            continue
        _replaced(connection, row["id"], SUPERSEDED, f"同一项目有更新的版本：{newest['path']}", newest["id"])


def _last_year(connection: sqlite3.Connection) -> None:
    """A project's workbook of the year before counts no second time: it is there to compare this year's 上年度 figures with.

    Only where exactly one workbook of either year is meant.
    """
    year = batch_year(connection)
    if year is None:
        return
    statement = """SELECT MIN(id) AS id, subject_key FROM files WHERE fate = '' AND year = ? AND project_key NOT LIKE '#%'
                   GROUP BY form, subject_key HAVING COUNT(*) = 1"""
    now: dict[str, int] = {row["subject_key"]: row["id"] for row in connection.execute(statement, (year,))}
    for row in connection.execute(statement, (year - 1,)).fetchall():
        current = now.get(row["subject_key"])
        if current is not None:
            note = f"这是上年度（{year - 1}年）的申报表，不计入汇总，只用来核对今年填的上年度数"
            _replaced(connection, row["id"], SUPERSEDED, note, current)


def _replaced(connection: sqlite3.Connection, file_id: int, fate: str, note: str, by: int) -> None:
    connection.execute(
        "UPDATE files SET fate = ?, fate_note = ?, duplicate_of = ? WHERE id = ?", (fate, note, by, file_id)
    )
