"""Cells of a sheet part: where they stand in its XML, what style a missing one would have, and how it is put in."""

from __future__ import annotations

import re
from collections.abc import Collection

from xltoolkit.findings import column_letters
from xltoolkit.marks.splices import Node, Splice, end_of_start_tag, namespace_parser, prefix_at, run, set_attribute
from xltoolkit.package.xml import escape
from xltoolkit.records import NamedTuple

Position = tuple[int, int]  # row, column, from 1

LONGEST_TEXT = 32_767  # characters in a cell

_ESCAPE_LOOKALIKE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_CONTROL = re.compile("[\0-\x08\x0b-\x1f\ufffe\uffff]")
_ROWS_MEASURED = 30  # below a wanted row: as far as the box of a note can reach
_REFERENCE = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")


def position_of(reference: str) -> Position | None:
    """B9 → (9, 2); None if it is no reference of one cell."""
    found = _REFERENCE.fullmatch(reference)
    if found is None:
        return None
    column = 0
    for letter in found[1].upper():
        column = column * 26 + ord(letter) - 64
    return int(found[2]), column


class Spot(NamedTuple):
    """A <c> element: `start` … `opened` is its start tag, `end` is behind the element."""

    start: int
    opened: int
    end: int
    attributes: dict[str, str]

    @property
    def style(self) -> int:
        return _number(self.attributes.get("s"))


class Row(NamedTuple):
    """A <row> in which we want something: its start tag, where its content ends, its cells' columns and offsets."""

    start: int
    inner_end: int
    end: int
    attributes: dict[str, str]
    cells: list[tuple[int, int]]


class SheetOutline:
    """One pass over a sheet part. Cells are remembered only where `wanted` asks for them, so a huge sheet costs time, not memory.

    root       the <worksheet> with its direct children, grandchildren left out
    spots      wanted position → its cell, if the part has one
    rows       wanted row number → its <row>, if the part has one
    following  wanted row number → offset before which a new <row> belongs
    """

    default_width, default_height = 64, 20  # pixels

    def __init__(self, data: bytes, part: str, wanted: Collection[Position]) -> None:
        self.data = data
        self.spots: dict[Position, Spot] = {}
        self.rows: dict[int, Row] = {}
        self.following: dict[int, int] = {}
        self.merges: list[tuple[int, int, int, int]] = []
        self.column_styles: list[tuple[int, int, int]] = []
        self._widths: list[tuple[int, int, int]] = []
        self._heights: dict[int, int] = {}
        self.root: Node
        self._scan(part, set(wanted))
        self.prefix = self.root.prefix

    def _scan(self, part: str, wanted: set[Position]) -> None:
        data = self.data
        rows_wanted = sorted({row for row, _ in wanted})
        in_wanted_rows = set(rows_wanted)
        measured = {row + step for row in rows_wanted for step in range(-1, _ROWS_MEASURED)}
        pending = iter((*rows_wanted, 1 << 30))
        next_wanted = next(pending)
        depth = row_number = column = 0
        row: Row | None = None
        spot: tuple[Position, int, dict[str, str]] | None = None
        cell_tag = row_tag = merge_tag = column_tag = ""

        def start(name: str, attributes: dict[str, str]) -> None:
            nonlocal depth, row_number, column, row, spot, next_wanted, cell_tag, row_tag, merge_tag, column_tag
            depth += 1
            if depth == 4 and row is not None and name == cell_tag:
                offset = parser.CurrentByteIndex
                given = position_of(attributes.get("r", ""))
                column = given[1] if given else column + 1
                row.cells.append((column, offset))
                if (row_number, column) in wanted and (row_number, column) not in self.spots:
                    spot = ((row_number, column), offset, attributes)
            elif depth == 3:
                if name == row_tag:
                    row_number = _number(attributes.get("r"), row_number + 1)
                    offset = parser.CurrentByteIndex
                    while next_wanted < row_number:
                        self.following[next_wanted] = offset
                        next_wanted = next(pending)
                    if row_number in measured:
                        self._row(row_number, attributes)
                    if row_number in in_wanted_rows and row_number not in self.rows:
                        row, column = Row(offset, 0, 0, attributes, []), 0
                elif name == merge_tag:
                    self._merge(attributes.get("ref", ""))
                elif name == column_tag:
                    self._column(attributes)
            elif depth <= 2:
                node = Node(data, name, attributes, parser.CurrentByteIndex)
                if depth == 1:
                    self.root = node
                    main = f"{node.namespace} " if node.namespace else ""
                    cell_tag, row_tag, merge_tag, column_tag = (main + tag for tag in ("c", "row", "mergeCell", "col"))
                else:
                    self.root.children.append(node)
                    if node.tag == "sheetFormatPr":
                        self.default_width = _column_pixels(attributes.get("defaultColWidth")) or self.default_width
                        self.default_height = _row_pixels(attributes.get("defaultRowHeight")) or self.default_height

        def end(_name: str) -> None:
            nonlocal depth, row, spot
            depth -= 1
            if depth == 3 and spot is not None:
                position, offset, attributes = spot
                opened, finish = _ends(data, offset, parser.CurrentByteIndex)
                self.spots[position] = Spot(offset, opened, finish, attributes)
                spot = None
            elif depth == 2 and row is not None:
                inner_end = parser.CurrentByteIndex
                _, finish = _ends(data, row.start, inner_end)
                self.rows[row_number] = row._replace(inner_end=inner_end, end=finish)
                row = None
            elif depth <= 1:
                node = self.root if depth == 0 else self.root.children[-1]
                if not node.empty:
                    node.inner_end = parser.CurrentByteIndex
                    node.end = data.index(b">", node.inner_end) + 1

        parser = namespace_parser()
        parser.StartElementHandler, parser.EndElementHandler = start, end
        run(parser, data, part)

    def _merge(self, reference: str) -> None:
        first, _, last = reference.partition(":")
        top_left, bottom_right = position_of(first), position_of(last or first)
        if top_left and bottom_right:
            self.merges.append((*top_left, *bottom_right))

    def _column(self, attributes: dict[str, str]) -> None:
        first, last = _number(attributes.get("min")), _number(attributes.get("max"))
        if style := _number(attributes.get("style")):
            self.column_styles.append((first, last, style))
        width = 0 if _is_true(attributes.get("hidden")) else _column_pixels(attributes.get("width"))
        if width is not None:
            self._widths.append((first, last, width))

    def _row(self, number: int, attributes: dict[str, str]) -> None:
        height = 0 if _is_true(attributes.get("hidden")) else _row_pixels(attributes.get("ht"))
        if height is not None:
            self._heights[number] = height

    def column_width(self, column: int) -> int:
        """Pixels; hidden columns have none."""
        return next((width for first, last, width in self._widths if first <= column <= last), self.default_width)

    def row_height(self, row: int) -> int:
        """Pixels; known for the rows near a wanted one, the default for others."""
        return self._heights.get(row, self.default_height)

    def top_left(self, position: Position) -> Position:
        """The cell that stands for a position: of a merged area its top left one."""
        row, column = position
        for top, left, bottom, right in self.merges:
            if top <= row <= bottom and left <= column <= right:
                return top, left
        return position

    def style_of(self, position: Position) -> int:
        """The style index that the cell has, or would have: its own, else its row's, else its column's."""
        if position in self.spots:
            return self.spots[position].style
        row, column = position
        line = self.rows.get(row)
        if line is not None and _is_true(line.attributes.get("customFormat")):
            return _number(line.attributes.get("s"))
        return next((style for first, last, style in self.column_styles if first <= column <= last), 0)


def insert_cells(sheet: SheetOutline, cells: dict[Position, bytes]) -> list[Splice]:
    """Put new <c> elements (given whole) where the sheet has none yet, with their rows where those are missing too."""
    splices: list[Splice] = []
    by_row: dict[int, list[int]] = {}
    for row, column in sorted(cells):
        by_row.setdefault(row, []).append(column)
    new_rows: dict[int, list[bytes]] = {}
    for number, columns in by_row.items():
        line = sheet.rows.get(number)
        if line is None:
            content = b"".join(cells[number, column] for column in columns)
            tag = f"{sheet.prefix}row"
            new = f'<{tag} r="{number}">'.encode() + content + f"</{tag}>".encode()
            new_rows.setdefault(sheet.following.get(number, -1), []).append(new)
        else:
            splices += _into_row(sheet, line, {column: cells[number, column] for column in columns})
    for offset, rows in new_rows.items():
        splices.append(_rows_splice(sheet, offset, b"".join(rows)))
    return splices


def _into_row(sheet: SheetOutline, row: Row, cells: dict[int, bytes]) -> list[Splice]:
    splices: list[Splice] = []
    at_end: list[bytes] = []
    for column, content in sorted(cells.items()):
        offset = next((offset for other, offset in row.cells if other > column), None)
        if offset is None:
            at_end.append(content)
        else:
            splices.append(Splice(offset, offset, content))
    opened = end_of_start_tag(sheet.data, row.start)
    if at_end and row.end == opened:  # <row r="9"/>
        closing = f"</{prefix_at(sheet.data, row.start)}row>".encode()
        splices.append(Splice(opened - 2, opened, b">" + b"".join(at_end) + closing))
    elif at_end:
        splices.append(Splice(row.inner_end, row.inner_end, b"".join(at_end)))
    first, _, last = row.attributes.get("spans", "").partition(":")
    if first and not all(_number(first) <= column <= _number(last) for column in cells):
        splices.append(
            set_attribute(sheet.data, row.start, "spans", None)
        )  # an optimisation only, and wrong from now on
    return splices


def _rows_splice(sheet: SheetOutline, offset: int, content: bytes) -> Splice:
    if offset >= 0:
        return Splice(offset, offset, content)
    data = next((child for child in sheet.root.children if child.tag == "sheetData"), None)
    if data is None:
        raise AssertionError("a worksheet has sheetData (ECMA-376 part 1, §18.3.1.99)")
    if not data.empty:
        return Splice(data.inner_end, data.inner_end, content)
    closing = f"</{data.prefix}sheetData>".encode()
    return Splice(data.end - 2, data.end, b">" + content + closing)


def empty_cell(prefix: str, position: Position, style: int) -> bytes:
    """<c r="B9" s="7"/>"""
    row, column = position
    return f'<{prefix}c r="{column_letters(column)}{row}" s="{style}"/>'.encode()


def string_xml(text: str, prefix: str = "") -> str:
    """<t>: a text as Excel holds it. Control characters, and what would be read as one, become _xHHHH_ (§22.9.2.19)."""
    safe = _ESCAPE_LOOKALIKE.sub("_x005F_", text[:LONGEST_TEXT])
    safe = _CONTROL.sub(lambda found: f"_x{ord(found[0]):04X}_", safe)
    space = ' xml:space="preserve"' if safe != safe.strip() or "\n" in safe else ""
    return f"<{prefix}t{space}>{escape(safe)}</{prefix}t>"


def _ends(data: bytes, start: int, index: int) -> tuple[int, int]:
    """Where the start tag and the whole element end, from the offset that the parser tells at its end."""
    opened = end_of_start_tag(data, start)
    if data[opened - 2 : opened] == b"/>":
        return opened, opened
    return opened, data.index(b">", index) + 1


def _number(text: str | None, default: int = 0) -> int:
    return int(text) if text and text.isdigit() else default


def _is_true(text: str | None) -> bool:
    return text in ("1", "true")


def _column_pixels(width: str | None) -> int | None:
    """Characters of 7 pixels and 5 pixels of padding, §18.3.1.13."""
    return None if (value := _decimal(width)) is None else int(value * 7 + 5)


def _row_pixels(height: str | None) -> int | None:
    return None if (value := _decimal(height)) is None else int(value * 4 / 3)


def _decimal(text: str | None) -> float | None:
    try:
        return float(text) if text else None
    except ValueError:
        return None
