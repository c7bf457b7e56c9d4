"""The sheets 字段 and 参数 of 表样定义.xlsx read back: what each line says goes to its place in form.json."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from xltoolkit.template.workshop_plan import LINES, NUMBER_CELL, OPEN_HEADINGS, TEXT_CELL, WHOLE, YES_NO, Line
from xltoolkit.template.workshop_sheets import WorkshopSheets, address
from xltoolkit.template.workshop_source import put_at, value_at
from xltoolkit.text.normal import trimmed
from xltoolkit.text.number import parse_amount


def read_lines(
    sheets: WorkshopSheets, name: str, headings: tuple[str, ...], lines: list[Line], definition: dict[str, Any]
) -> None:
    """The sheets 字段 and 参数: lines are known by their number, whatever order they stand in."""
    rows, columns = sheets.rows(name, headings)
    numbered: dict[str, int] = {}
    for row in rows:
        number = sheets.text(name, row, columns["编号"])
        if number in numbered or not (number.isdecimal() and 0 < int(number) <= len(lines)):
            if any(sheets.text(name, row, column) for column in columns.values()):
                sheets.wrong(
                    address(name, row, columns["编号"]),
                    "这一行的编号不是表样原有的，或者写了两次；这里不能增加行。",
                )
            continue
        numbered[number] = row
    for position, line in enumerate(lines, 1):
        row = numbered.get(str(position), 0)
        if not row:
            if columns:
                sheets.wrong(name, f"编号 {position} 的一行（{'·'.join(filter(None, line.fixed))}）不见了，请恢复。")
            continue
        for heading in headings:
            if heading in line.slots or heading in OPEN_HEADINGS:
                _read_cell(sheets, name, row, columns[heading], line, heading, definition)


def _read_cell(
    sheets: WorkshopSheets, name: str, row: int, column: int, line: Line, heading: str, definition: dict[str, Any]
) -> None:
    text = sheets.text(name, row, column)
    slot = line.slots.get(heading)
    if slot is None:
        if text:
            sheets.wrong(address(name, row, column), f"这一行没有“{heading}”，请清空。")
        return
    sheets.origins[slot.pointer] = address(name, row, column)
    try:
        value = parsed(text, slot.how)
    except ValueError as wrong:
        sheets.wrong(address(name, row, column), str(wrong))
        return
    before = value_at(definition, slot.pointer)
    if not same(before, value, slot.how):
        exact = isinstance(before, str) or (before is None and slot.pointer.startswith("/thresholds/"))
        put_at(
            definition,
            slot.pointer,
            str(value) if slot.how == NUMBER_CELL and exact and value is not None else value,
        )


def parsed(text: str, how: str) -> Any:
    """What a cell's text means, None if it is blank. Raises ValueError with a Chinese sentence."""
    if not text:
        return None
    if how == YES_NO:
        if text not in ("是", "否"):
            raise ValueError(f"“{text}”看不懂，请填“是”或“否”。")
        return text == "是"
    if how == LINES:
        return [line for line in map(trimmed, text.split("\n")) if line]
    if how == TEXT_CELL:
        return text
    number = parse_amount(text)
    if number.value is None or number.unit or (how == WHOLE and number.value != number.value.to_integral_value()):
        raise ValueError(f"“{text}”不是{'整数' if how == WHOLE else '数字'}。")
    whole = number.value == number.value.to_integral_value()
    return int(number.value) if whole else float(number.value)


def same(before: Any, after: Any, how: str) -> bool:
    """Whether the cell still says what the definition said: a key that is absent and one with its default are the same."""
    if how == YES_NO:
        return bool(before) == bool(after)
    if how in (WHOLE, NUMBER_CELL) and before is not None and after is not None:
        return Decimal(str(before)) == Decimal(str(after))
    if how == TEXT_CELL:
        return trimmed(before or "") == (after or "")
    return (before or None) == (after or None) if how == LINES else before == after
