"""What lies at a path and what a file is, by its content: every refusal has a code and a sentence that helps."""

from __future__ import annotations

import io
import os
import re
import zipfile
from pathlib import Path

import pytest

from tests.handmade import parts, workbook, zipped
from xltoolkit.errors import Refused
from xltoolkit.package import gate
from xltoolkit.package.refusals import SENTENCES, refusal
from xltoolkit.sheets.open import open_sheets

FORM = {"基本信息": '<row r="1"><c r="A1"><v>300</v></c></row>'}


def code_of(path: Path) -> str:
    with pytest.raises(Refused) as caught:
        open_sheets(str(path))
    assert re.search("[一-鿿]", str(caught.value))
    return caught.value.code


def written(folder: Path, data: bytes, name: str = "申报 表.xlsx") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def test_a_file_that_grew_since_it_was_measured_is_read_to_its_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written(tmp_path, b"PK" * 5_000)
    measured = os.stat(written(tmp_path, b"PK", "before.xlsx"))
    monkeypatch.setattr(gate.os, "stat", lambda _: measured)
    assert gate.read_regular_file(str(path)) == b"PK" * 5_000
    monkeypatch.setattr(gate, "LARGEST_FILE", 6_000)
    assert len(gate.read_regular_file(str(path))) == 6_000


def test_a_sound_workbook_passes_whatever_it_is_called(tmp_path: Path) -> None:
    for name in ("申报 表.xlsx", "表.xls", "无扩展名", "表.xlsx.bak"):
        assert open_sheets(str(written(tmp_path, workbook(FORM), name))).format == "xlsx"


def test_what_lies_at_the_path(tmp_path: Path) -> None:
    assert code_of(tmp_path / "没有.xlsx") == "missing"
    assert code_of(tmp_path / "没有" / "表.xlsx") == "missing"
    assert code_of(tmp_path) == "directory"
    assert code_of(written(tmp_path, b"")) == "empty"
    assert code_of(written(tmp_path, bytes(8192))) == "not_synced"
    assert code_of(written(tmp_path, workbook(FORM), "~$申报表.xlsx")) == "lock_file"
    assert code_of(written(tmp_path, b"x", ".~lock.申报表.xlsx#")) == "lock_file"
    assert code_of(tmp_path / "名\0字.xlsx") == "unreadable"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no FIFO")
def test_a_pipe_or_a_device_is_never_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "管道.xlsx")
    assert code_of(tmp_path / "管道.xlsx") == "not_regular_file"
    (tmp_path / "设备.xlsx").symlink_to("/dev/zero")
    assert code_of(tmp_path / "设备.xlsx") == "not_regular_file"


def test_a_file_beyond_the_limit(tmp_path: Path) -> None:
    path = written(tmp_path, b"PK\3\4")
    os.truncate(path, gate.LARGEST_FILE + 1)
    assert code_of(path) == "too_large"


def test_a_file_that_nobody_may_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def locked(*_: object) -> None:
        raise PermissionError(13, "locked by Excel")

    path = written(tmp_path, workbook(FORM))
    monkeypatch.setattr("builtins.open", locked)
    assert code_of(path) == "unreadable"


def document(mimetype: str, *names: str) -> bytes:
    return zipped({"mimetype": mimetype, **dict.fromkeys(names, "<x/>")})


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"%PDF-1.7 ...", "pdf"),
        (b"\x89PNG\r\n\x1a\n....", "image"),
        (b"{\\rtf1 ...}", "document"),
        (b"Rar!\x1a\x07...", "other_archive"),
        ("项目名称,金额\n甲,300\n".encode(), "text"),
        ("项目名称,金额\n甲,300\n".encode("gb18030"), "text"),
        ("项目名称\t金额\n".encode("utf-16"), "text"),
        ("长" * 5000).encode() and (("长" * 5000).encode(), "text"),
        (b"MIME-Version: 1.0\nContent-Type: multipart/related\n", "web_archive"),
        (
            b'<?xml version="1.0"?><office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"/>',
            "no_sheets",
        ),
        (b"<?xml version='1.0'?><other/>", "unknown"),
        (b"From: <Saved by WPS>\nSubject: x\n y\nMIME-Version: 1.0\n", "web_archive"),
        (b"\n\n%PDF-1.7 \1", "pdf"),
        (b"\n%PDF-1.7 ...", "pdf"),
        (b"BM\x36\0\0\0", "image"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "image"),
        (b"BZh91AY&SY\1", "other_archive"),
        (bytes(100) + b"\1" + bytes(156) + b"ustar\0", "other_archive"),
        (b"BM,\xb5\xa5\xce\xbb\n", "text"),
        ("Montant \x93brut\x94, \x80;".encode("latin-1"), "text"),
        (b"\r\n" + workbook(FORM), "damaged"),
        (bytes(4) + b"\1" + workbook(FORM), "damaged"),
        (bytes(range(256)) * 20, "unknown"),
        (zipped({"照片.txt": "x"}), "other_zip"),
        (b"PK\5\6" + bytes(18), "other_zip"),
        (document("application/vnd.oasis.opendocument.text", "content.xml"), "document"),
        (document("application/vnd.oasis.opendocument.spreadsheet"), "document"),
        (workbook(FORM)[:-30], "truncated"),
    ],
)
def test_what_the_content_is(tmp_path: Path, data: bytes, code: str) -> None:
    assert code_of(written(tmp_path, data)) == code


def compound_file(*names: str) -> bytes:
    """An OLE container with empty streams of these names at its root."""
    header = bytearray(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504))
    header[30:32] = (9).to_bytes(2, "little")
    header[48:52] = (1).to_bytes(4, "little")
    header[76:512] = bytes(4) + b"\xff" * 432
    table = (0xFFFFFFFD).to_bytes(4, "little") + (0xFFFFFFFE).to_bytes(4, "little") + b"\xff" * 504
    entries = b""
    for number, name in enumerate(("Root Entry", *names)):
        entry = bytearray(128)
        entry[: 2 * len(name)] = name.encode("utf-16-le")
        entry[64:66] = (2 * len(name) + 2).to_bytes(2, "little")
        sibling = number + 1 if 0 < number < len(names) else 0xFFFFFFFF
        entry[68:80] = (
            b"\xff" * 4 + sibling.to_bytes(4, "little") + (b"\1\0\0\0" if number == 0 and names else b"\xff" * 4)
        )
        entries += entry
    return bytes(header) + table + entries.ljust(512, b"\0")


@pytest.mark.parametrize(
    ("streams", "code"),
    [
        (("EncryptionInfo", "EncryptedPackage"), "encrypted"),
        (("WordDocument", "1Table"), "document"),
        (("PowerPoint Document",), "presentation"),
        (("__properties",), "ole_other"),
        ((), "ole_other"),
    ],
)
def test_what_an_ole_container_holds(tmp_path: Path, streams: tuple[str, ...], code: str) -> None:
    assert code_of(written(tmp_path, compound_file(*streams))) == code


def test_a_broken_ole_container(tmp_path: Path) -> None:
    assert code_of(written(tmp_path, compound_file("Workbook")[:100])) == "truncated"
    assert code_of(written(tmp_path, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504))) == "truncated"
    looped = bytearray(compound_file("WordDocument"))
    looped[516:520] = (1).to_bytes(4, "little")  # the directory's chain leads back to itself
    assert code_of(written(tmp_path, bytes(looped))) == "document"


def test_every_sentence_is_chinese_says_what_to_do_and_is_one_line() -> None:
    for code, sentence in SENTENCES.items():
        assert re.fullmatch("[a-z0-9_]+", code)
        assert re.search("[一-鿿]{4}", sentence)
        assert "\n" not in sentence
        assert not sentence.endswith(("。", "！"))
    assert str(refusal("encrypted")) == "文件加了密码，请在 Excel 或 WPS 中取消密码后另存再交"
    assert str(refusal("damaged", "工作表“表”")).endswith("（工作表“表”）")


def test_parts_that_would_fill_the_memory_of_a_parser(tmp_path: Path) -> None:
    deep = "<a>" * 500_000
    long = f'<row r="1" note="{"x" * 3_000_000}"/>'
    names = "".join(f"<n{number:x}/>" for number in range(200_000))
    for rows in (deep, long, names):
        made = parts({"表": rows})
        path = written(tmp_path, zipped(made, level=1))
        assert code_of(path) == "bomb"


def test_a_doctype_is_refused_wherever_we_read(tmp_path: Path) -> None:
    laughs = '<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
    made = parts(FORM)
    for name in made:
        path = written(tmp_path, zipped({**made, name: laughs + str(made[name])}))
        assert code_of(path) == "doctype"


def test_zip_members_are_never_written_to_the_disk(tmp_path: Path) -> None:
    buffer = io.BytesIO(workbook(FORM))
    with zipfile.ZipFile(buffer, "a") as package:
        package.writestr("../逃.txt", "x")
    assert code_of(written(tmp_path, buffer.getvalue())) == "unsafe"
    assert [path.name for path in tmp_path.iterdir()] == ["申报 表.xlsx"]
