"""The form as the rest of the house sees it: Form, its sections, fields, trees and equations. Built by `load`, never changed."""

from __future__ import annotations

from decimal import Decimal
from functools import cached_property

from xltoolkit.form.equation import pointers, row_table
from xltoolkit.form.wording import describe_relation
from xltoolkit.records import TYPE_CHECKING, NamedTuple
from xltoolkit.text.normal import key as label_key

# A field's kind says what stands in its cell. The JSON Schema fragment that each kind starts from:
KINDS: dict[str, dict[str, Any]] = {
    "text": {"type": "string"},
    "long_text": {"type": "string"},
    "person": {"type": "string"},
    "phone": {"type": "string"},
    "target": {"type": "string"},
    "choice": {"type": "string"},
    "date": {"type": "string", "format": "date"},
    "amount": {"type": "number", "minimum": 0},
    "percent": {"type": "number", "minimum": 0, "maximum": 100},
    "number": {"type": "number"},
    "count": {"type": "integer", "minimum": 0},
}
NUMERIC_KINDS = frozenset({"amount", "percent", "number", "count"})

if TYPE_CHECKING:
    from typing import Any

    Expression = Any  # str (pointer) | number | list: see form/equation.py
else:
    Expression = object

RELATION_CODE = "BUD016"
"""The rule that reports a declared relation which names no code of its own."""


class Field(NamedTuple):
    """One value of the form: a labelled cell, a cell of a matrix, or (pointer with `*`) a column of a table.

    pointer     '/prior_year/budget', '/indicators/*/target'
    label       the official label or heading, exactly as printed
    name        the label without stars, colons and units: what a message calls the field
    schema      JSON Schema fragment: the kind's own, completed by the form (enum, maxLength, x-decimals, x-aliases)
    computed    how the form calculates it, or None for an input
    required_when  condition under which an optional value must be filled in all the same, or None
    code        the rule that reports a computed cell whose value differs
    inherited   table column whose blank cell takes the value above it when people merged the cells of a group

    In `computed` and `required_when` of a table's column `*` stands for the row: see `equation.in_row`.
    """

    pointer: str
    label: str
    name: str
    kind: str
    required: bool
    schema: dict[str, Any]
    section: str
    labels: tuple[str, ...] = ()
    unit: str = ""
    help: str = ""
    computed: Expression | None = None
    code: str = ""
    inherited: bool = False
    vocabulary: str = ""
    label_span: int = 1
    value_span: int = 0
    basis: str = ""
    required_when: Expression | None = None

    @property
    def key(self) -> str:
        """Last token of the pointer: the key in its object or row."""
        return self.pointer.rpartition("/")[2]

    @property
    def label_keys(self) -> tuple[str, ...]:
        """Comparison keys under which the label may stand on a sheet: the printed one first, then the other spellings."""
        return tuple(label_key(text) for text in (self.label, *self.labels))

    @property
    def choices(self) -> tuple[str, ...]:
        return tuple(self.schema.get("enum", ()))

    @property
    def aliases(self) -> dict[str, str]:
        """Accepted other spellings of a choice → the canonical one."""
        return dict(self.schema.get("x-aliases", {}))

    @property
    def decimals(self) -> int | None:
        return self.schema.get("x-decimals")


class Heading(NamedTuple):
    """A side heading left of a group of fields, spanning `rows` rows of the section's grid."""

    text: str
    rows: int
    span: int = 1


class FieldsSection(NamedTuple):
    """Labelled cells in rows; every value stands immediately right of its label. `framed`: printed with borders."""

    key: str
    title: str
    sheet: str
    rows: tuple[tuple[Field | Heading, ...], ...]
    framed: bool = True

    @property
    def fields(self) -> tuple[Field, ...]:
        return tuple(item for row in self.rows for item in row if isinstance(item, Field))


class Tree(NamedTuple):
    """Which value of a deeper level belongs under which value of the level above it.

    levels           column keys from the root down, e.g. ('level1', 'level2')
    nodes            (name, required, children) per root, each child a name or a node of the same shape
    ignored_endings  endings that do not count when names are compared ('目标', '指标')
    """

    levels: tuple[str, ...]
    nodes: tuple[tuple[str, bool, tuple[str, ...]], ...]
    ignored_endings: tuple[str, ...]

    @property
    def roots(self) -> tuple[str, ...]:
        return tuple(name for name, _, _ in self.nodes)

    def children(self, root: str) -> tuple[str, ...]:
        return next((children for name, _, children in self.nodes if name == root), ())


class TableSection(NamedTuple):
    """One heading row and one row per item below it.

    pointer       '/indicators'
    target_parts  columns that make up the target together ('operator', 'value', 'unit'); ('target',) if one column, the first
                  of its kind where several are: behind it stands what was reached
    required      at least one row must be filled in
    """

    key: str
    title: str
    sheet: str
    pointer: str
    columns: tuple[Field, ...]
    row_name: str
    prepared_rows: int
    tree: Tree | None = None
    target_parts: tuple[str, ...] = ()
    required: bool = False

    @property
    def fields(self) -> tuple[Field, ...]:
        return self.columns

    def column(self, key: str) -> Field | None:
        pointer = f"{self.pointer}/*/{key}"
        for column in self.columns:
            if column.pointer == pointer:
                return column
        return None


class MatrixSection(NamedTuple):
    """Row labels by column headings, one field per crossing: `/money/total/initial`.

    corner     the heading above the row labels
    cells      one row per label; None where the official form has no cell (printed as /)
    spans      columns of the sheet that the row labels and each heading take; 0 where the form does not say
    spellings  other spellings of each heading, then of each row label
    """

    key: str
    title: str
    sheet: str
    corner: str
    row_labels: tuple[str, ...]
    headings: tuple[str, ...]
    cells: tuple[tuple[Field | None, ...], ...]
    spans: tuple[int, ...]
    spellings: tuple[tuple[str, ...], ...]

    @property
    def fields(self) -> tuple[Field, ...]:
        return tuple(field for row in self.cells for field in row if field is not None)


Section = FieldsSection | TableSection | MatrixSection


class SheetSpec(NamedTuple):
    """One input sheet of the template: its name, column widths (characters) and page orientation."""

    name: str
    widths: tuple[int, ...]
    orientation: str = "portrait"


class Equation(NamedTuple):
    """`left` relation `right` (=, <=, >=), reported under `code`.

    text      the sentence that staff read (勾稽关系): 项目概算合计 = 本年度项目金额
    computed  pointer of the computed cell that this equation restates, '' otherwise
    table     the table for each row of which it holds (`*` stands outside a sum), '' if it is about the form as a whole
    """

    code: str
    left: Expression
    relation: str
    right: Expression
    text: str
    computed: str = ""
    table: str = ""


class Form:
    """One official form. Read-only; everything that differs between cities and years is data in here.

    `fields` maps every scalar pointer to its Field in form order; `tables` maps '/indicators' to its TableSection.
    `unit` is the money unit of the form (万元), `tolerance` the difference (in that unit) below which two sums agree.
    """

    def __init__(self, definition: dict[str, Any], sections: tuple[Section, ...], folder: str) -> None:
        self.definition = definition
        self.sections = sections
        self.folder = folder
        self.id: str = definition["id"]
        self.version: str = definition["version"]
        self.year: int = definition["year"]
        self.title: str = definition["title"]
        self.year_line: str = definition.get("year_line", "({year}年)")
        self.family: str = definition.get("family", "declaration")
        self.instructions: tuple[str, ...] = tuple(definition.get("instructions", ()))
        self.unit: str = definition["unit"]
        self.decimals: int = definition.get("decimals", 2)
        self.tolerance = Decimal(str(definition.get("tolerance", "0.005")))
        self.accepted_versions: tuple[str, ...] = tuple(definition.get("accepted_versions", (self.version,)))
        self.thresholds: dict[str, Any] = definition.get("thresholds", {})
        self.base: Expression | None = definition.get("base")
        self.base_name: str = definition.get("base_name", "")
        self.sheets = tuple(
            SheetSpec(item["name"], tuple(item["widths"]), item.get("orientation", "portrait"))
            for item in definition["sheets"]
        )
        self.fields: dict[str, Field] = {}
        self.tables: dict[str, TableSection] = {}
        for section in sections:
            if isinstance(section, TableSection):
                self.tables[section.pointer] = section
            else:
                self.fields.update((field.pointer, field) for field in section.fields)

    @cached_property
    def equations(self) -> tuple[Equation, ...]:
        """One for every computed cell, then those declared; those without a text of their own are put into words."""
        restated = tuple(
            Equation(
                field.code or RELATION_CODE, field.pointer, "=", field.computed, field.basis, computed=field.pointer
            )
            for section in self.sections
            for field in section.fields
            if field.computed is not None
        )
        declared = tuple(
            Equation(
                item.get("code", RELATION_CODE), item["left"], item["relation"], item["right"], item.get("text", "")
            )
            for item in self.definition.get("equations", ())
        )
        return tuple(
            equation._replace(
                text=equation.text or describe_relation(equation, self),
                table=row_table(equation.left, equation.right),
            )
            for equation in restated + declared
        )

    @cached_property
    def inputs(self) -> dict[str, tuple[str, ...]]:
        """Pointer of a computed cell → the cells that it is worked out from, in reading order."""
        fields = (field for section in self.sections for field in section.fields)
        return {field.pointer: tuple(pointers(field.computed, self)) for field in fields if field.computed is not None}

    @cached_property
    def base_amounts(self) -> tuple[str, ...]:
        """The amounts among which the base amount is."""
        found = {pointer: self.field(pointer) for pointer in pointers(self.base, self)}
        return tuple(pointer for pointer, field in found.items() if field is not None and field.kind == "amount")

    def field(self, pointer: str) -> Field | None:
        """The field of a scalar pointer, or the column of a table cell's pointer (`/indicators/3/target`)."""
        found = self.fields.get(pointer)
        if found is None:
            row, _, key = pointer.rpartition("/")
            found = self._columns.get((row.rpartition("/")[0], key))
        return found

    def name_of(self, pointer: str) -> str:
        """What the form calls the field of this pointer: 项目名称; '' if it has none."""
        field = self.field(pointer)
        return field.name if field is not None else ""

    @cached_property
    def _columns(self) -> dict[tuple[str, str], Field]:
        return {(table.pointer, column.key): column for table in self.tables.values() for column in table.columns}

    def sections_on(self, sheet: str) -> tuple[Section, ...]:
        return tuple(section for section in self.sections if section.sheet == sheet)

    def order(self, pointer: str) -> int:
        """Position of a pointer's section in the official order: findings are sorted by it."""
        found = self._order.get(pointer)
        if found is None:
            found = self._order.get(
                pointer[: pointer.find("/", 1)] if "/" in pointer[1:] else pointer, len(self._order)
            )
        return found

    @cached_property
    def _order(self) -> dict[str, int]:
        order: dict[str, int] = {}
        for position, section in enumerate(self.sections):
            for field in section.fields:
                order.setdefault(field.pointer, position)
                order.setdefault("/" + field.pointer.split("/")[1], position)
        return order
