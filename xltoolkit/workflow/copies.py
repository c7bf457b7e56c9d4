"""Annotated copies as files: where they are written, what they may replace, taking the marks out again."""

from __future__ import annotations

import os
import re
from collections.abc import Container
from itertools import count

from xltoolkit.errors import Refused
from xltoolkit.findings import Report
from xltoolkit.marks import annotate, clear, findings_workbook, is_mended, recognise
from xltoolkit.package.archive import Archive
from xltoolkit.package.files import make_folder, write_whole
from xltoolkit.package.gate import read_regular_file
from xltoolkit.reader.locate import is_reference
from xltoolkit.reader.open import sheets_of

SUFFIX = "_检查结果"
_OWN_NAME = re.compile(rf"^(?P<stem>.*{SUFFIX})(?:_(?P<number>\d+))?$")


def annotate_file(report: Report, folder: str = "", below: str = "", taken: Container[str] = ()) -> str:
    """Write NAME_检查结果 for a checked file and return its path; the file itself is never touched.

    `folder`: where to write ('' beside the file); `below`: the file's folder below the one that was walked, kept there;
    `taken`: copies of other files of this run, never replaced (two departments' 申报表.xlsx in one folder).
    A source that cannot be marked without loss (.xls, .ods …) gets the findings alone, as .xlsx.
    A copy that somebody mended, or a file that is not ours, is never overwritten: the next free number is used.
    Raises OutputError, Refused.
    """
    data = read_regular_file(report.file)
    sheets, archive = sheets_of(data, is_reference)
    stem, extension = os.path.splitext(os.path.basename(report.file))
    if archive is None:
        content, extension = findings_workbook(report, os.path.basename(report.file)), ".xlsx"
    else:
        content = annotate(archive, report, sheets=sheets)
        extension = ".xlsm" if sheets.has_macros else ".xlsx"
    target_folder = os.path.join(folder, below) if folder else os.path.dirname(report.file)
    if folder:
        make_folder(target_folder)
    path = _free_path(target_folder, stem, extension, taken)
    write_whole(path, content)
    return path


def _free_path(folder: str, stem: str, extension: str, taken: Container[str]) -> str:
    """NAME_检查结果, or the next number: NAME_检查结果 itself becomes NAME_检查结果_2."""
    found = _OWN_NAME.match(stem)
    base, first = (found["stem"], int(found["number"] or 1) + 1) if found else (stem + SUFFIX, 1)
    for number in count(first):
        path = os.path.join(folder, f"{base}{'' if number == 1 else f'_{number}'}{extension}")
        if path not in taken and (not os.path.lexists(path) or _is_unmended(path)):
            return path
    raise AssertionError("count never ends")


def _is_unmended(path: str) -> bool:
    """Our own output that nobody has worked in since: it may be replaced."""
    try:
        sheets, archive = sheets_of(read_regular_file(path), is_reference)
        marks = recognise(archive) if archive is not None else None
    except Refused:
        return False
    return marks is not None and (marks.findings_only or not is_mended(sheets, marks))


def clear_file(source: str, target: str) -> bool:
    """Take our marks out of `source` and write `target` (the same path: rewritten whole). False if there were none.

    Raises Refused, OutputError.
    """
    archive = Archive.open(source)
    if recognise(archive) is None:
        if os.path.abspath(source) != os.path.abspath(target):
            write_whole(target, read_regular_file(source))
        return False
    write_whole(target, clear(archive))
    return True
