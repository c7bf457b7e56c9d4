"""完整性 of the tree of indicators: which categories must have at least one, and how many there are."""

from __future__ import annotations

from collections.abc import Iterator

from xltoolkit.findings import ERROR, HINT, WARNING
from xltoolkit.form.equation import Undetermined
from xltoolkit.form.model import Tree
from xltoolkit.reader.submission import Submission
from xltoolkit.rules.engine import Hit, NotApplicable, rule
from xltoolkit.rules.knowledge.category import (
    COST,
    EFFECTS,
    EXTERNAL,
    QUALITY,
    QUANTITY,
    SATISFACTION,
    TIMELINESS,
    category_of,
)
from xltoolkit.rules.knowledge.facts import INDICATORS, indicators, remarks_say
from xltoolkit.rules.knowledge.thresholds import threshold
from xltoolkit.rules.knowledge.tree import misplaced
from xltoolkit.rules.knowledge.words import words

GROUP, POINT = "完整性", "完整性"
_COST_NAMES = words("成本 单价 人均 费用 造价 经费控制 预算控制 投资控制 支出控制 补助标准 补贴标准 发放标准")


def _tree(submission: Submission) -> Tree:
    table = submission.form.tables.get(INDICATORS)
    if table is None or table.tree is None or submission.form.family != "declaration":
        raise NotApplicable  # a self-evaluation takes over the goals that were approved
    if not submission.rows(INDICATORS):
        raise NotApplicable  # COM006 says it once
    if misplaced(submission):
        raise Undetermined("a row's category is not known; another rule says so")
    return table.tree


def _places(tree: Tree, *kinds: str) -> dict[str, tuple[str, str]]:
    """Kind → the first (level 1, level 2) of the tree that is of this kind."""
    found: dict[str, tuple[str, str]] = {}
    for root, _, children in tree.nodes:
        for child in children:
            kind = category_of(root, child)
            if kind in kinds:
                found.setdefault(kind, (root, child))
    return found


@rule(
    "COM006",
    "要求的一级目标没有填全",
    group=GROUP,
    severity=ERROR,
    review_point=POINT,
    message={
        "": "“{found}”下面没有任何指标。",
        "none": "“{field}”里一条指标也没有。",
    },
    advice="请按表样至少各补一条，从下拉列表选{level1}。",
    suppresses=("COM007", "COM008", "COM010", "COM013"),
)
def required_level_missing(submission: Submission) -> Iterator[Hit]:
    """检查什么：表样要求的一级目标，有没有一条指标也没有的；可选的一级目标不查。
    为什么：绩效目标应包括产出、效益等各方面（完整性）。依据：中发〔2018〕34号列出的指标类别；财政部2024年答记者问“形式完整性”。
    错例：全表只有“产出目标”的指标。
    正例：每个要求的一级目标下至少一条。
    修改：由填报人补指标。
    """
    table = submission.form.tables.get(INDICATORS)
    if table is None or table.tree is None:
        raise NotApplicable
    rows = indicators(submission)
    if not rows:
        yield Hit(INDICATORS, expected="逐行的指标", variant="none")
        return
    endings = table.tree.ignored_endings
    named = {row.level1 for row in rows if row.name or row.written}
    present = {_bare(name, endings) for name in named}
    missing = [root for root, required, _ in table.tree.nodes if required and _bare(root, endings) not in present]
    if missing and misplaced(submission):
        raise Undetermined("the missing one may be meant by a row whose two levels do not go together")
    if missing and present - {_bare(root, endings) for root, _, _ in table.tree.nodes}:
        raise Undetermined("the missing one may be meant by a row whose category is not known; another rule says so")
    if missing:
        yield Hit(INDICATORS, "、".join(missing), "每个一级目标至少一条指标")


def _bare(name: str, endings: tuple[str, ...]) -> str:
    for ending in endings:
        name = name.removesuffix(ending)
    return name


@rule(
    "COM007",
    "产出的数量、质量、时效没有填全",
    group=GROUP,
    severity=WARNING,
    review_point=POINT,
    tier=2,
    message="“{root}”缺少“{found}”类指标。",
    advice="请补上；确不适用的，在“{remarks}”里写明原因。",
)
def output_kind_missing(submission: Submission) -> Iterator[Hit]:
    """检查什么：产出下面缺数量、质量、时效中的任一类；缺几类合并成一条说。
    为什么：产出要从数量、质量、时效几方面说清（完整性）。依据：财预〔2021〕101号的核心指标体系。
    错例：产出目标只有“数量”一类。
    正例：数量、质量、时效各有一条。
    修改：由填报人补指标或说明。
    """
    tree = _tree(submission)
    present = {row.category for row in indicators(submission)}
    places = _places(tree, QUANTITY, QUALITY, TIMELINESS)
    missing = [
        place for kind, place in places.items() if kind not in present and not remarks_say(submission, place[1][:2])
    ]
    if missing and len(missing) < len(places):
        yield Hit(
            INDICATORS, "、".join(child for _, child in missing), "数量、质量、时效各至少一条", {"root": missing[0][0]}
        )


@rule(
    "COM008",
    "没有满意度指标",
    group=GROUP,
    severity=WARNING,
    review_point=POINT,
    message="没有一条满意度指标。",
    advice="请在“{root}—{child}”补一条，如“服务对象满意度 ≥90%”；没有直接服务对象的，在“{remarks}”里说明。",
)
def satisfaction_missing(submission: Submission) -> Iterator[Hit]:
    """检查什么：全表没有满意度类的指标，名称里也没有“满意”，备注里也没有说明。
    为什么：服务对象满意度是绩效指标的组成部分（完整性）。依据：中发〔2018〕34号。
    错例：效果目标只有社会效益。
    正例：效果目标—满意度 服务对象满意度 ≥90%。
    修改：由填报人补指标或说明。
    """
    places = _places(_tree(submission), SATISFACTION)
    if not places:
        raise NotApplicable
    if any(row.category == SATISFACTION or "满意" in row.name for row in indicators(submission)):
        return
    if not remarks_say(submission, "满意", "服务对象"):
        root, child = places[SATISFACTION]
        yield Hit(INDICATORS, expected="至少一条满意度指标", words={"root": root, "child": child})


@rule(
    "COM009",
    "没有成本指标",
    group=GROUP,
    severity=HINT,
    review_point=POINT,
    tier=2,
    message="没有成本类指标；2021年以后的绩效目标要求写明成本控制。",
    advice="建议在“{root}—{child}”补一条，如“维护费用 ≤43万元”。",
)
def cost_missing(submission: Submission) -> Iterator[Hit]:
    """检查什么：2021年及以后的表，指标树里有成本类，全表却没有一条成本指标。
    为什么：绩效目标包括产出、效果和成本控制要求（完整性）。依据：财预〔2021〕101号。2021年以前的表不查。
    错例：2026年的表，没有成本指标。
    正例：产出目标—成本 硬件维护成本 ≤43万元。
    修改：由填报人补指标。
    """
    places = _places(_tree(submission), COST)
    if not places:
        raise NotApplicable
    if submission.year is None:
        raise Undetermined("neither the stamp nor the print tells the year")
    if submission.year < 2021:
        raise NotApplicable
    if not any(row.category in (COST, EXTERNAL) or _COST_NAMES.any_in(row.name) for row in indicators(submission)):
        root, child = places[COST]
        yield Hit(INDICATORS, expected="至少一条成本指标", words={"root": root, "child": child})


@rule(
    "COM010",
    "只有满意度，没有写效益",
    group=GROUP,
    severity=WARNING,
    review_point=POINT,
    tier=2,
    message="效果方面只有满意度，没有写项目带来的经济、社会或生态效益。",
    advice="请在“{root}—{child}”等处补一条；不要用满意度代替效益。",
)
def effect_missing(submission: Submission) -> Iterator[Hit]:
    """检查什么：有满意度指标，却没有任何经济、社会、生态、可持续效益的指标。
    为什么：满意度不能代替效益（相关性）。依据：申报中常见的问题“将满意度指标代替效益指标”。
    错例：效果目标只有“网上服务满意率”。
    正例：效果目标—社会效益 服务参保人员数量 ≥130万人。
    修改：由填报人补指标。
    """
    places = _places(_tree(submission), *EFFECTS)
    present = {row.category for row in indicators(submission)}
    if places and SATISFACTION in present and not present & EFFECTS:
        root, child = next(iter(places.values()))
        yield Hit(INDICATORS, expected="至少一条效益指标", words={"root": root, "child": child})


@rule(
    "COM013",
    "指标太少或太多",
    group=GROUP,
    severity=HINT,
    review_point=POINT,
    tier=3,
    message="全表有{found}条指标，{judgement}。",
    advice="建议保留能说明主要产出和效果的指标，一般{expected}。",
)
def number_of_indicators(submission: Submission) -> Iterator[Hit]:
    """检查什么：指标少于5条或多于45条（表样可改）。
    为什么：太少说不清，太多抓不住重点（相关性）。依据：惯例。默认不运行。
    错例：全表3条指标。
    正例：全表12条指标。
    修改：由填报人增减。
    """
    least, most = int(threshold(submission, "minimum_indicators")), int(threshold(submission, "maximum_indicators"))
    count = sum(bool(row.name) for row in indicators(submission))
    if not least <= count <= most:
        judgement = "偏少，不足以说明项目" if count < least else "偏多，看不出重点"
        yield Hit(INDICATORS, str(count), f"{least}至{most}条", {"judgement": judgement})
