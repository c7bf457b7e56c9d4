"""Byte splices on a part, and the outline that says where they go: XML is edited in place, never written anew.

expat tells the byte offset of every tag, so everything that is not spliced stays as the person's program wrote it:
prefixes, unknown elements, mc:AlternateContent, blanks, the order of attributes. A list of splices has an exact inverse.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from pyexpat import ExpatError, ParserCreate
from typing import Any

from xltoolkit.package.refusals import refusal
from xltoolkit.records import NamedTuple

_START_TAG = re.compile(rb"""<[^>"']*(?:"[^"]*"[^>"']*|'[^']*'[^>"']*)*>""")
_PREFIX = re.compile(rb"<([^\s/>:]+:)?")
_ATTRIBUTE = re.compile(rb"""\s+([^\s=/>]+)\s*=\s*("[^"]*"|'[^']*')""")
_ELEMENT_NAME = re.compile(rb"<[^\s/>]+")
_DECLARED = re.compile(rb"""^<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
_NO_DEPTH = 1 << 30


class Splice(NamedTuple):
    """Bytes `start` to `end` of a part give way to `text`; start == end inserts."""

    start: int
    end: int
    text: bytes


def apply(data: bytes, splices: Iterable[Splice]) -> bytes:
    """The part with all splices done; their offsets are those of `data`, insertions at one offset keep their order."""
    pieces: list[bytes] = []
    position = 0
    for splice in _in_order(splices):
        if splice.start < position:
            raise AssertionError("two splices overlap")
        pieces += (data[position : splice.start], splice.text)
        position = splice.end
    pieces.append(data[position:])
    return b"".join(pieces)


def inverse(data: bytes, splices: Iterable[Splice]) -> list[Splice]:
    """The splices that turn `apply(data, splices)` back into `data`."""
    back: list[Splice] = []
    shift = 0
    for splice in _in_order(splices):
        start = splice.start + shift
        back.append(Splice(start, start + len(splice.text), data[splice.start : splice.end]))
        shift += len(splice.text) - (splice.end - splice.start)
    return back


def _in_order(splices: Iterable[Splice]) -> list[Splice]:
    return sorted(splices, key=lambda splice: (splice.start, splice.end))


class Node:
    """One element: where its start tag, content and end tag stand, and (down to the depth asked for) its children.

    start … inner_start is the start tag, inner_start … inner_end the content, inner_end … end the end tag.
    An empty element (`<fills/>`) has inner_start == inner_end == end and `empty` True.
    """

    __slots__ = (
        "_data",
        "attributes",
        "children",
        "empty",
        "end",
        "inner_end",
        "inner_start",
        "namespace",
        "start",
        "tag",
    )

    def __init__(self, data: bytes, name: str, attributes: dict[str, str], start: int) -> None:
        self.namespace, _, self.tag = name.rpartition(" ")
        self.attributes = attributes
        self.start = start
        self.inner_start = end_of_start_tag(data, start)
        self.empty = data[self.inner_start - 2 : self.inner_start] == b"/>"
        self.inner_end = self.end = self.inner_start
        self._data = data
        self.children: list[Node] = []

    @property
    def prefix(self) -> str:
        """The prefix as written, with its colon: 'x:' or ''."""
        return prefix_at(self._data, self.start)

    def all(self, tag: str) -> Iterator[Node]:
        """Children of that name, whatever their prefix."""
        return (child for child in self.children if child.tag == tag)

    def first(self, tag: str) -> Node | None:
        return next(self.all(tag), None)

    def get(self, name: str) -> str | None:
        """An attribute by its local name: `id` finds r:id."""
        if name in self.attributes:
            return self.attributes[name]
        return next((value for key, value in self.attributes.items() if key.rpartition(" ")[2] == name), None)

    def within(self, data: bytes) -> bytes:
        """The whole element as it stands in the part."""
        return data[self.start : self.end]


def outline(data: bytes, part: str, depth: int = _NO_DEPTH) -> Node:
    """The part's root with its descendants down to `depth` levels below it. Raises Refused('damaged', 'doctype')."""
    stack: list[Node] = []
    below = 0
    root: Node | None = None

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal below, root
        if len(stack) > depth:
            below += 1
            return
        node = Node(data, name, attributes, parser.CurrentByteIndex)
        if stack:
            stack[-1].children.append(node)
        else:
            root = node
        stack.append(node)

    def end(_name: str) -> None:
        nonlocal below
        if below:
            below -= 1
            return
        node = stack.pop()
        if not node.empty:
            node.inner_end = parser.CurrentByteIndex
            node.end = data.index(b">", node.inner_end) + 1

    parser = namespace_parser()
    parser.StartElementHandler, parser.EndElementHandler = start, end
    run(parser, data, part)
    if root is None:
        raise refusal("damaged", part)
    return root


def namespace_parser() -> Any:
    """An expat parser whose names are 'namespace local'; a DTD is refused."""
    parser = ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_doctype
    return parser


def run(parser: Any, data: bytes, part: str) -> None:
    """Parse the whole part. Raises Refused('damaged')."""
    try:
        parser.Parse(data, True)
    except (ExpatError, UnicodeError, LookupError):
        raise refusal("damaged", part) from None


def character_data(data: bytes, part: str) -> str:
    """All text of a document, joined."""
    pieces: list[str] = []
    parser = namespace_parser()
    parser.CharacterDataHandler = pieces.append
    run(parser, data, part)
    return "".join(pieces)


def _refuse_doctype(*_: Any) -> None:
    raise refusal("doctype")


def end_of_start_tag(data: bytes, start: int) -> int:
    """Offset just behind the '>' of the start tag at `start`; a '>' inside an attribute does not end it."""
    found = _START_TAG.match(data, start)
    if found is None:
        raise AssertionError("no start tag where the parser saw one")
    return found.end()


def prefix_at(data: bytes, start: int) -> str:
    """The prefix of the tag at `start` with its colon: 'x:' or ''."""
    found = _PREFIX.match(data, start)
    return (found[1] or b"").decode() if found else ""


def append(node: Node, data: bytes, content: bytes) -> Splice:
    """Put `content` behind the last child; an empty element is opened. One call per node and draft."""
    if not node.empty:
        return Splice(node.inner_end, node.inner_end, content)
    name = _ELEMENT_NAME.match(data, node.start)
    assert name is not None
    return Splice(node.end - 2, node.end, b">" + content + b"</" + name[0][1:] + b">")


def prepend(node: Node, data: bytes, content: bytes) -> Splice:
    """Put `content` before the first child."""
    return append(node, data, content) if node.empty else Splice(node.inner_start, node.inner_start, content)


def place_of_child(root: Node, tag: str, order: Sequence[str]) -> int:
    """Where a new child `tag` belongs: behind the last child that the schema's `order` puts before it.

    Children that the schema does not name (mc:AlternateContent around controls …) stay behind it.
    """
    before = order[: order.index(tag)]
    return max((child.end for child in root.children if child.tag in before), default=root.inner_start)


def set_attribute(data: bytes, start: int, name: str, value: str | None) -> Splice:
    """Give the start tag at `start` the attribute (name as written; value needs no escaping), None takes it away."""
    end = end_of_start_tag(data, start)
    for found in _attributes(data, start, end):
        if found[1] == name.encode():
            if value is None:
                return Splice(found.start(), found.end(), b"")
            return Splice(found.start(2), found.end(2), b'"' + value.encode() + b'"')
    position = end - (2 if data[end - 2 : end] == b"/>" else 1)
    return Splice(position, position, b"" if value is None else f' {name}="{value}"'.encode())


def with_attributes(tag: bytes, **values: str | None) -> bytes:
    """An element's bytes with attributes of its start tag set (None: taken away)."""
    return apply(tag, [set_attribute(tag, 0, name, value) for name, value in values.items()])


def _attributes(data: bytes, start: int, end: int) -> Iterator[re.Match[bytes]]:
    name = _ELEMENT_NAME.match(data, start)
    assert name is not None
    position = name.end()
    while found := _ATTRIBUTE.match(data, position, end):
        yield found
        position = found.end()


def prefix_of(data: bytes, root: Node, namespace: str) -> str | None:
    """The prefix (with colon) that the root's start tag declares for a namespace, None if it declares none."""
    for found in _attributes(data, root.start, root.inner_start):
        if found[1].startswith(b"xmlns:") and found[2][1:-1] == namespace.encode():
            return found[1][6:].decode() + ":"
    return None


def as_utf8(data: bytes) -> bytes:
    """The part in UTF-8, with a declaration to match; almost every part is so already and comes back as it is."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-16"
    elif data.startswith(b"<\0"):
        encoding = "utf-16-le"
    elif data.startswith(b"\0<"):
        encoding = "utf-16-be"
    else:
        declared = _DECLARED.match(data)
        encoding = declared[1].decode().lower() if declared else "utf-8"
    if encoding in ("utf-8", "utf8", "us-ascii", "ascii"):
        return data
    try:
        text = data.decode(encoding)
    except (UnicodeError, LookupError):
        raise refusal("damaged") from None
    return re.sub(
        r"""^<\?xml[^>]*\?>""", '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>', text, count=1
    ).encode()
