"""Rows of many owners in one piece of memory.

An array of its own for each of some thousand owners, made anew whenever a step touches it, would lie between what steps
need for themselves, and of the free memory around it little could be given back.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from zhiben.engine.monitor.state.stand import ROW, Rows
from zhiben.engine.search import Flags, Ints, written_out

_RAW = np.dtype((np.void, ROW.itemsize))  # records are copied a field at a time, which takes ten times as long
_SPARE = 4_096  # rows that may be put before all are moved together, besides a quarter of what is there


class Shelf:
    """Rows of `stand.ROW` by unit, a number from 0; those of a unit lie side by side."""

    def __init__(self) -> None:
        self._raw: npt.NDArray[np.void] = np.zeros(_SPARE, _RAW)
        self._end = 0  # what lies behind is free; what lies before may belong to nobody any more
        self._start = np.full(1024, -1)  # by unit; -1 = never put
        self._many = np.zeros(1024, np.int64)

    @property
    def rows(self) -> Rows:
        """All places, whose fields may be changed there; some belong to nobody."""
        return self._raw.view(ROW)

    def known(self) -> Ints:
        """The units that were ever put, ascending."""
        return (self._start >= 0).nonzero()[0]

    def is_known(self, units: Ints) -> Flags:
        """(u,) whether a unit was ever put."""
        self._room(units)
        found: Flags = self._start[units] >= 0
        return found

    def places(self, units: Ints) -> tuple[Ints, Ints]:
        """Where the rows of (u,) units lie: (n,) index into `units` and (n,) place, in this order."""
        self._room(units)
        start = self._start[units]
        return written_out(start, start + self._many[units])

    def gathered(self, units: Ints) -> tuple[Ints, Rows]:
        """(n,) index into (u,) `units` of each of their rows, and the rows, in memory of their own."""
        index, places = self.places(units)
        return index, self._raw.take(places).view(ROW)

    def put(self, units: Ints, counts: Ints, rows: Rows) -> None:
        """Let rows take the place of what some units had.

        Args:
            units: (u,) each once.
            counts: (u,) how many of the (n,) rows each has, in this order.

        Raises:
            ValueError: the rows are not so many.
        """
        if int(counts.sum()) != len(rows):
            raise ValueError(f"{len(rows)} rows, of which {counts.sum()} are somebody's")
        self._room(units)
        self._many[units] = 0
        if self._end + len(rows) > len(self._raw):
            self._move_together(len(rows))
        end = self._end + len(rows)
        self._raw[self._end : end] = rows.view(_RAW)
        self._start[units] = self._end + np.cumsum(counts) - counts
        self._many[units] = counts
        self._end = end

    def _move_together(self, more: int) -> None:
        units = self.known()
        kept = self._raw.take(self.places(units)[1])
        many = self._many[units]
        room = len(kept) + more
        self._raw = np.zeros(room + room // 4 + _SPARE, _RAW)
        self._raw[: len(kept)] = kept
        self._start[units] = np.cumsum(many) - many
        self._end = len(kept)

    def _room(self, units: Ints) -> None:
        last = int(units.max(initial=0))
        while last >= len(self._start):
            self._start = np.append(self._start, np.full(len(self._start), -1))
            self._many = np.append(self._many, np.zeros(len(self._many), np.int64))
