"""指标: the target value of one row — can it be read, is its operator, unit, wording as it should be."""

from __future__ import annotations

from collections.abc import Iterator

from xltoolkit.findings import ERROR, HINT, WARNING, Fix
from xltoolkit.rules.engine import Hit, rule
from xltoolkit.rules.knowledge.category import EFFECTS, INFLUENCE
from xltoolkit.rules.knowledge.facts import Indicator, indicators
from xltoolkit.text import comparison, target
from xltoolkit.text.tendency import is_rate, is_satisfaction

GROUP = "指标"
_ODD_SIGNS = (comparison.TYPED_SIGN, comparison.SYNONYM, comparison.MISTAKEN_SIGN, comparison.REPEATED)
# What stands beside such a number says how it is meant; no sign is missing.
_SAYS_HOW = (comparison.APPROXIMATE, comparison.CHANGE, comparison.PERIOD)


def at_target(
    indicator: Indicator,
    expected: str,
    *,
    variant: str = "",
    severity: str = "",
    fix: Fix | None = None,
    shown: dict[str, str] | None = None,
) -> Hit:
    """A hit at an indicator's target: what is written there, the name, and the name's cell, which takes part in every judgement."""
    words = {"name": indicator.name or "（未写名称）", **(shown or {})}
    parts = indicator.row.table.target_parts
    related = (indicator.at("name"), *(indicator.at(key) for key in parts if len(parts) > 1))
    return Hit(indicator.target_pointer, indicator.written, expected, words, variant, severity, related, fix)


@rule(
    "IND001",
    "目标值看不懂",
    group=GROUP,
    severity=ERROR,
    review_point="适当性",
    message="第{row}行“{name}”的目标值“{found}”看不懂：{reason}。",
    advice="请写成“比较符号+数字+单位”，如“≥95%”“=12次”；定性的写“健全”“合规”等。",
    suppresses=("IND002", "IND003", "IND004", "IND006", "IND017"),
    over=indicators,
)
def unreadable_target(indicator: Indicator) -> Iterator[Hit]:
    """检查什么：目标值有比较符号却没有数字，或符号重复、数字有歧义（5,00）、范围前大后小。“≥上年”“≥国家标准”之类不报。
    为什么：看不懂就无法考核（适当性）。依据：惯例。
    错例：≥若干次；≥≤95%；400-300条。
    正例：≥12次；≥95%；300-400条；≥上年水平。
    修改：由填报人改写。
    """
    goal = indicator.target
    if goal.kind == target.BAD and "分之" not in goal.text:
        yield at_target(indicator, "比较符号+数字+单位", shown={"reason": target.REASON_NAMES[goal.reason]})


@rule(
    "IND002",
    "定量目标值没有写比较符号",
    group=GROUP,
    severity=HINT,
    review_point="适当性",
    message={
        "": "第{row}行“{name}”的目标值“{found}”没有写 ≥、≤ 或 =。",
        "summary": "有{count}个目标值没有写 ≥、≤ 或 =（第{rows}行），如“{found}”。",
    },
    advice="建议补上比较符号，自评时才知道怎样算完成。",
    over=indicators,
)
def operator_missing(indicator: Indicator) -> Iterator[Hit]:
    """检查什么：目标值只有数字和单位，没有比较符号；三条以上合并成一条说。写“0起”“约”“提高”“每月”的，补贴标准写“920元/具”的，不算。
    为什么：12次是至少12次还是正好12次，自评时会有争议（适当性）。依据：普陀区2026年公开的表写“985米”。原目录为提示性问题，降为建议。
    错例：12次。
    正例：=12次。
    修改：由填报人选择；工具不猜。
    """
    goal = indicator.target
    says_how = goal.operator or any(note in goal.notes for note in _SAYS_HOW)
    tariff = bool(goal.per) and indicator.name.endswith(_TARIFFS)  # 920元/具 is what is paid, no more and no less
    if goal.kind == target.NUMBER and not (says_how or tariff) and goal.high and not _has_column(indicator):
        yield at_target(indicator, "≥、≤ 或 =")


_TARIFFS = ("标准", "补贴", "补助", "定额")


def _has_column(indicator: Indicator) -> bool:
    """Whether the operator stands in a required column of its own: then a blank one is told there."""
    parts = indicator.row.table.target_parts
    return any(
        column.required and column.kind == "choice" for column in indicator.row.table.columns if column.key in parts
    )


@rule(
    "IND003",
    "比较符号写法不规范",
    group=GROUP,
    severity=HINT,
    review_point="完整性",
    tier=2,
    message={
        "": "第{row}行“{name}”的目标值“{found}”，已理解为“{expected}”。",
        "summary": "有{count}个目标值的比较符号写法不规范（第{rows}行），如“{found}”应为“{expected}”。",
    },
    advice="建议统一写成 ≥、≤、=；运行 xltoolkit fix 可以自动改好。",
    over=indicators,
)
def odd_operator(indicator: Indicator) -> Iterator[Hit]:
    """检查什么：用 >=、=>、》、“不低于”“以上”等代替 ≥、≤、=。
    为什么：写法统一才能汇总比较（完整性）。依据：惯例；真实表的来源栏写 >=，公开代码里有人把 ≥ 写成 》。
    错例：>=95%；不低于95%；95%以上。
    正例：≥95%。
    修改：安全；把 》《 当成 ≥≤ 是猜的，不安全。
    """
    goal = indicator.target
    if goal.kind in (target.NUMBER, target.RANGE) and any(note in goal.notes for note in _ODD_SIGNS):
        written = target.canonical(goal)
        if target.CHINESE_NUMERAL in goal.notes and goal.unit in _RANKS:
            return  # 二类及以上, 三级以上: ranks are not counted
        one_cell = len(indicator.row.table.target_parts) == 1
        fix = Fix(target.is_safe(goal), written) if one_cell and written != indicator.written else None
        if written != indicator.written.strip():
            yield at_target(indicator, written, fix=fix)


_RANKS = frozenset("类级等星档")


@rule(
    "IND011",
    "目标值太笼统，无法考核",
    group=GROUP,
    severity=WARNING,
    review_point="适当性",
    message={
        "": "第{row}行“{name}”的目标值“{found}”没法衡量。",
        "name": "第{row}行“{name}”的目标值照抄了指标名称“{found}”。",
        "summary": "有{count}个目标值没法衡量（第{rows}行），如“{found}”。",
    },
    advice="请改成数字或日期，如“12月20日前完成”“≥95%”；效益指标可写“较上年提高5%”。",
    over=indicators,
)
def vague_target(indicator: Indicator) -> Iterator[Hit]:
    """检查什么：目标值是“按要求完成”“有所提升”“较好”这样的话，或者照抄了指标名称。健全、合规、有效、足额到位等定性写法不报；效益类写“提高”“改善”只作建议。
    为什么：目标应当细化量化（适当性）。依据：财预〔2015〕88号“细化量化”；2020年真实表“按照业务要求完成”。
    错例：软件开发完成时限 按照业务要求完成。
    正例：软件开发完成时限 12月20日前。
    修改：由填报人改写。
    """
    goal = indicator.target
    if goal.text == "专款专用" or goal.text.startswith(_AT_SET_TIMES):
        return
    copied = len(goal.text) >= 4 and goal.text not in _QUALITATIVE and indicator.name.endswith(goal.text)
    if copied and not goal.numeric:
        yield at_target(indicator, "可以考核的目标值", variant="name")
    elif goal.kind == target.QUALITATIVE and target.VAGUE in goal.notes:
        mild = (indicator.category in EFFECTS or indicator.category == INFLUENCE) and len(goal.text) <= 6
        yield at_target(indicator, "可以考核的目标值", severity=HINT if mild else "")


_AT_SET_TIMES = ("按月", "按季", "按年", "按周", "按日", "按批", "逐月", "逐季")
_QUALITATIVE = frozenset(
    str.split(
        "健全 完善 合规 规范 有效 完备 完整 足额到位 到位 及时 及时到位 合理 达标 齐全 是 无 优 良 中 差 优秀 良好 合格 "
        "持续 长期 可控 应保尽保 显著 明显 稳定 安全 正常"
    )
)


@rule(
    "IND012",
    "定性目标值不是常用写法",
    group=GROUP,
    severity=HINT,
    review_point="适当性",
    tier=3,
    message="第{row}行“{name}”的目标值“{found}”不是常用写法。",
    advice="建议用健全、合规、有效、规范、完备、足额到位等。",
    over=indicators,
)
def unusual_words(indicator: Indicator) -> Iterator[Hit]:
    """检查什么：定性的目标值不在常用写法里。
    为什么：写法统一便于考核（适当性）。依据：2020年真实表的定性目标值。默认不运行。
    错例：很好呀。
    正例：健全。
    修改：由填报人决定。
    """
    goal = indicator.target
    if goal.kind == target.QUALITATIVE and not goal.notes and goal.text not in _QUALITATIVE:
        yield at_target(indicator, "健全、合规等常用写法")


@rule(
    "IND021",
    "绝对化的目标值",
    group=GROUP,
    severity=HINT,
    review_point="适当性",
    tier=3,
    message="第{row}行“{name} {found}”很难做到，差一点自评就会扣分。",
    advice="请确认能做到；不能的，改成“≥99%”等。",
    over=indicators,
)
def absolute_target(indicator: Indicator) -> Iterator[Hit]:
    """检查什么：比率 =100%、≥100%，满意度 ≥99%，投诉 =0。
    为什么：目标太满，自评容易扣分（适当性）。依据：惯例。默认不运行。
    错例：网站正常服务率 =100%。
    正例：网站正常服务率 ≥99%。
    修改：由填报人决定。
    """
    goal = indicator.target
    if goal.kind != target.NUMBER or goal.operator not in ("=", "≥") or goal.low is None:
        return
    full = goal.unit == "%" and is_rate(indicator.name) and goal.low >= (99 if is_satisfaction(indicator.name) else 100)
    if full or (goal.low == 0 and "投诉" in indicator.name):
        yield at_target(indicator, "做得到的目标值")
