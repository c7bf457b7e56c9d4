"""Builds what carries the button, without Excel: the add-in (.xlam), and a template with a button of its own (.xlsm).

Both hold the same compiled project and ribbon from macros/, and are deterministic: equal sources, equal bytes.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

from xltoolkit.errors import UsageError
from xltoolkit.excel.places import macros_folder
from xltoolkit.excel.vba_project import vba_project
from xltoolkit.marks.book import Book, SheetEntry
from xltoolkit.marks.draft import DECLARATION, Draft
from xltoolkit.marks.sheet_outline import WORKSHEET_ORDER
from xltoolkit.marks.splices import Splice, append, place_of_child, prepend, set_attribute
from xltoolkit.marks.vml import VML_TYPE
from xltoolkit.package.archive import Archive
from xltoolkit.package.xml import CONTENT_TYPES, attribute, escape

MODULE = "CheckWorkbook"
RIBBON = "customUI/customUI.xml"
ADDIN_TYPE = "application/vnd.ms-excel.addin.macroEnabled.main+xml"
WORKBOOK_TYPE = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
PROJECT_TYPE = "application/vnd.ms-office.vbaProject"
PROJECT_RELATION = "http://schemas.microsoft.com/office/2006/relationships/vbaProject"  # [MS-OFFMACRO2] 2.2.1.5
RIBBON_RELATION = "http://schemas.microsoft.com/office/2006/relationships/ui/extensibility"  # [MS-CUSTOMUI] 2.1
CAPTION = "检查工作簿"

MESSAGES = {
    "xltoolkit_no_workbook": "没有可以检查的工作簿。文件在“受保护的视图”中打开的，请先点上方的“启用编辑”，再按一次。",
    "xltoolkit_not_done": "没有完成。请先安装 xltoolkit（运行 xltoolkit excel install），"
    "或运行 xltoolkit doctor 查看原因；也可以把文件发给管理员，或用“发送到”检查保存好的文件。",
}
"""Hidden name → what the macro shows. VBA stays ASCII; a name may hold a text of at most 255 characters."""


def build_addin() -> bytes:
    """The add-in xltoolkit.xlam: the ribbon tab 绩效申报 for every workbook that is open."""
    return Archive(b"", {}).rewritten(
        {
            CONTENT_TYPES: _ADDIN_CONTENT_TYPES.encode(),
            "_rels/.rels": _ADDIN_RELATIONS.encode(),
            "docProps/core.xml": _ADDIN_PROPERTIES.encode(),
            "xl/workbook.xml": _ADDIN_WORKBOOK.encode(),
            "xl/_rels/workbook.xml.rels": _ADDIN_WORKBOOK_RELATIONS.encode(),
            "xl/worksheets/sheet1.xml": _ADDIN_SHEET.encode(),
            "xl/styles.xml": _ADDIN_STYLES.encode(),
            "xl/vbaProject.bin": _project(["Sheet1"], "XlToolkitAddIn"),
            RIBBON: _source("customUI.xml"),
        }
    )


def add_button(workbook: bytes) -> bytes:
    """The .xlsm that is this .xlsx with the macro, the ribbon tab, and a button on its first visible sheet.

    Every other part stays as it is. Raises Refused if the bytes are no workbook, UsageError if it has macros already.
    """
    book = Book(Archive.from_bytes(workbook))
    if book.related("vbaProject"):
        raise UsageError("这个工作簿已经带有宏，不能再加检查按钮。")
    draft = book.draft
    _declare_macro_workbook(book)
    _add_messages(book)
    code_names = [_code_name(draft, sheet, number) for number, sheet in enumerate(_worksheets(book), start=1)]
    draft.add("xl/vbaProject.bin", _project(code_names, "XlToolkit"), PROJECT_TYPE)
    draft.relate(book.part, PROJECT_RELATION, "xl/vbaProject.bin")
    draft.add(RIBBON, _source("customUI.xml"), "application/xml", by_extension=True)
    draft.relate("", RIBBON_RELATION, RIBBON)
    _place_button(draft, next(sheet for sheet in _worksheets(book) if sheet.state == "visible"))
    return draft.finish()


def _project(sheets: list[str], name: str) -> bytes:
    return vba_project({MODULE: _source(f"{MODULE}.bas").decode("ascii")}, sheets, name)


def _source(name: str) -> bytes:
    with open(os.path.join(macros_folder(), name), "rb") as file:
        return file.read().replace(b"\r\n", b"\n")


def _worksheets(book: Book) -> Iterator[SheetEntry]:
    return (sheet for sheet in book.sheets if sheet.kind == "worksheet" and sheet.part)


def _declare_macro_workbook(book: Book) -> None:
    """Content type of a macro workbook, and the code name that binds ThisWorkbook (ECMA-376 part 1, §18.2.28)."""
    draft = book.draft
    for node in draft.outline(CONTENT_TYPES, 1).all("Override"):
        if node.attributes.get("PartName") == f"/{book.part}":
            text = draft.text(CONTENT_TYPES)
            draft.splice(CONTENT_TYPES, set_attribute(text, node.start, "ContentType", WORKBOOK_TYPE))
    properties = book.root.first("workbookPr")
    if properties is not None:
        draft.splice(book.part, set_attribute(book.text, properties.start, "codeName", "ThisWorkbook"))
        return
    following = next(child for child in book.root.children if child.tag not in ("fileVersion", "fileSharing"))
    element = f'<{book.root.prefix}workbookPr codeName="ThisWorkbook"/>'
    draft.splice(book.part, Splice(following.start, following.start, element.encode()))


def _add_messages(book: Book) -> None:
    prefix = book.root.prefix
    names = "".join(_message_name(name, text, prefix) for name, text in MESSAGES.items()).encode()
    if book.names is not None:
        book.draft.splice(book.part, append(book.names, book.text, names))
        return
    tag = f"{prefix}definedNames"
    position = book.place_of("definedNames")
    book.draft.splice(book.part, Splice(position, position, f"<{tag}>".encode() + names + f"</{tag}>".encode()))


def _message_name(name: str, text: str, prefix: str = "") -> str:
    tag = f"{prefix}definedName"
    constant = f'"{text}"'
    return f'<{tag} name="{name}" hidden="1">{escape(constant)}</{tag}>'


def _code_name(draft: Draft, sheet: SheetEntry, number: int) -> str:
    """The code name of a worksheet, given to it if it has none (ECMA-376 part 1, §18.3.1.82)."""
    root = draft.outline(sheet.part, 1)
    text = draft.text(sheet.part)
    properties = root.first("sheetPr")
    if properties is None:
        name = f"Sheet{number}"
        draft.splice(sheet.part, prepend(root, text, f'<{root.prefix}sheetPr codeName="{name}"/>'.encode()))
        return name
    name = properties.attributes.get("codeName", f"Sheet{number}")
    draft.splice(sheet.part, set_attribute(text, properties.start, "codeName", name))
    return name


def _place_button(draft: Draft, sheet: SheetEntry) -> None:
    """A form button to the right of what the sheet shows, as a VML shape (ECMA-376 part 4, §19.4.2.4 ClientData)."""
    root = draft.outline(sheet.part, 2)
    if root.first("legacyDrawing") is not None:
        raise UsageError("第一张工作表已经有批注或按钮，没有地方放检查按钮。")
    part = draft.fresh("xl/drawings/vmlDrawing%d.vml")
    draft.add(part, _button_drawing(_last_column(draft, sheet) + 1), VML_TYPE, by_extension=True)
    relation = draft.relate(sheet.part, "vmlDrawing", part)
    position = place_of_child(root, "legacyDrawing", WORKSHEET_ORDER)
    namespace = draft.relationships_namespace
    element = f'<{root.prefix}legacyDrawing xmlns:r="{namespace}" r:id="{relation}"/>'
    draft.splice(sheet.part, Splice(position, position, element.encode()))


def _last_column(draft: Draft, sheet: SheetEntry) -> int:
    """The last column that holds anything, from 1; 0 for an empty sheet."""
    from xltoolkit.marks.cells import position_of

    rows = (node for data in draft.outline(sheet.part, 3).all("sheetData") for node in data.children)
    cells = (position_of(cell.attributes.get("r", "")) for row in rows for cell in row.all("c") if not cell.empty)
    return max((position[1] for position in cells if position), default=0)


def _button_drawing(column: int) -> str:
    """The drawing with one button; the anchor counts columns and rows from 0, each with an offset in pixels."""
    anchor = f"{column}, 0, 1, 0, {column + 2}, 0, 3, 0"
    colours = 'fillcolor="buttonFace [67]" strokecolor="windowText [64]"'
    return (
        '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
        ' xmlns:x="urn:schemas-microsoft-com:office:excel">'
        '<o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="1"/></o:shapelayout>'
        '<v:shapetype id="_x0000_t201" coordsize="21600,21600" o:spt="201" path="m,l,21600r21600,l21600,xe">'
        '<v:stroke joinstyle="miter"/><v:path shadowok="f" o:extrusionok="f" strokeok="f" fillok="f"'
        ' o:connecttype="rect"/><o:lock v:ext="edit" shapetype="t"/></v:shapetype>'
        f'<v:shape id="_x0000_s1025" type="#_x0000_t201" alt={attribute(CAPTION)} o:button="t" {colours}'
        ' style="position:absolute;margin-left:480pt;margin-top:15pt;width:96pt;height:30pt;z-index:1"'
        ' o:insetmode="auto"><v:fill color2="buttonFace [67]" o:detectmouseclick="t"/>'
        '<o:lock v:ext="edit" rotation="t"/><v:textbox o:singleclick="f"><div style="text-align:center">'
        f'<font face="宋体" size="240" color="#000000">{CAPTION}</font></div></v:textbox>'
        f'<x:ClientData ObjectType="Button"><x:Anchor>{anchor}</x:Anchor><x:PrintObject>False</x:PrintObject>'
        "<x:AutoFill>False</x:AutoFill><x:FmlaMacro>[0]!RunCheck</x:FmlaMacro>"
        "<x:TextHAlign>Center</x:TextHAlign><x:TextVAlign>Center</x:TextVAlign></x:ClientData></v:shape></xml>"
    )


_TYPES = "application/vnd.openxmlformats"
_OFFICE = f"{_TYPES}-officedocument.spreadsheetml"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"

_ADDIN_CONTENT_TYPES = (
    f'{DECLARATION}<Types xmlns="{_PACKAGE}/content-types">'
    f'<Default Extension="rels" ContentType="{_TYPES}-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/docProps/core.xml" ContentType="{_TYPES}-package.core-properties+xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{ADDIN_TYPE}"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_OFFICE}.worksheet+xml"/>'
    f'<Override PartName="/xl/styles.xml" ContentType="{_OFFICE}.styles+xml"/>'
    f'<Override PartName="/xl/vbaProject.bin" ContentType="{PROJECT_TYPE}"/></Types>'
)
_ADDIN_RELATIONS = (
    f'{DECLARATION}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_RELATIONS}/officeDocument" Target="xl/workbook.xml"/>'
    f'<Relationship Id="rId2" Type="{_PACKAGE}/relationships/metadata/core-properties" Target="docProps/core.xml"/>'
    f'<Relationship Id="rId3" Type="{RIBBON_RELATION}" Target="{RIBBON}"/></Relationships>'
)
_ADDIN_PROPERTIES = (
    f'{DECLARATION}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>绩效申报检查</dc:title>'
    "<dc:description>检查项目支出绩效目标申报表（xltoolkit）</dc:description></cp:coreProperties>"
)
_ADDIN_WORKBOOK = (
    f'{DECLARATION}<workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONS}"><workbookPr codeName="ThisWorkbook"/>'
    '<sheets><sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets>'
    f"<definedNames>{''.join(_message_name(name, text) for name, text in MESSAGES.items())}</definedNames></workbook>"
)
_ADDIN_WORKBOOK_RELATIONS = (
    f'{DECLARATION}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="rId2" Type="{_RELATIONS}/styles" Target="styles.xml"/>'
    f'<Relationship Id="rId3" Type="{PROJECT_RELATION}" Target="vbaProject.bin"/></Relationships>'
)
_ADDIN_SHEET = f'{DECLARATION}<worksheet xmlns="{_MAIN}"><sheetPr codeName="Sheet1"/><sheetData/></worksheet>'
_ADDIN_STYLES = (
    f'{DECLARATION}<styleSheet xmlns="{_MAIN}"><fonts count="1"><font><sz val="11"/><name val="宋体"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs></styleSheet>'
)
