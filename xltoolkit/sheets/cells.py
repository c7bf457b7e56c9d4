"""One cell of an OOXML sheet: from its attributes and texts to a Cell. Source: ECMA-376 part 1, §18.3.1.4, §18.18.11."""

from __future__ import annotations

from xltoolkit.records import NamedTuple
from xltoolkit.sheets.formats import date_of_serial, date_of_text
from xltoolkit.sheets.model import BOOLEAN, DATE, ERROR_VALUE, NUMBER, TEXT, Cell
from xltoolkit.sheets.styles import PLAIN, CellFormat
from xltoolkit.sheets.values import number_of_text, unescaped

TRUE = ("1", "true", "on")  # xsd:boolean, and what old writers used
FALSE = ("0", "false", "off")
_new = tuple.__new__  # cells are made by the thousand: past the checks that a record's own constructor makes


class Context(NamedTuple):
    """What the cells of a workbook refer to: shared strings, formats by style index, the date system."""

    strings: list[str]
    formats: dict[str, CellFormat]
    from_1904: bool


def make_cell(type: str, style: str, raw: str | None, formula: str | None, context: Context) -> Cell | None:
    """The cell of these attributes (`t`, `s`) and texts (of `v` or `is`, None if there is none); None if it is blank.

    Raises LookupError or ValueError where a shared string is meant that does not exist.
    """
    strings, formats, from_1904 = context
    code, is_date = formats.get(style, PLAIN)
    if not raw and (raw is None or type != "str"):
        return None if formula is None else _new(Cell, (None, None, "", formula, code))
    if type == "s":
        index = int(raw)
        if index < 0:
            raise IndexError(index)
        text = strings[index]
        return _new(Cell, (TEXT, text, text, formula, code)) if text or formula is not None else None
    if type == "n":
        number = number_of_text(raw)
        if number is None:
            return Cell(TEXT, raw, raw, formula, code)  # no number stands where one should: given as it is, not guessed
        date = date_of_serial(float(number), from_1904) if is_date else None
        if date is None:
            return _new(Cell, (NUMBER, number, raw, formula, code))
        return _new(Cell, (DATE, date, raw, formula, code))
    if type == "b" and (raw in TRUE or raw in FALSE):
        return _new(Cell, (BOOLEAN, raw in TRUE, raw, formula, code))
    if type == "e":
        return _new(Cell, (ERROR_VALUE, raw, raw, formula, code))
    date = date_of_text(raw) if type == "d" else None
    if date is not None:
        return _new(Cell, (DATE, date, raw, formula, code))
    return make_text(style, raw, formula, context)


def make_text(style: str, text: str, formula: str | None, context: Context) -> Cell | None:
    """The cell of a text as written, escapes and all; None if it is blank."""
    if "_x" in text:
        text = unescaped(text)
    code = context[1].get(style, PLAIN)[0]
    return _new(Cell, (TEXT, text, text, formula, code)) if text or formula is not None else None
