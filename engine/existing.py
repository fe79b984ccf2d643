"""The events that exist as of an instant, in their canonical order, as arrays.

Canonical order is first instant, then event reference (`source/id`); every position below counts in it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Iterable

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from zhiben.engine.ledger import AsOf
from zhiben.engine.search import Flags, Ints, firsts
from zhiben.events.civil import CivilCalendar
from zhiben.events.log import EventLog
from zhiben.events.vocabulary import ARROW, EVENT_BUILT_IN, LAST, Field, Vocabulary

_BUILT_IN_COLUMNS = {"time": ("first", "last"), "recordedtime": ("recordedtime", "recordedtime")}


@dataclass(frozen=True)
class Existing:
    """(n,) events that exist, in canonical order."""

    table: pa.Table
    references: pa.Array
    fields: dict[str, Field]
    civil: CivilCalendar

    @classmethod
    def of(cls, log: EventLog, vocabulary: Vocabulary, as_of: AsOf, civil: CivilCalendar) -> Existing:
        """Events before the as-of instant that were recorded in time to be known."""
        table = log.table
        exists = instants(table["first"]) < as_of.before
        if as_of.known_before is not None and "recordedtime" in table.column_names:
            recorded = table["recordedtime"]
            unknown_yet = pc.greater_equal(recorded.cast(pa.int64()), as_of.known_before)
            exists &= ~pc.fill_null(unknown_yet, False).combine_chunks().to_numpy(zero_copy_only=False)
        references = log.references()
        order = _canonical(instants(table["first"]), references, np.flatnonzero(exists))
        return cls(table.take(pa.array(order)), references.take(pa.array(order)), vocabulary.event_fields(), civil)

    def __len__(self) -> int:
        return self.table.num_rows

    @cached_property
    def first(self) -> Ints:
        """(n,) first instants, ascending."""
        return instants(self.table["first"])

    @cached_property
    def last(self) -> Ints:
        """(n,) last instants."""
        return instants(self.table["last"])

    def day_of(self, positions: Ints) -> Ints:
        """(p,) civil day of the first instant of the events."""
        return self.civil.days(self.first[positions])

    @cached_property
    def _types(self) -> tuple[dict[str, int], Ints]:
        encoded = codes(self.table["type"])
        return {name: code for code, name in enumerate(encoded[1].to_pylist())}, encoded[0]

    def of_types(self, types: Iterable[str]) -> Ints:
        """Positions of the events of any of these types, ascending."""
        known, column = self._types
        wanted = [known[name] for name in types if name in known]
        return np.flatnonzero(np.isin(column, wanted)).astype(np.int64)

    def has_type(self, types: Iterable[str], positions: Ints) -> Flags:
        """(p,) True where the event at that position is of one of these types."""
        known, column = self._types
        return np.isin(column[positions], [known[name] for name in types if name in known])

    @cached_property
    def subjects(self) -> tuple[Ints, pa.Array]:
        """(n,) codes and the distinct subjects they stand for."""
        return codes(self.table["subject"])

    def column(self, name: str) -> pa.ChunkedArray:
        """The stored column of a field or built-in field; all null where no event carries it."""
        if name == "recorded_after":
            recorded, first = (self.column(part).cast(pa.int64()) for part in ("recordedtime", "time"))
            return pc.subtract(recorded, first)
        stored = _BUILT_IN_COLUMNS.get(name, (name,))[0]
        if stored in self.table.column_names:
            return self.table[stored]
        field = self.fields.get(name)
        kind = ARROW[field.storage if field else EVENT_BUILT_IN.get(name, "text")]
        return pa.chunked_array([pa.nulls(len(self), pa.list_(kind) if field and field.many else kind)])

    def numbers(self, name: str, positions: Ints) -> Ints:
        """(p,) millionths of a number field that is there at all of the (p,) positions."""
        column = self.column(name).take(pa.array(positions))
        return np.asarray(pc.fill_null(column, 0).to_numpy(), np.int64)

    def items(self, name: str, positions: Ints, known: tuple[str, ...] | None = None) -> tuple[Ints, Ints]:
        """Every item of a field: one of a single value, several of a list.

        Returns:
            (i,) index into `positions`, ascending, and (i,) a number for the value: its place in `known` (-1 = not there), else
            any number of its own. Nulls give no item.
        """
        column = self.column(name).take(pa.array(positions))
        if pa.types.is_list(column.type) or pa.types.is_large_list(column.type):
            owner = np.asarray(pc.list_parent_indices(column).to_numpy(), np.int64)
            column = pc.list_flatten(column)
        else:
            owner = np.arange(len(positions), dtype=np.int64)
        last = self.last_column(name).take(pa.array(positions)) if pa.types.is_timestamp(column.type) else None
        value, words = codes(column)
        if last is not None:
            value = np.unique(np.stack([value, codes(last)[0]]), axis=1, return_inverse=True)[1].reshape(-1)
        present = value >= 0
        if known is not None:
            places = {word: place for place, word in enumerate(known)}
            place = np.array([places.get(word, -1) for word in words.to_pylist()] + [-1], np.int64)
            value = place[value]
        return owner[present], value[present].astype(np.int64)

    def last_column(self, name: str) -> pa.ChunkedArray:
        """The column with the last instants of a time field."""
        stored = _BUILT_IN_COLUMNS[name][1] if name in _BUILT_IN_COLUMNS else name + LAST
        return self.table[stored] if stored in self.table.column_names else self.column(name)


def instants(column: pa.ChunkedArray) -> Ints:
    """(n,) us since the epoch, UTC, of a timestamp column; 0 where null."""
    whole = column.cast(pa.int64()).combine_chunks()
    if isinstance(whole, pa.ChunkedArray):  # a column without chunks
        whole = pa.concat_arrays(whole.chunks) if whole.num_chunks else pa.array([], pa.int64())
    if whole.null_count:
        whole = whole.fill_null(0)
    return np.asarray(whole.to_numpy(zero_copy_only=False), np.int64)


def codes(column: pa.ChunkedArray) -> tuple[Ints, pa.Array]:
    """(n,) codes into the distinct texts of a column (-1 = null), and those texts, in order of first occurrence."""
    if isinstance(column, pa.ChunkedArray):
        column = column.unify_dictionaries() if pa.types.is_dictionary(column.type) else column
        column = pa.concat_arrays(column.chunks) if column.num_chunks else pa.array([], column.type)
    encoded = column if pa.types.is_dictionary(column.type) else column.dictionary_encode()
    found = pc.fill_null(encoded.indices.cast(pa.int64()), -1).to_numpy(zero_copy_only=False)
    return np.asarray(found, np.int64), _words(encoded.dictionary)


def _words(dictionary: pa.Array) -> pa.Array:
    """The distinct values as text where they are text; as they are otherwise."""
    return dictionary.cast(pa.string()) if pa.types.is_large_string(dictionary.type) else dictionary


def _canonical(first: Ints, references: pa.Array, positions: Ints) -> Ints:
    """Positions sorted by (first, reference)."""
    order = positions[np.argsort(first[positions], kind="stable")]
    times = first[order]
    starts = firsts(times)
    tied = ~(starts & np.append(starts[1:], True))
    if not tied.any():
        return order
    rows = order[tied]
    names = references.take(pa.array(rows))
    ranks = np.empty(len(rows), np.int64)
    ranks[pc.array_sort_indices(names).to_numpy()] = np.arange(len(rows))
    order[tied] = rows[np.lexsort((ranks, times[tied]))]
    return order
