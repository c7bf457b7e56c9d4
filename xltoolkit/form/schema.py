"""The JSON Schema (2020-12) of a form's documents, made from the same fragments as dropdowns, reader and help."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from xltoolkit.form.model import Field, Form, TableSection

DIALECT = "https://json-schema.org/draft/2020-12/schema"

_SOMETHING = r"\S"


def document_schema(form: Form) -> dict[str, Any]:
    """Schema of the `data` object of a clean workbook of this form.

    Blank is null, "" or absent alike; a required value must be there. Amounts are numbers in the form's unit; their decimals
    stand as `x-decimals`, to be checked in Decimal (multipleOf fails on 9.88): see `document_problems`.
    """
    root: dict[str, Any] = {"$schema": DIALECT, "title": form.title, **_object()}
    for section in form.sections:
        if isinstance(section, TableSection):
            root["properties"][section.pointer[1:]] = _table_schema(section)
            if section.required:
                _require(root, section.pointer[1:])
            continue
        for field in section.fields:
            _put(root, field.pointer.split("/")[1:], field)
    return root


def _object() -> dict[str, Any]:
    return {"type": "object", "properties": {}, "additionalProperties": False}


def _put(parent: dict[str, Any], tokens: list[str], field: Field) -> None:
    """Place a field's schema under its pointer, making the objects on the way. An object without required values may be null."""
    head, *rest = tokens
    if field.required:
        _require(parent, head)
    if not rest:
        parent["properties"][head] = _value_schema(field)
        return
    child = parent["properties"].setdefault(head, {**_object(), "type": ["object", "null"]})
    _put(child, rest, field)
    if field.required:
        child["type"] = "object"


def _require(parent: dict[str, Any], key: str) -> None:
    required = parent.setdefault("required", [])
    if key not in required:
        required.append(key)


def _value_schema(field: Field) -> dict[str, Any]:
    fragment = {key: value for key, value in field.schema.items() if key != "x-aliases"}
    if not field.required:
        return {"title": field.name, "anyOf": [fragment, {"enum": [None, ""]}]}
    if fragment.get("type") == "string" and "enum" not in fragment:
        fragment.setdefault("pattern", _SOMETHING)
        fragment["minLength"] = max(1, fragment.get("minLength", 1))
    return {"title": field.name, **fragment}


def _table_schema(table: TableSection) -> dict[str, Any]:
    row = _object()
    for column in table.columns:
        row["properties"][column.key] = _value_schema(column)
        if column.required:
            _require(row, column.key)
    if table.tree is not None:
        upper, lower = table.tree.levels
        second = table.column(lower)
        blank = [] if second is not None and second.required else [None, ""]
        row["allOf"] = [
            {
                "if": {"properties": {upper: {"const": name}}},
                "then": {"properties": {lower: {"enum": [*children, *blank]}}},
            }
            for name, _, children in table.tree.nodes
        ]
    title = {"title": table.title or table.row_name}
    if table.required:
        return {**title, "type": "array", "minItems": 1, "items": row}
    return {**title, "type": ["array", "null"], "items": row}


def document_problems(form: Form, data: Any) -> list[tuple[str, str]]:
    """(pointer, Chinese sentence) of everything in `data` that a clean document would not have, decimals counted exactly.

    Numbers may be int, float or Decimal; a float counts as the shortest decimal that means it (9.88 has two decimals).
    """
    from jsonschema import Draft202012Validator

    from xltoolkit.form.complaints import complaints

    validator = Draft202012Validator(document_schema(form), format_checker=Draft202012Validator.FORMAT_CHECKER)
    errors = sorted(
        validator.iter_errors(_plain(data)), key=lambda error: [str(token) for token in error.absolute_path]
    )
    found = [(problem.where, problem.message) for error in errors for problem in complaints(error)]
    if isinstance(data, dict):
        found += [
            problem for field, pointer, value in _numbers(form, data) if (problem := _decimals(field, pointer, value))
        ]
    return list(dict.fromkeys(found))


def _plain(data: Any) -> Any:
    """The data with int and float in place of Decimal, which jsonschema does not take for an integer."""
    if isinstance(data, Decimal):
        return int(data) if data.is_finite() and data == data.to_integral_value() else float(data)
    if isinstance(data, dict):
        return {key: _plain(value) for key, value in data.items()}
    return [_plain(value) for value in data] if isinstance(data, list) else data


def _numbers(form: Form, data: dict[str, Any]) -> list[tuple[Field, str, Any]]:
    """Every value of a field whose decimals are limited, with its pointer."""
    found: list[tuple[Field, str, Any]] = []
    for pointer, field in form.fields.items():
        node: Any = data
        for token in pointer.split("/")[1:]:
            node = node.get(token) if isinstance(node, dict) else None
        found.append((field, pointer, node))
    for pointer, table in form.tables.items():
        rows = data.get(pointer[1:])
        for index, row in enumerate(rows if isinstance(rows, list) else ()):
            if isinstance(row, dict):
                found += [(column, f"{pointer}/{index}/{column.key}", row.get(column.key)) for column in table.columns]
    return found


def _decimals(field: Field, pointer: str, value: Any) -> tuple[str, str] | None:
    if field.decimals is None or isinstance(value, bool) or not isinstance(value, (int, float, Decimal)):
        return None
    exponent = Decimal(str(value)).normalize().as_tuple().exponent
    if not isinstance(exponent, int):
        return pointer, f"“{field.name}”不是一个数。"
    if -exponent > field.decimals:
        return pointer, f"“{field.name}”是{value}，最多{field.decimals}位小数。"
    return None
