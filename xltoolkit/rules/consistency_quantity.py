"""前后一致: numbers in the texts against the indicators, and the things listed in a source against its target."""

from __future__ import annotations

from collections.abc import Iterator

from xltoolkit.findings import WARNING
from xltoolkit.reader.submission import Submission
from xltoolkit.rules.engine import Hit, NotApplicable, rule
from xltoolkit.rules.facts import Indicator, indicators
from xltoolkit.rules.statements import MAYBE, SURE, Statement, agrees, certainty, statements
from xltoolkit.rules.thresholds import threshold
from xltoolkit.rules.words import words
from xltoolkit.text import target, unit
from xltoolkit.text.items import enumeration
from xltoolkit.text.similar import core, longest_common
from xltoolkit.text.tendency import is_rate

GROUP, POINT = "前后一致", "相关性"
_SERVED = frozenset((unit.PEOPLE, unit.VISITS))
_SERVED_UNITS = frozenset(("户", "家", "万", ""))
Mismatch = tuple[Indicator, list[Statement]]


def mismatches(submission: Submission) -> list[Mismatch]:
    """Indicators with the statements that surely speak of them and do not agree, where no statement at all agrees."""
    return submission.fact("mismatches", lambda: list(_mismatches(submission)))


def _mismatches(submission: Submission) -> Iterator[Mismatch]:
    difference = threshold(submission, "scale_difference")
    rows = [row for row in indicators(submission) if (goal := row.readable_target) is not None and goal.numeric]
    sayings = [one for one in statements(submission) if not one.quantity.is_money]
    about: dict[str, list[tuple[Statement, int, bool]]] = {}
    for saying in sayings:
        for row in rows:
            sure = certainty(saying, row, submission)
            if sure:
                about.setdefault(row.pointer, []).append(
                    (saying, sure, agrees(saying.quantity, row.target, difference))
                )
    agreed = {id(saying) for found in about.values() for saying, _, fits in found if fits}
    for row in rows:
        found = about.get(row.pointer, [])
        if any(fits for _, sure, fits in found if sure >= MAYBE):
            continue
        wrong = [saying for saying, sure, _ in found if sure == SURE and saying.usable and id(saying) not in agreed]
        if wrong:
            yield row, wrong


def _hits(submission: Submission, wanted: str) -> Iterator[Hit]:
    if not statements(submission):
        raise NotApplicable
    for row, wrong in mismatches(submission):
        if _kind(row, wrong[0]) == wanted:
            first = wrong[0]
            field = submission.form.fields[first.pointer].name
            words = {"name": row.name, "quote": f"{first.quantity.before[-8:]}{first.quantity.quote}", "text": field}
            yield Hit(
                row.target_pointer,
                row.written,
                first.quantity.quote,
                words,
                related=tuple(saying.pointer for saying in wrong),
            )


def _kind(row: Indicator, saying: Statement) -> str:
    if saying.quantity.unit == "%":
        return "X016"
    measure = unit.unit_of(saying.quantity.unit)
    served = saying.quantity.unit in _SERVED_UNITS or (measure is not None and measure.family in _SERVED)
    return "X006" if served else "X015"


@rule(
    "X006",
    "文字里的规模与指标差得多",
    group=GROUP,
    severity=WARNING,
    review_point=POINT,
    message="“{text}”写“{quote}”，指标“{name}”的目标值是“{found}”，相差较大。",
    advice="请核对，或在“{remarks}”里说明两个数的口径。",
)
def scale_against_target(submission: Submission) -> Iterator[Hit]:
    """检查什么：文字里服务对象的人数、户数、家数等，与名称说的是同一对象的指标相差超过20%（表样可改）；区间按上下限比，有一处说法相符就不报。
    说往年、现有的，“其中”的一部分，按每个计的，跨年项目除年度目标以外的文字，都不比。
    为什么：规模说法不一，审核人不知道哪个对（相关性）。依据：2020年真实表：“近130万人”与 ≥80万。
    错例：共涉及各类参保人员近130万人；服务参保人员数量 ≥80万人。
    正例：共涉及各类参保人员近130万人；服务参保人员数量 ≥130万人。
    修改：由填报人核对。
    """
    yield from _hits(submission, "X006")


@rule(
    "X015",
    "文字承诺的量与指标不一致",
    group=GROUP,
    severity=WARNING,
    review_point=POINT,
    tier=2,
    message="“{text}”写“{quote}”，指标“{name}”的目标值是“{found}”。",
    advice="请核对，把两边改成一样。",
)
def promise_against_target(submission: Submission) -> Iterator[Hit]:
    """检查什么：文字写“新增知识库300-400条”“巡检12次”等，与同单位、同对象的指标不符：= 的要相等，≥ 的文字不能少于目标值、也不能多出20%以上。
    为什么：写的和考核的要一致（相关性）。依据：2020年真实表：“300-400条”与 ≥300条 一致，不得误报。
    错例：2020年完成硬件巡检6次；硬件平台巡检次数 =12次。
    正例：2020年完成硬件巡检12次；硬件平台巡检次数 =12次。
    修改：由填报人核对。
    """
    yield from _hits(submission, "X015")


@rule(
    "X016",
    "文字里的比率与指标不一致",
    group=GROUP,
    severity=WARNING,
    review_point=POINT,
    tier=2,
    message="“{text}”写“{quote}”，指标“{name}”的目标值是“{found}”。",
    advice="请核对，把两边改成一样。",
)
def rate_against_target(submission: Submission) -> Iterator[Hit]:
    """检查什么：文字“…率达到/不低于X%”与同名的指标不是一个数。全表只有一条满意度指标的，文字里的满意率、满意度都与它比。
    为什么：写的和考核的要一致（相关性）。依据：惯例。
    错例：网上服务满意率达到98%以上；网上服务满意率 ≥95%。
    正例：网上服务满意率达到95%以上；网上服务满意率 ≥95%。
    修改：由填报人核对。
    """
    yield from _hits(submission, "X016")


@rule(
    "X021",
    "两段文字里同一件事的数不同",
    group=GROUP,
    severity=WARNING,
    review_point=POINT,
    tier=2,
    message="“{text}”写“{found}”，“{other}”写“{expected}”，说的像是同一件事。",
    advice="请核对，改成一样。",
)
def texts_against_each_other(submission: Submission) -> Iterator[Hit]:
    """检查什么：两段文字用同样的话说同一件事（数字前面六个字以上相同、单位相同），数却不同。跨年项目、“其中”、往年的不比。
    为什么：前后说法不一（相关性）。依据：惯例。目录之外新增。
    错例：计划改造老旧小区12个…；全年改造老旧小区13个。
    正例：两处都写12个。
    修改：由填报人核对。
    """
    seen: list[Statement] = []
    told: set[tuple[str, str]] = set()
    in_doubt = {(saying.pointer, saying.quantity.start) for _, wrong in mismatches(submission) for saying in wrong}
    for saying in statements(submission):
        if (
            not saying.usable
            or saying.quantity.approximate
            or len(saying.subject) < 4
            or (saying.pointer, saying.quantity.start) in in_doubt
        ):
            continue
        for other in seen:
            if (
                other.pointer != saying.pointer
                and (other.pointer, saying.pointer) not in told
                and _same_words(other, saying)
            ):
                told.add((other.pointer, saying.pointer))
                first, second = submission.form.fields[other.pointer].name, submission.form.fields[saying.pointer].name
                words = {"text": second, "other": first}
                shown = (f"{one.quantity.before[-10:]}{one.quantity.quote}" for one in (saying, other))
                yield Hit(saying.pointer, next(shown), next(shown), words, related=(other.pointer,))
        seen.append(saying)


def _same_words(one: Statement, other: Statement) -> bool:
    mine, theirs = one.quantity, other.quantity
    if mine.unit != theirs.unit or (mine.low <= theirs.high and theirs.low <= mine.high):
        return False
    shorter, longer = sorted((one.subject, other.subject), key=len)
    return longer.endswith(shorter) and (shorter == longer or len(shorter) >= 6)


_COUNTED_THINGS = frozenset("个项家所座处套台条种类支场期")
_LISTS = words("包括 包含 分别为 如下 清单 名单 项目 网站 系统 域名 明细 内容 为 即 有")
_BASES = words("依据 来源 根据 文件 参考 合同 标准 说明 备注 注 计算 公式 口径")


@rule(
    "IND019",
    "列举的个数与目标值不一致",
    group="指标",
    severity=WARNING,
    review_point=POINT,
    tier=2,
    message="第{row}行“{name}”的目标值是“{found}”，来源里列举了{expected}。",
    advice="请核对个数，或补全列举。",
    suppresses=("IND018",),
)
def listed_against_target(submission: Submission) -> Iterator[Hit]:
    """检查什么：来源在冒号后面列举（用分号、顿号隔开，或列出域名），列举的个数与“=N个”不等。带“等”字的、列举文件依据的不比。
    为什么：列举的就是要做的，个数应当一致（相关性）。依据：2020年真实表：维护网站 =8个 列8个，云防御域名 =2个 列2个，都一致。
    错例：=8个，维护项目：甲网；乙网；丙网。
    正例：=3个，维护项目：甲网；乙网；丙网。
    修改：由填报人核对。
    """
    for row in indicators(submission):
        goal = row.readable_target
        if (
            goal is None
            or goal.kind != target.NUMBER
            or goal.operator not in ("=", "")
            or goal.low is None
            or is_rate(row.name)
        ):
            continue
        if goal.unit not in _COUNTED_THINGS or not (":" in row.source or "：" in row.source):
            continue
        lead = row.source.replace("：", ":").partition(":")[0]
        if any(lead.endswith(word) or lead.startswith(word) for word in _BASES) or not (
            lead.endswith(_LISTS) or len(longest_common(core(row.name), core(lead))) >= 2
        ):
            continue
        listed = enumeration(row.source)
        if (
            listed is not None
            and listed.least >= 2
            and (goal.low < listed.least or (listed.most is not None and goal.low > listed.most))
        ):
            count = f"{listed.least}{goal.unit}"
            yield Hit(row.target_pointer, row.written, count, {"name": row.name}, related=(row.at("source"),))
