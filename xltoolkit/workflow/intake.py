"""Taking one file in, opened once: what it says, whether it carries our marks, what the rules say."""

from __future__ import annotations

from collections.abc import Sequence

from xltoolkit.errors import Refused
from xltoolkit.findings import Report
from xltoolkit.marks import is_mended, recognise, without_result_sheet
from xltoolkit.package.archive import Archive
from xltoolkit.package.gate import read_regular_file
from xltoolkit.package.refusals import NEVER_OPENED, refusal
from xltoolkit.reader.locate import is_reference
from xltoolkit.reader.read import read
from xltoolkit.reader.submission import Submission
from xltoolkit.records import NamedTuple
from xltoolkit.rules import run_rules
from xltoolkit.sheets.model import Sheets
from xltoolkit.sheets.open import sheets_of

FORM, OWN_COPY, OWN_LEDGER, REFUSED = "form", "own_copy", "own_ledger", "refused"


class Intake(NamedTuple):
    """What a file turned out to be.

    state        FORM; OWN_COPY: our annotated copy, not mended (or our list of findings); OWN_LEDGER; REFUSED
    archive      the package, where it can be patched
    mended_copy  our annotated copy that the person mended and sends back: the newest version of its original
    unmended_copy  our annotated copy that says what its original says
    """

    state: str
    report: Report
    submission: Submission | None = None
    sheets: Sheets | None = None
    archive: Archive | None = None
    refused: Refused | None = None
    mended_copy: bool = False
    unmended_copy: bool = False


def take_in(
    source: str | bytes, select: Sequence[str] = (), ignore: Sequence[str] = (), *, own_too: bool = False
) -> Intake:
    """Read and check one file, or bytes in memory. Never raises for what stands in the file. `own_too`: check our unmended copies as well."""
    path = source if isinstance(source, str) else ""
    try:
        data = read_regular_file(source) if isinstance(source, str) else source
        sheets, archive = sheets_of(data, is_reference)
        marks = recognise(archive) if archive is not None else None
        if marks is not None and marks.findings_only:
            raise Refused("own_findings", "这是本工具写的问题清单，不是申报表，请交原来的申报表")
        mended = marks is not None and is_mended(sheets, marks)
        submission = read(without_result_sheet(sheets, marks) if marks else sheets, None, path)
    except Refused as error:
        refused = _or_own(error, source)
        state = {"own_ledger": OWN_LEDGER, "own_findings": OWN_COPY}.get(refused.code, REFUSED)
        return Intake(state, refusal_report(path, refused), refused=refused)
    if marks is not None and not mended and not own_too:
        report = Report(path, None, submission.form.id, submission.year, (), {})
        return Intake(OWN_COPY, report, submission, sheets, archive, unmended_copy=True)
    report = run_rules(submission, select, ignore)
    unmended = marks is not None and not mended
    return Intake(FORM, report, submission, sheets, archive, mended_copy=mended, unmended_copy=unmended)


def _or_own(refused: Refused, source: str | bytes) -> Refused:
    """The refusal of a file that is none of ours, else that of our own outputs."""
    if refused.code in NEVER_OPENED:
        return refused
    from xltoolkit.workflow.own_outputs import is_own_output

    return refusal("own_ledger") if is_own_output(source) else refused


def refusal_report(path: str, refused: Refused) -> Report:
    """A report that says why a file could not be read."""
    return Report(path, str(refused), None, None, (), {})
