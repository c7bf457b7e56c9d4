"""前后一致: amounts of money in the texts, and unit price × quantity in a purpose, against the amounts of the form."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from xltoolkit.findings import ERROR, HINT, WARNING
from xltoolkit.reader.submission import Submission
from xltoolkit.rules.engine import Hit, NotApplicable, rule
from xltoolkit.rules.knowledge.amounts import money
from xltoolkit.rules.knowledge.culprit import culprits
from xltoolkit.rules.knowledge.facts import Estimate, estimates, numbers
from xltoolkit.rules.knowledge.mismatches import mismatches
from xltoolkit.rules.knowledge.statements import Statement, statements
from xltoolkit.rules.knowledge.words import words
from xltoolkit.text.number import convert, decimals_of
from xltoolkit.text.quantity import find_quantities
from xltoolkit.text.similar import core, longest_common
from xltoolkit.text.unit import take_unit

GROUP, POINT = "前后一致", "适当性"
# Words that say the amount is that of the whole project.
_WHOLE = words(
    "总投资 总金额 项目资金 预算资金 资金总额 总预算 项目预算 申请资金 安排资金 所需资金 共需资金 总经费 "
    "项目金额 资金需求 预算金额 共需经费 共安排 预算安排 总额"
)


def known_amounts(submission: Submission) -> set[Decimal]:
    """Every amount of the form, in 元."""
    return submission.fact(
        "known amounts",
        lambda: (
            {
                convert(value, field.unit, "元")
                for _, field, value in numbers(submission)
                if field.unit in ("元", "万元")
            }
            | _computed(submission)
        ),
    )


def _computed(submission: Submission) -> set[Decimal]:
    fields = submission.form.fields.items()
    computed = [
        submission.amount(pointer)
        for pointer, field in fields
        if field.computed is not None and field.kind == "amount" and pointer not in submission.unreadable
    ]
    return {convert(value, submission.form.unit, "元") for value in computed if value is not None}


def _matches(saying: Statement, amount: Decimal) -> bool:
    """Whether the text means this amount (in 元): written exactly, or rounded the way people round (44万 for 44.4)."""
    quantity = saying.quantity
    allowed = max(amount * Decimal("0.05" if quantity.approximate else "0.012"), Decimal(1))
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
    },
    advice="请核对，改成一致；写的是别的口径的，在文字里说明。",
)
def money_in_text(submission: Submission) -> Iterator[Hit]:
    """检查什么：文字里“某某…X万元”，名称与某一概算行相同而金额不等，表里也没有别的金额是这个数；或写总投资、总金额X万元，与表里的哪个总额都不符。
    130万人不是金额；往年的、中央和省级的、节约和增收的、每人每月的不比；约数差5%以内算相符。
    为什么：同一笔钱两个数，不知道哪个对（适当性）。依据：惯例；同类公开工具也查这一项。
    错例：其中硬件平台维护安排180万元；概算 硬件平台维护 200.00。
    正例：其中硬件平台维护安排200万元；概算 硬件平台维护 200.00。
    修改：由填报人核对。
    """
    sayings = [one for one in statements(submission) if one.quantity.is_money and one.usable_money]
    if not sayings:
        raise NotApplicable
    known = known_amounts(submission)
    rows = estimates(submission) if submission.declares("/estimates") else []
    told: set[str] = set()
    for saying in sayings:
        if any(_matches(saying, amount) for amount in known):
            continue
        row = _same_item(saying, rows)
        field = submission.form.fields[saying.pointer].name
        words = {"text": field, "quote": f"{saying.quantity.before[-10:]}{saying.quantity.quote}"}
        meant = convert(saying.quantity.low, "元", submission.form.unit)
        if row is not None and row.amount:
            alike = row.amount / 20 <= meant <= row.amount * 20  # a standard per head is another kind of amount
            if alike and row.pointer not in told:
                told.add(row.pointer)
                cause = _proves(submission, row.row.at("amount"), meant)
                words["name"] = row.item
                yield Hit(
                    row.row.at("amount"), money(submission, row.amount), money(submission, meant), words, severity=ERROR if cause else "",
                    related=(saying.pointer,), explains=("BUD001", "BUD003", "BUD019") if cause else (),
                )  # fmt: skip
        elif saying.quantity.before.endswith(_WHOLE) and "/total_amount" not in told:
            total = "/total_amount" if submission.declares("/total_amount") else "/annual_amount"
            value = submission.amount(total)
            annual = submission.amount("/annual_amount") if submission.declares("/annual_amount") else None
            if value is not None and (annual is None or annual <= value):  # below it is wrong anyway: BUD004
                told.add("/total_amount")
                words["name"] = submission.form.fields[total].name
                related = (total, "/annual_amount") if submission.declares("/annual_amount") else (total,)
                yield Hit(
                    saying.pointer, money(submission, value), money(submission, meant), words, "whole", related=related
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


def _proves(submission: Submission, pointer: str, meant: Decimal) -> bool:
    """Whether writing this amount there would make every sum hold: then the cell is the cause of the sums."""
    return any(
        culprit.pointer == pointer and abs(culprit.meant - meant) < submission.form.tolerance
        for culprit in culprits(submission)
    )


_FACTOR = r"(?:\d[\d,]*(?:\.\d+)?)\s*[^\d×xX*✕＊=＝+＋、，。；;（）()]{0,8}"
_PRODUCT = rf"{_FACTOR}(?:\s*[×xX*✕＊]\s*{_FACTOR})+"
_NUMBER = r"\d[\d,]*(?:\.\d+)?"


def worked_out(purpose: str) -> list[tuple[Decimal, str]]:
    """Products of quantities with exactly one price in a text: `12个月×3.5万元` → [(420000 元, as written)]."""
    found = []
    for product in re.finditer(_PRODUCT, purpose, re.ASCII):
        value, priced = Decimal(1), 0
        for factor in re.split("[×xX*✕＊]", product[0]):
            number = re.search(_NUMBER, factor, re.ASCII)
            if number is None:
                break
            measure, _ = take_unit(factor[number.end() :].strip())
            priced += measure.unit == "元"
            share = Decimal("0.01") if measure.unit == "%" else Decimal(1)
            value *= Decimal(number[0].replace(",", "")) * measure.scale * share
        if priced == 1:
            found.append((value, product[0].strip()))
    return found


@rule(
    "X018",
    "单价、数量与金额算不到一起",
    group=GROUP,
    severity=WARNING,
    review_point=POINT,
    tier=2,
    message="第{row}行“{name}”的用途写“{quote}”，算得{expected}{unit}，金额填的是{found}{unit}。",
    advice="请核对数量、单价和金额。",
)
def purpose_worked_out(submission: Submission) -> Iterator[Hit]:
    """检查什么：概算的用途里写了“数量×单价”（可以几项相加），算出来与金额不等（金额取整的，差半个单位、不到1%不算）；几种算法有一种相符就不报。
    没有乘号、只用话说的（14座，每座38万元），没有别的数才算，只作建议。
    为什么：测算过程和金额要一致（适当性）。依据：惯例。原目录比的是指标里的数量，改为比用途里的算式，默认运行。
    错例：用途 12个月×3.5万元/月，金额 43.00。
    正例：用途 12个月×3.5万元/月，金额 42.00。
    修改：由填报人核对。
    """
    found = False
    doubted = {saying.pointer for mismatch in mismatches(submission) for saying in mismatch.wrong}
    for row in estimates(submission):
        if row.amount is None:
            continue
        signs = any(sign in row.purpose for sign in "×xX*✕＊")
        if not signs and not ("元" in row.purpose and ("每" in row.purpose or "元/" in row.purpose)):
            continue
        products = worked_out(row.purpose) if signs else told_in_words(row.purpose)
        if not signs and row.row.at("purpose") in doubted:
            products = []  # the quantity is the wrong one, X015 or X021 says so
        if not products:
            continue
        found = True
        amount = convert(row.amount, submission.form.unit, "元")
        rounding = convert(Decimal(5).scaleb(-1 - decimals_of(row.amount)), submission.form.unit, "元")
        allowed = max(min(amount / 100, rounding), Decimal(60))
        if any(abs(value - amount) <= allowed for value in _readings(row.purpose, products)):
            continue
        meant = convert(sum((value for value, _ in products), Decimal(0)), "元", submission.form.unit)
        cause = _proves(submission, row.row.at("amount"), meant)
        words = {"name": row.item, "quote": "＋".join(written for _, written in products)}
        yield Hit(
            row.row.at("amount"), money(submission, row.amount), money(submission, meant), words, severity=ERROR if cause else WARNING if signs else HINT,
            related=(row.row.at("purpose"),), explains=("BUD001", "BUD003", "BUD019") if cause else (),
        )  # fmt: skip
    if not found:
        raise NotApplicable


_PAUSES = ("，", ",", "、")


def told_in_words(purpose: str) -> list[tuple[Decimal, str]]:
    """Products of a quantity and the price for one of these, without a sign between them: `14座，每座38万元`, `420辆，600元/辆`.

    Only where the purpose gives no other number, which might be a further factor (250个工作日，每日2人，每人500元).
    """
    quantities = find_quantities(purpose)
    if len(quantities) % 2 or any(one.approximate or one.operator or one.low != one.high for one in quantities):
        return []
    found, rest = [], purpose
    for counted, price in zip(quantities[::2], quantities[1::2], strict=False):
        unit = counted.unit.removeprefix("个")  # 12个月，每月1.5万元
        between = purpose[counted.end : price.start]
        told = (unit == price.per and between in _PAUSES) or (
            price.per in ("", unit) and between[:1] in _PAUSES and between[1:] == f"每{unit}"
        )
        if not (unit and told and price.is_money and not counted.is_money and not counted.per):
            return []
        written = purpose[counted.start : price.end]
        found.append((counted.low * price.low, written))
        rest = rest.replace(written, "", 1)
    return [] if any(map(str.isdigit, rest)) else found


def _readings(purpose: str, products: list[tuple[Decimal, str]]) -> list[Decimal]:
    """What the whole may come to: each product, all of them, all with the plain amounts beside them, each total written behind =."""
    total = sum((value for value, _ in products), Decimal(0))
    rest = purpose
    for _, written in products:
        rest = rest.replace(written, "；", 1)
    plain = [one.low for one in find_quantities(rest) if one.is_money and not one.per]
    return [
        *(value for value, _ in products),
        total,
        total + sum(plain, Decimal(0)),
        *(value + total for value in plain),
    ]
