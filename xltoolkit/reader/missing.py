"""What of a form was not found in a workbook, and what was reworded: labels, whole sections, rows that overran a section."""

from __future__ import annotations

from xltoolkit.form.build import label_name
from xltoolkit.form.model import Field, MatrixSection, TableSection
from xltoolkit.reader import remarks
from xltoolkit.reader.locate import Block, Blocks
from xltoolkit.reader.transcript import Transcript
from xltoolkit.reader.workbook import first_pointer


def remark_missing(transcript: Transcript, blocks: Blocks) -> None:
    """Labels and sections that were found nowhere. What stood beside them cannot be known; it is not blank."""
    form = transcript.form
    found_on = {form.sections[number].sheet for number in blocks.chosen}
    for number, section in enumerate(form.sections):
        block = blocks.chosen.get(number)
        if block is not None:
            _remark_labels(transcript, block, blocks)
            continue
        transcript.unreadable.update(field.pointer for field in section.fields)
        if isinstance(section, TableSection):
            transcript.unreadable.add(section.pointer)
        required = any(field.required for field in section.fields)
        alone = len(section.fields) == 1 and not required  # the printed form may never have had it
        if section.sheet in found_on and not alone:  # else the whole sheet is missing, and that is said
            detail = "section" if required else "optional"
            title = section.title or section.fields[0].name
            transcript.remark(remarks.FIELD_MISSING, first_pointer(form, number), None, value=title, detail=detail)


def _remark_labels(transcript: Transcript, block: Block, blocks: Blocks) -> None:
    section = block.section
    overrun = _overrun(transcript, block, blocks)
    for position, item in enumerate(block.entry.items):
        if position in block.anchors and position not in block.changed:
            continue
        fields = _under(block, position)
        if position in block.anchors:
            span = block.anchors[position]
            cell = block.grid.cell(span.top, span.left)
            pointer = section.pointer if isinstance(section, TableSection) else fields[0].pointer
            transcript.remark(
                remarks.LABEL_CHANGED,
                pointer,
                block.grid.place(span.top, span.left),
                str(cell.value) if cell else "",
                label_name(item.label),
            )
            continue
        transcript.unreadable.update(field.pointer for field in fields)
        if isinstance(section, TableSection):
            rows = range(len(transcript.data[section.pointer[1:]]))
            transcript.unreadable.update(f"{section.pointer}/{row}/{item.name}" for row in rows)
        if fields and position not in overrun:
            detail = "required" if any(field.required for field in fields) else "optional"
            pointer = section.pointer if isinstance(section, TableSection) else fields[0].pointer
            span = block.anchors[
                max((number for number in block.anchors if number < position), default=min(block.anchors))
            ]
            place = block.grid.place(span.top, span.left)  # the label before it, where a person will miss it
            transcript.remark(remarks.FIELD_MISSING, pointer, place, value=label_name(item.label), detail=detail)


def _under(block: Block, position: int) -> list[Field]:
    """The fields that need the label at `position` to be found."""
    section = block.section
    if isinstance(section, MatrixSection):
        width = len(section.headings)
        cells = section.cells[position - width] if position >= width else [row[position] for row in section.cells]
        return [field for field in cells if field is not None]
    return [section.fields[position]]


def _overrun(transcript: Transcript, block: Block, blocks: Blocks) -> set[int]:
    """Positions of the first labels of a block that the rows of the table above it were written over; says so once."""
    lost: list[int] = []
    while len(lost) not in block.anchors:
        lost.append(len(lost))
    if not lost or isinstance(block.section, TableSection):
        return set()
    for table in blocks.chosen.values():
        if (
            not isinstance(table.section, TableSection)
            or table.grid is not block.grid
            or table.section.sheet != block.section.sheet
        ):
            continue
        pointer = table.section.pointer
        rows = len(transcript.data[pointer[1:]])
        last = transcript.cells.get(f"{pointer}/{rows - 1}/{table.section.columns[0].key}")
        first = min(span.top for span in block.anchors.values())
        if last is not None and last.row == first - 1 and table.entry.number < block.entry.number:
            title = block.section.title or block.section.fields[0].name
            transcript.remark(remarks.TABLE_OVERFLOW, pointer, last, detail=title)
            return set(lost)
    return set()
