"""Fresh processes: `xltoolkit check FILE` and what others need to read the file, and what importing each of them costs."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

from bench.measure import processes, table

BARE = "bare interpreter"
_A_CHECK = "from xltoolkit.workflow.intake import take_in; from xltoolkit.rules import all_rules; all_rules()"
_OTHERS = ("openpyxl", "pandas", "python_calamine", "xlwings", "jsonschema", "frictionless", "pandera.pandas")


def run(workbook: Path, rounds: int = 15) -> str:
    """Two tables, both in starts of a bare interpreter."""
    path = str(workbook)
    python = [sys.executable, "-c"]
    bare = {BARE: [*python, "pass"]}
    checks = {
        "`xltoolkit check`": [sys.executable, "-m", "xltoolkit", "check", path],
        "`xltoolkit check --json`": [sys.executable, "-m", "xltoolkit", "check", "--json", path],
        "openpyxl: import, load_workbook": [*python, f"import openpyxl; openpyxl.load_workbook({path!r})"],
        "pandas (openpyxl): import, read_excel": [*python, f"import pandas; pandas.read_excel({path!r}, sheet_name=None)"],
        "pandas (calamine): import, read_excel": [
            *python, f"import pandas; pandas.read_excel({path!r}, sheet_name=None, engine='calamine')",
        ],
    }  # fmt: skip
    imports = {
        "`import xltoolkit`": [*python, "import xltoolkit"],
        "xltoolkit: all that a check imports": [*python, _A_CHECK],
    }
    missing = [name for name in _OTHERS if importlib.util.find_spec(name.partition(".")[0]) is None]
    imports |= {f"`import {name}`": [*python, f"import {name}"] for name in _OTHERS if name not in missing}
    budgets = {"`xltoolkit check`": "≤ 4 ×"}
    return "\n".join(
        [
            table("A fresh process", processes(bare | checks, rounds), BARE, budgets),
            table("Importing", processes(bare | imports, rounds), BARE),
            *([f"Not installed, left out: {', '.join(missing)}.\n"] if missing else []),
        ]
    )
