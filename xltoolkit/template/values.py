"""Values on their way into cells: text stays text whatever it begins with, amounts stay exact, dates become dates."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from math import isfinite
from typing import Any

from xltoolkit.errors import UsageError
from xltoolkit.form.model import NUMERIC_KINDS, Field, Form

LONGEST_TEXT = 32_767  # characters of a cell (Excel's limit)
_FIRST_YEAR = 1901  # Excel's calendar begins in 1900, with a day too many
_NOTHING: tuple[Any, ...] = (None, "", [], {})
"""Ways in which a document says that nothing is there."""

_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What XML 1.0 §2.2 cannot hold, half a surrogate pair among it."""

_FORMULA_STARTS = ("=", "+", "-", "@", "＝")


def put_value(cell: Any, field: Field, value: Any) -> Decimal | None:
    """Write a document's value into its cell. Text where a number or a date is meant stays the text that it is.

    Returns the number written, for `Results`: openpyxl cuts it to 16 digits, and 9.88 becomes 9.880000000000001.
    """
    if value is None or value == "":
        return None
    if field.kind in NUMERIC_KINDS and isinstance(value, (int, float, Decimal)) and not isinstance(value, bool):
        number = value if isinstance(value, Decimal) else Decimal(str(value))
        cell.value = number
        return number
    if field.kind == "date" and (day := _day(value)) is not None:
        number_format = cell.number_format
        cell.value = day
        cell.number_format = number_format  # openpyxl puts its own
    else:
        put_text(cell, _as_text(value), field.name)
    return None


def put_text(cell: Any, text: str, name: str = "") -> None:
    """Write a text so that no program takes it for a formula, and none finds a character that XML cannot hold."""
    if len(text) > LONGEST_TEXT:
        raise UsageError(f"“{name}”有 {len(text)} 个字，一个单元格最多只能放 {LONGEST_TEXT} 个字。")
    escaped = re.sub(r"_(?=x[0-9A-Fa-f]{4}_)", "_x005F_", text)  # ECMA-376 part 1 §22.9.2.19
    cell.value = _FORBIDDEN.sub("", escaped).replace("\r\n", "\n").replace("\r", "\n")
    cell.data_type = "s"
    if text.startswith(_FORMULA_STARTS):
        cell.quotePrefix = True


def _as_text(value: Any) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    return str(value)


def _day(value: Any) -> date | None:
    """The day of an ISO date, None if it is none, or one before Excel's calendar begins."""
    text = str(value)
    try:
        day = date.fromisoformat(text) if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII) else None
    except ValueError:
        return None
    return day if day is not None and day.year >= _FIRST_YEAR else None


def refuse_foreign(form: Form, data: dict[str, Any]) -> None:
    """Raise UsageError for data that has no place in the form: nothing that was handed in is dropped without a word."""
    unknown: list[str] = []

    def visit(node: dict[str, Any], path: str) -> None:
        for key, value in node.items():
            pointer = f"{path}/{key}"
            if pointer in form.tables:
                unknown.extend(_foreign_rows(form, pointer, value))
            elif isinstance(value, dict) and any(known.startswith(pointer + "/") for known in form.fields):
                visit(value, pointer)
            elif pointer not in form.fields:
                unknown.extend([pointer] if value not in _NOTHING else [])
            else:
                _refuse_no_value(pointer, value)

    visit(data, "")
    if unknown:
        raise UsageError(f"数据里有“{form.title}”没有的栏目：{'、'.join(dict.fromkeys(unknown))}。")


def _foreign_rows(form: Form, pointer: str, rows: Any) -> list[str]:
    if rows is None or rows == "":
        return []
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise UsageError(f"数据里的 {pointer} 应是一个列表，每一项是一行。")
    known = {column.key for column in form.tables[pointer].columns}
    for index, row in enumerate(rows):
        for key, value in row.items():
            if key in known:
                _refuse_no_value(f"{pointer}/{index}/{key}", value)
    return [
        f"{pointer}/*/{key}" for row in rows for key, value in row.items() if key not in known and value not in _NOTHING
    ]


def _refuse_no_value(pointer: str, value: Any) -> None:
    """A cell holds one value. JSON has no NaN and no Infinity, Python's reader of it does."""
    if isinstance(value, (dict, list)) and value not in _NOTHING:
        raise UsageError(f"数据里的 {pointer} 应是一个值，不能是列表或一组“名称: 值”。")
    if isinstance(value, (float, Decimal)) and not isfinite(value):
        raise UsageError(f"数据里的 {pointer} 不是有限的数。")
