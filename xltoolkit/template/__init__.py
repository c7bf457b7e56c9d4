"""The official workbook made from a form: `make_template`. openpyxl is imported only when one is made."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xltoolkit.form.model import Form
    from xltoolkit.template.leftover_sheet import Leftover

__all__ = ["make_template"]


def make_template(
    form: Form, year: int | None = None, data: dict[str, Any] | None = None, leftovers: Sequence[Leftover] = ()
) -> bytes:
    """The .xlsx of a form as bytes, empty or prefilled; equal arguments give equal bytes.

    year   budget year printed and stamped, the form's own if None
    data   the document's `data` object: amounts in the form's unit, dates ISO 8601, texts as they shall stand.
           What the form computes is computed anew. Raises UsageError for a field that the form does not have, for rows
           that are no list of objects, and for a text that no cell can hold.
    leftovers  what could not move out of an older workbook: a sheet 未能转入 in front lists it
    """
    from xltoolkit.template.workbook import build

    return build(form, year or form.year, data or {}, leftovers)
