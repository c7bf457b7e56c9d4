"""Formats before and beside .xlsx, each read in a child process with limits: what aborts or runs wild there ends only that.

calamine ends the whole process on some files, xlrd and parsers of HTML were not written for hostile input. The child
(sheets/_child.py) gets the bytes on its standard input and answers one line of JSON.
"""

from __future__ import annotations

import json
import os
import sys

from xltoolkit.errors import Refused
from xltoolkit.package.gate import refused_content
from xltoolkit.package.refusals import refusal
from xltoolkit.sheets.model import Sheets

TIMEOUT = 15  # seconds; the child's own limit of processor time is lower where the system has one

# Kinds of content_kind, and formats of workbook_part. An OLE container is looked into: it may hold something else.
LEGACY_KINDS = frozenset(("ole", "biff", "xlsb", "ods", "flat_ods", "html", "spreadsheetml_2003"))


def read_legacy(data: bytes, kind: str) -> Sheets:
    """Read content of a kind of LEGACY_KINDS. Raises Refused."""
    if kind == "ole":
        from xltoolkit.package.ole import container_kind

        if container_kind(data) != "xls":
            raise refused_content(kind, data)
    from subprocess import DEVNULL, PIPE, TimeoutExpired, run

    from xltoolkit.sheets.transport import from_json

    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    command = [sys.executable, "-P", "-m", "xltoolkit.sheets._child", kind]
    no_window = 0x08000000 if sys.platform == "win32" else 0  # CREATE_NO_WINDOW
    try:
        done = run(
            command,
            input=data,
            stdout=PIPE,
            stderr=DEVNULL,
            env=environment,
            timeout=TIMEOUT,
            creationflags=no_window,
            check=False,
        )
        answer = json.loads(done.stdout) if done.returncode == 0 else {}
    except (TimeoutExpired, OSError, ValueError):
        answer = {}
    if "refused" in answer:
        raise Refused(*answer["refused"])
    try:
        return from_json(answer["sheets"])
    except (LookupError, ValueError, TypeError, ArithmeticError):
        raise refusal("legacy_failed") from None
