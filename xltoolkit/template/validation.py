"""What a cell lets in, said in the words of its user: dropdowns, dates, amounts, percentages, lengths, each with prompt and alert.

Limits are Excel's: title 32 characters, prompt and alert 255 (it takes a longer one for damage and drops every validation of
the sheet). Lists are reached by name, so no inline list can grow too long.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from openpyxl.utils.datetime import to_excel
from openpyxl.worksheet.datavalidation import DataValidation

from xltoolkit.form.model import NUMERIC_KINDS, Field

LONGEST_TITLE, LONGEST_TEXT = 32, 255
EARLIEST, LATEST = date(1990, 1, 1), date(2099, 12, 31)
_LARGEST_NUMBER = Decimal(10) ** 15  # Excel keeps 15 digits


def validation(field: Field, list_formula: str = "", example_year: int = 2020, parent: str = "") -> DataValidation:
    """The validation of a field. `list_formula`: where its choices stand; `parent`: name of the column they depend on."""
    rule = (
        _computed(field)
        or _choice(field, list_formula, parent)
        or _date(field, example_year)
        or _number(field)
        or _text(field)
    )
    made = DataValidation(allow_blank=True, **rule)
    made.promptTitle = clipped(field.name, LONGEST_TITLE)
    made.prompt = clipped(_prompt(field), LONGEST_TEXT)
    made.showInputMessage = True
    made.showErrorMessage = made.error is not None
    return made


def clipped(text: str, most: int) -> str:
    """The text, or its beginning with … where Excel would not hold it. Counts as Excel does, in UTF-16 units."""
    if _units(text) <= most:
        return text
    while _units(text) > most - 1:
        text = text[:-1]
    return text + "…"


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _prompt(field: Field) -> str:
    need = "" if field.computed is not None else "必填。" if field.required else "选填。"
    return need + (field.help or _default_help(field))


def _default_help(field: Field) -> str:
    if field.computed is not None:
        return "自动计算，不用填写。"
    if field.kind in NUMERIC_KINDS:
        unit = f"单位{field.unit}，" if field.unit and field.unit != "%" else ""
        return f"{unit}只填数字；没有的填 0。" if field.kind == "amount" else f"{unit}只填数字。"
    return "从下拉列表中选择。" if field.choices else f"填写{field.name}。"


def _computed(field: Field) -> dict[str, Any] | None:
    return {"type": None} if field.computed is not None else None


def _choice(field: Field, list_formula: str, parent: str) -> dict[str, Any] | None:
    if not list_formula:
        return None
    if parent:
        told = f"“{field.name}”要与本行的“{parent}”对应：请先选好“{parent}”，再从下拉列表中选择。"
    else:
        told = f"“{field.name}”只能从下拉列表中选择：{'、'.join(field.choices)}。"
    return {"type": "list", "formula1": list_formula, **_stop("请从列表中选择", told)}


def _date(field: Field, example_year: int) -> dict[str, Any] | None:
    if field.kind != "date":
        return None
    told = f"“{field.name}”要填日期，按“年-月-日”写，如 {example_year}-01-01；请看看有没有这一天。"
    bounds = (str(int(to_excel(day))) for day in (EARLIEST, LATEST))
    return {"type": "date", **_between(*bounds), **_stop("日期不对", told)}


def _number(field: Field) -> dict[str, Any] | None:
    if field.kind not in NUMERIC_KINDS:
        return None
    low, high = field.schema.get("minimum"), field.schema.get("maximum")
    whole = field.schema.get("type") == "integer"
    bounds = (
        f"{low} 到 {high} 之间的" if low is not None and high is not None else f"不小于 {low} 的" if low is not None
        else f"不大于 {high} 的" if high is not None else ""
    )  # fmt: skip
    unit = "百分号" if field.kind == "percent" else "“万元”“元”等单位和逗号" if field.kind == "amount" else "单位"
    in_unit = f"，单位{field.unit}" if field.kind == "amount" and field.unit else ""
    told = f"“{field.name}”只填{bounds}{'整数' if whole else '数字'}{in_unit}，不写{unit}。"
    if low is not None and high is None:
        limits: dict[str, Any] = {"operator": "greaterThanOrEqual", "formula1": str(low)}
    else:
        limits = _between(
            str(low if low is not None else -_LARGEST_NUMBER), str(high if high is not None else _LARGEST_NUMBER)
        )
    return {"type": "whole" if whole else "decimal", **limits, **_stop("数字不对", told)}


def _text(field: Field) -> dict[str, Any]:
    most = field.schema.get("maxLength")
    if most is None:
        return {"type": None}
    told = f"“{field.name}”最多 {most} 个字。按“是”先留下已经写的再删减，按“否”返回修改。"
    return {
        "type": "textLength", "operator": "lessThanOrEqual", "formula1": str(most), "errorStyle": "warning",
        "errorTitle": "字数超过规定", "error": clipped(told, LONGEST_TEXT),
    }  # fmt: skip


def _between(low: str, high: str) -> dict[str, Any]:
    return {"operator": "between", "formula1": low, "formula2": high}


def _stop(title: str, text: str) -> dict[str, Any]:
    return {"errorStyle": "stop", "errorTitle": clipped(title, LONGEST_TITLE), "error": clipped(text, LONGEST_TEXT)}
