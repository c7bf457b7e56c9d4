"""前后一致: a text and an indicator give the same number, one as a floor, the other as a ceiling."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from xltoolkit.findings import HINT, WARNING
from xltoolkit.reader.submission import Submission
from xltoolkit.rules.engine import Hit, NotApplicable, rule
from xltoolkit.rules.knowledge.claims import EXACT, SURE, Claim, claims
from xltoolkit.rules.knowledge.facts import Indicator, indicators, narratives
from xltoolkit.rules.knowledge.passages import clause_of
from xltoolkit.rules.knowledge.statements import GOALS, passage, quantities, quantities_in
from xltoolkit.rules.knowledge.thresholds import threshold
from xltoolkit.rules.knowledge.words import words
from xltoolkit.text import unit
from xltoolkit.text.chinese import behind_last, places
from xltoolkit.text.tendency import LESS, MORE, direction

_FLOORS, _CEILINGS = ("≥", ">"), ("≤", "<")


@rule(
    "X029",
    "文字与指标的比较方向相反",
    group="前后一致",
    severity=WARNING,
    review_point="适当性",
    tier=2,
    message={
        "": "“{text}”写“{quote}”，指标“{name}”的目标值却是“{found}”，一个是上限，一个是下限。",
        "source": "目标值来源写“{quote}”，“{text}”却写“{found}”，一个是上限，一个是下限。",
        "one": "“{text}”写“{found}”，上限和下限写在了一起。",
        "exact": "“{text}”写“{quote}”，指标“{name}”的目标值却是“{found}”，一个是至少，一个是正好。",
        "within": "“{text}”写“{quote}”，指标“{name}”的目标值却是“{found}”，一个是最多，一个是正好。",
        "most": "“{text}”写“{found}”，是要做到的量，却写成了上限。",
    },
    advice="请核对比较符号。",
    suppresses=("IND009",),
)
def opposite_directions(submission: Submission) -> Iterator[Hit]:
    """检查什么：文字与名称说的是同一对象的指标数相同，文字写“不超过、以内、以下”而指标用 ≥，或者文字写“不少于、以上”而指标用 ≤；
    年度目标写“不低于”而指标用 = 的，只作建议（100%的不提）。“带动、提供、新增…以下”一类要做到的量写成上限的，也报。
    为什么：多半是比较符号选反了（适当性）。依据：惯例。目录之外新增。
    错例：平均送达用时缩短至10天以内；平均送达用时 ≥10天。
    正例：平均送达用时缩短至10天以内；平均送达用时 ≤10天。
    修改：由填报人核对。
    """
    about = claims(submission, threshold(submission, "scale_difference"))
    yield from _bounds_in_one(submission)
    yield from _bounds_of_sources(submission)
    if not about:
        raise NotApplicable
    rows = indicators(submission)
    told: set[str] = set()
    for row in rows:
        sign = row.target.operator
        if sign == "=" and (hit := _exactly_for_at_least(submission, row, about.get(row.pointer, ()))) is not None:
            yield hit
        if direction(row.name) == (LESS if sign in _FLOORS else MORE):
            continue  # IND008 and IND009 say it of the name alone
        for claim in about.get(row.pointer, ()) if sign in (*_FLOORS, *_CEILINGS) else ():
            said = claim.statement.quantity
            within = "≤" if said.noun.startswith("内") else ""  # 10个工作日内提交
            if said.noun.startswith("时") or claim.statement.text[said.end : said.end + 1] in ("时", "的"):
                continue  # 在线率低于97%时 is a condition
            opposite = (said.operator or within) in (_CEILINGS if sign in _FLOORS else _FLOORS)
            if opposite and claim.sure == SURE and claim.fits == EXACT and claim.statement.usable:
                text = submission.name_of(claim.statement.pointer)
                shown = {"name": row.name, "quote": passage(claim.statement), "text": text}
                expected = "≤" if sign in _FLOORS else "≥"
                told.add(row.pointer)
                yield Hit(row.target_pointer, row.written, expected, shown, related=(claim.statement.pointer,))
                break
    yield from _bounds_of_one_number(submission, [row for row in rows if row.pointer not in told])


def _bounds_of_one_number(submission: Submission, rows: list[Indicator]) -> Iterator[Hit]:
    """参加学生不超过4500人 in a goal, and ≥4500人: a number with its unit that one indicator and one text have, each with a bound of its own."""
    aims: dict[tuple[Decimal, str], list[Indicator]] = {}
    for row in rows:
        goal = row.target
        number = goal.low if goal.operator in _FLOORS else goal.high if goal.operator in _CEILINGS else None
        if number is not None and number >= _TELLING and not goal.per and goal.unit not in ("%", "元", ""):
            aims.setdefault((number, goal.unit), []).append(row)
    for pointer in GOALS if aims else ():
        for one in quantities(submission).get(pointer, ()):
            found = aims.get((one.low, one.unit), ()) if one.operator and not one.per else ()
            if len(found) != 1:
                continue
            row = found[0]
            if one.operator in (_CEILINGS if row.target.operator in _FLOORS else _FLOORS):
                text = narratives(submission)[pointer]
                shown = {"name": row.name, "quote": clause_of(text, one), "text": submission.name_of(pointer)}
                expected = "≤" if row.target.operator in _FLOORS else "≥"
                yield Hit(row.target_pointer, row.written, expected, shown, severity=HINT, related=(pointer,))


_TELLING = 100


def _exactly_for_at_least(submission: Submission, row: Indicator, own: Sequence[Claim]) -> Hit | None:
    """播放量不少于20万次 in the year's goal, =20万次 in the indicator; 不超过30分钟, =30分钟."""
    limited = (one := unit.unit_of(row.target.unit)) is not None and one.family == unit.TIME
    for claim in own:
        saying = claim.statement
        bound = saying.quantity.operator in (_CEILINGS if limited else _FLOORS)
        if (
            bound
            and saying.pointer == "/annual_goal"
            and saying.usable
            and claim.sure == SURE
            and claim.fits == EXACT
            and not (row.target.unit == "%" and row.target.low == 100)
        ):
            text = submission.name_of(saying.pointer)
            shown = {"name": row.name, "quote": passage(saying), "text": text}
            variant, sign = ("within", "≤") if limited else ("exact", "≥")
            return Hit(row.target_pointer, row.written, sign, shown, variant, HINT, (saying.pointer,))
    return None


_BOTH = (
    ("以上", words("控制在 压缩到 压降到 不超过 不高于 不多于 缩短到 缩短至")),
    ("以下", words("不低于 不少于 提高到 增加到")),
    ("以内", words("不低于 不少于 提高到 增加到")),
)


def _bounds_in_one(submission: Submission) -> Iterator[Hit]:
    """总额控制在4034.70万元以上: a ceiling and a floor in one."""
    for pointer, text in narratives(submission).items():
        for end, begins in _BOTH:
            for at in places(text, (end,)):
                clause = text[behind_last(text, "，。；、：（\n", at) : at]
                begin = next((word for word in begins if word in clause), "")
                number = clause.partition(begin)[2] if begin else ""
                if any(map(str.isdigit, number[:_NEAR])):
                    yield Hit(pointer, begin + number + end, "", {"text": submission.name_of(pointer)}, "one")
        for capped in re.finditer(_CAPPED, text) if "不高于" in text or "不超过" in text else ():
            if direction(capped[1]) == MORE:
                yield Hit(pointer, capped[0], "", {"text": submission.name_of(pointer)}, "most")
        for at in places(text, ("以下",)):
            clause = text[behind_last(text, "，。；、：（\n", at) : at]
            found = re.search(_GAINED, clause)
            found = found or re.search(_CHANGE, clause)
            rate = re.search(_GOOD_RATE, clause) if found is None else None
            if rate is not None and direction(rate[1]) == MORE:
                found = rate
            if found is not None:
                yield Hit(pointer, f"{found[0]}以下", "", {"text": submission.name_of(pointer)}, "most")


_CAPPED = r"([^\d，。；：、]{2,8}(?:率|满意度))(?:均|都)?(?:不高于|不超过)\d[\d.]*[%％]"
_CHANGE = r"(?:下降|减少|降低|压减|提高|增长|提升)\d[\d.]*%$"
_NEAR = 5  # characters from the word to the number
_GOOD_RATE = (
    r"([^\d，。；]{2,8}(?:率|满意度))(?:均|都|全部|总体)?(?:保持在|稳定在|达到|达|提高到|提升到|维持在|为)?\d[\d.]*%$"
)
_GAINED = r"(?:带动|提供|新增|惠及|服务|受益|参与|撬动|拉动|培训)[^\d每不]{0,6}\d[\d.,]*[^\d，。；%％]{1,4}$"
"""What is to be reached, with its number right before 以下: 提供风险保障2.5亿元(以下)."""


def _bounds_of_sources(submission: Submission) -> Iterator[Hit]:
    """每次不超过60公里 in a source, 每次不少于60公里 in a text."""
    bounded = [
        (pointer, one)
        for pointer, own in quantities(submission).items()
        for one in own
        if one.operator in (*_FLOORS, *_CEILINGS)
    ]
    for row in indicators(submission) if bounded else ():
        for mine in quantities_in(submission, row.at("source"), row.source) if row.source else ():
            sign = _CEILINGS if mine.operator in _FLOORS else _FLOORS if mine.operator in _CEILINGS else ()
            for pointer, one in bounded if sign else ():
                alike = one.low == mine.low and one.unit == mine.unit and one.operator in sign
                if (
                    alike
                    and one.unit != "%"
                    and ((one.per and one.per == mine.per) or one.before[:2] == mine.before[:2] != "")
                ):
                    text = narratives(submission)[pointer]
                    shown = {"text": submission.name_of(pointer), "quote": clause_of(row.source, mine)}
                    related = (pointer, row.target_pointer)
                    yield Hit(row.at("source"), clause_of(text, one), "", shown, "source", related=related)
                    return
