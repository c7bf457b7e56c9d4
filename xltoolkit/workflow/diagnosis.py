"""`doctor FILE`: what was changed on a template, and how its data can be saved."""

from __future__ import annotations

from collections.abc import Iterator

from xltoolkit.form.model import Form
from xltoolkit.form.stamp import LISTS_SHEET
from xltoolkit.reader.open import open_sheets
from xltoolkit.reader.read import read
from xltoolkit.reader.sheets import Sheets
from xltoolkit.reader.submission import Submission, get
from xltoolkit.rules import run_rules

_ABOUT_THE_TEMPLATE = ("STR", "IND023", "BUD014")
"""Rules that speak of the workbook, its labels, tables and formulas …"""
_ABOUT_THE_CONTENT = ("STR006", "STR013", "STR015")
"""… but not those of formulas without result, of formulas typed in, and of groups named once: these are no damage."""
_MOST_LINES = 20


def diagnose(path: str) -> list[str]:
    """Lines for a person: which form it is, each change to the template with its place, what that does to the data, what to do.

    Raises Refused if the file cannot be read as a form at all; its sentence says why.
    """
    sheets = open_sheets(path)
    submission = read(sheets, None, path)
    form = submission.form
    year = f"{submission.year}年" if submission.year else "年度不明"
    changes = [*_by_rules(submission), *_protection(sheets, submission), *_lists(sheets), *_formats(sheets, submission)]
    lines = [f"{path}：{form.title}，{year}。"]
    lines += ["模板完好，没有发现改动。"] if not changes else [f"模板有 {len(changes)} 处改动：", *_numbered(changes)]
    return [*lines, *_data(submission, form, bool(changes), path)]


def _by_rules(submission: Submission) -> Iterator[str]:
    for finding in run_rules(submission, _ABOUT_THE_TEMPLATE, _ABOUT_THE_CONTENT).findings:
        where = f"{finding.place.address}：" if finding.place else ""
        yield f"{where}{finding.message}{finding.suggestion}"


def _protection(sheets: Sheets, submission: Submission) -> Iterator[str]:
    """Sheets of the form that are no longer protected: their labels and formulas can be overwritten."""
    hosts = {place.sheet for place in submission.cells.values()}
    unprotected = [sheet.name for sheet in sheets.sheets if sheet.name in hosts and not sheet.protected]
    if unprotected and sheets.format in ("xlsx", "xlsm"):
        yield f"工作表{_quoted(unprotected)}的保护被撤销了，栏目名称和公式可能被误改。"


def _lists(sheets: Sheets) -> Iterator[str]:
    """The hidden sheet behind the dropdowns, and the names that lead there."""
    broken = [name for name, text in sheets.names.items() if LISTS_SHEET in text and "#REF!" in text]
    if all(sheet.name != LISTS_SHEET for sheet in sheets.sheets):
        yield f"隐藏的工作表“{LISTS_SHEET}”不见了，下拉列表和勾稽提示不再起作用。"
    elif broken:
        yield f"名称{_quoted(broken)}已失效（#REF!），用到它们的下拉列表不再起作用。"


def _formats(sheets: Sheets, submission: Submission) -> Iterator[str]:
    """Target cells that are no longer text: the next =12次 typed there becomes a formula."""
    by_name = {sheet.name: sheet for sheet in sheets.sheets}
    changed = []
    for table in submission.tables:
        for row in submission.rows(table.pointer):
            for key in table.target_parts:
                place = submission.cells.get(row.at(key))
                cell = by_name[place.sheet].cells.get((place.row, place.column)) if place else None
                if place is not None and cell is not None and cell.format != "@":
                    changed.append(place)
    if changed:
        yield f"{changed[0].address}等 {len(changed)} 个目标值的格子不再是文本格式，以“=”开头的目标值会变成公式。"


def _quoted(names: list[str]) -> str:
    return "、".join(f"“{name}”" for name in names[:6]) + (f"等 {len(names)} 个" if len(names) > 6 else "")


def _numbered(texts: list[str]) -> list[str]:
    lines = [f"  {number}. {text}" for number, text in enumerate(texts[:_MOST_LINES], 1)]
    return lines + ([f"  ……另有 {len(texts) - _MOST_LINES} 处。"] if len(texts) > _MOST_LINES else [])


def _data(submission: Submission, form: Form, changed: bool, path: str) -> list[str]:
    """What of the data can be read, what cannot, and the command that moves it into a clean template."""
    from xltoolkit.workflow.upgrade import lines_of, upgrade

    year = submission.year or form.year
    _, leftovers = upgrade(submission, form, year)
    rows = sum(len(submission.data[table.pointer[1:]]) for table in submission.tables)
    filled = sum(get(submission.data, pointer) is not None and submission.readable(pointer) for pointer in form.fields)
    lines = [f"读出填写的栏目 {filled} 个、明细 {rows} 行。"]
    left = list(lines_of(leftovers))
    if left:
        lines += ["以下内容读不准，或不在表内，要人工处理：", *_numbered(left)]
    elif changed:
        lines.append("填写的内容都读得出来，没有丢失。")
    if changed or left:
        lines.append("把内容转入干净的模板，请运行：")
        lines.append(f'  xltoolkit upgrade "{path}" -o "新申报表.xlsx" --year {year}')
        lines.append("  原文件不会改动；转不过去的内容列在新文件的“未能转入”页上。")
    return lines
