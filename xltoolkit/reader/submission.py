"""What a completed workbook says: Submission (document, places, raw texts, remarks) and the questions that rules ask of it."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from decimal import Decimal

from xltoolkit.findings import Place
from xltoolkit.form.model import Form, TableSection
from xltoolkit.records import TYPE_CHECKING, NamedTuple
from xltoolkit.text.target import Target, parse_target

if TYPE_CHECKING:
    from typing import Any, TypeVar

    T = TypeVar("T")


class NotDeclared(Exception):
    """The form has no such field: a rule that needs it is 不适用."""


class Unreadable(Exception):
    """The cell holds something that cannot be understood with certainty: a rule that needs it is 未能检查."""

    def __init__(self, pointer: str) -> None:
        super().__init__(pointer)
        self.pointer = pointer


class Remark(NamedTuple):
    """Something that the reader noticed and did not keep to itself; the rules of the groups 格式 and 工作簿 turn it into a finding.

    kind     one of the closed list in reader/remarks.py
    pointer  what it concerns ('' for the workbook as a whole)
    place    the cell a person must look at first, None if there is none
    raw      what stands in the cell, as text
    value    what it was read as, as text; '' if it was not read
    detail   anything more that the sentence needs (a sheet's name, the expected label)
    """

    kind: str
    pointer: str
    place: Place | None
    raw: str = ""
    value: str = ""
    detail: str = ""


_SIGNS = frozenset("≥≤=><≠")


class Row:
    """One row of a table. `number` counts from 1 as people do; `pointer` is '/indicators/3'."""

    __slots__ = ("_submission", "_target", "index", "pointer", "table", "values")

    def __init__(self, submission: Submission, table: TableSection, index: int, values: dict[str, Any]) -> None:
        self._submission = submission
        self._target: Target | None = None
        self.table = table
        self.index = index
        self.pointer = f"{table.pointer}/{index}"
        self.values = values

    @property
    def number(self) -> int:
        return self.index + 1

    def at(self, key: str) -> str:
        """Pointer of a cell of this row."""
        return f"{self.pointer}/{key}"

    def text(self, key: str) -> str:
        """'' if blank. Raises NotDeclared, Unreadable."""
        value = self._value(key)
        return "" if value is None else str(value)

    def amount(self, key: str) -> Decimal | None:
        """None if blank. Raises NotDeclared, Unreadable."""
        value = self._value(key)
        return value if isinstance(value, Decimal) else None

    def _value(self, key: str) -> Any:
        """The cell's value without looking its pointer up in the form: rules ask for hundreds of cells."""
        if f"{self.pointer}/{key}" in self._submission.unreadable:
            raise Unreadable(f"{self.pointer}/{key}")
        value = self.values.get(key)
        if value is None and self.table.column(key) is None:
            raise NotDeclared(f"{self.pointer}/{key}")
        return value

    def readable(self, key: str) -> bool:
        """Whether the cell was understood (blank is understood too)."""
        return self._submission.readable(self.at(key))

    @property
    def target_pointer(self) -> str:
        """Where the target stands: its one column, or the value's column where operator, value and unit are split."""
        parts = self.table.target_parts
        if len(parts) == 1:
            return self.at(parts[0])
        if not parts:
            raise NotDeclared(self.pointer + "/target")
        value = next(
            (key for key in parts if (column := self.table.column(key)) is not None and column.kind == "target"),
            parts[0],
        )
        return self.at(value)

    @property
    def target_text(self) -> str:
        """The whole target as one text, also where operator, value and unit stand in columns of their own.

        A choice that is no sign (定性) only says that words follow.
        """
        parts = self.table.target_parts
        if not parts:
            raise NotDeclared(self.pointer + "/target")
        written = [(self.table.column(key), self.text(key)) for key in parts]
        return "".join(
            text
            for column, text in written
            if column is None or column.kind != "choice" or not _SIGNS.isdisjoint(text) or len(parts) == 1
        )

    @property
    def target(self) -> Target:
        """The target, parsed once."""
        if self._target is None:
            self._target = parse_target(self.target_text)
        return self._target


_LONGEST_LABEL = 24  # characters of a row's name that a message repeats


class Submission:
    """One completed workbook, read.

    form     the Form it was read with
    file     its path as given
    year     budget year: from the stamp, else the printed (2020年), else None (未能检查)
    data     the document; amounts are Decimal in the form's unit, dates ISO text, blanks None, raw text where not understood
    cells    pointer → Place for every field, blank ones too, every table cell, each table's heading
    raw      pointer → text as it stands in the cell, where it differs from the document
    remarks  what the reader noticed, in reading order
    unreadable  pointers whose value in `data` is raw text because it could not be understood
    """

    def __init__(
        self,
        form: Form,
        file: str,
        year: int | None,
        data: dict[str, Any],
        cells: dict[str, Place],
        raw: dict[str, str] | None = None,
        remarks: list[Remark] | None = None,
        unreadable: set[str] | None = None,
    ) -> None:
        self.form = form
        self.file = file
        self.year = year
        self.data = data
        self.cells = cells
        self.raw = raw or {}
        self.remarks = remarks or []
        self.unreadable = unreadable or set()
        self._rows: dict[str, list[Row]] = {}
        self._facts: dict[Any, Any] = {}

    @classmethod
    def from_document(cls, form: Form, data: dict[str, Any], year: int | None = None, file: str = "") -> Submission:
        """A submission as if `data` stood in this form's own template: for tests, examples and prefilled templates.

        Numbers of numeric fields become Decimal; blank and absent are None. Nothing is parsed: a text in an amount's place, or
        what is no ISO date in a date's, is unreadable.
        """
        from xltoolkit.reader.from_document import filled_in  # no check needs it

        document, cells, remarks, unreadable = filled_in(form, data)
        return cls(form, file, year if year is not None else form.year, document, cells, None, remarks, unreadable)

    def declares(self, pointer: str) -> bool:
        """Whether the form has this field, table or table column at all."""
        form = self.form
        return pointer in form.fields or pointer in form.tables or form.field(pointer) is not None

    def value(self, pointer: str) -> Any:
        """Value in the document, None if blank. Raises NotDeclared, Unreadable."""
        if pointer in self.unreadable:
            raise Unreadable(pointer)
        if not self.declares(pointer):
            raise NotDeclared(pointer)
        return get(self.data, pointer)

    def text(self, pointer: str) -> str:
        """Text as written, '' if blank. Raises NotDeclared, Unreadable."""
        value = self.value(pointer)
        return "" if value is None else str(value)

    def amount(self, pointer: str) -> Decimal | None:
        """Number in the form's unit, None if blank. Raises NotDeclared, Unreadable."""
        value = self.value(pointer)
        return value if isinstance(value, Decimal) else None

    def column(self, pattern: str) -> list[Decimal | None]:
        """All numbers under '/estimates/*/amount', top to bottom. Raises NotDeclared, Unreadable."""
        table, _, key = pattern.partition("/*/")
        if table not in self.form.tables:
            raise NotDeclared(pattern)
        return [row.amount(key) for row in self.rows(table)]

    def date(self, pointer: str) -> datetime.date | None:
        """Date, None if blank. Raises NotDeclared, Unreadable."""
        value = self.value(pointer)
        return datetime.date.fromisoformat(value) if value else None

    @property
    def tables(self) -> list[TableSection]:
        """The form's tables that were found in the workbook."""
        return [table for pointer, table in self.form.tables.items() if pointer not in self.unreadable]

    def readable(self, pointer: str) -> bool:
        """Whether the cell was understood (blank is understood too)."""
        return pointer not in self.unreadable

    def rows(self, table: str) -> list[Row]:
        """Rows of a table, wholly blank ones left out by the reader. Raises NotDeclared, Unreadable (the table was not found)."""
        if table not in self._rows:
            section = self.form.tables.get(table)
            if section is None:
                raise NotDeclared(table)
            if table in self.unreadable:
                raise Unreadable(table)
            self._rows[table] = [Row(self, section, i, row) for i, row in enumerate(self.data.get(table[1:]) or [])]
        return self._rows[table]

    def place(self, pointer: str) -> Place | None:
        """Where it stands; of something that is not on any sheet, where its table or section begins."""
        found = self.cells.get(pointer)
        if found is None and "/" in pointer[1:]:
            return self.cells.get("/" + pointer.split("/")[1])
        return found

    def name_of(self, pointer: str) -> str:
        """What a message calls a cell, to stand in quotes: 项目概况; of a table's row 护理员培训期数的目标值来源."""
        name = self.form.name_of(pointer)
        table = self.form.tables.get(pointer.rpartition("/")[0].rpartition("/")[0])
        label = next((column for column in table.columns if column.kind == "text"), None) if table else None
        if label is None or pointer.endswith(f"/{label.key}"):
            return name
        of_row = get(self.data, f"{pointer.rpartition('/')[0]}/{label.key}")
        return f"{of_row}的{name}" if isinstance(of_row, str) and 0 < len(of_row) <= _LONGEST_LABEL else name

    def remarks_of(self, *kinds: str) -> list[Remark]:
        return [remark for remark in self.remarks if remark.kind in kinds]

    def fact(self, key: Any, compute: Callable[[], T]) -> T:
        """A derived fact, computed once: several rules look at the same numbered items or frequencies."""
        try:
            found: T = self._facts[key]
        except KeyError:
            found = self._facts[key] = compute()
        return found


def get(document: dict[str, Any], pointer: str) -> Any:
    """Value at a pointer, None where anything on the way is absent."""
    if pointer.rfind("/") == 0:  # as most
        return document.get(pointer[1:])
    node: Any = document
    for token in pointer.split("/")[1:]:
        if isinstance(node, dict):
            node = node.get(token)
        elif isinstance(node, list):
            node = node[int(token)] if int(token) < len(node) else None
        else:
            return None
    return node


def put(document: dict[str, Any], pointer: str, value: Any) -> None:
    """Set a value at a pointer of objects, making the objects on the way."""
    *parents, last = pointer.split("/")[1:]
    for token in parents:
        document = document.setdefault(token, {})
    document[last] = value
