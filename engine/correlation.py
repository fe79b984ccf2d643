"""Which events belong to which occasion: values of fields turned into common codes.

A missing value has code -1 and is equal to nothing (DESIGN §5: null never equals null).
"""

from __future__ import annotations

from typing import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from zhiben.engine.arrow import ints, is_null, one
from zhiben.engine.existing import Existing, codes
from zhiben.engine.search import Flags, Ints, firsts
from zhiben.events.civil import CivilCalendar, from_day, from_micros

_WIDEST = 2**62
_DENSE = 4  # codes for each element up to which they are not far apart


def joint_codes(left: Sequence[pa.ChunkedArray], right: Sequence[pa.ChunkedArray]) -> tuple[Ints, Ints]:
    """Codes that are equal where the values are equal.

    Args:
        left, right: columns of one storage each; for a time field two columns (first, last), else one.

    Returns:
        (n,) codes of the left values and (m,) codes of the right ones; -1 where missing.
    """
    size = len(left[0])
    parts = []
    for mine, theirs in zip(left, right, strict=True):
        plain = _plain(mine)
        both, _ = codes(pa.chunked_array([*plain.chunks, *_plain(theirs).chunks], plain.type))
        parts.append(both)
    joined = combined(parts)
    return joined[:size], joined[size:]


def tied(events: Existing, name: str, positions: Ints, others: Existing, other: str, theirs: Ints) -> tuple[Ints, Ints]:
    """Codes of a field of some events and of a field of others, equal where the values are equal.

    Returns:
        (p,) codes at the positions and (q,) codes at the other events' positions; -1 where missing, and at position -1.
    """
    mine, yours = events.coded(name), others.coded(other)
    if mine is None or yours is None:
        return joint_codes(field_columns(events, name, positions), field_columns(others, other, theirs))
    code = yours.at(theirs)
    return mine.at(positions), code if mine is yours else mine.places(yours)[code]


def named(events: Existing, name: str, positions: Ints, names: pa.Array, entity: Ints) -> tuple[Ints, Ints]:
    """The same of a field of some events and of the names of (q,) entities, -1 = nobody."""
    mine = events.coded(name)
    if mine is None:
        spoken = names.take(pa.array(entity, mask=entity < 0))
        return joint_codes(field_columns(events, name, positions), [pa.chunked_array([spoken])])
    return mine.at(positions), np.append(mine.others(names), -1)[entity]


def value_codes(events: Existing, name: str, positions: Ints) -> Ints:
    """(p,) codes of a field, equal where the values are equal; -1 where missing, and at position -1."""
    coded = events.coded(name)
    if coded is not None:
        return coded.at(positions)
    columns = field_columns(events, name, positions)
    return joint_codes(columns, [column.slice(0, 0) for column in columns])[0]


def combined(parts: Sequence[Ints]) -> Ints:
    """(n,) one code for each combination of the parts' codes; -1 where any part is -1.

    Of a single part these are its own, in the very same array.
    """
    found = parts[0]
    for part in parts[1:]:
        missing = (found < 0) | (part < 0)
        width = int(part.max(initial=0)) + 1
        room = int(found.max(initial=0)) + 1
        if room > _DENSE * len(part) // width and _tells(part, width, found, missing):
            found = np.where(missing, -1, part)
            continue
        if room > _WIDEST // width:
            found = np.unique(found, return_inverse=True)[1].astype(np.int64)
        found = np.where(missing, -1, found * width + part)
    return found


def _tells(part: Ints, width: int, found: Ints, missing: Flags) -> bool:
    """Whether equal codes of a part, all below `width`, always come with equal ones of what was found before it.

    As a case number does with its bearer: then it stands for both, in numbers that are not far apart.
    """
    if width > _DENSE * len(part):
        return False
    beside = np.full(width + 1, -1, np.int64)
    beside[np.where(missing, width, part)] = found
    return bool(((beside[part] == found) | missing).all())


def field_columns(events: Existing, name: str, positions: Ints) -> list[pa.ChunkedArray]:
    """The stored column or columns of a field at some positions; null at position -1."""
    rows = pa.array(positions, mask=positions < 0)
    columns = [events.column(name)]
    if pa.types.is_timestamp(columns[0].type):
        columns.append(events.last_column(name))
    return [column.take(rows) for column in columns]


def value_texts(events: Existing, name: str, positions: Ints, civil: CivilCalendar) -> pa.Array:
    """(p,) values of a field as a ledger's `key` writes them (reading 22); "" where missing."""
    coded = events.coded(name)
    if coded is not None:
        return coded.text(coded.at(positions))
    return texts_of([one(column) for column in field_columns(events, name, positions)], civil)


def texts_of(columns: Sequence[pa.Array], civil: CivilCalendar) -> pa.Array:
    """(p,) values of stored columns (of a time two) as `value_texts` writes them; items of a list joined by `;`."""
    kind = columns[0].type
    if pa.types.is_list(kind) or pa.types.is_large_list(kind):
        return pc.binary_join(columns[0].cast(pa.list_(pa.string())), ";").fill_null("")
    if pa.types.is_timestamp(kind):
        first, last = ints(columns[0]), ints(columns[-1])
        order = np.lexsort((last, first))
        is_fresh = firsts(first[order]) | firsts(last[order])
        which = np.empty(len(order), np.int64)
        which[order] = np.cumsum(is_fresh) - 1
        distinct = order[is_fresh]
        words = [
            _time_text(*pair, civil) for pair in zip(first[distinct].tolist(), last[distinct].tolist(), strict=True)
        ]
        return _chosen(words, which, is_null(columns[0]))
    if pa.types.is_int64(kind):
        encoded = columns[0].dictionary_encode()
        words = [number_text(value) for value in encoded.dictionary.to_pylist()]
        return _texts(words, encoded.indices)
    if pa.types.is_boolean(kind):
        return _texts(["false", "true"], columns[0].cast(pa.int32()))
    return columns[0].cast(pa.string()).fill_null("")


def number_text(millionths: int) -> str:
    """A number without trailing zeros: 1500000 is `1.5`."""
    sign, size = ("-" if millionths < 0 else ""), abs(millionths)
    whole, rest = divmod(size, 1_000_000)
    return f"{sign}{whole}" + (f".{rest:06d}".rstrip("0") if rest else "")


def _time_text(first: int, last: int, civil: CivilCalendar) -> str:
    day = civil.day(first)
    if first == civil.start(day) and last == civil.start(day + 1) - 1:
        return from_day(day).isoformat()
    moment = from_micros(first).replace(tzinfo=None)
    return moment.isoformat() + "Z"


def _texts(words: list[str], indices: pa.Array) -> pa.Array:
    return pa.array([*words, ""], pa.string()).take(indices.cast(pa.int64()).fill_null(len(words)))


def _chosen(words: list[str], which: Ints, missing: Flags) -> pa.Array:
    return pa.array([*words, ""], pa.string()).take(pa.array(np.where(missing, len(words), which)))


def _plain(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Without dictionaries, so that columns of different dictionaries can be laid end to end."""
    return column.cast(column.type.value_type) if pa.types.is_dictionary(column.type) else column
