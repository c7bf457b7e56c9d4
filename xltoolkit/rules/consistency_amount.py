"""前后一致: amounts of money in the texts, and unit price × quantity in a purpose, against the amounts of the form."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from xltoolkit.findings import ERROR, HINT, WARNING
from xltoolkit.reader.submission import Submission
from xltoolkit.records import TYPE_CHECKING
from xltoolkit.rules.consistency_sums import wrong_sources
from xltoolkit.rules.engine import Hit, NotApplicable, rule
from xltoolkit.rules.knowledge.amounts import known_amounts, money
from xltoolkit.rules.knowledge.breakdowns import breakdowns, is_total, last_place, quoted, year_of
from xltoolkit.rules.knowledge.culprit import proves
from xltoolkit.rules.knowledge.facts import Estimate, base_amount, estimates, narratives, with_numbers
from xltoolkit.rules.knowledge.passages import sentence_before
from xltoolkit.rules.knowledge.statements import AMONG, PART, PLAIN, Statement, quantities, statements
from xltoolkit.text.number import convert, show_amount
from xltoolkit.text.quantity import Quantity
from xltoolkit.text.similar import core, longest_common, one_slip_apart

if TYPE_CHECKING:
    from typing import Any

GROUP, POINT = "前后一致", "适当性"


def _matches(saying: Statement, amount: Decimal) -> bool:
    """Whether the text means this amount (in 元): written exactly, or rounded the way people round (44万 for 44.4, 1200万 for 1210)."""
    quantity = saying.quantity
    place = last_place(quantity)
    if quantity.approximate:
        allowed = amount * Decimal("0.05")
    elif "." in quantity.quote or quantity.low % (place * 10):
        allowed = place if amount % place else Decimal(0)
    else:
        allowed = amount * Decimal("0.012")
    allowed = max(allowed, Decimal(1))
    return quantity.low - allowed <= amount <= quantity.high + allowed


@rule(
    "X007",
    "文字里的金额与表里的不一致",
    group=GROUP,
    severity=WARNING,
    review_point=POINT,
    tier=2,
    message={
        "": "“{text}”写“{quote}”，概算“{name}”却是{found}{unit}。",
        "whole": "“{text}”写“{quote}”，表里没有一个总额是这个数（“{name}”是{found}{unit}）。",
        "year": "“{text}”写“{quote}”，“{name}”却是{found}{unit}。",
        "source": "“{text}”写“{quote}”，资金来源“{name}”却是{found}{unit}。",
        "cost": "指标“{name}”的目标值是“{quote}”，表里没有一个总额是这个数（{expected}{unit}）。",
    },
    advice="请核对，改成一致；写的是别的口径的，在文字里说明。",
    suppresses=("X018",),
)
def money_in_text(submission: Submission) -> Iterator[Hit]:
    """检查什么：文字里“某某…X万元”，名称与某一概算行相同而金额不等，表里也没有别的金额是这个数；或写总投资、总预算、申请资金X万元，与表里的哪个总额都不符；
    或写上级补助、自筹、上年结转X万元，与那一项资金来源不等（一句话里各来源之和就是总额，或文字的数大于表里的，才算）。
    130万人不是金额；往年的、写在别的年份名下的、节约和增收的、每人每月的不比；约数差5%以内算相符。
    为什么：同一笔钱两个数，不知道哪个对（适当性）。依据：惯例；同类公开工具也查这一项。
    错例：其中硬件平台维护安排180万元；概算 硬件平台维护 200.00。
    正例：其中硬件平台维护安排200万元；概算 硬件平台维护 200.00。
    修改：由填报人核对。
    """
    texts = narratives(submission)
    sayings = [
        one
        for one in statements(submission)
        if one.quantity.is_money
        and one.sort in _OF_NOW
        and (one.usable_money or is_total(texts[one.pointer], one.quantity))
    ]
    yield from wrong_sources(submission)
    yield from _cost_of_the_whole(submission)
    known = known_amounts(submission)
    yield from _tenfold(submission, known)
    if not sayings:
        raise NotApplicable
    rows = estimates(submission) if submission.declares("/estimates") else []
    aims = {
        bound
        for row in with_numbers(submission)
        if row.target.unit == "元"
        for bound in (row.target.low, row.target.high)
    }
    told: set[str] = set()
    for saying in sayings:
        of_year = year_of(saying.quantity) == submission.year and not _of_an_item(saying.quantity)
        total = is_total(texts[saying.pointer], saying.quantity) or of_year
        if any(_matches(saying, amount) for amount in (known - _not_of(submission, of_year) if total else known)):
            continue
        if saying.quantity.low in aims and saying.quantity.operator == "≥":
            continue  # 意向成交额1.1亿元以上 is an indicator's
        row = _same_item(saying, rows) if saying.usable_money and not _of_a_source(saying) else None
        if row is not None and _of_several(saying, row, rows, submission.form.unit):
            continue
        field = submission.form.fields[saying.pointer].name
        words = {"text": field, "quote": quoted(texts[saying.pointer], saying.quantity)}
        meant = convert(saying.quantity.low, "元", submission.form.unit)
        if row is not None and row.amount:
            alike = row.amount / 20 <= meant <= row.amount * 20  # a standard per head is another kind of amount
            alike = alike or row.amount in (meant * 10_000, meant / 10_000)  # 0.0008万元 for 8.00万元
            if alike and row.pointer not in told:
                told.add(row.pointer)
                cause = proves(submission, row.row.at("amount"), meant)
                words["name"] = row.item
                yield Hit(
                    row.row.at("amount"), money(submission, row.amount), money(submission, meant), words, severity=ERROR if cause else "",
                    related=(saying.pointer,), explains=("BUD001", "BUD003", "BUD019", "X034") if cause else ("X034",),
                )  # fmt: skip
        elif total and "/total_amount" not in told and (hit := _wrong_total(submission, saying, words)) is not None:
            told.add("/total_amount")
            yield hit


_THE_WHOLE = r"(?:年度|本年度?|项目|本项目|全年)*(?:总成本|项目成本|总投资|投资控制数|支出总额|经费总额|总费用|总支出)(?:控制数|控制额)?"


def _cost_of_the_whole(submission: Submission) -> Iterator[Hit]:
    """年度项目成本 ≤17.78万元, where 97.78万元 are asked for: one slip of the hand away from it, or below it."""
    base = base_amount(submission)
    if not base:
        return
    whole = convert(base, submission.form.unit, "元")
    for row in with_numbers(submission):
        bound = row.target.high if row.target.high is not None else row.target.low
        if row.target.unit != "元" or row.target.per or bound is None or re.fullmatch(_THE_WHOLE, row.key) is None:
            continue
        if any(abs(bound - amount) <= amount / 100 for amount in known_amounts(submission) if amount):
            continue
        slip = one_slip_apart(f"{bound.normalize():f}", f"{whole.normalize():f}")
        if slip or (row.target.operator in ("≤", "<") and bound < whole):
            shown = {"name": row.name, "quote": row.written}
            meant = money(submission, base)
            yield Hit(row.target_pointer, row.written, meant, shown, "cost", HINT, ("/annual_amount",))


_SOURCE_DIVIDED = ("上级补助", "省级补助", "中央补助", "补助资金", "上级资金")


def _of_a_source(saying: Statement) -> bool:
    """Whether the sentence divides a source of money: 上级补助62万元，其中疫苗补助41万元，无害化处理补助20万元."""
    before = sentence_before(saying.text, saying.quantity.start)
    return "其中" in before and any(word in before.partition("其中")[0] for word in _SOURCE_DIVIDED)


def _of_several(saying: Statement, row: Estimate, rows: list[Estimate], form_unit: str) -> bool:
    """Whether cost items that follow each other, this one among them, come to the amount: 增雨作业22.32万元 is 火箭弹 and 人员补助."""
    amounts = [convert(one.amount or Decimal(0), form_unit, "元") for one in rows]
    at = rows.index(row)
    return any(
        _matches(saying, sum(amounts[first:last], Decimal(0)))
        for first in range(at + 1)
        for last in range(max(at + 1, first + 2), len(rows) + 1)
    )


def _not_of(submission: Submission, of_year: bool) -> set[Decimal]:
    """Amounts that cannot be meant by a total: last year's; the whole project's where the year is named."""
    others = [one for one in submission.form.fields if one.startswith("/prior_year/")]
    others += ["/total_amount"] if of_year else []
    base = base_amount(submission)
    amounts = {
        submission.amount(one) for one in others if submission.declares(one) and one not in submission.unreadable
    }
    return {convert(one, submission.form.unit, "元") for one in amounts if one is not None and one != base}


_OF_THE_WHOLE = (
    r"(?:度|本年|项目|预计|计划|申请|申报|安排|需|资金|预算|经费|总|投资|投入|支出|财政|市级|专项|金额|规模|为|共|：)*$"
)


def _of_an_item(quantity: Quantity) -> bool:
    """Whether something is named between the year and its amount: 2027年“两员”补助182.85万元."""
    behind = quantity.before.rpartition("年")[2]
    return bool(behind) and re.match(_OF_THE_WHOLE, behind) is None


_OF_NOW = (PLAIN, AMONG, PART)


def _wrong_total(submission: Submission, saying: Statement, words: dict[str, Any]) -> Hit | None:
    """The text's total against the form's: this year's where the sentence names the year, else the whole project's."""
    declared = [one for one in ("/total_amount", "/annual_amount") if submission.declares(one)]
    amounts = {one: value for one in declared if (value := submission.amount(one)) is not None}
    total, annual = amounts.get("/total_amount"), amounts.get("/annual_amount")
    if not amounts or (total is not None and annual is not None and annual > total):
        return None  # that is wrong anyway: BUD004
    if (
        total is not None
        and convert(saying.quantity.low, "元", submission.form.unit) > total
        and _own_share(submission, saying)
    ):
        return None
    of_year = "/annual_amount" in amounts and (saying.of_year or year_of(saying.quantity) == submission.year)
    cell = "/annual_amount" if of_year or total is None else "/total_amount"
    unit = next((one for one in ("万元", "亿元") if one[0] in saying.quantity.quote), submission.form.unit)
    words |= {"name": submission.form.fields[cell].name, "unit": unit}
    shown, meant = (
        show_amount(convert(value, one, unit))
        for value, one in ((amounts[cell], submission.form.unit), (saying.quantity.low, "元"))
    )
    others = (one for one in declared if one != cell)
    return Hit(
        saying.pointer, shown, meant, words, "year" if of_year else "whole", related=(cell, *others), explains=("X034",)
    )


def _tenfold(submission: Submission, known: set[Decimal]) -> Iterator[Hit]:
    """Money of the year's goal that is the year's amount but for a power of ten: 财政资金300万元 where 3000万元 are asked for."""
    base = base_amount(submission)
    for saying in statements(submission) if base else ():
        quantity = saying.quantity
        if saying.pointer != "/annual_goal" or not quantity.is_money or saying.sort not in _OF_NOW:
            continue
        meant = convert(quantity.low, "元", submission.form.unit)
        if base and quantity.before.endswith(_MONEY_WORDS) and meant in (base / 10, base * 10, base / 100, base * 100):
            if any(_matches(saying, amount) for amount in known):
                continue
            cell = "/annual_amount" if submission.declares("/annual_amount") else "/total_amount"
            words = {
                "text": submission.name_of(saying.pointer),
                "quote": quoted(saying.text, quantity),
                "name": submission.name_of(cell),
            }
            yield Hit(saying.pointer, money(submission, base), money(submission, meant), words, "whole", HINT, (cell,))


_MONEY_WORDS = ("财政资金", "资金", "安排", "投入", "经费", "预算")


def _own_share(submission: Submission, saying: Statement) -> bool:
    """Whether the sentence goes on to say which part of the amount this form is about: 总投资5000万元，其中本年度安排300万元."""
    text, base = narratives(submission)[saying.pointer], base_amount(submission)
    if any(one.whole == saying.quantity and one.complete and year_of(one.parts[0]) for one in breakdowns(submission)):
        return False  # divided into the project's own years
    return base is not None and any(
        one.start > saying.quantity.end
        and one.is_money
        and "。" not in text[saying.quantity.end : one.start]
        and convert(one.low, "元", submission.form.unit) == base
        for one in quantities(submission)[saying.pointer]
    )


def _same_item(saying: Statement, rows: list[Estimate]) -> Estimate | None:
    """The cost item that the words before the amount name, None if none or several do."""
    before, subject = saying.quantity.before, core(saying.quantity.before)
    return _only([row for row in rows if row.key and row.key in before]) or _only(
        [row for row in rows if _names(row, subject)]
    )


def _names(row: Estimate, subject: str) -> bool:
    wanted = core(row.item)
    common = len(longest_common(wanted, subject))
    return common >= 3 and (common == len(wanted) or common >= 4)


def _only(rows: list[Estimate]) -> Estimate | None:
    return rows[0] if len(rows) == 1 else None
