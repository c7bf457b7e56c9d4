"""Counters (量词) and what they count: 手册 is counted in 册, 份, 本, a school in 所, never in 起; a contract runs for years, not for 份.

Told only where the counter touches the thing, in front of it (500场学生) or behind it (手册1160家), and no usage joins the two.
What lies between (走访企业 behind 2次) may be a deed, so that occasions, lengths of time and measures are never doubted in front.
"""

from __future__ import annotations

from xltoolkit.records import NamedTuple
from xltoolkit.rules.knowledge.words import words
from xltoolkit.text import unit
from xltoolkit.text.quantity import Quantity


class _Things(NamedTuple):
    """Things of one sort: the ends of their names, their counters, and the counters that never stand behind them."""

    names: tuple[str, ...]
    counters: frozenset[str]
    never_behind: frozenset[str]


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


_ODD = _set(
    "起 株 棵 盏 根 枚 头 匹 羽 艘 架 栋 幢 核 班 本 册 张 幅 例 段 ‰ 只 吨 公斤 立方米 尾 席 桌 笔 把 双 瓶 桶 盒"
)
"""Counters of few things, which are not taken for part of a name that begins with a deed."""
_GENERAL = _set("个 类 批 种 项 处 组 对 级 款 部分")

_THINGS = (
    _Things(
        words(
            "学校 小学 中学 幼儿园 医院 卫生院 企业 单位 机构 门店 商户 餐馆 药店 公司 合作社 养老院 敬老院 驿站 服务站 工作站 统计站 卫生室 礼堂"
        ),
        _GENERAL | _set("家 所 户 座 间 片 站 点 校 人 名 场 条"),
        _set("株 盏 根 枚 羽 吨 ‰ 艘 匹 核 尾 瓶"),
    ),
    _Things(
        words("社区 行政村 自然村 乡镇 街道 镇街 小区 点位 路口 断面 村居 村庄"),
        _GENERAL | _set("家 座 条 片 块 镇 村 户 支"),
        frozenset(),  # 澄江街道18600盏, 乡镇400册
    ),
    _Things(
        words(
            "人员 队员 学员 教师 学生 志愿者 专家 老人 老年人 儿童 居民 群众 职工 干部 患者 医生 护士 讲师 选手 代表 家长 辅导员 巡护员 协管员 "
            "管理员 驾驶员 调解员 信息员 网格员 师生 新生 村民 农民"
        ),
        _GENERAL | _set("名 人 位 户 届 岁 周岁 代 家 班 期 组 人次 万 桌 年级 例"),
        _set("台 辆 座 所 条 起 株 盏 核 枚 册 本 艘 栋 幢 吨 立方米 亩 公里 平方米 支 部 篇"),
    ),
    _Things(
        words("手册 折页 海报 读本 教材 宣传册 宣传单 画册 绘本 传单 明白纸 图书"),
        _GENERAL | _set("本 册 份 套 张 期 篇 页 幅 盒 万 条 箱 卷 件 板"),
        _set("家 户 座 所 公里 米 平方米 亩 吨 立方米 辆 台 班 起 例 株 盏 头 艘 栋 名 支 架 人 ‰ 核"),
    ),
    _Things(
        words("水样 样品 标本 水检测 水质检测"),
        _GENERAL | _set("份 件 批 批次 管 支 瓶 例 袋 只 盒 期"),
        _set("户 家 座 所 公里 米 平方米 亩 辆 台 套 班 起 株 盏 头 艘 栋 名 册 本 ‰ 核"),
    ),
    _Things(
        words(
            "会议 例会 联席会 盘点 讲座 宣讲 演练 招聘会 推介会 培训班 比赛 竞赛 直播 义诊 座谈会 展览 演出 研讨会 培训 对接会"
        ),
        _GENERAL | _set("场 期 次 轮 届 系列 人 名 人次 家 户 站 所 村 校 场次 节 课 支 条 队 周年 班 季 部 台"),
        _set("台 套 件 只 条 辆 座 平方米 公里 吨 册 本 株 盏 起 核 枚 张 亩 立方米 幢 栋 艘 架 ‰ 羽 头 根 月 间"),
    ),
    _Things(
        words("车辆 客车 公交车 消防车 救护车 校车 货车 泵车 巡查车 大巴 环卫车 洒水车"),
        _GENERAL | _set("辆 台 部 型 座 吨 米 条"),
        _set("人 名 位 所 册 本 株 头 亩 起 例 盏 核 羽 尾 家 户 ‰ 枚"),
    ),
    _Things(
        words(
            "服务器 打印机 摄像机 空调 无人机 发电机 水泵 潜水泵 电脑 对讲机 记录仪 传感器 显示屏 除颤仪 一体机 电梯 发电机组 监测仪"
        ),
        _GENERAL | _set("台 套 件 部 架 只 支 把 路 型 块 匹 千瓦 瓦 寸 用 吨"),
        _set("人 名 位 所 册 本 株 头 亩 起 例 场 班 家 户 羽 尾 公里 平方米 ‰ 辆 幢 栋"),
    ),
    _Things(
        words("沙袋 救生衣 挡水板 雨衣 帐篷 编织袋 口罩 手套 服装 工作服 制服 被褥 棉被 药箱"),
        _GENERAL | _set("只 件 套 条 块 顶 个 米 双 副 床 箱 包 万 平方米"),
        _set("人 名 家 所 场 期 起 例 班 户 座 公里 亩 辆 台 盏 株 艘 核 册 本 ‰ 羽 头"),
    ),
    _Things(
        words("路灯 灯具 照明灯 应急灯 路灯杆 灯杆"),
        _GENERAL | _set("盏 基 杆 套 只 座 条 瓦 米 具 组 根"),
        _set("人 名 家 所 场 期 起 例 班 户 公里 亩 辆 株 艘 核 册 本 ‰ 羽 头 吨"),
    ),
    _Things(
        words("桥梁 泵站 水库 闸门 涵洞 公厕 厕所 候车亭 凉亭 站房 大桥 中桥 小桥"),
        _GENERAL | _set("座 处 扇 孔 间 类 所 站 条 蹲位 栋 幢 樘 道"),
        _set("人 名 起 例 班 亩 辆 株 艘 核 册 本 ‰ 羽 头 盏 份 件 场 期"),
    ),
    _Things(
        words("苗木 树木 乔木 灌木 古树 行道树 名木"),
        _GENERAL | _set("株 棵 亩 丛 万 平方米 条 片 根"),
        _set("人 名 家 起 例 班 户 辆 艘 核 册 本 ‰ 羽 头 盏 份 件 场 期 台 套 所 座"),
    ),
    _Things(
        words("犬只 生猪 肉牛 奶牛 山羊 家禽 流浪犬 流浪猫"),
        _GENERAL | _set("只 头 条 羽 匹 万 群 户 家 场 头次 只次 羽次"),
        _set("人 名 起 班 辆 艘 核 册 本 ‰ 盏 份 期 台 套 所 座 株 公里"),
    ),
)
_DURATIONS = words("合同期 服务期 质保期 保修期 租期 租赁期 有效期 养护期 服务期限 合同期限 质保期限")
_OF_NAMES = {name: things for things in _THINGS for name in things.names}
_LAST = frozenset(name[-1] for name in (*_OF_NAMES, *_DURATIONS))
_LENGTHS = sorted({len(name) for name in _OF_NAMES}, reverse=True)
_LONGEST_NAME = 8  # characters with what describes the thing: 公交换乘枢纽站


def miscounted(quantity: Quantity) -> str:
    """The thing beside a quantity that its counter never counts; '' if there is none."""
    name = quantity.unit
    if not name or quantity.is_money or name in _GENERAL:
        return ""
    return (
        (quantity.noun and _in_front(quantity, name))
        or (quantity.before[-1:] in _LAST and _behind(quantity, name))
        or ""
    )


_DEEDS = words(
    "印刷 印制 制作 编印 购置 采购 更新 费用 费 租赁 补贴 补助 维修 维护 数量 人数 人次 人次数 次数 场次 期数 场数 数"
)
_EACH_OF = frozenset("所人名座户站")  # 12所×500册: so many at each


def never_of(name: str, counter: str, *, factor: bool = False) -> str:
    """The thing that an indicator or a cost item is named after (宣传手册印制), if this counter never stands behind it.

    factor  the counter is the first of a product (12所×500册), which may be of what gets one each
    """
    if factor and counter in _EACH_OF:
        return ""
    while name.endswith(_DEEDS):
        name = name.removesuffix(next(word for word in _DEEDS if name.endswith(word)))
    thing = _things(name)
    return thing if thing and counter in _OF_NAMES[thing].never_behind else ""


def _things(text: str) -> str:
    """The name of a thing at the end of a text, '' if it ends with none."""
    if text[-1:] not in _LAST:
        return ""
    return next((text[-length:] for length in _LENGTHS if text[-length:] in _OF_NAMES), "")


_DENSE = ("立方米", "平方米", "公里", "升", "吨")


def _in_front(quantity: Quantity, name: str) -> str:
    """8起统计站: what stands behind the counter up to the next mark, or up to 的."""
    noun = quantity.noun.partition("的")[0]
    for dense in _DENSE if quantity.per else ():
        if quantity.per.startswith(dense):
            noun = quantity.per.removeprefix(dense) + noun  # 210微克/立方米行政村
    thing = _things(noun) if len(noun) <= _LONGEST_NAME else ""
    measure = unit.unit_of(name)
    if not thing or measure is None or name in _OF_NAMES[thing].counters:
        return ""
    family = measure.family
    if quantity.per:
        return (
            thing
            if noun == thing and family not in (unit.TIMES, unit.VISITS, unit.TIME) and "/" in quantity.quote
            else ""
        )
    if noun != thing:
        return thing if name in _ODD and _GIVEN.isdisjoint(noun) else ""
    certain = family in (unit.COUNT, unit.PEOPLE) and not name.endswith("次")
    return thing if certain or name in _ODD else ""


_GIVEN = frozenset("发给到至向供在于由送配进入")
"""160册发给参加机构: not of these."""


def _behind(quantity: Quantity, name: str) -> str:
    """手册1160家; 合同期三份."""
    before = quantity.before
    if before.endswith(_DURATIONS):
        measure = unit.unit_of(name)
        lasts = measure is not None and measure.family == unit.TIME
        return (
            ""
            if lasts or name.endswith("次") or name == "期"
            else next(end for end in _DURATIONS if before.endswith(end))
        )
    thing = _things(before)
    return thing if thing and not quantity.per and name in _OF_NAMES[thing].never_behind else ""
