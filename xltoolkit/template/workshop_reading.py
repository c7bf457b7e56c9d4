"""The visible sheets of 表样定义.xlsx read back: what each cell says, where it belongs in the JSON, and what is wrong with it."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from xltoolkit.findings import column_letters
from xltoolkit.form.complaints import FormProblem, nearest, pointer_of
from xltoolkit.form.model import Field
from xltoolkit.reader.reading import Reading
from xltoolkit.reader.remarks import TARGET_FORMULA
from xltoolkit.reader.understand import understand
from xltoolkit.records import NamedTuple
from xltoolkit.sheets.model import BOOLEAN, NUMBER, TEXT, Cell, Sheet
from xltoolkit.template.workshop_plan import (
    CHOICE_HEADINGS,
    CHOICES_SHEET,
    LIBRARY_SHEET,
    LINES,
    NUMBER_CELL,
    OPEN_HEADINGS,
    TEXT_CELL,
    WHOLE,
    YES_NO,
    Line,
    choice_groups,
    library_columns,
)
from xltoolkit.template.workshop_source import put_at, value_at
from xltoolkit.text.normal import trimmed
from xltoolkit.text.number import parse_amount, shown_number


class ChoiceLine(NamedTuple):
    """One line of the sheet 选项 with the addresses of its cells by heading."""

    cells: dict[str, str]
    choice: str
    child: str
    required: str
    aliases: str
    status: str


def _with_status(entry: dict[str, Any], lines: list[ChoiceLine]) -> dict[str, Any]:
    status = next((line.status for line in lines if line.status), "")
    if status:
        return {**entry, "status": status}
    return {key: value for key, value in entry.items() if key != "status"}


class WorkshopReading:
    """Reads the sheets, gathers what is wrong in `found`, and remembers in `origins` which cell each place of the JSON came from."""

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
        return self.origins.get(where) or next((cell for place, cell in self.origins.items() if place.startswith(f"{where}/")), "")

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
            self._headings_missing(name, missing, {text: column for text, column in columns.items() if text not in headings})
            return [], {}
        return sorted({row for row, _ in sheet.cells if row > 1}), columns

    def _headings_missing(self, name: str, missing: list[str], others: dict[str, int]) -> None:
        """Told at the cell that one of them was renamed to, where that is plain."""
        renamed = next(iter(others.items())) if len(missing) == len(others) == 1 else None
        if renamed:
            text, column = renamed
            self.wrong(address(name, 1, column), f"标题“{missing[0]}”被改成了“{text}”，请改回来。")
        else:
            self.wrong(f"{name}!A1", f"第一行缺少标题“{'”“'.join(missing)}”，请不要删改标题。")

    def _stands(self, name: str, row: int, column: int) -> Cell | None:
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
        cell = self._stands(name, row, column)
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

    def lines(self, name: str, headings: tuple[str, ...], lines: list[Line], definition: dict[str, Any]) -> None:
        """The sheets 字段 and 参数: lines are known by their number, whatever order they stand in."""
        rows, columns = self.rows(name, headings)
        numbered: dict[str, int] = {}
        for row in rows:
            number = self.text(name, row, columns["编号"])
            if number in numbered or not (number.isdecimal() and 0 < int(number) <= len(lines)):
                if any(self.text(name, row, column) for column in columns.values()):
                    self.wrong(
                        address(name, row, columns["编号"]),
                        "这一行的编号不是表样原有的，或者写了两次；这里不能增加行。",
                    )
                continue
            numbered[number] = row
        for position, line in enumerate(lines, 1):
            row = numbered.get(str(position), 0)
            if not row:
                if columns:
                    self.wrong(name, f"编号 {position} 的一行（{'·'.join(filter(None, line.fixed))}）不见了，请恢复。")
                continue
            for heading in headings:
                if heading in line.slots or heading in OPEN_HEADINGS:
                    self._cell(name, row, columns[heading], line, heading, definition)

    def _cell(self, name: str, row: int, column: int, line: Line, heading: str, definition: dict[str, Any]) -> None:
        text = self.text(name, row, column)
        slot = line.slots.get(heading)
        if slot is None:
            if text:
                self.wrong(address(name, row, column), f"这一行没有“{heading}”，请清空。")
            return
        self.origins[slot.pointer] = address(name, row, column)
        try:
            value = parsed(text, slot.how)
        except ValueError as wrong:
            self.wrong(address(name, row, column), str(wrong))
            return
        before = value_at(definition, slot.pointer)
        if not same(before, value, slot.how):
            exact = isinstance(before, str) or (before is None and slot.pointer.startswith("/thresholds/"))
            put_at(
                definition,
                slot.pointer,
                str(value) if slot.how == NUMBER_CELL and exact and value is not None else value,
            )

    def choices(self, definition: dict[str, Any], vocabularies: dict[str, Any]) -> dict[str, Any]:
        """The sheet 选项: lines of one group stand for one vocabulary, in their order."""
        groups = choice_groups(definition, vocabularies)
        rows, columns = self.rows(CHOICES_SHEET, CHOICE_HEADINGS)
        gathered: dict[str, list[ChoiceLine]] = {key: [] for key in groups}
        for row in rows:
            group, *rest = (self.text(CHOICES_SHEET, row, columns[heading]) for heading in CHOICE_HEADINGS)
            key = next((key for key, name in groups.items() if name == group), None)
            if not any((group, *rest)):
                continue
            if key is None:
                told = f"没有名为“{group}”的选项组{nearest(group, groups.values())}。" if group else "没有写选项组。"
                self.wrong(address(CHOICES_SHEET, row, columns["选项组"]), told)
                continue
            cells = {heading: address(CHOICES_SHEET, row, columns[heading]) for heading in CHOICE_HEADINGS}
            gathered[key].append(ChoiceLine(cells, *rest))
        made = {}
        for key, lines in gathered.items():
            if not lines and columns:
                self.wrong(CHOICES_SHEET, f"选项组“{groups[key]}”一个选项也没有。")
            build = self._tree if "nodes" in vocabularies[key] else self._list
            made[key] = build(key, lines, vocabularies[key]) if lines else vocabularies[key]
        return made

    def _list(self, key: str, lines: list[ChoiceLine], before: dict[str, Any]) -> dict[str, Any]:
        aliases: dict[str, str] = {}
        for number, line in enumerate(lines):
            self.origins[f"vocabularies.json:/{key}/values/{number}"] = line.cells["选项"]
            if line.child:
                self.wrong(line.cells["下级选项"], "这一组没有下级选项，请清空。")
            for alias in filter(None, map(trimmed, line.aliases.split("\n"))):
                if alias in aliases:
                    self.wrong(line.cells["其他写法"], f"“{alias}”已经是“{aliases[alias]}”的另一种写法。")
                aliases[alias] = line.choice
                self.origins[f"vocabularies.json:{pointer_of((key, 'aliases', alias))}"] = line.cells["其他写法"]
        after = {**before, "values": [line.choice for line in lines]}
        if aliases or before.get("aliases"):
            after["aliases"] = aliases
        return _with_status(after, lines)

    def _tree(self, key: str, lines: list[ChoiceLine], before: dict[str, Any]) -> dict[str, Any]:
        known = {node["name"]: node for node in before["nodes"]}
        nodes: dict[str, dict[str, Any]] = {}
        for line in lines:
            if line.choice not in nodes:
                self.origins[f"vocabularies.json:/{key}/nodes/{len(nodes)}/name"] = line.cells["选项"]
            node = nodes.setdefault(line.choice, {**known.get(line.choice, {}), "name": line.choice, "children": []})
            place = list(nodes).index(line.choice)
            self.origins[f"vocabularies.json:/{key}/nodes/{place}/children/{len(node['children'])}"] = line.cells[
                "下级选项"
            ]
            node["children"].append(line.child)
        for name, node in nodes.items():
            required = self._required([line for line in lines if line.choice == name])
            if required is not None and required != node.get("required", True):
                node["required"] = required
        return _with_status({**before, "nodes": list(nodes.values())}, lines)

    def _required(self, lines: list[ChoiceLine]) -> bool | None:
        """What the lines of one upper choice say under 必须有指标; None if nothing. They must agree: the odd one out is told."""
        for line in lines:
            if line.required not in ("是", "否", ""):
                self.wrong(line.cells["必须有指标"], "请填“是”或“否”。")
        said = [line for line in lines if line.required in ("是", "否")]
        yes = [line for line in said if line.required == "是"]
        if yes and len(yes) < len(said):
            odd = yes[0] if len(yes) * 2 <= len(said) else next(line for line in said if line not in yes)
            self.wrong(odd.cells["必须有指标"], f"“{odd.choice}”的各行写得不一样，请统一。")
        return bool(yes) if said else None

    def library(self, before: dict[str, Any], after: dict[str, Any], library: dict[str, Any]) -> dict[str, Any]:
        """The sheet 指标库: a row an indicator. Headings are the columns' names, as exported or as renamed on 字段."""
        if not library_columns(before):
            return library
        rows, columns = self.rows(LIBRARY_SHEET, ())
        renamed = library_columns(after)
        keys: dict[str, int] = {}
        for key, label in library_columns(before).items():
            keys[key] = columns.get(label) or columns.get(renamed.get(key, label)) or 0
        missing = [label for key, label in library_columns(before).items() if not keys[key]]
        if missing and columns:
            self._headings_missing(
                LIBRARY_SHEET, missing, {text: column for text, column in columns.items() if column not in keys.values()}
            )
        made: list[dict[str, str]] = []
        for row in rows:
            texts = {key: text for key, column in keys.items() if column and (text := self._indicator(row, column))}
            if texts:
                for key, column in keys.items():
                    self.origins[f"library.json:/rows/{len(made)}/{key}"] = address(LIBRARY_SHEET, row, column or 1)
                made.append(texts)
        if made == [{key: text for key, text in old.items() if text} for old in library.get("rows", [])]:
            return library
        return {**library, "rows": made} if made or library else {}

    def _indicator(self, row: int, column: int) -> str:
        """A cell of the library. A target such as =12次 that the program took for a formula is the text that was meant."""
        cell = self._stands(LIBRARY_SHEET, row, column)
        if cell is not None and cell.formula is not None:
            reading = understand(Field("", "", "", "target", False, {}, ""))(cell)
            if isinstance(reading, Reading) and reading.kind == TARGET_FORMULA:
                return str(reading.value)
        return self.text(LIBRARY_SHEET, row, column)


def parsed(text: str, how: str) -> Any:
    """What a cell's text means, None if it is blank. Raises ValueError with a Chinese sentence."""
    if not text:
        return None
    if how == YES_NO:
        if text not in ("是", "否"):
            raise ValueError(f"“{text}”看不懂，请填“是”或“否”。")
        return text == "是"
    if how == LINES:
        return [line for line in map(trimmed, text.split("\n")) if line]
    if how == TEXT_CELL:
        return text
    number = parse_amount(text)
    if number.value is None or number.unit or (how == WHOLE and number.value != number.value.to_integral_value()):
        raise ValueError(f"“{text}”不是{'整数' if how == WHOLE else '数字'}。")
    whole = number.value == number.value.to_integral_value()
    return int(number.value) if whole else float(number.value)


def same(before: Any, after: Any, how: str) -> bool:
    """Whether the cell still says what the definition said: a key that is absent and one with its default are the same."""
    if how == YES_NO:
        return bool(before) == bool(after)
    if how in (WHOLE, NUMBER_CELL) and before is not None and after is not None:
        return Decimal(str(before)) == Decimal(str(after))
    if how == TEXT_CELL:
        return trimmed(before or "") == (after or "")
    return (before or None) == (after or None) if how == LINES else before == after


def address(sheet: str, row: int, column: int) -> str:
    return f"{sheet}!{column_letters(column)}{row}"
