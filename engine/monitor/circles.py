"""Rules that are judged together because they look equally far, and the small worlds in which they are.

A *circle* holds the rules of one reach and one kind of bearer. When some of its bearers are touched, they are judged in
a world of their own: their registry rows, those above and below them, and the events that can count for them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field, replace

import numpy as np
import pyarrow as pa

from zhiben.engine.evaluate import Watch, evaluate
from zhiben.engine.ledger import AsOf
from zhiben.engine.monitor.foresight import opens_by_the_calendar, opens_later
from zhiben.engine.monitor.held import Held
from zhiben.engine.monitor.reach import Reach, Tree, reaches, readers
from zhiben.events.coverage import Coverage
from zhiben.events.entities import Entities
from zhiben.events.log import EventLog
from zhiben.events.records import dataclass
from zhiben.rules.chosen import with_read
from zhiben.rules.decided import chain
from zhiben.rules.model import Rulebook
from zhiben.rules.waivers import Waivers


@dataclass(frozen=True)
class Circle:
    """Rules of equal reach, by their places in the rulebook.

    Attributes:
        kind: of the bearers; None where the whole log is looked at.
        reach: of all of them together.
        reach_of: of each.
    """

    places: tuple[int, ...]
    kind: str | None
    reach: Reach
    reach_of: Mapping[int, Reach]

    def read_by(self, types: Iterable[str]) -> set[int]:
        """The rules that look at one of these event types."""
        wanted = frozenset(types)
        return {place for place in self.places if self.reach_of[place].types & wanted}


@dataclass(frozen=True)
class World:
    """All that is judged by, and the circles of its rules.

    Attributes:
        readers: of each rule itself and those that read its decided duties.
        place_of: place of the rule whose chain each name in a ledger belongs to.
        later: rules of which something opens on a later day than what raised it, and nobody knows when beforehand.
        calendar: rules whose openings the registry alone tells.
    """

    rulebook: Rulebook
    entities: Entities | None
    coverage: Coverage | None
    waivers: Waivers | None
    tree: Tree
    circles: tuple[Circle, ...]
    readers: Sequence[frozenset[int]]
    place_of: Mapping[str, int]
    later: frozenset[int]
    calendar: frozenset[int]
    kinds: Mapping[str, frozenset[str]]
    _rows: Mapping[str, Sequence[int]] = field(repr=False)
    _chosen: dict[frozenset[int], Rulebook] = field(default_factory=dict, repr=False)

    @classmethod
    def of(
        cls, rulebook: Rulebook, entities: Entities | None, coverage: Coverage | None, waivers: Waivers | None
    ) -> World:
        """A rulebook and what does not change while the monitor runs."""
        reach = reaches(rulebook)
        groups: dict[tuple[bool, bool, bool, str | None], list[int]] = {}
        for place, (rule, found) in enumerate(zip(rulebook.rules, reach, strict=True)):
            kind = None if found.whole else rule.bearer
            groups.setdefault((found.whole, found.below, found.above, kind), []).append(place)
        circles = []
        for (_, _, _, kind), places in groups.items():
            joined = reach[places[0]]
            for place in places:
                joined |= reach[place]
            circles.append(Circle(tuple(places), kind, joined, {place: reach[place] for place in places}))
        rows: dict[str, list[int]] = {}
        kinds: dict[str, set[str]] = {}
        if entities is not None:
            for row, (name, kind) in enumerate(
                zip(*(entities.table[n].to_pylist() for n in ("id", "kind")), strict=True)
            ):
                rows.setdefault(name, []).append(row)
                kinds.setdefault(name, set()).add(kind)
        by_calendar = {place for place, rule in enumerate(rulebook.rules) if opens_by_the_calendar(rule)}
        later = {place for place, rule in enumerate(rulebook.rules) if opens_later(rule)}
        if entities is None:  # who exists, only the log says
            later, by_calendar = later | by_calendar, set()
        return cls(
            rulebook=rulebook,
            entities=entities,
            coverage=coverage,
            waivers=waivers,
            tree=Tree.of(entities),
            circles=tuple(circles),
            readers=readers(rulebook),
            place_of={step.id: place for place, rule in enumerate(rulebook.rules) for step in chain(rule)},
            later=frozenset(later),
            calendar=frozenset(by_calendar),
            kinds={name: frozenset(found) for name, found in kinds.items()},
            _rows=rows,
        )

    def bearers(self, circle: Circle, names: Iterable[str]) -> set[str]:
        """Those of the names that may bear duties of the circle."""
        if self.entities is None or circle.kind is None:
            return set(names)
        return {name for name in names if circle.kind in self.kinds.get(name, ())}

    def rules(self, places: Iterable[int]) -> Rulebook:
        """The rulebook with some rules and those that they read."""
        wanted = frozenset(places)
        if wanted not in self._chosen:
            if len(self._chosen) > 1_000:
                self._chosen.clear()
            self._chosen[wanted] = with_read(self.rulebook, [self.rulebook.rules[place].id for place in wanted])
        return self._chosen[wanted]

    def registry(self, names: Iterable[str] | None) -> Entities | None:
        """The registry of some names, those above and those below them; None = of all."""
        if self.entities is None or names is None:
            return self.entities
        names = set(names)
        there = names | self.tree.below(names) | self.tree.above(names)
        rows = sorted(row for name in there for row in self._rows.get(name, ()))
        return replace(self.entities, table=self.entities.table.take(pa.array(rows, pa.int64())))

    def events(self, circle: Circle, held: Held, names: set[str] | None, rulebook: Rulebook) -> EventLog:
        """The events that the duties of some bearers rest on; None = of all."""
        # Without a registry an event of any type is what makes a subject a bearer.
        types = None if self.entities is None else {t for p in _places(self, rulebook) for t in self._types(p)}
        subjects = None if names is None else self.tree.needed(circle.reach, names)
        return EventLog(held.of(subjects, types))

    def _types(self, place: int) -> frozenset[str]:
        for circle in self.circles:
            if place in circle.reach_of:
                return circle.reach_of[place].types
        raise LookupError(place)

    def ledger(
        self, rulebook: Rulebook, log: EventLog, registry: Entities | None, as_of: AsOf, watch: Watch | None = None
    ) -> pa.Table:
        """What every audit would say of this small world."""
        return evaluate(rulebook, log, registry, self.coverage, as_of, watch=watch, waivers=self.waivers)


def _places(world: World, rulebook: Rulebook) -> list[int]:
    return [world.place_of[rule.id] for rule in rulebook.rules]


def of_places(
    ledger: pa.Table, world: World, places: Iterable[int]
) -> tuple[pa.Table, np.ndarray[tuple[int], np.dtype[np.int64]]]:
    """The rows of some rules, and the place of each row's rule."""
    encoded = ledger["rule"].combine_chunks().dictionary_encode()
    names = encoded.dictionary.to_pylist()
    of_name = np.array([world.place_of[name] for name in names], np.int64)
    place = of_name[encoded.indices.to_numpy()] if len(names) else np.zeros(0, np.int64)
    kept = np.isin(place, list(places))
    return ledger.filter(pa.array(kept)), place[kept]
