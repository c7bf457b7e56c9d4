"""What a person types is understood, or answered with one Chinese sentence that shows the usage."""

from __future__ import annotations

from pathlib import Path

import pytest

from xltoolkit.cli.arguments import parse
from xltoolkit.cli.commands import COMMANDS
from xltoolkit.errors import UsageError


def test_options_stand_before_or_behind_the_files() -> None:
    before = parse(["check", "--json", "--select", "BUD", "甲.xlsx"])
    behind = parse(["check", "甲.xlsx", "--select=BUD", "--json"])
    assert before.operands == behind.operands == ["甲.xlsx"]
    assert before.options == behind.options == {"json": True, "select": "BUD"}


def test_the_word_after_annotate_is_a_folder_unless_it_is_a_file(tmp_path: Path) -> None:
    workbook = tmp_path / "甲 表.xlsx"
    workbook.write_bytes(b"x")
    assert parse(["check", "--annotate", str(workbook)]).operands == [str(workbook)]
    with_folder = parse(["check", "--annotate", "退回", str(workbook)])
    assert (with_folder.text("annotate"), with_folder.operands) == ("退回", [str(workbook)])
    last = parse(["check", str(workbook), "--annotate"])
    assert last.given("annotate")
    assert last.text("annotate") == ""


def test_two_words_name_one_command() -> None:
    assert parse(["forms", "export", "jiangyin-project", "-o", "表样定义.xlsx"]).command.name == "forms export"
    assert parse(["forms", "--check"]).command.name == "forms"


def test_what_follows_two_dashes_is_a_file_whatever_it_looks_like() -> None:
    assert parse(["read", "--", "-奇怪的名字.xlsx"]).operands == ["-奇怪的名字.xlsx"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["chekc"], "没有“chekc”这个命令"),
        (["check", "--jsno", "a"], "没有“--jsno”这个选项"),
        (["template"], "缺少 -o"),
        (["template", "-o"], "缺少"),
        (["read"], "缺少 FILE"),
        (["read", "a", "b"], "多出了“b”"),
        (["check", "--json=1", "a"], "不带内容"),
        (["merge", "-o", "--resume", "a"], "缺少"),
    ],
)
def test_a_slip_is_answered_with_one_sentence(words: list[str], said: str) -> None:
    with pytest.raises(UsageError, match=said) as caught:
        parse(words)
    assert "\n" not in str(caught.value)


def test_every_command_names_a_function_that_exists() -> None:
    from importlib import import_module

    for command in COMMANDS:
        module, _, function = command.run.partition(":")
        assert callable(getattr(import_module(f"xltoolkit.cli.{module}"), function)), command.name
