"""完整性 of the money: the cost estimate, the prior year, what is useful though optional."""

from __future__ import annotations

from collections.abc import Iterator

from xltoolkit.findings import ERROR, HINT, WARNING
from xltoolkit.reader.submission import Submission
from xltoolkit.rules.completeness import GROUP, POINT, says_nothing
from xltoolkit.rules.engine import Hit, NotApplicable, rule
from xltoolkit.rules.knowledge.facts import base_amount, estimates, known_period, remarks_say


@rule(
    "COM014",
    "项目概算没有明细",
    group=GROUP,
    severity=ERROR,
    review_point=POINT,
    message="填了项目金额{found}{unit}，但“{field}”没有一行明细。",
    advice="请按子项目逐行写名称和金额。",
    suppresses=("BUD001",),
)
def no_estimates(submission: Submission) -> Iterator[Hit]:
    """检查什么：项目有金额，概算表却一行也没有。
    为什么：没有明细无法判断资金安排是否合理（完整性、适当性）。依据：表样设有概算明细表。
    错例：项目总金额 300.00，项目概算 空。
    正例：项目概算 2行，合计 300.00。
    修改：由填报人补填。
    """
    if not estimates(submission):
        amount = base_amount(submission) or submission.amount("/total_amount")
        if amount:
            yield Hit("/estimates", f"{amount:f}", "逐行的明细", related=("/total_amount",))


@rule(
    "COM015",
    "没有写概算的用途",
    group=GROUP,
    severity=HINT,
    review_point=POINT,
    tier=2,
    message={
        "": "第{row}行“{name}”没有写“{field}”。",
        "summary": "有{count}行概算没有写“{field}”（第{rows}行）。",
    },
    advice="建议写清钱花在什么上、怎么算出来的，如“12个月×3万元”。",
)
def purpose_blank(submission: Submission) -> Iterator[Hit]:
    """检查什么：概算行有名称和金额，没有写用途；三行以上合并成一条说。
    为什么：看不出测算依据（适当性）。依据：惯例；2020年真实表13行全空。
    错例：硬件平台维护 43.00，用途 空。
    正例：硬件平台维护 43.00，用途 12个月驻场维保。
    修改：由填报人补写。
    """
    for row in submission.rows("/estimates"):
        if row.table.column("purpose") is None:
            raise NotApplicable
        if row.values.get("item") and row.values.get("amount") is not None and says_nothing(row.values.get("purpose")):
            yield Hit(row.at("purpose"), expected="用途和测算", words={"name": str(row.values["item"])})


@rule(
    "COM017",
    "经常性项目没有填上年度使用情况",
    group=GROUP,
    severity=WARNING,
    review_point=POINT,
    tier=2,
    message="项目类型是“{found}”，上年度资金使用情况却一项也没有填。",
    advice="请填上年度安排、使用和完成进度；第一年申报的，在“{remarks}”里注明。",
)
def prior_year_missing(submission: Submission) -> Iterator[Hit]:
    """检查什么：项目类型是经常性、延续性的，上年度安排、使用、进度全空，备注里也没有说明。
    为什么：延续项目的上年执行情况是核定今年预算的依据（适当性）。依据：惯例。
    错例：经常性专项业务费，上年度各格全空。
    正例：备注 本项目为首年申报，无上年度数据。
    修改：由填报人补填或说明。
    """
    kind = submission.text("/project_type")
    if not any(word in kind for word in ("经常", "延续", "常年")):
        raise NotApplicable
    fields = [pointer for pointer in submission.form.fields if pointer.startswith("/prior_year/")]
    if not fields or remarks_say(
        submission, "首次", "首年", "第一年", "新增", "新设", "上年度未", "上年未", "无上年", "没有上年"
    ):
        raise NotApplicable
    if all(
        submission.value(pointer) is None or submission.form.fields[pointer].computed is not None for pointer in fields
    ):
        yield Hit(fields[0], kind, "上年度的数据", related=("/project_type", *fields[1:]))


@rule(
    "COM018",
    "上年度资金使用情况只填了一部分",
    group=GROUP,
    severity=WARNING,
    review_point=POINT,
    tier=2,
    message="上年度资金使用情况填了“{filled}”，没有填“{field}”。",
    advice="请补上；确实是零的，写 0。",
)
def prior_year_partial(submission: Submission) -> Iterator[Hit]:
    """检查什么：上年度各格有的填了、有的空着（自动计算的格不算）。
    为什么：只有安排没有使用，算不出结余和使用率（完整性）。依据：惯例；目录之外新增。
    错例：年度预算安排资金 621.11，项目实际使用资金 空。
    正例：年度预算安排资金 621.11，项目实际使用资金 0。
    修改：由填报人补填。
    """
    fields = {pointer: field for pointer, field in submission.form.fields.items() if pointer.startswith("/prior_year/")}
    inputs = [pointer for pointer, field in fields.items() if field.computed is None]
    blank = [pointer for pointer in inputs if submission.value(pointer) is None]
    filled = [pointer for pointer in inputs if pointer not in blank and submission.value(pointer)]
    if filled:
        for pointer in blank:
            yield Hit(pointer, expected="数字", words={"filled": fields[filled[0]].name}, related=(filled[0],))


@rule(
    "COM019",
    "选填项空着，已按推定核对",
    group=GROUP,
    severity=HINT,
    review_point=POINT,
    tier=2,
    message={
        "": "“{field}”没有选，汇总时会归到“未填”。",
        "amount": "“{field}”没有填；项目在一年之内，已按“{used}”核对各项合计。",
    },
    advice="建议补填“{field}”。",
)
def optional_but_useful(submission: Submission) -> Iterator[Hit]:
    """检查什么：没有带“*”、但汇总要用的下拉项空着；本年度金额空着而项目在一年之内（按总金额核对）。
    为什么：汇总按这些栏目归类、求和（完整性）。依据：惯例；目录之外新增。
    错例：项目属性 空；本年度项目金额 空。
    正例：项目属性 单位专项；本年度项目金额 300.00。
    修改：由填报人补填。
    """
    for pointer, field in submission.form.fields.items():
        if (
            field.kind == "choice"
            and not field.required
            and pointer not in submission.unreadable
            and submission.value(pointer) is None
        ):
            yield Hit(pointer, expected="从下拉列表选一个")
    known = known_period(submission)
    if (
        known
        and known.one_year
        and submission.amount("/annual_amount") is None
        and submission.amount("/total_amount") is not None
    ):
        used = submission.form.fields["/total_amount"].name
        yield Hit("/annual_amount", expected="金额", variant="amount", words={"used": used}, related=("/total_amount",))
