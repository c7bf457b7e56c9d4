"""前后一致 of wording: purchases, goals without numbers or copied, building in maintenance, offices of two districts, changes the wrong way."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from xltoolkit.findings import HINT, WARNING
from xltoolkit.reader.submission import Submission
from xltoolkit.rules.engine import Hit, NotApplicable, rule
from xltoolkit.rules.knowledge.facts import estimates, indicators, items, known_period, narratives, plain, remarks_say
from xltoolkit.rules.knowledge.thresholds import threshold
from xltoolkit.rules.knowledge.words import words
from xltoolkit.text.chinese import places
from xltoolkit.text.number import convert

GROUP = "前后一致"

_PURCHASES = words("采购 购置 购买 设备 UKEY 招标 车辆 器材 家具 空调 电脑 计算机 服务器 软件开发")

_GRANTS = words("补助 补贴 奖补 奖励 贴息 补助资金 补贴资金")  # paid to others, who buy


@rule(
    "X011",
    "填了不采购，概算里却有采购内容",
    group=GROUP,
    severity=WARNING,
    review_point="可行性",
    message={
        "": "“{field}”填的是“{found}”，概算却有“{item}”{amount}{unit}。",
        "text": "“{field}”填的是“{found}”，“{text}”却写“{item}”。",
    },
    advice="请确认要不要走政府采购；不需要的（未达限额等），在“{remarks}”里说明。",
)
def no_procurement_but_purchases(submission: Submission) -> Iterator[Hit]:
    """检查什么：政府采购填“否”，概算里却有名称是采购、购置、设备等、金额达到20万元（表样可改）的行，备注里也没有说明；文字里写了政府采购、政府购买服务的，只作建议。
    为什么：达到限额的货物、服务应当实行政府采购（可行性）。依据：《政府采购法》及各地集中采购目录和限额标准。
    错例：政府采购 否，概算 用户认证设备 27.52 万元。
    正例：政府采购 是；或 否，概算 办公用品购置 2.00 万元。
    修改：由填报人核对。
    """
    if submission.text("/government_procurement") != "否":
        raise NotApplicable
    if remarks_say(submission, "采购", "限额", "续签", "单一来源"):
        return
    least = convert(threshold(submission, "procurement_amount"), "万元", submission.form.unit)
    found = [
        row
        for row in estimates(submission)
        if row.amount and row.amount >= least and _PURCHASES.any_in(row.item) and not row.item.endswith(_GRANTS)
    ]
    if found:
        largest = max(found, key=lambda row: row.amount or Decimal(0))
        words = {"item": largest.item, "amount": f"{largest.amount:.2f}"}
        related = tuple(row.row.at("item") for row in found)
        yield Hit("/government_procurement", "否", "是", words, related=related)
        return
    for pointer, text in narratives(submission).items():
        said = next(
            (word for word in _PROCURED if word in text and f"不{word}" not in text and f"非{word}" not in text), ""
        )
        if said:
            words = {"item": said, "text": submission.name_of(pointer)}
            yield Hit("/government_procurement", "否", "是", words, "text", HINT, related=(pointer,))
            return


_PROCURED = (
    "政府采购方式",
    "政府采购程序",
    "政府集中采购",
    "政府购买服务",
    "以购买服务",
    "购买服务方式",
    "公开招标采购",
)


@rule(
    "X012",
    "填了要采购，却没有采购内容",
    group=GROUP,
    severity=HINT,
    review_point="相关性",
    tier=3,
    message="“{field}”填的是“{found}”，指标和概算里都看不出采购什么。",
    advice="建议补一条采购方面的指标，或核对是否填错。",
)
def procurement_without_purchases(submission: Submission) -> Iterator[Hit]:
    """检查什么：政府采购填“是”，概算名称、用途和指标里都没有采购、购置、设备、服务、维保、工程等字样。
    为什么：采购应有相应内容（相关性）。依据：惯例。默认不运行。
    错例：政府采购 是，概算只有“差旅费”。
    正例：政府采购 是，指标“政府采购规范性 合规”。
    修改：由填报人核对。
    """
    if submission.text("/government_procurement") != "是":
        raise NotApplicable
    words = (*_PURCHASES, "服务", "维保", "维护", "工程", "建设", "印刷", "租赁", "软件", "系统", "改造", "修缮")
    said = [row.item + row.purpose for row in estimates(submission)] + [row.name for row in indicators(submission)]
    if not any(word in text for word in words for text in said):
        yield Hit("/government_procurement", "是", "有采购内容")


_NUMERALS = "一二两三四五六七八九十百千万"
_COUNTED = frozenset("次个项家人台件场期名所条处座户亩米套批篇份类支间栋辆倍成")
_AS_GOOD_AS_NUMBERS = words("百分之 全部 全覆盖 零投诉 零事故 零增长 零差错")


def _counts_in_words(text: str) -> bool:
    """三次, 百分之九十, 全覆盖, 零事故, 应保尽保: what can be held against the result without a digit."""
    if _AS_GOOD_AS_NUMBERS.any_in(text):
        return True
    for at in places(text, _NUMERALS):
        if text[at + 1 : at + 2] in _COUNTED or text.startswith("公里", at + 1):
            return True
    return any(
        text[at + 2 : at + 3] == "尽" and text[at + 1].isalnum() and text[at + 3 : at + 4].isalnum()
        for at in places(text, "应")
    )


@rule(
    "X013",
    "年度目标里没有数字",
    group=GROUP,
    severity=WARNING,
    review_point="相关性",
    message="“{field}”只有描述，没有一个数字。",
    advice="请写出今年要完成的量：次数、个数、比例、时间。",
)
def annual_goal_without_numbers(submission: Submission) -> Iterator[Hit]:
    """检查什么：年度目标去掉年份和编号以后没有数字（中文数字、“全覆盖”“零事故”也算）。
    为什么：年度目标应细化量化（相关性）。依据：财预〔2015〕88号“细化量化”；2020年真实表的年度目标没有一个数字。
    错例：随着信息技术日趋成熟，将传统柜台业务逐步迁移到网上办理。
    正例：2020年完成硬件巡检12次，网上服务满意率达到95%以上。
    修改：由填报人补写。
    """
    text = narratives(submission).get("/annual_goal", "")
    if not text:
        raise NotApplicable
    bare = text
    for item in reversed(items(submission, "/annual_goal")):
        bare = bare[: item.start] + bare[item.start + len(item.marker) :]
    if any(map(str.isdecimal, bare)):
        bare = re.sub(r"20\d\d\s*[年-]?|[〔\[]\d+[〕\]]\d*号?|7\s*[*×xX]\s*24|24小时|\d+号", "", bare)
    if not any(map(str.isdecimal, bare)) and not _counts_in_words(bare):
        yield Hit("/annual_goal", text, "可以考核的数字")


@rule(
    "X014",
    "年度目标照抄总目标",
    group=GROUP,
    severity=WARNING,
    review_point="相关性",
    tier=2,
    message="“{field}”与“{other}”一字不差。",
    advice="总目标写整个项目期，年度目标只写今年要完成的。",
)
def annual_goal_copied(submission: Submission) -> Iterator[Hit]:
    """检查什么：年度目标与项目总目标的文字完全一样（空白、标点不计）。跨年项目是提示性问题，一年期项目只作建议。
    为什么：长期目标不能当年度目标（相关性）。依据：申报中常见的问题“长期目标与年度目标混淆”；普陀区2026年公开的表两栏相同。
    错例：三年期项目，两栏一字不差。
    正例：总目标写三年建成30公里，年度目标写今年建成10公里。
    修改：由填报人改写。
    """
    goal, overall = plain(submission, "/annual_goal"), plain(submission, "/overall_goal")
    if not goal or not overall:
        raise NotApplicable
    if re.sub(r"\W", "", goal) == re.sub(r"\W", "", overall):
        project = known_period(submission)
        words = {"other": submission.form.fields["/overall_goal"].name}
        severity = HINT if project is None or project.one_year else ""
        yield Hit("/annual_goal", goal, "本年度的目标", words, severity=severity, related=("/overall_goal",))


@rule(
    "X017",
    "维保项目的文字里写了建设",
    group=GROUP,
    severity=HINT,
    review_point="相关性",
    tier=3,
    message="项目名称是维保，“{field}”里却写“{found}”。",
    advice="请统一口径：维保放经常性项目，建设另立项目。",
)
def building_in_maintenance(submission: Submission) -> Iterator[Hit]:
    """检查什么：项目名称含维保、运维，项目概况里写了建设及、新建、购置。
    为什么：项目性质说法不一（相关性）。依据：2020年真实表“7个子系统建设的建设及维护费用”。默认不运行。
    错例：维保项目，概况写“子系统的建设及维护”。
    正例：维保项目，概况写“子系统的维护”。
    修改：由填报人决定。
    """
    if not any(word in plain(submission, "/project_name") for word in ("维保", "运维", "维护")):
        raise NotApplicable
    text = plain(submission, "/overview")
    found = next((word for word in ("建设及", "新建", "购置") if word in text), "")
    if found:
        yield Hit("/overview", found, "与项目名称一致", related=("/project_name",))


@rule(
    "X038",
    "升降的方向与数字相反",
    group=GROUP,
    severity=WARNING,
    review_point="适当性",
    tier=2,
    message={
        "": "“{field}”写“{found}”，前后两个数的大小与“{expected}”不符。",
        "share": "“{field}”写“{found}”，按前后两个数算是{expected}。",
    },
    advice="请核对这两个数。",
)
def change_the_wrong_way(submission: Submission) -> Iterator[Hit]:
    """检查什么：文字写“由A降至B”“从A提高到B”，单位相同，数却没有降、没有升；写“达到A，比上年的B增长N%”，算出来不是N%（差不到1个百分点的不报）。
    为什么：多半是写错了一个数（适当性）。依据：惯例。目录之外新增。
    错例：漏损率由6.5%降至10%以下。
    正例：漏损率由16.5%降至10%以下；办理时间由5天缩短到2天。
    修改：由填报人核对。
    """
    for pointer, text in narratives(submission).items():
        if not (("由" in text or "从" in text) and ("至" in text or "到" in text)):
            continue
        for found in re.finditer(_CHANGE, text):
            first, other = Decimal(found[1]), Decimal(found[4])
            if found[2] and found[5] and found[2] != found[5]:
                continue
            if (first <= other) if found[3] in _DOWN else (first >= other):
                yield Hit(pointer, found[0], found[3])
                break
    for pointer, text in narratives(submission).items():
        for found in re.finditer(_GROWTH, text) if any(map(text.__contains__, _COMPARED)) else ():
            now, then = (Decimal(found[at]) * (10000 if found[at + 1] else 1) for at in (1, 4))
            before = text[: found.start()].rpartition("。")[2]
            if not then or found[3] != found[6] or "其中" in before or "其他" in before:
                continue  # of the whole, not of the last part
            sign, share = 1 if found[7] in _MORE else -1, Decimal(found[8])
            if _stands_before(before, then * (1 + sign * share / 100), then / 100, found[6]):
                continue  # 240万页，平均每卷150页，比上年的200万页增长20%
            change = sign * (now - then) / then * 100
            if abs(change - share) >= 1:
                yield Hit(pointer, found[0], f"{found[7]}{change:.1f}%", variant="share")


def _stands_before(before: str, wanted: Decimal, allowed: Decimal, unit: str) -> bool:
    """Whether the sentence gives this number of this unit, or nearly."""
    return any(
        abs(Decimal(number) * (10000 if scale else 1) - wanted) <= allowed
        for number, scale, name in re.findall(r"(\d+(?:\.\d+)?)(万)?([^\d\W]{1,2})", before)
        if name.startswith(unit) or unit.startswith(name)
    )


_MORE = ("增长", "增加", "提高", "提升")


_COMPARED = ("比上年", "较上年", "比20", "较20")
_GROWTH = (
    r"(\d+(?:\.\d+)?)(万)?([^\d\W]{1,2})[，,]?[比较](?:上年|20\d\d年)的?[^，。；\d]{0,8}(\d+(?:\.\d+)?)(万)?([^\d\W]{1,2})"
    r"(增长|增加|提高|提升|下降|减少|降低)(\d+(?:\.\d+)?)%"
)
_DOWN = words("下降 降低 降 减少 压减 压缩 缩短 缩减")
_CHANGE = (
    r"(?:由|从)(?:目前的|原来的|上年的|现在的|20\d\d年的)?(\d+(?:\.\d+)?)(%|个百分点|分钟|小时|天|个工作日|万元|元|件|起|家|个|座|处|套|台|辆|户|所|册)?"
    r"(下降|降低|降|减少|压减|压缩|缩短|缩减|提高|提升|上升|增加|增长|扩大)(?:至|到)(\d+(?:\.\d+)?)(?![\d年])(%|个百分点|分钟|小时|天|个工作日|万元|元|件|起|家|个|座|处|套|台|辆|户|所|册)?"
)


@rule(
    "X032",
    "主管部门与填报单位不在一个区县",
    group=GROUP,
    severity=WARNING,
    review_point="完整性",
    tier=2,
    message={
        "": "“{field}”填的是“{found}”，“{other}”却是“{expected}”，不属于同一个区县。",
        "text": "“{field}”里写的是“{found}”，填报单位却是“{expected}”，不是一个地方的。",
    },
    advice="请核对，是不是用了别处的表没有改。",
)
def offices_of_two_districts(submission: Submission) -> Iterator[Hit]:
    """检查什么：主管部门和填报单位的名称里都写了区、县，却不是同一个。开发区、新区、园区之类不算；只有一栏写了区县的不报。
    文字里写了别的区县（市）的同名单位：区县是提示性问题；市可能是上级，只作建议。
    为什么：多半是照别处的表填的，上报时会归错部门（完整性）。依据：惯例。目录之外新增。
    错例：主管部门 某市甲区应急管理局；填报单位 乙区消防救援支队。
    正例：主管部门 某市甲区应急管理局；填报单位 甲区消防救援支队。
    修改：由填报人核对。
    """
    unit = submission.text("/submitting_unit").strip()
    yield from _same_office_elsewhere(submission, unit)
    department = (
        submission.text("/supervising_department").strip() if submission.declares("/supervising_department") else ""
    )
    own, other = _district(department), _district(unit)
    if own and other and own != other:
        shown = {"other": submission.form.fields["/submitting_unit"].name}
        yield Hit("/supervising_department", department, unit, shown, related=("/submitting_unit",))


def _same_office_elsewhere(submission: Submission, unit: str) -> Iterator[Hit]:
    """The unit's own name behind another place: 宜兴市市场监督管理局 in a text of 江阴市市场监督管理局."""
    at = 0
    for index, character in enumerate(unit[:10]):
        if character in "市区县" and index - at > 1:  # 江阴市市场监督管理局: the second 市 is not a place's
            at = index
    place, office = unit[: at + 1], unit[at + 1 :]
    if at < 2 or len(office) < 4:
        return
    for pointer, text in narratives(submission).items():
        for found in re.finditer(re.escape(office), text):
            before = text[max(0, found.start() - 4) : found.start()]
            if before[-1:] not in ("市", "区", "县") or before.endswith(
                ("全市", "全区", "全县", "本市", "本区", "本县", place[-3:])
            ):
                continue
            name = next((before[-length:] for length in (3, 4) if before[-length:-1].isalpha()), "")
            if name and not name[:-1].endswith(("我", "各", "该", "省", "市", "和", "与", "由", "在")):
                severity = HINT if name[-1] == "市" else ""
                yield Hit(
                    pointer, f"{name}{office}", unit, variant="text", severity=severity, related=("/submitting_unit",)
                )
                return


_NO_DISTRICTS = words(
    "开发区 新区 园区 示范区 高新区 经开区 保税区 度假区 景区 校区 社区 小区 辖区 地区 林区 库区 灌区 片区 矿区 病区 院区 自治区 "
    "试验区 合作区 功能区"
)


_PARTIES = ("中共", "中国共产党", "共青团", "民革", "民盟", "民建", "民进", "农工党", "致公党", "九三学社", "台盟")


def _district(office: str) -> str:
    """The district or county that an office names first: 静安区 of 上海市静安区应急管理局; '' if it names none."""
    for party in _PARTIES:
        office = office.removeprefix(party)
    place = office.partition("市")[2] if "市" in office[:8] else office.partition("省")[2] or office
    ends = [at for at in (place.find("区"), place.find("县")) if at > 0]
    name = place[: min(ends) + 1] if ends else ""
    return name if 2 <= len(name) <= 5 and not name.endswith(_NO_DISTRICTS) else ""
