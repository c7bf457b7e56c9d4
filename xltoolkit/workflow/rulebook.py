"""The whole rule book: the rules about one workbook and those across workbooks, as `xltoolkit rules` and docs/rules/ show it."""

from __future__ import annotations

from xltoolkit.ledger.across import RULES as ACROSS
from xltoolkit.rules import all_rules
from xltoolkit.rules.engine import Rule


def every_rule() -> tuple[Rule, ...]:
    """By group and code, the rules across workbooks last."""
    return (*all_rules(), *(ACROSS[code] for code in sorted(ACROSS)))
