"""What the macro starts: python -m xltoolkit.excel, with and without an Excel that can be reached."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from urllib.request import url2pathname

import openpyxl
import pytest

from tests.excel.fake_excel import FakeExcel
from xltoolkit.excel.__main__ import main


def answer(done: Path) -> tuple[str, str]:
    opened, notice = done.read_bytes().decode("utf-8").split("\r\n")[:2]
    return opened, notice


def words(verb: str, name: str, folder: Path, **more: object) -> list[str]:
    given = [f"--{key}={value}" for key, value in more.items()]
    return [verb, f"--wb={name}", "--from_xl=1", "--hwnd=4711", f"--done={folder / 'done'}", *given]


def test_check_marks_the_open_workbook_with_the_copy_that_the_macro_saved(
    excel: FakeExcel, workbook: Path, tmp_path: Path
) -> None:
    excel.open(workbook)
    copy = tmp_path / "xltoolkit_1.xlsx"
    shutil.copy(workbook, copy)
    assert main(words("check", workbook.name, tmp_path, copy=copy, source=workbook)) == 0
    assert excel.books[0].sheets[0].ws.title == "检查结果"
    assert excel.books[0].sheets[0].ws["A1"].value == f"检查结果：{workbook.name}"
    assert answer(tmp_path / "done") == ("", "")
    assert not copy.exists()


def test_next_and_clear_reach_the_open_workbook(excel: FakeExcel, workbook: Path, tmp_path: Path) -> None:
    excel.open(workbook)
    main(words("check", workbook.name, tmp_path))
    main(words("next", workbook.name, tmp_path))
    assert excel.books[0].active.ws.title != "检查结果"
    main(words("clear", workbook.name, tmp_path))
    assert "检查结果" not in [sheet.ws.title for sheet in excel.books[0].sheets]


def test_out_of_reach_the_copy_is_checked_and_the_macro_opens_the_annotated_one(workbook: Path, tmp_path: Path) -> None:
    copy = tmp_path / "xltoolkit_2.xlsm"
    shutil.copy(workbook, copy)
    arguments = [
        "check",
        f"--wb={workbook.name}",
        f"--source={workbook}",
        f"--copy={copy}",
        f"--done={tmp_path / 'done'}",
    ]
    assert main(arguments) == 0
    opened, notice = answer(tmp_path / "done")
    assert notice == ""
    assert opened.isascii()
    beside = Path(url2pathname(opened.removeprefix("file://")))
    assert beside == workbook.with_name(workbook.stem + "_检查结果.xlsx")
    assert openpyxl.load_workbook(beside).sheetnames[0] == "检查结果"
    assert not copy.exists()


@pytest.mark.parametrize("has_documents", [True, False])
def test_a_workbook_that_lies_nowhere_here_gets_its_result_in_the_documents(
    workbook: Path, tmp_path: Path, has_documents: bool
) -> None:
    folder = Path.home() / "Documents" if has_documents else Path.home()
    folder.mkdir(exist_ok=True)
    copy = tmp_path / "xltoolkit_3.xlsx"
    shutil.copy(workbook, copy)
    source = "https://contoso.sharepoint.com/申报表.xlsx"
    assert (
        main(["check", "--wb=申报表.xlsx", f"--source={source}", f"--copy={copy}", f"--done={tmp_path / 'done'}"]) == 0
    )
    assert [path.name for path in folder.iterdir()] == ["申报表_检查结果.xlsx"]
    assert not copy.exists()


def test_a_refusal_is_told_in_one_chinese_line(tmp_path: Path) -> None:
    copy = tmp_path / "xltoolkit_4.xlsx"
    openpyxl.Workbook().save(copy)
    assert (
        main(
            [
                "check",
                "--wb=考勤.xlsx",
                f"--source={tmp_path / '考勤.xlsx'}",
                f"--copy={copy}",
                f"--done={tmp_path / 'done'}",
            ]
        )
        == 0
    )
    opened, notice = answer(tmp_path / "done")
    assert opened == ""
    assert notice.startswith("“考勤.xlsx”没有检查：")


@pytest.mark.parametrize("verb", ["next", "clear"])
def test_where_the_copy_carries_the_marks_the_other_buttons_say_so(verb: str, tmp_path: Path) -> None:
    assert main([verb, "--wb=x.xlsx", f"--done={tmp_path / 'done'}"]) == 0
    assert "_检查结果" in answer(tmp_path / "done")[1]


def test_help_opens_the_page_that_travels_with_the_package(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    opened: list[str] = []
    monkeypatch.setattr("webbrowser.open", lambda address: opened.append(address))
    if sys.platform == "win32":
        monkeypatch.setattr("os.startfile", lambda path: opened.append("file://" + path))
    assert main(["help", f"--done={tmp_path / 'done'}"]) == 0
    assert Path(opened[0].removeprefix("file://")).name == "help.html"
    assert answer(tmp_path / "done") == ("", "")


def test_a_fault_of_ours_ends_in_an_answer_and_a_log_never_in_a_traceback(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("xltoolkit.excel.file_mode.file_answer", lambda *_: 1 / 0)
    assert main(["check", "--wb=x.xlsx", f"--copy={tmp_path / 'none.xlsx'}", f"--done={tmp_path / 'done'}"]) == 1
    notice = answer(tmp_path / "done")[1]
    assert notice.startswith("没有完成，工作簿没有改动。")
    assert Path(notice.rpartition("：")[2]).is_file()


def test_as_the_macro_starts_it_it_says_nothing_and_ignores_modules_that_lie_about(
    workbook: Path, tmp_path: Path
) -> None:
    """-P keeps the folder Excel stands in off the path: a json.py in a user's documents must not be run."""
    (tmp_path / "json.py").write_text("raise SystemExit('not ours')")
    copy = tmp_path / "xltoolkit_5.xlsm"
    shutil.copy(workbook, copy)
    done = subprocess.run(
        [sys.executable, "-P", "-m", "xltoolkit.excel", "check", f"--wb={workbook.name}", "--from_xl=1", "--hwnd=0",
         f"--source={workbook}", f"--done={tmp_path / 'done'}", f"--copy={copy}"],
        cwd=tmp_path, capture_output=True, text=True, env={**os.environ, "PYTHONIOENCODING": "gbk", "LC_ALL": "C"},
    )  # fmt: skip
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert answer(tmp_path / "done")[0].startswith("file://")
