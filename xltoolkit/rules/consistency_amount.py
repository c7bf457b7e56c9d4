"""前后一致: amounts of money in the texts, and unit price × quantity in a purpose, against the amounts of the form."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from xltoolkit.findings import ERROR, HINT, WARNING
from xltoolkit.reader.submission import Submission
from xltoolkit.records import TYPE_CHECKING
from xltoolkit.rules.consistency_sums import priced, told_first, told_first_each_last, wrong_sources
from xltoolkit.rules.engine import Hit, NotApplicable, rule
from xltoolkit.rules.knowledge.amounts import known_amounts, money
from xltoolkit.rules.knowledge.breakdowns import breakdowns, is_total, last_place, quoted, year_of
from xltoolkit.rules.knowledge.culprit import culprits
from xltoolkit.rules.knowledge.facts import Estimate, base_amount, estimates, narratives
from xltoolkit.rules.knowledge.mismatches import mismatches
from xltoolkit.rules.knowledge.statements import AMONG, PART, PLAIN, Statement, quantities, sentence_before, statements
from xltoolkit.text.number import convert, decimals_of, show_amount
from xltoolkit.text.quantity import Quantity, find_quantities
from xltoolkit.text.similar import core, longest_common
from xltoolkit.text.unit import COUNT, GENERIC, take_unit, unit_of

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
    },
    advice="请核对，改成一致；写的是别的口径的，在文字里说明。",
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
    known = known_amounts(submission)
    yield from _tenfold(submission, known)
    if not sayings:
        raise NotApplicable
    rows = estimates(submission) if submission.declares("/estimates") else []
    told: set[str] = set()
    for saying in sayings:
        of_year = year_of(saying.quantity) == submission.year and not _of_an_item(saying.quantity)
        total = is_total(texts[saying.pointer], saying.quantity) or of_year
        if any(_matches(saying, amount) for amount in (known - _not_of(submission, of_year) if total else known)):
            continue
        row = _same_item(saying, rows) if saying.usable_money and not _of_a_source(saying) else None
        if row is not None and _of_several(saying, row, rows, submission.form.unit):
            continue
        field = submission.form.fields[saying.pointer].name
        words = {"text": field, "quote": quoted(texts[saying.pointer], saying.quantity)}
        meant = convert(saying.quantity.low, "元", submission.form.unit)
        if row is not None and row.amount:
            alike = row.amount / 20 <= meant <= row.amount * 20  # a standard per head is another kind of amount
            if alike and row.pointer not in told:
                told.add(row.pointer)
                cause = _proves(submission, row.row.at("amount"), meant)
                words["name"] = row.item
                yield Hit(
                    row.row.at("amount"), money(submission, row.amount), money(submission, meant), words, severity=ERROR if cause else "",
                    related=(saying.pointer,), explains=("BUD001", "BUD003", "BUD019", "X034") if cause else ("X034",),
                )  # fmt: skip
        elif total and "/total_amount" not in told and (hit := _wrong_total(submission, saying, words)) is not None:
            told.add("/total_amount")
            yield hit


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


def _proves(submission: Submission, pointer: str, meant: Decimal) -> bool:
    """Whether writing this amount there would make every sum hold: then the cell is the cause of the sums."""
    return any(
        culprit.pointer == pointer and abs(culprit.meant - meant) < submission.form.tolerance
        for culprit in culprits(submission)
    )


_FACTOR = r"(?:\d[\d,]*(?:\.\d+)?)\s*[^\d×xX*✕＊=＝+＋、，。；;（）()]{0,8}"
_PRODUCT = rf"{_FACTOR}(?:\s*[×xX*✕＊]\s*{_FACTOR})+"
_NUMBER = r"\d[\d,]*(?:\.\d+)?"


_BY_WEIGHT = ("/公斤", "/千克", "/斤", "每公斤", "每千克", "每斤")  # 1万吨×0.3元/公斤 wants converting first


def worked_out(purpose: str) -> list[tuple[Decimal, str]]:
    """Products of quantities with exactly one price in a text: `12个月×3.5万元` → [(420000 元, as written)]."""
    found = []
    purpose = re.sub(r"（[^（）×]{1,8}）(?=[×xX*✕＊])", "", purpose) if "）" in purpose else purpose
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
        if priced == 1 and not ("吨" in product[0] and any(unit in product[0] for unit in _BY_WEIGHT)):
            found.append((value, product[0].strip()))
    return found


def _without_unit(purpose: str) -> list[tuple[Decimal, str]]:
    """The product of a purpose that ends with a bare number, which may have lost the rest of it: 巡查员24人×42."""
    product = re.search(r"(?<![\d.])(\d+(?:\.\d+)?)([^\d\W])[×xX*](\d+(?:\.\d+)?)$", purpose)
    return [(Decimal(product[1]) * Decimal(product[3]), product[0])] if product and "元" not in purpose else []


@rule(
    "X018",
    "单价、数量与金额算不到一起",
    group=GROUP,
    severity=WARNING,
    review_point=POINT,
    tier=2,
    message={
        "": "第{row}行“{name}”的用途写“{quote}”，算得{expected}{unit}，金额填的是{found}{unit}。",
        "text": "“{field}”写“{quote}”，算得{expected}{unit}。",
        "units": "第{row}行“{name}”的用途写“{quote}”，数量和单价的单位不同。",
    },
    advice="请核对数量、单价和金额。",
)
def purpose_worked_out(submission: Submission) -> Iterator[Hit]:
    """检查什么：概算的用途里写了“数量×单价”（可以几项相加），算出来与金额不等（金额取整的，差半个单位、不到1%不算）；几种算法有一种相符就不报。
    没有乘号、只用话说的（14座，每座38万元），没有别的数才算，只作建议。
    文字里写“20个，每个15万元，共350万元”，三个数紧接着的，也算一算；资金写在前、“人均”写在后的，只差一个数字才报。
    为什么：测算过程和金额要一致（适当性）。依据：惯例。原目录比的是指标里的数量，改为比用途里的算式，默认运行。
    错例：用途 12个月×3.5万元/月，金额 43.00。
    正例：用途 12个月×3.5万元/月，金额 42.00。
    修改：由填报人核对。
    """
    found = False
    for pointer, text in narratives(submission).items():
        if "每" in text or "人均" in text or "元/" in text or "×" in text or "*" in text:
            own = quantities(submission)[pointer]
            for quote, value, total in (
                *priced(text, own),
                *told_first(text, own),
                *told_first_each_last(text, own),
                *_equated(text),
            ):
                found = True
                unit = "万元" if "万" in total.quote else "元"
                written, worked = (show_amount(convert(one, "元", unit)) for one in (total.low, value))
                yield Hit(pointer, written, worked, {"quote": quote, "unit": unit}, "text")
    told: set[str] = set()
    doubted = {saying.pointer for mismatch in mismatches(submission) for saying in mismatch.wrong}
    for row in estimates(submission) if submission.declares("/estimates") else ():
        if row.amount is None:
            continue
        signs = any(sign in row.purpose for sign in "×xX*✕＊")
        parts = [] if signs else _nothing_but_amounts(row.purpose)
        if not signs and not parts and not ("元" in row.purpose and ("每" in row.purpose or "元/" in row.purpose)):
            continue
        products = (
            worked_out(row.purpose) or _without_unit(row.purpose) if signs else parts or told_in_words(row.purpose)
        )
        if not signs and row.row.at("purpose") in doubted:
            products = []  # the quantity is the wrong one, X015 or X021 says so
        if not products:
            continue
        found = True
        amount = convert(row.amount, submission.form.unit, "元")
        rounding = convert(Decimal(5).scaleb(-1 - decimals_of(row.amount)), submission.form.unit, "元")
        allowed = max(min(amount / 100, rounding), Decimal(60))
        steps = (1,) if "元" in row.purpose else (1, 10_000)  # 24人×42 may mean 万元
        if (odd := _for_another(row.purpose)) and "X018" not in told:
            told.add("X018")
            shown = {"name": row.item, "quote": odd}
            related = (row.row.at("amount"),)
            yield Hit(row.row.at("purpose"), odd, "同一个单位", shown, "units", HINT, related)
        if any(abs(value * step - amount) <= allowed for value in _readings(row.purpose, products) for step in steps):
            continue
        meant = convert(sum((value for value, _ in products), Decimal(0)), "元", submission.form.unit)
        cause = _proves(submission, row.row.at("amount"), meant)
        words = {"name": row.item, "quote": "＋".join(written for _, written in products)}
        yield Hit(
            row.row.at("amount"),
            money(submission, row.amount),
            money(submission, meant),
            words,
            severity=ERROR if cause else WARNING if signs or parts else HINT,
            related=(row.row.at("purpose"),),
            explains=("BUD001", "BUD003", "BUD019") if cause else (),
        )
    if not found:
        raise NotApplicable


_PRICED = r"^(?:\D*?)(\d[\d.]*)(万?)([^\d\W]{1,2})[×xX*](\d[\d.]*)万?元/([^\d\W]{1,2})$"


def _for_another(purpose: str) -> str:
    """A purpose that is one number times the price for one of something else, 150路×1600元/台; '' if it is none."""
    found = re.search(_PRICED, purpose.rstrip("。")) if "元/" in purpose else None
    if found is None or found[3] == found[5]:
        return ""
    counted, priced = unit_of(found[3]), unit_of(found[5])
    plain = counted is not None and priced is not None and counted.family == priced.family == COUNT
    return purpose if plain and GENERIC.isdisjoint((found[3], found[5])) and len(found[3]) == len(found[5]) == 1 else ""


def _equated(text: str) -> Iterator[tuple[str, Decimal, Quantity]]:
    """Products that a text itself equates with another amount: 20辆×17万元=350万元."""
    for value, written in worked_out(text) if "=" in text or "＝" in text else ():
        end = text.find(written) + len(written)
        behind = text[end : end + 24].lstrip()
        said = find_quantities(behind[1:]) if behind[:1] in ("=", "＝") else []
        if said and said[0].start <= 1 and said[0].is_money and abs(said[0].low - value) > last_place(said[0]):
            yield written + behind[: 1 + said[0].end], value, said[0]


def _nothing_but_amounts(purpose: str) -> list[tuple[Decimal, str]]:
    """The amounts of a purpose that is a list of names, each with its amount: 人员经费68万元、场地租金20万元."""
    parts = purpose.rstrip("。").replace("；", "、").replace("，", "、").split("、")
    own = find_quantities(purpose) if len(parts) > 1 and purpose.count("元") == len(parts) else []
    plain = len(own) == len(parts) and all(
        one.is_money
        and not (one.per or one.operator or one.approximate)
        and part.endswith(one.quote)
        and len(part) > len(one.quote)
        for one, part in zip(own, parts, strict=True)
    )
    return [(one.low, part) for one, part in zip(own, parts, strict=True)] if plain else []


_PAUSES = ("，", ",", "、")


def told_in_words(purpose: str) -> list[tuple[Decimal, str]]:
    """Products of a quantity and the price for one of these, without a sign between them: `14座，每座38万元`, `420辆，600元/辆`.

    Only where the purpose gives no other number, which might be a further factor (250个工作日，每日2人，每人500元).
    """
    quantities = find_quantities(purpose)
    if (
        len(quantities) % 2
        or "各" in purpose
        or any(one.approximate or one.operator or one.low != one.high for one in quantities)
    ):
        return []
    found, rest = [], purpose
    for counted, price in zip(quantities[::2], quantities[1::2], strict=False):
        unit = counted.unit.removeprefix("个")  # 12个月，每月1.5万元
        between = purpose[counted.end : price.start]
        told = (unit == price.per and between in _PAUSES) or (
            price.per in ("", unit, "年") and between[:1] in _PAUSES and between[1:] in (f"每{unit}", f"每{unit}每年")
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
