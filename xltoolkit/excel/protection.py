"""Lifts a sheet's protection for a moment, if no password bars the way, and puts it back with every flag."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from xltoolkit.errors import XltoolkitError
from xltoolkit.excel.office import asked

# Arguments of Worksheet.Protect, and where the Excel object model tells what they are now.
_PARTS = {"Contents": "ProtectContents", "DrawingObjects": "ProtectDrawingObjects", "Scenarios": "ProtectScenarios"}
_ALLOWED = (
    "AllowFormattingCells",
    "AllowFormattingColumns",
    "AllowFormattingRows",
    "AllowInsertingColumns",
    "AllowInsertingRows",
    "AllowInsertingHyperlinks",
    "AllowDeletingColumns",
    "AllowDeletingRows",
    "AllowSorting",
    "AllowFiltering",
    "AllowUsingPivotTables",
)


class Barred(XltoolkitError):
    """The open workbook cannot be marked; the sentence says why. The result goes to a copy instead."""


@contextmanager
def unprotected(sheets: Iterable[Any]) -> Iterator[None]:
    """Run the body with these xlwings sheets unprotected; afterwards, after an exception too, they are as before.

    Raises Barred before the body runs if a sheet has a password, naming the sheet.
    """
    with ExitStack() as stack:
        for sheet in sheets:
            stack.enter_context(_unprotected(sheet))
        yield


@contextmanager
def _unprotected(sheet: Any) -> Iterator[None]:
    native = sheet.api
    parts = {argument: _is(native, name) for argument, name in _PARTS.items()}
    if not any(parts.values()):
        yield
        return
    allowed = {name: bool(getattr(native.Protection, name)) for name in _ALLOWED}
    only_from_screen = bool(native.ProtectionMode)
    selectable = native.EnableSelection
    _lift(sheet)
    try:
        yield
    finally:
        native.Protect(**parts, UserInterfaceOnly=only_from_screen, **allowed)
        native.EnableSelection = selectable


def _lift(sheet: Any) -> None:
    """Unprotect with an empty password: without one Excel would ask the person for it in a dialog."""
    native = sheet.api
    try:
        native.Unprotect("")
    except Exception as error:  # com_error: the password is another one
        raise _password(sheet) from error
    if any(_is(native, name) for name in _PARTS.values()):
        raise _password(sheet)


def _is(native: Any, name: str) -> bool:
    """A flag of the object model; a program that does not know it has not set it."""
    return bool(asked(lambda: getattr(native, name), False))


def _password(sheet: Any) -> Barred:
    return Barred(f"工作表“{sheet.name}”设有保护密码，不能在上面做标记")


def barred_as_a_whole(book: Any) -> str:
    """Why this workbook cannot take a result sheet, '' if it can: protected structure, opened read-only."""
    native = book.api
    if _is(native, "ProtectStructure"):
        return "工作簿的结构受保护，不能加入“检查结果”工作表"
    if _is(native, "ReadOnly"):
        return "工作簿是以只读方式打开的，做了标记也不能保存"
    return ""
