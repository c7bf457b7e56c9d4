"""Where the parts of a workbook stand: the workbook part, its sheets, its styles; and why some packages cannot be marked."""

from __future__ import annotations

from xltoolkit.errors import OutputError
from xltoolkit.findings import Place
from xltoolkit.marks.draft import Draft
from xltoolkit.marks.splices import Node, as_utf8, outline, place_of_child
from xltoolkit.package.archive import Archive
from xltoolkit.package.xml import Relationship, relationships, workbook_part
from xltoolkit.records import NamedTuple
from xltoolkit.sheets.values import unescaped

_STRICT_MAIN = "http://purl.oclc.org/ooxml/spreadsheetml/main"

# ECMA-376 part 1, §18.2.27: the children of a workbook as far as the calculation settings.
_WORKBOOK_ORDER = (
    "fileVersion", "fileSharing", "workbookPr", "workbookProtection", "bookViews", "sheets", "functionGroups",
    "externalReferences", "definedNames", "calcPr",
)  # fmt: skip
_DEEPEST_NAME = 4  # levels below the root: extLst, ext, definedNames, definedName


class CannotMark(OutputError):
    """This package cannot be marked without harm; the sentence says why. Its findings can be written by themselves."""


class SheetEntry(NamedTuple):
    """One line of <sheets>: `part` is '' where the relationship leads nowhere, `kind` worksheet, chartsheet …"""

    name: str
    sheet_id: int
    part: str
    kind: str
    state: str
    node: Node
    relationship: str


class Book:
    """The workbook part of a package, outlined."""

    def __init__(self, archive: Archive) -> None:
        self.archive = archive
        self.part = xml_workbook_part(archive)
        text = as_utf8(archive.read(self.part))
        self.root = outline(text, self.part, _DEEPEST_NAME)
        self.strict = self.root.namespace == _STRICT_MAIN
        self.draft = Draft(archive, self.strict)
        self.relations = self.draft.links(self.part)
        sheets = self.root.first("sheets")
        self.sheets = [self._entry(node) for node in sheets.all("sheet")] if sheets else []
        self.names = self.root.first("definedNames")

    def _entry(self, node: Node) -> SheetEntry:
        relationship = node.get("id") or ""
        relation = self.relations.get(relationship, Relationship("", "", True))
        part = "" if relation.external or relation.target not in self.archive else relation.target
        sheet_id = node.attributes.get("sheetId", "")
        return SheetEntry(
            unescaped(node.attributes.get("name", "")),
            int(sheet_id) if sheet_id.isdigit() else 0,
            self.archive.actual_name(part),
            relation.type,
            node.attributes.get("state", "visible"),
            node,
            relationship,
        )

    @property
    def text(self) -> bytes:
        return self.draft.text(self.part)

    def worksheet(self, place: Place) -> str:
        """The part of the worksheet on which a place stands, '' if there is none (case does not count, as in Excel)."""
        wanted = place.sheet.lower()
        return next((s.part for s in self.sheets if s.name.lower() == wanted and s.kind == "worksheet"), "")

    def worksheet_parts(self, but: SheetEntry | None = None) -> list[str]:
        """The part of every worksheet, each once (a damaged workbook may show one part as two sheets)."""
        return list(dict.fromkeys(s.part for s in self.sheets if s is not but and s.kind == "worksheet" and s.part))

    def related(self, kind: str) -> str:
        """The part that the workbook points at with a relationship of that kind, '' if none."""
        found = (r.target for r in self.relations.values() if r.type == kind and r.target in self.archive)
        return self.archive.actual_name(next(found, ""))

    @property
    def structure_protected(self) -> bool:
        protection = self.root.first("workbookProtection")
        return protection is not None and protection.attributes.get("lockStructure") in ("1", "true")

    @property
    def from_1904(self) -> bool:
        """Whether days are counted from 1904 (§18.2.28)."""
        properties = self.root.first("workbookPr")
        return properties is not None and properties.attributes.get("date1904") in ("1", "true")

    def place_of(self, tag: str) -> int:
        """Where a child that the workbook does not have yet must stand: definedNames, calcPr."""
        return place_of_child(self.root, tag, _WORKBOOK_ORDER)

    def scoped_names(self) -> list[tuple[Node, int]]:
        """Every name of a single sheet, those of extensions too, with the position of its sheet."""
        extensions = self.root.first("extLst")
        lists = [self.names, *(names for ext in (extensions.children if extensions else ()) for names in ext.children)]
        nodes = [node for names in lists if names is not None for node in names.children]
        scopes = ((node, node.attributes.get("localSheetId", "")) for node in nodes)
        return [(node, int(scope)) for node, scope in scopes if scope.isdigit()]


def xml_workbook_part(archive: Archive) -> str:
    """The workbook part. Raises Refused where the package is no workbook, CannotMark where it is not XML (.xlsb) or OpenXML."""
    format, part = workbook_part(archive)
    if format in ("xlsb", "ods"):
        raise CannotMark("这种格式的文件无法在原表上做标记，请在 Excel 或 WPS 中另存为 .xlsx 后再检查")
    return part


def refuse_unmarkable(archive: Archive) -> None:
    """Raise CannotMark for packages that any change would break: signed ones, shared workbooks with a change history."""
    if any(relation.type == "origin" for relation in relationships(archive, "").values()) or any(
        name.lower().startswith("_xmlsignatures/") for name in archive.names
    ):
        raise CannotMark(
            "文件带有数字签名，加标记会使签名失效，因此没有在原表上做标记；请在 Excel 中删除签名或改用未签名的文件"
        )
    if any("/revisions/" in name.lower() for name in archive.names):
        raise CannotMark(
            "这是带修订记录的共享工作簿，加标记会使记录不一致，因此没有在原表上做标记；请取消“共享工作簿”后再检查"
        )
