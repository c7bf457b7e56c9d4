"""Check a file, or many: read, run the rules, report. A refusal is a report too."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from xltoolkit.errors import Refused
from xltoolkit.findings import Report
from xltoolkit.reader.read import read_file
from xltoolkit.rules import run_rules


def check_file(path: str, select: Sequence[str] = (), ignore: Sequence[str] = ()) -> Report:
    """The report on one file, whatever it is. Never raises for what stands in the file."""
    try:
        submission = read_file(path)
    except Refused as refused:
        return refusal_report(path, refused)
    return run_rules(submission, select, ignore)


def refusal_report(path: str, refused: Refused) -> Report:
    """A report that says why a file could not be read."""
    return Report(path, str(refused), None, None, (), {})


def check_files(paths: Sequence[str], select: Sequence[str] = (), ignore: Sequence[str] = ()) -> Iterator[Report]:
    """Reports in the order of `paths`, each as soon as it is there."""
    for path in paths:
        yield check_file(path, select, ignore)
