"""Frozen dataclasses that are made quickly: a command imports more than a hundred of them whenever it starts.

`dataclasses.dataclass` compiles six methods for every frozen class. Here only `__init__` is compiled, the others are
shared. In all else they are dataclasses: for `fields`, `replace`, `match` and type checkers.
"""

from __future__ import annotations

import dataclasses
import reprlib
from collections.abc import Callable, Sequence
from operator import attrgetter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass
else:

    def dataclass(cls=None, /, *, frozen=False, slots=False, repr=True, eq=True):
        """As `dataclasses.dataclass`, of whose words it knows these; what is not frozen is left to it."""

        def made(cls):
            if not frozen:
                return dataclasses.dataclass(slots=slots, repr=repr, eq=eq)(cls)
            return _made(cls, slots, repr, eq)

        return made if cls is None else made(cls)


_put = object.__setattr__


class _Unmade:
    """Stands for what the factory of a field makes when nothing is given."""

    def __repr__(self) -> str:
        return "<factory>"


_UNMADE = _Unmade()


def _made(cls: type, has_slots: bool, is_shown: bool, is_compared: bool) -> type:
    cls.__doc__ = cls.__doc__ or cls.__name__  # else the signature would be looked for, and there is none yet
    own = set(cls.__dict__)
    cls = dataclasses.dataclass(init=False, repr=False, eq=False, slots=has_slots)(cls)
    fields = dataclasses.fields(cls)
    cls.__init__ = _init(cls, fields)  # type: ignore[misc]
    cls.__setattr__ = _not_set  # type: ignore[assignment]
    cls.__delattr__ = _not_deleted  # type: ignore[assignment]
    if has_slots:
        cls.__getstate__ = _state  # type: ignore[assignment]
        cls.__setstate__ = _restore  # type: ignore[attr-defined]
    if is_shown and "__repr__" not in own:
        cls.__repr__ = _shown  # type: ignore[assignment]
    if is_compared:
        compared = _values([field.name for field in fields if field.compare])
        if "__eq__" not in own:
            cls.__eq__ = _equality(compared)  # type: ignore[assignment]
        if "__hash__" not in own:
            cls.__hash__ = _hashing(compared)  # type: ignore[assignment]
    return cls


def _init(cls: type, fields: Sequence[dataclasses.Field[Any]]) -> Callable[..., None]:
    """Sets every field that it may be given; the others are left to `__post_init__`."""
    known: dict[str, object] = {"_put": _put}
    words, lines = ["self"], []
    for field in fields:
        if not field.init:
            continue
        name = value = field.name
        if field.default is not dataclasses.MISSING:
            known[f"_default_{name}"] = field.default
            words.append(f"{name}=_default_{name}")
        elif field.default_factory is not dataclasses.MISSING:
            known |= {f"_new_{name}": field.default_factory, "_UNMADE": _UNMADE}
            words.append(f"{name}=_UNMADE")
            value = f"_new_{name}() if {name} is _UNMADE else {name}"
        else:
            words.append(name)
        lines.append(f" _put(self, {name!r}, {value})\n")
    if hasattr(cls, "__post_init__"):
        lines.append(" self.__post_init__()\n")
    exec(f"def __init__({', '.join(words)}):\n{''.join(lines) or ' pass'}", known)
    init: Any = known["__init__"]
    init.__qualname__ = f"{cls.__qualname__}.__init__"
    init.__module__ = cls.__module__
    init.__annotations__ = {field.name: field.type for field in fields if field.init} | {"return": None}
    return init  # type: ignore[no-any-return]


def _values(names: Sequence[str]) -> Callable[[object], tuple[object, ...]]:
    if len(names) > 1:
        return attrgetter(*names)
    return lambda record: tuple(getattr(record, name) for name in names)


def _equality(compared: Callable[[object], tuple[object, ...]]) -> Callable[[object, object], bool]:
    def __eq__(self: object, other: object) -> bool:
        return compared(self) == compared(other) if other.__class__ is self.__class__ else NotImplemented

    return __eq__


def _hashing(compared: Callable[[object], tuple[object, ...]]) -> Callable[[object], int]:
    def __hash__(self: object) -> int:
        return hash(compared(self))

    return __hash__


def _not_set(self: object, name: str, value: object) -> None:
    raise dataclasses.FrozenInstanceError(f"cannot assign to field {name!r}")


def _not_deleted(self: object, name: str) -> None:
    raise dataclasses.FrozenInstanceError(f"cannot delete field {name!r}")


@reprlib.recursive_repr()
def _shown(self: Any) -> str:
    told = (f"{field.name}={getattr(self, field.name)!r}" for field in dataclasses.fields(self) if field.repr)
    return f"{self.__class__.__qualname__}({', '.join(told)})"


def _state(self: Any) -> list[object]:
    return [getattr(self, field.name) for field in dataclasses.fields(self)]


def _restore(self: Any, state: Sequence[object]) -> None:
    for field, value in zip(dataclasses.fields(self), state, strict=True):
        _put(self, field.name, value)
