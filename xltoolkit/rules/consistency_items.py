"""前后一致: the sub-projects that the overview numbers against the rows of the cost estimate, both ways, and against the plan."""

from __future__ import annotations

import re
from collections.abc import Iterator

from xltoolkit.findings import WARNING
from xltoolkit.reader.submission import Submission
from xltoolkit.rules.engine import Hit, NotApplicable, rule
from xltoolkit.rules.knowledge.facts import Estimate, base_amount, estimates, items, narratives, plain
from xltoolkit.rules.knowledge.thresholds import threshold
from xltoolkit.rules.knowledge.words import words
from xltoolkit.text.items import Item
from xltoolkit.text.similar import core, mentioned, overlap, same_subject
from xltoolkit.text.tendency import head

GROUP, POINT = "前后一致", "相关性"
# Costs of doing things, which no text describes one by one.
_OVERHEADS = words(
    "教材 资料 租赁费 场租 房租 租金 人工费 外聘 临聘 辅助人员 工资 "
    "措施费 差旅 印刷 办公 会议 邮电 通讯 通信 水电 交通 劳务 咨询 监理 设计 勘察 审计 预备 不可预见 管理费 税 其他 间接 评审 "
    "招标 代理 检测费 保险 专家 材料费 培训费 宣传费 燃油 误餐 补贴 杂费 运行费 尾款 质保金 配套"
)


def parts_of_items(numbered: list[Item]) -> list[str]:
    """What the outermost numbered items name; an item that lists its parts (包括甲费及乙费) gives the parts."""
    found: list[str] = []
    for item in numbered:
        if item.level == 0:
            first = item.text
            for stop in "。；;\n":
                first = first.partition(stop)[0]
            _, including, rest = re.sub("（[^（）]*）", "", first).partition("包括")
            for joint in ("以及", "及", "和"):
                rest = rest.replace(joint, "、")
            found += (
                [part.strip() for part in rest.split("、") if not _KINDS.search(part)] if including else [item.title]
            )
    return [
        part for part in found if len(core(part)) >= 2 and not part.endswith(_HEADINGS) and part not in _MONEY_HEADINGS
    ]


_KINDS = re.compile(r"\d类$")  # 线下4类 names no work
_MONEY_HEADINGS = frozenset(("资金", "经费", "预算", "项目资金", "项目经费"))
# What a text is divided into, and no work that costs.
_HEADINGS = words(
    "背景 依据 问题 短板 现状 不足 "
    "资金安排 资金来源 建设内容 实施内容 项目内容 工作内容 运维内容 服务内容 主要内容 实施范围 服务对象 实施主体 组织保障 保障措施 "
    "预期效益 绩效目标 总体目标 时间安排 进度安排 补助标准 "
    "案件情况 基本情况 工作情况 业务情况 有关情况 资金需求 经费需求 资金测算 经费测算 预算构成 任务 规模 方式"
)


def _parts(submission: Submission, pointer: str) -> list[str]:
    return submission.fact(("parts", pointer), lambda: parts_of_items(items(submission, pointer)))


def _costed(part: str, rows: list[Estimate]) -> bool:
    thing = part.rstrip("0123456789台套个架辆")  # UPS主机4台
    latin = next(iter(re.findall("[A-Z]{2,}", part)), "")
    counted = re.match(r"\d[\d.]*万?[^\d\W]{2,4}", part)
    return any(
        same_subject(part, row.item)
        or (len(part) >= 2 and part in row.item)  # 电费, 处理站电费
        or (counted is not None and row.purpose.startswith(counted[0][:-1]))  # 16个点位的采样, 16个点位×10次×450元
        or (row.purpose and overlap(thing, row.purpose).share >= 0.6)
        or (latin and latin in row.purpose)
        for row in rows
    )


def _costed_in_parts(submission: Submission, part: str, rows: list[Estimate]) -> bool:
    """Whether the text of the item that has this title names cost items: 软硬件环境建设, 购置服务器4台, 租用备份服务."""
    texts = [
        item.text
        for item in items(submission, "/overview")
        if item.level == 0 and item.text.startswith(part) and item.title == part
    ]
    return any(
        mentioned(row.item, text).share >= 0.6
        or any(len(name) >= 2 and name in text for name in re.split("[及和与、]", row.item))
        for text in texts
        for row in rows
    )


@rule(
    "X008",
    "文字里的子项目没有对应的概算",
    group=GROUP,
    severity=WARNING,
    review_point=POINT,
    message="“{field}”写了“{found}”，项目概算里没有对应的一行。",
    advice="请补上概算，或从文字里删去；并在别的明细里的，在用途里写明。",
)
def item_without_estimate(submission: Submission) -> Iterator[Hit]:
    """检查什么：项目概况按编号写子项目，多数（六成以上）在概算里找得到对应的一行，少数找不到的，合并成一条说。名称去掉通用词后有两个字以上相同就算对应。
    为什么：写了要做的事，没有安排钱（相关性）。依据：2020年真实表的“自助查询一体机维保费”“人力资源市场维保”在概算里没有。
    错例：概况列了三项，概算只有两项。
    正例：概况的每一项在概算里都有。
    修改：由填报人补写。
    """
    rows = estimates(submission)
    parts = _parts(submission, "/overview")
    if len(parts) < 2 or len(rows) < 2:
        raise NotApplicable
    missing = [part for part in parts if not _costed(part, rows) and not _costed_in_parts(submission, part, rows)]
    if missing and len(missing) <= len(parts) * 0.4:
        yield Hit("/overview", "、".join(missing), "每一项都有概算", related=("/estimates/*/item",))


@rule(
    "X009",
    "概算里的项目文字没有提到",
    group=GROUP,
    severity=WARNING,
    review_point=POINT,
    tier=2,
    message="第{row}行概算“{found}”{amount}{unit}，项目概况和实施计划都没有提到。",
    advice="请在文字里补一句说明；名称不同的，改成一致。",
)
def estimate_without_text(submission: Submission) -> Iterator[Hit]:
    """检查什么：金额占10%以上（表样可改）的概算行，名称在各段文字里都没有提到，而多数概算行都提到了。差旅、印刷、监理等费用不查。
    为什么：钱用在哪里，文字里看不出（相关性）。依据：2020年真实表“E人E本”流量费 44.40 万元，文字里说的是“劳动保障E通”。
    错例：公务车辆租赁 40.00，文字里没有提到。
    正例：概算各行在概况里都写到。
    修改：由填报人补写。
    """
    rows = estimates(submission)
    texts = narratives(submission)
    text = "\n".join((plain(submission, "/project_name"), *texts.values()))
    total = base_amount(submission)
    if len(rows) < 2 or not total or len(text) < 60:
        raise NotApplicable
    titles = _parts(submission, "/overview") + _parts(submission, "/implementation_plan")
    unsaid = [row for row in rows if not _said(row, text, titles)]
    if len(unsaid) > len(rows) * 0.4:
        raise NotApplicable
    share = threshold(submission, "undescribed_share")
    for row in unsaid:
        told = len(row.key) >= 4 and row.key[:2] in text and row.key[2:4] in text  # 设备维护费: 设备巡检和维护
        if row.amount and row.amount >= total * share and not told and not _OVERHEADS.any_in(row.item):
            related = tuple(pointer for pointer in ("/overview", "/implementation_plan") if pointer in texts)
            yield Hit(row.row.at("item"), row.item, "文字里有说明", {"amount": f"{row.amount:.2f}"}, related=related)


def _said(row: Estimate, text: str, titles: list[str]) -> bool:
    if len(row.key) >= 2 and row.key in text:
        return True
    short = row.item
    for long in _UPKEEP:
        short = short.replace(long, "维保")
    if short != row.item and (found := mentioned(short, text)).share >= 0.4 and "维保" in text:
        return True
    parts = re.split("[及、和与]", row.item)
    for name in dict.fromkeys((row.item, head(row.item), *(part for part in parts if len(part) >= 3))):
        found = mentioned(name, text)
        if len(found.common) >= 2 and (found.share >= 0.4 or found.pairs >= 0.5):
            return True
    counted = re.match(r"\D{0,6}(\d[\d.]+万?[^\d\W]{1,4})[×xX*]", row.purpose)
    if counted and counted[1] in text and len(mentioned(row.item, text).common) >= 2:
        return True  # 120个系统×1.8万元, and 业务系统上云120个
    bought = re.match(r"[^\d，；、]{3,10}(?=\d)", row.purpose)
    if bought and bought[0] in text:
        return True  # 屈光筛查仪4台×4.8万元
    if _abbreviated(row.item, text) or ("软件开发" in row.item and "开发" in text):
        return True
    return any(overlap(row.item, title).share == 1.0 and len(overlap(row.item, title).common) >= 2 for title in titles)


_UPKEEP = ("维修保养", "维护保养", "维修养护", "维护保障")


def _abbreviated(name: str, text: str) -> bool:
    """Whether the text shortens the name to its first character and a later one: 彩超 for 彩色超声诊断仪."""
    first = name[:1]
    return "\u4e00" <= first <= "\u9fff" and any(first + later in text for later in name[2:])


@rule(
    "X010",
    "实施计划漏了概况里的子项目",
    group=GROUP,
    severity=WARNING,
    review_point="相关性",
    tier=2,
    message="“{other}”列了{expected}，“{field}”只写了{found}。",
    advice="请把每一项都写上实施计划。",
)
def plan_leaves_out_items(submission: Submission) -> Iterator[Hit]:
    """检查什么：项目概况和实施计划都编了号，计划的项数比概况少两项以上，而且计划多半就是按概况的各项写的，少的各项计划里没有提到。
    为什么：有的子项目没有安排怎么做（相关性）。依据：2020年真实表概况12项、计划9项。
    错例：概况一至十二项，计划一至九项。
    正例：两处都是十二项。
    修改：由填报人补写。
    """
    for pointer in ("/overview", "/implementation_plan"):
        submission.value(pointer)  # not declared: 不适用; unreadable: 未能检查
    listed, planned = (
        sum(item.level == 0 for item in items(submission, pointer)) for pointer in ("/overview", "/implementation_plan")
    )
    if listed < 3 or planned < 2:
        raise NotApplicable
    if listed - planned >= 2 and _follows_the_overview(submission):
        words = {"other": submission.form.fields["/overview"].name}
        yield Hit("/implementation_plan", f"{planned}项", f"{listed}项", words, related=("/overview",))


def _follows_the_overview(submission: Submission) -> bool:
    """Whether most items of the plan are those of the overview, and two of the overview stand nowhere in the plan."""
    own, planned = _parts(submission, "/overview"), _parts(submission, "/implementation_plan")
    if any(sum(step in part for part in own) > 1 for step in planned if step not in own):
        return False  # 服装 of the plan: 制式服装 and 工作服装 of the overview
    alike = sum(any(overlap(step, part).share >= 0.6 for part in own) for step in planned)
    if alike < len(planned) * 0.6:
        return False
    plan = narratives(submission)["/implementation_plan"]
    return sum(mentioned(part, plan).share < 0.8 for part in own) >= 2
