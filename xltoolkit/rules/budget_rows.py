"""预算, row by row: 元 taken for 万元, rows written twice, total rows among the items, unit price × quantity."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from xltoolkit.findings import ERROR, HINT, WARNING, Fix
from xltoolkit.form.equation import pointers
from xltoolkit.form.model import MatrixSection
from xltoolkit.reader import remarks as kinds
from xltoolkit.reader.submission import Submission
from xltoolkit.rules.engine import Hit, rule
from xltoolkit.rules.knowledge.amounts import differs, money
from xltoolkit.rules.knowledge.culprit import Culprit, culprits, speaker
from xltoolkit.rules.knowledge.facts import base_amount, estimates
from xltoolkit.rules.knowledge.thresholds import threshold

GROUP, POINT = "预算", "适当性"
_TOTAL_NAMES = frozenset(
    ("合计", "小计", "总计", "共计", "总和", "本页合计", "合计金额", "总计金额", "概算合计", "项目合计")
)


@rule(
    "BUD012",
    "万元和元弄混了",
    group=GROUP,
    severity=ERROR,
    review_point=POINT,
    message={
        "": "“{name}”填了{found}{unit}，像是单位弄混了；按{expected}{unit}算，“{equation}”正好相符。",
        "year": "“{name}”填了{found}{unit}，与“{other}”{expected}{unit}相差几百倍以上，像是单位弄混了。",
    },
    advice="本表的金额单位是{unit}，请核对这一格的单位。",
    suppresses=("BUD011", "X018", "X007", "FMT008"),
)
def unit_slip(submission: Submission) -> Iterator[Hit]:
    """检查什么：某个金额除以（或乘以）一万，原来不平的勾稽关系就正好全平；或者与本年度金额、同一行的另外几个数相差一千倍以上（提示性）。
    为什么：以万元为单位的表里混进了以元为单位的数（适当性）。依据：广水市2021年公开的表，7242318 元写进了万元表，改正后合计正好相等。
    错例：硬件平台维护 2000000（应为 200.00）。
    正例：硬件平台维护 200.00。
    修改：不安全，须填报人确认后改。
    """
    slipped = sorted(
        (culprit for culprit in culprits(submission) if culprit.slipped), key=lambda culprit: -culprit.value
    )
    if slipped:
        # two sides of one equation: the larger amount is the one in 元, the other takes part
        hit = _culprit_hit(submission, slipped[0])
        yield hit._replace(related=(*hit.related, *(other.pointer for other in slipped[1:])))
        return
    factor = threshold(submission, "slip_factor")
    yield from _slips_in_rows(submission, factor)
    base, base_pointer = base_amount(submission), base_cell(submission)
    if not base:
        return
    for pointer in ("/total_amount", "/prior_year/budget", "/prior_year/spent") if not culprits(submission) else ():
        value = (
            submission.amount(pointer)
            if submission.declares(pointer) and pointer not in submission.unreadable
            else None
        )
        least = factor / 4 if pointer == "/total_amount" else factor  # a year's share is rarely less than that
        if value and pointer != base_pointer and max(value / base, base / value) >= least:
            words = {"name": name_of(submission, pointer), "other": name_of(submission, base_pointer)}
            found, expected = money(submission, value), money(submission, base)
            yield Hit(
                pointer,
                found,
                expected,
                words,
                "year",
                WARNING,
                (base_pointer,),
                explains=("BUD004", "BUD009", "BUD010", "BUD011", "BUD020"),
            )
            return


def _slips_in_rows(submission: Submission, factor: Decimal) -> Iterator[Hit]:
    """Of the amounts in one row of a matrix (年初预算, 调整后预算数, 预算执行数) the one that lies a thousandfold off the others."""
    for section in submission.form.sections:
        if not isinstance(section, MatrixSection):
            continue
        for row in section.cells:
            typed = [field for field in row if field is not None and field.kind == "amount" and field.computed is None]
            known = [(value, field) for field in typed if (value := _readable_amount(submission, field.pointer))]
            if len(known) < 3:
                continue
            known.sort(key=lambda pair: pair[0])
            low, middle, high = known[0], known[len(known) // 2], known[-1]
            odd = low if middle[0] / low[0] >= factor else high if high[0] / middle[0] >= factor else None
            if odd is None:
                continue
            shown = {"name": odd[1].name, "other": middle[1].name}
            related = tuple(field.pointer for _, field in known if field is not odd[1])
            found, expected = money(submission, odd[0]), money(submission, middle[0])
            yield Hit(
                odd[1].pointer,
                found,
                expected,
                shown,
                "year",
                WARNING,
                related,
                explains=("BUD016", "COM020", "FMT008"),
            )


def _readable_amount(submission: Submission, pointer: str) -> Decimal | None:
    return None if pointer in submission.unreadable else submission.amount(pointer)


@rule(
    "BUD019",
    "一格填错，使勾稽关系不平",
    group=GROUP,
    severity=ERROR,
    review_point=POINT,
    message="“{name}”填的是{found}{unit}，与“{equation}”不符；改成{expected}{unit}，各项勾稽关系就都相符。",
    advice="请先核对这一格。",
)
def one_cell_explains(submission: Submission) -> Iterator[Hit]:
    """检查什么：几条勾稽关系不平，而且只要改某一格就都平了；只有唯一一格能这样，又没有一条关系正说这一格时，才指它。
    为什么：一处填错会使几条关系同时不平，只说根源（适当性）。依据：勾稽关系本身。目录之外新增。
    错例：跨年项目的本年度金额 400.00，资金总额、概算合计都是 300.00。
    正例：三处都是 300.00。
    修改：不安全，须填报人确认后改。
    """
    found = culprits(submission)
    if len(found) == 1 and not found[0].slipped and speaker(found) is None:
        yield _culprit_hit(submission, found[0])


def _culprit_hit(submission: Submission, culprit: Culprit) -> Hit:
    codes = tuple(dict.fromkeys(equation.code for equation in culprit.failing))
    related = tuple(
        dict.fromkeys(
            pointer
            for equation in culprit.failing
            for side in (equation.left, equation.right)
            for pointer in pointers(side, submission.form)
        )
    )
    return Hit(
        culprit.pointer,
        money(submission, culprit.value),
        money(submission, culprit.meant),
        {
            "name": name_of(submission, culprit.pointer),
            "equation": "；".join(equation.text for equation in culprit.failing[:2]),
        },
        related=related,
        fix=Fix(False, f"{culprit.meant.normalize():f}"),
        explains=(*codes, "BUD004", "BUD009", "X007", *_follows(culprit.pointer)),
    )


def _follows(pointer: str) -> tuple[str, ...]:
    """What is said of the comparison with last year, if that is what is wrong."""
    return ("BUD010", "BUD011", "BUD020") if pointer.startswith("/prior_year/") else ()


def base_cell(submission: Submission) -> str:
    """The cell that the base amount stands in: the first of the base expression's amounts that is filled."""
    amounts = submission.form.base_amounts
    return next(
        (pointer for pointer in amounts if submission.value(pointer) is not None), amounts[0] if amounts else ""
    )


def name_of(submission: Submission, pointer: str) -> str:
    """What a message calls an amount: the field's name, or of a table's row the text that names the row."""
    parts = pointer.split("/")
    if len(parts) == 4 and parts[2].isdigit():
        row = submission.rows("/" + parts[1])[int(parts[2])]
        return next(
            (
                str(row.values[column.key])
                for column in row.table.columns
                if isinstance(row.values.get(column.key), str)
            ),
            "",
        )
    return submission.name_of(pointer)


@rule(
    "BUD013",
    "概算明细重复",
    group=GROUP,
    severity=WARNING,
    review_point=POINT,
    tier=2,
    message={
        "": "第{row}行“{name}”与第{other}行名称和金额都相同。",
        "sum": "第{row}行“{name}”与第{other}行相同，重复填写使概算多出{found}{unit}。",
    },
    advice="请确认；重复的删去一行，不是重复的把名称写得不同。",
    suppresses=("COM015",),
)
def estimate_twice(submission: Submission) -> Iterator[Hit]:
    """检查什么：两行概算的名称相同、金额相同（空白、标点不计）。去掉重复的一行合计就相符的，是强制性错误。
    为什么：重复的行会多算钱（适当性）。依据：惯例。名称相同而金额不同的，可能是分批支出，不报。
    错例：两行都是 硬件平台维护 150.00。
    正例：硬件平台维护（一期）150.00、硬件平台维护（二期）150.00。
    修改：由填报人核对。
    """
    rows = estimates(submission)
    total = sum((row.amount for row in rows if row.amount is not None), Decimal(0))
    base = base_amount(submission)
    seen: dict[tuple[str, Decimal | None], str] = {}
    for row in rows:
        if not row.key:
            continue
        known = (row.key, row.amount)
        first = seen.setdefault(known, row.pointer)
        if first == row.pointer or row.amount is None:
            continue
        proves = (
            base is not None and differs(submission, total, base) and not differs(submission, total - row.amount, base)
        )
        place = submission.place(first + "/item")
        yield Hit(
            row.row.at("item"), money(submission, row.amount), "每项只写一行", {"name": row.item, "other": place.row if place else ""},
            "sum" if proves else "", ERROR if proves else "", (first + "/item", row.row.at("amount"), first + "/amount"),
            explains=("BUD001", "BUD012", "BUD019") if proves else (),
        )  # fmt: skip


@rule(
    "BUD014",
    "合计行混在明细里",
    group=GROUP,
    severity=ERROR,
    review_point=POINT,
    tier=2,
    message={
        "": "第{row}行“{found}”是合计行，会被重复计算。",
        "read": "第{row}行是合计行，没有当作明细。",
    },
    advice="请删去这一行；合计自动计算。",
    suppresses=("COM015", "X009", "BUD013"),
)
def total_among_items(submission: Submission) -> Iterator[Hit]:
    """检查什么：概算明细里有名叫合计、小计、总计的行。
    为什么：合计行会使概算翻倍（适当性）。依据：惯例。
    错例：合 计 300.00。
    正例：只写明细。
    修改：由填报人删去。
    """
    for row in estimates(submission):
        if row.key.strip("（）()") in _TOTAL_NAMES:
            yield Hit(
                row.row.at("item"),
                row.item,
                "明细名称",
                explains=("BUD001", "BUD012", "BUD019"),
                related=(row.row.at("amount"),),
            )
    for remark in submission.remarks_of(kinds.TOTAL_ROW):
        severity = WARNING if remark.detail == "different" else HINT
        yield Hit(remark.pointer, remark.raw, "明细名称", variant="read", severity=severity, place=remark.place)
