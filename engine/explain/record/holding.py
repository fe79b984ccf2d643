"""Whether a record is what a rule asks for."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from zhiben.engine.conditions import FALSE, TRUE, tested, truths
from zhiben.engine.explain.asked import Asked
from zhiben.engine.explain.record.columns import TIME, Record, columns_of
from zhiben.engine.search import Flags
from zhiben.rules.model import ALWAYS as ANY
from zhiben.rules.model import Condition, Test


def holding(asked: Asked, found: Record, condition: Condition) -> Flags:
    """(k,) where the record satisfies the conditions on its own values."""
    size = len(found.first)
    if condition == ANY:
        return np.ones(size, np.bool_)

    def leaf(test: Test) -> object:
        column, last = _read(asked, found, test.field)
        hits, _ = tested(test, column, last)
        return np.where(hits, TRUE, FALSE)

    reading: Callable[..., object] = leaf
    fulfilled: Flags = truths(condition, size, reading) == TRUE  # type: ignore[arg-type]
    return fulfilled


def is_matching(asked: Asked, found: Record, types: tuple[str, ...], condition: Condition) -> Flags:
    """(k,) where the record is itself an event of the types that satisfies a condition."""
    if found.type not in types:
        return np.zeros(len(found.first), np.bool_)
    return holding(asked, found, condition)


def holds_length(test: Test, delay: int) -> bool:
    """Whether a test on `recorded_after` is true of a delay."""
    hits, _ = tested(test, pa.array([delay], pa.int64()), pa.array([delay], pa.int64()))
    return bool(hits[0])


def _read(asked: Asked, found: Record, name: str) -> tuple[pa.Array, pa.Array]:
    size = len(found.first)
    if name == "subject":
        return found.subject, found.subject
    if name == "time":
        return pa.array(found.first).cast(TIME), pa.array(found.last).cast(TIME)
    if name == "recorded_after":
        entered = found.columns.get("recordedtime", pa.nulls(size, TIME)).cast(pa.int64())
        delay = pc.subtract(entered, pa.array(found.first))
        return delay, delay
    if name in found.columns:
        columns = columns_of(found, name)
        return columns[0], columns[-1]
    empty = pa.nulls(size, asked.judgement.stage.events.column(name).type)
    return empty, empty
