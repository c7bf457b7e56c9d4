"""指标: the unit of a target — missing, only 万, no percent for a rate, another one than the name asks for."""

from __future__ import annotations

import re
from collections.abc import Iterator

from xltoolkit.findings import HINT, WARNING
from xltoolkit.rules.engine import Hit, NotApplicable, rule
from xltoolkit.rules.indicators import GROUP, at_target
from xltoolkit.rules.knowledge.category import COST, ECOLOGICAL, INFLUENCE, QUALITY, QUANTITY, TIMELINESS
from xltoolkit.rules.knowledge.facts import Indicator, indicators
from xltoolkit.rules.knowledge.odd_units import never_in_this_unit
from xltoolkit.rules.knowledge.words import words
from xltoolkit.text import comparison, target, unit
from xltoolkit.text.target import Target, parse_target
from xltoolkit.text.tendency import LESS, MORE, direction, expected_families, head, is_cost, is_rate, is_satisfaction

# Names whose value is a bare number by nature.
_UNITLESS = words(
    "PQI PCI AQI IRI 指数 系数 因数 比 比值 值 得分 评分 分数 等级 名次 排名 位次 位数 容积率 电能利用效率 pH PH 倍数 级别 浓度"
)


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
    if re.search(r"\d[(（][^\d()（）]{1,8}[)）]$", indicator.written):
        return  # =460(樘): what stands in brackets is a unit, known or not
    zero = not goal.low and not goal.high
    yield at_target(indicator, "数字带单位", severity=HINT if zero else "")


_SELF_EVIDENT = words("粉丝数 用户数 人数 户数 家数 阅读量 浏览量 访问量 点击量 播放量")


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
        known = head(indicator.name).endswith(_SELF_EVIDENT) or any(
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
    if goal.unit == "‰" and (goal.low or 0) >= _MANY_IN_A_THOUSAND and direction(indicator.name) == MORE:
        yield at_target(indicator, "%", shown={"unit_found": goal.unit})
        return
    if family == unit.RATIO or (family == unit.SCORE and head(indicator.name).endswith("度")) or goal.unit == "倍":
        return
    if not goal.unit and is_satisfaction(indicator.name) and target.RATIO in goal.notes:
        return
    if not goal.unit and not goal.low and not goal.high:
        return  # nothing is nothing in every unit
    yield at_target(indicator, "%", variant="" if goal.unit else "none", shown={"unit_found": goal.unit})


# What somebody or something is: counted by the piece or as a share, never measured.
_PIECES_OR_SHARES = frozenset(
    (unit.COUNT, unit.TIMES, unit.PEOPLE, unit.VISITS, unit.RATIO, unit.OTHER, unit.LESSON, unit.WORK, unit.SCORE, unit.GRADE)
)  # fmt: skip
# Heads of names beyond tendency.expected_families: what they measure leaves one family of units.
_MEASURED = (
    (
        words("患者数 学生数 教师数 人员数 学员数 儿童数 老人数 老年人数 队员数 志愿者数 医生数 职工数 居民数 游客数"),
        frozenset((unit.PEOPLE, unit.VISITS)),
        "人",
    ),
    (words("机构 驿站 站点 网点 门店 点位 工作站 服务站"), _PIECES_OR_SHARES, "家、个"),
    (words("降尘量"), frozenset((unit.MASS, unit.RATIO, unit.OTHER)), "吨"),
    (words("免疫密度"), frozenset((unit.RATIO,)), "%"),
    (words("平均得分 考核得分 测评得分 评价得分 评估得分"), frozenset((unit.SCORE, unit.RATIO, unit.OTHER)), "分"),
    (words("部门 会议 例会 联席会 内审 公告 问卷 手册 折页"), _PIECES_OR_SHARES - {unit.RATIO}, "次、份"),
    (words("进度 降幅 增幅 涨幅"), frozenset((unit.RATIO, unit.MONEY, unit.MASS, unit.TIME, unit.OTHER)), "%"),
    (words("电阻 水压 气压 分辨率"), frozenset((unit.OTHER,)), "欧姆、帕、dpi"),
    (
        words("电耗 能耗 油耗 水耗"),
        frozenset((unit.ENERGY, unit.VOLUME, unit.MASS, unit.RATIO, unit.OTHER, unit.MONEY)),
        "千瓦时、升",
    ),
    (
        words("节水量 节电量 用水量 用电量 蓄水量"),
        frozenset((unit.VOLUME, unit.MASS, unit.ENERGY, unit.RATIO, unit.OTHER)),
        "立方米、千瓦时",
    ),
    (words("清淤量 打捞量 疏浚量"), frozenset((unit.MASS, unit.VOLUME, unit.RATIO, unit.OTHER)), "立方米、吨"),
    (words("受益人口 服务人口 常住人口 覆盖人口"), frozenset((unit.PEOPLE, unit.VISITS, unit.RATIO, unit.COUNT)), "人"),
    (
        words("处置量 清运量 收运量 转运量"),
        frozenset((unit.MASS, unit.VOLUME, unit.COUNT, unit.RATIO, unit.OTHER)),
        "吨",
    ),
    (words("财产损失 经济损失"), frozenset((unit.MONEY, unit.RATIO)), "万元"),
    (("面积",), frozenset((unit.AREA,)), "平方米、亩"),
    (("里程", "长度"), frozenset((unit.LENGTH,)), "米、公里"),
    (
        words("指数 系数 PQI PCI"),
        frozenset((unit.RATIO, unit.SCORE, unit.COUNT, unit.VOLUME, unit.MASS, unit.OTHER)),
        "不带单位",
    ),
    (
        words(
            "村民 农民 受益人口 市民 游客 观众 群众 居民 学员 学生 师生 老年人 职工 参赛者 志愿者 农户 人员 队员 骨干"
        ),
        frozenset(
            (
                unit.PEOPLE,
                unit.VISITS,
                unit.COUNT,
                unit.TIMES,
                unit.RATIO,
                unit.MONEY,
                unit.LESSON,
                unit.SCORE,
                unit.OTHER,
            )
        ),
        "人、人次、户",
    ),
    (
        words("事故 事件 投诉 案件 差错 失误"),
        frozenset((unit.COUNT, unit.TIMES, unit.PEOPLE, unit.RATIO, unit.OTHER)),
        "起、件",
    ),
    (words("压实度 密实度 郁闭度"), frozenset((unit.RATIO,)), "%"),
    (words("消费 控制额 投资额 电费 水费 报酬 工资 均增收"), frozenset((unit.MONEY, unit.RATIO)), "元、万元"),
    (words("月报 季报 年报 简报 快报 专报"), frozenset((unit.COUNT, unit.OTHER, unit.RATIO, unit.TIME)), "份、期"),
    (("照度",), frozenset((unit.OTHER,)), "勒克斯"),
    (words("碳排放 减排量 排放量"), frozenset((unit.MASS, unit.VOLUME, unit.RATIO, unit.OTHER)), "吨"),
    (
        words("批次 件次 辆次 台次 班次 趟次 航次 篇次"),
        frozenset((unit.TIMES, unit.VISITS, unit.COUNT, unit.OTHER)),
        "次、批次",
    ),
    (words("单产 亩产"), frozenset((unit.MASS, unit.VOLUME, unit.MONEY, unit.RATIO)), "公斤"),
    (
        words("产量 单产 粮食 蔬菜"),
        frozenset((unit.MASS, unit.VOLUME, unit.MONEY, unit.RATIO, unit.COUNT, unit.OTHER)),
        "公斤、吨",
    ),
    (
        words(
            "单价 造价 补助标准 补贴标准 金标准 费标准 扶持标准 资助标准 奖励标准 奖补标准 救助标准 慰问标准 收费标准 供养标准"
        ),
        frozenset((unit.MONEY,)),
        "元、万元",
    ),
    (words("课时数 课时 学时数 学时"), frozenset((unit.LESSON, unit.TIME)), "课时"),
    (
        words("同比增长 同比增幅 环比增长 同比提高"),
        frozenset((unit.RATIO, unit.MONEY, unit.PEOPLE, unit.VISITS, unit.COUNT, unit.MASS, unit.SCORE, unit.OTHER)),
        "%",
    ),
    (words("投入"), frozenset((unit.MONEY, unit.RATIO, unit.WORK, unit.LESSON)), "元、万元、人月"),
    (
        words("金额 保费 价格 单价 造价 投资 成本 费用 经费 产值 收入 税收 利润 支出 资金 补助标准 补贴标准"),
        frozenset((unit.MONEY, unit.RATIO)),
        "元、万元",
    ),
    (
        words(
            "时间 时长 用时 年限 工期 周期 保修期 质保期 养护期 管护期 有效期 使用寿命 "
            "完成时间 完工时间 通车时间 到位时间 启动时间 兑付时间 发放时间 举办时间 支付时间 交付时间 到货时限 完成时限"
        ),
        frozenset((unit.TIME, unit.RATIO, unit.LESSON)),
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
    """检查什么：名称以人次、次数、人数、座数、时间、时限、天数、面积、里程、金额、投资等结尾，单位却是另一类。换算得来的（万人次、个工作日）不报。台、个、人等不能有小数的写了小数，也报（平均数除外）。
    为什么：名称和单位说的不是一回事，无法考核（适当性）。依据：惯例；岳阳楼区2023年公开的表有“28.8万元”写成“%”的。
    错例：硬件平台巡检次数 =12个。
    正例：硬件平台巡检次数 =12次。
    修改：由填报人核对。
    """
    goal = indicator.target
    if _two_units(indicator):
        yield at_target(indicator, "只写数字")
        return
    if not goal.numeric or not goal.unit or is_rate(indicator.name) or comparison.CHANGE in goal.notes:
        return
    if len(goal.unit) > 1 and indicator.name.endswith(f"{goal.unit}数"):
        return  # 坐班人天数 ≥300人天
    measure = unit.unit_of(goal.unit)
    if measure is None:
        raise NotApplicable
    name = head(indicator.name)
    families = expected_families(indicator.name) or next(
        (wanted for ends, wanted, _ in _MEASURED if name.endswith(ends)), None
    )
    if name.endswith("天数") and measure.family == unit.WORK:
        return  # 服务天数 ≥1200人天
    if families is not None and unit.PEOPLE in families and any(word in name for word in _SERVING):
        families -= {unit.MONEY}
    counter = _counter(name)
    if families is None and indicator.category == COST and name.endswith(_PAID):
        families = frozenset((unit.MONEY, unit.RATIO))
    how_long = (
        measure.family == unit.TIME and indicator.category in (QUANTITY, INFLUENCE) and not _TIME_NAMES.any_in(name)
    )
    if families is not None and (unit.TIMES in families or goal.unit == "亩次") and goal.unit.endswith("次"):
        wrong = False  # 48辆次
    elif families is not None:
        wrong = measure.family not in families or _share_of_a_price(name, goal, measure)
    elif counter:
        wrong = not unit.comparable(counter, goal.unit) and goal.unit != f"{counter}次"
    else:
        poured = measure.family in (unit.MASS, unit.VOLUME) and not _BULK.isdisjoint(name)
        nothing_like = _NO_AMOUNT_OF if name.endswith("数量") else _NO_NUMBER_OF if name.endswith("数") else ()
        wrong = measure.family in nothing_like and not name.endswith(_NO_COUNT) and not poured
    in_the_air = name.endswith("浓度") and any(word in name for word in _POLLUTANTS)
    polluted = in_the_air and not goal.per and measure.family in _NO_CONCENTRATION
    paid = (
        measure.family == unit.MONEY
        and indicator.category in _NOT_OF_MONEY
        and not families
        and not _MONEY_NAMES.any_in(name)
    )
    never = never_in_this_unit(indicator.name, name, goal, measure.family)
    wrong = wrong or never or how_long or polluted or paid or _broken(indicator.name, goal, measure)
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


_MANY_IN_A_THOUSAND = 50  # 建档率 ≥98‰
_EACH = ("单", "每", "均", "/")


def _share_of_a_price(name: str, goal: Target, measure: unit.Unit) -> bool:
    """单点位建设成本 ≤9.5%, 检验费用 ≤600%: what one thing costs is no share, and no cost is capped at several times the whole."""
    if measure.family != unit.RATIO or not (is_cost(name) or name.endswith(("经费", "补贴", "补助"))):
        return False
    return any(word in name for word in _EACH) or (goal.high or goal.low or 0) > 200


def _two_units(indicator: Indicator) -> bool:
    """90人 in the value's column beside % in the unit's."""
    parts = indicator.row.table.target_parts
    if len(parts) < 3:
        return False
    value, beside = (str(indicator.row.values.get(key) or "").strip() for key in parts[1:3])
    own = parse_target(value) if value[-1:] and not value[-1].isdigit() else None
    return own is not None and own.numeric and bool(own.unit and beside) and own.scale_word + own.unit != beside


def _broken(name: str, goal: Target, measure: unit.Unit) -> bool:
    """0.68台: what is counted in whole pieces cannot be broken, unless the name speaks of an average."""
    low, high = goal.low, goal.high
    if (low is None or low == low.to_integral_value()) and (high is None or high == high.to_integral_value()):
        return False
    return not (
        measure.family not in _WHOLE
        or goal.per
        or goal.unit in _DIVISIBLE
        or any(word in name for word in ("均", "每", "比", "万", "百", "千"))
    )


_POLLUTANTS = ("PM", "颗粒物", "二氧化硫", "二氧化氮", "臭氧", "氨氮", "总磷")
_NO_CONCENTRATION = frozenset((unit.RATIO, unit.MASS, unit.MONEY, unit.TIME, unit.LENGTH, unit.AREA, unit.TIMES))
_WHOLE = frozenset((unit.COUNT, unit.TIMES, unit.PEOPLE, unit.VISITS))
_DIVISIBLE = frozenset(("批", "期", "成", "倍", "页", "格", "度", "圈", "层"))
_PAID = words("补贴 补助 经费 资金 奖金 慰问金 费 标准")
_SERVING = ("接待", "服务", "惠及", "受益", "覆盖")
# What a name that ends with 数量 cannot be measured in; and the names in 数 that count nothing.
_NO_NUMBER_OF = frozenset((unit.MONEY, unit.TIME, unit.LENGTH, unit.AREA, unit.RATIO, unit.MASS, unit.VOLUME))
_NO_AMOUNT_OF = frozenset((unit.MONEY, unit.TIME, unit.RATIO))  # 轮换数量 4万吨, 护栏更换数量 5200米
_NOT_OF_MONEY = frozenset((QUANTITY, QUALITY, TIMELINESS, ECOLOGICAL, INFLUENCE))
_MONEY_NAMES = words(
    "额 金 资 款 价 费 税 贷 补贴 补助 奖 债 销 售 赔 元 财 险 产值 产出 收入 支出 投入 价值 成本 收益 效益 "
    "消费 损失 标的 支付 缴 扶持 低保 合同 采购 误差 预算"
)
_TIME_NAMES = words(
    "续航 时 期 天 年 月 周 日 限 龄 工作 速 停 寿 课 学习 长 久 开放 闭 值守 值班 供水 供电 供暖 提前 间隔 公告 公示 预警 在线 播 投放 租用 托管"
)
_BULK = frozenset("苗药肥料水油煤粮菜奶液剂泥砂血渣垃圾气肉鱼种盐")  # weighed or measured, never counted
_NO_COUNT = words(
    "资金数 金额数 控制数 指数 系数 倍数 分数 天数 小时数 公里数 亩数 吨数 面积数 月数 年数 度数 基数 时数 字数 参数 投资数 收入数 产值数 支出数 概算数 预算数"
)
_NO_COUNTERS = (
    "商户数",
    "用户数",
    "客户数",
    "事件数",
    "案件数",
    "信件数",
    "文件数",
    "部件数",
)  # 事件数 are counted in 起
_COUNTERS = frozenset("座台户家条份套件册辆张间栋幢株只篇项")


def _counter(name: str) -> str:
    """The counter that a name ends with before 数: 座 of 修缮桥梁座数; '' if none."""
    plain = head(name)
    if plain.endswith(_NO_COUNTERS):
        return ""
    return plain[-2] if plain.endswith("数") and plain[-2:-1] in _COUNTERS else ""
