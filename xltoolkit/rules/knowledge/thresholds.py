"""Thresholds of the rules: a form sets its own in `thresholds` of form.json, the defaults stand here, in one place."""

from __future__ import annotations

from decimal import Decimal

from xltoolkit.reader.submission import Submission

DEFAULTS: dict[str, str] = {
    "usage_low_percent": "85",  # prior year's usage rate below which a finished project must say why money is left
    "change_percent": "30",  # change against the prior year's budget that must be explained
    "scale_difference": "0.2",  # share by which a number in the text may differ from the indicator
    "minimum_text": "30",  # characters of a required description
    "minimum_indicators": "5",
    "maximum_indicators": "45",
    "low_rate_percent": "60",  # a target for a rate such as 合格率 below which a digit is probably wrong
    "procurement_amount": "20",  # 万元: purchases from here on are normally government procurement
    "undescribed_share": "0.1",  # share of the money from which a cost item must be described in the text
    "longest_project_years": "10",
    "landline_digits": "7",  # digits of a local telephone number at least; 8 where the city's numbers have grown to eight
    "slip_factor": "1000",  # this year's money against last year's: beyond it 万元 and 元 were probably mixed up
}


def threshold(submission: Submission, name: str) -> Decimal:
    """The form's own threshold, else the default. Raises KeyError for a name that nobody declared."""
    return Decimal(str(submission.form.thresholds.get(name, DEFAULTS[name])))
