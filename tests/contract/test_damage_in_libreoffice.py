"""What people do to a filled form in an office program, done by LibreOffice itself: read as typed, no false error, however saved."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.contract.test_judged_forms import bare, filled
from tests.office import needs_office, run_uno
from xltoolkit import check, load_form, make_template
from xltoolkit.findings import ERROR, WARNING
from xltoolkit.reader.read import read_file

pytestmark = [pytest.mark.slow, needs_office]

NOTHING = ""
ROWS_ABOVE = "for sheet in inputs: sheet.Rows.insertByIndex(0, 3)"
COLUMNS_LEFT = "for sheet in inputs: sheet.Columns.insertByIndex(0, 2)"
COLUMN_INSIDE = "for sheet in inputs: sheet.Columns.insertByIndex(1, 1)"
COLUMN_FURTHER = "for sheet in inputs: sheet.Columns.insertByIndex(3, 1)"
RENAMED = "for number, sheet in enumerate(inputs): sheet.Name = f'表{number}'"
REVERSED = "for sheet in inputs: document.Sheets.moveByName(sheet.Name, 0)"
HIDDEN = "inputs[-1].IsVisible = False"
UNMERGED = "for sheet in inputs: used(sheet).merge(False)"
AS_VALUES = "for sheet in inputs: used(sheet).setDataArray(used(sheet).getDataArray())"
ALONE = """
for name in list(document.NamedRanges.ElementNames): document.NamedRanges.removeByName(name)
properties = document.DocumentProperties.UserDefinedProperties
for one in list(properties.PropertySetInfo.Properties): properties.removeProperty(one.Name)
keep = [sheet.Name for sheet in inputs]
for name in list(document.Sheets.ElementNames):
    if name not in keep: document.Sheets.removeByName(name)
"""
ON_ONE_SHEET = """
document.Sheets.insertNewByName('全部', 0)
together, row = document.Sheets.getByName('全部'), 0
for sheet in inputs:
    rows = list(used(sheet).getDataArray())
    while not any(rows[-1]): rows.pop()
    rows = [tuple(line) for line in rows]
    together.getCellRangeByPosition(0, row, len(rows[0]) - 1, row + len(rows) - 1).setDataArray(tuple(rows))
    row += len(rows) + 1
for name in [sheet.Name for sheet in inputs]: document.Sheets.removeByName(name)
"""
OTHER_BOOK = """
names = [sheet.Name for sheet in inputs]
other = new_document()
sheets = other.Sheets
for number, name in enumerate(names): sheets.importSheet(document, name, number)
document = other
"""
DEEDS = {
    "nothing": NOTHING,
    "rows above": ROWS_ABOVE,
    "columns left": COLUMNS_LEFT,
    "a column inside": COLUMN_INSIDE,
    "a column further right": COLUMN_FURTHER,
    "renamed": RENAMED,
    "reversed": REVERSED,
    "hidden": HIDDEN,
    "unmerged": UNMERGED,
    "pasted as values": AS_VALUES,
    "nothing but the input sheets": ALONE,
    "all on one sheet": ON_ONE_SHEET,
    "copied into another book": OTHER_BOOK,
}
CASES = [(form, deed, "xlsx") for form in ("farm", "bridge", "rural") for deed in DEEDS] + [
    (form, deed, ending)
    for form in ("farm", "archive", "rural")
    for deed in ("nothing", "rows above")
    for ending in ("xls", "ods")
]
SCRIPT = """
import json
result = {}
def used(sheet):
    cursor = sheet.createCursor(); cursor.gotoEndOfUsedArea(False); end = cursor.RangeAddress
    return sheet.getCellRangeByPosition(0, 0, end.EndColumn, end.EndRow)
for source, target, names, deed in json.loads(arguments[0]):
    document = opened = open_document(source)
    inputs = [document.Sheets.getByName(name) for name in names]
    for sheet in inputs: sheet.unprotect('')
    exec(compile(deed, target, 'exec'))
    save_as(document, target)
    opened.close(True)
"""


@pytest.fixture(scope="module")
def damaged(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str, str], str]:
    """(form, deed, ending) → the workbook as LibreOffice saved it after the deed."""
    folder = tmp_path_factory.mktemp("damage")
    jobs, made = [], {}
    for number, case in enumerate(CASES):
        name, deed, ending = case
        envelope = filled(name)
        form = load_form(envelope["form"])
        source = folder / f"{name}.xlsx"
        if not source.exists():
            source.write_bytes(make_template(form, envelope["year"], envelope["data"]))
        names = list(dict.fromkeys(section.sheet for section in form.sections))
        made[case] = str(folder / f"{number}.{ending}")
        jobs.append([str(source), made[case], names, DEEDS[deed]])
    run_uno(SCRIPT, json.dumps(jobs))
    return made


@pytest.mark.parametrize("case", CASES, ids=lambda case: " ".join(case))
def test_the_document_is_what_was_typed(damaged: dict[tuple[str, str, str], str], case: tuple[str, str, str]) -> None:
    path = damaged[case]
    before = Path(path).read_bytes()
    envelope = filled(case[0])
    submission = read_file(path)
    assert bare(submission.data) == bare(envelope["data"])
    found = [one for one in check(path).findings if one.severity in (ERROR, WARNING) and one.code != "STR007"]
    assert not found, found
    assert Path(path).read_bytes() == before
