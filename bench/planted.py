"""Faults that reviewers planted in forms of their own, without having read the rules: what is found at a cell to which a clerk may be led.

    python -m bench.planted [--missed]

Each form is a file of tests/rules/fixtures/planted: {"form", "year", "data", "faults": [{"id", "kind", "why", "change", "delete", "insert", "expect",
"missed"}]}. `change` sets cells, `delete` takes rows out, `insert` puts rows in, in this order; computed cells follow their inputs. `expect` are the
cells at which, or among whose related cells, a finding must stand. `missed` says why a fault is not found today.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator
from copy import deepcopy
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

from bench.planting import Filled, changed, findings_of
from xltoolkit.findings import Finding
from xltoolkit.form.load import load_form
from xltoolkit.reader.submission import Submission

FOLDER = Path(__file__).resolve().parent.parent / "tests" / "rules" / "fixtures" / "planted"


class Planted(NamedTuple):
    """One fault in a correct form.

    before  what is found in the form without it
    why     what a reviewer sees; expect: the cells to which a clerk may be led
    missed  why it is not found today, '' if it is
    """

    filled: Filled
    before: tuple[Finding, ...]
    id: str
    kind: str
    why: str
    expect: frozenset[str]
    missed: str
    data: dict[str, Any]

    def findings(self) -> list[Finding]:
        """What is said of the faulty form and not of the correct one."""
        known = {(finding.code, finding.pointer, finding.found) for finding in self.before}
        messages = {(finding.code, finding.message) for finding in self.before}
        return [
            finding
            for finding in findings_of(self.filled.form, self.data, self.filled.year)
            if (finding.code, finding.pointer, finding.found) not in known
            and (finding.code, finding.message) not in messages
        ]

    def led_there(self, finding: Finding) -> bool:
        """Whether the finding, or a cell that it names as related, is one to which a clerk may be led."""
        return finding.pointer in self.expect or any(other.pointer in self.expect for other in finding.related)


def forms() -> dict[str, dict[str, Any]]:
    """File name → what stands in it."""
    return {
        path.stem: json.loads(path.read_text("utf-8"), parse_float=Decimal) for path in sorted(FOLDER.glob("*.json"))
    }


def correct(name: str, content: dict[str, Any]) -> Filled:
    """The form without a fault, its computed cells worked out."""
    form = load_form(content["form"])
    data = deepcopy(Submission.from_document(form, content["data"], content["year"]).data)
    plain = Filled(name, form, content["year"], data, frozenset())
    return plain._replace(data=changed(plain))


def planted(name: str, content: dict[str, Any]) -> Iterator[Planted]:
    """The faults of one form."""
    filled = correct(name, content)
    before = findings_of(filled.form, filled.data, filled.year)
    for fault in content["faults"]:
        data = changed(filled, *((pointer, value) for pointer, value in fault.get("change", ())))
        for pointer in sorted(fault.get("delete", ()), key=lambda pointer: -int(pointer.split("/")[2])):
            del data[pointer.split("/")[1]][int(pointer.split("/")[2])]
        for pointer, row in fault.get("insert", ()):
            data[pointer.split("/")[1]].insert(int(pointer.split("/")[2]), row)
        if fault.get("delete") or fault.get("insert"):
            rows = filled._replace(data=deepcopy(Submission.from_document(filled.form, data, filled.year).data))
            data = changed(rows)
        expect, missed = frozenset(fault["expect"]), fault.get("missed", "")
        yield Planted(filled, before, fault["id"], fault["kind"], fault["why"], expect, missed, data)


def main(words: list[str]) -> None:
    found, missed = Counter[str](), []
    for name, content in forms().items():
        for fault in planted(name, content):
            right = any(fault.led_there(finding) for finding in fault.findings())
            found["found" if right else "missed"] += 1
            if not right:
                missed.append(f"{name} {fault.id} {fault.kind}: {fault.why} ({fault.missed})")
    total = sum(found.values())
    print(f"{total} planted faults, found at the right cell: {found['found']} ({found['found'] / max(1, total):.1%})")
    if "--missed" in words:
        print("\n".join(missed))


if __name__ == "__main__":
    main(sys.argv[1:])
