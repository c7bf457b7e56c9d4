"""Fills that survive other programs: theme and palette colours worked out as plain RGB, a fill told in one short word."""

from __future__ import annotations

import re

from xltoolkit.marks.styles import solid_fill

# ECMA-376 part 1, §18.8.27: the default palette, entries 8 to 63 (0 to 7 repeat 8 to 15).
_PALETTE = (  # six digits each
    "000000FFFFFFFF000000FF000000FFFFFF00FF00FF00FFFF800000008000000080808000800080008080C0C0C0808080"
    "9999FF993366FFFFCCCCFFFF660066FF80800066CCCCCCFF000080FF00FFFFFF0000FFFF8000808000000080800000FF"
    "00CCFFCCFFFFCCFFCCFFFF9999CCFFFF99CCCC99FFFFCC993366FF33CCCC99CC00FFCC00FF9900FF6600666699969696"
    "003366339966003300333300993300993366333399333333"
)
_COLOUR = re.compile(r"<(fgColor|bgColor|color)\b([^>]*?)/>")
_THEME_COLOUR = re.compile(
    r'<a:(lt1|dk1|lt2|dk2|accent[1-6]|hlink|folHlink)>.*?(?:lastClr|srgbClr val)="([0-9A-Fa-f]{6})"', re.S
)
_THEME_ORDER = ("lt1", "dk1", "lt2", "dk2", *(f"accent{number}" for number in range(1, 7)), "hlink", "folHlink")


_PATTERN = re.compile(r'<patternFill\b[^>]*?\bpatternType="([A-Za-z0-9]+)"')
_COLOURS = tuple(
    re.compile(rf'<{tag}\b[^>]*?\brgb="(?:[0-9A-Fa-f]{{2}})?([0-9A-Fa-f]{{6}})"') for tag in ("fgColor", "bgColor")
)

_WORD = re.compile(r"([A-Za-z0-9]+)\.([0-9A-F]{6})?\.([0-9A-F]{6})?|([0-9A-F]{6})")


def as_word(fill: str) -> str:
    """A fill in plain RGB as a hidden name can hold it: FFF2CC if solid, lightUp.FF0000.FFFF00, '-' for none and for gradients."""
    pattern = _PATTERN.search(fill)
    if pattern is None:
        return "-"
    front, back = ((found[1].upper() if (found := colour.search(fill)) else "") for colour in _COLOURS)
    if pattern[1] == "solid":
        return front or "-"
    return f"{pattern[1]}.{front}.{back}"


def from_word(word: str) -> str:
    """The fill that `as_word` told, '' for none and for a word of somebody else's."""
    found = _WORD.fullmatch(word)
    if found is None:
        return ""
    pattern, *colours, solid = found.groups()
    if solid:
        return solid_fill(solid)
    inner = "".join(
        f'<{tag} rgb="FF{colour}"/>' for tag, colour in zip(("fgColor", "bgColor"), colours, strict=True) if colour
    )
    return f'<fill><patternFill patternType="{pattern}">{inner}</patternFill></fill>'


def portable(fill: str, theme: str) -> str:
    """The fill with theme and palette colours as rgb, the automatic ones (indexed 64, 65) left as they are.

    `theme` is the text of the theme part, '' if the workbook has none.
    """

    def plain(found: re.Match[str]) -> str:
        tag, attributes = found[1], dict(re.findall(r'(\w+)="([^"]*)"', found[2]))
        colour = _plain(attributes, theme)
        return f'<{tag} rgb="FF{colour}"/>' if colour else found[0]

    return _COLOUR.sub(plain, fill)


def _plain(attributes: dict[str, str], theme: str) -> str:
    """RRGGBB, or '' where it is given already or cannot be told."""
    if attributes.get("theme", "").isdigit():
        colours = dict(_THEME_COLOUR.findall(theme))
        index = int(attributes["theme"])
        colour = colours.get(_THEME_ORDER[index], "") if index < len(_THEME_ORDER) else ""
    elif attributes.get("indexed", "").isdigit():
        index = int(attributes["indexed"])
        index = index + 8 if index < 8 else index
        colour = _PALETTE[(index - 8) * 6 : (index - 7) * 6] if index < 64 else ""
    else:
        return ""
    return _tinted(colour, float(attributes.get("tint", 0))) if colour else ""


def _tinted(colour: str, tint: float) -> str:
    """§18.8.3: a negative tint darkens, a positive one lightens the luminance."""
    if not tint:
        return colour.upper()
    from colorsys import hls_to_rgb, rgb_to_hls

    hue, light, saturation = rgb_to_hls(*(int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4)))
    light = light * (1 + tint) if tint < 0 else light * (1 - tint) + tint
    return "".join(f"{round(part * 255):02X}" for part in hls_to_rgb(hue, light, saturation))
