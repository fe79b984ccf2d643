"""Classes made quickly are those of the standard library: every shape is made both ways and looked at side by side."""

from __future__ import annotations

import copy
import dataclasses
import inspect
import pickle
from collections.abc import Callable
from dataclasses import FrozenInstanceError, field
from pathlib import Path
from typing import Any, ClassVar, Generic, TypeVar

import numpy as np
import pytest

from zhiben.events import dataclass as quick

ROOT = Path(__file__).resolve().parents[2]
T = TypeVar("T")
Maker = Callable[..., Any]
OPTIONS: list[dict[str, bool]] = [{}, {"frozen": True}, {"slots": True}, {"frozen": True, "slots": True}]


def shapes(make: Maker) -> list[tuple[type, tuple[Any, ...], tuple[Any, ...]]]:
    """Classes, each with the values of two objects that differ."""

    class Nothing: ...

    class One:
        """Described."""

        name: str

    class Many(Generic[T]):
        first: T
        second: int = 3
        third: list[int] = field(default_factory=list, compare=False)
        hidden: str = field(default="x", repr=False)

    class Settled:
        given: int
        twice: int = 0

        def __post_init__(self) -> None:
            object.__setattr__(self, "twice", self.given * 2)

        @property
        def half(self) -> float:
            return self.given / 2

    class Counted:
        kinds: ClassVar[int] = 2
        name: str = "a"

    class Spoken:
        name: str

        def __repr__(self) -> str:
            return "spoken"

    class Bare:
        name: str = field()
        self: int = 0

    values = [((), ()), (("a",), ("b",)), ((1,), (1, 4)), ((2,), (3,)), (("a",), ("b",)), (("a",), ("b",)), ((), ())]
    kinds = (Nothing, One, Many, Settled, Counted, Spoken, Bare)
    made = [(make(kind), *pair) for kind, pair in zip(kinds, values, strict=True)]
    made[-1] = (made[-1][0], ("a",), ("a", 1))
    return made


@pytest.mark.parametrize("options", OPTIONS)
def test_every_shape_is_as_the_standard_library_makes_it(options: dict[str, bool]) -> None:
    ours = shapes(lambda cls: quick.dataclass(cls, **options))
    theirs = shapes(lambda cls: dataclasses.dataclass(cls, **options))
    for (our, first, second), (their, *_) in zip(ours, theirs, strict=True):
        told = [looked_at(kind, first, second) for kind in (our, their)]
        assert told[0] == told[1], our


def looked_at(kind: Any, first: tuple[Any, ...], second: tuple[Any, ...]) -> list[object]:
    """All that can be seen of a class and of two of its objects."""
    one, same, other = kind(*first), kind(*first), kind(*second)
    seen: list[object] = [str(inspect.signature(kind)), kind.__qualname__, kind.__module__, kind.__match_args__]
    seen += [(f.name, f.type, f.default, f.repr, f.compare, f.init, f.kw_only) for f in dataclasses.fields(kind)]
    seen += [repr(one), repr(other), one == same, one == other, one != other, one == "a", dataclasses.asdict(one)]
    seen += [hash(one) == hash(same) if kind.__hash__ else None, hasattr(one, "__dict__"), hasattr(kind, "__slots__")]
    seen += [kind.__init__.__annotations__, [name for name in kind.__match_args__ if name in kind.__dict__]]
    seen += [getattr(kind, "__slots__", None), kind.__dataclass_params__.frozen, dataclasses.is_dataclass(one)]
    seen += [copy.copy(one) == one, copy.deepcopy(other) == other]
    names = kind.__match_args__
    if names:
        seen += [repr(dataclasses.replace(one, **{names[0]: 9})), refused(lambda: setattr(one, names[0], 8))]
        seen += [refused(lambda: delattr(one, names[0]))]
    if not (hasattr(kind, "__slots__") and kind.__dataclass_params__.frozen):  # there the standard library stumbles
        seen.append(refused(lambda: setattr(one, "unheard", 1)))
    return [*seen, refused(lambda: kind(1, 2, 3, 4, 5, 6))]


def refused(step: Callable[[], object]) -> tuple[str, str] | None:
    try:
        step()
    except (AttributeError, TypeError) as error:  # a frozen one refuses by an AttributeError
        name = type(error).__name__
        return name, str(error) if isinstance(error, FrozenInstanceError) else ""
    return None


@quick.dataclass(frozen=True, slots=True)
class Sent:
    """Kept by pickle."""

    name: str
    numbers: tuple[int, ...] = ()


@quick.dataclass(frozen=True)
class Held:
    """Of one array."""

    values: Any


def test_it_is_sent_to_another_process() -> None:
    sent = Sent("a", (1, 2))
    assert pickle.loads(pickle.dumps(sent)) == sent


def test_what_is_the_same_object_is_equal() -> None:
    values = np.zeros(2)
    assert Held(values) == Held(values)


def test_one_of_another_class_is_not_equal() -> None:
    assert Sent("a") != Held("a")


def test_a_descendant_is_made_by_the_standard_library() -> None:
    @dataclasses.dataclass(frozen=True)
    class Younger(Held):
        name: str = "b"

    @quick.dataclass(frozen=True)
    class Youngest(Younger):
        age: int = 3

    young = Youngest(1)
    assert repr(young).endswith("Youngest(values=1, name='b', age=3)")
    assert dataclasses.replace(young, age=4) == Youngest(1, "b", 4)
    with pytest.raises(FrozenInstanceError):
        young.age = 5  # type: ignore[misc]  # pyright: ignore[reportAttributeAccessIssue]


def test_all_classes_are_made_this_way() -> None:
    """Else a command takes longer to start than it must; the reference evaluator is nobody's business."""
    sources = [path for part in ("engine", "events", "reports", "rules", "src") for path in (ROOT / part).rglob("*.py")]
    assert len(sources) > 400
    there = [path for path in sources if path.name != "dataclass.py" and "reference" not in path.parts]
    slow = [path.name for path in there if "import dataclass" in path.read_text("utf-8").replace("zhiben.events.", "")]
    ours = [path for path in there if "from zhiben.events.dataclass import dataclass" in path.read_text("utf-8")]
    assert len(ours) > 150
    assert len(slow) == len(ours)
