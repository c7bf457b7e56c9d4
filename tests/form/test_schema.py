"""A form's documents: what a clean workbook says validates anywhere (jsonschema, 2020-12), what is faulty does not."""

from __future__ import annotations

import copy
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from xltoolkit.form.load import form_folders, load_form
from xltoolkit.form.schema import document_problems, document_schema

JIANGYIN = load_form("jiangyin-project")


def data_of(name: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((Path(load_form(name).folder) / "example.json").read_text("utf-8"))
    data: dict[str, Any] = content["data"]
    return data


def changed(data: dict[str, Any], pointer: str, value: Any) -> dict[str, Any]:
    """A copy with one value replaced, or taken out with `...`."""
    data = copy.deepcopy(data)
    node: Any = data
    *parents, last = pointer.split("/")[1:]
    for token in parents:
        node = node[int(token)] if isinstance(node, list) else node[token]
    if value is ...:
        del node[last]
    else:
        node[last] = value
    return data


def valid(data: dict[str, Any], name: str = "jiangyin-project") -> bool:
    """As somebody outside would do it: the printed schema and plain jsonschema."""
    schema = json.loads(json.dumps(document_schema(load_form(name)), ensure_ascii=False))
    return Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER).is_valid(data)


@pytest.mark.parametrize("name", form_folders())
def test_the_schema_is_a_schema_and_the_filled_example_fits_it(name: str) -> None:
    Draft202012Validator.check_schema(document_schema(load_form(name)))
    assert valid(data_of(name), name)
    assert document_problems(load_form(name), data_of(name)) == []


@pytest.mark.parametrize("blank", [None, "", ...])
@pytest.mark.parametrize(
    "pointer", ["/project_attribute", "/annual_amount", "/remarks", "/prior_year/progress", "/estimates/0/purpose"]
)
def test_blank_is_null_or_empty_or_absent(pointer: str, blank: Any) -> None:
    assert valid(changed(data_of("jiangyin-project"), pointer, blank))


def test_an_optional_group_may_be_missing_as_a_whole() -> None:
    assert valid(changed(data_of("jiangyin-project"), "/prior_year", None))
    assert valid(changed(data_of("jiangyin-project"), "/prior_year", ...))


@pytest.mark.parametrize(
    ("pointer", "value", "where", "sentence"),
    [
        ("/project_name", ..., "/project_name", "缺少“项目名称”。"),
        ("/project_name", None, "/project_name", "应当是文字，现在是空。"),
        ("/project_name", " 　", "/project_name", "没有填写。"),
        ("/project_name", "项" * 101, "/project_name", "有101个字，最多100个字。"),
        ("/government_procurement", "0", "/government_procurement", "“0”不在可选范围内"),
        ("/start_date", "2020-02-30", "/start_date", "“2020-02-30”不是日期"),
        ("/total_amount", "300万元", "/total_amount", "应当是数字，现在是“300万元”。"),
        ("/total_amount", -1, "/total_amount", "“-1”小于0。"),
        ("/prior_year/progress", 100.5, "/prior_year/progress", "“100.5”大于100。"),
        ("/prior_year/progres", 1, "/prior_year/progres", "是不是想写“progress”"),
        ("/contact_phone", 86710000, "/contact_phone", "应当是文字，现在是“86710000”。"),
        ("/indicators", [], "/indicators", "有0项，最少1项。"),
        ("/indicators", ..., "/indicators", "缺少“目标内容”。"),
        ("/indicators/0/target", 0.9, "/indicators/0/target", "应当是文字"),
        ("/indicators/0/level2", "数量", "/indicators/0/level2", "“数量”不在可选范围内"),
        ("/estimates/3/amount", "", "/estimates/3/amount", "应当是数字"),
    ],
)  # fmt: skip
def test_a_faulty_document_is_told(pointer: str, value: Any, where: str, sentence: str) -> None:
    data = changed(data_of("jiangyin-project"), pointer, value)
    assert not valid(data)
    [(place, message)] = document_problems(JIANGYIN, data)
    assert place == where
    assert sentence in message


def test_decimals_are_counted_exactly_where_multiple_of_fails() -> None:
    """9.88 has two decimals, whatever binary floating point says of 9.88 / 0.01."""
    for two in (9.88, 0.29, 1.1, 300, Decimal("9.880"), 1e2):
        assert document_problems(JIANGYIN, changed(data_of("jiangyin-project"), "/estimates/0/amount", two)) == []
    data = changed(data_of("jiangyin-project"), "/estimates/5/amount", 9.885)
    assert valid(data), "JSON Schema alone cannot see it"
    assert document_problems(JIANGYIN, data) == [("/estimates/5/amount", "“金额”是9.885，最多2位小数。")]


def test_numbers_may_come_as_decimals_from_the_reader() -> None:
    data = json.loads(json.dumps(data_of("sichuan-self-eval")), parse_float=Decimal, parse_int=Decimal)
    assert document_problems(load_form("sichuan-self-eval"), data) == []


def test_each_form_speaks_its_own_unit_and_keys() -> None:
    schema = document_schema(load_form("putuo-project"))["properties"]
    assert {"total_amount", "annual_amount", "overall_goal", "annual_goal", "start_date"} <= set(schema)
    assert "estimates" not in schema
    assert set(schema["indicators"]["items"]["properties"]) == {"level1", "level2", "name", "target"}
    parts = document_schema(load_form("sichuan-self-eval"))["properties"]["indicators"]["items"]["properties"]
    assert {"operator", "value", "unit", "weight", "score"} <= set(parts)
