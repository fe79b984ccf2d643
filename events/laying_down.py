"""A block of a log read, checked and laid down in ranges of subjects: work that any process may do."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from msgspec import Struct

from zhiben.events import subjects
from zhiben.events.blocks import Block, read_block
from zhiben.events.civil import calendar
from zhiben.events.collective import crowds
from zhiben.events.entities import Entities
from zhiben.events.logmap import LogMap
from zhiben.events.problem import Problem
from zhiben.events.reading import joined
from zhiben.events.repeated_ids import Ids
from zhiben.events.spill import Spill
from zhiben.events.vocabulary import Vocabulary

Counts = npt.NDArray[np.int64]


class PartOf(Protocol):
    """Says which part everybody belongs to."""

    def parts(self, column: pa.ChunkedArray) -> npt.NDArray[np.int64]:
        """(n,) part of each subject of a column; no nulls."""
        ...


@dataclass
class Laid:
    """What is told of a block.

    Attributes:
        number: of its table on disk.
        is_read: whether it could be; if not, its file has to be read whole.
        filled: how many rows it has, whether they could be read or not.
        read, ignored, rejected: counts of rows.
        problems: of files and rows; what is said of a whole file is said with each of its blocks.
        counts: (r,) rows of each range.
    """

    path: Path
    number: int
    is_read: bool = True
    filled: int = 0
    read: int = 0
    ignored: int = 0
    rejected: int = 0
    problems: list[Problem] = field(default_factory=list)
    counts: Counts = field(default_factory=lambda: np.zeros(0, np.int64))


class Laying(Struct, frozen=True):
    """What is done with a block; the fields are the same for all of them, and as of `dividing.divide`."""

    spill: Spill
    ids: Ids
    vocabulary: Vocabulary
    zone: str
    mapping: LogMap | None
    entities: Entities | None
    part_of: PartOf | None = None

    def __call__(self, item: tuple[int, Block]) -> Laid:
        """Read a block of this number, and lay it down."""
        return self.lay(*self.read(item))

    def read(self, item: tuple[int, Block]) -> tuple[Laid, pa.Table]:
        """The rows of a block, in terms of the registry, and what is told of them."""
        number, block = item
        civil, laid, tables = calendar(self.zone), Laid(block.path, number), []
        found = read_block(block, self.vocabulary, civil, self.mapping)
        for sheet, part in found or ():
            table = joined([part.table], self.vocabulary, with_all=True)
            strange: list[Problem] = []
            if table.num_rows and self.entities is not None:
                table, strange = subjects.resolve(table, self.entities, self.vocabulary, civil)
            elif table.num_rows:
                strange = list(crowds(table))
            laid.problems += [*part.problems, *strange]
            laid.filled += len(sheet.lines) + sheet.spoiled
            laid.read, laid.ignored = laid.read + part.read, laid.ignored + part.ignored
            laid.rejected += part.rejected
            tables.append(table)
        laid.is_read = found is not None
        return laid, joined(tables, self.vocabulary, with_all=True) if len(tables) != 1 else tables[0]

    def lay(self, laid: Laid, table: pa.Table) -> Laid:
        """Lay rows down; where there are none, nobody need be told who belongs where."""
        if table.num_rows:
            assert self.part_of is not None
            part = self.part_of.parts(table["subject"])
            self.ids.add(laid.number, part, table)
            laid.counts = spread_out(laid.number, table, part, self.spill)
        return laid


def spread_out(number: int, table: pa.Table, part: npt.NDArray[np.int64], spill: Spill) -> Counts:
    """Lay rows down by the range that each belongs to: (r,) how many each has; those that have some are pieces."""
    order = np.argsort(part.astype(np.uint16), kind="stable")
    # Of a block many words occur as subjects, and few in each range; other words are few anywhere.
    place = table.column_names.index("subject")
    table = table.set_column(place, "subject", table["subject"].cast(pa.string())).take(pa.array(order))
    counts = np.bincount(part)
    spill.add(number, table, np.cumsum(counts[counts > 0]).tolist())
    return counts
