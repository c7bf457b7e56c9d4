"""What an annotated copy remembers of itself: a custom XML item with everything, and two hidden names as a second thread.

The item (customXml/itemN.xml) is kept by Excel and by LibreOffice. It holds, for every part that we touched, the splices
that lead back. Programs that rewrite every part make those splices void; then the fills that our colours cover
(marks/colours.py) are enough. The names survive programs that drop custom XML, and the deletion of the result sheet.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from typing import Any

from xltoolkit.errors import Refused
from xltoolkit.marks.book import Book
from xltoolkit.marks.draft import Touched
from xltoolkit.marks.fill_colours import as_word, from_word, portable
from xltoolkit.marks.signs import MARKS_NAME, NAMESPACE, RESULT_NAME, RESULT_SHEET, may_carry_marks, our_items
from xltoolkit.marks.splices import Splice, character_data, outline
from xltoolkit.package.archive import Archive
from xltoolkit.package.xml import escape
from xltoolkit.records import NamedTuple

FINDINGS_ONLY = "findings"  # stands in the digest's place where no workbook is marked
_VERSION = 1
_LONGEST_TEXT_IN_FORMULA = 255
_SIGNATURE = re.compile(r'"?xltoolkit ([0-9]+) ([0-9a-z]+)((?: [0-9]+=[0-9A-Za-z.-]+)*)"?')
_PROPERTIES_TYPE = "application/vnd.openxmlformats-officedocument.customXmlProperties+xml"
_ITEM_ID = "{8C1F2B5E-6A34-4C0B-9C57-2F6D3A1E7B90}"


class MarksInfo(NamedTuple):
    """What is known of the marks in a copy.

    digest         content_digest of the workbook when it was marked, '' if that is lost
    result_sheet   present name of our sheet, None if it was deleted
    findings_only  our list of findings for a workbook that could not be marked: nothing of a form is in it
    fills          key of a mark → the XML of the fill that it covers ('' for none)
    source         name of the file that was marked, '' if that is lost
    item           the part that holds the record, '' if that is lost
    record         its content: see `written`
    """

    digest: str
    result_sheet: str | None
    findings_only: bool
    fills: dict[int, str]
    source: str
    item: str
    record: dict[str, Any]


class Facts(NamedTuple):
    """What a copy must remember besides the way back: `fills` maps a mark's key to the fill as written and in plain RGB."""

    digest: str
    source: str
    theme: str
    fills: dict[int, tuple[str, str]]


def facts(digest: str, fills: dict[int, str], theme: str, source: str = "") -> Facts:
    """`source` is the name of the marked file, `theme` the text of the theme part."""
    both = {key: (fill, portable(fill, theme)) for key, fill in fills.items()}
    return Facts(digest, source, fingerprint(theme.encode()), both)


def signature(known: Facts) -> list[str]:
    """The texts of the hidden names xltoolkit_marks, xltoolkit_marks_2 …: `xltoolkit 1 DIGEST 1=- 2=FFF2CC`.

    A fill is one word (fill_colours.as_word). One text holds at most 255 characters, Excel's limit in a formula.
    """
    text = head = f"xltoolkit {_VERSION} {known.digest}"
    words = [f"{key}={as_word(plain)}" for key, (_, plain) in sorted(known.fills.items())]
    texts = []
    for word in words:
        if len(text) + 1 + len(word) > _LONGEST_TEXT_IN_FORMULA:
            texts.append(text)
            text = head
        text += f" {word}"
    return [*texts, text]


def defined_names(prefix: str, texts: list[str], target: str) -> str:
    """The <definedName> elements: the signature's texts, and the name that follows our sheet wherever it goes."""
    names = [f"{MARKS_NAME}_{number}" if number > 1 else MARKS_NAME for number in range(1, len(texts) + 1)]
    values = [*((name, f'"{text}"') for name, text in zip(names, texts, strict=True)), (RESULT_NAME, target)]
    return "".join(
        f'<{prefix}definedName name="{name}" hidden="1">{escape(value)}</{prefix}definedName>' for name, value in values
    )


def register_item(book: Book) -> str:
    """Give the record its part, content type and relationships; its content follows when all else is known."""
    draft = book.draft
    part = draft.fresh("customXml/item%d.xml")
    number = part[len("customXml/item") : -len(".xml")]
    properties = f"customXml/itemProps{number}.xml"
    draft.add(
        properties,
        f'<?xml version="1.0" encoding="UTF-8" standalone="no"?>\n<ds:datastoreItem ds:itemID="{_ITEM_ID}" '
        'xmlns:ds="http://schemas.openxmlformats.org/officeDocument/2006/customXml"><ds:schemaRefs>'
        f'<ds:schemaRef ds:uri="{NAMESPACE}"/></ds:schemaRefs></ds:datastoreItem>',
        _PROPERTIES_TYPE,
    )
    draft.add(part, "", "application/xml", by_extension=True)
    draft.relate(book.part, "customXml", part)
    draft.relate(part, "customXmlProps", properties)
    return part


def written(known: Facts, touched: dict[str, Touched]) -> bytes:
    """The record as a custom XML item: <marks xmlns="urn:xltoolkit:marks"> around JSON."""
    record = {
        "version": _VERSION,
        "digest": known.digest,
        "source": known.source,
        "theme": known.theme,
        "fills": {str(key): fills for key, fills in known.fills.items()},
        "added": sorted(part for part, change in touched.items() if change.was is None),
        "parts": {
            part: {
                "now": fingerprint(change.now or b""),
                "then": fingerprint(change.was),
                "back": [[splice.start, splice.end, _packed(splice.text)] for splice in change.back],
            }
            for part, change in touched.items()
            if change.was is not None
        },
    }
    text = json.dumps(record, ensure_ascii=False, separators=(",", ":"))
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<marks xmlns="{NAMESPACE}" version="{_VERSION}">{escape(text)}</marks>'
    ).encode()


def is_as_written(archive: Archive, record: dict[str, Any]) -> bool:
    """Whether every part of ours is still there, to the byte where the record can tell; False without a record."""
    parts, added = record.get("parts", {}), record.get("added", [])
    return (
        bool(parts)
        and all(part in archive and fingerprint(archive.read(part)) == change["now"] for part, change in parts.items())
        and all(part in archive for part in added)
    )


def splices_back(change: dict[str, Any]) -> list[Splice]:
    """The splices of one part of a record."""
    return [Splice(start, end, _unpacked(text)) for start, end, text in change["back"]]


def recognise(archive: Archive) -> MarksInfo | None:
    """What a workbook remembers of our marks; None if it carries none. Its file name plays no part.

    Raises Refused where the package is no workbook.
    """
    if not may_carry_marks(archive):
        return None
    item, record = _read_item(archive)
    book = Book(archive)
    names = _own_names(book)
    signatures = [
        found for name, text in names.items() if name != RESULT_NAME and (found := _SIGNATURE.fullmatch(text))
    ]
    sheet = _named_sheet(names.get(RESULT_NAME, ""), book) or _sheet_by_content(book)
    if not record and not signatures and sheet is None:
        return None
    digest = record.get("digest") or (signatures[0][2] if signatures else "")
    if record:
        choice = 0 if record["theme"] == fingerprint(theme_text(book).encode()) else 1
        fills = {int(key): pair[choice] for key, pair in record["fills"].items()}
    else:
        words = [word.split("=") for found in signatures for word in found[3].split()]
        fills = {int(key): from_word(word) for key, word in words}
    only = digest == FINDINGS_ONLY
    return MarksInfo("" if only else digest, sheet, only, fills, record.get("source", ""), item, record)


def fingerprint(data: bytes) -> str:
    """32 hexadecimal digits that change with any byte."""
    return hashlib.sha256(data).hexdigest()[:32]


def theme_text(book: Book) -> str:
    """The theme part, '' if the workbook has none: LibreOffice drops it, so theme colours then mean something else."""
    part = book.related("theme")
    return book.draft.text(part).decode(errors="replace") if part else ""


def _read_item(archive: Archive) -> tuple[str, dict[str, Any]]:
    """The part of the record and its content; ('', {}) if there is none or somebody damaged it."""
    for name in our_items(archive):
        data = archive.read(name)
        try:
            record = json.loads(character_data(data, name))
            return name, record if _is_sound(record) else {}
        except (Refused, ValueError, KeyError, TypeError, AttributeError):
            return name, {}
    return "", {}


def _is_sound(record: dict[str, Any]) -> bool:
    """Whether a record is one that we wrote: it came back from somebody's hands. May raise what a wrong shape raises."""
    fills = [fill for key, pair in record["fills"].items() for fill in pair if int(key) and len(pair) == 2]
    texts = [record["digest"], record.get("source", ""), record["theme"], *record["added"], *fills]
    for change in record["parts"].values():
        texts += [change["now"], change["then"]]
        texts += [
            text if isinstance(text, str) else text[0] for start, end, text in change["back"] if 0 <= start <= end
        ]
    return (
        record["version"] == _VERSION
        and all(isinstance(text, str) for text in texts)
        and all(outline(fill.encode(), "", 0).tag == "fill" for fill in fills if fill)
    )


def _own_names(book: Book) -> dict[str, str]:
    nodes = book.names.children if book.names else []
    return {
        node.attributes["name"]: character_data(
            b"<n>" + book.text[node.inner_start : node.inner_end] + b"</n>", book.part
        )
        for node in nodes
        if node.attributes.get("name", "").startswith((MARKS_NAME, RESULT_NAME))
    }


def _named_sheet(target: str, book: Book) -> str | None:
    """The sheet that the name xltoolkit_result points at: 检查结果!$A$1; None for #REF!."""
    sheet = target.rpartition("!")[0].strip()
    if sheet.startswith("'"):
        sheet = sheet[1:-1].replace("''", "'")
    return next((entry.name for entry in book.sheets if entry.name == sheet), None)


def _sheet_by_content(book: Book) -> str | None:
    """Our sheet where every other trace is lost: it is called 检查结果 and carries our headings in one row."""
    if not any(entry.name.startswith(RESULT_SHEET) for entry in book.sheets):
        return None
    from xltoolkit.marks.digest import looks_like_result_sheet
    from xltoolkit.sheets.ooxml import read_ooxml

    return looks_like_result_sheet(read_ooxml(book.archive))


def _packed(text: bytes) -> str | list[str]:
    """Text as it is; bytes of another encoding in base64."""
    try:
        return text.decode()
    except UnicodeDecodeError:
        return [base64.b64encode(text).decode()]


def _unpacked(text: str | list[str]) -> bytes:
    return text.encode() if isinstance(text, str) else base64.b64decode(text[0])
