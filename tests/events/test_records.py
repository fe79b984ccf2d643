"""A class made by `events.records` is what `dataclasses` would have made of it."""

from __future__ import annotations

import copy
import dataclasses
import inspect
import pickle
from collections.abc import Callable
from typing import Any, Generic, TypeVar

import pytest

from zhiben.events import records

T = TypeVar("T")


class Plain:
    """One value without and three with a default."""

    amount: int
    unit: str = "days"
    names: tuple[str, ...] = ()
    rows: list[int] = dataclasses.field(default_factory=list, compare=False, repr=False)


class One:
    value: object


class Empty:
    """Nothing to tell apart."""


class Doubled(Generic[T]):
    """What is worked out afterwards, and how it is shown and compared."""

    value: T
    twice: Any = dataclasses.field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "twice", (self.value, self.value))

    def __repr__(self) -> str:
        return f"<{self.value}>"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Doubled) and repr(other) == repr(self)

    def __hash__(self) -> int:
        return 7


CALLS: list[tuple[type, list[tuple[Any, ...]]]] = [
    (Plain, [(1,), (1, "days"), (2, "weeks", ("a",)), (2, "weeks", ("a",), [3])]),
    (One, [(1,), ("x",), (None,)]),
    (Empty, [()]),
    (Doubled, [(1,), (2,)]),
]
Decorator = Callable[..., Any]


def made_by(decorator: Decorator, cls: type, **words: bool) -> Any:
    """A fresh copy of a class, decorated."""
    namespace = {name: copy.copy(value) for name, value in vars(cls).items() if name not in ("__dict__", "__weakref__")}
    return decorator(frozen=True, **words)(type(cls)(cls.__name__, cls.__bases__, namespace))


@pytest.mark.parametrize(("cls", "calls"), CALLS, ids=lambda case: getattr(case, "__name__", ""))
@pytest.mark.parametrize("slots", [True, False])
def test_instances_are_alike(cls: type, calls: list[tuple[Any, ...]], slots: bool) -> None:
    usual, ours = made_by(dataclasses.dataclass, cls, slots=slots), made_by(records.dataclass, cls, slots=slots)
    assert all(map(dataclasses.is_dataclass, (usual, ours)))
    assert str(inspect.signature(ours)) == str(inspect.signature(usual))
    assert ours.__match_args__ == usual.__match_args__
    assert (ours.__name__, ours.__qualname__, ours.__module__) == (usual.__name__, usual.__qualname__, usual.__module__)
    theirs, mine = [usual(*call) for call in calls], [ours(*call) for call in calls]
    assert [*map(repr, mine)] == [*map(repr, theirs)]
    assert [*map(hash, mine)] == [*map(hash, theirs)]
    assert [[a == b for a in mine] for b in mine] == [[a == b for a in theirs] for b in theirs]
    assert all(a != b or cls is Doubled for a, b in zip(mine, theirs, strict=True))
    assert [*map(dataclasses.asdict, mine)] == [*map(dataclasses.asdict, theirs)]
    assert [hasattr(each, "__dict__") for each in mine] == [hasattr(each, "__dict__") for each in theirs]


@pytest.mark.parametrize("slots", [True, False])
def test_nothing_can_be_changed(slots: bool) -> None:
    ours = made_by(records.dataclass, Plain, slots=slots)
    one = ours(1)
    for name in ("amount", "unit", "another"):
        with pytest.raises(dataclasses.FrozenInstanceError, match=f"cannot assign to field '{name}'"):
            setattr(one, name, 2)
        with pytest.raises(dataclasses.FrozenInstanceError, match=f"cannot delete field '{name}'"):
            delattr(one, name)
    assert dataclasses.replace(one, amount=2) == ours(2) != one
    assert ours(1).rows is not one.rows


def test_what_is_not_given_is_asked_for() -> None:
    for decorator in (dataclasses.dataclass, records.dataclass):
        with pytest.raises(TypeError, match="missing 1 required positional argument: 'amount'"):
            made_by(decorator, Plain, slots=True)()
        with pytest.raises(TypeError, match="unexpected keyword argument 'amuont'"):
            made_by(decorator, Plain, slots=True)(amuont=1)


def test_without_comparison_each_is_only_itself() -> None:
    ours = made_by(records.dataclass, Plain, eq=False, repr=False)
    one = ours(1)
    assert one == one and one != ours(1)
    assert "object at" in repr(one)


@records.dataclass(frozen=True, slots=True)
class Kept:
    """At the top of a module, where pickle finds it."""

    name: str
    parts: tuple[Kept, ...] = ()


@records.dataclass(frozen=True)
class Longer(Kept):
    """With one value more."""

    last: int = 3


@records.dataclass(slots=True)
class Open:
    """Not frozen: as `dataclasses` makes it."""

    value: int


def test_copies_and_pickles_are_equal() -> None:
    for each in (Kept("a", (Kept("b"),)), Longer("a", (), 4)):
        assert copy.copy(each) == copy.deepcopy(each) == pickle.loads(pickle.dumps(each)) == each
    assert repr(Longer("a")) == "Longer(name='a', parts=(), last=3)"
    one = Open(1)
    one.value = 2
    assert one == Open(2)
