"""What an explanation is made of: five tables, each row naming its duty."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

import pyarrow as pa
from msgspec import Struct

from zhiben.events.vocabulary import ARROW

if TYPE_CHECKING:
    from zhiben.engine.explain.mentioned import Mentioned

_TIME = ARROW["time"]
_TEXTS = pa.list_(pa.string())

# One row per duty: whether one more record would meet it, and which.
REMEDIES = pa.schema(
    [
        ("duty", pa.string()),
        ("kind", pa.string()),  # nothing, one, several, none, unsure
        ("why", pa.string()),  # of none and unsure; else ""
        ("count", pa.int64()),  # records needed; 0 = cannot be told
        ("becomes", pa.string()),  # the verdict with the record: met, pending, waived
        ("ending", pa.bool_()),  # the record ends what stands, instead of being one that counts
        ("type", pa.string()),
        ("subject", pa.string()),  # null = anybody's
        ("first", _TIME),  # the first and the last instant at which it counts; null = without limit
        ("last", _TIME),
        ("first_day", pa.date32()),  # the same as bare dates; null = without limit, or no day
        ("last_day", pa.date32()),
    ]
)
# What that record has to say beside the rule's own conditions; for unknown duties the information that is missing.
ASKS = pa.schema(
    [
        ("duty", pa.string()),
        ("kind", pa.string()),
        ("field", pa.string()),
        ("operator", pa.string()),
        ("values", _TEXTS),
    ]
)
# The record written out: one row per field.
VALUES = pa.schema([("duty", pa.string()), ("field", pa.string()), ("values", _TEXTS)])
# Events that nearly counted, or that broke the duty; the nearest has rank 0.
MISSES = pa.schema(
    [
        ("duty", pa.string()),
        ("rank", pa.int64()),
        ("event", pa.string()),
        ("side", pa.string()),  # within, before, after, broke, standing
        ("distance", pa.int64()),  # us outside the window
        ("days", pa.int64()),  # civil days likewise; -1 where it does not begin or end with a day
    ]
)
# Which conditions those events failed: `condition` is the place in `named.named` of the duty.
FAILED = pa.schema(
    [
        ("duty", pa.string()),
        ("rank", pa.int64()),
        ("condition", pa.int64()),
        ("kind", pa.string()),
        ("field", pa.string()),
        ("found", pa.string()),  # what the event says; "" = nothing
    ]
)


class Explanations(Struct, frozen=True):
    """Explanations of some duties."""

    remedies: pa.Table
    asks: pa.Table
    values: pa.Table
    misses: pa.Table
    failed: pa.Table

    @classmethod
    def joined(cls, parts: Sequence[Explanations]) -> Explanations:
        """Several as one."""
        schemas = (REMEDIES, ASKS, VALUES, MISSES, FAILED)
        names = cls.__struct_fields__
        tables = [
            pa.concat_tables([schema.empty_table(), *(getattr(part, name) for part in parts)])
            for name, schema in zip(names, schemas, strict=True)
        ]
        return cls(*tables)


class Told(Struct, frozen=True, dict=True):
    """Explanations that were made while an audit judged.

    Attributes:
        verdicts: whose duties are explained, all of them.
        mentioned: the rows of the log that these duties name, once `explanations` has been asked for; None = not noted.
    """

    verdicts: frozenset[str]
    _joined: Callable[[], Explanations]
    mentioned: Mentioned | None = None

    @cached_property
    def explanations(self) -> Explanations:
        """All of them."""
        return self._joined()
