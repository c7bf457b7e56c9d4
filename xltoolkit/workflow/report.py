"""The report page of a finished ledger."""

from __future__ import annotations

import os

from xltoolkit.ledger.charts import LedgerLines
from xltoolkit.ledger.page import report_page
from xltoolkit.ledger.sheets import FATES, FINDINGS, FUNDING, INDICATORS, PROJECTS, UNITS
from xltoolkit.ledger.tables import LedgerTables
from xltoolkit.package.files import write_whole


def report_file(ledger: str, output: str) -> None:
    """Draw the ledger (the workbook, or the database of --db) as one page. Raises Refused, UsageError (not a ledger), OutputError."""
    with LedgerTables(ledger) as tables:
        found = LedgerLines(*(list(tables.lines(sheet)) for sheet in (PROJECTS, INDICATORS, FUNDING, FINDINGS, FATES)))
        if tables.has(UNITS):
            found = found._replace(units=list(tables.lines(UNITS)))
    title = f"绩效目标申报汇总报告：{os.path.splitext(os.path.basename(ledger))[0]}"
    write_whole(output, report_page(found, title).encode())
