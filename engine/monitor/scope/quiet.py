"""Events that a rule only counts, and that change no verdict: those whom they concern need not be judged again.

What is met by a count stays met, what has closed stays closed, and what is far from its limit stays open.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from msgspec import Struct, field

from zhiben.engine.monitor.facts import BREACHED, MET, PENDING
from zhiben.engine.monitor.scope.circles import World
from zhiben.engine.monitor.scope.reach import Reach
from zhiben.engine.monitor.state.held import Held
from zhiben.engine.monitor.state.stand import Rows, picked, rests_from
from zhiben.engine.monitor.state.stands import Stands
from zhiben.engine.search import Flags, Ints, written_out


class Counted(Struct, frozen=True):
    """Events that a rule counts.

    Attributes:
        loud: rows of those that may change a verdict.
        quiet: numbers of those whose duties count events without being judged again.
    """

    place: int
    loud: Ints
    quiet: Ints


class Quiet(Struct, frozen=True):
    """What finds out."""

    world: World
    held: Held
    stands: Stands
    _near: dict[tuple[bool, bool, int], Ints] = field(default_factory=dict)  # by reach and number of a subject

    def of(
        self, counted: Mapping[int, Ints], raising: Mapping[int, Ints], subject: Ints, first: Ints
    ) -> Iterator[Counted]:
        """What becomes of events that rules only count, rule by rule.

        Args:
            counted: rows of these events, by place of the rule; `raising`: of those that raise something, too.
            subject, first: (n,) number of the subject and first instant of each event.
        """
        concerned = {place: self._concerned(place, rows, subject) for place, rows in counted.items()}
        units = np.unique(np.concatenate([np.zeros(0, np.int64), *(unit for _, unit in concerned.values())]))
        index, rows = self.stands.gathered(units)
        order = np.argsort(rows["rule"], kind="stable")
        index, rows = index[order], picked(rows, order)
        for place, mine in counted.items():
            which, unit = concerned[place]
            lo, hi = np.searchsorted(rows["rule"], [place, place + 1])
            at = np.arange(lo, hi)
            asked, where, counts, earliest = _by_unit(unit, first[mine[which]])
            owner = units[index[lo:hi]]
            there = owner == asked[0] if len(asked) == 1 else np.isin(owner, asked)
            own, owner = picked(rows, at[there]), np.searchsorted(asked, owner[there])
            quiet = self._is_quiet(place, asked, own, owner, earliest, counts)
            if place in raising:
                quiet &= ~np.isin(asked, self._concerned(place, raising[place], subject)[1])
            waiting = np.zeros(len(asked), np.bool_)
            waiting[owner[own["standing"] == PENDING]] = True
            some = np.flatnonzero(quiet & waiting)
            self.stands.counted(asked[some], place, counts[some])
            yield Counted(place, np.unique(mine[which[~quiet[where]]]), asked[quiet])

    def _is_quiet(self, place: int, asked: Ints, rows: Rows, owner: Ints, first: Ints, counts: Ints) -> Flags:
        """(u,) True where some more events that a rule counts change no verdict of its duties.

        Args:
            asked: (u,) whose they are, each once.
            rows, owner: their duties of the rule that may still change, and index into `asked` of each.
            first: (u,) the first instant of the earliest event.
            counts: (u,) how many they are.
        """
        interest = self.world.interest
        standing = rows["standing"]
        settled = rests_from(rows, np.full(len(rows), interest.may_be_cured[place]))
        # Decided by a count that can only grow: more of it changes neither the verdict nor when it was decided.
        by_count = standing == (BREACHED if interest.is_at_most[place] else MET)
        settled = np.where(by_count, np.minimum(rows["decided"], settled), settled)
        is_fine = settled <= first[owner]
        if interest.adds_one[place]:
            is_fine |= (standing == PENDING) & (rows["slack"] >= counts[owner])
        noisy = np.bincount(owner[~is_fine], minlength=len(asked)) > 0
        found: Flags = ~noisy & self.stands.is_settled(asked, first)
        return found

    def _concerned(self, place: int, rows: Ints, subject: Ints) -> tuple[Ints, Ints]:
        """Index into `rows` of an event, and number of a unit whose duties of the rule it may concern: every pair."""
        circle = self.world.circles[self.world.circle_of[place]]
        reach = circle.reach_of[place]
        if not (reach.below or reach.above):
            return np.arange(len(rows)), subject[rows]
        subjects, where = np.unique(subject[rows], return_inverse=True)
        near = [self._units(reach, number) for number in subjects.tolist()]
        sizes = np.array([len(units) for units in near], np.int64)
        ends = np.cumsum(sizes)
        starts: Ints = ends - sizes
        which, at = written_out(starts[where], ends[where])
        return which, np.concatenate([np.zeros(0, np.int64), *near])[at]

    def _units(self, reach: Reach, number: int) -> Ints:
        key = (reach.below, reach.above, number)
        if key not in self._near:
            names: Sequence[str] = sorted(self.world.tree.touched(reach, {self.held.names[number]}))
            self._near[key] = np.array([self.held.number(name) for name in names], np.int64)
        return self._near[key]


def _by_unit(unit: Ints, first: Ints) -> tuple[Ints, Ints, Ints, Ints]:
    """Of (n,) events the (u,) units, ascending; (n,) places among them; how many are of each, and since when."""
    if len(unit) == 1:
        return unit, np.zeros(1, np.int64), np.ones(1, np.int64), first
    asked, where, counts = np.unique(unit, return_inverse=True, return_counts=True)
    earliest = np.full(len(asked), np.iinfo(np.int64).max)
    np.minimum.at(earliest, where, first)
    return asked, where, counts, earliest
