"""前后一致: counts that one text adds up or multiplies itself. Amounts of money are for consistency_sums."""

from __future__ import annotations

from collections.abc import Iterator

from xltoolkit.findings import HINT, WARNING
from xltoolkit.reader.submission import Submission
from xltoolkit.rules.engine import Hit, NotApplicable, rule
from xltoolkit.rules.knowledge.divisions import added, divided, of_two_sorts
from xltoolkit.rules.knowledge.facts import known_period, narratives
from xltoolkit.rules.knowledge.frequencies import months_counted
from xltoolkit.rules.knowledge.mismatches import mismatches
from xltoolkit.rules.knowledge.passages import clause_of
from xltoolkit.rules.knowledge.products import (
    by_dates,
    each_a_month,
    every_year,
    for_each_of,
    multiplied,
    so_many_months,
    so_often,
    uneven,
    years_of_money,
)
from xltoolkit.rules.knowledge.statements import quantities

GROUP, POINT = "前后一致", "相关性"


@rule(
    "X035",
    "同一段里的分项数与合计数不符",
    group=GROUP,
    severity=WARNING,
    review_point=POINT,
    tier=2,
    message={
        "": "“{field}”写“{found}”，前面各项加起来是{expected}。",
        "whole": "“{field}”写“{found}”，后面列出的各项加起来是{expected}。",
        "product": "“{field}”写“{found}”，按前面的数相乘是{expected}。",
        "years": "“{field}”写“{found}”，按后面的数相乘是{expected}。",
        "uneven": "“{field}”写“{found}”，不是前面每次的数的整数倍。",
    },
    advice="请核对各项的数和合计数。",
    suppresses=("X027",),
)
def parts_and_total(submission: Submission) -> Iterator[Hit]:
    """检查什么：一句话里分列几项后写“共N”“合计N”，几项加起来不是N；先写总数再写“其中”各项，各项加起来超过总数，或者分年度、“分别”列全了却不等于总数；
    先写“共N”再逐年列全，或者写“三年N座，每年M座”“N个，6月底前和11月底前各M个”，合起来不是N；
    写了期数、每期人数和人次，或者“N个…各M场，全年K场”，乘起来不相等；“每次1.6万盆，全年共6万盆”不成整数倍的，也报。
    有“每、各、等、约”的，中间隔着别的话的，不报；金额见 X034。
    人可能重复计算，合计少于各项之和的，三项以上、改一个数字就加得到总数的，只作建议。
    每年多少万元、几年共多少，乘起来不相等；两种人员各有人数，合起来的人数只差一个数字的，也报。
    为什么：分项和合计对不上，不知道做多少（相关性）。依据：惯例。目录之外新增。
    错例：新建泵站3座、改造泵站5座、维修泵站4座，共10座。
    正例：新建泵站3座、改造泵站5座、维修泵站4座，共12座；办班8期，每期50人，培训400人次。
    修改：由填报人核对。
    """
    if not any(len(own) > 1 for own in quantities(submission).values()):
        raise NotApplicable
    # a number that an indicator or another text contradicts is the odd one; that has been said
    told = {
        (saying.pointer, saying.quantity.start)
        for one in mismatches(submission)
        if one.agreed is None
        for saying in one.wrong
    }
    project = known_period(submission)
    years = None if project is None else project.end.year - project.start.year + 1
    for pointer, text in narratives(submission).items():
        own = [one for one in quantities(submission)[pointer] if one.unit not in ("", "%", "元")]
        divisions = (
            added(text, own),
            divided(text, own, years),
            multiplied(text, own),
            for_each_of(text, own),
            so_often(text, own, months_counted(submission)),
            every_year(text, own),
            years_of_money(text, quantities(submission)[pointer]),
            of_two_sorts(text, own),
            by_dates(text, own),
            so_many_months(text, own),
            uneven(text, own),
            each_a_month(text, own),
        )
        for found in (one for several in divisions for one in several):
            if any((pointer, one.start) in told for one in (found.stated, *found.parts)):
                continue
            shown = {"field": submission.name_of(pointer)}
            expected = f"{found.reckoned.normalize():f}{found.stated.unit}"
            yield Hit(
                pointer,
                clause_of(text, found.stated),
                expected,
                shown,
                found.how,
                severity="" if found.sure else HINT,
            )
