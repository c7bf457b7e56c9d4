"""前后一致: quantities × prices, in a purpose against the amount of its row, in a text against the total that it gives."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from xltoolkit.findings import ERROR, HINT, WARNING
from xltoolkit.reader.submission import Submission
from xltoolkit.rules.consistency_sums import priced, told_first, told_first_each_last
from xltoolkit.rules.engine import Hit, NotApplicable, rule
from xltoolkit.rules.knowledge.amounts import money
from xltoolkit.rules.knowledge.breakdowns import last_place
from xltoolkit.rules.knowledge.culprit import proves
from xltoolkit.rules.knowledge.facts import Estimate, estimates, narratives
from xltoolkit.rules.knowledge.mismatches import mismatches
from xltoolkit.rules.knowledge.statements import quantities
from xltoolkit.text.number import convert, decimals_of, show_amount
from xltoolkit.text.quantity import Quantity, find_quantities
from xltoolkit.text.unit import AREA, COUNT, GENERIC, LENGTH, MASS, VOLUME, take_unit, unit_of

GROUP, POINT = "前后一致", "适当性"

_FACTOR = r"(?:\d[\d,]*(?:\.\d+)?)\s*[^\d×xX*✕＊=＝+＋、，。；;（）()]{0,8}"
_PRODUCT = rf"{_FACTOR}(?:\s*[×xX*✕＊]\s*[^\d×xX*✕＊=＝+＋、，。；;（）()]{{0,4}}{_FACTOR})+"  # 3场×专家5名×1000元
_NUMBER = r"\d[\d,]*(?:\.\d+)?"


_BY_WEIGHT = ("/公斤", "/千克", "/斤", "每公斤", "每千克", "每斤")  # 1万吨×0.3元/公斤 wants converting first


def worked_out(purpose: str) -> list[tuple[Decimal, str]]:
    """Products of quantities with exactly one price in a text: `12个月×3.5万元` → [(420000 元, as written)]."""
    found = _times_a_sum(purpose) if "（" in purpose else []
    for _, written in found:
        purpose = purpose.replace(written, "；", 1)
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
        scaled = any(unit in product[0] for unit in ("/千", "/百", "/万", "每千", "每百", "每万"))  # 90万字×60元/千字
        if priced == 1 and not scaled and not ("吨" in product[0] and any(unit in product[0] for unit in _BY_WEIGHT)):
            found.append((value, product[0].strip()))
    return found


_COUNT_OF_SUMS = r"(\d[\d,]*(?:\.\d+)?)([^\d×xX*✕＊=＝+＋、，。；;（）()元]{1,8})[×xX*✕＊]（([^（）]*[+＋][^（）]*)）"


def _times_a_sum(purpose: str) -> list[tuple[Decimal, str]]:
    """A count times a sum of prices: 48节×（展示教师500元＋评课专家3人×400元)."""
    found = []
    for each in re.finditer(_COUNT_OF_SUMS, purpose, re.ASCII):
        terms = [_price_or_product(term) for term in re.split("[+＋]", each[3])]
        if all(term is not None for term in terms):
            value = sum((term for term in terms if term is not None), Decimal(0))
            found.append((Decimal(each[1].replace(",", "")) * take_unit(each[2])[0].scale * value, each[0]))
    return found


def _price_or_product(term: str) -> Decimal | None:
    """展示教师500元, 评课专家3人×400元 in 元; None for anything else."""
    products = worked_out(term)
    if products:
        return products[0][0] if len(products) == 1 else None
    own = find_quantities(term)
    return own[0].low if len(own) == 1 and own[0].is_money and own[0].low == own[0].high else None


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
    of_texts = [
        hit
        for pointer, text in narratives(submission).items()
        if "每" in text or "人均" in text or "元/" in text or "×" in text or "*" in text
        for hit in _totals_of_text(submission, pointer, text)
    ]
    doubted = {saying.pointer for mismatch in mismatches(submission) for saying in mismatch.wrong}
    rows = [
        (row, row.amount, products)
        for row in (estimates(submission) if submission.declares("/estimates") else ())
        if row.amount is not None and (products := _reckoned(row.purpose, doubted=row.row.at("purpose") in doubted))
    ]
    if not of_texts and not rows:
        raise NotApplicable
    yield from of_texts
    for row, _, _ in rows:
        if odd := _for_another(row.purpose):
            shown, related = {"name": row.item, "quote": odd}, (row.row.at("amount"),)
            yield Hit(row.row.at("purpose"), odd, "同一个单位", shown, "units", HINT, related)
            break
    for row, amount, products in rows:
        if not _comes_to(submission, row.purpose, products, amount):
            yield _another_amount(submission, row, amount, products)


def _totals_of_text(submission: Submission, pointer: str, text: str) -> Iterator[Hit]:
    own = quantities(submission)[pointer]
    products = (*priced(text, own), *told_first(text, own), *told_first_each_last(text, own), *_equated(text))
    for quote, value, total in products:
        unit = "万元" if "万" in total.quote else "元"
        written, worked = (show_amount(convert(one, "元", unit)) for one in (total.low, value))
        yield Hit(pointer, written, worked, {"quote": quote, "unit": unit}, "text")


def _has_signs(purpose: str) -> bool:
    return any(sign in purpose for sign in "×xX*✕＊")


def _reckoned(purpose: str, *, doubted: bool) -> list[tuple[Decimal, str]]:
    """The products (or amounts) that a purpose gives; of words without a sign only where its quantity is not `doubted`."""
    if _has_signs(purpose):
        return worked_out(purpose) or _without_unit(purpose)
    if doubted or "元" not in purpose:
        return []  # the quantity is the wrong one, X015 or X021 says so
    return _nothing_but_amounts(purpose) or (told_in_words(purpose) if "每" in purpose or "元/" in purpose else [])


def _comes_to(submission: Submission, purpose: str, products: list[tuple[Decimal, str]], written: Decimal) -> bool:
    """Whether one way to read the purpose gives the amount, which may be rounded."""
    amount = convert(written, submission.form.unit, "元")
    rounding = convert(Decimal(5).scaleb(-1 - decimals_of(written)), submission.form.unit, "元")
    allowed = max(min(amount / 100, rounding), Decimal(60))
    steps = (1,) if "元" in purpose else (1, 10_000)  # 24人×42 may mean 万元
    return any(abs(value * step - amount) <= allowed for value in _readings(purpose, products) for step in steps)


def _another_amount(submission: Submission, row: Estimate, amount: Decimal, products: list[tuple[Decimal, str]]) -> Hit:
    meant = convert(sum((value for value, _ in products), Decimal(0)), "元", submission.form.unit)
    cause = proves(submission, row.row.at("amount"), meant)
    plainly = _has_signs(row.purpose) or bool(_nothing_but_amounts(row.purpose))
    return Hit(
        row.row.at("amount"),
        money(submission, amount),
        money(submission, meant),
        {"name": row.item, "quote": "＋".join(written for _, written in products)},
        severity=ERROR if cause else WARNING if plainly else HINT,
        related=(row.row.at("purpose"),),
        explains=("BUD001", "BUD003", "BUD019") if cause else (),
    )


_PRICED = r"^(?:\D*?)(\d[\d.]*)(万?)([^\d\W]{1,2})[×xX*](\d[\d.]*)万?元/([^\d\W]{1,2})$"


_SEVERAL_PRICED = r"(?:\d[\d.]*万?[^\d\W]{1,2}[×xX*]){2,3}\d[\d.]*万?元/([^\d\W])(?=$|[，。；（])"


def _per_none_of_these(purpose: str) -> str:
    """3200卷×120亩×0.35元/页: a price for one of what none of the factors counts, one of which is a measure; '' if it is none."""
    found = re.match(_SEVERAL_PRICED, purpose) if "元/" in purpose else None
    if found is None:
        return ""
    units = re.findall(r"\d[\d.]*万?([^\d\W]{1,2})[×xX*]", found[0])
    kinds = [unit_of(one) for one in units]
    measured = any(one is not None and one.family in (AREA, LENGTH, MASS, VOLUME) for one in kinds)
    priced = unit_of(found[1])
    return found[0] if measured and priced is not None and priced.family == COUNT and found[1] not in units else ""


def _for_another(purpose: str) -> str:
    """A purpose that is one number times the price for one of something else, 150路×1600元/台; '' if it is none."""
    if odd := _per_none_of_these(purpose):
        return odd
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
    plain = [one.low for one in find_quantities(rest) if one.is_money and one.per in ("", "年")]
    return [
        *(value for value, _ in products),
        total,
        total + sum(plain, Decimal(0)),
        *(value + total for value in plain),
    ]
