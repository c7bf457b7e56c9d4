"""汇总, the ledger's first sheet: a row for every 主管部门 and unit, amounts by funding source, totals as formulas, a chart."""

from __future__ import annotations

import sqlite3
from decimal import Decimal
from typing import Any

from xltoolkit.findings import column_letters
from xltoolkit.ledger.funding import OF_YEAR, in_order
from xltoolkit.ledger.sheets import COUNT, MONEY, Column
from xltoolkit.records import NamedTuple

MOST_SOURCES = 16
"""Funding sources with a column of their own; what is left over stands together as 其他来源."""

MOST_BARS = 15
ROWS_ON_A_PAGE = 40
"""Fewer than a page of 汇总 holds at any width."""

NO_DEPARTMENT, NO_UNIT, OTHER_SOURCES = "（未注明主管部门）", "（未写单位）", "其他来源"
_TEXT_COLUMNS = (Column("主管部门", "", width=22), Column("填报单位", "", width=28))
_HEAD = (
    Column("项目数", "projects", COUNT, 8),
    Column("项目总金额(万元)", "total", MONEY, 16),
    Column("本年度项目金额(万元)", "annual", MONEY, 18),
)
_TAIL = (
    Column("强制性错误", "errors", COUNT, 9),
    Column("提示性问题", "warnings", COUNT, 9),
    Column("没有强制性错误的项目", "clean", COUNT, 12),
)
FIRST_ROW = 4
"""Row (from 0) of the first department or unit: above it a title, a line of explanation, a blank row, the headings."""


class Owner(NamedTuple):
    """One unit's figures by column name; amounts in 万元."""

    department: str
    unit: str
    figures: dict[str, Decimal]


class Summary(NamedTuple):
    """The figures of 汇总: its number columns and a line for every unit, departments together."""

    columns: tuple[Column, ...]
    owners: list[Owner]


def summarise(connection: sqlite3.Connection) -> Summary:
    """Ask the database: one line a unit, so what is held does not grow with the number of workbooks."""
    sources = _sources(connection)
    by_name = {name: f"source_{number}" for number, name in enumerate(sources)}
    statement = """SELECT f.department, f.unit, COUNT(*) AS projects, dsum(p.total_amount) AS total, dsum(p.annual_amount) AS annual,
                          SUM(f.errors) AS errors, SUM(f.warnings) AS warnings, SUM(f.errors = 0) AS clean, MIN(f.rank) AS first
                   FROM files f JOIN projects p ON p.file_id = f.id WHERE f.counts = 1 GROUP BY f.department, f.unit ORDER BY first"""
    owners: dict[tuple[str, str], Owner] = {}
    for row in connection.execute(statement):
        figures = {column.name: Decimal(str(row[column.name] or 0)) for column in (*_HEAD, *_TAIL)}
        owners[row["department"], row["unit"]] = Owner(row["department"], row["unit"], figures)
    statement = """SELECT f.department, f.unit, m.name, dsum(m.amount) AS amount FROM files f JOIN funding m ON m.file_id = f.id
                   WHERE f.counts = 1 AND m.computed = 0 AND m.period = ? GROUP BY f.department, f.unit, m.name"""
    for row in connection.execute(statement, (OF_YEAR,)):
        figures = owners[row["department"], row["unit"]].figures
        name = by_name.get(row["name"], "source_other")
        figures[name] = figures.get(name, Decimal(0)) + Decimal(row["amount"])
    money = [Column(source, name, MONEY, 14) for source, name in by_name.items()]
    if any(owner.figures.get("source_other") for owner in owners.values()):
        money.append(Column(OTHER_SOURCES, "source_other", MONEY, 14))
    return Summary((*_HEAD, *money, *_TAIL), list(owners.values()))


def _sources(connection: sqlite3.Connection) -> list[str]:
    """Funding sources of the year that somebody asks money from, in the order of the form."""
    statement = """SELECT m.name, dsum(m.amount) AS amount FROM files f JOIN funding m ON m.file_id = f.id
                   WHERE f.counts = 1 AND m.computed = 0 AND m.period = ? GROUP BY m.name"""
    used = [
        (Decimal(row["amount"]), row["name"])
        for row in connection.execute(statement, (OF_YEAR,))
        if Decimal(row["amount"])
    ]
    largest = {name for _, name in sorted(used, key=lambda one: (-one[0], one[1]))[:MOST_SOURCES]}
    forms = connection.execute(
        "SELECT form, MIN(rank) AS first FROM files WHERE counts = 1 GROUP BY form ORDER BY first"
    )
    return [name for name in in_order(row["form"] for row in forms) if name in largest]


def summary_columns(summary: Summary) -> tuple[Column, ...]:
    """Every column of 汇总, from the left."""
    return (*_TEXT_COLUMNS, *summary.columns)


class SummarySheet:
    """Writes the Summary from top to bottom into a streamed worksheet."""

    def __init__(self, book: Any, sheet: Any, summary: Summary, formats: dict[str, Any]) -> None:
        self.book = book
        self.sheet = sheet
        self.summary = summary
        self.formats = formats
        self.columns = summary_columns(summary)
        self.row = FIRST_ROW

    def write(self, title: str, note: str) -> None:
        sheet, last = self.sheet, len(self.columns) - 1
        for position, column in enumerate(self.columns):
            sheet.set_column(position, position, column.width)
        sheet.set_row(0, 30)
        sheet.write_string(0, 0, title, self.formats["title"])
        sheet.write_string(1, 0, note, self.formats["plain"])
        sheet.set_row(FIRST_ROW - 1, 44)
        for position, column in enumerate(self.columns):
            sheet.write_string(FIRST_ROW - 1, position, column.heading, self.formats["heading"])
        self._departments()
        end = self.row - 1
        self._figures("合计", "", self.summary.owners, FIRST_ROW, end, "total")
        sheet.autofilter(FIRST_ROW - 1, 0, max(end, FIRST_ROW), last)
        sheet.freeze_panes(FIRST_ROW, 2)
        sheet.repeat_rows(FIRST_ROW - 1)
        if self.summary.owners:
            self._chart()

    def _departments(self) -> None:
        """A line with the sums of every department, below it its units."""
        owners = self.summary.owners
        named = any(owner.department for owner in owners)
        for department in dict.fromkeys(owner.department for owner in owners):
            units = [owner for owner in owners if owner.department == department]
            if named:
                first = self.row + 1
                self._figures(department or NO_DEPARTMENT, "小计", units, first, first + len(units) - 1, "department")
            for owner in units:
                self._text(department, owner.unit or NO_UNIT, "unit")
                for position, column in enumerate(self.summary.columns, 2):
                    value = owner.figures.get(column.name, Decimal(0))
                    self.sheet.write_number(self.row, position, float(value), self.formats[f"unit {column.kind}"])
                self.row += 1

    def _figures(self, first: str, second: str, owners: list[Owner], top: int, bottom: int, style: str) -> None:
        """A line of sums: SUBTOTAL leaves other subtotals out, and follows the filter."""
        self._text(first, second, style)
        for position, column in enumerate(self.summary.columns, 2):
            letters = column_letters(position + 1)
            total = sum((owner.figures.get(column.name, Decimal(0)) for owner in owners), Decimal(0))
            formula = f"=SUBTOTAL(9,{letters}{top + 1}:{letters}{bottom + 1})" if owners else "=0"
            self.sheet.write_formula(
                self.row, position, formula, self.formats[f"{style} {column.kind}"], _number(total)
            )
        self.row += 1

    def _text(self, first: str, second: str, style: str) -> None:
        for position, text in enumerate((first, second)):
            if text:
                self.sheet.write_string(self.row, position, text, self.formats[f"{style} text"])
            else:
                self.sheet.write_blank(self.row, position, None, self.formats[f"{style} text"])

    def _chart(self) -> None:
        """The units that ask for most, as a table of their own and a bar chart of it."""
        largest = sorted(self.summary.owners, key=lambda one: (-one.figures["annual"], one.department, one.unit))[
            :MOST_BARS
        ]
        head = self.row + 2
        if head + len(largest) > ROWS_ON_A_PAGE:
            self.sheet.set_h_pagebreaks([head - 1])  # the chart stays in one piece
        self.sheet.write_string(head - 1, 0, f"本年度项目金额最多的 {len(largest)} 个单位", self.formats["strong"])
        self.sheet.set_row(head, 30)
        for position, text in enumerate(("主管部门", "填报单位", "项目数", "本年度项目金额(万元)")):
            self.sheet.write_string(head, position, text, self.formats["heading"])
        for row, owner in enumerate(largest, head + 1):
            self.row = row
            self._text(owner.department, owner.unit or NO_UNIT, "unit")
            self.sheet.write_number(row, 2, int(owner.figures["projects"]), self.formats["unit count"])
            self.sheet.write_number(row, 3, float(owner.figures["annual"]), self.formats["unit money"])
        chart = self.book.add_chart({"type": "bar"})
        first, last = head + 1, head + len(largest)
        chart.add_series(
            {
                "name": "本年度项目金额(万元)",
                "categories": ["汇总", first, 1, last, 1],
                "values": ["汇总", first, 3, last, 3],
                "categories_data": [owner.unit or NO_UNIT for owner in largest],
                "values_data": [float(owner.figures["annual"]) for owner in largest],
                "fill": {"color": "#4472C4"},
                "gap": 60,
                "data_labels": {"value": True, "num_format": "#,##0.##"},
            }
        )
        chart.set_title({"name": "本年度项目金额(万元)", "name_font": {"size": 12}, "overlay": False})
        chart.set_legend({"none": True})
        chart.set_y_axis({"reverse": True, "name_font": {"size": 9}})
        chart.set_x_axis({"num_format": "#,##0", "major_gridlines": {"visible": True, "line": {"color": "#D9D9D9"}}})
        chart.set_size({"width": 760, "height": max(220, 90 + 26 * len(largest))})
        self.sheet.insert_chart(head, 5, chart)


def _number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)
