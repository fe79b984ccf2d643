"""Which duties of some bearers are judged again, under rules of which what rests is left out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from zhiben.engine.monitor.state.stand import Rows, rests_from
from zhiben.engine.search import Flags, Ints


@dataclass(frozen=True)
class Cut:
    """What of some bearers is judged again, under rules of which what rests is left out.

    Attributes:
        units: (u,) numbers of the bearers, ascending.
        closed: windows that close by then are left out, but for
        open: (p,) those of a unit and a close (`_pairs`), ascending; `closes`: (c,) the closes among them, ascending.
    """

    units: Ints
    closed: int
    open: Ints
    closes: Ints

    @classmethod
    def of(cls, units: Ints, rows: Rows, owner: Ints, may_be_cured: Flags, since: int) -> Cut:
        """The cut that events at or after `since` need.

        Args:
            rows, owner: (d,) duties of the rules concerned, and the unit of each.
            may_be_cured: (d,) events after the close may make up for a miss.
        """
        moves = (rests_from(rows, may_be_cured) > since) & (rows["closes"] <= since)
        closes = np.unique(rows["closes"][moves])
        pairs = np.unique(_pairs(units, closes, owner[moves], rows["closes"][moves]))
        return cls(units, since, pairs, closes)

    def keeps(self, closes: Ints, units: Ints) -> Flags:
        """(d,) True where a duty of a unit is judged again."""
        found: Flags = closes > self.closed
        if len(self.open):
            found |= np.isin(_pairs(self.units, self.closes, units, closes), self.open)
        return found


def _pairs(units: Ints, closes: Ints, unit: Ints, close: Ints) -> Ints:
    """(d,) a number for each pair of a unit and a close; -1 where the close is none of (c,) `closes`."""
    if not len(closes):
        return np.full(len(close), -1)
    at = np.minimum(np.searchsorted(closes, close), len(closes) - 1)
    found: Ints = np.where(closes[at] == close, at * len(units) + np.searchsorted(units, unit), -1)
    return found
