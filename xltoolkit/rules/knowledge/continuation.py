"""Cells that stop in the middle of a word which the form writes out elsewhere: 网格员巡, where 巡查 stands in the plan."""

from __future__ import annotations

from xltoolkit.reader.submission import Submission
from xltoolkit.rules.knowledge.facts import texts
from xltoolkit.rules.knowledge.words import words

# Words of two characters that budgets are full of, and whose first character hardly ever ends a phrase.
_WORDS = words(
    "就业 移民 巡查 巡检 巡护 服务 培训 培养 采购 采样 采集 租赁 租用 维护 维修 维保 抽查 抽检 筛查 稽查 督查 督导 评估 评审 考核 考评 执法 受理 受益 投诉 "
    "咨询 协议 协助 承诺 决算 宣传 宣讲 演练 演出 竞赛 拨付 奖励 救助 救援 抚恤 慰问 软件 硬件 满意 覆盖 响应 恢复 环境 减排 污水 污染 垃圾 燃气 消防 消毒 "
    "花名 残疾 困难 志愿 妇女 患者 游客 居民 购买 购置 扶持 帮扶 孵化 诉讼 仲裁 勘察 搬迁 拆除 铺设 敷设 涂刷 疏浚 喷洒 播放 播种 栽植 补植 迁移 遥感 扫描 "
)
_LONGEST = 40  # characters of a cell that may be cut within a word


def half_a_word(submission: Submission) -> dict[str, str]:
    """Pointer of a short cell that ends with the first half of a word → the word, which the form has elsewhere."""
    return submission.fact("half a word", lambda: _half_a_word(submission))


def _half_a_word(submission: Submission) -> dict[str, str]:
    cells = [(pointer, text) for pointer, field, text in texts(submission) if field.kind in ("text", "long_text")]
    whole = "\n".join([text for _, text in cells])
    return {
        pointer: word
        for pointer, text in cells
        if 4 <= len(text) <= _LONGEST and text[-2:] not in _ALL and (word := _unfinished(text, whole))
    }


def _unfinished(text: str, whole: str) -> str:
    """The word that the last character begins, '' if it ends a phrase anywhere in the form."""
    own = [word for word in _BEGINNING.get(text[-1], ()) if word in whole]
    return own[0] if own and not any(f"{text[-1]}{mark}" in whole for mark in "，。；、）") else ""


_ALL = frozenset((*_WORDS, *words("运维 测评 日志 杂志 网购 外租 代培 备考 中标 互助 补助 资助 捐助")))
_BEGINNING: dict[str, list[str]] = {}
for _word in _WORDS:
    _BEGINNING.setdefault(_word[0], []).append(_word)
