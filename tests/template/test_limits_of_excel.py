"""What Excel would call damage, read back from the XML: it drops every validation of a sheet where one text is too long."""

from __future__ import annotations

import re
import zipfile
from typing import Any
from xml.etree import ElementTree

import pytest

from xltoolkit.form.layout import place
from xltoolkit.form.model import Form
from xltoolkit.template.validation import LONGEST_TEXT, LONGEST_TITLE, clipped

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def excel_length(text: str | None) -> int:
    return len((text or "").encode("utf-16-le")) // 2


def parts(path: Any) -> dict[str, ElementTree.Element]:
    with zipfile.ZipFile(path) as package:
        return {
            name: ElementTree.fromstring(package.read(name)) for name in package.namelist() if name.endswith(".xml")
        }


def validations(path: Any) -> list[ElementTree.Element]:
    return [rule for part in parts(path).values() for rule in part.iter(f"{MAIN}dataValidation")]


def test_no_text_of_a_validation_is_longer_than_excel_takes(any_form: Form, template_of: Any) -> None:
    found = validations(template_of(any_form))
    assert found
    for rule in found:
        assert excel_length(rule.get("promptTitle")) <= 32
        assert excel_length(rule.get("errorTitle")) <= 32
        assert excel_length(rule.get("prompt")) <= 255
        assert excel_length(rule.get("error")) <= 255
        for formula in (*rule.iter(f"{MAIN}formula1"), *rule.iter(f"{MAIN}formula2")):
            assert excel_length(formula.text) <= 255
            if rule.get("type") == "list":
                assert not (formula.text or "").startswith('"')  # an inline list would end at 255 characters, too


def test_names_of_sheets_and_texts_inside_formulas_are_short_enough(any_form: Form, template_of: Any) -> None:
    found = parts(template_of(any_form))
    names = [sheet.get("name") for sheet in found["xl/workbook.xml"].iter(f"{MAIN}sheet")]
    assert all(0 < excel_length(name) <= 31 for name in names)
    assert not [name for name in names if re.search(r"[\\/?*\[\]:]", name or "")]
    for part in found.values():
        for formula in part.iter(f"{MAIN}f"):
            assert excel_length(formula.text) <= 8192
            assert all(excel_length(text) <= 255 for text in re.findall(r'"((?:[^"]|"")*)"', formula.text or ""))


def test_every_closed_vocabulary_is_a_dropdown_that_stops_with_a_chinese_alert(
    any_form: Form, template_of: Any
) -> None:
    sheets = sheet_parts(template_of(any_form))
    layout = place(any_form)
    cells = {(area.sheet, area.place.cell): any_form.fields[pointer] for pointer, area in layout.values.items()}
    for table in layout.tables.values():
        for column in table.section.columns:
            found = layout.place(f"{table.section.pointer}/0/{column.key}")
            assert found is not None
            last = found._replace(row=table.last_row)
            cells[found.sheet, f"{found.cell}:{last.cell}"] = column
    for (sheet, area), field in cells.items():
        rule = next(rule for rule in sheets[sheet].iter(f"{MAIN}dataValidation") if rule.get("sqref") == area)
        assert rule.get("showInputMessage") == "1", field.pointer
        assert rule.get("promptTitle") == clipped(field.name, 32)
        assert field.help[:20] in (rule.get("prompt") or "")
        expected = expected_rule(field)
        assert rule.get("type") == expected, field.pointer
        if expected is None:
            continue
        assert rule.get("showErrorMessage") == "1"
        # stop would throw away what somebody has just typed: a long text is only warned about
        assert rule.get("errorStyle", "stop") == ("warning" if expected == "textLength" else "stop")
        assert re.search("[一-鿿]", rule.get("error") or "")


def expected_rule(field: Any) -> str | None:
    if field.computed is not None:
        return None
    if field.choices:
        return "list"
    if field.kind in ("amount", "percent", "number"):
        return "decimal"
    return {"date": "date", "count": "whole"}.get(field.kind, "textLength" if "maxLength" in field.schema else None)


def sheet_parts(path: Any) -> dict[str, ElementTree.Element]:
    found = parts(path)
    names = [str(sheet.get("name")) for sheet in found["xl/workbook.xml"].iter(f"{MAIN}sheet")]
    return {name: found[f"xl/worksheets/sheet{number}.xml"] for number, name in enumerate(names, 1)}


def test_lists_are_reached_by_name_and_never_by_indirect(any_form: Form, template_of: Any) -> None:
    defined = {name.get("name") for name in parts(template_of(any_form))["xl/workbook.xml"].iter(f"{MAIN}definedName")}
    for rule in validations(template_of(any_form)):
        if rule.get("type") == "list":
            formula = rule.findtext(f"{MAIN}formula1") or ""
            assert "INDIRECT" not in formula.upper()
            used = set(re.findall(r"(?:list|tree)_\w+", formula))
            assert used
            assert used <= defined


@pytest.mark.parametrize(("text", "most"), [("目标值", 32), ("长" * 300, LONGEST_TEXT), ("𠮷" * 40, LONGEST_TITLE)])
def test_a_text_that_is_too_long_ends_in_an_ellipsis(text: str, most: int) -> None:
    short = clipped(text, most)
    assert excel_length(short) <= most
    assert short == text or (short.endswith("…") and text.startswith(short[:-1]))
