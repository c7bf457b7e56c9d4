"""The offline folder: locks that are whole, scripts in plain steps, and an installation with the network switched off."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path
from types import ModuleType

import pytest

from xltoolkit.excel.build import build_addin

ROOT = Path(__file__).resolve().parent.parent.parent
PACKAGING = ROOT / "packaging"


@pytest.fixture(scope="module")
def build() -> ModuleType:
    if not PACKAGING.is_dir():
        pytest.skip("the offline folder is built from a checkout")
    spec = importlib.util.spec_from_file_location("offline_build", PACKAGING / "build.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["offline_build"] = module
    spec.loader.exec_module(module)
    return module


def locked(name: str) -> dict[str, str]:
    """Package → version; every line must carry a hash."""
    lines = (PACKAGING / f"{name}.lock").read_text("utf-8").splitlines()
    found = {}
    for line in lines[1:]:
        match = re.fullmatch(r"([a-z0-9-]+)==([\w.]+) --hash=sha256:[0-9a-f]{64}", line)
        assert match, line
        found[match[1]] = match[2]
    return found


@pytest.mark.parametrize("name", ["windows-x64", "linux-x64"])
def test_every_dependency_of_the_project_is_pinned(build: ModuleType, name: str) -> None:
    """After a change of dependencies run: python packaging/build.py NAME --lock"""
    dependencies = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["dependencies"]
    wanted = {re.split(r"[ <>=!;\[]", dependency)[0].lower() for dependency in dependencies}
    assert wanted <= set(locked(name))


def test_both_platforms_get_the_same_versions_and_windows_what_excel_needs(build: ModuleType) -> None:
    windows, linux = locked("windows-x64"), locked("linux-x64")
    assert windows["pywin32"]
    assert windows["tzdata"]
    assert all(windows.get(package) == version for package, version in linux.items())


def wheel(folder: Path, name: str, version: str, *requires: str) -> None:
    with zipfile.ZipFile(folder / f"{name}-{version}-py3-none-any.whl", "w") as archive:
        lines = [
            f"Name: {name}",
            f"Version: {version}",
            "License-Expression: MIT",
            *(f"Requires-Dist: {one}" for one in requires),
        ]
        archive.writestr(f"{name}-{version}.dist-info/METADATA", "\n".join(lines) + "\n")


def test_a_gap_in_the_wheels_is_found_for_the_platform_that_needs_it(build: ModuleType, tmp_path: Path) -> None:
    wheel(tmp_path, "a", "1.0", 'onlywin>=2; sys_platform == "win32"', "b<2", 'c; extra == "more"')
    wheel(tmp_path, "b", "2.5")
    windows = build.unmet(tmp_path, build.PLATFORMS["windows-x64"])
    linux = build.unmet(tmp_path, build.PLATFORMS["linux-x64"])
    assert len(windows) == 2
    assert "onlywin" in windows[0]
    assert len(linux) == 1
    assert "b<2" in linux[0]


@pytest.mark.parametrize("name", ["install.cmd", "uninstall.cmd"])
def test_windows_scripts_are_chinese_for_a_chinese_windows_and_touch_no_network(name: str) -> None:
    text = (PACKAGING / name).read_text("utf-8")
    assert text.encode("gbk").decode("gbk") == text
    assert text.startswith("@echo off\nchcp 936 >nul\n")
    assert not re.search(r"https?:|curl|powershell|bitsadmin|certutil|runas", text)
    labels, jumps = set(re.findall(r"^:(\w+)", text, re.M)), set(re.findall(r"goto (\w+)", text))
    assert jumps == labels
    for variable in re.findall(r"%([A-Z_]+)%", text):
        assert variable in {"LOCALAPPDATA", "APPDATA"} or re.search(rf'set "{variable}=', text), variable


def test_install_installs_by_hash_without_an_index() -> None:
    for name in ("install.cmd", "install.sh"):
        text = (PACKAGING / name).read_text("utf-8")
        assert "--no-index" in text
        assert "--require-hashes" in text
        assert "excel install" in text
        assert "doctor" in text


def test_what_the_leaflet_says_is_written_where_is_where_it_is_written() -> None:
    from xltoolkit.excel import places

    leaflet = (PACKAGING / "安装说明.txt").read_text("utf-8")
    assert places.ADDIN in leaflet
    assert places.REGISTRY_KEY in leaflet
    assert "尚未在真实的 Excel 和 WPS 中验证" in leaflet


def test_what_uninstall_takes_away_by_hand_is_what_install_writes() -> None:
    """Where the environment is broken uninstall.cmd does without Python."""
    from xltoolkit.excel import places

    text = (PACKAGING / "uninstall.cmd").read_text("utf-8")
    assert rf"XLSTART\{places.ADDIN}" in text
    assert rf"SendTo\{places.SHORTCUT}" in text
    assert f"reg delete HKCU\\{places.REGISTRY_KEY} /f" in text
    assert os.path.basename(places.written_path()) in text


def test_neither_script_is_led_astray_by_variables_of_other_programs() -> None:
    for name in ("install.cmd", "uninstall.cmd"):
        text = (PACKAGING / name).read_text("utf-8")
        first_use = text.index("-P -m xltoolkit") if name == "uninstall.cmd" else text.index("-m venv")
        assert 'set "PYTHONHOME="' in text[:first_use]
        assert 'set "PYTHONPATH="' in text[:first_use]


def test_the_administrators_page_names_the_licence_of_everything_that_is_installed() -> None:
    table = (ROOT / "docs" / "it.md").read_text("utf-8").partition("## 许可证")[2]
    packages = [name for row in re.findall(r"^\| .+ \| (.+) \|$", table, re.M)[1:] for name in row.split("、")]
    assert sorted(packages) == sorted({*locked("windows-x64"), *locked("linux-x64")})


def offline(command: list[str], **environment: str) -> str:
    """Run without any network interface (Linux namespaces)."""
    done = subprocess.run(
        ["unshare", "-rn", *command], capture_output=True, text=True, env={**os.environ, **environment}, timeout=600
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def made(build: ModuleType, name: str, folder: Path) -> Path:
    try:
        path: Path = build.build(name, folder)
    except subprocess.CalledProcessError:
        if os.environ.get("XLTOOLKIT_REQUIRE_OFFICE"):  # in CI nothing may be skipped
            raise
        pytest.skip("no package index within reach: the offline folder was not built")
    return path


@pytest.mark.slow
def test_the_windows_folder_is_whole_and_every_file_has_its_checksum(build: ModuleType, tmp_path: Path) -> None:
    folder = made(build, "windows-x64", tmp_path / "windows")
    assert {path.name for path in folder.iterdir()} == {
        "SHA256SUMS", "install.cmd", "requirements.lock", "uninstall.cmd", "wheels", "安装说明.txt", "许可证.txt",
    }  # fmt: skip
    assert b"\r\n" in (folder / "install.cmd").read_bytes()
    (folder / "install.cmd").read_bytes().decode("gbk")
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-index", "--find-links", str(folder / "wheels")]
    pip += ["--require-hashes", "--no-deps", "-r", str(folder / "requirements.lock"), "-d", str(tmp_path / "again")]
    pip += ["--platform", "win_amd64", "--python-version", build.PYTHON, "--only-binary=:all:"]
    offline(pip)
    assert len(list((tmp_path / "again").iterdir())) == len(list((folder / "wheels").iterdir()))
    checked = subprocess.run(["sha256sum", "--check", "--quiet", "SHA256SUMS"], cwd=folder, capture_output=True)
    assert checked.returncode == 0


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("unshare") is None, reason="needs Linux namespaces")
def test_the_linux_twin_installs_and_runs_the_demo_without_a_network(build: ModuleType, tmp_path: Path) -> None:
    folder = made(build, "linux-x64", tmp_path / "linux twin 离线")
    home = tmp_path / "家"
    home.mkdir()
    python = shutil.which(f"python{build.PYTHON}") or sys.executable
    told = offline(["sh", str(folder / "install.sh")], HOME=str(home), PYTHON=python, PYTHONPATH="")
    assert "检查到此为止，没有发现问题。" in told
    program = home / ".local/share/xltoolkit/python/bin/xltoolkit"
    demo = offline([str(program), "demo", str(tmp_path / "demo")], HOME=str(home), PYTHONPATH="")
    assert "检查结果" in demo
    assert list((tmp_path / "demo").glob("*_检查结果.xlsx"))
    offline([str(program), "excel", "build", "-o", str(tmp_path / "x.xlam")], HOME=str(home), PYTHONPATH="")
    assert (tmp_path / "x.xlam").read_bytes() == build_addin()  # the macros travelled with the wheel
    offline(["sh", str(folder / "uninstall.sh")], HOME=str(home), PYTHONPATH="")
    assert not (home / ".local/share/xltoolkit").exists()
