"""The staff guide quotes the program word for word: each of its ten findings is made and compared."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from xltoolkit.cli.commands import COMMANDS
from xltoolkit.findings import Finding
from xltoolkit.form.model import Form
from xltoolkit.marks import set_values
from xltoolkit.rules import all_rules
from xltoolkit.template import make_template
from xltoolkit.workflow.intake import take_in

GUIDE = Path(__file__).resolve().parent.parent / "docs" / "guide.zh-CN.md"
TEXT = GUIDE.read_text("utf-8")

Slip = Callable[[bytes], bytes]


def typed(pointer: str, value: Any) -> Slip:
    """Somebody types this value into the cell of that field."""

    def slip(content: bytes) -> bytes:
        submission = take_in(content).submission
        assert submission is not None
        return set_values(content, {submission.cells[pointer]: value})

    return slip


def typed_as_formula(sheet: str, cell: str, formula: str) -> Slip:
    """A program that does not know text cells makes a formula of it."""

    def slip(content: bytes) -> bytes:
        book = openpyxl.load_workbook(io.BytesIO(content))
        book[sheet][cell].value = formula
        book[sheet][cell].data_type = "f"
        saved = io.BytesIO()
        book.save(saved)
        return saved.getvalue()

    return slip


SLIPS: dict[str, Slip] = {
    "COM001": typed("/project_leader", ""),
    "BUD001": typed("/estimates/2/amount", 75),
    "BUD003": typed("/funding/special_appropriation", 290),
    "BUD012": typed("/total_amount", 3000000),
    "FMT004": typed("/estimates/2/amount", "约85"),
    "FMT001": typed("/end_date", "2020年底"),
    "VOC001": typed("/project_type", "其他"),
    "IND011": typed("/indicators/12/target", "大幅提升"),
    "FMT012": typed_as_formula("目标内容", "D15", "=12次"),
    "X004": lambda content: content,
}


@pytest.fixture(scope="module")
def content(form: Form, example: dict[str, Any]) -> bytes:
    return make_template(form, example["year"], example["data"])


def found(content: bytes, code: str) -> Finding:
    return next(finding for finding in take_in(content).report.findings if finding.code == code)


def test_it_has_the_ten_most_common_findings() -> None:
    assert re.findall(r"^### \d+\. .*\[(\w+)\]\(rules/\w+\.md\)", TEXT, re.MULTILINE) == list(SLIPS)


@pytest.mark.parametrize("code", SLIPS)
def test_a_finding_is_quoted_as_the_program_says_it(content: bytes, code: str) -> None:
    title, quoted = re.findall(rf"^### \d+\. (.*?)（\[{code}\].*\n> (.*)$", TEXT, re.MULTILINE)[0]
    assert title == next(rule.title for rule in all_rules() if rule.code == code)
    assert quoted == found(SLIPS[code](content), code).message


def test_its_commands_exist_with_the_options_that_it_names() -> None:
    by_name = {command.name: {option.name for option in command.options} for command in COMMANDS}
    for line in re.findall(r"xltoolkit ([a-z][^`\n]*)", TEXT):
        words = line.split()
        name = " ".join(words[:2]) if " ".join(words[:2]) in by_name else words[0]
        assert name in by_name, line
        assert {word for word in words if re.fullmatch("-o|--[a-z]+", word)} <= by_name[name], line
    options = {word for row in re.findall(r"^\| .* \| `(--[a-z]+)", TEXT, re.MULTILINE) for word in [row]}
    assert options <= by_name["merge"]


def test_it_says_plainly_where_it_was_not_run() -> None:
    assert "未在 Excel、WPS 中运行" in TEXT
    assert "manual-check.md" in TEXT
