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
from zhiben.engine.monitor.state.shelf import Shelf
from zhiben.engine.monitor.state.stand import ROW, Rows, is_open, laid, picked, rests_from
from zhiben.engine.monitor.state.store import Store
from zhiben.engine.search import Flags, Ints, counted, firsts
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
        self._live = Shelf()
        self._unsettled: set[int] = set()
        self._wakes = np.full(1024, NEVER)
        self._rest = np.full(1024, ALWAYS)  # by unit: the latest instant at which something that rests was settled
        self._read(list(store.stands()))
        for unit, latest in store.resting():
            self._room(unit)
            self._rest[unit] = latest

    def known(self) -> list[int]:
        """The units of which any duty was ever known, ascending."""
        known: list[int] = self._live.known().tolist()
        return known

    @property
    def wake(self) -> int:
        """The first instant at which time touches an open duty."""
        return int(self._wakes.min())

    def woken(self, clock: int, units: int) -> list[int]:
        """Which of the first `units` units time touches by now."""
        found: list[int] = (self._wakes[:units] <= clock).nonzero()[0].tolist()
        return found

    def all_live(self) -> tuple[Ints, Rows]:
        """Of all units: the number of each row's, and the rows."""
        return self._gathered(self._live.known())

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
        return self._live.gathered(units)

    def counted(self, units: Ints, place: int, counts: Ints) -> None:
        """So many events were counted for the open duties of a rule, which leave them open; (u,) units, each once."""
        index, at = self._live.places(units)
        rows = self._live.rows
        mine = (rows["rule"][at] == place) & (rows["standing"][at] == PENDING)
        rows["slack"][at[mine]] -= counts[index[mine]].astype(np.int32)

    def keep(self, touched: Sequence[int], rows: Rows, units: Ints) -> None:
        """How the duties of the touched units stand now, until `settle` writes it.

        Args:
            rows, units: (d,) all of them that are not put away, in any order, and the unit of each.
        """
        order = np.argsort(units, kind="stable")
        rows, units = picked(rows, order), units[order]
        asked = np.array(sorted(touched), np.int64)
        counts = units.searchsorted(asked, "right") - units.searchsorted(asked)
        is_kept = (counts > 0) | self._live.is_known(asked)
        self._live.put(asked[is_kept], counts[is_kept], rows)
        self._unsettled.update(asked[is_kept].tolist())

    def settle(self, clock: int) -> None:
        """Once all of a step is judged: what rests is put away, the rest of what was kept or came back is written.

        A bearer is judged by several groups of rules in a step: between them nothing is put away that the next would
        ask for again.
        """
        touched = np.array(sorted(self._unsettled), np.int64)
        self._unsettled.clear()
        for at in range(0, len(touched), AT_ONCE):
            self._settle(touched[at : at + AT_ONCE], clock)

    def _settle(self, touched: Ints, clock: int) -> None:
        index, rows = self._live.gathered(touched)
        counts = counted(index, len(touched))
        self._wake(touched, counts, rows)
        settled = np.where(self._may_rest[rows["rule"]], rests_from(rows, self._may_be_cured[rows["rule"]]), NEVER)
        rests = settled <= clock - REST
        rests &= ~_is_shared(index, rows["rule"], rows["closes"], ~rests)
        rests &= (counted(index[rests], len(touched)) >= FEW)[index]
        if rests.any():
            self._put_away(touched[index[rests]], picked(rows, rests), settled[rests])
            rows, counts = picked(rows, ~rests), counted(index[~rests], len(touched))
            self._live.put(touched, counts, rows)
        end = np.cumsum(counts)
        self._store.stand(zip(touched.tolist(), _cut(rows, end - counts, end), strict=True))

    def _put_away(self, units: Ints, rows: Rows, settled: Ints) -> None:
        """Let (n,) rows of some units rest, which were settled at these instants; the units ascend."""
        lo = firsts(units).nonzero()[0]
        latest = np.maximum.reduceat(settled, lo)
        self._rest[units[lo]] = np.maximum(self._rest[units[lo]], latest)
        contents = _cut(rows, lo, np.append(lo[1:], len(rows)))
        self._store.rest(zip(units[lo].tolist(), latest.tolist(), contents, strict=True))

    def _recall(self, unit: int) -> None:
        parts = [np.frombuffer(content, ROW) for content in self._store.recalled(unit)]
        rows = laid([self._gathered([unit])[1], *parts])
        self._live.put(np.array([unit]), np.array([len(rows)]), rows)
        self._rest[unit] = ALWAYS
        self._unsettled.add(unit)

    def _read(self, stood: Sequence[tuple[int, bytes]]) -> None:
        """Take up how the duties of all units stood."""
        parts = [np.frombuffer(content, ROW) for _, content in stood]
        rows = laid(parts)
        rows["slack"] = 0  # events may have been counted since it was written
        units, counts = (
            np.array([unit for unit, _ in stood], np.int64),
            np.array([len(part) for part in parts], np.int64),
        )
        self._live.put(units, counts, rows)
        self._wake(units, counts, rows)

    def _gathered(self, units: Sequence[int] | Ints) -> tuple[Ints, Rows]:
        asked = np.asarray(units, np.int64)
        index, rows = self._live.gathered(asked)
        return asked[index], rows

    def _room(self, unit: int) -> None:
        while unit >= len(self._wakes):
            self._wakes = np.append(self._wakes, np.full(len(self._wakes), NEVER))
            self._rest = np.append(self._rest, np.full(len(self._rest), ALWAYS))

    def _wake(self, units: Ints, counts: Ints, rows: Rows) -> None:
        """The first instant at which an open duty of each unit closes or is due soon; its rows are the next so many."""
        self._room(int(units.max(initial=0)))
        waits = np.where(is_open(rows), rows["closes"], NEVER)
        is_near = (rows["standing"] == PENDING) & ~rows["told"]
        waits = np.append(np.where(is_near, np.minimum(waits, rows["soon"]), waits), NEVER)
        lo = np.cumsum(counts) - counts
        self._wakes[units] = np.where(counts > 0, np.minimum.reduceat(waits, lo), NEVER)


def _cut(rows: Rows, lo: Ints, hi: Ints) -> Iterator[bytes]:
    """Slices of rows, as bytes."""
    whole, size = memoryview(rows.tobytes()), ROW.itemsize
    return (bytes(whole[start * size : end * size]) for start, end in zip(lo.tolist(), hi.tolist(), strict=True))


def _is_shared(units: Ints, rules: Ints, closes: Ints, wakes: Flags) -> Flags:
    """(d,) True where a duty closes together with one of its unit and rule that does not rest.

    What is judged again is told by these three (`Cut`), so the two are judged together.
    """
    order = np.lexsort((closes, rules, units))
    where = np.empty(len(units), np.int64)
    where[order] = np.cumsum(firsts(units[order]) | firsts(rules[order]) | firsts(closes[order]))
    found: Flags = np.bincount(where[wakes], minlength=len(where) + 1)[where] > 0
    return found
