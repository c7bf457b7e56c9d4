"""Mutation bench of the rule book: single faults put into well-filled forms, and what the rules say about each.

    python -m bench.mutation [FAULTS] [SEED] [--all] [--missed] [--cascades]

The faults are made in bench/planting.py. `--all`: in the strangers' forms of bench/planted.py as well, not in our own alone.
`found`: a finding that the well-filled form has not. `right cell`: its cell, or one that it names as related, is the faulty one.
`cascade`: further error-level findings beyond the first.
`telling`: whether the form alone tells that something is wrong, judged without the rules (bench/telling.py): a required cell is blank, a
declared equation fails, the old number stands elsewhere in the form, a sign is turned round, a text stops in mid-sentence …
What is left (≥ for =, 92% for 95% that is written nowhere else) is as correct as before.
"""

from __future__ import annotations

import sys
from collections import Counter
from typing import NamedTuple

from bench import planted
from bench.planting import Fault, Filled, faults, findings_of, well_filled, with_known
from bench.telling import tells
from xltoolkit.findings import ERROR, Finding


class Outcome(NamedTuple):
    """What the rules say about one fault."""

    form: str
    fault: Fault
    findings: tuple[Finding, ...]
    at_cell: bool
    telling: bool

    @property
    def cascade(self) -> int:
        return max(0, sum(finding.severity == ERROR for finding in self.findings) - 1)


def judge(filled: Filled, fault: Fault) -> Outcome:
    """What is new in the findings, and whether one of them leads to the faulty cell."""
    new = tuple(
        finding
        for finding in findings_of(filled.form, fault.data, filled.year)
        if (finding.code, finding.pointer) not in filled.known
    )
    touched = set(fault.pointers)
    tables = {"/" + pointer.split("/")[1] for pointer in touched if pointer.count("/") > 2}
    at_cell = any(
        finding.pointer in touched
        or finding.pointer in tables
        or any(other.pointer in touched for other in finding.related)
        for finding in new
    )
    return Outcome(filled.name, fault, new, at_cell, tells(filled, fault))


def run(count: int = 600, seed: int = 2020, strangers: bool = False) -> list[Outcome]:
    filled = well_filled()
    if strangers:
        filled += [with_known(planted.correct(name, content)) for name, content in planted.forms().items()]
    return [judge(one, fault) for one, fault in faults(filled, count, seed)]


def table(outcomes: list[Outcome]) -> str:
    """One line per operator: faults, found, at the right cell, cascades; then the same of the telling ones alone."""
    lines = [
        "| fault | faults | right cell | telling | right cell | share | cascades |",
        "|---|---:|---:|---:|---:|---:|---:|",
    ]
    counts: dict[str, Counter[str]] = {}
    for outcome in outcomes:
        for name in (outcome.fault.operator, "all"):
            own = counts.setdefault(name, Counter())
            own["faults"] += 1
            own["cell"] += outcome.at_cell
            own["telling"] += outcome.telling
            own["told"] += outcome.telling and outcome.at_cell
            own["cascades"] += outcome.cascade
    lines += [
        f"| {name} | {own['faults']} | {own['cell']} | {own['telling']} | {own['told']} | {own['told'] / max(1, own['telling']):.1%} | {own['cascades']} |"
        for name, own in sorted(counts.items(), key=lambda pair: pair[0] == "all")
    ]
    return "\n".join(lines)


def _where(fault: Fault) -> str:
    """Old and new content round the first character that differs."""
    old, new = fault.old, fault.new
    at = next(
        (at for at, (one, other) in enumerate(zip(old, new, strict=False)) if one != other), min(len(old), len(new))
    )
    start = max(0, at - 14)
    return f"{old[start : at + 14]} → {new[start : at + 14]}"


def main(words: list[str]) -> None:
    numbers = [int(word) for word in words if word.isdecimal()]
    outcomes = run(*numbers[:2], strangers="--all" in words)
    print(table(outcomes))
    if "--missed" in words:
        for outcome in outcomes:
            if not outcome.at_cell:
                fault = outcome.fault
                print(
                    "!" if outcome.telling else " ",
                    f"{fault.operator} [{outcome.form}] {fault.pointers[0]}: {_where(fault)}",
                    [f.code for f in outcome.findings],
                )
    if "--cascades" in words:
        for outcome in outcomes:
            if outcome.cascade:
                print(
                    outcome.fault.operator,
                    outcome.form,
                    outcome.fault.pointers,
                    [(f.code, f.severity, f.pointer) for f in outcome.findings],
                )


if __name__ == "__main__":
    main(sys.argv[1:])
