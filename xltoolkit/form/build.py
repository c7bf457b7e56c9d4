"""From a form's JSON to its Form: reading the files of its folder, resolving vocabularies, building the sections."""

from __future__ import annotations

import json
import os

from xltoolkit.errors import FormError
from xltoolkit.form.equation import in_row
from xltoolkit.form.model import (
    KINDS,
    NUMERIC_KINDS,
    Field,
    FieldsSection,
    Form,
    Heading,
    MatrixSection,
    Section,
    TableSection,
    Tree,
)
from xltoolkit.records import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any


def read_json(folder: str, name: str) -> dict[str, Any]:
    """One JSON file of a form's folder; FormError names the line of a syntax error. All but form.json may be missing: {}."""
    path = os.path.join(folder, name)
    try:
        with open(path, encoding="utf-8") as stream:
            content: dict[str, Any] = json.loads(stream.read().removeprefix("\ufeff"))
    except FileNotFoundError:
        if name == "form.json":
            raise FormError("", f"文件夹里没有 {name}：{folder}") from None
        return {}
    except json.JSONDecodeError as error:
        raise FormError(
            name, f"第{error.lineno}行第{error.colno}个字附近不是合法的 JSON，请检查逗号、引号和括号。"
        ) from None
    except RecursionError:
        raise FormError(name, "列表或大括号套得太深。") from None
    except UnicodeDecodeError:
        raise FormError(name, "不是 UTF-8 编码，请另存为 UTF-8。") from None
    if not isinstance(content, dict):
        raise FormError(name, "最外层应当是一组“名称: 值”，写在 { } 里。")
    return content


def build_form(definition: dict[str, Any], vocabularies: dict[str, Any], folder: str = "") -> Form:
    """A Form from a definition that is known to be well formed (shipped, or checked by `form.validate`)."""
    builder = _Builder(definition, vocabularies)
    sections = tuple(builder.section(section) for section in definition["sections"])
    return Form(definition, sections, folder)


def label_name(label: str) -> str:
    """What a message calls a field: its printed label without star, colon, unit in brackets and 其中.

    >>> label_name("项目总金额(万元)*:")
    '项目总金额'
    """
    name = label
    if "(" in label or "（" in label:
        for unit in ("万元", "元", "%", "％"):
            for opening, closing in ("()", "（）", "(）", "（)"):
                name = name.replace(opening + unit + closing, "")
    name = "".join(name.split()).replace("*", "").replace("＊", "")
    return name.removeprefix("其中:").removeprefix("其中：").strip(":：")


class _Builder:
    """Turns the JSON of one form into model objects; holds the vocabularies while doing so."""

    def __init__(self, definition: dict[str, Any], vocabularies: dict[str, Any]) -> None:
        self.unit = definition["unit"]
        self.decimals = definition.get("decimals", 2)
        self.vocabularies = vocabularies

    def section(self, item: dict[str, Any]) -> Section:
        kind = item["kind"]
        if kind == "table":
            return self._table(item)
        if kind == "matrix":
            return self._matrix(item)
        rows = tuple(
            tuple(
                Heading(entry["heading"], entry.get("rows", 1), entry.get("span", 1))
                if "heading" in entry
                else self._field(entry, entry["pointer"], item["key"])
                for entry in row
            )
            for row in item["rows"]
        )
        return FieldsSection(item["key"], item.get("title", ""), item["sheet"], rows, item.get("framed", True))

    def _field(self, item: dict[str, Any], pointer: str, section: str) -> Field:
        kind = item["kind"]
        schema = {**KINDS[kind], **item.get("schema", {})}
        vocabulary = item.get("vocabulary", "")
        if vocabulary:
            entry = self.vocabularies[vocabulary]
            schema["enum"] = entry["values"]
            schema["x-aliases"] = entry.get("aliases", {})
        if kind == "amount":
            schema.setdefault("x-decimals", self.decimals)
        elif kind == "percent":
            schema.setdefault("x-decimals", 2)
        return Field(
            pointer=pointer,
            label=item["label"],
            name=item.get("name") or label_name(item["label"]),
            kind=kind,
            required=item.get("required", False),
            schema=schema,
            section=section,
            labels=tuple(item.get("labels", ())),
            unit=item.get("unit", self.unit if kind == "amount" else "%" if kind == "percent" else "")
            if kind in NUMERIC_KINDS
            else "",
            help=item.get("help", ""),
            computed=item.get("computed"),
            code=item.get("code", ""),
            inherited=item.get("inherited", False),
            vocabulary=vocabulary,
            label_span=item.get("label_span", 1),
            value_span=item.get("value_span", 0),
            basis=item.get("basis", ""),
            required_when=item.get("required_when"),
        )

    def _table(self, item: dict[str, Any]) -> TableSection:
        pointer = item["pointer"]
        columns = tuple(self._field(column, f"{pointer}/*/{column['key']}", item["key"]) for column in item["columns"])
        tree = self._tree(item["tree"]) if "tree" in item else None
        if tree is not None:
            columns = tuple(self._with_choices(column, tree) for column in columns)
        parts = item.get("target_parts") or [column.key for column in columns if column.kind == "target"][:1]
        return TableSection(
            item["key"],
            item.get("title", ""),
            item["sheet"],
            pointer,
            columns,
            item["row_name"],
            item["prepared_rows"],
            tree,
            tuple(parts),
            item.get("required", False),
        )

    def _tree(self, name: str) -> Tree:
        entry = self.vocabularies[name]
        nodes = tuple((node["name"], node.get("required", True), tuple(node["children"])) for node in entry["nodes"])
        return Tree(tuple(entry["levels"]), nodes, tuple(entry.get("ignored_endings", ())))

    @staticmethod
    def _with_choices(column: Field, tree: Tree) -> Field:
        """A level's column may hold the names of that level of the tree."""
        if column.key not in tree.levels:
            return column
        depth = tree.levels.index(column.key)
        names = (
            tree.roots
            if depth == 0
            else tuple(dict.fromkeys(child for _, _, children in tree.nodes for child in children))
        )
        return column._replace(schema={**column.schema, "enum": list(names)})

    def _matrix(self, item: dict[str, Any]) -> MatrixSection:
        cells = tuple(tuple(self._cell(item, row, column) for column in item["columns"]) for row in item["rows"])
        return MatrixSection(
            item["key"],
            item.get("title", ""),
            item["sheet"],
            item.get("corner", ""),
            tuple(row["label"] for row in item["rows"]),
            tuple(column["label"] for column in item["columns"]),
            cells,
            (item.get("corner_span", 1), *(column.get("span", 0) for column in item["columns"])),
            tuple(tuple(entry.get("labels", ())) for entry in (*item["columns"], *item["rows"])),
        )

    def _cell(self, matrix: dict[str, Any], row: dict[str, Any], column: dict[str, Any]) -> Field | None:
        """One crossing of a matrix: the column's declaration, changed by the row's `overrides`; None if the row is `without` it."""
        key = column["key"]
        if key in row.get("without", ()):
            return None
        entry = {
            **column,
            "required": row.get("required", False) and column.get("required", True),
            **row.get("overrides", {}).get(key, {}),
            "label": f"{row['label']}·{column['label']}",
            "name": f"{label_name(row['label'])}·{column.get('name') or label_name(column['label'])}",
        }
        for name in ("computed", "required_when"):
            if entry.get(name) is not None:
                entry[name] = in_row(entry[name], row["key"], sums_too=True)  # a matrix has no rows to sum over
        return self._field(entry, f"{matrix['pointer']}/{row['key']}/{key}", matrix["key"])
