"""Fixes: what rules can mend with certainty is written into a copy, losslessly, and listed old → new."""

from __future__ import annotations

import datetime
import os
from decimal import Decimal

from xltoolkit.errors import OutputError, Refused, UsageError
from xltoolkit.findings import Finding, Place
from xltoolkit.form.model import NUMERIC_KINDS
from xltoolkit.marks import set_results, set_values
from xltoolkit.marks.patch import Formula, Value
from xltoolkit.package.files import write_whole
from xltoolkit.reader.remarks import STALE
from xltoolkit.reader.submission import Submission, get
from xltoolkit.records import NamedTuple
from xltoolkit.rules import run_rules
from xltoolkit.sheets.formats import shows_date
from xltoolkit.sheets.model import Sheets
from xltoolkit.workflow.formulas import formula_of
from xltoolkit.workflow.intake import take_in


class Change(NamedTuple):
    """One cell that was mended: what stood there, what stands there now, and the rule that asked for it.

    formula  the formula that was put back, without `=`; `new` is its result then
    """

    place: Place
    old: str
    new: str
    code: str
    formula: str = ""


def fix_file(source: str, output: str, unsafe: bool = False) -> list[Change]:
    """Write a copy of `source` with every certain mend applied, and return what was changed.

    `unsafe`: also those that a person should look at. Fixes of one cell are applied one after the other, each on a fresh
    reading, until none is left. Raises Refused, OutputError, UsageError (output equals source).
    """
    if os.path.abspath(source) == os.path.abspath(output):
        raise UsageError("输出文件不能是原文件：改好的内容写到副本，原文件不动。")
    changes: list[Change] = []
    data: bytes | None = None
    for _ in range(_MOST_ROUNDS):
        intake = take_in(source if data is None else data, own_too=True)
        if intake.refused is not None:
            raise intake.refused
        assert intake.submission is not None
        assert intake.sheets is not None
        if intake.archive is None:
            raise OutputError("只有 .xlsx、.xlsm 可以改在副本里，请先另存为 .xlsx。")
        wanted = _fixes(intake.submission, unsafe, changes)
        if not wanted:
            break
        values = {place: _typed(finding, intake.submission, intake.sheets) for place, finding in wanted.items()}
        changes += [_change(place, finding, values[place], intake.submission) for place, finding in wanted.items()]
        data = set_values(intake.archive, values)
    if data is not None:
        data = _with_results(data)
    write_whole(output, data if data is not None else _bytes_of(source))
    return changes


_MOST_ROUNDS = 4
"""A text may have HTML and blanks and full-width digits; more layers than this do not occur."""


def _with_results(data: bytes) -> bytes:
    """The sums that the mended values gave new results, as an office program would store them (computed cells of the form)."""
    submission = take_in(data, own_too=True).submission
    if submission is None:
        return data
    old = [remark for remark in submission.remarks_of(STALE) if remark.place is not None]
    results = {remark.place: get(submission.data, remark.pointer) for remark in old if remark.place}
    return set_results(data, results) if results else data


def _bytes_of(path: str) -> bytes:
    try:
        with open(path, "rb") as stream:
            return stream.read()
    except OSError:
        raise Refused("unreadable", f"文件读不出来：{path}") from None


def _change(place: Place, finding: Finding, value: Value, submission: Submission) -> Change:
    assert finding.fix is not None
    held = submission.raw.get(finding.pointer, get(submission.data, finding.pointer))
    old = finding.found if held is None or isinstance(held, Decimal) else str(held)
    formula = value.text if isinstance(value, Formula) else ""
    return Change(place, old, finding.fix.value, finding.code, formula)


def _fixes(submission: Submission, unsafe: bool, changes: list[Change]) -> dict[Place, Finding]:
    """The first fix of each cell that has not been applied yet; in later rounds safe ones only for cells that were mended before."""
    done, applied = {change.place for change in changes}, {(change.place, change.new) for change in changes}
    found: dict[Place, Finding] = {}
    for finding in run_rules(submission, summarise=False).findings:
        if finding.fix is None or finding.place is None or not (finding.fix.safe or unsafe):
            continue
        if (finding.place in done and not finding.fix.safe) or (finding.place, finding.fix.value) in applied:
            continue
        found.setdefault(finding.place, finding)
    return found


def _typed(finding: Finding, submission: Submission, sheets: Sheets) -> Value:
    """The fix as the cell should hold it: its formula in a computed cell, a number in a numeric field, a date in a cell
    formatted as one, else text.
    """
    assert finding.fix is not None
    assert finding.place is not None
    field = submission.form.field(finding.pointer)
    value = finding.fix.value
    if field is not None and field.kind in NUMERIC_KINDS:
        formula = formula_of(submission, finding.pointer)
        return Decimal(value) if formula is None else Formula(formula, Decimal(value))
    if field is not None and field.kind == "date":
        sheet = next(sheet for sheet in sheets.sheets if sheet.name == finding.place.sheet)
        cell = sheet.cells.get((finding.place.row, finding.place.column))
        if cell is not None and shows_date(cell.format):
            return datetime.date.fromisoformat(value)
    return value
