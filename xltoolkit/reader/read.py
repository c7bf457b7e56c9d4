"""Reading a completed workbook: which form it is, where its sections stand, what they say → Submission."""

from __future__ import annotations

from xltoolkit.form.load import form_folder, load_form, load_forms
from xltoolkit.form.model import Form, MatrixSection, TableSection
from xltoolkit.form.stamp import LEDGER_PROPERTY, LEDGER_SHEETS
from xltoolkit.package.refusals import refusal
from xltoolkit.reader.catalogue import catalogue
from xltoolkit.reader.computed import FOREIGN, OURS, UNKNOWN, settle
from xltoolkit.reader.fields import read_fields, read_matrix
from xltoolkit.reader.grid import Grid
from xltoolkit.reader.locate import Block, Blocks, is_reference, locate
from xltoolkit.reader.missing import remark_missing
from xltoolkit.reader.submission import Submission, get
from xltoolkit.reader.tables import read_table
from xltoolkit.reader.transcript import Transcript
from xltoolkit.reader.workbook import (
    printed_year,
    remark_copies,
    remark_extra_sheets,
    remark_package,
    remark_sheets,
    remark_stamp,
    stamp,
    stamped_year,
)
from xltoolkit.sheets.model import Cell, Sheets

LEAST_LABELS = 0.25
"""A workbook without stamp shows at least this share of a form's labels; fewer belong to some other form."""
LEAST_STAMPED = 0.05
"""With a stamp it shows at least this share: a form that was emptied of its labels is none."""

_BEYOND = 1 << 30


def read_file(path: str) -> Submission:
    """Read one workbook from disk, whatever its format. Raises Refused with the cause in Chinese."""
    from xltoolkit.sheets.open import open_sheets

    return read(open_sheets(path, leave_out=is_reference), file=path)


def read(sheets: Sheets, form: Form | None = None, file: str = "") -> Submission:
    """What the workbook says. `form` None: the stamped form, else the one whose labels stand together in it.

    Raises Refused: 'not_a_form' if no form's labels do, 'unknown_form' if it carries the stamp of one that is not known here,
    'own_ledger' for a ledger of ours, which shows many of them.
    """
    if LEDGER_PROPERTY in sheets.properties or {sheet.name for sheet in sheets.sheets} >= LEDGER_SHEETS:
        raise refusal("own_ledger")
    grids = [Grid(sheet, tab) for tab, sheet in enumerate(sheets.sheets) if not is_reference(sheet.name)]
    stamped = stamp(sheets)
    form, blocks = _recognise(grids, form, stamped[0])
    if blocks.labels < sum(len(entry.items) for entry in catalogue(form).sections):
        from xltoolkit.reader.reworded import mend  # rarely needed

        blocks = mend(blocks, catalogue(form))
    transcript = Transcript(form, sheets.from_1904)
    printed = printed_year(form, blocks)
    remark_stamp(transcript, stamped, printed, sheets.unseen)
    remark_sheets(transcript, sheets, blocks)
    _read_blocks(transcript, blocks, list(blocks.chosen.values()))
    remark_missing(transcript, blocks)
    origin = UNKNOWN if "formula" in sheets.unseen else OURS if stamped[0] else FOREIGN
    settle(transcript, lambda pointer: _cell_at(transcript, grids, pointer), origin)
    remark_copies(transcript, blocks, _differences(transcript, blocks))
    remark_extra_sheets(transcript, blocks)
    remark_package(transcript, sheets, blocks, file)
    year = stamped_year(stamped[2]) or printed
    return Submission(
        form, file, year, transcript.data, transcript.cells, transcript.raw, transcript.remarks, transcript.unreadable
    )


def _recognise(grids: list[Grid], form: Form | None, identity: str) -> tuple[Form, Blocks]:
    """The form and its blocks. A stamp is believed unless the labels are plainly those of another form."""
    stamped: tuple[Form, Blocks] | None = None
    if form is not None or form_folder(identity):
        candidate = form or load_form(identity)
        stamped = candidate, locate(grids, catalogue(candidate))
        if _share(*stamped) >= LEAST_LABELS:
            return stamped
    if form is None:
        located = [(candidate, locate(grids, catalogue(candidate))) for candidate in load_forms()]
        best = max(located, key=lambda pair: (_share(*pair), pair[1].labels), default=None)
        if best is not None and _share(*best) >= LEAST_LABELS:
            return best
    if stamped is not None and _share(*stamped) >= LEAST_STAMPED:
        return stamped
    raise (
        refusal("unknown_form", f"表样编号 {identity}")
        if identity and stamped is None and form is None
        else refusal("not_a_form")
    )


def _share(form: Form, blocks: Blocks) -> float:
    return blocks.labels / max(1, sum(len(entry.items) for entry in catalogue(form).sections))


def _read_blocks(transcript: Transcript, blocks: Blocks, wanted: list[Block]) -> None:
    everything = [*blocks.chosen.values(), *blocks.others]
    printed = {id(seen.grid): frozenset(seen.printed) for seen in blocks.surveys}
    for block in sorted(wanted, key=lambda block: block.entry.number):
        if isinstance(block.section, TableSection):
            read_table(block, _end(block, everything), transcript)
        elif isinstance(block.section, MatrixSection):
            read_matrix(block, transcript)
        else:
            read_fields(block, printed[id(block.grid)], transcript)


def _end(table: Block, blocks: list[Block]) -> int:
    """The row in which the next block below a table begins, in columns that the two share."""
    top, left, right = table.top, table.left, table.right
    below = [
        block.top
        for block in blocks
        if block.grid is table.grid and block.top > top and block.left <= right and block.right + 1 >= left
    ]
    return min(below, default=_BEYOND)


def _cell_at(transcript: Transcript, grids: list[Grid], pointer: str) -> Cell | None:
    place = transcript.cells[pointer]
    return next((grid.cell(place.row, place.column) for grid in grids if grid.name == place.sheet), None)


def _differences(transcript: Transcript, blocks: Blocks) -> dict[str, list[str]]:
    """Sheet of a copy → names of the fields and rows in which it differs from what counts."""
    found: dict[str, list[str]] = {}
    for copy in blocks.others:
        other = Transcript(transcript.form, transcript.from_1904)
        _read_blocks(other, blocks, [copy])
        names = found.setdefault(copy.grid.name, [])
        section = copy.section
        if isinstance(section, TableSection):
            one, two = transcript.data[section.pointer[1:]], other.data[section.pointer[1:]]
            if len(one) != len(two):
                names.append(f"{section.title or section.row_name}的行数")
            names += [f"第{row}行" for row, (left, right) in enumerate(zip(one, two, strict=False), 1) if left != right]
            continue
        for field in section.fields:
            if field.computed is None and get(transcript.data, field.pointer) != get(other.data, field.pointer):
                names.append(field.name)
    return found
