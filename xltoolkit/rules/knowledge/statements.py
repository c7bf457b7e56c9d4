"""What the texts state in numbers.

Certainty before everything: a statement about the past, a part of a whole (其中), a share for each of several never makes a finding.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from xltoolkit.reader.submission import Submission
from xltoolkit.records import NamedTuple
from xltoolkit.rules.knowledge.facts import Period, estimates, indicators, known_period, narratives
from xltoolkit.rules.knowledge.passages import LONGEST_SENTENCE, clause_of, for_each, sentence_before
from xltoolkit.rules.knowledge.subjects import PERSONS, subject_of
from xltoolkit.rules.knowledge.words import words
from xltoolkit.text.chinese import behind_last
from xltoolkit.text.quantity import Quantity, find_quantities
from xltoolkit.text.similar import core
from xltoolkit.text.words import Words

PLAIN, AMONG, PART, STANDING, PAST, IF = "plain", "among", "part", "standing", "past", "if"

_PAST = words(
    "上年 去年 往年 上一年 上届 上一届 往届 上期 近年 近三年 近两年 近五年 前两年 前三年 历年 截至 截止 已建 原有 现已 已完成 已累计 "
    "已达 此前 以往 前期 上半年已 至今 以来 十三五 十二五 全国 全省 平均水平 历史 调查显示 据统计 原来 原计划"
)
_STANDING = words("目前 现有 共有 已有 当前")
# The same, where they stand right before the number: 馆藏1.6万件, but not 完成馆藏4.2万卷档案数字化.
_STOCK = words("现状 馆藏 在用")
_DEEDS = words("完成 新增 修复 整理 更新 改造 更换 维护")
_STATES = ("完好率", "在用率", "使用率", "合格率", "达标率")
# What is needed in all, of which a project may do a part: 应配建母婴室110间; not 供应, 接待.
_NEEDED = words("应配 应建 尚缺 尚需 亟需 亟待 缺口 待建 待改 待修")
_COMPOUNDS = words("供应 响应 适应 对应 相应 接待")
_PART = words(
    "学期 春季 秋季 上半年 下半年 季度 分别 首批 第一批 第二批 月份 第一阶段 第二阶段 一期 二期 每 隔月 隔周 隔年"
)
_REMAINING = ("最后", "剩余", "其余", "余下", "剩下")
_BY_THEN = ("月底前", "月前", "日前")
GOALS = ("/overall_goal", "/annual_goal")
_FROM = ("由", "从")
_PARTS_OF_TEXT = words("部分 方面 环节 内容 阶段 步骤 层面 板块 子项 项目 分项 大类 类别 专项 原则 目标 重点 任务")
_OTHER_MONEY = words(
    "中央 省级 市级 县级 区级 财政 自筹 配套 债券 贷款 节约 节省 增加 减少 收入 产值 税 利润 效益 "
    "补助标准 补贴标准 累计 分期 首付 尾款 质保 已支付 中标 上级 社会资本 合同总 罚款 损失 贷 返还 人均 每 %计 单期 单场 单次 单个 单站 单座 单人 单项 单套"
)


class Statement(NamedTuple):
    """A quantity in a text: where, and the words around it without generic ones.

    sort          PLAIN, PART of a whole, AMONG (其中: a part that may have its own indicator), STANDING (what there is or ought to be), PAST or elsewhere,
                  IF (a condition: 低于85分的)
    of_year       speaks of the budget year, not of all the years of a longer project
    of_whole      speaks of all the years of a longer project and names none
    text          the cell it stands in
    usable        may be held against an indicator: plain, of the budget year, a promise
    usable_money  may be held against an amount
    """

    pointer: str
    quantity: Quantity
    subject: str
    sort: str
    of_year: bool
    usable: bool
    usable_money: bool
    of_whole: bool = False
    text: str = ""


def statements(submission: Submission) -> list[Statement]:
    """Every quantity of the narratives and of the purposes that is not for each of several (每人300元)."""
    return submission.fact("statements", lambda: [*_of_narratives(submission), *_of_purposes(submission)])


def quantities(submission: Submission) -> dict[str, list[Quantity]]:
    """Pointer of a narrative → its quantities."""
    return submission.fact(
        "quantities",
        lambda: {pointer: quantities_in(submission, pointer, text) for pointer, text in narratives(submission).items()},
    )


def quantities_in(submission: Submission, pointer: str, text: str) -> list[Quantity]:
    """The quantities of one cell; several rules ask."""
    return submission.fact(("quantities", pointer), lambda: find_quantities(text))


def _of_narratives(submission: Submission) -> Iterator[Statement]:
    project, year = known_period(submission), submission.year
    without_dates = not submission.declares("/start_date")
    told_afterwards = submission.form.family == "self_evaluation"
    measured_for = _measured_for(submission)
    for pointer, text in narratives(submission).items():
        # over several years only the annual goal speaks of the year
        whole = pointer == "/annual_goal" or (without_dates if project is None else project.one_year)
        # remarks explain, and what was reached in the end may differ from what was aimed at
        promises = pointer != "/remarks" and (pointer in GOALS or not told_afterwards)
        own = quantities(submission)[pointer]
        for quantity in own:
            if quantity.unit in _NO_COUNTS or (quantity.unit == "项" and _closes_a_list(text, quantity)):
                continue
            of_text = (
                quantity.noun.startswith(_PARTS_OF_TEXT) and quantity.unit not in PERSONS
            )  # 重点优抚对象 are no 重点
            for_one = quantity.per in measured_for
            if (not quantity.per or concentration(quantity) or for_one) and not of_text:
                sentence = sentence_before(text, quantity.start)
                sort = _sort(text, quantity, sentence, year, own)
                sort = PLAIN if for_one and sort == PART else sort
                own_money = sort in (PLAIN, AMONG, PART) and not _OTHER_MONEY.any_in(quantity.before)
                subject = subject_of(submission, pointer, quantity, own)
                said = sentence if project is None else _without_until(sentence, project, pointer)
                always = quantity.unit == "%" and any(word in quantity.before for word in _ALWAYS)
                of_year = promises and (whole or always or _of_the_year(text, quantity.start, said, year))
                of_whole = promises and not of_year and sort == PLAIN and _of_all_years(sentence, project)
                yield Statement(
                    pointer, quantity, subject, sort, of_year, sort == PLAIN and of_year, own_money, of_whole, text
                )


def _measured_for(submission: Submission) -> frozenset[str]:
    """For one of what an indicator measures by its name: 周 of 每周开放时间, 亩 of 亩均单产."""
    names = [row.name for row in indicators(submission)] if submission.declares("/indicators") else []
    return frozenset(
        name[at + step]
        for name in names
        for sign, step in (("每", 1), ("均", -1))
        if 0 <= (at := name.find(sign)) < len(name) - 1
    )


_ALWAYS = ("始终", "每年")  # a rate that is kept up holds for this year as well
_NO_COUNTS = ("季", "季度")  # 春、秋两季


def _closes_a_list(text: str, quantity: Quantity) -> bool:
    """充电棚建设、标识牌安装和抓拍设备安装三项 counts its list, and none of the things in it."""
    clause = text[behind_last(text, "，。；;：:\n", quantity.start) : quantity.start]
    return not quantity.noun and clause.count("、") + clause.count("和") + 1 == quantity.low


def concentration(quantity: Quantity) -> bool:
    """28微克/立方米 is one measured value, not so much for each of several."""
    return quantity.unit in ("微克", "毫克") and quantity.per in ("立方米", "升")


def _of_the_year(text: str, at: int, sentence: str, year: int | None) -> bool:
    """Whether the sentence names the budget year and no other: 其中2020年实施1.2万亩; or the words that lead its list do: 2020年分为两类：一是…；二是…."""
    if year is None:
        return False
    if "20" not in sentence and "；" in text and "：" in text:
        earliest = max(0, at - LONGEST_SENTENCE)
        whole = text[behind_last(text, "。;\n！", at, earliest) : at]
        sentence = whole if "：" in whole and "阶段" not in whole else sentence
    return f"{year}年" in sentence and set(re.findall(r"20\d\d", sentence)) == {f"{year}"}


def _without_until(sentence: str, project: Period, pointer: str) -> str:
    """Without the last year as the end of several: 到2027年底，完成全市75个路口 says of two years what they come to; in the goal of all 2027年底前 does."""
    last = project.end.year
    by_the_end = rf"[到至]{last}年" if pointer != "/overall_goal" else rf"[到至]{last}年|{last}年(?:12月)?底前?"
    return sentence if project.one_year else re.sub(by_the_end, "", sentence)


def _of_all_years(sentence: str, project: Period | None) -> bool:
    """Whether a sentence of a longer project names no year, or the last one as the end: 到2022年, 2020年7月至2022年6月; not 第三阶段（2022年）."""
    if "阶段" in sentence:
        return False
    if not (named := re.findall(r"(^|\D)(20\d\d)(?=年|[-—–~～至到])", sentence)):
        return True
    last = str(project.end.year) if project else ""
    return all(year == last or (project is not None and year == str(project.start.year)) for _, year in named) and any(
        year == last and before in _UNTIL for before, year in named
    )


_UNTIL = tuple("到至-—–～~")


def _sort(text: str, quantity: Quantity, sentence: str, year: int | None, beside: list[Quantity]) -> str:
    if quantity.unit == "%" and "上年" in sentence[-_LONGEST_CHANGE:]:
        sentence = re.sub(_CHANGED, "", sentence)  # 事故较上年下降10% is a promise
    if _of_then(sentence, year) or _starting_point(text, quantity) or _under_another_year(text, quantity.start, year):
        return PAST
    if quantity.operator in ("<", ">") and text.startswith("的", quantity.end):
        return IF
    stock = _STOCK.any_in(quantity.before) and not _DEEDS.any_in(quantity.before)
    stock = stock or quantity.noun.startswith(_STATES)  # 借还机17台完好率98%以上 is of those that are there
    if stock or _STANDING.any_in(sentence) or _needed(quantity.before):
        return STANDING
    clause = _clause_before(text, quantity.start)
    if "已" in clause or quantity.before.endswith(_REMAINING):
        return PAST  # 已创建美丽村庄60个; 完成最后2所 stands against nothing
    if quantity.noun.startswith("内"):
        clause = clause.replace("每", "", 1)  # 每轮结束后20日内结算 is a limit for all
    if _PART.any_in(clause) or for_each(quantity.before) or _under_a_stretch(text, quantity.start):
        return PART
    if any(word in clause and word not in quantity.before for word in _AVERAGES):
        return PART  # 日均堂食1800人次、送餐300人次
    if any(word in clause for word in _BY_THEN) and sum(one.unit == quantity.unit for one in beside) > 1:
        return PART  # 6月底前3座，12月底前2座
    return AMONG if "其中" in clause or broken_down(text, quantity) else PLAIN


def _under_another_year(text: str, at: int, year: int | None) -> bool:
    """Whether another year leads the full sentence, or its part, and this one stands nowhere behind it.

    2025年报告犬伤2.31万例；接诉求1860件; 2028年500万元：场景4个.
    """
    start = behind_last(text, "。\n", at)
    if year is None or "20" not in text[start:at]:
        return False
    leads = list(re.finditer(_LEADING_YEAR, text[start:at]))
    if not leads or f"{year}年" in text[start + leads[-1].start() : at]:
        return False
    behind = text[start + leads[-1].end() : at]
    return "；" in behind if int(leads[-1][1]) < year else int(leads[-1][1]) > year and _opens_a_list(behind)


_LEADING_YEAR = r"(?:^|；)[\s　]*(?:【[^】]{1,6}】|其中[：，]?|[（(]?\d{1,2}[）).、]|[一二三四五]是|第[一二三四五]年[（(])?(20\d\d)年"


def _opens_a_list(behind: str) -> bool:
    return any(mark in behind for mark in ("：", "其中", "用于", "包括"))


_CHANGED = "[较比]上年度?(?:同期)?(?=(?:平均)?(?:下降|降低|减少|提高|提升|增长|增加|缩短|压缩)$)"
_LONGEST_CHANGE = 12  # characters
_AVERAGES = ("日均", "月均", "平均每")


def _under_a_stretch(text: str, at: int) -> bool:
    """Whether the paragraph is headed by a part of the year: 第三季度：…；更换水表5000只."""
    start = behind_last(text, "。\n", at)
    return _STRETCHES.any_in(text[start : start + _LONGEST_STRETCH])


_STRETCHES = words("季度： 半年： 阶段： 每月： 每周： 每日： 每天：")
_LONGEST_STRETCH = 14  # characters of a heading: （三）第三季度：


def _needed(before: str) -> bool:
    if not _NEEDED.any_in(before):
        return False
    for word in _COMPOUNDS:
        before = before.replace(word, "")
    return _NEEDED.any_in(before)


def broken_down(text: str, quantity: Quantity) -> bool:
    """Whether it stands in brackets behind a quantity of the same unit, of which it is a part: 42处（佛教28处、道教6处）."""
    at = text.rfind("（", 0, quantity.start)
    whole = text[max(0, at - 12) : max(0, at)]
    return at > text.rfind("）", 0, quantity.start) and bool(re.search(rf"\d万?{re.escape(quantity.unit)}$", whole))


def _starting_point(text: str, quantity: Quantity) -> bool:
    """Whether something moves away from the quantity: 由30分钟 缩短到5分钟. Only where it arrives is a promise."""
    behind = text[quantity.end : quantity.end + 8]
    if behind.startswith(_MOVING):
        return True  # 由整治前的平均9分钟缩短到6分钟以内
    return quantity.before.endswith(_FROM) and any(word in behind for word in "到至为")


_MOVING = tuple(
    f"{change}{arrival}"
    for change in words("缩短 减少 下降 降低 压缩 压减 提高 提升 增加 上升 扩大 增长")
    for arrival in ("到", "至", "为")
)


def _of_purposes(submission: Submission) -> Iterator[Statement]:
    """Quantities of a purpose speak of the row's item: 执法记录仪, 500台×2400元.

    Where several rows give different numbers of one unit, each is a part of the whole: only its own indicator may be held
    against it, not one that counts them all.
    """
    found = [
        (row, quantity)
        for row in (estimates(submission) if submission.declares("/estimates") else ())
        if any(map(str.isdigit, row.purpose)) and not looks_back(row.purpose, submission.year)
        for quantity in quantities_in(submission, row.row.at("purpose"), row.purpose)
        if not quantity.per and not quantity.is_money
    ]
    for row, quantity in found:
        subject = core(row.item + quantity.before + quantity.noun[:8])
        parts = any(
            (other.unit == quantity.unit or (other.unit in PERSONS and quantity.unit in PERSONS))
            and other.low != quantity.low
            and (beside is not row or "＋" in row.purpose or "+" in row.purpose)
            for beside, other in found
        )  # （3500户＋2500户）×22元
        sort = PART if parts or "每" in quantity.before or for_each(quantity.before) else PLAIN
        yield Statement(row.row.at("purpose"), quantity, subject, sort, True, sort == PLAIN, False, text=row.purpose)


def _clause_before(text: str, at: int) -> str:
    """Back to the last comma, to the text's begin if there is none near: brackets and enumerations stay (春季学期（3—7月）举办主体班)."""
    earliest = max(0, at - _LONGEST_CLAUSE)
    start = behind_last(text, "，。；;\n！：", at, earliest)
    return text[start if start > earliest else 0 : at]


_LONGEST_CLAUSE = 60  # characters


def of_sources(submission: Submission) -> Iterator[Statement]:
    """Quantities of the indicators' sources: held against the texts, never against an indicator (that is X005)."""
    for row in indicators(submission):
        if any(map(str.isdigit, row.source)) and not looks_back(row.source, submission.year):
            own = quantities_in(submission, row.at("source"), row.source)
            if any(map(row.source.__contains__, _NOT_NOW)) or ("各" in row.source and len(own) > 1):
                continue  # IND018 works it out; 院本部2组，6个法庭各1组
            for_each_too = "每" in row.source and len({one.unit for one in own}) == 1
            if len(own) > 1 and (for_each_too or sum(one.low for one in own) in (row.target.low, row.target.high)):
                continue  # 每艘1台、基地2台; 月报12份、季报4份、年报1份 are the target's own parts
            for quantity in own:
                if _of_other_years(quantity, submission.year):
                    continue  # 两年34公里，2028年16公里
                if not quantity.per and "每" not in quantity.before and not for_each(quantity.before):
                    subject = core(row.name + quantity.before + quantity.noun[:8])
                    now = not counts_all_years(submission, row.source, quantity)
                    yield Statement(row.at("source"), quantity, subject, PLAIN, now, now, False, not now, row.source)


def counts_all_years(submission: Submission, source: str, quantity: Quantity) -> bool:
    """Whether a source of a project of several years gives what there is in all of them: 二期共2500台."""
    project = known_period(submission)
    clause = _clause_before(source, quantity.start) + quantity.quote
    return project is not None and not project.one_year and any(word in clause for word in _IN_ALL)


_IN_ALL = words("共 总 合计 全部 累计 整个 全周期 两年 三年 四年 五年")


def _of_other_years(quantity: Quantity, year: int | None) -> bool:
    before = quantity.before
    named = re.findall(r"20\d\d(?=年)", before)
    return "两年" in before or "三年" in before or (bool(named) and named[-1] != f"{year}")


_NOT_NOW = ("逢", "×", "÷", "改造前", "现行", "现为", "原为", "现有")


def passage(saying: Statement) -> str:
    """The statement as a message quotes it."""
    return clause_of(saying.text, saying.quantity)


def looks_back(sentence: str, year: int | None) -> bool:
    """Whether a sentence speaks of the past, of what there is already, or of other places."""
    return _STANDING.any_in(sentence) or _of_then(sentence, year)


_BASE = r"[由从](?:[上去]年|20\d\d年)[^，；]*$"


def _of_then(sentence: str, year: int | None) -> bool:
    if sentence.endswith(("到", "至")) and ("由" in sentence or "从" in sentence):
        sentence = re.sub(_BASE, "", sentence)  # 由上年的3.6%降到: what follows is aimed at
    if "结转" in sentence:
        sentence = re.sub("[上去]年度?结转", "", sentence)  # a source of this year's money
    if "上年" in sentence:
        sentence = re.sub(
            "[较比]上年[^，；]*，", "", sentence
        )  # 车速较上年提升3%，满意度达到88%: said of the first only
    if _PAST.any_in(sentence):
        return True
    if year is not None and sentence.count("20") > 1:
        sentence = _without_spans(sentence, year)
    return (
        year is not None and "年" in sentence and _years_before(year).any_in(sentence) and f"{year}年" not in sentence
    )


@lru_cache(64)
def _years_before(year: int) -> Words:
    return words(" ".join(f"{past}年" for past in range(year - 5, year)))


_SPAN = r"(20\d\d)年?(?:\d{1,2}月)?(?:\d{1,2}日)?(?:-|—|–|~|～|至|到)+(20\d\d)年"


def _without_spans(sentence: str, year: int) -> str:
    """Without the spans of years that hold this one: 实施期为2025年7月至2027年6月 does not speak of 2025."""
    return re.sub(_SPAN, lambda span: "" if int(span[1]) <= year <= int(span[2]) else span[0], sentence)
