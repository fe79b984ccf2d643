"""The rows of the log that explained duties name, noted while they are judged, so that few have to be sought by id.

It is what most of them name, not all: a due date that a conflict hangs on, say, is found by its id.
"""

from __future__ import annotations

import numpy as np
from msgspec import Struct

from zhiben.engine.explain.asked import Asked
from zhiben.engine.explain.nearest import Misses
from zhiben.engine.ledger import EVIDENCE_SHOWN
from zhiben.engine.search import Flags, Ints, written_out
from zhiben.engine.stage import Stage
from zhiben.events.log import EventLog


class Mentioned(Struct, frozen=True):
    """(n,) rows of the log's table, True where one is named."""

    log: EventLog
    is_named: Flags

    @classmethod
    def nothing(cls, log: EventLog) -> Mentioned:
        """Of a log of which no row is named yet."""
        return cls(log, np.zeros(log.table.num_rows, np.bool_))

    @property
    def rows(self) -> Ints:
        """(r,) the rows that are named, ascending."""
        return np.flatnonzero(self.is_named).astype(np.int64, copy=False)

    def take(self, asked: Asked, misses: list[Misses]) -> None:
        """Note what the ledger rows of some duties name, their evidence and what raised them, and their misses."""
        judgement, rows = asked.judgement, asked.rows
        part, raisers = judgement.part, judgement.occasions.raiser
        lo = part.slices.lo[rows]
        shown = written_out(lo, np.minimum(part.judged.seen[rows], lo + EVIDENCE_SHOWN))[1]
        self._note(judgement.stage, part.slices.elements.position[shown])
        self._note(judgement.stage, raisers[part.windows.occasion[rows]])
        for found in misses:
            self._note(asked.wide, found.position)

    def _note(self, stage: Stage, position: Ints) -> None:
        if stage.events.table is self.log.table:  # and not that with decided duties below
            self.is_named[stage.events.rows[position[position >= 0]]] = True
