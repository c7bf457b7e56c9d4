"""Cells as a sheet part writes them: their addresses, their texts, an empty one."""

from __future__ import annotations

import re

from xltoolkit.findings import column_letters
from xltoolkit.package.xml import escape

Position = tuple[int, int]  # row, column, from 1

LONGEST_TEXT = 32_767  # characters in a cell

_ESCAPE_LOOKALIKE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_CONTROL = re.compile("[\0-\x08\x0b-\x1f\ufffe\uffff]")
_REFERENCE = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")


def position_of(reference: str) -> Position | None:
    """B9 → (9, 2); None if it is no reference of one cell."""
    found = _REFERENCE.fullmatch(reference)
    if found is None:
        return None
    column = 0
    for letter in found[1].upper():
        column = column * 26 + ord(letter) - 64
    return int(found[2]), column


def address_of(position: Position) -> str:
    """(9, 2) → B9"""
    row, column = position
    return f"{column_letters(column)}{row}"


def empty_cell(prefix: str, position: Position, style: int) -> bytes:
    """<c r="B9" s="7"/>"""
    return f'<{prefix}c r="{address_of(position)}" s="{style}"/>'.encode()


def string_xml(text: str, prefix: str = "") -> str:
    """<t>: a text as Excel holds it. Control characters, and what would be read as one, become _xHHHH_ (§22.9.2.19)."""
    safe = text[:LONGEST_TEXT]
    if "_x" in safe:
        safe = _ESCAPE_LOOKALIKE.sub("_x005F_", safe)
    if not safe.isprintable():
        safe = _CONTROL.sub(lambda found: f"_x{ord(found[0]):04X}_", safe)
    space = ' xml:space="preserve"' if safe != safe.strip() or "\n" in safe else ""
    return f"<{prefix}t{space}>{escape(safe)}</{prefix}t>"


def number(text: str | None, default: int = 0) -> int:
    """An attribute that counts something; what is no number is the default."""
    return int(text) if text and text.isdigit() else default
