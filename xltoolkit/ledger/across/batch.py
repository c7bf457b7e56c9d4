"""The batch as a whole: other years, several forms, other rounds mixed in, files that were not read."""

from __future__ import annotations

from collections.abc import Iterator

from xltoolkit.findings import ERROR, HINT, WARNING
from xltoolkit.ledger.across.engine import AcrossHit, Batch, across, counted
from xltoolkit.ledger.fates import REJECTED, SUPERSEDED
from xltoolkit.ledger.owners import folders, round_of


@across(
    "MRG009", "混进了别的年度", ERROR, "完整性",
    {
        "": "这是 {found} 年的申报表，本次汇总的是 {expected} 年，金额也计入了汇总。",
        "last_year": "这是 {found} 年的申报表，本次汇总的是 {expected} 年；同一项目今年已交，去年这份不计入汇总，只用来核对上年度数。",
    },
    {"": "请退回单位，改用本年度的申报表填报。", "last_year": "如不是有意放进来的，请拿走。"},
)  # fmt: skip
def other_year(batch: Batch) -> Iterator[AcrossHit]:
    """检查什么：申报表的年度与本批多数申报表的年度不同。
    为什么：不同年度的金额不能相加（完整性）。依据：惯例。
    错例：一批 2020 年的申报表里有一份 2019 年的。
    正例：全部是 2020 年的。
    修改：退回单位更换；去年的申报表只用来核对上年度数的，不影响汇总金额。
    """
    if batch.year is None:
        return
    for row in counted(batch):
        if row["year"] is not None and row["year"] != batch.year:
            yield AcrossHit(row["id"], "/project_name", {}, found=str(row["year"]), expected=str(batch.year))
    statement = """SELECT f.id, f.year FROM files f JOIN files n ON n.id = f.duplicate_of
                   WHERE f.fate = ? AND n.year = ? AND f.year <> n.year ORDER BY f.position"""
    for row in batch.connection.execute(statement, (SUPERSEDED, batch.year)):
        yield AcrossHit(
            row["id"], "/project_name", {}, "last_year", found=str(row["year"]), expected=str(batch.year), severity=HINT
        )


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
        yield AcrossHit(row["id"], "", {"file": row["path"], "cause": row["cause"].rstrip("。")})


@across(
    "MRG013", "混用了几种表样", HINT, "完整性",
    "本次汇总的申报表用了 {count} 种表样：{forms}。", "请确认是否都要汇总；用错表样的请退回单位改用本次的表样。",
)  # fmt: skip
def several_forms(batch: Batch) -> Iterator[AcrossHit]:
    """检查什么：一批申报表用了不止一种表样。
    为什么：表样不同，项目和指标的口径可能不同（完整性）。依据：惯例。
    错例：48 份是申报表，2 份是自评表。
    正例：全部是同一种表样。
    修改：用错表样的退回单位。
    """
    statement = (
        "SELECT form_title, COUNT(*) AS count FROM files WHERE counts = 1 GROUP BY form ORDER BY count DESC, form"
    )
    found = batch.connection.execute(statement).fetchall()
    if len(found) > 1:
        forms = "、".join(f"{row['form_title']} {row['count']} 份" for row in found)
        yield AcrossHit(None, "", {"count": len(found), "forms": forms})


@across(
    "MRG015", "混进了别的轮次", WARNING, "完整性",
    "文件放在“{found}”的文件夹里，本次汇总的是“{expected}”。", "请核对是否拿错了轮次的申报表。", tier=2,
)  # fmt: skip
def other_round(batch: Batch) -> Iterator[AcrossHit]:
    """检查什么：给了轮次（--round）时，文件所在文件夹的名称写着别的轮次。
    为什么：一上、二上的金额不能混在一起（完整性）。依据：预算编制“二上二下”程序。
    错例：汇总二上时，“一上”文件夹里的申报表也在其中。
    正例：全部在“二上”文件夹里，或文件夹不写轮次。
    修改：只给本轮次的文件夹。
    """
    if not batch.budget_round:
        return
    for row in counted(batch, "f.below"):
        named = {round_of(folder) for folder in folders(row["below"])} - {""}
        if len(named) == 1 and batch.budget_round not in named:
            yield AcrossHit(row["id"], "/project_name", {}, found=named.pop(), expected=batch.budget_round)
