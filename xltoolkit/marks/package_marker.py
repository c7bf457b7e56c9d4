"""The annotated copy: the person's own workbook with our marks patched into its package and nothing else touched."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count

from xltoolkit.findings import SEVERITIES, Place, Report, quoted_sheet
from xltoolkit.form.model import Form
from xltoolkit.marks import record
from xltoolkit.marks.app_properties import add_title
from xltoolkit.marks.book import Book, refuse_unmarkable
from xltoolkit.marks.cell_insertion import insert_cells
from xltoolkit.marks.cells import Position, empty_cell
from xltoolkit.marks.clearing import cleared, remembered
from xltoolkit.marks.digest import content_digest, without_result_sheet
from xltoolkit.marks.marker import CellMark, hidden_line, hidden_places, mark
from xltoolkit.marks.notes import SheetNotes
from xltoolkit.marks.result_sheet import CONTENT_TYPE, result_sheet, sheet_names
from xltoolkit.marks.sheet_outline import SheetOutline, anchored
from xltoolkit.marks.sheet_rows import RESULT_SHEET, ResultTable, file_name, result_table
from xltoolkit.marks.splices import set_attribute
from xltoolkit.marks.styles import Styles
from xltoolkit.marks.vml import ShapeBlocks
from xltoolkit.marks.workbook_edits import deselected, enter_sheet, windows
from xltoolkit.package.archive import Archive
from xltoolkit.reader.locate import is_reference
from xltoolkit.sheets.model import Sheets
from xltoolkit.sheets.ooxml import read_ooxml

_QUICK = 3  # zlib's level: compressing is the largest share of marking
_NO_SHEETS = Sheets([], {}, {}, "xlsx", False, "", (), frozenset())
# The bare workbook that carries findings alone (ECMA-376 part 1, §12.1).
_BARE_WORKBOOK = {
    "[Content_Types].xml": b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    b'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    b'<Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" '
    b'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>',
    "_rels/.rels": b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
    b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    b'Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    b'<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
    b'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
    b"<bookViews><workbookView/></bookViews><sheets></sheets></workbook>",
}


def annotate(
    source: bytes | Archive, report: Report, *, form: Form | None = None, sheets: Sheets | None = None
) -> bytes:
    """The package of the annotated copy. Earlier marks of ours are replaced; the source is not changed.

    form    gives the fields their names on the result sheet; by default the shipped form that the report names
    sheets  what the source says, if it was read already (saves reading it again)
    Raises CannotMark (an OutputError) where a patch would do harm: signed packages, shared workbooks with a history;
    Refused where the package is no sound workbook.
    """
    archive = source if isinstance(source, Archive) else Archive.from_bytes(source)
    refuse_unmarkable(archive)
    marker = PackageMarker(archive, sheets, file_name(report))
    mark(marker, report, form)
    return marker.finish()


def findings_workbook(report: Report, source_name: str, *, form: Form | None = None, remark: str = "") -> bytes:
    """A plain .xlsx with the findings alone, for a source that cannot be marked without loss; it says so and asks for .xlsx."""
    remark = remark or (
        f"“{source_name}”这种文件加标记会丢失内容，因此没有在原表上做标记，这里只列出检查结果。"
        "请在 Excel 或 WPS 中把原表另存为 .xlsx，改正后用 .xlsx 上报。"
    )
    bare = Archive.from_bytes(Archive(b"", {}).rewritten(_BARE_WORKBOOK))
    marker = PackageMarker(bare, _NO_SHEETS, file_name(report))
    marker.clear()
    marker.results(result_table(report, form, [remark], marked=False))
    return marker.finish()


class PackageMarker:
    """The hand that patches a package (marks/marker.py has the order of work); `finish` gives the new package.

    sheets  what the package says, if it was read already
    source  the name of the file that is marked, without its folder
    """

    def __init__(self, archive: Archive, sheets: Sheets | None = None, source: str = "") -> None:
        self._archive = archive
        self._sheets = sheets
        self._source = source
        self._result_sheet: str | None = None
        self._marked: list[Place] = []
        self._known: record.Facts | None = None
        self._book: Book
        self._styles: Styles

    def clear(self) -> None:
        """Take our earlier marks out, if there are any, and open the workbook as it is without them."""
        info = remembered(self._archive)
        if info is not None:
            self._result_sheet = info.result_sheet
            self._archive = Archive.from_bytes(cleared(self._archive, info))
        self._book = Book(self._archive)
        self._styles = Styles(self._book)

    def mark_cells(self, marks: Sequence[CellMark]) -> list[Place]:
        """Colours and notes, sheet by sheet. A mark on a sheet that the workbook does not have is left out."""
        by_part: dict[str, list[CellMark]] = {}
        self._marked = [wanted.place for wanted in marks]
        for wanted in marks:
            part = self._book.worksheet(wanted.place)
            if part:
                by_part.setdefault(part, []).append(wanted)
        blocks = ShapeBlocks(self._archive)
        return [place for part, listed in by_part.items() for place in self._mark_sheet(part, listed, blocks)]

    def remarks(self) -> list[str]:
        """What the person must know of this workbook when the marks are to go."""
        lines = []
        if self._book.structure_protected:
            lines.append(
                "本工作簿的结构受保护，这张工作表不能手工删除；请用 xltoolkit clear 去掉标记，保护会原样保留。"
            )
        if hidden := hidden_places(self._read(), self._marked):
            lines.append(hidden_line(hidden))
        return lines

    def results(self, table: ResultTable) -> None:
        """Put the sheet 检查结果 in front and show it."""
        book, draft = self._book, self._book.draft
        title = self._free_title()
        part = draft.fresh("xl/worksheets/sheet%d.xml")
        rows = tuple(row if row.place and book.worksheet(row.place) else row._replace(place=None) for row in table.rows)
        sheet = result_sheet(
            table._replace(rows=rows), self._styles.of, book.root.namespace, max(len(windows(book)), 1)
        )
        draft.add(part, sheet.xml, CONTENT_TYPE)
        names = record.defined_names(book.root.prefix, record.signature(self._facts()), f"{quoted_sheet(title)}!$A$1")
        names += sheet_names(book.root.prefix, title, sheet)
        enter_sheet(book, title, draft.relate(book.part, "worksheet", part), names)
        add_title(book, title)
        for other in dict.fromkeys(entry.part for entry in book.sheets if entry.part):
            draft.splice(other, *deselected(draft.text(other)))

    def finish(self) -> bytes:
        """The new package, with the record of what was done to the old one."""
        book = self._book
        self._styles.finish()
        item = record.register_item(book)
        touched = book.draft.touched()
        parts = {part: change.now for part, change in touched.items()}
        return self._archive.rewritten({**parts, item: record.written(self._facts(), touched)}, _QUICK)

    def _read(self) -> Sheets:
        if self._sheets is None:
            self._sheets = read_ooxml(self._archive, leave_out=is_reference)
        return self._sheets

    def _facts(self) -> record.Facts:
        """What the copy must remember besides the way back; the same before and after the styles are written."""
        if self._known is None:
            sheets = without_result_sheet(self._read(), self._result_sheet)
            digest = content_digest(sheets) if sheets.sheets else record.FINDINGS_ONLY
            self._known = record.facts(digest, self._styles.fills, record.theme_text(self._book), self._source)
        return self._known

    def _mark_sheet(self, part: str, marks: list[CellMark], blocks: ShapeBlocks) -> list[Place]:
        draft = self._book.draft
        notes = SheetNotes(self._book, part, blocks)
        sheet = anchored(draft.text(part), part, {(wanted.place.row, wanted.place.column) for wanted in marks})
        new_cells: dict[Position, bytes] = {}
        without_note: list[Place] = []
        for position, here in _by_position(sheet, marks).items():
            severity = min((wanted.severity for wanted in here), key=SEVERITIES.index)
            style = self._styles.highlighted(sheet.style_of(position), severity)
            spot = sheet.spots.get(position)
            if spot is not None:
                draft.splice(part, set_attribute(sheet.data, spot.start, "s", str(style)))
            else:
                new_cells[position] = empty_cell(sheet.prefix, position, style)
            if not notes.put(position, "\n".join(wanted.note for wanted in here)):
                without_note += [wanted.place for wanted in here]
        draft.splice(part, *insert_cells(sheet, new_cells), *notes.finish(sheet))
        return without_note

    def _free_title(self) -> str:
        taken = {entry.name.lower() for entry in self._book.sheets}
        titles = (RESULT_SHEET if number == 1 else f"{RESULT_SHEET}{number}" for number in count(1))
        return next(title for title in titles if title not in taken)


def _by_position(sheet: SheetOutline, marks: list[CellMark]) -> dict[Position, list[CellMark]]:
    grouped: dict[Position, list[CellMark]] = {}
    for wanted in marks:
        grouped.setdefault(sheet.top_left((wanted.place.row, wanted.place.column)), []).append(wanted)
    return grouped
