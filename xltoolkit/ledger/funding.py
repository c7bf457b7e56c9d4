"""Funding sources of one workbook: which amounts of a form they are, and whether they belong to the year or to the whole project."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache

from xltoolkit.form.load import load_form
from xltoolkit.form.model import Expression, Field, Form

OF_YEAR, OF_PROJECT = "本年度", "整个项目期"


def funding_fields(form: Form) -> Iterator[Field]:
    """Every amount below an object whose key speaks of funding, in the order of the form."""
    for pointer, field in form.fields.items():
        root = pointer.split("/")[1]
        if field.kind == "amount" and root.endswith("funding") and root != field.key:
            yield field


@cache
def periods(form: Form) -> dict[str, str]:
    """Pointer of every funding source → OF_YEAR or OF_PROJECT.

    A form may ask for the sources of the whole project beside those of the year; what makes up the year's amount (form.base), by
    computing it or by an equation, is the year's. A form that declares nothing of the kind asks for the year only.
    """
    sources = [field.pointer for field in funding_fields(form)]
    known = _of_year(form)
    if known.isdisjoint(sources):
        return dict.fromkeys(sources, OF_YEAR)
    return {pointer: OF_YEAR if pointer in known else OF_PROJECT for pointer in sources}


def _of_year(form: Form) -> set[str]:
    """The amount of the year, whatever the form says is equal to it, and what these are the sums of."""
    waiting = [main] if (main := _first_pointer(form.base)) else []
    waiting += [
        side
        for equation in form.equations
        if equation.relation == "=" and not equation.computed
        for side, other in ((equation.left, equation.right), (equation.right, equation.left))
        if isinstance(side, str) and other in (["base"], form.base)
    ]
    seen: set[str] = set()
    while waiting:
        pointer = waiting.pop()
        if pointer not in seen:
            waiting += form.inputs.get(pointer, ())
        seen.add(pointer)
    return seen


def _first_pointer(expression: Expression | None) -> str:
    if isinstance(expression, str):
        return expression
    return _first_pointer(expression[1]) if isinstance(expression, list) and expression[0] == "first" else ""


def in_order(form_ids: Iterable[str]) -> list[str]:
    """Names of the funding sources of the year, as these forms print them."""
    names = (
        field.name
        for form in map(load_form, form_ids)
        for field in funding_fields(form)
        if field.computed is None and periods(form)[field.pointer] == OF_YEAR
    )
    return list(dict.fromkeys(names))
