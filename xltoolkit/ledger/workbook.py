"""The ledger as a workbook: streamed by XlsxWriter, texts never formulas, sheets split before Excel's last row."""

from __future__ import annotations

import os
import re
import sqlite3
from datetime import datetime
from typing import Any
from urllib.parse import quote

from xltoolkit.form.load import load_form
from xltoolkit.form.stamp import LEDGER_PROPERTY
from xltoolkit.ledger.database import whole_characters
from xltoolkit.ledger.fates import REJECTED, batch_year
from xltoolkit.ledger.sheets import (
    COUNT,
    ESTIMATES,
    FATES,
    FINDINGS,
    FUNDING,
    INDICATORS,
    LINK,
    MONEY,
    PROGRESS,
    TEXT,
    Column,
    LedgerSheet,
    projects_sheet,
)
from xltoolkit.ledger.summary import SummarySheet, summarise

LAST_ROW = 1_048_576
LONGEST_TEXT = 32_767
"""UTF-16 units that a cell holds (Excel specifications and limits)."""

MOST_LINKS = 20_000
"""Excel opens no sheet with more than 65,530 hyperlinks, and XlsxWriter holds each in memory: beyond this the address stands as text."""

A3, A4 = 8, 9
WIDEST_ON_A4 = 200
"""Characters across; what is wider would print too small to read."""

LONGEST_LINK = 1_900
_IN_LINKS = re.compile(r"""[%#\s"<>?\[\]^`{}|]""")

STREAMED = {"constant_memory": True, "strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}


def write_ledger(connection: sqlite3.Connection, part: str, output: str, budget_round: str = "") -> None:
    """Write the ledger workbook to `part`, in a folder that may be thrown away; links lead from where `output` will stand.

    `budget_round`: 一上 … 二下, printed in the title and the header. The document property `created` is the only time stamp.
    Raises OSError, XlsxWriter's FileCreateError.
    """
    import xlsxwriter

    book = xlsxwriter.Workbook(part, {**STREAMED, "tmpdir": os.path.dirname(part)})
    try:
        book.use_zip64()
        book.set_custom_property(LEDGER_PROPERTY, "1")
        book.set_properties({"title": "绩效目标申报汇总", "created": datetime.now().replace(microsecond=0)})
        book.set_size(2400, 1300)
        writer = _Writer(book, connection, os.path.dirname(os.path.abspath(output)), budget_round)
        writer.summary()
        for sheet in ledger_sheets(connection):
            writer.stream(sheet)
        book.close()
    finally:
        for sheet in book.worksheets():
            sheet._opt_close()  # an interrupted workbook leaves the files of its rows open


def ledger_sheets(connection: sqlite3.Connection) -> list[LedgerSheet]:
    """The streamed sheets of this ledger: 项目一览 has columns for its forms' own fields; 整改情况 only after --previous."""
    ids = [row["form"] for row in connection.execute("SELECT form, MIN(rank) AS first FROM files WHERE counts = 1 GROUP BY form ORDER BY first")]
    sheets = [projects_sheet(load_form(form) for form in ids), INDICATORS, FUNDING, ESTIMATES, FINDINGS, FATES]
    if connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'progress'").fetchone():
        sheets.append(PROGRESS)
    return sheets


class _Writer:
    """Knows the formats of one workbook and writes its sheets from top to bottom."""

    def __init__(self, book: Any, connection: sqlite3.Connection, folder: str, budget_round: str) -> None:
        self.book = book
        self.connection = connection
        self.folder = folder
        self.round = budget_round
        self.formats = _formats(book)

    def summary(self) -> None:
        """汇总, see ledger.summary."""
        year = batch_year(self.connection)
        row = self.connection.execute(
            "SELECT COUNT(*) AS files, SUM(counts) AS counted, SUM(fate = ?) AS refused FROM files", (REJECTED,)
        ).fetchone()
        title = f"绩效目标申报汇总（{'，'.join(filter(None, (f'{year}年' if year else '', self.round)))}）".replace("（）", "")
        note = f"金额单位：万元。收到 {row['files']} 个文件，汇总 {row['counted'] or 0} 个项目，拒收 {row['refused'] or 0} 个，其余见“读取情况”。"
        SummarySheet(self.book, self._page("汇总"), summarise(self.connection), self.formats).write(title, note)

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
                if declared.kind == LINK and value and links < MOST_LINKS and self._link(sheet, row, column, found):
                    links += 1
                else:
                    self._cell(sheet, row, column, declared.kind, value)
        self._finish(sheet, spec, row)

    def _page(self, title: str) -> Any:
        sheet = self.book.add_worksheet(title)
        sheet.set_landscape()
        sheet.set_paper(A4)
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.4, right=0.4, top=0.7, bottom=0.6)
        sheet.set_header(f"&L{self.round}&R&A" if self.round else "&R&A")
        sheet.set_footer("&C第 &P 页，共 &N 页")
        return sheet

    def _sheet(self, title: str, columns: tuple[Column, ...]) -> Any:
        sheet = self._page(title)
        if sum(column.width for column in columns) > WIDEST_ON_A4:
            sheet.set_paper(A3)
        sheet.set_row(0, 30)
        for position, column in enumerate(columns):
            sheet.set_column(position, position, column.width)
            sheet.write_string(0, position, column.heading, self.formats["heading"])
        sheet.freeze_panes(1, 0)
        sheet.repeat_rows(0)
        return sheet

    @staticmethod
    def _finish(sheet: Any, spec: LedgerSheet, last_row: int) -> None:
        sheet.autofilter(0, 0, max(last_row, 1), len(spec.columns) - 1)

    def _cell(self, sheet: Any, row: int, column: int, kind: str, value: Any) -> None:
        """One cell; a text stays a text whatever it begins with."""
        if value is None or value == "":
            return
        if kind in (MONEY, COUNT):
            sheet.write_number(row, column, float(value), self.formats[kind])
        else:
            sheet.write_string(row, column, fitting(str(value)), self.formats[TEXT])

    def _link(self, sheet: Any, row: int, column: int, found: sqlite3.Row) -> bool:
        """Address of the cell, leading to it in the workbook it came from: from the ledger's folder where both can be moved together."""
        from xlsxwriter.url import Url

        path = link_path(os.fsdecode(found["location"]), self.folder)
        if len(path) > LONGEST_LINK:
            return False  # beyond what Excel takes
        sheet_name = found["sheet"].replace("'", "''")
        link = Url(f"external:{path}#'{sheet_name}'!{found['cell']}")
        link.text = found["cell"]
        link._relationship_link = path  # XlsxWriter writes backslashes, which lead nowhere outside Windows
        return bool(sheet.write_url(row, column, link, self.formats[LINK]) == 0)


def fitting(text: str) -> str:
    """A text as far as a cell holds it; what is cut says so."""
    if 2 * len(text) <= LONGEST_TEXT:
        return text
    units = text.encode("utf-16-le", "replace")
    if len(units) <= 2 * LONGEST_TEXT:
        return text
    note = "……（过长，其余见来源文件）"
    return units[: 2 * (LONGEST_TEXT - len(note))].decode("utf-16-le", "ignore") + note


def link_path(path: str, folder: str) -> str:
    """A file's path as a link in a workbook that stands in `folder`: relative where possible, with what would end the path escaped."""
    path = os.path.abspath(path)
    try:
        near = os.path.relpath(path, folder)
    except ValueError:  # another drive
        near = ""
    if not near or near.startswith(os.path.join("..", "..", "..")):
        near = "file:///" + path.lstrip("/")
    near = near.replace(os.sep, "/")
    if near != whole_characters(near):  # a name that is no UTF-8
        return quote(os.fsencode(near))
    return _IN_LINKS.sub(lambda found: f"%{ord(found[0]):02X}", near)


def _formats(book: Any) -> dict[str, Any]:
    """Every format by name; those of the summary are style and kind: 'total money'."""
    font = {"font_name": "宋体", "font_size": 10, "valign": "top"}
    line = {**font, "border": 1, "border_color": "#BFBFBF", "valign": "vcenter"}
    kinds = {TEXT: {"num_format": "@"}, MONEY: {"num_format": "#,##0.00####"}, COUNT: {"num_format": "#,##0"}}
    styles: dict[str, dict[str, Any]] = {
        "unit": {},
        "department": {"bold": True, "bg_color": "#F2F2F2"},
        "total": {"bold": True, "bg_color": "#D9E2F3", "top": 2},
    }
    declared: dict[str, dict[str, Any]] = {
        "title": {"font_name": "黑体", "font_size": 16, "valign": "vcenter"},
        "plain": font,
        "strong": {**font, "bold": True},
        "heading": {**line, "bold": True, "bg_color": "#D9E2F3", "text_wrap": True, "align": "center"},
        TEXT: {**font, "text_wrap": True, "num_format": "@"},
        MONEY: {**font, **kinds[MONEY], "align": "right", "indent": 1},
        COUNT: {**font, "num_format": "0", "align": "center"},
        LINK: {**font, "font_color": "#0563C1", "underline": 1},
        **{f"{style} {kind}": {**line, **look, **number} for style, look in styles.items() for kind, number in kinds.items()},
    }
    return {name: book.add_format(properties) for name, properties in declared.items()}


