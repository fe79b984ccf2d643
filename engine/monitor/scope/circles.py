"""All that is judged by, and the small worlds in which some bearers are judged by the rules of a circle.

When bearers are touched, they are judged in a world of their own: their registry rows, those above and below them, and
the events that can count for them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import pyarrow as pa
from msgspec import Struct, field
from msgspec.structs import replace

from zhiben.engine.decided import Handed
from zhiben.engine.evaluate import Only, Watch, evaluate
from zhiben.engine.ledger import AsOf
from zhiben.engine.monitor.foresight import opens_by_the_calendar, opens_later
from zhiben.engine.monitor.incremental.narrow import Cuts, Narrow, narrows
from zhiben.engine.monitor.scope.circle import Circle, circles
from zhiben.engine.monitor.scope.interest import Interest
from zhiben.engine.monitor.scope.reach import Reach, Tree, reaches, readers, with_read
from zhiben.engine.monitor.state.held import Held
from zhiben.engine.monitor.state.plain import key_hashes, numbered, plain
from zhiben.engine.search import Ints
from zhiben.events.civil import CivilCalendar, calendar
from zhiben.events.coverage import Coverage
from zhiben.events.entities import Entities
from zhiben.events.log import EventLog
from zhiben.rules import chosen
from zhiben.rules.decided import chain, levels, reads
from zhiben.rules.model import Rulebook
from zhiben.rules.waivers import Waivers


class World(Struct, frozen=True):
    """All that is judged by, and the circles of its rules.

    Attributes:
        read, readers: of each rule those whose decided duties it reads, and those that read its own.
        levels: of each rule how many others have to be judged before it, one after the other.
        is_read: names of the rules that others read.
        wide: how far each rule reaches together with all that it reads.
        place_of: place of the rule whose chain each name in a ledger belongs to.
        later: rules of which something opens on a later day than what raised it, and nobody knows when beforehand.
        calendar: rules whose openings the registry alone tells.
        circle_of: place of the circle of each rule.
        narrow: the cuts that each rule allows; `cuts`: the same as arrays.
        interest: what the rules look at; `types`: the event types among it.
        looks_at: by event type, of each rule whether it looks at events of it; `looks_at_ever`: at all of them, however
            long ago.
        key_fields: the fields by whose values duties are told apart.
    """

    rulebook: Rulebook
    entities: Entities | None
    coverage: Coverage | None
    waivers: Waivers | None
    tree: Tree
    circles: tuple[Circle, ...]
    read: Sequence[frozenset[int]]
    readers: Sequence[frozenset[int]]
    levels: Sequence[int]
    is_read: frozenset[str]
    wide: Sequence[Reach]
    place_of: Mapping[str, int]
    later: frozenset[int]
    calendar: frozenset[int]
    kinds: Mapping[str, frozenset[str]]
    circle_of: Mapping[int, int]
    narrow: Sequence[Narrow]
    cuts: Cuts
    interest: Interest
    types: frozenset[str]
    key_fields: tuple[str, ...]
    looks_at: Mapping[str, Sequence[bool]]
    looks_at_ever: Mapping[str, Sequence[bool]]
    _rows: Mapping[str, Sequence[int]]
    _chosen: dict[frozenset[int], Rulebook] = field(default_factory=dict)

    @classmethod
    def of(
        cls, rulebook: Rulebook, entities: Entities | None, coverage: Coverage | None, waivers: Waivers | None
    ) -> World:
        """A rulebook and what does not change while the monitor runs."""
        reach = reaches(rulebook)
        made = circles(rulebook.rules, reach)
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
        read = reads(rulebook.rules)
        level = levels(read)
        assert level is not None, "rules that read each other's decided duties are a load error"
        is_read = frozenset[int]().union(*read)
        reach_of = dict(enumerate(reach))
        cuts = narrows(rulebook, reach_of, read, entities is not None)
        return cls(
            rulebook=rulebook,
            entities=entities,
            coverage=coverage,
            waivers=waivers,
            tree=Tree.of(entities),
            circles=tuple(made),
            read=read,
            readers=readers(read),
            levels=level,
            is_read=frozenset(rulebook.rules[place].id for place in is_read),
            wide=with_read(reach, read),
            place_of={step.id: place for place, rule in enumerate(rulebook.rules) for step in chain(rule)},
            later=frozenset(later),
            calendar=frozenset(by_calendar),
            kinds={name: frozenset(found) for name, found in kinds.items()},
            circle_of={place: at for at, circle in enumerate(made) for place in circle.places},
            narrow=cuts,
            cuts=Cuts.of(cuts),
            interest=Interest.of(rulebook, reach_of, read, [cut.may_be_cured for cut in cuts]),
            types=frozenset().union(*(one.types for one in reach)),
            key_fields=tuple(sorted({name for cut in cuts for name in cut.key or ()})),
            _rows=rows,
            looks_at={name: [name in one.types for one in reach] for one in reach for name in one.types},
            looks_at_ever={
                name: [cut.back is not None and name in cut.back.ever for cut in cuts]
                for one in reach
                for name in one.types
            },
        )

    @property
    def civil(self) -> CivilCalendar:
        """That of the rulebook's zone."""
        return calendar(self.rulebook.timezone)

    def bearers(self, circle: Circle, names: Iterable[str]) -> set[str]:
        """Those of the names that may bear duties of the circle."""
        if self.entities is None or circle.kind is None:
            return set(names)
        return {name for name in names if circle.kind in self.kinds.get(name, ())}

    def rules(self, places: Iterable[int]) -> Rulebook:
        """The rulebook with some rules only."""
        wanted = frozenset(places)
        if wanted not in self._chosen:
            if len(self._chosen) > 1_000:
                self._chosen.clear()
            rules = tuple(self.rulebook.rules[place] for place in sorted(wanted))
            self._chosen[wanted] = replace(self.rulebook, rules=rules)
        return self._chosen[wanted]

    def rules_and_read(self, places: Iterable[int]) -> tuple[Rulebook, Reach]:
        """The rulebook with some rules and those that they read, and how far all these reach together."""
        found = Reach(frozenset())
        for place in set(places):
            found |= self.wide[place]
        return chosen.with_read(self.rulebook, [self.rulebook.rules[place].id for place in places]), found

    def registry(self, names: Iterable[str] | None) -> Entities | None:
        """The registry of some names, those above and those below them; None = of all."""
        if self.entities is None or names is None:
            return self.entities
        names = set(names)
        there = names | self.tree.below(names) | self.tree.above(names)
        rows = sorted(row for name in there for row in self._rows.get(name, ()))
        table = self.entities.table
        if rows and rows[-1] - rows[0] + 1 == len(rows):
            return replace(self.entities, table=table.slice(rows[0], len(rows)))
        return replace(self.entities, table=table.take(pa.array(rows, pa.int64())))

    def plain(self, table: pa.Table, numbers: Ints, held: Held) -> pa.Table:
        """Rows of a log as they are held."""
        keys = {name: key_hashes(table, name) for name in self.key_fields}
        return plain(table, numbers, held.numbers_of(table["type"]), keys)

    def ledger(
        self, rulebook: Rulebook, log: EventLog, registry: Entities | None, as_of: AsOf, watch: Watch | None = None,
        only: Only | None = None, handed: Handed | None = None,
    ) -> pa.Table:  # fmt: skip
        """What every audit would say of this small world."""
        return evaluate(
            rulebook, log, registry, self.coverage, as_of, watch=watch, waivers=self.waivers, only=only, handed=handed
        )


def of_places(
    ledger: pa.Table, world: World, places: Iterable[int]
) -> tuple[pa.Table, np.ndarray[tuple[int], np.dtype[np.int64]]]:
    """The rows of some rules, and the place of each row's rule."""
    place = numbered(ledger["rule"], world.place_of.__getitem__)
    is_of = np.zeros(len(world.read), np.bool_)
    is_of[list(places)] = True
    kept = is_of[place]
    return (ledger, place) if kept.all() else (ledger.filter(pa.array(kept)), place[kept])
