"""Faults planted by reviewers who had not read the rules, in careful forms of their own (bench/planted.py tells the format).

A fault that is not found says why in `missed`; one that is found after all must lose that mark, so that the list stays true.
"""

from __future__ import annotations

import re

import pytest

from bench.planted import Planted, correct, forms, planted
from bench.planting import findings_of
from xltoolkit.findings import ERROR, WARNING

FORMS = forms()
FAULTS = [pytest.param(fault, id=f"{name}-{fault.id}") for name in FORMS for fault in planted(name, FORMS[name])]


@pytest.mark.parametrize("name", FORMS)
def test_the_careful_form_itself_has_no_error_and_at_most_one_warning(name: str) -> None:
    filled = correct(name, FORMS[name])
    found = findings_of(filled.form, filled.data, filled.year)
    assert not [finding.message for finding in found if finding.severity == ERROR]
    assert len([finding.message for finding in found if finding.severity == WARNING]) <= 1, found


@pytest.mark.parametrize("fault", FAULTS)
def test_a_planted_fault_is_told_at_its_cell_and_no_error_elsewhere(fault: Planted) -> None:
    found = fault.findings()
    there = [finding for finding in found if fault.led_there(finding)]
    assert bool(there) != bool(fault.missed), (fault.why, fault.missed, [finding.message for finding in found])
    assert not [finding.message for finding in found if finding.severity == ERROR and finding not in there]
    assert not [finding.message for finding in found if not well_quoted(finding.message)]


def well_quoted(message: str) -> bool:
    """“…” one after the other, and no ’ before its ‘ within: “护理员培训期数的用途”, not “护理员培训期数’的‘用途”."""
    return re.sub("[^“”]", "", message) == "“”" * message.count("“") and not any(
        re.search("^[^‘]*’[^’]*‘", quoted) for quoted in re.findall("“([^”]*)”", message)
    )
