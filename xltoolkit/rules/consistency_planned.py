"""前后一致: the months that a source says of a deed, against the months of the plan (hits of X041)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from xltoolkit.findings import HINT
from xltoolkit.reader.submission import Submission
from xltoolkit.rules.engine import Hit
from xltoolkit.rules.knowledge.claims import uncounted
from xltoolkit.rules.knowledge.facts import Indicator, indicators, narratives
from xltoolkit.text.chinese import behind_last, places
from xltoolkit.text.date import arabic_in_text
from xltoolkit.text.similar import longest_common

PLAN = "/implementation_plan"


def months_of_sources(submission: Submission) -> Iterator[Hit]:
    """A month alone, a month and a deed, a span of months; one finding for a source."""
    told: set[str] = set()
    for found in (_month_of_a_source, _deed_of_a_source, _span_of_a_source):
        for hit in found(submission):
            if hit.pointer not in told:
                told.add(hit.pointer)
                yield hit


def _otherwise_planned(submission: Submission, row: Indicator, planned: str) -> Hit:
    shown = {"text": submission.name_of(row.at("source")), "other": submission.name_of(PLAN)}
    return Hit(row.at("source"), row.source, planned, shown, severity=HINT, related=(PLAN,))


_ONLY_A_MONTH = r"(\d{1,2})月(?:份)?(?:[上中下]旬)?(?:举办|开展|组织|进行|举行|实施|完成)"


_MONTH_AND_DEED = r"(\d{1,2})月(?:份|[上中下]旬|底前)?(?:完成|开展|组织|进行)?(?:全部)?([^\d，；。、]{4,12})"
_DEED, _SHORTEST_DEED = 4, 3  # characters that are the same


def _month_of_a_source(submission: Submission) -> Iterator[Hit]:
    """1月举办 is all that a source says, and the plan has 6月举办应急演练; 7月公开招标, and 3月：公开招标 in the plan, which tells of it once."""
    plan = narratives(submission).get(PLAN, "")
    for row in indicators(submission):
        if "月" not in row.source:
            continue
        if (only := re.fullmatch(_ONLY_A_MONTH, row.source)) is not None:
            month, deed, between = only[1], uncounted(row.key), r"[^，。；：\d]{0,6}"
        elif (found := re.fullmatch(_MONTH_AND_DEED, arabic_in_text(row.source))) is not None:
            month, deed, between = found[1], found[2][-_DEED:], r"[^。；\d]{0,10}"
            if plan.count(deed) != 1:
                continue
        else:
            continue
        told = list(re.finditer(rf"(?<![\d—–~至到-])(\d{{1,2}})月{between}{re.escape(deed)}", plan))
        if len(deed) >= _SHORTEST_DEED and len(told) == 1 and told[0][1] != month:
            yield _otherwise_planned(submission, row, told[0][0])


_ENDS_WITH_A_DEED = r"(?<!\d)(\d{1,2})月(?:份|[上中下]旬|底前|底|前|初)?([^\d，；。、月]{2,12})$"
_MONTH_BEFORE = r"(?<![\d—–~～至到-])(\d{1,2})月(?![、和至到—–~～-])[^。；\n月]{0,24}$"


def _deed_of_a_source(submission: Submission) -> Iterator[Hit]:
    """镇（街道）推荐，7月考核 in a source, and 11月考核 in the plan, which tells of it once, in a sentence about the same thing."""
    plan = narratives(submission).get(PLAN, "")
    for row in indicators(submission) if "月" in plan else ():
        source = arabic_in_text(row.source) if "月" in row.source else ""
        whole = re.fullmatch(r"(\d{1,2})月([^\d月]{4,})", source)
        if whole is not None and plan.count(whole[2]) == 1 and f"{whole[1]}月{whole[2]}" not in plan:
            there = re.search(rf"(?<!\d)(\d{{1,2}})月{re.escape(whole[2])}", plan)
            if there is not None:
                yield _otherwise_planned(submission, row, there[0])
            continue
        found = re.search(_ENDS_WITH_A_DEED, source) if source.count("月") == 1 else None
        if found is None or found[2][0] in "至到各每":
            continue
        deed, told = found[2][-2:], []
        for at in places(plan, (deed,)):
            begin = behind_last(plan, "。；\n", at)
            before = re.search(_MONTH_BEFORE, plan[begin:at])
            if before is not None:
                told.append((before[1], plan[begin + before.start() : at + 2], plan[begin:at]))
        if len(told) != 1 or told[0][0] == found[1] or f"{found[1]}月" in told[0][2]:
            continue
        if len(longest_common(row.key + found[2], told[0][1])) >= 2 and len(longest_common(row.key, told[0][2])) >= 2:
            yield _otherwise_planned(submission, row, told[0][1])


_ONLY_A_SPAN = r"(\d{1,2})月?[至到—–~～-]{1,2}(\d{1,2})月"


def _span_of_a_source(submission: Submission) -> Iterator[Hit]:
    """3月至11月 is all that a source says, and the plan has 4月至11月：送戏下乡 of the same deed."""
    plan = narratives(submission).get(PLAN, "")
    for row in indicators(submission) if "月" in plan else ():
        found = re.fullmatch(_ONLY_A_SPAN, arabic_in_text(row.source)) if "月" in row.source else None
        deed = uncounted(row.key)
        if found is None or len(deed) < _SHORTEST_DEED or plan.count(deed) != 1:
            continue
        at = plan.index(deed)
        end = min((end for mark in "。；\n" if (end := plan.find(mark, at)) > 0), default=len(plan))
        sentence = plan[behind_last(plan, "。；\n", at) : end]
        spans = list(re.finditer(rf"(?<!\d){_ONLY_A_SPAN}", sentence))
        if len(spans) == 1 and sum(spans[0][side] == found[side] for side in (1, 2)) == 1:
            quote = sentence[spans[0].start() : sentence.index(deed) + len(deed)] or spans[0][0]
            yield _otherwise_planned(submission, row, quote)


_PAIR = r"(?<![\d、和])(\d{1,2})月[、和](\d{1,2})月各[^，。；\d]{0,10}[一1][次期场轮批]"


def pairs_of_months(submission: Submission) -> Iterator[Hit]:
    """5月、6月各1次 in a source, 5月、10月各开展应急演练1次 in the plan; or the plan tells of it under 5月：and 10月：."""
    text = narratives(submission).get(PLAN, "")
    told = [(found[0], {found[1], found[2]}) for found in re.finditer(_PAIR, text)] if "月各" in text else []
    headed = _under_months(text) if not told else {}
    for row in indicators(submission) if told or headed else ():
        found = re.search(_PAIR, row.source) if "月各" in row.source else None
        if found is None:
            continue
        months = {found[1], found[2]}
        alike = [(quote, others) for quote, others in told if len(longest_common(row.name, _clause(text, quote))) >= 2]
        deed = uncounted(row.key)[-2:]
        under = {month for month, told_there in headed.items() if deed in told_there}
        if len(under) == 2 and len(under & months) == 1 and "—" not in "".join(under):
            alike = [("、".join(f"{month}月" for month in sorted(under, key=int)) + deed, under)]
        if len(alike) == 1 and len(alike[0][1] & months) == 1:
            yield _otherwise_planned(submission, row, alike[0][0])


def _clause(text: str, quote: str) -> str:
    """The clause that holds the quotation, to its end."""
    at = text.index(quote)
    end = at + len(quote)
    return text[behind_last(text, "，。；：\n", at) : at] + quote + re.split("[，。；：\n]", text[end : end + 12])[0]


_MONTH_BY_MONTH = 4  # months, from which on a plan goes so
_HEADED = r"(?:^|[。；\n])\s*(\d{1,2}(?:[—–~～至到-]\d{1,2})?)月(?:份)?[：:]([^\n]*?)(?=[。；\n]\s*\d{1,2}(?:[—–~～至到-]\d{1,2})?月|$)"


def _under_months(text: str) -> dict[str, str]:
    """Month → what a plan tells under it, where it goes month by month: 9月：培训2期；第1次演练。"""
    found = {each[1]: each[2] for each in re.finditer(_HEADED, text)} if "月：" in text or "月:" in text else {}
    return found if len(found) >= _MONTH_BY_MONTH else {}
