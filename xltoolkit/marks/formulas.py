"""Formulas of a sheet whose cell gets a constant: shared ones go on from the next cell, the calculation chain forgets the cell."""

from __future__ import annotations

from xltoolkit.marks.book import Book
from xltoolkit.marks.cells import Position, address_of, position_of
from xltoolkit.marks.splices import (
    Splice,
    character_data,
    end_of_start_tag,
    namespace_parser,
    prefix_at,
    run,
    set_attribute,
)
from xltoolkit.package.xml import escape, relationships


class FormulaCells:
    """Every formula of a sheet (ECMA-376 part 1, §18.3.1.40).

    kinds  cell → normal, shared, array or dataTable
    """

    def __init__(self, data: bytes, part: str) -> None:
        self._data = data
        self.kinds: dict[Position, str] = {}
        self._areas: list[tuple[Position, Position]] = []  # of formulas that fill several cells
        self._groups: dict[str, list[Position]] = {}  # shared index → its cells, the one with the text first
        self._spans: dict[Position, tuple[int, int]] = {}
        self._scan(part)

    def _scan(self, part: str) -> None:
        row = column = 0
        row_tag = cell_tag = formula_tag = ""
        here: tuple[Position, int] | None = None

        def start(name: str, attributes: dict[str, str]) -> None:
            nonlocal row, column, here, row_tag, cell_tag, formula_tag
            if not row_tag:  # the root: formulas of extensions (xm:f) live in another namespace
                main = name.rpartition(" ")[0]
                row_tag, cell_tag, formula_tag = (f"{main} {tag}".lstrip() for tag in ("row", "c", "f"))
            elif name == row_tag:
                number = attributes.get("r", "")
                row, column = int(number) if number.isdigit() else row + 1, 0
            elif name == cell_tag:
                given = position_of(attributes.get("r", ""))
                column = given[1] if given else column + 1
            elif name == formula_tag:
                position = (row, column)
                kind = attributes.get("t", "normal")
                self.kinds[position] = kind
                here = position, parser.CurrentByteIndex
                if kind == "shared":
                    self._groups.setdefault(attributes.get("si", ""), []).append(position)
                elif kind in ("array", "dataTable"):
                    first, _, last = attributes.get("ref", "").partition(":")
                    top_left, bottom_right = position_of(first), position_of(last or first)
                    if top_left and bottom_right and top_left != bottom_right:
                        self._areas.append((top_left, bottom_right))

        def end(name: str) -> None:
            nonlocal here
            if here is not None and name == formula_tag:
                position, offset = here
                opened = end_of_start_tag(self._data, offset)
                empty = self._data[opened - 2 : opened] == b"/>"
                self._spans[position] = offset, opened if empty else self._data.index(b">", parser.CurrentByteIndex) + 1
                here = None

        parser = namespace_parser()
        parser.StartElementHandler, parser.EndElementHandler = start, end
        run(parser, self._data, part)

    def belongs_to_several(self, position: Position) -> bool:
        """Whether the cell lies in an area that one array formula or data table fills: Excel changes only the whole area."""
        row, column = position
        return any(top <= row <= bottom and left <= column <= right for (top, left), (bottom, right) in self._areas)

    def handed_over(self, freed: set[Position]) -> list[Splice]:
        """A shared formula's text stands in its first cell only; if that cell is freed, the next one gets it, moved along."""
        splices = []
        for index, cells in self._groups.items():
            master = next((cell for cell in cells if self._text(cell)), None)
            heir = next((cell for cell in cells if cell not in freed and cell != master), None)
            if master is None or master not in freed or heir is None:
                continue
            from openpyxl.formula.translate import Translator

            moved = Translator("=" + self._text(master), origin=address_of(master)).translate_formula(address_of(heir))[
                1:
            ]
            rest = [cell for cell in cells if cell not in freed]
            rows, columns = [cell[0] for cell in rest], [cell[1] for cell in rest]
            area = f"{address_of((min(rows), min(columns)))}:{address_of((max(rows), max(columns)))}"
            offset, finish = self._spans[heir]
            x = prefix_at(self._data, offset)
            body = f'<{x}f t="shared" ref="{area}" si="{index}">{escape(moved)}</{x}f>'
            splices.append(Splice(offset, finish, body.encode()))
        return splices

    def _text(self, position: Position) -> str:
        offset, finish = self._spans[position]
        opened = end_of_start_tag(self._data, offset)
        if opened == finish:
            return ""
        return character_data(b"<n>" + self._data[opened : self._data.rindex(b"<", opened, finish)] + b"</n>", "")


def take_from_chain(book: Book, cells: set[tuple[int, str]]) -> None:
    """Take cells (sheet id, address) out of the calculation chain; an entry without sheet id has that of the one before it."""
    part = book.related("calcChain")
    if not part:
        return
    draft = book.draft
    root = draft.outline(part, 1)
    splices: list[Splice] = []
    sheet = ""
    told = ""  # the sheet id that the entries kept so far end with
    kept = 0
    for node in root.children:
        sheet = node.attributes.get("i", sheet)
        if (int(sheet) if sheet.isdigit() else 0, node.attributes.get("r", "")) in cells:
            splices.append(Splice(node.start, node.end, b""))
            continue
        kept += 1
        if "i" not in node.attributes and sheet != told:
            splices.append(set_attribute(draft.text(part), node.start, "i", sheet))
        told = sheet
    if kept:
        draft.splice(part, *splices)
        return
    draft.remove(part)
    links = relationships(book.archive, book.part).items()
    draft.unrelate(book.part, [identifier for identifier, link in links if link.target == part])
