"""The outline of a sheet part: where the wanted cells stand in its XML, and what style a missing one would have."""

from __future__ import annotations

from collections.abc import Collection

from xltoolkit.marks.cells import Position, number, position_of
from xltoolkit.marks.row_scan import NO_ROW, column_pixels, is_true, row_pixels, scan_rows
from xltoolkit.marks.splices import Node, end_of_start_tag, namespace_parser, run
from xltoolkit.records import NamedTuple

# ECMA-376 part 1, §18.3.1.99: the children of a worksheet as far as new ones of ours may follow them.
WORKSHEET_ORDER = (
    "sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetCalcPr", "sheetProtection",
    "protectedRanges", "scenarios", "autoFilter", "sortState", "dataConsolidate", "customSheetViews", "mergeCells",
    "phoneticPr", "conditionalFormatting", "dataValidations", "hyperlinks", "printOptions", "pageMargins", "pageSetup",
    "headerFooter", "rowBreaks", "colBreaks", "customProperties", "cellWatches", "ignoredErrors", "smartTags", "drawing",
    "legacyDrawing",
)  # fmt: skip


class Spot(NamedTuple):
    """A <c> element: `start` … `opened` is its start tag, `end` is behind the element."""

    start: int
    opened: int
    end: int
    attributes: dict[str, str]

    @property
    def style(self) -> int:
        return number(self.attributes.get("s"))


class Row(NamedTuple):
    """A <row> in which we want something: its start tag, where its content ends, its cells' columns and offsets."""

    start: int
    inner_end: int
    end: int
    attributes: dict[str, str]
    cells: list[tuple[int, int]]


class SheetOutline:
    """A sheet part with the cells that `wanted` asks for; rows in which nothing is wanted are stepped over.

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
        rows_wanted = sorted({row for row, _ in wanted})
        self._rows = scan_rows(data, rows_wanted)
        self.root: Node
        self._parse(part, set(wanted), rows_wanted)
        self.prefix = self.root.prefix

    def _parse(self, part: str, wanted: set[Position], rows_wanted: list[int]) -> None:
        data, offset_of = self.data, self._rows.offset_of
        in_wanted_rows = set(rows_wanted)
        pending = iter((*rows_wanted, NO_ROW))
        next_wanted = next(pending)
        depth = row_number = column = 0
        row: Row | None = None
        spot: tuple[Position, int, dict[str, str]] | None = None
        cell_tag = row_tag = merge_tag = column_tag = ""

        def start(name: str, attributes: dict[str, str]) -> None:
            nonlocal depth, row_number, column, row, spot, next_wanted, cell_tag, row_tag, merge_tag, column_tag
            depth += 1
            if depth == 4 and row is not None and name == cell_tag:
                offset = offset_of(parser.CurrentByteIndex)
                given = position_of(attributes.get("r", ""))
                column = given[1] if given else column + 1
                row.cells.append((column, offset))
                if (row_number, column) in wanted and (row_number, column) not in self.spots:
                    spot = ((row_number, column), offset, attributes)
            elif depth == 3:
                if name == row_tag:
                    row_number = min(number(attributes.get("r"), row_number + 1), NO_ROW - 1)
                    offset = offset_of(parser.CurrentByteIndex)
                    while next_wanted < row_number:
                        self.following[next_wanted] = offset
                        next_wanted = next(pending)
                    if row_number in in_wanted_rows and row_number not in self.rows:
                        row, column = Row(offset, 0, 0, attributes, []), 0
                elif name == merge_tag:
                    self._merge(attributes.get("ref", ""))
                elif name == column_tag:
                    self._column(attributes)
            elif depth <= 2:
                node = Node(data, name, attributes, offset_of(parser.CurrentByteIndex))
                if depth == 1:
                    self.root = node
                    main = f"{node.namespace} " if node.namespace else ""
                    cell_tag, row_tag, merge_tag, column_tag = (main + tag for tag in ("c", "row", "mergeCell", "col"))
                else:
                    self.root.children.append(node)
                    if node.tag == "sheetFormatPr":
                        self.default_width = column_pixels(attributes.get("defaultColWidth")) or self.default_width
                        self.default_height = row_pixels(attributes.get("defaultRowHeight")) or self.default_height

        def end(_name: str) -> None:
            nonlocal depth, row, spot
            depth -= 1
            if depth == 3 and spot is not None:
                position, offset, attributes = spot
                opened, finish = _ends(data, offset, offset_of(parser.CurrentByteIndex))
                self.spots[position] = Spot(offset, opened, finish, attributes)
                spot = None
            elif depth == 2 and row is not None:
                inner_end = offset_of(parser.CurrentByteIndex)
                _, finish = _ends(data, row.start, inner_end)
                self.rows[row_number] = row._replace(inner_end=inner_end, end=finish)
                row = None
            elif depth <= 1:
                node = self.root if depth == 0 else self.root.children[-1]
                if not node.empty:
                    node.inner_end = offset_of(parser.CurrentByteIndex)
                    node.end = data.index(b">", node.inner_end) + 1

        parser = namespace_parser()
        parser.StartElementHandler, parser.EndElementHandler = start, end
        run(parser, self._rows.reduced(data), part)

    def _merge(self, reference: str) -> None:
        first, _, last = reference.partition(":")
        top_left, bottom_right = position_of(first), position_of(last or first)
        if top_left and bottom_right:
            self.merges.append((*top_left, *bottom_right))

    def _column(self, attributes: dict[str, str]) -> None:
        first, last = number(attributes.get("min")), number(attributes.get("max"))
        if style := number(attributes.get("style")):
            self.column_styles.append((first, last, style))
        width = 0 if is_true(attributes.get("hidden")) else column_pixels(attributes.get("width"))
        if width is not None:
            self._widths.append((first, last, width))

    def column_width(self, column: int) -> int:
        """Pixels; hidden columns have none."""
        return next((width for first, last, width in self._widths if first <= column <= last), self.default_width)

    def row_height(self, row: int) -> int:
        """Pixels; known for the rows near a wanted one, the default for others."""
        return self._rows.heights.get(row, self.default_height)

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
        if line is not None and is_true(line.attributes.get("customFormat")):
            return number(line.attributes.get("s"))
        return next((style for first, last, style in self.column_styles if first <= column <= last), 0)


def anchored(data: bytes, part: str, wanted: Collection[Position]) -> SheetOutline:
    """The outline with the cells that stand for `wanted`: of a merged area the top left one."""
    sheet = SheetOutline(data, part, wanted)
    needed = {sheet.top_left(position) for position in wanted}
    return sheet if needed <= set(wanted) else SheetOutline(data, part, needed)


def _ends(data: bytes, start: int, index: int) -> tuple[int, int]:
    """Where the start tag and the whole element end, from the offset that the parser tells at its end."""
    opened = end_of_start_tag(data, start)
    if data[opened - 2 : opened] == b"/>":
        return opened, opened
    return opened, data.index(b">", index) + 1
