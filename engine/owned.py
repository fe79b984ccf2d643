"""Events by whose they are and when: looked up, where many rules would each go through all events of a type."""

from __future__ import annotations

import numpy as np
from msgspec import Struct, field

from zhiben.engine.existing import Existing
from zhiben.engine.search import GroupedTimes, Ints, firsts, stable_order, written_out

_OFTEN = 4  # times that events of the same types are asked for before it pays to put them in order


class Owned(Struct, frozen=True):
    """The events of a stage by their (n,) subjects."""

    events: Existing
    subject: Ints
    _asks: dict[tuple[str, ...], int] = field(default_factory=dict)
    _made: dict[tuple[str, ...], tuple[GroupedTimes, Ints]] = field(default_factory=dict)

    def within(self, types: tuple[str, ...], subject: Ints, start: Ints, closes: Ints) -> Ints | None:
        """Ascending positions of the events of some types that begin in any of some stretches of time.

        Args:
            subject: (m,) whose events, code of each; -1 = nobody's.
            start, closes: (m,) half-open stretches [start, closes), us since the epoch, UTC.

        Returns:
            Each position once; None until events of these types have been asked for often.
        """
        self._asks[types] = self._asks.get(types, 0) + 1
        if types not in self._made and self._asks[types] < _OFTEN:
            return None
        index, position = self._made.get(types) or self._put_in_order(types)
        # Canonical order is that of the first instants, so that events are searched by position.
        edges = np.searchsorted(self.events.first, np.concatenate([start, closes])).astype(np.int64)
        lo, hi = index.before(np.tile(subject, 2), edges).reshape(2, -1)
        found: Ints = np.sort(position[written_out(lo, np.where(subject < 0, lo, hi))[1]])
        return found[firsts(found)]

    def _put_in_order(self, types: tuple[str, ...]) -> tuple[GroupedTimes, Ints]:
        position = self.events.of_types(types)
        position = position[self.subject[position] >= 0]
        position = position[stable_order(self.subject[position])]
        self._made[types] = GroupedTimes.of(self.subject[position], position), position
        return self._made[types]
