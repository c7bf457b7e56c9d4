"""指标: does an indicator stand in the right category? Judged by the head of its name and the family of its unit, never by a keyword alone."""

from __future__ import annotations

from collections.abc import Iterator

from xltoolkit.findings import HINT, WARNING
from xltoolkit.form.model import Tree
from xltoolkit.reader.submission import Submission
from xltoolkit.rules import category as kinds
from xltoolkit.rules.engine import Hit, NotApplicable, rule
from xltoolkit.rules.facts import INDICATORS, Indicator, indicators
from xltoolkit.rules.words import words
from xltoolkit.text import target, unit
from xltoolkit.text.frequency import ACTIONS
from xltoolkit.text.tendency import LESS, direction, head, is_cost, is_rate

GROUP, POINT = "指标", "相关性"

_COUNTED = frozenset((unit.COUNT, unit.TIMES, unit.PEOPLE, unit.VISITS))
_COUNT_ENDS = words(
    "次数 数量 人数 人次 户数 家数 场次 场数 条数 件数 个数 台数 套数 期数 篇数 份数 项数 册数 只数 辆数 株数 "
    "批次 班次 点位数 床位数 座数"
)
_TIME_ENDS = words(
    "响应时间 恢复时间 修复时间 完成时间 完成时限 响应时限 恢复时限 修复时限 到位时间 办结时间 办结时限 "
    "到场时间 交付时间"
)
_TIMELY = words("及时率 准时率 按时率 按期率 按时完成率 按期完成率 及时完成率 按时办结率 按期办结率 及时到位率")
_QUALITY_RATES = words("合格率 优良率 准确率 正确率 完好率 差错率 返修率 返工率 不合格率 故障率 破损率 达标率 规范率")
_SATISFIED = words(
    "满意 投诉 好评 评价 认可 口碑 信访 上访 测评 反馈 意见 表扬 评议 获得感 幸福感 安全感 支持率 认同 体验 点赞"
)
_COSTLY = words("成本 费 价 支出 投资 标准 经费 人均 单位 节约 控制 资金 金额 预算 开支 损失 补助 补贴 减排 能耗 消耗")
_MANAGED = words(
    "资金 预算 制度 管理 采购 合同 档案 监督 监控 检查 审计 台账 财务 支付 到位 调整 执行 公示 公开 立项 招标 "
    "验收 报告 机制 方案 程序 核算 风险 内控 绩效 自评 会计 决策 目标 配套 拨付 使用"
)
_MANAGEMENT_NAMES = words(
    "预算执行率 资金调整率 预算调整率 资金到位率 预算资金到位情况 资金使用规范性 资金使用合规性 "
    "财务管理制度健全性 财务监控有效性 合同管理完备性 档案管理规范性 政府采购规范性 管理制度健全性 "
    "预算资金到位率 财务制度健全性"
)
_GOOD_RESULT = words("优 达标 合格 奖 专利 认证 发表 级 获 通过 验收 投诉 事故 差错 问题 缺陷 违")
_TIME_WORDS = words("时 期 进度 月度 年度 季度 频 速 快 周期 每 当年 按年")
_ECOLOGICAL = words(
    "生态 环境 绿 污 排放 能耗 节能 水 空气 大气 垃圾 资源 扬尘 噪 植 林 碳 湿地 土 卫生 整洁 清洁 美化 景观 秸秆 废 降尘 臭 河 湖 粪 "
    "循环 节约 PM 异味 物种 鸟 鱼 草 沙 田 耕 环保 无纸 纸张 油 电 氧 氮 磷 能源 断面 肥 农药 减量 光伏 再生 回收 栽 育 保护 防治 修复"
)
_ECONOMIC = words(
    "经济 收入 产值 税 成本 节约 投资 利润 效益 产量 销售 增收 费用 资金 价 金额 营业 消费 贸易 出口 贷款 融资 增长 经营 支出 节省 损失 "
    "资产 产业 企业 GDP 旅游 招商 收益 租金 财政 订单 交易 客流 市场 开支 农户 增产 亩均 单产 效率 节 产出 业务量 就业 采购 合同额 撬动 带动 "
    "使用率 利用率 减负 附加值"
)


def _first_place(tree: Tree, kind: str) -> str:
    """Where the tree has a category of this kind: 产出目标—时效; '' if it has none."""
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


def better_kind(row: Indicator) -> tuple[str, bool]:
    """The category that an indicator surely belongs to instead of its own, and whether that is strong; ('', False) if it may stay."""
    goal = row.readable_target
    if goal is None or not row.category:
        return "", False
    name, own = head(row.name), row.category
    measure = unit.unit_of(goal.unit) if goal.numeric and goal.unit else None
    family = measure.family if measure else ""
    if name.endswith(("满意率", "满意度", "满意程度")):
        return (kinds.SATISFACTION, True) if own != kinds.SATISFACTION else ("", False)
    if name in _MANAGEMENT_NAMES and own != kinds.MANAGEMENT:
        return kinds.MANAGEMENT, True
    if own in _ELSEWHERE and row.target.kind == target.DATE and row.target.deadline is not None:
        return kinds.TIMELINESS, own != kinds.MANAGEMENT
    limited = family == unit.TIME and (name.endswith(_TIME_ENDS) or direction(row.name) == LESS)
    judge = _JUDGES.get(own)
    return judge(row, name, family, limited) if judge else ("", False)


def _in_satisfaction(row: Indicator, name: str, family: str, limited: bool) -> tuple[str, bool]:
    if any(word in row.name for word in _SATISFIED):
        return "", False
    if limited or name.endswith(_TIMELY) or row.target.kind == target.DATE:
        return kinds.TIMELINESS, True
    return (kinds.QUALITY if is_rate(name) or not family else kinds.QUANTITY), True


def _in_timeliness(row: Indicator, name: str, family: str, limited: bool) -> tuple[str, bool]:
    if any(word in row.name for word in _TIME_WORDS) or row.target.per:
        return "", False
    if family == unit.MONEY:
        return kinds.COST, True
    counted = family in _COUNTED or family in (unit.AREA, unit.LENGTH, unit.MASS)
    return (kinds.QUANTITY, True) if counted and direction(row.name) != LESS else ("", False)


def _in_quantity(row: Indicator, name: str, family: str, limited: bool) -> tuple[str, bool]:
    if limited or (row.target.kind == target.DATE and row.target.deadline is not None):
        return kinds.TIMELINESS, True
    if name.endswith(_TIMELY):
        return kinds.TIMELINESS, True
    if family == unit.RATIO and name.endswith(_QUALITY_RATES):
        return kinds.QUALITY, True
    return _cost_elsewhere(row, family)


def _in_quality(row: Indicator, name: str, family: str, limited: bool) -> tuple[str, bool]:
    if limited or (row.target.kind == target.DATE and row.target.deadline is not None):
        return kinds.TIMELINESS, True
    if name.endswith(_TIMELY):
        return kinds.TIMELINESS, False
    done = family in _COUNTED and name.endswith(_COUNT_ENDS) and row.target.operator != "≤" and row.target.low
    if done and direction(row.name) != LESS and not any(word in row.name for word in _GOOD_RESULT):
        return kinds.QUANTITY, True
    floor = row.target.operator in ("≥", ">") and not any(word in row.name for word in _GOOD_RESULT)
    if (
        floor
        and family == unit.MONEY
        and any(word in row.name for word in ("带动", "收入", "产值", "税", "投资", "投入", "效益"))
    ):
        return kinds.ECONOMIC, False
    if floor and family in (unit.PEOPLE, unit.VISITS):
        return kinds.QUANTITY, False
    return _cost_elsewhere(row, family)


def _cost_elsewhere(row: Indicator, family: str) -> tuple[str, bool]:
    capped = family == unit.MONEY and row.target.operator in ("≤", "<") and is_cost(row.name)
    return (kinds.COST, True) if capped else ("", False)


def _in_cost(row: Indicator, name: str, family: str, limited: bool) -> tuple[str, bool]:
    if any(word in row.name for word in _COSTLY):
        return "", False
    if limited or row.target.kind == target.DATE:
        return kinds.TIMELINESS, True
    if family == unit.RATIO and name.endswith((*_TIMELY, *_QUALITY_RATES)):
        return (kinds.TIMELINESS if name.endswith(_TIMELY) else kinds.QUALITY), True
    if family == unit.RATIO:
        return kinds.QUALITY, False
    return (kinds.QUANTITY, True) if family in _COUNTED or family in (unit.AREA, unit.LENGTH) else ("", False)


def _in_management(row: Indicator, name: str, family: str, limited: bool) -> tuple[str, bool]:
    if any(word in row.name for word in _MANAGED):
        return "", False
    if limited or name.endswith(_TIMELY):
        return kinds.TIMELINESS, True
    if family == unit.RATIO and name.endswith(_QUALITY_RATES):
        return kinds.QUALITY, True
    return (kinds.QUANTITY, True) if family in _COUNTED or family in (unit.AREA, unit.LENGTH) else ("", False)


def _in_effects(row: Indicator, name: str, family: str, limited: bool) -> tuple[str, bool]:
    if limited and direction(row.name) == LESS and name.endswith(_TIME_ENDS):
        return kinds.TIMELINESS, True
    if _cost_elsewhere(row, family)[0]:
        return kinds.COST, True
    if name.endswith("验收合格率"):
        return kinds.QUALITY, True
    acted = (
        family == unit.TIMES
        and name.endswith(("次数", "场次", "期数", "场数"))
        and any(word in name for word in ACTIONS)
    )
    if acted and row.category != kinds.SOCIAL:
        return kinds.QUANTITY, True
    if name.endswith(_TIMELY):
        return kinds.TIMELINESS, False
    if row.category == kinds.ECOLOGICAL and not any(word in row.name for word in _ECOLOGICAL):
        return kinds.SOCIAL, False
    if row.category == kinds.ECONOMIC and family != unit.MONEY and not any(word in row.name for word in _ECONOMIC):
        return kinds.SOCIAL, False
    return (kinds.QUANTITY, False) if acted else ("", False)


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
_ELSEWHERE = frozenset((kinds.MANAGEMENT, kinds.INFLUENCE, *kinds.EFFECTS))


def _in_external_cost(row: Indicator, name: str, family: str, limited: bool) -> tuple[str, bool]:
    """社会成本, 生态环境成本: what a project costs others; a count of things done does not belong here."""
    if any(word in row.name for word in _BURDENS) or direction(row.name) == LESS:
        return "", False
    done = (
        (family in _COUNTED or family in (unit.LENGTH, unit.AREA))
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
    for row in indicators(submission):
        kind, strong = better_kind(row)
        place = _first_place(table.tree, kind) if kind else _other_child(table.tree, row)
        if place:
            words = {"name": row.name}
            own = f"{row.level1}—{row.level2}"
            related = (row.at("name"), row.target_pointer, row.at(table.tree.levels[0]))
            yield Hit(row.at(table.tree.levels[1]), own, place, words, severity="" if strong else HINT, related=related)


@rule(
    "IND028",
    "一行夹在别的类别中间",
    group=GROUP,
    severity=HINT,
    review_point=POINT,
    tier=2,
    message="第{row}行“{name}”的类别是“{found}”，上下各行却是“{expected}”，同类的另在别处。",
    advice="请核对这一行的一级、二级目标；没有选错的，建议把它移到同类各行一起。",
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
