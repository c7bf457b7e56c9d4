"""Labels that stand together: from single hits on a sheet to blocks, each one appearance of a section.

A label alone proves nothing; somebody's list of telephone numbers says 联系人 too. Two labels of a section belong together
if they stand towards each other about as in the official form, and each is the other's nearest. What is linked so, directly
or over others, is one block. Several blocks of one section on a sheet stay several.
"""

from __future__ import annotations

from typing import NamedTuple

from xltoolkit.form.model import FieldsSection
from xltoolkit.reader.catalogue import Item, SectionItems
from xltoolkit.reader.grid import Span

_REACH = 3
"""A label is held against the next three found labels of its section: two may have been reordered or lost."""
_MORE_ROWS, _FEWER_ROWS = 12, 4
"""Rows that people insert between two labels, or save by using one row where the template has several for a long text."""
_MORE_COLUMNS = 8

Hits = dict[int, list[Span]]
"""Item number → where its text stands on one sheet, top to bottom."""


class _Node(NamedTuple):
    item: int
    span: Span


def clusters(entry: SectionItems, hits: Hits) -> list[dict[int, Span]]:
    """Item number → span, for each group of two or more labels that stand together. Larger groups first."""
    nodes = [_Node(number, span) for number in sorted(hits) for span in hits[number]]
    links = _links(entry, hits)
    groups: dict[_Node, list[_Node]] = {node: [node] for node in nodes}
    for first, second, _ in links:
        if groups[first] is not groups[second]:
            joined = groups[first] + groups[second]
            for node in joined:
                groups[node] = joined
    loose: dict[_Node, tuple[int, int]] = {node: (0, 0) for node in nodes}
    for first, second, distance in links:
        for node in (first, second):
            count, total = loose[node]
            loose[node] = (count - 1, total + distance)
    unique = {id(group): group for group in groups.values() if len(group) > 1}
    found = [anchors for group in unique.values() if len(anchors := _one_each(group, loose)) > 1]
    found.sort(key=len, reverse=True)
    return _joined(found, len(entry.items))


def _links(entry: SectionItems, hits: Hits) -> list[tuple[_Node, _Node, int]]:
    """Pairs of labels that are each other's nearest, with how far they are from their official position."""
    numbers = sorted(hits)
    links = []
    for position, first in enumerate(numbers):
        for second in numbers[position + 1 : position + 1 + _REACH]:
            pairs = []
            for one in hits[first]:
                for other in hits[second]:
                    distance = _distance(entry, entry.items[first], entry.items[second], one, other)
                    if distance is not None and one is not other:
                        pairs.append((distance, one, other))
            nearest_one: dict[Span, int] = {}
            nearest_other: dict[Span, int] = {}
            for distance, one, other in pairs:
                nearest_one[one] = min(distance, nearest_one.get(one, distance))
                nearest_other[other] = min(distance, nearest_other.get(other, distance))
            links += [
                (_Node(first, one), _Node(second, other), distance)
                for distance, one, other in pairs
                if distance == nearest_one[one] == nearest_other[other]
            ]
    return links


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


def _one_each(group: list[_Node], loose: dict[_Node, tuple[int, int]]) -> dict[int, Span]:
    """The best linked hit of each item, and each hit for one item only. Equally good claims cancel each other."""
    anchors: dict[int, Span] = {}
    taken: set[Span] = set()
    ranked = sorted(group, key=lambda node: loose[node])
    for node in ranked:
        if node.item in anchors or node.span in taken:
            continue
        rivals = [other for other in group if other.span == node.span and other.item not in anchors and other != node]
        if any(loose[other] == loose[node] for other in rivals):
            continue
        anchors[node.item] = node.span
        taken.add(node.span)
    return anchors


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
    return max(first) < min(second) and max(span.top for span in first.values()) < min(span.top for span in second.values())
