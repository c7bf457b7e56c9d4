"""What a VBA project says, whoever saved it last: a digest over its code, by which the macro of our own button is known.

Excel keeps the source of every module beside its compiled form ([MS-OVBA] 2.3.4.3) and may change blanks and the case of
names when it saves; so neither the bytes of vbaProject.bin nor those of a module tell whether the code is the same.
"""

from __future__ import annotations

import hashlib
from struct import error as StructError
from struct import unpack_from

OWN_CODE = frozenset(
    {
        "dcd33f7a0273094409c186ced05d6b644ebadcc42c5a33ded843888e82e24132",
        "a90c02bbe9e1ce22c67e1245e0a27295df8f4fc92ff9c88e410c1cbb80455252",
    }
)
"""code_digest of every macro that a template of ours has carried; the newest is tested against macros/."""

_END_OF_CHAIN = 0xFFFFFFFE
_LONGEST = 16 * 1024 * 1024  # bytes of a project that are looked at
_STREAM, _ROOT = 2, 5


def code_digest(project: bytes) -> str:
    """SHA-256 over the code of all modules that have any; over the bytes themselves where they are no readable project."""
    try:
        code = sorted(filter(None, map(_bare, module_sources(project))))
    except (StructError, ValueError, LookupError):
        return hashlib.sha256(project).hexdigest()
    return hashlib.sha256("\f".join(code).encode(errors="replace")).hexdigest()


def module_sources(project: bytes) -> list[str]:
    """The source text of every module of a vbaProject.bin, attributes included. Raises ValueError, StructError, LookupError."""
    streams = _streams(project)
    directory = _decompressed(streams["dir"])
    return [_decompressed(streams[name][offset:]).decode("latin-1") for name, offset in _modules(directory)]


def _bare(source: str) -> str:
    """Code without attributes, comments' case, blanks and line ends: what Excel may not change."""
    lines = (line.strip() for line in source.replace("\r", "\n").split("\n"))
    return "\n".join("".join(line.lower().split()) for line in lines if line and not line.startswith("Attribute "))


def _modules(directory: bytes) -> list[tuple[str, int]]:
    """Stream name and offset of the source of each module ([MS-OVBA] 2.3.4.2.3.2)."""
    found: list[tuple[str, int]] = []
    name, position = "", 0
    while position + 6 <= len(directory):
        identifier, size = unpack_from("<HI", directory, position)
        content = directory[position + 6 : position + 6 + size]
        position += 6 + size + (2 if identifier == 0x09 else 0)  # PROJECTVERSION does not count its last field
        if identifier == 0x1A:
            name = content.decode("latin-1")
        elif identifier == 0x31:
            found.append((name, int.from_bytes(content, "little")))
    return found


def _decompressed(container: bytes) -> bytes:
    """[MS-OVBA] 2.4.1.3: a signature byte, then chunks of at most 4096 bytes."""
    if not container or container[0] != 1:
        raise ValueError("no compressed container")
    out = bytearray()
    position = 1
    while position < len(container) and len(out) < _LONGEST:
        (header,) = unpack_from("<H", container, position)
        end = min(position + 3 + (header & 0xFFF), len(container))
        position += 2
        start = len(out)
        if not header & 0x8000:
            out += container[position:end]
            position = end
            continue
        while position < end:
            flags = container[position]
            position += 1
            for bit in range(8):
                if position >= end:
                    break
                if not flags >> bit & 1:
                    out.append(container[position])
                    position += 1
                    continue
                (token,) = unpack_from("<H", container, position)
                position += 2
                bits = max(4, (len(out) - start - 1).bit_length())
                distance = (token >> 16 - bits) + 1
                if distance > len(out) - start:
                    raise ValueError("a copy from before the chunk")
                for _ in range((token & (0xFFFF >> bits)) + 3):
                    out.append(out[-distance])
    return bytes(out)


def _streams(data: bytes) -> dict[str, bytes]:
    """Every stream of a compound file by its own name ([MS-CFB] 2.2 to 2.6); a project has no two of one name that matter."""
    if not data.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") or len(data) > _LONGEST:
        raise ValueError("no compound file")
    size, mini_size = 1 << data[30], 1 << data[32]
    directory_start, _, cutoff, mini_table_start = unpack_from("<4I", data, 48)

    def sector(number: int) -> bytes:
        return data[(number + 1) * size : (number + 2) * size]

    table: list[int] = []
    for number in unpack_from("<109I", data, 76):
        if number < _END_OF_CHAIN - 1:
            table += unpack_from(f"<{size // 4}I", sector(number))

    def chain(number: int, links: list[int]) -> list[int]:
        numbers: list[int] = []
        while number < _END_OF_CHAIN - 1 and len(numbers) <= len(links):
            numbers.append(number)
            number = links[number]
        return numbers

    def stream(number: int) -> bytes:
        return b"".join(map(sector, chain(number, table)))

    mini_bytes = stream(mini_table_start)
    mini_table = list(unpack_from(f"<{len(mini_bytes) // 4}I", mini_bytes))
    directory = stream(directory_start)
    found: dict[str, bytes] = {}
    mini_stream = b""
    for at in range(0, len(directory), 128):
        length, kind = unpack_from("<HB", directory, at + 64)
        start, total = unpack_from("<II", directory, at + 116)
        if kind == _ROOT:
            mini_stream = stream(start)
        elif kind == _STREAM:
            name = directory[at : at + max(length - 2, 0)].decode("utf-16-le", "replace")
            if total >= cutoff:
                found[name] = stream(start)[:total]
            else:
                pieces = (mini_stream[n * mini_size : (n + 1) * mini_size] for n in chain(start, mini_table))
                found[name] = b"".join(pieces)[:total] if total else b""
    return found
