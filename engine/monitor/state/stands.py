"""How all duties stand: those that may still change in memory, those that rest on disk, and when time touches whom.

A *unit* is a bearer, by number. Duties that no event within a week of the clock can change any more *rest*: they are
taken out of memory and out of the record that is written at every step, and come back when an event from before that
(or one that is withdrawn) asks for them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from zhiben.engine.monitor.facts import PENDING
from zhiben.engine.monitor.settings import DAY
from zhiben.engine.monitor.state.stand import ROW, Rows, is_open, laid, picked, rests_from
from zhiben.engine.monitor.state.store import Store
from zhiben.engine.search import Flags, Ints, firsts
from zhiben.events.civil import ALWAYS, NEVER

REST = 7 * DAY  # before the clock; what is later than that is often asked for again
FEW = 8  # rows of a unit that may rest before they are put away
AT_ONCE = 1_000  # units that are looked through together


class Stands:
    """Rows of `stand.ROW` by unit."""

    def __init__(self, store: Store, may_rest: Flags, may_be_cured: Flags) -> None:
        """Go on where the state says.

        Args:
            may_rest: (r,) of each rule, by place, whether its rows may be put away.
            may_be_cured: (r,) whether events after a window's close may make up for a miss.
        """
        self._store, self._may_rest, self._may_be_cured = store, may_rest, may_be_cured
        self._live: dict[int, Rows] = {}
        self._unsettled: set[int] = set()
        self._wakes = np.full(1024, NEVER)
        self._rest = np.full(1024, ALWAYS)  # by unit: the latest instant at which something that rests was settled
        for unit, content in store.stands():
            rows = np.frombuffer(bytearray(content), ROW)
            rows["slack"] = 0  # events may have been counted since it was written
            self._live[unit] = rows
            self._wake(np.array([unit]), np.zeros(1, np.int64), np.array([len(rows)]), rows)
        for unit, latest in store.resting():
            self._room(unit)
            self._rest[unit] = latest

    def __len__(self) -> int:
        return len(self._live)

    def __iter__(self) -> Iterator[int]:
        """The units of which any duty is known."""
        return iter(self._live)

    @property
    def wake(self) -> int:
        """The first instant at which time touches an open duty."""
        return int(self._wakes.min())

    def woken(self, clock: int, units: int) -> list[int]:
        """Which of the first `units` units time touches by now."""
        found: list[int] = (self._wakes[:units] <= clock).nonzero()[0].tolist()
        return found

    def live(self, unit: int) -> Rows:
        """What may still change of a unit's duties."""
        return self._live[unit]

    def all_live(self) -> tuple[Ints, Rows]:
        """Of all units: the number of each row's, and the rows."""
        return self._gathered(list(self._live))

    def rows(self, units: Sequence[int], since: int) -> tuple[Ints, Rows]:
        """All duties of some units that events at or after an instant may change, and possibly more: unit, rows."""
        since = max(since, int(ALWAYS))  # where nothing rests, nothing is asked for
        for unit in units:
            if unit < len(self._rest) and self._rest[unit] > since:
                self._recall(unit)
        return self._gathered(units)

    def is_settled(self, units: Ints, first: Ints) -> Flags:
        """(u,) True where events at or after `first` change nothing of what rests."""
        found: Flags = np.append(self._rest, ALWAYS)[np.minimum(units, len(self._rest))] <= first
        return found

    def gathered(self, units: Ints) -> tuple[Ints, Rows]:
        """Live rows of (u,) units: index into `units` of each row, and the rows."""
        parts = [self._live.get(unit, _NONE) for unit in units.tolist()]
        return np.repeat(np.arange(len(units)), [len(part) for part in parts]), laid(parts)

    def counted(self, units: Ints, place: int, counts: Ints) -> None:
        """So many events were counted for the open duties of a rule, which leave them open."""
        for unit, count in zip(units.tolist(), counts.tolist(), strict=True):
            rows = self._live.get(unit, _NONE)
            rows["slack"] -= ((rows["rule"] == place) & (rows["standing"] == PENDING)).astype(np.int32) * count

    def keep(self, touched: Sequence[int], rows: Rows, units: Ints) -> None:
        """How the duties of the touched units stand now, until `settle` writes it.

        Args:
            rows, units: (d,) all of them that are not put away, in any order, and the unit of each.
        """
        order = np.argsort(units, kind="stable")
        rows, units = picked(rows, order), units[order]
        asked = np.array(sorted(touched), np.int64)
        lo, hi = units.searchsorted(asked), units.searchsorted(asked, "right")
        whole = rows.tobytes()
        for unit, start, end in zip(asked.tolist(), lo.tolist(), hi.tolist(), strict=True):
            if start < end or unit in self._live:
                content = whole[start * ROW.itemsize : end * ROW.itemsize]
                self._live[unit] = np.frombuffer(bytearray(content), ROW)
                self._unsettled.add(unit)

    def settle(self, clock: int) -> None:
        """Once all of a step is judged: what rests is put away, the rest of what was kept or came back is written.

        A bearer is judged by several groups of rules in a step: between them nothing is put away that the next would
        ask for again.
        """
        touched = sorted(self._unsettled)
        self._unsettled.clear()
        for at in range(0, len(touched), AT_ONCE):
            self._settle(touched[at : at + AT_ONCE], clock)

    def _settle(self, touched: Sequence[int], clock: int) -> None:
        units, rows = self._gathered(touched)
        asked = np.array(touched, np.int64)
        self._room(int(asked.max(initial=0)))
        lo, hi = units.searchsorted(asked), units.searchsorted(asked, "right")
        self._wake(asked, lo, hi, rows)
        settled = np.where(self._may_rest[rows["rule"]], rests_from(rows, self._may_be_cured[rows["rule"]]), NEVER)
        rests = settled <= clock - REST
        rests &= ~_is_shared(units, rows["rule"], rows["closes"], ~rests)
        many = np.add.reduceat(np.append(rests, np.False_), np.minimum(lo, len(rows)), dtype=np.int64) >= FEW
        put_away = []
        for unit, start, end, has_many in zip(touched, lo.tolist(), hi.tolist(), many.tolist(), strict=True):
            if has_many and start < end:
                own, quiet = rows[start:end], rests[start:end]
                put_away.append((unit, int(settled[start:end][quiet].max()), picked(own, quiet).tobytes()))
                self._rest[unit] = max(int(self._rest[unit]), put_away[-1][1])
                self._live[unit] = picked(own, ~quiet)
        self._store.stand((unit, self._live[unit].tobytes()) for unit in touched)
        self._store.rest(put_away)

    def _recall(self, unit: int) -> None:
        parts = [np.frombuffer(content, ROW) for content in self._store.recalled(unit)]
        self._live[unit] = laid([self._live.get(unit, _NONE), *parts])
        self._rest[unit] = ALWAYS
        self._unsettled.add(unit)

    def _gathered(self, units: Sequence[int]) -> tuple[Ints, Rows]:
        parts = [self._live.get(unit, _NONE) for unit in units]
        return np.repeat(np.array(units, np.int64), [len(part) for part in parts]), laid(parts)

    def _room(self, unit: int) -> None:
        while unit >= len(self._wakes):
            self._wakes = np.append(self._wakes, np.full(len(self._wakes), NEVER))
            self._rest = np.append(self._rest, np.full(len(self._rest), ALWAYS))

    def _wake(self, units: Ints, lo: Ints, hi: Ints, rows: Rows) -> None:
        """The first instant at which an open duty of each unit closes or is due soon; its rows are [lo, hi)."""
        self._room(int(units.max(initial=0)))
        waits = np.where(is_open(rows), rows["closes"], NEVER)
        is_near = (rows["standing"] == PENDING) & ~rows["told"]
        waits = np.append(np.where(is_near, np.minimum(waits, rows["soon"]), waits), NEVER)
        self._wakes[units] = np.where(lo < hi, np.minimum.reduceat(waits, np.minimum(lo, len(rows))), NEVER)


def _is_shared(units: Ints, rules: Ints, closes: Ints, wakes: Flags) -> Flags:
    """(d,) True where a duty closes together with one of its unit and rule that does not rest.

    What is judged again is told by these three (`Cut`), so the two are judged together.
    """
    order = np.lexsort((closes, rules, units))
    where = np.empty(len(units), np.int64)
    where[order] = np.cumsum(firsts(units[order]) | firsts(rules[order]) | firsts(closes[order]))
    found: Flags = np.bincount(where[wakes], minlength=len(where) + 1)[where] > 0
    return found


_NONE: Rows = np.zeros(0, ROW)
