"""The little XML that the package needs: escaping, part names, relationships, content types. No xml.* is imported."""

from __future__ import annotations

import re
from collections.abc import Callable
from pyexpat import ExpatError, ParserCreate, XMLParserType
from typing import Any, NamedTuple

from xltoolkit.package.archive import Archive
from xltoolkit.package.refusals import refusal

_FORBIDDEN = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # not a Char of XML 1.0
CONTENT_TYPES = "[Content_Types].xml"


class Relationship(NamedTuple):
    """`type` is the last word of the type's address ('worksheet'); `target` a part name, or an address if external."""

    type: str
    target: str
    external: bool


class ContentTypes(NamedTuple):
    """Content type by extension (lower case) and by part name."""

    defaults: dict[str, str]
    overrides: dict[str, str]

    def of(self, part: str) -> str:
        """The part's content type, '' if none is declared."""
        return self.overrides.get(part) or self.defaults.get(part.rpartition(".")[2].lower(), "")


def escape(text: str) -> str:
    """Character data; what XML cannot carry is dropped."""
    return _FORBIDDEN.sub("", text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


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

    def start(tag: str, attributes: dict[str, str]) -> None:
        if local_name(tag) == "Relationship" and "Id" in attributes:
            external = attributes.get("TargetMode") == "External"
            target = attributes.get("Target", "").replace("\\", "/")
            kind = attributes.get("Type", "").rpartition("/")[2]
            found[attributes["Id"]] = Relationship(kind, target if external else resolve(part, target), external)

    parser = new_parser()
    parser.StartElementHandler = start
    parse(parser, archive, name)
    return found


def content_types(archive: Archive) -> ContentTypes:
    """What [Content_Types].xml declares. Raises Refused('damaged') if it is missing."""
    types = ContentTypes({}, {})

    def start(tag: str, attributes: dict[str, str]) -> None:
        declared = attributes.get("ContentType", "")
        if "Extension" in attributes:
            types.defaults[attributes["Extension"].lower()] = declared
        elif "PartName" in attributes:
            types.overrides[attributes["PartName"].lstrip("/")] = declared

    parser = new_parser()
    parser.StartElementHandler = start
    parse(parser, archive, CONTENT_TYPES)
    return types


def local_name(tag: str) -> str:
    """The tag without its prefix: x:c → c."""
    return tag.rpartition(":")[2]


def new_parser() -> XMLParserType:
    """An expat parser that refuses a DTD: no part of an Office package has one (ECMA-376 part 2, §8.1.4)."""
    parser = ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_doctype
    return parser


def parse(parser: XMLParserType, archive: Archive, name: str, sieve: Callable[[bytes], bytes] | None = None) -> None:
    """Feed the part to the parser piece by piece (each through `sieve`). Raises Refused('damaged') if it is no XML."""
    try:
        for piece in archive.stream(name):
            parser.Parse(sieve(piece) if sieve else piece, False)
        parser.Parse(b"", True)
    except (ExpatError, UnicodeError, LookupError):
        raise refusal("damaged", archive.actual_name(name)) from None


def _refuse_doctype(*_: Any) -> None:
    raise refusal("doctype")
