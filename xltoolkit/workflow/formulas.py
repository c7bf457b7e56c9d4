"""The formula of a computed cell, written for the workbook as it stands: rows inserted, sheets renamed or not."""

from __future__ import annotations

from xltoolkit.findings import column_letters, quoted_sheet
from xltoolkit.form.equation import excel_formula, in_row
from xltoolkit.form.model import Expression
from xltoolkit.reader.submission import Submission


class _Unplaced(Exception):
    """A cell that takes part stands nowhere in this workbook."""


def formula_of(submission: Submission, pointer: str) -> str | None:
    """The formula that the form declares for this cell, without `=`; None if it declares none or a part of it is not there."""
    field, here = submission.form.field(pointer), submission.cells.get(pointer)
    if field is None or here is None or field.computed is None:
        return None
    expression: Expression = field.computed
    parts = pointer.split("/")
    if "/" + parts[1] in submission.form.tables:
        expression = in_row(expression, parts[2])
    try:
        return excel_formula(expression, submission.form, lambda other: _reference(submission, other, here.sheet))
    except _Unplaced:
        return None


def _reference(submission: Submission, pointer: str, sheet: str) -> str:
    """$B$7, or $D$3:$D$63 for every row of a table: from its heading, so that rows inserted at the edge count too."""
    table, star, key = pointer.partition("/*/")
    place = submission.cells.get(f"{table}/0/{key}" if star else pointer)
    if place is None:
        raise _Unplaced(pointer)
    letters = column_letters(place.column)
    local = f"${letters}${place.row}"
    if star:
        top, bottom = _rows(submission, table, place.sheet, place.row)
        local = f"${letters}${top}:${letters}${bottom}"
    return local if place.sheet == sheet else f"{quoted_sheet(place.sheet)}!{local}"


def _rows(submission: Submission, table: str, sheet: str, first: int) -> tuple[int, int]:
    """From the table's heading to its last row that was prepared, but not into what stands below it."""
    heading = submission.cells.get(table)
    own = [row.at(column.key) for row in submission.rows(table) for column in row.table.columns]
    last = max(place.row for pointer in own if (place := submission.cells.get(pointer)) is not None)
    top = heading.row if heading is not None and heading.row < first else first
    below = [
        place.row
        for pointer, place in submission.cells.items()
        if place.sheet == sheet and place.row > last and not pointer.startswith(table + "/")
    ]
    prepared = top + submission.form.tables[table].prepared_rows + 1
    return top, max(last, min([prepared, *(row - 1 for row in below)]))
