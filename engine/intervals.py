"""Windows as rows: from when a duty exists, what counts for it, and when it closes."""

from __future__ import annotations

from typing import Any, Sequence

import numpy as np
from msgspec import Struct

from zhiben.engine.reasons import Reasons
from zhiben.engine.search import Flags, Ints


class Windows(Struct, frozen=True):
    """(d,) windows; half-open, us since the epoch, UTC; ALWAYS and NEVER where without limit.

    Attributes:
        occasion: number of the occasion.
        variant: 0 = base.
        raised: from when on the duty exists.
        opens: as the ledger shows it.
        counts_from: where events start to count (earlier than `opens` under `from`).
        closes: grace included; NEVER = open end, or cannot be known.
        due: last instant without grace; NEVER with `closes`.
        reason: why the duty is unknown at once, 0 = it is not.
        read_at: instant at which attributes are read for it.
        is_strict: events at `counts_from` itself do not count (`since_last`), and lie in it by first instant alone.
    """

    occasion: Ints
    variant: Ints
    raised: Ints
    opens: Ints
    counts_from: Ints
    closes: Ints
    due: Ints
    reason: Reasons
    read_at: Ints
    is_strict: bool = False

    def __len__(self) -> int:
        return len(self.occasion)

    def unchangeable(self) -> Windows:
        """The same windows, for several to look at and nobody to write into."""
        for name in _COLUMNS:
            getattr(self, name).setflags(write=False)
        return self

    def take(self, chosen: Ints | Flags) -> Windows:
        """Some of the windows, by number or by flag."""
        if chosen.dtype == np.bool_ and chosen.all():
            return self
        columns = self.columns()
        once = {id(column): column for column in columns.values()}
        taken = {own: column[chosen] for own, column in once.items()}
        return Windows(**{name: taken[id(column)] for name, column in columns.items()}, is_strict=self.is_strict)

    def columns(self) -> dict[str, Any]:
        """The arrays by name; several names may have the very same array, which is then taken and kept once."""
        return {name: getattr(self, name) for name in _COLUMNS}


def joined(parts: Sequence[Windows], is_strict: bool = False) -> Windows:
    """Windows of several kinds laid end to end."""
    none = np.zeros(0, np.int64)
    empty = Windows(none, none, none, none, none, none, none, np.zeros(0, np.int8), none)
    laid = [each.columns() for each in (empty, *parts)]
    arrays = {name: tuple(id(columns[name]) for columns in laid) for name in _COLUMNS}
    ends: dict[tuple[int, ...], Any] = {}
    for name, own in arrays.items():
        if own not in ends:
            ends[own] = np.concatenate([columns[name] for columns in laid])
    return Windows(**{name: ends[own] for name, own in arrays.items()}, is_strict=is_strict)


_COLUMNS = tuple(name for name in Windows.__struct_fields__ if name != "is_strict")
