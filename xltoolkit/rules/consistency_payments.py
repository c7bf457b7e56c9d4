"""前后一致: instalments of a contract's money — a share in per cent and the amount that it makes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from xltoolkit.findings import WARNING
from xltoolkit.reader.submission import Submission
from xltoolkit.records import NamedTuple
from xltoolkit.rules.engine import Hit, NotApplicable, rule
from xltoolkit.rules.knowledge.facts import indicators, narratives
from xltoolkit.text.number import show_amount

GROUP, POINT = "前后一致", "适当性"

_WHOLE = r"(?<![\d.])(\d+(?:\.\d+)?)(万?)元"
_INSTALMENT = r"(?<![\d.])(\d{1,3}(?:\.\d+)?)%[，（]?(?:计|即|为|共|约)(\d+(?:\.\d+)?)(万?)元"


class _Instalment(NamedTuple):
    share: Decimal
    amount: Decimal
    quote: str


@rule(
    "X045",
    "分期付款的比例与金额对不上",
    group=GROUP,
    severity=WARNING,
    review_point=POINT,
    tier=2,
    message={
        "": "“{field}”写“{found}”，按{whole}元算是{expected}元。",
        "shares": "第{row}行的“{field}”各笔的比例“{found}”加起来不是100%。",
    },
    advice="请核对比例、总额和这一笔的金额。",
)
def instalments(submission: Submission) -> Iterator[Hit]:
    """检查什么：一句话里先写总额，再写“支付40%计273.20万元”，比例乘总额不是这个数；至少有一笔对得上，或者各笔比例合起来是100%的，才报。
    来源里逐笔写的付款比例（预付30%、报告60%、评审10%）加起来超过100%的，也报。
    为什么：付款计划算错，用款就对不上（适当性）。依据：惯例。目录之外新增。
    错例：合同价款683万元，签订合同后支付40%计278.20万元，验收后支付60%计409.80万元。
    正例：合同价款683万元，签订合同后支付40%计273.20万元，验收后支付60%计409.80万元。
    修改：由填报人核对。
    """
    found = False
    for row in indicators(submission) if submission.declares("/indicators") else ():
        shares = re.fullmatch(_SHARES, row.source) if "付" in row.name or "拨" in row.name else None
        if shares is not None and sum(map(int, re.findall(r"(\d+)%", row.source))) > _ALL:
            yield Hit(row.at("source"), row.source, "100%", variant="shares")
    for pointer, text in narratives(submission).items():
        for sentence in re.split("[。\n]", text) if "%" in text and "元" in text else ():
            parts = [
                _Instalment(Decimal(one[1]), _yuan(one[2], one[3]), one[0])
                for one in re.finditer(_INSTALMENT, sentence)
            ]
            first = re.search(_WHOLE, sentence)
            if first is None or not parts or sentence.index(parts[0].quote) < first.start():
                continue
            found = True
            whole = _yuan(first[1], first[2])
            wrong = [one for one in parts if abs(whole * one.share / 100 - one.amount) > _rounding(one)]
            if wrong and (len(wrong) < len(parts) or sum(one.share for one in parts) == 100):
                unit = "万" if wrong[0].quote.endswith("万元") else ""
                meant, shown = (
                    show_amount(value / (10_000 if unit else 1)) for value in (whole * wrong[0].share / 100, whole)
                )
                yield Hit(pointer, wrong[0].quote, f"{meant}{unit}", {"whole": f"{shown}{unit}"})
    if not found:
        raise NotApplicable


_SHARES = r"[^\d，；。]{2,8}\d{1,2}%(?:[、，][^\d，；。]{2,8}\d{1,2}%)+"
_ALL = 100


def _yuan(number: str, scale: str) -> Decimal:
    return Decimal(number) * (10_000 if scale else 1)


def _rounding(one: _Instalment) -> Decimal:
    """Half a unit in the last place that is written."""
    written = one.quote[one.quote.index("%") :]
    decimals = len(written.partition(".")[2].rstrip("万元")) if "." in written else 0
    return Decimal(10_000 if written.endswith("万元") else 1).scaleb(-decimals) / 2
