"""The table of shared strings: rich runs joined, phonetics dropped. Source: ECMA-376 part 1, §18.4."""

from __future__ import annotations

from xltoolkit.package.archive import LARGEST_PART, Archive
from xltoolkit.package.parsing import LocalNames, new_parser, parse, without_elements
from xltoolkit.package.refusals import refusal
from xltoolkit.reader.values import XML_BLANKS, unescaped

MOST_STRINGS = 1_000_000


def read_shared_strings(archive: Archive, part: str) -> list[str]:
    """Every string of the table, by its index."""
    strings: list[str] = []
    runs: list[str] = []
    pieces: list[str] = []
    local = LocalNames()
    phonetic = keeps_blanks = False

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal phonetic, keeps_blanks
        name = local[tag]
        if name == "t":
            keeps_blanks = attributes.get("xml:space") == "preserve"
            pieces.clear()
        elif name == "rPh":
            phonetic = True

    def end(tag: str) -> None:
        nonlocal phonetic
        name = local[tag]
        if name == "t":
            if not phonetic:
                text = "".join(pieces)
                runs.append(text if keeps_blanks else text.strip(XML_BLANKS))
        elif name == "si":
            text = "".join(runs)
            strings.append(unescaped(text) if "_x" in text else text)
            runs.clear()
            if len(strings) > MOST_STRINGS:
                raise refusal("too_many_cells")
        elif name == "rPh":
            phonetic = False

    parser = new_parser()
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = pieces.append
    parse(parser, archive, part, _plainer, LARGEST_PART)
    return strings


def _plainer(piece: bytes) -> bytes:
    """The piece without the runs' fonts, and with runs joined: a file saved by LibreOffice is full of both."""
    piece = without_elements(piece, b"rPr")
    if b"<t>" in piece:  # its outer blanks are to be dropped, its neighbour's are not
        return piece
    return piece.replace(b'</t></r><r><t xml:space="preserve">', b"")
