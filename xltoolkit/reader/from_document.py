"""A document as if it stood in its form's own template: what a Submission needs that nobody read from a workbook."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

from xltoolkit.findings import Place
from xltoolkit.form.layout import place as lay_out
from xltoolkit.form.model import NUMERIC_KINDS, Field, Form
from xltoolkit.reader.remarks import NOT_A_DATE, NOT_A_NUMBER
from xltoolkit.reader.submission import Remark, get, put


def filled_in(form: Form, data: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Place], list[Remark], set[str]]:
    """Document, cells, remarks and unreadable pointers of a Submission that says `data`, see Submission.from_document."""
    layout = lay_out(form)
    document: dict[str, Any] = {}
    unreadable: set[str] = set()
    for pointer, field in form.fields.items():
        put(document, pointer, _as_document(field, get(data, pointer), pointer, unreadable))
    cells = {pointer: area.place for pointer, area in layout.values.items()}
    for pointer, table in form.tables.items():
        rows = get(data, pointer) or []
        document[pointer[1:]] = [
            {c.key: _as_document(c, row.get(c.key), f"{pointer}/{i}/{c.key}", unreadable) for c in table.columns}
            for i, row in enumerate(rows)
        ]
        cells[pointer] = _known(layout.place(pointer))
        for i in range(len(rows)):
            for column in table.columns:
                cells[f"{pointer}/{i}/{column.key}"] = _known(layout.place(f"{pointer}/{i}/{column.key}"))
    remarks = [
        Remark(
            NOT_A_DATE if _field(form, pointer).kind == "date" else NOT_A_NUMBER,
            pointer,
            cells[pointer],
            str(get(document, pointer)),
        )
        for pointer in sorted(unreadable)
    ]
    return document, cells, remarks, unreadable


def _as_document(field: Field, value: Any, pointer: str, unreadable: set[str]) -> Any:
    if value is None or value == "":
        return None
    if field.kind in NUMERIC_KINDS:
        if isinstance(value, (int, float, Decimal)) and not isinstance(value, bool):
            return value if isinstance(value, Decimal) else Decimal(str(value))
        unreadable.add(pointer)
    elif field.kind == "date" and not _is_date(str(value)):
        unreadable.add(pointer)
    return str(value)


def _is_date(text: str) -> bool:
    try:
        datetime.date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _field(form: Form, pointer: str) -> Field:
    found = form.field(pointer)
    assert found is not None, "only what the form declares is read"
    return found


def _known(found: Place | None) -> Place:
    assert found is not None, "a layout places everything of its own form"
    return found
