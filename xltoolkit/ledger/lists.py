"""Lists that a bureau keeps beside the workbooks: the roster of units, the ceilings (控制数). Read from .xlsx, .xls, .ods or CSV."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from decimal import Decimal

from xltoolkit.errors import Refused, UsageError
from xltoolkit.ledger.owners import name_key
from xltoolkit.ledger.roster import Roster, Unit
from xltoolkit.ledger.rows import LEDGER_UNIT
from xltoolkit.package.gate import content_kind, read_regular_file
from xltoolkit.records import NamedTuple
from xltoolkit.sheets.model import Sheet
from xltoolkit.sheets.open import sheets_of
from xltoolkit.text.normal import key as heading_key
from xltoolkit.text.number import convert, parse_amount, shown_number

_HEADING_UNIT = re.compile(r"[(（](?:单位[:：]?)?\s*(?:人民币)?(万元|元)[)）]")
_TABLE_UNIT = re.compile(r"单位\s*[:：]\s*(?:人民币)?\s*(万元|元)")
_NOT_IN_HEADINGS = re.compile(r"[(（【\[].*?[)）】\]]|(?:19|20)\d\d年?度?|[一二][上下]")
_SUFFIXES = ("名称", "全称", "情况", "数额", "金额")
_TOTALS = ("合计", "总计", "小计", "共计")


class Ceiling(NamedTuple):
    """One ceiling in 万元, of a project (by code or name) or of a whole department or unit (neither given)."""

    department: str
    unit: str
    project_code: str
    project_name: str
    amount: Decimal


_DEPARTMENT = ("主管部门", "主管单位", "预算主管部门", "部门")
_NAME = ("单位名称", "单位", "预算单位", "填报单位", "基层单位", "所属单位", "申报单位")
ROSTER_HEADINGS = {
    "department": _DEPARTMENT,
    "code": ("单位编码", "单位代码", "预算单位编码", "预算编码", "编码", "代码"),
    "name": _NAME,
    "aliases": ("别名", "简称", "单位简称", "单位别名", "曾用名", "文件夹", "文件夹别名", "文件夹名"),
    "contact": ("联系人", "经办人", "联系人及电话", "联系人电话"),
}
CEILING_HEADINGS = {
    "department": _DEPARTMENT,
    "unit": _NAME,
    "project_code": ("项目编码", "项目代码"),
    "project_name": ("项目名称", "项目"),
    "amount": ("控制数", "下达控制数", "预算控制数", "支出控制数", "控制数额", "控制额度", "控制额", "金额"),
}
"""The names that a heading goes by; year, round, brackets and an ending such as 名称 do not count (2020年一下控制数（万元）)."""


def read_roster(path: str) -> Roster:
    """Raises UsageError (a heading is missing, the file cannot be read)."""
    units = [
        Unit(
            row["department"],
            row["code"],
            row["name"],
            tuple(filter(None, re.split(r"[、，,;；\s]+", row["aliases"]))),
            row["contact"],
        )
        for row in _rows(path, ROSTER_HEADINGS, "name", what="花名册")
        if row["name"]
    ]
    return Roster(units)


def read_ceilings(path: str) -> list[Ceiling]:
    """Amounts are converted into 万元: the unit stands in the heading (控制数(元)) or above the table (单位：元), 万元 where none does.

    Raises UsageError (a heading is missing, an amount is no number, the file cannot be read).
    """
    ceilings = []
    for number, row in enumerate(_rows(path, CEILING_HEADINGS, "amount", what="控制数"), 1):
        if not row["amount"]:
            continue
        read = parse_amount(row["amount"])
        if read.value is None:
            raise UsageError(f"控制数第 {number} 行的金额“{row['amount']}”不是数字：{path}")
        amount = convert(read.value, read.unit or row["amount_unit"] or LEDGER_UNIT, LEDGER_UNIT)
        ceilings.append(Ceiling(row["department"], row["unit"], row["project_code"], row["project_name"], amount))
    return ceilings


def _rows(path: str, headings: dict[str, tuple[str, ...]], required: str, what: str) -> Iterator[dict[str, str]]:
    """Rows below the headings, sums left out; '<key>_unit' is the unit of a column's amounts.

    The headings are the first line that holds the required one, and who an amount belongs to (a title alone, 2020年控制数, is none).
    """
    least = 2 if required == "amount" else 1

    def is_heading(columns: dict[int, str]) -> bool:
        return required in columns.values() and len(columns) >= least

    try:
        tables = _tables(path)
    except Refused as error:
        raise UsageError(f"{what}读不出来：{path}（{error}）") from None
    for table in tables:
        for position, line in enumerate(table):
            columns = _columns(line, headings)
            if not is_heading(columns):
                continue
            above = " ".join(text for cells in table[: position + 1] for text in cells)
            stated = "".join(_TABLE_UNIT.findall(above)[:1])
            units = {
                f"{key}_unit": "".join(_HEADING_UNIT.findall(line[column])[:1]) or stated
                for column, key in columns.items()
            }
            for cells in table[position + 1 :]:
                row = dict.fromkeys(headings, "") | units
                for column, key in columns.items():
                    row[key] = row[key] or (cells[column].strip() if column < len(cells) else "")
                if is_heading(_columns(cells, headings)):
                    continue  # the headings once more: merged over two rows, or repeated on every page
                if any(row[key] for key in headings) and not any(map(_is_sum, cells)):
                    yield row
            return
    also = "和它对应的主管部门、单位或项目" if least > 1 else ""
    raise UsageError(f"{what}里没有找到“{headings[required][0]}”这一列{also}：{path}")


def _columns(line: list[str], headings: dict[str, tuple[str, ...]]) -> dict[int, str]:
    """Column → key. A heading written just as expected comes before one that is so but for a year, a round or an ending."""
    wanted = {heading_key(name): key for key, names in headings.items() for name in names}
    exact = {column: wanted[found] for column, text in enumerate(line) if (found := heading_key(text)) in wanted}
    loose: dict[str, list[int]] = {}
    for column, text in enumerate(line):
        bare = heading_key(_NOT_IN_HEADINGS.sub("", text))
        stem = next((bare.removesuffix(end) for end in _SUFFIXES if bare.endswith(end)), bare)
        key = wanted.get(bare) or wanted.get(stem)
        if column not in exact and key is not None and key not in exact.values():
            loose.setdefault(key, []).append(column)
    return exact | {columns[0]: key for key, columns in loose.items() if len(columns) == 1}


def _is_sum(text: str) -> bool:
    """合计, 总 计, 教育局小计: the line's amount is the sum of others."""
    return name_key(text).endswith(_TOTALS)


def _tables(path: str) -> list[list[list[str]]]:
    """Every sheet of a workbook, or the one table of a CSV file, as lines of texts. Raises Refused."""
    data = read_regular_file(path)
    if content_kind(data) == "text":
        return [
            list(csv.reader(io.StringIO(text), delimiter="\t" if "\t" in text.partition("\n")[0] else ","))
            for text in [_decoded(data)]
        ]
    sheets, _ = sheets_of(data)
    return [_table(sheet) for sheet in sheets.sheets if sheet.cells]


def _table(sheet: Sheet) -> list[list[str]]:
    """What a merged area says holds for every row that it covers: a department written once beside all its units."""
    last_row, last_column = max(row for row, _ in sheet.cells), max(column for _, column in sheet.cells)
    if last_row * last_column > 2_000_000:
        raise Refused("too_large", "名单太大")
    lines = [[""] * last_column for _ in range(last_row)]
    for (row, column), cell in sheet.cells.items():
        lines[row - 1][column - 1] = (
            shown_number(cell.value) if isinstance(cell.value, Decimal) else str(cell.value or "")
        )
    for top, left, bottom, _ in sheet.merges:
        if left <= last_column:
            for row in range(top, min(bottom, last_row)):
                lines[row][left - 1] = lines[row][left - 1] or lines[top - 1][left - 1]
    return lines


def _decoded(data: bytes) -> str:
    for encoding in ("utf-16",) if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Refused("text", "文字编码认不出来，请另存为 .xlsx 再用")
