"""Reads SpreadsheetML 2003, the XML that web systems like to export under the name .xls.

Source: Microsoft, XML Spreadsheet Reference (Office XP / 2003): ss:Workbook, ss:Worksheet, ss:Row, ss:Cell, ss:Data.
"""

from __future__ import annotations

import re

from xltoolkit.package.parsing import LocalNames, in_utf8, new_parser, parse_pieces
from xltoolkit.package.refusals import refusal
from xltoolkit.sheets.columns import LAST_COLUMN, LAST_ROW
from xltoolkit.sheets.formats import GENERAL, date_of_text
from xltoolkit.sheets.model import BOOLEAN, DATE, ERROR_VALUE, NUMBER, TEXT, Cell, Sheet, Sheets
from xltoolkit.sheets.values import number_of_text
from xltoolkit.sheets.worksheet import LARGEST_MERGE, MOST_CELLS

_NAMED_FORMATS = {
    "General Number": GENERAL,
    "Short Date": "yyyy/m/d",
    "Medium Date": "yyyy/m/d",
    "Long Date": 'yyyy"年"m"月"d"日"',
    "General Date": "yyyy/m/d h:mm",
    "Short Time": "h:mm",
    "Medium Time": "h:mm AM/PM",
    "Long Time": "h:mm:ss",
    "Percent": "0.00%",
    "Fixed": "0.00",
    "Standard": "#,##0.00",
    "Currency": "#,##0.00",
    "Scientific": "0.00E+00",
}
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\r"))
_STATES = {"SheetHidden": "hidden", "SheetVeryHidden": "veryHidden"}


def read(data: bytes) -> Sheets:
    """Read the bytes of an XML spreadsheet. Raises Refused."""
    if not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        data = data.translate(None, _CONTROLS)  # Excel itself writes them, though XML has no place for them
    book = _Book()
    parser = new_parser()
    parser.StartElementHandler = book.start
    parser.EndElementHandler = book.end
    parser.CharacterDataHandler = book.pieces.append
    pieces = (data[at : at + (1 << 18)] for at in range(0, len(data), 1 << 18))
    parse_pieces(parser, in_utf8(pieces), len(data))
    unseen = frozenset(("macro", "link"))
    return Sheets(book.sheets, book.names, book.properties, "xml", False, "", (), unseen)


class _Book:
    """Takes the elements of the file in turn."""

    def __init__(self) -> None:
        self.sheets: list[Sheet] = []
        self.names: dict[str, str] = {}
        self.properties: dict[str, str] = {}
        self.pieces: list[str] = []
        self._local = LocalNames()
        self._formats: dict[str, str] = {}
        self._style = ""
        self._in_properties = False
        self._filled = 0
        self._begin_sheet("", False)

    def _begin_sheet(self, name: str, protected: bool) -> None:
        self._name, self._state, self._protected = name, "visible", protected
        self._cells: dict[tuple[int, int], Cell] = {}
        self._merges: list[tuple[int, int, int, int]] = []
        self._hidden_rows: set[int] = set()
        self._hidden_columns: set[int] = set()
        self._row = self._column = self._next_column = self._table_column = 0
        self._row_span = 0
        self._cell: dict[str, str] | None = None
        self._type = ""
        self._text: str | None = None
        self._in_data = False
        self._comment = 0

    def start(self, tag: str, written: dict[str, str]) -> None:
        element = self._local[tag]
        attributes = {self._local[name]: value for name, value in written.items()}
        if self._comment or self._in_data:
            self._comment += element == "Comment"  # whatever else stands in there is text and its looks
        elif element == "Data":
            self._in_data = True
            self._type = attributes.get("Type", "String")
            self.pieces.clear()
        elif element == "Cell":
            self._column = int(attributes.get("Index", self._next_column))
            self._cell, self._text = attributes, None
        elif element == "Row":
            self._row = int(attributes.get("Index", self._row + 1 + self._row_span))
            self._row_span = int(attributes.get("Span", 0))
            self._next_column = 1
            if attributes.get("Hidden") == "1":
                self._hidden_rows.update(range(self._row, min(self._row + self._row_span, LAST_ROW) + 1))
        elif element == "Comment":
            self._comment = 1
        elif element == "Column":
            self._table_column = int(attributes.get("Index", self._table_column + 1))
            last = self._table_column + int(attributes.get("Span", 0))
            if attributes.get("Hidden") == "1":
                self._hidden_columns.update(range(self._table_column, min(last, LAST_COLUMN) + 1))
            self._table_column = last
        elif element == "Worksheet":
            self._begin_sheet(attributes.get("Name", ""), attributes.get("Protected") == "1")
        elif element == "Style":
            self._style = attributes.get("ID", "")
            self._formats[self._style] = self._formats.get(attributes.get("Parent", "Default"), GENERAL)
        elif element == "NumberFormat":
            code = attributes.get("Format", GENERAL)
            self._formats[self._style] = _NAMED_FORMATS.get(code, code)
        elif element == "NamedRange":
            self.names[attributes.get("Name", "")] = _excel_address(attributes.get("RefersTo", ""))
        else:
            self._in_properties = self._in_properties or element == "CustomDocumentProperties"
            self.pieces.clear()

    def end(self, tag: str) -> None:
        element = self._local[tag]
        if self._comment:
            self._comment -= element == "Comment"
        elif element == "Data":
            self._in_data = False
            self._text = "".join(self.pieces)
        elif self._in_data:
            return
        elif element == "Cell":
            self._end_cell()
        elif element == "Visible":
            self._state = _STATES.get("".join(self.pieces).strip(), "visible")
        elif element == "Worksheet":
            rows, columns = frozenset(self._hidden_rows), frozenset(self._hidden_columns)
            self.sheets.append(
                Sheet(self._name, self._state, self._cells, self._merges, rows, columns, self._protected)
            )
        elif element == "CustomDocumentProperties":
            self._in_properties = False
        elif self._in_properties:
            self.properties[element] = "".join(self.pieces).strip()

    def _end_cell(self) -> None:
        attributes, self._cell = self._cell or {}, None
        across, down = (max(0, int(attributes.get(name, 0))) for name in ("MergeAcross", "MergeDown"))
        self._next_column = self._column + 1 + across
        if not (0 < self._row <= LAST_ROW and 0 < self._column <= LAST_COLUMN):
            raise ValueError(self._row, self._column)
        if across or down:
            bottom, right = min(self._row + down, LAST_ROW), min(self._column + across, LAST_COLUMN)
            if (down + 1) * (across + 1) > LARGEST_MERGE:
                bottom = self._row
            self._merges.append((self._row, self._column, bottom, right))
        formula = attributes.get("Formula")
        formula = None if formula is None else formula.removeprefix("=")
        format = self._formats.get(attributes.get("StyleID", "Default"), GENERAL)
        cell = _cell(self._type, self._text, formula, format)
        if cell is not None:
            self._cells[self._row, self._column] = cell
            self._filled += 1
            if self._filled > MOST_CELLS:
                raise refusal("too_many_cells")


def _cell(type: str, text: str | None, formula: str | None, format: str) -> Cell | None:
    if text is None:
        return None if formula is None else Cell(None, None, "", formula, format)
    if type == "Number":
        number = number_of_text(text.strip())
        if number is not None:
            return Cell(NUMBER, number, text.strip(), formula, format)
    elif type == "DateTime":
        date = date_of_text(text.strip())
        if date is not None:
            return Cell(DATE, date, text.strip(), formula, format)
    elif type == "Boolean":
        return Cell(BOOLEAN, text.strip() == "1", text.strip(), formula, format)
    elif type == "Error":
        return Cell(ERROR_VALUE, text.strip(), text.strip(), formula, format)
    return Cell(TEXT, text, text, formula, format) if text or formula is not None else None


def _excel_address(written: str) -> str:
    """=字典!R2C1:R4C1 → 字典!$A$2:$A$4; anything else as it is."""
    from xltoolkit.findings import column_letters

    def cell(match: re.Match[str]) -> str:
        return f"${column_letters(int(match[2]))}${match[1]}"

    return re.sub(r"\bR([0-9]{1,7})C([0-9]{1,5})\b", cell, written.removeprefix("="))
