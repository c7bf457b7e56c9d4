"""报送情况: which units of the roster have reported, which are missing, and who reported without being on it."""

from __future__ import annotations

import sqlite3

from xltoolkit.ledger.database import insert
from xltoolkit.ledger.fates import COUNTED, REJECTED
from xltoolkit.ledger.roster import Roster, Unit

REPORTED, MISSING, UNREAD, MISSPELT, EXTRA = "已报", "未报", "没有读出", "疑似写错名称", "不在花名册"

TABLE = """
CREATE TABLE units (
    position INTEGER PRIMARY KEY, department TEXT, code TEXT, name TEXT, contact TEXT, state TEXT, note TEXT,
    projects INTEGER, annual TEXT, errors INTEGER, file_id INTEGER   -- annual in 万元; file_id: a workbook of a unit that is not on the roster
)"""


def enter_units(connection: sqlite3.Connection, roster: Roster | None) -> None:
    """Fill the table `units`, in the order of the roster, then whoever is not on it. Without a roster there is no such table."""
    connection.execute("DROP TABLE IF EXISTS units")
    if roster is None:
        return
    connection.execute(TABLE)
    statement = """SELECT f.unit, f.department, COUNT(*) AS projects, dsum(p.annual_amount) AS annual, SUM(f.errors) AS errors,
                          MIN(f.rank) AS first FROM files f JOIN projects p ON p.file_id = f.id
                   WHERE f.fate = ? GROUP BY f.unit, f.department ORDER BY first"""
    sent: dict[int, sqlite3.Row] = {}
    extra: list[tuple[sqlite3.Row, Unit | None]] = []
    for row in connection.execute(statement, (COUNTED,)).fetchall():
        unit = roster.find(row["unit"], (row["department"],))
        if unit is not None:
            sent[id(unit)] = row
        else:
            extra.append((row, roster.similar(row["unit"])))
    meant = {id(like): row["unit"] for row, like in extra if like is not None}
    unread = {
        (row["unit"], row["department"]): row["paths"]
        for row in connection.execute(
            "SELECT unit, department, GROUP_CONCAT(path, '、') AS paths FROM files WHERE fate = ? GROUP BY unit, department",
            (REJECTED,),
        )
    }
    with connection:
        for position, unit in enumerate(roster.units, 1):
            state, note = REPORTED, ""
            if id(unit) in meant and id(unit) not in sent:
                state, note = MISSPELT, f"收到的单位名称是“{meant[id(unit)]}”"
            elif id(unit) not in sent:
                paths = unread.get((unit.name, unit.department), "")
                state, note = (UNREAD, f"交来的文件没有读出来：{paths}") if paths else (MISSING, "")
            _enter(connection, position, unit, state, note, sent.get(id(unit)))
        for position, (row, like) in enumerate(extra, len(roster.units) + 1):
            unit = Unit(row["department"], "", row["unit"], (), "")
            note = f"与花名册的“{like.name}”只差个别字" if like is not None else ""
            _enter(connection, position, unit, EXTRA, note, row)


def _enter(
    connection: sqlite3.Connection, position: int, unit: Unit, state: str, note: str, sent: sqlite3.Row | None
) -> None:
    first = (
        connection.execute("SELECT id FROM files WHERE rank = ?", (sent["first"],)).fetchone()
        if sent is not None
        else None
    )
    insert(connection, "units", [{
        "position": position, "department": unit.department, "code": unit.code, "name": unit.name, "contact": unit.contact,
        "state": state, "note": note, "projects": sent["projects"] if sent is not None else 0,
        "annual": sent["annual"] if sent is not None else None, "errors": sent["errors"] if sent is not None else 0,
        "file_id": first["id"] if first is not None else None,
    }])  # fmt: skip


def attendance_note(connection: sqlite3.Connection) -> str:
    """One sentence for 汇总; '' without a roster."""
    if not has_units(connection):
        return ""
    counts = {
        row["state"]: row["n"] for row in connection.execute("SELECT state, COUNT(*) AS n FROM units GROUP BY state")
    }
    listed = sum(number for state, number in counts.items() if state != EXTRA)
    others = "，".join(
        f"{state} {counts[state]} 个" for state in (MISSING, UNREAD, MISSPELT, EXTRA) if counts.get(state)
    )
    return f"花名册 {listed} 个单位，已报 {counts.get(REPORTED, 0)} 个" + (
        f"，{others}，见“报送情况”。" if others else "。"
    )


def has_units(connection: sqlite3.Connection) -> bool:
    return connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'units'").fetchone() is not None
