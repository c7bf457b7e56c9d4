"""The cheap look that every check takes at a workbook: could it carry marks of ours? Almost none does."""

from __future__ import annotations

import re
from collections.abc import Iterator

from xltoolkit.package.archive import Archive
from xltoolkit.package.xml import relationships

NAMESPACE = "urn:xltoolkit:marks"
MARKS_NAME, RESULT_NAME = "xltoolkit_marks", "xltoolkit_result"
RESULT_SHEET = "检查结果"

_ITEM = re.compile(r"customXml/item[0-9]+\.xml", re.I)
_SIGNS = tuple(
    sign.encode(code) for sign in (MARKS_NAME, RESULT_NAME, RESULT_SHEET) for code in ("utf-8", "utf-16-le", "utf-16-be")
)


def may_carry_marks(archive: Archive) -> bool:
    """Whether the workbook part or a custom XML item speaks of us."""
    main = next((link for link in relationships(archive, "").values() if link.type == "officeDocument"), None)
    if main is None or main.target not in archive:
        return False
    workbook = archive.read(main.target)
    return any(sign in workbook for sign in _SIGNS) or next(our_items(archive), None) is not None


def our_items(archive: Archive) -> Iterator[str]:
    """The parts that hold a record of ours (marks/record.py)."""
    for name in archive.names:
        if _ITEM.fullmatch(name) and NAMESPACE.encode() in archive.read(name)[:400]:
            yield name
