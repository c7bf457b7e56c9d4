"""Lists in running text: numbered items (一、 （一） 1、 ①), announced counts (如下7个子系统), enumerations after a colon.

Also whether a text ends in mid-sentence. Everything is counted conservatively: what cannot be counted for certain
gives no number. Positions count in the text as given.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from xltoolkit.records import NamedTuple
from xltoolkit.text.chinese import numeral_end, parse_chinese


class Item(NamedTuple):
    """One numbered item.

    marker  as written: `一、` `（2）` `①`
    number  what it says
    level   0 for the outermost numbering, 1 for the one inside it …
    text    everything up to the next item of its own or an outer level, inner items included
    start, end  where it stands, marker included
    """

    marker: str
    number: int
    level: int
    text: str
    start: int
    end: int

    @property
    def title(self) -> str:
        """Its first clause, up to the first 。；：， or line break."""
        stops = [stop for sign in "。；;：:，,\n" if (stop := self.text.find(sign, 0, 200)) >= 0]
        return self.text[: min(stops, default=len(self.text))].strip()


class _Mark(NamedTuple):
    start: int
    end: int
    number: int
    style: str


_NUMERALS = "一二三四五六七八九十"
_CHINESE = f"[{_NUMERALS}]{{1,3}}"
# A short word between two signs; `_marks` and `_style` know which are markers. A pattern that names the numerals would take
# a tenth of a millisecond to compile for each of its sets of characters.
_SHORT_WORD = r"(?<!\w)(\W?)(\w{1,4}?)(\W|是)"
_CLOSING = frozenset(")）、．，,：:是.")
_FIRST_OF_NUMERALS = frozenset(f"第{_NUMERALS}")
_CIRCLED = r"[①-⒛][、．]?"
_BEFORE_MARKER = frozenset("。；;：:！!？?\n\t \u3000）)”>，,.")


def numbered_items(text: str) -> list[Item]:
    """The numbered items of a text in its order, inner ones after their outer one.

    Only a numbering that runs (1, 2 … at least two items) counts; `2020年1.` and `统一、规范` are no markers.
    """
    marks, levels = _running(_marks(text))
    closes = [len(text)] * len(marks)
    next_of_level: dict[int, int] = {}
    for at in range(len(marks) - 1, -1, -1):
        own = levels[at]
        closes[at] = min([start for level, start in next_of_level.items() if level <= own], default=len(text))
        next_of_level[own] = marks[at].start
    items = []
    for mark, level, close in zip(marks, levels, closes, strict=True):
        start, end = mark.start, mark.end
        items.append(Item(text[start:end], mark.number, level, text[end:close].strip(), start, close))
    return items


def _marks(text: str) -> list[_Mark]:
    """Whatever looks like a marker: behind punctuation or a blank, circled numbers anywhere."""
    marks = []
    for opening, numeral, closing, start, end in _short_words(text):
        if start and text[start - 1] not in _BEFORE_MARKER:
            continue
        style = _style(opening, numeral, closing)
        number = _value(numeral) if style else 0
        if number:
            end += style == "（一）" and text[end : end + 1] in (",", "，") and len(closing) == 1
            marks.append(_Mark(start, end, number, style))
    if "①" in text or "⑴" in text or "⒈" in text:
        for found in re.finditer(_CIRCLED, text):
            code = ord(found[0][0])
            number = code - next(first for first in (0x2488, 0x2474, 0x2460) if code >= first) + 1
            marks.append(_Mark(found.start(), found.end(), number, "①"))
        marks.sort()
    return marks


def _short_words(text: str) -> Iterator[tuple[str, str, str, int, int]]:
    """What may be a marker: （ or 第 before it, the numeral, what closes it (）、 are two), where it begins and ends."""
    for found in re.finditer(_SHORT_WORD, text):
        opening, numeral, closing = found.groups()
        first = numeral[0]
        if closing not in _CLOSING or not (first.isdecimal() or first in _FIRST_OF_NUMERALS):
            continue
        start, end = found.span()
        behind = text[end : end + 1]
        if closing == "." and behind.isdecimal():
            continue  # 1.5
        if opening and opening not in "（(":
            opening, start = "", start + 1
        if first == "第" and not opening:
            opening, numeral = first, numeral[1:]
        if closing in ")）" and behind and behind in "、．":
            closing, end = closing + behind, end + 1
        yield opening, numeral, closing, start, end


def _style(opening: str, numeral: str, closing: str) -> str:
    """The kind of marker that these make together, written as its first one; '' if they make none."""
    if numeral.isdecimal() and len(numeral) <= 2:
        one = "1"
    elif numeral and len(numeral) <= 3 and all(character in _NUMERALS for character in numeral):
        one = "一"
    else:
        return ""
    closed = closing[0] in ")）"
    if opening == "第":
        return "第一" if one == "一" and closing in "、，,：:" else ""
    if opening:
        return f"（{one}）" if closed else ""
    if closed:
        return "1）" if one == "1" else ""
    if closing in "、．.":
        return f"{one}、"
    return "一是" if closing == "是" and one == "一" else ""


def _value(numeral: str) -> int:
    value = int(numeral) if numeral.isdecimal() else parse_chinese(numeral)
    return int(value) if value is not None else 0


def _running(marks: list[_Mark]) -> tuple[list[_Mark], list[int]]:
    """The markers that belong to a running numbering, and their levels. One number may be left out by mistake."""
    runs: list[list[_Mark]] = []
    outer: list[int] = []  # of every run the run that it stands in, -1 for none
    open_runs: list[int] = []  # outermost first
    member_of: list[tuple[_Mark, int]] = []
    for mark in marks:
        same = next((depth for depth in range(len(open_runs)) if runs[open_runs[depth]][0].style == mark.style), None)
        if same is not None and 0 < mark.number - runs[open_runs[same]][-1].number <= 2:
            del open_runs[same + 1 :]
            runs[open_runs[same]].append(mark)
        elif mark.number == 1:
            del open_runs[len(open_runs) if same is None else same :]
            outer.append(open_runs[-1] if open_runs else -1)
            open_runs.append(len(runs))
            runs.append([mark])
        else:
            continue
        member_of.append((mark, open_runs[-1]))
    kept = [(mark, run) for mark, run in member_of if len(runs[run]) > 1]
    return [mark for mark, _ in kept], [_level(run, outer, runs) for _, run in kept]


def _level(run: int, outer: list[int], runs: list[list[_Mark]]) -> int:
    level = 0
    while (run := outer[run]) >= 0:
        level += len(runs[run]) > 1
    return level


class Enumeration(NamedTuple):
    """Things listed behind a colon: at least and at most so many (most is None behind 等); the names as written.

    `甲、乙和丙` is 2 to 3: whether 和 joins two things or stands inside one name is not decided.
    """

    least: int
    most: int | None
    names: tuple[str, ...]
    quote: str


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


_POINTING = ("以下", "如下", "下列", "下述")
_LEADS = (*_POINTING, "包括", "包含", "分为", "涵盖", "共计", "共有", "涉及", "共", "分")
# Without such a word only what can be nothing but the heads of a list, and only before a colon: 主要内容有五个方面：
_HEADS = tuple(str.split("方面 类 部分 阶段 环节 子项目 子系统 项内容 项工作 项任务 项措施 项补助 项补贴 项服务 项重点"))
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
        value = _value(numeral)
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
            names = enumeration(text, end)
            listed = (names.least, names.most) if names else None
        noun, quote = text[begin:end].strip(), text[start:end].strip()
        found.append(Announcement(value, noun, quote, start, end, listed, of_items))
    return found


def _announcing(text: str) -> Iterator[tuple[int, str, str, int]]:
    """Every 如下7, 包括以下三, 共8, and 五 of 五个方面: where it begins, the words before the numeral, the numeral, where it ends."""
    before_heads = {_numeral_before(text, at) for head in _HEADS for at in _places(text, head)}
    openly = {start for start in before_heads if start is not None}
    for start in sorted(openly.union(at for lead in _LEADS for at in _places(text, lead))):
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
    while start and (text[start - 1].isdecimal() or text[start - 1] in _NUMERALS or text[start - 1] == "两"):
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


# How a text that does not end with a sentence ends (truncated()).
COMMA, CONNECTIVE, OPEN_BRACKET, NUMBERING, MID_WORD, NO_END = (
    "comma",
    "connective",
    "open_bracket",
    "numbering",
    "mid_word",
    "no_end",
)
TRUNCATION_NAMES = {
    COMMA: "末尾是逗号、顿号或冒号",
    CONNECTIVE: "末尾的话没有说完",
    OPEN_BRACKET: "末尾的括号或引号没有合上",
    NUMBERING: "末尾只有编号，没有内容",
    MID_WORD: "末尾一个词只写了一半",
    NO_END: "末尾没有句号，前面的句子都有",
}
_END_MARKS = "。！？!?；;…"
_CLOSERS = "”’\"'）)】》」』〉］]"
_CONNECTIVES = (
    "和",
    "及",
    "与",
    "或",
    "的",
    "对",
    "在",
    "将",
    "为",
    "并",
    "以及",
    "包括",
    "通过",
    "按照",
    "根据",
    "由",
    "向",
    "从",
    "把",
    "被",
    "等的",
)


_NUMBER_AT_END = rf"(?:{_CHINESE}|\d{{1,2}}|[（(](?:{_CHINESE}|\d{{1,2}})[)）])[、.．]?$"


def truncated(text: str) -> str:
    """How the text breaks off, a key of TRUNCATION_NAMES, or '' if it ends like a text.

    NO_END alone is weak: a clerk may have left the last full stop out. MID_WORD: the last character stands elsewhere
    in the text, and there another always follows (…申报软, elsewhere always 软件).
    """
    body = text.rstrip()
    if not body:
        return ""
    last = body.rstrip(_CLOSERS)[-1:]
    if last in _END_MARKS and last:
        return ""
    tail = body[-80:]
    if (
        body[-1] in "、.．)）0123456789一二三四五六七八九十"
        and (number := re.search(_NUMBER_AT_END, tail))
        and (not number.start() or tail[number.start() - 1] in _BEFORE_MARKER)
        and numbered_items(body)
    ):
        return NUMBERING
    if body[-1] in "，,、：:（(“‘《—-":
        return OPEN_BRACKET if body[-1] in "（(“‘《" else COMMA
    if any(tail.rfind(opening) > tail.rfind(closing) for opening, closing in ("（）", "“”", "《》", "()", "【】")):
        return OPEN_BRACKET
    if body.endswith(_CONNECTIVES) and len(body) > 20:
        return CONNECTIVE
    if _half_a_word(body):
        return MID_WORD
    return NO_END if any(mark in body for mark in "。！？；") else ""


def _half_a_word(body: str) -> bool:
    """The last characters (three to eight, or two that recur) stand elsewhere, each time with one more behind them."""
    for length in range(min(8, len(body) - 1), 1, -1):
        places = _places(body[:-1], body[-length:])
        following = {body[at + length] for at in places}
        if len(places) >= (1 if length > 2 else 2):
            return len(following) == 1 and "\u4e00" <= following.pop() <= "\u9fff"
    return False


def _places(text: str, part: str) -> list[int]:
    at, places = text.find(part), []
    while at >= 0 and at + len(part) < len(text):
        places.append(at)
        at = text.find(part, at + 1)
    return places
