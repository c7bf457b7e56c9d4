"""前后一致: dates, years and wording of one section against another. Numbers in texts stand in the modules beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial

from xltoolkit.findings import ERROR, HINT, WARNING
from xltoolkit.form.equation import Undetermined
from xltoolkit.reader.submission import Submission
from xltoolkit.rules.engine import Hit, NotApplicable, rule
from xltoolkit.rules.knowledge.facts import Period, estimates, items, known_period, narratives, plain
from xltoolkit.rules.knowledge.passages import sentence_before
from xltoolkit.rules.knowledge.thresholds import threshold
from xltoolkit.rules.knowledge.words import words
from xltoolkit.text.lists import announced_counts, counts_behind_lists, places_before_counts
from xltoolkit.text.unit import TIME, take_unit, unit_of

GROUP = "前后一致"
_YEAR = r"(?<!\d)(20[0-4]\d)(?!\d|\.\d|[-/.]?\d{5})"

_OPENING, _CLOSING = tuple("〔[［(（【"), tuple("〕]］)）】")

# What is judged by the dates.
_FOLLOWS = ("BUD005", "BUD006", "IND022", "X025")


@rule(
    "X001",
    "项目起止日期不对",
    group=GROUP,
    severity=ERROR,
    review_point="可行性",
    message={
        "": "计划完成日期 {end} 早于计划开始日期 {start}。",
        "year": "申报年度是{year}年，项目期却是 {start} 至 {end}，不包括这一年。",
        "long": "项目期从 {start} 到 {end}，跨了{years}个年度。",
    },
    advice={
        "": "请核对两个日期，可能填反了或年份写错了。",
        "year": "请核对日期；是别的年度的项目，请用那一年的表。",
        "long": "请核对日期，可能年份写错了。",
    },
    suppresses=("BUD006",),
)
def project_dates(submission: Submission) -> Iterator[Hit]:
    """检查什么：完成日期早于开始日期；或申报年度不在项目期之内；或项目期超过十年（提示性）。
    为什么：起止日期错了，频次、时限、分年金额都无从核对（可行性）。依据：惯例。
    错例：2020-12-31 至 2020-01-01；2020年的表，项目期 2019-01-01 至 2019-12-31。
    正例：2020-01-01 至 2020-12-31；2018-01-01 至 2022-12-31。
    修改：由填报人核对。
    """
    start, end = submission.date("/start_date"), submission.date("/end_date")
    if start is None or end is None:
        raise NotApplicable
    year = submission.year
    words = {"start": f"{start}", "end": f"{end}", "year": year or "", "years": end.year - start.year + 1}
    if end < start:
        # the date that does not lie in the declared year is the one to look at
        pointer, other = (
            ("/start_date", "/end_date")
            if year and start.year != year and end.year == year
            else ("/end_date", "/start_date")
        )
        found = start if pointer == "/start_date" else end
        yield Hit(pointer, f"{found}", "完成不早于开始", words, related=(other,), explains=_FOLLOWS)
    elif year and not start.year <= year <= end.year:
        pointer, other = ("/start_date", "/end_date") if start.year > year else ("/end_date", "/start_date")
        found = start if pointer == "/start_date" else end
        yield Hit(pointer, f"{found}", f"包括{year}年", words, "year", related=(other,), explains=_FOLLOWS)
    elif end.year - start.year >= threshold(submission, "longest_project_years"):
        pointer = "/start_date" if year and year - start.year > end.year - year else "/end_date"
        yield Hit(
            pointer,
            f"{end}",
            "合理的项目期",
            words,
            "long",
            WARNING,
            related=("/start_date", "/end_date"),
            explains=_FOLLOWS,
        )
    elif year is None:
        raise Undetermined("neither the stamp nor the print tells the year")


def years_in(text: str) -> list[int]:
    """The years that a text names, without those of laws and documents (〔2015〕88号)."""
    if "20" not in text:
        return []
    return [
        int(found[1])
        for found in re.finditer(_YEAR, text)
        if not (text[found.start() - 1 : found.start()] in _OPENING and text[found.end() : found.end() + 1] in _CLOSING)
        and not _counts(text[found.end() : found.end() + 6])
    ]


def _counts(behind: str) -> bool:
    """Whether what stands behind a number says that it counts something: 2000册 is no year, 2020项目 is one."""
    measure, _ = take_unit(behind)
    known = unit_of(measure.unit)
    return measure.scale > 1 or (known is not None and known.family != TIME and not behind.startswith("项目"))


@rule(
    "X002",
    "项目名称里的年份与申报年度不同",
    group=GROUP,
    severity=WARNING,
    review_point="相关性",
    message={
        "": "项目名称里写的是{found}年，申报年度是{expected}年。",
        "span": "项目名称里写的是{found}，项目期却是 {start} 至 {end}。",
    },
    advice="请核对，是不是拿往年的表改的；跨年项目的名称没错的，不用改。",
)
def year_in_name(submission: Submission) -> Iterator[Hit]:
    """检查什么：项目名称里有年份，却都不是申报年度；写成区间的（2020-2022年）与项目期的起止年份比；年份在项目期之内的不报。
    为什么：多半是拿往年的表改的（相关性）。依据：惯例；2020年真实表的名称里有2020年。
    错例：人社局2019年维保项目（2020年的表）。
    正例：人社局2020年维保项目；2018-2022年河道整治。
    修改：由填报人核对。
    """
    year = submission.year
    years = years_in(plain(submission, "/project_name"))
    if not years:
        raise NotApplicable
    if year is None:
        raise Undetermined("neither the stamp nor the print tells the year")
    project = known_period(submission)
    own = project is not None and project.start.year < year and project.start.year in years
    if project is not None and not project.one_year:
        span = re.search(r"(20[0-4]\d)年?度?(?:-|—|–|~|～|至|到)+(20[0-4]\d)年", plain(submission, "/project_name"))
        if span and (int(span[1]), int(span[2])) != (project.start.year, project.end.year):
            shown = {"start": str(project.start), "end": str(project.end)}
            expected = f"{project.start.year}至{project.end.year}年"
            yield Hit("/project_name", span[0], expected, shown, "span", related=("/start_date", "/end_date"))
            return
    if not min(years) <= year <= max(years) and not own:
        yield Hit("/project_name", "、".join(map(str, years)), str(year))


@rule(
    "X003",
    "年度目标里的年份不是本年度",
    group=GROUP,
    severity=WARNING,
    review_point="相关性",
    tier=2,
    message="“{field}”里只写了{found}年，没有写{expected}年。",
    advice="请核对，是不是照抄了别的年度。",
)
def years_in_annual_goal(submission: Submission) -> Iterator[Hit]:
    """检查什么：年度目标、实施计划里写了年份，却全部早于（年度目标：或全部晚于）申报年度；跨年项目的年度目标以别的年份开头、又没有写本年度的，也报。
    说数据、票据是哪一年的（筛查2019年结算数据），不算。
    概算里写“2019年度监理费”的，只作建议；尾款、结算、审计等不报。
    为什么：年度目标写的应是本年度（相关性）。依据：惯例。
    错例：2019年完成硬件巡检12次（2020年的表）。
    正例：2020年完成硬件巡检12次；在2019年基础上，2020年再增加两次。
    修改：由填报人核对。
    """
    year, project = submission.year, known_period(submission)
    if year is None:
        raise Undetermined("neither the stamp nor the print tells the year")
    for pointer in ("/annual_goal", "/implementation_plan"):
        text = narratives(submission).get(pointer, "")
        # a year that a rule or a finished project belongs to says nothing: 根据2019年…, 截至2019年
        years = [one for one in years_in(re.sub(_COMPARED_WITH, "", text)) if one]
        if pointer == "/annual_goal" and year not in years and (leading := _leading_year(text)) not in (0, year):
            yield Hit(pointer, str(leading), str(year), related=("/start_date", "/end_date") if project else ())
            continue
        if (
            not years
            or year in years
            or (
                project is not None
                and not project.one_year
                and any(project.start.year <= one <= project.end.year for one in years)
            )
        ):
            continue
        all_earlier, all_later = max(years) < year, min(years) > year
        told_of_past = all(_of_the_past(text, one) for one in years)
        if (all_earlier and not told_of_past) or (all_later and pointer == "/annual_goal"):
            yield Hit(
                pointer,
                "、".join(map(str, dict.fromkeys(years))),
                str(year),
                related=("/start_date", "/end_date") if project else (),
            )
    for row in estimates(submission) if submission.declares("/estimates") else ():
        for key, text in (("item", row.item), ("purpose", row.purpose)):
            found = re.fullmatch(_OF_ONE_YEAR, text) if "年度" in text else None
            if found is not None and int(found[1]) < year and not _OF_THEN.any_in(row.item + row.purpose):
                yield Hit(row.row.at(key), found[1], str(year), severity=HINT)


_COMPARED_WITH = (
    r"（20\d\d年[^）]*）|20\d\d年(?=已|所|原有)|[较比]20\d\d年|[由从]20\d\d年(?:末|底)?的?\d|(?<=\d)-20\d\d(?!年)"
)
"""Years that are only the measure: （2025年为58%）, 较2025年, 由2026年的2.4%; and those of standards: GB 50325-2020."""
_OF_ONE_YEAR = r"\D{0,6}(20\d\d)年度\D{2,10}"
_OF_THEN = words("尾款 质保 结转 结算 决算 审计 评价 考核 欠 余款 清算 补发 补缴 兑现 上年 项目款 工程款 合同")


def _leading_year(text: str) -> int:
    """The year that a goal begins with: 2025年完成…; 0 for a span, a date or none."""
    found = re.match(r"(?:\d[.、])?\D{0,6}(20\d\d)年度?(?![\d至到底末—–~-]|\d{1,2}月)", text.strip())
    return int(found[1]) if found else 0


def _of_the_past(text: str, year: int) -> bool:
    """Every mention of the year stands behind words that look back, or names a rule, or says what data are of: 筛查2019年结算数据."""
    starts = [found.start() for found in re.finditer(str(year), text)]
    before = words("根据 按照 依据 截至 截止 自 从 较 比 与 于 以 在 《 同 上年 去年 印发 对照")
    after = words(
        "购置 采购 购买 购进 建成 投入使用 投用 安装 出厂 的做法 版 以来 度决算 基础 底 末 年底 年末 年标准 修订"
    )
    return all(
        text[:start].endswith((*before, *_LOOKED_OVER))
        or text[start + 4 : start + 8].lstrip("年度").startswith(after)
        or re.match(_DATA, text[start + 4 : start + 24])
        or re.match(_REPORT, text[start + 4 : start + 12])
        for start in starts
    )


_LOOKED_OVER = words(
    "检查 评审 稽核 范围为 范围是 期间为 筛查 核查 审核 审计 复核 复查 抽查 清理 整理 比对 统计 分析 梳理 归档 扫描 调取 核对 汇总 评价 结清 支付 对 将 对照"
)
_REPORT = r"年[\d一二三四五六七八九十]{1,2}月(?:份)?(?:月报|报表|数据)"
_DATA = (
    r"年度?(?:\d{1,2}月?)?(?:[至到—–~～-]+\d{1,2}月)?(?:全年|期间|份)?的?[^，。；、\d完开组实采建]{0,6}?"
    r"(?:数据|账目|账簿|凭证|票据|发票|病历|档案|案卷|报表|决算|名册|台账|工单|存量|遗留)"
)


@rule(
    "X005",
    "写的个数与后面列的个数不同",
    group=GROUP,
    severity=WARNING,
    review_point="相关性",
    message={
        "": "“{field}”写“{found}”，后面却列了{listed}项。",
        "before": "“{field}”写“{found}”，前面却列了{listed}项。",
    },
    advice="请改数字，或补全、删减列出的各项。",
)
def announced_and_listed(submission: Submission) -> Iterator[Hit]:
    """检查什么：文字写“如下N个…”“包括N项…：”，紧接着列出的编号项或用顿号、分号隔开的各项，个数不是N。拿不准个数的（有“等”字）不报。
    “分四个阶段”之后的第一阶段、第二阶段……，“甲、乙、丙4项活动”里前面的各项，也数。
    为什么：内容和数量说法不一，审核人不知道哪个对（相关性）。依据：2020年真实表写“如下7个子系统”，列了12项。
    错例：包括如下7个子系统：一、…十二、…
    正例：包括如下12个子系统：一、…十二、…
    修改：由填报人核对。
    """
    for pointer, text in narratives(submission).items():
        for announced in announced_counts(text, partial(items, submission, pointer)):
            if announced.listed is None or ("方面" in announced.quote and ("一方面" in text or "其一" in text)):
                continue  # 由两方面工作组成：一方面…，另一方面…
            least, most = announced.listed
            if announced.number < least or (most is not None and announced.number > most):
                if announced.numbered and least < 2:
                    continue
                yield Hit(pointer, announced.quote, f"{least}项", {"listed": least})
        for counted in (*counts_behind_lists(text), *places_before_counts(text)):
            least, most = counted.listed or (0, None)
            if counted.number < least or (most is not None and counted.number > most):
                yield Hit(pointer, counted.quote, f"{least}项", {"listed": least}, "before")


# Compiled only where a text may hold one: a fresh check has four interpreter starts for everything.
_SPAN_WORDS = words("周期 期限 起止时间 起止日期 实施时间 建设期 服务期 项目期 实施期")
_SPAN = (
    r"(?:项目|实施|建设|服务|合同)?(?:周期|期限|起止时间|起止日期|实施时间|建设期|服务期|项目期|实施期)[^。；\d]{0,8}"
    r"(20\d\d)[年./-](\d{1,2})(?:月(?:\d{1,2}日)?|[./-]\d{1,2})?\s*(?:-|—|–|~|～|至|到)+\s*(?:(20\d\d)[年./-])?(\d{1,2})(?:月|[./-]\d)"
)


def _may_tell_a_span(text: str) -> bool:
    """Whether a year stands soon behind one of the words."""
    return any("20" in behind[:10] for word in _SPAN_WORDS for behind in text.split(word)[1:])


@rule(
    "X019",
    "文字里的起止时间与日期栏不同",
    group=GROUP,
    severity=WARNING,
    review_point="可行性",
    tier=2,
    message="“{field}”写“{found}”，日期栏是 {expected}。",
    advice="请核对，改成一致。",
)
def period_in_text(submission: Submission) -> Iterator[Hit]:
    """检查什么：文字里写了项目的周期、期限、起止时间（年月至年月），与计划开始、完成日期的年月不同；
    写了“某年某月启动，某年某月结束”“自某日起至某日止”，一头相同、另一头不同；多年期项目写了“实施期某年至某年”，或总体目标一开头就写“某年至某年”，与起止日期的年份不同。
    为什么：两处说法不一，进度无从核对（可行性）。依据：惯例；普陀区2026年公开的材料中正文与表不一致。目录之外新增。
    错例：项目周期2020年3月至2020年12月；日期栏 2020-01-01 至 2020-12-31。
    正例：两处一致。
    修改：由填报人核对。
    """
    project = known_period(submission)
    if project is None:
        raise NotApplicable
    for pointer, text in narratives(submission).items():
        for found in re.finditer(_SPAN, text) if _may_tell_a_span(text) else ():
            start = (int(found[1]), int(found[2]))
            end = (int(found[3] or found[1]), int(found[4]))
            own_start, own_end = (project.start.year, project.start.month), (project.end.year, project.end.month)
            if (start, end) != (own_start, own_end) and 1 <= start[1] <= 12 and 1 <= end[1] <= 12:
                wrong = "/start_date" if end == own_end else "/end_date" if start == own_start else pointer
                related = tuple(one for one in ("/start_date", "/end_date", pointer) if one != wrong)
                yield Hit(pointer, found[0], f"{project.start} 至 {project.end}", related=(*related, wrong))
                return
        if (hit := _from_then_till(pointer, text, project)) is not None:
            yield hit
            return
        years = None if project.one_year else _years_told(pointer, text)
        if years is not None and (int(years[1]), int(years[2])) != (project.start.year, project.end.year):
            wrong = "/start_date" if int(years[2]) == project.end.year else "/end_date"
            shown = f"{years[1]}年至{years[2]}年"
            yield Hit(pointer, shown, f"{project.start} 至 {project.end}", related=(wrong,))
            return


_FROM_TILL = (  # words that must be there, and how the span is said
    (
        ("启动，", "开始，", "开工，"),
        r"(20\d\d)年(\d{1,2})月(?:\d{1,2}日)?(?:正式)?(?:启动|开始|开工)，"
        r"[^。；]{0,16}?(20\d\d)年(\d{1,2})月(?:\d{1,2}日|底|末)?(?:前)?(?:全部|全面)?(?:结束|完成|完工|终验)",
    ),
    (("日止",), r"[从自](20\d\d)年(\d{1,2})月\d{1,2}日起?至(20\d\d)年(\d{1,2})月\d{1,2}日止"),
    (
        ("年（", "年时间（", "年期（", "年，"),
        r"[两三四五2-5]年(?:时间|期)?[（，](20\d\d)年(\d{1,2})月[至到—–~-]+(20\d\d)年(\d{1,2})月",
    ),
)


def _from_then_till(pointer: str, text: str, project: Period) -> Hit | None:
    """2026年3月启动，2027年12月结束: one end is the project's own, the other is not."""
    for signs, pattern in _FROM_TILL if text.count("20") > 1 and "月" in text else ():
        for found in re.finditer(pattern, text) if any(map(text.__contains__, signs)) else ():
            start, end = (int(found[1]), int(found[2])), (int(found[3]), int(found[4]))
            own = (project.start.year, project.start.month), (project.end.year, project.end.month)
            before = sentence_before(text, found.start()).rpartition("，")[2]
            part = any(map(str.isdigit, before)) or any(word in before for word in ("其余", "其中", "第", "批", "标段"))
            if (start == own[0]) != (end == own[1]) and not part:
                wrong = "/end_date" if start == own[0] else "/start_date"
                return Hit(pointer, found[0], f"{project.start} 至 {project.end}", related=(wrong,))
    return None


# Not 期限 nor 服务期: a contract, a lease, a master plan may run longer than the project.
_OWN_PERIOD = words("实施期 项目期 建设期 实施周期 项目周期 建设周期 实施期限 项目期限 项目起止时间")
_YEARS = r"(?:限|间|为|是|：|:|从|自){0,3}(20\d\d)年?\s*[-—–~～至到]+\s*(20\d\d)年(?!\d)"


def _years_told(pointer: str, text: str) -> re.Match[str] | None:
    """A span of years that a goal begins with or that stands behind the project's period: 2025年至2027年，三年…; 实施期为2024年至2026年."""
    told = [behind[:20] for word in _OWN_PERIOD for behind in text.split(word)[1:]]
    if pointer == "/overall_goal":
        told.append(text[:14])
    return next((found for one in told if one.count("20") >= 2 and (found := re.match(_YEARS, one))), None)
