"""前后一致: how often something is done — in the plan, in an indicator's source, in its target."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from xltoolkit.findings import ERROR, WARNING
from xltoolkit.reader.submission import Submission
from xltoolkit.records import NamedTuple
from xltoolkit.rules.engine import Hit, NotApplicable, rule
from xltoolkit.rules.facts import Indicator, indicators, items, known_period, narratives
from xltoolkit.rules.statements import looks_back, sentence_before
from xltoolkit.rules.words import words
from xltoolkit.text import unit
from xltoolkit.text.frequency import Frequency, expected_count, find_frequencies
from xltoolkit.text.interval import admits
from xltoolkit.text.similar import core, longest_common

GROUP, POINT = "前后一致", "相关性"
_MANY = Decimal(10**9)
# With these words a source counts for each of several; what comes out is no longer how often.
EACH = words("各 分别 每个 每所 每家 每站 逐个 逐一 轮流 × * 乘 每次 每期 每场")
# A week or a day is no fixed part of a year: 48 or 50 times are every week, too.
LOOSE = frozenset(("周", "日", "工作日", "旬"))


class Often(NamedTuple):
    """A frequency in a narrative, with the titles of the numbered items it stands in (innermost first)."""

    pointer: str
    frequency: Frequency
    titles: tuple[str, ...]


def frequencies(submission: Submission) -> list[Often]:
    """Every frequency of the narratives that names an action (巡检, 培训 …)."""
    return submission.fact("frequencies", lambda: _frequencies(submission))


def _frequencies(submission: Submission) -> list[Often]:
    found = []
    for pointer, text in narratives(submission).items():
        if pointer == "/remarks" or not ("每" in text or "次" in text):
            continue
        own = find_frequencies(text)
        numbered = items(submission, pointer) if own else []
        for frequency in own:
            titles = tuple(item.title for item in reversed(numbered) if item.start <= frequency.start < item.end)
            if frequency.action and not looks_back(sentence_before(text, frequency.start), submission.year):
                found.append(Often(pointer, frequency, titles))
    return found


def months_counted(submission: Submission) -> tuple[int, ...]:
    """For how many months a target may count: the whole year, and the months of the project."""
    project = known_period(submission)
    if project is None:
        return (12,)
    year = submission.year or project.end.year
    in_year = sum(
        1
        for month in range(1, 13)
        if (project.start.year, project.start.month) <= (year, month) <= (project.end.year, project.end.month)
    )
    return tuple(dict.fromkeys(months for months in (12, project.months, in_year) if months > 0))


def contradicts(frequency: Frequency, row: Indicator, months: tuple[int, ...]) -> bool:
    """Whether the target cannot be reached with this frequency, however the months are counted."""
    goal = row.readable_target
    if goal is None:
        return False
    for count in months:
        least, most = expected_count(frequency, count)
        if frequency.period in LOOSE:
            least, most = least * 8 // 10, None if most is None else most * 12 // 10
        if admits(goal, Decimal(least), _MANY if most is None else Decimal(most)) is not False:
            return False
    return True


def counts_times(row: Indicator) -> bool:
    """The target is a number of times."""
    goal = row.readable_target
    measure = unit.unit_of(goal.unit) if goal is not None and goal.numeric and goal.unit else None
    return measure is not None and measure.family == unit.TIMES


def _about(often: Often, row: Indicator) -> int:
    """How many characters of the indicator's object the statement names; its own object counts before the titles of its items."""
    if often.frequency.action not in row.name:
        return 0
    whole = row.name.removesuffix("次数")
    if len(whole) > len(often.frequency.action) and whole in often.frequency.quote:
        return len(whole)  # 每季度开展一次比对核查, 比对核查次数
    thing = core(row.name.replace(often.frequency.action, ""))
    subjects = (often.frequency.about,) if often.frequency.about else often.titles
    common = max((longest_common(thing, core(subject)) for subject in subjects), key=len, default="")
    return len(common) if len(common) >= 2 else 0


@rule(
    "X004",
    "文字说的频次与指标的次数不一致",
    group=GROUP,
    severity=ERROR,
    review_point=POINT,
    message="“{field_of_text}”的“{title}”写“{quote}”（一年{times}次），指标“{name}”的目标值却是“{found}”。",
    advice="请核对，把两边改成一样。",
)
def frequency_against_target(submission: Submission) -> Iterator[Hit]:
    """检查什么：文字（实施计划、概况、目标）写明“每月/每季度/每半年/每年…一次”做什么，按项目月数折算的次数与同一对象、同一动作的指标矛盾。
    对象以分句自己写的为准，没有写的以所在编号项的标题为准；有一处说法与指标相符就不报；对象只沾边的、每周每日的，只提示。
    为什么：计划怎么做和考核多少次，两边必须一致（相关性）。依据：2020年真实表：一体机“每半年开展一次巡检”，指标 =4次。
    错例：四、自助查询一体机维保，每半年开展一次巡检；一体机巡检次数 =4次。
    正例：四、自助查询一体机维保，每季度开展一次巡检；一体机巡检次数 =4次。
    修改：由填报人核对，两边改成一样。
    """
    found = [
        often for often in frequencies(submission) if often.frequency.explicit and often.frequency.period != "全年"
    ]
    if not found:
        raise NotApplicable
    rows = [row for row in indicators(submission) if counts_times(row) and not any(word in row.source for word in EACH)]
    months = months_counted(submission)
    spoken: dict[str, list[tuple[int, Often]]] = {}
    for often in found:
        ranked = sorted(((_about(often, row), -at) for at, row in enumerate(rows)), reverse=True)
        if ranked and ranked[0][0] and (len(ranked) < 2 or ranked[1][0] < ranked[0][0]):
            spoken.setdefault(rows[-ranked[0][1]].pointer, []).append((ranked[0][0], often))
    for row in rows:
        about = spoken.get(row.pointer, [])
        if about and all(contradicts(often.frequency, row, months) for _, often in about):
            yield _contradiction(submission, row, *max(about, key=lambda pair: pair[0]), months)


def _contradiction(submission: Submission, row: Indicator, common: int, often: Often, months: tuple[int, ...]) -> Hit:
    frequency = often.frequency
    thing = core(row.name.replace(frequency.action, ""))
    sure = (common >= 3 or common == len(thing)) and frequency.period not in LOOSE
    least, most = expected_count(frequency, months[0])
    words = {
        "name": row.name,
        "quote": frequency.quote,
        "title": (frequency.about or (often.titles[-1] if often.titles else ""))
        + ("" if often.titles or frequency.about else "有关部分"),
        "times": least if most in (None, least) else f"{least}至{most}",
        "field_of_text": submission.form.fields[often.pointer].name,
    }
    related = (often.pointer, *([row.at("source")] if row.source else []))
    return Hit(
        row.target_pointer, row.written, f"{words['times']}次", words, severity="" if sure else WARNING, related=related
    )
