"""Whoever is touched is judged again, level by level; how their duties stand now is kept, and what changed is said."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from zhiben.engine.ledger import AsOf
from zhiben.engine.monitor.facts import Forward
from zhiben.engine.monitor.judging import Judging
from zhiben.engine.monitor.saying import Said, said
from zhiben.engine.monitor.scope.circles import World
from zhiben.engine.monitor.scope.touched import Asked, Touched
from zhiben.engine.monitor.state.held import Held
from zhiben.engine.monitor.state.stand import laid
from zhiben.engine.monitor.state.stands import Stands
from zhiben.engine.monitor.state.store import Store


@dataclass
class Deciding:
    """What does so, within a step.

    Attributes:
        seq: number of the last change that was said.
        judged: how many duties were judged, until somebody sets it back.
    """

    world: World
    store: Store
    held: Held
    stands: Stands
    judging: Judging
    forward: Forward
    seq: int
    judged: int = 0

    def of(self, touched: Touched, since: int, as_of: AsOf) -> Said:
        """Judge whoever is touched, and those who read what was decided about them.

        Args:
            since: events before this instant are as they were at the last step.
        """
        told = Said()
        touched.since = since
        for level in range(1 + max(self.world.levels, default=0)):
            for asked in list(touched.asked(level)):
                told.add(self._again(asked, touched, as_of))
        self.stands.settle(as_of.clock)
        return told

    def _again(self, asked: Asked, touched: Touched, as_of: AsOf) -> Said:
        found = self.judging.again(asked, as_of, touched.since)
        if found is None:
            return Said()
        again, units, others, other_units = found
        self.judged += len(again.new)
        changes = said(again, self.world, self.forward, self.held.names, as_of.clock, self.seq)
        self.seq += len(changes.lines)
        self.store.tell("change", changes.lines)
        self.stands.keep(units, laid([others, again.new]), np.concatenate([other_units, again.units]))
        for unit, place, at in again.moved:
            touched.touch_readers(self.held.names[unit], place, at)
        return changes
