"""前后一致: two texts that give different numbers for one thing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from xltoolkit.findings import HINT, WARNING
from xltoolkit.reader.submission import Submission
from xltoolkit.rules.engine import Hit, rule
from xltoolkit.rules.knowledge.claims import EVERYWHERE, EXACT, claims, holds_the_name
from xltoolkit.rules.knowledge.exact import one_numeral
from xltoolkit.rules.knowledge.facts import known_period
from xltoolkit.rules.knowledge.mismatches import mismatches
from xltoolkit.rules.knowledge.passages import sentence_before
from xltoolkit.rules.knowledge.statements import AMONG, Statement, passage, quantities, statements
from xltoolkit.rules.knowledge.thresholds import threshold
from xltoolkit.text.quantity import Quantity
from xltoolkit.text.similar import longest_common, one_slip_apart

GROUP, POINT = "前后一致", "相关性"


@rule(
    "X021",
    "两处文字里同一件事的数不同",
    group=GROUP,
    severity=WARNING,
    review_point=POINT,
    tier=2,
    message="“{text}”写“{found}”，“{other}”写“{expected}”，说的像是同一件事，两个数不一样。",
    advice="请核对，改成一样。",
)
def texts_against_each_other(submission: Submission) -> Iterator[Hit]:
    """检查什么：一处文字的数与指标相符，另一处说同一件事的数不同；或者两段文字用同样的话（数字前面六个字以上相同、单位相同）说的数不同。
    跨年项目除年度目标以外的、“其中”的、往年的不比；一处文字里两个数都有的，说的是两件事。
    为什么：前后说法不一（相关性）。依据：惯例。目录之外新增。
    错例：计划改造老旧小区12个…；全年改造老旧小区13个。
    正例：两处都写12个。
    修改：由填报人核对。
    """
    told: set[str] = set()
    project = known_period(submission)
    several_years = project is not None and not project.one_year
    for row, wrong, agreed, doubtful in mismatches(submission):
        told.update(saying.pointer for saying in wrong)
        if agreed is not None:
            first = wrong[0]
            if first.pointer == agreed.pointer and not _same_words(first, agreed):
                continue  # one text speaks of the stock and of the project: 全市公路1,256公里, 中修45公里
            if _each_time(first, agreed) or _each_time(agreed, first):
                continue
            if _of_several(first) and first.quantity.low > agreed.quantity.low:
                continue  # 甲企业每家4次，乙企业每家1次，合计380家次; 检查乙企业100家次
            if _of_last_year(first) != _of_last_year(agreed):
                continue  # of one year, and of all the years of a project
            if _parts_of_one(submission, first, agreed) or _from_here_to_there(first, agreed):
                continue  # 180块（新设120块、更换60块）
            if _written_too(submission, first.pointer, agreed):
                continue  # both numbers stand in one text: 储备食用油1200吨, 轮换食用油600吨
            if first.pointer.startswith("/estimates") and _written_too(submission, agreed.pointer, first):
                continue  # 原有7个点 of a cost item, 现有7个, 达到9个
            if several_years and first.pointer != "/annual_goal" and _of_more_years(submission, first, agreed):
                continue
            if several_years and _planned_for_a_year(first, agreed):
                continue
            if first.sort == AMONG and _with_its_whole(submission, first):
                continue  # 报废35台，其中拖拉机21台、联合收割机14台 is no purchase
            if _told_again(submission, first):
                continue  # 62处 stand in three texts: they are another thing than the 3处
            named = row.target.operator in ("≤", "<") and holds_the_name(row, first.quantity)
            if not named and _far_apart(first, agreed) and not _same_words(first, agreed):
                continue  # so does another: 馆藏文物1.6万件, 修复馆藏文物30件
            severity = HINT if doubtful else ""
            shown = {"text": submission.name_of(first.pointer), "other": submission.name_of(agreed.pointer)}
            related = (row.target_pointer, agreed.pointer, *(saying.pointer for saying in wrong[1:]))
            yield Hit(first.pointer, passage(first), passage(agreed), shown, severity=severity, related=related)
    usable = [
        one
        for one in statements(submission)
        if (one.usable or one.of_whole) and not one.quantity.approximate and len(one.subject) >= 3
    ]
    own_rows = {
        id(claim.statement): row
        for row, own in claims(submission, threshold(submission, "scale_difference")).items()
        for claim in own
        if claim.fits == EXACT
    }
    of_unit: dict[str, list[Statement]] = {}
    for later in usable:
        earlier = of_unit.setdefault(later.quantity.unit, [])
        for first in earlier:
            if (
                first.pointer != later.pointer
                and not (id(first) in own_rows and id(later) in own_rows)  # each has an indicator that agrees
                and first.of_year == later.of_year
                and not {first.pointer, later.pointer} & told
                and _same_words(first, later)
                and not _parts_of_one(submission, first, later)
                and not _from_here_to_there(first, later)
                and not _says_both(first, later, submission)
                and not (several_years and _planned_for_a_year(first, later))
                and not (
                    several_years
                    and (_of_more_years(submission, first, later) or _of_more_years(submission, later, first))
                )
            ):
                told.add(later.pointer)
                shown = {
                    "text": submission.name_of(later.pointer),
                    "other": submission.name_of(first.pointer),
                }
                yield Hit(later.pointer, passage(later), passage(first), shown, related=(first.pointer,))
        earlier.append(later)


def _each_time(one: Statement, other: Statement) -> bool:
    """600份×2次 of a purpose, and 1200份 in all; 2架次×10个月 are 20架次."""
    times = re.findall(r"[×xX*](\d{1,3})个?[次批期轮月周天]", one.text) if one.pointer.startswith("/estimates") else []
    return any(one.quantity.low * int(number) == other.quantity.low for number in times)


def _of_several(saying: Statement) -> bool:
    """A total that names nothing, at the end of a list of several: …每家4次，…每家1次，合计380家次."""
    own = saying.quantity
    bare = own.before.endswith(("合计", "共计", "总计")) or own.quote.startswith(("合计", "共计", "总计"))
    return bare and sentence_before(saying.text, own.start).count("，") > 1


def _of_last_year(saying: Statement) -> bool:
    """较上年提高; not what 由上年的3.6%降到 leads to."""
    before = saying.quantity.before
    return "上年" in before and not before.endswith(("到", "至"))


def _parts_of_one(submission: Submission, one: Statement, other: Statement) -> bool:
    """Whether the smaller number is a part of the other: the rest of it stands right beside it (新设120块、更换60块 of 180块),
    the same words in its text come to the other (4月安装9套…8月安装4套 of 13套), or a text gives both (24路，2027年16路)."""
    smaller, larger = sorted((one, other), key=lambda saying: saying.quantity.low)
    part, whole = smaller.quantity, larger.quantity
    rest = whole.low - part.low
    if part.unit == "%":
        return False
    beside = [third for third in quantities(submission).get(smaller.pointer, ()) if third.unit == part.unit]
    slack = (
        whole.low / 100 if whole.operator or whole.approximate else 0
    )  # 1287000公里以上, of 630720公里 and 657000公里
    if rest != part.low and any(
        abs(third.low - rest) <= slack and third.start != part.start and abs(third.start - part.start) <= _BESIDE
        for third in beside
    ):
        return True
    if rest not in (part.low, 0) and _side_by_side(submission, part, rest):
        return True
    of_each = re.search(
        "每[座个所家村镇校站点处台辆]|[座个所家村镇校站点处台辆]每", sentence_before(smaller.text, part.start)
    )
    if (
        smaller.pointer == "/overview"
        and of_each is not None
        and 1 < part.low * 2 <= whole.low <= part.low * _MANY
        and whole.low % part.low == 0
    ):
        return True  # 每座…自助借还机2台, 8台 for four of them
    alike = [third.low for third in beside if third.before[-3:] == part.before[-3:]]
    if len(alike) > 1 and sum(alike) == whole.low:
        return True
    among = quantities(submission).get(larger.pointer, ())
    if any(
        third.low == part.low and third.unit == part.unit and "其中" in larger.text[whole.end : third.start]
        for third in among
        if 0 < third.start - whole.end <= _BESIDE
    ):
        return True  # 演练3场，其中桌面推演2场、实战演练1场
    if "合计" in whole.before + whole.quote and any(third.low == rest for third in beside):
        return True
    years = re.findall("([两二三四五2-5])年", sentence_before(larger.text, whole.start)[-_SPAN:])
    if any(part.low * _YEARS[one] == whole.low for one in years):
        return True  # 用三年时间完成96所, of which 32所 are this year's
    return _from_one_to_the_other(submission, part, larger) or _both_told(submission, part, whole)


def _side_by_side(submission: Submission, part: Quantity, rest: Decimal) -> bool:
    """Whether some text gives the part and the rest of the whole one after the other: 配置图书32000册，更新图书10800册 of 42800册."""
    return any(
        {first.low, second.low} == {part.low, rest} and second.start - first.end <= _BESIDE
        for own in quantities(submission).values()
        for first, second in pairwise([third for third in own if third.unit == part.unit])
    )


def _from_one_to_the_other(submission: Submission, part: Quantity, reached: Statement) -> bool:
    """Whether the other text says from where to where it goes, and the number is the difference: 由60吨提高到180吨, 新增120吨."""
    aim = reached.quantity
    return any(
        abs(aim.low - start.low) == part.low
        and start.unit == aim.unit
        and 0 < aim.start - start.end <= _BESIDE
        and start.before.endswith(("由", "从"))
        for start in quantities(submission).get(reached.pointer, ())
    )


def _both_told(submission: Submission, part: Quantity, whole: Quantity) -> bool:
    """Whether some text gives the whole and, right behind it, the year's part: 安装视频监控24路，2027年16路、2028年8路."""
    return any(
        first.low == whole.low
        and second.low == part.low
        and first.unit == second.unit == whole.unit
        and second.start - first.end <= _BESIDE
        and second.before.endswith(f"{submission.year}年")
        for own in quantities(submission).values()
        for first, second in pairwise(own)
    )


_BESIDE, _MANY = 20, 30  # characters; of what has so much each
_SPAN = 16  # characters
_YEARS = {sign: number for signs in ("两三四五", "2345") for number, sign in enumerate(signs, 2)} | {"二": 2}


def _from_here_to_there(first: Statement, later: Statement) -> bool:
    """在孵企业1180家 of the overview is what there is, 达到1300家以上 what is aimed at; 累计 and 年末 count otherwise."""
    now, aim = first.quantity, later.quantity
    if any(word in one.before for one in (now, aim) for word in ("累计", "新结", "年末")):
        return True
    if first.pointer != "/overview" or now.operator:
        return False
    reached = aim.low <= now.low <= aim.low * Decimal("1.05")  # 41.86万亩, 不低于41.80万亩
    grows = aim.low > now.low and (aim.operator == "≥" or aim.quote.startswith(_REACHING))
    return grows or (reached and aim.operator == "≥")


_REACHING = ("达到", "增加到", "增加至", "提高到", "提高至")


def _written_too(submission: Submission, pointer: str, agreed: Statement) -> bool:
    """Whether the text at this pointer gives the agreed number, too."""
    own = agreed.quantity
    return pointer != agreed.pointer and any(
        one.low == own.low and one.unit == own.unit and (own.unit != "%" or one.before[-2:] == own.before[-2:])
        for one in quantities(submission).get(pointer, ())
    )


def _of_more_years(submission: Submission, whole: Statement, year: Statement) -> bool:
    """Whether the larger number is that of all years: the overall goal's, or the rest of it stands in the same text."""
    rest = whole.quantity.low - year.quantity.low
    of_all = f"{submission.year}年" not in sentence_before(whole.text, whole.quantity.start)
    return rest > 0 and (
        (whole.pointer == "/overall_goal" and of_all)
        or any(
            one.low == rest and one.unit == year.quantity.unit for one in quantities(submission).get(whole.pointer, ())
        )
    )


def _planned_for_a_year(one: Statement, other: Statement) -> bool:
    """Whether the smaller number stands in the part of a plan of several years that tells of one of them: 2027年：…栽种6万平方米."""
    smaller, larger = sorted((one, other), key=lambda saying: saying.quantity.low)
    line = smaller.text[: smaller.quantity.start].rpartition("\n")[2]
    whole = larger.pointer in ("/overview", "/overall_goal") and smaller.pointer == "/implementation_plan"
    return whole and re.search(r"20\d\d年|第[一二三四]年|本年度|今年", line) is not None


def _with_its_whole(submission: Submission, part: Statement) -> bool:
    """Whether a whole and all its parts stand there in a row, and the parts come to it."""
    before = sentence_before(part.text, part.quantity.start)
    since = part.quantity.start - len(before)
    numbers = [
        one.low
        for one in quantities(submission).get(part.pointer, ())
        if one.start >= since and one.unit == part.quantity.unit
    ]
    return any(
        part.quantity.low in numbers[at + 1 : end] and sum(numbers[at + 1 : end]) == whole
        for at, whole in enumerate(numbers)
        for end in range(at + 3, len(numbers) + 1)
    )


def _told_again(submission: Submission, saying: Statement) -> bool:
    """Whether two other texts give the same number with the same words beside it."""
    own = saying.quantity
    there = [
        pointer
        for pointer, others in quantities(submission).items()
        if pointer != saying.pointer
        and any(
            one.low == own.low
            and one.unit == own.unit
            and longest_common(one.before + one.noun, own.before + own.noun)[1:]
            for one in others
        )
    ]
    return len(there) > 1


def _far_apart(one: Statement, other: Statement) -> bool:
    low, high = sorted((one.quantity.low, other.quantity.low))
    if one.quantity.unit == "%":
        return False
    if one_numeral(low, high) or high == low * 10_000:
        return False  # 420万辆 for 420辆: the scale is what is wrong
    return low * (20 if one_slip_apart(f"{low:f}", f"{high:f}") else 4) <= high


def _unit_words(name: str) -> str:
    return "人" if name in ("人", "名", "位", "人次") else name


def _same_words(one: Statement, other: Statement) -> bool:
    mine, theirs = one.quantity, other.quantity
    if any(word in one_noun[:6] for one_noun in (mine.noun, theirs.noun) for word in "和及") and "人" in _unit_words(
        mine.unit
    ):
        return False  # 20名教师和治疗师, 治疗师7名
    if mine.unit != theirs.unit or (mine.low <= theirs.high and theirs.low <= mine.high):
        return False
    if mine.noun[:4] == theirs.noun[:4] and len(mine.noun) >= 4:
        return True
    if mine.noun[:3] == theirs.noun[:3] and len(mine.noun) >= 3 and _leads(mine) and _leads(theirs):
        return True  # 向1200名老年人发放, 为1300名老年人提供
    shorter, longer = sorted((one.subject, other.subject), key=len)
    return (
        len(shorter) >= 4
        and longer.endswith(shorter)
        and (shorter == longer or len(shorter) >= (6 if mine.unit in EVERYWHERE else 5))
    )


def _says_both(one: Statement, other: Statement, submission: Submission) -> bool:
    """One of the two texts gives the other's number too: 修缮3处文保单位 and 养护65处文保单位 are two things."""
    return any(
        third.low == there.quantity.low
        and third.unit == there.quantity.unit
        and (third.noun[:3] == there.quantity.noun[:3] or there.quantity.noun[:4] in third.before)
        for here, there in ((one, other), (other, one))
        for third in quantities(submission).get(here.pointer, ())
    )


def _leads(quantity: Quantity) -> bool:
    """Nothing but a preposition stands before it, a year not counted."""
    return quantity.before.lstrip("0123456789年度").removeprefix("预计") in ("", "为", "向", "对", "给")
