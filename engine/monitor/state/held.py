"""The events that the monitor holds: sorted parts of many sizes, of which the larger lie on disk.

A step looks for the events of few subjects among all that ever came. Each part is sorted by subject, so that they are
slices; parts of like size are merged, so that there are never many: small ones at once, larger ones when there is time.
Parts are values of the state: whoever keeps it stores what `appended` and `tidied` return and deletes what it replaces.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from zhiben.engine.arrow import ints
from zhiben.engine.monitor.incremental.since import Since
from zhiben.engine.monitor.state.lookup import Keys, found, taken
from zhiben.engine.monitor.state.part import Part
from zhiben.engine.monitor.state.plain import NUMBER, numbered, together
from zhiben.engine.search import Ints

FANOUT = 8  # parts of one size before they become one of the next
AT_ONCE = 3  # sizes below which that is done at once: of a few thousand events
MANY = 3 * FANOUT  # parts of a larger size that wait at most
ON_DISK = 1 << 12  # events from which on a part is a file that is mapped, not memory: smaller parts are never many


def level(size: int) -> int:
    """Which size a part of so many events is of: the power of `FANOUT` in their number."""
    left, found = size // FANOUT, 0
    while left:
        left, found = left // FANOUT, found + 1
    return found


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
    _names: list[str] = field(default_factory=list)

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
        those = [part.table.filter(pc.is_in(part.table[NUMBER], value_set=wanted)) for part in self.parts]
        self.gone.update(numbers)
        return together(those)

    def number(self, name: str) -> int:
        """The number of a name, given to it now if it has none."""
        found = self.numbers.get(name)
        return self.numbers.setdefault(name, len(self.numbers)) if found is None else found

    def part(self, table: pa.Table) -> Part:
        """Events as a part."""
        return Part.of(table, self.numbers_of(table["subject"]), level(table.num_rows))

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
        keys: Keys = None, fields: frozenset[str] | None = None,
    ) -> pa.Table:  # fmt: skip
        """The events of some subjects and types; None = of all.

        Args:
            since: of subjects and types, where events begin to count.
            keys: names of fields, and ascending hashes; an event counts where one of the fields has a value of these.
            fields: columns that are wanted besides those by which every event is judged (`plain.JUDGED`); None = all.
        """
        chosen = None if subjects is None else self._known(subjects)
        kinds = None
        if types is not None:
            kinds = np.zeros(len(self.numbers), np.bool_)
            kinds[[self.numbers[name] for name in types if name in self.numbers]] = True
        table = taken(list(found(self.parts, chosen, kinds, since, keys)), fields)
        if self.gone:
            table = table.filter(pa.array(~np.isin(ints(table[NUMBER]), list(self.gone))))
        return table

    def _known(self, names: Collection[str]) -> Ints:
        """(k,) numbers of the names that have one, ascending."""
        return np.array(sorted({self.numbers[name] for name in names if name in self.numbers}), np.int64)

    def numbers_of(self, column: pa.ChunkedArray) -> Ints:
        """(n,) numbers of names."""
        return numbered(column, self.number)
