"""How many lines a text takes where it is wrapped."""

from __future__ import annotations


def text_lines(text: str, width: int) -> int:
    """Lines that a text takes when it is wrapped into `width` digits' room: a Chinese character is as wide as two digits."""
    lines = 0
    for line in text.split("\n"):
        units = 2 * len(line) - len(line.encode("ascii", "ignore"))
        lines += max(-(-units // width), 1)
    return lines
