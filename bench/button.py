"""The button: starting its process, and a press from the saved copy to the last mark, over the model of Excel that the tests use.

The model answers in microseconds; a real Excel needs about a tenth of a millisecond for each call, so the number of calls
stands beside the time.
"""

from __future__ import annotations

import sys
from pathlib import Path

from bench.measure import interleaved, processes, table
from xltoolkit.excel import check_workbook, clear_marks

ROUNDS = 9
LEAN = "from xltoolkit.excel.attach import import_xlwings; import_xlwings()"


def run(workbook: Path) -> str:
    """Two tables: processes, and presses with the number of COM calls."""
    from tests.excel.fake_excel import FakeExcel

    started = processes(
        {
            "bare interpreter": [sys.executable, "-c", ""],
            "the button's imports": [sys.executable, "-P", "-c", LEAN],
            "plain `import xlwings`": [sys.executable, "-P", "-c", "import xlwings"],
        },
        ROUNDS,
    )
    excel = FakeExcel()
    book = excel.open(workbook)
    report = check_workbook(book)
    assert report is not None
    clear_marks(book)
    excel.calls = 0
    check_workbook(book)
    first = excel.calls
    excel.calls = 0
    check_workbook(book)
    second = excel.calls
    clear_marks(book)

    def saved() -> None:
        excel.fake(book).saved()

    def pressed() -> None:
        check_workbook(book)
        clear_marks(book)

    presses = interleaved({"openpyxl saving the copy, for comparison": saved, "check, mark, save, clear": pressed}, 5)
    title = f"A press over the model of Excel: {len(report.findings)} findings, {first} COM calls, {second} when pressed again"
    budgets = {"check, mark, save, clear": "≤ 1000 ms"}
    return (
        table("The button's process", started, "bare interpreter")
        + "\n"
        + table(title, presses, "openpyxl saving the copy, for comparison", budgets)
    )
