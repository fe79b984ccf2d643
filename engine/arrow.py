"""From Arrow columns to numpy arrays, nulls decided on the way."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from zhiben.engine.search import Flags, Ints

_INT = pa.int64()
_TEXT = pa.string()
_FEW_TEXTS = 64
_FEW = 8  # values with nulls that take less one by one: 1 microsecond instead of 10


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


def few_codes(texts: pa.Array) -> tuple[list[int], pa.Array] | None:
    """(n,) places of a few texts among the distinct ones, -1 = null, and these, in order of first occurrence.

    None of many, and of what is no plain text: they are encoded by Arrow, which takes 50 microseconds for a few, too.
    """
    if len(texts) > _FEW_TEXTS or texts.type != _TEXT:
        return None
    places: dict[str, int] = {}
    found = [-1 if text is None else places.setdefault(text, len(places)) for text in texts.to_pylist()]
    return found, texts if len(places) == len(texts) else pa.array(list(places), _TEXT)


def few_among(texts: pa.ChunkedArray | pa.Array, wanted: tuple[Any, ...]) -> Flags | None:
    """(n,) True for those of a few texts that are wanted; None of many, and of what is no plain text."""
    if len(texts) > _FEW or texts.type != _TEXT:
        return None
    return np.array([text in wanted for text in texts.to_pylist()], np.bool_)


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
