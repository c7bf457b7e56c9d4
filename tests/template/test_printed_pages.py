"""The printed page is a signed document: LibreOffice makes a PDF of it, and we read what stands where.

Not run in Excel or WPS.
"""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.office import convert, needs_office, page_texts
from xltoolkit.form.measure import LONG_TEXT_CHARACTERS
from xltoolkit.form.model import Form
from xltoolkit.form.stamp import HELP_SHEET, LIBRARY_SHEET
from xltoolkit.template import make_template

pytestmark = [pytest.mark.slow, needs_office]


def printed(form: Form, data: dict[str, Any], folder: Path) -> list[str]:
    """The text of every page of the form's own sheets, blanks taken out."""
    return [re.sub(r"\s", "", page) for page in page_texts(pdf_of(form, data, folder)) if is_form_page(form, page)]


def pdf_of(form: Form, data: dict[str, Any], folder: Path) -> Path:
    path = folder / "打印.xlsx"
    path.write_bytes(make_template(form, None, data))
    return convert(path, "pdf")


def is_form_page(form: Form, page: str) -> bool:
    return not any(word in page for word in (HELP_SHEET, "填写要求", f"参考{first_heading(form)}"))


def first_heading(form: Form) -> str:
    return next(iter(form.tables.values())).columns[0].name


def indicators(example: dict[str, Any], count: int) -> list[dict[str, Any]]:
    rows = example["data"]["indicators"]
    return [dict(rows[number % len(rows)], name=f"指标第{number + 1}条") for number in range(count)]


@pytest.mark.parametrize("count", [0, 1, 39, 60])
def test_prepared_rows_that_nobody_used_do_not_print(
    form: Form, example: dict[str, Any], tmp_path: Path, count: int
) -> None:
    pages = [
        page for page in printed(form, {"indicators": indicators(example, count)}, tmp_path) if "目标值来源" in page
    ]
    body = "".join(pages)
    assert all(f"指标第{number + 1}条" in body for number in range(count))
    assert len(pages) == {0: 1, 1: 1, 39: 2, 60: 3}[count]
    assert all("一级目标二级目标指标目标值目标值来源" in page for page in pages)  # headings on every page


def test_no_page_is_empty_and_nothing_beside_the_form_prints(any_form: Form, tmp_path: Path) -> None:
    example = json.loads((Path(any_form.folder) / "example.json").read_text("utf-8"))
    for data in ({}, example["data"]):
        pages = printed(any_form, data, tmp_path)
        numbers = [re.search(r"第(\d+)页，共(\d+)页", page) for page in pages]
        assert all(numbers)
        header = re.sub(r"\s", "", any_form.title + any_form.year_line.format(year=any_form.year))
        for page in pages:
            rest = re.sub(r"第\d+页，共\d+页", "", page).replace(header, "")
            assert len(rest) > 5, page
            assert not re.search("[✓✗←]", page)
        assert all(
            any_form.title in page for page in (pages[0], pages[-1])
        )  # pages that get separated say what they belong to


def test_the_pages_follow_the_official_order(form: Form, example: dict[str, Any], tmp_path: Path) -> None:
    body = "".join(printed(form, example["data"], tmp_path))
    order = [
        "江阴市市级财政支出项目绩效目标申报表", "(2020年)", "填报单位:", "项目名称*:", "项目概况*:", "需要说明的其他问", "一级目标", "资金调整率",
        "上年度项目资金使用情况", "项目资金来源", "其他收入", "项目明细名称", "云问智能机器人项目",
    ]  # fmt: skip
    found = [body.find(text) for text in order]
    assert -1 not in found
    assert found == sorted(found)


def marked_text(characters: int) -> str:
    """A text of so many Chinese characters in which every ten are numbered."""
    return "".join(numeral(number) + "字" * 7 for number in range(characters // 10))


def numeral(number: int) -> str:
    return "".join("〇一二三四五六七八九"[int(digit)] for digit in f"{number:03d}")


def words_with_places(pdf: Path) -> list[tuple[int, float, str]]:
    """(page, bottom in points, text) of every word of a PDF."""
    made = subprocess.run(["pdftotext", "-bbox", str(pdf), "-"], capture_output=True, check=True).stdout.decode("utf-8")
    found, page = [], 0
    for line in made.splitlines():
        if "<page " in line:
            page += 1
        elif word := re.search(r'yMax="([\d.]+)">(.*)</word>', line):
            found.append((page, float(word[1]), word[2]))
    return found


def test_a_long_text_of_1200_characters_prints_whole(any_form: Form, tmp_path: Path) -> None:
    """Every character is on the paper, and the last line of a text ends above the first line of what follows."""
    fields = [field for field in any_form.fields.values() if field.kind == "long_text"]
    data: dict[str, Any] = {}
    for field in fields:
        most = field.schema.get("maxLength", LONG_TEXT_CHARACTERS)
        data[field.key] = marked_text(min(LONG_TEXT_CHARACTERS, most))
    words = words_with_places(pdf_of(any_form, data, tmp_path))
    body = "".join(text for _, _, text in words if re.fullmatch("[〇一二三四五六七八九字]+", text))
    for text in data.values():
        assert text in body
    starts = [(page, bottom) for page, bottom, text in words if text.startswith("〇〇〇字")]
    ends = []
    for text in data.values():
        last = numeral(len(text) // 10 - 1) + "字"
        ends.append([(page, bottom) for page, bottom, word in words if last in word])
    assert len(starts) == len(fields)
    for number, begin in enumerate(starts):
        below = [end for end in ends[number] if end >= begin]
        assert below
        page, bottom = below[0]
        assert page == begin[0]  # no field is cut by a page's end
        assert bottom < 842 - 30  # above the footer
        if number + 1 < len(starts) and starts[number + 1][0] == page:
            assert bottom < starts[number + 1][1] - 8


def test_the_longest_text_of_the_real_form_prints_whole(form: Form, example: dict[str, Any], tmp_path: Path) -> None:
    body = "".join(printed(form, example["data"], tmp_path))
    for field in form.fields.values():
        body = body.replace(field.label, "")  # a label stands beside some line of its text
    for key in ("overview", "implementation_plan", "overall_goal", "annual_goal"):
        assert re.sub(r"\s", "", example["data"][key]) in body


def test_the_library_prints_apart_from_the_form(form: Form, tmp_path: Path) -> None:
    pages = page_texts(pdf_of(form, {}, tmp_path))
    assert LIBRARY_SHEET in pages[0]
    assert "参考指标" in pages[-1]
