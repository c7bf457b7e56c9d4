"""The few things that only Windows has: the registry, shortcuts, the mark of the web. Imported modules are Windows' own."""

from __future__ import annotations

import os
from typing import Any

CURRENT_USER, LOCAL_MACHINE = "HKEY_CURRENT_USER", "HKEY_LOCAL_MACHINE"


def _winreg() -> Any:
    import winreg

    return winreg


def read_registry(root: str, key: str, name: str = "") -> str | int | None:
    """A value, '' being the key's default; None if there is none or we may not read it."""
    winreg = _winreg()
    try:
        with winreg.OpenKey(getattr(winreg, root), key) as handle:
            value: str | int = winreg.QueryValueEx(handle, name)[0]
    except OSError:
        return None
    return value


def registry_values(root: str, key: str) -> list[str | int | bytes]:
    """All values of a key, whatever their names; none if there is no such key or we may not read it."""
    winreg = _winreg()
    try:
        with winreg.OpenKey(getattr(winreg, root), key) as handle:
            return [winreg.EnumValue(handle, number)[1] for number in range(winreg.QueryInfoKey(handle)[1])]
    except OSError:
        return []


def write_registry(key: str, name: str, value: str) -> None:
    """Set a text below HKEY_CURRENT_USER."""
    winreg = _winreg()
    with winreg.CreateKey(winreg.HKEY_CURRENT_USER, key) as handle:
        winreg.SetValueEx(handle, name, 0, winreg.REG_SZ, value)


def delete_registry(key: str) -> bool:
    """Delete a key of ours below HKEY_CURRENT_USER with its values; False if it was not there."""
    winreg = _winreg()
    try:
        winreg.DeleteKey(winreg.HKEY_CURRENT_USER, key)
    except OSError:
        return False
    return True


def write_shortcut(path: str, program: str, arguments: str, description: str) -> None:
    """A .lnk; the Explorer puts the files sent to it behind `arguments`, each quoted, without any shell."""
    from win32com.client import Dispatch

    shortcut = Dispatch("WScript.Shell").CreateShortcut(path)
    shortcut.TargetPath, shortcut.Arguments, shortcut.Description = program, arguments, description
    shortcut.Save()


def has_mark_of_the_web(path: str) -> bool:
    """Whether Windows holds a file for downloaded (the stream Zone.Identifier), which blocks its macros."""
    return os.path.exists(path + ":Zone.Identifier")


def message_box(title: str, text: str) -> None:
    import ctypes

    information, in_front = 0x40, 0x10000
    ctypes.windll.user32.MessageBoxW(None, text, title, information | in_front)  # type: ignore[attr-defined, unused-ignore]
