"""Normalising: the one place where width, blanks, invisible characters and HTML remnants are taken off a text.

    trimmed     outer blanks go, whatever kind of blank they are
    narrow      full-width digits, letters, operators and blanks become narrow; Chinese punctuation keeps its meaning
    one_line    a name as one line with single blanks
    clean_text  what a person would have typed: HTML, `_x000D_`, control and invisible characters become plain text
    key         how labels and vocabulary are compared; never shown to anybody

Detectors beside them return what was found, as written, so that a message can quote it.
"""

from __future__ import annotations

import re
from functools import lru_cache
from unicodedata import is_normalized, normalize

# Characters that nobody sees: soft hyphen, zero-width blanks and joiners, direction marks, BOM, controls.
_INVISIBLE = (
    "\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u180e"
    "\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
)
_BLANKS = (
    " \t\n\v\f\r\x1c\x1d\x1e\x1f\x85\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000\u00ad\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e"
    "\u2060\u2061\u2062\u2063\u2064\ufeff"
)
# What narrow() touches. Left alone on purpose: ，；：！？（） and … (punctuation), ① ² ½ (a number of another kind).
_WIDE = (
    "[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"  # blanks
    "\u3300-\u33ff"  # ㎡ ㎏
    "\u2e80-\u2fd5\uf900-\ufaff"  # radicals that PDF readers put in place of 人 日 月
    "\ufe5f-\ufe6b\uff02-\uff07\uff0a\uff0b\uff0d-\uff19\uff1c-\uff1e\uff20-\uffef]+"
)
_KEPT_WIDE = str.maketrans(
    "\u1680", "\u2000", "，；：！？（）…"
)  # what narrow() leaves and NFKC changes, and the reverse
_WIDE_DIGITS = frozenset("０１２３４５６７８９％＋－．＜＝＞")
_HIDDEN = f"[{_INVISIBLE}]"
_DEEPEST = 12  # times that remnants may be wrapped in remnants; more is an attack and stays as it is
_BRACKETED_UNITS = ("(万元)", "(元)", "(%)", "(千元)", "(亿元)")

# Tags that word processors and web forms leave behind. An unknown word in angle brackets stays: it may be meant.
_BLOCK_TAGS = frozenset(
    str.split("p br div li ol ul dl dt dd table tbody thead tr hr pre h1 h2 h3 h4 h5 h6 section article blockquote")
)
_INLINE_TAGS = frozenset(
    str.split(
        "span font b strong i em u s a img sup sub small big center code td th col colgroup label input o:p st1:chsdate"
    )
)
_TAG = r"<\s*/?\s*([A-Za-z][A-Za-z0-9:]*)(\s[^<>]*)?/?\s*>"
_CUT_TAG = r"<(?:/[A-Za-z][A-Za-z0-9:]*|[A-Za-z][A-Za-z0-9:]*\s+[A-Za-z-]+=[^<>]*)$"
_ENTITY = r"&(?:amp;)*(#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,23});|&nbsp(?![A-Za-z0-9;])"
_ESCAPE = r"_x(00[0-9A-Fa-f]{2}|200[B-Fb-f]|[Ff][Ee][Ff][Ff])_"

_INVISIBLE_NAMES = {
    "\u00ad": "软连字符",
    "\u200b": "零宽空格",
    "\u200c": "零宽不连字",
    "\u200d": "零宽连字",
    "\u200e": "方向标记",
    "\u200f": "方向标记",
    "\u2060": "零宽连接符",
    "\ufeff": "字节序标记",
}


def trimmed(text: str) -> str:
    """Without outer blanks: spaces, tabs, line breaks, NBSP, full-width and zero-width blanks, BOM."""
    return text.strip(_BLANKS)


def is_blank(text: str) -> bool:
    """Nothing that a person can see is left, HTML remnants and invisible characters not counted."""
    return not clean_text(text)


def narrow(text: str) -> str:
    """Digits, letters, operators, unit signs and blanks in their narrow form: `≥９５％` → `≥95%`, `㎡` → `m2`.

    Chinese punctuation stays as it is, circled and superscript numbers too (`10²` must not become 102).
    """
    if text.isascii() or is_normalized("NFKC", text.translate(_KEPT_WIDE)):  # as nearly always, and told much faster
        return text
    return re.sub(_WIDE, _narrow_run, text)


def _narrow_run(found: re.Match[str]) -> str:
    return normalize("NFKC", found[0]).replace("\u1680", " ")


def one_line(text: str) -> str:
    """A name on one line: trimmed, invisible characters gone, every run of blanks or line breaks one space."""
    return " ".join(_without_invisible(text).split())


def without_blanks(text: str) -> str:
    """narrow(), then every blank and invisible character gone: what the parsers of short values work on."""
    return _without_invisible("".join(narrow(text).split()))


def _without_invisible(text: str) -> str:
    return text if _nothing_hidden(text) else re.sub(_HIDDEN, "", text)


def _nothing_hidden(text: str) -> bool:
    """Nearly every text: all its characters can be seen, or are plain line breaks. What is neither may be a blank."""
    return text.isprintable() or text.replace("\n", "").isprintable()


@lru_cache(4096)
def key(text: str) -> str:
    """How labels, headings and vocabulary are compared.

    NFKC; all blanks, `*`, `:`, invisible characters, HTML, a unit in brackets and a leading 其中 do not count:
    `其中：财政专项拨款资金（万元）*` and `财政专项拨款资金` have one key.
    """
    for _ in range(_DEEPEST):  # taking something out may uncover the next: `其 中:`, `((元)元)`
        before = text
        if not is_normalized("NFKC", text):
            text = normalize("NFKC", text)
        if "<" in text or "&" in text or "_x" in text:
            text = clean_text(text)
        text = _without_invisible(text)
        if "(" in text:
            for unit in _BRACKETED_UNITS:
                text = text.replace(unit, "")
        text = "".join(text.split()).replace("*", "").replace(":", "").removeprefix("其中")
        if text == before:
            break
    return text


def clean_text(text: str) -> str:
    """The plain text that was meant: HTML and `_x000D_` become line breaks or nothing, outer blanks go.

    Line breaks are `\\n`, never doubled by tags. `<5分钟`, `R&D` and words in angle brackets that are no HTML stay.
    """
    for _ in range(_DEEPEST):  # until stable: `&lt;p&gt;` is a tag written twice over
        before = text
        if "_x" in text:
            text = re.sub(_ESCAPE, _unescape_ooxml, text)
        if "&" in text:
            text = re.sub(_ENTITY, _unescape_entity, text)
        if "<" in text:
            if "-->" in text:
                text = _without_comments(text)
            text = re.sub(_TAG, _untag, text)
            if _is_cut(text):
                text = re.sub(_CUT_TAG, "", text)
        if not _nothing_hidden(text):
            text = _without_invisible(re.sub("\r\n?|[\v\f\x1c-\x1f\x85\u2028\u2029]", "\n", text))
        if "\n" in text:
            first, *lines = text.split("\n")
            text = "\n".join((first.rstrip(), *filter(None, map(str.strip, lines))))
        text = trimmed(text)
        if text == before:
            break
    return text


def _is_cut(text: str) -> bool:
    """Whether the text may end within a tag."""
    return text.rfind("<") > text.rfind(">")


def _without_comments(text: str) -> str:
    kept, end = "", 0
    while (start := text.find("<!--", end)) >= 0 and (close := text.find("-->", start + 4)) >= 0:
        kept += text[end:start]
        end = close + 3
    return kept + text[end:]


def _unescape_ooxml(found: re.Match[str]) -> str:
    """`_x000D_` (ECMA-376 Part 1 §22.9.2.19, ST_Xstring) left in a text by a program that escaped twice."""
    character = chr(int(found[1], 16))
    if character in "\n\r":
        return "\n"
    return character if character.isprintable() or character == "\t" else " " if character.isspace() else ""


def _unescape_entity(found: re.Match[str]) -> str:
    from html import unescape  # rare, and not worth its import on every start

    if found[1] is None:
        return " "
    character = unescape(f"&{found[1]};")
    if character == f"&{found[1]};":
        return found[0]  # `R&DX;` is no entity
    return " " if character in "\u00a0\u2002\u2003\u3000" else character


def _untag(found: re.Match[str]) -> str:
    name, attributes = found[1].lower(), found[2] or ""
    if attributes.strip(" /") and "=" not in attributes:
        return found[0]  # `a<b c>d` is a comparison
    if name in _BLOCK_TAGS:
        return "\n"
    return "" if name in _INLINE_TAGS else found[0]


def html_remnants(text: str) -> tuple[str, ...]:
    """The tags and entities that stand in the text, as written, each once, in order: `('<p>', '&nbsp;')`."""
    found: dict[str, None] = {}
    if "<" in text:
        for tag in re.finditer(_TAG, text):
            if _untag(tag) != tag[0]:
                found[tag[0]] = None
        for tag in re.finditer(_CUT_TAG, text) if _is_cut(text) else ():
            found[tag[0]] = None
    if "&" in text:
        for entity in re.finditer(_ENTITY, text):
            if _unescape_entity(entity) != entity[0]:
                found[entity[0]] = None
    return tuple(found)


def invisible_characters(text: str) -> tuple[str, ...]:
    """Names of the invisible characters and escapes in the text, each once: `('零宽空格（U+200B）', '_x000D_')`."""
    found: dict[str, None] = {}
    for character in () if _nothing_hidden(text) else re.findall(_HIDDEN, text):
        found[f"{_INVISIBLE_NAMES.get(character, '控制字符')}（U+{ord(character):04X}）"] = None
    if "_x" in text:
        for escape in re.finditer(_ESCAPE, text):
            found[escape[0]] = None
    return tuple(found)


def full_width_digits(text: str) -> str:
    """The full-width digits and number signs in the text, each once, in order: `９５％`. For values, not prose."""
    if text.isascii() or _WIDE_DIGITS.isdisjoint(text):
        return ""
    return "".join(dict.fromkeys(filter(_WIDE_DIGITS.__contains__, text)))
