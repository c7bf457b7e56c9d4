"""From one workbook's Submission and Report to the rows of the ledger's tables, every row with file, sheet and row."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from xltoolkit.findings import ERROR, HINT, WARNING, Finding, Report
from xltoolkit.form.model import Field, Form
from xltoolkit.ledger import funding
from xltoolkit.reader.submission import Submission, get
from xltoolkit.rules.knowledge.facts import ESTIMATES, INDICATORS
from xltoolkit.text.number import convert

LEDGER_UNIT = "万元"
LARGEST_AMOUNT = Decimal(10) ** 20
"""Nothing that large is an amount: somebody's finger stayed on a key. What every output can hold ends there too."""

_NAME_COLUMNS = ("name", "item")
_INDICATOR_COLUMNS = {"level1", "level2", "name", "target", "source"}


def file_row(submission: Submission, report: Report) -> dict[str, Any]:
    """What the table `files` says of a workbook that was read."""
    return {
        "form": submission.form.id,
        "form_title": submission.form.title,
        "year": submission.year,
        "content_digest": content_digest(submission),
        "project_name": _text(submission, "/project_name"),
        "project_code": _text(submission, "/project_code"),
        "declared_unit": _text(submission, "/submitting_unit").strip(),
        "declared_department": _text(submission, "/supervising_department").strip(),
        "errors": report.count(ERROR),
        "warnings": report.count(WARNING),
        "hints": report.count(HINT),
    }


def content_digest(submission: Submission) -> str:
    """Equal for two workbooks that say the same, whatever file, format or layout says it."""
    canonical = json.dumps(
        [submission.form.id, submission.year, submission.data], ensure_ascii=False, sort_keys=True, default=_canonical
    )
    return hashlib.sha256(canonical.encode()).hexdigest()


def table_rows(file_id: int, submission: Submission, report: Report) -> dict[str, list[dict[str, Any]]]:
    """Rows of every table of the database for one workbook."""
    return {
        "projects": [_project(file_id, submission)],
        "indicators": list(_indicators(file_id, submission)),
        "funding": list(_funding(file_id, submission)),
        "estimates": list(_estimates(file_id, submission)),
        "findings": [_finding(file_id, finding, submission) for finding in report.findings],
    }


def _finding(file_id: int, finding: Finding, submission: Submission) -> dict[str, Any]:
    """One finding; `field` is what people call the thing it concerns, `subject` the name in its row (an indicator's, an estimate's)."""
    place = finding.place
    return {
        "file_id": file_id,
        "code": finding.code,
        "severity": finding.severity,
        "review_point": finding.review_point,
        "sheet": place.sheet if place else "",
        "cell": place.cell if place else "",
        "row": place.row if place else None,
        "field": submission.form.name_of(finding.pointer),
        "subject": _subject(submission, finding.pointer),
        "pointer": finding.pointer,
        "message": finding.message,
        "found": finding.found,
        "expected": finding.expected,
        "suggestion": finding.suggestion,
    }


def _subject(submission: Submission, pointer: str) -> str:
    """The name that stands in a table row: what stays the same when rows are inserted above it."""
    parts = pointer.split("/")
    table = submission.form.tables.get("/" + parts[1]) if len(parts) > 2 else None
    name = next((key for key in _NAME_COLUMNS if table is not None and table.column(key) is not None), "")
    return _text(submission, f"/{parts[1]}/{parts[2]}/{name}") if name else ""


def _project(file_id: int, submission: Submission) -> dict[str, Any]:
    return {
        "file_id": file_id,
        "form": submission.form.id,
        "year": submission.year,
        "money_unit": submission.form.unit,
        "project_name": _text(submission, "/project_name"),
        "total_amount": _in_ledger_unit(submission, "/total_amount"),
        "annual_amount": _in_ledger_unit(submission, "/annual_amount"),
        "prior_budget": _in_ledger_unit(submission, "/prior_year/budget"),
        "document": json.dumps(submission.data, ensure_ascii=False, default=_canonical),
        "cells": json.dumps(
            {pointer: place.address for pointer, place in submission.cells.items()}, ensure_ascii=False
        ),
        **_where(submission, "/project_name"),
    }


def _indicators(file_id: int, submission: Submission) -> Iterator[dict[str, Any]]:
    if INDICATORS not in submission.form.tables or INDICATORS in submission.unreadable:
        return
    for row in submission.rows(INDICATORS):
        parts = row.table.target_parts
        written = "".join(str(row.values.get(key) or "") for key in parts)
        target = row.target if parts and not any(row.at(key) in submission.unreadable for key in parts) else None
        more = {
            key: value
            for key, value in row.values.items()
            if key not in _INDICATOR_COLUMNS and key not in parts and value is not None
        }
        yield {
            "file_id": file_id,
            "number": row.number,
            "level1": row.values.get("level1"),
            "level2": row.values.get("level2"),
            "name": row.values.get("name"),
            "target": written,
            "operator": target.operator if target else None,
            "low": _plain(target.low) if target else None,
            "high": _plain(target.high) if target else None,
            "target_unit": target.unit if target else None,
            "source": row.values.get("source"),
            "more": json.dumps(more, ensure_ascii=False, default=_canonical),
            **_where(submission, row.at("name")),
        }


def _funding(file_id: int, submission: Submission) -> Iterator[dict[str, Any]]:
    """The funding sources that say something; a blank one is no row."""
    titles = {field.pointer: section.title for section in submission.form.sections for field in section.fields}
    periods = funding.periods(submission.form)
    for field in funding.funding_fields(submission.form):
        pointer = field.pointer
        amount, written = _in_ledger_unit(submission, pointer), _written(submission, pointer)
        if amount is None and not written:
            continue
        yield {
            "file_id": file_id,
            "pointer": pointer,
            "name": field.name,
            "section": titles.get(pointer, ""),
            "period": periods[pointer],
            "computed": int(field.computed is not None),
            "amount": amount,
            "written": written,
            **_where(submission, pointer),
        }


def _estimates(file_id: int, submission: Submission) -> Iterator[dict[str, Any]]:
    if ESTIMATES not in submission.form.tables or ESTIMATES in submission.unreadable:
        return
    for row in submission.rows(ESTIMATES):
        yield {
            "file_id": file_id,
            "number": row.number,
            "item": row.values.get("item"),
            "amount": _in_ledger_unit(submission, row.at("amount")),
            "written": _written(submission, row.at("amount")),
            "purpose": row.values.get("purpose"),
            **_where(submission, row.at("item")),
        }


def _in_ledger_unit(submission: Submission, pointer: str) -> str | None:
    """The amount in 万元 as exact decimal text, None if blank, absent from the form, not understood, or beyond what is an amount."""
    value = get(submission.data, pointer)
    if not isinstance(value, Decimal) or abs(value) >= LARGEST_AMOUNT:
        return None
    return _plain(convert(value, _unit(submission.form.field(pointer), submission.form), LEDGER_UNIT))


def _unit(field: Field | None, form: Form) -> str:
    return (field.unit if field else "") or form.unit


def _written(submission: Submission, pointer: str) -> str:
    """What stands in the cell where it gives no amount, else ''."""
    value = get(submission.data, pointer)
    return "" if value is None or (isinstance(value, Decimal) and abs(value) < LARGEST_AMOUNT) else str(value)


def _text(submission: Submission, pointer: str) -> str:
    value = get(submission.data, pointer)
    return "" if value is None else str(value)


def _where(submission: Submission, pointer: str) -> dict[str, Any]:
    place = submission.place(pointer)
    return {"sheet": place.sheet if place else "", "row": place.row if place else None}


def _plain(value: Decimal | None) -> str | None:
    """300.00 and 300 are the same amount: no exponent, no trailing zeros."""
    if value is None:
        return None
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _canonical(value: object) -> Any:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    raise TypeError(type(value).__name__)
