"""Whether a file that is no form is an output of ours that lies among the workbooks: ledger, database, report, Parquet."""

from __future__ import annotations

import io
import os
import zipfile

from xltoolkit.form.stamp import LEDGER_DATABASE, LEDGER_PROPERTY

_AT_THE_END = 1 << 16
_SQLITE, _PARQUET = b"SQLite format 3\0", b"PAR1"


def is_own_output(source: str | bytes) -> bool:
    """Asked of a file that was refused only. Never raises, never waits: a pipe or a device among the files is not opened."""
    if isinstance(source, str) and not os.path.isfile(source):
        return False
    try:
        with open(source, "rb") if isinstance(source, str) else io.BytesIO(source) as file:
            head = file.read(4096)
            if head.startswith(b"PK"):
                return _carries_property(file)
            if head.startswith(_SQLITE):
                return head[68:72] == LEDGER_DATABASE.to_bytes(4, "big")
            mark = LEDGER_PROPERTY.encode()
            if head.startswith(_PARQUET):
                size = file.seek(0, os.SEEK_END)
                file.seek(max(0, size - _AT_THE_END))
                return mark in file.read()
            return head.lstrip().startswith(b"<!DOCTYPE html>") and mark in head
    except Exception:  # whatever is wrong with it, zipfile and zlib have many words for that, it is no output of ours
        return False


def _carries_property(file: io.IOBase) -> bool:
    """Whether a workbook, too large to be read as a form or not, is a ledger."""
    with zipfile.ZipFile(file) as package, package.open("docProps/custom.xml") as part:
        return LEDGER_PROPERTY.encode() in part.read(1 << 16)
