"""An earlier ledger against this one: per project, which findings are mended, still open, or new."""

from __future__ import annotations

import sqlite3

from xltoolkit.findings import SEVERITY_NAMES
from xltoolkit.ledger.fates import name_key
from xltoolkit.ledger.sheets import FINDINGS
from xltoolkit.ledger.tables import lines, open_ledger

MENDED, OPEN, NEW = "已改", "未改", "新增"

TABLE = """
CREATE TABLE IF NOT EXISTS progress (
    state TEXT, department TEXT, unit TEXT, project_name TEXT, severity_name TEXT, code TEXT, field TEXT, subject TEXT, message TEXT
)"""


def compare_with(connection: sqlite3.Connection, ledger: str) -> None:
    """Fill the table `progress` from an earlier ledger's 问题清单. A finding is the same if project, rule, field and row name agree.

    Findings of units that have sent nothing this time are left out: nothing is known of them. Raises Refused, UsageError.
    """
    earlier = _earlier_findings(ledger)
    connection.execute("DROP TABLE IF EXISTS progress")
    connection.execute(TABLE)
    projects = {
        (name_key(row["unit"]), name_key(row["project_name"] or ""))
        for row in connection.execute("SELECT unit, project_name FROM files WHERE counts = 1")
    }
    statement = """SELECT f.department, f.unit, f.project_name, n.severity, n.code, n.field, n.subject, n.message
                   FROM findings n JOIN files f ON f.id = n.file_id WHERE f.counts = 1 AND n.across = 0 ORDER BY f.position, n.rowid"""
    with connection:
        for row in connection.execute(statement).fetchall():
            identity = _identity(row["unit"], row["project_name"], row["code"], row["field"], row["subject"])
            known = earlier.get(identity)
            state = NEW
            if known:
                known.pop()
                state = OPEN
            _enter(connection, state, dict(row))
        for (unit, project, *_), left in earlier.items():
            if (unit, project) in projects:
                for values in left:
                    _enter(connection, MENDED, values)


def _identity(unit: str, project: str | None, code: str, field: str, subject: str) -> tuple[str, str, str, str, str]:
    return name_key(unit), name_key(project or ""), code, field or "", name_key(subject or "")


def _enter(connection: sqlite3.Connection, state: str, values: dict[str, str]) -> None:
    severity = values.get("severity_name") or SEVERITY_NAMES.get(values.get("severity", ""), "")
    connection.execute(
        "INSERT INTO progress VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (state, values.get("department", ""), values["unit"], values["project_name"], severity, values["code"], values["field"],
         values["subject"], values["message"]),
    )  # fmt: skip


def _earlier_findings(ledger: str) -> dict[tuple[str, str, str, str, str], list[dict[str, str]]]:
    """Findings of an earlier ledger by identity; several equal ones stay several."""
    found: dict[tuple[str, str, str, str, str], list[dict[str, str]]] = {}
    for line in lines(open_ledger(ledger), FINDINGS, ledger):
        values = {name: str(value) for name, value in line.items()}
        if values["code"] and not values["code"].startswith("MRG"):
            identity = _identity(
                values["unit"], values["project_name"], values["code"], values["field"], values["subject"]
            )
            found.setdefault(identity, []).append(values)
    return found
