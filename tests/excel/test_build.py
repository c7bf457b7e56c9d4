"""The add-in and the template with a button: what is in them, that nothing else changed, that they are the same every time."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import openpyxl
import pytest
from oletools.olevba import VBA_Parser

from xltoolkit.errors import Refused, UsageError
from xltoolkit.excel.build import add_button, build_addin
from xltoolkit.excel.places import macros_folder
from xltoolkit.sheets.open import sheets_of

CHANGED = {"[Content_Types].xml", "_rels/.rels", "xl/workbook.xml", "xl/_rels/workbook.xml.rels"}


@pytest.fixture(scope="module")
def template(filled_example: Path) -> bytes:
    return filled_example.read_bytes()


@pytest.fixture(scope="module")
def with_button(template: bytes) -> bytes:
    return add_button(template)


def parts(package: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def modules(package: bytes) -> dict[str, str]:
    """Module → source, read by oletools."""
    parser = VBA_Parser("book.xlsm", data=package)
    return {path.rpartition("/")[2].removesuffix(".cls"): code for _, path, _, code in parser.extract_macros()}


@pytest.mark.parametrize("which", ["add-in", "template"])
def test_the_compiled_source_is_the_source(which: str, with_button: bytes) -> None:
    package = build_addin() if which == "add-in" else with_button
    source = Path(macros_folder(), "CheckWorkbook.bas").read_text("ascii")
    assert modules(package)["CheckWorkbook"].replace("\r\n", "\n") == source


@pytest.mark.parametrize("which", ["add-in", "template"])
def test_the_same_sources_give_the_same_bytes_and_no_clock_is_in_them(which: str, template: bytes) -> None:
    first, second = (build_addin() if which == "add-in" else add_button(template) for _ in range(2))
    assert first == second
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_add_in_declares_itself_and_every_relationship_leads_to_a_part() -> None:
    package = parts(build_addin())
    assert b"application/vnd.ms-excel.addin.macroEnabled.main+xml" in package["[Content_Types].xml"]
    for name, body in package.items():
        if name.endswith((".xml", ".rels")):
            ElementTree.fromstring(body)
    for rels, base in (("_rels/.rels", ""), ("xl/_rels/workbook.xml.rels", "xl/")):
        for target in re.findall(rb'Target="([^"]+)"', package[rels]):
            assert base + target.decode() in package
    sheets, _ = sheets_of(build_addin())
    assert [sheet.name for sheet in sheets.sheets] == ["Sheet1"]


def test_template_with_button_is_a_macro_workbook_with_ribbon_project_and_button(with_button: bytes) -> None:
    package = parts(with_button)
    assert b"application/vnd.ms-excel.sheet.macroEnabled.main+xml" in package["[Content_Types].xml"]
    assert (
        b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
        not in package["[Content_Types].xml"]
    )
    assert package["customUI/customUI.xml"] == Path(macros_folder(), "customUI.xml").read_bytes()
    assert b"http://schemas.microsoft.com/office/2006/relationships/ui/extensibility" in package["_rels/.rels"]
    drawing = next(body for name, body in package.items() if name.endswith(".vml")).decode()
    ElementTree.fromstring(drawing)
    assert "<x:FmlaMacro>[0]!RunCheck</x:FmlaMacro>" in drawing
    assert "检查工作簿" in drawing
    for name, body in package.items():
        if name.endswith((".xml", ".rels")):
            ElementTree.fromstring(body)


def test_every_sheet_has_a_code_name_and_a_module_of_that_name(with_button: bytes) -> None:
    """Without its document module Excel would repair the workbook."""
    package = parts(with_button)
    sheets = [body.decode() for name, body in package.items() if name.startswith("xl/worksheets/sheet")]
    names = [re.search(r'<sheetPr[^>]* codeName="([^"]+)"', body) for body in sheets]
    assert all(names)
    code_names = {found[1] for found in names if found}
    assert len(code_names) == len(sheets)
    assert set(modules(with_button)) == code_names | {"ThisWorkbook", "CheckWorkbook"}
    assert b'codeName="ThisWorkbook"' in package["xl/workbook.xml"]


def test_everything_else_of_the_template_is_as_it_was(template: bytes, with_button: bytes) -> None:
    before, after = parts(template), parts(with_button)
    for name, body in before.items():
        if name.startswith("xl/worksheets/sheet"):
            stripped = re.sub(
                rb' codeName="Sheet\d+"|<sheetPr codeName="Sheet\d+"/>|<legacyDrawing[^>]*/>', b"", after[name]
            )
            assert stripped == body
        elif name not in CHANGED:
            assert after[name] == body, name
    assert sheets_of(template)[0].sheets == sheets_of(with_button)[0].sheets


def test_it_survives_being_opened_and_saved_by_openpyxl(with_button: bytes) -> None:
    book = openpyxl.load_workbook(io.BytesIO(with_button), keep_vba=True)
    saved = io.BytesIO()
    book.save(saved)
    assert "CheckWorkbook" in modules(saved.getvalue())


def test_a_workbook_that_has_macros_already_is_refused_in_chinese(with_button: bytes) -> None:
    with pytest.raises(UsageError, match="已经带有宏"):
        add_button(with_button)


def test_something_that_is_no_workbook_is_refused() -> None:
    with pytest.raises(Refused):
        add_button(b"no workbook")


def test_a_bare_workbook_gets_its_button_too() -> None:
    """No workbookPr, no sheetPr, no names, nothing behind the data: each is made where the schema wants it."""
    book = openpyxl.Workbook()
    book.active["A1"] = "标题"
    book.create_sheet("第二张")
    stream = io.BytesIO()
    book.save(stream)
    made = parts(stream.getvalue())
    made["xl/workbook.xml"] = re.sub(rb"<workbookPr\s*/>", b"", made["xl/workbook.xml"])
    sheet = "xl/worksheets/sheet1.xml"
    made[sheet] = re.sub(rb"<sheetPr>.*?</sheetPr>", b"", made[sheet])
    bare = io.BytesIO()
    with zipfile.ZipFile(bare, "w") as archive:
        for name, body in made.items():
            archive.writestr(name, body)
    result = parts(add_button(bare.getvalue()))
    assert re.search(rb"<workbook [^>]*>\s*<workbookPr codeName", result["xl/workbook.xml"])
    assert re.search(rb"<worksheet [^>]*>\s*<sheetPr codeName", result[sheet])
    assert openpyxl.load_workbook(io.BytesIO(add_button(bare.getvalue()))).sheetnames == ["Sheet", "第二张"]


def test_neither_the_hash_seed_nor_the_time_zone_nor_the_console_changes_a_byte(tmp_path: Path) -> None:
    """An administrator compares SHA-256: whoever builds it, whenever and wherever, gets the same."""
    seen = set()
    for seed, zone, encoding in (
        ("0", "UTC", "utf-8"),
        ("1", "Asia/Shanghai", "gbk"),
        ("4711", "America/Chicago", "ascii"),
    ):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "PYTHONIOENCODING": encoding}
        addin, template = tmp_path / f"{seed}.xlam", tmp_path / f"{seed}.xlsm"
        for words in (["excel", "build", "-o", str(addin)], ["template", "--button", "-o", str(template)]):
            subprocess.run(
                [sys.executable, "-m", "xltoolkit", *words], env=environment, check=True, capture_output=True
            )
        seen.add((addin.read_bytes(), template.read_bytes()))
    assert len(seen) == 1
