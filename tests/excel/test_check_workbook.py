"""Pressing 检查工作簿 in Excel: xlwings' genuine Windows engine over a model of Excel that refuses what Excel refuses."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.chart import BarChart
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.styles.colors import Color

from tests.excel import pywin32
from tests.excel.fake_excel import FakeExcel
from tests.excel.pywin32 import message_boxes
from xltoolkit import marks
from xltoolkit.errors import Refused
from xltoolkit.excel import check_workbook, clear_marks, next_finding
from xltoolkit.excel.attach import ATTEMPTS
from xltoolkit.findings import Finding, Place, Report
from xltoolkit.marks.colours import COLOURS, mark_colour
from xltoolkit.marks.marker import cell_marks
from xltoolkit.marks.sheet_rows import HEADINGS, NOTE_BEGINS, result_table
from xltoolkit.package.archive import Archive
from xltoolkit.workflow.check import check_file

AMOUNT = "基本信息!D10"  # 本年度项目金额


def values(book: openpyxl.Workbook) -> dict[str, Any]:
    return {
        f"{ws.title}!{c.coordinate}": c.value
        for ws in book
        for row in ws.iter_rows()
        for c in row
        if c.value is not None
    }


def looks(book: openpyxl.Workbook) -> dict[str, str]:
    """Every fill that is not none, and every note."""
    found = {}
    for ws in book:
        for row in ws.iter_rows():
            for cell in row:
                if cell.fill.fill_type:
                    found[f"{ws.title}!{cell.coordinate}"] = f"{cell.fill.fill_type} {cell.fill.fgColor.rgb}"
                if cell.comment:
                    found[f"{ws.title}!{cell.coordinate} 批注"] = cell.comment.text
    return found


def sheet(excel: FakeExcel, book: Any, name: str) -> Any:
    return next(one for one in excel.fake(book).sheets if one.ws.title == name)


def listed(excel: FakeExcel, book: Any) -> list[tuple[Any, ...]]:
    """The rows below the headings of the result sheet."""
    rows = [tuple(row) for row in excel.fake(book).sheets[0].UsedRange.Value]
    return rows[rows.index(HEADINGS) + 1 :]


def links(sheet: Any) -> dict[str, str]:
    """Cell → where it leads, by a hyperlink or by the formula that the live hand writes."""
    found = {}
    for cell in sheet["E"]:
        if cell.hyperlink:
            found[cell.coordinate] = cell.hyperlink.location
        elif formula := re.fullmatch(r'=HYPERLINK\("#(.*)","[A-Z]+[0-9]+"\)', str(cell.value)):
            found[cell.coordinate] = formula[1].replace('""', '"')
    return found


def test_a_press_lists_every_finding_in_front_and_marks_its_cell(excel: FakeExcel, workbook: Path) -> None:
    book = excel.open(workbook)
    excel.type(book, AMOUNT, "三百")
    report = check_workbook(book)
    assert report is not None
    assert ("FMT004", AMOUNT) in [(finding.code, finding.place.address) for finding in report.findings if finding.place]
    fake = excel.fake(book)
    assert [one.ws.title for one in fake.sheets][:2] == ["检查结果", "填表说明"]
    assert fake.active is fake.sheets[0]
    assert len(listed(excel, book)) == len(report.findings)
    number = [row[HEADINGS.index("规则")] for row in listed(excel, book)].index("FMT004")
    row = listed(excel, book)[number]
    assert row[3:5] == ("基本信息", "D10")
    assert "三百" in row[HEADINGS.index("问题")]
    assert "'基本信息'!D10" in links(fake.sheets[0].ws).values()
    assert fake.sheets[0].ws["A1"].value == f"检查结果：{workbook.name}"
    assert message_boxes == []


def test_what_was_typed_and_not_saved_is_checked_and_the_file_stays_as_it_is(excel: FakeExcel, workbook: Path) -> None:
    before = workbook.read_bytes()
    book = excel.open(workbook)
    excel.type(book, AMOUNT, "三百")
    check_workbook(book)
    assert workbook.read_bytes() == before
    assert all(finding.code != "FMT004" for finding in check_file(str(workbook)).findings)


def test_no_value_of_the_form_is_changed(excel: FakeExcel, workbook: Path) -> None:
    book = excel.open(workbook)
    before = values(excel.fake(book).workbook)
    check_workbook(book)
    after = {
        address: value
        for address, value in values(excel.fake(book).workbook).items()
        if not address.startswith("检查结果!")
    }
    assert after == before
    assert "=12次" in after.values()  # the form's own targets stay texts


def test_live_marks_are_those_of_the_annotated_copy(excel: FakeExcel, workbook: Path) -> None:
    """One check, two hands: the same colours, notes, rows and links, whether a file or the open workbook is marked."""
    book = excel.open(workbook)
    check_workbook(book)
    live = excel.fake(book).workbook
    report = check_file(str(workbook))
    copy = openpyxl.load_workbook(io.BytesIO(marks.annotate(workbook.read_bytes(), report)))
    copied, alive = looks(copy), looks(live)
    for place, severity, note in cell_marks(report):
        assert alive[place.address] == copied[place.address]
        assert alive[place.address].endswith(mark_colour(severity, 1)) or place.address not in looks(
            openpyxl.load_workbook(workbook)
        )
        assert alive[f"{place.address} 批注"] == copied[f"{place.address} 批注"] == note
    rows = [[c.value for c in row] for row in copy["检查结果"].iter_rows()]
    own = [list(row) for row in excel.fake(book).sheets[0].UsedRange.Value]
    heading = rows.index(list(HEADINGS))
    own_heading = own.index(list(HEADINGS))
    assert own[own_heading:] == rows[heading:]
    assert own[:2] == rows[:2]
    assert list(links(live["检查结果"]).values()) == list(links(copy["检查结果"]).values())


def test_a_second_press_after_mending_replaces_the_marks(excel: FakeExcel, workbook: Path) -> None:
    book = excel.open(workbook)
    excel.type(book, AMOUNT, "三百")
    first = check_workbook(book)
    fake = excel.fake(book)
    sheet(excel, book, "基本信息").ws["D10"].number_format = "General"
    excel.type(book, AMOUNT, 300)
    second = check_workbook(book)
    assert first is not None
    assert second is not None
    assert {f.code for f in first.findings} - {f.code for f in second.findings} == {"FMT004"}
    assert [one.ws.title for one in fake.sheets].count("检查结果") == 1
    assert len(listed(excel, book)) == len(second.findings)
    marked = {mark.place.address for mark in cell_marks(second)}
    noted = {f"{one.ws.title}!{address}" for one in fake.sheets for address in one.notes}
    assert noted == marked


def test_pressing_twice_without_a_change_gives_the_same_marks(excel: FakeExcel, workbook: Path) -> None:
    book = excel.open(workbook)
    check_workbook(book)
    once = (
        looks(excel.fake(book).workbook),
        values(excel.fake(book).workbook),
        list(excel.fake(book).workbook.defined_names),
    )
    check_workbook(book)
    again = (
        looks(excel.fake(book).workbook),
        values(excel.fake(book).workbook),
        list(excel.fake(book).workbook.defined_names),
    )
    assert again == once


def test_clearing_gives_back_values_fills_notes_sheets_and_names(excel: FakeExcel, workbook: Path) -> None:
    colour_and_note(workbook)
    book = excel.open(workbook)
    fake = excel.fake(book)
    before = (
        looks(fake.workbook),
        values(fake.workbook),
        [one.ws.title for one in fake.sheets],
        set(fake.workbook.defined_names),
    )
    check_workbook(book)
    assert looks(fake.workbook) != before[0]
    assert clear_marks(book)
    after = (
        looks(fake.workbook),
        values(fake.workbook),
        [one.ws.title for one in fake.sheets],
        set(fake.workbook.defined_names),
    )
    assert after == before
    assert message_boxes == []


def colour_and_note(path: Path) -> None:
    """A person coloured a cell that will be marked and wrote a note on it."""
    book = openpyxl.load_workbook(path)
    cell = book["详细信息"]["B2"]
    cell.fill = PatternFill("solid", fgColor="FFFFF2CC")
    cell.comment = Comment("李四：这里等科室确认", "李四")
    book.save(path)


def test_a_persons_own_note_stays_above_ours(excel: FakeExcel, workbook: Path) -> None:
    colour_and_note(workbook)
    book = excel.open(workbook)
    check_workbook(book)
    note = sheet(excel, book, "详细信息").notes["B2"]
    assert note.startswith(f"李四：这里等科室确认\n{NOTE_BEGINS}\n")
    check_workbook(book)
    assert sheet(excel, book, "详细信息").notes["B2"] == note


def test_clearing_what_was_never_marked_says_so(excel: FakeExcel, workbook: Path) -> None:
    book = excel.open(workbook)
    assert clear_marks(book) is False
    assert message_boxes == [("绩效申报检查", "这个工作簿里没有检查标记，不需要清除。")]


def test_a_copy_that_the_file_hand_marked_is_taken_over_and_cleared(excel: FakeExcel, workbook: Path) -> None:
    """Clerks open NAME_检查结果.xlsx in Excel, mend it and press the button there."""
    colour_and_note(workbook)
    original = openpyxl.load_workbook(workbook)
    copy = workbook.with_name("副本.xlsx")
    copy.write_bytes(marks.annotate(workbook.read_bytes(), check_file(str(workbook))))
    book = excel.open(copy)
    check_workbook(book)
    fake = excel.fake(book)
    assert [one.ws.title for one in fake.sheets].count("检查结果") == 1
    assert fake.custom_xml_deleted
    clear_marks(book)
    assert looks(fake.workbook) == looks(original)
    assert values(fake.workbook) == values(original)


def test_a_workbook_marked_in_excel_and_saved_is_known_and_cleared_as_a_file(excel: FakeExcel, workbook: Path) -> None:
    colour_and_note(workbook)
    original = openpyxl.load_workbook(workbook)
    book = excel.open(workbook)
    check_workbook(book)
    saved = Archive.from_bytes(excel.fake(book).saved())
    info = marks.recognise(saved)
    assert info is not None
    assert info.result_sheet == "检查结果"
    from xltoolkit.sheets.ooxml import read_ooxml

    assert not marks.is_mended(read_ooxml(saved), info)
    cleared = openpyxl.load_workbook(io.BytesIO(marks.clear(saved)))
    assert looks(cleared) == looks(original)
    assert values(cleared) == values(original)


def test_switches_of_excel_are_as_before_and_the_status_bar_told_the_progress(excel: FakeExcel, workbook: Path) -> None:
    excel.__dict__["EnableEvents"] = False  # somebody's own setting
    book = excel.open(workbook)
    check_workbook(book)
    assert (excel.ScreenUpdating, excel.EnableEvents, excel.DisplayAlerts, excel.StatusBar) == (
        True,
        False,
        True,
        False,
    )
    assert next(value for name, value in excel.history if name == "ScreenUpdating") is False
    assert any(name == "StatusBar" and "正在标记" in str(value) for name, value in excel.history)


def test_what_was_selected_on_the_persons_sheets_stays_selected(excel: FakeExcel, workbook: Path) -> None:
    book = excel.open(workbook)
    book.sheets["目标内容"].select()
    book.sheets["目标内容"].range("D7").select()
    check_workbook(book)
    clear_marks(book)
    assert sheet(excel, book, "目标内容").selection.address == "D7"


def protect(path: Path, **changes: Any) -> None:
    book = openpyxl.load_workbook(path)
    for name, value in changes.items():
        setattr(book["基本信息"].protection, name, value)
    book.save(path)


def flags(excel: FakeExcel, book: Any) -> list[dict[str, Any]]:
    return [
        {**vars(one.ws.protection), "selection": one.EnableSelection}
        for one in excel.fake(book).sheets
        if one.ws.title != "检查结果"
    ]


@pytest.mark.parametrize("broken", [False, True])
def test_protection_comes_back_with_every_flag_also_after_an_exception(
    excel: FakeExcel, workbook: Path, monkeypatch: pytest.MonkeyPatch, broken: bool
) -> None:
    protect(workbook, sheet=True, objects=True, scenarios=True, formatCells=False, insertRows=False, sort=False)
    book = excel.open(workbook)
    sheet(excel, book, "基本信息").__dict__["EnableSelection"] = 1
    excel.type(book, AMOUNT, "三百")
    before = flags(excel, book)
    assert any(one["sheet"] for one in before)
    if broken:
        monkeypatch.setattr("xltoolkit.excel.live.write_result_sheet", lambda *_: 1 / 0)
    check_workbook(book)
    assert flags(excel, book) == before
    assert excel.prompts == []


def test_a_failure_half_way_leaves_no_half_marks_and_the_result_in_a_copy(
    excel: FakeExcel, workbook: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = excel.open(workbook)
    before = looks(excel.fake(book).workbook), values(excel.fake(book).workbook)
    monkeypatch.setattr("xltoolkit.excel.live.write_result_sheet", lambda *_: 1 / 0)
    assert check_workbook(book) is not None
    assert (looks(excel.books[1].workbook), values(excel.books[1].workbook)) == before
    assert "检查结果" not in [one.ws.title for one in excel.books[1].sheets]
    assert excel.books[0].name == workbook.stem + "_检查结果.xlsx"
    ((_, text),) = message_boxes
    assert text.startswith("这个工作簿不让检查工具写入标记。检查结果写在副本中：")


def with_password(path: Path) -> None:
    book = openpyxl.load_workbook(path)
    book["详细信息"].protection.set_password("secret")
    book["详细信息"].protection.sheet = True
    book.save(path)


def with_locked_structure(path: Path) -> None:
    from openpyxl.workbook.protection import WorkbookProtection

    book = openpyxl.load_workbook(path)
    book.security = WorkbookProtection(lockStructure=True)
    book.save(path)


@pytest.mark.parametrize(
    ("make", "properties", "reason"),
    [
        (with_password, {}, "工作表“详细信息”设有保护密码"),
        (with_locked_structure, {}, "工作簿的结构受保护"),
        (lambda path: None, {"ReadOnly": True}, "工作簿是以只读方式打开的"),
    ],
    ids=["password", "structure", "read-only"],
)
def test_where_marking_is_barred_the_result_goes_to_a_copy_with_the_reason(
    excel: FakeExcel, workbook: Path, make: Any, properties: dict[str, Any], reason: str
) -> None:
    make(workbook)
    before = workbook.read_bytes()
    book = excel.open(workbook, **properties)
    report = check_workbook(book)
    assert report is not None
    assert excel.prompts == []  # nobody is asked for a password
    assert not excel.books[1].dirty or excel.books[1].saved() != before
    ((_, text),) = message_boxes
    assert text.startswith(reason)
    beside = workbook.with_name(workbook.stem + "_检查结果.xlsx")
    assert beside.name in text
    assert excel.books[0].name == beside.name  # it is open in front
    assert len(openpyxl.load_workbook(beside)["检查结果"]["A"]) >= len(report.findings)
    assert workbook.read_bytes() == before
    assert "检查结果" not in [one.ws.title for one in excel.books[1].sheets]


def test_another_workbook_is_refused_in_chinese_and_nothing_happened_to_it(excel: FakeExcel, tmp_path: Path) -> None:
    path = tmp_path / "考勤.xlsx"
    other = openpyxl.Workbook()
    other.active["A1"] = "考勤"
    other.save(path)
    book = excel.open(path)
    excel.type(book, "Sheet!B2", "张三")
    assert check_workbook(book) is None
    ((_, text),) = message_boxes
    assert text.startswith("“考勤.xlsx”没有检查：")
    assert excel.undo == ["Sheet!B2"]  # nothing was written, so the person can still undo
    assert excel.StatusBar is False


def test_the_guide_tells_the_truth_a_check_empties_the_undo_history(excel: FakeExcel, workbook: Path) -> None:
    book = excel.open(workbook)
    excel.type(book, AMOUNT, "三百")
    assert excel.undo
    check_workbook(book)
    assert not excel.undo
    from xltoolkit.excel.help import help_page

    assert "“撤销”（Ctrl+Z）不能退回" in Path(help_page()).read_text("utf-8")


def test_a_fault_of_ours_is_told_in_chinese_and_logged_without_names(excel: FakeExcel, workbook: Path) -> None:
    def broken(path: str) -> Report:
        raise ValueError("张三 86710000")

    book = excel.open(workbook)
    assert check_workbook(book, check=broken) is None
    ((_, text),) = message_boxes
    assert text.startswith("没有完成，工作簿的内容没有改动。")
    assert "Traceback" not in text
    log = Path(text.rpartition("：")[2])
    content = log.read_text("utf-8")
    assert "builtins.ValueError" in content
    assert "test_check_workbook.py" in content
    assert "张三" not in content
    assert "86710000" not in content
    assert excel.ScreenUpdating is True
    assert excel.StatusBar is False


def one_finding(address: str = "D10") -> Any:
    def check(path: str) -> Report:
        place = Place("基本信息", int(address[1:]), ord(address[0]) - 64)
        finding = Finding(
            "BUD001", "error", "适当性", place, "/annual_amount", "=1+1 不对。" * 90, "=12次", "300.00", "-请核对"
        )
        return Report(path, None, "jiangyin-project", 2020, (finding,), {"BUD001": "failed"})

    return check


def test_texts_that_look_like_formulas_and_long_ones_arrive_whole(excel: FakeExcel, workbook: Path) -> None:
    book = excel.open(workbook)
    check_workbook(book, check=one_finding())
    (row,) = listed(excel, book)
    assert row[6:9] == ("=1+1 不对。" * 90, "=12次", "-请核对")
    report = one_finding()(str(workbook))
    assert sheet(excel, book, "基本信息").notes["D10"] == cell_marks(report)[0].note  # beyond 255 characters


def test_a_discussion_on_the_cell_is_left_alone_and_the_list_says_so(excel: FakeExcel, workbook: Path) -> None:
    book = excel.open(workbook)
    excel.fake(book).discuss("基本信息!D10")
    check_workbook(book, check=one_finding())
    assert "D10" not in sheet(excel, book, "基本信息").notes
    assert sheet(excel, book, "基本信息").ws["D10"].fill.fgColor.rgb == "FF" + mark_colour("error", 1)
    lines = [row[0] for row in excel.fake(book).sheets[0].ws.iter_rows(values_only=True)]
    assert any("基本信息!D10" in str(line) and "只加底色" in str(line) for line in lines)


def test_a_pattern_that_no_colour_could_give_back_stays(excel: FakeExcel, workbook: Path) -> None:
    filled = openpyxl.load_workbook(workbook)
    filled["基本信息"]["D10"].fill = PatternFill("lightGrid", fgColor="FF00B050")
    filled.save(workbook)
    book = excel.open(workbook)
    check_workbook(book, check=one_finding())
    cell = sheet(excel, book, "基本信息").ws["D10"]
    assert cell.fill.fill_type == "lightGrid"
    assert cell.comment is not None


def test_a_sheet_of_the_persons_own_called_like_ours_is_kept(excel: FakeExcel, workbook: Path) -> None:
    filled = openpyxl.load_workbook(workbook)
    filled.create_sheet("检查结果")["A1"] = "科室自查记录"
    filled.save(workbook)
    book = excel.open(workbook)
    check_workbook(book)
    check_workbook(book)
    titles = [one.ws.title for one in excel.fake(book).sheets]
    assert titles[0] == "检查结果2"
    assert titles.count("检查结果") == 1
    assert sheet(excel, book, "检查结果").ws["A1"].value == "科室自查记录"


def test_nothing_found_is_said_on_the_sheet_too(excel: FakeExcel, workbook: Path) -> None:
    book = excel.open(workbook)
    check_workbook(book, check=lambda path: Report(path, None, "jiangyin-project", 2020, (), {"BUD001": "passed"}))
    rows = [row[0] for row in excel.fake(book).sheets[0].ws.iter_rows(values_only=True)]
    assert rows[-1] == "没有发现问题。"
    assert rows[1].startswith("强制性错误 0 项")


def findings_in_column(count: int) -> Any:
    """A checker that finds something in each of the first cells of a column, of two severities in turn."""

    def check(path: str) -> Report:
        findings = tuple(
            Finding(
                "IND004",
                ("warning", "error")[i % 2],
                "完整性",
                Place("目标内容", 2 + i, 4),
                "/indicators",
                "不明确。",
                "x",
                "",
                "请改",
            )
            for i in range(count)
        )
        return Report(path, None, "jiangyin-project", 2020, findings, {})

    return check


def test_the_number_of_calls_stays_small(excel: FakeExcel, workbook: Path) -> None:
    """Each call crosses from one process to another: a fixed part for the sheet, for each finding little more than its note."""
    first, second, cleared = {}, {}, {}
    for count in (0, 10, 50):
        book = excel.open(workbook)
        for counted, press in ((first, check_workbook), (second, check_workbook)):
            excel.calls = 0
            press(book, check=findings_in_column(count))
            counted[count] = excel.calls
        excel.calls = 0
        clear_marks(book)
        cleared[count] = excel.calls
        excel.books.clear()
    assert first[0] < 135
    assert (first[50] - first[10]) / 40 < 6
    assert second[0] < first[0] + 30
    assert (second[50] - second[10]) / 40 < 6.5
    assert cleared[0] < 60
    assert (cleared[50] - cleared[10]) / 40 < 1


def test_niceties_of_the_sheet_are_there_and_none_of_them_failed_in_silence(excel: FakeExcel, workbook: Path) -> None:
    book = excel.open(workbook)
    report = check_workbook(book)
    assert report is not None
    fake = excel.fake(book)
    sheet = fake.sheets[0]
    heading = len(list(sheet.ws.iter_rows())) - len(report.findings)
    assert fake.window.__dict__["FreezePanes"] is True
    assert fake.window.__dict__["SplitRow"] == heading
    assert sheet.ws.auto_filter.ref == f"A{heading}:J{heading + len(report.findings)}"
    assert sheet.tab.__dict__["Color"] == 0x0000C0
    looks = sheet.__dict__["looks"]
    assert "auto" in looks.values()  # rows are as high as their text
    assert len([name for _, name in looks if name == "ColumnWidth"]) == len(HEADINGS)
    coloured = [cell.fill.fgColor.rgb for cell in sheet.ws["B"][heading:]]
    assert coloured == ["FF" + COLOURS[finding.severity] for finding in report.findings]


def test_texts_that_a_program_might_take_for_dates_or_numbers_stay_texts(excel: FakeExcel, workbook: Path) -> None:
    def check(path: str) -> Report:
        found = ("１２", "2020-1-2", "50%", "'引号", "+1")
        return Report(
            path,
            None,
            "jiangyin-project",
            2020,
            tuple(
                Finding(f"T{i:03d}", "hint", "完整性", Place("基本信息", 5 + i, 2), "", "问" * 9000, text, "", "")
                for i, text in enumerate(found)
            ),
            {},
        )

    book = excel.open(workbook)
    check_workbook(book, check=check)
    assert [row[7] for row in listed(excel, book)] == ["１２", "2020-1-2", "50%", "'引号", "+1"]
    assert all(str(row[6]).startswith("问问") for row in listed(excel, book))


def test_the_name_of_a_sheet_may_hold_quotes(excel: FakeExcel, workbook: Path) -> None:
    filled = openpyxl.load_workbook(workbook)
    filled.create_sheet('张三\'s "草稿" 2020版')["B3"] = "x"
    filled.save(workbook)
    book = excel.open(workbook)
    place = Place('张三\'s "草稿" 2020版', 3, 2)
    finding = Finding("STR009", "hint", "完整性", place, "", "多余的工作表。", "", "", "")
    check_workbook(book, check=lambda path: Report(path, None, "jiangyin-project", 2020, (finding,), {}))
    assert list(links(excel.fake(book).sheets[0].ws).values()) == ["'张三''s \"草稿\" 2020版'!B3"]
    assert sheet(excel, book, place.sheet).notes["B3"].startswith(NOTE_BEGINS)


def test_sheets_that_are_selected_together_get_one_list_and_their_protection_back(
    excel: FakeExcel, workbook: Path
) -> None:
    """Excel would add three sheets, and protects none while several are selected."""
    protect(workbook, sheet=True)
    book = excel.open(workbook)
    fake = excel.fake(book)
    before = flags(excel, book)
    fake.grouped = fake.sheets[1:4]
    check_workbook(book)
    assert message_boxes == []
    assert len([one for one in fake.sheets if one.ws.title not in openpyxl.load_workbook(workbook).sheetnames]) == 1
    assert flags(excel, book) == before


def test_a_name_of_two_hundred_characters_is_saved_under_a_short_one(
    excel: FakeExcel, workbook: Path, tmp_path: Path
) -> None:
    """Excel takes paths of at most 218 characters, and the temporary folder has some already."""
    book = excel.open(workbook)
    excel.books[0].__dict__["name"] = "长" * 195 + ".xlsx"
    book = excel.app.books["长" * 195 + ".xlsx"]
    report = check_workbook(book)
    assert report is not None
    assert excel.books[0].sheets[0].ws["A1"].value == "检查结果：" + "长" * 195 + ".xlsx"
    assert clear_marks(book)
    assert message_boxes == []


def test_a_workbook_that_was_never_saved_is_checked_as_an_xlsx(excel: FakeExcel, workbook: Path) -> None:
    excel.open(workbook, unsaved=True, name="申报表 v1.2 草稿1")
    report = check_workbook(excel.app.books["申报表 v1.2 草稿1"])
    assert report is not None
    assert report.file == "申报表 v1.2 草稿1.xlsx"
    assert message_boxes == []


def test_a_workbook_from_sharepoint_is_marked_where_it_is(excel: FakeExcel, workbook: Path) -> None:
    book = excel.open(workbook, address=f"https://contoso.sharepoint.com/sites/x/{workbook.name}")
    assert check_workbook(book) is not None
    assert excel.fake(book).sheets[0].ws.title == "检查结果"
    assert message_boxes == []


def test_one_from_sharepoint_that_cannot_be_marked_gets_its_copy_in_the_documents(
    excel: FakeExcel, workbook: Path
) -> None:
    """There is no folder beside it; xlwings itself gives up on such an address."""
    documents = Path.home() / "Documents"
    documents.mkdir()
    book = excel.open(workbook, ReadOnly=True, address=f"https://contoso.sharepoint.com/sites/x/{workbook.name}")
    check_workbook(book)
    assert [path.name for path in documents.iterdir()] == [workbook.stem + "_检查结果.xlsx"]
    assert excel.books[0].name == workbook.stem + "_检查结果.xlsx"


def test_a_second_press_where_the_first_copy_is_still_open_opens_another(excel: FakeExcel, workbook: Path) -> None:
    """Excel holds an open file and opens no second workbook of the same name."""
    excel.open(workbook, ReadOnly=True)
    for _ in range(2):
        check_workbook(excel.app.books[workbook.name])
    names = [book.name for book in excel.books]
    assert names[:2] == [workbook.stem + "_检查结果_2.xlsx", workbook.stem + "_检查结果.xlsx"]
    assert [text.partition("。")[0] for _, text in message_boxes] == [
        "工作簿是以只读方式打开的，做了标记也不能保存"
    ] * 2


def test_a_shared_workbook_gets_its_result_beside_it(excel: FakeExcel, workbook: Path) -> None:
    book = excel.open(workbook, MultiUserEditing=True)
    assert check_workbook(book) is not None
    ((_, text),) = message_boxes
    assert text.startswith("工作簿是多人共享的")
    assert excel.books[0].name == workbook.stem + "_检查结果.xlsx"


def test_a_signed_workbook_keeps_its_signature_and_gets_a_list_beside_it(excel: FakeExcel, workbook: Path) -> None:
    """Neither the open workbook nor a copy of it may be changed: the findings stand in a workbook of their own."""
    with zipfile.ZipFile(workbook, "a") as archive:
        archive.writestr("_xmlsignatures/sig1.xml", "<Signature/>")
    book = excel.open(workbook)
    before = [one.ws.title for one in excel.fake(book).sheets]
    report = check_workbook(book)
    assert report is not None
    ((_, text),) = message_boxes
    assert text.startswith("文件带有数字签名")
    assert [one.ws.title for one in excel.books[1].sheets] == before
    (listing,) = excel.books[0].sheets
    assert [row[2] for row in listing.ws.iter_rows(values_only=True)][-1] == report.findings[-1].code


def with_chart_sheet(path: Path, title: str) -> None:
    book = openpyxl.load_workbook(path)
    book.create_chartsheet(title).add_chart(BarChart())
    book.save(path)


def test_with_a_chart_in_front_the_sheets_are_marked_all_the_same(excel: FakeExcel, workbook: Path) -> None:
    with_chart_sheet(workbook, "检查结果")  # which takes our sheet's name, too
    book = excel.open(workbook)
    fake = excel.fake(book)
    fake.active = fake.charts[0]
    assert check_workbook(book) is not None
    assert fake.sheets[0].ws.title == "检查结果2"
    fake.active = fake.charts[0]
    assert next_finding(book)
    assert clear_marks(book)
    assert message_boxes == []


def test_a_theme_colour_under_a_mark_of_the_file_hand_comes_back_as_its_colour(
    excel: FakeExcel, workbook: Path
) -> None:
    filled = openpyxl.load_workbook(workbook)
    filled["详细信息"]["B2"].fill = PatternFill("solid", fgColor=Color(theme=4))
    filled.save(workbook)
    copy = workbook.with_name("副本.xlsx")
    copy.write_bytes(marks.annotate(workbook.read_bytes(), check_file(str(workbook))))
    book = excel.open(copy)
    assert clear_marks(book)
    fill = sheet(excel, book, "详细信息").ws["B2"].fill
    assert (fill.fill_type, fill.fgColor.rgb) == ("solid", "FF4F81BD")  # the accent of the file's theme


def test_a_failure_half_way_never_costs_a_note_of_the_persons(
    excel: FakeExcel, workbook: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    colour_and_note(workbook)
    book = excel.open(workbook)
    monkeypatch.setattr("xltoolkit.excel.live.write_result_sheet", lambda *_: 1 / 0)
    check_workbook(book)
    fake = next(one for one in excel.books if one.name == workbook.name)
    notes = {one.ws.title: one.notes for one in fake.sheets if one.notes}
    assert notes == {"详细信息": {"B2": "李四：这里等科室确认"}}


def test_rows_of_the_list_are_those_of_the_marks_room(excel: FakeExcel, workbook: Path) -> None:
    book = excel.open(workbook)
    report = check_workbook(book)
    assert report is not None
    expected = [tuple(row.texts[1:]) for row in result_table(report).rows]
    assert [tuple("" if v is None else str(v) for v in row[1:]) for row in listed(excel, book)] == expected


@pytest.mark.parametrize("every", [3, 7, 50])
def test_an_excel_that_is_busy_now_and_then_gets_the_same_marks(
    excel: FakeExcel, workbook: Path, every: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While marks are written the person clicks about: calls are rejected and made again, none is lost."""
    monkeypatch.setattr(pywin32.windows_engine(), "N_COM_ATTEMPTS", ATTEMPTS)  # as in a process of our own
    book = excel.open(workbook)
    check_workbook(book)
    expected = looks(excel.fake(book).workbook), listed(excel, book)
    clear_marks(book)
    excel.busy_at = every
    check_workbook(book)
    assert next_finding(book)
    excel.busy_at = 0
    assert (looks(excel.fake(book).workbook), listed(excel, book)) == expected
    assert excel.fake(book).window.__dict__["FreezePanes"] is True
    assert excel.ScreenUpdating is True
    assert message_boxes == []


def test_a_part_that_is_too_large_to_be_looked_through_is_the_reason_and_the_list_stands_alone(
    excel: FakeExcel, workbook: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody dragged the borders to the last row: the check reads what is filled, the marks need the whole part."""

    def too_large(*_: object) -> None:
        raise Refused("too_large", "工作表展开后太大")

    monkeypatch.setattr("xltoolkit.excel.ground.ground", too_large)
    book = excel.open(workbook)
    assert check_workbook(book) is not None
    ((_, text),) = message_boxes
    assert text.startswith("工作表展开后太大。检查结果写在副本中：")
    assert excel.books[0].name == workbook.stem + "_检查结果.xlsx"


def test_cells_that_are_hidden_or_filtered_away_are_named_on_the_list(excel: FakeExcel, workbook: Path) -> None:
    book = excel.open(workbook)
    sheet(excel, book, "基本信息").ws.row_dimensions[10].hidden = True
    excel.fake(book).dirty = True
    check_workbook(book, check=one_finding())
    lines = [str(row[0]) for row in excel.fake(book).sheets[0].ws.iter_rows(values_only=True)]
    assert any("取消隐藏以后才看得见" in line and AMOUNT in line for line in lines)


def test_findings_inside_a_merged_area_stand_together_on_its_first_cell(excel: FakeExcel, workbook: Path) -> None:
    """People merge equal cells of a table; Excel takes a note on the first cell only."""
    merged = openpyxl.load_workbook(workbook)
    merged["目标内容"].merge_cells("B3:B5")
    merged.save(workbook)

    def check(path: str) -> Report:
        found = tuple(
            Finding("IND004", severity, "完整性", Place("目标内容", row, 2), "", f"第{row}行。", "", "", "")
            for row, severity in ((3, "hint"), (4, "error"), (5, "warning"))
        )
        return Report(path, None, "jiangyin-project", 2020, found, {})

    book = excel.open(workbook)
    before = looks(excel.fake(book).workbook)
    check_workbook(book, check=check)
    target = sheet(excel, book, "目标内容")
    assert [address for address in target.notes if address.startswith("B")] == ["B3"]
    assert re.findall("第.行。", target.notes["B3"]) == ["第3行。", "第4行。", "第5行。"]
    assert target.ws["B3"].fill.fgColor.rgb == "FF" + mark_colour("error", 1)
    assert clear_marks(book)
    assert looks(excel.fake(book).workbook) == before
    assert message_boxes == []
