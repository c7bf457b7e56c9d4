"""Compiles VBA source text into vbaProject.bin ([MS-OVBA]), without Excel: the form the specification asks of writers.

No performance cache and Version 0xFFFF ([MS-OVBA] 2.3.4.1), every module's text at offset 0, so that the reading
program compiles from the source. The sources are ASCII: no code page can spoil them.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence

from xltoolkit.excel.compound_file import compound_file

CHUNK = 4096  # [MS-OVBA] 2.4.1.1.3: a compressed chunk stands for at most this many bytes
LITERAL_ONLY = 3  # 2.4.1.3.19.2: a copy token pays from three bytes on

CODE_PAGE = 1252
WORKBOOK_CLASS = "{00020819-0000-0000-C000-000000000046}"
WORKSHEET_CLASS = "{00020820-0000-0000-C000-000000000046}"
PROJECT_ID = "{5C2A7B1E-6B0B-4D2B-9C1F-2A0F3E5D7C11}"
REFERENCES = {  # the two that Excel itself writes into every new project
    "stdole": r"*\G{00020430-0000-0000-C000-000000000046}#2.0#0#C:\Windows\System32\stdole2.tlb#OLE Automation",
    "Office": r"*\G{2DF8D04C-5BFA-101B-BDE5-00AA0044DE52}#2.0#0#"
    r"C:\Program Files\Common Files\Microsoft Shared\OFFICE16\MSO.DLL#Microsoft Office 16.0 Object Library",
}


def vba_project(modules: Mapping[str, str], sheets: Sequence[str], name: str = "VBAProject") -> bytes:
    """The bytes of vbaProject.bin.

    modules   name → source text of a standard module (.bas), ASCII
    sheets    the code names of the workbook's sheets in order; each needs a document module of its own

    Raises ValueError for a source that is not ASCII, naming module and line.
    """
    documents = {"ThisWorkbook": _document_source("ThisWorkbook", WORKBOOK_CLASS)}
    documents |= {sheet: _document_source(sheet, WORKSHEET_CLASS) for sheet in sheets}
    sources = documents | {module: _module_source(module, text) for module, text in modules.items()}
    storage = {"dir": compress(_dir_stream(name, sources, documents)), "_VBA_PROJECT": _VBA_PROJECT_STREAM}
    storage |= {module: compress(text.encode("ascii")) for module, text in sources.items()}
    return compound_file(
        {
            "PROJECT": _project_stream(name, sources, documents),
            "PROJECTwm": b"".join(_bytes(module) + b"\0" + _wide(module) + b"\0\0" for module in sources) + b"\0\0",
            "VBA": storage,
        }
    )


def compress(data: bytes) -> bytes:
    """A CompressedContainer ([MS-OVBA] 2.4.1.3.6): signature byte, then one compressed chunk for each 4096 bytes.

    Raises ValueError for a chunk that does not shrink. The format could store it raw, but Excel has been seen to drop
    such modules, and no source text is like that.
    """
    container = bytearray(b"\x01")
    for start in range(0, len(data), CHUNK):
        chunk = _compressed_chunk(data[start : start + CHUNK])
        if len(chunk) > CHUNK:
            raise ValueError("this is no source text: it does not compress")
        header = 0xB000 | (len(chunk) - 1)  # 2.4.1.1.5: size with header less 3, signature 0b011, flag "compressed"
        container += struct.pack("<H", header) + chunk
    return bytes(container)


def _compressed_chunk(data: bytes) -> bytes:
    """Token sequences: a flag byte, then eight tokens, each a literal byte or a copy token ([MS-OVBA] 2.4.1.3.7-10)."""
    chunk = bytearray()
    seen: dict[bytes, list[int]] = {}
    position = 0
    while position < len(data):
        flags_at = len(chunk)
        chunk.append(0)
        for token in range(8):
            if position >= len(data):
                break
            length, offset = _longest_match(data, position, seen)
            if length:
                shift = 16 - _offset_bits(position)
                chunk += struct.pack("<H", (offset - 1) << shift | (length - LITERAL_ONLY))  # 2.4.1.3.19.3, pack
                chunk[flags_at] |= 1 << token
            else:
                length = 1
                chunk.append(data[position])
            for start in range(position, min(position + length, len(data) - 2)):
                seen.setdefault(data[start : start + 3], []).append(start)
            position += length
    return bytes(chunk)


def _longest_match(data: bytes, position: int, seen: dict[bytes, list[int]]) -> tuple[int, int]:
    """Length and distance of the longest earlier repetition, the nearest of equals ([MS-OVBA] 2.4.1.3.19.4)."""
    longest = min((0xFFFF >> _offset_bits(position)) + 3, len(data) - position)
    best = offset = 0
    for candidate in reversed(seen.get(data[position : position + 3], [])):
        length = 3
        while length < longest and data[candidate + length] == data[position + length]:
            length += 1
        if length > best:
            best, offset = length, position - candidate
            if best == longest:
                break
    return best, offset


def _offset_bits(position: int) -> int:
    """How many bits of a copy token hold the distance at this position of the chunk ([MS-OVBA] 2.4.1.3.19.1)."""
    return max(4, (position - 1).bit_length())


_VBA_PROJECT_STREAM = bytes.fromhex("cc61ffff000100")  # [MS-OVBA] 2.3.4.1: Version 0xFFFF, nothing cached


def _dir_stream(name: str, sources: Mapping[str, str], documents: Mapping[str, str]) -> bytes:
    """The dir stream ([MS-OVBA] 2.3.4.2) before compression."""
    information = (
        _record(0x01, struct.pack("<I", 3))  # SysKind: 64-bit Windows
        + _record(0x02, struct.pack("<I", 0x409))
        + _record(0x14, struct.pack("<I", 0x409))
        + _record(0x03, struct.pack("<H", CODE_PAGE))
        + _record(0x04, _bytes(name))
        + _text(0x05, 0x40, "")  # doc string
        + _text(0x06, 0x3D, "")  # help file
        + _record(0x07, bytes(4))
        + _record(0x08, bytes(4))
        + struct.pack(
            "<HIIH", 0x09, 4, 0x65BE0257, 17
        )  # version of the project; its size field does not count it whole
        + _text(0x0C, 0x3C, "")  # compile-time constants
    )
    references = b""
    for reference, library in REFERENCES.items():
        content = struct.pack("<I", len(library)) + _bytes(library) + bytes(6)
        references += _text(0x16, 0x3E, reference) + _record(0x0D, content)
    modules = _record(0x0F, struct.pack("<H", len(sources))) + _record(0x13, b"\xff\xff")
    for module in sources:
        modules += _text(0x19, 0x47, module) + _text(0x1A, 0x32, module) + _text(0x1C, 0x48, "")
        modules += _record(0x31, bytes(4)) + _record(0x1E, bytes(4)) + _record(0x2C, b"\xff\xff")
        modules += _record(0x22 if module in documents else 0x21, b"") + _record(0x2B, b"")
    return information + references + modules + _record(0x10, b"")


def _project_stream(name: str, sources: Mapping[str, str], documents: Mapping[str, str]) -> bytes:
    """The PROJECT stream ([MS-OVBA] 2.3.1): an .ini text. CMG, DPB, GC say: not protected, no password, visible."""
    lines = [f'ID="{PROJECT_ID}"']
    lines += [f"Document={module}/&H00000000" if module in documents else f"Module={module}" for module in sources]
    lines += [f'Name="{name}"', 'HelpContextID="0"', 'VersionCompatible32="393222000"']
    lines += [f'CMG="{encrypted(0xA7, bytes(4))}"', f'DPB="{encrypted(0xA2, bytes(1))}"']
    lines += [f'GC="{encrypted(0x9D, bytes([0xFF]))}"', ""]
    lines += ["[Host Extender Info]", "&H00000001={3832D640-CF90-11CF-8E43-00A0C911005A};VBE;&H00000000", ""]
    lines += ["[Workspace]"] + [f"{module}=0, 0, 0, 0, C" for module in sources]
    return _bytes("\r\n".join(lines) + "\r\n")


def encrypted(seed: int, data: bytes, project_id: str = PROJECT_ID) -> str:
    """[MS-OVBA] 2.4.3.2, an obfuscation rather than a cipher, as the hexadecimal text of the PROJECT stream.

    `seed` is a byte that the specification lets the writer choose; it also decides how many ignored bytes come first.
    """
    key = sum(project_id.encode("ascii")) & 0xFF
    result = [seed, seed ^ 2, seed ^ key]  # seed, version 2, project key
    previous, before, plain = result[2], result[1], key
    for byte in bytes([7] * ((seed & 6) // 2)) + struct.pack("<I", len(data)) + data:
        result.append(byte ^ ((before + plain) & 0xFF))
        previous, before, plain = result[-1], previous, byte
    return bytes(result).hex().upper()


def _module_source(module: str, text: str) -> str:
    """The text of a standard module with CRLF ends and its name first; anything but ASCII is refused."""
    lines = text.replace("\r\n", "\n").rstrip("\n").split("\n")
    for number, line in enumerate(lines, start=1):
        if not line.isascii():
            raise ValueError(f"{module}, line {number}: a VBA source must be ASCII")
    heading = f'Attribute VB_Name = "{module}"'
    if lines[0] != heading:
        lines.insert(0, heading)
    return "\r\n".join(lines) + "\r\n"


def _document_source(module: str, class_id: str) -> str:
    """The empty module behind a workbook or sheet; its attributes bind it to its class ([MS-VBAL] 4.2)."""
    attributes = {"Name": f'"{module}"', "Base": f'"0{class_id}"', "GlobalNameSpace": "False", "Creatable": "False"}
    attributes |= {"PredeclaredId": "True", "Exposed": "True", "TemplateDerived": "False", "Customizable": "True"}
    return "".join(f"Attribute VB_{key} = {value}\r\n" for key, value in attributes.items())


def _record(identifier: int, content: bytes) -> bytes:
    return struct.pack("<HI", identifier, len(content)) + content


def _text(identifier: int, wide_identifier: int, text: str) -> bytes:
    """A text of the dir stream stands twice: in the project's code page, then in UTF-16."""
    return _record(identifier, _bytes(text)) + _record(wide_identifier, _wide(text))


def _bytes(text: str) -> bytes:
    return text.encode("ascii")


def _wide(text: str) -> bytes:
    return text.encode("utf-16-le")
