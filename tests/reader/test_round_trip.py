"""fill∘read is the identity: through our own template, a person who knows only labels, LibreOffice, and at random."""

from __future__ import annotations

import copy
import datetime
import json
import random
import shutil
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.acceptance import person
from tests.office import convert, needs_office, run_uno
from tests.reader.judging import kinds, read_right, wrong
from tests.reader.paper import Paper
from xltoolkit.form.load import load_form
from xltoolkit.form.model import NUMERIC_KINDS, Field, Form
from xltoolkit.reader import remarks
from xltoolkit.reader.document import as_json
from xltoolkit.reader.read import read, read_file
from xltoolkit.reader.submission import put
from xltoolkit.template import make_template

FORMS = ("jiangyin-project", "putuo-project", "sichuan-self-eval")


def example_of(form: Form) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((Path(form.folder) / "example.json").read_text("utf-8"))
    return content


@pytest.mark.parametrize("name", FORMS)
def test_a_prefilled_template_is_read_back(name: str, tmp_path: Path) -> None:
    form = load_form(name)
    example = example_of(form)
    path = tmp_path / "申报表.xlsx"
    path.write_bytes(make_template(form, example["year"], example["data"]))
    submission = read_file(str(path))
    read_right(submission, example["data"])
    assert (submission.form, submission.year) == (form, example["year"])


@pytest.mark.parametrize("name", FORMS)
def test_an_empty_template_is_read_without_a_word(name: str, tmp_path: Path) -> None:
    form = load_form(name)
    path = tmp_path / "申报表.xlsx"
    path.write_bytes(make_template(form))
    submission = read_file(str(path))
    assert submission.remarks == []
    assert submission.unreadable == set()
    assert all(submission.data[pointer[1:]] == [] for pointer in form.tables)
    assert submission.cells.keys() == set(form.fields) | set(form.tables)


def test_what_a_person_types_beside_the_labels_is_read_back(
    form: Form, example: dict[str, Any], tmp_path: Path
) -> None:
    template, filled = tmp_path / "模板.xlsx", tmp_path / "申报表.xlsx"
    template.write_bytes(make_template(form, example["year"]))
    where, missing = person.fill(template, example["data"], filled)
    assert missing == []
    submission = read_file(str(filled))
    read_right(submission, example["data"], remarks.RECOMPUTED)  # openpyxl stores no results
    for pointer, (sheet, address) in where.items():
        assert submission.cells[f"/{pointer}"].address == f"{sheet}!{address}"
    targets = [row["target"] for row in submission.data["indicators"]]
    assert sum(target.startswith("=") for target in targets) == 12


def test_the_envelope_is_plain_json_with_exact_numbers(form: Form, example: dict[str, Any]) -> None:
    data = copy.deepcopy(example["data"]) | {"total_amount": 9.88, "annual_amount": 300}
    envelope = json.loads(json.dumps(as_json(read(Paper(form, data).sheets(), file="甲.xlsx"))))
    assert (envelope["file"], envelope["form"], envelope["year"]) == ("甲.xlsx", "jiangyin-project", 2020)
    assert (envelope["data"]["total_amount"], envelope["data"]["annual_amount"]) == (9.88, 300)
    assert envelope["data"]["submitting_unit"] is None
    assert envelope["cells"]["/total_amount"] == "基本信息!B10"
    assert list(envelope["data"]) == list(as_json(read(Paper(form, {}).sheets()))["data"])


# -- LibreOffice


@pytest.mark.slow
@needs_office
@pytest.mark.parametrize("format", ["xlsx", "xls", "ods", "fods", "html"])
def test_saved_by_libreoffice(filled_example: Path, example: dict[str, Any], tmp_path: Path, format: str) -> None:
    source = tmp_path / "申报表.xlsx"
    shutil.copy(filled_example, source)
    (tmp_path / "保存").mkdir()
    submission = read_file(str(convert(source, format, tmp_path / "保存")))
    assert wrong(submission, example["data"]) == []
    assert submission.unreadable == set()
    assert kinds(submission) <= {remarks.UNSEEN, *([remarks.NUMBER_IN_TEXT] if format == "html" else [])}


ODD_AMOUNTS = [
    "300", "３００", "1,234.50", "1.234,50", "5,00", "300万", "300万元", "3百万", "¥300", "(300)", "1e3", "30%", "300-", "约300", "300.00 ",
]  # fmt: skip


@pytest.mark.slow
@needs_office
@pytest.mark.parametrize("format", ["xlsx", "xls", "ods", "fods"])
def test_odd_amounts_and_dates_through_libreoffice(filled_example: Path, tmp_path: Path, format: str) -> None:
    """Whatever the format, the same is read, and the same is left open."""
    book = openpyxl.load_workbook(filled_example)
    for number, amount in enumerate(ODD_AMOUNTS, 20):
        book["预算测算"].cell(number, 1).value = f"项目{number}"
        book["预算测算"].cell(number, 2).value = amount
        book["预算测算"].cell(number, 2).data_type = "s"
    book["基本信息"]["B9"] = datetime.date(2020, 1, 1)
    book["基本信息"]["B9"].number_format = 'yyyy"年"m"月"d"日"'
    book["基本信息"]["D9"] = 44196
    book["基本信息"]["D9"].number_format = "General"
    source = tmp_path / "申报表.xlsx"
    book.save(source)
    (tmp_path / "保存").mkdir()
    plain, saved = read_file(str(source)), read_file(str(convert(source, format, tmp_path / "保存")))
    assert saved.data["estimates"] == plain.data["estimates"]
    assert (saved.data["start_date"], saved.data["end_date"]) == ("2020-01-01", "2020-12-31")
    assert saved.unreadable == plain.unreadable != set()


DEEDS = {
    "row above": "sheet.Rows.insertByIndex(0, 1)",
    "row inside": "sheet.Rows.insertByIndex(5, 1)",
    "row below": "sheet.Rows.insertByIndex(400, 1)",
    "rows in the table": "sheet.Rows.insertByIndex(12, 3)",
    "column in front": "sheet.Columns.insertByIndex(0, 1)",
    "column after the labels": "sheet.Columns.insertByIndex(1, 1)",
    "column in the middle": "sheet.Columns.insertByIndex(3, 1)",
    "renamed": "sheet.Name = '新表'",
    "moved": "document.Sheets.moveByName(name, 0)",
    "copied": "document.Sheets.copyByName(name, name + ' (2)', 0)",
    "hidden": "sheet.IsVisible = False",
    "unmerged": "sheet.getCellRangeByPosition(0, 0, 30, 400).merge(False)",
}


@pytest.mark.slow
@needs_office
@pytest.mark.parametrize("name", ["基本信息", "详细信息", "目标内容", "预算测算"])
def test_deeds_in_calc(filled_example: Path, example: dict[str, Any], tmp_path: Path, name: str) -> None:
    script = f"""
deeds = {DEEDS!r}
for number, deed in enumerate(deeds.values()):
    document = open_document(arguments[0])
    name = arguments[2]
    sheet = document.Sheets.getByName(name)
    for one in document.Sheets:
        one.unprotect("")
    exec(deed)
    save_as(document, arguments[1] + f"/{{number}}.xlsx")
    document.close(True)
result = len(deeds)
"""
    assert run_uno(script, filled_example, tmp_path, name) == len(DEEDS)
    told = {"renamed": remarks.SHEET_RENAMED, "copied": remarks.SHEET_COPY, "hidden": remarks.SHEET_HIDDEN}
    for number, deed in enumerate(DEEDS):
        submission = read_file(str(tmp_path / f"{number}.xlsx"))
        assert wrong(submission, example["data"]) == [], deed
        assert submission.unreadable == set(), deed
        allowed = {told[deed]} if deed in told else {remarks.COLUMN_INSERTED} if "column" in deed else set()
        assert kinds(submission) <= allowed, deed
        assert told.get(deed, "") in kinds(submission) | {""}, deed


# -- at random

LETTERS = "甲乙丙丁维护巡检系统ABCxyz0123456789、，。（）()“”《》-—/%≥≤=+*#@！？ⅠⅡ①㎡"


def typed_at_random(form: Form, seed: int) -> dict[str, Any]:
    """A document as clerks might type it: any text, amount, day and choice, fields left blank, rows of any number."""
    source = random.Random(seed)

    def words() -> str:
        return "".join(source.choice(LETTERS) for _ in range(source.choice([1, 2, 5, 12, 60])))

    def value(field: Field, blank: float) -> Any:
        if field.computed is not None or source.random() < blank:
            return None
        if field.kind in NUMERIC_KINDS:
            return (
                round(source.choice([0, 2, 99, 1e8]) * source.random(), 2) + 2
                if field.kind != "count"
                else source.randrange(99)
            )
        if field.kind == "date":
            return str(datetime.date(2000, 1, 1) + datetime.timedelta(days=source.randrange(36_000)))
        return source.choice(field.choices) if field.choices else words()

    data: dict[str, Any] = {}
    for pointer, field in form.fields.items():
        put(data, pointer, value(field, 0.3))
    for pointer, table in form.tables.items():
        data[pointer[1:]] = [
            {c.key: value(c, 0 if c.choices or c.required or c is table.columns[0] else 0.3) for c in table.columns}
            for _ in range(source.choice([0, 1, 2, 7, 70]))
        ]
    return data


@settings(max_examples=80, deadline=None)
@given(seed=st.integers(0, 2**32))
@pytest.mark.parametrize("name", FORMS)
def test_whatever_is_typed_is_read_back_or_told(name: str, seed: int) -> None:
    form = load_form(name)
    data = typed_at_random(form, seed)
    submission = read(Paper(form, data).sheets())
    told = {remark.pointer for remark in submission.remarks}
    assert [
        pointer for pointer in wrong(submission, data) if not _computed(form, pointer) and pointer not in told
    ] == []


def _computed(form: Form, pointer: str) -> bool:
    field = form.field(pointer)
    return field is not None and field.computed is not None


def test_numbers_keep_their_last_digit(form: Form) -> None:
    for value in ("0.01", "9.88", "432.49", "99999999.99", "0.1", "123456.789012"):
        submission = read(Paper(form, {"total_amount": Decimal(value)}).sheets())
        assert submission.data["total_amount"] == Decimal(value)
