"""From Arrow columns to numpy arrays, nulls decided on the way.

A call of Arrow takes ten microseconds and more for a single value, too, and a decision on an event that comes alone is
hundreds of them: of short columns the same is answered value by value.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from zhiben.engine.search import Flags, Ints

_INT = pa.int64()
_TEXT = pa.string()
_FEW = 8  # values that take less one by one
_FEW_TEXTS = 64  # texts that are told apart sooner so


def one(column: pa.ChunkedArray | pa.Array) -> pa.Array:
    """The column as a single array."""
    if isinstance(column, pa.Array):
        return column
    if column.num_chunks == 1:
        return column.chunk(0)
    if pa.types.is_dictionary(column.type):
        column = column.unify_dictionaries()
    return pa.concat_arrays(column.chunks) if column.num_chunks else pa.array([], column.type)


def ints(column: pa.ChunkedArray | pa.Array, null: int = 0) -> Ints:
    """(n,) int64 of integers, timestamps (us) or days; `null` where null."""
    whole = one(column)
    kind = whole.type
    if kind != _INT:
        if pa.types.is_timestamp(kind):
            whole = whole.view(_INT)
        elif pa.types.is_date32(kind):
            whole = whole.view(pa.int32())
        elif not pa.types.is_integer(kind):
            whole = whole.cast(_INT)
    if whole.null_count:
        if len(whole) <= _FEW:
            return np.array([null if value is None else value for value in whole.to_pylist()], np.int64)
        whole = whole.cast(_INT).fill_null(null)
    return np.asarray(whole.to_numpy(zero_copy_only=False), np.int64)


def encoded(column: pa.Array) -> tuple[npt.NDArray[np.int32], pa.Array]:
    """(n,) places of values among the distinct ones, -1 = null, and these, in order of first occurrence.

    A dictionary is taken as it is: values may stand in it twice, or without being used.
    """
    if column.type == _TEXT and len(column) <= _FEW_TEXTS:
        places: dict[str, int] = {}
        found = [-1 if text is None else places.setdefault(text, len(places)) for text in column.to_pylist()]
        words = column if len(places) == len(column) else pa.array(list(places), _TEXT)
        return np.array(found, np.int32), words
    coded = column if pa.types.is_dictionary(column.type) else column.dictionary_encode()
    indices = coded.indices.cast(pa.int32())
    if indices.null_count:
        indices = indices.fill_null(-1)
    return np.asarray(indices.to_numpy(zero_copy_only=False), np.int32), coded.dictionary


def decoded(column: pa.Array) -> pa.Array:
    """(n,) the values themselves instead of places in a dictionary."""
    if not pa.types.is_dictionary(column.type):
        return column
    if len(column) == 1 and not column.null_count:
        return column.dictionary.slice(column.indices[0].as_py(), 1)
    return column.dictionary_decode()


def among(column: pa.ChunkedArray | pa.Array, wanted: tuple[Any, ...]) -> Flags:
    """(n,) True where the value is one of those wanted, of which none is null; False where null."""
    if column.type == _TEXT and len(column) <= _FEW:
        return np.array([text in wanted for text in column.to_pylist()], np.bool_)
    return flags(pc.is_in(column, value_set=_value_set(wanted, column.type)))


@lru_cache(maxsize=1_024)
def _value_set(values: tuple[Any, ...], kind: pa.DataType) -> pa.Array:
    return pa.array(values, type=kind)


def taken(column: pa.Array, rows: Ints) -> pa.Array:
    """(p,) some values; all of them, or only one, without a copy."""
    if len(rows) == 1:
        return column.slice(int(rows[0]), 1)
    if len(rows) == len(column) and (rows == np.arange(len(rows))).all():
        return column
    return column.take(pa.array(rows))


def flags(column: pa.ChunkedArray | pa.Array) -> Flags:
    """(n,) booleans; False where null."""
    whole = one(column)
    filled = whole.fill_null(False) if whole.null_count else whole
    return np.asarray(filled.to_numpy(zero_copy_only=False), np.bool_)


def is_null(column: pa.ChunkedArray | pa.Array) -> Flags:
    """(n,) True where null."""
    kind = column.type
    if not (column.null_count or pa.types.is_dictionary(kind)):  # a null may also stand among the words
        return np.zeros(len(column), np.bool_)
    # Instants may lie beyond the years that Python knows, those in lists too.
    if len(column) <= _FEW and not (pa.types.is_temporal(kind) or pa.types.is_nested(kind)):
        return np.array([value is None for value in column.to_pylist()], np.bool_)
    return flags(pc.is_null(column))
