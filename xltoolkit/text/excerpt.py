"""Two versions of a text as one line each: what differs, with a few characters around it, blanks made visible."""

from __future__ import annotations

from xltoolkit.text.normal import invisible_characters

_AROUND = 12
_LONGEST = 40
_VISIBLE = {"\n": "[换行]", "\t": "[制表]", "\u3000": "[全角空格]", "\xa0": "[空格]"}


def differing(old: str, new: str) -> tuple[str, str]:
    """Short texts whole, long ones from shortly before the first difference to shortly after the last one."""
    if max(len(old), len(new)) > _LONGEST:
        start = _common(old, new)
        end = min(_common(old[::-1], new[::-1]), min(len(old), len(new)) - start)
        start, end = max(0, start - _AROUND), max(0, end - _AROUND)
        old, new = (_shortened(text, start, len(text) - end) for text in (old, new))
    return visible(old), visible(new)


def _common(one: str, other: str) -> int:
    """How many characters both begin with."""
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _shortened(text: str, start: int, end: int) -> str:
    middle = text[start:end]
    if len(middle) > 2 * _LONGEST:
        middle = f"{middle[:_LONGEST]}…{middle[-_LONGEST:]}"
    return ("…" if start else "") + middle + ("…" if end < len(text) else "")


def visible(text: str) -> str:
    """Line breaks and odd blanks by their names, blanks at the ends too, characters that nobody sees by their code."""
    stripped = text.strip(" ")
    before = text[: len(text) - len(text.lstrip(" "))] if stripped else text
    after = text[len(text.rstrip(" ")) :] if stripped else ""
    shown = "[空格]" * len(before) + "".join(map(_named, stripped)) + "[空格]" * len(after)
    return shown.replace("  ", "[空格][空格]")


def _named(character: str) -> str:
    if character in _VISIBLE:
        return _VISIBLE[character]
    return f"[U+{ord(character):04X}]" if invisible_characters(character) else character
