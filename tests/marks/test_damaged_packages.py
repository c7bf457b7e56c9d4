"""Damage in parts that only marks look into: the workbook is marked and cleared all the same, or refused in words; never a crash."""

from __future__ import annotations

import random
import re
from functools import cache

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.marks.museum import museum
from tests.marks.test_fidelity import FOUND
from tests.marks.workbooks import lived_in, package_of, parts_of, written_by_openpyxl
from xltoolkit import marks
from xltoolkit.errors import XltoolkitError
from xltoolkit.package.archive import Archive
from xltoolkit.sheets.ooxml import read_ooxml

SOURCES = [cache(source) for source in (museum, lived_in, written_by_openpyxl)]
LOOKED_INTO = re.compile(r"omment|notes|\.vml|styles|app\.xml|rels|Types|workbook\.xml|worksheets/|customXml/item\d")
ODD_VALUES = [b"", b"-1", b"99999999999", b"x", b"0", b"1e9", b"A0", b"XFE1", "项".encode(), b"&#x41;", b"4294967296"]
DEEDS = {
    "cut out": rb"(?s)(.{1,40})",
    "tag lost": rb"(<[^>]*>)",
    "attribute lost": rb'(\s[\w:]+="[^"]*")',
    "attribute changed": rb'="([^"]*)"',
    "element lost": rb"(<(\w[\w:]*)\b[^>]*?(?:/>|>[^<]*</\2>))",
    "tag twice": rb"(<[^>]*>)",
}


def damaged(package: bytes, seed: int) -> bytes:
    """The package with one or two pieces of XML spoilt."""
    dice, parts = random.Random(seed), parts_of(package)
    for _ in range(dice.choice([1, 1, 2])):
        name = dice.choice([name for name in parts if LOOKED_INTO.search(name)])
        deed, body = dice.choice([*DEEDS, "emptied"]), parts[name]
        places = [found.span(1) for found in re.finditer(DEEDS.get(deed, rb"(.)"), body)]
        start, end = dice.choice(places or [(0, 0)])
        new = {"tag twice": body[start:end] * 2, "attribute changed": dice.choice(ODD_VALUES)}.get(deed, b"")
        parts[name] = dice.choice([b"", b"<a/>"]) if deed == "emptied" else body[:start] + new + body[end:]
    return package_of(parts)


@given(st.sampled_from(SOURCES), st.integers(0, 1 << 32))
@settings(max_examples=120, deadline=None)
def test_what_the_reader_lets_pass_is_marked_and_cleared_or_refused(source: object, seed: int) -> None:
    package = damaged(source(), seed)  # type: ignore[operator]
    try:
        before = read_ooxml(Archive.from_bytes(package))
        copy = marks.annotate(package, FOUND)
    except XltoolkitError:
        return
    assert parts_of(marks.clear(copy)) == parts_of(package)
    assert marks.annotate(copy, FOUND) == copy
    after = read_ooxml(Archive.from_bytes(copy))
    assert [sheet.cells for sheet in after.sheets[1:]] == [sheet.cells for sheet in before.sheets]


@given(st.sampled_from(SOURCES), st.integers(0, 1 << 32))
@settings(max_examples=80, deadline=None)
def test_a_copy_that_came_to_harm_is_cleared_or_refused(source: object, seed: int) -> None:
    copy = damaged(marked(SOURCES.index(source)), seed)  # type: ignore[arg-type]
    try:
        marks.clear(copy)
        marks.annotate(copy, FOUND)
    except XltoolkitError:
        return


@cache
def marked(number: int) -> bytes:
    return marks.annotate(SOURCES[number](), FOUND)


def test_a_name_of_ours_that_was_given_to_one_sheet() -> None:
    parts = parts_of(marks.annotate(written_by_openpyxl(), FOUND))
    book = parts["xl/workbook.xml"].replace(b'name="xltoolkit_marks"', b'name="xltoolkit_marks" localSheetId="3"')
    assert b"xltoolkit" not in parts_of(marks.clear(package_of({**parts, "xl/workbook.xml": book})))["xl/workbook.xml"]


def test_one_part_shown_as_two_sheets() -> None:
    parts = parts_of(marks.annotate(written_by_openpyxl(), FOUND))
    book = parts["xl/workbook.xml"].decode()
    first, second = re.findall(r'name="(?:基本信息|预算测算)"[^>]*r?:?id="(rId\d+)"', book)[:2]
    book = book.replace(f'id="{second}"', f'id="{first}"')
    cleared = parts_of(marks.clear(package_of({**parts, "xl/workbook.xml": book.encode()})))
    assert "【表格检查】".encode() not in cleared["xl/comments/comment1.xml"]
