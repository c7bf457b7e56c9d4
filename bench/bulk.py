"""Many workbooks: merging and checking them, beside a loop of pandas.read_excel that merely reads."""

from __future__ import annotations

import os
import tempfile
import time
from pathlib import Path

from bench.measure import table


def run(workbook: Path, count: int = 200) -> str:
    """CPU milliseconds per workbook, children included."""
    import pandas

    from xltoolkit.workflow.check import check_file
    from xltoolkit.workflow.merge import merge_files

    with tempfile.TemporaryDirectory() as folder:
        received = Path(folder) / "收到"
        paths = _copies(workbook, received, count)

        def merged() -> None:
            merge_files([str(received)], str(Path(folder) / "汇总.xlsx"))

        def checked() -> None:
            for path in paths:
                check_file(str(path))

        def pandas_loop() -> None:
            for path in paths[:20]:
                pandas.read_excel(path, sheet_name=None, header=None)

        times = {
            "xltoolkit: read and check, one process": _cpu(checked) / count,
            "xltoolkit: merge into a ledger, process pool": _cpu(merged) / count,
            "pandas.read_excel loop that merely reads": _cpu(pandas_loop) / 20,
        }
    return table(
        f"Bulk, {count} workbooks (CPU per workbook)", times, "xltoolkit: read and check, one process",
        {"pandas.read_excel loop that merely reads": "≥ 5 ×"},
    )


def _copies(workbook: Path, folder: Path, count: int) -> list[Path]:
    """Workbooks of `count` units, each with a project name of its own."""
    from xltoolkit.marks.patch import set_values
    from xltoolkit.reader.read import read_file

    from xltoolkit.package.archive import Archive

    place = read_file(str(workbook)).place("/project_name")
    paths = []
    for number in range(count):
        path = folder / f"单位{number // 10:04d}" / f"项目{number:05d}.xlsx"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(set_values(Archive.open(str(workbook)), {place: f"2020年维保项目第{number}号"}))
        paths.append(path)
    return paths


def _cpu(work: object) -> float:
    before, began = os.times(), time.perf_counter()
    work()  # type: ignore[operator]
    after = os.times()
    del began
    used = (after.user - before.user) + (after.system - before.system)
    return 1000 * (used + after.children_user - before.children_user + after.children_system - before.children_system)
