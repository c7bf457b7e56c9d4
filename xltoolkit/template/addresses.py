"""Addresses of a form's cells for formulas: '目标内容'!$D$5, $C$23:$C$52, C5."""

from __future__ import annotations

from openpyxl.utils import get_column_letter, quote_sheetname

from xltoolkit.form.layout import Area, Layout


class Addresses:
    """Where a pointer stands, written as Excel does."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout

    def absolute(self, pointer: str) -> str:
        """With its sheet, for a formula anywhere. `/estimates/*/amount` is the whole column, from its heading to below its
        last row: rows that people insert at the edges count too, and a sum takes no notice of texts.
        """
        return f"{quote_sheetname(self._sheet(pointer))}!{self._local(pointer)}"

    def from_sheet(self, sheet: str, pointer: str) -> str:
        """For a formula on `sheet`: without the sheet's name where the pointer stands there too."""
        return self._local(pointer) if self._sheet(pointer) == sheet else self.absolute(pointer)

    def _sheet(self, pointer: str) -> str:
        if "*" in pointer:
            return self.layout.tables["/" + pointer.split("/")[1]].section.sheet
        found = self.layout.place(pointer)
        assert found is not None, f"{pointer} stands nowhere"
        return found.sheet

    def _local(self, pointer: str) -> str:
        if "*" not in pointer:
            found = self.layout.place(pointer)
            assert found is not None, f"{pointer} stands nowhere"
            return f"${get_column_letter(found.column)}${found.row}"
        _, table, _, key = pointer.split("/")
        placed = self.layout.tables["/" + table]
        letter = get_column_letter(placed.columns[key])
        return f"${letter}${placed.heading_row}:${letter}${placed.end_row}"


def spelled(area: Area) -> str:
    """A1 or A1:C3, without the sheet."""
    first = f"{get_column_letter(area.left)}{area.top}"
    return first if area.single else f"{first}:{get_column_letter(area.right)}{area.bottom}"
