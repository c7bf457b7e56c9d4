"""The ledger and the list of returns in a real office program: totals recalculate to what we cached, pages print."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from tests.ledger.offices import Bureau, ledger_rows
from tests.office import convert, needs_office


@pytest.mark.slow
@needs_office
def test_calc_recalculates_the_totals_to_the_same_values(bureau: Bureau, tmp_path: Path) -> None:
    for number in range(9):
        name = f"局{number % 2}/单位{number % 4}/{number}.xlsx"
        bureau.send(name, project_name=f"第{number}号工程", annual_amount=number + 0.25, total_amount=100)
    with bureau.merged(returns=str(tmp_path / "退回")):
        ours = ledger_rows(bureau.output)["汇总"]
    cells = [cell for row in openpyxl.load_workbook(bureau.output)["汇总"].iter_rows() for cell in row]
    assert (
        sum(cell.data_type == "f" for cell in cells) == 3 * 7
    )  # two departments and the total, seven columns of figures
    saved = convert(bureau.output, "xlsx")
    assert ledger_rows(saved)["汇总"][: len(ours)] == ours
    lists = sorted((tmp_path / "退回").rglob("退回清单.xlsx"))
    assert len(lists) == 4
    assert convert(lists[0], "pdf").read_bytes().startswith(b"%PDF")
