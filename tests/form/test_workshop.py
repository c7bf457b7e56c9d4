"""表样定义.xlsx: staff who know Excel and no JSON issue next year's form; what they get wrong is told at its cell."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from tests.office import convert, needs_office
from xltoolkit.errors import FormError, OutputError
from xltoolkit.form.build import read_json
from xltoolkit.form.load import form_folders, load_form
from xltoolkit.template.workshop import export_form, import_form

FILES = ("form.json", "vocabularies.json", "library.json")


@pytest.fixture
def exported(tmp_path: Path) -> Path:
    path = tmp_path / "表样 定义.xlsx"
    path.write_bytes(export_form(load_form("jiangyin-project")))
    return path


def edited(path: Path, change: Callable[[Workbook], None]) -> str:
    book = load_workbook(path)
    change(book)
    book.save(path)
    return str(path)


def content(folder: str | Path) -> list[dict[str, Any]]:
    return [read_json(str(folder), name) for name in FILES]


def cell_of(sheet: Any, text: str, heading: str) -> Any:
    """The cell under `heading` in the row that holds `text`: as a person finds it."""
    column = next(cell.column for cell in sheet[1] if cell.value == heading)
    row = next(cell.row for line in sheet.iter_rows(min_row=2) for cell in line if cell.value == text)
    return sheet.cell(row, column)


@pytest.mark.parametrize("name", form_folders())
def test_out_and_in_again_is_the_same_form(name: str, tmp_path: Path) -> None:
    path = tmp_path / "表样定义.xlsx"
    path.write_bytes(export_form(load_form(name)))
    folder = import_form(str(path), str(tmp_path / "新表样"))
    assert content(folder) == content(form_folders()[name])


@pytest.mark.slow
@needs_office
@pytest.mark.parametrize("name", form_folders())
def test_saved_by_an_office_program_it_is_still_the_same_form(name: str, tmp_path: Path) -> None:
    path = tmp_path / "表样定义.xlsx"
    path.write_bytes(export_form(load_form(name)))
    for format in ("xlsx", "ods"):
        folder = import_form(str(convert(path, format)), str(tmp_path / format))
        assert content(folder) == content(form_folders()[name])


def test_no_word_of_json_is_shown_to_staff(exported: Path) -> None:
    for sheet in load_workbook(exported).worksheets:
        if sheet.sheet_state == "visible":
            texts = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None]
            shown = [
                text
                for text in texts
                if any(word in text for word in ("pointer", "/sections", "long_text", "required", '{"', "None"))
            ]
            assert shown == []
            assert not any(cell.data_type == "f" for row in sheet.iter_rows() for cell in row)


def test_next_years_form(exported: Path, tmp_path: Path) -> None:
    """New year and version, a label, a limit, an option with another spelling, a new branch of the tree, a threshold, an indicator."""

    def change(book: Workbook) -> None:
        parameters, fields, choices = book["参数"], book["字段"], book["选项"]
        cell_of(parameters, "预算年度", "值").value = 2031
        cell_of(parameters, "版本", "值").value = "2"
        cell_of(parameters, "可接收的版本", "值").value = "1\n2"
        cell_of(parameters, "指标最少条数", "值").value = None
        cell_of(parameters, "指标最多条数", "值").value = 60
        name = cell_of(fields, "联系电话*:", "名称（照印）")
        name.value = "联系方式*:"
        fields.cell(name.row, name.column + 1).value = "联系电话\n电话"
        cell_of(fields, "项目概况*:", "最多字数").value = "1,500"
        cell_of(fields, "项目属性", "必填").value = "是"
        attribute = cell_of(choices, "市级专项", "选项")
        choices.insert_rows(attribute.row)
        for column, text in enumerate(("项目属性", "区级专项", None, None, "区专项\n区级", None), 1):
            choices.cell(
                attribute.row - 1 if choices.cell(attribute.row, 1).value else attribute.row, column
            ).value = text
        choices.append(["目标内容的分类", "可持续目标", "生态修复", "否", None, None])
        book["指标库"].append(["产出目标", "数量", "新增公园数量", "=3个", "规划"])

    before = load_form("jiangyin-project")
    folder = import_form(edited(exported, change), str(tmp_path / "2031"))
    form = load_form(folder)
    assert (form.year, form.version, form.accepted_versions) == (2031, "2", ("1", "2"))
    assert "minimum_indicators" not in form.thresholds
    assert form.thresholds["maximum_indicators"] == 60
    assert form.fields["/contact_phone"].label == "联系方式*:"
    assert form.fields["/contact_phone"].labels == ("联系电话", "电话")
    assert form.fields["/overview"].schema["maxLength"] == 1500
    assert form.fields["/project_attribute"].required
    assert "区级专项" in form.fields["/project_attribute"].choices
    assert form.fields["/project_attribute"].aliases["区级"] == "区级专项"
    tree = form.tables["/indicators"].tree
    assert tree is not None
    assert tree.nodes[-1] == ("可持续目标", False, ("生态修复",))
    assert read_json(folder, "library.json")["rows"][-1]["target"] == "=3个"
    assert form.equations == before.equations, "what is not on the sheets stays as it is"


@pytest.mark.parametrize(
    ("sheet", "text", "heading", "value", "sentence"),
    [
        ("字段", "项目名称*:", "名称（照印）", None, "缺少“标签”"),
        ("字段", "项目名称*:", "名称（照印）", "项目类型*:", "分不清"),
        ("字段", "项目名称*:", "必填", "要", "请填“是”或“否”"),
        ("字段", "项目名称*:", "最多字数", "一百", "不是整数"),
        ("字段", "项目名称*:", "最多字数", 0, "小于1"),
        ("字段", "项目名称*:", "最小值", 3, "这一行没有“最小值”"),
        ("字段", "项目名称*:", "填写提示", "长" * 201, "最多200个字"),
        ("字段", "项目名称*:", "填写提示", "=SUM(A1:A2)", "这里是公式"),
        ("字段", "项目名称*:", "编号", 99, "不是表样原有的"),
        ("选项", "市级专项", "选项", None, "没有填写"),
        ("选项", "市级专项", "选项组", "项目属相", "是不是想写“项目属性”"),
        ("选项", "市级专项", "选项", "单位专项", "写了两次"),
        ("选项", "市级专项", "下级选项", "甲", "没有下级选项"),
        ("选项", "市级专项", "其他写法", "单位专项", "本身就是选项"),
        ("选项", "人力资源", "下级选项", "长效管理", "写了两次"),
        ("选项", "长效管理", "必须有指标", "是", "请统一"),
        ("参数", "预算年度", "值", "明年", "不是整数"),
        ("参数", "金额单位", "值", "圆", "不在可选范围内"),
        ("参数", "版本", "值", "9", "应当包含本表样自己的版本"),
        ("指标库", "预算执行率", "二级目标", "数量", "分类里没有“投入与目标管理”下面的“数量”"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_at_its_cell(
    exported: Path, tmp_path: Path, sheet: str, text: str, heading: str, value: Any, sentence: str
) -> None:
    place: list[str] = []

    def change(book: Workbook) -> None:
        cell = cell_of(book[sheet], text, heading)
        cell.value = value
        place.append(f"{sheet}!{cell.coordinate}")

    with pytest.raises(FormError) as told:
        import_form(edited(exported, change), str(tmp_path / "新"))
    assert sentence in str(told.value)
    if (
        "应当包含" not in sentence
        and "分不清" not in sentence
        and "不是表样原有的" not in sentence
        and heading != "选项组"
    ):
        assert told.value.where == place[0]
    assert told.value.where.startswith(("字段!", "选项!", "参数!", "指标库!"))
    assert not (tmp_path / "新").exists(), "nothing is written before all is right"


def test_all_mistakes_are_told_at_once(exported: Path, tmp_path: Path) -> None:
    def change(book: Workbook) -> None:
        cell_of(book["字段"], "项目名称*:", "必填").value = "要"
        cell_of(book["参数"], "预算年度", "值").value = "明年"

    with pytest.raises(FormError) as told:
        import_form(edited(exported, change), str(tmp_path / "新"))
    assert [line.partition("：")[0] for line in str(told.value).splitlines()] == ["字段!G4", "参数!C5"]


def test_sorted_and_widened_sheets_are_read_all_the_same(exported: Path, tmp_path: Path) -> None:
    """Rows sorted by name, a column of one's own slipped in, a sheet of notes added: the numbers and headings lead."""

    def change(book: Workbook) -> None:
        fields = book["字段"]
        rows = [[cell.value for cell in row] for row in fields.iter_rows(min_row=2)]
        for number, row in enumerate(sorted(rows, key=lambda row: str(row[4])), 2):
            for column, value in enumerate(row, 1):
                fields.cell(number, column).value = value
                if isinstance(value, str) and value.startswith("="):
                    fields.cell(number, column).data_type = "s"
        fields.insert_cols(5)
        fields.cell(1, 5).value = "我的备注"
        book.create_sheet("讨论记录", 0)["A1"] = "下周再议"

    folder = import_form(edited(exported, change), str(tmp_path / "新"))
    assert content(folder) == content(form_folders()["jiangyin-project"])


def test_what_two_cells_have_in_common_is_told_with_both_cells(exported: Path, tmp_path: Path) -> None:
    def change(book: Workbook) -> None:
        cell_of(book["字段"], "项目类型*:", "名称（照印）").value = "项目名称*:"

    with pytest.raises(FormError, match="字段!E6：“项目名称\\*:”与 字段!E4 的“项目名称\\*:”分不清"):
        import_form(edited(exported, change), str(tmp_path / "新"))


@pytest.mark.parametrize(
    ("sheet", "cell", "heading"), [("字段", "E1", "名称（照印）"), ("指标库", "C1", "指标"), ("选项", "B1", "选项")]
)
def test_a_heading_that_was_renamed_is_told_where_it_stands(
    exported: Path, tmp_path: Path, sheet: str, cell: str, heading: str
) -> None:
    def change(book: Workbook) -> None:
        book[sheet][cell] = "我的说法"

    with pytest.raises(FormError) as told:
        import_form(edited(exported, change), str(tmp_path / "新"))
    assert str(told.value) == f"{sheet}!{cell}：标题“{heading}”被改成了“我的说法”，请改回来。"


def test_a_branch_that_is_gone_is_told_once_for_all_its_indicators(exported: Path, tmp_path: Path) -> None:
    def change(book: Workbook) -> None:
        for row in [line[0].row for line in book["选项"].iter_rows(min_row=2) if line[1].value == "影响力目标"][::-1]:
            book["选项"].delete_rows(row)

    with pytest.raises(FormError) as told:
        import_form(edited(exported, change), str(tmp_path / "新"))
    assert str(told.value) == "指标库!A59：分类里没有“影响力目标”（共有9条指标写着它）。"


def test_lines_of_a_group_may_be_merged(exported: Path, tmp_path: Path) -> None:
    """Staff like to see a group's name once, as on the printed form."""

    def change(book: Workbook) -> None:
        book["选项"].merge_cells("A2:A4")
        rows = [line[0].row for line in book["选项"].iter_rows(min_row=2) if line[1].value == "产出目标"]
        book["选项"].merge_cells(f"B{rows[0]}:B{rows[-1]}")

    folder = import_form(edited(exported, change), str(tmp_path / "新"))
    assert content(folder) == content(form_folders()["jiangyin-project"])


def test_what_is_chosen_from_a_list_has_a_dropdown(exported: Path) -> None:
    book = load_workbook(exported)

    def lists(sheet: str) -> dict[str, str]:
        return {
            str(rule.sqref): rule.formula1
            for rule in book[sheet].data_validations.dataValidation
            if rule.type == "list"
        }

    assert lists("选项") == {"A2:A2000": '"项目属性,项目类型,资金用途,政府采购,目标内容的分类"', "D2:D2000": '"是,否"'}
    unit = cell_of(book["参数"], "金额单位", "值").coordinate
    assert lists("参数") == {unit: '"元,百元,千元,万元,百万元,亿元"'}


def test_another_workbook_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "申报表.xlsx"
    Workbook().save(path)
    with pytest.raises(FormError, match="不是用 xltoolkit forms export 导出的表样定义"):
        import_form(str(path), str(tmp_path / "新"))


def test_a_deleted_row_and_a_deleted_sheet_are_told(exported: Path, tmp_path: Path) -> None:
    def change(book: Workbook) -> None:
        book["字段"].delete_rows(5)
        del book["参数"]

    with pytest.raises(FormError) as told:
        import_form(edited(exported, change), str(tmp_path / "新"))
    assert "编号 4 的一行" in str(told.value)
    assert "参数：缺少这个工作表" in str(told.value)


def test_the_library_file_is_plain_json(exported: Path, tmp_path: Path) -> None:
    folder = import_form(str(exported), str(tmp_path / "新"))
    text = Path(folder, "form.json").read_text("utf-8")
    assert "江阴市" in text, "Chinese stays readable"
    assert json.loads(text)["id"] == "jiangyin-project"


def test_a_damaged_hidden_sheet_ends_in_a_sentence(exported: Path, tmp_path: Path) -> None:
    for text in ("{", '{"id": 1, "sections": 3}'):

        def change(book: Workbook, text: str = text) -> None:
            book["_表样"]["C1"] = text

        with pytest.raises(FormError, match="已经损坏"):
            import_form(edited(exported, change), str(tmp_path / "新"))


def test_a_folder_that_cannot_be_made(exported: Path, tmp_path: Path) -> None:
    (tmp_path / "占用").write_text("文件")
    with pytest.raises(OutputError, match="建不了文件夹"):
        import_form(str(exported), str(tmp_path / "占用"))
