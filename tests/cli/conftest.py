"""The real command line in a process of its own, and files as people send them."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from xltoolkit.excel.compound_file import compound_file
from xltoolkit.form.load import load_form
from xltoolkit.template import make_template
from xltoolkit.workflow.check import check_file

Run = Callable[..., "Answer"]


class Answer:
    """What a command left: exit code, standard output and error as bytes and as text."""

    def __init__(self, done: subprocess.CompletedProcess[bytes], encoding: str) -> None:
        self.code, self.out, self.err = done.returncode, done.stdout, done.stderr
        self.said = self.out.decode(encoding)
        self.complained = self.err.decode(encoding)
        assert "Traceback" not in self.complained, self.complained
        assert "程序内部出错" not in self.complained, self.complained


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """`run("check", "甲.xlsx", PYTHONIOENCODING="gbk")` in tmp_path; capitals are environment variables."""

    def run_command(*words: str | Path, encoding: str = "utf-8", **environment: str) -> Answer:
        command = [sys.executable, "-m", "xltoolkit", *map(str, words)]
        variables = {**os.environ, "PYTHONIOENCODING": encoding, **environment}
        variables.pop("XLTOOLKIT_DEBUG", None)
        done = subprocess.run(command, cwd=tmp_path, env=variables, capture_output=True, timeout=180)
        return Answer(done, encoding)

    return run_command


@pytest.fixture
def workbook(filled_example: Path, tmp_path: Path) -> Path:
    """The real form (one error-level finding) under a name with a blank."""
    return Path(shutil.copy(filled_example, tmp_path / "人社局 2020年.xlsx"))


@pytest.fixture
def clean(tmp_path: Path) -> Path:
    """A form without error-level findings: the real one after its one contradiction was mended."""
    form = load_form("jiangyin-project")
    example = json.loads((Path(form.folder) / "example.json").read_text("utf-8"))
    row = next(row for row in example["data"]["indicators"] if row["name"] == "一体机巡检次数")
    row["target"] = "=2次"
    path = tmp_path / "改好的 表.xlsx"
    path.write_bytes(make_template(form, example["year"], example["data"]))
    assert not check_file(str(path)).count("error")
    return path


@pytest.fixture
def broken(workbook: Path, tmp_path: Path) -> dict[str, Path]:
    """What arrives and is no form, by what it is. Each has a cause of its own in Chinese."""
    content = workbook.read_bytes()
    files = {
        "空文件": b"",
        "没有同步完": bytes(9000),
        "没有传完": content[: len(content) // 2],
        "网页": "<html><body><p>请登录后下载</p></body></html>".encode(),
        "加了密码": compound_file({"EncryptionInfo": b"\4\0\4\0" + bytes(60), "EncryptedPackage": bytes(9000)}),
        "一段文字": "项目名称,金额\n维保,300\n".encode("gbk"),
    }
    paths = {name: tmp_path / "收到" / f"{name}.xlsx" for name in files}
    (tmp_path / "收到").mkdir()
    for name, path in paths.items():
        path.write_bytes(files[name])
    other = openpyxl.Workbook()
    other.active.append(["姓名", "出勤"])
    other.active.append(["张三", 21])
    paths["考勤表"] = tmp_path / "收到" / "考勤表.xlsx"
    other.save(paths["考勤表"])
    paths["网页"] = paths["网页"].rename(paths["网页"].with_suffix(".xls"))
    return paths
