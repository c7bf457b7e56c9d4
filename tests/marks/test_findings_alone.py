"""A source that cannot be marked without loss gets its findings in a workbook of their own."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.marks.workbooks import finding, parts_of, report
from tests.office import convert, needs_office, page_texts
from xltoolkit import marks
from xltoolkit.errors import Refused
from xltoolkit.package.archive import Archive
from xltoolkit.sheets.ooxml import read_ooxml

FOUND = report(finding("基本信息", "B9"), finding("预算测算", "C30", "warning", found="=12次"), file="老表.xls")


def test_it_lists_the_findings_says_why_and_asks_for_xlsx() -> None:
    book = load_workbook(io.BytesIO(marks.findings_workbook(FOUND, "老表.xls")))
    assert book.sheetnames == ["检查结果"]
    texts = ["" if row[0] is None else str(row[0]) for row in book["检查结果"].values]
    assert texts[0] == "检查结果：老表.xls"
    line = next(text for text in texts if "没有在原表上做标记" in text)
    assert "老表.xls" in line
    assert "另存为 .xlsx" in line
    assert not any("xltoolkit clear" in text for text in texts), "there is nothing to take out"
    rows = list(book["检查结果"].iter_rows(min_row=5, values_only=True))
    assert [row[3:5] for row in rows] == [("基本信息", "B9"), ("预算测算", "C30")]
    assert rows[1][7] == "=12次"


def test_it_has_no_links_into_sheets_that_are_not_there() -> None:
    assert b"<hyperlink" not in parts_of(marks.findings_workbook(FOUND, "老表.ods"))["xl/worksheets/sheet1.xml"]


def test_it_is_known_as_ours_and_never_read_as_a_form() -> None:
    package = Archive.from_bytes(marks.findings_workbook(FOUND, "老表.xls"))
    info = marks.recognise(package)
    assert info is not None
    assert info.findings_only
    assert marks.without_result_sheet(read_ooxml(package), info).sheets == []


def test_equal_findings_give_equal_bytes() -> None:
    assert marks.findings_workbook(FOUND, "老表.xls") == marks.findings_workbook(FOUND, "老表.xls")


@pytest.mark.slow
@needs_office
def test_libreoffice_opens_and_prints_it(tmp_path: Path) -> None:
    path = tmp_path / "老表_检查结果.xlsx"
    path.write_bytes(marks.findings_workbook(FOUND, "老表.xls"))
    (page,) = page_texts(convert(path, "pdf"))
    assert "强制性错误 1 项" in page
    assert "勾稽关系" in page


def test_a_copy_saved_in_another_format_is_refused_by_its_name_and_not_called_damaged() -> None:
    """LibreOffice keeps our sheet and notes when it saves as .ods; only an .xlsx lets us take them out."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        package.writestr(
            "content.xml", "<office:document-content xmlns:office='urn:oasis:names:tc:opendocument:xmlns:office:1.0'/>"
        )
    with pytest.raises(Refused) as refused:
        marks.clear(packed.getvalue())
    assert refused.value.code == "ods"
    assert "另存为 .xlsx" in str(refused.value)
