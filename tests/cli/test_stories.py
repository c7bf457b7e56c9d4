"""What a person types and what comes back, through a process of its own: exit codes, where lines go, consoles, odd files."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from xltoolkit.cli.commands import COMMANDS
from xltoolkit.cli.help import command_help

CHINESE = re.compile("[\u4e00-\u9fff]")


def test_a_clerk_sees_the_one_error_and_its_place(run: Run, workbook: Path) -> None:
    answer = run("check", workbook.name)
    assert answer.code == 1
    assert answer.err == b""
    assert "[强制性错误] 目标内容!D20" in answer.said
    assert "X004" in answer.said


def test_a_mended_form_may_go_up_and_strict_still_tells_of_hints(run: Run, clean: Path) -> None:
    assert run("check", clean.name).code == 0
    assert run("check", "--strict", clean.name).code == 1
    assert run("check", "--strict", "--select", "BUD001", clean.name).code == 0


def test_each_file_that_is_no_form_has_a_cause_of_its_own(run: Run, broken: dict[str, Path]) -> None:
    causes = {}
    for name, path in broken.items():
        answer = run("check", path)
        assert answer.code == 3, name
        assert answer.out == b"", name
        lines = answer.complained.splitlines()
        assert len(lines) == 1, name
        assert lines[0].startswith(f"{path}："), name
        causes[name] = lines[0].removeprefix(f"{path}：")
        assert CHINESE.search(causes[name]), name
        assert not re.search("Error|Errno|Exception", causes[name]), name
    assert len(set(causes.values())) == len(causes), causes
    for name, word in (("加了密码", "密码"), ("网页", "网页"), ("空文件", "0 字节"), ("没有传完", "不完整")):
        assert word in causes[name]


def test_what_is_not_there_or_holds_nothing(run: Run, tmp_path: Path, workbook: Path) -> None:
    (tmp_path / "空 文件夹").mkdir()
    for words in (["没有.xlsx"], ["空 文件夹"], ["空 文件夹", "没有.xlsx"]):
        answer = run("check", *words)
        assert answer.code == 3, words
        assert all(CHINESE.search(line) for line in answer.complained.splitlines())
        assert len(answer.complained.splitlines()) == len(words)


def test_a_lock_file_alone_is_refused_and_among_others_does_not_count(run: Run, clean: Path, tmp_path: Path) -> None:
    lock = tmp_path / f"~${clean.name}"
    lock.write_bytes(b"\x05zhang" + bytes(159))
    assert run("check", lock.name).code == 3
    assert run("check", lock.name, clean.name).code == 0
    folder = tmp_path / "只有锁"
    folder.mkdir()
    shutil.copy(lock, folder)
    assert run("check", folder.name).code == 3


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no FIFO")
def test_a_pipe_is_never_opened_by_any_command(run: Run, clean: Path, tmp_path: Path) -> None:
    """Whoever opens one waits for ever."""
    folder = tmp_path / "送审"
    folder.mkdir()
    os.mkfifo(folder / "管道.xlsx")
    shutil.copy(clean, folder)
    pipe = str(folder / "管道.xlsx")
    for words in (["check", pipe], ["read", pipe], ["doctor", pipe], ["clear", pipe], ["fix", pipe, "-o", "甲.xlsx"],
                  ["upgrade", pipe, "-o", "甲.xlsx"], ["report", pipe, "-o", "甲.html"]):  # fmt: skip
        answer = run(*words)
        assert (answer.code, "管道" in answer.complained) == (3, True), words
    assert run("check", folder).code == 4
    assert run("merge", folder, "-o", "台账.xlsx").code == 4


def test_some_refused_beats_errors_found(run: Run, workbook: Path, broken: dict[str, Path]) -> None:
    answer = run("check", workbook.name, broken["考勤表"])
    assert answer.code == 4
    assert "X004" in answer.said
    assert "考勤表" in answer.complained
    assert "考勤表" not in answer.said


def test_a_folder_is_walked_and_our_own_copies_do_not_count(
    run: Run, workbook: Path, clean: Path, tmp_path: Path
) -> None:
    inner = tmp_path / "部门" / "二级 单位"
    inner.mkdir(parents=True)
    workbook.rename(inner / workbook.name)
    clean.rename(tmp_path / "部门" / clean.name)
    first = run("check", "部门", "--annotate")
    assert (inner / "人社局 2020年_检查结果.xlsx").exists()
    again = run("check", "部门", "--json")
    assert first.code == again.code == 1
    assert [Path(file["file"]).name for file in json.loads(again.out)["files"]] == [
        "改好的 表.xlsx",
        "人社局 2020年.xlsx",
    ]


def test_a_copy_that_was_checked_again_gets_a_number(run: Run, workbook: Path, tmp_path: Path) -> None:
    run("check", workbook.name, "--annotate")
    run("check", "人社局 2020年_检查结果.xlsx", "--annotate")
    assert sorted(path.name for path in tmp_path.glob("*.xlsx")) == [
        "人社局 2020年.xlsx", "人社局 2020年_检查结果.xlsx", "人社局 2020年_检查结果_2.xlsx",
    ]  # fmt: skip
    assert run("clear", "人社局 2020年_检查结果_2.xlsx", "-o", "干净.xlsx").code == 0
    one, other = (json.loads(run("read", name).out)["data"] for name in ("干净.xlsx", workbook.name))
    assert one == other


def test_copies_that_cannot_be_written_are_no_success(run: Run, clean: Path, tmp_path: Path) -> None:
    (tmp_path / "是文件").write_text("")
    answer = run("check", clean.name, "--annotate", "是文件/里面")
    assert answer.code == 4
    assert "文件夹不能建立" in answer.complained


def test_read_that_is_refused_prints_nothing_but_one_line_to_the_error_stream(
    run: Run, broken: dict[str, Path]
) -> None:
    for path in broken.values():
        answer = run("read", path)
        assert (answer.code, answer.out) == (3, b"")
        assert len(answer.complained.splitlines()) == 1


def test_json_stays_pure_when_some_are_refused(run: Run, workbook: Path, broken: dict[str, Path]) -> None:
    answer = run("check", workbook.name, broken["没有传完"], "--json", "--annotate")
    assert answer.code == 4
    assert answer.err == b""
    statuses = [file["status"] for file in json.loads(answer.out)["files"]]
    assert statuses == ["checked", "refused"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["chekc", "甲.xlsx"], "没有“chekc”这个命令"),
        (["check"], "缺少 FILE|DIR"),
        (["check", "--jsno", "甲.xlsx"], "没有“--jsno”这个选项"),
        (["check", "--select", "BUD,NOPE1", "甲.xlsx"], "NOPE1"),
        (["check", "--select", "", "甲.xlsx"], "缺少编号"),
        (["template", "-o", "表.xls"], "应以 .xlsx 结尾"),
        (["template", "--button", "-o", "表.xlsx"], "应以 .xlsm 结尾"),
        (["template", "--form", "没有", "-o", "表.xlsx"], "没有名为“没有”的表样"),
        (["template", "--year", "二〇二六", "-o", "表.xlsx"], "四位数字"),
        (["template", "--data", "没有.json", "-o", "表.xlsx"], "找不到这个文件"),
        (["fix", "甲.xlsx", "-o", "乙.txt"], "应以 .xlsx 结尾"),
        (["excel"], "build、install、uninstall"),
        (["merge", "收到", "-o", "汇总.xls"], ".xlsx"),
        (["rules", "没有"], "没有编号"),
        (["schema", "--form", "../.."], "没有名为"),
    ],
)
def test_wrong_words_are_answered_with_exit_code_two_and_one_line(
    run: Run, words: list[str], said: str, tmp_path: Path
) -> None:
    answer = run(*words)
    assert (answer.code, answer.out) == (2, b"")
    assert said in answer.complained
    assert len(answer.complained.splitlines()) == 1
    assert not list(tmp_path.iterdir())


def test_data_files_that_are_none(run: Run, tmp_path: Path) -> None:
    for content, said in (
        (b"\xff\xfe\x00", "UTF-8"), (b'{"data": ', "第 1 行"), (b"[1]", "JSON 对象"),
        (b'{"data": []}', "写在 { } 里"), (b'{"project_name": "a", "project_name": "b"}', "写了两次"),
        (b'{"form": "nowhere", "data": {}}', "没有名为“nowhere”的表样"),
        (b'{"year": "x", "data": {}}', "四位数字"), (b'{"no_such_field": 1}', "no_such_field"),
    ):  # fmt: skip
        (tmp_path / "数据.json").write_bytes(content)
        answer = run("template", "--data", "数据.json", "-o", "表.xlsx")
        assert answer.code == 2, content
        assert said in answer.complained
        assert not (tmp_path / "表.xlsx").exists()


def test_a_document_that_was_read_makes_a_template_of_its_own_form_again(run: Run, tmp_path: Path) -> None:
    """`read -o` writes form and year around the data; `template --data` needs to be told neither."""
    (tmp_path / "数据.json").write_text(
        '{"form": "putuo-project", "year": 2027, "data": {"project_name": "拆违经费"}}', "utf-8"
    )
    assert run("template", "--data", "数据.json", "-o", "表.xlsx").code == 0
    assert run("read", "表.xlsx", "-o", "读出.json").code == 0
    assert run("template", "--data", "读出.json", "-o", "再来.xlsx").code == 0
    assert (tmp_path / "表.xlsx").read_bytes() == (tmp_path / "再来.xlsx").read_bytes()


def test_a_gbk_console_shows_chinese_and_json_stays_utf_8(run: Run, workbook: Path) -> None:
    assert "强制性错误" in run("check", workbook.name, encoding="gbk").said
    answer = run("check", workbook.name, "--json", PYTHONIOENCODING="gbk")
    assert json.loads(answer.out.decode("utf-8"))["files"][0]["file"] == workbook.name


@pytest.mark.parametrize("variables", [{"LC_ALL": "C"}, {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}])
def test_a_console_without_chinese_breaks_nothing(run: Run, workbook: Path, variables: dict[str, str]) -> None:
    assert run("check", workbook.name, encoding="ascii", **variables).code == 1
    answer = run("check", workbook.name, "--json", **variables)
    assert json.loads(answer.out)["files"][0]["file"] == workbook.name
    assert run("check", "没有.xlsx", encoding="ascii", **variables).code == 3


def test_names_that_are_no_utf_8_are_read_and_marked(run: Run, workbook: Path, tmp_path: Path) -> None:
    folder = tmp_path / "解压"
    folder.mkdir()
    name = bytes(folder) + b"/" + "甲表.xlsx".encode("gbk")
    try:
        Path(shutil.copy(workbook, name.decode("utf-8", "surrogateescape")))
    except OSError:
        pytest.skip("this disk takes no such name")
    answer = run("check", "解压", "--json", "--annotate")
    assert answer.code == 1
    json.loads(answer.out.decode("utf-8"))
    assert len(list(folder.iterdir())) == 2


def test_a_reader_that_goes_away_is_no_fault(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "xltoolkit", "schema"]
    with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""


def test_help_for_every_command_and_group(run: Run) -> None:
    overview = run("--help")
    assert overview.code == 0
    for command in COMMANDS:
        assert command.name in overview.said
        assert command_help(command.name.split()).startswith("用法：xltoolkit ")
    assert run("excel", "--help").said.count("用法：") == 3
    assert run("没有", "--help").code == 2
    assert run("--version").said.startswith("xltoolkit ")


def test_doctor_of_a_file_says_what_became_of_the_template(run: Run, workbook: Path, broken: dict[str, Path]) -> None:
    assert "没有发现改动" in run("doctor", workbook.name).said
    assert run("doctor", broken["考勤表"]).code == 3


def test_our_own_ledger_is_never_taken_for_a_form(run: Run, workbook: Path) -> None:
    run("merge", workbook.name, "-o", "汇总.xlsx")
    for words in (["check"], ["read"], ["doctor"], ["fix", "-o", "乙.xlsx"], ["upgrade", "-o", "乙.xlsx"]):
        answer = run(*words, "汇总.xlsx")
        assert (answer.code, answer.out) == (3, b""), words
        assert "台账" in answer.complained
