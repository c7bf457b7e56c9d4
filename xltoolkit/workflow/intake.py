"""Taking one file in, opened once: is it ours, is it a form, what does it say, what do the rules say."""

from __future__ import annotations

import os
from typing import NamedTuple

from xltoolkit.errors import Refused
from xltoolkit.findings import Report
from xltoolkit.marks import recognise
from xltoolkit.package.archive import Archive
from xltoolkit.reader.open import open_sheets
from xltoolkit.reader.read import read
from xltoolkit.reader.submission import Submission
from xltoolkit.rules import run_rules
from xltoolkit.workflow.check import refusal_report

LEDGER_PROPERTY = "xltoolkit.ledger"
"""Custom document property that every ledger of ours carries: a ledger is never an input."""


class Intake(NamedTuple):
    """What a file turned out to be.

    state  form | own_copy (our annotated copy, not mended) | own_ledger | refused
    mended_copy  our annotated copy that the person mended and sends back: the newest version of its original
    """

    state: str
    report: Report
    submission: Submission | None = None
    refused: Refused | None = None
    mended_copy: bool = False


def take_in(path: str) -> Intake:
    """Read and check one file. Never raises for what stands in the file."""
    try:
        sheets = open_sheets(path)
        if LEDGER_PROPERTY in sheets.properties:
            return Intake("own_ledger", Report(path, None, None, None, (), {}))
        marks = recognise(Archive.open(path)) if sheets.format in ("xlsx", "xlsm") else None
        submission = read(sheets, None, path)
    except Refused as refused:
        return Intake("refused", refusal_report(path, refused), refused=refused)
    if marks is not None and marks.unmended(sheets):
        return Intake("own_copy", Report(path, None, submission.form.id, submission.year, (), {}), submission)
    return Intake("form", run_rules(submission), submission, mended_copy=marks is not None)


def modified(path: str) -> tuple[int, int]:
    """Size in bytes and modification time in ns; (-1, 0) if it is not there."""
    try:
        status = os.stat(path)
    except OSError:
        return -1, 0
    return status.st_size, status.st_mtime_ns
