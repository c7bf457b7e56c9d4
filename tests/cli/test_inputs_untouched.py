"""No command changes a file that it was given, whatever it is asked to write; only `clear` rewrites its own argument."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
from pathlib import Path

import openpyxl
import pytest

from tests.cli.conftest import Run
from xltoolkit.cli import main

IN, OUT = "收到/甲 表.xlsx", "结果/出.xlsx"


@pytest.fixture(scope="module")
def prepared(filled_example: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of a bureau: a workbook, another kind of workbook, lists, an earlier ledger, data, a form's definition, a copy."""
    folder = tmp_path_factory.mktemp("局里")
    (folder / "收到").mkdir()
    (folder / "结果").mkdir()
    shutil.copy(filled_example, folder / IN)
    other = openpyxl.Workbook()
    other.active.append(["姓名", "出勤"])
    other.save(folder / "收到" / "考勤表.xlsx")
    (folder / "花名册.csv").write_text("主管部门,单位编码,单位名称\n人社局,101,人社局\n", "utf-8")
    (folder / "控制数.csv").write_text("单位名称,项目名称,控制数\n人社局,,300\n", "utf-8")
    with contextlib.chdir(folder):
        assert main(["merge", IN, "-o", "上次.xlsx"]) == 1
        assert main(["read", IN, "-o", "数据.json"]) == 0
        assert main(["forms", "export", "jiangyin-project", "-o", "表样定义.xlsx"]) == 0
        assert main(["check", IN, "--annotate", "副本"]) == 1
    return folder


@pytest.fixture
def office(prepared: Path, tmp_path: Path) -> Path:
    """A copy of that folder, in which `run` runs."""
    return Path(shutil.copytree(prepared, tmp_path, dirs_exist_ok=True))


def digests(folder: Path) -> dict[str, tuple[str, int]]:
    """Digest and modification time of every file but those in 结果."""
    return {
        str(path.relative_to(folder)): (hashlib.sha256(path.read_bytes()).hexdigest(), path.stat().st_mtime_ns)
        for path in sorted(folder.rglob("*"))
        if path.is_file() and "结果" not in path.relative_to(folder).parts
    }


COMMANDS = [
    ["check", "收到"],
    ["check", "收到", "--json", "--annotate", "结果"],
    ["check", "上次.xlsx", "表样定义.xlsx", "副本", "--annotate", "结果"],
    ["read", IN, "-o", "结果/数据.json"],
    ["fix", IN, "-o", OUT, "--unsafe"],
    ["clear", "副本/甲 表_检查结果.xlsx", "-o", OUT],
    ["upgrade", IN, "-o", OUT, "--year", "2026"],
    ["doctor", IN],
    ["template", "--data", "数据.json", "-o", OUT],
    ["merge", "收到", "副本", "-o", OUT, "--roster", "花名册.csv", "--ceilings", "控制数.csv", "--previous", "上次.xlsx",
     "--returns", "结果/退回", "--db", "结果/库.sqlite", "--round", "二上"],
    ["report", "上次.xlsx", "-o", "结果/报告.html"],
    ["forms", "import", "表样定义.xlsx", "-o", "结果/新表样"],
]  # fmt: skip


def test_whatever_is_asked_the_files_given_stay_as_they_were(office: Path, run: Run) -> None:
    before = digests(office)
    for words in COMMANDS:
        assert run(*words).code in (0, 1, 3, 4), words
        assert digests(office) == before, words
    assert not [path for path in office.rglob("*") if path.name.startswith((".", "~"))], "litter"


@pytest.mark.parametrize(
    "words",
    [
        ["read", IN, "-o", IN],
        ["fix", IN, "-o", IN],
        ["upgrade", IN, "-o", "收到/../" + IN],
        ["upgrade", IN, "-o", "链接.xlsx"],
        ["report", "上次.xlsx", "-o", "上次.xlsx"],
        ["merge", IN, "-o", IN],
        ["merge", "收到", "-o", IN],
        ["merge", "收到", "-o", "上次.xlsx", "--previous", "上次.xlsx"],
        ["merge", "收到", "-o", OUT, "--roster", "花名册.csv", "--db", "花名册.csv"],
        ["template", "--data", "数据.json", "-o", "数据.json"],
    ],
    ids=lambda words: f"{words[0]} {words[-1]}",
)
def test_an_output_in_the_place_of_an_input_is_a_wrong_argument(office: Path, run: Run, words: list[str]) -> None:
    os.symlink(office / IN, office / "链接.xlsx")
    before = digests(office)
    answer = run(*words)
    assert answer.code == 2
    assert len(answer.complained.splitlines()) == 1
    assert digests(office) == before


def test_clear_alone_rewrites_what_it_was_given_and_only_takes_marks_out(office: Path, run: Run) -> None:
    copy = office / "副本" / "甲 表_检查结果.xlsx"
    other = Path(shutil.copy(office / "收到" / "考勤表.xlsx", office / "副本" / "别的.xlsx"))
    untouched = other.read_bytes()
    assert run("clear", copy).code == 0
    assert run("clear", other).code == 0
    assert other.read_bytes() == untouched
    assert run("read", copy).out.count(b"_xltoolkit") == 0
    assert "没有我们的标记" in run("clear", copy).said
