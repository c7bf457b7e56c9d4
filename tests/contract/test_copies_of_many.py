"""Annotated copies of many workbooks at once: nobody's copy replaces another's."""

from __future__ import annotations

from pathlib import Path

from tests.contract.test_judged_forms import filled
from xltoolkit import load_form, make_template
from xltoolkit.cli import main
from xltoolkit.reader.read import read_file


def test_two_departments_with_the_same_file_name_get_a_copy_each(tmp_path: Path) -> None:
    sources = []
    for name in ("farm", "air"):
        envelope = filled(name)
        envelope["data"]["total_amount"] = None
        path = tmp_path / name / "申报表.xlsx"
        path.parent.mkdir()
        path.write_bytes(make_template(load_form(envelope["form"]), envelope["year"], envelope["data"]))
        sources.append(str(path))
    folder = tmp_path / "结果"
    for _ in range(2):  # checked again, each copy takes the place of its own predecessor
        assert main(["check", *sources, "--annotate", str(folder)]) == 1
        names = {copy.name: read_file(str(copy)).data["project_name"] for copy in folder.iterdir()}
        assert names == {
            "申报表_检查结果.xlsx": filled("farm")["data"]["project_name"],
            "申报表_检查结果_2.xlsx": filled("air")["data"]["project_name"],
        }
