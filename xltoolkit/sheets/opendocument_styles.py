"""Styles of an OpenDocument spreadsheet: the number format behind a cell's style as an Excel code, hidden tables.

Source: OpenDocument 1.2 part 1, §16.2 (style:style), §16.27 (data styles). Only what the reader of a form asks for is
kept: percent, decimals, dates and times, text. Colours and conditions are not.
"""

from __future__ import annotations

from xltoolkit.sheets.formats import GENERAL

_DATA_STYLES = frozenset(
    ("number-style", "percentage-style", "currency-style", "date-style", "time-style", "text-style", "boolean-style")
)
_DATE_PARTS = {"month": "m", "day": "d", "hours": "h", "minutes": "m", "seconds": "s"}
_PLAIN_TEXT = frozenset("%-/:., ()+")


class Styles:
    """Fed with the elements of styles.xml and content.xml in turn; `attributes` have local names."""

    def __init__(self) -> None:
        self._codes: dict[str, str] = {}  # data style → code
        self._formats: dict[str, str] = {}  # cell style → code
        self._hidden: set[str] = set()  # table styles
        self._name = ""
        self._data_style = ""
        self._code = ""
        self._literal: str | None = None

    def format(self, style: str) -> str:
        """The number format code of a cell style; 'General' if it has none."""
        return self._formats.get(style, GENERAL)

    def hides(self, style: str) -> bool:
        """Does a table of this style not show?"""
        return style in self._hidden

    def start(self, element: str, attributes: dict[str, str]) -> None:
        if element == "style":
            self._name = attributes.get("name", "")
            inherited = self._formats.get(attributes.get("parent-style-name", ""), GENERAL)
            if attributes.get("family") == "table-cell":
                self._formats[self._name] = self._codes.get(attributes.get("data-style-name", ""), inherited)
        elif element == "table-properties" and attributes.get("display") == "false":
            self._hidden.add(self._name)
        elif element in _DATA_STYLES:
            self._data_style, self._code = attributes.get("name", ""), ""
        elif self._data_style:
            self._code += self._part(element, attributes)

    def text(self, piece: str) -> None:
        if self._literal is not None:
            self._literal += piece

    def end(self, element: str) -> None:
        if element in _DATA_STYLES:
            self._codes[self._data_style] = self._code or GENERAL
            self._data_style = ""
        elif element in ("text", "currency-symbol") and self._literal is not None:
            plain = _PLAIN_TEXT.issuperset(self._literal)
            self._code += self._literal if plain else '"' + self._literal.replace('"', "") + '"'
            self._literal = None

    def _part(self, element: str, attributes: dict[str, str]) -> str:
        """What an element inside a data style adds to the code."""
        if element in ("text", "currency-symbol"):
            self._literal = ""
            return ""
        long = attributes.get("style") == "long"
        if element in _DATE_PARTS:
            length = (4 if long else 3) if attributes.get("textual") == "true" else 1 + long
            return _DATE_PARTS[element] * length
        if element == "number":
            places = attributes.get("decimal-places", "")
            if not places.isdecimal():
                return "" if attributes.get("grouping") != "true" else "#,##0"
            digits = min(int(places), 30)
            return ("#,##0" if attributes.get("grouping") == "true" else "0") + ("." + "0" * digits if digits else "")
        return {
            "year": "yyyy" if long else "yy",
            "day-of-week": "aaaa" if long else "aaa",
            "am-pm": "AM/PM",
            "text-content": "@",
            "scientific-number": "0.00E+00",
            "fraction": "# ?/?",
        }.get(element, "")
