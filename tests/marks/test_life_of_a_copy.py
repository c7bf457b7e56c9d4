"""The life of an annotated copy: known whatever it is called, replaced by the next check, mended, cleared."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from lxml import etree
from openpyxl import load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill

from tests.marks.workbooks import (
    finding,
    lived_in,
    package_of,
    parts_of,
    report,
    written_by_openpyxl,
    written_by_xlsxwriter,
)
from tests.office import convert, needs_office
from xltoolkit import marks
from xltoolkit.errors import OutputError
from xltoolkit.marks.record import MarksInfo
from xltoolkit.package.archive import Archive
from xltoolkit.sheets.model import Sheets
from xltoolkit.sheets.ooxml import read_ooxml

SOURCES = {"openpyxl": written_by_openpyxl, "XlsxWriter": written_by_xlsxwriter, "lived in": lived_in}
FOUND = report(
    finding("基本信息", "B2", "hint"),
    finding("基本信息", "A3", "warning"),
    finding("基本信息", "B3", "error"),
    finding("基本信息", "B4", "error"),
    finding("基本信息", "B5", "warning"),
    finding("基本信息", "D9", "error"),
    finding("基本信息", "C200", "hint"),
)


def sheets_of(data: bytes) -> Sheets:
    return read_ooxml(Archive.from_bytes(data))


def known(data: bytes) -> MarksInfo:
    info = marks.recognise(Archive.from_bytes(data))
    assert info is not None
    return info


@pytest.fixture(params=SOURCES)
def source(request: pytest.FixtureRequest) -> bytes:
    return SOURCES[request.param]()


def test_a_workbook_without_marks_is_not_taken_for_a_copy(source: bytes) -> None:
    assert marks.recognise(Archive.from_bytes(source)) is None
    assert marks.clear(source) == source


def test_clearing_gives_every_part_back(source: bytes) -> None:
    copy = marks.annotate(source, FOUND)
    cleared = marks.clear(copy)
    assert parts_of(cleared) == parts_of(source)
    assert list(parts_of(cleared)) == list(parts_of(source))
    assert marks.recognise(Archive.from_bytes(cleared)) is None


def test_annotating_twice_is_annotating_once(source: bytes) -> None:
    copy = marks.annotate(source, FOUND)
    assert marks.annotate(copy, FOUND) == copy


def test_a_second_check_replaces_the_first_ones_marks(source: bytes) -> None:
    """Some faults are mended, others found: nothing of the first check stays."""
    second = report(finding("基本信息", "B3", "hint", "另一个问题。"))
    assert parts_of(marks.annotate(marks.annotate(source, FOUND), second)) == parts_of(marks.annotate(source, second))


def test_an_unmended_copy_is_known_by_its_content(source: bytes) -> None:
    copy = marks.annotate(source, FOUND)
    info = known(copy)
    assert info.result_sheet == "检查结果"
    assert marks.is_copy_of(info, sheets_of(source))
    assert not marks.is_mended(sheets_of(copy), info)
    assert [sheet.name for sheet in marks.without_result_sheet(sheets_of(copy), info).sheets] == [
        sheet.name for sheet in sheets_of(source).sheets
    ]


def test_sheets_that_were_read_already_need_not_be_read_again(source: bytes) -> None:
    assert marks.annotate(source, FOUND, sheets=sheets_of(source)) == marks.annotate(source, FOUND)
    copy = marks.annotate(source, FOUND)
    assert marks.annotate(copy, FOUND, sheets=sheets_of(copy)) == copy


def test_somebodys_own_sheet_of_that_name_stays() -> None:
    book = load_workbook(io.BytesIO(written_by_openpyxl()))
    book.create_sheet("检查结果")["A1"] = "去年财政局的检查结果"
    source = saved(book)
    copy = marks.annotate(source, FOUND)
    assert known(copy).result_sheet == "检查结果2"
    assert marks.recognise(Archive.from_bytes(source)) is None
    assert parts_of(marks.clear(copy)) == parts_of(source)


def saved(book: object) -> bytes:
    output = io.BytesIO()
    book.save(output)  # type: ignore[attr-defined]
    return output.getvalue()


# Mended copies: another program wrote every part anew, so nothing is where it was.


def by_openpyxl(copy: bytes, change: Callable[[object], None] = lambda book: None) -> bytes:
    """A program that drops custom XML and numbers formats anew."""
    book = load_workbook(io.BytesIO(copy))
    change(book)
    return saved(book)


def test_a_copy_saved_by_another_program_is_still_known(source: bytes) -> None:
    info = known(by_openpyxl(marks.annotate(source, FOUND)))
    assert info.result_sheet == "检查结果"
    assert info.item == "", "the record was dropped, the names tell"
    assert marks.is_copy_of(info, sheets_of(source))


def test_mending_a_value_makes_another_content() -> None:
    copy = marks.annotate(written_by_openpyxl(), FOUND)

    def mend(book: object) -> None:
        book["基本信息"]["B5"] = 290  # type: ignore[index]

    mended, unmended = by_openpyxl(copy, mend), by_openpyxl(copy)
    assert marks.is_mended(sheets_of(mended), known(mended))
    assert not marks.is_mended(sheets_of(unmended), known(unmended))
    assert marks.is_copy_of(known(mended), sheets_of(written_by_openpyxl())), "it still knows of what it is a copy"


def test_a_program_that_calculates_on_saving_mends_nothing() -> None:
    """openpyxl wrote =SUM(B2:B3) without a value; the office program that saves the copy gives it one."""
    copy = parts_of(marks.annotate(written_by_openpyxl(), FOUND))
    funds = copy["xl/worksheets/sheet2.xml"]
    calculated = re.sub(rb"<f>SUM\(B2:B3\)</f><v */?>(</v>)?", b"<f>SUM(B2:B3)</f><v>300</v>", funds)
    assert calculated != funds
    saved_again = package_of({**copy, "xl/worksheets/sheet2.xml": calculated})
    assert not marks.is_mended(sheets_of(saved_again), known(saved_again))
    overwritten = package_of({**copy, "xl/worksheets/sheet2.xml": calculated.replace(b"<f>SUM(B2:B3)</f>", b"")})
    assert marks.is_mended(sheets_of(overwritten), known(overwritten))


def looks(data: bytes, sheet: str = "基本信息") -> dict[str, tuple[str, str]]:
    """Cell → colour and note, cells without either left out."""
    found = {}
    for row in load_workbook(io.BytesIO(data))[sheet].iter_rows():
        for cell in row:
            fill = cell.fill
            colour = "" if fill.fill_type is None else f"{fill.fill_type} {fill.fgColor.value} {fill.fgColor.tint:.2f}"
            if colour or cell.comment:
                found[cell.coordinate] = (colour, cell.comment.text if cell.comment else "")
    return found


def test_clearing_a_mended_copy_restores_fills_and_notes_and_keeps_the_mending() -> None:
    source = written_by_openpyxl()

    def mend(book: object) -> None:
        sheet = book["基本信息"]  # type: ignore[index]
        sheet["B5"] = 290
        sheet["B4"].fill = PatternFill("solid", fgColor="FF00B050")  # the clerk's own green: done
        sheet["B2"].comment = Comment(sheet["B2"].comment.text + "\n已改，见附件", "邹某某")

    cleared = marks.clear(by_openpyxl(marks.annotate(source, FOUND), mend))
    book = load_workbook(io.BytesIO(cleared))
    assert book.sheetnames == ["基本信息", "预算测算", "字典"]
    assert not [name for name in book.defined_names if name.startswith("xltoolkit")]
    assert book["基本信息"]["B5"].value == 290
    before, after = looks(source), looks(cleared)
    assert after["B4"] == ("solid FF00B050 0.00", "")
    assert after["B2"] == ("", "已改，见附件")
    assert after["B3"] == before["B3"], "the person's own note and fill"
    assert after["A3"][0] == "solid FFB9CDE5 0.00", "a theme colour, told as plain colour once the record is lost"
    assert {cell: look for cell, look in after.items() if cell not in ("A3", "B2", "B4")} == {
        cell: look for cell, look in before.items() if cell not in ("A3", "B2", "B4")
    }
    assert marks.recognise(Archive.from_bytes(cleared)) is None


def test_a_pattern_comes_back_even_when_the_record_is_lost() -> None:
    source = written_by_openpyxl()
    assert looks(source)["B4"][0].startswith("lightUp")
    cleared = load_workbook(io.BytesIO(marks.clear(by_openpyxl(marks.annotate(source, FOUND)))))
    fill = cleared["基本信息"]["B4"].fill
    assert (fill.fill_type, fill.fgColor.rgb, fill.bgColor.rgb) == ("lightUp", "FFFF0000", "FFFFFF00")


def test_marks_are_found_where_rows_were_inserted_and_cells_copied() -> None:
    """The colour itself says what it covers, so a mark may stand anywhere."""

    def move(book: object) -> None:
        sheet = book["基本信息"]  # type: ignore[index]
        sheet.move_range("A2:B5", rows=40)
        sheet["F1"]._style = sheet["B43"]._style  # copied with its look
        sheet["B43"].value = "单位专项"

    source = written_by_openpyxl()
    cleared = marks.clear(by_openpyxl(marks.annotate(source, FOUND), move))
    after = looks(cleared)
    assert after["B43"][0] == after["F1"][0] == looks(source)["B3"][0]
    assert not [
        cell for cell, (colour, note) in after.items() if "FFB5" in colour or "FFE5A" in colour or "表格检查" in note
    ]


def test_the_result_sheet_may_be_renamed_moved_or_deleted() -> None:
    source = written_by_openpyxl()

    def rename(book: object) -> None:
        sheet = book["检查结果"]  # type: ignore[index]
        book.move_sheet(sheet, 2)  # type: ignore[attr-defined]

    def delete(book: object) -> None:
        del book["检查结果"]  # type: ignore[attr-defined]

    copy = marks.annotate(source, FOUND)
    for change in (rename, delete):
        changed = by_openpyxl(copy, change)
        assert marks.is_copy_of(known(changed), sheets_of(source))
        cleared = marks.clear(changed)
        assert load_workbook(io.BytesIO(cleared)).sheetnames == ["基本信息", "预算测算", "字典"]
        assert load_workbook(io.BytesIO(cleared))["基本信息"].print_area == "'基本信息'!$A$1:$D$20"
        assert "表格检查" not in str(looks(cleared))
    renamed = package_of({
        name: body.replace("检查结果".encode(), "单位自查".encode()) if name == "xl/workbook.xml" else body
        for name, body in parts_of(by_openpyxl(copy)).items()
    })  # fmt: skip
    assert known(renamed).result_sheet == "单位自查"
    assert load_workbook(io.BytesIO(marks.clear(renamed))).sheetnames == ["基本信息", "预算测算", "字典"]


def test_only_the_headings_are_left_to_know_it_by() -> None:
    """Both threads cut: no record, no names. The sheet is known by its title and headings, the cells by their colours."""

    def forget(book: object) -> None:
        for name in [name for name in book.defined_names if name.startswith("xltoolkit")]:  # type: ignore[attr-defined]
            del book.defined_names[name]  # type: ignore[attr-defined]

    copy = by_openpyxl(marks.annotate(written_by_openpyxl(), FOUND), forget)
    info = known(copy)
    assert (info.digest, info.result_sheet) == ("", "检查结果")
    cleared = load_workbook(io.BytesIO(marks.clear(copy)))
    assert cleared.sheetnames == ["基本信息", "预算测算", "字典"]
    assert cleared["基本信息"]["B5"].fill.fill_type is None


def test_a_marked_sheet_copied_into_another_workbook_is_marked_anew() -> None:
    """Neither record nor names nor our sheet came along: its notes tell, and the colours go with them."""

    def move(book: object) -> None:
        for name in [name for name in book.defined_names if name.startswith("xltoolkit")]:  # type: ignore[attr-defined]
            del book.defined_names[name]  # type: ignore[attr-defined]
        del book["检查结果"]  # type: ignore[attr-defined]
        book["基本信息"]["B3"].fill = PatternFill("solid", fgColor="FF00B050")  # type: ignore[index]

    moved = by_openpyxl(marks.annotate(written_by_openpyxl(), FOUND), move)
    assert marks.recognise(Archive.from_bytes(moved)) is None
    again = marks.annotate(moved, report(finding("基本信息", "B4"), finding("基本信息", "B3")))
    sheet = load_workbook(io.BytesIO(again))["基本信息"]
    assert sheet["B4"].comment.text.count("【表格检查】") == 1
    assert sheet["B3"].comment.text.startswith("填报人自己的批注")
    assert sheet["B5"].comment is None
    assert sheet["B5"].fill.fill_type is None
    cleared = looks(marks.clear(moved))
    assert cleared["B3"] == ("solid FF00B050 0.00", "填报人自己的批注：属性已与主管部门核对")
    assert not [cell for cell, (_, note) in cleared.items() if "表格检查" in note]


def test_a_damaged_record_is_not_trusted() -> None:
    copy = parts_of(marks.annotate(written_by_openpyxl(), FOUND))
    sound = json.loads(etree.fromstring(copy["customXml/item1.xml"]).text)
    assert sound["parts"]
    first = next(iter(sound["parts"]))
    damages = [
        b"{", b"[]", b"1", b'{"version":1}', b'{"version":9,"digest":"x"}', b"&lt;&gt;",
        *(json.dumps(sound | change).encode() for change in (
            {"fills": {"1": ["<fill>", "<fill/>"]}}, {"fills": {"x": ["", ""]}}, {"fills": {"2": ["<c/>", "<c/>"]}}, {"fills": []},
            {"added": [7]}, {"added": None}, {"parts": {first: {"now": 1, "then": 2, "back": []}}}, {"parts": []},
            {"parts": {first: sound["parts"][first] | {"back": [[5, 2, "x"]]}}}, {"digest": 5},
            {"parts": {first: sound["parts"][first] | {"back": [[9, 900, "x"], [3, 800, ["%"]]]}}},
        )),
    ]  # fmt: skip
    for damage in damages:
        body = damage.replace(b"<", b"&lt;")
        item = re.sub(
            rb"(<marks [^>]*>).*(</marks>)",
            lambda m, new=body: m[1] + new + m[2],
            copy["customXml/item1.xml"],
            flags=re.S,
        )
        damaged = package_of({**copy, "customXml/item1.xml": item})
        assert known(damaged).result_sheet == "检查结果", damage
        cleared = marks.clear(damaged)
        assert "customXml/item1.xml" not in parts_of(cleared)
        assert load_workbook(io.BytesIO(cleared)).sheetnames == ["基本信息", "预算测算", "字典"]


def test_a_record_that_does_not_fit_the_parts_is_not_followed() -> None:
    """One part was patched by another tool that keeps all others: the rest is taken out mark by mark."""
    copy = parts_of(marks.annotate(written_by_xlsxwriter(), FOUND))
    sheet = copy["xl/worksheets/sheet1.xml"].replace(b"<v>300</v>", b"<v>305</v>")
    cleared = marks.clear(package_of({**copy, "xl/worksheets/sheet1.xml": sheet}))
    book = sheets_of(cleared)
    assert [sheet.name for sheet in book.sheets] == ["基本信息", "字典"]
    assert str(book.sheets[0].cells[9, 4].value) == "305"
    assert str(book.sheets[0].cells[10, 4].value) == "600", "cached values stay"
    after, before = parts_of(cleared), parts_of(written_by_xlsxwriter())
    assert after.keys() == before.keys()
    assert after["xl/vbaProject.bin"] == before["xl/vbaProject.bin"]
    blank_in_column_c = {"C200": ("solid FFE2EFDA 0.00", "")}  # a cell of ours stays, blank, looking as its column does
    assert looks(cleared) == {**looks(written_by_xlsxwriter()), **blank_in_column_c}
    assert after["docProps/app.xml"] == before["docProps/app.xml"]


def test_a_mended_copy_is_annotated_anew_and_then_twice_is_once() -> None:
    mended = by_openpyxl(marks.annotate(written_by_openpyxl(), FOUND))
    again = marks.annotate(mended, FOUND)
    assert marks.annotate(again, FOUND) == again
    book = load_workbook(io.BytesIO(again))
    assert book.sheetnames == ["检查结果", "基本信息", "预算测算", "字典"]
    assert book["基本信息"]["B3"].comment.text.count("【表格检查】") == 1
    assert book["基本信息"]["B3"].comment.text.startswith("填报人自己的批注")


def test_a_list_of_findings_alone_is_known_and_never_cleared() -> None:
    alone = marks.findings_workbook(FOUND, "老表.xls")
    assert known(alone).findings_only
    with pytest.raises(OutputError, match="清单"):
        marks.clear(alone)


@pytest.mark.slow
@needs_office
@pytest.mark.parametrize("source", ["openpyxl", "XlsxWriter"])
def test_a_copy_saved_by_libreoffice(source: str, tmp_path: Path) -> None:
    """Opened, saved: unmended it is still known as such; cleared it has the fills and notes of the original."""
    original = SOURCES[source]()
    saved_again, reopened = tmp_path / "saved", tmp_path / "reopened"
    saved_again.mkdir()
    reopened.mkdir()
    path = tmp_path / "人社局_检查结果.xlsx"
    path.write_bytes(marks.annotate(original, FOUND))
    (tmp_path / "original.xlsx").write_bytes(original)
    copy = convert(path, "xlsx", saved_again).read_bytes()
    plain = convert(tmp_path / "original.xlsx", "xlsx", saved_again)
    info = known(copy)
    assert info.result_sheet == "检查结果"
    assert info.item, "LibreOffice keeps custom XML"
    assert not marks.is_mended(sheets_of(copy), info)
    cleared = marks.clear(copy)
    assert sheets_of(cleared).sheets == sheets_of(plain.read_bytes()).sheets
    assert looks_but_made_cells(cleared) == looks_but_made_cells(plain.read_bytes())
    assert not [name for name in parts_of(cleared) if "customXml" in name]
    assert marks.recognise(Archive.from_bytes(cleared)) is None
    again = tmp_path / "cleared.xlsx"
    again.write_bytes(cleared)
    assert convert(again, "xlsx", reopened).stat().st_size > 0


def looks_but_made_cells(data: bytes) -> dict[str, tuple[str, str]]:
    """C200 was made by the mark and stays as a blank cell that looks as its column does. B4's pattern LibreOffice makes solid."""
    return {cell: look for cell, look in looks(data).items() if cell not in ("B4", "C200")}
