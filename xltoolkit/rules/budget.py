"""预算: amounts against each other where an equation alone does not say what is wrong. Plain equations stand in declared.py."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from xltoolkit.findings import ERROR, HINT, WARNING
from xltoolkit.form.equation import Undetermined
from xltoolkit.reader.submission import Submission
from xltoolkit.rules.engine import Hit, NotApplicable, rule
from xltoolkit.rules.knowledge.amounts import differs, money
from xltoolkit.rules.knowledge.culprit import culprits
from xltoolkit.rules.knowledge.facts import known_period, narratives, period, remarks_say
from xltoolkit.rules.knowledge.thresholds import threshold
from xltoolkit.rules.knowledge.words import words

GROUP, POINT = "预算", "适当性"
_CHANGE_WORDS = words("增加 减少 压减 调整 变动 变化 新增 扩大 缩减 取消 较上年 比上年 同比 下降 增长 减幅 增幅 合并")
_UNSPENT_WORDS = words(
    "结余 节余 节约 结转 剩余 未使用 未支付 未付 未结算 待支付 待付 尾款 质保金 招标 中标 压减 收回 未执行 跨年 下年支付 次年支付 "
    "少于预算 低于预算 小于预算 减少支出"
)
_OVERSPENT_WORDS = ("结转", "追加", "调增", "调整", "增加", "补充")


@rule(
    "BUD006",
    "跨年项目没有分出本年度金额",
    group=GROUP,
    severity=WARNING,
    review_point=POINT,
    tier=2,
    message={
        "": "项目跨{years}个年度（{start}至{end}），“{field}”却等于项目总金额{found}{unit}。",
        "blank": "项目跨{years}个年度（{start}至{end}），“{field}”没有填，各项合计未能核对。",
    },
    advice="请只填本年度要用的部分；如果项目就在一年之内，请改正起止日期。",
)
def several_years_one_amount(submission: Submission) -> Iterator[Hit]:
    """检查什么：项目跨两个以上年度，本年度金额空着，或等于项目总金额。
    为什么：不能把整个项目期的预算当作年度预算申报（适当性）。依据：申报中常见的问题“将整个实施期内的预算作为年度预算”。
    错例：2020-01-01至2022-12-31，总金额 300.00，本年度 300.00。
    正例：总金额 300.00，本年度 100.00。
    修改：由填报人核对；最后一年一次付清的，在备注里说明即不再报。
    """
    project = period(submission)
    total, annual = submission.amount("/total_amount"), submission.amount("/annual_amount")
    if project.one_year or not total:
        raise NotApplicable
    words = {"years": project.end.year - project.start.year + 1, "start": f"{project.start}", "end": f"{project.end}"}
    related = ("/total_amount", "/start_date", "/end_date")
    if annual is None:
        yield Hit("/annual_amount", expected="本年度要用的金额", words=words, variant="blank", related=related)
    elif not differs(submission, total, annual) and not remarks_say(
        submission, "跨年", "一次性安排", "一次安排", "跨年度", "学年", "全部安排", "当年安排"
    ):
        yield Hit("/annual_amount", money(submission, annual), "小于项目总金额", words, related=related)


@rule(
    "BUD009",
    "上年度使用大于安排",
    group=GROUP,
    severity=ERROR,
    review_point=POINT,
    message="上年度“{field}”{found}{unit}，超过“{other}”{expected}{unit}。",
    advice="请核对；有结转或追加预算的，把安排数改为调整后数，或在“{remarks}”里说明。",
    suppresses=("BUD007", "BUD008"),
)
def spent_more_than_budget(submission: Submission) -> Iterator[Hit]:
    """检查什么：上年度实际使用大于预算安排；文字中写明结转、追加的，降为提示性问题。
    为什么：没有追加就不可能超支（适当性）。依据：惯例。
    错例：安排 310.00，使用 320.00。
    正例：安排 310.00，使用 300.00。
    修改：由填报人核对。
    """
    budget, spent = submission.amount("/prior_year/budget"), submission.amount("/prior_year/spent")
    if budget is None or spent is None:
        raise NotApplicable
    if spent - budget >= submission.form.tolerance:
        said = any(word in text for text in narratives(submission).values() for word in _OVERSPENT_WORDS[:3])
        words = {"other": submission.form.fields["/prior_year/budget"].name}
        yield Hit(
            "/prior_year/spent",
            money(submission, spent),
            money(submission, budget),
            words,
            severity=WARNING if said or remarks_say(submission, *_OVERSPENT_WORDS) else "",
            related=("/prior_year/budget",),
            explains=("BUD012",) if said else (),
        )


@rule(
    "BUD010",
    "进度100%而资金没有用完",
    group=GROUP,
    severity=WARNING,
    review_point=POINT,
    message="上年度完成进度填{found}%，资金只用了{rate}%，还有{left}{unit}没有用。",
    advice="请核对；进度属实的，在“{remarks}”里写明结余原因，并考虑压减今年预算。",
)
def finished_but_unspent(submission: Submission) -> Iterator[Hit]:
    """检查什么：上年度完成进度100%，资金使用率低于85%（表样可改），备注里没有说明结余、结转的原因。
    为什么：事办完了钱没用完，今年的预算可能偏高（适当性）。依据：惯例；2020年真实表进度100%、使用率69.63%。
    错例：进度 100.00，使用率 69.63。
    正例：进度 100.00，使用率 96.77。
    修改：由填报人核对或说明。
    """
    budget, spent = submission.amount("/prior_year/budget"), submission.amount("/prior_year/spent")
    progress = submission.amount("/prior_year/progress")
    if not budget or spent is None or progress is None:
        raise NotApplicable
    rate = (spent / budget * 100).quantize(Decimal("0.01"), "ROUND_HALF_UP")
    if (
        progress >= 100
        and rate < threshold(submission, "usage_low_percent")
        and not remarks_say(submission, *_UNSPENT_WORDS)
    ):
        related = tuple(
            f"/prior_year/{key}"
            for key in ("usage_rate", "spent", "budget", "balance")
            if submission.declares(f"/prior_year/{key}")
        )
        words = {"rate": rate, "left": money(submission, budget - spent)}
        yield Hit(
            "/prior_year/progress",
            f"{progress.normalize():f}",
            f"使用率不低于{threshold(submission, 'usage_low_percent')}%",
            words,
            related=related,
        )


@rule(
    "BUD011",
    "与上年度相比变动较大",
    group=GROUP,
    severity=HINT,
    review_point=POINT,
    tier=2,
    message="“{field}”{found}{unit}，比上年度安排的{expected}{unit}{change}。",
    advice="建议在“{remarks}”里写明增减的原因。",
)
def changed_much(submission: Submission) -> Iterator[Hit]:
    """检查什么：本年度金额比上年度安排增减超过30%（表样可改），备注里没有说明。
    为什么：变动大的要说明理由（适当性）。依据：惯例。
    错例：上年安排 621.11，本年度 300.00。
    正例：上年安排 310.00，本年度 300.00。
    修改：由填报人说明。
    """
    budget, annual = submission.amount("/prior_year/budget"), submission.amount("/annual_amount")
    project = known_period(submission)
    if not budget or not annual or (project is not None and not project.one_year):
        raise NotApplicable  # work of several years rises and falls
    change = (annual / budget - 1) * 100
    slipped = max(annual / budget, budget / annual) >= threshold(submission, "slip_factor")
    if any(culprit.pointer == "/annual_amount" for culprit in culprits(submission)):
        raise Undetermined("the amount itself is in doubt")
    if (
        abs(change) > threshold(submission, "change_percent")
        and not slipped
        and not remarks_say(submission, *_CHANGE_WORDS)
    ):
        words = {"change": f"{'增加' if change > 0 else '减少'}{abs(change):.0f}%"}
        yield Hit(
            "/annual_amount",
            money(submission, annual),
            money(submission, budget),
            words,
            related=("/prior_year/budget",),
        )


@rule(
    "BUD015",
    "项目金额是零",
    group=GROUP,
    severity=ERROR,
    review_point=POINT,
    tier=2,
    message="“{field}”是零，其他内容却都填了。",
    advice="漏填的请补上；没有资金的项目不用申报。",
    suppresses=("BUD001", "BUD003", "BUD004", "BUD005"),
)
def amount_is_zero(submission: Submission) -> Iterator[Hit]:
    """检查什么：项目总金额或本年度金额写的是 0（空着见 COM001）。
    为什么：没有资金就没有项目支出（适当性）。依据：惯例。
    错例：项目总金额 0。
    正例：项目总金额 300.00。
    修改：由填报人改正。
    """
    form = submission.form
    for pointer in sorted({"/total_amount", *form.base_amounts}):
        if submission.declares(pointer) and submission.amount(pointer) == 0:
            behind = form.inputs.get(pointer, ())
            yield Hit(pointer, "0", "大于零的金额", related=behind, explains=("BUD001", "BUD003", "BUD004", "BUD005"))


@rule(
    "BUD020",
    "资金用完而进度很低",
    group=GROUP,
    severity=HINT,
    review_point=POINT,
    tier=2,
    message="上年度资金用了{rate}%，完成进度只填{found}%。",
    advice="请核对完成进度；属实的，在“{remarks}”里说明。",
)
def spent_but_unfinished(submission: Submission) -> Iterator[Hit]:
    """检查什么：上年度资金使用率90%以上，完成进度不到50%。上年就开始的跨年项目不查。
    为什么：钱花完了事没办完，或者进度填错（适当性）。依据：惯例。目录之外新增。
    错例：使用率 96.77，进度 10.00。
    正例：使用率 96.77，进度 100.00。
    修改：由填报人核对或说明。
    """
    budget, spent = submission.amount("/prior_year/budget"), submission.amount("/prior_year/spent")
    progress = submission.amount("/prior_year/progress")
    if not budget or spent is None or progress is None:
        raise NotApplicable
    rate = (spent / budget * 100).quantize(Decimal("0.01"), "ROUND_HALF_UP")
    project = known_period(submission)
    if project is not None and project.start.year < (submission.year or 0):
        raise NotApplicable  # the progress is that of all the years
    if 90 <= rate <= 100 and progress < 50 and not remarks_say(submission, "进度", "跨年", "分期", "预付"):
        yield Hit(
            "/prior_year/progress",
            f"{progress.normalize():f}",
            "与使用率相当",
            {"rate": rate},
            related=("/prior_year/spent", "/prior_year/budget"),
        )
