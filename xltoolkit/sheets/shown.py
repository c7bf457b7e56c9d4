"""The text that Excel shows for a cell: numbers under their format, dates, TRUE and FALSE, errors."""

from __future__ import annotations

import datetime
import re
from decimal import Decimal

from xltoolkit.sheets.model import DATE, NUMBER, TEXT, Cell
from xltoolkit.text.number import shown_number

_TOKEN = r'"([^"]*)"|\\(.)|_.|\*.|\[(?:[^\]]*)\]|(AM/PM|A/P|上午/下午)|([yY]+|[mM]+|[dD]+|[hH]+|[sS]+|[aA]{3,4})|(.)'
_SYSTEM_SHORT, _SYSTEM_LONG = "yyyy/m/d", 'yyyy"年"m"月"d"日"'
_BY_LOCALE = {
    "mm-dd-yy": _SYSTEM_SHORT,
    "m/d/yy h:mm": "yyyy/m/d h:mm",
}  # formats 14 and 22: the system's own (ECMA-376 §18.8.30)
_WEEKDAYS = "一二三四五六日"
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def shown_text(cell: Cell) -> str:
    """What a person sees in the cell, '' for a formula without result. A Chinese system's date order is assumed."""
    value = cell.value
    if cell.kind == TEXT:
        return str(value)
    if cell.kind == NUMBER:
        assert isinstance(value, Decimal)
        return shown_number(value, cell.format)
    if cell.kind == DATE:
        return shown_date(value, cell.format)
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    return "" if value is None else str(value)


def shown_date(value: object, format_code: str) -> str:
    """A date or time under a number format; formats that show no part of a date give ISO."""
    moment = _moment(value)
    code = _BY_LOCALE.get(format_code, format_code).split(";")[0]
    if code.startswith("[$-F800]"):
        code = _SYSTEM_LONG
    tokens = list(re.finditer(_TOKEN, code))
    shown = ""
    for position, token in enumerate(tokens):
        literal, escaped, noon, part, other = token.groups()
        if part:
            shown += _part(moment, part.lower(), _is_minute(tokens, position), "AM/PM" in code or "上午" in code)
        elif noon:
            shown += (
                ("上午" if moment.hour < 12 else "下午") if "上午" in noon else ("AM" if moment.hour < 12 else "PM")
            )
        else:
            shown += literal or escaped or (other if other and other != "@" else "") or ""
    return shown.strip() if re.search(r"\d", shown) else iso_text(value)


def iso_text(value: object) -> str:
    """2020-01-01; the time only where there is one: 2020-01-01 08:30:00."""
    if isinstance(value, datetime.datetime):
        return value.date().isoformat() if value.time() == datetime.time() else value.isoformat(" ")
    return value.isoformat() if isinstance(value, (datetime.date, datetime.time)) else str(value)


def _moment(value: object) -> datetime.datetime:
    if isinstance(value, datetime.datetime):
        return value
    if isinstance(value, datetime.time):
        return datetime.datetime.combine(datetime.date(1900, 1, 1), value)
    assert isinstance(value, datetime.date)
    return datetime.datetime.combine(value, datetime.time())


def _is_minute(tokens: list[re.Match[str]], position: int) -> bool:
    """m is a minute right after an hour or right before a second."""
    parts = [(index, token[4].lower()) for index, token in enumerate(tokens) if token[4]]
    place = next((number for number, (index, _) in enumerate(parts) if index == position), 0)
    before = parts[place - 1][1] if place else ""
    after = parts[place + 1][1] if place + 1 < len(parts) else ""
    return before.startswith("h") or after.startswith("s")


def _part(moment: datetime.datetime, part: str, minute: bool, half_day: bool) -> str:
    kind, length = part[0], len(part)
    if kind == "y":
        return f"{moment.year:04d}" if length > 2 else f"{moment.year % 100:02d}"
    if kind == "a" or (kind == "d" and length > 2):
        return ("星期" if length > 3 else "") + _WEEKDAYS[moment.weekday()]
    if kind == "m" and not minute and length > 2:
        return _MONTHS[moment.month - 1] if length == 3 else f"{moment.month}月"
    hour = (moment.hour % 12 or 12) if half_day else moment.hour
    number = {"m": moment.minute if minute else moment.month, "d": moment.day, "h": hour, "s": moment.second}[kind]
    return f"{number:02d}" if length > 1 else str(number)
