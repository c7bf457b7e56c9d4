"""How much room a text takes: its width, and its lines where it is wrapped. A Chinese character is as wide as two digits."""

from __future__ import annotations


def text_width(text: str) -> int:
    """Width of a text on one line, in digits."""
    return 2 * len(text) - len(text.encode("ascii", "ignore"))


def text_lines(text: str, width: int) -> int:
    """Lines that a text takes when it is wrapped into `width` digits' room."""
    return sum(max(-(-text_width(line) // width), 1) for line in text.split("\n"))
