"""指标: does an indicator stand in the right category? What it belongs to is judged in knowledge/belonging.py."""

from __future__ import annotations

from collections.abc import Iterator

from xltoolkit.findings import HINT, WARNING
from xltoolkit.form.model import Tree
from xltoolkit.reader.submission import Submission
from xltoolkit.rules.engine import Hit, NotApplicable, rule
from xltoolkit.rules.knowledge import category as kinds
from xltoolkit.rules.knowledge.belonging import better_kind
from xltoolkit.rules.knowledge.facts import INDICATORS, Indicator, indicators
from xltoolkit.rules.knowledge.tree import misplaced
from xltoolkit.rules.knowledge.words import is_placeholder

GROUP, POINT = "指标", "相关性"

_CHILDREN = {
    "投入管理": ("预算执行率", "资金调整率", "预算调整率", "资金到位率", "预算资金到位情况", "预算资金到位率"),
    "财务管理": (
        "资金使用规范性",
        "资金使用合规性",
        "财务管理制度健全性",
        "财务制度健全性",
        "财务监控有效性",
        "专款专用率",
    ),
    "项目管理": ("合同管理完备性", "档案管理规范性", "政府采购规范性", "项目管理制度健全性"),
}


def _first_place(tree: Tree, kind: str) -> str:
    """Where the tree has a category of this kind: 产出目标—时效; what lasts stands under 影响力 or 可持续影响. '' if it has none."""
    found = _place_of(tree, kind)
    return _place_of(tree, kinds.SUSTAINED) if not found and kind == kinds.INFLUENCE else found


def _place_of(tree: Tree, kind: str) -> str:
    return next(
        (
            f"{root}—{child}"
            for root, _, children in tree.nodes
            for child in children
            if kinds.category_of(root, child) == kind
        ),
        "",
    )


def _other_child(tree: Tree, row: Indicator) -> str:
    """Where one of the usual management indicators stands, if it stands beside it: 档案管理规范性 in 财务管理; '' if it does not."""
    if row.category != kinds.MANAGEMENT:
        return ""
    wanted = next((child for child, names in _CHILDREN.items() if row.name in names), "")
    root = (
        next((root for root, _, children in tree.nodes if wanted in children), "")
        if wanted and wanted != row.level2
        else ""
    )
    return f"{root}—{wanted}" if root else ""


@rule(
    "IND016",
    "指标放错了类别",
    group=GROUP,
    severity=WARNING,
    review_point=POINT,
    tier=2,
    message="第{row}行“{name}”放在“{found}”下，看起来应放“{expected}”。",
    advice="请核对这一行的类别。",
    suppresses=("IND028",),
)
def wrong_category(submission: Submission) -> Iterator[Hit]:
    """检查什么：按名称的中心词和单位判断类别：满意度下的完成率、其他类下的满意率；数量下的时限、合格率、日期；质量下的次数；成本下的次数；管理类下的产出；产出、效果下的预算执行率等。拿不准的只作建议。
    为什么：类别放错，指标就不能说明它要说明的事（相关性）。依据：申报中常见的问题“质量指标与效益指标混淆”；2020年真实表“软件开发按时完成率”放在满意度下。
    错例：效果目标—满意度 软件开发按时完成率 ≥95%。
    正例：产出目标—时效 软件开发按时完成率 ≥95%。
    修改：由填报人核对。
    """
    table = submission.form.tables.get(INDICATORS)
    if table is None or table.tree is None or len(table.tree.levels) < 2:
        raise NotApplicable
    elsewhere = misplaced(submission)
    for row in indicators(submission):
        if (
            not row.name
            or row.name.startswith(("≥", "≤", "="))  # a target in the name's column: IND029 says it
            or is_placeholder(row.name, "text", required=True)
            or row.pointer in elsewhere
        ):
            continue  # VOC003, VOC004 say it
        kind, strong = better_kind(row)
        if kind != kinds.SATISFACTION and row.category == kinds.INFLUENCE and row.level2[:2] in row.name:
            continue  # 部门联席会议次数 in 部门协助, 信息共享时限 in 信息共享
        place = _first_place(table.tree, kind) if kind else _other_child(table.tree, row)
        if place:
            words = {"name": row.name}
            own = f"{row.level1}—{row.level2}"
            related = (row.at("name"), row.target_pointer, row.at(table.tree.levels[0]))
            yield Hit(
                row.at(table.tree.levels[1]), own, place, words, severity="" if strong else HINT, related=related,
                explains=_left_empty(submission, kind, place),
            )  # fmt: skip


def _left_empty(submission: Submission, kind: str, place: str) -> tuple[str, ...]:
    """What is said of the category that lacks an indicator because its only one stands elsewhere."""
    rows = indicators(submission)
    found = ["COM006"] if place.partition("—")[0] not in {row.level1 for row in rows} else []
    if kind not in {row.category for row in rows}:
        found += ["COM007"] if kind in (kinds.QUANTITY, kinds.QUALITY, kinds.TIMELINESS) else []
        found += ["COM008"] if kind == kinds.SATISFACTION else []
    if kind in kinds.EFFECTS and kinds.EFFECTS.isdisjoint(row.category for row in rows):
        found.append("COM010")
    return tuple(found)


@rule(
    "IND028",
    "一行夹在别的类别中间",
    group=GROUP,
    severity=HINT,
    review_point=POINT,
    tier=2,
    message="第{row}行“{name}”的类别是“{found}”，上下各行却是“{expected}”，同类的另在别处。",
    advice="请核对这一行的{level1}、{level2}；没有选错的，建议把它移到同类各行一起。",
)
def stands_among_others(submission: Submission) -> Iterator[Hit]:
    """检查什么：全表按类别排列得整整齐齐，只有一行夹在别的类别中间。
    为什么：多半是选错了一级、二级目标（相关性）。依据：惯例：一类指标写在一起。有两处以上不连续的，说明本来就不按类别排列，不报。目录之外新增。
    错例：数量、数量、质量、数量、数量，质量的其他各行另在下面。
    正例：数量、数量、数量、质量、质量。
    修改：由填报人核对。
    """
    table = submission.form.tables.get(INDICATORS)
    if table is None or table.tree is None or len(table.tree.levels) < 2:
        raise NotApplicable
    rows = [row for row in indicators(submission) if row.level1 and row.level2]
    places = [(row.level1, row.level2) for row in rows]
    odd = _out_of_order(places)
    if len(odd) == 2 and odd[1] == odd[0] + 1 and places[odd[0]][0] == places[odd[1]][0]:
        odd = [at for at in odd if places.count(places[at]) > 1]  # of two, the one whose category has other rows
    if len(odd) > 1:  # the one that stands inside another first level
        odd = [at for at in odd if 0 < at < len(places) - 1 and places[at - 1][0] == places[at + 1][0] != places[at][0]]
    if len(odd) == 1 and odd[0] < len(rows) - 1:  # the last row may have been added later
        row, neighbour = rows[odd[0]], rows[odd[0] - 1 or 1]
        words = {"name": row.name}
        own, around = f"{row.level1}—{row.level2}", f"{neighbour.level1}—{neighbour.level2}"
        yield Hit(
            row.at(table.tree.levels[1]), own, around, words, related=(row.at(table.tree.levels[0]), row.at("name"))
        )


def _contiguous(places: list[tuple[str, str]]) -> bool:
    """Whether every category stands in one run, and so does every first level."""
    return _runs(places) == len(set(places)) and _runs([root for root, _ in places]) == len(
        {root for root, _ in places}
    )


def _runs(items: list[tuple[str, str]] | list[str]) -> int:
    return sum(at == 0 or items[at] != items[at - 1] for at in range(len(items)))


def _out_of_order(places: list[tuple[str, str]]) -> list[int]:
    """The single rows any one of which, taken out, leaves everything in order; none if everything is."""
    if _contiguous(places):
        return []
    return [
        at for at in range(len(places)) if _stands_alone(places, at) and _contiguous(places[:at] + places[at + 1 :])
    ]


def _stands_alone(places: list[tuple[str, str]], at: int) -> bool:
    return places[at] not in (places[at - 1] if at else None, places[at + 1] if at + 1 < len(places) else None)
