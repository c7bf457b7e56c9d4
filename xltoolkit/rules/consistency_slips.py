"""前后一致: two numbers that one slip of the hand separates (a digit, two digits that changed places), where the words and the unit are the same.

What is too loosely named for a sure comparison (X006, X015, X021) is still worth a question when so little separates the two.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal

from xltoolkit.findings import HINT
from xltoolkit.reader.submission import Submission
from xltoolkit.records import NamedTuple
from xltoolkit.rules.consistency_repeated import (
    how_apart,
    of_items,
    of_names,
    of_one_year,
    of_same_words,
    of_same_work,
    prices_of_sources,
    sizes_of_groups,
)
from xltoolkit.rules.engine import Hit, NotApplicable, rule
from xltoolkit.rules.knowledge.claims import apart_by_level, uncounted
from xltoolkit.rules.knowledge.facts import known_period, with_numbers
from xltoolkit.rules.knowledge.mismatches import mismatches
from xltoolkit.rules.knowledge.passages import for_each, sentence_before
from xltoolkit.rules.knowledge.statements import (
    AMONG,
    IF,
    PART,
    PAST,
    STANDING,
    Statement,
    of_sources,
    passage,
    quantities,
    statements,
)
from xltoolkit.text import comparison
from xltoolkit.text.chinese import behind_last
from xltoolkit.text.quantity import Quantity
from xltoolkit.text.similar import core, digits_swapped, figures, longest_common, one_slip_apart, powers_of_ten_apart
from xltoolkit.text.unit import COUNT, OTHER, TIMES, unit_of

_EVERYWHERE = frozenset((*"个项次场期批类级年月", "people", "visits", "area 3", "length", "time 86400"))
GROUP, POINT = "前后一致", "相关性"
_COUNTED = frozenset((COUNT, TIMES, OTHER))
_NEVER = frozenset(("%", ""))


class Number(NamedTuple):
    """A number of the form: where, as digits in the unit's measure, the words that say what it counts, the statement or target that holds it.

    words  how many characters of these must be the same at least
    about  the text says 约
    """

    pointer: str
    digits: str
    measure: str
    subject: str
    noun: str
    source: Statement | str
    of_year: bool
    words: int = 0
    name: str = ""
    about: bool = False

    @property
    def quantity(self) -> Quantity | None:
        """As the text has it; None of a target."""
        return self.source.quantity if isinstance(self.source, Statement) else None


def _digits(value: Decimal, name: str) -> tuple[str, str]:
    """Digits and measure: 1.86公里 and 1860米 are the same, 60日 and 60天 too; what is no power of ten keeps its digits."""
    unit = unit_of(name)
    if unit is None or unit.family in _COUNTED:
        return f"{value.normalize():f}", name
    if str(unit.least).strip("0") == "1":
        return f"{(value * Decimal(unit.least)).normalize():f}", unit.family
    return f"{value.normalize():f}", f"{unit.family} {unit.least}"


def _of_statement(saying: Statement) -> Number | None:
    quantity = saying.quantity
    if (
        saying.sort in (PAST, IF)
        or for_each(quantity.before)
        or "每" in quantity.before
        or quantity.unit in _NEVER
        or quantity.low != quantity.high
        or (quantity.unit == "分" and quantity.operator in ("≤", "<"))  # 80分以下 is a grade's limit
    ):
        return None
    digits, measure = _digits(quantity.low, quantity.unit)
    least = 5 if saying.sort in (PART, AMONG) else 4 * (saying.sort == STANDING or quantity.is_money)
    number = Number(saying.pointer, digits, measure, saying.subject, quantity.noun[:2], saying, saying.of_year, least)
    return number._replace(about=True) if quantity.approximate else number


def _of_targets(submission: Submission) -> Iterator[Number]:
    for row in with_numbers(submission):
        goal = row.target
        if goal.per or goal.unit in _NEVER or comparison.CHANGE in goal.notes:
            continue
        bounds = {bound for bound in (goal.low, goal.high) if bound is not None}
        if len(bounds) == 1:
            digits, measure = _digits(bounds.pop(), goal.unit)
            yield Number(
                row.target_pointer,
                digits,
                measure,
                core(row.name),
                "",
                row.written,
                True,
                4 * (goal.unit == "元"),
                row.name,
            )


def _significant(one: Number, other: Number) -> int:
    return max(len(figures(number.digits)) for number in (one, other))


def _alike(one: Number, other: Number, places: int) -> bool:
    """The fewer digits stand behind it, and the fewer places agree on one of the two, the more words must be the same."""
    figures, least = _significant(one, other), max(one.words, other.words)
    if _same_name(one, other) or _area_kept_up(one, other) or _area_kept_up(other, one):
        return True  # 蒸饭柜4台 and 蒸饭柜6台
    if figures >= 2 and digits_swapped(one.digits, other.digits) and _same_thing(one, other):
        return True  # 使用考点62个, 26个考点
    if not least and figures >= 2:
        if len(one.noun) == 2 and (one.noun == other.noun or (other.name and one.noun in other.subject)):
            return True  # 42所学校 and 更新学校
        if places >= 3 and one.measure not in _EVERYWHERE:
            return True  # 600万画幅, three times, and 630万画幅
    shorter, longer = sorted((one.subject, other.subject), key=len)
    # 攻防演练1次 may be one of 演练次数
    named = longer == other.subject if other.name else len(shorter) >= 3 or one.pointer.startswith("/estimates")
    told_in_full = figures >= 2 or named
    if not least and told_in_full and len(shorter) >= 2 and uncounted(longer).endswith(shorter):
        return True  # 观众 and 送戏下乡观众
    return _common(one, other) >= max(
        least, 5 if figures < 2 else 3 - (figures >= 3 or places > 1 or one.measure not in _EVERYWHERE)
    )


@rule(
    "X027",
    "像是写错了一个数字",
    group=GROUP,
    severity=HINT,
    review_point=POINT,
    tier=2,
    message={
        "": "“{text}”写“{found}”，“{other}”写“{expected}”，{how}。",
        "target": "指标“{name}”的目标值是“{expected}”，“{text}”写“{found}”，{how}。",
    },
    advice="如果说的是同一件事，请改成一样；不是一件事的，不用改。",
)
def one_digit(submission: Submission) -> Iterator[Hit]:
    """检查什么：两处文字，或者文字与指标，单位相同、说法相近，数的位数相同而只有一个数字不同，或者相邻的两个数字颠倒了；两个数在同一段里都写了的，或者各有指标对得上的，不报；跨年项目里小的是今年的指标、大的有两处写了的，是全部年度的数，不报。
    已由 X006、X015、X021 指出的不再提。百分比不比；现有的数、“其中”的数、金额，四五个字以上相同才比。
    为什么：这样的差别多半是录入时敲错了一个键（相关性）。依据：惯例。目录之外新增。
    错例：全年放映2860场；农村公益电影放映场次 =2880场。
    正例：全年放映2880场；农村公益电影放映场次 =2880场。
    修改：由填报人核对。
    """
    said = [
        number
        for saying in (*statements(submission), *of_sources(submission))
        if (number := _of_statement(saying)) is not None
    ]
    yield from of_one_year(submission)
    yield from sizes_of_groups(submission)
    yield from prices_of_sources(submission)
    yield from of_names(submission)
    yield from of_items(submission)
    yield from of_same_work(submission)
    yield from of_same_words(submission)
    if not said:
        raise NotApplicable
    goals = list(_of_targets(submission))
    told = {
        at
        for row, wrong, _, _ in mismatches(submission)
        for at in (row.target_pointer, *(each.pointer for each in wrong))
    }
    written = {(number.pointer, number.measure, number.digits) for number in said} | {
        (pointer, measure, digits)
        for pointer, own in quantities(submission).items()
        for one in own
        if one.low == one.high and one.unit not in _EVERYWHERE
        for digits, measure in (_digits(one.low, one.unit),)
    }
    aimed = {(number.measure, number.digits) for number in goals}
    places = Counter((measure, digits) for _, measure, digits in written) + Counter(aimed)
    alone = _alone(said, goals)
    project = known_period(submission)
    several_years = project is not None and not project.one_year
    comparable: dict[str, list[tuple[int, str, Number]]] = {}
    for goal in goals:
        comparable.setdefault(goal.measure, []).append((_whole(goal.digits), figures(goal.digits), goal))
    for one in said:
        length, own = _whole(one.digits), figures(one.digits)
        earlier = comparable.setdefault(one.measure, [])
        for size, theirs, other in earlier:
            if (
                (size == length or theirs == own)
                and one.digits != other.digits
                and _slip(one, other, places, alone)
                and not {one.pointer, other.pointer} & told
                and not _two_things(one, other, written, aimed)
                and not (several_years and _year_and_whole(one, other, places, aimed))
            ):
                told.update((one.pointer, other.pointer))
                turned = not other.name and (one.measure, one.digits) in aimed
                yield _hit(submission, *((other, one) if turned else (one, other)))
        earlier.append((length, own, one))


def _whole(numeral: str) -> int:
    """How many digits a numeral has before its point."""
    return len(numeral.partition(".")[0])


def _alone(said: list[Number], goals: list[Number]) -> frozenset[str]:
    """Units of which the texts give one number, and one indicator has another."""
    numbers: dict[str, set[str]] = {}
    for one in said:
        numbers.setdefault(one.measure, set()).add(one.digits)
    aims = Counter(goal.measure for goal in goals)
    return frozenset(
        name for name, found in numbers.items() if len(found) == 1 and aims[name] == 1 and name not in _EVERYWHERE
    )


def _slip(one: Number, other: Number, places: Counter[tuple[str, str]], alone: frozenset[str]) -> bool:
    """Whether two numbers of one measure are one, mistyped."""
    if one.pointer == other.pointer or one.of_year != other.of_year:
        return False
    slipped = not (one.about or other.about) and one_slip_apart(one.digits, other.digits)
    moved = powers_of_ten_apart(one.digits, other.digits)
    if not (slipped or moved) or _apart_anyway(one, other) or apart_by_level(one.subject, other.subject):
        return False
    of_source = one.pointer.endswith("/source") or other.pointer.endswith("/source")
    if of_source and _common(one, other) < _OF_A_SOURCE and not (slipped and _told_by_itself(one, other, places)):
        return False  # a source speaks of its own row
    if slipped and (
        _told_by_itself(one, other, places)
        or _alike(one, other, _places_of(one, other, places))
        or _only_pair(one, other, alone)
    ):
        return True
    kind = unit_of(one.measure)
    if moved and kind is not None and kind.family == COUNT and one.measure not in _EVERYWHERE and not of_source:
        low, high = sorted((Decimal(one.digits), Decimal(other.digits)))
        if high >= low * _FAR_TOO_MUCH and places[one.measure, one.digits] != places[other.measure, other.digits]:
            return True  # 220000座, 22座
    return (moved or (slipped and _significant(one, other) > 1)) and _named_by_its_end(one, other)


def _same_thing(one: Number, other: Number) -> bool:
    """Whether the words behind one number stand right before the other, or are the same."""
    first, second = one.quantity, other.quantity
    if first is None or second is None:
        return False
    return any(
        2 <= len(here.noun) <= 4 and there.before.endswith(here.noun)
        for here, there in ((first, second), (second, first))
    )


def _last_part(words: str) -> str:
    """What stands behind the last mark or joint."""
    return words[behind_last(words, "、，；和及", len(words)) :]


def _same_name(one: Number, other: Number) -> bool:
    """Whether the same name stands right before both numbers, one of them in a cost item's purpose."""
    names = [
        _last_part(number.source.quantity.before) if isinstance(number.source, Statement) else ""
        for number in (one, other)
    ]
    shorter, longer = sorted(names, key=len)
    in_estimates = any(number.pointer.startswith("/estimates") for number in (one, other))
    return len(shorter) >= 3 and in_estimates and longer.endswith(shorter)


def _area_kept_up(one: Number, other: Number) -> bool:
    """建筑面积3700平方米 of a text, and 3200平方米×4.5元 of 物业管理费."""
    kept = other.pointer.startswith("/estimates") and other.subject[:2] in ("物业", "保洁")
    area = one.quantity if kept and one.measure.startswith("area") else None
    return area is not None and area.before.endswith(("建筑面积", "总面积"))


def _told_by_itself(one: Number, other: Number, places: Counter[tuple[str, str]]) -> bool:
    """Whether the two numbers are one whatever the words: 1452名 where 1455名 stand in two cells, 310户 where 300户 stand in five."""
    if one.measure in _NEVER or any(said is not None and said.is_money for said in (one.quantity, other.quantity)):
        return False
    if _same_frame(one, other):
        return True
    significant = _significant(one, other)
    for odd, usual in ((one, other), (other, one)):
        if places[odd.measure, odd.digits] > 1 or odd.quantity is None:
            continue
        often = places[usual.measure, usual.digits]
        bare = "/source" in odd.pointer and not odd.quantity.before
        special = one.noun == other.noun != "" or (one.measure not in _EVERYWHERE and significant > 1)
        enough = _OFTEN - 2 * (significant > 2)
        if (often > 1 and significant >= _TELLING) or (often >= enough and bare and special):
            return True
    return False


_FAR_TOO_MUCH = 1000
_TELLING, _OFTEN = 4, 5  # digits; cells


def _same_frame(one: Number, other: Number) -> bool:
    """Whether the same words stand before and behind two numbers: 两岸3个村, 两岸6个村; 城区30所, 城区10所."""
    first, second = one.quantity, other.quantity
    if first is None or second is None or first.is_money or not any("/source" in one.pointer for one in (one, other)):
        return False
    shorter, longer = sorted((first.before, second.before), key=len)
    framed = 2 <= len(shorter) <= _LONGEST_FRAME and shorter.isalpha() and shorter[-1] not in _NO_FRAME
    return framed and longer.endswith(shorter) and first.noun[:1] == second.noun[:1]


_LONGEST_FRAME = 4  # characters
_NO_FRAME = frozenset("共计约为达近超至到的各等有年月增加建成完底末")


def _common(one: Number, other: Number) -> int:
    return len(longest_common(one.subject, other.subject))


def _only_pair(one: Number, other: Number, alone: frozenset[str]) -> bool:
    """5000件 in a text and ≥6000件 of an indicator, no other 件 anywhere, and something of the name in the text."""
    return bool(other.name) and one.measure in alone and len(longest_common(one.subject, other.subject)) >= 2


_OF_A_SOURCE = 3  # characters that tie a source to another row


def _places_of(one: Number, other: Number, places: Counter[tuple[str, str]]) -> int:
    return max(places[number.measure, number.digits] for number in (one, other))


def _named_by_its_end(one: Number, other: Number) -> bool:
    """Whether the words beside a plain number of a text are the end of the indicator's name: 参与3万人次 for 赛事参与人次."""
    deed = uncounted(other.name)[-2:]
    said = one.source
    return (
        isinstance(said, Statement)
        and said.usable
        and len(deed) == 2
        and deed in said.quantity.before[-6:] + said.quantity.noun[:2]
    )


def _apart_anyway(one: Number, other: Number) -> bool:
    """An indicator's target and its own source are held against each other elsewhere; two purposes, two sources are of two things."""
    rows = [number.pointer.rpartition("/")[0] for number in (one, other)]
    sources = all(number.pointer.endswith("/source") for number in (one, other))
    return rows[0].count("/") == 2 and (
        rows[0] == rows[1] or sources or all(row.startswith("/estimates") for row in rows)
    )


def _two_things(one: Number, other: Number, written: set[tuple[str, str, str]], aimed: set[tuple[str, str]]) -> bool:
    """Whether both numbers have a place of their own: written side by side, or aimed at by two indicators."""
    rest = f"{abs(Decimal(one.digits) - Decimal(other.digits)).normalize():f}"
    if (one.pointer, one.measure, rest) in written or (other.pointer, one.measure, rest) in written:
        return True  # one is the other without a part that stands beside it: 60人, 其中首次创业40人、再创业20人
    if (one.pointer, one.measure, other.digits) in written or (other.pointer, one.measure, one.digits) in written:
        return True
    return (one.measure, one.digits) in aimed and (other.measure, other.digits) in aimed


def _year_and_whole(one: Number, other: Number, places: Counter[tuple[str, str]], aimed: set[tuple[str, str]]) -> bool:
    """Whether the smaller number is what an indicator asks for in the year, and the larger one stands in two places."""
    smaller, larger = sorted((one, other), key=lambda number: Decimal(number.digits))
    of_all = (
        larger.pointer == "/overall_goal"
        and not larger.of_year
        and Decimal(larger.digits) >= 2 * Decimal(smaller.digits)
    )
    if of_all and "累计" in _quote(larger) + _sentence(larger):
        return True
    return (
        (smaller.measure, smaller.digits) in aimed and not larger.of_year and places[larger.measure, larger.digits] > 1
    )


def _sentence(number: Number) -> str:
    return (
        sentence_before(number.source.text, number.source.quantity.start)
        if isinstance(number.source, Statement)
        else ""
    )


def _hit(submission: Submission, one: Number, other: Number) -> Hit:
    shown = {
        "text": submission.name_of(one.pointer),
        "other": submission.name_of(other.pointer),
        "name": other.name,
        "how": how_apart(one.digits, other.digits),
    }
    variant = "target" if other.name else ""
    return Hit(one.pointer, _quote(one), _quote(other), shown, variant=variant, related=(other.pointer,))


def _quote(number: Number) -> str:
    return number.source if isinstance(number.source, str) else passage(number.source)
