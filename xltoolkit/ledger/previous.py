"""An earlier ledger against this one: per project, which findings are mended, still open, or new."""

from __future__ import annotations

import sqlite3

from xltoolkit.errors import UsageError
from xltoolkit.ledger.fates import name_key
from xltoolkit.ledger.sheets import FINDINGS
from xltoolkit.reader.open import open_sheets
from xltoolkit.reader.sheets import Sheet

MENDED, OPEN, NEW = "已改", "未改", "新增"
_WANTED = ("填报单位", "项目名称", "级别", "规则", "字段", "对象", "问题")

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
    from xltoolkit.findings import SEVERITY_NAMES

    severity = values.get("severity_name") or SEVERITY_NAMES.get(values.get("severity", ""), "")
    connection.execute(
        "INSERT INTO progress VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (state, values.get("department", ""), values["unit"], values["project_name"], severity, values["code"], values["field"],
         values["subject"], values["message"]),
    )  # fmt: skip


def _earlier_findings(ledger: str) -> dict[tuple[str, str, str, str, str], list[dict[str, str]]]:
    """Findings of an earlier ledger by identity; several equal ones stay several."""
    sheets = [sheet for sheet in open_sheets(ledger).sheets if sheet.name.startswith(FINDINGS.title)]
    if not sheets:
        raise UsageError(f"这不是汇总台账，没有“{FINDINGS.title}”工作表：{ledger}")
    found: dict[tuple[str, str, str, str, str], list[dict[str, str]]] = {}
    for sheet in sheets:
        for values in _rows(sheet, ledger):
            row = {"unit": values["填报单位"], "project_name": values["项目名称"], "severity_name": values["级别"], "code": values["规则"],
                   "field": values["字段"], "subject": values["对象"], "message": values["问题"]}  # fmt: skip
            identity = _identity(row["unit"], row["project_name"], row["code"], row["field"], row["subject"])
            found.setdefault(identity, []).append(row)
    return found


def _rows(sheet: Sheet, ledger: str) -> list[dict[str, str]]:
    """Rows of a sheet by heading; findings across workbooks (汇总) left out."""
    headings = {str(cell.value): column for (row, column), cell in sheet.cells.items() if row == 1}
    missing = [name for name in _WANTED if name not in headings]
    if missing:
        raise UsageError(f"台账的“{sheet.name}”缺少列：{'、'.join(missing)}（{ledger}）")
    last = max((row for row, _ in sheet.cells), default=1)
    lines: list[dict[str, str]] = []
    for row in range(2, last + 1):
        values = {}
        for name in _WANTED:
            cell = sheet.cells.get((row, headings[name]))
            values[name] = "" if cell is None or cell.value is None else str(cell.value)
        if values["规则"] and not values["规则"].startswith("MRG"):
            lines.append(values)
    return lines
