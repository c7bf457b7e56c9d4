"""The fidelity matrix: each thing that Excel keeps in a package, and how it is after marking, clearing and mending a value."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import pytest
from lxml import etree

from tests.marks.museum import OWN_PARTS, museum, parts_to_be_touched
from tests.marks.schema import complaints
from tests.marks.workbooks import Parts, finding, parts_of, place, report
from xltoolkit import marks

FOUND = report(
    finding("基本信息", "B2", "hint"),  # a pattern, a hyperlink, a quote mark
    finding("基本信息", "B3", "warning"),  # a gradient
    finding("基本信息", "B4"),
    finding("基本信息", "B5"),  # somebody's note, held open
    finding("基本信息", "D4"),  # a dynamic array
    finding("基本信息", "D9"),  # a discussion
    finding("基本信息", "C11"),  # inside a merged area
    finding("基本信息", "F7", "hint"),  # no cell yet, in a hidden column with a format
    finding("基本信息", "B21", "warning"),  # inside a table
)
SHEET, BOOK, STYLES = "xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/styles.xml"

# Feature → the part that it shares with what marking writes, and its elements there: they stay as they were written.
ELEMENTS = {
    "frozen panes, several windows on one sheet": (SHEET, "pane selection"),
    "widths, formats and hiding of columns": (SHEET, "cols"),
    "values, stored results, errors, booleans": (SHEET, "v"),
    "shared, array and dynamic formulas": (SHEET, "f"),
    "rich text in cells": (SHEET, "is"),
    "sheet protection and protected ranges": (SHEET, "sheetProtection protectedRanges"),
    "scenarios": (SHEET, "scenarios"),
    "filters": (SHEET, "autoFilter"),
    "views of single users": (SHEET, "customSheetViews"),
    "merged areas": (SHEET, "mergeCells"),
    "conditional formats": (SHEET, "conditionalFormatting"),
    "validations": (SHEET, "dataValidations"),
    "links": (SHEET, "hyperlinks"),
    "print set-up, headers, page breaks": (SHEET, "printOptions pageMargins pageSetup headerFooter rowBreaks"),
    "watches and ignored errors": (SHEET, "cellWatches ignoredErrors"),
    "drawings, buttons, pictures behind the sheet": (SHEET, "drawing legacyDrawing legacyDrawingHF picture"),
    "controls and objects in alternatives": (SHEET, "oleObjects controls"),
    "tables of the sheet": (SHEET, "tableParts"),
    "validations, icons, sparklines, slicers of 2010 and later": (SHEET, "extLst"),
    "people's notes, their authors and runs": ("xl/备注/notes-7.xml", "author r rPr"),
    "windows of the workbook": (BOOK, "fileVersion workbookPr"),
    "external references, calculation, pivot caches": (BOOK, "externalReferences calcPr pivotCaches"),
    "users' own views of the workbook": (BOOK, "customWorkbookViews"),
    "extensions of the workbook": (BOOK, "extLst AlternateContent"),
    "number formats, theme fonts, borders": (STYLES, "numFmt font border"),
    "fills, patterns, gradients": (STYLES, "fill"),
    "named cell styles": (STYLES, "cellStyleXfs cellStyles"),
    "formats of conditions and tables": (STYLES, "dxfs tableStyles"),
    "palettes, extensions of formats": (STYLES, "colors extLst"),
}


@pytest.fixture(scope="module")
def original() -> bytes:
    return museum()


@pytest.fixture(scope="module")
def before(original: bytes) -> Parts:
    return parts_of(original)


@pytest.fixture(scope="module")
def after(original: bytes) -> Parts:
    return parts_of(marks.annotate(original, FOUND))


@pytest.mark.parametrize("feature", OWN_PARTS)
def test_a_feature_in_parts_of_its_own_is_the_same_bytes(feature: str, before: Parts, after: Parts) -> None:
    for part in OWN_PARTS[feature]:
        assert after[part] == before[part]


@pytest.mark.parametrize("feature", ELEMENTS)
def test_a_feature_in_a_part_with_marks_keeps_its_elements(feature: str, before: Parts, after: Parts) -> None:
    part, tags = ELEMENTS[feature]
    old, new = (elements(parts[part], tags.split()) for parts in (before, after))
    assert old
    assert [element for element in new if element in old] == old, "all of them, in their order"


def elements(body: bytes, tags: list[str]) -> list[bytes]:
    """Elements of these names, canonical; those inside others of them left out."""
    found = (
        node
        for node in etree.fromstring(body).iter()
        if isinstance(node.tag, str) and etree.QName(node).localname in tags
    )
    return [etree.tostring(node, method="c14n", exclusive=True, with_tail=False) for node in found]


def test_nothing_else_is_touched(before: Parts, after: Parts) -> None:
    assert {name for name in before if after.get(name) != before[name]} == parts_to_be_touched()
    assert {name for name in after if name not in before} == {
        "xl/worksheets/sheet4.xml", "customXml/item2.xml", "customXml/itemProps2.xml", "customXml/_rels/item2.xml.rels",
    }  # fmt: skip


ADDED = {"sheet", "definedName", "comment", "author", "row", "c", "font", "fill", "border", "xf", "Override", "Relationship",
         "lpstr", "r"}  # fmt: skip
CHANGED = {
    "c": {"s"}, "row": {"spans"}, "sheetView": {"tabSelected"}, "workbookView": {"activeTab", "firstSheet"},
    "definedName": {"localSheetId"}, "fonts": {"count"}, "fills": {"count"}, "borders": {"count"}, "cellXfs": {"count"},
    "vector": {"size"},
}  # fmt: skip


def test_in_the_touched_parts_things_are_only_added(before: Parts, after: Parts) -> None:
    """Element by element, attribute by attribute; the few that change are named above."""
    for name in parts_to_be_touched():
        if not name.endswith(".vml"):
            assert_only_added(etree.fromstring(before[name]), etree.fromstring(after[name]), name)


def assert_only_added(old: etree._Element, new: etree._Element, where: str) -> None:
    tag = etree.QName(old).localname
    where = f"{where}/{tag}"
    may_change = CHANGED.get(tag, set())
    assert new.tag == old.tag, where
    assert {k: v for k, v in new.attrib.items() if k not in may_change} == {
        k: v for k, v in old.attrib.items() if k not in may_change
    }, where
    if tag not in ("i4", "t"):  # the number of sheets; blanks of a note are kept by xml:space
        assert (new.text or "") == (old.text or ""), where
    pending = list(new)
    for child in old:
        while pending and not alike(child, pending[0]):
            assert etree.QName(pending[0]).localname in ADDED, f"{where}: {pending[0].tag} in place of {child.tag}"
            pending.pop(0)
        assert pending, f"{where}: {child.tag} was lost"
        assert_only_added(child, pending.pop(0), where)
    assert {etree.QName(node).localname for node in pending} <= ADDED, where


def alike(old: etree._Element, new: etree._Element) -> bool:
    named = ("r", "name", "ref", "Id", "PartName")
    same_name = all(old.get(key) == new.get(key) for key in named)
    return old.tag == new.tag and same_name and (etree.QName(old).localname != "lpstr" or old.text == new.text)


def test_the_drawing_keeps_buttons_notes_and_what_is_no_xml(before: Parts, after: Parts) -> None:
    old, new = before["xl/drawings/批注.vml"], after["xl/drawings/批注.vml"]
    body, end = old[: old.rindex(b"</xml>")], old[old.rindex(b"</xml>") :]
    assert new.startswith(body)
    assert new.endswith(end)
    assert new.count(b'ObjectType="Note"') == old.count(b'ObjectType="Note"') + 7, (
        "not on the note that was there, nor the discussion"
    )


def test_every_name_means_the_same_cells(before: Parts, after: Parts) -> None:
    assert scoped(before) == {
        name for name in scoped(after) if "检查结果" not in name[2] and "xltoolkit" not in name[0]
    }


def scoped(parts: Parts) -> set[tuple[str, str, str]]:
    book = etree.fromstring(parts[BOOK])
    titles = [sheet.get("name") for sheet in book.iter("{*}sheet")]
    return {
        (name.get("name"), titles[int(name.get("localSheetId"))] if name.get("localSheetId") else "", name.text)
        for name in book.iter("{*}definedName")
    }


def test_excel_finds_nothing_to_repair(before: Parts, after: Parts) -> None:
    assert complaints(before) == []
    assert complaints(after) == []


def test_twice_is_once_and_cleared_is_the_original(original: bytes, before: Parts) -> None:
    copy = marks.annotate(original, FOUND)
    assert marks.annotate(copy, FOUND) == copy
    assert parts_of(marks.clear(copy)) == before
    second = report(finding("基本信息", "B3"), finding("字典", "A1"), finding("底稿", "C9"))
    again = marks.annotate(copy, second)
    assert parts_of(again) == parts_of(marks.annotate(original, second))
    assert complaints(parts_of(again)) == []
    assert parts_of(marks.clear(again)) == before


def test_a_mended_value_leaves_all_else_as_it_was(original: bytes, before: Parts) -> None:
    fixed = parts_of(
        marks.set_values(original, {place("基本信息", "B4"): Decimal("9.88"), place("基本信息", "B2"): "甲"})
    )
    assert {name for name in before if fixed.get(name) != before[name]} == {SHEET, BOOK}
    assert fixed[BOOK] == before[BOOK].replace(b'iterate="1"', b'iterate="1" fullCalcOnLoad="1"')
    for part, tags in ELEMENTS.values():
        if part == SHEET and tags != "v":
            assert elements(fixed[part], tags.split())[-1] == elements(before[part], tags.split())[-1]
    assert complaints(fixed) == []


def test_the_page_lists_the_matrix() -> None:
    """docs/fidelity.md says of each feature how it is kept; it may not promise less or more than is tested here."""
    page = (Path(__file__).parents[2] / "docs" / "fidelity.md").read_text("utf-8")
    rows = dict(re.findall(r"^\| ([^|]+?) \| ([^|]+?) \|", page, re.M))
    assert {name for name, kept in rows.items() if kept == "same bytes"} == set(OWN_PARTS)
    assert {name for name, kept in rows.items() if kept == "same elements"} == set(ELEMENTS)
