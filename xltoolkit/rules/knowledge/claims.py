"""How surely a statement speaks of an indicator, and whether their numbers go together.

A statement belongs to the indicator that it names best; one whose words only touch an indicator's name never makes a finding.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

from xltoolkit.reader.submission import Submission
from xltoolkit.records import NamedTuple
from xltoolkit.rules.knowledge.facts import Indicator, narratives, with_numbers
from xltoolkit.rules.knowledge.passages import for_each, sentence_before
from xltoolkit.rules.knowledge.statements import AMONG, GOALS, PART, PLAIN, Statement, statements
from xltoolkit.rules.knowledge.subjects import PERSONS, own_words
from xltoolkit.rules.knowledge.words import words
from xltoolkit.text import comparison, unit
from xltoolkit.text.quantity import Quantity
from xltoolkit.text.similar import core, longest_common, pairs_of
from xltoolkit.text.target import Target
from xltoolkit.text.tendency import is_satisfaction

SURE, MAYBE, NOT = 2, 1, 0
EXACT, NEAR, APART = 2, 1, 0


class Claim(NamedTuple):
    """A statement that speaks of an indicator: how surely, and how its number stands to the target (EXACT, NEAR, APART)."""

    statement: Statement
    row: Indicator
    sure: int
    fits: int


def claims(submission: Submission, difference: Decimal) -> dict[str, list[Claim]]:
    """Indicator's pointer → what the texts say about it. A statement that surely names one indicator is nobody else's."""
    return submission.fact("claims", lambda: _claims(submission, difference))


def _claims(submission: Submission, difference: Decimal) -> dict[str, list[Claim]]:
    rows = [(row, wanted, pairs_of(wanted)) for row in with_numbers(submission) if (wanted := core(row.name))]
    named: dict[str, list[int]] = {}  # two letters of a name → rows
    for at, (_, _, own) in enumerate(rows):
        for pair in own:
            named.setdefault(pair, []).append(at)
    said = statements(submission)
    lonely = sum(row.target.unit == "%" and is_satisfaction(row.name) for row, _, _ in rows) == 1
    found: dict[str, list[Claim]] = {}
    for saying in said:
        money = saying.quantity.is_money
        alike = sorted({at for pair in pairs_of(saying.subject) for at in named.get(pair, ())})
        about = [
            (sure, score, row)
            for row, wanted, _ in map(rows.__getitem__, alike)
            if (_measured_alike(saying, row) if saying.quantity.per else same_kind(saying.quantity.unit, row.target))
            and (not money or (saying.usable_money and holds_the_name(row, saying.quantity)))
            for sure, score in (_certainty(saying, row, wanted, lonely),)
            if sure
        ]
        if len(about) == 1 and about[0][0] == MAYBE and _only_one(saying, about[0][2], rows, said):
            about = [(SURE, about[0][1], about[0][2])]
        if saying.quantity.unit == "%" and sum(sure == SURE for sure, _, _ in about) > 1:
            about = _of_one_rate(submission, saying, about)
        unsure = saying.quantity.unit == "%" and all(sure == MAYBE for sure, _, _ in about)
        if unsure and (bare := _bare_rate(submission, saying, [row for row, _, _ in rows])) is not None:
            about = [(SURE, 0.0, bare)]
        if not about and (measured := _measured(saying, [row for row, _, _ in rows], said)) is not None:
            about = [(SURE, 0.0, measured)]
        best = max((score for sure, score, _ in about if sure == SURE), default=0.0)
        for sure, score, row in about:
            if score >= best:
                found.setdefault(row.pointer, []).append(
                    Claim(saying, row, sure, fit(saying.quantity, _in_its_days(row), difference))
                )
    return found


EVERYWHERE = frozenset(("个", "项", "次", "人", "人次", "%", "年", "月", "天", "小时", "期", "批", "类", "级", ""))


def _only_one(
    saying: Statement, row: Indicator, rows: list[tuple[Indicator, str, set[str]]], said: list[Statement]
) -> bool:
    """Whether a special unit (家, 座, 公里) ties the two together: no other indicator has it, and it stands with that object only.

    Two or more statements must agree with each other, so that one of another kind cannot speak for the indicator.
    """
    name = saying.quantity.unit
    if name != row.target.unit or sum(other.target.unit == name for other, _, _ in rows) != 1:
        return False
    if name in EVERYWHERE and name not in ("人", "人次"):
        return False
    if saying.pointer.startswith("/estimates"):
        return False  # one row's share of it
    own = [one for one in said if one.pointer == saying.pointer and one.quantity.unit == name]
    if saying.pointer in ("/annual_goal", "/goal_completion") and saying.sort == PLAIN and len(own) == 1:
        thing = uncounted(row.key)  # 决策咨询报告10篇 are more than 决策咨询报告获批示
        return thing.endswith(longest_common(thing, saying.subject))
    if name in EVERYWHERE:
        return False
    same = [one for one in said if one.quantity.unit == name and one.usable]
    if any(not _of_one_size(one.quantity, saying.quantity) for one in same):
        return False  # 经营线路98条, 新辟线路6条
    numbers = {one.quantity.low for one in same}
    agreeing = max((sum(one.quantity.low == number for one in same) for number in numbers), default=0)
    return len(same) >= 2 and agreeing >= len(same) - 1


_CLAUSES_BEFORE = 40  # characters


def _bare_rate(submission: Submission, saying: Statement, rows: list[Indicator]) -> Indicator | None:
    """The one indicator of a rate that a text calls by its bare head: what it is a rate of stands in the clause before (补植320株，成活率98%),
    or the head says whose it is (学生参与率 for 课后服务学生参与率)."""
    what = _rated(saying.quantity.before)
    if not (3 <= len(what) <= 8 and what.endswith("率")) or not (saying.usable or saying.of_whole):
        return None
    same = [row for row in rows if row.key.endswith(what)]
    if len(same) != 1:
        return None
    if len(what) >= 5 and (what.startswith(_WHOSE) or len(what) >= len(same[0].key) * 0.5):
        return same[0]  # 系统可用率 for 通借通还系统可用率
    text = narratives(submission).get(saying.pointer, "")
    before = sentence_before(text, saying.quantity.start)[-_CLAUSES_BEFORE:]
    own = core(same[0].key.removesuffix(what))
    if saying.quantity.before == what and set(own) <= set(before) and saying.pointer in GOALS:
        return same[0]  # a clause of its own: 保障强制检定…，受检率不低于98% for 强检受检率
    return same[0] if len(own) >= 2 and not pairs_of(own).isdisjoint(pairs_of(core(before))) else None


def _of_one_rate(
    submission: Submission, saying: Statement, about: list[tuple[int, float, Indicator]]
) -> list[tuple[int, float, Indicator]]:
    """Of several indicators that all end with what the text says (数据有效率) the one that the sentence speaks of: 在线监测设备…，数据有效率;
    none surely, if it speaks of none or of several."""
    what = _rated(saying.quantity.before)
    same = [row for sure, _, row in about if sure == SURE and row.key.endswith(what) and row.key != what]
    alike = len({(row.target.low, row.target.high) for row in same}) == 1
    if alike or len(what) < 3 or len(same) < 2 or len(same) < sum(sure == SURE for sure, _, _ in about):
        return about
    text = narratives(submission).get(saying.pointer, "")
    before = pairs_of(core(sentence_before(text, saying.quantity.start)[-_CLAUSES_BEFORE:]))
    meant = [row for row in same if before & pairs_of(core(row.key.removesuffix(what)))]
    if len(meant) == 1:
        return [one for one in about if one[2] is meant[0]]
    return [(min(sure, MAYBE), score, row) for sure, score, row in about]


_WHOSE = words(
    "学生 居民 群众 家长 农户 企业 患者 病人 职工 学员 游客 村民 员工 队员 读者 用户 儿童 老人 老年人 残疾人 市民 商户 教师 "
    "青少年 妇女 家庭 业主 农民 新生儿 孕产妇"
)
_EXTENTS = ("里程", "长度", "面积", "人次", "户数", "总长")


def _measured(saying: Statement, rows: list[Indicator], said: list[Statement]) -> Indicator | None:
    """The one indicator of this unit that is named after what is measured: 长度8.8公里 for 治理河道长度, where the text gives no other."""
    quantity = saying.quantity
    what = next((word for word in _EXTENTS if quantity.before.endswith(word)), "")
    if not what or not saying.usable:
        return None
    same = [row for row in rows if row.target.unit == quantity.unit]
    alone = sum(other.pointer == saying.pointer and other.quantity.unit == quantity.unit for other in said) == 1
    return same[0] if alone and len(same) == 1 and same[0].key.endswith(what) else None


def _of_one_size(one: Quantity, other: Quantity) -> bool:
    return one.low <= other.high * 3 and other.low <= one.high * 3


def _certainty(saying: Statement, row: Indicator, wanted: str, lonely: bool) -> tuple[int, float]:
    """How surely a statement speaks of what the indicator measures (SURE, MAYBE, NOT), and how much of the name it covers."""
    if saying.quantity.unit == "%":
        return _same_rate(saying, row, wanted, lonely)
    return names(saying, row, wanted)


def names(saying: Statement, row: Indicator, wanted: str) -> tuple[int, float]:
    """Whether the words around a quantity name the indicator's object, whatever the units."""
    quantity = saying.quantity
    common = longest_common(wanted, saying.subject)
    if len(common) < 2 or _of_another_level(row, quantity):
        return NOT, 0.0
    score = len(common) / len(wanted)
    if saying.sort == AMONG and own_part(saying, row):
        return SURE, 1.0 + score
    if _narrower(row, wanted, common, saying) or _of_new_ones(row, saying):
        return MAYBE, score
    if holds_the_name(row, quantity) or own_part(saying, row) or _same_limit(row, quantity):
        return SURE, 1.0 + score
    if quantity.unit != row.target.unit and unit.GENERIC & {quantity.unit, row.target.unit}:
        return MAYBE, score  # 28个断面 need not be 28份
    long_enough = len(common) >= 4 or (len(common) == 3 and len(wanted) <= 5)
    if long_enough or (len(wanted) >= 3 and pairs_of(wanted) <= pairs_of(saying.subject)):
        return SURE, score
    written = longest_common(row.key, quantity.before + quantity.noun)
    if len(written) >= 4 and len(written) >= len(row.key) * 0.6:
        return SURE, score
    if (
        quantity.unit == row.target.unit
        and len(wanted) >= 4
        and set(uncounted(wanted).removesuffix("量")) <= set(saying.subject)
        and len(common) >= 2
    ):
        return SURE, score  # the same words in another order: 河道生态治理6条, 治理河道条数
    thing = uncounted(wanted)  # 全年助餐30万人次 for 助餐人次
    beside = quantity.noun.startswith(thing) or quantity.before.endswith(thing)
    return (SURE if beside and len(thing) == 2 and quantity.unit == row.target.unit else MAYBE), score


def _of_new_ones(row: Indicator, saying: Statement) -> bool:
    """Whether the indicator counts new ones, and a cost item does not say so: 借还机维保 of 17台, 新建分馆借还机 =2台."""
    of_new = row.name.startswith(("新建", "新增", "新购", "新设"))
    if not of_new:
        return False
    if saying.pointer.startswith("/estimates"):
        return "新" not in saying.subject + saying.text
    return not any(sign in saying.quantity.before + saying.subject for sign in "新增建")


_LEVELS = (
    ("一级", "二级", "三级", "四级"),
    ("初级", "中级", "高级"),
    ("重度", "中度", "轻度"),
    ("小学", "初中", "高中"),
    ("省级", "市级", "县级", "镇级", "村级"),
)


def _of_another_level(row: Indicator, quantity: Quantity) -> bool:
    """Whether name and text each name one level of several, and not the same: 一级养护绿地面积, 二级养护绿地48.5万平方米."""
    return apart_by_level(row.name, quantity.noun) or (
        not apart_by_level(quantity.before, quantity.noun) and apart_by_level(row.name, quantity.before[-8:])
    )


def apart_by_level(one: str, other: str) -> bool:
    """Whether both name a level, and none in common: 一级绿地, 二级绿地."""
    if _WITH_LEVELS.isdisjoint(one) or _WITH_LEVELS.isdisjoint(other):
        return False
    for group in _LEVELS:
        mine, theirs = ({level for level in group if level in words_there} for words_there in (one, other))
        if mine and theirs and not mine & theirs:
            return True
    return False


_WITH_LEVELS = frozenset("级度中学")


def _narrower(row: Indicator, wanted: str, common: str, saying: Statement) -> bool:
    """Whether the name says more than the statement: 报告获批示 for 报告10篇, 电子警察及卡口 for 电子警察216套."""
    if "平均" in row.name and "平均" not in saying.quantity.before:
        return True
    if saying.quantity.unit in PERSONS and saying.quantity.noun:
        around = saying.subject + saying.quantity.noun + saying.quantity.before
        if any(deed in row.key and deed not in around for deed in _DEEDS_FOR):
            return True  # 退捕渔民培训人数 for 退捕渔民168人养老保险
    rest = uncounted(wanted.partition(common)[2])
    joints = [joint for joint in _JOINTS if joint in row.name]
    if len(rest) < 3 and not joints:
        return False
    beside = pairs_of(saying.subject + saying.quantity.noun)
    if len(rest) >= 3 and beside.isdisjoint(pairs_of(rest)):
        return True
    for joint in joints:
        parts = [pairs for part in row.name.split(joint) if (pairs := pairs_of(core(part)))]
        if len(parts) > 1 and any(beside.isdisjoint(pairs) for pairs in parts):
            return True
    return False


_DEEDS_FOR = frozenset(words("培训 体检 鉴定 慰问 帮扶 救助 就业 参保 筛查 随访 签约 安置 走访"))
_JOINTS = ("及", "和", "与", "、")
_COUNT_WORDS = words(
    "数量 次数 人数 人次 户数 家数 条数 件数 个数 台数 套数 期数 场次 场数 批次 轮次 遍数 份数 总数 总量 面积 里程 长度 容量 金额 数"
)


def holds_the_name(row: Indicator, quantity: Quantity) -> bool:
    """The words before the quantity hold the whole name, the count word at its end not counted: 维护网站8个 for 维护网站数量."""
    bare = uncounted(row.key)
    return len(bare) >= 3 and bare in quantity.before + quantity.noun


@lru_cache(8192)
def uncounted(name: str) -> str:
    """A name without the count word at its end: 送戏下乡观众 of 送戏下乡观众人次, 食品抽检 of 食品抽检总批次."""
    counted = next((word for word in _COUNT_WORDS if name.endswith(word)), "")
    return name.removesuffix(counted).removesuffix("总") if counted else name


def _same_limit(row: Indicator, quantity: Quantity) -> bool:
    """20个工作日内拨付 for 拨付时限: the time allowed for the same deed."""
    measure = unit.unit_of(quantity.unit)
    within = quantity.operator in ("≤", "<") or quantity.noun.startswith("内")
    if measure is None or measure.family != unit.TIME or not within:
        return False
    deed = next((row.key.removesuffix(end)[-2:] for end in _LIMITS if row.key.endswith(end)), "")
    return len(deed) == 2 and (deed in quantity.noun[:8] or quantity.before.endswith(deed))


_LIMITS = ("时限", "期限", "时间", "时长", "周期")


def own_part(saying: Statement, row: Indicator) -> bool:
    """The part has an indicator of its own: 其中…补植320株 for 补植数量, 其中锡剧180场 for 锡剧演出场次, 6台 of the item 高压水泵购置 for 购置高压水泵."""
    bare = uncounted(row.key)
    if saying.sort == PART and saying.pointer.startswith("/estimates"):
        wanted = core(row.name)
        common = longest_common(wanted, saying.subject)
        alike = saying.quantity.unit == row.target.unit and "每" not in saying.quantity.before
        return alike and not for_each(saying.quantity.before) and len(common) >= max(3, len(wanted) * 0.6)
    if saying.sort != AMONG or not saying.of_year:
        return False
    part = own_words(saying.quantity.before).rpartition("（")[2].removeprefix("其中")
    named = len(part) >= 2 and (row.key.removeprefix("其中").startswith(part) or bare.endswith(part))
    return (named and saying.quantity.unit == row.target.unit) or (
        len(bare) >= 2 and saying.quantity.before.endswith(bare)
    )


def _same_rate(saying: Statement, row: Indicator, wanted: str, lonely: bool) -> tuple[int, float]:
    noun = saying.quantity.noun
    # 按不低于20%的比例现场核验
    subject = core(f"{noun[2:]}比例" if noun.startswith("比例") and len(noun) > 3 else _rated(saying.quantity.before))
    if is_satisfaction(row.name) and "满意" in saying.quantity.before:
        common = longest_common(wanted, subject)
        return (SURE if lonely or common == wanted else MAYBE), 1.0 + len(common)
    common = longest_common(wanted, subject)
    if len(common) < 2 or wanted[-2:] not in subject[-3:]:
        return NOT, 0.0  # 合格率 against 合格率, never against 覆盖率
    sure = (len(common) >= 4 and len(common) in (len(wanted), len(subject))) or row.key in saying.quantity.before
    # 工程质量合格率 for 工程质量验收合格率
    sure = sure or (len(subject) >= 4 and wanted[:2] == subject[:2] and set(subject) <= set(wanted))
    return (SURE if sure else MAYBE), len(common) / max(len(wanted), len(subject))


_THROUGH_THE_YEAR = words("年度内 年内 全年 本年度 本年 当年")
_ARRIVING = words(
    "稳定在 保持在 维持在 提升至 提升到 提高至 提高到 上升至 上升到 增加到 "
    "降至 降到 下降至 下降到 稳定 保持 维持 始终 力争 确保 均 都 要 应 为 在 至 到 达"
)


def _rated(before: str) -> str:
    """The words before a rate without those that only say that it gets there: 达标率 of 达标率稳定在86%."""
    while end := next((word for word in _ARRIVING if before.endswith(word)), ""):
        before = before[: -len(end)]
    before = re.sub("[较比]上年度?(?:同期)?", "", before) if "上年" in before else before
    return before.removeprefix(next((word for word in _THROUGH_THE_YEAR if before.startswith(word)), ""))


def beyond_the_whole(claim: Claim) -> bool:
    """A year's target that is more than the texts say of all the years of a longer project, or a rate that is to be better this year than in the end."""
    quantity = claim.statement.quantity
    scaled = _scaled(quantity, claim.row.target) if claim.statement.of_whole else None
    if scaled is None or quantity.approximate:
        return False
    low, high, least, most = scaled
    if quantity.unit == "%" and claim.row.target.operator in ("≤", "<"):
        return most is not None and most < low
    if quantity.operator and (quantity.unit != "%" or quantity.operator in ("≤", "<")):
        return False
    return least is not None and least > high


def _in_its_days(row: Indicator) -> Target:
    """The target; where its name counts working days, in these: 供餐工作日天数 =250天."""
    goal = row.target
    return goal._replace(unit="工作日") if goal.unit in ("天", "日") and "工作日" in row.name else goal


def _measured_alike(saying: Statement, row: Indicator) -> bool:
    """Both are concentrations in one unit: 28微克/立方米; or the name says for one of what: 每周开放时间, 亩均单产."""
    per, goal = saying.quantity.per, row.target
    named = not goal.per and (f"每{per}" in row.name or f"{per}均" in row.name)
    return saying.quantity.unit == goal.unit and (per == goal.per or named) and comparison.CHANGE not in goal.notes


def same_kind(name: str, goal: Target) -> bool:
    """Whether a quantity in this unit can be held against the target: 万 alone goes with everything counted."""
    if goal.per or comparison.CHANGE in goal.notes:
        return False
    if name not in ("人", "名") and goal.unit == f"{name}次":
        return False  # 1320只水箱 are no 2640只次
    if not name or goal.bare_scale:
        measure = unit.unit_of(name or goal.unit)
        return measure is None or measure.family in (unit.COUNT, unit.PEOPLE, unit.VISITS, unit.TIMES)
    return unit.comparable(name, goal.unit)


def fit(quantity: Quantity, goal: Target, difference: Decimal) -> int:
    """EXACT: text and target give the same number. NEAR: they go together, one bound being open or the text saying 约. APART."""
    scaled = _scaled(quantity, goal)
    if scaled is None:  # a working day against a day: nothing certain; seven days against seven months are
        return APART if _far_beyond(quantity, goal) else EXACT
    low, high, least, most = scaled
    if quantity.approximate or comparison.APPROXIMATE in goal.notes:
        low, high = low * (1 - difference), high * (1 + difference)
    if goal.operator in ("≥", ">") and least is not None:
        if low <= least <= high:
            return EXACT
        if quantity.unit == "%":
            return NEAR if quantity.operator == "" and low == 100 and least >= 98 else APART
        return NEAR if least <= high and low * (1 - difference) <= least else APART
    if goal.operator in ("≤", "<") and most is not None:
        if low <= most <= high:
            return EXACT
        return NEAR if low <= most and most * (1 - difference) <= high else APART
    if least is None or most is None or (low <= most and least <= high):
        return EXACT
    if quantity.operator in ("≥", ">"):
        return NEAR if most >= low >= least * (1 - difference) else APART
    if quantity.operator in ("≤", "<"):
        return NEAR if least <= high <= most * (1 + difference) else APART
    return APART


def _far_beyond(quantity: Quantity, goal: Target) -> bool:
    """Whether of two limits of time one allows more than three times what the other does, however long months and working days are."""
    said, allowed = unit.unit_of(quantity.unit), unit.unit_of(goal.unit)
    if (
        said is None
        or allowed is None
        or {said.family, allowed.family} != {unit.TIME}
        or goal.operator not in ("≤", "<")
    ):
        return False
    if goal.high is None:
        return False
    shorter, longer = goal.high * allowed.most, quantity.high * said.most
    return goal.high * allowed.least > 3 * longer or quantity.low * said.least > 3 * shorter


def _scaled(quantity: Quantity, goal: Target) -> tuple[Decimal, Decimal, Decimal | None, Decimal | None] | None:
    """Both in one measure; None where the units themselves vary."""
    measures = [unit.unit_of(quantity.unit), unit.unit_of(goal.unit)]
    if quantity.unit != goal.unit and any(one is not None and one.least != one.most for one in measures):
        return None
    scale = other = Decimal(1)
    if measures[0] is not None and measures[1] is not None and measures[0].family == measures[1].family:
        scale, other = Decimal(measures[0].least), Decimal(measures[1].least)
    least = None if goal.low is None else goal.low * other
    most = None if goal.high is None else goal.high * other
    return quantity.low * scale, quantity.high * scale, least, most
