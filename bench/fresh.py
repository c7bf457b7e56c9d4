"""A fresh process: `xltoolkit check FILE` against a bare interpreter and against what others must import."""

from __future__ import annotations

import sys
from pathlib import Path

from bench.measure import processes, table


def run(workbook: Path, rounds: int = 15) -> str:
    path = str(workbook)
    python = sys.executable
    times = processes(
        {
            "bare interpreter": [python, "-c", "pass"],
            "xltoolkit check": [python, "-m", "xltoolkit", "check", path],
            "xltoolkit check --json": [python, "-m", "xltoolkit", "check", "--json", path],
            "import openpyxl; load_workbook": [python, "-c", f"import openpyxl; openpyxl.load_workbook({path!r})"],
            "import pandas; read_excel": [python, "-c", f"import pandas; pandas.read_excel({path!r}, sheet_name=None)"],
        },
        rounds,
    )
    return table("A fresh process", times, "bare interpreter", {"xltoolkit check": "≤ 4 ×"})
