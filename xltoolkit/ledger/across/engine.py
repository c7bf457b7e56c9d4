"""How rules across workbooks are declared and run: each asks the ledger's database, so twenty thousand workbooks need no more memory than two hundred."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

from xltoolkit.findings import ERROR
from xltoolkit.ledger.database import insert
from xltoolkit.ledger.fates import COUNTED
from xltoolkit.ledger.lists import Ceiling
from xltoolkit.ledger.previous import EarlierLedger
from xltoolkit.ledger.roster import Roster
from xltoolkit.records import NamedTuple
from xltoolkit.rules.engine import Rule
from xltoolkit.text.number import show_amount

TOLERANCE = Decimal("0.005")
"""万元; two amounts that differ by less agree."""


class Batch(NamedTuple):
    """What is merged together, and what the bureau gave along. `year` is the year that most workbooks carry."""

    connection: sqlite3.Connection
    year: int | None
    roster: Roster | None = None
    ceilings: tuple[Ceiling, ...] = ()
    previous: EarlierLedger | None = None
    budget_round: str = ""


class AcrossHit(NamedTuple):
    """A finding at a cell of one workbook (`file_id`, `pointer`), or of the batch as a whole (file_id None), then perhaps of one
    `owner` in it: (department, unit).
    """

    file_id: int | None
    pointer: str
    words: dict[str, Any]
    variant: str = ""
    found: str = ""
    expected: str = ""
    severity: str = ""
    owner: tuple[str, str] = ("", "")


Finder = Callable[[Batch], Iterator[AcrossHit]]
RULES: dict[str, Rule] = {}
"""Identity, sentences and page of every rule across workbooks, by code. `run` takes a Batch where other rules take a Submission."""

_FINDERS: dict[str, Finder] = {}


def across(
    code: str,
    title: str,
    severity: str,
    review_point: str,
    message: str | dict[str, str],
    advice: str | dict[str, str],
    tier: int = 1,
) -> Callable[[Finder], Finder]:
    """Declare a rule across workbooks. The docstring is its page, as for every rule."""

    def declare(run: Finder) -> Finder:
        messages = {"": message} if isinstance(message, str) else message
        advices = {"": advice} if isinstance(advice, str) else advice
        RULES[code] = Rule(
            code, title, "汇总", severity, review_point, tier, messages, advices, "ledger", (), _page_of(run)
        )
        _FINDERS[code] = run
        return run

    return declare


def _page_of(run: Finder) -> Any:
    """Whoever lists rules asks `run` for its docstring only."""
    return run


def compare(batch: Batch) -> int:
    """Run every rule across workbooks and enter its findings in the table `findings`; returns how many errors there are."""
    connection = batch.connection
    errors = 0
    with connection:
        connection.execute("DELETE FROM findings WHERE across = 1")
        for _, rule in sorted(RULES.items()):
            for hit in _FINDERS[rule.code](batch):
                row = _row(rule, hit, connection)
                errors += row["severity"] == ERROR
                insert(connection, "findings", [row])
    return errors


def _row(rule: Rule, hit: AcrossHit, connection: sqlite3.Connection) -> dict[str, Any]:
    words = {"found": hit.found, "expected": hit.expected, **hit.words}
    sheet, _, cell = _address(connection, hit).rpartition("!")
    digits = "".join(character for character in cell if character.isdigit())
    return {
        "file_id": hit.file_id,
        "code": rule.code,
        "severity": hit.severity or rule.severity,
        "review_point": rule.review_point,
        "sheet": sheet,
        "cell": cell,
        "row": int(digits) if digits else None,
        "field": "",
        "subject": "",
        "pointer": hit.pointer,
        "message": rule.messages[hit.variant].format_map(words),
        "found": hit.found,
        "expected": hit.expected,
        "suggestion": rule.advice.get(hit.variant, rule.advice.get("", "")).format_map(words),
        "across": 1,
        "owner_department": hit.owner[0],
        "owner_unit": hit.owner[1],
    }


def _address(connection: sqlite3.Connection, hit: AcrossHit) -> str:
    """工作表!A1 of the hit's pointer in its workbook, '' for the batch as a whole."""
    if hit.file_id is None or not hit.pointer:
        return ""
    row = connection.execute("SELECT cells FROM projects WHERE file_id = ?", (hit.file_id,)).fetchone()
    return str(json.loads(row["cells"]).get(hit.pointer, "")) if row else ""


def counted(batch: Batch, columns: str = "f.fate") -> Iterator[sqlite3.Row]:
    """Every workbook that counts, in the order of the ledger, with further columns of files f or projects p."""
    yield from batch.connection.execute(
        f"SELECT f.id, f.path, f.unit, f.department, f.project_name, f.project_code, f.year, {columns} "
        "FROM files f JOIN projects p ON p.file_id = f.id WHERE f.fate = ? ORDER BY f.rank",
        (COUNTED,),
    )


def file_row(batch: Batch, file_id: int) -> sqlite3.Row:
    row: sqlite3.Row = batch.connection.execute("SELECT * FROM files WHERE id = ?", (file_id,)).fetchone()
    return row


def path_of(batch: Batch, file_id: int | None) -> str:
    return str(file_row(batch, file_id)["path"]) if file_id is not None else ""


def shown(value: str | Decimal | None) -> str:
    """An amount as a message shows it."""
    return "没有填" if value is None else show_amount(Decimal(value))
