"""On which days an entity exists, and which events of it fall on other days."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from operator import itemgetter

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from msgspec import Struct

from zhiben.events.civil import Days
from zhiben.events.entities import Entities

_BEGIN, _END = -(10**6), 10**6
_SPREAD = 1 << 22  # more than there are days from _BEGIN to _END


def is_outside(subjects: pa.Array, days: Days, entities: Entities) -> npt.NDArray[np.bool_]:
    """(n,) whether a subject is an entity that is not valid on the day.

    Args:
        subjects: (n,) ids, dictionary-encoded or not; an id that the registry does not have is never outside.
        days: (n,) civil days of the events.
        entities: the registry; validity includes its last day.
    """
    outside = np.zeros(len(days), np.bool_)
    table = entities.table
    if not len(days) or (table["valid_from"].null_count == table["valid_to"].null_count == table.num_rows):
        return outside
    ids = table["id"].combine_chunks().cast(pa.string()).dictionary_encode()
    owners = ids.indices.to_numpy().astype(np.int64)
    begins, ends = _limits(table["valid_from"], _BEGIN), _limits(table["valid_to"], _END)
    # Most entities of a log are valid for the whole of it; only the events of the others are looked at one by one.
    is_limited = np.ones(len(ids.dictionary) + 1, np.bool_)
    is_limited[owners[(begins <= days.min()) & (ends >= days.max())]] = False
    is_limited[-1] = False
    if not is_limited.any():
        return outside
    coded = subjects if pa.types.is_dictionary(subjects.type) else subjects.dictionary_encode()
    words = pc.index_in(coded.dictionary.cast(pa.string()), ids.dictionary).fill_null(-1).to_numpy()
    entity = np.append(words, -1)[coded.indices.fill_null(len(words)).to_numpy(zero_copy_only=False)]
    rows = np.flatnonzero(is_limited[entity])
    order = np.lexsort((begins, owners))
    starts = (owners * _SPREAD + begins)[order]
    last = np.searchsorted(starts, entity[rows].astype(np.int64) * _SPREAD + days[rows], side="right") - 1
    inside = (last >= 0) & (owners[order][last] == entity[rows]) & (ends[order][last] >= days[rows])
    outside[rows] = ~inside
    return outside


class Validity(Struct, frozen=True):
    """The same of few events at a time: of each id that is not always valid (begin, end) of its rows, by begin."""

    limited: Mapping[str, Sequence[tuple[int, int]]]

    @classmethod
    def of(cls, entities: Entities) -> Validity:
        """From the registry."""
        table = entities.table
        begins, ends = _limits(table["valid_from"], _BEGIN).tolist(), _limits(table["valid_to"], _END).tolist()
        found: dict[str, list[tuple[int, int]]] = {}
        for name, begin, end in zip(table["id"].to_pylist(), begins, ends, strict=True):
            found.setdefault(name, []).append((begin, end))
        always = (_BEGIN, _END)
        return cls({n: sorted(spans, key=itemgetter(0)) for n, spans in found.items() if spans[0] != always})

    def holds(self, name: str, day: int) -> bool:
        """Whether the entity is valid on the day; an id that the registry does not have always is."""
        if name not in self.limited:
            return True
        spans = self.limited[name]
        last = bisect_right(spans, day, key=itemgetter(0)) - 1
        return last >= 0 and spans[last][1] >= day


def spans_of(entities: Entities, names: list[str]) -> dict[str, str]:
    """The validity of entities in words, such as `from 2024-01-01 to 2024-06-30 and from 2025-01-01`."""
    table = entities.table.select(["id", "valid_from", "valid_to"])
    wanted = table.filter(pc.is_in(table["id"].cast(pa.string()), value_set=pa.array(names, pa.string())))
    spans: dict[str, list[tuple[dt.date | None, dt.date | None]]] = {}
    for row in wanted.to_pylist():
        known = spans.setdefault(str(row["id"]), [])
        if known and _touch(known[-1][1], row["valid_from"]):
            known[-1] = (known[-1][0], row["valid_to"])
        else:
            known.append((row["valid_from"], row["valid_to"]))
    return {name: " and ".join(map(_worded, known)) for name, known in spans.items()}


def _limits(column: pa.ChunkedArray, otherwise: int) -> npt.NDArray[np.int64]:
    days = column.cast(pa.int32()).fill_null(otherwise).to_numpy()
    limits: npt.NDArray[np.int64] = np.clip(days.astype(np.int64), _BEGIN, _END)
    return limits


def _touch(end: dt.date | None, begin: dt.date | None) -> bool:
    return end is not None and begin is not None and begin - end == dt.timedelta(days=1)


def _worded(span: tuple[dt.date | None, dt.date | None]) -> str:
    begin, end = span
    if begin is not None:
        return f"from {begin}" if end is None else f"from {begin} to {end}"
    return "always" if end is None else f"through {end}"
