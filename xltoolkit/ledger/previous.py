"""An earlier ledger: per project, which findings are mended, still open, or new since; and what was declared the year before."""

from __future__ import annotations

import sqlite3
from collections import Counter
from decimal import Decimal

from xltoolkit.findings import SEVERITY_NAMES
from xltoolkit.ledger.owners import name_key
from xltoolkit.ledger.sheets import FINDINGS, PROJECTS
from xltoolkit.ledger.tables import LedgerTables
from xltoolkit.records import NamedTuple

MENDED, OPEN, NEW, ABSENT = "已改", "未改", "新增", "没有再报"

Identity = tuple[str, str, str, str, str]
"""Unit, project, rule, field, name of the row: what stays the same when rows are inserted."""

TABLE = """
CREATE TABLE IF NOT EXISTS progress (
    state TEXT, department TEXT, unit TEXT, project_name TEXT, severity_name TEXT, code TEXT, field TEXT, subject TEXT, message TEXT
)"""


class EarlierProject(NamedTuple):
    """One project of an earlier ledger; `annual_amount` in 万元."""

    department: str
    unit: str
    name: str
    code: str
    year: int | None
    annual_amount: Decimal | None


class EarlierLedger(NamedTuple):
    """What an earlier ledger says. `year`: of most of its projects. Findings by identity; several equal ones stay several."""

    year: int | None
    projects: list[EarlierProject]
    findings: dict[Identity, list[dict[str, str]]]


def read_previous(path: str) -> EarlierLedger:
    """Raises Refused (cannot be read), UsageError (not a ledger)."""
    with LedgerTables(path) as tables:
        projects = [
            EarlierProject(
                str(line["department"]),
                str(line["unit"]),
                str(line["project_name"]),
                str(line["project_code"]),
                int(line["year"]) if isinstance(line["year"], Decimal) else None,
                line["annual_amount"] if isinstance(line["annual_amount"], Decimal) else None,
            )
            for line in tables.lines(PROJECTS)
        ]
        findings: dict[Identity, list[dict[str, str]]] = {}
        for line in tables.lines(FINDINGS):
            values = {name: str(value) for name, value in line.items()}
            if values["code"] and not values["code"].startswith("MRG"):
                findings.setdefault(_identity(values), []).append(values)
    years = Counter(project.year for project in projects if project.year is not None)
    return EarlierLedger(years.most_common(1)[0][0] if years else None, projects, findings)


def compare_with(connection: sqlite3.Connection, earlier: EarlierLedger) -> None:
    """Fill the table `progress`. A finding is the same if project, rule, field and row name agree.

    A project that was not sent this time is one line: nothing is known of its findings.
    """
    left = {identity: list(found) for identity, found in earlier.findings.items()}
    connection.execute("DROP TABLE IF EXISTS progress")
    connection.execute(TABLE)
    projects = {
        (name_key(row["unit"]), name_key(row["project_name"] or ""))
        for row in connection.execute("SELECT unit, project_name FROM files WHERE counts = 1")
    }
    statement = """SELECT f.department, f.unit, f.project_name, n.severity, n.code, n.field, n.subject, n.message
                   FROM files f JOIN findings n ON f.id = n.file_id WHERE f.counts = 1 AND n.across = 0 ORDER BY f.rank, n.rowid"""
    with connection:
        for row in connection.execute(statement).fetchall():
            values = {key: row[key] or "" for key in row.keys()}  # noqa: SIM118 - a Row iterates over its values
            state = NEW
            if known := left.get(_identity(values)):
                known.pop(0)
                state = OPEN
            _enter(connection, state, values)
        for (unit, project, *_), mended in left.items():
            if (unit, project) in projects:
                for values in mended:
                    _enter(connection, MENDED, values)
        for earlier_project in earlier.projects:
            if (name_key(earlier_project.unit), name_key(earlier_project.name)) not in projects:
                values = {
                    "department": earlier_project.department,
                    "unit": earlier_project.unit,
                    "project_name": earlier_project.name,
                }
                _enter(
                    connection,
                    ABSENT,
                    {
                        **values,
                        "code": "",
                        "field": "",
                        "subject": "",
                        "message": "上次台账里有这个项目，这次没有收到。",
                    },
                )


def _identity(values: dict[str, str]) -> Identity:
    return (
        name_key(values["unit"]),
        name_key(values["project_name"]),
        values["code"],
        values["field"],
        name_key(values["subject"]),
    )


def _enter(connection: sqlite3.Connection, state: str, values: dict[str, str]) -> None:
    severity = values.get("severity_name") or SEVERITY_NAMES.get(values.get("severity", ""), "")
    connection.execute(
        "INSERT INTO progress VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (state, values.get("department", ""), values["unit"], values["project_name"], severity, values["code"], values["field"],
         values["subject"], values["message"]),
    )  # fmt: skip
