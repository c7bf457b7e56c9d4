"""汇总: rules across workbooks. Each asks the ledger's database, so that twenty thousand workbooks need no more memory than two hundred."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

from xltoolkit.findings import ERROR, HINT, WARNING
from xltoolkit.ledger.database import insert
from xltoolkit.ledger.fates import COUNTED, DUPLICATE, REJECTED, SUPERSEDED, name_key
from xltoolkit.ledger.lists import Ceiling, Roster
from xltoolkit.records import NamedTuple
from xltoolkit.rules.engine import Rule
from xltoolkit.text.number import show_amount

TOLERANCE = Decimal("0.005")
"""万元; two amounts that differ by less agree."""

SAME_ESTIMATES = 0.8
"""Share of equal estimate lines (name and amount) from which two projects look like one under two names."""

LEAST_ESTIMATES = 3
MOST_COMMON = 200
"""A line that stands in more projects than this (差旅费 10.00) says nothing about two of them."""


class Batch(NamedTuple):
    """What is merged together, and the lists that the bureau gave. `year` is the year that most workbooks carry."""

    connection: sqlite3.Connection
    year: int | None
    roster: Roster | None = None
    ceilings: tuple[Ceiling, ...] = ()
    previous: sqlite3.Connection | None = None


class AcrossHit(NamedTuple):
    """A finding at a cell of one workbook (`file_id`, `pointer`), or of the batch as a whole (file_id None)."""

    file_id: int | None
    pointer: str
    words: dict[str, Any]
    variant: str = ""
    found: str = ""
    expected: str = ""


Finder = Callable[[Batch], Iterator[AcrossHit]]
RULES: dict[str, Rule] = {}


def across(
    code: str, title: str, severity: str, review_point: str, message: str | dict[str, str], advice: str, tier: int = 1
) -> Callable[[Finder], Finder]:
    """Declare a rule across workbooks. The docstring is its page, as for every rule."""

    def declare(run: Finder) -> Finder:
        messages = {"": message} if isinstance(message, str) else message
        RULES[code] = Rule(code, title, "汇总", severity, review_point, tier, messages, {"": advice}, "ledger", (), run)
        return run

    return declare


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
        yield AcrossHit(row["id"], "/project_name", {"file": row["path"], "other": _path(batch, row["duplicate_of"])})


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
                   FROM files f LEFT JOIN projects p ON p.file_id = f.id WHERE f.fate = ? ORDER BY f.position"""
    for row in batch.connection.execute(statement, (SUPERSEDED,)):
        other = batch.connection.execute(
            "SELECT annual_amount FROM projects WHERE file_id = ?", (row["duplicate_of"],)
        ).fetchone()
        words = {
            "name": row["project_name"],
            "file": row["path"],
            "other": _path(batch, row["duplicate_of"]),
            "amount": _shown(row["annual_amount"]),
            "other_amount": _shown(other["annual_amount"] if other else None),
        }
        yield AcrossHit(row["id"], "/project_name", words, found=words["amount"], expected=words["other_amount"])


@across(
    "MRG003", "疑似换名重复", WARNING, "适当性",
    "“{name}”与“{other}”（{other_unit}）的概算明细有 {percent}% 名称金额都相同，可能重复安排资金。",
    "请核对两个项目是否为同一件事；不是的请在备注中说明。", tier=2,
)  # fmt: skip
def same_estimates(batch: Batch) -> Iterator[AcrossHit]:
    """检查什么：两个名称不同的项目，概算明细（名称和金额）八成以上相同，且相同的不少于 3 行。
    为什么：换个名称再报一次，会重复安排资金（适当性）。依据：惯例。
    错例：两份概算 13 行里有 11 行同名同额。
    正例：只有“差旅费 2.00”一行相同。
    修改：由两个单位核对。
    """
    connection = batch.connection
    connection.execute(
        """CREATE TEMP TABLE IF NOT EXISTS lines AS SELECT DISTINCT e.file_id, e.item || '|' || e.amount AS line
           FROM estimates e JOIN files f ON f.id = e.file_id WHERE f.counts = 1 AND e.item IS NOT NULL AND e.amount IS NOT NULL"""
    )
    connection.execute("CREATE INDEX IF NOT EXISTS temp.lines_by_line ON lines (line)")
    pairs = connection.execute(
        """WITH telling AS (SELECT line FROM lines GROUP BY line HAVING COUNT(*) BETWEEN 2 AND ?),
                sizes AS (SELECT file_id, COUNT(*) AS size FROM lines GROUP BY file_id)
           SELECT a.file_id AS one, b.file_id AS other, COUNT(*) AS common, s.size AS one_size, t.size AS other_size
           FROM lines a JOIN telling USING (line) JOIN lines b ON b.line = a.line AND b.file_id > a.file_id
           JOIN sizes s ON s.file_id = a.file_id JOIN sizes t ON t.file_id = b.file_id
           GROUP BY a.file_id, b.file_id HAVING common >= ? AND common >= ? * (s.size + t.size - common)""",
        (MOST_COMMON, LEAST_ESTIMATES, SAME_ESTIMATES),
    ).fetchall()
    connection.execute("DROP TABLE temp.lines")
    for pair in pairs:
        one, other = _file(batch, pair["one"]), _file(batch, pair["other"])
        if one["project_key"] != other["project_key"]:
            share = 100 * pair["common"] // (pair["one_size"] + pair["other_size"] - pair["common"])
            words = {
                "name": one["project_name"],
                "other": other["project_name"],
                "other_unit": other["unit"] or other["path"],
                "percent": share,
            }
            yield AcrossHit(pair["one"], "/estimates", words)


@across(
    "MRG006", "合计超过控制数", ERROR, "适当性",
    "“{owner}”共 {count} 个项目，本年度合计 {found} 万元，超过控制数 {expected} 万元（超 {more} 万元）。",
    "请压减，或按程序申请调整控制数。",
)  # fmt: skip
def above_ceiling(batch: Batch) -> Iterator[AcrossHit]:
    """检查什么：主管部门或单位全部项目的本年度项目金额之和，大于一下的控制数。
    为什么：二上不得突破控制数（适当性）。依据：预算编制“二上二下”程序；控制数由 --ceilings 给出。
    错例：合计 1,250 万元，控制数 1,200 万元。
    正例：合计 1,200 万元，控制数 1,200 万元。
    修改：由主管部门压减或申请调整。
    """
    for ceiling in batch.ceilings:
        if ceiling.project_code or ceiling.project_name:
            continue
        owner = ceiling.unit or ceiling.department
        column = "unit" if ceiling.unit else "department"
        row = batch.connection.execute(
            f"""SELECT COUNT(*) AS count, dsum(p.annual_amount) AS total
                FROM files f JOIN projects p ON p.file_id = f.id WHERE f.counts = 1 AND f.{column} = ?""",
            (owner,),
        ).fetchone()
        total = Decimal(row["total"])
        if total > ceiling.amount + TOLERANCE:
            words = {"owner": owner, "count": row["count"], "more": _shown(total - ceiling.amount)}
            yield AcrossHit(None, "/annual_amount", words, found=_shown(total), expected=_shown(ceiling.amount))


@across(
    "MRG007", "项目金额超过控制数", ERROR, "适当性",
    "“{name}”本年度申报 {found} 万元，控制数是 {expected} 万元。", "请按控制数压减，或按程序申请调整。", tier=2,
)  # fmt: skip
def project_above_ceiling(batch: Batch) -> Iterator[AcrossHit]:
    """检查什么：给了项目控制数的项目，本年度项目金额大于控制数。
    为什么：二上不得突破控制数（适当性）。依据：预算编制“二上二下”程序；控制数由 --ceilings 给出。
    错例：申报 310 万元，控制数 300 万元。
    正例：申报 300 万元，控制数 300 万元。
    修改：由单位压减或申请调整。
    """
    limits = {
        (ceiling.project_code or name_key(ceiling.project_name)): ceiling
        for ceiling in batch.ceilings
        if ceiling.project_code or ceiling.project_name
    }
    if not limits:
        return
    for row in _counted(batch, "p.annual_amount"):
        ceiling = limits.get(row["project_code"] or "") or limits.get(name_key(row["project_name"] or ""))
        if (
            ceiling is None
            or (ceiling.unit and name_key(ceiling.unit) != name_key(row["unit"]))
            or row["annual_amount"] is None
        ):
            continue
        if Decimal(row["annual_amount"]) > ceiling.amount + TOLERANCE:
            yield AcrossHit(
                row["id"],
                "/annual_amount",
                {"name": row["project_name"]},
                found=_shown(row["annual_amount"]),
                expected=_shown(ceiling.amount),
            )


@across(
    "MRG008", "单位没有交或多交", WARNING, "完整性",
    {"": "花名册上的“{unit}”（{department}）还没有交申报表。", "extra": "“{unit}”不在花名册上：{file}。"},
    "没有交的请催报；不在花名册上的请核对单位名称，或在花名册的别名里补上。", tier=2,
)  # fmt: skip
def missing_units(batch: Batch) -> Iterator[AcrossHit]:
    """检查什么：花名册（--roster）上的单位没有一份申报表；或申报表的单位不在花名册上（也不是别名）。
    为什么：汇总要先确认应报尽报（完整性）。依据：惯例；花名册由 --roster 给出。
    错例：花名册 50 个单位，收到 48 个。
    正例：50 个单位都交了。
    修改：催报，或更正花名册。
    """
    if batch.roster is None:
        return
    reported = {row["unit"] for row in batch.connection.execute("SELECT DISTINCT unit FROM files WHERE counts = 1")}
    for unit in batch.roster.units:
        if unit.name not in reported:
            yield AcrossHit(
                None, "/submitting_unit", {"unit": unit.name, "department": unit.department or "未注明主管部门"}
            )
    for row in _counted(batch, "p.sheet"):
        if batch.roster.find(row["unit"]) is None:
            words = {"unit": row["unit"] or "未写单位", "file": row["path"]}
            yield AcrossHit(row["id"], "/submitting_unit", words, "extra", found=row["unit"])


@across(
    "MRG009", "混进了别的年度", ERROR, "完整性",
    "这是 {found} 年的申报表，本次汇总的是 {expected} 年。", "请退回单位，改用本年度的申报表填报。",
)  # fmt: skip
def other_year(batch: Batch) -> Iterator[AcrossHit]:
    """检查什么：申报表的年度与本批多数申报表的年度不同。
    为什么：不同年度的金额不能相加（完整性）。依据：惯例。
    错例：一批 2020 年的申报表里有一份 2019 年的。
    正例：全部是 2020 年的。
    修改：退回单位更换。
    """
    for row in _counted(batch, "p.sheet"):
        if batch.year is not None and row["year"] is not None and row["year"] != batch.year:
            yield AcrossHit(row["id"], "/project_name", {}, found=str(row["year"]), expected=str(batch.year))


@across(
    "MRG011", "单位名称写法不一", HINT, "完整性",
    "单位写的是“{found}”，已按花名册的“{expected}”汇总。", "请统一写单位全称。", tier=2,
)  # fmt: skip
def other_spelling(batch: Batch) -> Iterator[AcrossHit]:
    """检查什么：填报单位写的是别名、编码或简称，不是花名册上的全称。
    为什么：写法不一，查找和比较时容易漏（完整性）。依据：惯例；花名册由 --roster 给出。
    错例：人社局。
    正例：江阴市人力资源和社会保障局。
    修改：写全称。
    """
    if batch.roster is None:
        return
    for row in _counted(batch, "f.declared_unit AS declared"):
        if row["declared"] and row["declared"] != row["unit"] and batch.roster.find(row["declared"]) is not None:
            yield AcrossHit(row["id"], "/submitting_unit", {}, found=row["declared"], expected=row["unit"])


@across(
    "MRG012", "有文件没有读出来", ERROR, "完整性",
    "“{file}”没有读出来：{cause}。汇总金额不含这份文件。", "请退回单位重新报送可以读取的文件。",
)  # fmt: skip
def not_read(batch: Batch) -> Iterator[AcrossHit]:
    """检查什么：给出的文件有没有打不开、读不成申报表的。
    为什么：没有读出来的文件不在汇总金额里，不能悄悄跳过（完整性）。依据：惯例。
    错例：50 份里有 2 份加了密码。
    正例：全部读出。
    修改：按“读取情况”里的说明处理后重新汇总。
    """
    for row in batch.connection.execute(
        "SELECT id, path, cause FROM files WHERE fate = ? ORDER BY position", (REJECTED,)
    ):
        yield AcrossHit(row["id"], "", {"file": row["path"], "cause": row["cause"]})


def compare(batch: Batch) -> int:
    """Run every rule across workbooks and enter its findings in the table `findings`; returns how many errors there are."""
    connection = batch.connection
    errors = 0
    with connection:
        connection.execute("DELETE FROM findings WHERE across = 1")
        for rule in RULES.values():
            for hit in rule.run(batch):
                errors += rule.severity == ERROR
                insert(connection, "findings", [_row(rule, hit, connection)])
    return errors


def _row(rule: Rule, hit: AcrossHit, connection: sqlite3.Connection) -> dict[str, Any]:
    words = {"found": hit.found, "expected": hit.expected, **hit.words}
    sheet, _, cell = _address(connection, hit).rpartition("!")
    digits = "".join(character for character in cell if character.isdigit())
    return {
        "file_id": hit.file_id,
        "code": rule.code,
        "severity": rule.severity,
        "review_point": rule.review_point,
        "sheet": sheet,
        "cell": cell,
        "row": int(digits) if digits else None,
        "field": "",
        "subject": "",
        "pointer": hit.pointer,
        "message": rule.messages[hit.variant].format_map(words),
        "found": hit.found,
        "expected": hit.expected,
        "suggestion": rule.advice[""].format_map(words),
        "across": 1,
    }


def _address(connection: sqlite3.Connection, hit: AcrossHit) -> str:
    """工作表!A1 of the hit's pointer in its workbook, '' for the batch as a whole."""
    if hit.file_id is None or not hit.pointer:
        return ""
    row = connection.execute("SELECT cells FROM projects WHERE file_id = ?", (hit.file_id,)).fetchone()
    return str(json.loads(row["cells"]).get(hit.pointer, "")) if row else ""


def _counted(batch: Batch, columns: str) -> Iterator[sqlite3.Row]:
    yield from batch.connection.execute(
        f"SELECT f.id, f.path, f.unit, f.department, f.project_name, f.project_code, f.year, {columns} "
        "FROM files f JOIN projects p ON p.file_id = f.id WHERE f.fate = ? ORDER BY f.position",
        (COUNTED,),
    )


def _file(batch: Batch, file_id: int) -> sqlite3.Row:
    row: sqlite3.Row = batch.connection.execute("SELECT * FROM files WHERE id = ?", (file_id,)).fetchone()
    return row


def _path(batch: Batch, file_id: int | None) -> str:
    return str(_file(batch, file_id)["path"]) if file_id is not None else ""


def _shown(value: str | Decimal | None) -> str:
    return "没有填" if value is None else show_amount(Decimal(value))
