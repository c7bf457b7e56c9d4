"""Annotated copies among a clerk's files: what is hers is never replaced, whatever she did to it and however it is called."""

from __future__ import annotations

import errno
import io
import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.comments import Comment

from tests.contract.test_judged_forms import filled
from tests.marks.test_life_of_a_copy import saved
from tests.marks.workbooks import package_of, parts_of
from xltoolkit import load_form, make_template
from xltoolkit.cli import main
from xltoolkit.package import archive


@pytest.fixture(scope="module")
def faulty() -> bytes:
    envelope = filled("farm")
    envelope["data"]["total_amount"] = None
    return make_template(load_form(envelope["form"]), envelope["year"], envelope["data"])


@pytest.fixture
def form_file(tmp_path: Path, faulty: bytes) -> Path:
    path = tmp_path / "申报表.xlsx"
    path.write_bytes(faulty)
    return path


def check(*arguments: str | Path) -> None:
    assert main(["check", "--annotate", *map(str, arguments)]) == 1


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_copy_that_nobody_opened_is_replaced(form_file: Path) -> None:
    check(form_file)
    check(form_file)
    assert names(form_file.parent) == ["申报表.xlsx", "申报表_检查结果.xlsx"]


def a_note(book: object) -> None:
    sheet = book["基本信息"]  # type: ignore[index]
    sheet["A1"].comment = Comment("与局里核对过，请勿改", "邹某某")


def a_tick(book: object) -> None:
    sheet = book["检查结果"]  # type: ignore[index]
    sheet.cell(sheet.max_row, 11, "已改，9月3日")


def a_colour(book: object) -> None:
    from openpyxl.styles import PatternFill

    book["基本信息"]["B4"].fill = PatternFill("solid", fgColor="FF00B050")  # type: ignore[index]


@pytest.mark.parametrize("deed", [a_note, a_tick, a_colour])
def test_a_copy_in_which_somebody_worked_stays_although_no_value_changed(
    form_file: Path, deed: Callable[[object], None]
) -> None:
    """Notes, ticks beside the findings and colours are work too; a check of the original must not throw them away."""
    check(form_file)
    copy = form_file.parent / "申报表_检查结果.xlsx"
    book = load_workbook(copy)
    deed(book)
    worked = saved(book)
    copy.write_bytes(worked)
    for _ in range(2):
        check(form_file)
        assert copy.read_bytes() == worked
        assert names(form_file.parent) == ["申报表.xlsx", "申报表_检查结果.xlsx", "申报表_检查结果_2.xlsx"]


def test_a_copy_open_in_excel_is_left_and_said(
    form_file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    check(form_file)
    copy = form_file.parent / "申报表_检查结果.xlsx"
    before, genuine = copy.read_bytes(), os.replace

    def locked(source: str, target: str) -> None:
        if os.path.basename(target) == copy.name:
            raise PermissionError(errno.EACCES, "open in Excel")
        genuine(source, target)

    monkeypatch.setattr(os, "replace", locked)
    capsys.readouterr()
    for _ in range(2):  # the second name is replaced in its turn
        check(form_file)
        said = capsys.readouterr()
        assert "申报表_检查结果.xlsx 正被其他程序打开，没有替换" in said.err
        assert f"带标记的副本：{form_file.parent / '申报表_检查结果_2.xlsx'}" in said.out
    assert copy.read_bytes() == before
    assert names(form_file.parent) == ["申报表.xlsx", "申报表_检查结果.xlsx", "申报表_检查结果_2.xlsx"]


def test_a_folder_that_may_not_be_written_is_told_with_a_way_out(
    form_file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A stick or a share opened for reading: the check is done, the copy goes where the person says."""

    def closed(*_: object) -> None:
        raise PermissionError(errno.EACCES, "read-only share")

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", closed)
        assert main(["check", "--annotate", str(form_file)]) == 4
    assert "--annotate 文件夹" in capsys.readouterr().err
    assert names(form_file.parent) == ["申报表.xlsx"], "nothing half-written is left"
    assert main(["check", str(form_file), "--annotate", str(form_file.parent / "结果")]) == 1
    assert names(form_file.parent / "结果") == ["申报表_检查结果.xlsx"]


@pytest.mark.parametrize(("kind", "ending"), [
    ("application/vnd.ms-excel.sheet.macroEnabled.main+xml", ".xlsm"),  # saved as .xlsm without a single macro
    ("application/vnd.openxmlformats-officedocument.spreadsheetml.template.main+xml", ".xltx"),
])  # fmt: skip
def test_the_ending_follows_the_content_since_excel_opens_nothing_else(
    tmp_path: Path, faulty: bytes, kind: str, ending: str
) -> None:
    parts = parts_of(faulty)
    types = re.sub(rb"application/[^\"]*sheet\.main\+xml", kind.encode(), parts["[Content_Types].xml"])
    path = tmp_path / f"申报表{ending}"
    path.write_bytes(package_of({**parts, "[Content_Types].xml": types}))
    check(path)
    assert names(tmp_path) == sorted([f"申报表{ending}", f"申报表_检查结果{ending}"])


def test_a_file_name_as_long_as_the_system_allows(tmp_path: Path, faulty: bytes) -> None:
    """Two such names begin alike: the copy of one must not take the place of the other's, whenever they are checked."""
    for end in "甲乙":
        path = tmp_path / ("长" * 82 + f"{end}.xlsx")
        path.write_bytes(faulty)
        check(path)
        check(path)
    copies = [name for name in names(tmp_path) if "检查结果" in name]
    assert len(copies) == 2
    assert all(name.startswith("长" * 70) for name in copies)
    titles = [load_workbook(tmp_path / name)["检查结果"]["A1"].value for name in copies]
    assert sorted(title[-6:] for title in titles) == ["乙.xlsx", "甲.xlsx"]


def test_a_sheet_too_large_to_be_marked_gets_its_findings_alone(
    form_file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Borders down to the last row make a sheet of 200 MiB: checked as a stream, but not patched in memory."""
    monkeypatch.setattr(archive, "LARGEST_PART", 20_000)
    check(form_file)
    assert "检查结果单独列出，没有标在原表上" in capsys.readouterr().err
    copy = form_file.parent / "申报表_检查结果.xlsx"
    book = load_workbook(io.BytesIO(copy.read_bytes()))
    assert book.sheetnames == ["检查结果"]
    lines = [str(row[0]) for row in book["检查结果"].iter_rows(max_row=6, values_only=True)]
    assert any("特别大的工作表" in line and "请删去多余的空行" in line for line in lines)
    check(form_file)
    assert names(form_file.parent) == ["申报表.xlsx", "申报表_检查结果.xlsx"]
