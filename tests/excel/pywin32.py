"""Loads xlwings' genuine Windows engine on any system: pywin32 and the Windows parts of ctypes are stubs.

    engine = windows_engine()          # the module xlwings._xlwindows, the code that staff run
    engine.com_error                   # what a COM call raises

Message boxes are not shown but kept in `message_boxes`.
"""

from __future__ import annotations

import atexit
import ctypes
import datetime
import importlib
import sys
import types
from functools import cache
from typing import Any
from unittest import mock

message_boxes: list[tuple[str, str]] = []
"""(title, text) of every MessageBox, in order."""

running: dict[int, Any] = {}
"""Window handle → the fake application behind it: what xlwings finds when it looks for Excel."""

DISP_E_EXCEPTION = -2147352567
DISP_E_UNKNOWNNAME = -2147352570
RPC_E_CALL_REJECTED = -2147418111


class ComError(Exception):
    """pywintypes.com_error: (hresult, text, (code, source, description, help file, help id, scode), argument)."""

    def __init__(self, hresult: int, text: str = "", excepinfo: Any = None, argument: Any = None) -> None:
        super().__init__(hresult, text, excepinfo, argument)
        self.hresult, self.strerror, self.excepinfo, self.argerror = hresult, text, excepinfo, argument


class CDispatch:
    """Base of the fake objects, so that xlwings' retry wrapper recognises them as COM objects."""


class TimeType(datetime.datetime):
    """What pywin32 makes of a date cell."""


def _message_box(_owner: int, text: str, title: str, _style: int) -> int:
    message_boxes.append((title, text))
    return 1


@cache
def windows_engine() -> Any:
    """The module xlwings._xlwindows."""
    import xlwings

    stubs = {
        "pywintypes": {"com_error": ComError, "error": ComError, "TimeType": TimeType, "IID": str},
        "pythoncom": {"com_error": ComError, "ole_error": ComError, "CoInitialize": lambda: None, "__file__": "stub"},
        "win32api": {"MessageBox": _message_box},
        "win32con": dict.fromkeys(("MB_OK", "MB_OKCANCEL", "MB_YESNO", "MB_YESNOCANCEL"), 0)
        | {"MB_ICONINFORMATION": 0, "MB_ICONWARNING": 0},
        "win32gui": {},
        "win32process": {"GetWindowThreadProcessId": lambda hwnd: (1, int(hwnd))},
        "win32timezone": {},
        "win32com": {},
        "win32com.client": {name: mock.MagicMock() for name in ("Dispatch", "DispatchEx", "GetActiveObject")}
        | {"CDispatch": CDispatch, "CoClassBaseClass": CDispatch, "DispatchBaseClass": CDispatch},
        "win32com.client.dynamic": {},
        "win32com.client.build": {},
        "comtypes": {},
    }
    for name, content in stubs.items():
        module = types.ModuleType(name)
        module.__dict__.update(content)
        module.__getattr__ = _anything  # type: ignore[method-assign]
        sys.modules[name] = module
    sys.modules["win32com"].client = sys.modules["win32com.client"]  # type: ignore[attr-defined]
    windows_only = {name: mock.MagicMock() for name in ("windll", "oledll", "WINFUNCTYPE", "HRESULT", "PyDLL")}
    with mock.patch.multiple(ctypes, create=True, **windows_only):
        engine = importlib.import_module("xlwings._xlwindows")
    engine.get_excel_hwnds = lambda: iter(list(running))
    engine.get_xl_app_from_hwnd = lambda hwnd: engine.COMRetryObjectWrapper(running[hwnd])
    xlwings.engines.add(xlwings.main.Engine(impl=engine.engine))
    xlwings.engines["excel"].activate()
    atexit.unregister(engine.cleanup)  # it would look for zombies of Excel
    assert xlwings._xlwindows is engine  # type: ignore[attr-defined]
    return engine


def _anything(name: str) -> Any:
    if name.startswith("__"):
        raise AttributeError(name)
    return mock.MagicMock(name=name)
