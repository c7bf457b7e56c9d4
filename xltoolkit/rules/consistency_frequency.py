"""前后一致: how often something is done — in the plan, in an indicator's source, in its target."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from xltoolkit.findings import ERROR, WARNING
from xltoolkit.reader.submission import Submission
from xltoolkit.rules.engine import Hit, NotApplicable, rule
from xltoolkit.rules.knowledge.claims import uncounted
from xltoolkit.rules.knowledge.facts import Indicator, known_period, narratives, with_numbers
from xltoolkit.rules.knowledge.frequencies import (
    EACH,
    LOOSE,
    Often,
    any_things_of,
    contradicts,
    counted,
    counts_times,
    frequencies,
    months_counted,
    months_named,
    things_of,
    times_in_words,
)
from xltoolkit.text.chinese import behind_last
from xltoolkit.text.interval import admits
from xltoolkit.text.similar import core, longest_common

GROUP, POINT = "前后一致", "相关性"


_TELLING = 4
"""Characters of an object without a deed (集中教育) that tie a frequency to an indicator."""


def _about(often: Often, row: Indicator) -> int:
    """How many characters of the indicator's object the statement names; its own object counts before the titles of its items."""
    whole = uncounted(row.name)
    named = often.frequency.quote if often.frequency.action else often.frequency.quote + often.frequency.about
    if len(whole) > max(2, len(often.frequency.action)) and whole in named:
        return len(whole)  # 每季度开展一次比对核查, 比对核查次数
    if not often.frequency.action:
        behind = often.sentence[len(often.before) + len(often.frequency.quote) :]
        behind = re.split("[，。；、,;（(]", behind, maxsplit=1)[0]
        if len(behind) >= _TELLING and whole.startswith(behind):
            return len(behind)  # 每半月组织1次公益活动, 公益活动组织次数
        said = often.frequency.about  # 每月组织1次集中教育, 社区矫正集中教育次数
        return len(said) if len(said) >= _TELLING and whole.endswith(said) else 0
    if often.frequency.action not in row.name:
        return 0
    thing = core(row.name.replace(often.frequency.action, ""))
    about = "" if often.frequency.about.endswith("后") else often.frequency.about  # 民政局审核后每月发放一次
    subjects = (about,) if about else often.titles
    common = max((longest_common(thing, core(subject)) for subject in subjects), key=len, default="")
    return len(common) if len(common) >= 2 else 0


@rule(
    "X004",
    "文字说的频次与指标的次数不一致",
    group=GROUP,
    severity=ERROR,
    review_point=POINT,
    message={
        "": "“{field_of_text}”写“{quote}”（{reckoned}{times}次），指标“{name}”的目标值却是“{found}”。",
        "item": "“{field_of_text}”的“{title}”写“{quote}”（{reckoned}{times}次），指标“{name}”的目标值却是“{found}”。",
    },
    advice="请核对，把两边改成一样。",
    suppresses=("X015",),
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
        often
        for often in frequencies(submission)
        if often.frequency.period != "全年" and (often.frequency.explicit or often.frequency.quote in _PAID)
    ]
    if not found:
        raise NotApplicable
    rows = [row for row in with_numbers(submission) if counts_times(row) and not EACH.any_in(row.source)]
    months = months_counted(submission)
    spoken: dict[str, list[tuple[int, Often]]] = {}
    for often in found:
        ranked = sorted(((_about(often, row), -at) for at, row in enumerate(rows)), reverse=True)
        if ranked and ranked[0][0] and (len(ranked) < 2 or ranked[1][0] < ranked[0][0]):
            spoken.setdefault(rows[-ranked[0][1]].pointer, []).append((ranked[0][0], often))
    for row in rows:
        about = spoken.get(row.pointer, [])
        if about and all(_cannot_be(submission, often, row, months) for _, often in about):
            yield _contradiction(submission, row, *max(about, key=lambda pair: pair[0]), months)


_PAID = ("按月发放", "按季度发放", "按季发放")  # where no number of times is written, money is paid out once


def _cannot_be(submission: Submission, often: Often, row: Indicator, months: tuple[int, ...]) -> bool:
    """Whether the statement and the target exclude each other; where its own sentence gives the target's number, X030 says it."""
    project = known_period(submission)
    of_year = often.pointer == "/annual_goal" and project is not None and not project.one_year
    own = (tuple(count for count in months if count <= 12) if of_year else ()) or months
    if not contradicts(often.frequency, row, own):
        return False
    total = _total(submission, often)
    if total is not None and admits(row.target, Decimal(total[0]), Decimal(total[0])):
        return False
    return contradicts(often.frequency, row, (*own, *months_named(often.sentence)), things_of(often))


def _contradiction(submission: Submission, row: Indicator, common: int, often: Often, months: tuple[int, ...]) -> Hit:
    frequency = often.frequency
    thing = core(row.name.replace(frequency.action, ""))
    sure = (
        (common >= 3 or common == len(thing))
        and frequency.period not in LOOSE
        and frequency.explicit
        and bool(frequency.action)
    )
    spans = months_named(often.sentence)
    times = times_in_words(frequency, (spans or months)[0])
    shown = {
        "reckoned": f"{spans[0]}个月共" if spans else "一年" if months[0] == 12 else f"{months[0]}个月共",
        "name": row.name,
        "quote": frequency.quote,
        "title": often.titles[-1] if often.titles else "",
        "times": times,
        "field_of_text": submission.form.fields[often.pointer].name,
    }
    related = (often.pointer, *([row.at("source")] if row.source else []))
    variant, severity = "item" if often.titles else "", "" if sure else WARNING
    return Hit(row.target_pointer, row.written, f"{times}次", shown, variant, severity, related)


# 每季度举办一次宣传活动，全年4场: the total stands soon behind, in the same sentence; or just before: 展示4次，每季度一次.
_TOTAL = r"(?:全年|年内|共计?|合计|累计|总计)(?:[共计约为达到]|组织|开展|举办|完成|不少于|不低于|至少)*(\d{1,5})([家点户处]?次|场|期|轮|批)(?!数)"
_TOTAL_BEFORE = r"(?<![\d.])(\d{1,3})(?:次|场|期|轮)$"
_REACH = 30


def _total(submission: Submission, often: Often) -> tuple[int, str] | None:
    """The number of times that the frequency's own sentence gives, and how it is written."""
    text, frequency = narratives(submission)[often.pointer], often.frequency
    behind = text[frequency.end : frequency.end + _REACH].partition("。")[0].partition("；")[0]
    found = re.search(_TOTAL, behind) if any(word in behind for word in ("全年", "年内", "共", "计")) else None
    if found is not None and _goes_on(behind[: found.start()]):
        return int(found[1]), found[0]
    if frequency.action or frequency.about:
        return None  # 每日巡逻4次，每半年演练一次: it speaks of something else
    before = often.before[:-1].rpartition("，")[2]
    if often.before[-1:] not in ("，", ",", "（", "(") or "每" in before:
        return None
    found = re.search(_TOTAL_BEFORE, before[-6:])
    return (int(found[1]), found[0]) if found is not None else None


def _goes_on(between: str) -> bool:
    """Whether what stands between frequency and total speaks of nothing else: 主题宣传活动，全年共; not 座谈会全年."""
    if "每" in between or "次" in between or "各" in between:
        return False
    _, comma, last = between.replace("、", "，").replace(",", "，").rpartition("，")
    return not comma or not core(last)


@rule(
    "X030",
    "一句话里的频次与次数不一致",
    group=GROUP,
    severity=WARNING,
    review_point=POINT,
    tier=2,
    message="“{field}”写“{found}”，同一句又写“{total}”，按频次折算是{expected}。",
    advice="请核对频次和次数，改成一致。",
)
def frequency_against_total(submission: Submission) -> Iterator[Hit]:
    """检查什么：一句话里写“每月/每季度/每半年…一次”，前后紧接着写“全年（共）N次”，按项目月数折算不是N。写了几个对象（2个机房每月巡检1次）的，按对象数再乘一次也算。
    为什么：同一件事两种说法，不知道做几次（相关性）。依据：惯例。目录之外新增。
    错例：每季度举办一次主题宣传活动，全年12场。
    正例：每季度举办一次主题宣传活动，全年4场；自3月起至11月每月训练一次，共9次。
    修改：由填报人核对。
    """
    yield from _paid_by_a_day(submission)
    found = [one for one in frequencies(submission) if one.frequency.explicit and one.frequency.period != "全年"]
    if not found:
        raise NotApplicable
    months = months_counted(submission)
    for often in found:
        total = _total(submission, often)
        things = any_things_of(often)
        if _for_each(often.before[-_LEADS:]):
            continue  # 每个分馆每月配送两次，全年288次
        text = narratives(submission)[often.pointer][often.frequency.start : often.frequency.end + _REACH]
        bracket = text.partition("（")[2].partition("）")[0]
        until = text.partition(total[1])[0] if total is not None else ""
        stops = any(word in until for word in ("停", "不另", "放假", "不查", "不安排", "合并"))
        if stops or any(word in bracket for word in ("不", "停", "除", "取消", "扣", "加")):
            continue  # 每月1次（1、2月不抽查），全年10次; 每月4场，1、2月停，共40场
        if total is None or (set(things) == {1} and (total[0] > _MOST_TIMES or total[1][-2:-1] in "家点户处")):
            continue  # so many times for things that nobody has counted
        spans = months_named(often.sentence)
        since = re.search(r"(?<!\d)(1[0-2]|[1-9])月(?:份)?(?:开始|起)", until)
        spans = (13 - int(since[1]),) if since is not None else spans  # 每月2场，从7月开始，全年12场
        ways = [counted(often.frequency, count) for count in (*months, *spans)]
        if often.frequency.period == "天" or often.frequency.quote.startswith(("每天", "每日")):
            days = re.findall(r"(?<!\d)(\d{1,3})天", often.sentence)
            if any(total[0] % int(day) == 0 for day in days if int(day)):
                continue  # 展出17天，每天演出2场，共34场
        fits = any(
            least * number <= total[0] and (most is None or total[0] <= most * number)
            for least, most in ways
            for number in things
        )
        if not fits:
            times = times_in_words(often.frequency, (spans or months)[0])
            for_each = f"×{things[-1]}" if things[-1] > 1 else ""
            yield Hit(often.pointer, often.frequency.quote, f"{times}次{for_each}", {"total": total[1]})


_EACH_OF, _LEADS = frozenset("个座所家处站村校镇辆名户"), 14


def _for_each(before: str) -> bool:
    """Whether what leads to a frequency says 每个分馆, 每所学校."""
    at = before.rfind("每")
    return at >= 0 and before[at + 1 : at + 2] in _EACH_OF and behind_last(before, "，；。", len(before)) <= at


_BY_A_DAY = r"每(月|季度)(?:首月|末月)?\d{1,2}[日号]之?前[^。；\n]{2,24}?(?:全年|共)[^。；，\d]{0,4}(\d{1,3})次"


def _paid_by_a_day(submission: Submission) -> Iterator[Hit]:
    """每月20日前将补贴发放到人，全年发放10次."""
    for pointer, text in narratives(submission).items():
        for found in re.finditer(_BY_A_DAY, text) if "日前" in text or "日之前" in text else ():
            spans = (*months_counted(submission), *months_named(text[: found.start()].rpartition("\n")[2]))
            times = {months if found[1] == "月" else -(-months // 3) for months in spans}
            before = text[: found.start()].rpartition("。")[2]
            if int(found[2]) not in times and "每" not in found[0][1:] and "起" not in before[-_REACH:]:
                total = found[0][found[0].rfind("，") + 1 :]
                yield Hit(pointer, found[0].partition("前")[0] + "前", f"{max(times)}次", {"total": total})


_MOST_TIMES = 366  # in a year, of what is done once a day
