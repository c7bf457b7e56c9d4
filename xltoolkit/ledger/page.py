"""报告.html: the ledger as one self-contained page that opens offline. Charts by plotly, whose script is put into the page."""

from __future__ import annotations

import html
from collections import Counter, defaultdict
from collections.abc import Sequence
from decimal import Decimal
from importlib import resources
from typing import Any

from xltoolkit.ledger.across import RULES as ACROSS
from xltoolkit.ledger.tables import Line, LineValue
from xltoolkit.records import NamedTuple
from xltoolkit.rules import all_rules
from xltoolkit.text.number import show_amount

SEVERITY_COLOURS = {"强制性错误": "#C0392B", "提示性问题": "#E6A23C", "建议": "#5B8FF9"}
_MOST_UNITS, _MOST_RULES = 30, 25
_FONT = "'Noto Sans CJK SC','Microsoft YaHei','PingFang SC','SimSun',sans-serif"


class LedgerLines(NamedTuple):
    """The ledger's sheets as lines, see ledger.tables."""

    projects: Sequence[Line]
    indicators: Sequence[Line]
    funding: Sequence[Line]
    findings: Sequence[Line]
    fates: Sequence[Line]


def report_page(ledger: LedgerLines, title: str) -> str:
    """The whole page. Every text of a workbook is escaped; nothing is fetched from anywhere."""
    charts = [
        ("各单位本年度预算与资金来源（万元）", _funding_chart(ledger)),
        ("问题热力图：单位 × 规则", _heat_map(ledger)),
        ("最常见的问题", _frequent(ledger)),
        ("各类目标的指标数与目标值分布", _spread(ledger)),
    ]
    body = [f"<h1>{html.escape(title)}</h1>", _figures(ledger)]
    for number, (heading, figure) in enumerate(charts):
        body.append(f"<section><h2>{html.escape(heading)}</h2>{_chart(figure, number)}</section>")
    body += [_projects_table(ledger), _findings_table(ledger), _fates_table(ledger)]
    return _PAGE.format(title=html.escape(title), font=_FONT, plotly=_plotly_script(), body="\n".join(body))


def _plotly_script() -> str:
    return resources.files("plotly").joinpath("package_data/plotly.min.js").read_text("utf-8")


def _chart(figure: Any, number: int) -> str:
    if figure is None:
        return "<p class=none>没有数据。</p>"
    figure.update_layout(
        font={"family": _FONT},
        margin={"l": 40, "r": 20, "t": 20, "b": 40},
        paper_bgcolor="white",
        plot_bgcolor="white",
        template="none",
    )
    figure.update_xaxes(automargin=True)
    figure.update_yaxes(automargin=True)
    text: str = figure.to_html(
        full_html=False,
        include_plotlyjs=False,
        div_id=f"chart-{number}",
        config={"displaylogo": False, "responsive": True, "locale": "zh-CN"},
    )
    return text


def _figures(ledger: LedgerLines) -> str:
    annual = sum((_money(line["annual_amount"]) for line in ledger.projects), Decimal(0))
    errors = sum(line["severity_name"] == "强制性错误" for line in ledger.findings)
    refused = sum(line["fate"] == "拒收" for line in ledger.fates)
    units = len({(line["department"], line["unit"]) for line in ledger.projects})
    clean = sum(not _money(line["errors"]) for line in ledger.projects)
    shown = [
        ("项目", str(len(ledger.projects))), ("单位", str(units)), ("本年度项目金额（万元）", show_amount(annual)),
        ("没有强制性错误的项目", str(clean)), ("强制性错误", str(errors)), ("未能读取的文件", str(refused)),
    ]  # fmt: skip
    return (
        "<div class=figures>"
        + "".join(f"<div><b>{value}</b><span>{name}</span></div>" for name, value in shown)
        + "</div>"
    )


def _funding_chart(ledger: LedgerLines) -> Any:
    import plotly.graph_objects as go

    amounts: dict[str, dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for line in ledger.funding:
        if line["computed"] != Decimal(1):
            amounts[str(line["name"])][_unit(line)] += _money(line["amount"])
    units = [unit for unit, _ in _largest(amounts)]
    if not units:
        return None
    bars = [
        go.Bar(name=source, y=units, x=[float(by_unit.get(unit, 0)) for unit in units], orientation="h")
        for source, by_unit in amounts.items()
        if any(by_unit.values())
    ]
    figure = go.Figure(bars)
    figure.update_layout(
        barmode="stack", height=max(240, 60 + 26 * len(units)), legend={"orientation": "h", "y": -0.15}
    )
    return figure


def _largest(amounts: dict[str, dict[str, Decimal]]) -> list[tuple[str, Decimal]]:
    """The units with the most money, the largest last: plotly draws from the bottom up."""
    totals: dict[str, Decimal] = defaultdict(Decimal)
    for by_unit in amounts.values():
        for unit, amount in by_unit.items():
            totals[unit] += amount
    return sorted(totals.items(), key=lambda item: (item[1], item[0]))[-_MOST_UNITS:]


def _heat_map(ledger: LedgerLines) -> Any:
    import plotly.graph_objects as go

    counts = Counter((_unit(line), str(line["code"])) for line in ledger.findings if line["unit"] or line["path"])
    if not counts:
        return None
    rules = [
        code for code, _ in Counter(code for (_, code), n in counts.items() for _ in range(n)).most_common(_MOST_RULES)
    ]
    units = [
        unit for unit, _ in Counter(unit for (unit, _), n in counts.items() for _ in range(n)).most_common(_MOST_UNITS)
    ][::-1]
    cells = [[counts.get((unit, rule), None) for rule in rules] for unit in units]
    figure = go.Figure(
        go.Heatmap(
            z=cells,
            x=rules,
            y=units,
            colorscale="OrRd",
            xgap=1,
            ygap=1,
            hovertemplate="%{y}<br>%{x}：%{z} 处<extra></extra>",
        )
    )
    figure.update_layout(height=max(260, 90 + 24 * len(units)))
    return figure


def _frequent(ledger: LedgerLines) -> Any:
    import plotly.graph_objects as go

    counts = Counter((str(line["code"]), str(line["severity_name"])) for line in ledger.findings)
    if not counts:
        return None
    most = counts.most_common(15)[::-1]
    titles = {rule.code: rule.title for rule in (*all_rules(), *ACROSS.values())}
    figure = go.Figure(
        go.Bar(
            y=[f"{code} {titles.get(code, '')}" for (code, _), _ in most],
            x=[count for _, count in most],
            orientation="h",
            marker_color=[SEVERITY_COLOURS.get(severity, "#999") for (_, severity), _ in most],
            text=[count for _, count in most],
            textangle=0,
        )
    )
    figure.update_layout(height=max(240, 70 + 26 * len(most)))
    return figure


def _spread(ledger: LedgerLines) -> Any:
    """Percentages of each category, one dot an indicator: where do targets lie?"""
    import plotly.graph_objects as go

    values: dict[str, list[float]] = defaultdict(list)
    for line in ledger.indicators:
        bound = line["low"] if line["low"] != "" else line["high"]
        if line["target_unit"] == "%" and bound != "":
            values[f"{line['level1']}·{line['level2']}"].append(float(str(bound)))
    if not values:
        return None
    figure = go.Figure(
        [
            go.Box(name=f"{name}（{len(points)}）", x=points, boxpoints="all", jitter=0.4, orientation="h")
            for name, points in sorted(values.items())
        ]
    )
    figure.update_layout(height=max(240, 80 + 46 * len(values)), showlegend=False, xaxis_title="百分比目标值（%）")
    return figure


def _projects_table(ledger: LedgerLines) -> str:
    columns = [
        ("主管部门", "department"), ("填报单位", "unit"), ("项目名称", "project_name"),
        ("本年度项目金额(万元)", "annual_amount"), ("指标数", "indicators"),
        ("强制性错误", "errors"), ("提示性问题", "warnings"), ("来源文件", "path"),
    ]  # fmt: skip
    return _table("项目一览", columns, ledger.projects)


def _findings_table(ledger: LedgerLines) -> str:
    columns = [
        ("级别", "severity_name"), ("规则", "code"), ("填报单位", "unit"), ("项目名称", "project_name"), ("问题", "message"), ("单元格", "cell"),
        ("来源文件", "path"),
    ]  # fmt: skip
    rank = {"强制性错误": 0, "提示性问题": 1}
    ordered = sorted(ledger.findings, key=lambda line: rank.get(str(line["severity_name"]), 2))
    return _table(
        "问题清单", columns, ordered[:2000], f"共 {len(ordered)} 条，列出前 2000 条。" if len(ordered) > 2000 else ""
    )


def _fates_table(ledger: LedgerLines) -> str:
    columns = [
        ("结果", "fate"),
        ("说明", "fate_note"),
        ("填报单位", "unit"),
        ("项目", "project_name"),
        ("来源文件", "path"),
    ]
    return _table("读取情况", columns, ledger.fates)


def _table(title: str, columns: Sequence[tuple[str, str]], found: Sequence[Line], note: str = "") -> str:
    head = "".join(f"<th>{html.escape(heading)}</th>" for heading, _ in columns)
    rows = "".join("<tr>" + "".join(_cell(line[name]) for _, name in columns) + "</tr>" for line in found)
    remark = f"<p class=none>{html.escape(note)}</p>" if note else ""
    return (
        f"<section><h2>{html.escape(title)}</h2>{remark}<input class=filter placeholder=筛选……>"
        f"<div class=scroll><table class=sortable><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div></section>"
    )


def _cell(value: LineValue) -> str:
    if isinstance(value, Decimal):
        shown = str(int(value)) if value == value.to_integral_value() and abs(value) < 100_000 else show_amount(value)
        return f"<td class=number data-value='{value}'>{shown}</td>"
    return f"<td>{html.escape(value)}</td>"


def _unit(line: Line) -> str:
    return str(line["unit"] or line["department"] or line["path"])


def _money(value: LineValue) -> Decimal:
    return value if isinstance(value, Decimal) else Decimal(0)


_PAGE = """<!DOCTYPE html>
<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data: blob:">
<title>{title}</title>
<style>
body {{ font-family: {font}; margin: 0 auto; padding: 24px; max-width: 1200px; color: #222; background: #f5f6f8; }}
h1 {{ font-size: 24px; }} h2 {{ font-size: 17px; margin: 0 0 8px; }}
section {{ background: #fff; border: 1px solid #e3e5e8; border-radius: 8px; padding: 16px; margin: 16px 0; }}
.figures {{ display: flex; flex-wrap: wrap; gap: 12px; }}
.figures div {{ background: #fff; border: 1px solid #e3e5e8; border-radius: 8px; padding: 12px 20px; }}
.figures b {{ display: block; font-size: 24px; }} .figures span {{ color: #667; font-size: 13px; }}
.scroll {{ max-height: 520px; overflow: auto; }} table {{ border-collapse: collapse; width: 100%; font-size: 13px; }}
th {{ position: sticky; top: 0; background: #eef1f6; cursor: pointer; text-align: left; white-space: nowrap; user-select: none; }}
th, td {{ border-bottom: 1px solid #e8eaee; padding: 6px 8px; vertical-align: top; }}
td.number {{ text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }}
.none {{ color: #889; }} .filter {{ margin: 0 0 8px; padding: 4px 8px; width: 240px; }}
@media print {{ body {{ background: #fff; max-width: none; }} .scroll {{ max-height: none; }} .filter {{ display: none; }} }}
</style>
<script>{plotly}</script></head><body>
{body}
<script>
document.querySelectorAll("table.sortable").forEach(function (table) {{
  table.querySelectorAll("th").forEach(function (heading, column) {{
    heading.addEventListener("click", function () {{
      var down = heading.dataset.order === "up", body = table.tBodies[0], rows = Array.from(body.rows);
      var value = function (row) {{
        var cell = row.cells[column];
        return cell.dataset.value === undefined ? cell.textContent : Number(cell.dataset.value);
      }};
      rows.sort(function (a, b) {{
        var x = value(a), y = value(b);
        var order = typeof x === "number" && typeof y === "number" ? x - y : String(x).localeCompare(String(y), "zh-CN");
        return down ? -order : order;
      }});
      heading.dataset.order = down ? "down" : "up";
      rows.forEach(function (row) {{ body.appendChild(row); }});
    }});
  }});
}});
document.querySelectorAll(".filter").forEach(function (input) {{
  input.addEventListener("input", function () {{
    input.parentElement.querySelectorAll("tbody tr").forEach(function (row) {{
      row.hidden = row.textContent.indexOf(input.value) < 0;
    }});
  }});
}});
</script></body></html>
"""
