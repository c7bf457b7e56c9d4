"""Self-evaluations: what was reached, against what was aimed at and against what the text says was reached."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from xltoolkit.findings import WARNING
from xltoolkit.reader.submission import Submission
from xltoolkit.rules.engine import Hit, NotApplicable, rule
from xltoolkit.rules.knowledge.claims import EXACT, NEAR, SURE, claims, fit
from xltoolkit.rules.knowledge.facts import INDICATORS, Indicator, indicators
from xltoolkit.rules.knowledge.mismatches import mismatches
from xltoolkit.rules.knowledge.statements import PLAIN, Statement, passage
from xltoolkit.rules.knowledge.thresholds import threshold
from xltoolkit.text.interval import admits
from xltoolkit.text.normal import is_blank
from xltoolkit.text.target import DATE, NUMBER, Target, parse_target
from xltoolkit.text.unit import comparable, unit_of

_COMPLETION = "/goal_completion"
# All, none, or not done at all: a number in words.
_IN_WORDS = ("全", "无", "零", "未", "没", "不", "应")


def _actuals(submission: Submission) -> list[tuple[Indicator, str, Target]]:
    """Each indicator whose actual value is written: row, the text, and how it reads in the target's unit. Raises NotApplicable."""
    table = submission.form.tables.get(INDICATORS)
    if table is None or table.column("actual") is None:
        raise NotApplicable
    return submission.fact("actuals", lambda: list(_read(submission)))


def _read(submission: Submission) -> Iterator[tuple[Indicator, str, Target]]:
    for row in indicators(submission):
        written = str(row.row.values.get("actual") or "").strip()
        if written and row.at("actual") not in submission.unreadable and row.readable_target is not None:
            plain = parse_target(written)
            unit = row.target.scale_word + row.target.unit
            with_unit = plain.kind == NUMBER and not plain.unit and plain.scale == 1 and unit
            yield row, written, parse_target(written + unit) if with_unit else plain


@rule(
    "IND033",
    "完成值不是数",
    group="指标",
    severity=WARNING,
    review_point="适当性",
    tier=2,
    message={
        "": "第{row}行“{name}”的目标值是“{target}”，完成值却写“{found}”，看不出完成了多少。",
        "unit": "第{row}行“{name}”的目标值是“{target}”，完成值“{found}”的单位不同。",
    },
    advice="请写完成的数，与指标值用同一单位。",
)
def actual_without_number(submission: Submission) -> Iterator[Hit]:
    """检查什么：自评表里指标值是数，完成值却是“基本完成”“有所提高”这样的话或看不懂的内容，或者单位是另一种。“全覆盖”“未发生”之类算是数。
    为什么：没有完成数就无法打分（适当性）。依据：惯例。目录之外新增。
    错例：指标值 ≥320公里，完成值 按要求完成。
    正例：指标值 ≥320公里，完成值 326。
    修改：由填报人填写。
    """
    for row, written, reached in _actuals(submission):
        a_date = reached.kind == DATE and reached.deadline is not None
        in_words = written.startswith(_IN_WORDS) or (any(character.isdigit() for character in written) and not a_date)
        if row.target.numeric and not reached.numeric and not in_words:
            words = {"name": row.name, "target": row.written}
            yield Hit(row.at("actual"), written, "数字", words, related=(row.target_pointer, row.at("name")))
        elif row.target.numeric and reached.numeric and _other_unit(reached.unit, row.target.unit):
            words = {"name": row.name, "target": row.written}
            yield Hit(
                row.at("actual"), written, row.target.unit, words, "unit", related=(row.target_pointer, row.at("name"))
            )


def _other_unit(one: str, other: str) -> bool:
    """Both units are known and one does not go with the other: 93公里 for a rate in %."""
    return unit_of(one) is not None and unit_of(other) is not None and not comparable(one, other)


@rule(
    "IND034",
    "没有完成而没有写原因",
    group="指标",
    severity=WARNING,
    review_point="适当性",
    tier=2,
    message="第{row}行“{name}”的目标值是“{target}”，完成值是“{actual}”，没有完成，“{field}”却是空的。",
    advice="请写明原因；完成值填错的，请改正。",
)
def missed_without_reason(submission: Submission) -> Iterator[Hit]:
    """检查什么：自评表里完成值没有达到指标值（按比较符号和单位判断），未完成原因分析却是空的。
    为什么：没有完成的指标要说明原因（适当性）。依据：表样的填写要求。目录之外新增。
    错例：指标值 ≥2.6万平方米，完成值 2.4，原因 空。
    正例：指标值 ≥2.6万平方米，完成值 2.4，原因 雨季停工，余下工程顺延。
    修改：由填报人填写。
    """
    actuals = list(_actuals(submission))  # as a rule not applicable, so that nothing else is asked
    # the target or what was reached is another in the texts: that is said first
    doubtful = {found.row.pointer for found in mismatches(submission) if found.agreed is None}
    doubtful.update(row.pointer for row, _, _ in _contradicted(submission))
    for row, written, reached in actuals:
        if row.row.table.column("reason") is None:
            raise NotApplicable
        if (
            row.pointer in doubtful
            or not row.target.operator
            or not row.target.numeric
            or reached.kind != NUMBER
            or reached.low is None
            or reached.unit != row.target.unit
        ):
            continue
        blank = is_blank(str(row.row.values.get("reason") or ""))
        more = row.target.operator in ("=", "") and row.target.low is not None and reached.low > row.target.low
        if blank and not more and admits(row.target, reached.low, reached.low) is False:
            words = {"name": row.name, "target": row.written, "actual": written}
            related = (row.at("actual"), row.target_pointer, row.at("name"))
            yield Hit(row.at("reason"), expected="没有完成的原因", words=words, related=related)


@rule(
    "X031",
    "完成情况与完成值不一致",
    group="前后一致",
    severity=WARNING,
    review_point="相关性",
    tier=2,
    message="“{text}”写“{quote}”，第{row}行“{name}”的完成值却是“{found}”。",
    advice="请核对，把两边改成一样。",
)
def completion_against_actual(submission: Submission) -> Iterator[Hit]:
    """检查什么：自评表的年度目标完成情况里说的完成数，与名称说的是同一对象的指标的完成值不同。写“约”“以上”的，在20%以内算相符。
    为什么：同一件事两个完成数（相关性）。依据：惯例。目录之外新增。
    错例：完成情况 养护农村公路300公里；养护里程 完成值 320。
    正例：完成情况 养护农村公路320公里；养护里程 完成值 320。
    修改：由填报人核对。
    """
    if not submission.declares(_COMPLETION):
        raise NotApplicable
    field = submission.form.fields[_COMPLETION]
    for row, written, saying in _contradicted(submission):
        words = {"name": row.name, "quote": passage(saying), "text": field.name}
        yield Hit(row.at("actual"), written, saying.quantity.quote, words, related=(_COMPLETION,))


def _contradicted(submission: Submission) -> list[tuple[Indicator, str, Statement]]:
    """Indicators of which the text says that another number was reached: row, actual value, what the text says."""
    return submission.fact("contradicted actuals", lambda: list(_contradictions(submission)))


def _contradictions(submission: Submission) -> Iterator[tuple[Indicator, str, Statement]]:
    difference = threshold(submission, "scale_difference")
    about = claims(submission, difference)
    for row, written, reached in _actuals(submission):
        said = [
            claim.statement
            for claim in about.get(row.pointer, ())
            if claim.statement.pointer == _COMPLETION and claim.sure == SURE and claim.statement.sort == PLAIN
        ]
        if said and reached.numeric and not any(_agrees(one, reached, difference) for one in said):
            yield row, written, said[0]


def _agrees(saying: Statement, reached: Target, difference: Decimal) -> bool:
    fits = fit(saying.quantity, reached, difference)
    return fits == EXACT or (fits == NEAR and bool(saying.quantity.operator or saying.quantity.approximate))
