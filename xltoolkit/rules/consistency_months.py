"""前后一致: months of one cell that run backwards — a list out of order, a span that ends before it begins."""

from __future__ import annotations

import re
from collections.abc import Iterator

from xltoolkit.findings import HINT, WARNING
from xltoolkit.reader.submission import Submission
from xltoolkit.rules.engine import Hit, NotApplicable, rule
from xltoolkit.rules.knowledge.facts import indicators, known_period, narratives
from xltoolkit.rules.knowledge.words import words
from xltoolkit.text.date import arabic_in_text

_MONTH = r"(?:1[0-2]|[1-9])"
_LIST = rf"(?<![\d.年—–~～至到、-]){_MONTH}(?:月(?:[、和]{_MONTH}月)+|(?:、{_MONTH}){{2,}}月)(?![—–~～至到\d-])"
_SPAN = rf"(?<!\d)({_MONTH})月?[至到—–~～-]{{1,2}}({_MONTH})月"
_SEVERAL = ("、", "和", "-", "—", "–", "至", "到", "~", "～", "季度", "，", "。")
_LATE, _EARLY = 9, 5
"""From September on something may well go on into the first months of the next year: 11月至3月."""


@rule(
    "X048",
    "月份前后颠倒",
    group="前后一致",
    severity=WARNING,
    review_point="可行性",
    tier=2,
    message={
        "": "“{field}”写“{found}”，结束的月份在开始的前面。",
        "list": "“{field}”写“{found}”，月份没有按先后写。",
        "quarter": "“{field}”的{expected}里写着“{found}”。",
        "unit": "“{field}”写“{found}”，前面像是少了话，或者应是“月”。",
    },
    advice={
        "": "请核对月份；跨到下一年的，写明“次年”。",
        "list": "请核对月份，可能写错了一个。",
        "quarter": "请核对月份和季度。",
        "unit": "请核对单位。",
    },
)
def months_backwards(submission: Submission) -> Iterator[Hit]:
    """检查什么：文字、目标值来源里起止的月份倒过来（三月至二月；9月以后跨到下一年年初的不算），或者列出的月份没有按先后（6月、4月各1次；只作建议）；按季度写的，某季度里写着别的季度的月份；分句开头的月份写成了别的单位（7期组织验收）：只作建议。
    为什么：多半是月份写错了（可行性）。依据：惯例：月份都按先后写。目录之外新增。
    错例：6月至4月开展检查；6月、4月各1次。
    正例：4月至6月开展检查；11月至次年3月；4月、6月各1次。
    修改：由填报人核对。
    """
    rows = indicators(submission) if submission.declares("/indicators") else []
    cells = [
        *narratives(submission).items(),
        *((row.at("source"), arabic_in_text(row.source)) for row in rows if "月" in row.source),
    ]
    dated = [(pointer, text) for pointer, text in cells if "月" in text and any(map(text.__contains__, _SEVERAL))]
    if not dated:
        raise NotApplicable
    project = known_period(submission)
    for pointer, text in dated:
        for found in re.finditer(_SPAN, text) if project is None or project.one_year else ():
            first, last = int(found[1]), int(found[2])
            if last < first and not (first >= _LATE and last <= _EARLY):
                yield Hit(pointer, found[0], "先后顺序")
        yield from _outside_its_quarter(pointer, text)
        for quote in _led_by_another_unit(text):
            yield Hit(pointer, quote, "月", variant="unit", severity=HINT)
        for found in re.finditer(_LIST, text) if "、" in text or "月和" in text else ():
            months = [int(number) for number in re.findall(r"\d+", found[0])]
            if months != sorted(months) and len(set(months)) == len(months):
                yield Hit(pointer, found[0], "先后顺序", variant="list", severity=HINT)


_YEAR = 12  # months
_DEEDS = words("组织 召开 举办 签订 印发 编制")
_ENDS = words("完成 启动 开展 验收 招标")
_OF_THINGS, _OF_TIMES = frozenset("个台家套处项"), ("公里", *"期次场元份册件吨米%分")


def _led_by_another_unit(text: str) -> Iterator[str]:
    """7期组织验收, where the months of a plan lead its clauses; 3分、9月各1次."""
    clauses = text.replace("。", "，").replace("；", "，").replace("：", "，").replace("\n", "，").split("，")
    for clause in clauses:
        digits = 2 if clause[:2].isdecimal() else 1
        if not clause[:1].isdecimal() or not 1 <= int(clause[:digits]) <= _YEAR:
            continue
        behind = clause[digits:]
        name = next((one for one in (*_OF_TIMES, *_OF_THINGS) if behind.startswith(one)), "")
        rest = behind[len(name) :]
        deeds = _DEEDS if name in _OF_THINGS else (*_DEEDS, *_ENDS)
        if name and rest.startswith(deeds):
            yield clause[: digits + len(name) + 2]
    for found in (
        re.finditer(r"(\d{1,2})(\w)[、和](\d{1,2})月", text) if "月各" in text or text.endswith(("月", "月）")) else ()
    ):
        odd = found[2] in "期次场元份册件吨米分%台个家套人户处座辆" and int(found[1]) <= _YEAR >= int(found[3])
        before, after = text[found.start() - 1 : found.start()], text[found.end() : found.end() + 1]
        if odd and before not in tuple("、.0123456789") and after in ("各", "", "）"):
            yield found[0]


_QUARTER = r"(?<!第)第?([一二三四])季度[：:，]([^。；\n]*?)(?=第?[一二三四]季度|[。；\n]|$)"
_NUMBERS = {"一": 1, "二": 2, "三": 3, "四": 4}


def _outside_its_quarter(pointer: str, text: str) -> Iterator[Hit]:
    """二季度：8月组织采风: the only month there that is of another quarter."""
    for found in re.finditer(_QUARTER, text) if "季度" in text else ():
        last = _NUMBERS[found[1]] * 3
        months = [int(month) for month in re.findall(r"(?<![\d.至到—–~～-])(1[0-2]|[1-9])月(?!底?前)", found[2])]
        outside = [month for month in months if not last - 2 <= month <= last]
        if len(outside) == 1 and len(months) > 1:
            yield Hit(pointer, f"{outside[0]}月", f"{found[1]}季度", variant="quarter", severity=HINT)
