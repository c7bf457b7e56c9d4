"""`xltoolkit check --active`: the workbook that is open in Excel or WPS, checked without any macro."""

from __future__ import annotations

import sys

from xltoolkit.excel.attach import active_book
from xltoolkit.excel.check import check_open_workbook
from xltoolkit.findings import Report

WPS_REMARK = "注意：没有在 WPS 表格中验证过在工作簿上做标记；如果标记不全，请改用：xltoolkit check 文件名 --annotate"


def check_active() -> Report:
    """Check and mark the active workbook; its report.

    Raises NoWorkbook (nothing open, or not on this system), Refused (no declaration form); both say so in Chinese.
    """
    book, program = active_book()
    if program != "Excel":
        encoding = sys.stderr.encoding or "utf-8"
        sys.stderr.write(WPS_REMARK.encode(encoding, "replace").decode(encoding) + "\n")
    return check_open_workbook(book)
