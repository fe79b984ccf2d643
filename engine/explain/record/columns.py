"""Records as columns: what each says, field by field."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from zhiben.engine.explain.asked import Asked
from zhiben.engine.reference.facts import Value
from zhiben.engine.search import Flags, Ints
from zhiben.events.vocabulary import ARROW, LAST, Field
from zhiben.rules.model import Moment

TIME = ARROW["time"]
BUILT_IN = {"subject", "source", "time", "recordedtime", "recorded_after"}


@dataclass
class Record:
    """(k,) records.

    Attributes:
        type: the event type of all.
        subject: (k,) whose each is; null = anybody's.
        first, last: (k,) the time, a whole day where there is one.
        columns: by field, with `NAME.last` of times; null where the record need not say anything.
        is_sound: (k,) whether the values satisfy all conditions together; where not, nothing is known of a record.
    """

    type: str
    subject: pa.Array
    first: Ints
    last: Ints
    columns: dict[str, pa.Array] = field(default_factory=dict)
    is_sound: Flags = field(default_factory=lambda: np.zeros(0, np.bool_))


def fields_of_type(asked: Asked, name: str) -> Mapping[str, Field]:
    """The fields of an event type as it declares them: a category of one name may have other values elsewhere."""
    events, kinds = asked.judgement.stage.events, asked.judgement.stage.rulebook.vocabulary.events
    return {**events.fields, **(kinds[name].fields if name in kinds else {})}


def value_columns(value: Value, size: int) -> tuple[pa.Array, ...]:
    """A value as (k,) columns of its field's storage."""
    if isinstance(value, Moment):
        return tuple(pa.repeat(pa.scalar(at, pa.int64()), size).cast(TIME) for at in (value.first, value.last))
    if isinstance(value, tuple):
        return (pa.repeat(pa.scalar(list(value), pa.list_(pa.string())), size),)
    return (pa.repeat(pa.scalar(value), size),)


def put(found: Record, name: str, *columns: pa.Array) -> None:
    plain = [c.cast(c.type.value_type) if pa.types.is_dictionary(c.type) else c for c in columns]
    found.columns[name] = plain[0]
    if len(plain) > 1:
        found.columns[name + LAST] = plain[1]


def columns_of(found: Record, name: str) -> list[pa.Array]:
    return [found.columns[part] for part in (name, name + LAST) if part in found.columns]


def said(found: Record, name: str) -> list[pa.Array]:
    """What the records say of a field, whose they are included."""
    return [found.subject] if name == "subject" else columns_of(found, name)


def chunked(columns: list[pa.Array]) -> list[pa.ChunkedArray]:
    return [pa.chunked_array([column]) for column in columns]
