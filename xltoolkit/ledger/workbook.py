"""The ledger as a workbook: streamed by XlsxWriter, texts never formulas, sheets split before Excel's last row."""

from __future__ import annotations

import os
import re
import sqlite3
from datetime import datetime
from functools import lru_cache
from typing import Any
from urllib.parse import quote

from xltoolkit.findings import quoted_sheet
from xltoolkit.form.load import load_form
from xltoolkit.form.stamp import LEDGER_PROPERTY
from xltoolkit.ledger.attendance import attendance_note, has_units
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
    UNITS,
    Column,
    LedgerSheet,
    projects_sheet,
)
from xltoolkit.ledger.summary import SummarySheet, summarise, summary_columns

LAST_ROW = 1_048_576

MOST_LINKS = 20_000
"""Excel opens no sheet with more than 65,530 hyperlinks, and XlsxWriter holds each in memory: beyond this the address stands as text."""

A3, A4 = 8, 9
WIDEST_ON_A4, WIDEST_ON_A3 = 200, 370
"""Characters across; what is wider would print too small to read."""

LONGEST_LINK = 1_900
_IN_LINKS = re.compile(r"""[%#\s"<>?\[\]^`{}|]""")

STREAMED = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}


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
    """The streamed sheets of this ledger: 项目一览 has columns for its forms' own fields; 报送情况 with --roster, 整改情况 with --previous."""
    ids = [
        row["form"]
        for row in connection.execute(
            "SELECT form, MIN(rank) AS first FROM files WHERE counts = 1 GROUP BY form ORDER BY first"
        )
    ]
    sheets = [projects_sheet(load_form(form) for form in ids), INDICATORS, FUNDING, ESTIMATES, FINDINGS, FATES]
    if has_units(connection):
        sheets.append(UNITS)
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
        self.row_line = book.add_format({"bottom": 1, "bottom_color": "#D9D9D9"})

    def summary(self) -> None:
        """汇总, see ledger.summary."""
        year = batch_year(self.connection)
        row = self.connection.execute(
            "SELECT COUNT(*) AS files, SUM(counts) AS counted, SUM(fate = ?) AS refused FROM files", (REJECTED,)
        ).fetchone()
        title = f"绩效目标申报汇总（{'，'.join(filter(None, (f'{year}年' if year else '', self.round)))}）".replace(
            "（）", ""
        )
        note = f"金额单位：万元。收到 {row['files']} 个文件，汇总 {row['counted'] or 0} 个项目，拒收 {row['refused'] or 0} 个，其余见“读取情况”。"
        note += attendance_note(self.connection)
        summary = summarise(self.connection)
        SummarySheet(self.book, self._page("汇总", summary_columns(summary)), summary, self.formats).write(title, note)

    def stream(self, spec: LedgerSheet) -> None:
        """One declared sheet, continued on further sheets (…_2) when Excel's rows are full."""
        found = self.connection.cursor()
        found.row_factory = None  # plain tuples: a row's value is asked for by its place, not by its name
        found.execute(spec.statement)
        given = [name for name, *_ in found.description]
        places = [given.index(column.name) for column in spec.columns]
        link_at = next((place for place, column in enumerate(spec.columns) if column.kind == LINK), None)
        link_from = [given.index(name) for name in ("location", "sheet", "cell")] if link_at is not None else []
        sheet, row, part, links = self._sheet(spec.title, spec.columns), 0, 1, 0
        for values in found:
            row += 1
            if row >= LAST_ROW:
                self._finish(sheet, spec, row - 1)
                part += 1
                sheet, row, links = self._sheet(f"{spec.title}_{part}", spec.columns), 1, 0
            if link_at is not None and values[places[link_at]] and links < MOST_LINKS:
                links += self._link(sheet, row, link_at, *(values[place] for place in link_from))
            sheet.write_line(row, [values[place] for place in places])
        self._finish(sheet, spec, row)

    def _page(self, title: str, columns: tuple[Column, ...]) -> Any:
        """A new sheet that prints on as large a paper and as many pages side by side as its columns need."""
        from xltoolkit.ledger.streamed import StreamedSheet

        sheet = self.book.add_worksheet(title, StreamedSheet)
        across = sum(column.width for column in columns)
        sheet.set_landscape()
        sheet.set_paper(A3 if across > WIDEST_ON_A4 else A4)
        sheet.fit_to_pages(-(-across // WIDEST_ON_A3), 0)
        sheet.set_margins(left=0.4, right=0.4, top=0.7, bottom=0.6)
        sheet.set_header(f"&L{self.round}&R&A" if self.round else "&R&A")
        sheet.set_footer("&C第 &P 页，共 &N 页")
        return sheet

    def _sheet(self, title: str, columns: tuple[Column, ...]) -> Any:
        sheet = self._page(title, columns)
        sheet.set_row(0, 30)
        for position, column in enumerate(columns):
            sheet.set_column(position, position, column.width)
            sheet.write_string(0, position, column.heading, self.formats["heading"])
        sheet.start_lines(columns, self.formats)
        sheet.freeze_panes(1, 0)
        sheet.repeat_rows(0)
        if sum(column.width for column in columns) > WIDEST_ON_A3:  # pages side by side: each says whose rows these are
            sheet.repeat_columns(
                0, next(place for place, column in enumerate(columns) if column.name == "project_name")
            )
        return sheet

    def _finish(self, sheet: Any, spec: LedgerSheet, last_row: int) -> None:
        """The filter, and a line below every row, blank cells too, without a style for each of them."""
        last_column = len(spec.columns) - 1
        sheet.autofilter(0, 0, max(last_row, 1), last_column)
        if last_row:
            line = {"type": "formula", "criteria": "=TRUE", "format": self.row_line}
            sheet.conditional_format(1, 0, last_row, last_column, line)

    def _link(self, sheet: Any, row: int, column: int, location: bytes, sheet_name: str, cell: str) -> bool:
        """A link to the cell in the workbook it came from: from the ledger's folder where both can be moved together."""
        from xlsxwriter.url import Url

        path = link_path(os.fsdecode(location), self.folder)
        if len(path) > LONGEST_LINK:
            return False  # beyond what Excel takes: the address stands as text
        link = Url(f"external:{path}#{quoted_sheet(sheet_name)}!{cell}")
        link._relationship_link = path  # XlsxWriter writes backslashes, which lead nowhere outside Windows
        sheet.link(row, column, link)
        return True


@lru_cache(64)
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
    right = {"align": "right", "indent": 1}
    kinds: dict[str, dict[str, Any]] = {  # of 汇总, where most sources are nothing for most units
        TEXT: {"num_format": "@"},
        MONEY: {"num_format": '#,##0.00####;-#,##0.00####;"–"', **right},
        COUNT: {"num_format": '#,##0;-#,##0;"–"', **right},
    }
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
        MONEY: {**font, "num_format": "#,##0.00####", **right},
        COUNT: {**font, "num_format": "0", "align": "center"},
        LINK: {**font, "font_color": "#0563C1", "underline": 1},
        **{
            f"{style} {kind}": {**line, **look, **number}
            for style, look in styles.items()
            for kind, number in kinds.items()
        },
    }
    return {name: book.add_format(properties) for name, properties in declared.items()}
