"""Where the money comes from: the sources of the year add up to the year's amount, those of the whole project stand apart."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from tests.ledger.offices import Bureau
from xltoolkit.form.load import load_form
from xltoolkit.ledger.funding import OF_PROJECT, OF_YEAR, periods
from xltoolkit.template import make_template
from xltoolkit.workflow.report import report_file


@pytest.fixture
def putuo(tmp_path: Path) -> Bureau:
    form = load_form("putuo-project")
    example = json.loads((Path(form.folder) / "example.json").read_text("utf-8"))
    path = tmp_path / "示例.xlsx"
    path.write_bytes(make_template(form, example["year"], example["data"]))
    return Bureau(path, tmp_path / "收到")


def test_sources_of_the_whole_project_are_not_added_to_those_of_the_year(putuo: Bureau) -> None:
    money = {
        "total_funding__fiscal": 9_000_000,
        "annual_funding__current_appropriation": 3_000_000,
        "annual_funding__carried_over": 10_000,
    }
    money |= {"total_funding__other": "", "annual_funding__other": ""}
    putuo.send("民政局/1.xlsx", start_date="2026-01-01", end_date="2027-12-31", **money)
    ledger = putuo.merge()
    rows = {row["资金来源"]: (row["期间"], row["金额(万元)"]) for row in ledger["资金来源"] if not row["合计"]}
    assert rows["财政资金"] == (OF_PROJECT, 900)
    assert rows["当年财政拨款"] == (OF_YEAR, 300)
    summary = next(row for row in ledger["汇总"] if row["主管部门"] == "合计")
    assert "财政资金" not in summary
    sources = [
        Decimal(str(summary[name])) for name, (period, _) in rows.items() if period == OF_YEAR and summary.get(name)
    ]
    assert sum(sources) == Decimal("301")


def test_a_form_with_one_set_of_sources_asks_for_the_year() -> None:
    assert set(periods(load_form("jiangyin-project")).values()) == {OF_YEAR}


def test_a_blank_source_is_no_row_and_a_written_zero_is(bureau: Bureau) -> None:
    bureau.send("民政局/1.xlsx", funding__operating_income="", funding__other_income=0)
    names = [row["资金来源"] for row in bureau.merge()["资金来源"]]
    assert "经营收入" not in names
    assert "其他收入" in names


def test_rows_are_as_tall_as_their_texts(bureau: Bureau) -> None:
    bureau.send("民政局/1.xlsx", indicators__0__name="很长的指标名称" * 12, indicators__1__name="短")
    bureau.merge()
    sheet = openpyxl.load_workbook(bureau.output)["绩效指标"]
    assert (sheet.row_dimensions[2].height or 15) > 60
    assert (sheet.row_dimensions[3].height or 15) < 60


@pytest.mark.parametrize("typed", [1e300, 1e-300, 1 / 3, 10**20, "9" * 400])
def test_an_absurd_amount_stops_no_output_and_is_never_lost(putuo: Bureau, tmp_path: Path, typed: float | str) -> None:
    pytest.importorskip("pyarrow")
    putuo.send("民政局/1.xlsx", annual_funding__current_appropriation=typed)
    with putuo.merged(parquet=str(tmp_path / "pq"), db=str(tmp_path / "账.sqlite")) as ledger:
        row = ledger.funding.set_index("name").loc["当年财政拨款"]
    assert (row["amount"] is None) == bool(row["written"])
    if isinstance(typed, float) and typed < 1:
        assert row["amount"] == Decimal(f"{typed:.15g}") / 10_000  # fifteen digits, as Excel keeps
    report_file(str(putuo.output), str(tmp_path / "报告.html"))
