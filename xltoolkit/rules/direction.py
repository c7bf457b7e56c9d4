"""指标: is the value on the right side — more or less is better, a share above 100 %, a cost without a ceiling.

An error only where the head of the name is in a closed list (text/tendency.py); elsewhere a question or silence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from xltoolkit.findings import ERROR, HINT, WARNING
from xltoolkit.reader.submission import Submission
from xltoolkit.rules.engine import Hit, rule
from xltoolkit.rules.indicators import at_target
from xltoolkit.rules.knowledge.category import COST, EFFECTS, INFLUENCE, MANAGEMENT, QUALITY, QUANTITY, TIMELINESS
from xltoolkit.rules.knowledge.facts import Indicator, indicators
from xltoolkit.rules.knowledge.statements import quantities
from xltoolkit.rules.knowledge.thresholds import DEFAULTS
from xltoolkit.rules.knowledge.words import words
from xltoolkit.text import comparison, unit
from xltoolkit.text.frequency import ACTIONS
from xltoolkit.text.quantity import find_quantities
from xltoolkit.text.recurrence import every_so_often
from xltoolkit.text.target import Target
from xltoolkit.text.tendency import LESS, MORE, direction, head, is_capped_rate, is_cost, is_rate, is_satisfaction

GROUP, POINT = "指标", "适当性"
# A subsidy paid by a standard must reach it.
_STANDARDS = ("生均", "标准", "补助", "补贴", "救助", "待遇", "奖励", "津贴")
_AT_LEAST = ("生均", "公用经费", "最低", "待遇", "低保")
_SAVED = ("节约", "节省", "下降", "降低", "减少", "压减", "缩减")


def _bound(goal: Target) -> Decimal | None:
    """The number of a plain comparison, None for ranges, changes (提高5%) and words."""
    if goal.kind != "number" or comparison.CHANGE in goal.notes:
        return None
    return goal.high if goal.low is None else goal.low


@rule(
    "IND007",
    "百分比超过100%",
    group=GROUP,
    severity=ERROR,
    review_point=POINT,
    message="第{row}行“{name}”的目标值“{found}”超过了100%。",
    advice="请核对数字。",
    suppresses=("IND021", "X016"),
    over=indicators,
)
def above_hundred(indicator: Indicator) -> Iterator[Hit]:
    """检查什么：满意、合格、及时、知晓一类的比率超过100%（强制性）；覆盖率、到位率、准确率等超过100%（提示性）；其他的率写“=”而超过100%的，只作建议。
    完成率、保障率等可以超额，到500%才提示；预算执行率、资金支付率不会超过100%。增长率、带动投资比例等不报。
    为什么：这些比率不会超过100%（适当性）。依据：惯例；同类工具也查这一项。
    错例：网上服务满意率 ≥950%。
    正例：业务量增长率 ≥120%；带动社会投资比例 ≥300%。
    修改：由填报人核对。
    """
    goal = indicator.target
    if goal.unit != "%" or comparison.CHANGE in goal.notes:
        return
    value = goal.low if goal.high is None else goal.high
    if value is None or value <= 100:
        return
    if is_capped_rate(indicator.name):
        yield at_target(indicator, "不超过100%")
    elif _beyond_all(head(indicator.name), value) or (
        direction(indicator.name) == MORE and not head(indicator.name).endswith(_OVERFULFILLED)
    ):
        yield at_target(indicator, "不超过100%", severity=WARNING)
    elif goal.operator == "=" and is_rate(indicator.name) and not _MAY_EXCEED.any_in(indicator.name):
        yield at_target(indicator, "不超过100%", severity=HINT)


def _beyond_all(name: str, value: Decimal) -> bool:
    """No budget is spent beyond its whole; what can be overfulfilled still is not five times over."""
    return name.endswith(_SPENT) or (value >= _BEYOND_ALL and name.endswith(_OVERFULFILLED))


_SPENT = ("预算执行率", "资金执行率", "支出执行率", "资金支付率", "资金支出率", "资金使用率")
_OVERFULFILLED = ("完成率", "执行率", "保障率", "兑现率")
_BEYOND_ALL = 500  # percent: nobody plans to do five times what was planned, a digit too many is likelier

_MAY_EXCEED = words(
    "增长 增幅 增加 增收 增产 增效 增值 增速 增量 提高 提升 上升 涨 同比 环比 超 带动 拉动 撬动 "
    "投资 投入 收入 产出 回报 利润 收益 放大 完成率 执行率 保障率 兑现率 负荷 充足 拨备 速动 流动 偿 担保 "
    "周转 利用率 占用率 比例 倍 平衡率 自给率 供需 床位 产能 达产"
)


@rule(
    "IND008",
    "越少越好的写成了“≥”",
    group=GROUP,
    severity=ERROR,
    review_point=POINT,
    message={
        "": "第{row}行“{name}”越少越好，目标值却写成“{found}”。",
        "time": "第{row}行“{name}”越短越好，目标值却写成“{found}”。",
        "zero": "第{row}行“{name}”的目标值“{found}”等于没有要求。",
        "equal": "第{row}行“{name}”越少越好，目标值却要求正好“{found}”。",
        "after": "第{row}行“{name}”应当有个期限，目标值却写成“{found}”。",
    },
    advice={
        "": "请改成“≤”或“=0”。",
        "equal": "请改成“≤”。",
        "after": "请把“后”改成“前”。",
        "time": "请改成“≤”。",
        "zero": "请写明数字；不该发生的，写“=0”。",
    },
    over=indicators,
)
def bad_thing_at_least(indicator: Indicator) -> Iterator[Hit]:
    """检查什么：名称以投诉数、事故数、差错率、返修率、响应时间、恢复时间等结尾（封闭的词表），目标值却用 ≥ 或 >。
    投诉数、差错率等要求正好等于一个大于0的数，只作建议。其他以时限、期限结尾的，接听、应答时间以秒、分钟计的，“≥0”，只提示。
    投诉处理率、应急演练次数等不在其内。
    为什么：写反了，完成得越差得分越高（适当性）。依据：惯例。
    错例：故障响应时间 ≥15分钟。
    正例：故障响应时间 ≤15分钟；投诉处理率 ≥95%；事故应急演练次数 ≥2次。
    修改：由填报人核对。
    """
    goal = indicator.target
    value = _bound(goal)
    done_by = goal.kind == "date" and indicator.category == TIMELINESS and indicator.name.endswith(_DONE_BY)
    if done_by and indicator.written.endswith(("后", "之后", "以后")) and any(map(str.isdigit, indicator.written)):
        yield at_target(indicator, "…前", variant="after", severity=WARNING)
    if goal.operator == "=" and value and direction(indicator.name) == LESS and goal.unit in _COUNTED_EVENTS:
        yield at_target(indicator, "≤", variant="equal", severity=HINT)
    if goal.operator not in ("≥", ">") or value is None:
        return
    measure = unit.unit_of(goal.unit)
    in_time = measure is not None and measure.family == unit.TIME
    name = head(indicator.name)
    if direction(indicator.name) == LESS:
        yield at_target(indicator, "≤" if in_time else "≤ 或 =0", variant="time" if in_time else "")
    elif (
        name.endswith(
            ("时限", "期限", "损耗系数", "误差", "偏差", "PUE", "PUE值", "单位能耗", "油耗", "电耗", "水耗", "费率")
        )
        or (name.endswith("占总投资比例") and "费" in name)
        or (in_time and name.endswith(_ANSWERS_IN_DAYS))
        or (name.endswith(_ANSWERS) and goal.unit in ("秒", "分钟"))
        or (in_time and indicator.category == TIMELINESS and name.endswith(_SOON_DONE))
        or (in_time and indicator.category == TIMELINESS and name.endswith(_TIMES) and not _LONG_IS_GOOD.any_in(name))
    ):
        yield at_target(indicator, "≤", variant="time" if in_time else "", severity=WARNING)
    elif value == 0 and goal.operator == "≥" and not is_rate(name):
        yield at_target(indicator, "写明的数", variant="zero", severity=WARNING)


_COUNTED_EVENTS = ("起", "件", "次", "例", "宗", "人", "个", "%")
_ANSWERS_IN_DAYS = (
    "检验周期",
    "检测周期",
    "完成时间",
    "清运时间",
    "上架周期",
    "办理周期",
    "处理周期",
    "审批周期",
    "建设周期",
    "施工周期",
    "交付周期",
    "采购周期",
)
_DONE_BY = words("完成时间 到位时间 发放时间 拨付时间 提交时间 出具时间 验收时间 完工时间 办结时间 兑付时间")
_SOON_DONE = words("修复 恢复 响应 办结 处置 处理 到场 到位 送达 办理 接通 拨付 整改 反馈 兑付 上传 出具")
_TIMES = words("时间 工期 时限 周期 用时")
_LONG_IS_GOOD = words(
    "提前 开放 运行 公示 公告 服务 保障 间隔 播出 在线 供水 供电 供暖 值守 值班 预警 有效 质保 养护 学习 培训 训练 锻炼 陪伴 使用"
)
_ANSWERS = ("接听时间", "接通时间", "应答时间", "接听时长", "应答时长", "平均用时")  # of a call, in seconds or minutes


Ceiling = tuple[Decimal, str]


def _with_ceilings(submission: Submission) -> list[tuple[Indicator, frozenset[Ceiling]]]:
    """Each indicator, and the numbers that the texts give as a ceiling, with their units: 工单不超过1200件."""
    ceilings = frozenset(
        (one.high, one.unit)
        for own in quantities(submission).values()
        for one in own
        if one.operator in ("≤", "<") or one.before.endswith(_DOWN_TO)
    )
    return [(row, ceilings) for row in indicators(submission)]


_DOWN_TO = words(
    "降至 降到 下降到 下降至 减至 减到 减少到 减少至 压减到 压减至 压降到 压降至 压缩到 压缩至 缩短到 缩短至"
)


@rule(
    "IND009",
    "越多越好的写成了“≤”",
    group=GROUP,
    severity=ERROR,
    review_point=POINT,
    message={
        "": "第{row}行“{name}”越高越好，目标值却写成“{found}”。",
        "full": "第{row}行“{name}”的目标值“{found}”等于没有要求。",
        "count": "第{row}行“{name}”的目标值写成“{found}”，像是把“≥”写成了“≤”。",
        "zero": "第{row}行“{name}”的目标值是“{found}”，等于一点也不做。",
    },
    advice="请改成“≥”或“=”；确实是控制上限的，不用改。",
    suppresses=("IND021",),
    over=_with_ceilings,
)
def good_thing_at_most(told: tuple[Indicator, frozenset[Ceiling]]) -> Iterator[Hit]:
    """检查什么：名称以满意率、合格率、及时率、完成率、覆盖率等结尾（封闭的词表），目标值却用 ≤ 或 <（强制性）。
    上限是100%的，只提示；数量类以次数、人次、数量结尾而用 ≤ 的，只作建议；做的事、服务的人数目标是零的，提示。
    文字也写“不超过1200件”的，来源里往年的数不比它低的（2026年为1260件），是要压下来的，不作建议。
    为什么：写反了，完成得越差得分越高（适当性）。依据：惯例；公开的样例有“稳定运行率 ≤99%”。
    错例：网上服务满意率 ≤95%。
    正例：网上服务满意率 ≥95%；项目未完成率 ≤1%；预算执行率 ≤100%。
    修改：由填报人核对。
    """
    indicator, ceilings = told
    goal = indicator.target
    value = _bound(goal)
    if goal.operator in ("=", "") and value == 0 and _does_work(indicator) and _for_somebody(indicator):
        yield at_target(indicator, "大于0的数", variant="zero", severity=WARNING)
    if goal.operator not in ("≤", "<") or value is None:
        return
    if direction(indicator.name) == MORE or _spent_rate(indicator, value):
        full = value >= 100 and goal.unit == "%"
        variant, severity = ("full", WARNING) if full else ("", "" if direction(indicator.name) == MORE else WARNING)
        yield at_target(indicator, "≥ 或 =", variant=variant, severity=severity)
    elif (value, goal.unit) in ceilings or _to_come_down(indicator.source, value, goal.unit):
        return
    elif (
        _rate_with_ceiling(indicator, value)
        or (_name_of_score(indicator.name) and goal.unit == "分")
        or (goal.unit == "%" and head(indicator.name).endswith(_CHANGES))
        or ("提前" in indicator.name and goal.unit in ("分钟", "小时", "天", "日", "工作日"))
        or _does_work(indicator)
        or _to_be_gained(indicator)
        or _done_often(indicator)
    ):
        yield at_target(indicator, "≥ 或 =", variant="count", severity=HINT)


_CHANGES = words("发生率下降 率下降 成本下降 下降率 降低率 减少率 提高率 增长率")


def _name_of_score(name: str) -> bool:
    """测评得分, 考核评分: what is given for work well done."""
    return head(name).endswith(("得分", "评分", "考核分", "测评分")) and not any(word in name for word in ("扣", "失"))


def _to_come_down(source: str, value: Decimal, name: str) -> bool:
    """Whether the source tells of an earlier year in which it was as many or more: 2026年为1260件, ≤1200件."""
    if not re.search(_EARLIER, source):
        return False
    then = [one.low for one in find_quantities(source) if one.unit == name]
    return len(then) == 1 and then[0] >= value


_EARLIER = r"20[12]\d年|[上去]年|近[两三]年|改造前|现状|目前|一期"


def _done_often(indicator: Indicator) -> bool:
    """Times of something that the source says is done every month: 汛期联合会商 ≤5次, 5—9月每月1次."""
    measure = unit.unit_of(indicator.target.unit)
    times = measure is not None and measure.family == unit.TIMES
    if indicator.written[1:2] == "每":
        return not _CAPPED_COUNTS.any_in(indicator.name)  # ≤每周1次
    return times and not _CAPPED_COUNTS.any_in(indicator.name) and bool(every_so_often(indicator.source))


def _does_work(indicator: Indicator) -> bool:
    return indicator.category in (QUANTITY, QUALITY, INFLUENCE, *EFFECTS) and _counts_work(indicator)


def _to_be_gained(indicator: Indicator) -> bool:
    """延长使用年限, 节约电费, 拉动消费: an effect that is to be reached; how exact, how sharp a thing is."""
    name, goal = head(indicator.name), indicator.target
    if (
        name.endswith("功率因数")
        or (name.endswith(("精度", "准确度")) and goal.unit == "%")
        or goal.unit.lower() == "dpi"
    ):
        return True
    if indicator.category in EFFECTS and name.endswith(("可支配收入", "人均收入", "纯收入", "人均增收")):
        return True
    if indicator.category == MANAGEMENT and name.endswith("资金到位"):
        return True
    if name.startswith("人均") and name.endswith(("场地面积", "绿地面积", "公园面积", "藏书量", "公共图书")):
        return True
    if name.startswith("每万人") and name.endswith(("拥有量", "保有量")):
        return True
    return (
        indicator.category in EFFECTS
        and (name.startswith(_EFFECTS) or any(word in name for word in _GAINS) or name.endswith(_LONGER))
        and not any(word in name for word in ("控制", "成本"))
    )


_GAINS = ("节约", "减轻", "节水", "节电", "节能量", "减排量", "报酬", "工资")
_LONGER = ("保障天数", "可供天数")
_EFFECTS = words("避免 延长 节约 节省 拉动 带动 增加 提升 提高 减少 降低 新增 盘活 挽回")


def _for_somebody(indicator: Indicator) -> bool:
    """Things made or people served; 重大网络安全事件 0起 is nothing that is done."""
    name = head(indicator.name)
    if indicator.target.unit in ("起", "例", "宗") or name.endswith(("事件", "案件", "问题", "隐患")):
        return False
    return indicator.category == QUANTITY or any(word in name for word in ("接待", "服务", "培训", "参与", *_GAINED))


_WORK_ENDS = words(
    "次数 场次 期数 数量 条数 人次 户数 家数 件数 项数 事项数 个数 台数 套数 篇数 份数 面积 里程 "
    "开放时间 开放时长 服务时长 运行时长 培训时长 开放天数 运行天数 服务天数 供应量 服务量 接待量 产量 办理量 借阅量 流通量 处理量"
)
_OUTPUTS = frozenset(
    (unit.COUNT, unit.TIMES, unit.PEOPLE, unit.VISITS, unit.LENGTH, unit.AREA, unit.MASS, unit.VOLUME, unit.LESSON, unit.WORK)
)  # fmt: skip
_PEOPLE = frozenset((unit.PEOPLE, unit.VISITS, unit.COUNT))
_GAINED = words(
    "受益 惠及 减轻负担 减轻家庭 服务人 覆盖人 培训人 参与人 筛查人 带动 增收 增产 利用系数 节约支出 节约资金 收入 产值 税收 利润 减灾效益"
)
_CAPPED_COUNTS = words(
    "车辆购置 车辆采购 会议 公务 接待批次 接待费 出国 出差 文件 公务 编制 编外 协税员 协管员 "
    "网格员 话务员 保安 护林员 辅警 聘用 工勤 驾驶员 借调 垃圾 废 污 渣 库存 投诉 事故 违 超 误 漏 损 排放 消耗 用量 故障 中断 案件 信访 "
    "上访 纠纷 返 病 亡 缺 欠 剩余 未 不 控制数 控制率 控制在 班额控制 人数控制 限 占用 险情 火灾 溢 班额 班级 "
    "跑动 跑腿 往返 办事环节 审批环节 办理环节 申请环节 申报环节 环节数 材料 等候 等待 平均 单位 每 人均 成本 单价 负债 支出额 扣"
)


def _spent_rate(indicator: Indicator, value: Decimal) -> bool:
    """预算执行率 ≤90% would mean that the money must not be spent; ≤100% is a usual ceiling."""
    return (
        indicator.target.unit == "%"
        and value < 100
        and head(indicator.name).endswith(("执行率", "投资完成率", "支付率"))
    )


_CHANGES = words(
    "同比增长 同比提高 增产率 增收率 下降率 增长率 节约率 提升率 压减率 减量率 减少率 降低率 提高率 增幅 降幅"
)
_CEILINGS = words(
    "补贴 补助 资助 自付 支付 控制 成本 费用 负债 占 使用 利用 消耗 空置 床 磁盘 内存 CPU 失 损 差 违 错 漏 误 "
    "逾 超 缺 降 亡 病 退 坏 未 不 调整 结余 结转 集中 贫 含 浪费"
)


def _rate_with_ceiling(indicator: Indicator, value: Decimal) -> bool:
    """早诊率 ≤90%: a rate near the whole is hardly a ceiling, unless its name is of something to be kept low."""
    name = head(indicator.name)
    if name.endswith(_CHANGES) and indicator.target.unit == "%":
        return "控制" not in name
    if name.endswith("进度") and indicator.target.unit == "%":
        return value < 100
    near_all = 60 <= value < 100 and indicator.target.unit == "%" and name.endswith(("率", "比例"))
    if near_all and any(word in name for word in ("环保", "绿色", "再生", "电子化", "首发")):
        return True
    if name.endswith(("优良水体比例", "类水体比例", "达标比例", "优良比例")) and indicator.target.unit == "%":
        return value < 100
    return near_all and direction(name) is None and not _CEILINGS.any_in(name)


_PUPILS = ("学员", "会员", "党员", "团员", "社员", "人员")


def _counts_work(indicator: Indicator) -> bool:
    """Things done, people served or money gained, of which there is normally no ceiling."""
    name = head(indicator.name)
    measure = unit.unit_of(indicator.target.unit)
    if name.endswith("员") and not name.endswith(_PUPILS):
        return False  # 收费员 ≤65人: staff has a ceiling
    if indicator.category == QUALITY:
        return (name.endswith("次数") and any(word in name for word in ACTIONS)) or name.endswith(_PASSED)
    if measure is None:
        counted = bool(indicator.target.unit) and indicator.category == QUANTITY
    else:
        counted = measure.family in (_OUTPUTS if indicator.category == QUANTITY else _PEOPLE)
    # 年爆管次数 among the effects is nothing that is done
    acted = indicator.category == QUANTITY or any(word in name for word in ACTIONS)
    done = counted or (acted and name.endswith(_WORK_ENDS)) or _GAINED.any_in(name)
    plain = indicator.name
    for word in _NO_CAPS:
        plain = plain.replace(word, "")
    return done and not _CAPPED_COUNTS.any_in(plain)


_PASSED = words("取证人数 获证人数 合格人数 通过人数 结业人数 就业人数 达标人数")
_NO_CAPS = ("每周", "每天", "每日", "病虫害", "驾驶员培训", "保安培训", "护林员培训")


@rule(
    "IND010",
    "成本指标没有上限",
    group=GROUP,
    severity=WARNING,
    review_point=POINT,
    tier=2,
    message="第{row}行成本指标“{name}”的目标值写成“{found}”，等于没有上限。",
    advice="请改成“≤”；写的是节约额的，在名称里说明。",
    over=indicators,
)
def cost_at_least(indicator: Indicator) -> Iterator[Hit]:
    """检查什么：成本类的金额，或名称以成本、单价、费用、造价结尾的金额，用了 ≥ 或 >。成本节约额、成本下降率等不报；补助、补贴等标准也许是要达到的，只作建议。
    为什么：成本要控制上限（适当性）。依据：惯例；同类工具也查这一项。
    错例：硬件维护成本 ≥200万元。
    正例：硬件维护成本 ≤200万元；成本节约率 ≥5%。
    修改：由填报人核对。
    """
    goal = indicator.target
    measure = unit.unit_of(goal.unit)
    money = measure is not None and measure.family == unit.MONEY and _bound(goal) is not None
    if not money or goal.operator not in ("≥", ">") or any(word in indicator.name for word in _SAVED):
        return
    standard = any(word in indicator.name for word in _STANDARDS)
    if (is_cost(indicator.name) and indicator.category not in EFFECTS) or (indicator.category == COST and not standard):
        yield at_target(indicator, "≤")
    elif indicator.category == COST and not any(word in indicator.name for word in _AT_LEAST):
        yield at_target(indicator, "≤", severity=HINT)


_SURELY_HIGH = words(
    "满意率 满意度 合格率 及时率 准时率 按时率 按期率 准确率 正确率 完好率 完成率 到位率 执行率 发放率 办结率 "
    "准点率 正点率 到场率 数据有效率 数据完整率 持证率 上岗率 正常率 正常运行率 正常服务率 验收率 保障率 可用率 兑现率 公示率 在线率"
)


@rule(
    "IND027",
    "比率的目标值明显偏低",
    group=GROUP,
    severity=WARNING,
    review_point=POINT,
    tier=2,
    message="第{row}行“{name}”的目标值“{found}”明显偏低，像是数字写错了。",
    advice="请核对数字；属实的，在“目标值来源”里写明依据。",
    suppresses=("IND036",),
    over=indicators,
)
def rate_surely_too_low(indicator: Indicator) -> Iterator[Hit]:
    """检查什么：满意、合格、及时、准确、完成、到位、执行等一般在九成上下的比率，目标值低于60%（满意的低于70%）。来源里写了依据的不报。
    为什么：多半是数字写错，或目标定得没有意义（适当性）。依据：惯例。目录之外新增。
    错例：网上服务满意率 ≥15%。
    正例：网上服务满意率 ≥95%。
    修改：由填报人核对。
    """
    goal = indicator.target
    value = _bound(goal)
    if value is None or goal.unit != "%" or goal.operator not in ("≥", ">", "=", "") or not is_rate(indicator.name):
        return
    name = head(indicator.name)
    if (
        not name.endswith(_SURELY_HIGH)
        or direction(indicator.name) == LESS
        or any(word in name for word in ("增长", "提高", "提升", "占比"))
    ):
        return
    least = Decimal(70) if is_satisfaction(name) else Decimal(DEFAULTS["low_rate_percent"])
    if value < least and not (indicator.source and f"{value.normalize():f}" in indicator.source):
        yield at_target(indicator, f"不低于{least}%")
