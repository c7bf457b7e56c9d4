"""The page behind the button 帮助."""

from __future__ import annotations

import os
import sys
import webbrowser

from xltoolkit.excel.places import macros_folder


def help_page() -> str:
    """Path of the page; it travels with the macros."""
    return os.path.join(macros_folder(), "help.html")


def show_help() -> None:
    """Open the page in the person's browser; nothing is fetched from a network."""
    if sys.platform == "win32":
        os.startfile(help_page())
    else:
        webbrowser.open("file://" + help_page())
