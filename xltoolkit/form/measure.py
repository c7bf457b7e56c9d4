"""How much room texts take on a page of A4, in points (1/72 inch): column widths, lines, row heights."""

from __future__ import annotations

from math import ceil

from xltoolkit.form.model import Field, SheetSpec

PAGE_WIDTH = {"portrait": 509.0, "landscape": 758.0}
"""What a line of A4 can hold: 210 (297) mm less 15 mm on both sides."""

PAGE_HEIGHT = {"portrait": 779.0, "landscape": 532.0}
"""What a page of A4 can hold: 297 (210) mm less 22 mm for both margins."""

TEXT_SIZE, LONG_TEXT_SIZE = 10.5, 9.0
"""Font sizes: 五号, and 小五 for long texts, of which two stand on one page."""

LONG_TEXT_CHARACTERS = 1200
"""A long text of so many characters is printed whole; of a field whose maxLength is smaller, a text of that length."""

TALLEST_ROW = 200.0
"""A long text spans rows of at most this height: a row ends at 409 pt, and people scroll by rows. It is more than two long
texts leave free on a page, so that none is cut by a page's end even where a program takes no notice of page breaks."""

LINE_SPACING = 1.45
"""Height of a line in font sizes: that of Noto CJK, the tallest of the fonts that stand in for 宋体."""

LOWEST_ROW = 26.0

_SPARE_LINES = 3  # for the paragraphs of a text of 25 lines
_MOST_LINES = {"person": 1, "phone": 2}  # nobody's name is as long as the form allows
_CELL_PADDING = 6.0


def column_widths(sheet: SheetSpec) -> list[float]:
    """The declared characters, stretched to fill the page; a wider sheet keeps its width and is scaled down by the printer."""
    natural = [width * TEXT_SIZE / 2 for width in sheet.widths]
    factor = max(1.0, PAGE_WIDTH[sheet.orientation] / sum(natural))
    return [width * factor for width in natural]


def text_size(field: Field) -> float:
    """Font size of a field's label and value."""
    return LONG_TEXT_SIZE if field.kind == "long_text" else TEXT_SIZE


def lines_needed(characters: float, width: float, size: float = TEXT_SIZE) -> int:
    """Lines that so many Chinese characters take in a cell of this width."""
    return max(1, ceil(characters / max(1, int((width - _CELL_PADDING) / size))))


def text_lines(text: str, width: float, size: float = TEXT_SIZE) -> int:
    """Lines that a text takes in a cell of this width; letters and digits are half as wide as Chinese characters."""
    return sum(lines_needed(_characters(paragraph), width, size) for paragraph in text.split("\n"))


def row_height(lines: int, size: float = TEXT_SIZE) -> float:
    """Height of a row that shows so many lines."""
    return lines * size * LINE_SPACING + _CELL_PADDING


def heading_height(texts: list[tuple[str, float]]) -> float:
    """Height of a row of headings; each with the width of its cell."""
    return max(LOWEST_ROW, row_height(max(text_lines(text, width) for text, width in texts)))


def field_height(field: Field, label_width: float, value_width: float) -> float:
    """Height in which the label and the longest value that the field should print are shown whole."""
    size = text_size(field)
    lines = max(text_lines(field.label, label_width, size), _value_lines(field, value_width, size))
    return max(LOWEST_ROW, row_height(lines, size))


def value_height(field: Field, width: float) -> float:
    """Height in which the longest value that the field should print is shown whole."""
    size = text_size(field)
    return max(LOWEST_ROW, row_height(_value_lines(field, width, size), size))


def _value_lines(field: Field, width: float, size: float) -> int:
    most = int(field.schema.get("maxLength", 0))
    if field.kind == "long_text":
        most = min(most or LONG_TEXT_CHARACTERS, LONG_TEXT_CHARACTERS)
        needed = lines_needed(most, width, size)
        return needed + ceil(_SPARE_LINES * needed / 25)
    if field.schema.get("type") == "string" and "enum" not in field.schema:
        shown = most / 2 if field.kind == "phone" else most
        return min(_MOST_LINES.get(field.kind, 3), lines_needed(shown, width))
    return 1


def _characters(text: str) -> float:
    """Width of a text in Chinese characters."""
    return sum(0.5 if character.isascii() else 1.0 for character in text)
