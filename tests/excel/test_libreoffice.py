"""A real office program: LibreOffice runs the macro behind the button, and is marked through an xlwings engine of its own."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlwings

from tests.office import needs_office, run_uno
from xltoolkit import marks
from xltoolkit.excel.build import add_button
from xltoolkit.excel.file_mode import source_path
from xltoolkit.findings import Place
from xltoolkit.marks.marker import cell_marks
from xltoolkit.marks.sheet_rows import HEADINGS
from xltoolkit.workflow.check import check_file

ROOT = Path(__file__).resolve().parent.parent.parent
pytestmark = [pytest.mark.slow, needs_office]

OPEN = """
from com.sun.star.beans import PropertyValue

def opened(path):
    mode = PropertyValue()
    mode.Name, mode.Value = "MacroExecutionMode", 4
    return desktop.loadComponentFromURL(uno.systemPathToFileUrl(path), "_blank", 0, (mode,))

def press(document):
    button = document.Sheets.getByIndex(0).DrawPage.Forms.getByIndex(0)
    script = button.getScriptEvents(0)[0].ScriptCode
    document.getScriptProvider().getScript(script).invoke((), (), ())
    return button.getByIndex(0).Label, script

def spreadsheets():
    found, components = {}, desktop.Components.createEnumeration()
    while components.hasMoreElements():
        one = components.nextElement()
        if hasattr(one, "Sheets"):
            found[uno.fileUrlToSystemPath(one.URL)] = one
    return found
"""


@pytest.fixture
def button_book(filled_example: Path, tmp_path: Path) -> Path:
    path = tmp_path / "2020=预算 & 'a' (终稿)" / "绩效 申报表.xlsm"
    path.parent.mkdir()
    path.write_bytes(add_button(filled_example.read_bytes()))
    return path


def python_launcher(folder: Path) -> Path:
    """What `excel install` writes on Linux: a script that stands for the Python that has xltoolkit."""
    launcher = folder / "启动 launcher"
    launcher.write_text(f'#!/bin/sh\nPYTHONPATH="{ROOT}" exec "{sys.executable}" "$@"\n', encoding="utf-8")
    launcher.chmod(0o755)
    return launcher


def test_the_button_runs_the_real_check_on_what_is_on_the_screen_and_opens_the_result(
    button_book: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XLTOOLKIT_LAUNCHER", str(python_launcher(tmp_path)))
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    script = (
        OPEN
        + """
document = opened(arguments[0])
sheet = document.Sheets.getByName("基本信息")
sheet.unprotect("")
sheet.getCellRangeByName("D10").String = "三百"      # typed, not saved
label, bound = press(document)
result = {"label": label, "bound": bound, "books": {}}
for path, book in spreadsheets().items():
    first = book.Sheets.getByIndex(0)
    cursor = first.createCursor()
    cursor.gotoEndOfUsedArea(False)
    area = first.getCellRangeByPosition(0, 0, 9, cursor.RangeAddress.EndRow)
    result["books"][path] = [list(row) for row in area.getDataArray()]
"""
    )
    before = button_book.read_bytes()
    told = run_uno(script, button_book)
    assert told["label"] == "检查工作簿"
    assert ".CheckWorkbook.RunCheck?" in told["bound"]
    beside = button_book.with_name(button_book.stem + "_检查结果.xlsm")
    rows = told["books"][str(beside)]
    heading = rows.index(list(HEADINGS))
    assert [row[2:5] for row in rows[heading + 1 :] if row[2] == "FMT004"] == [["FMT004", "基本信息", "D10"]]
    assert button_book.read_bytes() == before
    assert openpyxl.load_workbook(beside, keep_vba=True).sheetnames[0] == "检查结果"
    assert [path.name for path in tmp_path.glob("xltoolkit_*")] == []  # nothing temporary is left


def test_a_launcher_that_is_missing_leaves_no_copy_behind_and_ends(
    button_book: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The macro shows its message (nobody reads it in a headless office) and takes its copy away."""
    monkeypatch.setenv("XLTOOLKIT_LAUNCHER", str(tmp_path / "nowhere"))
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    told = run_uno(OPEN + "result = press(opened(arguments[0]))[0]", button_book)
    assert told == "检查工作簿"
    assert [path.name for path in tmp_path.glob("xltoolkit_*")] == []


NAMES = [
    "申报表.xlsm",
    "2020=预算.xlsm",
    "a b  c.xlsm",
    "绩效 & 预算 (终稿)#1.xlsm",
    "'单引号' “中文引号”.xlsm",
    'double "quote".xlsm',
    "100%完成 $HOME `x`;y|z.xlsm",
    "长" * 60 + "-" + "x" * 60 + ".xlsm",
    "y" * 200 + ".xlsm",
]


def test_every_name_reaches_python_as_it_is(button_book: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No shell stands between: the names arrive as single arguments, unquoted, unexpanded."""
    record = tmp_path / "recorded"
    launcher = tmp_path / "recorder"
    launcher.write_text(
        f"#!{sys.executable}\nimport json, os, sys\n"
        f"given = dict(a[2:].split('=', 1) for a in sys.argv if a.startswith('--') and '=' in a)\n"
        f"open({str(record)!r}, 'a').write(json.dumps(sys.argv[1:]) + chr(10))\n"
        "open(given['done'] + '.tmp', 'w').write(chr(13) + chr(10) + chr(13) + chr(10))\n"
        "os.replace(given['done'] + '.tmp', given['done'])\n",
        encoding="utf-8",
    )
    launcher.chmod(0o755)
    monkeypatch.setenv("XLTOOLKIT_LAUNCHER", str(launcher))
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    paths = []
    for name in NAMES:
        paths.append(button_book.with_name(name))
        paths[-1].write_bytes(button_book.read_bytes())
    run_uno(
        OPEN + "for path in arguments:\n    document = opened(path)\n    press(document)\n    document.close(True)",
        *paths,
    )
    calls = [json.loads(line) for line in record.read_text().splitlines()]
    assert len(calls) == len(NAMES)
    for words, path in zip(calls, paths, strict=True):
        assert words[:4] == ["-P", "-m", "xltoolkit.excel", "check"]
        assert f"--wb={path.name}" in words
        assert "--from_xl=1" in words
        (source,) = (word.removeprefix("--source=") for word in words if word.startswith("--source="))
        assert source_path(source) == str(path)
        assert len(words) == 10


LIVE = """
import os, sys
sys.path[:0] = json.loads(arguments[2])
from tests.excel.libreoffice_engine import register
engine = register(desktop)
document = desktop.loadComponentFromURL(uno.systemPathToFileUrl(arguments[0]), "_blank", 0, ())
import xlwings
from xltoolkit.excel import check_workbook, clear_marks, next_finding
book = xlwings.apps.active.books[0]
book.set_mock_caller()
report = check_workbook()
result = {"report": [[f.code, f.severity, f.place.address if f.place else ""] for f in report.findings]}
book.api.SaveCopyAs(arguments[1] + "/marked.xlsx")
result["next"] = [next_finding(), next_finding()]
check_workbook()
result["sheets"] = list(document.Sheets.ElementNames)
result["cleared"] = clear_marks()
book.api.SaveCopyAs(arguments[1] + "/cleared.xlsx")
result["alerts"] = engine.impl.apps.app.alerts
result["protected"] = [document.Sheets.getByIndex(i).isProtected() for i in range(document.Sheets.Count)]
document.close(True)
"""


@pytest.fixture
def live(filled_example: Path, tmp_path: Path) -> dict[str, Any]:
    paths = json.dumps([str(ROOT), str(Path(xlwings.__file__).parent.parent)])
    told: dict[str, Any] = run_uno("import json\n" + LIVE, filled_example, tmp_path, paths)
    return told


def test_the_open_document_gets_the_marks_of_the_annotated_copy(
    live: dict[str, Any], filled_example: Path, tmp_path: Path
) -> None:
    """The third hand: one check, the same findings, colours, notes and rows in a file, in Excel's model and in LibreOffice."""
    report = check_file(str(filled_example))
    assert live["alerts"] == []
    assert live["report"] == [[f.code, f.severity, f.place.address if f.place else ""] for f in report.findings]
    marked = openpyxl.load_workbook(tmp_path / "marked.xlsx")
    copy = openpyxl.load_workbook(io.BytesIO(marks.annotate(filled_example.read_bytes(), report)))
    assert marked.sheetnames == copy.sheetnames
    for place, _severity, note in cell_marks(report):
        cell, other = at(marked, place), at(copy, place)
        assert cell.fill.fgColor.rgb == other.fill.fgColor.rgb
        assert cell.comment.text == other.comment.text == note
    shown = openpyxl.load_workbook(tmp_path / "marked.xlsx", data_only=True)
    rows, expected = (
        [[c.value for c in row] for row in book["检查结果"].iter_rows(max_col=10)] for book in (shown, copy)
    )
    assert rows[rows.index(list(HEADINGS)) :] == expected[expected.index(list(HEADINGS)) :]
    formulas = [str(cell.value) for cell in marked["检查结果"]["E"] if str(cell.value).startswith("=")]
    locations = [cell.hyperlink.location for cell in copy["检查结果"]["E"] if cell.hyperlink]
    assert formulas == [f'=HYPERLINK("#{where}","{where.rpartition("!")[2]}")' for where in locations]


def test_next_and_clear_work_there_too(live: dict[str, Any], filled_example: Path, tmp_path: Path) -> None:
    report = check_file(str(filled_example))
    assert live["next"] == [mark.place.address for mark in cell_marks(report)][:2]
    assert live["sheets"].count("检查结果") == 1
    assert live["cleared"] is True
    cleared, original = openpyxl.load_workbook(tmp_path / "cleared.xlsx"), openpyxl.load_workbook(filled_example)
    assert cleared.sheetnames == original.sheetnames
    for place, _severity, _note in cell_marks(report):
        assert at(cleared, place).comment is None
        assert at(cleared, place).fill.fill_type == at(original, place).fill.fill_type
    assert not [name for name in cleared.defined_names if name.startswith(("xltoolkit_marks", "xltoolkit_result"))]
    assert live["protected"][0] is True


def at(book: openpyxl.Workbook, place: Place) -> Any:
    return book[place.sheet].cell(place.row, place.column)
