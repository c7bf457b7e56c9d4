# ruff: noqa: E501
"""Old and foreign formats: read in a child process, equal to the .xlsx where the format can show it, named where not."""

from __future__ import annotations

import datetime
import struct
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from tests.handmade import PACKAGE, zipped
from tests.office import convert, needs_office
from tests.sheets.test_differential import openpyxl_workbook
from xltoolkit.errors import Refused
from xltoolkit.package.gate import content_kind
from xltoolkit.sheets import _child, legacy
from xltoolkit.sheets.legacy import LEGACY_KINDS, read_legacy
from xltoolkit.sheets.model import BOOLEAN, DATE, ERROR_VALUE, NUMBER, TEXT, UNSEEN, Cell, Sheets
from xltoolkit.sheets.open import open_sheets
from xltoolkit.sheets.transport import from_json, to_json


def read(data: bytes | str) -> Sheets:
    """In this process, for a story needs no child; the child is told about further down."""
    if isinstance(data, str):
        data = data.encode()
    return _child.read(content_kind(data), data)


def values(sheets: Sheets, number: int = 0) -> dict[tuple[int, int], object]:
    return {place: cell.value for place, cell in sheets.sheets[number].cells.items()}


# -- HTML

EXPORT = """<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head>
<meta http-equiv="Content-Type" content="text/html; charset=gb2312"><style>td{mso-number-format:General}</style>
<!--[if gte mso 9]><xml><x:ExcelWorkbook><x:ExcelWorksheets><x:ExcelWorksheet><x:Name>基本信息</x:Name></x:ExcelWorksheet>
</x:ExcelWorksheets></x:ExcelWorkbook></xml><![endif]--></head><body><table border=1>
<tr><th colspan="2">项目支出绩效目标申报表</th></tr>
<tr><td rowspan=2>金额</td><td>300.00</td></tr>
<tr><td style="mso-number-format:'\\@'">300.00</td></tr>
<tr style="display:none"><td>00123<td>=12次
<tr><td>第一行<br>第二行&nbsp;&lt;p&gt;</td><td x:num="9.8800000000000008">9.88</td></tr>
<tr><td>95%</td><td>2020-01-01</td><td>#REF!</td><td><table><tr><td>内</td></tr></table></td></tr>
</table></body></html>"""


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8", "utf-16"])
def test_a_web_export_named_xls(encoding: str) -> None:
    text = EXPORT if encoding == "gb18030" else EXPORT.replace("gb2312", encoding)
    sheets = read(text.encode(encoding))
    sheet = sheets.sheets[0]
    assert sheet.name == "基本信息"
    assert values(sheets) == {
        (1, 1): "项目支出绩效目标申报表", (2, 1): "金额", (2, 2): Decimal("300"), (3, 2): "300.00", (4, 1): "00123", (4, 2): "=12次",
        (5, 1): "第一行\n第二行 <p>", (5, 2): Decimal("9.88"), (6, 1): "95%", (6, 2): "2020-01-01", (6, 3): "#REF!", (6, 4): "内",
    }  # fmt: skip
    assert [sheet.cells[place].kind for place in ((2, 2), (3, 2), (6, 3))] == [NUMBER, TEXT, ERROR_VALUE]
    assert sheet.merges == [(1, 1, 1, 2), (2, 1, 3, 1)]
    assert sheet.hidden_rows == {4}
    assert sheets.unseen >= {"formula", "format"}


def test_tables_follow_each_other_as_in_excel() -> None:
    table = "<table><tr><td>{}</td></tr></table>"
    assert values(read(f"<html>{table.format('甲')}<p>{table.format('乙')}</html>")) == {(1, 1): "甲", (3, 1): "乙"}
    named = "<x:Name>表一</x:Name><x:Name>表二</x:Name>"
    two = read(f"<html><!--{named}-->{table.format('甲')}{table.format('乙')}</html>")
    assert [(sheet.name, sheet.cells[1, 1].value) for sheet in two.sheets] == [("表一", "甲"), ("表二", "乙")]
    headed = "".join(
        f'<A NAME="table{n}"><h1>Sheet {n + 1}: <em>{name}</em></h1></A>{table.format(name)}'
        for n, name in enumerate(("表一", "R&amp;D"))
    )
    assert [sheet.name for sheet in read(f"<html>{headed}</html>").sheets] == ["表一", "R&D"]


@pytest.mark.parametrize(
    "page", ["<html><body>没有表格</body></html>", "<table></table>", "<html><frameset></frameset></html>"]
)
def test_a_page_without_a_table_is_refused(page: str) -> None:
    with pytest.raises(Refused) as refused:
        read(page)
    assert refused.value.code == "html"


def test_conditions_of_excel_are_no_text_and_cost_nothing() -> None:
    row = "<tr><![if supportMisalignedColumns]><td>甲</td><![endif]><!--[if gte mso 9]><td>乙</td><![endif]--><td>丙</td></tr>"
    assert values(read(f"<html><table>{row}</table>")) == {(1, 1): "甲", (1, 2): "丙"}
    assert values(read("<html><table><tr><td>甲</td><td>" + "<![CDATA[" * 50_000)) == {(1, 1): "甲"}


def test_a_span_over_everything_stays_small() -> None:
    sheets = read('<table><tr><td colspan="999999999" rowspan="3">甲</td></tr></table>')
    assert sheets.sheets[0].merges == [(1, 1, 3, 1000)]
    with pytest.raises(Refused) as refused:
        read("<table>" + '<tr><td colspan="1000" rowspan="1000">甲</td></tr>' * 3 + "</table>")
    assert refused.value.code == "too_many_cells"


# -- SpreadsheetML 2003

XML_2003 = """<?xml version="1.0" encoding="gb2312"?><?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">
<CustomDocumentProperties><form>jiangyin-project</form></CustomDocumentProperties>
<Styles><Style ss:ID="Default"/><Style ss:ID="d"><NumberFormat ss:Format="Short Date"/></Style>
<Style ss:ID="p" ss:Parent="Default"><NumberFormat ss:Format="Percent"/></Style></Styles>
<Names><NamedRange ss:Name="L_类型" ss:RefersTo="=字典!R2C1:R4C1"/></Names>
<Worksheet ss:Name="基本信息" ss:Protected="1"><Table><Column ss:Index="3" ss:Hidden="1"/>
<Row><Cell ss:MergeAcross="2"><Data ss:Type="String">项目<B>支出</B></Data></Cell><Cell><Data ss:Type="Number">9.8800000000000008</Data></Cell></Row>
<Row ss:Index="4" ss:Hidden="1"><Cell ss:StyleID="d"><Data ss:Type="DateTime">2020-01-01T00:00:00.000</Data></Cell>
<Cell ss:Index="4" ss:StyleID="p" ss:Formula="=R[-1]C/2"><Data ss:Type="Number">0.5</Data><Comment><Data>批注</Data></Comment></Cell>
<Cell ss:Formula="=1/0"><Data ss:Type="Error">#DIV/0!</Data></Cell><Cell><Data ss:Type="Boolean">1</Data></Cell></Row></Table></Worksheet>
<Worksheet ss:Name="字典"><Table/><WorksheetOptions><Visible>SheetHidden</Visible></WorksheetOptions></Worksheet></Workbook>"""


def test_an_xml_spreadsheet_of_2003() -> None:
    sheets = read(XML_2003.replace("<Names>", " " * 5000 + "<Names>").replace("支出", "\7支出").encode("gb18030"))
    sheet = sheets.sheets[0]
    assert values(sheets) == {
        (1, 1): "项目支出", (1, 4): Decimal("9.88"), (4, 1): datetime.date(2020, 1, 1), (4, 4): Decimal("0.5"), (4, 5): "#DIV/0!", (4, 6): True,
    }  # fmt: skip
    assert [cell.kind for cell in sheet.cells.values()] == [TEXT, NUMBER, DATE, NUMBER, ERROR_VALUE, BOOLEAN]
    assert (sheet.cells[4, 4].formula, sheet.cells[4, 4].format) == ("R[-1]C/2", "0.00%")
    assert (sheet.merges, sheet.hidden_rows, sheet.hidden_columns, sheet.protected) == ([(1, 1, 1, 3)], {4}, {3}, True)
    assert [(one.name, one.state) for one in sheets.sheets] == [("基本信息", "visible"), ("字典", "hidden")]
    assert sheets.names == {"L_类型": "字典!$A$2:$A$4"}
    assert sheets.properties == {"form": "jiangyin-project"}


def test_a_broken_xml_spreadsheet() -> None:
    for broken in (
        XML_2003[:-40],
        XML_2003.replace('ss:Index="4"', 'ss:Index="99999999"'),
        XML_2003.replace('ss:Index="4"', 'ss:Index="x"'),
    ):
        with pytest.raises(Refused) as refused:
            read(broken.encode("gb18030"))
        assert refused.value.code == "damaged"


# -- OpenDocument

OFFICE = "urn:oasis:names:tc:opendocument:xmlns:"
FODS = f"""<?xml version="1.0" encoding="UTF-8"?><office:document xmlns:office="{OFFICE}office:1.0" xmlns:table="{OFFICE}table:1.0"
 xmlns:text="{OFFICE}text:1.0" xmlns:style="{OFFICE}style:1.0" xmlns:number="{OFFICE}datastyle:1.0" xmlns:meta="{OFFICE}meta:1.0"
 xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0">
<office:meta><meta:user-defined meta:name="form">jiangyin-project</meta:user-defined></office:meta>
<office:automatic-styles><style:style style:name="ta2" style:family="table"><style:table-properties table:display="false"/></style:style>
<number:date-style style:name="N1"><number:year number:style="long"/><number:text>年</number:text><number:month/><number:text>月</number:text>
</number:date-style><number:percentage-style style:name="N2"><number:number number:decimal-places="2"/><number:text>%</number:text>
</number:percentage-style><number:text-style style:name="N3"><number:text-content/></number:text-style>
<style:style style:name="ce1" style:family="table-cell" style:data-style-name="N1"/>
<style:style style:name="ce2" style:family="table-cell" style:data-style-name="N2"/>
<style:style style:name="ce3" style:family="table-cell" style:data-style-name="N3"/></office:automatic-styles>
<office:body><office:spreadsheet><table:table table:name="基本信息" table:protected="true">
<table:shapes><draw:frame xmlns:draw="x"><text:p>图中文字</text:p></draw:frame></table:shapes>
<table:table-column table:number-columns-repeated="2"/><table:table-column table:visibility="collapse" table:default-cell-style-name="ce3"/>
<table:table-row><table:table-cell table:number-columns-spanned="2" office:value-type="string"><office:annotation><text:p>批注</text:p></office:annotation>
<text:p>第一行<text:s text:c="2"/><text:span>粗</text:span></text:p><text:p>第二行</text:p></table:table-cell><table:covered-table-cell/>
<table:table-cell office:value-type="string"><text:p>=12次</text:p></table:table-cell></table:table-row>
<table:table-row table:number-rows-repeated="3" table:visibility="collapse"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>
<table:table-row table:number-rows-repeated="2"><table:table-cell office:value-type="float" office:value="9.88" table:number-columns-repeated="2">
<text:p>9.88</text:p></table:table-cell></table:table-row>
<table:table-row><table:table-cell table:style-name="ce1" office:value-type="date" office:date-value="2020-01-01"><text:p>2020年1月</text:p></table:table-cell>
<table:table-cell table:style-name="ce2" office:value-type="percentage" office:value="0.6963"><text:p>69.63%</text:p></table:table-cell>
<table:table-cell table:formula="of:=SUM([.A5:.B5];[$字典.A1])" office:value-type="float" office:value="19.76"><text:p>19.76</text:p></table:table-cell>
<table:table-cell table:formula="of:=12次" calcext:value-type="error" office:value-type="string" office:string-value=""><text:p>#NAME?</text:p></table:table-cell>
<table:table-cell office:value-type="boolean" office:boolean-value="true"><text:p>TRUE</text:p></table:table-cell>
<table:table-cell office:value-type="time" office:time-value="PT08H30M00S"><text:p>08:30</text:p></table:table-cell>
<table:table-cell office:value-type="time" office:time-value="PT36H00M00S"><text:p>36:00</text:p></table:table-cell>
<table:table-cell table:formula="of:=[.A1]"/></table:table-row>
<table:table-row table:number-rows-repeated="1048569"><table:table-cell/></table:table-row></table:table>
<table:table table:name="字典" table:style-name="ta2"><table:table-row><table:table-cell/></table:table-row></table:table>
<table:named-expressions><table:named-range table:name="L" table:cell-range-address="$字典.$A$2:.$A$4"/></table:named-expressions>
</office:spreadsheet></office:body></office:document>"""


def test_an_open_document_flat_or_packed() -> None:
    packed = zipped({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": FODS})
    flat, sheets = read(FODS), _child.read("ods", packed)
    assert flat.sheets == sheets.sheets
    sheet = sheets.sheets[0]
    assert values(sheets) == {
        (1, 1): "第一行  粗\n第二行", (1, 3): "=12次", (5, 1): Decimal("9.88"), (5, 2): Decimal("9.88"), (6, 1): Decimal("9.88"),
        (6, 2): Decimal("9.88"), (7, 1): datetime.date(2020, 1, 1), (7, 2): Decimal("0.6963"), (7, 3): Decimal("19.76"), (7, 4): "#NAME?",
        (7, 5): True, (7, 6): datetime.time(8, 30), (7, 7): Decimal("1.5"), (7, 8): None,
    }  # fmt: skip
    assert sheet.cells[7, 4][:4] == (ERROR_VALUE, "#NAME?", "#NAME?", "12次")
    assert sheet.cells[7, 3].formula == "SUM(A5:B5;字典!A1)"
    assert [sheet.cells[place].format for place in ((1, 3), (7, 1), (7, 2))] == ["@", 'yyyy"年"m"月"', "0.00%"]
    assert (sheet.merges, sheet.hidden_rows, sheet.hidden_columns, sheet.protected) == (
        [(1, 1, 1, 2)],
        {2, 3, 4},
        {3},
        True,
    )
    assert [(one.name, one.state) for one in sheets.sheets] == [("基本信息", "visible"), ("字典", "hidden")]
    assert (sheets.names, flat.properties) == ({"L": "字典!$A$2:$A$4"}, {"form": "jiangyin-project"})


def test_an_open_document_that_is_encrypted_or_repeats_too_much() -> None:
    head = {"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "noise"}
    with pytest.raises(Refused) as refused:
        _child.read("ods", zipped({**head, "META-INF/manifest.xml": "<manifest:encryption-data/>"}))
    assert refused.value.code == "encrypted"
    endless = FODS.replace('table:number-rows-repeated="2"', 'table:number-rows-repeated="1048576"')
    with pytest.raises(Refused) as refused:
        read(endless)
    assert refused.value.code == "too_many_cells"


# -- .xlsb


def record(kind: int, data: bytes = b"") -> bytes:
    """MS-XLSB §2.1.4: kind and size in seven bits a byte."""
    head = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
    return head + bytes([len(data) & 0x7F | 0x80, len(data) >> 7]) + data


def wide(text: str) -> bytes:
    return struct.pack("<L", len(text)) + text.encode("utf-16-le")


def xlsb(last_row: int = 3) -> bytes:
    """C1 甲, C3 9.88 and a number in the row given."""
    cell = struct.pack("<LL", 2, 0)
    far = struct.pack("<LL", 16_383, 0) if last_row > 3 else struct.pack("<LL", 3, 0)

    def row(number: int) -> bytes:
        return record(0, struct.pack("<LLH", number, 0, 300) + bytes(7))

    rows = row(0) + record(6, cell + wide("甲")) + row(2) + record(5, cell + struct.pack("<d", 9.88))
    rows += row(last_row) + record(5, far + struct.pack("<d", 1))
    sheet = (
        record(129)
        + record(148, struct.pack("<4L", 0, last_row, 0, 16_383))
        + record(145)
        + rows
        + record(146)
        + record(130)
    )
    tab = struct.pack("<LL", 1, 1) + wide("rId1") + wide("基本信息")
    book = record(131) + record(143) + record(156, tab) + record(144) + record(132)
    link = '<Relationships xmlns="{}/relationships"><Relationship Id="rId1" Type="x/{}" Target="{}"/></Relationships>'
    return zipped(
        {
            "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"><Override PartName="/xl/workbook.bin" '
            'ContentType="application/vnd.ms-excel.sheet.binary.macroEnabled.main"/></Types>',
            "_rels/.rels": link.format(PACKAGE, "officeDocument", "xl/workbook.bin"),
            "xl/workbook.bin": book,
            "xl/_rels/workbook.bin.rels": link.format(PACKAGE, "worksheet", "worksheets/sheet1.bin"),
            "xl/worksheets/sheet1.bin": sheet,
        }
    )


def test_a_binary_workbook(tmp_path: Path) -> None:
    path = tmp_path / "申报表.xlsb"
    path.write_bytes(xlsb())
    sheets = open_sheets(str(path))
    assert values(sheets) == {(1, 3): "甲", (3, 3): Decimal("9.88"), (4, 4): Decimal(1)}
    assert [(sheet.name, sheet.state) for sheet in sheets.sheets] == [("基本信息", "hidden")]
    assert sheets.format == "xlsb"
    assert {"error", "formula", "merge"} <= sheets.unseen


# -- the child process


@pytest.mark.skipif(sys.platform == "win32", reason="the memory limit is POSIX's")
def test_an_abort_ends_only_the_child(tmp_path: Path) -> None:
    """One stray cell in the last corner: calamine asks for 500 GB and the process is gone."""
    path = tmp_path / "申报表.xlsb"
    path.write_bytes(xlsb(last_row=1_048_575))
    with pytest.raises(Refused) as refused:
        open_sheets(str(path))
    assert refused.value.code == "legacy_failed"


def test_a_child_that_takes_too_long_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(legacy, "TIMEOUT", 0.001)
    with pytest.raises(Refused) as refused:
        read_legacy(xlsb(), "xlsb")
    assert refused.value.code == "legacy_failed"


def test_refusals_come_back_through_the_process(tmp_path: Path) -> None:
    path = tmp_path / "网页.xls"
    path.write_text("<html><body>没有表格</body></html>", encoding="utf-8")
    with pytest.raises(Refused, match="网页") as refused:
        open_sheets(str(path))
    assert refused.value.code == "html"


def test_what_a_library_prints_does_not_spoil_the_answer() -> None:
    program = "import sys; sys.argv = ['_child', 'html']; import xltoolkit.sheets._child as child; "
    program += "read = child.read; child.read = lambda *a: (print('noise'), read(*a))[1]; sys.exit(child.main())"
    done = subprocess.run(
        [sys.executable, "-c", program], input=b"<table><tr><td>1</td></tr></table>", capture_output=True, check=True
    )
    assert done.stdout.startswith(b'{"sheets"')


def test_every_kind_has_a_reader_and_every_unseen_word_a_name() -> None:
    assert set(_child._READERS) == LEGACY_KINDS
    for data in (EXPORT.encode("gb18030"), XML_2003.encode("gb18030"), FODS.encode()):
        assert read(data).unseen <= set(UNSEEN)


def test_sheets_survive_the_way_through_json(tmp_path: Path) -> None:
    path = tmp_path / "申报表.xlsx"
    openpyxl_workbook(path, 5)
    for sheets in (open_sheets(str(path)), read(FODS)):
        assert from_json(to_json(sheets)) == sheets


# -- LibreOffice saves the same workbook in each format


def seen(cell: Cell | None) -> object:
    """What every format can show of a cell. In an .ods LibreOffice keeps TRUE as the number 1 and loses some tabs."""
    if cell is None:
        return None
    kind = NUMBER if cell.kind == BOOLEAN else cell.kind
    value = cell.value.replace("\t", "") if isinstance(cell.value, str) else cell.value
    return kind, value, cell.formula is not None, "%" in cell.format, cell.format == "@"


@pytest.mark.slow
@needs_office
@pytest.mark.parametrize("format", ["xls", "ods"])
def test_saved_by_an_office_program_in_an_older_format(tmp_path: Path, format: str) -> None:
    source = tmp_path / "原件.xlsx"
    openpyxl_workbook(source, 11)
    book = openpyxl.load_workbook(source)
    for row, text in enumerate(("=12次", "=0", "=100%"), 60):
        book["基本信息"].cell(row, 1).value = text
        book["基本信息"].cell(row, 1).data_type = "s"
        book["基本信息"].cell(row, 2).value = text  # a formula, as a careless writer makes it
    book.save(source)
    saved = convert(source, "xlsx", tmp_path / ".")
    as_xlsx, as_other = open_sheets(str(saved)), open_sheets(str(convert(saved, format)))
    assert as_other.format == format
    assert [sheet.name for sheet in as_other.sheets] == [sheet.name for sheet in as_xlsx.sheets]
    compared = 0
    for ours, other in zip(as_xlsx.sheets, as_other.sheets, strict=True):
        assert (other.state, other.protected) == (ours.state, ours.protected)
        assert sorted(other.merges) == sorted(ours.merges)
        assert other.hidden_rows == ours.hidden_rows
        assert other.hidden_columns & {8} == ours.hidden_columns & {8}
        for place in ours.cells.keys() | other.cells.keys():
            assert seen(other.cells.get(place)) == seen(ours.cells.get(place)), (ours.name, place)
            compared += 1
    assert compared > 300
    assert as_other.names["L_类型"] == as_xlsx.names["L_类型"]
    assert as_other.sheets[0].cells[60, 1].value == "=12次"
    assert as_other.sheets[0].cells[60, 2].kind == ERROR_VALUE


@pytest.mark.slow
@needs_office
def test_a_truncated_old_workbook_never_escapes(tmp_path: Path) -> None:
    source = tmp_path / "原件.xlsx"
    openpyxl_workbook(source, 11)
    data = convert(source, "xls").read_bytes()
    path = tmp_path / "断.xls"
    for share in (0.05, 0.3, 0.6, 0.95):
        path.write_bytes(data[: int(len(data) * share)])
        try:
            open_sheets(str(path))
        except Refused as refused:
            assert refused.code in ("legacy_failed", "truncated", "ole_other", "damaged")  # noqa: PT017
