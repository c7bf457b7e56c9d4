"""The zip package: read whole, rewritten without touching what was not named, and hostile directories refused."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

import pytest

from tests.handmade import parts, workbook, zipped
from xltoolkit.errors import Refused
from xltoolkit.package.archive import LARGEST_PACKAGE, MOST_ENTRIES, Archive

FORM = {"基本信息": '<row r="1"><c r="A1"><v>300</v></c></row>'}


def refused(data: bytes) -> str:
    with pytest.raises(Refused) as caught:
        read_all(data)
    return caught.value.code


def read_all(data: bytes) -> None:
    archive = Archive.from_bytes(data)
    for name in archive.names:
        archive.read(name)


def patched(data: bytes, name: str, offset: int, value: bytes, local: bool = False) -> bytes:
    """The package with bytes of an entry's header overwritten: `offset` from the start of the central (local) header."""
    signature = b"PK\3\4" if local else b"PK\1\2"
    distance = 30 if local else 46
    start = data.index(signature, data.index(name.encode()) - 30 if local else data.index(b"PK\1\2"))
    while data[start + distance : start + distance + len(name)] != name.encode():
        start = data.index(signature, start + 4)
    return data[: start + offset] + value + data[start + offset + len(value) :]


def test_parts_come_back_as_they_were() -> None:
    made = parts(FORM)
    archive = Archive.from_bytes(zipped(made))
    assert archive.names == list(made)
    assert {name: archive.read(name) for name in archive.names} == {
        name: body.encode() if isinstance(body, str) else body for name, body in made.items()
    }


def test_stored_parts_data_descriptors_and_comments() -> None:
    buffer = io.BytesIO()

    class Unseekable(io.RawIOBase):
        def writable(self) -> bool:
            return True

        def write(self, data: bytes) -> int:  # type: ignore[override]
            return buffer.write(data)

    with zipfile.ZipFile(Unseekable(), "w") as package:  # type: ignore[arg-type]
        package.writestr("a.xml", "<a/>" * 99, zipfile.ZIP_STORED)
        package.writestr("目录/b.xml", "<b/>" * 99, zipfile.ZIP_DEFLATED)
        package.comment = "说明".encode()
    archive = Archive.from_bytes(buffer.getvalue())
    assert archive.names == ["a.xml", "目录/b.xml"]
    assert archive.read("目录/b.xml") == b"<b/>" * 99
    again = zipfile.ZipFile(io.BytesIO(archive.rewritten({})))
    assert again.testzip() is None
    assert again.namelist() == archive.names


def test_part_names_are_equal_without_regard_to_case() -> None:
    archive = Archive.from_bytes(workbook(FORM))
    assert "XL/Workbook.XML" in archive
    assert archive.read("xl/STYLES.xml") == archive.read("xl/styles.xml")


def test_rewriting_changes_what_is_named_and_nothing_else() -> None:
    data = workbook(FORM)
    archive = Archive.from_bytes(data)
    new = archive.rewritten(
        {"xl/styles.xml": b"<new/>", "xl/sharedStrings.xml": None, "customXml/标记.xml": b"<mark/>"}
    )
    again = Archive.from_bytes(new)
    assert again.names == [name for name in archive.names if name != "xl/sharedStrings.xml"] + ["customXml/标记.xml"]
    assert again.read("xl/styles.xml") == b"<new/>"
    assert again.read("customXml/标记.xml") == b"<mark/>"
    before, after = (zipfile.ZipFile(io.BytesIO(content)) for content in (data, new))
    for info in after.infolist():
        if info.filename not in ("xl/styles.xml", "customXml/标记.xml"):
            old = before.getinfo(info.filename)
            assert (info.CRC, info.compress_size, info.date_time) == (old.CRC, old.compress_size, old.date_time)
            assert before.read(info.filename) == after.read(info.filename)
    assert archive.rewritten({"xl/styles.xml": b"<new/>"}) == archive.rewritten({"xl/styles.xml": b"<new/>"})


@pytest.mark.parametrize("pattern", [b"x" * 5_000, b"x"])
def test_what_is_written_is_never_taken_for_a_bomb(pattern: bytes) -> None:
    """A sheet of long equal texts may have come packed worse than we would pack it: the copy must open as the original did."""
    long = (pattern + b"1234567890") * (17_000_000 // (len(pattern) + 10))
    package = Archive.from_bytes(Archive(b"", {}).rewritten({"xl/worksheets/sheet1.xml": long}))
    assert package.read("xl/worksheets/sheet1.xml") == long


def test_a_rewritten_part_keeps_the_name_that_the_package_gave_it() -> None:
    again = Archive.from_bytes(Archive.from_bytes(workbook(FORM)).rewritten({"XL/WORKBOOK.XML": b"<w/>"}))
    assert "xl/workbook.xml" in again.names
    assert len(again.names) == len(parts(FORM))


def test_truncated_at_every_place_is_refused_by_name() -> None:
    data = workbook(FORM)
    for length in range(4, len(data), 37):
        assert refused(data[:length]) in ("truncated", "damaged")
    assert refused(data[: len(data) // 2] + bytes(4096)) == "not_synced"


def test_flipped_bits_are_noticed_in_every_part() -> None:
    data = workbook(FORM)
    for name in Archive.from_bytes(data).names:
        start = data.index(name.encode()) + len(name) + 2
        assert refused(data[:start] + bytes([data[start] ^ 0x55]) + data[start + 1 :]) == "damaged"


def test_sizes_and_checksums_that_lie() -> None:
    data = workbook(FORM)
    assert refused(patched(data, "xl/styles.xml", 16, b"\1\2\3\4")) == "damaged"
    assert refused(patched(data, "xl/styles.xml", 24, struct.pack("<L", 10))) == "damaged"
    assert refused(patched(data, "xl/styles.xml", 24, struct.pack("<L", 99_999))) == "damaged"
    assert refused(patched(data, "xl/styles.xml", 20, struct.pack("<L", 9_999_999))) in ("damaged", "unsafe")
    assert refused(patched(data, "xl/styles.xml", 42, struct.pack("<L", 9_999_999))) in ("damaged", "truncated")
    assert refused(patched(data, "xl/styles.xml", 10, struct.pack("<H", 12))) == "compression"
    assert refused(patched(data, "xl/styles.xml", 8, struct.pack("<H", 1))) == "encrypted"
    assert refused(patched(data, "xl/styles.xml", 6, struct.pack("<H", 1), local=True)) == "encrypted"
    assert refused(patched(data, "xl/styles.xml", 30, b"xl/stylez", local=True)) == "damaged"


def test_a_lie_about_the_size_cannot_fill_the_memory() -> None:
    bomb = zipped({"xl/a.xml": bytes(50_000_000)}, level=9)
    small = patched(
        patched(bomb, "xl/a.xml", 24, struct.pack("<L", 1000)), "xl/a.xml", 22, struct.pack("<L", 1000), local=True
    )
    assert refused(small) == "damaged"


def test_bombs_are_refused_before_anything_is_inflated() -> None:
    assert refused(zipped({"xl/a.xml": bytes(20 << 20)}, level=9)) == "bomb"
    assert refused(zipped({f"xl/{n}.xml": b"" for n in range(MOST_ENTRIES + 1)})) == "bomb"
    data = workbook(FORM)
    huge = patched(data, "xl/styles.xml", 24, struct.pack("<L", LARGEST_PACKAGE + 1))
    assert refused(huge) == "bomb"


def test_a_large_ratio_is_no_bomb_while_the_part_is_small() -> None:
    archive = Archive.from_bytes(zipped({"xl/styles.xml": b"<xf/>" * 2_000_000}, level=9))
    assert len(archive.read("xl/styles.xml")) == 10_000_000


@pytest.mark.parametrize(
    "name",
    [
        "../evil.xml",
        "xl/../../evil.xml",
        "/etc/passwd",
        "C:/evil.xml",
        "xl\\..\\..\\evil.xml",
        "xl/a\0b.xml",
        "\\\\server\\evil",
    ],
)
def test_names_that_lead_elsewhere(name: str) -> None:
    placeholder = "p" * len(name)
    data = zipped({**parts(FORM), placeholder: "x"})
    assert refused(data.replace(placeholder.encode(), name.encode())) == "unsafe"


def test_backslashes_are_taken_for_slashes() -> None:
    archive = Archive.from_bytes(workbook(FORM).replace(b"xl/styles.xml", b"xl\\styles.xml"))
    assert "xl/styles.xml" in archive


@pytest.mark.parametrize("second", ["xl/styles.xml", "XL/Styles.xml"])
def test_two_parts_of_one_name(second: str) -> None:
    data = zipped({**parts(FORM), "zz/styles.xml": "x"})
    assert refused(data.replace(b"zz/styles.xml", second.encode())) == "unsafe"


def test_overlapping_entries() -> None:
    """A directory whose lines share one body: little on disk, a lot inflated."""
    text = b"<a/>" * 1000
    body = zlib.compress(text)[2:-4]
    sizes = (zlib.crc32(text), len(body), len(text), 5, 0)
    local = struct.pack("<4s5H3L2H", b"PK\3\4", 20, 0, 8, 0, 33, *sizes) + b"a.xml" + body

    def package(*lines: bytes) -> bytes:
        directory = b"".join(lines)
        return (
            local
            + directory
            + struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, len(lines), len(lines), len(directory), len(local), 0)
        )

    def line(name: bytes, sizes: tuple[int, ...]) -> bytes:
        return struct.pack("<4s6H3L5H2L", b"PK\1\2", 20, 20, 0, 8, 0, 33, *sizes, 0, 0, 0, 0, 0) + name

    assert Archive.from_bytes(package(line(b"a.xml", sizes))).read("a.xml") == text
    assert refused(package(line(b"a.xml", sizes), line(b"a.xml", sizes))) == "unsafe"  # one name twice
    assert refused(package(line(b"a.xml", sizes), line(b"b.xml", sizes))) == "damaged"  # the body has another name
    longer = (sizes[0], len(body) + 99, *sizes[2:])
    assert refused(package(line(b"a.xml", longer))) == "unsafe"  # the body reaches into the directory


def test_a_body_that_quotes_the_next_entry() -> None:
    """The quoted-overlap bomb: each stored body holds the following header and body, and all are listed."""
    data = zipped({"b.xml": "<b/>" * 100})
    inner = data[: data.index(b"PK\1\2")]
    header = (20, 0, 0, 0, 33, zlib.crc32(inner), len(inner), len(inner), 5)
    outer = struct.pack("<4s5H3L2H", b"PK\3\4", *header, 0) + b"a.xml"
    lines = struct.pack("<4s6H3L5H2L", b"PK\1\2", 20, *header, 0, 0, 0, 0, 0, 0) + b"a.xml"
    directory = data[data.index(b"PK\1\2") : data.index(b"PK\5\6")]
    lines += directory[:42] + struct.pack("<L", len(outer)) + directory[46:]
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 2, 2, len(lines), len(outer + inner), 0)
    assert refused(outer + inner + lines + end) == "unsafe"


def test_a_directory_that_holds_more_than_it_counts() -> None:
    data = workbook(FORM)
    end = data.rindex(b"PK\5\6")
    assert refused(data[: end + 8] + struct.pack("<HH", 2, 2) + data[end + 12 :]) == "damaged"
    assert refused(data[: end + 8] + b"\xff\xff\xff\xff" + data[end + 12 :]) == "damaged"  # ZIP64 that is not there


def in_zip64(made: dict[str, bytes], size: int | None = None) -> bytes:
    """A package as a streaming writer makes it: every size and offset in its extra field, the end record in the long form."""
    hidden = 0xFFFFFFFF
    bodies, lines = b"", b""
    for name, text in made.items():
        body = zlib.compress(text)[2:-4]
        extra = struct.pack("<HH", 7, 0)  # a field of somebody else before it
        extra += struct.pack("<HHQQQ", 1, 24, len(text) if size is None else size, len(body), len(bodies))
        header = (0, 8, 0, 33, zlib.crc32(text), hidden, hidden, len(name))
        lines += struct.pack("<4s6H3L5H2L", b"PK\1\2", 45, 45, *header, len(extra), 0, 0, 0, 0, hidden)
        lines += name.encode() + extra
        extra = struct.pack("<HHQQ", 1, 16, len(text), len(body))
        bodies += struct.pack("<4s5H3L2H", b"PK\3\4", 45, *header, len(extra)) + name.encode() + extra + body
    record = (b"PK\6\6", 44, 45, 45, 0, 0, len(made), len(made), len(lines), len(bodies))
    end = struct.pack("<4sQ2H2L4Q", *record) + struct.pack("<4sLQL", b"PK\6\7", 0, len(bodies + lines), 1)
    return bodies + lines + end + struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 0xFFFF, 0xFFFF, hidden, hidden, 0)


def test_a_package_in_zip64_is_read_within_the_same_limits() -> None:
    made = {"a.xml": b"<a/>" * 99, "xl/b.xml": b"<b/>"}
    archive = Archive.from_bytes(in_zip64(made))
    assert {name: archive.read(name) for name in archive.names} == made
    assert Archive.from_bytes(archive.rewritten({"xl/b.xml": b"<c/>"})).read("a.xml") == made["a.xml"]
    assert refused(in_zip64(made, size=1 << 40)) == "bomb"
    assert refused(in_zip64(made, size=(1 << 64) - 1)) == "bomb"
    assert refused(in_zip64(made).replace(b"PK\6\6", b"PK\6\0")) == "damaged"
    assert refused(in_zip64(made).replace(struct.pack("<HH", 1, 24), struct.pack("<HH", 2, 24))) == "damaged"
