"""What JSON Schema cannot see inside one section of a form definition: labels, kinds, columns, trees, choices."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import Any

from xltoolkit.form.build import label_name
from xltoolkit.form.complaints import FormProblem, nearest
from xltoolkit.form.model import KINDS, NUMERIC_KINDS
from xltoolkit.text.normal import key as label_key
from xltoolkit.text.number import MONEY_EXPONENTS

LONGEST_NAME = 32
"""Characters of the title of an input prompt in Excel; a field's name stands there."""

_TEXT_LIMITS, _NUMBER_LIMITS = {"minLength", "maxLength", "pattern"}, {"minimum", "maximum", "x-decimals"}


def fields_problems(section: dict[str, Any], where: str, vocabularies: dict[str, Any]) -> Iterator[FormProblem]:
    """A section of labelled cells: labels that cannot be told apart, side headings that reach too far."""
    seen: list[tuple[set[str], int, str, str]] = []
    for row_index, row in enumerate(section["rows"]):
        for index, item in enumerate(row):
            here = f"{where}/rows/{row_index}/{index}"
            if "heading" in item:
                if row_index + item.get("rows", 1) > len(section["rows"]):
                    yield FormProblem(f"{here}/rows", f"侧标题“{item['heading']}”伸到这一部分的外面去了。")
                continue
            yield from _value(item, here, vocabularies)
            spellings = {label_key(text) for text in (item["label"], *item.get("labels", ()))}
            for others, other_row, other, label in seen:
                if spellings & others and other_row != row_index:
                    yield FormProblem(
                        f"{here}/label",
                        f"“{item['label']}”与 {other} 的“{label}”分不清：请改一个标签，或者放在同一行。",
                    )
            seen.append((spellings, row_index, here, item["label"]))
    if not seen:
        yield FormProblem(f"{where}/rows", "这一部分没有任何填写项。")


def table_problems(section: dict[str, Any], where: str, vocabularies: dict[str, Any]) -> Iterator[FormProblem]:
    """A table: its tree, its columns, the parts of its target."""
    columns = section["columns"]
    tree = vocabularies.get(section["tree"]) if "tree" in section else None
    levels = tree.get("levels", []) if tree else []
    if "tree" in section and (tree is None or "nodes" not in tree):
        trees = [name for name, entry in vocabularies.items() if "nodes" in entry]
        yield FormProblem(
            f"{where}/tree", f"vocabularies.json 里没有名为“{section['tree']}”的分类{nearest(section['tree'], trees)}。"
        )
    keys = [column["key"] for column in columns]
    for level in levels:
        if level not in keys:
            yield FormProblem(
                f"{where}/tree", f"分类“{section['tree']}”的“{level}”不是这个表格的列{nearest(level, keys)}。"
            )
    yield from _same_labels(columns, f"{where}/columns")
    for index, column in enumerate(columns):
        if "span" in column:
            yield FormProblem(f"{where}/columns/{index}/span", "表格的列不合并，列宽在工作表的 widths 里写。")
    all_known = tree is not None and set(levels) <= set(keys)
    for index, column in enumerate(columns):
        undecided = "tree" in section and not all_known and column["kind"] == "choice" and "vocabulary" not in column
        leveled = column["key"] in levels or undecided
        yield from _value(column, f"{where}/columns/{index}", vocabularies, leveled)
    parts = section.get("target_parts", [])
    for index, part in enumerate(parts):
        if part not in keys:
            yield FormProblem(f"{where}/target_parts/{index}", f"表格没有“{part}”这一列{nearest(part, keys)}。")
    if (
        parts
        and set(parts) <= set(keys)
        and sum(column["kind"] == "target" for column in columns if column["key"] in parts) != 1
    ):
        yield FormProblem(f"{where}/target_parts", "指标值的组成列里应当正好有一列是 target（数值所在的列）。")


def _same_labels(entries: list[dict[str, Any]], where: str) -> Iterator[FormProblem]:
    """Columns of a table or matrix, or rows of a matrix, that cannot be told apart."""
    for (_, one), (second, other) in combinations(enumerate(entries), 2):
        if one["key"] == other["key"]:
            yield FormProblem(f"{where}/{second}/key", f"“{other['key']}”已经是“{one['label']}”的。")
        spellings = [{label_key(text) for text in (entry["label"], *entry.get("labels", ()))} for entry in (one, other)]
        if spellings[0] & spellings[1]:
            yield FormProblem(f"{where}/{second}/label", f"“{other['label']}”与“{one['label']}”分不清。")


def matrix_problems(section: dict[str, Any], where: str, vocabularies: dict[str, Any]) -> Iterator[FormProblem]:
    """A matrix: rows and columns, and what single rows change."""
    yield from _same_labels(section["columns"], f"{where}/columns")
    yield from _same_labels(section["rows"], f"{where}/rows")
    keys = [column["key"] for column in section["columns"]]
    for index, column in enumerate(section["columns"]):
        yield from _value(column, f"{where}/columns/{index}", vocabularies)
    for index, row in enumerate(section["rows"]):
        for name in (*row.get("without", ()), *row.get("overrides", {})):
            if name not in keys:
                yield FormProblem(f"{where}/rows/{index}", f"没有“{name}”这一列{nearest(name, keys)}。")
        for name, changes in row.get("overrides", {}).items():
            if name in keys:
                merged = {**section["columns"][keys.index(name)], **changes}
                yield from _value(merged, f"{where}/rows/{index}/overrides/{name}", vocabularies)


def _value(
    item: dict[str, Any], where: str, vocabularies: dict[str, Any], leveled: bool = False
) -> Iterator[FormProblem]:
    """A field's or column's own keys that do not go together."""
    kind, fragment = item["kind"], item.get("schema", {})
    lists = [name for name, entry in vocabularies.items() if "values" in entry]
    if "vocabulary" in item and item["vocabulary"] not in lists:
        yield FormProblem(
            f"{where}/vocabulary",
            f"vocabularies.json 里没有名为“{item['vocabulary']}”的选项{nearest(item['vocabulary'], lists)}。",
        )
    if kind == "choice" and not leveled and "vocabulary" not in item:
        yield FormProblem(f"{where}/kind", "选择项要用 vocabulary 写明选项。")
    if leveled and "vocabulary" in item:
        yield FormProblem(f"{where}/vocabulary", "分类的列从分类（tree）里选，不另写选项。")
    if kind != "choice" and (leveled or "vocabulary" in item):
        yield FormProblem(f"{where}/kind", f"{'分类的列' if leveled else '有选项的'}应当是 choice，这里是 {kind}。")
    allowed = _NUMBER_LIMITS if kind in NUMERIC_KINDS else set() if kind in ("choice", "date") else _TEXT_LIMITS
    for name in fragment:
        if name not in allowed:
            yield FormProblem(f"{where}/schema/{name}", f"{kind} 不能用“{name}”约束。")
    limits = {**KINDS[kind], **fragment}
    for low, high, names in (
        ("minimum", "maximum", "最小值（minimum）{} 大于最大值（maximum）{}。"),
        ("minLength", "maxLength", "最少字数（minLength）{} 大于最多字数（maxLength）{}。"),
    ):
        if low in limits and high in limits and limits[low] > limits[high]:
            here = low if low in fragment else high
            yield FormProblem(f"{where}/schema/{here}", names.format(limits[low], limits[high]))
    if "unit" in item and kind not in NUMERIC_KINDS:
        yield FormProblem(f"{where}/unit", f"只有数字才有单位，这里是 {kind}。")
    if kind == "amount" and item.get("unit", "元") not in MONEY_EXPONENTS:
        yield FormProblem(f"{where}/unit", f"“{item['unit']}”不是金额的单位。可以写：{'、'.join(MONEY_EXPONENTS)}。")
    if item.get("computed") is not None and kind not in NUMERIC_KINDS:
        yield FormProblem(f"{where}/computed", f"自动计算的格应当是数字，这里是 {kind}。")
    if "code" in item and item.get("computed") is None:
        yield FormProblem(f"{where}/code", "只有自动计算的格才写规则编号。")
    name = item.get("name") or label_name(item["label"])
    if len(name) > LONGEST_NAME:
        yield FormProblem(
            f"{where}/label", f"名称有{len(name)}个字，提示框的标题最多{LONGEST_NAME}个字，请用 name 写一个简称。"
        )
    if not label_key(item["label"]):
        yield FormProblem(f"{where}/label", f"标签“{item['label']}”里没有可以辨认的字。")


def alike(names: list[str], where: str, suffix: str = "", endings: tuple[str, ...] = ()) -> Iterator[FormProblem]:
    """Names that cannot be told apart once blanks, width and the ignored endings are taken off."""

    def compared(name: str) -> str:
        short = label_key(name)
        return next(
            (short.removesuffix(ending) for ending in endings if short.endswith(ending) and short != ending), short
        )

    for (first, one), (second, other) in combinations(enumerate(names), 2):
        if compared(one) == compared(other):
            yield FormProblem(f"{where}/{second}{suffix}", f"“{other}”与第{first + 1}项“{one}”分不清。")
