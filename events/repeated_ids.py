"""Ids that occur in more than one part of a divided log, found without holding the ids themselves.

Of each (source, id) 48 bits of a hash are kept, and the part that its row is in: eight bytes a row, in files.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa
from msgspec import Struct

from zhiben.events.each import Each

_PART = 16  # bits of a hash that the number of the part takes the place of
_BUCKET = 3  # bits by which they are gone through in turn
_MASK = np.uint64((1 << _PART) - 1)
Hashes = npt.NDArray[np.uint64]


class Ids(Struct, frozen=True):
    """Files of keys, each ascending; any process may add some."""

    directory: Path

    @classmethod
    def at(cls, directory: Path) -> Ids:
        """In a directory that does not exist yet."""
        directory.mkdir()
        return cls(directory)

    def add(self, number: int, part: npt.NDArray[np.int64], table: pa.Table) -> None:
        """Take the rows of a table, once for each number; (n,) parts. Rows without an id are nobody's."""
        keys = (hashed(table) & ~_MASK) | part.astype(np.uint64)
        keys = keys[np.asarray(table["id"].is_valid())]
        keys.sort()
        keys.tofile(self.directory / f"{number}")

    def shared(self, each: Each = map) -> Hashes:
        """Hashes, cut to 48 bits, that occur in several parts; ascending.

        Args:
            each: does as `map` does, perhaps in several processes.
        """
        return np.concatenate([np.zeros(0, np.uint64), *each(self._shared, range(1 << _BUCKET))])

    def places(self, number: int, shared: Hashes) -> npt.NDArray[np.int64]:
        """Parts in which rows of one table have shared hashes; ascending."""
        held = self._held(number)
        return np.unique(held[_found(held & ~_MASK, shared)] & _MASK).astype(np.int64)

    def _held(self, number: int) -> Hashes:
        file = self.directory / f"{number}"
        return np.memmap(file, np.uint64, "r") if file.stat().st_size else np.zeros(0, np.uint64)

    def _shared(self, bucket: int) -> Hashes:
        """Those that begin with certain bits, so that only some are sorted at a time."""
        first = np.uint64(bucket << (64 - _BUCKET))
        last = first + np.uint64((1 << (64 - _BUCKET)) - 1)
        chosen: list[Hashes] = [np.zeros(0, np.uint64)]
        for file in self.directory.iterdir():
            held = self._held(int(file.name))
            chosen.append(held[np.searchsorted(held, first) : np.searchsorted(held, last, side="right")])
        keys = np.concatenate(chosen)
        keys.sort()
        whose = keys & ~_MASK
        return np.unique(whose[1:][(whose[1:] == whose[:-1]) & (keys[1:] != keys[:-1])])


def hashed(table: pa.Table) -> Hashes:
    """(n,) hashes of source and id, the same in every process."""
    columns = [pl.Series(name, table[name].cast(pa.string()), dtype=pl.String) for name in ("source", "id")]
    return pl.DataFrame(columns).hash_rows(seed=7).to_numpy()


def among(table: pa.Table, shared: Hashes) -> npt.NDArray[np.bool_]:
    """(n,) whether the id of a row may be one of the shared; a few others may be taken for one."""
    found: npt.NDArray[np.bool_] = _found(hashed(table) & ~_MASK, shared) & np.asarray(table["id"].is_valid())
    return found


def _found(hashes: Hashes, shared: Hashes) -> npt.NDArray[np.bool_]:
    if not len(shared):
        return np.zeros(len(hashes), np.bool_)
    found: npt.NDArray[np.bool_] = shared[np.minimum(np.searchsorted(shared, hashes), len(shared) - 1)] == hashes
    return found
