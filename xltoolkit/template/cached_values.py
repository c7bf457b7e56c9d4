"""The step after openpyxl: stored results of formulas, exact numbers, rows that grow, and a package without a clock.

openpyxl writes formulas without results; a reader that does not calculate (and every preview) would find blank totals.
"""

from __future__ import annotations

import re
from decimal import Decimal

from xltoolkit.package.archive import Archive
from xltoolkit.package.xml import escape

EPOCH = b"2000-01-01T00:00:00Z"
"""Creation and change date of every template: equal arguments give equal bytes."""

_FORMULA_CELL = re.compile(r'<c r="([A-Z]+[0-9]+)"([^>]*)><f>(.*?)</f><v\s*(?:/>|></v>)</c>', re.DOTALL)
_NUMBER_CELL = re.compile(r'<c r="([A-Z]+[0-9]+)"([^>]*)><v>[^<]*</v></c>')
_ROW = re.compile(r'<row r="([0-9]+)"[^>]*>')
_APPLICATION = re.compile(rb"<Application>[^<]*</Application>")
"""openpyxl says 'Microsoft Excel …' here; then LibreOffice believes that Excel has fitted the rows' heights, and does not."""
_W3C_DATE = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*(</dcterms:\2>)")


class Results:
    """What openpyxl cannot write: what a formula gives (number, text, or None where only the office program can tell), a
    number with all its digits, and that a row's height is what fits now but goes on following its text.
    """

    def __init__(self) -> None:
        self._results: dict[str, dict[str, Decimal | str | None]] = {}
        self._growing: dict[str, set[str]] = {}

    def put(self, sheet: str, cell: str, value: Decimal | str | None) -> None:
        self._results.setdefault(sheet, {})[cell] = value

    def grows(self, sheet: str, row: int) -> None:
        self._growing.setdefault(sheet, set()).add(str(row))

    def applied(self, sheet: str, xml: str) -> str:
        """The sheet's XML with all that: <v> holds the result of a formula (ECMA-376 part 1 §18.3.1.96)."""
        results, growing = self._results.get(sheet, {}), self._growing.get(sheet, set())

        def stored(found: re.Match[str]) -> str:
            cell, attributes, formula = found.groups()
            value = results.get(cell)
            if value is None:
                return f'<c r="{cell}"{attributes}><f>{formula}</f></c>'
            if isinstance(value, str):
                return f'<c r="{cell}"{attributes} t="str"><f>{formula}</f><v>{escape(value)}</v></c>'
            return f'<c r="{cell}"{attributes}><f>{formula}</f><v>{_number(value)}</v></c>'

        def exact(found: re.Match[str]) -> str:
            value = results.get(found[1])
            return (
                f'<c r="{found[1]}"{found[2]}><v>{_number(value)}</v></c>' if isinstance(value, Decimal) else found[0]
            )

        def fitted(found: re.Match[str]) -> str:
            return found[0].replace(' customHeight="1"', "") if found[1] in growing else found[0]

        return _ROW.sub(fitted, _NUMBER_CELL.sub(exact, _FORMULA_CELL.sub(stored, xml)))


def finished(content: bytes, sheet_names: list[str], results: Results) -> bytes:
    """The package that openpyxl made, its formulas with their results, all dates fixed. `sheet_names` in workbook order."""
    archive = Archive.from_bytes(content)
    parts = {name: archive.read(name) for name in archive.names}
    for number, name in enumerate(sheet_names, 1):
        part = f"xl/worksheets/sheet{number}.xml"  # openpyxl numbers its parts in sheet order
        parts[part] = results.applied(name, parts[part].decode("utf-8")).encode("utf-8")
    parts["docProps/app.xml"] = _APPLICATION.sub(b"<Application>xltoolkit</Application>", parts["docProps/app.xml"])
    parts["docProps/core.xml"] = _W3C_DATE.sub(rb"\g<1>" + EPOCH + rb"\g<3>", parts["docProps/core.xml"])
    return archive.rewritten(parts)


def _number(value: Decimal) -> str:
    """The number with the 17 digits that a cell can hold, never in scientific notation."""
    return f"{value:f}" if len(value.as_tuple().digits) <= 17 else repr(float(value))
