"""A bureau of its own for every test."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.ledger.offices import Bureau


@pytest.fixture
def bureau(filled_example: Path, tmp_path: Path) -> Bureau:
    return Bureau(filled_example, tmp_path / "收到的 工作簿")
