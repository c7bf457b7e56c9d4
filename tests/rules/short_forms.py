"""Complete forms written short, as a clerk would dictate them: `/pointer value` lines, a table's rows below its line.

    jiangyin-project 2020
    /project_name 全民科学素质行动经费
    /overview …                              a line that begins with no pointer goes on with the text
    /indicators level | name | target        the columns in the order in which the rows below give them
    数量 | 科普活动场次 | ≥58场次              `level` is the second level; 产出/成本 where the tree has it twice

Computed cells are worked out by the form's own equations; amounts and numbers are exact.
"""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

from xltoolkit.form.equation import Undetermined, evaluate
from xltoolkit.form.load import load_form
from xltoolkit.form.model import Field, Form
from xltoolkit.reader.submission import NotDeclared, Submission, Unreadable, put

NUMBERS = ("amount", "percent", "number")


def read_short_form(path: Path) -> Submission:
    """The submission that a file of this kind describes."""
    first, *lines = path.read_text("utf-8").splitlines()
    form_id, year = first.split()
    form = load_form(form_id)
    data = _document(form, lines)
    for pointer, field in form.fields.items():
        if field.computed is not None:
            try:
                put(data, pointer, evaluate(field.computed, form, Submission.from_document(form, data, int(year))))
            except (Undetermined, Unreadable, NotDeclared):
                put(data, pointer, None)
    return Submission.from_document(form, data, int(year), path.name)


def _document(form: Form, lines: list[str]) -> dict[str, Any]:
    data: dict[str, Any] = {table[1:]: [] for table in form.tables}
    pointer, columns, text = "", [""], ""
    for line in [*(line for line in lines if line.strip()), "/"]:
        if line.startswith("/"):
            if pointer and pointer not in form.tables:
                put(data, pointer, _value(form.fields[pointer], text))
            pointer, _, text = line.partition(" ")
            columns = [column.strip() for column in text.split("|")]
        elif pointer in form.tables:
            data[pointer[1:]].append(_row(form, pointer, columns, [cell.strip() for cell in line.split("|")]))
        else:
            text += "\n" + line
    return data


def _value(field: Field | None, text: str) -> object:
    if not text.strip():
        return None
    return Decimal(text) if field is not None and field.kind in NUMBERS else text.strip()


def _row(form: Form, pointer: str, columns: list[str], cells: list[str]) -> dict[str, object]:
    table = form.tables[pointer]
    row: dict[str, object] = {}
    for name, cell in zip(columns, cells, strict=False):
        if name == "level":
            row |= _levels(form, pointer, cell)
        else:
            row[name] = _value(table.column(name), cell)
    return row


def _levels(form: Form, pointer: str, written: str) -> dict[str, object]:
    tree = form.tables[pointer].tree
    assert tree is not None
    root, _, child = written.rpartition("/")
    found = next(node for node in tree.nodes if child in node[2] and node[0].startswith(root))
    return dict(zip(tree.levels, (found[0], child), strict=True))
