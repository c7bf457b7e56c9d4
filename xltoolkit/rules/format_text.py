"""格式 of texts: phone numbers, names, HTML, blanks, invisible characters, length; what was typed in an odd way but understood."""

from __future__ import annotations

import re
from collections.abc import Iterator

from xltoolkit.findings import ERROR, HINT, WARNING, Fix
from xltoolkit.reader import remarks as kinds
from xltoolkit.reader.submission import Submission
from xltoolkit.rules.engine import Hit, NotApplicable, rule
from xltoolkit.rules.knowledge.facts import plain, texts, unusual_texts
from xltoolkit.text.normal import clean_text, full_width_digits, html_remnants, invisible_characters, narrow, one_line

GROUP, POINT = "格式", "完整性"
_ONE_LINE = frozenset(("text", "person", "phone", "choice", "target"))


@rule(
    "FMT006",
    "全角数字或全角符号",
    group=GROUP,
    severity=HINT,
    review_point=POINT,
    message={
        "": "“{field}”的“{found}”里有全角字符，已按“{expected}”理解。",
        "summary": "有{count}格写了全角的数字或符号（第{rows}行），已按半角理解。",
    },
    advice="建议改成半角；运行 xltoolkit fix 可以自动改好。",
)
def full_width(submission: Submission) -> Iterator[Hit]:
    """检查什么：金额、日期、电话、目标值里有全角的数字、％、＝、＞、＜、小数点。
    为什么：看着一样，查找和排序却对不上（完整性）。依据：惯例；有的系统把“=”存成全角“＝”。
    错例：目标值 ＝１２次。
    正例：目标值 =12次。
    修改：安全；只换成半角，意思不变。
    """
    told = set()
    for remark in submission.remarks_of(kinds.FULL_WIDTH):
        told.add(remark.pointer)
        yield Hit(remark.pointer, remark.raw, remark.value, fix=Fix(True, remark.value), place=remark.place)
    for pointer, field, value in texts(submission):
        if (
            field.kind in ("phone", "target")
            and not (text := value).isascii()
            and pointer not in told
            and full_width_digits(text)
        ):
            yield Hit(pointer, text, narrow(text), fix=Fix(True, narrow(text)))


@rule(
    "FMT007",
    "文字里残留网页标签",
    group=GROUP,
    severity=WARNING,
    review_point=POINT,
    message={
        "": "“{field}”里有网页标签“{found}”。",
        "summary": "有{count}格文字里残留网页标签“{found}”（第{rows}行），是从网页系统复制时带来的。",
    },
    advice="请删去标签，保留文字；运行 xltoolkit fix 可以自动改好。",
)
def html_left(submission: Submission) -> Iterator[Hit]:
    """检查什么：文字里有 <p>、<br>、<ol …>、&nbsp; 等网页标签或实体。“<5分钟”之类不算。
    为什么：打印和公开时会把标签当文字显示（完整性）。依据：2020年真实申报表的四段文字都带着标签。
    错例：<p>为保障信息系统稳定运行…</p>
    正例：为保障信息系统稳定运行…
    修改：安全；去掉标签，分段换成换行，文字不变。
    """
    for pointer, _field, value in unusual_texts(submission):
        if "<" in value or "&" in value:
            found = html_remnants(value)
            if found:
                shown = "、".join(found[:3])
                yield Hit(pointer, shown, "没有标签的文字", fix=Fix(True, plain(submission, pointer)))


@rule(
    "FMT010",
    "前后有空格、换行或多余空白",
    group=GROUP,
    severity=HINT,
    review_point=POINT,
    tier=2,
    message={
        "": "“{field}”的“{expected}”前后或中间有多余的空格、换行。",
        "summary": "有{count}格前后或中间有多余的空格、换行（第{rows}行）。",
    },
    advice="请删去多余空白，以免汇总时对不上；运行 xltoolkit fix 可以自动改好。",
)
def stray_blanks(submission: Submission) -> Iterator[Hit]:
    """检查什么：单行栏目（名称、姓名、电话、指标、目标值等）首尾有空格或换行，中间有连续空格或换行。
    为什么：名称看着一样，汇总比对却是两个（完整性）。依据：惯例。
    错例：“人社局2020年维保项目 ”。
    正例：“人社局2020年维保项目”。
    修改：安全；只去空白。
    """
    told = set()
    for remark in submission.remarks_of(kinds.BLANKS):
        told.add(remark.pointer)
        yield Hit(remark.pointer, remark.raw, remark.value, fix=Fix(True, remark.value), place=remark.place)
    for pointer, field, value in unusual_texts(submission):
        if (
            field.kind in _ONE_LINE
            and pointer not in told
            and value != (short := one_line(value))
            and not invisible_characters(value)
        ):
            yield Hit(pointer, value, short, fix=Fix(True, short))


@rule(
    "FMT011",
    "文字超出长度上限",
    group=GROUP,
    severity=WARNING,
    review_point=POINT,
    tier=2,
    message="“{field}”有{count}个字，超过上限{expected}。",
    advice="请精简，以免上传系统时被截断。",
)
def too_long(submission: Submission) -> Iterator[Hit]:
    """检查什么：文字（去掉网页标签）超过表样规定的字数上限。
    为什么：录入系统时会被截断（完整性）。依据：表样的字数上限；广西2021年表写明“450字内”。
    错例：项目概况 2,350字，上限 2,000字。
    正例：项目概况 1,200字。
    修改：由填报人精简。
    """
    for pointer, field, value in texts(submission):
        limit = field.schema.get("maxLength")
        if limit is not None and len(value) > limit and len(text := clean_text(value)) > limit:
            yield Hit(pointer, text, f"{limit}字", {"count": len(text)})


@rule(
    "FMT019",
    "写法不合表样的规定",
    group=GROUP,
    severity=ERROR,
    review_point=POINT,
    tier=2,
    message={
        "": "“{field}”填的“{found}”不合规定的写法。",
        "short": "“{field}”只有{count}个字，表样规定最少{least}个字。",
    },
    advice={"": "填写要求：{help}。", "short": "请补充内容。"},
    suppresses=("COM004", "COM005"),
)
def not_as_declared(submission: Submission) -> Iterator[Hit]:
    """检查什么：文字不合表样声明的写法（pattern，如项目编码10位数字），或少于声明的最少字数（minLength）。江阴表没有声明。
    为什么：编码、文号写错一位就对不上系统里的项目（完整性）。依据：表样的约束。
    错例：项目编码 2027-123（规定10位数字）。
    正例：项目编码 2027000123。
    修改：由填报人改正；字数不足的是提示。
    """
    form = submission.form
    declared = (*form.fields.values(), *(column for table in form.tables.values() for column in table.columns))
    if all("pattern" not in field.schema and "minLength" not in field.schema for field in declared):
        raise NotApplicable
    for pointer, field, value in texts(submission):
        pattern, least = field.schema.get("pattern"), field.schema.get("minLength", 0)
        if pattern is not None and re.search(pattern, text := clean_text(value)) is None:
            yield Hit(pointer, text, words={"help": (field.help or "请对照填表说明改正。").rstrip("。")})
        elif least and len(text := clean_text(value)) < least:
            yield Hit(pointer, text, f"不少于{least}个字", {"count": len(text), "least": least}, "short", WARNING)


@rule(
    "FMT012",
    "目标值被当成了公式",
    group=GROUP,
    severity=ERROR,
    review_point=POINT,
    message="第{row}行的目标值“{expected}”被 Excel 当成了公式{shown}。",
    advice="请把该格设成“文本”格式后重填 {expected}；运行 xltoolkit fix 可以自动改好。",
    suppresses=("COM011", "IND001", "IND002", "IND004", "IND006", "STR008"),
)
def target_taken_for_formula(submission: Submission) -> Iterator[Hit]:
    """检查什么：目标值以“=”开头，被表格软件当成公式，单元格显示 #NAME? 或变成别的数。
    为什么：真实表的39个目标值里有12个以“=”开头，成了公式就读不出来（完整性）。依据：实测。
    错例：单元格里是公式 =12次，显示 #NAME?。
    正例：单元格里是文本 =12次。
    修改：安全；按原样写成文本。
    """
    for remark in submission.remarks_of(kinds.TARGET_FORMULA):
        shown = f"，显示“{remark.raw}”" if remark.raw and remark.raw != remark.value else ""
        yield Hit(
            remark.pointer, remark.raw, remark.value, {"shown": shown}, fix=Fix(True, remark.value), place=remark.place
        )


@rule(
    "FMT014",
    "有看不见的字符",
    group=GROUP,
    severity=HINT,
    review_point=POINT,
    tier=2,
    message={
        "": "“{field}”里有看不见的字符：{found}。",
        "summary": "有{count}格里有看不见的字符（第{rows}行），如{found}。",
    },
    advice="请重新输入该格，以免看着一样却对不上；运行 xltoolkit fix 可以自动改好。",
)
def invisible(submission: Submission) -> Iterator[Hit]:
    """检查什么：文字里有零宽空格、字节序标记、控制字符或 _x000D_ 这样的残留。
    为什么：看着一样却对不上（完整性）。依据：惯例。
    错例：“人社局​2020年维保项目”（中间有零宽空格）。
    正例：“人社局2020年维保项目”。
    修改：安全；只去掉看不见的字符。
    """
    for pointer, _field, value in unusual_texts(submission):
        if not value.isprintable() or "_x" in value:
            found = invisible_characters(value)
            if found:
                yield Hit(pointer, "、".join(found), "没有看不见的字符", fix=Fix(True, clean_text(value)))


@rule(
    "FMT015",
    "日期写法不统一",
    group=GROUP,
    severity=HINT,
    review_point=POINT,
    tier=2,
    message="“{field}”写成“{found}”，已按 {expected} 理解。",
    advice="建议写成 {expected}；运行 xltoolkit fix 可以自动改好。",
)
def date_spelling(submission: Submission) -> Iterator[Hit]:
    """检查什么：日期写成文本（2020.1.1、2020年1月1日），读法只有一种。
    为什么：文本日期不能排序和计算（完整性）。依据：惯例；同一个区的表里两种写法都有。目录之外新增。
    错例：2020.1.1。
    正例：2020-01-01。
    修改：安全；写成同一天。
    """
    for remark in submission.remarks_of(kinds.DATE_SPELLING):
        yield Hit(remark.pointer, remark.raw, remark.value, fix=Fix(True, remark.value), place=remark.place)


@rule(
    "FMT017",
    "目标值是数字格式，不是文本",
    group=GROUP,
    severity=HINT,
    review_point=POINT,
    tier=2,
    message={
        "": "第{row}行的目标值显示为“{found}”，单元格里存的却是数字。",
        "summary": "有{count}个目标值存成了数字（第{rows}行），显示的内容可能随格式改变。",
    },
    advice="建议把该列设成“文本”格式；运行 xltoolkit fix 可以自动改好。",
)
def target_as_number(submission: Submission) -> Iterator[Hit]:
    """检查什么：目标值格里存的是数字（95% 存成 0.95），不是文本。
    为什么：换一种格式显示就变了样（完整性）。依据：惯例。目录之外新增。
    错例：目标值 0.95（百分比格式，显示 95%）。
    正例：目标值 95%（文本）。
    修改：安全；写成显示的文字。
    """
    for remark in submission.remarks_of(kinds.NUMBER_IN_TEXT):
        field = submission.form.field(remark.pointer)
        if field is not None and field.kind == "target":
            yield Hit(
                remark.pointer,
                remark.value or remark.raw,
                "文本",
                fix=Fix(True, remark.value or remark.raw),
                place=remark.place,
            )
