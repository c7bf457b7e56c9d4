"""Fixtures that every room's tests may use. Helpers beside it are imported by name: `from office import convert`."""

from __future__ import annotations

import os

import office
import pytest


@pytest.fixture(scope="session")
def office_program() -> str:
    """The path of soffice; skips the test loudly where LibreOffice is missing, fails it where it must not be."""
    lacking = office.missing()
    if lacking and os.environ.get("XLTOOLKIT_REQUIRE_OFFICE"):
        pytest.fail(f"{lacking}, but XLTOOLKIT_REQUIRE_OFFICE is set")
    if lacking:
        pytest.skip(f"{lacking}: nothing that an office program does was tested")
    return str(office.soffice())
