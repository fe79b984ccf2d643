"""Which duties of some bearers are judged again, under rules of which what rests is left out."""

from __future__ import annotations

import numpy as np
from msgspec import Struct

from zhiben.engine.monitor.state.stand import Rows, picked, rests_from
from zhiben.engine.search import Flags, Ints


class Cut(Struct, frozen=True):
    """What of some bearers is judged again, under rules of which what rests is left out.

    Attributes:
        units: (u,) numbers of the bearers, ascending.
        closed: windows that close by then are left out, but for
        open: (p,) those of a unit, a rule and a close (`_named`), ascending; `closes`: (c,) the closes among them,
            ascending.
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
        some = picked(rows, moves)
        closes = np.unique(some["closes"])
        named = np.unique(_named(units, closes, owner[moves], some["rule"].astype(np.int64), some["closes"]))
        return cls(units, since, named, closes)

    def keeps(self, units: Ints, rule: Ints | int, closes: Ints) -> Flags:
        """(d,) True where a duty of a unit under a rule, by its place, is judged again."""
        found: Flags = closes > self.closed
        if len(self.open):
            named = _named(self.units, self.closes, units, rule, closes)
            found |= self.open[np.minimum(self.open.searchsorted(named), len(self.open) - 1)] == named
        return found


def _named(units: Ints, closes: Ints, unit: Ints, rule: Ints | int, close: Ints) -> Ints:
    """(d,) a number for each unit, rule and close together; -1 where the close is none of (c,) `closes`."""
    if not len(closes):
        return np.full(len(close), -1)
    at = np.minimum(closes.searchsorted(close), len(closes) - 1)
    owner = units.searchsorted(unit)
    found: Ints = np.where(closes[at] == close, (rule * len(closes) + at) * (len(units) + 1) + owner, -1)
    return found
