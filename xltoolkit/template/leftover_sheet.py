"""The sheet 未能转入 of an upgraded workbook: what did not move from the old one, its content, the reason, where it stood."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from openpyxl.utils import get_column_letter

from xltoolkit.form.measure import PAGE_WIDTH, row_height, text_lines
from xltoolkit.form.stamp import LEFTOVERS_SHEET
from xltoolkit.records import NamedTuple
from xltoolkit.template import page, styles
from xltoolkit.template.input_sheet import column_width
from xltoolkit.template.values import put_text

_HEADINGS = ("序号", "旧表的栏目", "旧表的内容", "为什么没有转入", "旧表的位置")
_SHARES = (3, 10, 18, 14, 8)
_SIZE = 9.0
_MOST_LINES = 12
_NOTE = "以下内容没有转入新模板，或转入后还要改，请逐条处理。处理完可以删去本页，不影响上报；本页不检查，也不汇总。"


class Leftover(NamedTuple):
    """One thing that did not move: what the old form calls it, its content as text, the reason, 工作表!A1 (or '')."""

    name: str
    content: str
    reason: str
    place: str


def write_leftovers(workbook: Any, leftovers: Sequence[Leftover]) -> None:
    """Add the sheet in front of all others."""
    sheet = workbook.create_sheet(LEFTOVERS_SHEET, 0)
    widths = [PAGE_WIDTH["portrait"] * share / sum(_SHARES) for share in _SHARES]
    last = get_column_letter(len(_HEADINGS))
    sheet.merge_cells(f"A1:{last}1")
    put_text(sheet["A1"], _NOTE)
    styles.dress(sheet["A1"], font=styles.font(), alignment=styles.aligned("left"))
    sheet.row_dimensions[1].height = row_height(2)
    for column, (heading, width) in enumerate(zip(_HEADINGS, widths, strict=True), 1):
        sheet.column_dimensions[get_column_letter(column)].width = column_width(width)
        _put(sheet.cell(2, column), heading, heading=True)
    for row, leftover in enumerate(leftovers, 3):
        texts = (str(row - 2), leftover.name, leftover.content, leftover.reason, leftover.place)
        for column, text in enumerate(texts, 1):
            _put(sheet.cell(row, column), text, centred=column == 1)
        lines = max(text_lines(text, width, _SIZE) for text, width in zip(texts, widths, strict=True))
        sheet.row_dimensions[row].height = row_height(min(lines, _MOST_LINES), _SIZE)
    sheet.freeze_panes = "A3"
    page.set_page(sheet)
    sheet.print_area = f"A1:{last}{len(leftovers) + 2}"
    sheet.print_title_rows = "2:2"
    sheet.sheet_view.showGridLines = False
    sheet.sheet_properties.tabColor = "C00000"


def _put(cell: Any, text: str, heading: bool = False, centred: bool = False) -> None:
    put_text(cell, text)
    styles.dress(
        cell,
        font=styles.font(_SIZE, styles.HEI if heading else styles.SONG),
        alignment=styles.aligned("center" if heading or centred else "left"),
        border=styles.ALL_BORDERS,
        fill=styles.fill(styles.LABEL_FILL) if heading else None,
        number_format=styles.TEXT_FORMAT,
        locked=False,
    )
