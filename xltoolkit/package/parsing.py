"""One way to parse a part: expat, fed piece by piece, with the guards that a hostile part must not get round.

Guards: no DTD (so no entities), bounded depth, bounded length of one tag, bounded numbers of elements and of distinct
names. With them expat's time and memory stay small whatever the part holds. Small parts cannot grow dangerous and skip
the counting.
"""

from __future__ import annotations

import re
from codecs import getincrementaldecoder
from pyexpat import ExpatError, ParserCreate, XMLParserType

from xltoolkit.package.archive import Archive
from xltoolkit.package.refusals import refusal
from xltoolkit.records import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import TypeVar

    Sieve = Callable[[str], str]
    Meaning = TypeVar("Meaning")
    Written = TypeVar("Written", str, str | None)

SMALL_PART = 1 << 20  # bytes
_LARGEST_SIDE_PART = 32 << 20  # styles, names, relationships; sheets and strings may be larger
_LONGEST_DECLARATION = 200  # bytes
_LONGEST_TAG = 2 << 20  # bytes; expat scans an unfinished tag anew with every piece
_DEEPEST = 256
_MOST_ELEMENTS = 3_000_000  # that a sieve leaves; some seconds
_MOST_NAMES = 4_096  # distinct element and attribute names; real parts have some dozens

_LARGEST_REMEMBERED = 128 << 10  # bytes
_MOST_REMEMBERED = 32
_meanings: dict[object, Any] = {}

_FORBIDDEN = r"[\x00-\x08\x0b\x0c\x0e-\x1f]"
_SEPARATOR = "\x7f"
_LESS_THAN, _FEW = ord("<"), 100

_DAMAGE = (ExpatError, ValueError, LookupError)  # the latter two: handlers' and sieves' doubts, or an unknown encoding
_ENCODING = rb"""(?:\xef\xbb\xbf)?<\?xml[^>]*?encoding\s*=\s*["']([^"']*)"""


class LocalNames(dict[str, str]):
    """Tag → tag without its prefix (`x:c` → `c`), remembered: people's writers choose prefixes as they like."""

    def __missing__(self, tag: str) -> str:
        name = self[tag] = tag.rpartition(":")[2]
        return name


def new_parser() -> XMLParserType:
    """An expat parser that refuses a DTD: no part of an Office package has one (ECMA-376 part 2, §8.1.4)."""
    parser = ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_doctype
    return parser


def parse(
    parser: XMLParserType, archive: Archive, name: str, sieve: Sieve | None = None, largest: int = _LARGEST_SIDE_PART
) -> None:
    """Feed the part to the parser, each piece through `sieve`, which drops whole elements that nobody asks for, or takes
    them up itself: regular expressions are several times faster than handlers, where the XML has the plain shape that
    writers give it.

    Raises Refused: 'damaged' if the part is missing or no XML, 'doctype', 'bomb'.
    """
    size, called = archive.size(name), archive.actual_name(name)
    if size > largest:
        raise refusal("bomb", called)
    pieces = in_utf8(archive.stream(name))
    parse_pieces(parser, _sifted(pieces, sieve) if sieve else pieces, size, called)


def sifted_part(archive: Archive, name: str, sieve: Sieve) -> bytes:
    """What the sieve leaves of a small part, unparsed. Raises Refused('damaged') like `parse`."""
    try:
        return b"".join(_sifted(in_utf8(archive.stream(name)), sieve))
    except _DAMAGE:
        raise refusal("damaged", archive.actual_name(name)) from None


def remembered(read: Callable[[Archive, str], Meaning], archive: Archive, name: str) -> Meaning:
    """What `read` makes of a part, made once for equal parts: the workbooks of one template share most of their small parts to
    the byte. It must follow from the part alone, and nobody may change it. What is refused is read anew and refused anew.
    """
    if archive.size(name) > _LARGEST_REMEMBERED:
        return read(archive, name)
    seal = (read, archive.seal(name))
    try:
        meaning: Meaning = _meanings[seal]
    except KeyError:
        meaning = read(archive, name)
        if len(_meanings) >= _MOST_REMEMBERED:  # memory stays flat
            _meanings.clear()
        _meanings[seal] = meaning
    return meaning


def verify(archive: Archive, name: str, root: str) -> None:
    """Hold a small part that nobody reads to its size and checksum, and to being XML with this root element.

    Raises Refused: 'damaged', 'doctype'.
    """

    def first(tag: str, attributes: dict[str, str]) -> None:
        parser.StartElementHandler = None
        if tag.rpartition(":")[2] != root:
            raise refusal("damaged", archive.actual_name(name))

    parser = new_parser()
    parser.StartElementHandler = first
    parse(parser, archive, name, largest=SMALL_PART)


def in_utf8(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Pieces of XML as they are; those that declare a Chinese encoding (GB2312, GBK), which expat does not know, in UTF-8."""
    first = next(pieces, b"")
    declaration = first[:_LONGEST_DECLARATION].partition(b"?>")[0]
    in_chinese = b"<?xml" in declaration and b"gb" in declaration.lower()  # rgb="…" says nothing
    declared = re.match(_ENCODING, first) if in_chinese else None
    if declared is None or not declared[1].lower().startswith(b"gb"):
        yield first
        yield from pieces
        return
    decoder = getincrementaldecoder("gb18030")("replace")
    yield first[: declared.start(1)] + b"utf-8" + decoder.decode(first[declared.end(1) :]).encode()
    for piece in pieces:
        yield decoder.decode(piece).encode()
    yield decoder.decode(b"", True).encode()


def parse_pieces(parser: XMLParserType, pieces: Iterable[bytes], size: int, called: str = "") -> None:
    """Feed pieces of XML of about `size` bytes; `called` names them in a refusal. Raises Refused like `parse`."""
    large = size > SMALL_PART
    if large:
        _watch_depth(parser)
    fed = 0
    try:
        for piece in pieces:
            parser.Parse(piece, False)
            fed += len(piece)
            if large and (fed - parser.CurrentByteIndex > _LONGEST_TAG or len(parser.intern) > _MOST_NAMES):
                raise refusal("bomb", called)
        parser.Parse(b"", True)
    except _DAMAGE:
        raise refusal("damaged", called) from None


def without_elements(piece: str, *names: str) -> str:
    """For sieves: the piece without the elements of these names (unprefixed, never nested) that end inside it."""
    for name in names:
        opening, closing = f"<{name}", f"</{name}>"
        head, *others = piece.split(opening)
        if others:
            kept = [head]
            for other in others:
                element, end, rest = other.partition(closing)
                kept.append(rest if end else opening + element)
            piece = "".join(kept)
    return piece


def decoded(texts: list[Written]) -> list[Written]:
    """For sieves: what texts as written mean, references (`&lt;`, `&#39033;`) and carriage returns resolved; None stays None.

    They are parsed in one go with a character between them that nobody uses; should somebody, one by one. Raises ValueError
    where a character stands that XML forbids: looking for it here is quicker than leaving it out of patterns.
    """
    whole = "".join(filter(None, texts))
    if "\r" in whole:
        places = [place for place, text in enumerate(texts) if text and ("&" in text or "\r" in text)]
    elif "&" in whole:
        places = [place for place, text in enumerate(texts) if text and "&" in text]
    else:
        _refuse_controls(whole)
        return texts
    written: list[Any] = [texts[place] for place in places]
    found = texts.copy()
    for place in places:
        found[place] = ""
    _refuse_controls("".join(filter(None, found)))  # the parser will look at the others
    meanings: list[Any] = _character_data(_SEPARATOR.join(written)).split(_SEPARATOR)
    if len(meanings) != len(written):
        meanings = [_character_data(text) for text in written]
    for place, meaning in zip(places, meanings, strict=True):
        found[place] = meaning
    return found


def _refuse_controls(text: str) -> None:
    if not text.replace("\n", "").isprintable() and re.search(_FORBIDDEN, text):
        raise ValueError("a control character")


def _character_data(text: str) -> str:
    pieces: list[str] = []
    parser = new_parser()
    parser.CharacterDataHandler = pieces.append
    parser.Parse(f"<t>{text}</t>", True)
    return "".join(pieces)


def _sifted(pieces: Iterator[bytes], sieve: Sieve) -> Iterator[bytes]:
    """Pieces of whole tags, sifted. Nothing is from a comment, CDATA or instruction on, for it may hold mere text, nor in
    another encoding than UTF-8.
    """
    rest = b""
    behind_declaration = -1
    for piece in pieces:
        piece = rest + piece
        if behind_declaration < 0:
            behind_declaration = piece.find(b"?>") + 1 if piece.startswith((b"<?xml", b"\xef\xbb\xbf<?xml")) else 0
            declared = re.match(_ENCODING, piece) if b"encoding" in piece[: behind_declaration + 1] else None
            foreign = b"\0" in piece or (declared is not None and declared[1].lower() not in (b"utf-8", b"us-ascii"))
        marked = _has_mark(piece, b"!", 0) or _has_mark(piece, b"?", behind_declaration)
        if foreign or marked:
            yield piece
            yield from pieces
            return
        end = piece.rfind(b">") + 1
        rest = piece[end:]
        if len(rest) > _LONGEST_TAG:
            raise refusal("bomb")
        behind_declaration = 0
        yield sieve(piece[:end].decode()).encode()
    yield rest


def _has_mark(piece: bytes, sign: bytes, start: int) -> bool:
    """Whether `<` and the sign stand together from `start` on. Looking for one character is eighty times faster than for two."""
    at = start
    for _ in range(_FEW):
        at = piece.find(sign, at + 1)
        if at < 0:
            return False
        if piece[at - 1] == _LESS_THAN:
            return True
    return b"<" + sign in piece[at:]


def _watch_depth(parser: XMLParserType) -> None:
    start: Callable[[Any, Any], object] = parser.StartElementHandler or (lambda tag, attributes: None)  # type: ignore[assignment]
    end: Callable[[Any], object] = parser.EndElementHandler or (lambda tag: None)
    depth = elements = 0

    def watched_start(tag: str, attributes: Any) -> None:
        nonlocal depth, elements
        depth += 1
        elements += 1
        if depth > _DEEPEST or elements > _MOST_ELEMENTS:
            raise refusal("bomb")
        start(tag, attributes)

    def watched_end(tag: str) -> None:
        nonlocal depth
        depth -= 1
        end(tag)

    parser.StartElementHandler = watched_start
    parser.EndElementHandler = watched_end


def _refuse_doctype(*_: Any) -> None:
    raise refusal("doctype")
