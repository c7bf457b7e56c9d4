"""Projects that resemble each other more than chance allows: copied indicators, a telephone that two people answer."""

from __future__ import annotations

from tests.ledger.offices import Bureau, codes


def test_indicators_copied_from_another_project_are_told_once(bureau: Bureau) -> None:
    other = {f"estimates__{row}__amount": 1 + row for row in range(13)}
    bureau.send("民政局/1.xlsx", project_name="养老服务")
    bureau.send("教育局/2.xlsx", project_name="校舍修缮", **other, indicators__20__target="≥77%")
    told = codes(bureau.merge())
    assert "MRG003" not in told
    assert len(told["MRG004"]) == 1
    assert (
        "“校舍修缮”与“养老服务”（民政局）的指标有" in told["MRG004"][0]
        or "“养老服务”与“校舍修缮”（教育局）的指标有" in told["MRG004"][0]
    )


def test_where_the_estimates_are_the_same_too_it_is_told_as_one_thing(bureau: Bureau) -> None:
    bureau.send("民政局/1.xlsx", project_name="养老服务")
    bureau.send("教育局/2.xlsx", project_name="校舍修缮")
    told = codes(bureau.merge())
    assert "MRG003" in told
    assert "MRG004" not in told


def test_common_indicators_of_management_are_everybodys(bureau: Bureau) -> None:
    other = {f"estimates__{row}__amount": 1 + row for row in range(13)} | {
        f"indicators__{row}__target": f"≥{row}%" for row in range(9, 39)
    }
    bureau.send("民政局/1.xlsx", project_name="养老服务")
    bureau.send("教育局/2.xlsx", project_name="校舍修缮", **other)
    assert "MRG004" not in codes(bureau.merge())


def test_one_phone_of_two_people_in_two_units(bureau: Bureau) -> None:
    bureau.send("民政局/1.xlsx", project_name="养老服务", contact="邹某某", contact_phone="86710000")
    bureau.send("民政局/2.xlsx", project_name="助餐服务", contact="王某某", contact_phone="86710000")
    assert "MRG005" not in codes(bureau.merge())
    bureau.send("教育局/3.xlsx", project_name="校舍修缮", contact="李四", contact_phone="86710000")
    ledger = bureau.merge()
    assert codes(ledger)["MRG005"] in (
        ["联系电话“86710000”在“教育局”的申报表里是“李四”的，这里的联系人是“邹某某”。"],
        ["联系电话“86710000”在“民政局”的申报表里是“邹某某”的，这里的联系人是“李四”。"],
    )
    row = next(row for row in ledger["问题清单"] if row["规则"] == "MRG005")
    assert row["单元格"] == bureau.place("/contact_phone").cell


def test_a_switchboard_is_nobodys_slip(bureau: Bureau) -> None:
    for number in range(7):
        bureau.send(
            f"单位{number}/1.xlsx", project_name=f"第{number}号工程", contact=f"某{number}", contact_phone="86710000"
        )
    assert "MRG005" not in codes(bureau.merge())
