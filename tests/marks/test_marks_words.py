"""What staff read: lines, rows, notes, colours."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tests.marks.workbooks import finding, place, report
from xltoolkit.findings import SEVERITIES
from xltoolkit.form.model import Form
from xltoolkit.marks.colours import COLOURS, HIGHEST_KEY, NO_FILL_KEY, mark_colour, mark_key
from xltoolkit.marks.fill_colours import as_word, from_word, portable
from xltoolkit.marks.marker import cell_marks
from xltoolkit.marks.sheet_rows import field_name, note_text, result_table, without_note_text


def test_every_mark_tells_which_fill_it_covers() -> None:
    for severity in SEVERITIES:
        for key in range(NO_FILL_KEY, HIGHEST_KEY + 1):
            assert mark_key(mark_colour(severity, key)) == mark_key("FF" + mark_colour(severity, key).lower()) == key


def test_nobodys_own_colours_are_taken_for_marks() -> None:
    """Excel's own bad, neutral and good, the standard colours, the plain colours of our result sheet."""
    for colour in (
        "FFC7CE",
        "FFEB9C",
        "C6EFCE",
        "FFFF00",
        "FFC000",
        "FFC0C0",
        "FFE699",
        "DDEBF7",
        "",
        "auto",
        *COLOURS.values(),
    ):
        assert mark_key(colour) is None


def test_marks_look_alike_whatever_they_cover() -> None:
    for severity in SEVERITIES:
        first, last = mark_colour(severity, 1), mark_colour(severity, 15)
        assert [first[:4], last[:4]] == [COLOURS[severity][:4]] * 2


def test_theme_and_palette_colours_are_worked_out() -> None:
    theme = '<a:accent1><a:srgbClr val="4F81BD"/></a:accent1><a:lt1><a:sysClr val="window" lastClr="FFFFFF"/></a:lt1>'
    solid = '<fill><patternFill patternType="solid"><fgColor {}/><bgColor indexed="64"/></patternFill></fill>'
    assert portable(solid.format('theme="4"'), theme) == solid.format('rgb="FF4F81BD"')
    assert portable(solid.format('theme="0" tint="-0.5"'), theme) == solid.format('rgb="FF808080"')
    assert portable(solid.format('indexed="43"'), theme) == solid.format('rgb="FFFFFF99"')
    assert portable(solid.format('theme="9"'), theme) == solid.format('theme="9"'), "unknown: left as it is"
    assert portable(solid.format('rgb="FFFFF2CC"'), "") == solid.format('rgb="FFFFF2CC"')


def test_a_fill_is_told_in_a_word_and_read_back() -> None:
    for word in ("-", "FFF2CC", "lightUp.FF0000.FFFF00", "gray125..", "darkGrid.00B050."):
        assert as_word(from_word(word)) == word
    assert from_word("ZZZ") == from_word("lightUp.red.") == ""
    assert as_word('<fill><patternFill patternType="solid"><fgColor indexed="64"/></patternFill></fill>') == "-"
    assert (
        as_word(
            '<fill><gradientFill degree="90"><stop position="0"><color rgb="FFFF0000"/></stop></gradientFill></fill>'
        )
        == "-"
    )


words = st.text(alphabet=st.characters(blacklist_categories=("Cs",)), max_size=60).filter(lambda text: "【" not in text)


@given(words, st.integers(1, 3))
def test_our_lines_leave_a_note_as_they_found_it(own: str, findings: int) -> None:
    text = note_text([finding("基本信息", "B9")] * findings)
    assert without_note_text(text) == ""
    assert without_note_text(own) == own
    if own:
        assert without_note_text(f"{own}\n{text}") == own
    assert without_note_text(f"{text}\n{own}") == own, "the person wrote below our lines"


def test_what_somebody_wrote_between_our_lines_is_hers() -> None:
    """She answers where the question stands, or deletes a line of ours: what is left of hers stays."""
    related = [place("预算测算", "B5")]
    text = note_text([finding("基本信息", "B9", message="第一行\n第二行", related=related), finding("基本信息", "B9")])
    lines = text.split("\n")
    assert [line[:3] for line in lines] == ["【表格", "强制性", "建议：", "相关单", "强制性", "建议：", "【检查"]
    assert without_note_text("\n".join([*lines[:2], "已问过张三", *lines[2:]])) == "已问过张三"
    assert without_note_text("\n".join([lines[0], "甲", *lines[1:4], "乙", *lines[4:], "丙"])) == "甲\n乙\n丙"
    assert without_note_text("\n".join([*lines[:-1], "最后一行被删了"])) == "最后一行被删了"
    assert without_note_text(f"先写的{text}后写的") == "先写的后写的"
    assert without_note_text(f"先写的\n{text}后写的\n再写的") == "先写的\n后写的\n再写的"
    assert without_note_text(f"{text}\n{text}") == ""


def test_a_note_says_the_gravest_first() -> None:
    marks = cell_marks(
        report(finding("基本信息", "B9", "hint"), finding("基本信息", "B9", "error"), finding("基本信息", "B10"))
    )
    assert [(mark.place.cell, mark.severity) for mark in marks] == [("B9", "error"), ("B10", "error")]
    lines = marks[0].note.split("\n")
    assert lines[1].startswith("强制性错误（BUD001）：")
    assert lines[3].startswith("建议（BUD001）：")


def test_fields_are_called_as_people_call_them(form: Form) -> None:
    assert field_name(form, "/annual_amount") == "本年度项目金额"
    assert field_name(form, "/indicators/2/target") == "指标：目标值"
    assert field_name(form, "/indicators/2") == "指标"
    assert field_name(form, "/indicators")
    assert field_name(form, "") == field_name(None, "/annual_amount") == field_name(form, "/nothing") == ""


def test_long_content_is_shortened_with_its_length() -> None:
    row = result_table(report(finding("详细信息", "B3", found="维护" * 500))).rows[0]
    assert row.texts[7].endswith("……（共 1000 字）")
    assert len(row.texts[7]) < 150


def test_a_finding_without_advice_says_what_is_expected() -> None:
    row = result_table(report(finding("详细信息", "B3", suggestion=""))).rows[0]
    assert row.texts[8] == "应为：300.00"


def test_many_related_cells_are_counted() -> None:
    related = [place("预算测算", f"B{row}") for row in range(2, 15)]
    row = result_table(report(finding("详细信息", "B3", related=related))).rows[0]
    assert row.texts[6].endswith("\n相关单元格：预算测算!B2、预算测算!B3、预算测算!B4、预算测算!B5 等 13 处")
