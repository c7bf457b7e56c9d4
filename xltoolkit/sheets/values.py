"""From what stands in a file to the value Excel holds: texts with their escapes, numbers of 15 digits."""

from __future__ import annotations

import re
from decimal import Decimal

XML_BLANKS = " \t\n\r"  # dropped at the ends of a text unless xml:space="preserve" says otherwise

_NUMERAL = frozenset("0123456789.eE+-")
_INFINITY = float("inf")


def unescaped(text: str) -> str:
    """`_x000D_` is a carriage return, `_x005F_` the underscore that keeps a literal `_x000D_` (ECMA-376 §22.9.2.19)."""
    if "_x" not in text:
        return text
    text = re.sub("_x([0-9A-Fa-f]{4})_", lambda match: chr(int(match[1], 16)), text)
    # Two surrogates make one character; a lone one is none and could never be written out.
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def number_of_text(raw: str) -> Decimal | None:
    """The number that Excel makes of a cell's XML text; None if it is none ('', 'abc', 'NaN', '1e999')."""
    if not _NUMERAL.issuperset(raw):
        return None
    if len(raw) <= 15 and raw.isdigit():
        return Decimal(raw)
    try:
        return number_of_float(float(raw))
    except ValueError:
        return None


def number_of_float(number: float) -> Decimal | None:
    """The 15 significant digits that Excel shows of a binary number: 9.8800000000000008 is 9.88. None if not finite."""
    if not -_INFINITY < number < _INFINITY:
        return None
    value = Decimal(f"{number:.15g}")
    if not value:
        return Decimal(0)  # never -0
    return Decimal(int(value)) if f"{value}".find("E+") > 0 else value
