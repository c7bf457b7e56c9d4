"""The gate: a file is judged by its content before any reader touches it; what is refused has a name."""

from __future__ import annotations

import os
import re
import stat
from codecs import getincrementaldecoder

from xltoolkit.errors import Refused
from xltoolkit.package.refusals import refusal

LARGEST_FILE = 128 << 20
_HEAD = 4096
_TAIL = 0xFFFF + 22  # where the end record of a zip stands

# Contents known by their first bytes. 'zip', 'ole' and 'biff' may be workbooks; the rest are codes of package.refusals.
_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"PK\3\4", "zip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"),
    (b"\x09\x00\x04\x00", "biff"),  # BIFF2, 3, 4 worksheets and 4 workspaces stand in the file without a container
    (b"\x09\x02\x06\x00", "biff"),
    (b"\x09\x04\x06\x00", "biff"),
    (b"%PDF", "pdf"),
    (b"{\\rtf", "document"),
    (b"\x89PNG", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF8", "image"),
    (b"II*\0", "image"),
    (b"MM\0*", "image"),
    (b"Rar!", "other_archive"),
    (b"7z\xbc\xaf\x27\x1c", "other_archive"),
    (b"\x1f\x8b", "other_archive"),
    (b"BZh", "other_archive"),
    (b"\xfd7zXZ", "other_archive"),
    (b"PK\5\6", "other_zip"),
)
_BINARY_SIGNATURES = (
    (0, b"BM", "image"),
    (8, b"WEBP", "image"),
    (4, b"ftyp", "image"),
    (257, b"ustar", "other_archive"),
)
"""Where they stand in what is no text, for they are too short or too far in to be believed anywhere."""
_SPREADSHEETML = "urn:schemas-microsoft-com:office:spreadsheet"
_HTML = r"<(?:!doctype\s+html|html|head|meta|body|table)\b"


def is_lock_file(path: str) -> bool:
    """`~$表.xlsx` (Excel, WPS), `.~lock.表.xlsx#` (LibreOffice), our own unfinished outputs: never opened."""
    return os.path.basename(path).startswith(("~$", ".~"))


def read_regular_file(path: str) -> bytes:
    """The bytes of a regular file; a FIFO or device is never opened. Raises Refused."""
    if is_lock_file(path):
        raise refusal("lock_file")
    try:
        status = os.stat(path)
        if stat.S_ISDIR(status.st_mode):
            raise refusal("directory", "" if os.listdir(path) else "里面是空的")
        if not stat.S_ISREG(status.st_mode):
            raise refusal("not_regular_file")
        if status.st_size > LARGEST_FILE:
            raise refusal("too_large", f"{status.st_size >> 20} MB")
        with open(path, "rb") as file:
            data = file.read(status.st_size + 1)  # as much memory is set up as is asked for
            return data if len(data) <= status.st_size else data + file.read(LARGEST_FILE - len(data))
    except (FileNotFoundError, NotADirectoryError):
        raise refusal("missing") from None
    except (OSError, ValueError):  # ValueError: a NUL in the name
        raise refusal("unreadable") from None


def content_kind(data: bytes) -> str:
    """'zip', 'ole', 'biff', or the code of package.refusals that says what the content is instead."""
    if not data:
        return "empty"
    for signature, kind in _SIGNATURES:
        if data.startswith(signature):
            return kind
    if not any(data[:_HEAD]):
        return "not_synced"
    head = _text(data[:_HEAD])
    if head is None:
        return _binary_kind(data)
    if _SPREADSHEETML in head:
        return "spreadsheetml_2003"
    if "urn:oasis:names:tc:opendocument" in head:
        return "flat_ods"
    if re.search(_HTML, head, re.I):
        return "html"
    if re.match(r"\s*(?:(?:From|Subject|Date|X-[\w-]+):[^\n]*\n(?:[ \t][^\n]*\n)*)*MIME-Version:", head, re.I):
        return "web_archive"
    if head.lstrip().startswith("%PDF-"):
        return "pdf"
    return "unknown" if head.lstrip().startswith("<") else "text"


def _binary_kind(data: bytes) -> str:
    """What bytes are that are no text: by a signature further in. A package behind somebody else's bytes is a damaged one."""
    for position, signature, kind in _BINARY_SIGNATURES:
        if data.startswith(signature, position):
            return kind
    if data[:1024].lstrip().startswith(b"%PDF-"):
        return "pdf"
    return "zip" if b"PK\5\6" in data[-_TAIL:] and b"PK\3\4" in data else "unknown"


def refused_content(kind: str, data: bytes) -> Refused:
    """Why content of this kind is no .xlsx package: an OLE container is looked into, for it may be an encrypted one."""
    if kind == "ole":
        from xltoolkit.package.ole import container_kind

        kind = container_kind(data)
    return refusal("xls" if kind == "biff" else kind)


def _text(head: bytes) -> str | None:
    """The head as text if it is text: by its byte order mark, else UTF-8, GB 18030 or mostly ASCII, without control characters."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head.decode("utf-16", "ignore")
    if any(byte < 32 and byte not in b"\t\n\r\f" for byte in head):
        return None
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return getincrementaldecoder(encoding)().decode(head)  # the head may end inside a character
        except UnicodeDecodeError:
            continue
    readable = sum(byte < 128 for byte in head)
    return head.decode("latin-1") if 2 * readable > len(head) else None  # of another encoding
