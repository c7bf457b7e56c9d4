"""Workbooks written down in the test: sheets drawn as text tables, and a filled form that a test can pull about as people do.

    book(基本信息='''
        项目名称*:          | 人社局维保项目
        项目总金额(万元)*:  | n:300            | 本年度项目金额(万元): | t:300万元
    ''')

A cell is text as it stands, or
    n:300  a number     n:0.9[0%]  with a format     d:2020-01-01  a date     b:TRUE     e:#REF!
    t:     text that would be taken for one of these, or that begins with a blank
    f:SUM(A1:A2)=300   a formula with its stored result (`f:12次=` none, `f:12次=#NAME?` an error)
    <      merged with the cell to the left          ^  merged with the cell above
"""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

from xltoolkit.form.layout import Area
from xltoolkit.form.layout import place as lay_out
from xltoolkit.form.model import Form
from xltoolkit.form.stamp import FORM_PROPERTY, VERSION_PROPERTY, YEAR_PROPERTY
from xltoolkit.reader.submission import get
from xltoolkit.sheets.model import BOOLEAN, DATE, ERROR_VALUE, NUMBER, TEXT, Cell, Sheet, Sheets

Cells = dict[tuple[int, int], Cell]
Merge = tuple[int, int, int, int]


def cell(written: Any, format_code: str = "General") -> Cell:
    """A cell from Python's value, or from a word of the drawing."""
    if isinstance(written, Cell):
        return written
    if isinstance(written, bool):
        return Cell(BOOLEAN, written, str(int(written)), None, format_code)
    if isinstance(written, (int, float, Decimal)):
        return Cell(NUMBER, Decimal(str(written)), str(written), None, format_code)
    if isinstance(written, (datetime.date, datetime.time)):
        return Cell(DATE, written, "", None, "yyyy-mm-dd" if format_code == "General" else format_code)
    word, _, rest = written.partition(":")
    if word == "n" and rest:
        number, _, code = rest.rstrip("]").partition("[")
        return cell(Decimal(number), code or "General")
    if word == "d":
        return cell(datetime.date.fromisoformat(rest))
    if word == "b":
        return cell(rest == "TRUE")
    if word == "e":
        return Cell(ERROR_VALUE, rest, rest, None, format_code)
    if word == "f":
        formula, _, stored = rest.rpartition("=")
        if not stored:
            return Cell(None, None, "", formula, format_code)
        if stored.startswith("#"):
            return Cell(ERROR_VALUE, stored, stored, formula, format_code)
        return Cell(NUMBER, Decimal(stored), stored, formula, format_code)
    text = rest if word == "t" else written
    return Cell(TEXT, text, text, None, "@")


def draw(name: str, table: str, state: str = "visible") -> Sheet:
    """One sheet from a text table; a blank line is a blank row."""
    cells: Cells = {}
    merges: dict[tuple[int, int], Merge] = {}
    owner: dict[tuple[int, int], tuple[int, int]] = {}
    lines = table.strip("\n").split("\n")
    for row, line in enumerate(lines, 1):
        for column, word in enumerate(line.strip(" ").split("|") if line.strip() else (), 1):
            text = word.strip(" ")
            if text in ("<", "^"):
                beside = (row, column - 1) if text == "<" else (row - 1, column)
                top, left = owner[row, column] = owner.get(beside, beside)
                old = merges.get((top, left), (top, left, top, left))
                merges[top, left] = (top, left, max(old[2], row), max(old[3], column))
            elif text:
                cells[row, column] = cell(text)
    return Sheet(name, state, cells, list(merges.values()), frozenset(), frozenset(), False)


def book(*sheets: Sheet, file_format: str = "xlsx", properties: dict[str, str] | None = None, **tables: str) -> Sheets:
    """A workbook of drawn sheets; keyword names are sheet names."""
    drawn = [*sheets, *(draw(name, table) for name, table in tables.items())]
    return Sheets(drawn, {}, properties or {}, file_format, False, "", (), frozenset())


class Paper:
    """A completed form as the template prints it, in memory; its methods do to it what people do in Excel."""

    def __init__(self, form: Form, data: dict[str, Any], stamped: bool = True) -> None:
        self.form = form
        self.layout = lay_out(form)
        self.cells: dict[str, Cells] = {sheet.name: {} for sheet in form.sheets}
        self.merges: dict[str, list[Merge]] = {sheet.name: [] for sheet in form.sheets}
        self.states: dict[str, str] = {}
        self.hidden: dict[str, set[int]] = {}
        self.order = [sheet.name for sheet in form.sheets]
        self.properties = (
            {FORM_PROPERTY: form.id, VERSION_PROPERTY: form.version, YEAR_PROPERTY: str(form.year)} if stamped else {}
        )
        self._print()
        self._fill(data)

    def _print(self) -> None:
        for title in self.layout.titles:
            self._put(title.area, title.text.replace("{year}", str(self.form.year)))
        for text, area, _ in self.layout.captions:
            self._put(area, text)
        for pointer, area in self.layout.labels.items():
            self._put(area, self.form.fields[pointer].label)
        for table in self.layout.tables.values():
            for column in table.section.columns:
                self.cells[table.section.sheet][table.heading_row, table.columns[column.key]] = cell(
                    f"t:{column.label}"
                )

    def _fill(self, data: dict[str, Any]) -> None:
        for pointer, area in self.layout.values.items():
            self._put(area, self._typed(self.form.fields[pointer].kind, get(data, pointer)))
        for pointer, table in self.layout.tables.items():
            for index, row in enumerate(data.get(pointer[1:]) or ()):
                for column in table.section.columns:
                    value = self._typed(column.kind, row.get(column.key))
                    if value is not None:
                        self.cells[table.section.sheet][table.first_row + index, table.columns[column.key]] = value

    def _put(self, area: Area, value: Any) -> None:
        if value not in (None, ""):
            self.cells[area.sheet][area.top, area.left] = value if isinstance(value, Cell) else cell(f"t:{value}")
        if not area.single:
            self.merges[area.sheet].append((area.top, area.left, area.bottom, area.right))

    @staticmethod
    def _typed(kind: str, value: Any) -> Cell | None:
        if value in (None, ""):
            return None
        if kind == "date":
            return cell(datetime.date.fromisoformat(value))
        return cell(value) if not isinstance(value, str) else cell(f"t:{value}")

    # -- where things are

    def at(self, pointer: str) -> tuple[str, int, int]:
        found = self.layout.place(pointer)
        assert found is not None
        return found.sheet, found.row, found.column

    def write(self, pointer: str, written: Any, format_code: str = "General") -> Paper:
        """Type over a value; None clears the cell."""
        sheet, row, column = self.at(pointer)
        if written is None:
            self.cells[sheet].pop((row, column), None)
        else:
            self.cells[sheet][row, column] = cell(written, format_code)
        return self

    def label(self, pointer: str, text: str) -> Paper:
        """Reword a label or a table's heading ('' deletes it)."""
        parts = pointer.split("/")
        if pointer in self.layout.labels:
            area = self.layout.labels[pointer]
            sheet, row, column = area.sheet, area.top, area.left
        else:
            table = self.layout.tables["/" + parts[1]]
            sheet, row, column = table.section.sheet, table.heading_row, table.columns[parts[2]]
        if text:
            self.cells[sheet][row, column] = cell(f"t:{text}")
        else:
            del self.cells[sheet][row, column]
        return self

    # -- what people do

    def insert_row(self, sheet: str, before: int, count: int = 1) -> Paper:
        """Insert rows as Excel does: cells below move down, merged areas that are cut grow."""
        self.cells[sheet] = {(r + count if r >= before else r, c): one for (r, c), one in self.cells[sheet].items()}
        self.merges[sheet] = [
            (t + count if t >= before else t, left, b + count if b >= before else b, right)
            for t, left, b, right in self.merges[sheet]
        ]
        return self

    def insert_column(self, sheet: str, before: int, count: int = 1) -> Paper:
        """Insert columns as Excel does."""
        self.cells[sheet] = {(r, c + count if c >= before else c): one for (r, c), one in self.cells[sheet].items()}
        self.merges[sheet] = [
            (t, left + count if left >= before else left, b, right + count if right >= before else right)
            for t, left, b, right in self.merges[sheet]
        ]
        return self

    def unmerge(self, sheet: str) -> Paper:
        self.merges[sheet] = []
        return self

    def merge(self, sheet: str, *area: int) -> Paper:
        """Merge (top, left, bottom, right): only the first cell keeps its content."""
        top, left, bottom, right = area
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                if (row, column) != (top, left):
                    self.cells[sheet].pop((row, column), None)
        self.merges[sheet].append((top, left, bottom, right))
        return self

    def rename(self, sheet: str, name: str) -> Paper:
        for mapping in (self.cells, self.merges, self.states, self.hidden):
            if sheet in mapping:
                mapping[name] = mapping.pop(sheet)  # type: ignore[attr-defined]
        self.order[self.order.index(sheet)] = name
        return self

    def copy(self, sheet: str, name: str, position: int = 0) -> Paper:
        """Copy a sheet in front of the tab at `position`."""
        self.cells[name] = dict(self.cells[sheet])
        self.merges[name] = list(self.merges[sheet])
        self.order.insert(position, name)
        return self

    def paste(self, source: str, target: str, down: int = 0, right: int = 0, merges: bool = True) -> Paper:
        """Paste a whole sheet's content onto another, moved down and right; `merges` False: values only, dates as numbers."""
        for (row, column), one in list(self.cells[source].items()):
            if not merges and isinstance(one.value, datetime.date):
                one = cell((one.value - datetime.date(1899, 12, 30)).days)
            elif not merges:
                one = one._replace(formula=None)
            self.cells.setdefault(target, {})[row + down, column + right] = one
        self.merges.setdefault(target, [])
        if merges:
            self.merges[target] += [
                (t + down, left + right, b + down, r + right) for t, left, b, r in self.merges[source]
            ]
        if target not in self.order:
            self.order.append(target)
        return self

    def remove(self, sheet: str) -> Paper:
        self.order.remove(sheet)
        return self

    def last_row(self, sheet: str) -> int:
        return max(row for row, _ in self.cells[sheet])

    def sheets(self, *extra: Sheet) -> Sheets:
        """The workbook as a reader of files would give it."""
        made = [
            Sheet(
                name,
                self.states.get(name, "visible"),
                dict(sorted(self.cells[name].items())),
                list(self.merges[name]),
                frozenset(self.hidden.get(name, ())),
                frozenset(),
                False,
            )
            for name in self.order
        ]
        return Sheets([*made, *extra], {}, dict(self.properties), "xlsx", False, "", (), frozenset())
