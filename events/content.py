"""What an event says, as a 64-bit fingerprint and as comparable codes; its id and place are no part of it.

The fingerprint does not depend on the order of columns or rows, on the file format, or on columns without a value, so
that a field added to the vocabulary renames nothing.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from zhiben.events.hashes import ALL, hashed, mix, mixed, text_hash
from zhiben.events.hashes import Words as Hashes

PLACE = frozenset({"id", "file", "sheet", "line"})
_ITEM = "\x1f"
_TEXT = pa.string()
_FEW = 4  # rows: so few take less one by one, in plain numbers


def fingerprints(table: pa.Table, besides: frozenset[str] = PLACE) -> Hashes:
    """(n,) hashes of everything but id and place; rows that say the same, `recordedtime` included, have the same.

    Args:
        besides: the columns that are no part of it.
    """
    if table.num_rows <= _FEW:
        return _of_few(table, besides)
    total = np.zeros(table.num_rows, np.uint64)
    for name in table.column_names:
        if name not in besides:
            column = _flat(table[name])
            heading = _heading(name)
            filled = column.is_valid().to_numpy(zero_copy_only=False)
            # A sum does not care in which order the columns come.
            total += np.where(filled, mix(_values(column) ^ heading), np.uint64(0))
    return mix(total)


def _of_few(table: pa.Table, besides: frozenset[str]) -> Hashes:
    """The same of a few rows, in plain numbers."""
    totals = [0] * table.num_rows
    for name in table.column_names:
        column = table[name]
        if name not in besides and column.null_count < len(column):
            heading = int(_heading(name))
            kind = column.type
            if not (kind == _TEXT or pa.types.is_dictionary(kind)):
                column = _flat(column)
            for row, value in enumerate(column.to_pylist()):
                if value is not None:
                    code = text_hash(value) if isinstance(value, str) else mixed(int(value) & ALL)
                    totals[row] += mixed(code ^ heading)
    return np.array([mixed(total & ALL) for total in totals], np.uint64)


def content_codes(table: pa.Table) -> npt.NDArray[np.int64]:
    """(n,) equal numbers for rows that say the same apart from `recordedtime`."""
    codes = [
        _flat(table[name]).dictionary_encode("encode").indices.to_numpy(zero_copy_only=False)
        for name in table.column_names
        if name not in PLACE | {"recordedtime"}
    ]
    if not codes or not table.num_rows:
        return np.zeros(table.num_rows, np.int64)
    return np.unique(np.stack(codes, axis=1), axis=0, return_inverse=True)[1].reshape(-1)


def _flat(column: pa.ChunkedArray) -> pa.Array:
    """A column without chunks, dictionaries or lists; instants as numbers."""
    if column.num_chunks == 1:
        array = column.chunk(0)
    else:
        array = pa.concat_arrays(column.chunks) if column.num_chunks else pa.array([], column.type)
    if pa.types.is_list(array.type):
        return pc.binary_join(array, _ITEM)
    if pa.types.is_dictionary(array.type):
        return array.cast(pa.string())
    return array.view(pa.int64()) if pa.types.is_timestamp(array.type) else array


def _values(column: pa.Array) -> Hashes:
    if pa.types.is_string(column.type):
        coded = column.dictionary_encode()
        known = hashed(coded.dictionary)
        places = coded.indices.fill_null(0).to_numpy(zero_copy_only=False)
        return known[places] if len(known) else np.zeros(len(column), np.uint64)
    numbers = column.cast(pa.int64()).fill_null(0).to_numpy(zero_copy_only=False)
    return mix(numbers.astype(np.int64).view(np.uint64))


@lru_cache(maxsize=1_024)
def _heading(name: str) -> np.uint64:
    return np.uint64(text_hash(name))
