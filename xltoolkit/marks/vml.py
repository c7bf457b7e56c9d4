"""The VML drawing behind notes: one box per note, in the blocks of shape ids that the drawing may use.

VML is transitional markup (ECMA-376 part 4, §19.4 and §19.5) and not always well-formed XML, so a drawing is edited as text,
whatever prefixes its writer chose (openpyxl: ns0, ns1 …).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import chain

from xltoolkit.marks.cells import Position
from xltoolkit.marks.splices import Splice
from xltoolkit.package.archive import Archive
from xltoolkit.records import NamedTuple

VML_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"

_BLOCK = 1024  # shape ids of block n are n × 1024 … n × 1024 + 1023
_NAMESPACES = {
    "v": "urn:schemas-microsoft-com:vml",
    "o": "urn:schemas-microsoft-com:office:office",
    "x": "urn:schemas-microsoft-com:office:excel",
}
_PREFIX = rb"(?:[A-Za-z_][\w.-]*:)?"
_DECLARED = "".join(f' xmlns:{prefix}="{address}"' for prefix, address in _NAMESPACES.items())
_BLOCKS = re.compile(rb"""<%sidmap\b[^>]*?\bdata\s*=\s*["']([0-9, ]*)["']""" % _PREFIX)
_SHAPE_ID = re.compile(rb"_x0000_s([0-9]{1,9})\b")
_SHAPE = re.compile(rb"<(%s)shape[\s>].*?</\1shape>" % _PREFIX, re.S)
_ROW, _COLUMN = (re.compile(rb"<%s%s>\s*([0-9]+)\s*<" % (_PREFIX, tag)) for tag in (b"Row", b"Column"))
_IS_NOTE = re.compile(rb"""\bObjectType\s*=\s*["']Note["']""")
_ANYTHING_SHOWN = re.compile(rb"<%s(?:shape|rect|roundrect|oval|line|polyline|curve|arc|group|image)[\s>]" % _PREFIX)
_SHAPE_TYPE = (
    '<v:shapetype{declared} id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">'
    '<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)


class Box(NamedTuple):
    """A note's box: the cell, and where its corners stand (column, pixels, row, pixels; counted from 0), §19.4.2.2."""

    position: Position
    anchor: tuple[int, int, int, int, int, int, int, int]


class ShapeBlocks:
    """Blocks of shape ids that no drawing of the package uses yet: Excel wants every sheet's ids in blocks of its own."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._next = 0

    def take(self, count: int) -> list[int]:
        """`count` fresh blocks."""
        if not self._next:
            drawings = (self._archive.read(name) for name in self._archive.names if name.lower().endswith(".vml"))
            self._next = max((block for data in drawings for block in _blocks(data)), default=0) + 1
        self._next += count
        return list(range(self._next - count, self._next))


def can_take_shapes(data: bytes) -> bool:
    """Whether the drawing ends as a VML drawing does."""
    return data.rfind(b"</xml>") >= 0


def new_drawing(boxes: Iterable[Box], blocks: ShapeBlocks) -> str:
    """A drawing that holds nothing but these notes."""
    shapes, used = _shapes(boxes, [], blocks, "")
    data = ",".join(map(str, used))
    return (
        f'<xml{_DECLARED}><o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="{data}"/></o:shapelayout>'
        f"{_SHAPE_TYPE.format(declared='')}{shapes}</xml>"
    )


def with_shapes(data: bytes, boxes: Iterable[Box], blocks: ShapeBlocks) -> list[Splice]:
    """The splices that add these notes to a drawing, behind the buttons and notes that it has."""
    own = _blocks(data)
    taken = [int(number) for number in _SHAPE_ID.findall(data)]
    left = [
        number
        for block in own
        for number in range(max([block * _BLOCK, *_within(block, taken)]) + 1, (block + 1) * _BLOCK)
    ]
    root = data[: data.find(b">", data.find(b"<xml")) + 1]
    declared = (
        ""
        if all(f'xmlns:{prefix}="{address}"'.encode() in root for prefix, address in _NAMESPACES.items())
        else _DECLARED
    )
    shapes, more = _shapes(boxes, left, blocks, declared)
    splices = []
    found = _BLOCKS.search(data)
    if found and more:
        splices.append(Splice(found.end(1), found.end(1), ("," + ",".join(map(str, more))).encode()))
    kind = "" if b'id="_x0000_t202"' in data else _SHAPE_TYPE.format(declared=declared)
    end = data.rfind(b"</xml>")
    splices.append(Splice(end, end, (kind + shapes).encode()))
    return splices


def without_shapes(data: bytes, positions: Iterable[Position]) -> list[Splice]:
    """The splices that take the boxes of notes on these cells out of a drawing."""
    gone = set(positions)
    return [
        Splice(shape.start(), shape.end(), b"")
        for shape in _SHAPE.finditer(data)
        if _IS_NOTE.search(shape[0]) and _position(shape[0]) in gone
    ]


def has_shapes(data: bytes) -> bool:
    """Whether a drawing still shows anything."""
    return _ANYTHING_SHOWN.search(data) is not None


def _shapes(boxes: Iterable[Box], left: list[int], blocks: ShapeBlocks, declared: str) -> tuple[str, list[int]]:
    """The shapes, their ids from `left` as far as it goes, then from fresh blocks, which are returned."""
    boxes = list(boxes)
    wanted = len(boxes) - len(left)
    more = blocks.take(-(-wanted // (_BLOCK - 1))) if wanted > 0 else []
    fresh = (range(block * _BLOCK + 1, (block + 1) * _BLOCK) for block in more)
    return "".join(_shape(number, box, declared) for number, box in zip(chain(left, *fresh), boxes, strict=False)), more


def _shape(identifier: int, box: Box, declared: str) -> str:
    row, column = box.position
    return (
        f'<v:shape{declared} id="_x0000_s{identifier}" type="#_x0000_t202" style="position:absolute;margin-left:60pt;margin-top:2pt;'
        f'width:170pt;height:60pt;z-index:{identifier % _BLOCK};visibility:hidden" fillcolor="#ffffe1" o:insetmode="auto">'
        '<v:fill color2="#ffffe1"/><v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/>'
        '<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox>'
        '<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/>'
        f"<x:Anchor>{', '.join(map(str, box.anchor))}</x:Anchor><x:AutoFill>False</x:AutoFill>"
        f"<x:Row>{row - 1}</x:Row><x:Column>{column - 1}</x:Column></x:ClientData></v:shape>"
    )


def _position(shape: bytes) -> Position | None:
    row, column = _ROW.search(shape), _COLUMN.search(shape)
    return (int(row[1]) + 1, int(column[1]) + 1) if row and column else None


def _blocks(data: bytes) -> list[int]:
    found = _BLOCKS.search(data)
    return [int(number) for number in re.findall(rb"[0-9]+", found[1])] if found else []


def _within(block: int, numbers: list[int]) -> list[int]:
    return [number for number in numbers if block * _BLOCK <= number < (block + 1) * _BLOCK]
