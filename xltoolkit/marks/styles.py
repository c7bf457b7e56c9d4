"""Cell formats of the marks: a highlighted twin for every format in use, and the formats of the result sheet.

Formats are only ever appended (ECMA-376 part 1, §18.8), so every index that the workbook already uses keeps its meaning.
"""

from __future__ import annotations

import re

from xltoolkit.marks.book import Book
from xltoolkit.marks.colours import HIGHEST_KEY, NO_FILL_KEY, mark_colour
from xltoolkit.marks.draft import DECLARATION
from xltoolkit.marks.splices import Node, Splice, append, apply, outline, place_of_child, set_attribute, with_attributes
from xltoolkit.records import NamedTuple

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"
_USUAL_PART = "xl/styles.xml"  # some readers look nowhere else
_FONT = "宋体"
_NO_FILL = '<fill><patternFill patternType="none"/></fill>'

# The groups that a format points into, and what one must hold if the workbook has none: fills 0 and 1 are none and
# gray125 whatever is written there (§18.8.21). Listed in the order of the schema (§18.8.39).
_GROUPS = {
    "fonts": f'<font><sz val="11"/><name val="{_FONT}"/><charset val="134"/></font>',
    "fills": f'{_NO_FILL}<fill><patternFill patternType="gray125"/></fill>',
    "borders": "<border><left/><right/><top/><bottom/><diagonal/></border>",
    "cellStyleXfs": '<xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>',
    "cellXfs": '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>',
}
_MOST_FORMATS = 65_490  # Excel calls a workbook with more of them damaged
_OF_THE_RESULT_SHEET = 20
_THIN_BORDER = (
    "<border>"
    + "".join(f'<{side} style="thin"><color rgb="FFBFBFBF"/></{side}>' for side in ("left", "right", "top", "bottom"))
    + "<diagonal/></border>"
)
_SOLID = re.compile(r'patternType="solid".*?fgColor[^>]*?\brgb="([0-9A-Fa-f]{6,8})"', re.S)


class Format(NamedTuple):
    """A format of the result sheet. `colour`, `fill`: RRGGBB or ''; `align`: '' for general; `text`: holds text for good."""

    size: int = 10
    bold: bool = False
    colour: str = ""
    underline: bool = False
    fill: str = ""
    border: bool = True
    align: str = ""
    indent: bool = False
    text: bool = False


class Styles:
    """The styles part of a workbook while formats are added to it."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._part = book.related("styles")
        self._is_new = not self._part
        if self._is_new:
            self._part = _USUAL_PART if _USUAL_PART not in book.archive else book.draft.fresh("xl/styles%d.xml")
            self._text = f'{DECLARATION}<styleSheet xmlns="{book.root.namespace}"></styleSheet>'.encode()
        else:
            self._text = book.draft.text(self._part)
        self._root = outline(self._text, self._part, 2)
        self._prefix = self._root.prefix
        self._groups = {tag: self._filled_group(tag) or outline(_bare(tag), self._part, 1) for tag in _GROUPS}
        self._added: dict[str, list[str]] = {tag: [] for tag in _GROUPS}
        self._indexes: dict[tuple[str, str], int] = {}
        self._results: dict[Format, int] = {}
        self._twins: dict[tuple[int, str], int] = {}
        self._keys: dict[str, int] = {"": NO_FILL_KEY}

    @property
    def fills(self) -> dict[int, str]:
        """Key of a mark → the XML of the fill that it covers, without prefixes ('' for none)."""
        return {key: fill for fill, key in self._keys.items()}

    def highlighted(self, style: int, severity: str) -> int:
        """The format that is `style` with our colour of that severity in place of its fill; `style` itself once Excel's limit is near."""
        twin = self._twins.get((style, severity))
        if twin is None and self._room() <= _OF_THE_RESULT_SHEET:
            return style
        if twin is None:
            covered = self.fill_of(style)
            if covered not in self._keys and len(self._keys) < HIGHEST_KEY:
                self._keys[covered] = NO_FILL_KEY + len(self._keys)
            colour = mark_colour(severity, self._keys.get(covered, NO_FILL_KEY))
            twin = self._twins[style, severity] = self.with_fill(style, solid_fill(colour))
        return twin

    @property
    def count(self) -> int:
        """How many formats the workbook has, ours not counted."""
        return len(self._groups["cellXfs"].children)

    def with_fill(self, style: int, fill: str) -> int:
        """The format that is `style` with this fill (XML without prefixes, '' for none)."""
        fill_id = self._add("fills", _prefixed(fill, self._prefix)) if fill else 0
        source = self._item("cellXfs", style)[1]
        return self._add("cellXfs", with_attributes(source, fillId=str(fill_id), applyFill="1").decode())

    def fill_of(self, style: int) -> str:
        """The XML of a format's fill without prefixes, '' for none."""
        index = int(self._item("cellXfs", style)[0].get("fillId") or 0)
        fill = _unprefixed(self._item("fills", index)[1].decode(), self._prefix) if index else ""
        return "" if fill == _NO_FILL else fill

    def of(self, wanted: Format) -> int:
        """The index of a format of the result sheet."""
        index = self._results.get(wanted)
        if index is None and not self._room():
            return 0
        if index is None:
            index = self._results[wanted] = self._result_format(wanted)
        return index

    def _room(self) -> int:
        """How many formats the workbook can still take."""
        return max(_MOST_FORMATS - self.count - len(self._added["cellXfs"]), 0)

    def _result_format(self, wanted: Format) -> int:
        font = (
            f"<font>{'<b/>' * wanted.bold}{'<u/>' * wanted.underline}"
            f'<sz val="{wanted.size}"/>'
            + (f'<color rgb="FF{wanted.colour}"/>' if wanted.colour else "")
            + f'<name val="{_FONT}"/><family val="3"/><charset val="134"/></font>'
        )
        font_id = self._add("fonts", _prefixed(font, self._prefix))
        fill_id = self._add("fills", _prefixed(solid_fill(wanted.fill), self._prefix)) if wanted.fill else 0
        border_id = self._add("borders", _prefixed(_THIN_BORDER, self._prefix)) if wanted.border else 0
        horizontal = (f' horizontal="{wanted.align}"' if wanted.align else "") + ' indent="1"' * wanted.indent
        number_format = 49 if wanted.text else 0  # 49 is the built-in format @, §18.8.30
        format_ = (
            f'<xf numFmtId="{number_format}" fontId="{font_id}" fillId="{fill_id}" borderId="{border_id}" xfId="0"'
            ' applyNumberFormat="1" applyFont="1" applyFill="1" applyBorder="1" applyAlignment="1">'
            f'<alignment{horizontal} vertical="center" wrapText="1"/></xf>'
        )
        return self._add("cellXfs", _prefixed(format_, self._prefix))

    def finish(self) -> None:
        """Write what was added into the draft. Call once."""
        splices: list[Splice] = []
        missing: dict[int, bytes] = {}
        for tag in _GROUPS:
            added, group = "".join(self._added[tag]), self._root.first(tag)
            count = len(self._groups[tag].children) + len(self._added[tag])
            if not self._filled_group(tag):
                added = _prefixed(_GROUPS[tag], self._prefix) + added
            if group is None:
                body = f'<{self._prefix}{tag} count="{count}">{added}</{self._prefix}{tag}>'
                place = place_of_child(self._root, tag, ("numFmts", *_GROUPS))
                missing[place] = missing.get(place, b"") + body.encode()
            elif added:
                splices.append(append(group, self._text, added.encode()))
                splices.append(set_attribute(self._text, group.start, "count", str(count)))
        for place, groups in missing.items():
            splices.append(append(self._root, self._text, groups) if self._root.empty else Splice(place, place, groups))
        draft = self._book.draft
        if self._is_new:
            draft.add(self._part, apply(self._text, splices), CONTENT_TYPE)
            draft.relate(self._book.part, "styles", self._part)
        else:
            draft.splice(self._part, *splices)

    def _item(self, tag: str, index: int) -> tuple[dict[str, str], bytes]:
        """Attributes and XML of an item of a group; an index beyond the group means the first, as in Excel."""
        nodes = self._groups[tag].children
        node = nodes[index if 0 <= index < len(nodes) else 0]
        if self._filled_group(tag):
            return node.attributes, node.within(self._text)
        return node.attributes, _prefixed(node.within(_bare(tag)).decode(), self._prefix).encode()

    def _filled_group(self, tag: str) -> Node | None:
        """The group if the part has it and something stands in it."""
        group = self._root.first(tag)
        return group if group is not None and group.children else None

    def _add(self, tag: str, item: str) -> int:
        """The index of an item (prefixed as the part is) among a group; a second equal one is not added."""
        index = self._indexes.get((tag, item))
        if index is None:
            index = self._indexes[tag, item] = len(self._groups[tag].children) + len(self._added[tag])
            self._added[tag].append(item)
        return index


def solid_fill(colour: str) -> str:
    """The XML of a solid fill, RRGGBB."""
    return f'<fill><patternFill patternType="solid"><fgColor rgb="FF{colour}"/><bgColor indexed="64"/></patternFill></fill>'


def solid_colour(fill: str) -> str:
    """RRGGBB of a solid fill with a plain colour, '' for every other fill."""
    found = _SOLID.search(fill)
    return found[1][-6:].upper() if found else ""


def _bare(tag: str) -> bytes:
    return f"<{tag}>{_GROUPS[tag]}</{tag}>".encode()


def _prefixed(xml: str, prefix: str) -> str:
    return re.sub(r"<(/?)", rf"<\1{prefix}", xml) if prefix else xml


def _unprefixed(xml: str, prefix: str) -> str:
    return re.sub(rf"<(/?){re.escape(prefix)}", r"<\1", xml) if prefix else xml
