"""A sheet as a page and on the screen: A4, margins, page numbers, what prints; frozen headings; protection without a password."""

from __future__ import annotations

from typing import Any

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.page import PageMargins

from xltoolkit.form.layout import Layout, PlacedTable
from xltoolkit.form.measure import LOWEST_ROW
from xltoolkit.template.styles import SONG

_MARGINS = PageMargins(left=0.59, right=0.59, top=0.39, bottom=0.47, header=0.2, footer=0.2)
"""Inches: 15 mm at the sides, 10 and 12 mm above and below. `form.measure` rests on them."""

_DEEPEST_FROZEN_ROW = 6
"""A heading further down is not frozen: it would take the screen away from what is typed."""

_SHORT_ENDING = 150.0
"""Points: totals and signatures below a table. They may stand under its repeated headings."""

_LAST_ROW = 1_048_576
_A4 = 9  # ECMA-376 part 1 §18.3.1.63


def set_page(sheet: Any, orientation: str = "portrait", header: str = "") -> None:
    """A4, as wide as the page, centred, numbered; `header` small at the top left of every page."""
    setup = sheet.page_setup
    setup.paperSize, setup.orientation = _A4, orientation
    setup.fitToWidth, setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_margins = _MARGINS
    sheet.print_options.horizontalCentered = True
    sheet.oddFooter.center.text = f'&"{SONG},Regular"&9第 &P 页，共 &N 页'
    if header:
        sheet.oddHeader.left.text = f'&"{SONG},Regular"&9{header.replace("&", "&&")}'


def set_print_area(sheet: Any, layout: Layout, tables: list[PlacedTable], last_row: int) -> None:
    """What prints: the form's columns, never the checks beside them.

    Of a sheet with a table whole columns are the area (openpyxl knows no `A:E`, so to the last row). Programs print them
    down to the last row that holds or shows something; prepared rows have neither text nor borders until somebody uses
    them, so they do not print. The headings of the only table are repeated on its pages, also where a little follows it.
    """
    right = get_column_letter(len(layout.widths[sheet.title]))
    sheet.print_area = f"A1:{right}{_LAST_ROW if tables else last_row}"
    if len(tables) == 1:
        heights = layout.heights[sheet.title]
        below = sum(heights.get(row, LOWEST_ROW) for row in range(tables[0].last_row + 1, last_row + 1))
        if below <= _SHORT_ENDING:
            sheet.print_title_rows = f"{tables[0].heading_row}:{tables[0].heading_row}"


def set_view(sheet: Any, tables: list[PlacedTable], first_input: str) -> None:
    """What the screen shows first. Grid lines only where there is a table: its free rows have no borders of their own."""
    view = sheet.sheet_view
    view.showGridLines = bool(tables)
    view.zoomScale = view.zoomScaleNormal = 100
    if tables and tables[0].heading_row <= _DEEPEST_FROZEN_ROW:
        sheet.freeze_panes = f"A{tables[0].first_row}"
    for selection in view.selection:
        selection.activeCell = selection.sqref = first_input


def protect(sheet: Any, rows: bool = False, filters: bool = False) -> None:
    """Lock what is not open, without a password. `rows`: whole rows may be inserted and deleted.

    The attributes of sheetProtection say what is *forbidden* (ECMA-376 part 1 §18.3.1.85).
    """
    protection = sheet.protection
    protection.sheet = True
    protection.formatColumns = protection.formatRows = False
    protection.insertRows = protection.deleteRows = not rows
    protection.autoFilter = not filters
