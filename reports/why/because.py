"""The explanations of a block of duties beside the block: every table says by a row which of its duties it is about."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc
from msgspec import Struct

from zhiben.engine.arrow import ints, one
from zhiben.engine.explain.shape import Explanations
from zhiben.engine.lazy import lazy
from zhiben.engine.search import stable_order

_Ints = npt.NDArray[np.int64]
NAMING = ("trigger", "due", "conflict")  # kinds of what is asked that name an event
_KEPT = ("rule", "variant", "bearer", "verdict")


class Because(Struct, frozen=True, dict=True):
    """Why (n,) duties stand as they do.

    Attributes:
        duties: (n,) duty, rule, variant, bearer, verdict.
        remedies, asks, misses, failed: `shape`'s tables of these duties with `row` instead of `duty`, sorted by it, the
            misses by rank; `failed` also says which of the misses it is about (`miss`).
        written: `shape`'s table of values, also of other duties.
    """

    duties: pl.DataFrame
    remedies: pl.DataFrame
    asks: pl.DataFrame
    misses: pl.DataFrame
    failed: pl.DataFrame
    written: pa.Table

    @lazy
    def values(self) -> pl.DataFrame:
        """The table of values like the others; findings as lines have no use for it."""
        return _of(_ids(self.duties), self.written)

    @classmethod
    def of(cls, ledger: pl.DataFrame, found: Explanations, most: int | None = None) -> Because:
        """Take the explanations of some ledger rows out of those of many.

        Args:
            most: misses of each duty, the nearest; None = all.
        """
        duties = ledger.select("duty", *_KEPT)
        ids = _ids(duties)
        misses, failed = _of(ids, found.misses), _of(ids, found.failed)
        if most is not None:
            near = (pl.col("rank") < most) | (pl.col("side") == "standing")
            misses, failed = misses.filter(near), failed.filter(pl.col("rank") < most)
        misses = misses.sort("row", "rank", maintain_order=True)
        width = max(_most(misses), _most(failed)) + 1
        keys, wanted = (part["row"].to_numpy() * width + part["rank"].to_numpy() for part in (misses, failed))
        failed = failed.with_columns(miss=pl.Series(np.searchsorted(keys, wanted))).sort("miss", maintain_order=True)
        remedies, asks = _of(ids, found.remedies), _of(ids, found.asks)
        return cls(duties, remedies, asks, misses, failed, found.values)

    def references(self) -> Iterator[pl.Series]:
        """What the explanations name: events, and whatever else stands where an event may stand."""
        yield self.misses["event"]
        values = self.asks.filter(pl.col("kind").is_in(NAMING))["values"]
        yield values.explode().drop_nulls() if len(values) else pl.Series([], dtype=pl.String)

    def of_duty(self, rows: pl.Series, *names: str) -> list[pl.Series]:
        """Columns of `duties` for each of some rows."""
        return [self.duties[name].gather(rows) for name in names]


def divided(found: Explanations, duties: pa.ChunkedArray, size: int) -> list[Explanations]:
    """The explanations of every `size` of some duties by themselves, at least of the first, in the order they had.

    Args:
        duties: (n,) ids; explanations of others are left out.
    """
    ids = one(duties)
    starts = np.arange(0, max(len(ids), 1), size)
    tables = [_divided(getattr(found, name), ids, starts, size) for name in found.__struct_fields__]
    return [Explanations(*own) for own in zip(*tables, strict=True)]


def _divided(table: pa.Table, ids: pa.Array, starts: _Ints, size: int) -> list[pa.Table]:
    if not table.num_rows:
        return [table] * len(starts)
    place = ints(pc.index_in(one(table["duty"]), value_set=ids), null=-1)
    order = stable_order(np.where(place < 0, len(starts), place // size))
    bounds = np.searchsorted(place[order[: np.count_nonzero(place >= 0)]] // size, np.arange(len(starts) + 1))
    sorted_table = table.take(pa.array(order))
    return [sorted_table.slice(start, end - start) for start, end in pairwise(bounds.tolist())]


def _ids(duties: pl.DataFrame) -> pa.Array:
    return duties["duty"].to_arrow().cast(pa.string())


def _of(ids: pa.Array, table: pa.Table) -> pl.DataFrame:
    place = pc.index_in(table["duty"].combine_chunks() if table.num_rows else pa.array([], pa.string()), value_set=ids)
    if place.null_count:
        kept = pc.is_valid(place)
        table, place = table.filter(kept), place.filter(kept)
    rows: _Ints = place.to_numpy().astype(np.int64)
    frame = pl.DataFrame(table.drop_columns("duty")).with_columns(row=pl.Series(rows, dtype=pl.Int64))
    return frame if (rows[1:] >= rows[:-1]).all() else frame[np.argsort(rows, kind="stable")]


def _most(frame: pl.DataFrame) -> int:
    most = frame["rank"].max()
    return most if isinstance(most, int) else 0
