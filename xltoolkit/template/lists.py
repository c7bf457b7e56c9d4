"""The hidden sheet of a template: its stamp, the dropdowns' lists, and the two sides of every live 勾稽 check.

Everything on it is reached by a defined name. A dependent dropdown finds its choices by OFFSET/MATCH over a pair of columns
(root, child) sorted by root: INDIRECT would need names that are spelled like the values.
"""

from __future__ import annotations

import re
from typing import Any

from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName

from xltoolkit.form.model import Field, Form, TableSection
from xltoolkit.form.stamp import (
    FORM_NAME,
    FORM_PROPERTY,
    LISTS_SHEET,
    VERSION_NAME,
    VERSION_PROPERTY,
    YEAR_NAME,
    YEAR_PROPERTY,
)

CHECKS_ROW = 6
"""First row of the live checks' helper cells (columns A to D); the lists stand right of them, from column F."""

_FIRST_LIST_COLUMN = 6


class Lists:
    """The hidden sheet while it is being filled; `column` writes a list once and gives the name that reaches it."""

    def __init__(self, workbook: Any, form: Form, year: int) -> None:
        self.workbook = workbook
        self.sheet = workbook.create_sheet(LISTS_SHEET)
        self.sheet.sheet_state = "hidden"
        self.sheet.protection.sheet = True
        self._next_column = _FIRST_LIST_COLUMN
        self._written: dict[str, tuple[str, ...]] = {}
        self._stamp(form, year)

    def _stamp(self, form: Form, year: int) -> None:
        from openpyxl.packaging.custom import StringProperty

        stamped = (
            (FORM_PROPERTY, FORM_NAME, form.id),
            (VERSION_PROPERTY, VERSION_NAME, form.version),
            (YEAR_PROPERTY, YEAR_NAME, str(year)),
        )
        for row, (key, name, text) in enumerate(stamped, 1):
            self.sheet.cell(row, 1, key)
            self._put_text(row, 2, text)
            self._define(name, f"$B${row}")
            self.workbook.custom_doc_props.append(StringProperty(name=key, value=text))

    def column(self, name: str, values: tuple[str, ...]) -> str:
        """Write a list under its name; the same list again is not written twice. Returns the defined name."""
        name = _defined_name(name)
        if name in self._written:
            assert self._written[name] == values, f"two lists named {name}"
            return name
        self._written[name] = values
        column, self._next_column = self._next_column, self._next_column + 1
        self.sheet.cell(1, column, name)
        for row, value in enumerate(values, 2):
            self._put_text(row, column, value)
        letter = get_column_letter(column)
        self._define(name, f"${letter}$2:${letter}${len(values) + 1}")
        return name

    def choices(
        self, field: Field, table: TableSection | None = None, row: int = 0, columns: dict[str, int] | None = None
    ) -> str:
        """Formula of a field's dropdown without '=', '' if it has none. `row`: the table's first row, `columns`: where its columns stand."""
        if not field.choices:
            return ""
        tree = table.tree if table is not None else None
        if table is None or tree is None or field.key not in tree.levels:
            return self.column(f"list_{field.vocabulary or field.pointer}", field.choices)
        if field.key == tree.levels[0]:
            return self.column(f"tree_{table.key}", tree.roots)
        assert columns is not None
        pairs = [(root, child) for root in tree.roots for child in tree.children(root)]
        roots = self.column(f"tree_{table.key}_root", tuple(root for root, _ in pairs))
        children = self.column(f"tree_{table.key}_child", tuple(child for _, child in pairs))
        parent = f"${get_column_letter(columns[tree.levels[0]])}{row}"
        return (
            f'IF({parent}="",{children},OFFSET({children},MATCH({parent},{roots},0)-1,0,COUNTIF({roots},{parent}),1))'
        )

    def reference(self, row: int, column: int) -> str:
        """Address of a cell of this sheet for a formula on another one."""
        return f"{LISTS_SHEET}!${get_column_letter(column)}${row}"

    def _put_text(self, row: int, column: int, text: str) -> None:
        cell = self.sheet.cell(row, column, text)
        cell.data_type = "s"  # "=" and "≥" are choices of a form whose targets are split in columns
        cell.number_format = "@"

    def _define(self, name: str, area: str) -> None:
        self.workbook.defined_names[name] = DefinedName(name, attr_text=f"{LISTS_SHEET}!{area}")


def _defined_name(text: str) -> str:
    """A name that Excel accepts: letters, digits, underscores (ECMA-376 part 1 §18.2.5)."""
    return re.sub(r"\W+", "_", text)
