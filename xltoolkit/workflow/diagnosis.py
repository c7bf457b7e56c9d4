"""`doctor FILE`: what was changed on a template, and how its data can be saved."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from xltoolkit.findings import Place
from xltoolkit.form.layout import Layout
from xltoolkit.form.layout import place as lay_out
from xltoolkit.form.model import NUMERIC_KINDS, Field, Form
from xltoolkit.form.stamp import LISTS_SHEET
from xltoolkit.package.archive import Archive
from xltoolkit.package.gate import read_regular_file
from xltoolkit.reader.read import read
from xltoolkit.reader.submission import Submission, get
from xltoolkit.rules import run_rules
from xltoolkit.sheets.model import TEXT, Cell, Sheets
from xltoolkit.sheets.open import sheets_of

_ABOUT_THE_TEMPLATE = ("STR", "IND023", "BUD014")
"""Rules that speak of the workbook, its labels, tables and formulas …"""
_ABOUT_THE_CONTENT = ("STR006", "STR013", "STR015")
"""… but not those of formulas without result, of formulas typed in, and of groups named once: these are no damage."""
_MOST_LINES = 20


def diagnose(path: str) -> list[str]:
    """Lines for a person: which form it is, each change to the template with its place, what that does to the data, what to do.

    Raises Refused if the file cannot be read as a form at all; its sentence says why.
    """
    sheets, archive = sheets_of(read_regular_file(path))
    submission = read(sheets, None, path)
    form = submission.form
    year = f"{submission.year}年" if submission.year else "年度不明"
    changes = [
        *_by_rules(submission),
        *_columns(submission),
        *_formulas(sheets, submission),
        *_protection(sheets, submission),
        *_lists(sheets),
        *_validations(archive, submission),
        *_formats(sheets, submission),
    ]
    lines = [f"{path}：{form.title}，{year}。"]
    lines += ["模板完好，没有发现改动。"] if not changes else [f"模板有 {len(changes)} 处改动：", *_numbered(changes)]
    return [*lines, *_data(submission, form, bool(changes), path)]


def _by_rules(submission: Submission) -> Iterator[str]:
    for finding in run_rules(submission, _ABOUT_THE_TEMPLATE, _ABOUT_THE_CONTENT).findings:
        where = f"{finding.place.address}：" if finding.place else ""
        yield f"{where}{finding.message}{finding.suggestion}"


def _columns(submission: Submission) -> Iterator[str]:
    """Columns slipped into the form: two values that stand side by side on it have more between them now. Each is told once."""
    layout = lay_out(submission.form)
    slips: list[
        tuple[int, Place, int, str]
    ] = []  # distance of the two, place of the right one, columns too many, its name
    for pair in _neighbours(submission, layout):
        found = [place for pointer in pair if (place := submission.cells.get(pointer))]
        official = [place for pointer in pair if (place := layout.place(pointer))]
        if len(found) < 2 or len(official) < 2 or found[0][:2] != found[1][:2]:
            continue
        wider = (found[1].column - found[0].column) - (official[1].column - official[0].column)
        field = submission.form.field(pair[1])
        if field is not None and wider > 0:
            slips.append((found[1].column - found[0].column, found[1], wider, field.name))
    told: list[tuple[str, int, int]] = []
    for distance, place, wider, name in sorted(slips):
        left = place.column - distance
        if not any(sheet == place.sheet and left < right and start < place.column for sheet, start, right in told):
            told.append((place.sheet, left, place.column))
            yield f"{place.address}：“{name}”的左边多出了 {wider} 列，已照常读取。请删去插入的列。"


def _neighbours(submission: Submission, layout: Layout) -> Iterator[tuple[str, str]]:
    """Pointers of two values that stand side by side on the form."""
    abreast: dict[tuple[str, int], list[str]] = {}
    for pointer, area in layout.values.items():
        abreast.setdefault((area.sheet, area.top), []).append(pointer)
    rows = list(abreast.values())
    for table in submission.tables:
        rows += [[row.at(column.key) for column in table.columns] for row in submission.rows(table.pointer)[:1]]
    for row in rows:
        yield from pairwise(row)


def _formulas(sheets: Sheets, submission: Submission) -> Iterator[str]:
    """Computed cells over which somebody typed a text; a number typed there is a finding of the rules."""
    for pointer, field in submission.form.fields.items():
        place = submission.cells.get(pointer)
        cell = (
            _cells(sheets, place).get((place.row, place.column))
            if place is not None and field.computed is not None
            else None
        )
        if place is not None and cell is not None and cell.formula is None and cell.kind == TEXT:
            yield f"{place.address}：“{field.name}”本来自动计算，现在是手填的文字“{cell.value}”。请恢复公式。"


def _validations(archive: Archive | None, submission: Submission) -> Iterator[str]:
    """Input cells that lost their dropdown or their check of dates and numbers, as pasting over them does."""
    if archive is None:
        return
    from xltoolkit.workflow.validations import validated_areas

    areas = validated_areas(archive)
    lost: dict[str, list[Place]] = {}
    for pointer, place in submission.cells.items():
        field = submission.form.field(pointer)
        if field is None or not _is_held(field):
            continue
        held = areas.get(place.sheet, [])
        if not any(top <= place.row <= bottom and left <= place.column <= right for top, left, bottom, right in held):
            what = "下拉列表" if field.choices else "日期校验" if field.kind == "date" else "数字校验"
            lost.setdefault(what, []).append(place)
    for what, places in lost.items():
        many = f"等 {len(places)} 格" if len(places) > 1 else ""
        yield f"{places[0].address}{many}的{what}没有了，多半是粘贴时冲掉的，填错时不再提示。"


def _is_held(field: Field) -> bool:
    return field.computed is None and (bool(field.choices) or field.kind == "date" or field.kind in NUMERIC_KINDS)


def _cells(sheets: Sheets, place: Place | None) -> dict[tuple[int, int], Cell]:
    return next((sheet.cells for sheet in sheets.sheets if place is not None and sheet.name == place.sheet), {})


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
