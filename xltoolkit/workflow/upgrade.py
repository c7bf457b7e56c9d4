"""Moving an old workbook into a new template: another year, another version of the form, another form, or a clean sheet of paper.

Within one year everything that was read moves. Into a later year texts and indicators with their weights move as a draft,
last year's amount becomes this year's 上年度 figure, and money, dates and what was reached wait to be decided anew. What does not move is listed with its old
content, its old place and the reason; nothing is lost, and nothing that was not certain is written anywhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from xltoolkit.form.equation import Undetermined, evaluate, pointers
from xltoolkit.form.model import NUMERIC_KINDS, Field, Form, TableSection
from xltoolkit.reader import remarks
from xltoolkit.reader.read import read_file
from xltoolkit.reader.submission import NotDeclared, Remark, Submission, Unreadable, get, put
from xltoolkit.template import make_template
from xltoolkit.template.leftover_sheet import Leftover
from xltoolkit.text.normal import key
from xltoolkit.text.number import show_amount
from xltoolkit.workflow.moving import moved, moved_target

_NO_SUCH_FIELD = "新表没有这一栏"
_COMPUTED = "新表自动计算这一栏，请填写它的各个分项"
_ANEW = "新年度要重新填写"
_PRIOR = "/prior_year/"
_WEIGHTS = "IND040"
"""The rule about the sum of the weights: what its relations add up are weights."""
_WHY_UNREAD = {
    remarks.ERROR_VALUE: "旧表里是错误值",
    remarks.NOT_CALCULATED: "旧表里的公式没有计算结果",
    remarks.FIELD_MISSING: "旧表里没有找到这一栏",
    remarks.LABEL_UNIT: "旧表的标签改了金额单位，说不准是多少",
    remarks.SHIFTED_ROW: "旧表的这一行错开了一列",
    remarks.MERGED_ROWS: "旧表里几行合并成了一格，说不准每行是多少",
    remarks.SHEET_MISSING: "旧表里没有这张工作表",
}
_NOT_OF_THE_FORM = {
    remarks.STRAY_CONTENT: "写在旧表的填写区外",
    remarks.EXTRA_SHEET: "这张工作表不属于申报表",
    remarks.TOTAL_ROW: "合计行，不是明细",
}


def upgrade_file(path: str, form: Form | None = None, year: int | None = None) -> tuple[bytes, list[str]]:
    """A new template with the content of an old workbook, and one line for each thing that did not move.

    form   the form to move into, that of the old workbook if None
    year   its budget year; the form's own or the old workbook's, whichever is later, if None
    Raises Refused if the old workbook cannot be read.
    """
    old = read_file(path)
    new_form = form or old.form
    new_year = year or max(new_form.year, old.year or new_form.year)
    data, leftovers = upgrade(old, new_form, new_year)
    return make_template(new_form, new_year, data, leftovers), list(lines_of(leftovers))


def upgrade(old: Submission, form: Form, year: int) -> tuple[dict[str, Any], list[Leftover]]:
    """The document that moves into `form`, and what does not, in the old form's order."""
    move = _Move(old, form, year)
    for pointer, field in old.form.fields.items():
        move.field(pointer, field)
    for table in old.form.tables.values():
        move.table(table)
    move.prior_year()
    move.surroundings()
    return move.data, move.leftovers


class _Move:
    """One upgrade under way."""

    def __init__(self, old: Submission, form: Form, year: int) -> None:
        self.old = old
        self.form = form
        self.year = year
        self.later = old.year is not None and year > old.year
        self.data: dict[str, Any] = {}
        self.leftovers: list[Leftover] = []
        self.weights = {
            pointer
            for equation in old.form.equations
            if equation.code == _WEIGHTS
            for pointer in pointers(equation.left, old.form)
        }
        self.why: dict[str, Remark] = {}
        for remark in old.remarks:
            if remark.kind in _WHY_UNREAD or remark.kind in remarks.UNDERSTOOD_NOT:
                for pointer in _concerned(remark):
                    self.why.setdefault(pointer, remark)

    def leave(self, pointer: str, name: str, content: Any, reason: str) -> None:
        field = self.old.form.field(pointer)
        decimals = (field.decimals or 0) if field else 0
        shown = (
            show_amount(content, decimals) if isinstance(content, Decimal) else "" if content is None else str(content)
        )
        place = self.old.cells.get(pointer)
        self.leftovers.append(Leftover(name, shown, reason, place.address if place else ""))

    def unread(self, pointer: str, name: str) -> None:
        """A cell that was not understood: its raw text and why."""
        parts = pointer.split("/")
        wider = ["/".join(parts[:3]), f"/{parts[1]}/*/{parts[-1]}", f"/{parts[1]}"]
        remark = next((self.why[one] for one in (pointer, *wider) if one in self.why), None)
        reason = (
            _WHY_UNREAD.get(remark.kind, f"旧表里的内容读不准：{remark.detail}") if remark else "旧表里的内容读不准"
        )
        content = get(self.old.data, pointer)
        told_elsewhere = remark is not None and remark.kind == remarks.SHEET_MISSING  # once for the whole sheet
        if content is not None or (remark is not None and remark.pointer == pointer and not told_elsewhere):
            self.leave(pointer, name, content, reason)

    # -- single fields

    def field(self, pointer: str, field: Field) -> None:
        if pointer in self.old.unreadable:
            if field.computed is None:
                self.unread(pointer, field.name)
            return
        value = get(self.old.data, pointer)
        if value is None or field.computed is not None:
            return
        target = self.twin(pointer, field)
        if target is None or target.computed is not None:
            if value != 0:
                self.leave(pointer, field.name, value, _NO_SUCH_FIELD if target is None else _COMPUTED)
        elif self.later and (reason := self.stays_behind(pointer, field, value)):
            if value != 0:
                self.leave(pointer, field.name, value, reason)
        else:
            self.put(pointer, field, value, target)

    def twin(self, pointer: str, field: Field) -> Field | None:
        """The field of the new form that means the same: of the same pointer, or the only one with the same label."""
        if pointer in self.form.fields:
            return self.form.fields[pointer]
        alike = [
            one
            for one in self.form.fields.values()
            if key(one.label) == key(field.label) and one.pointer not in self.old.form.fields
        ]
        return alike[0] if len(alike) == 1 and alike[0].kind == field.kind else None

    def stays_behind(self, pointer: str, field: Field, value: Any) -> str:
        """Why a value of last year is not this year's: '' if it moves as a draft."""
        if pointer.startswith(_PRIOR):
            return "这是再上一年的数"
        if field.kind in NUMERIC_KINDS:
            return _ANEW
        if field.kind == "date":
            end = get(self.old.data, "/end_date")
            running = isinstance(end, str) and end >= f"{self.year}-01-01" and "/end_date" not in self.old.unreadable
            return "" if running else f"项目期不到{self.year}年，{_ANEW}"
        return ""

    def put(self, pointer: str, field: Field, value: Any, target: Field) -> None:
        result, reason = moved(value, field, target)
        if reason:
            self.leave(pointer, field.name, value, reason)
        else:
            put(self.data, target.pointer, result)
            if self.later and field.kind == "text" and re.search(rf"(?<!\d){self.old.year}(?!\d)", str(result)):
                self.leave(pointer, field.name, value, f"已转入，但里面有旧年度{self.old.year}，请改写")

    # -- tables

    def table(self, table: TableSection) -> None:
        target = self.form.tables.get(table.pointer)
        if table.pointer in self.old.unreadable:
            if all(remark.value != table.sheet for remark in self.old.remarks_of(remarks.SHEET_MISSING)):
                self.leave(table.pointer, table.title or table.row_name, None, _WHY_UNREAD[remarks.FIELD_MISSING])
            return
        rows = []
        for index, row in enumerate(self.old.data.get(table.pointer[1:]) or ()):
            made = self.row(table, target, index, row)
            if any(value is not None for value in made.values()):
                rows.append(made)
        if target is not None:
            self.data[table.pointer[1:]] = rows

    def row(self, table: TableSection, target: TableSection | None, index: int, row: dict[str, Any]) -> dict[str, Any]:
        made: dict[str, Any] = {}
        joined = target is not None and table.target_parts != target.target_parts
        for column in table.columns:
            pointer = f"{table.pointer}/{index}/{column.key}"
            name = f"{table.title or table.row_name}第{index + 1}行 {column.name}"
            value = row[column.key]
            if pointer in self.old.unreadable:
                self.unread(pointer, name)
                continue
            if value is None or column.computed is not None or (joined and column.key in table.target_parts):
                continue
            other = target.column(column.key) if target else None
            if other is None:
                self.leave(pointer, name, value, _NO_SUCH_FIELD)
            elif self.later and self.is_decided_anew(table, column):
                self.leave(pointer, name, value, _ANEW)
            elif other.computed is None:
                made[column.key], reason = moved(value, column, other, _endings(target))
                if reason:
                    self.leave(pointer, name, value, reason)
        if joined and target is not None:
            made.update(self.target(table, target, index, row))
        return made

    def is_decided_anew(self, table: TableSection, column: Field) -> bool:
        """Numbers, but for the weights that belong to the indicators, and what was reached beside the target."""
        if column.kind == "target":
            return column.key not in table.target_parts
        return column.kind in NUMERIC_KINDS and column.pointer not in self.weights

    def target(self, table: TableSection, target: TableSection, index: int, row: dict[str, Any]) -> dict[str, Any]:
        """A target that stood in one column and is split now, or the other way."""
        pointers = [f"{table.pointer}/{index}/{part}" for part in table.target_parts]
        if not pointers or any(pointer in self.old.unreadable for pointer in pointers):
            return {}
        written = "".join(str(row[part] or "") for part in table.target_parts)
        made, reason = moved_target(written, target)
        if reason and written:
            self.leave(pointers[0], f"{table.title or table.row_name}第{index + 1}行 目标值", written, reason)
        return made

    # -- what stands around

    def prior_year(self) -> None:
        """Last year's amount becomes this year's 上年度预算安排; what was really spent only the accounts know."""
        fields = {
            pointer: field
            for pointer, field in self.form.fields.items()
            if pointer.startswith(_PRIOR) and field.computed is None
        }
        if not self.later or not fields:
            return
        budget = fields.pop(_PRIOR + "budget", None)
        if budget is not None:
            try:
                amount = evaluate(self.old.form.base, self.old.form, self.old)
            except (Undetermined, NotDeclared, Unreadable):
                amount = None
            money = next((field for field in self.old.form.fields.values() if field.kind == "amount"), budget)
            if amount is not None:
                put(self.data, budget.pointer, moved(amount, money, budget)[0])
        for pointer, field in fields.items():
            if get(self.data, pointer) is None:
                self.leftovers.append(Leftover(field.name, "", "旧表里没有，请按上年决算填写", ""))

    def surroundings(self) -> None:
        """What the old workbook holds beside the form."""
        for remark in self.old.remarks_of(*_NOT_OF_THE_FORM):
            place = remark.place.address if remark.place else ""
            self.leftovers.append(Leftover("（表外内容）", remark.raw, _NOT_OF_THE_FORM[remark.kind], place))
        for remark in self.old.remarks_of(remarks.SHEET_COPY):
            if remark.detail != "equal":
                reason = f"与“{remark.value}”不同（{remark.detail}），转入的是“{remark.value}”"
                self.leftovers.append(
                    Leftover("（另一份）", remark.raw, reason, remark.place.address if remark.place else "")
                )
        for remark in self.old.remarks_of(remarks.SHEET_MISSING):
            self.leftovers.append(Leftover(f"工作表“{remark.value}”", "", _WHY_UNREAD[remark.kind], ""))


def _concerned(remark: Remark) -> Iterator[str]:
    """The pointers that a remark explains: of a row that slipped the whole row, of a merged number its column."""
    yield remark.pointer
    parts = remark.pointer.split("/")
    if remark.kind == remarks.SHIFTED_ROW:
        yield "/".join(parts[:3])
    elif remark.kind == remarks.MERGED_ROWS and len(parts) == 4:
        yield f"/{parts[1]}/*/{parts[3]}"


def _endings(table: TableSection | None) -> tuple[str, ...]:
    return table.tree.ignored_endings if table is not None and table.tree is not None else ()


def lines_of(leftovers: list[Leftover]) -> Iterator[str]:
    """One line for each thing; many rows of one column with one reason are one line."""
    groups: dict[tuple[str, str], list[Leftover]] = {}
    for one in leftovers:
        head, row, column = one.name.rpartition(" ")
        name = f"{head.rpartition('第')[0]}{column}" if row and head.endswith("行") else one.name
        groups.setdefault((name, one.reason), []).append(one)
    for (name, reason), many in groups.items():
        if len(many) > 1:
            yield f"{name}（{len(many)}处）：{reason}"
        else:
            content = f"“{many[0].content[:30]}”" if many[0].content else ""
            yield f"{many[0].name}{content}：{reason}"
