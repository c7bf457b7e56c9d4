"""指标: does the kind of target fit the kind of name — a number for a count, words for 规范性, nothing but zero for accidents."""

from __future__ import annotations

from collections.abc import Iterator

from xltoolkit.findings import HINT, WARNING
from xltoolkit.reader.submission import Submission
from xltoolkit.rules.engine import Hit, NotApplicable, rule
from xltoolkit.rules.indicators import at_target
from xltoolkit.rules.knowledge.belonging import ends_as_an_output
from xltoolkit.rules.knowledge.category import INFLUENCE
from xltoolkit.rules.knowledge.facts import INDICATORS, Indicator, estimates, indicators
from xltoolkit.rules.knowledge.influence import CHILD_WORDS, HELPING, SHARING, linked_to_its_level
from xltoolkit.rules.knowledge.words import words
from xltoolkit.text import target, unit
from xltoolkit.text.target import parse_target
from xltoolkit.text.tendency import LESS, direction, head, is_rate

GROUP = "指标"
_SIGNS = ("≥", "≤", "＝", "×", "=")


def _looks_like_a_value(name: str) -> bool:
    """A name that is a target (≥95%, 12次) or a sum (12个月×3万元)."""
    if not name or len(name) > 40:
        return False
    if name.startswith(_SIGNS) or ("×" in name and any(character.isdigit() for character in name)):
        return True
    if not name[0].isdigit():
        return False
    goal = parse_target(name)
    return goal.kind == target.NUMBER and bool(goal.unit) and not goal.notes


@rule(
    "IND029",
    "名称栏里填的像是数值",
    group=GROUP,
    severity=WARNING,
    review_point="完整性",
    tier=2,
    message={
        "": "第{row}行的“{field}”填的是“{found}”，像是目标值或算式。",
        "exchanged": "第{row}行的“{field}”填的是“{found}”，“{other}”填的却是“{expected}”，像是填反了。",
    },
    advice="请核对，是不是填错了格。",
    suppresses=("IND016", "IND017", "IND030", "X009"),
)
def value_for_a_name(submission: Submission) -> Iterator[Hit]:
    """检查什么：指标名称、概算明细名称写成了“≥95%”“12次”“12个月×3万元”这样的数值或算式。
    为什么：两格填反了，名称和数值都读不对（完整性）。依据：惯例。目录之外新增。
    错例：项目明细名称 500台×2400元，用途 执法记录仪。
    正例：项目明细名称 执法记录仪，用途 500台×2400元。
    修改：由填报人核对。
    """
    for row in indicators(submission) if submission.declares(INDICATORS) else ():
        if _looks_like_a_value(row.name) and not (parse_target(row.name).operator and row.level1 == ""):
            exchanged = row.readable_target is not None and not row.readable_target.numeric and len(row.written) >= 3
            column = submission.form.field(row.target_pointer)
            shown = {"other": column.name if column else "目标值"}
            expected, variant = (row.written, "exchanged") if exchanged else ("指标名称", "")
            yield Hit(row.at("name"), row.name, expected, shown, variant, related=(row.target_pointer,))
    for item in estimates(submission) if submission.declares("/estimates") else ():
        if _looks_like_a_value(item.item):
            yield Hit(item.row.at("item"), item.item, "明细名称", related=(item.row.at("purpose"),))


_COUNTED_ENDS = words(
    "数量 次数 人数 人次 户数 家数 场次 条数 件数 个数 台数 套数 期数 面积 里程 座数 批次 天数 金额 覆盖率 事故数 事件数 发生数 投诉数 起数 总数 "
    "投资 产值 收入 税收 单价 造价 成本 里程 长度 补贴标准 补助标准 人均补贴 人均补助"
)
_IN_ORDER = frozenset(words("健全 完善 合规 规范 完备 完整 齐全 合格 达标 优 良 显著"))  # say nothing of a time
_NO_TIMES = _IN_ORDER | frozenset(words("足额到位 到位 有效 具备 良好 落实 建立 已建立 稳定"))
_ALL_OF_IT = ("应", "全", "零", "不", "无", "达标", "动态", "实现", "按", "：", ":")
_QUALITY_ENDS = words(
    "规范性 合规性 健全性 完备性 有效性 及时性 合理性 完整性 准确性 科学性 真实性 可行性 落实 落实情况 执行情况 到位情况 资质"
)


@rule(
    "IND030",
    "目标值的写法与指标名称不配",
    group=GROUP,
    severity=WARNING,
    review_point="适当性",
    tier=2,
    message={
        "": "第{row}行“{name}”要的是一个数，目标值却是“{found}”。",
        "number": "第{row}行“{name}”要的是程度，目标值却是“{found}”。",
        "day": "第{row}行“{name}”要的是日期，目标值却是“{found}”。",
        "date": "第{row}行“{name}”要的是一个数，目标值却是日期“{found}”。",
    },
    advice="请核对，是不是与别的行填错了位置。",
    suppresses=("IND011", "IND012", "IND016"),
    over=indicators,
)
def kind_of_target(indicator: Indicator) -> Iterator[Hit]:
    """检查什么：名称以次数、人数、面积、率等结尾，目标值却是“完善”“健全”一类的词或日期；名称以规范性、健全性等结尾，目标值却是带单位的个数。
    “应保尽保”“全覆盖”“零发生”之类算是数。
    为什么：多半是两行填错了位置，否则无法考核（适当性）。依据：惯例；岳阳楼区2023年公开的表有“定性”配“%”的。目录之外新增。
    错例：送戏下乡场次 完善；财务管理制度健全性 =12次。
    正例：送戏下乡场次 =120场；财务管理制度健全性 健全。
    修改：由填报人核对。
    """
    goal = indicator.target
    name = head(indicator.name)
    in_order = name.endswith(("时间", "时限", "时长")) and goal.text in _NO_TIMES
    waited = goal.kind == target.DATE and direction(indicator.name) == LESS and name.endswith(_WAITED)
    if waited and any(map(str.isdigit, goal.text)) and "年" in goal.text:
        yield at_target(indicator, "多少时间以内", variant="date")
        return
    if goal.kind == target.NUMBER and name.endswith("日期") and goal.operator:
        yield at_target(indicator, "日期", variant="day")
        return
    if goal.kind in (target.QUALITATIVE, target.DATE) and (name.endswith(_COUNTED_ENDS) or is_rate(name) or in_order):
        if goal.kind == target.DATE:
            yield at_target(indicator, "数字带单位", variant="date")
        elif (
            not goal.notes
            and not _all_of_it(goal.text, name)
            and not any(character.isdigit() for character in goal.text)
            and not any(goal.text.startswith(word) for word in _TREND)
        ):
            yield at_target(indicator, "数字带单位")
    elif goal.kind == target.NUMBER and (name.endswith(_QUALITY_ENDS) or _a_mechanism(name)):
        measure = unit.unit_of(goal.unit)
        in_time = measure is not None and measure.family == unit.TIME and "时" in name
        if measure is not None and not in_time and measure.family not in (unit.RATIO, unit.SCORE, unit.GRADE):
            yield at_target(indicator, "健全、规范等", variant="number")


_WAITED = ("到场时间", "响应时间", "等候时间", "等待时间", "恢复时间", "修复时间")
_TREND = words(
    "提 升 上升 增 降 下降 减 缩 压 回落 改 较 比 稳 有所 逐 明显 显著 持续 进一步 不断"
)  # 较上年提高 is vague, not misplaced


def _all_of_it(text: str, name: str) -> bool:
    """全覆盖, 应保尽保, 零发生 are numbers in words; 足额到位 is one of a rate only."""
    return text.startswith(_ALL_OF_IT) or (text.startswith("足额") and is_rate(name))


def _a_mechanism(name: str) -> bool:
    """长效管理机制, not 新增制度 or 出台管理办法, which are counted."""
    return name.endswith(("机制", "制度")) and not any(
        word in name.replace("更新", "").replace("数据", "")
        for word in ("新", "建立", "制定", "出台", "修订", "完善", "形成", "数")
    )


@rule(
    "IND031",
    "事故的目标值不是零",
    group=GROUP,
    severity=WARNING,
    review_point="适当性",
    tier=2,
    message="第{row}行“{name}”的目标值是“{found}”，等于计划要发生事故。",
    advice="请核对数字；控制上限的写“≤”。",
    over=indicators,
)
def accidents_planned(indicator: Indicator) -> Iterator[Hit]:
    """检查什么：名称以事故（起数、发生数）、安全事件、责任事件结尾，目标值是“=”或没有符号，数却大于零。用 ≤ 控制上限的不报。
    为什么：事故的目标应是零（适当性）。依据：惯例。目录之外新增。
    错例：安全责任事故数 =2起。
    正例：安全责任事故数 =0起；一般事故起数 ≤2起。
    修改：由填报人核对。
    """
    goal = indicator.target
    ends = (
        "事故",
        "事故数",
        "事故数量",
        "事故起数",
        "事故次数",
        "事故发生数",
        "安全事件",
        "责任事件",
        "安全事件数",
        "事故发生起数",
    )
    if goal.kind == target.NUMBER and goal.operator in ("=", "") and goal.low and head(indicator.name).endswith(ends):
        yield at_target(indicator, "=0")


@rule(
    "IND035",
    "超过了一天、一周、一年能有的数",
    group=GROUP,
    severity=WARNING,
    review_point="适当性",
    tier=2,
    message="第{row}行“{name}”的目标值是“{found}”，{expected}。",
    advice="请核对数字和单位。",
    over=indicators,
)
def more_than_there_is(indicator: Indicator) -> Iterator[Hit]:
    """检查什么：名称写每天、日均的，小时数超过24；写每周的，超过168；天数（按年计的）超过366。
    写成“<0”的，也报。
    为什么：这样的目标不可能达到，多半是多写了一位（适当性）。依据：惯例。目录之外新增。
    错例：图书馆每周开放时间 ≥700小时。
    正例：图书馆每周开放时间 ≥70小时；场馆开放天数 ≥300天。
    修改：由填报人核对。
    """
    goal, name = indicator.target, indicator.name
    value = goal.low if goal.high is None else goal.high
    if goal.operator == "<" and value == 0:
        yield at_target(indicator, "不会小于零")
        return
    if value is None or goal.per:
        return
    if goal.unit == "小时" and ("每周" in name or "周均" in name):
        most, said = 168, "一周只有168小时"
    elif goal.unit == "小时" and any(word in name for word in ("每天", "每日", "日均")):
        most, said = 24, "一天只有24小时"
    elif (
        goal.unit in ("天", "日")
        and name.endswith("天数")
        and any(word in name for word in ("开放", "运行", "优良", "年"))
    ):
        most, said = 366, "一年只有365天或366天"
    else:
        return
    if value > most:
        yield at_target(indicator, said)


def _belongs_elsewhere(row: Indicator) -> bool:
    """The name ends in a word of another second level or of another category; a count may be one of partners, places, things shared."""
    name, goal = head(row.name), row.readable_target
    if any(name.endswith(wanted) for child, wanted in CHILD_WORDS.items() if child != row.level2):
        return True
    if row.level2 in (SHARING, HELPING) and goal is not None:
        measure = unit.unit_of(goal.unit) if goal.numeric else None
        extent = measure is not None and measure.family in (unit.LENGTH, unit.AREA, unit.MASS, unit.MONEY)
        if extent or name.endswith(("系数", "指数", "比例")):
            return True
    return ends_as_an_output(name)


@rule(
    "IND032",
    "名称与二级目标对不上",
    group=GROUP,
    severity=HINT,
    review_point="相关性",
    tier=2,
    message="第{row}行“{name}”放在“{found}”下，从名称看不出与它有关。",
    advice="请核对这一行的{level2}。",
    suppresses=("IND028",),
)
def name_against_influence(submission: Submission) -> Iterator[Hit]:
    """检查什么：影响力一类里，放在长效管理、人力资源、部门协助、配套设施、信息共享下的指标，名称和来源里没有一个与它有关的词，
    而且名称的结尾说的是别的二级目标或别的类别（到位率、知晓率、规范性），或者在部门协助、信息共享下写的是长度、面积、金额。只数个数的不报。
    为什么：多半是选错了二级目标（相关性）。依据：惯例。目录之外新增，只作建议。
    错例：信息共享 河道保洁长度。
    正例：信息共享 信息共享字段数量。
    修改：由填报人核对。
    """
    table = submission.form.tables.get(INDICATORS)
    if table is None or table.tree is None:
        raise NotApplicable
    rows = [row for row in indicators(submission) if row.category == INFLUENCE]
    if not rows:
        raise NotApplicable
    for row in rows:
        judged = row.level2 in CHILD_WORDS and bool(row.name)
        if judged and not linked_to_its_level(row) and _belongs_elsewhere(row):
            yield Hit(
                row.at(table.tree.levels[-1]),
                row.level2,
                "相配的二级目标",
                {"name": row.name},
                related=(row.at("name"), row.at(table.tree.levels[0])),
            )
