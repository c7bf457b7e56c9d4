"""Everyday heavy workbooks are read, endless ones refused: what is bounded, and that the bounds hold."""

from __future__ import annotations

import pytest

from tests.handmade import parts, workbook, zipped
from xltoolkit.errors import Refused
from xltoolkit.findings import column_letters
from xltoolkit.package import parsing
from xltoolkit.package.archive import Archive
from xltoolkit.sheets import ooxml, shared_strings, worksheet
from xltoolkit.sheets.model import Sheets
from xltoolkit.sheets.ooxml import read_ooxml

FORM = '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1"><v>300</v></c></row>'


def read(data: bytes) -> Sheets:
    return read_ooxml(Archive.from_bytes(data))


def code_of(data: bytes) -> str:
    with pytest.raises(Refused) as refused:
        read(data)
    return refused.value.code


def borders(rows: range, columns: int, cell: str = '<c r="{}{}" s="1"/>') -> str:
    letters = [column_letters(number) for number in range(1, columns + 1)]
    return "".join(
        f'<row r="{row}" spans="1:{columns}">{"".join(cell.format(one, row) for one in letters)}</row>' for row in rows
    )


@pytest.mark.parametrize(
    "rest",
    [
        pytest.param(borders(range(2, 40_000), 3), id="borders down the sheet"),
        pytest.param(borders(range(2, 12), 16_384), id="borders to the last column"),
        pytest.param(borders(range(2, 5_000), 3, '<c s="1" r="{}{}"/>'), id="attributes in another order"),
        pytest.param(borders(range(2, 5_000), 3, '<c r="{}{}" s="1" cm="0"/>'), id="cells that no pattern knows"),
        pytest.param("".join(f'<row r="{row}" s="1" customFormat="1"/>' for row in range(2, 40_000)), id="styled rows"),
    ],
)
def test_blank_cells_cost_nothing(rest: str) -> None:
    sheet = read(workbook({"表": FORM + rest}, strings=["金额"])).sheets[0]
    assert list(sheet.cells) == [(1, 1), (1, 2)]


def test_a_stray_cell_in_the_last_corner() -> None:
    sheet = read(
        workbook({"表": FORM + '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'}, strings=["金额"])
    ).sheets[0]
    assert list(sheet.cells) == [(1, 1), (1, 2), (1_048_576, 16_384)]


def test_forty_thousand_names_and_sixty_four_thousand_styles() -> None:
    names = "".join(f'<definedName name="n{number}" hidden="1">#REF!</definedName>' for number in range(40_000))
    made = parts({"表": FORM}, strings=["金额"], workbook=f"<definedNames>{names}</definedNames>")
    made["xl/styles.xml"] = str(made["xl/styles.xml"]).replace(
        "</cellXfs>", '<xf numFmtId="0" fontId="0"/>' * 64_000 + "</cellXfs>"
    )
    sheets = read(zipped(made))
    assert len(sheets.names) == 40_000
    assert len(sheets.sheets[0].cells) == 2


@pytest.mark.parametrize(
    "shape", ['<c r="{}{}"><v>1</v></c>', '<c r="{}{}" t="inlineStr"><is><r><t>甲</t></r></is></c>']
)
def test_too_many_filled_cells_are_refused_with_the_sheets_name(monkeypatch: pytest.MonkeyPatch, shape: str) -> None:
    monkeypatch.setattr(worksheet, "MOST_CELLS", 1_000)
    rows = borders(range(1, 400), 3, shape)
    with pytest.raises(Refused, match="工作表“附件”") as refused:
        read(workbook({"表": "", "附件": rows}))
    assert refused.value.code == "too_many_cells"


def test_the_sheets_of_a_workbook_count_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ooxml, "MOST_CELLS", 5)
    three = '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c><c r="C1"><v>3</v></c></row>'
    assert code_of(workbook({"表": three, "附件": three})) == "too_many_cells"


def test_too_many_merges_strings_and_names(monkeypatch: pytest.MonkeyPatch) -> None:
    merges = "".join(f'<mergeCell ref="A{row}:B{row}"/>' for row in range(1, 20_003))
    assert (
        code_of(workbook({"表": FORM}, strings=["金额"], after=f"<mergeCells>{merges}</mergeCells>"))
        == "too_many_cells"
    )
    monkeypatch.setattr(shared_strings, "MOST_STRINGS", 3)
    assert code_of(workbook({"表": FORM}, strings=["金额"] * 4)) == "too_many_cells"
    assert code_of(workbook({"表": FORM}, strings=["<si/>"] * 4)) == "too_many_cells"
    monkeypatch.setattr(ooxml, "MOST_NAMES", 1)
    names = '<definedNames><definedName name="a">1</definedName><definedName name="b">1</definedName></definedNames>'
    assert code_of(workbook({"表": ""}, workbook=names)) == "bomb"


def test_an_endless_part_of_elements_that_no_sieve_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parsing, "_MOST_ELEMENTS", 50_000)
    rows = borders(range(2, 30_000), 3, '<c r="{}{}" s="1" cm="0"/>')
    assert code_of(workbook({"表": rows})) == "bomb"


@pytest.mark.parametrize(
    "start", ['<row r="1" ', '<c r="A1" s="1" ', '<c r="A1"><f>', "<rPr>", '<t xml:space="preserve">']
)
def test_patterns_do_not_run_wild_on_tags_that_never_end(start: str) -> None:
    """Each start is tried; were each try to look to the end of the piece, this would take hours."""
    endless = start * (1_000_000 // len(start))
    assert code_of(workbook({"表": f"{endless}>"})) in ("damaged", "bomb")
    assert code_of(workbook({"表": FORM}, strings=[f"<si>{endless}>"])) in ("damaged", "bomb")


def test_a_side_part_that_is_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    made = parts({"表": FORM}, strings=["金额"])
    made["xl/styles.xml"] = str(made["xl/styles.xml"]).replace("<numFmts>", "<numFmts>" + "<!-- note -->" * 2_700_000)
    assert code_of(zipped(made, level=1)) == "bomb"
