"""What JSON Schema cannot see in a form definition: names that do not exist, labels that cannot be told apart, what Excel allows."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from typing import Any

from xltoolkit.form.build import build_form
from xltoolkit.form.complaints import FormProblem, nearest, pointer_of
from xltoolkit.form.grammar import Grammar, cycle
from xltoolkit.form.layout import place
from xltoolkit.form.measure import LONG_TEXT_CHARACTERS, PAGE_HEIGHT, value_height
from xltoolkit.form.model import Field, Form, TableSection
from xltoolkit.form.parts import alike, fields_problems, matrix_problems, table_problems
from xltoolkit.form.stamp import HELP_SHEET, LEFTOVERS_SHEET, LIBRARY_SHEET, LISTS_SHEET
from xltoolkit.text.normal import key as label_key

RESERVED_SHEETS = {HELP_SHEET, LIBRARY_SHEET, LISTS_SHEET, LEFTOVERS_SHEET, "检查结果", "history"}
"""Names that our own sheets have, and the one that Excel keeps for itself."""


def vocabulary_problems(vocabularies: dict[str, Any]) -> Iterator[FormProblem]:
    """Choices that cannot be told apart, other spellings that lead nowhere."""
    for name, entry in vocabularies.items():
        if "nodes" in entry:
            endings = tuple(entry.get("ignored_endings", ()))
            yield from alike([node["name"] for node in entry["nodes"]], f"/{name}/nodes", "/name", endings)
            for index, node in enumerate(entry["nodes"]):
                yield from alike(node["children"], f"/{name}/nodes/{index}/children", "", endings)
            continue
        yield from alike(entry["values"], f"/{name}/values")
        canonical = {label_key(value): value for value in entry["values"]}
        for alias, value in entry.get("aliases", {}).items():
            where = pointer_of((name, "aliases", alias))
            if value not in entry["values"]:
                yield FormProblem(where, f"选项里没有“{value}”{nearest(value, entry['values'])}。")
            elif canonical.get(label_key(alias), value) != value:
                yield FormProblem(where, f"“{alias}”本身就是选项，不能当作“{value}”的另一种写法。")


def meaning_problems(definition: dict[str, Any], vocabularies: dict[str, Any]) -> list[FormProblem]:
    """Problems of a definition that its JSON Schema accepts, in the order of the file."""
    found = [*_sheets(definition), *_sections(definition, vocabularies)]
    if not found:
        form = build_form(definition, vocabularies)
        found = list(_expressions(form, definition)) or list(_circle(form, definition)) or list(_room(form, definition))
    found += _year_line(definition)
    if definition["version"] not in definition.get("accepted_versions", [definition["version"]]):
        found.append(FormProblem("/accepted_versions", f"应当包含本表样自己的版本“{definition['version']}”。"))
    return list(dict.fromkeys(found))


def _year_line(definition: dict[str, Any]) -> list[FormProblem]:
    """`{year}` is the only thing in braces that can be printed."""
    try:
        definition.get("year_line", "").format(year=definition["year"])
    except (ValueError, LookupError, AttributeError):
        return [FormProblem("/year_line", f"“{definition['year_line']}”里除了 {{year}} 不能有别的大括号。")]
    return []


def _sheets(definition: dict[str, Any]) -> Iterator[FormProblem]:
    names: list[str] = []
    used = {section["sheet"] for section in definition["sections"]}
    misspelt = used - {sheet["name"] for sheet in definition["sheets"]}
    for index, sheet in enumerate(definition["sheets"]):
        name, where = sheet["name"], f"/sheets/{index}/name"
        wrong = sorted(set(name) & set("[]:*?/\\"))
        if wrong:
            yield FormProblem(where, f"工作表名“{name}”里不能有 {' '.join(wrong)}。")
        if name.strip("'") != name:
            yield FormProblem(where, f"工作表名“{name}”不能以单引号开头或结尾。")
        if name.casefold() in RESERVED_SHEETS:
            yield FormProblem(where, f"“{name}”是保留的工作表名，请换一个。")
        if name.casefold() in names:
            yield FormProblem(where, f"工作表名“{name}”写了两次（不分大小写）。")
        if name not in used and not misspelt:
            yield FormProblem(where, f"没有任何部分放在工作表“{name}”上。")
        names.append(name.casefold())


def _sections(definition: dict[str, Any], vocabularies: dict[str, Any]) -> Iterator[FormProblem]:
    sheets = [sheet["name"] for sheet in definition["sheets"]]
    keys: dict[str, int] = {}
    taken: dict[str, str] = {}
    groups: dict[str, str] = {}
    for index, section in enumerate(definition["sections"]):
        where = f"/sections/{index}"
        if section["sheet"] not in [*sheets, *(earlier["sheet"] for earlier in definition["sections"][:index])]:
            yield FormProblem(
                f"{where}/sheet", f"没有声明工作表“{section['sheet']}”{nearest(section['sheet'], sheets)}。"
            )
        if section["key"] in keys:
            yield FormProblem(f"{where}/key", f"“{section['key']}”与第{keys[section['key']] + 1}部分的相同。")
        keys.setdefault(section["key"], index)
        for pointer, place_of_it in _pointers(section, where):
            yield from _pointer(pointer, place_of_it, taken, groups)
        yield from {"fields": fields_problems, "table": table_problems, "matrix": matrix_problems}[section["kind"]](
            section, where, vocabularies
        )


def _pointers(section: dict[str, Any], where: str) -> Iterator[tuple[str, str]]:
    """Every scalar's and table's pointer of a section, with the place in the JSON where it is declared."""
    if section["kind"] == "table":
        yield section["pointer"], f"{where}/pointer"
    elif section["kind"] == "matrix":
        for row in section["rows"]:
            for column in section["columns"]:
                if column["key"] not in row.get("without", ()):
                    yield f"{section['pointer']}/{row['key']}/{column['key']}", f"{where}/pointer"
    else:
        for row_index, row in enumerate(section["rows"]):
            for index, item in enumerate(row):
                if "pointer" in item:
                    yield item["pointer"], f"{where}/rows/{row_index}/{index}/pointer"


def _pointer(pointer: str, where: str, taken: dict[str, str], groups: dict[str, str]) -> Iterator[FormProblem]:
    """`taken`: pointers of values and tables so far; `groups`: those of the objects around them. Both learn this one."""
    parents = [pointer[:end] for end, character in enumerate(pointer) if character == "/" and end]
    if pointer in taken:
        yield FormProblem(where, f"“{pointer}”已经用在 {taken[pointer]}。")
    for value, place_of_it in [
        (pointer, groups.get(pointer)),
        *((parent, taken.get(parent)) for parent in parents if parent not in groups),
    ]:
        if place_of_it:
            yield FormProblem(where, f"“{value}”既是一个值，又是一组值（{place_of_it}），不能并存。")
    taken.setdefault(pointer, where)
    for parent in parents:
        groups.setdefault(parent, where)


def _declared(definition: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Pointer, place in the JSON and entry of every field; of a matrix cell the row's overrides, then the rest of its column."""
    for index, section in enumerate(definition["sections"]):
        where = f"/sections/{index}"
        if section["kind"] == "table":
            for number, column in enumerate(section["columns"]):
                yield f"{section['pointer']}/*/{column['key']}", f"{where}/columns/{number}", column
        elif section["kind"] == "fields":
            for row_index, row in enumerate(section["rows"]):
                for number, item in enumerate(row):
                    if "pointer" in item:
                        yield item["pointer"], f"{where}/rows/{row_index}/{number}", item
        else:
            for row_index, row in enumerate(section["rows"]):
                for number, column in enumerate(section["columns"]):
                    pointer = f"{section['pointer']}/{row['key']}/{column['key']}"
                    override = row.get("overrides", {}).get(column["key"], {})
                    yield pointer, f"{where}/rows/{row_index}/overrides/{column['key']}", override
                    yield (
                        pointer,
                        f"{where}/columns/{number}",
                        {name: told for name, told in column.items() if name not in override},
                    )


def _expressions(form: Form, definition: dict[str, Any]) -> Iterator[FormProblem]:
    for pointer, where, entry in _declared(definition):
        field = form.fields.get(pointer) or form.field(pointer)
        table = pointer.partition("/*/")[0] if "*" in pointer else ""
        if field is not None and entry.get("computed") is not None and field.computed is not None:
            yield from Grammar(form, table).expression(field.computed, f"{where}/computed")
            if field.decimals is not None and _needs_rounding(field.computed):
                yield FormProblem(f"{where}/computed", f'乘除的结果要取整：请写成 ["round", …, {field.decimals}]。')
        if field is not None and entry.get("required_when") is not None and field.required_when is not None:
            yield from Grammar(form, table).condition(field.required_when, f"{where}/required_when")
    if form.base is not None:
        yield from Grammar(form, inside_base=True).expression(form.base, "/base")
    for index, equation in enumerate(definition.get("equations", ())):
        for side in ("left", "right"):
            yield from Grammar(form, row_of=None).expression(equation[side], f"/equations/{index}/{side}")


def _needs_rounding(expression: Any) -> bool:
    """Whether products or quotients may give more decimals than the cell holds."""
    if not isinstance(expression, list) or not expression or expression[0] == "round":
        return False
    return expression[0] in ("*", "/") or any(_needs_rounding(operand) for operand in expression[1:])


def _circle(form: Form, definition: dict[str, Any]) -> Iterator[FormProblem]:
    circle = cycle(form)
    if circle:
        where = next(
            where for pointer, where, entry in _declared(definition) if pointer == circle[0] and "computed" in entry
        )
        yield FormProblem(f"{where}/computed", f"自动计算绕成了圈：{' → '.join([*circle, circle[0]])}。")


def _room(form: Form, definition: dict[str, Any]) -> Iterator[FormProblem]:
    """Whether everything fits into the declared columns of its sheet."""
    width = {sheet.name: len(sheet.widths) for sheet in form.sheets}
    page = {sheet.name: PAGE_HEIGHT[sheet.orientation] for sheet in form.sheets}
    layout = place(form)
    places = {pointer: where for pointer, where, _ in _declared(definition)}
    for pointer, area in layout.values.items():
        if area.right > width[area.sheet] or area.left > area.right:
            yield FormProblem(places[pointer], f"放不下：工作表“{area.sheet}”只声明了{width[area.sheet]}列。")
            return
        heights = layout.heights[area.sheet]
        if sum(heights[row] for row in range(area.top, area.bottom + 1)) > page[area.sheet]:
            fits = _fitting(
                form.fields[pointer], sum(layout.widths[area.sheet][area.left - 1 : area.right]), page[area.sheet]
            )
            told = f"太窄：一页最多印得下{fits}字。请多占几列，或用 maxLength 把字数限制在{fits}字以内。"
            yield FormProblem(places[pointer], told)
            return
    for index, section in enumerate(form.sections):
        if isinstance(section, TableSection) and len(section.columns) > width[section.sheet]:
            yield FormProblem(
                f"/sections/{index}/columns",
                f"有{len(section.columns)}列，工作表“{section.sheet}”只声明了{width[section.sheet]}列。",
            )


def _fitting(field: Field, width: float, height: float) -> int:
    """The longest text, in tens of characters, that stands in a cell of this width on one page."""
    limits = range(10, LONG_TEXT_CHARACTERS, 10)
    return (
        bisect_right(limits, height, key=lambda most: value_height(field._replace(schema={"maxLength": most}), width))
        * 10
    )
