"""Packages that few programs write and that come in all the same: marked without loss, or refused with the reason in Chinese."""

from __future__ import annotations

import io
import re

import pytest
from lxml import etree
from openpyxl import load_workbook

from tests.marks.schema import complaints
from tests.marks.workbooks import (
    MAIN,
    PACKAGE,
    RELATIONSHIPS,
    STRICT_MAIN,
    STRICT_RELATIONSHIPS,
    by_hand,
    finding,
    lived_in,
    package_of,
    parts_of,
    report,
    written_by_openpyxl,
    written_by_xlsxwriter,
)
from xltoolkit import marks
from xltoolkit.errors import OutputError, Refused
from xltoolkit.marks.book import CannotMark
from xltoolkit.marks.sheet_outline import SheetOutline
from xltoolkit.package.archive import Archive
from xltoolkit.sheets.ooxml import read_ooxml

FOUND = report(finding("申报表", "B2"), finding("申报表", "D2", "warning"), finding("申报表", "A5", "hint"))
STYLES = (
    '<fonts count="1"><font><sz val="11"/><name val="宋体"/></font></fonts>'
    '<fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    '<fill><patternFill patternType="solid"><fgColor rgb="FFFFF2CC"/></patternFill></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellXfs count="2"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>'
    '<xf numFmtId="4" fontId="0" fillId="2" borderId="0" applyFill="1"><alignment horizontal="right"/></xf></cellXfs>'
)
DATA = (
    '<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>项目名称</t></is></c></row>'
    '<row r="2" spans="1:2"><c r="A2" s="1"><v>1</v></c><c r="B2" s="1"><v>300</v></c></row></sheetData>'
)


def survives(source: bytes) -> dict[str, bytes]:
    """Annotate, read, annotate again, clear; returns the copy's parts."""
    copy = marks.annotate(source, FOUND)
    before, after = read_ooxml(Archive.from_bytes(source)), read_ooxml(Archive.from_bytes(copy))
    assert [sheet.name for sheet in after.sheets] == ["检查结果", *(sheet.name for sheet in before.sheets)]
    assert [sheet.cells for sheet in after.sheets[1:]] == [sheet.cells for sheet in before.sheets]
    assert marks.annotate(copy, FOUND) == copy
    assert parts_of(marks.clear(copy)) == parts_of(source)
    assert complaints(parts_of(copy)) == complaints(parts_of(source))
    return parts_of(copy)


def prefixed(xml: str) -> str:
    return re.sub(r"<(/?)(?=\w)", r"<\1x:", xml)


def test_prefixed_names_are_kept_and_followed() -> None:
    copy = survives(by_hand(prefixed(DATA), styles=prefixed(STYLES), x="x:"))
    sheet = copy["xl/worksheets/sheet1.xml"].decode()
    assert re.search(r'<x:row r="2"><x:c r="A2" s="1"><x:v>1</x:v></x:c><x:c r="B2" s="\d+"><x:v>300', sheet)
    assert re.search(r'<x:c r="D2" s="\d+"/></x:row><x:row r="5"><x:c r="A5" s="\d+"/></x:row></x:sheetData>', sheet)
    assert "<x:legacyDrawing " in sheet
    assert '<x:sheets><x:sheet name="检查结果"' in copy["xl/workbook.xml"].decode()


def test_cells_and_rows_without_references_are_counted() -> None:
    bare = re.sub(r' r="[A-Z]*\d+"', "", DATA)
    copy = survives(by_hand(bare, styles=STYLES))
    sheet = copy["xl/worksheets/sheet1.xml"].decode()
    assert re.search(r'<c s="1"><v>1</v></c><c s="[2-9]\d*"><v>300</v></c><c r="D2"', sheet)


def test_an_empty_sheet_gets_its_rows() -> None:
    for data in ("<sheetData/>", "<sheetData></sheetData>", '<sheetData><row r="2"/></sheetData>'):
        survives(by_hand(data, styles=STYLES))


def test_a_workbook_without_styles_gets_some() -> None:
    copy = survives(by_hand(DATA.replace(' s="1"', "")))
    assert load_workbook(io.BytesIO(package_of(copy)))["申报表"]["B2"].fill.fgColor.rgb.startswith("FFFFB5B")


@pytest.mark.parametrize(
    "styles", ["", "<fonts/><fills/><borders/><cellXfs/>", '<numFmts count="0"/><dxfs count="0"/>']
)
def test_styles_that_lack_their_groups_are_completed(styles: str) -> None:
    copy = survives(by_hand(DATA.replace(' s="1"', ""), styles=styles))
    order = [etree.QName(node).localname for node in etree.fromstring(copy["xl/styles.xml"])]
    full = ["numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "dxfs"]
    assert order == [tag for tag in full if tag in order]
    assert load_workbook(io.BytesIO(package_of(copy)))["申报表"]["B2"].fill.fgColor.rgb.startswith("FFFFB5B")


def test_a_workbook_full_of_formats_is_not_pushed_over_the_limit() -> None:
    """Excel calls a workbook with more than 65,490 formats damaged: no colour then, the note and the list must do."""
    full = 65_480
    xf = '<xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>'
    styles = re.sub(r"<cellXfs.*</cellXfs>", f'<cellXfs count="{full}">{xf * full}</cellXfs>', STYLES)
    copy = parts_of(marks.annotate(by_hand(DATA, styles=styles), FOUND))
    assert len(etree.fromstring(copy["xl/styles.xml"]).find("{*}cellXfs")) == 65_490  # type: ignore[arg-type]
    assert '<c r="B2" s="1">' in copy["xl/worksheets/sheet1.xml"].decode()
    assert b'ref="B2"' in copy["xl/comments1.xml"]


@pytest.mark.parametrize("notes", [
    "<comments{0}/>", "<comments{0}></comments>", "<comments{0}><authors/><commentList/></comments>",
    "<comments{0}><commentList/></comments>", "<comments{0}><authors><author>甲</author></authors><extLst/></comments>",
])  # fmt: skip
def test_notes_of_a_sheet_that_has_none_any_more(notes: str) -> None:
    """Some programs leave the part of the notes when the last one is deleted."""
    kinds = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    link = f'<Relationship Id="rId1" Type="{RELATIONSHIPS}/comments" Target="../comments1.xml"/>'
    parts = parts_of(by_hand(DATA, styles=STYLES))
    parts["xl/comments1.xml"] = notes.format(f' xmlns="{MAIN}"').encode()
    parts["xl/worksheets/_rels/sheet1.xml.rels"] = (
        f'<Relationships xmlns="{PACKAGE}/relationships">{link}</Relationships>'.encode()
    )
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(
        b"</Types>", f'<Override PartName="/xl/comments1.xml" ContentType="{kinds}.comments+xml"/></Types>'.encode()
    )
    copy = survives(package_of(parts))
    assert copy["xl/comments1.xml"].count(b"<comment ref=") == 3


def test_a_row_that_calls_itself_by_an_impossible_number() -> None:
    """It stands behind every row there is; what the reader makes of it is no business of the marks."""
    outline = SheetOutline(
        f'<worksheet xmlns="{MAIN}">{DATA}</worksheet>'.replace('"2" spans', '"99999999999" spans').encode(),
        "",
        {(9, 2)},
    )
    assert outline.following[9] == outline.data.index(b'<row r="99999999999"')


def test_strict_workbooks_stay_strict() -> None:
    copy = survives(by_hand(DATA, styles=STYLES, main=STRICT_MAIN, relationships=STRICT_RELATIONSHIPS))
    ours = [
        body.decode()
        for name, body in copy.items()
        if name.endswith((".xml", ".rels")) and name != "[Content_Types].xml"
    ]
    assert not any(MAIN in body or RELATIONSHIPS in body for body in ours)
    assert f'Type="{STRICT_RELATIONSHIPS}/comments"' in copy["xl/worksheets/_rels/sheet1.xml.rels"].decode()


def test_utf_16_parts_come_back_byte_for_byte() -> None:
    source = by_hand(DATA, styles=STYLES, encoding="UTF-16")
    assert parts_of(source)["xl/workbook.xml"].startswith((b"\xff\xfe", b"\xfe\xff"))
    survives(source)


def test_a_byte_order_mark_and_a_comment_before_the_root() -> None:
    parts = parts_of(by_hand(DATA, styles=STYLES))
    sheet = parts["xl/worksheets/sheet1.xml"]
    parts["xl/worksheets/sheet1.xml"] = b"\xef\xbb\xbf" + sheet.replace(b"?>\n", b'?>\n<!-- <c r="B2"> -->\n')
    survives(package_of(parts))


def test_angle_brackets_and_quotes_inside_attributes() -> None:
    parts = parts_of(by_hand(DATA.replace("<sheetData>", '<sheetPr codeName="a&gt;b"/><sheetData>'), styles=STYLES))
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(
        '<sheet name="申报表"'.encode(), "<sheet foo='>' name=\"申报表\"".encode()
    )
    survives(package_of(parts))


def test_a_sheet_name_with_quotes_and_blanks_is_linked() -> None:
    parts = parts_of(by_hand(DATA, styles=STYLES))
    name = "项目 '概算' & 2020"
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace("申报表".encode(), name.replace("&", "&amp;").encode())
    copy = marks.annotate(package_of(parts), report(finding(name, "B2")))
    result = load_workbook(io.BytesIO(copy))["检查结果"]
    assert result.cell(result.max_row, 5).hyperlink.location == "'项目 ''概算'' & 2020'!B2"


def test_the_workbook_part_may_be_called_anything() -> None:
    parts = parts_of(by_hand(DATA, styles=STYLES))
    moved = {name.replace("xl/", "文档/").replace("workbook", "book"): body for name, body in parts.items()}
    moved["_rels/.rels"] = moved["_rels/.rels"].replace(b"xl/workbook.xml", "/文档/book.xml".encode())
    moved["[Content_Types].xml"] = (
        moved["[Content_Types].xml"].replace(b"/xl/workbook", "/文档/book".encode()).replace(b"/xl/", "/文档/".encode())
    )
    survives(package_of(moved))


def test_a_protected_structure_can_be_marked_and_the_sheet_says_what_to_do() -> None:
    source = by_hand(DATA, styles=STYLES)
    parts = parts_of(source)
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(
        b"<sheets>", b'<workbookProtection workbookPassword="CC1A" lockStructure="1"/><sheets>'
    )
    copy = survives(package_of(parts))
    assert b'<workbookProtection workbookPassword="CC1A" lockStructure="1"/>' in copy["xl/workbook.xml"]
    lines = [row[0] for row in load_workbook(io.BytesIO(package_of(copy)))["检查结果"].values]
    assert any(line and "结构受保护" in str(line) for line in lines)


def test_a_chart_sheet_in_front_is_stepped_over() -> None:
    import xlsxwriter

    output = io.BytesIO()
    book = xlsxwriter.Workbook(output)
    chart = book.add_chart({"type": "column"})
    sheet, page = book.add_worksheet("申报表"), book.add_chartsheet("图")
    sheet.write("B2", 300)
    chart.add_series({"values": "=申报表!$B$2:$B$2"})
    page.set_chart(chart)
    page.activate()
    book.close()
    copy = marks.annotate(output.getvalue(), report(finding("申报表", "B2"), finding("图", "A1")))
    assert b"tabSelected" not in parts_of(copy)["xl/chartsheets/sheet1.xml"]
    assert parts_of(marks.clear(copy)) == parts_of(output.getvalue())


def test_notes_whose_drawing_is_lost_leave_the_cell_coloured_without_a_note() -> None:
    parts = parts_of(written_by_xlsxwriter())
    del parts["xl/drawings/vmlDrawing1.vml"]
    source = package_of(parts)
    copy = marks.annotate(source, report(finding("基本信息", "B4")))
    assert "表格检查".encode() not in parts_of(copy)["xl/comments1.xml"]
    assert any("没有加批注" in str(row[0]) for row in load_workbook(io.BytesIO(copy))["检查结果"].values)


def test_a_note_of_plain_text_becomes_a_run_before_ours_is_joined_to_it() -> None:
    """§18.4.8: <t> and <r> exclude each other in Excel's reading."""
    copy = parts_of(marks.annotate(written_by_openpyxl(), report(finding("基本信息", "B3"))))
    notes = etree.fromstring(copy["xl/comments/comment1.xml"])
    (text,) = notes.iter(f"{{{MAIN}}}text")
    assert [etree.QName(node).localname for node in text] == ["r", "r"]


def test_form_controls_stay_behind_the_drawing_of_the_notes() -> None:
    """A sheet with <controls> and no legacyDrawing yet: the new element must stand before them (§18.3.1.99)."""
    control = (
        '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><mc:Choice Requires="x14">'
        "<controls/></mc:Choice></mc:AlternateContent>"
    )
    tail = f'<pageMargins left="0.7" right="0.7" top="0.75" bottom="0.75" header="0.3" footer="0.3"/>{control}<extLst/>'
    sheet = survives(by_hand(DATA + tail, styles=STYLES))["xl/worksheets/sheet1.xml"].decode()
    assert (
        sheet.index("<pageMargins")
        < sheet.index("<legacyDrawing")
        < sheet.index("<mc:AlternateContent")
        < sheet.index("<extLst")
    )


RELS = "application/vnd.openxmlformats-package.relationships+xml"


def test_content_types_told_part_by_part_only() -> None:
    """Without a default for .rels the relationships of a sheet that gets its first notes would be nothing to Excel."""
    parts = parts_of(by_hand(DATA, styles=STYLES))
    overrides = "".join(f'<Override PartName="/{name}" ContentType="{RELS}"/>' for name in parts if "_rels" in name)
    parts["[Content_Types].xml"] = re.sub(
        rb'<Default Extension="rels"[^>]*>', overrides.encode(), parts["[Content_Types].xml"]
    )
    survives(package_of(parts))


def test_content_types_told_by_extension_only() -> None:
    """The Open XML SDK lets .xml mean the workbook: our record must not pass for a second one."""
    parts = parts_of(by_hand(DATA, styles=STYLES))
    types = re.sub(rb'<Override PartName="/xl/workbook.xml"', b'<Default Extension="xml"', parts["[Content_Types].xml"])
    parts["[Content_Types].xml"] = types.replace(
        b"<Default ", b'<Default Extension="vml" ContentType="text/plain"/><Default ', 1
    )
    copy = survives(package_of(parts))["[Content_Types].xml"].decode()
    assert '<Override PartName="/customXml/item1.xml" ContentType="application/xml"/>' in copy
    assert re.search(r'PartName="/xl/drawings/vmlDrawing1.vml" ContentType="[^"]*vmlDrawing"', copy)


def test_a_content_type_left_behind_by_a_part_that_is_gone() -> None:
    """A second declaration of one name makes Excel call the file damaged."""
    parts = parts_of(by_hand(DATA, styles=STYLES))
    left = b'<Override PartName="/xl/comments1.xml" ContentType="application/xml"/></Types>'
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(b"</Types>", left)
    assert "xl/comments2.xml" in survives(package_of(parts))


def test_names_of_extensions_follow_their_sheets_too() -> None:
    x14 = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"
    more = (
        '<definedNames><definedName name="本表" localSheetId="0">申报表!$A$1</definedName></definedNames><extLst><ext uri="{x}">'
        f'<x14:definedNames xmlns:x14="{x14}"><x14:definedName name="本表" localSheetId="0"/></x14:definedNames></ext></extLst>'
    )
    book = survives(by_hand(DATA, styles=STYLES, workbook=more))["xl/workbook.xml"].decode()
    assert book.count('name="本表" localSheetId="1"') == 2


def test_an_alternative_in_front_of_the_margins_does_not_draw_the_notes_before_them() -> None:
    tail = (
        '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><mc:Fallback/>'
        '</mc:AlternateContent><pageMargins left="0.7" right="0.7" top="0.75" bottom="0.75" header="0.3" footer="0.3"/>'
    )
    survives(by_hand(DATA + tail, styles=STYLES))


def test_names_stand_where_the_schema_wants_them() -> None:
    book = survives(by_hand(DATA, styles=STYLES, workbook='<calcPr calcId="191029"/>'))["xl/workbook.xml"].decode()
    assert book.index("</sheets>") < book.index("<definedNames>") < book.index("<calcPr")


def test_a_note_at_the_last_cell_of_the_sheet_has_its_box_inside() -> None:
    copy = parts_of(marks.annotate(by_hand(DATA, styles=STYLES), report(finding("申报表", "XFD1048576"))))
    drawing = next(body.decode() for name, body in copy.items() if name.endswith(".vml"))
    left, _, top, _, right, _, bottom, _ = map(int, re.search(r"<x:Anchor>([^<]*)", drawing)[1].split(","))  # type: ignore[index]
    assert 0 <= left < right <= 16_383
    assert 0 <= top < bottom <= 1_048_575


def signed() -> bytes:
    parts = parts_of(written_by_openpyxl())
    parts["_rels/.rels"] = parts["_rels/.rels"].replace(
        b"</Relationships>",
        f'<Relationship Id="rIdS" Type="{PACKAGE}/relationships/digital-signature/origin" Target="_xmlsignatures/origin.sigs"/>'
        "</Relationships>".encode(),
    )
    return package_of({**parts, "_xmlsignatures/origin.sigs": b""})


def shared_with_history() -> bytes:
    return package_of({**parts_of(written_by_openpyxl()), "xl/revisions/revisionHeaders.xml": b"<headers/>"})


@pytest.mark.parametrize(("source", "reason"), [(signed, "数字签名"), (shared_with_history, "共享工作簿")])
def test_what_a_patch_would_break_is_refused_with_the_reason(source: object, reason: str) -> None:
    with pytest.raises(CannotMark, match=reason) as refused:
        marks.annotate(source(), FOUND)  # type: ignore[operator]
    assert isinstance(refused.value, OutputError)
    with pytest.raises(CannotMark, match=reason):
        marks.set_values(source(), {finding("基本信息", "B2").place: "甲"})  # type: ignore[operator, dict-item]


def test_a_damaged_package_is_refused_not_patched() -> None:
    parts = parts_of(written_by_openpyxl())
    with pytest.raises(Refused):
        marks.annotate(b"PK\3\4 not a package", FOUND)
    with pytest.raises(Refused):
        marks.annotate(package_of({**parts, "xl/worksheets/sheet1.xml": b"<worksheet><sheetData>"}), FOUND)
    doctype = b'<!DOCTYPE a [<!ENTITY b "c">]><worksheet/>'
    with pytest.raises(Refused):
        marks.annotate(package_of({**parts, "xl/worksheets/sheet1.xml": doctype}), report(finding("基本信息", "B2")))


def test_macros_keep_their_content_type() -> None:
    for source in (written_by_xlsxwriter(), lived_in()):
        copy = parts_of(marks.annotate(source, report(finding("基本信息", "B4"))))
        assert b"application/vnd.ms-excel.sheet.macroEnabled.main+xml" in copy["[Content_Types].xml"]
