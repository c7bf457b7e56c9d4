"""Which files a command was given: arguments and folder trees turned into a list, lock files and hidden names left out."""

from __future__ import annotations

import os
from collections.abc import Iterable

from xltoolkit.errors import Refused
from xltoolkit.records import NamedTuple


class Input(NamedTuple):
    """A file to look at. `below` is its folder relative to the folder given ('' for a file given by itself or lying directly in it)."""

    path: str
    below: str


def collect(arguments: Iterable[str]) -> list[Input]:
    """Files in the order given, folders walked by name. Raises Refused('empty_folder') if nothing at all is left of a folder.

    A path that does not exist stays in the list: whoever opens it says so.
    """
    found: list[Input] = []
    for argument in arguments:
        if not os.path.isdir(argument):
            found.append(Input(argument, ""))
            continue
        before = len(found)
        for folder, folders, names in os.walk(argument):
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            below = os.path.relpath(folder, argument)
            found += [
                Input(os.path.join(folder, name), "" if below == "." else below)
                for name in sorted(names)
                if not is_skipped(name)
            ]
        if len(found) == before:
            raise Refused("empty_folder", f"文件夹里没有可以读取的文件：{argument}")
    return found


def is_skipped(name: str) -> bool:
    """Lock files of Excel and LibreOffice, and hidden files: no person means them."""
    return name.startswith(("~$", ".", ".~"))


def modified(path: str) -> tuple[int, int]:
    """Size in bytes and modification time in ns; (-1, 0) if it is not there."""
    try:
        status = os.stat(path)
    except OSError:
        return -1, 0
    return status.st_size, status.st_mtime_ns
