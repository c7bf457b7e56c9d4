"""The one judgement of these tests: what the reader calls read must be right, and everything odd must be told."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from xltoolkit.reader import remarks
from xltoolkit.reader.submission import Submission, get


def same(one: Any, other: Any) -> bool:
    if one in (None, "") and other in (None, ""):
        return True
    if isinstance(one, Decimal):
        return not isinstance(other, str) and other is not None and one == Decimal(str(other))
    return bool(one == other)


def wrong(submission: Submission, data: dict[str, Any]) -> list[str]:
    """Pointers whose value is another than in `data` although the reader calls it read."""
    form = submission.form
    found = [
        pointer
        for pointer in form.fields
        if pointer not in submission.unreadable and not same(get(submission.data, pointer), get(data, pointer))
    ]
    for pointer, table in form.tables.items():
        if pointer in submission.unreadable:
            continue
        rows, wanted = submission.data[pointer[1:]], data.get(pointer[1:]) or []
        if len(rows) != len(wanted):
            found.append(f"{pointer}: {len(rows)} rows instead of {len(wanted)}")
        for index, (row, expected) in enumerate(zip(rows, wanted, strict=False)):
            found += [
                f"{pointer}/{index}/{column.key}"
                for column in table.columns
                if f"{pointer}/{index}/{column.key}" not in submission.unreadable
                and not same(row[column.key], expected.get(column.key))
            ]
    return found


def kinds(submission: Submission) -> set[str]:
    """Kinds of remarks, those about texts of the real form left out."""
    return {remark.kind for remark in submission.remarks} - {remarks.HTML}


def read_right(submission: Submission, data: dict[str, Any], *told: str) -> None:
    """Everything is read right, nothing is unreadable, and exactly `told` is said."""
    assert wrong(submission, data) == []
    assert submission.unreadable == set()
    assert kinds(submission) == set(told)
    pointers = {remark.pointer for remark in submission.remarks if remark.pointer}
    assert pointers <= submission.cells.keys() | set(submission.form.tables)
