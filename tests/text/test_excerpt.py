"""What a clerk sees of a change: the difference, not the page around it, and blanks by their names."""

from __future__ import annotations

import pytest

from xltoolkit.text.excerpt import differing

ONES = "一" * 100


@pytest.mark.parametrize(
    ("old", "new", "shown"),
    [
        ("＝１２次", "=12次", ("＝１２次", "=12次")),
        ("王某某 ", "王某某", ("王某某[空格]", "王某某")),
        ("会计核\n算", "会计核 算", ("会计核[换行]算", "会计核 算")),
        ("江阴\u200b市", "江阴市", ("江阴[U+200B]市", "江阴市")),
        (f"{ONES}&nbsp;{ONES}", f"{ONES} {ONES}", (f"…{ONES[:12]}&nbsp;{ONES[:12]}…", f"…{ONES[:12]} {ONES[:12]}…")),
        ("<p>" + "字" * 90 + "</p>", "字" * 90, ("<p>" + "字" * 37 + "…" + "字" * 36 + "</p>", "字" * 40 + "…" + "字" * 40)),
    ],
)  # fmt: skip
def test_only_what_differs_is_shown(old: str, new: str, shown: tuple[str, str]) -> None:
    assert differing(old, new) == shown
