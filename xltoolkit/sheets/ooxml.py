"""The exact reader of .xlsx and .xlsm: a gated package → Sheets.

Source: ECMA-376 part 1, §18.2 (workbook), §22.3 (custom properties). Strict and Transitional alike: elements and
relationships are known by their local names, whatever prefix or namespace a writer chose.
"""

from __future__ import annotations

from xltoolkit.package.archive import Archive
from xltoolkit.package.parsing import SMALL_PART, LocalNames, new_parser, parse, remembered, verify
from xltoolkit.package.refusals import refusal
from xltoolkit.package.xml import Relationship, relationships, workbook_part
from xltoolkit.records import TYPE_CHECKING, NamedTuple
from xltoolkit.sheets.cells import TRUE, Context
from xltoolkit.sheets.model import Sheet, Sheets
from xltoolkit.sheets.shared_strings import read_shared_strings
from xltoolkit.sheets.styles import read_cell_formats
from xltoolkit.sheets.values import unescaped
from xltoolkit.sheets.worksheet import MOST_CELLS, read_worksheet

if TYPE_CHECKING:
    from collections.abc import Callable

    LeaveOut = Callable[[str], bool] | None

MOST_NAMES = 200_000

_MACRO_SHEETS = ("xlMacrosheet", "xlIntlMacrosheet")
_NO_WORKSHEETS = ("chartsheet", "dialogsheet", *_MACRO_SHEETS)
_STATES = ("visible", "hidden", "veryHidden")


class _Tab(NamedTuple):
    name: str
    state: str
    relationship: str | None


class _Book(NamedTuple):
    """What the workbook part says of itself."""

    tabs: list[_Tab]
    names: dict[str, str]
    from_1904: bool


def read_ooxml(archive: Archive, main: tuple[str, str] | None = None, leave_out: LeaveOut = None) -> Sheets:
    """Everything that stands in the workbook's cells.

    main       what workbook_part says, if the caller knows already
    leave_out  says of a sheet's name whether to leave its cells unread: help and libraries are half of a template

    Raises Refused: 'no_sheets', 'missing_sheet', 'damaged', 'too_many_cells', 'doctype', 'bomb', and what
    package.xml.workbook_part raises for packages that are no workbook. 'xlsb' and 'ods' have readers of their own.
    """
    format, part = main or workbook_part(archive)
    if format in ("xlsb", "ods"):
        raise refusal(format)
    links = relationships(archive, part)
    book = remembered(_read_book, archive, part)
    strings, styles, macros = (_target(links, type) for type in ("sharedStrings", "styles", "vbaProject"))
    custom = _target(relationships(archive, ""), "custom-properties")
    context = Context(
        read_shared_strings(archive, strings) if strings in archive else [],
        remembered(read_cell_formats, archive, styles)
        if styles
        else {},  # without the formats that a book has, dates are numbers
        book.from_1904,
    )
    return Sheets(
        sheets=_read_sheets(archive, book.tabs, links, context, leave_out),
        names=dict(book.names),
        properties=dict(remembered(_read_properties, archive, custom)) if custom in archive else {},
        format=format,
        has_macros=macros in archive or any(link.type in _MACRO_SHEETS for link in links.values()),
        macro_digest=_digest(archive.read(macros)) if macros in archive else "",
        external_links=_external_links(archive, links),
        unseen=frozenset(),
        from_1904=book.from_1904,
    )


def _target(links: dict[str, Relationship], type: str) -> str:
    return next((link.target for link in links.values() if link.type == type), "")


def _read_book(archive: Archive, part: str) -> _Book:
    tabs: list[_Tab] = []
    names: dict[str, str] = {}
    pieces: list[str] = []
    local = LocalNames()
    from_1904 = False
    name, scope = "", None

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal from_1904, name, scope
        element = local[tag]
        if element == "definedName":
            name, scope = attributes.get("name", ""), attributes.get("localSheetId")
            pieces.clear()
        elif element == "sheet":
            identity = next((value for key, value in attributes.items() if local[key] == "id"), None)
            state = attributes.get("state", "visible")
            tabs.append(_Tab(unescaped(attributes["name"]), state if state in _STATES else "visible", identity))
        elif element == "workbookPr" and "date1904" in attributes:  # an extension has a workbookPr too
            from_1904 = attributes.get("date1904") in TRUE

    def end(tag: str) -> None:
        if local[tag] != "definedName" or name.startswith("_xlnm."):
            return
        if scope is None:
            names[name] = "".join(pieces)
        elif scope.isdecimal() and int(scope) < len(tabs):
            names[f"{tabs[int(scope)].name}!{name}"] = "".join(pieces)
        if len(names) > MOST_NAMES:
            raise refusal("bomb", f"{len(names)} 个名称")

    parser = new_parser()
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = pieces.append
    parse(parser, archive, part)
    return _Book(tabs, names, from_1904)


def _read_sheets(
    archive: Archive, tabs: list[_Tab], links: dict[str, Relationship], context: Context, leave_out: LeaveOut
) -> list[Sheet]:
    """The worksheets in tab order. A tab without its part is told: a sheet that silently lacks would be taken for blank."""
    sheets: list[Sheet] = []
    names: set[str] = set()
    parts: set[str] = set()
    filled = 0
    for tab in tabs:
        link = links.get(tab.relationship or "")
        if tab.relationship == "" or (link is not None and link.type in _NO_WORKSHEETS):
            continue  # r:id="" is how Excel writes a sheet of Visual Basic of 1995
        if link is None or link.external or link.target not in archive:
            raise refusal("missing_sheet", f"工作表“{tab.name}”")
        if tab.name.lower() in names or link.target in parts:
            raise refusal("damaged", f"工作表“{tab.name}”重复")
        names.add(tab.name.lower())
        parts.add(link.target)
        left_out = leave_out is not None and leave_out(tab.name)  # its cells do not matter, its soundness does
        if left_out and archive.size(link.target) <= SMALL_PART:
            remembered(_verify_worksheet, archive, link.target)
            continue
        sheet = read_worksheet(archive, link.target, tab.name, tab.state, context)
        if left_out:
            continue
        filled += len(sheet.cells)
        if filled > MOST_CELLS:
            raise refusal("too_many_cells")
        sheets.append(sheet)
    if not names:
        raise refusal("no_sheets")
    return sheets


def _verify_worksheet(archive: Archive, part: str) -> None:
    verify(archive, part, "worksheet")


def _read_properties(archive: Archive, part: str) -> dict[str, str]:
    """Custom document properties, name → text."""
    properties: dict[str, str] = {}
    name = ""

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal name
        if "name" in attributes and "pid" in attributes:
            name = attributes["name"]
            properties[name] = ""

    def text(piece: str) -> None:
        if name:
            properties[name] += piece

    def end(tag: str) -> None:
        nonlocal name
        if local[tag] == "property":
            properties[name], name = unescaped(properties[name].strip()), ""

    local = LocalNames()
    parser = new_parser()
    parser.StartElementHandler = start
    parser.CharacterDataHandler = text
    parser.EndElementHandler = end
    parse(parser, archive, part)
    return properties


def _external_links(archive: Archive, links: dict[str, Relationship]) -> tuple[str, ...]:
    """Where other workbooks' values are fetched from: the targets behind the externalLink parts, in file order."""
    parts = [link.target for link in links.values() if link.type == "externalLink"]
    return tuple(link.target for part in parts for link in relationships(archive, part).values() if link.external)


def _digest(macros: bytes) -> str:
    from xltoolkit.package.vba import code_digest

    return code_digest(macros)
