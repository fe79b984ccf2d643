"""What arrives, as far as it counts, among the events that are held; and the counts of what became of it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from zhiben.engine.monitor.admitting import admitted, records_of
from zhiben.engine.monitor.scope.circles import World
from zhiben.engine.monitor.settings import Outcome, Settings
from zhiben.engine.monitor.state.held import Held
from zhiben.engine.monitor.state.part import Part
from zhiben.engine.monitor.state.store import Store
from zhiben.engine.search import Ints

_NOTHING_YET = {"accepted": 0, "duplicates": 0, "aside": 0, "rejected": 0}


class Intake:
    """Takes arrivals within a step.

    Attributes:
        number: for the next event that counts.
        side_seq: number of the last record that was put aside.
        counts: of everything that ever arrived, by what became of it.
    """

    def __init__(
        self, world: World, store: Store, held: Held, settings: Settings,
        number: int = 0, side_seq: int = 0, counts: dict[str, int] | None = None,
    ) -> None:  # fmt: skip
        """Begin, or go on with numbers and counts of the state."""
        self._world, self._store, self._held, self._settings = world, store, held, settings
        self.number, self.side_seq = number, side_seq
        self.counts = dict(_NOTHING_YET) if counts is None else counts

    def take(self, arrivals: pa.Table, clock: int | None) -> tuple[pa.Table | None, pa.Table | None, Outcome]:
        """The arrivals that count, kept; events that no longer count; and what became of the others.

        Args:
            arrivals: rows of a log in terms of the registry, each with an id, in the order of their arrival.
            clock: where it stands; None = nothing has arrived before.
        """
        store, settings = self._store, self._settings
        found = admitted(arrivals, store, self.number, clock, settings.lateness, settings.by_events)
        lost = self._held.lost(found.gone) if found.gone else None
        store.events.lose(found.gone)
        aside: tuple[tuple[int, str], ...] = ()
        if found.aside:
            aside = records_of(arrivals.take(pa.array(found.aside, pa.int64())), self.side_seq)
            self.side_seq += len(aside)
            store.tell("side", aside)
        self.counts["accepted"] += len(found.rows)
        self.counts["duplicates"] += found.duplicates
        self.counts["aside"] += len(found.aside)
        outcome = Outcome((), aside, len(found.rows), found.duplicates, tuple(found.problems))
        if not len(found.rows):
            return None, lost, outcome
        self.number = int(found.numbers.max()) + 1
        counting = arrivals if _are_all(found.rows, arrivals) else arrivals.take(pa.array(found.rows))
        table = self._world.plain(counting, found.numbers, self._held)
        self.keep(*self._held.appended(table))
        return table, lost, outcome

    def keep(self, new: Part, replaced: Sequence[Part]) -> None:
        """Keep a part of the events instead of those that it replaces; a large one is mapped from its file then."""
        self._store.events.keep(new, replaced)
        mapped = self._store.events.mapped(new)
        if mapped is not None:
            self._held.instead(new, mapped)


def _are_all(rows: Ints, table: pa.Table) -> bool:
    """The rows are those of the table, in its order."""
    return len(rows) == table.num_rows and bool((rows == np.arange(len(rows))).all())
