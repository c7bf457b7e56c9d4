"""The JSON Schema (2020-12) of a form's documents, made from the same fragments as dropdowns, reader and help."""

from __future__ import annotations

from typing import Any

from xltoolkit.form.model import Field, Form, TableSection

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def document_schema(form: Form) -> dict[str, Any]:
    """Schema of the `data` object of a clean workbook of this form.

    Blank is null, "" or absent alike; a required value must be there. Amounts are numbers in the form's unit; their decimals
    stand as `x-decimals`, to be checked in Decimal (multipleOf fails on 9.88).
    """
    root: dict[str, Any] = {"$schema": DIALECT, "title": form.title, "type": "object", "properties": {}, "additionalProperties": False}
    for section in form.sections:
        if isinstance(section, TableSection):
            root["properties"][section.pointer[1:]] = _table_schema(section)
            continue
        for field in section.fields:
            _put(root, field.pointer.split("/")[1:], field)
    return root


def _put(parent: dict[str, Any], tokens: list[str], field: Field) -> None:
    """Place a field's schema under its pointer, making the objects on the way."""
    head, *rest = tokens
    if rest:
        child = parent["properties"].setdefault(head, {"type": "object", "properties": {}, "additionalProperties": False})
        _put(child, rest, field)
        if field.required:
            _require(parent, head)
        return
    parent["properties"][head] = _value_schema(field)
    if field.required:
        _require(parent, head)


def _require(parent: dict[str, Any], key: str) -> None:
    required = parent.setdefault("required", [])
    if key not in required:
        required.append(key)


def _value_schema(field: Field) -> dict[str, Any]:
    fragment = {key: value for key, value in field.schema.items() if key != "x-aliases"}
    described = {"title": field.name, **fragment}
    if field.required:
        return {**described, "minLength": 1} if fragment.get("type") == "string" and "enum" not in fragment else described
    return {"title": field.name, "anyOf": [fragment, {"enum": [None, ""]}]}


def _table_schema(table: TableSection) -> dict[str, Any]:
    row: dict[str, Any] = {"type": "object", "properties": {}, "additionalProperties": False}
    for column in table.columns:
        row["properties"][column.key] = _value_schema(column)
        if column.required:
            _require(row, column.key)
    schema: dict[str, Any] = {"title": table.title, "type": "array", "items": row}
    if table.tree is not None:
        row["allOf"] = [
            {
                "if": {"properties": {table.tree.levels[0]: {"const": name}}},
                "then": {"properties": {table.tree.levels[1]: {"enum": list(children)}}},
            }
            for name, _, children in table.tree.nodes
        ]
    return schema
