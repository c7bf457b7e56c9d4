"""Amounts against what the bureau handed down (控制数) and against what was declared the year before."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from xltoolkit.findings import ERROR, HINT, WARNING
from xltoolkit.ledger.across.engine import TOLERANCE, AcrossHit, Batch, across, counted, shown
from xltoolkit.ledger.fates import SUPERSEDED, subject, usable_code
from xltoolkit.ledger.lists import Ceiling
from xltoolkit.ledger.owners import name_key


@across(
    "MRG006", "合计超过控制数", ERROR, "适当性",
    {
        "": "“{owner}”共 {count} 个项目，本年度合计 {found} 万元，超过控制数 {expected} 万元（超 {more} 万元）。",
        "nobody": "控制数表里的“{owner}”没有对应的申报表，控制数 {expected} 万元没有核对。",
    },
    {"": "请压减，或按程序申请调整控制数。", "nobody": "请核对控制数表里的名称是否与申报表（或花名册）一致。"},
)  # fmt: skip
def above_ceiling(batch: Batch) -> Iterator[AcrossHit]:
    """检查什么：主管部门或单位全部项目的本年度项目金额之和，大于一下的控制数。
    为什么：二上不得突破控制数（适当性）。依据：预算编制“二上二下”程序；控制数由 --ceilings 给出。
    错例：合计 1,250 万元，控制数 1,200 万元。
    正例：合计 1,200 万元，控制数 1,200 万元。
    修改：由主管部门压减或申请调整。
    """
    limits = [ceiling for ceiling in batch.ceilings if not (ceiling.project_code or ceiling.project_name)]
    if not limits:
        return
    totals: dict[str, dict[str, tuple[int, Decimal]]] = {"unit": {}, "department": {}}
    for row in counted(batch, "p.annual_amount"):
        if row["year"] in (batch.year, None):
            for column, by_owner in totals.items():
                count, total = by_owner.get(name_key(row[column]), (0, Decimal(0)))
                by_owner[name_key(row[column])] = count + 1, total + Decimal(row["annual_amount"] or 0)
    for ceiling in limits:
        owner = ceiling.unit or ceiling.department
        whose = (ceiling.department, ceiling.unit)
        found = totals["unit" if ceiling.unit else "department"].get(name_key(owner))
        if found is None:
            yield AcrossHit(
                None,
                "/annual_amount",
                {"owner": owner},
                "nobody",
                expected=shown(ceiling.amount),
                severity=HINT,
                owner=whose,
            )
        elif found[1] > ceiling.amount + TOLERANCE:
            words = {"owner": owner, "count": found[0], "more": shown(found[1] - ceiling.amount)}
            yield AcrossHit(
                None, "/annual_amount", words, found=shown(found[1]), expected=shown(ceiling.amount), owner=whose
            )


@across(
    "MRG007", "项目金额超过控制数", ERROR, "适当性",
    {
        "": "“{name}”本年度申报 {found} 万元，超过控制数 {expected} 万元。",
        "nobody": "控制数表里的项目“{name}”没有对应的申报表，控制数 {expected} 万元没有核对。",
    },
    {"": "请按控制数压减，或按程序申请调整。", "nobody": "请核对控制数表里的项目编码或名称是否与申报表一致。"}, tier=2,
)  # fmt: skip
def project_above_ceiling(batch: Batch) -> Iterator[AcrossHit]:
    """检查什么：给了项目控制数的项目，本年度项目金额大于控制数。
    为什么：二上不得突破控制数（适当性）。依据：预算编制“二上二下”程序；控制数由 --ceilings 给出。
    错例：申报 310 万元，控制数 300 万元。
    正例：申报 300 万元，控制数 300 万元。
    修改：由单位压减或申请调整。
    """
    limits: dict[str, list[Ceiling]] = {}
    for ceiling in batch.ceilings:
        if ceiling.project_code or ceiling.project_name:
            limits.setdefault(usable_code(ceiling.project_code) or name_key(ceiling.project_name), []).append(ceiling)
    if not limits:
        return
    met: set[int] = set()
    for row in counted(batch, "p.annual_amount"):
        keys = {usable_code(row["project_code"] or ""), name_key(row["project_name"] or "")} - {""}
        for ceiling in (one for key in sorted(keys) for one in limits.get(key, ())):
            if row["year"] not in (batch.year, None) or not _same_owner(ceiling, row["unit"], row["department"]):
                continue
            met.add(id(ceiling))
            if row["annual_amount"] is not None and Decimal(row["annual_amount"]) > ceiling.amount + TOLERANCE:
                words = {"name": row["project_name"]}
                yield AcrossHit(
                    row["id"],
                    "/annual_amount",
                    words,
                    found=shown(row["annual_amount"]),
                    expected=shown(ceiling.amount),
                )
    for ceiling in (one for several in limits.values() for one in several):
        if id(ceiling) not in met:
            words = {"name": ceiling.project_name or ceiling.project_code}
            whose = (ceiling.department, ceiling.unit)
            yield AcrossHit(
                None, "/annual_amount", words, "nobody", expected=shown(ceiling.amount), severity=HINT, owner=whose
            )


def _same_owner(ceiling: Ceiling, unit: str, department: str) -> bool:
    return (not ceiling.unit or name_key(ceiling.unit) == name_key(unit)) and (
        bool(ceiling.unit) or not ceiling.department or name_key(ceiling.department) == name_key(department)
    )


@across(
    "MRG010", "今年填的上年安排与去年的表对不上", WARNING, "适当性",
    {
        "": "去年申报本年度项目金额 {expected} 万元，今年填的上年度年度预算安排资金是 {found} 万元，两者不一致。",
        "blank": "去年申报本年度项目金额 {expected} 万元，今年的上年度年度预算安排资金没有填。",
    },
    "请核对；如有年中调整，请在“需要说明的其他问题”里说明。", tier=2,
)  # fmt: skip
def other_than_last_year(batch: Batch) -> Iterator[AcrossHit]:
    """检查什么：同一项目（有编码按编码，否则按单位和去掉年份的名称），去年申报表的本年度项目金额与今年填的上年度年度预算安排资金不一致。
    去年的数取自一起给出的去年的申报表，或 --previous 给出的去年的台账。
    为什么：上年度数是安排今年预算的依据，应当与去年批复一致（适当性）。依据：惯例。
    错例：去年 600.00 万元，今年填 621.11 万元。
    正例：两者相等。
    修改：更正，或说明年中调整的情况。
    """
    if batch.year is None:
        return
    last_year = _last_year_amounts(batch)
    if not last_year:
        return
    for row in counted(batch, "f.subject_key, p.prior_budget, p.cells"):
        then = last_year.get(row["subject_key"])
        if row["year"] != batch.year or then is None or '"/prior_year/budget"' not in row["cells"]:
            continue
        now = None if row["prior_budget"] is None else Decimal(row["prior_budget"])
        if now is None or abs(now - then) >= TOLERANCE:
            variant = "blank" if now is None else ""
            yield AcrossHit(row["id"], "/prior_year/budget", {}, variant, found=shown(now), expected=shown(then))


def _last_year_amounts(batch: Batch) -> dict[str, Decimal]:
    """本年度项目金额 of the year before by the project's key; a key that stands for two projects is left out."""
    assert batch.year is not None
    found: dict[str, list[Decimal]] = {}
    if batch.previous is not None:
        for project in batch.previous.projects:
            if project.year == batch.year - 1 and project.annual_amount is not None:
                code = usable_code(project.code)
                key = code or f"{subject(project.name)}|{name_key(project.unit)}"
                found.setdefault(key, []).append(project.annual_amount)
    statement = """SELECT f.subject_key, p.annual_amount FROM files f JOIN projects p ON p.file_id = f.id JOIN files n ON n.id = f.duplicate_of
                   WHERE f.fate = ? AND f.year = ? AND n.year = ? AND p.annual_amount IS NOT NULL"""
    for row in batch.connection.execute(statement, (SUPERSEDED, batch.year - 1, batch.year)):
        found[row["subject_key"]] = [Decimal(row["annual_amount"])]
    return {key: amounts[0] for key, amounts in found.items() if len(amounts) == 1}
