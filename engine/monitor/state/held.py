"""The events that the monitor holds: sorted parts of many sizes, of which the larger lie on disk.

A step looks for the events of few subjects among all that ever came. Each part is sorted by subject, so that they are
slices; parts of like size are merged, so that there are never many: small ones at once, larger ones when there is time.
Parts are values of the state: whoever keeps it stores what `appended` and `tidied` return and deletes what it replaces.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from zhiben.engine.arrow import ints
from zhiben.engine.monitor.incremental.since import Since
from zhiben.engine.monitor.state.plain import KEY, KIND, NUMBER, PLAIN, together
from zhiben.engine.search import Flags, Ints, firsts, written_out

FANOUT = 8  # parts of one size before they become one of the next
AT_ONCE = 3  # sizes below which that is done at once: of a few thousand events
MANY = 3 * FANOUT  # parts of a larger size that wait at most
FEW = 8  # names that take less one by one
ON_DISK = 1 << 13  # events from which on a part is a file that is mapped, not memory

Keys = tuple[Collection[str], npt.NDArray[np.uint64]] | None


@dataclass(frozen=True, eq=False)
class Part:
    """Events sorted by (subject, number), at least one, as a table of one chunk.

    Attributes:
        who: (s,) the numbers of its subjects, ascending; `bounds`: (s + 1,) where each begins, and the end.
    """

    table: pa.Table
    who: Ints
    bounds: Ints

    @cached_property
    def level(self) -> int:
        """Which size it is of: the power of `FANOUT` in the number of its events."""
        left, found = self.table.num_rows // FANOUT, 0
        while left:
            left, found = left // FANOUT, found + 1
        return found

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


@dataclass
class Held:
    """All accepted events.

    Attributes:
        numbers: of subjects and types, by name.
        gone: numbers of events that no longer count, because their id turned out to contradict itself.
    """

    parts: list[Part] = field(default_factory=list)
    numbers: dict[str, int] = field(default_factory=dict)
    gone: set[int] = field(default_factory=set)
    _names: list[str] = field(default_factory=list, repr=False)

    def __len__(self) -> int:
        rows: list[int] = [part.table.num_rows for part in self.parts]
        return sum(rows) - len(self.gone)

    @property
    def names(self) -> list[str]:
        """Names by number."""
        if len(self._names) < len(self.numbers):
            self._names = list(self.numbers)
        return self._names

    def lost(self, numbers: Collection[int]) -> pa.Table:
        """Let events count no longer: what they were."""
        wanted = pa.array(numbers, pa.int64())
        found = [part.table.filter(pc.is_in(part.table[NUMBER], value_set=wanted)) for part in self.parts]
        self.gone.update(numbers)
        return together(found)

    def number(self, name: str) -> int:
        """The number of a name, given to it now if it has none."""
        return self.numbers.setdefault(name, len(self.numbers))

    def part(self, table: pa.Table) -> Part:
        """Events as a part."""
        who = self.numbers_of(table["subject"])
        order = np.lexsort((ints(table[NUMBER]), who))
        if (order[1:] < order[:-1]).any():
            table, who = table.take(pa.array(order)), who[order]
        starts = firsts(who).nonzero()[0]
        return Part(table, who[starts], np.append(starts, len(who)).astype(np.int64, copy=False))

    def appended(self, table: pa.Table) -> tuple[Part, list[Part]]:
        """The part that holds new events, and those that it replaces; the state is as if it had been kept already."""
        new, replaced = self.part(table), list[Part]()
        while True:
            alike = [part for part in self.parts if part.level == new.level]
            if len(alike) < (FANOUT if new.level < AT_ONCE else MANY) - 1:
                break
            replaced += alike
            self.parts = [part for part in self.parts if part.level != new.level]
            new = self.part(together([*(part.table for part in alike), new.table]))
        self.parts.append(new)
        return new, replaced

    def tidied(self) -> tuple[Part, list[Part]] | None:
        """Some parts of one size as one, and those that it replaces; None = no size has many."""
        of_level: dict[int, list[Part]] = {}
        for part in self.parts:
            of_level.setdefault(part.level, []).append(part)
        alike = next((some for _, some in sorted(of_level.items()) if len(some) >= FANOUT), None)
        if alike is None:
            return None
        new = self.part(together([part.table for part in alike]))
        self.parts = [part for part in self.parts if part.level != alike[0].level]
        self.parts.append(new)
        return new, alike

    def instead(self, part: Part, again: Part) -> None:
        """The same events, held elsewhere."""
        self.parts = [again if each is part else each for each in self.parts]

    def of(
        self, subjects: Collection[str] | None, types: Collection[str] | None, since: Since | None = None,
        keys: Keys = None, fields: Collection[str] | None = None,
    ) -> pa.Table:  # fmt: skip
        """The events of some subjects and types; None = of all.

        Args:
            since: of subjects and types, where events begin to count.
            keys: names of fields, and hashes; an event counts where one of the fields has a value of these.
            fields: columns that are wanted besides those that every event has; None = all.
        """
        chosen = None if subjects is None else self._known(subjects)
        kinds = None
        if types is not None:
            kinds = np.zeros(len(self.numbers), np.bool_)
            kinds[[self.numbers[name] for name in types if name in self.numbers]] = True
        tables = []
        for part in self.parts:
            rows = self._rows(part, chosen, kinds, since)
            if keys is not None and len(rows):
                rows = rows[np.logical_or.reduce([np.isin(part.column(KEY + name)[rows], keys[1]) for name in keys[0]])]
            if not len(rows):
                continue
            table = part.table
            if fields is not None:
                table = table.select([name for name in table.column_names if name in PLAIN or name in fields])
            tables.append(table if len(rows) == table.num_rows else table.take(pa.array(rows)))
        table = together(tables)
        if self.gone:
            table = table.filter(pa.array(~np.isin(ints(table[NUMBER]), list(self.gone))))
        return table

    def _known(self, names: Collection[str]) -> Ints:
        """(k,) numbers of the names that have one, ascending."""
        return np.array(sorted({self.numbers[name] for name in names if name in self.numbers}), np.int64)

    def numbers_of(self, column: pa.ChunkedArray) -> Ints:
        """(n,) numbers of names."""
        if len(column) <= FEW:
            return self._numbers(column.to_pylist())
        encoded = column.combine_chunks().dictionary_encode()
        return self._numbers(encoded.dictionary.to_pylist())[ints(encoded.indices)]

    def _numbers(self, names: list[str]) -> Ints:
        known = list(map(self.numbers.get, names))
        return np.array(known if None not in known else [self.number(name) for name in names], np.int64)

    @staticmethod
    def _rows(part: Part, subjects: Ints | None, kinds: Flags | None, since: Since | None) -> Ints:
        if subjects is None:
            rows = np.arange(part.table.num_rows, dtype=np.int64)
            return rows if kinds is None else rows[kinds[part.kind]]
        at: Ints = np.minimum(part.who.searchsorted(subjects), len(part.who) - 1)
        at = at[part.who[at] == subjects]
        if not len(at):
            return at
        owner, rows = written_out(part.bounds[at], part.bounds[at + 1])
        if kinds is None:
            return rows
        keep = kinds[part.kind[rows]]
        if since is not None:
            keep[keep] = since.lets(part.who[at], owner[keep], part.kind[rows[keep]], part.first[rows[keep]])
        return rows if keep.all() else rows[keep]
