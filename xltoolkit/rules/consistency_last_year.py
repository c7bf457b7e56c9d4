"""前后一致: what the texts and sources say of last year, against the figures of last year."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from xltoolkit.findings import HINT, WARNING
from xltoolkit.reader.submission import Submission
from xltoolkit.rules.engine import Hit, NotApplicable, field_name, rule
from xltoolkit.rules.knowledge.amounts import money
from xltoolkit.rules.knowledge.facts import (
    base_amount,
    indicators,
    known_period,
    narratives,
    with_numbers,
)
from xltoolkit.rules.knowledge.words import words
from xltoolkit.text.number import convert, decimals_of
from xltoolkit.text.similar import core, longest_common

GROUP = "前后一致"


_LAST_YEAR = r"(?:上年度?|去年|20\d\d年度?)[^。；，]{0,6}?(安排|预算|使用|支出|执行|结余|结转)[^。；，\d]{0,6}?(\d[\d,]*(?:\.\d+)?)(万元|元)"
_THEN = r"(?:，|、|；)(?:[^。；，、\d]{0,12}?)?(?:，[^。；，\d]{0,12})?(?:实际)?(使用|支出|执行|结余)[^。；，\d]{0,4}?(\d[\d,]*(?:\.\d+)?)(万元|元)"
_FIELDS = {
    "安排": "budget",
    "预算": "budget",
    "使用": "spent",
    "支出": "spent",
    "执行": "spent",
    "结余": "balance",
    "结转": "balance",
}


@rule(
    "X024",
    "文字里的上年数与表里的不同",
    group=GROUP,
    severity=WARNING,
    review_point="适当性",
    tier=2,
    message={
        "": "“{text}”写“{found}”，表里的“{name}”是{expected}{unit}。",
        "change": "“{text}”写“{found}”，按表里的“{name}”和“{last}”算，是{how}{expected}{unit}。",
    },
    advice="请核对，改成一致。",
)
def last_year_in_text(submission: Submission) -> Iterator[Hit]:
    """检查什么：文字里写“上年度安排X万元”“实际使用X万元”“结余X万元”，与上年度资金使用情况的数不同。只比明说上年度的。
    写“本年度资金较上年度增加（减少）X万元”，与本年度、上年度的金额相减不等的，也报。
    为什么：同一个数两处不同（适当性）。依据：惯例。目录之外新增。
    错例：上年度安排11000万元；年度预算安排资金 12000.00。
    正例：上年度安排11000万元；年度预算安排资金 11000.00。
    修改：由填报人核对。
    """
    if not submission.declares("/prior_year/budget"):
        raise NotApplicable
    project = known_period(submission)
    one_year = project is not None and project.one_year
    for pointer, text in narratives(submission).items():
        last = f"{(submission.year or 0) - 1}年"
        if not ("上年" in text or "去年" in text or (last in text and (one_year or pointer == "/remarks"))):
            continue
        for found in re.finditer(_LAST_YEAR, text):
            if any(word in found[0] for word in ("增", "减", "多", "少")):
                continue  # 较上年安排增8.68万元
            if "20" in found[0][:2] and (last not in found[0] or not _plainly(found)):
                continue
            yield from _compare(submission, pointer, found[0], found[1], found[2], found[3])
            then = re.match(_THEN, text[found.end() : found.end() + 60])
            if then:
                yield from _compare(submission, pointer, then[0].lstrip("，、；"), then[1], then[2], then[3])
        yield from _change(submission, pointer, text)
    yield from _rate_of_use(submission)
    yield from _starting_points(submission)


_FROM_TO = (
    r"[由从](?:上年度?的?|去年的?|目前的?|20\d\d年(?:底|末)?的?)?(\d{1,3}(?:\.\d+)?)%[^，。；\d]{0,4}"
    r"(?:提高|提升|上升|增加|下降|降低|压降|降)[到至](\d{1,3}(?:\.\d+)?)%"
)


def _starting_points(submission: Submission) -> Iterator[Hit]:
    """由60.87%提高到100% in a text, where the source of the indicator that aims at 100% gives another number for last year."""
    for pointer, text in narratives(submission).items():
        for found in re.finditer(_FROM_TO, text) if "%" in text else ():
            name = core(text[max(0, found.start() - 16) : found.start()].rpartition("，")[2])
            for row in indicators(submission):
                goal = row.readable_target
                own = (
                    re.findall(r"(\d{1,3}(?:\.\d+)?)%", row.source)
                    if re.match("20\\d\\d年|上年|去年", row.source)
                    else []
                )
                if goal is None or goal.unit != "%" or Decimal(found[2]) not in (goal.low, goal.high) or len(own) != 1:
                    continue
                wanted = core(row.name)
                named = len(longest_common(wanted, name)) >= max(3, len(wanted) - 2)
                named = named or (len(name) >= 2 and wanted.endswith(name))
                if named and Decimal(own[0]) != Decimal(found[1]) and Decimal(own[0]) != Decimal(found[2]):
                    shown = {"text": submission.name_of(pointer), "name": row.name, "unit": "%"}
                    yield Hit(pointer, found[0], own[0], shown, severity=HINT, related=(row.at("source"),))


_RATE_OF_USE = r"(?:上年度?|去年)(?:预算|资金|项目)*(?:执行率|使用率|支出率)为?(\d{1,3}(?:\.\d+)?)[%％]"


def _rate_of_use(submission: Submission) -> Iterator[Hit]:
    """上年度执行率95.75% in a text or a source, against the rate of the form."""
    cell = "/prior_year/usage_rate"
    rate = submission.amount(cell) if submission.declares(cell) and cell not in submission.unreadable else None
    if rate is None:
        return
    said = [(pointer, text, False) for pointer, text in narratives(submission).items()]
    for row in indicators(submission):
        bare = row.source.startswith("上年") and "率" not in row.source and row.name in ("预算执行率", "资金使用率")
        said.append((row.at("source"), row.source.replace("上年", "上年执行率", 1) if bare else row.source, bare))
    for pointer, text, bare in said:
        for found in re.finditer(_RATE_OF_USE, text) if "率" in text and "%" in text else ():
            if abs(Decimal(found[1]) - rate) >= 1:
                shown = {"text": field_name(submission, pointer), "name": submission.name_of(cell), "unit": "%"}
                quote = f"上年{found[1]}%" if bare else found[0]
                severity = HINT if bare else ""
                yield Hit(pointer, quote, f"{rate.normalize():f}", shown, severity=severity, related=(cell,))


_CHANGED = (
    r"(?:^|[，。；：\n])(?:本项目)?(?:本年度?|今年|20\d\d年度?)?(?:项目|申请|财政)?(?:预算|资金|经费|金额|安排)*"
    r"[较比](?:上年度?|去年)(?:年初|预算|安排|资金|批复)*(增加|增长|减少|压减|下降)了?(\d[\d,]*(?:\.\d+)?)(万元|元)"
)


def _change(submission: Submission, pointer: str, text: str) -> Iterator[Hit]:
    """本年度资金较上年度增加450万元, against the amounts of both years."""
    now, last = base_amount(submission), submission.amount("/prior_year/budget")
    spent = submission.amount("/prior_year/spent") if submission.declares("/prior_year/spent") else None
    if now is None or last is None:
        return
    for found in re.finditer(_CHANGED, text):
        number = Decimal(found[2].replace(",", ""))
        said = convert(number if found[1] in ("增加", "增长") else -number, found[3], submission.form.unit)
        rounding = convert(Decimal(5).scaleb(-1 - decimals_of(number)), found[3], submission.form.unit)
        if any(before is not None and abs(now - before - said) <= rounding for before in (last, spent)):
            continue
        cells = [one for one in ("/annual_amount", "/prior_year/budget") if submission.declares(one)]
        names = [submission.name_of(one) for one in cells]
        shown = {
            "text": submission.name_of(pointer),
            "name": names[0],
            "last": names[-1],
            "how": "增加" if now >= last else "减少",
        }
        yield Hit(
            pointer,
            found[0].strip("，。；：\n"),
            money(submission, abs(now - last)),
            shown,
            "change",
            related=tuple(cells),
        )


_DECIMALS = 2
_SAYING_NOTHING = words(
    "同类 本项目 该项目 项目 财政 年初 批复 下达 共 实际 度 预算 资金 经费 安排 支出 为 了 数 使用 额 是"
)


def _plainly(found: re.Match[str]) -> bool:
    """Whether nothing beside the year and the number says that a part is meant: 2019年安排维修资金, 2019年底累计安排."""
    rest = found[0].partition("年")[2]
    for word in _SAYING_NOTHING:
        rest = rest.replace(word, "")
    return rest.removesuffix("万元").removesuffix("元").replace(",", "").replace(".", "").isdecimal()


def _compare(submission: Submission, pointer: str, quote: str, word: str, number: str, unit: str) -> Iterator[Hit]:
    cell = f"/prior_year/{_FIELDS[word]}"
    value = submission.amount(cell)
    meant = convert(Decimal(number.replace(",", "")), unit, submission.form.unit)
    exact = unit == "万元" and len(number.partition(".")[2]) >= _DECIMALS  # 836.00万元 is no round number
    allowed = submission.form.tolerance if exact else max(submission.form.tolerance, (value or 0) * Decimal("0.01"))
    if value is not None and abs(value - meant) > allowed:
        shown = {"text": submission.form.fields[pointer].name, "name": submission.form.fields[cell].name}
        yield Hit(pointer, quote, money(submission, value), shown, related=(cell,))


@rule(
    "IND036",
    "目标值比上年还差",
    group="指标",
    severity=HINT,
    review_point="适当性",
    tier=2,
    message="第{row}行“{name}”的目标值是“{found}”，来源里写“{quote}”，目标比上年还差。",
    advice="请核对数字；确需调低的，在“目标值来源”里写明原因。",
)
def worse_than_last_year(submission: Submission) -> Iterator[Hit]:
    """检查什么：来源只写了上年（或申报年度的前一年）一个同单位的数，≥ 的目标值比它低一成以上，≤ 的目标值比它高五成以上。
    为什么：目标应当在上年的基础上积极可行（适当性）。依据：惯例：审核要求目标值参照历史水平。目录之外新增，只作建议。
    错例：灌溉水利用系数 ≥0.56，来源 2019年为0.62。
    正例：灌溉水利用系数 ≥0.66，来源 2019年为0.62。
    修改：由填报人核对。
    """
    last = f"{(submission.year or 0) - 1}年"
    for row in with_numbers(submission):
        goal = row.target
        told = row.source if row.source.startswith(("上年", "去年", last)) else _of_the_year_before(row.source)
        if goal.per or not told:
            continue
        numbers = re.findall(r"(?<![\d.])(\d+(?:\.\d+)?)(%)?", told.removeprefix(last))
        if len(numbers) != 1 or (goal.unit == "%") != bool(numbers[0][1]) or "万" in row.source:
            continue
        then = Decimal(numbers[0][0])
        lower = goal.operator in ("≥", ">") and goal.low is not None and goal.low * _WORSE < then
        higher = goal.operator in ("≤", "<") and goal.high is not None and then and goal.high > then * _MUCH_WORSE
        if (lower or higher) and goal.scale == 1:
            shown = {"name": row.name, "quote": row.source}
            yield Hit(row.target_pointer, row.written, numbers[0][0], shown, related=(row.at("source"),))


def _of_the_year_before(source: str) -> str:
    """上年为95% at the end of a source that first says how it is reckoned."""
    found = re.search("[，；](上年[^，；]*)$", source) if "上年" in source else None
    return "" if found is None else found[1]


_WORSE, _MUCH_WORSE = Decimal("1.1"), Decimal("1.5")
