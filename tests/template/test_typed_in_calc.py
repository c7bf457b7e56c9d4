"""Every form, shipped or of another city: somebody types the example into the empty template in Calc, and saves it.

Nothing typed is marked invalid, wrong values are, rows are inserted, and what is read back from .xlsx, .xls and .ods is what was typed.
"""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.office import needs_office, run_uno
from tests.reader.judging import kinds
from xltoolkit.findings import ERROR
from xltoolkit.form.layout import place
from xltoolkit.form.load import form_folders, load_form
from xltoolkit.form.model import NUMERIC_KINDS, Field, Form
from xltoolkit.reader import remarks
from xltoolkit.reader.read import read
from xltoolkit.reader.submission import get
from xltoolkit.rules import run_rules
from xltoolkit.sheets.open import open_sheets
from xltoolkit.template import make_template

pytestmark = [pytest.mark.slow, needs_office]

SISTERS = Path(__file__).resolve().parents[1] / "form" / "sister_forms"
FOLDERS = [Path(folder) for folder in form_folders().values()] + sorted(
    path.parent for path in SISTERS.glob("*/form.json")
)

SCRIPT = """
import json
document = open_document(arguments[0])
typed, wrong, rows = json.loads(arguments[2])
for name, row, count in rows:
    document.Sheets.getByName(name).Rows.insertByIndex(row - 1, count)
for address, value in typed.items():
    one = cell(document, address)
    if isinstance(value, str) and value.startswith("date:"):
        one.Formula = value[5:]
    elif isinstance(value, str):
        one.String = value
    else:
        one.Value = value
result = [{sheet.Name: invalid_cells(sheet) for sheet in document.Sheets}]
for format in ("xlsx", "xls", "ods"):
    save_as(document, f"{arguments[1]}/表.{format}")
for address, value in wrong.items():
    cell(document, address).String = value
result.append({sheet.Name: invalid_cells(sheet) for sheet in document.Sheets})
"""


@pytest.fixture(params=FOLDERS, ids=lambda folder: folder.name)
def any_city(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Form:
    monkeypatch.setenv("XLTOOLKIT_FORMS", str(SISTERS))
    return load_form(str(request.param))


def inputs(form: Form, data: dict[str, Any]) -> list[tuple[str, Field, Any]]:
    """(pointer, field, value) of everything that a person types."""
    found = [(pointer, field, get(data, pointer)) for pointer, field in form.fields.items()]
    for table in form.tables.values():
        for index, row in enumerate(data.get(table.pointer[1:]) or ()):
            found += [
                (f"{table.pointer}/{index}/{column.key}", column, row.get(column.key)) for column in table.columns
            ]
    return [
        (pointer, field, value) for pointer, field, value in found if field.computed is None and value not in (None, "")
    ]


def as_typed(field: Field, value: Any) -> Any:
    return f"date:{value}" if field.kind == "date" else value if field.kind in NUMERIC_KINDS else str(value)


def plain(value: Any) -> Any:
    return Decimal(str(value)).normalize() if isinstance(value, (int, float, Decimal)) else value


def addresses(found: dict[str, list[str]]) -> set[str]:
    return {f"{sheet}!{cell}" for sheet, cells in found.items() for cell in cells}


def test_what_is_typed_is_valid_and_read_back_and_what_is_wrong_is_marked(any_city: Form, tmp_path: Path) -> None:
    form = any_city
    example = json.loads((Path(form.folder) / "example.json").read_text("utf-8"))
    path, prefilled = tmp_path / "模板.xlsx", tmp_path / "示例.xlsx"
    path.write_bytes(make_template(form, example["year"]))
    prefilled.write_bytes(make_template(form, example["year"], example["data"]))
    layout, wanted = place(form), inputs(form, example["data"])
    # three rows are inserted below the second row of every table, the lowest first; what belongs there is typed into them
    rows = sorted(
        ((table.section.sheet, table.first_row + 2, 3) for table in layout.tables.values()), key=lambda one: -one[1]
    )

    def address(pointer: str) -> str:
        found = layout.place(pointer)
        assert found is not None
        table = layout.tables.get("/" + pointer.split("/")[1])
        own = table.first_row + 2 if table is not None else 0
        moved = sum(count for sheet, row, count in rows if sheet == found.sheet and own != row <= found.row)
        return found._replace(row=found.row + moved).address

    typed = {address(pointer): as_typed(field, value) for pointer, field, value in wanted}
    wrong = {
        address(pointer): "不是这里的内容"
        for pointer, field, _ in wanted
        if field.choices or field.kind == "date" or field.kind in NUMERIC_KINDS
    }
    at_first, at_last = run_uno(SCRIPT, path, tmp_path, json.dumps([typed, wrong, rows]))
    assert addresses(at_first) == set()
    assert addresses(at_last) == set(wrong)
    for format in ("xlsx", "xls", "ods"):
        submission = read(open_sheets(str(tmp_path / f"表.{format}")), None, f"表.{format}")
        assert submission.form.id == form.id
        read_back = {pointer: plain(submission.value(pointer)) for pointer, _, _ in wanted}
        assert read_back == {pointer: plain(value) for pointer, _, value in wanted}, format
        # beside what the example itself holds (HTML): a row that was inserted into a table with formulas has none of its own
        assert kinds(submission) <= {remarks.UNSEEN, remarks.HTML, remarks.OVERWRITTEN, remarks.RECOMPUTED}, format
        told = [finding.code for finding in run_rules(submission).findings if finding.severity == ERROR]
        assert told == [
            finding.code
            for finding in run_rules(read(open_sheets(str(prefilled)))).findings
            if finding.severity == ERROR
        ], format
