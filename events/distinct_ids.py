"""Whether ids are all different, told from numbers; a set of a million texts would cost more than all other reading."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa

_LONG = 100_000  # texts from which on it pays to load what gives them numbers
_SPARSE = 16  # numbers from the least to the greatest, per id, up to which each gets a flag


def are_distinct(ids: pa.Array) -> bool:
    """Whether no id occurs twice.

    Args:
        ids: (n,) whole numbers or text, none of them null.
    """
    if pa.types.is_integer(ids.type):
        return _differ(ids.to_numpy(zero_copy_only=False))
    return len(repeated(ids)) == 0


def repeated(ids: pa.Array) -> npt.NDArray[np.int64]:
    """Rows whose id occurs more than once, ascending.

    Args:
        ids: (n,) text, none of it null.
    """
    numbers = _as_numbers(ids)
    if numbers is not None and _differ(numbers):
        return np.zeros(0, np.int64)  # texts that were equal would be equal numbers
    if len(ids) < _LONG:
        codes = ids.dictionary_encode().indices.to_numpy()
        return np.flatnonzero(np.bincount(codes)[codes] > 1)
    import polars as pl

    series = pl.from_arrow(ids)
    assert isinstance(series, pl.Series)
    hashes = series.hash().to_numpy()
    ranked = np.sort(hashes)
    again = np.unique(ranked[1:][ranked[1:] == ranked[:-1]])
    if not len(again):
        return np.zeros(0, np.int64)
    rows = np.flatnonzero(np.isin(hashes, again))
    codes = ids.take(pa.array(rows)).dictionary_encode().indices.to_numpy()
    found: npt.NDArray[np.int64] = rows[np.bincount(codes)[codes] > 1]
    return found


def _as_numbers(ids: pa.Array) -> npt.NDArray[np.int64] | None:
    """Ids that are written as whole numbers as such, or None."""
    if not len(ids) or not ids[0].as_py().isdecimal():
        return None
    try:
        return np.asarray(ids.cast(pa.int64()).to_numpy(zero_copy_only=False), np.int64)
    except pa.ArrowInvalid:
        return None


def _differ(numbers: npt.NDArray[np.integer]) -> bool:
    if len(numbers) < 2 or bool((numbers[1:] > numbers[:-1]).all()):
        return True
    low, high = int(numbers.min()), int(numbers.max())
    if high - low >= _SPARSE * len(numbers):
        ranked = np.sort(numbers)
        return bool((ranked[1:] != ranked[:-1]).all())
    wide = numbers if numbers.dtype == np.uint64 else numbers.astype(np.int64)
    seen = np.zeros(high - low + 1, np.bool_)
    seen[wide - wide.min()] = True
    return int(seen.sum()) == len(numbers)
