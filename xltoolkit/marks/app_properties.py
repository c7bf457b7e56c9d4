"""The list of sheets in docProps/app.xml, kept in step with the sheets (ECMA-376 part 1, §22.2.2.4 and §22.2.2.34)."""

from __future__ import annotations

from xltoolkit.marks.book import Book
from xltoolkit.marks.splices import Node, Splice, character_data, outline, set_attribute
from xltoolkit.package.xml import escape, relationships


def add_title(book: Book, title: str) -> None:
    """Put our sheet's title in front of the others; a list that does not agree with the sheets is left as it is."""
    found = _list(book)
    if found is None:
        return
    part, count, titles, first, x = found
    entry = f"<{x}lpstr>{escape(title)}</{x}lpstr>".encode()
    _write(book, part, count, titles, 1, Splice(first.start, first.start, entry))


def remove_title(book: Book, title: str) -> None:
    """Take our sheet's title out."""
    found = _list(book)
    if found is None:
        return
    part, count, titles, _, _ = found
    data = book.draft.text(part)
    for node in titles.children[: len(book.sheets)]:
        if _text(data, node) == title:
            _write(book, part, count, titles, -1, Splice(node.start, node.end, b""))
            return


def _list(book: Book) -> tuple[str, Node, Node, Node, str] | None:
    """Part, number of sheets, vector of titles, first title, prefix; None if the part does not list the sheets first."""
    links = relationships(book.archive, "").values()
    part = next(
        (link.target for link in links if link.type == "extended-properties" and link.target in book.archive), ""
    )
    if not part:
        return None
    part = book.archive.actual_name(part)
    data = book.draft.text(part)
    root = outline(data, part, 4)
    pairs, parts = root.first("HeadingPairs"), root.first("TitlesOfParts")
    if pairs is None or parts is None or not pairs.children or not parts.children:
        return None
    variants = [variant.children[0] for variant in pairs.children[0].children if variant.children]
    titles = parts.children[0]
    if len(variants) < 2 or not titles.children or _text(data, variants[1]) != str(len(book.sheets)):
        return None
    first = titles.children[0]
    return part, variants[1], titles, first, first.prefix


def _write(book: Book, part: str, count: Node, titles: Node, step: int, change: Splice) -> None:
    data = book.draft.text(part)
    number = Splice(count.inner_start, count.inner_end, str(len(book.sheets) + step).encode())
    size = str(len(titles.children) + step)
    book.draft.splice(part, number, set_attribute(data, titles.start, "size", size), change)


def _text(data: bytes, node: Node) -> str:
    return character_data(b"<n>" + data[node.inner_start : node.inner_end] + b"</n>", "")
