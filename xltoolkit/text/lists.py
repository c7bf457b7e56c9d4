"""Lists in running text: announced counts (如下7个子系统) and enumerations after a colon.

What cannot be counted for certain gives no number. Positions count in the text as given.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from decimal import Decimal

from xltoolkit.records import NamedTuple
from xltoolkit.text.chinese import behind_last, numeral_end, places, whole_number
from xltoolkit.text.items import NUMERALS, Item, numbered_items


class Enumeration(NamedTuple):
    """Things listed behind a colon: at least and at most so many (most is None behind 等); the names as written.

    `甲、乙和丙` is 2 to 3: whether 和 joins two things or stands inside one name is not decided.
    """

    least: int
    most: int | None
    names: tuple[str, ...]
    quote: str

    def may_be(self, number: Decimal) -> bool:
        """Whether so many may be listed."""
        return self.least <= number and (self.most is None or number <= self.most)


_DOMAIN = r"(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)+(?:com|cn|net|org|gov|edu|info|top|vip)(?![A-Za-z0-9])"


def enumeration(text: str, start: int = 0) -> Enumeration | None:
    """What is listed behind the first colon from `start` on, up to the end of the sentence; None if nothing certain.

    Domain names count wherever they stand; else parts between ；, else short names between 、.
    """
    colon = re.compile("[:：](?!//)").search(text, start)
    if not colon:
        return None
    body = text[colon.end() :].strip().partition("。")[0].partition("\n")[0].strip()
    domains = tuple(dict.fromkeys(re.findall(_DOMAIN, body))) if "." in body else ()
    if domains:
        return Enumeration(len(domains), len(domains), domains, body)
    parts = tuple(part.strip(" ，,") for part in body.replace(";", "；").split("；") if part.strip(" ，,"))
    if len(parts) > 1:
        if any(len(part) > 60 for part in parts):
            return None
        return Enumeration(len(parts), None if parts[-1].endswith("等") else len(parts), parts, body)
    if any(sign in body for sign in "，,:："):
        return None
    names = tuple(name.strip() for name in body.split("、") if name.strip())
    if len(names) < 2 or any(len(name) > 24 for name in names):
        return None
    joined = any(word in names[-1] for word in "和及与")
    most = None if re.search(r"等(?:\d|[一二两三四五六七八九十]|$)", names[-1]) else len(names) + joined
    return Enumeration(len(names), most, names, body)


class Announcement(NamedTuple):
    """A number that announces a list, and what the list holds: `listed` is (least, most), None if it cannot be counted.

    `numbered`: the list is the numbered items behind it, not an enumeration.
    """

    number: int
    noun: str
    quote: str
    start: int
    end: int
    listed: tuple[int, int | None] | None
    numbered: bool


_ONE_OF = ("一块", "一类", "一部分", "一方面")
_POINTING = ("以下", "如下", "下列", "下述")
_LEADS = (*_POINTING, "包括", "包含", "分为", "涵盖", "共计", "共有", "涉及", "共", "分")
# Without such a word only what can be nothing but the heads of a list, and only before a colon: 主要内容有五个方面：
_HEADS = tuple(
    str.split("方面 类 部分 阶段 环节 子项目 子系统 项内容 项工作 项任务 项措施 项补助 项补贴 项服务 项重点")
)
_COUNTERS = tuple(str.split("个 项 类 方面 部分 家 点 条 种 块 步 阶段 环节 处 所 座"))
_NOUN_STOPS = frozenset("，。；：:;\n")


def announced_counts(text: str, numbered: Callable[[], list[Item]] | None = None) -> list[Announcement]:
    """Every `如下7个子系统`, `包括以下三项内容：`, `共8个网站：` with what is listed behind it. `numbered`: the text's items, where they are known.

    Numbered items count if the first of them follows in the same sentence; an enumeration if a colon follows at once.
    """
    found: list[Announcement] = []
    items: list[Item] | None = None
    end = 0
    for start, lead, numeral, behind in _announcing(text):
        begin = behind + text.startswith("大", behind)
        counter = next((word for word in _COUNTERS if text.startswith(word, begin)), "")
        if start < end or not counter:
            continue
        begin += len(counter)
        end = begin
        while end < len(text) and end < begin + 18 and text[end] not in _NOUN_STOPS and not text[end].isdecimal():
            end += 1
        value = whole_number(numeral)
        if not value:
            continue
        if items is None:
            items = numbered() if numbered else numbered_items(text)
        points = lead.endswith(_POINTING)
        colon = text[end : end + 1] in (":", "：")
        if not lead and not colon:
            end = behind
            continue
        listed: tuple[int, int | None] | None = None
        if points or colon:
            listed = _numbered_behind(text, end, items)
        of_items = listed is not None
        if listed is None and colon:
            if text.startswith(_ONE_OF, end + 1):
                continue  # 两大块：一块是…；另一块是…
            names = enumeration(text, end)
            listed = (names.least, names.most) if names else _amounts_behind(text, end)
            first = (
                text[end + 1 :].partition("。")[0].partition("；")[0].split("、")
            )  # 6个子系统：甲、乙、…；配置终端240台
            if len(first) > 2 and (listed is None or abs(len(first) - value) < abs(listed[0] - value)):
                listed = (len(first), len(first))
        if listed is None:
            listed = _ordinals_behind(text, end, counter + text[begin:end]) or _years_behind(text, begin, end)
        noun, quote = text[begin:end].strip(), text[start:end].strip()
        found.append(Announcement(value, noun, quote, start, end, listed, of_items))
    return found


_ORDINALS = ("阶段", "标段", "批次", "批", "步", "轮", "期")
_NUMERALS_IN_ORDER = "一二三四五六七八九"


def _ordinals_behind(text: str, at: int, counted: str) -> tuple[int, int] | None:
    """How many of 第一阶段（…）, 第二阶段（…） follow a count of 阶段; None if the first is no heading, or one is left out."""
    head = next((word for word in _ORDINALS if counted.removeprefix("个").startswith(word)), "")
    first = text.find(f"第一{head}", at) if head else -1
    if first < 0 or text[first + len(head) + 2 : first + len(head) + 3] not in tuple("（(：:，,"):
        return None
    named = [f"第{numeral}{head}" in text[at:] for numeral in _NUMERALS_IN_ORDER]
    number = named.index(False) if False in named else len(named)
    return (number, number) if number > 1 and not any(named[number:]) else None


def _years_behind(text: str, begin: int, end: int) -> tuple[int, int] | None:
    """How many years are named behind the colon, where years were announced: 分三个预算年度安排：2025年…，2026年…."""
    if "年度" not in text[begin:end] or text[end : end + 1] not in (":", "："):
        return None
    years = set(re.findall(r"20\d\d(?=年)", text[end:].partition("。")[0]))
    return (len(years), len(years)) if len(years) > 1 and int(max(years)) - int(min(years)) == len(years) - 1 else None


def _amounts_behind(text: str, at: int) -> tuple[int, int] | None:
    """How many parts stand between commas behind the colon, where each of them has its number: 由两部分组成：甲980万元，乙600万元."""
    body = text[at + 1 :].partition("。")[0].partition("\n")[0]
    parts = body.split("，")
    if not text[:at].endswith(("组成", "构成")) or len(parts) < 2 or any(mark in body for mark in "；：其"):
        return None
    return (len(parts), len(parts)) if all(any(map(str.isdecimal, part)) for part in parts) else None


_KINDS = tuple(str.split("方面 部分 板块 环节 领域 模块 类"))
_FIRST_OF_KINDS = "项个方部板环领模类"
_KINDS_BEHIND = tuple(
    str.split(
        "活动 工作 任务 内容 措施 方面 部分 板块 环节 领域 模块 子项 专题 主题 类别 阶段 品种 节日 学科 行业 工种 门类 层级 部门"
    )
)
_NUMERALS_BEFORE = frozenset("两二三四五六七八九十")
_ALL_KINDS, _ENDS_OF_CLAUSES = "项种类", ("，", "。", "；")
_CLAUSE_STOPS = "，。；：:;\n（）()"
_DOING = tuple(
    str.split(
        "给予 发放 用于 包括 包含 采取 采用 通过 开展 进行 实施 完成 组织 提供 落实 推进 建设 设置 设立 形成 涉及 覆盖 做好 抓好 分 共 等 的"
    )
)


class _Count(NamedTuple):
    """A count with what it counts: 等共3项活动. `others`: 等 stands before it. start: of all of it; begin: of the numeral."""

    others: bool
    number: int
    kind: str
    start: int
    begin: int
    end: int


def _counts_written(text: str) -> Iterator[_Count]:
    """3项主体活动, 三个环节; and 共6项 at the end of a clause."""
    for at in places(text, _FIRST_OF_KINDS):
        close = at - (text[at - 1 : at] == "大")
        begin = _count_begins(text, close)
        end = _kind_ends(text, at) if begin < close else at
        if end > at:
            start = begin - (text[begin - 1 : begin] == "共")
            others = text[start - 1 : start] == "等"
            yield _Count(others, whole_number(text[begin:close]), text[at:end], start - others, begin, end)
    for at in places(text, "共"):
        end = numeral_end(text, at + 1, 2, 0)
        if end > at + 1 and text[end : end + 1] in _ALL_KINDS and text[end + 1 : end + 2] in _ENDS_OF_CLAUSES:
            yield _Count(False, whole_number(text[at + 1 : end]), text[end], at, at + 1, end + 1)


def _count_begins(text: str, at: int) -> int:
    """Where one or two digits begin that end here, or one Chinese numeral; `at` if none does."""
    if text[at - 1 : at] in _NUMERALS_BEFORE:
        return at - 1
    start = at
    while start > max(0, at - 2) and text[start - 1].isdecimal():
        start -= 1
    return start


def _kind_ends(text: str, at: int) -> int:
    """Where the kind of things ends that begins here: 方面, 项活动, 个主体任务; `at` if none does."""
    if text[at] not in "项个":
        return at + len(next((kind for kind in _KINDS if text.startswith(kind, at)), ""))
    begin = at + 1 + 2 * text.startswith("主体", at + 1)
    behind = next((kind for kind in _KINDS_BEHIND if text.startswith(kind, begin)), "")
    return begin + len(behind) if behind else at


def counts_behind_lists(text: str) -> Iterator[Announcement]:
    """Every list with its count behind it: 开幕式、市集、音乐会3项主体活动, 监测、评估、预警三个环节."""
    if "、" not in text:
        return
    for found in _counts_written(text):
        start, number = found.start, found.number
        clause = text[behind_last(text, _CLAUSE_STOPS, start) : start]
        clause = clause[5:] if clause.startswith("20") and clause[4:5] == "年" else clause
        names = clause.split("、")
        if not number or len(names) < 2 or any(map(str.isdecimal, clause)):
            continue
        if any(not 2 <= len(name) <= 14 for name in names[1:]) or any(word in names[-1] for word in _DOING):
            continue
        # 对设计、封测企业给予补助、贴息: the list may begin in the middle of the clause
        begins = [at for at, name in enumerate(names) if at and any(word in name for word in _DOING)]
        joined = any(word in name for name in names for word in "和及与")
        if any(number in (len(names) - at, len(names) - at + joined) for at in (0, *begins)):
            continue
        names = names[begins[-1] :] if begins else names
        most = None if found.others else len(names) + joined
        if abs(number - len(names)) <= _NEARLY:
            quote = text[found.begin : found.end]
            yield Announcement(number, found.kind, quote, found.begin, found.end, (len(names), most), False)


_PLACES = (
    "个镇",
    "个村",
    "个街道",
    "个社区",
    "个乡镇",
    "个县",
    "个区",
    "个园区",
    "个场馆",
    "所学校",
    "家医院",
    "所中学",
    "所小学",
)


def places_before_counts(text: str) -> Iterator[Announcement]:
    """Every list of places with its count behind it, each name of which ends as the count does: 璜土镇、月城镇、徐霞客镇3个镇."""
    for at in places(text, _PLACES) if "、" in text else ():
        noun = next(word for word in _PLACES if text.startswith(word, at))
        start = at
        while start and (text[start - 1].isdecimal() or text[start - 1] in NUMERALS or text[start - 1] == "两"):
            start -= 1
        number = whole_number(text[start:at]) if start < at else None
        clause = text[behind_last(text, _CLAUSE_STOPS, start) : start]
        names = clause.split("、")
        ends = tuple(noun[-2:]) if noun == "个场馆" else (noun[-1],)
        whole = len(names) > 1 and all(len(name) > 1 and name.endswith(ends) for name in names)
        if not whole and noun == "个街道" and len(names) > 2:  # 涉及澄江、南闸、云亭、夏港4个街道
            first = max(
                (names[0].rpartition(word)[2] for word in ("涉及", "覆盖", "在") if word in names[0]),
                key=len,
                default="",
            )
            whole = all(len(name) == 2 for name in (first or names[0], *names[1:]))
        if number and whole and abs(number - len(names)) <= _NEARLY and not any(map(str.isdecimal, clause)):
            end = at + len(noun)
            yield Announcement(number, noun, text[start:end], start, end, (len(names), len(names)), False)


_NEARLY = 2  # further off, the number counts something else


def _announcing(text: str) -> Iterator[tuple[int, str, str, int]]:
    """Every 如下7, 包括以下三, 共8, and 五 of 五个方面: where it begins, the words before the numeral, the numeral, where it ends."""
    before_heads = {_numeral_before(text, at) for at in places(text, _HEADS)}
    openly = {start for start in before_heads if start is not None}
    for start in sorted(openly.union(places(text, _LEADS))):
        at = start
        if start not in openly:
            at += len(next(lead for lead in _LEADS if text.startswith(lead, start)))
            if text.startswith(_POINTING[:3], at):
                at += 2
        lead = text[start:at]
        at += text.startswith("共", at)
        end = numeral_end(text, at, 3, 3)
        if end > at:
            yield start, lead, text[at:end], end


def _numeral_before(text: str, at: int) -> int | None:
    """Where the numeral begins that stands before the head of a list here, a 大 or 个 between or not; None if there is none."""
    end = at - (text[at - 1 : at] in ("大", "个"))
    start = end
    while start and (text[start - 1].isdecimal() or text[start - 1] in NUMERALS or text[start - 1] == "两"):
        start -= 1
    numeral = text[start:end]
    if not numeral or (start and text[start - 1] in "第每."):
        return None
    digits = sum(map(str.isdecimal, numeral))
    return start if digits in (0, len(numeral)) and len(numeral) <= (2 if digits else 3) else None


def _numbered_behind(text: str, at: int, items: list[Item]) -> tuple[int, int] | None:
    """How many items the numbering has that begins in the same sentence behind `at`."""
    for index, item in enumerate(items):
        if item.start < at:
            continue
        if item.number != 1 or any(mark in text[at : item.start] for mark in "。；;！？"):
            return None
        own = [item]
        for later in items[index + 1 :]:
            if later.level < item.level or (later.level == item.level and later.number <= own[-1].number):
                break
            if later.level == item.level:
                own.append(later)
        return (len(own), len(own))
    return None
