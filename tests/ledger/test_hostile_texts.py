"""Somebody typed a formula, a tab, half a character: every output shows it character for character and does nothing with it."""

from __future__ import annotations

import csv
import sqlite3
import zipfile
from contextlib import closing
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path

import openpyxl
import pytest

from tests.ledger.offices import Bureau
from xltoolkit.ledger.frames import escape_csv, unescape_csv
from xltoolkit.sheets.open import open_sheets
from xltoolkit.workflow.report import report_file

HOSTILE = [
    "=12次",
    "=cmd|' /C calc'!A0",
    "+86 510",
    "-5%",
    "@SUM(1+1)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "＝12次",
    "＋1",
    "＠甲",
    " =1",
    "\u00a0=1",
    "\u3000=1",
    "\u200b=1",
    "\ufeff=1",
    "'=1",
    "''",
    '"=1"',
    "a,b;c\nd",
    "<script>alert(1)</script>",
    "</script><img src=x onerror=alert(1)>",
    "&amp;lt;",
    "<r><t>甲</t></r>",
    "<r></c></row>",
    "<r></t></is></c></r>",
    "\x01\x0b\x1f=1",
    "一\ufffe二\uffff",
    "_x000D_",
    "0012",
    "1E5",
    "http://example.invalid/",
    "{=1}",
    "{{7*7}}",
    "ʼ𠮷𝄞",
]


def test_csv_is_inert_and_gives_every_text_back() -> None:
    for text in HOSTILE:
        escaped = escape_csv(text)
        assert unescape_csv(escaped) == text
        seen = escaped.strip(" \t\r\n\u00a0\u3000\u200b\ufeff")[:1]
        assert seen not in "=+-@＝＋－＠" or not seen, text


@pytest.fixture
def sent(bureau: Bureau) -> Bureau:
    """Two workbooks with a hostile text in the name of every indicator."""
    for number, part in enumerate((HOSTILE[:18], HOSTILE[18:])):
        names = {f"indicators__{row}__name": text for row, text in enumerate(part)}
        bureau.send(f"局/{number}.xlsx", project_name=f"=项目第{number}号工程", **names)
    return bureau


def test_xlsx_sqlite_csv_and_parquet_hold_every_text(sent: Bureau, tmp_path: Path) -> None:
    import pyarrow.parquet

    with sent.merged(db=str(tmp_path / "账.sqlite"), parquet=str(tmp_path / "pq")) as ledger:
        expected = list(ledger.indicators["name"])
        csvs = {Path(path).stem: Path(path) for path in ledger.write_csv(str(tmp_path / "csv"))}
    hostile = {
        text for text in HOSTILE if text == text.strip(" \t\r\n\u00a0\u3000\u200b\ufeff")
    }  # blanks around are trimmed on reading
    assert hostile <= set(expected)

    sheet = next(sheet for sheet in open_sheets(str(sent.output)).sheets if sheet.name == "绩效指标")
    column = next(column for (row, column), cell in sheet.cells.items() if row == 1 and cell.value == "指标")
    assert [sheet.cells[row, column].value for row in range(2, len(expected) + 2)] == expected
    other = openpyxl.load_workbook(sent.output)["绩效指标"]
    assert [other.cell(row, column).value for row in range(2, 6)] == expected[:4]

    with closing(sqlite3.connect(tmp_path / "账.sqlite")) as connection:
        stored = [row[0] for row in connection.execute("SELECT name FROM indicators ORDER BY file_id, number")]
    assert stored == expected

    assert csvs["绩效指标"].read_bytes().startswith(b"\xef\xbb\xbf")
    with csvs["绩效指标"].open(encoding="utf-8-sig", newline="") as stream:
        assert [unescape_csv(line["指标"]) for line in csv.DictReader(stream)] == expected

    table = pyarrow.parquet.read_table(tmp_path / "pq" / "indicators.parquet")
    assert table.column("name").to_pylist() == expected
    money = pyarrow.parquet.read_table(tmp_path / "pq" / "projects.parquet").column("annual_amount").to_pylist()
    assert money == [Decimal(300), Decimal(300)]


def test_no_text_became_a_formula(sent: Bureau) -> None:
    sent.merge()
    with zipfile.ZipFile(sent.output) as package:
        for name in package.namelist():
            if name.startswith("xl/worksheets/sheet"):
                formulas = package.read(name).count(b"<f>")
                assert bool(formulas) == name.endswith("sheet1.xml"), name
                assert package.read(name).count(b"<f>SUBTOTAL(") == formulas  # the totals of 汇总 and nothing else


def test_the_page_shows_texts_and_runs_none(sent: Bureau, tmp_path: Path) -> None:
    sent.send("局/3.xlsx", project_name="<img src=x onerror=alert(1)>")
    sent.merge()
    page = tmp_path / "报告.html"
    report_file(str(sent.output), str(page))

    class Tags(HTMLParser):
        seen: list[str]
        handlers: list[str]

        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            self.seen.append(tag)
            self.handlers += [name for name, _ in attrs if name.startswith("on")]

    tags = Tags()
    tags.seen, tags.handlers = [], []
    tags.feed(page.read_text("utf-8"))
    assert "img" not in tags.seen
    assert not tags.handlers
    assert tags.seen.count("script") == page.read_text("utf-8").count("<script")


def test_half_a_character_and_an_endless_text_do_not_stop_a_merge(bureau: Bureau) -> None:
    path = bureau.send("甲.xlsx", project_name="养老服务")
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    changed = {name: data.replace("养老服务".encode(), "养老_xD83D_服务".encode()) for name, data in parts.items()}
    assert changed != parts
    with zipfile.ZipFile(path, "w") as package:
        for name, data in changed.items():
            package.writestr(name, data)
    bureau.send("乙.xlsx", project_name="校舍修缮", estimates__0__purpose="很" * 32_000)
    ledger = bureau.merge()
    assert {row["结果"] for row in ledger["读取情况"]} == {"已汇总"}
    assert "很" * 32_000 in [row["用途"] for row in ledger["项目概算"]]


def test_a_file_name_in_another_encoding_is_read_and_shown(bureau: Bureau) -> None:
    import os

    path = bureau.send("甲.xlsx", project_name="养老服务")
    os.rename(path, os.path.join(os.fsencode(bureau.folder), "申报表".encode("gbk") + b".xlsx"))
    ledger = bureau.merge(returns=str(bureau.folder.parent / "退回"))
    assert [row["结果"] for row in ledger["读取情况"]] == ["已汇总"]
    assert ledger["读取情况"][0]["来源文件"].endswith(".xlsx")
