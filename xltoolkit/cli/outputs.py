"""Where a command may write: never over a file that it reads, and under an ending that the programs of the office open."""

from __future__ import annotations

import os

from xltoolkit.cli.arguments import Arguments
from xltoolkit.errors import UsageError

REWRITES_ITS_ARGUMENT = "clear"
"""The one command that may (contract, Commands)."""

_READ = ("data", "roster", "ceilings", "previous")
_WRITTEN = ("output", "db")
_WORKBOOKS = (".xlsx", ".xlsm", ".xltx", ".xltm")


def protect_inputs(arguments: Arguments) -> None:
    """Raises UsageError if an output is a file that the same command reads, by whatever name (a link, another spelling)."""
    if arguments.command.name == REWRITES_ITS_ARGUMENT:
        return
    sources = [*arguments.operands, *(arguments.text(key) for key in _READ)]
    for target in filter(os.path.isfile, (arguments.text(key) for key in _WRITTEN)):
        for source in filter(os.path.isfile, sources):
            if os.path.samefile(source, target):
                raise UsageError(f"输出文件不能是输入文件“{source}”：交来的文件从不改动，请换一个文件名。")


def require_ending(path: str, *endings: str) -> None:
    """Raises UsageError: Excel does not open a workbook whose name ends otherwise than its content."""
    if not path.lower().endswith(endings):
        raise UsageError(f"输出文件名应以 {' 或 '.join(endings)} 结尾：{path}")


def require_same_ending(source: str, target: str) -> None:
    """A copy of a workbook keeps its ending: macros and templates are not opened under another. Raises UsageError."""
    ending = os.path.splitext(source)[1].lower()
    require_ending(target, *([ending] if ending in _WORKBOOKS else _WORKBOOKS[:2]))
