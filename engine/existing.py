"""The events that exist as of an instant, in their canonical order, as arrays.

Canonical order is first instant, then event reference (`source/id`); every position below counts in it.
"""

from __future__ import annotations

from functools import cached_property
from threading import RLock
from typing import Iterable

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from msgspec import Struct, field

from zhiben.engine.arrow import encoded, ints, one, taken
from zhiben.engine.coded import Coded
from zhiben.engine.ledger import AsOf
from zhiben.engine.postings import Postings
from zhiben.engine.search import Flags, Ints, firsts
from zhiben.events.civil import ALWAYS, CivilCalendar
from zhiben.events.log import EventLog, references_of
from zhiben.events.vocabulary import ARROW, DECIDED, EVENT_BUILT_IN, LAST, Field, Vocabulary

_FEW = 64  # events of which texts are told apart in no time
_OFTEN = 4  # times that events are gone through by a field of theirs before it pays to put them in order of its words
_MAKING = RLock()  # rules that are judged beside each other ask for the same columns; each is made once
_BUILT_IN_COLUMNS = {"time": ("first", "last"), "recordedtime": ("recordedtime", "recordedtime")}


class Existing(Struct, frozen=True, dict=True):
    """(n,) events that exist, in canonical order.

    Attributes:
        table: the rows they are taken from; a column is put in order when it is first asked for.
        rows: (n,) which row of the table each is.
    """

    table: pa.Table
    rows: Ints
    fields: dict[str, Field]
    civil: CivilCalendar
    _columns: dict[str, pa.ChunkedArray] = field(default_factory=dict)
    _coded: dict[str, Coded | None] = field(default_factory=dict)
    _asks: dict[tuple[tuple[str, ...], str], int] = field(default_factory=dict)
    _postings: dict[tuple[tuple[str, ...], str], Postings] = field(default_factory=dict)

    @classmethod
    def of(cls, log: EventLog, vocabulary: Vocabulary, as_of: AsOf, civil: CivilCalendar) -> Existing:
        """Events before the as-of instant that were recorded in time to be known."""
        table = log.table
        exists = ints(table["first"]) < as_of.before
        if as_of.known_before is not None and "recordedtime" in table.column_names:
            exists &= ints(table["recordedtime"], null=int(ALWAYS)) < as_of.known_before
        return cls.in_order(table, exists.nonzero()[0], vocabulary.event_fields() | dict(DECIDED.fields), civil)

    @classmethod
    def in_order(cls, table: pa.Table, rows: Ints, fields: dict[str, Field], civil: CivilCalendar) -> Existing:
        """Some rows of a table, sorted."""
        return cls(table, canonical(table, rows), fields, civil)

    def __len__(self) -> int:
        return len(self.rows)

    def taken(self, positions: Ints) -> pa.Table:
        """(p,) whole rows, every column."""
        return self.table.take(pa.array(self.rows[positions]))

    def references(self, positions: Ints | None = None) -> pa.Array:
        """(p,) event ids as a ledger writes them; without positions those of all."""
        if len(self) <= _FEW:
            return self._references if positions is None else taken(self._references, positions)
        return references_of(self.table, pa.array(self.rows if positions is None else self.rows[positions]))

    @cached_property
    def _references(self) -> pa.Array:
        return references_of(self.table, None if self._is_whole else pa.array(self.rows))

    @cached_property
    def _is_whole(self) -> bool:
        """Whether the table is in canonical order as it is."""
        return len(self.rows) == self.table.num_rows and bool((self.rows[1:] > self.rows[:-1]).all())

    def _ordered(self, name: str) -> pa.ChunkedArray:
        with _MAKING:
            if name not in self._columns:
                stored = self.table[name]
                self._columns[name] = stored if self._is_whole else stored.take(pa.array(self.rows))
            return self._columns[name]

    @cached_property
    def first(self) -> Ints:
        """(n,) first instants, ascending."""
        return ints(self._ordered("first"))

    @cached_property
    def last(self) -> Ints:
        """(n,) last instants; the very same array as `first` where no event takes longer."""
        if np.array_equal(ints(self.table["first"]), ints(self.table["last"])):
            return self.first
        return ints(self._ordered("last"))

    def last_of(self, positions: Ints, first: Ints) -> Ints:
        """(p,) last instants of some events, of which the (p,) first ones are at hand."""
        return first if self.last is self.first else self.last.take(positions)

    def day_of(self, positions: Ints) -> Ints:
        """(p,) civil day of the first instant of the events."""
        return self.civil.days(self.first.take(positions))

    @cached_property
    def _types(self) -> tuple[dict[str, int], np.ndarray[tuple[int], np.dtype[np.signedinteger]]]:
        # In as few bytes as will do: every rule looks through all of them.
        found, names = codes(self._ordered("type"))
        narrow = found.astype(np.min_scalar_type(-len(names) - 1))
        return {name: code for code, name in enumerate(names.to_pylist())}, narrow

    @property
    def known_types(self) -> Iterable[str]:
        """The types that events have."""
        return self._types[0]

    def of_types(self, types: Iterable[str]) -> Ints:
        """Positions of the events of any of these types, ascending."""
        known, column = self._types
        wanted = [known[name] for name in types if name in known]
        if len(wanted) == 1:
            return _positions(column == wanted[0])
        is_wanted = np.zeros(len(known) + 1, np.bool_)
        is_wanted[wanted] = True
        return _positions(is_wanted[column])

    @cached_property
    def subjects(self) -> tuple[Ints, pa.Array]:
        """(n,) codes and the distinct subjects they stand for."""
        return codes(self._ordered("subject"))

    def column(self, name: str) -> pa.ChunkedArray:
        """The stored column of a field or built-in field; all null where no event carries it."""
        if name == "recorded_after":
            recorded, first = (self.column(part).cast(pa.int64()) for part in ("recordedtime", "time"))
            return pc.subtract(recorded, first)
        stored = _BUILT_IN_COLUMNS.get(name, (name,))[0]
        if self._has(stored):
            return self._ordered(stored)
        field = self.fields.get(name)
        kind = ARROW[field.storage if field else EVENT_BUILT_IN.get(name, "text")]
        return pa.chunked_array([pa.nulls(len(self), pa.list_(kind) if field and field.many else kind)])

    def in_words(self, name: str) -> Coded | None:
        """The texts of a field that is stored as places among few words, or are few; None of any other."""
        if not self._is_stored(name):
            return None
        kind = self.table.schema.field(name).type
        is_few = len(self) <= _FEW and kind == pa.string()
        return self.coded(name) if is_few or pa.types.is_dictionary(kind) else None

    def postings(self, types: tuple[str, ...], name: str) -> Postings | None:
        """The events of some types by their words in a field of `in_words`; None until that has been asked often."""
        asked = types, name
        self._asks[asked] = self._asks.get(asked, 0) + 1
        if asked not in self._postings and self._asks[asked] >= _OFTEN and (coded := self.in_words(name)) is not None:
            positions = self.of_types(types)
            self._postings[asked] = Postings.of(positions, coded.at(positions), len(coded.words))
        return self._postings.get(asked)

    def _is_stored(self, name: str) -> bool:
        return self._has(name) and name not in _BUILT_IN_COLUMNS

    def _has(self, name: str) -> bool:
        found: int = self.table.schema.get_field_index(name)
        return found >= 0

    def coded(self, name: str) -> Coded | None:
        """The texts of a field as numbers, worked out when first asked for; None of a field of other values."""
        with _MAKING:
            if name not in self._coded:
                # Numbers are put in order, not texts.
                is_stored = self._is_stored(name)
                column = self.table[name] if is_stored else self.column(name)
                coded = Coded.of(column) if _is_text(column.type) else None
                if coded is not None and is_stored and not self._is_whole:
                    coded = coded.taken(self.rows)
                self._coded[name] = coded
            return self._coded[name]

    def numbers(self, name: str, positions: Ints) -> Ints:
        """(p,) millionths of a number field that is there at all of the (p,) positions."""
        return ints(self.column(name).take(pa.array(positions)))

    def items(self, name: str, positions: Ints, known: pa.Array | None = None) -> tuple[Ints, Ints]:
        """Every item of a field: one of a single value, several of a list.

        Returns:
            (i,) index into `positions`, ascending, and (i,) a number for the value: its place in `known` (-1 = not
            there), else any number of its own. Nulls give no item.
        """
        column = self.column(name).take(pa.array(positions))
        if pa.types.is_list(column.type) or pa.types.is_large_list(column.type):
            owner = ints(pc.list_parent_indices(column))
            column = pc.list_flatten(column)
        else:
            owner = np.arange(len(positions), dtype=np.int64)
        last = self.last_column(name).take(pa.array(positions)) if pa.types.is_timestamp(column.type) else None
        value, words = codes(column)
        if last is not None:
            value = np.unique(np.stack([value, codes(last)[0]]), axis=1, return_inverse=True)[1].reshape(-1)
        present = value >= 0
        if known is not None:
            place = ints(pc.index_in(words.cast(pa.string()), value_set=known.cast(pa.string())), null=-1)
            value = np.append(place, -1)[value]
        return owner[present], value[present].astype(np.int64)

    def last_column(self, name: str) -> pa.ChunkedArray:
        """The column with the last instants of a time field."""
        stored = _BUILT_IN_COLUMNS[name][1] if name in _BUILT_IN_COLUMNS else name + LAST
        return self._ordered(stored) if self._has(stored) else self.column(name)


def _positions(flagged: Flags) -> Ints:
    found: Ints = flagged.nonzero()[0].astype(np.int64, copy=False)
    return found


def _is_text(kind: pa.DataType) -> bool:
    plain = kind.value_type if pa.types.is_dictionary(kind) else kind
    return bool(pa.types.is_string(plain) or pa.types.is_large_string(plain))


def codes(column: pa.ChunkedArray) -> tuple[Ints, pa.Array]:
    """(n,) codes into the distinct texts of a column (-1 = null), and those texts, in order of first occurrence."""
    code, words = encoded(one(column))
    return code.astype(np.int64), words.cast(pa.string()) if pa.types.is_large_string(words.type) else words


def canonical(table: pa.Table, rows: Ints) -> Ints:
    """Some rows of a log's table, sorted by (first instant, event reference)."""
    times, order = ints(table["first"]).take(rows), rows.copy()
    if (times[1:] < times[:-1]).any():
        sorting = np.argsort(times, kind="stable")
        times, order = times[sorting], rows[sorting]
    starts = firsts(times)
    tied = ~(starts & np.append(starts[1:], True))
    if not tied.any():
        return order
    bunched = order[tied]
    names = references_of(table, pa.array(bunched))
    ranks = np.empty(len(bunched), np.int64)
    ranks[pc.array_sort_indices(names).to_numpy()] = np.arange(len(bunched))
    order[tied] = bunched[np.lexsort((ranks, times[tied]))]
    return order
