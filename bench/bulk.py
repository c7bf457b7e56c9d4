"""Many workbooks: checking them beside a loop of pandas.read_excel that merely reads, and merging 200 … 20,000 into one ledger.

    python -m bench bulk                          200 and 1,000 workbooks
    python -m bench.bulk 200 2000 20000           the table of docs/scale.md (20,000: some 10 minutes and 3 GB of disk)

Every merge runs in a process of its own, so that its memory is its own. Times are CPU of all processes.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from bench.measure import machine, table

SIZES = (200, 1_000)

_MERGE = """
import json, os, resource, sys, time
from xltoolkit.workflow.merge import merge_files
began, read = time.perf_counter(), [0.0]
def progress(now):
    if now.done == now.total:
        read[0] = time.perf_counter() - began
if __name__ == "__main__":
    ledger = merge_files([sys.argv[1]], sys.argv[2], progress)
    wall = time.perf_counter() - began
    ledger.close()
    status = dict(line.split(":", 1) for line in open("/proc/self/status"))  # ru_maxrss remembers the process that started us
    parent, workers = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    print(json.dumps({
        "counted": ledger.counted, "wall": wall, "reading": read[0],
        "parent_cpu": parent.ru_utime + parent.ru_stime, "worker_cpu": workers.ru_utime + workers.ru_stime,
        "parent_memory": int(status["VmHWM"].split()[0]) / 1024, "worker_memory": workers.ru_maxrss / 1024,
        "ledger": os.path.getsize(sys.argv[2]) / 2**20,
    }))
"""


def run(workbook: Path, sizes: tuple[int, ...] = SIZES) -> str:
    """The loop beside ours, then a line for every size."""
    with tempfile.TemporaryDirectory() as folder:
        received = Path(folder) / "收到"
        paths = copies(workbook, received, sizes[0])
        beside = _beside_pandas(paths)
        lines = [
            "### Merging into one ledger (process pool)",
            "",
            "| workbooks | wall s | of it reading s | CPU ms per workbook: workers | parent | MB at most: parent | a worker | ledger MB |",
            "|---:|---:|---:|---:|---:|---:|---:|---:|",
        ]
        for size in sizes:
            copies(workbook, received, size)
            lines.append(_line(size, merged(received, Path(folder) / "汇总.xlsx")))
    return "\n".join([beside, *lines, ""])


_LOOPS = {
    "xltoolkit: read and check": "from xltoolkit.workflow.check import check_file as once",
    "pandas.read_excel, which merely reads": """
import pandas
def once(path):
    pandas.read_excel(path, sheet_name=None, header=None, engine="openpyxl")
""",
    "openpyxl.load_workbook, which merely reads": """
import openpyxl
def once(path):
    openpyxl.load_workbook(path, data_only=True).close()
""",
}
_LOOP = """
import sys, time
if __name__ == "__main__":
    first, *paths = sys.argv[1:]
    once(first)  # warm: imports, caches, compiled patterns
    began = time.process_time()
    for path in paths:
        once(path)
    print((time.process_time() - began) / len(paths) * 1000)
"""


def _beside_pandas(paths: list[Path]) -> str:
    """Loops over the same workbooks, each in a process of its own, in turn, so that a slow moment hits all alike."""
    times: dict[str, list[float]] = {name: [] for name in _LOOPS}
    for _ in range(5):
        for name, once in _LOOPS.items():
            words = [sys.executable, "-c", once + _LOOP, *map(str, paths[:60])]
            done = subprocess.run(words, capture_output=True, text=True, check=True, cwd=Path(__file__).parent.parent)
            times[name].append(float(done.stdout))
    return table(
        "Bulk, per workbook and core",
        {name: statistics.median(values) for name, values in times.items()},
        "xltoolkit: read and check",
        {"pandas.read_excel, which merely reads": "≥ 5 ×"},
    )


def merged(received: Path, output: Path) -> dict[str, Any]:
    """One merge in a fresh process; what it used."""
    done = subprocess.run(
        [sys.executable, "-c", _MERGE, str(received), str(output)],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parent.parent,
    )
    return dict(json.loads(done.stdout))


def _line(size: int, used: dict[str, Any]) -> str:
    assert used["counted"] == size, used
    cells = [
        f"{size:,}",
        f"{used['wall']:.1f}",
        f"{used['reading']:.1f}",
        f"{1000 * used['worker_cpu'] / size:.1f}",
        f"{1000 * used['parent_cpu'] / size:.1f}",
        f"{used['parent_memory']:.0f}",
        f"{used['worker_memory']:.0f}",
        f"{used['ledger']:.1f}",
    ]
    return "| " + " | ".join(cells) + " |"


def copies(workbook: Path, folder: Path, count: int) -> list[Path]:
    """Workbooks of `count` projects in units of ten; those that are there already stay."""
    from xltoolkit.marks import set_values
    from xltoolkit.package.archive import Archive
    from xltoolkit.reader.read import read_file

    submission = read_file(str(workbook))
    name, annual = submission.place("/project_name"), submission.place("/annual_amount")
    estimates = [submission.place(row.at("amount")) for row in submission.rows("/estimates")]
    assert name is not None
    assert annual is not None
    archive = Archive.open(str(workbook))
    paths = []
    for number in range(count):
        path = folder / f"主管部门{number // 100:04d}" / f"单位{number // 10:05d}" / f"项目{number:06d}.xlsx"
        paths.append(path)
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            values = {name: f"2020年维保项目第{number}号", annual: 100 + number % 900}
            values |= {place: 1 + (number * 7 + row) % 97 for row, place in enumerate(estimates) if place is not None}
            path.write_bytes(set_values(archive, values))
    return paths


def main(words: list[str]) -> None:
    from xltoolkit.form.load import load_form
    from xltoolkit.template import make_template

    print(machine(), time.strftime("%Y-%m-%d"), "\n")
    form = load_form("jiangyin-project")
    example = json.loads((Path(form.folder) / "example.json").read_text("utf-8"))
    with tempfile.TemporaryDirectory() as folder:
        workbook = Path(folder) / "example.xlsx"
        workbook.write_bytes(make_template(form, example["year"], example["data"]))
        print(run(workbook, tuple(map(int, words)) or SIZES))


if __name__ == "__main__":
    os.environ.setdefault("PYTHONDONTWRITEBYTECODE", "1")
    main(sys.argv[1:])
