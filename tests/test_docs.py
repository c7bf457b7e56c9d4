"""Documentation is tested: generated pages are fresh, every command is documented, links, tests and pictures that it names are there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.generate_docs import pages
from xltoolkit.cli.commands import COMMANDS

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = [ROOT / "README.md", ROOT / "README.zh-CN.md", *sorted((ROOT / "docs").rglob("*.md"))]


@pytest.mark.parametrize("path", sorted(pages()), ids=lambda path: path.name)
def test_generated_pages_are_fresh(path: Path) -> None:
    assert path.read_text("utf-8") == pages()[path], "run: python3 tests/run.py docs"


def test_every_command_is_documented() -> None:
    text = (ROOT / "docs" / "commands.md").read_text("utf-8")
    for command in COMMANDS:
        assert f"## {command.name}\n" in text


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_inside_the_project_lead_somewhere(document: Path) -> None:
    for target in re.findall(r"\]\(([^)#\s]+)", document.read_text("utf-8")):
        if not target.startswith(("http:", "https:", "mailto:")):
            assert (document.parent / target).exists(), f"{document.name} links to {target}"


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_to_a_heading_lead_to_one(document: Path) -> None:
    text = document.read_text("utf-8")
    for file, anchor in re.findall(r"\]\(([^)#\s]*)#([^)\s]+)\)", text):
        if not file.startswith("http"):
            aim = (document.parent / file).read_text("utf-8") if file else text
            headings = re.findall(r"^#+ (.*)$", aim, re.MULTILINE)
            assert anchor in {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}, (
                anchor
            )


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_tests_and_modules_that_are_named_exist(document: Path) -> None:
    for path in re.findall(
        r"`((?:tests|xltoolkit|macros|packaging|bench|workbook_templates)/[\w./-]+)`", document.read_text("utf-8")
    ):
        assert (ROOT / path).exists(), f"{document.name} names {path}"


def test_every_picture_is_shown_and_light() -> None:
    shown = "".join(document.read_text("utf-8") for document in DOCUMENTS)
    for picture in sorted((ROOT / "docs" / "images").iterdir()):
        assert f"images/{picture.name}" in shown, f"nobody shows {picture.name}"
        assert picture.stat().st_size <= 200_000, picture.name


def test_every_promise_of_reliability_names_a_test() -> None:
    promises = (ROOT / "docs" / "reliability.md").read_text("utf-8").split("## What is not promised")[0]
    rows = [
        line for line in promises.splitlines() if line.startswith("|") and not line.startswith(("| promise", "|---"))
    ]
    assert len(rows) > 20
    for row in rows:
        assert "`tests/" in row.split("|")[2], row
