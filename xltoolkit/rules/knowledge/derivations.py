"""What a target's source works out to, where it is nothing but a reckoning: 8台×4次, 1260＋192, 4.2万÷7.0万, 占240家的37.5%."""

from __future__ import annotations

import re
from decimal import Decimal

from xltoolkit.records import NamedTuple
from xltoolkit.text import unit
from xltoolkit.text.similar import one_slip_apart
from xltoolkit.text.target import Target


class Derived(NamedTuple):
    """What a source comes to that is not what the target asks for.

    written  the result, with its unit where it is a share
    sure     False where the target may still be meant as a lower bound, and only one slip of the hand separates the two
    """

    written: str
    sure: bool


def derived(source: str, goal: Target, months: tuple[int, ...] = (12,)) -> Derived | None:
    """The source's own result, if it contradicts the target; None where it agrees or is no plain reckoning.

    `months`: how many the project may be taken to have.
    """
    source = re.sub(_LAST_YEAR_TOO, "", source) if "年" in source else source  # 5批×60人；上年240人
    source = re.sub(_IN_MONTHS, "", source) if source.endswith("月") and "×" in source else source
    source = source.replace("×每月", "×").replace("×每季", "×") if "×每" in source else source  # 160套×每月1次×12月
    if (told := re.fullmatch(_EVERY_SO_OFTEN, source)) is not None:
        return _other_in_all(told, goal, months)
    if "÷" in source and (told := re.fullmatch(_SO_LONG, source)) is not None:
        days = Decimal(told[1]) / Decimal(told[3]) if Decimal(told[3]) else Decimal(0)
        known = goal.unit == told[4] and goal.low is not None and not goal.per
        return Derived(f"{days.normalize():f}{told[4]}", False) if known and days < (goal.low or 0) else None
    if "÷" in source and goal.unit == "元":
        return _other_price(source, goal)
    if "÷" in source or "的" in source or "中" in source:
        return _other_share(source, goal)
    if "%" in source and "年" in source:
        return _other_change(source, goal)
    if "%" in source and goal.unit == "%":
        return _other_factor(source, goal)
    if "、" in source and (told := re.fullmatch(_IN_TURN, source)) is not None:
        return _other_in_turn(told, goal)
    if "批" in source and (told := re.fullmatch(_BATCHES, source)) is not None:
        return _other_batches(told[1], goal)
    if "各" in source or ("月" in source and "×" not in source):
        return _other_listed(source, goal)
    if _SIGNS.isdisjoint(source):
        return None
    if "/" not in source:
        source = re.sub(r"[＝=]\d[^×÷＋+]*$", "", source)  # 1800对×30%=540
    if (total := _other_sum(source, goal)) is not None:
        return Derived(f"{total.normalize():f}", True)
    return _other_product(source, goal)


_DAYS_OF_PEOPLE = r"(\d{1,4})(?:个?工作日|天|日)[×xX*](\d{1,4})[人名]"
_EACH = r"每([^\d，；每]{1,4})(\d{1,6})([^\d\W]{1,3})"
_COUNTED = frozenset("个家所户座处台套件条份次场期批人名辆块")
_SO_OFTEN = r"(\d{1,4})个?([^\d\W])，每\2(\d{1,6})([^\d\W]{1,3})"


def other_unit(source: str, goal: Target) -> str:
    """The unit in which a source that says nothing else counts something else than the target: 每村4人 for 384台; 3场，每场200次 for 600人次."""
    if "÷" in source and "×100%" in source and goal.numeric and goal.unit in _COUNTED:
        return "%"
    if goal.unit in ("人", "名") and (days := re.fullmatch(_DAYS_OF_PEOPLE, source)) is not None:
        return "人天" if int(days[1]) * int(days[2]) in (goal.low, goal.high) else ""
    if "每" not in source or goal.low is None or not goal.unit or goal.unit == "%":
        return ""
    found = re.fullmatch(_SO_OFTEN, source)
    if found is not None:
        number, own = Decimal(found[1]) * Decimal(found[3]), unit.take_unit(found[4])[0].unit or found[4]
        alike = number == goal.low
    elif (found := re.fullmatch(_EACH, source)) is not None:
        taken, _ = unit.take_unit(found[3])
        number, own = Decimal(found[2]) * taken.scale, taken.unit or found[3]
        small = (one := unit.unit_of(own)) is None or one.family not in (unit.TIME, unit.LENGTH, unit.AREA, unit.MASS)
        alike = (
            number > (1 if small else 0) and goal.low % number == 0 and goal.unit not in found[1] and goal.low != number
        )
        alike = alike and own != "次" and not (found[1][0] in "人名位" and goal.unit in "人名位")
    else:
        return ""
    families = {measure.family for name in (own, goal.unit) if (measure := unit.unit_of(name)) is not None}
    told = len(families) == 2 and families != {unit.PEOPLE, unit.VISITS} and not goal.unit.startswith(own)
    return own if alike and told and not unit.comparable(own, goal.unit) else ""


_SHARE = r"(\d{1,9}(?:\.\d+)?)(万)?[^\d÷]{0,2}÷(\d{1,9}(?:\.\d+)?)(万)?[^\d＝=%]{0,2}[＝=](\d{1,3}(?:\.\d+)?)%"


def wrong_share(source: str) -> Decimal | None:
    """What 211÷386＝94.7% comes to, if that is not what is written."""
    found = (
        re.search(_SHARE, source)
        if "÷" in source and "%" in source and "（" not in source and "(" not in source
        else None
    )
    if found is None or not Decimal(found[3]):
        return None
    part, whole = (Decimal(found[at]) * (10000 if found[at + 1] else 1) for at in (1, 3))
    share = part / whole * 100
    written = Decimal(found[5])
    rounding = Decimal("0.55").scaleb(-max(0, -int(written.as_tuple().exponent)))
    return share if abs(share - written) > max(rounding, Decimal("0.06")) else None


# 每季度1份 is no plain number
_FACTOR = r"(?:每[^\d×xX*年月季周日天学]{1,3}|约|单价|平均|人均消费|人均|户均)?(\d{1,9}(?:\.\d+)?)(万|亿)?[^\d×xX*＝=，；%‰]{0,6}(?:%(?=$|[×xX*]))?"
_WHAT = (
    r"^(?!每|约|单价|平均|人均|户均|共|其中|另|超|上年|近)[^\d×xX*＝=，；。（）:：]{2,6}(?=\d)"  # 重点人群6.4万人×75%
)
_SIGNS = frozenset("×xX*＋+－")
_ONLY_A_SUM = r"\d+(?:\.\d+)?[^\d＋+－—×÷，；]{0,2}(?:[＋+－—]\d+(?:\.\d+)?[^\d＋+－—×÷，；]{0,2})+"
_ONLY_A_PRODUCT = rf"{_FACTOR}(?:[×xX*]{_FACTOR})+"


def _other_sum(source: str, goal: Target) -> Decimal | None:
    """1260＋192, where the target is another number."""
    if len(goal.numerals) != 1 or goal.unit == "%" or re.fullmatch(_ONLY_A_SUM, source) is None:
        return None
    added = unit.take_unit(re.sub(r".*\d", "", source))[0].unit
    if added and goal.unit and not unit.comparable(added, goal.unit):
        return None  # 4个标段, 7.2+6.3+5.5+5.0公里
    signs = source.replace("＋", "+").replace("－", "-").replace("—", "-")
    total = sum(map(Decimal, re.findall(r"[+-]?\d+(?:\.\d+)?", signs)), Decimal(0))
    return None if total == Decimal(goal.numerals[0]) else total


def _other_product(source: str, goal: Target) -> Derived | None:
    """8台×4次, where the target is another number; a lower bound may stay below it, unless a single digit is the difference."""
    bound = goal.low if goal.low is not None else goal.high
    if goal.unit == "%" or not bound or not any(sign in source for sign in "×xX*"):
        return None
    if "24小时" in source or any(one in source for one in ("/千", "/万", "/百", "/公斤", "/斤")):
        return None  # 7×24小时; 178万人×4批次/千人; 840吨×52元/公斤
    source = re.sub(_WHAT, "", source)
    if re.fullmatch(_ONLY_A_PRODUCT, source) is None:
        return None
    factors = re.split("[×xX*]", source)
    units = [_unit_of_factor(factor) for factor in factors]
    if goal.per and not (
        goal.per in ("人", "名") and units.count(goal.unit) == 1 and unit.unit_of(goal.unit) is not None
    ):
        return None  # 5天×6学时 is what one person gets: ≥30学时/人
    product = scale = unit.scale_of_product(units, goal.unit)
    for factor in factors:
        number = re.fullmatch(_FACTOR, factor)
        if number is None:
            return None
        product *= Decimal(number[1]) * (10**8 if number[2] == "亿" else 10**4 if number[2] else 1)
        product /= 100 if factor.endswith("%") else 1
    near = Decimal("0.2") if "约" in source or goal.operator not in ("=", "") else Decimal(0 if scale == 1 else "0.005")
    product = product if scale == 1 else round(product, 2)
    more = near if goal.operator not in ("≥", ">") or "约" in source else min(near, Decimal("0.02"))
    shown = f"{product.normalize():f}"
    if not product * (1 - near) <= bound <= product * (1 + more):
        return Derived(shown, True)
    slipped = "约" not in source and len(shown.strip("0")) > 1 and one_slip_apart(shown, f"{bound.normalize():f}")
    return Derived(shown, False) if slipped else None


def _unit_of_factor(factor: str) -> str:
    """瓦 of 90瓦, 公斤 of 每亩50公斤."""
    return unit.take_unit(re.sub(r"^\D*\d[\d.]*", "", factor))[0].unit


_HALVES_EACH = r"(上[、和]?下半年|春[、和]?秋两?季|[^，；。]{0,24}[、和][^，；。各]{1,12})各(\d{1,3}|一)([^\d\W]{1,2})"
_SO_MANY_EACH = r"(\d{1,3})[^\d，；。各、和]{1,6}各(\d{1,4})([^\d\W]{1,2})"
_EVERY_OTHER = r"(?:逢|每逢)?[单双]月(\d{1,2})([^\d\W]{1,2})"


def _other_listed(source: str, goal: Target) -> Derived | None:
    """上、下半年各1次 or 逢双月1期, where the target is another number."""
    if goal.per:
        return None
    if (found := re.fullmatch(_HALVES_EACH, source)) is not None:
        halves = (found[1].startswith("上") and found[1].endswith("半年")) or found[1].startswith("春")
        places = 2 if halves else found[1].count("、") + found[1].count("和") + 1
        number, counted = places * (1 if found[2] == "一" else int(found[2])), found[3]
    elif (found := re.fullmatch(_SO_MANY_EACH, source)) is not None and goal.operator == "=":
        number, counted = int(found[1]) * int(found[2]), found[3]
    elif (found := re.fullmatch(_EVERY_OTHER, source)) is not None:
        number, counted = 6 * int(found[1]), found[2]
    else:
        return None
    return Derived(f"{number}{counted}", False) if _another(goal, Decimal(number), counted) else None


def _another(goal: Target, number: Decimal, name: str) -> bool:
    """Whether the target asks for exactly one number in this unit, and not for this one."""
    return goal.operator in ("=", "") and goal.low is not None and goal.unit == name != "" and goal.low != number


_LAST_YEAR_TOO = r"[；，](?:上年|去年|20\d\d年)[^；，×÷%]*$"
_SO_LONG = r"(\d{1,7}(?:\.\d+)?)([^\d\W])÷(\d{1,6}(?:\.\d+)?)\2/([天日月年])"  # 2600吨÷260吨/天
_IN_MONTHS = r"，\d{1,2}月(?:[、和]\d{1,2}月)*$"  # 4座×2次，3月、9月
_EVERY_SO_OFTEN = r"每(月|季度|半年)(?:约|更新|办理)?(\d{2,6})([^\d\W]{1,2})"
_TIMES, _NO_TIMES = frozenset("次场期批"), 4  # digits: every month 10000次
_IN_A_YEAR = {"月": 12, "季度": 4, "半年": 2}


def _other_in_all(told: re.Match[str], goal: Target, months: tuple[int, ...]) -> Derived | None:
    """每月150条, where the target is not what the months come to, nor near below it."""
    if goal.low is None or goal.unit != told[3] or goal.per or (told[3] in _TIMES and len(told[2]) < _NO_TIMES):
        return None
    totals = [Decimal(told[2]) * (month * _IN_A_YEAR[told[1]] // 12) for month in months]
    if any(total * Decimal("0.8") <= goal.low <= total for total in totals) or goal.low == Decimal(told[2]):
        return None
    return Derived(f"{totals[0]:f}{goal.unit}", False)


_BATCHES = r"[两二三四五六\d]批(?:分别|依次)?((?:\d{1,6}[^\d、，；]{1,2}[、和]){1,8}\d{1,6}[^\d、，；]{1,2})"


def _other_batches(parts: str, goal: Target) -> Derived | None:
    """三批20件、25件、15件, where the target is not their sum."""
    total = sum(map(Decimal, re.findall(r"\d+", parts)), Decimal(0))
    alike = all(part.endswith(goal.unit) for part in re.split("[、和]", parts))
    wrong = alike and _another(goal, total, goal.unit)
    return Derived(f"{total.normalize():f}{goal.unit}", True) if wrong else None


_IN_TURN = r"[^\d，；]{0,8}(\d*)[^\d，；]{0,8}(?:分别为|分别|依次为|依次)(\d{1,6}(?:、\d{1,6}){2,})([^\d\W]{1,2})"


def _other_in_turn(told: re.Match[str], goal: Target) -> Derived | None:
    """5所学校分别为6、5、5、4、4名, where the target is not their sum."""
    parts = told[2].split("、")
    total = sum(map(Decimal, parts), Decimal(0))
    complete = not told[1] or len(parts) == int(told[1])
    wrong = complete and _another(goal, total, told[3])
    return Derived(f"{total:f}{goal.unit}", True) if wrong else None


_PRICE = r"(\d{1,9}(?:\.\d+)?)(万?)元÷(\d{1,7}(?:\.\d+)?)(万?)[^\d÷×＋+（(，；年月日]{1,3}"


def _other_price(source: str, goal: Target) -> Derived | None:
    """456万元÷12座, where the ceiling lies below it, or far above."""
    found = re.fullmatch(_PRICE, source)
    bound = goal.high if goal.high is not None else goal.low
    if found is None or bound is None or not Decimal(found[3]):
        return None
    price = Decimal(found[1]) * (10_000 if found[2] else 1) / (Decimal(found[3]) * (10_000 if found[4] else 1))
    off = price * Decimal("0.005")
    if goal.operator in ("≤", "<"):
        wrong, sure = bound < price - off or bound > price * _FAR, bound < price
    else:
        wrong = sure = goal.operator in ("=", "") and abs(bound - price) > off
    unit_shown = "万元" if price >= 10_000 else "元"
    shown = round(price / (10_000 if price >= 10_000 else 1), 2).normalize()
    return Derived(f"{shown:f}{unit_shown}", sure) if wrong else None


_FAR = Decimal("1.5")
_CHANGED = r"(?:20\d\d年|上年)(?:为|实际)?(\d{1,9}(?:\.\d+)?)(万?)([^\d\W]{1,2})[，、](?:计划|拟)?(下降|减少|增长|增加|提高)(\d{1,3}(?:\.\d+)?)%"


def _other_change(source: str, goal: Target) -> Derived | None:
    """2026年936件，下降14.53%, where the target is not what is left."""
    found = re.fullmatch(_CHANGED, source)
    bound = goal.low if goal.low is not None else goal.high
    if found is None or bound is None or found[3] != goal.unit:
        return None
    change = Decimal(found[5]) / 100
    then = Decimal(found[1]) * (10_000 if found[2] else 1)
    now = then * (1 - change if found[4] in ("下降", "减少") else 1 + change)
    if abs(now - bound) <= max(then / 100, Decimal(1)):
        return None
    return Derived(f"{round(now, 2).normalize():f}{goal.unit}", False)


_OF_A_SHARE = r"\d[\d.]*万?元?[×xX*](\d{1,3}(?:\.\d+)?)%(?:[＝=]\d[\d.]*万?元)?"


def _other_factor(source: str, goal: Target) -> Derived | None:
    """500万元×1.2%＝6万元, where the target is another rate."""
    found = re.fullmatch(_OF_A_SHARE, source)
    bound = goal.high if goal.high is not None else goal.low
    if found is None or bound is None or Decimal(found[1]) == bound:
        return None
    own = Decimal(found[1])
    sure = goal.operator in ("=", "") or (goal.operator in ("≤", "<") and bound < own)
    return Derived(f"{found[1]}%", sure) if sure or one_slip_apart(found[1], f"{bound.normalize():f}") else None


_QUOTIENT = (
    r"(\d{1,9}(?:\.\d+)?)(万)?(?:[^\d÷×＋+（(，；年月日][^\d÷×＋+（(，；]{0,5})?÷"
    r"(\d{1,9}(?:\.\d+)?)(万)?[^\d÷×＋+（(，；]{0,6}(?:×100%)?"
)
_SHARE_OF = r"(?:占|按)?[^\d，；占按]{0,6}(\d{1,7}(?:\.\d+)?)(万)?([^\d\W]{1,2})的(\d{1,3}(?:\.\d+)?)%(?:计|测算)?"
_SOME_OF = r"(\d{1,7})([^\d\W])中?(?:有|不少于|至少|的)?(\d{1,7})\2[^\d，；]{0,6}"


def _other_share(source: str, goal: Target) -> Derived | None:
    """4.2万÷7.0万, 120人中114人, 占240家的37.5%, where the target is another share or number."""
    bound = goal.low if goal.low is not None else goal.high
    if bound is None or goal.per:
        return None
    if (found := re.fullmatch(_SHARE_OF, source)) is not None:
        own = Decimal(found[1]) * (10000 if found[2] else 1) * Decimal(found[4]) / 100
        floor = goal.operator in ("≥", ">")
        wrong = goal.unit == found[3] and (abs(own - bound) > max(Decimal(1), own / 100) or (floor and bound > own))
        return Derived(f"{round(own, 2).normalize():f}{goal.unit}", goal.operator not in ("≥", ">")) if wrong else None
    if goal.unit != "%":
        return None
    found = re.fullmatch(_QUOTIENT, source)
    some = re.fullmatch(_SOME_OF, source) if found is None and "中" in source else None
    if found is not None and Decimal(found[3]):
        part, whole = (Decimal(found[at]) * (10000 if found[at + 1] else 1) for at in (1, 3))
    elif some is not None and Decimal(some[1]):
        part, whole = Decimal(some[3]), Decimal(some[1])
    else:
        return None
    share = part / whole * 100
    if goal.operator in ("≥", ">"):
        wrong = bound > share + 1 or one_slip_apart(f"{share.normalize():f}", f"{bound.normalize():f}")
    else:
        wrong = bound < share - 1 if goal.operator in ("≤", "<") else abs(share - bound) > 1
    return Derived(f"{share:.2f}%", bound > share) if wrong else None
