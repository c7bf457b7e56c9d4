"""The sheets of the ledger, declared: title, columns, and the query that fills them. Every row ends with its source.

Every query walks the files by their rank and takes their rows by index (CROSS JOIN: SQLite keeps that order), so that nothing is
sorted however many workbooks there are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from xltoolkit.form.model import Form
from xltoolkit.records import NamedTuple

_NAME = re.compile("[a-z][a-z0-9_]*")
TEXT, MONEY, COUNT, LINK = "text", "money", "count", "link"


class Column(NamedTuple):
    """One column: heading, the query's column, how it is written, width in characters."""

    heading: str
    name: str
    kind: str = TEXT
    width: int = 12


class LedgerSheet(NamedTuple):
    """One sheet of the ledger, filled by streaming `statement`."""

    title: str
    columns: tuple[Column, ...]
    statement: str


SOURCE = (Column("来源文件", "path", TEXT, 56), Column("工作表", "sheet", TEXT, 12), Column("行", "row", COUNT, 6))
OWNER = (Column("主管部门", "department", TEXT, 27), Column("填报单位", "unit", TEXT, 29))
PROJECT = (*OWNER, Column("项目名称", "project_name", TEXT, 32))

PROJECTS = LedgerSheet(
    "项目一览",
    (
        Column("序号", "number", COUNT, 6),
        *PROJECT,
        Column("项目编码", "project_code", TEXT, 14),
        Column("表样", "form_title", TEXT, 24),
        Column("年度", "year", COUNT, 8),
        Column("项目总金额(万元)", "total_amount", MONEY, 16),
        Column("本年度项目金额(万元)", "annual_amount", MONEY, 18),
        Column("指标数", "indicators", COUNT, 8),
        Column("强制性错误", "errors", COUNT, 11),
        Column("提示性问题", "warnings", COUNT, 11),
        Column("建议", "hints", COUNT, 8),
        *SOURCE,
    ),
    """SELECT f.rank AS number, f.*, p.total_amount, p.annual_amount, p.sheet, p.row,
              (SELECT COUNT(*) FROM indicators i WHERE i.file_id = f.id) AS indicators
       FROM files f CROSS JOIN projects p ON p.file_id = f.id WHERE f.counts = 1 ORDER BY f.rank""",
)

_SHORT_KINDS = ("text", "choice", "person", "phone", "date")


def projects_sheet(forms: Iterable[Form]) -> LedgerSheet:
    """项目一览 with every short field of these forms that has no column yet (项目属性, 联系电话, 计划开始日期 …), by its label."""
    base = {column.name for column in PROJECTS.columns} | {"submitting_unit", "supervising_department"}
    headings = {column.heading for column in PROJECTS.columns}
    more: dict[str, Column] = {}
    selected = []
    for form in forms:
        for pointer, field in form.fields.items():
            name = "_".join(pointer.split("/")[1:])
            if field.kind in _SHORT_KINDS and name not in base and name not in more and _NAME.fullmatch(name):
                heading = field.name if field.name not in headings else f"{field.name}（{form.title}）"
                headings.add(heading)
                more[name] = Column(heading, name, TEXT, 12)
                path = ".".join(pointer.split("/")[1:])
                selected.append(f"json_extract(p.document, '$.{path}') AS {name}")
    at = next(number for number, column in enumerate(PROJECTS.columns) if column.name == "indicators")
    columns = (*PROJECTS.columns[:at], *more.values(), *PROJECTS.columns[at:])
    statement = PROJECTS.statement.replace("SELECT ", f"SELECT {''.join(one + ', ' for one in selected)}", 1)
    return PROJECTS._replace(columns=columns, statement=statement)


INDICATORS = LedgerSheet(
    "绩效指标",
    (
        *PROJECT,
        Column("一级目标", "level1", TEXT, 16),
        Column("二级目标", "level2", TEXT, 12),
        Column("指标", "name", TEXT, 28),
        Column("目标值", "target", TEXT, 14),
        Column("比较符号", "operator", TEXT, 8),
        Column("下限", "low", TEXT, 10),
        Column("上限", "high", TEXT, 10),
        Column("计量单位", "target_unit", TEXT, 10),
        Column("目标值来源", "source", TEXT, 36),
        *SOURCE,
    ),
    """SELECT f.department, f.unit, f.project_name, i.*, f.path FROM files f CROSS JOIN indicators i ON i.file_id = f.id
       WHERE f.counts = 1 ORDER BY f.rank, i.rowid""",
)

FUNDING = LedgerSheet(
    "资金来源",
    (
        *PROJECT,
        Column("资金来源", "name", TEXT, 32),
        Column("期间", "period", TEXT, 11),
        Column("合计", "computed", COUNT, 6),
        Column("金额(万元)", "amount", MONEY, 14),
        Column("原文（未能读成数字）", "written", TEXT, 20),
        *SOURCE,
    ),
    """SELECT f.department, f.unit, f.project_name, m.*, f.path FROM files f CROSS JOIN funding m ON m.file_id = f.id
       WHERE f.counts = 1 ORDER BY f.rank, m.rowid""",
)

ESTIMATES = LedgerSheet(
    "项目概算",
    (
        *PROJECT,
        Column("项目明细名称", "item", TEXT, 36),
        Column("金额(万元)", "amount", MONEY, 14),
        Column("原文（未能读成数字）", "written", TEXT, 20),
        Column("用途", "purpose", TEXT, 36),
        *SOURCE,
    ),
    """SELECT f.department, f.unit, f.project_name, e.*, f.path FROM files f CROSS JOIN estimates e ON e.file_id = f.id
       WHERE f.counts = 1 ORDER BY f.rank, e.rowid""",
)

_SEVERITY = (
    "CASE n.severity WHEN 'error' THEN '强制性错误' WHEN 'warning' THEN '提示性问题' ELSE '建议' END AS severity_name"
)

FINDINGS = LedgerSheet(
    "问题清单",
    (
        *PROJECT,
        Column("级别", "severity_name", TEXT, 12),
        Column("规则", "code", TEXT, 9),
        Column("字段", "field", TEXT, 16),
        Column("对象", "subject", TEXT, 22),
        Column("问题", "message", TEXT, 60),
        Column("当前内容", "found", TEXT, 24),
        Column("建议", "suggestion", TEXT, 36),
        Column("审核要点", "review_point", TEXT, 10),
        Column("单元格", "cell", LINK, 9),
        *SOURCE,
    ),
    f"""SELECT 0 AS place, n.rowid AS line, n.owner_department AS department, n.owner_unit AS unit, NULL AS project_name,
              n.*, NULL AS path, NULL AS location, {_SEVERITY}
       FROM findings n WHERE n.file_id IS NULL
       UNION ALL
       SELECT f.rank AS place, n.rowid AS line, f.department, f.unit, f.project_name, n.*, f.path, f.location, {_SEVERITY}
       FROM files f CROSS JOIN findings n ON n.file_id = f.id WHERE f.counts = 1 OR n.across = 1 ORDER BY place, line""",
)

FATES = LedgerSheet(
    "读取情况",
    (
        Column("序号", "position", COUNT, 6),
        Column("结果", "fate", TEXT, 14),
        Column("说明", "fate_note", TEXT, 60),
        *OWNER,
        Column("项目", "project_name", TEXT, 32),
        Column("表样", "form_title", TEXT, 37),
        Column("年度", "year", COUNT, 8),
        Column("来源文件", "path", TEXT, 60),
    ),
    "SELECT * FROM files ORDER BY position",
)

UNITS = LedgerSheet(
    "报送情况",
    (
        Column("序号", "position", COUNT, 6),
        Column("主管部门", "department", TEXT, 27),
        Column("单位编码", "code", TEXT, 12),
        Column("单位名称", "name", TEXT, 29),
        Column("联系人", "contact", TEXT, 16),
        Column("状态", "state", TEXT, 13),
        Column("项目数", "projects", COUNT, 8),
        Column("本年度项目金额(万元)", "annual", MONEY, 18),
        Column("强制性错误", "errors", COUNT, 11),
        Column("说明", "note", TEXT, 50),
    ),
    "SELECT * FROM units ORDER BY position",
)
"""Only with --roster: who has reported."""

PROGRESS = LedgerSheet(
    "整改情况",
    (
        Column("状态", "state", TEXT, 8),
        *PROJECT,
        Column("级别", "severity_name", TEXT, 12),
        Column("规则", "code", TEXT, 9),
        Column("字段", "field", TEXT, 16),
        Column("对象", "subject", TEXT, 22),
        Column("问题", "message", TEXT, 60),
    ),
    "SELECT * FROM progress ORDER BY unit, project_name, CASE state WHEN '没有再报' THEN 0 WHEN '未改' THEN 1 WHEN '新增' THEN 2 ELSE 3 END, rowid",
)
"""Only with --previous: what became of the findings of an earlier ledger."""
