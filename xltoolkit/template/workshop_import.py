"""表样定义.xlsx back into the files of a form: every mistake is told at its cell, and nothing is written unless all is right."""

from __future__ import annotations

import copy
import json
import os
from typing import Any

from xltoolkit.errors import FormError, OutputError
from xltoolkit.form.complaints import FormProblem
from xltoolkit.form.validate import content_problems, problems
from xltoolkit.package.files import write_whole
from xltoolkit.sheets.model import Sheets
from xltoolkit.sheets.open import open_sheets
from xltoolkit.template.workshop_choices import read_choices
from xltoolkit.template.workshop_library import read_library
from xltoolkit.template.workshop_lines import read_lines
from xltoolkit.template.workshop_plan import (
    FIELD_HEADINGS,
    FIELDS_SHEET,
    PARAMETER_HEADINGS,
    PARAMETERS_SHEET,
    field_lines,
    parameter_lines,
)
from xltoolkit.template.workshop_sheets import WorkshopSheets
from xltoolkit.template.workshop_source import SOURCE_SHEET, joined

MOST_TOLD = 20
"""So many mistakes are told at once."""


def import_form(path: str, folder: str) -> str:
    """Write form.json, vocabularies.json and library.json into `folder`, and return it.

    Raises FormError with every mistake at its cell (字段!E7), Refused if the file cannot be read as a workbook.
    """
    sheets = open_sheets(path)
    source = _source(sheets)
    reading = WorkshopSheets({sheet.name: sheet for sheet in sheets.sheets})
    definition = copy.deepcopy(source["form.json"])
    read_lines(reading, FIELDS_SHEET, FIELD_HEADINGS, field_lines(definition), definition)
    read_lines(reading, PARAMETERS_SHEET, PARAMETER_HEADINGS, parameter_lines(source["form.json"]), definition)
    vocabularies = read_choices(reading, source["form.json"], source.get("vocabularies.json") or {})
    library = read_library(reading, source["form.json"], definition, source.get("library.json") or {})
    found = reading.found or [
        reading.located(problem) for problem in content_problems(definition, vocabularies, library)
    ]
    if found:
        raise _as_one(found)
    try:
        os.makedirs(folder, exist_ok=True)
    except OSError:
        raise OutputError(f"建不了文件夹“{folder}”：请检查路径和权限。") from None
    for name, content in (("form.json", definition), ("vocabularies.json", vocabularies), ("library.json", library)):
        if content or name == "form.json":
            text = json.dumps(content, ensure_ascii=False, indent=2) + "\n"
            write_whole(os.path.join(folder, name), text.encode("utf-8"))
    return folder


def _source(sheets: Sheets) -> dict[str, Any]:
    """The files that the workbook was made from. Raises FormError if the hidden sheet is gone or damaged."""
    hidden = next((sheet for sheet in sheets.sheets if sheet.name == SOURCE_SHEET), None)
    if hidden is None:
        raise FormError(
            "",
            "这不是用 xltoolkit forms export 导出的表样定义：找不到导出时附带的隐藏工作表。请重新导出，再把修改抄进去。",
        )
    rows = sorted({row for row, _ in hidden.cells})
    try:
        files = joined([tuple(str(hidden.cells[row, column].value) for column in (1, 2, 3)) for row in rows])  # type: ignore[misc]
        whole = not problems(files["form.json"], files["vocabularies.json"])
    except (KeyError, ValueError):
        whole = False
    if not whole:
        raise FormError("", "导出时附带的隐藏工作表已经损坏。请重新导出，再把修改抄进去。")
    return files


def _as_one(found: list[FormProblem]) -> FormError:
    told = [str(problem) for problem in found[1:MOST_TOLD]]
    if len(found) > MOST_TOLD:
        told.append(f"……另外还有 {len(found) - MOST_TOLD} 处。")
    return FormError(found[0].where, "\n".join([found[0].message, *told]))
