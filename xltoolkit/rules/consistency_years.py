"""前后一致: years that cannot be meant — a source that cites a year to come, a plan behind the project's end, a past year in which something goes on."""

from __future__ import annotations

import re
from collections.abc import Iterator

from xltoolkit.findings import HINT
from xltoolkit.form.equation import Undetermined
from xltoolkit.reader.submission import Submission
from xltoolkit.rules.engine import Hit, rule
from xltoolkit.rules.knowledge.breakdowns import year_of
from xltoolkit.rules.knowledge.facts import Indicator, Period, base_amount, indicators, known_period, narratives, texts
from xltoolkit.rules.knowledge.statements import quantities
from xltoolkit.rules.knowledge.words import words
from xltoolkit.text.number import convert
from xltoolkit.text.similar import longest_common

GROUP, POINT = "前后一致", "可行性"

_FINISHED = words("结算价 结算 实际 统计 台账 决算 普查 考核结果 中标价 年报")
_YEAR = r"(?<!\d)(20\d\d)年"
_AIMS = words("目标 规划 力争 到 至 底前 前完成 预计 计划 远期 届满 到期 — – - ~")
_GOES_ON = r"(?<!\d)(20\d\d)年度?(?:本项目)?(?:继续|计划|拟|将|预计)"
_MEASURED_IN = r"(20\d\d)年度?(?:日均|月均|平均|实际|实绩|年报|统计为|测评为|执行率|满意度为|满意率为)"
_REACHED = r"(?:^|[，。；：\n])[到至](20\d\d)年[底末]"
_ITEM_OF_A_YEAR = r"(?:^|[（(]\d{1,2}[)）]|[；。：:\n])\s*(20\d\d)年(?!底|前|度)"


@rule(
    "X046",
    "年份像是写错了",
    group=GROUP,
    severity=HINT,
    review_point=POINT,
    tier=2,
    message={
        "": "“{field}”写“{found}”，那一年还没有到，不会有这个数。",
        "past": "“{field}”写“{found}”，那一年已经过去。",
        "amount": "“{field}”写“{found}”，这是{expected}的金额。",
        "twice": "“{field}”写“{found}”，同一个年份写了两遍。",
        "plan": "“{field}”写“{found}”，项目期到{expected}为止。",
        "month": "“{field}”写“{found}”，年份后面应是“年”。",
        "end": "“{field}”写“{found}”，应是某月底前。",
        "paper": "“{field}”写“{found}”，文号里的年份不对。",
        "title": "“{field}”写“{found}”，别处写的是“{expected}”，年份不同。",
        "gap": "“{field}”按年写了{found}，独独没有{expected}年，多半写错了一个年份。",
    },
    advice="请核对年份。",
)
def years_out_of_place(submission: Submission) -> Iterator[Hit]:
    """检查什么：目标值来源引用了申报年度之后的年份（2032年测评91.4%；规划、目标、到某年的不算）；文字写“某年继续/计划/将”，那一年早于申报年度的前一年；
    实施计划按年分项，分到了项目结束之后的年份；跨年项目一句话里按年写，写了项目期外的年份、漏了中间的年份（2027—2028年的项目写2026年、2028年）。
    还有：总目标到了项目期以后；与还没有到的年份比，比的年份两处不同；来源引用了当年的实际数；计划、合同的年份与别的来源不同；同一次检测、同一个数两处年月不同；
    把申报年度的金额写在前一年；“4批底前”“二〇二七月”一类。
    为什么：年份写错，依据就无从核对（可行性）。依据：惯例。目录之外新增，只作建议。
    错例：申报2020年，来源 2032年测评91.4%。
    正例：申报2020年，来源 2019年测评91.4%。
    修改：由填报人核对。
    """
    year = submission.year
    if year is None:
        raise Undetermined("the budget year is not known")
    yield from _odd_years(submission)
    yield from _months_of_two_years(submission)
    yield from _papers_of_two_years(submission)
    yield from _data_of_two_years(submission)
    project = known_period(submission)
    last = max(year, project.end.year) if project else year
    for row in _dated_sources(submission):
        measured = re.match(_MEASURED_IN, row.source) if row.source.startswith("20") else None
        if measured is not None and int(measured[1]) >= year:
            yield Hit(row.at("source"), row.source, f"{year - 1}年", related=(row.at("name"),))
            continue
        cited = [int(one) for one in re.findall(_YEAR, row.source)] if "20" in row.source else []
        behind = row.source.partition("年")[2]
        told = cited and max(cited) > last and (any(map(str.isdigit, behind)) or _FINISHED.any_in(behind))
        if told and not _AIMS.any_in(row.source):
            yield Hit(row.at("source"), row.source, f"{last}年以前", related=(row.at("name"),))
    reached = re.search(_REACHED, narratives(submission).get("/overall_goal", ""))
    if project is not None and reached is not None and int(reached[1]) > project.end.year:
        yield Hit("/overall_goal", reached[0], f"{project.end.year}年", variant="plan", related=("/end_date",))
    yield from _bases_of_comparison(submission, year, last)
    for pointer, text in narratives(submission).items():
        for found in re.finditer(_GOES_ON, text) if "20" in text else ():
            said = int(found[1])
            if said < min(year, project.start.year if project else year) - 1:
                yield Hit(pointer, text[found.start() : found.end() + 6], f"{year}年", variant="past")
            elif said > last and ("本项目" in found[0] or _done_this_year(submission, pointer, text[found.end() :])):
                yield Hit(pointer, found[0], f"{year}年", variant="plan")
        yield from _money_of_years(submission, pointer, text, year, last)
        for found in re.finditer(r"(20\d\d)年[、和](20\d\d)年", text) if "年、20" in text or "年和20" in text else ():
            if int(found[1]) < year and int(found[2]) > last:
                yield Hit(pointer, found[0], f"{last}年以前")
        if project is not None and not project.one_year:
            yield from _year_left_out(pointer, text, project)
    plan = narratives(submission).get("/implementation_plan", "")
    beyond = project is not None and any(f"{project.end.year + more}年" in plan for more in range(1, 10))
    years = [(int(found[1]), found.end()) for found in re.finditer(_ITEM_OF_A_YEAR, plan)] if beyond else []
    if project and any(one == project.end.year for one, _ in years):
        for one, end in years:
            if one > project.end.year:
                yield Hit("/implementation_plan", plan[end - 5 : end + 8], f"{project.end.year}年", variant="plan")
                return


_NO_MONTH_END = r"(?<![\d.])(?:1[0-2]|[1-9])(?!月|季度|日|号)[^\d\W]{1,2}底前"  # 4批底前, 3年底前
_INSTALLED = r"(?<!\d)(20\d\d)年(?:所|已|原)(?:装|建|购|配)"
_NO_YEAR = r"(?<!\d)20[1-4]\d[月日]"
_NO_YEAR_IN_CHINESE = r"二[〇○零][一二三四][〇○零一二三四五六七八九][月日]"
_NO_PAPER = r"〔(?!19[89]\d|20[0-3]\d)\d{4}〕\d{1,4}号"
_TITLE = r"《([^《》]{0,12}?[（(]?)(20\d\d)([^《》]{0,8})》"


def _odd_years(submission: Submission) -> Iterator[Hit]:
    """2027月视力筛查项目; 《江阴年鉴（2067）》 once, 《江阴年鉴（2027）》 in all other cells."""
    titles: dict[tuple[str, str], dict[str, list[tuple[str, str]]]] = {}
    for pointer, _, text in texts(submission):
        if "底前" in text and (found := re.search(_NO_MONTH_END, text)) is not None:
            yield Hit(pointer, found[0], "月底前", variant="end")
        if "20" not in text and "二" not in text:
            continue
        past = "年所" in text or "年已" in text or "年原" in text
        if past and (found := re.search(_INSTALLED, text)) is not None and int(found[1]) > (submission.year or 9999):
            yield Hit(pointer, found[0], f"{submission.year}年以前")
        if "〔" in text and (found := re.search(_NO_PAPER, text)) is not None:
            yield Hit(pointer, found[0], "文号的年份", variant="paper")
        chinese = "二〇" in text or "二零" in text or "二○" in text
        if (found := re.search(_NO_YEAR_IN_CHINESE if chinese else _NO_YEAR, text)) is not None:
            yield Hit(pointer, found[0], f"{found[0][:4]}年", variant="month")
        for one in re.finditer(_TITLE, text) if "《" in text else ():
            titles.setdefault((one[1], one[3]), {}).setdefault(one[2], []).append((pointer, one[0]))
    for of_years in titles.values():
        places = sorted(of_years.values(), key=len)
        if len(places) == 2 and len(places[0]) == 1 and len(places[1]) > 1:
            yield Hit(places[0][0][0], places[0][0][1], places[1][0][1], variant="title", related=(places[1][0][0],))


_THAN_A_YEAR = r"[较比](20\d\d)年(?:下降|降低|减少|提高|增长|增加|提升|上升)"
_BASE_OF_A_SOURCE = r"与(20\d\d)年(?:度)?(?:实际|数据|统计)?(?:相比|比较|对比)"


def _bases_of_comparison(submission: Submission, year: int, last: int) -> Iterator[Hit]:
    """较2028年下降3% in the goals of 2027; 与2025年相比 in the source of what a text compares with 2026."""
    rows = _dated_sources(submission)
    bases = [(row, found) for row in rows if (found := re.match(_BASE_OF_A_SOURCE, row.source)) is not None]
    for pointer, text in narratives(submission).items():
        for found in re.finditer(_THAN_A_YEAR, text) if "较20" in text or "比20" in text else ():
            before = text[max(0, found.start() - _NAMED_BEFORE) : found.start()]
            if int(found[1]) > (year if pointer == "/annual_goal" else last):
                yield Hit(pointer, found[0], f"{year - 1}年")
                continue
            for row, base in bases:
                if base[1] != found[1] and len(longest_common(row.key, before)) >= _SURELY_NAMED:
                    yield Hit(row.at("source"), base[0], found[0], variant="title", related=(pointer,))


def _done_this_year(submission: Submission, pointer: str, behind: str) -> bool:
    """Whether what the next year is to bring (2028年计划新招录120人) is what the year's goal has, number and unit."""
    found = re.match(r"[^，。；\d]{0,8}(\d{2,}[^\d\W])", behind)
    return (
        found is not None and pointer != "/annual_goal" and found[1] in narratives(submission).get("/annual_goal", "")
    )


_DATUM = r"(?:^|，)(20\d\d)年(?:平均|为|实际|统计|测定)?(\d[\d.]*(?:%|[^\d\W]{1,3}))(?=$|[，；])"


def _data_of_two_years(submission: Submission) -> Iterator[Hit]:
    """2025年平均45厘米 in a source, and a text that has 2026年9月调查…透明度平均45厘米."""
    for row in _dated_sources(submission):
        own = re.search(_DATUM, row.source) if "20" in row.source else None
        if own is None or len(own[2]) < _SHORTEST_DATUM:
            continue
        for pointer, text in narratives(submission).items():
            at = text.find(own[2])
            sentence = re.split("[。；\n]", text[:at])[-1] if at > 0 and not text[at - 1].isdigit() else ""
            years = re.findall(_YEAR, sentence)
            past = len(years) == 1 and int(years[0]) < (submission.year or 0) and int(own[1]) < (submission.year or 0)
            if past and years[0] != own[1] and len(longest_common(row.key, sentence[-_NAMED_BEFORE:])) >= 3:
                yield Hit(row.at("source"), row.source, f"{years[0]}年…{own[2]}", variant="title", related=(pointer,))


_SHORTEST_DATUM = 3  # characters: 45厘米
_NAMED_BEFORE, _SURELY_NAMED = 14, 4  # characters
_PAPER = r"(?<!\d)(20\d\d)年度?([^\d，。；（]{4,16})"


def _papers_of_two_years(submission: Submission) -> Iterator[Hit]:
    """2026年违法用地整治计划 in one source, the plan of 2027 in another: the one that is not of the year was mistyped."""
    cited: dict[str, list[tuple[str, str]]] = {}
    for row in _dated_sources(submission):
        found = re.fullmatch(_PAPER, row.source) if row.source.startswith("20") else None
        if found is not None:
            cited.setdefault(found[2], []).append((found[1], row.at("source")))
    for name, places in cited.items():
        own = [pointer for year, pointer in places if year == f"{submission.year}"]
        odd = [(year, pointer) for year, pointer in places if year != f"{submission.year}"]
        if own and len(odd) == 1 and name.endswith(("计划", "方案", "合同", "协议", "预算", "任务", "通知")):
            year, pointer = odd[0]
            yield Hit(pointer, f"{year}年{name}", f"{submission.year}年{name}", variant="title", related=(own[0],))


_MONTH_OF_A_YEAR = r"(?<!\d)(20\d\d)年(\d{1,2})月([^，。；\d]{2,8})[^。；\n]{0,24}?(?<!\d)(\d{1,6}[^\d\W])"


def _dated_sources(submission: Submission) -> list[Indicator]:
    """The indicators whose source names a year."""
    rows = indicators(submission) if submission.declares("/indicators") else []
    return submission.fact("sources with years", lambda: [row for row in rows if "20" in row.source])


def _months_of_two_years(submission: Submission) -> Iterator[Hit]:
    """2024年9月检测报告，共23处 in a source, 2026年9月消防检测发现隐患23处 in a text."""
    for row in _dated_sources(submission):
        own = re.search(_MONTH_OF_A_YEAR, row.source) if "月" in row.source and "20" in row.source else None
        if own is None:
            continue
        for pointer, text in narratives(submission).items():
            for found in re.finditer(_MONTH_OF_A_YEAR, text):
                same = found[2] == own[2] and found[4] == own[4] and found[1] != own[1]
                if same and len(longest_common(found[3], own[3])) >= 2:
                    expected, related = f"{found[1]}年{found[2]}月", (pointer,)
                    yield Hit(row.at("source"), row.source, expected, variant="title", related=related)
                    return


def _year_left_out(pointer: str, text: str, project: Period) -> Iterator[Hit]:
    """A sentence of 2026年…、2028年… in a project of 2027 and 2028."""
    own = range(project.start.year, project.end.year + 1)
    for sentence in re.split("[。\n]", text) if text.count("20") > 1 else ():
        named = sorted({int(one) for one in re.findall(_YEAR, sentence)})
        missing = [one for one in own if named and named[0] < one < named[-1] and one not in named]
        outside = [one for one in named if one not in own]
        if len(missing) == 1 == len(outside) and any(one in own for one in named) and not _PAST.any_in(sentence):
            yield Hit(pointer, "、".join(f"{one}年" for one in named), f"{missing[0]}", variant="gap")


_ASKED_FOR = words("申请 申报 需要 所需")
_PAST = words("已 上年 由 从 原 截至 自 起 普查 底 末 较 比 印发 规划 以来 建成 同期 实际")


def _money_of_years(submission: Submission, pointer: str, text: str, year: int, last: int) -> Iterator[Hit]:
    """2029年205.56万元 of a project that ends in 2028; 2028年预算183.28万元, which is this year's amount."""
    annual = base_amount(submission)
    asked = (
        convert(annual, submission.form.unit, "元")
        if annual is not None and annual != annual.to_integral_value()
        else None
    )
    for one in quantities(submission).get(pointer, ()) if "元" in text else ():
        of_year = year_of(one) if one.is_money else None
        if of_year is None or of_year == year:
            continue
        quote = f"{of_year}年{one.before.rpartition('年')[2]}{one.quote}"
        if of_year > last and not _AIMS.any_in(one.before):
            own = annual is not None and one.low == convert(annual, submission.form.unit, "元")
            yield Hit(pointer, quote, f"{year if own else last}年", variant="amount" if own else "plan")
        elif of_year < year and _ASKED_FOR.any_in(one.before) and one.low == asked:
            yield Hit(pointer, quote, f"{year}年", variant="amount")
    for found in re.finditer(_TWICE, text) if "、" in text else ():
        if found[2] != found[3]:
            yield Hit(pointer, found[0], "两个年份", variant="twice")


_TWICE = r"(20\d\d)年[^，。；、\d]{0,6}(\d[\d.]*)[%万元个次人]{1,2}、\1年[^，。；、\d]{0,6}(\d[\d.]*)"
