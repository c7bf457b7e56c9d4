"""What of a form's definition staff may change in 表样定义.xlsx, line by line: each cell's place in the JSON and how it is written."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from xltoolkit.form.model import KINDS, NUMERIC_KINDS
from xltoolkit.form.validate import schema_of
from xltoolkit.records import NamedTuple

FIELDS_SHEET, CHOICES_SHEET, LIBRARY_SHEET, PARAMETERS_SHEET = "字段", "选项", "指标库", "参数"

# How a cell is written.
TEXT_CELL, LINES, YES_NO, WHOLE, NUMBER_CELL = "text", "lines", "yes_no", "whole", "number"

NAME, SPELLINGS, REQUIRED, LONGEST, LOWEST, HIGHEST, DECIMALS, HELP = (
    "名称（照印）", "其他写法", "必填", "最多字数", "最小值", "最大值", "小数位数", "填写提示",
)  # fmt: skip
FIELD_HEADINGS = (
    "编号",
    "工作表",
    "所属部分",
    "是什么",
    NAME,
    SPELLINGS,
    REQUIRED,
    LONGEST,
    LOWEST,
    HIGHEST,
    DECIMALS,
    HELP,
)
OPEN_HEADINGS = FIELD_HEADINGS[4:]
PARAMETER_HEADINGS = ("编号", "参数", "值", "说明")
CHOICE_HEADINGS = ("选项组", "选项", "下级选项", "必须有指标", "其他写法", "状态")
GROUP, NEEDED = CHOICE_HEADINGS[0], CHOICE_HEADINGS[3]

KIND_NAMES = {
    "text": "文字", "long_text": "大段文字", "person": "姓名", "phone": "电话", "target": "指标值", "choice": "选择", "date": "日期",
    "amount": "金额", "percent": "百分比", "number": "数字", "count": "个数",
}  # fmt: skip


class Slot(NamedTuple):
    """One cell that staff may change: the place in form.json, and how the cell is written (TEXT_CELL, LINES …)."""

    pointer: str
    how: str


class Line(NamedTuple):
    """One line of the sheets 字段 and 参数: what is printed in its fixed columns, and its open cells by heading."""

    fixed: tuple[str, ...]
    slots: dict[str, Slot]


def field_lines(definition: dict[str, Any]) -> list[Line]:
    """Every title, label, heading and column of the form in its order."""
    return [
        line
        for index, section in enumerate(definition["sections"])
        for line in _section_lines(section, f"/sections/{index}")
    ]


def _section_lines(section: dict[str, Any], where: str) -> Iterator[Line]:
    place = (section["sheet"], section.get("title", ""))
    if "title" in section:
        yield Line((*place, "部分标题"), {NAME: Slot(f"{where}/title", TEXT_CELL)})
    if section["kind"] == "fields":
        for row_index, row in enumerate(section["rows"]):
            for index, item in enumerate(row):
                here = f"{where}/rows/{row_index}/{index}"
                if item.get("heading"):
                    yield Line((*place, "侧标题"), {NAME: Slot(f"{here}/heading", TEXT_CELL)})
                elif "pointer" in item:
                    yield Line((*place, f"填写项·{KIND_NAMES[item['kind']]}"), _slots(here, item))
        return
    if section["kind"] == "matrix":
        if section.get("corner"):
            yield Line((*place, "左上角标题"), {NAME: Slot(f"{where}/corner", TEXT_CELL)})
        for index in range(len(section["rows"])):
            here = f"{where}/rows/{index}"
            slots = {
                NAME: Slot(f"{here}/label", TEXT_CELL),
                SPELLINGS: Slot(f"{here}/labels", LINES),
                REQUIRED: Slot(f"{here}/required", YES_NO),
            }
            yield Line((*place, "行"), slots)
    for index, column in enumerate(section["columns"]):
        slots = _slots(f"{where}/columns/{index}", column)
        if section["kind"] == "matrix":  # a column of a matrix counts as required unless it says otherwise
            slots.pop(REQUIRED, None)
        yield Line((*place, f"列·{KIND_NAMES[column['kind']]}"), slots)


def _slots(where: str, item: dict[str, Any]) -> dict[str, Slot]:
    slots = {
        NAME: Slot(f"{where}/label", TEXT_CELL),
        SPELLINGS: Slot(f"{where}/labels", LINES),
        HELP: Slot(f"{where}/help", TEXT_CELL),
    }
    if item.get("computed") is None:
        slots[REQUIRED] = Slot(f"{where}/required", YES_NO)
    if item["kind"] in NUMERIC_KINDS:
        slots[LOWEST] = Slot(f"{where}/schema/minimum", NUMBER_CELL)
        slots[HIGHEST] = Slot(f"{where}/schema/maximum", NUMBER_CELL)
        if KINDS[item["kind"]]["type"] == "number":
            slots[DECIMALS] = Slot(f"{where}/schema/x-decimals", WHOLE)
    elif item["kind"] not in ("choice", "date"):
        slots[LONGEST] = Slot(f"{where}/schema/maxLength", WHOLE)
    return slots


def parameter_lines(definition: dict[str, Any]) -> list[Line]:
    """What is said once for the whole form, the tables' prepared rows, and the thresholds of the rules. Texts come from the schema."""
    known = schema_of("form.schema.json")["properties"]
    ways = {
        "id": TEXT_CELL, "version": TEXT_CELL, "accepted_versions": LINES, "year": WHOLE, "title": TEXT_CELL,
        "year_line": TEXT_CELL, "issuer": TEXT_CELL,
        "unit": TEXT_CELL, "decimals": WHOLE, "tolerance": NUMBER_CELL, "instructions": LINES, "base_name": TEXT_CELL,
    }  # fmt: skip
    lines = [
        _parameter(known[name]["title"], f"/{name}", how, known[name].get("description", ""))
        for name, how in ways.items()
    ]
    for index, section in enumerate(definition["sections"]):
        if section["kind"] == "table":
            name = section.get("title") or section["row_name"]
            lines.append(_parameter(f"“{name}”预留行数", f"/sections/{index}/prepared_rows", WHOLE))
    thresholds = schema_of("form.schema.json")["$defs"]["thresholds"]["properties"]
    lines += [
        _parameter(entry["title"], f"/thresholds/{name}", NUMBER_CELL, "不填按工具的默认值")
        for name, entry in thresholds.items()
    ]
    return lines


def _parameter(title: str, pointer: str, how: str, description: str = "") -> Line:
    note = "一行写一条，用 Alt+Enter 换行" if how == LINES else description
    return Line((title, note), {"值": Slot(pointer, how)})


def choice_groups(definition: dict[str, Any], vocabularies: dict[str, Any]) -> dict[str, str]:
    """Vocabulary key → the name that staff know it by: the labels of the fields that offer it."""
    from xltoolkit.form.build import label_name

    users: dict[str, list[str]] = {}
    for section in definition["sections"]:
        if "tree" in section:
            users.setdefault(section["tree"], []).append(f"{section.get('title') or section['row_name']}的分类")
        items = section["columns"] if "columns" in section else [item for row in section["rows"] for item in row]
        for item in items:
            if "vocabulary" in item:
                users.setdefault(item["vocabulary"], []).append(item.get("name") or label_name(item["label"]))
    names: dict[str, str] = {}
    for key in vocabularies:
        name = "、".join(dict.fromkeys(users.get(key, [key])))
        names[key] = name if name not in names.values() else f"{name}（{key}）"
    return names


def library_columns(definition: dict[str, Any]) -> dict[str, str]:
    """Column key → heading of the table that the indicator library is for: the one with a tree. {} if there is none."""
    table = next((section for section in definition["sections"] if "tree" in section), None)
    return {column["key"]: column["label"] for column in table["columns"]} if table else {}
