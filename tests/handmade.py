"""Packages made by hand, part by part: what no library would write, and what an office program would.

from tests.handmade import workbook, zipped

data = workbook({"基本信息": '<row r="1"><c r="A1" t="s"><v>0</v></c></row>'}, strings=["项目名称"])
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping
from xml.sax.saxutils import escape, quoteattr

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
STRICT_MAIN = "http://purl.oclc.org/ooxml/spreadsheetml/main"
STRICT_OFFICE = "http://purl.oclc.org/ooxml/officeDocument/relationships"
_WORKBOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"


def parts(
    sheets: Mapping[str, str],
    strings: Iterable[str] = (),
    formats: Iterable[str] = (),
    workbook: str = "",
    properties: str = "",
    states: Mapping[str, str] | None = None,
    content_type: str = _WORKBOOK_TYPE,
    main: str = MAIN,
    office: str = OFFICE,
    after: str = "",
    before: str = "",
) -> dict[str, str | bytes]:
    """The parts of a workbook. `sheets`: name → inner XML of sheetData, or a whole part if it begins with `<?xml`.

    `strings`: plain texts, or whole `<si>` elements. `formats`: number format codes; style n has format n (style 0 is
    General). `workbook`: XML behind <sheets>; `properties`: attributes of workbookPr; `before` and `after`: XML around
    sheetData in every sheet.
    """
    states = states or {}
    links = [("worksheet", f"worksheets/sheet{number}.xml") for number in range(1, len(sheets) + 1)]
    links += [("styles", "styles.xml"), ("sharedStrings", "sharedStrings.xml")]
    tabs = "".join(
        f'<sheet name={quoteattr(name)} sheetId="{number}" r:id="rId{number}"'
        + (f' state="{states[name]}"' if name in states else "")
        + "/>"
        for number, name in enumerate(sheets, 1)
    )
    items = "".join(
        text if text.startswith("<si") else f'<si><t xml:space="preserve">{escape(text)}</t></si>' for text in strings
    )
    codes = list(formats)
    declared = "".join(f'<numFmt numFmtId="{200 + n}" formatCode={quoteattr(code)}/>' for n, code in enumerate(codes))
    styles = '<xf numFmtId="0"/>' + "".join(f'<xf numFmtId="{200 + n}"/>' for n in range(len(codes)))
    made: dict[str, str | bytes] = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" ContentType="'
        'application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{content_type}"/>'
        + "".join(
            f'<Override PartName="/xl/{target}" ContentType="application/vnd.openxmlformats-officedocument.'
            f'spreadsheetml.{kind}+xml"/>'
            for kind, target in links
        )
        + "</Types>",
        "_rels/.rels": _relationships([("officeDocument", "xl/workbook.xml")], office),
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}"><workbookPr {properties}/>'
        f"<sheets>{tabs}</sheets>{workbook}</workbook>",
        "xl/_rels/workbook.xml.rels": _relationships(links, office),
        "xl/styles.xml": f'<styleSheet xmlns="{main}"><numFmts>{declared}</numFmts><fonts count="1"><font/></fonts>'
        '<fills count="1"><fill/></fills><borders count="1"><border/></borders>'
        f'<cellStyleXfs count="1"><xf numFmtId="0"/></cellStyleXfs><cellXfs>{styles}</cellXfs></styleSheet>',
        "xl/sharedStrings.xml": f'<sst xmlns="{main}">{items}</sst>',
    }
    for number, rows in enumerate(sheets.values(), 1):
        whole = (
            rows
            if rows.startswith("<?xml")
            else (f'<worksheet xmlns="{main}">{before}<sheetData>{rows}</sheetData>{after}</worksheet>')
        )
        made[f"xl/worksheets/sheet{number}.xml"] = whole
    return made


def _relationships(links: list[tuple[str, str]], office: str) -> str:
    lines = (
        f'<Relationship Id="rId{number}" Type="{office}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(links, 1)
    )
    return f'<Relationships xmlns="{PACKAGE}/relationships">{"".join(lines)}</Relationships>'


def zipped(made: Mapping[str, str | bytes], level: int = 6) -> bytes:
    """The parts as a zip, in their order; texts as UTF-8."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as package:
        for name, body in made.items():
            package.writestr(zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0)), body, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def workbook(sheets: Mapping[str, str], **options: object) -> bytes:
    """`parts`, zipped."""
    return zipped(parts(sheets, **options))  # type: ignore[arg-type]
