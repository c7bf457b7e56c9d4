"""The exact reader against hand-made parts: everything that people and programs put into a cell."""

from __future__ import annotations

import datetime
import hashlib
import re
from decimal import Decimal

import pytest

from tests.handmade import MAIN, STRICT_MAIN, STRICT_OFFICE, parts, workbook, zipped
from xltoolkit.errors import Refused
from xltoolkit.package.archive import Archive
from xltoolkit.package.parsing import remembered
from xltoolkit.sheets import worksheet
from xltoolkit.sheets.model import BOOLEAN, DATE, ERROR_VALUE, NUMBER, TEXT, Cell, Sheet, Sheets
from xltoolkit.sheets.ooxml import read_ooxml


def read(data: bytes) -> Sheets:
    return read_ooxml(Archive.from_bytes(data))


def sheet_of(rows: str, **options: object) -> Sheet:
    return read(workbook({"表": rows}, **options)).sheets[0]


def cell_of(cell: str, **options: object) -> Cell | None:
    """The one cell of `<row r="1">cell</row>`, None if it is blank."""
    cells = sheet_of(f'<row r="1">{cell}</row>', **options).cells
    assert len(cells) <= 1
    return next(iter(cells.values()), None)


@pytest.mark.parametrize(
    ("written", "kind", "value"),
    [
        ('<c r="A1"><v>300</v></c>', NUMBER, Decimal("300")),
        ('<c r="A1" t="n"><v>9.8800000000000008</v></c>', NUMBER, Decimal("9.88")),
        ('<c r="A1"><v>0.1</v></c>', NUMBER, Decimal("0.1")),
        ('<c r="A1"><v>3.0</v></c>', NUMBER, Decimal("3")),
        ('<c r="A1"><v>-0</v></c>', NUMBER, Decimal("0")),
        ('<c r="A1"><v>1E+20</v></c>', NUMBER, Decimal("100000000000000000000")),
        ('<c r="A1"><v>1.5e-7</v></c>', NUMBER, Decimal("0.00000015")),
        ('<c r="A1"><v>\n 12 \n</v></c>', NUMBER, Decimal("12")),
        ('<c r="A1"><v>三百</v></c>', TEXT, "三百"),
        ('<c r="A1"><v>NaN</v></c>', TEXT, "NaN"),
        ('<c r="A1"><v>1e999</v></c>', TEXT, "1e999"),
        ('<c r="A1"><v>１２</v></c>', TEXT, "１２"),
        ('<c r="A1" t="b"><v>1</v></c>', BOOLEAN, True),
        ('<c r="A1" t="b"><v>0</v></c>', BOOLEAN, False),
        ('<c r="A1" t="b"><v>是</v></c>', TEXT, "是"),
        ('<c r="A1" t="e"><v>#REF!</v></c>', ERROR_VALUE, "#REF!"),
        ('<c r="A1" t="e"><v>#SPILL!</v></c>', ERROR_VALUE, "#SPILL!"),
        ('<c r="A1" t="d"><v>2020-01-31</v></c>', DATE, datetime.date(2020, 1, 31)),
        ('<c r="A1" t="d"><v>2020-01-31T08:30:00</v></c>', DATE, datetime.datetime(2020, 1, 31, 8, 30)),
        ('<c r="A1" t="d"><v>T08:30:00</v></c>', DATE, datetime.time(8, 30)),
        ('<c r="A1" t="d"><v>2020-02-31</v></c>', TEXT, "2020-02-31"),
        ('<c r="A1" t="str"><v>合格</v></c>', TEXT, "合格"),
        ('<c r="A1" t="inlineStr"><is><t>=12次</t></is></c>', TEXT, "=12次"),
        ('<c r="A1" t="inlineStr"><is><r><t>每</t></r><r><t>季度</t></r></is></c>', TEXT, "每季度"),
        ('<c r="A1" t="inlineStr"><is><t>第一行\n第二行</t></is></c>', TEXT, "第一行\n第二行"),
        ('<c r="A1" t="inlineStr"><is><t><![CDATA[<p>甲 & 乙</p>]]></t></is></c>', TEXT, "<p>甲 & 乙</p>"),
        ('<c r="A1" t="inlineStr"><is><t>&lt;p&gt;甲&amp;乙&#10;</t></is></c>', TEXT, "<p>甲&乙"),
        ('<c r="A1" t="inlineStr"><is><t xml:space="preserve"> 甲 </t></is></c>', TEXT, " 甲 "),
        ('<c r="A1" t="inlineStr"><is><t> 甲 </t></is></c>', TEXT, "甲"),
        ('<c r="A1" t="inlineStr"><is><t>换行_x000D_后</t></is></c>', TEXT, "换行\r后"),
        ('<c r="A1" t="inlineStr"><is><t>_x005F_x000D_</t></is></c>', TEXT, "_x000D_"),
        ('<c r="A1" t="inlineStr"><is><t>_xD83D__xDE00_与_xD83D_</t></is></c>', TEXT, "😀与\ufffd"),
        ('<c r="A1" t="inlineStr"><is><t>东京</t><rPh sb="0" eb="2"><t>トウキョウ</t></rPh></is></c>', TEXT, "东京"),
    ],
)
def test_what_a_cell_holds(written: str, kind: str, value: object) -> None:
    cell = cell_of(written)
    assert cell is not None
    assert (cell.kind, cell.value, type(cell.value)) == (kind, value, type(value))


@pytest.mark.parametrize(
    "blank",
    [
        '<c r="A1" s="1"/>',
        '<c r="A1" s="1"></c>',
        '<c r="A1" s="1" />',
        '<c s="1" r="A1"/>',
        '<c r="A1"><v></v></c>',
        '<c r="A1" t="str"><v></v></c>',
        '<c r="A1" t="s"><v>0</v></c>',
        '<c r="A1" t="inlineStr"><is><t/></is></c>',
        '<c r="A1" t="inlineStr"><is></is></c>',
    ],
)
def test_blank_cells_do_not_exist(blank: str) -> None:
    assert cell_of(blank, strings=[""]) is None


def test_formulas_with_and_without_their_results() -> None:
    cells = sheet_of(
        '<row r="1"><c r="A1"><f>SUM(B1:B9)</f><v>12.5</v></c><c r="B1"><f>SUM(C1:C9)</f></c>'
        '<c r="C1"><f>D1*2</f><v></v></c><c r="D1" t="str"><f>""</f><v></v></c><c r="E1" t="e"><f>12次</f><v>#NAME?</v></c>'
        '<c r="F1" t="b"><f>A1=B1</f><v>0</v></c></row>'
        '<row r="2"><c r="A2"><f t="shared" ref="A2:A3" si="0">B2+1</f><v>1</v></c></row>'
        '<row r="3"><c r="A3"><f t="shared" si="0"/><v>2</v></c><c r="B3"><f t="array" ref="B3:B4">C3:C4</f><v>7</v></c></row>'
    ).cells
    assert cells[1, 1][:4] == (NUMBER, Decimal("12.5"), "12.5", "SUM(B1:B9)")
    assert cells[1, 2][:4] == (None, None, "", "SUM(C1:C9)")
    assert cells[1, 3][:4] == (None, None, "", "D1*2")
    assert cells[1, 4][:4] == (TEXT, "", "", '""')
    assert cells[1, 5][:4] == (ERROR_VALUE, "#NAME?", "#NAME?", "12次")
    assert cells[1, 6][:4] == (BOOLEAN, False, "0", "A1=B1")
    assert [cells[2, 1].formula, cells[3, 1].formula, cells[3, 2].formula] == ["B2+1", "", "C3:C4"]


def test_shared_strings_in_every_shape() -> None:
    shapes = [
        "<si><t>项目名称</t></si>",
        '<si><r><rPr><b/><sz val="10"/></rPr><t xml:space="preserve">项目 </t></r><r><rPr><i/></rPr><t xml:space="preserve">属性</t></r></si>',
        "<si><r><t>项目</t></r><r><rPr><i/></rPr><t> 类型 </t></r></si>",
        '<si><t>年度</t><rPh sb="0" eb="2"><t>ねんど</t></rPh><phoneticPr fontId="1"/></si>',
        "<si>\n  <t>分行写</t>\n</si>",
        "<si><t>a_x000D_\nb</t></si>",
        "<si><r><rPr/><t>空的字体</t></r></si>",
        "<si/>",
        "<si><t>&lt;rPr&gt;</t></si>",
    ]
    rows = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>{n - 1}</v></c></row>' for n in range(1, len(shapes) + 1))
    cells = sheet_of(rows, strings=shapes).cells
    assert [cell.value for cell in cells.values()] == [
        "项目名称", "项目 属性", "项目类型", "年度", "分行写", "a\r\nb", "空的字体", "<rPr>",
    ]  # fmt: skip
    assert all(cell.raw == cell.value for cell in cells.values())


@pytest.mark.parametrize("font", ["<rPr>", "<rPr><rPr><b/></rPr>", "<rPr><b></rPr>", "<rPr><b/></rPr></rPr>"])
def test_the_font_of_a_run_that_is_no_xml_is_damage(font: str) -> None:
    sound = "<si><r><rPr><b/></rPr><t>甲</t></r></si>"
    with pytest.raises(Refused, match="sharedStrings"):
        sheet_of("", strings=[sound, f"<si><r>{font}<t>乙</t></r></si>", sound])


@pytest.mark.parametrize(
    ("code", "serial", "kind", "value"),
    [
        ("yyyy-mm-dd", "43831", DATE, datetime.date(2020, 1, 1)),
        ('yyyy"年"m"月"d"日"', "43831.5", DATE, datetime.datetime(2020, 1, 1, 12)),
        ("yyyy/m/d;@", "43831", DATE, datetime.date(2020, 1, 1)),
        ("[$-804]aaaa", "43831", DATE, datetime.date(2020, 1, 1)),
        ("[$-804]yyyy\\-m", "43831", DATE, datetime.date(2020, 1, 1)),
        ("h:mm", "0.35416666666666669", DATE, datetime.time(8, 30)),
        ("yyyy-mm-dd", "1", DATE, datetime.date(1900, 1, 1)),
        ("yyyy-mm-dd", "59", DATE, datetime.date(1900, 2, 28)),
        ("yyyy-mm-dd", "60", NUMBER, Decimal(60)),
        ("yyyy-mm-dd", "61", DATE, datetime.date(1900, 3, 1)),
        ("yyyy-mm-dd", "-1", NUMBER, Decimal(-1)),
        ("yyyy-mm-dd", "2958465", DATE, datetime.date(9999, 12, 31)),
        ("yyyy-mm-dd", "2958466", NUMBER, Decimal(2958466)),
        ("yyyy-mm-dd", "20200101", NUMBER, Decimal(20200101)),
        ("yyyy-mm-dd hh:mm:ss", "43830.999999999", DATE, datetime.date(2020, 1, 1)),
        ("[h]:mm", "1.5", NUMBER, Decimal("1.5")),
        ('0.00"元/day"', "43831", NUMBER, Decimal(43831)),
        ("0.00_);[Red]\\(0.00\\)", "43831", NUMBER, Decimal(43831)),
        ("[Red][DBNum1]0", "43831", NUMBER, Decimal(43831)),
        ("General", "43831", NUMBER, Decimal(43831)),
        ("@", "43831", NUMBER, Decimal(43831)),
        ("0%", "0.6963", NUMBER, Decimal("0.6963")),
    ],
)
def test_a_number_format_makes_a_date(code: str, serial: str, kind: str, value: object) -> None:
    cell = cell_of(f'<c r="A1" s="1"><v>{serial}</v></c>', formats=[code])
    assert cell is not None
    assert (cell.kind, cell.value, cell.raw, cell.format) == (kind, value, serial, code)


@pytest.mark.parametrize("number", [14, 22, 27, 31, 36, 45, 50, 57, 58])
def test_built_in_date_formats_of_a_chinese_excel(number: int) -> None:
    made = parts({"表": '<row r="1"><c r="A1" s="0"><v>43831</v></c></row>'})
    made["xl/styles.xml"] = str(made["xl/styles.xml"]).replace(
        '<cellXfs><xf numFmtId="0"', f'<cellXfs><xf numFmtId="{number}"'
    )
    assert read(zipped(made)).sheets[0].cells[1, 1].kind == DATE


def test_dates_counted_from_1904() -> None:
    rows = '<row r="1"><c r="A1" s="1"><v>42369</v></c></row>'
    extension = '<extLst><ext><x15:workbookPr xmlns:x15="x" chartTrackingRefBase="1"/></ext></extLst>'
    sheets = read(workbook({"表": rows}, formats=["yyyy-mm-dd"], properties='date1904="1"', workbook=extension))
    assert sheets.sheets[0].cells[1, 1].value == datetime.date(2020, 1, 1)


@pytest.mark.parametrize("prefix", ["", "x:"])
def test_formats_of_conditional_formats_are_not_the_cells(prefix: str) -> None:
    made = parts({"表": '<row r="1"><c r="A1" s="1"><v>43831</v></c></row>'}, formats=["yyyy-mm-dd"])
    styles = str(made["xl/styles.xml"]).replace(
        "</styleSheet>", '<dxfs count="1"><dxf><numFmt numFmtId="200" formatCode="0.00"/></dxf></dxfs></styleSheet>'
    )
    made["xl/styles.xml"] = re.sub(r"<(/?)(?=\w)", rf"<\1{prefix}", styles).replace(
        "xmlns=", f"xmlns{':' * bool(prefix)}{prefix[:-1]}="
    )
    assert read(zipped(made)).sheets[0].cells[1, 1].kind == DATE


def test_rows_of_a_controls_anchor_are_no_rows_of_the_sheet() -> None:
    anchor = (
        "<controls><control><anchor><from><xdr:col>1</xdr:col><xdr:row>3</xdr:row></from></anchor></control></controls>"
    )
    sheet = sheet_of('<row r="1"><c r="A1"><v>1</v></c></row>', after=anchor)
    assert list(sheet.cells) == [(1, 1)]


def test_a_style_that_does_not_exist_is_general() -> None:
    cell = cell_of('<c r="A1" s="99"><v>1</v></c>')
    assert cell is not None
    assert cell.format == "General"


def test_cells_and_rows_without_references_stand_one_behind_the_other() -> None:
    cells = sheet_of(
        '<row><c t="inlineStr"><is><t>甲</t></is></c><c/><c><v>3</v></c></row><row/><row><c><v>4</v></c></row>'
        '<row r="7"><c r="C7"><v>5</v></c><c><v>6</v></c></row>'
    ).cells
    assert {place: str(cell.value) for place, cell in cells.items()} == {
        (1, 1): "甲", (1, 3): "3", (3, 1): "4", (7, 3): "5", (7, 4): "6",
    }  # fmt: skip


def test_a_cell_without_reference_behind_a_blank_one_is_not_moved() -> None:
    cells = sheet_of(
        '<row r="1"><c r="A1" s="1"/><c r="B1" s="1"/><c><v>3</v></c></row><row r="2"/><row><c><v>9</v></c></row>'
    ).cells
    assert list(cells) == [(1, 3), (3, 1)]


def test_cells_come_row_by_row_whatever_their_shape() -> None:
    cells = sheet_of(
        '<row r="2"><c r="B2"><v>1</v></c><c r="A2" t="inlineStr"><is><t>甲</t></is></c></row><row r="1"><c r="C1"><v>2</v></c></row>'
    ).cells
    assert list(cells) == [(1, 3), (2, 1), (2, 2)]


def test_prefixed_elements() -> None:
    made = parts({"表": f'<?xml version="1.0"?><x:worksheet xmlns:x="{MAIN}"><x:sheetData><x:row r="1"><x:c r="A1" t="s"><x:v>0</x:v></x:c>'
                  '<x:c r="B1" s="1"/><x:c r="C1"><x:f>1+1</x:f><x:v>2</x:v></x:c></x:row></x:sheetData>'
                  '<x:mergeCells><x:mergeCell ref="A1:B1"/></x:mergeCells></x:worksheet>'})  # fmt: skip
    made["xl/sharedStrings.xml"] = f'<x:sst xmlns:x="{MAIN}"><x:si><x:r><x:rPr/><x:t>项目</x:t></x:r></x:si></x:sst>'
    made["xl/workbook.xml"] = (
        f'<x:workbook xmlns:x="{MAIN}" xmlns:d="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
        '<x:sheets><x:sheet name="表" sheetId="1" d:id="rId1"/></x:sheets></x:workbook>'
    )
    sheet = read(zipped(made)).sheets[0]
    assert [cell.value for cell in sheet.cells.values()] == ["项目", Decimal(2)]
    assert sheet.merges == [(1, 1, 1, 2)]


def test_strict_open_xml_is_read_like_the_common_one() -> None:
    rows = '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="d"><v>2020-01-01</v></c></row>'
    sheets = read(workbook({"表": rows}, strings=["项目名称"], main=STRICT_MAIN, office=STRICT_OFFICE))
    assert [cell.value for cell in sheets.sheets[0].cells.values()] == ["项目名称", datetime.date(2020, 1, 1)]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig", "iso-8859-1", "gb2312", "GBK"])
def test_parts_in_other_encodings(encoding: str) -> None:
    name = {"utf-8-sig": "utf-8"}.get(encoding, encoding)
    text = "é" if encoding.startswith("iso") else "项目" * 200_000
    made = parts({"表": f'<?xml version="1.0" encoding="{name}"?><worksheet xmlns="{MAIN}"><sheetData><row r="1">'
                  f'<c r="A1" t="inlineStr"><is><t>{text}</t></is></c><c r="B1"><v>5</v></c></row></sheetData></worksheet>'})  # fmt: skip
    made["xl/worksheets/sheet1.xml"] = str(made["xl/worksheets/sheet1.xml"]).encode(encoding)
    assert [cell.value for cell in read(zipped(made)).sheets[0].cells.values()] == [text, Decimal(5)]


def test_plain_cells_inside_comments_and_cdata_are_no_cells() -> None:
    cells = sheet_of(
        '<row r="1"><!-- <c r="A1"><v>1</v></c> --><c r="B1" t="inlineStr"><is><t>'
        '<![CDATA[<c r="C1" s="1"/><c r="D1"><v>4</v></c>]]></t></is></c><?note <c r="E1"><v>5</v></c> ?></row>'
    ).cells
    assert {place: cell.value for place, cell in cells.items()} == {(1, 2): '<c r="C1" s="1"/><c r="D1"><v>4</v></c>'}


def test_a_plain_cell_inside_an_instruction_is_no_cell() -> None:
    assert list(sheet_of('<row r="1"><?note <c r="E1"><v>5</v></c> ?><c r="A1"><v>1</v></c></row>').cells) == [(1, 1)]


def test_a_text_longer_than_one_piece_and_a_sheet_of_many_pieces() -> None:
    rows = "".join(
        f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c><c r="B{n}"><v>{n}</v></c><c r="C{n}" s="1"/></row>'
        for n in range(1, 20_001)
    )
    long = "绩" * 32_767
    sheet = sheet_of(rows, strings=[long])
    assert len(sheet.cells) == 40_000
    assert sheet.cells[20_000, 1].value == long
    assert sheet.cells[20_000, 2].value == Decimal(20_000)


def test_texts_with_references_keep_their_places() -> None:
    texts = ["&lt;5&#20998;", "甲", "", "乙\x7f&amp;丙", "&gt;3", "丁\r\n戊", "\x7f"]
    cells = "".join(
        f'<c r="{column}1" t="inlineStr"><is><t>{text}</t></is></c>'
        for column, text in zip("ABCDEFG", texts, strict=True)
    )
    read_back = [cell.value for cell in sheet_of(f'<row r="1">{cells}</row>').cells.values()]
    assert read_back == ["<5分", "甲", "乙\x7f&丙", ">3", "丁\n戊", "\x7f"]


def test_parts_that_are_equal_are_read_once_and_damaged_ones_are_refused_every_time() -> None:
    plain, dated = (
        workbook({"表": '<row r="1"><c r="A1" s="1"><v>43831</v></c></row>'}, formats=[code])
        for code in ("0", "yyyy-mm-dd")
    )
    broken = zipped({**parts({"表": ""}), "xl/styles.xml": "<styleSheet><cellXfs>"})
    for _ in range(2):
        assert [read(data).sheets[0].cells[1, 1].kind for data in (plain, dated)] == [NUMBER, DATE]
        with pytest.raises(Refused, match="styles"):
            read(broken)
    first, second = read(plain), read(plain)
    first.names["某名"] = "表!A1"
    first.properties["某项"] = "1"
    assert (second.names, second.properties) == ({}, {}) == (read(plain).names, read(plain).properties)


def test_memory_stays_flat_over_many_different_workbooks() -> None:
    read_anew: list[str] = []

    def take_styles(archive: Archive, name: str) -> bytes:
        read_anew.append(name)
        return archive.read(name)

    def styles_of(number: int) -> bytes:
        return remembered(
            take_styles, Archive.from_bytes(workbook({"表": ""}, formats=[f'0.00"{number}"'])), "xl/styles.xml"
        )

    assert styles_of(0) == styles_of(0)
    assert len(read_anew) == 1
    for number in range(1, 100):
        assert str(number).encode() in styles_of(number)
    styles_of(0)
    assert len(read_anew) == 101, "what was read long ago is kept for ever"


def test_what_stands_around_cells_is_remembered_and_no_cell_is() -> None:
    merged = '<mergeCells count="1"><mergeCell ref="A1:B1"/></mergeCells>'
    plain, odd = '<row r="1"><c r="A1"><v>{}</v></c></row>', '<row r="1"><c r="A1" t="s" cm="1"><v>0</v></c></row>'
    for number in (1, 2, 3):
        for rows, expected in ((plain.format(number), Decimal(number)), (odd, f"第{number}")):
            sheet = sheet_of(rows, strings=[f"第{number}"], after=merged)
            assert [cell.value for cell in sheet.cells.values()] == [expected]
            assert sheet.merges == [(1, 1, 1, 2)]
            sheet.merges.clear()  # it is the caller's own
    assert cell_of('<c r="A1" t="s" cm="1"><v>0</v></c>', strings=[""]) is None
    assert cell_of('<c r="A1" t="s" cm="1"><v>0</v></c>', strings=["甲"]) is not None


def test_the_memory_of_frames_stays_flat(monkeypatch: pytest.MonkeyPatch) -> None:
    frames: dict[bytes, object] = {}
    monkeypatch.setattr(worksheet, "_frames", frames)
    for number in range(1, 200):
        merge = f'<mergeCells count="1"><mergeCell ref="A1:B{number}"/></mergeCells>'
        assert sheet_of("", after=merge).merges == [(1, 1, number, 2)]
        assert len(frames) <= 64
    frames.clear()
    sheet_of("", after="<mergeCells>" + '<mergeCell ref="A1:B2"/>' * 1_000 + "</mergeCells>")
    assert not frames, "what is large is kept"


def test_merges_hidden_rows_and_columns_protection() -> None:
    sheet = sheet_of(
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="2" hidden="1"/><row r="3" hidden="0"/>'
        '<row r="4" ht="5" hidden="true"><c r="A4"><v>1</v></c></row>',
        before='<cols><col min="1" max="1" width="9"/><col min="2" max="3" hidden="1"/><col min="16384" max="16384" hidden="true"/></cols>',
        after='<sheetProtection sheet="1" objects="1"/><mergeCells count="2"><mergeCell ref="B2:D4"/><mergeCell ref="F1:F1"/></mergeCells>',
    )
    assert sheet.merges == [(2, 2, 4, 4), (1, 6, 1, 6)]
    assert sheet.hidden_rows == {2, 4}
    assert sheet.hidden_columns == {2, 3, 16384}
    assert sheet.protected


def test_sheets_in_tab_order_with_their_states_and_names() -> None:
    row = '<row r="1"><c r="A1"><v>1</v></c></row>'
    sheets = read(
        workbook(
            {"基本信息": row, "字典": row, "_meta": row},
            states={"字典": "hidden", "_meta": "veryHidden"},
            workbook='<definedNames><definedName name="_xlnm.Print_Area" localSheetId="0">基本信息!$A$1:$F$9</definedName>'
            '<definedName name="L_类型">字典!$A$1:$A$3</definedName><definedName name="局部" localSheetId="1">字典!$A$1</definedName>'
            '<definedName name="坏的" localSheetId="9">字典!$A$1</definedName></definedNames>',
        )
    )
    assert [(sheet.name, sheet.state) for sheet in sheets.sheets] == [
        ("基本信息", "visible"), ("字典", "hidden"), ("_meta", "veryHidden"),
    ]  # fmt: skip
    assert sheets.names == {"L_类型": "字典!$A$1:$A$3", "字典!局部": "字典!$A$1"}
    assert (sheets.format, sheets.has_macros, sheets.unseen) == ("xlsx", False, frozenset())


def test_macros_custom_properties_and_external_links() -> None:
    made = parts({"表": ""}, content_type="application/vnd.ms-excel.sheet.macroEnabled.main+xml")
    links = str(made["xl/_rels/workbook.xml.rels"])
    made["xl/_rels/workbook.xml.rels"] = links.replace(
        "</Relationships>",
        '<Relationship Id="v" Type="http://schemas.microsoft.com/office/2006/relationships/vbaProject" Target="vbaProject.bin"/>'
        '<Relationship Id="e" Type="http://x/externalLink" Target="externalLinks/externalLink1.xml"/></Relationships>',
    )
    made["xl/vbaProject.bin"] = b"macro"
    made["xl/externalLinks/externalLink1.xml"] = "<externalLink/>"
    made["xl/externalLinks/_rels/externalLink1.xml.rels"] = (
        '<Relationships><Relationship Id="r" Type="x/externalLinkPath" Target="file:///D:/2019.xlsx" TargetMode="External"/></Relationships>'
    )
    made["_rels/.rels"] = str(made["_rels/.rels"]).replace(
        "</Relationships>",
        '<Relationship Id="c" Type="x/custom-properties" Target="docProps/custom.xml"/></Relationships>',
    )
    made["docProps/custom.xml"] = (
        '<Properties xmlns:vt="v"><property fmtid="{}" pid="2" name="form"><vt:lpwstr>jiangyin-project</vt:lpwstr></property>'
        '<property fmtid="{}" pid="3" name="year"><vt:i4>2020</vt:i4></property></Properties>'
    )
    sheets = read(zipped(made))
    assert (sheets.format, sheets.has_macros) == ("xlsm", True)
    assert sheets.macro_digest == hashlib.sha256(b"macro").hexdigest()
    assert sheets.properties == {"form": "jiangyin-project", "year": "2020"}
    assert sheets.external_links == ("file:///D:/2019.xlsx",)


def test_sheets_that_nobody_asks_for_are_left_out_but_missing_and_broken_ones_are_told() -> None:
    row = '<row r="1"><c r="A1"><v>1</v></c></row>'
    made = parts({"填表说明": row.replace("A1", "no place"), "表": row})
    help_part = str(made["xl/worksheets/sheet1.xml"])
    archive = Archive.from_bytes(zipped(made))
    assert [sheet.name for sheet in read_ooxml(archive, leave_out=lambda name: name == "填表说明").sheets] == ["表"]
    with pytest.raises(Refused, match="缺少工作表"):
        read_ooxml(Archive.from_bytes(zipped(without(made, "xl/worksheets/sheet1.xml"))), leave_out=lambda name: True)
    declared = {**made, "xl/worksheets/sheet1.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}
    broken = bytearray(zipped(made))
    broken[broken.find(b"sheet1.xml") + 40] ^= 1
    no_sheet = (
        b"",
        b"<html/>",
        help_part[:-3].encode(),
        help_part.replace("no place", "\1").encode(),
        b"\xff\xfe\0\xd8",
    )
    no_sheet += (help_part.replace("no place", "A1").replace("</sheetData>", "<a>" * 500_000).encode(),)
    no_xml = [zipped({**made, "xl/worksheets/sheet1.xml": body}) for body in no_sheet]
    for hostile in (zipped(declared), bytes(broken), *no_xml):
        with pytest.raises(Refused, match=r"损坏|DTD|庞大"):
            read_ooxml(Archive.from_bytes(hostile), leave_out=lambda name: True)


def test_a_part_whose_name_differs_in_case_is_found() -> None:
    made = parts({"表": '<row r="1"><c r="A1" t="s"><v>0</v></c></row>'}, strings=["甲"])
    made = {
        name.replace("sharedStrings", "SharedStrings") if name.startswith("xl/s") else name: body
        for name, body in made.items()
    }
    assert read(zipped(made)).sheets[0].cells[1, 1].value == "甲"


def test_a_chart_sheet_is_no_worksheet() -> None:
    made = parts({"图": "", "表": '<row r="1"><c r="A1"><v>1</v></c></row>'})
    made["xl/_rels/workbook.xml.rels"] = str(made["xl/_rels/workbook.xml.rels"]).replace("/worksheet", "/chartsheet", 1)
    assert [sheet.name for sheet in read(zipped(made)).sheets] == ["表"]


def test_a_module_sheet_has_no_part_and_is_no_worksheet() -> None:
    made = parts({"表": ""})
    made["xl/workbook.xml"] = str(made["xl/workbook.xml"]).replace(
        "</sheets>", '<sheet name="Module" sheetId="2" r:id=""/></sheets>'
    )
    assert [sheet.name for sheet in read(zipped(made)).sheets] == ["表"]


def test_a_merge_dragged_over_the_whole_sheet_is_cut_to_what_is_used() -> None:
    sheet = sheet_of(
        '<row r="9"><c r="D9"><v>1</v></c></row>', after='<mergeCells><mergeCell ref="B2:XFD1048576"/></mergeCells>'
    )
    assert sheet.merges == [(2, 2, 9, 4)]


def test_merged_areas_of_whole_columns_and_rows_and_small_letters() -> None:
    merged = "".join(f'<mergeCell ref="{area}"/>' for area in ("F:G", "20:21", "b2:C3"))
    sheet = sheet_of('<row r="9"><c r="d9"><v>1</v></c></row>', after=f"<mergeCells>{merged}</mergeCells>")
    assert list(sheet.cells) == [(9, 4)]
    assert sheet.merges == [(1, 6, 9, 6), (20, 1, 20, 4), (2, 2, 3, 3)]


def without(made: dict[str, str | bytes], name: str) -> dict[str, str | bytes]:
    return {part: body for part, body in made.items() if part != name}


def test_a_missing_sheet_part_is_told_not_left_out() -> None:
    made = parts({"基本信息": "", "目标内容": ""})
    with pytest.raises(Refused, match="目标内容") as refused:
        read(zipped(without(made, "xl/worksheets/sheet2.xml")))
    assert refused.value.code == "missing_sheet"


@pytest.mark.parametrize(
    ("rows", "options"),
    [
        ('<row r="1"><c r="A1" t="s"><v>5</v></c></row>', {}),
        ('<row r="1"><c r="A1" t="s"><v>-1</v></c></row>', {"strings": ["甲"]}),
        ('<row r="1"><c r="ZZZZ99999999"><v>5</v></c></row>', {}),
        ('<row r="1"><c r="XFE1"><v>5</v></c></row>', {}),
        ('<row r="1048577"><c r="A1048577"><v>5</v></c></row>', {}),
        ('<row r="0"><c r="A0"><v>5</v></c></row>', {}),
        ('<row r="1"><c r="11"><v>5</v></c></row>', {}),
        ('<row r="1"><c r="A"><v>5</v></c></row>', {}),
        ('<row r="x"><c r="A1"><v>5</v></c></row>', {}),
        ('<row r="1"><c r="A1"><v>5</v></c><c r="A1"><v>6</v></c></row>', {}),
        ('<row r="1"><c r="A1"><v>5</v></row>', {}),
        (
            '<row r="1"><c r="A1"><c r="B1" t="str"><v>甲</v><x/></c></c></row>',
            {},
        ),  # found by mutation: the value went to column 0
        ('<row r="1"><c r="A1"><row r="2"><c r="A2" t="str"><v>甲</v><x/></c></row></c></row>', {}),
        ('<row r="1"><c r="A1" t="inlineStr"><is><t>甲\x01乙</t></is></c></row>', {}),
        ('<row r="1"><c r="A1" t="str"><f>B1&amp;"\x0b"</f><v>甲</v></c></row>', {}),
        ('<?xml version="1.0"?><styleSheet/>', {}),  # found by mutation: another part was taken for a blank sheet
        ("", {"after": '<mergeCells><mergeCell ref="A1:XFE9"/></mergeCells>'}),
        ("", {"after": '<mergeCells><mergeCell ref="B2:A1"/></mergeCells>'}),
        ("", {"after": "<mergeCells><mergeCell/></mergeCells>"}),
    ],
)
def test_a_damaged_sheet_is_refused_by_name(rows: str, options: dict[str, object]) -> None:
    with pytest.raises(Refused, match="工作表“表”") as refused:
        sheet_of(rows, **options)
    assert refused.value.code == "damaged"


def test_damage_elsewhere_in_the_package() -> None:
    whole = parts({"表": ""})
    broken = {**whole, "xl/styles.xml": "<styleSheet><cellXfs>"}
    twice = {
        **whole,
        "xl/workbook.xml": str(whole["xl/workbook.xml"]).replace(
            "</sheets>", '<sheet name="表2" sheetId="2" r:id="rId1"/></sheets>'
        ),
    }
    cases = [
        (without(whole, "_rels/.rels"), "damaged"),
        (without(whole, "xl/workbook.xml"), "damaged"),
        (without(whole, "[Content_Types].xml"), "damaged"),
        (without(whole, "xl/_rels/workbook.xml.rels"), "missing_sheet"),
        (broken, "damaged"),
        (twice, "damaged"),
        (without(whole, "xl/styles.xml"), "damaged"),  # found by mutation: dates came back as numbers
        ({**whole, "xl/workbook.xml": f'<workbook xmlns="{MAIN}"><sheets/></workbook>'}, "no_sheets"),
        ({**whole, "xl/worksheets/sheet1.xml": b""}, "damaged"),
        ({**whole, "xl/worksheets/sheet1.xml": '<!DOCTYPE x [<!ENTITY a "b">]><worksheet/>'}, "doctype"),
    ]
    for made, code in cases:
        with pytest.raises(Refused) as refused:
            read(zipped(made))
        assert refused.value.code == code


@pytest.mark.parametrize(
    ("content_type", "code"),
    [
        ("application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml", "document"),
        ("application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml", "presentation"),
        ("application/vnd.ms-excel.sheet.binary.macroEnabled.main", "xlsb"),
        ("application/vnd.ms-visio.drawing.main+xml", "unknown"),
    ],
)
def test_other_office_documents_are_named(content_type: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        read(workbook({"表": ""}, content_type=content_type))
    assert refused.value.code == code
