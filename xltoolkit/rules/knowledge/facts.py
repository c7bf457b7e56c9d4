"""Facts that several rules look at, computed once per submission: cleaned texts, narratives, indicators, estimates, the project's period."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import lru_cache

from xltoolkit.form.equation import Undetermined, evaluate
from xltoolkit.form.model import NUMERIC_KINDS, Field
from xltoolkit.reader.submission import NotDeclared, Row, Submission, Unreadable, get
from xltoolkit.records import NamedTuple
from xltoolkit.rules.knowledge.category import category_of
from xltoolkit.text.date import arabic_in_text, months_between
from xltoolkit.text.items import Item, numbered_items
from xltoolkit.text.normal import clean_text, one_line
from xltoolkit.text.target import Target, parse_target

INDICATORS, ESTIMATES = "/indicators", "/estimates"
_NOISE = str.maketrans("", "", " \t\n　，。、；：,.;:“”\"'‘’《》<>【】[]·-—_")


LONGEST_TEXT, LONGEST_CELL = 10_000, 1_000
"""Characters of a long text, of a table's cell, that are looked at for what they say; a limit of lengths finds longer ones.

Patterns may take the square of a text's length, and Excel lets people paste 32,767 characters into every cell.
"""


class Indicator:
    """One row of the table of indicators as the rules see it: cleaned texts, parsed target, category.

    name      on one line, HTML taken off; `key` the same without blanks and punctuation, for comparing
    category  one of rules/knowledge/category.py's kinds, '' where the level's name does not tell
    target    raises Unreadable if the target cell could not be understood, NotDeclared if the form has none
    readable_target  the same or None: for rules that look at many rows and pass over one that cannot be read
    """

    target: Target
    readable_target: Target | None

    __slots__ = (
        "category",
        "key",
        "level1",
        "level2",
        "name",
        "pointer",
        "readable_target",
        "row",
        "source",
        "target",
        "target_pointer",
        "written",
    )

    def __init__(self, row: Row, unreadable: set[str]) -> None:
        self.row = row
        self.pointer = row.pointer
        self.name = _cell(row, "name")
        self.key = _without_noise(self.name)
        self.level1 = _level(row.values.get("level1"))
        self.level2 = _level(row.values.get("level2"))
        self.category = category_of(self.level1, self.level2)
        self.source = _read(_cell(row, "source"))
        self.target_pointer = row.target_pointer
        parts = row.table.target_parts
        if len(parts) == 1 and self.target_pointer not in unreadable:
            self.written = str(row.values.get(parts[0]) or "")[:LONGEST_CELL]
            self.target = self.readable_target = parse_target(self.written)
            return
        try:
            self.target = self.readable_target = row.target
            self.written = row.target_text
        except Unreadable:
            self.readable_target, self.written = None, ""

    def __getattr__(self, name: str) -> Target:
        """Asked for what was left unset: a target that could not be read. So the others are had at no cost, hundreds of times."""
        if name == "target":
            raise Unreadable(self.target_pointer)
        raise AttributeError(name)

    def at(self, key: str) -> str:
        return self.row.at(key)


def _level(value: object) -> str:
    """The same of a level's name, which many rows and workbooks have in common."""
    return _short_text(value) if isinstance(value, str) and len(value) <= _LONGEST_LEVEL else _text(value)


_LONGEST_LEVEL = 40


def _without_noise(name: str) -> str:
    return name if name.isalnum() else name.translate(_NOISE)


def _cell(row: Row, key: str) -> str:
    """Text of a cell for comparing: '' if blank, not declared or unreadable."""
    return _text(row.values.get(key))


def _text(value: object) -> str:
    if not isinstance(value, str):
        return "" if value is None else str(value)
    value = value[:LONGEST_CELL]
    if "<" in value or "&" in value or "_x" in value:
        return one_line(clean_text(value))
    return one_line(value) if " " in value or not value.isprintable() else value


_short_text = lru_cache(1024)(_text)


def indicators(submission: Submission) -> list[Indicator]:
    """Rows of the table of indicators that have a name or a target. Raises NotDeclared."""
    return submission.fact(
        INDICATORS, lambda: [Indicator(row, submission.unreadable) for row in submission.rows(INDICATORS)]
    )


def with_numbers(submission: Submission) -> list[Indicator]:
    """Those of the indicators whose target is a number or a range. Raises NotDeclared."""
    return submission.fact(
        "with numbers",
        lambda: [row for row in indicators(submission) if (goal := row.readable_target) is not None and goal.numeric],
    )


class Estimate(NamedTuple):
    """One row of the cost estimate. `amount` is None where it is blank or cannot be understood."""

    row: Row
    pointer: str
    item: str
    key: str
    amount: Decimal | None
    purpose: str


def estimates(submission: Submission) -> list[Estimate]:
    """Rows of the cost estimate. Raises NotDeclared."""
    return submission.fact(ESTIMATES, lambda: [_estimate(row) for row in submission.rows(ESTIMATES)])


def _estimate(row: Row) -> Estimate:
    item = _cell(row, "item")
    amount = row.values.get("amount")
    return Estimate(
        row,
        row.pointer,
        item,
        _without_noise(item),
        amount if isinstance(amount, Decimal) else None,
        _read(_cell(row, "purpose")),
    )


_NOT_IN_WORDS = frozenset(("date", *NUMERIC_KINDS))
Cell = tuple[str, Field, str]
Number = tuple[str, Field, Decimal]


def texts(submission: Submission) -> list[Cell]:
    """Every filled text cell that people type into, with its field: scalars in form order, then the tables row by row."""
    return _cells(submission)[0]


def texts_with_digits(submission: Submission) -> list[Cell]:
    """Those of `texts` in which a digit stands."""
    return submission.fact(
        "texts with digits", lambda: [cell for cell in texts(submission) if re.search("[0-9]", cell[2]) is not None]
    )


def numbers(submission: Submission) -> list[Number]:
    """Every filled, readable number that people type (computed cells left out), with its field."""
    return _cells(submission)[1]


def _cells(submission: Submission) -> tuple[list[Cell], list[Number]]:
    return submission.fact("cells", lambda: _collect(submission))


def _collect(submission: Submission) -> tuple[list[Cell], list[Number]]:
    filled = [
        (pointer, field, value)
        for pointer, field in submission.form.fields.items()
        if field.computed is None and (value := get(submission.data, pointer)) is not None
    ]
    for table in submission.tables:
        columns = [(f"/{column.key}", column.key, column) for column in table.columns if column.computed is None]
        for row in submission.rows(table.pointer):
            values, own = row.values, row.pointer
            filled += [
                (own + end, column, value) for end, key, column in columns if (value := values.get(key)) is not None
            ]
    if submission.unreadable:
        filled = [cell for cell in filled if cell[0] not in submission.unreadable]
    in_words: list[Cell] = []
    in_numbers: list[Number] = []
    for cell in filled:
        pointer, field, value = cell
        if isinstance(value, Decimal):
            in_numbers.append(cell)
        elif field.kind not in _NOT_IN_WORDS:
            in_words.append(cell if isinstance(value, str) else (pointer, field, str(value)))
    return in_words, in_numbers


def unusual_texts(submission: Submission) -> list[Cell]:
    """Those of `texts` that hold more than plain characters: blanks, line breaks, what looks like a tag, what cannot be seen."""
    return submission.fact(
        "unusual texts",
        lambda: [
            cell
            for cell in texts(submission)
            if not (value := cell[2]).isprintable() or " " in value or "<" in value or "&" in value or "_x" in value
        ],
    )


def texts_of(submission: Submission, kind: str) -> list[Cell]:
    """Those of `texts` whose field is of this kind."""
    by_kind = submission.fact("texts by kind", lambda: _by_kind(texts(submission)))
    return by_kind.get(kind, [])


def _by_kind(cells: list[Cell]) -> dict[str, list[Cell]]:
    found: dict[str, list[Cell]] = {}
    for cell in cells:
        found.setdefault(cell[1].kind, []).append(cell)
    return found


def plain(submission: Submission, pointer: str) -> str:
    """A text as it was meant, without HTML and invisible characters, '' if blank. Raises NotDeclared, Unreadable."""
    return submission.fact(("plain", pointer), lambda: _read(clean_text(submission.text(pointer)[:LONGEST_TEXT])))


_WIDE = str.maketrans("０１２３４５６７８９％", "0123456789%")


def _read(text: str) -> str:
    """A text as it is read: digits narrow, dates in digits, no blank between a number and what it counts (2025 年)."""
    text = text.translate(_WIDE) if not text.isascii() and any(map(text.__contains__, _WIDE_MARKS)) else text
    text = arabic_in_text(text) if "月" in text or "年" in text else text
    return re.sub(r"(?<=\d) +(?=[^\x00-\xff])", "", text) if " " in text else text


_WIDE_MARKS = tuple("０１２３４５６７８９％")


def items(submission: Submission, pointer: str) -> list[Item]:
    """The numbered items of a long text, [] if it is blank or not declared."""
    return submission.fact(("items", pointer), lambda: numbered_items(narratives(submission).get(pointer, "")))


def narratives(submission: Submission) -> dict[str, str]:
    """The long texts that are filled in and readable: pointer → plain text, in form order."""
    return submission.fact("narratives", lambda: dict(_narratives(submission)))


def _narratives(submission: Submission) -> Iterator[tuple[str, str]]:
    for pointer, field in submission.form.fields.items():
        if field.kind == "long_text" and pointer not in submission.unreadable:
            text = plain(submission, pointer)
            if text:
                yield pointer, text


def remarks_say(submission: Submission, *words: str) -> bool:
    """Whether the field for remarks explains itself with one of these words. False where the form has no such field."""
    try:
        text = plain(submission, "/remarks")
    except (NotDeclared, Unreadable):
        return False
    return any(word in text for word in words)


class Period(NamedTuple):
    """The project's first and last day, and the calendar months that it touches."""

    start: date
    end: date
    months: int

    @property
    def one_year(self) -> bool:
        return self.start.year == self.end.year


def period(submission: Submission) -> Period:
    """The project's period. Raises NotDeclared, Unreadable, Undetermined (a date is blank, or they are reversed)."""
    start, end = submission.date("/start_date"), submission.date("/end_date")
    if start is None or end is None or end < start:
        raise Undetermined("the project's period is not known")
    return Period(start, end, months_between(start, end))


def known_period(submission: Submission) -> Period | None:
    """The project's period, None where it is not known for whatever reason."""
    try:
        return submission.fact("period", lambda: period(submission))
    except (NotDeclared, Unreadable, Undetermined):
        return None


def base_amount(submission: Submission) -> Decimal | None:
    """The amount that sums are held against (本年度项目金额), None where it is not known."""
    try:
        return submission.fact(
            "base",
            lambda: evaluate(submission.form.base, submission.form, submission) if submission.form.base else None,
        )
    except (NotDeclared, Unreadable, Undetermined):
        return None
