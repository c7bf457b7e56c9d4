"""Numbers and dates out of a cell: money in the form's unit, percentages, counts, days. Only where one reading is possible."""

from __future__ import annotations

import datetime
import re
from decimal import Decimal
from functools import cache

from xltoolkit.form.model import Field
from xltoolkit.reader import remarks
from xltoolkit.reader.reading import Reading, Understand
from xltoolkit.records import Any
from xltoolkit.sheets.model import DATE, NUMBER, TEXT, Cell
from xltoolkit.sheets.shown import iso_text, shown_text
from xltoolkit.text import date as dates
from xltoolkit.text import number as numbers
from xltoolkit.text.normal import full_width_digits, trimmed

_SERIAL_FIRST, _SERIAL_LAST = 18264, 91313  # 1950-01-01 … 2149-12-31 as days since 1899-12-30
_EPOCH = datetime.date(1899, 12, 30)
_FROM_1900_TO_1904 = 1462


def amount_reader(field: Field) -> Understand:
    """Money: a number as it stands, or a text whose unit is converted exactly into the form's."""
    unit = field.unit

    def read(cell: Cell) -> Any:
        if cell.kind == NUMBER:
            fault = _odd_format(cell.format, unit)
            return (
                Reading(shown_text(cell), remarks.AMBIGUOUS_NUMBER, shown_text(cell), detail=fault)
                if fault
                else cell.value
            )
        if cell.kind != TEXT:
            return Reading(
                shown_text(cell),
                remarks.NOT_A_NUMBER,
                shown_text(cell),
                detail=numbers.REASON_NAMES[numbers.NOT_A_NUMBER],
            )
        amount = numbers.parse_amount(str(cell.value))
        if amount.value is None or not amount.unit:
            return _typed_number(cell, amount)
        value = numbers.convert(amount.value, amount.unit, unit) if unit in numbers.MONEY_EXPONENTS else amount.value
        if amount.unit != unit:
            value = Decimal(f"{value.normalize():f}")  # 6000000元 is 600万元, not 600.0000
        return Reading(value, remarks.UNIT_SUFFIX, str(cell.value), f"{value:f}", amount.unit)

    return read


def number_reader(field: Field) -> Understand:
    """A bare number or a count; the field's own unit may stand behind it."""
    unit = field.unit

    def read(cell: Cell) -> Any:
        if cell.kind == NUMBER:
            percent = "%" in _without_literals(cell.format)
            return (
                Reading(shown_text(cell), remarks.AMBIGUOUS_NUMBER, shown_text(cell), detail="按百分比显示")
                if percent
                else cell.value
            )
        if cell.kind != TEXT:
            return Reading(
                shown_text(cell),
                remarks.NOT_A_NUMBER,
                shown_text(cell),
                detail=numbers.REASON_NAMES[numbers.NOT_A_NUMBER],
            )
        text = trimmed(str(cell.value))
        amount = numbers.parse_amount(text.removesuffix(unit) if unit else text)
        if amount.value is not None and amount.unit:
            return Reading(text, remarks.NOT_A_NUMBER, text, detail=numbers.REASON_NAMES[numbers.OTHER_UNIT])
        if amount.value is not None and unit and text.endswith(unit):
            return Reading(amount.value, remarks.UNIT_SUFFIX, text, f"{amount.value:f}", unit)
        return _typed_number(cell, amount)

    return read


def read_percent(cell: Cell) -> Any:
    """A percentage as a number of hundredths: 69.63 for 69.63%."""
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
        return Reading(
            shown_text(cell), remarks.NOT_A_NUMBER, shown_text(cell), detail=numbers.REASON_NAMES[numbers.NOT_A_NUMBER]
        )
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
        return Reading(
            amount.value, kind, raw, f"{amount.value:f}", "、".join(numbers.NOTE_NAMES[note] for note in amount.notes)
        )
    if amount.reason == numbers.BLANK:
        return None
    ambiguous = amount.reason in (numbers.AMBIGUOUS, numbers.APPROXIMATE, numbers.RANGE)
    kind = remarks.AMBIGUOUS_NUMBER if ambiguous else remarks.NOT_A_NUMBER
    return Reading(trimmed(raw), kind, raw, detail=numbers.REASON_NAMES[amount.reason])


@cache
def _odd_format(format_code: str, unit: str) -> str:
    """Why the number in a cell is not the amount that a person sees under this format; '' where it is."""
    if format_code in ("General", "@") or not format_code.removeprefix("#,##").strip("0#."):
        return ""  # 0.00, #,##0.00 and their like
    code = _without_literals(format_code)
    if "%" in code:
        return "按百分比显示"
    if re.search(r"[0#?],+(?![0#?])|!", code):
        return "按缩小的单位显示"
    if ":" in code:
        return "按时间显示"
    shown = "".join(literal or escaped for literal, escaped in re.findall(r'"([^"]*)"|\\(.)', format_code))
    shown += re.sub(r"[_*].", "", code)  # padding and filling are not seen
    foreign = re.search(r"US\$|HK\$|[$€£]", shown + "".join(re.findall(r"\[\$([^\-\]]*)", format_code)))
    if foreign:
        return f"显示的货币是{foreign[0]}"
    if re.search("[约近余]|左右|上下", shown):
        return "显示的是约数"
    if "%" in shown:
        return "显示成百分数"
    written = re.search(r"百万元|亿元|万元|千元|百元|元|万|亿", shown)
    if written and unit and written[0] not in (unit, unit.removesuffix("元")):
        return f"显示的单位是{written[0]}"
    return ""


@cache
def _without_literals(format_code: str) -> str:
    """A number format without quoted and escaped characters and without colours."""
    if '"' not in format_code and "\\" not in format_code and "[" not in format_code:
        return format_code
    return re.sub(r'"[^"]*"|\\.|\[[^\]]*\]', "", format_code)


def read_date(cell: Cell) -> Any:
    """A day as ISO text."""
    return _day_of(cell, 0)


def read_date_from_1904(cell: Cell) -> Any:
    """The same in a workbook that counts its days from 1904."""
    return _day_of(cell, _FROM_1900_TO_1904)


def _day_of(cell: Cell, later: int) -> Any:
    """`later`: days that a number without date format means more than it would by the usual count."""
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
        days = int(value) + later
        if _SERIAL_FIRST <= days <= _SERIAL_LAST:  # a date cell whose format was lost, as after pasting values
            day = _EPOCH + datetime.timedelta(days=days)
            return Reading(
                day.isoformat(),
                remarks.DATE_SPELLING,
                shown_text(cell),
                day.isoformat(),
                dates.REASON_NAMES[dates.SERIAL],
            )
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
