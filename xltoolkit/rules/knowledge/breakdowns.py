"""Where a text divides an amount: 总投资368万元，其中A220万元、B148万元; （一）A…万元 （二）B…万元; 2025年…万元，2026年…万元; 由A…万元、B…万元构成.

Amounts in 元. Nothing is guessed: what may be listed only in part is not `complete`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from xltoolkit.reader.submission import Submission
from xltoolkit.records import NamedTuple
from xltoolkit.rules.knowledge.facts import items, known_period, narratives
from xltoolkit.rules.knowledge.statements import quantities
from xltoolkit.rules.knowledge.words import words
from xltoolkit.text.chinese import behind_last, whole_number
from xltoolkit.text.items import Item
from xltoolkit.text.quantity import Quantity


class Breakdown(NamedTuple):
    """An amount of a text and its parts in the same text.

    whole     the amount that is divided, None where the text gives none
    complete  the text says, or the years show, that these are all the parts
    listed    three parts or more, and nothing says that there are others (等)
    """

    pointer: str
    whole: Quantity | None
    parts: tuple[Quantity, ...]
    complete: bool
    listed: bool

    @property
    def sum(self) -> Decimal:
        return sum((part.low for part in self.parts), Decimal(0))

    @property
    def rounding(self) -> Decimal:
        """How far rounded parts may miss the whole: half a unit of the last place for each."""
        steps = [last_place(one) for one in (*self.parts, *([self.whole] if self.whole else []))]
        return max(steps) * len(self.parts) / 2

    def comes_to(self, amount: Decimal) -> bool:
        return abs(self.sum - amount) <= self.rounding


TOTAL = words(
    "总投入 总资金 总预算 总经费 总投资 总金额 总费用 总支出 总概算 总造价 总规模 总成本 总额 概算总额 预算总额 资金总额 经费总额 投资总额 金额总额 "
    "项目资金 项目经费 项目预算 项目金额 项目投资 项目概算 预算资金 预算金额 预算经费 预算安排 预算总投资 申请资金 申请预算 申请金额 申请经费 "
    "申报资金 申报金额 申报预算 安排资金 安排预算 安排经费 所需资金 所需经费 需资金 需经费 共需资金 共需经费 资金需求 经费需求 资金规模 预算规模 "
    "三年累计投入 两年累计投入 四年累计投入 五年累计投入 三年共投入 两年共投入 三年共安排 两年共安排 "
    "共安排 计划投资 计划投入 概算投资 投资概算 投资估算 估算投资 "
    "全年预算 全年支出 全年经费 全年资金 全年项目资金 年度支出 年度预算 年度经费 "
    "申请财政资金 申请财政预算 申请财政拨款 申请财政专项资金 申请财政预算资金 申请市级财政资金 申请区级财政资金 申请县级财政资金 申请市财政资金 申请区财政资金"
)
_LINKS = "为是计约共达：:（( "
# Amounts that divide nothing: what is earned or saved, what was, limits, prices.
_OTHER = words(
    "收入 增收 创收 营收 回收 产值 税 利润 效益 节约 节省 增加 减少 增长 带动 拉动 撬动 贷款 损失 罚款 "
    "标准 单价 限额 上限 累计 首付 尾款 质保 中标 合同 已支付 均 每 较 比 上年 去年 压减 调减 追加 减免"
)
# Words that begin another division.
_ANEW = words("其中 来源 由 按 用于 包括 分别")
SOURCES = words(
    "财政 中央 省级 省补 市级 区级 县级 镇级 上级 本级 自筹 配套资金 地方配套 拨款 补助资金 转移支付 非税 政府性基金 事业收入 经营收入 其他收入 "
    "结转 结余资金 社会资金 其他资金 债券 捐赠 赞助 专项资金"
)
_DIVIDED = words("其中 包括 包含 分别为 分别是 用于 分为")
_PLAIN_WORDS = words("用于 包括 包含 分为")
_KINDS = words(
    "个方面 方面 部分 大类 类 项 板块 块 个子项目 子项目 项内容 项任务 项工作 个年度 年 个阶段 阶段 笔 个分项"
)


def last_place(quantity: Quantity) -> Decimal:
    """What one unit in the last written place is worth: 10000 元 of 368万元, 100 元 of 4.25万元."""
    found = re.search(r"(\d[\d,，]*)(?:[.．](\d+))?", quantity.quote)
    if found is None or not quantity.low:
        return Decimal(1)
    decimals = found[2] or ""
    number = Decimal(found[1].replace(",", "").replace("，", "") + ("." + decimals if decimals else ""))
    return (quantity.low / number if number else Decimal(1)).scaleb(-len(decimals))


def quoted(text: str, quantity: Quantity) -> str:
    """The amount with its clause before it, as a message quotes it."""
    clause = text[max(0, quantity.start - _LONGEST_CLAUSE) : quantity.start]
    clause = clause[behind_last(clause, "，,。；;：:、\n）)", len(clause)) :].lstrip()
    dots = "…" if len(clause) == _LONGEST_CLAUSE else ""
    return f"{dots}{clause}{text[quantity.start : quantity.end]}"


_LONGEST_CLAUSE = 20  # characters


def is_amount(quantity: Quantity) -> bool:
    """A plain amount of money that may be a whole or a part: exact, for all and not for each, spent and not earned."""
    return (
        quantity.is_money
        and not quantity.per
        and not quantity.operator
        and not quantity.approximate
        and quantity.low == quantity.high
        and quantity.low > 0
        and not _OTHER.any_in(quantity.before)
    )


def is_total(text: str, quantity: Quantity) -> bool:
    """The words before say that it is the whole project's, or the year's, money: 总投资368万元, 预算总额：368万元."""
    before = text[max(0, quantity.start - 20) : quantity.start]
    clause = before[behind_last(before, "，。；\n", len(before)) :] if quantity.start > len(_ALONE[0]) else before
    if any(word in clause for word in ("协议", "签约", "带动", "引进")):
        return False  # money of others
    return before.rstrip(_LINKS).endswith(TOTAL) or clause in _ALONE


_ALONE = ("经费为", "资金为", "项目经费为", "项目资金为", "总投入")
"""A clause that is nothing else: 经费为147.46万元."""


def breakdowns(submission: Submission) -> list[Breakdown]:
    return submission.fact("breakdowns", lambda: list(_breakdowns(submission)))


def _breakdowns(submission: Submission) -> Iterator[Breakdown]:
    for pointer, text in narratives(submission).items():
        if "元" not in text:
            continue
        money = [one for one in quantities(submission)[pointer] if one.is_money and not one.per]
        if len(money) < 2:
            continue
        yield from _behind_a_word(pointer, text, money)
        yield from _made_up_of(pointer, text, money)
        yield from _by_year(submission, pointer, text, money)
        yield from _numbered(pointer, text, money, items(submission, pointer))
        yield from _with_the_rest(pointer, text, money)
        yield from _each_reckoned(pointer, text, money)
        yield from _in_turn(pointer, text, money)


def _behind_a_word(pointer: str, text: str, money: list[Quantity]) -> Iterator[Breakdown]:
    """W万元，其中A…万元、B…万元: up to the full stop; what stands in brackets divides a part."""
    for at, whole in enumerate(money):
        if not is_amount(whole):
            continue
        behind = text[whole.end : whole.end + 12].lstrip("，,；;：:（( 资金主要")
        word = next((one for one in _DIVIDED if behind.startswith(one)), "")
        if not word:
            continue
        if (
            word in _PLAIN_WORDS
            and at + 1 < len(money)
            and any(mark in text[whole.end + 1 : money[at + 1].start] for mark in "，。；\n")
        ):
            continue  # 600万元，用于甲、乙；二是丙930万元
        opening = text[whole.end : whole.end + 1] in ("（", "(")
        parts = _parts(text, money[at + 1 :], whole, opening=opening)
        if word in _PLAIN_WORDS and len(parts) < 2:
            continue
        if parts:
            last = parts[-1]
            closed = text[last.end : last.end + 1] in ("。", "\n", "", "）", ")", "；", "，")
            yield Breakdown(pointer, whole, parts, word.startswith("分"), len(parts) >= 3 and closed)


def _parts(text: str, following: list[Quantity], whole: Quantity, *, opening: bool) -> tuple[Quantity, ...]:
    """The amounts that follow as parts of one division, ended by a full stop, by another kind of amount, or where they come to the whole."""
    found: list[Quantity] = []
    so_far = Decimal(0)
    at = whole.end
    for one in following:
        between = text[at : one.start]
        if "。" in between or "\n" in between or (opening and not found and between.count("；")):
            break
        if opening and ("）" in between or ")" in between):
            break
        if not opening and _inside_brackets(text, whole.end, one.start):
            continue
        if not is_amount(one) or one.low > whole.low * 3:
            break
        if found and (_ANEW.any_in(one.before) or _kind(one) != _kind(found[0]) or one.before[:1] in "（("):
            break
        if one.low == whole.low and (is_total(text, one) or not found):
            break
        found.append(one)
        so_far += one.low
        at = one.end
        if so_far == whole.low and len(found) > 1:
            break
    if found and text[found[-1].end :].startswith("等"):
        return ()
    return tuple(found)


def _inside_brackets(text: str, start: int, at: int) -> bool:
    opened = max(text.rfind("（", start, at), text.rfind("(", start, at))
    return opened > max(text.rfind("）", start, at), text.rfind(")", start, at))


def _kind(part: Quantity) -> str:
    """A source of money, a year, or a thing: parts of one division are of one kind."""
    if re.search(r"20\d\d年", part.before):
        return "year"
    return "source" if SOURCES.any_in(part.before) else "thing"


def _made_up_of(pointer: str, text: str, money: list[Quantity]) -> Iterator[Breakdown]:
    """由A…万元、B…万元构成: these are all."""
    for word in ("构成", "组成"):
        end = text.find(word)
        while end >= 0:
            start = behind_last(text, "。；;\n", end)
            by = text.rfind("由", start, end)
            parts = tuple(one for one in money if by >= 0 and by < one.start and one.end <= end)
            if len(parts) >= 2 and all(map(is_amount, parts)):
                before = [one for one in money if start <= one.start < by and is_amount(one)]
                yield Breakdown(pointer, before[-1] if before else None, parts, True, True)
            end = text.find(word, end + 1)


def _with_the_rest(pointer: str, text: str, money: list[Quantity]) -> Iterator[Breakdown]:
    """上级补助500万元已列入计划，其余1485.80万元由市级财政安排: two sources, and these are all."""
    if "其余" not in text:
        return
    for one, rest in pairwise(money):
        start = behind_last(text, "。；;\n", one.start)
        if (
            not rest.before.endswith("其余")
            or not (is_amount(one) and is_amount(rest))
            or text[rest.end : rest.end + 1] != "由"
        ):
            continue
        named = SOURCES.any_in(text[start : one.start]) and any(
            map(text[rest.end : rest.end + 10].__contains__, SOURCES)
        )
        alone = not any(start <= other.start and other is not one for other in money if other.start < rest.start)
        if named and alone and not any(mark in text[one.end : rest.start] for mark in "。；;\n"):
            yield Breakdown(pointer, None, (one, rest), True, False)


def _each_reckoned(pointer: str, text: str, money: list[Quantity]) -> Iterator[Breakdown]:
    """2026年计划支出2940万元。…计600万元。…计1440万元: the total first, and every other amount is what one thing comes to."""
    whole, *others = money
    parts = tuple(others)
    if (
        len(parts) < _MANY
        or not whole.before.endswith(("支出", "资金", "经费", "投入", "安排"))
        or not is_amount(whole)
    ):
        return
    if all(
        is_amount(one) and (one.quote[0] == "计" or text[one.start - 2 : one.start] in ("，计", "，共"))
        for one in parts
    ):
        yield Breakdown(pointer, whole, parts, False, False)


_MANY = 4  # amounts, of which none is likely to hold another
_OF_YEAR = r"(?:^|[^\d])(20\d\d)年度?[^\d，。；]{0,8}$"


def year_of(quantity: Quantity) -> int | None:
    """2026 of 2026年安排2180.50万元."""
    if "20" not in quantity.before:
        return None
    found = re.search(_OF_YEAR, quantity.before)
    return int(found[1]) if found else None


def _by_year(submission: Submission, pointer: str, text: str, money: list[Quantity]) -> Iterator[Breakdown]:
    project = known_period(submission)
    run: list[Quantity] = []
    following: list[Quantity | None] = [*money, None]
    for one in following:
        year = year_of(one) if one is not None and is_amount(one) else None
        near = bool(run) and one is not None and "。" not in text[run[-1].end : one.start]
        if one is not None and year is not None and (not run or (near and year == (year_of(run[-1]) or 0) + 1)):
            run.append(one)
            continue
        if len(run) >= 2 and project is not None and not project.one_year:
            first, last = year_of(run[0]), year_of(run[-1])
            complete = (first, last) == (project.start.year, project.end.year)
            before = money[money.index(run[0]) - 1] if money.index(run[0]) else None
            stated = before if before is not None and is_total(text, before) and is_amount(before) else None
            clause = text[behind_last(text, "。\n", run[0].start) : run[0].start]
            of_one_source = stated is None and any(
                map(clause.__contains__, SOURCES)
            )  # 省级补助分年度到位：2026年420万元，…
            if complete and not of_one_source:
                yield Breakdown(pointer, stated, tuple(run), True, True)
        run = [one] if year is not None and one is not None else []


def _numbered(pointer: str, text: str, money: list[Quantity], numbered: list[Item]) -> Iterator[Breakdown]:
    """（一）A…万元…（二）B…万元…: every item begins with its amount."""
    for run in _runs(numbered):
        heads = [_head(text, item, money) for item in run]
        before = [one for one in money if one.end <= run[0].start and is_amount(one)]
        whole = next((one for one in reversed(before) if is_total(text, one)), None)
        intro = text[max(0, run[0].start - 30) : run[0].start].rstrip("：:，,。；;\n ")
        announced = _announces(intro, len(run))
        if None in heads and announced and whole is not None and "用于" in intro:
            heads = [_only_amount(item, money) for item in run]
        parts = tuple(one for one in heads if one is not None)
        if len(parts) < 2 or len(parts) != len(run):
            continue
        yield Breakdown(pointer, whole, parts, announced, len(run) >= 3)


def _in_turn(pointer: str, text: str, money: list[Quantity]) -> Iterator[Breakdown]:
    """其中：第一轮（1月20日至2月20日）1200万元，…；第二轮…1000万元: each in turn has its amount, behind 其中."""
    heads = list(re.finditer(r"第([一二三四五六])[轮批期]", text)) if "第二" in text else []
    order = [head[1] for head in heads]
    if (
        len(heads) < 2
        or order != list("一二三四五六"[: len(heads)])
        or not text[: heads[0].start()].rstrip("：:，").endswith("其中")
    ):
        return
    ends = [*(head.start() for head in heads[1:]), len(text)]
    parts = [
        next((one for one in money if head.end() <= one.start < min(end, head.end() + _HEADING)), None)
        for head, end in zip(heads, ends, strict=True)
    ]
    if all(one is not None and is_amount(one) for one in parts):
        yield Breakdown(pointer, None, tuple(one for one in parts if one is not None), True, True)


_HEADING = 30  # characters between 第一轮 and its amount


def _runs(numbered: list[Item]) -> Iterator[list[Item]]:
    for level in sorted({item.level for item in numbered}):
        run: list[Item] = []
        for item in [*(one for one in numbered if one.level == level), None]:
            if item is not None and run and item.number == run[-1].number + 1:
                run.append(item)
                continue
            if len(run) >= 2:
                yield run
            run = [item] if item is not None else []


def _head(text: str, item: Item, money: list[Quantity]) -> Quantity | None:
    """The amount in the first clause of an item, if the item has no other that might be its own."""
    stops = [stop for sign in "，,。；;\n" if (stop := text.find(sign, item.start + len(item.marker), item.end)) >= 0]
    first = min(stops, default=item.end)
    own = [one for one in money if item.start <= one.start and one.end <= item.end]
    if not own or own[0].start > first or not is_amount(own[0]):
        return None
    return None if any(one.low > own[0].low or "共" in one.before or "计" in one.before for one in own[1:]) else own[0]


def _only_amount(item: Item, money: list[Quantity]) -> Quantity | None:
    """The one amount that an item gives, wherever it stands in it: （1）转运28万吨，1736万元."""
    own = [one for one in money if item.start <= one.start < item.end]
    return own[0] if len(own) == 1 and is_amount(own[0]) else None


def _announces(intro: str, number: int) -> bool:
    """Whether the words end by saying how many follow: 分为三类, 主要用于以下两个方面."""
    kind = next((word for word in _KINDS if intro.endswith(word)), "")
    before = intro.removesuffix(kind)
    digits = re.search(r"[一二两三四五六七八九十\d]{1,2}$", before) if kind else None
    return digits is not None and whole_number(digits[0].replace("两", "二")) == number
