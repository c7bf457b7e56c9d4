"""Which files a command was given: arguments and folder trees turned into a list, lock files and hidden names left out."""

from __future__ import annotations

import os

from xltoolkit.errors import Refused
from xltoolkit.records import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


class Input(NamedTuple):
    """A file to look at. `below` is its folder relative to the folder given ('' for a file given by itself or lying directly in it)."""

    path: str
    below: str


def collect(arguments: Iterable[str]) -> list[Input]:
    """Files in the order given, folders walked by name, a file given twice listed once. Raises Refused('empty_folder').

    A path that does not exist stays in the list: whoever opens it says so.
    """
    return list(walk(arguments))


def walk(arguments: Iterable[str]) -> Iterator[Input]:
    """`collect` one by one. An empty folder among other arguments stands for itself: whoever opens it says so."""
    arguments = list(arguments)
    seen: set[int] = set()  # hashes instead of paths: a million files must not fill the memory
    for argument in arguments:
        files = _below(argument) if os.path.isdir(argument) else iter([Input(argument, "")])
        empty = True
        for item in files:
            empty = False
            name = hash(os.path.normcase(os.path.abspath(item.path)))
            if name not in seen:
                seen.add(name)
                yield item
        if empty:
            if len(arguments) == 1:
                raise Refused("empty_folder", f"文件夹里没有可以读取的文件：{argument}")
            yield Input(argument, "")


def _below(root: str) -> Iterator[Input]:
    closed: list[OSError] = []
    for folder, folders, names in os.walk(root, onerror=closed.append):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        below = os.path.relpath(folder, root)
        for name in sorted(names):
            if not is_skipped(name):
                yield Input(os.path.join(folder, name), "" if below == "." else below)
    for error in closed:  # a folder that may not be opened is told, not passed over
        yield Input(error.filename or root, "")


def is_skipped(name: str) -> bool:
    """Lock files of Excel and LibreOffice, and hidden files: no person means them."""
    return name.startswith(("~$", ".", ".~"))


def modified(path: str) -> tuple[int, int]:
    """Size in bytes and modification time in ns; (-1, 0) if it is not there."""
    try:
        status = os.stat(path)
    except (OSError, ValueError):
        return -1, 0
    return status.st_size, status.st_mtime_ns
