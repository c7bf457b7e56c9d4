"""What every marker does and in which order: a patch of the file's package, or xlwings on the live book."""

from __future__ import annotations

from typing import Protocol

from xltoolkit.findings import Place, Report
from xltoolkit.form.model import Form
from xltoolkit.marks.sheet_rows import ResultTable, findings_by_place, gravest, note_text, result_table

_MOST_PLACES = 6


class Marker(Protocol):
    """A hand that marks one workbook."""

    def clear(self) -> None:
        """Take our earlier marks out, and only ours."""

    def highlight(self, place: Place, severity: str) -> bool:
        """Colour the cell (of a merged area its top left one). False if the workbook has no such cell."""

    def note(self, place: Place, text: str) -> bool:
        """Put the note on the cell, or append it to the person's own. False if it was not possible."""

    def results(self, table: ResultTable) -> None:
        """Put the sheet 检查结果 in front."""

    def remarks(self) -> tuple[str, ...]:
        """Lines about this workbook that the result sheet should say (its structure is protected …)."""


def mark(marker: Marker, report: Report, form: Form | None = None) -> None:
    """Replace our earlier marks by those of `report`: colours, notes, then the result sheet."""
    marker.clear()
    without_note: list[Place] = []
    for place, findings in findings_by_place(report.findings).items():
        if marker.highlight(place, gravest(findings)) and not marker.note(place, note_text(findings)):
            without_note.append(place)
    remarks = list(marker.remarks())
    if without_note:
        remarks.append(_without_note_line(without_note))
    marker.results(result_table(report, form, remarks))


def _without_note_line(places: list[Place]) -> str:
    listed = "、".join(place.address for place in places[:_MOST_PLACES])
    more = f" 等 {len(places)} 个单元格" if len(places) > _MOST_PLACES else ""
    return f"{listed}{more}已有讨论（会话式批注），检查没有动它，只加了底色，问题见下表。"
