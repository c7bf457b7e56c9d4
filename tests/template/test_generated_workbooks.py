"""The workbooks in workbook_templates/ are those that the forms make today."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from xml.etree.ElementTree import canonicalize

import pytest

from tests.generate_templates import shipped_forms, workbooks
from xltoolkit.form.model import Form
from xltoolkit.package.archive import Archive


def parts(content: bytes) -> dict[str, str]:
    """Every part's XML, however it was written down: lxml and the standard library spell it differently."""
    archive = Archive.from_bytes(content)
    return {name: canonicalize(archive.read(name).decode("utf-8")) for name in archive.names}


@pytest.mark.parametrize("form", shipped_forms(), ids=lambda form: form.id)
def test_no_shipped_workbook_is_stale(form: Form) -> None:
    for name, content in workbooks(form).items():
        path = Path(form.folder, name)
        assert path.is_file(), "run: python -m tests.generate_templates"
        shipped, made = parts(path.read_bytes()), parts(content)
        assert list(shipped) == list(made)
        stale = [part for part in made if shipped[part] != made[part]]
        assert not stale, f"{path.name} is stale in {stale}; run: python -m tests.generate_templates"


def test_the_same_workbook_is_made_without_lxml(form: Form, filled_example: Path, tmp_path: Path) -> None:
    """openpyxl writes with lxml where that is installed; it is not among our dependencies."""
    script = """
import json, pathlib, sys
from xltoolkit.form.load import load_form
from xltoolkit.template import make_template
form = load_form("jiangyin-project")
example = json.loads(pathlib.Path(form.folder, "example.json").read_text("utf-8"))
pathlib.Path(sys.argv[1]).write_bytes(make_template(form, example["year"], example["data"]))
"""
    path = tmp_path / "没有lxml.xlsx"
    subprocess.run([sys.executable, "-c", script, str(path)], check=True, env={**os.environ, "OPENPYXL_LXML": "False"})
    assert parts(path.read_bytes()) == parts(filled_example.read_bytes())
