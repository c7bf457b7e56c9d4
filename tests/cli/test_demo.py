"""`xltoolkit demo` shows the whole loop on the real form and says in Chinese what lies where."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from xltoolkit.cli import main
from xltoolkit.workflow.intake import FORM, take_in


def test_everything_that_it_names_is_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "演示 一下"
    assert main(["demo", str(folder)]) == 0
    said = capsys.readouterr().out
    assert str(folder) in said.splitlines()[0]
    named = re.findall(r"：([^：；，。]+?\.(?:xlsx|html)|退回)$|：([^：；]+?\.xlsx)；", said, re.MULTILINE)
    paths = [folder / (one or other) for one, other in named]
    assert len(paths) == 7
    for path in paths:
        assert path.exists(), path
    assert list((folder / "退回").rglob("退回清单.xlsx"))


def test_it_shows_the_one_contradiction_of_the_real_form(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["demo", str(tmp_path)])
    said = capsys.readouterr().out
    assert "强制性错误 1 项" in said
    assert "目标内容!D20" in said
    assert "“=4次”" in said
    (received,) = (tmp_path / "收到的工作簿").rglob("*.xlsx")
    assert take_in(str(received)).state == FORM


def test_run_twice_it_replaces_what_it_made(tmp_path: Path) -> None:
    main(["demo", str(tmp_path)])
    first = sorted(path.name for path in tmp_path.rglob("*"))
    assert main(["demo", str(tmp_path)]) == 0
    assert sorted(path.name for path in tmp_path.rglob("*")) == first


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "是文件").write_text("")
    assert main(["demo", str(tmp_path / "是文件")]) == 3
    assert "文件夹不能建立" in capsys.readouterr().err
