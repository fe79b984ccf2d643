"""Ids that occur in more than one part of a divided log, found without holding the ids themselves."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa

_PART = 16  # bits of a hash that the number of the part takes the place of
_BUCKET = 3  # bits by which they are gone through in turn
_MASK = np.uint64((1 << _PART) - 1)


@dataclass
class Ids:
    """(source, id) of every row, as 48 bits of a hash and the part it is in: eight bytes a row."""

    _seen: list[npt.NDArray[np.uint64]] = field(default_factory=list)

    def add(self, part: npt.NDArray[np.int64], table: pa.Table) -> None:
        """Take the rows of a table; (n,) parts. Rows without an id are nobody's."""
        hashes = hashed(table)
        keys = (hashes & ~_MASK) | part.astype(np.uint64)
        self._seen.append(keys[np.asarray(table["id"].is_valid())])

    def shared(self) -> npt.NDArray[np.uint64]:
        """Hashes, cut to 48 bits, that occur in several parts; ascending. Forgets the rest."""
        found = [np.zeros(0, np.uint64), *(self._shared(bucket) for bucket in range(1 << _BUCKET))]
        self._seen.clear()
        return np.concatenate(found)

    def _shared(self, bucket: int) -> npt.NDArray[np.uint64]:
        """Those that begin with certain bits, so that only some are sorted at a time."""
        chosen = [keys[(keys >> np.uint64(64 - _BUCKET)) == bucket] for keys in self._seen]
        keys = np.concatenate([np.zeros(0, np.uint64), *chosen])
        keys.sort()
        whose = keys & ~_MASK
        return np.unique(whose[1:][(whose[1:] == whose[:-1]) & (keys[1:] != keys[:-1])])


def hashed(table: pa.Table) -> npt.NDArray[np.uint64]:
    """(n,) hashes of source and id, the same throughout one run."""
    columns = [pl.Series(name, table[name].cast(pa.string()), dtype=pl.String) for name in ("source", "id")]
    return pl.DataFrame(columns).hash_rows(seed=7).to_numpy()


def among(table: pa.Table, shared: npt.NDArray[np.uint64]) -> npt.NDArray[np.bool_]:
    """(n,) whether the id of a row may be one of the shared; a few others may be taken for one."""
    if not len(shared):
        return np.zeros(table.num_rows, np.bool_)
    mine = hashed(table) & ~_MASK
    place = np.minimum(np.searchsorted(shared, mine), len(shared) - 1)
    found: npt.NDArray[np.bool_] = (shared[place] == mine) & np.asarray(table["id"].is_valid())
    return found
