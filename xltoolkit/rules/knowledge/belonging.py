"""Which category an indicator surely belongs to: by the head of its name and the family of its unit, never by a keyword alone.

One function per category judges what stands there; it answers only where it is sure, or says that it is not.
"""

from __future__ import annotations

import re
from decimal import Decimal

from xltoolkit.rules.knowledge import category as kinds
from xltoolkit.rules.knowledge.facts import Indicator
from xltoolkit.rules.knowledge.influence import EQUIPPING, HELPING, SHARING, named_for_its_level
from xltoolkit.rules.knowledge.words import words
from xltoolkit.text import target, unit
from xltoolkit.text.frequency import ACTIONS
from xltoolkit.text.recurrence import every_so_often
from xltoolkit.text.tendency import LESS, direction, head, is_cost, is_rate

_COUNTED = frozenset((unit.COUNT, unit.TIMES, unit.PEOPLE, unit.VISITS))
_COUNT_ENDS = words(
    "次数 数量 人数 人次 户数 家数 场次 场数 条数 件数 个数 台数 套数 期数 篇数 份数 项数 册数 只数 辆数 株数 "
    "批次 班次 点位数 床位数 座数 页数 卷数"
)
_TIME_ENDS = words(
    "响应时间 恢复时间 修复时间 完成时间 完成时限 响应时限 恢复时限 修复时限 到位时间 办结时间 办结时限 "
    "到场时间 交付时间"
)
_TIMELY = words(
    "及时率 准时率 按时率 按期率 按时完成率 按期完成率 及时完成率 按时办结率 按期办结率 及时到位率 按期开展率 按时开展率 按期交付率 "
    "按时交付率 按期完工率 按时完工率 按期开工率 按时送达率 按期验收率 按期发放率 按时发放率"
)
_QUALITY_RATES = words("合格率 优良率 准确率 正确率 完好率 差错率 返修率 返工率 不合格率 故障率 破损率 达标率 规范率")
_SATISFIED = words(
    "满意 投诉 好评 评价 认可 口碑 信访 上访 测评 反馈 意见 表扬 评议 获得感 幸福感 安全感 支持率 认同 体验 点赞"
)
_PLEASED = words("满意 投诉 好评 认可 口碑 表扬 获得感 幸福感 安全感 支持率 认同 点赞")
_COSTLY = words(
    "成本 审减 核减 结算 决算 费 价 支出 投资 标准 经费 人均 单位 节约 控制 资金 金额 预算 开支 损失 补助 补贴 减排 能耗 消耗"
)
_MANAGED = words(
    "虚报 冒领 挤占 挪用 截留 质控 发放 "
    "一档 频次 核对 批复 名单 超付 付款 缴 工程款 资金 预算 制度 管理 考核 考评 评价 评审 论证 会议 监理 资质 许可 手续 安全 评估 核查 抽查 督查 督导 调度 "
    "例会 协议 签订 签约 承诺 责任书 责任状 约谈 月报 周报 季报 审核 采购 合同 档案 监督 监控 检查 审计 台账 财务 支付 到位 调整 执行 公示 公开 立项 "
    "结算 标段 招标 验收 报告 机制 方案 程序 核算 风险 内控 绩效 自评 会计 决策 目标 配套 拨付 使用"
)
_MANAGEMENT_NAMES = words(
    "预算执行率 资金调整率 预算调整率 资金到位率 预算资金到位情况 资金使用规范性 资金使用合规性 "
    "财务管理制度健全性 财务监控有效性 合同管理完备性 档案管理规范性 政府采购规范性 管理制度健全性 "
    "预算资金到位率 财务制度健全性"
)
_GOOD_RESULT = words("取证 持证 质量 优 达标 合格 奖 专利 认证 发表 级 获 通过 验收 投诉 事故 差错 问题 缺陷 违")
_TIME_WORDS = words(
    "时 期 限 前完成 前建成 日清 分钟 秒 当日 准点 正点 日均 月均 年均 半年 进度 月度 年度 季度 频 速 快 周期 每 当年 按年"
)
_ECOLOGICAL = words(
    "生态 环境 绿 气 噪 污 纸 打印 排放 能耗 节能 水 空气 大气 垃圾 资源 扬尘 噪 植 林 树 碳 湿地 土 卫生 整洁 清洁 美化 景观 秸秆 废 降尘 臭 河 湖 粪 "
    "循环 节约 PM 异味 物种 鸟 鱼 草 沙 田 耕 环保 无纸 纸张 油 电 氧 氮 磷 能源 断面 肥 农药 减量 光伏 再生 回收 栽 育 保护 防治 修复"
)
_ECONOMIC = words(
    "跑动 经济 收入 产值 税 成本 节约 投资 利润 效益 产量 销售 增收 费用 资金 价 金额 营业 消费 贸易 出口 贷款 融资 增长 经营 支出 节省 损失 "
    "资产 产业 企业 GDP 旅游 招商 收益 租金 财政 订单 交易 客流 市场 开支 农户 增产 亩产 粮 亩均 单产 效率 节 产出 业务量 就业 采购 合同额 撬动 带动 "
    "使用率 利用率 减负 附加值"
)


def better_kind(row: Indicator) -> tuple[str, bool]:
    """The category that an indicator surely belongs to instead of its own, and whether that is strong; ('', False) if it may stay."""
    goal = row.readable_target
    if goal is None or not row.category:
        return "", False
    name, own = head(row.name), row.category
    measure = unit.unit_of(goal.unit) if goal.numeric and goal.unit else None
    family = measure.family if measure else ""
    if name.endswith(("满意率", "满意度", "满意程度")):
        # 标本不满意率 is what a laboratory calls unfit for use; 群众不满意率 is asked for too
        return (
            (kinds.SATISFACTION, not name.endswith(("不满意率", "不满意度")))
            if own != kinds.SATISFACTION
            else ("", False)
        )
    if name.removeprefix("年度") in _MANAGEMENT_NAMES and own != kinds.MANAGEMENT:
        return kinds.MANAGEMENT, True
    managed = own == kinds.MANAGEMENT and _MANAGED.any_in(name)
    if own in _ELSEWHERE and not managed and row.target.kind == target.DATE and row.target.deadline is not None:
        return kinds.TIMELINESS, own not in (kinds.MANAGEMENT, kinds.INFLUENCE)
    if own != kinds.MANAGEMENT and not row.target.numeric and _of_procedure(name):
        timely = name.endswith("及时性")
        return (
            (kinds.TIMELINESS if timely else kinds.MANAGEMENT, False)
            if own != kinds.TIMELINESS or not timely
            else ("", False)
        )
    limited = family == unit.TIME and (name.endswith((*_TIME_ENDS, "时限")) or direction(row.name) == LESS)
    judge = _JUDGES.get(own)
    return judge(row, name, family, limited) if judge else ("", False)


def _of_procedure(name: str) -> bool:
    """Whether it says how money and contracts are handled: 会计核算规范性, 招投标程序合规性; not 成本控制有效性."""
    return name.endswith(_HANDLING) and _HANDLED.any_in(name) and "成本" not in name and "控制" not in name


def _in_satisfaction(row: Indicator, name: str, family: str, limited: bool) -> tuple[str, bool]:
    if _SATISFIED.any_in(row.name) and not (name.endswith(_QUALITY_RATES) and not _PLEASED.any_in(row.name)):
        return "", False
    if row.target.high == 0 and direction(row.name) == LESS:
        return kinds.SOCIAL, True
    if limited or name.endswith(_TIMELY) or row.target.kind == target.DATE:
        return kinds.TIMELINESS, True
    return (kinds.QUALITY if is_rate(name) or not family else kinds.QUANTITY), True


def _in_timeliness(row: Indicator, name: str, family: str, limited: bool) -> tuple[str, bool]:
    if not row.target.numeric and name.endswith((*_LASTING, "规范性")) and not any(word in name for word in "时期限进"):
        return (kinds.INFLUENCE if name.endswith(_LASTING) else kinds.QUALITY), False
    if name.endswith(("期数", "场次", "场数")) and family in _COUNTED and not row.target.per:
        return kinds.QUANTITY, not any(word in row.name for word in ("按期", "及时", "每"))
    if _TIME_WORDS.any_in(row.name.replace("临时", "")):
        return "", False
    if row.target.per and family != unit.MONEY:
        return "", False
    if family == unit.MONEY:
        return kinds.COST, True
    if family == unit.RATIO and name.endswith(_QUALITY_RATES):
        return kinds.QUALITY, True
    if name.endswith("知晓率"):
        return kinds.SOCIAL, True
    if family == unit.RATIO and is_rate(name) and not _DONE.any_in(name):
        return kinds.QUALITY, False
    in_time = family == unit.TIMES and bool(every_so_often(row.source))
    if in_time and any(word in name for word in _DUE):
        return "", False  # 补贴结算次数, 每季度末一次: what is due at set times is in time if it is done as often
    counted = family in _COUNTED or family in (unit.AREA, unit.LENGTH, unit.MASS)
    return (kinds.QUANTITY, not in_time) if counted and direction(row.name) != LESS else ("", False)


_DUE = words("结算 拨付 发放 支付 兑付 清算 报送 上报 提交 报告 通报 公布 公示 公开 反馈 对账")


def _in_quantity(row: Indicator, name: str, family: str, limited: bool) -> tuple[str, bool]:
    if limited or (row.target.kind == target.DATE and row.target.deadline is not None):
        return kinds.TIMELINESS, True
    if name.endswith(_TIMELY):
        return kinds.TIMELINESS, True
    if family == unit.RATIO and name.endswith(_QUALITY_RATES):
        return kinds.QUALITY, True
    if row.target.kind == target.QUALITATIVE and name.endswith(_LASTING):
        return kinds.INFLUENCE, False
    if row.target.kind == target.QUALITATIVE and name.endswith(_HANDLING):
        return (kinds.TIMELINESS if name.endswith("及时性") else kinds.QUALITY), False
    if row.target.high == 0 and direction(row.name) == LESS:
        return kinds.SOCIAL, False
    return _cost_elsewhere(row, family)


def _in_quality(row: Indicator, name: str, family: str, limited: bool) -> tuple[str, bool]:
    if limited or (row.target.kind == target.DATE and row.target.deadline is not None):
        return kinds.TIMELINESS, True
    if name.endswith(_TIMELY):
        return kinds.TIMELINESS, False
    counted = name.endswith(_COUNT_ENDS) and not name.endswith("用户数")  # 并发用户数 is what a system can bear
    done = family in _COUNTED and counted and row.target.operator != "≤" and row.target.low and not row.target.per
    if done and direction(row.name) != LESS and not _GOOD_RESULT.any_in(row.name):
        return kinds.QUANTITY, True
    floor = row.target.operator in ("≥", ">") and not _GOOD_RESULT.any_in(row.name)
    if (
        floor
        and family == unit.MONEY
        and any(word in row.name for word in ("带动", "收入", "产值", "税", "投资", "投入", "效益"))
    ):
        return kinds.ECONOMIC, False
    extent = family in (unit.AREA, unit.LENGTH) and name.endswith(_EXTENTS) and _to_be_reached(row)
    if (floor and family in (unit.PEOPLE, unit.VISITS)) or extent or _made(row, name, family):
        return kinds.QUANTITY, False
    if row.target.kind == target.QUALITATIVE and name.endswith("及时性"):
        return kinds.TIMELINESS, False
    return _cost_elsewhere(row, family)


def _to_be_reached(row: Indicator) -> bool:
    return row.target.operator in ("=", "≥", ">") and bool(row.target.low)


def _made(row: Indicator, name: str, family: str) -> bool:
    """Whether the row counts things that are made, bought or seen to: 购置高压水泵 =6台, 改造绿地面积 ≥5万平方米."""
    return family in _PIECES and name.startswith(_MADE) and _to_be_reached(row) and not row.target.per


def _cost_elsewhere(row: Indicator, family: str) -> tuple[str, bool]:
    if family == unit.MONEY and row.target.per and head(row.name).endswith(_PRICES):
        return kinds.COST, False
    capped = family == unit.MONEY and row.target.operator in ("≤", "<") and is_cost(row.name)
    return (kinds.COST, True) if capped else ("", False)


def _in_cost(row: Indicator, name: str, family: str, limited: bool) -> tuple[str, bool]:
    if row.target.kind == target.DATE and row.target.deadline is not None:
        return kinds.TIMELINESS, True
    if row.target.high == 0 and direction(row.name) == LESS:
        return kinds.SOCIAL, False
    if family in _COUNTED and name.endswith(_COUNT_ENDS) and not row.target.per:
        return kinds.QUANTITY, not _COSTLY.any_in(row.name)
    if family == unit.RATIO and name.endswith((*_TIMELY, *_QUALITY_RATES)) and not _SAVED.any_in(name):
        strong = not _COSTLY.any_in(row.name)
        return (kinds.TIMELINESS if name.endswith(_TIMELY) else kinds.QUALITY), strong
    if limited and name.endswith(("时限", "期限")):
        return kinds.TIMELINESS, True
    if _COSTLY.any_in(row.name):
        return "", False
    if limited or row.target.kind == target.DATE or family == unit.TIME:
        return kinds.TIMELINESS, family != unit.TIME or limited
    if family == unit.RATIO:
        return (kinds.SOCIAL if name.endswith("知晓率") else kinds.QUALITY), False
    if not row.target.numeric and name.endswith((*_IN_ORDER, *_LASTING)):
        return (kinds.INFLUENCE if name.endswith(_LASTING) else kinds.MANAGEMENT), False
    if family in (unit.MASS, unit.VOLUME) and row.target.operator in ("≥", ">"):
        return kinds.QUANTITY, False
    return (kinds.QUANTITY, True) if family in _COUNTED or family in (unit.AREA, unit.LENGTH) else ("", False)


def _in_management(row: Indicator, name: str, family: str, limited: bool) -> tuple[str, bool]:
    if family == unit.MONEY and row.target.operator in ("≤", "<") and (row.target.per or name.endswith(_UNIT_COSTS)):
        return kinds.COST, False
    handled = _OF_HANDLING.any_in(name)
    if not handled and (limited or name.endswith(_TIMELY)):
        return kinds.TIMELINESS, not _MANAGED.any_in(row.name)
    if not handled and family == unit.RATIO and name.endswith(_OF_THE_WORK):
        return kinds.QUALITY, not _MANAGED.any_in(row.name)
    if not handled and "财务" in row.level2 and family == unit.RATIO and name.endswith(_QUALITY_RATES):
        return kinds.QUALITY, False
    if "项目" not in row.level2 and family == unit.RATIO and name.endswith("验收合格率"):
        return kinds.QUALITY, False
    if _MANAGED.any_in(row.name):
        if row.target.unit in _OF_THINGS and name.startswith(_MADE):
            return kinds.QUANTITY, False
        return (kinds.QUALITY, False) if name.endswith(_OF_WORKS) else ("", False)
    if is_rate(name) and name.endswith("覆盖率"):
        return kinds.SOCIAL, False
    if limited or name.endswith(_TIMELY):
        return kinds.TIMELINESS, True
    if family == unit.RATIO and name.endswith(_QUALITY_RATES) and not handled:
        return kinds.QUALITY, True
    if family in (unit.VOLUME, unit.MASS) and row.target.operator in ("≥", ">", "="):
        return kinds.QUANTITY, False
    plainly = family != unit.TIMES or name.endswith(_COUNT_ENDS)  # 年检复核 每年2次 may be how the project is managed
    return (kinds.QUANTITY, plainly) if family in _COUNTED or family in (unit.AREA, unit.LENGTH) else ("", False)


def shows_an_output(row: Indicator, name: str, family: str) -> bool:
    """Whether the row shows by itself that it counts what is done or whom it reaches: a missing keyword alone says nothing."""
    return (row.target.numeric and family in _OUTPUT_FAMILIES) or ends_as_an_output(name)


def ends_as_an_output(name: str) -> bool:
    """Whether the name ends as those of outputs do, or says whom it reaches: 经费到位率, 采购规范性, 知晓率."""
    return name.endswith(_OUTPUT_ENDS) or _SOCIAL.any_in(name)


_LASTING = words("机制 制度")
_SHARED = words("数据 信息 上报 报送 公开")
_OUTPUT_FAMILIES = frozenset((*_COUNTED, unit.MONEY, unit.LENGTH, unit.AREA, unit.LESSON))
_OUTPUT_ENDS = (
    *_TIMELY,
    *_LASTING,
    *_QUALITY_RATES,
    *words("完成率 执行率 到位率 出勤率 出勤比例 参训率 规范性 合规性 完备性 健全性 及时性"),
)
_SOCIAL = words("知晓 投诉 满意 就医 入学 辍学 治安 媒体 报道 受益人 受众 观众 读者 学生 就诊 救助 上访 信访 犯罪 发案")


def _in_effects(row: Indicator, name: str, family: str, limited: bool) -> tuple[str, bool]:
    if limited and (name.endswith("时限") or (direction(row.name) == LESS and name.endswith(_TIME_ENDS))):
        return kinds.TIMELINESS, row.category not in (kinds.INFLUENCE, kinds.SOCIAL)
    if row.category in (kinds.ECOLOGICAL, kinds.ECONOMIC, kinds.SUSTAINED) and name.endswith(_MOMENTS):
        return kinds.TIMELINESS, False
    sound = row.category != kinds.INFLUENCE and name.endswith(("设备完好率", "设施完好率"))
    if family == unit.RATIO and (sound or name.endswith(_OF_EXACTNESS)):
        return kinds.QUALITY, False
    saving = row.category == kinds.ECONOMIC and (_SAVED_BEFORE.any_in(row.source) or _dearer_before(row))
    if not saving and (cost := _cost_elsewhere(row, family))[0]:
        return cost
    if name.endswith("验收合格率"):
        return kinds.QUALITY, True
    acted = (
        family == unit.TIMES
        and name.endswith(("次数", "场次", "期数", "场数"))
        and any(word in name for word in ACTIONS)
    )
    nothing = row.target.high == 0 and name.endswith(("事件", "事件数", "事故", "事故数", "事故起数"))
    if row.category == kinds.INFLUENCE and nothing:
        return kinds.SOCIAL, False
    if row.category == kinds.INFLUENCE and name.endswith(("字数", "印制册数", "编印册数")) and family == unit.COUNT:
        return kinds.QUANTITY, False
    if family == unit.TIMES and name.endswith("公示次数") and row.level2 != SHARING:
        return kinds.MANAGEMENT, False
    named = named_for_its_level(row)
    if named and row.level2 in (SHARING, HELPING):
        acted = False  # 与民政部门数据比对次数 is how departments work together
    if acted and row.category != kinds.SOCIAL:
        return kinds.QUANTITY, True
    shared = row.category == kinds.INFLUENCE and _SHARED.any_in(name)
    if name.endswith(_TIMELY) and not shared:
        return kinds.TIMELINESS, False
    if row.category in (kinds.ECONOMIC, kinds.SOCIAL) and "水" in row.name and _WATERS.any_in(row.name):
        return kinds.ECOLOGICAL, False
    emitted = family in (unit.MASS, unit.VOLUME) and _EMISSIONS.any_in(row.name)
    if row.category in (kinds.ECONOMIC, kinds.SOCIAL) and emitted:
        return kinds.ECOLOGICAL, False
    foreign = row.category in _WORDS_OF and not any(word in row.name for word in _WORDS_OF[row.category])
    if row.category == kinds.ECOLOGICAL and family in (unit.AREA, unit.LENGTH):
        foreign = False  # 海绵城市达标面积
    if foreign and row.category == kinds.ECOLOGICAL and family == unit.RATIO and is_rate(name):
        return kinds.SOCIAL, False
    if foreign and shows_an_output(row, name, family) and (row.category, family) != (kinds.ECONOMIC, unit.MONEY):
        return kinds.SOCIAL, False
    if _made(row, name, family) and (row.target.operator == "=" or row.category == kinds.SUSTAINED):
        return kinds.QUANTITY, False
    extent = row.category == kinds.INFLUENCE and family in (unit.LENGTH, unit.AREA) and name.endswith(_EXTENTS)
    built = extent and "人均" not in name and not (named and row.level2 == EQUIPPING)
    return (kinds.QUANTITY, False) if acted or built else ("", False)


_EMISSIONS = words("二氧化碳 碳排放 碳减排 减碳 污染物 化学需氧量 氨氮 二氧化硫 氮氧化物 颗粒物 扬尘 排放量 减排量")
_WATERS = words("断面水质 水质断面 地表水 河道水质 河流水质 湖泊水质 流域水质 水体水质")
_WORDS_OF = {kinds.ECOLOGICAL: _ECOLOGICAL, kinds.ECONOMIC: _ECONOMIC}
_PRICES = words("标准 单价 造价 平均补贴 平均补助 平均成本 人均成本 单位成本")
_UNIT_COSTS = words("单价 造价 成本")
_PIECES = frozenset((unit.COUNT, unit.LENGTH, unit.AREA))
# How money, contracts and papers are handled belongs to the management of a project.
_HANDLING = words("规范性 合规性 完备性 健全性 及时性")
_HANDLED = words(
    "资金 财务 会计 预算 经费 专款 招投标 招标 政府采购 采购程序 采购合同 合同管理 档案管理 考核管理 立项程序"
)
_OF_HANDLING = words(
    "缴 付款 工程款 资金 财务 会计 核算 预算 经费 采购 合同 招标 支付 拨付 立项 审批 审核 结算 决算 到位 审计 绩效 报账 发放 档案 计划 方案 补贴 补助"
)
_OF_THE_WORK = words("差错率 准确率 正确率 优良率 成活率 有效率 完好率 返修率 返工率")
_MOMENTS = words(
    "审理周期 办理周期 审批周期 公布时间 到达时间 响应时间 办结时限 办理时限 完成时间 报告时间 发放时间 拨付时间"
)
_OF_EXACTNESS = words("差错率 准确率 正确率 返修率 返工率")


def _dearer_before(row: Indicator) -> bool:
    """≤3.2元, in a year before 4元: 亩均作业成本 that falls is a saving."""
    then = re.search(r"(?:20\d\d年|[更改实]\w前|此前|原)(?:为|是|约)?(\d[\d.]*)", row.source)
    most = row.target.high
    return then is not None and most is not None and row.target.scale == 1 and Decimal(then[1]) > most


_SAVED_BEFORE = words("原为 原来 下降 降低 减少 节约 节省 上年 改造前 降幅")
_SAVED = words("成本 控制 节约 审减 核减 能耗 消耗 支出")
# Things that are made or bought, counted by the piece: an output wherever they stand.
_MADE = words("新建 改建 扩建 购置 采购 修建 建设 改造 种植 安装 维修 修缮 治理 养护 更换 配备 发放")
_OF_THINGS = frozenset(words("个 台 套 辆 座 处 间 盏 株 棵 公里 米 平方米 亩 万平方米"))
_OF_WORKS = words("完好率 成活率 优良率 保存率 在线率")
_IN_ORDER = words("规范性 健全性 完备性 合规性")
_DONE = words("完成 结案 执行 到位 支付 发放 响应 计划 开展 落实 办结 开工 达产 交付 兑现 拨付 投产")
_EXTENTS = words("里程 长度 面积")
_ELSEWHERE = frozenset((kinds.MANAGEMENT, kinds.INFLUENCE, *kinds.EFFECTS))


def _in_external_cost(row: Indicator, name: str, family: str, limited: bool) -> tuple[str, bool]:
    """社会成本, 生态环境成本: what a project costs others; a count of things done does not belong here."""
    if family == unit.MONEY and row.target.per and name.endswith(_PRICES):
        return kinds.COST, False
    if family == unit.RATIO and name.endswith((*_TIMELY, *_OF_THE_WORK, "合格率", "规范率", "办结率", "完成率")):
        return (kinds.TIMELINESS if name.endswith(_TIMELY) else kinds.QUALITY), False
    if _BURDENS.any_in(row.name) or direction(row.name) == LESS:
        return "", False
    if row.target.kind == target.DATE and row.target.deadline is not None:
        return kinds.TIMELINESS, True
    if not row.target.numeric and name.endswith(_LASTING):
        return kinds.INFLUENCE, False
    unknown = bool(row.target.unit) and not family and name.endswith(("数", "数量"))
    done = (
        (family in _COUNTED or unknown or family in (unit.LENGTH, unit.AREA))
        and row.target.operator in ("=", "≥")
        and row.target.low
    )
    return (kinds.QUANTITY, False) if done else ("", False)


_BURDENS = words(
    "投诉 扰民 污染 排放 损失 能耗 消耗 超标 事故 成本 费用 影响 破坏 噪 尘 废 占用 拥堵 垃圾 碳 环境 生态 环保"
)
_JUDGES = {
    kinds.EXTERNAL: _in_external_cost,
    kinds.SATISFACTION: _in_satisfaction,
    kinds.TIMELINESS: _in_timeliness,
    kinds.QUANTITY: _in_quantity,
    kinds.QUALITY: _in_quality,
    kinds.COST: _in_cost,
    kinds.MANAGEMENT: _in_management,
    kinds.ECONOMIC: _in_effects,
    kinds.SOCIAL: _in_effects,
    kinds.ECOLOGICAL: _in_effects,
    kinds.SUSTAINED: _in_effects,
    kinds.INFLUENCE: _in_effects,
}
