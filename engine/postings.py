"""Events by their word in a field: looked up, where many rules would each go through all events of a type."""

from __future__ import annotations

import numpy as np
from msgspec import Struct

from zhiben.engine.search import Flags, Ints, counted, stable_order, written_out


class Postings(Struct, frozen=True):
    """Positions of some events in order of their words, those of a word ascending.

    Attributes:
        positions: (p,) of the events.
        past: (k + 1,) where those of each word end in `positions`; at the end those without a word.
    """

    positions: Ints
    past: Ints

    @classmethod
    def of(cls, positions: Ints, code: Ints, words: int) -> Postings:
        """From (p,) ascending positions, with the number of each event's word among so many; -1 = without."""
        number = np.where(code < 0, words, code)
        return cls(positions[stable_order(number)], np.cumsum(counted(number, words + 1)))

    def having(self, wanted: Flags) -> Ints:
        """Ascending positions of the events with any of the (k + 1,) wanted words."""
        words = np.flatnonzero(wanted)
        past = np.append(self.past, 0)  # the first word begins where nothing ends
        found: Ints = self.positions[written_out(past[words - 1], past[words])[1]]
        return found if len(words) < 2 else np.sort(found, kind="stable")
