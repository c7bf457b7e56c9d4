"""What every marker does and in which order: a patch of the file's package, or xlwings on the live book."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

from xltoolkit.findings import Place, Report
from xltoolkit.form.model import Form
from xltoolkit.marks.sheet_rows import ResultTable, findings_by_place, gravest, note_text, result_table
from xltoolkit.records import NamedTuple
from xltoolkit.sheets.model import Sheet, Sheets

_MOST_PLACES = 6


class CellMark(NamedTuple):
    """What one cell gets: the colour of its gravest finding (marks/colours.py) and a note that names them all."""

    place: Place
    severity: str
    note: str


class Marker(Protocol):
    """A hand that marks one workbook."""

    def clear(self) -> None:
        """Take our earlier marks out, and only ours."""

    def mark_cells(self, marks: Sequence[CellMark]) -> Sequence[Place]:
        """Colour the cells and put the notes on them (appended to the person's own). Returns cells that took no note."""

    def remarks(self) -> Sequence[str]:
        """Lines about this workbook that the result sheet should say (its structure is protected …)."""

    def results(self, table: ResultTable) -> None:
        """Put the sheet 检查结果 in front."""


def mark(marker: Marker, report: Report, form: Form | None = None) -> None:
    """Replace our earlier marks by those of `report`: colours and notes, then the result sheet."""
    marker.clear()
    without_note = marker.mark_cells(cell_marks(report))
    remarks = list(marker.remarks())
    if without_note:
        remarks.append(_without_note_line(without_note))
    marker.results(result_table(report, form, remarks))


def cell_marks(report: Report) -> list[CellMark]:
    """One mark per cell with a finding, cells in the order of their first finding."""
    cells = findings_by_place(report.findings).items()
    return [CellMark(place, gravest(findings), note_text(findings)) for place, findings in cells]


def hidden_places(sheets: Sheets, places: Iterable[Place]) -> list[Place]:
    """Those of the places that stand on a hidden sheet, or in a hidden or filtered row or column."""
    by_name = {sheet.name.lower(): sheet for sheet in sheets.sheets}
    return [place for place in places if _is_hidden(by_name.get(place.sheet.lower()), place)]


def _is_hidden(sheet: Sheet | None, place: Place) -> bool:
    if sheet is None:
        return False
    return sheet.state != "visible" or place.row in sheet.hidden_rows or place.column in sheet.hidden_columns


def hidden_line(places: Sequence[Place]) -> str:
    """A remark on marked cells that nobody sees and no link can reach."""
    return f"下列单元格在隐藏的工作表、行或列里，取消隐藏以后才看得见、跳得到：{_listed(places)}。"


def _without_note_line(places: Sequence[Place]) -> str:
    return f"只加底色、没有加批注的单元格（上面已有会话式讨论等，检查不去动它）：{_listed(places)}。问题见下表。"


def _listed(places: Sequence[Place]) -> str:
    more = f" 等 {len(places)} 个单元格" if len(places) > _MOST_PLACES else ""
    return "、".join(place.address for place in places[:_MOST_PLACES]) + more
