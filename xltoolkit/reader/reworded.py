"""Labels that people reworded: for what a block lacks, the one text nearby that is most like it. Never guessed between two."""

from __future__ import annotations

import re
from collections.abc import Iterator

from xltoolkit.form.model import FieldsSection
from xltoolkit.reader.catalogue import Catalogue, SectionItems
from xltoolkit.reader.clusters import Hits
from xltoolkit.reader.grid import Span
from xltoolkit.reader.locate import STRONG_SHARE, Block, Blocks, Survey, blocks_of
from xltoolkit.reader.near import likeness
from xltoolkit.records import NamedTuple
from xltoolkit.sheets.model import TEXT
from xltoolkit.text.normal import key, trimmed

_LIKE_IN_PLACE, _LIKE_ANYWHERE = 0.5, 0.75
"""How like the official label a text must be where that label should stand, and elsewhere in the block."""
_MARGIN = 0.1
_WINDOW = 6
"""Rows beyond the last found label in which a lost one may stand."""
_MOST_TEXTS = 4_000
"""Short texts of a workbook that are looked at for a section that was not found at all."""
_COLON = re.compile(r"[:：]")


class _Claim(NamedTuple):
    """A text that may be the label of an item. `inline`: what stands behind the colon in the same cell."""

    score: float
    item: int
    span: Span
    inline: str = ""


def mend(blocks: Blocks, entries: Catalogue) -> Blocks:
    """Complete blocks whose labels were reworded, and look for sections of which too little was found."""
    surveys = {id(seen.grid): seen for seen in blocks.surveys}
    chosen = dict(blocks.chosen)
    for number, block in blocks.chosen.items():
        if block.share < 1:
            chosen[number] = _completed(block, surveys[id(block.grid)], entries)
    for entry in entries.sections:
        if entry.number not in chosen:
            found = (
                _satellite(entry, chosen, surveys, entries)
                if len(entry.items) == 1
                else _lost(entry, blocks.surveys, chosen, entries)
            )
            if found is not None:
                chosen[entry.number] = found
    return blocks._replace(chosen=dict(sorted(chosen.items())))


def _completed(block: Block, seen: Survey, entries: Catalogue) -> Block:
    claims = [
        claim
        for item in range(len(block.entry.items))
        if item not in block.anchors
        for claim in _claims(block, item, seen, entries)
    ]
    won = _undisputed(claims)
    if not won:
        return block
    return block._replace(
        anchors={**block.anchors, **{claim.item: claim.span for claim in won}},
        changed=block.changed | {claim.item for claim in won if not claim.inline},
        inline={**block.inline, **{claim.item: claim.inline for claim in won if claim.inline}},
    )


def _claims(block: Block, item: int, seen: Survey, entries: Catalogue) -> Iterator[_Claim]:
    """Texts that may be the label of an item: in the rows between its neighbours, beside the values of nobody else."""
    official = block.entry.items[item]
    first, last, column = _window(block, item)
    values = {(span.top, span.right + 1) for number, span in block.anchors.items() if number not in block.inline}
    for row in [number for number in block.grid.rows if first <= number <= last]:
        for at, cell in block.grid.rows[row].items():
            span = block.grid.span(row, at)
            if cell.kind != TEXT or span in seen.printed or (not block.entry.abreast and (row, at) in values):
                continue
            claim = _claim(
                str(cell.value), item, official.keys, span, entries.longest, at == column or block.entry.abreast
            )
            if claim is not None:
                yield claim


def _window(block: Block, item: int) -> tuple[int, int, int]:
    """First and last row in which a lost label may stand, and the column in which it should."""
    official = block.entry.items[item]
    if block.entry.abreast:
        return block.bottom, block.bottom, 0
    before = [number for number in block.anchors if number < item]
    after = [number for number in block.anchors if number > item]
    first = block.anchors[max(before)].top if before else min(span.top for span in block.anchors.values()) - _WINDOW
    last = (
        block.anchors[min(after)].bottom
        if after
        else block.bottom + _WINDOW + official.row - block.entry.items[max(before)].row
    )
    lane = [span.left for number, span in block.anchors.items() if block.entry.items[number].column == official.column]
    beside = [
        span.left + official.column - block.entry.items[number].column
        for number, span in block.anchors.items()
        if block.entry.items[number].row == official.row
    ]
    return first, last, (lane or beside or [0])[0]


def _claim(text: str, item: int, keys: tuple[str, ...], span: Span, longest: int, in_place: bool) -> _Claim | None:
    name, colon, rest = (*_COLON.split(text, maxsplit=1), "")[0], _COLON.search(text), ""
    if colon:
        rest = trimmed(text[colon.end() :])
    if rest and key(name) in keys:
        return _Claim(1.0, item, span, rest)
    if len(text) > longest:
        return None
    score = max(likeness(key(text), one) for one in keys)
    return _Claim(score, item, span) if score >= (_LIKE_IN_PLACE if in_place else _LIKE_ANYWHERE) else None


def _undisputed(claims: list[_Claim]) -> list[_Claim]:
    """Claims that are the best of their item and of their text, no other near them."""
    return [
        claim
        for claim in claims
        if all(
            claim.score - other.score >= _MARGIN
            for other in claims
            if other is not claim and (other.item == claim.item or other.span == claim.span)
        )
    ]


def _satellite(
    entry: SectionItems, chosen: dict[int, Block], surveys: dict[int, Survey], entries: Catalogue
) -> Block | None:
    """A section of one label, reworded or with its value in its own cell: above the first block of its sheet."""
    neighbours = [block for block in chosen.values() if block.section.sheet == entry.section.sheet]
    if not neighbours:
        return None
    block = min(neighbours, key=lambda one: abs(one.entry.number - entry.number))
    claims = []
    for row in [number for number in block.grid.rows if block.top - _WINDOW <= number < block.top]:
        for at, cell in block.grid.rows[row].items():
            span = block.grid.span(row, at)
            if cell.kind == TEXT and span not in surveys[id(block.grid)].printed:
                claim = _claim(str(cell.value), 0, entry.items[0].keys, span, entries.longest, False)
                claims += [claim] if claim else []
    for claim in _undisputed(claims):
        inline = {0: claim.inline} if claim.inline else {}
        return Block(
            entry, block.grid, {0: claim.span}, changed=frozenset() if inline else frozenset({0}), inline=inline
        )
    return None


def _lost(entry: SectionItems, surveys: list[Survey], chosen: dict[int, Block], entries: Catalogue) -> Block | None:
    """A section most of whose labels were reworded: near texts count as hits, and must stand together like any."""
    hosts = {block.grid.name for block in chosen.values()}
    taken = {(id(block.grid), span) for block in chosen.values() for span in block.anchors.values()}
    best: Block | None = None
    looked = 0
    for seen in surveys:
        hits: Hits = {number: list(spans) for number, spans in seen.hits.get(entry.number, {}).items()}
        exact = {span for spans in hits.values() for span in spans}
        for row, cells in seen.grid.rows.items():
            for at, cell in cells.items():
                text = str(cell.value)
                if cell.kind != TEXT or len(text) > entries.longest or looked > _MOST_TEXTS:
                    continue
                looked += 1
                span = seen.grid.span(row, at)
                if span in seen.printed or (id(seen.grid), span) in taken:
                    continue
                name = key(text)
                for number, item in enumerate(entry.items):
                    if max(likeness(name, one) for one in item.keys) >= _LIKE_ANYWHERE:
                        hits.setdefault(number, []).append(span)
        if len(hits) < 2 or (isinstance(entry.section, FieldsSection) and not exact):
            continue
        for block in blocks_of(seen, entry, hits):
            if block.share < STRONG_SHARE and not block.official and block.grid.name not in hosts:
                continue  # somebody's attachment
            changed = frozenset(number for number, span in block.anchors.items() if span not in exact)
            if best is None or (block.official, len(block.anchors)) > (best.official, len(best.anchors)):
                best = block._replace(changed=changed)
    return best
