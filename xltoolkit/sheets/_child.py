"""The child process of sheets/legacy.py: `python -m xltoolkit.sheets._child KIND`, bytes in, one line of JSON out."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from importlib import import_module

from xltoolkit.errors import Refused
from xltoolkit.package.refusals import refusal
from xltoolkit.sheets.model import Sheets
from xltoolkit.sheets.transport import to_json

MEMORY = 1 << 30
PROCESSOR_SECONDS = 10

_READERS = {
    "ole": "biff",
    "biff": "biff",
    "xlsb": "xlsb",
    "ods": "opendocument",
    "flat_ods": "opendocument",
    "html": "html_tables",
    "spreadsheetml_2003": "spreadsheetml",
}


def read(kind: str, data: bytes) -> Sheets:
    """The reader of this kind, in this very process. Raises Refused; anything else means that the file cannot be read."""
    reader: Callable[[bytes], Sheets] = import_module(f"xltoolkit.sheets.{_READERS[kind]}").read
    sheets = reader(data)
    if not sheets.sheets:
        raise refusal("no_sheets")
    return sheets


def main() -> int:
    _limit()
    answers = os.fdopen(os.dup(1), "w", encoding="ascii")
    os.dup2(2, 1)  # libraries that print do not spoil the answer
    answer: dict[str, object]
    try:
        answer = {"sheets": to_json(read(sys.argv[1], sys.stdin.buffer.read()))}
    except Refused as refused:
        answer = {"refused": (refused.code, str(refused))}
    except BaseException:  # a panic of calamine derives from BaseException, and any error here means the same
        return 1
    answers.write(json.dumps(answer))
    answers.close()
    return 0


def _limit() -> None:
    """Memory and processor time, where the system has such limits (POSIX)."""
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (PROCESSOR_SECONDS, PROCESSOR_SECONDS))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    except (ImportError, OSError, ValueError):
        pass


if __name__ == "__main__":
    sys.exit(main())
