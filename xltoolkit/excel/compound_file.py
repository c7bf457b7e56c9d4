"""Writes a compound file (MS-CFB version 3): the little file system inside which Office keeps a VBA project.

Deterministic: no clock, no class id, no random; the same tree gives the same bytes.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from typing import TypeAlias

Tree: TypeAlias = "Mapping[str, bytes | Tree]"
"""A storage: name → the bytes of a stream, or a storage inside."""

SECTOR, MINI_SECTOR, MINI_STREAM_CUTOFF = 512, 64, 4096  # [MS-CFB] 2.2: sector shift 9, mini sector shift 6, cutoff
FREE, END_OF_CHAIN, FAT_SECTOR, NO_STREAM = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF  # 2.1
UNUSED, STORAGE, STREAM, ROOT = 0, 1, 2, 5  # 2.6.1, object type
RED, BLACK = 0, 1
DIFAT_IN_HEADER = 109  # 2.2: more FAT sectors (a file beyond 6.8 MB) would need DIFAT sectors, which nobody needs here


def compound_file(tree: Tree) -> bytes:
    """The compound file that holds `tree` below its root storage.

    Names have at most 31 UTF-16 units and none of / \\ : ! ([MS-CFB] 2.6.1). Raises ValueError otherwise, or if the
    tree does not fit the 109 FAT sectors of the header.
    """
    entries = [_Entry("Root Entry", ROOT)]
    entries[0].child = _add_storage(entries, tree)
    sectors = _Sectors()
    mini_stream, mini_chains = bytearray(), list[int]()
    for entry in entries:
        entry.size = len(entry.data)
        if not entry.data:
            entry.start = END_OF_CHAIN if entry.type == STREAM else 0
        elif entry.size >= MINI_STREAM_CUTOFF:
            entry.start = sectors.append(entry.data)
        else:  # 2.4: short streams share the root's stream, in sectors of 64 bytes
            entry.start = len(mini_chains)
            mini_chains += _chain(entry.start, -(-entry.size // MINI_SECTOR))
            mini_stream += _padded(entry.data, MINI_SECTOR)
    root = entries[0]
    root.start, root.size = sectors.append(bytes(mini_stream)), len(mini_stream)
    mini_fat = _padded(struct.pack(f"<{len(mini_chains)}I", *mini_chains), SECTOR, b"\xff")
    mini_fat_start = sectors.append(mini_fat)
    while len(entries) % (SECTOR // 128):
        entries.append(_Entry("", UNUSED))
    directory_start = sectors.append(b"".join(entry.packed() for entry in entries))
    fat_places = sectors.append_fat()
    header = struct.pack(
        "<8s16xHHHHH6xIIIIIIIII",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        *(0x003E, 0x0003, 0xFFFE, 9, 6),  # minor and major version, byte order, sector and mini sector shift
        *(0, len(fat_places), directory_start, 0, MINI_STREAM_CUTOFF),  # in version 3 directory sectors are not counted
        *(mini_fat_start, len(mini_fat) // SECTOR, END_OF_CHAIN, 0),
    )
    header += struct.pack("<109I", *fat_places, *[FREE] * (DIFAT_IN_HEADER - len(fat_places)))
    return header + bytes(sectors.content)


class _Entry:
    """One directory entry, 128 bytes ([MS-CFB] 2.6.1). `left`, `right`, `child` are entry numbers."""

    def __init__(self, name: str, type: int, data: bytes = b"") -> None:
        self.name, self.type, self.data = name, type, data
        self.left = self.right = self.child = NO_STREAM
        self.color = BLACK if type != UNUSED else RED
        self.start = self.size = 0

    def packed(self) -> bytes:
        name = self.name.encode("utf-16-le") + b"\0\0" if self.name else b""
        head = struct.pack("<64sHBB", name, len(name), self.type, self.color)
        links = struct.pack("<III", self.left, self.right, self.child)
        return head + links + bytes(36) + struct.pack("<IQ", self.start, self.size)  # class id, state, two times: 0


class _Sectors:
    """The sectors behind the header, and the table that chains them ([MS-CFB] 2.3)."""

    def __init__(self) -> None:
        self.content = bytearray()
        self._fat: list[int] = []

    def append(self, data: bytes) -> int:
        """Number of the first sector of `data`; an empty stream has none."""
        if not data:
            return END_OF_CHAIN
        start = len(self._fat)
        self._fat += _chain(start, -(-len(data) // SECTOR))
        self.content += _padded(data, SECTOR)
        return start

    def append_fat(self) -> range:
        """Append the table itself, its own sectors included; the numbers of these sectors."""
        per_sector, used = SECTOR // 4, len(self._fat)
        count = -(-used // (per_sector - 1))  # each sector of the table describes itself too
        if count > DIFAT_IN_HEADER:
            raise ValueError("the streams do not fit a compound file without DIFAT sectors")
        table = self._fat + [FAT_SECTOR] * count
        table += [FREE] * (count * per_sector - len(table))
        self.content += struct.pack(f"<{len(table)}I", *table)
        return range(used, used + count)


def _add_storage(entries: list[_Entry], tree: Tree) -> int:
    """Append the members of a storage; the number of the one at the top of their search tree."""
    numbers = []
    for name in sorted(tree, key=_order):
        if not name or len(name.encode("utf-16-le")) > 62 or set(name) & set("/\\:!"):
            raise ValueError(f"not a name for a compound file: {name!r}")
        content = tree[name]
        numbers.append(len(entries))
        if isinstance(content, bytes):
            entries.append(_Entry(name, STREAM, content))
        else:
            storage = _Entry(name, STORAGE)
            entries.append(storage)
            storage.child = _add_storage(entries, content)
    full_levels = (len(numbers) + 1).bit_length() - 1
    return _search_tree(entries, numbers, 0, full_levels)


def _search_tree(entries: list[_Entry], numbers: list[int], depth: int, full_levels: int) -> int:
    """Balanced by always taking the middle: full levels black, the last incomplete one red ([MS-CFB] 2.6.4)."""
    if not numbers:
        return NO_STREAM
    middle = len(numbers) // 2
    entry = entries[numbers[middle]]
    entry.left = _search_tree(entries, numbers[:middle], depth + 1, full_levels)
    entry.right = _search_tree(entries, numbers[middle + 1 :], depth + 1, full_levels)
    entry.color = BLACK if depth < full_levels else RED
    return numbers[middle]


def _order(name: str) -> tuple[int, str]:
    """[MS-CFB] 2.6.4: a shorter name comes first, then upper case decides."""
    return len(name.encode("utf-16-le")), name.upper()


def _chain(start: int, count: int) -> list[int]:
    """The table's entries for `count` consecutive sectors from `start`: each names the next, the last ends the chain."""
    return [*range(start + 1, start + count), END_OF_CHAIN]


def _padded(data: bytes, size: int, fill: bytes = b"\0") -> bytes:
    return data + fill * (-len(data) % size)
