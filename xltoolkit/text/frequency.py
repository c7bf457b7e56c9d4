"""Frequencies in running Chinese text: 每月巡检一次, 每季度不少于2次, 半年一次, 全年共4次, 12次/年, 按季度检查.

A rate of money or goods is no frequency (每月工资, 每人每月补助), nor is a count for each of several objects (每村每月走访一次):
such passages are left out. Positions count in the text as given.
"""

from __future__ import annotations

import re

from xltoolkit.records import NamedTuple
from xltoolkit.text.chinese import before_first, behind_last
from xltoolkit.text.recurrence import BOUNDS, WHOLE_YEAR, Stretch, by_period, count_in, every_so_often, stretches

_IN_A_YEAR = {
    "日": (365, 366),
    "工作日": (230, 262),
    "周": (52, 53),
    "旬": (36, 36),
    "半月": (24, 24),
}  # periods, least and most
_MONTHS = {"月": 1, "季度": 3, "半年": 6, "学期": 6, "年": 12}

ACTIONS = tuple(
    str.split(
        "巡检 巡查 巡护 巡逻 检查 抽查 督查 督导 核查 普查 检测 监测 测评 评测 评估 考核 考评 培训 演练 保养 养护 维护 维保 检修 检验 "
        "备份 会议 例会 调研 走访 慰问 家访 回访 宣传 宣讲 讲座 清洗 清理 清扫 消毒 消杀 校准 盘点 审计 体检 评比 座谈 研讨 教研 通报 调度 "
        "采样 化验 修剪 除草 施肥 灌溉 观摩 比武 竞赛 义诊 展览 演出 更新 发布 上报 报送 发放 拨付 结算 "
        "更换 抽检 复核 比对 巡视 巡诊 放映 推送"
    )
)


class Frequency(NamedTuple):
    """One statement of how often something is done.

    times, most  how often in one stretch (每月1至2次: 1, 2); `every` stretches long (每两个月: 2)
    period       日 工作日 周 旬 半月 月 季度 半年 年 学期, or 全年 for a total over the year
    operator     ≥ for 不少于 / 至少 / 以上, ≤ for 不超过, '' if neither
    explicit     a number of times is written; 每月巡检 without one is not explicit
    action       what is done, one of ACTIONS, '' if none is named in the clause
    about        what else the clause names: 机房内所有设备; '' if it names nothing
    quote        the passage, to be quoted; start, end: where it stands in the text
    """

    times: int
    most: int
    every: int
    period: str
    operator: str
    explicit: bool
    action: str
    about: str
    quote: str
    start: int
    end: int


_WEEKDAYS, _NO_WEEKDAY = frozenset("一二三四五六日天"), frozenset("次场期轮遍回")  # 每周一 is every Monday
_PER_SLASH = (
    r"(?P<times>\d{1,4})(?:[-~—–～至]+(?P<most>\d{1,4}))?(?:次|场|期|轮)[/／]"
    r"(?P<period>工作日|半年|学期|学年|季度|星期|[年季月周旬天日])"
)
_OBJECTS = tuple(
    str.split(
        "人 户 村 校 班 家 台 辆 处 点 站 所 亩 头 名 位 栋 座 件 套 项 艘 只 间 幢 口 镇 社区 街道 乡镇 网点 单位 学生 教师 百 千 万"
    )
)
# 每月巡检 says how often without a number; 每月维护费 does not.
_LEADING = ("定期", "及时", "都", "均", "要", "须", "应", "组织", "开展", "进行", "做好", "上门", "实地")
_THINGS = ("费", "员", "单", "人", "表", "款", "金")
_DAY = r"\d{1,2}[日号]之?前?"
_NUMERALS = "0123456789０１２３４５６７８９一二三四五六七八九十 \t\u3000"
_FILLING = str.split(
    "定期 组织 开展 进行 执行 实施 举办 举行 召开 完成 做好 安排 计划 共计 累计 总共 不少于 不低于 至少 不超过 以上 左右 及时 工作 情况 活动 "
    "服务 要求 根据 按照 负责 确保 提供 全年 年度 各项 有关 相关"
)


def find_frequencies(text: str) -> list[Frequency]:
    """Every frequency in the text, in the order of the text."""
    found: list[Frequency] = []
    for stretch in every_so_often(text):
        found += _after(text, stretch)
    if "次" in text or "场" in text or "期" in text:
        for stretch in stretches(text):
            if not any(other.start <= stretch.start < other.end for other in found):
                found += _after(text, stretch, adjacent=stretch.period != WHOLE_YEAR)
        if "/" in text or "／" in text:
            for rate in re.finditer(_PER_SLASH, text):
                times = int(rate["times"])
                most = int(rate["most"] or times)
                rest = _rest(text, rate.start(), rate.end())
                found.append(_made(text, rate.span(), rest, (times, most, 1), rate["period"], "", explicit=True))
    for start, end, every, period in by_period(text):
        if any(word in text[end : end + 6] for word in ACTIONS):
            rest = _rest(text, start, end)
            found.append(_made(text, (start, end), rest, (1, 1, every), period, "", explicit=False))
    return sorted(found, key=lambda frequency: frequency.start)


def _clause(text: str, at: int) -> tuple[int, int]:
    """Where the clause begins and ends that holds this position; never farther away than a hundred characters."""
    return (
        behind_last(text, _STOPS, at, max(0, at - _FARTHEST)),
        before_first(text, _STOPS, at, at + _FARTHEST),
    )


_STOPS = "，。；,;！!？?\n：:"
_FARTHEST = 100


def _rest(text: str, start: int, end: int) -> str:
    """The clause without the passage from start to end."""
    clause_start, clause_end = _clause(text, start)
    return text[clause_start:start] + text[end : max(end, clause_end)]


def _after(text: str, stretch: Stretch, *, adjacent: bool = False) -> list[Frequency]:
    """The frequency that begins with 每月, 全年, 半年 …: a count in the same clause, or at least an action.

    `adjacent`: the count must follow at once, as in 半年一次.
    """
    start, end, every, period = stretch
    clause_start, clause_end = _clause(text, end)
    before = text[clause_start:start]
    if every < 1 or before.endswith(("或", "或者")) or _for_each(text[clause_start:clause_end]):
        return []
    if period in ("周", "星期") and text[end : end + 1] in _WEEKDAYS and text[end + 1 : end + 2] not in _NO_WEEKDAY:
        return []
    ahead = text[end : min(clause_end, end + 40)]
    count = count_in(ahead)
    if count is not None and not (adjacent and count.start > 4):
        if not 0 < count.least <= count.most:
            return []
        operator = BOUNDS.get(count.bound, "≥" if count.above or before.endswith(("至少", "不少于")) else "")
        rest = before + ahead[: count.start] + text[end + count.end : clause_end]
        counted = count.least, count.most, every
        return [_made(text, (start, end + count.end), rest, counted, period, operator, explicit=True)]
    if adjacent or period == WHOLE_YEAR:
        return []
    implied = _implied(ahead)
    if implied:
        rest = _rest(text, start, end)
        return [_made(text, (start, end + implied), rest, (1, 1, every), period, "", explicit=False)]
    return []


def _for_each(clause: str) -> bool:
    """每村每月走访一次 is a count for every village."""
    return any(part.removeprefix("一").removeprefix("个").startswith(_OBJECTS) for part in clause.split("每")[1:])


def _implied(ahead: str) -> int:
    """How far the action reaches that follows 每月 without a number (开展巡检工作, 对河道检查); 0 if none does."""
    rest = ahead
    while leading := next((word for word in _LEADING if rest.startswith(word)), ""):
        rest = rest[len(leading) :]
    begin = rest[:12]
    at, action = min([(begin.find(word), word) for word in ACTIONS if word in begin], default=(-1, ""))
    if at > 0 and not rest.startswith("对"):
        return 0
    if not action or rest[at + len(action) :].startswith(_THINGS):
        return 0
    return len(ahead) - len(rest) + at + len(action)


def _action_in(text: str) -> str:
    """The first of ACTIONS that stands in the text, '' if none does."""
    for word in ACTIONS:
        if word in text:
            return word
    return ""


def _made(
    text: str,
    span: tuple[int, int],
    rest: str,
    counted: tuple[int, int, int],
    period: str,
    operator: str,
    *,
    explicit: bool,
) -> Frequency:
    """Put together what was found; `rest` is the clause without the statement of how often."""
    start, end = span
    clause_start, clause_end = _clause(text, start)
    behind, before = text[start:clause_end], text[clause_start:start]
    action = _action_in(behind) or _action_in(before)
    ahead = text[end:clause_end].find(action, 0, 16) if action else -1
    if ahead >= 0:
        end += ahead + len(action)  # the quotation goes on to what is done: 每半年开展一次巡检
    about = rest.replace(action, "").lstrip("末初底")
    numbered = about.lstrip(_NUMERALS)
    if len(about) - 3 <= len(numbered) < len(about) and numbered[:1] in ("、", ".", "．", ")", "）"):
        about = numbered[1:]
    if "日" in about or "号" in about:
        about = re.sub(_DAY, "", about)
    for word in _FILLING:
        if word in about:
            about = about.replace(word, "")
    about = about.strip(" （）()“”\"'并对共的了约")
    period = {"季": "季度", "天": "日", "星期": "周", "学年": "年"}.get(period, period)
    return Frequency(*counted, period, operator, explicit, action, about, text[start:end], start, end)


def expected_count(frequency: Frequency, months: int) -> tuple[int, int | None]:
    """How often that makes in a project of so many months: least and most; most is None for 不少于.

    每月一次 over 12 months is exactly 12; 每季度 over 10 months is 3 or 4; 每周 over a year 52 or 53.
    """
    if frequency.period == WHOLE_YEAR:
        least, most = frequency.times, frequency.most * max(1, -(-months // 12))
    else:
        least_periods, most_periods, of_months = _periods(frequency.period)
        length = of_months * frequency.every
        least = frequency.times * least_periods * months // length
        most = frequency.most * -(-most_periods * months // length)
    return (0 if frequency.operator == "≤" else least), (None if frequency.operator == "≥" else most)


def _periods(period: str) -> tuple[int, int, int]:
    """At least and at most so many periods in so many months."""
    if period in _IN_A_YEAR:
        return (*_IN_A_YEAR[period], 12)
    return 1, 1, _MONTHS[period]
