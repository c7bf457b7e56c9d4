"""One value from a field of one form into a field of another: units converted exactly, choices matched, targets split or joined."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from xltoolkit.form.model import Field, TableSection
from xltoolkit.reader import remarks
from xltoolkit.reader.reading import Reading
from xltoolkit.reader.understand import understand
from xltoolkit.sheets.model import NUMBER, TEXT, Cell
from xltoolkit.text.number import MONEY_EXPONENTS, convert
from xltoolkit.text.target import NUMBER as ONE_NUMBER
from xltoolkit.text.target import parse_target

_SHOWN_CHOICES = 6
_SIGNS = frozenset("=≥≤><")


def moved(value: Any, field: Field, target: Field, endings: tuple[str, ...] = ()) -> tuple[Any, str]:
    """The value for `target`, and why it does not fit ('' if it does).

    Amounts are converted between 元 and 万元; a choice must be one of the target's, endings such as 目标 and 指标 apart.
    """
    if isinstance(value, Decimal):
        if field.unit != target.unit and {field.unit, target.unit} <= MONEY_EXPONENTS.keys():
            value = convert(value, field.unit, target.unit)
        cell = Cell(NUMBER, value, str(value), None, "General")
    else:
        cell = Cell(TEXT, str(value), str(value), None, "@")
    result = understand(target, endings)(cell)
    if not isinstance(result, Reading):
        return result, ""
    if result.kind == remarks.NOT_IN_VOCABULARY:
        listed = "、".join(target.choices[:_SHOWN_CHOICES]) + ("等" if len(target.choices) > _SHOWN_CHOICES else "")
        return None, f"不在新表的选项里（可选：{listed}）"
    if result.kind in remarks.UNDERSTOOD_NOT:
        return None, f"新表这一栏填的是另一种内容（{result.detail or '不是数字'}）"
    return (
        str(value) if isinstance(result.value, str) and not target.choices and target.kind != "date" else result.value
    ), ""


def moved_target(written: str, table: TableSection) -> tuple[dict[str, Any], str]:
    """A target as the columns of `table` want it: whole, or split into comparison sign, number and unit."""
    columns = [column for part in table.target_parts if (column := table.column(part)) is not None]
    if not written or not columns:
        return {}, "新表没有目标值这一栏" if written else ""
    whole = next((column for column in columns if column.kind == "target"), columns[0])
    signs = next((column for column in columns if column.choices), None)
    units = next((column for column in columns if column not in (whole, signs)), None)
    if len(columns) == 1:
        return {whole.key: written}, ""
    made: dict[str, Any] = {whole.key: written}
    target = parse_target(written)
    sign = target.operator
    rest = target.text.removeprefix(sign)
    if (
        target.kind == ONE_NUMBER
        and len(target.numerals) == 1
        and rest.startswith(target.numerals[0])
        and units is not None
    ):
        made = {whole.key: target.numerals[0], units.key: rest.removeprefix(target.numerals[0]) or None}
    elif not target.numeric and signs is not None:
        words = [choice for choice in signs.choices if choice not in _SIGNS]  # 定性
        sign = words[0] if len(words) == 1 else ""
    else:
        return {}, "新表的目标值分成几栏，这一条拆不开"
    if signs is None or not sign:
        return made, ""
    if sign not in signs.choices:
        return made, f"新表的“{signs.name}”里没有“{sign}”"
    return {**made, signs.key: sign}, ""
