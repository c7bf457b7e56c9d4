# The acceptance helper that came with the contract, verbatim below this line: it fills a template as a person does, by printed labels alone.
# ruff: noqa
"""Fill a generated template the way a person does: find the printed label, type into the cell beside it.

Knows only the official labels and headings, nothing of the product's own keys, names or layout.
`fill(template, doc, out, force=...)` returns {pointer: (sheet, cell)} for every value it typed or found computed.
"""
import datetime
import re
import unicodedata

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

FIELDS = {
    "project_name": "项目名称", "project_attribute": "项目属性", "project_type": "项目类型", "fund_use": "资金用途",
    "government_procurement": "政府采购", "project_leader": "项目负责人", "contact": "联系人", "contact_phone": "联系电话",
    "start_date": "计划开始日期", "end_date": "计划完成日期", "total_amount": "项目总金额", "annual_amount": "本年度项目金额",
    "overview": "项目概况", "implementation_plan": "项目实施计划", "overall_goal": "项目总目标", "annual_goal": "年度绩效目标",
    "remarks": "需要说明的其他问题",
    "prior_year/budget": "年度预算安排资金", "prior_year/spent": "项目实际使用资金", "prior_year/balance": "项目结余资金",
    "prior_year/usage_rate": "资金使用率", "prior_year/progress": "项目完成进度",
    "funding/total": "项目资金总额", "funding/recurrent_appropriation": "财政经常性拨款资金",
    "funding/special_appropriation": "财政专项拨款资金", "funding/budgeted_nontax": "纳入预算管理的非税资金",
    "funding/special_account_nontax": "专户管理的非税资金", "funding/government_funds": "政府性基金",
    "funding/superior_subsidy": "上级补助收入", "funding/prior_year_budgeted_nontax": "以前年度纳入预算管理的非税资金",
    "funding/institutional_income": "事业收入", "funding/operating_income": "经营收入", "funding/other_income": "其他收入",
}
TABLES = {
    "indicators": {"level1": "一级目标", "level2": "二级目标", "name": "指标", "target": "目标值", "source": "目标值来源"},
    "estimates": {"item": "项目明细名称", "amount": "金额", "purpose": "用途"},
}


def norm(text):
    """Label text as an eye compares it: width, spaces, stars, colons, units in brackets and '其中' do not count."""
    text = unicodedata.normalize("NFKC", str(text))
    text = re.sub(r"\((万元|%|元)\)", "", text)
    text = re.sub(r"[\s*:]", "", text)
    return re.sub(r"^其中", "", text)


class Page:
    def __init__(self, ws):
        self.ws = ws
        self.spans = {}
        for rng in ws.merged_cells.ranges:
            for row in range(rng.min_row, rng.max_row + 1):
                for col in range(rng.min_col, rng.max_col + 1):
                    self.spans[row, col] = rng

    def right_of(self, row, col):
        rng = self.spans.get((row, col))
        return (row if not rng else rng.min_row), (rng.max_col if rng else col) + 1

    def below(self, row, col):
        rng = self.spans.get((row, col))
        return (rng.max_row if rng else row) + 1

    def master(self, row, col):
        rng = self.spans.get((row, col))
        return (rng.min_row, rng.min_col) if rng else (row, col)


def find_places(wb):
    """Where a person would type: {pointer: (sheet, row, col)} for single fields, {table: (sheet, header_row, first_row, {key: col})}."""
    fields, tables = {}, {}
    wanted = {norm(label): key for key, label in FIELDS.items()}
    for ws in wb.worksheets:
        if ws.sheet_state != "visible" or "说明" in ws.title:      # a person reads 填表说明 and types elsewhere
            continue
        page = Page(ws)
        for row in ws.iter_rows():
            texts = {}
            for cell in row:
                if cell.value is None or cell.data_type == "f":
                    continue
                text = norm(cell.value)
                texts.setdefault(text, cell)
                key = wanted.get(text)
                if key and key not in fields:
                    r, c = page.master(*page.right_of(cell.row, cell.column))
                    fields[key] = (ws.title, r, c)
            for table, columns in TABLES.items():
                if table not in tables and all(norm(h) in texts for h in columns.values()):
                    head = {k: texts[norm(h)] for k, h in columns.items()}
                    first = max(page.below(c.row, c.column) for c in head.values())
                    tables[table] = (ws.title, row[0].row, first, {k: c.column for k, c in head.items()})
    return fields, tables


def get(doc, pointer):
    for part in pointer.split("/"):
        if doc is None:
            return None
        doc = doc.get(part)
    return doc


def put(ws, row, col, value, force, fmt_text=False):
    cell = ws.cell(row, col)
    if cell.data_type == "f" and not force:
        return False
    cell.value = value
    if isinstance(value, str) and value.startswith("="):
        cell.data_type = "s"          # typed with a leading apostrophe, or into a cell formatted as text
    return True


def fill(template, doc, out, force=(), keep_vba=False):
    wb = load_workbook(template, keep_vba=keep_vba)
    fields, tables = find_places(wb)
    missing = [k for k in FIELDS if k not in fields] + [t for t in TABLES if t not in tables]
    where = {}
    for key, (sheet, row, col) in fields.items():
        ws = wb[sheet]
        where[key] = (sheet, f"{get_column_letter(col)}{row}")
        value = get(doc, key)
        if value not in (None, ""):
            if key in ("start_date", "end_date"):
                try:
                    value = datetime.datetime.strptime(str(value), "%Y-%m-%d")      # Excel turns it into a date
                except ValueError:
                    pass                                                            # no such day: stays text, as in Excel
            put(ws, row, col, value, key in force)
    for table, (sheet, _, first, columns) in tables.items():
        ws = wb[sheet]
        for i, item in enumerate(doc.get(table) or []):
            for key, col in columns.items():
                where[f"{table}/{i}/{key}"] = (sheet, f"{get_column_letter(col)}{first + i}")
                if item.get(key) not in (None, ""):
                    put(ws, first + i, col, item[key], True)
    wb.save(out)
    return where, missing
