"""Amounts as the form counts them: when two differ, how a message shows one."""

from __future__ import annotations

from decimal import Decimal

from xltoolkit.reader.submission import Submission
from xltoolkit.text.number import show_amount


def money(submission: Submission, value: Decimal) -> str:
    """An amount as a message shows it: at least the form's decimals."""
    return show_amount(value, submission.form.decimals)


def differs(submission: Submission, one: Decimal, other: Decimal) -> bool:
    """Whether two amounts are further apart than rounding explains."""
    return abs(one - other) >= submission.form.tolerance
