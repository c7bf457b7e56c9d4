"""The ledger as a workbook: streamed by XlsxWriter, texts never formulas, sheets split before Excel's last row."""

from __future__ import annotations

import os
import sqlite3
from decimal import Decimal
from typing import Any

from xltoolkit.errors import OutputError
from xltoolkit.findings import column_letters
from xltoolkit.ledger.sheets import COUNT, LINK, MONEY, PROGRESS, STREAMED, Column, LedgerSheet

LAST_ROW = 1_048_576
MOST_LINKS = 65_530
"""Excel opens no sheet with more hyperlinks (Excel specifications and limits)."""
LEDGER_PROPERTY = "xltoolkit.ledger"


def write_ledger(connection: sqlite3.Connection, output: str, budget_round: str = "") -> None:
    """Write the ledger workbook, whole or not at all. `budget_round`: 一上 … 二下, printed in the header. Raises OutputError."""
    import xlsxwriter

    part = os.path.join(os.path.dirname(os.path.abspath(output)), f".{os.path.basename(output)}.{os.getpid()}.part")
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_numbers": False,
        "strings_to_urls": False,
    }
    try:
        with xlsxwriter.Workbook(part, options) as book:
            book.set_custom_property(LEDGER_PROPERTY, "1")
            writer = _Writer(book, connection, budget_round)
            writer.summary()
            for sheet in STREAMED:
                writer.stream(sheet)
            if connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'progress'").fetchone():
                writer.stream(PROGRESS)
        os.replace(part, output)
    except (OSError, xlsxwriter.exceptions.FileCreateError) as error:
        raise OutputError(f"台账没有写成：{output}（{error}）。如果它正在 Excel 中打开，请先关闭再试。") from None
    finally:
        if os.path.exists(part):
            os.unlink(part)


class _Writer:
    """Knows the formats of one workbook and writes its sheets from top to bottom."""

    def __init__(self, book: Any, connection: sqlite3.Connection, budget_round: str) -> None:
        self.book = book
        self.header = f"&L{budget_round}&R&A" if budget_round else "&R&A"
        self.connection = connection
        font = {"font_name": "宋体", "font_size": 10, "valign": "top"}
        self.heading = book.add_format(
            {**font, "bold": True, "bg_color": "#D9E2F3", "border": 1, "text_wrap": True, "valign": "vcenter"}
        )
        self.formats = {
            "text": book.add_format({**font, "text_wrap": True, "num_format": "@"}),
            MONEY: book.add_format({**font, "num_format": "#,##0.00####"}),
            COUNT: book.add_format({**font, "num_format": "0"}),
            LINK: book.add_format({**font, "font_color": "#0563C1", "underline": 1}),
        }

    def summary(self) -> None:
        """汇总: a row per department and unit; totals are formulas with their values."""
        sheet = self._sheet("汇总", (
            Column("主管部门", "", width=20), Column("填报单位", "", width=26), Column("项目数", "", COUNT, 9),
            Column("项目总金额(万元)", "", MONEY, 18), Column("本年度项目金额(万元)", "", MONEY, 20), Column("强制性错误", "", COUNT, 11),
            Column("提示性问题", "", COUNT, 11),
        ))  # fmt: skip
        statement = """SELECT f.department, f.unit, COUNT(*) AS projects, dsum(p.total_amount) AS total, dsum(p.annual_amount) AS annual,
                              SUM(f.errors) AS errors, SUM(f.warnings) AS warnings
                       FROM files f JOIN projects p ON p.file_id = f.id WHERE f.counts = 1
                       GROUP BY f.department, f.unit ORDER BY f.department, f.unit"""
        kinds = ["text", "text", COUNT, MONEY, MONEY, COUNT, COUNT]
        totals = [Decimal(0)] * 5
        row = 0
        for row, found in enumerate(self.connection.execute(statement), 1):
            for column, (kind, value) in enumerate(zip(kinds, tuple(found), strict=True)):
                self._cell(sheet, row, column, kind, value)
            totals = [total + Decimal(str(value or 0)) for total, value in zip(totals, tuple(found)[2:], strict=True)]
        sheet.write_string(row + 1, 0, "合计", self.heading)
        sheet.write_string(row + 1, 1, "", self.heading)
        for column, total in enumerate(totals, 2):
            letters = column_letters(column + 1)
            formula = f"=SUM({letters}2:{letters}{row + 1})" if row else "=0"
            sheet.write_formula(row + 1, column, formula, self.formats[kinds[column]], float(total))

    def stream(self, spec: LedgerSheet) -> None:
        """One declared sheet, continued on further sheets (…_2) when Excel's rows are full."""
        sheet, row, part, links = self._sheet(spec.title, spec.columns), 0, 1, 0
        for found in self.connection.execute(spec.statement):
            row += 1
            if row >= LAST_ROW:
                self._finish(sheet, spec, row - 1)
                part += 1
                sheet, row, links = self._sheet(f"{spec.title}_{part}", spec.columns), 1, 0
            for column, declared in enumerate(spec.columns):
                value = found[declared.name]
                if declared.kind == LINK and value and links < MOST_LINKS:
                    links += 1
                    self._link(sheet, row, column, found)
                else:
                    self._cell(sheet, row, column, declared.kind, value)
        self._finish(sheet, spec, row)

    def _sheet(self, title: str, columns: tuple[Column, ...]) -> Any:
        sheet = self.book.add_worksheet(title)
        for position, column in enumerate(columns):
            sheet.set_column(position, position, column.width)
            sheet.write_string(0, position, column.heading, self.heading)
        sheet.freeze_panes(1, 0)
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        sheet.set_header(self.header)
        sheet.set_footer("&C第 &P 页，共 &N 页")
        return sheet

    @staticmethod
    def _finish(sheet: Any, spec: LedgerSheet, last_row: int) -> None:
        sheet.autofilter(0, 0, last_row, len(spec.columns) - 1)

    def _cell(self, sheet: Any, row: int, column: int, kind: str, value: Any) -> None:
        """One cell; a text stays a text whatever it begins with."""
        if value is None or value == "":
            return
        if kind in (MONEY, COUNT):
            sheet.write_number(row, column, float(value), self.formats[kind])
        else:
            sheet.write_string(row, column, str(value), self.formats["text"])

    def _link(self, sheet: Any, row: int, column: int, found: sqlite3.Row) -> None:
        """Address of the cell, leading to it in the workbook it came from."""
        target = found["sheet"].replace("'", "''")
        address = f"external:{os.path.abspath(found['path'])}#'{target}'!{found['cell']}"
        if len(address) > 2_000 or sheet.write_url(row, column, address, self.formats[LINK], found["cell"]) != 0:
            self._cell(sheet, row, column, "text", found["cell"])
