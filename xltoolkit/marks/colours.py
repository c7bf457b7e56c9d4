"""The colours of the marks, and how a mark remembers the fill that it covers.

A highlight is `base + key`: the low half-bytes of green and blue carry a number that no eye sees and that every office
program keeps. The number names the fill that stood there before, so a mark can be taken off wherever people, rows
inserted above it or another program's rewritten styles have moved it to, and nobody's own pink is mistaken for ours.
"""

from __future__ import annotations

from xltoolkit.findings import ERROR, HINT, WARNING

# Red, green, blue; the low half-byte of green starts at 5 and that of blue at 0 to leave room for the key.
_BASES = {ERROR: (0xFF, 0xB5, 0xB0), WARNING: (0xFF, 0xE5, 0xA0), HINT: (0xD0, 0xE5, 0xF0)}
COLOURS = {severity: "{:02X}{:02X}{:02X}".format(*base) for severity, base in _BASES.items()}
"""Severity → RRGGBB, as shown beside the counts of the result sheet."""

HIGHEST_KEY = 0xAF  # green may grow by A, blue by F
NO_FILL_KEY = 1  # 0 is the plain colour of the result sheet: no cell of the form ever carries it


def mark_colour(severity: str, key: int) -> str:
    """RRGGBB of a highlight that covers the fill number `key` (1 … HIGHEST_KEY; more fills share NO_FILL_KEY)."""
    if not 0 <= key <= HIGHEST_KEY:
        key = NO_FILL_KEY
    red, green, blue = _BASES[severity]
    return f"{red:02X}{green + (key >> 4):02X}{blue + (key & 15):02X}"


def mark_key(colour: str) -> int | None:
    """The key of a highlight of ours, None for any other colour. `colour` is RRGGBB or AARRGGBB."""
    try:
        value = int(colour[-6:], 16)
    except ValueError:
        return None
    red, green, blue = value >> 16, value >> 8 & 0xFF, value & 0xFF
    for base_red, base_green, base_blue in _BASES.values():
        key = (green - base_green) * 16 + blue - base_blue
        if red == base_red and 0 <= green - base_green <= 0xA and 0 <= blue - base_blue <= 0xF and key >= NO_FILL_KEY:
            return key
    return None
