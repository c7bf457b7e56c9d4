"""The words of the marks: the rows of 检查结果, its lines on top, and the text of a note. Every marker takes them from here."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable

from xltoolkit.findings import (
    ERROR,
    FAILED,
    HINT,
    NOT_APPLICABLE,
    NOT_CHECKED,
    OUTCOME_NAMES,
    PASSED,
    SEVERITIES,
    SEVERITY_NAMES,
    WARNING,
    Finding,
    Place,
    Report,
)
from xltoolkit.form.load import load_form
from xltoolkit.form.model import Form
from xltoolkit.marks.signs import RESULT_SHEET as RESULT_SHEET
from xltoolkit.records import NamedTuple

HEADINGS = ("序号", "级别", "规则", "工作表", "单元格", "字段", "问题", "当前内容", "建议", "审核要点")
WIDTHS = (6, 14, 13, 12, 8, 20, 46, 22, 34, 9)  # in characters of the standard font
LINK_COLUMN = HEADINGS.index("单元格")
COUNT_AREAS = ((0, 3), (4, 6), (7, 7), (8, len(HEADINGS) - 1))  # columns of the three severities, then of all rules

NOTE_AUTHOR = "表格检查"
NOTE_BEGINS = "【表格检查】"
NOTE_ENDS = "【检查完】"
_OWN_LINE = re.compile(
    rf"(?:{'|'.join(SEVERITY_NAMES.values())})（[A-Z0-9]+）：|建议：|相关单元格：|另有 [0-9]+ 项，见工作表“{RESULT_SHEET}”"
).match

_ADVICE = {ERROR: "上报前必须改正", WARNING: "请核对，属实的请说明理由", HINT: "供参考"}
_USE_LINE = (
    "怎样用：点“单元格”一列可以跳到出错的地方；直接在本文件里改正、保存，就可以拿它上报或再次检查，旧的标记会自动换掉。"
)
_UNCHANGED_LINE = (
    "检查只加了底色、批注和这张工作表，没有改动任何填报内容。要去掉这些标记，请运行命令：xltoolkit clear 本文件名"
)
_LONGEST_FOUND = 80
_MOST_RELATED = 4
_MOST_IN_NOTE, _LONGEST_IN_NOTE = 12, 400  # the result sheet has them whole


class ResultRow(NamedTuple):
    """One finding as a row: `texts` in the order of HEADINGS, `place` is where its link leads (None: no link)."""

    severity: str
    texts: tuple[str, ...]
    place: Place | None


class ResultTable(NamedTuple):
    """Everything that the result sheet says.

    counts    (severity, sentence) for each severity: 强制性错误 1 项，上报前必须改正
    outcomes  one line on all rules: 共核对规则 98 条：通过 88 条 …
    lines     how to use the sheet, that no value was changed and how to take the marks out, then remarks of the marker
    """

    title: str
    counts: tuple[tuple[str, str], ...]
    outcomes: str
    lines: tuple[str, ...]
    rows: tuple[ResultRow, ...]


def result_table(
    report: Report, form: Form | None = None, remarks: Iterable[str] = (), *, marked: bool = True
) -> ResultTable:
    """The result sheet of a report. `form` gives the fields their names (by default the shipped form of that id).

    `remarks`: further lines from the marker (cells that could not carry a note …). `marked` False: the findings stand
    alone, without the workbook, so there is nothing to jump to or to take out.
    """
    form = form or _form_of(report)
    name = file_name(report)
    counts = tuple(
        (severity, f"{SEVERITY_NAMES[severity]} {report.count(severity)} 项，{_ADVICE[severity]}")
        for severity in SEVERITIES
    )
    rows = tuple(_row(number, finding, form, marked) for number, finding in enumerate(report.findings, 1))
    own_lines = (_USE_LINE, _UNCHANGED_LINE) if marked else ()
    return ResultTable(
        f"{RESULT_SHEET}：{name}" if name else RESULT_SHEET, counts, _outcomes(report), (*own_lines, *remarks), rows
    )


def file_name(report: Report) -> str:
    """The name of the file that was checked, without its folder."""
    return os.path.basename(report.file.replace("\\", "/"))


def findings_by_place(findings: Iterable[Finding]) -> dict[Place, tuple[Finding, ...]]:
    """Findings of each cell, the gravest first, cells in the order of their first finding. Those without place are left out."""
    cells: dict[Place, list[Finding]] = {}
    for finding in findings:
        if finding.place is not None:
            cells.setdefault(finding.place, []).append(finding)
    return {place: tuple(sorted(found, key=_gravity)) for place, found in cells.items()}


def gravest(findings: Iterable[Finding]) -> str:
    """The severity that colours a cell: an error beats a warning, a warning a hint."""
    return min(findings, key=_gravity).severity


def note_text(findings: Iterable[Finding]) -> str:
    """What the note on a cell says. It begins and ends with our own lines, so that it can be told from the person's words."""
    listed = list(findings)
    lines = []
    for finding in listed[:_MOST_IN_NOTE]:
        lines.append(f"{SEVERITY_NAMES[finding.severity]}（{finding.code}）：{_in_one_line(finding.message)}")
        if finding.suggestion:
            lines.append(f"建议：{_in_one_line(finding.suggestion)}")
        if finding.related:
            lines.append(_related(finding))
    if len(listed) > _MOST_IN_NOTE:
        lines.append(f"另有 {len(listed) - _MOST_IN_NOTE} 项，见工作表“{RESULT_SHEET}”。")
    words = "\n".join(line for line in lines if line)
    for own in (NOTE_BEGINS, NOTE_ENDS):  # a message that quotes them must not end our block early
        words = words.replace(own, own.strip("【】"))
    return f"{NOTE_BEGINS}\n{words}\n{NOTE_ENDS}"


def our_note_spans(text: str) -> list[tuple[int, int]]:
    """Where our lines stand in a note's text, with the line break that joins them to the person's words.

    Lines that somebody typed between ours, or behind our last one, are none of ours.
    """
    spans: list[tuple[int, int]] = []
    start, inside = 0, False
    for line in text.split("\n"):
        begins = line.find(NOTE_BEGINS)
        inside = inside or begins >= 0
        own = max(begins, 0)
        ends = line.find(NOTE_ENDS, own) + len(NOTE_ENDS) if NOTE_ENDS in line[own:] else len(line)
        if inside and (begins >= 0 or NOTE_ENDS in line or _OWN_LINE(line)):
            if spans and own == 0 and spans[-1][1] == start - 1:
                spans[-1] = spans[-1][0], start + ends
            else:
                spans.append((start + own, start + ends))
        inside = inside and NOTE_ENDS not in line[own:]
        start += len(line) + 1
    return [_with_joint(text, begin, end) for begin, end in spans]


def _with_joint(text: str, begin: int, end: int) -> tuple[int, int]:
    whole_lines = end == len(text) or text[end] == "\n"
    if whole_lines and begin and text[begin - 1] == "\n":
        return begin - 1, end
    return (begin, end + 1) if whole_lines and end < len(text) else (begin, end)


def without_note_text(text: str) -> str:
    """A note's text without our blocks, as it was before; '' if nothing else stood in it."""
    for begin, end in reversed(our_note_spans(text)):
        text = text[:begin] + text[end:]
    return text


def field_name(form: Form | None, pointer: str) -> str:
    """What people call the field of a pointer: 项目名称, of a table's cell 指标：目标值; '' if the form has no such field.

    Which row of the table it is the cell's address says; a number here would be one more way to count.
    """
    if form is None or not pointer:
        return ""
    name = form.name_of(pointer)
    table = form.tables.get("/" + pointer.split("/")[1])
    if table is None:
        return name
    if pointer == table.pointer:
        return table.title
    return f"{table.row_name}：{name}" if name else table.row_name


def _row(number: int, finding: Finding, form: Form | None, marked: bool) -> ResultRow:
    place = finding.place
    message = "\n".join(line for line in (finding.message, _related(finding)) if line)
    texts = (
        str(number),
        SEVERITY_NAMES[finding.severity],
        finding.code,
        place.sheet if place else "",
        place.cell if place else "",
        field_name(form, finding.pointer),
        message,
        _shortened(finding.found, _LONGEST_FOUND),
        finding.suggestion or (f"应为：{finding.expected}" if finding.expected else ""),
        finding.review_point,
    )
    return ResultRow(finding.severity, texts, place if marked else None)


def _related(finding: Finding) -> str:
    """相关单元格：基本信息!B9、目标内容!C4 等 6 处; '' if no other cell takes part."""
    places = list(dict.fromkeys(related.place.address for related in finding.related if related.place))
    more = f" 等 {len(places)} 处" if len(places) > _MOST_RELATED else ""
    return f"相关单元格：{'、'.join(places[:_MOST_RELATED])}{more}" if places else ""


def _in_one_line(text: str) -> str:
    return _shortened(" ".join(text.split()), _LONGEST_IN_NOTE)


def _shortened(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[:longest]}……（共 {len(text)} 字）"


def _outcomes(report: Report) -> str:
    outcomes = list(report.outcomes.values())
    if not outcomes:
        return ""
    parts = (
        f"{OUTCOME_NAMES[kind]} {outcomes.count(kind)} 条" for kind in (PASSED, FAILED, NOT_APPLICABLE, NOT_CHECKED)
    )
    return f"共核对规则 {len(outcomes)} 条：{'，'.join(parts)}"


def _gravity(finding: Finding) -> int:
    return SEVERITIES.index(finding.severity)


def _form_of(report: Report) -> Form | None:
    return load_form(report.form) if report.form else None
