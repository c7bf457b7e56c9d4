"""Workbooks as people's programs write them, for the tests of marks: openpyxl, XlsxWriter, and parts by hand after ECMA-376."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterable

from xltoolkit.findings import Finding, Located, Place, Report

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONSHIPS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT_MAIN = "http://purl.oclc.org/ooxml/spreadsheetml/main"
STRICT_RELATIONSHIPS = "http://purl.oclc.org/ooxml/officeDocument/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"

Parts = dict[str, bytes]


def parts_of(data: bytes) -> Parts:
    """Every part of a package, in its order."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        assert package.testzip() is None
        return {name: package.read(name) for name in package.namelist()}


def package_of(parts: dict[str, bytes | str]) -> bytes:
    """A package of these parts."""
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as package:
        for name, body in parts.items():
            package.writestr(zipfile.ZipInfo(name), body, zipfile.ZIP_DEFLATED)
    return output.getvalue()


def finding(
    sheet: str, cell: str, severity: str = "error", message: str = "", *, code: str = "BUD001", found: str = "290.00",
    suggestion: str = "请核对后改正。", related: Iterable[Place] = (), pointer: str = "/annual_amount",
) -> Finding:  # fmt: skip
    """A finding at a cell such as B9."""
    return Finding(
        code,
        severity,
        "适当性",
        place(sheet, cell),
        pointer,
        message or f"{cell} 的本年度项目金额 290.00 万元与资金来源合计 300.00 万元不一致，勾稽关系不成立。",
        found,
        "300.00",
        suggestion,
        tuple(Located("/funding/total", other) for other in related),
    )


def place(sheet: str, cell: str) -> Place:
    letters, digits = re.fullmatch(r"([A-Z]+)([0-9]+)", cell).groups()  # type: ignore[union-attr]
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    return Place(sheet, int(digits), column)


def report(*findings: Finding, file: str = "人社局2020年维保项目.xlsx") -> Report:
    outcomes = {"COM001": "passed", "COM002": "passed", "TIM001": "not_applicable", "X004": "not_checked"}
    outcomes.update((found.code, "failed") for found in findings)
    return Report(file, None, "jiangyin-project", 2020, tuple(findings), outcomes)


def png() -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    pixels = zlib.compress(b"".join(b"\0" + b"\xff\0\0" * 8 for _ in range(8)))
    header = struct.pack(">IIBBBBB", 8, 8, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def written_by_openpyxl() -> bytes:
    """Validations, conditional formats, merged cells, notes, names of two scopes, print set-up, a table, a chart."""
    from openpyxl import Workbook
    from openpyxl.chart import BarChart, Reference
    from openpyxl.comments import Comment
    from openpyxl.formatting.rule import CellIsRule
    from openpyxl.styles import Alignment, Color, Font, PatternFill, Protection
    from openpyxl.workbook.defined_name import DefinedName
    from openpyxl.worksheet.datavalidation import DataValidation
    from openpyxl.worksheet.table import Table

    book = Workbook()
    basic, funds, lists = book.active, book.create_sheet("预算测算"), book.create_sheet("字典")
    basic.title = "基本信息"
    for row, (label, value) in enumerate(
        [
            ("项目名称*", "人社局2020年维保项目"),
            ("项目属性*", "单位专项"),
            ("联系人*", "邹某某"),
            ("项目总金额(万元)*", 300),
        ],
        2,
    ):
        basic.cell(row, 1, label).fill = PatternFill("solid", fgColor=Color(theme=4, tint=0.6))
        basic.cell(row, 2, value)
    basic["B2"].font, basic["B2"].alignment = Font(bold=True, color="FF0000"), Alignment(wrap_text=True)
    basic["B3"].fill = PatternFill("solid", fgColor="FFFFF2CC")
    basic["B4"].fill = PatternFill("lightUp", fgColor="FFFF0000", bgColor="FFFFFF00")
    basic["B5"].protection = Protection(locked=False)
    basic.merge_cells("B8:D10")
    basic["B8"] = "项目概况"
    basic["B3"].comment = Comment("填报人自己的批注：属性已与主管部门核对", "邹某某")
    allowed = DataValidation(
        type="list", formula1="=属性表", showErrorMessage=True, prompt="请选择", promptTitle="项目属性"
    )
    allowed.add("B3")
    basic.add_data_validation(allowed)
    basic.conditional_formatting.add("B5", CellIsRule(operator="lessThan", formula=["0"], font=Font(color="FF0000")))
    basic.protection.sheet = True
    basic.print_area, basic.print_title_rows = "A1:D20", "1:1"
    basic.freeze_panes = "A2"
    for row, line in enumerate(
        [("项目明细名称", "金额", "用途"), ("硬件平台维保", 120.5, ""), ("网站维护", 179.5, "")], 1
    ):
        for column, value in enumerate(line, 1):
            funds.cell(row, column, value)
    funds["B5"] = "=SUM(B2:B3)"
    funds.add_table(Table(displayName="概算", ref="A1:C3"))
    chart = BarChart()
    chart.add_data(Reference(funds, min_col=2, min_row=2, max_row=3))
    funds.add_chart(chart, "E2")
    for row, value in enumerate(["单位专项", "部门专项"], 1):
        lists.cell(row, 1, value)
    lists.sheet_state = "hidden"
    book.defined_names["属性表"] = DefinedName("属性表", attr_text="字典!$A$1:$A$2")
    funds.defined_names["本表合计"] = DefinedName("本表合计", attr_text="预算测算!$B$5")
    book.active = 1
    output = io.BytesIO()
    book.save(output)
    return output.getvalue()


def written_by_xlsxwriter() -> bytes:
    """What openpyxl cannot write: cached values, rich text, sparklines, data bars, text boxes, buttons, macros, check boxes."""
    import xlsxwriter

    output = io.BytesIO()
    book = xlsxwriter.Workbook(output, {"in_memory": True})
    sheet, lists = book.add_worksheet("基本信息"), book.add_worksheet("字典")
    lists.hide()
    red = book.add_format({"color": "red", "bold": True})
    for row, value in enumerate(["单位专项", "部门专项", "市级专项"]):
        lists.write(row, 0, value)
    book.define_name("属性表", "=字典!$A$1:$A$3")
    book.define_name("基本信息!本表", "=基本信息!$A$1")
    sheet.write("A1", "江阴市市级财政支出项目绩效目标申报表")
    sheet.write_rich_string("A2", "注：", red, "带*为必填", "项")
    sheet.write("B4", "人社局2020年维保项目")
    sheet.write("B5", "单位专项", book.add_format({"bg_color": "#FFF2CC", "border": 1, "locked": False}))
    sheet.write("D9", 300)
    sheet.write_formula("D10", "=D9*2", None, 600)
    sheet.write_formula("D11", "=SUM(D9:D10)", None, 900)
    sheet.data_validation(
        "B5", {"validate": "list", "source": "=属性表", "input_title": "提示", "input_message": "请选择"}
    )
    sheet.insert_button("F2", {"macro": "CheckWorkbook", "caption": "检查工作簿", "width": 90, "height": 30})
    sheet.write_comment("B5", "填报人自己的批注", {"author": "邹某某"})
    sheet.insert_image("H2", "标志.png", {"image_data": io.BytesIO(png())})
    sheet.insert_textbox("H6", "文本框：盖章处")
    sheet.conditional_format("D9:D12", {"type": "data_bar", "data_bar_2010": True})
    sheet.conditional_format("B4", {"type": "no_blanks", "format": red})
    sheet.add_sparkline("E9", {"range": "基本信息!D9:D12"})
    chart = book.add_chart({"type": "column"})
    chart.add_series({"values": "=基本信息!$D$9:$D$10"})
    sheet.insert_chart("H12", chart)
    sheet.add_table("A20:B23", {"name": "明细", "columns": [{"header": "项目"}, {"header": "金额"}]})
    sheet.insert_checkbox("C4", True)
    sheet.merge_range("A14:D16", "项目概况：保障信息系统稳定运行。")
    sheet.protect("", {"insert_rows": True, "objects": True})
    sheet.set_header("&C江阴市财政局")
    sheet.fit_to_pages(1, 0)
    sheet.print_area("A1:F12")
    sheet.repeat_rows(0)
    sheet.set_column("C:C", 12, book.add_format({"bg_color": "#E2EFDA"}))
    sheet.set_row(29, 30, book.add_format({"bg_color": "#DDEBF7"}))
    book.set_custom_property("xlt_template", "2020.1")
    macros = io.BytesIO(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"carried, never read" * 50)
    book.add_vba_project(macros, is_stream=True)
    book.close()
    return output.getvalue()


def lived_in() -> bytes:
    """The XlsxWriter workbook with everything that Excel itself adds over the years, written by hand after ECMA-376.

    Printer settings, a form control behind mc:AlternateContent, a validation of the 2010 kind, a discussion with its
    persons, custom XML, a calculation chain, a pivot cache, a second window.
    """
    parts = parts_of(written_by_xlsxwriter())
    sheet = parts["xl/worksheets/sheet1.xml"].decode()
    sheet = re.sub(r"<pageSetup([^>]*?)/>", r'<pageSetup\1 r:id="rIdPrinter"/>', sheet)
    x14 = (
        '<ext uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}" xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main">'
        '<x14:dataValidations count="1" xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main"><x14:dataValidation '
        'type="list" allowBlank="1"><x14:formula1><xm:f>字典!$A$1:$A$3</xm:f></x14:formula1><xm:sqref>B4</xm:sqref>'
        "</x14:dataValidation></x14:dataValidations></ext>"
    )
    sheet = sheet.replace("</extLst>", x14 + "</extLst>")
    control = (
        f'<mc:AlternateContent xmlns:mc="{MC}"><mc:Choice xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main" '
        'Requires="x14"><controls><mc:AlternateContent><mc:Choice Requires="x14"><control shapeId="1025" r:id="rIdControl" '
        'name="Button 1"><controlPr defaultSize="0" print="0" autoFill="0" autoPict="0" macro="[0]!CheckWorkbook"/></control>'
        "</mc:Choice></mc:AlternateContent></controls></mc:Choice></mc:AlternateContent>"
    )
    sheet = sheet.replace("<tableParts", control + "<tableParts", 1)
    sheet = re.sub(r"(<sheetView [^>]*?)(/>|>.*?</sheetView>)", r'\1\2<sheetView workbookViewId="1"/>', sheet, count=1)
    parts["xl/worksheets/sheet1.xml"] = sheet.encode()
    _extend(parts, "xl/worksheets/_rels/sheet1.xml.rels", (
        _relationship("rIdPrinter", f"{RELATIONSHIPS}/printerSettings", "../printerSettings/printerSettings1.bin")
        + _relationship("rIdControl", f"{RELATIONSHIPS}/ctrlProp", "../ctrlProps/ctrlProp1.xml")
        + _relationship("rIdDiscussion", "http://schemas.microsoft.com/office/2017/10/relationships/threadedComment",
                        "../threadedComments/threadedComment1.xml")
    ), "</Relationships>")  # fmt: skip
    _extend(parts, "xl/_rels/workbook.xml.rels", (
        _relationship("rIdCustom", f"{RELATIONSHIPS}/customXml", "../customXml/item1.xml")
        + _relationship("rIdPersons", "http://schemas.microsoft.com/office/2017/10/relationships/person", "persons/person.xml")
        + _relationship("rIdChain", f"{RELATIONSHIPS}/calcChain", "calcChain.xml")
        + _relationship("rIdPivot", f"{RELATIONSHIPS}/pivotCacheDefinition", "pivotCache/pivotCacheDefinition1.xml")
    ), "</Relationships>")  # fmt: skip
    spreadsheetml = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    _extend(parts, "[Content_Types].xml", "".join(
        f'<Override PartName="/{part}" ContentType="{kind}"/>' for part, kind in {
            "xl/printerSettings/printerSettings1.bin": f"{spreadsheetml}.printerSettings",
            "xl/ctrlProps/ctrlProp1.xml": "application/vnd.ms-excel.controlproperties+xml",
            "xl/threadedComments/threadedComment1.xml": "application/vnd.ms-excel.threadedcomments+xml",
            "xl/persons/person.xml": "application/vnd.ms-excel.person+xml",
            "customXml/itemProps1.xml": "application/vnd.openxmlformats-officedocument.customXmlProperties+xml",
            "xl/calcChain.xml": f"{spreadsheetml}.calcChain+xml",
            "xl/pivotCache/pivotCacheDefinition1.xml": f"{spreadsheetml}.pivotCacheDefinition+xml",
            "xl/pivotCache/pivotCacheRecords1.xml": f"{spreadsheetml}.pivotCacheRecords+xml",
        }.items()
    ), "</Types>")  # fmt: skip
    book = parts["xl/workbook.xml"].decode()
    book = re.sub(
        r"(<workbookView [^>]*/>)", r'\1<workbookView xWindow="480" windowWidth="9000" activeTab="0"/>', book, count=1
    )
    pivots = '<pivotCaches><pivotCache cacheId="7" r:id="rIdPivot"/></pivotCaches>'
    parts["xl/workbook.xml"] = re.sub(r"(<calcPr[^>]*/>)", rf"\1{pivots}", book).encode()
    declared = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    discussion = "http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"
    person = "{7A1E5A0B-0001-4000-8000-000000000001}"
    more = {
        "xl/printerSettings/printerSettings1.bin": b"P\0r\0i\0n\0t\0" * 60,
        "xl/ctrlProps/ctrlProp1.xml": f'{declared}<formControlPr xmlns="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main" '
        'objectType="Button" lockText="1"/>',
        "xl/threadedComments/threadedComment1.xml": f'{declared}<ThreadedComments xmlns="{discussion}"><threadedComment ref="D9" '
        f'dT="2020-01-01T00:00:00.00" personId="{person}" id="{{7A1E5A0B-0001-4000-8000-000000000002}}"><text>金额对吗？</text>'
        "</threadedComment></ThreadedComments>",
        "xl/persons/person.xml": f'{declared}<personList xmlns="{discussion}"><person displayName="邹某某" id="{person}" userId="z" '
        'providerId="None"/></personList>',
        "customXml/item1.xml": '<?xml version="1.0"?><jy xmlns="urn:jy:template"><version>1.0</version></jy>',
        "customXml/itemProps1.xml": '<?xml version="1.0" encoding="UTF-8" standalone="no"?><ds:datastoreItem ds:itemID='
        '"{7A1E5A0B-0001-4000-8000-000000000003}" xmlns:ds="http://schemas.openxmlformats.org/officeDocument/2006/customXml">'
        "<ds:schemaRefs/></ds:datastoreItem>",
        "customXml/_rels/item1.xml.rels": f'{declared}<Relationships xmlns="{PACKAGE}/relationships">'
        f'{_relationship("rId1", f"{RELATIONSHIPS}/customXmlProps", "itemProps1.xml")}</Relationships>',
        "xl/calcChain.xml": f'{declared}<calcChain xmlns="{MAIN}"><c r="D10" i="1"/><c r="D11"/></calcChain>',
        "xl/pivotCache/pivotCacheDefinition1.xml": f'{declared}<pivotCacheDefinition xmlns="{MAIN}" xmlns:r="{RELATIONSHIPS}" '
        'r:id="rId1" recordCount="0"><cacheSource type="worksheet"><worksheetSource ref="A20:B23" sheet="基本信息"/></cacheSource>'
        '<cacheFields count="0"/></pivotCacheDefinition>',
        "xl/pivotCache/pivotCacheRecords1.xml": f'{declared}<pivotCacheRecords xmlns="{MAIN}" count="0"/>',
        "xl/pivotCache/_rels/pivotCacheDefinition1.xml.rels": f'{declared}<Relationships xmlns="{PACKAGE}/relationships">'
        f'{_relationship("rId1", f"{RELATIONSHIPS}/pivotCacheRecords", "pivotCacheRecords1.xml")}</Relationships>',
    }  # fmt: skip
    return package_of({**parts, **more})


def by_hand(
    sheet: str, *, styles: str | None = None, main: str = MAIN, relationships: str = RELATIONSHIPS, workbook: str = "",
    more: dict[str, bytes | str] | None = None, x: str = "", encoding: str = "UTF-8",
) -> bytes:  # fmt: skip
    """The least workbook: one sheet 申报表 with this <sheetData> (prefixed `x`), a styles part only where one is given."""
    declared = f'<?xml version="1.0" encoding="{encoding}" standalone="yes"?>\n'
    bound = f'xmlns:{x[:-1]}="{main}"' if x else f'xmlns="{main}"'
    links = _relationship("rId1", f"{relationships}/worksheet", "worksheets/sheet1.xml")
    kinds = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    overrides = f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{kinds}.worksheet+xml"/>'
    parts: dict[str, bytes | str] = {}
    if styles is not None:
        links += _relationship("rId2", f"{relationships}/styles", "styles.xml")
        overrides += f'<Override PartName="/xl/styles.xml" ContentType="{kinds}.styles+xml"/>'
        parts["xl/styles.xml"] = f"{declared}<{x}styleSheet {bound}>{styles}</{x}styleSheet>".encode(encoding)
    parts["xl/worksheets/sheet1.xml"] = f"{declared}<{x}worksheet {bound}>{sheet}</{x}worksheet>".encode(encoding)
    parts["xl/workbook.xml"] = (
        f'{declared}<{x}workbook {bound} xmlns:r="{relationships}">'
        f'<{x}sheets><{x}sheet name="申报表" sheetId="1" r:id="rId1"/></{x}sheets>{workbook}</{x}workbook>'
    ).encode(encoding)
    parts["xl/_rels/workbook.xml.rels"] = f'<Relationships xmlns="{PACKAGE}/relationships">{links}</Relationships>'
    parts["_rels/.rels"] = (
        f'<Relationships xmlns="{PACKAGE}/relationships">'
        f"{_relationship('rId1', f'{relationships}/officeDocument', 'xl/workbook.xml')}</Relationships>"
    )
    parts["[Content_Types].xml"] = (
        f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{kinds}.sheet.main+xml"/>{overrides}</Types>'
    )
    return package_of({**parts, **(more or {})})


def _relationship(identifier: str, kind: str, target: str) -> str:
    return f'<Relationship Id="{identifier}" Type="{kind}" Target="{target}"/>'


def _extend(parts: Parts, name: str, text: str, before: str) -> None:
    parts[name] = parts[name].decode().replace(before, text + before).encode()
