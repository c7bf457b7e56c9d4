"""报告.html: the ledger as one self-contained page that opens offline. Charts by plotly, whose script is put into the page."""

from __future__ import annotations

import html
from collections.abc import Sequence
from decimal import Decimal

from xltoolkit.form.stamp import LEDGER_PROPERTY
from xltoolkit.ledger.attendance import REPORTED
from xltoolkit.ledger.charts import (
    FONT,
    LedgerLines,
    draw,
    frequent,
    funding_chart,
    heat_map,
    money,
    plotly_script,
    spread,
)
from xltoolkit.ledger.page_template import PAGE
from xltoolkit.ledger.tables import Line, LineValue
from xltoolkit.text.number import show_amount

_AMOUNTS = ("annual_amount", "annual")
MOST_LINES = 2_000
"""Lines of a table: a page with more is slow to open; the rest stands in the ledger."""


def report_page(ledger: LedgerLines, title: str) -> str:
    """The whole page. Every text of a workbook is escaped; nothing is fetched from anywhere."""
    charts = [
        ("各单位本年度预算与资金来源（万元）", funding_chart(ledger)),
        ("问题热力图：单位 × 规则", heat_map(ledger)),
        ("最常见的问题", frequent(ledger)),
        ("各类目标的指标数与目标值分布", spread(ledger)),
    ]
    body = [f"<h1>{html.escape(title)}</h1>", _figures(ledger)]
    for number, (heading, figure) in enumerate(charts):
        body.append(f"<section><h2>{html.escape(heading)}</h2>{draw(figure, number)}</section>")
    body += [_units_table(ledger), _projects_table(ledger), _findings_table(ledger), _fates_table(ledger)]
    return PAGE.format(
        title=html.escape(title), mark=LEDGER_PROPERTY, font=FONT, plotly=plotly_script(), body="\n".join(body)
    )


def _figures(ledger: LedgerLines) -> str:
    annual = sum((money(line["annual_amount"]) for line in ledger.projects), Decimal(0))
    errors = sum(line["severity_name"] == "强制性错误" for line in ledger.findings)
    refused = sum(line["fate"] == "拒收" for line in ledger.fates)
    units = len({(line["department"], line["unit"]) for line in ledger.projects})
    clean = sum(not money(line["errors"]) for line in ledger.projects)
    shown = [
        ("项目", str(len(ledger.projects))), ("单位", str(units)), ("本年度项目金额（万元）", grouped(annual)),
        ("没有强制性错误的项目", str(clean)), ("强制性错误", str(errors)), ("未能读取的文件", str(refused)),
    ]  # fmt: skip
    return (
        "<div class=figures>"
        + "".join(f"<div><b>{value}</b><span>{name}</span></div>" for name, value in shown)
        + "</div>"
    )


def _projects_table(ledger: LedgerLines) -> str:
    columns = [
        ("主管部门", "department"), ("填报单位", "unit"), ("项目名称", "project_name"),
        ("本年度项目金额(万元)", "annual_amount"), ("指标数", "indicators"),
        ("强制性错误", "errors"), ("提示性问题", "warnings"), ("来源文件", "path"),
    ]  # fmt: skip
    return _table("项目一览", columns, ledger.projects)


def _units_table(ledger: LedgerLines) -> str:
    """Only of a ledger made with a roster; whoever is missing stands first."""
    if not ledger.units:
        return ""
    columns = [
        ("状态", "state"), ("主管部门", "department"), ("单位名称", "name"), ("联系人", "contact"), ("项目数", "projects"),
        ("本年度项目金额(万元)", "annual"), ("强制性错误", "errors"), ("说明", "note"),
    ]  # fmt: skip
    return _table("报送情况", columns, sorted(ledger.units, key=lambda line: line["state"] == REPORTED))


def _findings_table(ledger: LedgerLines) -> str:
    columns = [
        ("级别", "severity_name"), ("规则", "code"), ("填报单位", "unit"), ("项目名称", "project_name"), ("问题", "message"), ("单元格", "cell"),
        ("来源文件", "path"),
    ]  # fmt: skip
    rank = {"强制性错误": 0, "提示性问题": 1}
    ordered = sorted(ledger.findings, key=lambda line: rank.get(str(line["severity_name"]), 2))
    return _table("问题清单", columns, ordered)


def _fates_table(ledger: LedgerLines) -> str:
    columns = [
        ("结果", "fate"),
        ("说明", "fate_note"),
        ("填报单位", "unit"),
        ("项目", "project_name"),
        ("来源文件", "path"),
    ]
    return _table("读取情况", columns, sorted(ledger.fates, key=lambda line: line["fate"] == "已汇总"))


def _table(title: str, columns: Sequence[tuple[str, str]], found: Sequence[Line]) -> str:
    """At most MOST_LINES lines, and a word about the rest."""
    head = "".join(f"<th>{html.escape(heading)}</th>" for heading, _ in columns)
    rows = "".join(
        "<tr>" + "".join(_cell(line[name], name in _AMOUNTS) for _, name in columns) + "</tr>"
        for line in found[:MOST_LINES]
    )
    more = len(found) > MOST_LINES
    remark = f"<p class=none>共 {len(found)} 条，列出前 {MOST_LINES} 条，其余见台账。</p>" if more else ""
    return (
        f"<section><h2>{html.escape(title)}</h2>{remark}<input class=filter placeholder=筛选……>"
        f"<div class=scroll><table class=sortable><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div></section>"
    )


def _cell(value: LineValue, amount: bool) -> str:
    if isinstance(value, Decimal):
        return f"<td class=number data-value='{value}'>{grouped(value) if amount else f'{value:,f}'}</td>"
    return f"<td>{html.escape(value)}</td>"


def grouped(value: Decimal) -> str:
    """An amount as the ledger shows it: 12,345.00, and no digit less than it has."""
    whole, _, fraction = show_amount(value).partition(".")
    return f"{int(whole):,}.{fraction}" if value >= 0 else f"-{grouped(-value)}"
