"""The events that the duties of some bearers rest on: whose, of which types, from when on, and which columns."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
from msgspec import Struct, field

from zhiben.engine.monitor.incremental.mask import Mask
from zhiben.engine.monitor.incremental.since import Since
from zhiben.engine.monitor.scope.circles import World
from zhiben.engine.monitor.scope.reach import Reach
from zhiben.engine.monitor.state.held import Held
from zhiben.engine.monitor.state.lookup import Keys
from zhiben.engine.search import Flags, Ints
from zhiben.events.log import EventLog
from zhiben.events.vocabulary import LAST
from zhiben.rules.model import Rulebook

_REMEMBERED = 1_000  # sets of types whose columns are remembered


class Selecting(Struct, frozen=True):
    """What selects them."""

    world: World
    held: Held
    _near: dict[tuple[bool, bool, str], Ints] = field(default_factory=dict)  # numbers, by how far and whose duties
    _looks: dict[frozenset[str], tuple[Ints, Flags, Flags]] = field(default_factory=dict)  # by types
    _columns: dict[frozenset[str], frozenset[str]] = field(default_factory=dict)  # by types

    def of(
        self, asked: Collection[str] | None, rulebook: Rulebook, reach: Reach, mask: Mask | None = None,
        keys: Keys = None,
    ) -> EventLog:  # fmt: skip
        """The events for the duties of some bearers under some rules.

        Args:
            asked: the bearers; None = all.
            reach: how far the rules look.
            mask, keys: which of their duties are judged (`Held.of`).
        """
        world, held = self.world, self.held
        # Without a registry an event of any type is what makes a subject a bearer.
        types = None if world.entities is None else self._types(rulebook)
        subjects = None if asked is None else world.tree.needed(reach, set(asked))
        if mask is None or asked is None or types is None:
            return EventLog(held.of(subjects, types, None, keys))
        known = frozenset(name for name in types if name in held.numbers)
        numbers, is_of, ever = self._looked_at(known)
        seen = None
        if reach.below or reach.above:
            near = [self._seen(reach, name) for name in asked]
            who = np.array([held.numbers[name] for name in asked], np.int64)
            seen = np.repeat(who, [len(others) for others in near]), np.concatenate(near)
        since = Since.of(mask.needed, mask.units, numbers, is_of, ever, seen)
        return EventLog(held.of(subjects, known, since, keys, self._fields(known)))

    def _seen(self, reach: Reach, name: str) -> Ints:
        key = (reach.below, reach.above, name)
        if key not in self._near:
            names = sorted(self.world.tree.needed(reach, {name}))
            self._near[key] = np.array([self.held.number(other) for other in names], np.int64)
        return self._near[key]

    def _looked_at(self, types: frozenset[str]) -> tuple[Ints, Flags, Flags]:
        """(t,) numbers of types, ascending, and (t, r) which rules look at them, and which at all that ever came."""
        if types not in self._looks:
            if len(self._looks) > _REMEMBERED:
                self._looks.clear()
            world, numbers = self.world, self.held.numbers
            names = sorted(types, key=numbers.__getitem__)
            is_of, ever = (
                np.array([looks[name] for name in names], np.bool_).reshape(-1, len(world.narrow))
                for looks in (world.looks_at, world.looks_at_ever)
            )
            self._looks[types] = np.array([numbers[name] for name in names], np.int64), is_of, ever
        return self._looks[types]

    def _fields(self, types: frozenset[str]) -> frozenset[str]:
        """The columns that events of some types may have of their own."""
        if types not in self._columns:
            if len(self._columns) > _REMEMBERED:
                self._columns.clear()
            kinds = (self.world.rulebook.vocabulary.events[name] for name in types)
            names = {name for kind in kinds for name in kind.fields}
            self._columns[types] = frozenset(names | {name + LAST for name in names})
        return self._columns[types]

    def _types(self, rulebook: Rulebook) -> frozenset[str]:
        world = self.world
        places = {world.place_of[rule.id] for rule in rulebook.rules}
        reach = (world.circles[world.circle_of[place]].reach_of[place] for place in places)
        return frozenset[str]().union(*(far.types for far in reach))
