"""影响力目标: the words by which a name, or the source of its target, shows that it belongs to one of the second levels."""

from __future__ import annotations

from xltoolkit.rules.knowledge.facts import Indicator
from xltoolkit.rules.knowledge.words import words

SHARING, HELPING, EQUIPPING = "信息共享", "部门协助", "配套设施"
CHILD_WORDS = {
    "长效管理": words(
        "办法 预案 方案 一机一档 一户一档 系统 平台 长效 机制 制度 管理 可持续 持续 规划 管护 维护 年限 运行 规范 标准 体系 养护"
    ),
    "人力资源": words("人 志愿 培训 队伍 专业 师 干部 骨干 员"),
    HELPING: words("与 部门 协 联 配合 共建 合作 互通 共享 会商 互 统筹 移交 移送 转介 转办"),
    EQUIPPING: words("装备 库 设施 配套 设备 场地 站 建成 网点 点位 泊位 车位 环境 条件 基地 场所 用房"),
    SHARING: words(
        "联网 "
        "证照 调用 公示 网上 在线 线上 上线 上图 入库 信息 共享 数据 公开 接口 平台 宣传 报道 系统 互通 对接 发布 推送 通报 互认 交换 查询 归集 接入"
    ),
}


def named_for_its_level(row: Indicator) -> bool:
    """Whether the name has a word of its own second level: 监测数据共享次数 of 信息共享, 人均体育场地面积 of 配套设施."""
    return any(word in row.name for word in CHILD_WORDS.get(row.level2, ()))


def linked_to_its_level(row: Indicator) -> bool:
    """Whether the name or the source has such a word: 上图入库率, by 综合监管平台."""
    return any(word in row.name or word in row.source for word in CHILD_WORDS.get(row.level2, ()))
