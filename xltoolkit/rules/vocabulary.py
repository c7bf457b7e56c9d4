"""选项: choices, the tree of categories, units."""

from __future__ import annotations

from collections.abc import Iterator

from xltoolkit.findings import ERROR, HINT, Fix
from xltoolkit.reader import remarks as kinds
from xltoolkit.reader.submission import Row, Submission
from xltoolkit.rules.engine import Hit, NotApplicable, rule
from xltoolkit.rules.knowledge.facts import INDICATORS, Indicator, indicators, texts_of
from xltoolkit.rules.knowledge.tree import is_below, misplaced, place_in_tree, tree_of
from xltoolkit.text.normal import key
from xltoolkit.text.unit import unit_of

GROUP, POINT = "选项", "完整性"
# First levels of the tree of 财预〔2021〕101号 and of the older one with 投入与管理 and 影响力: forms of one year use one of them.
_TREES = (
    frozenset(("成本指标", "产出指标", "效益指标", "满意度指标")),
    frozenset(("投入与目标管理", "投入和管理目标", "产出目标", "效果目标", "影响力目标")),
)


def nearest(text: str, choices: tuple[str, ...]) -> str:
    """The choice that shares most characters with the text, '' if none shares at least half."""
    wanted = set(text)
    best = max(
        choices,
        key=lambda choice: (len(wanted & set(choice)) * 2 / (len(wanted) + len(set(choice))), choice),
        default="",
    )
    return best if best and len(wanted & set(best)) * 2 >= (len(wanted) + len(set(best))) * 0.5 else ""


@rule(
    "VOC001",
    "不在选项里",
    group=GROUP,
    severity=ERROR,
    review_point=POINT,
    message={
        "": "“{field}”填的“{found}”不在选项里，选项是：{expected}。",
        "near": "“{field}”填的“{found}”不在选项里，最接近的是“{near}”。",
    },
    advice="请从下拉列表里选一个。",
)
def not_a_choice(submission: Submission) -> Iterator[Hit]:
    """检查什么：下拉栏目的内容不在表样的选项里，也不是表样认可的别种写法（如政府采购的 0 与 否）。
    为什么：选项统一才能分类汇总（完整性）。依据：表样的下拉选项；选项可在表样里修改。原目录的 VOC002（政府采购含义不清）并入本条。
    错例：资金用途 信息化建设工程；政府采购 部分。
    正例：资金用途 信息化工程；政府采购 否。
    修改：由填报人选择；有相近选项的，改法不安全，须确认。
    """
    levels = {f"{table.pointer}/*/{key}" for table in submission.tables if table.tree for key in table.tree.levels}
    for pointer, field, text in texts_of(submission, "choice"):
        if field.pointer in levels:
            continue
        choices = field.choices
        if not choices or text in choices or text in field.aliases:
            continue
        written = key(text)
        if any(key(choice) == written for choice in (*choices, *field.aliases)):
            continue
        near = nearest(text, choices)
        yield Hit(
            pointer,
            text,
            "、".join(choices),
            {"near": near},
            "near" if near else "",
            fix=Fix(False, near) if near else None,
        )


@rule(
    "VOC003",
    "一级目标不在表样里",
    group=GROUP,
    severity=ERROR,
    review_point=POINT,
    message={
        "": "第{row}行的“{field}”填的是“{found}”，不在选项里。",
        "near": "第{row}行的“{field}”填的是“{found}”，不在选项里，最接近的是“{near}”。",
        "summary": "有{count}行的“{field}”不在选项里（第{rows}行），如“{found}”。",
    },
    advice="请从下拉列表选一个：{expected}。",
    suppresses=("VOC004",),
)
def unknown_root(submission: Submission) -> Iterator[Hit]:
    """检查什么：一级目标（合并的格向下沿用）不在表样的指标树里；“目标”“指标”二字有没有不计较。
    为什么：一级目标写错，该指标就汇总不到（完整性）。依据：表样的指标树。
    错例：产出情况。
    正例：产出目标、产出。
    修改：由填报人选择；有相近选项的，改法不安全，须确认。
    """
    for row in _misplaced_rows(submission):
        tree = tree_of(row)
        name = str(row.values.get(tree.levels[0]) or "")
        if name and place_in_tree(submission, row) is None:
            near = nearest(name, tree.roots)
            shown, fix = {"near": near}, Fix(False, near) if near else None
            yield Hit(row.at(tree.levels[0]), name, "、".join(tree.roots), shown, "near" if near else "", fix=fix)


@rule(
    "VOC004",
    "二级目标放错了一级目标",
    group=GROUP,
    severity=ERROR,
    review_point=POINT,
    message={
        "": "第{row}行的“{found}”不属于“{root}”，“{root}”下面只有：{expected}。",
        "near": "第{row}行的“{found}”不属于“{root}”，最接近的是“{near}”。",
        "other": "第{row}行的“{found}”不属于“{root}”，它属于“{other}”。",
        "root": "第{row}行的{level1}填的是“{found}”，上下行却是“{expected}”，本行的“{child}”也属于“{expected}”。",
    },
    advice="请核对这一行的{level1}、{level2}，从下拉列表重选。",
    suppresses=("IND016",),
)
def child_of_other_root(submission: Submission) -> Iterator[Hit]:
    """检查什么：二级目标不在该行一级目标的选项里；它属于别的一级目标的，说出来。
    为什么：类别不对，审核人无法判断指标是否匹配（相关性）。依据：表样的指标树。
    错例：产出目标—满意度。
    正例：效果目标—满意度。
    修改：由填报人选择。
    """
    rows = submission.rows(INDICATORS)
    if rows and len(tree_of(rows[0]).levels) < 2:
        raise NotApplicable
    for row in _misplaced_rows(submission):
        at, tree = row.index, tree_of(row)
        root_key, child_key = tree.levels[0], tree.levels[1]
        child, found = (
            str(row.values.get(child_key) or ""),
            place_in_tree(submission, row) if row.values.get(root_key) else None,
        )
        if not child or found is None or is_below(child, found[1], tree):
            continue
        root, children = found
        others = [name for name, _, theirs in tree.nodes if is_below(child, theirs, tree)]
        shown = {"root": root, "other": "或".join(others)}
        beside = {_root_name(submission, other) for other in (*rows[max(0, at - 1) : at], *rows[at + 1 : at + 2])}
        if (
            len(others) == 1 and others[0] in beside and root not in beside
        ):  # the rows beside say which of the two is wrong
            shown = {"child": child}
            related = (row.at(child_key),)
            yield Hit(row.at(root_key), root, others[0], shown, "root", related=related, explains=("IND028",))
            continue
        shown["near"] = "" if others else nearest(child, children)
        variant = "other" if others else "near" if shown["near"] else ""
        yield Hit(
            row.at(child_key),
            child,
            "、".join(children),
            shown,
            variant,
            related=(row.at(root_key),),
            explains=("IND028",),
        )


def _misplaced_rows(submission: Submission) -> list[Row]:
    """The rows whose levels do not go together: no others need be asked where they stand in the tree."""
    elsewhere = misplaced(submission)
    return [row for row in submission.rows(INDICATORS) if row.pointer in elsewhere]


def _root_name(submission: Submission, row: Row) -> str:
    found = place_in_tree(submission, row)
    return found[0] if found else ""


@rule(
    "VOC005",
    "两套指标体系混用",
    group=GROUP,
    severity=ERROR,
    review_point=POINT,
    tier=2,
    message={
        "": "表里混用了两套指标体系：第{row}行的“{found}”不是本表的{level1}。",
        "summary": "表里混用了两套指标体系：有{count}行（第{rows}行）不是本表的{level1}，如“{found}”。",
    },
    advice="请统一用本表的{level1}：{expected}。",
    suppresses=("VOC003",),
)
def mixed_trees(submission: Submission) -> Iterator[Hit]:
    """检查什么：同一张表里，一部分行用本表的一级目标，一部分行用另一套（成本、产出、效益、满意度指标与投入、产出、效果、影响力目标混用）。
    为什么：两套体系不能一起汇总（完整性）。依据：财预〔2021〕101号以后各地陆续换用新体系。
    错例：前六行“产出目标”，第七行“效益指标”。
    正例：全表都用本表的一级目标。
    修改：由填报人按表样重选。
    """
    rows = submission.rows(INDICATORS)
    table = submission.form.tables[INDICATORS]
    if table.tree is None:
        raise NotApplicable
    others = [row for row in _misplaced_rows(submission) if not place_in_tree(submission, row)]
    foreign = [row for row in others if any(str(row.values.get(table.tree.levels[0])) in tree for tree in _TREES)]
    if len(others) < len(rows):
        for row in foreign:
            yield Hit(row.at(table.tree.levels[0]), row.text(table.tree.levels[0]), "、".join(table.tree.roots))


@rule(
    "VOC006",
    "计量单位不认识",
    group=GROUP,
    severity=HINT,
    review_point=POINT,
    tier=3,
    message="第{row}行“{name}”的单位“{found}”不常见。",
    advice="请确认单位没有写错。",
    over=indicators,
)
def unknown_unit(indicator: Indicator) -> Iterator[Hit]:
    """检查什么：定量目标值的单位不在常用单位表里。
    为什么：单位写错，目标值就没有意义（完整性）。依据：惯例。默认不运行。
    错例：=12词。
    正例：=12次。
    修改：由填报人核对。
    """
    target = indicator.target
    if target.numeric and target.unit and unit_of(target.unit) is None:
        yield Hit(indicator.target_pointer, target.unit, "常用的计量单位", {"name": indicator.name})


@rule(
    "VOC007",
    "选项写法已按规范理解",
    group=GROUP,
    severity=HINT,
    review_point=POINT,
    tier=2,
    message="“{field}”写成“{found}”，已按“{expected}”理解。",
    advice="建议从下拉列表选“{expected}”。",
)
def choice_alias(submission: Submission) -> Iterator[Hit]:
    """检查什么：下拉栏目写的是表样认可的别种写法（政府采购写 0 或 1、有或无）。
    为什么：写法统一，不会被误解成金额（完整性）。依据：2020年真实表的政府采购写作“0”。目录之外新增。
    错例：政府采购 0。
    正例：政府采购 否。
    修改：安全；换成同义的选项。
    """
    for remark in submission.remarks_of(kinds.ALIAS):
        yield Hit(remark.pointer, remark.raw, remark.value, fix=Fix(True, remark.value), place=remark.place)
