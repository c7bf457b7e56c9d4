"""Words out of a cell: choices in their canonical form, texts as they were written, and what is odd about them."""

from __future__ import annotations

import re
from decimal import Decimal

from xltoolkit.form.model import Field
from xltoolkit.reader import remarks
from xltoolkit.reader.reading import Reading, Understand
from xltoolkit.records import Any
from xltoolkit.sheets.model import BOOLEAN, DATE, TEXT, Cell
from xltoolkit.sheets.shown import iso_text, shown_text
from xltoolkit.text.normal import full_width_digits, html_remnants, invisible_characters, key, narrow, one_line, trimmed

_ONE_LINE = frozenset({"text", "person", "phone", "target"})
_MAYBE_ODD = frozenset(" <&_\u034f０１２３４５６７８９％＋－．＜＝＞")
_LONG = 64
_NUMBERING = r"^[(（]?(?:[一二三四五六七八九十]{1,3}|\d{1,2})[)）、.．]+\s*(?!\d)"
_GAPS = r"\s{2,}|[\r\n\t]"


def choice_reader(field: Field, endings: tuple[str, ...]) -> Understand:
    """One of the field's choices; `endings` do not count when names are compared (目标, 指标)."""
    exact = frozenset(field.choices)
    loose = _spellings(field, endings)

    def read(cell: Cell) -> Any:
        value = cell.value
        if value in exact:  # as nearly always; a text then, for choices are texts
            return value
        raw = shown_text(cell)
        if raw in exact:
            return Reading(raw, remarks.ALIAS, raw, raw)
        text = trimmed(raw)
        if not text:
            return None
        if text in exact:
            return Reading(text, remarks.BLANKS, raw, text)
        names = [key(text)]
        if cell.kind == BOOLEAN:
            names.append("1" if cell.value else "0")
        plain = re.sub(_NUMBERING, "", text)
        names += [_stripped(names[0], endings), key(plain), _stripped(key(plain), endings)]
        choice = next((loose[name] for name in names if name in loose), None)
        if choice is not None:
            return Reading(choice, remarks.HTML if html_remnants(raw) else remarks.ALIAS, raw, choice)
        from xltoolkit.reader.near import nearest  # rarely needed

        near = nearest(names[0], (key(one) for one in field.choices))
        near_choice = next((one for one in field.choices if key(one) == near), "") if near else ""
        return Reading(text, remarks.NOT_IN_VOCABULARY, raw, detail=near_choice)

    return read


def _spellings(field: Field, endings: tuple[str, ...]) -> dict[str, str]:
    """Comparison key → the one choice that is written so. A key of two choices is left out."""
    spellings: dict[str, str] = {}
    doubtful: set[str] = set()
    for choice in field.choices:
        for name in {key(choice), _stripped(key(choice), endings)}:
            if spellings.setdefault(name, choice) != choice:
                doubtful.add(name)
    for name in doubtful:
        del spellings[name]
    spellings.update((key(alias), choice) for alias, choice in field.aliases.items())
    spellings.update((key(choice), choice) for choice in field.choices)
    return spellings


def _stripped(name: str, endings: tuple[str, ...]) -> str:
    """A name without one ending that does not count: 产出指标 → 产出. A name that is nothing else stays."""
    return next((name.removesuffix(ending) for ending in endings if name.endswith(ending) and name != ending), name)


def text_reader(field: Field) -> Understand:
    """Text without its outer blanks; a number typed where text is meant becomes the text that Excel shows."""
    one_liner = field.kind in _ONE_LINE
    digits = field.kind in ("phone", "target")

    def read(cell: Cell) -> Any:
        raw = cell.value
        if cell.kind != TEXT or not isinstance(raw, str):
            shown = shown_text(cell)
            return Reading(shown, remarks.NUMBER_IN_TEXT, _unformatted(cell), shown)
        if raw.isprintable() and _nothing_odd(raw):  # as most texts
            return raw or None
        text = trimmed(raw)
        if not text:
            return None
        if tags := html_remnants(raw):
            return Reading(text, remarks.HTML, raw, text, " ".join(tags))
        if unseen := invisible_characters(raw):
            return Reading(text, remarks.INVISIBLE, raw, text, "、".join(unseen))
        if digits and not raw.isascii() and full_width_digits(raw):
            return Reading(text, remarks.FULL_WIDTH, raw, narrow(text), full_width_digits(raw))
        if one_liner and (text != raw or re.search(_GAPS, text)):
            return Reading(text, remarks.BLANKS, raw, one_line(text))
        return text if text == raw else Reading(text, "", raw)

    return read


def _nothing_odd(text: str) -> bool:
    """Looking for each odd character in turn is several times faster in a long text, and slower in a short one."""
    return _MAYBE_ODD.isdisjoint(text) if len(text) < _LONG else not any(map(text.__contains__, _MAYBE_ODD))


def _unformatted(cell: Cell) -> str:
    """The number behind what is shown: 0.9 where the cell shows 90%."""
    if isinstance(cell.value, Decimal):
        return f"{cell.value:f}"
    return iso_text(cell.value) if cell.kind == DATE else shown_text(cell)
