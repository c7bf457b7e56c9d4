"""`xltoolkit doctor`: every fault on a user's machine has a line with its mend, and no console can break it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.excel.fake_windows import Registry, pretend_windows
from xltoolkit.excel import places
from xltoolkit.excel.doctor import BAD, GOOD, HINT, NOT_HERE, examine
from xltoolkit.excel.install import install

EXCEL = r"SOFTWARE\Microsoft\Windows\CurrentVersion\App Paths\excel.exe"
WPS = r"SOFTWARE\Microsoft\Windows\CurrentVersion\App Paths\et.exe"


@pytest.fixture
def windows(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Registry:
    registry = pretend_windows(monkeypatch, tmp_path / "Users")
    registry.set("HKLM", EXCEL, "", r"C:\Program Files\Microsoft Office\root\Office16\EXCEL.EXE")
    registry.set("HKLM", r"SOFTWARE\Microsoft\Office\ClickToRun\Configuration", "VersionToReport", "16.0.17928.20156")
    registry.set("HKLM", r"SOFTWARE\Microsoft\Office\ClickToRun\Configuration", "Platform", "x64")
    install()
    return registry


def line_with(text: str) -> str:
    (found,) = (line for line in examine() if text in line)
    return found


def test_a_sound_installation_has_no_fault(windows: Registry) -> None:
    lines = examine()
    assert [line for line in lines if line.startswith(f"[{BAD}]") and "pywin32" not in line] == []
    assert "Excel 16.0.17928.20156 x64" in "\n".join(lines)
    assert line_with("加载项与本版本一致").startswith(f"[{GOOD}]")
    assert line_with("样例的生成、检查、标记、清除都正常").startswith(f"[{GOOD}]")


def break_launcher(registry: Registry) -> None:
    registry.set("HKCU", r"Software\xltoolkit", "launcher", r"C:\没有了\pythonw.exe")


def forget_launcher(registry: Registry) -> None:
    del registry.keys["HKCU", r"software\xltoolkit"]


def other_python(registry: Registry) -> None:
    registry.set("HKCU", r"Software\xltoolkit", "launcher", "/bin/false")


def spoil_addin(registry: Registry) -> None:
    Path(places.addin_path()).write_bytes(b"PK changed")


def remove_addin(registry: Registry) -> None:
    os.unlink(places.addin_path())


def block_addin(registry: Registry) -> None:
    Path(places.addin_path() + ":Zone.Identifier").write_text("[ZoneTransfer]\nZoneId=3\n")


def forbid_macros(registry: Registry) -> None:
    registry.set("HKCU", r"Software\Microsoft\Office\16.0\Excel\Security", "VBAWarnings", 4)


def forbid_macros_by_policy(registry: Registry) -> None:
    registry.set("HKCU", r"Software\Policies\Microsoft\Office\16.0\Excel\Security", "vbawarnings", 4)


def forbid_macros_in_an_older_excel(registry: Registry) -> None:
    registry.set("HKCU", r"Software\Microsoft\Office\15.0\Excel\Security", "VBAWarnings", 4)


def disable_after_a_crash(registry: Registry) -> None:
    item = b"\1\0\0\0" + (places.addin_path().lower() + "\0").encode("utf-16-le")
    registry.set("HKCU", r"Software\Microsoft\Office\16.0\Excel\Resiliency\DisabledItems", "A1B2C3", item)


def distrust_locations(registry: Registry) -> None:
    key = r"Software\Policies\Microsoft\Office\16.0\Excel\Security\Trusted Locations"
    registry.set("HKCU", key, "AllLocationsDisabled", 1)


def forbid_children(registry: Registry) -> None:
    key = r"SOFTWARE\Policies\Microsoft\Windows Defender\Windows Defender Exploit Guard\ASR\Rules"
    registry.set("HKLM", key, "D4F940AB-401B-4EFC-AADC-AD5F3C50688A", "1")


@pytest.mark.parametrize(
    ("break_it", "said", "mend"),
    [
        (break_launcher, "启动程序不存在", "xltoolkit excel install"),
        (forget_launcher, "没有登记启动程序", "xltoolkit excel install"),
        (other_python, "启动程序不能载入 xltoolkit", "放行"),
        (spoil_addin, "加载项不是本版本的", "关闭 Excel 后运行"),
        (remove_addin, "没有安装 Excel 加载项", "关闭 Excel 后运行"),
        (block_addin, "来自网络", "解除锁定"),
        (forbid_macros, "Excel 的信任中心禁用了所有的宏", "check --active"),
        (forbid_macros_by_policy, "单位的策略禁用了所有的宏", "管理员"),
        (forbid_macros_in_an_older_excel, "Excel 的信任中心禁用了所有的宏", "发送到"),
        (disable_after_a_crash, "停用了加载项", "禁用项目"),
        (distrust_locations, "单位的策略停用了受信任位置", "管理员允许受信任位置"),
        (forbid_children, "禁止 Office 启动其他程序", "管理员放行"),
    ],
)  # fmt: skip
def test_each_fault_is_told_with_its_mend(windows: Registry, break_it: object, said: str, mend: str) -> None:
    break_it(windows)  # type: ignore[operator]
    line = line_with(said)
    assert line.startswith(f"[{BAD}]")
    assert mend in line.partition("处理办法：")[2]
    assert examine()[-1].startswith("发现 ")


def test_wps_is_named_and_marked_as_not_verified(windows: Registry) -> None:
    del windows.keys["HKLM", EXCEL.lower()]
    windows.set("HKLM", WPS, "", r"C:\Users\张三\AppData\Local\Kingsoft\WPS Office\et.exe")
    line = line_with("WPS")
    assert line.startswith(f"[{HINT}]")
    assert "没有在 WPS 中验证过" in line


def test_a_look_that_breaks_is_a_line_and_not_the_end(windows: Registry, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("xltoolkit.excel.doctor._LOOKS", (lambda: iter([1 / 0]),))
    lines = examine()
    assert lines[0].startswith(f"[{BAD}]")
    assert "ZeroDivisionError" in lines[0]


def test_on_linux_it_says_what_does_not_apply(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("xltoolkit.excel.places.system", lambda: "linux")
    lines = examine()
    assert sum(line.startswith(f"[{NOT_HERE}]") for line in lines) >= 4
    assert lines[-1] == "检查到此为止，没有发现问题。"


@pytest.mark.parametrize("encoding", ["gbk", "ascii", "utf-8"])
def test_no_console_can_break_it(encoding: str) -> None:
    environment = {**os.environ, "PYTHONIOENCODING": encoding, "LC_ALL": "C"}
    done = subprocess.run([sys.executable, "-m", "xltoolkit", "doctor"], capture_output=True, env=environment)
    assert done.returncode == 0
    assert done.stderr == b""
    if encoding != "ascii":
        assert "样例的生成、检查、标记、清除都正常" in done.stdout.decode(encoding)
