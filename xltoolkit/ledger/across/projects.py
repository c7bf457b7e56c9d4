"""Projects that were sent twice: the same content, another version, the same estimates under another name."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from typing import Any

from xltoolkit.findings import HINT, WARNING
from xltoolkit.ledger.across.alike import Pair, alike
from xltoolkit.ledger.across.engine import AcrossHit, Batch, across, path_of, shown
from xltoolkit.ledger.fates import COUNTED, DUPLICATE, SUPERSEDED, subject
from xltoolkit.ledger.owners import name_key
from xltoolkit.rules.knowledge.category import MANAGEMENT, category_of

SAME_ESTIMATES = 0.8
"""Share of equal estimate lines (name and amount) from which two projects look like one under two names."""

LEAST_ESTIMATES = 3

SAME_INDICATORS, LEAST_INDICATORS = 0.9, 8
"""The same of indicators (name and target); those of 投入管理 are everybody's and do not count."""


@across(
    "MRG001", "同一个文件交了两次", HINT, "完整性",
    "“{file}”与“{other}”内容完全相同，汇总时只计一份。", "请确认是否重复报送，只保留一份。",
)  # fmt: skip
def same_content(batch: Batch) -> Iterator[AcrossHit]:
    """检查什么：两份文件（格式、文件名可以不同）填报的内容完全相同。
    为什么：同一份申报重复计入会使汇总金额虚增（完整性）。依据：惯例。
    错例：申报表.xlsx 与 申报表(1).xlsx 内容一样。
    正例：两份文件的项目不同。
    修改：删去重复的一份；汇总只计一次，不影响金额。
    """
    for row in batch.connection.execute(
        "SELECT id, path, fate_note, duplicate_of FROM files WHERE fate = ? ORDER BY position", (DUPLICATE,)
    ):
        yield AcrossHit(row["id"], "/project_name", {"file": row["path"], "other": path_of(batch, row["duplicate_of"])})


@across(
    "MRG002", "同一项目交了不同的版本", WARNING, "完整性",
    "“{name}”交了不同的版本：“{file}”（本年度 {amount}）已被“{other}”（本年度 {other_amount}）代替，汇总只计后者。",
    "请确认以哪一份为准；不是最新一份时，请删去不要的再汇总。",
)  # fmt: skip
def other_version(batch: Batch) -> Iterator[AcrossHit]:
    """检查什么：同一单位、同一年度、同一项目（有编码按编码，否则按名称）交了内容不同的几份。
    为什么：只能有一份计入汇总，默认取最新的一份（改过的检查副本优先，其次看保存时间）（完整性）。依据：惯例。
    错例：人社局2020年维保项目.xlsx 300 万元，人社局2020年维保项目(改).xlsx 280 万元。
    正例：每个项目只交一份。
    修改：与单位核对以哪一份为准。
    """
    statement = """SELECT f.id, f.path, f.project_name, f.duplicate_of, p.annual_amount
                   FROM files f LEFT JOIN projects p ON p.file_id = f.id JOIN files o ON o.id = f.duplicate_of
                   WHERE f.fate = ? AND f.year IS o.year ORDER BY f.position"""
    for row in batch.connection.execute(statement, (SUPERSEDED,)):
        other = batch.connection.execute(
            "SELECT annual_amount FROM projects WHERE file_id = ?", (row["duplicate_of"],)
        ).fetchone()
        words = {
            "name": row["project_name"],
            "file": row["path"],
            "other": path_of(batch, row["duplicate_of"]),
            "amount": shown(row["annual_amount"]),
            "other_amount": shown(other["annual_amount"] if other else None),
        }
        yield AcrossHit(row["id"], "/project_name", words, found=words["amount"], expected=words["other_amount"])


@across(
    "MRG003", "疑似换名重复", WARNING, "适当性",
    {
        "": "“{name}”与“{other}”（{other_unit}）的概算明细有 {percent}% 名称金额都相同，可能重复安排资金。",
        "name": "“{name}”与本单位的另一个项目“{other}”只差年份或“项目”二字，可能是同一个项目报了两次，两份都计入了汇总。",
    },
    {"": "请核对两个项目是否为同一件事；不是的请在备注中说明。", "name": "请核对是否为同一个项目；是的请只保留一份再汇总。"}, tier=2,
)  # fmt: skip
def other_name(batch: Batch) -> Iterator[AcrossHit]:
    """检查什么：两个名称不同的项目，概算明细（名称和金额）八成以上相同，且相同的不少于 3 行；或同一单位的两个项目名称只差年份、“项目”二字。
    为什么：换个名称再报一次，会重复安排资金（适当性）。依据：惯例。
    错例：两份概算 13 行里有 11 行同名同额；“维保项目”和“2020年度维保”。
    正例：只有“差旅费 2.00”一行相同。
    修改：由两个单位核对。
    """
    named = set()
    for one, other in _same_subject(batch):
        named.add((one["id"], other["id"]))
        yield AcrossHit(
            other["id"], "/project_name", {"name": other["project_name"], "other": one["project_name"]}, "name"
        )
    for pair in _same_estimates(batch.connection):
        if (pair.one["id"], pair.other["id"]) not in named:
            yield AcrossHit(pair.other["id"], "/estimates", _words(pair))


@across(
    "MRG004", "指标整表照抄", HINT, "相关性",
    "“{name}”与“{other}”（{other_unit}）的指标有 {percent}% 名称和目标值都相同，可能是照抄的。",
    "请核对指标是否符合本项目的实际。", tier=2,
)  # fmt: skip
def copied_indicators(batch: Batch) -> Iterator[AcrossHit]:
    """检查什么：两个不同的项目，指标（名称和目标值）九成以上相同，且相同的不少于 8 条；投入管理类的共性指标不算，概算也相同的按“疑似换名重复”提。
    为什么：照抄别的项目的指标，考核不了本项目的产出和效果（相关性）。依据：惯例。
    错例：30 条指标里有 29 条与另一个项目相同。
    正例：只有预算执行率等投入管理类的共性指标相同。
    修改：按本项目的内容重新设定指标。
    """
    connection = batch.connection
    told = {pair.other["id"] for pair in _same_estimates(connection)}
    connection.execute("DROP TABLE IF EXISTS management")
    connection.execute("CREATE TABLE management (level1 TEXT, level2 TEXT)")
    levels = connection.execute("SELECT DISTINCT level1, level2 FROM indicators").fetchall()
    everybodys = [tuple(row) for row in levels if category_of(row["level1"] or "", row["level2"] or "") == MANAGEMENT]
    connection.executemany("INSERT INTO management VALUES (?, ?)", everybodys)
    lines = """SELECT i.file_id, f.rank, i.name || '|' || i.target AS line FROM files f JOIN indicators i ON i.file_id = f.id
               WHERE f.counts = 1 AND i.name <> '' AND i.target <> ''
               AND NOT EXISTS (SELECT 1 FROM management m WHERE m.level1 IS i.level1 AND m.level2 IS i.level2)"""
    for pair in alike(connection, lines, LEAST_INDICATORS, SAME_INDICATORS):
        if pair.other["id"] not in told:
            yield AcrossHit(pair.other["id"], "/indicators", _words(pair))
    connection.execute("DROP TABLE management")


def _words(pair: Pair) -> dict[str, Any]:
    return {
        "name": pair.other["project_name"] or pair.other["path"],
        "other": pair.one["project_name"] or pair.one["path"],
        "other_unit": pair.one["unit"] or pair.one["path"],
        "percent": pair.percent,
    }


def _same_subject(batch: Batch) -> Iterator[tuple[sqlite3.Row, sqlite3.Row]]:
    """Pairs of one unit whose names differ only in what a year changes; each project is told once, against the first one."""
    statement = """SELECT id, project_name, subject_key, unit, year FROM files WHERE fate = ? AND subject_key IN
        (SELECT subject_key FROM files WHERE fate = ? AND project_name <> '' GROUP BY subject_key HAVING COUNT(*) BETWEEN 2 AND 30)
        ORDER BY subject_key, position"""
    first = None
    for row in batch.connection.execute(statement, (COUNTED, COUNTED)).fetchall():
        if first is None or row["subject_key"] != first["subject_key"]:
            first = row
        elif (
            row["year"] == first["year"]
            and name_key(row["project_name"]) != name_key(first["project_name"])
            and row["subject_key"].startswith(subject(row["project_name"]) + "|")
        ):
            yield first, row


def _same_estimates(connection: sqlite3.Connection) -> Iterator[Pair]:
    lines = """SELECT e.file_id, f.rank, e.item || '|' || e.amount AS line FROM files f JOIN estimates e ON f.id = e.file_id
               WHERE f.counts = 1 AND e.item IS NOT NULL AND e.amount IS NOT NULL"""
    return alike(connection, lines, LEAST_ESTIMATES, SAME_ESTIMATES)
