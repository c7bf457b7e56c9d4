"""指标: the target value of one row — can it be read, is its operator, unit, wording as it should be."""

from __future__ import annotations

from collections.abc import Iterator

from xltoolkit.findings import ERROR, HINT, WARNING, Fix
from xltoolkit.rules.category import EFFECTS, INFLUENCE
from xltoolkit.rules.engine import Hit, NotApplicable, rule
from xltoolkit.rules.facts import Indicator, indicators
from xltoolkit.rules.words import words
from xltoolkit.text import comparison, target, unit
from xltoolkit.text.tendency import LESS, direction, expected_families, head, is_rate, is_satisfaction

GROUP = "指标"
# Names whose value is a bare number by nature.
_UNITLESS = words("指数 系数 比 比值 值 得分 评分 分数 等级 名次 排名 位次 位数 容积率 pH PH 倍数 级别 浓度")
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
    return Hit(
        indicator.target_pointer, indicator.written, expected, words, variant, severity, (indicator.at("name"),), fix
    )


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
    """检查什么：目标值只有数字和单位，没有比较符号；四条以上合并成一条说。写“约”“提高”“每月”的不算。
    为什么：12次是至少12次还是正好12次，自评时会有争议（适当性）。依据：普陀区2026年公开的表写“985米”。原目录为提示性问题，降为建议。
    错例：12次。
    正例：=12次。
    修改：由填报人选择；工具不猜。
    """
    goal = indicator.target
    if goal.kind == target.NUMBER and not goal.operator and not any(note in goal.notes for note in _SAYS_HOW):
        yield at_target(indicator, "≥、≤ 或 =")


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
        one_cell = len(indicator.row.table.target_parts) == 1
        fix = Fix(target.is_safe(goal), written) if one_cell and written != indicator.written else None
        if written != indicator.written.strip():
            yield at_target(indicator, written, fix=fix)


@rule(
    "IND004",
    "数量没有单位",
    group=GROUP,
    severity=WARNING,
    review_point="适当性",
    message={
        "": "第{row}行“{name}”的目标值“{found}”没有写单位。",
        "summary": "有{count}个目标值没有写单位（第{rows}行），如“{found}”。",
    },
    advice="请补上单位：次、个、人、%等。",
    over=indicators,
)
def unit_missing(indicator: Indicator) -> Iterator[Hit]:
    """检查什么：定量目标值没有单位。目标是零的（=0）只作建议；指数、系数、比值等本来没有单位的不报；比率见 IND006。
    为什么：没有单位无法考核（适当性）。依据：申报中常见的问题“填写了数值但缺失计量单位”。
    错例：=12。
    正例：=12次。
    修改：由填报人补写。
    """
    goal = indicator.target
    if not goal.numeric or goal.unit or goal.bare_scale or goal.per or is_rate(indicator.name):
        return
    if head(indicator.name).endswith(_UNITLESS) or comparison.APPROXIMATE in goal.notes:
        return
    zero = not goal.low and not goal.high
    yield at_target(indicator, "数字带单位", severity=HINT if zero else "")


@rule(
    "IND005",
    "单位只有“万”或“亿”",
    group=GROUP,
    severity=WARNING,
    review_point="适当性",
    message="第{row}行“{name}”的目标值“{found}”只写了“{scale}”，没有写单位。",
    advice="请补全，如“80万人”“80万人次”“80万元”。",
    suppresses=("IND004", "IND017"),
    over=indicators,
)
def bare_scale(indicator: Indicator) -> Iterator[Hit]:
    """检查什么：目标值的单位正好只有“万”“亿”。名称已经说明是人数、户数、金额等的，只作建议。
    为什么：是人、人次还是元，说不清（适当性）。依据：2020年真实表“服务参保人员数量 ≥80万”。
    错例：≥80万。
    正例：≥80万人。
    修改：由填报人补写。
    """
    goal = indicator.target
    if goal.bare_scale:
        known = any(
            word in indicator.name for word in ("人次", "人数", "人员", "户", "家", "金额", "资金", "条", "件", "字")
        )
        yield at_target(indicator, "数字带单位", severity=HINT if known else "", shown={"scale": goal.scale_word})


@rule(
    "IND006",
    "比率没有用百分号",
    group=GROUP,
    severity=WARNING,
    review_point="适当性",
    message={
        "": "第{row}行“{name}”是比率，目标值“{found}”的单位却是“{unit_found}”。",
        "none": "第{row}行“{name}”是比率，目标值“{found}”没有写“%”。",
    },
    advice="请核对单位；是百分比的写“%”。",
    suppresses=("IND004", "IND016", "IND017"),
    over=indicators,
)
def rate_without_percent(indicator: Indicator) -> Iterator[Hit]:
    """检查什么：名称是率、满意度、占比、比例的，目标值有数字，单位却不是 %、‰、百分点。满意度可以用“分”，增长可以用“倍”。
    为什么：率写成次数、人数，没有办法考核（适当性）。依据：惯例。
    错例：网上服务满意率 ≥95次。
    正例：网上服务满意率 ≥95%；群众满意度 ≥90分。
    修改：由填报人核对。
    """
    goal = indicator.target
    if not goal.numeric or not is_rate(indicator.name) or goal.per or goal.bare_scale:
        return
    measure = unit.unit_of(goal.unit)
    family = measure.family if measure else ""
    if family == unit.RATIO or (family == unit.SCORE and head(indicator.name).endswith("度")) or goal.unit == "倍":
        return
    if not goal.unit and is_satisfaction(indicator.name) and target.RATIO in goal.notes:
        return
    yield at_target(indicator, "%", variant="" if goal.unit else "none", shown={"unit_found": goal.unit})


@rule(
    "IND011",
    "目标值太笼统，无法考核",
    group=GROUP,
    severity=WARNING,
    review_point="适当性",
    message={
        "": "第{row}行“{name}”的目标值“{found}”没法衡量。",
        "summary": "有{count}个目标值没法衡量（第{rows}行），如“{found}”。",
    },
    advice="请改成数字或日期，如“12月20日前完成”“≥95%”；效益指标可写“较上年提高5%”。",
    over=indicators,
)
def vague_target(indicator: Indicator) -> Iterator[Hit]:
    """检查什么：目标值是“按要求完成”“有所提升”“较好”这样的话。健全、合规、有效、足额到位等定性写法不报；效益类写“提高”“改善”只作建议。
    为什么：目标应当细化量化（适当性）。依据：财预〔2015〕88号“细化量化”；2020年真实表“按照业务要求完成”。
    错例：软件开发完成时限 按照业务要求完成。
    正例：软件开发完成时限 12月20日前。
    修改：由填报人改写。
    """
    goal = indicator.target
    if goal.kind == target.QUALITATIVE and target.VAGUE in goal.notes:
        mild = (indicator.category in EFFECTS or indicator.category == INFLUENCE) and len(goal.text) <= 6
        yield at_target(indicator, "可以考核的目标值", severity=HINT if mild else "")


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


# Heads of names beyond tendency.expected_families: what they measure leaves one family of units.
_MEASURED = (
    (("面积",), frozenset((unit.AREA,)), "平方米、亩"),
    (("里程", "长度"), frozenset((unit.LENGTH,)), "米、公里"),
    (
        words("指数 系数"),
        frozenset((unit.RATIO, unit.SCORE, unit.COUNT, unit.VOLUME, unit.MASS, unit.OTHER)),
        "不带单位",
    ),
    (words("事故 事件 投诉 案件"), frozenset((unit.COUNT, unit.TIMES, unit.PEOPLE, unit.RATIO, unit.OTHER)), "起、件"),
    (words("单价 造价 补助标准 补贴标准"), frozenset((unit.MONEY,)), "元、万元"),
    (
        words("金额 单价 造价 投资 投入 成本 费用 经费 产值 收入 税收 利润 支出 资金 补助标准 补贴标准"),
        frozenset((unit.MONEY, unit.RATIO)),
        "元、万元",
    ),
    (
        words(
            "完成时间 完工时间 通车时间 到位时间 启动时间 兑付时间 发放时间 举办时间 支付时间 交付时间 到货时限 完成时限"
        ),
        frozenset((unit.TIME,)),
        "日期或天数",
    ),
)


@rule(
    "IND017",
    "指标名称与单位不匹配",
    group=GROUP,
    severity=WARNING,
    review_point="适当性",
    tier=2,
    message="第{row}行“{name}”的目标值是“{found}”，单位与名称不匹配。",
    advice="请核对单位或指标名称。",
    suppresses=("IND016",),
    over=indicators,
)
def unit_against_name(indicator: Indicator) -> Iterator[Hit]:
    """检查什么：名称以人次、次数、人数、座数、时间、时限、天数、面积、里程、金额、投资等结尾，单位却是另一类。换算得来的（万人次、个工作日）不报。
    为什么：名称和单位说的不是一回事，无法考核（适当性）。依据：惯例；岳阳楼区2023年公开的表有“28.8万元”写成“%”的。
    错例：硬件平台巡检次数 =12个。
    正例：硬件平台巡检次数 =12次。
    修改：由填报人核对。
    """
    goal = indicator.target
    if not goal.numeric or not goal.unit or is_rate(indicator.name) or comparison.CHANGE in goal.notes:
        return
    measure = unit.unit_of(goal.unit)
    if measure is None:
        raise NotApplicable
    name = head(indicator.name)
    families = expected_families(indicator.name) or next(
        (wanted for ends, wanted, _ in _MEASURED if name.endswith(ends)), None
    )
    counter = _counter(name)
    if families is not None:
        wrong = measure.family not in families
    elif counter:
        wrong = not unit.comparable(counter, goal.unit)
    else:
        wrong = measure.family in _NO_NUMBER_OF and name.endswith(("数", "数量")) and not name.endswith(_NO_COUNT)
    # 成本 in %, 投诉次数 as a share of something: a ratio is a way to put many things
    controlled = (
        measure.family == unit.RATIO
        and unit.TIME not in (families or ())
        and (
            "控制" in indicator.name or (direction(indicator.name) == LESS and not counter and not name.endswith("数"))
        )
    )
    if wrong and not controlled:
        yield at_target(indicator, "与名称相配的单位")


# What a name that ends with 数量 cannot be measured in; and the names in 数 that count nothing.
_NO_NUMBER_OF = frozenset((unit.MONEY, unit.TIME, unit.LENGTH, unit.AREA, unit.RATIO, unit.MASS, unit.VOLUME))
_NO_COUNT = words(
    "资金数 金额数 控制数 指数 系数 倍数 分数 天数 小时数 公里数 亩数 吨数 面积数 度数 基数 时数 字数 参数 投资数 收入数 产值数 支出数 概算数 预算数"
)


_COUNTERS = frozenset("座台户家条份套件册辆张间栋幢株只篇项")


def _counter(name: str) -> str:
    """The counter that a name ends with before 数: 座 of 修缮桥梁座数; '' if none."""
    plain = head(name)
    return plain[-2] if plain.endswith("数") and plain[-2:-1] in _COUNTERS else ""


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
