"""退回清单.xlsx: what one unit gets back and must mend, one page ready to print and sign."""

from __future__ import annotations

import io
from collections.abc import Sequence

from xltoolkit.form.stamp import LEDGER_PROPERTY
from xltoolkit.ledger.cell_text import row_height
from xltoolkit.ledger.workbook import STREAMED
from xltoolkit.records import NamedTuple
from xltoolkit.text.wrapping import text_lines


class ReturnedProject(NamedTuple):
    """One workbook that goes back: its project, the annotated copy's name, how much is wrong, the gravest sentences."""

    project_name: str
    file: str
    copy: str
    errors: int
    warnings: int
    problems: tuple[str, ...]


_HEADINGS = ("序号", "项目名称", "带标记的副本", "强制性错误", "提示性问题", "必须改正的问题")
_WIDTHS = (6, 28, 30, 10, 10, 72)
_TEXTS = (1, 2, 5)
"""Columns of texts, which decide how tall a row is."""

_MOST_PROBLEMS = 12


def return_list(unit: str, department: str, projects: Sequence[ReturnedProject]) -> bytes:
    """The list as an .xlsx: A4 landscape, headings repeated, places for the signatures. It carries the ledger's property: it is never an input."""
    import datetime

    import xlsxwriter

    from xltoolkit.ledger.streamed import StreamedSheet

    target = io.BytesIO()
    with xlsxwriter.Workbook(target, STREAMED) as book:
        book.set_properties({"title": "退回清单", "created": datetime.datetime(2000, 1, 1)})
        book.set_custom_property(LEDGER_PROPERTY, "1")
        sheet = book.add_worksheet("退回清单", StreamedSheet)
        font = {"font_name": "宋体", "font_size": 11, "valign": "vcenter"}
        title = book.add_format({"font_name": "黑体", "font_size": 18, "align": "center", "valign": "vcenter"})
        plain = book.add_format(font)
        heading = book.add_format(
            {**font, "bold": True, "border": 1, "align": "center", "text_wrap": True, "bg_color": "#F2F2F2"}
        )
        cell = book.add_format({**font, "font_size": 10, "border": 1, "valign": "top", "text_wrap": True})
        number = book.add_format({**font, "font_size": 10, "border": 1, "valign": "top", "align": "center"})
        for column, width in enumerate(_WIDTHS):
            sheet.set_column(column, column, width)
        sheet.set_row(0, 34)
        sheet.merge_range(0, 0, 0, len(_HEADINGS) - 1, "绩效目标申报表退回清单", title)
        for row, line in enumerate((
            f"单位：{unit}" + (f"（主管部门：{department}）" if department else ""),
            f"共退回 {len(projects)} 个项目。请在带标记的副本里改正后重新上报；强制性错误必须全部改正。",
        ), 1):  # fmt: skip
            sheet.set_row(row, 20)
            sheet.write_string(row, 0, line, plain)
        sheet.set_row(3, 26)
        for column, text in enumerate(_HEADINGS):
            sheet.write_string(3, column, text, heading)
        row = 3
        for row, project in enumerate(projects, 4):
            texts = (project.project_name or "（没有填项目名称）", project.copy, _problems(project))
            sheet.set_row(
                row,
                row_height(max(2, *(text_lines(text, _WIDTHS[at]) for at, text in zip(_TEXTS, texts, strict=True)))),
            )
            sheet.write_number(row, 0, row - 3, number)
            for at, text in zip(_TEXTS, texts, strict=True):
                sheet.write_string(row, at, text, cell)
            sheet.write_number(row, 3, project.errors, number)
            sheet.write_number(row, 4, project.warnings, number)
        for offset, role in ((2, "退回人"), (4, "签收人")):
            sheet.set_row(row + offset, 24)
            sheet.write_string(row + offset, 1, f"{role}（签字）：                    日期：      年   月   日", plain)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(3)
        sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
        sheet.set_footer("&C第 &P 页，共 &N 页")
    return target.getvalue()


def _problems(project: ReturnedProject) -> str:
    lines = [f"{number}. {problem}" for number, problem in enumerate(project.problems[:_MOST_PROBLEMS], 1)]
    if len(project.problems) > _MOST_PROBLEMS:
        lines.append(f"…… 共 {len(project.problems)} 处，详见副本的“检查结果”。")
    return "\n".join(lines)
