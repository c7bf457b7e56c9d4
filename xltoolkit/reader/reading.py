"""What reading one cell gives where it is not plainly its value: Reading."""

from __future__ import annotations

from collections.abc import Callable

from xltoolkit.records import Any, NamedTuple
from xltoolkit.sheets.model import Cell


class Reading(NamedTuple):
    """A cell that is not plainly its value.

    value   what the document holds: the value where it is certain, else the text as it stands
    kind    of reader/remarks.py, '' where there is nothing to say (outer blanks of a long text)
    raw     the text as it stands in the cell
    meant   what it was read as, as text; '' if it was not read
    detail  why, in words of the trade
    """

    value: Any
    kind: str = ""
    raw: str = ""
    meant: str = ""
    detail: str = ""


Understand = Callable[[Cell], Any]
"""A function that reads the cells of one field: cell → plain value (None if blank), or a Reading."""
