"""A clerk gets the workbook back with marks: everything that was in it is still in it, and only marks were added."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

import pytest
from lxml import etree
from openpyxl import load_workbook

from tests.marks.workbooks import (
    MAIN,
    Parts,
    by_hand,
    finding,
    lived_in,
    package_of,
    parts_of,
    place,
    report,
    written_by_openpyxl,
    written_by_xlsxwriter,
)
from xltoolkit import marks
from xltoolkit.findings import Report
from xltoolkit.package.archive import Archive
from xltoolkit.sheets.ooxml import read_ooxml

SOURCES = {"openpyxl": written_by_openpyxl, "XlsxWriter": written_by_xlsxwriter, "lived in": lived_in}
FOUND = report(
    finding("基本信息", "B3", "hint"),
    finding("基本信息", "B3", "error", "项目属性“单位专项费”不在下拉列表中。", code="VOC001"),
    finding("基本信息", "B4", "warning", related=[place("预算测算", "B5")]),
    finding("基本信息", "D9", "error"),
    finding("基本信息", "F9", "warning"),
    finding("基本信息", "C200", "hint"),
)


@pytest.fixture(scope="module", params=SOURCES)
def pair(request: pytest.FixtureRequest) -> tuple[Parts, Parts]:
    source = SOURCES[request.param]()
    return parts_of(source), parts_of(marks.annotate(source, FOUND))


def sheet_parts(parts: Parts) -> list[str]:
    return [name for name in parts if re.fullmatch(r"xl/worksheets/sheet\d+\.xml", name)]


def text_of(parts: Parts, pattern: str) -> str:
    return "".join(body.decode("utf-8", "replace") for name, body in parts.items() if re.fullmatch(pattern, name))


def elements(pattern: str, *tags: str) -> Callable[[Parts], list[str]]:
    """A feature's own elements, canonical, wherever the matching parts have them."""

    def probe(parts: Parts) -> list[str]:
        found = []
        for name, body in parts.items():
            if re.fullmatch(pattern, name) and b"<" in body:
                for element in etree.fromstring(body).iter():
                    if isinstance(element.tag, str) and etree.QName(element).localname in tags:
                        found.append(etree.tostring(element, method="c14n", exclusive=True, with_tail=False).decode())
        return sorted(found)

    return probe


def whole(pattern: str) -> Callable[[Parts], dict[str, bytes]]:
    return lambda parts: {name: body for name, body in parts.items() if re.fullmatch(pattern, name)}


def cached_values(parts: Parts) -> list[str]:
    return re.findall(r"<f>[^<]*</f><v>[^<]*</v>", text_of(parts, r"xl/worksheets/sheet\d+\.xml"))


def names_at_their_sheets(parts: Parts) -> set[tuple[str, str, str]]:
    """Every defined name with the title of the sheet it belongs to, however the sheets are numbered."""
    book = etree.fromstring(parts["xl/workbook.xml"])
    titles = [sheet.get("name") for sheet in book.iter(f"{{{MAIN}}}sheet")]
    return {
        (node.get("name"), titles[int(node.get("localSheetId"))] if node.get("localSheetId") else "", node.text)
        for node in book.iter(f"{{{MAIN}}}definedName")
        if not node.get("name").startswith("xltoolkit_") and "检查结果" not in node.text
    }


SHEETS = r"xl/worksheets/sheet\d+\.xml"
FEATURES = {
    "rich text": elements(r"xl/sharedStrings\.xml", "r"),
    "cached values": cached_values,
    "validations": elements(SHEETS, "dataValidation"),
    "validations of the 2010 kind, sparklines, data bars": elements(SHEETS, "extLst"),
    "conditional formats": elements(SHEETS, "conditionalFormatting"),
    "merged areas": elements(r"xl/worksheets/sheet1\.xml", "mergeCell"),
    "sheet protection": elements(SHEETS, "sheetProtection"),
    "print set-up": elements(r"xl/worksheets/sheet[12]\.xml", "pageSetup", "headerFooter"),
    "printer settings": whole(r"xl/printerSettings/.*"),
    "names of the workbook and of single sheets": names_at_their_sheets,
    "tables": whole(r"xl/tables/.*"),
    "charts": whole(r"xl/charts/.*"),
    "pictures": whole(r"xl/media/.*"),
    "text boxes": whole(r"xl/drawings/drawing\d+\.xml"),
    "controls": elements(SHEETS, "controls"),
    "properties of controls": whole(r"xl/ctrlProps/.*"),
    "macros": whole(r"xl/vbaProject\.bin"),
    "discussions": whole(r"xl/(threadedComments|persons)/.*"),
    "check boxes in cells": whole(r"xl/featurePropertyBag/.*"),
    "somebody's custom XML": lambda parts: {
        name: body
        for name, body in parts.items()
        if name.startswith("customXml/") and b"xltoolkit" not in body and b"jy" in body
    },
    "custom properties": whole(r"docProps/custom\.xml"),
    "calculation chain": whole(r"xl/calcChain\.xml"),
    "pivot caches": whole(r"xl/pivotCache/.*"),
    "theme": whole(r"xl/theme/.*"),
    "shared texts": whole(r"xl/sharedStrings\.xml"),
    "windows": lambda parts: len(re.findall("<workbookView ", text_of(parts, r"xl/workbook\.xml"))),
}


@pytest.mark.parametrize("feature", FEATURES)
def test_what_was_in_the_workbook_is_still_in_it(pair: tuple[Parts, Parts], feature: str) -> None:
    before, after = pair
    assert FEATURES[feature](after) == FEATURES[feature](before)


@pytest.mark.parametrize("feature", FEATURES)
def test_every_feature_stands_in_some_source(feature: str) -> None:
    assert any(FEATURES[feature](parts_of(source())) for source in SOURCES.values()), "the matrix would prove nothing"


def test_parts_that_marks_do_not_concern_are_the_same_bytes(pair: tuple[Parts, Parts]) -> None:
    before, after = pair
    touched = {name for name, body in before.items() if after.get(name) != body}
    assert touched <= {
        "[Content_Types].xml", "docProps/app.xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml",
        "xl/worksheets/sheet1.xml", "xl/worksheets/_rels/sheet1.xml.rels", "xl/worksheets/sheet2.xml",
        "xl/comments1.xml", "xl/comments/comment1.xml", "xl/drawings/vmlDrawing1.vml", "xl/drawings/commentsDrawing1.vml",
    }  # fmt: skip


def test_untouched_parts_keep_even_their_compressed_bytes() -> None:
    source = lived_in()
    copy = marks.annotate(source, FOUND)
    before, after = Archive.from_bytes(source), Archive.from_bytes(copy)
    for name in ("xl/vbaProject.bin", "xl/sharedStrings.xml", "xl/calcChain.xml"):
        assert bytes(before._raw(before._entry(name))) == bytes(after._raw(after._entry(name)))


def test_a_sheet_gains_marks_and_loses_nothing(pair: tuple[Parts, Parts]) -> None:
    """Element by element: formats of cells, a new cell, a new row, the drawing of the notes, the selected tab; nothing else."""
    before, after = pair
    for name in sheet_parts(before):
        assert_only_marks_added(etree.fromstring(before[name]), etree.fromstring(after[name]))


def assert_only_marks_added(old: etree._Element, new: etree._Element) -> None:
    allowed = {"c": {"s"}, "sheetView": {"tabSelected"}, "row": {"spans"}}.get(etree.QName(old).localname, set())
    assert {k: v for k, v in old.attrib.items() if k not in allowed} == {
        k: v for k, v in new.attrib.items() if k not in allowed
    }
    assert (old.text or "") == (new.text or "")
    pending = list(new)
    for child in old:
        while pending and not same_element(child, pending[0]):
            added = pending.pop(0)
            assert etree.QName(added).localname in ("c", "row", "legacyDrawing")
            assert not list(added.iter("{*}v", "{*}f", "{*}is")), "a cell of ours holds no value"
        assert pending, f"{child.tag} was lost"
        assert_only_marks_added(child, pending.pop(0))
    assert all(etree.QName(added).localname in ("c", "row", "legacyDrawing") for added in pending)


def same_element(old: etree._Element, new: etree._Element) -> bool:
    return old.tag == new.tag and old.get("r") == new.get("r")


@pytest.mark.parametrize("source", SOURCES)
def test_no_value_changes(source: str) -> None:
    before = read_ooxml(Archive.from_bytes(SOURCES[source]()))
    after = read_ooxml(Archive.from_bytes(marks.annotate(SOURCES[source](), FOUND)))
    assert [sheet.name for sheet in after.sheets] == ["检查结果", *(sheet.name for sheet in before.sheets)]
    for old, new in zip(before.sheets, after.sheets[1:], strict=True):
        assert new.cells == old.cells
        assert (new.state, new.merges, new.protected) == (old.state, old.merges, old.protected)


def fill_of(copy: bytes, sheet: str, cell: str) -> str:
    return load_workbook(io.BytesIO(copy))[sheet][cell].fill.fgColor.rgb


def test_found_cells_are_coloured_by_the_gravest_finding() -> None:
    copy = marks.annotate(written_by_xlsxwriter(), FOUND)
    assert fill_of(copy, "基本信息", "B3").startswith("FFFFB5B")  # an error beats a hint
    assert fill_of(copy, "基本信息", "B4").startswith("FFFFE5A")
    assert fill_of(copy, "基本信息", "C200").startswith("FFD0E5F")


def test_the_rest_of_a_format_stays() -> None:
    source = written_by_openpyxl()
    copy = marks.annotate(source, report(finding("基本信息", "B2"), finding("基本信息", "B5")))
    cell = load_workbook(io.BytesIO(copy))["基本信息"]["B2"]
    assert cell.font.b
    assert cell.font.color.rgb == "00FF0000"
    assert cell.alignment.wrap_text
    assert load_workbook(io.BytesIO(copy))["基本信息"]["B5"].protection.locked is False, "the input cell stays open"


def test_a_cell_that_did_not_exist_takes_the_format_of_its_row_or_column() -> None:
    """A blank cell looks like its column or row; the mark must not change more than the colour, and clearing must find it."""
    copy = marks.annotate(written_by_xlsxwriter(), report(finding("基本信息", "C9"), finding("基本信息", "F30")))
    info = marks.recognise(Archive.from_bytes(copy))
    assert info is not None
    covered = "".join(info.fills.values())
    assert "E2EFDA" in covered
    assert "DDEBF7" in covered


def test_a_finding_inside_a_merged_area_marks_its_top_left_cell() -> None:
    copy = marks.annotate(
        written_by_xlsxwriter(), report(finding("基本信息", "C15"), finding("基本信息", "A14", "warning"))
    )
    sheet = load_workbook(io.BytesIO(copy))["基本信息"]
    assert sheet["A14"].fill.fgColor.rgb.startswith("FFFFB5B")
    assert sheet["A14"].comment.text.count("【表格检查】") == 2


def test_the_note_says_each_finding_in_words() -> None:
    note = load_workbook(io.BytesIO(marks.annotate(written_by_xlsxwriter(), FOUND)))["基本信息"]["B4"].comment
    assert note.author == "表格检查"
    assert note.text == (
        "【表格检查】\n提示性问题（BUD001）：B4 的本年度项目金额 290.00 万元与资金来源合计 300.00 万元不一致，勾稽关系不成立。\n"
        "建议：请核对后改正。\n相关单元格：预算测算!B5\n【检查完】"
    )


def test_a_persons_own_note_keeps_its_text_and_author() -> None:
    for source in (written_by_openpyxl, written_by_xlsxwriter):
        sheet = load_workbook(
            io.BytesIO(marks.annotate(source(), report(finding("基本信息", "B5"), finding("基本信息", "B3"))))
        )
        notes = [sheet["基本信息"][cell].comment for cell in ("B3", "B5")]
        own = next(note for note in notes if "填报人自己的批注" in note.text)
        assert own.author == "邹某某"
        assert own.text.startswith("填报人自己的批注")
        assert "\n【表格检查】\n强制性错误" in own.text


def test_a_discussion_is_left_alone_and_the_result_sheet_says_so() -> None:
    copy = marks.annotate(lived_in(), FOUND)
    assert fill_of(copy, "基本信息", "D9").startswith("FFFFB5B")
    assert 'ref="D9"' not in text_of(parts_of(copy), r"xl/comments.*\.xml")
    lines = [row[0] for row in load_workbook(io.BytesIO(copy))["检查结果"].iter_rows(max_row=6, values_only=True)]
    assert any(line and "没有加批注" in line and "基本信息!D9" in line for line in lines)


def test_boxes_of_notes_join_the_drawing_with_the_button() -> None:
    before, after = parts_of(written_by_xlsxwriter()), parts_of(marks.annotate(written_by_xlsxwriter(), FOUND))
    drawing = after["xl/drawings/vmlDrawing1.vml"].decode()
    assert drawing.count('ObjectType="Button"') == 1
    assert drawing.count('ObjectType="Note"') == 1 + 5, "one of the person, one for each found cell"
    identifiers = re.findall(r'<v:shape id="_x0000_s(\d+)"', drawing)
    assert len(set(identifiers)) == len(identifiers)
    assert {int(number) // 1024 for number in identifiers} == {1}, "all in the block that the drawing announces"
    assert after["xl/worksheets/sheet1.xml"].count(b"<legacyDrawing ") == before["xl/worksheets/sheet1.xml"].count(
        b"<legacyDrawing "
    )


def box_of(text: str) -> tuple[int, int]:
    """Width and height in pixels of the box that a note with this text gets, over columns of 64 and rows of 20 pixels."""
    source = by_hand('<sheetData><row r="2"><c r="B2"/></row></sheetData>')
    drawing = text_of(parts_of(marks.annotate(source, report(finding("申报表", "B2", message=text)))), r".*\.vml")
    left, x, top, y, right, xx, bottom, yy = map(int, re.search(r"<x:Anchor>([^<]*)", drawing)[1].split(","))  # type: ignore[index]
    return (right - left) * 64 + xx - x, (bottom - top) * 20 + yy - y


def test_a_box_is_as_large_as_its_text_needs() -> None:
    """People read a note where it pops up: short ones stay small, a long one gets wider before it is cut off."""
    widths, heights = zip(*(box_of("勾稽关系不成立。" * times) for times in (1, 20, 49)), strict=True)
    assert widths == (240, 240, 240)
    assert heights[0] < heights[1] < heights[2] <= 480
    many = report(*(finding("申报表", "B2", message="勾稽关系不成立。" * 12, code=f"BUD{n:03}") for n in range(12)))
    source = by_hand('<sheetData><row r="2"><c r="B2"/></row></sheetData>')
    drawing = text_of(parts_of(marks.annotate(source, many)), r".*\.vml")
    left, *_, right, _, _, _ = map(int, re.search(r"<x:Anchor>([^<]*)", drawing)[1].split(","))  # type: ignore[index]
    assert (right - left) * 64 > 300, "twelve findings on one cell"


def test_each_sheet_draws_in_a_block_of_ids_of_its_own() -> None:
    copy = parts_of(marks.annotate(written_by_openpyxl(), report(finding("预算测算", "B2"), finding("字典", "A1"))))
    blocks = [re.findall(rb'idmap [^>]*data="(\d+)"', body) for name, body in copy.items() if name.endswith(".vml")]
    assert len(blocks) == 3
    assert len({tuple(block) for block in blocks}) == 3


def test_more_notes_than_a_block_has_ids_take_further_blocks() -> None:
    many = report(*(finding("字典", f"{letter}{row}") for row in range(1, 701) for letter in "BC"))
    copy = parts_of(marks.annotate(written_by_openpyxl(), many))
    drawing = next(body for name, body in copy.items() if body.count(b'ObjectType="Note"') > 1000)
    announced = {int(number) for number in re.search(rb'idmap [^>]*data="([\d,]+)"', drawing)[1].split(b",")}  # type: ignore[index]
    used = {int(number) // 1024 for number in re.findall(rb'id="_x0000_s(\d+)"', drawing)}
    assert drawing.count(b'ObjectType="Note"') == 1400
    assert used <= announced


def test_only_the_result_sheet_is_selected_and_shown() -> None:
    copy = parts_of(marks.annotate(lived_in(), FOUND))
    selected = [name for name in sheet_parts(copy) if re.search(rb'tabSelected="(1|true)"', copy[name])]
    book = copy["xl/workbook.xml"].decode()
    first = re.search(r'<sheet name="([^"]*)"[^>]*r:id="([^"]*)"', book)
    assert first is not None
    assert first[1] == "检查结果"
    target = re.search(rf'Id="{first[2]}"[^>]*Target="/([^"]*)"', copy["xl/_rels/workbook.xml.rels"].decode())
    assert target is not None
    assert selected == [target[1]]
    assert set(re.findall(r'activeTab="(\d+)"', book)) <= {"0"}
    assert copy[target[1]].count(b"<sheetView ") == 2, "a view for each window"


def test_sheet_scoped_names_still_belong_to_their_sheets() -> None:
    book = load_workbook(io.BytesIO(marks.annotate(written_by_openpyxl(), FOUND)))
    assert book["基本信息"].print_area == "'基本信息'!$A$1:$D$20"
    assert book["基本信息"].print_title_rows == "$1:$1"
    assert "本表合计" in book["预算测算"].defined_names


def test_the_list_of_titles_in_the_properties_agrees_with_the_sheets() -> None:
    properties = parts_of(marks.annotate(written_by_xlsxwriter(), FOUND))["docProps/app.xml"].decode()
    assert "<vt:i4>3</vt:i4>" in properties
    titles = re.findall(r"<vt:lpstr>([^<]*)</vt:lpstr>", properties.partition("<TitlesOfParts>")[2])
    assert titles[:3] == ["检查结果", "基本信息", "字典"]
    assert f'size="{len(titles)}"' in properties.partition("<TitlesOfParts>")[2]


def test_the_same_report_gives_the_same_bytes() -> None:
    source = lived_in()
    assert marks.annotate(source, FOUND) == marks.annotate(source, FOUND)


def test_the_source_is_not_changed() -> None:
    source = written_by_xlsxwriter()
    kept = bytes(source)
    marks.annotate(source, FOUND)
    assert source == kept


def test_a_finding_without_a_place_is_listed_without_a_link() -> None:
    lost = finding("基本信息", "B3", message="没有找到“项目概算”一节。", code="STR003")._replace(place=None)
    copy = marks.annotate(written_by_openpyxl(), report(lost, finding("已经删掉的表", "A1")))
    sheet = load_workbook(io.BytesIO(copy))["检查结果"]
    rows = [list(row) for row in sheet.iter_rows(min_row=6)]
    assert [rows[0][6].value, rows[0][3].value, rows[0][4].hyperlink] == ["没有找到“项目概算”一节。", None, None]
    assert [rows[1][3].value, rows[1][4].value, rows[1][4].hyperlink] == ["已经删掉的表", "A1", None]


def result_rows(copy: bytes, findings: Report) -> list[list[object]]:
    sheet = load_workbook(io.BytesIO(copy))["检查结果"]
    return [list(row) for row in sheet.iter_rows(min_row=sheet.max_row - len(findings.findings), values_only=True)]


def test_the_result_sheet_lists_what_was_found() -> None:
    copy = marks.annotate(written_by_openpyxl(), FOUND)
    rows = result_rows(copy, FOUND)
    assert rows[0] == ["序号", "级别", "规则", "工作表", "单元格", "字段", "问题", "当前内容", "建议", "审核要点"]
    assert rows[2] == [
        2, "强制性错误", "VOC001", "基本信息", "B3", "本年度项目金额", "项目属性“单位专项费”不在下拉列表中。", "290.00",
        "请核对后改正。", "适当性",
    ]  # fmt: skip
    sheet = load_workbook(io.BytesIO(copy))["检查结果"]
    heading = sheet.max_row - len(FOUND.findings)
    assert sheet["A2"].value == "强制性错误 2 项，上报前必须改正"
    assert sheet.auto_filter.ref == f"A{heading}:J{sheet.max_row}"
    assert sheet.freeze_panes == f"A{heading + 1}"
    assert sheet.print_title_rows == f"${heading}:${heading}"
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize, sheet.page_setup.fitToHeight) == (
        "landscape",
        9,
        0,
    )
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.cell(heading + 3, 5).hyperlink.location == "'基本信息'!B4"
    assert any("没有改动任何填报内容" in str(row[0]) and "xltoolkit clear" in str(row[0]) for row in sheet.values)


def test_found_texts_are_texts_on_the_result_sheet() -> None:
    """12 of the real form's targets begin with `=`: listed, they must not become formulas."""
    copy = marks.annotate(
        written_by_openpyxl(), report(finding("基本信息", "B3", found="=12次"), finding("基本信息", "B4", found="=0"))
    )
    cells = [load_workbook(io.BytesIO(copy))["检查结果"].cell(row, 8) for row in (6, 7)]
    assert [(cell.value, cell.data_type, cell.number_format) for cell in cells] == [
        ("=12次", "s", "@"),
        ("=0", "s", "@"),
    ]


def test_what_is_hidden_is_told_since_no_link_can_reach_it() -> None:
    """In Excel a link to a hidden sheet does nothing at all."""
    source = parts_of(written_by_openpyxl())
    sheet = source["xl/worksheets/sheet1.xml"].replace(b'<row r="4"', b'<row hidden="1" r="4"')
    found = report(finding("字典", "A1"), finding("基本信息", "B3"), finding("基本信息", "B4"))
    lines = [row[0] for row in load_workbook(
        io.BytesIO(marks.annotate(package_of({**source, "xl/worksheets/sheet1.xml": sheet}), found))
    )["检查结果"].values]  # fmt: skip
    assert any(line and "取消隐藏" in str(line) and str(line).endswith("：字典!A1、基本信息!B4。") for line in lines)
    plain = load_workbook(io.BytesIO(marks.annotate(written_by_openpyxl(), report(finding("基本信息", "B3")))))
    assert not any("取消隐藏" in str(row[0]) for row in plain["检查结果"].values)


def test_a_clean_workbook_says_so() -> None:
    copy = marks.annotate(written_by_openpyxl(), report())
    texts = [row[0] for row in load_workbook(io.BytesIO(copy))["检查结果"].values]
    assert "没有发现问题。" in texts
    assert "强制性错误 0 项，上报前必须改正" in texts
