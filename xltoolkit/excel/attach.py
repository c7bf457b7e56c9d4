"""Reaches an open workbook: the one whose button was pressed, or the active one of a running Excel or WPS."""

from __future__ import annotations

import atexit
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from xltoolkit.errors import XltoolkitError

WPS_PROGRAMS = ("Ket.Application", "ET.Application")
"""ProgIDs of WPS 表格, newest first. Taken from WPS's own pages; never run against a WPS by us."""

WAIT, PAUSE = 10.0, 0.2
"""Seconds that a busy Excel is asked again, and between two questions."""

ATTEMPTS = 100_000
"""How often a call that Excel rejects is made again, without a pause: about a minute."""

BUSY = "没有连上 Excel：请按回车或 Esc 结束单元格里的输入，关闭弹出的对话框，再试一次。"

_NOT_NEEDED = ("numpy", "pandas", "polars", "matplotlib", "plotly", "PIL", "xlwings.pro")


class NoWorkbook(XltoolkitError):
    """No open workbook could be reached."""


def import_xlwings() -> Any:
    """xlwings without the libraries that it loads only to convert data frames and pictures: 0.07 s instead of 0.44 s.

    For processes of our own (the button, `check --active`). A process that has xlwings already, as a user's script that
    calls check_workbook has, is left as it is.
    """
    if "xlwings" not in sys.modules:
        held_back = [name for name in _NOT_NEEDED if name not in sys.modules]
        sys.modules.update(dict.fromkeys(held_back))  # type: ignore[arg-type]  # None: importing it raises ImportError
        try:
            import xlwings
        finally:
            for name in held_back:
                del sys.modules[name]
        _make_careful(_windows_engine(xlwings))
    import xlwings

    return xlwings


def _make_careful(windows: Any) -> None:
    """Keep xlwings from killing Excel processes at our exit, and from losing calls that a busy Excel rejects.

    Its `cleanup` takes every Excel without a visible workbook for a zombie. Its N_COM_ATTEMPTS is 0, which means for
    ever, but an item of a collection (Worksheets("x")) is then asked for once only, and None comes back.
    """
    if windows is not None:
        atexit.unregister(windows.cleanup)
        windows.N_COM_ATTEMPTS = ATTEMPTS


def caller_book(arguments: Sequence[str] | None = None) -> Any:
    """The workbook that started this process with xlwings' caller protocol (--wb=NAME --from_xl=1 --hwnd=N).

    `xlwings.Book.caller()` itself cuts the name at a second "=" (2020=预算.xlsm becomes 2020), so the arguments are read
    here; without them, under RunPython or with a mock caller, it is asked. Raises NoWorkbook.
    """
    xlwings = import_xlwings()
    given = dict(argument.split("=", 1) for argument in (arguments or sys.argv) if "=" in argument)
    windows = _windows_engine(xlwings)
    try:
        if windows and given.get("--from_xl") == "1" and not hasattr(xlwings.Book, "_mock_caller"):
            app = xlwings.App(impl=windows.App(xl=int(given["--hwnd"])))
            return app.books[given["--wb"]]
        return xlwings.Book.caller()
    except Exception as error:  # whatever COM, a window handle or xlwings says: the workbook is out of reach
        raise NoWorkbook("没有找到按下按钮的工作簿。") from error


def active_book() -> tuple[Any, str]:
    """The active workbook and its program: 'Excel', else 'WPS 表格'. Raises NoWorkbook."""
    xlwings = import_xlwings()
    windows = _windows_engine(xlwings)
    with _patience(windows) as ask:
        app, program = ask(lambda: _running_app(xlwings))
        if app is None:
            where = "" if len(xlwings.engines) else "（这台电脑的系统不支持，仅限 Windows 和 macOS）"
            raise NoWorkbook(
                f"没有找到正在运行的 Excel 或 WPS 表格{where}。请先打开要检查的工作簿，或改用：xltoolkit check 文件名"
            )
        if not ask(lambda: len(app.books)) or (windows and ask(lambda: app.api.ActiveWorkbook) is None):
            raise NoWorkbook(f"{program} 中没有可以检查的工作簿。文件处于“受保护的视图”的，请先点“启用编辑”。")
        return ask(lambda: app.books.active), program


def _running_app(xlwings: Any) -> tuple[Any, str]:
    """A running Excel, else WPS, as an xlwings App; None if there is neither."""
    windows = _windows_engine(xlwings)
    app = xlwings.apps.active if len(xlwings.engines) else None
    if app is None and windows and (wps := _running_wps()) is not None:
        return xlwings.App(impl=windows.App(xl=wps)), "WPS 表格"
    return app, "Excel"


@contextmanager
def _patience(windows: Any) -> Iterator[Callable[[Callable[[], Any]], Any]]:
    """A way to ask an Excel that may be busy: again and again for WAIT seconds, then NoWorkbook says what keeps it busy.

    By itself xlwings would ask for ever, without a pause, while somebody types in a cell.
    """
    until = time.monotonic() + WAIT

    def ask(question: Callable[[], Any]) -> Any:
        while True:
            try:
                return question()
            except Exception as error:  # com_error, ExcelBusyError, what pywin32 takes for a missing attribute
                if windows is None or time.monotonic() >= until:
                    raise NoWorkbook(BUSY) from error
            time.sleep(PAUSE)

    attempts = getattr(windows, "N_COM_ATTEMPTS", None)
    try:
        if windows:
            windows.N_COM_ATTEMPTS = 1
        yield ask
    finally:
        if windows:
            windows.N_COM_ATTEMPTS = attempts


def _windows_engine(xlwings: Any) -> Any:
    """xlwings' engine for Excel on Windows, None elsewhere."""
    return getattr(xlwings, "_xlwindows", None)


def _running_wps() -> Any:
    """The running WPS 表格 as a COM object; its object model follows Excel's, so xlwings' engine can drive it."""
    import win32com.client

    for program in WPS_PROGRAMS:
        try:
            return win32com.client.GetActiveObject(program)
        except Exception:  # pywintypes.com_error: not installed or not running
            continue
    return None
