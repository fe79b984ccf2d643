"""Who exists in a simulation: entities with what they are like from when to when, and the tree they are in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

import msgspec
from msgspec import Struct

from zhiben.engine.reference.facts import Value


class Person(Struct, frozen=True):
    """An entity with one set of attributes, from the first through the last civil day (None = without limit)."""

    id: str
    kind: str
    owner: str | None
    first: int | None = None
    last: int | None = None
    fields: Mapping[str, Value] = msgspec.field(default_factory=dict)


@dataclass(frozen=True)
class Cast:
    """All entities. Rows of one id follow each other in time."""

    rows: tuple[Person, ...]

    def __post_init__(self) -> None:
        by_id: dict[str, list[Person]] = defaultdict(list)
        below: dict[str, list[str]] = defaultdict(list)
        for row in self.rows:
            if row.owner is not None and row.id not in by_id:
                below[row.owner].append(row.id)
            by_id[row.id].append(row)
        object.__setattr__(self, "_by_id", dict(by_id))
        object.__setattr__(self, "_below", dict(below))
        object.__setattr__(self, "_lines", {})

    _by_id: Mapping[str, list[Person]] = field(init=False, repr=False, compare=False)
    _below: Mapping[str, list[str]] = field(init=False, repr=False, compare=False)
    _lines: dict[str, list[str]] = field(init=False, repr=False, compare=False)  # what `above` found

    def ids(self, kind: str | None = None) -> list[str]:
        """Entities of a kind (None = all), in the order they were made."""
        return [name for name, rows in self._by_id.items() if kind in (None, rows[0].kind)]

    def rows_of(self, name: str) -> list[Person]:
        """The rows of one entity, in order of time."""
        return self._by_id.get(name, [])

    def owner(self, name: str) -> str | None:
        """Whom an entity belongs to."""
        rows = self.rows_of(name)
        return rows[0].owner if rows else None

    def above(self, name: str) -> list[str]:
        """Whom an entity lies below, nearest first."""
        known = self._lines.get(name)
        if known is None:
            known = self._lines[name] = []
            owner = self.owner(name)
            while owner is not None and owner not in known:
                known.append(owner)
                owner = self.owner(owner)
        return known

    def below(self, name: str) -> list[str]:
        """Every entity below one, at any depth."""
        found: list[str] = []
        for one in self._below.get(name, []):
            found += [one, *self.below(one)]
        return found

    def root(self, name: str) -> str:
        """The top of the tree that an entity is in."""
        return ([name, *self.above(name)])[-1]

    def life(self, name: str) -> tuple[int | None, int | None]:
        """First and last civil day of an entity."""
        rows = self.rows_of(name)
        return (rows[0].first, rows[-1].last) if rows else (None, None)

    def attribute(self, name: str, attribute: str, day: int) -> Value | None:
        """An attribute on a civil day."""
        for row in self.rows_of(name):
            if (row.first is None or row.first <= day) and (row.last is None or day <= row.last):
                return row.fields.get(attribute)
        return None
