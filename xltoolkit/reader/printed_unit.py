"""The unit of money that a printed label or heading names: 金额（元） where the form has 万元."""

from __future__ import annotations

import re

from xltoolkit.form.model import Field
from xltoolkit.sheets.model import Cell
from xltoolkit.text.number import MONEY_EXPONENTS

_UNIT_IN_LABEL = (
    r"[(（]\s*(?:单位\s*[:：]\s*)?(" + "|".join(sorted(MONEY_EXPONENTS, key=len, reverse=True)) + r")\s*[)）]"
)


def other_unit(label: Cell | None, field: Field) -> str:
    """Another unit of money than the field's own, where its label names one; '' if all is as it should be.

    Such a label leaves the amounts open: which of the two did the person follow?
    """
    if label is None or field.unit not in MONEY_EXPONENTS or label.value == field.label:
        return ""
    written = re.search(_UNIT_IN_LABEL, str(label.value))
    return written[1] if written and written[1] != field.unit else ""
