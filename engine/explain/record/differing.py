"""Values that have to differ from others (`differs`): the trigger's, or what the record says in another field."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from zhiben.engine.explain.asked import Asked
from zhiben.engine.explain.fixed import is_alike, on_trigger, ruled_out
from zhiben.engine.explain.record.columns import Record, said, value_columns
from zhiben.engine.reference.facts import Value
from zhiben.engine.search import Flags


def unlike(asked: Asked, found: Record, name: str, values: Sequence[Value]) -> tuple[pa.Array, ...]:
    """(k,) columns of a field: in each row the first of some values that nothing rules out, else the first of all."""
    return first_free(asked, found, name, [value_columns(value, len(found.first)) for value in values])


def first_free(asked: Asked, found: Record, name: str, offered: Sequence[tuple[pa.Array, ...]]) -> tuple[pa.Array, ...]:
    """The same of (k,) columns that are offered."""
    others = list(ruled_out(asked, name, partial(said, found)))
    chosen, *more = offered
    is_taken = _is_any(chosen, others)
    for columns in more:
        if not is_taken.any():
            break
        is_better = is_taken & ~_is_any(columns, others)
        mask = pa.array(is_better)
        chosen = tuple(pc.if_else(mask, new, old) for new, old in zip(columns, chosen, strict=True))
        is_taken &= ~is_better
    return chosen


def does_differ(asked: Asked, found: Record) -> Flags:
    """(k,) where what has to differ is there and does."""
    duty, size = asked.judgement.duty, len(found.first)
    told = np.ones(size, np.bool_)
    for (mine, other), side in zip(duty.differs, duty.differs_on, strict=True):
        left = said(found, mine)
        right = on_trigger(asked, other) if side == "occasion" else said(found, other)
        if not left or not right:
            return np.zeros(size, np.bool_)
        told &= np.asarray(left[0].is_valid()) & np.asarray(right[0].is_valid()) & ~is_alike(left, right)
    return told


def _is_any(columns: Sequence[pa.Array], others: Sequence[Sequence[pa.Array]]) -> Flags:
    """(k,) where the columns say what one of the others says."""
    found = np.zeros(len(columns[0]), np.bool_)
    for other in others:
        found |= is_alike(columns, other)
    return found
