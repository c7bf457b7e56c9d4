"""Fixtures of the button's tests: a fake Excel, message boxes that are kept, a home folder of the test's own."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.excel import pywin32
from tests.excel.fake_excel import FakeExcel


@pytest.fixture(autouse=True)
def _own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Logs, launchers and shortcuts go to a folder of the test."""
    home = tmp_path / "用户 home"
    home.mkdir()
    for variable in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(variable, str(home))
    for variable in ("LOCALAPPDATA", "APPDATA", "XDG_DATA_HOME", "XLTOOLKIT_LAUNCHER"):
        monkeypatch.delenv(variable, raising=False)


@pytest.fixture
def excel() -> Iterator[FakeExcel]:
    """A running Excel without a workbook; what it shows in message boxes is in pywin32.message_boxes."""
    pywin32.windows_engine()
    pywin32.message_boxes.clear()
    yield FakeExcel()
    pywin32.running.clear()


@pytest.fixture
def workbook(filled_example: Path, tmp_path: Path) -> Path:
    """A copy of the filled real form, for the test to work with; its name holds what file names can hold."""
    path = tmp_path / "申报表 2020=终稿 & 'a' (张三).xlsx"
    shutil.copy(filled_example, path)
    return path
