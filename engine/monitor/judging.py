"""Judging some bearers again, by the code of every audit, and what has changed about their duties."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from msgspec import Struct

from zhiben.engine.decided import Handed
from zhiben.engine.evaluate import Judgement
from zhiben.engine.ledger import AsOf
from zhiben.engine.monitor.foresight import WHOLE
from zhiben.engine.monitor.incremental.mask import Mask
from zhiben.engine.monitor.incremental.selecting import Selecting
from zhiben.engine.monitor.openings import Openings
from zhiben.engine.monitor.scope.circle import Circle
from zhiben.engine.monitor.scope.circles import World, of_places
from zhiben.engine.monitor.scope.touched import Asked
from zhiben.engine.monitor.settings import Explain, Observe
from zhiben.engine.monitor.state.decisions import Decisions
from zhiben.engine.monitor.state.held import Held
from zhiben.engine.monitor.state.plain import numbered
from zhiben.engine.monitor.state.stand import Difference, Rows, difference, picked, rows_of, slack_of
from zhiben.engine.monitor.state.stands import Stands
from zhiben.engine.search import Ints

Why = Callable[[pa.Table], Mapping[str, Mapping[str, Any]]]  # from ledger rows to explanations, by duty


class Again(Struct, frozen=True):
    """Duties that were judged again.

    Attributes:
        ledger, new, units: (n,) rows as they are now, what is remembered of them, and whose they are.
        old, old_units: (o,) rows as they stood.
        found: what changed between them.
        moved: subject, by number, place of the rule, and instant of decided duties that changed for their readers.
        explain: explains rows of `ledger`.
    """

    ledger: pa.Table
    new: Rows
    units: Ints
    old: Rows
    old_units: Ints
    found: Difference
    moved: Collection[tuple[int, int, int]]
    explain: Why


class Judging(Struct, frozen=True):
    """What judges."""

    world: World
    held: Held
    selecting: Selecting
    stands: Stands
    openings: Openings
    decisions: Decisions
    lead: Mapping[str, int]
    explain: Explain | None
    observe: Observe | None

    def again(self, asked: Asked, as_of: AsOf, since: int) -> tuple[Again, Sequence[int], Rows, Ints] | None:
        """Judge a group again; None = none of them bears duties of the rules.

        Args:
            since: events before this instant are as they were at the last step.

        Returns:
            What was judged; the units touched, and their rows of other rules and keys, with the unit of each.
        """
        world, places, names = self.world, sorted(asked.of), asked.names
        numbers = self._numbers(asked.circle, names)
        if not numbers:
            return None
        rulebook = world.rules(places)
        units = sorted(numbers.values())
        since -= 1  # what ends a row of windows at an instant makes one that closes there
        old_units, old = self.stands.rows(units, since)
        is_judged = np.zeros(len(world.read), np.bool_)
        is_judged[places] = True
        concerned = is_judged[old["rule"]]
        keys = None
        if asked.keys is not None:
            keys = np.array(sorted(asked.keys), np.uint64)
            concerned &= np.isin(old["key"], keys)
        mask = None
        if names is not None:
            names = frozenset(numbers)
            of = {place: mine for place, mine in asked.of.items() if mine is not None}
            some, their_units = picked(old, concerned), old_units[concerned]
            mask = Mask.of(numbers, of, world.cuts, some, their_units, since, world.place_of, world.civil)
            concerned[concerned] = mask.of_rows(some, their_units)
        registry = world.registry(names)
        fields = sorted({name for place in places for name in world.narrow[place].key or ()})
        log = self.selecting.of(names, rulebook, asked.circle.reach, mask, None if keys is None else (fields, keys))
        only = None if mask is None else mask.of_windows
        far = None if names is None else world.tree.needed(asked.circle.reach, set(names))
        handed = Handed(self.decisions.given(places, far), world.is_read)
        ledger = world.ledger(rulebook, log, registry, as_of, only=only, handed=handed)
        later = sorted(world.later.intersection(places))
        if later:
            self.openings.foresee(world.rules(later), later, log, registry, as_of.clock, handed.given)
        ledger, place = of_places(ledger, world, places)
        owner = self._owners(ledger, numbers)
        new = rows_of(ledger, place, self._leads(ledger))
        if (adds := world.interest.adds_one[place]).any():
            new["slack"] = np.where(adds, slack_of(ledger), 0)
        mine = owner >= 0 if keys is None else (owner >= 0) & np.isin(new["key"], keys)
        if not mine.all():
            ledger, new, owner = ledger.filter(pa.array(mine)), picked(new, mine), owner[mine]
        before = picked(old, concerned)
        found, told = difference(before, new)
        new["told"] = told
        moved = self.decisions.keep(handed.told, new, before)
        if self.observe is not None:
            self.observe(ledger, [f"{duty:016x}" for duty in before["duty"][found.gone].tolist()])
        explain = partial(self._explained, asked, as_of)
        again = Again(ledger, new, owner, before, old_units[concerned], found, moved, explain)
        return again, units, picked(old, ~concerned), old_units[~concerned]

    def _numbers(self, circle: Circle, names: Collection[str] | None) -> dict[str, int]:
        """The bearers asked about, with their numbers."""
        if names is None:
            return {WHOLE: self.held.number(WHOLE)}
        return {name: self.held.number(name) for name in self.world.bearers(circle, names)}

    def _owners(self, ledger: pa.Table, numbers: Mapping[str, int]) -> Ints:
        """(d,) the unit that each duty belongs to; -1 = of somebody who was not asked about."""
        if numbers.keys() == {WHOLE}:
            return np.full(ledger.num_rows, numbers[WHOLE])
        return numbered(ledger["bearer"], lambda name: numbers.get(name, -1))

    def _leads(self, ledger: pa.Table) -> Ints:
        return numbered(ledger["severity"], lambda name: self.lead.get(name, 0))

    def _explained(self, asked: Asked, as_of: AsOf, rows: pa.Table) -> Mapping[str, Mapping[str, Any]]:
        """Explanations of what has just become a finding, or unknown.

        A near miss may lie outside of all that the verdict rests on: the bearers concerned are judged whole.
        """
        if self.explain is None or not rows.num_rows:
            return {}
        rows = rows.filter(pc.is_in(rows["verdict"], value_set=pa.array(["breached", "late", "unknown"])))
        if not rows.num_rows:
            return {}
        world = self.world
        places = {world.place_of[name] for name in rows["rule"].unique().to_pylist()}
        rulebook, reach = world.rules_and_read(places)
        names = None if asked.circle.reach.whole or reach.whole else set(rows["bearer"].unique().to_pylist())
        log = self.selecting.of(names, rulebook, reach)
        shown: list[Judgement] = []
        world.ledger(rulebook, log, world.registry(names), as_of, shown.append)
        return self.explain(rulebook, log, as_of, shown, rows)
