"""What an OLE container holds: an .xls, an encrypted .xlsx, a Word document. Source: MS-CFB §2.2 to §2.6."""

from __future__ import annotations

from collections.abc import Iterator
from struct import Struct, unpack_from
from struct import error as StructError

_END_OF_CHAIN = 0xFFFFFFFE
_ENTRY = Struct("<64sH2x3L")  # name, its length in bytes with the final NUL, left and right sibling, child
_ENTRY_SIZE = 128
_MOST_ENTRIES = 10_000

_KINDS = (
    ("ENCRYPTEDPACKAGE", "encrypted"),
    ("WORKBOOK", "xls"),
    ("BOOK", "xls"),
    ("WORDDOCUMENT", "document"),
    ("POWERPOINT DOCUMENT", "presentation"),
)


def container_kind(data: bytes) -> str:
    """'xls', or the code of package.refusals: 'encrypted', 'document', 'presentation', 'ole_other', 'truncated'."""
    names = root_names(data)
    if names is None:
        return "truncated"
    return next((kind for name, kind in _KINDS if name in names), "ole_other")


def root_names(data: bytes) -> frozenset[str] | None:
    """Names, in capitals, of the streams and storages at the container's root; None if it is cut short or broken."""
    try:
        return frozenset(_root_names(b"".join(_directory_sectors(data))))
    except (StructError, ValueError):
        return None


def _directory_sectors(data: bytes) -> Iterator[bytes]:
    """The sectors of the directory, along their chain in the sector allocation table."""
    (shift,) = unpack_from("<H", data, 30)
    if shift not in (9, 12):
        raise ValueError("sector size")
    size = 1 << shift
    tables = unpack_from("<109L", data, 76)
    (sector,) = unpack_from("<L", data, 48)
    for _ in range(_MOST_ENTRIES * _ENTRY_SIZE // size):
        if sector >= _END_OF_CHAIN - 1:
            return
        start = (sector + 1) * size
        if start >= len(data):
            raise ValueError("directory beyond the end")
        yield data[start : start + size]
        table, place = divmod(sector, size // 4)
        if table >= len(tables):
            return  # a directory so far back would need the DIFAT chain: what was read must do
        (sector,) = unpack_from("<L", data, (tables[table] + 1) * size + 4 * place)


def _root_names(directory: bytes) -> Iterator[str]:
    """Names of the root storage's own children, in capitals: names are compared so (§2.6.4).

    An embedded object's streams stand deeper and do not count.
    """
    waiting = [_ENTRY.unpack_from(directory, 0)[4]]
    seen = set()
    while waiting:
        number = waiting.pop()
        if number in seen or (number + 1) * _ENTRY_SIZE > len(directory):
            continue
        seen.add(number)
        name, length, left, right, _child = _ENTRY.unpack_from(directory, number * _ENTRY_SIZE)
        yield name[: max(0, min(length, 64) - 2)].decode("utf-16-le", "replace").upper()
        waiting += (left, right)
