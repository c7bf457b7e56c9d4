"""The document of a submission as JSON sees it: the envelope of `xltoolkit read`."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from xltoolkit.reader.submission import Submission


def as_json(submission: Submission) -> dict[str, Any]:
    """{"file", "form", "year", "data", "cells": {pointer: "工作表!A1"}, "raw": {pointer: text as it stands, where it differs}}."""
    return {
        "file": submission.file,
        "form": submission.form.id,
        "year": submission.year,
        "data": _plain(submission.data),
        "cells": {pointer: place.address for pointer, place in submission.cells.items()},
        "raw": submission.raw,
    }


def _plain(value: Any) -> Any:
    """Numbers that any JSON writer knows, equal to the last digit; a Decimal that no binary number equals stays one."""
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    if isinstance(value, Decimal):
        if value == value.to_integral_value():
            return int(value)
        return float(value) if Decimal(repr(float(value))) == value else value
    return value
