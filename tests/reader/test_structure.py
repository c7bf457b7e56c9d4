"""What people do to a form's structure: every field is still read right, or the reader says why not."""

from __future__ import annotations

import copy
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.reader.judging import kinds, read_right, wrong
from tests.reader.paper import Paper, book, cell, draw
from xltoolkit.errors import Refused
from xltoolkit.form.build import build_form, read_json
from xltoolkit.form.load import load_form
from xltoolkit.form.model import Form
from xltoolkit.reader import remarks
from xltoolkit.reader.read import read
from xltoolkit.reader.submission import get


@pytest.fixture
def data(example: dict[str, Any]) -> dict[str, Any]:
    return copy.deepcopy(example["data"])


@pytest.fixture
def paper(form: Form, data: dict[str, Any]) -> Paper:
    return Paper(form, data)


def test_a_form_as_it_was_sent_out_is_read_without_a_word(paper: Paper, data: dict[str, Any]) -> None:
    submission = read(paper.sheets())
    read_right(submission, data)
    assert submission.form.id == "jiangyin-project"
    assert submission.year == 2020
    assert submission.cells["/project_name"].address == "基本信息!B5"
    assert submission.cells["/indicators"].address == "目标内容!A2"


SHEETS = ("基本信息", "详细信息", "目标内容", "预算测算")


@pytest.mark.parametrize("sheet", SHEETS)
@pytest.mark.parametrize("where", ["above", "inside", "below", "everywhere"])
def test_rows_inserted(paper: Paper, data: dict[str, Any], sheet: str, where: str) -> None:
    last = paper.last_row(sheet)
    rows = {"above": [1], "inside": [last // 2], "below": [last + 1], "everywhere": range(last, 0, -1)}[where]
    for row in rows:
        paper.insert_row(sheet, row)
    read_right(read(paper.sheets()), data)


@pytest.mark.parametrize("count", [2, 9, 30])
@pytest.mark.parametrize("sheet", SHEETS)
def test_many_rows_inserted_in_the_middle(paper: Paper, data: dict[str, Any], sheet: str, count: int) -> None:
    paper.insert_row(sheet, 7, count)
    read_right(read(paper.sheets()), data)


@pytest.mark.parametrize("sheet", SHEETS)
def test_a_column_inserted_left_of_everything(paper: Paper, data: dict[str, Any], sheet: str) -> None:
    read_right(read(paper.insert_column(sheet, 1).sheets()), data)


@pytest.mark.parametrize("count", [1, 2])
@pytest.mark.parametrize("column", range(2, 7))
@pytest.mark.parametrize("sheet", SHEETS)
def test_a_blank_column_slipped_in(paper: Paper, data: dict[str, Any], sheet: str, column: int, count: int) -> None:
    submission = read(paper.insert_column(sheet, column, count).sheets())
    assert wrong(submission, data) == []
    assert submission.unreadable == set()
    assert kinds(submission) <= {remarks.COLUMN_INSERTED}
    assert len(submission.remarks_of(remarks.COLUMN_INSERTED)) <= 3  # once per column of labels, not per field


@pytest.mark.parametrize("count", [3, 4, 5, 8])
def test_many_columns_slipped_in_before_the_last_value_of_a_row(paper: Paper, data: dict[str, Any], count: int) -> None:
    """No label stands behind 联系电话: how far the form reaches is told by the merged input cells of the rows around it."""
    submission = read(paper.insert_column("基本信息", 6, count).sheets())
    assert wrong(submission, data) == []
    assert kinds(submission) == {remarks.COLUMN_INSERTED}


def test_a_slipped_column_is_told_at_the_first_value(paper: Paper, data: dict[str, Any]) -> None:
    submission = read(paper.insert_column("详细信息", 2).sheets())
    (remark,) = submission.remarks_of(remarks.COLUMN_INSERTED)
    assert (remark.pointer, remark.place.address, remark.detail) == ("/overview", "详细信息!C2", "1")


def test_sheets_reordered(paper: Paper, data: dict[str, Any]) -> None:
    paper.order.reverse()
    read_right(read(paper.sheets()), data)


@pytest.mark.parametrize("sheet", SHEETS)
def test_a_sheet_renamed(paper: Paper, data: dict[str, Any], sheet: str) -> None:
    submission = read(paper.rename(sheet, "Sheet1").sheets())
    read_right(submission, data, remarks.SHEET_RENAMED)
    (remark,) = submission.remarks_of(remarks.SHEET_RENAMED)
    assert (remark.raw, remark.value) == ("Sheet1", sheet)


def test_sheets_copied_into_another_workbook(form: Form, data: dict[str, Any]) -> None:
    paper = Paper(form, data, stamped=False)
    notes = draw("会议记录", "2020年3月会议\n项目名称 | 以申报表为准\n联系人 | 李四 | 联系电话 | 86710001")
    submission = read(paper.sheets(notes))
    read_right(submission, data, remarks.STAMP_LOST)
    assert submission.year == 2020  # as printed below the title


@pytest.mark.parametrize("sheet", SHEETS)
def test_a_hidden_sheet_is_read_all_the_same(paper: Paper, data: dict[str, Any], sheet: str) -> None:
    paper.states[sheet] = "hidden"
    read_right(read(paper.sheets()), data, remarks.SHEET_HIDDEN)


@pytest.mark.parametrize("sheet", SHEETS)
def test_merged_areas_undone(paper: Paper, data: dict[str, Any], sheet: str) -> None:
    read_right(read(paper.unmerge(sheet).sheets()), data)


def test_everything_pasted_onto_one_sheet(paper: Paper, data: dict[str, Any]) -> None:
    for sheet in SHEETS[1:]:
        paper.paste(sheet, "基本信息", down=paper.last_row("基本信息") + 2).remove(sheet)
    submission = read(paper.sheets())
    read_right(submission, data, remarks.SHEET_RENAMED)


def test_everything_pasted_as_values_into_a_new_workbook(form: Form, data: dict[str, Any]) -> None:
    paper = Paper(form, data, stamped=False)
    for sheet in SHEETS:
        paper.paste(
            sheet, "Sheet1", down=paper.last_row("Sheet1") + 3 if "Sheet1" in paper.cells else 0, merges=False
        ).remove(sheet)
    submission = read(paper.sheets())
    read_right(submission, data, remarks.STAMP_LOST, remarks.SHEET_RENAMED, remarks.DATE_SPELLING)


def test_blocks_pasted_side_by_side(paper: Paper, data: dict[str, Any]) -> None:
    paper.paste("目标内容", "基本信息", right=9).remove("目标内容")
    paper.paste("预算测算", "基本信息", right=18).remove("预算测算")
    read_right(read(paper.sheets()), data, remarks.SHEET_RENAMED)


# -- copies


@pytest.mark.parametrize("sheet", SHEETS)
def test_an_equal_copy_of_a_sheet(paper: Paper, data: dict[str, Any], sheet: str) -> None:
    submission = read(paper.copy(sheet, f"{sheet} (2)").sheets())
    read_right(submission, data, remarks.SHEET_COPY)
    (remark,) = submission.remarks_of(remarks.SHEET_COPY)
    assert (remark.raw, remark.value, remark.detail) == (f"{sheet} (2)", sheet, "equal")


def test_the_sheet_with_the_official_name_counts_and_the_difference_is_told(paper: Paper, data: dict[str, Any]) -> None:
    paper.copy("基本信息", "基本信息 (2)")
    paper.cells["基本信息 (2)"][10, 2] = paper.cells["基本信息"][10, 2]._replace(value=Decimal(200))
    submission = read(paper.sheets())
    read_right(submission, data, remarks.SHEET_COPY)
    (remark,) = submission.remarks_of(remarks.SHEET_COPY)
    assert remark.detail == "项目总金额"


def test_of_two_renamed_sheets_the_one_not_called_a_copy_counts(paper: Paper, data: dict[str, Any]) -> None:
    paper.rename("目标内容", "指标").copy("指标", "指标 (2)")
    del paper.cells["指标 (2)"][4, 4]
    submission = read(paper.sheets())
    assert wrong(submission, data) == []
    (remark,) = submission.remarks_of(remarks.SHEET_COPY)
    assert (remark.raw, remark.detail) == ("指标 (2)", "第2行")


def test_the_same_section_twice_on_one_sheet(paper: Paper, data: dict[str, Any]) -> None:
    paper.paste("详细信息", "详细信息", down=30)
    submission = read(paper.sheets())
    read_right(submission, data, remarks.SHEET_COPY)


# -- labels of somebody else


def test_a_directory_of_telephones_is_not_the_form(paper: Paper, data: dict[str, Any]) -> None:
    directory = draw("通讯录", "项目负责人 | 联系人 | 联系电话\n张三 | 李四 | 86710001\n王五 | 赵六 | 86710002")
    read_right(read(paper.sheets(directory)), data)


def test_a_label_deleted_in_the_form_is_not_taken_from_the_notes(paper: Paper, data: dict[str, Any]) -> None:
    paper.label("/contact", "")
    notes = draw("备忘", "联系人 | 李四\n联系电话 | 86710001")
    submission = read(paper.sheets(notes))
    assert wrong(submission, data) == []
    assert submission.unreadable == {"/contact"}
    (remark,) = submission.remarks_of(remarks.FIELD_MISSING)
    assert (remark.pointer, remark.value, remark.detail) == ("/contact", "联系人", "required")


def test_a_contact_list_below_the_form(paper: Paper, data: dict[str, Any]) -> None:
    last = paper.last_row("基本信息")
    for offset, (left, right) in enumerate((("联系人", "李四"), ("联系电话", "86710001")), 3):
        paper.cells["基本信息"][last + offset, 1] = paper.cells["基本信息"][5, 2]._replace(value=left)
        paper.cells["基本信息"][last + offset, 2] = paper.cells["基本信息"][5, 2]._replace(value=right)
    read_right(read(paper.sheets()), data)


def test_an_attachment_with_labels_of_the_form_is_told_as_not_read(paper: Paper, data: dict[str, Any]) -> None:
    other = draw("附表", "项目名称 | 子项目一\n项目负责人 | 张三\n联系人 | 李四\n联系电话 | 86710001")
    read_right(read(paper.sheets(other)), data, remarks.EXTRA_SHEET)


# -- other workbooks


def test_another_workbook_is_no_form() -> None:
    with pytest.raises(Refused, match="不是绩效目标申报表") as caught:
        read(book(Sheet1="姓名 | 电话\n张三 | 86710001\n李四 | 86710002"))
    assert caught.value.code == "not_a_form"


def test_a_declaration_of_another_city_is_no_form_of_ours() -> None:
    table = """
        财政支出绩效目标申报表
        填报单位 | 某局 | 项目名称 | 培训项目 | 项目类型 | 延续
        主管部门编码 | t:101 | 主管部门名称 | 某局 | 项目实施单位 | 某中心
        项目负责人 | 张三 | 联系电话 | t:86710001 | 项目起止时间 | 20190101
        资金总额 | n:10 | 一般公共预算拨款 | n:10 | 政府性基金预算拨款 | n:0
        单位职能概述 | 略
        项目概况 | 略
        长期目标 | 略
        一级指标 | 二级指标 | 分值 | 指标内容 | 指标值 | 评分细则
    """
    with pytest.raises(Refused, match="不是绩效目标申报表"):
        read(book(申报表=table))


def test_an_empty_workbook_is_no_form() -> None:
    with pytest.raises(Refused):
        read(book(Sheet1=""))


def test_an_empty_template_is_a_form_without_a_word(form: Form) -> None:
    submission = read(Paper(form, {}).sheets())
    assert submission.form is form
    assert submission.remarks == []
    assert submission.data["indicators"] == []
    assert get(submission.data, "/project_name") is None
    assert submission.cells.keys() == set(form.fields) | set(form.tables)


@pytest.mark.parametrize("sheet", SHEETS)
def test_a_sheet_deleted(paper: Paper, data: dict[str, Any], sheet: str, form: Form) -> None:
    submission = read(paper.remove(sheet).sheets())
    assert wrong(submission, data) == []
    assert kinds(submission) == {remarks.SHEET_MISSING}
    for section in form.sections_on(sheet):
        assert {field.pointer for field in section.fields} <= submission.unreadable


@pytest.mark.parametrize("name", ["putuo-project", "sichuan-self-eval"])
def test_other_forms_are_recognised_by_their_labels(name: str) -> None:
    form = load_form(name)
    data = json.loads((Path(form.folder) / "example.json").read_text("utf-8"))["data"]
    paper = Paper(form, data, stamped=False)
    submission = read(paper.sheets())
    assert submission.form is form
    assert submission.year == form.year
    assert wrong(submission, data) == []
    assert submission.unreadable == set()
    assert kinds(submission) <= {remarks.STAMP_LOST}


@pytest.mark.parametrize("row", range(1, 16))
@pytest.mark.parametrize("name", ["putuo-project", "sichuan-self-eval"])
def test_rows_and_columns_inserted_into_other_forms(name: str, row: int) -> None:
    form = load_form(name)
    data = json.loads((Path(form.folder) / "example.json").read_text("utf-8"))["data"]
    for sheet in form.sheets:
        submission = read(Paper(form, data).insert_row(sheet.name, row, 3).sheets())
        assert wrong(submission, data) == []
        assert submission.unreadable == set()
        submission = read(Paper(form, data).insert_column(sheet.name, row % 8 + 1).sheets())
        assert wrong(submission, data) == []


# -- damage


def test_the_column_of_values_deleted_leaves_blanks_not_the_next_label(paper: Paper) -> None:
    cells = paper.cells["基本信息"]
    paper.cells["基本信息"] = {(row, column - (column > 2)): one for (row, column), one in cells.items() if column != 2}
    submission = read(paper.unmerge("基本信息").sheets())
    assert get(submission.data, "/project_leader") is None
    assert get(submission.data, "/contact") == "邹某某"


def test_the_heading_row_of_a_table_deleted(paper: Paper, data: dict[str, Any]) -> None:
    cells = paper.cells["目标内容"]
    paper.cells["目标内容"] = {(row, column): one for (row, column), one in cells.items() if row != 2}
    submission = read(paper.sheets())
    assert wrong(submission, data) == []
    assert "/indicators" in submission.unreadable
    (remark,) = submission.remarks_of(remarks.FIELD_MISSING)
    assert (remark.pointer, remark.value, remark.detail, remark.place.address) == (
        "/indicators",
        "目标内容",
        "section",
        "目标内容!A1",
    )


def test_an_attachment_with_some_headings_of_a_table_is_no_copy(paper: Paper, data: dict[str, Any]) -> None:
    attachment = draw("测算依据", "序号 | 名称 | 数量 | 单价 | 金额 | 用途\nn:1 | 服务器 | n:2 | n:5 | n:10 | 机房")
    read_right(read(paper.sheets(attachment)), data)


def test_the_attachment_does_not_step_in_for_a_lost_table(paper: Paper, data: dict[str, Any]) -> None:
    for key in ("item", "amount", "purpose"):
        paper.label(f"/estimates/{key}", "")
    attachment = draw("测算依据", "序号 | 名称 | 数量 | 单价 | 金额 | 用途\nn:1 | 服务器 | n:2 | n:5 | n:10 | 机房")
    submission = read(paper.sheets(attachment))
    assert wrong(submission, data) == []
    assert "/estimates" in submission.unreadable


def test_a_long_list_of_a_label_does_not_take_long(paper: Paper, data: dict[str, Any]) -> None:
    rows = "\n".join("金额 | 联系人 | 项目名称 | 用途" for _ in range(3000))
    read_right(read(paper.sheets(draw("清单", rows))), data)


def test_rows_written_over_the_next_section_are_told_once(form: Form, data: dict[str, Any]) -> None:
    sections = sorted(form.definition["sections"], key=lambda section: section["key"] != "estimates")
    other = build_form({**form.definition, "sections": sections}, read_json(form.folder, "vocabularies.json"))
    data["estimates"] = [{"item": f"明细{number}", "amount": number, "purpose": "巡检"} for number in range(1, 33)]
    paper = Paper(other, {**data, "estimates": []})
    table = paper.layout.tables["/estimates"]
    for index, row in enumerate(
        data["estimates"]
    ):  # 30 rows are prepared; the 31st is the next title, the 32nd a label
        for column, key in enumerate(("item", "amount", "purpose"), 1):
            paper.cells["预算测算"][table.first_row + index, column] = cell(row[key])
    paper.merges["预算测算"] = []
    submission = read(paper.sheets(), other)
    assert wrong(submission, data) == []
    assert [(one.kind, one.pointer, one.detail) for one in submission.remarks if one.kind != remarks.HTML] == [
        (remarks.TABLE_OVERFLOW, "/estimates", "预算经费和明细测算")
    ]
    assert "/prior_year/budget" in submission.unreadable


def test_the_form_as_the_old_system_printed_it(form: Form) -> None:
    """One sheet, no template: values two columns off, groups named once, rows that slipped, tags of a web page."""
    table = """
        江阴市市级财政支出项目绩效目标申报表
        (2020年)
        基本信息
        项目名称*: | 2020年维保项目
        项目属性 | 单位专项 | 项目类型*: | 经常性专项业务费
        资金用途*: | 信息化工程 | 政府采购*: | t:0
        项目负责人*: | 王某某 | 联系人*: | 邹某某 | 联系电话*: | t:86710000
        计划开始日期*: | t:2020-01-01 | 计划完成日期*: | t:2020-12-31
        项目总金额(万元)*: | t:300.00 | 本年度项目金额(万元): | t:300.00

        详细信息
        项目概况*: | <p>维护7个系统。</p>
        <p>项目实施计划*:</p> | <p>每月巡检。</p>
        <p>项目总目标*:</p> | <p>系统正常。</p>
        <p>年度绩效目标*:</p> | <p>全年12次。</p>
        <p>需要说明的其他问题:</p>
        <p>目标内容</p>
        <p>一级目标</p> | <p>二级目标</p> | <p>指标</p> | <p>目标值</p> | <p>目标值来源</p>
        投入与目标管理 | 投入管理 | 资金调整率 | ≤10% | 制度
        | | 预算执行率 | ≥90% |
        | 财务管理 | 财务制度 | 健全 |
        效果目标 | | 社会效益 | 服务参保人员数量 | ≥80万
        | 安全事故发生数 | | =0次 |
        | 满意度 | 网上服务满意率 | ≥99% |
        | | 维保服务投诉数量 | =0个 |

        预算经费和明细测算
        上年度项目资金使用情况 | 年度预算安排资金 | n:621.11 | 项目实际使用资金 | n:432.49 | 项目结余资金 | n:188.62
        | 资金使用率(%) | n:69.63 | | 项目完成进度(%) | n:100
        项目资金来源 | 项目资金总额 | | | n:300
        | 其中：财政经常性拨款资金 | | | n:0
        | 财政专项拨款资金 | | | n:300
        | 纳入预算管理的非税资金 | | | n:0
        | 专户管理的非税资金 | | | n:0
        | 政府性基金 | | | n:0

        上级补助收入 | n:0
        以前年度纳入预算管理的非税资金 | n:0
        事业收入 | n:0
        经营收入 | n:0
        其他收入 | n:0
        项目概算
        项目明细名称 | 金额 | 用途
        平台流量费 | t:44.40 |
        软件维护 | n:255.6 |
    """
    submission = read(book(Sheet1=table))
    assert (submission.form, submission.year) == (form, 2020)
    assert submission.data["government_procurement"] == "否"
    assert submission.data["total_amount"] == 300
    assert submission.data["start_date"] == "2020-01-01"
    assert submission.data["implementation_plan"] == "<p>每月巡检。</p>"
    assert [(row["level1"], row["level2"]) for row in submission.data["indicators"]] == [
        ("投入与目标管理", "投入管理"),
        ("投入与目标管理", "投入管理"),
        ("投入与目标管理", "财务管理"),
        ("效果目标", None),  # slipped to the right, not read
        ("效果目标", "安全事故发生数"),  # the name slipped to the left, not read
        ("效果目标", "满意度"),
        ("效果目标", "满意度"),
    ]
    assert submission.data["prior_year"] == {
        "budget": Decimal("621.11"), "spent": Decimal("432.49"), "balance": Decimal("188.62"), "usage_rate": Decimal("69.63"), "progress": 100,
    }  # fmt: skip
    assert submission.data["funding"]["total"] == submission.data["funding"]["special_appropriation"] == 300
    assert submission.data["estimates"][0]["amount"] == Decimal("44.40")
    assert len(submission.remarks_of(remarks.SHIFTED_ROW)) == 2
    unread = {
        pointer for pointer in submission.unreadable if not pointer.startswith(("/indicators/3/", "/indicators/4/"))
    }
    assert unread == {"/submitting_unit"}  # the printed form of 2020 has no such label


def test_a_contact_list_below_the_form_does_not_step_in_for_a_deleted_label(paper: Paper, data: dict[str, Any]) -> None:
    last = paper.last_row("基本信息")
    paper.label("/contact", "").write("/project_leader", None)
    paper.cells["基本信息"][last + 3, 1], paper.cells["基本信息"][last + 3, 2] = cell("联系人"), cell("李四")
    data["project_leader"] = None
    submission = read(paper.sheets())
    assert wrong(submission, data) == []
    assert submission.unreadable == {"/contact"}


def test_columns_slipped_in_and_the_next_label_gone(paper: Paper, data: dict[str, Any]) -> None:
    submission = read(paper.label("/contact", "").insert_column("基本信息", 2, 2).sheets())
    assert wrong(submission, data) == []
    assert submission.unreadable == {"/contact"}
