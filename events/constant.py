"""Columns that say the same in every row; they take no memory until somebody writes, and nobody does."""

from __future__ import annotations

import numpy as np
import pyarrow as pa


def nothing(count: int, kind: pa.DataType) -> pa.Array:
    """(n,) nulls of a type of texts, codes or numbers of at most 64 bits."""
    if not count:
        return pa.array([], kind)
    if pa.types.is_dictionary(kind):
        return pa.DictionaryArray.from_arrays(nothing(count, kind.index_type), pa.array([], kind.value_type))
    # Pages of zeros are given out by the system when they are read, all of them the same one.
    validity, values = (pa.py_buffer(np.zeros(size, np.uint8)) for size in ((count + 7) // 8, 8 * (count + 1)))
    buffers = [validity, values, pa.py_buffer(b"")] if pa.types.is_string(kind) else [validity, values]
    return pa.Array.from_buffers(kind, count, buffers, null_count=count)


def constant(text: str | None, count: int) -> pa.DictionaryArray:
    """(n,) the text, as codes of a single word."""
    if text is None:
        return nothing(count, pa.dictionary(pa.int32(), pa.string()))
    return pa.DictionaryArray.from_arrays(pa.array(np.zeros(count, np.int32)), pa.array([text], pa.string()))
