"""The words of 填表说明: what to fill in and how, every line of it made from the form."""

from __future__ import annotations

from collections.abc import Iterator

from xltoolkit.form.build import read_json
from xltoolkit.form.layout import place
from xltoolkit.form.measure import LONG_TEXT_CHARACTERS
from xltoolkit.form.model import Field, Form, MatrixSection, Section, TableSection
from xltoolkit.form.stamp import BAD_MARK, GOOD_MARK, LIBRARY_SHEET
from xltoolkit.form.wording import describe
from xltoolkit.records import NamedTuple

FIELD_HEADINGS = ("所在工作表", "填写栏目", "必填", "填写要求")


class Line(NamedTuple):
    """One numbered line; `link` is a sheet that a click leads to."""

    text: str
    link: str = ""


def parts(form: Form, library: bool) -> dict[str, list[Line]]:
    """Heading → lines. `library`: the workbook has a sheet 指标库."""
    found = {
        "怎样填写": _filling_lines(form, library),
        "目标值怎样写": _target_lines(form),
        "自动计算与勾稽关系": _equation_lines(form),
        "本表的其他要求": [Line(text) for text in form.definition.get("instructions", ())],
        "怎样交回": _return_lines(form),
    }
    return {heading: lines for heading, lines in found.items() if lines}


def _filling_lines(form: Form, library: bool) -> list[Line]:
    lines = [Line(f"填写工作表“{sheet.name}”（点这里转到）。", sheet.name) for sheet in form.sheets]
    lines.append(
        Line("浅黄色的格子必须填写，填好后底色自动消失。灰色的栏目名称不能修改。按 Tab 键走到下一个要填的格子。")
    )
    lines.append(Line("有下拉箭头的格子请从列表中选择；金额、日期、百分比填错时会弹出提示，按提示修改。"))
    for pointer, placed in place(form).tables.items():
        table = form.tables[pointer]
        unused = "没有用到的行打印成空行，可以删去" if placed.prints_unused_rows else "没有用到的行不打印"
        text = (
            f"“{table.title or table.row_name}”表一行写一条{table.row_name}，已备 {table.prepared_rows} 行，{unused}。"
        )
        inherited = [column.name for column in table.columns if column.inherited]
        if inherited:
            text += f"每行都要填{'、'.join(inherited)}，与上一行相同的会自动变灰，不要合并单元格。"
        lines.append(Line(text))
    if form.tables:
        lines.append(Line("表格里从第一列填起，按 Tab 键到下一列；一行填完按 Enter 键，回到下一行的第一列。"))
        lines.append(Line("行数不够或有多余：在表格中间（第二行以下）选中整行，单击右键插入或删除。不要增删列。"))
    formulas = [
        column.name for table in form.tables.values() for column in table.columns if column.computed is not None
    ]
    if formulas:
        lines.append(
            Line(f"插入的行里没有公式，请从上一行把{'、'.join(f'“{name}”' for name in formulas)}的格子复制下来。")
        )
    if any(field.kind == "long_text" for field in form.fields.values()):
        text = f"大段文字用 Alt+Enter 换行；每格可完整打印约 {LONG_TEXT_CHARACTERS:,} 字，更长的请把所在的行拉高。"
        lines.append(Line(text))
    lines.append(Line("从别处复制内容时，用“选择性粘贴”中的“数值”或“文本”，以免冲掉格式和下拉列表。"))
    if library:
        lines.append(
            Line(
                f"“{LIBRARY_SHEET}”列出常用指标供参考（点这里转到），可筛选、复制后修改，也可以自己拟写。",
                LIBRARY_SHEET,
            )
        )
    return lines


def _target_lines(form: Form) -> list[Line]:
    lines = []
    for table in form.tables.values():
        parts = [column for key in table.target_parts if (column := table.column(key)) is not None]
        if len(parts) > 1:
            lines.append(
                Line(f"{'、'.join(f'“{part.name}”' for part in parts)}分列填写：比较符号、数值、单位各填各的格。")
            )
        elif parts:
            lines.append(
                Line(f"“{parts[0].name}”写比较符号、数值和单位，中间不留空格，如 ≥95%、=12次、≤15分钟、=0次。")
            )
            lines.append(Line("以“=”开头的可以直接输入：这一列是文本格式，=12次 不会变成公式。"))
            lines.append(
                Line("不能用数量表示的，写能够判断的词，如 健全、合规、有效；不写“按要求完成”一类无法考核的话。")
            )
    return list(dict.fromkeys(lines))  # two tables of indicators need one explanation


def _equation_lines(form: Form) -> list[Line]:
    lines = []
    computed = list(_computed_values(form))
    if computed:
        lines.append(Line(f"由表格自动计算、不用填写的：{'；'.join(computed)}。"))
    declared = [equation for equation in form.equations if not equation.computed]
    if declared:
        lines.append(Line("应当成立的：" + "；".join(equation.text for equation in declared) + "。"))
    if form.equations:
        lines.append(Line(f"表格右侧随时核对：{GOOD_MARK} 相符，{BAD_MARK} 不符，按它说的核对。右侧的字不打印。"))
    return lines


def _computed_values(form: Form) -> Iterator[str]:
    """What the form computes, each once: of a matrix only the headings of the columns."""
    for section in form.sections:
        if isinstance(section, MatrixSection):
            columns = [
                heading
                for number, heading in enumerate(section.headings)
                if any((cell := row[number]) is not None and cell.computed is not None for row in section.cells)
            ]
            if columns:
                yield f"“{section.title or section.corner}”表中锁定的{'、'.join(columns)}"
            continue
        for field in section.fields:
            if field.computed is not None:
                yield (
                    f"{field.name}（各项之和）"
                    if _is_long(field)
                    else f"{field.name} = {describe(field.computed, form)}"
                )


def _is_long(field: Field) -> bool:
    return isinstance(field.computed, list) and field.computed[0] == "sum" and len(field.computed) > 4


def _return_lines(form: Form) -> list[Line]:
    receiver = form.definition.get("issuer", "财政部门")
    return [
        Line(
            f"打印：同时选中“{form.sheets[0].name}”到“{form.sheets[-1].name}”各表再打印；先看打印预览，打印后签字盖章。"
        ),
        Line("电子文件保存为 .xlsx（不要另存为 .xls、.et、.csv 或网页），不删工作表，不改工作表名称。"),
        Line(f"文件名写“单位名称-项目名称.xlsx”，一个项目一个文件，按{receiver}通知的时间和方式上报。"),
    ]


def placeholder_names(form: Form) -> list[str]:
    """Names of the fields whose choices the bureau has not confirmed yet."""
    vocabularies = read_json(form.folder, "vocabularies.json") if form.folder else {}
    pending = {name for name, entry in vocabularies.items() if isinstance(entry, dict) and entry.get("status")}
    levels = [key for name in pending for key in vocabularies[name].get("levels", ())]
    columns = [column for table in form.tables.values() for column in table.columns]
    return [
        field.name for field in (*form.fields.values(), *columns) if field.vocabulary in pending or field.key in levels
    ]


def field_rows(form: Form) -> list[tuple[str, str, str, str]]:
    """A row under FIELD_HEADINGS per field; neighbours of which the same is to be said share one."""
    rows: list[tuple[str, str, str, str]] = []
    numbers: dict[str, int] = {}
    for section in form.sections:
        for name, fields in _explained_together(section):
            number = numbers[section.sheet] = numbers.get(section.sheet, 0) + 1
            how = "".join(dict.fromkeys(_how(form, section.key, field) for field in fields))
            row = (f"“{section.sheet}”", f"{number}. {name}", _need(fields), how)
            if number > 1 and rows[-1][2:] == row[2:]:
                row = (row[0], f"{rows.pop()[1]}\n{row[1]}", *row[2:])
            rows.append(row)
    return rows


def _explained_together(section: Section) -> Iterator[tuple[str, list[Field]]]:
    """Fields one by one; of a matrix, column by column."""
    if not isinstance(section, MatrixSection):
        yield from ((field.name, [field]) for field in section.fields)
        return
    for number, heading in enumerate(section.headings):
        yield heading, [cell for row in section.cells if (cell := row[number]) is not None]


def _need(fields: list[Field]) -> str:
    typed = [field for field in fields if field.computed is None]
    if not typed:
        return "自动"
    if any(field.required for field in typed):
        return "是"
    return "视情况" if any(field.required_when is not None for field in typed) else ""


def _how(form: Form, section: str, field: Field) -> str:
    table = next((table for table in form.tables.values() if table.key == section), None)
    parts = [field.help]
    if field.computed is None and field.choices:
        parts.append(_choices(field, table))
    if (
        field.kind not in ("choice", "person", "phone")
        and "maxLength" in field.schema
        and field.schema["maxLength"] >= 100
    ):
        parts.append(f"不超过 {field.schema['maxLength']} 字。")
    return "".join(part for part in parts if part) or (
        f"单位{field.unit}，没有的填 0。" if field.kind == "amount" else ""
    )


def _choices(field: Field, table: TableSection | None) -> str:
    tree = table.tree if table is not None else None
    if tree is not None and field.key in tree.levels[1:]:
        return "可选：" + "；".join(f"{root}——{'、'.join(tree.children(root))}" for root in tree.roots) + "。"
    return f"可选：{'、'.join(field.choices)}。"
