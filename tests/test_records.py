"""A record of ours behaves as a named tuple of `typing` does."""

from __future__ import annotations

import pickle
from typing import NamedTuple as Standard

import pytest

from xltoolkit.records import NamedTuple


class Ours(NamedTuple):
    """Two fields."""

    left: int
    right: str = "r"

    @property
    def both(self) -> str:
        return f"{self.left}{self.right}"


class Theirs(Standard):
    """Two fields."""

    left: int
    right: str = "r"

    @property
    def both(self) -> str:
        return f"{self.left}{self.right}"


class Derived(Ours):
    """One more property."""

    @property
    def twice(self) -> int:
        return 2 * self.left


@pytest.mark.parametrize("kind", [Ours, Theirs, Derived])
def test_it_is_a_tuple_with_names(kind: type[Ours]) -> None:
    one = kind(1)
    assert one == (1, "r") == kind(left=1, right="r") == kind(1, right="r")
    assert one._replace(left=2).both == "2r"
    assert one._asdict() == {"left": 1, "right": "r"}
    assert kind._fields == ("left", "right")
    assert pickle.loads(pickle.dumps(one)) == one
    assert type(pickle.loads(pickle.dumps(one))) is kind
    assert repr(one) == f"{kind.__name__}(left=1, right='r')"
    assert hash(one) == hash((1, "r"))
    left, right = one
    assert (left, right) == (1, "r")


@pytest.mark.parametrize("kind", [Ours, Theirs, Derived])
@pytest.mark.parametrize(("values", "named"), [((), {}), ((1, "a", 2), {}), ((1,), {"left": 1}), ((1,), {"wrong": 1})])
def test_wrong_arguments_are_told(kind: type[Ours], values: tuple[int, ...], named: dict[str, int]) -> None:
    with pytest.raises(TypeError):
        kind(*values, **named)


def test_a_field_cannot_be_set() -> None:
    with pytest.raises(AttributeError):
        Ours(1).left = 2  # type: ignore[misc]


def test_a_derived_record_has_its_own_properties() -> None:
    assert Derived(3).twice == 6
