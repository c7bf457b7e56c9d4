"""The whole workbook of a form: input sheets in order, 填表说明 before them, 指标库 and the hidden lists behind."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Font

from xltoolkit.form.layout import place
from xltoolkit.form.load import load_library
from xltoolkit.form.model import Form
from xltoolkit.reader.submission import Submission
from xltoolkit.template.cached_values import Results, finished
from xltoolkit.template.checks import write_checks
from xltoolkit.template.figures import Figures
from xltoolkit.template.input_sheet import InputSheet
from xltoolkit.template.instruction_sheet import write_instructions
from xltoolkit.template.leftover_sheet import Leftover, write_leftovers
from xltoolkit.template.library_sheet import write_library
from xltoolkit.template.lists import Lists
from xltoolkit.template.values import refuse_foreign


def build(form: Form, year: int, data: dict[str, Any], leftovers: Sequence[Leftover] = ()) -> bytes:
    """The package of the template, prefilled with `data`. See `xltoolkit.template.make_template`."""
    refuse_foreign(form, data)
    layout = place(form, {pointer: len(data.get(pointer[1:]) or []) for pointer in form.tables})
    figures = Figures(form, Submission.from_document(form, data, year))
    results = Results()
    workbook = _empty_workbook(form)
    lists = Lists(workbook, form, year)
    header = f"{form.title}{form.year_line.format(year=year)}"
    for number, spec in enumerate(form.sheets):
        InputSheet(workbook, layout, spec, lists, figures, results, year, data).draw(header if number else "")
    write_checks(workbook, layout, lists, figures, results)
    library = load_library(form)
    if library:
        write_library(workbook, form, library)
    write_instructions(workbook, form, year, bool(library))
    workbook.move_sheet(lists.sheet, len(workbook.sheetnames))
    if leftovers:
        write_leftovers(workbook, leftovers)
    workbook.active = 0
    for sheet in workbook.worksheets:
        sheet.sheet_view.tabSelected = sheet is workbook.active
    content = BytesIO()
    workbook.save(content)
    return finished(content.getvalue(), workbook.sheetnames, results)


def _empty_workbook(form: Form) -> Any:
    workbook = Workbook()
    workbook.remove(workbook.active)
    normal = workbook._named_styles["Normal"]
    normal.font = Font(
        name="Arial", family=2, sz=10
    )  # column widths are counted in its digits: it is the same everywhere
    workbook._fonts[0] = normal.font
    workbook.properties.creator = form.definition.get("issuer", "xltoolkit")
    workbook.properties.title = form.title
    workbook.calculation.fullCalcOnLoad = True
    return workbook
