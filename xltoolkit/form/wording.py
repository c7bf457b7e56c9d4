"""Equations and conditions in the words of the trade: 项目结余资金 = 年度预算安排资金 − 项目实际使用资金."""

from __future__ import annotations

import re

from xltoolkit.records import TYPE_CHECKING

if TYPE_CHECKING:
    from xltoolkit.form.model import Equation, Expression, Form

RELATIONS = {"=": "=", "<=": "≤", ">=": "≥"}
_SIGNS = {"+": " + ", "-": " − ", "*": " × ", "/": " ÷ "}
_COMPARED = {"<": "低于", "<=": "不高于", ">": "高于", ">=": "不低于", "=": "等于", "!=": "不等于"}


def describe_relation(equation: Equation, form: Form) -> str:
    """The whole relation as one line."""
    return f"{describe(equation.left, form)} {RELATIONS[equation.relation]} {describe(equation.right, form)}"


def describe(expression: Expression, form: Form) -> str:
    """An expression in words. A rounding at its outside follows it: 使用 ÷ 安排 × 100（保留2位小数）."""
    if isinstance(expression, list) and expression[0] == "round":
        return f"{describe(expression[1], form)}（保留{expression[2]}位小数）"
    return _words(expression, form)


def _words(expression: Expression, form: Form) -> str:
    if isinstance(expression, str):
        return _name(expression, form)
    if not isinstance(expression, list):
        return str(expression)
    operator, *operands = expression
    if operator == "base":
        return form.base_name or _words(form.base, form)
    if operator == "sum_where":
        return f"{'、'.join(operands[2:])}的{_total(operands[0], form)}"
    if operator == "sum":
        return " + ".join(_total(operand, form) for operand in operands)
    inner = [_words(operand, form) for operand in operands if operator != "round" or isinstance(operand, (str, list))]
    if operator == "round":
        return inner[0]
    if operator == "first":
        return f"{inner[0]}（没有填写的，看{'、'.join(inner[1:])}）" if len(inner) > 1 else inner[0]
    if operator == "single_year":
        return f"一年期项目的{inner[2]}"
    if operator in ("min", "max"):
        return f"{'、'.join(inner)}中较{'小' if operator == 'min' else '大'}的一个"
    left, right = (
        _bracketed(operand, text, operator, place)
        for place, (operand, text) in enumerate(zip(operands, inner, strict=True))
    )
    return f"{left}{_SIGNS[operator]}{right}"


def _bracketed(operand: Expression, text: str, outer: str, place: int) -> str:
    """Brackets around a sum inside a product, and around the right side of − and ÷."""
    inner = operand[0] if isinstance(operand, list) else ""
    loose = inner in ("+", "-") or (inner == "sum" and len(operand) > 2)
    if (loose and (outer in ("*", "/") or (outer == "-" and place))) or (
        inner in ("*", "/") and outer == "/" and place
    ):
        return f"（{text}）"
    return text


def _total(operand: Expression, form: Form) -> str:
    return f"{_name(operand, form)}合计" if isinstance(operand, str) and "*" in operand else _words(operand, form)


def _name(pointer: str, form: Form) -> str:
    """The name of a field; of a table's column with the table before it: 项目概算金额."""
    field = form.field(pointer)
    if field is None:
        return pointer
    table = form.tables.get(pointer.partition("/*/")[0]) if "*" in pointer else None
    return f"{re.sub('[(（].*', '', table.title) or table.row_name}{field.name}" if table else field.name


def describe_condition(condition: Expression, form: Form, verb: str = "是") -> str:
    """A condition in words: 预算执行率低于90%. `verb`: 是 or 不是 before a choice."""
    operator, *operands = condition
    if operator in _COMPARED:
        left, right = operands
        unit = _unit(left, form) if not isinstance(right, (str, list)) else ""
        return f"{describe(left, form)}{_COMPARED[operator]}{describe(right, form)}{unit}"
    if operator == "is":
        return f"{_name(operands[0], form)}{verb}{'或'.join(f'“{text}”' for text in operands[1:])}"
    if operator == "filled":
        return f"填写了{_name(operands[0], form)}"
    if operator == "blank":
        return f"没有填写{_name(operands[0], form)}"
    if operator == "not" and operands[0][0] == "is":
        return describe_condition(operands[0], form, "不是")
    if operator == "not":
        return f"不符合“{describe_condition(operands[0], form)}”"
    return {"and": "，并且", "or": "，或者"}[operator].join(describe_condition(operand, form) for operand in operands)


def _unit(expression: Expression, form: Form) -> str:
    field = form.field(expression) if isinstance(expression, str) else None
    return field.unit if field else ""
