"""The sheet 选项 of 表样定义.xlsx read back into vocabularies.json: lists and trees of choices."""

from __future__ import annotations

from typing import Any

from xltoolkit.form.complaints import nearest, pointer_of
from xltoolkit.records import NamedTuple
from xltoolkit.template.workshop_plan import CHOICE_HEADINGS, CHOICES_SHEET, choice_groups
from xltoolkit.template.workshop_sheets import WorkshopSheets, address
from xltoolkit.text.normal import trimmed


class ChoiceLine(NamedTuple):
    """One line of the sheet 选项 with the addresses of its cells by heading."""

    cells: dict[str, str]
    choice: str
    child: str
    required: str
    aliases: str
    status: str


def _with_status(entry: dict[str, Any], lines: list[ChoiceLine]) -> dict[str, Any]:
    status = next((line.status for line in lines if line.status), "")
    if status:
        return {**entry, "status": status}
    return {key: value for key, value in entry.items() if key != "status"}


def read_choices(sheets: WorkshopSheets, definition: dict[str, Any], vocabularies: dict[str, Any]) -> dict[str, Any]:
    """The sheet 选项: lines of one group stand for one vocabulary, in their order."""
    groups = choice_groups(definition, vocabularies)
    rows, columns = sheets.rows(CHOICES_SHEET, CHOICE_HEADINGS)
    gathered: dict[str, list[ChoiceLine]] = {key: [] for key in groups}
    for row in rows:
        group, *rest = (sheets.text(CHOICES_SHEET, row, columns[heading]) for heading in CHOICE_HEADINGS)
        key = next((key for key, name in groups.items() if name == group), None)
        if not any((group, *rest)):
            continue
        if key is None:
            told = f"没有名为“{group}”的选项组{nearest(group, groups.values())}。" if group else "没有写选项组。"
            sheets.wrong(address(CHOICES_SHEET, row, columns["选项组"]), told)
            continue
        cells = {heading: address(CHOICES_SHEET, row, columns[heading]) for heading in CHOICE_HEADINGS}
        gathered[key].append(ChoiceLine(cells, *rest))
    made = {}
    for key, lines in gathered.items():
        if not lines and columns:
            sheets.wrong(CHOICES_SHEET, f"选项组“{groups[key]}”一个选项也没有。")
        build = _tree if "nodes" in vocabularies[key] else _list
        made[key] = build(sheets, key, lines, vocabularies[key]) if lines else vocabularies[key]
    return made


def _list(sheets: WorkshopSheets, key: str, lines: list[ChoiceLine], before: dict[str, Any]) -> dict[str, Any]:
    aliases: dict[str, str] = {}
    for number, line in enumerate(lines):
        sheets.origins[f"vocabularies.json:/{key}/values/{number}"] = line.cells["选项"]
        if line.child:
            sheets.wrong(line.cells["下级选项"], "这一组没有下级选项，请清空。")
        for alias in filter(None, map(trimmed, line.aliases.split("\n"))):
            if alias in aliases:
                sheets.wrong(line.cells["其他写法"], f"“{alias}”已经是“{aliases[alias]}”的另一种写法。")
            aliases[alias] = line.choice
            sheets.origins[f"vocabularies.json:{pointer_of((key, 'aliases', alias))}"] = line.cells["其他写法"]
    after = {**before, "values": [line.choice for line in lines]}
    if aliases or before.get("aliases"):
        after["aliases"] = aliases
    return _with_status(after, lines)


def _tree(sheets: WorkshopSheets, key: str, lines: list[ChoiceLine], before: dict[str, Any]) -> dict[str, Any]:
    known = {node["name"]: node for node in before["nodes"]}
    nodes: dict[str, dict[str, Any]] = {}
    for line in lines:
        if line.choice not in nodes:
            sheets.origins[f"vocabularies.json:/{key}/nodes/{len(nodes)}/name"] = line.cells["选项"]
        node = nodes.setdefault(line.choice, {**known.get(line.choice, {}), "name": line.choice, "children": []})
        place = list(nodes).index(line.choice)
        sheets.origins[f"vocabularies.json:/{key}/nodes/{place}/children/{len(node['children'])}"] = line.cells[
            "下级选项"
        ]
        node["children"].append(line.child)
    for name, node in nodes.items():
        required = _required(sheets, [line for line in lines if line.choice == name])
        if required is not None and required != node.get("required", True):
            node["required"] = required
    return _with_status({**before, "nodes": list(nodes.values())}, lines)


def _required(sheets: WorkshopSheets, lines: list[ChoiceLine]) -> bool | None:
    """What the lines of one upper choice say under 必须有指标; None if nothing. They must agree: the odd one out is told."""
    for line in lines:
        if line.required not in ("是", "否", ""):
            sheets.wrong(line.cells["必须有指标"], "请填“是”或“否”。")
    said = [line for line in lines if line.required in ("是", "否")]
    yes = [line for line in said if line.required == "是"]
    if yes and len(yes) < len(said):
        odd = yes[0] if len(yes) * 2 <= len(said) else next(line for line in said if line not in yes)
        sheets.wrong(odd.cells["必须有指标"], f"“{odd.choice}”的各行写得不一样，请统一。")
    return bool(yes) if said else None
