"""Units in which no target of a name is given: meetings in %, lessons for inspections, days for a fall, people for what is built.

Said by the name's last word, or by what the unit is for (起 counts what happens, ‰ what is rare); which families a name asks for
is said in text.tendency and in the rule.
"""

from __future__ import annotations

from xltoolkit.rules.knowledge.counters import never_of
from xltoolkit.rules.knowledge.words import words
from xltoolkit.text import unit
from xltoolkit.text.target import Target

_COUNTED = (unit.COUNT, unit.TIMES, unit.PEOPLE)


def never_in_this_unit(name: str, head: str, goal: Target, family: str) -> bool:
    """Whether an indicator of this name (and its head) has a target in a unit, of this family, in which none is ever given."""
    if family == unit.TIME:
        days = head.endswith("天数") and goal.unit not in _DAYS
        lessons = head.endswith(("学时", "课时")) and goal.unit in _DAYS
        odd = days or lessons or (head.endswith(_SHARES) and "时" not in head and "期" not in head)
    elif family == unit.RATIO:
        odd = (goal.unit in ("%", "‰") and head.endswith(_OCCASIONS)) or (
            goal.unit == "‰" and not _IN_THOUSANDS.any_in(name)
        )
    elif family == unit.LESSON:
        odd = not _LESSONS.any_in(name)
    else:
        odd = family in _COUNTED and head.endswith(_NO_PIECES)
    harmed = head.endswith(("事故", "事件")) and goal.unit in ("人", "名", "人次")
    return (
        odd
        or harmed
        or (goal.unit == "起" and not _HAPPENS.any_in(name))
        or ("平整度" in head and goal.unit in ("米", "公里"))
        or (bool(goal.per) and goal.unit in ("毫克", "微克") and head.startswith(_BOUGHT))
        or _people_of_a_place(head, family)
        or bool(never_of(head, goal.unit))
    )


def _people_of_a_place(name: str, family: str) -> bool:
    """新建村级服务站 ≥48人次: what is built is not counted in visits."""
    return family in (unit.PEOPLE, unit.VISITS) and name.startswith(_BUILT) and name.endswith(_PLACES)


_BUILT = words("新建 改建 扩建 建设 新增 改造 建成")
_PLACES = words("站 所 馆 室 中心 点 基地 园 院 校 点位 站点")


_DAYS = frozenset(("天", "日", "工作日", "个工作日"))
_IN_THOUSANDS = words("死 亡 病 伤 出生 差错 错 漏 误 事故 故障 献血 缺陷 受害 损 费率 基本费 投诉 泄 违 率 比")
_OCCASIONS = words("盘点 会议 例会 联席会 联席会议 讲座 招聘会 推介会 座谈会")
_NO_PIECES = words("浓度 误差 均价 单价 工作日 负担 分辨率")
_SHARES = words("降幅 增幅 涨幅 水分 含水率 湿度 占比")
_LESSONS = words("培训 课 学 训 教 讲 授 辅导 实践 研修 进修 宣讲 服务 志愿")
_BOUGHT = words("购置 采购 配备 新购 安装 新装")
_HAPPENS = words(
    "差错 失误 事故 事件 投诉 案 纠纷 火灾 火警 警情 险情 故障 中断 违 信访 上访 爆管 泄漏 疫情 发病 犯罪 隐患 问题 报警 接警 诉求 溺水 伤亡 起数 "
    "件数 爆炸 内涝 污染 事项 热线 举报 调解 救援 处置 查处 办结 数"
)
