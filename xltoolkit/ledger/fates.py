"""What becomes of every file: which unit and project it is, which of several versions counts, which is a duplicate."""

from __future__ import annotations

import os
import re
import sqlite3
from collections.abc import Callable
from itertools import groupby
from operator import itemgetter
from typing import Any

from xltoolkit.ledger.database import CRASHED, OWN_COPY, OWN_LEDGER, READ, REFUSED
from xltoolkit.ledger.owners import Owner, folder_owner, folders, name_key, round_of
from xltoolkit.text.normal import narrow, without_blanks

COUNTED, DUPLICATE, SUPERSEDED, REJECTED = "已汇总", "重复", "被新版本代替", "拒收"
SKIPPED_COPY, SKIPPED_LEDGER = "我们的检查副本", "我们的台账"

OwnerOf = Callable[[str, str, str], Owner]
"""(declared unit, folder below the given one, declared department) → its owner."""

_YEAR_WORDS = re.compile(r"(?:19|20)\d\d年?度?|年度|项目")
_CODE = re.compile(r"[0-9A-Za-z]{3,}")


def subject(name: str) -> str:
    """What a project's name keeps from year to year: 2019年维保项目 and 2020年度维保 are 维保; the whole name if nothing is left."""
    key = name_key(name)
    return _YEAR_WORDS.sub("", key) or key


def decide(connection: sqlite3.Connection, owner_of: OwnerOf = folder_owner, budget_round: str = "") -> None:
    """Set unit, department, keys, fate, fate_note, counts and rank of every file. Runs anew over the whole database."""
    with connection:
        connection.execute("UPDATE files SET fate = '', fate_note = '', duplicate_of = NULL, counts = 0, rank = NULL")
        _owners(connection, owner_of)
        for state, fate in ((REFUSED, REJECTED), (CRASHED, REJECTED), (OWN_LEDGER, SKIPPED_LEDGER)):
            connection.execute("UPDATE files SET fate = ?, fate_note = cause WHERE state = ?", (fate, state))
        _copies(connection)
        _duplicates(connection)
        _versions(connection, budget_round)
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


def _owners(connection: sqlite3.Connection, owner_of: OwnerOf) -> None:
    """Unit and department of every file (of one that was not read by its folder), keys of everything that was read.

    A workbook without name and code is a project of its own.
    """
    statement = """SELECT id, declared_unit, declared_department, below, project_code, project_name, year, form, content_digest
                   FROM files WHERE state IN (?, ?, ?, ?)"""
    update = "UPDATE files SET unit = ?, department = ?, project_key = ?, subject_key = ? WHERE id = ?"
    known: dict[tuple[str, str, str], Owner] = {}
    for row in connection.execute(statement, (READ, OWN_COPY, REFUSED, CRASHED)).fetchall():
        name, code = row["project_name"] or "", usable_code(row["project_code"] or "")
        said = (row["declared_unit"] or "", row["below"], row["declared_department"] or "")
        if said not in known:
            known[said] = owner_of(*said)
        unit, department, owner = known[said]
        if row["content_digest"] is None:
            connection.execute(update, (unit, department, "", "", row["id"]))
            continue
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
    connection.execute(
        "UPDATE files SET fate = ?, fate_note = cause WHERE state = ? AND content_digest IS NULL",
        (SKIPPED_COPY, OWN_COPY),
    )
    statement = """SELECT c.id, (SELECT o.id FROM files o WHERE o.state = ? AND o.content_digest = c.content_digest ORDER BY o.position LIMIT 1) AS same,
                          (SELECT o.id FROM files o WHERE o.state = ? AND o.project_key = c.project_key ORDER BY o.position LIMIT 1) AS version
                   FROM files c WHERE c.state = ? AND c.fate = ''"""
    for row in connection.execute(statement, (READ, READ, OWN_COPY)).fetchall():
        original = row["same"] or row["version"]
        if original is None:
            connection.execute(
                "UPDATE files SET fate_note = ? WHERE id = ?",
                ("这是没有改动过的检查副本，原件没有交，按副本汇总", row["id"]),
            )
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


def _versions(connection: sqlite3.Connection, budget_round: str) -> None:
    """Of several versions of one project the newest counts: a mended copy first, then the file saved last; of files saved at the
    same time the one with the higher number (表(2) after 表(1), 表_10 after 表_9). A folder of another round comes last.
    """
    statement = """SELECT f.id, f.path, f.project_key, f.below, f.position,
               (SELECT MAX(s.mended_copy) FROM files s WHERE s.content_digest = f.content_digest AND s.state = f.state) AS mended,
               (SELECT MAX(s.modified) FROM files s WHERE s.content_digest = f.content_digest AND s.state = f.state) AS saved
        FROM files f WHERE f.fate = '' AND f.project_key IN
        (SELECT project_key FROM files WHERE fate = '' GROUP BY project_key HAVING COUNT(*) > 1) ORDER BY f.project_key"""

    def age(row: sqlite3.Row) -> tuple[Any, ...]:
        other_round = bool(budget_round) and any(
            round_of(one) not in ("", budget_round) for one in folders(row["below"])
        )
        return not other_round, row["mended"], row["saved"], _natural(row["path"]), row["position"]

    for _, versions in groupby(connection.execute(statement).fetchall(), itemgetter("project_key")):
        newest, *older = sorted(versions, key=age, reverse=True)
        for row in older:
            _replaced(connection, row["id"], SUPERSEDED, f"同一项目有更新的版本：{newest['path']}", newest["id"])


def _natural(path: str) -> list[tuple[int, str]]:
    """A file's name as people count: 表(10) comes after 表(9), and both after 表."""
    stem = os.path.splitext(os.path.basename(path))[0]
    return [(int(digits or 0), text) for text, digits in re.findall(r"(\D*)([0-9]*)", stem) if text or digits]


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
