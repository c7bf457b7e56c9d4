"""前后一致: numbers of a text that cannot be — half a person, a price for one above the whole, the whole in 元 for 万元."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from xltoolkit.findings import WARNING
from xltoolkit.reader.submission import Submission
from xltoolkit.rules.consistency_counters import of_counters
from xltoolkit.rules.engine import Hit, NotApplicable, rule
from xltoolkit.rules.knowledge.amounts import known_amounts
from xltoolkit.rules.knowledge.facts import (
    base_amount,
    indicators,
    known_period,
    narratives,
    texts_with_digits,
)
from xltoolkit.rules.knowledge.passages import clause_of
from xltoolkit.rules.knowledge.statements import quantities, quantities_in
from xltoolkit.rules.knowledge.words import words
from xltoolkit.text import unit
from xltoolkit.text.number import convert, show_amount
from xltoolkit.text.quantity import Quantity

GROUP, POINT = "前后一致", "适当性"

_WHOLE_THINGS = frozenset("人名个家户所座处台套件条份次场期批辆盏株册本篇部")
_AVERAGES = words("均 平均 每万 每千 每百 率 比")
_OTHERS = words("协议 签约 招商 引资 产值 收入 贷款 担保 保额 限额 基金 补偿 赔付 授信 投资额 销售 税")


@rule(
    "X044",
    "文字里的数不可能",
    group=GROUP,
    severity=WARNING,
    review_point=POINT,
    tier=2,
    message={
        "": "“{field}”写“{found}”，{unit}不会有小数。",
        "price": "“{field}”写“{found}”，一份就比整个项目的金额{expected}万元还大。",
        "whole": "“{field}”写“{found}”，像是把{expected}万元写成了元。",
        "large": "“{field}”写“{found}”，整个项目才{expected}万元。",
        "months": "第{row}行的“{field}”按“{found}”算，整个项目才{expected}个月。",
        "nothing": "第{row}行的“{field}”写“{found}”，乘上零就什么也没有了。",
        "hundred": "第{row}行的“{field}”写“{found}”，算百分比应乘100%。",
        "equal": "第{row}行的“{field}”写“{found}”，算式里应是“=”。",
        "times": "第{row}行的“{field}”写“{found}”，数量和单价之间应是“×”。",
        "counter": "“{field}”写“{found}”，单位像是写错了。",
        "thing": "“{field}”写“{found}”，{thing}不用“{unit}”来数。",
        "within": "“{field}”写“{found}”，像是时间的单位写错了。",
        "size": "“{field}”写“{found}”，这样{expected}的数像是写错了。",
        "clock": "“{field}”写“{found}”，应是“7×24小时”。",
        "days": "第{row}行的“{field}”写“{found}”，一年只有365天或366天。",
    },
    advice="请核对数字和单位。",
)
def impossible_numbers(submission: Submission) -> Iterator[Hit]:
    """检查什么：文字里的人数、个数、次数写成了小数（0.009人；平均数和“万人”不算）；每人、每台的金额比整个项目还大；金额的元数正好是项目金额的万元数（650.00元）。
    用途、来源的算式里乘的月数比项目还长，乘了零，算百分比没有乘100%，或者把等号写成了 ≤、≥、把乘号写成了加号（240吨+850元）；
    文字里人用场、次、台来数（500场学生），服务、值班、举办用平方米、%来计的，也报。
    为什么：多半是把万元和元弄混，或者小数点错位（适当性）。依据：惯例。目录之外新增。
    错例：每期0.009人；项目金额650万元，支出不超过650.00元。
    正例：每期90人；支出不超过650.00万元；平均每户2.6人。
    修改：由填报人核对。
    """
    yield from _impossible_factors(submission)
    yield from of_counters(submission)
    if not quantities(submission):
        raise NotApplicable
    base = base_amount(submission)
    whole = convert(base, submission.form.unit, "元") if base else None
    if whole:
        yield from _sources_beyond_all(submission, whole)
    for pointer, text in narratives(submission).items():
        for one in quantities(submission)[pointer]:
            shown = {"unit": one.unit}
            if _in_pieces(one) and "百分点" not in text[one.end : one.end + _LIST]:
                yield Hit(pointer, clause_of(text, one), "整数", shown)
            elif (
                one.unit == "%" and 0 < one.low < _NO_SHARE and not _AVERAGES.any_in(one.before) and one.operator != "≤"
            ):
                yield Hit(pointer, clause_of(text, one), "小", shown, "size")
            elif (one.unit == "%" and one.low >= _NO_PERCENT) or (
                one.unit in _TIMES_OF_DAY and 0 < one.low < _NO_SHARE
            ):
                yield Hit(pointer, clause_of(text, one), "大" if one.unit == "%" else "小", shown, "size")
            elif whole is not None and one.is_money and not _OTHERS.any_in(one.before):
                amount = show_amount(convert(whole, "元", "万元"))
                if one.per and one.low > whole:
                    yield Hit(pointer, clause_of(text, one), amount, shown, "price")
                elif _yuan_for_ten_thousand(submission, one, whole):
                    told = show_amount(one.low)
                    if one.low >= _TELLING or "." in one.quote:
                        yield Hit(pointer, clause_of(text, one), told, shown, "whole")
                elif (not one.per and one.low >= whole * _OUT_OF_SIZE and _OF_THE_MONEY.any_in(one.before)) or (
                    one.low >= whole * _BEYOND_ALL
                ):
                    yield Hit(pointer, clause_of(text, one), amount, shown, "large")


_MONTHS = r"[×xX*✕＊](\d{1,3})个?月(?!\d|度)"
_NOTHING = r"(?:^|[×xX*✕＊])[^\d×]{0,4}(?<![\d.])0(?:\.0+)?万?元(?=$|[×xX*✕＊，；/])"
_NO_HUNDRED = r"÷[^÷×]{1,12}[×xX*✕＊]([2-9]00|10|1000|1[1-9]0)%"


def _impossible_factors(submission: Submission) -> Iterator[Hit]:
    """In a table's cell: ×22个月 in a project of a year, ×0万元, ÷…×400%, 率为95件, 2400人×30名."""
    project = known_period(submission)
    for pointer, field, text in texts_with_digits(submission):
        if pointer in submission.form.fields or field.kind == "target":
            continue
        odd = re.search(_RATE_OF_PIECES, text) if "率" in text else re.search(_TWO_OF_PEOPLE, text)
        if odd is not None:
            yield Hit(pointer, odd[0], "", variant="counter")
            continue
        if "元" in text and pointer.endswith("/purpose") and (by := re.search(_JOINED_TO_A_PRICE, text)) is not None:
            yield Hit(pointer, by[0], "×", variant="times")
            continue
        if not any(sign in text for sign in "×*x每÷"):
            continue
        days = re.search(r"[×xX*✕＊](?:36[7-9]|3[7-9]\d|[4-9]\d\d)天", text) if "天" in text else None
        if days is not None:
            yield Hit(pointer, days[0], "365天", variant="days")
            continue
        months = re.search(_MONTHS, text) if "月" in text and project is not None and project.one_year else None
        if project is not None and months is not None and int(months[1]) > max(project.months, _YEAR):
            yield Hit(pointer, months[0], f"{project.months}", variant="months")
        elif "0" in text and (nothing := re.search(_OF_NOTHING, text)) is not None:
            yield Hit(pointer, nothing[0], "", variant="nothing")
        elif (equal := re.search(_NO_EQUAL, text)) is not None:
            yield Hit(pointer, equal[0], "=", variant="equal")
        elif (nothing := re.search(_NOTHING, text)) is not None and "0" in text:
            yield Hit(pointer, nothing[0], "", variant="nothing")
        elif "÷" in text and (share := re.search(_NO_HUNDRED, text)) is not None:
            yield Hit(pointer, share[0], "×100%", variant="hundred")


_NO_EQUAL = r"[×xX*✕＊]\d[\d.]*[^\d，；。≤≥<>]{0,4}[≤≥<>]\d[\d.]*万?元?"
_OF_NOTHING = r"每[^\d，；]{1,4}(?<![\d.])0(?![\d.])[^\d\W]"
_RATE_OF_PIECES = r"率(?:为|达到|达)?\d[\d.]*(?:件|次|人|个|台|家|户|元|天|套|条|份|场|处|所)"
_TWO_OF_PEOPLE = r"\d[\d,]*[人名][×xX*]\d[\d,]*[人名](?![×xX*\d])"
_JOINED_TO_A_PRICE = r"\d[^\d，；、（÷×+＋\-元%万亿]{1,8}[÷+＋-]\d[\d.]*万?元|每月\d[\d.]*万?元[÷+＋]\d{1,2}个?月"
"""240立方米+850元: a number of things, and its price, with another sign than × between."""


def _sources_beyond_all(submission: Submission, whole: Decimal) -> Iterator[Hit]:
    """市级财政920000万元 in the source of 资金到位率; 39.40元÷4800人, where the whole project has 39.40万元."""
    for row in indicators(submission) if submission.declares("/indicators") else ():
        if "元" not in row.source:
            continue
        for one in quantities_in(submission, row.at("source"), row.source):
            if "." in one.quote and _yuan_for_ten_thousand(submission, one, whole):
                shown = {"unit": one.unit}
                yield Hit(row.at("source"), clause_of(row.source, one), show_amount(one.low), shown, "whole")
        for one in quantities_in(submission, row.at("source"), row.source) if "到位" in row.name else ():
            if one.is_money and one.low >= whole * _OUT_OF_SIZE:
                amount = show_amount(convert(whole, "元", "万元"))
                yield Hit(row.at("source"), clause_of(row.source, one), amount, {"unit": one.unit}, "large")


_YEAR = 12  # months
_TELLING = Decimal(10)
_OUT_OF_SIZE, _BEYOND_ALL = 100, 5000  # times the whole project
_OF_THE_MONEY = words("市级 省级 县级 区级 财政 上级 补助 拨款 安排 预算 自筹 专项 资金")


def _yuan_for_ten_thousand(submission: Submission, one: Quantity, whole: Decimal) -> bool:
    """Whether so many 元 are an amount of the form in 万元."""
    plain = one.is_money and not one.per and "万" not in one.quote
    return plain and (one.low * 10_000 == whole or one.low * 10_000 in _exact_amounts(submission))


def _exact_amounts(submission: Submission) -> set[Decimal]:
    """Amounts of the form that have decimals in 万元, in 元."""
    return submission.fact("exact amounts", lambda: {one for one in known_amounts(submission) if one % 10_000})


_NO_SHARE, _NO_PERCENT = Decimal("0.05"), 10_000
_TIMES_OF_DAY = frozenset(("小时", "天", "分钟"))
_LIST = 12  # characters: 3.9个和5.2个百分点


def _in_pieces(one: Quantity) -> bool:
    """0.009人: the number itself has decimals, no 万 stands behind it, and it is no average."""
    return (
        one.low != one.low.to_integral_value()
        and one.unit in _WHOLE_THINGS
        and unit.unit_of(one.unit) is not None
        and (one.low < 1 or "每" not in one.before)
        and not (one.approximate or _AVERAGES.any_in(one.before) or one.per.startswith(("户", "村", "家")))
    )
