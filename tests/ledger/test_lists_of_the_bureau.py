"""The bureau gives a roster, ceilings, last round's ledger, last year's workbooks: who is missing, who asks too much, what was mended."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from tests.ledger.offices import Bureau, codes, fates, total
from xltoolkit.errors import UsageError
from xltoolkit.ledger.across import RULES
from xltoolkit.template import make_template


def listed(path: Path, *lines: tuple[object, ...]) -> str:
    """A list as a bureau keeps it: a title above the headings."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(("二〇二〇年名单",))
    for line in lines:
        sheet.append(line)
    book.save(path)
    return str(path)


HEADINGS = ("主管部门", "单位编码", "单位名称", "别名", "联系人")


@pytest.fixture
def roster(tmp_path: Path) -> str:
    return listed(
        tmp_path / "花名册.xlsx",
        HEADINGS,
        ("民政局", "101", "江阴市民政局", "民政、养老中心", "王某某"),
        ("教育局", "201", "江阴市教育局", "教育", "李某某"),
        ("教育局", "202", "江阴市第一中学", "一中", ""),
        ("教育局", "203", "江阴市第二中学", "二中", ""),
    )


def test_unit_is_the_declared_one_else_the_alias_of_the_folder_else_the_folder(bureau: Bureau, roster: str) -> None:
    bureau.send("教育/一中/1.xlsx", project_name="校舍修缮")
    bureau.send("教育/2.xlsx", project_name="校车服务", submitting_unit="江阴市第二中学")
    bureau.send("其他单位/3.xlsx", project_name="绿化养护")
    rows = bureau.merge(roster=roster)["项目一览"]
    owners = {row["项目名称"]: (row["主管部门"], row["填报单位"]) for row in rows}
    assert owners["校舍修缮"] == ("教育局", "江阴市第一中学")
    assert owners["校车服务"] == ("教育局", "江阴市第二中学")
    assert owners["绿化养护"] == (None, "其他单位")


def test_missing_extra_misspelt_and_aliased_units_are_each_told_once(bureau: Bureau, roster: str) -> None:
    bureau.send("1.xlsx", project_name="养老服务", submitting_unit="江阴市民正局")
    bureau.send("2.xlsx", project_name="助餐服务", submitting_unit="江阴市民正局")
    bureau.send("3.xlsx", project_name="绿化养护", submitting_unit="江阴市第三中学")
    bureau.send("4.xlsx", project_name="校车服务", submitting_unit="教育")
    found = codes(bureau.merge(roster=roster))
    assert len(found["MRG008"]) == 4
    said = "\n".join(found["MRG008"])
    assert "与花名册的“江阴市民政局”只差个别字" in said
    assert "“江阴市第三中学”不在花名册上" in said  # 第三 is no slip of 第一
    assert "“江阴市第一中学”（教育局）还没有交" in said
    assert "“江阴市第二中学”（教育局）还没有交" in said
    assert found["MRG011"] == ["单位写的是“教育”，已按花名册的“江阴市教育局”汇总。"]


def test_a_unit_in_the_folder_of_another_is_told(bureau: Bureau, roster: str) -> None:
    bureau.send("民政/1.xlsx", project_name="校车服务", submitting_unit="江阴市教育局")
    bureau.send("教育局/2.xlsx", project_name="校舍修缮", submitting_unit="江阴市第一中学")
    ledger = bureau.merge(roster=roster)
    assert len(codes(ledger)["MRG014"]) == 1
    assert "民政" in codes(ledger)["MRG014"][0]
    assert {row["填报单位"] for row in ledger["项目一览"]} == {"江阴市教育局", "江阴市第一中学"}


def test_ceilings_of_departments_units_and_projects(bureau: Bureau, roster: str, tmp_path: Path) -> None:
    bureau.send("一中/1.xlsx", project_name="校舍修缮", annual_amount=700)
    bureau.send("二中/2.xlsx", project_name="校车服务", annual_amount=550)
    bureau.send("民政/3.xlsx", project_name="养老服务", annual_amount=310)
    ceilings = listed(
        tmp_path / "控制数.xlsx",
        ("主管部门", "单位名称", "项目名称", "控制数(元)"),
        ("教育局", "", "", 12_000_000),
        ("", "江阴市第一中学", "", 7_000_000),
        ("", "", "养老 服务", "3,000,000.00"),
        ("交通局", "", "", 1),
    )
    ledger = bureau.merge(roster=roster, ceilings=ceilings)
    assert codes(ledger)["MRG006"] == [
        "“教育局”共 2 个项目，本年度合计 1250.00 万元，超过控制数 1200.00 万元（超 50.00 万元）。",
        "控制数表里的“交通局”没有对应的申报表，控制数 0.0001 万元没有核对。",
    ]
    assert codes(ledger)["MRG007"] == ["“养老服务”本年度申报 310.00 万元，超过控制数 300.00 万元。"]
    row = next(row for row in ledger["问题清单"] if row["规则"] == "MRG007")
    assert (row["工作表"], row["单元格"]) == ("基本信息", bureau.place("/annual_amount").cell)


def test_lists_as_csv_in_gbk_and_what_is_wrong_with_them(bureau: Bureau, tmp_path: Path) -> None:
    bureau.send("民政/1.xlsx", project_name="养老服务")
    (tmp_path / "名单.csv").write_bytes("单位名称,别名\n江阴市民政局,民政\n".encode("gbk"))
    assert bureau.merge(roster=str(tmp_path / "名单.csv"))["项目一览"][0]["填报单位"] == "江阴市民政局"
    (tmp_path / "名单.csv").write_bytes("名字,别名\n江阴市民政局,民政\n".encode())
    with pytest.raises(UsageError, match="没有找到“单位名称”"):
        bureau.merge(roster=str(tmp_path / "名单.csv"))
    (tmp_path / "控制数.csv").write_bytes("主管部门,控制数\n民政局,三百多\n".encode())
    with pytest.raises(UsageError, match="三百多"):
        bureau.merge(ceilings=str(tmp_path / "控制数.csv"))


def last_year(bureau: Bureau, form: object, example: dict, tmp_path: Path) -> Bureau:
    old = tmp_path / "去年.xlsx"
    old.write_bytes(make_template(form, 2019, example["data"]))  # type: ignore[arg-type]
    return Bureau(old, bureau.folder)


def test_last_years_workbooks_are_compared_and_do_not_count(bureau, form, example, tmp_path) -> None:  # type: ignore[no-untyped-def]
    before = last_year(bureau, form, example, tmp_path)
    for number, then in enumerate((600, 500)):
        before.send(f"民政/去年{number}.xlsx", project_name=f"2019年养老{'助餐' * number}服务项目", annual_amount=then)
    bureau.send("民政/今年0.xlsx", project_name="2020年养老服务项目", annual_amount=300, prior_year__budget=621)
    bureau.send("民政/今年1.xlsx", project_name="2020年养老助餐服务项目", annual_amount=300, prior_year__budget=500)
    bureau.send("民政/今年2.xlsx", project_name="2020年绿化养护项目", annual_amount=300, prior_year__budget=1)
    ledger = bureau.merge()
    assert total(ledger) == 900
    assert fates(ledger)["去年0.xlsx"] == "被新版本代替"
    assert codes(ledger)["MRG010"] == [
        "去年申报本年度项目金额 600.00 万元，今年填的上年度年度预算安排资金是 621.00 万元，两者不一致。"
    ]
    assert "MRG002" not in codes(ledger)
    assert len(codes(ledger)["MRG009"]) == 2


def test_last_years_ledger_serves_as_well(bureau, form, example, tmp_path) -> None:  # type: ignore[no-untyped-def]
    before = Bureau(last_year(bureau, form, example, tmp_path).example, tmp_path / "去年收到")
    before.send("民政/1.xlsx", project_name="2019年养老服务项目", annual_amount=600)
    before.merge()
    earlier = before.output.rename(tmp_path / "去年汇总.xlsx")
    bureau.send("民政/1.xlsx", project_name="2020年养老服务项目", prior_year__budget=621)
    ledger = bureau.merge(previous=str(earlier))
    assert "600.00" in codes(ledger)["MRG010"][0]
    assert "整改情况" not in ledger


def test_a_workbook_of_another_year_is_told(bureau, form, example, tmp_path) -> None:  # type: ignore[no-untyped-def]
    bureau.send("民政/1.xlsx", project_name="养老服务")
    bureau.send("民政/2.xlsx", project_name="助餐服务")
    last_year(bureau, form, example, tmp_path).send("民政/3.xlsx", project_name="绿化养护")
    ledger = bureau.merge()
    assert codes(ledger)["MRG009"] == ["这是 2019 年的申报表，本次汇总的是 2020 年，金额也计入了汇总。"]


def test_what_was_mended_what_is_open_what_is_new(bureau: Bureau, tmp_path: Path) -> None:
    bureau.send("民政/1.xlsx", project_name="养老服务", contact_phone="123", start_date="2020-13-45")
    bureau.merge(round="一上")
    earlier = bureau.output.rename(tmp_path / "一上.xlsx")
    bureau.send("民政/1.xlsx", project_name="养老服务", start_date="2020-13-45", project_leader="")
    bureau.send("教育/2.xlsx", project_name="校舍修缮")
    ledger = bureau.merge(previous=str(earlier), round="二上")
    states = {(row["状态"], row["字段"]) for row in ledger["整改情况"] if row["项目名称"] == "养老服务"}
    assert ("已改", "联系电话") in states
    assert ("未改", "计划开始日期") in states
    assert ("新增", "项目负责人") in states
    assert ("新增", "联系电话") not in states


def test_another_round_in_the_folders_is_told(bureau: Bureau) -> None:
    bureau.send("二上/民政/1.xlsx", project_name="养老服务")
    bureau.send("一上/民政/2.xlsx", project_name="助餐服务")
    found = codes(bureau.merge(round="二上"))
    assert found["MRG015"] == ["文件放在“一上”的文件夹里，本次汇总的是“二上”。"]


def test_every_rule_has_a_page() -> None:
    for code, rule in RULES.items():
        page = rule.run.__doc__ or ""
        assert all(f"{part}：" in page for part in ("检查什么", "为什么", "错例", "正例", "修改")), code


def test_a_project_that_did_not_come_back_is_told(bureau: Bureau, tmp_path: Path) -> None:
    bureau.send("民政/1.xlsx", project_name="养老服务")
    gone = bureau.send("教育/2.xlsx", project_name="校舍修缮")
    bureau.merge()
    earlier = bureau.output.rename(tmp_path / "一上.xlsx")
    gone.unlink()
    told = bureau.merge(previous=str(earlier))["整改情况"]
    assert [(row["状态"], row["填报单位"], row["项目名称"]) for row in told if row["状态"] == "没有再报"] == [
        ("没有再报", "教育", "校舍修缮")
    ]
    assert not [row for row in told if row["项目名称"] == "校舍修缮" and row["状态"] != "没有再报"]
