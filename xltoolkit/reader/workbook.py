"""Remarks about the workbook as a whole: stamp, sheets renamed, hidden or copied, links, macros, the file's name."""

from __future__ import annotations

import os
import re

from xltoolkit.findings import Place
from xltoolkit.form.model import Form, TableSection
from xltoolkit.form.stamp import (
    FORM_NAME,
    FORM_PROPERTY,
    LISTS_SHEET,
    VERSION_NAME,
    VERSION_PROPERTY,
    YEAR_NAME,
    YEAR_PROPERTY,
)
from xltoolkit.reader import remarks
from xltoolkit.reader.locate import Blocks
from xltoolkit.reader.transcript import Transcript
from xltoolkit.sheets.model import TEXT, UNSEEN, Sheets
from xltoolkit.sheets.shown import shown_text
from xltoolkit.text.normal import key, without_blanks

_REFERENCE = r"^=?'?(?P<sheet>(?:[^']|'')+?)'?!\$?(?P<column>[A-Z]{1,3})\$?(?P<row>\d{1,7})$"
_LONGEST_TITLE = 80
_BRACKETS = "()（）[]【】〔〕"
_PART_OF_A_FORM = 4
"""So many labels with something beside them make a sheet look like a part of the form; fewer are notes."""
_FAMILIES = {
    "xlsx": {"xlsx", "xltx"},
    "xlsm": {"xlsm", "xltm"},
    "xls": {"xls", "xlt", "et", "ett"},
    "et": {"et", "ett", "xls"},
    "ods": {"ods", "ots", "fods"},
    "html": {"html", "htm"},
}
"""Content → endings of a file's name that fit it. Excel itself refuses an .xlsx that is an .xlsm inside."""


def stamp(sheets: Sheets) -> tuple[str, str, str]:
    """Form id, version and year that the workbook carries, '' each where it is lost."""
    return (
        _stamped(sheets, FORM_PROPERTY, FORM_NAME),
        _stamped(sheets, VERSION_PROPERTY, VERSION_NAME),
        _stamped(sheets, YEAR_PROPERTY, YEAR_NAME),
    )


def _stamped(sheets: Sheets, property_name: str, defined_name: str) -> str:
    """From the document's properties, else from the cell that the name leads to, else from the list of lists itself."""
    text = sheets.properties.get(property_name, "").strip()
    if text:
        return text
    name = sheets.names.get(defined_name, "")
    reference = re.match(_REFERENCE, name) if name else None
    if reference is not None:
        column = 0
        for letter in reference["column"]:
            column = column * 26 + ord(letter) - 64
        return _text_at(sheets, reference["sheet"].replace("''", "'"), int(reference["row"]), column)
    rows = (row for row in range(1, 6) if _text_at(sheets, LISTS_SHEET, row, 1) == property_name)
    return next((_text_at(sheets, LISTS_SHEET, row, 2) for row in rows), "")


def _text_at(sheets: Sheets, name: str, row: int, column: int) -> str:
    cell = next((sheet.cells.get((row, column)) for sheet in sheets.sheets if sheet.name == name), None)
    return shown_text(cell).strip() if cell else ""


def stamped_year(text: str) -> int | None:
    return int(text) if len(text) == 4 and text.startswith("20") and text.isdigit() else None


def printed_year(form: Form, blocks: Blocks) -> int | None:
    """The year that is printed above the first section, (2020年) as the form's year line has it; None if there is none."""
    found: list[tuple[bool, int, int]] = []
    for block in blocks.chosen.values():
        top = block.top
        for row in [number for number in block.grid.rows if number < top]:
            for cell in block.grid.rows[row].values():
                if cell.kind != TEXT or len(text := str(cell.value)) > _LONGEST_TITLE:
                    continue
                if "2" not in text and "２" not in text:  # a year begins with one
                    continue
                if year := _year_in(text, form):
                    found.append((block.section.sheet != form.sheets[0].name, row, year))
    return min(found)[2] if found else None


def _year_in(text: str, form: Form) -> int | None:
    """The year of a year line, with or without brackets, or of a title that names one."""
    short = without_blanks(text)
    at = short.find("20")
    year = short[at : at + 4]
    if at < 0 or len(year) < 4 or not year.isdigit():
        return None
    before, _, after = form.year_line.partition("{year}")
    same = [
        part.strip(_BRACKETS).removesuffix("度")
        for part in (short[:at], short[at + 4 :], without_blanks(before), without_blanks(after))
    ]
    if same[:2] == same[2:] or key(form.title) in key(text) or "申报表" in short:
        return int(year)
    return None


def remark_stamp(
    transcript: Transcript, stamped: tuple[str, str, str], printed: int | None, unseen: frozenset[str]
) -> None:
    """A lost stamp, another version, another form, a printed year that differs."""
    form = transcript.form
    identity, version, year = stamped
    if not identity and not {"property", "name"} <= unseen:
        transcript.remark(remarks.STAMP_LOST, "", None, value=form.id)
    elif identity and identity != form.id:
        transcript.remark(remarks.STAMP_VERSION, "", None, identity, form.id, "form")
    elif version and version not in form.accepted_versions:
        transcript.remark(remarks.STAMP_VERSION, "", None, version, form.version, "version")
    if printed is not None and stamped_year(year) not in (None, printed):
        transcript.remark(remarks.YEAR_CHANGED, "", None, str(printed), year)


def remark_sheets(transcript: Transcript, sheets: Sheets, blocks: Blocks) -> None:
    """Official sheets that are missing, renamed or hidden."""
    present = {sheet.name.strip(): sheet.name for sheet in sheets.sheets}
    hidden: set[str] = set()
    for spec in transcript.form.sheets:
        sections = [number for number, section in enumerate(transcript.form.sections) if section.sheet == spec.name]
        found = [blocks.chosen[number] for number in sections if number in blocks.chosen]
        pointer = first_pointer(transcript.form, sections[0]) if sections else ""
        if not found and spec.name in present:
            title = next(
                (section.title for section in transcript.form.sections_on(spec.name) if section.title), spec.name
            )
            transcript.remark(
                remarks.FIELD_MISSING, pointer, Place(present[spec.name], 1, 1), value=title, detail="section"
            )
        elif not found:
            transcript.remark(remarks.SHEET_MISSING, pointer, None, value=spec.name)
        if not found:
            continue
        first = found[0]
        place = first.grid.place(first.top, first.left)
        if not any(block.official for block in found) and spec.name not in present:
            transcript.remark(remarks.SHEET_RENAMED, pointer, place, first.grid.name, spec.name)
        for block in found:
            if not block.grid.visible and block.grid.name not in hidden:
                hidden.add(block.grid.name)
                transcript.remark(remarks.SHEET_HIDDEN, pointer, place, block.grid.name)


def first_pointer(form: Form, number: int) -> str:
    """The pointer that stands for a section: its table, or its first field."""
    section = form.sections[number]
    return section.pointer if isinstance(section, TableSection) else section.fields[0].pointer


def remark_extra_sheets(transcript: Transcript, blocks: Blocks) -> None:
    """Sheets that hold labels of the form with something beside them, but are no part of it: they were not read."""
    used = {block.grid.name for block in (*blocks.chosen.values(), *blocks.others)}
    for seen in blocks.surveys:
        if seen.grid.name in used or not seen.grid.visible:
            continue
        labels = {span for hits in seen.hits.values() for spans in hits.values() for span in spans}
        beside = [(span.top, span.right + 1) for span in labels]
        filled = sum(seen.grid.cell(*at) is not None and seen.grid.span(*at) not in seen.printed for at in beside)
        if filled >= _PART_OF_A_FORM:
            first = min(labels)
            transcript.remark(remarks.EXTRA_SHEET, "", seen.grid.place(first.top, first.left), seen.grid.name)


def remark_package(transcript: Transcript, sheets: Sheets, blocks: Blocks, file: str) -> None:
    """Links to other workbooks, macros, a file name that lies, and what the format cannot show."""
    for target in sheets.external_links:
        place = next(
            (
                block.grid.place(row, column)
                for block in blocks.chosen.values()
                for row, cells in block.grid.rows.items()
                for column, cell in cells.items()
                if cell.formula and "[" in cell.formula
            ),
            None,
        )
        transcript.remark(remarks.EXTERNAL_LINK, "", place, os.path.basename(target.replace("\\", "/")))
    if sheets.has_macros and not _is_our_button(sheets):
        transcript.remark(remarks.UNKNOWN_MACRO, "", None, sheets.macro_digest)
    extension = os.path.splitext(file)[1][1:].lower()
    if extension and extension not in _FAMILIES.get(sheets.format, {sheets.format}):
        transcript.remark(remarks.WRONG_EXTENSION, "", None, extension, sheets.format)
    if sheets.unseen:
        things = "、".join(name for thing, name in UNSEEN.items() if thing in sheets.unseen)
        transcript.remark(remarks.UNSEEN, "", None, sheets.format, detail=things)


def remark_copies(transcript: Transcript, blocks: Blocks, differences: dict[str, list[str]]) -> None:
    """Copies of a section, one remark per sheet: equal, or the names of what differs."""
    said: set[str] = set()
    for copy in blocks.others:
        counts = blocks.chosen[copy.entry.number]
        name = copy.grid.name
        if name in said:
            continue
        said.add(name)
        names = list(dict.fromkeys(differences.get(name, ())))
        detail = "equal" if not names else "、".join(names[:5]) + (f"等{len(names)}处" if len(names) > 5 else "")
        place = copy.grid.place(copy.top, copy.left)
        transcript.remark(
            remarks.SHEET_COPY, first_pointer(transcript.form, copy.entry.number), place, name, counts.grid.name, detail
        )


def _is_our_button(sheets: Sheets) -> bool:
    """Whether the workbook's macros are those of a template with our own button, and nothing else."""
    from xltoolkit.package.vba import OWN_CODE

    return sheets.macro_digest in OWN_CODE
