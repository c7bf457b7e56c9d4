"""The gate: a file is looked at by its content before any reader touches it; what is refused is refused by name."""

from __future__ import annotations

import os
import stat

from xltoolkit.package.refusals import refusal

LARGEST_FILE = 128 << 20

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def is_lock_file(path: str) -> bool:
    """`~$表.xlsx` (Excel, WPS) and `.~lock.表.xlsx#` (LibreOffice): never opened, never counted."""
    return os.path.basename(path).startswith(("~$", ".~"))


def read_regular_file(path: str) -> bytes:
    """The bytes of a regular file; a FIFO or device is never opened. Raises Refused."""
    if is_lock_file(path):
        raise refusal("lock_file")
    try:
        status = os.stat(path)
        if stat.S_ISDIR(status.st_mode):
            raise refusal("directory")
        if not stat.S_ISREG(status.st_mode):
            raise refusal("not_regular_file")
        if status.st_size > LARGEST_FILE:
            raise refusal("too_large")
        with open(path, "rb") as file:
            return file.read(LARGEST_FILE + 1)
    except FileNotFoundError:
        raise refusal("missing") from None
    except (OSError, ValueError):
        raise refusal("unreadable") from None


def content_kind(data: bytes) -> str:
    """'zip', or the code of package.refusals that says what the content is instead."""
    if not data:
        return "empty"
    if data.startswith(b"PK\3\4"):
        return "zip"
    head = data[:4096]
    if not any(head):
        return "not_synced"
    if data.startswith(_OLE):
        return "legacy_xls"
    if data.startswith(b"%PDF"):
        return "pdf"
    return "unknown"
