"""工作簿: what happened to the file itself, told from the reader's remarks. Readable means a hint at most, unless a number is in doubt."""

from __future__ import annotations

from collections.abc import Iterator

from xltoolkit.findings import ERROR, HINT, WARNING
from xltoolkit.reader import remarks as kinds
from xltoolkit.reader.submission import Remark, Submission
from xltoolkit.rules.engine import Hit, rule

GROUP, POINT = "工作簿", "完整性"


def remark_hit(remark: Remark, variant: str = "", **more: object) -> Hit:
    """A hit at the place that the reader noticed, with the remark's own words."""
    words = {"raw": remark.raw, "value": remark.value, "detail": remark.detail}
    return Hit(remark.pointer, remark.raw, remark.value, words, variant, place=remark.place, **more)  # type: ignore[arg-type]


@rule(
    "STR001",
    "模板标记丢失或版本不同",
    group=GROUP,
    severity=HINT,
    review_point=POINT,
    message={
        "": "工作簿里没有模板的标记，已按表上的标题和栏目认出是本表。",
        "version": "工作簿用的是另一个版本的模板（{detail}）。",
    },
    advice="内容已照常检查；下次请用下发的模板填写，或运行 xltoolkit upgrade 迁移到新模板。",
)
def stamp(submission: Submission) -> Iterator[Hit]:
    """检查什么：模板的编号、版本标记丢失，或与现行版本不同。
    为什么：内容贴到别的工作簿会丢标记，旧版模板可能缺栏目（完整性）。依据：惯例。
    错例：把内容贴进一个新建的工作簿。
    正例：直接在下发的模板里填写。
    修改：不影响检查；可运行 xltoolkit upgrade 迁移。
    """
    for remark in submission.remarks_of(kinds.STAMP_LOST, kinds.STAMP_VERSION):
        yield remark_hit(remark, "version" if remark.kind == kinds.STAMP_VERSION else "")


@rule(
    "STR002",
    "工作表改名、缺失、隐藏或有副本",
    group=GROUP,
    severity=HINT,
    review_point=POINT,
    message={
        kinds.SHEET_RENAMED: "工作表“{value}”现在叫“{raw}”，已照常读取。",
        kinds.SHEET_MISSING: "没有找到工作表“{value}”。",
        kinds.SHEET_HIDDEN: "工作表“{raw}”是隐藏的，已照常读取。",
        kinds.SHEET_COPY: "“{raw}”与“{value}”填的是同一段，内容相同。",
        "differs": "同一段填了两份，“{raw}”与“{value}”的内容不一样（{detail}），检查和汇总用的是“{value}”上的一份。",
        kinds.EXTRA_SHEET: "工作表“{raw}”不属于本表，没有检查。",
    },
    advice={
        "": "请核对工作表。",
        kinds.SHEET_RENAMED: "建议改回原名。",
        kinds.SHEET_MISSING: "请从下发的模板里补上这张表。",
        kinds.SHEET_HIDDEN: "请取消隐藏后核对。",
        kinds.SHEET_COPY: "建议删去多余的一份。",
        "differs": "请确认哪一份对，删去另一份。",
        kinds.EXTRA_SHEET: "与申报无关的，建议删去。",
    },
)
def sheets(submission: Submission) -> Iterator[Hit]:
    """检查什么：填报用的工作表被改名、删去、隐藏，同一段有两份，或多了别的工作表。
    为什么：两份内容不一样时，汇总用的可能不是要报的那一份（完整性）。依据：惯例。
    错例：“目标内容”与“目标内容 (2)”并存，目标值不同。
    正例：工作表与模板一致。
    修改：由填报人整理。改名、隐藏只提示；两份不一样是提示性问题；整张表没有了，内容就没有报上来，是强制性错误。
    """
    wanted = (kinds.SHEET_RENAMED, kinds.SHEET_MISSING, kinds.SHEET_HIDDEN, kinds.SHEET_COPY, kinds.EXTRA_SHEET)
    for remark in submission.remarks_of(*wanted):
        differs = remark.kind == kinds.SHEET_COPY and remark.detail not in ("", "equal")
        severity = WARNING if differs else ERROR if remark.kind == kinds.SHEET_MISSING else ""
        yield remark_hit(remark, "differs" if differs else remark.kind, severity=severity)


@rule(
    "STR003",
    "表头被改、列被插入或栏目不见了",
    group=GROUP,
    severity=HINT,
    review_point=POINT,
    message={
        kinds.LABEL_CHANGED: "“{value}”现在写成“{raw}”，已照常读取。",
        kinds.COLUMN_INSERTED: "“{field}”的内容比模板靠右，可能插入了空列，已照常读取。",
        kinds.BESIDE_LABEL: "“{field}”的内容写在了栏目名称的格里，已照常读取。",
        kinds.FIELD_MISSING: "没有找到“{value}”这一栏。",
        kinds.LABEL_UNIT: "“{field}”的单位被改成了“{raw}”，本表的单位是“{value}”，这些数没有参加检查。",
    },
    advice={
        "": "建议恢复模板原样。",
        kinds.FIELD_MISSING: "请从下发的模板里补上这一栏，再填写。",
        kinds.LABEL_UNIT: "请恢复原来的单位，按{value}填写。",
    },
    suppresses=("COM001", "COM006", "COM014"),
)
def labels(submission: Submission) -> Iterator[Hit]:
    """检查什么：栏目名称被改写、中间插入了空列，或整个栏目被删。
    为什么：栏目不见了，内容就没有报上来（完整性）。依据：惯例。
    错例：“联系电话”一行被整行删除。
    正例：栏目与模板一致。
    修改：由填报人恢复。读得出来的只是建议；必填栏目不见了、金额单位被改了是强制性错误。
    """
    wanted = (kinds.LABEL_CHANGED, kinds.COLUMN_INSERTED, kinds.BESIDE_LABEL, kinds.FIELD_MISSING, kinds.LABEL_UNIT)
    for remark in submission.remarks_of(*wanted):
        severity = ""
        if remark.kind == kinds.FIELD_MISSING:
            severity = WARNING if remark.detail == "optional" else ERROR
        elif remark.kind == kinds.LABEL_UNIT:
            severity = ERROR
        yield remark_hit(remark, remark.kind, severity=severity)


@rule(
    "STR004",
    "数据区里有合并单元格",
    group=GROUP,
    severity=WARNING,
    review_point=POINT,
    message={
        "value": "“{field}”有几行合并成了一格，已按这几行内容相同理解。",
        "number": "“{field}”有几行合并成了一格，分不清每一行是多少，没有参加合计。",
        "group": "“{field}”有几行合并成了一格，已按这几行相同理解。",
        "spread": "“{field}”的一段文字分写在几格里，已接在一起理解。",
    },
    advice={
        "": "请取消合并，一行写一条。",
        "spread": "请写在一格里。",
    },
)
def merged_cells(submission: Submission) -> Iterator[Hit]:
    """检查什么：表格里的目标值、金额等被合并；一级、二级目标的合并读得出来，只作建议。
    为什么：合并的金额算几次说不清，合计会错（完整性）。依据：惯例；真实表的一级目标就是合并过的。
    错例：C12:C14 三个金额合并成一格。
    正例：一行一条，不合并。
    修改：由填报人取消合并。合并的金额读不出每行是多少，是强制性错误。
    """
    for remark in submission.remarks_of(kinds.MERGED_ROWS, kinds.VALUE_SPREAD):
        variant = "spread" if remark.kind == kinds.VALUE_SPREAD else remark.detail
        yield remark_hit(remark, variant, severity={"group": HINT, "spread": HINT, "number": ERROR}.get(variant, ""))


@rule(
    "STR009",
    "隐藏的行里有数据",
    group=GROUP,
    severity=WARNING,
    review_point=POINT,
    tier=2,
    message="“{field}”的第{raw}行被隐藏或筛选掉了，里面有数据，已计入检查和合计。",
    advice="请取消隐藏和筛选，核对这些行还要不要。",
)
def hidden_rows(submission: Submission) -> Iterator[Hit]:
    """检查什么：表格里有内容的行被隐藏、筛选掉或行高为零。
    为什么：看不见的行会计入合计（完整性）。依据：惯例。
    错例：概算第5行隐藏，金额 20.00。
    正例：没有隐藏的行。
    修改：由填报人核对。
    """
    for remark in submission.remarks_of(kinds.HIDDEN_ROWS):
        yield remark_hit(remark)


@rule(
    "STR011",
    "文件格式或宏",
    group=GROUP,
    severity=HINT,
    review_point=POINT,
    tier=2,
    message={
        kinds.UNKNOWN_MACRO: "工作簿里有不是本工具的宏。",
        kinds.WRONG_EXTENSION: "文件扩展名是{raw}，内容其实是{value}，已照内容读取。",
        kinds.UNSEEN: "这种文件格式看不出{detail}，这些没有检查。",
    },
    advice="请用 Excel 或 WPS 另存为 .xlsx 再上报。",
)
def file_format(submission: Submission) -> Iterator[Hit]:
    """检查什么：扩展名与内容不符，含有来历不明的宏，或文件格式看不出错误值、公式等。
    为什么：宏常被拦截，旧格式看不全（完整性）。依据：惯例。
    错例：把 .et 改名为 .xlsx。
    正例：真正的 .xlsx。
    修改：由填报人另存。
    """
    for remark in submission.remarks_of(kinds.UNKNOWN_MACRO, kinds.WRONG_EXTENSION, kinds.UNSEEN):
        yield remark_hit(remark, remark.kind)


@rule(
    "STR012",
    "表格写进了下一段",
    group=GROUP,
    severity=ERROR,
    review_point=POINT,
    tier=2,
    message="“{field}”写到了下一段“{detail}”里，行与行分不清。",
    advice="请在表格里插入行，不要往下一段里写。",
)
def table_overflow(submission: Submission) -> Iterator[Hit]:
    """检查什么：表格的行写进了下一段的标题或栏目。
    为什么：写进下一段的内容读不准（完整性）。依据：惯例。
    错例：指标写到“预算经费和明细测算”标题行。
    正例：在表格里插入行。
    修改：由填报人整理。
    """
    for remark in submission.remarks_of(kinds.TABLE_OVERFLOW):
        yield remark_hit(remark)


@rule(
    "STR014",
    "印出的年度与模板不同",
    group=GROUP,
    severity=WARNING,
    review_point=POINT,
    tier=2,
    message="表上印的年度是{raw}，模板是{value}年的，已按{value}年检查。",
    advice="请用当年的模板填写；模板没错的，把表上的年度改回来。",
)
def year_changed(submission: Submission) -> Iterator[Hit]:
    """检查什么：表头印的年度被改过，与模板的年度不同。
    为什么：拿旧模板改年度，栏目和选项可能已经变了（完整性）。依据：惯例。目录之外新增。
    错例：2020年的模板，表头改成（2021年）。
    正例：表头与模板一致。
    修改：由填报人核对。
    """
    for remark in submission.remarks_of(kinds.YEAR_CHANGED):
        yield remark_hit(remark)


@rule(
    "STR015",
    "一级、二级目标只写在每组第一行",
    group=GROUP,
    severity=HINT,
    review_point=POINT,
    tier=2,
    message={
        "": "“{value}”只写在第一行，下面{raw}行空着，已按同一类理解。",
        "summary": "有{count}处{level1}、{level2}只写在每组的第一行，下面空着的行已按同一类理解。",
    },
    advice="建议每一行都写上，以便筛选和汇总。",
)
def inherited_rows(submission: Submission) -> Iterator[Hit]:
    """检查什么：一组指标只在第一行写一级、二级目标，下面空着。
    为什么：排序、筛选之后就看不出属于哪一类（完整性）。依据：惯例；打印的表样就是这样写的。目录之外新增。
    错例：产出目标 只写在第10行，第11至24行空着。
    正例：每一行都写产出目标。
    修改：由填报人补写；不影响检查。
    """
    for remark in submission.remarks_of(kinds.INHERITED_ROWS):
        yield remark_hit(remark)
