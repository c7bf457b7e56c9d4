"""`xltoolkit excel install | uninstall`: one user's button on Windows (pretended) and on Linux, and nothing left behind."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.excel.fake_windows import Registry, pretend_windows
from xltoolkit.errors import OutputError
from xltoolkit.excel import places
from xltoolkit.excel.build import build_addin
from xltoolkit.excel.install import install, uninstall


@pytest.fixture
def windows(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Registry:
    return pretend_windows(monkeypatch, tmp_path / "Users")


def files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def test_on_windows_add_in_launcher_and_shortcut_are_the_users_own(windows: Registry, tmp_path: Path) -> None:
    lines = install()
    assert Path(places.addin_path()).read_bytes() == build_addin()
    assert places.addin_path().endswith(os.path.join("Microsoft", "Excel", "XLSTART", "xltoolkit.xlam"))
    key = windows.keys["HKCU", r"software\xltoolkit"]
    assert os.path.isabs(key["launcher"])
    program, arguments, description = Path(places.shortcut_path()).read_text("utf-8").splitlines()
    assert (program, arguments) == (key["launcher"], "-P -m xltoolkit.excel files")
    assert "检查" in description
    assert all(root == "HKCU" for root, _ in windows.keys)  # nothing that needs an administrator
    assert any("绩效申报" in line for line in lines)


def test_the_registry_value_is_the_one_that_the_macro_reads(windows: Registry) -> None:
    source = Path(places.macros_folder(), "CheckWorkbook.bas").read_text("ascii")
    assert rf'RegRead("HKCU\{places.REGISTRY_KEY}\{places.REGISTRY_VALUE}")' in source


def test_pythonw_is_preferred_so_that_no_black_window_flashes(
    windows: Registry, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "python"
    folder.mkdir()
    for name in ("python.exe", "pythonw.exe"):
        (folder / name).touch()
    monkeypatch.setattr(sys, "executable", str(folder / "python.exe"))
    assert places.python_without_console() == str(folder / "pythonw.exe")
    (folder / "pythonw.exe").unlink()
    assert places.python_without_console() == str(folder / "python.exe")


def test_uninstall_removes_all_and_only_what_was_written(windows: Registry, tmp_path: Path) -> None:
    users = tmp_path / "Users"
    install()
    other = Path(places.addin_path()).with_name("别人的加载项.xlam")
    other.write_bytes(b"x")
    Path(places.data_folder(), "xltoolkit.log").write_text("x")
    lines = uninstall()
    assert files(users) == [other]
    assert windows.keys == {}
    assert not os.path.exists(places.data_folder())
    assert len(lines) == 5
    assert uninstall() == ["没有安装过，不需要卸载。"]


def test_uninstall_works_when_its_own_list_is_lost(windows: Registry, tmp_path: Path) -> None:
    install()
    Path(places.written_path()).write_text("{broken")
    uninstall()
    assert files(tmp_path / "Users") == []


def test_installing_twice_is_installing_once(windows: Registry, tmp_path: Path) -> None:
    install()
    once = {path: path.read_bytes() for path in files(tmp_path / "Users")}
    install()
    assert {path: path.read_bytes() for path in files(tmp_path / "Users")} == once


def test_excel_holding_the_add_in_is_told_in_chinese(windows: Registry, monkeypatch: pytest.MonkeyPatch) -> None:
    replace = os.replace

    def in_use(source: str, target: str) -> None:
        if target == places.addin_path():
            raise PermissionError(13, "另一个程序正在使用此文件")
        replace(source, target)

    install()
    monkeypatch.setattr("os.replace", in_use)
    with pytest.raises(OutputError, match="如果 Excel 正在运行，请全部关闭后再安装"):
        install()


def test_a_file_in_use_at_uninstall_is_named_and_the_rest_is_removed(
    windows: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    install()
    unlink = os.unlink

    def busy(path: str) -> None:
        if path == places.addin_path():
            raise PermissionError(13, "另一个程序正在使用此文件")
        unlink(path)

    monkeypatch.setattr("os.unlink", busy)
    with pytest.raises(OutputError, match=r"xltoolkit\.xlam：文件正在使用，请关闭 Excel"):
        uninstall()
    assert not os.path.exists(places.shortcut_path())
    assert windows.keys == {}


@pytest.mark.skipif(sys.platform == "win32", reason="the launcher is a shell script")
def test_on_linux_the_launcher_that_the_macro_looks_for_starts_this_python(tmp_path: Path) -> None:
    lines = install()
    launcher = Path(os.environ["HOME"], ".local/share/xltoolkit/launcher")
    assert str(launcher) == places.launcher_path()
    assert '& "/.local/share/xltoolkit/launcher"' in Path(places.macros_folder(), "CheckWorkbook.bas").read_text()
    done = subprocess.run(
        [launcher, "-c", "import sys; print(sys.argv[1:])", "a b", "'"], capture_output=True, text=True
    )
    assert done.stdout.strip() == str(["a b", "'"])
    assert any("只用于 Windows" in line for line in lines)
    uninstall()
    assert not launcher.parent.exists()


def test_half_an_installation_is_taken_away_whole_and_a_second_try_completes_it(
    windows: Registry, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_right(*_: object) -> None:
        raise OSError(5, "拒绝访问。")

    with monkeypatch.context() as broken:
        broken.setattr("xltoolkit.excel.windows.write_registry", no_right)
        with pytest.raises(OSError, match="拒绝访问"):
            install()
    assert places.addin_path() in map(str, files(tmp_path / "Users"))
    install()
    assert windows.keys["HKCU", r"software\xltoolkit"]["launcher"]
    uninstall()
    assert files(tmp_path / "Users") == []


def test_without_shortcuts_the_button_is_installed_and_the_line_says_what_is_missing(
    windows: Registry, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Windows Script Host is switched off in some offices; pywin32 may be broken."""
    monkeypatch.delattr(sys.modules["win32com.client"], "Dispatch")
    lines = install()
    assert os.path.isfile(places.addin_path())
    assert any(line.startswith("没有加入“发送到”") for line in lines)
    uninstall()
    assert files(tmp_path / "Users") == []


def test_a_list_that_names_other_files_costs_nobody_a_file(windows: Registry, tmp_path: Path) -> None:
    install()
    precious = tmp_path / "申报表.xlsx"
    precious.write_bytes(b"x")
    Path(places.written_path()).write_text(json.dumps([str(precious), places.addin_path(), places.shortcut_path()]))
    uninstall()
    assert files(tmp_path / "Users") == []
    assert precious.exists()


def test_an_add_in_that_somebody_signed_or_spoiled_is_replaced_and_removed(windows: Registry, tmp_path: Path) -> None:
    install()
    Path(places.addin_path()).write_bytes(b"signed by our bureau")
    install()
    assert Path(places.addin_path()).read_bytes() == build_addin()
    Path(places.addin_path()).write_bytes(b"signed by our bureau")
    uninstall()
    assert files(tmp_path / "Users") == []
