"""A log in parts on disk: how many rows each part has, and its events when it is taken up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from msgspec import Struct

from zhiben.events.case_keys import odd_cases
from zhiben.events.identity import identify
from zhiben.events.laying_down import Counts
from zhiben.events.log import ENVELOPE, Account, EventLog
from zhiben.events.logmap_form import Case
from zhiben.events.problem import Problem
from zhiben.events.reading import joined
from zhiben.events.spill import Spill, Wanted
from zhiben.events.vocabulary import Vocabulary


class DividedPart(Struct, frozen=True):
    """The events of a part, and how many of its rows without an id are word for word like another."""

    log: EventLog
    repeats: int


class Parts(Struct, frozen=True):
    """All that is needed to take up a part, in any process.

    Attributes:
        cases: what joins the events of a case, where a map says so.
        lost: keys (`keys`) of the rows that contradict rows of other parts.
        is_identified: the ids were settled before the log was divided.
    """

    spill: Spill
    vocabulary: Vocabulary
    zone: str
    cases: tuple[Case, ...] = ()
    lost: pa.Array = msgspec.field(default_factory=lambda: pa.array([], pa.large_string()))
    is_identified: bool = False

    def part(self, wanted: Wanted) -> DividedPart:
        """The events that some rows give, if any, with their own account (accepted, duplicates, rejected) and problems.

        What only counts duplicates and repeats is no problem here: it is told of the whole.
        """
        rows = self._read(wanted)
        problems = [problem for case in self.cases for problem in odd_cases(rows, case, self.zone)]
        if len(self.lost):
            rows = rows.filter(pc.invert(pc.is_in(keys(rows), value_set=self.lost)))
        found = identify(rows, self.is_identified)
        account = Account(accepted=found.table.num_rows, duplicates=found.duplicates, rejected=found.rejected)
        log = EventLog(found.table, (*problems, *found.problems), account, self.zone, self.vocabulary)
        return DividedPart(log, found.repeats)

    def _read(self, wanted: Wanted) -> pa.Table:
        rows = self.spill.read(wanted)
        if rows is None:
            return joined([], self.vocabulary)
        own = set(rows.column_names) - set(ENVELOPE)  # a field that no row carries may be absent
        rows = rows.drop_columns([name for name in own if rows[name].null_count == rows.num_rows])
        return joined([rows.combine_chunks()], self.vocabulary)


@dataclass
class DividedLog:
    """A log in parts on disk.

    Attributes:
        account: of the rows as read and in conflict between parts; the rest is known when every part was taken up.
        problems: of files and rows, and of ids that several parts share.
        counts: of each table on disk, in the order of the log: its number, and (r,) how many rows of each range it has.
        groups: of each part the ranges that it consists of, which lie side by side.
    """

    parts: Parts
    account: Account
    problems: list[Problem]
    counts: Sequence[tuple[int, Counts]]
    groups: Sequence[Sequence[int] | Counts] = field(default_factory=list)

    def rows(self, number: int) -> int:
        """How many rows a part has on disk."""
        return sum(int(counts[_range(self.groups[number])].sum()) for _, counts in self.counts)

    def rows_of_ranges(self) -> dict[int, int]:
        """How many rows each range has, those without any left out."""
        most = max((len(counts) for _, counts in self.counts), default=0)
        total = np.zeros(most, np.int64)
        for _, counts in self.counts:
            total[: len(counts)] += counts
        return {number: int(total[number]) for number in np.flatnonzero(total).tolist()}

    def wanted(self, number: int) -> list[tuple[int, range]]:
        """What `Parts.part` is told of a part: of every table the pieces that belong to it."""
        one = _range(self.groups[number])
        found = []
        for table, counts in self.counts:
            pieces = np.append(0, np.cumsum(counts > 0))
            first, last = (int(pieces[min(at, len(counts))]) for at in (one.start, one.stop))
            found.append((table, range(first, last)))
        return found

    def part(self, number: int) -> DividedPart:
        """The events of a part."""
        return self.parts.part(self.wanted(number))


def _range(ranges: Sequence[int] | Counts) -> slice:
    return slice(int(ranges[0]), int(ranges[-1]) + 1)


def keys(table: pa.Table) -> pa.Array:
    """(n,) source and id as one text; null where a row has no id."""
    source, id_ = (table[name].cast(pa.large_string()) for name in ("source", "id"))
    keys = pc.binary_join_element_wise(pc.fill_null(source, ""), id_, pa.scalar("\x1f", pa.large_string()))
    return keys.combine_chunks() if isinstance(keys, pa.ChunkedArray) else keys
