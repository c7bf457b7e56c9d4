"""A package while it is being changed: splices on its parts, new parts, relationships and content types; then the new package."""

from __future__ import annotations

from collections.abc import Iterable

from xltoolkit.marks.splices import Node, Splice, append, apply, as_utf8, inverse, outline
from xltoolkit.package.archive import Archive
from xltoolkit.package.xml import (
    CONTENT_TYPES,
    Relationship,
    attribute,
    content_types,
    relationships,
    relationships_part,
)
from xltoolkit.records import NamedTuple

TRANSITIONAL_RELATIONSHIPS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT_RELATIONSHIPS = "http://purl.oclc.org/ooxml/officeDocument/relationships"
_RELATIONSHIPS_TYPE = "application/vnd.openxmlformats-package.relationships+xml"
_PACKAGE_RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


class Touched(NamedTuple):
    """What became of one part: its new bytes (None: removed), its old ones (None: it is new) and the splices that lead back."""

    now: bytes | None
    was: bytes | None = None
    back: tuple[Splice, ...] = ()


class Draft:
    """Changes to a package. All splices of a part refer to the part as it was; nothing is done before `touched`."""

    def __init__(self, archive: Archive, strict: bool = False) -> None:
        self.archive = archive
        self.relationships_namespace = STRICT_RELATIONSHIPS if strict else TRANSITIONAL_RELATIONSHIPS
        self._content_types = content_types(archive)
        self._raw: dict[str, bytes] = {}
        self._texts: dict[str, bytes] = {}
        self._links: dict[str, dict[str, Relationship]] = {}
        self._splices: dict[str, list[Splice]] = {}
        self._added: dict[str, bytes] = {}
        self._removed: dict[str, None] = {}
        self._relations: dict[str, list[tuple[str, str]]] = {}
        self._unrelated: dict[str, set[str]] = {}
        self._overrides: dict[str, str] = {}
        self._defaults: dict[str, str] = {}

    def text(self, part: str) -> bytes:
        """The part as it was, in UTF-8."""
        if part not in self._texts:
            self._raw[part] = self.archive.read(part)
            self._texts[part] = as_utf8(self._raw[part])
        return self._texts[part]

    def links(self, part: str) -> dict[str, Relationship]:
        """What the part ('' is the package) pointed at, by relationship id."""
        if part not in self._links:
            self._links[part] = relationships(self.archive, part)
        return self._links[part]

    def outline(self, part: str, depth: int = 1 << 30) -> Node:
        return outline(self.text(part), part, depth)

    def splice(self, part: str, *splices: Splice) -> None:
        self._splices.setdefault(part, []).extend(splices)

    def add(self, part: str, data: str | bytes, content_type: str, *, by_extension: bool = False) -> None:
        """A new part. `by_extension`: its content type is declared for its extension, unless that means another here."""
        self._added[part] = data.encode() if isinstance(data, str) else data
        extension = part.rpartition(".")[2].lower()
        usual = self._content_types.defaults.get(extension, content_type if by_extension else "")
        if usual != content_type:
            self._overrides[part] = content_type
        elif extension not in self._content_types.defaults:
            self._defaults[extension] = content_type

    def remove(self, part: str) -> None:
        """Take the part out, with its own relationships and its content type."""
        for name in (part, relationships_part(part)):
            if name in self.archive:
                self._removed[self.archive.actual_name(name)] = None

    def relate(self, part: str, kind: str, target: str) -> str:
        """Let `part` ('' is the package) point at the part `target`; `kind` is the last word of the type. Returns the id."""
        added = self._relations.setdefault(part, [])
        taken = set(self.links(part)) | {identifier for identifier, _ in added}
        number = 1
        while (identifier := f"rIdMarks{number}") in taken:
            number += 1
        type_ = kind if "://" in kind else f"{self.relationships_namespace}/{kind}"
        added.append((identifier, f'Id="{identifier}" Type="{type_}" Target={attribute("/" + target)}'))
        return identifier

    def unrelate(self, part: str, identifiers: Iterable[str]) -> None:
        self._unrelated.setdefault(part, set()).update(identifiers)

    def fresh(self, pattern: str, first: int = 1) -> str:
        """A part name that is free: pattern 'xl/comments%d.xml'. Never a name that was removed in this draft."""
        taken = {name.lower() for name in (*self.archive.names, *self._added, *self._content_types.overrides)}
        number = first
        while (name := pattern % number).lower() in taken:
            number += 1
        return name

    def touched(self) -> dict[str, Touched]:
        """Every part that is changed, added or removed."""
        for part in {**self._relations, **self._unrelated}:
            self._write_relationships(part)
        self._write_content_types()
        result: dict[str, Touched] = {}
        for part, splices in self._splices.items():
            if part in self._removed or not splices:
                continue
            text = self.text(part)
            was, now = self._raw[part], apply(text, splices)
            back = inverse(text, splices) if text == was else [Splice(0, len(now), was)]
            result[self.archive.actual_name(part)] = Touched(now, was, tuple(back))
        result.update((part, Touched(None)) for part in self._removed)
        result.update((part, Touched(data)) for part, data in self._added.items())
        return result

    def finish(self) -> bytes:
        """The new package; call once. Untouched parts are carried over as compressed bytes."""
        return self.archive.rewritten({part: touched.now for part, touched in self.touched().items()})

    def _write_relationships(self, part: str) -> None:
        name = relationships_part(part)
        if self.archive.actual_name(name) in self._removed:
            return
        lines = [line for _, line in self._relations.get(part, [])]
        if name not in self.archive:
            if lines:
                body = "".join(f"<Relationship {line}/>" for line in lines)
                whole = f'{DECLARATION}<Relationships xmlns="{_PACKAGE_RELATIONSHIPS}">{body}</Relationships>'
                self.add(name, whole, _RELATIONSHIPS_TYPE, by_extension=True)
            return
        root = self.outline(name, 1)
        gone = self._unrelated.get(part, set())
        self.splice(name, *(Splice(node.start, node.end, b"") for node in root.children if node.get("Id") in gone))
        if lines:
            body = "".join(f"<{root.prefix}Relationship {line}/>" for line in lines)
            self.splice(name, append(root, self.text(name), body.encode()))

    def _write_content_types(self) -> None:
        root = self.outline(CONTENT_TYPES, 1)
        removed = {part.lower() for part in self._removed}
        for node in root.all("Override"):
            if node.attributes.get("PartName", "").lstrip("/").lower() in removed:
                self.splice(CONTENT_TYPES, Splice(node.start, node.end, b""))
        lines = [
            f"Default Extension={attribute(extension)} ContentType={attribute(type_)}"
            for extension, type_ in self._defaults.items()
        ]
        lines += [
            f"Override PartName={attribute('/' + part)} ContentType={attribute(type_)}"
            for part, type_ in self._overrides.items()
        ]
        if lines:
            body = "".join(f"<{root.prefix}{line}/>" for line in lines)
            self.splice(CONTENT_TYPES, append(root, self.text(CONTENT_TYPES), body.encode()))
