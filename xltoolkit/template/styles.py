"""How the official page looks: fonts, borders, colours and number formats of a template."""

from __future__ import annotations

from typing import Any

from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side

from xltoolkit.form.measure import TEXT_SIZE
from xltoolkit.form.model import NUMERIC_KINDS, Field

SONG, HEI = "宋体", "黑体"
_GB2312 = 134  # charset of a font: where 宋体 is missing, the program takes another Chinese one

REQUIRED_TINT = "FFF6CC"
LABEL_FILL = "F2F2F2"
TABLE_BAR = "9DC3E6"
REPEAT_GREY = "A6A6A6"
GOOD, BAD = "2E7D32", "C00000"

TEXT_FORMAT, DATE_FORMAT = "@", "yyyy-mm-dd"

_LINE = Side(style="thin", color="000000")
UNDERLINE = Border(bottom=_LINE)
ALL_BORDERS = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)


def font(size: float = TEXT_SIZE, name: str = SONG, **more: Any) -> Font:
    return Font(name=name, charset=_GB2312, family=3, sz=size, **more)


def fill(colour: str) -> PatternFill:
    return PatternFill("solid", start_color=colour, end_color=colour)


def aligned(horizontal: str | None, vertical: str = "center", wrap: bool = True) -> Alignment:
    return Alignment(horizontal=horizontal, vertical=vertical, wrap_text=wrap)


def dress(
    cell: Any,
    *,
    font: Font | None = None,
    alignment: Alignment | None = None,
    border: Border | None = None,
    fill: PatternFill | None = None,
    number_format: str | None = None,
    locked: bool = True,
) -> None:
    """Give a cell its style; what is not named stays the default. A locked cell cannot be typed into."""
    for name, value in (
        ("font", font),
        ("alignment", alignment),
        ("border", border),
        ("fill", fill),
        ("number_format", number_format),
    ):
        if value is not None:
            setattr(cell, name, value)
    if not locked:
        cell.protection = Protection(locked=False)


def number_format(field: Field) -> str:
    """`@` for every text, so that `=12次` stays what was typed; numbers show the decimals that they have beyond the usual."""
    if field.kind == "date":
        return DATE_FORMAT
    if field.kind not in NUMERIC_KINDS:
        return TEXT_FORMAT
    if field.kind == "count":
        return "0"
    decimals = field.decimals
    if field.kind == "number" and decimals is None:
        return "General"
    usual = "." + "0" * decimals + "##" if decimals else ".##" if decimals is None else ""
    if field.kind == "amount":
        return "#,##0" + usual
    return "0" + (usual if field.kind == "percent" else "." + "#" * (decimals or 0) if decimals else "")


def value_alignment(field: Field, table: bool = False) -> Alignment:
    """Long texts begin at the top, texts of a table at the left; everything else is short and stands in the middle."""
    if field.kind == "long_text":
        return aligned("left", "top")
    return aligned("left" if table and field.kind == "text" and field.schema.get("maxLength", 100) > 20 else "center")
