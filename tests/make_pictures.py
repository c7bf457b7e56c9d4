"""Makes every picture of docs/images from the product itself: `python -m tests.make_pictures` (LibreOffice, poppler, Chromium).

Run by hand after a change that people see, and look at the result. Sheets are shown as on the screen: with row and column
headings, the colours of the marks and one note held open.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import tempfile
from decimal import Decimal
from functools import reduce
from pathlib import Path
from typing import Any, NamedTuple

from tests import generate_template_pictures
from tests.office import run_uno
from xltoolkit.form.load import load_form
from xltoolkit.form.model import Form
from xltoolkit.template import make_template
from xltoolkit.workflow.check import check_file
from xltoolkit.workflow.copies import annotate_file
from xltoolkit.workflow.merge import merge_files
from xltoolkit.workflow.report import report_file

IMAGES = Path(__file__).resolve().parent.parent / "docs" / "images"
FORM = "jiangyin-project"
MOST_BYTES = 200_000
WIDTH = 1100
"""Pixels of a picture that stands across the page."""

SHOW = """
document = open_document(arguments[0])
result = []
for shot in json.loads(arguments[1]):
    for sheet in document.Sheets:
        sheet.setPrintAreas(())
    sheet = document.Sheets.getByName(shot["sheet"])
    block = sheet.getCellRangeByName(shot["area"])
    sheet.setPrintTitleRows(False)
    sheet.setPrintTitleColumns(False)
    sheet.removeAllManualPageBreaks()
    sheet.setPrintAreas((block.RangeAddress,))
    style = document.StyleFamilies.getByName("PageStyles").getByName(sheet.PageStyle)
    style.HeaderIsOn = style.FooterIsOn = style.PrintGrid = style.CenterHorizontally = style.CenterVertically = False
    style.ScaleToPagesX = style.ScaleToPagesY = 0
    style.PageScale = 100
    style.PrintHeaders = True
    style.IsLandscape = False
    style.LeftMargin = style.RightMargin = style.TopMargin = style.BottomMargin = 100
    style.Width, style.Height = block.Size.Width + 1700, block.Size.Height + 1000
    for note in sheet.Annotations:
        at = note.Position
        note.setIsVisible(sheet.getCellByPosition(at.Column, at.Row).AbsoluteName.endswith(shot["note"]) if shot["note"] else False)
    save_as(document, shot["pdf"])
    result.append(style.Width)
"""


class Shot(NamedTuple):
    """A part of one sheet as a picture. `note`: the cell whose note is held open, as $D$20; `keep`: how much of the width is shown."""

    name: str
    sheet: str
    area: str
    note: str = ""
    width: int = WIDTH
    keep: float = 1.0


def main() -> None:
    IMAGES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="xltoolkit-pictures-") as beside:
        folder = Path(beside)
        generate_template_pictures.main()
        annotated(folder)
        bureau(folder)
    for path in sorted(IMAGES.glob("*.png")):
        print(f"{path.stat().st_size:>8}  {path.name}")
        assert path.stat().st_size <= MOST_BYTES, f"{path.name} is too heavy"


def annotated(folder: Path) -> None:
    """The real form's annotated copy: its result sheet, a marked page, and both in one."""
    form = load_form(FORM)
    source = folder / "人社局2020年维保项目.xlsx"
    shutil.copy(Path(form.folder, f"{form.title}（填写示例）.xlsx"), source)
    copy = annotate_file(check_file(str(source)))
    shots = [
        Shot("result-sheet", "检查结果", "A1:J12", width=1000),
        Shot("marked-page", "目标内容", "A10:G26", "$D$20", 1000, 0.71),
        Shot("above", "检查结果", "A1:J9", width=1000),
        Shot("below", "目标内容", "A17:G22", "$D$20", 1100, 0.71),
    ]
    made = shoot(copy, shots, folder)
    for name in ("result-sheet", "marked-page"):
        shutil.copy(made[name], IMAGES)
    compose([made["above"], made["below"]], IMAGES / "annotated.png", folder)


def bureau(folder: Path) -> None:
    """Six units: their ledger, the list that goes back to one of them, the page for the meeting."""
    form = load_form(FORM)
    received, returns = folder / "收到的工作簿", folder / "退回"
    for unit, (name, amount, slips) in UNITS.items():
        content = make_template(form, form.year, unit_data(form, unit, name, Decimal(amount), slips))
        path = received / unit / f"{name}.xlsx"
        path.parent.mkdir(parents=True)
        path.write_bytes(content)
    ledger = merge_files([str(received)], str(folder / "2020年汇总.xlsx"), returns=str(returns))
    picture = shoot(ledger.path, [Shot("ledger-summary", "汇总", "A1:P27", width=1200)], folder)
    shutil.copy(picture["ledger-summary"], IMAGES)
    returned = str(returns / "文旅局" / "退回清单.xlsx")
    picture = shoot(returned, [Shot("return-list", first_sheet(returned), "A1:F9", width=900)], folder)
    shutil.copy(picture["return-list"], IMAGES)
    page = folder / "报告.html"
    report_file(ledger.path, str(page))
    photograph(page, IMAGES / "report-page.png", 1100, 1000)
    ledger.close()


UNITS: dict[str, tuple[str, int, dict[str, Any]]] = {
    "人社局": ("信息系统维保", 300, {}),
    "民政局": ("居家养老服务补贴", 860, {"/contact_phone": "8671"}),
    "文旅局": ("公共图书馆免费开放", 240, {"/funding/special_appropriation": Decimal(220), "/end_date": "2019-12-31"}),
    "水利局": ("河道管护", 520, {"/project_leader": "", "/indicators/12/target": "大幅提升"}),
    "教育局": ("校园安防设备更新", 415, {"/annual_goal": "见附件"}),
    "卫健委": ("基层医疗信息化", 265, {"/total_amount": Decimal(2650000)}),
}
"""Unit → its project, the project's amount in 万元, and what its clerk got wrong."""

CONTRADICTION = 17
"""Row of the indicator that the real example's own plan contradicts; the other units have it right."""


def unit_data(form: Form, unit: str, name: str, amount: Decimal, slips: dict[str, Any]) -> dict[str, Any]:
    """The real example as another unit would fill it in: every sum fits the amount, no remains of a web page."""
    example = Path(form.folder, "example.json").read_text("utf-8")
    data: dict[str, Any] = json.loads(re.sub(r"<[^>]*>", "", example), parse_float=Decimal)["data"]
    rest = amount - data["annual_amount"]
    data["estimates"][2]["amount"] += rest
    data["funding"]["special_appropriation"] += rest
    data["funding"]["total"] = data["annual_amount"] = data["total_amount"] = amount
    data["submitting_unit"], data["project_name"] = unit, name
    if slips:
        data["indicators"][CONTRADICTION]["target"] = "=2次"
    for pointer, value in slips.items():
        *way, last = pointer.split("/")[1:]
        reduce(lambda inner, key: inner[int(key) if key.isdigit() else key], way, data)[last] = value
    return data


def first_sheet(path: str) -> str:
    name: str = run_uno("result = open_document(arguments[0]).Sheets.getByIndex(0).Name", path)
    return name


def shoot(path: str, shots: list[Shot], folder: Path) -> dict[str, Path]:
    """Pictures of parts of a workbook, by name, each as wide as the shot says."""
    orders = [{**shot._asdict(), "pdf": str(folder / f"{shot.name}.pdf")} for shot in shots]
    widths = run_uno("import json\n" + SHOW, path, json.dumps(orders))
    made = {}
    for shot, hundredths in zip(shots, widths, strict=True):
        resolution = round(shot.width / (hundredths / 2540))
        command = ["pdftoppm", "-png", "-singlefile", "-r", str(resolution), "-x", "0", "-y", "0", "-H", "9999",
                   "-W", str(round(shot.width * shot.keep)), folder / f"{shot.name}.pdf", folder / shot.name]  # fmt: skip
        subprocess.run(command, check=True)
        made[shot.name] = folder / f"{shot.name}.png"
    return made


def compose(pictures: list[Path], target: Path, folder: Path) -> None:
    """Pictures one below the other, the lower ones drawn in a little, as windows lie on a desk."""
    rows = "".join(
        f'<img src="{picture.as_uri()}" style="margin-left:{180 * i}px">' for i, picture in enumerate(pictures)
    )
    page = folder / "compose.html"
    style = "body{margin:12px;background:#fff}img{display:block;border:1px solid #999;margin-bottom:12px}"
    page.write_text(f"<!DOCTYPE html><meta charset=utf-8><style>{style}</style>{rows}", "utf-8")
    heights = sum(height_of(picture) + 14 for picture in pictures)
    photograph(page, target, 1000 + 26, heights + 12)


def height_of(picture: Path) -> int:
    """Of a PNG: bytes 20 to 24 of the file."""
    return int.from_bytes(picture.read_bytes()[20:24], "big")


def photograph(page: Path, target: Path, width: int, height: int) -> None:
    """A page as Chromium shows it."""
    browser = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
    with tempfile.TemporaryDirectory(prefix="xltoolkit-chromium-") as profile:
        command = [browser, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", f"--user-data-dir={profile}",
                   f"--window-size={width},{height}", f"--screenshot={target}", page.as_uri()]  # fmt: skip
        subprocess.run(command, check=True, capture_output=True, timeout=180)


if __name__ == "__main__":
    main()
