"""Templates of every shipped form, made once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from xltoolkit.form.load import form_folders, load_form
from xltoolkit.form.model import Form
from xltoolkit.template import make_template

FORMS = sorted(form_folders())


@pytest.fixture(scope="session", params=FORMS)
def any_form(request: pytest.FixtureRequest) -> Form:
    """Every shipped form in turn."""
    return load_form(request.param)


@pytest.fixture(scope="session")
def template_of(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Form → path of its empty template."""
    made: dict[str, Path] = {}

    def path_of(form: Form) -> Path:
        if form.id not in made:
            made[form.id] = tmp_path_factory.mktemp(form.id) / "模板.xlsx"
            made[form.id].write_bytes(make_template(form))
        return made[form.id]

    return path_of


@pytest.fixture
def empty(form: Form, template_of: Any) -> Any:
    """The empty template of the real form, opened."""
    return load_workbook(template_of(form))
