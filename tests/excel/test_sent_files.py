"""Files sent to us or dropped on the shortcut, and the active workbook of a running program: no macro at all."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.excel.fake_excel import FakeExcel
from tests.excel.pywin32 import running
from xltoolkit.errors import Refused
from xltoolkit.excel.__main__ import main
from xltoolkit.excel.active import check_active
from xltoolkit.excel.sent_files import check_sent


def test_a_file_gets_its_marked_copy_beside_it_and_is_not_touched(workbook: Path) -> None:
    before = workbook.read_bytes()
    told = check_sent([str(workbook)])
    copy = workbook.with_name(workbook.stem + "_检查结果.xlsx")
    assert copy.is_file()
    assert workbook.read_bytes() == before
    assert told.splitlines()[0].startswith(f"{workbook.name}：强制性错误 ")
    assert copy.name in told


def test_a_folder_is_walked_and_what_cannot_be_checked_is_said(workbook: Path, tmp_path: Path) -> None:
    folder = tmp_path / "收到"
    (folder / "人社局").mkdir(parents=True)
    shutil.copy(workbook, folder / "人社局" / "申报.xlsx")
    (folder / "说明.docx").write_bytes(b"nothing")
    (folder / "~$申报.xlsx").write_bytes(b"lock")
    told = check_sent([str(folder)])
    assert "申报.xlsx：" in told
    assert "说明.docx：没有检查，" in told
    assert "~$" not in told
    again = check_sent([str(folder)])
    assert "申报_检查结果.xlsx：" not in again  # our own copy is not checked again


def test_from_a_folder_that_cannot_be_written_the_copy_goes_to_the_documents(
    workbook: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A share that others own, a CD, a file inside a compressed folder."""
    from xltoolkit.errors import OutputError
    from xltoolkit.workflow import copies

    documents = Path.home() / "Documents"
    documents.mkdir()
    write = copies.write_first

    def guarded(paths: Iterator[str], *rest: Any) -> str:
        path = next(paths)
        if os.path.dirname(path) == str(workbook.parent):
            raise OutputError("没有写出：没有权限")
        return write(iter([path]), *rest)

    monkeypatch.setattr(copies, "write_first", guarded)
    told = check_sent([str(workbook)])
    assert [path.name for path in documents.iterdir()] == [f"{workbook.stem}_检查结果.xlsx"]
    assert told.splitlines()[-1].endswith(f"原文件所在的文件夹不能写入的，副本在：{documents}")


def test_a_signed_file_gets_its_findings_alone(workbook: Path) -> None:
    with zipfile.ZipFile(workbook, "a") as archive:
        archive.writestr("_xmlsignatures/sig1.xml", "<Signature/>")
    before = workbook.read_bytes()
    told = check_sent([str(workbook)])
    assert workbook.read_bytes() == before
    assert "数字签名" not in told  # there is a list to work with, so nothing to complain about
    (listing,) = openpyxl.load_workbook(workbook.with_name(workbook.stem + "_检查结果.xlsx")).sheetnames
    assert listing == "检查结果"


def test_nothing_sent_says_how_to_use_it() -> None:
    assert check_sent([]).startswith("没有要检查的文件。")


def test_many_files_do_not_make_an_endless_message(workbook: Path, tmp_path: Path) -> None:
    paths = []
    for number in range(17):
        paths.append(str(tmp_path / f"{number}.txt"))
        Path(paths[-1]).write_text("x")
    lines = check_sent(paths).splitlines()
    assert len(lines) == 16
    assert lines[-1] == "……共 17 个文件"


def test_as_the_shortcut_starts_it(workbook: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-P", "-m", "xltoolkit.excel", "files", str(workbook)],
        capture_output=True,
        env={**os.environ, "PYTHONIOENCODING": "gbk", "LC_ALL": "C"},
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert workbook.name in done.stdout.decode("gbk")


def test_an_empty_folder_is_told_and_no_traceback(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    empty = tmp_path / "空"
    empty.mkdir()
    assert main(["files", str(empty)]) == 0
    assert "文件夹里没有可以读取的文件" in capsys.readouterr().out


def test_active_checks_and_marks_the_workbook_in_front(excel: FakeExcel, workbook: Path) -> None:
    excel.open(workbook)
    report = check_active()
    assert report.file == workbook.name
    assert excel.books[0].sheets[0].ws.title == "检查结果"


def test_active_refuses_another_workbook_with_the_cause(excel: FakeExcel, tmp_path: Path) -> None:
    path = tmp_path / "考勤.xlsx"
    openpyxl.Workbook().save(path)
    excel.open(path)
    with pytest.raises(Refused, match=r"“考勤\.xlsx”没有检查："):
        check_active()


def test_active_in_wps_says_that_it_is_not_verified_there(
    excel: FakeExcel, workbook: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def get_active_object(program: str) -> Any:
        return excel

    excel.open(workbook)
    running.clear()
    monkeypatch.setattr(sys.modules["win32com.client"], "GetActiveObject", get_active_object)
    check_active()
    assert "没有在 WPS 表格中验证过" in capsys.readouterr().err
    assert excel.books[0].sheets[0].ws.title == "检查结果"


@pytest.mark.skipif(sys.platform == "win32", reason="about systems without Excel")
def test_active_on_linux_is_one_chinese_line_and_exit_code_three() -> None:
    done = subprocess.run([sys.executable, "-m", "xltoolkit", "check", "--active"], capture_output=True, text=True)
    assert done.returncode == 3
    assert done.stdout == ""
    assert done.stderr.startswith("没有找到正在运行的 Excel 或 WPS 表格（这台电脑的系统不支持")
    assert done.stderr.count("\n") == 1
