"""Rules whose content the form declares: equations between amounts (勾稽关系), and values required under a condition.

Every rule about an equation is one line on `relations.relations`. Which cells take part, and whether at all, stands in form.json.
"""

from __future__ import annotations

from collections.abc import Iterator

from xltoolkit.findings import ERROR
from xltoolkit.form.equation import Undetermined, holds, in_row, pointers
from xltoolkit.form.wording import describe_condition
from xltoolkit.reader.submission import Submission, Unreadable
from xltoolkit.rules.engine import Hit, NotApplicable, rule
from xltoolkit.rules.knowledge.facts import known_period
from xltoolkit.rules.relations import MESSAGES, relations
from xltoolkit.text.normal import is_blank

GROUP, POINT = "预算", "适当性"


@rule(
    "BUD001",
    "项目概算合计与项目金额不等",
    group=GROUP,
    severity=ERROR,
    review_point=POINT,
    message=MESSAGES,
    advice="请核对概算明细和项目金额。",
)
def estimates_sum(submission: Submission) -> Iterator[Hit]:
    """检查什么：概算明细加起来是否等于表样规定的项目金额（江阴：本年度项目金额）。
    为什么：钱要落到明细上，合计与金额必须一致（适当性）。依据：表样的勾稽关系；2020年真实表13行合计 300.00。
    错例：概算合计 310.00，本年度项目金额 300.00。
    正例：概算合计 300.00，本年度项目金额 300.00。
    修改：由填报人核对。
    """
    yield from relations(submission, "BUD001")


@rule(
    "BUD002",
    "资金来源分项之和与资金总额不等",
    group=GROUP,
    severity=ERROR,
    review_point=POINT,
    message=MESSAGES,
    advice="请核对各分项；合计由表格自动计算，不用手填。",
    suppresses=("STR005",),
)
def funding_sum(submission: Submission) -> Iterator[Hit]:
    """检查什么：各项资金来源加起来是否等于资金总额；空格按 0 算。
    为什么：总额与分项对不上，就不知道钱从哪里来（适当性）。依据：表样的勾稽关系。
    错例：总额 300.00，分项只有 财政专项拨款资金 280.00。
    正例：总额 300.00，财政专项拨款资金 300.00。
    修改：合计格被手填的数盖掉时可以恢复计算结果，其余由填报人核对。
    """
    yield from relations(submission, "BUD002")


@rule(
    "BUD003",
    "资金总额与项目金额不等",
    group=GROUP,
    severity=ERROR,
    review_point=POINT,
    message=MESSAGES,
    advice="请核对资金来源和项目金额，两处必须相同。",
)
def funding_against_amount(submission: Submission) -> Iterator[Hit]:
    """检查什么：资金来源的总额是否等于表样规定的项目金额（江阴：本年度项目金额）。
    为什么：申请多少、来源多少，两处必须相同（适当性）。依据：表样的勾稽关系。
    错例：项目资金总额 310.00，本年度项目金额 300.00。
    正例：项目资金总额 300.00，本年度项目金额 300.00。
    修改：由填报人核对。
    """
    yield from relations(submission, "BUD003")


@rule(
    "BUD004",
    "本年度金额大于总金额",
    group=GROUP,
    severity=ERROR,
    review_point=POINT,
    message=MESSAGES,
    advice="请核对两处金额，是不是填反了。",
)
def annual_within_total(submission: Submission) -> Iterator[Hit]:
    """检查什么：本年度金额是否不超过整个项目的总金额；表样分列的（财政资金、其他资金），逐项比。
    为什么：一年的钱不会比整个项目期的还多（适当性）。依据：惯例。
    错例：本年度 400.00，总金额 300.00。
    正例：本年度 100.00，总金额 300.00。
    修改：由填报人核对。
    """
    hits = list(relations(submission, "BUD004"))
    if hits:  # where the whole exceeds, one of its parts does so too: one cause, one finding
        yield hits[0]._replace(related=tuple(dict.fromkeys(cell for hit in hits for cell in hit.related)))


@rule(
    "BUD005",
    "一年期项目的本年度金额与总金额不等",
    group=GROUP,
    severity=ERROR,
    review_point=POINT,
    message=MESSAGES,
    advice="项目在一年之内开始并完成，两处金额应当相同；跨年的项目请改正起止日期。",
    suppresses=("BUD004",),
)
def one_year_amounts(submission: Submission) -> Iterator[Hit]:
    """检查什么：开始、完成日期在同一年的项目，本年度金额是否等于总金额。
    为什么：一年做完的项目，本年度要的就是全部（适当性）。依据：惯例；2020年真实表 300 = 300。
    错例：2020-01-01 至 2020-12-31，总金额 300.00，本年度 200.00。
    正例：2020-01-01 至 2021-12-31，总金额 300.00，本年度 200.00。
    修改：由填报人核对。
    """
    dates = ("/start_date", "/end_date") if known_period(submission) else ()
    for hit in relations(submission, "BUD005"):
        yield hit._replace(related=(*hit.related, *dates))  # one of them may be what is wrong


@rule(
    "BUD007",
    "上年度结余不等于安排减使用",
    group=GROUP,
    severity=ERROR,
    review_point=POINT,
    message=MESSAGES,
    advice="请核对上年度的安排数和使用数；结余由表格自动计算，不用手填。",
    suppresses=("STR005",),
)
def prior_year_balance(submission: Submission) -> Iterator[Hit]:
    """检查什么：上年度结余是否等于安排减使用。
    为什么：结余是核定今年预算的依据（适当性）。依据：表样的勾稽关系；2020年真实表 621.11 − 432.49 = 188.62。
    错例：安排 621.11，使用 432.49，结余 20.00。
    正例：安排 621.11，使用 432.49，结余 188.62。
    修改：结余格被手填的数盖掉时可以恢复计算结果。
    """
    yield from relations(submission, "BUD007")


@rule(
    "BUD008",
    "上年度资金使用率算错了",
    group=GROUP,
    severity=ERROR,
    review_point=POINT,
    message=MESSAGES,
    advice="使用率 = 使用 ÷ 安排 × 100，由表格自动计算，不用手填。",
    suppresses=("STR005",),
)
def prior_year_usage_rate(submission: Submission) -> Iterator[Hit]:
    """检查什么：上年度资金使用率是否等于使用除以安排再乘100，四舍五入到两位小数；末位差 1 不算错。
    为什么：使用率说明上年的预算编得准不准（适当性）。依据：表样的勾稽关系；2020年真实表 432.49 ÷ 621.11 = 69.63%。
    错例：安排 621.11，使用 432.49，使用率 96.30。
    正例：安排 621.11，使用 432.49，使用率 69.63。
    修改：使用率格被手填的数盖掉时可以恢复计算结果。
    """
    yield from relations(submission, "BUD008")


@rule(
    "BUD016",
    "勾稽关系不符",
    group=GROUP,
    severity=ERROR,
    review_point=POINT,
    message=MESSAGES,
    advice="请核对这几处的数；自动计算的格不用手填。",
    suppresses=("STR005",),
)
def declared_relation(submission: Submission) -> Iterator[Hit]:
    """检查什么：表样声明的其他勾稽关系，以及自动计算的格与按表样算出的结果。
    为什么：表内的数要互相对得上（适当性）。依据：表样的勾稽关系。
    错例：调整后预算数 251.89，预算执行数 300.00。
    正例：调整后预算数 251.89，预算执行数 251.89。
    修改：自动计算的格被手填的数盖掉时可以恢复计算结果，其余由填报人核对。
    """
    yield from relations(submission, "BUD016")


@rule(
    "IND040",
    "指标权重之和不等于规定的分值",
    group="指标",
    severity=ERROR,
    review_point=POINT,
    message=MESSAGES,
    advice="请调整各项指标的权重，使合计等于规定的分值。",
)
def weights_sum(submission: Submission) -> Iterator[Hit]:
    """检查什么：各项指标的权重加起来是否等于表样规定的分值（四川自评表：指标 90 分，加预算执行 10 分共 100 分）。
    为什么：权重不足或超出，总分就没有意义（适当性）。依据：表样；部门预算项目支出绩效自评表。
    错例：各项指标权重 60、20，合计 80。
    正例：各项指标权重 60、30，合计 90。
    修改：由填报人调整。
    """
    yield from relations(submission, "IND040")


@rule(
    "IND041",
    "得分超过权重",
    group="指标",
    severity=ERROR,
    review_point=POINT,
    message=MESSAGES,
    advice="得分最多等于该项权重，请核对。",
)
def score_within_weight(submission: Submission) -> Iterator[Hit]:
    """检查什么：每项指标的得分是否不超过该项权重。
    为什么：权重就是该项的满分（适当性）。依据：表样。
    错例：权重 30，得分 35。
    正例：权重 30，得分 30。
    修改：由填报人核对。
    """
    yield from relations(submission, "IND041")


@rule(
    "COM020",
    "按条件必须填写的内容没有填",
    group="完整性",
    severity=ERROR,
    review_point="完整性",
    message={
        "": "{condition}，“{field}”必须填写，现在是空的。",
        "row": "第{row}行{condition}，“{field}”必须填写，现在是空的。",
    },
    advice="请填写“{field}”。",
)
def required_under_condition(submission: Submission) -> Iterator[Hit]:
    """检查什么：表样规定在某种情况下必须填写的内容，情况成立而没有填。
    为什么：如预算执行率低于90%的，要说明原因（完整性）。依据：表样；四川省部门预算项目支出绩效自评表的填表说明。
    错例：预算执行率 85.00，原因 空。
    正例：预算执行率 85.00，原因 项目招标推迟，尾款结转下年支付。
    修改：由填报人补填。
    """
    cases = [(pointer, field, field.required_when, "") for pointer, field in submission.form.fields.items()]
    for table in submission.form.tables.values():
        conditional = [column for column in table.columns if column.required_when is not None]
        for row in submission.rows(table.pointer) if conditional else ():
            cases += [
                (row.at(column.key), column, in_row(column.required_when, str(row.index)), "row")
                for column in conditional
            ]
    cases = [case for case in cases if case[2] is not None]
    if not cases:
        raise NotApplicable
    doubtful: Exception | None = None
    for pointer, field, condition, variant in cases:
        try:
            value = submission.value(pointer)
            blank = value is None or (isinstance(value, str) and is_blank(value))
            if blank and not field.required and holds(condition, submission.form, submission):
                related = tuple(pointers(condition, submission.form))
                words = {"condition": describe_condition(condition, submission.form)}
                yield Hit(pointer, expected="填写内容", words=words, variant=variant, related=related)
        except (Unreadable, Undetermined) as doubt:
            doubtful = doubt
    if doubtful is not None:
        raise doubtful
