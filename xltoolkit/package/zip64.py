"""The ZIP64 fields of a package: writers that stream, of .NET and Java, put them into workbooks of any size.

Source: PKWARE APPNOTE 6.3.3, §4.3.14, §4.3.15, §4.5.3. What they say is held to the same limits as the plain fields.
"""

from __future__ import annotations

from struct import Struct, unpack_from

from xltoolkit.package.refusals import refusal

IN_EXTRA = 0xFFFFFFFF
"""A size or an offset that stands in the ZIP64 extra field instead."""

_RECORD = Struct("<4s8x4x2L4Q")
_LOCATOR = Struct("<4sLQL")
_TAG = 0x0001


def end_record(data: bytes, end: int) -> tuple[int, int, int]:
    """Number of entries, length and start of the directory, from the record that the one at `end` stands in for.

    Raises Refused('damaged'), struct.error.
    """
    signature, _disk, position, disks = _LOCATOR.unpack_from(data, max(0, end - _LOCATOR.size))
    if signature != b"PK\6\7" or disks > 1 or position > end:
        raise refusal("damaged")
    signature, disk, first_disk, here, count, length, start = _RECORD.unpack_from(data, position)
    if signature != b"PK\6\6" or disk or first_disk or here != count or start + length > position:
        raise refusal("damaged")
    return count, length, start


def real_sizes(extra: bytes, compressed_size: int, size: int, offset: int) -> tuple[int, int, int]:
    """The three fields of an entry, those that are IN_EXTRA replaced. Raises Refused('damaged'), struct.error."""
    position = 0
    while position + 4 <= len(extra):
        tag, length = unpack_from("<HH", extra, position)
        position += 4
        if tag == _TAG:
            fields = []
            for field in (size, compressed_size, offset):  # in this order, and only those that are missing
                if field == IN_EXTRA:
                    (field,) = unpack_from("<Q", extra, position)
                    position += 8
                fields.append(field)
            return fields[1], fields[0], fields[2]
        position += length
    raise refusal("damaged")
