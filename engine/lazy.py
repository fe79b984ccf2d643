"""A property worked out when first asked for, and kept, like `functools.cached_property` but without its lock.

Until Python 3.12 that lock is one for all objects of a class: work on two of them, on a thread each, would take turns.
An object that two threads ask at the same time may work it out twice.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar, overload

Found = TypeVar("Found")


class lazy(Generic[Found]):
    """The decorator of such a property."""

    def __init__(self, work: Callable[[Any], Found]) -> None:
        self._work = work
        self.__doc__ = work.__doc__

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    @overload
    def __get__(self, instance: None, owner: type | None = None) -> lazy[Found]: ...

    @overload
    def __get__(self, instance: object, owner: type | None = None) -> Found: ...

    def __get__(self, instance: object | None, owner: type | None = None) -> lazy[Found] | Found:
        """The value; only asked where the object does not hold it yet."""
        if instance is None:
            return self
        found = self._work(instance)
        instance.__dict__[self._name] = found
        return found
