"""Protection of sheets: lifted for a moment and put back with every flag, whatever the combination; never past a password."""

from __future__ import annotations

import io
import random
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.protection import SheetProtection

from tests.excel.fake_excel import FakeExcel
from xltoolkit.excel.ground import Ground, ground
from xltoolkit.excel.protection import Barred, unprotected
from xltoolkit.excel.traces import traces
from xltoolkit.package.archive import Archive

FLAGS = (
    "objects", "scenarios", "formatCells", "formatRows", "formatColumns", "insertColumns", "insertRows",
    "insertHyperlinks", "deleteColumns", "deleteRows", "selectLockedCells", "selectUnlockedCells", "sort", "autoFilter",
    "pivotTables",
)  # fmt: skip


def saved(path: Path, *protections: dict[str, bool], password: str = "") -> Path:
    """A workbook with one sheet for each protection."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for number, flags in enumerate(protections, 1):
        sheet = book.create_sheet(f"第 {number} 张")
        sheet["A1"] = number
        sheet.protection = SheetProtection(sheet=True, **flags)
        if password:
            sheet.protection.set_password(password)
    book.save(path)
    return path


def seen(path: Path) -> Ground:
    archive = Archive.open(str(path))
    return ground(archive, traces(archive))


def now(excel: FakeExcel) -> list[dict[str, Any]]:
    return [dict(vars(sheet.ws.protection)) | {"screen": sheet.ProtectionMode} for sheet in excel.books[0].sheets]


def test_every_combination_of_flags_comes_back(excel: FakeExcel, tmp_path: Path) -> None:
    dice = random.Random(6)
    combinations = [{flag: dice.random() < 0.5 for flag in FLAGS} for _ in range(120)]
    combinations += [dict.fromkeys(FLAGS, every) for every in (True, False)]
    path = saved(tmp_path / "保护.xlsx", *combinations)
    book = excel.open(path)
    for sheet in excel.books[0].sheets[::3]:
        sheet.__dict__["ProtectionMode"] = True  # a macro had it protected against people only
    before = now(excel)
    with unprotected(book, seen(path).protections):
        assert not any(sheet.ProtectContents for sheet in excel.books[0].sheets)
    assert now(excel) == before
    assert excel.prompts == []


def test_a_sheet_whose_contents_are_free_is_not_protected_and_left_alone(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.protection = SheetProtection(sheet=False, formatCells=False)
    book.save(tmp_path / "x.xlsx")
    assert seen(tmp_path / "x.xlsx").protections == {}


def test_with_a_password_nothing_is_touched_at_all(excel: FakeExcel, tmp_path: Path) -> None:
    """The copy says that there is one: Excel is not even asked, so it asks nobody."""
    path = saved(tmp_path / "保护.xlsx", {}, password="秘密 2020")
    book = excel.open(path)
    excel.calls = 0
    with pytest.raises(Barred, match=r"工作表“第 1 张”设有保护密码"), unprotected(book, seen(path).protections):
        pass
    assert excel.calls == 0


def test_a_password_of_the_newer_kind_is_one_too(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.protection = SheetProtection(
        sheet=True, algorithmName="SHA-512", hashValue="3q2+7w==", saltValue="AAAA", spinCount=100000
    )
    stream = io.BytesIO()
    book.save(stream)
    archive = Archive.from_bytes(stream.getvalue())
    protections = ground(archive, traces(archive)).protections
    with pytest.raises(Barred, match="设有保护密码"), unprotected(None, protections):
        pass


def test_one_sheet_that_stays_protected_leaves_the_others_as_they_were(excel: FakeExcel, tmp_path: Path) -> None:
    path = saved(tmp_path / "保护.xlsx", {"sort": False}, {"sort": False})
    book = excel.open(path)
    protections = seen(path).protections
    excel.books[0].sheets[1].password = "put on since"
    before = now(excel)
    with pytest.raises(Barred, match=r"工作表“第 2 张”的保护不能解除"), unprotected(book, protections):
        pass
    assert now(excel) == before
