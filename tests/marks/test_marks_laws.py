"""Laws that hold for every report on every workbook: twice is once, cleared is original, no value ever changes."""

from __future__ import annotations

from functools import cache

from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from tests.marks.test_annotated_copy import sheet_parts
from tests.marks.workbooks import MAIN, Parts, lived_in, parts_of, report, written_by_openpyxl
from xltoolkit import marks
from xltoolkit.findings import SEVERITIES, Finding, Place, column_letters
from xltoolkit.marks.cells import position_of
from xltoolkit.package.archive import Archive
from xltoolkit.sheets.ooxml import read_ooxml

cached_openpyxl, cached_lived_in = cache(written_by_openpyxl), cache(lived_in)
texts = st.text(max_size=80)
findings = st.builds(
    lambda sheet, row, column, severity, message, found, suggestion: Finding(
        "BUD001", severity, "适当性", Place(sheet, row, column), "/annual_amount", message, found, "", suggestion
    ),
    st.sampled_from(["基本信息", "预算测算", "字典", "没有的表"]),
    st.one_of(st.integers(1, 25), st.integers(1, 1_048_576)),
    st.one_of(st.integers(1, 9), st.integers(1, 16_384)),
    st.sampled_from(SEVERITIES),
    texts,
    texts,
    texts,
)


@given(st.lists(findings, max_size=12), st.sampled_from([cached_openpyxl, cached_lived_in]))
@settings(max_examples=60, deadline=None)
def test_the_laws_of_marking(found: list[Finding], source: object) -> None:
    original: bytes = source()  # type: ignore[operator]
    copy = marks.annotate(original, report(*found))
    assert marks.annotate(copy, report(*found)) == copy
    assert parts_of(marks.clear(copy)) == parts_of(original)
    before, after = read_ooxml(Archive.from_bytes(original)), read_ooxml(Archive.from_bytes(copy))
    info = marks.recognise(Archive.from_bytes(copy))
    assert info is not None
    assert not marks.is_mended(after, info)
    assert [sheet.cells for sheet in marks.without_result_sheet(after, info).sheets] == [
        sheet.cells for sheet in before.sheets
    ]
    in_order(parts_of(copy))
    listed = {(cell.value, after.sheets[0].cells[row, 5].value) for (row, column), cell in after.sheets[0].cells.items()
              if column == 4 and (row, 5) in after.sheets[0].cells}  # fmt: skip
    assert {(f.place.sheet, f"{column_letters(f.place.column)}{f.place.row}") for f in found if f.place} <= listed


def in_order(parts: Parts) -> None:
    """Rows and cells stand in ascending order, each once: Excel repairs a sheet that breaks this (§18.3.1.73)."""
    for name in sheet_parts(parts):
        rows = list(etree.fromstring(parts[name]).iter(f"{{{MAIN}}}row"))
        numbers = [int(row.get("r")) for row in rows]
        assert numbers == sorted(set(numbers))
        for row in rows:
            positions = [position_of(cell.get("r")) for cell in row]
            assert all(position is not None and position[0] == int(row.get("r")) for position in positions)
            assert positions == sorted(set(positions))
