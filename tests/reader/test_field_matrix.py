"""The field matrix: one odd cell at a time, in every spelling that was met. Each is read right, or told and left open.

`right` is what the document must hold; None there with a remark means the text stays as it stands and the pointer is unreadable.
"""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

import pytest

from tests.reader.paper import Paper, cell
from xltoolkit.form.model import Form
from xltoolkit.reader import remarks
from xltoolkit.reader.read import read
from xltoolkit.reader.submission import Submission, get
from xltoolkit.sheets.model import DATE, TEXT, Cell

OPEN = object()
"""Not read: the raw text stands in the document, the pointer is unreadable."""


def text(value: str) -> Cell:
    return cell(f"t:{value}")


def number(value: str, code: str = "General") -> Cell:
    return cell(Decimal(value), code)


def formula(written: str, value: Any = None, error: str = "") -> Cell:
    stored = (
        cell(f"e:{error}")
        if error
        else cell(f"t:{value}")
        if isinstance(value, str)
        else cell(value)
        if value is not None
        else None
    )
    if stored is None:
        return Cell(None, None, "", written, "General")
    return stored._replace(formula=written)


def dated(value: Any, code: str = "yyyy-mm-dd") -> Cell:
    return Cell(DATE, value, "", None, code)


def told(submission: Submission, pointer: str) -> list[str]:
    return [remark.kind for remark in submission.remarks if remark.pointer == pointer]


def expect(form: Form, pointer: str, written: Cell, right: Any, kind: str) -> Submission:
    submission = read(Paper(form, {}).write(pointer, written).sheets())
    value = get(submission.data, pointer)
    if right is OPEN:
        assert pointer in submission.unreadable
        assert isinstance(value, str)
    else:
        assert pointer not in submission.unreadable
        assert value == right
        assert type(value) is type(right)
    assert told(submission, pointer) == ([kind] if kind else [])
    return submission


AMOUNTS: list[tuple[Cell, Any, str]] = [
    (number("300"), Decimal(300), ""),
    (number("9.88"), Decimal("9.88"), ""),
    (number("0"), Decimal(0), ""),
    (number("-5"), Decimal(-5), ""),
    (number("300", "#,##0.00"), Decimal(300), ""),
    (number("300", "¥#,##0.00"), Decimal(300), ""),
    (number("300", '0.00"万元"'), Decimal(300), ""),
    (number("300", '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ '), Decimal(300), ""),
    (number("300", '#,##0.00;[Red]-#,##0.00'), Decimal(300), ""),
    (number("300", "@"), Decimal(300), ""),
    (number("3000000", '0!.0000"万元"'), OPEN, remarks.AMBIGUOUS_NUMBER),
    (number("3000000", "#,##0.00,"), OPEN, remarks.AMBIGUOUS_NUMBER),
    (number("300", '0.00"元"'), OPEN, remarks.AMBIGUOUS_NUMBER),
    (number("3", "0.00%"), OPEN, remarks.AMBIGUOUS_NUMBER),
    (number("300", "[$￥-804]#,##0.00"), Decimal(300), ""),
    (number("300", "#,##0.00 _€"), Decimal(300), ""),
    (number("300", "[$$-409]#,##0.00"), OPEN, remarks.AMBIGUOUS_NUMBER),
    (number("300", "[$€-2] #,##0.00"), OPEN, remarks.AMBIGUOUS_NUMBER),
    (number("300", "_($* #,##0.00_)"), OPEN, remarks.AMBIGUOUS_NUMBER),
    (number("300", '"约"0'), OPEN, remarks.AMBIGUOUS_NUMBER),
    (number("300", '0"%"'), OPEN, remarks.AMBIGUOUS_NUMBER),
    (number("300", "[h]:mm"), OPEN, remarks.AMBIGUOUS_NUMBER),
    (text("300"), Decimal(300), remarks.TEXT_NUMBER),
    (text("300.00"), Decimal("300.00"), remarks.TEXT_NUMBER),
    (text(" 300 "), Decimal(300), remarks.TEXT_NUMBER),
    (text("1,234.50"), Decimal("1234.50"), remarks.TEXT_NUMBER),
    (text("１２３４．５"), Decimal("1234.5"), remarks.FULL_WIDTH),
    (text("３００"), Decimal(300), remarks.FULL_WIDTH),
    (text("300\u00a0"), Decimal(300), remarks.TEXT_NUMBER),
    (text("\u200b300"), Decimal(300), remarks.TEXT_NUMBER),
    (text("¥300"), Decimal(300), remarks.TEXT_NUMBER),
    (text("￥300.00"), Decimal("300.00"), remarks.TEXT_NUMBER),
    (text("300万元"), Decimal(300), remarks.UNIT_SUFFIX),
    (text("300.5 万元"), Decimal("300.5"), remarks.UNIT_SUFFIX),
    (text("300万"), Decimal(300), remarks.UNIT_SUFFIX),
    (text("3000000元"), Decimal(300), remarks.UNIT_SUFFIX),
    (text("3,000,000.00元"), Decimal(300), remarks.UNIT_SUFFIX),
    (text("人民币300万元整"), Decimal(300), remarks.UNIT_SUFFIX),
    (text("0.03亿元"), Decimal(300), remarks.UNIT_SUFFIX),
    (text("3000千元"), Decimal(300), remarks.UNIT_SUFFIX),
    (text("３００万元"), Decimal(300), remarks.UNIT_SUFFIX),
    (text("88元"), Decimal("0.0088"), remarks.UNIT_SUFFIX),
    (text("5,00"), OPEN, remarks.AMBIGUOUS_NUMBER),
    (text("1.234.5"), OPEN, remarks.AMBIGUOUS_NUMBER),
    (text("1,2345"), OPEN, remarks.AMBIGUOUS_NUMBER),
    (text("12 34"), OPEN, remarks.AMBIGUOUS_NUMBER),
    (text("300，00"), OPEN, remarks.AMBIGUOUS_NUMBER),
    (text("300。00"), OPEN, remarks.AMBIGUOUS_NUMBER),
    (text("约300"), OPEN, remarks.AMBIGUOUS_NUMBER),
    (text("300左右"), OPEN, remarks.AMBIGUOUS_NUMBER),
    (text("200-300"), OPEN, remarks.AMBIGUOUS_NUMBER),
    (text("200~300万元"), OPEN, remarks.AMBIGUOUS_NUMBER),
    (text("三百万元"), OPEN, remarks.NOT_A_NUMBER),
    (text("300USD"), OPEN, remarks.NOT_A_NUMBER),
    (text("300人"), OPEN, remarks.NOT_A_NUMBER),
    (text("无"), OPEN, remarks.NOT_A_NUMBER),
    (text("-"), OPEN, remarks.NOT_A_NUMBER),
    (text("/"), OPEN, remarks.NOT_A_NUMBER),
    (text("待定"), OPEN, remarks.NOT_A_NUMBER),
    (text("=100+200"), OPEN, remarks.NOT_A_NUMBER),
    (text("300;200"), OPEN, remarks.NOT_A_NUMBER),
    (text("O"), OPEN, remarks.NOT_A_NUMBER),
    (text("3OO"), OPEN, remarks.NOT_A_NUMBER),
    (text(""), None, ""),
    (text("  "), None, ""),
    (text("\u3000\n"), None, ""),
    (formula("100+200", 300), Decimal(300), remarks.FORMULA_INPUT),
    (formula("SUM(C10:C12)", Decimal("43.5")), Decimal("43.5"), remarks.FORMULA_INPUT),
    (formula("100+200"), OPEN, remarks.NOT_CALCULATED),
    (formula('IF(A1="","",1)', ""), None, ""),
    (formula("A1&\"万元\"", "300万元"), Decimal(300), remarks.UNIT_SUFFIX),
    (formula("#REF!*2", error="#REF!"), OPEN, remarks.ERROR_VALUE),
    (formula("1/0", error="#DIV/0!"), OPEN, remarks.ERROR_VALUE),
    (cell("e:#N/A"), OPEN, remarks.ERROR_VALUE),
    (cell("e:#VALUE!"), OPEN, remarks.ERROR_VALUE),
    (cell("b:TRUE"), OPEN, remarks.NOT_A_NUMBER),
    (dated(datetime.date(2020, 3, 1)), OPEN, remarks.NOT_A_NUMBER),
    (dated(datetime.date(1900, 10, 26), "m/d/yyyy"), OPEN, remarks.NOT_A_NUMBER),
]  # fmt: skip


@pytest.mark.parametrize("pointer", ["/total_amount", "/funding/other_income"])
@pytest.mark.parametrize(("written", "right", "kind"), AMOUNTS)
def test_amounts(form: Form, pointer: str, written: Cell, right: Any, kind: str) -> None:
    expect(form, pointer, written, right, kind)


DAY = "2020-03-05"
DATES: list[tuple[Cell, Any, str]] = [
    (dated(datetime.date(2020, 3, 5)), DAY, ""),
    (dated(datetime.datetime(2020, 3, 5)), DAY, ""),
    (dated(datetime.datetime(2020, 3, 5, 8, 30)), DAY, ""),
    (dated(datetime.date(2020, 3, 5), 'yyyy"年"m"月"'), DAY, ""),
    (text("2020-03-05"), DAY, ""),
    (text(" 2020-03-05 "), DAY, remarks.BLANKS),
    (text("2020-3-5"), DAY, remarks.DATE_SPELLING),
    (text("2020/3/5"), DAY, remarks.DATE_SPELLING),
    (text("2020/03/05"), DAY, remarks.DATE_SPELLING),
    (text("2020.3.5"), DAY, remarks.DATE_SPELLING),
    (text("2020.03.05"), DAY, remarks.DATE_SPELLING),
    (text("20200305"), DAY, remarks.DATE_SPELLING),
    (text("2020年3月5日"), DAY, remarks.DATE_SPELLING),
    (text("2020年03月05日"), DAY, remarks.DATE_SPELLING),
    (text("2020 年 3 月 5 日"), DAY, remarks.DATE_SPELLING),
    (text("2020年3月5号"), DAY, remarks.DATE_SPELLING),
    (text("二〇二〇年三月五日"), DAY, remarks.DATE_SPELLING),
    (text("２０２０-０３-０５"), DAY, remarks.FULL_WIDTH),
    (text("２０２０年３月５日"), DAY, remarks.FULL_WIDTH),
    (text("2020-03-05 00:00:00"), DAY, remarks.DATE_SPELLING),
    (text("31/12/2020"), "2020-12-31", remarks.DATE_SPELLING),
    (number("43895"), DAY, remarks.DATE_SPELLING),
    (number("43895.5"), DAY, remarks.DATE_SPELLING),
    (number("20200305"), DAY, remarks.DATE_SPELLING),
    (text("2020-02-30"), OPEN, remarks.NOT_A_DATE),
    (text("2020-13-01"), OPEN, remarks.NOT_A_DATE),
    (text("2021年2月29日"), OPEN, remarks.NOT_A_DATE),
    (text("年底前"), OPEN, remarks.NOT_A_DATE),
    (text("待定"), OPEN, remarks.NOT_A_DATE),
    (text("01/02/2020"), OPEN, remarks.AMBIGUOUS_DATE),
    (text("2020年1月"), OPEN, remarks.AMBIGUOUS_DATE),
    (text("2020年"), OPEN, remarks.AMBIGUOUS_DATE),
    (text("3月5日"), OPEN, remarks.AMBIGUOUS_DATE),
    (text("20-3-5"), OPEN, remarks.AMBIGUOUS_DATE),
    (text("43895"), OPEN, remarks.AMBIGUOUS_DATE),
    (text("2020-01-01至2020-12-31"), OPEN, remarks.AMBIGUOUS_DATE),
    (number("2020"), OPEN, remarks.AMBIGUOUS_DATE),
    (number("2020.3"), OPEN, remarks.AMBIGUOUS_DATE),
    (number("300"), OPEN, remarks.NOT_A_DATE),
    (dated(datetime.date(1905, 7, 12)), OPEN, remarks.NOT_A_DATE),
    (dated(datetime.time(8, 30), "h:mm"), OPEN, remarks.NOT_A_DATE),
    (cell("e:#VALUE!"), OPEN, remarks.ERROR_VALUE),
    (formula("TODAY()"), OPEN, remarks.NOT_CALCULATED),
    (formula("DATE(2020,3,5)", datetime.date(2020, 3, 5)), DAY, remarks.FORMULA_INPUT),
    (cell("b:TRUE"), OPEN, remarks.NOT_A_DATE),
    (text(" "), None, ""),
]  # fmt: skip


@pytest.mark.parametrize(("written", "right", "kind"), DATES)
def test_dates(form: Form, written: Cell, right: Any, kind: str) -> None:
    expect(form, "/end_date", written, right, kind)


TARGETS: list[tuple[Cell, Any, str]] = [
    (text("=12次"), "=12次", ""),
    (text("≥95%"), "≥95%", ""),
    (text("=0"), "=0", ""),
    (text("=100%"), "=100%", ""),
    (text("健全"), "健全", ""),
    (text(" ≥95% "), "≥95%", remarks.BLANKS),
    (text("≥ 95%"), "≥ 95%", ""),
    (text("≥９５％"), "≥９５％", remarks.FULL_WIDTH),
    (text("＝１２次"), "＝１２次", remarks.FULL_WIDTH),
    (text("<p>≥95%</p>"), "<p>≥95%</p>", remarks.HTML),
    (text("≥95%&nbsp;"), "≥95%&nbsp;", remarks.HTML),
    (text("<5分钟"), "<5分钟", ""),
    (text("≥95%\u200b"), "≥95%", remarks.INVISIBLE),
    (text("_x000D_≥95%"), "_x000D_≥95%", remarks.INVISIBLE),
    (number("12"), "12", remarks.NUMBER_IN_TEXT),
    (number("0.9"), "0.9", remarks.NUMBER_IN_TEXT),
    (number("0.9", "0%"), "90%", remarks.NUMBER_IN_TEXT),
    (number("0.955", "0.00%"), "95.50%", remarks.NUMBER_IN_TEXT),
    (number("12", '0"次"'), "12次", remarks.NUMBER_IN_TEXT),
    (number("12", '"≥"0"次"'), "≥12次", remarks.NUMBER_IN_TEXT),
    (number("5000", "#,##0"), "5,000", remarks.NUMBER_IN_TEXT),
    (number("0"), "0", remarks.NUMBER_IN_TEXT),
    (number("12", "@"), "12", remarks.NUMBER_IN_TEXT),
    (dated(datetime.date(2020, 11, 30), 'm"月"d"日"'), "11月30日", remarks.NUMBER_IN_TEXT),
    (dated(datetime.date(2020, 11, 30), 'yyyy"年"m"月"'), "2020年11月", remarks.NUMBER_IN_TEXT),
    (dated(datetime.date(2020, 11, 30), "mm-dd-yy"), "2020/11/30", remarks.NUMBER_IN_TEXT),
    (formula("12次"), "=12次", remarks.TARGET_FORMULA),
    (formula("12次", error="#NAME?"), "=12次", remarks.TARGET_FORMULA),
    (formula("12次/年", error="#NAME?"), "=12次/年", remarks.TARGET_FORMULA),
    (formula("100%", 1), "=100%", remarks.TARGET_FORMULA),
    (formula("100%"), "=100%", remarks.TARGET_FORMULA),
    (formula("0", 0), "=0", remarks.TARGET_FORMULA),
    (formula("364", 364), "=364", remarks.TARGET_FORMULA),
    (formula("100.00(%)", error="#NAME?"), "=100.00(%)", remarks.TARGET_FORMULA),
    (formula("1人", error="#NAME?"), "=1人", remarks.TARGET_FORMULA),
    (formula("3个月", error="#VALUE!"), "=3个月", remarks.TARGET_FORMULA),
    (formula("3*4", 12), "12", remarks.FORMULA_INPUT),
    (formula("B3", 12), "12", remarks.FORMULA_INPUT),
    (formula("SUM(1,2)", 3), "3", remarks.FORMULA_INPUT),
    (formula('"≥"&B3', "≥95%"), "≥95%", remarks.FORMULA_INPUT),
    (formula("SUM(1,2)"), OPEN, remarks.NOT_CALCULATED),
    (formula("B3"), OPEN, remarks.NOT_CALCULATED),
    (formula("不低于95%", error="#NAME?"), OPEN, remarks.ERROR_VALUE),
    (formula("#REF!", error="#REF!"), OPEN, remarks.ERROR_VALUE),
    (cell("e:#NAME?"), OPEN, remarks.ERROR_VALUE),
    (cell("b:TRUE"), "TRUE", remarks.NUMBER_IN_TEXT),
    (text(" "), None, ""),
]  # fmt: skip


@pytest.mark.parametrize(("written", "right", "kind"), TARGETS)
def test_targets(form: Form, written: Cell, right: Any, kind: str) -> None:
    row = {"level1": "产出目标", "level2": "数量", "name": "巡检次数", "source": "合同"}
    submission = read(Paper(form, {"indicators": [row]}).write("/indicators/0/target", written).sheets())
    (read_row,) = submission.data["indicators"]
    assert {key: read_row[key] for key in row} == row
    pointer = "/indicators/0/target"
    assert told(submission, pointer) == ([kind] if kind else [])
    if right is OPEN:
        assert pointer in submission.unreadable
        assert isinstance(read_row["target"], str)
    else:
        assert pointer not in submission.unreadable
        assert read_row["target"] == right


CHOICES: list[tuple[str, Cell, Any, str]] = [
    ("/fund_use", text("信息化工程"), "信息化工程", ""),
    ("/fund_use", text(" 信息化工程"), "信息化工程", remarks.BLANKS),
    ("/fund_use", text("信息化 工程"), "信息化工程", remarks.ALIAS),
    ("/fund_use", text("信息化\n工程"), "信息化工程", remarks.ALIAS),
    ("/fund_use", text("<p>信息化工程</p>"), "信息化工程", remarks.HTML),
    ("/fund_use", text("信息化\u200b工程"), "信息化工程", remarks.ALIAS),
    ("/fund_use", text("信息工程"), "信息工程", remarks.NOT_IN_VOCABULARY),
    ("/fund_use", text("会议费"), "会议费", remarks.NOT_IN_VOCABULARY),
    ("/fund_use", text("设备购置、房屋修缮"), "设备购置、房屋修缮", remarks.NOT_IN_VOCABULARY),
    ("/fund_use", number("3"), "3", remarks.NOT_IN_VOCABULARY),
    ("/fund_use", cell("e:#N/A"), OPEN, remarks.ERROR_VALUE),
    ("/fund_use", formula("VLOOKUP(1,A:B,2)"), OPEN, remarks.NOT_CALCULATED),
    ("/fund_use", formula("A1", "信息化工程"), "信息化工程", remarks.FORMULA_INPUT),
    ("/fund_use", text("　"), None, ""),
    ("/government_procurement", text("否"), "否", ""),
    ("/government_procurement", number("0"), "否", remarks.ALIAS),
    ("/government_procurement", number("1"), "是", remarks.ALIAS),
    ("/government_procurement", text("0"), "否", remarks.ALIAS),
    ("/government_procurement", text("１"), "是", remarks.ALIAS),
    ("/government_procurement", text("无"), "否", remarks.ALIAS),
    ("/government_procurement", cell("b:TRUE"), "是", remarks.ALIAS),
    ("/government_procurement", cell("b:FALSE"), "否", remarks.ALIAS),
    ("/government_procurement", number("0", "0.00"), "0.00", remarks.NOT_IN_VOCABULARY),
    ("/government_procurement", text("120万元"), "120万元", remarks.NOT_IN_VOCABULARY),
    ("/government_procurement", text("是否"), "是否", remarks.NOT_IN_VOCABULARY),
]  # fmt: skip


@pytest.mark.parametrize(("pointer", "written", "right", "kind"), CHOICES)
def test_choices(form: Form, pointer: str, written: Cell, right: Any, kind: str) -> None:
    expect(form, pointer, written, right, kind)


@pytest.mark.parametrize(
    ("level1", "level2", "right"),
    [
        ("产出指标", "数量指标", ("产出目标", "数量")),
        ("产出", "数量目标", ("产出目标", "数量")),
        ("投入与目标管理", "投入管理", ("投入与目标管理", "投入管理")),
        ("效果目标", "满意度指标", ("效果目标", "满意度")),
        ("效益指标", "社会效益", ("效益指标", "社会效益")),
    ],
)
def test_levels_are_compared_without_the_endings_that_do_not_count(
    form: Form, level1: str, level2: str, right: Any
) -> None:
    row = {"level1": level1, "level2": level2, "name": "巡检次数", "target": "=12次"}
    (found,) = read(Paper(form, {"indicators": [row]}).sheets()).data["indicators"]
    assert (found["level1"], found["level2"]) == right


TEXTS: list[tuple[str, Cell, Any, str]] = [
    ("/project_name", text("人社局2020年维保项目"), "人社局2020年维保项目", ""),
    ("/project_name", text("  维保项目 "), "维保项目", remarks.BLANKS),
    ("/project_name", text("维保\n项目"), "维保\n项目", remarks.BLANKS),
    ("/project_name", text("维保  项目"), "维保  项目", remarks.BLANKS),
    ("/project_name", text("维保 项目"), "维保 项目", ""),
    ("/project_name", text("2020年<p>维保</p>"), "2020年<p>维保</p>", remarks.HTML),
    ("/project_name", text("R&D项目"), "R&D项目", ""),
    ("/project_name", text("维保\u200b项目"), "维保\u200b项目", remarks.INVISIBLE),
    ("/project_name", number("2020"), "2020", remarks.NUMBER_IN_TEXT),
    ("/project_name", text("=维保项目"), "=维保项目", ""),
    ("/project_name", formula("A1", "维保项目"), "维保项目", remarks.FORMULA_INPUT),
    ("/project_name", formula("维保项目", error="#NAME?"), OPEN, remarks.ERROR_VALUE),
    ("/project_name", formula("维保项目"), OPEN, remarks.NOT_CALCULATED),
    ("/overview", text("第一段\n第二段"), "第一段\n第二段", ""),
    ("/overview", text("\n 第一段 "), "第一段", ""),
    ("/overview", text("<p>第一段</p>"), "<p>第一段</p>", remarks.HTML),
    ("/overview", text("<ol style=\"x\"> 一、甲"), "<ol style=\"x\"> 一、甲", remarks.HTML),
    ("/overview", text("第一段_x000D_\n第二段"), "第一段_x000D_\n第二段", remarks.INVISIBLE),
    ("/overview", text("a<b且c>d"), "a<b且c>d", ""),
    ("/contact_phone", text("86710000"), "86710000", ""),
    ("/contact_phone", number("86710000"), "86710000", remarks.NUMBER_IN_TEXT),
    ("/contact_phone", number("13800000000"), "13800000000", remarks.NUMBER_IN_TEXT),
    ("/contact_phone", number("51086710000", "0"), "51086710000", remarks.NUMBER_IN_TEXT),
    ("/contact_phone", text("0510-86710000"), "0510-86710000", ""),
    ("/contact_phone", text("８６７１００００"), "８６７１００００", remarks.FULL_WIDTH),
    ("/contact_phone", text("86710000 "), "86710000", remarks.BLANKS),
    ("/contact", text("王某某"), "王某某", ""),
    ("/contact", text("王 某"), "王 某", ""),
]  # fmt: skip


@pytest.mark.parametrize(("pointer", "written", "right", "kind"), TEXTS)
def test_texts(form: Form, pointer: str, written: Cell, right: Any, kind: str) -> None:
    expect(form, pointer, written, right, kind)


PERCENTS: list[tuple[Cell, Any, str]] = [
    (number("69.63"), Decimal("69.63"), ""),
    (number("100"), Decimal(100), ""),
    (number("0"), Decimal(0), ""),
    (number("0.6963", "0.00%"), Decimal("69.63"), remarks.FRACTION_PERCENT),
    (number("1", "0%"), Decimal(100), remarks.FRACTION_PERCENT),
    (number("0.6963"), Decimal("0.6963"), remarks.FRACTION_PERCENT),
    (text("69.63%"), Decimal("69.63"), remarks.UNIT_SUFFIX),
    (text("69.63(%)"), Decimal("69.63"), remarks.UNIT_SUFFIX),
    (text("百分之69.63"), Decimal("69.63"), remarks.UNIT_SUFFIX),
    (text("６９.６３％"), Decimal("69.63"), remarks.UNIT_SUFFIX),
    (text("69.63"), Decimal("69.63"), remarks.TEXT_NUMBER),
    (text("0.6963"), Decimal("0.6963"), remarks.FRACTION_PERCENT),
    (text("69,63%"), OPEN, remarks.AMBIGUOUS_NUMBER),
    (text("约70%"), OPEN, remarks.AMBIGUOUS_NUMBER),
    (text("七成"), OPEN, remarks.NOT_A_NUMBER),
    (text("/"), OPEN, remarks.NOT_A_NUMBER),
    (cell("e:#DIV/0!"), OPEN, remarks.ERROR_VALUE),
    (text(""), None, ""),
]  # fmt: skip


@pytest.mark.parametrize(("written", "right", "kind"), PERCENTS)
def test_percentages(form: Form, written: Cell, right: Any, kind: str) -> None:
    expect(form, "/prior_year/progress", written, right, kind)


def test_the_matrix_is_as_wide_as_promised() -> None:
    assert sum(map(len, (AMOUNTS, DATES, TARGETS, CHOICES, TEXTS, PERCENTS))) >= 200


@pytest.mark.parametrize("written", [case[0] for case in AMOUNTS])
def test_the_raw_text_is_kept_wherever_it_differs(form: Form, written: Cell) -> None:
    submission = read(Paper(form, {}).write("/total_amount", written).sheets())
    value = get(submission.data, "/total_amount")
    if written.kind == TEXT and written.formula is None and str(written.value).strip("\u3000\n "):
        assert submission.raw.get("/total_amount", str(value)) == written.value


@pytest.mark.parametrize("from_1904", [False, True])
def test_a_number_that_lost_its_date_format_is_counted_as_the_workbook_counts(form: Form, from_1904: bool) -> None:
    serial = "42369" if from_1904 else "43831"
    sheets = Paper(form, {}).write("/start_date", number(serial)).sheets()
    submission = read(sheets._replace(from_1904=from_1904))
    assert submission.data["start_date"] == "2020-01-01"
    assert submission.raw["/start_date"] == serial
    assert told(submission, "/start_date") == [remarks.DATE_SPELLING]
