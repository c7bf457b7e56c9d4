"""`xltoolkit excel install | uninstall`: the button for one user, without administrator rights, and every trace removed again.

Windows   the add-in in XLSTART, the launcher's absolute path in the registry, a shortcut under 发送到
elsewhere a launcher script for LibreOffice, where the button of a template runs too
"""

from __future__ import annotations

import json
import os
from contextlib import suppress

from xltoolkit.errors import OutputError
from xltoolkit.excel import places, windows
from xltoolkit.excel.build import build_addin
from xltoolkit.excel.log import log_path
from xltoolkit.package.files import write_whole

SENT_ARGUMENTS = "-P -m xltoolkit.excel files"


def install() -> list[str]:
    """Write everything; what was written, in Chinese. A second time it replaces what is there, also half of it.

    Raises OutputError if Excel is open with the add-in, or a folder cannot be written.
    """
    python = places.python_without_console()
    _folder(places.data_folder())
    if places.system() != "windows":
        return _install_launcher(python)
    for path in (places.addin_path(), places.shortcut_path()):
        _folder(os.path.dirname(path))
    _remember([places.addin_path(), places.shortcut_path()])  # first, so that half an installation can be taken away
    try:
        write_whole(places.addin_path(), build_addin())
    except OutputError as error:
        raise OutputError(f"{error}。如果 Excel 正在运行，请全部关闭后再安装。") from None
    windows.write_registry(places.REGISTRY_KEY, places.REGISTRY_VALUE, python)
    return [
        f"已安装加载项：{places.addin_path()}",
        f"已登记启动程序：{python}",
        _add_shortcut(python),
        "重新打开 Excel，功能区会出现“绩效申报”选项卡。没有出现时，请运行 xltoolkit doctor。",
    ]


def _add_shortcut(python: str) -> str:
    """The line on 发送到; the button works without it."""
    path = places.shortcut_path()
    try:
        windows.write_shortcut(path, python, SENT_ARGUMENTS, "检查绩效申报表，结果写在旁边的副本里")
    except Exception as error:  # no pywin32, Windows Script Host switched off by the organisation
        from xltoolkit.excel.log import record

        record(error)
        return "没有加入“发送到”：系统不让建立快捷方式。按钮不受影响；检查文件可以用 xltoolkit check 文件名 --annotate"
    return f"已加入“发送到”：{path}"


def uninstall() -> list[str]:
    """Remove all that `install` and the button wrote; what was removed, in Chinese.

    Raises OutputError if a file is in use; what else could be removed is removed then too.
    """
    removed, kept = [], []
    for path in [*_remembered(), places.written_path(), log_path(), log_path() + ".1"]:
        try:
            os.unlink(path)
            removed.append(f"已删除：{path}")
        except FileNotFoundError:
            continue
        except OSError:
            kept.append(path)
    if places.system() == "windows" and windows.delete_registry(places.REGISTRY_KEY):
        removed.append(f"已删除登记：HKEY_CURRENT_USER\\{places.REGISTRY_KEY}")
    with suppress(OSError):  # not empty: what lies there is not ours
        os.rmdir(places.data_folder())
    if kept:
        raise OutputError(f"没有删除 {'、'.join(kept)}：文件正在使用，请关闭 Excel 后再卸载。")
    return removed or ["没有安装过，不需要卸载。"]


def _install_launcher(python: str) -> list[str]:
    """A script that stands for the interpreter, since a link to it would lose its environment."""
    path = places.launcher_path()
    quoted = python.replace("'", "'\\''")
    write_whole(path, f"#!/bin/sh\nexec '{quoted}' \"$@\"\n".encode())
    os.chmod(path, 0o755)
    _remember([path])
    return [
        f"已写入启动程序：{path}",
        "用 xltoolkit template --button 生成的模板，在 LibreOffice 中打开后可以按“检查工作簿”。",
        "Excel 加载项和“发送到”只用于 Windows，这里没有安装。",
    ]


def _folder(path: str) -> None:
    try:
        os.makedirs(path, exist_ok=True)
    except OSError as error:
        raise OutputError(f"文件夹不能建立：{path}（{error.strerror}）") from None


def _remember(paths: list[str]) -> None:
    write_whole(places.written_path(), json.dumps(paths, ensure_ascii=False, indent=1).encode())


def _remembered() -> list[str]:
    """What install wrote, by its own list; by the usual places if the list is lost."""
    try:
        with open(places.written_path(), encoding="utf-8") as file:
            paths = json.load(file)
    except (OSError, ValueError):
        paths = None
    usual = [places.addin_path(), places.shortcut_path()] if places.system() == "windows" else [places.launcher_path()]
    if isinstance(paths, list) and all(isinstance(path, str) for path in paths):
        names = {os.path.basename(path) for path in usual}  # whatever else stands in the list, nothing else is deleted
        return [path for path in paths if os.path.basename(path) in names]
    return usual
