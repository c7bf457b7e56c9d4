"""Lifts a sheet's protection for a moment, if no password bars the way, and puts it back with every flag."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from typing import Any

from xltoolkit.errors import XltoolkitError
from xltoolkit.excel.office import asked

# Arguments of Worksheet.Protect → attributes of sheetProtection in a file (ECMA-376 part 1, §18.3.1.85). The three parts
# are protected where the attribute is set; what people may do is barred where it is set, and barred by default.
_PARTS = {"Contents": "sheet", "DrawingObjects": "objects", "Scenarios": "scenarios"}
_ALLOWED = {
    "AllowFormattingCells": "formatCells",
    "AllowFormattingColumns": "formatColumns",
    "AllowFormattingRows": "formatRows",
    "AllowInsertingColumns": "insertColumns",
    "AllowInsertingRows": "insertRows",
    "AllowInsertingHyperlinks": "insertHyperlinks",
    "AllowDeletingColumns": "deleteColumns",
    "AllowDeletingRows": "deleteRows",
    "AllowSorting": "sort",
    "AllowFiltering": "autoFilter",
    "AllowUsingPivotTables": "pivotTables",
}
_PASSWORDS = ("password", "hashValue")
_ON = ("1", "true")


class Barred(XltoolkitError):
    """The open workbook cannot be marked; the sentence says why. The result goes to a copy instead."""


@contextmanager
def unprotected(book: Any, protections: Mapping[str, Mapping[str, str]]) -> Iterator[None]:
    """Run the body with these sheets unprotected; afterwards, after an exception too, they are as before.

    protections  sheet name → the attributes of its protection in a saved copy, which says all flags at once

    Raises Barred before the body runs if a sheet has a password or does not let itself be unprotected, naming it.
    """
    for name, attributes in protections.items():
        if any(attributes.get(password) for password in _PASSWORDS):
            raise Barred(f"工作表“{name}”设有保护密码，不能在上面做标记")
    with ExitStack() as stack:
        for name, attributes in protections.items():
            stack.enter_context(_unprotected(book.sheets[name].api, name, attributes))
        yield


@contextmanager
def _unprotected(native: Any, name: str, attributes: Mapping[str, str]) -> Iterator[None]:
    parts = {argument: attributes.get(part) in _ON for argument, part in _PARTS.items()}
    allowed = {argument: attributes.get(flag, "1") not in _ON for argument, flag in _ALLOWED.items()}
    only_from_screen = _is(native, "ProtectionMode")
    selectable = asked(lambda: native.EnableSelection, None)
    _lift(native, name)
    try:
        yield
    finally:
        native.Protect(**parts, UserInterfaceOnly=only_from_screen, **allowed)
        if selectable is not None:
            native.EnableSelection = selectable


def _lift(native: Any, name: str) -> None:
    """Unprotect with an empty password: without one Excel would ask the person for it in a dialog."""
    try:
        native.Unprotect("")
        still = _is(native, "ProtectContents")
    except Exception as error:  # com_error: a password that the copy does not tell, sheets grouped, another program
        raise Barred(f"工作表“{name}”的保护不能解除，不能在上面做标记") from error
    if still:
        raise Barred(f"工作表“{name}”的保护不能解除，不能在上面做标记")


def _is(native: Any, name: str) -> bool:
    """A flag of the object model; a program that does not know it has not set it."""
    return bool(asked(lambda: getattr(native, name), False))


def barred_as_a_whole(book: Any) -> str:
    """Why this workbook cannot take a result sheet, '' if it can: protected structure, shared, opened read-only."""
    native = book.api
    if _is(native, "ProtectStructure"):
        return "工作簿的结构受保护，不能加入“检查结果”工作表"
    if _is(native, "MultiUserEditing"):
        return "工作簿是多人共享的，共享时不能加入工作表和标记"
    if _is(native, "ReadOnly"):
        return "工作簿是以只读方式打开的，做了标记也不能保存"
    return ""
