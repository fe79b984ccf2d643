"""Records: what `dataclass(frozen=True, slots=True)` gives, by shared methods."""

from __future__ import annotations

import copy
import pickle
from dataclasses import FrozenInstanceError, asdict, dataclass, field, fields, replace

import pytest

from zhiben.events.record import record


@record
class Point:
    """Where something is."""

    x: int
    y: int = 0
    note: str = field(default="", compare=False)
    secret: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Plain:
    x: int
    y: int = 0
    note: str = field(default="", compare=False)
    secret: str = field(default="", repr=False)


@record
class Nothing:
    """Has no fields."""


@record
class Loud:
    x: int

    def __repr__(self) -> str:
        return "loud"


def test_it_is_equal_hashed_and_shown_as_a_frozen_data_class() -> None:
    assert Point(1, 2) == Point(1, 2, note="elsewhere") != Point(1, 3) != Plain(1, 3)
    assert hash(Point(1, 2)) == hash(Point(1, 2, note="elsewhere")) == hash(Plain(1, 2))
    assert repr(Point(1, secret="s")).removeprefix("Point") == repr(Plain(1, secret="s")).removeprefix("Plain")
    assert Nothing() == Nothing() and hash(Nothing()) == hash(Nothing()) and repr(Nothing()) == "Nothing()"
    assert repr(Loud(1)) == "loud"


@pytest.mark.parametrize("name", ["x", "note", "other"])
def test_nothing_is_set_again_or_deleted_or_added(name: str) -> None:
    point = Point(1)
    with pytest.raises((FrozenInstanceError, AttributeError)):
        setattr(point, name, 2)
    with pytest.raises(FrozenInstanceError):
        delattr(point, name)
    assert point == Point(1)


def test_it_is_replaced_copied_and_pickled_by_its_fields() -> None:
    point = Point(1, 2, note="here")
    assert replace(point, y=3) == Point(1, 3) and replace(point, y=3).note == "here"
    assert [one.name for one in fields(point)] == list(asdict(point)) == ["x", "y", "note", "secret"]
    for again in (copy.copy(point), copy.deepcopy(point), pickle.loads(pickle.dumps(point))):
        assert again == point and again.note == "here"
    match point:
        case Point(x, y):
            assert (x, y) == (1, 2)


def test_it_has_slots_and_keeps_its_words() -> None:
    assert not hasattr(Point(1), "__dict__")
    assert Point.__doc__ == "Where something is."
