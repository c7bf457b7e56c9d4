"""A workbook with our own button is not held against the clerk; any other macro is told, and so is ours once it is changed."""

from __future__ import annotations

import random
import zipfile
from pathlib import Path

import pytest
import xlwings
from oletools.olevba import VBA_Parser

from xltoolkit.excel.build import MODULE, add_button, build_addin
from xltoolkit.excel.places import macros_folder
from xltoolkit.excel.vba_project import vba_project
from xltoolkit.package.archive import Archive
from xltoolkit.package.vba import OWN_CODE, code_digest, module_sources
from xltoolkit.workflow.check import check_file

SOURCE = Path(macros_folder(), f"{MODULE}.bas").read_text("ascii")


def test_the_macro_of_this_version_is_known() -> None:
    """After a change of macros/CheckWorkbook.bas add the new digest to OWN_CODE; older ones stay."""
    assert code_digest(vba_project({MODULE: SOURCE}, ["Sheet1"])) in OWN_CODE


@pytest.mark.parametrize("sheets", [1, 6, 20])
def test_it_is_known_whatever_workbook_carries_it(sheets: int) -> None:
    assert code_digest(vba_project({MODULE: SOURCE}, [f"Tabelle{i}" for i in range(sheets)], "Other")) in OWN_CODE


def test_what_excel_may_change_when_it_saves_does_not_matter() -> None:
    changed = SOURCE.replace("copyPath", "CopyPath").replace(" & ", "  &  ").replace("\n\n", "\n\n\n")
    assert code_digest(vba_project({MODULE: changed}, ["Sheet1"])) in OWN_CODE


@pytest.mark.parametrize(
    "modules",
    [
        {MODULE: SOURCE.replace("120", "1200")},
        {MODULE: SOURCE, "More": "Sub Auto_Open()\nEnd Sub\n"},
        {"Other": "Sub A()\nEnd Sub\n"},
    ],
)
def test_any_other_code_is_not_ours(modules: dict[str, str]) -> None:
    assert code_digest(vba_project(modules, ["Sheet1"])) not in OWN_CODE


def test_sources_are_those_that_oletools_reads_also_from_projects_that_excel_compiled() -> None:
    for path in sorted(Path(xlwings.__file__).parent.rglob("*.xl[as]m")):
        with zipfile.ZipFile(path) as archive:
            project = archive.read("xl/vbaProject.bin")
        expected = sorted(code for *_, code in VBA_Parser("vbaProject.bin", data=project).extract_macros())
        assert sorted(source.replace("\x00", "") for source in module_sources(project)) == expected


def test_damaged_projects_have_a_digest_too_and_never_break_the_reader() -> None:
    project = bytearray(Archive.from_bytes(build_addin()).read("xl/vbaProject.bin"))
    dice = random.Random(7)
    for _ in range(300):
        broken = bytearray(project[: dice.choice([len(project), dice.randrange(len(project))])])
        for _ in range(dice.randrange(1, 6)):
            if broken:
                broken[dice.randrange(len(broken))] = dice.randrange(256)
        assert len(code_digest(bytes(broken))) == 64


def test_a_clerk_with_our_button_gets_no_word_about_macros(filled_example: Path, tmp_path: Path) -> None:
    plain, button = tmp_path / "申报.xlsx", tmp_path / "申报.xlsm"
    plain.write_bytes(filled_example.read_bytes())
    button.write_bytes(add_button(filled_example.read_bytes()))

    def found(path: Path) -> list[tuple[str, str]]:
        return [(f.code, f.place.address if f.place else "") for f in check_file(str(path)).findings]

    assert found(button) == found(plain)
