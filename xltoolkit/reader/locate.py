"""Where a form's sections stand in a workbook: Block, found by labels standing together, never by sheet name or address."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from xltoolkit.form.model import Section, TableSection
from xltoolkit.form.stamp import HELP_SHEET, LEFTOVERS_SHEET, LIBRARY_SHEET, LISTS_SHEET
from xltoolkit.reader.catalogue import Catalogue, SectionItems
from xltoolkit.reader.clusters import Hits, clusters
from xltoolkit.reader.grid import Grid, Span
from xltoolkit.records import NamedTuple
from xltoolkit.sheets.model import TEXT

REFERENCE_SHEETS = frozenset({HELP_SHEET, LIBRARY_SHEET, LISTS_SHEET, LEFTOVERS_SHEET, "检查结果"})
"""Sheets that we put beside the form: they repeat its labels, but nobody fills them in."""

LEAST_SHARE, STRONG_SHARE = 0.4, 0.7
"""Shares of a section's labels that make a block: where the form stands anyway, and on a sheet of somebody's own."""
_NEAR_ROWS = 15
"""A section of a single label belongs to the block beside it: at most so many rows away."""
_TITLE_ROWS = 6
_GAP = 2
"""Blank rows that may stand above a heading that is repeated inside its table."""
_COPY_NAME = r"(?i)\s*(?:[(（]\d+[)）]|[_-]\s?\d+|[-_ ]*(?:副本|复件|拷贝|备份|copy))+$"


class Block(NamedTuple):
    """One appearance of a section.

    anchors  item number → area of its label or heading
    title    area of the section's title above it, None if there is none
    changed  items whose text was reworded
    inline   item number → value that stands in the label's own cell, behind the colon
    """

    entry: SectionItems
    grid: Grid
    anchors: dict[int, Span]
    title: Span | None = None
    changed: frozenset[int] = frozenset()
    inline: dict[int, str] = {}  # noqa: RUF012 - never changed

    @property
    def section(self) -> Section:
        return self.entry.section

    @property
    def share(self) -> float:
        return len(self.anchors) / len(self.entry.items)

    @property
    def official(self) -> bool:
        """Whether its sheet has the official name."""
        return self.grid.name.strip() == self.section.sheet

    @property
    def top(self) -> int:
        first = min(self.anchors.values()).top  # areas are ordered by their tops
        return min(first, self.title.top) if self.title else first

    @property
    def bottom(self) -> int:
        return max(span.bottom for span in self.anchors.values())

    @property
    def left(self) -> int:
        return min(span.left for span in self.anchors.values())

    @property
    def right(self) -> int:
        return max(span.right for span in self.anchors.values())


class Survey(NamedTuple):
    """The printed texts found on one sheet: hits of each section's items, section titles, other printed texts."""

    grid: Grid
    hits: dict[int, Hits]
    titles: dict[int, list[Span]]
    printed: set[Span]


class Blocks(NamedTuple):
    """All blocks of a workbook. `chosen`: section number → the one that counts; `others`: copies of those."""

    surveys: list[Survey]
    chosen: dict[int, Block]
    others: list[Block]

    @property
    def labels(self) -> int:
        """How many labels of the form were found standing together."""
        return sum(len(block.anchors) for block in self.chosen.values())


def locate(grids: Iterable[Grid], entries: Catalogue) -> Blocks:
    """Find every section by the labels that stand exactly as some accepted spelling has them."""
    surveys = [survey(grid, entries) for grid in grids]
    found: dict[int, list[Block]] = {}
    for seen in surveys:
        for number, hits in seen.hits.items():
            entry = entries.sections[number]
            if len(entry.items) > 1 and len(hits) > 1:
                found.setdefault(number, []).extend(blocks_of(seen, entry, hits))
    strong = {block.grid.name for blocks in found.values() for block in blocks if block.share >= STRONG_SHARE}
    for number, blocks in found.items():
        found[number] = [block for block in blocks if block.official or block.grid.name in strong]
    chosen: dict[int, Block] = {}
    others: list[Block] = []
    hosts: dict[str, int] = {}
    for blocks in found.values():  # where the sections of one official sheet stand together
        for block in blocks:
            hosts[block.grid.name] = hosts.get(block.grid.name, 0) + len(block.anchors)
    ranked: dict[int, list[Block]] = {}
    taken: set[tuple[int, tuple[Span, ...]]] = set()  # sections that are printed alike do not share a block
    for number in sorted(found):
        twins = len(found[number]) > 1 and _has_twin(entries, number)
        free = [block for block in found[number] if _spot(block) not in taken]
        ranked[number] = sorted(free, key=lambda block: (twins and block.title is None, _rank(block, hosts)))
        if free:
            chosen[number] = ranked[number][0]
            taken.add(_spot(chosen[number]))
    for blocks in ranked.values():
        left = [block for block in blocks if block.share >= STRONG_SHARE and _spot(block) not in taken]
        left = [block for block in left if not _goes_on(block, chosen[block.entry.number])]
        others += left
        taken.update(map(_spot, left))
    for entry in entries.sections:
        if len(entry.items) == 1:
            satellite = _satellite(entry, surveys, chosen)
            if satellite:
                chosen[entry.number] = satellite
    return Blocks(surveys, chosen, others)


def _spot(block: Block) -> tuple[int, tuple[Span, ...]]:
    return id(block.grid), tuple(sorted(block.anchors.values()))


def _goes_on(block: Block, chosen: Block) -> bool:
    """Whether a heading row merely stands once more inside its table, as people repeat it at the top of a page."""
    if block.grid is not chosen.grid or not isinstance(block.section, TableSection) or block.top <= chosen.bottom:
        return False
    titled = block.title is not None and block.title.top > chosen.bottom
    same_columns = all(chosen.anchors.get(item, span).left == span.left for item, span in block.anchors.items())
    rows = range(max(chosen.bottom, block.bottom - _GAP - 1) + 1, block.top)
    return not titled and same_columns and any(block.grid.rows.get(row) for row in rows)


def _has_twin(entries: Catalogue, number: int) -> bool:
    """Whether another section is printed with the same labels (长期绩效指标 above 年度绩效指标): then its title tells which is which."""
    own = [item.keys for item in entries.sections[number].items]
    return any(other.number != number and [item.keys for item in other.items] == own for other in entries.sections)


def is_reference(name: str) -> bool:
    """Whether a sheet is one of those that we put beside the form, or a copy of one."""
    if name in REFERENCE_SHEETS:
        return True
    return any(name.startswith(one) for one in REFERENCE_SHEETS) and re.sub(_COPY_NAME, "", name) in REFERENCE_SHEETS


def survey(grid: Grid, entries: Catalogue) -> Survey:
    """Look at every text of a sheet once."""
    seen = Survey(grid, {}, {}, set())
    longest, met = entries.longest, entries.seen
    for row, cells in grid.rows.items():
        for column, cell in cells.items():
            text = cell.value
            if cell.kind != TEXT or len(text) > longest:  # type: ignore[arg-type]
                continue
            assert isinstance(text, str)
            items, title, known = met.get(text) or entries.meaning(text)
            if not known:
                continue
            span = grid.span(row, column)
            seen.printed.add(span)
            for section, item in items:
                seen.hits.setdefault(section, {}).setdefault(item, []).append(span)
            if title >= 0:
                seen.titles.setdefault(title, []).append(span)
    return seen


def blocks_of(seen: Survey, entry: SectionItems, hits: Hits) -> list[Block]:
    """Blocks of one section on one sheet that show enough of its labels."""
    return [
        Block(entry, seen.grid, anchors, _title(seen.titles.get(entry.number, ()), anchors))
        for anchors in clusters(entry, hits)
        if len(anchors) >= LEAST_SHARE * len(entry.items)
    ]


def _title(titles: Sequence[Span], anchors: dict[int, Span]) -> Span | None:
    """The title nearest above a block."""
    top = min(span.top for span in anchors.values())
    above = [title for title in titles if 0 < top - title.bottom <= _TITLE_ROWS]
    return max(above, key=lambda title: title.bottom, default=None)


def _rank(block: Block, hosts: dict[str, int]) -> tuple[bool, bool, float, int, bool, int, int]:
    """Which of several appearances of a section counts: the official name, then an original, then the most complete."""
    return (
        not block.official,
        not block.official and bool(re.search(_COPY_NAME, block.grid.name)),
        -block.share,
        -hosts[block.grid.name],
        not block.grid.visible,
        block.grid.tab,
        block.top,
    )


def _satellite(entry: SectionItems, surveys: Sequence[Survey], chosen: dict[int, Block]) -> Block | None:
    """A section of a single label: the hit that stands beside a chosen block of its own sheet, or of any.

    Where it is alone on its sheet, the sheet's official name vouches for it.
    """
    candidates: list[tuple[bool, int, Block]] = []
    for seen in surveys:
        neighbours = [block for block in chosen.values() if block.grid is seen.grid]
        for span in seen.hits.get(entry.number, {}).get(0, ()):
            if not neighbours and seen.grid.name.strip() == entry.section.sheet:
                candidates.append((False, 0, Block(entry, seen.grid, {0: span})))
            for neighbour in neighbours:
                away = max(neighbour.top - span.bottom, span.top - neighbour.bottom, 0)
                if away <= _NEAR_ROWS and span not in neighbour.anchors.values():
                    stranger = neighbour.section.sheet != entry.section.sheet
                    candidates.append((stranger, away, Block(entry, seen.grid, {0: span})))
    return min(candidates, key=lambda candidate: candidate[:2])[2] if candidates else None
