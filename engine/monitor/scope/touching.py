"""Whom arrivals and the clock touch: found by conditions and by the forward-chaining rules."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
from msgspec import Struct

from zhiben.engine.arrow import ints
from zhiben.engine.monitor.facts import Arrival, Fact, Forward, Open, Tick
from zhiben.engine.monitor.scope.circles import World
from zhiben.engine.monitor.scope.quiet import Quiet
from zhiben.engine.monitor.scope.touched import Touched
from zhiben.engine.monitor.state.held import Held
from zhiben.engine.monitor.state.plain import KEY, KIND
from zhiben.engine.monitor.state.stand import is_open
from zhiben.engine.monitor.state.stands import Stands
from zhiben.engine.search import Ints

Skipped = tuple[int, str]  # a rule by its place, and a bearer


class Touching(Struct, frozen=True):
    """What finds out."""

    world: World
    held: Held
    stands: Stands
    forward: Forward
    quiet: Quiet

    def by_events(self, touched: Touched, table: pa.Table, is_lost: bool = False) -> list[Skipped]:
        """Touch those whom events concern now.

        Args:
            table: events as they are held.
            is_lost: they count no longer, so that what they counted for is judged again.

        Returns:
            Whose evidence grows without being judged again.
        """
        if not table.num_rows:
            return []
        subjects = table["subject"].to_pylist()
        if self.world.entities is None:  # an event of any type is what makes a subject a bearer
            touched.touch_subjects(self._arrived(set(subjects)))
            return []
        kinds = ints(table[KIND])
        by_kind = {name: (kinds == kind).nonzero()[0] for kind, name in self._types(kinds).items()}
        units, first = self.held.numbers_of(table["subject"]), ints(table["first"])
        counted: dict[int, list[Ints]] = {}
        rows_of: dict[int, list[Ints]] = {}
        for matcher, rows in self.world.interest.passing(table, by_kind):
            for place in matcher.judged:
                rows_of.setdefault(place, []).append(rows)
            for place in matcher.counting:
                (rows_of if is_lost else counted).setdefault(place, []).append(rows)
        skipped: list[Skipped] = []
        joined = {place: _joined(found) for place, found in counted.items()}
        raising = {place: np.concatenate(rows_of[place]) for place in joined if place in rows_of}
        for found in self.quiet.of(joined, raising, units, first):
            names = self.held.names
            if len(found.loud):
                rows_of.setdefault(found.place, []).append(found.loud)
            skipped += [(found.place, names[unit]) for unit in found.quiet.tolist()]
        self._touch(touched, table, subjects, rows_of)
        return skipped

    def _types(self, kinds: Ints) -> dict[int, str]:
        """Names of the event types that rules look at, by number, as far as they are among these numbers."""
        names = self.held.names
        return {kind: names[kind] for kind in set(kinds.tolist()) if names[kind] in self.world.types}

    def by_time(self, touched: Touched, clock: int, names: Sequence[str]) -> None:
        """Touch those whose windows close or come near their close by now.

        Args:
            names: of units, by number.
        """
        units = self.stands.woken(clock, len(names))
        if not units:
            return
        index, rows = self.stands.gathered(np.array(units, np.int64))
        near = is_open(rows) & ((rows["closes"] <= clock) | ((rows["soon"] <= clock) & ~rows["told"]))
        ends = np.searchsorted(index[near], np.arange(len(units)), "right").tolist()
        columns = (rows[name][near].tolist() for name in ("rule", "key", "soon", "closes", "told"))
        duties = list(zip(*columns, strict=True))
        facts: list[Fact] = []
        for unit, begin, end in zip(units, [0, *ends], ends, strict=False):  # what is behind the last is left over
            facts.append(Tick(unit, clock))
            facts.extend(Open(unit, number, *duties[number][2:]) for number in range(begin, end))
        for one in self.forward.infer(facts):
            touched.touch_for(names[one.bearer], *duties[one.duty][:2])

    def _touch(self, touched: Touched, table: pa.Table, subjects: list[str], rows_of: dict[int, list[Ints]]) -> None:
        joined = {place: _joined(rows) for place, rows in rows_of.items()}
        arrived = self._arrived({subjects[row] for rows in joined.values() for row in rows.tolist()})
        for place, rows in joined.items():
            key = self.world.narrow[place].key
            mine = [subjects[row] for row in rows.tolist()]
            at = self.world.circle_of[place]
            reach = self.world.circles[at].reach
            if key is None:
                touched.touch(at, self.world.tree.touched(reach, set(mine) & arrived), [place])
                continue
            values: dict[str, set[int]] = {}
            for field in key:
                for name, value in zip(mine, table[KEY + field].to_numpy()[rows].tolist(), strict=True):
                    values.setdefault(name, set()).add(value)
            for name in values.keys() & arrived:
                for near in self.world.tree.touched(reach, {name}):
                    touched.touch_keys(place, near, values[name])

    def _arrived(self, subjects: set[str]) -> set[str]:
        """The subjects that the forward-chaining rules say are touched: each of whom something has come."""
        numbers = {self.held.number(name): name for name in subjects}
        inferred = self.forward.infer(Arrival(number) for number in numbers)
        return {numbers[one.bearer] for one in inferred if one.word == "touched"}


def _joined(found: list[Ints]) -> Ints:
    """(n,) rows that are among some of the ascending ones, ascending."""
    return found[0] if len(found) == 1 else np.unique(np.concatenate(found))
