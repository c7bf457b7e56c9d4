"""The visible sheets of 表样定义.xlsx as people sent them in: cells as texts, what is wrong with them, where each place came from."""

from __future__ import annotations

import re
from decimal import Decimal

from xltoolkit.findings import column_letters
from xltoolkit.form.complaints import FormProblem
from xltoolkit.sheets.model import BOOLEAN, NUMBER, TEXT, Cell, Sheet
from xltoolkit.template.workshop_plan import CHOICES_SHEET, LIBRARY_SHEET
from xltoolkit.text.normal import trimmed
from xltoolkit.text.number import shown_number


class WorkshopSheets:
    """The sheets, read cell by cell: gathers what is wrong in `found`, and remembers in `origins` which cell each place of the JSON came from."""

    def __init__(self, sheets: dict[str, Sheet]) -> None:
        self.sheets = sheets
        self.found: list[FormProblem] = []
        self.origins: dict[str, str] = {}

    def located(self, problem: FormProblem) -> FormProblem:
        """The problem at its cell: that of the place itself, of what is around it, or of the first thing inside it."""
        message = re.sub(r"/sections(?:/\w+)+", lambda other: self._cell_of(other[0]) or other[0], problem.message)
        where = problem.where
        while where.count("/"):
            cell = self._cell_of(where) if where == problem.where else self.origins.get(where)
            if cell:
                return FormProblem(cell, message)
            where = where.rpartition("/")[0]
        return FormProblem(problem.where, message)

    def _cell_of(self, where: str) -> str:
        """The cell that a place of the JSON came from, or the first thing inside it; '' if none did."""
        return self.origins.get(where) or next(
            (cell for place, cell in self.origins.items() if place.startswith(f"{where}/")), ""
        )

    def wrong(self, address: str, message: str) -> None:
        self.found.append(FormProblem(address, message))

    def rows(self, name: str, headings: tuple[str, ...]) -> tuple[list[int], dict[str, int]]:
        """Rows with content below the headings, and heading → column. Nothing if the sheet or a heading is missing."""
        sheet = self.sheets.get(name)
        if sheet is None:
            self.wrong(name, "缺少这个工作表，请不要删除或改名。")
            return [], {}
        columns = {trimmed(str(cell.value)): column for (row, column), cell in sheet.cells.items() if row == 1}
        missing = [heading for heading in headings if heading not in columns]
        if missing:
            self.headings_missing(
                name, missing, {text: column for text, column in columns.items() if text not in headings}
            )
            return [], {}
        return sorted({row for row, _ in sheet.cells if row > 1}), columns

    def headings_missing(self, name: str, missing: list[str], others: dict[str, int]) -> None:
        """Told at the cell that one of them was renamed to, where that is plain."""
        renamed = next(iter(others.items())) if len(missing) == len(others) == 1 else None
        if renamed:
            text, column = renamed
            self.wrong(address(name, 1, column), f"标题“{missing[0]}”被改成了“{text}”，请改回来。")
        else:
            self.wrong(f"{name}!A1", f"第一行缺少标题“{'”“'.join(missing)}”，请不要删改标题。")

    def cell_at(self, name: str, row: int, column: int) -> Cell | None:
        """The cell; on the sheets whose lines people may write, one that was merged over several lines holds for each of them."""
        sheet = self.sheets[name]
        cell = sheet.cells.get((row, column))
        if cell is None and name in (CHOICES_SHEET, LIBRARY_SHEET):
            for top, left, bottom, _ in sheet.merges:
                if left == column and top <= row <= bottom:
                    return sheet.cells.get((top, left))
        return cell

    def text(self, name: str, row: int, column: int) -> str:
        """A cell as text, trimmed; '' if blank. A formula, an error or a date is told."""
        cell = self.cell_at(name, row, column)
        if cell is None:
            return ""
        if cell.formula is None and cell.kind == TEXT:
            return trimmed(str(cell.value))
        if cell.formula is None and cell.kind == NUMBER and isinstance(cell.value, Decimal):
            return shown_number(cell.value)
        if cell.formula is None and cell.kind == BOOLEAN:
            return "是" if cell.value else "否"
        told = (
            "这里是公式，请改成文字或数字；以“=”开头的文字请先输入一个单引号。"
            if cell.formula is not None
            else "这里不是文字或数字，请重新填写。"
        )
        self.wrong(address(name, row, column), told)
        return ""


def address(sheet: str, row: int, column: int) -> str:
    return f"{sheet}!{column_letters(column)}{row}"
