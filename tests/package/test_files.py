"""Outputs are whole or absent, whatever happens while they are written."""

from __future__ import annotations

import errno
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from xltoolkit.errors import OutputError
from xltoolkit.package import files
from xltoolkit.package.files import fitting_name, free_name, write_first, write_whole
from xltoolkit.package.gate import is_lock_file


def fails_with(number: int) -> object:
    def fail(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    return fail


def test_a_new_file_and_an_old_one_replaced(tmp_path: Path) -> None:
    target = tmp_path / "汇总 表.xlsx"
    write_whole(str(target), b"one")
    write_whole(str(target), b"two")
    assert target.read_bytes() == b"two"
    assert [path.name for path in tmp_path.iterdir()] == ["汇总 表.xlsx"]


def test_a_file_name_without_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write_whole("报告.html", b"x")
    assert (tmp_path / "报告.html").read_bytes() == b"x"


@pytest.mark.skipif(sys.platform == "win32", reason="modes and links of POSIX")
def test_the_old_files_mode_and_a_link_are_kept(tmp_path: Path) -> None:
    target, link = tmp_path / "表.xlsx", tmp_path / "链接.xlsx"
    target.write_bytes(b"old")
    target.chmod(0o640)
    link.symlink_to(target)
    write_whole(str(link), b"new")
    assert link.is_symlink()
    assert target.read_bytes() == b"new"
    assert stat.S_IMODE(target.stat().st_mode) == 0o640


@pytest.mark.parametrize(
    ("step", "number", "words"),
    [
        ("fsync", errno.ENOSPC, "磁盘空间不足"),
        ("replace", errno.EACCES, "正被其他程序打开"),
        ("replace", errno.EIO, "磁盘或网络出错"),
    ],
)
def test_a_failure_leaves_the_old_file_and_no_litter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str, number: int, words: str
) -> None:
    target = tmp_path / "表.xlsx"
    target.write_bytes(b"old")
    monkeypatch.setattr(os, step, fails_with(number))
    with pytest.raises(OutputError, match=words):
        write_whole(str(target), b"new")
    assert target.read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["表.xlsx"]


def test_ctrl_c_in_the_middle_leaves_the_old_file_and_no_litter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(_: object) -> None:
        raise KeyboardInterrupt

    target = tmp_path / "表.xlsx"
    target.write_bytes(b"old")
    monkeypatch.setattr(os, "fsync", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write_whole(str(target), b"new")
    assert target.read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["表.xlsx"]


def test_a_missing_folder_and_a_folder_of_that_name(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="文件夹不存在"):
        write_whole(str(tmp_path / "没有" / "表.xlsx"), b"x")
    (tmp_path / "表.xlsx").mkdir()
    with pytest.raises(OutputError, match="同名的文件夹"):
        write_whole(str(tmp_path / "表.xlsx"), b"x")
    with pytest.raises(OutputError, match="文件名太长"):
        write_whole(str(tmp_path / ("长" * 200 + ".xlsx")), b"x")


def test_a_target_open_elsewhere_gets_a_second_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "表_检查结果.xlsx"
    target.write_bytes(b"open in Excel")
    (tmp_path / "表_检查结果_2.xlsx").write_bytes(b"taken")
    genuine = os.replace

    def locked(source: str, destination: str) -> None:
        if destination == os.path.realpath(target):
            raise PermissionError(errno.EACCES, "open in Excel")
        genuine(source, destination)

    monkeypatch.setattr(os, "replace", locked)
    said: list[str] = []
    paths = (str(tmp_path / name) for name in ("表_检查结果.xlsx", "表_检查结果_3.xlsx", "表_检查结果_4.xlsx"))
    assert write_first(paths, b"new", said.append) == str(tmp_path / "表_检查结果_3.xlsx")
    assert said == ["表_检查结果.xlsx 正被其他程序打开，没有替换，另写一份"]
    assert target.read_bytes() == b"open in Excel"
    assert (tmp_path / "表_检查结果_3.xlsx").read_bytes() == b"new"
    assert len(list(tmp_path.iterdir())) == 3


def test_other_failures_do_not_look_for_a_second_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "表.xlsx").write_bytes(b"old")
    monkeypatch.setattr(os, "fsync", fails_with(errno.ENOSPC))
    with pytest.raises(OutputError, match="磁盘空间不足"):
        write_first([str(tmp_path / "表.xlsx"), str(tmp_path / "表_2.xlsx")], b"new")
    assert [path.name for path in tmp_path.iterdir()] == ["表.xlsx"]


def test_a_folder_that_may_not_be_written_is_told_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No name in it will ever do: looking for one must end."""
    for opening in ("builtins.open", "os.open"):
        monkeypatch.setattr(opening, fails_with(errno.EACCES))
    with pytest.raises(OutputError, match="文件夹不可写"):
        write_first((str(tmp_path / f"表_{number}.xlsx") for number in range(1, 1 << 60)), b"new")


@pytest.mark.parametrize("stem", ["长" * 100, "e" * 300, "𠮷" * 80])
def test_a_name_too_long_for_the_system_gives_way_before_its_ending(tmp_path: Path, stem: str) -> None:
    name = fitting_name(stem, "_检查结果.xlsx")
    assert name.endswith("…_检查结果.xlsx")
    assert name.startswith(stem[:40])
    write_whole(str(tmp_path / name), b"x")
    assert fitting_name("短", "_检查结果.xlsx") == "短_检查结果.xlsx"


def test_names_that_are_free(tmp_path: Path) -> None:
    assert free_name(str(tmp_path / "表.xlsx")) == str(tmp_path / "表.xlsx")
    (tmp_path / "表.xlsx").write_bytes(b"")
    (tmp_path / "表_2.xlsx").write_bytes(b"")
    assert free_name(str(tmp_path / "表.xlsx")) == str(tmp_path / "表_3.xlsx")


@pytest.mark.parametrize("missing", ["flag", "folder of open files", "support of the file system"])
def test_systems_without_nameless_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, missing: str) -> None:
    if missing == "flag":
        monkeypatch.delattr(os, "O_TMPFILE", raising=False)
    elif missing == "folder of open files":
        monkeypatch.setattr(files, "_OPEN_FILES", str(tmp_path / "proc" / "{}"))
    else:
        monkeypatch.setattr(os, "open", fails_with(errno.EOPNOTSUPP))
        monkeypatch.setattr(files, "_flush_folder", lambda folder: None)
    write_whole(str(tmp_path / "表.xlsx"), b"x")
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("表.xlsx", b"x")]


@pytest.mark.skipif(sys.platform == "win32", reason="kill -9")
def test_killed_in_the_middle_the_old_file_stays_and_the_rest_is_known_as_litter(tmp_path: Path) -> None:
    target = tmp_path / "表.xlsx"
    target.write_bytes(b"old")
    program = (
        "import os, signal, sys\n"
        "from xltoolkit.package.files import write_whole\n"
        "os.fsync = lambda handle: os.kill(os.getpid(), signal.SIGKILL)\n"
        "write_whole(sys.argv[1], b'new')\n"
    )
    done = subprocess.run([sys.executable, "-c", program, str(target)], check=False)
    assert done.returncode == -9
    assert target.read_bytes() == b"old"
    left = [path for path in tmp_path.iterdir() if path != target]
    assert all(is_lock_file(str(path)) for path in left)
    assert not left or not hasattr(os, "O_TMPFILE"), "on Linux nothing has a name before it is whole"


def test_the_folder_is_flushed_where_that_is_possible(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    flushed: list[str] = []
    monkeypatch.setattr(files, "_flush_folder", flushed.append)
    write_whole(str(tmp_path / "表.xlsx"), b"x")
    assert flushed == [os.path.realpath(tmp_path)]
