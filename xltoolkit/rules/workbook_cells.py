"""工作簿, cell by cell: computed cells, formulas, error values, links, content outside the form."""

from __future__ import annotations

from collections.abc import Iterator

from xltoolkit.findings import ERROR, HINT, WARNING, Fix
from xltoolkit.reader import remarks as kinds
from xltoolkit.reader.submission import Remark, Submission
from xltoolkit.rules.engine import Hit, rule
from xltoolkit.rules.workbook import GROUP, POINT, remark_hit


@rule(
    "STR005",
    "自动计算的格被手填的数盖掉了",
    group=GROUP,
    severity=WARNING,
    review_point=POINT,
    tier=2,
    message={
        "": "“{field}”本来自动计算，现在是手填的 {raw}，与计算结果 {value} 不同。",
        "equal": "“{field}”本来自动计算，现在是手填的 {raw}，数与计算结果相同。",
        "blank": "“{field}”本来自动计算，公式被删掉了，现在是空的，按表样的算法应为 {value}。",
    },
    advice="请恢复公式；运行 xltoolkit fix 可以自动恢复。",
    suppresses=("FMT005", "FMT006", "FMT008"),
)
def computed_cell_overwritten(submission: Submission) -> Iterator[Hit]:
    """检查什么：合计、结余、使用率等自动计算的格变成了手填的数；与计算结果不同的，另由该勾稽关系报错。
    为什么：以后改了明细，手填的合计不会跟着变（完整性）。依据：惯例。
    错例：资金使用率格里手填 69.63。
    正例：公式 =ROUND(使用/安排*100,2)。
    修改：安全；写回公式和计算结果。
    """
    for remark in submission.remarks_of(kinds.OVERWRITTEN):
        variant = remark.detail if remark.detail in ("equal", "blank") else ""
        fix = Fix(True, remark.value) if remark.value else None
        yield remark_hit(remark, variant, severity=HINT if variant else "", fix=fix)


@rule(
    "STR006",
    "公式没有计算结果，或结果是旧的",
    group=GROUP,
    severity=HINT,
    review_point=POINT,
    message={
        kinds.RECOMPUTED: "“{field}”的公式还没有计算，已按表样的算法算出 {value}。",
        "all": "“{field}”等 {count} 格的公式还没有计算，已按表样的算法算出。",
        kinds.STALE: "“{field}”保存的结果 {raw} 是旧的，按现在的内容应为 {value}。",
        kinds.NOT_CALCULATED: "“{field}”里是公式，还没有计算结果，没有参加检查。",
    },
    advice="请用 Excel 或 WPS 打开，保存一次再上报；该填数的格请直接填数。",
    suppresses=("COM001", "COM011"),
)
def not_calculated(submission: Submission) -> Iterator[Hit]:
    """检查什么：公式没有保存计算结果，或保存的结果与现在的内容不符。
    为什么：别人打开看到的可能是空格或旧数（完整性）。依据：程序生成的工作簿没有打开保存过，就没有计算结果。
    错例：金额格里是没有计算过的 =B3*12。
    正例：金额格里直接填 36.00。
    修改：自动计算的格按表样算法重算，只作建议；填报的格读不出来，必填的是强制性错误。
    """
    recomputed = submission.remarks_of(kinds.RECOMPUTED)
    if len(recomputed) > 1:  # one cause: a program saved the workbook without calculating it
        first, *others = (remark_hit(remark, "all") for remark in recomputed)
        related = tuple(other.pointer for other in others)
        yield first._replace(words={**first.words, "count": len(recomputed)}, related=related)
        recomputed = []
    for remark in (*recomputed, *submission.remarks_of(kinds.STALE, kinds.NOT_CALCULATED)):
        severity = {kinds.STALE: WARNING, kinds.NOT_CALCULATED: _unread(submission, remark)}.get(remark.kind, "")
        yield remark_hit(remark, remark.kind, severity=severity)


def _unread(submission: Submission, remark: Remark) -> str:
    """An input that cannot be read is an error where it is required."""
    field = submission.form.field(remark.pointer)
    return ERROR if field is not None and field.required else WARNING


@rule(
    "STR007",
    "引用了别的文件",
    group=GROUP,
    severity=WARNING,
    review_point=POINT,
    tier=2,
    message="工作簿引用了别的文件“{raw}”，别人打开会提示更新链接或变成错误值。",
    advice="请把引用换成数值（复制后选择性粘贴为值）。",
)
def external_link(submission: Submission) -> Iterator[Hit]:
    """检查什么：工作簿里有指向别的文件的链接。
    为什么：上报后链接找不到，数可能变（完整性）。依据：惯例。
    错例：=[2019年.xlsx]概算!B3。
    正例：直接填数。
    修改：由填报人处理。原目录为强制性错误；读到的数是确定的，故降为提示性问题。
    """
    for remark in submission.remarks_of(kinds.EXTERNAL_LINK):
        yield remark_hit(remark)


@rule(
    "STR008",
    "单元格是错误值",
    group=GROUP,
    severity=ERROR,
    review_point=POINT,
    message="“{field}”显示{raw}，读不出内容。",
    advice="请检查公式，或直接重新填写。",
    suppresses=("COM001", "COM011"),
)
def error_value(submission: Submission) -> Iterator[Hit]:
    """检查什么：填写的格或自动计算的格显示 #REF!、#NAME?、#VALUE!、#DIV/0!、#N/A。
    为什么：读不出内容，有关的勾稽都查不了（完整性）。依据：惯例。
    错例：#NAME?。
    正例：12。
    修改：由填报人重填。
    """
    for remark in submission.remarks_of(kinds.ERROR_VALUE):
        yield remark_hit(remark)


@rule(
    "STR010",
    "填写区外写了内容",
    group=GROUP,
    severity=HINT,
    review_point=POINT,
    tier=2,
    message={
        "": "填写区外写了“{raw}”，没有检查，也不会汇总。",
        "column": "表格里多了一列“{value}”，没有检查，也不会汇总。",
        "summary": "填写区外有{count}处内容（第{rows}行），没有检查，也不会汇总，如“{raw}”。",
    },
    advice="要上报的请移到表内，其余请删去。",
)
def stray_content(submission: Submission) -> Iterator[Hit]:
    """检查什么：栏目和表格之外的单元格里有内容。
    为什么：写在表外的说明不会被汇总（完整性）。依据：惯例。
    错例：H30 写“备注：含上年结转”。
    正例：写在备注栏里。
    修改：由填报人移动。
    """
    for remark in submission.remarks_of(kinds.STRAY_CONTENT):
        yield remark_hit(remark, "column" if remark.detail == "column" else "")


@rule(
    "STR013",
    "该填写的格里是公式",
    group=GROUP,
    severity=HINT,
    review_point=POINT,
    tier=2,
    message={
        "": "“{field}”里是公式，已用它的结果 {value}。",
        "summary": "有{count}个该填写的格里是公式（第{rows}行），已用它们的结果。",
    },
    advice="上报前建议换成数值，以免移动行列后变成错误值。",
)
def formula_for_input(submission: Submission) -> Iterator[Hit]:
    """检查什么：该直接填写的格里是公式，有计算结果。
    为什么：移动或汇总后公式可能失效（完整性）。依据：惯例。目录之外新增。
    错例：金额 =12*3.5。
    正例：金额 42.00。
    修改：由填报人决定，不自动改。
    """
    for remark in submission.remarks_of(kinds.FORMULA_INPUT):
        yield remark_hit(remark)
