"""The little XML that every room needs: escaping, relationships, content types, which part is the workbook."""

from __future__ import annotations

import re

from xltoolkit.package.archive import Archive
from xltoolkit.package.parsing import new_parser, parse, remembered
from xltoolkit.package.refusals import refusal
from xltoolkit.records import NamedTuple

CONTENT_TYPES = "[Content_Types].xml"
_FORBIDDEN = "[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]"  # not a Char of XML 1.0

# Content type of the main part → format. ECMA-376 part 1, §12.3.23; MS-XLSB §2.1.3; MS-OFFMACRO2.
_FORMATS = {
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml": "xlsx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.template.main+xml": "xltx",
    "application/vnd.ms-excel.sheet.macroenabled.main+xml": "xlsm",
    "application/vnd.ms-excel.template.macroenabled.main+xml": "xltm",
    "application/vnd.ms-excel.addin.macroenabled.main+xml": "xlam",
    "application/vnd.ms-excel.sheet.binary.macroenabled.main": "xlsb",
}
_OTHER_FORMATS = (("word", "document"), ("presentationml", "presentation"), ("powerpoint", "presentation"))


class Relationship(NamedTuple):
    """`type` is the last word of the type's address ('worksheet'); `target` a part name, or an address if external."""

    type: str
    target: str
    external: bool


class ContentTypes(NamedTuple):
    """Content type by extension (lower case) and by part name (as declared, without the leading slash)."""

    defaults: dict[str, str]
    overrides: dict[str, str]

    def of(self, part: str) -> str:
        """The part's content type, '' if none is declared."""
        declared = self.overrides.get(part)
        if declared is None:
            folded = part.lower()
            declared = next((type for name, type in self.overrides.items() if name.lower() == folded), None)
        return declared or self.defaults.get(part.rpartition(".")[2].lower(), "")


def escape(text: str) -> str:
    """Character data; what XML cannot carry is dropped."""
    if not text.isprintable():
        text = re.sub(_FORBIDDEN, "", text)
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def attribute(text: str) -> str:
    """An attribute's value with its quotes; line breaks and tabs survive the parser's normalisation."""
    value = escape(text).replace('"', "&quot;").replace("\n", "&#10;").replace("\r", "&#13;").replace("\t", "&#9;")
    return f'"{value}"'


def relationships_part(part: str) -> str:
    """xl/worksheets/sheet1.xml → xl/worksheets/_rels/sheet1.xml.rels; '' (the package) → _rels/.rels."""
    folder, slash, name = part.rpartition("/")
    return f"{folder}{slash}_rels/{name}.rels"


def resolve(part: str, target: str) -> str:
    """The part that a target written in `part` means ('../a.xml' → 'a.xml'); it never leaves the root."""
    path: list[str] = [] if target.startswith("/") else part.split("/")[:-1]
    for step in target.split("/"):
        if step == "..":
            del path[-1:]
        elif step not in ("", "."):
            path.append(step)
    return "/".join(path)


def relationships(archive: Archive, part: str) -> dict[str, Relationship]:
    """Relationship id → what it points at, in file order; {} if the part has none. `part` '' is the package itself."""
    found: dict[str, Relationship] = {}
    name = relationships_part(part)
    if name not in archive:
        return found
    for identity, type, target, external in remembered(_read_relationships, archive, name):
        if not external:
            target = archive.actual_name(resolve(part, target.replace("\\", "/")))
        found[identity] = Relationship(type, target, external)
    return found


def _read_relationships(archive: Archive, name: str) -> list[tuple[str, str, str, bool]]:
    """Id, last word of the type, target as written, and whether that leads out of the package."""
    found: list[tuple[str, str, str, bool]] = []

    def start(tag: str, attributes: dict[str, str]) -> None:
        if "Id" in attributes and "Target" in attributes:
            type = attributes.get("Type", "").rpartition("/")[2]
            found.append((attributes["Id"], type, attributes["Target"], attributes.get("TargetMode") == "External"))

    parser = new_parser()
    parser.StartElementHandler = start
    parse(parser, archive, name)
    return found


def content_types(archive: Archive) -> ContentTypes:
    """What [Content_Types].xml declares. Raises Refused('damaged') if it is missing."""
    types = remembered(_read_content_types, archive, CONTENT_TYPES)
    return ContentTypes(dict(types.defaults), dict(types.overrides))


def _read_content_types(archive: Archive, name: str) -> ContentTypes:
    types = ContentTypes({}, {})

    def start(tag: str, attributes: dict[str, str]) -> None:
        declared = attributes.get("ContentType", "")
        if "Extension" in attributes:
            types.defaults[attributes["Extension"].lower()] = declared
        elif "PartName" in attributes:
            types.overrides[attributes["PartName"].lstrip("/")] = declared

    parser = new_parser()
    parser.StartElementHandler = start
    parse(parser, archive, name)
    return types


def workbook_part(archive: Archive) -> tuple[str, str]:
    """The workbook's format and its main part: ('xlsx', 'xl/workbook.xml'); an .ods is ('ods', 'content.xml').

    Raises Refused: 'document', 'presentation', 'other_zip', 'damaged' (no main part).
    """
    if CONTENT_TYPES not in archive:
        if any(name.lower().startswith("xl/") for name in archive.names):
            raise refusal("damaged", f"缺少 {CONTENT_TYPES}")
        return _open_document(archive)
    main = next((link for link in relationships(archive, "").values() if link.type == "officeDocument"), None)
    if main is None or main.target not in archive:
        raise refusal("damaged", "缺少工作簿主体")
    declared = content_types(archive).of(main.target).lower()
    if declared in _FORMATS:
        return _FORMATS[declared], main.target
    if "spreadsheetml" in declared or declared in ("", "application/xml"):
        return "xlsx", main.target
    raise refusal(next((code for word, code in _OTHER_FORMATS if word in declared), "unknown"))


def _open_document(archive: Archive) -> tuple[str, str]:
    """An .ods says what it is in a part named mimetype (OpenDocument 1.2 part 3, §3.3)."""
    declared = archive.read("mimetype")[:256] if "mimetype" in archive else b""
    if declared.startswith(b"application/vnd.oasis.opendocument.spreadsheet") and "content.xml" in archive:
        return "ods", "content.xml"
    raise refusal("document" if declared.startswith(b"application/vnd.oasis.opendocument") else "other_zip")
