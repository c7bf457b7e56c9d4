"""A bureau merges a folder tree: every amount adds up, every row leads back to its cell, each project counts once."""

from __future__ import annotations

import json
import os
import tempfile
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.ledger.offices import Bureau, codes, fates, ledger_rows, total
from xltoolkit.form.load import load_form
from xltoolkit.form.model import Form
from xltoolkit.marks import set_values
from xltoolkit.reader.read import read_file
from xltoolkit.template import make_template
from xltoolkit.workflow.check import check_file
from xltoolkit.workflow.copies import annotate_file
from xltoolkit.workflow.intake import OWN_LEDGER, REFUSED, take_in
from xltoolkit.workflow.report import report_file

amounts = st.decimals(0, 99999, places=2).map(lambda value: value.normalize() + 0)


@settings(max_examples=8, deadline=None)
@given(st.lists(st.tuples(amounts, amounts, st.lists(amounts, min_size=1, max_size=3)), min_size=1, max_size=6))
def test_ledger_sums_are_the_sums_of_the_workbooks(filled_example: Path, asked: list[Any]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        bureau = Bureau(filled_example, Path(folder) / "收到")
        paths = []
        for number, (annual, special, estimates) in enumerate(asked):
            values: dict[str, Any] = {"project_name": f"项目甲{number}号工程", "annual_amount": annual}
            values["funding__special_appropriation"] = special
            values |= {f"estimates__{row}__amount": amount for row, amount in enumerate(estimates)}
            paths.append(bureau.send(f"局{number % 2}/单位{number % 3}/{number}.xlsx", **values))
        read = [read_file(str(path)) for path in paths]
        ledger = bureau.merge()
        assert total(ledger) == sum(one.data["annual_amount"] for one in read)
        estimated = sum(Decimal(str(row["金额(万元)"])) for row in ledger["项目概算"])
        assert estimated == sum(row.amount("amount") or 0 for one in read for row in one.rows("/estimates"))
        leaves = sum(Decimal(str(row["金额(万元)"] or 0)) for row in ledger["资金来源"] if not row["合计"])
        assert leaves == sum(
            value for one in read for key, value in one.data["funding"].items() if key != "total" and value is not None
        )
        summary = next(row for row in ledger["汇总"] if row["主管部门"] == "合计")
        assert Decimal(str(summary["本年度项目金额(万元)"])) == total(ledger)
        assert summary["项目数"] == len(read)


def test_every_row_leads_back_to_its_cell(bureau: Bureau) -> None:
    bureau.send("民政局/甲.xlsx", project_name="养老服务")
    bureau.send("教育局/乙.xlsx", project_name="校舍修缮", indicators__3__name="新指标")
    ledger = bureau.merge()
    said = {"绩效指标": "指标", "项目概算": "项目明细名称", "项目一览": "项目名称"}
    for title, heading in said.items():
        assert ledger[title]
        for row in ledger[title]:
            sheet = openpyxl.load_workbook(row["来源文件"])[row["工作表"]]
            assert row[heading] in [cell.value for cell in sheet[row["行"]]], (title, row)
    for row in ledger["资金来源"]:
        sheet = openpyxl.load_workbook(row["来源文件"])[row["工作表"]]
        labels = "".join(str(cell.value or "") for cell in sheet[row["行"]])
        assert row["资金来源"].split("（")[0] in labels


def test_findings_link_to_the_cell_in_the_workbook(bureau: Bureau) -> None:
    path = bureau.send("民政局/百分之 5% #1.xlsx", project_name="养老服务")
    bureau.merge()
    sheet = openpyxl.load_workbook(bureau.output)["问题清单"]
    headings = [cell.value for cell in sheet[1]]
    cells = [row[headings.index("单元格")] for row in sheet.iter_rows(min_row=2)]
    linked = [cell for cell in cells if cell.hyperlink is not None]
    assert linked
    for cell in linked:
        assert (bureau.output.parent / unquote(cell.hyperlink.target)).samefile(path)
        found = sheet.cell(cell.row, headings.index("工作表") + 1).value
        assert cell.hyperlink.location == f"'{found}'!{cell.value}"


def test_same_content_twice_counts_once_and_both_are_named(bureau: Bureau) -> None:
    bureau.send("民政局/甲.xlsx", project_name="养老服务", annual_amount=100)
    bureau.send("民政局/甲(1).xlsx", project_name="养老服务", annual_amount=100)
    ledger = bureau.merge()
    assert total(ledger) == 100
    assert fates(ledger) == {"甲(1).xlsx": "已汇总", "甲.xlsx": "重复"}
    assert "甲.xlsx" in codes(ledger)["MRG001"][0]
    assert "甲(1).xlsx" in codes(ledger)["MRG001"][0]


def test_of_two_versions_the_newest_counts_and_both_are_named(bureau: Bureau) -> None:
    bureau.send("民政局/b.xlsx", project_name="养老服务", annual_amount=280)
    bureau.send("民政局/a.xlsx", project_name=" 养老 服务", annual_amount=300)
    ledger = bureau.merge()
    assert fates(ledger) == {"a.xlsx": "已汇总", "b.xlsx": "被新版本代替"}
    assert total(ledger) == 300
    message = codes(ledger)["MRG002"][0]
    assert "a.xlsx" in message
    assert "b.xlsx" in message
    assert "280.00" in message
    assert "300.00" in message


def test_going_back_to_an_earlier_version_makes_it_the_newest(bureau: Bureau) -> None:
    bureau.send("民政局/1.xlsx", project_name="养老服务", annual_amount=280)
    bureau.send("民政局/2.xlsx", project_name="养老服务", annual_amount=300)
    bureau.send("民政局/3.xlsx", project_name="养老服务", annual_amount=280)
    assert total(bureau.merge()) == 280


def test_two_projects_of_one_name_in_two_units_are_two_projects(bureau: Bureau) -> None:
    bureau.send("民政局/运维.xlsx", project_name="系统运维", annual_amount=10)
    bureau.send("教育局/运维.xlsx", project_name="系统运维", annual_amount=20)
    assert total(bureau.merge()) == 30


def test_names_that_differ_only_in_the_year_are_told_and_both_count(bureau: Bureau) -> None:
    bureau.send("民政局/1.xlsx", project_name="2020年养老服务项目", annual_amount=10)
    bureau.send("民政局/2.xlsx", project_name="养老服务", annual_amount=20)
    ledger = bureau.merge()
    assert total(ledger) == 30
    assert "只差年份" in codes(ledger)["MRG003"][0]


def test_the_same_estimates_under_another_name_are_told_once(bureau: Bureau) -> None:
    bureau.send("民政局/1.xlsx", project_name="养老服务")
    bureau.send("教育局/2.xlsx", project_name="校舍修缮")
    found = codes(bureau.merge())["MRG003"]
    assert len(found) == 1
    assert "100%" in found[0]


def test_a_copy_that_nobody_mended_is_no_second_project(bureau: Bureau) -> None:
    path = bureau.send("民政局/甲.xlsx", project_name="养老服务", annual_amount=100)
    annotate_file(check_file(str(path)))
    ledger = bureau.merge()
    assert fates(ledger) == {"甲.xlsx": "已汇总", "甲_检查结果.xlsx": "我们的检查副本"}
    assert total(ledger) == 100


def test_a_mended_copy_beats_its_original_even_if_that_was_saved_later(bureau: Bureau) -> None:
    path = bureau.send("民政局/甲.xlsx", project_name="养老服务", annual_amount=100)
    copy = Path(annotate_file(check_file(str(path))))
    place = read_file(str(path)).place("/annual_amount")
    assert place is not None
    bureau.put("民政局/" + copy.name, set_values(copy.read_bytes(), {place: 90}))
    bureau.put("民政局/甲.xlsx", path.read_bytes())
    ledger = bureau.merge()
    assert fates(ledger) == {"甲.xlsx": "被新版本代替", "甲_检查结果.xlsx": "已汇总"}
    assert total(ledger) == 90


def test_a_copy_that_comes_back_alone_is_all_there_is_of_its_project(bureau: Bureau) -> None:
    path = bureau.send("民政局/甲.xlsx", project_name="养老服务", annual_amount=100)
    annotate_file(check_file(str(path)))
    path.unlink()
    ledger = bureau.merge()
    assert total(ledger) == 100
    assert "原件没有交" in ledger["读取情况"][0]["说明"]


def test_our_ledger_and_lists_are_never_inputs_and_lock_files_leave_no_row(bureau: Bureau) -> None:
    bureau.send("民政局/甲.xlsx", project_name="养老服务", annual_amount=100)
    bureau.put("民政局/~$甲.xlsx", b"locked")
    bureau.put(".隐藏.xlsx", b"hidden")
    with bureau.merged(returns=str(bureau.folder / "退回")):
        bureau.output.rename(bureau.folder / "上次汇总.xlsx")
    (book := openpyxl.load_workbook(bureau.folder / "上次汇总.xlsx")).save(bureau.folder / "另存的汇总.xlsx")
    book.close()
    ledger = bureau.merge()
    assert total(ledger) == 100
    assert fates(ledger) == {
        "甲.xlsx": "已汇总", "上次汇总.xlsx": "我们的台账", "另存的汇总.xlsx": "我们的台账", "退回清单.xlsx": "我们的台账",
        "甲_检查结果.xlsx": "我们的检查副本",
    }  # fmt: skip


def test_amounts_in_yuan_become_ten_thousands_exactly(tmp_path: Path) -> None:
    form = load_form("putuo-project")
    example = json.loads((Path(form.folder) / "example.json").read_text("utf-8"))
    first = tmp_path / "普陀.xlsx"
    first.write_bytes(make_template(form, example["year"], example["data"]))
    bureau = Bureau(first, tmp_path / "收到")
    bureau.send("甲.xlsx", annual_amount=Decimal("1234567.89"))
    assert form.unit == "元"
    assert total(bureau.merge()) == Decimal("123.456789")


def test_several_forms_in_one_batch_are_told(bureau: Bureau, tmp_path: Path) -> None:
    bureau.send("甲.xlsx", project_name="养老服务")
    form = load_form("putuo-project")
    example = json.loads((Path(form.folder) / "example.json").read_text("utf-8"))
    bureau.put("乙.xlsx", make_template(form, example["year"], example["data"]))
    ledger = bureau.merge()
    assert form.title in codes(ledger)["MRG013"][0]
    assert len(ledger["项目一览"]) == 2
    assert {"项目属性", "项目性质", "联系电话"} <= set(ledger["项目一览"][0])


def test_the_short_fields_of_the_form_are_columns_of_the_project_list(bureau: Bureau, form: Form) -> None:
    bureau.send("甲.xlsx", project_name="养老服务", contact_phone="0510-86710000")
    row = bureau.merge()["项目一览"][0]
    assert row["联系电话"] == "0510-86710000"
    assert row["计划开始日期"] == "2020-01-01"
    assert row["项目属性"] == "单位专项"
    assert form.title == row["表样"]


def test_the_first_sheet_with_project_names_has_one_row_per_project(bureau: Bureau) -> None:
    for number in range(3):
        bureau.send(f"{number}.xlsx", project_name=f"第{number}号工程")
    bureau.merge()
    book = openpyxl.load_workbook(bureau.output)
    first = next(sheet for sheet in book if any(cell.value == "项目名称" for row in sheet.iter_rows() for cell in row))
    assert first.title == "项目一览"
    assert first.max_row == 4
    assert first.freeze_panes == "A2"
    assert first.auto_filter.ref


def test_frames_documents_and_counts_come_with_the_ledger(bureau: Bureau, form: Form) -> None:
    import jsonschema

    from xltoolkit.form.schema import document_schema

    bureau.send("民政局/甲.xlsx", project_name="养老服务")
    bureau.put("坏.xlsx", b"")
    with bureau.merged() as ledger:
        assert (ledger.files, ledger.counted, ledger.refused) == (2, 1, 1)
        assert list(ledger.projects["annual_amount"]) == [Decimal(300)]
        assert len(ledger.indicators) == 39
        assert ledger.funding["amount"].dropna().map(type).unique().tolist() == [Decimal]
        assert ledger.errors == sum(ledger.findings["severity_name"] == "强制性错误")
        [(path, document)] = ledger.documents()
        assert path.endswith("甲.xlsx")
        errors = list(jsonschema.Draft202012Validator(document_schema(form)).iter_errors(document))
        assert not [error for error in errors if error.validator == "type"]
    assert not list(bureau.output.parent.glob(".*"))


def test_last_row_of_excel_is_never_passed(bureau: Bureau, monkeypatch: pytest.MonkeyPatch) -> None:
    bureau.send("甲.xlsx", project_name="养老服务")
    monkeypatch.setattr("xltoolkit.ledger.workbook.LAST_ROW", 11)
    bureau.merge()
    ledger = ledger_rows(bureau.output)
    parts = [title for title in ledger if title.startswith("绩效指标")]
    assert parts == ["绩效指标", "绩效指标_2", "绩效指标_3", "绩效指标_4"]
    assert [len(ledger[title]) for title in parts] == [10, 10, 10, 9]
    book = openpyxl.load_workbook(bureau.output)
    assert all(book[title].freeze_panes == "A2" for title in parts)
    bureau.merge(previous=str(bureau.output))  # a split ledger is read back whole


def test_no_sheet_is_sorted_in_memory(bureau: Bureau) -> None:
    import sqlite3
    from contextlib import closing

    from xltoolkit.ledger.workbook import ledger_sheets

    bureau.send("甲.xlsx", project_name="养老服务")
    database = bureau.output.with_suffix(".sqlite")
    bureau.merge(db=str(database))
    with closing(sqlite3.connect(database)) as connection:
        connection.row_factory = sqlite3.Row
        for sheet in ledger_sheets(connection):
            plan = " ".join(row["detail"] for row in connection.execute("EXPLAIN QUERY PLAN " + sheet.statement))
            rows = plan.partition(" RIGHT SCAN")[2] or plan  # of 问题清单 the few findings on the batch stand left
            assert "USING INDEX files_by_" in rows, (sheet.title, plan)
            assert "TEMP B-TREE FOR ORDER BY" not in rows, (sheet.title, plan)  # "FOR RIGHT PART": one workbook's rows


def test_the_same_input_gives_the_same_ledger(bureau: Bureau) -> None:
    import zipfile

    for number in range(12):
        bureau.send(f"局{number % 3}/{number}.xlsx", project_name=f"第{number}号工程")

    def parts() -> dict[str, bytes]:
        bureau.merge()
        with zipfile.ZipFile(bureau.output) as package:
            assert {info.date_time[:3] for info in package.infolist()} == {(1980, 1, 31)}
            return {name: package.read(name) for name in package.namelist() if name != "docProps/core.xml"}

    assert parts() == parts()


def test_a_ledger_larger_than_any_form_is_still_ours_and_still_read(
    bureau: Bureau, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from xltoolkit.sheets import worksheet

    for number in range(3):
        bureau.send(f"局/{number}.xlsx", project_name=f"第{number}号工程")
    bureau.merge()
    path = str(bureau.output)
    for module in ("ooxml", "worksheet"):  # wherever the reader keeps its limit
        monkeypatch.setattr(f"xltoolkit.sheets.{module}.MOST_CELLS", 1_000, raising=False)
    assert worksheet.MOST_CELLS == 1_000
    assert take_in(path).state == OWN_LEDGER
    report_file(path, str(tmp_path / "报告.html"))
    assert "第2号工程" in (tmp_path / "报告.html").read_text("utf-8")


def test_nothing_that_we_wrote_is_an_input(bureau: Bureau) -> None:
    pytest.importorskip("pyarrow")
    bureau.send("民政局/甲.xlsx", project_name="养老服务", project_leader="")
    wishes = {"db": "账.sqlite", "parquet": "pq", "returns": "退回"}
    inside = {name: str(bureau.folder / place) for name, place in wishes.items()}
    bureau.merge(**inside)
    report_file(str(bureau.output), str(bureau.folder / "报告.html"))
    ledger = bureau.merge(**inside)
    assert {row["结果"] for row in ledger["读取情况"]} == {"已汇总", "我们的台账", "我们的检查副本"}
    assert len(ledger["项目一览"]) == 1


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_pipe_among_the_files_is_refused_and_never_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "管道.xlsx")
    assert take_in(str(tmp_path / "管道.xlsx")).state == REFUSED
