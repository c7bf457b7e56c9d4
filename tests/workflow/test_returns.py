"""Each workbook goes back to its unit with everything that must be mended, and a list to sign."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from tests.ledger.offices import Bureau
from xltoolkit.errors import OutputError
from xltoolkit.reader.read import read_file
from xltoolkit.workflow.check import check_file
from xltoolkit.workflow.returns import folder_name


@pytest.fixture
def bureau(filled_example: Path, tmp_path: Path) -> Bureau:
    return Bureau(filled_example, tmp_path / "收到")


def listed(path: Path) -> list[list[object]]:
    sheet = openpyxl.load_workbook(path).worksheets[0]
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def test_every_unit_gets_its_copies_and_a_list(bureau: Bureau, tmp_path: Path) -> None:
    bureau.send("民政局/1.xlsx", project_name="养老服务", start_date="2020-13-45", contact_phone="12")
    bureau.send("民政局/2.xlsx", project_name="=助餐服务", submitting_unit="救助/管理:站", project_leader="")
    before = {path: path.read_bytes() for path in bureau.folder.rglob("*.xlsx")}
    bureau.merge(returns=str(tmp_path / "退回"))
    found = sorted(str(path.relative_to(tmp_path / "退回")) for path in (tmp_path / "退回").rglob("*.xlsx"))
    assert found == [
        "救助 管理 站/2_检查结果.xlsx",
        "救助 管理 站/退回清单.xlsx",
        "民政局/1_检查结果.xlsx",
        "民政局/退回清单.xlsx",
    ]
    assert {path: path.read_bytes() for path in bureau.folder.rglob("*.xlsx")} == before

    lines = listed(tmp_path / "退回" / "民政局" / "退回清单.xlsx")
    assert lines[1][0] == "单位：民政局"
    row = next(line for line in lines if line[0] == 1)
    assert row[1:3] == ["养老服务", "1_检查结果.xlsx"]
    report = check_file(str(bureau.folder / "民政局/1.xlsx"))
    assert row[3] == report.count("error")
    assert all(finding.message in str(row[5]) for finding in report.findings if finding.severity == "error")
    assert any("退回人（签字）" in str(cell) for line in lines for cell in line)
    other = next(line for line in listed(tmp_path / "退回" / "救助 管理 站" / "退回清单.xlsx") if line[0] == 1)
    assert other[1] == "=助餐服务"


def test_two_workbooks_of_one_name_get_a_copy_each(bureau: Bureau, tmp_path: Path) -> None:
    """Two sections of one unit send 申报表.xlsx: neither copy takes the place of the other's, in a second run neither."""
    for section, project in (("福利科", "养老服务"), ("救助科", "助餐服务")):
        bureau.send(
            f"民政局/{section}/申报表.xlsx", project_name=project, submitting_unit="民政局", start_date="2020-13-45"
        )
    for _ in range(2):
        bureau.merge(returns=str(tmp_path / "退回"))
        copies = sorted((tmp_path / "退回" / "民政局").glob("申报表*"))
        assert [path.name for path in copies] == ["申报表_检查结果.xlsx", "申报表_检查结果_2.xlsx"]
        named = {path.name: read_file(str(path)).data["project_name"] for path in copies}
        assert set(named.values()) == {"养老服务", "助餐服务"}
        lines = listed(tmp_path / "退回" / "民政局" / "退回清单.xlsx")
        assert {str(line[2]): line[1] for line in lines if str(line[2]).endswith(".xlsx")} == named


def test_the_copy_carries_every_finding_so_that_one_return_is_enough(bureau: Bureau, tmp_path: Path) -> None:
    path = bureau.send("民政局/1.xlsx", project_name="养老服务", start_date="2020-13-45")
    bureau.merge(returns=str(tmp_path / "退回"))
    copy = tmp_path / "退回" / "民政局" / "1_检查结果.xlsx"
    said = "\n".join(str(cell) for line in listed(copy) for cell in line)
    for finding in check_file(str(path)).findings:
        assert finding.message in said
    assert read_file(str(copy)).data == read_file(str(path)).data


def test_clean_workbooks_stay_and_a_second_return_replaces_the_first(bureau: Bureau, tmp_path: Path) -> None:
    bureau.send("民政局/1.xlsx", project_name="养老服务", start_date="2020-13-45")
    for _ in range(2):
        bureau.merge(returns=str(tmp_path / "退回"))
        assert sorted(path.name for path in (tmp_path / "退回" / "民政局").iterdir()) == [
            "1_检查结果.xlsx",
            "退回清单.xlsx",
        ]


def test_a_folder_that_cannot_be_made_is_told(bureau: Bureau, tmp_path: Path) -> None:
    bureau.send("民政局/1.xlsx", project_name="养老服务", start_date="2020-13-45")
    (tmp_path / "退回").write_text("a file where the folder should be")
    with pytest.raises(OutputError, match="文件夹不能建立"):
        bureau.merge(returns=str(tmp_path / "退回"))
    assert not bureau.output.exists()


def test_names_of_folders() -> None:
    assert folder_name("甲/乙:丙?") == "甲 乙 丙"
    assert folder_name("..") == "未写单位"
    assert folder_name("CON") != "CON"  # a device on Windows


def test_two_files_of_one_name_in_one_unit_are_two_copies(bureau: Bureau, tmp_path: Path) -> None:
    for number in (1, 2, 3):
        bureau.send(
            f"民政局/材料{number}/申报表.xlsx",
            project_name=f"项目{number}号工程",
            submitting_unit="民政局",
            project_leader="",
        )
    bureau.merge(returns=str(tmp_path / "退回"))
    lines = [line for line in listed(tmp_path / "退回/民政局/退回清单.xlsx") if isinstance(line[0], int)]
    assert [read_file(str(tmp_path / "退回/民政局" / str(line[2]))).data["project_name"] for line in lines] == [
        line[1] for line in lines
    ]
    assert len(lines) == 3


def test_two_units_of_one_name_get_a_folder_each(bureau: Bureau, tmp_path: Path) -> None:
    for department in ("民政局", "教育局"):
        bureau.send(f"{department}/办公室/1.xlsx", project_name=f"{department}养老服务", project_leader="")
    bureau.merge(returns=str(tmp_path / "退回"))
    assert sorted(path.name for path in (tmp_path / "退回").iterdir()) == ["办公室（教育局）", "办公室（民政局）"]


def test_what_only_a_comparison_shows_goes_back_too(bureau: Bureau, tmp_path: Path) -> None:
    path = bureau.send("民政局/1.xlsx", project_name="养老服务")
    alone = check_file(str(path)).count("error")
    ceilings = tmp_path / "控制数.csv"
    ceilings.write_text("项目名称,控制数\n养老服务,1\n", "utf-8")
    bureau.merge(returns=str(tmp_path / "退回"), ceilings=str(ceilings))
    row = next(line for line in listed(tmp_path / "退回/民政局/退回清单.xlsx") if line[0] == 1)
    assert row[3] == alone + 1
    assert "超过控制数 1.00 万元" in str(row[5])
    marked = listed(tmp_path / "退回/民政局/1_检查结果.xlsx")
    line = next(line for line in marked if "MRG007" in line)
    assert bureau.place("/annual_amount").cell in line


def test_a_list_of_a_hostile_unit_is_inert(bureau: Bureau, tmp_path: Path) -> None:
    bureau.send("民政局/1.xlsx", project_name="<r><t>甲</t></r>", project_leader="")
    bureau.merge(returns=str(tmp_path / "退回"))
    row = next(line for line in listed(tmp_path / "退回/民政局/退回清单.xlsx") if line[0] == 1)
    assert row[1] == "<r><t>甲</t></r>"
