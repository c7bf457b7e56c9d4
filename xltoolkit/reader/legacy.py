"""Formats before and beside .xlsx: seam for .xls, .et, .ods, .xlsb, HTML and SpreadsheetML 2003."""

from __future__ import annotations

from xltoolkit.package.gate import refused_content
from xltoolkit.reader.sheets import Sheets

LEGACY_KINDS: frozenset[str] = frozenset(("xlsb", "ods"))


def read_legacy(data: bytes, kind: str) -> Sheets:
    """Not read yet: refused with the sentence that asks for .xlsx."""
    raise refused_content(kind, data)
