"""Fixtures that every room's tests share: the real 2020 form, as data and as a filled workbook."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from tests import office
from xltoolkit.form.load import load_form
from xltoolkit.form.model import Form


@pytest.fixture(scope="session")
def form() -> Form:
    """The real 2020 form."""
    return load_form("jiangyin-project")


@pytest.fixture(scope="session")
def example(form: Form) -> dict[str, Any]:
    """Its filled example as shipped: the envelope with `year` and `data`."""
    content: dict[str, Any] = json.loads((Path(form.folder) / "example.json").read_text("utf-8"))
    return content


@pytest.fixture(scope="session")
def filled_example(form: Form, example: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The filled example as our own template writes it. Read-only: copy it before changing it."""
    from xltoolkit.template import make_template

    path = tmp_path_factory.mktemp("example") / "人社局2020年维保项目.xlsx"
    path.write_bytes(make_template(form, example["year"], example["data"]))
    return path


@pytest.fixture(scope="session")
def office_program() -> str:
    """The path of soffice; skips the test loudly where LibreOffice is missing, fails it where it must not be."""
    lacking = office.missing()
    if lacking and os.environ.get("XLTOOLKIT_REQUIRE_OFFICE"):
        pytest.fail(f"{lacking}, but XLTOOLKIT_REQUIRE_OFFICE is set")
    if lacking:
        pytest.skip(f"{lacking}: nothing that an office program does was tested")
    return str(office.soffice())


settings.register_profile("repeatable", derandomize=True)
settings.load_profile("repeatable")
"""The same examples on every run; whoever looks for new ones runs pytest with --hypothesis-profile=default."""
