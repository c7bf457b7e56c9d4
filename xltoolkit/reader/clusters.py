"""Labels that stand together: from single hits on a sheet to blocks, each one appearance of a section.

A label alone proves nothing; somebody's list of telephone numbers says 联系人 too. Two labels of a section belong together
if they stand towards each other about as in the official form, and each is the other's nearest. What is linked so, directly
or over others, is one block. Several blocks of one section on a sheet stay several.
"""

from __future__ import annotations

from collections.abc import Iterator

from xltoolkit.form.model import FieldsSection
from xltoolkit.reader.catalogue import Item, SectionItems
from xltoolkit.reader.grid import Span
from xltoolkit.records import NamedTuple

_REACH = 3
"""A label is held against the next three found labels of its section: two may have been reordered or lost."""
_MORE_ROWS, _FEWER_ROWS = 12, 4
"""Rows that people insert between two labels, or save by using one row where the template has several for a long text."""
_MORE_COLUMNS = 8

_MANY = 60
"""A section's labels stand once or twice on a sheet; where there are many more hits, most are somebody's lists."""
_BAND = 16

Hits = dict[int, list[Span]]
"""Item number → where its text stands on one sheet, top to bottom."""


class _Node(NamedTuple):
    """One hit as a claim: this item may stand in this area."""

    item: int
    span: Span


def clusters(entry: SectionItems, hits: Hits) -> list[dict[int, Span]]:
    """Item number → span, for each group of two or more labels that stand together. Larger groups first."""
    if sum(map(len, hits.values())) > _MANY:
        hits = _in_company(hits)
    numbers = sorted(hits)
    if _plainly_one(entry, hits, numbers):
        return [{number: hits[number][0] for number in numbers}]
    nodes = [_Node(number, span) for number in numbers for span in hits[number]]
    groups = [[number] for number in range(len(nodes))]
    links = [0] * len(nodes)
    looseness = [0] * len(nodes)
    for first, second, distance in _links(entry, nodes):
        for number in (first, second):
            links[number] += 1
            looseness[number] += distance
        if groups[first] is not groups[second]:
            joined = groups[first] + groups[second]
            for number in joined:
                groups[number] = joined
    found = []
    for group in {id(group): group for group in groups}.values():
        if len(group) > 1:
            anchors = _one_each(
                [(looseness[number] / links[number], -links[number], nodes[number]) for number in group]
            )
            anchors = _without_strays(entry, anchors)
            if len(anchors) > 1:
                found.append(anchors)
    found.sort(key=len, reverse=True)
    return _joined(found, len(entry.items)) if len(found) > 1 else found


def _in_company(hits: Hits) -> Hits:
    """Of very many hits those that have two other labels near them, and of these not more than can be pondered."""
    bands: dict[int, set[int]] = {}
    for number, spans in hits.items():
        for span in spans:
            for band in (span.top // _BAND - 1, span.top // _BAND, span.top // _BAND + 1):
                bands.setdefault(band, set()).add(number)
    return {
        number: near[:_MANY]
        for number, spans in hits.items()
        if (near := [span for span in spans if len(bands[span.top // _BAND]) > 2])
    }


def _plainly_one(entry: SectionItems, hits: Hits, numbers: list[int]) -> bool:
    """Nearly always: every label once, each standing right towards the next, so all are linked and none is in doubt."""
    items = entry.items
    before = -1
    for number in numbers:
        if len(hits[number]) > 1:
            return False
        if before >= 0:
            one, other = hits[before][0], hits[number][0]
            if one is other or _distance(entry, items[before], items[number], one, other) is None:
                return False
        before = number
    return True


def _links(entry: SectionItems, nodes: list[_Node]) -> Iterator[tuple[int, int, int]]:
    """Pairs of nodes that are each other's nearest, with how far they are from their official position."""
    claims: dict[int, list[int]] = {}
    for number, node in enumerate(nodes):
        claims.setdefault(node.item, []).append(number)
    items = list(claims)
    for position, first in enumerate(items):
        for second in items[position + 1 : position + 1 + _REACH]:
            distances = {
                (one, other): distance
                for one in claims[first]
                for other in claims[second]
                if nodes[one].span is not nodes[other].span
                and (
                    distance := _distance(
                        entry, entry.items[first], entry.items[second], nodes[one].span, nodes[other].span
                    )
                )
                is not None
            }
            for (one, other), distance in distances.items():
                rivals = [away for pair, away in distances.items() if pair[0] == one or pair[1] == other]
                if distance == min(rivals):
                    yield one, other, distance


def _distance(entry: SectionItems, first: Item, second: Item, one: Span, other: Span) -> int | None:
    """Rows and columns by which two labels stand otherwise than in the official form; None if they do not stand together."""
    rows = other.top - one.top
    columns = abs(other.left - one.left - (second.column - first.column))
    expected = second.row - first.row
    if expected == 0:
        if one.bottom < other.top or other.bottom < one.top:
            return None
        return columns if columns <= _MORE_COLUMNS or not isinstance(entry.section, FieldsSection) else None
    if not -_FEWER_ROWS <= rows <= expected + _MORE_ROWS or columns > _MORE_COLUMNS:
        return None
    return abs(rows - expected) + columns


def _one_each(claims: list[tuple[float, int, _Node]]) -> dict[int, Span]:
    """The area of each item that fits best (looseness, links), each area for one item. Equal claims to an area cancel out."""
    anchors: dict[int, Span] = {}
    taken: set[Span] = set()
    for looseness, links, node in sorted(claims):
        if node.item in anchors or node.span in taken:
            continue
        taken.add(node.span)
        tied = [other for one, two, other in claims if other.span == node.span and (one, two) == (looseness, links)]
        if len(tied) == 1:
            anchors[node.item] = node.span
    return anchors


def _without_strays(entry: SectionItems, anchors: dict[int, Span]) -> dict[int, Span]:
    """Without labels that stand neither in the row of those beside them nor in their order: somebody's list below the form."""
    if not isinstance(entry.section, FieldsSection):
        return anchors
    kept = {}
    for number, span in anchors.items():
        row = entry.items[number].row
        beside = [other for item, other in anchors.items() if item != number and entry.items[item].row == row]
        passed = [other for item, other in anchors.items() if entry.items[item].row > row and other.top < span.top]
        if not beside or len(passed) < 2 or any(one.top <= span.bottom and span.top <= one.bottom for one in beside):
            kept[number] = span
    return kept


def _joined(found: list[dict[int, Span]], most: int) -> list[dict[int, Span]]:
    """Parts of one block that many inserted rows have torn apart, joined again: no label twice, order kept."""
    blocks: list[dict[int, Span]] = []
    for anchors in found:
        for block in blocks:
            if len(block) + len(anchors) <= most and not block.keys() & anchors.keys() and _in_order(block, anchors):
                block.update(anchors)
                break
        else:
            blocks.append(dict(anchors))
    return blocks


def _in_order(one: dict[int, Span], other: dict[int, Span]) -> bool:
    first, second = (one, other) if min(one) < min(other) else (other, one)
    return max(first) < min(second) and max(span.top for span in first.values()) < min(
        span.top for span in second.values()
    )
