"""Misses and records as tables."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from zhiben.engine.arrow import one
from zhiben.engine.correlation import field_columns, texts_of, value_texts
from zhiben.engine.explain.asked import Asked
from zhiben.engine.explain.ending import Ending
from zhiben.engine.explain.failing import Failing
from zhiben.engine.explain.nearest import SIDES, Misses
from zhiben.engine.explain.record import Record
from zhiben.engine.explain.shape import ASKS, FAILED, MISSES, VALUES
from zhiben.engine.explain.shortfall import Shortfall, is_free
from zhiben.engine.search import Flags, Ints
from zhiben.events.vocabulary import ARROW, LAST

_SEEN_SHOWN = 20  # values that a record must not repeat


def misses_of(asked: Asked, failing: Failing, found: Sequence[Misses]) -> tuple[pa.Table, pa.Table]:
    """`MISSES` and `FAILED` of the asked duties."""
    told, failed = [MISSES.empty_table()], [FAILED.empty_table()]
    for part in found:
        ids = ids_of(asked, part.duty)
        names = asked.wide.events.references(part.position)
        side = pa.array(SIDES, pa.string()).take(pa.array(part.side.astype(np.int64)))
        columns = [ids, pa.array(part.rank), names, side, pa.array(part.distance), pa.array(part.days)]
        told.append(pa.table(columns, schema=MISSES))
        for place, condition in enumerate(failing.conditions):
            rows = np.flatnonzero(part.failed[:, place])
            for name in condition.fields if len(rows) else ():
                texts = value_texts(asked.wide.events, name, part.position[rows], asked.wide.civil)
                columns = [
                    ids.take(pa.array(rows)),
                    pa.array(part.rank[rows]),
                    repeated(place, len(rows), pa.int64()),
                    repeated(condition.kind, len(rows)),
                    repeated(name, len(rows)),
                    texts.cast(pa.string()),
                ]
                failed.append(pa.table(columns, schema=FAILED))
    return pa.concat_tables(told), pa.concat_tables(failed)


def asks_of(asked: Asked, missing: Shortfall, wanted: Flags) -> pa.Table:
    """`ASKS`: what the record of the (k,) wanted duties has to say beside the rule's conditions."""
    judgement, rows = asked.judgement, np.flatnonzero(wanted)
    duty, which = judgement.duty, asked.occasion[rows]
    parts = [ASKS.empty_table()]
    if not len(rows):
        return parts[0]
    for mine, other in duty.same:
        parts.append(_asks(asked, rows, "same", mine, "in", _occasion_texts(asked, other, which)))
    for (mine, other), side in zip(duty.differs, duty.differs_on, strict=True):
        if side == "occasion":
            parts.append(_asks(asked, rows, "differs", mine, "not_in", _occasion_texts(asked, other, which)))
        else:
            parts.append(_asks(asked, rows, "differs", mine, "not_field", repeated(other, len(rows))))
    name = duty.measure.field or ""
    for limit, operator in ((missing.low, "gte"), (missing.high, "lte")):
        limited = rows[~is_free(limit[rows])]
        if len(limited) and duty.measure.name not in ("covers", "distinct"):
            texts = texts_of([pa.array(limit[limited])], asked.wide.civil)
            parts.append(_asks(asked, limited, "amount", name, operator, texts))
    if duty.measure.name in ("covers", "distinct"):
        operator = "in" if duty.measure.name == "covers" else "not_in"
        parts.append(_listed(asked, rows, missing, duty.measure.name, name, operator))
    return pa.concat_tables(parts)


def values_of(asked: Asked, found: Record, wanted: Flags, duty: Ints | None = None) -> pa.Table:
    """`VALUES`: the records of the wanted duties written out, the time first.

    Args:
        duty: (r,) whose the records are; default: those of all asked duties.
    """
    rows = np.flatnonzero(wanted)
    if not len(rows):
        return VALUES.empty_table()
    owner = np.arange(len(asked.rows), dtype=np.int64) if duty is None else duty
    civil, kind = asked.wide.civil, ARROW["time"]
    time = texts_of([pa.array(at[rows]).cast(kind) for at in (found.first, found.last)], civil)
    parts = [VALUES.empty_table(), _values(asked, owner[rows], "time", time)]
    for name in [name for name in found.columns if not name.endswith(LAST)]:
        columns = [found.columns[part].take(pa.array(rows)) for part in (name, name + LAST) if part in found.columns]
        is_there = np.flatnonzero(np.asarray(columns[0].is_valid()))
        texts = texts_of([column.take(pa.array(is_there)) for column in columns], civil)
        parts.append(_values(asked, owner[rows[is_there]], name, texts, many=pa.types.is_list(columns[0].type)))
    return pa.concat_tables(parts)


def ending_asks(asked: Asked, ends: Ending) -> pa.Table:
    """`ASKS` of records that end something: what they have in common with it."""
    until, events = asked.judgement.duty.measure.until, asked.judgement.stage.events
    parts = [ASKS.empty_table()]
    for mine, other in until.same if until else ():
        texts = value_texts(events, other, ends.position, asked.wide.civil)
        parts.append(_asks(asked, ends.duty, "end", mine, "in", texts))
    return pa.concat_tables(parts)


def ending_values(asked: Asked, ends: Ending, last: Record, wanted: Flags) -> pa.Table:
    """`VALUES` of records that end something."""
    return values_of(asked, last, wanted[ends.duty], ends.duty)


def ids_of(asked: Asked, duty: Ints) -> pa.Array:
    """(p,) ids of asked duties."""
    return asked.judgement.ids.take(pa.array(asked.rows[duty])).cast(pa.string())


def repeated(word: object, size: int, kind: pa.DataType | None = None) -> pa.Array:
    """The same value so many times."""
    return pa.repeat(pa.scalar(word, kind or pa.string()), size)


def _occasion_texts(asked: Asked, other: str, which: Ints) -> pa.Array:
    judgement = asked.judgement
    if judgement.occasions.on_entities:
        return asked.entity.take(pa.array(which)).cast(pa.string())
    columns = field_columns(judgement.stage.events, other, judgement.occasions.trigger[which])
    return texts_of([one(column) for column in columns], asked.wide.civil)


def asking(asked: Asked, rows: Ints, kind: str, field: str, operator: str, texts: Sequence[pa.Array]) -> pa.Table:
    """`ASKS` with several values each: the i-th of every array of texts."""
    width, size = len(texts), len(rows)
    order = np.arange(width * size, dtype=np.int64).reshape(width, size).T.ravel()
    offsets = pa.array((np.arange(size + 1) * width).astype(np.int32))
    lists = pa.ListArray.from_arrays(offsets, pa.concat_arrays(list(texts)).take(pa.array(order)))
    said = [repeated(word, size) for word in (kind, field, operator)]
    return pa.table([ids_of(asked, rows), *said, lists], schema=ASKS)


def _asks(asked: Asked, rows: Ints, kind: str, field: str, operator: str, texts: pa.Array) -> pa.Table:
    size = len(rows)
    columns = [
        ids_of(asked, rows),
        repeated(kind, size),
        repeated(field, size),
        repeated(operator, size),
        _single(texts),
    ]
    return pa.table(columns, schema=ASKS)


def _listed(asked: Asked, rows: Ints, missing: Shortfall, kind: str, field: str, operator: str) -> pa.Table:
    """Lists of values, sorted by duty, of each at most so many."""
    texts = texts_of([missing.value], asked.wide.civil).cast(pa.string())
    starts = np.searchsorted(missing.owner, rows, "left")
    ends = np.minimum(np.searchsorted(missing.owner, rows, "right"), starts + _SEEN_SHOWN)
    offsets = np.concatenate([np.zeros(1, np.int64), np.cumsum(ends - starts)])
    at = np.arange(int(offsets[-1]), dtype=np.int64) - np.repeat(offsets[:-1] - starts, ends - starts)
    lists = pa.ListArray.from_arrays(pa.array(offsets.astype(np.int32)), texts.take(pa.array(at)))
    said = [repeated(word, len(rows)) for word in (kind, field, operator)]
    return pa.table([ids_of(asked, rows), *said, lists], schema=ASKS)


def _values(asked: Asked, rows: Ints, name: str, texts: pa.Array, many: bool = False) -> pa.Table:
    lists = pc.split_pattern(texts.cast(pa.string()), ";") if many else _single(texts)
    return pa.table([ids_of(asked, rows), repeated(name, len(rows)), lists], schema=VALUES)


def _single(texts: pa.Array) -> pa.Array:
    offsets = pa.array(np.arange(len(texts) + 1, dtype=np.int32))
    return pa.ListArray.from_arrays(offsets, texts.cast(pa.string()))
