"""Cells that stop in the middle of a word which the form writes out elsewhere: 网格员巡, where 巡查 stands in the plan."""

from __future__ import annotations

from xltoolkit.reader.submission import Submission
from xltoolkit.rules.knowledge.facts import texts
from xltoolkit.rules.knowledge.words import words

# Words of two characters that budgets are full of, and whose first character hardly ever ends a phrase.
_WORDS = words(
    "就业 移民 巡查 巡检 巡护 服务 培训 培养 采购 采样 采集 维护 维修 维保 抽查 抽检 筛查 稽查 督查 督导 执法 受理 "
    "受益 投诉 宣传 宣讲 拨付 奖励 救助 救援 抚恤 慰问 软件 硬件 覆盖 恢复 环境 减排 污水 污染 垃圾 燃气 消防 消毒 "
    "花名 残疾 困难 志愿 妇女 患者 游客 居民 合同 合格 扶持 帮扶 孵化 诉讼 仲裁 勘察 搬迁 拆除 铺设 敷设 涂刷 疏浚 "
    "喷洒 栽植 遥感 扫描"
)
# Words that end with such a character.
_WHOLE = words(
    "联合 配合 综合 结合 组合 符合 融合 整合 混合 适合 聚合 贴合 切合 吻合 成就 转移 漂移 推移 平移 夜巡 河巡 湖巡 "
    "自巡 客服 制服 校服 工服 护服 军服 警服 衣服 栽培 代培 开采 集采 政采 运维 思维 初筛 复筛 监督 接受 享受 感受 "
    "划拨 调拨 核拨 下拨 预拨 颁奖 评奖 获奖 搜救 获救 施救 抢救 自救 互救 急救 优抚 安抚 安慰 循环 一环 二环 三环 "
    "核减 审减 压减 增减 缩减 削减 调减 递减 排污 治污 截污 纳污 油污 清污 易燃 可燃 阻燃 取消 撤消 抵消 鲜花 棉花 "
    "种花 致残 伤残 助残 评残 贫困 脱困 解困 纾困 特困 扶困 帮困 日志 杂志 同志 方志 县志 市志 标志 意志 孕妇 产妇 "
    "隐患 病患 医患 旅游 导游 出游 上游 下游 中游 民居 安居 定居 宜居 旧居 故居 人居 独居 村居 社居 帮扶 起诉 申诉 "
    "投诉 上诉 应诉 公诉 踏勘 查勘 强拆 征拆 商铺 店铺 清扫 打扫 政宣 外宣"
)
_LONGEST = 40  # characters of a cell that may be cut within a word


def half_a_word(submission: Submission) -> dict[str, str]:
    """Pointer of a short cell that ends with the first half of a word → the word, which the form has elsewhere."""
    return submission.fact("half a word", lambda: _half_a_word(submission))


def _half_a_word(submission: Submission) -> dict[str, str]:
    cells = [(pointer, text) for pointer, field, text in texts(submission) if field.kind in ("text", "long_text")]
    names = {
        pointer: text[-1]
        for pointer, text in cells
        if pointer.endswith(("/name", "/item", "_name")) and 2 < len(text) <= _LONGEST and _open_end(text)
    }
    doubtful = [
        (pointer, text)
        for pointer, text in cells
        if text[-1] in _BEGINNING and 3 <= len(text) <= _LONGEST and text[-2:] not in _ALL
    ]
    whole = "\n".join([text for _, text in cells]) if doubtful else ""
    return names | {pointer: word for pointer, text in doubtful if (word := _unfinished(text, whole))}


_NEVER_LAST = frozenset("完按覆履恢执规在监并从于或且而的及和与")
_LAST_OF_WORDS = words(
    "法规 违规 正规 常规 合规 新规 存在 现在 所在 潜在 关于 位于 由于 等于 用于 固执 偏执 市监 总监 纪监 "
    "合并 兼并 目的 缓和 总和 参与 普及 涉及 惠及 共和 饱和"
)


_HALVES = (
    *("管理制", "考核制", "管理办", "按月计", "按季计", "按年计"),
    *(
        f"{deed}次"
        for deed in ("培训", "检查", "演练", "巡查", "巡检", "督查", "抽查", "监测", "检测", "评估", "宣传", "考核")
    ),
)


def _open_end(name: str) -> bool:
    """Whether a name ends with a character that ends none: 巡访记录完, 资金使用规, 总分馆管理制."""
    return (name[-1] in _NEVER_LAST and name[-2:] not in _LAST_OF_WORDS) or name.endswith(_HALVES)


def _unfinished(text: str, whole: str) -> str:
    """The word that the last character begins, '' if it ends a phrase anywhere in the form."""
    if any(f"{text[-1]}{mark}" in whole for mark in "，。；、）") or (text[-2] == "后" and "先" in text):
        return ""  # 先审后拨
    return next((word for word in _BEGINNING[text[-1]] if word in whole), "")


_ALL = frozenset((*_WORDS, *_WHOLE))
_BEGINNING: dict[str, list[str]] = {}
for _word in _WORDS:
    _BEGINNING.setdefault(_word[0], []).append(_word)
