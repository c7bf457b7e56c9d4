"""汇总: rules across workbooks, declared beside each other by what they look at."""

from xltoolkit.ledger.across import amounts, batch, projects, units  # noqa: F401 - importing declares the rules
from xltoolkit.ledger.across.engine import RULES, Batch, compare

__all__ = ["RULES", "Batch", "compare"]
