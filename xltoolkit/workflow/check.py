"""Check a file: read, run the rules, report. A refusal is a report too."""

from __future__ import annotations

from collections.abc import Sequence

from xltoolkit.findings import Report
from xltoolkit.workflow.intake import take_in


def check_file(path: str, select: Sequence[str] = (), ignore: Sequence[str] = ()) -> Report:
    """The report on one file, whatever it is, our own annotated copy included. Never raises for what stands in the file."""
    return take_in(path, select, ignore, own_too=True).report
