"""The words that cross every wall: Place, Finding, Fix, Report, and the closed lists of severities and outcomes."""

from __future__ import annotations

from xltoolkit.records import NamedTuple

# Severities (contract, Words). Order is the order of seriousness.
ERROR, WARNING, HINT = "error", "warning", "hint"
SEVERITIES = (ERROR, WARNING, HINT)
SEVERITY_NAMES = {ERROR: "强制性错误", WARNING: "提示性问题", HINT: "建议"}

# Outcome of one rule on one workbook.
PASSED, FAILED, NOT_APPLICABLE, NOT_CHECKED = "passed", "failed", "not_applicable", "not_checked"
OUTCOMES = (PASSED, FAILED, NOT_APPLICABLE, NOT_CHECKED)
OUTCOME_NAMES = {PASSED: "通过", FAILED: "不通过", NOT_APPLICABLE: "不适用", NOT_CHECKED: "未能检查"}

REVIEW_POINTS = ("完整性", "相关性", "适当性", "可行性")


def column_letters(column: int) -> str:
    """1 → A, 27 → AA, 16384 → XFD."""
    letters = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


class Place(NamedTuple):
    """One cell of a workbook: sheet name as written, row and column counted from 1 (of a merged area its top left cell)."""

    sheet: str
    row: int
    column: int

    @property
    def cell(self) -> str:
        """A1 address without the sheet."""
        return f"{column_letters(self.column)}{self.row}"

    @property
    def address(self) -> str:
        """工作表!A1, the sheet name unquoted (contract, Document)."""
        return f"{self.sheet}!{self.cell}"


def quoted_sheet(title: str) -> str:
    """'项目''概算': a sheet's name as formulas and links write it."""
    return "'" + title.replace("'", "''") + "'"


class Located(NamedTuple):
    """A cell that takes part in a comparison, with the pointer of what it holds."""

    pointer: str
    place: Place | None


class Fix(NamedTuple):
    """What `xltoolkit fix` would write into the cell. `safe`: exactly one reading is possible and no meaning changes."""

    safe: bool
    value: str


class Finding(NamedTuple):
    """One thing that a rule found at one cell, ready to be shown: `message` is a whole Chinese sentence.

    `place` is None only where nothing of the form stands on any sheet (a whole missing section).
    """

    code: str
    severity: str
    review_point: str
    place: Place | None
    pointer: str
    message: str
    found: str = ""
    expected: str = ""
    suggestion: str = ""
    related: tuple[Located, ...] = ()
    fix: Fix | None = None


class Report(NamedTuple):
    """What a check says about one file. Findings stand in form order, then top to bottom, then by code.

    A refused file has `cause` (a Chinese sentence) and no form, year, outcomes or findings.
    `outcomes` maps every rule's code to one of OUTCOMES.
    """

    file: str
    cause: str | None
    form: str | None
    year: int | None
    findings: tuple[Finding, ...]
    outcomes: dict[str, str]

    @property
    def refused(self) -> bool:
        return self.cause is not None

    def count(self, severity: str) -> int:
        return sum(finding.severity == severity for finding in self.findings)
