"""The sheets of the ledger, declared: title, columns, and the query that fills them. Every row ends with its source."""

from __future__ import annotations

from xltoolkit.records import NamedTuple

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


SOURCE = (Column("来源文件", "path", TEXT, 40), Column("工作表", "sheet", TEXT, 12), Column("行", "row", COUNT, 6))
OWNER = (Column("主管部门", "department", TEXT, 18), Column("填报单位", "unit", TEXT, 22))
PROJECT = (*OWNER, Column("项目名称", "project_name", TEXT, 32))

PROJECTS = LedgerSheet(
    "项目一览",
    (
        Column("序号", "number", COUNT, 6),
        *PROJECT,
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
    """SELECT ROW_NUMBER() OVER (ORDER BY f.department, f.unit, f.position) AS number, f.*, p.total_amount, p.annual_amount, p.sheet, p.row,
              (SELECT COUNT(*) FROM indicators i WHERE i.file_id = f.id) AS indicators
       FROM files f JOIN projects p ON p.file_id = f.id WHERE f.counts = 1 ORDER BY f.department, f.unit, f.position""",
)

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
    """SELECT f.department, f.unit, f.project_name, i.*, f.path FROM files f JOIN indicators i ON i.file_id = f.id
       WHERE f.counts = 1 ORDER BY f.department, f.unit, f.position, i.number""",
)

FUNDING = LedgerSheet(
    "资金来源",
    (
        *PROJECT,
        Column("资金来源", "name", TEXT, 32),
        Column("合计", "computed", COUNT, 6),
        Column("金额(万元)", "amount", MONEY, 14),
        Column("原文（未能读成数字）", "written", TEXT, 20),
        *SOURCE,
    ),
    """SELECT f.department, f.unit, f.project_name, m.*, f.path FROM files f JOIN funding m ON m.file_id = f.id
       WHERE f.counts = 1 ORDER BY f.department, f.unit, f.position, m.rowid""",
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
    """SELECT f.department, f.unit, f.project_name, e.*, f.path FROM files f JOIN estimates e ON e.file_id = f.id
       WHERE f.counts = 1 ORDER BY f.department, f.unit, f.position, e.number""",
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
    """SELECT f.department, f.unit, f.project_name, n.*, f.path,
              CASE n.severity WHEN 'error' THEN '强制性错误' WHEN 'warning' THEN '提示性问题' ELSE '建议' END AS severity_name
       FROM findings n LEFT JOIN files f ON n.file_id = f.id WHERE f.counts = 1 OR n.across = 1
       ORDER BY f.department, f.unit, f.position, n.rowid""",
)

FATES = LedgerSheet(
    "读取情况",
    (
        Column("序号", "position", COUNT, 6),
        Column("结果", "fate", TEXT, 14),
        Column("说明", "fate_note", TEXT, 60),
        Column("主管部门", "department", TEXT, 18),
        Column("填报单位", "unit", TEXT, 22),
        Column("项目", "project_name", TEXT, 32),
        Column("表样", "form_title", TEXT, 24),
        Column("年度", "year", COUNT, 8),
        Column("来源文件", "path", TEXT, 60),
    ),
    "SELECT * FROM files ORDER BY position",
)

STREAMED = (PROJECTS, INDICATORS, FUNDING, ESTIMATES, FINDINGS, FATES)

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
    "SELECT * FROM progress ORDER BY unit, project_name, CASE state WHEN '未改' THEN 1 WHEN '新增' THEN 2 ELSE 3 END, rowid",
)
"""Only with --previous: what became of the findings of an earlier ledger."""
