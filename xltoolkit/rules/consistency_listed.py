"""指标: things listed in a source against the target."""

from __future__ import annotations

from collections.abc import Iterator

from xltoolkit.findings import WARNING
from xltoolkit.reader.submission import Submission
from xltoolkit.rules.engine import Hit, rule
from xltoolkit.rules.knowledge.facts import Indicator, indicators
from xltoolkit.rules.knowledge.words import words
from xltoolkit.text import target
from xltoolkit.text.lists import Enumeration, enumeration
from xltoolkit.text.quantity import find_quantities
from xltoolkit.text.similar import core, longest_common
from xltoolkit.text.tendency import is_rate

POINT = "相关性"

_COUNTED_THINGS = frozenset("个项家所座处套台条种类支场期")
_LISTS = words("包括 包含 分别为 如下 清单 名单 项目 网站 系统 域名 明细 内容 为 即 有")
_BASES = words("依据 来源 根据 文件 参考 合同 标准 说明 备注 注 计算 公式 口径")


@rule(
    "IND019",
    "列举的个数与目标值不一致",
    group="指标",
    severity=WARNING,
    review_point=POINT,
    tier=2,
    message="第{row}行“{name}”的目标值是“{found}”，来源里列举了{expected}。",
    advice="请核对个数，或补全列举。",
    suppresses=("IND018",),
)
def listed_against_target(submission: Submission) -> Iterator[Hit]:
    """检查什么：来源在冒号后面列举（用分号、顿号隔开，或列出域名），列举的个数与“=N个”不等；来源只是一串单位名称的，个数少于“≥N家”的也报。带“等”字的、列举文件依据的不比。
    为什么：列举的就是要做的，个数应当一致（相关性）。依据：2020年真实表：维护网站 =8个 列8个，云防御域名 =2个 列2个，都一致。
    错例：=8个，维护项目：甲网；乙网；丙网。
    正例：=3个，维护项目：甲网；乙网；丙网。
    修改：由填报人核对。
    """
    for row in indicators(submission):
        goal = row.readable_target
        if goal is None:
            continue
        if goal.unit in _MEMBERS and (number := _members(row.source)) and _other_than(number, goal):
            count = f"{number}{goal.unit}"
        elif (listed := _listed(row, goal)) and goal.low is not None and not listed.may_be(goal.low):
            count = f"{listed.least}{goal.unit}"
        else:
            continue
        yield Hit(row.target_pointer, row.written, count, {"name": row.name}, related=(row.at("source"),))


def _listed(row: Indicator, goal: target.Target) -> Enumeration | None:
    """What the source lists behind a colon, where the target is one number of such things."""
    exact = goal.kind == target.NUMBER and goal.operator in ("=", "")
    if not exact or goal.unit not in _COUNTED_THINGS or is_rate(row.name):
        return None
    lead, colon, _ = row.source.replace("：", ":").partition(":")
    if not colon or any(lead.endswith(word) or lead.startswith(word) for word in _BASES):
        return None
    if not (lead.endswith(_LISTS) or len(longest_common(core(row.name), core(lead))) >= 2):
        return None
    counts = [one.low for one in find_quantities(row.source) if one.unit == goal.unit]
    if len(counts) > 1 and sum(counts) == goal.low:
        return None  # 大桥6座、中桥28座、小桥92座
    listed = enumeration(row.source)
    return listed if listed is not None and listed.least >= 2 else None


_MEMBERS = frozenset("家个")
_LONGEST_MEMBER = 8  # characters


def _members(source: str) -> int:
    """How many a source names that is nothing but a list of bodies: 海事、公安、水利、消防; 0 if it is none."""
    parts = source.rstrip("。").split("、")
    bodies = all(2 <= len(part) <= _LONGEST_MEMBER and part.isalpha() for part in parts)
    return (
        len(parts)
        if bodies and len(parts) >= 4 and not source.endswith(("等", "等。")) and "等" not in parts[-1][-3:]
        else 0
    )


def _other_than(number: int, goal: target.Target) -> bool:
    if not goal.numeric or goal.low is None or goal.scale != 1:
        return False
    return goal.low > number if goal.operator == "≥" else goal.operator in ("=", "") and goal.low != number
