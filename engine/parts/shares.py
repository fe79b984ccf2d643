"""Which part everybody belongs to: bearers in alphabetical order, cut into parts of about the same number of events.

A *family* is what must not be divided: one name under `Sight.OWN`, everybody connected by owners, at any time, under
`Sight.TREE`, the whole log under `Sight.LOG`. It is called by the first of its names.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc
from msgspec import Struct
from msgspec.structs import replace

from zhiben.engine.arrow import ints
from zhiben.engine.existing import codes
from zhiben.engine.parts.sight import Sight
from zhiben.engine.search import Ints, stable_order
from zhiben.events.entities import Entities

EXISTS = 16  # events that somebody of the registry weighs, even without any: duties of its own are work too


class Shares(Struct, frozen=True):
    """Parts as ranges of families.

    Attributes:
        families: `name`, `family` of those whose family is called by another name.
        cuts: ascending; part n holds the families from cut n - 1 on (all from the first), before cut n.
    """

    families: pl.DataFrame
    cuts: pl.Series

    @classmethod
    def of(cls, sight: Sight, entities: Entities | None, names: pa.Array, events: Ints, parts: int) -> Shares:
        """Cut into so many parts of about the same weight, or fewer; a family is not cut, whatever it weighs.

        Args:
            names, events: (k,) subjects of the log, or of a sample of it, and how many events each has.
        """
        if sight is Sight.LOG:
            return cls(_NO_FAMILIES, pl.Series(dtype=pl.String))
        families = _NO_FAMILIES if sight is Sight.OWN or entities is None else _families(entities)
        seen = pl.DataFrame({"name": _texts(names), "weight": events})
        known = _texts(pa.array([], pa.string()) if entities is None else entities.table["id"]).unique()
        exist = pl.DataFrame({"name": known}).with_columns(weight=pl.lit(EXISTS, pl.Int64))
        weights = (
            pl.concat([seen, exist])
            .with_columns(family=_family(families, pl.concat([seen["name"], exist["name"]])))
            .group_by("family")
            .agg(pl.col("weight").sum())
            .sort("family")
        )
        total = weights["weight"].sum()
        # A family begins a part where the ones before it have filled the part before.
        filled = (pl.col("weight").cum_sum() - 1) * parts // max(total, 1)
        cuts = weights.filter((filled > filled.shift()).fill_null(False))["family"]
        return cls(families, cuts)

    def __len__(self) -> int:
        return len(self.cuts) + 1

    def grouped(self, rows: Mapping[int, int], entities: Entities | None, size: int) -> tuple[Shares, list[Ints]]:
        """Neighbouring parts put together, about `size` rows at a time, or as many as weigh so much without any rows.

        Args:
            rows: how many rows each part has; those without any may be left out.
            entities: who exists; None = only who is seen in the log.

        Returns:
            The larger parts, and of each the numbers of the smaller ones.
        """
        parts = len(self)
        weights = np.bincount(list(rows), weights=list(rows.values()), minlength=parts).astype(np.int64)
        if entities is not None and entities.table.num_rows:
            weights = np.maximum(weights, EXISTS * np.bincount(self.parts(entities.table["id"]), minlength=parts))
        filled = np.maximum(np.cumsum(weights) - 1, 0) // size
        starts = np.flatnonzero(filled[1:] > filled[:-1]) + 1
        groups = np.split(np.arange(parts, dtype=np.int64), starts)
        return replace(self, cuts=self.cuts.gather(starts - 1)), groups

    def part_of(self, names: pa.Array) -> Ints:
        """(k,) part of each name, whether it was known or not; no nulls."""
        found = self.cuts.search_sorted(_family(self.families, _texts(names)), side="right")
        return found.to_numpy().astype(np.int64)

    def parts(self, column: pa.ChunkedArray) -> Ints:
        """(n,) part of each subject of a column; no nulls."""
        code, names = codes(column)
        return self.part_of(names)[code]

    def entities(self, entities: Entities | None) -> Iterator[Entities | None]:
        """Of each part the entities that belong to it, in their order."""
        if entities is None or not entities.table.num_rows:
            yield from [entities] * len(self)
            return
        part = self.parts(entities.table["id"])
        order = stable_order(part)
        bounds = np.searchsorted(part[order], np.arange(len(self) + 1))
        for start, end in pairwise(bounds):
            yield replace(entities, table=entities.table.take(pa.array(order[start:end])))


_NO_FAMILIES = pl.DataFrame(schema={"name": pl.String, "family": pl.String})


def _texts(names: pa.Array | pa.ChunkedArray) -> pl.Series:
    return pl.Series("name", names.cast(pa.string()), dtype=pl.String)


def _family(families: pl.DataFrame, names: pl.Series) -> pl.Series:
    """(k,) what the family of each name is called."""
    if families.is_empty():
        return names.alias("family")
    joined = pl.DataFrame({"name": names}).join(families, on="name", how="left", maintain_order="left")
    return joined.select(pl.coalesce("family", "name").alias("family")).to_series()


def _families(entities: Entities) -> pl.DataFrame:
    """The family of everybody that is connected with somebody by owners, whenever they were."""
    table = entities.table.select(["id", "owner"])
    pairs = table.filter(pc.is_valid(table["owner"])).combine_chunks()
    ids, owners = (pairs[name].cast(pa.string()).combine_chunks() for name in ("id", "owner"))
    words = pc.unique(pa.chunked_array([ids, owners], pa.string()))
    words = words.take(pc.array_sort_indices(words))
    one, other = (ints(pc.index_in(column, value_set=words)) for column in (ids, owners))
    lowest, before = np.arange(len(words)), np.zeros(0, np.int64)
    while len(lowest) and not np.array_equal(before, lowest):
        before = lowest.copy()  # the lowest number spreads along the links until nothing changes
        np.minimum.at(lowest, one, lowest[other])
        np.minimum.at(lowest, other, lowest[one])
        lowest = lowest[lowest]
    found = pl.DataFrame({"name": _texts(words), "family": _texts(words.take(pa.array(lowest)))})
    return found.filter(pl.col("name") != pl.col("family"))
