"""Live 勾稽 checks: formulas beside the form that show a wrong total at once, without Python. They are not printed.

Both sides of every relation are worked out on the hidden sheet; the cell beside the form shows the verdict, which begins with
✓ or ✗ and can never be taken for a label. Nothing is shown while a side has not been filled in.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Font

from xltoolkit.form.equation import excel_formula
from xltoolkit.form.layout import Layout
from xltoolkit.form.model import Equation, Expression
from xltoolkit.form.stamp import BAD_MARK, GOOD_MARK, LISTS_SHEET
from xltoolkit.template.addresses import Addresses
from xltoolkit.template.cached_values import Results
from xltoolkit.template.figures import Figures, agrees, inputs
from xltoolkit.template.lists import CHECKS_ROW, Lists
from xltoolkit.template.styles import BAD, GOOD, aligned, dress, font
from xltoolkit.template.validation import clipped
from xltoolkit.text.number import rounded, show_amount

_PLACES = 8  # decimals that count: more are noise of binary fractions
_LONGEST_SHOWN = 999
_LONGEST_RELATION = 150  # a text inside a formula ends at 255 characters


def write_checks(workbook: Any, layout: Layout, lists: Lists, figures: Figures, results: Results) -> None:
    """Write every check of the layout, with the values that its formulas have now."""
    writer = _Writer(layout, lists, figures, results)
    for place, equations in layout.checks.items():
        rows, verdicts = zip(*(writer.helper_row(equation) for equation in equations), strict=True)
        sheet = workbook[place.sheet]
        formula = "=" + _shown_formula([lists.reference(row, 4) for row in rows])
        cell = sheet.cell(place.row, place.column, formula)
        dress(cell, font=font(9), alignment=aligned("left"))
        results.put(sheet.title, cell.coordinate, _shown(list(verdicts)))
        for mark, colour in ((BAD_MARK, BAD), (GOOD_MARK, GOOD)):
            rule = FormulaRule([f'LEFT({cell.coordinate})="{mark}"'], font=Font(color=colour, b=mark == BAD_MARK))
            sheet.conditional_formatting.add(cell.coordinate, rule)


def _shown_formula(verdicts: list[str]) -> str:
    """The first complaint among the verdicts, else all praise, line by line."""
    if len(verdicts) == 1:
        return verdicts[0]
    lines = "&".join(f'IF({verdict}="","",CHAR(10)&{verdict})' for verdict in verdicts)
    formula = f"MID({lines},2,{_LONGEST_SHOWN})"
    for verdict in reversed(verdicts):
        formula = f'IF(LEFT({verdict})="{BAD_MARK}",{verdict},{formula})'
    return formula


def _shown(verdicts: list[str | None]) -> str | None:
    """What `_shown_formula` gives."""
    if None in verdicts:
        return None
    texts = [text for text in verdicts if text]
    return next((text for text in texts if text.startswith(BAD_MARK)), "\n".join(texts))


class _Writer:
    """Writes one row of the hidden sheet per relation: its rule, left side, right side, verdict."""

    def __init__(self, layout: Layout, lists: Lists, figures: Figures, results: Results) -> None:
        self.form = layout.form
        self.addresses = Addresses(layout)
        self.lists = lists
        self.figures = figures
        self.results = results
        self.next_row = CHECKS_ROW

    def helper_row(self, equation: Equation) -> tuple[int, str | None]:
        """Write the relation; returns its row and the verdict that its formula gives now."""
        row, self.next_row = self.next_row, self.next_row + 1
        sheet, reference = self.lists.sheet, self.addresses.absolute
        sides = [self.figures.result(side) for side in (equation.left, equation.right)]
        sheet.cell(row, 1, equation.code)
        for column, side, value in zip((2, 3), (equation.left, equation.right), sides, strict=True):
            cell = sheet.cell(row, column, "=" + excel_formula(side, self.form, reference))
            shown = Decimal(0) if self.is_blank_cell(side, value) else value
            self.results.put(LISTS_SHEET, cell.coordinate, shown)
        cell = sheet.cell(row, 4, "=" + self.verdict_formula(equation, row))
        verdict = None if None in sides else self.verdict(equation, *sides)
        self.results.put(LISTS_SHEET, cell.coordinate, verdict)
        return row, verdict

    def is_blank_cell(self, side: Expression, value: Decimal | str | None) -> bool:
        """Whether the formula is a mere reference to a blank cell: it gives 0."""
        return value == "" and isinstance(side, str) and self.form.fields[side].computed is None

    def verdict_formula(self, equation: Equation, row: int) -> str:
        left, right = f"$B${row}", f"$C${row}"
        filled = [f"COUNT({','.join(cells)})=0" for cells in self.input_cells(equation) if cells]
        unknown = ",".join([f"COUNT({left},{right})<2", *filled])
        tolerance = f"{self.form.tolerance:f}"
        agreement = {
            "=": f"ABS(ROUND({left}-{right},{_PLACES}))<{tolerance}",
            "<=": f"ROUND({left}-{right},{_PLACES})<{tolerance}",
            ">=": f"ROUND({right}-{left},{_PLACES})<{tolerance}",
        }[equation.relation]
        decimals = self.form.decimals
        digits = f'"0.{"0" * decimals}{"#" * (_PLACES - decimals)}"' if decimals else '"0"'
        numbers = [f"TEXT(ROUND({one},{_PLACES}),{digits})" for one in (left, right, f"ABS({left}-{right})")]
        *words, last = (_quoted(text) for text in self.complaint(equation))
        wrong = "&".join(f"{text}&{number}" for text, number in zip(words, numbers, strict=True)) + f"&{last}"
        return f'IF(OR({unknown}),"",IF({agreement},{_quoted(self.praise(equation))},{wrong}))'

    def input_cells(self, equation: Equation) -> list[list[str]]:
        """Per side the typed cells that it rests on; a side without any (a number) needs none."""
        sides = ([equation.computed] if equation.computed else [equation.left], [equation.right])
        return [
            [self.addresses.absolute(pointer) for side in part for pointer in inputs(side, self.form)] for part in sides
        ]

    def verdict(self, equation: Equation, left: Decimal | str | None, right: Decimal | str | None) -> str:
        """What the formula gives for these two sides."""
        typed = [inputs(side, self.form) for side in (equation.left, equation.right)]
        blank = any(pointers and not self.figures.any_number(pointers) for pointers in typed)
        if blank or not isinstance(left, Decimal) or not isinstance(right, Decimal):
            return ""
        if agrees(equation, rounded(left, _PLACES), rounded(right, _PLACES), self.form.tolerance):
            return self.praise(equation)
        decimals = self.form.decimals
        places = _PLACES if decimals else 0
        numbers = [show_amount(rounded(number, places), decimals) for number in (left, right, abs(left - right))]
        *words, last = self.complaint(equation)
        return "".join(text + number for text, number in zip(words, numbers, strict=True)) + last

    def praise(self, equation: Equation) -> str:
        """Nothing for a computed cell: its formula can hardly be wrong, and is not worth a line."""
        return "" if equation.computed else f"{GOOD_MARK} {clipped(equation.text, _LONGEST_RELATION)}"

    def complaint(self, equation: Equation) -> tuple[str, str, str, str]:
        """What stands before the left number, the right one, their difference, and behind it."""
        if equation.computed:
            name = self.form.fields[equation.computed].name
            return f"{BAD_MARK} {name}现为 ", "，按公式应为 ", "，相差 ", "，请恢复本格的公式。"
        relation = clipped(equation.text, _LONGEST_RELATION)
        return f"{BAD_MARK} {relation}：左边是 ", "，右边是 ", "，相差 ", "，请核对。"


def _quoted(text: str) -> str:
    """A text inside a formula (255 characters at most)."""
    return '"' + text.replace('"', '""') + '"'
