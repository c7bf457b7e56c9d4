"""Lists that a bureau keeps beside the workbooks: the roster of units, the ceilings (控制数). Read from .xlsx, .xls or CSV."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from decimal import Decimal

from xltoolkit.errors import Refused, UsageError
from xltoolkit.ledger.fates import folder_unit, folders, name_key
from xltoolkit.ledger.rows import LEDGER_UNIT
from xltoolkit.package.gate import content_kind, read_regular_file
from xltoolkit.reader.open import sheets_of
from xltoolkit.records import NamedTuple
from xltoolkit.text.normal import key as heading_key
from xltoolkit.text.number import convert, parse_amount, shown_number

_NUMERALS = re.compile("[0-9一二三四五六七八九十东西南北]")


class Unit(NamedTuple):
    """One line of the roster. `aliases`: other names, folder names among them (split at 、，, ; and blanks)."""

    department: str
    code: str
    name: str
    aliases: tuple[str, ...]
    contact: str


class Ceiling(NamedTuple):
    """One ceiling in 万元, of a project (by code or name) or of a whole department or unit (neither given)."""

    department: str
    unit: str
    project_code: str
    project_name: str
    amount: Decimal


ROSTER_HEADINGS = {
    "department": ("主管部门", "部门", "部门名称"),
    "code": ("单位编码", "单位代码", "编码"),
    "name": ("单位名称", "预算单位", "填报单位", "单位"),
    "aliases": ("别名", "简称", "文件夹", "文件夹别名"),
    "contact": ("联系人",),
}
CEILING_HEADINGS = {
    "department": ("主管部门", "部门", "部门名称"),
    "unit": ("单位名称", "预算单位", "填报单位", "单位"),
    "project_code": ("项目编码", "项目代码"),
    "project_name": ("项目名称", "项目"),
    "amount": ("控制数", "下达控制数", "预算控制数", "控制额度", "金额"),
}


class Roster:
    """The units that must report, found by name, code or alias."""

    def __init__(self, units: list[Unit]) -> None:
        self.units = units
        self._by_key: dict[str, Unit] = {}
        for unit in units:
            for name in (unit.name, unit.code, *unit.aliases):
                if name:
                    self._by_key.setdefault(name_key(name), unit)

    def find(self, name: str) -> Unit | None:
        """The unit that goes by this name, code or alias."""
        return self._by_key.get(name_key(name)) if name else None

    def similar(self, name: str) -> Unit | None:
        """The one unit whose name differs from this one by a slip of the pen; None if several do."""
        key = name_key(name)
        if len(key) < 4:
            return None
        near = {id(unit): unit for unit in self.units for known in (unit.name, *unit.aliases) if _near(key, name_key(known))}
        return next(iter(near.values())) if len(near) == 1 else None

    def unit_of(self, declared: str, below: str) -> tuple[str, str]:
        """(unit, department): by the declared name, else by the nearest folder that is an alias, else as without a roster."""
        for name in (declared,) if declared else reversed(folders(below)):
            unit = self.find(name)
            if unit is not None:
                return unit.name, unit.department
        return folder_unit(declared, below)


def _near(one: str, other: str) -> bool:
    """Whether few characters were mistyped, left out or added: one, or two in names of eight and more."""
    allowed = 2 if len(one) >= 8 else 1
    if abs(len(one) - len(other)) > allowed or _NUMERALS.sub("", one) == _NUMERALS.sub("", other):
        return False  # 第一中学 and 第二中学 are two schools
    line = list(range(len(other) + 1))
    for row, first in enumerate(one, 1):
        diagonal, line[0] = line[0], row
        for column, second in enumerate(other, 1):
            diagonal, line[column] = line[column], min(
                diagonal + (first != second), line[column] + 1, line[column - 1] + 1
            )
    return line[-1] <= allowed


def read_roster(path: str) -> Roster:
    """Raises UsageError (a heading is missing), Refused (the file cannot be read)."""
    units = [
        Unit(
            row["department"],
            row["code"],
            row["name"],
            tuple(filter(None, re.split(r"[、，,;；\s]+", row["aliases"]))),
            row["contact"],
        )
        for row in _rows(path, ROSTER_HEADINGS, required=("name",), what="花名册")
        if row["name"]
    ]
    return Roster(units)


def read_ceilings(path: str) -> list[Ceiling]:
    """Amounts are converted into 万元: the unit stands in the heading (控制数(元)), 万元 where none stands.

    Raises UsageError (a heading is missing, an amount is no number), Refused.
    """
    ceilings = []
    for number, row in enumerate(_rows(path, CEILING_HEADINGS, required=("amount",), what="控制数"), 1):
        if not row["amount"]:
            continue
        read = parse_amount(row["amount"])
        if read.value is None:
            raise UsageError(f"控制数第 {number} 行的金额“{row['amount']}”不是数字：{path}")
        amount = convert(read.value, read.unit or row["amount_unit"] or LEDGER_UNIT, LEDGER_UNIT)
        ceilings.append(Ceiling(row["department"], row["unit"], row["project_code"], row["project_name"], amount))
    return ceilings


def _rows(
    path: str, headings: dict[str, tuple[str, ...]], required: tuple[str, ...], what: str
) -> Iterator[dict[str, str]]:
    """Rows below the first line that holds the required headings; '<key>_unit' is the unit in a heading's brackets."""
    wanted = {heading_key(name): key for key, names in headings.items() for name in names}
    for table in _tables(path):
        for position, line in enumerate(table):
            columns = {
                column: wanted[heading_key(text)] for column, text in enumerate(line) if heading_key(text) in wanted
            }
            if not set(required) <= set(columns.values()):
                continue
            units = {
                f"{key}_unit": "".join(re.findall(r"[(（](万元|元)[)）]", line[column])[:1]) for column, key in columns.items()
            }
            for cells in table[position + 1 :]:
                row = dict.fromkeys(headings, "") | units
                for column, key in columns.items():
                    row[key] = row[key] or (cells[column].strip() if column < len(cells) else "")
                if any(row[key] for key in headings):
                    yield row
            return
    names = "、".join(headings[key][0] for key in required)
    raise UsageError(f"{what}里没有找到“{names}”这一列：{path}")


def _tables(path: str) -> list[list[list[str]]]:
    """Every sheet of a workbook, or the one table of a CSV file, as lines of texts."""
    data = read_regular_file(path)
    if content_kind(data) == "text":
        return [list(csv.reader(io.StringIO(_decoded(data))))]
    sheets, _ = sheets_of(data)
    tables = []
    for sheet in sheets.sheets:
        if sheet.cells:
            last_row, last_column = max(row for row, _ in sheet.cells), max(column for _, column in sheet.cells)
            if last_row * last_column > 2_000_000:
                raise Refused("too_large", f"名单太大：{path}")
            lines = [[""] * last_column for _ in range(last_row)]
            for (row, column), cell in sheet.cells.items():
                lines[row - 1][column - 1] = (
                    shown_number(cell.value) if isinstance(cell.value, Decimal) else str(cell.value or "")
                )
            tables.append(lines)
    return tables


def _decoded(data: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Refused("text", "名单的文字编码认不出来，请另存为 .xlsx 再用")
