"""From one filled cell to the value that its field means, or to the text as it stands and the reason.

Each kind of field has a function that takes a cell. It gives the plain value where all is as it should be, else a Reading
that says what is odd. A number or a date is given only where exactly one reading is possible.
"""

from __future__ import annotations

import re

from xltoolkit.form.model import Field
from xltoolkit.reader import remarks
from xltoolkit.reader.quantities import amount_reader, number_reader, read_date, read_date_from_1904, read_percent
from xltoolkit.reader.reading import Reading, Understand
from xltoolkit.reader.wordings import choice_reader, text_reader
from xltoolkit.records import Any
from xltoolkit.sheets.model import ERROR_VALUE, Cell
from xltoolkit.sheets.shown import shown_text
from xltoolkit.text.target import BAD, BLANK, QUALITATIVE, parse_target

_SMALLER_THAN_A_FORMULA = frozenset({"", remarks.NUMBER_IN_TEXT, remarks.BLANKS})
_ARITHMETIC = r"\d\s*[-+*/^&]\s*[\d(]|[A-Za-z]{1,3}\$?\d|!"  # texts are compiled when they are first needed


def understand(field: Field, endings: tuple[str, ...] = (), from_1904: bool = False) -> Understand:
    """The function that reads cells of this field. `endings` do not count when choices are compared (目标, 指标);
    `from_1904` says how the workbook counts its days.
    """
    if field.kind == "amount":
        plain = amount_reader(field)
    elif field.kind == "percent":
        plain = read_percent
    elif field.kind in ("number", "count"):
        plain = number_reader(field)
    elif field.kind == "date":
        plain = read_date_from_1904 if from_1904 else read_date
    elif field.kind == "choice" and field.choices:
        plain = choice_reader(field, endings)
    else:
        plain = text_reader(field)

    def read(cell: Cell) -> Any:
        kind, value, _raw, formula, _format = cell  # sooner done than asking for two of them
        if formula is not None:
            return _of_formula(field, cell, plain)
        if kind == ERROR_VALUE:
            return Reading(str(value), remarks.ERROR_VALUE, str(value))
        return plain(cell)

    return read


def _of_formula(field: Field, cell: Cell, plain: Understand) -> Any:
    """A formula where something is meant to be typed: a target taken for one, one without result, or a calculation."""
    written = "=" + (cell.formula or "")
    if field.kind == "target" and _is_target(written):
        return Reading(written, remarks.TARGET_FORMULA, shown_text(cell) or written, written)
    if cell.kind is None:
        return Reading(written, remarks.NOT_CALCULATED, written)
    if cell.kind == ERROR_VALUE:
        return Reading(str(cell.value), remarks.ERROR_VALUE, str(cell.value), detail=written)
    result = plain(cell)
    if isinstance(result, Reading):
        if result.kind not in _SMALLER_THAN_A_FORMULA:
            return result
        result = result.value
    return result if result is None else Reading(result, remarks.FORMULA_INPUT, written, shown_text(cell))


def _is_target(written: str) -> bool:
    """Whether `=12次`, `=100%`, `=0` is a target that a program took for a formula; a calculation is none."""
    if not re.match(r"=\s*[\d.]", written) or re.search(_ARITHMETIC, written):
        return False
    return parse_target(written).kind not in (BAD, BLANK, QUALITATIVE)
