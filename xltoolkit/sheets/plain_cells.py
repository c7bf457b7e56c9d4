"""The sieve of a worksheet: cells in the plain shapes that writers give them are taken by patterns, the rest is parsed.

Nine cells of ten are blank (`<c r="B1" s="5"/>`), a number or shared string (`<c r="A1" s="4" t="s"><v>0</v></c>`), a
formula with its result, or an inline string without runs. Patterns read these several times faster than handlers of a
parser; what has any other shape is left in the piece. Blank cells, styled or not, never become objects: borders dragged
to the last row of a sheet are an everyday thing.
"""

from __future__ import annotations

import re

from xltoolkit.package.parsing import decoded, without_elements
from xltoolkit.sheets.cells import Context, make_cell, make_text
from xltoolkit.sheets.columns import COLUMNS
from xltoolkit.sheets.model import Cell
from xltoolkit.sheets.values import XML_BLANKS

_BLANK = r'[A-Z]{1,3}[0-9]{1,7}"(?: s="[0-9]+"|)(?: t="n"|)(?:/>|></c>| />)'
_PLAIN = (
    r'([A-Z]{1,3})([0-9]{1,7})"(?: s="([0-9]+)"|)(?: t="inlineStr"><is><t(?:>|( xml:space="preserve")>)([^<]*)</t></is></c>|'
    r'(?: t="([a-z]{1,3})"|)>(?:<f(?: aca="false"|)>([^<]+)</f>|)<v>([^<]*)</v></c>)'
)
_CELLS = re.compile(f'<c r="(?:{_PLAIN}|{_BLANK}(?:<c r="{_BLANK})*)')  # `(?:…|)` takes half the time of `(?:…)?`
_BLANK_AFTER_STYLE = '<c s="[0-9]+" r="[A-Z]{1,3}[0-9]{1,7}"(?: t="n"|)(?: ?/>|></c>)'
_EMPTY_ROW = re.compile('<row r="[0-9]+"[^<>]*(?:(?<=/)>|></row>)')
_EMPTY_ROW_IN_SIGHT = (
    '<row r="[0-9]+"(?![^<>]* hidden="[1t])[^<>]*(?:(?<=/)>|></row>)'  # compiled where rows are hidden
)
_END_OF_DATA = "</sheetData>"  # what follows is as long as the cells, where a template validates them
_NOT_READ = ("dataValidations", "conditionalFormatting")
_ATTRIBUTES = '(?: [a-zA-Z]+="[^"<&]*")*'
_SETUP = re.compile(  # columns that are shown, how the page is set up, and what the last person looked at
    '<(?:col|dimension|page[A-Z][a-z]+)(?: (?!hidden="[1to])[a-zA-Z]+="[^"<&]*")*/>|'
    f"<sheetViews>(?:<sheetView{_ATTRIBUTES}(?:/>|>(?:<(?:pane|selection){_ATTRIBUTES}/>)*</sheetView>))*</sheetViews>"
)


def take_plain_cells(piece: str, context: Context, cells: dict[tuple[int, int], Cell]) -> str:
    """Put the plain cells of the piece of a sheet's XML into `cells`; returns what is left for the parser.

    Raises LookupError or ValueError where a cell is damaged or stands twice.
    """
    data, end, tail = piece.partition(_END_OF_DATA)
    split = _CELLS.split(data)
    others, letters, digits, styles, spaces, texts, types, formulas, values = (split[start::9] for start in range(9))
    formulas, values, texts = decoded(formulas), decoded(values), decoded(texts)
    expected = len(cells)
    last, number = "", 0
    for column, row, style, space, text, type, formula, raw in zip(
        letters, digits, styles, spaces, texts, types, formulas, values, strict=True
    ):
        if raw is not None:
            cell = make_cell(type or "n", style or "0", raw.strip(XML_BLANKS), formula, context)
        elif text is not None:
            cell = make_text(style or "0", text if space else text.strip(XML_BLANKS), None, context)
        else:
            continue  # a run of blank cells
        if cell is not None:
            if row != last:
                last, number = row, int(row)
            cells[number, COLUMNS[column]] = cell
            expected += 1
    if len(cells) != expected:
        raise ValueError("a cell stands twice")
    rest = "".join(others)
    if "<c s=" in rest:
        rest = re.sub(_BLANK_AFTER_STYLE, "", rest)
    hidden = ' hidden="1' in rest or ' hidden="t' in rest
    rest = re.sub(_EMPTY_ROW_IN_SIGHT if hidden else _EMPTY_ROW, "", rest)
    return _SETUP.sub("", without_elements(f"{rest}{end}{tail}", *_NOT_READ))
