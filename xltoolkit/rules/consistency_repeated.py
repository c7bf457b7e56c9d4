"""What is said twice and was mistyped once: a number of an earlier year, a numeral within a name, the size of a group (hits of X027)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from xltoolkit.reader.submission import Submission
from xltoolkit.records import NamedTuple
from xltoolkit.rules.engine import Hit
from xltoolkit.rules.knowledge.facts import Indicator, estimates, indicators, narratives
from xltoolkit.rules.knowledge.passages import clause_of, sentence_before
from xltoolkit.rules.knowledge.statements import quantities, quantities_in
from xltoolkit.text.chinese import places
from xltoolkit.text.similar import core, digits_swapped, figures, longest_common, one_slip_apart, powers_of_ten_apart


def _said_twice(submission: Submission, pointer: str, quote: str, other: str, told: str, how: str) -> Hit:
    """The hit of X027 at one of two cells, with what each of them says and how the two differ."""
    shown = {"text": submission.name_of(pointer), "other": submission.name_of(other), "how": how}
    return Hit(pointer, quote, told, shown, related=(other,))


_THEN = r"(?:(20\d\d)年|上年|去年)[^，；。\d]{0,6}$"


def of_one_year(submission: Submission) -> Iterator[Hit]:
    """2025年为18700元 in a source, 由2025年的18600元提高到… in a text about the same thing: one of the two was mistyped."""
    last = f"{(submission.year or 0) - 1}"
    for row in indicators(submission):
        own = quantities_in(submission, row.at("source"), row.source) if "年" in row.source else []
        own = [one for one in own if _year_of(row.source[: one.start], last)] if len(own) > 1 else own
        if len(own) != 1 or (year := _year_of(row.source[: own[0].start], last)) is None:
            continue
        for pointer, others in quantities(submission).items():
            text = narratives(submission)[pointer]
            for one in others:
                digits, written = (f"{each.low.normalize():f}" for each in (one, own[0]))
                if (
                    one.unit == own[0].unit
                    and len(figures(digits)) > 1
                    and one_slip_apart(digits, written)
                    and _year_of(text[: one.start], last) == year
                    and _of_one_thing(row.name, one.before, text, one.start)
                ):
                    how = how_apart(digits, written)
                    yield _said_twice(submission, pointer, clause_of(text, one), row.at("source"), row.source, how)


def _year_of(before: str, last: str) -> str | None:
    """The year that stands right before a number; of 比上年增加15家 none."""
    found = re.search(_THEN, before[-16:])
    return None if found is None or any(word in found[0] for word in "增减新") else found[1] or last


def _of_one_thing(name: str, before: str, text: str, start: int) -> bool:
    """Whether the sentence names the indicator, or it is named after the deed right before the number (接待 of 年接待人次)."""
    if len(longest_common(core(name), core(sentence_before(text, start)))) >= _SAME_THING:
        return True
    return len(before) > 2 and before[-2:] in name


_SAME_THING = 3  # characters


_NUMERALS = "一二三四五六七八九十"
_NUMERAL_SET = frozenset(_NUMERALS)


def of_names(submission: Submission) -> Iterator[Hit]:
    """工程五次验收合格率 in a name, 一次验收合格率 in the texts, and 五次验收 nowhere; 4小时响应率 and 2小时响应率."""
    texts = narratives(submission)
    for row in indicators(submission):
        if not row.name.isalpha():
            yield from _digits_of_a_name(submission, row, texts)
        if _NUMERAL_SET.isdisjoint(row.name):
            continue
        at = next(iter(places(row.name, _NUMERALS)), -1)
        behind = row.name[at + 1 : at + 1 + _NAME]
        if at < 0 or len(behind) < _NAME or row.name[at - 1 : at] in ("第", "十") or behind[0] in "级类":
            continue  # 二级系统 and 三级系统 are two things
        for pointer, text in texts.items():
            end = text.find(behind)
            if (
                end > 0
                and text[end - 1] in _NUMERALS
                and not any(row.name[at] + behind in one for one in texts.values())
            ):
                told = text[end - 1 : end + _NAME]
                yield _said_twice(submission, row.at("name"), row.name, pointer, told, "只差一个数字")
                break


_NAME = 4  # characters behind the numeral that are the same


def of_same_work(submission: Submission) -> Iterator[Hit]:
    """施工人员培训, source 6天, and the cost item of the same name with 40名×2天×180元."""
    items = {core(row.item): row for row in estimates(submission)} if submission.declares("/estimates") else {}
    for row in indicators(submission) if items else ():
        if row.source.isalpha() or not row.source or any(word in row.source for word in _NOT_THE_WHOLE):
            continue
        other = items.get(core(row.name))
        own = quantities_in(submission, row.at("source"), row.source) if other is not None else []
        if other is not None and len(own) == 1 and len(core(row.name)) >= _NAME:
            said = [
                one
                for one in quantities_in(submission, other.row.at("purpose"), other.purpose)
                if one.unit == own[0].unit
            ]
            plain = (
                len(said) == 1
                and not own[0].before
                and not own[0].is_money
                and not own[0].per
                and own[0].low == own[0].high
            )
            if plain and said[0].low != own[0].low and one_slip_apart(f"{said[0].low:f}", f"{own[0].low:f}"):
                yield _said_twice(
                    submission, row.at("source"), row.source, other.row.at("purpose"), other.purpose, "数字不同"
                )


def of_same_words(submission: Submission) -> Iterator[Hit]:
    """省级动物防疫补助60万元 and 省级动物防疫补助63万元: six characters before a number that are the same, in two texts, and one digit that is not."""
    if not quantities(submission).get("/remarks"):
        return
    told: dict[tuple[str, str], list[tuple[str, str, str]]] = {}
    for pointer, own in quantities(submission).items():
        for one in own:
            before = one.before[-_WORDS:]
            if len(before) == _WORDS and one.low == one.high and not any(map(str.isdigit, before)):
                told.setdefault((before, one.unit), []).append((pointer, f"{one.low.normalize():f}", one.quote))
    for (before, _), cells in told.items():
        numbers, pointers = {number for _, number, _ in cells}, {pointer for pointer, *_ in cells}
        if len(numbers) != 2 or len(pointers) < 2 or "/remarks" not in pointers:
            continue
        first, number, quote = cells[0]
        second, other, written = next(cell for cell in cells if cell[1] != number)
        telling = max(len(figures(number)), len(figures(other))) > 1
        if first != second and telling and one_slip_apart(number, other):
            yield _said_twice(submission, second, before + written, first, before + quote, how_apart(number, other))


_WORDS = 6  # characters
_NOT_THE_WHOLE = ("各", "每", "年", "累计", "其中", "半", "月")
_NUMBER_IN_AN_ITEM = r"([^\d\W]{2,3})(\d{2,4})([^\d\W])"


def of_items(submission: Submission) -> Iterator[Hit]:
    """满20年不满39年 in a cost item, 满20年不满30年 in the texts, which have no 不满39年."""
    texts = narratives(submission)
    for row in estimates(submission) if submission.declares("/estimates") else ():
        for found in re.finditer(_NUMBER_IN_AN_ITEM, row.item):
            if found[2].startswith("20") or any(found[0] in text for text in texts.values()):
                continue
            pattern = rf"{re.escape(found[1])}(\d{{2,4}}){found[3]}"
            for pointer, text in texts.items():
                near = {one[0] for one in re.finditer(pattern, text) if one_slip_apart(one[1], found[2])}
                if len(near) == 1:
                    yield _said_twice(submission, row.row.at("item"), found[0], pointer, near.pop(), "只差一个数字")
                    break


def _digits_of_a_name(submission: Submission, row: Indicator, texts: dict[str, str]) -> Iterator[Hit]:
    found = re.search(r"(?<![\d.])(\d{1,3})([^\d\W]{4,})", row.name)
    if found is None or found[2].startswith(("年", "月")) or any(found[0] in text for text in texts.values()):
        return
    for pointer, text in texts.items():
        told = {one[1]: one[0] for one in re.finditer(rf"(?<![\d.])(\d{{1,3}}){re.escape(found[2])}", text)}
        if len(told) == 1:
            yield _said_twice(submission, row.at("name"), row.name, pointer, next(iter(told.values())), "数字不同")
            return


_GROUP = r"每(\w)约?(\d{1,4})(\w)|(\d{1,3})(\w)[×xX*](\d{1,4})(\w)"  # what the letters may be stands below: sets of them compile slowly
_GROUPS, _MEMBERS = tuple("期场班批例组"), frozenset("人名个次件份家户")


class _Group(NamedTuple):
    """People of one 期, 场, 班: 4期×57人, 每期50人; the words that say what for."""

    pointer: str
    kind: str
    size: str
    words: str
    quote: str


def sizes_of_groups(submission: Submission) -> Iterator[Hit]:
    """4期×57人 in a source, 每期50人 in the plan and 4期×50人 in a purpose of the same training."""
    told = list(_groups(submission))
    for one in told:
        others = [
            other
            for other in told
            if other.pointer != one.pointer
            and other.kind == one.kind
            and len(longest_common(other.words, one.words)) >= 2
        ]
        sizes = {other.size for other in others}
        if len(others) < 2 or len(sizes) != 1 or one.size in sizes or not one_slip_apart(one.size, others[0].size):
            continue
        other = others[0]
        how = how_apart(one.size, other.size)
        yield _said_twice(submission, one.pointer, one.quote, other.pointer, other.quote, how)


_PRICED = r"(\d{1,6}[^\d，；。×xX*]{1,3})[×xX*](\d[\d.]*)(万?元)"


def prices_of_sources(submission: Submission) -> Iterator[Hit]:
    """150台×3400元 in a source, 150台×3600元 in the purpose of the same work."""
    rows = [
        (row, found[1], found[2], found[3], found[0])
        for row in (estimates(submission) if submission.declares("/estimates") else ())
        for found in re.finditer(_PRICED, row.purpose)
    ]
    for row in indicators(submission) if rows else ():
        own = re.search(_PRICED, row.source) if "元" in row.source else None
        if own is None:
            continue
        for item, counted, price, name, quote in rows:
            alike = (counted, name) == (own[1], own[3]) and one_slip_apart(price, own[2])
            if alike and len(longest_common(core(row.name), core(item.item))) >= 2:
                how = how_apart(price, own[2])
                yield _said_twice(submission, row.at("source"), own[0], item.row.at("purpose"), quote, how)
                return


def _groups(submission: Submission) -> Iterator[_Group]:
    rows = [(row.at("source"), row.source, row.name) for row in indicators(submission)]
    rows += [
        (row.row.at("purpose"), row.purpose, row.item)
        for row in (estimates(submission) if submission.declares("/estimates") else ())
    ]
    rows += [(pointer, text, "") for pointer, text in narratives(submission).items()]
    for pointer, text, name in rows:
        counted_so = ("每" in text or "×" in text or "x" in text or "*" in text) and any(
            map(text.__contains__, _GROUPS)
        )
        for found in re.finditer(_GROUP, text) if counted_so else ():
            kind = found[1] or found[5]
            if kind not in _GROUPS or (found[3] or found[7]) not in _MEMBERS:
                continue
            words = core(name or sentence_before(text, found.start())[-_BEFORE:])
            counted = (found[3] or found[7]).replace("名", "人")
            yield _Group(pointer, kind + counted, found[2] or found[6], words, found[0])


_BEFORE = 24  # characters


def how_apart(one: str, other: str) -> str:
    if powers_of_ten_apart(one, other):
        return "数字相同，位数不同"
    return "两个数字颠倒了" if digits_swapped(one, other) else "只差一个数字"
