"""A bureau's own form in its own folder: every command works with it, and nothing but the folder's name was told to the tool."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import openpyxl
import pytest

from tests.cli.conftest import Run

DISTRICT = Path(__file__).resolve().parents[1] / "form" / "sister_forms" / "district-project"


@pytest.fixture
def forms(tmp_path: Path) -> str:
    """A folder 表样 with the form of a district, as XLTOOLKIT_FORMS names it."""
    shutil.copytree(DISTRICT, tmp_path / "我的 表样" / "区级")
    return str(tmp_path / "我的 表样")


def test_its_whole_life(run: Run, forms: str, tmp_path: Path) -> None:
    """Checked, issued, filled in wrongly, found, marked, merged, and next year's form made of it in Excel."""
    told = {"XLTOOLKIT_FORMS": forms}
    assert "district-project：定义正确。" in run("forms", "--check", **told).said
    assert "district-project  区级项目支出绩效目标申报表（2027，版本 1，单位元）" in run("forms", **told).said
    assert json.loads(run("schema", "--form", "district-project", **told).out)["title"] == "区级项目支出绩效目标申报表"
    (tmp_path / "收到").mkdir()
    assert run("template", "--data", DISTRICT / "example.json", "-o", "收到/甲.xlsx", **told).code == 0
    book = openpyxl.load_workbook(tmp_path / "收到" / "甲.xlsx")
    book["申报表"]["C16"] = 1100  # 单价: one amount is wrong now, and with it the sum
    book["申报表"]["C5"] = "27-123"
    book.save(tmp_path / "收到" / "甲.xlsx")

    checked = run("check", "收到", "--json", "--annotate", "标注", **told)
    assert checked.code == 1
    [file] = json.loads(checked.out)["files"]
    found = {(finding["code"], finding["cell"]) for finding in file["findings"] if finding["severity"] == "error"}
    assert found == {("BUD001", "A14"), ("FMT019", "C5")}
    assert (tmp_path / "标注" / "甲_检查结果.xlsx").is_file()

    assert run("merge", "收到", "-o", "汇总.xlsx", **told).code == 1
    ledger = openpyxl.load_workbook(tmp_path / "汇总.xlsx")
    assert [row[1].value for row in ledger["读取情况"].iter_rows(min_row=2)] == ["已汇总"]

    assert run("forms", "export", "district-project", "-o", "表样定义.xlsx", **told).code == 0
    workshop = openpyxl.load_workbook(tmp_path / "表样定义.xlsx")
    for row in workshop["参数"].iter_rows(min_row=2):
        row[2].value = {"预算年度": 2028, "版本": "2", "可接收的版本": "1\n2"}.get(row[1].value, row[2].value)
    for row in workshop["字段"].iter_rows(min_row=2):
        if row[4].value == "项目编码":
            row[4].value, row[5].value = "项目代码", "项目编码"
    workshop.save(tmp_path / "表样定义.xlsx")
    assert run("forms", "import", "表样定义.xlsx", "-o", "2028年表样", **told).code == 0

    later = {"XLTOOLKIT_FORMS": os.pathsep.join((str(tmp_path / "2028年表样"), forms))}
    assert "（2028，版本 2，单位元）" in run("forms", **later).said
    assert json.loads(run("read", "收到/甲.xlsx", **later).out)["data"]["project_code"] == "27-123"
    moved = run("upgrade", "标注/甲_检查结果.xlsx", "-o", "2028年.xlsx", **later)
    assert moved.code == 0
    assert "本年度预算" in moved.said
    new = json.loads(run("read", "2028年.xlsx", **later).out)
    assert (new["year"], new["data"]["project_name"], new["data"]["annual_amount"]) == (
        2028,
        "区图书馆总分馆通借通还服务",
        None,
    )


def test_whoever_lacks_the_form_is_told_what_to_ask_for(run: Run, forms: str) -> None:
    assert run("template", "--data", DISTRICT / "example.json", "-o", "甲.xlsx", XLTOOLKIT_FORMS=forms).code == 0
    answer = run("check", "甲.xlsx")
    assert answer.code == 3
    assert "请向下发模板的单位索取表样文件夹" in answer.complained
    assert "表样编号 district-project" in answer.complained


def test_a_fault_is_told_with_its_folder_whatever_the_command(run: Run, forms: str, tmp_path: Path) -> None:
    definition = tmp_path / "我的 表样" / "区级" / "form.json"
    definition.write_text(definition.read_text("utf-8").replace('"unit": "元"', '"unit": "圆"', 1), "utf-8")
    answer = run("template", "--form", "district-project", "-o", "甲.xlsx", XLTOOLKIT_FORMS=forms)
    assert answer.code == 2
    assert answer.complained.startswith("/unit：“圆”不在可选范围内")
    assert str(definition.parent) in answer.complained


def test_folders_that_lead_nowhere_are_told(run: Run, forms: str, tmp_path: Path) -> None:
    """A misspelt folder, and a second folder with the same form: neither is passed over in silence."""
    shutil.copytree(DISTRICT, tmp_path / "旧表样")
    folders = os.pathsep.join((forms, str(tmp_path / "旧表样"), str(tmp_path / "没有")))
    answer = run("forms", "--check", XLTOOLKIT_FORMS=folders)
    assert answer.code == 1
    assert f"“{tmp_path / '旧表样'}”用不上：排在前面的文件夹已经用了它的表样编号" in answer.complained
    assert f"“{tmp_path / '没有'}”用不上：找不到这个文件夹" in answer.complained
