"""Writes docs/images/template-*.png: `python -m tests.generate_template_pictures` (needs LibreOffice and poppler).

Pages of the filled examples as they print, and what the screen shows beside them (the checks, which do not print).
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from tests.generate_templates import shipped_forms
from tests.office import convert, page_pictures, page_texts, run_uno
from xltoolkit.form.load import load_form

IMAGES = Path(__file__).resolve().parent.parent / "docs" / "images"
RESOLUTION = 64  # dots per inch: a page is 529 × 748 pixels

PAGES = {
    "template-1-basic": ("jiangyin-project", "填写示例", "项目名称*:"),
    "template-2-texts": ("jiangyin-project", "填写示例", "项目实施计划*:"),
    "template-3-indicators": ("jiangyin-project", "填写示例", "资金调整率"),
    "template-4-budget": ("jiangyin-project", "填写示例", "项目明细名称"),
    "template-empty": ("jiangyin-project", "", "项目名称*:"),
    "template-putuo": ("putuo-project", "填写示例", "年度资金申请总额"),
    "template-sichuan": ("sichuan-self-eval", "填写示例", "财政专户管理资金"),
}
"""Picture → form, which of its workbooks, a text that stands on the page and on no page before it but in 填表说明."""

SCREEN = """
document = open_document(arguments[0])
cell(document, "预算测算!B22").Value = 75.0
for sheet in document.Sheets:
    sheet.setPrintAreas(())
sheet = document.Sheets.getByName("预算测算")
sheet.setPrintAreas((sheet.getCellRangeByName("A1:E36").RangeAddress,))
style = document.StyleFamilies.getByName("PageStyles").getByName(sheet.PageStyle)
style.Width, style.Height, style.PrintHeaders, style.PrintGrid = 32000, 34000, True, True
save_as(document, arguments[1])
"""


def workbook_of(form_id: str, which: str) -> Path:
    form = load_form(form_id)
    return Path(form.folder, f"{form.title}（{which}）.xlsx" if which else f"{form.title}.xlsx")


def main() -> None:
    IMAGES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as beside:
        pdfs = {
            path: convert(path, "pdf", beside)
            for form in shipped_forms()
            for path in (workbook_of(form.id, ""), workbook_of(form.id, "填写示例"))
        }
        for name, (form_id, which, text) in PAGES.items():
            pdf = pdfs[workbook_of(form_id, which)]
            number = next(i for i, page in enumerate(page_texts(pdf)) if text in page and "填写要求" not in page)
            picture = page_pictures(pdf, Path(beside, name), RESOLUTION)[number]
            shutil.copy(picture, IMAGES / f"{name}.png")
        screen = Path(beside, "screen.pdf")
        run_uno(SCREEN, workbook_of("jiangyin-project", "填写示例"), screen)
        shutil.copy(page_pictures(screen, Path(beside, "screen"), RESOLUTION)[0], IMAGES / "template-screen.png")
    for path in sorted(IMAGES.glob("template-*.png")):
        print(path, path.stat().st_size)


if __name__ == "__main__":
    main()
