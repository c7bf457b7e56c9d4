"""Our VBA compiler against the specification's published examples and against oletools, which knows nothing of it."""

from __future__ import annotations

import io
import random
from pathlib import Path

import olefile
import pytest
import xlwings
from hypothesis import given
from hypothesis import strategies as st
from oletools.olevba import VBA_Parser, decompress_stream

from xltoolkit.excel.vba_project import PROJECT_ID, compress, encrypted, vba_project

MODULE = "Option Explicit\n\nPublic Sub Hello()\n    Debug.Print 1\nEnd Sub\n"


# [MS-OVBA] 3.2.1, 3.2.2, 3.2.3: no, normal and maximum compression, text and container as published.
NO_COMPRESSION = (
    b"abcdefghijklmnopqrstuv.",
    "01 19 B0 00 61 62 63 64 65 66 67 68 00 69 6A 6B 6C 6D 6E 6F 70 00 71 72 73 74 75 76 2E",
)
NORMAL = (
    b"#aaabcdefaaaaghijaaaaaklaaamnopqaaaaaaaaaaaarstuvwxyzaaa",
    "01 2F B0 00 23 61 61 61 62 63 64 65 82 66 00 70 61 67 68 69 6A 01 38 08 61 6B 6C 00 30 6D 6E 6F 70 06 71 02 70 04"
    " 10 72 73 74 75 76 10 77 78 79 7A 00 3C",
)
MAXIMUM = (b"a" * 73, "01 03 B0 02 61 45 00")


@pytest.mark.parametrize(("text", "container"), [NO_COMPRESSION, MAXIMUM])
def test_published_examples_come_out_byte_for_byte(text: bytes, container: str) -> None:
    assert compress(text) == bytes.fromhex(container)


def test_the_published_normal_example_differs_only_in_which_of_equal_repetitions_it_names() -> None:
    """The algorithm of 2.4.1.3.19.4 finds the nearest of equally long repetitions; the example names farther ones."""
    text, container = NORMAL
    published, ours = bytes.fromhex(container), compress(text)
    assert decompressed(published) == decompressed(ours) == text
    different = [i for i, (a, b) in enumerate(zip(published, ours, strict=True)) if a != b]
    assert len(different) == 3  # the distances in three copy tokens, not their lengths, nor any literal


def decompressed(container: bytes) -> bytes:
    return bytes(decompress_stream(bytearray(container)))


@pytest.mark.parametrize("size", [1, 2, 3, 8, 9, 16, 17, 33, 4095, 4096, 4097, 8192, 10_000])
@pytest.mark.parametrize("alphabet", [b"a", b"ab", b"Dim x As Long\r\n "])
def test_compression_is_undone_by_oletools(size: int, alphabet: bytes) -> None:
    text = bytes(random.Random(size).choices(alphabet, k=size))
    assert decompressed(compress(text)) == text


@given(st.text(st.characters(codec="ascii", exclude_characters="\0"), min_size=1, max_size=600).map(lambda t: t * 8))
def test_any_ascii_text_comes_back(text: str) -> None:
    assert decompressed(compress(text.encode())) == text.encode()


def test_sources_that_run_in_excel_every_day_come_back() -> None:
    sources = sorted(Path(xlwings.__file__).parent.rglob("*.bas"))
    assert len(sources) >= 2
    for source in sources:
        text = source.read_bytes()
        assert decompressed(compress(text)) == text


def test_what_does_not_compress_is_refused_because_excel_drops_raw_chunks() -> None:
    with pytest.raises(ValueError, match="compress"):
        compress(random.Random(1).randbytes(4096))


@pytest.mark.parametrize("count", [1, 2, 5, 20])
def test_oletools_reads_back_every_source_as_it_was_written(count: int) -> None:
    modules = {f"Module{i}": MODULE.replace("1", str(i)) for i in range(count)}
    sheets = [f"Sheet{i}" for i in range(1, count + 1)]
    data = vba_project(modules, sheets)
    parser = VBA_Parser("vbaProject.bin", data=data)
    found = {path.rpartition("/")[2]: code for _, path, _, code in parser.extract_macros()}
    standard = {name: found[name] for name in modules}
    assert standard == {
        name: (f'Attribute VB_Name = "{name}"\n{modules[name]}').replace("\n", "\r\n") for name in modules
    }
    assert set(found) == {*modules, *sheets, "ThisWorkbook"}
    assert "{00020820-0000-0000-C000-000000000046}" in found["Sheet1"]
    assert "{00020819-0000-0000-C000-000000000046}" in found["ThisWorkbook"]


def test_container_is_strictly_sound_and_lists_modules_in_all_three_places() -> None:
    data = vba_project({"CheckWorkbook": MODULE}, ["Sheet1"], "XlToolkit")
    with olefile.OleFileIO(io.BytesIO(data), raise_defects=olefile.DEFECT_UNSURE) as file:
        assert not file.parsing_issues
        project = file.openstream("PROJECT").read().decode("ascii")
        names = file.openstream("PROJECTwm").read()
        directory = decompressed(file.openstream("VBA/dir").read())
        assert file.openstream("VBA/_VBA_PROJECT").read() == bytes.fromhex("cc61ffff000100")
    assert "Module=CheckWorkbook\r\n" in project
    assert "Document=Sheet1/&H00000000\r\n" in project
    assert 'Name="XlToolkit"\r\n' in project
    for module in ("ThisWorkbook", "Sheet1", "CheckWorkbook"):
        assert module.encode() + b"\0" + module.encode("utf-16-le") + b"\0\0" in names
        assert directory.count(module.encode()) == 2  # name and stream name
    assert b"VBAProject" not in directory


def test_the_same_source_gives_the_same_bytes() -> None:
    assert vba_project({"A": MODULE}, ["Sheet1"]) == vba_project({"A": MODULE.replace("\n", "\r\n")}, ["Sheet1"])


def test_a_source_with_chinese_is_refused_with_its_line() -> None:
    with pytest.raises(ValueError, match="CheckWorkbook, line 2: a VBA source must be ASCII"):
        vba_project({"CheckWorkbook": "Option Explicit\n' 检查\n"}, ["Sheet1"])


def test_protection_fields_say_not_protected_and_visible() -> None:
    """[MS-OVBA] 2.4.3.3 read backwards gives the data that went in, so no one is asked for a password."""

    def decrypted(text: str) -> bytes:
        raw = bytes.fromhex(text)
        key = raw[0] ^ raw[2]
        assert raw[0] ^ raw[1] == 2
        assert key == sum(PROJECT_ID.encode()) & 0xFF
        previous, before, plain = raw[2], raw[1], key
        out = bytearray()
        for byte in raw[3:]:
            plain = byte ^ ((before + plain) & 0xFF)
            previous, before = byte, previous
            out.append(plain)
        body = out[(raw[0] & 6) // 2 :]
        length = int.from_bytes(body[:4], "little")
        assert len(body) == 4 + length
        return bytes(body[4:])

    assert decrypted(encrypted(0xA7, bytes(4))) == bytes(4)
    assert decrypted(encrypted(0xA2, bytes(1))) == bytes(1)
    assert decrypted(encrypted(0x9D, b"\xff")) == b"\xff"
