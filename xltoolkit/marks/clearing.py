"""Taking the marks out of a copy: byte for byte where nobody touched what we wrote, else mark by mark and nothing of theirs."""

from __future__ import annotations

from typing import Any

from xltoolkit.errors import OutputError
from xltoolkit.marks.app_properties import remove_title
from xltoolkit.marks.book import Book, SheetEntry, refuse_unmarkable
from xltoolkit.marks.colours import mark_key
from xltoolkit.marks.note_removal import has_our_notes, remove_notes
from xltoolkit.marks.record import MarksInfo, fingerprint, recognise, splices_back
from xltoolkit.marks.signs import MARKS_NAME, RESULT_NAME
from xltoolkit.marks.splices import Splice, apply, namespace_parser, run, set_attribute
from xltoolkit.marks.styles import Styles, solid_colour
from xltoolkit.marks.workbook_edits import first_visible, leave_sheet
from xltoolkit.package.archive import Archive
from xltoolkit.package.refusals import refusal
from xltoolkit.package.xml import relationships, workbook_part

_STRAY = MarksInfo(digest="", result_sheet=None, findings_only=False, fills={}, source="", item="", record={})
_STYLE_ATTRIBUTES = {"c": "s", "row": "s", "col": "style"}


def clear(source: bytes | Archive) -> bytes:
    """The workbook without our marks: values, notes and fills as the person has them now. Without marks it comes back as it is.

    Raises OutputError where nothing would be left (our list of findings alone), CannotMark for signed packages, Refused.
    """
    archive = source if isinstance(source, Archive) else Archive.from_bytes(source)
    format, _ = workbook_part(archive)
    if format in (
        "xlsb",
        "ods",
    ):  # a marked copy that was saved in another format keeps marks that only .xlsx lets us take out
        raise refusal(format)
    info = remembered(archive)
    return archive.data if info is None else cleared(archive, info)


def remembered(archive: Archive) -> MarksInfo | None:
    """What is known of marks of ours. A marked sheet that somebody moved into another workbook has no more than its notes
    and colours to tell of it.
    """
    info = recognise(archive)
    return _STRAY if info is None and has_our_notes(archive) else info


def cleared(archive: Archive, info: MarksInfo) -> bytes:
    """`clear` for a workbook whose marks were recognised already."""
    if info.findings_only:
        raise OutputError("这份文件只是检查结果清单，里面没有申报表，不需要清除标记")
    refuse_unmarkable(archive)
    return _restored(archive, info.record) or _taken_out(archive, info)


def _restored(archive: Archive, record: dict[str, Any]) -> bytes | None:
    """The copy with every part of ours turned back, None unless each of them is still as we wrote it."""
    if not record:
        return None
    parts: dict[str, bytes | None] = {}
    for part, change in record["parts"].items():
        if part not in archive:
            return None
        data = archive.read(part)
        if fingerprint(data) != change["now"]:
            return None
        try:
            was = apply(data, splices_back(change))
        except (
            ValueError,
            AssertionError,
        ):  # a record that somebody changed: what it says of the way back is not followed
            return None
        if fingerprint(was) != change["then"]:
            return None
        parts[part] = was
    parts.update((part, None) for part in record["added"])
    return archive.rewritten(parts)


def _taken_out(archive: Archive, info: MarksInfo) -> bytes:
    """The copy after another program saved it: marks are known by colour, by our lines in notes, by our names."""
    book = Book(archive)
    ours = next((entry for entry in book.sheets if entry.name == info.result_sheet), None)
    if ours is not None and len(book.sheets) == 1:
        raise OutputError("工作簿里只剩下检查结果这一张工作表，没有可以恢复的申报表")
    _unhighlight(book, info, ours)
    for part in book.worksheet_parts(but=ours):
        remove_notes(book, part)
    names = (node.attributes.get("name", "") for node in (book.names.children if book.names else ()))
    leave_sheet(book, ours, (name for name in names if name == RESULT_NAME or _is_marks_name(name)))
    if ours is not None:
        _remove_sheet(book, ours)
        shown = first_visible(book, ours)
        if shown is not None and shown.part:
            _select(book, shown.part)
    if info.item:
        _remove_item(book, info.item)
    return book.draft.finish()


def _unhighlight(book: Book, info: MarksInfo, ours: SheetEntry | None) -> None:
    """Every cell in one of our colours gets the fill back that the colour covers, whatever else became of its format."""
    styles = Styles(book)
    restored: dict[str, str] = {}
    for style in range(styles.count):
        key = mark_key(solid_colour(styles.fill_of(style)))
        if key is not None and (key in info.fills or not info.fills):
            restored[str(style)] = str(styles.with_fill(style, info.fills.get(key, "")))
    if not restored:
        return
    for part in book.worksheet_parts(but=ours):
        book.draft.splice(part, *_restyled(book, part, restored))
    styles.finish()


def _restyled(book: Book, part: str, restored: dict[str, str]) -> list[Splice]:
    data = book.draft.text(part)
    main = f"{book.root.namespace} ".lstrip()
    styled = {main + tag: attribute for tag, attribute in _STYLE_ATTRIBUTES.items()}
    splices: list[Splice] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        attribute = styled.get(name)
        if attribute is not None and (style := restored.get(attributes.get(attribute, ""))) is not None:
            splices.append(set_attribute(data, parser.CurrentByteIndex, attribute, style))

    parser = namespace_parser()
    parser.StartElementHandler = start
    run(parser, data, part)
    return splices


def _remove_sheet(book: Book, ours: SheetEntry) -> None:
    """Our sheet's part and what only it points at (Excel gives a printed sheet its printer settings)."""
    remove_title(book, ours.name)
    book.draft.unrelate(book.part, [ours.relationship])
    if not ours.part:
        return
    others = {
        link.target
        for entry in book.sheets
        if entry is not ours and entry.part
        for link in relationships(book.archive, entry.part).values()
    }
    for link in relationships(book.archive, ours.part).values():
        if not link.external and link.target in book.archive and link.target not in others:
            book.draft.remove(link.target)
    book.draft.remove(ours.part)


def _remove_item(book: Book, item: str) -> None:
    """The record and its properties, from wherever the last program hung them (LibreOffice: the package itself)."""
    for link in relationships(book.archive, item).values():
        if not link.external and link.target in book.archive:
            book.draft.remove(link.target)
    book.draft.remove(item)
    for holder in ("", book.part):
        links = relationships(book.archive, holder).items()
        gone = [identifier for identifier, link in links if link.target == item]
        if gone:
            book.draft.unrelate(holder, gone)


def _select(book: Book, part: str) -> None:
    """Mark the first view of the sheet as the selected tab."""
    data = book.draft.text(part)
    found = data.find(b"sheetView ", 0, max(data.find(b"sheetData"), 0))
    if found >= 0 and b"tabSelected" not in data[found : data.find(b">", found)]:
        start = data.rindex(b"<", 0, found)
        book.draft.splice(part, set_attribute(data, start, "tabSelected", "1"))


def _is_marks_name(name: str) -> bool:
    return name == MARKS_NAME or name.startswith(MARKS_NAME + "_")
