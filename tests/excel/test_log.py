"""The log of failures: where in the code and what kind, never whose; it never grows without end, and its loss is no second failure."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from xltoolkit.excel.log import LARGEST, advice, log_path, record


def failed(depth: int = 0) -> Exception:
    """An error with names in its texts, and a cause, and frames."""
    try:
        if depth:
            raise failed(depth - 1)
        try:
            open(r"/home/张三/申报表 86710000.xlsx").close()
        except OSError as missing:
            raise ValueError("李四的电话 13812345678") from missing
    except ValueError as error:
        return error
    raise AssertionError


def test_it_tells_kind_number_and_place_and_nothing_of_people() -> None:
    content = Path(record(failed())).read_text("utf-8")
    assert "builtins.ValueError" in content
    assert "builtins.FileNotFoundError 2" in content
    assert "test_log.py:" in content
    for private in ("张三", "李四", "8671", "138", "申报表", "/home/"):
        assert private not in content


def test_it_never_grows_beyond_two_files_of_a_quarter_megabyte() -> None:
    path = log_path()
    os.makedirs(os.path.dirname(path), exist_ok=True)
    Path(path).write_text("x" * (LARGEST + 1))
    Path(path + ".1").write_text("older")
    for _ in range(40):
        record(failed(20))
    assert os.path.getsize(path) < LARGEST
    assert Path(path + ".1").read_text() == "x" * (LARGEST + 1)
    assert sorted(os.listdir(os.path.dirname(path))) == ["xltoolkit.log", "xltoolkit.log.1"]


def test_where_it_cannot_be_written_the_person_is_told_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setattr("xltoolkit.excel.log.log_path", lambda: str(tmp_path / "file" / "xltoolkit.log"))
    assert record(failed()) == ""
    assert advice(failed()) == "请告诉管理员（日志没有写成，磁盘可能已满或没有权限）。"
