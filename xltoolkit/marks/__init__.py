"""Marks: the annotated copy of a workbook, its whole life from marking to clearing, and findings that stand alone.

Each function imports what it needs when it is called: a check that marks nothing pays for a look at the workbook part.
"""

from __future__ import annotations

from xltoolkit.records import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

    from xltoolkit.findings import Place, Report
    from xltoolkit.form.model import Form
    from xltoolkit.marks.patch import Value
    from xltoolkit.marks.record import MarksInfo
    from xltoolkit.package.archive import Archive
    from xltoolkit.sheets.model import Sheets


def annotate(
    source: bytes | Archive, report: Report, *, form: Form | None = None, sheets: Sheets | None = None
) -> bytes:
    """The annotated copy of a workbook, see package_marker.annotate. Raises CannotMark (an OutputError), Refused."""
    from xltoolkit.marks.package_marker import annotate

    return annotate(source, report, form=form, sheets=sheets)


def findings_workbook(report: Report, source_name: str, *, form: Form | None = None, remark: str = "") -> bytes:
    """A plain .xlsx with the findings alone, for a source that cannot be marked; `remark`: why (by default: its format)."""
    from xltoolkit.marks.package_marker import findings_workbook

    return findings_workbook(report, source_name, form=form, remark=remark)


def recognise(archive: Archive) -> MarksInfo | None:
    """What a workbook remembers of our marks, None if it carries none. Raises Refused."""
    from xltoolkit.marks.signs import may_carry_marks

    if not may_carry_marks(archive):
        return None
    from xltoolkit.marks.record import recognise

    return recognise(archive)


def clear(source: bytes | Archive) -> bytes:
    """The workbook without our marks; without any it comes back as it is. Raises OutputError, Refused."""
    from xltoolkit.marks.clearing import clear

    return clear(source)


def is_mended(sheets: Sheets, info: MarksInfo) -> bool:
    """Whether somebody changed a value in the copy since it was marked; `sheets` is what the copy says now."""
    from xltoolkit.marks.digest import content_digest, same_content

    return not same_content(info.digest, content_digest(sheets, [info.result_sheet or ""]))


def is_untouched(archive: Archive, info: MarksInfo) -> bool:
    """Whether the copy is still as we wrote it, to the byte: no program has saved it since."""
    from xltoolkit.marks.record import is_as_written

    return is_as_written(archive, info.record)


def is_copy_of(info: MarksInfo, original: Sheets) -> bool:
    """Whether the copy was made of a workbook that says what `original` says."""
    from xltoolkit.marks.digest import content_digest, same_content

    return same_content(info.digest, content_digest(original))


def without_result_sheet(sheets: Sheets, info: MarksInfo | None = None) -> Sheets:
    """The sheets that people filled in: what a check reads of an annotated copy, also of one saved as .xls or .ods."""
    from xltoolkit.marks.digest import without_result_sheet

    return without_result_sheet(sheets, info.result_sheet if info else None)


def set_values(source: bytes | Archive, values: Mapping[Place, Value]) -> bytes:
    """The package with these values in these cells and nothing else changed, see patch.set_values."""
    from xltoolkit.marks.patch import set_values

    return set_values(source, values)


def set_results(source: bytes | Archive, results: Mapping[Place, Decimal | None]) -> bytes:
    """The package with these stored results of formulas, see patch.set_results."""
    from xltoolkit.marks.patch import set_results

    return set_results(source, results)
