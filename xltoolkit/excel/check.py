"""What the three buttons do with an open workbook: check it and mark it, jump to the next finding, take the marks out.

Each of them leaves the workbook's own values alone, never raises for what can happen in an office program, and says in
one Chinese sentence what kept it from working. Only the BSD part of xlwings is used.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from xltoolkit.errors import Refused, XltoolkitError
from xltoolkit.excel.attach import caller_book
from xltoolkit.excel.beside import write_result
from xltoolkit.excel.office import asked, file_name, save_copy, say, standing_still
from xltoolkit.excel.protection import Barred, barred_as_a_whole, unprotected
from xltoolkit.findings import Place, Report

if TYPE_CHECKING:
    from xltoolkit.package.archive import Archive
    from xltoolkit.sheets.model import Sheets

Checker = Callable[[str], Report]
"""Path of a saved copy → its report; `xltoolkit.workflow.check.check_file` by default."""


def check_workbook(book: Any = None, *, check: Checker | None = None, copy: str = "") -> Report | None:
    """Check the open workbook as it is on the screen and mark it; the report, None if that was impossible (and said).

    book   an xlwings Book; by default the one whose button was pressed (xlwings' caller protocol)
    check  what judges the saved copy
    copy   a copy that the macro saved already; it is used instead of a new one

    A workbook that cannot be marked (somebody's password, protected structure, read-only, .xls) is left as it is: the
    marked copy NAME_检查结果.xlsx is opened beside it, and the reason is told.
    """
    report: Report | None = _said(book, lambda found: check_open_workbook(found, check, copy))
    return report


def clear_marks(book: Any = None) -> bool:
    """Take our marks out of the open workbook: fills, notes and sheets are as they were. False if that was impossible."""
    return _said(book, _clear) is True


def next_finding(book: Any = None) -> str:
    """Select the next cell of the list 检查结果, after the last one the first; its address, '' if there is none."""
    from xltoolkit.excel.navigation import select_next

    return _said(book, select_next) or ""


def _said(book: Any, work: Callable[[Any], Any]) -> Any:
    """Run a button's work; what goes wrong is told in Chinese and logged, never shown as a traceback."""
    book = caller_book() if book is None else book
    try:
        return work(book)
    except XltoolkitError as error:
        _tell(book, str(error))
    except Exception as error:  # the office program, a network share, a fault of ours: nobody may lose work over it
        from xltoolkit.excel.log import advice

        _tell(book, f"没有完成，工作簿的内容没有改动。请再试一次；仍不行时，{advice(error)}")
    return None


def _tell(book: Any, text: str) -> None:
    with suppress(Exception):
        say(book.app, text, grave=True)


def check_open_workbook(book: Any, check: Checker | None = None, copy: str = "") -> Report:
    """What check_workbook does, for callers that say themselves what went wrong. Raises Refused, OutputError …"""
    from tempfile import TemporaryDirectory

    check = check or _check_file
    app, name = book.app, file_name(book)
    with TemporaryDirectory(prefix="xltoolkit-") as folder:
        with standing_still(app, "正在检查……"):
            path = copy or save_copy(book, folder)
            report = check(path)
            if report.cause is not None:
                raise Refused("not_checked", f"“{name}”没有检查：{report.cause}")
            app.status_bar = f"正在标记 {len(report.findings)} 处……"
            reason = _mark(book, path, report._replace(file=name))
        if reason:
            books = app.books  # by number: xlwings gives up iterating when Excel is busy
            taken = _OpenNames(str(books[number].name).lower() for number in range(len(books)))
            beside = write_result(report, os.path.dirname(_path(book)), name, taken)
            books.open(beside)
            say(app, f"{reason}。检查结果写在副本中：{os.path.basename(beside)}，原工作簿没有改动。")
    return report._replace(file=name)


def _check_file(path: str) -> Report:
    from xltoolkit.workflow.check import check_file

    return check_file(path)


def _mark(book: Any, path: str, report: Report) -> str:
    """Mark the open workbook; '' if it worked, else why the result must go to a copy."""
    from xltoolkit.excel.ground import ground
    from xltoolkit.excel.live import LiveMarker
    from xltoolkit.excel.traces import traces
    from xltoolkit.marks import without_result_sheet
    from xltoolkit.marks.book import CannotMark, refuse_unmarkable
    from xltoolkit.marks.digest import content_digest
    from xltoolkit.marks.marker import cell_marks, hidden_places, mark

    reason = barred_as_a_whole(book)
    if reason:
        return reason
    try:
        sheets, archive = _package(path)
        refuse_unmarkable(archive)
        found = traces(archive)
        places = [mark.place for mark in cell_marks(report)]
        spots = ground(archive, found, places)
        digest = content_digest(without_result_sheet(sheets, found.info))
        marker = LiveMarker(book, found, spots, digest, hidden_places(sheets, places))
        _ungroup(book)
        with unprotected(book, _protections(spots.protections, [*found.cells, *found.notes, *places])):
            try:
                mark(marker, report)
            except Exception:
                marker.undo()
                raise
    except (Barred, CannotMark, Refused) as barred:
        return str(barred).rstrip("。")
    except Exception as error:
        from xltoolkit.excel.log import record

        record(error)
        return "这个工作簿不让检查工具写入标记"
    return ""


def _clear(book: Any) -> bool:
    from tempfile import TemporaryDirectory

    from xltoolkit.excel.ground import ground
    from xltoolkit.excel.live import LiveMarker
    from xltoolkit.excel.traces import traces

    with TemporaryDirectory(prefix="xltoolkit-") as folder, standing_still(book.app, "正在清除标记……"):
        archive = _package(save_copy(book, folder))[1]
        found = traces(archive)
        if found.info is None:
            raise XltoolkitError("这个工作簿里没有检查标记，不需要清除。")
        if reason := barred_as_a_whole(book):
            raise Barred(f"{reason}。请先解除保护、共享或取消只读，再清除标记。")
        here = ground(archive, found)
        _ungroup(book)
        with unprotected(book, _protections(here.protections, [*found.cells, *found.notes])):
            LiveMarker(book, found, here, "").clear()
    return True


def _protections(all_of_them: dict[str, dict[str, str]], places: Iterable[Place]) -> dict[str, dict[str, str]]:
    """Those of the sheets on which something will be changed."""
    names = {place.sheet for place in places}
    return {name: attributes for name, attributes in all_of_them.items() if name in names}


def _ungroup(book: Any) -> None:
    """With several sheets selected Excel protects none, and adds as many sheets as are selected."""
    asked(lambda: book.sheets.active.select(), None)


def _package(path: str) -> tuple[Sheets, Archive]:
    """What the saved copy says, and its package. Raises Barred for .xls and others that cannot carry the marks."""
    from xltoolkit.package.gate import read_regular_file
    from xltoolkit.sheets.open import sheets_of

    sheets, archive = sheets_of(read_regular_file(path))
    if archive is None:
        raise Barred("这不是 .xlsx 或 .xlsm 工作簿，不能在上面做标记，请另存为 .xlsx")
    return sheets, archive


def _path(book: Any) -> str:
    """Where the workbook lies, '' if it lies nowhere here (OneDrive, SharePoint: xlwings would search whole folders for it)."""
    path = str(asked(lambda: book.api.FullName, "") or asked(lambda: book.fullname, ""))
    return "" if "://" in path else path


class _OpenNames(frozenset[str]):
    """Names of open workbooks: an office program opens no second one of that name, and lets nobody write over it."""

    def __contains__(self, path: object) -> bool:
        return super().__contains__(os.path.basename(str(path)).lower())
