"""Amounts as the form counts them: when two differ, how a message shows one."""

from __future__ import annotations

from decimal import Decimal

from xltoolkit.reader.submission import Submission
from xltoolkit.rules.knowledge.facts import numbers
from xltoolkit.text.number import convert, show_amount


def money(submission: Submission, value: Decimal) -> str:
    """An amount as a message shows it: at least the form's decimals."""
    return show_amount(value, submission.form.decimals)


def differs(submission: Submission, one: Decimal, other: Decimal) -> bool:
    """Whether two amounts are further apart than rounding explains."""
    return abs(one - other) >= submission.form.tolerance


def known_amounts(submission: Submission) -> set[Decimal]:
    """Every amount of the form, in 元."""
    return submission.fact(
        "known amounts",
        lambda: (
            {
                convert(value, field.unit, "元")
                for _, field, value in numbers(submission)
                if field.unit in ("元", "万元")
            }
            | _computed(submission)
            | _other_years(submission)
        ),
    )


def _other_years(submission: Submission) -> set[Decimal]:
    """What all the other years of a longer project come to, in 元."""
    pointers = ("/total_amount", "/annual_amount")
    if not all(map(submission.declares, pointers)) or submission.unreadable & set(pointers):
        return set()
    total, annual = map(submission.amount, pointers)
    return {convert(total - annual, submission.form.unit, "元")} if total and annual and total > annual else set()


def _computed(submission: Submission) -> set[Decimal]:
    fields = submission.form.fields.items()
    computed = [
        submission.amount(pointer)
        for pointer, field in fields
        if field.computed is not None and field.kind == "amount" and pointer not in submission.unreadable
    ]
    return {convert(value, submission.form.unit, "元") for value in computed if value is not None}
