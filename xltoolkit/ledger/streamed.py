"""A worksheet whose rows go straight to the file: each as tall as its texts need, no text ever a formula or markup.

XlsxWriter keeps what it is good at (package, formats, page set-up, charts). Its rows cost five times as much, it leaves their
heights to the program that opens the book (LibreOffice and WPS cut the texts then), and it writes a text that looks like
`<r>…</r>` into the sheet as markup.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from xlsxwriter.worksheet import Worksheet

from xltoolkit.findings import column_letters
from xltoolkit.ledger.cell_text import inline_text, row_height, text_in_column
from xltoolkit.ledger.sheets import COUNT, MONEY, Column

LONGEST_NUMBER = 300
"""Digits; a longer one is no number to Excel (at most 1.8E308) and stands as text."""


class StreamedSheet(Worksheet):  # type: ignore[misc]
    """For a workbook in constant_memory: `add_worksheet(title, StreamedSheet)`. Rows are written from top to bottom."""

    def start_lines(self, columns: Sequence[Column], formats: dict[str, Any]) -> None:
        """From now on `write_line` takes the values of these columns; `formats` has one for every kind of column."""
        self._columns = [
            (
                column_letters(position),
                f' s="{formats[column.kind]._get_xf_index()}"',
                column.kind in (MONEY, COUNT),
                column.width,
            )
            for position, column in enumerate(columns, 1)
        ]

    def write_line(self, row: int, values: Sequence[Any]) -> None:
        """One row, from 0; a text stays the text it is, a number is written digit for digit."""
        self._write_single_row(row)  # what XlsxWriter's own methods wrote before
        self._check_dimensions(row, len(values) - 1)
        cells, lines = [], 1
        for (place, style, numeric, width), value in zip(self._columns, values, strict=True):
            if value is None or value == "":
                continue
            text = str(value)
            if numeric and len(text) <= LONGEST_NUMBER:
                cells.append(f'<c r="{place}{row + 1}"{style}><v>{text}</v></c>')
                continue
            content, needed = text_in_column(text, width)
            lines = max(lines, needed)
            cells.append(f'<c r="{place}{row + 1}"{style}{content}</c>')
        height = f' ht="{row_height(lines):g}" customHeight="1"' if lines > 1 else ""
        self.row_data_fh.write(f'<row r="{row + 1}"{height}>{"".join(cells)}</row>')
        self.previous_row = row + 1

    def link(self, row: int, column: int, url: Any) -> None:
        """A link on a cell that `write_line` is about to write."""
        self.ignore_write_string = True
        self.write_url(row, column, url)
        self.ignore_write_string = False

    def _write_cell(self, row: int, col: int, cell: Any) -> None:
        """A cell written by XlsxWriter's own methods: texts as `write_line` writes them."""
        if type(cell).__name__ != "String":
            super()._write_cell(row, col, cell)
            return
        style = f' s="{cell.format._get_xf_index()}"' if cell.format else ""
        self.row_data_fh.write(f'<c r="{column_letters(col + 1)}{row + 1}"{style}{inline_text(cell.string)}</c>')
