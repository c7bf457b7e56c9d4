"""The cheap look that every check takes at a workbook: could it carry marks of ours? Almost none does."""

from __future__ import annotations

import re
from collections.abc import Iterator

from xltoolkit.package.archive import Archive
from xltoolkit.package.xml import workbook_part

NAMESPACE = "urn:xltoolkit:marks"
MARKS_NAME, RESULT_NAME = "xltoolkit_marks", "xltoolkit_result"
RESULT_SHEET = "检查结果"

_ITEM = re.compile(r"customXml/item[0-9]+\.xml", re.I)
_SIGNS = tuple(
    sign.encode(code) for sign in ("xltoolkit_", RESULT_SHEET) for code in ("utf-8", "utf-16-le", "utf-16-be")
)


def may_carry_marks(archive: Archive) -> bool:
    """Whether the workbook part or a custom XML item speaks of us. Raises Refused where the package is no workbook."""
    format, part = workbook_part(archive)
    if format in ("xlsb", "ods"):
        return False
    workbook = archive.read(part)
    return any(sign in workbook for sign in _SIGNS) or next(our_items(archive), None) is not None


def our_items(archive: Archive) -> Iterator[str]:
    """The parts that hold a record of ours (marks/record.py)."""
    for name in archive.names:
        if _ITEM.fullmatch(name) and NAMESPACE.encode() in archive.read(name)[:400]:
            yield name
