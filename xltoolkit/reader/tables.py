"""Reading the items of a table: values, cells merged over rows, group names that stand once, rows that slipped sideways."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from xltoolkit.findings import Place
from xltoolkit.form.model import NUMERIC_KINDS, Tree
from xltoolkit.reader import remarks
from xltoolkit.reader.grid import Span
from xltoolkit.reader.locate import Block
from xltoolkit.reader.printed_unit import other_unit
from xltoolkit.reader.reading import Reading
from xltoolkit.reader.table_rows import (
    Column,
    TableRow,
    TableView,
    is_bare_sum,
    is_total,
    notes,
    rows_with_content,
    view,
)
from xltoolkit.reader.transcript import Transcript
from xltoolkit.records import Any
from xltoolkit.sheets.model import NUMBER, Cell
from xltoolkit.sheets.shown import shown_text

_SUSPICIOUS = frozenset({remarks.NOT_IN_VOCABULARY, remarks.NOT_A_NUMBER})

_new = tuple.__new__  # past the checks of a record's own constructor: there is a place for every cell

Document = dict[str, Any]


def read_table(block: Block, end: int, transcript: Transcript) -> None:
    """Read the rows between the heading row and row `end`, which belongs to something else."""
    seen = view(block, end, transcript.understand)
    table = seen.table
    first = next(column for column in seen.columns if column.left == seen.left)
    transcript.cells[table.pointer] = block.grid.place(block.anchors[table.columns.index(first.field)].top, first.left)
    found = rows_with_content(seen)
    no_items = notes(seen, found)
    real = [row for row in found if row.number not in no_items]
    totals = [row for row in real if is_total(seen, row) or is_bare_sum(seen, real, row)]
    items = [row for row in real if row not in totals] if totals else real
    shared = _shared_areas(seen, items)
    documents = [_read_item(seen, row, index, shared, transcript) for index, row in enumerate(items)]
    transcript.data[table.pointer[1:]] = documents
    _check_units(seen, block, items, documents, transcript)
    _inherit(seen, items, documents, transcript)
    _remark_merged(seen, items, shared, transcript)
    for row in totals:
        _remark_total(seen, row, items, documents, transcript)
    for row in found:
        if row.number in no_items:
            column, cell = next(iter(row.cells.values()))
            place = seen.grid.place(row.number, column)
            transcript.remark(remarks.STRAY_CONTENT, table.pointer, place, shown_text(cell).strip(), detail="row")
    _remark_hidden(seen, items, transcript)
    _remark_strange_columns(seen, items, transcript)


def _shared_areas(seen: TableView, items: Sequence[TableRow]) -> frozenset[Span]:
    """Merged areas that cover more than one item."""
    if not seen.areas:
        return frozenset()
    counts: dict[Span, set[int]] = {}
    for row in items:
        for position in range(len(seen.columns)):
            area = seen.areas.get((row.number, position))
            if area is not None:
                counts.setdefault(area, set()).add(row.number)
    return frozenset(area for area, rows in counts.items() if len(rows) > 1)


def _read_item(seen: TableView, row: TableRow, index: int, shared: frozenset[Span], transcript: Transcript) -> Document:
    pointer = f"{seen.table.pointer}/{index}"
    beginning = f"{pointer}/"
    document: Document = dict.fromkeys(seen.keys)
    number, cells, places, sheet, areas = row.number, row.cells, transcript.cells, seen.grid.name, seen.areas
    suspicious = 0 not in cells
    for position, column in enumerate(seen.columns):
        _field, key, left, _right, closed, _computed, read = column
        here = beginning + key
        at, cell = cells.get(position) or (left, None)
        if areas and (area := areas.get((number, position))) is not None:
            document[key] = _read_merged(seen, column, number, cell, here, area, shared, transcript)
            continue
        places[here] = place = _new(Place, (sheet, number, at))
        if cell is None:
            suspicious = suspicious or closed
            continue
        result = read(cell)
        if type(result) is Reading:
            suspicious = suspicious or result.kind in _SUSPICIOUS
            result = transcript.take(here, place, result)
        document[key] = result
    if suspicious:
        _check_shift(seen, row, pointer, document, transcript)
    return document


def _read_merged(
    seen: TableView,
    column: Column,
    row: int,
    cell: Cell | None,
    here: str,
    area: Span,
    shared: frozenset[Span],
    transcript: Transcript,
) -> Any:
    """A cell inside an area that people merged over several rows: what stands in it holds for each of them.

    A number does not: is it the sum for all rows or that of each? It stays unread where the area covers several items.
    """
    place = seen.grid.place(area.top, area.left)
    if cell is None:
        cell = seen.grid.cell(area.top, area.left) if column.left == max(area.left, seen.left) else None
    if cell is None:
        transcript.cells[here] = seen.grid.place(row, column.left)
        return None
    if column.field.kind in NUMERIC_KINDS and area in shared:
        transcript.cells[here] = place
        transcript.unreadable.add(here)
        return shown_text(cell).strip()
    result = column.read(cell)
    if type(result) is Reading and row > area.top and result.kind not in remarks.UNDERSTOOD_NOT:
        result = result._replace(kind="")  # said once, in its first row
    return transcript.take(here, place, result)


def _check_shift(seen: TableView, row: TableRow, pointer: str, document: Document, transcript: Transcript) -> None:
    """A row whose values stand one column off is not read from there on: each cell keeps its text, one remark says it all."""
    from xltoolkit.reader.shifted import RIGHT, shift_of  # rarely needed

    shift, position = shift_of(seen, row)
    if not shift:
        return
    for place, column in enumerate(seen.columns):
        if place < position - (shift == RIGHT):
            continue
        here = f"{pointer}/{column.key}"
        transcript.withdraw(here)
        if place in row.cells:
            document[column.key] = shown_text(row.cells[place][1]).strip()
        transcript.unreadable.add(here)
    at, cell = row.cells[position]
    here = f"{pointer}/{seen.columns[position].key}"
    transcript.remark(
        remarks.SHIFTED_ROW, here, seen.grid.place(row.number, at), shown_text(cell).strip(), detail=shift
    )


def _check_units(
    seen: TableView, block: Block, items: Sequence[TableRow], documents: Sequence[Document], transcript: Transcript
) -> None:
    """Under a heading that names another unit of money no amount is read, unless it says its unit itself."""
    for position, column in enumerate(seen.columns):
        span = block.anchors[seen.table.columns.index(column.field)]
        heading = seen.grid.cell(span.top, span.left)
        unit = other_unit(heading, column.field)
        open_amounts: list[str] = []
        for index, row in enumerate(items) if unit else ():
            here = f"{seen.table.pointer}/{index}/{column.key}"
            reading = transcript.odd.get(here)
            if position in row.cells and (reading is None or reading.kind != remarks.UNIT_SUFFIX):
                documents[index][column.key] = shown_text(row.cells[position][1])
                open_amounts.append(here)
        for here in open_amounts:
            transcript.withdraw(here)
            transcript.unreadable.add(here)
        if open_amounts:
            place = seen.grid.place(span.top, span.left)
            raw = shown_text(heading) if heading else ""
            transcript.remark(remarks.LABEL_UNIT, open_amounts[0], place, unit, column.field.unit, raw)


def _inherit(seen: TableView, items: Sequence[TableRow], documents: Sequence[Document], transcript: Transcript) -> None:
    """Group names that stand in their first row only, as in the printed form, hold for the blank cells below.

    Certain only where the table is filled in that way throughout: no group repeats its name, and the next level, where it is
    written, belongs to the inherited one. A single blank cell among repeated names is an omission and stays blank.
    """
    tree = seen.table.tree
    for column in seen.columns:
        key = column.key
        if not column.field.inherited or not _stands_once(documents, key):
            continue
        above: Any = None
        filled: list[int] = []
        for index, document in enumerate(documents):
            here = f"{seen.table.pointer}/{index}/{key}"
            if here in transcript.unreadable:
                above = None
            elif document[key] is not None:
                above = document[key]
            elif above is not None and _belongs(tree, key, above, document, transcript.unreadable, here):
                document[key] = above
                filled.append(index)
        if filled:
            index = filled[0]
            place = seen.grid.place(items[index].number, column.left)
            transcript.remark(
                remarks.INHERITED_ROWS,
                f"{seen.table.pointer}/{index}/{key}",
                place,
                str(len(filled)),
                str(documents[index][key]),
            )


def _stands_once(documents: Sequence[Document], key: str) -> bool:
    """Whether a column names each group in its first row only: the first row has a name, no row repeats the one above."""
    names = [document[key] for document in documents]
    if not names or names[0] is None or None not in names:
        return False
    return all(one is None or one != other for one, other in zip(names[1:], names, strict=False))


def _belongs(tree: Tree | None, key: str, name: str, document: Document, unreadable: set[str], here: str) -> bool:
    """Whether the inherited name may stand under what the row says of the level above, and what it says of the next one under
    the name; what cannot be read says nothing.
    """
    if tree is None or key not in tree.levels:
        return True
    position = tree.levels.index(key)
    root = document.get(tree.levels[position - 1]) if position else None
    if root in tree.roots and name not in tree.children(root):
        return False
    if key == tree.levels[-1]:
        return True
    next_level = tree.levels[position + 1]
    below = document.get(next_level)
    if below is None or here.removesuffix(key) + next_level in unreadable:
        return True
    return name not in tree.roots or below in tree.children(name)


# -- what to say of the table


def _remark_merged(seen: TableView, items: Sequence[TableRow], shared: frozenset[Span], transcript: Transcript) -> None:
    """One remark for all merged groups, one for each other merged area."""
    if not shared:
        return
    said: set[Span] = set()
    grouped = False
    for index, row in enumerate(items):
        for position, column in enumerate(seen.columns):
            area = seen.areas.get((row.number, position))
            if area is None or area not in shared or area in said:
                continue
            said.add(area)
            if column.field.inherited and grouped:
                continue
            grouped = grouped or column.field.inherited
            kind = "group" if column.field.inherited else "number" if column.field.kind in NUMERIC_KINDS else "value"
            cell = seen.grid.cell(area.top, area.left)
            pointer = f"{seen.table.pointer}/{index}/{column.key}"
            rows = f"{area.top}-{area.bottom}"
            text = shown_text(cell) if cell else ""
            transcript.remark(remarks.MERGED_ROWS, pointer, seen.grid.place(area.top, area.left), text, rows, kind)


def _remark_total(
    seen: TableView, row: TableRow, items: Sequence[TableRow], documents: Sequence[Document], transcript: Transcript
) -> None:
    """Say of a total whether it is the sum of the rows above it."""
    verdict, shown = "", ""
    for position, column in enumerate(seen.columns):
        _, cell = row.cells.get(position, (0, None))
        if column.field.kind not in NUMERIC_KINDS or cell is None or cell.kind != NUMBER:
            continue
        above = [
            document[column.key] for item, document in zip(items, documents, strict=True) if item.number < row.number
        ]
        shown = shown or shown_text(cell)
        if verdict == "different" or any(isinstance(value, str) for value in above):
            continue
        total = sum((value for value in above if isinstance(value, Decimal)), Decimal(0))
        verdict = "equal" if abs(total - _number(cell)) < transcript.form.tolerance else "different"
    at, first = next(iter(row.cells.values()))
    place = seen.grid.place(row.number, at)
    transcript.remark(remarks.TOTAL_ROW, seen.table.pointer, place, shown_text(first).strip(), shown, verdict)


def _number(cell: Cell) -> Decimal:
    assert isinstance(cell.value, Decimal)
    return cell.value


def _remark_hidden(seen: TableView, items: Sequence[TableRow], transcript: Transcript) -> None:
    hidden = [row.number for row in items if row.number in seen.grid.sheet.hidden_rows]
    if hidden:
        rows = "、".join(str(number) for number in hidden)
        transcript.remark(
            remarks.HIDDEN_ROWS, seen.table.pointer, seen.grid.place(hidden[0], seen.left), rows, str(len(hidden))
        )


def _remark_strange_columns(seen: TableView, items: Sequence[TableRow], transcript: Transcript) -> None:
    """Columns that people added inside the table: what stands in them was not read."""
    right = max(column.right for column in seen.columns)
    if right - seen.left + 1 == len(seen.columns):
        return
    known = {at for column in seen.columns for at in range(column.left, column.right + 1)}
    for at in range(seen.left, right + 1):
        if at in known:
            continue
        filled = [row.number for row in items if seen.grid.cell(row.number, at) is not None]
        texts = [
            (number, text)
            for number in filled
            if (cell := seen.grid.cell(number, at)) and (text := shown_text(cell).strip())
        ]
        if texts:
            heading = seen.grid.cell(seen.heading, at)
            title = shown_text(heading).strip() if heading else ""
            if not title and len(seen.columns) < len(seen.keys):
                continue  # the column of a heading that was lost, and that is said
            place = seen.grid.place(seen.heading if heading else texts[0][0], at)
            transcript.remark(remarks.STRAY_CONTENT, seen.table.pointer, place, texts[0][1], title, "column")
