"""Annotated copies as files: where they are written, what they may replace, taking the marks out again."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Container, Iterator
from itertools import count, islice

from xltoolkit.errors import Refused
from xltoolkit.findings import Report
from xltoolkit.marks import annotate, clear, findings_workbook, is_untouched, recognise
from xltoolkit.package.archive import Archive
from xltoolkit.package.files import fitting_name, make_folder, write_first, write_whole
from xltoolkit.package.gate import read_regular_file
from xltoolkit.reader.locate import is_reference
from xltoolkit.sheets.open import sheets_of

SUFFIX = "_检查结果"
_OWN_NAME = re.compile(rf"^(?P<stem>.*){SUFFIX}(?:_(?P<number>\d+))?$")
_TOO_LARGE = (
    "“{}”里有展开后特别大的工作表（多半是边框或格式拖到了最后一行），没有在原表上做标记，这里只列出检查结果。"
    "请删去多余的空行、空列后保存，再检查一次。"
)


def annotate_file(
    report: Report,
    folder: str = "",
    below: str = "",
    taken: Container[str] = (),
    turn: tuple[int, int] = (0, 1),
    tell: Callable[[str], object] = lambda line: None,
    *,
    name: str = "",
    alone: bool = False,
) -> str:
    """Write NAME_检查结果 for a checked file and return its path; the file itself is never touched.

    `folder`: where to write ('' beside the file); `below`: the file's folder below the one that was walked, kept there;
    `taken`: copies of other files of this run, never replaced (two departments' 申报表.xlsx in one folder);
    `turn`: (which, of how many) files of this name are written at the same time; each keeps to names of its own;
    `tell`: gets a Chinese line where something is not as expected (an earlier copy is open in another program and was not
    replaced, the findings stand alone);
    `name`: what the workbook is called, if the checked file is a saved copy with a name of its own; `alone`: write the
    findings alone, for a workbook that raised CannotMark.
    A source that cannot be marked without loss (.xls, .ods …) or is too large for it gets the findings alone, as .xlsx.
    A copy that anybody saved since, or a file that is not ours, is never overwritten: the next free number is used.
    Raises OutputError, Refused.
    """
    source = name or os.path.basename(report.file)
    content, extension = _marked(report, source, alone, tell)
    target_folder = os.path.join(folder, below) if folder else os.path.dirname(report.file)
    if folder:
        make_folder(target_folder)
    names = islice(copy_names(source, extension), turn[0], None, turn[1])
    paths = (os.path.join(target_folder, name) for name in names)
    free = (
        path for path in paths if path not in taken and (not os.path.lexists(path) or _may_be_replaced(path, source))
    )
    return write_first(free, content, tell)


def copy_names(source: str, extension: str) -> Iterator[str]:
    """NAME_检查结果, NAME_检查结果_2 …: the names that a file's copy may take; NAME_检查结果 itself begins with _2."""
    stem = os.path.splitext(source)[0]
    found = _OWN_NAME.match(stem)
    base, first = (found["stem"], int(found["number"] or 1) + 1) if found else (stem, 1)
    return (fitting_name(base, f"{SUFFIX}{'' if number == 1 else f'_{number}'}{extension}") for number in count(first))


def _marked(report: Report, name: str, alone: bool, tell: Callable[[str], object]) -> tuple[bytes, str]:
    """The copy's bytes and its extension, which follows the content: Excel opens neither an .xlsm called .xlsx nor the reverse."""
    data = read_regular_file(report.file)
    sheets, archive = sheets_of(data, is_reference)
    report = report._replace(file=name)
    if archive is None or alone:
        tell(f"{name}：加标记会丢失内容，检查结果单独列出，没有标在原表上")
        return findings_workbook(report, name), ".xlsx"
    try:
        return annotate(archive, report, sheets=sheets), f".{sheets.format}"
    except Refused as error:
        if error.code != "too_large":
            raise
        tell(f"{name}：里面有特别大的工作表，检查结果单独列出，没有标在原表上")
        return findings_workbook(report, name, remark=_TOO_LARGE.format(name)), ".xlsx"


def _may_be_replaced(path: str, source: str) -> bool:
    """Our own output for a file of this name, still byte for byte as we wrote it: nobody put a value, a note or a colour in."""
    try:
        archive = Archive.open(path)
        marks = recognise(archive)
        if marks is None or os.path.normcase(marks.source) != os.path.normcase(source):
            return False
        return is_untouched(archive, marks)
    except Refused:
        return False


def clear_file(source: str, target: str) -> bool:
    """Take our marks out of `source` and write `target` (the same path: rewritten whole). False if there were none.

    Raises Refused, OutputError.
    """
    archive = Archive.open(source)
    content = clear(archive)
    found = content is not archive.data
    if found or os.path.abspath(source) != os.path.abspath(target):
        write_whole(target, content)
    return found
