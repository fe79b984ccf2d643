"""The event log as one flat Arrow table, and the account of every row that was read.

Columns of `EventLog.table` (n rows, any order):

    id            string            as given, or made from the content; unique per source
    source        string, null      who submitted it
    type          dictionary<string>  an event type of the vocabulary
    subject       dictionary<string>  entity id, aliases resolved
    first, last   timestamp[us, UTC]  first and last instant; equal unless the time is a bare date, whose last
                                    instant is the last microsecond of that civil day
    recordedtime  timestamp[us, UTC], null   the last instant of a bare date
    file, sheet   dictionary<string>, null   where the row stands
    line          int64             line of the file or row of the sheet, 1-based
    FIELD         per vocabulary    see `vocabulary.ARROW`; null where missing; a field no row carries may be absent
    FIELD.last    timestamp         last instant of a `date` or `time` field
"""

from __future__ import annotations

from dataclasses import dataclass, field

import pyarrow as pa
import pyarrow.compute as pc
from msgspec import Struct

from zhiben.events.entities import Entities
from zhiben.events.problem import Problem
from zhiben.events.vocabulary import Vocabulary

Row = tuple[str, str | None, int]  # file, sheet, line

ENVELOPE = ("id", "source", "type", "subject", "first", "last", "recordedtime", "file", "sheet", "line")


@dataclass(frozen=True, slots=True)
class Account:
    """Rows in = accepted + duplicates + ignored + rejected, always.

    Where one row may give several events, a row is rejected if one of its events is, a duplicate if all of them are
    known already, and `events` says how many events were accepted; None = one of each accepted row.
    """

    read: int = 0
    accepted: int = 0
    duplicates: int = 0
    ignored: int = 0
    rejected: int = 0
    events: int | None = field(default=None, repr=False)


class Unsettled(Struct, frozen=True):
    """Rows as read, kept so that the log can be settled again by another registry (`events.settling`).

    Attributes:
        table: subjects as written; `id` is null where a row has none.
        problems: of files and rows, those of settling excepted.
        account: before settling; nothing is accepted or a duplicate yet.
        has_distinct_ids: it is known that every row has an id of its own.
        faulty: where one row may give several events, the rejected rows (`file`, `sheet`, `line`); else None.
        keys: fields that only number cases, where the log was read by a map; None = it was not.
        settled: the table that came of it, and `entities` the registry it was settled by.
    """

    table: pa.Table
    problems: tuple[Problem, ...]
    account: Account
    has_distinct_ids: bool
    faulty: frozenset[Row] | None = None
    keys: frozenset[str] | None = None
    settled: pa.Table | None = None
    entities: Entities | None = None


@dataclass(frozen=True, slots=True)
class EventLog:
    """Accepted events, what was wrong with the rest, and the account of both.

    Attributes:
        zone, vocabulary: what the log was read with; None = not known, as of a log made by hand.
        unsettled: the rows it was read from, where they are kept.
    """

    table: pa.Table
    problems: tuple[Problem, ...] = ()
    account: Account = field(default_factory=Account)
    zone: str | None = None
    vocabulary: Vocabulary | None = field(default=None, repr=False)
    unsettled: Unsettled | None = field(default=None, repr=False, compare=False)

    def references(self) -> pa.Array:
        """(n,) event ids as a ledger writes them: `source/id` where a source is given, else `id`."""
        return references_of(self.table)


def references_of(table: pa.Table, rows: pa.Array | None = None) -> pa.Array:
    """(n,) references of the events of a log's table, or (p,) of some of its rows."""
    ids = _texts(table["id"], rows)
    if table.schema.get_field_index("source") < 0 or table["source"].null_count == table.num_rows:
        return ids
    sources = _texts(table["source"], rows)
    if sources.null_count == len(sources):
        return ids
    return pc.coalesce(pc.binary_join_element_wise(sources, ids, "/"), ids)


def _texts(column: pa.ChunkedArray, rows: pa.Array | None) -> pa.Array:
    if rows is not None:
        column = column.slice(rows[0].as_py(), 1) if len(rows) == 1 else column.take(rows)
    picked = column.combine_chunks()
    return picked if picked.type == pa.string() else picked.cast(pa.string())


def rows_of(table: pa.Table) -> frozenset[Row]:
    """The rows that events come from."""
    columns = [table[name].cast(pa.string()) if name != "line" else table[name] for name in ("file", "sheet", "line")]
    return frozenset(zip(*(column.to_pylist() for column in columns), strict=True))
