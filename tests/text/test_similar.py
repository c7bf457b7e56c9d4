"""Names of sub-projects in the text are matched with rows of the estimate, and the common part can be shown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xltoolkit.text.similar import (
    best_match,
    character_pairs,
    core,
    longest_common,
    mentioned,
    one_slip_apart,
    overlap,
    same_subject,
)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("金保工程硬件平台维保费", "金保工程硬件平台维护"),
        ("网上办事大厅维护项目", "网上办事大厅运维服务"),
        ("智能服务系统，即网上智能机器人", "云问智能机器人项目"),
        ("通信费", "人社短信通信费"),
        ("网站信息维护", "网站类信息系统维护"),
        ("河道清淤工程", "全区河道清淤及护岸"),
        ("疫苗采购", "一类疫苗购置经费"),
        ("道路大中修", "城区道路大中修工程"),
    ],
)
def test_two_names_of_one_thing(first: str, second: str) -> None:
    assert same_subject(first, second)
    assert overlap(first, second).common


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("自助查询一体机维保", "公务车辆租赁"),
        ("人力资源市场维保", "网站信息维护"),
        ("项目维护费", "校舍修缮"),
        ("", "网站"),
    ],
)
def test_generic_words_alone_make_nothing_alike(first: str, second: str) -> None:
    assert not same_subject(first, second)


def test_the_best_match_can_be_shown() -> None:
    rows = ["网站信息维护", "硬件平台维护", "公务车辆租赁"]
    found = best_match("金保工程硬件平台维保", rows)
    assert found is not None
    assert (rows[found[0]], found[1].common) == ("硬件平台维护", "硬件")
    assert best_match("校舍修缮", rows) is None
    assert best_match("校舍修缮", []) is None


def test_what_a_text_mentions() -> None:
    text = "本项目包括：一、硬件平台维护；二、网站信息更新。"
    assert mentioned("硬件平台维护费", text).share == 1.0
    assert mentioned("公务车辆租赁", text).common == ""


def test_the_core_is_what_is_left_without_generic_words() -> None:
    assert core("“E人E本”流量费（2020年）") == "E人E本流量"
    assert core("维护费") == "维护费"


@given(st.text(), st.text())
def test_likeness_is_the_same_both_ways_and_never_raises(first: str, second: str) -> None:
    assert len(longest_common(first, second)) == len(longest_common(second, first))
    assert longest_common(first, second) in first
    assert longest_common(first, second) in second
    assert 0 <= character_pairs(first, second) == character_pairs(second, first) <= 1
    assert 0 <= overlap(first, second).share <= 1
    assert same_subject(first, second) == same_subject(second, first)
    mentioned(first, second)


def test_two_neighbouring_digits_that_changed_places_are_one_slip() -> None:
    assert all(one_slip_apart(*pair) for pair in (("1450", "1540"), ("18", "81"), ("2880", "2860")))
    assert not any(
        one_slip_apart(*pair) for pair in (("1450", "1450"), ("145", "541"), ("18", "810"), ("1234", "2143"))
    )
