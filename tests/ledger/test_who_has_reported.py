"""The bureau asks who has reported: 报送情况 beside the roster, owners by folders, lists as bureaus really keep them."""

from __future__ import annotations

import os
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from tests.ledger.offices import Bureau, codes, fates, total
from tests.ledger.test_lists_of_the_bureau import HEADINGS, listed
from xltoolkit.errors import UsageError
from xltoolkit.ledger.lists import read_ceilings, read_roster
from xltoolkit.ledger.owners import folder_owner, round_of, short_for
from xltoolkit.workflow.report import report_file


@pytest.fixture
def roster(tmp_path: Path) -> str:
    return listed(
        tmp_path / "花名册.xlsx",
        HEADINGS,
        ("江阴市民政局", "101", "江阴市民政局本级", "民政", "王某某"),
        ("江阴市民政局", "102", "江阴市社会福利中心", "福利中心", "李某某"),
        ("江阴市教育局", "201", "江阴市第一中学", "一中", "张某某"),
        ("江阴市教育局", "202", "江阴市实验小学", "", ""),
    )


def test_every_unit_of_the_roster_has_a_line_and_whoever_is_not_on_it(bureau: Bureau, roster: str) -> None:
    bureau.send("民政局/1.xlsx", project_name="养老服务", submitting_unit="江阴市民政局本级", annual_amount=120)
    bureau.send("民政局/2.xlsx", project_name="救助服务", submitting_unit="江阴市社会福利中新", annual_amount=30)
    bureau.put("教育局/一中/坏的.xlsx", b"PK\x03\x04")
    bureau.send("气象局/3.xlsx", project_name="气象观测", submitting_unit="江阴市气象局", annual_amount=1)
    ledger = bureau.merge(roster=roster)
    states = {row["单位名称"]: row["状态"] for row in ledger["报送情况"]}
    assert states == {
        "江阴市民政局本级": "已报", "江阴市社会福利中心": "疑似写错名称", "江阴市第一中学": "没有读出", "江阴市实验小学": "未报",
        "江阴市社会福利中新": "不在花名册", "江阴市气象局": "不在花名册",
    }  # fmt: skip
    first = ledger["报送情况"][0]
    assert (first["联系人"], first["项目数"], first["本年度项目金额(万元)"]) == ("王某某", 1, 120)
    told = codes(ledger)["MRG008"]
    assert any("江阴市第一中学" in one and "坏的.xlsx" in one for one in told)
    assert [one for one in told if "还没有交" in one] == ["花名册上的“江阴市实验小学”（江阴市教育局）还没有交申报表。"]
    missing = next(row for row in ledger["问题清单"] if "江阴市实验小学" in row["问题"])
    assert (missing["主管部门"], missing["填报单位"]) == ("江阴市教育局", "江阴市实验小学")
    note = openpyxl.load_workbook(bureau.output)["汇总"]["A2"].value
    assert "花名册 4 个单位，已报 1 个，未报 1 个" in str(note)
    assert "报送情况" not in bureau.merge()


def test_a_file_that_was_not_read_says_whose_it_is(bureau: Bureau, roster: str) -> None:
    bureau.put("教育局/一中/坏的.xlsx", b"PK\x03\x04")
    row = bureau.merge(roster=roster)["读取情况"][0]
    assert (row["主管部门"], row["填报单位"]) == ("江阴市教育局", "江阴市第一中学")


def test_a_misspelt_unit_belongs_to_the_department_of_its_folders(bureau: Bureau, roster: str) -> None:
    bureau.send("民政局/福利中心/1.xlsx", project_name="救助服务", submitting_unit="江阴市社会福利中新")
    bureau.send("教育局/2.xlsx", project_name="校车服务", submitting_unit="江阴市特殊学校")
    owners = {row["填报单位"]: row["主管部门"] for row in bureau.merge(roster=roster)["项目一览"]}
    assert owners == {"江阴市社会福利中新": "江阴市民政局", "江阴市特殊学校": "江阴市教育局"}


def test_two_units_of_one_name_are_told_apart_by_their_department(bureau: Bureau, tmp_path: Path) -> None:
    roster = listed(
        tmp_path / "花名册.xlsx", HEADINGS, ("甲市民政局", "1", "办公室", "", ""), ("甲市教育局", "2", "办公室", "", "")
    )
    bureau.send("教育局/1.xlsx", project_name="办公用房维修", submitting_unit="办公室")
    ledger = bureau.merge(roster=roster)
    assert ledger["项目一览"][0]["主管部门"] == "甲市教育局"
    assert [row["状态"] for row in ledger["报送情况"]] == ["未报", "已报"]
    bureau.send("民政局/1.xlsx", project_name="办公用房维修", submitting_unit="办公室", contact="某某")
    assert len(bureau.merge(roster=roster)["项目一览"]) == 2


@pytest.mark.parametrize(
    ("declared", "below", "owner"),
    [
        ("", "民政局/福利中心", ("福利中心", "民政局")),
        ("", "二上/民政局", ("民政局", "")),
        ("", "2020年/二上材料", ("二上材料", "")),
        ("江阴市社会福利中心", "民政局", ("江阴市社会福利中心", "民政局")),
        ("江阴市人力资源和社会保障局", "人社局", ("江阴市人力资源和社会保障局", "")),
        ("江阴市社会福利中心", "一上/民政局/社会福利中心/定稿", ("江阴市社会福利中心", "民政局")),
        ("江阴市社会福利中新", "民政局/福利院", ("江阴市社会福利中新", "民政局")),
        ("江阴市社会福利中心", "", ("江阴市社会福利中心", "")),
    ],
)
def test_owners_by_folders_alone(declared: str, below: str, owner: tuple[str, str]) -> None:
    assert folder_owner(declared, below)[:2] == owner


def test_a_declared_department_comes_before_a_folder() -> None:
    assert folder_owner("图书馆", "收发室", "文旅局")[:2] == ("图书馆", "文旅局")


def test_folders_of_rounds_and_short_names() -> None:
    assert [round_of(one) for one in ("一上", "2020年二上", "二下材料", "教育局一下")] == [
        "一上",
        "二上",
        "二下",
        "一下",
    ]
    assert not any(map(round_of, ("第一上海路小学", "统一上报", "教育局")))
    assert short_for("教育局", "江阴市教育局")
    assert not short_for("教育局", "江阴市教育局本级")
    assert not short_for("局", "江阴市教育局")


def test_a_roster_with_merged_departments_odd_headings_and_a_sum(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for line in (
        ["2020年部门预算单位花名册"],
        ["序号", "主管部门名称", "预算单位编码", "单位全称", "单位简称", "联系人（电话）"],
        [1, "江阴市教育局", "201", "江阴市第一中学", "一中、市一中", "张某某"],
        [2, None, "202", "江阴市实验小学", None, None],
        ["合计", None, None, "2 个单位"],
    ):
        sheet.append(line)
    sheet.merge_cells("B3:B4")
    book.save(tmp_path / "花名册.xlsx")
    units = read_roster(str(tmp_path / "花名册.xlsx")).units
    assert [(unit.department, unit.code, unit.name, unit.aliases) for unit in units] == [
        ("江阴市教育局", "201", "江阴市第一中学", ("一中", "市一中")),
        ("江阴市教育局", "202", "江阴市实验小学", ()),
    ]
    assert units[0].contact == "张某某"


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8-sig", "utf-8", "utf-16"])
def test_a_roster_as_csv_in_every_encoding_that_excel_writes(tmp_path: Path, encoding: str) -> None:
    mark = "\t" if encoding == "utf-16" else ","  # Excel's "Unicode 文本"
    (tmp_path / "名单.csv").write_bytes(f"主管部门{mark}单位名称\r\n教育局{mark}第一中学\r\n".encode(encoding))
    assert read_roster(str(tmp_path / "名单.csv")).units[0].name == "第一中学"


@pytest.mark.parametrize(
    ("lines", "amounts"),
    [
        (
            [("2020年控制数",), ("", "", "单位：元"), ("主管部门", "项目名称", "控制数"), ("教育局", "", 12_000_000)],
            ["1200"],
        ),
        ([("主管部门", "2020年一下控制数（万元）"), ("教育局", "1,200.50"), ("合 计", 1200.5)], ["1200.50"]),
        ([("预算单位名称", "控制数额(元)"), ("第一中学", 70_000), ("教育局小计", 70_000)], ["7"]),
        ([("部门", "控制数"), ("教育局", "300万元")], ["300"]),
    ],
)
def test_ceilings_as_bureaus_write_them(tmp_path: Path, lines: list[tuple[object, ...]], amounts: list[str]) -> None:
    path = listed(tmp_path / "控制数.xlsx", *lines)
    assert [ceiling.amount for ceiling in read_ceilings(path)] == [Decimal(amount) for amount in amounts]


def test_a_list_that_cannot_be_read_is_named(tmp_path: Path, bureau: Bureau) -> None:
    bureau.send("民政局/1.xlsx", project_name="养老服务")
    with pytest.raises(UsageError, match=r"花名册读不出来：.*没有的\.xlsx"):
        bureau.merge(roster=str(tmp_path / "没有的.xlsx"))
    only_amounts = listed(tmp_path / "控制数.xlsx", ("控制数",), (12,))
    with pytest.raises(UsageError, match="没有找到“控制数”这一列和它对应的主管部门"):
        bureau.merge(ceilings=only_amounts)


def test_the_version_of_the_round_that_was_asked_for_counts(bureau: Bureau) -> None:
    bureau.send("二上/民政局/1.xlsx", project_name="养老服务", annual_amount=280)
    bureau.send("一上/民政局/1.xlsx", project_name="养老服务", annual_amount=300)
    assert total(bureau.merge()) == 300
    assert total(bureau.merge(round="二上")) == 280


def test_versions_saved_at_one_time_count_by_their_numbers(bureau: Bureau) -> None:
    for number, name in enumerate(("申报表.xlsx", "申报表(10).xlsx", "申报表(9).xlsx")):
        path = bureau.send(f"民政局/{name}", project_name="养老服务", annual_amount=number + 1)
        os.utime(path, (1_700_000_000, 1_700_000_000))
    assert fates(bureau.merge())["申报表(10).xlsx"] == "已汇总"


def test_the_page_says_who_is_missing(bureau: Bureau, roster: str, tmp_path: Path) -> None:
    bureau.send(
        "民政局/1.xlsx", project_name="养老服务", submitting_unit="江阴市民政局本级", annual_amount=Decimal("1234.5")
    )
    bureau.merge(roster=roster, db=str(tmp_path / "账.sqlite"))
    for source in (bureau.output, tmp_path / "账.sqlite"):
        report_file(str(source), str(tmp_path / "报告.html"))
        text = (tmp_path / "报告.html").read_text("utf-8")
        section = text[text.index("<h2>报送情况") : text.index("<h2>项目一览")]
        assert section.index("未报") < section.index("已报")
        assert "1,234.50" in section
    bureau.merge()
    report_file(str(bureau.output), str(tmp_path / "报告.html"))
    assert "<h2>报送情况" not in (tmp_path / "报告.html").read_text("utf-8")
