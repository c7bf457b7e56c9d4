"""前后一致: how a text divides its amounts, against itself and against the lines of the money's sources."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from xltoolkit.findings import ERROR, HINT, WARNING
from xltoolkit.reader.submission import Submission
from xltoolkit.rules.engine import Hit, NotApplicable, rule
from xltoolkit.rules.knowledge.amounts import known_amounts, money
from xltoolkit.rules.knowledge.breakdowns import Breakdown, breakdowns, last_place, quoted, year_of
from xltoolkit.rules.knowledge.culprit import mended_by
from xltoolkit.rules.knowledge.facts import base_amount, indicators, known_period, narratives
from xltoolkit.rules.knowledge.statements import PAST, STANDING, quantities, quantities_in, statements
from xltoolkit.rules.knowledge.words import words
from xltoolkit.text.chinese import behind_last
from xltoolkit.text.number import convert, show_amount
from xltoolkit.text.quantity import Quantity
from xltoolkit.text.similar import one_slip_apart

GROUP, POINT = "前后一致", "适当性"
_MOST_OF_IT = Decimal("0.6")


@rule(
    "X034",
    "文字里的分项金额加不到总数",
    group=GROUP,
    severity=WARNING,
    review_point=POINT,
    tier=2,
    message={
        "": "“{field}”里“{first}”等{count}个分项加起来是{found}{unit}，总数却是{expected}{unit}。",
        "part": "“{field}”里“{first}”等{count}个分项加起来是{found}{unit}，总数却是{expected}{unit}；“{quote}”像是把数字的次序写错了。",
        "open": "“{field}”里“{first}”等{count}个分项加起来是{found}{unit}，不到总数{expected}{unit}。",
    },
    advice={
        "": "请核对各分项和总数。",
        "part": "请核对这个数。",
        "open": "请核对；没有列全的，加一个“等”字。",
    },
)
def parts_of_amounts(submission: Submission) -> Iterator[Hit]:
    """检查什么：文字把一笔钱分成几项（其中……；（一）（二）……；由……构成；分年度），各项加起来大于总数；说了共几类、由哪些构成的，加起来不等于总数；某一项的数字换个次序就相等的，指出这一项。
    只列了一部分的，只在三项以上、又没有“等”字时建议核对。总数没有写在文字里的，与本年度金额、项目总金额比。
    为什么：一笔钱两种算法，不知道哪个对（适当性）。依据：惯例。目录之外新增。
    错例：总投资368万元，其中道路220万元、绿化181万元。
    正例：总投资368万元，其中道路250万元、绿化118万元。
    修改：由填报人核对。
    """
    found = breakdowns(submission)
    if not found:
        raise NotApplicable
    sorts = {(one.pointer, one.quantity.start): one.sort for one in statements(submission)}
    told: set[str] = set()
    for division in found:
        first = division.whole or division.parts[0]
        if year_of(division.parts[0]) is None and sorts.get((division.pointer, first.start)) in (PAST, STANDING):
            continue
        if division.pointer not in told and (hit := _unequal(submission, division)) is not None:
            told.add(division.pointer)
            yield hit


def _unequal(submission: Submission, division: Breakdown) -> Hit | None:
    own = _own_totals(submission)
    stated = [division.whole.low] if division.whole is not None else []
    if year_of(division.parts[0]) is not None and not stated:
        own = own[-1:]
    if any(map(division.comes_to, (*stated, *own))) or not (stated or own):
        return None  # a stated whole that is wrong is for X007 to say
    text = narratives(submission)[division.pointer]
    if division.whole is None and any(
        one.is_money and division.comes_to(one.low)
        for one in quantities(submission)[division.pointer]
        if one.end <= division.parts[0].start
    ):
        return None
    if any(division.comes_to(amount) for amount in known_amounts(submission)):
        return None
    whole, turned = stated[0] if stated else own[0], None
    for amount in (*stated, *own):
        turned = turned or next(
            (part for part in division.parts if _turned(part, amount - division.sum + part.low)), None
        )
        whole = amount if turned or abs(amount - division.sum) < abs(whole - division.sum) else whole
        if turned:
            break
    too_much = division.sum > (whole if stated else max(own))
    if not (division.complete or too_much or turned):
        short = division.sum >= whole * _MOST_OF_IT and division.listed and stated
        if not short:
            return None
    variant = "part" if turned else "" if division.complete or too_much else "open"
    unit, scale = ("万元", Decimal(10000)) if "万" in division.parts[0].quote else ("元", Decimal(1))
    shown = {"first": quoted(text, division.parts[0]), "count": len(division.parts), "unit": unit}
    if turned:
        shown["quote"] = quoted(text, turned)
    totals = tuple(one for one in ("/annual_amount", "/total_amount") if submission.declares(one))
    return Hit(
        division.pointer, money(submission, division.sum / scale), money(submission, whole / scale), shown, variant,
        HINT if variant == "open" else "", related=totals,
    )  # fmt: skip


def _own_totals(submission: Submission) -> list[Decimal]:
    """本年度金额 and 项目总金额 in 元."""
    total = submission.amount("/total_amount") if submission.declares("/total_amount") else None
    return [
        convert(one, submission.form.unit, "元")
        for one in (base_amount(submission), total)
        if one is not None and one > 0
    ]


def _turned(part: Quantity, meant: Decimal) -> bool:
    """Whether the same digits in another order make the amount that is wanted: 396 for 369."""
    step = last_place(part)
    if meant <= 0 or meant % step:
        return False
    written, wanted = str(int(part.low / step)), str(int(meant / step))
    return written != wanted and sorted(written) == sorted(wanted)


# What a text calls the lines of the money's sources: the end of a line's pointer → words, the surer ones first.
_LINES = tuple(
    (key, words(names))
    for key, names in (
        ("prior_year_budgeted_nontax", "以前年度纳入预算管理的非税 以前年度非税"),
        ("special_account_nontax", "专户管理的非税 财政专户"),
        ("budgeted_nontax", "纳入预算管理的非税 预算内非税"),
        ("government_funds", "政府性基金"),
        ("superior_subsidy", "上级补助 上级财政 上级专项 上级 中央财政 中央补助 中央专项 中央 省级补助 省补助 省级财政 省财政 省级专项 省级 省补 转移支付"),
        ("carried_over", "上年结转 结转"),
        ("institutional_income", "事业收入"),
        ("operating_income", "经营收入"),
        ("other_income", "其他收入 自筹"),
        ("annual_funding/other", "其他资金 自筹 社会资金 社会赞助 赞助 企业捐赠 捐赠 单位自筹"),
        ("recurrent_appropriation", "财政经常性拨款 经常性拨款 财政经常性"),
        ("special_appropriation", "财政专项拨款 财政专项 专项拨款 市级专项 本级专项"),
        ("current_appropriation", "当年财政拨款 当年拨款 区级财政 区财政 本级财政 财政拨款"),
    )
)  # fmt: skip
_AFTERWARDS = words(
    "预算资金 专项资金 资金 收入 拨款 补助 经费 安排 投入 承担 解决 预算 补贴 支付 专项 列支 出资 提前下达 下达 为 等 共 计 约 是"
)
_OWN = words("current_appropriation special_appropriation recurrent_appropriation")
_OF_A_PART = words("用于 的 拟 争取 申请 预计 另 已")


def _line(submission: Submission, text: str, quantity: Quantity) -> str:
    """The line of a source that the words before an amount surely name; '' if none."""
    clause = text[max(0, quantity.start - 24) : quantity.start]
    clause = clause[behind_last(clause, "，。、；：:\n（(；0123456789", len(clause)) :].strip()
    for key, names in _LINES:
        name = next((one for one in names if one in clause), "")
        if not name:
            continue
        before, _, behind = clause.partition(name)
        for word in _AFTERWARDS:
            behind = behind.replace(word, "")
        pointer = next((one for one in submission.form.fields if one.endswith("/" + key)), "")
        asked = key in _OWN and "申请" in before
        if behind or not pointer or any(word in before for word in _OF_A_PART if not (asked and word == "申请")):
            return ""
        return pointer
    return ""


class _Named:
    """What one sentence says of the lines: pointer → amounts in 元; and all of its amounts."""

    def __init__(self, pointer: str) -> None:
        self.pointer = pointer
        self.of: dict[str, list[Quantity]] = {}
        self.amounts: list[Decimal] = []

    def sum(self, line: str) -> Decimal:
        return sum((one.low for one in self.of[line]), Decimal(0))


def sources_told(submission: Submission) -> Iterator[tuple[str, _Named]]:
    """Each line that a sentence about this year's money names, with the sentence."""
    project = known_period(submission)
    sorts = {(one.pointer, one.quantity.start): one.sort for one in statements(submission)}
    for pointer, text in texts_of_money(submission).items():
        if "元" not in text:
            continue
        told: dict[int, _Named] = {}
        for one in quantities_in(submission, pointer, text):
            if not one.is_money or one.per or one.operator or one.approximate or one.low != one.high:
                continue
            start = behind_last(text, "。\n", one.start)
            sentence = text[start : one.start]
            of_year = (project is not None and project.one_year) or pointer == "/annual_goal" or pointer.endswith("/source") or (
                submission.year is not None and f"{submission.year}年" in sentence[-60:]
            )  # fmt: skip
            if not of_year or sorts.get((pointer, one.start)) in (PAST, STANDING):
                continue
            line = _line(submission, text, one)
            named = told.setdefault(start, _Named(pointer))
            named.amounts.append(one.low)
            if line:
                named.of.setdefault(line, []).append(one)
        for sentence_told in told.values():
            for line in sentence_told.of:
                yield line, sentence_told


def texts_of_money(submission: Submission) -> dict[str, str]:
    """The narratives, and the sources of indicators that say where the money comes from: 资金到位率, 市级230万元、省级60万元."""
    rows = indicators(submission) if submission.declares("/indicators") else []
    arrived = [row for row in rows if "到位" in row.name]
    return (
        narratives(submission)
        | {row.at("source"): row.source for row in arrived if row.source}
        | {row.target_pointer: row.name.partition("到位")[0] + row.written for row in arrived if "元" in row.written}
    )


# Money that a text may call by the name of the first alone: 财政资金 with what is left of last year.
_TOGETHER = {"current_appropriation": "carried_over", "special_appropriation": "recurrent_appropriation"}


def wrong_sources(submission: Submission) -> Iterator[Hit]:
    """Lines of the money's sources that a text surely gives another amount (hits of X007)."""
    form, base = submission.form, base_amount(submission)
    done = set()
    for line, told in sources_told(submission):
        if line in done or line in submission.unreadable:
            continue
        said, rough = told.sum(line), max(map(last_place, told.of[line]))
        own = [_in_yuan(submission, line)]
        section, _, key = line.rpartition("/")
        beside = f"{section}/{_TOGETHER.get(key, '')}"
        if beside in form.fields and beside not in told.of:
            own.append(own[0] + _in_yuan(submission, beside))
        if "自筹" in told.of[line][0].before:  # which of the unit's own incomes that is, nobody says
            own += [
                _in_yuan(submission, one) for one in form.fields if one.startswith(section) and one.endswith("_income")
            ]
        if any(abs(amount - value) <= rough for value in own for amount in (said, *(one.low for one in told.of[line]))):
            continue
        if any(abs(said + amount - own[0]) <= rough for amount in told.amounts):
            continue  # the line holds what the sentence calls by two names: 报名费收入100万元，企业赞助400万元
        lines = {
            one: _in_yuan(submission, one)
            for one in form.fields
            if one.rpartition("/")[0] == section and form.fields[one].computed is None
        }
        whole = sum((told.sum(one) for one in told.of), Decimal(0))
        all_told = len(told.of) >= 2 and (
            (base is not None and abs(whole - convert(base, form.unit, "元")) <= rough)
            or all(one in told.of for one, value in lines.items() if value)
        )
        meant = convert(said, "元", form.unit)
        codes = mended_by(submission, {line: meant})
        other_line = any(
            abs(value - said) <= rough for one, value in lines.items() if one != line and one not in told.of
        )
        if codes or (other_line if not own[0] else all_told or said > max(own) or _turned(told.of[line][0], own[0])):
            done.add(line)
            first = told.of[line][0]
            unit = "万元" if "万" in first.quote else form.unit
            shown = {
                "name": form.name_of(line),
                "text": submission.name_of(told.pointer),
                "quote": quoted(texts_of_money(submission)[told.pointer], first),
                "unit": unit,
            }
            yield Hit(
                line, show_amount(convert(own[0], "元", unit)), show_amount(convert(said, "元", unit)), shown, "source", ERROR if codes else "",
                related=(told.pointer,), explains=(*codes, "X034"),
            )  # fmt: skip


def _in_yuan(submission: Submission, pointer: str) -> Decimal:
    value = None if pointer in submission.unreadable else submission.amount(pointer)
    return convert(value or Decimal(0), submission.form.unit, "元")


_IN_ALL = words("全年 共计 合计 总计 小计 共需 共 计 = ＝ 需 安排")


def priced(text: str, own: list[Quantity]) -> Iterator[tuple[str, Decimal, Quantity]]:
    """Where a text works out an amount: 20个小区，每个补助15万元，共300万元. The passage, what it comes to in 元, the amount written.

    Only three numbers that follow each other directly; any count of that unit in the sentence that fits will do.
    """
    for at in range(len(own) - 2):
        one, other, total = own[at : at + 3]
        price, counted = (one, other) if one.is_money else (other, one)
        if not (price.is_money and total.is_money) or counted.is_money or total.per or counted.per or not counted.unit:
            continue
        if any(each.approximate or each.operator or each.low != each.high for each in (one, other, total)):
            continue
        before = text[other.end : total.start] + total.quote
        between = text[one.end : other.start]
        told = before.strip("，,；; 、（(：:").removeprefix("补助资金").removeprefix("资金").removeprefix("需资金")
        if "日前" in told:  # 每月15日前发放，全年756万元
            told = re.sub(r"^每?月?\d{0,2}月?\d{1,2}日前[^，。；\d]{0,6}，", "", told)
        if between.startswith("标准") and re.search(r"发放(?:补贴|补助|资金)\d", told) and "，" not in told:
            told = "共"  # 按每亩100元标准对4.5万亩稻谷种植面积发放补贴450万元
        if (
            not told.startswith(_IN_ALL)
            or len(between) > _NEAR
            or any(mark in between for mark in "。；;\n")
            or any(map(str.isdigit, between))
        ):
            continue
        if not _price_of(price, counted):
            continue
        months = _months_of(price)
        if not months or "每" in text[max(0, counted.start - 4) : counted.start]:
            continue  # 每批260人，每人150元
        start = behind_last(text, "。；;\n", one.start)
        counts = [each.low for each in own if start <= each.start < total.start and each.unit == counted.unit]
        allowed = last_place(total)
        if not any(abs(count * price.low * month - total.low) <= allowed for count in counts for month in months):
            yield text[one.start : total.end], counted.low * price.low * months[-1], total


def told_first(text: str, own: list[Quantity]) -> Iterator[tuple[str, Decimal, Quantity]]:
    """The same with the amount in front: 资助320万元，按每件4000元资助800件."""
    for total, price, counted in zip(own, own[1:], own[2:], strict=False):
        between, behind = text[total.end : price.start], text[price.end : counted.start]
        if not (total.is_money and price.is_money) or counted.is_money or total.per or not counted.unit:
            continue
        if any(each.approximate or each.operator or each.low != each.high for each in (total, price, counted)):
            continue
        near = between.startswith("，按每") and len(between) <= _NEAR // 2 and len(behind) <= _NEAR // 4
        if (
            not near
            or any(mark in behind for mark in "，。；、\n")
            or text[counted.end : counted.end + 1] == "、"
            or not _price_of(price, counted)
        ):
            continue
        if abs(counted.low * price.low - total.low) > last_place(total):
            yield text[total.start : counted.end], counted.low * price.low, total


def told_first_each_last(text: str, own: list[Quantity]) -> Iterator[tuple[str, Decimal, Quantity]]:
    """利用资金24万元，组织80名对象疗养，人均3000元: only where one slip of the hand keeps it from fitting."""
    for total, counted, price in zip(own, own[1:], own[2:], strict=False):
        if (
            not price.before.endswith("人均")
            or not (total.is_money and price.is_money)
            or counted.unit not in ("人", "名", "人次")
        ):
            continue
        if (
            any(each.approximate or each.operator or each.low != each.high for each in (total, counted, price))
            or total.per
        ):
            continue
        passage = text[total.start : price.end]
        if any(mark in passage for mark in "。；;\n") or not total.before.endswith(("资金", "经费")):
            continue
        product = counted.low * price.low
        if product != total.low and one_slip_apart(
            *(f"{(one / last_place(total)).normalize():f}" for one in (product, total.low))
        ):
            yield passage, product, total


def _months_of(price: Quantity) -> range | None:
    """How many times the price may be paid: once; in up to twelve months (每人每月1500元); None where another 每 leaves it open (每人每次)."""
    beside = price.before[-8:]
    if beside.endswith("人均") and price.per == "人":
        return range(1, 2)
    if "月" in price.per or "每月" in beside:
        return range(1, 13)
    return range(1, 2) if beside.count("每") <= 1 and "均" not in beside else None


_NEAR = 24  # characters between a count and its price


def _price_of(price: Quantity, counted: Quantity) -> bool:
    """Whether the price is said to be for one of what is counted: 15万元/个, 每个小区15万元, 每校."""
    unit = counted.unit.removeprefix("个")
    if price.per:
        per_head = price.before.endswith("人均") and counted.unit in ("人次", "名")
        return per_head or price.per in (unit, counted.unit) or price.per in counted.noun[:6]
    return f"每{counted.unit}" in price.before or f"每{unit}" in price.before
