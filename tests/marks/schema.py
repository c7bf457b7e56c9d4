"""What Excel holds a package to before it offers a repair: order of elements, counts, ids, content types, targets.

The orders are those of ECMA-376 part 1 (§18.2.27, §18.3.1.99, §18.7.6, §18.8.39); part 2, §6.2.3 and §6.5.2 for the package.
"""

from __future__ import annotations

import posixpath
import re
from collections import Counter

from lxml import etree

from tests.marks.workbooks import PACKAGE, Parts

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_WORKSHEET = (
    "sheetPr dimension sheetViews sheetFormatPr cols sheetData sheetCalcPr sheetProtection protectedRanges scenarios autoFilter "
    "sortState dataConsolidate customSheetViews mergeCells phoneticPr conditionalFormatting dataValidations hyperlinks "
    "printOptions pageMargins pageSetup headerFooter rowBreaks colBreaks customProperties cellWatches ignoredErrors smartTags "
    "drawing legacyDrawing legacyDrawingHF drawingHF picture oleObjects controls webPublishItems tableParts extLst"
)
_ORDERS = {
    "worksheet": _WORKSHEET,
    "workbook": (
        "fileVersion fileSharing workbookPr workbookProtection bookViews sheets functionGroups externalReferences definedNames "
        "calcPr oleSize customWorkbookViews pivotCaches smartTagPr smartTagTypes webPublishing fileRecoveryPr webPublishObjects "
        "extLst"
    ),
    "styleSheet": "numFmts fonts fills borders cellStyleXfs cellXfs cellStyles dxfs tableStyles colors extLst",
    "comments": "authors commentList extLst",
}
_ONLY_ONCE = {"conditionalFormatting", "fileRecoveryPr"}


def complaints(parts: Parts) -> list[str]:
    """One line for everything in the package that the schemas forbid."""
    found = [*_content_type_complaints(parts), *_target_complaints(parts)]
    for name, body in parts.items():
        if name.endswith((".xml", ".rels")):
            root = etree.fromstring(body)
            found += [f"{name}: {line}" for line in _part_complaints(root)]
    return found


def _part_complaints(root: etree._Element) -> list[str]:
    kind = etree.QName(root).localname
    found = []
    if kind in _ORDERS:
        order = _ORDERS[kind].split()
        tags = [tag for child in root for tag in _meant(child)]
        places = [order.index(tag) for tag in tags if tag in order]
        if places != sorted(places):
            found.append(f"order of {tags}")
        found += [f"{tag} twice" for tag, count in Counter(tags).items() if count > 1 and tag not in _ONLY_ONCE]
    for node in root.iter("{*}fonts", "{*}fills", "{*}borders", "{*}cellXfs", "{*}cellStyleXfs", "{*}mergeCells"):
        if node.get("count") not in (None, str(len(node))):
            found.append(f"{etree.QName(node).localname} count={node.get('count')} of {len(node)}")
    if kind == "styleSheet":
        sizes = {
            tag: len(root.find(f"{{*}}{tag}"))
            for tag in ("fonts", "fills", "borders")
            if root.find(f"{{*}}{tag}") is not None
        }
        for xf in root.iter("{*}xf"):
            for tag, size in sizes.items():
                if int(xf.get(f"{tag[:-1]}Id") or 0) >= size:
                    found.append(f"an xf points at {tag[:-1]} {xf.get(tag[:-1] + 'Id')} of {size}")
    if kind == "workbook":
        sheets = list(root.iter("{*}sheet"))
        for attribute in ("name", "sheetId"):
            values = [sheet.get(attribute).lower() for sheet in sheets]
            found += [f"two sheets with {attribute} {value}" for value, count in Counter(values).items() if count > 1]
        names = [
            (name.get("name").lower(), name.get("localSheetId"))
            for name in root.iterfind("{*}definedNames/{*}definedName")
        ]
        found += [f"name {name} twice" for name, count in Counter(names).items() if count > 1]
        found += [
            f"scope {scope} of {name}" for name, scope in names if scope is not None and int(scope) >= len(sheets)
        ]
    if kind == "comments":
        places = [comment.get("ref") for comment in root.iter("{*}comment")]
        found += [f"two notes on {place}" for place, count in Counter(places).items() if count > 1]
        authors = len(list(root.iter("{*}author")))
        found += [
            "a note without author" for comment in root.iter("{*}comment") if int(comment.get("authorId")) >= authors
        ]
    return found


def _meant(child: etree._Element) -> list[str]:
    """The element, or what an mc:AlternateContent offers first."""
    if not isinstance(child.tag, str):
        return []
    if child.tag == f"{_MC}AlternateContent":
        return [etree.QName(inner).localname for choice in child[:1] for inner in choice]
    return [etree.QName(child).localname]


def _content_type_complaints(parts: Parts) -> list[str]:
    types = etree.fromstring(parts["[Content_Types].xml"])
    defaults = [node.get("Extension").lower() for node in types.iter("{*}Default")]
    overrides = [node.get("PartName").lower().lstrip("/") for node in types.iter("{*}Override")]
    found = [f"content type of {name} twice" for name, count in Counter(defaults + overrides).items() if count > 1]
    main = [node for node in types.iter("{*}Default") if "main+xml" in node.get("ContentType")]
    usual = {name for name in parts if name.lower() not in overrides and name != "[Content_Types].xml"}
    by_main = {name for node in main for name in usual if name.endswith("." + node.get("Extension"))}
    if len(by_main) > 1:
        found.append(f"{sorted(by_main)} all pass for the workbook")
    for name in parts:
        known = name.lower() in overrides or name.lower().rpartition(".")[2] in defaults
        if not known and name != "[Content_Types].xml":
            found.append(f"{name} has no content type")
    return found


def _target_complaints(parts: Parts) -> list[str]:
    """Relationships whose target is not in the package, or whose id stands twice."""
    lower, found = {name.lower() for name in parts}, []
    for name, body in parts.items():
        if not name.endswith(".rels"):
            continue
        folder = posixpath.dirname(posixpath.dirname(name))
        links = list(etree.fromstring(body).iter(f"{{{PACKAGE}/relationships}}Relationship"))
        found += [f"{name}: {i} twice" for i, count in Counter(link.get("Id") for link in links).items() if count > 1]
        for link in links:
            target = link.get("Target").replace("\\", "/")
            path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
            if link.get("TargetMode") != "External" and path.lower() not in lower and not re.match(r"#|NULL", target):
                found.append(f"{name}: {target} is not there")
    return found
