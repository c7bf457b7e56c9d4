"""Tables as people fill them: blank rows, totals, notes, groups, merged and shifted cells, columns of their own."""

from __future__ import annotations

import copy
from decimal import Decimal

from tests.reader.paper import book, cell, draw
from xltoolkit.form.build import build_form, read_json
from xltoolkit.form.model import Form
from xltoolkit.reader import remarks
from xltoolkit.reader.read import read
from xltoolkit.reader.submission import Remark, Submission
from xltoolkit.sheets.model import Sheet

INDICATORS = "目标内容\n一级目标 | 二级目标 | 指标 | 目标值 | 目标值来源\n"
ESTIMATES = "项目概算\n项目明细名称 | 金额 | 用途\n"


def indicators(form: Form, rows: str) -> Submission:
    return read(book(目标内容=INDICATORS + dedented(rows)), form)


def estimates(form: Form, rows: str, heading: str = ESTIMATES) -> Submission:
    return read(book(预算测算=heading + dedented(rows)), form)


def dedented(table: str) -> str:
    return "\n".join(line.strip(" ") for line in table.strip("\n").split("\n"))


def items(submission: Submission) -> list[tuple[object, object]]:
    return [(row["item"], row["amount"]) for row in submission.data["estimates"]]


def about_tables(submission: Submission) -> list[Remark]:
    """What is said of the table itself; the drawn books lack the form's other sheets and the stamp."""
    return [
        one
        for one in submission.remarks
        if one.kind not in (remarks.STAMP_LOST, remarks.SHEET_MISSING, remarks.FIELD_MISSING)
    ]


def test_columns_in_another_order(form: Form) -> None:
    submission = estimates(
        form,
        "硬件巡检 | 维护硬件 | n:200",
        "用途 | 项目明细名称 | 金额\n".replace("用途 | 项目明细名称", "用途 | 项目明细名称"),
    )
    assert submission.data["estimates"] == [{"item": "维护硬件", "amount": Decimal(200), "purpose": "硬件巡检"}]
    assert about_tables(submission) == []


def test_blank_rows_inside_are_skipped(form: Form) -> None:
    submission = estimates(form, "硬件 | n:200 |\n\n\n软件 | n:100 |\n |  | \n 网站 | n:1 |")
    assert items(submission) == [("硬件", 200), ("软件", 100), ("网站", 1)]
    assert submission.cells["/estimates/1/amount"].address == "预算测算!B6"
    assert about_tables(submission) == []


def test_a_row_half_filled_is_a_row(form: Form) -> None:
    submission = estimates(form, "硬件 | n:200 |\n软件 | |\n| n:5 |")
    assert items(submission) == [("硬件", 200), ("软件", None), (None, 5)]
    assert submission.cells["/estimates/1/amount"].address == "预算测算!B4"


def test_a_total_is_no_item_and_is_held_against_the_rows(form: Form) -> None:
    for word, stored, verdict in (("合计", 300, "equal"), ("合 计：", 300, "equal"), ("总计", 310, "different")):
        submission = estimates(form, f"硬件 | n:200 |\n软件 | n:100 |\n{word} | n:{stored} |")
        assert items(submission) == [("硬件", 200), ("软件", 100)]
        (remark,) = about_tables(submission)
        assert (remark.kind, remark.pointer, remark.place.address) == (remarks.TOTAL_ROW, "/estimates", "预算测算!A5")
        assert (remark.value, remark.detail) == (str(stored), verdict)


def test_an_item_whose_name_contains_a_total_is_an_item(form: Form) -> None:
    submission = estimates(form, "合计费用核算软件 | n:200 |\n合计 | 见附件 | 说明")
    assert items(submission) == [("合计费用核算软件", 200), ("合计", "见附件")]


def test_notes_below_the_table_are_not_read_but_told(form: Form) -> None:
    submission = estimates(
        form, "硬件 | n:200 |\n软件 | n:100 |\n\n注：以上金额均含税。\n填表人：张三 | 日期：2020年3月1日"
    )
    assert items(submission) == [("硬件", 200), ("软件", 100)]
    assert [(one.kind, one.place.address, one.raw) for one in about_tables(submission)] == [
        (remarks.STRAY_CONTENT, "预算测算!A6", "注：以上金额均含税。"),
        (remarks.STRAY_CONTENT, "预算测算!A7", "填表人：张三"),
    ]


def test_a_lonely_text_after_a_gap_is_a_note_but_an_item_without_amount_is_not(form: Form) -> None:
    submission = estimates(form, "硬件 | n:200 |\n软件 | |\n\n以上为2020年测算")
    assert items(submission) == [("硬件", 200), ("软件", None)]
    assert [one.kind for one in about_tables(submission)] == [remarks.STRAY_CONTENT]


def test_a_line_merged_across_the_table_is_no_item(form: Form) -> None:
    submission = estimates(form, "一、硬件部分 | < | <\n硬件 | n:200 |\n二、软件部分 | < | <\n软件 | n:100 |")
    assert items(submission) == [("硬件", 200), ("软件", 100)]
    assert [one.raw for one in about_tables(submission)] == ["一、硬件部分", "二、软件部分"]


def test_rows_far_below_the_prepared_ones(form: Form) -> None:
    rows = "\n".join(f"明细{number} | n:{number} |" for number in range(1, 200))
    assert len(items(estimates(form, rows))) == 199


def test_a_column_of_their_own_is_told(form: Form) -> None:
    submission = estimates(form, "硬件 | 台 | n:200 | 巡检\n软件 | 套 | n:100 |", "项目明细名称 | 单位 | 金额 | 用途\n")
    assert items(submission) == [("硬件", 200), ("软件", 100)]
    (remark,) = about_tables(submission)
    assert (remark.kind, remark.detail, remark.value, remark.raw) == (remarks.STRAY_CONTENT, "column", "单位", "台")
    assert remark.place.address == "预算测算!B1"


def test_a_blank_column_inside_the_table_is_nothing(form: Form) -> None:
    submission = estimates(form, "硬件 | | n:200 | 巡检", "项目明细名称 | | 金额 | 用途\n")
    assert items(submission) == [("硬件", 200)]
    assert about_tables(submission) == []


def test_a_heading_merged_over_two_columns(form: Form) -> None:
    submission = estimates(form, "硬件 | | n:200 | 巡检\n软件 | n:100 | |", "项目明细名称 | 金额 | < | 用途\n")
    assert items(submission) == [("硬件", 200), ("软件", 100)]


def test_a_heading_merged_over_two_rows(form: Form) -> None:
    submission = estimates(form, "^ | ^ | ^\n硬件 | n:200 |", "项目明细名称 | 金额 | 用途\n")
    assert items(submission) == [("硬件", 200)]


def test_a_lost_heading_leaves_its_column_unknown(form: Form) -> None:
    submission = indicators(form, "产出目标 | 数量 | 巡检 | =12次 | 合同").data
    assert submission["indicators"][0]["source"] == "合同"
    lost = read(book(目标内容="一级目标 | 二级目标 | 指标 | 目标值 |\n产出目标 | 数量 | 巡检 | =12次 | 合同"), form)
    assert lost.data["indicators"][0] == {
        "level1": "产出目标",
        "level2": "数量",
        "name": "巡检",
        "target": "=12次",
        "source": None,
    }
    assert "/indicators/0/source" in lost.unreadable
    assert "/indicators/0/target" not in lost.unreadable


# -- groups


def test_merged_groups_hold_for_every_row(form: Form) -> None:
    submission = indicators(
        form,
        """
        产出目标 | 数量 | 巡检次数 | =12次 | 合同
        ^ | ^ | 培训次数 | =2次 |
        ^ | 质量 | 合格率 | ≥95% |
        效果目标 | 满意度 | 满意率 | ≥90% |
        """,
    )
    assert [(row["level1"], row["level2"]) for row in submission.data["indicators"]] == [
        ("产出目标", "数量"), ("产出目标", "数量"), ("产出目标", "质量"), ("效果目标", "满意度"),
    ]  # fmt: skip
    (remark,) = about_tables(submission)
    assert (remark.kind, remark.detail, remark.value) == (remarks.MERGED_ROWS, "group", "3-5")
    assert submission.cells["/indicators/1/level1"].address == "目标内容!A3"  # of a merged area its first cell


def test_group_names_that_stand_once_as_printed(form: Form) -> None:
    submission = indicators(
        form,
        """
        产出目标 | 数量 | 巡检次数 | =12次 |
        | | 培训次数 | =2次 |
        | 质量 | 合格率 | ≥95% |
        效果目标 | 满意度 | 满意率 | ≥90% |
        """,
    )
    assert [(row["level1"], row["level2"]) for row in submission.data["indicators"]] == [
        ("产出目标", "数量"), ("产出目标", "数量"), ("产出目标", "质量"), ("效果目标", "满意度"),
    ]  # fmt: skip
    assert [(one.kind, one.pointer, one.raw, one.value) for one in about_tables(submission)] == [
        (remarks.INHERITED_ROWS, "/indicators/1/level1", "2", "产出目标"),
        (remarks.INHERITED_ROWS, "/indicators/1/level2", "1", "数量"),
    ]


def test_one_blank_among_repeated_names_is_an_omission(form: Form) -> None:
    submission = indicators(
        form,
        """
        产出目标 | 数量 | 巡检次数 | =12次 |
        产出目标 | 数量 | 培训次数 | =2次 |
        | 数量 | 维护次数 | =4次 |
        效果目标 | 满意度 | 满意率 | ≥90% |
        """,
    )
    assert submission.data["indicators"][2]["level1"] is None
    assert about_tables(submission) == []


def test_a_blank_that_does_not_fit_the_group_above_is_not_filled(form: Form) -> None:
    submission = indicators(
        form,
        """
        产出目标 | 数量 | 巡检次数 | =12次 |
        | 满意度 | 满意率 | ≥90% |
        """,
    )
    assert submission.data["indicators"][1]["level1"] is None


def test_a_second_level_is_not_taken_over_from_another_first_level(form: Form) -> None:
    submission = indicators(
        form,
        """
        投入与目标管理 | 投入管理 | 预算执行率 | ≥90% |
        产出目标 | | 巡检次数 | =12次 |
        产出目标 | 质量 | 合格率 | ≥95% |
        """,
    )
    assert submission.data["indicators"][1]["level2"] is None


# -- merged values


def test_a_merged_source_holds_for_every_row(form: Form) -> None:
    submission = indicators(form, "产出目标 | 数量 | 巡检次数 | =12次 | 合同\n产出目标 | 数量 | 培训次数 | =2次 | ^")
    assert [row["source"] for row in submission.data["indicators"]] == ["合同", "合同"]
    (remark,) = about_tables(submission)
    assert (remark.kind, remark.detail, remark.pointer) == (remarks.MERGED_ROWS, "value", "/indicators/0/source")


def test_a_merged_amount_is_not_counted_for_any_row(form: Form) -> None:
    submission = estimates(form, "硬件 | n:200 |\n软件 | ^ |\n网站 | n:5 |")
    assert items(submission) == [("硬件", "200"), ("软件", "200"), ("网站", 5)]
    assert {"/estimates/0/amount", "/estimates/1/amount"} <= submission.unreadable
    (remark,) = about_tables(submission)
    assert (remark.kind, remark.detail, remark.pointer) == (remarks.MERGED_ROWS, "number", "/estimates/0/amount")


def test_an_amount_merged_over_blank_rows_is_one_amount(form: Form) -> None:
    submission = estimates(form, "硬件 | n:200 |\n | ^ |\n网站 | n:5 |")
    assert items(submission) == [("硬件", 200), ("网站", 5)]
    assert about_tables(submission) == []


# -- rows that slipped


def test_a_row_one_column_to_the_right_is_told_and_not_read(form: Form) -> None:
    submission = indicators(
        form,
        """
        产出目标 | 数量 | 巡检次数 | =12次 |
        效果目标 | | 社会效益 | 服务参保人员数量 | ≥80万
        """,
    )
    (remark,) = about_tables(submission)
    assert (remark.kind, remark.detail, remark.raw, remark.place.address) == (
        remarks.SHIFTED_ROW,
        "right",
        "社会效益",
        "目标内容!C4",
    )
    assert submission.data["indicators"][1]["name"] == "社会效益"
    assert submission.data["indicators"][1]["level1"] == "效果目标"
    unread = {pointer for pointer in submission.unreadable if pointer.startswith("/indicators/1/")}
    assert unread == {f"/indicators/1/{key}" for key in ("level2", "name", "target", "source")}


def test_a_name_in_the_column_of_choices(form: Form) -> None:
    submission = indicators(form, "产出目标 | 数量 | 巡检次数 | =12次 |\n效果目标 | 安全事故发生数 | | =0次 |")
    (remark,) = about_tables(submission)
    assert (remark.kind, remark.detail, remark.raw) == (remarks.SHIFTED_ROW, "left", "安全事故发生数")


def test_a_whole_row_moved_one_column_right(form: Form) -> None:
    submission = estimates(form, "硬件 | n:200 |\n | 软件 | n:100")
    (remark,) = about_tables(submission)
    assert (remark.kind, remark.detail, remark.place.address) == (remarks.SHIFTED_ROW, "right", "预算测算!B4")
    assert items(submission)[1] == (None, "软件")


def test_a_wrong_choice_alone_is_no_shift(form: Form) -> None:
    submission = indicators(form, "产出目标 | 会议 | 巡检次数 | =12次 | 合同")
    assert [one.kind for one in about_tables(submission)] == [remarks.NOT_IN_VOCABULARY]


# -- hidden rows, what follows


def test_hidden_rows_are_read_and_told(form: Form) -> None:
    sheet = draw("预算测算", ESTIMATES + "硬件 | n:200 |\n软件 | n:100 |\n网站 | n:1 |")
    hidden = Sheet(sheet.name, sheet.state, sheet.cells, sheet.merges, frozenset({4, 9}), frozenset(), False)
    submission = read(book(hidden), form)
    assert len(items(submission)) == 3
    (remark,) = about_tables(submission)
    assert (remark.kind, remark.raw, remark.place.address) == (remarks.HIDDEN_ROWS, "4", "预算测算!A4")


def test_the_next_section_ends_the_table(form: Form) -> None:
    sheet = ESTIMATES + "硬件 | n:200 |\n软件 | n:100 |\n目标内容 | < | < | < | <\n"
    sheet += "一级目标 | 二级目标 | 指标 | 目标值 | 目标值来源\n产出目标 | 数量 | 巡检 | =1次 |"
    submission = read(book(Sheet1=sheet), form)
    assert items(submission) == [("硬件", 200), ("软件", 100)]
    assert len(submission.data["indicators"]) == 1


def test_live_checks_beside_the_form_are_no_content(form: Form) -> None:
    sheet = draw("预算测算", ESTIMATES + "硬件 | n:200 |\n软件 | n:100 |")
    sheet.cells[2, 4] = cell("t:✗ 项目概算合计 = 本年度项目金额：左边是 300.00")._replace(formula="_lists!$D$40")
    submission = read(book(sheet), form)
    assert about_tables(submission) == []


# -- a column that the form computes


def with_rate(form: Form) -> Form:
    """The real form with one more column of the estimates: what a unit pays for the whole, computed row by row."""
    definition = copy.deepcopy(form.definition)
    table = next(section for section in definition["sections"] if section["key"] == "estimates")
    table["columns"].append(
        {"key": "twice", "label": "两年合计", "kind": "amount", "computed": ["*", "/estimates/*/amount", 2]}
    )
    return build_form(definition, read_json(form.folder, "vocabularies.json"))


def test_prepared_formulas_make_no_rows_and_are_computed_anew(form: Form) -> None:
    other = with_rate(form)
    rows = "硬件 | n:200 | | f:B3*2=400\n软件 | n:100 | | f:B4*2=\n网站 | n:5 | | f:B5*2=11\n | | | f:B6*2=\n | | | f:B7*2=0"
    submission = read(book(预算测算="项目明细名称 | 金额 | 用途 | 两年合计\n" + rows), other)
    assert [row["twice"] for row in submission.data["estimates"]] == [400, 200, 10]
    told = [(one.kind, one.pointer) for one in about_tables(submission)]
    assert told == [(remarks.RECOMPUTED, "/estimates/1/twice"), (remarks.STALE, "/estimates/2/twice")]


def test_a_sum_without_a_word_is_a_total_and_another_number_is_a_half_filled_row(form: Form) -> None:
    submission = estimates(form, "硬件 | n:200 |\n软件 | n:100.5 |\n | n:300.5 |")
    assert items(submission) == [("硬件", 200), ("软件", Decimal("100.5"))]
    assert [(one.kind, one.detail) for one in about_tables(submission)] == [(remarks.TOTAL_ROW, "equal")]
    submission = estimates(form, "硬件 | n:200 |\n软件 | n:100.5 |\n | n:300 |")
    assert items(submission)[2] == (None, 300)


def test_anything_alone_after_a_gap_is_no_item(form: Form) -> None:
    for lonely in ("| | 见附件", "| n:300 |", "| | t:=12次", "备注 | |"):
        submission = estimates(form, f"硬件 | n:200 |\n软件 | n:100 |\n\n{lonely}")
        assert len(items(submission)) == 2
        assert [one.kind for one in about_tables(submission)][-1] in (remarks.STRAY_CONTENT, remarks.TOTAL_ROW)
