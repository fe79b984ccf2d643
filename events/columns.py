"""A column of cells to a column of values of one field.

Columns that come with a fitting Arrow type (Parquet) are converted whole, without looking at single cells; text is read
by its distinct words.
"""

from __future__ import annotations

from typing import Callable

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from zhiben.events import values
from zhiben.events.civil import CivilCalendar
from zhiben.events.distinct import Decoded, as_coded, as_text, by_distinct, content_of, offsets_of, words_by_distinct
from zhiben.events.moments import decode_moments
from zhiben.events.sheet import LONGEST_CELL
from zhiben.events.vocabulary import NUMBER_LIMIT, SCALE, Field

_PLAIN_NUMBER = r"^-?\d{1,12}(\.\d{1,6})?$"
_EXACT_DOUBLE = 2.0**53 / SCALE


def decode(column: pa.Array, spelled: Field, civil: CivilCalendar, pattern: str | None = None,
           has_serials: bool = False, as_codes: bool = False) -> Decoded:  # fmt: skip
    """Values of a field's column.

    Args:
        column: (n,) cells.
        spelled: the field they belong to.
        civil: days and instants of the zone.
        pattern: `strptime` format of its dates.
        has_serials: whether bare numbers in a date column are Excel serials.
        as_codes: whether the words of a category are wanted as codes, not one by one.
    """
    if spelled.storage == "time":
        return decode_moments(column, civil, pattern, has_serials, whole_days=spelled.type == "date")
    if spelled.many:
        read = values.category(spelled) if spelled.type == "category" else values.text
        return by_distinct(as_coded(column), values.many(read), pa.list_(pa.string()))
    if spelled.type == "category":
        words = as_coded(column)
        read = values.category(spelled)
        return words_by_distinct(words, read) if as_codes else by_distinct(words, read, pa.string())
    if spelled.storage == "text":
        return _texts(column)
    if spelled.storage == "number":
        return _numbers(column, values.integer if spelled.type == "integer" else values.number)
    if spelled.storage == "flag":
        if pa.types.is_boolean(column.type):
            return Decoded(column)
        return by_distinct(as_coded(column), values.flag, pa.bool_())
    if pa.types.is_duration(column.type):
        return Decoded(column.cast(pa.duration("us"), safe=False).cast(pa.int64()))
    return by_distinct(as_coded(column), values.duration, pa.int64())


def decode_names(column: pa.Array) -> Decoded:
    """Lists of names; a stroke is part of a name."""
    return by_distinct(as_coded(column), values.many(values.text, values.BETWEEN_NAMES), pa.list_(pa.string()))


def _texts(column: pa.Array) -> Decoded:
    texts = as_text(column)
    if not len(texts):
        return Decoded(texts)
    offsets, content = offsets_of(texts), content_of(texts)
    # Only what a JSON list or object leaves behind starts with a control character.
    is_marked = bool(len(content)) and content.min() < 32 and (content[offsets[:-1][np.diff(offsets) > 0]] < 32).any()
    if not is_marked and np.diff(offsets).max() <= LONGEST_CELL:
        return Decoded(texts)
    return by_distinct(texts.dictionary_encode(), values.text, pa.string())


def _numbers(column: pa.Array, read: Callable[[str], int]) -> Decoded:
    kind = column.type
    if pa.types.is_integer(kind):
        limit = pc.min_max(column)
        low, high = limit["min"].as_py() or 0, limit["max"].as_py() or 0
        if max(-low, high) < NUMBER_LIMIT:
            return Decoded(pc.multiply(column.cast(pa.int64()), SCALE))
    if pa.types.is_floating(kind):
        exact = _exact_doubles(column.cast(pa.float64()), read is values.integer)
        if exact is not None:
            return Decoded(exact)
    if pa.types.is_boolean(kind):
        column = column.cast(pa.string())
    texts = as_text(column)
    if read is values.number and len(texts) and pc.all(pc.match_substring_regex(texts, _PLAIN_NUMBER)).as_py():
        return Decoded(_scaled(texts))
    return by_distinct(texts.dictionary_encode(), read, pa.int64())


def _exact_doubles(column: pa.Array, is_whole: bool) -> pa.Array | None:
    """Millionths of doubles whose shortest form has at most six places, or None where some have not."""
    found = column.fill_null(0.0).to_numpy(zero_copy_only=False)
    if not np.isfinite(found).all() or np.abs(found).max(initial=0) >= _EXACT_DOUBLE:
        return None
    scaled = np.rint(found * SCALE)
    if (scaled / SCALE != found).any() or (is_whole and (scaled % SCALE != 0).any()):
        return None
    return pa.array(scaled.astype(np.int64), mask=column.is_null().to_numpy(zero_copy_only=False))


def _scaled(texts: pa.Array) -> pa.Array:
    exact = texts.cast(pa.decimal128(18, 6))
    return pa.array(
        np.frombuffer(exact.buffers()[1], np.int64)[exact.offset * 2 : (exact.offset + len(exact)) * 2 : 2],
        mask=texts.is_null().to_numpy(zero_copy_only=False),
    )
