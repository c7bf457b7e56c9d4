"""The README tells the truth: its commands run, its Python runs, the finding that it quotes is what the check says."""

from __future__ import annotations

import contextlib
import io
import re
import shlex
import shutil
from pathlib import Path

import pytest

from tests import run as developer
from xltoolkit.cli import main
from xltoolkit.cli.commands import COMMANDS

ROOT = Path(__file__).resolve().parent.parent
READMES = [ROOT / "README.md", ROOT / "README.zh-CN.md"]

CONTRACT = {
    "template": "--form --year --data --button -o",
    "read": "-o",
    "check": "--json --annotate --strict --select --ignore --active",
    "clear": "-o",
    "fix": "-o --unsafe",
    "merge": "-o --resume --roster --ceilings --previous --returns --db --parquet --scheduler --round",
    "report": "-o",
    "upgrade": "-o --form --year",
    "rules": "",
    "schema": "--form",
    "demo": "",
    "doctor": "",
    "excel build": "-o",
    "excel install": "",
    "excel uninstall": "",
    "forms": "--check",
    "forms export": "-o",
    "forms import": "-o",
}
"""Every command and its options; one that is not here does not exist."""


def blocks(readme: Path, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", readme.read_text("utf-8"), re.DOTALL)


@pytest.fixture
def desk(filled_example: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where a reader tries the commands: a folder of received workbooks, nothing else."""
    received = tmp_path / "收到的工作簿" / "人社局"
    received.mkdir(parents=True)
    shutil.copy(filled_example, received)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_commands_are_those_that_were_agreed_on() -> None:
    assert {command.name: {option.name for option in command.options} for command in COMMANDS} == {
        name: set(options.split()) for name, options in CONTRACT.items()
    }


@pytest.mark.parametrize("readme", READMES, ids=lambda path: path.name)
def test_the_minute_with_it_runs_line_by_line(readme: Path, desk: Path) -> None:
    lines = [line for block in blocks(readme, "sh") for line in block.splitlines() if line.startswith("xltoolkit ")]
    assert len(lines) >= 6
    before = [path.read_bytes() for path in desk.rglob("*.xlsx")]
    for line in lines:
        words = shlex.split(line, comments=True)[1:]
        with contextlib.redirect_stdout(io.StringIO()) as said:
            code = main(words)
        assert code == (1 if words[0] in ("check", "merge") else 0), (line, said.getvalue())
    for name in ("申报表.xlsx", "申报表_检查结果.xlsx", "改好.xlsx", "汇总.xlsx", "退回", "报告.html"):
        assert (desk / name).exists(), name
    assert [path.read_bytes() for path in (desk / "收到的工作簿").rglob("*.xlsx")] == before


def test_the_python_example_prints_place_and_message(desk: Path) -> None:
    shutil.copy(next((desk / "收到的工作簿").rglob("*.xlsx")), desk / "申报表.xlsx")
    (code,) = blocks(READMES[0], "python")
    with contextlib.redirect_stdout(io.StringIO()) as said:
        exec(compile(code, "README.md", "exec"), {})
    assert re.search("^error 目标内容!D20 .*=4次", said.getvalue(), re.MULTILINE)


@pytest.mark.parametrize("readme", READMES, ids=lambda path: path.name)
def test_the_finding_that_is_quoted_is_what_the_check_says(readme: Path, desk: Path) -> None:
    (quoted,) = re.findall(r"^> (目标内容!D20.*)$", readme.read_text("utf-8"), re.MULTILINE)
    with contextlib.redirect_stdout(io.StringIO()) as said:
        main(["check", "收到的工作簿", "--select", "X004"])
    assert quoted.replace(" ", "") in said.getvalue().replace(" ", "")


@pytest.mark.parametrize("readme", READMES, ids=lambda path: path.name)
def test_two_commands_lead_from_a_clone_to_a_demo_and_to_passing_tests(readme: Path) -> None:
    first, second = (block.strip() for block in blocks(readme, "sh")[:2])
    assert first == "python3 -m venv .venv && .venv/bin/pip install . && .venv/bin/xltoolkit demo"
    assert second == "python3 tests/run.py"
    assert {"setup", "test", "lint", "types", "floors", "bench", "docs"} <= set(developer.VERBS)
    assert second in (ROOT / ".ci" / "run").read_text("utf-8").splitlines()


@pytest.mark.parametrize("readme", READMES, ids=lambda path: path.name)
def test_it_says_plainly_where_it_was_not_run(readme: Path) -> None:
    text = readme.read_text("utf-8")
    assert "Not run in Excel or WPS" in text or "没有在 Excel、WPS 中运行过" in text
    assert "docs/manual-check.md" in text
