"""The button: checking the workbook that is open in Excel, and all that brings the button to a user's machine.

import xltoolkit.excel
xltoolkit.excel.check_workbook()       # under xlwings' RunPython, or with a book: check_workbook(book)
"""

from __future__ import annotations

from xltoolkit.excel.check import check_workbook, clear_marks, next_finding

__all__ = ["check_workbook", "clear_marks", "next_finding"]
