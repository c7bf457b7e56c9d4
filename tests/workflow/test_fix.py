"""What `xltoolkit fix` writes is whole: mended values, the sums over them, days counted as the workbook counts them."""

from __future__ import annotations

import datetime
import io
import re
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.contract.test_judged_forms import filled
from tests.marks.workbooks import Parts, package_of, parts_of
from xltoolkit import load_form, make_template
from xltoolkit.package.archive import Archive
from xltoolkit.reader.read import read_file
from xltoolkit.sheets.model import Cell
from xltoolkit.sheets.ooxml import read_ooxml
from xltoolkit.workflow.check import check_file
from xltoolkit.workflow.fix import Change, fix_file


@pytest.fixture(scope="module")
def sound() -> Parts:
    envelope = filled("farm")
    return parts_of(make_template(load_form(envelope["form"]), envelope["year"], envelope["data"]))


def with_cell(parts: Parts, cell: str, old: str, content: str) -> None:
    """Give the one cell of that address that holds `old` (a pattern) another content."""
    pattern = rf'<c r="{cell}"( s="\d+")?[^>]*>(?:(?!</c>).)*{old}.*?</c>'
    holders = [name for name, body in parts.items() if re.search(pattern.encode(), body)]
    assert len(holders) == 1
    parts[holders[0]] = re.sub(pattern.encode(), content.encode(), parts[holders[0]])


def cell_of(path: Path, sheet: str, position: tuple[int, int]) -> Cell:
    sheets = read_ooxml(Archive.open(str(path))).sheets
    return next(one for one in sheets if one.name == sheet).cells[position]


def mended(tmp_path: Path, parts: Parts) -> tuple[Path, list[Change]]:
    source, target = tmp_path / "原表.xlsx", tmp_path / "改好.xlsx"
    source.write_bytes(package_of(parts))
    return target, fix_file(str(source), str(target))


def test_the_sum_over_a_mended_amount_is_the_new_one(sound: Parts, tmp_path: Path) -> None:
    """Typed as 500万元 it was left out of Excel's sum, and the stored sum would go on being without it."""
    parts = dict(sound)
    with_cell(parts, "C13", "<v>500</v>", r'<c r="C13"\1 t="inlineStr"><is><t>500万元</t></is></c>')
    with_cell(parts, "C7", "SUM", r'<c r="C7"\1><f>SUM($C$8:$C$17)</f><v>620.5</v></c>')
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(b' fullCalcOnLoad="1"', b"")
    target, changes = mended(tmp_path, parts)
    assert [(change.place.address, change.new) for change in changes] == [("预算测算!C13", "500")]
    total = cell_of(target, "预算测算", (7, 3))
    assert (total.formula, total.value) == ("SUM($C$8:$C$17)", Decimal("1120.5"))
    assert check_file(str(target)).findings == ()
    assert load_workbook(target).calculation.fullCalcOnLoad, "other formulas are calculated when Excel opens it"


def test_a_day_is_counted_as_the_workbook_counts(sound: Parts, tmp_path: Path) -> None:
    """Workbooks from old Macs count days from 1904: the same number would be four years away."""
    parts = dict(sound)
    book = parts["xl/workbook.xml"].decode()
    parts["xl/workbook.xml"] = re.sub("<workbookPr[^>]*/>", '<workbookPr date1904="1"/>', book).encode()
    start, end = (
        (day - datetime.date(1904, 1, 1)).days for day in (datetime.date(2020, 3, 1), datetime.date(2020, 12, 31))
    )
    with_cell(parts, "B9", r"<v>\d+</v>", r'<c r="B9"\1 t="inlineStr"><is><t>2020年3月1日</t></is></c>')
    with_cell(parts, "D9", r"<v>\d+</v>", rf'<c r="D9"\1><v>{end}</v></c>')
    target, changes = mended(tmp_path, parts)
    assert [(change.place.address, change.new) for change in changes] == [("基本信息!B9", "2020-03-01")]
    assert cell_of(target, "基本信息", (9, 2)).raw == str(start)
    assert load_workbook(io.BytesIO(target.read_bytes()))["基本信息"]["B9"].value == datetime.datetime(2020, 3, 1)


def test_nothing_to_mend_gives_the_same_bytes(sound: Parts, tmp_path: Path) -> None:
    target, changes = mended(tmp_path, sound)
    assert changes == []
    assert target.read_bytes() == (tmp_path / "原表.xlsx").read_bytes()


def typed_over(tmp_path: Path, name: str, pointer: str, value: object) -> tuple[Path, str]:
    """A form in which somebody typed a number over a computed cell; the workbook and the cell's address."""
    envelope = filled(name)
    source = tmp_path / "原表.xlsx"
    source.write_bytes(make_template(load_form(envelope["form"]), envelope["year"], envelope["data"]))
    place = read_file(source).place(pointer)
    assert place is not None
    book = load_workbook(source)
    book[place.sheet].cell(place.row, place.column, value)
    book.save(source)
    return source, place.address


@pytest.mark.parametrize(
    ("name", "pointer", "typed"),
    [
        ("farm", "/funding/total", 900),
        ("farm", "/funding/total", "1120.5"),
        ("meals", "/prior_year/usage_rate", 12.5),
        ("rural", "/money/fiscal/rate", 90),
        ("rural", "/weight_total", 95),
        ("rural", "/score_total", 99),
    ],
)
def test_a_computed_cell_that_was_typed_over_gets_its_formula_back(
    tmp_path: Path, name: str, pointer: str, typed: object
) -> None:
    source, address = typed_over(tmp_path, name, pointer, typed)
    made = tmp_path / "模板.xlsx"
    envelope = filled(name)
    made.write_bytes(make_template(load_form(envelope["form"]), envelope["year"], envelope["data"]))
    target = tmp_path / "改好.xlsx"
    changes = fix_file(str(source), str(target))
    assert [change.place.address for change in changes] == [address]
    sheet, _, cell = address.partition("!")
    formula = load_workbook(made)[sheet][cell].value
    assert load_workbook(target)[sheet][cell].value == formula == f"={changes[0].formula}"
    unhurt = {one.code for one in check_file(str(made)).findings}
    assert {one.code for one in check_file(str(target)).findings} <= {
        *unhurt,
        "STR006",
    }  # openpyxl saves formulas without results


def test_the_formula_is_written_for_the_rows_as_they_stand(tmp_path: Path) -> None:
    """Two rows inserted above: the sum is taken over where the parts stand now."""
    envelope = filled("farm")
    parts = parts_of(make_template(load_form(envelope["form"]), envelope["year"], envelope["data"]))
    source, target = tmp_path / "原表.xlsx", tmp_path / "改好.xlsx"
    source.write_bytes(package_of(parts))
    book = load_workbook(source)
    sheet = book["预算测算"]
    for area in list(sheet.merged_cells.ranges):
        sheet.unmerge_cells(str(area))
    sheet.insert_rows(1, 2)
    sheet["C9"] = 900
    book.save(source)
    changes = fix_file(str(source), str(target))
    assert [(change.place.address, change.formula) for change in changes if change.new == "1120.50"] == [
        ("预算测算!C9", "SUM($C$10,$C$11,$C$12,$C$13,$C$14,$C$15,$C$16,$C$17,$C$18,$C$19)")
    ]


def test_old_and_new_are_the_whole_cell(sound: Parts, tmp_path: Path) -> None:
    source, target = tmp_path / "原表.xlsx", tmp_path / "改好.xlsx"
    source.write_bytes(package_of(sound))
    book = load_workbook(source)
    place = read_file(source).place("/annual_goal")
    assert place is not None
    cell = book[place.sheet].cell(place.row, place.column)
    goal, cell.value = cell.value, f"<p>{cell.value}</p>"
    book.save(source)
    [change] = fix_file(str(source), str(target))
    assert (change.old, change.new) == (f"<p>{goal}</p>", goal)
