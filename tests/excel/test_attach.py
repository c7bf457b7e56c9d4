"""Finding the open workbook: the caller's protocol with awkward names, the active book, WPS, and a light import."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import xlwings

from tests.excel import pywin32
from tests.excel.fake_excel import FakeExcel
from tests.excel.pywin32 import ComError, running
from xltoolkit.excel.attach import ATTEMPTS, NoWorkbook, _make_careful, active_book, caller_book

NAMES = [
    "申报表.xlsx",
    "2020=预算.xlsm",
    "a b  c.xlsx",
    "绩效 & 预算 (终稿)#1.xlsx",
    "'引号'“中文引号”.xlsx",
    "100%完成.xlsx",
    "长" * 195 + ".xlsx",
    "工作簿1",
]


@pytest.fixture
def named(excel: FakeExcel, workbook: Path) -> Any:
    """Open the form under a name; names that this file system cannot hold are given to the open workbook only."""

    def open(name: str) -> xlwings.Book:
        excel.open(workbook)
        excel.books[0].__dict__["name"] = name
        return excel.app.books[name]

    return open


@pytest.mark.parametrize("name", NAMES)
def test_the_caller_is_found_whatever_it_is_called(named: Any, name: str) -> None:
    named("另一个.xlsx")
    named(name)
    found = caller_book(["check", f"--wb={name}", "--from_xl=1", "--hwnd=4711", "--done=x"])
    assert found.name == name


def test_xlwings_own_parser_would_lose_a_name_with_an_equals_sign(
    named: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Why we read the arguments ourselves; when this fails, xlwings has mended it."""
    named("2020=预算.xlsm")
    monkeypatch.setattr(sys, "argv", ["x", "--wb=2020=预算.xlsm", "--from_xl=1", "--hwnd=4711"])
    with monkeypatch.context() as on_windows:
        on_windows.setattr(sys, "platform", "win32")
        with pytest.raises(KeyError):
            xlwings.Book.caller()
    assert caller_book().name == "2020=预算.xlsm"


def test_the_same_arguments_serve_xlwings_own_caller(named: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    named("申报 表.xlsx")
    monkeypatch.setattr(sys, "argv", ["x", "check", "--wb=申报 表.xlsx", "--from_xl=1", "--hwnd=4711", "--done=y"])
    with monkeypatch.context() as on_windows:
        on_windows.setattr(sys, "platform", "win32")
        assert xlwings.Book.caller().name == "申报 表.xlsx"


def test_a_mock_caller_is_respected(named: Any) -> None:
    book = named("模拟.xlsx")
    book.set_mock_caller()
    try:
        assert caller_book([]).name == "模拟.xlsx"
    finally:
        del xlwings.Book._mock_caller


@pytest.mark.parametrize(
    "arguments", [[], ["--wb=没有打开.xlsx", "--from_xl=1", "--hwnd=4711"], ["--wb=a.xlsx", "--from_xl=1", "--hwnd=x"]]
)
def test_a_workbook_out_of_reach_is_a_named_cause(excel: FakeExcel, arguments: list[str]) -> None:
    with pytest.raises(NoWorkbook, match="没有找到按下按钮的工作簿"):
        caller_book(arguments)


def test_the_active_workbook_of_a_running_excel(excel: FakeExcel, workbook: Path) -> None:
    excel.open(workbook)
    book, program = active_book()
    assert (book.name, program) == (workbook.name, "Excel")


def test_no_workbook_open_in_excel(excel: FakeExcel) -> None:
    with pytest.raises(NoWorkbook, match="Excel 中没有可以检查的工作簿。文件处于“受保护的视图”的"):
        active_book()


def test_a_workbook_that_the_person_types_in_is_waited_for(
    excel: FakeExcel, workbook: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("xltoolkit.excel.attach.PAUSE", 0.0)
    excel.open(workbook)
    excel.busy = 5
    assert active_book()[0].name == workbook.name
    assert excel.busy == 0


def test_an_excel_that_stays_busy_is_told_with_what_to_do_and_not_asked_for_ever(
    excel: FakeExcel, workbook: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A cell in editing, or a dialog that is open: xlwings alone would never come back."""
    monkeypatch.setattr("xltoolkit.excel.attach.WAIT", 0.0)
    excel.open(workbook)
    excel.busy = 10**9
    with pytest.raises(NoWorkbook, match="请按回车或 Esc 结束单元格里的输入，关闭弹出的对话框"):
        active_book()
    assert pywin32.windows_engine().N_COM_ATTEMPTS == 0  # as xlwings has it


def test_a_workbook_in_protected_view_beside_others_is_told(excel: FakeExcel, workbook: Path) -> None:
    excel.open(workbook)
    excel.protected_view = True
    with pytest.raises(NoWorkbook, match="请先点“启用编辑”"):
        active_book()


def test_without_excel_a_running_wps_is_wrapped_as_an_app(
    excel: FakeExcel, workbook: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """WPS shows no window that xlwings knows as Excel's; it is found by its ProgID. The rest is the same object model."""
    asked = []

    def get_active_object(program: str) -> Any:
        asked.append(program)
        if program != "ET.Application":
            raise ComError(-2147221021, "操作无法使用")
        return excel

    excel.open(workbook)
    running.clear()
    monkeypatch.setattr(sys.modules["win32com.client"], "GetActiveObject", get_active_object)
    book, program = active_book()
    assert (book.name, program) == (workbook.name, "WPS 表格")
    assert asked == ["Ket.Application", "ET.Application"]


def test_neither_excel_nor_wps_running(excel: FakeExcel, monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody(program: str) -> Any:
        raise ComError(-2147221021, "操作无法使用")

    running.clear()
    monkeypatch.setattr(sys.modules["win32com.client"], "GetActiveObject", nobody)
    with pytest.raises(NoWorkbook, match="没有找到正在运行的 Excel 或 WPS 表格"):
        active_book()


HEAVY = ("pandas.core", "numpy._core", "polars._", "matplotlib.cbook", "plotly.basedatatypes", "PIL.Image", "cryptography.fernet",
         "xlwings.pro.utils")  # fmt: skip
"""Inner modules of what is held back: an attempt that was turned away is listed too, but by an outer name."""


def imported(code: str) -> list[str]:
    """Modules that a fresh Python imports for this code, by its own -X importtime."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-c", code], capture_output=True, text=True, env=environment, check=True
    )
    return [line.rpartition("|")[2].strip() for line in done.stderr.splitlines() if line.startswith("import time:")]


def test_the_button_does_not_pay_for_data_frames() -> None:
    modules = imported("from xltoolkit.excel.attach import import_xlwings; import_xlwings()")
    assert "xlwings.main" in modules
    assert not [name for name in modules if name.startswith(HEAVY)]
    assert len(modules) < 350


LIVE = "attach, check, ground, live, live_notes, live_sheet, navigation, office, protection, traces"


def test_a_whole_press_imports_nothing_heavy_either(workbook: Path, tmp_path: Path) -> None:
    """Every module that marks an open workbook, and a check to its end; what only tests and templates need stays out."""
    copy = tmp_path / "xltoolkit_9.xlsx"
    copy.write_bytes(workbook.read_bytes())
    words = ["check", f"--wb={workbook.name}", f"--source={workbook}", f"--copy={copy}", f"--done={tmp_path / 'done'}"]
    modules = imported(
        f"from xltoolkit.excel import {LIVE}; from xltoolkit.excel.__main__ import main; main({words!r})"
    )
    assert "xltoolkit.marks.package_marker" in modules  # it came to the marks
    heavy = (*HEAVY, "openpyxl", "jsonschema", "xlsxwriter", "argparse")
    assert not [name for name in modules if name.startswith(heavy)]


def test_without_our_help_xlwings_would_import_them() -> None:
    """The test above can fail: plain xlwings does pay."""
    assert "pandas.core.frame" in imported("import xlwings")


def test_what_was_held_back_can_be_imported_afterwards() -> None:
    code = (
        "from xltoolkit.excel.attach import import_xlwings; import_xlwings(); import pandas, numpy; pandas.DataFrame()"
    )
    assert "pandas.core.frame" in imported(code)


def test_a_script_that_uses_pandas_with_xlwings_keeps_it() -> None:
    code = (
        "import pandas, xlwings; from xltoolkit.excel.attach import import_xlwings;"
        "assert import_xlwings() is xlwings; from xlwings.conversion import PandasDataFrameConverter"
    )
    imported(code)


def test_importing_the_package_imports_no_xlwings() -> None:
    assert "xlwings" not in imported("import xltoolkit.excel; import xltoolkit.excel.build")


def test_in_a_process_of_our_own_no_call_is_lost_and_no_excel_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    """xlwings gives None for an item of a collection that a busy Excel refuses once, and kills Excels at its exit."""
    engine = pywin32.windows_engine()
    monkeypatch.setattr(engine, "N_COM_ATTEMPTS", 0)
    unregistered: list[object] = []
    monkeypatch.setattr("atexit.unregister", unregistered.append)
    _make_careful(engine)
    assert engine.N_COM_ATTEMPTS == ATTEMPTS
    assert unregistered == [engine.cleanup]
    _make_careful(None)  # not on Windows


def test_xlwings_would_lose_such_a_call(excel: FakeExcel, workbook: Path) -> None:
    """Why we set it; when this fails, xlwings has mended it."""
    book = excel.open(workbook)
    sheets = book.api.Worksheets
    excel.busy = 1
    assert sheets("基本信息") is None
