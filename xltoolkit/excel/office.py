"""What the office program is asked to do around a check: stand still, save a copy, say something."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from xltoolkit.excel import places

TITLE = "绩效申报检查"


@contextmanager
def standing_still(app: Any, message: str) -> Iterator[None]:
    """Screen updating, events and questions off, `message` in the status bar; afterwards all is as it was before."""
    status = app.status_bar
    if isinstance(status, str) and status.startswith(TITLE):
        status = False  # a line that we left there ourselves: the program has its own back
    before = (app.screen_updating, app.enable_events, app.display_alerts, status)
    try:
        app.screen_updating = app.enable_events = app.display_alerts = False
        app.status_bar = message
        yield
    finally:
        with suppress(Exception):  # a program that closed meanwhile must not hide the first error
            app.screen_updating, app.enable_events, app.display_alerts, app.status_bar = before


def save_copy(book: Any, folder: str) -> str:
    """Save the workbook as it is on the screen, unsaved typing included, under a short name in `folder`; the path.

    The open workbook stays unsaved, untouched and where it is (Workbook.SaveCopyAs; the undo history survives). Excel
    takes paths of at most 218 characters, so the copy does not get the workbook's own name.
    """
    path = os.path.join(folder, "copy" + os.path.splitext(file_name(book))[1])
    native = book.api
    if hasattr(native, "SaveCopyAs"):
        native.SaveCopyAs(path)
    else:  # Excel for Mac has no such command in its dictionary: what was saved last is checked
        shutil.copyfile(book.fullname, path)
    return path


def file_name(book: Any) -> str:
    """The workbook's name as a file; one that was never saved (工作簿1, 申报表 v1.2) has no extension and is saved as .xlsx."""
    name = str(book.name)
    saved = asked(lambda: book.api.Path, name) and os.path.splitext(name)[1]
    return name if saved else f"{name}.xlsx"


def say(app: Any, text: str, *, grave: bool = False) -> None:
    """A message box of the office program, in Chinese, without anything that a program would say."""
    app.alert(text, TITLE, "ok", "critical" if grave else "info")


def asked(question: Callable[[], Any], otherwise: Any) -> Any:
    """An answer of the program's own object model; `otherwise` where it does not know the question."""
    try:
        return question()
    except Exception:  # com_error, AttributeError, NotImplementedError: each program has its own way to say so
        return otherwise


def first_way(*ways: Callable[[], Any]) -> Any:
    """What the first of these gives that does not fail: Excel's own call, then what xlwings needs more calls for.

    Raises what the last one raises.
    """
    for way in ways[:-1]:
        with suppress(Exception):
            return way()
    return ways[-1]()


def tell(text: str) -> None:
    """Without an office program: a message box on Windows, where we have no console, a line elsewhere."""
    if places.system() == "windows":
        from xltoolkit.excel.windows import message_box

        message_box(TITLE, text)
        return
    encoding = sys.stdout.encoding or "utf-8"
    print(text.encode(encoding, "replace").decode(encoding))
