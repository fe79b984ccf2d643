"""What time alone will open: the calendar's windows of the next three months, and events dated ahead of the clock."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa

from zhiben.engine.arrow import ints
from zhiben.engine.ledger import AsOf
from zhiben.engine.monitor import foresight
from zhiben.engine.monitor.scope.circles import World
from zhiben.engine.monitor.scope.touched import Touched
from zhiben.engine.monitor.settings import DAY
from zhiben.engine.monitor.state.held import Held
from zhiben.engine.monitor.state.store import Store
from zhiben.events.civil import NEVER, calendar, to_day
from zhiben.events.entities import Entities
from zhiben.events.log import EventLog
from zhiben.rules.model import Rulebook

AHEAD = 92 * DAY  # how far the openings that time alone brings are looked for at once


class Openings:
    """Instants at which something opens, for whom and under which rule (-1: an event comes, for all of them).

    They lie in the state alone: of a rulebook with a hundred calendar rules they are more than its open duties.
    """

    def __init__(self, world: World, store: Store, horizon: int) -> None:
        """Go on where the state says; `horizon`: through when openings are known."""
        self._world, self._store, self.horizon = world, store, horizon
        self._waivers = _waiver_days(world)

    def next(self, now: int | None) -> int:
        """The first instant at which something opens, or a waiver begins or ceases to hold."""
        opens = self._store.next_opening()
        waiver = min((day for day in self._waivers if now is not None and day > now), default=int(NEVER))
        return min(int(NEVER) if opens is None else opens, waiver, int(NEVER) if now is None else self.horizon)

    def come(self, touched: Touched, clock: int) -> None:
        """Touch those for whom something has opened by now."""
        for name, place in self._store.opened(clock):
            if place < 0:
                touched.touch_subjects({name})
            else:
                touched.touch_for(name, place)

    def waivers_changed(self, before: AsOf | None, clock: int) -> bool:
        """A waiver began or ceased to hold since then."""
        since = -(2**62) if before is None else before.clock
        return any(since < day <= clock for day in self._waivers)

    def wait_for(self, events: pa.Table) -> None:
        """Events that lie ahead of the clock concern somebody when their time comes."""
        named = zip(ints(events["first"]).tolist(), events["subject"].to_pylist(), strict=True)
        self._store.open_later([(at, name, -1) for at, name in named])

    def look_ahead(self, held: Held, touched: Touched, known: set[str], clock: int, is_new: bool) -> None:
        """Past the horizon: which windows the calendar opens next.

        Args:
            known: everybody of whom a duty is known.
        """
        world = self._world
        since = clock if is_new else self.horizon  # the clock may have gone far past it in one step
        self.horizon = clock + AHEAD
        if world.calendar:
            places = sorted(world.calendar)
            rulebook = foresight.calendar_only(world.rulebook, places)
            self.foresee(rulebook, places, EventLog(held.of(set(), set())), world.entities, since)
        if not is_new and world.later:
            for at, circle in enumerate(world.circles):
                places = [place for place in circle.places if place in world.later]
                if places:
                    touched.touch(at, known | set(world.kinds), places)

    def foresee(
        self, rulebook: Rulebook, places: Sequence[int], log: EventLog, registry: Entities | None, since: int,
        given: pa.Table | None = None,
    ) -> None:  # fmt: skip
        """Remember when windows of some rules open after an instant, if nothing more happens.

        Args:
            given: decided duties that they read.
        """
        at, who, which = foresight.openings(
            rulebook, places, log, registry, since, self.horizon, self._world.place_of, given
        )
        self._store.open_later(zip(at.tolist(), who, which.tolist(), strict=True))


def _waiver_days(world: World) -> list[int]:
    """Instants at which a waiver begins or ceases to hold."""
    civil = calendar(world.rulebook.timezone)
    items = () if world.waivers is None else world.waivers.items
    return sorted({civil.start(to_day(day) + shift) for w in items for day, shift in ((w.start, 0), (w.end, 1))})
