"""The cheap look that every check takes at a workbook: could it carry marks of ours? Almost none does."""

from __future__ import annotations

from collections.abc import Iterator

from xltoolkit.package.archive import Archive
from xltoolkit.package.xml import relationships

NAMESPACE = "urn:xltoolkit:marks"
MARKS_NAME, RESULT_NAME = "xltoolkit_marks", "xltoolkit_result"
RESULT_SHEET = "检查结果"

_SIGNS = (MARKS_NAME, RESULT_NAME, RESULT_SHEET)


def may_carry_marks(archive: Archive) -> bool:
    """Whether the workbook part or a custom XML item speaks of us."""
    main = next((link for link in relationships(archive, "").values() if link.type == "officeDocument"), None)
    if main is None or main.target not in archive:
        return False
    workbook = archive.read(main.target)
    written = workbook.decode("utf-16" if b"\0" in workbook[:4] else "utf-8", "replace")
    return any(sign in written for sign in _SIGNS) or next(our_items(archive), None) is not None


def our_items(archive: Archive) -> Iterator[str]:
    """The parts that hold a record of ours (marks/record.py): customXml/item1.xml and its like."""
    for name in archive.names:
        folder, _, item = name.lower().partition("/item")
        is_item = folder == "customxml" and item.removesuffix(".xml").isdigit()
        if is_item and NAMESPACE.encode() in archive.read(name)[:400]:
            yield name
