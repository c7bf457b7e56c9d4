"""Reaches an open workbook: the one whose button was pressed, or the active one of a running Excel or WPS."""

from __future__ import annotations

import atexit
import sys
from collections.abc import Sequence
from typing import Any

from xltoolkit.errors import XltoolkitError

WPS_PROGRAMS = ("Ket.Application", "ET.Application")
"""ProgIDs of WPS 表格, newest first. Taken from WPS's own pages; never run against a WPS by us."""

_NOT_NEEDED = ("numpy", "pandas", "polars", "matplotlib", "plotly", "PIL", "xlwings.pro")


class NoWorkbook(XltoolkitError):
    """No open workbook could be reached."""


def import_xlwings() -> Any:
    """xlwings without the libraries that it loads only to convert data frames and pictures: 0.07 s instead of 0.44 s.

    For processes of our own (the button, `check --active`). A process that has xlwings already, as a user's script that
    calls check_workbook has, is left as it is. It also keeps xlwings from killing Excel processes at our exit: its
    `cleanup` takes every Excel without a visible workbook for a zombie.
    """
    if "xlwings" not in sys.modules:
        held_back = [name for name in _NOT_NEEDED if name not in sys.modules]
        sys.modules.update(dict.fromkeys(held_back))  # type: ignore[arg-type]  # None: importing it raises ImportError
        try:
            import xlwings
        finally:
            for name in held_back:
                del sys.modules[name]
        if windows := _windows_engine(xlwings):
            atexit.unregister(windows.cleanup)
    import xlwings

    return xlwings


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
    try:
        app = xlwings.apps.active if len(xlwings.engines) else None
    except Exception as error:
        raise NoWorkbook("没有连上 Excel，请关闭正在弹出的对话框后再试。") from error
    program = "Excel"
    if app is None and windows and (wps := _running_wps()) is not None:
        app, program = xlwings.App(impl=windows.App(xl=wps)), "WPS 表格"
    if app is None:
        where = "" if len(xlwings.engines) else "（这台电脑的系统不支持，仅限 Windows 和 macOS）"
        raise NoWorkbook(
            f"没有找到正在运行的 Excel 或 WPS 表格{where}。请先打开要检查的工作簿，或改用：xltoolkit check 文件名"
        )
    if not len(app.books):
        raise NoWorkbook(f"{program} 中没有打开的工作簿。")
    return app.books.active, program


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
