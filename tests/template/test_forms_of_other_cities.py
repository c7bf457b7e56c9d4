"""Forms that are laid out unlike the shipped ones: goals side by side, totals and signatures below a table, lines without a frame."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.office import convert, needs_office, page_texts, run_uno
from xltoolkit.form.build import build_form
from xltoolkit.form.layout import Area, place
from xltoolkit.form.load import load_form
from xltoolkit.form.model import Form
from xltoolkit.form.validate import problems
from xltoolkit.reader.read import read
from xltoolkit.sheets.open import open_sheets
from xltoolkit.template import make_template

SISTERS = Path(__file__).resolve().parents[1] / "form" / "sister_forms"


def sister(name: str) -> Form:
    return load_form(str(SISTERS / name))


def example(name: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((SISTERS / name / "example.json").read_text("utf-8"))["data"]
    return content


def test_goals_side_by_side_take_the_whole_width_and_room_for_their_texts() -> None:
    """天长: 预期目标 and 实际完成情况 are two columns of one row; each may hold 800 characters."""
    form = sister("tianchang-self-eval")
    layout = place(form)
    expected, achieved = (layout.values[f"/goal/overall/{key}"] for key in ("expected", "achieved"))
    assert (expected.left, expected.right, achieved.left, achieved.right) == (2, 4, 5, 7)
    assert expected.bottom > expected.top
    heights = layout.heights[expected.sheet]
    assert 380 < sum(heights[row] for row in range(expected.top, expected.bottom + 1)) < 779
    label = next(area for text, area, _ in layout.captions if text == "年度总体目标完成情况")
    assert (label.top, label.bottom) == (expected.top, expected.bottom)


def test_they_are_read_back_from_their_merged_cells(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XLTOOLKIT_FORMS", str(SISTERS))
    data = example("tianchang-self-eval")
    data["goal"]["overall"] = {"expected": "预期" * 400, "achieved": "完成" * 400}
    path = tmp_path / "自评表.xlsx"
    path.write_bytes(make_template(load_form("tianchang-self-eval"), 2022, data))
    submission = read(open_sheets(str(path)), None, str(path))
    assert submission.data["goal"] == data["goal"]
    assert submission.remarks == []


def test_a_text_that_no_page_could_hold_is_a_fault_of_the_declaration() -> None:
    folder = SISTERS / "tianchang-self-eval"
    definition, vocabularies = (
        json.loads((folder / name).read_text("utf-8")) for name in ("form.json", "vocabularies.json")
    )
    columns = definition["sections"][2]["columns"]
    del columns[0]["span"]
    columns[0]["schema"] = {"maxLength": 1000}
    [problem] = problems(definition, vocabularies)
    assert problem.where == "/sections/2/columns/0"
    most = int(problem.message.partition("最多印得下")[2].partition("字")[0])
    columns[0]["schema"] = {"maxLength": most}
    assert problems(definition, vocabularies) == []
    columns[0]["schema"] = {"maxLength": most + 10}
    assert problems(definition, vocabularies) != []


def test_a_row_and_a_column_are_known_by_their_other_spellings(tmp_path: Path) -> None:
    """Next year's form calls them otherwise; last year's workbook is read all the same."""
    folder = SISTERS / "tianchang-self-eval"
    definition, vocabularies = (
        json.loads((folder / name).read_text("utf-8")) for name in ("form.json", "vocabularies.json")
    )
    old = build_form(definition, vocabularies)
    path = tmp_path / "去年.xlsx"
    path.write_bytes(make_template(old, 2022, example("tianchang-self-eval")))
    changed = copy.deepcopy(definition)
    money = changed["sections"][1]
    money["columns"][2] |= {"label": "截至年底支出数", "labels": ["全年执行数（B）"]}
    money["rows"][1] |= {"label": "一般公共预算", "labels": ["其中：本年财政拨款"]}
    assert problems(changed, vocabularies) == []
    submission = read(open_sheets(str(path)), build_form(changed, vocabularies), str(path))
    assert submission.data["money"]["fiscal"]["executed"] == 880
    assert [remark for remark in submission.remarks if remark.pointer.startswith("/money")] == []


def test_rows_that_print_unused_are_ruled_lines_and_the_others_are_nothing(tmp_path: Path) -> None:
    """Below the indicators stand the signatures, and the estimates compute 金额: their free rows print, as on the paper form."""
    form = sister("district-project")
    path = tmp_path / "申报表.xlsx"
    path.write_bytes(make_template(form))
    workbook = load_workbook(path)
    for table in place(form).tables.values():
        assert table.prints_unused_rows
        sheet = workbook[table.section.sheet]
        assert all(
            sheet.cell(table.last_row, column).border.bottom.style == "thin" for column in table.columns.values()
        )
        assert sheet.print_title_rows == f"${table.heading_row}:${table.heading_row}"
    tasks, *_ = place(sister("ningde-department")).tables.values()
    assert not tasks.followed
    two = json.loads((SISTERS / "ningde-department" / "form.json").read_text("utf-8"))
    two["sections"][4]["sheet"] = "整体目标"
    two["sheets"] = [{"name": "整体目标", "widths": [20, 26, 24, 16, 16]}]
    vocabularies = json.loads((SISTERS / "ningde-department" / "vocabularies.json").read_text("utf-8"))
    upper, lower = place(build_form(two, vocabularies)).tables.values()
    assert (upper.prints_unused_rows, lower.prints_unused_rows) == (True, False)
    shipped = load_form("jiangyin-project")
    assert not any(table.prints_unused_rows for table in place(shipped).tables.values())


def test_the_instructions_say_what_prints_and_that_a_new_row_needs_its_formula(tmp_path: Path) -> None:
    """A program copies formats into a new row, not formulas; the check would call the total wrong."""
    told = {}
    for form in (sister("district-project"), load_form("jiangyin-project")):
        path = tmp_path / f"{form.id}.xlsx"
        path.write_bytes(make_template(form))
        told[form.id] = "".join(
            str(cell.value) for row in load_workbook(path)["填表说明"].iter_rows() for cell in row if cell.value
        )
    assert "请从上一行把“金额”的格子复制下来" in told["district-project"]
    assert "复制下来" not in told["jiangyin-project"]
    assert (
        told["district-project"].count("没有用到的行打印成空行")
        == told["jiangyin-project"].count("没有用到的行不打印")
        == 2
    )


def test_a_heading_without_a_frame_is_a_line_of_text_at_the_right_edge(tmp_path: Path) -> None:
    form = sister("district-project")
    path = tmp_path / "申报表.xlsx"
    path.write_bytes(make_template(form))
    cell = load_workbook(path)["申报表"]["E3"]
    assert (cell.value, cell.alignment.horizontal) == ("单位：元", "right")
    assert cell.border.top is None or cell.border.top.style is None
    assert cell.fill.fill_type is None


def test_a_side_heading_is_printed_and_framed_on_every_page_that_it_reaches_over() -> None:
    layout = place(load_form("putuo-project"))
    pieces = [area for text, area, _ in layout.captions if text == "项目绩效目标"]
    [first_of_page] = [row for row in layout.breaks["基本信息"] if pieces[0].top < row <= pieces[-1].bottom]
    assert len(pieces) == 2
    assert (pieces[0].bottom + 1, pieces[1].top) == (first_of_page, first_of_page)
    assert pieces[1] == Area("基本信息", first_of_page, 1, layout.values["/annual_goal"].bottom, 1)


@pytest.mark.slow
@needs_office
def test_eight_hundred_characters_side_by_side_print_whole(tmp_path: Path) -> None:
    data = example("tianchang-self-eval")
    texts = {
        key: "".join(f"{sign}{number:03d}字字字字字字" for number in range(80))
        for key, sign in (("expected", "甲"), ("achieved", "乙"))
    }
    data["goal"]["overall"] = texts
    path = tmp_path / "自评表.xlsx"
    path.write_bytes(make_template(sister("tianchang-self-eval"), 2022, data))
    pages = [page for page in page_texts(convert(path, "pdf")) if "甲000" in page]
    assert len(pages) == 1
    assert "甲079" in pages[0]
    assert "乙079" in pages[0]


@pytest.mark.slow
@needs_office
def test_the_points_of_each_level_are_added_up_while_somebody_types(tmp_path: Path) -> None:
    """产出指标 50 分: the check beside the table follows what is typed, and is stored as Calc works it out."""
    data = example("tianchang-self-eval")
    path = tmp_path / "自评表.xlsx"
    path.write_bytes(make_template(sister("tianchang-self-eval"), 2022, data))
    script = """
document = open_document(arguments[0])
check = cell(document, "指标完成!J2")
result = [check.String]
document.calculateAll()
result.append(check.String)
cell(document, "指标完成!F3").Value = 15.0
cell(document, "指标完成!F7").Value = 35.0
result.append(check.String)
"""
    stored, calculated, wrong = run_uno(script, path)
    assert stored == calculated
    assert stored.count("✓") == 4
    assert wrong == "✗ 产出指标分值合计 = 50：左边是 45.00，右边是 50.00，相差 5.00，请核对。"
