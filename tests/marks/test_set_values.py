"""What `fix` will write: one value in one cell, everything around it as it was."""

from __future__ import annotations

import io
import re
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from openpyxl import load_workbook

from tests.marks.test_annotated_copy import FEATURES
from tests.marks.workbooks import (
    MAIN,
    by_hand,
    lived_in,
    package_of,
    parts_of,
    place,
    written_by_openpyxl,
    written_by_xlsxwriter,
)
from xltoolkit import marks
from xltoolkit.errors import OutputError
from xltoolkit.package.archive import Archive
from xltoolkit.sheets.model import Cell
from xltoolkit.sheets.ooxml import read_ooxml


def cells_of(data: bytes, sheet: int = 0) -> dict[tuple[int, int], Cell]:
    return read_ooxml(Archive.from_bytes(data)).sheets[sheet].cells


def test_a_number_typed_as_text_becomes_a_number_and_keeps_its_format() -> None:
    fixed = marks.set_values(written_by_xlsxwriter(), {place("基本信息", "B5"): Decimal("300.50")})
    cell = cells_of(fixed)[5, 2]
    assert (cell.kind, cell.value, cell.raw) == ("number", Decimal("300.5"), "300.50")
    looked = load_workbook(io.BytesIO(fixed))["基本信息"]["B5"]
    assert looked.fill.fgColor.rgb == "FFFFF2CC"
    assert looked.protection.locked is False


@pytest.mark.parametrize(
    "text", ["=12次", "=0", "+86 510", "  首尾空格 ", "第一行\n第二行", "_x0041_", "a<b>&\"'", "𠮷\r\n尾", ""]
)
def test_a_text_stays_the_text_it_is(text: str) -> None:
    for source in (written_by_xlsxwriter(), written_by_openpyxl()):
        cell = cells_of(marks.set_values(source, {place("基本信息", "B4"): text})).get((4, 2))
        assert (cell.kind, cell.value, cell.formula) == ("text", text, None) if cell else text == ""


@given(
    st.text(max_size=40),
    st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=-(10**9), max_value=10**9),
)
@settings(max_examples=40, deadline=None)
def test_what_is_written_is_what_is_read(text: str, amount: Decimal) -> None:
    source = by_hand('<sheetData><row r="2"><c r="B2"/></row></sheetData>')
    fixed = cells_of(marks.set_values(source, {place("申报表", "B2"): text, place("申报表", "C7"): amount}))
    carried = text if text.isprintable() else None
    if carried:
        assert fixed[2, 2].value == carried
    assert fixed[7, 3].value == amount


def test_everything_else_stays() -> None:
    source = lived_in()
    before, after = parts_of(source), parts_of(marks.set_values(source, {place("基本信息", "B4"): "改名"}))
    assert {name for name, body in before.items() if after[name] != body} == {"xl/worksheets/sheet1.xml"}
    assert after.keys() == before.keys()
    for feature, probe in FEATURES.items():
        assert probe(after) == probe(before), feature


def test_a_cell_that_is_missing_is_made() -> None:
    fixed = marks.set_values(written_by_xlsxwriter(), {place("字典", "C40"): "新增", place("字典", "B1"): 7})
    assert cells_of(fixed, 1)[40, 3].value == "新增"
    assert cells_of(fixed, 1)[1, 2].value == 7


def test_in_a_merged_area_the_top_left_cell_is_written() -> None:
    fixed = marks.set_values(written_by_xlsxwriter(), {place("基本信息", "C15"): "项目概况"})
    assert cells_of(fixed)[14, 1].value == "项目概况"
    assert (15, 3) not in cells_of(fixed)


def test_a_formula_gives_way_and_the_chain_forgets_it() -> None:
    fixed = marks.set_values(lived_in(), {place("基本信息", "D10"): 600})
    cell = cells_of(fixed)[10, 4]
    assert (cell.value, cell.formula) == (600, None)
    assert parts_of(fixed)["xl/calcChain.xml"].endswith(b'<c r="D11" i="1"/></calcChain>'), (
        "the next entry knows its sheet"
    )
    both = marks.set_values(lived_in(), {place("基本信息", "D10"): 600, place("基本信息", "D11"): 900})
    assert "xl/calcChain.xml" not in parts_of(both)
    assert b"calcChain" not in parts_of(both)["xl/_rels/workbook.xml.rels"] + parts_of(both)["[Content_Types].xml"]


SHARED = (
    '<sheetData><row r="2"><c r="B2"><v>1</v></c><c r="C2"><f t="shared" ref="C2:C4" si="0">B2*2+$B$2</f><v>3</v></c></row>'
    '<row r="3"><c r="B3"><v>2</v></c><c r="C3"><f t="shared" si="0"/><v>5</v></c></row>'
    '<row r="4"><c r="B4"><v>3</v></c><c r="C4"><f t="shared" si="0"/><v>7</v></c></row></sheetData>'
)


def test_a_shared_formula_goes_on_from_the_next_cell() -> None:
    fixed = parts_of(marks.set_values(by_hand(SHARED), {place("申报表", "C2"): 3}))["xl/worksheets/sheet1.xml"].decode()
    assert '<c r="C3"><f t="shared" ref="C3:C4" si="0">B3*2+$B$2</f><v>5</v></c>' in fixed
    assert '<c r="C4"><f t="shared" si="0"/><v>7</v></c>' in fixed
    last = parts_of(marks.set_values(by_hand(SHARED), {place("申报表", "C4"): 7}))["xl/worksheets/sheet1.xml"].decode()
    assert "B2*2+$B$2" in last, "a follower that gives way changes nothing for the others"
    two = marks.set_values(by_hand(SHARED), {place("申报表", "C2"): 3, place("申报表", "C3"): 5})
    assert '<f t="shared" ref="C4:C4" si="0">B4*2+$B$2</f>' in parts_of(two)["xl/worksheets/sheet1.xml"].decode()


def test_part_of_an_array_formula_is_not_overwritten() -> None:
    array = SHARED.replace('t="shared" ref="C2:C4" si="0"', 't="array" ref="C2:C4"').replace(
        '<f t="shared" si="0"/>', ""
    )
    for cell in ("C2", "C3"):
        with pytest.raises(OutputError, match=rf"申报表!{cell}.*数组公式"):
            marks.set_values(by_hand(array), {place("申报表", cell): 1})
    single = array.replace('ref="C2:C4"', 'ref="C2"')
    assert cells_of(marks.set_values(by_hand(single), {place("申报表", "C2"): 1}))[2, 3].formula is None


def test_formulas_of_extensions_are_no_formulas_of_cells() -> None:
    """<xm:f> of a sparkline or a 2010 validation stands behind the cells and has nothing to do with the last one."""
    source = package_of({
        name: re.sub(rb"<row r=\"(2[1-9]|30)\".*?</row>", b"", body, flags=re.S) if name.endswith("sheet1.xml") else body
        for name, body in parts_of(lived_in()).items()
    })  # fmt: skip
    after = parts_of(marks.set_values(source, {place("基本信息", "A1"): "新标题"}))
    assert FEATURES["validations of the 2010 kind, sparklines, data bars"](after) == FEATURES[
        "validations of the 2010 kind, sparklines, data bars"
    ](parts_of(source))


def test_leftovers_of_the_old_value_go() -> None:
    """cm and vm point at metadata of the old value, t says what the old value was."""
    data = '<sheetData><row r="2"><c r="B2" s="0" t="e" cm="1" vm="2"><f>1/0</f><v>#DIV/0!</v></c></row></sheetData>'
    fixed = etree.fromstring(
        parts_of(marks.set_values(by_hand(data), {place("申报表", "B2"): 12}))["xl/worksheets/sheet1.xml"]
    )
    (cell,) = fixed.iter(f"{{{MAIN}}}c")
    assert dict(cell.attrib) == {"r": "B2", "s": "0"}
    assert [child.text for child in cell] == ["12"]


def test_a_workbook_without_formulas_is_not_calculated_anew() -> None:
    source = by_hand('<sheetData><row r="2"><c r="B2"><v>1</v></c></row></sheetData>')
    before, after = parts_of(source), parts_of(marks.set_values(source, {place("申报表", "B2"): 2}))
    assert {name for name, body in before.items() if after[name] != body} == {"xl/worksheets/sheet1.xml"}


def test_formulas_over_the_value_are_calculated_when_the_workbook_is_opened() -> None:
    fixed = parts_of(marks.set_values(by_hand(SHARED), {place("申报表", "B2"): 10}))["xl/workbook.xml"].decode()
    assert fixed.index("</sheets>") < fixed.index('<calcPr fullCalcOnLoad="1"/>')


@pytest.mark.parametrize(
    "cell",
    [
        '<c r="B2" s="0" t="str"><f>A1</f><v>旧</v></c>',
        '<c r="B2" s="0"><f>A1</f><v/></c>',
        '<c r="B2" s="0" t="e"><f>A1</f></c>',
    ],
)
def test_a_stored_result_is_renewed_and_its_formula_stays(cell: str) -> None:
    source = by_hand(f'<sheetData><row r="2">{cell}<c r="C2"><v>7</v></c></row></sheetData>')
    renewed = marks.set_results(source, {place("申报表", "B2"): Decimal("1120.50"), place("申报表", "C2"): Decimal(1)})
    assert (
        b'<c r="B2" s="0"><f>A1</f><v>1120.50</v></c><c r="C2"><v>7</v></c>'
        in parts_of(renewed)["xl/worksheets/sheet1.xml"]
    )
    nothing = parts_of(marks.set_results(source, {place("申报表", "B2"): None}))["xl/worksheets/sheet1.xml"]
    assert b'<c r="B2" s="0"><f>A1</f></c>' in nothing


def test_a_sheet_that_is_not_there_is_told() -> None:
    with pytest.raises(OutputError, match="已删除!B2"):
        marks.set_values(written_by_openpyxl(), {place("已删除", "B2"): 1})


def test_prefixed_names_are_followed() -> None:
    data = '<x:sheetData><x:row r="2"><x:c r="B2"/></x:row></x:sheetData>'
    fixed = cells_of(marks.set_values(by_hand(data, x="x:"), {place("申报表", "B2"): "甲", place("申报表", "C3"): 2}))
    assert (fixed[2, 2].value, fixed[3, 3].value) == ("甲", 2)
