"""Which part everybody belongs to: bearers in alphabetical order, cut into parts of about the same number of events.

A *family* is what must not be divided: one name under `Reach.OWN`, everybody connected by owners, at any time, under
`Reach.TREE`, the whole log under `Reach.LOG`. It is called by the first of its names.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from zhiben.engine.arrow import ints
from zhiben.engine.parts.reach import Reach
from zhiben.engine.search import Ints
from zhiben.events.entities import Entities

_EXISTS = 16  # events that somebody of the registry weighs, even without any: duties of its own are work too


@dataclass(frozen=True)
class Shares:
    """Parts as ranges of families.

    Attributes:
        family: of the names whose family is called by another name, that name.
        cuts: ascending; part n holds the families from cut n - 1 on (all from the first), before cut n.
    """

    family: dict[str, str]
    cuts: tuple[str, ...]

    @classmethod
    def of(cls, reach: Reach, entities: Entities | None, names: Sequence[str], events: Ints, size: int) -> Shares:
        """Cut so that parts have about `size` events; one family may have more.

        Args:
            names, events: (k,) subjects of the log, or of a sample of it, and how many events each has.
        """
        if reach is Reach.LOG:
            return cls({}, ())
        family = _families(entities) if reach is Reach.TREE and entities is not None else {}
        weight: dict[str, int] = {}
        for name in _ids(entities):
            weight[family.get(name, name)] = weight.get(family.get(name, name), 0) + _EXISTS
        for name, count in zip(names, events.tolist(), strict=True):
            weight[family.get(name, name)] = weight.get(family.get(name, name), 0) + count
        ordered = sorted(weight)
        reached = np.cumsum(np.array([weight[name] for name in ordered], np.int64))
        parts = max(1, round(int(reached[-1]) / size)) if len(ordered) else 1
        # A family begins a part where the ones before it have filled the part before.
        filled = (reached - 1) * parts // max(int(reached[-1]) if len(ordered) else 1, 1)
        cuts = [name for name, now, before in zip(ordered[1:], filled[1:], filled[:-1], strict=True) if now > before]
        return cls(family, tuple(cuts))

    def __len__(self) -> int:
        return len(self.cuts) + 1

    def part_of(self, names: Sequence[str]) -> Ints:
        """(k,) part of each name, whether it was known or not."""
        return np.array([bisect_right(self.cuts, self.family.get(name, name)) for name in names], np.int64)

    def parts(self, column: pa.ChunkedArray | pa.Array) -> Ints:
        """(n,) part of each subject of a column; there are no nulls."""
        coded = column if isinstance(column, pa.Array) else column.combine_chunks()
        coded = coded if pa.types.is_dictionary(coded.type) else coded.dictionary_encode()
        return self.part_of(coded.dictionary.to_pylist())[ints(coded.indices)]

    def entities(self, entities: Entities | None) -> list[Entities | None]:
        """Of each part the entities that belong to it."""
        if entities is None or not entities.table.num_rows:
            return [entities] * len(self)
        part = self.parts(entities.table["id"])
        tables = [entities.table.filter(pa.array(part == number)) for number in range(len(self))]
        return [replace(entities, table=table) for table in tables]


def _ids(entities: Entities | None) -> list[str]:
    return [] if entities is None else pc.unique(entities.table["id"]).to_pylist()


def _families(entities: Entities) -> dict[str, str]:
    """The family of everybody that is connected with somebody by owners, whenever they were."""
    table = entities.table.select(["id", "owner"])
    pairs = table.filter(pc.is_valid(table["owner"])).combine_chunks()
    ids, owners = pairs["id"].cast(pa.string()).combine_chunks(), pairs["owner"].cast(pa.string()).combine_chunks()
    words = pc.unique(pa.chunked_array([ids, owners], pa.string()))
    words = words.take(pc.array_sort_indices(words))
    one, other = (ints(pc.index_in(column, value_set=words)) for column in (ids, owners))
    lowest = np.arange(len(words))
    while True:  # the lowest number spreads along the links, in as many rounds as the longest way has links
        before = lowest.copy()
        np.minimum.at(lowest, one, lowest[other])
        np.minimum.at(lowest, other, lowest[one])
        lowest = lowest[lowest]
        if np.array_equal(before, lowest):
            break
    names = words.to_pylist()
    return {name: names[root] for name, root in zip(names, lowest.tolist(), strict=True) if names[root] != name}
