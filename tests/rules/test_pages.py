"""Every rule is a page: five headings, a basis, a sentence for each case, and a generated file that is fresh."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from xltoolkit.findings import REVIEW_POINTS, SEVERITIES
from xltoolkit.rules import GROUPS
from xltoolkit.rules.engine import Rule
from xltoolkit.rules.pages import HEADINGS, index, page, rule_pages, sections
from xltoolkit.workflow.rulebook import every_rule

DOCS = Path(__file__).resolve().parent.parent.parent / "docs" / "rules"
RULES = {item.code: item for item in every_rule()}


@pytest.mark.parametrize("item", RULES.values(), ids=RULES)
def test_a_page_says_what_why_bad_good_and_how_to_mend(item: Rule) -> None:
    found = sections(item)
    assert tuple(found) == HEADINGS
    assert all(len(text) >= 2 for text in found.values())
    assert re.search("|".join(REVIEW_POINTS), found["为什么"]), "names no review point"
    assert re.search(r"依据|惯例|实测", found["为什么"]), "names no basis"


@pytest.mark.parametrize("item", RULES.values(), ids=RULES)
def test_a_declaration_uses_the_words_of_the_house(item: Rule) -> None:
    assert item.group in GROUPS
    assert item.severity in SEVERITIES
    assert item.review_point in REVIEW_POINTS
    assert item.tier in (1, 2, 3)
    assert re.fullmatch(r"[A-Z]{1,3}\d{3}", item.code)
    assert all(message.endswith("。") for message in item.messages.values())
    assert all(advice.endswith("。") for advice in item.advice.values())
    assert set(item.advice) <= {"", *item.messages}
    assert set(item.suppresses) <= set(RULES), "suppresses a rule that does not exist"


def test_the_command_line_shows_the_same_page() -> None:
    text = page(RULES["X004"])
    assert text.startswith("X004  文字说的频次与指标的次数不一致")
    assert "一体机“每半年开展一次巡检”" in text


def test_the_index_names_every_rule_once() -> None:
    listed = re.findall(r"\| \[([A-Z]+\d{3})\]", index(every_rule()))
    assert sorted(listed) == sorted(RULES)


def test_generated_pages_are_fresh_and_none_is_left_of_a_rule_that_is_gone() -> None:
    pages = rule_pages(every_rule())
    for name, content in pages.items():
        assert (DOCS / name).read_text("utf-8") == content, f"{name} is stale: run python -m tests.generate_docs"
    assert {path.name for path in DOCS.glob("*.md")} <= {*pages, "CHANGES.md"}
