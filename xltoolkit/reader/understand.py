"""From one filled cell to the value that its field means, or to the text as it stands and the reason.

Each kind of field has a function that takes a cell. It gives the plain value where all is as it should be, else a Reading
that says what is odd. A number or a date is given only where exactly one reading is possible.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from decimal import Decimal
from functools import cache
from typing import Any

from xltoolkit.form.model import Field
from xltoolkit.reader import remarks
from xltoolkit.reader.near import nearest
from xltoolkit.reader.sheets import BOOLEAN, DATE, ERROR_VALUE, NUMBER, TEXT, Cell
from xltoolkit.reader.shown import iso_text, shown_text
from xltoolkit.records import NamedTuple
from xltoolkit.text import date as dates
from xltoolkit.text import number as numbers
from xltoolkit.text.normal import full_width_digits, html_remnants, invisible_characters, key, narrow, one_line, trimmed
from xltoolkit.text.target import BAD, BLANK, QUALITATIVE, parse_target


class Reading(NamedTuple):
    """A cell that is not plainly its value.

    value   what the document holds: the value where it is certain, else the text as it stands
    kind    of reader/remarks.py, '' where there is nothing to say (outer blanks of a long text)
    raw     the text as it stands in the cell
    meant   what it was read as, as text; '' if it was not read
    detail  why, in words of the trade
    """

    value: Any
    kind: str = ""
    raw: str = ""
    meant: str = ""
    detail: str = ""


Understand = Callable[[Cell], Any]
"""Cell → plain value, or a Reading."""

_ONE_LINE = frozenset({"text", "person", "phone", "target"})
_INVISIBLE = "\x00-\x1f\x7f-\x9f\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff"
_MAYBE_ODD = re.compile(f"[<&_\\s{_INVISIBLE}]").search
_MAYBE_ODD_NUMBER = re.compile(f"[<&_\\s{_INVISIBLE}％＋－．０-９＜-＞]").search
_SMALLER_THAN_A_FORMULA = frozenset({"", remarks.NUMBER_IN_TEXT, remarks.BLANKS})
_GAPS = r"\s{2,}|[\r\n\t]"
_SERIAL_FIRST, _SERIAL_LAST = 18264, 91313  # 1950-01-01 … 2149-12-31 as days since 1899-12-30
_EPOCH = datetime.date(1899, 12, 30)
_ARITHMETIC = r"\d\s*[-+*/^&]\s*[\d(]|[A-Za-z]{1,3}\$?\d|!"  # texts are compiled when they are first needed


def understand(field: Field, endings: tuple[str, ...] = ()) -> Understand:
    """The function that reads cells of this field. `endings` do not count when choices are compared (目标, 指标)."""
    if field.kind == "amount":
        plain = _amount(field)
    elif field.kind == "percent":
        plain = _percent
    elif field.kind in ("number", "count"):
        plain = _number(field)
    elif field.kind == "date":
        plain = _date
    elif field.kind == "choice" and field.choices:
        plain = _choice(field, endings)
    else:
        plain = _text(field)

    def read(cell: Cell) -> Any:
        if cell.formula is not None:
            return _of_formula(field, cell, plain)
        if cell.kind == ERROR_VALUE:
            return Reading(str(cell.value), remarks.ERROR_VALUE, str(cell.value))
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


# -- numbers


def _amount(field: Field) -> Understand:
    unit = field.unit

    def read(cell: Cell) -> Any:
        if cell.kind == NUMBER:
            fault = _odd_format(cell.format, unit)
            return Reading(shown_text(cell), remarks.AMBIGUOUS_NUMBER, shown_text(cell), detail=fault) if fault else cell.value
        if cell.kind != TEXT:
            return Reading(shown_text(cell), remarks.NOT_A_NUMBER, shown_text(cell), detail=numbers.REASON_NAMES[numbers.NOT_A_NUMBER])
        amount = numbers.parse_amount(str(cell.value))
        if amount.value is None or not amount.unit:
            return _typed_number(cell, amount)
        value = numbers.convert(amount.value, amount.unit, unit) if unit in numbers.MONEY_EXPONENTS else amount.value
        return Reading(value, remarks.UNIT_SUFFIX, str(cell.value), f"{value:f}", amount.unit)

    return read


def _number(field: Field) -> Understand:
    unit = field.unit

    def read(cell: Cell) -> Any:
        if cell.kind == NUMBER:
            percent = "%" in _without_literals(cell.format)
            return Reading(shown_text(cell), remarks.AMBIGUOUS_NUMBER, shown_text(cell), detail="按百分比显示") if percent else cell.value
        if cell.kind != TEXT:
            return Reading(shown_text(cell), remarks.NOT_A_NUMBER, shown_text(cell), detail=numbers.REASON_NAMES[numbers.NOT_A_NUMBER])
        text = trimmed(str(cell.value))
        amount = numbers.parse_amount(text.removesuffix(unit) if unit else text)
        if amount.value is not None and amount.unit:
            return Reading(text, remarks.NOT_A_NUMBER, text, detail=numbers.REASON_NAMES[numbers.OTHER_UNIT])
        if amount.value is not None and unit and text.endswith(unit):
            return Reading(amount.value, remarks.UNIT_SUFFIX, text, f"{amount.value:f}", unit)
        return _typed_number(cell, amount)

    return read


def _percent(cell: Cell) -> Any:
    if cell.kind == NUMBER:
        value = cell.value
        assert isinstance(value, Decimal)
        if "%" in _without_literals(cell.format):
            value = value * 100
            return Reading(value, remarks.FRACTION_PERCENT, shown_text(cell), f"{value.normalize():f}", "format")
        if 0 < value <= 1:
            return Reading(value, remarks.FRACTION_PERCENT, shown_text(cell), f"{value:f}", "fraction")
        return value
    if cell.kind != TEXT:
        return Reading(shown_text(cell), remarks.NOT_A_NUMBER, shown_text(cell), detail=numbers.REASON_NAMES[numbers.NOT_A_NUMBER])
    amount = numbers.parse_percent(str(cell.value))
    if amount.value is not None and amount.unit:
        return Reading(amount.value, remarks.UNIT_SUFFIX, str(cell.value), f"{amount.value:f}", amount.unit)
    if amount.value is not None and 0 < amount.value <= 1:
        return Reading(amount.value, remarks.FRACTION_PERCENT, str(cell.value), f"{amount.value:f}", "fraction")
    return _typed_number(cell, amount)


def _typed_number(cell: Cell, amount: numbers.Amount) -> Any:
    """A number typed as text, without unit, or the reason why it is none."""
    raw = str(cell.value)
    if amount.value is not None:
        kind = remarks.FULL_WIDTH if full_width_digits(raw) else remarks.TEXT_NUMBER
        return Reading(amount.value, kind, raw, f"{amount.value:f}", "、".join(numbers.NOTE_NAMES[note] for note in amount.notes))
    if amount.reason == numbers.BLANK:
        return None
    ambiguous = amount.reason in (numbers.AMBIGUOUS, numbers.APPROXIMATE, numbers.RANGE)
    kind = remarks.AMBIGUOUS_NUMBER if ambiguous else remarks.NOT_A_NUMBER
    return Reading(trimmed(raw), kind, raw, detail=numbers.REASON_NAMES[amount.reason])


@cache
def _odd_format(format_code: str, unit: str) -> str:
    """Why the number in a cell is not the amount that a person sees under this format; '' where it is."""
    if format_code in ("General", "@", "0.00", "#,##0.00", "0", "#,##0"):
        return ""
    code = _without_literals(format_code)
    if "%" in code:
        return "按百分比显示"
    if re.search(r"[0#?],+(?![0#?])|!", code):
        return "按缩小的单位显示"
    shown = "".join(literal or escaped for literal, escaped in re.findall(r'"([^"]*)"|\\(.)', format_code)) + code
    written = re.search(r"百万元|亿元|万元|千元|百元|元|万|亿", shown)
    if written and unit and written[0] not in (unit, unit.removesuffix("元")):
        return f"显示的单位是{written[0]}"
    return ""


@cache
def _without_literals(format_code: str) -> str:
    """A number format without quoted and escaped characters and without colours."""
    return re.sub(r'"[^"]*"|\\.|\[[^\]]*\]', "", format_code)


# -- dates


def _date(cell: Cell) -> Any:
    if cell.kind == DATE:
        value = cell.value
        day = value.date() if isinstance(value, datetime.datetime) else value
        if isinstance(day, datetime.date) and dates.FIRST_YEAR <= day.year <= dates.LAST_YEAR:
            return day.isoformat()
        reason = dates.IMPOSSIBLE if isinstance(day, datetime.date) else dates.NOT_A_DATE
        shown = iso_text(value)
        return Reading(shown, remarks.NOT_A_DATE, shown, detail=dates.REASON_NAMES[reason])
    if cell.kind == NUMBER:
        value = cell.value
        assert isinstance(value, Decimal)
        if _SERIAL_FIRST <= value <= _SERIAL_LAST:  # a date cell whose format was lost, as after pasting values
            day = _EPOCH + datetime.timedelta(days=int(value))
            return Reading(day.isoformat(), remarks.DATE_SPELLING, shown_text(cell), day.isoformat(), dates.REASON_NAMES[dates.SERIAL])
        return _typed_date(shown_text(cell))
    return _typed_date(shown_text(cell))


def _typed_date(raw: str) -> Any:
    reading = dates.parse_date(raw)
    if reading.value is not None:
        day = reading.value.isoformat()
        if day == raw:
            return day
        if day == trimmed(raw):
            return Reading(day, remarks.BLANKS, raw, day)
        kind = remarks.FULL_WIDTH if full_width_digits(raw) else remarks.DATE_SPELLING
        return Reading(day, kind, raw, day)
    if reading.reason == dates.BLANK:
        return None
    kind = remarks.NOT_A_DATE if reading.reason in (dates.NOT_A_DATE, dates.IMPOSSIBLE) else remarks.AMBIGUOUS_DATE
    return Reading(trimmed(raw), kind, raw, detail=dates.REASON_NAMES[reading.reason])


# -- closed vocabularies


def _choice(field: Field, endings: tuple[str, ...]) -> Understand:
    exact = frozenset(field.choices)
    loose = _spellings(field, endings)

    def read(cell: Cell) -> Any:
        raw = shown_text(cell)
        if raw in exact:
            return raw if cell.kind == TEXT else Reading(raw, remarks.ALIAS, raw, raw)
        text = trimmed(raw)
        if not text:
            return None
        if text in exact:
            return Reading(text, remarks.BLANKS, raw, text)
        names = [key(text)]
        if cell.kind == BOOLEAN:
            names.append("1" if cell.value else "0")
        names += [_stripped(names[0], endings)]
        choice = next((loose[name] for name in names if name in loose), None)
        if choice is not None:
            return Reading(choice, remarks.HTML if html_remnants(raw) else remarks.ALIAS, raw, choice)
        near = nearest(names[0], (key(one) for one in field.choices))
        near_choice = next((one for one in field.choices if key(one) == near), "") if near else ""
        return Reading(text, remarks.NOT_IN_VOCABULARY, raw, detail=near_choice)

    return read


def _spellings(field: Field, endings: tuple[str, ...]) -> dict[str, str]:
    """Comparison key → the one choice that is written so. A key of two choices is left out."""
    spellings: dict[str, str] = {}
    doubtful: set[str] = set()
    for choice in field.choices:
        for name in {key(choice), _stripped(key(choice), endings)}:
            if spellings.setdefault(name, choice) != choice:
                doubtful.add(name)
    for name in doubtful:
        del spellings[name]
    spellings.update((key(alias), choice) for alias, choice in field.aliases.items())
    spellings.update((key(choice), choice) for choice in field.choices)
    return spellings


def _stripped(name: str, endings: tuple[str, ...]) -> str:
    """A name without one ending that does not count: 产出指标 → 产出. A name that is nothing else stays."""
    return next((name.removesuffix(ending) for ending in endings if name.endswith(ending) and name != ending), name)


# -- texts


def _text(field: Field) -> Understand:
    one_liner = field.kind in _ONE_LINE
    digits = field.kind in ("phone", "target")
    maybe_odd = _MAYBE_ODD_NUMBER if digits else _MAYBE_ODD

    def read(cell: Cell) -> Any:
        raw = cell.value
        if cell.kind != TEXT or not isinstance(raw, str):
            shown = shown_text(cell)
            return Reading(shown, remarks.NUMBER_IN_TEXT, _unformatted(cell), shown)
        if not maybe_odd(raw):  # as most texts
            return raw or None
        text = trimmed(raw)
        if not text:
            return None
        if tags := html_remnants(raw):
            return Reading(text, remarks.HTML, raw, text, " ".join(tags))
        if unseen := invisible_characters(raw):
            return Reading(text, remarks.INVISIBLE, raw, text, "、".join(unseen))
        if digits and not raw.isascii() and full_width_digits(raw):
            return Reading(text, remarks.FULL_WIDTH, raw, narrow(text), full_width_digits(raw))
        if one_liner and (text != raw or re.search(_GAPS, text)):
            return Reading(text, remarks.BLANKS, raw, one_line(text))
        return text if text == raw else Reading(text, "", raw)

    return read


def _unformatted(cell: Cell) -> str:
    """The number behind what is shown: 0.9 where the cell shows 90%."""
    if isinstance(cell.value, Decimal):
        return f"{cell.value:f}"
    return iso_text(cell.value) if cell.kind == DATE else shown_text(cell)
