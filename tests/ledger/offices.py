"""Workbooks of many units in no time: values set in a filled example, and the ledger read back by an independent reader.

bureau = Bureau(filled_example, tmp_path / "收到")
bureau.send("民政局/养老.xlsx", project_name="养老服务", annual_amount=120)
ledger = bureau.merge()                     # rows of every sheet as dicts by heading
ledger["项目一览"][0]["本年度项目金额(万元)"]
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl

from xltoolkit.findings import Place
from xltoolkit.marks.patch import set_values
from xltoolkit.package.archive import Archive
from xltoolkit.reader.read import read_file
from xltoolkit.workflow.ledger import Ledger
from xltoolkit.workflow.merge import merge_files

Rows = list[dict[str, Any]]


class Bureau:
    """A folder that workbooks arrive in, and the ledger made of it."""

    def __init__(self, example: Path, folder: Path) -> None:
        self.folder = folder
        self.example = example
        self._archive = Archive.open(str(example))
        self._cells = read_file(str(example)).cells
        self._clock = 1_700_000_000
        folder.mkdir(parents=True, exist_ok=True)

    def place(self, pointer: str) -> Place:
        return self._cells[pointer]

    def content(self, **values: Any) -> bytes:
        """The example with these values; `prior_year__budget` stands for /prior_year/budget, `indicators__0__name` for a table's cell."""
        wanted = {self._cells["/" + key.replace("__", "/")]: value for key, value in values.items()}
        return set_values(self._archive, wanted) if wanted else self.example.read_bytes()

    def send(self, name: str, **values: Any) -> Path:
        """A workbook arrives, each a minute after the one before."""
        return self.put(name, self.content(**values))

    def put(self, name: str, content: bytes) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        self._clock += 60
        os.utime(path, (self._clock, self._clock))
        return path

    @property
    def output(self) -> Path:
        return self.folder.parent / "汇总.xlsx"

    @contextmanager
    def merged(self, **wishes: Any) -> Iterator[Ledger]:
        ledger = merge_files([str(self.folder)], str(self.output), **wishes)
        try:
            yield ledger
        finally:
            ledger.close()

    def merge(self, **wishes: Any) -> dict[str, Rows]:
        with self.merged(**wishes):
            return ledger_rows(self.output)


def ledger_rows(path: Path) -> dict[str, Rows]:
    """Every sheet of a ledger as dicts by heading, read by openpyxl; 汇总 has its headings in row 4."""
    book = openpyxl.load_workbook(path, data_only=True)
    found = {}
    for sheet in book:
        lines = list(sheet.iter_rows(min_row=4 if sheet.title == "汇总" else 1, values_only=True))
        headings = [str(name) for name in lines[0]] if lines else []
        found[sheet.title] = [dict(zip(headings, line, strict=True)) for line in lines[1:]]
    book.close()
    return found


def codes(ledger: dict[str, Rows]) -> dict[str, list[str]]:
    """Messages of the findings across workbooks by rule."""
    found: dict[str, list[str]] = {}
    for row in ledger["问题清单"]:
        if row["规则"].startswith("MRG"):
            found.setdefault(row["规则"], []).append(row["问题"])
    return found


def fates(ledger: dict[str, Rows]) -> dict[str, str]:
    """File name → its fate in 读取情况."""
    return {os.path.basename(row["来源文件"]): row["结果"] for row in ledger["读取情况"]}


def total(ledger: dict[str, Rows]) -> Decimal:
    """本年度项目金额 of all projects."""
    return sum((Decimal(str(row["本年度项目金额(万元)"] or 0)) for row in ledger["项目一览"]), Decimal(0))
