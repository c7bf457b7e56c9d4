"""Reading labelled cells and matrices: the value right of a label, also where a column slipped in or an area was unmerged."""

from __future__ import annotations

from collections.abc import Iterator

from xltoolkit.form.model import Field, MatrixSection
from xltoolkit.form.stamp import BAD_MARK, GOOD_MARK
from xltoolkit.reader import remarks
from xltoolkit.reader.catalogue import Item
from xltoolkit.reader.grid import Span
from xltoolkit.reader.locate import Block
from xltoolkit.reader.printed_unit import other_unit
from xltoolkit.reader.reading import Reading
from xltoolkit.reader.submission import put
from xltoolkit.reader.transcript import Transcript
from xltoolkit.sheets.model import TEXT, Cell
from xltoolkit.sheets.shown import shown_text
from xltoolkit.text.normal import key

_SLIPPED_COLUMNS = 3
"""So many blank columns may have slipped in between a label and its value where no other label stands behind it."""

_MARKS = ("", GOOD_MARK, BAD_MARK)
_TEXTS = frozenset({"text", "long_text"})

Found = tuple[int, int, Cell]


def read_fields(block: Block, printed: frozenset[Span], transcript: Transcript) -> None:
    """Read every labelled value of a block. `printed`: areas of the sheet where labels and headings stand."""
    slipped: set[int] = set()
    labels = frozenset(block.anchors.values())
    for number, item in enumerate(block.entry.items):
        span = block.anchors.get(number)
        if span is None:
            continue
        field = transcript.form.fields[item.name]
        found = [] if number in block.inline else list(_filled(block, number, item, field, labels, printed))
        if field.kind == "long_text" and number not in block.inline:
            further = list(_further_down(block, span, printed))
            if _label_below_is_there(block, item):
                found += further
            else:  # it may be the value of the label that was lost
                for lost in further:
                    _remark_stray(transcript, block, item.name, *lost, field)
        if not found:
            _read_blank(block, number, item, transcript)
            continue
        row, column, cell = found[0]
        result = transcript.understand[item.name](cell)
        if len(found) > 1:
            result = _joined(field, found, result)
        put(transcript.data, item.name, transcript.take(item.name, block.grid.place(row, column), result))
        _check_unit(block, span, field, cell, transcript)
        if column > span.right + 1 and item.name not in transcript.unreadable and span.right not in slipped:
            slipped.add(span.right)
            transcript.remark(
                remarks.COLUMN_INSERTED,
                item.name,
                block.grid.place(row, column),
                shown_text(cell),
                item.label,
                str(column - span.right - 1),
            )
        for stray_row, stray_column, stray in found[1:]:
            if not isinstance(result, Reading) or result.kind != remarks.VALUE_SPREAD:
                _remark_stray(transcript, block, item.name, stray_row, stray_column, stray, field)


def _read_blank(block: Block, number: int, item: Item, transcript: Transcript) -> None:
    """A value that is blank, or that stands in the label's own cell."""
    span = block.anchors[number]
    text = block.inline.get(number, "")
    if not text:
        transcript.cells[item.name] = block.grid.place(span.top, span.right + 1)
        put(transcript.data, item.name, None)
        return
    label = block.grid.cell(span.top, span.left)
    result = transcript.understand[item.name](Cell(TEXT, text, text, None, "@"))
    value = transcript.take(item.name, block.grid.place(span.top, span.left), result)
    put(transcript.data, item.name, value)
    if item.name not in transcript.odd:
        transcript.remark(
            remarks.BESIDE_LABEL,
            item.name,
            block.grid.place(span.top, span.left),
            shown_text(label) if label else text,
            text,
        )


def _filled(
    block: Block, number: int, item: Item, field: Field, labels: frozenset[Span], printed: frozenset[Span]
) -> Iterator[Found]:
    """Filled cells that may be the value, in reading order: right of the label, before the next label, inside the form.

    `labels`: areas of the block's labels; `printed`: those of all labels and headings of the sheet.
    """
    grid = block.grid
    top, _left, bottom, right = block.anchors[number]
    limit = -1
    for row in range(top, min(bottom, top + 60) + 1):
        cells = grid.rows.get(row)
        if not cells:
            continue
        for column in sorted(cells):
            if column <= right:
                continue
            if column > right + 1:
                if limit < 0:
                    limit = _limit(block, number, item)
                if column > limit or grid.span(row, column) in printed:
                    break
            elif grid.span(row, column) in labels:
                break  # the column of the values was deleted
            cell = cells[column]
            if cell.kind == TEXT and (str(cell.value).isspace() or str(cell.value)[:1] in _MARKS):
                continue
            if cell.formula is not None and field.computed is None and cell.kind in (None, TEXT) and column > right + 1:
                continue  # a live check beside the form
            yield row, column, cell


def _further_down(block: Block, span: Span, printed: frozenset[Span]) -> Iterator[Found]:
    """What people go on writing in rows that they inserted below a long text, before the next label."""
    following = min((area.top for area in block.anchors.values() if area.top > span.bottom), default=0)
    for row in range(span.bottom + 1, following):
        cells = block.grid.rows.get(row, {})
        if any(column <= span.right or block.grid.span(row, column) in printed for column in cells):
            return
        column = span.right + 1
        if column in cells and cells[column].kind == TEXT and str(cells[column].value).strip():
            yield row, column, cells[column]


def _label_below_is_there(block: Block, item: Item) -> bool:
    """Whether the form's next row has a label here: without it nobody knows whose the unlabelled text above it is."""
    items = block.entry.items
    row = min((other.row for other in items if other.row > item.row), default=0)
    return all(number in block.anchors for number, other in enumerate(items) if other.row == row)


def _limit(block: Block, number: int, item: Item) -> int:
    """The last column in which the value of a label may stand."""
    span = block.anchors[number]
    following = [
        area.left
        for area in block.anchors.values()
        if area.top <= span.bottom and area.bottom >= span.top and area.left > span.right
    ]
    lane = [area for other, area in block.anchors.items() if other != number and area.right == span.right]
    abreast = [
        other for other, entry in enumerate(block.entry.items) if entry.row == item.row and entry.column > item.column
    ]
    if abreast and abreast[0] not in block.anchors:
        return span.right + item.width + _slip(block, lane)  # the next label was lost: beyond stands its value
    if following:
        return min(following) - 1
    if any(block.grid.cell(area.top, area.right + 1) for area in lane):
        return span.right + item.width
    return max(span.right + max(item.width + _slip(block, lane), 1 + _SLIPPED_COLUMNS), _edge(block))


def _edge(block: Block) -> int:
    """The right edge of a block: where its merged input cells end. Columns inserted inside the form widen them."""
    inputs = (block.grid.span(area.top, area.right + 1) for area in block.anchors.values())
    return max((area.right for area in inputs if area.right > area.left), default=0)


def _slip(block: Block, lane: list[Span]) -> int:
    """By how many columns the values of the other labels in a lane stand further right than they should."""
    slips = []
    for area in lane:
        beyond = [column for column in block.grid.rows.get(area.top, ()) if column > area.right]
        if beyond:
            slips.append(min(beyond) - area.right - 1)
    return min(min(slips, default=0), 2 * _SLIPPED_COLUMNS)


def _joined(field: Field, found: list[Found], first: object) -> object:
    """Several cells beside a label that spans several rows: one text typed line by line. Else the first is the value."""
    if field.kind not in _TEXTS or len({row for row, _, _ in found}) == 1:
        return first
    lines: dict[int, str] = {}
    for row, _, cell in found:
        lines[row] = f"{lines[row]} {shown_text(cell)}" if row in lines else shown_text(cell)
    text = "\n".join(lines.values())
    return Reading(text, remarks.VALUE_SPREAD, text, text, str(len(found)))


def _remark_stray(
    transcript: Transcript, block: Block, pointer: str, row: int, column: int, cell: Cell, field: Field
) -> None:
    """Something typed behind a value. The unit of an amount is no news."""
    text = shown_text(cell).strip()
    if text and key(text) not in ("", field.unit, f"({field.unit})", "单位", "年", "月", "日"):
        transcript.remark(remarks.STRAY_CONTENT, pointer, block.grid.place(row, column), text, detail="cell")


def _check_unit(block: Block, span: Span, field: Field, cell: Cell, transcript: Transcript) -> None:
    """Under a label that names another unit of money an amount is not read, unless it says its unit itself."""
    unit = other_unit(block.grid.cell(span.top, span.left), field)
    if not unit or field.pointer in transcript.unreadable:
        return
    reading = transcript.odd.get(field.pointer)
    if reading is not None and reading.kind == remarks.UNIT_SUFFIX:
        return  # the amount itself says its unit
    transcript.withdraw(field.pointer)
    transcript.unreadable.add(field.pointer)
    put(transcript.data, field.pointer, shown_text(cell))
    transcript.remark(
        remarks.LABEL_UNIT, field.pointer, transcript.cells[field.pointer], unit, field.unit, shown_text(cell)
    )


def read_matrix(block: Block, transcript: Transcript) -> None:
    """Read the crossings of row labels and headings; a heading merged over several columns gives the first filled one."""
    section = block.section
    assert isinstance(section, MatrixSection)
    width = len(section.headings)
    for position, fields in enumerate(section.cells):
        row = block.anchors.get(width + position)
        for number, field in enumerate(fields):
            heading = block.anchors.get(number)
            if field is None or row is None or heading is None:
                continue
            cells = block.grid.rows.get(row.top, {})
            column = next((c for c in range(heading.left, heading.right + 1) if c in cells), heading.left)
            place = block.grid.place(row.top, column)
            if column in cells:
                value = transcript.take(field.pointer, place, transcript.understand[field.pointer](cells[column]))
            else:
                transcript.cells[field.pointer], value = place, None
            put(transcript.data, field.pointer, value)
