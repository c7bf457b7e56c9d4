"""The real form marked, opened in a real office program, mended there, checked again and cleared."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from lxml import etree
from openpyxl import load_workbook

from tests.marks.test_annotated_copy import FEATURES, assert_only_marks_added, sheet_parts
from tests.marks.test_life_of_a_copy import looks, sheets_of
from tests.marks.workbooks import finding, lived_in, parts_of, report, written_by_xlsxwriter
from tests.office import convert, needs_office, page_texts, run_uno
from xltoolkit import marks
from xltoolkit.findings import Finding, Place, Report
from xltoolkit.form.layout import place as lay_out
from xltoolkit.form.model import Form
from xltoolkit.package.archive import Archive

pytestmark = [pytest.mark.slow, needs_office]


@pytest.fixture(scope="module")
def found(form: Form) -> Report:
    layout = lay_out(form)
    wanted = [("/annual_amount", "error"), ("/project_attribute", "warning"), ("/implementation_plan", "error"),
              ("/indicators/3/target", "hint"), ("/estimates/0/amount", "error")]  # fmt: skip

    def at(pointer: str) -> Place:
        place = layout.place(pointer)
        assert place is not None
        return place

    return report(
        *(
            Finding("BUD001", severity, "适当性", at(pointer), pointer, f"{pointer} 的问题。")
            for pointer, severity in wanted
        )
    )


def test_the_marked_form_opens_with_colours_notes_and_links(
    filled_example: Path, found: Report, tmp_path: Path
) -> None:
    path = tmp_path / "人社局_检查结果.xlsx"
    path.write_bytes(marks.annotate(filled_example.read_bytes(), found))
    script = """
document = open_document(arguments[0])
first = document.Sheets.getByIndex(0)
result = {
    "sheets": [sheet.Name for sheet in document.Sheets],
    "active": document.CurrentController.ActiveSheet.Name if document.CurrentController else first.Name,
    "notes": sum(sheet.Annotations.Count for sheet in document.Sheets),
    "protected": [sheet.isProtected() for sheet in document.Sheets],
    "widths": [note.AnnotationShape.Size.Width for sheet in document.Sheets for note in sheet.Annotations],
}
"""
    seen = run_uno(script, path)
    plain = run_uno("result = [sheet.isProtected() for sheet in open_document(arguments[0]).Sheets]", filled_example)
    assert seen["sheets"][0] == "检查结果"
    assert seen["notes"] == len(found.findings)
    assert seen["protected"] == [False, *plain]
    assert all(5_000 < width < 8_000 for width in seen["widths"]), "boxes of 6 cm, whatever the columns are"


def test_the_result_sheet_prints_on_landscape_pages_with_its_heading(
    filled_example: Path, form: Form, tmp_path: Path
) -> None:
    many = report(*(finding("基本信息", "B4", message="项目名称与批复的名称不一致，" * 6) for _ in range(30)))
    path = tmp_path / "人社局_检查结果.xlsx"
    path.write_bytes(marks.annotate(filled_example.read_bytes(), many, form=form))
    pages = page_texts(convert(path, "pdf"))
    ours = [page for page in pages if "审核要点" in page]
    assert len(ours) >= 2, "the heading stands on every page"
    assert "强制性错误 30 项" in ours[0]


def test_a_copy_mended_in_libreoffice(filled_example: Path, found: Report, tmp_path: Path) -> None:
    """A row is inserted above a marked cell, a value mended, a word written below our note; then the copy is cleared."""
    copy, saved = tmp_path / "人社局_检查结果.xlsx", tmp_path / "改好.xlsx"
    copy.write_bytes(marks.annotate(filled_example.read_bytes(), found))
    target = found.findings[0].place
    assert target is not None
    script = """
document = open_document(arguments[0])
sheet = document.Sheets.getByName(arguments[1])
row, column = int(arguments[2]) - 1, int(arguments[3]) - 1
if sheet.isProtected():
    sheet.unprotect("")
sheet.Rows.insertByIndex(1, 2)
moved = sheet.getCellByPosition(column, row + 2)
moved.Value = 290
save_as(document, arguments[4])
result = moved.CellBackColor
"""
    colour = run_uno(script, copy, target.sheet, str(target.row), str(target.column), saved)
    assert f"{colour:06X}".startswith("FFB5B")
    mended = saved.read_bytes()
    info = marks.recognise(Archive.from_bytes(mended))
    assert info is not None
    assert marks.is_mended(sheets_of(mended), info)
    assert marks.is_copy_of(info, sheets_of(filled_example.read_bytes()))
    cleared = marks.clear(mended)
    sheet = next(sheet for sheet in sheets_of(cleared).sheets if sheet.name == target.sheet)
    assert str(sheet.cells[target.row + 2, target.column].value) == "290"
    assert "检查结果" not in [sheet.name for sheet in sheets_of(cleared).sheets]
    plain = tmp_path / "original.xlsx"
    plain.write_bytes(filled_example.read_bytes())
    saved_plain = tmp_path / "plain"
    saved_plain.mkdir()
    before = looks(convert(plain, "xlsx", saved_plain).read_bytes(), target.sheet)
    after = looks(cleared, target.sheet)
    assert not [look for look in after.values() if "表格检查" in look[1]]
    assert sorted(colour for colour, _ in after.values() if colour) == sorted(
        colour for colour, _ in before.values() if colour
    )
    again = marks.annotate(mended, found)
    assert marks.annotate(again, found) == again


@pytest.mark.parametrize("source", ["real form", "XlsxWriter"])
def test_a_workbook_written_by_libreoffice_is_marked_without_loss(
    source: str, filled_example: Path, tmp_path: Path
) -> None:
    path = tmp_path / "办公软件存的.xlsx"
    path.write_bytes(filled_example.read_bytes() if source == "real form" else written_by_xlsxwriter())
    saved = tmp_path / "saved"
    saved.mkdir()
    original = convert(path, "xlsx", saved).read_bytes()
    copy = marks.annotate(original, report(finding("基本信息", "B4"), finding("基本信息", "B5", "warning")))
    assert parts_of(marks.clear(copy)) == parts_of(original)
    before, after = sheets_of(original), sheets_of(copy)
    assert [sheet.cells for sheet in after.sheets[1:]] == [sheet.cells for sheet in before.sheets]
    old, new = parts_of(original), parts_of(copy)
    for name in sheet_parts(old):
        assert_only_marks_added(etree.fromstring(old[name]), etree.fromstring(new[name]))
    assert [feature for feature, probe in FEATURES.items() if probe(new) != probe(old)] == []
    marked = tmp_path / "marked.xlsx"
    marked.write_bytes(copy)
    sheets = run_uno("result = [sheet.Name for sheet in open_document(arguments[0]).Sheets]", marked)
    assert sheets == [sheet.name for sheet in after.sheets]


def test_macros_buttons_and_discussions_reopen(tmp_path: Path) -> None:
    parts = parts_of(lived_in())
    sheet = parts["xl/worksheets/sheet1.xml"]
    # LibreOffice 7.4 crashes on a hand-made <controls>, marked or not
    start, end = (
        sheet.index(b"<mc:AlternateContent"),
        sheet.rindex(b"</mc:AlternateContent>") + len(b"</mc:AlternateContent>"),
    )
    from tests.marks.workbooks import package_of

    source = package_of({**parts, "xl/worksheets/sheet1.xml": sheet[:start] + sheet[end:]})
    path = tmp_path / "有按钮.xlsm"
    path.write_bytes(marks.annotate(source, report(finding("基本信息", "B4"), finding("基本信息", "D9"))))
    seen = run_uno(
        "document = open_document(arguments[0])\n"
        "result = [[sheet.Name, sheet.Annotations.Count, sheet.DrawPage.Forms.Count] for sheet in document.Sheets]",
        path,
    )
    assert seen[0][:2] == ["检查结果", 0]
    assert seen[1][0] == "基本信息"
    assert seen[1][1] == 2, "the person's note and ours"
    assert seen[1][2] >= 1, "the button's form"
    assert load_workbook(io.BytesIO(path.read_bytes())).sheetnames[0] == "检查结果"
