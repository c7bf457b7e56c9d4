"""Where things of ours lie on a user's machine. Everything is the user's own: no administrator rights are needed."""

from __future__ import annotations

import os
import sys

ADDIN = "xltoolkit.xlam"
SHORTCUT = "检查绩效申报表.lnk"
REGISTRY_KEY, REGISTRY_VALUE = r"Software\xltoolkit", "launcher"
"""Below HKEY_CURRENT_USER: the macro reads there which Python to start."""


def system() -> str:
    """windows, macos or linux."""
    return {"win32": "windows", "darwin": "macos"}.get(sys.platform, "linux")


def macros_folder() -> str:
    """Where macros/ lies: inside the installed package, or in the checkout."""
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    inside = os.path.join(package, "macros")
    return inside if os.path.isdir(inside) else os.path.join(os.path.dirname(package), "macros")


def data_folder() -> str:
    """%LOCALAPPDATA%\\xltoolkit on Windows, ~/.local/share/xltoolkit elsewhere (the macro looks there)."""
    local = os.environ.get("LOCALAPPDATA")
    if system() == "windows" and local:
        return os.path.join(local, "xltoolkit")
    return os.path.join(os.path.expanduser("~"), ".local", "share", "xltoolkit")


def addin_path() -> str:
    """XLSTART of the user: what lies there Excel opens at every start, as a trusted location."""
    return os.path.join(os.environ.get("APPDATA", ""), "Microsoft", "Excel", "XLSTART", ADDIN)


def shortcut_path() -> str:
    """发送到 in the Explorer's context menu."""
    return os.path.join(os.environ.get("APPDATA", ""), "Microsoft", "Windows", "SendTo", SHORTCUT)


def launcher_path() -> str:
    """Outside Windows: the script that the macro starts in LibreOffice."""
    return os.path.join(data_folder(), "launcher")


def written_path() -> str:
    """The list of what `excel install` wrote."""
    return os.path.join(data_folder(), "installed.json")


def python_without_console() -> str:
    """Absolute path of the interpreter that the button starts: pythonw.exe beside python.exe, where there is one."""
    silent = os.path.join(os.path.dirname(sys.executable), "pythonw.exe")
    return silent if os.path.isfile(silent) else sys.executable
