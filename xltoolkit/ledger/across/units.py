"""Units against the roster (花名册): who is missing, who is not on it, whose name is written otherwise, whose folder says otherwise."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter

from xltoolkit.findings import HINT, WARNING
from xltoolkit.ledger.across.engine import AcrossHit, Batch, across, counted
from xltoolkit.ledger.attendance import EXTRA, MISSING, UNREAD
from xltoolkit.ledger.owners import name_key, named_folders

_DIGITS = re.compile("[0-9]")
SHORTEST_PHONE = 7
"""Digits of a number that belongs to somebody; what is shorter is a slip that another rule tells."""

MOST_UNITS = 5
"""A number that more units give is a switchboard."""


@across(
    "MRG008", "单位没有交或多交", WARNING, "完整性",
    {
        "": "花名册上的“{unit}”（{department}）还没有交申报表。",
        "unread": "花名册上的“{unit}”（{department}）没有可以汇总的申报表：{note}。",
        "extra": "“{unit}”不在花名册上：{file}。",
        "similar": "“{unit}”不在花名册上，{note}：{file}。",
    },
    {
        "": "请催报{contact}。",
        "unread": "请该单位重新报送可以读取的文件{contact}。",
        "extra": "请核对单位名称，或在花名册的别名里补上。",
        "similar": "请核对是否写错；确是同一单位的，更正单位名称，或在花名册的别名里补上。",
    },
    tier=2,
)  # fmt: skip
def missing_units(batch: Batch) -> Iterator[AcrossHit]:
    """检查什么：花名册（--roster）上的单位没有一份申报表；或申报表的单位不在花名册上（也不是别名）。
    为什么：汇总要先确认应报尽报（完整性）。依据：惯例；花名册由 --roster 给出。
    错例：花名册 50 个单位，收到 48 个；花名册是“江阴市民政局”，申报表写“江阴市民正局”。
    正例：50 个单位都交了。
    修改：催报，或更正单位名称、花名册。
    """
    if batch.roster is None:
        return
    variants = {MISSING: "", UNREAD: "unread"}
    statement = (
        "SELECT u.*, f.path FROM units u LEFT JOIN files f ON f.id = u.file_id ORDER BY u.state <> ?, u.position"
    )
    for row in batch.connection.execute(statement, (EXTRA,)).fetchall():
        words = {
            "unit": row["name"] or "未写单位",
            "department": row["department"] or "未注明主管部门",
            "note": row["note"],
            "file": row["path"],
        }
        words["contact"] = f"（联系人：{row['contact']}）" if row["contact"] else ""
        if row["state"] == EXTRA:
            yield AcrossHit(
                row["file_id"], "/submitting_unit", words, "similar" if row["note"] else "extra", found=row["name"]
            )
        elif row["state"] in variants:  # the unit that was probably meant is not missing: one mistake, one finding
            owner = (row["department"], row["name"])
            yield AcrossHit(None, "/submitting_unit", words, variants[row["state"]], owner=owner)


@across(
    "MRG005", "同一个电话配了不同的联系人", HINT, "完整性",
    "联系电话“{found}”在“{other_unit}”的申报表里是“{other}”的，这里的联系人是“{name}”。", "请核对联系人和电话。", tier=2,
)  # fmt: skip
def one_phone_of_several_people(batch: Batch) -> Iterator[AcrossHit]:
    """检查什么：两个单位填了同一个联系电话，联系人却不是同一个人。同一个电话只提一次。
    为什么：照抄别人的表时最容易留下别人的电话，审核中找不到人（完整性）。依据：惯例。
    错例：86710000 在人社局是邹某某，在民政局是李四。
    正例：同一单位的几个项目写同一个联系人；几个单位由同一个人代报。
    修改：更正联系人或电话。
    """
    statement = """SELECT f.id, f.unit, json_extract(p.document, '$.contact') AS contact, json_extract(p.document, '$.contact_phone') AS phone
                   FROM files f JOIN projects p ON p.file_id = f.id WHERE f.counts = 1 AND phone IN
                   (SELECT json_extract(q.document, '$.contact_phone') AS phone FROM files g JOIN projects q ON q.file_id = g.id
                    WHERE g.counts = 1 GROUP BY phone HAVING COUNT(DISTINCT g.unit) BETWEEN 2 AND ?) ORDER BY phone, f.rank"""
    for phone, group in groupby(batch.connection.execute(statement, (MOST_UNITS,)).fetchall(), itemgetter("phone")):
        people = [row for row in group if row["contact"]]
        if len(_DIGITS.findall(phone)) < SHORTEST_PHONE or not people:
            continue
        first = people[0]
        for row in people:
            if name_key(row["contact"]) != name_key(first["contact"]) and row["unit"] != first["unit"]:
                words = {"other_unit": first["unit"], "other": first["contact"], "name": row["contact"]}
                yield AcrossHit(row["id"], "/contact_phone", words, found=phone)
                break


@across(
    "MRG011", "单位名称写法不一", HINT, "完整性",
    "单位写的是“{found}”，已按花名册的“{expected}”汇总。", "请统一写单位全称。", tier=2,
)  # fmt: skip
def other_spelling(batch: Batch) -> Iterator[AcrossHit]:
    """检查什么：填报单位写的是别名、编码或简称，不是花名册上的全称。同一种写法只提一次。
    为什么：写法不一，查找和比较时容易漏（完整性）。依据：惯例；花名册由 --roster 给出。
    错例：人社局。
    正例：江阴市人力资源和社会保障局。
    修改：写全称。
    """
    if batch.roster is None:
        return
    told: set[str] = set()
    for row in counted(batch, "f.declared_unit AS declared"):
        declared = row["declared"]
        if (
            declared
            and declared != row["unit"]
            and declared not in told
            and batch.roster.find(declared, near(row)) is not None
        ):
            told.add(declared)
            yield AcrossHit(row["id"], "/submitting_unit", {}, found=declared, expected=row["unit"])


@across(
    "MRG014", "填报单位与所在文件夹不是一个单位", WARNING, "完整性",
    "填报单位写的是“{found}”，文件却放在“{folder}”{of}的文件夹里，已按填报单位汇总。",
    "请核对是放错了文件夹，还是填报单位写错了。", tier=2,
)  # fmt: skip
def other_folder(batch: Batch) -> Iterator[AcrossHit]:
    """检查什么：填报单位和文件所在的文件夹，在花名册上是两个不同的单位。
    为什么：单位认错，金额就汇总到别人名下（完整性）。依据：惯例；花名册由 --roster 给出。
    错例：“民政局”文件夹里有一份填报单位是“教育局”的申报表。
    正例：文件夹与填报单位一致，或文件夹的名称不是单位。
    修改：移动文件，或更正填报单位。
    """
    if batch.roster is None:
        return
    for row in counted(batch, "f.declared_unit AS declared, f.below"):
        declared = batch.roster.find(row["declared"] or "", near(row))
        if declared is None:
            continue
        for folder in reversed(named_folders(row["below"])):
            unit = batch.roster.find(folder, near(row))
            if unit is not None:
                # a department keeps its units' workbooks in its own folder
                if unit is not declared and unit.name != declared.department:
                    of = "" if name_key(folder) == name_key(unit.name) else f"（花名册上的“{unit.name}”）"
                    words = {"folder": folder, "of": of}
                    yield AcrossHit(row["id"], "/submitting_unit", words, found=row["declared"], expected=unit.name)
                break


def near(row: sqlite3.Row) -> tuple[str, ...]:
    """What tells two units of one name apart: the department that the workbook was counted under."""
    return (row["department"],)
