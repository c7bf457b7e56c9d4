"""Whatever comes in: Sheets or Refused, never anything else; and the same content in any shape is read the same.

Mutations know the structure: zip bytes, whole parts, elements, attributes, cells.
"""

from __future__ import annotations

import io
import random
import re
from decimal import Decimal
from xml.sax.saxutils import escape

import openpyxl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.handmade import MAIN, parts, workbook, zipped
from xltoolkit.errors import Refused
from xltoolkit.findings import column_letters
from xltoolkit.package.archive import Archive
from xltoolkit.package.gate import content_kind
from xltoolkit.sheets.model import Sheets
from xltoolkit.sheets.ooxml import read_ooxml

NASTY = (
    "", "0", "-1", "1", "99999999999999999999", "1e5", "1.5", " 5", "A", "XFD1048576", "XFE1", "A0", "a1", "$A$1", "A1:XFD1048576", "A1:A",
    "s", "str", "inlineStr", "e", "b", "d", "n", "x", "true", "1", "preserve", "worksheet", "rId1", "rId99", "../../x", "/xl/workbook.xml",
    "yyyy", "[h]", "\\", '"', "[", "0;", "NaN", "Infinity", "１", "²", "#REF!", "项目" * 50, "_xD800_", "_x0000_", "&#xFFFF;", "&a;",
)  # fmt: skip


def form() -> dict[str, str | bytes]:
    """A small workbook that uses every feature the reader knows."""
    rows = (
        '<row r="1" spans="1:3"><c r="A1" t="s"><v>0</v></c><c r="B1" s="1"><v>43831</v></c><c r="C1" s="1"/></row>'
        '<row r="2" hidden="1"><c r="A2" t="inlineStr"><is><r><t>甲</t></r><rPh sb="0" eb="1"><t>x</t></rPh></is></c>'
        '<c r="B2"><f t="shared" ref="B2:B3" si="0">A1&amp;"x"</f><v>9.88</v></c><c r="C2" t="e"><v>#REF!</v></c></row>'
        '<row><c t="b"><v>1</v></c><c/><c t="d"><v>2020-01-01</v></c><c t="str"><f>A1</f><v>甲</v></c></row>'
    )
    return parts(
        {"基本信息": rows, "字典": '<row r="5"><c r="E5" t="s"><v>1</v></c></row>'},
        strings=["项目名称", "<si><r><rPr><b/></rPr><t>每</t></r><r><t>年</t></r></si>"],
        formats=["yyyy-mm-dd", "0.00%"],
        states={"字典": "hidden"},
        workbook='<definedNames><definedName name="n" localSheetId="1">字典!$E$5</definedName></definedNames>',
        before='<sheetPr/><dimension ref="A1:C3"/><cols><col min="2" max="3" hidden="1"/></cols>',
        after='<sheetProtection sheet="1"/><mergeCells count="1"><mergeCell ref="A5:B6"/></mergeCells>',
    )


def saved_by_openpyxl() -> dict[str, str | bytes]:
    book = openpyxl.Workbook()
    book.active.append(["项目名称", 9.88, True, "=SUM(A1:A2)", "2020-01-01"])
    book.active.merge_cells("B2:C3")
    book.create_sheet("目标内容").append(["数量"])
    buffer = io.BytesIO()
    book.save(buffer)
    archive = Archive.from_bytes(buffer.getvalue())
    return {name: archive.read(name) for name in archive.names}


def sheets_or_refused(data: bytes) -> Sheets | None:
    """The one law: nothing but these two comes out."""
    assert isinstance(content_kind(data), str)
    try:
        sheets = read_ooxml(Archive.from_bytes(data))
    except Refused as refused:
        told_in_chinese = re.search("[一-鿿]", str(refused))
        assert told_in_chinese
        return None
    for sheet in sheets.sheets:
        str([cell.value for cell in sheet.cells.values()]).encode("utf-8")  # nothing that could not be written out
        assert all(1 <= row <= 1_048_576 and 1 <= column <= 16_384 for row, column in sheet.cells)
    return sheets


def mutated(text: str, source: random.Random) -> str:
    """The part with one structural change."""
    tags = [match.span() for match in re.finditer(r"<[^>]+>", text)]
    values = [match.span(1) for match in re.finditer(r'="([^"]*)"', text)]
    texts = [match.span(1) for match in re.finditer(r">([^<]+)<", text)]
    start, end = source.choice(tags or [(0, 0)])
    other = source.choice(tags or [(0, 0)])
    change = source.randrange(9)
    if change == 0:
        return text[:start] + text[end:]  # a tag gone
    if change == 1:
        return text[:start] + text[start:end] * source.choice([2, 50]) + text[end:]  # a tag repeated
    if change == 2:
        return text[:start] + text[other[0] : other[1]] + text[end:]  # a tag replaced by another
    if change in (3, 4) and values:
        start, end = source.choice(values)
        return text[:start] + escape(source.choice(NASTY)) + text[end:]
    if change == 5 and texts:
        start, end = source.choice(texts)
        return text[:start] + source.choice(NASTY) + text[end:]
    if change == 6:
        return text[: source.randrange(len(text) + 1)]  # cut off
    if change == 7:
        place = source.randrange(len(text) + 1)
        return (
            text[:place]
            + source.choice(["<", "&", "]]>", "<!--", "<![CDATA[", "\0", "<?x", "</c>", "<c>", "<row/>", "\ud800"])
            + text[place:]
        )
    name = re.match(r"</?([\w:]+)", text[start:end])
    return text.replace(f"<{name[1]}", f"<x:{name[1]}") if name else text  # a prefix on some tags only


@pytest.mark.parametrize("make", [form, saved_by_openpyxl])
@pytest.mark.parametrize("seed", range(400))
def test_a_part_changed_in_its_structure(make: object, seed: int) -> None:
    assert callable(make)
    made = make()
    source = random.Random(seed)
    for _ in range(source.choice([1, 1, 2, 4])):
        name = source.choice(list(made))
        body = made[name]
        text = body if isinstance(body, str) else body.decode("utf-8", "replace")
        made[name] = mutated(text, source).encode("utf-8", "replace")
    if source.random() < 0.1:
        del made[source.choice(list(made))]
    sheets_or_refused(zipped(made))


@given(st.integers(0, 10**6), st.lists(st.tuples(st.floats(0, 1), st.binary(min_size=0, max_size=4)), max_size=6))
@settings(max_examples=300, deadline=None)
def test_bytes_of_the_package_changed(cut: int, changes: list[tuple[float, bytes]]) -> None:
    data = bytearray(zipped(form()))
    for place, new in changes:
        start = int(place * len(data))
        data[start : start + max(1, len(new))] = new
    sheets_or_refused(bytes(data))
    sheets_or_refused(bytes(data[: cut % (len(data) + 1)]))


@given(st.binary(max_size=300))
@settings(max_examples=200, deadline=None)
def test_any_bytes_behind_any_signature(tail: bytes) -> None:
    for signature in (b"", b"PK\3\4", b"PK\5\6", b"<table", b"\xff\xfe", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        sheets_or_refused(signature + tail)


TEXT_OF_A_CELL = st.text(
    st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff")
    | st.sampled_from("\n\t <>&\"'_x0041_"),
    min_size=1,
    max_size=60,
).filter(lambda text: not re.search("_x[0-9A-Fa-f]{4}_", text))
VALUES = TEXT_OF_A_CELL | st.integers(-(10**14), 10**14) | st.decimals(-(10**6), 10**6, places=2) | st.booleans()


def shaped(value: str | int | Decimal | bool, reference: str, strings: list[str], source: random.Random) -> str:
    """A cell in one of the shapes that writers give it."""
    place = source.choice([f'r="{reference}"', f'r="{reference}" s="0"'])
    gap = source.choice(["", "", "\n  "])
    if isinstance(value, bool):
        return f'<c {place} t="b">{gap}<v>{value:d}</v>{gap}</c>'
    if isinstance(value, (int, Decimal)):
        number = source.choice(["", ' t="n"'])
        formula = source.choice(["", "<f>A1</f>"])
        return f"<c {place}{number}>{gap}{formula}<v>{value}</v></c>"
    written = escape(value)
    shape = source.randrange(5)
    if shape == 0:
        strings.append(f'<si><t xml:space="preserve">{written}</t></si>')
    elif shape == 1:
        half = len(value) // 2
        runs = "".join(
            f'<r><rPr><sz val="9"/></rPr><t xml:space="preserve">{escape(part)}</t></r>'
            for part in (value[:half], value[half:])
        )
        strings.append(f'<si>{gap}{runs}<rPh sb="0" eb="1"><t>x</t></rPh></si>')
    elif shape == 2:
        return f'<c t="inlineStr" {place}><is>{gap}<t xml:space="preserve">{written}</t></is></c>'
    elif shape == 3:
        return f'<c {place} t="str"><f>A1</f><v xml:space="preserve">{written}</v></c>'
    else:
        inside = "".join(f"&#{ord(character)};" for character in value)
        strings.append(f'<si><t xml:space="preserve">{inside}</t></si>')
    return f'<c {place} t="s">{gap}<v>{len(strings) - 1}</v></c>'


@given(
    st.lists(st.tuples(st.integers(1, 40), st.integers(1, 30), VALUES), max_size=25),
    st.integers(0, 10**6),
    st.booleans(),
)
@example([(1, 1, " \n甲")], 3, False)
@settings(max_examples=200, deadline=None)
def test_the_same_content_in_any_shape(
    content: list[tuple[int, int, str | int | Decimal | bool]], seed: int, prefixed: bool
) -> None:
    source = random.Random(seed)
    wanted = {(row, column): value for row, column, value in content}
    strings: list[str] = []
    rows = ""
    for row in sorted({row for row, _ in wanted}):
        cells = ""
        for column in range(1, 31):
            reference = f"{column_letters(column)}{row}"
            if (row, column) in wanted:
                cells += shaped(wanted[row, column], reference, strings, source)
            elif source.random() < 0.3:
                cells += source.choice(
                    [f'<c r="{reference}" s="0"/>', f'<c r="{reference}"></c>', f'<c s="0" r="{reference}"><v/></c>']
                )
        rows += f'<row r="{row}" ht="15">{cells}</row>' + source.choice(["", "\n", "<!-- note -->"])
    body = f'<?xml version="1.0"?><worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'
    if prefixed:
        body = re.sub(r"<(/?)(?=[a-zA-Z])", r"<\1x:", body).replace("xmlns=", "xmlns:x=")
    sheets = sheets_or_refused(workbook({"表": body}, strings=strings))
    assert sheets is not None
    expected = {
        place: value.replace("\r", "\n") if isinstance(value, str) else value for place, value in wanted.items()
    }
    assert {place: cell.value for place, cell in sheets.sheets[0].cells.items()} == expected


def test_the_mutations_reach_both_ends() -> None:
    """A fuzz suite whose every case is refused, or none, tries nothing."""
    outcomes = set()
    for seed in range(60):
        made = form()
        made["xl/worksheets/sheet1.xml"] = mutated(str(made["xl/worksheets/sheet1.xml"]), random.Random(seed)).encode(
            "utf-8", "replace"
        )
        outcomes.add(sheets_or_refused(zipped(made)) is None)
    assert outcomes == {True, False}


def test_a_flipped_bit_is_told_or_harmless() -> None:
    """CRC and structure see to it: never a workbook that says something else."""
    data = zipped({**form(), "xl/theme/theme1.xml": "<theme/>" * 200})
    whole = read_ooxml(Archive.from_bytes(data))
    source = random.Random(5)
    harmless = 0
    for _ in range(400):
        flipped = bytearray(data)
        flipped[source.randrange(len(data))] ^= 1 << source.randrange(8)
        sheets = sheets_or_refused(bytes(flipped))
        assert sheets in (None, whole)
        harmless += sheets is not None
    assert 0 < harmless < 200
