"""前后一致: prices for one — in the purposes, in the texts, in the indicators — against each other and against the money."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from xltoolkit.findings import HINT, WARNING
from xltoolkit.form.equation import Undetermined
from xltoolkit.reader.submission import NotDeclared, Submission, Unreadable
from xltoolkit.rules.engine import Hit, NotApplicable, rule
from xltoolkit.rules.knowledge.amounts import known_amounts
from xltoolkit.rules.knowledge.category import QUANTITY
from xltoolkit.rules.knowledge.culprit import culprits
from xltoolkit.rules.knowledge.facts import (
    Estimate,
    Indicator,
    base_amount,
    estimates,
    narratives,
    with_numbers,
)
from xltoolkit.rules.knowledge.passages import sentence_before, sentence_end
from xltoolkit.rules.knowledge.statements import quantities, quantities_in
from xltoolkit.rules.knowledge.words import words
from xltoolkit.text.number import convert
from xltoolkit.text.quantity import Quantity, find_quantities
from xltoolkit.text.similar import core, figures, longest_common, one_slip_apart
from xltoolkit.text.unit import unit_of

GROUP = "前后一致"


@rule(
    "X023",
    "单价在用途和指标里不同",
    group=GROUP,
    severity=WARNING,
    review_point="适当性",
    tier=2,
    message={
        "": "概算“{item}”的用途写“{found}”，指标“{name}”的目标值是“{expected}”，单价不同。",
        "text": "“{item}”写“{found}”，指标“{name}”的目标值是“{expected}”，单价不同。",
    },
    advice="请核对，改成一样。",
)
def price_against_target(submission: Submission) -> Iterator[Hit]:
    """检查什么：概算用途或文字里写了单价（2400元/台、500台×2400元、每台2400元），与名称说的是同一样东西、按同一单位计的成本指标不符：
    = 的要相等，≤ 的用途里不能更高；上限比用途里的高出三成以上的，只作建议。
    为什么：测算用的单价和考核的成本要一致（适当性）。依据：惯例。目录之外新增。
    错例：执法记录仪 500台×2400元；执法记录仪单价 ≤2100元/台。
    正例：执法记录仪 500台×2400元；执法记录仪单价 ≤2400元/台。
    修改：由填报人核对。
    """
    priced = [
        row
        for row in with_numbers(submission)
        if row.target.unit == "元"
        if (row.target.per or re.search(_OF_ONE, row.name)) and not _GAINED.any_in(row.name)
    ]
    if not priced:
        raise NotApplicable
    for row in priced:
        if any(word in row.name for word in _TOPPED_UP):
            continue  # 低保标准1120元, of which 730元 are paid on top of a family's own income
        named = _named_items(submission, row) if submission.declares("/estimates") else []
        prices = [price for item in named for price in _prices(submission, item, _one_of(row))]
        agreed = bool(prices) and len(prices) == len(named) and len({price for price, _ in prices}) == 1
        loose = agreed and not _contradicts(prices[0][0], row, named=_surely(named[0], row))
        if agreed and (not loose or (_far_above(prices[0][0], row) and "平均" not in named[0].purpose)):
            item = named[0]
            shown = {"item": item.item, "name": row.name}
            severity, related = HINT if loose else "", (item.row.at("purpose"), item.row.at("item"))
            yield Hit(row.target_pointer, prices[0][1], row.written, shown, severity=severity, related=related)
        else:
            beside = [other for other in priced if other is not row and _one_of(other)[:1] == _one_of(row)[:1]]
            yield from _price_in_text(submission, row, beside)


_TOPPED_UP = ("低保", "最低生活保障", "补差")


def _price_in_text(submission: Submission, row: Indicator, beside: list[Indicator]) -> Iterator[Hit]:
    """每台28万元 in a text, the only price for one of these; where other indicators are prices for one, too, it must name this one best."""
    wanted, ones = _thing(row.name), _one_of(row)
    found = []
    for pointer, own in quantities(submission).items():
        for quantity in own:
            if quantity.is_money and _for_one(quantity, ones) and not _GAINED.any_in(quantity.before):
                if "月" in (row.target.per or "") and "季" in quantity.before[-_EACH_BEFORE:]:
                    continue  # 每季每户450元, =150元/户·月
                before = sentence_before(narratives(submission)[pointer], quantity.start)[-_CLAUSES_BEFORE:]
                common = longest_common(wanted, core(before + quantity.noun))  # 公益性岗位安置400人，每人每月补贴3000元
                found.append((len(common), pointer, quantity, core(before + quantity.noun)))
    aims = (row.target.low, row.target.high)
    if len({quantity.low for *_, quantity, _ in found}) > 1 and any(
        quantity.low in aims and quantity.per == row.target.per for *_, quantity, _ in found
    ):
        return  # 60人每人每月1500元, 120人每人每月600元: each price is of its own people
    most = max((common for common, *_ in found), default=0)
    found = [one for one in found if one[0] == most]
    if most < (_SURELY_NAMED if beside else 2) or len({quantity.low for _, _, quantity, _ in found}) > 1:
        return
    _, pointer, quantity, words_before = found[0]
    if any(len(longest_common(core(other.name), words_before)) >= most for other in beside):
        return
    goal, end = row.target, sentence_end(narratives(submission)[pointer], quantity.end)
    beside_it = [one.low for one in quantities(submission)[pointer] if one.is_money and quantity.end <= one.start < end]
    if _contradicts(quantity.low, row) and not {goal.low, goal.high} & set(beside_it):  # 22万元，其中市级16万元
        shown = {"item": submission.name_of(pointer), "name": row.name}
        yield Hit(row.target_pointer, quantity.quote, row.written, shown, "text", related=(pointer,))


_GAINED = words("节约 节省 增收 减少 增加 收益 降低 提高")
_CLAUSES_BEFORE = 40  # characters
_SURELY_NAMED = 4  # characters of a name


def _thing(name: str) -> str:
    """What is paid for, without the words for the money: 见习生活 of 见习生活补贴标准; the whole name where nothing else is left."""
    thing = core(name)
    while end := next((word for word in _MONEY_ENDS if thing.endswith(word)), ""):
        thing = thing.removesuffix(end)
    return thing if len(thing) >= 2 else core(name)


_MONEY_ENDS = words("标准 补贴 补助 奖补 奖励 资助 单价 价格 造价 费用 经费 成本 资金 费 均")


def _named_items(submission: Submission, row: Indicator) -> list[Estimate]:
    """Of the cost items with such a price those that the indicator's name shares most with; none if hardly any does, or if it names one without far better."""
    wanted = _thing(row.name)
    ones = _one_of(row)
    priced = [item for item in estimates(submission) if "元" in item.purpose]
    items = [item for item in priced if _prices(submission, item, ones)]
    # 改造村卫生室补助标准 belongs to 改造提升补助, not to 新建村卫生室补助
    shared = [(row.name[:2] in item.item, len(longest_common(wanted, core(item.item)))) for item in items]
    most = max(shared, default=(False, 0))
    named = [item for item, found in zip(items, shared, strict=True) if found == most] if most[1] >= 2 else []
    better = any(_better_named(wanted, item, most[1], named) for item in priced if item not in items)
    return [] if better else named


def _better_named(wanted: str, item: Estimate, most: int, named: list[Estimate]) -> bool:
    """两节慰问 rather than 生日慰问; of two that share as much (测点设备租金, 测点校准 for 测点租金) the one with more of its letters."""
    shared = len(longest_common(wanted, core(item.item)))
    letters = len(set(wanted) & set(item.item))
    return shared >= most + 2 or (shared == most and all(letters > len(set(wanted) & set(one.item)) for one in named))


def _surely(item: Estimate, row: Indicator) -> bool:
    return len(longest_common(_thing(row.name), _thing(item.item))) >= _SURELY_NAMED


def _contradicts(price: Decimal, row: Indicator, *, named: bool = False) -> bool:
    """Whether the price cannot go with the target; prices that lie tenfold apart are of different things, 元 for 万元 is not.

    `named`: it is surely of the same thing, so that prices further apart are told, too.
    """
    goal = row.target
    bound = goal.low if goal.high is None else goal.high
    slipped = bound is not None and 10000 in (price and bound / price, bound and price / bound)
    tenfold = bound is not None and price in (bound * 10, bound / 10)
    like = _LIKE * _LIKE if named else _LIKE
    if bound is None or not (slipped or tenfold or bound / like <= price <= bound * like):
        return False
    if slipped or tenfold:
        return True
    return price > bound if goal.operator in ("≤", "<") else price != bound


_LIKE = 4  # times; prices further apart are of two things


def _far_above(price: Decimal, row: Indicator) -> bool:
    """A ceiling far above the price that the money was reckoned with: 85万元 for 45万元. An average (平均) may well lie below it."""
    most = row.target.high
    if most is None or row.target.low is not None:
        return False
    digits, written = f"{price.normalize():f}", f"{most.normalize():f}"
    rounded = len(figures(digits)) != len(figures(written)) and most > price * 11 / 10  # 2万元, ≤2.5万元
    turned = one_slip_apart(digits, written) and most >= price * 103 / 100 and not rounded
    finer = len(figures(written)) > len(figures(digits)) and price < most <= price * 105 / 100
    if finer and one_slip_apart(digits, written):
        return True  # ≤4070元 for 4000元: a ceiling is no finer than the price
    return turned or price * 13 / 10 <= most <= price * 20 or most in (price * 100, price * 1000)


_OF_ONE = (
    "单价|(?:[单每](?P<one>[个座台套页件份户亩株只公平餐客场人家辆路期艘架所间栋床盏基班])|(?P<mean>[人户亩生])均)"
)


def _one_of(row: Indicator) -> tuple[str, ...]:
    """For one of what the price is: 人 and 年 of 600元/人·年, 个 of 单个监控点建设成本; nothing if neither tells."""
    if row.target.per:
        parts = tuple(part for part in re.split("[·/]", row.target.per) if part)
        parts += tuple(part.removesuffix("次") for part in parts if part in ("人次", "台次"))
        parts += ("个月",) if "月" in parts else ()
        parts += ("人",) if "人均" in row.name and parts == ("年",) else ()  # 人均费用 ≤8万元/年
        return (*parts, "名") if "人" in parts else parts
    found = re.search(_OF_ONE, row.name)
    one = (found["one"] or found["mean"]) if found else ""
    return (one,) if one else ()


_EACH_BEFORE = 10  # characters: 每家一次性建设补贴20万元


def _for_one(quantity: Quantity, ones: tuple[str, ...]) -> bool:
    """2400元/台, 每台2400元, 每人每餐补贴3元."""
    if not quantity.per or quantity.per not in ones:
        return any(f"每{one}" in quantity.before[-_EACH_BEFORE:] for one in ones)
    return True


def _prices(submission: Submission, item: Estimate, ones: tuple[str, ...]) -> list[tuple[Decimal, str]]:
    """Prices for one of these in a cost item's purpose: 2400元/台, 每台2400元, or 500台×2400元 (the money that is multiplied with that many 台)."""
    found = {}
    for quantity in quantities_in(submission, item.row.at("purpose"), item.purpose):
        if quantity.is_money and ones and _for_one(quantity, ones):
            found[quantity.low] = quantity.quote
    if not any(map(item.purpose.__contains__, "×xX*")):
        return list(found.items())
    one = f"(?:{'|'.join(map(re.escape, ones))})" if ones else r"[^\d\s×xX*，。、；]{1,3}"
    for product in re.finditer(
        rf"\d[\d.,]*万?{one}(?!次)[^\d\s×xX*，。、；]{{0,4}}\s*[×xX*]\s*(\d[\d.,]*万?元)(?:/{one})?(?!/)", item.purpose
    ):
        money_in = find_quantities(product[1])
        if money_in:
            found.setdefault(money_in[0].low, product[0])
    return list(found.items())


@rule(
    "X033",
    "单价像是弄混了万元和元",
    group=GROUP,
    severity=WARNING,
    review_point="适当性",
    tier=2,
    message={
        "": "第{row}行“{name}”的目标值“{found}”乘“{other}”的数量只有{product}元，不到项目金额的万分之一，像是把万元写成了元。",
        "total": "第{row}行“{name}”的目标值“{found}”不到项目金额的千分之一，像是把万元写成了元。",
        "over": "第{row}行“{name}”的目标值“{found}”超过了项目金额。",
        "under": "第{row}行“{name}”的目标值“{found}”比本年度的金额还少。",
        "large": "第{row}行“{name}”的目标值“{found}”比整个项目的金额还大，像是把元写成了万元。",
        "many": "第{row}行“{name}”的目标值“{found}”乘“{other}”的数量，是项目金额的二十倍以上，像是把元写成了万元。",
    },
    advice="请核对单价的单位。",
)
def price_in_yuan(submission: Submission) -> Iterator[Hit]:
    """检查什么：成本指标的单价以元计，乘同一样东西的数量后不到本年度金额的万分之一；以万元计，比整个项目的金额还大，或乘数量后是项目金额的二十倍以上；
    项目总成本一类的，不到项目金额的千分之一；超过项目金额的，年度投资控制数、财政资金总额与本年度金额差得多的，只作建议。
    总成本、总额一类与本年度金额只差一个数字的，也作建议。
    为什么：成本指标考核的是主要支出，单价小到几乎不花钱，多半是单位写错（适当性）。依据：惯例。目录之外新增。
    错例：本年度 540 万元；消防车采购单价 ≤240元，购置消防车数量 =1辆；抽检单位成本 ≤600万元/批次。
    正例：消防车采购单价 ≤240万元；单人考试工本费 ≤10元，考试人数 ≥5000人。
    修改：由填报人核对。
    """
    base = base_amount(submission)
    if any(culprit.slipped for culprit in culprits(submission)):
        raise Undetermined("the project's amount itself is in doubt")
    yield from _slips_of_the_total(submission, base)
    rows = [(row, row.target, core(row.name)) for row in with_numbers(submission)]
    priced = [
        (row, goal, name)
        for row, goal, name in rows
        if goal.unit == "元" and goal.high and (goal.per or any(word in row.name for word in _OF_EACH))
    ]
    if not base or not priced:
        raise NotApplicable
    whole = convert(max(base, _of_all_years(submission) or base), submission.form.unit, "元")
    for row, goal, name in priced:
        price = goal.high or Decimal(0)
        if not goal.per and any(word in row.name for word in _OF_THE_YEAR):
            own = convert(base, submission.form.unit, "元")
            if not own * _NEARLY_ALL <= price <= own:
                variant = "over" if price > own else "under"
                yield Hit(row.target_pointer, row.written, "与本年度金额相当", {"name": row.name}, variant, HINT)
            continue
        if not goal.per and any(word in row.name for word in _OF_ALL):
            if price * _THOUSAND <= whole:
                yield Hit(row.target_pointer, row.written, "以万元计的金额", {"name": row.name}, "total")
            elif whole < price < whole * _TIMES and goal.operator in ("≤", "<", "="):
                yield Hit(row.target_pointer, row.written, "不超过项目金额", {"name": row.name}, "over", HINT)
            continue
        if price > (whole if goal.per or any(word in row.name for word in _OF_ONE_ONLY) else whole * _TIMES):
            yield Hit(row.target_pointer, row.written, "以元计的单价", {"name": row.name}, "large")
            continue
        counts = [
            (other, number)
            for other, counted, theirs in rows
            if (number := counted.low or counted.high) and other.category == QUANTITY
            if (alike := len(longest_common(name, theirs))) >= 4
            or (alike >= 2 and _one_of_these(counted.unit, _one_of(row)))
        ]
        if not counts:
            continue
        other, number = max(counts, key=lambda pair: pair[1])
        product = price * number * _steps_in(other.target.unit, _one_of(row))
        shown = {"name": row.name, "other": other.name, "product": f"{product.normalize():f}"}
        if goal.scale == 1 and product * _WAN <= whole:
            yield Hit(row.target_pointer, row.written, "以万元计的单价", shown, related=(other.target_pointer,))
        elif goal.scale > 1 and product >= whole * _TIMES:
            yield Hit(row.target_pointer, row.written, "以元计的单价", shown, "many", related=(other.target_pointer,))


def _slips_of_the_total(submission: Submission, base: Decimal | None) -> Iterator[Hit]:
    """项目总成本 ≤59.41万元 in a project of 59.45万元, 年度补助总额 ≤622万元 in one of 620万元."""
    for row in with_numbers(submission) if base else ():
        goal = row.target
        if goal.unit != "元" or goal.per or goal.operator not in ("≤", "<", "=", "") or goal.high is None or not base:
            continue
        bound, whole = goal.high, convert(base, submission.form.unit, "元")
        one, other = (f"{convert(amount, '元', '万元').normalize():f}" for amount in (bound, whole))
        slipped = bound != whole and len(figures(other)) > 1 and one_slip_apart(one, other)
        if slipped and _TOTALS.any_in(row.name) and bound not in known_amounts(submission):
            variant = "over" if bound > whole else "under"
            yield Hit(row.target_pointer, row.written, "与本年度金额相当", {"name": row.name}, variant, HINT)


_TOTALS = words(
    "总成本 总额 总投资 总支出 总经费 总费用 项目成本 项目经费 项目支出 年度支出 年度成本 年度经费 年度投入"
)


def _steps_in(name: str, ones: tuple[str, ...]) -> Decimal:
    """How many of what the price is for go into one of this unit: 1000米 into one 公里; 1 where they are no measures of one kind."""
    counted, one = unit_of(name), unit_of(ones[0]) if ones else None
    if counted is None or one is None or counted.family != one.family:
        return Decimal(1)
    return Decimal(counted.least) / one.least


def _one_of_these(name: str, ones: tuple[str, ...]) -> bool:
    return name in ones or (name == "人次" and "人" in ones)


_WAN, _THOUSAND, _TIMES = 10_000, 1_000, 20
_OF_ONE_ONLY = ("单", "每", "均")
_OF_THE_YEAR = ("年度投资控制", "年度预算控制", "年度资金总额", "财政资金总额", "年度总成本")
_NEARLY_ALL = Decimal("0.8")
_OF_EACH = (*_OF_ONE_ONLY, *_OF_THE_YEAR, "造价", "标准", "成本", "总投资", "总经费", "总费用")
_OF_ALL = ("总成本", "总投资", "总经费", "总费用", "总投入", "项目成本", "项目经费")


def _of_all_years(submission: Submission) -> Decimal | None:
    """项目总金额; None where it is blank, not declared or not understood."""
    try:
        return submission.amount("/total_amount")
    except (NotDeclared, Unreadable):
        return None
