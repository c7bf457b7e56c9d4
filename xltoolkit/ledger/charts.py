"""The charts of 报告.html, drawn by plotly, whose script is put into the page."""

from __future__ import annotations

import html
from collections import Counter, defaultdict
from collections.abc import Sequence
from decimal import Decimal
from importlib import resources
from typing import Any

from xltoolkit.ledger.across import RULES as ACROSS
from xltoolkit.ledger.funding import OF_YEAR
from xltoolkit.ledger.tables import Line, LineValue
from xltoolkit.records import NamedTuple
from xltoolkit.rules import all_rules

SEVERITY_COLOURS = {"强制性错误": "#C0392B", "提示性问题": "#E6A23C", "建议": "#5B8FF9"}
FONT = "'Noto Sans CJK SC','Microsoft YaHei','PingFang SC','SimSun',sans-serif"
_MOST_UNITS, _MOST_RULES = 30, 25


class LedgerLines(NamedTuple):
    """The ledger's sheets as lines, see ledger.tables."""

    projects: Sequence[Line]
    indicators: Sequence[Line]
    funding: Sequence[Line]
    findings: Sequence[Line]
    fates: Sequence[Line]
    units: Sequence[Line] = ()


def plotly_script() -> str:
    return resources.files("plotly").joinpath("package_data/plotly.min.js").read_text("utf-8")


def draw(figure: Any, number: int) -> str:
    if figure is None:
        return "<p class=none>没有数据。</p>"
    figure.update_layout(
        font={"family": FONT},
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
        config={"displayModeBar": False, "responsive": True},
    )
    return text


def funding_chart(ledger: LedgerLines) -> Any:
    import plotly.graph_objects as go

    amounts: dict[str, dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for line in ledger.funding:
        if line["computed"] != Decimal(1) and line["period"] == OF_YEAR:
            amounts[html.escape(str(line["name"]))][_unit(line)] += money(line["amount"])
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
        barmode="stack",
        showlegend=True,
        height=max(240, 130 + 26 * len(units)),
        legend={"orientation": "h", "yanchor": "bottom", "y": 1.0, "x": 0, "traceorder": "normal"},
        xaxis={"tickformat": ",~f", "title": "万元", "side": "bottom"},
    )
    figure.update_traces(hovertemplate="%{y}<br>%{fullData.name}：%{x:,.2f} 万元<extra></extra>")
    return figure


def _largest(amounts: dict[str, dict[str, Decimal]]) -> list[tuple[str, Decimal]]:
    """The units with the most money, the largest last: plotly draws from the bottom up."""
    totals: dict[str, Decimal] = defaultdict(Decimal)
    for by_unit in amounts.values():
        for unit, amount in by_unit.items():
            totals[unit] += amount
    return sorted(totals.items(), key=lambda item: (item[1], item[0]))[-_MOST_UNITS:]


def heat_map(ledger: LedgerLines) -> Any:
    import plotly.graph_objects as go

    counts = Counter((_unit(line), str(line["code"])) for line in ledger.findings if line["unit"])
    if not counts:
        return None
    rules = [
        code for code, _ in Counter(code for (_, code), n in counts.items() for _ in range(n)).most_common(_MOST_RULES)
    ]
    units = [
        unit for unit, _ in Counter(unit for (unit, _), n in counts.items() for _ in range(n)).most_common(_MOST_UNITS)
    ][::-1]
    cells = [[counts.get((unit, rule), None) for rule in rules] for unit in units]
    titles, most = _titles(), max(counts.values())
    figure = go.Figure(
        go.Heatmap(
            z=cells,
            x=rules,
            y=units,
            colorscale="OrRd",
            colorbar={"title": "处", "thickness": 14, **_whole_steps(most)},
            zmin=0,
            zmax=most,
            xgap=1,
            ygap=1,
            customdata=[[html.escape(titles.get(rule, "")) for rule in rules] for _ in units],
            hovertemplate="%{y}<br>%{x} %{customdata}：%{z} 处<extra></extra>",
        )
    )
    figure.update_layout(height=max(260, 90 + 24 * len(units)))
    return figure


def frequent(ledger: LedgerLines) -> Any:
    import plotly.graph_objects as go

    counts = Counter((str(line["code"]), str(line["severity_name"])) for line in ledger.findings)
    if not counts:
        return None
    most = counts.most_common(15)[::-1]
    titles = _titles()
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
    figure.update_layout(height=max(240, 70 + 26 * len(most)), xaxis=_whole_steps(most[-1][1]))
    return figure


def _whole_steps(most: int) -> dict[str, Any]:
    """Marks of an axis of counts, which has no halves."""
    return {"tickformat": "d", "tick0": 0, "dtick": -(-most // 6)}


def _titles() -> dict[str, str]:
    return {rule.code: rule.title for rule in (*all_rules(), *ACROSS.values())}


def spread(ledger: LedgerLines) -> Any:
    """Percentages of each category, one dot an indicator: where do targets lie?"""
    import plotly.graph_objects as go

    values: dict[str, list[float]] = defaultdict(list)
    for line in ledger.indicators:
        bound = line["low"] if line["low"] != "" else line["high"]
        if line["target_unit"] == "%" and bound != "":
            values[html.escape(f"{line['level1']}·{line['level2']}")].append(float(str(bound)))
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


def _unit(line: Line) -> str:
    """Who a line belongs to, escaped: plotly takes tags in a label for its own."""
    return html.escape(str(line["unit"] or line["department"] or line["path"]))


def money(value: LineValue) -> Decimal:
    """An amount of a line; blank is nothing."""
    return value if isinstance(value, Decimal) else Decimal(0)
