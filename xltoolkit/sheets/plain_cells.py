"""The sieve of a worksheet: cells in the plain shapes that writers give them are taken by patterns, the rest is parsed.

Nine cells of ten are blank (`<c r="B1" s="5"/>`), a number or shared string (`<c r="A1" s="4" t="s"><v>0</v></c>`), a
formula with its result, or an inline string without runs. Patterns read these several times faster than handlers of a
parser; what has any other shape is left in the piece. Blank cells, styled or not, never become objects: borders dragged
to the last row of a sheet are an everyday thing.
"""

from __future__ import annotations

import re

from xltoolkit.package.parsing import WRITTEN_TEXT, decoded, without_elements
from xltoolkit.sheets.cells import Context, make_cell
from xltoolkit.sheets.columns import COLUMNS
from xltoolkit.sheets.model import Cell
from xltoolkit.sheets.values import XML_BLANKS

_BLANK_CELL = re.compile(r'<c (?:s="[0-9]+" )?r="[A-Z]{1,3}[0-9]{1,7}"(?: s="[0-9]+")?(?: t="n")?(?: ?/>|></c>)')
_PLAIN_CELL = re.compile(
    r'<c r="([A-Z]{1,3})([0-9]{1,7})"(?: s="([0-9]+)")?(?:(?: t="([a-z]{1,3})")?>'
    rf'(?:<f(?: aca="false")?>({WRITTEN_TEXT}+)</f>)?<v>({WRITTEN_TEXT}*)</v></c>|'
    rf' t="inlineStr"><is><t( xml:space="preserve")?>({WRITTEN_TEXT}*)</t></is></c>)'
)
_EMPTY_ROW = re.compile(r'<row r="[0-9]+"(?![^<>]* hidden="[1t])[^<>]*(?:(?<=/)>|></row>)')
_NOT_READ = ("dataValidations", "conditionalFormatting")


def take_plain_cells(piece: str, context: Context, cells: dict[tuple[int, int], Cell]) -> str:
    """Put the plain cells of the piece of a sheet's XML into `cells`; returns what is left for the parser.

    Raises LookupError or ValueError where a cell is damaged or stands twice.
    """
    split = _PLAIN_CELL.split(_BLANK_CELL.sub("", piece))
    others, *fields = (split[start::9] for start in range(9))
    texts = (text for column in (fields[4], fields[5], fields[7]) for text in column if text)
    meanings = decoded(texts) if "&" in piece or "\r" in piece else {}
    expected = len(cells)
    for letters, digits, style, type, formula, raw, space, text in zip(*fields, strict=True):
        if raw is None:
            type, raw = "inlineStr", text
        if meanings:
            raw, formula = meanings.get(raw, raw), meanings.get(formula, formula)
        cell = make_cell(type or "n", style or "0", raw if space else raw.strip(XML_BLANKS), formula, context)
        if cell is not None:
            cells[int(digits), COLUMNS[letters]] = cell
            expected += 1
    if len(cells) != expected:
        raise ValueError("a cell stands twice")
    return without_elements(_EMPTY_ROW.sub("", "".join(others)), *_NOT_READ)
