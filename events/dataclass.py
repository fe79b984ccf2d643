"""`dataclass` of the standard library, made in a third of the time: of six methods of a class one is compiled, not all.

A command imports some 150 of these classes, and before Python 3.13 compiling their methods takes longer than judging a
small log. What is made is the same: signature, equality, hash, text, freezing, slots, `replace`, `fields`, pickling. A
class with anything else (an ancestor of its kind, a method of its own in place of these, other options) is
left to the standard library; type checkers, and Python from 3.13 on, see nothing else.
"""

from __future__ import annotations

import dataclasses
import inspect
import sys
from collections.abc import Callable
from dataclasses import MISSING, Field, FrozenInstanceError
from operator import attrgetter
from reprlib import recursive_repr
from typing import TYPE_CHECKING, Any

_OPTIONS = {"frozen", "slots"}
_MADE = {"__init__", "__repr__", "__eq__", "__hash__", "__setattr__", "__delattr__", "__getstate__", "__setstate__"}
_set = object.__setattr__

if TYPE_CHECKING or sys.version_info >= (3, 13):
    from dataclasses import dataclass as dataclass
else:

    def dataclass(cls=None, /, **options):
        """As `dataclasses.dataclass`."""
        if cls is None:
            return lambda made: dataclass(made, **options)
        fields = _fields_of(cls) if set(options) <= _OPTIONS and not _MADE & cls.__dict__.keys() else None
        if fields is None:
            return dataclasses.dataclass(cls, **options)
        return _made(cls, fields, options.get("frozen", False), options.get("slots", False))


def _fields_of(cls: type) -> dict[str, Field[Any]] | None:
    """The fields of a class by name, in order; None where it wants more than is made here."""
    if type(cls) is not type or any("__dataclass_fields__" in base.__dict__ for base in cls.__mro__[1:]):
        return None
    kinds: dict[str, Any] = inspect.get_annotations(cls)
    if any(not isinstance(kind, str) or kind.startswith(("ClassVar", "InitVar", "KW_ONLY")) for kind in kinds.values()):
        return None
    found: dict[str, Field[Any]] = {}
    for name, kind in kinds.items():
        given = cls.__dict__.get(name, MISSING)
        made: Any = given if isinstance(given, Field) else dataclasses.field(default=given)
        if (
            name == "self"
            or not made.init
            or made.hash is not None
            or made.kw_only is True
            or type(made.default).__hash__ is None
        ):
            return None
        made.name, made.type, made.kw_only = name, kind, False
        made._field_type = dataclasses._FIELD  # type: ignore[attr-defined]
        found[name] = made
    return found


def _made(cls: type, fields: dict[str, Field[Any]], frozen: bool, slots: bool) -> type:
    equal, hashed = _compared([name for name, each in fields.items() if each.compare])
    added: dict[str, Any] = {
        "__init__": _init(cls, fields, frozen),
        "__repr__": _repr,
        "__eq__": equal,
        "__hash__": hashed if frozen else None,
        "__match_args__": tuple(fields),
        "__dataclass_fields__": fields,
        "__dataclass_params__": _params(frozen, slots),
    }
    if frozen:
        added |= {"__setattr__": _frozen, "__delattr__": _kept}
    if slots:
        return _with_slots(cls, fields, added | ({"__getstate__": _state, "__setstate__": _restore} if frozen else {}))
    for name, each in fields.items():
        if each.default is not MISSING:
            setattr(cls, name, each.default)
        elif name in cls.__dict__:
            delattr(cls, name)
    for name, value in added.items():
        setattr(cls, name, value)
    return cls


def _init(cls: type, fields: dict[str, Field[Any]], frozen: bool) -> Callable[..., None]:
    """The one method that is compiled: it takes the fields by name, and is called more often than all others."""
    known: dict[str, Any] = {"_set": _set, "_missing": dataclasses._HAS_DEFAULT_FACTORY}  # type: ignore[attr-defined]
    taken, lines = [], []
    for name, each in fields.items():
        value = name
        if each.default_factory is not MISSING:
            known[f"_made_{name}"] = each.default_factory
            value = f"_made_{name}() if {name} is _missing else {name}"
            taken.append(f"{name}=_missing")
        elif each.default is not MISSING:
            known[f"_given_{name}"] = each.default
            taken.append(f"{name}=_given_{name}")
        else:
            taken.append(name)
        lines.append(f" _set(self,{name!r},{value})" if frozen else f" self.{name}={value}")
    if hasattr(cls, "__post_init__"):
        lines.append(" self.__post_init__()")
    exec(f"def __init__(self,{','.join(taken)}):\n" + ("\n".join(lines) or " pass"), known)
    made: Any = known["__init__"]
    made.__qualname__, made.__module__ = f"{cls.__qualname__}.__init__", cls.__module__
    made.__annotations__ = {**{name: each.type for name, each in fields.items()}, "return": None}
    return made  # type: ignore[no-any-return]


def _with_slots(cls: type, fields: dict[str, Field[Any]], added: dict[str, Any]) -> type:
    """The class anew, since slots are laid out when a class is made."""
    space = {name: value for name, value in cls.__dict__.items() if name not in fields}
    space.pop("__dict__", None)
    space.pop("__weakref__", None)
    made = type(cls)(cls.__name__, cls.__bases__, {**space, **added, "__slots__": tuple(fields)})
    made.__qualname__ = cls.__qualname__
    return made


def _params(frozen: bool, slots: bool) -> object:
    """What was asked for, as the standard library notes it; it reads of it whether a class is frozen."""
    since_3_12 = (True, False, slots, False) if sys.version_info >= (3, 12) else ()
    return dataclasses._DataclassParams(True, True, True, False, False, frozen, *since_3_12)  # type: ignore[attr-defined]


def _compared(names: list[str]) -> tuple[Callable[[Any, object], bool], Callable[[Any], int]]:
    """Equality and hash by the fields of these names, as a tuple of them: what is the same object is equal."""
    get: Callable[[Any], tuple[Any, ...]]
    get = attrgetter(*names) if len(names) > 1 else lambda self: tuple([getattr(self, name) for name in names])

    def __eq__(self: Any, other: object) -> bool:
        return get(self) == get(other) if other.__class__ is self.__class__ else NotImplemented

    return __eq__, lambda self: hash(get(self))


@recursive_repr()
def _repr(self: Any) -> str:
    shown = ", ".join(f"{each.name}={getattr(self, each.name)!r}" for each in dataclasses.fields(self) if each.repr)
    return f"{self.__class__.__qualname__}({shown})"


def _frozen(self: object, name: str, value: object) -> None:
    raise FrozenInstanceError(f"cannot assign to field {name!r}")


def _kept(self: object, name: str) -> None:
    raise FrozenInstanceError(f"cannot delete field {name!r}")


def _state(self: Any) -> list[Any]:
    return [getattr(self, each.name) for each in dataclasses.fields(self)]


def _restore(self: Any, state: list[Any]) -> None:
    for each, value in zip(dataclasses.fields(self), state, strict=True):
        _set(self, each.name, value)
