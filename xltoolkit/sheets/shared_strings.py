"""The table of shared strings: rich runs joined, phonetics dropped. Source: ECMA-376 part 1, §18.4.

Strings of plain shape are taken by a sieve; the others keep their place in the table and are read element by element.
"""

from __future__ import annotations

import re
from collections import deque

from xltoolkit.package.archive import LARGEST_PART, Archive
from xltoolkit.package.parsing import LocalNames, decoded, new_parser, parse
from xltoolkit.package.refusals import refusal
from xltoolkit.sheets.values import XML_BLANKS, unescaped

MOST_STRINGS = 1_000_000

_FONT = r"(?:<[^<>]*/>)*"
_PLAIN_ITEM = (  # compiled where there are shared strings at all; `(?:…|)` takes half the time of `(?:…)?`
    r'<si>(?:<r>|)<t(?:>|( xml:space="preserve")>)([^<]*)</t>(?:</r>|)(?:</si>|<phoneticPr [^<>]*/></si>)'
)
_NEXT_RUN = '</t></r><r><t xml:space="preserve">'


def read_shared_strings(archive: Archive, part: str) -> list[str]:
    """Every string of the table, by its index."""
    strings: list[str] = []
    places: deque[int] = deque()  # where the strings belong that the sieve left to the parser
    runs: list[str] = []
    pieces: list[str] = []
    local = LocalNames()
    phonetic = keeps_blanks = False

    def sieve(piece: str) -> str:
        others, spaces, texts = _split(piece)
        rest = "".join(others)
        if "<si/" in rest or "<si " in rest:  # rare shapes of an item: they would be miscounted
            return piece
        texts = decoded(texts)
        texts = [text if space else text.strip(XML_BLANKS) for space, text in zip(spaces, texts, strict=True)]
        if "_x" in piece:
            texts = [unescaped(text) for text in texts]
        if "<si>" in rest:
            for other, text in zip(others, texts, strict=False):
                if other:
                    leave(other.count("<si>"))
                strings.append(text)
            leave(others[-1].count("<si>"))
        else:
            strings.extend(texts)
        if len(strings) > MOST_STRINGS:
            raise refusal("too_many_cells")
        return rest

    def leave(count: int) -> None:
        places.extend(range(len(strings), len(strings) + count))
        strings.extend([""] * count)

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
        elif name == "rPh":
            phonetic = False
        elif name == "si":
            text = unescaped("".join(runs))
            runs.clear()
            if places:
                strings[places.popleft()] = text
            elif len(strings) < MOST_STRINGS:
                strings.append(text)
            else:
                raise refusal("too_many_cells")

    parser = new_parser()
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = pieces.append
    parse(parser, archive, part, sieve, LARGEST_PART)
    return strings


def _split(piece: str) -> tuple[list[str], list[str | None], list[str]]:
    """Of the plain items: what stands before each (and behind the last), whether its blanks are kept, its text.

    The runs of a text are made one: a file saved by LibreOffice has a run for every change of script.
    """
    piece = _without_fonts(piece) if "<rPr>" in piece else piece
    joined = piece.replace(_NEXT_RUN, "")
    split = re.split(_PLAIN_ITEM, joined)
    if len(joined) < len(piece) and (None in split[1::3] or any("<t>" in other for other in split[::3])):
        split = re.split(_PLAIN_ITEM, piece)  # the blanks at the end of some run are to be dropped, not joined
    return split[::3], split[1::3], split[2::3]


def _without_fonts(piece: str) -> str:
    """Runs without their fonts, of which few are different; the piece as it is where one has another shape."""
    head, *rest = piece.split("<rPr>")
    parts = [run.partition("</rPr>") for run in rest]
    if not all(end and re.fullmatch(_FONT, font) for font, end in {(font, end) for font, end, _ in parts}):
        return piece
    return head + "".join([run for _, _, run in parts])
