"""The JSON that other programs rely on: exactly the documented keys, in every case."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.cli.conftest import Run

FILE_KEYS = ["file", "status", "cause", "form", "year", "counts", "outcomes", "findings"]
FINDING_KEYS = [
    "code",
    "severity",
    "review_point",
    "sheet",
    "cell",
    "pointer",
    "related",
    "message",
    "found",
    "expected",
    "suggestion",
    "fix",
]
OUTCOME_KEYS = ["passed", "failed", "not_applicable", "not_checked"]


def files_of(out: bytes) -> list[dict[str, Any]]:
    answer = json.loads(out.decode("utf-8"))
    assert list(answer) == ["version", "files"]
    assert answer["version"] == 1
    files: list[dict[str, Any]] = answer["files"]
    return files


def test_a_checked_file(run: Run, workbook: Path) -> None:
    (file,) = files_of(run("check", workbook.name, "--json").out)
    assert list(file) == FILE_KEYS
    assert (file["file"], file["status"], file["cause"]) == (workbook.name, "checked", None)
    assert (file["form"], file["year"]) == ("jiangyin-project", 2020)
    assert list(file["outcomes"]) == OUTCOME_KEYS
    assert all(isinstance(count, int) for count in file["outcomes"].values())
    severities = [finding["severity"] for finding in file["findings"]]
    assert file["counts"] == {name: severities.count(name) for name in ("error", "warning", "hint")}
    for finding in file["findings"]:
        assert list(finding) == FINDING_KEYS
        assert finding["review_point"] in ("完整性", "相关性", "适当性", "可行性")
        assert finding["pointer"].startswith("/")
        for related in finding["related"]:
            assert list(related) == ["sheet", "cell", "pointer"]
        if finding["fix"] is not None:
            assert list(finding["fix"]) == ["safe", "value"]
            assert isinstance(finding["fix"]["safe"], bool)


def test_the_contradiction_names_both_cells(run: Run, workbook: Path) -> None:
    (file,) = files_of(run("check", workbook.name, "--json", "--select", "X004").out)
    (finding,) = file["findings"]
    assert (finding["code"], finding["severity"], finding["sheet"], finding["cell"]) == (
        "X004",
        "error",
        "目标内容",
        "D20",
    )
    assert finding["pointer"] == "/indicators/17/target"
    assert {"sheet": "详细信息", "cell": "B4", "pointer": "/implementation_plan"} in finding["related"]


def test_a_refused_file(run: Run, broken: dict[str, Path]) -> None:
    answer = run("check", broken["考勤表"], "--json")
    (file,) = files_of(answer.out)
    assert answer.code == 3
    assert list(file) == FILE_KEYS
    assert file["status"] == "refused"
    assert isinstance(file["cause"], str)
    assert (file["form"], file["year"], file["outcomes"], file["findings"]) == (None, None, None, [])
    assert file["counts"] == {"error": 0, "warning": 0, "hint": 0}


def test_what_read_prints(run: Run, workbook: Path, tmp_path: Path) -> None:
    answer = run("read", workbook.name)
    document = json.loads(answer.out.decode("utf-8"))
    assert list(document) == ["file", "form", "year", "data", "cells", "raw"]
    assert document["cells"]["/project_name"] == "基本信息!B5"
    assert document["data"]["annual_amount"] == 300
    assert document["data"]["indicators"][12]["target"] == "=12次"
    assert run("read", workbook.name, "-o", "数据.json").out == b""
    assert json.loads((tmp_path / "数据.json").read_bytes()) == document


def test_schema_is_json_schema_that_the_read_data_fits_into(run: Run, workbook: Path) -> None:
    from jsonschema import Draft202012Validator

    schema = json.loads(run("schema").out)
    Draft202012Validator.check_schema(schema)
    data = json.loads(run("read", workbook.name).out)["data"]
    assert not list(Draft202012Validator(schema).iter_errors(data))


def test_folders_in_which_there_is_nothing_to_check(run: Run, workbook: Path) -> None:
    """An empty folder, and one in which only our own copies lie: a program that reads JSON is told so in JSON, not by silence."""
    empty, copies = workbook.parent / "空", workbook.parent / "副本"
    empty.mkdir()
    assert run("check", workbook.name, "--annotate", copies.name).code == 1
    assert len(list(copies.iterdir())) == 1
    for folder in (empty, copies):
        result = run("check", folder.name, "--json")
        assert result.code == 3
        (file,) = files_of(result.out)
        assert list(file) == FILE_KEYS
        assert (file["file"], file["status"], file["outcomes"], file["findings"]) == (folder.name, "refused", None, [])
        assert "没有可以" in file["cause"]
    result = run("check", workbook.name, empty.name, "--json")
    assert (result.code, [file["status"] for file in files_of(result.out)]) == (4, ["checked", "refused"])
    assert "里面是空的" in files_of(result.out)[1]["cause"]
