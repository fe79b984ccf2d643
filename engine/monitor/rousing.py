"""Who is to be judged again in a step: whom its events, the passing of time, and what was foreseen touch."""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa

from zhiben.engine.arrow import ints
from zhiben.engine.ledger import AsOf
from zhiben.engine.monitor.openings import Openings
from zhiben.engine.monitor.scope.circles import World
from zhiben.engine.monitor.scope.touched import Touched
from zhiben.engine.monitor.scope.touching import Skipped, Touching
from zhiben.engine.monitor.state.held import Held
from zhiben.engine.monitor.state.stands import Stands


@dataclass
class Rousing:
    """What finds out.

    Attributes:
        skipped: those whose evidence has grown without being judged; None = nobody wants to know.
    """

    world: World
    held: Held
    stands: Stands
    openings: Openings
    touching: Touching
    skipped: set[Skipped] | None

    def by_events(self, touched: Touched, events: pa.Table, is_lost: bool, as_of: AsOf) -> None:
        """Those whom events concern now; one that lies ahead of the clock concerns them when it comes."""
        ahead = ints(events["first"]) >= as_of.before
        if ahead.any():
            self.openings.wait_for(events.filter(pa.array(ahead)))
            events = events.filter(pa.array(~ahead))
        skipped = self.touching.by_events(touched, events, is_lost)
        if self.skipped is not None:
            self.skipped.update(skipped)

    def by_time(self, touched: Touched, before: AsOf | None, clock: int) -> None:
        """Those for whom something opens, closes or falls due as the clock goes on; `before`: None = it just began."""
        names = self.held.names
        if before is None:
            touched.touch_all(self.world.kinds)
        self.touching.by_time(touched, clock, names)
        if self.openings.waivers_changed(before, clock):
            touched.touch_all(names[unit] for unit in self.stands.known())
        if before is None or clock >= self.openings.horizon:
            known = {names[unit] for unit in self.stands.known()}
            self.openings.look_ahead(self.held, touched, known, clock, before is None)
        self.openings.come(touched, clock)

    def by_growing(self, touched: Touched) -> None:
        """Those who were skipped so far."""
        for place, name in self.skipped or ():
            touched.touch_for(name, place)
        self.skipped = None if self.skipped is None else set()
