"""A bureau declares a small form of its own, with everything that the shipped ones do not have: no line of Python is touched."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.office import convert, needs_office, page_texts, run_uno
from tests.template.test_limits_of_excel import excel_length, validations
from xltoolkit.form.layout import place
from xltoolkit.form.load import load_form
from xltoolkit.form.model import Form
from xltoolkit.template import make_template

LONG_LABEL = "本单位在本年度内由财政拨款安排并已通过政府采购方式实施的信息化项目数量（个）"

DEFINITION: dict[str, Any] = {
    "id": "toy",
    "version": "3",
    "year": 2031,
    "title": "设备盘点表",
    "unit": "元",
    "decimals": 0,
    "sheets": [{"name": "甲's 盘点 & 表", "widths": [20, 20, 20, 20]}],
    "sections": [
        {
            "key": "head",
            "kind": "fields",
            "sheet": "甲's 盘点 & 表",
            "rows": [
                [{"pointer": "/project_name", "label": "名称", "kind": "text", "required": True, "help": "说明" * 100}],
                [{"pointer": "/pieces", "label": LONG_LABEL, "name": "信息化项目数量", "kind": "count", "schema": {"maximum": 999}},
                 {"pointer": "/operator", "label": "符号", "kind": "choice", "vocabulary": "signs"}],
                [{"pointer": "/change", "label": "增减", "kind": "number"}, {"pointer": "/share", "label": "占比", "kind": "percent"}],
                [{"pointer": "/total", "label": "合计", "kind": "amount", "code": "BUD002",
                  "computed": ["sum", "/first/*/price", "/second/*/price"]}],
            ],
        },
        *(
            {
                "key": key,
                **({"title": title} if title else {}),
                "kind": "table",
                "sheet": "甲's 盘点 & 表",
                "pointer": f"/{key}",
                "row_name": "设备",
                "prepared_rows": 5,
                "columns": [
                    {"key": "name", "label": f"{title}设备", "kind": "text", "required": True},
                    {"key": "price", "label": "单价", "kind": "amount"},
                    {"key": "tax", "label": "税额", "kind": "amount", "computed": ["round", ["/", f"/{key}/*/price", 10], 0]},
                ],
            }
            for key, title in (("first", "在用"), ("second", ""))
        ),
    ],
    "equations": [{"code": "BUD004", "left": "/total", "relation": ">=", "right": 100, "text": "合计 ≥ 100"}],
}  # fmt: skip
VOCABULARIES = {"signs": {"values": ["=", "≥", "-", "（一）甲,乙", *(f"很长的选项之{number}" for number in range(60))]}}


@pytest.fixture
def toy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Form:
    folder = tmp_path / "表样" / "toy"
    folder.mkdir(parents=True)
    (folder / "form.json").write_text(json.dumps(DEFINITION), "utf-8")
    (folder / "vocabularies.json").write_text(json.dumps(VOCABULARIES), "utf-8")
    monkeypatch.setenv("XLTOOLKIT_FORMS", str(folder.parent))
    return load_form("toy")


DATA = {
    "project_name": "年度盘点",
    "pieces": 7,
    "operator": "=",
    "change": -3.5,
    "first": [{"name": "服务器", "price": 30}, {"name": "打印机", "price": 40}],
    "second": [{"name": f"旧设备{number}", "price": 1} for number in range(12)],
}


def test_its_template_is_made_and_filled(toy: Form) -> None:
    content = make_template(toy, data=DATA)
    workbook, stored = load_workbook(BytesIO(content)), load_workbook(BytesIO(content), data_only=True)
    name = toy.sheets[0].name
    layout = place(toy, {"/second": 12})
    total = layout.values["/total"].place
    assert stored[name][total.cell].value == 82
    check = next(iter(layout.checks))
    assert stored[name][check.cell].value == "✗ 合计 ≥ 100：左边是 82，右边是 100，相差 18，请核对。"
    last = layout.place("/second/11/name")
    assert last is not None
    assert workbook[name][last.cell].value == "旧设备11"
    taxes = [layout.place(f"/second/{index}/tax") for index in (0, 11)]
    assert [stored[name][place.cell].value for place in taxes if place] == [0, 0]
    assert stored[name][f"C{layout.tables['/first'].first_row}"].value == 3
    assert stored[name][f"C{layout.tables['/first'].last_row}"].value is None  # nothing in a row that nobody uses
    operator = workbook[name][layout.values["/operator"].place.cell]
    assert (operator.value, operator.data_type) == ("=", "s")
    lists = workbook["_lists"]
    assert [(cell.value, cell.data_type) for cell in lists["F"][1:4]] == [("=", "s"), ("≥", "s"), ("-", "s")]


def test_its_validations_hold_the_limits(toy: Form, tmp_path: Path) -> None:
    path = tmp_path / "盘点.xlsx"
    path.write_bytes(make_template(toy))
    found = {rule.get("promptTitle"): rule for rule in validations(path)}
    assert len(found) == 10
    for rule in found.values():
        assert excel_length(rule.get("promptTitle")) <= 32
        assert excel_length(rule.get("prompt")) <= 255
        assert excel_length(rule.get("error")) <= 255
    assert found["名称"].get("prompt", "").endswith("说明")
    assert found["信息化项目数量"].get("type") == "whole"
    assert "0 到 999" in found["信息化项目数量"].get("error", "")


@pytest.mark.slow
@needs_office
def test_its_computed_column_follows_what_is_typed(toy: Form, tmp_path: Path) -> None:
    path = tmp_path / "盘点.xlsx"
    path.write_bytes(make_template(toy, data=DATA))
    table = place(toy).tables["/first"]
    sheet = toy.sheets[0].name
    rows = (table.first_row, table.first_row + 2, table.last_row)
    script = """
document = open_document(arguments[0])
sheet = document.Sheets.getByName(arguments[1])
first, third, last = (int(row) - 1 for row in arguments[2:])
sheet.getCellByPosition(1, third).Value = 85
result = [sheet.getCellByPosition(2, row).String for row in (first, third, last)]
"""
    assert run_uno(script, path, sheet, *(str(row) for row in rows)) == ["3", "9", ""]


@pytest.mark.slow
@needs_office
def test_its_page_prints_both_tables(toy: Form, tmp_path: Path) -> None:
    path = tmp_path / "盘点.xlsx"
    path.write_bytes(make_template(toy, 2032, DATA))
    pages = page_texts(convert(path, "pdf"))
    body = "".join(page for page in pages if "填写要求" not in page)
    assert "设备盘点表" in body
    assert "(2032年)" in body
    assert all(row["name"] in body for key in ("first", "second") for row in DATA[key])  # type: ignore[attr-defined]
    assert "✗" not in body
