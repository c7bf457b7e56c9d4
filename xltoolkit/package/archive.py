"""The zip package of a workbook, held in memory: its directory, its parts, and a new package with some parts changed.

The directory is read by ourselves: importing zipfile would cost a fresh check more than the reading does, and zipfile
accepts what a gate must refuse (overlapping entries, two parts of one name). Source: PKWARE APPNOTE 6.3.3, §4.3;
part names are equal without regard to ASCII case (ECMA-376 part 2, §6.2.2.3).
"""

from __future__ import annotations

import zlib
from struct import Struct
from struct import error as StructError

from xltoolkit.package.gate import content_kind, read_regular_file, refused_content
from xltoolkit.package.refusals import refusal
from xltoolkit.records import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

MEBIBYTE = 1 << 20
MOST_ENTRIES = 2_000
LARGEST_PACKAGE = 512 * MEBIBYTE  # all parts together, inflated; borders down to row 1,048,576 make a sheet of 200
LARGEST_PART = 128 * MEBIBYTE  # of a part that is wanted whole; sheets are read as a stream
RATIO_COUNTS_FROM = 16 * MEBIBYTE  # 64,000 honest styles reach a ratio of 319, but not this size
HIGHEST_RATIO = 200  # Excel itself has saved sheets of long equal strings at 121; a bomb has 1,000

_CHUNK = 256 * 1024
_CENTRAL = Struct("<4s6H3L5H2L")
_LOCAL = Struct("<4s5H3L2H")
_END = Struct("<4s4H2LH")
_ENCRYPTED, _NAME_IS_UTF8 = 0x0001, 0x0800
_STORED, _DEFLATED = 0, 8
_MEMORY_LEVEL = 6  # as small as zlib's own 8, but its tables are set up five times faster: most parts are small
_EARLIEST_DATE = 33  # 1980-01-01 as MS-DOS writes it: new parts carry no clock


class Entry(NamedTuple):
    """One line of the directory; `start` is where its compressed bytes begin."""

    raw_name: bytes
    flags: int
    method: int
    time: int
    date: int
    crc: int
    compressed_size: int
    size: int
    attributes: int
    start: int


class Archive:
    """A zip package in memory. `names`: the parts in directory order, forward slashes, in the file's own case."""

    def __init__(self, data: bytes, entries: dict[str, Entry]) -> None:
        self._data = data
        self._entries = entries
        self._folded = {name.lower(): name for name in entries}
        self.names = list(entries)

    @classmethod
    def open(cls, path: str) -> Archive:
        """Read a regular file. Raises Refused (codes: package.refusals) for everything that is no sound package."""
        return cls.from_bytes(read_regular_file(path))

    @classmethod
    def from_bytes(cls, data: bytes) -> Archive:
        """Take a package that is already in memory (a copy just made, a test's hand-made one)."""
        kind = content_kind(data)
        if kind != "zip":
            raise refused_content(kind, data)
        try:
            return cls(data, _directory(data))
        except StructError:
            raise refusal("truncated") from None

    @property
    def data(self) -> bytes:
        """The package as it came."""
        return self._data

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and name.lower() in self._folded

    def actual_name(self, name: str) -> str:
        """The name as the package spells it (SharedStrings.xml for sharedStrings.xml); unknown names unchanged."""
        return self._folded.get(name.lower(), name)

    def size(self, name: str) -> int:
        """Declared inflated size in bytes; `read` and `stream` hold the part to it."""
        return self._entry(name).size

    def seal(self, name: str) -> tuple[int, int, int, bytes]:
        """What only equal parts share: size, checksum, method, and the compressed bytes themselves."""
        entry = self._entry(name)
        return entry.size, entry.crc, entry.method, bytes(self._raw(entry))

    def read(self, name: str) -> bytes:
        """The inflated part, its size and CRC verified. Raises Refused: 'damaged', 'too_large'."""
        if self.size(name) > LARGEST_PART:
            raise refusal("too_large", self.actual_name(name))
        return b"".join(self.stream(name))

    def stream(self, name: str) -> Iterator[bytes]:
        """The inflated part in pieces of at most 256 KiB; a wrong size or CRC is told after the last piece."""
        entry = self._entry(name)
        raw = self._raw(entry)
        left, crc = entry.size, 0
        for piece in _inflated(raw, entry.size) if entry.method == _DEFLATED else (bytes(raw),):
            left -= len(piece)
            crc = zlib.crc32(piece, crc)
            if left < 0:
                break
            yield piece
        if left != 0 or crc != entry.crc:
            raise refusal("damaged", self.actual_name(name))

    def rewritten(self, parts: Mapping[str, bytes | None], level: int = 6) -> bytes:
        """A new package: the named parts replaced (None removes), new ones appended in the order given.

        All other parts are carried over as the compressed bytes they are. Equal input gives equal output. `level` is
        zlib's: 3 takes half the time of 6 and a tenth more room.
        """
        changes = {self.actual_name(name): body for name, body in parts.items()}
        entries: list[tuple[Entry, bytes | memoryview]] = []
        for name, entry in self._entries.items():
            if name not in changes:
                entries.append((entry, self._raw(entry)))
                continue
            body = changes.pop(name)
            if body is not None:
                entries.append(_packed(body, entry.raw_name, entry.flags & _NAME_IS_UTF8, level))
        for name, body in changes.items():
            if body is not None:
                entries.append(_packed(body, name.encode(), 0 if name.isascii() else _NAME_IS_UTF8, level))
        return _assembled(entries)

    def _entry(self, name: str) -> Entry:
        try:
            return self._entries[self._folded[name.lower()]]
        except KeyError:
            raise refusal("damaged", f"缺少 {name}") from None

    def _raw(self, entry: Entry) -> memoryview:
        return memoryview(self._data)[entry.start : entry.start + entry.compressed_size]


def _directory(data: bytes) -> dict[str, Entry]:
    """Every entry by its name, after the limits, the names and the overlaps were looked at."""
    end, count, length, directory_start = _end_record(data)
    if count > MOST_ENTRIES:
        raise refusal("bomb", f"内含 {count} 个部件")
    entries: dict[str, Entry] = {}
    folded: set[str] = set()
    extents: list[tuple[int, int]] = []
    total, position = 0, directory_start
    for _ in range(count):
        (signature, _made_by, _needed, flags, method, time, date, crc, compressed_size, size, name_length, extra_length,
         comment_length, _disk, _internal, attributes, offset) = _CENTRAL.unpack_from(data, position)  # fmt: skip
        if signature != b"PK\1\2":
            raise refusal("damaged")
        raw_name = data[position + _CENTRAL.size : position + _CENTRAL.size + name_length]
        position += _CENTRAL.size + name_length + extra_length + comment_length
        name = _part_name(raw_name, flags)
        if name.lower() in folded:
            raise refusal("unsafe", f"{name} 重复")
        folded.add(name.lower())
        if 0xFFFFFFFF in (compressed_size, size, offset):
            from xltoolkit.package.zip64 import real_sizes  # rarely needed

            extra = data[position - extra_length - comment_length : position - comment_length]
            compressed_size, size, offset = real_sizes(extra, compressed_size, size, offset)
        total += size
        if _swollen(size, compressed_size) or total > LARGEST_PACKAGE:
            raise refusal("bomb")
        local = _LOCAL.unpack_from(data, min(offset, len(data)))
        start = offset + _LOCAL.size + local[9] + local[10]
        if local[0] != b"PK\3\4" or data[offset + _LOCAL.size : offset + _LOCAL.size + local[9]] != raw_name:
            raise refusal("damaged")
        if (flags | local[2]) & _ENCRYPTED:
            raise refusal("encrypted")
        if method not in (_STORED, _DEFLATED):
            raise refusal("compression")
        extents.append((offset, start + compressed_size))
        entries[name] = Entry(raw_name, flags, method, time, date, crc, compressed_size, size, attributes, start)
    if position != directory_start + length:
        raise refusal("damaged")
    extents.sort()
    extents.append((directory_start, end))
    if any(extents[i][1] > extents[i + 1][0] for i in range(count)):
        raise refusal("unsafe", "部件互相重叠")
    return entries


def _swollen(size: int, compressed_size: int) -> bool:
    """Whether an entry looks like a bomb."""
    return size > RATIO_COUNTS_FROM and size > HIGHEST_RATIO * compressed_size


def _end_record(data: bytes) -> tuple[int, int, int, int]:
    """Where the end record stands, how many entries there are, how long the directory is and where it begins."""
    end = data.rfind(b"PK\5\6", max(0, len(data) - 0xFFFF - _END.size))
    if end < 0:
        raise refusal("not_synced" if not any(data[-512:]) else "truncated")
    _, disk, first_disk, here, count, length, start, _comment = _END.unpack_from(data, end)
    if count == 0xFFFF or 0xFFFFFFFF in (length, start):
        from xltoolkit.package.zip64 import end_record

        count, length, start = end_record(data, end)
    elif disk or first_disk or here != count or start + length > end:
        raise refusal("damaged")
    return end, count, length, start


def _part_name(raw_name: bytes, flags: int) -> str:
    """The name with forward slashes; Refused where it could lead out of the package or hide what it names."""
    try:
        in_utf8 = flags & _NAME_IS_UTF8 or raw_name.isascii()
        name = raw_name.decode("utf-8" if in_utf8 else "cp437").replace("\\", "/")
    except UnicodeDecodeError:
        raise refusal("damaged") from None
    if not name or "\0" in name or ":" in name or name.startswith("/") or ".." in name.split("/"):
        raise refusal("unsafe", "部件路径可疑")
    return name


def _inflated(raw: memoryview, size: int) -> Iterator[bytes]:
    """Inflate piece by piece, at most one byte more than declared: a lie cannot fill the memory."""
    inflater = zlib.decompressobj(-15)
    left = size + 1
    try:
        while left > 0 and not inflater.eof:
            piece = inflater.decompress(raw, min(left, _CHUNK))
            if not piece:
                break
            left -= len(piece)
            raw = memoryview(inflater.unconsumed_tail)
            yield piece
    except zlib.error:
        raise refusal("damaged") from None


def _packed(body: bytes, raw_name: bytes, flags: int, level: int) -> tuple[Entry, bytes]:
    method, packed = _DEFLATED, _deflated(body, level)
    if _swollen(len(body), len(packed)):  # packed worse, or not at all: we must be able to read it again
        packed = _deflated(body, 1)
        if _swollen(len(body), len(packed)):
            method, packed = _STORED, body
    entry = Entry(raw_name, flags, method, 0, _EARLIEST_DATE, zlib.crc32(body), len(packed), len(body), 0, 0)
    return entry, packed


def _deflated(body: bytes, level: int) -> bytes:
    deflater = zlib.compressobj(level, zlib.DEFLATED, -15, _MEMORY_LEVEL)
    return deflater.compress(body) + deflater.flush()


def _assembled(entries: list[tuple[Entry, bytes | memoryview]]) -> bytes:
    """Local headers, bodies, directory, end record. Sizes stand in the headers: data descriptors are not needed."""
    output: list[bytes | memoryview] = []
    directory: list[bytes] = []
    position = 0
    for entry, body in entries:
        name = entry.raw_name
        when = (entry.flags & _NAME_IS_UTF8, entry.method, entry.time, entry.date)
        common = (20, *when, entry.crc, len(body), entry.size, len(name))
        output += (_LOCAL.pack(b"PK\3\4", *common, 0), name, body)
        directory += (_CENTRAL.pack(b"PK\1\2", 20, *common, 0, 0, 0, 0, entry.attributes, position), name)
        position += _LOCAL.size + len(name) + len(body)
    listing = b"".join(directory)
    end = _END.pack(b"PK\5\6", 0, 0, len(entries), len(entries), len(listing), position, 0)
    return b"".join([*output, listing, end])
