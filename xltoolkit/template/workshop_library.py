"""The sheet 指标库 of 表样定义.xlsx read back into library.json."""

from __future__ import annotations

from typing import Any

from xltoolkit.form.model import Field
from xltoolkit.reader.reading import Reading
from xltoolkit.reader.remarks import TARGET_FORMULA
from xltoolkit.reader.understand import understand
from xltoolkit.template.workshop_plan import LIBRARY_SHEET, library_columns
from xltoolkit.template.workshop_sheets import WorkshopSheets, address


def read_library(
    sheets: WorkshopSheets, before: dict[str, Any], after: dict[str, Any], library: dict[str, Any]
) -> dict[str, Any]:
    """The sheet 指标库: a row an indicator. Headings are the columns' names, as exported or as renamed on 字段."""
    if not library_columns(before):
        return library
    rows, columns = sheets.rows(LIBRARY_SHEET, ())
    renamed = library_columns(after)
    keys: dict[str, int] = {}
    for key, label in library_columns(before).items():
        keys[key] = columns.get(label) or columns.get(renamed.get(key, label)) or 0
    missing = [label for key, label in library_columns(before).items() if not keys[key]]
    if missing and columns:
        sheets.headings_missing(
            LIBRARY_SHEET, missing, {text: column for text, column in columns.items() if column not in keys.values()}
        )
    made: list[dict[str, str]] = []
    for row in rows:
        texts = {key: text for key, column in keys.items() if column and (text := _indicator(sheets, row, column))}
        if texts:
            for key, column in keys.items():
                sheets.origins[f"library.json:/rows/{len(made)}/{key}"] = address(LIBRARY_SHEET, row, column or 1)
            made.append(texts)
    if made == [{key: text for key, text in old.items() if text} for old in library.get("rows", [])]:
        return library
    return {**library, "rows": made} if made or library else {}


def _indicator(sheets: WorkshopSheets, row: int, column: int) -> str:
    """A cell of the library. A target such as =12次 that the program took for a formula is the text that was meant."""
    cell = sheets.cell_at(LIBRARY_SHEET, row, column)
    if cell is not None and cell.formula is not None:
        reading = understand(Field("", "", "", "target", False, {}, ""))(cell)
        if isinstance(reading, Reading) and reading.kind == TARGET_FORMULA:
            return str(reading.value)
    return sheets.text(LIBRARY_SHEET, row, column)
