"""Reads the tables of an HTML file that calls itself .xls: web systems export so, and Excel opens it with a warning.

Each table follows the one before it on one sheet, as Excel lays them out; where the file names as many sheets as it has
tables (x:Name, or LibreOffice's headings), each gets its own. A number is taken for one only where it is plain: a leading
zero, a percent sign, a date stay text for the reader of the form to judge.
"""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser

from xltoolkit.package.refusals import refusal
from xltoolkit.sheets.columns import LAST_COLUMN, LAST_ROW
from xltoolkit.sheets.formats import GENERAL
from xltoolkit.sheets.model import ERROR_VALUE, NUMBER, TEXT, Cell, Sheet, Sheets
from xltoolkit.sheets.values import number_of_text

MOST_CELLS = 100_000  # filled or spanned; the parser takes a second for some tens of thousands
_CHARSET = re.compile(rb"""<meta[^>]*charset\s*=\s*["']?\s*([\w-]+)""", re.I)
_SHEET_NAME = re.compile(r"<x:Name>([^<]{1,31})</x:Name>", re.I)
_HEADED_NAME = re.compile(r'<a name="table\d+"><h1>[^<]{0,40}<em>([^<]{1,99})</em></h1></a>', re.I)  # LibreOffice's
_PLAIN_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,14})(?:\.[0-9]{1,12})?").fullmatch
_ERROR = re.compile(r"#(?:NULL!|DIV/0!|VALUE!|REF!|NAME\?|NUM!|N/A)").fullmatch
_BLANKS = re.compile(r"[ \t\r\n]+")
_HIDDEN = re.compile(r"display\s*:\s*none", re.I)
_AS_TEXT = re.compile(r"mso-number-format\s*:\s*[\"']?\\+@", re.I)
_LARGEST_SPAN = 1_000
_UNSEEN = frozenset(("formula", "format", "protection", "name", "property", "macro", "link"))


def read(data: bytes) -> Sheets:
    """Read the bytes of an HTML file. Raises Refused('html') if there is no table in it."""
    text = _decoded(data)
    tables = _Tables()
    tables.feed(_without_conditions(text))
    tables.close()
    found = [table for table in tables.tables if table.cells]
    if not found:
        raise refusal("html")
    names = [unescape(name) for name in _SHEET_NAME.findall(text) or _HEADED_NAME.findall(text)]
    if len(names) == len(found) and len(set(names)) == len(names):
        sheets = [_sheet(name, [table]) for name, table in zip(names, found, strict=True)]
    else:
        sheets = [_sheet(names[0] if len(names) == 1 else "Sheet1", found)]
    return Sheets(sheets, {}, {}, "html", False, "", (), _UNSEEN)


def _decoded(data: bytes) -> str:
    """By byte order mark, else by what the file declares, else UTF-8, else GB 18030."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    declared = _CHARSET.search(data[:4096])
    encoding = declared[1].decode("ascii").lower() if declared else "utf-8"
    if encoding.startswith("gb"):
        encoding = "gb18030"
    for attempt in (encoding, "utf-8-sig", "gb18030"):
        try:
            return data.decode(attempt).removeprefix("\ufeff")
        except (UnicodeDecodeError, LookupError):
            continue
    return data.decode("gb18030", "replace")


def _without_conditions(text: str) -> str:
    """Without the `<![if …]>` that Excel writes and `<![CDATA[`: some versions of the parser take a square of the time for them."""
    first, *others = text.split("<![")
    kept = [first]
    for other in others:
        condition, _, rest = other.partition(">")
        kept.append(f"-->{rest}" if condition.endswith("--") else rest)  # `<![endif]-->` ends a comment
    return "".join(kept)


class _Table:
    """Cells of one table, rows and columns from 1."""

    def __init__(self) -> None:
        self.cells: dict[tuple[int, int], Cell] = {}
        self.merges: list[tuple[int, int, int, int]] = []
        self.hidden_rows: set[int] = set()
        self.taken: set[tuple[int, int]] = set()  # places that a span from above or from the left covers
        self.row = 0
        self.column = 0


class _Tables(HTMLParser):
    """Outer tables in turn; a table inside a cell gives its text to the cell."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[_Table] = []
        self._depth = 0
        self._cell: dict[str, str] | None = None
        self._text: list[str] = []
        self._silent = 0
        self._filled = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("script", "style"):
            self._silent += 1
        elif tag == "table":
            self._depth += 1
            if self._depth == 1:
                self.tables.append(_Table())
        elif self._depth == 1 and tag == "tr":
            self._end_cell()
            table = self.tables[-1]
            table.row, table.column = table.row + 1, 0
            if _HIDDEN.search(dict(attrs).get("style") or ""):
                table.hidden_rows.add(table.row)
        elif self._depth == 1 and tag in ("td", "th"):
            self._end_cell()
            self._cell = {name: value or "" for name, value in attrs}
            self._text.clear()
        elif tag in ("br", "p", "div", "li", "tr") and self._cell is not None and (self._text or tag == "br"):
            self._text.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "style"):
            self._silent = max(0, self._silent - 1)
        elif tag == "table":
            if self._depth == 1:
                self._end_cell()
            self._depth = max(0, self._depth - 1)
        elif self._depth == 1 and tag in ("td", "th", "tr"):
            self._end_cell()

    def handle_data(self, data: str) -> None:
        if self._cell is not None and not self._silent:
            self._text.append(_BLANKS.sub(" ", data))

    def _end_cell(self) -> None:
        if self._cell is None or not self.tables:
            return
        attributes, self._cell = self._cell, None
        table = self.tables[-1]
        table.row = max(1, table.row)
        table.column += 1
        while (table.row, table.column) in table.taken:
            table.column += 1
        rows, columns = _span(attributes, "rowspan"), _span(attributes, "colspan")
        if table.row > LAST_ROW or table.column + columns > LAST_COLUMN:
            raise refusal("too_many_cells")
        if rows * columns > 1:
            table.merges.append((table.row, table.column, table.row + rows - 1, table.column + columns - 1))
            area = ((table.row + down, table.column + right) for down in range(rows) for right in range(columns))
            table.taken.update(area)
        lines = "".join(self._text).replace("\xa0", " ").split("\n")
        cell = _cell("\n".join(line.strip() for line in lines).strip("\n"), attributes)
        if cell is not None:
            table.cells[table.row, table.column] = cell
        self._filled += max(1, rows * columns)
        if self._filled > MOST_CELLS:
            raise refusal("too_many_cells")
        table.column += columns - 1


def _span(attributes: dict[str, str], name: str) -> int:
    written = attributes.get(name, "")
    return min(max(1, int(written)), _LARGEST_SPAN) if written.isdecimal() else 1


def _cell(text: str, attributes: dict[str, str]) -> Cell | None:
    as_text = _AS_TEXT.search(attributes.get("style", "")) is not None or "x:str" in attributes
    exact = attributes.get("x:num", "")
    number = number_of_text(exact) if exact else None
    if number is not None:
        return Cell(NUMBER, number, exact, None, GENERAL)
    if not text:
        return None
    if not as_text and _PLAIN_NUMBER(text):
        return Cell(NUMBER, number_of_text(text), text, None, GENERAL)
    if _ERROR(text):
        return Cell(ERROR_VALUE, text, text, None, GENERAL)
    return Cell(TEXT, text, text, None, "@" if as_text else GENERAL)


def _sheet(name: str, tables: list[_Table]) -> Sheet:
    """The tables one below the other, a blank row between them."""
    cells: dict[tuple[int, int], Cell] = {}
    merges: list[tuple[int, int, int, int]] = []
    hidden: set[int] = set()
    above = 0
    for table in tables:
        cells.update(((above + row, column), cell) for (row, column), cell in table.cells.items())
        merges += ((above + top, left, above + bottom, right) for top, left, bottom, right in table.merges)
        hidden.update(above + row for row in table.hidden_rows)
        above += table.row + 1
    return Sheet(name, "visible", cells, merges, frozenset(hidden), frozenset(), False)
