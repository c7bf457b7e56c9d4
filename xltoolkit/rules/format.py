"""格式 of numbers and dates: what cannot be read, what was read with certainty but is not written as it should be."""

from __future__ import annotations

from collections.abc import Iterator

from xltoolkit.findings import ERROR, HINT, WARNING, Fix
from xltoolkit.form.model import NUMERIC_KINDS
from xltoolkit.reader import remarks as kinds
from xltoolkit.reader.submission import Submission
from xltoolkit.rules.engine import Hit, rule
from xltoolkit.rules.knowledge.culprit import mended_by
from xltoolkit.rules.knowledge.facts import indicators, numbers
from xltoolkit.rules.knowledge.words import words
from xltoolkit.text.date import REASON_NAMES as NOT_A_DATE_NAMES
from xltoolkit.text.date import parse_date
from xltoolkit.text.number import NOT_A_NUMBER, REASON_NAMES, decimals_of, parse_amount, show_amount
from xltoolkit.text.tendency import LESS, direction, is_rate

GROUP, POINT = "格式", "完整性"


def _damaged(submission: Submission, *own: str) -> dict[str, str]:
    """Unreadable pointers → what was written. What is unreadable for another cause (a lost label, an error value, a row that
    slipped sideways, an input that a computed cell needs) has its own remark, and its own rule.
    """
    return {remark.pointer: remark.raw for remark in submission.remarks_of(*own)}


@rule(
    "FMT001",
    "日期不对",
    group=GROUP,
    severity=ERROR,
    review_point=POINT,
    message="“{field}”填的是“{found}”，{reason}。",
    advice="请写成 2020-01-01 的样子。",
)
def not_a_date(submission: Submission) -> Iterator[Hit]:
    """检查什么：日期栏里不是日期，或日历上没有这一天，或分不清月和日。
    为什么：日期读不准，项目期就无法核对（完整性）。依据：惯例。
    错例：计划完成日期 2020-02-30；01/02/2020；2020年1月。
    正例：2020-12-31、2020/12/31、2020年12月31日。
    修改：由填报人改正；工具不猜。
    """
    for pointer, raw in _damaged(submission, kinds.NOT_A_DATE, kinds.AMBIGUOUS_DATE).items():
        field = submission.form.field(pointer)
        if field is not None and field.kind == "date":
            reason = NOT_A_DATE_NAMES.get(parse_date(raw).reason, "不是日期")
            yield Hit(pointer, raw, "一个确定的日期", {"reason": reason})


@rule(
    "FMT004",
    "金额或数字读不出来",
    group=GROUP,
    severity=ERROR,
    review_point=POINT,
    message="“{field}”填的是“{found}”，{reason}。",
    advice="请只填数字{unit_words}，小数点用英文句点。",
)
def not_a_number(submission: Submission) -> Iterator[Hit]:
    """检查什么：金额、百分数等数字栏里的内容不是数字，或不止一种读法（5,00 可能是 500，也可能是 5.00）。
    为什么：读不准的数字不能参加合计（完整性）。依据：惯例。
    错例：金额 二百万；5,00；约300。
    正例：金额 200.00。
    修改：由填报人改正；有歧义的数字工具从不代改。
    """
    for pointer, raw in _damaged(submission, kinds.NOT_A_NUMBER, kinds.AMBIGUOUS_NUMBER).items():
        field = submission.form.field(pointer)
        if field is not None and field.kind in NUMERIC_KINDS:
            reason = REASON_NAMES[parse_amount(raw).reason or NOT_A_NUMBER]
            yield Hit(
                pointer, raw, "数字", {"reason": reason, "unit_words": f"，单位是{field.unit}" if field.unit else ""}
            )


@rule(
    "FMT005",
    "数字存成了文本，或带了单位",
    group=GROUP,
    severity=WARNING,
    review_point=POINT,
    message={
        "": "“{field}”的“{found}”是文本，Excel 求和会漏掉它。",
        "summary": "有{count}个数字存成了文本或带了单位（第{rows}行），Excel 求和会漏掉它们。",
    },
    advice="请改成数字 {expected}；运行 xltoolkit fix 可以自动改好。",
)
def number_as_text(submission: Submission) -> Iterator[Hit]:
    """检查什么：数字栏里是文本型的数字，或带着“万元”“¥”、千分位。读法只有一种，已按数字核对。
    为什么：文本不参加 Excel 的求和，合计会少（完整性）。依据：惯例。
    错例：金额 200.00万元（文本）。
    正例：金额 200.00。
    修改：安全；改成同一个数。
    """
    for remark in submission.remarks_of(kinds.TEXT_NUMBER, kinds.UNIT_SUFFIX):
        yield Hit(remark.pointer, remark.raw, remark.value, fix=Fix(True, remark.value), place=remark.place)


@rule(
    "FMT008",
    "小数位数太多",
    group=GROUP,
    severity=WARNING,
    review_point=POINT,
    tier=2,
    message={
        "": "“{field}”是{found}，超过{expected}。",
        "whole": "“{field}”是{found}，应当是整数。",
        "summary": "有{count}个数的小数位数太多（第{rows}行），如“{found}”。",
    },
    advice={"": "请四舍五入后重新核对合计。", "whole": "请核对，只填整数。"},
)
def too_many_decimals(submission: Submission) -> Iterator[Hit]:
    """检查什么：填写的金额、百分数的小数位数多于表样规定（江阴为两位）。自动计算的格不查。
    为什么：位数不同，汇总时会差分毫（完整性）。依据：表样的小数位数。
    错例：金额 200.005。
    正例：金额 200.01。
    修改：由填报人四舍五入并核对合计；工具不改，以免合计不符。
    """
    for pointer, field, value in numbers(submission):
        most = 0 if field.schema.get("type") == "integer" else field.decimals
        if most is not None and decimals_of(value) > most:
            whole = f"{most}位小数" if most else "整数"
            yield Hit(pointer, show_amount(value, 0), whole, variant="" if most else "whole")


@rule(
    "FMT009",
    "金额是负数",
    group=GROUP,
    severity=ERROR,
    review_point=POINT,
    message={"": "“{field}”是负数 {found}{own_unit}。", "row": "第{row}行的“{field}”是负数 {found}{own_unit}。"},
    advice="申报表不接受负数，请核对。",
    suppresses=("FMT016", "BUD015", "X018"),
)
def negative_amount(submission: Submission) -> Iterator[Hit]:
    """检查什么：表样不接受负数的金额、百分数填了负数。自动计算的格不查。
    为什么：资金安排没有负数（完整性）。依据：表样。
    错例：网站信息维护 -10.00。
    正例：网站信息维护 10.00。
    修改：由填报人核对。
    """
    for pointer, field, value in numbers(submission):
        least = field.schema.get("minimum")
        if least is not None and value < 0 <= least:
            sums = mended_by(submission, {pointer: -value})
            explains = (*sums, *_SUMS) if sums else _COMPARED
            variant = "" if pointer in submission.form.fields else "row"
            shown = {"own_unit": field.unit}
            yield Hit(pointer, show_amount(value, 0), f"不小于{least}", shown, variant, explains=explains)


# What is said of a comparison with a negative number; and what a wrong sign alone brings out of balance.
_COMPARED = words("BUD009 BUD010 BUD011 BUD020 X024 COM020")
_SUMS = words(
    "BUD001 BUD002 BUD003 BUD004 BUD005 BUD007 BUD008 BUD009 BUD010 BUD011 BUD012 BUD016 BUD019 BUD020 IND040 X024 COM020"
)


@rule(
    "FMT013",
    "百分比写成了小数",
    group=GROUP,
    severity=WARNING,
    review_point=POINT,
    message={
        "": "“{field}”是{found}，像是把{expected}写成了小数。",
        "format": "“{field}”用了百分比格式，显示{found}，已按 {expected} 理解。",
    },
    advice={
        "": "请核对：是{expected}的，直接填 {expected}。",
        "format": "建议直接填 {expected}，不用百分比格式。",
    },
    suppresses=("IND002", "IND004", "IND006", "IND027", "BUD008", "BUD010", "BUD020", "FMT008"),
)
def fraction_for_percent(submission: Submission) -> Iterator[Hit]:
    """检查什么：比率类指标的目标值、百分数栏里是 0 到 1 之间的小数，没有百分号。
    为什么：0.95 会被当成 0.95%（完整性）。依据：惯例；公开的真实表中有“90%”旁写着“1”的。
    错例：网上服务满意率 0.95。
    正例：网上服务满意率 ≥95%。
    修改：不安全，须填报人确认后改。
    """
    told = set()
    for remark in submission.remarks_of(kinds.FRACTION_PERCENT):
        told.add(remark.pointer)
        shown = remark.detail == "format"
        meant = remark.value if shown else _as_percent(remark.raw)
        severity = HINT if shown else ""
        yield Hit(
            remark.pointer,
            remark.raw,
            meant,
            variant="format" if shown else "",
            severity=severity,
            fix=Fix(shown, meant),
            place=remark.place,
        )
    if "/indicators" not in submission.form.tables:
        return
    for indicator in indicators(submission):
        target = indicator.readable_target
        if (
            target is None
            or target.unit
            or not target.numeric
            or indicator.target_pointer in told
            or not is_rate(indicator.name)
            or direction(indicator.name) == LESS  # 差错率 ≤0.5 may well be half a percent: IND006 asks
        ):
            continue
        value = target.high if target.low is None else target.low
        if value is not None and 0 < value < 1 and "." in target.text:
            percent = f"{target.operator or '≥'}{value.scaleb(2).normalize():f}%"
            yield Hit(indicator.target_pointer, indicator.written, percent, fix=Fix(False, percent))


def _as_percent(raw: str) -> str:
    value = parse_amount(raw).value
    return raw if value is None else f"{value.scaleb(2).normalize():f}"


@rule(
    "FMT016",
    "数字超出允许的范围",
    group=GROUP,
    severity=ERROR,
    review_point=POINT,
    tier=2,
    message="“{field}”是{found}，{expected}。",
    advice="请核对{how}。",
)
def out_of_range(submission: Submission) -> Iterator[Hit]:
    """检查什么：填写的数大于表样规定的最大值（完成进度不超过100），或小于规定的最小值；负数由 FMT009 说。
    为什么：完成进度不会超过100%（完整性）。依据：表样。原目录 BUD009 的“完成进度不在0~100”移到本条。
    错例：项目完成进度 900。
    正例：项目完成进度 90。
    修改：由填报人核对。
    """
    for pointer, field, value in numbers(submission):
        least, most = field.schema.get("minimum"), field.schema.get("maximum")
        if most is not None and value > most:
            how = "；百分数填 0 到 100 之间的数，不写百分号" if field.unit == "%" else ""
            yield Hit(pointer, show_amount(value, 0), f"不能超过{most}", {"how": how})
        elif least is not None and value < least and not value < 0 <= least:
            yield Hit(pointer, show_amount(value, 0), f"不能小于{least}", {"how": ""})
