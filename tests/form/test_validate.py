"""A bureau declares a form: what is wrong is told in one Chinese sentence, at its place in the JSON."""

from __future__ import annotations

import copy
import inspect
import json
import re
from pathlib import Path
from typing import Any

import pytest

from xltoolkit.errors import FormError
from xltoolkit.form.build import read_json
from xltoolkit.form.load import form_folders, load_form
from xltoolkit.form.validate import folder_problems, problems, schema_of
from xltoolkit.rules import declared as declared_rules

TOY: dict[str, Any] = {
    "id": "toy",
    "version": "1",
    "year": 2030,
    "title": "修缮项目申报表",
    "unit": "万元",
    "sheets": [{"name": "申报", "widths": [18, 20, 18, 20]}],
    "sections": [
        {
            "key": "basic", "kind": "fields", "sheet": "申报",
            "rows": [
                [{"pointer": "/project_name", "label": "项目名称*:", "kind": "text", "required": True, "schema": {"maxLength": 50}},
                 {"pointer": "/fund_use", "label": "资金用途", "kind": "choice", "vocabulary": "fund_use"}],
                [{"pointer": "/start_date", "label": "开始日期", "kind": "date"}, {"pointer": "/end_date", "label": "完成日期", "kind": "date"}],
                [{"heading": "资金", "rows": 2}, {"pointer": "/total_amount", "label": "总金额(万元)", "kind": "amount"}],
                [{"pointer": "/funding/total", "label": "合计", "kind": "amount",
                  "computed": ["sum", "/funding/own", "/funding/fiscal"], "code": "BUD002"}],
                [{"pointer": "/funding/own", "label": "自筹", "kind": "amount"}, {"pointer": "/funding/fiscal", "label": "财政", "kind": "amount"}],
            ],
        },
        {
            "key": "estimates", "title": "概算", "kind": "table", "sheet": "申报", "pointer": "/estimates", "row_name": "明细", "prepared_rows": 5,
            "tree": "work",
            "columns": [
                {"key": "level1", "label": "大类", "kind": "choice"},
                {"key": "level2", "label": "小类", "kind": "choice"},
                {"key": "amount", "label": "金额", "kind": "amount", "required": True},
                {"key": "reason", "label": "说明", "kind": "text", "required_when": [">", "/estimates/*/amount", 10]},
            ],
        },
    ],
    "base": "/total_amount",
    "equations": [{"code": "BUD001", "left": ["sum", "/estimates/*/amount"], "relation": "=", "right": ["base"], "text": "概算合计 = 总金额"}],
}  # fmt: skip
VOCABULARIES: dict[str, Any] = {
    "fund_use": {"values": ["修缮", "购置"], "aliases": {"维修": "修缮"}},
    "work": {
        "levels": ["level1", "level2"],
        "nodes": [{"name": "土建", "children": ["屋面", "墙面"]}, {"name": "安装", "children": ["水电"]}],
    },
}


def changed(content: dict[str, Any], pointer: str, value: Any) -> dict[str, Any]:
    """A copy with the value at a pointer replaced (or added, or deleted with `...`)."""
    content = copy.deepcopy(content)
    node: Any = content
    *parents, last = pointer.split("/")[1:]
    for token in parents:
        node = node[int(token)] if isinstance(node, list) else node[token]
    if value is ...:
        del node[int(last) if isinstance(node, list) else last]
    elif isinstance(node, list):
        node[int(last)] = value
    else:
        node[last] = value
    return content


def told(definition: dict[str, Any], vocabularies: dict[str, Any] = VOCABULARIES) -> list[str]:
    return [str(problem) for problem in problems(definition, vocabularies)]


def test_the_toy_form_is_right() -> None:
    assert told(TOY) == []


FIELD = "/sections/0/rows/0/0"
COLUMN = "/sections/1/columns/2"


@pytest.mark.parametrize(
    ("pointer", "value", "where", "sentence"),
    [
        # -- what JSON Schema sees
        ("/unit", ..., "/unit", "缺少“金额单位”"),
        ("/unit", "萬元", "/unit", "不在可选范围内"),
        ("/year", "2030", "/year", "应当是整数，现在是“2030”"),
        ("/titel", "表", "/titel", "没有“titel”这一项，是不是想写“title”"),
        ("/id", "Toy Form", "/id", "小写英文字母"),
        ("/sections/0/kind", "field", "/sections/0/kind", "是不是想写“fields”"),
        ("/sections/1/prepared_rows", 0, "/sections/1/prepared_rows", "小于1"),
        ("/sections/1/row_name", ..., "/sections/1/row_name", "缺少“一行叫什么”"),
        (f"{COLUMN}/kind", "amout", f"{COLUMN}/kind", "是不是想写“amount”"),
        (f"{COLUMN}/kind", ..., f"{COLUMN}/kind", "缺少这一项"),
        (f"{FIELD}/label", " 项目名称", f"{FIELD}/label", "前后没有空格"),
        (f"{FIELD}/label", ..., f"{FIELD}/label", "缺少“标签”"),
        (f"{FIELD}/pointer", "project_name", f"{FIELD}/pointer", "像 /project_name"),
        (f"{FIELD}/help", "很" * 201, f"{FIELD}/help", "有201个字，最多200个字"),
        (f"{FIELD}/schema", {"maxLenght": 3}, f"{FIELD}/schema/maxLenght", "是不是想写“maxLength”"),
        (f"{FIELD}/schema", {"pattern": "("}, f"{FIELD}/schema/pattern", "正则表达式"),
        ("/sheets/0/name", "申" * 32, "/sheets/0/name", "最多31个字"),
        ("/thresholds", {"usage_low": 85}, "/thresholds/usage_low", "是不是想写“usage_low_percent”"),
        ("/equations/0/relation", "==", "/equations/0/relation", "不在可选范围内"),
        ("/year_line", "年度", "/year_line", "{year}"),
        # -- what it does not
        ("/year_line", "{year}年{month}月", "/year_line", "不能有别的大括号"),
        ("/sheets", [{"name": "申报", "widths": [9, 9, 9, 9]}, {"name": "空表", "widths": [9, 9]}], "/sheets/1/name", "没有任何部分"),
        ("/sections/1/sheet", "申报表", "/sections/1/sheet", "没有声明工作表“申报表”，是不是想写“申报”"),
        ("/sections/1/key", "basic", "/sections/1/key", "与第1部分的相同"),
        (f"{FIELD}/pointer", "/total_amount", "/sections/0/rows/2/1/pointer", "已经用在"),
        (f"{FIELD}/pointer", "/funding", "/sections/0/rows/3/0/pointer", "不能并存"),
        ("/sections/0/rows/4/0/label", "总金额", "/sections/0/rows/4/0/label", "分不清"),
        ("/sections/0/rows/2/0/rows", 9, "/sections/0/rows/2/0/rows", "伸到这一部分的外面"),
        ("/sections/0/rows/0/1/vocabulary", "fund_uses", "/sections/0/rows/0/1/vocabulary", "是不是想写“fund_use”"),
        ("/sections/0/rows/0/1/vocabulary", ..., "/sections/0/rows/0/1/kind", "要用 vocabulary 写明选项"),
        (f"{FIELD}/vocabulary", "fund_use", f"{FIELD}/kind", "有选项的应当是 choice"),
        (f"{FIELD}/schema", {"minimum": 3}, f"{FIELD}/schema/minimum", "text 不能用“minimum”约束"),
        (f"{FIELD}/schema", {"minLength": 9, "maxLength": 3}, f"{FIELD}/schema/minLength", "最少字数（minLength）9 大于最多字数（maxLength）3"),
        (f"{COLUMN}/schema", {"maximum": -1}, f"{COLUMN}/schema/maximum", "最小值（minimum）0 大于最大值（maximum）-1"),
        (f"{COLUMN}/unit", "美元", f"{COLUMN}/unit", "不是金额的单位"),
        (f"{FIELD}/unit", "个", f"{FIELD}/unit", "只有数字才有单位"),
        (f"{FIELD}/help", "", f"{FIELD}/help", "没有提示的去掉这一项"),
        (f"{FIELD}/label", "长" * 33, f"{FIELD}/label", "提示框的标题最多32个字"),
        (f"{FIELD}/label", "**", f"{FIELD}/label", "没有可以辨认的字"),
        (f"{FIELD}/code", "BUD001", f"{FIELD}/code", "只有自动计算的格"),
        (f"{FIELD}/label_span", 4, FIELD, "放不下"),
        ("/sections/0/sheet", "申请", "/sections/0/sheet", "没有声明工作表“申请”"),
        ("/sheets/0/widths", [9, 9, 9], "/sections/0/rows/0/1", "只声明了3列"),
        ("/sections/1/tree", "works", "/sections/1/tree", "是不是想写“work”"),
        ("/sections/1/columns/1/key", "kind", "/sections/1/tree", "“level2”不是这个表格的列"),
        ("/sections/1/columns/0/kind", "text", "/sections/1/columns/0/kind", "应当是 choice"),
        ("/sections/1/columns/0/vocabulary", "fund_use", "/sections/1/columns/0/vocabulary", "不另写选项"),
        ("/sections/1/columns/3/label", "金额", "/sections/1/columns/3/label", "分不清"),
        ("/sections/1/target_parts", ["amounts"], "/sections/1/target_parts/0", "是不是想写“amount”"),
        ("/sections/1/target_parts", ["amount"], "/sections/1/target_parts", "正好有一列是 target"),
        ("/accepted_versions", ["0"], "/accepted_versions", "自己的版本“1”"),
        # -- expressions
        ("/base", "/total_amounts", "/base", "是不是想写“/total_amount”"),
        ("/base", "/project_name", "/base", "不是数字"),
        ("/base", ["base"], "/base", "不能用到它自己"),
        ("/base", ..., "/equations/0/right", "没有声明勾稽基准金额"),
        ("/equations/0/code", "BUD999", "/equations/0/code", "不在可选范围内"),
        ("/equations/0/code", "COM001", "/equations/0/code", "不在可选范围内"),
        ("/equations/0/right", "base", "/equations/0/right", "运算名，要写在列表里：[\"base\"]"),
        ("/sections/0/rows/3/0/computed", "=B5+D5", "/sections/0/rows/3/0/computed", "是 Excel 公式"),
        ("/equations/0/left", ["summ", "/total_amount"], "/equations/0/left", "没有“summ”"),
        ("/equations/0/left", ["-", "/total_amount"], "/equations/0/left", "应当有2项，现在有1项"),
        ("/equations/0/left", ["sum", "/estimates/*/reason"], "/equations/0/left/1", "不是数字"),
        ("/equations/0/left", ["sum_where", "/estimates/*/amount", "/estimates/*/level1"], "/equations/0/left", "应当有至少3项，现在有2项"),
        ("/equations/0/left", ["sum_where", "/total_amount", "/estimates/*/level1", "土建"], "/equations/0/left/1", "应当是表格的一列"),
        ("/equations/0/left", ["sum_where", "/estimates/*/reason", "/estimates/*/level1", "土建"], "/equations/0/left/1", "不是数字"),
        ("/equations/0/left", ["sum_where", "/estimates/*/amount", "/estimates/*/level", "土建"], "/equations/0/left/2", "是不是想写"),
        ("/equations/0/left", ["sum_where", "/estimates/*/amount", "/estimates/*/amount", "5"], "/equations/0/left/2", "要按文字分类"),
        ("/equations/0/left", ["sum_where", "/estimates/*/amount", "/estimates/*/level1", "安"], "/equations/0/left/3", "没有“安”这个选项"),
        ("/equations/0/left", ["round", "/total_amount", 9], "/equations/0/left/2", "0 到 6"),
        ("/equations/0/left", ["single_year", "/start_date", "/total_amount", 1], "/equations/0/left/2", "不是日期"),
        ("/equations/0/left", [], "/equations/0/left", "这里没有写"),
        ("/equations/0/left", ["sum", ["base"], "/funding/own"], "/equations/0/left/1", "可能没有确定的值"),
        ("/base", ["first", ["single_year", "/start_date", "/end_date", "/total_amount"], "/funding/own"], "/base/1", "排在 first 的前面"),
        ("/equations/0/left", True, "/equations/0/left", "应当是文字或数字或列表"),
        ("/sections/0/rows/3/0/computed", ["sum", "/funding/onw"], "/sections/0/rows/3/0/computed/1", "是不是想写“/funding/own”"),
        ("/sections/0/rows/3/0/computed", "/estimates/*/amount", "/sections/0/rows/3/0/computed", "只能放在合计"),
        ("/sections/0/rows/3/0/computed", ["/", "/funding/own", 3], "/sections/0/rows/3/0/computed", "请写成 [\"round\", …, 2]"),
        ("/sections/0/rows/3/0/computed", ["sum", "/funding/total"], "/sections/0/rows/3/0/computed", "绕成了圈"),
        ("/sections/0/rows/3/0/kind", "text", "/sections/0/rows/3/0/computed", "应当是数字"),
        ("/sections/1/columns/3/required_when", [">>", 1, 2], "/sections/1/columns/3/required_when", "没有“>>”"),
        ("/sections/1/columns/3/required_when", ["is", "/estimates/*/level", "土建"], "/sections/1/columns/3/required_when/1",
         "没有“/estimates/*/level”"),
        ("/sections/1/columns/3/required_when", ["is", "/estimates/*/level1", "土建", "安"], "/sections/1/columns/3/required_when/3",
         "没有“安”这个选项"),
        ("/sections/1/columns/3/required_when", ["not", ["filled"]], "/sections/1/columns/3/required_when/1", "应当有1项，现在有0项"),
    ],
)  # fmt: skip
def test_a_fault_in_the_definition_is_told_at_its_place(pointer: str, value: Any, where: str, sentence: str) -> None:
    found = told(changed(TOY, pointer, value))
    assert len(found) == 1, found
    assert found[0].startswith(f"{where}：")
    assert sentence in found[0]


@pytest.mark.parametrize(
    ("pointer", "value", "where", "sentence"),
    [
        ("/fund_use/values", [], "/fund_use/values", "有0项，最少1项"),
        ("/fund_use/values", ["修缮", "修缮"], "/fund_use/values/1", "“修缮”写了两次"),
        ("/fund_use/values", ["修缮", "修 缮：", "购置"], "/fund_use/values/1", "分不清"),
        ("/fund_use/aliases", {"维修": "修理"}, "/fund_use/aliases/维修", "选项里没有“修理”"),
        ("/fund_use/aliases", {"购置": "修缮"}, "/fund_use/aliases/购置", "本身就是选项"),
        ("/work/nodes/0/children", ..., "/work/nodes/0/children", "缺少“下级”"),
        ("/work/nodes/1/name", "土建", "/work/nodes/1/name", "与第1项“土建”分不清"),
        ("/work/nodes/0/children", ["屋面", "墙面", "屋 面"], "/work/nodes/0/children/2", "分不清"),
    ],
)
def test_a_fault_in_the_choices_is_told_at_its_place(pointer: str, value: Any, where: str, sentence: str) -> None:
    found = told(TOY, changed(VOCABULARIES, pointer, value))
    assert len(found) == 1, found
    assert found[0].startswith(f"vocabularies.json:{where}：")
    assert sentence in found[0]


def test_a_relation_may_name_just_the_rules_that_report_relations() -> None:
    """A code that no such rule has would be a relation that nobody ever checks."""
    declared = set(schema_of("form.schema.json")["$defs"]["code"]["enum"])
    reporting = set(re.findall(r'relations\(submission, "([A-Z]+\d+)"\)', inspect.getsource(declared_rules)))
    assert declared == reporting


@pytest.mark.parametrize(
    ("name", "sentence"), [("申报/2030", "不能有 /"), ("填表说明", "保留的工作表名"), ("'申报", "单引号")]
)
def test_a_sheet_name_that_excel_or_we_cannot_take(name: str, sentence: str) -> None:
    renamed = json.loads(json.dumps(TOY, ensure_ascii=False).replace('"申报"', json.dumps(name, ensure_ascii=False)))
    [line] = told(renamed)
    assert line.startswith("/sheets/0/name：")
    assert sentence in line


def test_the_same_label_may_stand_twice_side_by_side_but_not_one_below_the_other() -> None:
    side_by_side = changed(TOY, "/sections/0/rows/4/1/label", "自筹")
    assert told(side_by_side) == []


def test_a_matrix_cell_is_judged_with_its_row_and_its_overrides() -> None:
    matrix = {
        "key": "money", "kind": "matrix", "sheet": "申报", "pointer": "/money", "corner": "金额",
        "columns": [
            {"key": "budget", "label": "预算", "kind": "amount"},
            {"key": "spent", "label": "执行", "kind": "amount"},
            {"key": "rate", "label": "执行率", "kind": "percent", "computed": ["round", ["/", "/money/*/spent", "/money/*/budget"], 2]},
        ],
        "rows": [{"key": "all", "label": "总额"}, {"key": "part", "label": "其中：财政", "without": ["rate"]}],
    }  # fmt: skip
    form = changed(TOY, "/sections", [*TOY["sections"], matrix])
    assert told(form) == []
    wrong = changed(form, "/sections/2/rows/0/overrides", {"budget": {"computed": ["sum", "/money/part/budgets"]}})
    assert [line.partition("：")[0] for line in told(wrong)] == ["/sections/2/rows/0/overrides/budget/computed/1"]
    assert "没有“rat”这一列" in told(changed(form, "/sections/2/rows/1/without", ["rat"]))[0]
    assert "分不清" in told(changed(form, "/sections/2/rows/1/label", "总额："))[0]


def write(
    folder: Path, definition: dict[str, Any] | str = TOY, vocabularies: dict[str, Any] | str = VOCABULARIES
) -> Path:
    folder.mkdir()
    for name, content in (("form.json", definition), ("vocabularies.json", vocabularies)):
        (folder / name).write_text(
            content if isinstance(content, str) else json.dumps(content, ensure_ascii=False), "utf-8"
        )
    return folder


def test_a_comma_too_many_is_told_with_its_line(tmp_path: Path) -> None:
    folder = write(tmp_path / "toy", '{\n  "id": "toy",\n}')
    [problem] = folder_problems(str(folder))
    assert problem.where == "form.json"
    assert "第3行" in problem.message


def test_a_key_written_twice_is_not_swallowed(tmp_path: Path) -> None:
    text = json.dumps(TOY, ensure_ascii=False).replace('"unit": "万元"', '"unit": "万元", "unit": "元"')
    [problem] = folder_problems(str(write(tmp_path / "toy", text)))
    assert "“unit”在同一处写了两次" in problem.message


def test_a_form_is_known_by_its_id_wherever_its_folder_lies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path / "2030年表样")
    for base in (tmp_path, tmp_path / "2030年表样"):
        monkeypatch.setenv("XLTOOLKIT_FORMS", str(base))
        assert load_form("toy").title == "修缮项目申报表"
        assert load_form("jiangyin-project").unit == "万元"


def test_the_library_and_the_example_are_held_against_the_form(tmp_path: Path) -> None:
    folder = write(tmp_path / "toy")
    (folder / "library.json").write_text('{"rows": [{"level1": "土建", "level2": "水电", "price": "1"}]}', "utf-8")
    (folder / "example.json").write_text('{"data": {"project_name": "", "estimates": [{"amount": 1.234}]}}', "utf-8")
    assert [str(problem) for problem in folder_problems(str(folder))] == [
        "library.json:/rows/0/price：表格“概算”没有“price”这一列。",
        "library.json:/rows/0/level2：分类里没有“土建”下面的“水电”。",
        "example.json:/data/project_name：没有填写。",
        "example.json:/data/estimates/0/amount：“金额”是1.234，最多2位小数。",
    ]


def test_loading_a_wrong_outside_form_tells_the_first_fault_and_how_many_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = changed(changed(TOY, f"{FIELD}/kind", "texts"), "/unit", "圆")
    folder = write(tmp_path / "toy", broken)
    with pytest.raises(FormError, match=r"^/sections/0/rows/0/0/kind：“texts”不在可选范围内.*另外还有 1 处"):
        load_form(str(folder))
    monkeypatch.setenv("XLTOOLKIT_FORMS", str(tmp_path))
    with pytest.raises(FormError):
        load_form("toy")


@pytest.mark.parametrize("name", form_folders())
def test_every_shipped_form_is_right(name: str) -> None:
    assert load_form(name).id == name
    assert [str(problem) for problem in folder_problems(form_folders()[name])] == []


@pytest.mark.parametrize("name", form_folders())
def test_no_damage_to_a_shipped_definition_ends_in_a_traceback(name: str) -> None:
    """Every value replaced by something of another type, one at a time: told or harmless, never an exception."""
    definition, vocabularies = (read_json(form_folders()[name], file) for file in ("form.json", "vocabularies.json"))
    for pointer in sorted(every_pointer(definition))[::29]:
        for value in (None, [], {}, "?", 7, ...):
            problems(changed(definition, pointer, value), vocabularies)


def every_pointer(node: Any, where: str = "") -> list[str]:
    inner = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    return [pointer for key, value in inner for pointer in (f"{where}/{key}", *every_pointer(value, f"{where}/{key}"))]


def test_an_expression_of_a_thousand_storeys_is_refused_with_a_sentence(tmp_path: Path) -> None:
    deep: Any = "/total_amount"
    for _ in range(400):
        deep = ["sum", deep]
    assert all(
        "套得太深" in problem.message
        for problem in folder_problems(str(write(tmp_path / "toy", changed(TOY, "/base", deep))))
    )
    text = json.dumps(TOY, ensure_ascii=False).replace(
        '"base": "/total_amount"', '"base": ' + '["sum", ' * 100_000 + "1" + "]" * 100_000
    )
    [problem] = folder_problems(str(write(tmp_path / "deep", text)))
    assert "套得太深" in problem.message
