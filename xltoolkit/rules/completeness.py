"""完整性: required fields, placeholders, texts cut short, rows with one half missing, the cost estimate."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from xltoolkit.findings import ERROR, HINT, WARNING
from xltoolkit.reader.submission import Row, Submission, get
from xltoolkit.rules.engine import Hit, NotApplicable, rule
from xltoolkit.rules.knowledge.continuation import half_a_word
from xltoolkit.rules.knowledge.culprit import blamed
from xltoolkit.rules.knowledge.facts import known_period, narratives, plain, texts
from xltoolkit.rules.knowledge.thresholds import threshold
from xltoolkit.rules.knowledge.unfinished import how_unfinished
from xltoolkit.rules.knowledge.words import inner_placeholder, is_placeholder, may_have_gaps, words
from xltoolkit.text.normal import is_blank

GROUP, POINT = "完整性", "完整性"


@rule(
    "COM001",
    "必填项没有填",
    group=GROUP,
    severity=ERROR,
    review_point=POINT,
    message={
        "": "“{field}”是必填项，现在是空的。",
        "text": "“{field}”是必填的文字说明，现在是空的。",
    },
    advice={
        "": "请填写“{field}”。",
        "text": "请用几句话写清楚，不能空着。",
    },
    suppresses=("FMT007", "FMT010", "FMT014"),
)
def required_field_blank(submission: Submission) -> Iterator[Hit]:
    """检查什么：表样上带“*”的栏目，去掉空格和网页标签后是空的。
    为什么：形式完整是上报的前提；审核首先看必填内容是否齐全（完整性）。依据：表样本身的“*”标记。
    错例：联系电话没有填；年度绩效目标里只有一个空格。
    正例：联系电话 86710000。
    修改：由填报人补填，工具不会代填。
    """
    for pointer, field in submission.form.fields.items():
        if not field.required or field.computed is not None or pointer in submission.unreadable:
            continue
        value = submission.value(pointer)
        if value is None or (isinstance(value, str) and not plain(submission, pointer)):
            yield Hit(pointer, expected="填写内容", variant="text" if field.kind == "long_text" else "")


@rule(
    "COM003",
    "占位内容没有换成真实内容",
    group=GROUP,
    severity=ERROR,
    review_point=POINT,
    message={
        "": "“{field}”填的是“{found}”，还是占位内容。",
        "inside": "“{field}”里还留着“{found}”这样的空位。",
    },
    advice="请换成真实内容；确实没有的，清空该格或写明原因。",
    suppresses=(
        "COM004",
        "COM005",
        "FMT002",
        "FMT003",
        "IND001",
        "IND004",
        "IND011",
        "IND029",
        "IND030",
        "IND033",
        "IND034",
        "X009",
        "X013",
    ),
)
def placeholder_left(submission: Submission) -> Iterator[Hit]:
    """检查什么：整格只有 XX、×××、某某、待定、待填、/、—、“请填写…”等占位写法（强制性）；或文字中间留着 XX、____（提示性）。
    为什么：占位内容等于没有填（完整性）。依据：惯例；公开的预算公开检查工具也查这一项。
    错例：联系人 XXX；目标值 ≥XX%。
    正例：联系人 王某某；备注 无。
    修改：由填报人换成真实内容。选填项里的“/”“无”当作没有填，不报。
    """
    gaps = may_have_gaps("\n".join([text for _, _, text in texts(submission)]))  # quicker than to look at each
    for pointer, field, text in texts(submission):
        if field.kind == "choice":
            continue
        if len(text) <= 20 and is_placeholder(text, field.kind, field.required):
            yield Hit(pointer, text.strip(), "真实内容", severity=ERROR if field.required else WARNING)
        elif gaps and (gap := inner_placeholder(text)):
            yield Hit(pointer, gap, "真实内容", variant="inside", severity=WARNING)


@rule(
    "COM004",
    "文字说明太短",
    group=GROUP,
    severity=WARNING,
    review_point=POINT,
    tier=2,
    message="“{field}”只有{count}个字，审核人看不出要做什么。",
    advice="请补充具体内容：做什么、做多少、什么时候做完、达到什么效果。",
)
def description_too_short(submission: Submission) -> Iterator[Hit]:
    """检查什么：必填的文字说明少于规定字数（默认30字，表样可改）的一半；没有数字又不到三分之二的，只作建议。
    为什么：说明太短无法判断项目内容与目标是否相符（完整性、相关性）。依据：惯例。
    错例：项目概况 信息系统维护。
    正例：年度绩效目标 全年培训12期600人次，合格率95%以上。
    修改：由填报人补充。
    """
    least = int(threshold(submission, "minimum_text"))
    for pointer, text in narratives(submission).items():
        field = submission.form.fields[pointer]
        enough = least // 2 if any(map(str.isdigit, text)) else least * 2 // 3
        if field.required and len(text) < enough:
            severity = "" if len(text) < least // 2 else HINT
            yield Hit(pointer, text, f"不少于{least}个字", {"count": len(text)}, severity=severity)


@rule(
    "COM005",
    "文字没有写完，可能被截断",
    group=GROUP,
    severity=WARNING,
    review_point=POINT,
    message={
        "": "“{field}”好像没有写完，结尾是“…{found}”。",
        "until": "“{field}”按月写到{found}就没有了，项目期到{expected}。",
        "stop": "“{field}”的结尾“…{found}”没有句号，别的文字都有，也许没有写完。",
    },
    advice="可能是粘贴时被截断，请对照原稿补全；确已写完的，补上句号。",
    suppresses=("X010",),
)
def text_cut_off(submission: Submission) -> Iterator[Hit]:
    """检查什么：文字停在句中：结尾是逗号、顿号、冒号或没有配对的括号、引号；或者全文用句号断句、最后一句却没有结束。别的文字都有句号、只有这一段没有的，只作建议。
    为什么：内容不全，审核人无法判断（完整性）。依据：2020年真实申报表的实施计划停在“3、做好网上申报软”。
    错例：…2、做好日常维护；3、做好网上申报软
    正例：…3、做好网上申报软件的维护。
    修改：由填报人对照原稿补全。
    """
    long_texts = narratives(submission)
    finished = [pointer for pointer, text in long_texts.items() if text[-1] in "。！？；.!?;”』）)】"]
    for pointer, text in long_texts.items():
        others = [other for other in long_texts if other != pointer and len(long_texts[other]) > 20]
        strict = bool(others) and all(other in finished for other in others)
        if how_unfinished(text, strict=strict):
            yield Hit(pointer, text[-12:], "一句完整的话")
        elif len(text) >= 4 and _alone_without_stop(pointer, text, finished, list(long_texts)):
            yield Hit(pointer, text[-12:], "一句完整的话", variant="stop", severity=HINT)
    yield from _plan_stops(submission, long_texts.get("/implementation_plan", ""))
    half = half_a_word(submission)
    for pointer, field, text in texts(submission):
        in_table = field.kind in ("text", "long_text") and (
            pointer not in submission.form.fields or pointer == "/project_name"
        )
        cut = (
            field.kind == "target" and len(text) > 2 and (text.rstrip()[-1] in _NO_UNIT_ENDS or _half_of_one_each(text))
        )
        mid_word = (
            text[-1:] in _DEGREES_BEGIN
            and pointer.endswith("/name")
            and _ends_as_its_target_begins(submission, pointer, text)
        )
        if pointer in half or cut or mid_word or (in_table and how_unfinished(text, strict=False, short=True)):
            severity = HINT if half.get(pointer) is False else ""
            yield Hit(pointer, text.rstrip()[-12:], "一句完整的话", severity=severity)


def _ends_as_its_target_begins(submission: Submission, pointer: str, name: str) -> bool:
    """财务管理制度健, whose target is 健全."""
    goal = str(get(submission.data, pointer.removesuffix("name") + "target") or "").strip("。")
    return len(goal) == 2 and goal.isalpha() and name.endswith(goal[0]) and goal in _DEGREES and len(name) > 4


_DEGREES_BEGIN = frozenset("健规合完有")
_DEGREES = ("健全", "规范", "合规", "完备", "有效", "完善", "完整")
_HEAD = (
    r"(?:^|[。；\n])\s*(?:[（(]?[一二三四五六七八九十\d]{1,2}[)）、.．])?\s*(\d{1,2})(?:[—–~～至到-]{1,2}(\d{1,2}))?月"
)
_HEADS, _LATE_IN_THE_YEAR = 3, 10


def _plan_stops(submission: Submission, plan: str) -> Iterator[Hit]:
    """A plan that goes month by month and stops in June, in a project that goes to the end of the year."""
    project = known_period(submission)
    if project is None or not project.one_year or project.end.month < 12 or "月" not in plan:
        return
    heads = [(int(found[1]), int(found[2] or found[1])) for found in re.finditer(_HEAD, plan)]
    ordered = len(heads) >= _HEADS and all(one[0] <= other[0] for one, other in pairwise(heads))
    latest = max((int(month) for month in re.findall(r"(?<![\d.])(\d{1,2})月", plan)), default=0)
    if ordered and heads[0][0] <= 3 and latest < _LATE_IN_THE_YEAR and not _LATER.any_in(plan):
        end = f"{project.end.year}年{project.end.month}月"
        yield Hit("/implementation_plan", f"{latest}月", end, variant="until", severity=HINT, related=("/end_date",))


_LATER = words("下半年 四季度 年底 年末 全年 每月 每季 次年")


def _half_of_one_each(text: str) -> bool:
    """一户一, of 一户一档."""
    return len(text) == 3 and text[0] == text[2] == "一"


_NO_UNIT_ENDS = frozenset("·/、，；：")  # =4200元/人·


def _alone_without_stop(pointer: str, text: str, finished: list[str], all_texts: list[str]) -> bool:
    """Every other text ends with a full stop; this one ends with a word."""
    others = [other for other in all_texts if other != pointer]
    return (
        bool(others)
        and all(other in finished for other in others)
        and ((text[-1].isalnum() or text[-1] in "%％）)") and not text.endswith(("以上", "以下", "以内", "左右")))
        and not (text.endswith("等") and "。" not in text)
    )


def _is_blank(value: object) -> bool:
    """Nothing that a person can see; plain words are told at once."""
    if value is None:
        return True
    return not (isinstance(value, Decimal) or "\u4e00" <= str(value)[:1] <= "\u9fff") and is_blank(str(value))


def _blank_required(row: Row, keys: list[str]) -> list[str]:
    """Which of these cells of the row are blank; one that cannot be read is not blank."""
    return [key for key in keys if _is_blank(row.values.get(key)) and row.readable(key)]


@rule(
    "COM011",
    "一行只填了一半",
    group=GROUP,
    severity=ERROR,
    review_point=POINT,
    message="第{row}行（{name}）没有填“{field}”。",
    advice="请补上“{field}”；这一行不用的，把整行清空。",
    suppresses=("COM012", "COM015", "IND001", "IND002", "IND004", "X009"),
)
def row_half_filled(submission: Submission) -> Iterator[Hit]:
    """检查什么：表格里填了内容的一行，必填的格（如指标、目标值；明细名称、金额）有空着的。一级、二级目标空着见 IND023。
    为什么：有指标没有目标值无法考核，有金额没有名称无法核对（完整性）。依据：表样的列结构。
    错例：指标 巡检次数，目标值 空。
    正例：指标 巡检次数，目标值 =12次。
    修改：由填报人补填。原目录的 COM016（概算行）并入本条。
    """
    for table in submission.tables:
        levels = table.tree.levels if table.tree else ()
        split = len(table.target_parts) > 1
        required = [column.key for column in table.columns if column.required and column.key not in levels]
        for row in submission.rows(table.pointer):
            blank = _blank_required(row, required)
            if not blank:
                continue
            filled = next((str(row.values[key]) for key in required if key not in blank), "")
            for key in blank if len(blank) < len(required) or split else blank[:1]:
                column = table.column(key)
                sums = ("BUD001", "BUD012", "BUD019") if column is not None and column.kind == "amount" else ()
                explains = (*sums, *blamed(submission, row.at(key)))
                yield Hit(row.at(key), expected="填写内容", words={"name": filled or "其余各格"}, explains=explains)


@rule(
    "COM012",
    "没有写目标值来源",
    group=GROUP,
    severity=HINT,
    review_point=POINT,
    message={
        "": "第{row}行“{name}”没有写“{field}”。",
        "summary": "有{count}条指标没有写“{field}”（第{rows}行）。",
    },
    advice="建议写上依据：合同、上年实际、行业标准或计划文件。",
)
def source_blank(submission: Submission) -> Iterator[Hit]:
    """检查什么：有目标值的指标没有写目标值来源；三条以上合并成一条说。
    为什么：目标值应有依据，审核时才能判断高低（适当性）。依据：财预〔2021〕101号要求说明指标值设定依据；惯例。
    错例：知识库条数 ≥300条，来源 空。
    正例：知识库条数 ≥300条，来源 上年实际280条。
    修改：由填报人补写。
    """
    rows = submission.rows("/indicators")
    if rows and rows[0].table.column("source") is None:
        raise NotApplicable
    for row in rows:
        if row.values.get("name") and row.values.get("target") and says_nothing(row.values.get("source")):
            yield Hit(row.at("source"), expected="目标值的依据", words={"name": str(row.values["name"])})


def says_nothing(value: object) -> bool:
    return value is None or str(value).strip() in ("", "/", "\\", "-", "—", "——", "无")
