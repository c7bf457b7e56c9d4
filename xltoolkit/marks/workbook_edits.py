"""What the marks change in the workbook part: our sheet in front, the names that follow it, which tab is shown."""

from __future__ import annotations

import re
from collections.abc import Iterable

from xltoolkit.marks.book import Book, SheetEntry
from xltoolkit.marks.splices import Node, Splice, append, prefix_of, prepend, set_attribute
from xltoolkit.package.xml import attribute

_TAB_SELECTED = re.compile(rb"""\stabSelected\s*=\s*["'](?:1|true)["']""")


def windows(book: Book) -> list[Node]:
    """The workbook's windows; each sheet has one view per window."""
    views = book.root.first("bookViews")
    return list(views.all("workbookView")) if views else []


def enter_sheet(book: Book, title: str, relationship: str, names: str) -> None:
    """Make a sheet the first one and the one that is shown. `names`: <definedName> elements to append.

    A sheet-scoped name knows its sheet by position (ECMA-376 part 1, §18.2.5), so all of them move on by one.
    """
    text, x = book.text, book.root.prefix
    sheets = book.root.first("sheets")
    assert sheets is not None  # or the reader would have refused the workbook
    prefix = prefix_of(text, book.root, book.draft.relationships_namespace)
    declared = "" if prefix else f' xmlns:r="{book.draft.relationships_namespace}"'
    number = max((entry.sheet_id for entry in book.sheets), default=0) + 1
    element = f'<{x}sheet name={attribute(title)} sheetId="{number}"{declared} {prefix or "r:"}id="{relationship}"/>'
    splices = [prepend(sheets, text, element.encode())]
    for view in windows(book):
        splices += [
            set_attribute(text, view.start, name, "0")
            for name in ("activeTab", "firstSheet")
            if name in view.attributes
        ]
    for node, position in book.scoped_names():
        splices.append(set_attribute(text, node.start, "localSheetId", str(position + 1)))
    if book.names is not None:
        splices.append(append(book.names, text, names.encode()))
    else:
        place = book.place_of("definedNames")
        splices.append(Splice(place, place, f"<{x}definedNames>{names}</{x}definedNames>".encode()))
    book.draft.splice(book.part, *splices)


def leave_sheet(book: Book, gone: SheetEntry | None, own_names: Iterable[str]) -> None:
    """Take a sheet of ours and the names that go with it out of the workbook part; another tab is shown then."""
    text = book.text
    index = book.sheets.index(gone) if gone else len(book.sheets)
    splices = [Splice(gone.node.start, gone.node.end, b"")] if gone else []
    own, scoped = set(own_names), book.scoped_names()
    names = book.names.children if book.names else []
    of_the_sheet = {node.start for node, position in scoped if position == index}
    removed = [node for node in names if node.attributes.get("name") in own or node.start in of_the_sheet]
    starts = {node.start for node in removed}
    for node, position in scoped:
        if position > index and node.start not in starts:
            splices.append(set_attribute(text, node.start, "localSheetId", str(position - 1)))
    if book.names is not None and len(removed) == len(names):
        removed = [book.names]
    splices += [Splice(node.start, node.end, b"") for node in removed]
    for view in windows(book):
        splices += _other_tab(book, view, index) if gone else []
    book.draft.splice(book.part, *splices)


def first_visible(book: Book, gone: SheetEntry) -> SheetEntry | None:
    """The sheet that is shown once ours is gone."""
    return next((entry for entry in book.sheets if entry is not gone and entry.state == "visible"), None)


def deselected(data: bytes) -> list[Splice]:
    """Splices that take the selection from a sheet's views: with two selected tabs Excel edits both at once."""
    head = data.find(b"sheetData")
    return [Splice(f.start(), f.end(), b"") for f in _TAB_SELECTED.finditer(data, 0, head if head >= 0 else len(data))]


def _other_tab(book: Book, view: Node, index: int) -> list[Splice]:
    splices = []
    for name in ("activeTab", "firstSheet"):
        number = view.attributes.get(name, "0")
        now = int(number) if number.isdigit() else 0
        if now > index:
            splices.append(set_attribute(book.text, view.start, name, str(now - 1)))
        elif now == index and name == "activeTab":
            shown = first_visible(book, book.sheets[index])
            others = [entry for entry in book.sheets if entry is not book.sheets[index]]
            splices.append(set_attribute(book.text, view.start, name, str(others.index(shown) if shown else 0)))
    return splices
