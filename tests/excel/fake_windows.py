"""Windows as far as install and doctor look at it: a registry in memory, shortcuts as text files, its folders."""

from __future__ import annotations

import sys
import types
from pathlib import Path
from typing import Any

import pytest


class Registry:
    """winreg: keys by (root, path), case ignored as Windows does."""

    HKEY_CURRENT_USER, HKEY_LOCAL_MACHINE, HKEY_CLASSES_ROOT, REG_SZ = "HKCU", "HKLM", "HKCR", 1

    def __init__(self) -> None:
        self.keys: dict[tuple[str, str], dict[str, Any]] = {}

    def set(self, root: str, key: str, name: str, value: Any) -> None:
        self.keys.setdefault((root, key.lower()), {})[name.lower()] = value

    def module(self) -> types.ModuleType:
        registry = self

        class Handle:
            def __init__(self, values: dict[str, Any]) -> None:
                self.values = values

            def __enter__(self) -> Handle:
                return self

            def __exit__(self, *_: object) -> None:
                pass

        def open_key(root: str, key: str) -> Handle:
            if (root, key.lower()) not in registry.keys:
                raise FileNotFoundError(2, "系统找不到指定的文件。")
            return Handle(registry.keys[root, key.lower()])

        def create_key(root: str, key: str) -> Handle:
            return Handle(registry.keys.setdefault((root, key.lower()), {}))

        def query(handle: Handle, name: str) -> tuple[Any, int]:
            if name.lower() not in handle.values:
                raise FileNotFoundError(2, "系统找不到指定的文件。")
            return handle.values[name.lower()], 1

        def delete(root: str, key: str) -> None:
            if (root, key.lower()) not in registry.keys:
                raise FileNotFoundError(2, "系统找不到指定的文件。")
            del registry.keys[root, key.lower()]

        module = types.ModuleType("winreg")
        constants = {name: getattr(self, name) for name in dir(self) if name.isupper()}
        module.__dict__.update(
            constants,
            OpenKey=open_key,
            CreateKey=create_key,
            QueryValueEx=query,
            QueryInfoKey=lambda handle: (0, len(handle.values), 0),
            EnumValue=lambda handle, number: (*list(handle.values.items())[number], 3),
            DeleteKey=delete,
            SetValueEx=lambda handle, name, _reserved, _kind, value: handle.values.__setitem__(name.lower(), value),
        )
        return module


class Shell:
    """WScript.Shell: a shortcut is a text file with what it starts."""

    def __init__(self, program_id: str) -> None:
        assert program_id == "WScript.Shell"

    def CreateShortcut(self, path: str) -> Any:
        class Shortcut:
            TargetPath = Arguments = Description = ""

            def Save(self) -> None:
                Path(path).write_text(f"{self.TargetPath}\n{self.Arguments}\n{self.Description}\n", "utf-8")

        return Shortcut()


def pretend_windows(monkeypatch: pytest.MonkeyPatch, home: Path) -> Registry:
    """This process takes itself for one on Windows, with a user whose name is Chinese."""
    registry = Registry()
    shell = types.ModuleType("win32com.client")
    shell.Dispatch = Shell  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "winreg", registry.module())
    monkeypatch.setitem(sys.modules, "win32com.client", shell)
    monkeypatch.setattr("xltoolkit.excel.places.system", lambda: "windows")
    monkeypatch.setenv("APPDATA", str(home / "张三" / "AppData" / "Roaming"))
    monkeypatch.setenv("LOCALAPPDATA", str(home / "张三" / "AppData" / "Local"))
    return registry
