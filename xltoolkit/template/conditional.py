"""Formats that depend on what stands in the cells: tints until filled, greyed repeats, borders of the rows in use."""

from __future__ import annotations

from typing import Any

from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from xltoolkit.form.layout import Area, PlacedTable
from xltoolkit.form.model import Field
from xltoolkit.template.addresses import spelled
from xltoolkit.template.styles import ALL_BORDERS, REPEAT_GREY, REQUIRED_TINT, fill

RESULT_SHEET = "检查结果"
_NOT_MARKED = f'ISERROR(INDIRECT("{RESULT_SHEET}!A1"))'
"""True until the workbook is an annotated copy: there a tint would hide the colour of the mark that says the same better."""


def tint_required(sheet: Any, area: Area) -> None:
    """Tint a required value until it is filled in."""
    _add(
        sheet,
        spelled(area),
        f"AND({_is_blank(_absolute(area.top, area.left))},{_NOT_MARKED})",
        fill=fill(REQUIRED_TINT),
    )


def format_table(sheet: Any, table: PlacedTable) -> None:
    """A table's rows: borders down to the last one in use (the rest does not print), repeats greyed, gaps tinted.

    Every rule draws the borders: LibreOffice lets one rule have the cell, Excel adds them up.
    """
    first, last = table.first_row, table.last_row
    left, right = get_column_letter(table.left), get_column_letter(table.right)
    for column in table.section.columns:
        letter = get_column_letter(table.columns[column.key])
        cells = f"{letter}{first}:{letter}{last}"
        if column.required and column.computed is None:
            in_use = f"COUNTA({filled_cells(table, str(first), str(first))})>0"
            if table.section.required:  # an empty table: its first row
                everything = filled_cells(table, f"${first}", f"${last}")
                in_use = f"OR({in_use},AND(ROW()=ROW(${left}${first}),COUNTA({everything})=0))"
            _add(
                sheet,
                cells,
                f"AND({_is_blank(f'{letter}{first}')},{in_use},{_NOT_MARKED})",
                fill=fill(REQUIRED_TINT),
                border=ALL_BORDERS,
            )
    for repeated in _repeats(table):
        letter = get_column_letter(table.columns[repeated[-1].key])
        same = ",".join(_same_as_above(get_column_letter(table.columns[column.key]), first) for column in repeated)
        rule = f'AND(${letter}{first}<>"",{same})'
        _add(sheet, f"{letter}{first}:{letter}{last}", rule, font=Font(color=REPEAT_GREY), border=ALL_BORDERS)
    in_use = f"COUNTA({filled_cells(table, str(first), f'${last}')})>0"
    _add(sheet, f"{left}{first}:{right}{last}", in_use, border=ALL_BORDERS)


def filled_cells(table: PlacedTable, first: str, last: str) -> str:
    """The ranges of a table that people fill in between two rows, written as they shall stand: computed columns are left out."""
    runs: list[list[int]] = []
    for column in table.section.columns:
        number = table.columns[column.key]
        if column.computed is not None:
            continue
        if runs and runs[-1][1] == number - 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return ",".join(f"${get_column_letter(left)}{first}:${get_column_letter(right)}{last}" for left, right in runs)


def _repeats(table: PlacedTable) -> list[list[Field]]:
    """Every inherited column with those left of it: 数量 under another 一级目标 is no repeat."""
    inherited = [column for column in table.section.columns if column.inherited]
    return [inherited[: count + 1] for count in range(len(inherited))]


def _same_as_above(letter: str, row: int) -> str:
    return f"${letter}{row}=${letter}{row - 1}"


def _is_blank(cell: str) -> str:
    return f"LEN(TRIM({cell}))=0"


def _absolute(row: int, column: int) -> str:
    return f"${get_column_letter(column)}${row}"


def _add(sheet: Any, cells: str, formula: str, **look: Any) -> None:
    sheet.conditional_formatting.add(cells, FormulaRule([formula], **look))
