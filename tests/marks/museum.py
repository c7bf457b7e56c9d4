"""One workbook with a piece of everything that Excel keeps in a package, written by hand after ECMA-376 and [MS-XLSX].

Three worksheets (基本信息, a hidden and a very hidden one), a chart sheet, a dialog sheet and a macro sheet; targets written
relative and absolute, content types by extension and by part, parts of odd names.
"""

from __future__ import annotations

from tests.marks.workbooks import MAIN, MC, PACKAGE, RELATIONSHIPS, Parts, package_of, png

X14 = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"
X15 = "http://schemas.microsoft.com/office/spreadsheetml/2010/11/main"
XM = "http://schemas.microsoft.com/office/excel/2006/main"
MICROSOFT = "http://schemas.microsoft.com/office"
KINDS = "application/vnd.openxmlformats-officedocument.spreadsheetml"
DRAWING = "application/vnd.openxmlformats-officedocument.drawing+xml"
DECLARED = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

# Feature → the parts that hold nothing else: after marking they are the same bytes.
OWN_PARTS = {
    "pictures": ["xl/media/image1.png"],
    "charts": ["xl/charts/chart1.xml"],
    "drawings with text boxes and pictures": ["xl/drawings/drawing1.xml", "xl/drawings/_rels/drawing1.xml.rels"],
    "a chart sheet": ["xl/chartsheets/sheet1.xml"],
    "a dialog sheet": ["xl/dialogsheets/sheet1.xml"],
    "a macro sheet": ["xl/macrosheets/sheet1.xml"],
    "macros and their signature": ["xl/vbaProject.bin", "xl/vbaProjectSignature.bin"],
    "tables": ["xl/tables/table1.xml"],
    "pivot tables and caches": ["xl/pivotTables/pivotTable1.xml", "xl/pivotCache/pivotCacheDefinition1.xml",
                                "xl/pivotCache/pivotCacheRecords1.xml"],
    "slicers": ["xl/slicers/slicer1.xml", "xl/slicerCaches/slicerCache1.xml"],
    "external links": ["xl/externalLinks/externalLink1.xml", "xl/externalLinks/_rels/externalLink1.xml.rels"],
    "queries and connections": ["xl/connections.xml", "xl/queryTables/queryTable1.xml"],
    "discussions": ["xl/threadedComments/threadedComment1.xml", "xl/persons/person.xml"],
    "controls of a form": ["xl/ctrlProps/ctrlProp1.xml"],
    "ActiveX controls": ["xl/activeX/activeX1.xml", "xl/activeX/activeX1.bin"],
    "embedded objects": ["xl/embeddings/oleObject1.bin"],
    "pictures of headers": ["xl/drawings/vmlDrawingHF.vml"],
    "printer settings": ["xl/printerSettings/printerSettings1.bin"],
    "check boxes in cells": ["xl/featurePropertyBag/featurePropertyBag.xml"],
    "dynamic arrays and rich values": ["xl/metadata.xml", "xl/richData/rdrichvalue.xml"],
    "calculation chain": ["xl/calcChain.xml"],
    "shared texts with runs and phonetics": ["xl/sharedStrings.xml"],
    "theme": ["xl/theme/theme1.xml"],
    "somebody's custom XML": ["customXml/item1.xml", "customXml/itemProps1.xml", "customXml/_rels/item1.xml.rels"],
    "sensitivity label": ["docMetadata/LabelInfo.xml"],
    "custom properties": ["docProps/custom.xml"],
    "the ribbon": ["customUI/customUI14.xml"],
    "custom properties of a sheet": ["xl/customProperty1.bin"],
    "users' own views": ["xl/worksheets/sheet3.xml"],
}  # fmt: skip


class _Package:
    """Parts with their content types and relationships, collected."""

    def __init__(self) -> None:
        self.parts: dict[str, bytes | str] = {}
        self.overrides: dict[str, str] = {}
        self.links: dict[str, list[str]] = {}

    def add(self, part: str, body: bytes | str, kind: str = "") -> None:
        self.parts[part] = body
        if kind:
            self.overrides[part] = kind

    def link(self, holder: str, identifier: str, kind: str, target: str, mode: str = "") -> None:
        type_ = kind if "://" in kind else f"{RELATIONSHIPS}/{kind}"
        external = f' TargetMode="{mode}"' if mode else ""
        line = f'<Relationship Id="{identifier}" Type="{type_}" Target="{target}"{external}/>'
        self.links.setdefault(holder, []).append(line)

    def bytes(self) -> bytes:
        for holder, lines in self.links.items():
            folder, slash, name = holder.rpartition("/")
            body = f'{DECLARED}<Relationships xmlns="{PACKAGE}/relationships">{"".join(lines)}</Relationships>'
            self.parts[f"{folder}{slash}_rels/{name}.rels"] = body
        types = "".join(f'<Override PartName="/{part}" ContentType="{kind}"/>' for part, kind in self.overrides.items())
        defaults = "".join(f'<Default Extension="{extension}" ContentType="{kind}"/>' for extension, kind in {
            "rels": "application/vnd.openxmlformats-package.relationships+xml", "xml": "application/xml", "PNG": "image/png",
            "bin": "application/vnd.openxmlformats-officedocument.oleObject",
            "vml": "application/vnd.openxmlformats-officedocument.vmlDrawing",
        }.items())  # fmt: skip
        listing = f'{DECLARED}<Types xmlns="{PACKAGE}/content-types">{defaults}{types}</Types>'
        return package_of({"[Content_Types].xml": listing, **self.parts})


def _sheet(content: str) -> str:
    bound = f'xmlns="{MAIN}" xmlns:r="{RELATIONSHIPS}" xmlns:mc="{MC}" xmlns:x14ac="urn:x14ac" mc:Ignorable="x14ac"'
    return f"{DECLARED}<worksheet {bound}>{content}</worksheet>"


def _text(address: str, index: int, style: int = 0, more: str = "") -> str:
    return f'<c r="{address}" s="{style}" t="s"{more}><v>{index}</v></c>'


_VIEWS = (
    '<sheetViews><sheetView tabSelected="1" zoomScale="85" workbookViewId="0"><pane xSplit="1" ySplit="2" topLeftCell="B3" '
    'activePane="bottomRight" state="frozen"/><selection pane="bottomRight" activeCell="B4" sqref="B4"/></sheetView>'
    '<sheetView workbookViewId="1"/></sheetViews>'
)
_ROWS = (
    f'<row r="1" spans="1:6" ht="30" customHeight="1" x14ac:dyDescent="0.25">{_text("A1", 0, 1)}</row>'
    f'<row r="2" spans="1:6">{_text("A2", 1)}{_text("B2", 2, 2)}</row>'
    f'<row r="3">{_text("A3", 1)}{_text("B3", 2, 3)}<c r="C3" s="0" t="inlineStr"><is><r><t>行内</t></r><r><rPr><b/></rPr>'
    '<t xml:space="preserve"> 文本</t></r></is></c></row>'
    '<row r="4"><c r="B4" s="4"><v>9.8800000000000008</v></c><c r="C4"><f t="shared" ref="C4:C5" si="0">B4*2</f><v>19.76</v></c>'
    '<c r="D4" cm="1"><f t="array" ref="D4:D5">_xlfn._xlws.SORT(B4:B5)</f><v>9.88</v></c><c r="E4" t="b" s="5"><v>1</v></c></row>'
    '<row r="5"><c r="B5"><v>300</v></c><c r="C5"><f t="shared" si="0"/><v>600</v></c><c r="D5"><v>300</v></c>'
    '<c r="E5" t="e" vm="1"><v>#VALUE!</v></c><c r="F5" t="str"><f>"a"&amp;B5</f><v>a300</v></c></row>'
    f'<row r="9">{_text("A9", 1, 0, " ph=" + chr(34) + "1" + chr(34))}{_text("D9", 2)}</row>'
    '<row r="20"><c r="A20" t="s"><v>3</v></c><c r="B20" t="s"><v>4</v></c></row>'
    '<row r="21"><c r="A21" t="s"><v>1</v></c><c r="B21"><v>5</v></c></row>'
)
_CONTROLS = (
    f'<mc:AlternateContent><mc:Choice Requires="x14" xmlns:x14="{X14}"><oleObjects><mc:AlternateContent><mc:Choice Requires="x14">'
    '<oleObject progId="Word.Document.12" shapeId="1027" r:id="rIdObject"><objectPr defaultSize="0" r:id="rIdPicture"><anchor '
    'moveWithCells="1"><from/><to/></anchor></objectPr></oleObject></mc:Choice><mc:Fallback><oleObject progId="Word.Document.12" '
    'shapeId="1027" r:id="rIdObject"/></mc:Fallback></mc:AlternateContent></oleObjects></mc:Choice></mc:AlternateContent>'
    f'<mc:AlternateContent><mc:Choice Requires="x14" xmlns:x14="{X14}"><controls><mc:AlternateContent><mc:Choice Requires="x14">'
    '<control shapeId="1026" r:id="rIdControl" name="Button 2"><controlPr defaultSize="0" print="0" autoFill="0" autoPict="0" '
    'macro="[0]!CheckWorkbook"><anchor moveWithCells="1"><from/><to/></anchor></controlPr></control></mc:Choice></mc:AlternateContent>'
    '<control shapeId="1028" r:id="rIdActiveX" name="TextBox1"/></controls></mc:Choice></mc:AlternateContent>'
)
_EXTENSIONS = (
    f'<extLst><ext uri="{{78C0D931-6437-407d-A8EE-F0AAD7539E65}}" xmlns:x14="{X14}"><x14:conditionalFormattings>'
    f'<x14:conditionalFormatting xmlns:xm="{XM}"><x14:cfRule type="iconSet" priority="3" id="{{1}}"><x14:iconSet iconSet="3Stars">'
    '<x14:cfvo type="percent"><xm:f>0</xm:f></x14:cfvo><x14:cfvo type="percent"><xm:f>33</xm:f></x14:cfvo><x14:cfvo '
    'type="percent"><xm:f>67</xm:f></x14:cfvo></x14:iconSet></x14:cfRule><xm:sqref>B4:B5</xm:sqref></x14:conditionalFormatting>'
    f'</x14:conditionalFormattings></ext><ext uri="{{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}}" xmlns:x14="{X14}">'
    f'<x14:dataValidations count="1" xmlns:xm="{XM}"><x14:dataValidation type="list" allowBlank="1"><x14:formula1><xm:f>字典!$A$1:$A$3'
    "</xm:f></x14:formula1><xm:sqref>B3</xm:sqref></x14:dataValidation></x14:dataValidations></ext>"
    f'<ext uri="{{05C60535-1F16-4fd2-B633-F4F36F0B64E0}}" xmlns:x14="{X14}"><x14:sparklineGroups xmlns:xm="{XM}"><x14:sparklineGroup>'
    "<x14:sparklines><x14:sparkline><xm:f>基本信息!B4:B5</xm:f><xm:sqref>F4</xm:sqref></x14:sparkline></x14:sparklines>"
    f'</x14:sparklineGroup></x14:sparklineGroups></ext><ext uri="{{A8765BA9-456A-4dab-B4F3-ACF838C121DE}}" xmlns:x14="{X14}">'
    '<x14:slicerList><x14:slicer r:id="rIdSlicer"/></x14:slicerList></ext></extLst>'
)
_MARGINS = '<pageMargins left="0.7" right="0.7" top="0.75" bottom="0.75" header="0.3" footer="0.3"/>'
_BASIC = _sheet(
    '<sheetPr codeName="Sheet1" filterMode="1"><tabColor theme="4"/><pageSetUpPr fitToPage="1"/></sheetPr><dimension ref="A1:F21"/>'
    f'{_VIEWS}<sheetFormatPr defaultRowHeight="15" x14ac:dyDescent="0.25"/><cols><col min="1" max="1" width="20" customWidth="1"/>'
    '<col min="6" max="6" width="9" style="6" hidden="1"/></cols>'
    f'<sheetData>{_ROWS}</sheetData><sheetCalcPr fullCalcOnLoad="1"/><sheetProtection sheet="1" objects="1" scenarios="1"/>'
    '<protectedRanges><protectedRange sqref="B2:B5" name="填报区"/></protectedRanges><scenarios current="0"><scenario name="乐观" '
    'count="1" user="邹某某"><inputCells r="B5" val="500"/></scenario></scenarios><autoFilter ref="A20:B21"><filterColumn colId="0">'
    '<filters><filter val="项目名称"/></filters></filterColumn></autoFilter><customSheetViews><customSheetView '
    f'guid="{{7A1E5A0B-0001-4000-8000-0000000000AA}}" scale="70">{_MARGINS}</customSheetView></customSheetViews>'
    '<mergeCells count="1"><mergeCell ref="A10:C12"/></mergeCells><phoneticPr fontId="1" type="noConversion"/>'
    '<conditionalFormatting sqref="B4"><cfRule type="cellIs" dxfId="0" priority="1" operator="lessThan"><formula>0</formula></cfRule>'
    '</conditionalFormatting><dataValidations count="1"><dataValidation type="decimal" allowBlank="1" showErrorMessage="1" sqref="B4:B5">'
    '<formula1>0</formula1><formula2>9999</formula2></dataValidation></dataValidations><hyperlinks><hyperlink ref="B2" r:id="rIdLink"/>'
    f'<hyperlink ref="B3" location="本表!A1"/></hyperlinks><printOptions horizontalCentered="1"/>{_MARGINS}<pageSetup paperSize="9" '
    'r:id="rIdPrinter"/><headerFooter><oddHeader>&amp;L&amp;G&amp;C江阴市财政局</oddHeader></headerFooter><rowBreaks count="1" '
    'manualBreakCount="1"><brk id="12" max="16383" man="1"/></rowBreaks><customProperties><customPr name="版本" r:id="rIdProperty"/>'
    '</customProperties><cellWatches><cellWatch r="B5"/></cellWatches><ignoredErrors><ignoredError sqref="B4" numberStoredAsText="1"/>'
    '</ignoredErrors><drawing r:id="rIdDrawing"/><legacyDrawing r:id="rIdNotes"/><legacyDrawingHF r:id="rIdHeader"/>'
    f'<picture r:id="rIdPicture"/>{_CONTROLS}<tableParts count="1"><tablePart r:id="rIdTable"/></tableParts>{_EXTENSIONS}'
)
_NOTES = (
    f'{DECLARED}<comments xmlns="{MAIN}" xmlns:xr="http://schemas.microsoft.com/office/spreadsheetml/2014/revision"><authors>'
    "<author>邹某某</author><author>tc={7A1E5A0B-0001-4000-8000-000000000002}</author></authors><commentList>"
    '<comment ref="B5" authorId="0" shapeId="0" xr:uid="{1}"><text><r><rPr><b/><sz val="9"/><rFont val="宋体"/></rPr><t>邹某某:</t></r><r>'
    '<rPr><sz val="9"/></rPr><t xml:space="preserve">\n已与主管部门核对</t></r></text></comment>'
    '<comment ref="D9" authorId="1" shapeId="0"><text><t>[Threaded comment] 金额对吗？</t></text></comment></commentList></comments>'
)
_DRAWN = (
    '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:x="urn:schemas-microsoft-com:office:excel"><o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="1"/></o:shapelayout>'
    '<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe"/>'
    '<v:shape id="_x0000_s1025" type="#_x0000_t202" style="position:absolute;width:200pt;height:90pt;visibility:visible" '
    'fillcolor="#ccffcc"><x:ClientData ObjectType="Note"><x:Anchor>2,15,3,2,6,10,9,4</x:Anchor><x:AutoFill>False</x:AutoFill>'
    "<x:Row>4</x:Row><x:Column>1</x:Column><x:Visible/></x:ClientData></v:shape>"
    '<v:shape id="_x0000_s1026" type="#_x0000_t201"><v:textbox><div><font>检查<br>工作簿</font></div></v:textbox>'
    '<x:ClientData ObjectType="Button"><x:Anchor>6,0,1,0,8,0,3,0</x:Anchor><x:FmlaMacro>[0]!CheckWorkbook</x:FmlaMacro></x:ClientData>'
    '</v:shape><v:shape id="_x0000_s1029" type="#_x0000_t202" style="visibility:hidden"><x:ClientData ObjectType="Note">'
    "<x:Row>8</x:Row><x:Column>3</x:Column></x:ClientData></v:shape></xml>"
)
_STYLES = (
    f'{DECLARED}<styleSheet xmlns="{MAIN}" xmlns:mc="{MC}" mc:Ignorable="x14ac" xmlns:x14ac="urn:x14ac"><numFmts count="1"><numFmt '
    'numFmtId="176" formatCode="0.00_ "/></numFmts><fonts count="2" x14ac:knownFonts="1"><font><sz val="11"/><color theme="1"/>'
    '<name val="等线"/><family val="2"/><charset val="134"/><scheme val="minor"/></font><font><sz val="9"/><name val="等线"/></font>'
    '</fonts><fills count="5"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    '<fill><patternFill patternType="solid"><fgColor theme="4" tint="0.79998168889431442"/><bgColor indexed="64"/></patternFill></fill>'
    '<fill><patternFill patternType="lightUp"><fgColor rgb="FFFF0000"/></patternFill></fill><fill><gradientFill degree="90"><stop '
    'position="0"><color theme="0"/></stop><stop position="1"><color theme="4"/></stop></gradientFill></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="2"><xf numFmtId="0" '
    'fontId="0" fillId="0" borderId="0"><alignment vertical="center"/></xf><xf numFmtId="0" fontId="0" fillId="2" borderId="0" '
    'applyNumberFormat="0"/></cellStyleXfs><cellXfs count="7"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="0" fontId="0" fillId="2" borderId="0" xfId="1"/><xf numFmtId="49" fontId="0" fillId="3" borderId="0" xfId="0" '
    'quotePrefix="1" applyFill="1"/><xf numFmtId="0" fontId="0" fillId="4" borderId="0" xfId="0" applyFill="1"/><xf numFmtId="176" '
    'fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyProtection="1"><alignment horizontal="right" indent="1"/>'
    '<protection locked="0"/></xf><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"><extLst><ext xmlns:xfpb='
    f'"{MICROSOFT}/spreadsheetml/2022/featurepropertybag" uri="{{C7286773-470A-42A8-94C5-96B5CB345126}}"><xfpb:xfComplement i="0"/>'
    '</ext></extLst></xf><xf numFmtId="0" fontId="0" fillId="2" borderId="0" xfId="0" applyFill="1"/></cellXfs><cellStyles count="2">'
    '<cellStyle name="常规" xfId="0" builtinId="0"/><cellStyle name="申报" xfId="1"/></cellStyles><dxfs count="1"><dxf><font><color '
    'rgb="FFFF0000"/></font></dxf></dxfs><tableStyles count="0" defaultTableStyle="TableStyleMedium2"/><colors><mruColors><color '
    'rgb="FFFFB5B0"/></mruColors></colors></styleSheet>'
)
_WORKBOOK = (
    f'{DECLARED}<workbook xmlns="{MAIN}" xmlns:r="{RELATIONSHIPS}" xmlns:mc="{MC}" xmlns:x15="{X15}" mc:Ignorable="x15"><fileVersion '
    'appName="xl" lastEdited="7"/><workbookPr codeName="ThisWorkbook" defaultThemeVersion="166925"/><mc:AlternateContent><mc:Choice '
    'Requires="x15"><x15ac:absPath url="C:\\申报\\" xmlns:x15ac="http://schemas.microsoft.com/office/spreadsheetml/2010/11/ac"/>'
    '</mc:Choice></mc:AlternateContent><bookViews><workbookView xWindow="0" yWindow="0" windowWidth="20000" windowHeight="9000" '
    'firstSheet="1" activeTab="2"/><workbookView xWindow="480" windowWidth="9000" activeTab="0"/></bookViews><sheets>'
    '<sheet name="基本信息" sheetId="1" r:id="rId1"/><sheet name="图" sheetId="9" r:id="rId4"/><sheet name="字典" sheetId="2" '
    'state="hidden" r:id="rId2"/><sheet name="底稿" sheetId="3" state="veryHidden" r:id="rId3"/><sheet name="对话" sheetId="4" '
    'r:id="rId5"/><sheet name="宏" sheetId="5" r:id="rId6"/></sheets><externalReferences><externalReference r:id="rIdExternal"/>'
    '</externalReferences><definedNames><definedName name="_xlnm._FilterDatabase" localSheetId="0" hidden="1">基本信息!$A$20:$B$21'
    '</definedName><definedName name="_xlnm.Print_Area" localSheetId="0">基本信息!$A$1:$F$12</definedName><definedName '
    'name="_xlnm.Print_Titles" localSheetId="0">基本信息!$1:$2</definedName><definedName name="切片器_项目">#N/A</definedName>'
    '<definedName name="合计" localSheetId="3">底稿!$B$5</definedName><definedName name="合计">SUM(基本信息!$B$4:$B$5)</definedName>'
    '<definedName name="宏名" localSheetId="5" xlm="1" function="1" hidden="1">宏!$A$1</definedName><definedName name="本表">基本信息!$A$1'
    '</definedName></definedNames><calcPr calcId="191029" iterate="1"/><customWorkbookViews><customWorkbookView name="审核" '
    'guid="{7A1E5A0B-0001-4000-8000-0000000000AA}" windowWidth="1" windowHeight="1" activeSheetId="1"/></customWorkbookViews>'
    '<pivotCaches><pivotCache cacheId="7" r:id="rIdPivot"/></pivotCaches><extLst><ext '
    f'uri="{{BBE1A952-AA13-448e-AADC-164F8A28A991}}" xmlns:x14="{X14}"><x14:slicerCaches><x14:slicerCache r:id="rIdSlicers"/>'
    "</x14:slicerCaches></ext></extLst></workbook>"
)
_STRINGS = (
    f'{DECLARED}<sst xmlns="{MAIN}" count="9" uniqueCount="5"><si><r><rPr><b/><sz val="16"/></rPr><t>项目支出</t></r><r><t>绩效目标申报表</t>'
    '</r></si><si><t>项目名称</t><rPh sb="0" eb="2"><t>コウモク</t></rPh><phoneticPr fontId="1"/></si><si><t xml:space="preserve"> 维保 '
    "</t></si><si><t>项目</t></si><si><t>金额</t></si></sst>"
)


def museum() -> bytes:
    """The workbook, an .xlsm."""
    package = _Package()
    book = "xl/workbook.xml"
    package.link("", "rId1", "officeDocument", "/xl/workbook.xml")
    package.link("", "rId2", "extended-properties", "docProps/app.xml")
    package.link("", "rId3", "custom-properties", "docProps/custom.xml")
    package.link("", "rId4", f"{MICROSOFT}/2007/relationships/ui/extensibility", "customUI/customUI14.xml")
    package.link("", "rId5", f"{MICROSOFT}/2020/02/relationships/classificationlabels", "docMetadata/LabelInfo.xml")
    package.add(book, _WORKBOOK, "application/vnd.ms-excel.sheet.macroEnabled.main+xml")
    package.add("xl/styles.xml", _STYLES, f"{KINDS}.styles+xml")
    package.link(book, "rIdStyles", "styles", "styles.xml")
    _worksheets(package, book)
    _beside_the_sheets(package, book)
    _around_the_workbook(package, book)
    return package.bytes()


def _worksheets(package: _Package, book: str) -> None:
    basic = "xl/worksheets/sheet1.xml"
    package.add(basic, _BASIC, f"{KINDS}.worksheet+xml")
    plain = '<sheetViews><sheetView workbookViewId="0"/></sheetViews><sheetData><row r="1"><c r="A1" t="s"><v>1</v></c></row></sheetData>'
    own_view = f'<customSheetViews><customSheetView guid="{{7A1E5A0B-0001-4000-8000-0000000000AA}}">{_MARGINS}</customSheetView></customSheetViews>'
    package.add("xl/worksheets/sheet2.xml", _sheet(plain), f"{KINDS}.worksheet+xml")
    package.add("xl/worksheets/sheet3.xml", _sheet(plain + own_view), f"{KINDS}.worksheet+xml")
    views = '<sheetViews><sheetView workbookViewId="0"/></sheetViews>'
    package.add("xl/chartsheets/sheet1.xml", f'{DECLARED}<chartsheet xmlns="{MAIN}" xmlns:r="{RELATIONSHIPS}">{views}'
                '<drawing r:id="rId1"/></chartsheet>', f"{KINDS}.chartsheet+xml")  # fmt: skip
    package.link("xl/chartsheets/sheet1.xml", "rId1", "drawing", "../drawings/drawing1.xml")
    package.add(
        "xl/dialogsheets/sheet1.xml",
        f'{DECLARED}<dialogsheet xmlns="{MAIN}">{views}</dialogsheet>',
        f"{KINDS}.dialogsheet+xml",
    )
    package.add("xl/macrosheets/sheet1.xml", f'{DECLARED}<xm:macrosheet xmlns="{MAIN}" xmlns:xm="{XM}">{views}<sheetData/></xm:macrosheet>',
                "application/vnd.ms-excel.macrosheet+xml")  # fmt: skip
    package.link(book, "rId1", "worksheet", "/xl/worksheets/sheet1.xml")
    package.link(book, "rId2", "worksheet", "worksheets/sheet2.xml")
    package.link(book, "rId3", "worksheet", "worksheets/sheet3.xml")
    package.link(book, "rId4", "chartsheet", "chartsheets/sheet1.xml")
    package.link(book, "rId5", "dialogsheet", "dialogsheets/sheet1.xml")
    package.link(book, "rId6", f"{MICROSOFT}/2006/relationships/xlMacrosheet", "macrosheets/sheet1.xml")
    for identifier, kind, target in (
        ("rIdPrinter", "printerSettings", "../printerSettings/printerSettings1.bin"),
        ("rIdDrawing", "drawing", "../drawings/drawing1.xml"),
        ("rIdNotes", "vmlDrawing", "../drawings/批注.vml"),
        ("rIdHeader", "vmlDrawing", "/xl/drawings/vmlDrawingHF.vml"),
        ("rIdComments", "comments", "../备注/notes-7.xml"),
        (
            "rIdDiscussion",
            f"{MICROSOFT}/2017/10/relationships/threadedComment",
            "../threadedComments/threadedComment1.xml",
        ),
        ("rIdControl", "ctrlProp", "../ctrlProps/ctrlProp1.xml"),
        ("rIdActiveX", "control", "../activeX/activeX1.xml"),
        ("rIdObject", "oleObject", "../embeddings/oleObject1.bin"),
        ("rIdPicture", "image", "../media/image1.png"),
        ("rIdTable", "table", "../tables/table1.xml"),
        ("rIdPivotTable", "pivotTable", "../pivotTables/pivotTable1.xml"),
        ("rIdSlicer", f"{MICROSOFT}/2007/relationships/slicer", "../slicers/slicer1.xml"),
        ("rIdQuery", "queryTable", "../queryTables/queryTable1.xml"),
        ("rIdProperty", "customProperty", "../customProperty1.bin"),
    ):
        package.link(basic, identifier, kind, target)
    package.link(basic, "rIdLink", "hyperlink", "https://www.jiangyin.gov.cn/", "External")


def _beside_the_sheets(package: _Package, book: str) -> None:
    """What the sheet 基本信息 points at."""
    chart = "http://schemas.openxmlformats.org/drawingml/2006"
    package.add("xl/备注/notes-7.xml", _NOTES, f"{KINDS}.comments+xml")
    package.add("xl/drawings/批注.vml", _DRAWN)
    package.add("xl/drawings/vmlDrawingHF.vml", _DRAWN.replace('data="1"', 'data="2"').replace("_s10", "_s20"))
    package.add(
        "xl/drawings/drawing1.xml",
        f'{DECLARED}<xdr:wsDr xmlns:xdr="{chart}/spreadsheetDrawing" xmlns:a="{chart}/main"/>',
        DRAWING,
    )
    package.link("xl/drawings/drawing1.xml", "rId1", "chart", "../charts/chart1.xml")
    package.add("xl/charts/chart1.xml", f'{DECLARED}<c:chartSpace xmlns:c="{chart}/chart"/>',
                "application/vnd.openxmlformats-officedocument.drawingml.chart+xml")  # fmt: skip
    package.add("xl/media/image1.png", png())
    package.add("xl/printerSettings/printerSettings1.bin", b"P\0r\0" * 90, f"{KINDS}.printerSettings")
    package.add("xl/ctrlProps/ctrlProp1.xml", f'{DECLARED}<formControlPr xmlns="{X14}" objectType="Button" lockText="1"/>',
                "application/vnd.ms-excel.controlproperties+xml")  # fmt: skip
    package.add("xl/activeX/activeX1.xml", f'{DECLARED}<ax:ocx xmlns:ax="{MICROSOFT}/2006/activeX" ax:persistence="persistStreamInit"/>',
                "application/vnd.ms-office.activeX+xml")  # fmt: skip
    package.add("xl/activeX/activeX1.bin", b"\0" * 40, "application/vnd.ms-office.activeX")
    package.link(
        "xl/activeX/activeX1.xml", "rId1", f"{MICROSOFT}/2006/relationships/activeXControlBinary", "activeX1.bin"
    )
    package.add("xl/embeddings/oleObject1.bin", b"\xd0\xcf\x11\xe0" + b"carried" * 60)
    package.add("xl/customProperty1.bin", "2020.1".encode("utf-16-le"), f"{KINDS}.customProperty")
    package.add("xl/tables/table1.xml", f'{DECLARED}<table xmlns="{MAIN}" id="1" name="明细" displayName="明细" ref="A20:B21"><autoFilter '
                'ref="A20:B21"/><tableColumns count="2"><tableColumn id="1" name="项目"/><tableColumn id="2" name="金额"/></tableColumns>'
                "</table>", f"{KINDS}.table+xml")  # fmt: skip
    package.add("xl/pivotTables/pivotTable1.xml", f'{DECLARED}<pivotTableDefinition xmlns="{MAIN}" name="透视" cacheId="7" '
                'dataCaption="值"><location ref="H1:I3" firstHeaderRow="1" firstDataRow="1" firstDataCol="1"/></pivotTableDefinition>',
                f"{KINDS}.pivotTable+xml")  # fmt: skip
    package.link(
        "xl/pivotTables/pivotTable1.xml", "rId1", "pivotCacheDefinition", "../pivotCache/pivotCacheDefinition1.xml"
    )
    package.add("xl/slicers/slicer1.xml", f'{DECLARED}<slicers xmlns="{X14}"><slicer name="项目" cache="切片器_项目" rowHeight="1"/></slicers>',
                "application/vnd.ms-excel.slicer+xml")  # fmt: skip
    package.add("xl/queryTables/queryTable1.xml", f'{DECLARED}<queryTable xmlns="{MAIN}" name="查询" connectionId="1"/>',
                f"{KINDS}.queryTable+xml")  # fmt: skip
    discussion = "http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"
    package.add("xl/threadedComments/threadedComment1.xml", f'{DECLARED}<ThreadedComments xmlns="{discussion}"><threadedComment ref="D9" '
                'dT="2020-01-01T00:00:00.00" personId="{7}" id="{7A1E5A0B-0001-4000-8000-000000000002}"><text>金额对吗？</text>'
                "</threadedComment></ThreadedComments>", "application/vnd.ms-excel.threadedcomments+xml")  # fmt: skip
    package.add(
        "xl/persons/person.xml", f'{DECLARED}<personList xmlns="{discussion}"/>', "application/vnd.ms-excel.person+xml"
    )
    package.link(book, "rIdPersons", f"{MICROSOFT}/2017/10/relationships/person", "persons/person.xml")


def _around_the_workbook(package: _Package, book: str) -> None:
    """What the workbook itself and the package point at."""
    listed = {
        "xl/sharedStrings.xml": ("sharedStrings", _STRINGS, f"{KINDS}.sharedStrings+xml"),
        "xl/theme/theme1.xml": ("theme", f'{DECLARED}<a:theme xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><a:themeElements>'
                                '<a:clrScheme name="x"><a:dk1><a:sysClr val="windowText" lastClr="000000"/></a:dk1><a:lt1><a:sysClr '
                                'val="window" lastClr="FFFFFF"/></a:lt1><a:accent1><a:srgbClr val="4472C4"/></a:accent1></a:clrScheme>'
                                "</a:themeElements></a:theme>", "application/vnd.openxmlformats-officedocument.theme+xml"),
        "xl/calcChain.xml": ("calcChain", f'{DECLARED}<calcChain xmlns="{MAIN}"><c r="C4" i="1"/><c r="C5"/><c r="D4" a="1"/><c r="F5"/>'
                             "</calcChain>", f"{KINDS}.calcChain+xml"),
        "xl/metadata.xml": ("sheetMetadata", f'{DECLARED}<metadata xmlns="{MAIN}"/>', f"{KINDS}.sheetMetadata+xml"),
        "xl/connections.xml": ("connections", f'{DECLARED}<connections xmlns="{MAIN}"><connection id="1" name="c" type="1"/></connections>',
                               f"{KINDS}.connections+xml"),
        "xl/vbaProject.bin": (f"{MICROSOFT}/2006/relationships/vbaProject", b"\xd0\xcf\x11\xe0" + b"never read" * 90,
                              "application/vnd.ms-office.vbaProject"),
        "xl/richData/rdrichvalue.xml": (f"{MICROSOFT}/2017/06/relationships/rdRichValue", f'{DECLARED}<rvData xmlns="urn:rv" count="0"/>',
                                        "application/vnd.ms-excel.rdrichvalue+xml"),
        "xl/featurePropertyBag/featurePropertyBag.xml": (f"{MICROSOFT}/2022/11/relationships/FeaturePropertyBag",
                                                         f'{DECLARED}<FeaturePropertyBags xmlns="urn:bags"/>',
                                                         "application/vnd.ms-excel.featurepropertybag+xml"),
        "xl/slicerCaches/slicerCache1.xml": (f"{MICROSOFT}/2007/relationships/slicerCache", f'{DECLARED}<slicerCacheDefinition xmlns="{X14}" '
                                             'name="切片器_项目" sourceName="项目"><pivotTables><pivotTable tabId="1" name="透视"/></pivotTables>'
                                             "</slicerCacheDefinition>", "application/vnd.ms-excel.slicerCache+xml"),
        "xl/externalLinks/externalLink1.xml": ("externalLink", f'{DECLARED}<externalLink xmlns="{MAIN}" xmlns:r="{RELATIONSHIPS}">'
                                               '<externalBook r:id="rId1"><sheetNames><sheetName val="汇总"/></sheetNames></externalBook>'
                                               "</externalLink>", f"{KINDS}.externalLink+xml"),
        "xl/pivotCache/pivotCacheDefinition1.xml": ("pivotCacheDefinition", f'{DECLARED}<pivotCacheDefinition xmlns="{MAIN}" '
                                                    f'xmlns:r="{RELATIONSHIPS}" r:id="rId1"><cacheSource type="worksheet"><worksheetSource '
                                                    'ref="A20:B21" sheet="基本信息"/></cacheSource><cacheFields count="0"/>'
                                                    "</pivotCacheDefinition>", f"{KINDS}.pivotCacheDefinition+xml"),
        "customXml/item1.xml": ("customXml", '<?xml version="1.0"?><jy xmlns="urn:jy:template"/>', ""),
    }  # fmt: skip
    identifiers = {"externalLinks": "rIdExternal", "pivotCache": "rIdPivot", "slicerCaches": "rIdSlicers"}
    for number, (part, (kind, body, type_)) in enumerate(listed.items()):
        package.add(part, body, type_)
        target = f"../{part}" if part.startswith("customXml") else part.removeprefix("xl/")
        package.link(book, identifiers.get(part.split("/")[1], f"rIdMore{number}"), kind, target)
    package.add("xl/vbaProjectSignature.bin", b"signed" * 20, "application/vnd.ms-office.vbaProjectSignature")
    package.link(
        "xl/vbaProject.bin", "rId1", f"{MICROSOFT}/2006/relationships/vbaProjectSignature", "vbaProjectSignature.bin"
    )
    package.link("xl/externalLinks/externalLink1.xml", "rId1", "externalLinkPath", "file:///C:/去年.xlsx", "External")
    package.add("xl/pivotCache/pivotCacheRecords1.xml", f'{DECLARED}<pivotCacheRecords xmlns="{MAIN}" count="0"/>',
                f"{KINDS}.pivotCacheRecords+xml")  # fmt: skip
    package.link("xl/pivotCache/pivotCacheDefinition1.xml", "rId1", "pivotCacheRecords", "pivotCacheRecords1.xml")
    package.add("customXml/itemProps1.xml", '<ds:datastoreItem ds:itemID="{7}" xmlns:ds="urn:ds"/>',
                "application/vnd.openxmlformats-officedocument.customXmlProperties+xml")  # fmt: skip
    package.link("customXml/item1.xml", "rId1", "customXmlProps", "itemProps1.xml")
    package.add(
        "docMetadata/LabelInfo.xml", '<clbl:labelList xmlns:clbl="urn:clbl"/>', f"{MICROSOFT}/2020/mipLabelMetadata+xml"
    )
    package.add("customUI/customUI14.xml", '<customUI xmlns="urn:ui"/>')
    package.add("docProps/custom.xml", f'{DECLARED}<Properties xmlns="{RELATIONSHIPS.removesuffix("relationships")}custom-properties"/>',
                "application/vnd.openxmlformats-officedocument.custom-properties+xml")  # fmt: skip
    package.add("docProps/app.xml", f'{DECLARED}<Properties xmlns="urn:p" xmlns:vt="urn:vt"><HeadingPairs><vt:vector size="4" '
                'baseType="variant"><vt:variant><vt:lpstr>工作表</vt:lpstr></vt:variant><vt:variant><vt:i4>6</vt:i4></vt:variant><vt:variant>'
                "<vt:lpstr>命名范围</vt:lpstr></vt:variant><vt:variant><vt:i4>1</vt:i4></vt:variant></vt:vector></HeadingPairs><TitlesOfParts>"
                '<vt:vector size="7" baseType="lpstr">' + "".join(f"<vt:lpstr>{title}</vt:lpstr>" for title in
                ("基本信息", "图", "字典", "底稿", "对话", "宏", "本表")) + "</vt:vector></TitlesOfParts></Properties>",
                "application/vnd.openxmlformats-officedocument.extended-properties+xml")  # fmt: skip


def parts_to_be_touched() -> set[str]:
    """Those that marking 基本信息 has to write in."""
    return {
        "[Content_Types].xml", "docProps/app.xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml",
        "xl/worksheets/sheet1.xml", "xl/备注/notes-7.xml", "xl/drawings/批注.vml",
    }  # fmt: skip


__all__ = ["OWN_PARTS", "Parts", "museum", "parts_to_be_touched"]
