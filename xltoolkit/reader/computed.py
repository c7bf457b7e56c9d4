"""Computed cells: worked out again from the form's declaration and held against what stands in the workbook."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from decimal import Decimal

from xltoolkit.form.equation import Undetermined, evaluate, in_row
from xltoolkit.form.model import Field
from xltoolkit.reader import remarks
from xltoolkit.reader.submission import NotDeclared, Unreadable, get, put
from xltoolkit.reader.transcript import Transcript
from xltoolkit.records import Any, NamedTuple
from xltoolkit.sheets.model import ERROR_VALUE, TEXT, Cell
from xltoolkit.sheets.shown import shown_text
from xltoolkit.text.number import show_amount

_CONVERTED = frozenset({remarks.TEXT_NUMBER, remarks.UNIT_SUFFIX, remarks.FULL_WIDTH, remarks.FRACTION_PERCENT})
"""Remarks on an input that explain why Excel's own result is another: it does not see the number that we read."""


OURS, FOREIGN, UNKNOWN = "ours", "foreign", "unknown"
"""Where a workbook comes from: our template, so that a constant has overwritten a formula; somebody's own, where that is said
only if other computed cells still have their formulas; or a file format that does not show formulas at all."""


def settle(transcript: Transcript, cell_at: Callable[[str], Cell | None], origin: str) -> None:
    """Compare every computed cell with its declaration; in the document ours stands where the stored result is none or old.

    `cell_at` gives the cell of a pointer, `origin` is OURS, FOREIGN or UNKNOWN.
    """
    computed = _computed_cells(transcript)
    if not computed:
        return
    cells = {pointer: cell_at(pointer) for pointer in computed}
    some_live = any(cell is not None and cell.formula is not None for cell in cells.values())
    values = _Values(transcript, {pointer: field.computed for pointer, field in computed.items()}, cells)
    for pointer, field in computed.items():
        _settle_one(transcript, pointer, field, cells[pointer], values, origin, some_live)


def _computed_cells(transcript: Transcript) -> dict[str, Field]:
    """Pointer → field, its expression made for its own row where it stands in a table; only cells that were found."""
    form = transcript.form
    found = {
        pointer: field
        for pointer, field in form.fields.items()
        if field.computed is not None and pointer in transcript.cells
    }
    for pointer, table in form.tables.items():
        for column in table.columns:
            if column.computed is None:
                continue
            for index in range(len(transcript.data[pointer[1:]])):
                here = f"{pointer}/{index}/{column.key}"
                if here in transcript.cells:
                    found[here] = column._replace(computed=in_row(column.computed, str(index)))
    return found


def _settle_one(
    transcript: Transcript, pointer: str, field: Field, cell: Cell | None, values: _Values, origin: str, some_live: bool
) -> None:
    result = values.result(pointer)
    stored = get(transcript.data, pointer)
    text = "" if result.value is None else show_amount(result.value, field.decimals or 0)
    if cell is None and origin == UNKNOWN and result.known and result.value:  # a formula whose result the format hides
        _replace(transcript, pointer, result.value)
        transcript.remark(remarks.RECOMPUTED, pointer, transcript.cells[pointer], "", text)
        return
    if cell is None or cell.formula is None:
        verdict = (
            "blank"
            if cell is None
            else "equal"
            if _agree(stored, result.value, transcript.form.tolerance)
            else "different"
        )
        wanted = bool(result.value) if cell is None else pointer not in transcript.unreadable
        if wanted and result.known and (some_live or (origin == OURS and verdict != "equal")):  # else pasted as values
            transcript.remark(
                remarks.OVERWRITTEN, pointer, transcript.cells[pointer], shown_text(cell) if cell else "", text, verdict
            )
            if (
                cell is None and pointer not in transcript.form.fields
            ):  # a row that was inserted has no formula: it counts all the same
                _replace(transcript, pointer, result.value)
        return
    if result.blocked:  # an input cannot be read: that is said there, and this cell with it is unknown
        transcript.withdraw(pointer)
        transcript.unreadable.add(pointer)
        _replace(transcript, pointer, shown_text(cell) or None)
        return
    if not result.known:
        return
    reading = transcript.odd.get(pointer)
    understood = cell.kind not in (None, ERROR_VALUE) and (
        reading is None or reading.kind not in remarks.UNDERSTOOD_NOT
    )
    transcript.withdraw(pointer)
    if understood and _agree(stored, result.value, transcript.form.tolerance):
        _replace(transcript, pointer, result.value)  # the same, without the noise of binary fractions
        return
    shown = shown_text(cell)
    _replace(transcript, pointer, result.value)
    if cell.kind is None or (cell.kind == TEXT and not shown.strip()):
        if result.value is not None:
            transcript.remark(remarks.RECOMPUTED, pointer, transcript.cells[pointer], "", text)
    elif shown.strip() or result.value is not None:
        transcript.raw[pointer] = shown
        if not result.explained:
            transcript.remark(remarks.STALE, pointer, transcript.cells[pointer], shown, text)


def _replace(transcript: Transcript, pointer: str, value: Any) -> None:
    parts = pointer.split("/")
    if "/" + parts[1] in transcript.form.tables:
        transcript.data[parts[1]][int(parts[2])][parts[3]] = value
    else:
        put(transcript.data, pointer, value)


def _agree(one: Any, other: Decimal | None, tolerance: Decimal) -> bool:
    if isinstance(one, Decimal) and other is not None:
        return abs(one - other) < tolerance
    # where nothing can be computed, a nought says as little as a blank: LibreOffice writes one for "" into .xls
    return other is None and (one is None or one == 0 or (isinstance(one, str) and not one.strip()))


class _Result(NamedTuple):
    """What a declaration gives.

    known      whether it gives anything for certain
    blocked    an input cannot be read
    explained  an oddity of an input explains that the office program has another result
    """

    value: Decimal | None
    known: bool
    blocked: bool = False
    explained: bool = False


class _Values:
    """What the expressions of computed cells take their numbers from: inputs as read, computed cells as the form has them."""

    def __init__(self, transcript: Transcript, expressions: dict[str, Any], cells: dict[str, Cell | None]) -> None:
        self.transcript = transcript
        self.expressions = expressions
        self.cells = cells
        self.results: dict[str, _Result] = {}
        self.explained = False

    def result(self, pointer: str) -> _Result:
        if pointer not in self.results:
            self.results[pointer] = _Result(None, False)  # a form that computes in a circle gives nothing
            outer, self.explained = self.explained, False
            try:
                value = evaluate(self.expressions[pointer], self.transcript.form, self)
                self.results[pointer] = _Result(value, True, explained=self.explained)
            except Unreadable:
                self.results[pointer] = _Result(None, False, blocked=True)
            except (Undetermined, NotDeclared):
                pass
            self.explained = outer or self.explained
        return self.results[pointer]

    def amount(self, pointer: str) -> Decimal | None:
        value = self.value(pointer)
        return value if isinstance(value, Decimal) else None

    def value(self, pointer: str) -> Any:
        cell = self.cells.get(pointer)
        if cell is not None and cell.formula is not None:
            result = self.result(pointer)
            if result.blocked:
                raise Unreadable(pointer)
            if result.known:
                return result.value
        if pointer in self.transcript.unreadable:
            raise Unreadable(pointer)
        reading = self.transcript.odd.get(pointer)
        if reading is not None and reading.kind in _CONVERTED:
            self.explained = True
        return get(self.transcript.data, pointer)

    def column(self, pattern: str) -> list[Decimal | None]:
        table, _, key = pattern.partition("/*/")
        rows = self.transcript.data.get(table[1:]) or ()
        return [self.amount(f"{table}/{index}/{key}") for index in range(len(rows))]

    def date(self, pointer: str) -> datetime.date | None:
        value = self.value(pointer)
        return datetime.date.fromisoformat(value) if value else None
