"""The number format of every cell style: all that a reader of values needs of the styles part."""

from __future__ import annotations

import re

from xltoolkit.package.archive import Archive
from xltoolkit.package.parsing import LocalNames, new_parser, parse, without_elements
from xltoolkit.records import NamedTuple
from xltoolkit.sheets.formats import BUILT_IN, GENERAL, shows_date

_SECTIONS = ("numFmts", "cellXfs", "dxfs")
_PLACEMENT = re.compile("<(?:alignment|protection) [^<>]*/>")
_LOOKS = ("fonts", "fills", "borders", "cellStyleXfs", "dxfs")


class CellFormat(NamedTuple):
    """A number format code ('0.00%') and whether it shows a date."""

    code: str
    is_date: bool


PLAIN = CellFormat(GENERAL, False)


def read_cell_formats(archive: Archive, part: str) -> dict[str, CellFormat]:
    """The format of each `xf` of `cellXfs` by its index as text: what a cell's `s` attribute means (§18.8.10)."""
    codes = dict(BUILT_IN)
    numbers: list[str] = []
    local = LocalNames()
    section = ""

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal section
        name = local[tag]
        if name == "xf":
            if section == "cellXfs":
                numbers.append(attributes.get("numFmtId", "0"))
        elif name == "numFmt":
            if section == "numFmts":  # those of dxfs belong to conditional formats
                codes[attributes.get("numFmtId", "")] = attributes.get("formatCode", GENERAL)
        elif name in _SECTIONS:
            section = name

    def end(tag: str) -> None:
        nonlocal section
        if local[tag] in _SECTIONS:
            section = ""

    parser = new_parser()
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parse(parser, archive, part, lambda piece: _PLACEMENT.sub("", without_elements(piece, *_LOOKS)))
    used = {number: codes.get(number, GENERAL) for number in set(numbers)}
    formats = {number: CellFormat(code, shows_date(code)) for number, code in used.items()}
    return {str(index): formats[number] for index, number in enumerate(numbers)}
