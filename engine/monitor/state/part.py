"""Some of the events that the monitor holds, sorted by subject, so that those of one subject are a slice."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from msgspec import Struct, field

from zhiben.engine.arrow import ints
from zhiben.engine.monitor.state.plain import JUDGED, KIND, NUMBER
from zhiben.engine.search import Ints, firsts

FEW = 8  # subjects that are looked up one by one
SMALL = 512  # subjects of a part that remembers where each is
_REMEMBERED = 16  # choices of columns that a part remembers


class Part(Struct, frozen=True, eq=False, dict=True):
    """Events sorted by (subject, number), at least one, as a table of one chunk.

    Attributes:
        who: (s,) the numbers of its subjects, ascending; `bounds`: (s + 1,) where each begins, and the end.
        level: which size it is of (`held.level`).
    """

    table: pa.Table
    who: Ints
    bounds: Ints
    level: int
    _chosen: dict[frozenset[str], pa.Table] = field(default_factory=dict)

    @classmethod
    def of(cls, table: pa.Table, who: Ints, level: int) -> Part:
        """From a table of one chunk and the (n,) numbers of its subjects."""
        if len(who) == 1:
            return cls(table, who, np.arange(2, dtype=np.int64), level)
        order = np.lexsort((ints(table[NUMBER]), who))
        if (order[1:] < order[:-1]).any():
            table, who = table.take(pa.array(order)), who[order]
        starts = firsts(who).nonzero()[0]
        return cls(table, who[starts], np.append(starts, len(who)).astype(np.int64, copy=False), level)

    def slice_of(self, subject: int) -> tuple[int, int]:
        """Where the events of one subject lie; an empty slice where there are none."""
        if len(self.who) <= SMALL:
            place = self._places.get(subject, -1)
        else:
            place = int(self.who.searchsorted(subject))
            place = place if place < len(self.who) and self.who[place] == subject else -1
        return (0, 0) if place < 0 else (int(self.bounds[place]), int(self.bounds[place + 1]))

    def where(self, subjects: Ints) -> tuple[Ints, Ints]:
        """Which of (k,) ascending subjects have events here: their (h,) places in `subjects`, and in `who`."""
        if len(subjects) <= FEW and len(self.who) <= SMALL:
            known = self._places
            there = [at for at, number in enumerate(subjects.tolist()) if number in known]
            which = np.array(there, np.int64)
            return which, np.array([known[number] for number in subjects[which].tolist()], np.int64)
        at: Ints = np.minimum(self.who.searchsorted(subjects), len(self.who) - 1)
        which = (self.who[at] == subjects).nonzero()[0]
        return which, at[which]

    def columns(self, wanted: frozenset[str]) -> pa.Table:
        """The table with the wanted columns, as far as it has them, and those by which every event is judged."""
        if wanted not in self._chosen:
            if len(self._chosen) >= _REMEMBERED:
                self._chosen.clear()
            names = [name for name in self.table.column_names if name in JUDGED or name in wanted]
            self._chosen[wanted] = self.table.select(names)
        return self._chosen[wanted]

    @cached_property
    def kind(self) -> npt.NDArray[np.int32]:
        """(n,) numbers of the types."""
        found: npt.NDArray[np.int32] = self.column(KIND)
        return found

    @cached_property
    def first(self) -> Ints:
        """(n,) first instants."""
        found: Ints = self.column("first").view(np.int64)
        return found

    def column(self, name: str) -> Any:
        """(n,) values of a column without nulls, where they lie."""
        column = self.table[name]
        return column.chunk(0).to_numpy() if column.num_chunks else np.zeros(0, column.type.to_pandas_dtype())

    @cached_property
    def _places(self) -> dict[int, int]:
        return {number: place for place, number in enumerate(self.who.tolist())}
