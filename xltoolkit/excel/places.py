"""Where things of ours lie on a user's machine. Everything is the user's own: no administrator rights are needed."""

from __future__ import annotations

import os
import sys

ADDIN = "xltoolkit.xlam"
SHORTCUT = "检查绩效申报表.cmd"


def macros_folder() -> str:
    """Where macros/ lies: inside the installed package, or in the checkout."""
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    inside = os.path.join(package, "macros")
    return inside if os.path.isdir(inside) else os.path.join(os.path.dirname(package), "macros")


def data_folder() -> str:
    """%LOCALAPPDATA%\\xltoolkit on Windows, ~/.local/share/xltoolkit elsewhere (the macro looks there too)."""
    local = os.environ.get("LOCALAPPDATA")
    if sys.platform == "win32" and local:
        return os.path.join(local, "xltoolkit")
    return os.path.join(os.path.expanduser("~"), ".local", "share", "xltoolkit")
