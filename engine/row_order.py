"""The order of a rule's rows in the ledger: bearer, key, opens (null first), raised_by."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from zhiben.engine.arrow import ints, is_null
from zhiben.engine.search import Flags, Ints, sorted_by


def in_order(ledger: pa.Table) -> pa.Array:
    """(d,) positions that put the rows of one rule in order."""
    opens = ledger["opens"].combine_chunks()
    since = np.where(is_null(opens), np.iinfo(np.int64).min, ints(opens))
    keys = [_ranks(ledger["bearer"]), _ranks(ledger["key"]), since]
    order = sorted_by(*keys)
    differs: Flags = np.zeros(max(len(order) - 1, 0), np.bool_)
    for key in keys:
        differs |= key[order[1:]] != key[order[:-1]]
    if not differs.all():  # the raiser is asked only where all else is equal
        is_tied = np.append(~differs, False) | np.insert(~differs, 0, False)
        tied = order[is_tied]
        raiser = _ranks(ledger["raised_by"].take(pa.array(tied)))
        bunch = np.insert(np.cumsum(differs, dtype=np.int64), 0, 0)[is_tied]
        order[is_tied] = tied[sorted_by(bunch, raiser)]
    return pa.array(order)


def _ranks(column: pa.ChunkedArray) -> Ints:
    """(n,) places of texts in the order of the alphabet, equal where they are equal."""
    encoded = column.combine_chunks().dictionary_encode()
    words = encoded.dictionary
    rank = np.empty(len(words), np.int64)
    rank[ints(pc.array_sort_indices(words))] = np.arange(len(words))
    return rank[ints(encoded.indices)]
