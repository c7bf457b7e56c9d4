"""How a template says which form, version and year it is: the names that the template writes and the reader looks for.

The stamp stands twice, because programs lose one or the other: as custom document properties (docProps/custom.xml), and in
cells of the hidden sheet of lists, each reached by a defined name. Nobody may rely on it: a workbook without a stamp is read too.
"""

from __future__ import annotations

LISTS_SHEET = "_lists"
"""Hidden sheet with the dropdowns' lists and the stamp. Hidden, not very hidden: LibreOffice makes the one into the other."""

FORM_PROPERTY, VERSION_PROPERTY, YEAR_PROPERTY = "xltoolkit.form", "xltoolkit.version", "xltoolkit.year"
"""Custom document properties. All three are texts; the year is four digits."""

FORM_NAME, VERSION_NAME, YEAR_NAME = "xltoolkit_form", "xltoolkit_version", "xltoolkit_year"
"""Defined names of the workbook, each of one cell on LISTS_SHEET that holds the same text."""

LEDGER_PROPERTY = "xltoolkit.ledger"
"""Custom document property of every ledger and list of returns of ours: neither is ever an input. The report page and Parquet
files carry the same words.
"""

LEDGER_DATABASE = 0x786C746B
"""`application_id` of the database of a ledger."""

LEDGER_SHEETS = frozenset(("项目一览", "问题清单", "读取情况"))
"""What is left of a ledger that a program saved without its properties."""

HELP_SHEET, LIBRARY_SHEET = "填表说明", "指标库"
"""Sheets that a template has beside the form's own: the instructions, and the reference list of indicators."""

LEFTOVERS_SHEET = "未能转入"
"""Sheet in front of an upgraded workbook: what could not move into the new template, and why."""

GOOD_MARK, BAD_MARK = "✓", "✗"
"""What the live 勾稽 checks beside the form begin with, unless they show nothing: such a cell is no input and no label."""
