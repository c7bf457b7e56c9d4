"""Projects that were sent twice: the same content, another version, the same estimates under another name."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from xltoolkit.findings import HINT, WARNING
from xltoolkit.ledger.across.engine import AcrossHit, Batch, across, path_of, shown
from xltoolkit.ledger.fates import COUNTED, DUPLICATE, SUPERSEDED, subject
from xltoolkit.ledger.owners import name_key

SAME_ESTIMATES = 0.8
"""Share of equal estimate lines (name and amount) from which two projects look like one under two names."""

LEAST_ESTIMATES = 3
MOST_COMMON = 30
"""A line that stands in more projects than this (差旅费 10.00) says nothing about two of them."""

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
        yield AcrossHit(other["id"], "/project_name", {"name": other["project_name"], "other": one["project_name"]}, "name")
    for one, other, percent in _same_estimates(batch.connection):
        if (one["id"], other["id"]) not in named:
            words = {
                "name": other["project_name"] or other["path"],
                "other": one["project_name"] or one["path"],
                "other_unit": one["unit"] or one["path"],
                "percent": percent,
            }
            yield AcrossHit(other["id"], "/estimates", words)


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


def _same_estimates(connection: sqlite3.Connection) -> Iterator[tuple[sqlite3.Row, sqlite3.Row, int]]:
    """(earlier project, later project, per cent of equal lines); a later project is told once, against the one most like it."""
    connection.execute("DROP TABLE IF EXISTS lines")
    connection.execute(
        """CREATE TABLE lines AS SELECT DISTINCT e.file_id, f.rank, e.item || '|' || e.amount AS line
           FROM files f JOIN estimates e ON f.id = e.file_id WHERE f.counts = 1 AND e.item IS NOT NULL AND e.amount IS NOT NULL"""
    )
    connection.execute("CREATE INDEX lines_by_line ON lines (line)")
    connection.execute("CREATE INDEX lines_by_file ON lines (file_id)")
    connection.execute("CREATE TABLE common AS SELECT line FROM lines GROUP BY line HAVING COUNT(*) BETWEEN 2 AND ?", (MOST_COMMON,))
    pairs = connection.execute(
        """WITH sizes AS (SELECT file_id, COUNT(*) AS size FROM lines GROUP BY file_id)
           SELECT a.file_id AS one, b.file_id AS other, COUNT(*) AS common, s.size + t.size - COUNT(*) AS together
           FROM common JOIN lines a USING (line) JOIN lines b ON b.line = a.line AND b.rank > a.rank
           JOIN sizes s ON s.file_id = a.file_id JOIN sizes t ON t.file_id = b.file_id
           GROUP BY a.file_id, b.file_id HAVING common >= ? AND common >= ? * together
           ORDER BY b.rank, 1.0 * common / together DESC, a.rank""",
        (LEAST_ESTIMATES, SAME_ESTIMATES),
    ).fetchall()
    connection.execute("DROP TABLE lines")
    connection.execute("DROP TABLE common")
    told = set()
    for pair in pairs:
        if pair["other"] not in told:
            told.add(pair["other"])
            one, other = (connection.execute("SELECT * FROM files WHERE id = ?", (pair[key],)).fetchone() for key in ("one", "other"))
            if one["project_key"] != other["project_key"]:
                yield one, other, 100 * pair["common"] // pair["together"]
